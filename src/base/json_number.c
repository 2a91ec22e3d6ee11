/*
 * Numbers of JSON without the C library: both directions are exact, by integers of fixed size.
 * Whole numbers and short decimals, nearly all that occur, take short ways that need no big
 * integers.
 */
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

/*
 * Most significant digits that are looked at. Half-way points between doubles have at most 767, so
 * what follows can only decide by being not zero.
 */
#define DIGITS_MAX 800
#define DECIMAL_EXPONENT_MAX 310  /* values of 10^310 and above are not finite */
#define DECIMAL_EXPONENT_MIN -330 /* values below 10^-330 round to zero */

/* 10^(800 + 330) has 3,754 bits; the quotient and the shift of 64 bits come on top. */
#define BIG_LIMBS 128

struct big {
    uint32_t limb[BIG_LIMBS]; /* least significant first */
    int count;                /* the highest counted limb is not zero */
};

/* ---- big integers ---- */

static void big_set(struct big *big, uint64_t value)
{
    big->count = 0;
    while (value != 0) {
        big->limb[big->count++] = (uint32_t)value;
        value >>= 32;
    }
}

/* big = big * factor + term */
static void big_mul_add(struct big *big, uint32_t factor, uint32_t term)
{
    uint64_t carry = term;
    for (int i = 0; i < big->count; i++) {
        carry += (uint64_t)big->limb[i] * factor;
        big->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0) {
        LL_ASSERT(big->count < BIG_LIMBS);
        big->limb[big->count++] = (uint32_t)carry;
    }
}

static void big_mul_pow10(struct big *big, int exponent)
{
    for (; exponent >= 9; exponent -= 9) {
        big_mul_add(big, 1000000000u, 0);
    }
    for (; exponent > 0; exponent--) {
        big_mul_add(big, 10, 0);
    }
}

static void big_shift_left(struct big *big, int bits)
{
    int limbs = bits / 32;
    int rest = bits % 32;
    if (big->count == 0 || bits == 0) {
        return;
    }
    LL_ASSERT(big->count + limbs + 1 <= BIG_LIMBS);
    memmove(big->limb + limbs, big->limb, (size_t)big->count * sizeof(big->limb[0]));
    memset(big->limb, 0, (size_t)limbs * sizeof(big->limb[0]));
    big->count += limbs;
    if (rest != 0) {
        uint32_t carry = 0;
        for (int i = limbs; i < big->count; i++) {
            uint32_t limb = big->limb[i];
            big->limb[i] = limb << rest | carry;
            carry = limb >> (32 - rest);
        }
        if (carry != 0) {
            big->limb[big->count++] = carry;
        }
    }
}

static int big_cmp(const struct big *a, const struct big *b)
{
    if (a->count != b->count) {
        return a->count < b->count ? -1 : 1;
    }
    for (int i = a->count; i-- > 0;) {
        if (a->limb[i] != b->limb[i]) {
            return a->limb[i] < b->limb[i] ? -1 : 1;
        }
    }
    return 0;
}

/* a = a - b; a >= b */
static void big_sub(struct big *a, const struct big *b)
{
    uint64_t borrow = 0;
    for (int i = 0; i < a->count; i++) {
        uint64_t take = borrow + (i < b->count ? b->limb[i] : 0);
        borrow = take > a->limb[i];
        a->limb[i] = (uint32_t)(a->limb[i] - take);
    }
    while (a->count > 0 && a->limb[a->count - 1] == 0) {
        a->count--;
    }
}

/* a + b compared with c */
static int big_cmp_sum(const struct big *a, const struct big *b, const struct big *c)
{
    struct big sum;
    int count = a->count > b->count ? a->count : b->count;
    uint64_t carry = 0;
    for (int i = 0; i < count; i++) {
        carry += (i < a->count ? a->limb[i] : 0);
        carry += (i < b->count ? b->limb[i] : 0);
        sum.limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0) {
        LL_ASSERT(count < BIG_LIMBS);
        sum.limb[count++] = (uint32_t)carry;
    }
    sum.count = count;
    return big_cmp(&sum, c);
}

static int bit_length64(uint64_t value)
{
    return value == 0 ? 0 : 64 - __builtin_clzll(value);
}

static int big_bit_length(const struct big *big)
{
    return big->count == 0 ? 0 : (big->count - 1) * 32 + bit_length64(big->limb[big->count - 1]);
}

/* ---- reading ---- */

