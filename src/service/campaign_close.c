/* campaign close: a treatment of each of its receipts */
#include "service/campaign.h"

#include "core/apportion.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/incident.h"
#include "service/table.h"
#include "service/treatment_balance.h"
#include "service/treatment_statement.h"
#include "service/treatment_units.h"

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for a campaign");
}

struct campaign_close {
    struct ll_str campaign;
    struct ll_date closed_on;
    bool has_closed_on;
    int64_t tolerance_ppm;
    bool has_tolerance_ppm;
};
static const struct ll_field close_fields[] = {
    LL_MEMBER(campaign_close, campaign, LL_REQ(REF), .operand = true, .help = "the campaign's id"),
    LL_MEMBER(campaign_close, closed_on, LL_OPT(DATE), LL_PRESENT(campaign_close, has_closed_on),
              .help = "the day it ended (today)"),
    LL_MEMBER(campaign_close, tolerance_ppm, LL_OPT(I64),
              LL_PRESENT(campaign_close, has_tolerance_ppm), .min = 0, .max = LL_PPM,
              .help = "how far outputs may miss the input, in millionths; no further than the "
                      "table of tolerances lets (that)"),
};
static const struct ll_record close_record =
    LL_RECORD("campaign_close", campaign_close, close_fields);

/* What of the campaign came by one receipt. */
struct part {
    struct ll_q_receipt_by_id_row receipt;
    struct ll_grow held; /* of struct ll_lot_span */
    struct ll_treatment_chosen chosen;
};
struct closing {
    struct ll_q_campaign_by_id_row campaign;
    struct ll_grow parts;   /* of struct part */
    struct ll_grow outputs; /* of struct ll_treatment_output: all of each fraction */
    struct ll_mass input, output;
    struct ll_date day;
    struct ll_treatment_asked_ppm asked;
    int64_t tolerance_ppm;
};

