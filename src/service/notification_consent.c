/* notification step, consent */
#include "core/notification.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/evidence.h"
#include "service/find.h"
#include "service/notification_dossier.h"
#include "service/table.h"
#include "service/words.h"

/* What both need: the notification, and where it stands with a state. */
struct standing {
    struct ll_q_notification_by_id_row notification;
    struct ll_q_notification_state_by_country_row state;
    enum ll_notification_step step; /* 0: nothing yet */
};

static enum ll_status refuse_day(struct ll_err *reterr, const char *text, const char *hint)
{
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "%s", text);
    ll_err_where(reterr, "on");
    ll_err_hint(reterr, "%s", hint);
    return status;
}

static enum ll_status find_standing(struct ll_ctx *ctx, struct ll_str ref, struct ll_str country,
                                    struct standing *ret_standing, struct ll_err *reterr)
{
    struct standing found = {.step = (enum ll_notification_step)0};
    LL_TRY(ll_find_notification(ctx, ref, &found.notification, reterr));
    struct ll_q_notification_state_by_country_in by = {found.notification.notification_id, country};
    enum ll_status status =
        ll_q_notification_state_by_country(ctx->store, ctx->arena, &by, &found.state, reterr);
    if (status == LL_ENOTFOUND) {
        status = LL_FAIL(reterr, LL_EREFUSED, "'%.*s' is not on the route of notification '%.*s'",
                         LL_STR_ARG(country), LL_STR_ARG(found.notification.code));
        ll_err_hint(reterr,
                    "is it the paper of another route? See this one's with 'loopledger "
                    "notification show %.*s'",
                    LL_STR_ARG(found.notification.code));
        return status;
    }
    LL_TRY(status);
    found.step = found.state.has_step ? found.state.step : (enum ll_notification_step)0;
    *ret_standing = found;
    return LL_OK;
}

/* A state is told once the state of export knows, and never before it. */
static enum ll_status check_export_told(struct ll_ctx *ctx, const struct standing *standing,
                                        struct ll_date on, struct ll_err *reterr)
{
    struct ll_q_notification_state_export_in by = {standing->notification.notification_id};
    struct ll_q_notification_state_export_row export;
    if (standing->state.part == LL_ROUTE_PART_EXPORT || standing->step != 0) {
        return LL_OK;
    }
    LL_TRY(ll_q_notification_state_export(ctx->store, ctx->arena, &by, &export, reterr));
    if (!export.has_step) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "it was not submitted to %.*s, the state of export",
                    LL_STR_ARG(export.country));
        ll_err_hint(reterr,
                    "record that first: 'loopledger notification step %.*s --country %.*s "
                    "--step submitted'",
                    LL_STR_ARG(standing->notification.code), LL_STR_ARG(export.country));
        return status;
    }
    return export.step == LL_NOTIFICATION_STEP_SUBMITTED && on.days < export.stepped_on.days
               ? refuse_day(reterr, LL_R("it was submitted to the state of export after that day"),
                            LL_R("states are told in that order: read the day off the paper again"))
               : LL_OK;
}

/* The day, or today: not ahead, and not before what is known of the state. */
static enum ll_status read_day(struct ll_ctx *ctx, const struct standing *standing, bool given,
                               struct ll_date day, struct ll_date *ret_day, struct ll_err *reterr)
{
    struct ll_date today = ll_time_date(ctx->now);
    struct ll_date on = given ? day : today;
    if (on.days > today.days) {
        return refuse_day(reterr, LL_R("the day lies ahead"), LL_R("record it once it is done"));
    }
    if (standing->state.has_stepped_on && on.days < standing->state.stepped_on.days) {
        char before[LL_TIME_TEXT_MAX];
        ll_date_format(standing->state.stepped_on, before);
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "it was %s on %s, after that day",
                                        ll_notification_step_name(standing->step), before);
        ll_err_where(reterr, "on");
        ll_err_hint(reterr, "steps are recorded in their order: read the day off the paper again");
        return status;
    }
    *ret_day = on;
    return LL_OK;
}

