/* receipt record, list, show: what a plant counted and weighed, signed with its own key */
#include "service/receipt.h"

#include "core/select.h"
#include "core/stage.h"
#include "service/answer.h"
#include "service/case.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/page_input.h"
#include "service/receipt_difference.h"
#include "service/receipt_packages.h"
#include "service/receipt_statement.h"
#include "service/recredit.h"
#include "service/standard.h"
#include "service/stock.h"
#include "service/table.h"
#include "service/units_found.h"
#include "service/visible.h"
#include "store/q_show_plant.h"

/* ---- record ---- */
struct receipt_record {
    struct ll_package_claim claim;
    struct ll_file file;
    struct ll_str found_class;
    struct ll_str found_package;
    struct ll_date received_on;
    bool has_received_on;
    struct ll_str shipment;
};
static const struct ll_field record_fields[] = {
    LL_PACKAGE_CLAIM_AMOUNT(receipt_record),
    LL_PACKAGE_CLAIM_COUNTERPARTY(receipt_record),
    LL_PACKAGE_CLAIM_DEADLINE(receipt_record),
    LL_MEMBER(receipt_record, file, LL_REQ(FILE), .operand = true,
              .help = "the signed receipt, as receipt sign printed it"),
    LL_MEMBER(receipt_record, found_class, LL_OPT(CODE),
              .help = "of which class those above the declared count are (that of the shipment)"),
    LL_MEMBER(receipt_record, found_package, LL_OPT(REF),
              .help = "in which of its packages they were found (anywhere)"),
    LL_PACKAGE_CLAIM_NOTE(receipt_record),
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
    struct ll_q_facility_by_id_in by = {.has_facility_id = true,
                                        .facility_id = route->to_facility_id};
    struct ll_q_facility_by_id_row facility;
    LL_TRY(ll_q_facility_by_id(ctx->store, ctx->arena, &by, &facility, reterr));
    if (!facility.is_plant) {
        return LL_REFUSE(reterr, LL_EREFUSED,
                         "only a plant receives; let it depart from there with another shipment",
                         "'%.*s', where the shipment went, is not a plant",
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
    return LL_REFUSE(reterr, LL_EEXISTS,
                     "look at what was recorded of it; for a further receipt or treatment the "
                     "plant signs another statement",
                     "this signed statement was recorded before: %s", text);
}

/* What was counted where it was collected is counted or sampled, or weighed to know how many there
 * are; what nobody counted is weighed. */
static enum ll_status check_measure(const struct ll_receipt_contents *contents,
                                    const struct ll_receipt_statement *statement,
                                    struct ll_err *reterr)
{
    bool in_grams = contents->measure == LL_MEASURE_GRAMS;
    if (contents->rows.count == 0 || in_grams == (statement->measure == LL_MEASURE_GRAMS)) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "the plant signed for %s, and the shipment carries %s",
                in_grams ? "devices" : LL_R("grams that nobody counted"),
                in_grams ? LL_R("e-waste that nobody counted") : LL_R("counted devices"));
    ll_err_where(reterr, "measure");
    ll_err_hint(reterr,
                in_grams
                    ? LL_R("the plant signs with --measure grams --collected %lldg and --mass: "
                           "nobody knows how many devices are in it, only what it weighs")
                    : LL_R("the plant signs without --measure, for %lld declared units"),
                (long long)contents->units.n);
    return status;
}

/* It is about as many units as the shipment carries. */
static enum ll_status check_declared(const struct ll_receipt_contents *contents,
                                     const struct ll_receipt_statement *statement,
                                     struct ll_err *reterr)
{
    if (statement->declared.n == contents->units.n) {
        return LL_OK;
    }
    if (contents->measure == LL_MEASURE_GRAMS) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED,
                    "the plant signed for %lld g declared, the shipment "
                    "carries %lld g",
                    (long long)statement->declared.n, (long long)contents->units.n);
        ll_err_hint(reterr,
                    "the plant signs with --measure grams --collected %lldg and --mass as "
                    "it weighed",
                    (long long)contents->units.n);
        return status;
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

enum ll_status ll_receipt_check_arrived(const struct ll_q_shipment_route_row *route,
                                        struct ll_err *reterr)
{
    if (route->state == LL_SHIPMENT_STATE_ARRIVED) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' is %s, not arrived",
                                    LL_STR_ARG(route->code), ll_shipment_state_name(route->state));
    ll_err_hint(reterr, "see 'loopledger shipment show %.*s': it arrives before it is received",
                LL_STR_ARG(route->code));
    return status;
}

