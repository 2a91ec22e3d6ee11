/* Events of enquiries. */
#include "audit/model.h"
#include "core/types.h"

/* A doubt names a certificate and says something; who asks to join says all the rest. */
static bool is_whole(const struct ll_json *body, const struct ll_enquiry *e)
{
    static const char *const members[] = {"country", "devices", "organisation_annex_id", "trigger",
                                          "units_a_year"};
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (ll_body_has(body, members[i]) == e->doubts) {
            return false;
        }
    }
    return e->has_message || !e->doubts;
}

void ll_apply_enquiry_received(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_enquiry *e =
        ll_audit_make(a, LL_KIND_ENQUIRY, ll_body_id(b, "enquiry_id"), sizeof(*e));
    if (e == NULL) {
        return;
    }
    e->doubts = ll_body_has(b, "certificate_id");
    e->name_annex_id = ll_audit_annex_of(a, b, "name_annex_id", "enquiry.name");
    e->email_annex_id = ll_audit_annex_of(a, b, "email_annex_id", "enquiry.email");
    e->has_message = ll_body_has(b, "message_annex_id");
    if (e->has_message) {
        e->message_annex_id = ll_audit_annex_of(a, b, "message_annex_id", "enquiry.message");
    }
    if (!is_whole(b, e)) {
        ll_audit_find_fault(a, LL_AUDIT_ENQUIRY_STATE, &e->o,
                            "it is half a doubt and half of one who asks to join");
        return;
    }
    if (e->doubts) {
        (void)ll_audit_named(a, LL_KIND_CERTIFICATE, b, "certificate_id");
        e->certificate_id = ll_body_id(b, "certificate_id");
        return;
    }
    e->organisation_annex_id =
        ll_audit_annex_of(a, b, "organisation_annex_id", "enquiry.organisation");
    e->country = ll_audit_copy(a, ll_body_str(b, "country"));
    e->devices = ll_audit_copy(a, ll_body_str(b, "devices"));
    e->units_a_year = ll_body_i64(b, "units_a_year");
    e->trigger = ll_body_enum(b, "trigger", ll_trigger_rows, LL_TRIGGER_ROW_COUNT);
}

void ll_apply_enquiry_closed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_enquiry *e = ll_audit_named(a, LL_KIND_ENQUIRY, b, "enquiry_id");
    bool has_line = ll_body_has(b, "order_line_id");
    bool has_user = ll_body_has(b, "user_id");
    if (e == NULL) {
        return;
    }
    if (e->closed || has_line != has_user || (has_line && e->doubts)) {
        ll_audit_find_fault(a, LL_AUDIT_ENQUIRY_STATE, &e->o,
                            e->closed   ? LL_R("it is answered already")
                            : e->doubts ? LL_R("a doubt becomes no client")
                                        : LL_R("it names an order line or a user alone"));
        return;
    }
    e->closed = true;
    e->closed_at_us = event->at.us;
    e->accepted = has_line;
    if (has_line) {
        (void)ll_audit_named(a, LL_KIND_ORDER_LINE, b, "order_line_id");
        (void)ll_audit_named(a, LL_KIND_USER, b, "user_id");
        e->order_line_id = ll_body_id(b, "order_line_id");
        e->user_id = ll_body_id(b, "user_id");
    }
}
