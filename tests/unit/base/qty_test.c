/* Quantities: the edges of what may be added, taken off and multiplied. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/qty.h"

static void units(void **state)
{
    (void)state;
    const struct ll_units most = {LL_UNITS_MAX};
    struct ll_units out = {77};
    assert_int_equal(ll_units_add((struct ll_units){LL_UNITS_MAX - 1}, (struct ll_units){1}, &out),
                     LL_OK);
    assert_true(out.n == LL_UNITS_MAX);
    out.n = 77;
    assert_int_equal(ll_units_add(most, (struct ll_units){1}, &out), LL_EOVERFLOW);
    assert_int_equal(ll_units_add((struct ll_units){INT64_MAX}, (struct ll_units){INT64_MAX}, &out),
                     LL_EOVERFLOW);
    assert_int_equal(ll_units_sub((struct ll_units){3}, (struct ll_units){4}, &out), LL_EOVERFLOW);
    assert_int_equal(ll_units_sub((struct ll_units){INT64_MIN}, (struct ll_units){1}, &out),
                     LL_EOVERFLOW);
    assert_int_equal(ll_units_sub(most, (struct ll_units){-1}, &out), LL_EOVERFLOW);
    assert_true(out.n == 77); /* untouched by failures */
    assert_int_equal(ll_units_sub((struct ll_units){4}, (struct ll_units){4}, &out), LL_OK);
    assert_true(out.n == 0);
}

static void masses(void **state)
{
    (void)state;
    const struct ll_mass most = {LL_MASS_G_MAX};
    struct ll_mass out = {77};
    assert_int_equal(ll_mass_add(most, (struct ll_mass){1}, &out), LL_EOVERFLOW);
    assert_int_equal(ll_mass_sub((struct ll_mass){0}, (struct ll_mass){1}, &out), LL_EOVERFLOW);
    assert_int_equal(ll_mass_mul(most, (struct ll_units){2}, &out), LL_EOVERFLOW);
    assert_int_equal(ll_mass_mul((struct ll_mass){INT64_MAX}, (struct ll_units){3}, &out),
                     LL_EOVERFLOW);
    assert_int_equal(ll_mass_mul((struct ll_mass){-1}, (struct ll_units){3}, &out), LL_EOVERFLOW);
    assert_true(out.g == 77);
    assert_int_equal(ll_mass_mul((struct ll_mass){180}, (struct ll_units){40000}, &out), LL_OK);
    assert_true(out.g == 7200000);
    assert_int_equal(ll_mass_add((struct ll_mass){1}, (struct ll_mass){2}, &out), LL_OK);
    assert_true(out.g == 3);
    assert_int_equal(ll_mass_sub(most, most, &out), LL_OK);
    assert_true(out.g == 0);
}

static void money(void **state)
{
    (void)state;
    const struct ll_money euro = {150, "EUR"};
    const struct ll_money franc = {150, "XOF"};
    const struct ll_money most = {INT64_MAX, "EUR"};
    struct ll_money out = {77, "CHF"};
    assert_int_equal(ll_money_add(euro, franc, &out), LL_EINVAL);
    assert_int_equal(ll_money_add(most, (struct ll_money){1, "EUR"}, &out), LL_EOVERFLOW);
    assert_int_equal(ll_money_mul(most, (struct ll_units){2}, &out), LL_EOVERFLOW);
    assert_true(out.minor == 77);
    assert_string_equal(out.currency, "CHF");
    assert_int_equal(ll_money_add(euro, (struct ll_money){-200, "EUR"}, &out), LL_OK);
    assert_true(out.minor == -50);
    assert_string_equal(out.currency, "EUR");
    assert_int_equal(ll_money_mul(franc, (struct ll_units){3}, &out), LL_OK);
    assert_true(out.minor == 450);
    assert_string_equal(out.currency, "XOF");
}

static void plain_integers(void **state)
{
    (void)state;
    int64_t out = 77;
    assert_int_equal(ll_i64_add(INT64_MAX, 1, &out), LL_EOVERFLOW);
    assert_int_equal(ll_i64_add(INT64_MIN, -1, &out), LL_EOVERFLOW);
    assert_int_equal(ll_i64_mul(INT64_MIN, -1, &out), LL_EOVERFLOW);
    assert_true(out == 77);
    assert_int_equal(ll_i64_add(INT64_MAX, INT64_MIN, &out), LL_OK);
    assert_true(out == -1);
    assert_int_equal(ll_i64_mul(-3, 5, &out), LL_OK);
    assert_true(out == -15);
}

static void spans(void **state)
{
    (void)state;
    assert_true(ll_span_ok((struct ll_span){0, 1}));
    assert_true(ll_span_ok((struct ll_span){0, LL_UNITS_MAX}));
    assert_false(ll_span_ok((struct ll_span){0, LL_UNITS_MAX + 1}));
    assert_false(ll_span_ok((struct ll_span){-1, 1}));
    assert_false(ll_span_ok((struct ll_span){5, 5}));
    assert_false(ll_span_ok((struct ll_span){6, 5}));
    assert_true(ll_span_len((struct ll_span){3, 8}) == 5);
    /* Against the definition: is there a position in both? */
    for (int64_t a = 0; a < 6; a++) {
        for (int64_t b = a + 1; b < 7; b++) {
            for (int64_t c = 0; c < 6; c++) {
                for (int64_t d = c + 1; d < 7; d++) {
                    bool shared = false;
                    for (int64_t x = 0; x < 7; x++) {
                        shared = shared || (a <= x && x < b && c <= x && x < d);
                    }
                    assert_int_equal(
                        ll_span_overlaps((struct ll_span){a, b}, (struct ll_span){c, d}), shared);
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units),          cmocka_unit_test(masses), cmocka_unit_test(money),
        cmocka_unit_test(plain_integers), cmocka_unit_test(spans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