enum ll_status ll_receipt_refuse_onward(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                        struct ll_err *reterr)
{
    struct ll_q_shipment_onward_in in = {shipment_id};
    struct ll_q_shipment_onward_row row;
    enum ll_status status = ll_q_shipment_onward(ctx->store, ctx->arena, &in, &row, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    status = LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' goes on with shipment '%.*s'",
                     LL_STR_ARG(row.package_code), LL_STR_ARG(row.shipment_code));
    ll_err_where(reterr, "shipment");
    ll_err_hint(reterr, "record the receipt of that shipment; if it has not departed, cancel it "
                        "first, and what stays can be received here");
    return status;
}

/* The first day that a receipt may have: nothing became of what the shipment brought after it. */
static enum ll_status find_first_day(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                     struct ll_date arrived_on, struct ll_date *ret_day,
                                     struct ll_err *reterr)
{
    struct ll_q_shipment_load_in of = {shipment_id};
    struct ll_q_shipment_load_row load;
    LL_TRY(ll_q_shipment_load(ctx->store, ctx->arena, &of, &load, reterr));
    bool is_later = load.has_last_since && load.last_since.days > arrived_on.days;
    *ret_day = is_later ? load.last_since : arrived_on;
    return LL_OK;
}

enum ll_status ll_receipt_check_day(struct ll_ctx *ctx, const struct ll_receipt_day *asked,
                                    struct ll_shipment_id shipment_id,
                                    const struct ll_q_shipment_route_row *route,
                                    struct ll_date *ret_day, struct ll_err *reterr)
{
    struct ll_date first;
    const char *what = NULL;
    LL_TRY(find_first_day(ctx, shipment_id, route->arrived_on, &first, reterr));
    struct ll_date day = asked->has_received_on ? asked->received_on : first;
    if (day.days < route->arrived_on.days) {
        what = LL_R("the shipment arrived after that");
    } else if (day.days < first.days) {
        what = LL_R("what it brought was poured with what came after that");
    } else if (day.days > ll_time_date(ctx->now).days) {
        what = LL_R("the day lies ahead");
    } else if (asked->is_stated && ll_date_month(day).months != asked->stated.months) {
        what = LL_R("the plant's statement is for another month");
    }
    if (what != NULL) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "%s", what);
        ll_err_where(reterr, "received_on");
        if (day.days < first.days) {
            char text[LL_TIME_TEXT_MAX];
            ll_date_format(first, text);
            ll_err_hint(reterr, "give the day on which it was received, %s or later", text);
        } else {
            ll_err_hint(reterr, "give the day on which it was received; the plant signs for its "
                                "month: 'loopledger receipt sign --month'");
        }
        return status;
    }
    *ret_day = day;
    return LL_OK;
}

/* What differs from the papers. */
struct difference {
    struct ll_case_opened claimed; /* what every case of it says */
    struct ll_str note;
    struct ll_units missing;
    struct ll_receipt_missing gone;
    struct ll_units found;
    struct ll_units_found surplus;
    struct ll_receipt_beyond beyond;
};

static void count_difference(const struct ll_receipt_statement *statement,
                             struct difference *ret_difference)
{
    int64_t more = statement->units.n + statement->rejected.n - statement->declared.n;
    *ret_difference = (struct difference){
        .missing = {more < 0 ? -more : 0},
        .found = {more > 0 ? more : 0},
    };
}

/* The first member that claims something; NULL: nothing is claimed. */
static const char *claimed_by(const struct ll_package_claim *claim)
{
    return claim->has_amount             ? "amount"
           : claim->counterparty.len > 0 ? "counterparty"
           : claim->has_deadline         ? "deadline"
           : claim->note.len > 0         ? "note"
                                         : NULL;
}

/* A claim is about something that differs. */
static enum ll_status check_claim(struct ll_ctx *ctx, const struct receipt_record *in,
                                  const struct ll_receipt_statement *statement,
                                  const struct ll_receipt_recorded *body,
                                  struct difference *difference, struct ll_err *reterr)
{
    bool differs =
        difference->missing.n > 0 || difference->found.n > 0 || statement->rejected.n > 0;
    const char *claimed = claimed_by(&in->claim);
    if (!differs && claimed != NULL) {
        enum ll_status status = LL_REFUSE(reterr, LL_EINVAL,
                                          "leave it out; a case of something else is opened by "
                                          "'loopledger case open'",
                                          "the plant received what was declared: nothing differs");
        ll_err_where(reterr, "%s", claimed);
        return status;
    }
    difference->note = in->claim.note;
    return differs ? ll_receipt_claim(ctx, body->shipment_id, body->facility_id, &in->claim,
                                      &difference->claimed, reterr)
                   : LL_OK;
}

