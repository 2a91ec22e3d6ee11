/* package weigh, inspect; what they share with others that deal with packages as they are */
#include "service/package_check.h"

#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/table.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_visible.h"

/* The most that a loaded freight container may weigh (ISO 668). */
#define CONTAINER_G_MAX 36000000

/* ---- at hand ---- */
static enum ll_status check_holder(struct ll_ctx *ctx, struct ll_str ref,
                                   const struct ll_q_package_by_id_row *row, struct ll_err *reterr)
{
    if (!ll_viewer_is_partial(ctx)) {
        return LL_OK;
    }
    if (row->has_shipment_id) {
        struct ll_q_carries_in by = {ctx->viewer.user_id, row->shipment_id};
        struct ll_q_carries_row carries;
        enum ll_status status = ll_q_carries(ctx->store, ctx->arena, &by, &carries, reterr);
        return status == LL_ENOTFOUND ? ll_find_failed("package", ref, reterr) : status;
    }
    enum ll_status status =
        ll_acts_at(ctx, LL_ROLE_RECYCLER, row->facility_id, "package", ref, NULL);
    return status == LL_ENOTFOUND
               ? ll_acts_at(ctx, LL_ROLE_WAREHOUSE, row->facility_id, "package", ref, reterr)
               : status;
}

enum ll_status ll_package_at_hand(struct ll_ctx *ctx, struct ll_str ref,
                                  struct ll_q_package_by_id_row *ret_row, struct ll_err *reterr)
{
    LL_TRY(ll_find_package(ctx, ref, ret_row, reterr));
    if (ret_row->has_facility_id || ret_row->has_shipment_id) {
        return check_holder(ctx, ref, ret_row, reterr);
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' is %s", LL_STR_ARG(ret_row->code),
                ret_row->has_parent_id ? LL_R("inside another package")
                                       : LL_R("unpacked: its content was received"));
    ll_err_hint(reterr, "%s",
                ret_row->has_parent_id ? LL_R("name the package that it is in")
                                       : LL_R("what became of its content is told by the receipt"));
    return status;
}

enum ll_status ll_package_by(struct ll_ctx *ctx, struct ll_str by,
                             struct ll_organisation_id *ret_id, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_row row;
    LL_TRY(ll_find_organisation(ctx, by, &row, reterr));
    if (ll_viewer_is_partial(ctx) &&
        !ll_id_eq(row.organisation_id.raw, ctx->viewer.organisation_id.raw)) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EPERM, "that is for '%.*s' to say", LL_STR_ARG(row.code));
        ll_err_where(reterr, "by");
        ll_err_hint(reterr, "leave it out: what you enter is by your own organisation");
        return status;
    }
    *ret_id = row.organisation_id;
    return LL_OK;
}

enum ll_status ll_package_day(const struct ll_ctx *ctx, bool given, struct ll_date day,
                              const char *field, const struct ll_package_since *since, size_t count,
                              struct ll_date *ret_day, struct ll_err *reterr)
{
    struct ll_date today = ll_time_date(ctx->now);
    enum ll_status status = LL_OK;
    char text[LL_TIME_TEXT_MAX];
    day = given ? day : today;
    if (day.days > today.days) {
        status = LL_FAIL(reterr, LL_EINVAL, "the day lies ahead");
    }
    for (size_t i = 0; status == LL_OK && i < count; i++) {
        if (since[i].has && since[i].day.days > day.days) {
            ll_date_format(since[i].day, text);
            status = LL_FAIL(reterr, LL_EINVAL, "%s %s, after that", since[i].why, text);
            ll_err_hint(reterr, "give the day on which it was, %s or later", text);
        }
    }
    if (status != LL_OK) {
        ll_err_where(reterr, "%s", field);
        return status;
    }
    *ret_day = day;
    return LL_OK;
}

enum ll_status ll_package_weights(struct ll_ctx *ctx, struct ll_package_id package_id,
                                  struct ll_q_package_weights_row *ret_weights,
                                  struct ll_err *reterr)
{
    struct ll_q_package_weights_in in = {package_id};
    return ll_q_package_weights(ctx->store, ctx->arena, &in, ret_weights, reterr);
}

