/* shipment consent, cancel, depart, arrive */
#include "service/answer.h"
#include "service/booking.h"
#include "service/event.h"
#include "service/evidence.h"
#include "service/find.h"
#include "service/gate.h"
#include "service/shipment.h"
#include "service/stock.h"
#include "service/table.h"

/* ---- the countries of a route ---- */
static size_t find_country(const struct ll_route_country *countries, size_t count,
                           struct ll_str country)
{
    size_t i = 0;
    while (i < count && !ll_str_eq(countries[i].country, country)) {
        i++;
    }
    return i;
}

static enum ll_status add_country(struct ll_ctx *ctx, struct ll_route_country *countries,
                                  size_t *count, struct ll_str country, struct ll_err *reterr)
{
    if (find_country(countries, *count, country) < *count) {
        return LL_OK;
    }
    if (*count == LL_SHIPMENT_COUNTRIES_MAX) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a route of more than %d countries",
                       LL_SHIPMENT_COUNTRIES_MAX);
    }
    struct ll_str copy = ll_str_copy(ctx->arena, country);
    if (copy.ptr == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the countries of a route");
    }
    countries[(*count)++] = (struct ll_route_country){.country = copy, .part = "transit"};
    return LL_OK;
}

static enum ll_status list_countries(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                     struct ll_route_country *countries, size_t *count,
                                     size_t *ret_last, struct ll_err *reterr)
{
    struct ll_q_shipment_leg_all_in in = {shipment_id};
    struct ll_q_shipment_leg_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_shipment_leg_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_shipment_leg_all_next(cursor, &row, reterr)) == LL_OK) {
        status = add_country(ctx, countries, count, row.from_country, reterr);
        if (status == LL_OK) {
            status = add_country(ctx, countries, count, row.to_country, reterr);
        }
        if (status != LL_OK) {
            break;
        }
        *ret_last = find_country(countries, *count, row.to_country);
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

enum ll_status ll_shipment_countries(
    struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
    struct ll_route_country ret_countries[LL_SHIPMENT_COUNTRIES_MAX], size_t *ret_count,
    struct ll_err *reterr)
{
    size_t count = 0;
    size_t last = 0;
    LL_TRY(list_countries(ctx, shipment_id, ret_countries, &count, &last, reterr));
    if (count == 0) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a shipment without legs");
    }
    ret_countries[last].part = "import";
    ret_countries[0].part = "export";
    struct ll_q_shipment_consent_all_in in = {shipment_id};
    struct ll_q_shipment_consent_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_shipment_consent_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_shipment_consent_all_next(cursor, &row, reterr)) == LL_OK) {
        size_t i = find_country(ret_countries, count, row.country);
        if (i < count) {
            ret_countries[i].has_consent = true;
            ret_countries[i].valid_until = row.valid_until;
            ret_countries[i].recorded_on = row.recorded_on;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    *ret_count = count;
    return LL_OK;
}

static enum ll_status check_state(const struct ll_q_shipment_route_row *route,
                                  enum ll_shipment_state expected, struct ll_err *reterr)
{
    if (route->state == expected) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' is %s, not %s", LL_STR_ARG(route->code),
                ll_shipment_state_name(route->state), ll_shipment_state_name(expected));
    ll_err_hint(reterr, "what was recorded of it stands: see 'loopledger shipment show %.*s'",
                LL_STR_ARG(route->code));
    return status;
}

/* ---- consent ---- */
struct shipment_consent {
    struct ll_str country;
    struct ll_file document;
    struct ll_str document_digest;
    struct ll_str shipment;
    struct ll_date valid_until;
};
static const struct ll_field consent_fields[] = {
    LL_MEMBER(shipment_consent, country, LL_REQ(STR), .min = 2, .max = 2,
              .help = "whose authority consents: GH"),
    LL_MEMBER(shipment_consent, document, LL_OPT(FILE), .one_of = "document",
              .help = "the consent; the ledger keeps its SHA-256"),
    LL_MEMBER(shipment_consent, document_digest, LL_OPT(BYTES), .min = LL_DIGEST_SIZE,
              .max = LL_DIGEST_SIZE, .one_of = "document",
              .help = "that SHA-256, instead of the file"),
    LL_MEMBER(shipment_consent, shipment, LL_REQ(REF), .operand = true, .help = "its code or id"),
    LL_MEMBER(shipment_consent, valid_until, LL_REQ(DATE), .help = "the last day it holds"),
};
static const struct ll_record consent_record =
    LL_RECORD("shipment_consent", shipment_consent, consent_fields);

