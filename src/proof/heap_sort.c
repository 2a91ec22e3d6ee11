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

static void swap(const struct heap *heap, size_t a, size_t b)
{
    char *x = item(heap, a);
    char *y = item(heap, b);
    for (size_t i = 0; i < heap->size; i += WORD) {
        char word[WORD];
        memcpy(word, x + i, WORD);
        memcpy(x + i, y + i, WORD);
        memcpy(y + i, word, WORD);
    }
}

static void sift(const struct heap *heap, size_t at, size_t count)
{
    for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && heap->compare(item(heap, child), item(heap, child + 1)) < 0) {
            child++;
        }
        if (heap->compare(item(heap, at), item(heap, child)) >= 0) {
            return;
        }
        swap(heap, at, child);
        at = child;
    }
}

void ll_heap_sort(void *items, size_t count, size_t size, ll_compare *compare)
{
    const struct heap heap = {items, size, compare};
    LL_ASSERT(size % WORD == 0);
    for (size_t i = count / 2; i-- > 0;) {
        sift(&heap, i, count);
    }
    for (size_t last = count; last-- > 1;) {
        swap(&heap, 0, last);
        sift(&heap, 0, last);
    }
}
