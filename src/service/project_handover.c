/* Projectors of hand-overs. */
#include "service/project.h"
#include "store/q_handover.h"
#include "store/q_project.h"

/* What both signed stands until both signed the correction; so does it when that is corrected. */
static enum ll_status find_replaced(struct ll_ctx *ctx, const struct ll_handover_given *b,
                                    struct ll_q_project_handover_in *in, struct ll_err *reterr)
{
    struct ll_q_handover_by_id_in of = {b->corrects_id};
    struct ll_q_handover_by_id_row old;
    if (!b->has_corrects_id) {
        return LL_OK;
    }
    LL_TRY(ll_q_handover_by_id(ctx->store, ctx->arena, &of, &old, reterr));
    in->has_replaces_id = old.has_taken_on || old.has_replaces_id;
    in->replaces_id = old.has_taken_on ? old.handover_id : old.replaces_id;
    return LL_OK;
}

enum ll_status ll_project_handover_given(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    const struct ll_handover_given *b = body;
    const struct ll_given_package *packages = b->packages.items;
    struct ll_q_project_handover_in in = {
        .handover_id = b->handover_id,
        .giver_id = b->giver_id,
        .receiver_id = b->receiver_id,
        .has_shipment_id = b->has_shipment_id,
        .shipment_id = b->shipment_id,
        .condition = b->condition,
        .has_corrects_id = b->has_corrects_id,
        .corrects_id = b->corrects_id,
        .given_on = b->given_on,
        .has_given_by = b->has_signed_by,
        .given_by = b->signed_by,
        .given_digest = b->digest,
        .has_given_key_id = b->has_plant_key_id,
        .given_key_id = b->plant_key_id,
        .has_given_signature = b->has_plant_key_id,
        .given_signature = b->signature,
        .event_id = meta->event_id,
    };
    LL_TRY(find_replaced(ctx, b, &in, reterr));
    LL_TRY(ll_q_project_handover(ctx->store, &in, reterr));
    for (size_t i = 0; i < b->packages.count; i++) {
        struct ll_q_project_handover_package_in row = {
            .handover_id = b->handover_id,
            .package_id = packages[i].package_id,
            .has_gross_g = packages[i].gross_g.g > 0,
            .gross_g = packages[i].gross_g,
            .has_seal = packages[i].seal.len > 0,
            .seal = packages[i].seal,
        };
        LL_TRY(ll_q_project_handover_package(ctx->store, &row, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_handover_taken(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_handover_taken *b = body;
    const struct ll_handover_difference *differences = b->differences.items;
    struct ll_q_project_handover_taken_in in = {
        .handover_id = b->handover_id,
        .taken_on = b->taken_on,
        .has_taken_by = b->has_signed_by,
        .taken_by = b->signed_by,
        .taken_digest = b->digest,
        .has_taken_key_id = b->has_plant_key_id,
        .taken_key_id = b->plant_key_id,
        .has_taken_signature = b->has_plant_key_id,
        .taken_signature = b->signature,
        .has_note_annex_id = b->has_note_annex_id,
        .note_annex_id = b->note_annex_id,
    };
    LL_TRY(ll_q_project_handover_taken(ctx->store, &in, reterr));
    for (size_t i = 0; i < b->differences.count; i++) {
        struct ll_q_project_handover_difference_in row = {b->handover_id, differences[i].package_id,
                                                          differences[i].cause,
                                                          differences[i].case_id};
        LL_TRY(ll_q_project_handover_difference(ctx->store, &row, reterr));
    }
    return LL_OK;
}
