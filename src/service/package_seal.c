/* package seal, unseal */
#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/package_check.h"
#include "service/table.h"
#include "service/words.h"

/* ---- seal ---- */
struct package_seal {
    struct ll_str by;
    int kind; /* enum ll_seal_kind; 0: not said */
    struct ll_str package;
    struct ll_str seal;
    struct ll_date sealed_on;
    bool has_sealed_on;
};
static const struct ll_field seal_fields[] = {
    LL_MEMBER(package_seal, by, LL_OPT(REF), .help = "whose seal it is: a carrier, customs"),
    LL_MEMBER(package_seal, kind, LL_OPT(ENUM), LL_ENUM_OF(seal_kind, SEAL_KIND),
              .help = "how hard it is to open unseen (ISO 17712)"),
    LL_MEMBER(package_seal, package, LL_REQ(REF), .operand = true, .help = "its code or id"),
    LL_MEMBER(package_seal, seal, LL_REQ(STR), .min = 1, .max = 64, .help = "the seal's number"),
    LL_MEMBER(package_seal, sealed_on, LL_OPT(DATE), LL_PRESENT(package_seal, has_sealed_on),
              .help = "the day (today)"),
};
static const struct ll_record seal_record = LL_RECORD("package_seal", package_seal, seal_fields);

/* A seal closes once. */
static enum ll_status refuse_broken(struct ll_ctx *ctx, struct ll_package_id package_id,
                                    struct ll_str seal, struct ll_err *reterr)
{
    struct ll_q_seal_broken_in by = {package_id, seal};
    struct ll_q_seal_broken_row broken;
    char day[LL_TIME_TEXT_MAX];
    enum ll_status status = ll_q_seal_broken(ctx->store, ctx->arena, &by, &broken, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    ll_date_format(broken.happened_on, day);
    status = LL_FAIL(reterr, LL_EREFUSED, "seal %.*s was broken on %s", LL_STR_ARG(seal), day);
    ll_err_where(reterr, "seal");
    ll_err_hint(reterr, "a seal closes once: put another on it, and enter its number");
    return status;
}

static enum ll_status check_open(struct ll_ctx *ctx, const struct ll_q_package_by_id_row *package,
                                 struct ll_str seal, struct ll_err *reterr)
{
    if (package->has_seal) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' is sealed with %.*s already",
                    LL_STR_ARG(package->code), LL_STR_ARG(package->seal));
        ll_err_hint(reterr, "if that was broken, enter it first: 'loopledger package unseal'");
        return status;
    }
    return refuse_broken(ctx, package->package_id, seal, reterr);
}

static enum ll_status run_seal(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct package_seal *in = input;
    struct ll_q_package_by_id_row package;
    struct ll_q_package_weights_row content;
    struct ll_package_sealed body = {.kind = in->kind, .seal = in->seal, .has_sealed_on = true};
    LL_TRY(ll_words_token(in->seal, "seal", reterr));
    LL_TRY(ll_package_at_hand(ctx, in->package, &package, reterr));
    LL_TRY(check_open(ctx, &package, in->seal, reterr));
    LL_TRY(ll_package_weights(ctx, package.package_id, &content, reterr));
    if (content.units.n == 0) {
        return ll_package_refuse_empty(package.code, reterr);
    }
    if (in->by.len > 0) {
        LL_TRY(ll_package_by(ctx, in->by, &body.sealed_by, reterr));
        body.has_sealed_by = true;
    }
    const struct ll_package_since since[] = {
        {content.has_last_since, content.last_since, LL_R("what is in it came on")},
        {content.has_last_sealed, content.last_sealed, LL_R("its seal was dealt with on")},
    };
    LL_TRY(ll_package_day(ctx, in->has_sealed_on, in->sealed_on, "sealed_on", since, 2,
                          &body.sealed_on, reterr));
    body.package_id = package.package_id;
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_PACKAGE_SEALED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "package_id", "pkg", package.package_id.raw);
    ll_answer_measured(ctx, answer, content.measure, content.units.n);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- unseal ---- */
struct package_unseal {
    struct ll_date broken_on;
    bool has_broken_on;
    struct ll_str package;
    struct ll_str reason;
};
static const struct ll_field unseal_fields[] = {
    LL_MEMBER(package_unseal, broken_on, LL_OPT(DATE), LL_PRESENT(package_unseal, has_broken_on),
              .help = "the day (today)"),
    LL_MEMBER(package_unseal, package, LL_REQ(REF), .operand = true, .help = "its code or id"),
    LL_MEMBER(package_unseal, reason, LL_REQ(CODE), .help = "why, as a code: customs-inspection"),
};
static const struct ll_record unseal_record =
    LL_RECORD("package_unseal", package_unseal, unseal_fields);

static enum ll_status run_unseal(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct package_unseal *in = input;
    struct ll_q_package_by_id_row package;
    struct ll_q_package_weights_row content;
    struct ll_package_unsealed body = {.reason = in->reason};
    LL_TRY(ll_package_at_hand(ctx, in->package, &package, reterr));
    if (!package.has_seal) {
        return LL_REFUSE(reterr, LL_EREFUSED,
                         "there is no seal to break: see 'loopledger package show'",
                         "package '%.*s' is not sealed", LL_STR_ARG(package.code));
    }
    LL_TRY(ll_package_weights(ctx, package.package_id, &content, reterr));
    const struct ll_package_since since[] = {
        {content.has_last_sealed, content.last_sealed, LL_R("its seal was dealt with on")},
    };
    LL_TRY(ll_package_day(ctx, in->has_broken_on, in->broken_on, "broken_on", since, 1,
                          &body.broken_on, reterr));
    body.package_id = package.package_id;
    body.seal = package.seal;
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_PACKAGE_UNSEALED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "package_id", "pkg", package.package_id.raw);
    ll_answer_text(ctx, answer, "seal", package.seal);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_package_seal = {
    .noun = "package",
    .verb = "seal",
    .help = "seal a package: nothing more goes into it",
    .details = "A seal that was broken is entered with 'package unseal', and the one that replaces "
               "it here. A number that was broken on the package does not come back.",
    .input = &seal_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_seal,
};
const struct ll_service ll_service_package_unseal = {
    .noun = "package",
    .verb = "unseal",
    .help = "enter that a package's seal was broken, by whom it had to be",
    .details =
        "The package is open again where it stands. What nobody was to break is a difference: "
        "'package inspect --differs'.",
    .input = &unseal_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_unseal,
};
