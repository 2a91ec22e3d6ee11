/* Doubles: exact both ways. The oracle is the C library, which rounds correctly on this platform.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "support/random.h"
#include "support/shared_data.h"

static double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

static const char *format(double value, char ret_text[40])
{
    size_t len = ll_json_format_double(value, ret_text);
    assert_true(len <= 25);
    ret_text[len] = '\0';
    return ret_text;
}

static void known_texts(void **state)
{
    (void)state;
    static const struct {
        uint64_t bits;
        const char *text;
    } rows[] = {
        {UINT64_C(0x0000000000000000), "0"},
        {UINT64_C(0x8000000000000000), "0"},
        {UINT64_C(0x0000000000000001), "5e-324"},
        {UINT64_C(0x8000000000000001), "-5e-324"},
        {UINT64_C(0x000FFFFFFFFFFFFF), "2.225073858507201e-308"},
        {UINT64_C(0x0010000000000000), "2.2250738585072014e-308"},
        {UINT64_C(0x7FEFFFFFFFFFFFFF), "1.7976931348623157e+308"},
        {UINT64_C(0x4340000000000000), "9007199254740992"},
        {UINT64_C(0x3FF0000000000000), "1"},
        {UINT64_C(0xBFF8000000000000), "-1.5"},
        {UINT64_C(0x3FB999999999999A), "0.1"},
        {UINT64_C(0x3FD3333333333334), "0.30000000000000004"},
        {UINT64_C(0x3EB0C6F7A0B5ED8D), "0.000001"},
        {UINT64_C(0x3E7AD7F29ABCAF48), "1e-7"},
        {UINT64_C(0x444B1AE4D6E2EF50), "1e+21"},
        {UINT64_C(0x444B1AE4D6E2EF4F), "999999999999999900000"},
        {UINT64_C(0x4415AF1D78B58C40), "100000000000000000000"},
        /* As near to two shortest texts: the even digit. */
        {UINT64_C(0x4310000000000001), "1125899906842624.2"},
        {UINT64_C(0x4310000000000003), "1125899906842624.8"},
        {UINT64_C(0x3E70000000000000), "5.960464477539063e-8"}, /* a power of two: uneven gaps */
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[40];
        assert_string_equal(format(from_bits(rows[i].bits), text), rows[i].text);
    }
}

static size_t significant_digits(const char *text)
{
    size_t count = 0;
    size_t zeros = 0;
    for (const char *p = text; *p != '\0' && *p != 'e'; p++) {
        if (*p < '0' || *p > '9' || (count == 0 && *p == '0')) {
            continue;
        }
        count++;
        zeros = *p == '0' ? zeros + 1 : 0;
    }
    return count - zeros;
}

/* Bits of every magnitude, and of kinds that take other ways through the code. */
static double random_double(struct ll_test_random *random)
{
    uint64_t bits = ll_test_random_next(random);
    switch ((int)ll_test_random_below(random, 6)) {
    case 0: /* near one */
        bits = (bits & UINT64_C(0x800FFFFFFFFFFFFF)) |
               (1023 - 40 + ll_test_random_below(random, 100)) << 52;
        break;
    case 1: /* powers of two */
        bits &= UINT64_C(0xFFF0000000000000);
        break;
    case 2: /* subnormal */
        bits &= UINT64_C(0x800FFFFFFFFFFFFF);
        break;
    case 3: /* short decimals */
        return (double)(int64_t)(bits % 10000000) / pow(10, (double)(bits >> 60));
    case 4: /* whole numbers around 2^53 */
        return (double)(int64_t)(bits >> (8 + bits % 8));
    default:
        break;
    }
    return isfinite(from_bits(bits)) ? from_bits(bits) : 0.5;
}

