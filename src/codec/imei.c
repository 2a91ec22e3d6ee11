#include "codec/imei.h"

#include <stdint.h>
#include <string.h>

#define DIGITS_MAX 32
#define FORMAT_FRACTION_MAX 4 /* digits a number format adds behind its point */

struct digits {
    char ptr[DIGITS_MAX + 1]; /* upper case */
    size_t len;
    bool hex;
};

static const struct {
    const char *code;
    const char *text;
    const char *hint;
} fault_rows[] = {
#define X(symbol, code_text, what, todo) {code_text, what, todo},
    LL_IMEI_FAULT_ROWS(X)
#undef X
};

const char *ll_imei_fault_code(enum ll_imei_fault fault)
{
    return fault_rows[fault].code;
}

const char *ll_imei_fault_text(enum ll_imei_fault fault)
{
    return fault_rows[fault].text;
}

const char *ll_imei_fault_hint(enum ll_imei_fault fault)
{
    return fault_rows[fault].hint;
}

const char *ll_device_kind_name(enum ll_device_kind kind)
{
    switch (kind) {
    case LL_DEVICE_IMEI:
        return "imei";
    case LL_DEVICE_MEID:
        return "meid";
    case LL_DEVICE_SERIAL:
        return "serial";
    }
    return "?";
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static int digit_value(char c)
{
    return is_digit(c) ? c - '0' : c - 'A' + 10;
}

static char digit_char(int value)
{
    return (char)(value < 10 ? '0' + value : 'A' + value - 10);
}

/* Luhn's sum over the first `count` digits in `base`, the last of them doubled. */
static int check_digit(const char *digits, size_t count, int base)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        int value = digit_value(digits[count - 1 - i]);
        if (i % 2 == 0) {
            value *= 2;
            value = value / base + value % base;
        }
        sum += value;
    }
    return (base - sum % base) % base;
}

int ll_imei_check_digit(const char digits[LL_IMEI_KEY_LEN])
{
    return check_digit(digits, LL_IMEI_KEY_LEN, 10);
}

/* 3.57E+14, 3,57E14, 357197060001010.0 and 357197060001016. are marks of a number format; a comma
 * between two long numbers is not, and a hex number does not start with a digit. */
static bool looks_rounded(struct ll_str text)
{
    size_t points = 0;
    size_t exponents = 0;
    size_t fraction = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = upper(text.ptr[i]);
        if (is_digit(c)) {
            fraction += points > 0 && exponents == 0;
        } else if (c == '.' || c == ',') {
            points++;
        } else if (c == 'E') {
            exponents++;
        } else if (!((c == '+' || c == '-') && exponents > 0)) {
            return false;
        }
    }
    return is_digit(text.ptr[0]) && points <= 1 && exponents <= 1 && points + exponents > 0 &&
           (exponents > 0 || fraction <= FORMAT_FRACTION_MAX);
}

static enum ll_imei_fault collect(struct ll_str text, struct digits *ret_digits)
{
    struct digits got = {.hex = false};
    for (size_t i = 0; i < text.len; i++) {
        char c = upper(text.ptr[i]);
        if (is_space(c) || c == '-' || c == '/') {
            continue;
        }
        if ((unsigned char)c >= 0x80) {
            return LL_IMEI_DIGITS;
        }
        if (c >= 'A' && c <= 'F') {
            got.hex = true;
        } else if (!is_digit(c)) {
            return LL_IMEI_CHARS;
        }
        if (got.len == DIGITS_MAX) {
            return LL_IMEI_LENGTH;
        }
        got.ptr[got.len++] = c;
    }
    *ret_digits = got;
    return got.len == 0 ? LL_IMEI_EMPTY : LL_IMEI_NONE;
}

/* Numbers that no device carries, by prefix of the 14 digits. */
static const char *const placeholder_prefixes[] = {
    "12345678901234", /* typed in rows on a keyboard */
    "00440101",       /* test allocation, seen as a filler in device lists */
};

static bool is_placeholder(const char *key)
{
    size_t same = 1;
    while (same < LL_IMEI_KEY_LEN && key[same] == key[0]) {
        same++;
    }
    if (same == LL_IMEI_KEY_LEN) {
        return true;
    }
    for (size_t i = 0; i < sizeof(placeholder_prefixes) / sizeof(placeholder_prefixes[0]); i++) {
        if (strncmp(key, placeholder_prefixes[i], strlen(placeholder_prefixes[i])) == 0) {
            return true;
        }
    }
    return false;
}

