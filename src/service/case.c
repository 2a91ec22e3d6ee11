/* case open, list, show, close, reopen */
#include "service/case.h"

#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/page_input.h"
#include "service/part.h"
#include "service/table.h"
#include "service/visible.h"
#include "store/q_show_plant.h"

#define NOTE_BYTES_MAX 4000
#define DEADLINE_DAYS 30

/* ---- the units a case is about ---- */
/* Neighbours become one; what was lost, diverted, returned or seized is gone. */
static enum ll_status add_span(struct ll_grow *spans, struct ll_lot_id lot_id, struct ll_span units,
                               enum ll_stage stage, struct ll_err *reterr)
{
    struct ll_lot_span *items = spans->items;
    struct ll_lot_span *last = spans->count == 0 ? NULL : &items[spans->count - 1];
    if (stage > LL_STAGE_RECYCLED) {
        return LL_OK;
    }
    if (last != NULL && last->hi == units.lo && ll_id_eq(last->lot_id.raw, lot_id.raw)) {
        last->hi = units.hi;
        return LL_OK;
    }
    struct ll_lot_span *span = ll_grow_add(spans);
    if (span == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the units of a case");
    }
    *span = (struct ll_lot_span){.lot_id = lot_id, .lo = units.lo, .hi = units.hi};
    return LL_OK;
}

/* The rows of a query by lot and unit, as spans. */
#define SPANS_OF(name, object, query)                                                              \
    enum ll_status ll_case_##name##_spans(struct ll_ctx *ctx, struct ll_##object##_id object_id,   \
                                          struct ll_list *ret_spans, struct ll_err *reterr)        \
    {                                                                                              \
        struct ll_grow spans = LL_GROW(ctx->arena, struct ll_lot_span);                            \
        struct ll_q_##query##_in in = {object_id};                                                 \
        struct ll_q_##query##_row row;                                                             \
        struct ll_store_cursor *cursor = NULL;                                                     \
        LL_TRY(ll_q_##query##_open(ctx->store, ctx->arena, &in, &cursor, reterr));                 \
        enum ll_status status = LL_OK;                                                             \
        while (status == LL_OK) {                                                                  \
            status = ll_q_##query##_next(cursor, &row, reterr);                                    \
            if (status == LL_OK) {                                                                 \
                struct ll_span units = {row.lo, row.hi};                                           \
                status = add_span(&spans, row.lot_id, units, row.stage, reterr);                   \
            }                                                                                      \
        }                                                                                          \
        ll_store_query_close(cursor);                                                              \
        *ret_spans = ll_grow_list(&spans);                                                         \
        return status == LL_EEND ? LL_OK : status;                                                 \
    }
SPANS_OF(package, package, custody_of_package)
SPANS_OF(shipment, shipment, custody_of_shipment)
SPANS_OF(left, shipment, custody_left_with)
SPANS_OF(receipt, receipt, custody_of_receipt)

/* ---- open ---- */
enum ll_status ll_case_open(struct ll_ctx *ctx, struct ll_case_opened *body, struct ll_str note,
                            struct ll_err *reterr)
{
    if (body->deadline.days < ll_time_date(ctx->now).days) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "give today or a later day", "the deadline is past");
        ll_err_where(reterr, "deadline");
        return status;
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    body->case_id.raw = ll_ctx_id(ctx);
    body->has_note_annex_id = note.len > 0;
    if (body->has_note_annex_id) {
        LL_TRY(ll_annex_store(ctx, &meta, "case.note", note, &body->note_annex_id, reterr));
    }
    return ll_event_store(ctx, &meta, LL_EVENT_CASE_OPENED, body, reterr);
}

struct ll_date ll_case_deadline(const struct ll_ctx *ctx)
{
    return (struct ll_date){ll_time_date(ctx->now).days + DEADLINE_DAYS};
}