static void random_doubles_against_the_c_library(void **state)
{
    (void)state;
    struct ll_test_random random = ll_test_random_begin();
    for (int i = 0; i < 60000; i++) {
        double value = random_double(&random);
        char text[40];
        double back;
        format(value, text);
        assert_int_equal(ll_json_parse_double(ll_str_from_cstr(text), &back), LL_OK);
        if (strtod(text, NULL) != value || back != value) {
            fail_msg("%a as %s", value, text);
        }
        char other[40];
        int precision = 0;
        do {
            (void)snprintf(other, sizeof(other), "%.*e", precision, value);
        } while (strtod(other, NULL) != value && ++precision < 17);
        if (significant_digits(text) > significant_digits(other)) {
            fail_msg("%s is longer than %s", text, other);
        }
        /* Of the shortest, the nearest: what the C library rounds to, unless that does not read
         * back (it may not below a power of two). */
        (void)snprintf(other, sizeof(other), "%.*e", (int)significant_digits(text) - 1, value);
        if (value != 0.0 && strtod(other, NULL) == value) {
            char again[40];
            assert_string_equal(format(strtod(other, NULL), again), text);
            (void)snprintf(again, sizeof(again), "%.*e", (int)significant_digits(text) - 1,
                           strtod(text, NULL));
            assert_string_equal(again, other);
        }
    }
}

static void random_texts_against_the_c_library(void **state)
{
    (void)state;
    struct ll_test_random random = ll_test_random_begin();
    for (int i = 0; i < 60000; i++) {
        char text[128];
        double value = random_double(&random);
        (void)snprintf(text, sizeof(text), "%.*e", (int)ll_test_random_below(&random, 40), value);
        double expected = strtod(text, NULL);
        double got = 77.0;
        enum ll_status status = ll_json_parse_double(ll_str_from_cstr(text), &got);
        if (!isfinite(expected)) {
            assert_int_equal(status, LL_EOVERFLOW);
        } else if (status != LL_OK || bits_of(got) != bits_of(expected)) {
            fail_msg("%s as %a", text, got);
        }
    }
}

/* Half-way between two doubles, all its digits written out; and a little above, far behind. */
static void ties_go_to_even(void **state)
{
    (void)state;
    struct ll_test_random random = ll_test_random_begin();
    if (sizeof(long double) <= sizeof(double) || LDBL_MANT_DIG < 64) {
        skip(); /* no type here that holds a half-way point */
    }
    for (int i = 0; i < 1500; i++) {
        char text[1800];
        double low = fabs(random_double(&random));
        double high = from_bits(bits_of(low) + 1);
        if (!isfinite(high)) {
            continue;
        }
        long double middle = ((long double)low + (long double)high) / 2;
        int len = snprintf(text, sizeof(text), "%.1100Lf", middle);
        double even = bits_of(low) % 2 == 0 ? low : high;
        double got = 77.0;
        assert_int_equal(ll_json_parse_double((struct ll_str){text, (size_t)len}, &got), LL_OK);
        assert_true(got == even);
        text[len++] = '1';
        assert_int_equal(ll_json_parse_double((struct ll_str){text, (size_t)len}, &got), LL_OK);
        assert_true(got == high);
    }
}