/* A paper of a notification's dossier is no consent to one shipment. */
static enum ll_status refuse_notified(struct ll_ctx *ctx, struct ll_str digest,
                                      struct ll_err *reterr)
{
    struct ll_q_notification_document_by_digest_in in = {digest};
    struct ll_q_notification_document_by_digest_row row;
    enum ll_status status =
        ll_q_notification_document_by_digest(ctx->store, ctx->arena, &in, &row, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    status = LL_FAIL(reterr, LL_ECONFLICT, "this document is a %.*s of notification '%.*s'",
                     LL_STR_ARG(row.kind), LL_STR_ARG(row.code));
    ll_err_where(reterr, "document");
    ll_err_hint(reterr, "book the shipment on it: 'loopledger shipment book --notification %.*s'",
                LL_STR_ARG(row.code));
    return status;
}

/* What was consented to once is not consented to again by the same paper. */
static enum ll_status refuse_used(struct ll_ctx *ctx, const struct ll_consent_recorded *body,
                                  struct ll_err *reterr)
{
    LL_TRY(refuse_notified(ctx, body->document_digest, reterr));
    struct ll_q_consent_elsewhere_in in = {body->document_digest, body->shipment_id};
    struct ll_q_consent_elsewhere_row row;
    enum ll_status status = ll_q_consent_elsewhere(ctx->store, ctx->arena, &in, &row, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    status =
        LL_FAIL(reterr, LL_ECONFLICT, "this document is the consent of %.*s to shipment '%.*s'",
                LL_STR_ARG(row.country), LL_STR_ARG(row.code));
    ll_err_where(reterr, "document");
    ll_err_hint(reterr, "each shipment needs a consent of its own; if it was recorded there by "
                        "mistake, record the right one there first");
    return status;
}

/* What is booked stands on the consents to its notification. */
static enum ll_status refuse_booked(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                    const struct ll_q_shipment_route_row *route,
                                    struct ll_err *reterr)
{
    struct ll_q_booking_of_shipment_row row;
    bool is_booked = false;
    LL_TRY(ll_booking_find(ctx, shipment_id, &is_booked, &row, reterr));
    if (!is_booked) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' is movement %.*s",
                                    LL_STR_ARG(route->code), LL_STR_ARG(row.number));
    ll_err_hint(reterr,
                "it stands on the consents to its notification: record this one with 'loopledger "
                "notification consent %.*s'",
                LL_STR_ARG(row.code));
    return status;
}

/* Where the law asks for a notification, consents are to that, whatever a paper says of one
 * shipment. */
static enum ll_status refuse_unnotified(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                        const struct ll_q_shipment_route_row *route,
                                        struct ll_err *reterr)
{
    struct ll_gate_look look;
    LL_TRY(ll_gate_look(ctx, shipment_id, route, ll_time_date(ctx->now), &look, reterr));
    if (!ll_gate_lacks_notification(&look)) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' needs a notification: consents are to that",
                LL_STR_ARG(route->code));
    ll_err_hint(reterr,
                "draft one with 'loopledger notification draft', record this consent with "
                "'loopledger notification consent', and book: 'loopledger shipment book %.*s "
                "--notification CODE'",
                LL_STR_ARG(route->code));
    return status;
}