enum ll_status ll_case_open_rest(struct ll_ctx *ctx, const struct ll_case_rest *rest,
                                 const struct ll_selection *selection, struct ll_units taken,
                                 bool *ret_opened, struct ll_case_id *ret_case_id,
                                 struct ll_err *reterr)
{
    *ret_opened = taken.n < selection->units && !selection->is_under_review;
    if (!*ret_opened) {
        return LL_OK;
    }
    struct ll_case_opened body = {
        .cause = rest->cause,
        .deadline = rest->deadline,
        .has_package_id = true,
        .package_id = rest->package_id,
    };
    LL_TRY(ll_case_package_spans(ctx, rest->package_id, &body.spans, reterr));
    LL_TRY(ll_case_open(ctx, &body, rest->note, reterr));
    *ret_case_id = body.case_id;
    return LL_OK;
}

struct case_open {
    struct ll_money amount;
    bool has_amount;
    struct ll_str cause;
    struct ll_str claimant;
    struct ll_str counterparty;
    struct ll_date deadline;
    struct ll_str note;
    struct ll_str package;
    struct ll_str receipt;
    struct ll_str shipment;
};
static const struct ll_field open_fields[] = {
    LL_MEMBER(case_open, amount, LL_OPT(MONEY), LL_PRESENT(case_open, has_amount),
              .help = "what is claimed: 1200.00 EUR"),
    LL_MEMBER(case_open, cause, LL_REQ(CODE), .help = "what it is about, as a code: short-count"),
    LL_MEMBER(case_open, claimant, LL_OPT(REF), .help = "the organisation that claims it"),
    LL_MEMBER(case_open, counterparty, LL_OPT(REF), .help = "organisation, by code or id"),
    LL_MEMBER(case_open, deadline, LL_REQ(DATE), .help = "by when it has to be settled"),
    LL_MEMBER(case_open, note, LL_OPT(STR), .min = 1, .max = NOTE_BYTES_MAX,
              .help = "in words; kept apart from the ledger, where it can be erased"),
    LL_MEMBER(case_open, package, LL_OPT(REF), .help = "a package with all that is in it"),
    LL_MEMBER(case_open, receipt, LL_OPT(REF), .help = "or what a plant received"),
    LL_MEMBER(case_open, shipment, LL_OPT(REF), .help = "or what travels together"),
};
static const struct ll_record open_record = LL_RECORD("case_open", case_open, open_fields);

static enum ll_status find_subject(struct ll_ctx *ctx, const struct case_open *in,
                                   struct ll_case_opened *body, struct ll_err *reterr)
{
    struct ll_q_package_by_id_row package;
    struct ll_q_receipt_by_id_row receipt;
    struct ll_q_shipment_route_row route;
    if ((in->package.len > 0) + (in->receipt.len > 0) + (in->shipment.len > 0) != 1) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "a case is about one package, receipt or shipment");
        ll_err_hint(reterr, "name one of --package, --receipt and --shipment");
        return status;
    }
    if (in->package.len > 0) {
        LL_TRY(ll_find_package(ctx, in->package, &package, reterr));
        body->has_package_id = true;
        body->package_id = package.package_id;
        return ll_case_package_spans(ctx, package.package_id, &body->spans, reterr);
    }
    if (in->receipt.len > 0) {
        LL_TRY(ll_find_receipt(ctx, in->receipt, &receipt, reterr));
        body->has_receipt_id = true;
        body->receipt_id = receipt.receipt_id;
        return ll_case_receipt_spans(ctx, receipt.receipt_id, &body->spans, reterr);
    }
    LL_TRY(ll_find_shipment(ctx, in->shipment, &body->shipment_id, &route, reterr));
    if (route.state == LL_SHIPMENT_STATE_CANCELLED) {
        return LL_REFUSE(reterr, LL_EREFUSED, "name the package that the difference is in",
                         "shipment '%.*s' is cancelled: it carries nothing",
                         LL_STR_ARG(route.code));
    }
    body->has_shipment_id = true;
    return ll_case_shipment_spans(ctx, body->shipment_id, &body->spans, reterr);
}