enum ll_status ll_package_holder(struct ll_ctx *ctx, const struct ll_q_package_by_id_row *package,
                                 bool *ret_has, struct ll_organisation_id *ret_id,
                                 struct ll_err *reterr)
{
    struct ll_q_package_carrier_in in = {package->package_id};
    struct ll_q_package_carrier_row carrier;
    *ret_has = true;
    if (ll_viewer_is_partial(ctx)) {
        *ret_id = ctx->viewer.organisation_id;
        return LL_OK;
    }
    if (package->has_facility_id) {
        struct ll_q_facility_by_id_in by = {.has_facility_id = true,
                                            .facility_id = package->facility_id};
        struct ll_q_facility_by_id_row facility;
        LL_TRY(ll_q_facility_by_id(ctx->store, ctx->arena, &by, &facility, reterr));
        *ret_id = facility.organisation_id;
        return LL_OK;
    }
    enum ll_status status = ll_q_package_carrier(ctx->store, ctx->arena, &in, &carrier, reterr);
    *ret_has = status == LL_OK;
    *ret_id = status == LL_OK ? carrier.carrier_id : (struct ll_organisation_id){{{0}}};
    return status == LL_ENOTFOUND ? LL_OK : status;
}

enum ll_status ll_package_open_case(struct ll_ctx *ctx, struct ll_package_id package_id,
                                    const char *cause, const struct ll_package_claim *claim,
                                    struct ll_case_id *ret_case_id, struct ll_err *reterr)
{
    struct ll_case_opened body = {
        .amount = claim->amount,
        .has_amount = claim->has_amount,
        .cause = ll_str_from_cstr(cause),
        .claimant_id = claim->claimant_id,
        .has_claimant_id = claim->has_claimant_id,
        .deadline = claim->has_deadline ? claim->deadline : ll_case_deadline(ctx),
        .has_package_id = true,
        .package_id = package_id,
    };
    struct ll_q_package_carrier_in by = {package_id};
    struct ll_q_package_carrier_row carrier;
    if (claim->counterparty.len > 0) {
        struct ll_q_organisation_by_id_row organisation;
        LL_TRY(ll_find_organisation(ctx, claim->counterparty, &organisation, reterr));
        body.has_counterparty_id = true;
        body.counterparty_id = organisation.organisation_id;
    } else {
        enum ll_status status = ll_q_package_carrier(ctx->store, ctx->arena, &by, &carrier, reterr);
        LL_TRY(status == LL_ENOTFOUND ? LL_OK : status);
        body.has_counterparty_id = status == LL_OK;
        body.counterparty_id =
            status == LL_OK ? carrier.carrier_id : (struct ll_organisation_id){{{0}}};
    }
    LL_TRY(ll_case_package_spans(ctx, package_id, &body.spans, reterr));
    LL_TRY(ll_case_open(ctx, &body, claim->note, reterr));
    *ret_case_id = body.case_id;
    return LL_OK;
}

/* ---- weigh ---- */
struct package_weigh {
    struct ll_mass gross;
    struct ll_str package;
    struct ll_mass tare;
    struct ll_date weighed_on;
    bool has_weighed_on;
};
static const struct ll_field weigh_fields[] = {
    LL_MEMBER(package_weigh, gross, LL_REQ(MASS), .min = 1, .max = LL_MASS_G_MAX,
              .help = "what it weighs with all that is in it"),
    LL_MEMBER(package_weigh, package, LL_REQ(REF), .operand = true, .help = "its code or id"),
    LL_MEMBER(package_weigh, tare, LL_REQ(MASS), .min = 1, .max = LL_MASS_G_MAX,
              .help = "what it weighs empty, with the tare of all packages within it"),
    LL_MEMBER(package_weigh, weighed_on, LL_OPT(DATE), LL_PRESENT(package_weigh, has_weighed_on),
              .help = "the day (today)"),
};
static const struct ll_record weigh_record =
    LL_RECORD("package_weigh", package_weigh, weigh_fields);

static enum ll_status refuse_mass(const char *where, struct ll_err *reterr)
{
    ll_err_where(reterr, "%s", where);
    return LL_EREFUSED;
}

