/* The pour by hand: the example of docs/rules.md, the bound that is reached, what it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/pour.h"

static struct ll_arena arena;
static const struct ll_pour_origin ghana = {.country = {{'G', 'H'}}};

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

static struct ll_pour_span span(uint8_t lot, int64_t lo, int64_t hi, uint64_t tag)
{
    return (struct ll_pour_span){.at = {.lot_id = {{.b = {lot}}}, .lo = lo, .hi = hi}, .tag = tag};
}

static struct ll_pour_target target(int64_t units)
{
    return (struct ll_pour_target){.origin = ghana, .units = {units}};
}

static void assert_span(const struct ll_pour_span *found, struct ll_pour_span expected)
{
    assert_int_equal(ll_lot_span_cmp(&found->at, &expected.at), 0);
    assert_int_equal(found->at.hi, expected.at.hi);
    assert_int_equal(found->tag, expected.tag);
}

/* Two bags into three boxes: as in the document. */
static void test_example(void **state)
{
    (void)state;
    const struct ll_pour_origin sources[] = {ghana, ghana};
    const struct ll_pour_span contents[] = {span('b', 0, 40, 1), span('a', 60, 100, 1),
                                            span('a', 0, 60, 1)};
    const struct ll_pour_target targets[] = {target(50), target(70), target(20)};
    const struct ll_pour_input input = {sources, 2, contents, 3, targets, 3};
    const struct ll_pour_span expected[] = {span('a', 0, 50, 1), span('a', 50, 100, 1),
                                            span('b', 0, 20, 1), span('b', 20, 40, 1)};
    const struct ll_pour_part parts[] = {{0, 1}, {1, 2}, {3, 1}};
    struct ll_pour_result result;
    assert_int_equal(ll_pour(&arena, &input, &result, NULL), LL_OK);
    assert_int_equal(result.span_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_span(&result.spans[i], expected[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(result.parts[i].first, parts[i].first);
        assert_int_equal(result.parts[i].count, parts[i].count);
    }
}

/* Three spans into four packages make six: no smaller bound holds. And tags keep spans apart. */
static void test_bound_is_reached(void **state)
{
    (void)state;
    const struct ll_pour_span contents[] = {span('a', 0, 10, 1), span('a', 10, 20, 2),
                                            span('a', 30, 40, 2)};
    const struct ll_pour_target targets[] = {target(5), target(10), target(10), target(5)};
    const struct ll_pour_input input = {&ghana, 1, contents, 3, targets, 4};
    struct ll_pour_result result;
    assert_int_equal(ll_pour(&arena, &input, &result, NULL), LL_OK);
    assert_int_equal(result.span_count, 6);
    const struct ll_pour_target one[] = {target(30)};
    const struct ll_pour_input together = {&ghana, 1, contents, 3, one, 1};
    assert_int_equal(ll_pour(&arena, &together, &result, NULL), LL_OK);
    assert_int_equal(result.span_count, 3);
}

static void test_refuses_to_cross(void **state)
{
    (void)state;
    struct ll_pour_origin others[4] = {ghana, ghana, ghana, ghana};
    others[0].programme.raw.b[0] = 1;
    others[1].country.code[1] = 'A';
    others[2].has_funder = true;
    others[3].funder.raw.b[0] = 1; /* of no account without a funder */
    const enum ll_status expected[] = {LL_EREFUSED, LL_EREFUSED, LL_EREFUSED, LL_OK};
    const char *const words[] = {"programmes", "country GA and source 1 of GH", "funders"};
    const struct ll_pour_span contents[] = {span('a', 0, 10, 1)};
    for (size_t i = 0; i < 4; i++) {
        struct ll_pour_target targets[] = {target(4), target(6)};
        const struct ll_pour_origin sources[] = {ghana, others[i]};
        const struct ll_pour_input mixed_sources = {sources, 2, contents, 1, targets, 2};
        const struct ll_pour_input mixed_targets = {&ghana, 1, contents, 1, targets, 2};
        struct ll_pour_result result;
        struct ll_err err;
        assert_int_equal(ll_pour(&arena, &mixed_sources, &result, &err), expected[i]);
        assert_true(expected[i] == LL_OK || strstr(err.text, words[i]) != NULL);
        targets[1].origin = others[i];
        assert_int_equal(ll_pour(&arena, &mixed_targets, &result, &err), expected[i]);
        assert_true(expected[i] == LL_OK || strstr(err.text, "target 2") != NULL);
    }
    struct ll_pour_target funded = target(10);
    struct ll_pour_origin funder = ghana;
    funder.has_funder = true;
    funded.origin = funder;
    funded.origin.funder.raw.b[0] = 1;
    const struct ll_pour_input two_funders = {&funder, 1, contents, 1, &funded, 1};
    struct ll_pour_result result;
    assert_int_equal(ll_pour(&arena, &two_funders, &result, NULL), LL_EREFUSED);
}

static void test_refuses_counts(void **state)
{
    (void)state;
    const struct ll_pour_span contents[] = {span('a', 0, 10, 1), span('a', 10, 12, 1)};
    const struct ll_pour_span twice[] = {span('a', 0, 10, 1), span('a', 2, 4, 1)};
    const struct ll_pour_target targets[] = {target(12), target(0)};
    const struct ll_pour_target huge[] = {target(LL_UNITS_MAX), target(1)};
    const struct ll_pour_target most[] = {target(11)};
    const struct {
        struct ll_pour_input input;
        enum ll_status status;
        const char *text;
    } rows[] = {
        {{&ghana, 1, contents, 2, targets, 2}, LL_EINVAL, "target 2 is to hold 0 units"},
        {{&ghana, 1, contents, 2, most, 1},
         LL_EINVAL,
         "the sources hold 12 and the targets are to hold 11"},
        {{&ghana, 1, contents, 0, targets, 1},
         LL_EINVAL,
         "the sources hold 0 and the targets are to hold 12"},
        {{&ghana, 1, contents, 2, targets, 0},
         LL_EINVAL,
         "a pour needs packages to empty and packages to fill"},
        {{&ghana, 0, contents, 2, targets, 1},
         LL_EINVAL,
         "a pour needs packages to empty and packages to fill"},
        {{&ghana, 1, contents, 2, huge, 2},
         LL_EOVERFLOW,
         "the targets are to hold more than 1000000000000 units"},
        {{&ghana, 1, twice, 2, targets, 1},
         LL_ECORRUPT,
         "units [2, 4) of lot_31000000000000000000000000 are there twice, at least in part"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_pour_result result = {.span_count = 77};
        struct ll_err err;
        assert_int_equal(ll_pour(&arena, &rows[i].input, &result, &err), rows[i].status);
        assert_string_equal(err.text, rows[i].text);
        assert_int_equal(result.span_count, 77);
    }
    struct ll_arena small;
    struct ll_pour_result result;
    ll_arena_init(&small, &ll_arena_malloc, 64);
    const struct ll_pour_input input = {&ghana, 1, contents, 2, targets, 1};
    assert_int_equal(ll_pour(&small, &input, &result, NULL), LL_ENOMEM);
    ll_arena_release(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_example, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bound_is_reached, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses_to_cross, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses_counts, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
