/* hold quote: what is held, as an offer: how much of it is there, for which price, until when. */
#include <stdio.h>

#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/hold.h"
#include "service/table.h"
#include "service/visible.h"
#include "store/q_demand.h"
#include "store/q_registry.h"
#include "store/q_show_demand.h"

struct hold_quote {
    struct ll_str hold;
    struct ll_money price;
    bool has_price;
};
static const struct ll_field quote_fields[] = {
    LL_MEMBER(hold_quote, hold, LL_REQ(REF), .operand = true, .help = "the hold's id"),
    LL_MEMBER(hold_quote, price, LL_OPT(MONEY), LL_PRESENT(hold_quote, has_price),
              .help = "what is asked for one device: 2.10 EUR; without it the programme's fee"),
};
static const struct ll_record quote_record = LL_RECORD("hold_quote", hold_quote, quote_fields);

/* The programme's fee for a device of the class, and how many positions a device is. */
struct terms {
    struct ll_money fee;
    int64_t each;
};

static enum ll_status read_terms(struct ll_ctx *ctx, const struct ll_q_hold_quoted_row *hold,
                                 struct terms *ret_terms, struct ll_err *reterr)
{
    struct ll_q_programme_class_of_in in = {hold->programme_id};
    struct ll_q_programme_class_of_row row;
    struct ll_store_cursor *cursor = NULL;
    bool found = false;
    enum ll_status status;
    LL_TRY(ll_q_programme_class_of_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_programme_class_of_next(cursor, &row, reterr)) == LL_OK) {
        if (ll_str_eq(row.demand_class, hold->class_code)) {
            found = true;
            ret_terms->fee.minor = row.fee_minor;
            (void)snprintf(ret_terms->fee.currency, sizeof(ret_terms->fee.currency), "%.*s",
                           LL_STR_ARG(row.fee_currency));
            ret_terms->each = row.has_grams_per_device ? row.grams_per_device : 1;
        }
    }
    ll_store_query_close(cursor);
    if (status == LL_EEND && !found) {
        return LL_FAIL(reterr, LL_ECORRUPT, "the programme has no rule for the hold's class");
    }
    return status == LL_EEND ? LL_OK : status;
}

/* For whole devices exactly; what is held by mass is rounded up to the next minor unit. */
static enum ll_status total_of(struct ll_money each, int64_t positions, int64_t a_device,
                               struct ll_money *ret_total, struct ll_err *reterr)
{
    struct ll_money total = each;
    bool fits = ll_money_mul(each, (struct ll_units){positions}, &total) == LL_OK;
    total.minor = total.minor / a_device + (total.minor % a_device > 0 ? 1 : 0);
    if (!fits || total.minor > LL_JSON_INT_MAX) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EOVERFLOW, "the sum is more than can be written");
        ll_err_where(reterr, "price");
        ll_err_hint(reterr, "give the price of one device");
        return status;
    }
    *ret_total = total;
    return LL_OK;
}

static enum ll_status put_name(struct ll_ctx *ctx, struct ll_json *answer, const char *name,
                               struct ll_organisation_id organisation_id, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_in in = {.has_organisation_id = true,
                                            .organisation_id = organisation_id};
    struct ll_q_organisation_by_id_row row;
    struct ll_str text;
    LL_TRY(ll_q_organisation_by_id(ctx->store, ctx->arena, &in, &row, reterr));
    LL_TRY(ll_annex_text(ctx, row.name_annex_id, &text, reterr));
    ll_answer_text(ctx, answer, name, text);
    return LL_OK;
}

/* What is there is firm; of shipments that carry it and wait for a consent the codes are told. */
static enum ll_status put_amounts(struct ll_ctx *ctx, const struct ll_q_hold_quoted_row *hold,
                                  struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_quote_shipments_in in = {
        .order_line_id = hold->order_line_id,
        .lo = hold->lo,
        .hi = hold->hi,
        .day = ll_time_date(ctx->now),
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    ll_answer_measured(ctx, answer, hold->measure, hold->hi - hold->lo);
    bool in_grams = hold->measure == LL_MEASURE_GRAMS;
    ll_answer_i64(ctx, answer, in_grams ? "firm_g" : "firm_units", hold->allocated);
    ll_answer_i64(ctx, answer, in_grams ? "conditional_g" : "conditional_units",
                  hold->hi - hold->lo - hold->allocated);
    LL_TRY(ll_q_quote_shipments_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    return ll_answer_items(ctx, cursor, answer, "consents_missing", reterr);
}

static enum ll_status run_quote(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct hold_quote *in = input;
    struct ll_q_hold_quoted_row hold;
    struct terms terms = {.each = 1};
    struct ll_money total;
    struct ll_store_cursor *cursor = NULL;
    struct ll_hold_id hold_id;
    LL_TRY(ll_hold_find(ctx, in->hold, &hold_id, reterr));
    struct ll_q_hold_quoted_in by = {hold_id};
    LL_TRY(ll_q_hold_quoted(ctx->store, ctx->arena, &by, &hold, reterr));
    LL_TRY(read_terms(ctx, &hold, &terms, reterr));
    struct ll_money price = in->has_price ? in->price : terms.fee;
    LL_TRY(total_of(price, hold.hi - hold.lo, terms.each, &total, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_quote_item_in item = {hold_id};
    LL_TRY(ll_q_quote_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    LL_TRY(put_name(ctx, answer, "buyer_name", hold.beneficiary_id, reterr));
    LL_TRY(put_name(ctx, answer, "seller_name",
                    hold.has_reseller_id ? hold.reseller_id : hold.operator_id, reterr));
    LL_TRY(put_amounts(ctx, &hold, answer, reterr));
    ll_answer_money(ctx, answer, "unit_price", price.minor, ll_str_from_cstr(price.currency));
    ll_answer_money(ctx, answer, "total", total.minor, ll_str_from_cstr(total.currency));
    ll_answer_bool(ctx, answer, "price_is_fee", !in->has_price);
    ll_answer_date(ctx, answer, "as_of", ll_time_date(ctx->now));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_hold_quote = {
    .noun = "hold",
    .verb = "quote",
    .help = "print what is held as a quote: how much of it is there, for which price",
    .details = "What serves the hold already is firm; the rest depends on what is collected. The "
               "price is the programme's fee for one device, or what who sells asks, which is "
               "printed and not recorded. The client accepts with 'hold confirm'.",
    .input = &quote_record,
    .mode = LL_SERVICE_READ,
    .run = run_quote,
};
