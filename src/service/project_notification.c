/* Projectors of notifications. */
#include "service/project.h"
#include "store/q_project.h"

static enum ll_status join(struct ll_ctx *ctx, const struct ll_list *words, struct ll_str *ret_text,
                           struct ll_err *reterr)
{
    const struct ll_str *items = words->items;
    struct ll_strbuf text;
    ll_strbuf_init(&text, ctx->arena, 256);
    for (size_t i = 0; i < words->count; i++) {
        ll_strbuf_cstr(&text, i == 0 ? "" : " ");
        ll_strbuf_str(&text, items[i]);
    }
    return ll_strbuf_finish(&text, ret_text, reterr);
}

static enum ll_status put_states(struct ll_ctx *ctx, const struct ll_notification_drafted *b,
                                 struct ll_err *reterr)
{
    const struct ll_notified_state *states = b->states.items;
    for (size_t i = 0; i < b->states.count; i++) {
        struct ll_q_project_notification_state_in in = {
            .notification_id = b->notification_id,
            .country = states[i].country,
            .number = (int64_t)i + 1,
            .part = i == 0                     ? LL_ROUTE_PART_EXPORT
                    : i + 1 == b->states.count ? LL_ROUTE_PART_IMPORT
                                               : LL_ROUTE_PART_TRANSIT,
            .has_entry = states[i].entry.len > 0,
            .entry = states[i].entry,
            .has_exit = states[i].exit.len > 0,
            .exit = states[i].exit,
            .has_authority = states[i].authority.len > 0,
            .authority = states[i].authority,
        };
        LL_TRY(ll_q_project_notification_state(ctx->store, &in, reterr));
    }
    return LL_OK;
}

