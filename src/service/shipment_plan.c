/* shipment plan, list, show */
#include "service/answer.h"
#include "service/booking.h"
#include "service/control.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/gate.h"
#include "service/handover.h"
#include "service/incident.h"
#include "service/package.h"
#include "service/page_input.h"
#include "service/part.h"
#include "service/shipment.h"
#include "service/standard.h"
#include "service/table.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_show_transport.h"

#define LEGS_MAX 32
#define PACKAGES_MAX 10000
#define LEG_KM_MAX 50000

struct shipment_plan {
    struct ll_str code;
    struct ll_str from;
    struct ll_list legs;     /* of struct ll_str */
    struct ll_list packages; /* of struct ll_str */
    struct ll_date planned_arrival;
    struct ll_str to;
};
static const struct ll_field plan_fields[] = {
    LL_MEMBER(shipment_plan, code, LL_REQ(CODE), .operand = true, .help = "a short code"),
    LL_MEMBER(shipment_plan, from, LL_REQ(REF), .help = "the facility it leaves"),
    LL_MEMBER(shipment_plan, legs, LL_REQ(STRS), .min = 1, .max = LEGS_MAX,
              .help =
                  "MODE:CARRIER:KM[:VIA], in travelling order: road:acme:85:tema,sea:acme:7600"),
    LL_MEMBER(shipment_plan, packages, LL_REQ(STRS), .min = 1, .max = PACKAGES_MAX,
              .help = "what travels: outermost packages, by code or id"),
    LL_MEMBER(shipment_plan, planned_arrival, LL_REQ(DATE), .help = "when it should arrive"),
    LL_MEMBER(shipment_plan, to, LL_REQ(REF), .help = "the facility it goes to"),
};
static const struct ll_record plan_record = LL_RECORD("shipment_plan", shipment_plan, plan_fields);

static const char *const modes[] = {"road", "rail", "sea", "inland-waterway", "air"};

enum ll_status ll_shipment_check_mode(struct ll_str mode, struct ll_err *reterr)
{
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        if (ll_str_eq_cstr(mode, modes[i])) {
            return LL_OK;
        }
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no mode of transport", LL_STR_ARG(mode));
    ll_err_hint(reterr, "road, rail, sea, inland-waterway or air");
    return status;
}

/* Where a plan has got to while its legs are read. */
struct route {
    struct ll_q_facility_by_id_row at;
    struct ll_q_facility_by_id_row to;
    bool crosses_border;
};

/* "road:carrier:85:via" or, for the last leg, "sea:carrier:7600" */
static enum ll_status read_leg(struct ll_ctx *ctx, struct ll_str text, bool last,
                               struct route *route, struct ll_shipment_leg *ret_leg,
                               struct ll_err *reterr)
{
    struct ll_str words[4];
    struct ll_q_organisation_by_id_row carrier;
    struct ll_q_facility_by_id_row via = route->to;
    struct ll_shipment_leg leg = {.from_facility_id = route->at.facility_id};
    size_t count = ll_words_split(text, ':', words, 4);
    if (count < 3 || count > 4 || (count == 3 && !last)) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "'%.*s' is not a leg", LL_STR_ARG(text));
        ll_err_hint(reterr, "write MODE:CARRIER:KM:VIA; the last leg goes to the destination and "
                            "needs no VIA");
        return status;
    }
    LL_TRY(ll_shipment_check_mode(words[0], reterr));
    LL_TRY(ll_find_organisation(ctx, words[1], &carrier, reterr));
    LL_TRY(ll_words_i64(words[2], "km", 0, LEG_KM_MAX, &leg.distance_km, reterr));
    if (count == 4) {
        LL_TRY(ll_find_facility(ctx, words[3], &via, reterr));
    }
    bool arrives = ll_id_eq(via.facility_id.raw, route->to.facility_id.raw);
    if (arrives != last || ll_id_eq(via.facility_id.raw, route->at.facility_id.raw)) {
        return LL_FAIL(reterr, LL_EINVAL, "the leg goes to '%.*s', which is %s",
                       LL_STR_ARG(via.code),
                       arrives && !last ? LL_R("the destination, but more legs follow")
                       : last           ? LL_R("not the destination")
                                        : LL_R("where it starts"));
    }
    leg.carrier_id = carrier.organisation_id;
    leg.mode = words[0];
    leg.to_facility_id = via.facility_id;
    route->crosses_border = route->crosses_border || !ll_str_eq(via.country, route->at.country);
    route->at = via;
    *ret_leg = leg;
    return LL_OK;
}

