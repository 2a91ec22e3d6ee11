/* Projectors of enquiries. */
#include "service/project.h"
#include "store/q_project.h"

enum ll_status ll_project_enquiry_received(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    const struct ll_enquiry_received *b = body;
    struct ll_q_project_enquiry_in in = {
        .enquiry_id = b->enquiry_id,
        .has_certificate_id = b->has_certificate_id,
        .certificate_id = b->certificate_id,
        .has_organisation_annex_id = b->has_organisation_annex_id,
        .organisation_annex_id = b->organisation_annex_id,
        .name_annex_id = b->name_annex_id,
        .email_annex_id = b->email_annex_id,
        .has_message_annex_id = b->has_message_annex_id,
        .message_annex_id = b->message_annex_id,
        .has_country = b->country.len > 0,
        .country = b->country,
        .has_devices = b->devices.len > 0,
        .devices = b->devices,
        .has_units_a_year = b->has_units_a_year,
        .units_a_year = b->units_a_year,
        .has_trigger = b->has_trigger,
        .trigger = (enum ll_trigger)b->trigger,
        .event_id = meta->event_id,
    };
    return ll_q_project_enquiry(ctx->store, &in, reterr);
}

enum ll_status ll_project_enquiry_closed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    const struct ll_enquiry_closed *b = body;
    struct ll_q_project_enquiry_closed_in in = {
        .enquiry_id = b->enquiry_id,
        .closed_at = meta->recorded_at,
        .has_order_line_id = b->has_order_line_id,
        .order_line_id = b->order_line_id,
        .has_user_id = b->has_user_id,
        .user_id = b->user_id,
    };
    return ll_q_project_enquiry_closed(ctx->store, &in, reterr);
}
