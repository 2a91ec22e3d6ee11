/*
 * order import: a purchase uses the carry-over of its beneficiary. Devices that were returned when
 * a certificate held the units that serve them left those units without a purchase; they stand for
 * the first devices of the next one, in the order in which they were carried over.
 */
#include "service/carry_over.h"
#include "service/demand_import.h"
#include "store/q_demand.h"

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for the client's carry-over");
}

/* Take out of `left` what earlier shares of the document use. */
static enum ll_status subtract_shares(const struct ll_demand_share *shares, size_t count,
                                      struct ll_order_line_id from, struct ll_span_set *left,
                                      struct ll_err *reterr)
{
    for (size_t i = 0; i < count; i++) {
        const struct ll_carried_span *carried = shares[i].carried.items;
        for (size_t k = 0; k < shares[i].carried.count; k++) {
            if (ll_id_eq(carried[k].from_order_line_id.raw, from.raw)) {
                struct ll_span span = {carried[k].from_lo,
                                       carried[k].from_lo + (carried[k].hi - carried[k].lo)};
                LL_TRY(ll_span_set_subtract(left, span, reterr));
            }
        }
    }
    return LL_OK;
}

static enum ll_status use(struct ll_demand_share *share, struct ll_order_line_id from,
                          const struct ll_span_set *left, struct ll_grow *carried,
                          struct ll_err *reterr)
{
    for (size_t i = 0; i < left->count && share->carried_positions < share->positions; i++) {
        int64_t wanted = share->positions - share->carried_positions;
        int64_t units = ll_span_len(left->spans[i]);
        units = units < wanted ? units : wanted;
        struct ll_carried_span *span = ll_grow_add(carried);
        if (span == NULL) {
            return no_memory(reterr);
        }
        *span = (struct ll_carried_span){
            .from_lo = left->spans[i].lo,
            .from_order_line_id = from,
            .hi = share->lo + share->carried_positions + units,
            .lo = share->lo + share->carried_positions,
        };
        share->carried_positions += units;
    }
    return LL_OK;
}

/* What was carried over for a line like this, used or not. */
static enum ll_status read_carry_over(struct ll_ctx *ctx, struct ll_order_line_id order_line_id,
                                      struct ll_grow *rows, struct ll_err *reterr)
{
    struct ll_q_carry_over_for_in in = {order_line_id};
    struct ll_q_carry_over_for_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_carry_over_for_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_carry_over_for_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_q_carry_over_for_row *kept = ll_grow_add(rows);
        if (kept == NULL) {
            status = no_memory(reterr);
            break;
        }
        *kept = row;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

enum ll_status ll_demand_carry(struct ll_ctx *ctx, struct ll_grow *shares, struct ll_err *reterr)
{
    struct ll_demand_share *items = shares->items;
    for (size_t i = 0; i < shares->count; i++) {
        struct ll_grow rows = LL_GROW(ctx->arena, struct ll_q_carry_over_for_row);
        struct ll_grow carried = LL_GROW(ctx->arena, struct ll_carried_span);
        if (items[i].tail.has_carry_over) { /* or it was not asked for yet */
            LL_TRY(read_carry_over(ctx, items[i].order_line_id, &rows, reterr));
            items[i].tail.has_carry_over = rows.count > 0;
        }
        const struct ll_q_carry_over_for_row *row = rows.items;
        for (size_t k = 0; k < rows.count && items[i].carried_positions < items[i].positions; k++) {
            struct ll_span_set left;
            ll_span_set_init(&left, ctx->arena);
            LL_TRY(ll_span_set_add(&left, (struct ll_span){row[k].lo, row[k].hi}, reterr));
            LL_TRY(ll_carry_over_subtract_used(ctx, row[k].order_line_id, row[k].lo, row[k].hi,
                                               &left, reterr));
            LL_TRY(subtract_shares(items, i, row[k].order_line_id, &left, reterr));
            LL_TRY(use(&items[i], row[k].order_line_id, &left, &carried, reterr));
        }
        items[i].carried = ll_grow_list(&carried);
    }
    return LL_OK;
}
