/* Events of bookings: which movement of which notification a shipment is, added up anew. */
#include "audit/model.h"
#include "core/types.h"

#define SERIAL_DIGITS 6
#define RULE_DAMAGED 5 /* and whether cells are damaged where intact ones were notified */
#define RULE_CELLS 4   /* and whether cells, or whole devices, are where none were notified */
#define RULE_WASTE 3   /* since when a departure asks again what is packed of what was notified */

static struct ll_booking *booking_of(const struct ll_shipment *s)
{
    return s->booked_on == NULL ? NULL
                                : LL_VEC_AT(&s->booked_on->bookings, struct ll_booking,
                                            (size_t)s->booked_serial - 1);
}

void ll_audit_booked(const struct ll_notification *n, int64_t *ret_count, int64_t *ret_mass_g)
{
    *ret_count = 0;
    *ret_mass_g = 0;
    for (size_t i = 0; i < n->bookings.count; i++) {
        const struct ll_booking *b = LL_VEC_AT(&n->bookings, struct ll_booking, i);
        if (b->state != LL_BOOKING_STATE_RELEASED) {
            *ret_count += 1;
            *ret_mass_g += b->mass_g;
        }
    }
}

void ll_audit_check_booked(struct ll_audit *a, const struct ll_notification *n)
{
    int64_t count = 0;
    int64_t mass_g = 0;
    ll_audit_booked(n, &count, &mass_g);
    int64_t most = n->shipments_max;
    int64_t most_g = n->mass_max_g;
    for (size_t i = 0; i < n->states.count; i++) {
        const struct ll_notified *state = LL_VEC_AT(&n->states, struct ll_notified, i);
        if (state->has_consent) {
            most = state->shipments_max < most ? state->shipments_max : most;
            most_g = state->mass_max_g < most_g ? state->mass_max_g : most_g;
        }
    }
    if (count > most || mass_g > most_g) {
        ll_audit_find_fault(a, LL_AUDIT_BOOKING_BEYOND, &n->o,
                            "%lld shipments of %lld g are booked, and %lld of %lld g may move",
                            (long long)count, (long long)mass_g, (long long)most,
                            (long long)most_g);
    }
}

/* Every country of the way is a state of the notification, in its order. */
static bool goes_as_notified(const struct ll_shipment *s, const struct ll_notification *n)
{
    size_t at = 0;
    for (size_t i = 0; i < s->countries.count; i++) {
        struct ll_str country = *LL_VEC_AT(&s->countries, struct ll_str, i);
        while (at < n->states.count &&
               !ll_str_eq(LL_VEC_AT(&n->states, struct ll_notified, at)->country, country)) {
            at++;
        }
    }
    return at < n->states.count && s->from == n->from && s->to == n->plant;
}

static bool is_carried_as_notified(const struct ll_shipment *s, const struct ll_notification *n)
{
    for (size_t i = 0; i < s->legs.count; i++) {
        const struct ll_leg *leg = LL_VEC_AT(&s->legs, struct ll_leg, i);
        bool found = false;
        for (size_t j = 0; j < n->carriers.count; j++) {
            const struct ll_notified_by *by = LL_VEC_AT(&n->carriers, struct ll_notified_by, j);
            found = found || (by->carrier != NULL && ll_str_eq(by->mode, leg->mode) &&
                              ll_id_eq(by->carrier->o.id, leg->carrier_id));
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static const char *wrong_booking(const struct ll_shipment *s, const struct ll_notification *n,
                                 int64_t serial)
{
    return s->state != LL_SHIPMENT_STATE_PLANNED      ? "it is not planned any more"
           : s->booked_on != NULL                     ? "it is booked already"
           : s->consents.count > 0                    ? "it has consents of its own"
           : !s->crosses_border                       ? "it crosses no border"
           : n->number.len == 0                       ? "its notification has no number"
           : serial != (int64_t)n->bookings.count + 1 ? "its number is not the next"
           : !goes_as_notified(s, n)                  ? "it goes another way than was notified"
           : !is_carried_as_notified(s, n)            ? "its carriers are not those notified"
                                                      : NULL;
}

static struct ll_str number_of(struct ll_audit *a, const struct ll_notification *n, int64_t serial)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, a->scratch, 128);
    ll_strbuf_fmt(&buf, "%.*s.%0*lld", LL_STR_ARG(n->number), SERIAL_DIGITS, (long long)serial);
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        a->status = LL_ENOMEM;
        return LL_STR("");
    }
    return ll_audit_copy(a, text);
}

void ll_apply_shipment_booked(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_shipment *s = ll_audit_named(a, LL_KIND_SHIPMENT, b, "shipment_id");
    struct ll_notification *n = ll_audit_named(a, LL_KIND_NOTIFICATION, b, "notification_id");
    int64_t serial = ll_body_i64(b, "serial");
    if (s == NULL || n == NULL) {
        return;
    }
    const char *why = wrong_booking(s, n, serial);
    if (why != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_BOOKING_SHAPE, &s->o, "%s", why);
    }
    if (s->booked_on != NULL || serial != (int64_t)n->bookings.count + 1) {
        return;
    }
    struct ll_booking *booking = ll_vec_push(a, &n->bookings, sizeof(*booking));
    if (booking == NULL) {
        return;
    }
    *booking = (struct ll_booking){
        .shipment = s,
        .number = number_of(a, n, serial),
        .serial = serial,
        .mass_g = ll_body_i64(b, "mass_g"),
        .state = LL_BOOKING_STATE_RESERVED,
        .event_id = event->id,
        .recorded_on = ll_time_date(event->at).days,
    };
    s->booked_on = n;
    s->booked_serial = serial;
    ll_audit_check_booked(a, n);
}

