#include "core/sort.h"

#include <string.h>

static bool comes_before(ll_sort_before *before, const void *ctx, uint32_t a, uint32_t b)
{
    if (before(ctx, a, b)) {
        return true;
    }
    return !before(ctx, b, a) && a < b;
}

/* Let the value at `root` sink to its place in the heap (last of the order on top). */
static void sink(uint32_t *index, size_t root, size_t count, ll_sort_before *before,
                 const void *ctx)
{
    while (root < count / 2) {
        size_t child = 2 * root + 1;
        if (child + 1 < count && comes_before(before, ctx, index[child], index[child + 1])) {
            child++;
        }
        if (!comes_before(before, ctx, index[root], index[child])) {
            return;
        }
        uint32_t moved = index[root];
        index[root] = index[child];
        index[child] = moved;
        root = child;
    }
}

void ll_sort_index(uint32_t *index, size_t count, ll_sort_before *before, const void *ctx)
{
    for (size_t root = count / 2; root > 0; root--) {
        sink(index, root - 1, count, before, ctx);
    }
    for (size_t end = count; end > 1; end--) {
        uint32_t last = index[0];
        index[0] = index[end - 1];
        index[end - 1] = last;
        sink(index, 0, end - 1, before, ctx);
    }
}

#define DIGITS 12 /* eight bytes of low, four of high */

static size_t digit_of(const struct ll_sort_item *item, size_t digit)
{
    return (size_t)(digit < 8 ? item->low >> (8 * digit) : item->high >> (8 * (digit - 8))) & 0xff;
}

void ll_sort_items(struct ll_sort_item *items, struct ll_sort_item *scratch, size_t count)
{
    struct ll_sort_item *from = items;
    struct ll_sort_item *to = scratch;
    uint64_t low_bits = 0;
    uint32_t high_bits = 0;
    for (size_t i = 0; i < count; i++) {
        low_bits |= items[i].low ^ items[0].low;
        high_bits |= items[i].high ^ items[0].high;
    }
    const struct ll_sort_item differing = {.low = low_bits, .high = high_bits};
    for (size_t digit = 0; digit < DIGITS; digit++) {
        if (digit_of(&differing, digit) == 0) {
            continue;
        }
        size_t starts[257] = {0};
        for (size_t i = 0; i < count; i++) {
            starts[digit_of(&from[i], digit) + 1]++;
        }
        for (size_t d = 0; d < 256; d++) {
            starts[d + 1] += starts[d];
        }
        for (size_t i = 0; i < count; i++) {
            to[starts[digit_of(&from[i], digit)]++] = from[i];
        }
        struct ll_sort_item *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != items) {
        memcpy(items, from, count * sizeof(items[0]));
    }
}
