/* Sorting: every permutation of a few, and many with equal ones among them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proof/heap_sort.h"
#include "support/random.h"

#define MANY 3000

struct entry {
    int64_t key;
    int64_t other; /* moves along */
    char rest[LL_HEAP_ITEM_MAX - 16];
};

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static struct entry make(int64_t key, int64_t other)
{
    struct entry entry = {.key = key, .other = other};
    memset(entry.rest, (int)(other & 127), sizeof(entry.rest));
    return entry;
}

/* In order, and each `other` there once with the key and the bytes that it came with. */
static void must_be_sorted(struct entry *entries, size_t count, const int64_t *keys)
{
    static bool seen[MANY];
    memset(seen, 0, sizeof(seen));
    for (size_t i = 0; i < count; i++) {
        struct entry expected = make(keys[entries[i].other], entries[i].other);
        assert_memory_equal(&entries[i], &expected, sizeof(expected));
        assert_false(seen[entries[i].other]);
        seen[entries[i].other] = true;
        assert_true(i == 0 || entries[i - 1].key <= entries[i].key);
    }
}

static void every_order_of_a_few(void **state)
{
    (void)state;
    for (size_t count = 0; count <= 6; count++) {
        size_t orders = 1;
        for (size_t i = 0; i < count; i++) {
            orders *= count; /* with repetitions */
        }
        for (size_t order = 0; order < orders; order++) {
            struct entry entries[6];
            int64_t keys[6];
            size_t left = order;
            for (size_t i = 0; i < count; i++, left /= count) {
                keys[i] = (int64_t)(left % count);
                entries[i] = make(keys[i], (int64_t)i);
            }
            ll_heap_sort(entries, count, sizeof(entries[0]), by_key);
            must_be_sorted(entries, count, keys);
        }
    }
}

static void many_in_any_order(void **state)
{
    (void)state;
    static struct entry entries[MANY];
    static int64_t keys[MANY];
    struct ll_test_random random = ll_test_random_begin();
    for (int round = 0; round < 40; round++) {
        size_t count = 1 + (size_t)ll_test_random_below(&random, MANY);
        uint64_t kinds = 1 + ll_test_random_below(&random, (uint64_t)count * 2);
        for (size_t i = 0; i < count; i++) {
            keys[i] = round % 4 == 0   ? (int64_t)i
                      : round % 4 == 1 ? -(int64_t)i
                                       : (int64_t)ll_test_random_below(&random, kinds);
            entries[i] = make(keys[i], (int64_t)i);
        }
        ll_heap_sort(entries, count, sizeof(entries[0]), by_key);
        must_be_sorted(entries, count, keys);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_order_of_a_few),
        cmocka_unit_test(many_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
