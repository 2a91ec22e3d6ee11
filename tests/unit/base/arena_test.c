/* Arenas: the cap, alignment, zeroing, marks, growth in place, and giving everything back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

#define CAP ((size_t)1 << 20)

/* A source that counts what is out, and refuses above a limit. */
struct counted {
    size_t out_bytes;
    size_t limit_bytes;
};

static void *counted_take(void *ctx, size_t size)
{
    struct counted *counted = ctx;
    if (size > counted->limit_bytes - counted->out_bytes) {
        return NULL;
    }
    counted->out_bytes += size;
    return ll_arena_malloc.take(NULL, size);
}

static void counted_give(void *ctx, void *ptr, size_t size)
{
    struct counted *counted = ctx;
    counted->out_bytes -= size;
    ll_arena_malloc.give(NULL, ptr, size);
}

static void begin(struct ll_arena *arena, struct counted *counted, size_t cap_bytes)
{
    const struct ll_arena_source source = {counted_take, counted_give, counted};
    ll_arena_init(arena, &source, cap_bytes);
}

static void alloc_is_zeroed_and_aligned(void **state)
{
    (void)state;
    struct counted counted = {0, CAP};
    struct ll_arena arena;
    begin(&arena, &counted, CAP);
    for (int round = 0; round < 3; round++) {
        for (size_t size = 1; size < 300; size++) {
            unsigned char *ptr = ll_arena_alloc(&arena, 1, size);
            assert_non_null(ptr);
            assert_int_equal((uintptr_t)ptr % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < size; i++) {
                assert_int_equal(ptr[i], 0);
            }
            memset(ptr, 0xA5, size);
        }
        ll_arena_reset(&arena); /* memory comes again, dirty */
    }
    ll_arena_release(&arena);
    assert_int_equal(counted.out_bytes, 0);
    assert_int_equal(arena.taken_bytes, 0);
}

static void allocations_do_not_overlap(void **state)
{
    (void)state;
    struct ll_arena arena;
    unsigned char *ptrs[200];
    ll_arena_init(&arena, &ll_arena_malloc, CAP);
    for (size_t i = 0; i < 200; i++) {
        ptrs[i] = ll_arena_alloc(&arena, 1, i + 1);
        memset(ptrs[i], (int)i, i + 1);
    }
    for (size_t i = 0; i < 200; i++) {
        for (size_t k = 0; k <= i; k++) {
            assert_int_equal(ptrs[i][k], i);
        }
    }
    ll_arena_release(&arena);
}

static void cap_is_never_passed(void **state)
{
    (void)state;
    for (size_t cap_bytes = 0; cap_bytes < 9000; cap_bytes += 37) {
        struct counted counted = {0, CAP};
        struct ll_arena arena;
        begin(&arena, &counted, cap_bytes);
        while (ll_arena_alloc(&arena, 1, 100) != NULL) {
            assert_true(counted.out_bytes <= cap_bytes);
        }
        assert_true(arena.peak_bytes <= cap_bytes);
        assert_int_equal(counted.out_bytes, arena.taken_bytes);
        /* A block of the smallest useful size is not left unused. */
        assert_true(cap_bytes < 400 || arena.taken_bytes > 0);
        ll_arena_release(&arena);
        assert_int_equal(counted.out_bytes, 0);
    }
}

static void large_and_impossible_sizes(void **state)
{
    (void)state;
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, CAP);
    assert_null(ll_arena_alloc(&arena, SIZE_MAX, 2));
    assert_null(ll_arena_alloc(&arena, 2, SIZE_MAX));
    assert_null(ll_arena_alloc(&arena, 1, SIZE_MAX));
    assert_null(ll_arena_alloc(&arena, SIZE_MAX / 16, 16));
    assert_null(ll_arena_alloc(&arena, 1, CAP));
    assert_non_null(ll_arena_alloc(&arena, 1, CAP / 2));
    assert_null(ll_arena_alloc(&arena, 1, CAP / 2));
    assert_non_null(ll_arena_alloc(&arena, 0, 8));
    assert_non_null(ll_arena_alloc(&arena, 8, 0));
    ll_arena_release(&arena);
}

static void source_that_refuses_large_blocks(void **state)
{
    (void)state;
    struct counted counted = {0, 1024};
    struct ll_arena arena;
    begin(&arena, &counted, CAP);
    /* The first block would be larger; the least that suffices is asked for then. */
    assert_non_null(ll_arena_alloc(&arena, 1, 500));
    assert_null(ll_arena_alloc(&arena, 1, 1000));
    ll_arena_release(&arena);
    assert_int_equal(counted.out_bytes, 0);
}