static enum ll_status find_parties(struct ll_ctx *ctx, const struct case_open *in,
                                   struct ll_case_opened *body, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_row organisation;
    if (in->claimant.len > 0) {
        LL_TRY(ll_find_organisation(ctx, in->claimant, &organisation, reterr));
        body->has_claimant_id = true;
        body->claimant_id = organisation.organisation_id;
    }
    if (in->counterparty.len > 0) {
        LL_TRY(ll_find_organisation(ctx, in->counterparty, &organisation, reterr));
        body->has_counterparty_id = true;
        body->counterparty_id = organisation.organisation_id;
    }
    if (!body->has_claimant_id || !body->has_counterparty_id ||
        !ll_id_eq(body->claimant_id.raw, body->counterparty_id.raw)) {
        return LL_OK;
    }
    enum ll_status status =
        LL_REFUSE(reterr, LL_EINVAL, "name two organisations, or leave one out",
                  "'%.*s' claims it and is to answer for it", LL_STR_ARG(in->claimant));
    ll_err_where(reterr, "counterparty");
    return status;
}

static enum ll_status run_open(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct case_open *in = input;
    struct ll_case_opened body = {
        .amount = in->amount,
        .has_amount = in->has_amount,
        .cause = in->cause,
        .deadline = in->deadline,
    };
    LL_TRY(find_subject(ctx, in, &body, reterr));
    LL_TRY(find_parties(ctx, in, &body, reterr));
    LL_TRY(ll_case_open(ctx, &body, in->note, reterr));
    struct ll_q_case_amount_in of = {body.case_id};
    struct ll_q_case_amount_row amount;
    LL_TRY(ll_q_case_amount(ctx->store, ctx->arena, &of, &amount, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "case_id", "cas", body.case_id.raw);
    ll_answer_amount(ctx, answer, "units_under_review", "mass_under_review_g",
                     (struct ll_amount){amount.units, amount.mass_g});
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- close ---- */
struct case_close {
    struct ll_str case_ref;
    struct ll_date closed_on;
    bool has_closed_on;
    struct ll_str note;
    struct ll_str outcome;
};
static const struct ll_field close_fields[] = {
    {.name = "case",
     .offset = offsetof(struct case_close, case_ref),
     LL_REQ(REF),
     .operand = true,
     .help = "the case's id"},
    LL_MEMBER(case_close, closed_on, LL_OPT(DATE), LL_PRESENT(case_close, has_closed_on),
              .help = "the day (today)"),
    LL_MEMBER(case_close, note, LL_OPT(STR), .min = 1, .max = NOTE_BYTES_MAX,
              .help = "in words; kept apart from the ledger, where it can be erased"),
    LL_MEMBER(case_close, outcome, LL_REQ(CODE), .help = "what came of it, as a code: refunded"),
};
static const struct ll_record close_record = LL_RECORD("case_close", case_close, close_fields);

/* Today, or a day since the case was opened. */
static enum ll_status read_day(struct ll_ctx *ctx, const struct case_close *in,
                               struct ll_event_id opened, struct ll_date *ret_day,
                               struct ll_err *reterr)
{
    struct ll_date today = ll_time_date(ctx->now);
    struct ll_date day = in->has_closed_on ? in->closed_on : today;
    const char *what = NULL;
    if (day.days > today.days) {
        what = LL_R("the day lies ahead");
    } else if (day.days < ll_time_date(ll_id_time(opened.raw)).days) {
        what = LL_R("the case was opened after that");
    }
    if (what != NULL) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "%s", what);
        ll_err_where(reterr, "closed_on");
        return status;
    }
    *ret_day = day;
    return LL_OK;
}

