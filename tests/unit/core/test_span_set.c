/* Sets of spans: every operation against one flag a position, and the edges by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/span_set.h"
#include "property/seed.h"

#define LINE 70
#define SEEDS 20000

static struct ll_arena arena;

static int setup(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)8 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

static void check(struct seed *seed, const struct ll_span_set *set, const bool flags[LINE])
{
    size_t total = 0;
    for (int64_t p = 0; p < LINE; p++) {
        SEED_CHECK(seed, ll_span_set_contains(set, p) == flags[p]);
        total += flags[p] ? 1 : 0;
    }
    SEED_CHECK(seed, ll_span_set_total(set).n == (int64_t)total);
    for (size_t i = 0; i < set->count; i++) {
        SEED_CHECK(seed, set->spans[i].lo < set->spans[i].hi);
        SEED_CHECK(seed, i == 0 || set->spans[i - 1].hi < set->spans[i].lo); /* joined */
    }
}

static struct ll_span random_span(struct seed *seed)
{
    int64_t lo = (int64_t)seed_below(seed, LINE);
    return (struct ll_span){lo, lo + 1 + (int64_t)seed_below(seed, (size_t)(LINE - lo))};
}

static void random_set(struct seed *seed, struct ll_span_set *set, bool flags[LINE])
{
    ll_span_set_init(set, &arena);
    memset(flags, 0, LINE * sizeof(flags[0]));
    size_t steps = seed_below(seed, 14);
    for (size_t i = 0; i < steps; i++) {
        struct ll_span span = random_span(seed);
        if (seed_chance(seed, 2)) {
            span.hi = span.lo + 1 + (span.hi - span.lo) / 8; /* short ones leave more spans */
        }
        bool add = seed_chance(seed, 2);
        assert_int_equal(
            add ? ll_span_set_add(set, span, NULL) : ll_span_set_subtract(set, span, NULL), LL_OK);
        for (int64_t p = span.lo; p < span.hi; p++) {
            flags[p] = add;
        }
        check(seed, set, flags);
    }
}

static void check_two(struct seed *seed, const struct ll_span_set *a, const bool in_a[LINE],
                      const struct ll_span_set *b, const bool in_b[LINE])
{
    struct ll_span_set sets[4];
    bool flags[4][LINE];
    size_t line = seed_below(seed, LINE + 1);
    assert_int_equal(ll_span_set_union(&arena, a, b, &sets[0], NULL), LL_OK);
    assert_int_equal(ll_span_set_intersect(&arena, a, b, &sets[1], NULL), LL_OK);
    assert_int_equal(ll_span_set_difference(&arena, a, b, &sets[2], NULL), LL_OK);
    struct ll_units length = {(int64_t)line};
    assert_int_equal(ll_span_set_complement(&arena, a, length, &sets[3], NULL), LL_OK);
    for (size_t p = 0; p < LINE; p++) {
        flags[0][p] = in_a[p] || in_b[p];
        flags[1][p] = in_a[p] && in_b[p];
        flags[2][p] = in_a[p] && !in_b[p];
        flags[3][p] = !in_a[p] && p < line;
    }
    for (size_t i = 0; i < 4; i++) {
        check(seed, &sets[i], flags[i]);
    }
    SEED_CHECK(seed, ll_span_set_eq(a, b) == (memcmp(in_a, in_b, LINE * sizeof(in_a[0])) == 0));
}

static void check_share(struct seed *seed, const struct ll_span_set *set, const bool flags[LINE])
{
    int64_t total = ll_span_set_total(set).n;
    int64_t k = (int64_t)seed_below(seed, (size_t)total + 1);
    struct ll_span_set first;
    struct ll_span_set last;
    assert_int_equal(ll_span_set_first(&arena, set, (struct ll_units){k}, &first, NULL), LL_OK);
    assert_int_equal(ll_span_set_last(&arena, set, (struct ll_units){k}, &last, NULL), LL_OK);
    bool in_first[LINE] = {false};
    bool in_last[LINE] = {false};
    int64_t seen = 0;
    for (size_t p = 0; p < LINE; p++) {
        if (flags[p]) {
            in_first[p] = seen < k;
            in_last[p] = seen >= total - k;
            seen++;
        }
    }
    check(seed, &first, in_first);
    check(seed, &last, in_last);
}

