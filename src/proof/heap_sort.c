#include "proof/heap_sort.h"

#include "base/err.h"
#include "base/mem.h"

#define WORD 8 /* bytes moved at once */

struct heap {
    char *items;
    size_t size;
    ll_compare *compare;
};

static char *item(const struct heap *heap, size_t at)
{
    return heap->items + at * heap->size;
}

static void move(const struct heap *heap, char *to, const char *from)
{
    for (size_t i = 0; i < heap->size; i += WORD) {
        memcpy(to + i, from + i, WORD);
    }
}

/* Put `held` into the heap whose place `at` is free. Down to a leaf first, always to the greater
 * child, then up: what comes from the end belongs near it, so that half the comparisons are saved.
 */
static void sift(const struct heap *heap, size_t at, size_t count, const char *held)
{
    size_t top = at;
    for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && heap->compare(item(heap, child), item(heap, child + 1)) < 0) {
            child++;
        }
        move(heap, item(heap, at), item(heap, child));
        at = child;
    }
    while (at > top && heap->compare(item(heap, (at - 1) / 2), held) < 0) {
        move(heap, item(heap, at), item(heap, (at - 1) / 2));
        at = (at - 1) / 2;
    }
    move(heap, item(heap, at), held);
}

void ll_heap_sort(void *items, size_t count, size_t size, ll_compare *compare)
{
    const struct heap heap = {items, size, compare};
    char held[LL_HEAP_ITEM_MAX];
    LL_ASSERT(size % WORD == 0 && size <= sizeof(held));
    for (size_t i = count / 2; i-- > 0;) {
        move(&heap, held, item(&heap, i));
        sift(&heap, i, count, held);
    }
    for (size_t last = count; last-- > 1;) {
        move(&heap, held, item(&heap, last));
        move(&heap, item(&heap, last), item(&heap, 0));
        sift(&heap, 0, last, held);
    }
}
