/* The mass of units of a lot: the example of docs/rules.md, the bounds, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/lot_mass.h"

static void test_examples(void **state)
{
    (void)state;
    const struct {
        int64_t mass_g;
        int64_t units;
        struct ll_span span;
        int64_t part_g;
    } rows[] = {
        {1000, 7, {0, 1}, 142},
        {1000, 7, {1, 2}, 143},
        {1000, 7, {2, 7}, 715},
        {1000, 7, {0, 7}, 1000},
        {3, 7, {0, 2}, 0}, /* lighter than a gram each: some weigh nothing */
        {0, 7, {0, 7}, 0},
        {LL_MASS_G_MAX, LL_UNITS_MAX, {LL_UNITS_MAX - 1, LL_UNITS_MAX}, 1000},
        {LL_MASS_G_MAX, LL_UNITS_MAX, {0, LL_UNITS_MAX}, LL_MASS_G_MAX},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_mass part;
        assert_int_equal(ll_lot_mass((struct ll_mass){rows[i].mass_g},
                                     (struct ll_units){rows[i].units}, rows[i].span, &part, NULL),
                         LL_OK);
        assert_int_equal(part.g, rows[i].part_g);
    }
}

static void test_refuses(void **state)
{
    (void)state;
    const struct {
        int64_t mass_g;
        int64_t units;
        struct ll_span span;
    } rows[] = {
        {1000, 7, {2, 2}},
        {1000, 7, {-1, 2}},
        {1000, 7, {0, 8}},
        {1000, 0, {0, 1}},
        {-1, 7, {0, 7}},
        {LL_MASS_G_MAX + 1, 7, {0, 7}},
        {1000, LL_UNITS_MAX + 1, {0, 7}},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_mass part = {77};
        assert_int_equal(ll_lot_mass((struct ll_mass){rows[i].mass_g},
                                     (struct ll_units){rows[i].units}, rows[i].span, &part, NULL),
                         LL_ECORRUPT);
        assert_int_equal(part.g, 77);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
