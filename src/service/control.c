#include "service/control.h"

#include <string.h>

#include "service/answer.h"
#include "service/event.h"
#include "service/keys.h"
#include "service/proposal.h"
#include "service/second_factor.h"
#include "service/site.h"
#include "service/table.h"
#include "service/user.h"
#include "store/q_control.h"
#include "store/q_show_registry.h"

static const struct ll_control_row rows[] = {
#define LL_CONTROL(name, STEP, ASKS, APPROVES)                                                     \
    {&ll_service_##name, false, LL_CONTROL_STEP_##STEP, LL_MAY_##ASKS, LL_MAY_##APPROVES, NULL},
#define LL_CONTROL_ROLE(name, STEP, ASKS, APPROVES)                                                \
    {&ll_service_##name, true, LL_CONTROL_STEP_##STEP, LL_MAY_##ASKS, LL_MAY_##APPROVES, NULL},
#define LL_CONTROL_TWO(name, STEP, ASKS, APPROVES)                                                 \
    {&ll_service_##name,  false, LL_CONTROL_STEP_##STEP, LL_MAY_##ASKS, LL_MAY_##APPROVES,         \
     ll_##name##_complete},
#define LL_PERSON(name)
#include "service/control.def"
#undef LL_CONTROL
#undef LL_CONTROL_ROLE
#undef LL_CONTROL_TWO
#undef LL_PERSON
};

static const struct ll_service *const of_people[] = {
#define LL_CONTROL(name, STEP, ASKS, APPROVES)
#define LL_CONTROL_ROLE(name, STEP, ASKS, APPROVES)
#define LL_CONTROL_TWO(name, STEP, ASKS, APPROVES)
#define LL_PERSON(name) &ll_service_##name,
#include "service/control.def"
#undef LL_CONTROL
#undef LL_CONTROL_ROLE
#undef LL_CONTROL_TWO
#undef LL_PERSON
};

bool ll_control_role(enum ll_role role)
{
    return ll_roles_may((struct ll_roles){1U << role}, LL_MAY_DECIDE);
}

bool ll_control_needs(enum ll_permission permission)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].asks == permission || rows[i].approves == permission) {
            return true;
        }
    }
    return false;
}

static bool gives_approval(const struct ll_service *service, const void *input)
{
    const struct ll_field *field = ll_record_find(service->input, LL_STR("role"));
    int role = 0;
    LL_ASSERT(field != NULL && field->type == LL_FIELD_ENUM);
    memcpy(&role, (const char *)input + field->offset, sizeof(role));
    return role != 0 && ll_control_role((enum ll_role)role);
}

const struct ll_control_row *ll_control_find(const struct ll_service *service, const void *input)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].service == service && (!rows[i].by_role || gives_approval(service, input))) {
            return &rows[i];
        }
    }
    return NULL;
}

bool ll_control_permission(const struct ll_service *service, enum ll_permission *ret_permission)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].service == service) {
            *ret_permission = rows[i].approves;
            return true;
        }
    }
    return false;
}

bool ll_control_is(const struct ll_service *service)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].service == service) {
            return true;
        }
    }
    return false;
}

static bool is_of_people(const struct ll_service *service)
{
    for (size_t i = 0; i < sizeof(of_people) / sizeof(of_people[0]); i++) {
        if (of_people[i] == service) {
            return true;
        }
    }
    return false;
}

bool ll_control_is_of_people(const struct ll_service *service)
{
    return is_of_people(service) || ll_control_is(service);
}

enum ll_status ll_control_person(const struct ll_ctx *ctx, const struct ll_service *service,
                                 const void *input, struct ll_err *reterr)
{
    if (!ctx->viewer.is_program ||
        (!is_of_people(service) && ll_control_find(service, input) == NULL)) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EPERM, "'%s %s' is asked for by a person who is signed in",
                service->noun, service->verb);
    ll_err_hint(reterr, "a program's token is no person: sign in, and ask for it there");
    return status;
}

