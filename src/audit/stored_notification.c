/* Stored rows of notifications. */
#include "audit/stored.h"

static void check_notification(struct ll_audit *a, const struct ll_q_audit_notification_row *r)
{
    struct ll_notification *n = ll_audit_find(a, LL_KIND_NOTIFICATION, r->notification_id);
    struct ll_stored row;
    int64_t booked = 0;
    int64_t booked_g = 0;
    if (!ll_stored_row(&row, a, "notification", n == NULL ? NULL : &n->o, LL_KIND_NOTIFICATION,
                       r->notification_id, n == NULL ? NULL : &n->o.stored)) {
        return;
    }
    ll_stored_text(&row, "code", r->code, n->code);
    ll_stored_text_opt(&row, "number", r->has_number, r->number, n->number);
    ll_stored_ref(&row, "notifier_id", true, r->notifier_id, n->notifier);
    ll_stored_ref(&row, "consignee_id", true, r->consignee_id, n->consignee);
    ll_stored_ref(&row, "from_facility_id", true, r->from_facility_id, n->from);
    ll_stored_ref(&row, "plant_id", true, r->plant_id, n->plant);
    ll_stored_text(&row, "stream", r->stream, n->stream);
    ll_stored_text(&row, "battery", r->battery, n->battery);
    ll_stored_text(&row, "purpose", r->purpose, n->purpose);
    ll_stored_text(&row, "operation", r->operation, n->operation);
    ll_stored_i64(&row, "preconsented", r->preconsented, n->preconsented);
    ll_stored_i64(&row, "special_handling", r->special_handling, n->special_handling);
    ll_stored_i64(&row, "shipments_max", r->shipments_max, n->shipments_max);
    ll_stored_i64(&row, "mass_max_g", r->mass_max_g, n->mass_max_g);
    ll_stored_i64_opt(&row, "mass_min_g", r->has_mass_min_g, r->mass_min_g, n->has_mass_min,
                      n->mass_min_g);
    ll_stored_i64(&row, "first_departure", r->first_departure, n->first_departure);
    ll_stored_i64(&row, "last_departure", r->last_departure, n->last_departure);
    ll_stored_text(&row, "packaging", r->packaging, n->packaging);
    ll_stored_text(&row, "physical", r->physical, n->physical);
    ll_audit_booked(n, &booked, &booked_g);
    ll_stored_i64(&row, "booked", r->booked, booked);
    ll_stored_i64(&row, "booked_g", r->booked_g, booked_g);
    ll_stored_id(&row, "event_id", r->event_id, n->o.event_id);
}
LL_STORED_TABLE(notification, "notification")

static void check_notification_carrier(struct ll_audit *a,
                                       const struct ll_q_audit_notification_carrier_row *r)
{
    struct ll_notification *n = ll_audit_find(a, LL_KIND_NOTIFICATION, r->notification_id);
    struct ll_notified_by *by = NULL;
    struct ll_stored row;
    if (n != NULL && r->number >= 1 && (uint64_t)r->number <= n->carriers.count) {
        by = LL_VEC_AT(&n->carriers, struct ll_notified_by, r->number - 1);
    }
    if (!ll_stored_row(&row, a, "notification_carrier", n == NULL ? NULL : &n->o,
                       LL_KIND_NOTIFICATION, r->notification_id, by == NULL ? NULL : &by->stored)) {
        return;
    }
    ll_stored_ref(&row, "carrier_id", true, r->carrier_id, by->carrier);
    ll_stored_text(&row, "mode", r->mode, by->mode);
}
LL_STORED_TABLE(notification_carrier, "notification_carrier")

