/* facility plan, plan-step: the way of a plant to certifications that it lacks */
#include "core/permit_tables.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/evidence.h"
#include "service/find.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/visible.h"
#include "store/q_plant.h"

#include <string.h>

#define PREFIX "CERT-"
#define CODE_MAX 64

/* Schemes of data/permit/certifications.csv that are not for plants. */
static const char *const not_of_plants[] = {"carrier", "scheme operator", "refurbisher"};

/* By whom a scheme is required, as its duty begins or says. */
static const struct {
    const char *says;
    const char *required;
} duties[] = {
    {"legal", "law"},
    {"compulsory in", "in-some-countries"},
    {"law in some", "in-some-countries"},
};

static bool is_of_plants(const struct ll_permit_certification *row)
{
    for (size_t i = 0; i < sizeof(not_of_plants) / sizeof(not_of_plants[0]); i++) {
        if (strcmp(row->applies_to, not_of_plants[i]) == 0) {
            return false;
        }
    }
    return true;
}

/* "CERT-R2V3" as "r2v3". */
static struct ll_str code_of(const struct ll_permit_certification *row, char *ret_code)
{
    const char *from = row->code + strlen(PREFIX);
    size_t len = 0;
    for (; from[len] != '\0' && len < CODE_MAX; len++) {
        bool upper = from[len] >= 'A' && from[len] <= 'Z';
        ret_code[len] = (char)(upper ? from[len] - 'A' + 'a' : from[len]);
    }
    return (struct ll_str){ret_code, len};
}

/* A standard is of a scheme when it begins as its code does, whatever hyphens: en-50625. */
static bool is_of(struct ll_str standard, struct ll_str scheme)
{
    size_t at = 0;
    for (size_t i = 0; i < standard.len && at < scheme.len; i++) {
        if (standard.ptr[i] == '-') {
            continue;
        }
        while (at < scheme.len && scheme.ptr[at] == '-') {
            at++;
        }
        if (at == scheme.len || standard.ptr[i] != scheme.ptr[at]) {
            return false;
        }
        at++;
    }
    return at == scheme.len;
}

static enum ll_status refuse(struct ll_err *reterr, const char *where, const char *text,
                             const char *hint)
{
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "%s", text);
    ll_err_where(reterr, "%s", where);
    ll_err_hint(reterr, "%s", hint);
    return status;
}

static enum ll_status find_plant(struct ll_ctx *ctx, struct ll_str ref,
                                 struct ll_q_facility_by_id_row *ret_row, struct ll_err *reterr)
{
    LL_TRY(ll_find_facility(ctx, ref, ret_row, reterr));
    return ret_row->is_plant
               ? LL_OK
               : refuse(reterr, "facility",
                        LL_R("it is not a plant: only plants are certified here"),
                        LL_R("name a recycler's plant: 'loopledger facility list --is-plant yes'"));
}

/* ---- plan-step ---- */
struct facility_plan_step {
    struct ll_date due_on;
    bool has_due_on;
    struct ll_file evidence;
    struct ll_str evidence_digest;
    struct ll_str facility;
    struct ll_str helper;
    struct ll_str scheme;
    int state; /* enum ll_plan_state */
    struct ll_str step;
};
static const struct ll_field step_fields[] = {
    LL_MEMBER(facility_plan_step, due_on, LL_OPT(DATE), LL_PRESENT(facility_plan_step, has_due_on),
              .help = "the day by which it should be done; as it was, when not given"),
    LL_MEMBER(facility_plan_step, evidence, LL_OPT(FILE), .one_of = "evidence",
              .help = "what shows that it was done; the ledger keeps its SHA-256"),
    LL_MEMBER(facility_plan_step, evidence_digest, LL_OPT(BYTES), .min = LL_DIGEST_SIZE,
              .max = LL_DIGEST_SIZE, .one_of = "evidence",
              .help = "that SHA-256, instead of the file"),
    LL_MEMBER(facility_plan_step, facility, LL_REQ(REF), .operand = true, .help = "the plant"),
    LL_MEMBER(facility_plan_step, helper, LL_OPT(REF),
              .help = "the organisation that helps; as it was, when not given"),
    LL_MEMBER(facility_plan_step, scheme, LL_REQ(CODE),
              .help = "the scheme, as 'facility plan' calls it: r2v3, weeelabex"),
    LL_MEMBER(facility_plan_step, state, LL_OPT(ENUM), LL_ENUM_OF(plan_state, PLAN_STATE),
              .help = "how far it is (planned)"),
    LL_MEMBER(facility_plan_step, step, LL_REQ(CODE),
              .help = "the step, as a code: gap-analysis, training, audit"),
};
static const struct ll_record step_record =
    LL_RECORD("facility_plan_step", facility_plan_step, step_fields);

