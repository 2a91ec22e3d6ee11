/*
 * Sorting without allocation: an array of indices, by an order the caller gives. Pure; the C
 * library's qsort may take memory of its own and leaves the order of equals open.
 */
#ifndef LL_CORE_SORT_H
#define LL_CORE_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Does the thing with index a come before the one with index b? A strict weak order. */
typedef bool ll_sort_before(const void *ctx, uint32_t a, uint32_t b);

/*
 * Sort `index[0 … count)`; equals by rising index, so that the result is a function of the input.
 * Heapsort: O(n log n) at worst, in place.
 */
void ll_sort_index(uint32_t *index, size_t count, ll_sort_before *before, const void *ctx);

/* A thing with a number of two parts. */
struct ll_sort_item {
    uint64_t low;
    uint32_t high;
    uint32_t index; /* carried along */
};

/*
 * Sort items by (high, low), equals staying in their order. `scratch` has room for `count` items.
 * Radix sort: O(n) for each of at most twelve bytes in which the numbers differ.
 */
void ll_sort_items(struct ll_sort_item *items, struct ll_sort_item *scratch, size_t count);

#endif
