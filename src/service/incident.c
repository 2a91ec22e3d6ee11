/* incident record, clear, list, show */
#include "service/incident.h"

#include "service/answer.h"
#include "service/case.h"
#include "service/control.h"
#include "service/event.h"
#include "service/evidence.h"
#include "service/find.h"
#include "service/gate.h"
#include "service/page_input.h"
#include "service/shipment.h"
#include "service/table.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_case.h"
#include "store/q_certificate.h"
#include "store/q_show_transport.h"

#define NOTE_BYTES_MAX 4000
#define LACKED_MAX 64 /* blockers by their words: there are fewer */
#define CASE_CAUSE "unauthorised-departure"

/* ---- what it keeps back ---- */
enum ll_status ll_incident_refuse(struct ll_ctx *ctx, const struct ll_list *spans,
                                  struct ll_err *reterr)
{
    const struct ll_lot_span *items = spans->items;
    struct ll_q_incident_any_row any;
    enum ll_status status = ll_q_incident_any(ctx->store, ctx->arena, &any, reterr);
    for (size_t i = 0; status == LL_OK && i < spans->count; i++) {
        struct ll_q_incident_over_in in = {items[i].lot_id, items[i].lo, items[i].hi};
        struct ll_q_incident_over_row row;
        status = ll_q_incident_over(ctx->store, ctx->arena, &in, &row, reterr);
        if (status == LL_OK) {
            char lot[LL_ID_TEXT_MAX];
            ll_id_format("lot", items[i].lot_id.raw, lot);
            status = LL_FAIL(
                reterr, LL_EREFUSED,
                "units [%lld, %lld) of %s left with shipment '%.*s' without authority, and that is "
                "not cleared",
                (long long)(row.lo > items[i].lo ? row.lo : items[i].lo),
                (long long)(row.hi < items[i].hi ? row.hi : items[i].hi), lot,
                LL_STR_ARG(row.code));
            ll_err_hint(reterr,
                        "two people clear it with 'loopledger incident clear %.*s'; until then "
                        "nothing of it is recycled",
                        LL_STR_ARG(row.code));
            return status;
        }
        status = status == LL_ENOTFOUND ? LL_OK : status;
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

enum ll_status ll_incident_refuse_beside(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                         struct ll_err *reterr)
{
    struct ll_q_incident_beside_in in = {lot_id};
    struct ll_q_incident_beside_row row;
    enum ll_status status = ll_q_incident_beside(ctx->store, ctx->arena, &in, &row, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    status = LL_FAIL(reterr, LL_EREFUSED,
                     "it came with what left with shipment '%.*s' without authority, and that is "
                     "not cleared",
                     LL_STR_ARG(row.code));
    ll_err_hint(reterr, "clear that first: 'loopledger incident clear %.*s'", LL_STR_ARG(row.code));
    return status;
}

/* ---- record ---- */
struct incident_record {
    struct ll_str cause;
    struct ll_date deadline;
    bool has_deadline;
    struct ll_date departed_on;
    bool has_departed_on;
    struct ll_file document;
    struct ll_str document_digest;
    struct ll_str found_by;
    struct ll_date found_on;
    bool has_found_on;
    struct ll_str note;
    struct ll_str shipment;
};
static const struct ll_field record_fields[] = {
    LL_MEMBER(incident_record, cause, LL_REQ(CODE),
              .help = "what happened, as a code: left-before-consent"),
    LL_MEMBER(incident_record, deadline, LL_OPT(DATE), LL_PRESENT(incident_record, has_deadline),
              .help = "by when it has to be cleared (in 30 days)"),
    LL_MEMBER(incident_record, departed_on, LL_OPT(DATE),
              LL_PRESENT(incident_record, has_departed_on),
              .help = "the day on which a planned shipment left (today)"),
    LL_MEMBER(incident_record, document, LL_OPT(FILE), .one_of = "document",
              .help = "a report or photo of it; the ledger keeps its SHA-256"),
    LL_MEMBER(incident_record, document_digest, LL_OPT(BYTES), .min = LL_DIGEST_SIZE,
              .max = LL_DIGEST_SIZE, .one_of = "document",
              .help = "that SHA-256, instead of the file"),
    LL_MEMBER(incident_record, found_by, LL_OPT(REF),
              .help = "the organisation that found it, by code or id"),
    LL_MEMBER(incident_record, found_on, LL_OPT(DATE), LL_PRESENT(incident_record, has_found_on),
              .help = "the day on which it was found (today)"),
    LL_MEMBER(incident_record, note, LL_OPT(STR), .min = 1, .max = NOTE_BYTES_MAX,
              .help = "in words; kept apart from the ledger, where it can be erased"),
    LL_MEMBER(incident_record, shipment, LL_REQ(REF), .operand = true, .help = "its code or id"),
};
static const struct ll_record record_record =
    LL_RECORD("incident_record", incident_record, record_fields);

static enum ll_status refuse_known(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                   const struct ll_q_shipment_route_row *route,
                                   struct ll_err *reterr)
{
    struct ll_q_incident_of_shipment_in of = {shipment_id};
    struct ll_q_incident_of_shipment_row row;
    enum ll_status status = ll_q_incident_of_shipment(ctx->store, ctx->arena, &of, &row, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    status = LL_FAIL(reterr, LL_EEXISTS, "the incident of shipment '%.*s' is recorded already",
                     LL_STR_ARG(route->code));
    ll_err_hint(reterr, "see 'loopledger incident show %.*s'", LL_STR_ARG(route->code));
    return status;
}

/* What the gate misses, each word once. Where it misses nothing there is no incident. */
static enum ll_status list_lacked(struct ll_ctx *ctx, const struct ll_q_shipment_route_row *route,
                                  const struct ll_gate_look *look, struct ll_list *ret_lacked,
                                  struct ll_err *reterr)
{
    struct ll_str *words = LL_NEW_ARRAY(ctx->arena, struct ll_str, LACKED_MAX);
    size_t count = 0;
    if (words == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what a departure lacked");
    }
    for (size_t i = 0; i < look->answer.count; i++) {
        const struct ll_gate_blocker *b = &look->answer.blockers[i];
        struct ll_str word = ll_str_from_cstr(ll_gate_rows[b->code].word);
        size_t at = 0;
        while (at < count && !ll_str_eq(words[at], word)) {
            at++;
        }
        if (!b->is_overridden && at == count && count < LACKED_MAX) {
            words[count++] = word;
        }
    }
    if (count == 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' was authorised to leave on that day",
                    LL_STR_ARG(route->code));
        ll_err_hint(reterr, "record its departure: 'loopledger shipment depart %.*s'",
                    LL_STR_ARG(route->code));
        return status;
    }
    *ret_lacked = (struct ll_list){words, count};
    return LL_OK;
}

static bool has_left(enum ll_shipment_state state)
{
    return state != LL_SHIPMENT_STATE_PLANNED && state != LL_SHIPMENT_STATE_CANCELLED;
}

/* A planned one leaves by this; of one that left it turned out only now. */
static enum ll_status read_departure(struct ll_ctx *ctx, const struct incident_record *in,
                                     const struct ll_q_shipment_route_row *route,
                                     struct ll_shipment_id shipment_id, struct ll_date *ret_day,
                                     struct ll_list *ret_lacked, struct ll_err *reterr)
{
    if (has_left(route->state)) {
        if (in->has_departed_on && in->departed_on.days != route->departed_on.days) {
            char day[LL_TIME_TEXT_MAX];
            ll_date_format(route->departed_on, day);
            enum ll_status status =
                LL_FAIL(reterr, LL_EINVAL, "its departure is recorded for %s", day);
            ll_err_where(reterr, "departed_on");
            ll_err_hint(reterr, "leave the day out: what was recorded of it stands");
            return status;
        }
        *ret_day = route->departed_on;
        return LL_OK;
    }
    if (route->state == LL_SHIPMENT_STATE_CANCELLED) {
        return LL_REFUSE(
            reterr, LL_EREFUSED, "what left has a shipment of its own: 'loopledger shipment plan'",
            "shipment '%.*s' is cancelled: it took nothing along", LL_STR_ARG(route->code));
    }
    struct ll_gate_look look;
    LL_TRY(
        ll_shipment_day(ctx, in->has_departed_on, in->departed_on, "departed_on", ret_day, reterr));
    LL_TRY(ll_shipment_check_load(ctx, shipment_id, *ret_day, reterr));
    LL_TRY(ll_gate_look(ctx, shipment_id, route, *ret_day, &look, reterr));
    return list_lacked(ctx, route, &look, ret_lacked, reterr);
}

static enum ll_status read_found(struct ll_ctx *ctx, const struct incident_record *in,
                                 struct ll_date departed_on, struct ll_incident_recorded *body,
                                 struct ll_err *reterr)
{
    LL_TRY(
        ll_shipment_day(ctx, in->has_found_on, in->found_on, "found_on", &body->found_on, reterr));
    if (body->found_on.days < departed_on.days) {
        char day[LL_TIME_TEXT_MAX];
        ll_date_format(departed_on, day);
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "it departed on %s, after that", day);
        ll_err_where(reterr, "found_on");
        ll_err_hint(reterr, "give the day on which it was found, %s or later", day);
        return status;
    }
    if (in->found_by.len > 0) {
        struct ll_q_organisation_by_id_row organisation;
        LL_TRY(ll_find_organisation(ctx, in->found_by, &organisation, reterr));
        body->has_found_by_id = true;
        body->found_by_id = organisation.organisation_id;
    }
    if (in->document.name.len == 0 && in->document_digest.len == 0) {
        return LL_OK;
    }
    return ll_evidence_digest(ctx, "document", &in->document, in->document_digest,
                              &body->document_digest, reterr);
}

static struct ll_json *words_of(struct ll_ctx *ctx, const struct ll_list *list)
{
    const struct ll_str *items = list->items;
    struct ll_json *words = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < list->count; i++) {
        ll_json_append(ctx->arena, words, ll_json_new_string(ctx->arena, items[i]));
    }
    return words;
}

/* All that travels; of what came, what is not recycled, wherever that was brought since. */
static enum ll_status read_spans(struct ll_ctx *ctx, const struct ll_q_shipment_route_row *route,
                                 struct ll_shipment_id shipment_id, struct ll_list *ret_spans,
                                 struct ll_err *reterr)
{
    if (has_left(route->state) && route->state != LL_SHIPMENT_STATE_DEPARTED) {
        return ll_case_left_spans(ctx, shipment_id, ret_spans, reterr);
    }
    return ll_case_shipment_spans(ctx, shipment_id, ret_spans, reterr);
}

static enum ll_status put_certificates(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                       struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_incident_certificates_in of = {.shipment_id = shipment_id, LL_VIEWER_FILTER(ctx)};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_incident_certificates_open(ctx->store, ctx->arena, &of, &cursor, reterr));
    return ll_answer_items(ctx, cursor, answer, "certificates", reterr);
}

