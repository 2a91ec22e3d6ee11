/* Sorting: in order, nothing lost, equals by index or in the order they came. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/sort.h"
#include "property/seed.h"

#define SEEDS 2000
#define MOST 200

static bool by_number(const void *ctx, uint32_t a, uint32_t b)
{
    const uint64_t *numbers = ctx;
    return numbers[a] < numbers[b];
}

static void test_index(void **state)
{
    (void)state;
    uint64_t first;
    uint64_t end;
    seed_range(SEEDS, &first, &end);
    for (uint64_t number = first; number < end; number++) {
        struct seed seed = seed_make(number);
        uint64_t numbers[MOST];
        uint32_t index[MOST];
        size_t count = seed_below(&seed, MOST + 1);
        size_t range = 1 + seed_below(&seed, 2 * MOST);
        for (size_t i = 0; i < count; i++) {
            numbers[i] = seed_below(&seed, range);
            index[i] = (uint32_t)i;
        }
        ll_sort_index(index, count, by_number, numbers);
        /* Strictly rising by (number, index): then every index is there once. */
        for (size_t i = 1; i < count; i++) {
            uint64_t a = numbers[index[i - 1]];
            uint64_t b = numbers[index[i]];
            SEED_CHECK(&seed, a < b || (a == b && index[i - 1] < index[i]));
        }
    }
}

static void test_items(void **state)
{
    (void)state;
    static const uint64_t lows[] = {0, 0xff, 0x1ff, UINT64_C(1) << 40, UINT64_MAX};
    uint64_t first;
    uint64_t end;
    seed_range(SEEDS, &first, &end);
    for (uint64_t number = first; number < end; number++) {
        struct seed seed = seed_make(number);
        struct ll_sort_item items[MOST];
        struct ll_sort_item scratch[MOST];
        size_t count = seed_below(&seed, MOST + 1);
        uint64_t low_mask = lows[seed_below(&seed, 5)];
        uint32_t high_mask = (uint32_t)lows[seed_below(&seed, 5)];
        for (size_t i = 0; i < count; i++) {
            items[i] = (struct ll_sort_item){seed_next(&seed) & low_mask,
                                             (uint32_t)seed_next(&seed) & high_mask, (uint32_t)i};
        }
        ll_sort_items(items, scratch, count);
        for (size_t i = 1; i < count; i++) {
            const struct ll_sort_item *a = &items[i - 1];
            const struct ll_sort_item *b = &items[i];
            SEED_CHECK(&seed, a->high < b->high || (a->high == b->high && a->low < b->low) ||
                                  (a->high == b->high && a->low == b->low && a->index < b->index));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_index), cmocka_unit_test(test_items)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