static enum ll_imei_fault finish(struct ll_imei imei, struct ll_imei *ret_imei)
{
    if (is_placeholder(imei.key)) {
        return LL_IMEI_PLACEHOLDER;
    }
    *ret_imei = imei;
    return LL_IMEI_NONE;
}

static enum ll_imei_fault read_decimal(const struct digits *got, struct ll_imei *ret_imei)
{
    struct ll_imei imei = {.kind = LL_DEVICE_IMEI};
    memcpy(imei.key, got->ptr, LL_IMEI_KEY_LEN);
    if (got->len == 15) {
        if (got->ptr[14] - '0' != ll_imei_check_digit(imei.key)) {
            return LL_IMEI_CHECK;
        }
    } else if (got->len == 14) {
        imei.check_missing = true;
    } else {
        imei.has_version = true;
    }
    return finish(imei, ret_imei);
}

static enum ll_imei_fault read_hex(const struct digits *got, struct ll_imei *ret_imei)
{
    if (got->ptr[0] < 'A') {
        return LL_IMEI_CHARS;
    }
    struct ll_imei imei = {.kind = LL_DEVICE_MEID};
    memcpy(imei.key, got->ptr, LL_IMEI_KEY_LEN);
    if (got->len == 15 && digit_value(got->ptr[14]) != check_digit(imei.key, LL_IMEI_KEY_LEN, 16)) {
        return LL_IMEI_CHECK;
    }
    imei.check_missing = got->len == 14;
    return finish(imei, ret_imei);
}

/* 18 decimal digits: ten for the first 32 bits, eight for the other 24. */
static enum ll_imei_fault read_decimal_meid(const struct digits *got, struct ll_imei *ret_imei)
{
    uint64_t high = 0;
    uint64_t low = 0;
    for (size_t i = 0; i < 18; i++) {
        uint64_t *part = i < 10 ? &high : &low;
        *part = *part * 10 + (uint64_t)(got->ptr[i] - '0');
    }
    if (high > UINT32_MAX || low > 0xffffff || high < 0xa0000000) {
        return LL_IMEI_LENGTH;
    }
    struct ll_imei imei = {.kind = LL_DEVICE_MEID, .check_missing = true};
    uint64_t bits = high << 24 | low;
    for (size_t i = 0; i < LL_IMEI_KEY_LEN; i++) {
        imei.key[LL_IMEI_KEY_LEN - 1 - i] = digit_char((int)(bits & 15));
        bits >>= 4;
    }
    return finish(imei, ret_imei);
}

enum ll_imei_fault ll_imei_read(struct ll_str text, struct ll_imei *ret_imei)
{
    struct ll_str trimmed = ll_str_trim(text);
    if (trimmed.len > 0 && looks_rounded(trimmed)) {
        return LL_IMEI_LOSSY;
    }
    struct digits got;
    enum ll_imei_fault fault = collect(trimmed, &got);
    if (fault != LL_IMEI_NONE) {
        return fault;
    }
    if (got.len == 18 && !got.hex) {
        return read_decimal_meid(&got, ret_imei);
    }
    if (got.len < 14 || got.len > (got.hex ? 15U : 16U)) {
        return LL_IMEI_LENGTH;
    }
    return got.hex ? read_hex(&got, ret_imei) : read_decimal(&got, ret_imei);
}

/* What people and firmware write when there is no serial number. */
static const char *const serial_fillers[] = {
    "N/A",
    "NA",
    "NONE",
    "NULL",
    "UNKNOWN",
    "-",
    "0",
    "TBD",
    "DEFAULTSTRING",
    "NOTAVAILABLE",
    "TOBEFILLEDBYO.E.M.",
    "SYSTEMSERIALNUMBER",
    "XXXXXX",
};

enum ll_status ll_serial_normalise(struct ll_arena *arena, struct ll_str text,
                                   struct ll_str *ret_serial, struct ll_err *reterr)
{
    struct ll_str s = ll_str_trim(text);
    if (s.len > LL_SERIAL_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "a serial number has %zu bytes; %d is the most", s.len,
                       LL_SERIAL_MAX);
    }
    char *out = ll_arena_alloc(arena, s.len + 1, 1);
    if (out == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a serial number");
    }
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = upper(s.ptr[i]);
        if (is_space(c)) {
            continue;
        }
        if ((unsigned char)c < 0x20 || c == 0x7f) {
            return LL_FAIL(reterr, LL_EPARSE, "a serial number holds a control character");
        }
        out[len++] = c;
    }
    struct ll_str serial = {out, len};
    bool filler = len == 0;
    for (size_t i = 0; i < sizeof(serial_fillers) / sizeof(serial_fillers[0]); i++) {
        filler = filler || ll_str_eq_cstr(serial, serial_fillers[i]);
    }
    if (filler) {
        return LL_FAIL(reterr, LL_EPARSE, "\"%.*s\" is no serial number: leave the cell empty",
                       LL_STR_ARG(serial));
    }
    *ret_serial = serial;
    return LL_OK;
}

