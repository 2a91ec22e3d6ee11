#include "service/carry_over.h"

#include "store/q_demand.h"

enum ll_status ll_carry_over_subtract_used(struct ll_ctx *ctx,
                                           struct ll_order_line_id order_line_id, int64_t lo,
                                           int64_t hi, struct ll_span_set *left,
                                           struct ll_err *reterr)
{
    struct ll_q_carried_from_in in = {order_line_id, lo, hi};
    struct ll_q_carried_from_row used;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_carried_from_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_carried_from_next(cursor, &used, reterr)) == LL_OK) {
        struct ll_span span = {used.from_lo, used.from_lo + (used.hi - used.lo)};
        status = ll_span_set_subtract(left, span, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

enum ll_status ll_carry_over_left(struct ll_ctx *ctx, struct ll_order_line_id order_line_id,
                                  struct ll_span_set *ret_left, struct ll_err *reterr)
{
    struct ll_span_set left;
    struct ll_q_carry_over_of_line_in in = {order_line_id};
    struct ll_q_carry_over_of_line_row row;
    struct ll_store_cursor *cursor = NULL;
    ll_span_set_init(&left, ctx->arena);
    LL_TRY(ll_q_carry_over_of_line_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_carry_over_of_line_next(cursor, &row, reterr)) == LL_OK) {
        status = ll_span_set_add(&left, (struct ll_span){row.lo, row.hi}, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    if (left.count > 0) {
        LL_TRY(ll_carry_over_subtract_used(ctx, order_line_id, left.spans[0].lo,
                                           left.spans[left.count - 1].hi, &left, reterr));
    }
    *ret_left = left;
    return LL_OK;
}
