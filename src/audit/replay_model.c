#include "audit/replay_model.h"

#include <string.h>

#define MAP_FIRST 256
#define LIST_FIRST 64
#define SEGMENTS_FIRST 4

void ll_replay_find(struct ll_replay *r, enum ll_replay_code code)
{
    struct ll_replay_report *report = r->report;
    if (report->kept < LL_REPLAY_FINDINGS_MAX) {
        report->findings[report->kept++] = (struct ll_replay_finding){code, r->entry};
    }
    report->finding_count++;
}

/* ---- maps ------------------------------------------------------------------------------------ */

static size_t slot_of(const struct ll_replay_map *map, const uint8_t key[LL_REPLAY_KEY_MAX])
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ map->seed;
    for (size_t i = 0; i < LL_REPLAY_KEY_MAX; i++) {
        hash = (hash ^ key[i]) * UINT64_C(0x100000001b3);
        hash ^= hash >> 29U;
    }
    size_t slot = (size_t)(hash ^ hash >> 32U) & (map->capacity - 1);
    while (map->rows[slot].used && memcmp(map->rows[slot].key, key, LL_REPLAY_KEY_MAX) != 0) {
        slot = (slot + 1) & (map->capacity - 1);
    }
    return slot;
}

static void pad(uint8_t ret_key[LL_REPLAY_KEY_MAX], const uint8_t *key, size_t size)
{
    LL_ASSERT(size <= LL_REPLAY_KEY_MAX);
    memset(ret_key, 0, LL_REPLAY_KEY_MAX);
    memcpy(ret_key, key, size);
}

size_t ll_replay_map_get(const struct ll_replay_map *map, const uint8_t *key, size_t size)
{
    uint8_t padded[LL_REPLAY_KEY_MAX];
    if (map->capacity == 0) {
        return LL_REPLAY_NONE;
    }
    pad(padded, key, size);
    const struct ll_replay_map_row *row = &map->rows[slot_of(map, padded)];
    return row->used ? row->value : LL_REPLAY_NONE;
}

static bool grow_map(struct ll_replay *r, struct ll_replay_map *map)
{
    struct ll_replay_map larger = {
        .capacity = map->capacity == 0 ? MAP_FIRST : map->capacity * 2,
        .seed = map->seed,
    };
    larger.rows = LL_NEW_ARRAY(r->arena, struct ll_replay_map_row, larger.capacity);
    if (larger.rows == NULL) {
        r->status = LL_ENOMEM;
        return false;
    }
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->rows[i].used) {
            larger.rows[slot_of(&larger, map->rows[i].key)] = map->rows[i];
        }
    }
    larger.count = map->count;
    *map = larger;
    return true;
}

bool ll_replay_map_put(struct ll_replay *r, struct ll_replay_map *map, const uint8_t *key,
                       size_t size, size_t value)
{
    struct ll_replay_map_row row = {.used = true, .value = value};
    if (map->count * 2 >= map->capacity && !grow_map(r, map)) {
        return true;
    }
    pad(row.key, key, size);
    size_t slot = slot_of(map, row.key);
    if (map->rows[slot].used) {
        return false;
    }
    map->rows[slot] = row;
    map->count++;
    return true;
}

void *ll_replay_add(struct ll_replay *r, struct ll_replay_list *list, size_t size)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? LIST_FIRST : list->capacity * 2;
        void *larger = ll_arena_alloc(r->arena, capacity, size);
        if (larger == NULL) {
            r->status = LL_ENOMEM;
            return NULL;
        }
        if (list->count > 0) {
            memcpy(larger, list->items, list->count * size);
        }
        list->items = larger;
        list->capacity = capacity;
    }
    return (char *)list->items + list->count++ * size;
}

/* ---- lines ----------------------------------------------------------------------------------- */

bool ll_replay_line(struct ll_replay *r, struct ll_replay_lot *lot)
{
    lot->segments = LL_NEW_ARRAY(r->arena, struct ll_replay_segment, SEGMENTS_FIRST);
    if (lot->segments == NULL) {
        r->status = LL_ENOMEM;
        return false;
    }
    lot->capacity = SEGMENTS_FIRST;
    lot->count = 1;
    lot->segments[0] = (struct ll_replay_segment){.hi = lot->units, .certificate = LL_REPLAY_NONE};
    return true;
}

/* The segment that unit `at` is in. */
static size_t find_segment(const struct ll_replay_lot *lot, int64_t at)
{
    size_t lo = 0;
    size_t hi = lot->count;
    while (hi - lo > 1) {
        size_t middle = lo + (hi - lo) / 2;
        if (lot->segments[middle].lo <= at) {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    return lo;
}

/* A boundary at `at`, unless there is one: the segment that begins there. */
static bool cut_at(struct ll_replay *r, struct ll_replay_lot *lot, int64_t at, size_t *ret_index)
{
    if (at == lot->units) {
        *ret_index = lot->count;
        return true;
    }
    size_t index = find_segment(lot, at);
    if (lot->segments[index].lo == at) {
        *ret_index = index;
        return true;
    }
    if (lot->count == lot->capacity) {
        struct ll_replay_segment *larger =
            LL_NEW_ARRAY(r->arena, struct ll_replay_segment, lot->capacity * 2);
        if (larger == NULL) {
            r->status = LL_ENOMEM;
            return false;
        }
        memcpy(larger, lot->segments, lot->count * sizeof(larger[0]));
        lot->segments = larger;
        lot->capacity *= 2;
    }
    memmove(&lot->segments[index + 1], &lot->segments[index],
            (lot->count - index) * sizeof(lot->segments[0]));
    lot->count++;
    lot->segments[index].hi = at;
    lot->segments[index + 1].lo = at;
    *ret_index = index + 1;
    return true;
}

bool ll_replay_cut(struct ll_replay *r, struct ll_replay_lot *lot, int64_t lo, int64_t hi,
                   size_t *ret_first, size_t *ret_count)
{
    size_t first = 0;
    size_t end = 0;
    if (!cut_at(r, lot, lo, &first) || !cut_at(r, lot, hi, &end)) {
        return false;
    }
    *ret_first = first;
    *ret_count = end - first;
    return true;
}

static bool equal(const struct ll_replay_segment *a, const struct ll_replay_segment *b)
{
    return a->certificate == b->certificate && a->allocated == b->allocated && a->gone == b->gone &&
           a->reclassified == b->reclassified && a->refused == b->refused;
}

void ll_replay_join(struct ll_replay_lot *lot, size_t first, size_t count)
{
    size_t from = first > 0 ? first - 1 : 0;
    size_t end = first + count < lot->count ? first + count + 1 : lot->count;
    size_t kept = from;
    for (size_t i = from + 1; i < end; i++) {
        if (equal(&lot->segments[kept], &lot->segments[i])) {
            lot->segments[kept].hi = lot->segments[i].hi;
        } else {
            lot->segments[++kept] = lot->segments[i];
        }
    }
    if (kept + 1 < end) {
        memmove(&lot->segments[kept + 1], &lot->segments[end],
                (lot->count - end) * sizeof(lot->segments[0]));
        lot->count -= end - (kept + 1);
    }
}
