/*
 * Bounds of samples and weights: the examples of docs/rules.md, values calculated elsewhere with
 * whole numbers of any length, probabilities of exactly 1 in 20, and what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/limbs.h"
#include "core/sample.h"

static struct ll_arena arena;

static int setup(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

static enum ll_status bound_of(int64_t declared, int64_t sampled, int64_t good,
                               struct ll_units *ret_bound, struct ll_err *reterr)
{
    const struct ll_sample sample = {{declared}, {sampled}, {good}};
    return ll_sample_bound(&arena, &sample, ret_bound, reterr);
}

static void test_bounds(void **state)
{
    (void)state;
    const struct {
        int64_t declared;
        int64_t sampled;
        int64_t good;
        int64_t bound;
    } rows[] = {
        /* Nothing drawn, nothing good, all drawn. */
        {0, 0, 0, 0},
        {5, 0, 0, 0},
        {1000000000, 1, 0, 0},
        {7, 7, 3, 3},
        {100000, 100000, 99999, 99999},
        {100000, 99999, 99990, 99991},
        {100000, 99999, 99999, 100000},
        {100, 10, 10, 76},
        {1240, 60, 58, 1117},
        {40000, 200, 200, 39407},
        {40000, 200, 196, 38196},
        {1000000, 1000, 990, 983101},
        {1000000000, 100, 99, 953440191},
        {1000000000, 2000, 1900, 941229695},
        {1000000000, 3000, 1, 17098},
        /* One good unit among the N would be drawn with a probability of exactly 1 in 20. */
        {20, 1, 1, 2},
        {1000000000, 1, 1, 50000001},
        {2000000, 100000, 1, 2},
        {20, 19, 19, 20},
        {6, 3, 3, 4},
        /* The same where no rounded sum can tell: 6 of 25, 2 of 25, 23 of 25, 19 of 25. */
        {25, 2, 2, 7},
        {25, 6, 2, 3},
        {25, 19, 19, 24},
        {25, 23, 19, 20},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_units bound;
        assert_int_equal(bound_of(rows[i].declared, rows[i].sampled, rows[i].good, &bound, NULL),
                         LL_OK);
        assert_int_equal(bound.n, rows[i].bound);
    }
}

/* At the limits: in time, and close to the share seen (the normal bound is 0.4974). */
static void test_limits(void **state)
{
    (void)state;
    struct ll_units bound;
    struct ll_err err;
    const int64_t declared = LL_SAMPLE_DECLARED_MAX;
    const int64_t sampled = LL_SAMPLE_SAMPLED_MAX;
    assert_int_equal(bound_of(declared, sampled, sampled / 2, &bound, NULL), LL_OK);
    assert_int_equal(bound.n / 1000000, 497);
    assert_int_equal(bound_of(declared + 1, sampled, 0, &bound, &err), LL_ELIMIT);
    assert_int_equal(bound_of(declared, sampled + 1, 0, &bound, &err), LL_ELIMIT);
}

static void test_refuses(void **state)
{
    (void)state;
    struct ll_units bound = {77};
    struct ll_err err;
    assert_int_equal(bound_of(10, 5, 6, &bound, &err), LL_EINVAL);
    assert_string_equal(err.text, "6 good of 5 sampled of 10 declared: each is at most the next");
    assert_non_null(strstr(err.hint, "how many were drawn"));
    assert_int_equal(bound_of(10, 11, 6, &bound, NULL), LL_EINVAL);
    assert_int_equal(bound_of(10, 5, -1, &bound, NULL), LL_EINVAL);
    assert_int_equal(bound_of(-3, -2, -1, &bound, NULL), LL_EINVAL);
    assert_int_equal(bound_of(INT64_MIN, INT64_MAX, 0, &bound, NULL), LL_EINVAL);
    struct ll_arena none;
    const struct ll_sample tie = {{25}, {2}, {2}};
    ll_arena_init(&none, &ll_arena_malloc, 8);
    assert_int_equal(ll_sample_bound(&none, &tie, &bound, &err), LL_ENOMEM);
    assert_int_equal(bound.n, 77);
    ll_arena_release(&none);
}

