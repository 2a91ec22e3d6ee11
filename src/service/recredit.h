/*
 * What units are credited on lines in grams once a plant weighed them (docs/rules.md, "Lines in
 * grams"): never more than their share of the receipt.
 */
#ifndef LL_SERVICE_RECREDIT_H
#define LL_SERVICE_RECREDIT_H

#include "service/ctx.h"
#include "service/event_bodies.h"
#include "service/grow.h"

#define LL_RECREDIT_RULE_VERSION 2

/* What follows from a receipt, one of these for each programme with lines in grams. */
struct ll_recredit {
    struct ll_list settles; /* of struct ll_settle */
    struct ll_list units;   /* of int64_t: credited less, of each */
};

/*
 * After a receipt and what was found with it: put certificates that say too much under review and
 * store `allocation_recredited`, programme by programme; nothing when no unit weighs less than it
 * is credited. LL_EREFUSED when one weighs less than a gram; the store's errors; LL_ENOMEM. Two
 * queries, O(units' spans), and what the settling costs (service/settle.h).
 */
LL_MUST enum ll_status ll_recredit_store(struct ll_ctx *ctx, struct ll_receipt_id receipt_id,
                                         struct ll_mass mass, struct ll_recredit *ret_recredit,
                                         struct ll_err *reterr);
/* The positions that are open again are served by others. Says in the answer what followed. */
LL_MUST enum ll_status ll_recredit_refill(struct ll_ctx *ctx, const struct ll_recredit *recredit,
                                          struct ll_json *answer, struct ll_err *reterr);

/* Add the runs of units of a span that are credited less than their lot, as struct
 * ll_recredited_span: what is credited alike and lies together is one. For projectors. */
LL_MUST enum ll_status ll_recredit_runs(struct ll_ctx *ctx, const struct ll_lot_span *span,
                                        struct ll_grow *runs, struct ll_err *reterr);

#endif