/* Gross and tare that can be, of this package, whatever is in it. */
static enum ll_status check_scale(const struct package_weigh *in,
                                  const struct ll_q_package_by_id_row *package,
                                  const struct ll_q_package_weights_row *weights,
                                  struct ll_err *reterr)
{
    enum ll_status status = LL_OK;
    if (in->tare.g >= in->gross.g) {
        status = LL_FAIL(reterr, LL_EREFUSED, "empty it would weigh %lld g, full %lld g: no less",
                         (long long)in->tare.g, (long long)in->gross.g);
        ll_err_hint(reterr, "gross is with all that is in it, tare without: look which is which");
        return refuse_mass("tare", reterr);
    }
    if (package->kind == LL_PACKAGE_KIND_CONTAINER && in->gross.g > CONTAINER_G_MAX) {
        status = LL_FAIL(reterr, LL_EREFUSED, "no container weighs more than %d kg (ISO 668)",
                         CONTAINER_G_MAX / 1000);
        ll_err_hint(reterr, "look at the unit: --gross 24.1t, 24100kg or 24100000g");
        return refuse_mass("gross", reterr);
    }
    if (in->tare.g < weights->tares_g.g) {
        status = LL_FAIL(reterr, LL_EREFUSED, "the packages within it weigh %lld g empty",
                         (long long)weights->tares_g.g);
        ll_err_hint(reterr, "the tare is with theirs: give %lld g and what it weighs itself",
                    (long long)weights->tares_g.g);
        return refuse_mass("tare", reterr);
    }
    return status;
}

/* From half of the least to twice the most that what is in it weighs. */
static enum ll_status check_net(const struct package_weigh *in,
                                const struct ll_q_package_weights_row *weights,
                                struct ll_err *reterr)
{
    int64_t net = in->gross.g - in->tare.g;
    if (net * 2 >= weights->low_g.g && net / 2 <= weights->high_g.g) {
        return LL_OK;
    }
    enum ll_status status =
        weights->measure == LL_MEASURE_GRAMS
            ? LL_FAIL(reterr, LL_EREFUSED, "%lld g net were weighed of %lld g that nobody counted",
                      (long long)net, (long long)weights->units.n)
            : LL_FAIL(reterr, LL_EREFUSED,
                      "%lld g net were weighed of %lld devices, which by their classes weigh %lld "
                      "to %lld g",
                      (long long)net, (long long)weights->units.n, (long long)weights->low_g.g,
                      (long long)weights->high_g.g);
    ll_err_where(reterr, "gross");
    ll_err_hint(reterr, "weigh again, and look at the tare; if the scale is right, something else "
                        "is in it: 'loopledger case open --package'");
    return status;
}

