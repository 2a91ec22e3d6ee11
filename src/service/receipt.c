/* receipt record, list, show: what a plant counted and weighed, signed with its own key */
#include "service/answer.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/page_input.h"
#include "service/receipt_difference.h"
#include "service/receipt_statement.h"
#include "service/table.h"
#include "store/q_show.h"

/* ---- record ---- */
struct receipt_record {
    struct ll_file file;
    struct ll_date received_on;
    bool has_received_on;
    struct ll_str shipment;
};
static const struct ll_field record_fields[] = {
    LL_MEMBER(receipt_record, file, LL_REQ(FILE), .operand = true,
              .help = "the signed receipt, as receipt sign printed it"),
    LL_MEMBER(receipt_record, received_on, LL_OPT(DATE),
              LL_PRESENT(receipt_record, has_received_on),
              .help = "the day of the receipt (the day of arrival)"),
    LL_MEMBER(receipt_record, shipment, LL_REQ(REF), .help = "what was received"),
};
static const struct ll_record record_record =
    LL_RECORD("receipt_record", receipt_record, record_fields);

/* The shipment's destination is a plant, and the key is one of its own. */
static enum ll_status check_plant(struct ll_ctx *ctx, const struct ll_q_shipment_route_row *route,
                                  const struct ll_signed_receipt *receipt,
                                  struct ll_plant_key_id *ret_plant_key_id, struct ll_err *reterr)
{
    struct ll_q_facility_by_id_in by = {route->to_facility_id};
    struct ll_q_facility_by_id_row facility;
    LL_TRY(ll_q_facility_by_id(ctx->store, ctx->arena, &by, &facility, reterr));
    if (!facility.is_plant) {
        return LL_FAIL(reterr, LL_EREFUSED, "'%.*s', where the shipment went, is not a plant",
                       LL_STR_ARG(facility.code));
    }
    struct ll_q_plant_key_by_public_key_in of = {
        {(const char *)receipt->key.b, sizeof(receipt->key.b)}};
    struct ll_q_plant_key_by_public_key_row key;
    enum ll_status status = ll_q_plant_key_by_public_key(ctx->store, ctx->arena, &of, &key, reterr);
    if (status == LL_ENOTFOUND ||
        (status == LL_OK && !ll_id_eq(key.facility_id.raw, facility.facility_id.raw))) {
        status = LL_FAIL(reterr, LL_ESIGNATURE, "it is not signed with a key of plant '%.*s'",
                         LL_STR_ARG(facility.code));
        ll_err_hint(reterr, "register the plant's keys with 'loopledger facility key-add'");
        return status;
    }
    LL_TRY(status);
    *ret_plant_key_id = key.plant_key_id;
    return LL_OK;
}

/* One signed statement is one receipt. */
static enum ll_status check_new(struct ll_ctx *ctx, const struct ll_signed_receipt *receipt,
                                struct ll_err *reterr)
{
    struct ll_q_receipt_by_statement_in by = {receipt->text};
    struct ll_q_receipt_by_statement_row before;
    enum ll_status status = ll_q_receipt_by_statement(ctx->store, ctx->arena, &by, &before, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    char text[LL_ID_TEXT_MAX];
    ll_id_format("rcp", before.receipt_id.raw, text);
    return LL_FAIL(reterr, LL_EEXISTS, "this signed statement was recorded before: %s", text);
}

/* It is about as many units as the shipment carries. */
static enum ll_status check_declared(const struct ll_receipt_contents *contents,
                                     const struct ll_receipt_statement *statement,
                                     struct ll_err *reterr)
{
    if (statement->declared.n == contents->units.n) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED,
                                    "the plant signed for %lld declared units, the shipment "
                                    "carries %lld",
                                    (long long)statement->declared.n, (long long)contents->units.n);
    ll_err_hint(reterr,
                "when some are missing, the plant signs with --declared %lld and --units as "
                "many as it counted",
                (long long)contents->units.n);
    return status;
}

