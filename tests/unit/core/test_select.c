/* The selection rule by hand: the examples of docs/rules.md, and what it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/select.h"

static struct ll_arena arena;

static int setup(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

static struct ll_lot_span at(uint8_t lot, int64_t lo, int64_t hi)
{
    return (struct ll_lot_span){.lot_id = {{.b = {lot}}}, .lo = lo, .hi = hi};
}

static struct ll_select_span unallocated(struct ll_lot_span span)
{
    return (struct ll_select_span){.at = span};
}

static struct ll_select_span allocated(struct ll_lot_span span, enum ll_allocation_state state,
                                       int64_t queued)
{
    return (struct ll_select_span){
        .at = span, .allocated = true, .state = state, .queue = {.at = {queued}}};
}

static void assert_chosen(const struct ll_select_result *result, const struct ll_lot_span *spans,
                          size_t count)
{
    assert_int_equal(result->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(ll_lot_span_cmp(&result->spans[i], &spans[i]), 0);
        assert_int_equal(result->spans[i].hi, spans[i].hi);
    }
}

/* Ten units of lot A, six of lot B: as in the document. */
static void bag(struct ll_select_span contents[4])
{
    contents[0] = allocated(at('a', 0, 4), LL_ALLOCATION_STATE_FINAL, 1);
    contents[1] = allocated(at('a', 4, 8), LL_ALLOCATION_STATE_PROVISIONAL, 3);
    contents[2] = unallocated(at('a', 8, 10));
    contents[3] = allocated(at('b', 20, 26), LL_ALLOCATION_STATE_PROVISIONAL, 2);
}

static void test_adverse(void **state)
{
    (void)state;
    struct ll_select_span contents[4];
    bag(contents);
    const struct {
        int64_t k;
        size_t count;
        struct ll_lot_span spans[2];
        int64_t unallocated;
        int64_t provisional;
        int64_t final;
    } rows[] = {
        {0, 0, {{.lo = 0, .hi = 0}}, 0, 0, 0},
        {1, 1, {at('a', 9, 10)}, 1, 0, 0},
        {3, 1, {at('a', 7, 10)}, 2, 1, 0},
        {6, 1, {at('a', 4, 10)}, 2, 4, 0},
        {7, 2, {at('a', 4, 10), at('b', 25, 26)}, 2, 5, 0},
        {13, 2, {at('a', 3, 10), at('b', 20, 26)}, 2, 10, 1},
        {16, 2, {at('a', 0, 10), at('b', 20, 26)}, 2, 10, 4},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_select_result result;
        struct ll_units k = {rows[i].k};
        assert_int_equal(ll_select(&arena, contents, 4, k, LL_SELECT_ADVERSE, &result, NULL),
                         LL_OK);
        assert_chosen(&result, rows[i].spans, rows[i].count);
        assert_int_equal(result.unallocated.n, rows[i].unallocated);
        assert_int_equal(result.provisional.n, rows[i].provisional);
        assert_int_equal(result.final.n, rows[i].final);
    }
}

static void test_neutral(void **state)
{
    (void)state;
    struct ll_select_span contents[4];
    bag(contents);
    const struct ll_lot_span twelve[] = {at('a', 0, 10), at('b', 20, 22)};
    struct ll_select_result result;
    struct ll_units k = {12};
    assert_int_equal(ll_select(&arena, contents, 4, k, LL_SELECT_NEUTRAL, &result, NULL), LL_OK);
    assert_chosen(&result, twelve, 2);
    const struct ll_lot_span five = at('a', 0, 5);
    k.n = 5;
    assert_int_equal(ll_select(&arena, contents, 4, k, LL_SELECT_NEUTRAL, &result, NULL), LL_OK);
    assert_chosen(&result, &five, 1);
}

/* One moment, one line, two slices: the later slice goes first. */
static void test_places_of_one_moment(void **state)
{
    (void)state;
    struct ll_select_span contents[3];
    for (size_t i = 0; i < 3; i++) {
        int64_t lo = (int64_t)i * 10;
        contents[i] = allocated(at('a', lo, lo + 5), LL_ALLOCATION_STATE_PROVISIONAL, 7);
    }
    contents[0].queue.lo = 100;
    contents[2].queue.line.raw.b[0] = 1; /* another line comes after both */
    const struct ll_lot_span seven[] = {at('a', 3, 5), at('a', 20, 25)};
    struct ll_select_result result;
    struct ll_units k = {7};
    assert_int_equal(ll_select(&arena, contents, 3, k, LL_SELECT_ADVERSE, &result, NULL), LL_OK);
    assert_chosen(&result, seven, 2);
}

static void test_refuses(void **state)
{
    (void)state;
    struct ll_select_span contents[4];
    struct ll_select_result result = {.count = 77};
    struct ll_err err;
    bag(contents);
    struct ll_units k = {17};
    assert_int_equal(ll_select(&arena, contents, 4, k, LL_SELECT_ADVERSE, &result, &err),
                     LL_ESHORT);
    assert_string_equal(err.text, "17 units are asked for and the package holds 16");
    k.n = -1;
    assert_int_equal(ll_select(&arena, contents, 4, k, LL_SELECT_NEUTRAL, &result, &err),
                     LL_EINVAL);
    k.n = 1;
    contents[2].at = at('a', 7, 10);
    assert_int_equal(ll_select(&arena, contents, 4, k, LL_SELECT_NEUTRAL, &result, &err),
                     LL_ECORRUPT);
    assert_non_null(strstr(err.text, "there twice"));
    contents[2].at = at('a', 8, 8);
    assert_int_equal(ll_select(&arena, contents, 4, k, LL_SELECT_NEUTRAL, &result, &err),
                     LL_ECORRUPT);
    bag(contents);
    contents[1].state = (enum ll_allocation_state)9;
    assert_int_equal(ll_select(&arena, contents, 4, k, LL_SELECT_ADVERSE, &result, &err),
                     LL_ECORRUPT);
    contents[0] = unallocated(at('a', 0, LL_UNITS_MAX));
    contents[1] = unallocated(at('b', 0, 1));
    assert_int_equal(ll_select(&arena, contents, 2, k, LL_SELECT_ADVERSE, &result, &err),
                     LL_EOVERFLOW);
    assert_int_equal(result.count, 77);
}

static void test_nothing_and_no_memory(void **state)
{
    (void)state;
    struct ll_select_result result;
    struct ll_units none = {0};
    assert_int_equal(ll_select(&arena, NULL, 0, none, LL_SELECT_ADVERSE, &result, NULL), LL_OK);
    assert_int_equal(result.count, 0);
    struct ll_select_span contents[4];
    struct ll_arena small;
    bag(contents);
    ll_arena_init(&small, &ll_arena_malloc, 64);
    assert_int_equal(ll_select(&small, contents, 4, none, LL_SELECT_ADVERSE, &result, NULL),
                     LL_ENOMEM);
    ll_arena_release(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_adverse, setup, teardown),
        cmocka_unit_test_setup_teardown(test_neutral, setup, teardown),
        cmocka_unit_test_setup_teardown(test_places_of_one_moment, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_and_no_memory, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