static void edges_of_the_range(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum ll_status status;
        uint64_t bits;
    } rows[] = {
        {"1.7976931348623157e308", LL_OK, UINT64_C(0x7FEFFFFFFFFFFFFF)},
        {"1.7976931348623158e308", LL_OK, UINT64_C(0x7FEFFFFFFFFFFFFF)},
        {"1.7976931348623159e308", LL_EOVERFLOW, 0},
        {"-1.7976931348623159e308", LL_EOVERFLOW, 0},
        {"1e400", LL_EOVERFLOW, 0},
        {"1e99999999999999999999999", LL_EOVERFLOW, 0},
        {"0e99999999999999999999999", LL_OK, 0},
        {"-0", LL_OK, UINT64_C(0x8000000000000000)},
        {"-0.0e5", LL_OK, UINT64_C(0x8000000000000000)},
        {"1e-99999999999999999999999", LL_OK, 0},
        {"-1e-400", LL_OK, UINT64_C(0x8000000000000000)},
        {"2.4703282292062327e-324", LL_OK, 0}, /* just below half of the least */
        {"2.4703282292062328e-324", LL_OK, 1},
        {"2.2250738585072011e-308", LL_OK, UINT64_C(0x000FFFFFFFFFFFFF)},
        {"2.2250738585072012e-308", LL_OK, UINT64_C(0x0010000000000000)},
        {"9007199254740993", LL_OK, UINT64_C(0x4340000000000000)},
        {"9007199254740993.00000000000000000000001", LL_OK, UINT64_C(0x4340000000000001)},
        {"0.000000000000000000000000000000000001e36", LL_OK, UINT64_C(0x3FF0000000000000)},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        double value = 77.0;
        assert_int_equal(ll_json_parse_double(ll_str_from_cstr(rows[i].text), &value),
                         rows[i].status);
        if (bits_of(value) != (rows[i].status == LL_OK ? rows[i].bits : bits_of(77.0))) {
            fail_msg("%s as %a", rows[i].text, value);
        }
    }
}

static void texts_that_are_no_numbers(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",   "-",    "+1",  "01",  "-01", ".5", "1.", "1.e",   "1e",       "1e+", "1e-",
        "e1", "0x10", "1_0", "NaN", "inf", " 1", "1 ", "1.5.5", "Infinity", "--1", "1e5.5"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        double value = 77.0;
        assert_int_equal(ll_json_parse_double(ll_str_from_cstr(texts[i]), &value), LL_EPARSE);
        assert_true(value == 77.0);
    }
}

/* A number of very many digits costs time in proportion, and rounds right. */
static void very_long_texts(void **state)
{
    (void)state;
    enum {
        COUNT = 200000
    };
    static char text[COUNT + 16];
    double value = 0.0;
    memset(text, '0', COUNT);
    text[0] = '1';
    memcpy(text + COUNT, "e-199999", 8);
    assert_int_equal(ll_json_parse_double((struct ll_str){text, COUNT + 8}, &value), LL_OK);
    assert_true(value == 1.0);
    memset(text, '0', COUNT);
    text[1] = '.';
    text[COUNT - 1] = '1';
    memcpy(text + COUNT, "e199998", 7);
    assert_int_equal(ll_json_parse_double((struct ll_str){text, COUNT + 7}, &value), LL_OK);
    assert_true(value == 1.0);
}

static void published_vectors(void **state)
{
    (void)state;
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)16 << 20);
    const char *path = ll_test_shared_path(&arena, "traceability/jcs/es6-numbers.csv");
    if (path == NULL) {
        ll_arena_release(&arena);
        skip();
    }
    struct ll_str rest = ll_test_read_file(&arena, path);
    size_t count = 0;
    while (rest.len > 0) {
        size_t end = ll_str_find_char(rest, '\n');
        struct ll_str line = ll_str_trim(ll_str_sub(rest, 0, end));
        rest = ll_str_sub(rest, end + 1, rest.len);
        size_t comma = ll_str_find_char(line, ',');
        uint8_t bytes[8];
        if (comma != 16 || ll_hex_decode(ll_str_sub(line, 0, comma), bytes) != LL_OK) {
            continue; /* the heading */
        }
        uint64_t bits = 0;
        for (size_t i = 0; i < 8; i++) {
            bits = bits << 8 | bytes[i];
        }
        char text[40];
        struct ll_str expected = ll_str_sub(line, comma + 1, line.len);
        assert_true(ll_str_eq_cstr(expected, format(from_bits(bits), text)));
        count++;
    }
    assert_true(count >= 20);
    ll_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_texts),
        cmocka_unit_test(random_doubles_against_the_c_library),
        cmocka_unit_test(random_texts_against_the_c_library),
        cmocka_unit_test(ties_go_to_even),
        cmocka_unit_test(edges_of_the_range),
        cmocka_unit_test(texts_that_are_no_numbers),
        cmocka_unit_test(very_long_texts),
        cmocka_unit_test(published_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
