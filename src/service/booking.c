/* shipment book, unbook: the movement of a notification that a shipment is */
#include "service/booking.h"

#include "core/gate.h"
#include "core/notification_form.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/gate.h"
#include "service/notification_dossier.h"
#include "service/shipment.h"
#include "service/table.h"
#include "store/q_supply.h"

#define SERIAL_MAX 999999

enum ll_status ll_booking_find(struct ll_ctx *ctx, struct ll_shipment_id shipment_id, bool *ret_is,
                               struct ll_q_booking_of_shipment_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_booking_of_shipment_in in = {shipment_id};
    enum ll_status status = ll_q_booking_of_shipment(ctx->store, ctx->arena, &in, ret_row, reterr);
    *ret_is = status == LL_OK;
    return status == LL_ENOTFOUND ? LL_OK : status;
}

/* ---- book ---- */
struct shipment_book {
    struct ll_mass mass;
    bool has_mass;
    struct ll_str notification;
    struct ll_str shipment;
};
static const struct ll_field book_fields[] = {
    LL_MEMBER(shipment_book, mass, LL_OPT(MASS), LL_PRESENT(shipment_book, has_mass), .min = 1,
              .max = LL_MASS_G_MAX, .help = "what it weighs: 18000 kg (what it was collected at)"),
    LL_MEMBER(shipment_book, notification, LL_REQ(REF), .help = "on which: its code or id"),
    LL_MEMBER(shipment_book, shipment, LL_REQ(REF), .operand = true, .help = "its code or id"),
};
static const struct ll_record book_record = LL_RECORD("shipment_book", shipment_book, book_fields);

/* What a booking is decided by. */
struct booking {
    const struct ll_q_shipment_route_row *route;
    const struct ll_dossier *dossier;
    struct ll_shipment_id shipment_id;
    struct ll_mass mass;
};

static enum ll_status refuse(struct ll_err *reterr, enum ll_status status, const char *where,
                             const char *hint)
{
    ll_err_where(reterr, "%s", where);
    ll_err_hint(reterr, "%s", hint);
    return status;
}

static enum ll_status check_planned(struct ll_ctx *ctx, const struct booking *b,
                                    struct ll_err *reterr)
{
    struct ll_q_booking_of_shipment_row known;
    bool is_booked = false;
    if (b->route->state != LL_SHIPMENT_STATE_PLANNED) {
        return LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' is %s, not planned",
                       LL_STR_ARG(b->route->code), ll_shipment_state_name(b->route->state));
    }
    if (!b->route->crosses_border) {
        return LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' crosses no border: nobody consents",
                       LL_STR_ARG(b->route->code));
    }
    LL_TRY(ll_booking_find(ctx, b->shipment_id, &is_booked, &known, reterr));
    if (is_booked) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' is movement %.*s already",
                    LL_STR_ARG(b->route->code), LL_STR_ARG(known.number));
        ll_err_hint(reterr, "give that back first: 'loopledger shipment unbook %.*s'",
                    LL_STR_ARG(b->route->code));
        return status;
    }
    return LL_OK;
}

/* A shipment stands on the consents to a notification, or on consents of its own. */
static enum ll_status check_unconsented(const struct booking *b,
                                        const struct ll_route_country *countries, size_t count,
                                        struct ll_err *reterr)
{
    for (size_t i = 0; i < count; i++) {
        if (countries[i].has_consent) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' has a consent of its own, of %.*s",
                        LL_STR_ARG(b->route->code), LL_STR_ARG(countries[i].country));
            ll_err_hint(reterr, "a shipment stands on a notification or on consents of its own, "
                                "never on both: plan it anew to book it");
            return status;
        }
    }
    return LL_OK;
}

static enum ll_status check_notified(const struct booking *b, struct ll_err *reterr)
{
    const struct ll_dossier *d = b->dossier;
    const struct ll_q_notification_state_all_row *states = d->states.items;
    if (!d->row.has_number) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "notification '%.*s' has no number", LL_STR_ARG(d->code));
        ll_err_hint(reterr,
                    "its movements are numbered by it: record what the authority of export gave "
                    "it with 'loopledger notification number %.*s'",
                    LL_STR_ARG(d->code));
        return status;
    }
    if (!states[0].has_step) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "notification '%.*s' was not submitted to %.*s",
                    LL_STR_ARG(d->code), LL_STR_ARG(states[0].country));
        ll_err_hint(reterr,
                    "record it with 'loopledger notification step %.*s --country %.*s "
                    "--step submitted'",
                    LL_STR_ARG(d->code), LL_STR_ARG(states[0].country));
        return status;
    }
    for (size_t i = 0; i < d->states.count; i++) {
        if (states[i].has_step && states[i].step >= LL_NOTIFICATION_STEP_OBJECTED) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EREFUSED, "with %.*s notification '%.*s' is %s",
                        LL_STR_ARG(states[i].country), LL_STR_ARG(d->code),
                        ll_notification_step_name(states[i].step));
            ll_err_hint(reterr, "nothing moves on it any more: draft a new notification");
            return status;
        }
    }
    return LL_OK;
}