static enum ll_status run_consent(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct shipment_consent *in = input;
    struct ll_q_shipment_route_row route;
    struct ll_route_country countries[LL_SHIPMENT_COUNTRIES_MAX];
    size_t count = 0;
    struct ll_consent_recorded body = {.country = in->country, .valid_until = in->valid_until};
    LL_TRY(ll_find_shipment(ctx, in->shipment, &body.shipment_id, &route, reterr));
    LL_TRY(check_state(&route, LL_SHIPMENT_STATE_PLANNED, reterr));
    if (!route.crosses_border) {
        return LL_REFUSE(reterr, LL_EREFUSED, "let it depart: 'loopledger shipment depart'",
                         "shipment '%.*s' crosses no border: it needs no consent",
                         LL_STR_ARG(route.code));
    }
    LL_TRY(refuse_booked(ctx, body.shipment_id, &route, reterr));
    LL_TRY(refuse_unnotified(ctx, body.shipment_id, &route, reterr));
    if (in->valid_until.days < ll_time_date(ctx->now).days) {
        enum ll_status status = LL_REFUSE(
            reterr, LL_EINVAL, "record one that holds, or plan the shipment anew once there is one",
            "the consent has expired");
        ll_err_where(reterr, "valid_until");
        return status;
    }
    LL_TRY(ll_shipment_countries(ctx, body.shipment_id, countries, &count, reterr));
    if (find_country(countries, count, in->country) == count) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "'%.*s' is not on the route of shipment '%.*s'",
                    LL_STR_ARG(in->country), LL_STR_ARG(route.code));
        ll_err_hint(reterr, "see its route with 'loopledger shipment show %.*s'",
                    LL_STR_ARG(route.code));
        return status;
    }
    LL_TRY(ll_evidence_digest(ctx, "document", &in->document, in->document_digest,
                              &body.document_digest, reterr));
    LL_TRY(refuse_used(ctx, &body, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_CONSENT_RECORDED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "country", in->country);
    ll_answer_id(ctx, answer, "shipment_id", "shp", body.shipment_id.raw);
    ll_answer_date(ctx, answer, "valid_until", in->valid_until);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- cancel ---- */
struct shipment_cancel {
    struct ll_str reason;
    struct ll_str shipment;
};
static const struct ll_field cancel_fields[] = {
    LL_MEMBER(shipment_cancel, reason, LL_REQ(CODE), .help = "why, as a code: carrier-withdrew"),
    LL_MEMBER(shipment_cancel, shipment, LL_REQ(REF), .operand = true, .help = "its code or id"),
};
static const struct ll_record cancel_record =
    LL_RECORD("shipment_cancel", shipment_cancel, cancel_fields);

static enum ll_status run_cancel(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct shipment_cancel *in = input;
    struct ll_q_shipment_route_row route;
    struct ll_shipment_cancelled body = {.reason = in->reason};
    LL_TRY(ll_find_shipment(ctx, in->shipment, &body.shipment_id, &route, reterr));
    LL_TRY(check_state(&route, LL_SHIPMENT_STATE_PLANNED, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_SHIPMENT_CANCELLED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "reason", in->reason);
    ll_answer_id(ctx, answer, "shipment_id", "shp", body.shipment_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- depart ---- */
struct shipment_depart {
    struct ll_date departed_on;
    bool has_departed_on;
    struct ll_str shipment;
};
static const struct ll_field depart_fields[] = {
    LL_MEMBER(shipment_depart, departed_on, LL_OPT(DATE),
              LL_PRESENT(shipment_depart, has_departed_on), .help = "the day (today)"),
    LL_MEMBER(shipment_depart, shipment, LL_REQ(REF), .operand = true, .help = "its code or id"),
};
static const struct ll_record depart_record =
    LL_RECORD("shipment_depart", shipment_depart, depart_fields);

/* The day given, or today; never ahead. */
enum ll_status ll_shipment_day(const struct ll_ctx *ctx, bool given, struct ll_date day,
                               const char *field, struct ll_date *ret_day, struct ll_err *reterr)
{
    struct ll_date today = ll_time_date(ctx->now);
    if (given && day.days > today.days) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "record it once it is done, with the day on which it was",
                      "the day lies ahead");
        ll_err_where(reterr, "%s", field);
        return status;
    }
    *ret_day = given ? day : today;
    return LL_OK;
}

/* Nothing travels before it was collected or found, nor on from a place before it was brought
 * there, in whatever package, or from a plant before that received or refused it. */
enum ll_status ll_shipment_check_load(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                      struct ll_date departed_on, struct ll_err *reterr)
{
    struct ll_q_shipment_load_in of = {shipment_id};
    struct ll_q_shipment_load_row load;
    struct ll_q_shipment_last_arrival_in before = {shipment_id};
    struct ll_q_shipment_last_arrival_row brought;
    LL_TRY(ll_q_shipment_load(ctx->store, ctx->arena, &of, &load, reterr));
    LL_TRY(ll_q_shipment_last_arrival(ctx->store, ctx->arena, &before, &brought, reterr));
    const struct {
        bool has;
        struct ll_date day;
        const char *deed;
    } rows[] = {
        {load.has_last_collected, load.last_collected, "collected"},
        {load.has_last_found, load.last_found, "found"},
        {brought.has_last_arrived, brought.last_arrived, LL_R("brought here")},
        {load.has_last_received, load.last_received, LL_R("received by a plant")},
        {load.has_last_treated, load.last_treated, "treated"},
        {load.has_last_since, load.last_since, LL_R("brought here, or refused,")},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].has && rows[i].day.days > departed_on.days) {
            char day[LL_TIME_TEXT_MAX];
            ll_date_format(rows[i].day, day);
            enum ll_status status = LL_FAIL(
                reterr, LL_EINVAL, "what it carries was %s on %s, after that", rows[i].deed, day);
            ll_err_where(reterr, "departed_on");
            ll_err_hint(reterr, "give the day on which it left, %s or later", day);
            return status;
        }
    }
    return LL_OK;
}

