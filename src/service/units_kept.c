#include "service/units_kept.h"

#include <string.h>

#include "store/q_supply.h"

#define SLOTS_FIRST 1024
#define ROWS_FIRST 2
#define ROWS_MAX 64 /* handed to the store together */

struct kept_lot {
    struct ll_lot_id lot_id; /* first: the key of the table */
    struct ll_units_row *rows;
    size_t count;
    size_t capacity;
    bool is_stored;    /* the store has rows of it */
    bool is_unwritten; /* and they are other ones, or none */
};

/* Lots that have, or had, rows in a package. */
struct kept_package {
    struct ll_package_id package_id; /* first */
    uint32_t *lots;
    size_t count;
    size_t capacity;
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory to keep where units are");
}

/* ---- tables by id ---- */
static size_t hash_of(const struct ll_id *id)
{
    uint64_t low;
    uint64_t high;
    memcpy(&high, id->b, 8);
    memcpy(&low, id->b + 8, 8);
    uint64_t mixed = (high ^ low * UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xbf58476d1ce4e5b9);
    return (size_t)(mixed ^ mixed >> 32);
}

/* The slot of an item whose first member is the id, or the free one where it belongs. */
static uint32_t *slot_of(uint32_t *slots, size_t slot_count, const struct ll_grow *items,
                         const struct ll_id *id)
{
    size_t at = hash_of(id) & (slot_count - 1);
    while (slots[at] != 0) {
        const char *item = (const char *)items->items + (slots[at] - 1) * items->item_size;
        if (memcmp(item, id->b, sizeof(id->b)) == 0) {
            break;
        }
        at = (at + 1) & (slot_count - 1);
    }
    return &slots[at];
}

/* At most half of the slots are taken. */
static bool make_room(struct ll_units_kept *kept, uint32_t **slots, size_t *slot_count,
                      const struct ll_grow *items)
{
    if (*slot_count > items->count * 2) {
        return true;
    }
    size_t more = *slot_count == 0 ? SLOTS_FIRST : *slot_count * 4;
    uint32_t *wider = LL_NEW_ARRAY(&kept->arena, uint32_t, more);
    if (wider == NULL) {
        return false;
    }
    for (size_t i = 0; i < items->count; i++) {
        struct ll_id id;
        memcpy(id.b, (const char *)items->items + i * items->item_size, sizeof(id.b));
        *slot_of(wider, more, items, &id) = (uint32_t)(i + 1);
    }
    *slots = wider;
    *slot_count = more;
    return true;
}

/* The item of this id, made when there is none; NULL: no memory. */
static void *find_or_add(struct ll_units_kept *kept, uint32_t **slots, size_t *slot_count,
                         struct ll_grow *items, const struct ll_id *id, bool *ret_new)
{
    if (!make_room(kept, slots, slot_count, items)) {
        return NULL;
    }
    uint32_t *slot = slot_of(*slots, *slot_count, items, id);
    *ret_new = *slot == 0;
    if (*ret_new) {
        char *item = ll_grow_add(items);
        if (item == NULL) {
            return NULL;
        }
        memcpy(item, id->b, sizeof(id->b));
        *slot = (uint32_t)items->count;
    }
    return (char *)items->items + (*slot - 1) * items->item_size;
}

/* ---- from the beginning to the end ---- */
static void start(struct ll_units_kept *kept)
{
    kept->lots = (struct ll_grow)LL_GROW(&kept->arena, struct kept_lot);
    kept->packages = (struct ll_grow)LL_GROW(&kept->arena, struct kept_package);
    kept->unwritten = (struct ll_grow)LL_GROW(&kept->arena, uint32_t);
    kept->lot_slots = NULL;
    kept->package_slots = NULL;
    kept->lot_slot_count = 0;
    kept->package_slot_count = 0;
}

void ll_units_keep(struct ll_ctx *ctx, struct ll_units_kept *kept, bool is_empty)
{
    LL_ASSERT(ctx->units == NULL);
    *kept = (struct ll_units_kept){.whole = is_empty};
    kept->bytes_max = ctx->units_bytes_max > 0 ? ctx->units_bytes_max : LL_UNITS_BYTES_MAX;
    ll_arena_child(&kept->arena, ctx->arena);
    start(kept);
    ctx->units = kept;
}

