/* shipment check, and what others ask of the gate */
#include "service/gate.h"

#include "core/measure.h"
#include "core/notification.h"
#include "service/answer.h"
#include "service/booking.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/notification_dossier.h"
#include "service/shipment.h"
#include "service/table.h"

#include <string.h>

#define LEGS_MAX 32
#define LICENCES_MAX 4096
#define OVERRIDES_MAX 4096

/* ---- the facts ---- */
static enum ll_status read_legs(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                struct ll_gate_facts *facts, struct ll_err *reterr)
{
    struct ll_q_gate_leg_all_in in = {shipment_id};
    struct ll_q_gate_leg_all_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_gate_leg *legs = LL_NEW_ARRAY(ctx->arena, struct ll_gate_leg, LEGS_MAX);
    if (legs == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the legs of a shipment");
    }
    LL_TRY(ll_q_gate_leg_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_gate_leg_all_next(cursor, &row, reterr)) == LL_OK &&
           facts->leg_count < LEGS_MAX) {
        legs[facts->leg_count++] = (struct ll_gate_leg){
            .carrier_id = row.carrier_id,
            .carrier = ll_str_copy(ctx->arena, row.carrier),
            .home = ll_str_copy(ctx->arena, row.home),
            .from_country = ll_str_copy(ctx->arena, row.from_country),
            .to_country = ll_str_copy(ctx->arena, row.to_country),
            .flies = ll_str_eq_cstr(row.mode, "air"),
            .sails = ll_str_eq_cstr(row.mode, "sea"),
        };
    }
    ll_store_query_close(cursor);
    facts->legs = legs;
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status read_licences(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                    struct ll_gate_facts *facts, struct ll_err *reterr)
{
    struct ll_q_gate_licence_all_in in = {shipment_id, facts->departs_on, LICENCES_MAX};
    struct ll_q_gate_licence_all_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_gate_licence *licences = NULL;
    size_t capacity = 0;
    LL_TRY(ll_q_gate_licence_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_gate_licence_all_next(cursor, &row, reterr)) == LL_OK) {
        if (facts->licence_count == capacity) {
            struct ll_gate_licence *larger =
                LL_NEW_ARRAY(ctx->arena, struct ll_gate_licence, capacity * 2 + 16);
            if (larger == NULL) {
                status = LL_FAIL(reterr, LL_ENOMEM, "no memory for licences");
                break;
            }
            for (size_t i = 0; i < capacity; i++) {
                larger[i] = licences[i];
            }
            licences = larger;
            capacity = capacity * 2 + 16;
        }
        licences[facts->licence_count++] = (struct ll_gate_licence){
            .holder_id = row.organisation_id,
            .has_place = row.has_facility_id,
            .place_id = row.facility_id,
            .kind = row.kind,
            .country = ll_str_copy(ctx->arena, row.country),
            .valid_from = row.valid_from,
            .last_day = row.last_day,
            .mass_max = row.has_mass_max_g ? row.mass_max_g : (struct ll_mass){0},
            .streams = ll_str_copy(ctx->arena, row.streams),
            .recorded_on = ll_time_date(row.recorded_at),
        };
    }
    ll_store_query_close(cursor);
    facts->licences = licences;
    return status == LL_EEND ? LL_OK : status;
}

/* By its word in the dossier; LL_GATE_PAPER_KIND_COUNT: the gate asks for none such. */
static enum ll_gate_paper_kind kind_of_paper(struct ll_str word)
{
    static const char *const words[LL_GATE_PAPER_KIND_COUNT] = {
        [LL_GATE_PAPER_CONTRACT] = "doc-contract",
        [LL_GATE_PAPER_GUARANTEE] = "doc-finguar",
        [LL_GATE_PAPER_MOVEMENT] = "doc-move",
        [LL_GATE_PAPER_DGD] = "doc-dgd",
        [LL_GATE_PAPER_PACKING] = "doc-cpc",
        [LL_GATE_PAPER_BATTERY_PACKING] = "doc-batt-pack",
    };
    int kind = 0;
    while (kind < LL_GATE_PAPER_KIND_COUNT && !ll_str_eq_cstr(word, words[kind])) {
        kind++;
    }
    return (enum ll_gate_paper_kind)kind;
}

/* Of the dossier as a whole, or of this movement alone: a shipment that was booked anew is another
 * one. */