/* What is missing leaves, and what is refused is set aside, before the receipt covers the rest. */
static enum ll_status store_before(struct ll_ctx *ctx, const struct receipt_record *in,
                                   const struct ll_receipt_statement *statement,
                                   const struct ll_receipt_recorded *body,
                                   struct difference *difference, struct ll_json *answer,
                                   struct ll_err *reterr)
{
    const struct ll_found_where where = {in->found_class, in->found_package};
    struct ll_receipt_contents contents;
    struct ll_units_rejected rejected = {
        .facility_id = body->facility_id,
        .reason = statement->reason,
        .rejected_on = body->received_on,
        .has_rejected_on = true,
        .shipment_id = body->shipment_id,
    };
    struct ll_str cause =
        difference->missing.n > 0
            ? ll_receipt_missing_reason(statement->basis, statement->measure == LL_MEASURE_GRAMS)
            : statement->reason;
    LL_TRY(ll_receipt_contents(ctx, body->shipment_id, &contents, reterr));
    LL_TRY(check_measure(&contents, statement, reterr));
    LL_TRY(check_declared(&contents, statement, reterr));
    LL_TRY(check_collected(&contents, statement, reterr));
    if (difference->found.n > 0) {
        LL_TRY(ll_units_found_where(ctx, &where, &contents, &difference->surplus, reterr));
    }
    if (body->packages.count > 0) {
        const struct ll_units_removed about = {
            .class_code = LL_STR(""),
            .fact = LL_FACT_LOSE,
            .happened_on = body->received_on,
            .reason = cause,
            .rule_version = LL_SELECT_RULE_VERSION,
            .shipment_id = body->shipment_id,
            .has_shipment_id = true,
            .test_record_digest = LL_STR(""),
        };
        return ll_receipt_packages_store(ctx, &contents, &body->packages, difference->missing,
                                         &about, &difference->claimed, difference->note,
                                         &difference->gone.settles, answer, reterr);
    }
    LL_TRY(ll_receipt_missing_choose(ctx, body->shipment_id, &contents, difference->missing, cause,
                                     &difference->gone, reterr));
    if (ll_str_eq_cstr(statement->basis, ll_receipt_basis_name(LL_RECEIPT_BASIS_SAMPLED))) {
        difference->beyond = (struct ll_receipt_beyond){
            difference->missing,
            ll_receipt_spans_high(&contents, &difference->gone.body.spans),
        };
    }
    if (difference->missing.n > 0 || statement->rejected.n > 0) {
        LL_TRY(ll_receipt_open_case(ctx, body->shipment_id, &difference->claimed, cause,
                                    difference->note, &rejected.case_id, reterr));
        ll_answer_id(ctx, answer, "case_id", "cas", rejected.case_id.raw);
    }
    LL_TRY(ll_receipt_missing_store(ctx, &difference->gone, rejected.case_id, body->received_on,
                                    reterr));
    return statement->rejected.n == 0
               ? LL_OK
               : ll_receipt_reject(ctx, &rejected, statement->rejected, reterr);
}

/* The mass is that of what the receipt covers, what was found included. */
static enum ll_status check_mass(struct ll_ctx *ctx, const struct ll_receipt_recorded *body,
                                 const struct difference *difference, struct ll_err *reterr)
{
    struct ll_receipt_contents contents;
    struct ll_q_device_class_by_code_row class_row;
    LL_TRY(ll_receipt_contents(ctx, body->shipment_id, &contents, reterr));
    if (difference->found.n > 0) {
        bool in_grams = difference->surplus.measure == LL_MEASURE_GRAMS;
        LL_TRY(ll_find_class(ctx, difference->surplus.class_code, &class_row, reterr));
        size_t count = contents.rows.count;
        struct ll_q_shipment_contents_row *rows =
            LL_NEW_ARRAY(ctx->arena, struct ll_q_shipment_contents_row, count + 1);
        if (rows == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for what a shipment carries");
        }
        const struct ll_q_shipment_contents_row *had = contents.rows.items;
        for (size_t i = 0; i < count; i++) {
            rows[i] = had[i];
        }
        rows[count].hi = difference->found.n;
        rows[count].mass_low_g = in_grams ? (struct ll_mass){1} : class_row.mass_low_g;
        rows[count].mass_high_g = in_grams ? (struct ll_mass){1} : class_row.mass_high_g;
        contents.rows = (struct ll_list){rows, count + 1};
        contents.units = body->units;
    }
    return ll_receipt_check_mass(&contents, &difference->beyond, body->mass_g, reterr);
}