static enum ll_status run_weigh(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct package_weigh *in = input;
    struct ll_q_package_by_id_row package;
    struct ll_q_package_weights_row weights;
    LL_TRY(ll_package_at_hand(ctx, in->package, &package, reterr));
    LL_TRY(ll_package_weights(ctx, package.package_id, &weights, reterr));
    if (weights.units.n == 0) {
        return ll_package_refuse_empty(package.code, reterr);
    }
    struct ll_package_weighed body = {
        .gross_g = in->gross,
        .package_id = package.package_id,
        .tare_g = in->tare,
        .units = weights.units,
    };
    const struct ll_package_since since[] = {
        {weights.has_last_since, weights.last_since, LL_R("what is in it came on")},
        {weights.has_last_weighed, weights.last_weighed, LL_R("it was weighed on")},
    };
    LL_TRY(ll_package_day(ctx, in->has_weighed_on, in->weighed_on, "weighed_on", since, 2,
                          &body.weighed_on, reterr));
    LL_TRY(check_scale(in, &package, &weights, reterr));
    LL_TRY(check_net(in, &weights, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_PACKAGE_WEIGHED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "net_g", in->gross.g - in->tare.g);
    ll_answer_id(ctx, answer, "package_id", "pkg", package.package_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- inspect ---- */
struct package_inspect {
    struct ll_package_claim claim;
    bool differs;
    struct ll_date inspected_on;
    bool has_inspected_on;
    struct ll_str package;
    struct ll_str seal;
};
static const struct ll_field inspect_fields[] = {
    LL_PACKAGE_CLAIM_AMOUNT(package_inspect),
    LL_PACKAGE_CLAIM_COUNTERPARTY(package_inspect),
    LL_PACKAGE_CLAIM_DEADLINE(package_inspect),
    LL_MEMBER(package_inspect, differs, LL_OPT(BOOL), .place = 3,
              .help =
                  "looked at twice: another seal is on it, or none if none is named; opens a case"),
    LL_MEMBER(package_inspect, inspected_on, LL_OPT(DATE),
              LL_PRESENT(package_inspect, has_inspected_on), .place = 2, .help = "the day (today)"),
    LL_PACKAGE_CLAIM_NOTE(package_inspect),
    LL_MEMBER(package_inspect, package, LL_REQ(REF), .operand = true, .help = "its code or id"),
    LL_MEMBER(package_inspect, seal, LL_OPT(STR), .min = 1, .max = 64, .place = 1,
              .help = "the number of the seal that is on it"),
};
static const struct ll_record inspect_record =
    LL_RECORD("package_inspect", package_inspect, inspect_fields);

/* The seal that was put, or said to be another. */
static enum ll_status check_seal(const struct package_inspect *in,
                                 const struct ll_q_package_by_id_row *package,
                                 struct ll_err *reterr)
{
    bool same = package->has_seal && ll_str_eq(package->seal, in->seal);
    enum ll_status status = LL_OK;
    if (!package->has_seal) {
        status = LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' was not sealed",
                         LL_STR_ARG(package->code));
        ll_err_hint(reterr, "if a seal is on it, enter it with 'loopledger package seal'");
    } else if (same && in->differs) {
        status = LL_FAIL(reterr, LL_EINVAL, "this is the seal that was put on it");
        ll_err_where(reterr, "differs");
    } else if (!same && !in->differs) {
        status = in->seal.len > 0
                     ? LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' was sealed with %.*s, not %.*s",
                               LL_STR_ARG(package->code), LL_STR_ARG(package->seal),
                               LL_STR_ARG(in->seal))
                     : LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' was sealed with %.*s",
                               LL_STR_ARG(package->code), LL_STR_ARG(package->seal));
        ll_err_where(reterr, "seal");
        ll_err_hint(reterr, "read the number again; if another seal is on it, or none, say "
                            "--differs: that opens a case");
    }
    return status;
}

static enum ll_status run_inspect(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct package_inspect *in = input;
    struct ll_q_package_by_id_row package;
    struct ll_q_package_weights_row weights;
    if (in->seal.len > 0) {
        LL_TRY(ll_words_token(in->seal, "seal", reterr));
    }
    LL_TRY(ll_package_at_hand(ctx, in->package, &package, reterr));
    LL_TRY(check_seal(in, &package, reterr));
    LL_TRY(ll_package_weights(ctx, package.package_id, &weights, reterr));
    struct ll_package_inspected body = {
        .package_id = package.package_id,
        .seal = in->seal,
        .has_case_id = in->differs,
    };
    const struct ll_package_since since[] = {
        {weights.has_last_sealed, weights.last_sealed, LL_R("its seal was dealt with on")},
    };
    LL_TRY(ll_package_day(ctx, in->has_inspected_on, in->inspected_on, "inspected_on", since, 1,
                          &body.inspected_on, reterr));
    if (in->differs) {
        struct ll_package_claim claim = in->claim;
        LL_TRY(
            ll_package_holder(ctx, &package, &claim.has_claimant_id, &claim.claimant_id, reterr));
        LL_TRY(ll_package_open_case(ctx, package.package_id, "seal-differs", &claim, &body.case_id,
                                    reterr));
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_PACKAGE_INSPECTED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    if (in->differs) {
        ll_answer_id(ctx, answer, "case_id", "cas", body.case_id.raw);
    }
    ll_answer_bool(ctx, answer, "differs", in->differs);
    ll_answer_id(ctx, answer, "package_id", "pkg", package.package_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_package_weigh = {
    .noun = "package",
    .verb = "weigh",
    .help = "enter what a package weighs, full and empty",
    .details =
        "Weights that what is in it cannot have are refused: less than half of the least, or "
        "more than twice the most that its devices weigh by their classes.",
    .input = &weigh_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_weigh,
};
const struct ll_service ll_service_package_inspect = {
    .noun = "package",
    .verb = "inspect",
    .help = "enter which seal was found on a package",
    .details = "A seal that differs opens a case about the package, with a counterparty, an amount "
               "and a deadline: until it is closed what is in the package is under review.",
    .input = &inspect_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_inspect,
};
