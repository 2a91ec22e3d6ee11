/* Pieces and grams: credits, devices as positions, and their places; every limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/measure.h"

static const struct ll_equivalence pieces = {LL_MEASURE_PIECES, 0};
static const struct ll_equivalence server = {LL_MEASURE_GRAMS, 20000};

static void test_credit(void **state)
{
    (void)state;
    const struct {
        int64_t net_g;
        int64_t units;
        enum ll_status status;
        int64_t credit_g;
    } cases[] = {
        {16200, 180, LL_OK, 90},
        {16199, 180, LL_OK, 89}, /* rounded down */
        {179, 180, LL_OK, 0},
        {0, 1, LL_OK, 0},
        {LL_MASS_G_MAX, 1000, LL_OK, LL_UNITS_MAX},
        {LL_MASS_G_MAX, 999, LL_EOVERFLOW, 0},
        {LL_MASS_G_MAX, LL_UNITS_MAX, LL_OK, 1000},
        {100, 0, LL_EINVAL, 0},
        {100, -1, LL_EINVAL, 0},
        {-1, 1, LL_EINVAL, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t credit_g = 77;
        enum ll_status status = ll_measure_credit(
            (struct ll_mass){cases[i].net_g}, (struct ll_units){cases[i].units}, &credit_g, NULL);
        assert_int_equal(status, cases[i].status);
        assert_int_equal(credit_g, status == LL_OK ? cases[i].credit_g : 77);
    }
}

static void test_units_for_positions(void **state)
{
    (void)state;
    assert_int_equal(ll_measure_units(1, 1), 1);
    assert_int_equal(ll_measure_units(LL_UNITS_MAX, 1), LL_UNITS_MAX);
    assert_int_equal(ll_measure_units(1, LL_UNITS_MAX), 1);
    assert_int_equal(ll_measure_units(20, 10), 2);
    assert_int_equal(ll_measure_units(21, 10), 3);
}

static void test_devices_as_positions(void **state)
{
    (void)state;
    const struct {
        struct ll_equivalence rule;
        int64_t devices;
        enum ll_status status;
        int64_t positions;
    } cases[] = {
        {pieces, 12, LL_OK, 12},
        {pieces, LL_UNITS_MAX, LL_OK, LL_UNITS_MAX},
        {pieces, LL_UNITS_MAX + 1, LL_EOVERFLOW, 0},
        {server, 12, LL_OK, 240000},
        {server, 50000000, LL_OK, LL_UNITS_MAX},
        {server, 50000001, LL_EOVERFLOW, 0},
        {server, INT64_MAX, LL_EOVERFLOW, 0},
        {server, 0, LL_EINVAL, 0},
        {server, -5, LL_EINVAL, 0},
        {{LL_MEASURE_GRAMS, LL_UNITS_MAX}, 1, LL_OK, LL_UNITS_MAX},
        {{LL_MEASURE_GRAMS, LL_UNITS_MAX + 1}, 1, LL_EINVAL, 0},
        {{LL_MEASURE_GRAMS, 0}, 1, LL_EINVAL, 0},
        {{LL_MEASURE_GRAMS, -1}, 1, LL_EINVAL, 0},
        {{LL_MEASURE_PIECES, 20000}, 1, LL_EINVAL, 0},
        {{(enum ll_measure)3, 1}, 1, LL_EINVAL, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ll_units positions = {77};
        enum ll_status status = ll_measure_positions(
            &cases[i].rule, (struct ll_units){cases[i].devices}, &positions, NULL);
        assert_int_equal(status, cases[i].status);
        assert_int_equal(positions.n, status == LL_OK ? cases[i].positions : 77);
    }
}

/* Devices, a mass or both; a mass only where grams count. */
static void test_demand(void **state)
{
    (void)state;
    static const struct {
        bool in_grams;
        int64_t devices;
        int64_t mass_g;
        enum ll_status status;
        int64_t positions;
    } cases[] = {
        {true, 3, 0, LL_OK, 60000},
        {true, 0, 7, LL_OK, 7},
        {true, 1, 7, LL_OK, 20007},
        {true, 0, LL_UNITS_MAX, LL_OK, LL_UNITS_MAX},
        {true, 1, LL_UNITS_MAX - 20000, LL_OK, LL_UNITS_MAX},
        {true, 1, LL_UNITS_MAX - 19999, LL_EOVERFLOW, 0},
        {true, 0, LL_UNITS_MAX + 1, LL_EOVERFLOW, 0},
        {true, 0, INT64_MAX, LL_EOVERFLOW, 0},
        {true, 0, 0, LL_EINVAL, 0},
        {true, 1, -1, LL_EINVAL, 0},
        {true, -1, 1, LL_EINVAL, 0},
        {false, 3, 0, LL_OK, 3},
        {false, 0, 1, LL_EREFUSED, 0},
        {false, 3, 1, LL_EREFUSED, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ll_units positions = {77};
        enum ll_status status = ll_measure_demand(
            cases[i].in_grams ? &server : &pieces, (struct ll_units){cases[i].devices},
            (struct ll_mass){cases[i].mass_g}, &positions, NULL);
        assert_int_equal(status, cases[i].status);
        assert_int_equal(positions.n, status == LL_OK ? cases[i].positions : 77);
    }
}

static void test_places_of_devices(void **state)
{
    (void)state;
    const struct ll_span slice = {40000, 100000}; /* three servers */
    int64_t found = 77;
    assert_false(ll_measure_place(&server, slice, -1, &found));
    assert_false(ll_measure_place(&server, slice, 3, &found));
    assert_false(ll_measure_place(&server, (struct ll_span){0, 59999}, 0, &found));
    assert_false(ll_measure_place(&server, (struct ll_span){0, 0}, 0, &found));
    assert_false(ll_measure_place(&(struct ll_equivalence){LL_MEASURE_GRAMS, 0}, slice, 0, &found));
    assert_false(ll_measure_device_at(&server, slice, 39999, &found));
    assert_false(ll_measure_device_at(&server, slice, 100000, &found));
    assert_false(ll_measure_device_at(&server, (struct ll_span){0, 59999}, 0, &found));
    assert_int_equal(found, 77);
    for (int64_t i = 0; i < 3; i++) {
        int64_t place = 0;
        assert_true(ll_measure_place(&server, slice, i, &place));
        assert_int_equal(place, 40000 + i * 20000);
        for (int64_t p = place; p < place + 20000; p += 19999) {
            assert_true(ll_measure_device_at(&server, slice, p, &found));
            assert_int_equal(found, i);
        }
    }
    assert_true(ll_measure_place(&pieces, (struct ll_span){7, 10}, 2, &found));
    assert_int_equal(found, 9);
    assert_true(ll_measure_device_at(&pieces, (struct ll_span){7, 10}, 9, &found));
    assert_int_equal(found, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_credit),
        cmocka_unit_test(test_units_for_positions),
        cmocka_unit_test(test_devices_as_positions),
        cmocka_unit_test(test_demand),
        cmocka_unit_test(test_places_of_devices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
