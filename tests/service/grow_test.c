/* Lists that grow: as many as are added, and no more memory than was asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "service/grow.h"

#define MANY 100000

static void items_stay_as_they_were(void **state)
{
    struct ll_arena arena;
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)256 << 20);
    struct ll_grow grow = LL_GROW(&arena, int64_t);
    for (int64_t i = 0; i < MANY; i++) {
        assert_true(i % 1000 != 0 || ll_grow_reserve(&grow, (size_t)(i % 7000)));
        int64_t *item = ll_grow_add(&grow);
        assert_non_null(item);
        assert_int_equal(*item, 0);
        *item = i;
    }
    const int64_t *items = ll_grow_list(&grow).items;
    assert_int_equal(grow.count, MANY);
    for (int64_t i = 0; i < MANY; i++) {
        assert_int_equal(items[i], i);
    }
    ll_arena_release(&arena);
}

/* Where it is known how many there will be, the list has its room once: by doubling it would take
 * up to four times that. */
static void what_is_reserved_is_taken_once(void **state)
{
    struct ll_arena arena;
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (MANY + MANY / 4) * sizeof(int64_t));
    struct ll_grow grow = LL_GROW(&arena, int64_t);
    assert_true(ll_grow_reserve(&grow, MANY));
    for (int i = 0; i < MANY; i++) {
        assert_non_null(ll_grow_add(&grow));
    }
    assert_true(ll_grow_reserve(&grow, 0));
    assert_false(ll_grow_reserve(&grow, MANY));
    assert_int_equal(grow.count, MANY);
    ll_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_stay_as_they_were),
        cmocka_unit_test(what_is_reserved_is_taken_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