/* What was counted or weighed above the papers: a lot of its own, and a case about it. The mass of
 * counted units is calculated: what their class typically weighs. */
static enum ll_status store_found(struct ll_ctx *ctx, const struct ll_receipt_recorded *body,
                                  struct difference *difference, struct ll_json *answer,
                                  struct ll_err *reterr)
{
    struct ll_units_found *found = &difference->surplus;
    struct ll_q_device_class_by_code_row class_row;
    LL_TRY(ll_find_class(ctx, found->class_code, &class_row, reterr));
    if (found->measure == LL_MEASURE_GRAMS) {
        found->mass_g.g = difference->found.n;
    } else if (ll_mass_mul(class_row.mass_g, difference->found, &found->mass_g) != LL_OK) {
        return LL_FAIL(reterr, LL_EOVERFLOW, "%lld found units weigh too much",
                       (long long)difference->found.n);
    }
    found->facility_id = body->facility_id;
    found->found_on = body->received_on;
    found->has_receipt_id = true;
    found->receipt_id = body->receipt_id;
    found->units = difference->found;
    LL_TRY(ll_units_found_store(ctx, found, reterr));
    struct ll_lot_span whole = {.lot_id = found->lot_id, .hi = found->units.n};
    struct ll_case_opened opened = difference->claimed;
    opened.cause = LL_STR("surplus-at-receipt");
    opened.has_receipt_id = true;
    opened.receipt_id = body->receipt_id;
    opened.spans = (struct ll_list){&whole, 1};
    LL_TRY(ll_case_open(ctx, &opened, difference->note, reterr));
    ll_answer_id(ctx, answer, "found_case_id", "cas", opened.case_id.raw);
    bool is_visible = false;
    LL_TRY(ll_visible(ctx, LL_OBJECT_LOT, found->lot_id.raw, &is_visible, reterr));
    if (is_visible) {
        ll_answer_id(ctx, answer, "found_lot_id", "lot", found->lot_id.raw);
    }
    return LL_OK;
}

/* What the missing units served is filled again after the receipt. */
static enum ll_status store(struct ll_ctx *ctx, const struct receipt_record *in,
                            const struct ll_receipt_statement *statement,
                            struct ll_receipt_recorded *body, struct ll_json **ret_answer,
                            struct ll_err *reterr)
{
    struct difference difference;
    struct ll_list standards = {0};
    struct ll_recredit recredit;
    struct ll_json *answer = ll_answer_object(ctx);
    count_difference(statement, &difference);
    LL_TRY(check_claim(ctx, in, statement, body, &difference, reterr));
    LL_TRY(store_before(ctx, in, statement, body, &difference, answer, reterr));
    LL_TRY(check_mass(ctx, body, &difference, reterr));
    LL_TRY(ll_standard_settles(ctx, body->shipment_id, body->facility_id, body->received_on,
                               &standards, reterr));
    LL_TRY(ll_standard_before(&standards, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    body->receipt_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_RECEIPT_RECORDED, body, reterr));
    if (difference.found.n > 0) {
        LL_TRY(store_found(ctx, body, &difference, answer, reterr));
    }
    LL_TRY(ll_recredit_store(ctx, body->receipt_id, body->mass_g, &recredit, reterr));
    LL_TRY(ll_receipt_missing_refill(ctx, &difference.gone, answer, reterr));
    LL_TRY(ll_standard_refill(ctx, &standards, answer, reterr));
    LL_TRY(ll_recredit_refill(ctx, &recredit, answer, reterr));
    bool in_grams = statement->measure == LL_MEASURE_GRAMS;
    ll_answer_i64(ctx, answer, in_grams ? "found_g" : "found_units", difference.found.n);
    ll_answer_i64(ctx, answer, "mass_g", body->mass_g.g);
    ll_answer_i64(ctx, answer, in_grams ? "missing_g" : "missing_units", difference.missing.n);
    ll_answer_id(ctx, answer, "receipt_id", "rcp", body->receipt_id.raw);
    ll_answer_i64(ctx, answer, in_grams ? "rejected_g" : "rejected_units", statement->rejected.n);
    ll_answer_id(ctx, answer, "shipment_id", "shp", body->shipment_id.raw);
    if (!in_grams) {
        ll_answer_i64(ctx, answer, "units", body->units.n);
    }
    LL_TRY(ll_stock_warn(ctx, body->facility_id, answer, reterr));
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
    LL_TRY(
        ll_acts_at(ctx, LL_ROLE_RECYCLER, route.to_facility_id, "shipment", in->shipment, reterr));
    enum ll_status status = ll_receipt_read(ctx, &in->file, &receipt, reterr);
    if (status != LL_OK) {
        ll_err_where(reterr, "%.*s", LL_STR_ARG(in->file.name));
        return status;
    }
    LL_TRY(check_new(ctx, &receipt, reterr));
    LL_TRY(ll_receipt_check_arrived(&route, reterr));
    LL_TRY(ll_receipt_refuse_onward(ctx, body.shipment_id, reterr));
    LL_TRY(check_plant(ctx, &route, &receipt, &body.plant_key_id, reterr));
    const struct ll_receipt_day asked = {in->received_on, in->has_received_on,
                                         receipt.statement.month, true};
    LL_TRY(ll_receipt_check_day(ctx, &asked, body.shipment_id, &route, &body.received_on, reterr));
    body.facility_id = route.to_facility_id;
    body.mass_g = receipt.statement.mass_g;
    body.packages = receipt.packages.counts;
    body.packages_salt = receipt.packages.salt;
    body.units = receipt.statement.units;
    body.signature =
        (struct ll_str){(const char *)receipt.signature.b, sizeof(receipt.signature.b)};
    body.statement = receipt.text;
    return store(ctx, in, &receipt.statement, &body, ret_answer, reterr);
}