static void check_consent_of(const struct ll_stored *row,
                             const struct ll_q_audit_notification_state_row *r,
                             const struct ll_notified *s)
{
    bool has = s->has_consent;
    ll_stored_i64_opt(row, "consented_on", r->has_consented_on, r->consented_on, has,
                      s->consented_on);
    ll_stored_i64_opt(row, "valid_from", r->has_valid_from, r->valid_from, has, s->valid_from);
    ll_stored_i64_opt(row, "valid_until", r->has_valid_until, r->valid_until, has, s->valid_until);
    ll_stored_i64_opt(row, "recorded_on", r->has_recorded_on, r->recorded_on, has, s->recorded_on);
    ll_stored_i64_opt(row, "shipments_max", r->has_shipments_max, r->shipments_max, has,
                      s->shipments_max);
    ll_stored_i64_opt(row, "mass_max_g", r->has_mass_max_g, r->mass_max_g, has, s->mass_max_g);
    ll_stored_text_opt(row, "consent_number", r->has_consent_number, r->consent_number,
                       has ? s->number : LL_STR(""));
    ll_stored_text_opt(row, "basis", r->has_basis, r->basis, has ? s->basis : LL_STR(""));
    ll_stored_bytes(row, "consent_digest", r->has_consent_digest ? r->consent_digest : LL_STR(""),
                    has ? s->digest : LL_STR(""));
}

static void check_notification_state(struct ll_audit *a,
                                     const struct ll_q_audit_notification_state_row *r)
{
    struct ll_notification *n = ll_audit_find(a, LL_KIND_NOTIFICATION, r->notification_id);
    struct ll_notified *s = NULL;
    struct ll_stored row;
    int64_t booked = 0;
    int64_t booked_g = 0;
    if (n != NULL && r->number >= 1 && (uint64_t)r->number <= n->states.count) {
        s = LL_VEC_AT(&n->states, struct ll_notified, r->number - 1);
    }
    if (!ll_stored_row(&row, a, "notification_state", n == NULL ? NULL : &n->o,
                       LL_KIND_NOTIFICATION, r->notification_id, s == NULL ? NULL : &s->stored)) {
        return;
    }
    ll_stored_text(&row, "country", r->country, s->country);
    ll_stored_i64(&row, "part", r->part, s->part);
    ll_stored_text_opt(&row, "entry", r->has_entry, r->entry, s->entry);
    ll_stored_text_opt(&row, "exit", r->has_exit, r->exit, s->exit);
    ll_stored_text_opt(&row, "authority", r->has_authority, r->authority, s->authority);
    ll_stored_i64_opt(&row, "step", r->has_step, r->step, s->step != 0, s->step);
    ll_stored_i64_opt(&row, "stepped_on", r->has_stepped_on, r->stepped_on, s->step != 0,
                      s->stepped_on);
    ll_stored_i64(&row, "questions", r->questions, s->questions);
    ll_audit_booked(n, &booked, &booked_g);
    ll_stored_i64(&row, "booked", r->booked, booked);
    ll_stored_i64(&row, "booked_g", r->booked_g, booked_g);
    check_consent_of(&row, r, s);
}
LL_STORED_TABLE(notification_state, "notification_state")

static void check_notification_step(struct ll_audit *a,
                                    const struct ll_q_audit_notification_step_row *r)
{
    struct ll_notification *n = ll_audit_find(a, LL_KIND_NOTIFICATION, r->notification_id);
    struct ll_stepped *s = NULL;
    struct ll_stored row;
    for (size_t i = 0; n != NULL && i < n->steps.count; i++) {
        struct ll_stepped *one = LL_VEC_AT(&n->steps, struct ll_stepped, i);
        struct ll_str event = {(const char *)one->event_id.b, sizeof(one->event_id.b)};
        s = ll_str_eq(event, r->event_id) ? one : s;
    }
    if (!ll_stored_row(&row, a, "notification_step", n == NULL ? NULL : &n->o, LL_KIND_NOTIFICATION,
                       r->notification_id, s == NULL ? NULL : &s->stored)) {
        return;
    }
    ll_stored_text(&row, "country", r->country, s->country);
    ll_stored_i64(&row, "step", r->step, s->step);
    ll_stored_i64(&row, "stepped_on", r->stepped_on, s->day);
}
LL_STORED_TABLE(notification_step, "notification_step")