static void test_weighed(void **state)
{
    (void)state;
    const struct {
        int64_t declared;
        int64_t weighed_g;
        int64_t collected_g;
        int64_t bound;
    } rows[] = {
        {1240, 110000, 120000, 1136},
        {1240, 120000, 120000, 1240},
        {1240, 130000, 120000, 1240}, /* heavier: still no more than declared */
        {1240, 0, 120000, 0},
        {0, 5, 120000, 0},
        {3, 119999, 120000, 2},
        {LL_UNITS_MAX, LL_MASS_G_MAX, LL_MASS_G_MAX, LL_UNITS_MAX},
        {LL_UNITS_MAX, LL_MASS_G_MAX - 1, LL_MASS_G_MAX, LL_UNITS_MAX - 1},
        {LL_UNITS_MAX, LL_MASS_G_MAX, 1, LL_UNITS_MAX},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_units bound;
        assert_int_equal(ll_weighed_bound((struct ll_units){rows[i].declared},
                                          (struct ll_mass){rows[i].weighed_g},
                                          (struct ll_mass){rows[i].collected_g}, &bound, NULL),
                         LL_OK);
        assert_int_equal(bound.n, rows[i].bound);
    }
    const int64_t bad[][3] = {{1, 1, 0},
                              {-1, 1, 1},
                              {1, -1, 1},
                              {1, 1, -1},
                              {LL_UNITS_MAX + 1, 1, 1},
                              {1, LL_MASS_G_MAX + 1, 1},
                              {1, 1, LL_MASS_G_MAX + 1}};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct ll_units bound = {77};
        assert_int_equal(ll_weighed_bound((struct ll_units){bad[i][0]}, (struct ll_mass){bad[i][1]},
                                          (struct ll_mass){bad[i][2]}, &bound, NULL),
                         LL_EINVAL);
        assert_int_equal(bound.n, 77);
    }
}

static void test_limbs(void **state)
{
    (void)state;
    uint64_t a[3] = {UINT64_MAX, UINT64_MAX, 0};
    const uint64_t one[3] = {1, 0, 0};
    assert_int_equal(ll_limbs_add(a, one, 2), 1); /* 2^128 - 1 + 1 does not fit two limbs */
    assert_true(a[0] == 0 && a[1] == 0);
    assert_int_equal(ll_limbs_add_one(a, 3), 0);
    assert_int_equal(ll_limbs_mul(a, 3, UINT64_MAX), 0);
    assert_int_equal(ll_limbs_mul(a, 3, UINT64_MAX), 0);
    assert_true(a[0] == 1 && a[1] == UINT64_MAX - 1 && a[2] == 0); /* (2^64 - 1)^2 */
    assert_int_equal(ll_limbs_mul(a, 2, UINT64_MAX), UINT64_MAX - 2);
    a[2] = UINT64_MAX - 2; /* (2^64 - 1)^3 */
    assert_int_equal(ll_limbs_cmp(a, one, 3), 1);
    assert_int_equal(ll_limbs_cmp(one, a, 3), -1);
    assert_int_equal(ll_limbs_cmp(one, one, 3), 0);
    assert_int_equal(ll_limbs_add_one(a, 3), 0);
    assert_int_equal(ll_limbs_div(a, 3, UINT64_MAX), 1);
    assert_int_equal(ll_limbs_div(a, 3, UINT64_MAX), 0);
    assert_true(a[0] == UINT64_MAX && a[1] == 0 && a[2] == 0);
    uint64_t full[2] = {UINT64_MAX, UINT64_MAX};
    assert_int_equal(ll_limbs_add_one(full, 2), 1);
    assert_true(full[0] == 0 && full[1] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bounds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses, setup, teardown),
        cmocka_unit_test(test_weighed),
        cmocka_unit_test(test_limbs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