static enum ll_status read_parts(struct ll_ctx *ctx, struct closing *c, struct ll_err *reterr)
{
    struct ll_q_campaign_span_all_in in = {c->campaign.campaign_id};
    struct ll_q_campaign_span_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_campaign_span_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_campaign_span_all_next(cursor, &row, reterr)) == LL_OK) {
        struct part *parts = c->parts.items;
        struct part *last = c->parts.count == 0 ? NULL : &parts[c->parts.count - 1];
        if (last == NULL || !ll_id_eq(last->receipt.receipt_id.raw, row.receipt_id.raw)) {
            last = ll_grow_add(&c->parts);
            if (last == NULL) {
                status = no_memory(reterr);
                break;
            }
            last->receipt.receipt_id = row.receipt_id;
            last->held = (struct ll_grow)LL_GROW(ctx->arena, struct ll_lot_span);
        }
        struct ll_lot_span *span = ll_grow_add(&last->held);
        if (span == NULL) {
            status = no_memory(reterr);
            break;
        }
        *span = (struct ll_lot_span){.hi = row.hi, .lo = row.lo, .lot_id = row.lot_id};
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* The units as they stand now: nothing became of them since they were put in. */
static enum ll_status weigh_parts(struct ll_ctx *ctx, struct closing *c, struct ll_err *reterr)
{
    struct part *parts = c->parts.items;
    for (size_t i = 0; i < c->parts.count; i++) {
        struct ll_q_receipt_by_id_in in = {parts[i].receipt.receipt_id};
        struct ll_list held = {parts[i].held.items, parts[i].held.count};
        LL_TRY(ll_q_receipt_by_id(ctx->store, ctx->arena, &in, &parts[i].receipt, reterr));
        LL_TRY(ll_treatment_choose_held(ctx, &parts[i].receipt, ll_campaign_fact(&c->campaign),
                                        &held, &parts[i].chosen, reterr));
        if (!c->campaign.interim) {
            LL_TRY(ll_incident_refuse(ctx, &parts[i].chosen.spans, reterr));
        }
        if (ll_mass_add(c->input, parts[i].chosen.input_mass_g, &c->input) != LL_OK) {
            return LL_FAIL(reterr, LL_EOVERFLOW, "the input is heavier than can be stored");
        }
    }
    return LL_OK;
}

static enum ll_status read_closing(struct ll_ctx *ctx, const struct campaign_close *in,
                                   struct closing *c, struct ll_err *reterr)
{
    struct ll_q_campaign_days_row days;
    LL_TRY(ll_campaign_find_open(ctx, in->campaign, &c->campaign, reterr));
    LL_TRY(ll_campaign_days(ctx, c->campaign.campaign_id, &days, reterr));
    if (!days.has_last_weighed) {
        return ll_campaign_refused(reterr, LL_EREFUSED, "campaign",
                                   LL_R("nothing came out of it yet"),
                                   LL_R("record what did, with 'loopledger campaign output'"));
    }
    struct ll_date not_before = ll_campaign_later(
        ll_campaign_later(c->campaign.opened_on, days.has_last_fed, days.last_fed), true,
        days.last_weighed);
    LL_TRY(read_parts(ctx, c, reterr));
    LL_TRY(weigh_parts(ctx, c, reterr));
    const struct part *parts = c->parts.items;
    for (size_t i = 0; i < c->parts.count; i++) {
        not_before = ll_campaign_later(not_before, true, parts[i].chosen.not_before);
    }
    LL_TRY(ll_campaign_day(ctx, in->has_closed_on, in->closed_on, not_before, "closed_on", &c->day,
                           reterr));
    LL_TRY(ll_campaign_outputs(ctx, c->campaign.campaign_id, &c->outputs, &c->output, reterr));
    c->asked = (struct ll_treatment_asked_ppm){in->has_tolerance_ppm, in->tolerance_ppm};
    LL_TRY(ll_treatment_balance(&c->asked, LL_TREATMENT_KIND_MECHANICAL, c->day, c->input,
                                c->output, &c->tolerance_ppm, reterr));
    const struct ll_list outputs = ll_grow_list(&c->outputs);
    return ll_treatment_metals(ctx, &outputs, c->input, reterr);
}

/* Each fraction falls to the receipts by what went in of each. Part p of fraction f is at
 * [f * parts + p]. */
static enum ll_status share_outputs(struct ll_ctx *ctx, const struct closing *c,
                                    int64_t **ret_shares, struct ll_err *reterr)
{
    const struct ll_treatment_output *outputs = c->outputs.items;
    const struct part *parts = c->parts.items;
    size_t count = c->outputs.count * c->parts.count;
    int64_t *wholes = LL_NEW_ARRAY(ctx->arena, int64_t, c->outputs.count);
    struct ll_apportion_part *dealt = LL_NEW_ARRAY(ctx->arena, struct ll_apportion_part, count);
    if (wholes == NULL || dealt == NULL) {
        return no_memory(reterr);
    }
    for (size_t f = 0; f < c->outputs.count; f++) {
        wholes[f] = outputs[f].mass_g.g;
        for (size_t p = 0; p < c->parts.count; p++) {
            dealt[f * c->parts.count + p] =
                (struct ll_apportion_part){.id = parts[p].receipt.receipt_id.raw,
                                           .weight = parts[p].chosen.input_mass_g.g,
                                           .whole = (uint32_t)f};
        }
    }
    return ll_apportion(ctx->arena, wholes, c->outputs.count, dealt, count, ret_shares, reterr);
}

/* One receipt's treatment; shares of 0 g are none of its fractions. */
static enum ll_status make_treatment(struct ll_ctx *ctx, const struct closing *c, size_t at,
                                     const int64_t *shares, struct ll_treatment_recorded *ret_body,
                                     struct ll_err *reterr)
{
    const struct ll_treatment_output *outputs = c->outputs.items;
    const struct part *parts = c->parts.items;
    const struct part *part = &parts[at];
    struct ll_treatment_output *materials =
        LL_NEW_ARRAY(ctx->arena, struct ll_treatment_output, c->outputs.count);
    struct ll_mass total = {0};
    size_t count = 0;
    if (materials == NULL) {
        return no_memory(reterr);
    }
    for (size_t f = 0; f < c->outputs.count; f++) {
        struct ll_mass share = {shares[f * c->parts.count + at]};
        if (share.g > 0) {
            materials[count++] = (struct ll_treatment_output){outputs[f].fraction, share};
            total.g += share.g;
        }
    }
    *ret_body = (struct ll_treatment_recorded){
        .campaign_id = c->campaign.campaign_id,
        .has_campaign_id = true,
        .facility_id = c->campaign.facility_id,
        .input_mass_g = part->chosen.input_mass_g,
        .interim = c->campaign.interim,
        .kind = LL_TREATMENT_KIND_MECHANICAL,
        .materials = {materials, count},
        .operation = c->campaign.operation,
        .receipt_id = part->receipt.receipt_id,
        .signature = LL_STR(""),
        .spans = part->chosen.spans,
        .statement = LL_STR(""),
        .treated_on = c->day,
    };
    if (ll_treatment_balance(&c->asked, LL_TREATMENT_KIND_MECHANICAL, c->day,
                             ret_body->input_mass_g, total, &ret_body->tolerance_ppm,
                             NULL) == LL_OK) {
        return LL_OK;
    }
    char id[LL_ID_TEXT_MAX];
    ll_id_format("rcp", part->receipt.receipt_id.raw, id);
    return LL_REFUSE(reterr, LL_EREFUSED,
                     "cancel the campaign, and record what came by that receipt on its own",
                     "of %s so little went in that whole grams of %zu fractions do not balance it",
                     id, c->outputs.count);
}

static enum ll_status run_close(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    struct closing c = {.parts = LL_GROW(ctx->arena, struct part),
                        .outputs = LL_GROW(ctx->arena, struct ll_treatment_output)};
    int64_t *shares = NULL;
    LL_TRY(read_closing(ctx, input, &c, reterr));
    LL_TRY(share_outputs(ctx, &c, &shares, reterr));
    struct ll_treatment_recorded *bodies =
        LL_NEW_ARRAY(ctx->arena, struct ll_treatment_recorded, c.parts.count);
    if (bodies == NULL) {
        return no_memory(reterr);
    }
    for (size_t i = 0; i < c.parts.count; i++) {
        LL_TRY(make_treatment(ctx, &c, i, shares, &bodies[i], reterr));
    }
    struct ll_campaign_closed body = {c.campaign.campaign_id, c.day};
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_CAMPAIGN_CLOSED, &body, reterr));
    struct ll_json *treatments = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < c.parts.count; i++) {
        meta = ll_event_begin(ctx);
        bodies[i].treatment_id.raw = ll_ctx_id(ctx);
        LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_TREATMENT_RECORDED, &bodies[i], reterr));
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_i64(ctx, item, "input_mass_g", bodies[i].input_mass_g.g);
        ll_answer_id(ctx, item, "receipt_id", "rcp", bodies[i].receipt_id.raw);
        ll_answer_id(ctx, item, "treatment_id", "trt", bodies[i].treatment_id.raw);
        ll_json_append(ctx->arena, treatments, item);
    }
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "campaign_id", "cmp", c.campaign.campaign_id.raw);
    ll_answer_i64(ctx, answer, "input_mass_g", c.input.g);
    ll_answer_i64(ctx, answer, "output_mass_g", c.output.g);
    ll_json_set(ctx->arena, answer, "treatments", treatments);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_campaign_close = {
    .noun = "campaign",
    .verb = "close",
    .help = "end a campaign that balances: a treatment of each of its receipts",
    .details = "Refused unless what came out weighs what went in, within what the table of "
               "tolerances lets of mechanical treatments on that day. Each fraction falls to the "
               "receipts in proportion to what of each went in, to the gram.",
    .input = &close_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_close,
};