/* ---- step ---- */
struct notification_step {
    struct ll_str country;
    struct ll_str notification;
    struct ll_date on;
    bool has_on;
    int step; /* enum ll_notification_step */
};
static const struct ll_field step_fields[] = {
    LL_MEMBER(notification_step, country, LL_REQ(STR), .min = 2, .max = 2,
              .help = "with whose authority: GH"),
    LL_MEMBER(notification_step, notification, LL_REQ(REF), .operand = true,
              .help = "its code or id"),
    LL_MEMBER(notification_step, on, LL_OPT(DATE), LL_PRESENT(notification_step, has_on),
              .help = "the day (today)"),
    LL_MEMBER(notification_step, step, LL_REQ(ENUM),
              LL_ENUM_OF(notification_step, NOTIFICATION_STEP), .help = "what was done"),
};
static const struct ll_record step_record =
    LL_RECORD("notification_step", notification_step, step_fields);

static enum ll_status run_step(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct notification_step *in = input;
    struct standing standing;
    const struct ll_notification_rule *rule = NULL;
    struct ll_notification_stepped body = {.country = in->country, .step = in->step};
    LL_TRY(find_standing(ctx, in->notification, in->country, &standing, reterr));
    if (in->step == LL_NOTIFICATION_STEP_CONSENTED) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "a consent says more than its day");
        ll_err_where(reterr, "step");
        ll_err_hint(reterr, "record it with 'loopledger notification consent %.*s'",
                    LL_STR_ARG(standing.notification.code));
        return status;
    }
    LL_TRY(ll_notification_next(standing.state.part, standing.step,
                                (enum ll_notification_step)in->step, &rule, reterr));
    LL_TRY(read_day(ctx, &standing, in->has_on, in->on, &body.stepped_on, reterr));
    LL_TRY(check_export_told(ctx, &standing, body.stepped_on, reterr));
    body.notification_id = standing.notification.notification_id;
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_NOTIFICATION_STEPPED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "country", in->country);
    ll_answer_id(ctx, answer, "notification_id", "ntf", body.notification_id.raw);
    ll_answer_text(
        ctx, answer, "step",
        ll_str_from_cstr(ll_notification_step_name((enum ll_notification_step)in->step)));
    ll_answer_date(ctx, answer, "stepped_on", body.stepped_on);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- consent ---- */
struct notification_consent {
    struct ll_str country;
    struct ll_file document;
    struct ll_str document_digest;
    struct ll_mass mass_max;
    bool has_mass_max;
    struct ll_str notification;
    struct ll_str number;
    struct ll_date on;
    bool has_on;
    int64_t shipments_max;
    bool has_shipments_max;
    struct ll_str tacit;
    struct ll_date valid_from;
    struct ll_date valid_until;
};
static const struct ll_field consent_fields[] = {
    LL_MEMBER(notification_consent, country, LL_REQ(STR), .min = 2, .max = 2,
              .help = "whose authority consents: GH"),
    LL_MEMBER(notification_consent, document, LL_OPT(FILE), .one_of = "document",
              .help = "the consent; the ledger keeps its SHA-256"),
    LL_MEMBER(notification_consent, document_digest, LL_OPT(BYTES), .min = LL_DIGEST_SIZE,
              .max = LL_DIGEST_SIZE, .one_of = "document",
              .help = "that SHA-256, instead of the file"),
    LL_MEMBER(notification_consent, mass_max, LL_OPT(MASS),
              LL_PRESENT(notification_consent, has_mass_max),
              .help = "how much it lets move in all (as notified)"),
    LL_MEMBER(notification_consent, notification, LL_REQ(REF), .operand = true,
              .help = "its code or id"),
    LL_MEMBER(notification_consent, number, LL_OPT(STR), .min = 1, .max = 64,
              .help = "what the authority numbered it, without blanks"),
    LL_MEMBER(notification_consent, on, LL_OPT(DATE), LL_PRESENT(notification_consent, has_on),
              .help = "the day of the consent (today)"),
    LL_MEMBER(notification_consent, shipments_max, LL_OPT(I64),
              LL_PRESENT(notification_consent, has_shipments_max), .min = 0,
              .max = LL_NOTIFICATION_SHIPMENTS_MAX,
              .help = "how many shipments it lets move (as notified)"),
    LL_MEMBER(notification_consent, tacit, LL_OPT(CODE), .one_of = "document",
              .help = "by what law the silence of a state of transit is a consent, as a code: "
                      "basel-6-4-waiver, eu-2024-1157-9-1"),
    LL_MEMBER(notification_consent, valid_from, LL_REQ(DATE), .help = "the first day it holds"),
    LL_MEMBER(notification_consent, valid_until, LL_REQ(DATE), .help = "the last day it holds"),
};
static const struct ll_record consent_record =
    LL_RECORD("notification_consent", notification_consent, consent_fields);

