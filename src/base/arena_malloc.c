#include <stdlib.h>

#include "base/arena.h"

static void *take(void *ctx, size_t size)
{
    (void)ctx;
    return malloc(size);
}

static void give(void *ctx, void *ptr, size_t size)
{
    (void)ctx;
    (void)size;
    free(ptr);
}

const struct ll_arena_source ll_arena_malloc = {.take = take, .give = give, .ctx = NULL};