static enum ll_status run_depart(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct shipment_depart *in = input;
    struct ll_q_shipment_route_row route;
    struct ll_gate_look look;
    struct ll_shipment_departed body;
    LL_TRY(ll_find_shipment(ctx, in->shipment, &body.shipment_id, &route, reterr));
    LL_TRY(check_state(&route, LL_SHIPMENT_STATE_PLANNED, reterr));
    LL_TRY(ll_shipment_day(ctx, in->has_departed_on, in->departed_on, "departed_on",
                           &body.departed_on, reterr));
    LL_TRY(ll_shipment_check_load(ctx, body.shipment_id, body.departed_on, reterr));
    LL_TRY(ll_gate_look(ctx, body.shipment_id, &route, body.departed_on, &look, reterr));
    LL_TRY(ll_gate_refuse(ctx, &route, &look, reterr));
    body.rule_version = LL_GATE_RULE_VERSION;
    body.recorded_late = look.answer.is_late;
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_SHIPMENT_DEPARTED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_date(ctx, answer, "departed_on", body.departed_on);
    if (body.recorded_late) {
        ll_answer_bool(ctx, answer, "recorded_late", true);
    }
    ll_gate_put_uncertain(ctx, &look, false, answer);
    ll_answer_id(ctx, answer, "shipment_id", "shp", body.shipment_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- arrive ---- */
struct shipment_arrive {
    struct ll_date arrived_on;
    bool has_arrived_on;
    struct ll_str shipment;
};
static const struct ll_field arrive_fields[] = {
    LL_MEMBER(shipment_arrive, arrived_on, LL_OPT(DATE),
              LL_PRESENT(shipment_arrive, has_arrived_on), .help = "the day (today)"),
    LL_MEMBER(shipment_arrive, shipment, LL_REQ(REF), .operand = true, .help = "its code or id"),
};
static const struct ll_record arrive_record =
    LL_RECORD("shipment_arrive", shipment_arrive, arrive_fields);

static enum ll_status run_arrive(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct shipment_arrive *in = input;
    struct ll_q_shipment_route_row route;
    struct ll_shipment_arrived body;
    LL_TRY(ll_find_shipment(ctx, in->shipment, &body.shipment_id, &route, reterr));
    LL_TRY(check_state(&route, LL_SHIPMENT_STATE_DEPARTED, reterr));
    LL_TRY(ll_shipment_day(ctx, in->has_arrived_on, in->arrived_on, "arrived_on", &body.arrived_on,
                           reterr));
    if (body.arrived_on.days < route.departed_on.days) {
        char day[LL_TIME_TEXT_MAX];
        ll_date_format(route.departed_on, day);
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "it departed on %s, after that", day);
        ll_err_where(reterr, "arrived_on");
        ll_err_hint(reterr, "give the day on which it arrived, %s or later", day);
        return status;
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_SHIPMENT_ARRIVED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_date(ctx, answer, "arrived_on", body.arrived_on);
    ll_answer_id(ctx, answer, "shipment_id", "shp", body.shipment_id.raw);
    LL_TRY(ll_stock_warn(ctx, route.to_facility_id, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_shipment_consent = {
    .noun = "shipment",
    .verb = "consent",
    .help = "record a country's consent to one shipment alone",
    .details = "For what is taken back to the country where all of it was collected, on what the "
               "states agree for it alone, and where no rule names the procedure and two people "
               "decide. Whatever else crosses a border is booked on a notification "
               "('shipment book'), and consents are to that ('notification consent').",
    .input = &consent_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_consent,
};
const struct ll_service ll_service_shipment_cancel = {
    .noun = "shipment",
    .verb = "cancel",
    .help = "record that a planned shipment does not take place",
    .details = "Its packages are free again, for another shipment or to be filled. What has "
               "departed cannot be cancelled.",
    .input = &cancel_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_cancel,
};
const struct ll_service ll_service_shipment_depart = {
    .noun = "shipment",
    .verb = "depart",
    .help = "record that a shipment departs, if it is authorised",
    .details =
        "Refused by what 'shipment check' lists: each carrier needs its licence, and across a "
        "border it is a movement of a notification to which every country of the route has "
        "consented, to three days after the planned arrival. What left all the same is recorded "
        "with 'incident record'.",
    .input = &depart_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_depart,
};
const struct ll_service ll_service_shipment_arrive = {
    .noun = "shipment",
    .verb = "arrive",
    .help = "record that a shipment has arrived",
    .input = &arrive_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_arrive,
};