/* Nor is what let a shipment alone move. */
static enum ll_status refuse_shipments(struct ll_ctx *ctx, struct ll_str digest,
                                       struct ll_err *reterr)
{
    struct ll_q_consent_elsewhere_in in = {.document_digest = digest};
    struct ll_q_consent_elsewhere_row row;
    enum ll_status status = ll_q_consent_elsewhere(ctx->store, ctx->arena, &in, &row, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    status =
        LL_FAIL(reterr, LL_ECONFLICT, "this document is the consent of %.*s to shipment '%.*s'",
                LL_STR_ARG(row.country), LL_STR_ARG(row.code));
    ll_err_where(reterr, "document");
    ll_err_hint(reterr, "give the consent to the notification");
    return status;
}

/* A paper of another notification is no consent to this one, nor is another paper of its dossier.
 */
static enum ll_status refuse_used(struct ll_ctx *ctx, const struct standing *standing,
                                  struct ll_str digest, struct ll_err *reterr)
{
    struct ll_q_notification_document_by_digest_in in = {digest};
    struct ll_q_notification_document_by_digest_row row;
    enum ll_status status =
        ll_q_notification_document_by_digest(ctx->store, ctx->arena, &in, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return refuse_shipments(ctx, digest, reterr);
    }
    if (status != LL_OK) {
        return status;
    }
    bool is_of_this = ll_id_eq(row.notification_id.raw, standing->notification.notification_id.raw);
    if (is_of_this && ll_str_eq_cstr(row.kind, "consent")) {
        return LL_OK; /* one paper of several states */
    }
    status = LL_FAIL(reterr, LL_ECONFLICT, "this document is a %.*s of notification '%.*s'",
                     LL_STR_ARG(row.kind), LL_STR_ARG(row.code));
    ll_err_where(reterr, "document");
    ll_err_hint(reterr, is_of_this
                            ? LL_R("give the consent itself")
                            : LL_R("each notification needs a consent of its own; if it was "
                                   "recorded there by mistake, record the right one there first"));
    return status;
}

/* What the tables say of the state. */
static enum ll_status check_silence(struct ll_ctx *ctx, const struct standing *standing,
                                    const struct ll_dossier *dossier,
                                    const struct ll_notification_consented *body,
                                    struct ll_err *reterr)
{
    struct ll_permit_decision decision;
    bool may = false;
    LL_TRY(ll_dossier_decide(ctx, dossier, &decision, reterr));
    for (size_t i = 0; i < decision.consent_count; i++) {
        may = may || (ll_str_eq(decision.consents[i].state, body->country) &&
                      decision.consents[i].may_be_tacit);
    }
    return ll_notification_check_silence(may, body->basis, standing->step,
                                         standing->state.stepped_on, body->consented_on, reterr);
}

/* Silence counts from the acknowledgement only (Basel Art.6(4)). */
static enum ll_status check_tacit(struct ll_ctx *ctx, const struct standing *standing,
                                  const struct ll_dossier *dossier,
                                  const struct ll_notification_consented *body,
                                  struct ll_err *reterr)
{
    unsigned known = LL_STEP_BIT(ACKNOWLEDGED) | LL_STEP_BIT(ANSWERED) | LL_STEP_BIT(COMPLETED) |
                     LL_STEP_BIT(CONSENTED);
    if ((known & 1U << standing->step) != 0) {
        return check_silence(ctx, standing, dossier, body, reterr);
    }
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED,
                                    "who did not acknowledge a notification does not consent to it "
                                    "by silence");
    ll_err_hint(reterr, "record the acknowledgement first: the time runs from its day (Basel "
                        "Art.6(4); Regulation (EU) 2024/1157 Art.9(1), 51(2)(e))");
    return status;
}

