#include "core/sort.h"

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
