/*
 * Custody in memory while many events are applied one after another, in place of a query and an
 * update for each change: during a rebuild the same rows change again and again, and on PostgreSQL
 * every version that a long transaction leaves behind is in the way of the next look-up.
 *
 * What is kept is as in the store in everything but time. It is written before anything reads the
 * table: a certificate's and an allocation's constraints (ll_units_write_lots; removed units are
 * written at once), queries of projectors, and the commit (ll_units_write). Within the bound of
 * memory all of custody is here; past it all is written, and lots are read from the store again as
 * they are asked for.
 */
#ifndef LL_SERVICE_UNITS_KEPT_H
#define LL_SERVICE_UNITS_KEPT_H

#include "service/ctx.h"
#include "service/event_bodies.h"
#include "service/grow.h"
#include "service/units_rows.h"

#define LL_UNITS_BYTES_MAX ((size_t)256 << 20)

struct ll_units_kept {
    struct ll_arena arena; /* of all that is kept */
    size_t bytes_max;
    bool whole;              /* nothing is in the store that is not here */
    struct ll_grow lots;     /* struct kept_lot */
    struct ll_grow packages; /* struct kept_package */
    uint32_t *lot_slots;     /* open addressing: places in `lots` and 1; 0: free */
    uint32_t *package_slots;
    size_t lot_slot_count;
    size_t package_slot_count;
    struct ll_grow unwritten; /* uint32_t: places of lots that differ from the store */
};

/* From here on; the table is empty when `is_empty`. Ends with ll_units_forget. */
void ll_units_keep(struct ll_ctx *ctx, struct ll_units_kept *kept, bool is_empty);
/* What differs from the store, into it. Nothing without ll_units_keep. */
LL_MUST enum ll_status ll_units_write(struct ll_ctx *ctx, struct ll_err *reterr);
LL_MUST enum ll_status ll_units_write_lots(struct ll_ctx *ctx, const struct ll_lot_id *lot_ids,
                                           size_t count, struct ll_err *reterr);
/* Go back to the store alone; what was not written is lost. */
void ll_units_forget(struct ll_ctx *ctx);

/* ---- for service/units.c, with ctx->units ---- */

/* The rows of a lot that meet or touch [lo, hi), and where they stand; borrowed until the next
 * change. LL_ENOMEM, the store's errors. */
LL_MUST enum ll_status ll_units_kept_near(struct ll_ctx *ctx, struct ll_lot_id lot_id, int64_t lo,
                                          int64_t hi, const struct ll_units_row **ret_rows,
                                          size_t *ret_count, size_t *ret_at, struct ll_err *reterr);
/* The one row of a new lot. */
LL_MUST enum ll_status ll_units_kept_new(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                         const struct ll_units_row *row, struct ll_err *reterr);
/* Put `count` rows in the place of the `gone` from `at` on. */
LL_MUST enum ll_status ll_units_kept_put(struct ll_ctx *ctx, struct ll_lot_id lot_id, size_t at,
                                         size_t gone, const struct ll_units_row *rows, size_t count,
                                         struct ll_err *reterr);
/* The rows directly in a package, in no order: spans added to `spans`. Only when ctx->units->whole.
 */
LL_MUST enum ll_status ll_units_kept_inside(struct ll_ctx *ctx, struct ll_package_id package_id,
                                            struct ll_grow *spans, struct ll_err *reterr);
/* The last day of those rows; false: there is none. Only when ctx->units->whole. */
bool ll_units_kept_last_since(struct ll_ctx *ctx, struct ll_package_id package_id,
                              struct ll_date *ret_day);

#endif