/* What was acknowledged under the old law is recovered before that ends: no consent reaches on. */
static enum ll_status check_law(struct ll_ctx *ctx, const struct standing *standing,
                                const struct ll_dossier *known,
                                const struct ll_notification_consented *body, struct ll_err *reterr)
{
    struct ll_dossier dossier = *known;
    struct ll_permit_decision decision;
    struct ll_permit_days days = {0};
    struct ll_permit_due *dues = NULL;
    char last[LL_TIME_TEXT_MAX];
    if (!known->has_acknowledged && standing->state.part == LL_ROUTE_PART_IMPORT) {
        dossier.has_acknowledged = true; /* no later than it consents */
        dossier.acknowledged = body->consented_on;
    }
    LL_TRY(ll_dossier_decide(ctx, &dossier, &decision, reterr));
    LL_TRY(ll_permit_calendar(&decision, &days, ctx->arena, &dues, reterr));
    for (size_t i = 0; i < decision.deadline_count; i++) {
        if (dues[i].deadline->event != LL_PERMIT_EVENT_new_law || !dues[i].has_day ||
            body->valid_until.days <= dues[i].day.days) {
            continue;
        }
        ll_date_format(dues[i].day, last);
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL,
                    "the destination acknowledged it under the old law, which ends on %s (%s)",
                    last, dues[i].deadline->rule->source);
        ll_err_where(reterr, "valid_until");
        ll_err_hint(reterr,
                    "what moves on it has to be recovered by then: give %s at the latest, "
                    "and notify anew what moves later",
                    last);
        return status;
    }
    return LL_OK;
}

/* What is booked, and what departed, stands: a consent to less comes too late. */
static enum ll_status check_booked(struct ll_ctx *ctx, const struct standing *standing,
                                   const struct ll_notification_consented *body,
                                   struct ll_err *reterr)
{
    struct ll_q_notification_whole_in in = {standing->notification.notification_id};
    struct ll_q_notification_whole_row row;
    LL_TRY(ll_q_notification_whole(ctx->store, ctx->arena, &in, &row, reterr));
    if (row.booked <= body->shipments_max && row.booked_g.g <= body->mass_max_g.g) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "%lld shipments of %lld g are booked on it, more than that",
                (long long)row.booked, (long long)row.booked_g.g);
    ll_err_where(reterr, row.booked > body->shipments_max ? "shipments_max" : "mass_max");
    ll_err_hint(reterr, "unbook what is only planned first; if more departed than the state lets "
                        "move, open a case about the shipment");
    return status;
}