/* It goes from where to where was notified, through no other states, in their order. */
static enum ll_status check_route(const struct booking *b, const struct ll_route_country *countries,
                                  size_t count, struct ll_err *reterr)
{
    const struct ll_dossier *d = b->dossier;
    const struct ll_q_notification_state_all_row *states = d->states.items;
    if (!ll_id_eq(b->route->from_facility_id.raw, d->row.from_facility_id.raw) ||
        !ll_id_eq(b->route->to_facility_id.raw, d->row.plant_id.raw)) {
        bool is_from = ll_id_eq(b->route->to_facility_id.raw, d->row.plant_id.raw);
        enum ll_status status =
            is_from
                ? LL_FAIL(reterr, LL_EREFUSED,
                          "notification '%.*s' is of waste from another facility",
                          LL_STR_ARG(d->code))
                : LL_FAIL(reterr, LL_EREFUSED, "notification '%.*s' is of waste to another plant",
                          LL_STR_ARG(d->code));
        return refuse(reterr, status, "notification",
                      LL_R("its consents are of another route: book it on one that says from where "
                           "and to which plant it goes"));
    }
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        size_t found = at;
        while (found < d->states.count && !ll_str_eq(states[found].country, countries[i].country)) {
            found++;
        }
        if (found == d->states.count) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EREFUSED,
                        "the shipment goes through %.*s, which notification '%.*s' does not name "
                        "there",
                        LL_STR_ARG(countries[i].country), LL_STR_ARG(d->code));
            return refuse(reterr, status, "notification",
                          LL_R("another state of transit needs a new notification (EU-WSR2024 "
                               "Art.17(3)); or plan the way that was notified"));
        }
        at = found;
    }
    return LL_OK;
}

static enum ll_status check_carrier(const struct booking *b,
                                    const struct ll_q_gate_leg_all_row *leg, struct ll_err *reterr)
{
    const struct ll_q_notification_carrier_all_row *carriers = b->dossier->carriers.items;
    for (size_t i = 0; i < b->dossier->carriers.count; i++) {
        if (ll_id_eq(carriers[i].carrier_id.raw, leg->carrier_id.raw) &&
            ll_str_eq(carriers[i].mode, leg->mode)) {
            return LL_OK;
        }
    }
    enum ll_status status = LL_FAIL(
        reterr, LL_EREFUSED, "'%.*s' by %.*s is not among the carriers of notification '%.*s'",
        LL_STR_ARG(leg->carrier), LL_STR_ARG(leg->mode), LL_STR_ARG(b->dossier->code));
    return refuse(
        reterr, status, "notification",
        LL_R("plan it with those that were notified; another is an essential change (EU-WSR2024 "
             "Art.17)"));
}

