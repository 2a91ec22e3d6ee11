/*
 * Sorting what strangers wrote: without recursion, without memory, O(n log n) whatever the order
 * was. Freestanding.
 */
#ifndef LL_PROOF_HEAP_SORT_H
#define LL_PROOF_HEAP_SORT_H

#include <stddef.h>

/* Below, at or above 0. */
typedef int ll_compare(const void *a, const void *b);

#define LL_HEAP_ITEM_MAX 128

/* Items of `size` bytes each, a multiple of 8 and at most LL_HEAP_ITEM_MAX; what compares equal
 * comes in any order. */
void ll_heap_sort(void *items, size_t count, size_t size, ll_compare *compare);

#endif