/* A decimal number: 0.d1d2d3… * 10^point, or zero when count is 0. */
struct decimal {
    uint8_t digit[DIGITS_MAX];
    int count;
    int64_t point;
    bool rest; /* digits that did not fit were not all zero */
    bool negative;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void decimal_digit(struct decimal *decimal, char c, bool whole)
{
    if (decimal->count == 0 && c == '0') {
        decimal->point -= !whole;
        return;
    }
    decimal->point += whole;
    if (decimal->count < DIGITS_MAX) {
        decimal->digit[decimal->count++] = (uint8_t)(c - '0');
    } else {
        decimal->rest = decimal->rest || c != '0';
    }
}

/* Takes JSON's number grammar (RFC 8259, section 6) apart; false when `text` is no such number. */
static bool decimal_read(struct ll_str text, struct decimal *ret_decimal)
{
    const char *p = text.ptr;
    const char *end = p + text.len;
    struct decimal *decimal = ret_decimal;
    decimal->count = 0;
    decimal->point = 0;
    decimal->rest = false;
    decimal->negative = p < end && *p == '-';
    p += decimal->negative;
    if (p == end || !is_digit(*p) || (*p == '0' && p + 1 < end && is_digit(p[1]))) {
        return false;
    }
    for (; p < end && is_digit(*p); p++) {
        decimal_digit(decimal, *p, true);
    }
    if (p < end && *p == '.') {
        p++;
        if (p == end || !is_digit(*p)) {
            return false;
        }
        for (; p < end && is_digit(*p); p++) {
            decimal_digit(decimal, *p, false);
        }
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        bool below = p < end && *p == '-';
        p += p < end && (*p == '-' || *p == '+');
        if (p == end || !is_digit(*p)) {
            return false;
        }
        int64_t exponent = 0;
        for (; p < end && is_digit(*p); p++) {
            /* Far outside any number that a text of 2^40 digits could bring back. */
            exponent = exponent > INT64_C(1) << 50 ? exponent : exponent * 10 + (*p - '0');
        }
        decimal->point += below ? -exponent : exponent;
    }
    return p == end;
}

static double double_from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static uint64_t bits_of_double(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

/*
 * quotient * 2^exponent, a little more when `rest`, to the nearest double, ties to even.
 * 2^62 <= quotient < 2^64. Infinity when it is too large.
 */
static double assemble(uint64_t quotient, int exponent, bool rest)
{
    int length = bit_length64(quotient);
    int keep = 53;
    int top = exponent + length; /* 2^(top-1) <= value < 2^top */
    if (top < -1021) {
        keep = 53 - (-1021 - top); /* subnormal: fewer bits */
    }
    if (keep < 0) {
        return 0.0;
    }
    int drop = length - keep;
    uint64_t kept = drop >= 64 ? 0 : quotient >> drop;
    uint64_t half = UINT64_C(1) << (drop - 1);
    uint64_t dropped = drop >= 64 ? quotient : quotient & ((half << 1) - 1);
    if (dropped > half || (dropped == half && (rest || (kept & 1u) != 0))) {
        kept++;
    }
    /* A carry out of the fraction raises the exponent field by itself, up to infinity. */
    int unit = exponent + drop; /* value of the lowest kept bit */
    if (top < -1021) {
        return double_from_bits(kept);
    }
    int field = unit + 52 + 1023;
    if (field >= 2047) {
        return double_from_bits(UINT64_C(0x7FF0000000000000));
    }
    return double_from_bits(((uint64_t)field << 52) + (kept - (UINT64_C(1) << 52)));
}

/* The exact way: numerator / denominator as integers, divided bit by bit. */
static double decimal_to_double_exact(const struct decimal *decimal)
{
    struct big rest;
    struct big divisor;
    big_set(&rest, 0);
    big_set(&divisor, 1);
    for (int i = 0; i < decimal->count; i++) {
        if (rest.count == 0) {
            big_set(&rest, decimal->digit[i]);
        } else {
            big_mul_add(&rest, 10, decimal->digit[i]);
        }
    }
    int scale = (int)decimal->point - decimal->count;
    big_mul_pow10(scale > 0 ? &rest : &divisor, scale > 0 ? scale : -scale);
    /* Shift one side so that 2^62 < quotient < 2^64. */
    int shift = 63 - (big_bit_length(&rest) - big_bit_length(&divisor));
    big_shift_left(shift > 0 ? &rest : &divisor, shift > 0 ? shift : -shift);
    big_shift_left(&divisor, 63);
    uint64_t quotient = 0;
    for (int i = 0; i < 64; i++) {
        quotient <<= 1;
        if (big_cmp(&rest, &divisor) >= 0) {
            big_sub(&rest, &divisor);
            quotient |= 1u;
        }
        big_shift_left(&rest, 1);
    }
    return assemble(quotient, -shift, rest.count != 0 || decimal->rest);
}

static const double pow10_exact[] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

static double decimal_to_double(const struct decimal *decimal)
{
    if (decimal->count == 0) {
        return 0.0;
    }
    int64_t scale = decimal->point - decimal->count;
    if (decimal->count <= 15 && scale >= -22 && scale <= 22) {
        /* Both factors are exact doubles, so the one operation rounds correctly. */
        int64_t whole = 0;
        for (int i = 0; i < decimal->count; i++) {
            whole = whole * 10 + decimal->digit[i];
        }
        double value = (double)whole;
        return scale < 0 ? value / pow10_exact[-scale] : value * pow10_exact[scale];
    }
    if (decimal->point > DECIMAL_EXPONENT_MAX) {
        return double_from_bits(UINT64_C(0x7FF0000000000000));
    }
    if (decimal->point < DECIMAL_EXPONENT_MIN) {
        return 0.0;
    }
    return decimal_to_double_exact(decimal);
}

enum ll_status ll_json_parse_double(struct ll_str text, double *ret_value)
{
    struct decimal decimal;
    if (!decimal_read(text, &decimal)) {
        return LL_EPARSE;
    }
    double value = decimal_to_double(&decimal);
    if (bits_of_double(value) == UINT64_C(0x7FF0000000000000)) {
        return LL_EOVERFLOW;
    }
    *ret_value = decimal.negative ? -value : value;
    return LL_OK;
}

/* ---- writing ---- */

/* Digits d1…dn and the decimal exponent: the value is 0.d1…dn * 10^point. */
struct shortest {
    char digit[20];
    int count;
    int point;
};

/* The value as a ratio, and half the distance to its neighbours, all over one denominator. */
struct ratio {
    struct big value;
    struct big below; /* half the gap to the next lower double */
    struct big above; /* half the gap to the next higher double */
    struct big denominator;
    bool closed; /* an end point itself reads back as the value (ties go to even) */
};

static void ratio_of(double value, struct ratio *ret_ratio)
{
    uint64_t bits = bits_of_double(value);
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    int field = (int)(bits >> 52) & 2047;
    uint64_t whole = field == 0 ? fraction : fraction | UINT64_C(1) << 52;
    int exponent = (field == 0 ? 1 : field) - 1075;
    /* At a power of two the gap below is half of the one above. */
    int uneven = fraction == 0 && field > 1 ? 1 : 0;
    struct ratio *r = ret_ratio;
    big_set(&r->value, whole);
    big_set(&r->below, 1);
    big_set(&r->above, 1);
    big_set(&r->denominator, 1);
    int up = exponent > 0 ? exponent : 0;
    int down = exponent < 0 ? -exponent : 0;
    big_shift_left(&r->value, up + 1 + uneven);
    big_shift_left(&r->below, up);
    big_shift_left(&r->above, up + uneven);
    big_shift_left(&r->denominator, down + 1 + uneven);
    r->closed = (whole & 1u) == 0;
}

/* Scale so that 1/10 <= (value + above) / denominator < 1, or = 1 when the end is open. */
static int ratio_scale(struct ratio *r)
{
    /* log10(2) = 0.30103, rounded down; then step to the exact place. */
    int bits = big_bit_length(&r->value) - big_bit_length(&r->denominator);
    int point = (int)((int64_t)bits * 30103 / 100000) - 1;
    if (point > 0) {
        big_mul_pow10(&r->denominator, point);
    } else {
        big_mul_pow10(&r->value, -point);
        big_mul_pow10(&r->below, -point);
        big_mul_pow10(&r->above, -point);
    }
    for (;;) {
        int order = big_cmp_sum(&r->value, &r->above, &r->denominator);
        if (order < 0 || (order == 0 && !r->closed)) {
            return point;
        }
        big_mul_add(&r->denominator, 10, 0);
        point++;
    }
}

static bool within(int order, bool closed)
{
    return order < 0 || (order == 0 && closed);
}

/*
 * Free-format digit generation (Steele and White 1990, Burger and Dybvig 1996): digits are given
 * out until what was written reads back as the value; the last one is the nearer of the two.
 */
static void shortest_exact(double value, struct shortest *ret_digits)
{
    struct ratio r;
    ratio_of(value, &r);
    ret_digits->point = ratio_scale(&r);
    ret_digits->count = 0;
    for (;;) {
        big_mul_add(&r.value, 10, 0);
        big_mul_add(&r.below, 10, 0);
        big_mul_add(&r.above, 10, 0);
        int digit = 0;
        while (big_cmp(&r.value, &r.denominator) >= 0) {
            big_sub(&r.value, &r.denominator);
            digit++;
        }
        bool low = within(big_cmp(&r.value, &r.below), r.closed);
        bool high = within(-big_cmp_sum(&r.value, &r.above, &r.denominator), r.closed);
        if (low || high) {
            int twice = big_cmp_sum(&r.value, &r.value, &r.denominator);
            bool up = high && (!low || twice > 0 || (twice == 0 && digit % 2 != 0));
            ret_digits->digit[ret_digits->count++] = (char)('0' + digit + (up ? 1 : 0));
            return;
        }
        LL_ASSERT(ret_digits->count < 17);
        ret_digits->digit[ret_digits->count++] = (char)('0' + digit);
    }
}

/*
 * The short way: whole numbers below 10^15 and decimals of at most 15 digits in all. Different
 * decimals of 15 digits are different doubles, so the first that reads back is the shortest.
 */
static bool shortest_short(double value, struct shortest *ret_digits)
{
    if (value >= 1e15 || value < 1e-6) {
        return false;
    }
    for (int places = 0; places <= 21; places++) {
        double scaled = value * pow10_exact[places];
        if (scaled >= 1e15) {
            return false;
        }
        int64_t whole = (int64_t)(scaled + 0.5);
        if ((double)whole / pow10_exact[places] != value) {
            continue;
        }
        ret_digits->count = (int)ll_i64_digits(whole, ret_digits->digit);
        ret_digits->point = ret_digits->count - places;
        return true;
    }
    return false;
}

static void put_char(char *ret_text, size_t *len, char c)
{
    ret_text[(*len)++] = c;
}

static void put_digits(char *ret_text, size_t *len, const struct shortest *d, int from, int to)
{
    for (int i = from; i < to; i++) {
        put_char(ret_text, len, i < d->count ? d->digit[i] : '0');
    }
}

/* ECMA-262, Number::toString: where the point and the exponent go. */
static size_t lay_out(const struct shortest *d, bool negative, char *ret_text)
{
    size_t len = 0;
    if (negative) {
        put_char(ret_text, &len, '-');
    }
    if (d->point > 21 || d->point <= -6) {
        put_digits(ret_text, &len, d, 0, 1);
        if (d->count > 1) {
            put_char(ret_text, &len, '.');
            put_digits(ret_text, &len, d, 1, d->count);
        }
        int exponent = d->point - 1;
        put_char(ret_text, &len, 'e');
        put_char(ret_text, &len, exponent < 0 ? '-' : '+');
        char digits[20];
        size_t count = ll_i64_digits(exponent < 0 ? -exponent : exponent, digits);
        memcpy(ret_text + len, digits, count);
        return len + count;
    }
    if (d->point <= 0) {
        put_char(ret_text, &len, '0');
        put_char(ret_text, &len, '.');
        for (int i = d->point; i < 0; i++) {
            put_char(ret_text, &len, '0');
        }
        put_digits(ret_text, &len, d, 0, d->count);
        return len;
    }
    put_digits(ret_text, &len, d, 0, d->point);
    if (d->count > d->point) {
        put_char(ret_text, &len, '.');
        put_digits(ret_text, &len, d, d->point, d->count);
    }
    return len;
}

size_t ll_json_format_double(double value, char ret_text[32])
{
    uint64_t bits = bits_of_double(value);
    bool negative = bits >> 63 != 0;
    LL_ASSERT((bits >> 52 & 2047u) != 2047u);
    value = negative ? -value : value;
    if (bits << 1 == 0) {
        ret_text[0] = '0'; /* also for the zero below zero */
        return 1;
    }
    struct shortest digits;
    if (!shortest_short(value, &digits)) {
        shortest_exact(value, &digits);
    }
    /* Digits of whole numbers may end in zeros, which the lay-out supplies by itself. */
    while (digits.count > 1 && digits.digit[digits.count - 1] == '0') {
        digits.count--;
    }
    return lay_out(&digits, negative, ret_text);
}