static enum ll_status read_legs(struct ll_ctx *ctx, const struct ll_list *texts,
                                struct route *route, struct ll_list *ret_legs,
                                struct ll_err *reterr)
{
    const struct ll_str *items = texts->items;
    struct ll_shipment_leg *legs = LL_NEW_ARRAY(ctx->arena, struct ll_shipment_leg, texts->count);
    if (legs == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the legs of a shipment");
    }
    for (size_t i = 0; i < texts->count; i++) {
        enum ll_status status =
            read_leg(ctx, items[i], i + 1 == texts->count, route, &legs[i], reterr);
        if (status != LL_OK) {
            ll_err_where(reterr, "legs[%zu]", i);
            return status;
        }
    }
    *ret_legs = (struct ll_list){legs, texts->count};
    return LL_OK;
}

/* What a plan has got to while its packages are read. */
struct load {
    struct ll_str code; /* of the shipment */
    struct ll_package_measure measure;
    int64_t units;
};

/* An outermost package that stands where the shipment starts, and is on no other. */
static enum ll_status check_package(struct ll_ctx *ctx, struct ll_str ref,
                                    const struct ll_q_facility_by_id_row *from,
                                    struct ll_package_id *ret_package_id, struct load *load,
                                    struct ll_err *reterr)
{
    struct ll_q_package_by_id_row package;
    struct ll_q_package_units_row content;
    struct ll_q_shipment_booked_row booked;
    LL_TRY(ll_find_package(ctx, ref, &package, reterr));
    if (package.has_parent_id) {
        return LL_REFUSE(reterr, LL_EREFUSED, "see what it is in with 'loopledger package show'",
                         "package '%.*s' is inside another: name the outermost",
                         LL_STR_ARG(package.code));
    }
    struct ll_q_shipment_booked_in by = {package.package_id};
    enum ll_status status = ll_q_shipment_booked(ctx->store, ctx->arena, &by, &booked, reterr);
    if (status == LL_OK) {
        return LL_REFUSE(reterr, LL_EREFUSED,
                         "take another package, or free it with 'loopledger shipment cancel'",
                         "package '%.*s' is booked on shipment '%.*s'", LL_STR_ARG(package.code),
                         LL_STR_ARG(booked.code));
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    if (!package.has_facility_id || !ll_id_eq(package.facility_id.raw, from->facility_id.raw)) {
        status = LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' does not stand at '%.*s'",
                         LL_STR_ARG(package.code), LL_STR_ARG(from->code));
        ll_err_hint(reterr, "see where it is with 'loopledger package show %.*s'",
                    LL_STR_ARG(package.code));
        return status;
    }
    struct ll_q_package_units_in of = {package.package_id};
    LL_TRY(ll_q_package_units(ctx->store, ctx->arena, &of, &content, reterr));
    if (content.units.n == 0) {
        return ll_package_refuse_empty(package.code, reterr);
    }
    LL_TRY(ll_package_add_measure(&load->measure, content.measure, "shipment", load->code, reterr));
    *ret_package_id = package.package_id;
    load->units += content.units.n;
    return LL_OK;
}

static enum ll_status read_packages(struct ll_ctx *ctx, const struct ll_list *refs,
                                    const struct ll_q_facility_by_id_row *from,
                                    struct ll_list *ret_packages, struct load *load,
                                    struct ll_err *reterr)
{
    const struct ll_str *texts = refs->items;
    struct ll_package_item *items = LL_NEW_ARRAY(ctx->arena, struct ll_package_item, refs->count);
    if (items == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the packages of a shipment");
    }
    for (size_t i = 0; i < refs->count; i++) {
        LL_TRY(check_package(ctx, texts[i], from, &items[i].package_id, load, reterr));
        for (size_t j = 0; j < i; j++) {
            if (ll_id_eq(items[j].package_id.raw, items[i].package_id.raw)) {
                return LL_REFUSE(reterr, LL_EINVAL, "name each package once",
                                 "package '%.*s' is named twice", LL_STR_ARG(texts[i]));
            }
        }
    }
    *ret_packages = (struct ll_list){items, refs->count};
    return LL_OK;
}