static bool is_of(const struct ll_q_notification_document_all_row *row,
                  enum ll_gate_paper_kind kind, struct ll_shipment_id shipment_id, int64_t serial)
{
    return kind < LL_GATE_PAPER_MOVEMENT
               ? !row->has_shipment_id
               : row->has_shipment_id && ll_id_eq(row->shipment_id.raw, shipment_id.raw) &&
                     row->has_movement_serial && row->movement_serial == serial &&
                     (kind != LL_GATE_PAPER_MOVEMENT || row->has_sent_on);
}

/* Papers of the dossier that the gate asks for. One that names no last day holds as long as it is
 * there. */
static enum ll_status read_papers(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                  const struct ll_gate_look *look, struct ll_gate_booking *booking,
                                  struct ll_err *reterr)
{
    struct ll_q_notification_document_all_in in = {look->booking.notification_id};
    struct ll_q_notification_document_all_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_grow papers = LL_GROW(ctx->arena, struct ll_gate_paper);
    LL_TRY(ll_q_notification_document_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_notification_document_all_next(cursor, &row, reterr)) == LL_OK) {
        enum ll_gate_paper_kind kind = kind_of_paper(row.kind);
        if (kind == LL_GATE_PAPER_KIND_COUNT ||
            !is_of(&row, kind, shipment_id, look->booking.serial)) {
            continue;
        }
        struct ll_gate_paper *one = ll_grow_add(&papers);
        if (one == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for the papers of a notification");
            break;
        }
        *one = (struct ll_gate_paper){
            .kind = kind,
            .sent_on = row.sent_on,
            .un = row.has_un ? ll_str_copy(ctx->arena, row.un) : LL_STR(""),
            .valid_from = {row.has_valid_from ? row.valid_from.days : INT32_MIN},
            .last_day = {row.has_valid_until ? row.valid_until.days : INT32_MAX},
            .recorded_on = row.recorded_on,
        };
    }
    ll_store_query_close(cursor);
    booking->papers = papers.items;
    booking->paper_count = papers.count;
    return status == LL_EEND ? LL_OK : status;
}

/* Containers that are loaded: they are known by their numbers, and closed by seals. */
static enum ll_status read_containers(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                      struct ll_gate_facts *facts, struct ll_err *reterr)
{
    struct ll_q_movement_packages_in in = {shipment_id};
    struct ll_q_movement_packages_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_grow containers = LL_GROW(ctx->arena, struct ll_gate_container);
    LL_TRY(ll_q_movement_packages_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_movement_packages_next(cursor, &row, reterr)) == LL_OK) {
        if (row.kind != LL_PACKAGE_KIND_CONTAINER) {
            continue;
        }
        struct ll_gate_container *one = ll_grow_add(&containers);
        struct ll_str code = ll_str_copy(ctx->arena, row.code);
        if (one == NULL || code.ptr == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for containers");
            break;
        }
        *one = (struct ll_gate_container){code, row.has_number, row.has_seal};
    }
    ll_store_query_close(cursor);
    facts->containers = containers.items;
    facts->container_count = containers.count;
    return status == LL_EEND ? LL_OK : status;
}

/* Those to the notification that it is a movement of, of all its states. */
static enum ll_status read_notified(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                    struct ll_gate_look *look, struct ll_gate_booking *booking,
                                    struct ll_gate_facts *facts, struct ll_err *reterr)
{
    struct ll_q_notification_state_all_in in = {look->booking.notification_id};
    struct ll_q_notification_state_all_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_gate_consent *consents =
        LL_NEW_ARRAY(ctx->arena, struct ll_gate_consent, LL_NOTIFICATION_STATES_MAX);
    if (consents == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for consents");
    }
    *booking = (struct ll_gate_booking){
        .stream = look->booking.stream,
        .battery = look->booking.battery,
        .first_departure = look->booking.first_departure,
        .last_departure = look->booking.last_departure,
        .mass = look->booking.mass_g,
        .recorded_on = ll_time_date(look->booking.recorded_at),
    };
    LL_TRY(ll_q_notification_state_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_notification_state_all_next(cursor, &row, reterr)) == LL_OK &&
           facts->consent_count < LL_NOTIFICATION_STATES_MAX) {
        consents[facts->consent_count++] = (struct ll_gate_consent){
            .country = ll_str_copy(ctx->arena, row.country),
            .part = ll_route_part_name(row.part),
            .is_given = row.has_valid_until,
            .has_valid_from = row.has_valid_from,
            .valid_from =
                row.consented_on.days > row.valid_from.days ? row.consented_on : row.valid_from,
            .valid_until = row.valid_until,
            .recorded_on = row.recorded_on,
            .is_refused = row.has_step && row.step >= LL_NOTIFICATION_STEP_OBJECTED,
        };
    }
    ll_store_query_close(cursor);
    facts->consents = consents;
    LL_TRY(status == LL_EEND ? LL_OK : status);
    LL_TRY(read_containers(ctx, shipment_id, facts, reterr));
    return read_papers(ctx, shipment_id, look, booking, reterr);
}