static enum ll_status check_scheme(struct ll_str scheme, struct ll_err *reterr)
{
    char code[CODE_MAX];
    for (size_t i = 0; i < ll_permit_certification_count; i++) {
        const struct ll_permit_certification *row = &ll_permit_certifications[i];
        if (is_of_plants(row) && ll_str_eq(code_of(row, code), scheme)) {
            return LL_OK;
        }
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no scheme for plants", LL_STR_ARG(scheme));
    ll_err_where(reterr, "scheme");
    ll_err_hint(reterr, "'loopledger facility plan' lists them: permit, iso14001, r2v3, weeelabex");
    return status;
}

/* What is not said stays as it was. */
static enum ll_status read_step(struct ll_ctx *ctx, const struct facility_plan_step *in,
                                struct ll_plan_step_stated *body, bool *ret_known,
                                struct ll_err *reterr)
{
    struct ll_q_plan_step_known_in by = {body->facility_id, in->scheme, in->step};
    struct ll_q_plan_step_known_row before;
    enum ll_status status = ll_q_plan_step_known(ctx->store, ctx->arena, &by, &before, reterr);
    *ret_known = status == LL_OK;
    if (status == LL_ENOTFOUND) {
        if (in->has_due_on) {
            return LL_OK;
        }
        status = LL_FAIL(reterr, LL_EINVAL, "the step is new, and has no day");
        ll_err_where(reterr, "due_on");
        ll_err_hint(reterr, "give the day by which it should be done with --due-on");
        return status;
    }
    LL_TRY(status);
    body->plan_step_id = before.plan_step_id;
    body->state = in->state == 0 ? (int)before.state : in->state;
    body->due_on = in->has_due_on ? in->due_on : before.due_on;
    if (in->helper.len == 0) {
        body->has_helper_id = before.has_helper_id;
        body->helper_id = before.helper_id;
    }
    if (body->evidence_digest.len == 0 && before.has_evidence_digest) {
        body->evidence_digest = ll_str_copy(ctx->arena, before.evidence_digest);
    }
    return LL_OK;
}

static enum ll_status run_step(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct facility_plan_step *in = input;
    struct ll_q_facility_by_id_row facility;
    bool known = false;
    struct ll_plan_step_stated body = {
        .due_on = in->due_on,
        .evidence_digest = LL_STR(""),
        .scheme = in->scheme,
        .state = in->state == 0 ? (int)LL_PLAN_STATE_PLANNED : in->state,
        .step = in->step,
    };
    LL_TRY(find_plant(ctx, in->facility, &facility, reterr));
    LL_TRY(
        ll_acts_at(ctx, LL_ROLE_RECYCLER, facility.facility_id, "facility", in->facility, reterr));
    LL_TRY(check_scheme(in->scheme, reterr));
    body.facility_id = facility.facility_id;
    if (in->helper.len > 0) {
        struct ll_q_organisation_by_id_row helper;
        LL_TRY(ll_find_organisation(ctx, in->helper, &helper, reterr));
        body.has_helper_id = true;
        body.helper_id = helper.organisation_id;
    }
    if (in->evidence.name.len > 0 || in->evidence_digest.len > 0) {
        LL_TRY(ll_evidence_digest(ctx, "evidence", &in->evidence, in->evidence_digest,
                                  &body.evidence_digest, reterr));
    }
    LL_TRY(read_step(ctx, in, &body, &known, reterr));
    if (body.state == (int)LL_PLAN_STATE_DONE && body.evidence_digest.len == 0) {
        return refuse(reterr, "evidence", LL_R("a step that is done needs what shows it"),
                      LL_R("give the paper with --evidence, or its digest with --evidence-digest"));
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    if (!known) {
        body.plan_step_id.raw = ll_ctx_id(ctx);
    }
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_PLAN_STEP_STATED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "facility", facility.code);
    ll_answer_id(ctx, answer, "plan_step_id", "pls", body.plan_step_id.raw);
    ll_answer_text(ctx, answer, "state",
                   ll_str_from_cstr(ll_plan_state_name((enum ll_plan_state)body.state)));
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- plan ---- */
/* The last day on which the plant holds something of the scheme, from today on; false: nothing. */
static enum ll_status held_until(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                                 struct ll_str scheme, struct ll_date today, bool *ret_held,
                                 struct ll_date *ret_until, struct ll_err *reterr)
{
    struct ll_q_plan_held_in in = {facility_id};
    struct ll_q_plan_held_row row;
    struct ll_store_cursor *cursor = NULL;
    *ret_held = false;
    if (ll_str_eq_cstr(scheme, "permit")) {
        struct ll_q_plan_permitted_in by = {facility_id, LL_LICENCE_KIND_TREAT, today};
        struct ll_q_plan_permitted_row permit;
        LL_TRY(ll_q_plan_permitted(ctx->store, ctx->arena, &by, &permit, reterr));
        *ret_held = permit.has_valid_until;
        *ret_until = permit.valid_until;
        return LL_OK;
    }
    LL_TRY(ll_q_plan_held_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_plan_held_next(cursor, &row, reterr)) == LL_OK) {
        bool holds = row.valid_from.days <= today.days && row.valid_to.days >= today.days;
        if (holds && is_of(row.standard, scheme) &&
            (!*ret_held || row.valid_to.days > ret_until->days)) {
            *ret_held = true;
            *ret_until = row.valid_to;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static const char *required_of(const struct ll_permit_certification *row)
{
    for (size_t i = 0; i < sizeof(duties) / sizeof(duties[0]); i++) {
        if (strncmp(row->duty, duties[i].says, strlen(duties[i].says)) == 0) {
            return duties[i].required;
        }
    }
    return "voluntary";
}

/* Steps of a scheme: those that are done, those that are still to do. */
static void count_steps(const struct ll_json *steps, struct ll_str scheme, int64_t *ret_done,
                        int64_t *ret_open)
{
    *ret_done = *ret_open = 0;
    for (size_t i = 0; i < steps->count; i++) {
        const struct ll_json *item = &steps->items[i];
        struct ll_str state = ll_json_string_at(item, "state");
        if (ll_str_eq(ll_json_string_at(item, "scheme"), scheme)) {
            *ret_done += ll_str_eq_cstr(state, "done") ? 1 : 0;
            *ret_open += ll_str_eq_cstr(state, "planned") || ll_str_eq_cstr(state, "begun") ? 1 : 0;
        }
    }
}

static enum ll_status put_schemes(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                                  struct ll_date today, struct ll_json *answer,
                                  struct ll_err *reterr)
{
    const struct ll_json *steps = ll_json_get(answer, "steps");
    struct ll_json *items = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < ll_permit_certification_count; i++) {
        const struct ll_permit_certification *row = &ll_permit_certifications[i];
        char text[CODE_MAX];
        struct ll_str scheme = code_of(row, text);
        struct ll_json *item = ll_answer_object(ctx);
        struct ll_date until = {0};
        bool held = false;
        int64_t done;
        int64_t open;
        if (!is_of_plants(row)) {
            continue;
        }
        LL_TRY(held_until(ctx, facility_id, scheme, today, &held, &until, reterr));
        count_steps(steps, scheme, &done, &open);
        ll_answer_text(ctx, item, "scheme", scheme);
        ll_answer_text(ctx, item, "scheme_name", ll_str_from_cstr(row->scheme));
        ll_answer_text(ctx, item, "required", ll_str_from_cstr(required_of(row)));
        ll_answer_text(ctx, item, "duty", ll_str_from_cstr(row->duty));
        ll_answer_text(ctx, item, "level", ll_str_from_cstr(row->level));
        ll_answer_bool(ctx, item, "held", held);
        if (held) {
            ll_answer_date(ctx, item, "held_until", until);
        }
        ll_answer_i64(ctx, item, "steps_done", done);
        ll_answer_i64(ctx, item, "steps_open", open);
        ll_answer_text(ctx, item, "source", ll_str_from_cstr(row->source));
        ll_json_append(ctx->arena, items, item);
    }
    ll_json_set(ctx->arena, answer, "schemes", items);
    return LL_OK;
}

static void mark_overdue(struct ll_ctx *ctx, struct ll_date today, struct ll_json *answer)
{
    const struct ll_json *steps = ll_json_get(answer, "steps");
    for (size_t i = 0; i < steps->count; i++) {
        struct ll_json *item = &steps->items[i];
        struct ll_str state = ll_json_string_at(item, "state");
        struct ll_date due = today;
        bool open = ll_str_eq_cstr(state, "planned") || ll_str_eq_cstr(state, "begun");
        bool read = ll_date_parse(ll_json_string_at(item, "due_on"), &due, NULL) == LL_OK;
        ll_answer_bool(ctx, item, "overdue", read && open && due.days < today.days);
    }
}

/* What waits for it: in pieces, and in grams. */
static int64_t sum_of(const struct ll_json *list, const char *member)
{
    int64_t sum = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct ll_json *value = ll_json_get(&list->items[i], member);
        sum += value == NULL || value->type != LL_JSON_NUMBER ? 0 : value->integer;
    }
    return sum;
}

static enum ll_status run_plan(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_facility_by_id_row facility;
    struct ll_store_cursor *cursor = NULL;
    struct ll_date today = ll_time_date(ctx->now);
    LL_TRY(find_plant(ctx, in->ref, &facility, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "code", facility.code);
    ll_answer_text(ctx, answer, "country", facility.country);
    ll_answer_id(ctx, answer, "facility_id", "fac", facility.facility_id.raw);
    ll_answer_date(ctx, answer, "on", today);
    struct ll_q_plan_steps_in of = {.facility_id = facility.facility_id, LL_VIEWER_FILTER(ctx)};
    LL_TRY(ll_q_plan_steps_open(ctx->store, ctx->arena, &of, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "steps", reterr));
    mark_overdue(ctx, today, answer);
    LL_TRY(put_schemes(ctx, facility.facility_id, today, answer, reterr));
    struct ll_q_plan_waiting_in by = {
        .facility_id = facility.facility_id, .day = today, LL_VIEWER_FILTER(ctx)};
    LL_TRY(ll_q_plan_waiting_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "waiting", reterr));
    const struct ll_json *waiting = ll_json_get(answer, "waiting");
    int64_t waiting_g = sum_of(waiting, "open_g");
    int64_t waiting_units = sum_of(waiting, "open_units");
    ll_answer_i64(ctx, answer, "waiting_g", waiting_g);
    ll_answer_i64(ctx, answer, "waiting_units", waiting_units);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_facility_plan = {
    .noun = "facility",
    .verb = "plan",
    .help = "show a plant's way to certifications that it lacks, and whose demand waits for them",
    .details = "Each scheme of data/permit/certifications.csv for plants: whether law requires it "
               "or it is voluntary, whether the plant holds it today, and its steps. A permit is "
               "held by a licence of the kind treat, the others by 'facility certify'. Waiting are "
               "the order lines that demand a standard which the plant does not hold, with what of "
               "them nothing serves yet; who asks sees those lines only that they may see.",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_plan,
};
const struct ll_service ll_service_facility_plan_step = {
    .noun = "facility",
    .verb = "plan-step",
    .help = "say how far a plant is with a step towards a certification",
    .details = "A step that is new needs its day; said again, it changes, and what is not said "
               "stays as it was. One that is done needs its evidence. No step makes a plant "
               "certified: that is for 'facility certify', when the certificate is there.",
    .input = &step_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_step,
};
