/* Projectors of licences, and of what takes of consents. */
#include "core/notification_form.h"
#include "service/project.h"
#include "store/q_notification.h"
#include "store/q_project.h"

#define WORDS_BYTES_MAX 4096

/* One text, with a blank between. */
static enum ll_status join_words(struct ll_ctx *ctx, const struct ll_list *list,
                                 struct ll_str *ret_text, struct ll_err *reterr)
{
    const struct ll_str *items = list->items;
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, WORDS_BYTES_MAX);
    for (size_t i = 0; i < list->count; i++) {
        ll_strbuf_cstr(&buf, i > 0 ? " " : "");
        ll_strbuf_str(&buf, items[i]);
    }
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

enum ll_status ll_project_licence_recorded(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    const struct ll_licence_recorded *b = body;
    struct ll_q_project_licence_in in = {
        .licence_id = b->licence_id,
        .organisation_id = b->organisation_id,
        .has_facility_id = b->has_facility_id,
        .facility_id = b->facility_id,
        .kind = (enum ll_licence_kind)b->kind,
        .country = b->country,
        .number = b->number,
        .has_mass_max_g = b->mass_max_g.g > 0,
        .mass_max_g = b->mass_max_g,
        .document_digest = b->document_digest,
        .valid_from = b->valid_from,
        .valid_until = b->valid_until,
        .event_id = meta->event_id,
    };
    LL_TRY(join_words(ctx, &b->streams, &in.streams, reterr));
    return ll_q_project_licence(ctx->store, &in, reterr);
}

enum ll_status ll_project_licence_withdrawn(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                            const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_licence_withdrawn *b = body;
    struct ll_q_project_licence_withdrawn_in in = {b->licence_id, b->withdrawn_on, b->reason};
    return ll_q_project_licence_withdrawn(ctx->store, &in, reterr);
}

enum ll_status ll_project_shipment_booked(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                          const void *body, struct ll_err *reterr)
{
    const struct ll_shipment_booked *b = body;
    struct ll_q_notification_whole_in by = {b->notification_id};
    struct ll_q_notification_whole_row row;
    char number[LL_MOVEMENT_NUMBER_MAX];
    LL_TRY(ll_q_notification_whole(ctx->store, ctx->arena, &by, &row, reterr));
    ll_notification_movement_number(row.number, b->serial, number);
    struct ll_q_project_booking_in in = {
        .notification_id = b->notification_id,
        .serial = b->serial,
        .number = ll_str_from_cstr(number),
        .shipment_id = b->shipment_id,
        .mass_g = b->mass_g,
        .event_id = meta->event_id,
    };
    return ll_q_project_booking(ctx->store, &in, reterr);
}

enum ll_status ll_project_shipment_unbooked(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                            const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_shipment_unbooked *b = body;
    struct ll_q_project_booking_released_in in = {b->shipment_id, b->reason};
    return ll_q_project_booking_released(ctx->store, &in, reterr);
}

enum ll_status ll_project_departure_overridden(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                               const void *body, struct ll_err *reterr)
{
    const struct ll_departure_overridden *b = body;
    const struct ll_overridden_blocker *blockers = b->blockers.items;
    for (size_t i = 0; i < b->blockers.count; i++) {
        struct ll_q_project_override_in in = {
            .event_id = meta->event_id,
            .number = (int64_t)i + 1,
            .shipment_id = b->shipment_id,
            .blocker = blockers[i].blocker,
            .has_country = blockers[i].country.len > 0,
            .country = blockers[i].country,
            .has_holder = blockers[i].holder.len > 0,
            .holder = blockers[i].holder,
            .has_kind = blockers[i].kind != 0,
            .kind = (enum ll_licence_kind)blockers[i].kind,
            .reason = b->reason,
            .has_departs_on = b->has_departs_on,
            .departs_on = b->departs_on,
            .has_rule = blockers[i].rule.len > 0,
            .rule = blockers[i].rule,
        };
        LL_TRY(ll_q_project_override(ctx->store, &in, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_incident_recorded(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                            const void *body, struct ll_err *reterr)
{
    const struct ll_incident_recorded *b = body;
    struct ll_q_project_incident_in in = {
        .shipment_id = b->shipment_id,
        .case_id = b->case_id,
        .cause = b->cause,
        .has_found_by_id = b->has_found_by_id,
        .found_by_id = b->found_by_id,
        .found_on = b->found_on,
        .has_document_digest = b->document_digest.len > 0,
        .document_digest = b->document_digest,
        .event_id = meta->event_id,
    };
    LL_TRY(join_words(ctx, &b->lacked, &in.lacked, reterr));
    return ll_q_project_incident(ctx->store, &in, reterr);
}

enum ll_status ll_project_incident_cleared(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_incident_cleared *b = body;
    struct ll_q_project_incident_cleared_in in = {b->shipment_id, b->cleared_on, b->outcome,
                                                  b->reason, b->document_digest};
    return ll_q_project_incident_cleared(ctx->store, &in, reterr);
}