static void check_notification_document(struct ll_audit *a,
                                        const struct ll_q_audit_notification_document_row *r)
{
    struct ll_notification *n = ll_audit_find(a, LL_KIND_NOTIFICATION, r->notification_id);
    struct ll_paper *p = NULL;
    struct ll_stored row;
    for (size_t i = 0; n != NULL && i < n->papers.count; i++) {
        struct ll_paper *one = LL_VEC_AT(&n->papers, struct ll_paper, i);
        p = ll_str_eq(one->digest, r->document_digest) ? one : p;
    }
    if (!ll_stored_row(&row, a, "notification_document", n == NULL ? NULL : &n->o,
                       LL_KIND_NOTIFICATION, r->notification_id, p == NULL ? NULL : &p->stored)) {
        return;
    }
    ll_stored_text(&row, "kind", r->kind, p->kind);
    ll_stored_i64_opt(&row, "valid_from", r->has_valid_from, r->valid_from, p->has_from,
                      p->valid_from);
    ll_stored_i64_opt(&row, "valid_until", r->has_valid_until, r->valid_until, p->has_until,
                      p->valid_until);
    ll_stored_i64_opt(&row, "amount_minor", r->has_amount_minor, r->amount_minor, p->has_amount,
                      p->amount_minor);
    ll_stored_text_opt(&row, "amount_currency", r->has_amount_currency, r->amount_currency,
                       p->currency);
    ll_stored_i64(&row, "recorded_on", r->recorded_on, p->recorded_on);
    ll_stored_ref(&row, "shipment_id", r->has_shipment_id, r->shipment_id, p->shipment);
    ll_stored_i64_opt(&row, "sent_on", r->has_sent_on, r->sent_on, p->has_sent, p->sent_on);
    ll_stored_text_opt(&row, "un", r->has_un, r->un, p->un);
    ll_stored_i64_opt(&row, "movement_serial", r->has_movement_serial, r->movement_serial,
                      p->serial > 0, p->serial);
    ll_stored_i64(&row, "final_here", r->final_here, p->final_here);
}
LL_STORED_TABLE(notification_document, "notification_document")

static void check_notification_text(struct ll_audit *a,
                                    const struct ll_q_audit_notification_text_row *r)
{
    struct ll_notification *n = ll_audit_find(a, LL_KIND_NOTIFICATION, r->notification_id);
    struct ll_said *s = NULL;
    struct ll_stored row;
    for (size_t i = 0; n != NULL && i < n->texts.count; i++) {
        struct ll_said *one = LL_VEC_AT(&n->texts, struct ll_said, i);
        struct ll_str subject = {(const char *)one->subject_id.b, sizeof(one->subject_id.b)};
        s = ll_str_eq(one->field, r->field) && ll_str_eq(subject, r->subject_id) ? one : s;
    }
    if (!ll_stored_row(&row, a, "notification_text", n == NULL ? NULL : &n->o, LL_KIND_NOTIFICATION,
                       r->notification_id, s == NULL ? NULL : &s->stored)) {
        return;
    }
    ll_stored_id(&row, "annex_id", r->annex_id, s->annex_id);
}
LL_STORED_TABLE(notification_text, "notification_text")

static void check_booking(struct ll_audit *a, const struct ll_q_audit_booking_row *r)
{
    struct ll_notification *n = ll_audit_find(a, LL_KIND_NOTIFICATION, r->notification_id);
    struct ll_booking *b = NULL;
    struct ll_stored row;
    if (n != NULL && r->serial >= 1 && (uint64_t)r->serial <= n->bookings.count) {
        b = LL_VEC_AT(&n->bookings, struct ll_booking, r->serial - 1);
    }
    if (!ll_stored_row(&row, a, "booking", n == NULL ? NULL : &n->o, LL_KIND_NOTIFICATION,
                       r->notification_id, b == NULL ? NULL : &b->stored)) {
        return;
    }
    ll_stored_text(&row, "number", r->number, b->number);
    ll_stored_ref(&row, "shipment_id", true, r->shipment_id, b->shipment);
    ll_stored_i64(&row, "mass_g", r->mass_g, b->mass_g);
    ll_stored_i64(&row, "state", r->state, b->state);
    ll_stored_text_opt(&row, "reason", r->has_reason, r->reason, b->reason);
    ll_stored_id(&row, "event_id", r->event_id, b->event_id);
}
LL_STORED_TABLE(booking, "booking")