/* Those to itself alone; and the notification that it ought to be a movement of, if there is one:
 * consents to one shipment stand beside no notification. */
static enum ll_status read_consents(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                    const struct ll_q_shipment_route_row *route,
                                    struct ll_gate_look *look, struct ll_gate_facts *facts,
                                    struct ll_err *reterr)
{
    struct ll_route_country countries[LL_SHIPMENT_COUNTRIES_MAX];
    size_t count = 0;
    struct ll_gate_consent *consents =
        LL_NEW_ARRAY(ctx->arena, struct ll_gate_consent, LL_SHIPMENT_COUNTRIES_MAX);
    if (consents == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for consents");
    }
    LL_TRY(ll_shipment_countries(ctx, shipment_id, countries, &count, reterr));
    for (size_t i = 0; i < count; i++) {
        consents[i] = (struct ll_gate_consent){.country = countries[i].country,
                                               .part = countries[i].part,
                                               .is_given = countries[i].has_consent,
                                               .valid_until = countries[i].valid_until,
                                               .recorded_on = countries[i].recorded_on};
    }
    facts->consents = consents;
    facts->consent_count = count;
    struct ll_q_notification_of_route_in in = {route->from_facility_id, route->to_facility_id,
                                               facts->departs_on};
    struct ll_q_notification_of_route_row row;
    enum ll_status status = ll_q_notification_of_route(ctx->store, ctx->arena, &in, &row, reterr);
    if (status == LL_OK) {
        facts->notified_by = ll_str_copy(ctx->arena, row.code);
        look->notified_by = facts->notified_by;
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

struct ll_gate_packed ll_gate_packed(const struct ll_q_gate_load_row *load)
{
    bool is_other =
        load->with_others != 0 || (load->has_measure && load->measure == LL_MEASURE_GRAMS);
    bool has_cells = load->with_batteries != 0;
    return (struct ll_gate_packed){
        .stream = is_other    ? LL_PERMIT_STREAM_SMALL_IT_SCRAP
                  : has_cells ? LL_PERMIT_STREAM_PHONE_SCRAP
                              : LL_PERMIT_STREAM_PHONE_SCRAP_NO_BATTERY,
        .has_cells = has_cells,
        .has_damaged = load->with_damaged != 0,
        .has_whole = load->with_whole != 0,
    };
}

/* What the rules say of what was notified: loose cells among devices, or a disposal, say, are left
 * to a person whatever was packed in the end. */
static enum ll_status decide_notified(struct ll_ctx *ctx, const struct ll_gate_look *look,
                                      const struct ll_permit_facts *packed, bool sails,
                                      struct ll_gate_booking *booking, struct ll_err *reterr)
{
    const struct ll_q_booking_of_shipment_row *row = &look->booking;
    struct ll_permit_facts in = *packed;
    struct ll_permit_decision *decision = LL_NEW(ctx->arena, struct ll_permit_decision);
    if (decision == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what was notified");
    }
    ll_dossier_facts(row->stream, row->battery, row->purpose, row->operation, &in);
    if (in.mode == 0 && sails) {
        in.mode = LL_PERMIT_MODE_SEA;
    }
    booking->notified = decision;
    return ll_permit_decide(&in, ctx->arena, decision, reterr);
}

/* By the law of the day. What goes back to where all of it was collected is taken back, and bans
 * say nothing of that, nor of empty packages. */
static enum ll_status decide(struct ll_ctx *ctx, const struct ll_q_gate_load_row *load,
                             const struct ll_gate_look *look, struct ll_gate_booking *booking,
                             struct ll_gate_facts *facts, struct ll_err *reterr)
{
    struct ll_str transits[LL_SHIPMENT_COUNTRIES_MAX];
    struct ll_permit_decision *decision = LL_NEW(ctx->arena, struct ll_permit_decision);
    struct ll_str origin = facts->legs[0].from_country;
    struct ll_str goal = facts->legs[facts->leg_count - 1].to_country;
    bool returns = !load->has_first_country ||
                   (ll_str_eq(load->first_country, goal) && ll_str_eq(load->last_country, goal));
    struct ll_permit_facts in = {
        .origin = origin,
        .destination = goal,
        .transits = transits,
        .stream = facts->packed.stream,
        .purpose = returns ? LL_PERMIT_PURPOSE_TAKE_BACK : LL_PERMIT_PURPOSE_RECOVERY,
        .departure = facts->departs_on,
    };
    if (decision == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the procedure of a shipment");
    }
    if (booking != NULL) { /* the law goes by its acknowledgement */
        in.has_acknowledged = look->booking.has_acknowledged_on;
        in.acknowledged = look->booking.acknowledged_on;
        in.preconsented = look->booking.preconsented ? LL_PERMIT_ANSWER_YES : LL_PERMIT_ANSWER_NO;
        in.has_arrival = facts->planned_arrival.days >= facts->departs_on.days;
        in.arrival = facts->planned_arrival;
    }
    bool sails = false;
    for (size_t i = 0; i < facts->leg_count; i++) {
        sails = sails || facts->legs[i].sails;
        if (facts->legs[i].flies) { /* what may be in it counts as in it */
            in.mode = LL_PERMIT_MODE_AIR;
            in.battery = load->with_batteries != 0 ? LL_PERMIT_BATTERY_INSTALLED_INTACT
                                                   : LL_PERMIT_BATTERY_NONE;
        }
    }
    for (size_t i = 0; i < facts->consent_count; i++) {
        struct ll_str country = facts->consents[i].country;
        if (!ll_str_eq(country, origin) && !ll_str_eq(country, goal)) {
            transits[in.transit_count++] = country;
        }
    }
    facts->decision = decision;
    facts->is_taken_back = returns;
    facts->booking = booking;
    LL_TRY(ll_permit_decide(&in, ctx->arena, decision, reterr));
    return booking == NULL ? LL_OK : decide_notified(ctx, look, &in, sails, booking, reterr);
}

static enum ll_status read_overrides(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                     struct ll_gate_facts *facts, struct ll_err *reterr)
{
    struct ll_q_override_all_in in = {shipment_id, facts->departs_on, OVERRIDES_MAX};
    struct ll_q_override_all_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_grow rows = LL_GROW(ctx->arena, struct ll_gate_override);
    LL_TRY(ll_q_override_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_override_all_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_gate_override *one = ll_grow_add(&rows);
        if (one == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for what was overridden");
            break;
        }
        *one = (struct ll_gate_override){
            .departs_on = row.departs_on,
            .rule = ll_str_copy(ctx->arena, row.rule),
            .blocker = ll_str_copy(ctx->arena, row.blocker),
            .country = row.has_country ? ll_str_copy(ctx->arena, row.country) : LL_STR(""),
            .holder = row.has_holder ? ll_str_copy(ctx->arena, row.holder) : LL_STR(""),
            .kind = row.has_kind ? row.kind : (enum ll_licence_kind)0,
        };
    }
    ll_store_query_close(cursor);
    facts->overrides = rows.items;
    facts->override_count = rows.count;
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status read_place(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                                 struct ll_gate_place *ret_place, struct ll_err *reterr)
{
    struct ll_q_facility_by_id_in in = {.has_facility_id = true, .facility_id = facility_id};
    struct ll_q_facility_by_id_row row;
    LL_TRY(ll_q_facility_by_id(ctx->store, ctx->arena, &in, &row, reterr));
    *ret_place =
        (struct ll_gate_place){row.facility_id, row.organisation_id, row.code, row.country};
    return LL_OK;
}

static enum ll_status read_case(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                struct ll_gate_look *look, struct ll_err *reterr)
{
    struct ll_q_case_of_shipment_in of = {shipment_id};
    enum ll_status status =
        ll_q_case_of_shipment(ctx->store, ctx->arena, &of, &look->under_case, reterr);
    look->has_case = status == LL_OK;
    return status == LL_ENOTFOUND ? LL_OK : status;
}

enum ll_status ll_gate_look(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                            const struct ll_q_shipment_route_row *route, struct ll_date departs_on,
                            struct ll_gate_look *ret_look, struct ll_err *reterr)
{
    *ret_look = (struct ll_gate_look){.is_booked = false};
    struct ll_gate_facts facts = {.departs_on = departs_on,
                                  .planned_arrival = route->planned_arrival};
    struct ll_q_gate_load_in of = {shipment_id};
    struct ll_q_gate_load_row load;
    LL_TRY(ll_q_gate_load(ctx->store, ctx->arena, &of, &load, reterr));
    facts.mass = load.about_mass_g;
    facts.packed = ll_gate_packed(&load);
    ret_look->has_damaged = facts.packed.has_damaged;
    LL_TRY(read_case(ctx, shipment_id, ret_look, reterr));
    facts.is_under_review = ret_look->has_case;
    LL_TRY(read_place(ctx, route->from_facility_id, &facts.start, reterr));
    LL_TRY(read_legs(ctx, shipment_id, &facts, reterr));
    LL_TRY(read_licences(ctx, shipment_id, &facts, reterr));
    LL_TRY(read_overrides(ctx, shipment_id, &facts, reterr));
    struct ll_gate_booking booking = {.paper_count = 0};
    if (route->crosses_border) {
        LL_TRY(ll_booking_find(ctx, shipment_id, &ret_look->is_booked, &ret_look->booking, reterr));
        LL_TRY(read_place(ctx, route->to_facility_id, &facts.plant, reterr));
        LL_TRY(ret_look->is_booked
                   ? read_notified(ctx, shipment_id, ret_look, &booking, &facts, reterr)
                   : read_consents(ctx, shipment_id, route, ret_look, &facts, reterr));
        LL_TRY(decide(ctx, &load, ret_look, ret_look->is_booked ? &booking : NULL, &facts, reterr));
    }
    if (booking.notified != NULL && booking.notified->un != NULL) {
        ret_look->un = booking.notified->un->un;
    }
    ret_look->decision = facts.decision;
    ret_look->is_taken_back = facts.is_taken_back;
    ret_look->procedure =
        facts.decision == NULL ? LL_PERMIT_OUTCOME_DOMESTIC : facts.decision->outcome;
    return ll_gate_decide(&facts, ctx->arena, &ret_look->answer, reterr);
}

/* ---- check ---- */
struct shipment_check {
    struct ll_date departs_on;
    bool has_departs_on;
    struct ll_str shipment;
};
static const struct ll_field check_fields[] = {
    LL_MEMBER(shipment_check, departs_on, LL_OPT(DATE), LL_PRESENT(shipment_check, has_departs_on),
              .help = "the day on which it should leave (today)"),
    LL_MEMBER(shipment_check, shipment, LL_REQ(REF), .operand = true, .help = "its code or id"),
};
static const struct ll_record check_record =
    LL_RECORD("shipment_check", shipment_check, check_fields);

static enum ll_status run_check(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct shipment_check *in = input;
    struct ll_shipment_id shipment_id;
    struct ll_q_shipment_route_row route;
    struct ll_gate_look look;
    struct ll_date day = in->has_departs_on ? in->departs_on : ll_time_date(ctx->now);
    LL_TRY(ll_find_shipment(ctx, in->shipment, &shipment_id, &route, reterr));
    if (route.state != LL_SHIPMENT_STATE_PLANNED) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' is %s, not planned",
                    LL_STR_ARG(route.code), ll_shipment_state_name(route.state));
        ll_err_hint(reterr, "what it left with stands: see 'loopledger shipment show %.*s'",
                    LL_STR_ARG(route.code));
        return status;
    }
    LL_TRY(ll_gate_look(ctx, shipment_id, &route, day, &look, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "shipment", route.code);
    ll_answer_id(ctx, answer, "shipment_id", "shp", shipment_id.raw);
    ll_answer_date(ctx, answer, "departs_on", day);
    LL_TRY(ll_gate_put(ctx, &look, day, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_shipment_check = {
    .noun = "shipment",
    .verb = "check",
    .help = "say whether a planned shipment may depart, and what it lacks",
    .details =
        "Each blocker names who has to act and the rule with its source; what rests on "
        "little is of certainty low: confirm it with the authority. Within a country each "
        "carrier needs its licence there; across a border it is booked on a notification, too, "
        "to which every country of the route has to consent. All holds to three days after "
        "the planned arrival. 'ground' says on what the movement stands, 'uncertain' what of "
        "the law and the states on its way is not verified.",
    .input = &check_record,
    .mode = LL_SERVICE_READ,
    .run = run_check,
};