void ll_units_forget(struct ll_ctx *ctx)
{
    if (ctx->units != NULL) {
        ll_arena_release(&ctx->units->arena);
        ctx->units = NULL;
    }
}

/* ---- writing ---- */
struct writing {
    struct ll_q_project_custody_in in[ROWS_MAX];
    size_t count;
};

static enum ll_status write_rows(struct ll_ctx *ctx, struct writing *writing, struct ll_err *reterr)
{
    size_t count = writing->count;
    writing->count = 0;
    return ll_q_project_custody_rows(ctx->store, writing->in, count, reterr);
}

/* Rows of a lot never overlap: the old ones go first. */
static enum ll_status write_lot(struct ll_ctx *ctx, struct kept_lot *lot, struct writing *writing,
                                struct ll_err *reterr)
{
    if (lot->is_stored) {
        struct ll_q_project_custody_clear_in gone = {lot->lot_id};
        LL_TRY(ll_q_project_custody_clear(ctx->store, &gone, reterr));
    }
    for (size_t i = 0; i < lot->count; i++) {
        writing->in[writing->count++] = ll_units_row_in(lot->lot_id, &lot->rows[i]);
        if (writing->count == ROWS_MAX) {
            LL_TRY(write_rows(ctx, writing, reterr));
        }
    }
    lot->is_stored = true;
    lot->is_unwritten = false;
    return LL_OK;
}

enum ll_status ll_units_write(struct ll_ctx *ctx, struct ll_err *reterr)
{
    struct ll_units_kept *kept = ctx->units;
    struct writing writing = {.count = 0};
    if (kept == NULL) {
        return LL_OK;
    }
    const uint32_t *places = kept->unwritten.items;
    struct kept_lot *lots = kept->lots.items;
    for (size_t i = 0; i < kept->unwritten.count; i++) {
        if (lots[places[i]].is_unwritten) {
            LL_TRY(write_lot(ctx, &lots[places[i]], &writing, reterr));
        }
    }
    kept->unwritten.count = 0;
    return write_rows(ctx, &writing, reterr);
}

enum ll_status ll_units_write_lots(struct ll_ctx *ctx, const struct ll_lot_id *lot_ids,
                                   size_t count, struct ll_err *reterr)
{
    struct ll_units_kept *kept = ctx->units;
    struct writing writing = {.count = 0};
    if (kept == NULL || kept->lot_slot_count == 0) {
        return LL_OK;
    }
    struct kept_lot *lots = kept->lots.items;
    for (size_t i = 0; i < count; i++) {
        uint32_t place =
            *slot_of(kept->lot_slots, kept->lot_slot_count, &kept->lots, &lot_ids[i].raw);
        if (place != 0 && lots[place - 1].is_unwritten) {
            LL_TRY(write_lot(ctx, &lots[place - 1], &writing, reterr));
        }
    }
    return write_rows(ctx, &writing, reterr);
}

/* Past the bound: all of it is written, and lots are read again when they are asked for. */
static enum ll_status stay_within(struct ll_ctx *ctx, struct ll_err *reterr)
{
    struct ll_units_kept *kept = ctx->units;
    if (kept->arena.taken_bytes <= kept->bytes_max) {
        return LL_OK;
    }
    LL_TRY(ll_units_write(ctx, reterr));
    ll_arena_release(&kept->arena);
    ll_arena_child(&kept->arena, ctx->arena);
    start(kept);
    kept->whole = false;
    return LL_OK;
}

/* ---- rows ---- */
static enum ll_status set_rows(struct ll_units_kept *kept, struct kept_lot *lot, size_t at,
                               size_t gone, const struct ll_units_row *rows, size_t count,
                               struct ll_err *reterr)
{
    size_t total = lot->count - gone + count;
    size_t tail = lot->count - at - gone;
    if (total > lot->capacity) {
        size_t capacity = lot->capacity == 0 ? ROWS_FIRST : lot->capacity * 2;
        capacity = capacity < total ? total : capacity;
        struct ll_units_row *wider = LL_NEW_ARRAY(&kept->arena, struct ll_units_row, capacity);
        if (wider == NULL) {
            return no_memory(reterr);
        }
        if (lot->count > 0) {
            memcpy(wider, lot->rows, lot->count * sizeof(*wider));
        }
        lot->rows = wider;
        lot->capacity = capacity;
    }
    if (tail > 0) {
        memmove(&lot->rows[at + count], &lot->rows[at + gone], tail * sizeof(*lot->rows));
    }
    for (size_t i = 0; i < count; i++) {
        lot->rows[at + i] = rows[i];
        /* Texts of the event that brought them go with it. */
        if (rows[i].class_code.len > 0) {
            lot->rows[at + i].class_code = ll_str_copy(&kept->arena, rows[i].class_code);
            if (lot->rows[at + i].class_code.ptr == NULL) {
                return no_memory(reterr);
            }
        }
    }
    lot->count = total;
    return LL_OK;
}

