/* Projectors of campaigns: treatments that go on over days. */
#include "service/project.h"
#include "store/q_plant.h"
#include "store/q_project.h"

#define ROWS_MAX 64

/* The number that the next input or output of a campaign has. */
static enum ll_status next_entry(struct ll_ctx *ctx, struct ll_campaign_id campaign_id,
                                 int64_t *ret_entry, struct ll_err *reterr)
{
    struct ll_q_campaign_entry_last_in in = {campaign_id};
    struct ll_q_campaign_entry_last_row row;
    LL_TRY(ll_q_campaign_entry_last(ctx->store, ctx->arena, &in, &row, reterr));
    *ret_entry = row.entry + 1;
    return LL_OK;
}

enum ll_status ll_project_campaign_opened(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                          const void *body, struct ll_err *reterr)
{
    const struct ll_campaign_opened *b = body;
    struct ll_q_project_campaign_in in = {
        .campaign_id = b->campaign_id,
        .facility_id = b->facility_id,
        .number = b->number,
        .operation = b->operation,
        .interim = b->interim,
        .opened_on = b->opened_on,
        .event_id = meta->event_id,
    };
    return ll_q_project_campaign(ctx->store, &in, reterr);
}

enum ll_status ll_project_campaign_fed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                       const void *body, struct ll_err *reterr)
{
    const struct ll_campaign_fed *b = body;
    const struct ll_lot_span *spans = b->spans.items;
    struct ll_q_project_campaign_span_in rows[ROWS_MAX];
    struct ll_q_project_campaign_input_in in = {
        .event_id = meta->event_id,
        .campaign_id = b->campaign_id,
        .receipt_id = b->receipt_id,
        .input_mass_g = b->input_mass_g,
        .fed_on = b->fed_on,
    };
    size_t count = 0;
    LL_TRY(next_entry(ctx, b->campaign_id, &in.entry, reterr));
    for (size_t i = 0; i < b->spans.count; i++) {
        in.units.n += spans[i].hi - spans[i].lo;
        rows[count++] = (struct ll_q_project_campaign_span_in){
            b->campaign_id, b->receipt_id, spans[i].lot_id, spans[i].lo, spans[i].hi, in.entry};
        if (count == ROWS_MAX || i + 1 == b->spans.count) {
            LL_TRY(ll_q_project_campaign_span_rows(ctx->store, rows, count, reterr));
            count = 0;
        }
    }
    return ll_q_project_campaign_input(ctx->store, &in, reterr);
}

enum ll_status ll_project_campaign_weighed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    const struct ll_campaign_weighed *b = body;
    const struct ll_treatment_output *outputs = b->materials.items;
    int64_t entry = 0;
    LL_TRY(next_entry(ctx, b->campaign_id, &entry, reterr));
    for (size_t i = 0; i < b->materials.count; i++) {
        struct ll_q_project_campaign_output_in in = {meta->event_id, outputs[i].fraction,
                                                     b->campaign_id, outputs[i].mass_g,
                                                     b->weighed_on,  entry};
        LL_TRY(ll_q_project_campaign_output(ctx->store, &in, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_campaign_corrected(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                             const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_campaign_corrected *b = body;
    struct ll_q_project_campaign_input_none_in input = {b->campaign_id, b->entry, b->reason};
    struct ll_q_project_campaign_output_none_in output = {b->campaign_id, b->entry, b->reason};
    struct ll_q_project_campaign_entry_free_in held = {b->campaign_id, b->entry};
    LL_TRY(ll_q_project_campaign_input_none(ctx->store, &input, reterr));
    LL_TRY(ll_q_project_campaign_output_none(ctx->store, &output, reterr));
    return ll_q_project_campaign_entry_free(ctx->store, &held, reterr);
}

static enum ll_status end(struct ll_ctx *ctx, const struct ll_q_project_campaign_ended_in *in,
                          struct ll_err *reterr)
{
    struct ll_q_project_campaign_free_in free_in = {in->campaign_id};
    LL_TRY(ll_q_project_campaign_free(ctx->store, &free_in, reterr));
    return ll_q_project_campaign_ended(ctx->store, in, reterr);
}

enum ll_status ll_project_campaign_closed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                          const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_campaign_closed *b = body;
    struct ll_q_project_campaign_ended_in in = {
        .campaign_id = b->campaign_id,
        .state = LL_CAMPAIGN_STATE_CLOSED,
        .ended_on = b->closed_on,
    };
    return end(ctx, &in, reterr);
}

enum ll_status ll_project_campaign_cancelled(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                             const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_campaign_cancelled *b = body;
    struct ll_q_project_campaign_ended_in in = {
        .campaign_id = b->campaign_id,
        .state = LL_CAMPAIGN_STATE_CANCELLED,
        .ended_on = b->cancelled_on,
        .has_reason = true,
        .reason = b->reason,
    };
    return end(ctx, &in, reterr);
}
