/* receipt prepare: what a plant is to sign of a shipment, where it is signed elsewhere */
#include "service/answer.h"
#include "service/find.h"
#include "service/receipt.h"
#include "service/receipt_packages.h"
#include "service/receipt_statement.h"
#include "service/signed.h"
#include "service/table.h"
#include "service/visible.h"

struct receipt_prepare {
    struct ll_receipt_facts facts;
    struct ll_str public_key;
    struct ll_date received_on;
    bool has_received_on;
    struct ll_str shipment;
};
static const struct ll_field prepare_fields[] = {
    LL_RECEIPT_FACT_BASIS(receipt_prepare),
    LL_RECEIPT_FACT_DRAWN(receipt_prepare),
    LL_RECEIPT_FACT_GOOD(receipt_prepare),
    LL_RECEIPT_FACT_MASS(receipt_prepare),
    LL_RECEIPT_FACT_PACKAGE_COUNTS(receipt_prepare),
    LL_SIGNED_PUBLIC_KEY(receipt_prepare),
    LL_RECEIPT_FACT_REASON(receipt_prepare),
    LL_MEMBER(receipt_prepare, received_on, LL_OPT(DATE),
              LL_PRESENT(receipt_prepare, has_received_on),
              .help = "the day of the receipt (the day of arrival)"),
    LL_RECEIPT_FACT_REJECTED(receipt_prepare),
    LL_MEMBER(receipt_prepare, shipment, LL_REQ(REF), .operand = true, .help = "what was received"),
    LL_RECEIPT_FACT_UNITS(receipt_prepare),
};
static const struct ll_record prepare_record =
    LL_RECORD("receipt_prepare", receipt_prepare, prepare_fields);

/* What the papers say is that of the shipment. */
static enum ll_status fill_facts(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                 struct ll_receipt_facts *facts, struct ll_err *reterr)
{
    struct ll_receipt_contents contents;
    LL_TRY(ll_receipt_contents(ctx, shipment_id, &contents, reterr));
    struct ll_list counts;
    LL_TRY(ll_package_counts_read(ctx, &facts->package_counts, &counts, reterr));
    LL_TRY(ll_receipt_packages_check(ctx, &contents, &counts, reterr));
    facts->declared = contents.units;
    facts->measure = contents.measure == LL_MEASURE_GRAMS ? LL_MEASURE_GRAMS : 0;
    bool is_weighed = facts->basis == LL_RECEIPT_BASIS_WEIGHED ||
                      (facts->basis == 0 && facts->measure == LL_MEASURE_GRAMS);
    return is_weighed ? ll_receipt_collected(&contents, &facts->collected, reterr) : LL_OK;
}

static enum ll_status run_prepare(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct receipt_prepare *in = input;
    struct ll_receipt_facts facts = in->facts;
    struct ll_shipment_id shipment_id;
    struct ll_q_shipment_route_row route;
    struct ll_date day;
    struct ll_str text;
    struct ll_json *beside = NULL;
    char key[LL_MULTIKEY_PUBLIC_SIZE];
    LL_TRY(ll_find_shipment(ctx, in->shipment, &shipment_id, &route, reterr));
    LL_TRY(
        ll_acts_at(ctx, LL_ROLE_RECYCLER, route.to_facility_id, "shipment", in->shipment, reterr));
    LL_TRY(ll_receipt_check_arrived(&route, reterr));
    LL_TRY(ll_receipt_refuse_onward(ctx, shipment_id, reterr));
    LL_TRY(ll_signed_plant_key(ctx, route.to_facility_id, in->public_key, key, reterr));
    const struct ll_receipt_day asked = {.received_on = in->received_on,
                                         .has_received_on = in->has_received_on};
    LL_TRY(ll_receipt_check_day(ctx, &asked, shipment_id, &route, &day, reterr));
    facts.month = ll_date_month(day);
    facts.has_month = true;
    LL_TRY(fill_facts(ctx, shipment_id, &facts, reterr));
    LL_TRY(ll_receipt_state(ctx, &facts, ll_str_from_cstr(key), &text, &beside, reterr));
    struct ll_json *with = ll_answer_object(ctx);
    ll_answer_date(ctx, with, "received_on", day);
    ll_answer_text(ctx, with, "shipment", route.code);
    return ll_signed_prepare(ctx, text, "packages", beside, with, ret_answer, reterr);
}

const struct ll_service ll_service_receipt_prepare = {
    .noun = "receipt",
    .verb = "prepare",
    .help = "prepare what a plant signs of a shipment that it received",
    .details =
        "Answers the statement that 'receipt sign' would make, for a shipment that arrived: what "
        "its papers say is filled in, and what the plant counted or weighed is checked as far as "
        "it can be before it is signed. Nothing is stored. Its canonical JSON is to be signed with "
        "the plant's own key, where that lies: the page does so in the browser, and sends no key. "
        "What goes to 'receipt record' is the statement with its signature, and what is answered "
        "as 'with'.",
    .input = &prepare_record,
    .mode = LL_SERVICE_READ,
    .run = run_prepare,
};
