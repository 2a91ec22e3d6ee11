/*
 * How far order lines have grown, kept from one request to the next: what projections hold is told
 * by the events that are stored, so it still holds while the last event is the same one. After a
 * request that was undone nothing is known (ll_line_tails_forget).
 */
#ifndef LL_SERVICE_LINE_TAIL_H
#define LL_SERVICE_LINE_TAIL_H

#include "service/ctx.h"

/* NULL: it is not known, and has to be asked. */
const struct ll_line_tail *ll_line_tail_find(const struct ll_ctx *ctx,
                                             struct ll_order_line_id order_line_id);
/* An event was stored after `before`, which made this line longer and changed nothing else about
 * any. Of several lines that it made longer each is told. */
void ll_line_tail_grow(struct ll_ctx *ctx, struct ll_event_id before,
                       const struct ll_line_tail *tail);
void ll_line_tails_forget(struct ll_ctx *ctx);

#endif
