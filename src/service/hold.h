/* Holds: scrap devices kept for a quote or an award until a day. */
#ifndef LL_SERVICE_HOLD_H
#define LL_SERVICE_HOLD_H

#include "service/answer.h"

/* What came of holds whose last day is over. */
struct ll_hold_ends {
    int64_t holds;
    int64_t positions; /* voided */
    int64_t released_allocations;
    struct ll_amount released_units;
};

/*
 * End the programme's holds whose last day is over: what serves them is released, their positions
 * are voided. An allocation run does so before it matches. One query; the store's errors,
 * LL_ENOMEM.
 */
LL_MUST enum ll_status ll_hold_end_due(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                       struct ll_hold_ends *ret_ends, struct ll_err *reterr);

/* By its id, where the viewer sees it. LL_ENOTFOUND. */
LL_MUST enum ll_status ll_hold_find(struct ll_ctx *ctx, struct ll_str ref,
                                    struct ll_hold_id *ret_hold_id, struct ll_err *reterr);

#endif