static void check_spans(struct seed *seed, const struct ll_span_set *set, const bool flags[LINE])
{
    struct ll_span span = random_span(seed);
    bool all = true;
    bool any = false;
    for (int64_t p = span.lo; p < span.hi; p++) {
        all = all && flags[p];
        any = any || flags[p];
    }
    SEED_CHECK(seed, ll_span_set_covers(set, span) == all);
    SEED_CHECK(seed, ll_span_set_overlaps(set, span) == any);
}

static void test_against_flags(void **state)
{
    (void)state;
    uint64_t first;
    uint64_t end;
    seed_range(SEEDS, &first, &end);
    for (uint64_t number = first; number < end; number++) {
        struct seed seed = seed_make(number);
        struct ll_span_set a;
        struct ll_span_set b;
        bool in_a[LINE];
        bool in_b[LINE];
        random_set(&seed, &a, in_a);
        random_set(&seed, &b, in_b);
        check_two(&seed, &a, in_a, &b, in_b);
        check_share(&seed, &a, in_a);
        check_spans(&seed, &a, in_a);
        ll_arena_reset(&arena);
    }
}

static void test_refuses_what_is_no_span(void **state)
{
    (void)state;
    const struct ll_span bad[] = {
        {-1, 2}, {3, 3}, {4, 3}, {0, LL_UNITS_MAX + 1}, {INT64_MIN, INT64_MAX}};
    struct ll_span_set set;
    ll_span_set_init(&set, &arena);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct ll_err err;
        assert_int_equal(ll_span_set_add(&set, bad[i], &err), LL_EINVAL);
        assert_int_equal(err.status, LL_EINVAL);
        assert_int_equal(ll_span_set_subtract(&set, bad[i], NULL), LL_EINVAL);
    }
    assert_int_equal(set.count, 0);
}

static void test_whole_line(void **state)
{
    (void)state;
    struct ll_span_set set;
    struct ll_span_set rest;
    ll_span_set_init(&set, &arena);
    struct ll_units length = {LL_UNITS_MAX};
    assert_int_equal(ll_span_set_complement(&arena, &set, length, &rest, NULL), LL_OK);
    assert_int_equal(ll_span_set_total(&rest).n, LL_UNITS_MAX);
    assert_int_equal(ll_span_set_complement(&arena, &rest, length, &set, NULL), LL_OK);
    assert_int_equal(set.count, 0);
    assert_int_equal(ll_span_set_complement(&arena, &rest, (struct ll_units){0}, &set, NULL),
                     LL_OK);
    assert_int_equal(set.count, 0);
    struct ll_units negative = {-1};
    assert_int_equal(ll_span_set_complement(&arena, &rest, negative, &set, NULL), LL_EINVAL);
    assert_int_equal(ll_span_set_first(&arena, &rest, negative, &set, NULL), LL_EINVAL);
}

static void test_share_of_too_few(void **state)
{
    (void)state;
    struct ll_span_set set;
    struct ll_span_set share = {.count = 77};
    ll_span_set_init(&set, &arena);
    assert_int_equal(ll_span_set_add(&set, (struct ll_span){5, 9}, NULL), LL_OK);
    struct ll_units five = {5};
    assert_int_equal(ll_span_set_first(&arena, &set, five, &share, NULL), LL_ESHORT);
    assert_int_equal(ll_span_set_last(&arena, &set, five, &share, NULL), LL_ESHORT);
    assert_int_equal(share.count, 77);
}

static void test_full_arena_changes_nothing(void **state)
{
    (void)state;
    struct ll_arena small;
    ll_arena_init(&small, &ll_arena_malloc, 16 << 10);
    struct ll_span_set set;
    ll_span_set_init(&set, &small);
    enum ll_status status = LL_OK;
    int64_t added = 0;
    while (status == LL_OK) {
        status = ll_span_set_add(&set, (struct ll_span){2 * added, 2 * added + 1}, NULL);
        added += status == LL_OK ? 1 : 0;
    }
    assert_int_equal(status, LL_ENOMEM);
    assert_int_equal(set.count, added);
    assert_int_equal(ll_span_set_total(&set).n, added);
    assert_int_equal(ll_span_set_reserve(&set, (size_t)1 << 40, NULL), LL_ENOMEM);
    assert_int_equal(ll_span_set_reserve(&set, SIZE_MAX, NULL), LL_ENOMEM);
    ll_arena_release(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_against_flags, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses_what_is_no_span, setup, teardown),
        cmocka_unit_test_setup_teardown(test_whole_line, setup, teardown),
        cmocka_unit_test_setup_teardown(test_share_of_too_few, setup, teardown),
        cmocka_unit_test_setup_teardown(test_full_arena_changes_nothing, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