/* What it holds back, and for what it comes too late. */
static enum ll_status put_reach(struct ll_ctx *ctx, const struct ll_incident_recorded *body,
                                struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_case_amount_in held = {body->case_id};
    struct ll_q_case_amount_row amount;
    struct ll_q_incident_recycled_in of = {body->shipment_id};
    struct ll_q_incident_recycled_row recycled;
    LL_TRY(ll_q_case_amount(ctx->store, ctx->arena, &held, &amount, reterr));
    LL_TRY(ll_q_incident_recycled(ctx->store, ctx->arena, &of, &recycled, reterr));
    ll_answer_amount(ctx, answer, "units_under_review", "mass_under_review_g",
                     (struct ll_amount){amount.units, amount.mass_g});
    ll_answer_amount(ctx, answer, "units_recycled", "mass_recycled_g",
                     (struct ll_amount){recycled.units, recycled.mass_g});
    return put_certificates(ctx, body->shipment_id, answer, reterr);
}

static enum ll_status run_record(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct incident_record *in = input;
    struct ll_q_shipment_route_row route;
    struct ll_incident_recorded body = {.cause = in->cause, .document_digest = LL_STR("")};
    struct ll_shipment_departed departed = {.rule_version = LL_GATE_RULE_VERSION};
    struct ll_case_opened opened = {.cause = LL_STR(CASE_CAUSE), .has_shipment_id = true};
    LL_TRY(ll_find_shipment(ctx, in->shipment, &body.shipment_id, &route, reterr));
    LL_TRY(refuse_known(ctx, body.shipment_id, &route, reterr));
    LL_TRY(read_departure(ctx, in, &route, body.shipment_id, &departed.departed_on, &body.lacked,
                          reterr));
    LL_TRY(read_found(ctx, in, departed.departed_on, &body, reterr));
    opened.shipment_id = body.shipment_id;
    opened.deadline = in->has_deadline ? in->deadline : ll_case_deadline(ctx);
    LL_TRY(read_spans(ctx, &route, body.shipment_id, &opened.spans, reterr));
    /* The units are under review, and the incident is known, before anything leaves. */
    LL_TRY(ll_case_open(ctx, &opened, in->note, reterr));
    body.case_id = opened.case_id;
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_INCIDENT_RECORDED, &body, reterr));
    if (route.state == LL_SHIPMENT_STATE_PLANNED) {
        departed.shipment_id = body.shipment_id;
        meta = ll_event_begin(ctx);
        LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_SHIPMENT_DEPARTED, &departed, reterr));
    }
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "case_id", "cas", body.case_id.raw);
    LL_TRY(put_reach(ctx, &body, answer, reterr));
    ll_answer_date(ctx, answer, "departed_on", departed.departed_on);
    ll_json_set(ctx->arena, answer, "lacked", words_of(ctx, &body.lacked));
    ll_answer_text(ctx, answer, "shipment", route.code);
    ll_answer_id(ctx, answer, "shipment_id", "shp", body.shipment_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- clear ---- */
struct incident_clear {
    struct ll_date cleared_on;
    bool has_cleared_on;
    struct ll_file document;
    struct ll_str document_digest;
    struct ll_str note;
    struct ll_str outcome;
    struct ll_str reason;
    struct ll_str shipment;
};
static const struct ll_field clear_fields[] = {
    LL_MEMBER(incident_clear, cleared_on, LL_OPT(DATE), LL_PRESENT(incident_clear, has_cleared_on),
              .help = "the day (today)"),
    LL_MEMBER(incident_clear, document, LL_OPT(FILE), .one_of = "document",
              .help = "the authority's paper it stands on; the ledger keeps its SHA-256"),
    LL_MEMBER(incident_clear, document_digest, LL_OPT(BYTES), .min = LL_DIGEST_SIZE,
              .max = LL_DIGEST_SIZE, .one_of = "document",
              .help = "that SHA-256, instead of the file"),
    LL_MEMBER(incident_clear, note, LL_OPT(STR), .min = 1, .max = NOTE_BYTES_MAX,
              .help = "in words; kept apart from the ledger, where it can be erased"),
    LL_MEMBER(incident_clear, outcome, LL_REQ(CODE),
              .help = "what came of it, as a code: authorised-afterwards, taken-back"),
    LL_MEMBER(incident_clear, reason, LL_REQ(CODE),
              .help = "why its units may go on, as a code: consent-given-late"),
    LL_MEMBER(incident_clear, shipment, LL_REQ(REF), .operand = true,
              .help = "the shipment, by code or id"),
};
static const struct ll_record clear_record =
    LL_RECORD("incident_clear", incident_clear, clear_fields);

static enum ll_status find_incident(struct ll_ctx *ctx, struct ll_str ref,
                                    struct ll_q_incident_of_shipment_row *ret_row,
                                    struct ll_q_shipment_route_row *ret_route,
                                    struct ll_err *reterr)
{
    struct ll_q_incident_of_shipment_in of;
    LL_TRY(ll_find_shipment(ctx, ref, &of.shipment_id, ret_route, reterr));
    enum ll_status status = ll_q_incident_of_shipment(ctx->store, ctx->arena, &of, ret_row, reterr);
    if (status == LL_ENOTFOUND) {
        status = LL_FAIL(reterr, LL_ENOTFOUND, "shipment '%.*s' has no incident",
                         LL_STR_ARG(ret_route->code));
        ll_err_hint(reterr, "see those that there are with 'loopledger incident list'");
    }
    return status;
}

static enum ll_status run_clear(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct incident_clear *in = input;
    struct ll_q_incident_of_shipment_row row;
    struct ll_q_shipment_route_row route;
    struct ll_incident_cleared body = {.outcome = in->outcome, .reason = in->reason};
    struct ll_case_closed closed = {.outcome = in->outcome, .has_note_annex_id = in->note.len > 0};
    LL_TRY(find_incident(ctx, in->shipment, &row, &route, reterr));
    if (row.has_cleared_on) {
        return LL_REFUSE(reterr, LL_EREFUSED, "its outcome stands", "it is cleared already: %.*s",
                         LL_STR_ARG(row.outcome));
    }
    LL_TRY(ll_shipment_day(ctx, in->has_cleared_on, in->cleared_on, "cleared_on", &body.cleared_on,
                           reterr));
    /* Cases close on a day since they were opened, and so does this one. */
    struct ll_date since = ll_time_date(ll_id_time(row.case_id.raw));
    if (body.cleared_on.days < since.days) {
        char day[LL_TIME_TEXT_MAX];
        ll_date_format(since, day);
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "it was recorded on %s, after that", day);
        ll_err_where(reterr, "cleared_on");
        ll_err_hint(reterr, "give the day on which it was cleared, %s or later", day);
        return status;
    }
    LL_TRY(ll_evidence_digest(ctx, "document", &in->document, in->document_digest,
                              &body.document_digest, reterr));
    body.shipment_id = row.shipment_id;
    LL_TRY(ll_control_store(ctx, LL_CONTROL_STEP_INCIDENT_CLEAR, body.shipment_id.raw, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_INCIDENT_CLEARED, &body, reterr));
    meta = ll_event_begin(ctx);
    if (closed.has_note_annex_id) {
        LL_TRY(ll_annex_store(ctx, &meta, "case.note", in->note, &closed.note_annex_id, reterr));
    }
    closed.case_id = row.case_id;
    closed.closed_on = body.cleared_on;
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_CASE_CLOSED, &closed, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_date(ctx, answer, "cleared_on", body.cleared_on);
    ll_answer_text(ctx, answer, "outcome", in->outcome);
    ll_answer_text(ctx, answer, "shipment", route.code);
    ll_answer_id(ctx, answer, "shipment_id", "shp", body.shipment_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* The day that nobody gave is the one on which it is approved. */
enum ll_status ll_incident_clear_complete(struct ll_ctx *ctx, void *input, struct ll_err *reterr)
{
    (void)ctx;
    (void)input;
    (void)reterr;
    return LL_OK;
}

/* ---- list, show ---- */
struct incident_list {
    struct ll_str after;
    int64_t limit;
    bool open;
    bool has_open;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(incident_list),
    LL_PAGE_LIMIT(incident_list),
    LL_MEMBER(incident_list, open, LL_OPT(BOOL), LL_PRESENT(incident_list, has_open),
              .help = "only those that are not cleared; no: only those that are"),
};
static const struct ll_record list_record = LL_RECORD("incident_list", incident_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct incident_list *in = input;
    struct ll_q_incident_list_in by = {
        .after = in->after,
        .limit = ll_page_limit(in->limit),
        .has_open = in->has_open,
        .open = in->open,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_incident_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr));
    return ll_visible_trim_each(ctx, LL_OBJECT_SHIPMENT, *ret_answer, "items", reterr);
}

static void put_lacked(struct ll_ctx *ctx, struct ll_str lacked, struct ll_json *answer)
{
    struct ll_str parts[LACKED_MAX];
    size_t count = lacked.len == 0 ? 0 : ll_words_split(lacked, ' ', parts, LACKED_MAX);
    struct ll_list list = {parts, count < LACKED_MAX ? count : LACKED_MAX};
    ll_json_set(ctx->arena, answer, "lacked", words_of(ctx, &list));
}

enum ll_status ll_incident_put(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                               struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_incident_of_shipment_in of = {shipment_id};
    struct ll_q_incident_of_shipment_row row;
    enum ll_status status = ll_q_incident_of_shipment(ctx->store, ctx->arena, &of, &row, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    struct ll_json *item = ll_answer_object(ctx);
    ll_answer_text(ctx, item, "cause", row.cause);
    if (row.has_cleared_on) {
        ll_answer_date(ctx, item, "cleared_on", row.cleared_on);
    }
    ll_answer_date(ctx, item, "found_on", row.found_on);
    put_lacked(ctx, row.lacked, item);
    if (row.has_cleared_on) {
        ll_answer_text(ctx, item, "outcome", row.outcome);
    }
    ll_json_set(ctx->arena, answer, "incident", item);
    return LL_OK;
}

enum ll_status ll_incident_put_certificate(struct ll_ctx *ctx,
                                           struct ll_certificate_id certificate_id,
                                           struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_certificate_incidents_in in = {certificate_id};
    struct ll_q_certificate_incidents_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    enum ll_status status;
    LL_TRY(ll_q_certificate_incidents_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_certificate_incidents_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "cause", row.cause);
        if (row.has_cleared_on) {
            ll_answer_date(ctx, item, "cleared_on", row.cleared_on);
        }
        ll_answer_date(ctx, item, "departed_on", row.departed_on);
        ll_answer_date(ctx, item, "found_on", row.found_on);
        if (row.has_outcome) {
            ll_answer_text(ctx, item, "outcome", row.outcome);
        }
        ll_answer_text(ctx, item, "shipment", row.code);
        ll_answer_id(ctx, item, "shipment_id", "shp", row.shipment_id.raw);
        ll_answer_amount(ctx, item, "units", "uncounted_g",
                         (struct ll_amount){row.units, row.uncounted_g});
        ll_json_append(ctx->arena, items, item);
    }
    ll_store_query_close(cursor);
    if (status == LL_EEND && items != NULL && items->count > 0) {
        ll_json_set(ctx->arena, answer, "incidents", items);
    }
    return status == LL_EEND ? LL_OK : status;
}

enum ll_status ll_incident_put_lot(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                   struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_lot_incidents_in of = {lot_id};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_lot_incidents_open(ctx->store, ctx->arena, &of, &cursor, reterr));
    return ll_answer_items(ctx, cursor, answer, "incidents", reterr);
}

