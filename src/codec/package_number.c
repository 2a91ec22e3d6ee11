#include "codec/package_number.h"

#include <string.h>

#define OWNER_LEN 4 /* with the category */
#define MODULUS 11  /* ISO 6346 */
#define LETTER_A 10 /* what A counts; B counts 12, multiples of 11 are left out */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Without blanks and marks, in capitals; LL_EINVAL when another length is left. */
static enum ll_status squeeze(struct ll_str text, const char *marks, size_t len, const char *what,
                              char ret_number[LL_PACKAGE_NUMBER_MAX], struct ll_err *reterr)
{
    char number[LL_PACKAGE_NUMBER_MAX] = "";
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == ' ' || (c != '\0' && strchr(marks, c) != NULL)) {
            continue;
        }
        if (count < len) {
            number[count] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        }
        count++;
    }
    if (count != len) {
        return LL_FAIL(reterr, LL_EINVAL, "%s has %zu characters, not %zu", what, len, count);
    }
    memcpy(ret_number, number, sizeof(number));
    return LL_OK;
}

static enum ll_status refuse_digit(const char *number, size_t len, int right, struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "the check digit of %.*s is %d, not %c",
                                    (int)(len - 1), number, right, number[len - 1]);
    ll_err_hint(reterr,
                "look for a mistyped character; if the others are right, the number is "
                "%.*s%d",
                (int)(len - 1), number, right);
    return status;
}

/* What a character counts: 11, 22 and 33 would count as nothing, and are left out. */
static int container_value(char c)
{
    int at = c - 'A';
    return is_digit(c) ? c - '0' : LETTER_A + at + (at + 9) / 10;
}

enum ll_status ll_container_number_read(struct ll_str text, char ret_number[LL_PACKAGE_NUMBER_MAX],
                                        bool *ret_shares_digit, struct ll_err *reterr)
{
    static const char *const what = LL_R("a container's number (ISO 6346, as in CSQU3054383)");
    char number[LL_PACKAGE_NUMBER_MAX];
    int sum = 0;
    LL_TRY(squeeze(text, "-[]", LL_CONTAINER_NUMBER_LEN, what, number, reterr));
    for (size_t i = 0; i < LL_CONTAINER_NUMBER_LEN; i++) {
        if (i < OWNER_LEN ? !is_letter(number[i]) : !is_digit(number[i])) {
            return LL_FAIL(reterr, LL_EINVAL, "%s has 4 letters, then 7 digits", what);
        }
        sum += i + 1 < LL_CONTAINER_NUMBER_LEN ? container_value(number[i]) << i : 0;
    }
    if (strchr("UJZ", number[OWNER_LEN - 1]) == NULL) {
        return LL_FAIL(reterr, LL_EINVAL,
                       "the fourth letter of a container's number is U (freight container), J or Z "
                       "(what belongs to one), not %c",
                       number[OWNER_LEN - 1]);
    }
    int right = sum % MODULUS % 10;
    if (number[LL_CONTAINER_NUMBER_LEN - 1] - '0' != right) {
        return refuse_digit(number, LL_CONTAINER_NUMBER_LEN, right, reterr);
    }
    *ret_shares_digit = sum % MODULUS == 10;
    memcpy(ret_number, number, sizeof(number));
    return LL_OK;
}

enum ll_status ll_sscc_read(struct ll_str text, char ret_number[LL_PACKAGE_NUMBER_MAX],
                            struct ll_err *reterr)
{
    static const char what[] = "an SSCC";
    char number[LL_PACKAGE_NUMBER_MAX];
    int sum = 0;
    struct ll_str rest = ll_str_trim(text);
    if (ll_str_starts(rest, LL_STR("(00)"))) {
        rest = ll_str_sub(rest, 4, rest.len);
    }
    LL_TRY(squeeze(rest, "", LL_SSCC_LEN, what, number, reterr));
    for (size_t i = 0; i < LL_SSCC_LEN; i++) {
        if (!is_digit(number[i])) {
            return LL_FAIL(reterr, LL_EINVAL, "%s has digits only", what);
        }
        sum += i + 1 < LL_SSCC_LEN ? (number[i] - '0') * (i % 2 == 0 ? 3 : 1) : 0;
    }
    int right = (10 - sum % 10) % 10;
    if (number[LL_SSCC_LEN - 1] - '0' != right) {
        return refuse_digit(number, LL_SSCC_LEN, right, reterr);
    }
    memcpy(ret_number, number, sizeof(number));
    return LL_OK;
}