static void rewind_frees_what_came_after(void **state)
{
    (void)state;
    struct counted counted = {0, CAP};
    struct ll_arena arena;
    begin(&arena, &counted, CAP);
    struct ll_arena_mark empty = ll_arena_mark(&arena);
    char *kept = ll_arena_alloc(&arena, 1, 10);
    memcpy(kept, "keep me!!", 10);
    struct ll_arena_mark mark = ll_arena_mark(&arena);
    size_t before = arena.taken_bytes;
    char *first = ll_arena_alloc(&arena, 1, 10);
    for (int i = 0; i < 100; i++) {
        assert_non_null(ll_arena_alloc(&arena, 1, 1000));
    }
    assert_true(arena.taken_bytes > before);
    ll_arena_rewind(&arena, mark);
    assert_int_equal(arena.taken_bytes, before);
    assert_int_equal(counted.out_bytes, before);
    assert_string_equal(kept, "keep me!!");
    assert_ptr_equal(ll_arena_alloc(&arena, 1, 10), first);
    ll_arena_rewind(&arena, empty);
    assert_int_equal(counted.out_bytes, 0);
    ll_arena_release(&arena);
}

static void reset_keeps_one_block(void **state)
{
    (void)state;
    struct counted counted = {0, CAP};
    struct ll_arena arena;
    begin(&arena, &counted, CAP);
    ll_arena_reset(&arena); /* of nothing */
    for (int i = 0; i < 300; i++) {
        assert_non_null(ll_arena_alloc(&arena, 1, 1000));
    }
    size_t peak = arena.peak_bytes;
    ll_arena_reset(&arena);
    assert_true(arena.taken_bytes > 0 && arena.taken_bytes < peak);
    assert_int_equal(counted.out_bytes, arena.taken_bytes);
    assert_int_equal(arena.peak_bytes, peak);
    size_t kept = arena.taken_bytes;
    assert_non_null(ll_arena_alloc(&arena, 1, 1000));
    assert_int_equal(arena.taken_bytes, kept);
    ll_arena_release(&arena);
}

static void extend_grows_the_newest_only(void **state)
{
    (void)state;
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, CAP);
    assert_false(ll_arena_extend(&arena, &arena, 1, 2)); /* nothing there */
    unsigned char *older = ll_arena_alloc(&arena, 1, 10);
    unsigned char *newest = ll_arena_alloc(&arena, 1, 10);
    memset(newest, 7, 10);
    assert_false(ll_arena_extend(&arena, older, 10, 100));
    assert_true(ll_arena_extend(&arena, newest, 10, 100));
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(newest[i], i < 10 ? 7 : 0);
    }
    unsigned char *after = ll_arena_alloc(&arena, 1, 10);
    assert_true(after >= newest + 100);
    assert_false(ll_arena_extend(&arena, after, 10, CAP));
    assert_false(ll_arena_extend(&arena, after, 10, SIZE_MAX));
    ll_arena_release(&arena);
}

static void child_counts_against_its_parent(void **state)
{
    (void)state;
    struct counted counted = {0, CAP};
    struct ll_arena parent;
    struct ll_arena child;
    begin(&parent, &counted, 100000);
    ll_arena_child(&child, &parent);
    unsigned char *below = ll_arena_alloc(&parent, 1, 1000);
    unsigned char *first = ll_arena_alloc(&child, 1, 30000);
    assert_non_null(below);
    assert_non_null(first);
    memset(first, 7, 30000);
    assert_int_equal(parent.taken_bytes, counted.out_bytes);
    assert_true(parent.taken_bytes >= 31000);
    /* The cap holds for both together, whoever asks. */
    assert_null(ll_arena_alloc(&child, 1, 80000));
    assert_null(ll_arena_alloc(&parent, 1, 80000));
    assert_non_null(ll_arena_alloc(&parent, 1, 40000));
    assert_null(ll_arena_alloc(&child, 1, 40000));
    size_t peak = parent.peak_bytes;
    ll_arena_release(&child);
    assert_int_equal(parent.taken_bytes, counted.out_bytes);
    assert_int_equal(parent.peak_bytes, peak);
    assert_non_null(ll_arena_alloc(&parent, 1, 40000));
    ll_arena_release(&parent);
    assert_int_equal(parent.taken_bytes, 0);
    assert_int_equal(counted.out_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alloc_is_zeroed_and_aligned),
        cmocka_unit_test(allocations_do_not_overlap),
        cmocka_unit_test(cap_is_never_passed),
        cmocka_unit_test(large_and_impossible_sizes),
        cmocka_unit_test(source_that_refuses_large_blocks),
        cmocka_unit_test(rewind_frees_what_came_after),
        cmocka_unit_test(reset_keeps_one_block),
        cmocka_unit_test(extend_grows_the_newest_only),
        cmocka_unit_test(child_counts_against_its_parent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
