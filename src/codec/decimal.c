#include "codec/decimal.h"

#include <string.h>

#include "base/qty.h"

struct scan {
    char whole[LL_DECIMAL_DIGITS_MAX];
    char fraction[LL_DECIMAL_DIGITS_MAX];
    size_t whole_len;
    size_t fraction_len;
    size_t group_len; /* digits since the last grouping mark */
    bool grouped;
    bool pointed;
    bool too_long;
};

static bool take_digit(struct scan *scan, char c)
{
    if (scan->pointed) {
        scan->too_long = scan->too_long || scan->fraction_len == LL_DECIMAL_DIGITS_MAX;
        if (!scan->too_long) {
            scan->fraction[scan->fraction_len++] = c;
        }
        return true;
    }
    scan->group_len++;
    if (scan->whole_len == 1 && scan->whole[0] == '0') {
        scan->whole_len = 0;
    }
    scan->too_long = scan->too_long || scan->whole_len == LL_DECIMAL_DIGITS_MAX;
    if (!scan->too_long) {
        scan->whole[scan->whole_len++] = c;
    }
    return !scan->grouped || scan->group_len <= 3;
}

/* A grouping mark follows one to three digits, or exactly three after another one. */
static bool take_group(struct scan *scan)
{
    bool fits = !scan->pointed && (scan->grouped ? scan->group_len == 3
                                                 : scan->group_len >= 1 && scan->group_len <= 3);
    scan->grouped = true;
    scan->group_len = 0;
    return fits;
}

static bool take_point(struct scan *scan)
{
    bool fits = !scan->pointed && (!scan->grouped || scan->group_len == 3);
    scan->pointed = true;
    return fits;
}

static bool scan_number(struct ll_str s, enum ll_decimal_format format, struct scan *scan)
{
    char point = format == LL_DECIMAL_COMMA ? ',' : '.';
    char group = format == LL_DECIMAL_COMMA ? '.' : ',';
    size_t digits = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool fits = false;
        if (c >= '0' && c <= '9') {
            digits++;
            fits = take_digit(scan, c);
        } else if (c == point) {
            fits = take_point(scan);
        } else if (c == group && format != LL_DECIMAL_PLAIN) {
            fits = take_group(scan);
        }
        if (!fits) {
            return false;
        }
    }
    if (digits == 0 || (scan->grouped && !scan->pointed && scan->group_len != 3)) {
        return false;
    }
    /* "1,250" may be 1250 or 1.25. */
    return !(format == LL_DECIMAL_POINT && scan->grouped && !scan->pointed);
}

enum ll_status ll_decimal_read(struct ll_arena *arena, struct ll_str text,
                               enum ll_decimal_format format, struct ll_str *ret_decimal,
                               struct ll_err *reterr)
{
    struct ll_str s = ll_str_trim(text);
    bool negative = s.len > 0 && s.ptr[0] == '-';
    if (s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+')) {
        s = ll_str_sub(s, 1, s.len);
    } else if (s.len > 0 && s.ptr[s.len - 1] == '-' && format == LL_DECIMAL_COMMA) {
        negative = true;
        s = ll_str_sub(s, 0, s.len - 1);
    }
    struct scan scan = {.whole_len = 0};
    if (!scan_number(s, format, &scan)) {
        return LL_FAIL(reterr, LL_EPARSE, "this is no decimal number, or can be read in two ways");
    }
    if (scan.too_long) {
        return LL_FAIL(reterr, LL_ELIMIT, "the number has more than %d digits",
                       LL_DECIMAL_DIGITS_MAX);
    }
    while (scan.fraction_len > 0 && scan.fraction[scan.fraction_len - 1] == '0') {
        scan.fraction_len--;
    }
    bool zero = scan.fraction_len == 0 && (scan.whole_len == 0 || scan.whole[0] == '0');
    char *out = ll_arena_alloc(arena, scan.whole_len + scan.fraction_len + 4, 1);
    if (out == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a number");
    }
    size_t len = 0;
    if (negative && !zero) {
        out[len++] = '-';
    }
    if (scan.whole_len == 0) {
        out[len++] = '0';
    }
    memcpy(out + len, scan.whole, scan.whole_len);
    len += scan.whole_len;
    if (scan.fraction_len > 0) {
        out[len++] = '.';
        memcpy(out + len, scan.fraction, scan.fraction_len);
        len += scan.fraction_len;
    }
    *ret_decimal = (struct ll_str){out, len};
    return LL_OK;
}

enum ll_status ll_decimal_scale(struct ll_str decimal, int64_t factor, int64_t *ret_value)
{
    bool negative = decimal.len > 0 && decimal.ptr[0] == '-';
    struct ll_str digits = negative ? ll_str_sub(decimal, 1, decimal.len) : decimal;
    size_t point = ll_str_find_char(digits, '.');
    struct ll_str whole = ll_str_sub(digits, 0, point);
    int64_t value = 0;
    int64_t unit = factor; /* what a digit of this place counts */
    LL_ASSERT(factor >= 1);
    if (whole.len == 0 || whole.ptr[0] < '0' || whole.ptr[0] > '9') {
        return LL_EINVAL;
    }
    LL_TRY(ll_str_to_i64(whole, &value));
    LL_TRY(ll_i64_mul(value, factor, &value));
    for (size_t i = point + 1; i < digits.len; i++) {
        char c = digits.ptr[i];
        if (c < '0' || c > '9' || unit % 10 != 0) {
            return LL_EINVAL;
        }
        unit /= 10;
        LL_TRY(ll_i64_add(value, unit * (c - '0'), &value));
    }
    *ret_value = negative ? -value : value;
    return LL_OK;
}

enum ll_status ll_decimal_to_i64(struct ll_str decimal, int64_t *ret_value)
{
    if (ll_str_find_char(decimal, '.') < decimal.len) {
        return LL_EINVAL;
    }
    return ll_str_to_i64(decimal, ret_value);
}