/* A weight binds in proportion to what the same units weighed where they were collected. */
static enum ll_status check_collected(const struct ll_receipt_contents *contents,
                                      const struct ll_receipt_statement *statement,
                                      struct ll_err *reterr)
{
    struct ll_mass collected;
    LL_TRY(ll_receipt_collected(contents, &collected, reterr));
    if (statement->collected_g.g == 0 || statement->collected_g.g == collected.g) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED,
                                    "the plant signed for %lld g collected, the shipment's lots "
                                    "weighed %lld g",
                                    (long long)statement->collected_g.g, (long long)collected.g);
    ll_err_hint(reterr, "the plant signs with --collected %lldg", (long long)collected.g);
    return status;
}

static enum ll_status check_day(const struct ll_ctx *ctx, const struct receipt_record *in,
                                const struct ll_q_shipment_route_row *route, struct ll_month stated,
                                struct ll_date *ret_day, struct ll_err *reterr)
{
    struct ll_date day = in->has_received_on ? in->received_on : route->arrived_on;
    const char *what = NULL;
    if (day.days < route->arrived_on.days) {
        what = "the shipment arrived after that";
    } else if (day.days > ll_time_date(ctx->now).days) {
        what = "the day lies ahead";
    } else if (ll_date_month(day).months != stated.months) {
        what = "the plant's statement is for another month";
    }
    if (what != NULL) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "%s", what);
        ll_err_where(reterr, "received_on");
        return status;
    }
    *ret_day = day;
    return LL_OK;
}

/* What is missing leaves, and what is refused is set aside, before the receipt covers the rest. */
static enum ll_status settle_difference(struct ll_ctx *ctx,
                                        const struct ll_receipt_statement *statement,
                                        const struct ll_receipt_recorded *body,
                                        struct ll_receipt_missing *missing, struct ll_json *answer,
                                        struct ll_err *reterr)
{
    struct ll_receipt_contents contents;
    struct ll_units missing_units = {statement->declared.n - statement->units.n -
                                     statement->rejected.n};
    struct ll_units_rejected rejected = {
        .facility_id = body->facility_id,
        .reason = statement->reason,
        .shipment_id = body->shipment_id,
    };
    struct ll_str cause =
        missing_units.n > 0 ? ll_receipt_missing_reason(statement->basis) : statement->reason;
    LL_TRY(ll_receipt_contents(ctx, body->shipment_id, &contents, reterr));
    LL_TRY(check_declared(&contents, statement, reterr));
    LL_TRY(check_collected(&contents, statement, reterr));
    LL_TRY(ll_receipt_missing_choose(ctx, body->shipment_id, &contents, missing_units, cause,
                                     missing, reterr));
    if (missing_units.n > 0 || statement->rejected.n > 0) {
        LL_TRY(ll_receipt_open_case(ctx, body->shipment_id, cause, &rejected.case_id, reterr));
        ll_answer_id(ctx, answer, "case_id", "cas", rejected.case_id.raw);
    }
    LL_TRY(ll_receipt_missing_store(ctx, missing, rejected.case_id, body->received_on, reterr));
    if (statement->rejected.n > 0) {
        LL_TRY(ll_receipt_reject(ctx, &rejected, statement->rejected, reterr));
    }
    ll_answer_i64(ctx, answer, "missing_units", missing_units.n);
    ll_answer_i64(ctx, answer, "rejected_units", statement->rejected.n);
    return LL_OK;
}

