#include "service/line_tail.h"

/* Its place, or how many there are. */
static size_t place_of(const struct ll_line_tails *tails, struct ll_order_line_id order_line_id)
{
    size_t i = 0;
    while (i < tails->count && !ll_id_eq(tails->lines[i].order_line_id.raw, order_line_id.raw)) {
        i++;
    }
    return i;
}

static bool is_last(const struct ll_ctx *ctx, struct ll_event_id event_id)
{
    return ctx->start.is_known && ctx->start.has_event &&
           ll_id_eq(ctx->start.event_id.raw, event_id.raw);
}

const struct ll_line_tail *ll_line_tail_find(const struct ll_ctx *ctx,
                                             struct ll_order_line_id order_line_id)
{
    const struct ll_line_tails *tails = &ctx->tails;
    size_t i = place_of(tails, order_line_id);
    return i < tails->count && is_last(ctx, tails->event_id) ? &tails->lines[i] : NULL;
}

void ll_line_tail_grow(struct ll_ctx *ctx, struct ll_event_id before,
                       const struct ll_line_tail *tail)
{
    struct ll_line_tails *tails = &ctx->tails;
    if (!is_last(ctx, tails->event_id) && !ll_id_eq(tails->event_id.raw, before.raw)) {
        tails->count = 0;
    }
    tails->event_id = ctx->start.event_id;
    size_t i = place_of(tails, tail->order_line_id);
    if (i == LL_LINE_TAILS_MAX) {
        i = tails->next++ % LL_LINE_TAILS_MAX;
    } else if (i == tails->count) {
        tails->count++;
    }
    tails->lines[i] = *tail;
}

void ll_line_tails_forget(struct ll_ctx *ctx)
{
    ctx->tails.count = 0;
}
