/* Projector of materials that leave a plant. */
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