static void check_departure_override(struct ll_audit *a,
                                     const struct ll_q_audit_departure_override_row *r)
{
    struct ll_shipment *s = ll_audit_find(a, LL_KIND_SHIPMENT, r->shipment_id);
    struct ll_overridden *o = NULL;
    struct ll_stored row;
    for (size_t i = 0; s != NULL && i < s->overrides.count; i++) {
        struct ll_overridden *one = LL_VEC_AT(&s->overrides, struct ll_overridden, i);
        struct ll_str event = {(const char *)one->event_id.b, sizeof(one->event_id.b)};
        o = ll_str_eq(event, r->event_id) && one->number == r->number ? one : o;
    }
    if (!ll_stored_row(&row, a, "departure_override", s == NULL ? NULL : &s->o, LL_KIND_SHIPMENT,
                       r->shipment_id, o == NULL ? NULL : &o->stored)) {
        return;
    }
    ll_stored_text(&row, "blocker", r->blocker, o->blocker);
    ll_stored_text_opt(&row, "country", r->has_country, r->country, o->country);
    ll_stored_text_opt(&row, "holder", r->has_holder, r->holder, o->holder);
    ll_stored_i64_opt(&row, "kind", r->has_kind, r->kind, o->kind != 0, o->kind);
    ll_stored_text(&row, "reason", r->reason, o->reason);
    ll_stored_i64_opt(&row, "departs_on", r->has_departs_on, r->departs_on, o->has_day,
                      o->departs_on);
    ll_stored_text_opt(&row, "rule", r->has_rule, r->rule, o->rule);
}
LL_STORED_TABLE(departure_override, "departure_override")

static void check_incident(struct ll_audit *a, const struct ll_q_audit_incident_row *r)
{
    struct ll_shipment *s = ll_audit_find(a, LL_KIND_SHIPMENT, r->shipment_id);
    struct ll_incident *n = s == NULL ? NULL : s->incident;
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "incident", s == NULL ? NULL : &s->o, LL_KIND_SHIPMENT,
                       r->shipment_id, n == NULL ? NULL : &n->stored)) {
        return;
    }
    ll_stored_id(&row, "case_id", r->case_id, n->under->o.id);
    ll_stored_text(&row, "cause", r->cause, n->cause);
    ll_stored_text(&row, "lacked", r->lacked, n->lacked);
    ll_stored_ref(&row, "found_by_id", r->has_found_by_id, r->found_by_id, n->found_by);
    ll_stored_i64(&row, "found_on", r->found_on, n->found_on);
    ll_stored_bytes(&row, "document_digest",
                    r->has_document_digest ? r->document_digest : LL_STR(""), n->document_digest);
    ll_stored_i64_opt(&row, "cleared_on", r->has_cleared_on, r->cleared_on, n->is_cleared,
                      n->cleared_on);
    ll_stored_text_opt(&row, "outcome", r->has_outcome, r->outcome, n->outcome);
    ll_stored_text_opt(&row, "reason", r->has_reason, r->reason, n->reason);
    ll_stored_bytes(&row, "clearing_digest",
                    r->has_clearing_digest ? r->clearing_digest : LL_STR(""), n->clearing_digest);
    ll_stored_id(&row, "event_id", r->event_id, n->event_id);
}
LL_STORED_TABLE(incident, "incident")