static enum ll_status put_notes(struct ll_ctx *ctx, struct ll_case_id case_id,
                                struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_case_by_id_in of = {case_id};
    struct ll_q_case_by_id_row row;
    struct ll_str text;
    LL_TRY(ll_q_case_by_id(ctx->store, ctx->arena, &of, &row, reterr));
    ll_answer_date(ctx, answer, "deadline", row.deadline);
    if (row.has_note_annex_id) {
        LL_TRY(ll_annex_text(ctx, row.note_annex_id, &text, reterr));
        ll_answer_text(ctx, answer, "note", text);
    }
    if (row.has_closing_note_annex_id) {
        LL_TRY(ll_annex_text(ctx, row.closing_note_annex_id, &text, reterr));
        ll_answer_text(ctx, answer, "closing_note", text);
    }
    return LL_OK;
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_incident_of_shipment_row row;
    struct ll_q_shipment_route_row route;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(find_incident(ctx, in->ref, &row, &route, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_incident_item_in item = {row.shipment_id};
    LL_TRY(ll_q_incident_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    put_lacked(ctx, row.lacked, answer);
    LL_TRY(put_certificates(ctx, row.shipment_id, answer, reterr));
    if (!ll_viewer_is_partial(ctx)) {
        LL_TRY(put_notes(ctx, row.case_id, answer, reterr));
    }
    LL_TRY(ll_control_answer_shipment(ctx, row.shipment_id, answer, reterr));
    LL_TRY(ll_visible_trim(ctx, LL_OBJECT_SHIPMENT, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_incident_record = {
    .noun = "incident",
    .verb = "record",
    .help = "record that a shipment left though nothing authorised it",
    .details =
        "Of a planned shipment it records the departure, too, and only where 'shipment check' "
        "lists what it lacks; of one on its way, or that came, what turned out since. A case has "
        "its units under review: wherever they are brought they are not recycled, packed, or cited "
        "by a certificate until 'incident clear'. For what is recycled or cited by then it comes "
        "too late: the answer says how much that is, and which certificates. It stays on the "
        "shipment, on lots and on certificates.",
    .input = &record_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_record,
};
const struct ll_service ll_service_incident_clear = {
    .noun = "incident",
    .verb = "clear",
    .help = "clear a departure without authority on an authority's paper: by two people",
    .details = "It closes the case, and its units may be packed, cited and recycled again. Two "
               "people do it, each signed in, or nobody: else one could record as an incident what "
               "they may not override.",
    .input = &clear_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_clear,
};
const struct ll_service ll_service_incident_list = {
    .noun = "incident",
    .verb = "list",
    .help = "list departures without authority, by their shipments",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_incident_show = {
    .noun = "incident",
    .verb = "show",
    .help = "show the incident of one shipment: what it lacked, who found it, what came of it",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
