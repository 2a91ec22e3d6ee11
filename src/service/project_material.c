/* Projectors of materials that leave a plant, of what was settled of them, and of a plant's plan.
 */
#include "service/project.h"
#include "store/q_project.h"

enum ll_status ll_project_material_dispatched(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                              const void *body, struct ll_err *reterr)
{
    const struct ll_material_dispatched *b = body;
    const struct ll_dispatch_item *items = b->items.items;
    struct ll_q_project_dispatch_in in = {
        .dispatch_id = b->dispatch_id,
        .facility_id = b->facility_id,
        .buyer_id = b->buyer_id,
        .number = b->number,
        .dispatched_on = b->dispatched_on,
        .event_id = meta->event_id,
    };
    LL_TRY(ll_q_project_dispatch(ctx->store, &in, reterr));
    for (size_t i = 0; i < b->items.count; i++) {
        struct ll_q_project_dispatch_item_in item = {b->dispatch_id, items[i].treatment_id,
                                                     items[i].fraction, items[i].mass_g};
        struct ll_q_project_material_dispatched_in material = {items[i].treatment_id,
                                                               items[i].fraction, items[i].mass_g};
        LL_TRY(ll_q_project_dispatch_item(ctx->store, &item, reterr));
        LL_TRY(ll_q_project_material_dispatched(ctx->store, &material, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_settlement_recorded(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                              const void *body, struct ll_err *reterr)
{
    const struct ll_settlement_recorded *b = body;
    const struct ll_assay *assays = b->assays.items;
    struct ll_q_project_settlement_in in = {
        .settlement_id = b->settlement_id,
        .treatment_id = b->treatment_id,
        .facility_id = b->facility_id,
        .number = b->number,
        .laboratory = b->laboratory,
        .settled_on = b->settled_on,
        .has_amount_minor = b->has_amount,
        .amount_minor = b->amount.minor,
        .has_amount_currency = b->has_amount,
        .amount_currency = ll_str_from_cstr(b->amount.currency),
        .has_replaces_id = b->has_replaces_id,
        .replaces_id = b->replaces_id,
        .event_id = meta->event_id,
    };
    struct ll_q_project_settlement_replaced_in replaced = {b->replaces_id};
    if (b->has_replaces_id) {
        LL_TRY(ll_q_project_settlement_replaced(ctx->store, &replaced, reterr));
    }
    LL_TRY(ll_q_project_settlement(ctx->store, &in, reterr));
    for (size_t i = 0; i < b->assays.count; i++) {
        struct ll_q_project_settlement_assay_in assay = {b->settlement_id, assays[i].fraction,
                                                         assays[i].metal, assays[i].mg_per_t,
                                                         assays[i].method};
        LL_TRY(ll_q_project_settlement_assay(ctx->store, &assay, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_plan_step_stated(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    const struct ll_plan_step_stated *b = body;
    struct ll_q_project_plan_step_in in = {
        .plan_step_id = b->plan_step_id,
        .facility_id = b->facility_id,
        .scheme = b->scheme,
        .step = b->step,
        .state = (enum ll_plan_state)b->state,
        .due_on = b->due_on,
        .has_helper_id = b->has_helper_id,
        .helper_id = b->helper_id,
        .has_evidence_digest = b->evidence_digest.len > 0,
        .evidence_digest = b->evidence_digest,
        .event_id = meta->event_id,
    };
    return ll_q_project_plan_step(ctx->store, &in, reterr);
}