static void check_shipment_span(struct ll_audit *a, const struct ll_q_audit_shipment_span_row *r)
{
    const struct ll_shipment *s = ll_audit_find(a, LL_KIND_SHIPMENT, r->shipment_id);
    const struct ll_lot *l = ll_audit_find(a, LL_KIND_LOT, r->lot_id);
    struct ll_content *c = s == NULL ? NULL : ll_content_find(&s->left_with, l, r->lo);
    struct ll_stored row;
    if (ll_stored_row(&row, a, "shipment_span", s == NULL ? NULL : &s->o, LL_KIND_SHIPMENT,
                      r->shipment_id, c == NULL ? NULL : &c->stored)) {
        ll_stored_i64(&row, "hi", r->hi, c->hi);
    }
}
LL_STORED_TABLE(shipment_span, "shipment_span")

static void find_missing(struct ll_audit *a, const struct ll_notification *n)
{
    for (size_t i = 0; i < n->states.count; i++) {
        if (!LL_VEC_AT(&n->states, struct ll_notified, i)->stored) {
            ll_stored_missing(a, "notification_state", &n->o, "state", (int64_t)i + 1);
        }
    }
    for (size_t i = 0; i < n->steps.count; i++) {
        if (!LL_VEC_AT(&n->steps, struct ll_stepped, i)->stored) {
            ll_stored_missing(a, "notification_step", &n->o, "step", (int64_t)i + 1);
        }
    }
    for (size_t i = 0; i < n->carriers.count; i++) {
        if (!LL_VEC_AT(&n->carriers, struct ll_notified_by, i)->stored) {
            ll_stored_missing(a, "notification_carrier", &n->o, "carrier", (int64_t)i + 1);
        }
    }
    for (size_t i = 0; i < n->papers.count; i++) {
        if (!LL_VEC_AT(&n->papers, struct ll_paper, i)->stored) {
            ll_stored_missing(a, "notification_document", &n->o, "paper", (int64_t)i + 1);
        }
    }
    for (size_t i = 0; i < n->bookings.count; i++) {
        if (!LL_VEC_AT(&n->bookings, struct ll_booking, i)->stored) {
            ll_stored_missing(a, "booking", &n->o, "movement", (int64_t)i + 1);
        }
    }
    for (size_t i = 0; i < n->texts.count; i++) {
        if (!LL_VEC_AT(&n->texts, struct ll_said, i)->stored) {
            ll_stored_missing(a, "notification_text", &n->o, "text", (int64_t)i + 1);
        }
    }
}

static void find_missing_override(struct ll_audit *a, const struct ll_shipment *s)
{
    for (size_t i = 0; i < s->overrides.count; i++) {
        if (!LL_VEC_AT(&s->overrides, struct ll_overridden, i)->stored) {
            ll_stored_missing(a, "departure_override", &s->o, "override", (int64_t)i + 1);
        }
    }
    if (s->incident != NULL && !s->incident->stored) {
        ll_stored_missing(a, "incident", &s->o, "incident", 1);
    }
    for (size_t i = 0; i < s->left_with.count; i++) {
        const struct ll_content *c = LL_VEC_AT(&s->left_with, struct ll_content, i);
        if (!c->stored) {
            ll_stored_missing(a, "shipment_span", &s->o, "lo", c->lo);
        }
    }
}

enum ll_status ll_audit_stored_notification(struct ll_audit *a, struct ll_err *reterr)
{
    LL_TRY(read_notification(a, reterr));
    LL_TRY(read_notification_carrier(a, reterr));
    LL_TRY(read_notification_state(a, reterr));
    LL_TRY(read_notification_step(a, reterr));
    LL_TRY(read_notification_document(a, reterr));
    LL_TRY(read_notification_text(a, reterr));
    LL_TRY(read_booking(a, reterr));
    LL_TRY(read_departure_override(a, reterr));
    LL_TRY(read_incident(a, reterr));
    LL_TRY(read_shipment_span(a, reterr));
    for (size_t i = 0; i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        if (o->kind == LL_KIND_NOTIFICATION) {
            find_missing(a, (const struct ll_notification *)(const void *)o);
        } else if (o->kind == LL_KIND_SHIPMENT) {
            find_missing_override(a, (const struct ll_shipment *)(const void *)o);
        }
    }
    return LL_OK;
}
