/* How far a treatment may miss: which row holds, and what it lets; every border. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/tolerance.h"

#define ME LL_TREATMENT_KIND_MECHANICAL
#define MT LL_TREATMENT_KIND_METALLURGICAL

/* Not in the order of their days. */
static const struct ll_tolerance rows[] = {
    {"mechanical", 2000, 1000, "2026-07-01", "high", "b"},
    {"mechanical", 5000, 7000, "2026-01-01", "low", "a"},
    {"metallurgical", 3000, LL_PPM, "2026-03-01", "low", "c"},
};
#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static void test_find(void **state)
{
    (void)state;
    const struct {
        enum ll_treatment_kind kind;
        int year, month, day;
        const char *source;
    } cases[] = {
        {ME, 2025, 12, 31, NULL}, {ME, 2026, 1, 1, "a"}, {ME, 2026, 6, 30, "a"},
        {ME, 2026, 7, 1, "b"},    {ME, 2099, 1, 1, "b"}, {MT, 2026, 2, 28, NULL},
        {MT, 2026, 3, 1, "c"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ll_date on = ll_date_from_ymd(cases[i].year, cases[i].month, cases[i].day);
        const struct ll_tolerance *found = ll_tolerance_find(rows, ROW_COUNT, cases[i].kind, on);
        assert_int_equal(found == NULL, cases[i].source == NULL);
        if (found != NULL) {
            assert_string_equal(found->source, cases[i].source);
        }
    }
    assert_null(ll_tolerance_find(NULL, 0, ME, ll_date_from_ymd(2026, 7, 1)));
    assert_int_equal(ll_tolerance_widest(&rows[0], ME), 2000);
    assert_int_equal(ll_tolerance_widest(&rows[1], ME), 7000);
    assert_int_equal(ll_tolerance_widest(&rows[2], MT), 3000);
}

static void test_judge(void **state)
{
    (void)state;
    const struct {
        size_t row;
        enum ll_treatment_kind kind;
        int64_t asked_ppm, input_g, output_g;
        enum ll_balance balance;
        int64_t bound_g;
    } cases[] = {
        {1, ME, 7000, 10000, 10050, LL_BALANCE_HOLDS, 50},
        {1, ME, 7000, 10000, 10051, LL_BALANCE_HEAVY, 50},
        {1, ME, 7000, 10000, 9930, LL_BALANCE_HOLDS, 70},
        {1, ME, 7000, 10000, 9929, LL_BALANCE_LIGHT, 70},
        {1, ME, 7000, 10199, 10250, LL_BALANCE_HEAVY, 50}, /* rounded down */
        /* narrower: first where it is wider, then on both sides, then none at all */
        {1, ME, 6000, 10000, 9939, LL_BALANCE_LIGHT, 60},
        {1, ME, 6000, 10000, 10050, LL_BALANCE_HOLDS, 50},
        {1, ME, 1000, 10000, 10011, LL_BALANCE_HEAVY, 10},
        {1, ME, 0, 10000, 10000, LL_BALANCE_HOLDS, 0},
        {1, ME, 0, 10000, 9999, LL_BALANCE_LIGHT, 0},
        /* what is asked never widens */
        {1, ME, LL_PPM, 10000, 10051, LL_BALANCE_HEAVY, 50},
        {1, ME, LL_PPM, 10000, 9929, LL_BALANCE_LIGHT, 70},
        /* what is calculated falls short by anything */
        {2, MT, 3000, 10000, 1, LL_BALANCE_HOLDS, 10000},
        {2, MT, 0, 10000, 1, LL_BALANCE_HOLDS, 10000},
        {2, MT, 3000, 10000, 10031, LL_BALANCE_HEAVY, 30},
        {2, MT, 0, 10000, 10001, LL_BALANCE_HEAVY, 0},
        {1, ME, 7000, 0, 0, LL_BALANCE_HOLDS, 0},
        {1, ME, 7000, 0, 1, LL_BALANCE_HEAVY, 0},
        {1, ME, 7000, LL_MASS_G_MAX, LL_MASS_G_MAX, LL_BALANCE_HOLDS, LL_MASS_G_MAX / 200},
        {1, ME, 7000, LL_MASS_G_MAX, 1, LL_BALANCE_LIGHT, LL_MASS_G_MAX / 1000 * 7},
        {2, MT, 3000, LL_MASS_G_MAX, 1, LL_BALANCE_HOLDS, LL_MASS_G_MAX},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ll_mass bound = {-1};
        enum ll_balance balance = ll_tolerance_judge(
            &rows[cases[i].row], cases[i].kind, cases[i].asked_ppm,
            (struct ll_mass){cases[i].input_g}, (struct ll_mass){cases[i].output_g}, &bound);
        assert_int_equal(balance, cases[i].balance);
        assert_int_equal(bound.g, cases[i].bound_g);
    }
}

/* The table that is built in: a row of every kind from the first day on, each with its source. */
static void test_table(void **state)
{
    (void)state;
    struct ll_date on = ll_date_from_ymd(2000, 1, 1);
    assert_non_null(ll_tolerance_find(ll_tolerances, ll_tolerance_count, ME, on));
    assert_non_null(ll_tolerance_find(ll_tolerances, ll_tolerance_count, MT, on));
    for (size_t i = 0; i < ll_tolerance_count; i++) {
        const struct ll_tolerance *row = &ll_tolerances[i];
        enum ll_treatment_kind kind;
        struct ll_date day;
        assert_true(ll_treatment_kind_from_name(ll_str_from_cstr(row->kind), &kind));
        assert_int_equal(ll_date_parse(ll_str_from_cstr(row->valid_from), &day, NULL), LL_OK);
        assert_true(row->above_ppm >= 0 && row->above_ppm <= LL_PPM);
        assert_true(row->below_ppm >= 0 && row->below_ppm <= LL_PPM);
        assert_true(strcmp(row->certainty, "high") == 0 || strcmp(row->certainty, "medium") == 0 ||
                    strcmp(row->certainty, "low") == 0);
        assert_true(strlen(row->source) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_judge),
        cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