void ll_audit_unbook(struct ll_audit *a, struct ll_shipment *s, struct ll_str reason)
{
    struct ll_booking *booking = booking_of(s);
    if (booking != NULL && booking->state == LL_BOOKING_STATE_RESERVED) {
        booking->state = LL_BOOKING_STATE_RELEASED;
        booking->reason = ll_audit_copy(a, reason);
        s->booked_on = NULL;
    }
}

void ll_apply_shipment_unbooked(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_shipment *s = ll_audit_named(a, LL_KIND_SHIPMENT, event->body, "shipment_id");
    if (s == NULL) {
        return;
    }
    if (s->booked_on == NULL || s->state != LL_SHIPMENT_STATE_PLANNED) {
        ll_audit_find_fault(a, LL_AUDIT_BOOKING_SHAPE, &s->o,
                            "it is unbooked when nothing is reserved for it");
    }
    ll_audit_unbook(a, s, ll_body_str(event->body, "reason"));
}

static void check_state(struct ll_audit *a, struct ll_shipment *s, const struct ll_notified *state,
                        int64_t until)
{
    /* Since version 3 a consent begins no earlier than it was given. */
    int64_t begins = s->gate_rule >= RULE_WASTE && state->consented_on > state->valid_from
                         ? state->consented_on
                         : state->valid_from;
    const char *blocker = !state->has_consent       ? "consent-missing"
                          : begins > s->departed_on ? "consent-begins"
                                                    : "consent-ends";
    const char *why = !state->has_consent          ? "there is none"
                      : begins > s->departed_on    ? "it begins later"
                      : state->valid_until < until ? "it ends too early"
                                                   : NULL;
    s->is_late = s->is_late || (why == NULL && state->recorded_on > s->departed_on);
    /* Nobody overrides an objection, or a consent that was taken back. */
    bool refused = state->step == LL_NOTIFICATION_STEP_OBJECTED ||
                   state->step == LL_NOTIFICATION_STEP_WITHDRAWN;
    const struct ll_blocked blocked = {blocker, "G01", state->country, LL_STR(""), 0};
    if (why != NULL && (refused || !ll_audit_is_overridden(s, &blocked))) {
        ll_audit_find_fault(a, LL_AUDIT_DEPARTURE_CONSENT, &s->o, "of the consent of %.*s: %s",
                            LL_STR_ARG(state->country), why);
    }
}

void ll_audit_draw(struct ll_audit *a, struct ll_shipment *s, int64_t until)
{
    struct ll_booking *booking = booking_of(s);
    const struct ll_notification *n = s->booked_on;
    if (booking == NULL) {
        return;
    }
    booking->state = LL_BOOKING_STATE_DRAWN;
    if (s->incident != NULL) {
        return; /* it left without authority, and says so */
    }
    s->is_late = s->is_late || booking->recorded_on > s->departed_on;
    for (size_t i = 0; i < n->states.count; i++) {
        check_state(a, s, LL_VEC_AT(&n->states, struct ll_notified, i), until);
    }
    const struct ll_blocked days = {"departure-days", "G01", LL_STR(""), LL_STR(""), 0};
    if ((s->departed_on < n->first_departure || s->departed_on > n->last_departure) &&
        !ll_audit_is_overridden(s, &days)) {
        ll_audit_find_fault(a, LL_AUDIT_DEPARTURE_CONSENT, &s->o,
                            "it leaves on a day that was not notified");
    }
    bool is_bare = ll_str_eq_cstr(n->stream, "phone-scrap-no-battery");
    bool is_phones = is_bare || ll_str_eq_cstr(n->stream, "phone-scrap");
    bool is_other = s->measure == LL_MEASURE_GRAMS || s->carries_others;
    bool is_devices = is_phones || ll_str_eq_cstr(n->stream, "small-it-scrap");
    bool is_beyond = (is_phones && is_other) || (is_bare && s->carries_batteries);
    bool is_unlike = (!is_devices && s->carries_whole) ||
                     (ll_str_eq_cstr(n->battery, "none") && s->carries_batteries);
    bool is_worse = s->carries_damaged && !ll_str_ends(n->battery, LL_STR("-damaged"));
    if ((s->gate_rule >= RULE_DAMAGED && is_worse) || (s->gate_rule >= RULE_WASTE && is_beyond) ||
        (s->gate_rule >= RULE_CELLS && is_unlike)) {
        ll_audit_find_fault(a, LL_AUDIT_BOOKING_WASTE, &s->o, "it was notified as %.*s",
                            LL_STR_ARG(n->stream));
    }
    if (s->about_g > booking->mass_g) {
        ll_audit_find_fault(a, LL_AUDIT_BOOKING_BEYOND, &s->o,
                            "it leaves with %lld g, and %lld g are booked", (long long)s->about_g,
                            (long long)booking->mass_g);
    }
}