static enum ll_status note_package(struct ll_units_kept *kept, const struct ll_units_row *row,
                                   uint32_t lot, struct ll_err *reterr)
{
    bool is_new = false;
    if (!row->refs[LL_UNITS_PACKAGE].has) {
        return LL_OK;
    }
    struct kept_package *package =
        find_or_add(kept, &kept->package_slots, &kept->package_slot_count, &kept->packages,
                    &row->refs[LL_UNITS_PACKAGE].id, &is_new);
    if (package == NULL) {
        return no_memory(reterr);
    }
    if (package->count > 0 && package->lots[package->count - 1] == lot) {
        return LL_OK;
    }
    if (package->count == package->capacity) {
        size_t capacity = package->capacity == 0 ? ROWS_FIRST : package->capacity * 2;
        uint32_t *wider = LL_NEW_ARRAY(&kept->arena, uint32_t, capacity);
        if (wider == NULL) {
            return no_memory(reterr);
        }
        if (package->count > 0) {
            memcpy(wider, package->lots, package->count * sizeof(*wider));
        }
        package->lots = wider;
        package->capacity = capacity;
    }
    package->lots[package->count++] = lot;
    return LL_OK;
}

/* All rows of a lot, from the store when it may have some that are not here. */
static enum ll_status open_lot(struct ll_ctx *ctx, struct ll_lot_id lot_id, bool is_stored,
                               struct kept_lot **ret_lot, struct ll_err *reterr)
{
    struct ll_units_kept *kept = ctx->units;
    bool is_new = false;
    struct kept_lot *lot = find_or_add(kept, &kept->lot_slots, &kept->lot_slot_count, &kept->lots,
                                       &lot_id.raw, &is_new);
    if (lot == NULL) {
        return no_memory(reterr);
    }
    if (is_new && is_stored) {
        struct ll_grow rows = LL_GROW(ctx->arena, struct ll_units_row);
        struct ll_q_custody_near_in all = {lot_id, 0, INT64_MAX};
        struct ll_store_cursor *cursor = NULL;
        LL_TRY(ll_q_custody_near_open(ctx->store, ctx->arena, &all, &cursor, reterr));
        enum ll_status status = ll_units_rows_read(cursor, &rows, reterr);
        ll_store_query_close(cursor);
        LL_TRY(status);
        LL_TRY(set_rows(kept, lot, 0, 0, rows.items, rows.count, reterr));
        lot->is_stored = rows.count > 0;
    }
    *ret_lot = lot;
    return LL_OK;
}

