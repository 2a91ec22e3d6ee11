/* package count */
#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/package_check.h"
#include "service/table.h"
#include "service/visible.h"
#include "service/words.h"

struct package_count {
    struct ll_str by;
    struct ll_package_claim claim;
    struct ll_date counted_on;
    bool has_counted_on;
    struct ll_mass mass;
    struct ll_str package;
    struct ll_units units;
    bool has_units;
};
static const struct ll_field count_fields[] = {
    LL_PACKAGE_CLAIM_AMOUNT(package_count),
    LL_MEMBER(package_count, by, LL_OPT(REF), .place = 4,
              .help = "who counted (whose facility it stands at)"),
    LL_MEMBER(package_count, counted_on, LL_OPT(DATE), LL_PRESENT(package_count, has_counted_on),
              .place = 3, .help = "the day (today)"),
    LL_PACKAGE_CLAIM_COUNTERPARTY(package_count),
    LL_PACKAGE_CLAIM_DEADLINE(package_count),
    LL_MEMBER(package_count, mass, LL_OPT(MASS), .min = 1, .max = LL_MASS_G_MAX, .place = 2,
              .help = "what was weighed, of what nobody counts"),
    LL_PACKAGE_CLAIM_NOTE(package_count),
    LL_MEMBER(package_count, package, LL_REQ(REF), .operand = true, .help = "its code or id"),
    LL_MEMBER(package_count, units, LL_OPT(UNITS), LL_PRESENT(package_count, has_units),
              .max = LL_UNITS_MAX, .place = 1,
              .help = "how many were counted in it, and in what it holds; 0: it is empty"),
};
static const struct ll_record count_record =
    LL_RECORD("package_count", package_count, count_fields);

/* Who carries it, on its way or the last time. */
static enum ll_status find_carrier(struct ll_ctx *ctx, struct ll_package_id package_id,
                                   bool *ret_has, struct ll_organisation_id *ret_id,
                                   struct ll_err *reterr)
{
    struct ll_q_package_carrier_in in = {package_id};
    struct ll_q_package_carrier_row row;
    enum ll_status status = ll_q_package_carrier(ctx->store, ctx->arena, &in, &row, reterr);
    *ret_has = status == LL_OK;
    if (status == LL_OK) {
        *ret_id = row.carrier_id;
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

/* Named, or who has it. */
static enum ll_status find_counter(struct ll_ctx *ctx, const struct package_count *in,
                                   const struct ll_q_package_by_id_row *package,
                                   struct ll_organisation_id *ret_id, struct ll_err *reterr)
{
    bool has = false;
    return in->by.len > 0 ? ll_package_by(ctx, in->by, ret_id, reterr)
                          : ll_package_holder(ctx, package, &has, ret_id, reterr);
}

/* Somebody else has to answer for a difference. */
static enum ll_status check_parties(struct ll_ctx *ctx, const struct package_count *in,
                                    const struct ll_package_counted *body, struct ll_err *reterr)
{
    struct ll_organisation_id other = {{{0}}};
    bool has = in->claim.counterparty.len > 0;
    if (has) {
        struct ll_q_organisation_by_id_row organisation;
        LL_TRY(ll_find_organisation(ctx, in->claim.counterparty, &organisation, reterr));
        other = organisation.organisation_id;
    } else {
        LL_TRY(find_carrier(ctx, body->package_id, &has, &other, reterr));
    }
    if (has && !ll_id_eq(other.raw, body->counted_by.raw)) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED,
                "as many are not recorded there, and nobody is named to answer for it");
    ll_err_where(reterr, "counterparty");
    ll_err_hint(reterr,
                "count again; if it is so, say who packed or brought it: --counterparty ORG, "
                "another than who counted");
    return status;
}

static enum ll_status run_count(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct package_count *in = input;
    struct ll_q_package_by_id_row package;
    struct ll_q_package_weights_row content;
    LL_TRY(ll_package_at_hand(ctx, in->package, &package, reterr));
    LL_TRY(ll_package_weights(ctx, package.package_id, &content, reterr));
    bool is_empty = in->has_units && in->units.n == 0 && in->mass.g == 0;
    if (content.units.n == 0 && !is_empty) {
        return ll_package_refuse_empty(package.code, reterr);
    }
    struct ll_package_counted body = {
        .package_id = package.package_id,
        .recorded = content.units,
    };
    if (!is_empty) { /* nothing is as many of whatever it should hold */
        LL_TRY(ll_words_asked(content.measure, in->units, in->mass, &body.units, reterr));
    }
    const struct ll_package_since since[] = {
        {content.has_last_since, content.last_since, LL_R("what is in it came on")},
        {content.has_last_counted, content.last_counted, LL_R("it was counted on")},
    };
    LL_TRY(ll_package_day(ctx, in->has_counted_on, in->counted_on, "counted_on", since, 2,
                          &body.counted_on, reterr));
    LL_TRY(find_counter(ctx, in, &package, &body.counted_by, reterr));
    body.has_case_id = body.units.n != body.recorded.n;
    if (body.has_case_id) {
        LL_TRY(check_parties(ctx, in, &body, reterr));
        struct ll_package_claim claim = in->claim;
        claim.has_claimant_id = true;
        claim.claimant_id = body.counted_by;
        LL_TRY(ll_package_open_case(ctx, package.package_id, "count-differs", &claim, &body.case_id,
                                    reterr));
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_PACKAGE_COUNTED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    if (body.has_case_id) {
        ll_answer_id(ctx, answer, "case_id", "cas", body.case_id.raw);
    }
    ll_answer_bool(ctx, answer, "differs", body.has_case_id);
    ll_answer_id(ctx, answer, "package_id", "pkg", package.package_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_package_count = {
    .noun = "package",
    .verb = "count",
    .help = "enter how many were counted in a package",
    .details =
        "A difference changes nothing in the ledger: it opens a case about the package between "
        "who counted and who is to answer for it, with an amount and a deadline. What is "
        "missing or too much is recorded as such once that is settled: 'units lose', 'units "
        "find'.",
    .input = &count_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_count,
};
