/*
 * A list that grows in an arena: for rows whose number is known only when they have been read.
 */
#ifndef LL_SERVICE_GROW_H
#define LL_SERVICE_GROW_H

#include "base/arena.h"
#include "base/record.h"

struct ll_grow {
    struct ll_arena *arena;
    void *items;
    size_t count;
    size_t capacity;
    size_t item_size;
};

/* Empty; takes no memory yet. */
#define LL_GROW(arena_, type)                                                                      \
    {                                                                                              \
        .arena = (arena_), .item_size = sizeof(type)                                               \
    }

/* A zeroed item at the end, or NULL when the cap is reached. Earlier pointers to items are dead.
 * Cost: O(1) on average; old arrays stay in the arena, in sum less than the last one. */
void *ll_grow_add(struct ll_grow *grow);
/* Room for so many more, and no old arrays for them: where it is known how many there will be.
 * False when the cap is reached. */
LL_MUST bool ll_grow_reserve(struct ll_grow *grow, size_t more);
/* What is in it, for an event's body. */
struct ll_list ll_grow_list(const struct ll_grow *grow);

#endif