/* The first row that begins at `lo` or after it. */
static size_t first_from(const struct kept_lot *lot, int64_t lo)
{
    size_t low = 0;
    size_t high = lot->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (lot->rows[middle].lo < lo) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

enum ll_status ll_units_kept_near(struct ll_ctx *ctx, struct ll_lot_id lot_id, int64_t lo,
                                  int64_t hi, const struct ll_units_row **ret_rows,
                                  size_t *ret_count, size_t *ret_at, struct ll_err *reterr)
{
    struct kept_lot *lot = NULL;
    LL_TRY(stay_within(ctx, reterr));
    LL_TRY(open_lot(ctx, lot_id, !ctx->units->whole, &lot, reterr));
    size_t from = first_from(lot, lo);
    from -= from > 0 ? 1 : 0;
    size_t to = first_from(lot, hi);
    to += to < lot->count && lot->rows[to].lo == hi ? 1 : 0;
    *ret_rows = lot->rows == NULL ? NULL : &lot->rows[from];
    *ret_count = to - from;
    *ret_at = from;
    return LL_OK;
}

static enum ll_status put_rows(struct ll_ctx *ctx, struct kept_lot *lot, size_t at, size_t gone,
                               const struct ll_units_row *rows, size_t count, struct ll_err *reterr)
{
    struct ll_units_kept *kept = ctx->units;
    const struct ll_lot_id lot_id = lot->lot_id;
    uint32_t place = (uint32_t)(lot - (struct kept_lot *)kept->lots.items);
    bool removes = false;
    LL_TRY(set_rows(kept, lot, at, gone, rows, count, reterr));
    for (size_t i = 0; i < count; i++) {
        LL_TRY(note_package(kept, &rows[i], place, reterr));
        removes = removes || rows[i].stage > LL_STAGE_RECYCLED;
    }
    if (!lot->is_unwritten) {
        uint32_t *unwritten = ll_grow_add(&kept->unwritten);
        if (unwritten == NULL) {
            return no_memory(reterr);
        }
        *unwritten = place;
        lot->is_unwritten = true;
    }
    /* No allocation may be on removed units: its constraint looks at the table. */
    return removes ? ll_units_write_lots(ctx, &lot_id, 1, reterr) : LL_OK;
}

enum ll_status ll_units_kept_put(struct ll_ctx *ctx, struct ll_lot_id lot_id, size_t at,
                                 size_t gone, const struct ll_units_row *rows, size_t count,
                                 struct ll_err *reterr)
{
    struct kept_lot *lot = NULL;
    LL_TRY(open_lot(ctx, lot_id, !ctx->units->whole, &lot, reterr));
    return put_rows(ctx, lot, at, gone, rows, count, reterr);
}

enum ll_status ll_units_kept_new(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                 const struct ll_units_row *row, struct ll_err *reterr)
{
    struct kept_lot *lot = NULL;
    LL_TRY(stay_within(ctx, reterr));
    LL_TRY(open_lot(ctx, lot_id, false, &lot, reterr));
    return put_rows(ctx, lot, lot->count, 0, row, 1, reterr);
}

/* The package, by where its lots are; NULL: nothing was ever in it. */
static const struct kept_package *find_package(const struct ll_units_kept *kept,
                                               struct ll_package_id package_id)
{
    LL_ASSERT(kept->whole);
    uint32_t place = kept->package_slot_count == 0
                         ? 0
                         : *slot_of(kept->package_slots, kept->package_slot_count, &kept->packages,
                                    &package_id.raw);
    return place == 0 ? NULL : &((const struct kept_package *)kept->packages.items)[place - 1];
}

static bool is_inside(const struct ll_units_row *row, struct ll_package_id package_id)
{
    const struct ll_units_row_ref *in = &row->refs[LL_UNITS_PACKAGE];
    return in->has && ll_id_eq(in->id, package_id.raw);
}

enum ll_status ll_units_kept_inside(struct ll_ctx *ctx, struct ll_package_id package_id,
                                    struct ll_grow *spans, struct ll_err *reterr)
{
    const struct kept_package *package = find_package(ctx->units, package_id);
    const struct kept_lot *lots = ctx->units->lots.items;
    for (size_t i = 0; package != NULL && i < package->count; i++) {
        const struct kept_lot *lot = &lots[package->lots[i]];
        for (size_t j = 0; j < lot->count; j++) {
            if (!is_inside(&lot->rows[j], package_id)) {
                continue;
            }
            struct ll_lot_span *span = ll_grow_add(spans);
            if (span == NULL) {
                return no_memory(reterr);
            }
            *span = (struct ll_lot_span){
                .lot_id = lot->lot_id, .lo = lot->rows[j].lo, .hi = lot->rows[j].hi};
        }
    }
    return LL_OK;
}

bool ll_units_kept_last_since(struct ll_ctx *ctx, struct ll_package_id package_id,
                              struct ll_date *ret_day)
{
    const struct kept_package *package = find_package(ctx->units, package_id);
    const struct kept_lot *lots = ctx->units->lots.items;
    bool has_day = false;
    for (size_t i = 0; package != NULL && i < package->count; i++) {
        const struct kept_lot *lot = &lots[package->lots[i]];
        for (size_t j = 0; j < lot->count; j++) {
            struct ll_date since = lot->rows[j].since;
            if (is_inside(&lot->rows[j], package_id) && (!has_day || since.days > ret_day->days)) {
                has_day = true;
                *ret_day = since;
            }
        }
    }
    return has_day;
}