/* ---- list, show ---- */
struct receipt_list {
    struct ll_str after;
    struct ll_str facility;
    int64_t limit;
    struct ll_month received_in;
    bool has_received_in;
    bool untreated;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(receipt_list),
    LL_MEMBER(receipt_list, facility, LL_OPT(REF), .help = "only of this plant"),
    LL_PAGE_LIMIT(receipt_list),
    LL_MEMBER(receipt_list, received_in, LL_OPT(MONTH), LL_PRESENT(receipt_list, has_received_in),
              .help = "only received in this month"),
    LL_MEMBER(receipt_list, untreated, LL_OPT(BOOL),
              .help = "only with units that were not treated yet"),
};
static const struct ll_record list_record = LL_RECORD("receipt_list", receipt_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct receipt_list *in = input;
    struct ll_q_receipt_list_in by = {
        .limit = ll_page_limit(in->limit),
        .received_from = ll_filter_from(in->has_received_in, in->received_in),
        .received_before = ll_filter_before(in->has_received_in, in->received_in),
        .has_untreated = in->untreated,
        .untreated = LL_STAGE_RECEIVED,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("rcp", in->after, &by.after.raw, reterr));
    LL_TRY(ll_filter_facility(ctx, in->facility, &by.has_facility_id, &by.facility_id, reterr));
    LL_TRY(ll_q_receipt_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr));
    return ll_visible_trim_each(ctx, LL_OBJECT_RECEIPT, *ret_answer, "items", reterr);
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
                     ll_receipt_basis_words(ll_json_string_at(statement, "basis")));
    ll_json_set(ctx->arena, answer, "statement", statement);
    struct ll_q_receipt_treatments_in treatments = {row.receipt_id};
    LL_TRY(ll_q_receipt_treatments_open(ctx->store, ctx->arena, &treatments, &cursor, reterr));
    LL_TRY(ll_answer_seen(ctx, cursor, answer, "treatments", "treatment_id", reterr));
    LL_TRY(ll_visible_trim(ctx, LL_OBJECT_RECEIPT, answer, reterr));
    LL_TRY(ll_visible_trim_each(ctx, LL_OBJECT_TREATMENT, answer, "treatments", reterr));
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
        "lies loose at the plant, not received, until it is packed and shipped on or returned. "
        "What "
        "it counted above the declared number is found: a new lot, received, not eligible until "
        "'lot admit' explains it, with a case about it. Each of these cases says who is to answer, "
        "by when, and how much is claimed when that is given. Which limits of the plant are passed "
        "or near now is told.",
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
