/* Numbers of containers and SSCC: both published examples, and every slip of one character. */
#include "codec_support.h"

#include <stdio.h>
#include <string.h>

#include "codec/package_number.h"

struct vector {
    const char *text;
    const char *number; /* NULL: refused */
    const char *says;   /* what the refusal, or its hint, says */
};

static const struct vector containers[] = {
    {"CSQU3054383", "CSQU3054383", NULL}, /* sum 6185: the example of ISO 6346 */
    {"CBHU3202732", "CBHU3202732", NULL}, /* sum 4061 */
    {"MSCU6639870", "MSCU6639870", NULL}, /* sum 7656: nothing is left */
    {" csqu 305438-3 ", "CSQU3054383", NULL},
    {"CSQU 305438 [3]", "CSQU3054383", NULL},
    {"CSQU3054384", NULL, "the check digit of CSQU305438 is 3, not 4"},
    {"CSQU3054833", NULL, "the check digit of CSQU305483"},
    {"CSQA3054383", NULL, "U (freight container), J or Z"},
    {"CSQU305438", NULL, "has 11 characters, not 10"},
    {"CSQU30543830", NULL, "not 12"},
    {"CSQU305438333333333333333333333333333333", NULL, "not 40"},
    {"CS1U3054383", NULL, "4 letters, then 7 digits"},
    {"CSQU305438A", NULL, "4 letters, then 7 digits"},
    {"CSQU30543\xc3\xa9", NULL, "4 letters, then 7 digits"},
    {"", NULL, "not 0"},
};

static const struct vector ssccs[] = {
    {"106141411234567897", "106141411234567897", NULL}, /* of the GS1 General Specifications */
    {"(00) 340123451234567895", "340123451234567895", NULL},
    {"3 4012345 123456789 5", "340123451234567895", NULL},
    {"106141411234567896", NULL, "is 7, not 6"},
    {"10614141123456789", NULL, "has 18 characters, not 17"},
    {"10614141123456789X", NULL, "digits only"},
    {"(00)", NULL, "not 0"},
    {"000000000000000000", "000000000000000000", NULL},
};

static enum ll_status read(bool is_container, const char *text, char *ret_number, bool *ret_shares,
                           struct ll_err *reterr)
{
    struct ll_str str = ll_str_from_cstr(text);
    return is_container ? ll_container_number_read(str, ret_number, ret_shares, reterr)
                        : ll_sscc_read(str, ret_number, reterr);
}

static void check(bool is_container, const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct vector *v = &vectors[i];
        char number[LL_PACKAGE_NUMBER_MAX] = "untouched";
        struct ll_err err = {0};
        bool shares = false;
        enum ll_status status = read(is_container, v->text, number, &shares, &err);
        assert_int_equal(status, v->number == NULL ? LL_EINVAL : LL_OK);
        assert_string_equal(number, v->number == NULL ? "untouched" : v->number);
        assert_false(shares);
        if (v->says != NULL && strstr(err.text, v->says) == NULL) {
            fail_msg("%s: \"%s\" does not say \"%s\"", v->text, err.text, v->says);
        }
    }
}

static void test_vectors(void **state)
{
    (void)state;
    check(true, containers, sizeof(containers) / sizeof(containers[0]));
    check(false, ssccs, sizeof(ssccs) / sizeof(ssccs[0]));
}

/* 2441 leaves 10, which is written 0: told apart from a sum that leaves nothing. */
static void test_shared_digit(void **state)
{
    (void)state;
    char number[LL_PACKAGE_NUMBER_MAX];
    bool shares = false;
    struct ll_err err = {0};
    assert_int_equal(ll_container_number_read(LL_STR("LLGU0000040"), number, &shares, &err), LL_OK);
    assert_true(shares);
}

/* Any one digit mistyped is found; of containers all but those of a sum that leaves 0 or 10, which
 * share a digit: then a slip between the two passes. */
static void test_slips(void **state)
{
    (void)state;
    static const char *const good[] = {"CSQU3054383", "106141411234567897"};
    for (size_t g = 0; g < 2; g++) {
        char text[LL_PACKAGE_NUMBER_MAX];
        char number[LL_PACKAGE_NUMBER_MAX];
        for (size_t at = g == 0 ? 4 : 0; good[g][at] != '\0'; at++) {
            for (char c = '0'; c <= '9'; c++) {
                struct ll_err err = {0};
                bool shares = false;
                (void)snprintf(text, sizeof(text), "%s", good[g]);
                text[at] = c;
                assert_int_equal(read(g == 0, text, number, &shares, &err),
                                 c == good[g][at] ? LL_OK : LL_EINVAL);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_shared_digit),
        cmocka_unit_test(test_slips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