static enum ll_status put_carriers(struct ll_ctx *ctx, const struct ll_notification_drafted *b,
                                   struct ll_err *reterr)
{
    const struct ll_notified_carrier *carriers = b->carriers.items;
    for (size_t i = 0; i < b->carriers.count; i++) {
        struct ll_q_project_notification_carrier_in in = {b->notification_id, (int64_t)i + 1,
                                                          carriers[i].carrier_id, carriers[i].mode};
        LL_TRY(ll_q_project_notification_carrier(ctx->store, &in, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_notification_drafted(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                               const void *body, struct ll_err *reterr)
{
    const struct ll_notification_drafted *b = body;
    struct ll_q_project_notification_in in = {
        .notification_id = b->notification_id,
        .code = b->code,
        .notifier_id = b->notifier_id,
        .consignee_id = b->consignee_id,
        .from_facility_id = b->from_facility_id,
        .plant_id = b->plant_id,
        .stream = b->stream,
        .battery = b->battery,
        .purpose = b->purpose,
        .operation = b->operation,
        .preconsented = b->preconsented,
        .special_handling = b->special_handling,
        .shipments_max = b->shipments_max,
        .mass_max_g = b->mass_max_g,
        .has_mass_min_g = b->has_mass_min_g,
        .mass_min_g = b->mass_min_g,
        .first_departure = b->first_departure,
        .last_departure = b->last_departure,
        .event_id = meta->event_id,
    };
    LL_TRY(join(ctx, &b->packaging, &in.packaging, reterr));
    LL_TRY(join(ctx, &b->physical, &in.physical, reterr));
    LL_TRY(ll_q_project_notification(ctx->store, &in, reterr));
    LL_TRY(put_carriers(ctx, b, reterr));
    return put_states(ctx, b, reterr);
}

enum ll_status ll_project_notification_changed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                               const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_notification_drafted *b = body;
    struct ll_q_project_notification_changed_in in = {
        .notification_id = b->notification_id,
        .notifier_id = b->notifier_id,
        .consignee_id = b->consignee_id,
        .from_facility_id = b->from_facility_id,
        .plant_id = b->plant_id,
        .stream = b->stream,
        .battery = b->battery,
        .purpose = b->purpose,
        .operation = b->operation,
        .preconsented = b->preconsented,
        .special_handling = b->special_handling,
        .shipments_max = b->shipments_max,
        .mass_max_g = b->mass_max_g,
        .has_mass_min_g = b->has_mass_min_g,
        .mass_min_g = b->mass_min_g,
        .first_departure = b->first_departure,
        .last_departure = b->last_departure,
    };
    struct ll_q_project_notification_no_carriers_in carriers = {b->notification_id};
    struct ll_q_project_notification_no_states_in states = {b->notification_id};
    LL_TRY(join(ctx, &b->packaging, &in.packaging, reterr));
    LL_TRY(join(ctx, &b->physical, &in.physical, reterr));
    LL_TRY(ll_q_project_notification_changed(ctx->store, &in, reterr));
    LL_TRY(ll_q_project_notification_no_carriers(ctx->store, &carriers, reterr));
    LL_TRY(ll_q_project_notification_no_states(ctx->store, &states, reterr));
    LL_TRY(put_carriers(ctx, b, reterr));
    return put_states(ctx, b, reterr);
}

enum ll_status ll_project_notification_numbered(struct ll_ctx *ctx,
                                                const struct ll_event_meta *meta, const void *body,
                                                struct ll_err *reterr)
{
    (void)meta;
    const struct ll_notification_numbered *b = body;
    struct ll_q_project_notification_number_in in = {b->notification_id, b->number};
    return ll_q_project_notification_number(ctx->store, &in, reterr);
}

enum ll_status ll_project_notification_attached(struct ll_ctx *ctx,
                                                const struct ll_event_meta *meta, const void *body,
                                                struct ll_err *reterr)
{
    const struct ll_notification_attached *b = body;
    struct ll_q_project_notification_document_in in = {
        .document_digest = b->document_digest,
        .notification_id = b->notification_id,
        .kind = b->kind,
        .has_valid_from = b->has_valid_from,
        .valid_from = b->valid_from,
        .has_valid_until = b->has_valid_until,
        .valid_until = b->valid_until,
        .has_amount_minor = b->has_amount,
        .amount_minor = b->amount.minor,
        .has_amount_currency = b->has_amount,
        .amount_currency = ll_str_from_cstr(b->amount.currency),
        .recorded_on = ll_time_date(meta->recorded_at),
        .has_shipment_id = b->has_shipment_id,
        .shipment_id = b->shipment_id,
        .has_sent_on = b->has_sent_on,
        .sent_on = b->sent_on,
        .has_un = b->un.len > 0,
        .un = b->un,
        .final_here = b->final_here,
    };
    return ll_q_project_notification_document(ctx->store, &in, reterr);
}

enum ll_status ll_project_notification_described(struct ll_ctx *ctx,
                                                 const struct ll_event_meta *meta, const void *body,
                                                 struct ll_err *reterr)
{
    (void)meta;
    const struct ll_notification_described *b = body;
    struct ll_q_project_notification_text_in in = {
        .notification_id = b->notification_id,
        .field = b->field,
        .subject_id = b->has_carrier_id ? b->carrier_id.raw : b->notification_id.raw,
        .annex_id = b->annex_id,
    };
    return ll_q_project_notification_text(ctx->store, &in, reterr);
}

enum ll_status ll_project_notification_stepped(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                               const void *body, struct ll_err *reterr)
{
    const struct ll_notification_stepped *b = body;
    const struct ll_q_project_notification_stepped_in step = {
        .event_id = meta->event_id,
        .notification_id = b->notification_id,
        .country = b->country,
        .step = (enum ll_notification_step)b->step,
        .stepped_on = b->stepped_on,
    };
    struct ll_q_project_notification_step_in in = {
        .notification_id = b->notification_id,
        .country = b->country,
        .step = (enum ll_notification_step)b->step,
        .stepped_on = b->stepped_on,
        .asked = b->step == LL_NOTIFICATION_STEP_QUESTIONED ? 1 : 0,
    };
    LL_TRY(ll_q_project_notification_step(ctx->store, &in, reterr));
    LL_TRY(ll_q_project_notification_stepped(ctx->store, &step, reterr));
    if (b->step != LL_NOTIFICATION_STEP_WITHDRAWN) {
        return LL_OK;
    }
    struct ll_q_project_notification_unconsented_in gone = {b->notification_id, b->country};
    struct ll_q_project_notification_consents_left_in left = {b->notification_id};
    LL_TRY(ll_q_project_notification_unconsented(ctx->store, &gone, reterr));
    return ll_q_project_notification_consents_left(ctx->store, &left, reterr);
}

enum ll_status ll_project_notification_consented(struct ll_ctx *ctx,
                                                 const struct ll_event_meta *meta, const void *body,
                                                 struct ll_err *reterr)
{
    const struct ll_notification_consented *b = body;
    bool has_document = b->document_digest.len > 0;
    struct ll_q_project_notification_consent_document_in document = {
        b->document_digest, b->notification_id, ll_time_date(meta->recorded_at)};
    struct ll_q_project_notification_consent_in in = {
        .notification_id = b->notification_id,
        .country = b->country,
        .consented_on = b->consented_on,
        .valid_from = b->valid_from,
        .valid_until = b->valid_until,
        .shipments_max = b->shipments_max,
        .mass_max_g = b->mass_max_g,
        .has_basis = b->basis.len > 0,
        .basis = b->basis,
        .has_consent_digest = has_document,
        .consent_digest = b->document_digest,
        .recorded_on = ll_time_date(meta->recorded_at),
        .has_consent_number = b->number.len > 0,
        .consent_number = b->number,
    };
    const struct ll_q_project_notification_stepped_in step = {
        .event_id = meta->event_id,
        .notification_id = b->notification_id,
        .country = b->country,
        .step = LL_NOTIFICATION_STEP_CONSENTED,
        .stepped_on = b->consented_on,
    };
    struct ll_q_project_notification_consents_left_in left = {b->notification_id};
    LL_TRY(ll_q_project_notification_stepped(ctx->store, &step, reterr));
    if (has_document) {
        LL_TRY(ll_q_project_notification_consent_document(ctx->store, &document, reterr));
    }
    LL_TRY(ll_q_project_notification_consent(ctx->store, &in, reterr));
    return ll_q_project_notification_consents_left(ctx->store, &left, reterr);
}