static enum ll_status check_terms(struct ll_ctx *ctx, const struct standing *standing,
                                  const struct ll_notification_consented *body,
                                  struct ll_err *reterr)
{
    const struct ll_notification_terms notified = {
        .shipments_max = standing->notification.shipments_max,
        .mass_max_g = standing->notification.mass_max_g.g,
        .preconsented = standing->notification.preconsented,
    };
    const struct ll_consent_terms consent = {
        .part = standing->state.part,
        .is_tacit = body->basis.len > 0,
        .valid_from = body->valid_from,
        .valid_until = body->valid_until,
        .shipments_max = body->shipments_max,
        .mass_max_g = body->mass_max_g.g,
    };
    LL_TRY(ll_notification_check_consent(&notified, &consent, reterr));
    LL_TRY(check_booked(ctx, standing, body, reterr));
    if (body->valid_until.days < ll_time_date(ctx->now).days) {
        enum ll_status status = LL_REFUSE(
            reterr, LL_EINVAL, "record one that holds, or plan the shipment anew once there is one",
            "the consent has expired");
        ll_err_where(reterr, "valid_until");
        return status;
    }
    return LL_OK;
}

static enum ll_status read_consent(struct ll_ctx *ctx, const struct notification_consent *in,
                                   struct standing *standing,
                                   struct ll_notification_consented *body, struct ll_err *reterr)
{
    const struct ll_notification_rule *rule = NULL;
    struct ll_dossier dossier;
    bool has_document = in->document.name.len > 0 || in->document_digest.len > 0;
    LL_TRY(find_standing(ctx, in->notification, in->country, standing, reterr));
    if (in->number.len > 0) {
        LL_TRY(ll_words_token(in->number, "number", reterr));
    }
    LL_TRY(ll_notification_next(standing->state.part, standing->step,
                                LL_NOTIFICATION_STEP_CONSENTED, &rule, reterr));
    LL_TRY(read_day(ctx, standing, in->has_on, in->on, &body->consented_on, reterr));
    body->notification_id = standing->notification.notification_id;
    body->shipments_max =
        in->has_shipments_max ? in->shipments_max : standing->notification.shipments_max;
    body->mass_max_g = in->has_mass_max ? in->mass_max : standing->notification.mass_max_g;
    LL_TRY(check_terms(ctx, standing, body, reterr));
    LL_TRY(ll_dossier_read(ctx, standing->notification.code, &dossier, reterr));
    LL_TRY(check_law(ctx, standing, &dossier, body, reterr));
    if (in->tacit.len > 0) {
        LL_TRY(check_tacit(ctx, standing, &dossier, body, reterr));
    }
    if (has_document || in->tacit.len == 0) {
        LL_TRY(ll_evidence_digest(ctx, "document", &in->document, in->document_digest,
                                  &body->document_digest, reterr));
        LL_TRY(refuse_used(ctx, standing, body->document_digest, reterr));
    }
    return LL_OK;
}

static enum ll_status run_consent(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct notification_consent *in = input;
    struct standing standing;
    struct ll_notification_consented body = {
        .basis = in->tacit,
        .country = in->country,
        .number = in->number,
        .valid_from = in->valid_from,
        .valid_until = in->valid_until,
    };
    LL_TRY(read_consent(ctx, in, &standing, &body, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_NOTIFICATION_CONSENTED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "country", in->country);
    ll_answer_i64(ctx, answer, "mass_max_g", body.mass_max_g.g);
    ll_answer_id(ctx, answer, "notification_id", "ntf", body.notification_id.raw);
    ll_answer_i64(ctx, answer, "shipments_max", body.shipments_max);
    ll_answer_date(ctx, answer, "valid_from", body.valid_from);
    ll_answer_date(ctx, answer, "valid_until", body.valid_until);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_notification_step = {
    .noun = "notification",
    .verb = "step",
    .help = "record where a notification stands with a state's authority",
    .details =
        "Submitted to the state of export, forwarded to the others, acknowledged, questioned "
        "and answered, completed, objected to or withdrawn; each step follows only certain "
        "others. A consent is recorded by 'notification consent'.",
    .input = &step_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_step,
};
const struct ll_service ll_service_notification_consent = {
    .noun = "notification",
    .verb = "consent",
    .help = "record a state's consent to a notification, with its limits",
    .details = "It stands in place of an earlier one of the same state. Silence is a consent of "
               "states of transit only, from their acknowledgement on, and by a law that is named.",
    .input = &consent_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_consent,
};