static const char *const legal_forms[] = {
    " INC",  " INC.", " LTD",     " LTD.", " LIMITED", " GMBH",        " AG",       " BV",
    " B.V.", " CO",   " CO.",     " CORP", " CORP.",   " CORPORATION", " LLC",      " SA",
    " S.A.", " PLC",  " COMPANY", ",",     " OY",      " AB",          " COMPUTER", " MOBILE",
};

static const struct {
    const char *spelling;
    const char *maker;
} makers[] = {
    {"HEWLETT PACKARD", "HP"},
    {"HEWLETT-PACKARD", "HP"},
    {"HEWLETT PACKARD ENTERPRISE", "HPE"},
    {"HEWLETT-PACKARD ENTERPRISE", "HPE"},
    {"SAMSUNG ELECTRONICS", "SAMSUNG"},
    {"DELL TECHNOLOGIES", "DELL"},
    {"DELL EMC", "DELL"},
};

static struct ll_str drop_legal_forms(struct ll_str s)
{
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < sizeof(legal_forms) / sizeof(legal_forms[0]); i++) {
            struct ll_str form = ll_str_from_cstr(legal_forms[i]);
            if (s.len > form.len && ll_str_ends(s, form)) {
                s = ll_str_trim(ll_str_sub(s, 0, s.len - form.len));
                again = true;
            }
        }
    }
    return s;
}

enum ll_status ll_maker_normalise(struct ll_arena *arena, struct ll_str text,
                                  struct ll_str *ret_maker, struct ll_err *reterr)
{
    struct ll_str s = ll_str_trim(text);
    if (s.len > LL_SERIAL_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "a maker's name has %zu bytes; %d is the most", s.len,
                       LL_SERIAL_MAX);
    }
    char *out = ll_arena_alloc(arena, s.len + 1, 1);
    if (out == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a maker's name");
    }
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = is_space(s.ptr[i]) ? ' ' : upper(s.ptr[i]);
        if (c != ' ' || out[len - 1] != ' ') {
            out[len++] = c;
        }
    }
    struct ll_str maker = drop_legal_forms((struct ll_str){out, len});
    for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
        if (ll_str_eq_cstr(maker, makers[i].spelling)) {
            maker = ll_str_from_cstr(makers[i].maker);
        }
    }
    *ret_maker = maker;
    return LL_OK;
}

enum ll_status ll_gtin_read(struct ll_str text, char ret_gtin[LL_GTIN_MAX], bool *ret_global,
                            struct ll_err *reterr)
{
    struct ll_str s = ll_str_trim(text);
    if (s.len != 8 && s.len != 12 && s.len != 13 && s.len != 14) {
        return LL_FAIL(reterr, LL_EPARSE, "an article number has 8, 12, 13 or 14 digits, not %zu",
                       s.len);
    }
    char padded[LL_GTIN_MAX] = "00000000000000";
    for (size_t i = 0; i < s.len; i++) {
        if (!is_digit(s.ptr[i])) {
            return LL_FAIL(reterr, LL_EPARSE, "an article number has digits only");
        }
        padded[14 - s.len + i] = s.ptr[i];
    }
    int sum = 0;
    for (size_t i = 0; i < 13; i++) {
        sum += (padded[i] - '0') * (i % 2 == 0 ? 3 : 1);
    }
    if ((10 - sum % 10) % 10 != padded[13] - '0') {
        return LL_FAIL(reterr, LL_EPARSE, "the last digit of the article number does not fit");
    }
    /* As 13 digits: 02, 04 and 2 are for use inside one shop (GS1 General Specifications 2.1.11);
     * as 8 digits: 0 and 2. */
    char first = s.len == 8 ? padded[6] : padded[1];
    char second = padded[2];
    bool local = first == '2' || (s.len == 8 && first == '0') ||
                 (s.len != 8 && first == '0' && (second == '2' || second == '4'));
    memcpy(ret_gtin, padded, LL_GTIN_MAX);
    *ret_global = !local;
    return LL_OK;
}