static enum ll_status check_carriers(struct ll_ctx *ctx, const struct booking *b,
                                     struct ll_err *reterr)
{
    struct ll_q_gate_leg_all_in in = {b->shipment_id};
    struct ll_q_gate_leg_all_row leg;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_gate_leg_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_gate_leg_all_next(cursor, &leg, reterr)) == LL_OK) {
        status = check_carrier(b, &leg, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* Nobody's consent that is there ends before the plan does, or lets less move. */
static enum ll_status check_consents(const struct booking *b, struct ll_date today,
                                     struct ll_err *reterr)
{
    const struct ll_dossier *d = b->dossier;
    const struct ll_q_notification_state_all_row *states = d->states.items;
    struct ll_date until = ll_gate_needed_until(today, b->route->planned_arrival);
    char day[LL_TIME_TEXT_MAX];
    for (size_t i = 0; i < d->states.count; i++) {
        if (states[i].has_valid_until && states[i].valid_until.days < until.days) {
            ll_date_format(states[i].valid_until, day);
            enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "%.*s consents until %s only",
                                            LL_STR_ARG(states[i].country), day);
            ll_date_format(until, day);
            ll_err_hint(reterr,
                        "it has to hold until %s (arrival and %d days): plan an earlier "
                        "arrival, or book it on another notification",
                        day, LL_GATE_MARGIN_DAYS);
            return status;
        }
    }
    return LL_OK;
}

/* `who` lets so much move; what is booked and this are more. */
static enum ll_status check_room(const struct booking *b, struct ll_str who, int64_t shipments_max,
                                 struct ll_mass mass_max, struct ll_err *reterr)
{
    const struct ll_q_notification_whole_row *row = &b->dossier->row;
    enum ll_status status = LL_OK;
    if (row->booked >= shipments_max) {
        status =
            LL_FAIL(reterr, LL_EREFUSED,
                    "%.*s lets %lld shipments move on notification '%.*s', and %lld are booked",
                    LL_STR_ARG(who), (long long)shipments_max, LL_STR_ARG(b->dossier->code),
                    (long long)row->booked);
    } else if (b->mass.g > mass_max.g - row->booked_g.g) {
        status =
            LL_FAIL(reterr, LL_EREFUSED,
                    "%.*s lets %lld g move on notification '%.*s': %lld g are booked, and this "
                    "weighs %lld g",
                    LL_STR_ARG(who), (long long)mass_max.g, LL_STR_ARG(b->dossier->code),
                    (long long)row->booked_g.g, (long long)b->mass.g);
    }
    if (status != LL_OK) {
        ll_err_hint(reterr, "unbook or cancel one that is only planned, load less, or notify anew");
    }
    return status;
}

static enum ll_status check_rooms(const struct booking *b, struct ll_err *reterr)
{
    const struct ll_dossier *d = b->dossier;
    const struct ll_q_notification_state_all_row *states = d->states.items;
    for (size_t i = 0; i < d->states.count; i++) {
        if (states[i].has_valid_until) {
            LL_TRY(check_room(b, states[i].country, states[i].shipments_max, states[i].mass_max_g,
                              reterr));
        }
    }
    return check_room(b, LL_STR("the notification"), d->row.shipments_max, d->row.mass_max_g,
                      reterr);
}

/* Consents are to the waste that was notified. */
static enum ll_status check_waste(const struct booking *b, const struct ll_q_gate_load_row *load,
                                  struct ll_err *reterr)
{
    struct ll_str notified = b->dossier->row.stream;
    struct ll_str battery = b->dossier->row.battery;
    const struct ll_gate_packed packed = ll_gate_packed(load);
    if (ll_gate_waste_fits(notified, battery, &packed)) {
        return LL_OK;
    }
    if (packed.has_damaged && !ll_str_ends(battery, LL_STR("-damaged"))) {
        enum ll_status status = LL_FAIL(
            reterr, LL_EREFUSED,
            "the shipment carries damaged batteries, and notification '%.*s' says of them: %.*s",
            LL_STR_ARG(b->dossier->code), LL_STR_ARG(battery));
        return refuse(reterr, status, "notification",
                      LL_R("damaged cells are packed by other rules (SP 376), and consented to as "
                           "such: notify them as installed-damaged or loose-damaged, or take them "
                           "out"));
    }
    enum ll_status status = LL_FAIL(
        reterr, LL_EREFUSED,
        "the shipment carries %s%s, and notification '%.*s' is of %.*s (batteries: %.*s)",
        ll_permit_stream_name(packed.stream), packed.has_cells ? LL_R(", with batteries") : "",
        LL_STR_ARG(b->dossier->code), LL_STR_ARG(notified), LL_STR_ARG(battery));
    return refuse(reterr, status, "notification",
                  LL_R("its consents are to another waste: book it on a notification of what it "
                       "carries, or pack what was notified"));
}

/* What it weighs, as said, but no less than what is in it weighed where it was collected. */
static enum ll_status read_mass(struct ll_ctx *ctx, const struct shipment_book *in,
                                struct booking *b, struct ll_err *reterr)
{
    struct ll_q_gate_load_in of = {b->shipment_id};
    struct ll_q_gate_load_row load;
    LL_TRY(ll_q_gate_load(ctx->store, ctx->arena, &of, &load, reterr));
    b->mass = in->has_mass ? in->mass : load.about_mass_g;
    if (b->mass.g < 1) {
        enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "there is nothing in it");
        return refuse(reterr, status, "mass", LL_R("fill its packages before it is booked"));
    }
    if (b->mass.g < load.about_mass_g.g) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "what is in it weighed %lld g where it was collected",
                    (long long)load.about_mass_g.g);
        return refuse(reterr, status, "mass", LL_R("give what it weighs, or leave it out"));
    }
    return check_waste(b, &load, reterr);
}