static enum ll_status refuse_known(struct ll_ctx *ctx, struct ll_str code, struct ll_err *reterr)
{
    struct ll_q_shipment_id_by_code_in in = {code};
    struct ll_q_shipment_id_by_code_row row;
    enum ll_status status = ll_q_shipment_id_by_code(ctx->store, ctx->arena, &in, &row, reterr);
    if (status == LL_OK) {
        return LL_REFUSE(reterr, LL_EEXISTS,
                         "choose another code, or see that one with 'loopledger shipment show'",
                         "there is a shipment '%.*s' already", LL_STR_ARG(code));
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

static enum ll_status run_plan(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct shipment_plan *in = input;
    struct ll_q_facility_by_id_row from;
    struct route route = {.crosses_border = false};
    struct load load = {.code = in->code};
    if (in->planned_arrival.days < ll_time_date(ctx->now).days) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "give today or a later day", "the day is past");
        ll_err_where(reterr, "planned_arrival");
        return status;
    }
    LL_TRY(refuse_known(ctx, in->code, reterr));
    LL_TRY(ll_find_facility(ctx, in->from, &from, reterr));
    LL_TRY(ll_find_facility(ctx, in->to, &route.to, reterr));
    if (ll_id_eq(from.facility_id.raw, route.to.facility_id.raw)) {
        return LL_REFUSE(
            reterr, LL_EINVAL,
            "name another facility as its end; inside one, packages are poured or filled",
            "the shipment would end where it starts: '%.*s'", LL_STR_ARG(from.code));
    }
    route.at = from;
    struct ll_shipment_planned body = {
        .code = in->code,
        .from_facility_id = from.facility_id,
        .planned_arrival = in->planned_arrival,
        .to_facility_id = route.to.facility_id,
    };
    LL_TRY(read_legs(ctx, &in->legs, &route, &body.legs, reterr));
    LL_TRY(read_packages(ctx, &in->packages, &from, &body.packages, &load, reterr));
    body.crosses_border = route.crosses_border;
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.shipment_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_SHIPMENT_PLANNED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "code", in->code);
    ll_answer_bool(ctx, answer, "crosses_border", body.crosses_border);
    ll_answer_id(ctx, answer, "shipment_id", "shp", body.shipment_id.raw);
    ll_answer_measured(ctx, answer, load.measure.measure, load.units);
    LL_TRY(ll_standard_conflicts(ctx, body.shipment_id, body.to_facility_id, body.planned_arrival,
                                 answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- list, show ---- */
struct shipment_list {
    struct ll_str after;
    struct ll_date arrival_before;
    bool has_arrival_before;
    bool conflicting;
    struct ll_month departed_in;
    bool has_departed_in;
    struct ll_str from_facility;
    int64_t limit;
    bool newest_first;
    int state; /* enum ll_shipment_state */
    struct ll_str to_facility;
    bool unconsented;
    bool unreceived;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(shipment_list),
    LL_MEMBER(shipment_list, arrival_before, LL_OPT(DATE),
              LL_PRESENT(shipment_list, has_arrival_before),
              .help = "only planned to arrive before this day"),
    LL_MEMBER(shipment_list, conflicting, LL_OPT(BOOL),
              .help = "only with units that their plant may not receive for those they serve"),
    LL_MEMBER(shipment_list, departed_in, LL_OPT(MONTH), LL_PRESENT(shipment_list, has_departed_in),
              .help = "only departed in this month"),
    LL_MEMBER(shipment_list, from_facility, LL_OPT(REF), .help = "only those that leave it"),
    LL_PAGE_LIMIT(shipment_list),
    LL_PAGE_NEWEST(shipment_list),
    LL_MEMBER(shipment_list, state, LL_OPT(ENUM), LL_ENUM_OF(shipment_state, SHIPMENT_STATE),
              .help = "only in this state"),
    LL_MEMBER(shipment_list, to_facility, LL_OPT(REF), .help = "only those that go to it"),
    LL_MEMBER(shipment_list, unconsented, LL_OPT(BOOL),
              .help = "only planned ones that lack a consent, or have one that ends too early"),
    LL_MEMBER(shipment_list, unreceived, LL_OPT(BOOL),
              .help = "only what arrived at a plant that has not received it"),
};
static const struct ll_record list_record = LL_RECORD("shipment_list", shipment_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct shipment_list *in = input;
    struct ll_q_shipment_list_in by = {
        .after = in->newest_first ? LL_STR("") : in->after,
        .has_before = in->newest_first,
        .before = {ll_id_last()},
        .state_first = (enum ll_shipment_state)in->state,
        .state_last =
            in->state != 0 ? (enum ll_shipment_state)in->state : LL_SHIPMENT_STATE_CANCELLED,
        .limit = ll_page_limit(in->limit),
        .arrival_before = in->has_arrival_before ? in->arrival_before : (struct ll_date){INT32_MAX},
        .departed_from = ll_filter_from(in->has_departed_in, in->departed_in),
        .departed_before = ll_filter_before(in->has_departed_in, in->departed_in),
        .has_unconsented = in->unconsented,
        .unconsented = ll_time_date(ctx->now),
        .to_plant = in->unreceived,
        .has_conflicting = in->conflicting,
        .conflicting = true,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    if (in->unreceived) { /* arrived; with another state asked for, too: none */
        bool fits = in->state == 0 || in->state == LL_SHIPMENT_STATE_ARRIVED;
        by.state_first = LL_SHIPMENT_STATE_ARRIVED;
        by.state_last = fits ? LL_SHIPMENT_STATE_ARRIVED : LL_SHIPMENT_STATE_PLANNED;
    }
    LL_TRY(ll_filter_facility(ctx, in->from_facility, &by.has_from_facility_id,
                              &by.from_facility_id, reterr));
    LL_TRY(ll_filter_facility(ctx, in->to_facility, &by.has_to_facility_id, &by.to_facility_id,
                              reterr));
    if (in->newest_first && in->after.len > 0) {
        struct ll_q_shipment_route_row route;
        LL_TRY(ll_find_shipment(ctx, in->after, &by.before, &route, reterr));
    }
    LL_TRY(ll_q_shipment_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr));
    return ll_visible_trim_each(ctx, LL_OBJECT_SHIPMENT, *ret_answer, "items", reterr);
}

static void put_country(struct ll_ctx *ctx, struct ll_json *items, struct ll_str country,
                        const char *part, bool has_consent, struct ll_date valid_until)
{
    struct ll_json *item = ll_answer_object(ctx);
    if (has_consent) {
        ll_answer_date(ctx, item, "consent_valid_until", valid_until);
    }
    ll_answer_text(ctx, item, "country", country);
    ll_json_set_cstr(ctx->arena, item, "part", part);
    ll_json_append(ctx->arena, items, item);
}

/* Of what is booked those of its notification, with ports of call. */
static enum ll_status put_notified(struct ll_ctx *ctx, struct ll_notification_id notification_id,
                                   struct ll_json *items, struct ll_err *reterr)
{
    struct ll_q_notification_state_all_in in = {notification_id};
    struct ll_q_notification_state_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_notification_state_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_notification_state_all_next(cursor, &row, reterr)) == LL_OK) {
        put_country(ctx, items, ll_str_copy(ctx->arena, row.country), ll_route_part_name(row.part),
                    row.has_valid_until, row.valid_until);
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status put_countries(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                    struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_route_country countries[LL_SHIPMENT_COUNTRIES_MAX];
    struct ll_q_booking_of_shipment_row booking;
    bool is_booked = false;
    size_t count = 0;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    LL_TRY(ll_booking_find(ctx, shipment_id, &is_booked, &booking, reterr));
    if (is_booked) {
        LL_TRY(put_notified(ctx, booking.notification_id, items, reterr));
    } else {
        LL_TRY(ll_shipment_countries(ctx, shipment_id, countries, &count, reterr));
    }
    for (size_t i = 0; i < count; i++) {
        put_country(ctx, items, countries[i].country, countries[i].part, countries[i].has_consent,
                    countries[i].valid_until);
    }
    ll_json_set(ctx->arena, answer, "countries", items);
    return LL_OK;
}

/* What a planned shipment would leave with. */
static enum ll_status put_booked(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                 struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_shipment_units_in by = {shipment_id};
    struct ll_q_shipment_units_row load;
    LL_TRY(ll_q_shipment_units(ctx->store, ctx->arena, &by, &load, reterr));
    ll_answer_measured(ctx, answer, load.has_measure ? load.measure : LL_MEASURE_PIECES,
                       load.units.n);
    return LL_OK;
}

/* Which movement of a notification it is. */
static enum ll_status put_booking(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                  struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_booking_of_shipment_row row;
    bool is_booked = false;
    bool is_visible = false;
    LL_TRY(ll_booking_find(ctx, shipment_id, &is_booked, &row, reterr));
    if (is_booked) {
        LL_TRY(
            ll_visible(ctx, LL_OBJECT_NOTIFICATION, row.notification_id.raw, &is_visible, reterr));
    }
    if (!is_visible) {
        return LL_OK;
    }
    struct ll_json *item = ll_answer_object(ctx);
    ll_answer_i64(ctx, item, "mass_g", row.mass_g.g);
    ll_answer_text(ctx, item, "movement_number", row.number);
    ll_answer_text(ctx, item, "notification", row.code);
    ll_answer_id(ctx, item, "notification_id", "ntf", row.notification_id.raw);
    ll_json_set_cstr(ctx->arena, item, "state", ll_booking_state_name(row.state));
    ll_json_set(ctx->arena, answer, "booking", item);
    return LL_OK;
}

/* What two people let it leave without, for ever, and who stood behind it. */
static enum ll_status put_overrides(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                    struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_shipment_overrides_in in = {shipment_id};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_shipment_overrides_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "overrides", reterr));
    return ll_control_answer_shipment(ctx, shipment_id, answer, reterr);
}