/* Is there anybody besides the viewer who could approve? */
static enum ll_status find_other(struct ll_ctx *ctx, enum ll_permission permission, bool *ret_is,
                                 struct ll_err *reterr)
{
    struct ll_q_role_of_others_in in = {ctx->viewer.user_id};
    struct ll_q_role_of_others_row row;
    struct ll_store_cursor *cursor = NULL;
    enum ll_status status;
    *ret_is = false;
    LL_TRY(ll_q_role_of_others_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    while (!*ret_is && (status = ll_q_role_of_others_next(cursor, &row, reterr)) == LL_OK) {
        *ret_is = ll_roles_may((struct ll_roles){1U << row.role}, permission);
    }
    ll_store_query_close(cursor);
    return *ret_is || status == LL_EEND ? LL_OK : status;
}

/* What nobody said yet, one person says: where the site is. */
static enum ll_status is_first(struct ll_ctx *ctx, const struct ll_control_row *row, bool *ret_is,
                               struct ll_err *reterr)
{
    struct ll_str address = LL_STR("");
    *ret_is = false;
    if (row->step != LL_CONTROL_STEP_SITE_SET) {
        return LL_OK;
    }
    LL_TRY(ll_site_address(ctx, &address, reterr));
    *ret_is = address.len == 0;
    return LL_OK;
}

/* What nobody does alone: it is kept whether or not there is anybody yet who could approve it. */
static enum ll_status propose_always(struct ll_ctx *ctx, const struct ll_control_row *row,
                                     const void *input, struct ll_json **ret_answer,
                                     struct ll_err *reterr)
{
    if (!ctx->viewer.is_limited) {
        return LL_REFUSE(reterr, LL_EREFUSED,
                         "one signs in at the server and asks for it, and another approves it: "
                         "the machine is neither of them",
                         "'%s %s' needs two people, each signed in", row->service->noun,
                         row->service->verb);
    }
    void *whole = ll_arena_alloc(ctx->arena, 1, row->service->input->size);
    if (whole == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the proposal");
    }
    memcpy(whole, input, row->service->input->size);
    LL_TRY(row->complete(ctx, whole, reterr));
    return ll_proposal_store(ctx, row, whole, ret_answer, reterr);
}

enum ll_status ll_control_gate(struct ll_ctx *ctx, const struct ll_service *service,
                               const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_control_row *row = ll_control_find(service, input);
    bool has_other = false;
    bool is_free = false;
    ctx->control =
        (struct ll_control){.by_user = ctx->viewer.is_limited, .proposed_by = ctx->viewer.user_id};
    if (row != NULL && row->complete != NULL) {
        return propose_always(ctx, row, input, ret_answer, reterr);
    }
    if (row == NULL || !ctx->viewer.is_limited) {
        return LL_OK;
    }
    LL_TRY(is_first(ctx, row, &is_free, reterr));
    if (is_free) {
        return LL_OK;
    }
    LL_TRY(find_other(ctx, row->approves, &has_other, reterr));
    return has_other ? ll_proposal_store(ctx, row, input, ret_answer, reterr) : LL_OK;
}

enum ll_status ll_control_way_in(struct ll_ctx *ctx, struct ll_user_id user_id, const char *hint,
                                 struct ll_err *reterr)
{
    struct ll_roles roles;
    bool has_device = false;
    if (!ctx->viewer.is_limited) {
        return LL_OK;
    }
    LL_TRY(ll_user_roles(ctx, user_id, &roles, reterr));
    LL_TRY(ll_second_factor_has(ctx, user_id, &has_device, reterr));
    if (has_device || !ll_roles_may(roles, LL_MAY_DECIDE)) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(
        reterr, LL_EREFUSED, "the user approves what needs two people, and has no device yet");
    ll_err_hint(reterr, "%s", hint);
    return status;
}

enum ll_status ll_control_store(struct ll_ctx *ctx, enum ll_control_step step, struct ll_id object,
                                struct ll_err *reterr)
{
    const struct ll_control *control = &ctx->control;
    struct ll_event_meta meta = ll_event_begin(ctx);
    const struct ll_control_recorded body = {
        .approved_by = control->approved_by,
        .has_approved_by = control->is_approved,
        .control_id = {ll_ctx_id(ctx)},
        .object_id = {(const char *)object.b, sizeof(object.b)},
        .proposed_by = control->proposed_by,
        .has_proposed_by = control->by_user,
        .single_control = !control->is_approved,
        .step = (int)step,
    };
    return ll_event_store(ctx, &meta, LL_EVENT_CONTROL_RECORDED, &body, reterr);
}

static enum ll_status answer_rows(struct ll_ctx *ctx, struct ll_store_cursor *cursor,
                                  struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_json *rows_found = ll_answer_object(ctx);
    LL_TRY(ll_answer_items(ctx, cursor, rows_found, "controls", reterr));
    if (rows_found->count > 0 && rows_found->members[0].value.count > 0) {
        struct ll_json *copy = ll_json_new_null(ctx->arena);
        if (copy == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for the answer");
        }
        *copy = rows_found->members[0].value;
        ll_json_set(ctx->arena, answer, "controls", copy);
    }
    return LL_OK;
}

static enum ll_status answer_of(struct ll_ctx *ctx, const struct ll_id *object_id,
                                struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_control_of_in by = {{(const char *)object_id->b, sizeof(object_id->b)}};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_control_of_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return answer_rows(ctx, cursor, answer, reterr);
}

enum ll_status ll_control_answer_lot(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                     struct ll_json *answer, struct ll_err *reterr)
{
    return answer_of(ctx, &lot_id.raw, answer, reterr);
}

enum ll_status ll_control_answer_shipment(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                          struct ll_json *answer, struct ll_err *reterr)
{
    return answer_of(ctx, &shipment_id.raw, answer, reterr);
}

enum ll_status ll_control_answer_certificate(struct ll_ctx *ctx,
                                             struct ll_certificate_id certificate_id,
                                             struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_certificate_control_in by = {certificate_id};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_certificate_control_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return answer_rows(ctx, cursor, answer, reterr);
}
