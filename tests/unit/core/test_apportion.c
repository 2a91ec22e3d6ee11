/* Apportionment by hand: the examples of docs/rules.md, the bounds, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/apportion.h"

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

static struct ll_apportion_part part(uint8_t id, int64_t weight)
{
    return (struct ll_apportion_part){.id = {.b = {id}}, .weight = weight};
}

static void test_examples(void **state)
{
    (void)state;
    const int64_t most = LL_APPORTION_MAX;
    const struct {
        int64_t whole;
        int64_t weights[3];
        int64_t shares[3];
    } rows[] = {
        {100, {1, 1, 1}, {34, 33, 33}},
        {-100, {1, 1, 1}, {-34, -33, -33}},
        {10, {5, 3, 3}, {4, 3, 3}},    /* 4.55, 2.73, 2.73: both remainders of .73 come first */
        {11, {50, 30, 20}, {6, 3, 2}}, /* 5.5, 3.3, 2.2 */
        {2, {1, 0, 1}, {1, 0, 1}},     /* no weight, no share */
        {2, {0, 0, 0}, {1, 1, 0}},     /* all alike */
        {0, {1, 2, 3}, {0, 0, 0}},
        {1, {7, 7, 8}, {0, 0, 1}},
        {most, {most, most, most}, {most / 3 + 1, most / 3, most / 3}},
        {-most, {most, 0, 1}, {1 - most, 0, -1}}, /* products of 2^124 */
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_apportion_part parts[3];
        for (uint8_t p = 0; p < 3; p++) {
            parts[p] = part(p, rows[i].weights[p]);
        }
        int64_t *shares;
        assert_int_equal(ll_apportion(&arena, &rows[i].whole, 1, parts, 3, &shares, NULL), LL_OK);
        for (size_t p = 0; p < 3; p++) {
            assert_int_equal(shares[p], rows[i].shares[p]);
        }
    }
}

/* Three kilograms of gold-bearing boards down to allocations: as in the document. */
static void test_down(void **state)
{
    (void)state;
    const struct ll_apportion_part lots[] = {part('a', 7000), part('b', 5000)};
    struct ll_apportion_part allocations[] = {part('a', 4200), part('a', 2800), part('b', 5000)};
    allocations[1].lo = 42;
    allocations[2].whole = 1;
    const struct ll_apportion_level levels[] = {{lots, 2}, {allocations, 3}};
    int64_t **shares;
    assert_int_equal(ll_apportion_down(&arena, 3001, levels, 2, &shares, NULL), LL_OK);
    const int64_t of_lots[] = {1751, 1250};
    const int64_t of_allocations[] = {1051, 700, 1250};
    assert_memory_equal(shares[0], of_lots, sizeof(of_lots));
    assert_memory_equal(shares[1], of_allocations, sizeof(of_allocations));
}

static void test_refuses(void **state)
{
    (void)state;
    const int64_t most = LL_APPORTION_MAX;
    const int64_t wholes[] = {5, 0, 6};
    const int64_t too_much[] = {most + 1};
    const int64_t too_little[] = {-most - 1};
    struct ll_apportion_part parts[] = {part(1, 1), part(2, 1), part(1, 1)};
    int64_t *shares = NULL;
    struct ll_err err;
    parts[2].whole = 2;
    assert_int_equal(ll_apportion(&arena, wholes, 3, parts, 3, &shares, &err), LL_OK);
    assert_int_equal(shares[2], 6);
    shares = NULL;
    assert_int_equal(ll_apportion(&arena, wholes, 3, parts, 2, &shares, &err), LL_EINVAL);
    assert_string_equal(err.text, "6 is to be apportioned and has no part to go to");
    assert_int_equal(ll_apportion(&arena, wholes, 2, parts, 3, &shares, &err), LL_EINVAL);
    assert_string_equal(err.text, "part 2 is of whole 2, and there are 2");
    parts[2].whole = 0;
    assert_int_equal(ll_apportion(&arena, wholes, 1, parts, 3, &shares, &err), LL_EINVAL);
    assert_string_equal(err.text, "part 0 and part 2 of a whole are the same");
    assert_int_equal(ll_apportion(&arena, too_much, 1, parts, 1, &shares, NULL), LL_EINVAL);
    assert_int_equal(ll_apportion(&arena, too_little, 1, parts, 1, &shares, NULL), LL_EINVAL);
    parts[0].weight = -1;
    assert_int_equal(ll_apportion(&arena, wholes, 1, parts, 1, &shares, NULL), LL_EINVAL);
    parts[0].weight = most + 1;
    assert_int_equal(ll_apportion(&arena, wholes, 1, parts, 1, &shares, NULL), LL_EINVAL);
    int64_t **levels = NULL;
    assert_int_equal(ll_apportion_down(&arena, 1, NULL, 0, &levels, NULL), LL_EINVAL);
    assert_true(shares == NULL && levels == NULL);
    struct ll_arena small;
    parts[0].weight = 1;
    ll_arena_init(&small, &ll_arena_malloc, 16);
    assert_int_equal(ll_apportion(&small, wholes, 1, parts, 2, &shares, NULL), LL_ENOMEM);
    ll_arena_release(&small);
}

static void test_nothing(void **state)
{
    (void)state;
    const int64_t none = 0;
    int64_t *shares;
    assert_int_equal(ll_apportion(&arena, NULL, 0, NULL, 0, &shares, NULL), LL_OK);
    assert_int_equal(ll_apportion(&arena, &none, 1, NULL, 0, &shares, NULL), LL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_examples, setup, teardown),
        cmocka_unit_test_setup_teardown(test_down, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