/* Whether it may depart today. Who sees a part of the ledger only is not told what others lack. */
static enum ll_status put_gate(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                               const struct ll_q_shipment_route_row *row, struct ll_json *answer,
                               struct ll_err *reterr)
{
    struct ll_gate_look look;
    struct ll_date today = ll_time_date(ctx->now);
    if (row->state != LL_SHIPMENT_STATE_PLANNED || ll_viewer_is_partial(ctx)) {
        return LL_OK;
    }
    LL_TRY(ll_gate_look(ctx, shipment_id, row, today, &look, reterr));
    return ll_gate_put(ctx, &look, today, answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_shipment_id shipment_id;
    struct ll_q_shipment_route_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_shipment(ctx, in->ref, &shipment_id, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_shipment_item_in item = {shipment_id};
    LL_TRY(ll_q_shipment_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    if (row.state == LL_SHIPMENT_STATE_PLANNED) {
        LL_TRY(put_booked(ctx, shipment_id, answer, reterr));
    }
    LL_TRY(put_gate(ctx, shipment_id, &row, answer, reterr));
    struct ll_q_shipment_legs_in legs = {shipment_id};
    LL_TRY(ll_q_shipment_legs_open(ctx->store, ctx->arena, &legs, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "legs", reterr));
    LL_TRY(put_booking(ctx, shipment_id, answer, reterr));
    LL_TRY(put_overrides(ctx, shipment_id, answer, reterr));
    LL_TRY(ll_incident_put(ctx, shipment_id, answer, reterr));
    LL_TRY(ll_handover_put_chain(ctx, NULL, &shipment_id, answer, reterr));
    if (row.crosses_border) {
        LL_TRY(put_countries(ctx, shipment_id, answer, reterr));
    }
    struct ll_part_page page;
    LL_TRY(ll_part_page(ctx, "packages", &page, reterr));
    struct ll_q_shipment_packages_in packages = {
        .shipment_id = shipment_id, LL_PART_FILTER(page, code), LL_VIEWER_FILTER(ctx)};
    LL_TRY(ll_q_shipment_packages_open(ctx->store, ctx->arena, &packages, &cursor, reterr));
    LL_TRY(ll_answer_seen(ctx, cursor, answer, "packages", "package_id", reterr));
    LL_TRY(ll_visible_trim(ctx, LL_OBJECT_SHIPMENT, answer, reterr));
    if (row.state < LL_SHIPMENT_STATE_RECEIVED && !ll_viewer_is_partial(ctx)) {
        LL_TRY(ll_standard_conflicts(ctx, shipment_id, row.to_facility_id, row.planned_arrival,
                                     answer, reterr));
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_shipment_plan = {
    .noun = "shipment",
    .verb = "plan",
    .help = "plan a shipment: its route, its packages, its arrival",
    .details = "What is planned is booked: nothing more goes into its packages. Across a border "
               "every country of the route has to consent before it departs. It carries counted "
               "devices, or e-waste that nobody counted, never both.",
    .input = &plan_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_plan,
};
const struct ll_service ll_service_shipment_list = {
    .noun = "shipment",
    .verb = "list",
    .help = "list shipments by code",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_shipment_show = {
    .noun = "shipment",
    .verb = "show",
    .help = "show one shipment: route, packages, consents",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
