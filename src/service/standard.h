/*
 * Standards that order lines demand of the recycler: for what a plant was certified on a day, and
 * what it means for provisional allocations when it receives units without. The plant that received
 * units last counts.
 */
#ifndef LL_SERVICE_STANDARD_H
#define LL_SERVICE_STANDARD_H

#include "base/record.h"
#include "service/ctx.h"

/* What the plant held on the day, with a blank between. The store's errors, LL_ENOMEM. */
LL_MUST enum ll_status ll_standard_held(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                                        struct ll_date day, struct ll_str *ret_held,
                                        struct ll_err *reterr);

/*
 * What follows when a plant receives what is in a shipment's packages on a day: a list of struct
 * ll_settle, one for each programme of these units in which a line demands a standard, by id, with
 * the units named and nothing planned. Costs one query a programme where none does.
 */
LL_MUST enum ll_status ll_standard_settles(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                           struct ll_facility_id facility_id, struct ll_date day,
                                           struct ll_list *ret_settles, struct ll_err *reterr);

/* Before the receipt, and after it: put under review and release, then fill again. The second says
 * in the answer, as `standard`, what followed, where anything did. */
LL_MUST enum ll_status ll_standard_before(const struct ll_list *settles, struct ll_err *reterr);
LL_MUST enum ll_status ll_standard_refill(struct ll_ctx *ctx, const struct ll_list *settles,
                                          struct ll_json *answer, struct ll_err *reterr);

/* Beforehand: `conflicts` of an answer, what would be released or put under review when the plant
 * received the shipment on that day; left out when nothing would, or the place is no plant. */
LL_MUST enum ll_status ll_standard_conflicts(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                             struct ll_facility_id facility_id, struct ll_date day,
                                             struct ll_json *answer, struct ll_err *reterr);
/* The same of units, a list of struct ll_lot_span, of one programme. */
LL_MUST enum ll_status ll_standard_conflicts_of(struct ll_ctx *ctx,
                                                struct ll_programme_id programme_id,
                                                const struct ll_list *spans,
                                                struct ll_facility_id facility_id,
                                                struct ll_date day, struct ll_json *answer,
                                                struct ll_err *reterr);

#endif
