#include "service/grow.h"

#include <string.h>

#define FIRST_CAPACITY 8

void *ll_grow_add(struct ll_grow *grow)
{
    if (grow->count == grow->capacity) {
        size_t capacity = grow->capacity == 0 ? FIRST_CAPACITY : grow->capacity * 2;
        void *items = ll_arena_alloc(grow->arena, capacity, grow->item_size);
        if (items == NULL) {
            return NULL;
        }
        if (grow->count > 0) {
            memcpy(items, grow->items, grow->count * grow->item_size);
        }
        grow->items = items;
        grow->capacity = capacity;
    }
    void *item = (char *)grow->items + grow->count * grow->item_size;
    grow->count++;
    return item;
}

struct ll_list ll_grow_list(const struct ll_grow *grow)
{
    return (struct ll_list){grow->items, grow->count};
}