/* What the missing units served is filled again after the receipt. */
static enum ll_status store(struct ll_ctx *ctx, const struct ll_receipt_statement *statement,
                            struct ll_receipt_recorded *body, struct ll_json **ret_answer,
                            struct ll_err *reterr)
{
    struct ll_receipt_contents contents;
    struct ll_receipt_missing missing;
    struct ll_json *answer = ll_answer_object(ctx);
    LL_TRY(settle_difference(ctx, statement, body, &missing, answer, reterr));
    LL_TRY(ll_receipt_contents(ctx, body->shipment_id, &contents, reterr));
    LL_TRY(ll_receipt_check_mass(&contents, statement->mass_g, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    body->receipt_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_RECEIPT_RECORDED, body, reterr));
    LL_TRY(ll_receipt_missing_refill(ctx, &missing, answer, reterr));
    ll_answer_i64(ctx, answer, "mass_g", body->mass_g.g);
    ll_answer_id(ctx, answer, "receipt_id", "rcp", body->receipt_id.raw);
    ll_answer_id(ctx, answer, "shipment_id", "shp", body->shipment_id.raw);
    ll_answer_i64(ctx, answer, "units", body->units.n);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_record(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct receipt_record *in = input;
    struct ll_q_shipment_route_row route;
    struct ll_signed_receipt receipt;
    struct ll_receipt_recorded body = {.statement = LL_STR("")};
    LL_TRY(ll_find_shipment(ctx, in->shipment, &body.shipment_id, &route, reterr));
    enum ll_status status = ll_receipt_read(ctx, &in->file, &receipt, reterr);
    if (status != LL_OK) {
        ll_err_where(reterr, "%.*s ", LL_STR_ARG(in->file.name));
        return status;
    }
    if (route.state != LL_SHIPMENT_STATE_ARRIVED) {
        return LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' is %s, not arrived",
                       LL_STR_ARG(route.code), ll_shipment_state_name(route.state));
    }
    LL_TRY(check_plant(ctx, &route, &receipt, &body.plant_key_id, reterr));
    LL_TRY(check_new(ctx, &receipt, reterr));
    LL_TRY(check_day(ctx, in, &route, receipt.statement.month, &body.received_on, reterr));
    body.facility_id = route.to_facility_id;
    body.mass_g = receipt.statement.mass_g;
    body.units = receipt.statement.units;
    body.signature =
        (struct ll_str){(const char *)receipt.signature.b, sizeof(receipt.signature.b)};
    body.statement = receipt.text;
    return store(ctx, &receipt.statement, &body, ret_answer, reterr);
}

/* ---- list, show ---- */
struct receipt_list {
    struct ll_str after;
    struct ll_str facility;
    int64_t limit;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(receipt_list),
    LL_MEMBER(receipt_list, facility, LL_OPT(REF), .help = "only of this plant"),
    LL_PAGE_LIMIT(receipt_list),
};
static const struct ll_record list_record = LL_RECORD("receipt_list", receipt_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct receipt_list *in = input;
    struct ll_q_receipt_list_in by = {
        .limit = ll_page_limit(in->limit),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("rcp", in->after, &by.after.raw, reterr));
    LL_TRY(ll_filter_facility(ctx, in->facility, &by.has_facility_id, &by.facility_id, reterr));
    LL_TRY(ll_q_receipt_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_receipt_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *statement = NULL;
    LL_TRY(ll_find_receipt(ctx, in->ref, &row, reterr));
    LL_TRY(ll_json_read(ctx->arena, row.statement, LL_RECEIPT_STATEMENT_BYTES_MAX, &statement,
                        reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_receipt_item_in item = {row.receipt_id};
    LL_TRY(ll_q_receipt_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    ll_json_set_cstr(ctx->arena, answer, "basis",
                     ll_receipt_basis_words(ll_json_string(ll_json_get(statement, "basis"))));
    ll_json_set(ctx->arena, answer, "statement", statement);
    struct ll_q_receipt_treatments_in treatments = {row.receipt_id};
    LL_TRY(ll_q_receipt_treatments_open(ctx->store, ctx->arena, &treatments, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "treatments", reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_receipt_record = {
    .noun = "receipt",
    .verb = "record",
    .help = "record a plant's signed receipt of a shipment",
    .details =
        "What the plant did not count of the shipment, or what its sample or weight does not "
        "show, is lost: units that serve nobody are taken "
        "first, then those that serve the latest demand. Which they are is a convention, so the "
        "shipment is under review until the case that this opens is closed; treatment goes on. "
        "What they served is filled again from other lots at its old queue place, and certificates "
        "that cite them are put under review. What the plant refused is chosen by the same rule; "
        "it "
        "lies loose at the plant, not received, until it is packed and shipped on or returned.",
    .input = &record_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_record,
};
const struct ll_service ll_service_receipt_list = {
    .noun = "receipt",
    .verb = "list",
    .help = "list receipts in the order in which they were recorded",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_receipt_show = {
    .noun = "receipt",
    .verb = "show",
    .help = "show one receipt with what the plant signed",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