/* What left without authority is cleared by two people, and that closes its case. */
static enum ll_status refuse_incident(struct ll_ctx *ctx, struct ll_case_id case_id,
                                      struct ll_err *reterr)
{
    struct ll_q_incident_of_case_in of = {case_id};
    struct ll_q_incident_of_case_row row;
    enum ll_status status = ll_q_incident_of_case(ctx->store, ctx->arena, &of, &row, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    status = LL_FAIL(reterr, LL_EREFUSED,
                     "shipment '%.*s' left without authority: its incident has to be cleared",
                     LL_STR_ARG(row.code));
    ll_err_hint(reterr, "two people clear it with 'loopledger incident clear %.*s'",
                LL_STR_ARG(row.code));
    return status;
}

static enum ll_status run_close(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct case_close *in = input;
    struct ll_q_case_by_id_row row;
    struct ll_case_closed body = {.outcome = in->outcome, .has_note_annex_id = in->note.len > 0};
    LL_TRY(ll_find_case(ctx, in->case_ref, &row, reterr));
    if (row.has_closed_on) {
        enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "the case is closed already: %.*s",
                                        LL_STR_ARG(row.outcome));
        ll_err_hint(reterr, "open it again if that was a mistake: 'loopledger case reopen'; what "
                            "came up since is a case of its own: 'loopledger case open'");
        return status;
    }
    body.case_id = row.case_id;
    LL_TRY(refuse_incident(ctx, body.case_id, reterr));
    LL_TRY(read_day(ctx, in, row.event_id, &body.closed_on, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    if (body.has_note_annex_id) {
        LL_TRY(ll_annex_store(ctx, &meta, "case.note", in->note, &body.note_annex_id, reterr));
    }
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_CASE_CLOSED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "case_id", "cas", body.case_id.raw);
    ll_answer_date(ctx, answer, "closed_on", body.closed_on);
    ll_answer_text(ctx, answer, "outcome", in->outcome);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- reopen ---- */
struct case_reopen {
    struct ll_str case_ref;
    struct ll_date deadline;
    bool has_deadline;
    struct ll_str reason;
};
static const struct ll_field reopen_fields[] = {
    {.name = "case",
     .offset = offsetof(struct case_reopen, case_ref),
     LL_REQ(REF),
     .operand = true,
     .help = "the case's id"},
    LL_MEMBER(case_reopen, deadline, LL_OPT(DATE), LL_PRESENT(case_reopen, has_deadline),
              .help = "by when it has to be settled now, where that day is over"),
    LL_MEMBER(case_reopen, reason, LL_REQ(CODE), .help = "why, as a code: mistake"),
};
static const struct ll_record reopen_record = LL_RECORD("case_reopen", case_reopen, reopen_fields);

static enum ll_status check_reopen(struct ll_ctx *ctx, const struct ll_q_case_by_id_row *row,
                                   struct ll_date deadline, struct ll_err *reterr)
{
    struct ll_q_incident_known_of_case_in of = {row->case_id};
    struct ll_q_incident_known_of_case_row incident;
    enum ll_status status = LL_OK;
    if (!row->has_closed_on) {
        return LL_REFUSE(reterr, LL_EREFUSED, "there is nothing left to do",
                         "the case is not closed");
    }
    status = ll_q_incident_known_of_case(ctx->store, ctx->arena, &of, &incident, reterr);
    if (status != LL_ENOTFOUND) {
        LL_TRY(status);
        return LL_REFUSE(reterr, LL_EREFUSED, "what came up since is a case of its own",
                         "two people cleared the departure of shipment '%.*s' with it",
                         LL_STR_ARG(incident.code));
    }
    if (deadline.days < ll_time_date(ctx->now).days) {
        status = LL_REFUSE(reterr, LL_EINVAL, "give today or a later day", "the deadline is past");
        ll_err_where(reterr, "deadline");
        return status;
    }
    return LL_OK;
}

static enum ll_status run_reopen(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct case_reopen *in = input;
    struct ll_q_case_by_id_row row;
    LL_TRY(ll_find_case(ctx, in->case_ref, &row, reterr));
    const struct ll_case_reopened body = {
        .case_id = row.case_id,
        .deadline = in->has_deadline ? in->deadline : row.deadline,
        .reason = in->reason,
    };
    LL_TRY(check_reopen(ctx, &row, body.deadline, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_CASE_REOPENED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "case_id", "cas", body.case_id.raw);
    ll_answer_date(ctx, answer, "deadline", body.deadline);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- list, show ---- */
struct case_list {
    struct ll_str after;
    bool by_deadline;
    struct ll_date deadline_before;
    bool has_deadline_before;
    int64_t limit;
    bool open;
    bool has_open;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(case_list),
    LL_MEMBER(case_list, by_deadline, LL_OPT(BOOL), .help = "the first deadline first"),
    LL_MEMBER(case_list, deadline_before, LL_OPT(DATE), LL_PRESENT(case_list, has_deadline_before),
              .help = "only with a deadline before this day"),
    LL_PAGE_LIMIT(case_list),
    LL_MEMBER(case_list, open, LL_OPT(BOOL), LL_PRESENT(case_list, has_open),
              .help = "only those that are not closed; no: only those that are"),
};
static const struct ll_record list_record = LL_RECORD("case_list", case_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct case_list *in = input;
    struct ll_q_case_list_in by = {
        .has_by_deadline = in->by_deadline,
        .by_deadline = true,
        .limit = ll_page_limit(in->limit),
        .deadline_before =
            in->has_deadline_before ? in->deadline_before : (struct ll_date){INT32_MAX},
        .has_open = in->has_open,
        .open = in->open,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("cas", in->after, &by.after.raw, reterr));
    if (in->by_deadline && in->after.len > 0) {
        struct ll_q_case_by_id_row last;
        LL_TRY(ll_find_case(ctx, in->after, &last, reterr));
        by.has_later = true;
        by.later = by.after;
        by.after = (struct ll_case_id){{{0}}};
    }
    LL_TRY(ll_q_case_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status put_note(struct ll_ctx *ctx, struct ll_json *answer, const char *name,
                               bool has_note, struct ll_annex_id annex_id, struct ll_err *reterr)
{
    struct ll_str text;
    if (!has_note) {
        return LL_OK;
    }
    LL_TRY(ll_annex_text(ctx, annex_id, &text, reterr));
    ll_answer_text(ctx, answer, name, text);
    return LL_OK;
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_case_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_case(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_case_item_in by = {row.case_id};
    LL_TRY(ll_q_case_item_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    if (row.has_amount_minor) {
        ll_answer_money(ctx, answer, "amount", row.amount_minor, row.amount_currency);
    }
    LL_TRY(put_note(ctx, answer, "note", row.has_note_annex_id, row.note_annex_id, reterr));
    LL_TRY(put_note(ctx, answer, "closing_note", row.has_closing_note_annex_id,
                    row.closing_note_annex_id, reterr));
    struct ll_q_case_reopenings_in reopened = {row.case_id};
    LL_TRY(ll_q_case_reopenings_open(ctx->store, ctx->arena, &reopened, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "reopenings", reterr));
    struct ll_part_page page;
    LL_TRY(ll_part_page(ctx, "spans", &page, reterr));
    struct ll_q_case_spans_in spans = {.case_id = row.case_id,
                                       .after_lot_id = page.lot_id,
                                       .after = page.number,
                                       .has_limit = page.has_limit,
                                       .limit = page.limit};
    LL_TRY(ll_q_case_spans_open(ctx->store, ctx->arena, &spans, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "spans", reterr));
    LL_TRY(ll_visible_unnumber(ctx, answer, "spans", reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_case_open = {
    .noun = "case",
    .verb = "open",
    .help = "open a case about a discrepancy, and put its units under review",
    .details = "Until the case is closed its units are not packed, shipped onward or cited by a "
               "certificate; treatment at the plant goes on. Units of several cases are under "
               "review until the last is closed.",
    .input = &open_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_open,
};
const struct ll_service ll_service_case_list = {
    .noun = "case",
    .verb = "list",
    .help = "list cases in the order in which they were opened",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_case_show = {
    .noun = "case",
    .verb = "show",
    .help = "show one case and the units it is about",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
const struct ll_service ll_service_case_close = {
    .noun = "case",
    .verb = "close",
    .help = "close a case with its outcome",
    .input = &close_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_close,
};
const struct ll_service ll_service_case_reopen = {
    .noun = "case",
    .verb = "reopen",
    .help = "open a case again that was closed by mistake",
    .details = "Its units are under review again, those that another open case has under that one. "
               "The outcome it had stays, with why it is none.",
    .input = &reopen_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_reopen,
};
