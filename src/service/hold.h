/* Holds: scrap devices kept for a quote or an award until a day. */
#ifndef LL_SERVICE_HOLD_H
#define LL_SERVICE_HOLD_H

#include "service/ctx.h"

/*
 * End the programme's holds whose last day is over: what serves them is released, their positions
 * are voided. An allocation run does so before it matches. *ret_units: positions voided. One query;
 * the store's errors, LL_ENOMEM.
 */
LL_MUST enum ll_status ll_hold_end_due(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                       int64_t *ret_holds, int64_t *ret_units,
                                       struct ll_err *reterr);

#endif
