/* The second step of signing in, and setting it up. */
#include <string.h>

#include "edge/http/access.h"
#include "edge/http/access_inside.h"

struct code {
    struct ll_str code;
};
static const struct ll_field code_fields[] = {
    LL_MEMBER(code, code, LL_REQ(STR), .min = 1, .max = 64,
              .help = "what your device shows now, or a recovery code"),
};
const struct ll_record ll_own_code_input = LL_RECORD("code", code, code_fields);

static const struct ll_field begin_fields[] = {
    LL_MEMBER(code, code, LL_OPT(STR), .max = 64,
              .help = "of your device so far, or a recovery code; who has none leaves it out"),
};
const struct ll_record ll_own_begin_input = LL_RECORD("begin", code, begin_fields);

static struct ll_json *codes_json(struct ll_access *access)
{
    struct ll_arena *arena = &access->call->exchange->arena;
    struct ll_json *codes = ll_json_new_array(arena);
    for (size_t i = 0; i < LL_RECOVERY_CODES; i++) {
        ll_json_append(arena, codes, ll_json_new_cstr(arena, access->codes[i]));
    }
    return codes;
}

static void on_taken(void *ctx, struct ll_job *job)
{
    struct ll_access *access = ctx;
    struct ll_call *call = access->call;
    if (job->status != LL_OK) {
        ll_access_fail(access, &job->err);
        ll_http_bring_back(call->exchange);
        return;
    }
    struct ll_json *value =
        ll_access_session_json(call, access->take.user_id, access->take.csrf, LL_STR(""));
    ll_access_set_cookie(call, access->session.hex, LL_SESSION_WHOLE_US / 1000000);
    if (access->take.enrols) {
        struct ll_json *codes = codes_json(access);
        ll_json_set(&call->exchange->arena, value, "recovery_codes", codes);
        access->more = (struct ll_access_form_more){.codes = codes};
        ll_access_form_reply(call, &ll_access_form_recovery, &access->more, value, NULL);
    } else {
        ll_access_form_go(call, "/", value);
    }
    ll_http_bring_back(call->exchange);
}

static void take(struct ll_access *access, bool enrols)
{
    struct ll_call *call = access->call;
    const struct code *in = access->input;
    ll_access_make_session(access);
    access->take = (struct ll_second_factor_take){
        .user_id = call->who.session_user_id,
        .code = in->code,
        .old = call->who.session,
        .session = ll_str_from_cstr(access->session.hex),
        .csrf = ll_str_from_cstr(access->csrf.hex),
        .enrols = enrols,
        .ret_codes = access->codes,
    };
    ll_http_set_aside(call->exchange);
    ll_access_write(access, &ll_second_factor_take, &access->take, on_taken);
}

/* ---- a code ---- */

static bool need_waiting(struct ll_call *call)
{
    struct ll_err err = {0};
    if (!ll_access_need_session(call)) {
        return false;
    }
    if (ll_str_eq_cstr(call->who.waits_for, LL_WAITS_FACTOR)) {
        return true;
    }
    ll_fail_(&err, LL_EREFUSED, __FILE__, __LINE__, "the session waits for no second factor");
    ll_access_form_reply(call, &ll_access_form_session, NULL, NULL, &err);
    return false;
}

void ll_own_second_factor(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    (void)server;
    struct ll_access *access =
        need_waiting(call) ? ll_access_begin_own(call, &ll_access_form_second_factor) : NULL;
    if (access != NULL) {
        take(access, false);
    }
}

void ll_own_second_factor_form(struct ll_server *server, struct ll_http_exchange *exchange)
{
    (void)server;
    if (need_waiting(exchange->own)) {
        ll_access_form_show(exchange->own, &ll_access_form_second_factor);
    }
}

/* ---- setting up ---- */

/* Whom a code is asked of has to give it before anything else. */
static bool need_enrolling(struct ll_call *call)
{
    struct ll_err err = {0};
    if (!ll_access_need_session(call)) {
        return false;
    }
    if (!ll_str_eq_cstr(call->who.waits_for, LL_WAITS_FACTOR)) {
        return true;
    }
    ll_fail_(&err, LL_EAUTH, __FILE__, __LINE__, "the session waits for a code first");
    ll_err_where(&err, "code");
    ll_access_form_reply(call, &ll_access_form_second_factor, NULL, NULL, &err);
    return false;
}

static enum ll_status find(struct ll_call *call, struct ll_access_form_more *ret_more,
                           struct ll_err *reterr)
{
    const struct ll_enrolment_find find = {call->who.session_user_id, &ret_more->uri,
                                           &ret_more->secret};
    struct ll_job job = ll_access_job(call, &ll_enrolment_find, &find);
    ll_work_read(call->server->work, &job);
    *reterr = job.err;
    return job.status;
}

void ll_own_enrolment_form(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_arena *arena = &exchange->arena;
    struct ll_access_form_more more = {.codes = NULL};
    struct ll_err err = {0};
    (void)server;
    if (!need_enrolling(call)) {
        return;
    }
    if (find(call, &more, &err) != LL_OK) {
        ll_access_form_reply(call, &ll_access_form_begin, NULL, NULL, &err);
        return;
    }
    struct ll_json *data = ll_json_new_object(arena);
    ll_json_set_str(arena, data, "uri", more.uri);
    ll_json_set_str(arena, data, "secret", more.secret);
    ll_access_form_reply(call, &ll_access_form_enrolment, &more, data, NULL);
}

void ll_own_enrolment(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_err err = {0};
    (void)server;
    struct ll_access *access =
        need_enrolling(call) ? ll_access_begin_own(call, &ll_access_form_enrolment) : NULL;
    if (access == NULL) {
        return;
    }
    if (find(call, &access->more, &err) != LL_OK) {
        access->form = &ll_access_form_begin;
        ll_access_fail(access, &err);
        return;
    }
    take(access, true);
}

static void on_begun(void *ctx, struct ll_job *job)
{
    struct ll_access *access = ctx;
    struct ll_call *call = access->call;
    if (job->status != LL_OK) {
        ll_access_fail(access, &job->err);
    } else {
        ll_access_form_go(call, "/sessions/enrolment", ll_json_new_object(&call->exchange->arena));
    }
    ll_http_bring_back(call->exchange);
}

void ll_own_enrolment_begin(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    (void)server;
    struct ll_access *access =
        need_enrolling(call) ? ll_access_begin_own(call, &ll_access_form_begin) : NULL;
    if (access == NULL) {
        return;
    }
    const struct code *in = access->input;
    access->begin = (struct ll_enrolment_begin){call->who.session_user_id, in->code};
    ll_http_set_aside(exchange);
    ll_access_write(access, &ll_enrolment_begin, &access->begin, on_begun);
}

void ll_own_enrolment_begin_form(struct ll_server *server, struct ll_http_exchange *exchange)
{
    (void)server;
    if (need_enrolling(exchange->own)) {
        ll_access_form_show(exchange->own, &ll_access_form_begin);
    }
}
