#include "service/grow.h"

#include <string.h>

#define FIRST_CAPACITY 8

static bool take_room(struct ll_grow *grow, size_t capacity)
{
    void *items = ll_arena_alloc(grow->arena, capacity, grow->item_size);
    if (items == NULL) {
        return false;
    }
    if (grow->count > 0) {
        memcpy(items, grow->items, grow->count * grow->item_size);
    }
    grow->items = items;
    grow->capacity = capacity;
    return true;
}

bool ll_grow_reserve(struct ll_grow *grow, size_t more)
{
    return more <= grow->capacity - grow->count || take_room(grow, grow->count + more);
}

void *ll_grow_add(struct ll_grow *grow)
{
    size_t capacity = grow->capacity == 0 ? FIRST_CAPACITY : grow->capacity * 2;
    if (grow->count == grow->capacity && !take_room(grow, capacity)) {
        return NULL;
    }
    void *item = (char *)grow->items + grow->count * grow->item_size;
    grow->count++;
    return item;
}

struct ll_list ll_grow_list(const struct ll_grow *grow)
{
    return (struct ll_list){grow->items, grow->count};
}
