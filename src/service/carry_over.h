/*
 * Carry-over: positions of an order line whose devices came back when a certificate held the units
 * that serve them. They stand for positions of a later purchase; until they do, nothing is
 * certified for them anew. docs/rules.md, "Carry-over".
 */
#ifndef LL_SERVICE_CARRY_OVER_H
#define LL_SERVICE_CARRY_OVER_H

#include "core/span_set.h"
#include "service/ctx.h"

/* Take out of `left` what of [lo, hi) of the line stands for later purchases. The store's errors,
 * LL_ENOMEM. */
LL_MUST enum ll_status ll_carry_over_subtract_used(struct ll_ctx *ctx,
                                                   struct ll_order_line_id order_line_id,
                                                   int64_t lo, int64_t hi, struct ll_span_set *left,
                                                   struct ll_err *reterr);
/* All carry-over of a line that stands for nothing yet, a new set. Two queries, the same errors. */
LL_MUST enum ll_status ll_carry_over_left(struct ll_ctx *ctx, struct ll_order_line_id order_line_id,
                                          struct ll_span_set *ret_left, struct ll_err *reterr);

#endif
