/* Projectors of holds. */
#include "service/project.h"
#include "store/q_demand.h"
#include "store/q_project.h"

enum ll_status ll_project_hold_placed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                      const void *body, struct ll_err *reterr)
{
    const struct ll_hold_placed *b = body;
    struct ll_q_project_slice_in slice = {
        .order_line_id = b->order_line_id,
        .lo = b->lo,
        .hi = b->hi,
        .trigger = LL_TRIGGER_HOLD,
        .queue_at = meta->recorded_at,
        .event_id = meta->event_id,
    };
    struct ll_q_project_hold_in hold = {
        .hold_id = b->hold_id,
        .order_line_id = b->order_line_id,
        .lo = b->lo,
        .until_on = b->until,
        .state = LL_HOLD_STATE_HELD,
        .event_id = meta->event_id,
    };
    struct ll_q_project_open_new_in open = {b->order_line_id, b->lo, b->hi, slice.queue_at};
    LL_TRY(ll_project_demanded(ctx, b->order_line_id, b->hi, reterr));
    LL_TRY(ll_q_project_slice(ctx->store, &slice, reterr));
    LL_TRY(ll_q_project_open_new(ctx->store, &open, reterr));
    return ll_q_project_hold(ctx->store, &hold, reterr);
}

enum ll_status ll_project_hold_confirmed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    const struct ll_hold_confirmed *b = body;
    struct ll_q_project_document_in document = {
        .document_id = b->document_id,
        .kind = b->kind,
        .identity = b->identity,
        .content_digest = b->content_digest,
        .issued_on = b->issued_on,
        .name_annex_id = b->document_name_annex_id,
        .event_id = meta->event_id,
    };
    struct ll_q_project_slice_document_in slice = {b->hold_id, b->document_id,
                                                   (enum ll_trigger)b->trigger};
    struct ll_q_project_hold_state_in state = {b->hold_id, LL_HOLD_STATE_CONFIRMED, true,
                                               b->document_id};
    LL_TRY(ll_q_project_document(ctx->store, &document, reterr));
    LL_TRY(ll_q_project_slice_document(ctx->store, &slice, reterr));
    return ll_q_project_hold_state(ctx->store, &state, reterr);
}

enum ll_status ll_project_hold_ended(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                     const void *body, struct ll_err *reterr)
{
    const struct ll_hold_ended *b = body;
    struct ll_q_hold_by_id_in key = {b->hold_id};
    struct ll_q_hold_by_id_row hold;
    LL_TRY(ll_q_hold_by_id(ctx->store, ctx->arena, &key, &hold, reterr));
    struct ll_q_project_voided_in voided = {
        .order_line_id = hold.order_line_id,
        .lo = hold.lo,
        .hi = hold.hi,
        .slice_lo = hold.lo,
        .event_id = meta->event_id,
    };
    struct ll_q_project_close_slice_full_in close = {hold.order_line_id, hold.lo};
    struct ll_q_project_hold_state_in state = {
        .hold_id = b->hold_id,
        .state = (enum ll_hold_state)b->reason,
    };
    LL_TRY(ll_q_project_voided(ctx->store, &voided, reterr));
    LL_TRY(ll_q_project_close_slice_full(ctx->store, &close, reterr));
    return ll_q_project_hold_state(ctx->store, &state, reterr);
}