static enum ll_status decide(struct ll_ctx *ctx, const struct shipment_book *in, struct booking *b,
                             struct ll_err *reterr)
{
    struct ll_route_country countries[LL_SHIPMENT_COUNTRIES_MAX];
    size_t count = 0;
    LL_TRY(check_planned(ctx, b, reterr));
    LL_TRY(ll_shipment_countries(ctx, b->shipment_id, countries, &count, reterr));
    LL_TRY(check_unconsented(b, countries, count, reterr));
    LL_TRY(check_notified(b, reterr));
    LL_TRY(check_route(b, countries, count, reterr));
    LL_TRY(check_carriers(ctx, b, reterr));
    LL_TRY(check_consents(b, ll_time_date(ctx->now), reterr));
    LL_TRY(read_mass(ctx, in, b, reterr));
    return check_rooms(b, reterr);
}

static enum ll_status run_book(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct shipment_book *in = input;
    struct ll_q_shipment_route_row route;
    struct ll_dossier dossier;
    struct ll_q_booking_last_row last;
    struct booking b = {.route = &route, .dossier = &dossier};
    LL_TRY(ll_find_shipment(ctx, in->shipment, &b.shipment_id, &route, reterr));
    LL_TRY(ll_dossier_read(ctx, in->notification, &dossier, reterr));
    LL_TRY(decide(ctx, in, &b, reterr));
    struct ll_q_booking_last_in of = {dossier.notification_id};
    LL_TRY(ll_q_booking_last(ctx->store, ctx->arena, &of, &last, reterr));
    if (last.last >= SERIAL_MAX) {
        return LL_FAIL(reterr, LL_EREFUSED, "the numbers of notification '%.*s' are used up",
                       LL_STR_ARG(dossier.code));
    }
    const struct ll_shipment_booked body = {
        .mass_g = b.mass,
        .notification_id = dossier.notification_id,
        .serial = last.last + 1,
        .shipment_id = b.shipment_id,
    };
    char number[LL_MOVEMENT_NUMBER_MAX];
    ll_notification_movement_number(dossier.row.number, body.serial, number);
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_SHIPMENT_BOOKED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "mass_g", body.mass_g.g);
    ll_answer_text(ctx, answer, "movement_number", ll_str_from_cstr(number));
    ll_answer_text(ctx, answer, "notification", dossier.code);
    ll_answer_id(ctx, answer, "notification_id", "ntf", dossier.notification_id.raw);
    ll_answer_id(ctx, answer, "shipment_id", "shp", b.shipment_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- unbook ---- */
struct shipment_unbook {
    struct ll_str reason;
    struct ll_str shipment;
};
static const struct ll_field unbook_fields[] = {
    LL_MEMBER(shipment_unbook, reason, LL_REQ(CODE), .help = "why, as a code: other-notification"),
    LL_MEMBER(shipment_unbook, shipment, LL_REQ(REF), .operand = true, .help = "its code or id"),
};
static const struct ll_record unbook_record =
    LL_RECORD("shipment_unbook", shipment_unbook, unbook_fields);

static enum ll_status run_unbook(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct shipment_unbook *in = input;
    struct ll_q_shipment_route_row route;
    struct ll_q_booking_of_shipment_row row;
    bool is_booked = false;
    struct ll_shipment_unbooked body = {.reason = in->reason};
    LL_TRY(ll_find_shipment(ctx, in->shipment, &body.shipment_id, &route, reterr));
    LL_TRY(ll_booking_find(ctx, body.shipment_id, &is_booked, &row, reterr));
    if (!is_booked) {
        return LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' is booked on no notification",
                       LL_STR_ARG(route.code));
    }
    if (row.state != LL_BOOKING_STATE_RESERVED) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' has departed: what it took is drawn",
                    LL_STR_ARG(route.code));
        ll_err_hint(reterr, "a movement that took place counts for ever");
        return status;
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_SHIPMENT_UNBOOKED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "notification", row.code);
    ll_answer_id(ctx, answer, "notification_id", "ntf", row.notification_id.raw);
    ll_answer_text(ctx, answer, "reason", in->reason);
    ll_answer_id(ctx, answer, "shipment_id", "shp", body.shipment_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_shipment_book = {
    .noun = "shipment",
    .verb = "book",
    .help = "book a planned shipment as a movement of a notification",
    .details =
        "Its mass and one movement are reserved within what was notified and what each state "
        "consents to, drawn when it departs, and given back when it is cancelled or unbooked. "
        "It gets the next number, which is never used again. Route, plant and carriers are "
        "those of the notification.",
    .input = &book_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_book,
};
const struct ll_service ll_service_shipment_unbook = {
    .noun = "shipment",
    .verb = "unbook",
    .help = "give back what a planned shipment took of its notification",
    .input = &unbook_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_unbook,
};
