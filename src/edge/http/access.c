#include "edge/http/access.h"

#include <stdio.h>
#include <string.h>

#include "crypto/password.h"
#include "edge/http/inside.h"
#include "service/session.h"
#include "service/user.h"

#define COOKIE_BYTES_MAX 256

/* What is under way between an exchange's thread, one that hashes, and the writer's. */
struct access {
    struct ll_call *call;
    struct ll_hash_job hash;
    const void *input; /* the request's */
    char password[LL_PASSWORD_HASH_MAX];
    struct ll_session_open open;
    struct ll_secret_text session;
    struct ll_secret_text csrf;
    struct ll_link_use use;
    struct ll_link_reset reset;
    bool made;
    struct ll_user_id user_id;
    struct ll_session_touch touch;
};

/* ---- answering ---- */

static void fail(struct ll_call *call, const struct ll_err *err)
{
    ll_reply_problem(call->exchange, 0, err, NULL);
}

static void set_cookie(struct ll_call *call, const char *value, int64_t seconds)
{
    struct ll_http_exchange *exchange = call->exchange;
    struct ll_strbuf buf;
    struct ll_str text;
    bool is_secure = ll_who_is_secure(exchange, call->server->options.tls_key.len > 0);
    ll_strbuf_init(&buf, &exchange->arena, COOKIE_BYTES_MAX);
    ll_strbuf_fmt(&buf, "%s=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s",
                  ll_who_cookie(is_secure), value, (long long)seconds, is_secure ? "; Secure" : "");
    if (ll_strbuf_finish(&buf, &text, NULL) == LL_OK) {
        ll_http_add(exchange, "Set-Cookie", text);
    }
}

static void answer(struct ll_call *call, const struct ll_json *value)
{
    if (value == NULL || value->broken) {
        call->exchange->reply.status = 507;
        return;
    }
    ll_call_reply(call, NULL, value);
}

/* A job whose service is one of session.h's. */
static struct ll_job job_of(struct ll_call *call, const struct ll_service *service,
                            const void *input)
{
    return (struct ll_job){
        .service = service,
        .input = input,
        .actor = LL_STR("server"),
        .arena = &call->exchange->arena,
    };
}

/* Give it to the writer; `done` answers, or this does when it is not taken. The exchange is set
 * aside. */
static void write_then(struct access *access, const struct ll_service *service, const void *input,
                       void (*done)(void *ctx, struct ll_job *job))
{
    struct ll_call *call = access->call;
    call->job = job_of(call, service, input);
    call->job.done = done;
    call->job.ctx = access;
    /* Once it is taken, all of it is the writer's: it may be over by now. */
    struct ll_err err = {0};
    if (ll_work_write(call->server->work, &call->job, &err) != LL_OK) {
        fail(call, &err);
        ll_http_bring_back(call->exchange);
    }
}

static struct access *begin(struct ll_call *call)
{
    struct ll_err err = {0};
    struct access *access = LL_NEW(&call->exchange->arena, struct access);
    if (access == NULL) {
        call->exchange->reply.status = 507;
        return NULL;
    }
    if (ll_who_same_site(call->exchange, &err) != LL_OK ||
        ll_input_read(call->exchange, &call->match, &call->input, &err) != LL_OK) {
        fail(call, &err);
        return NULL;
    }
    access->call = call;
    access->input = call->input.input;
    return access;
}

static void hash_then(struct access *access, void (*run)(void *ctx))
{
    struct ll_call *call = access->call;
    struct ll_err err = {0};
    access->hash = (struct ll_hash_job){.run = run, .ctx = access};
    ll_http_set_aside(call->exchange);
    if (ll_hashers_give(call->server->hashers, &access->hash, &err) != LL_OK) {
        fail(call, &err);
        ll_http_bring_back(call->exchange);
    }
}

static void make_secret(const struct ll_call *call, struct ll_secret_text *ret_secret)
{
    const struct ll_work_options *work = &call->server->options.work;
    const struct ll_id_source ids = {.random = work->random, .ctx = work->random_ctx};
    ll_secret_make(&ids, ret_secret);
}

/* ---- signing in ---- */

struct sign_in {
    struct ll_str email;
    struct ll_str password;
};
static const struct ll_field sign_in_fields[] = {
    LL_MEMBER(sign_in, email, LL_REQ(STR), .min = 1, .max = 1024, .personal = true,
              .help = "your e-mail address"),
    LL_MEMBER(sign_in, password, LL_REQ(STR), .min = 1, .max = 1024, .help = "your password"),
};
const struct ll_record ll_access_sign_in_record = LL_RECORD("sign_in", sign_in, sign_in_fields);

/* The text is copied: an object keeps what it is given where it lies. */
static void set_id(struct ll_arena *arena, struct ll_json *object, const char *name,
                   const char *prefix, struct ll_id id)
{
    char text[LL_ID_TEXT_MAX];
    ll_id_format(prefix, id, text);
    ll_json_set_str(arena, object, name, ll_str_copy(arena, ll_str_from_cstr(text)));
}

static struct ll_json *session_json(struct ll_call *call, struct ll_user_id user_id,
                                    struct ll_str csrf)
{
    struct ll_arena *arena = &call->exchange->arena;
    struct ll_json *value = ll_json_new_object(arena);
    set_id(arena, value, "user_id", "usr", user_id.raw);
    ll_json_set_str(arena, value, "csrf", csrf);
    return value;
}

static void on_open(void *ctx, struct ll_job *job)
{
    struct access *access = ctx;
    struct ll_call *call = access->call;
    if (job->status != LL_OK) {
        fail(call, &job->err);
    } else {
        set_cookie(call, access->session.hex, LL_SESSION_WHOLE_US / 1000000);
        answer(call, session_json(call, access->open.user_id, access->open.csrf));
    }
    ll_http_bring_back(call->exchange);
}

static void sign_in_slowly(void *ctx)
{
    struct access *access = ctx;
    const struct sign_in *in = access->input;
    struct ll_call *call = access->call;
    const struct ll_credential_find find = {in->email, &access->open.user_id,
                                            &access->open.password};
    struct ll_job job = job_of(call, &ll_credential_find, &find);
    ll_work_read(call->server->work, &job);
    if (job.status != LL_OK) {
        fail(call, &job.err);
        ll_http_bring_back(call->exchange);
        return;
    }
    access->open.is_right = ll_password_is(access->open.password, in->password);
    make_secret(call, &access->session);
    make_secret(call, &access->csrf);
    access->open.session = ll_str_from_cstr(access->session.hex);
    access->open.csrf = ll_str_from_cstr(access->csrf.hex);
    write_then(access, &ll_session_open, &access->open, on_open);
}

void ll_own_sign_in(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct access *access = begin(exchange->own);
    (void)server;
    if (access != NULL) {
        hash_then(access, sign_in_slowly);
    }
}

/* ---- the session ---- */

static bool need_session(struct ll_call *call)
{
    struct ll_err err = {0};
    if (call->who.session.len > 0) {
        return true;
    }
    ll_fail_(&err, LL_EAUTH, __FILE__, __LINE__, "nobody is signed in here");
    ll_err_hint(&err, "sign in: POST /sessions");
    fail(call, &err);
    return false;
}

void ll_own_session(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_arena *arena = &exchange->arena;
    (void)server;
    if (!need_session(call)) {
        return;
    }
    struct ll_json *value = session_json(call, call->who.viewer.user_id, call->who.csrf);
    struct ll_json *roles = ll_json_new_array(arena);
    set_id(arena, value, "organisation_id", "org", call->who.viewer.organisation_id.raw);
    for (size_t i = 0; i < LL_ROLE_ROW_COUNT; i++) {
        if ((call->who.viewer.roles.bits & 1U << (unsigned)ll_role_rows[i].value) != 0) {
            ll_json_append(arena, roles, ll_json_new_cstr(arena, ll_role_rows[i].name));
        }
    }
    ll_json_set(arena, value, "roles", roles);
    answer(call, value);
}

static void on_end(void *ctx, struct ll_job *job)
{
    struct access *access = ctx;
    struct ll_call *call = access->call;
    if (job->status != LL_OK) {
        fail(call, &job->err);
    } else {
        set_cookie(call, "", 0);
        answer(call, ll_json_new_object(&call->exchange->arena));
    }
    ll_http_bring_back(call->exchange);
}

void ll_own_sign_out(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_err err = {0};
    (void)server;
    if (!need_session(call)) {
        return;
    }
    struct access *access = begin(call);
    if (access == NULL) {
        return;
    }
    if (ll_who_meant_it(exchange, &call->who, call->input.csrf, &err) != LL_OK) {
        fail(call, &err);
        return;
    }
    memcpy(access->touch.session.hex, call->who.session.ptr, LL_SECRET_TEXT_SIZE);
    ll_http_set_aside(exchange);
    write_then(access, &ll_session_end, &access->touch, on_end);
}

/* ---- one-time links ---- */

struct link {
    struct ll_str link;
};
static const struct ll_field link_fields[] = {
    LL_MEMBER(link, link, LL_REQ(STR), .min = 1, .max = 128, .help = "the last part of the link"),
};
const struct ll_record ll_access_link_record = LL_RECORD("link", link, link_fields);

void ll_own_link(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct access *access = begin(exchange->own);
    if (access == NULL) {
        return;
    }
    const struct link *in = access->input;
    const struct ll_link_find find = {in->link};
    struct ll_job job = job_of(access->call, &ll_link_find, &find);
    ll_work_read(server->work, &job);
    if (job.status != LL_OK) {
        fail(access->call, &job.err);
    } else {
        answer(access->call, job.answer);
    }
}

struct use_link {
    struct ll_str email;
    struct ll_str link;
    struct ll_str name;
    struct ll_str organisation;
    struct ll_str password;
};
static const struct ll_field use_link_fields[] = {
    LL_MEMBER(use_link, email, LL_OPT(STR), .max = LL_USER_EMAIL_MAX, .personal = true,
              .help = "the first administrator's address; of others it is known"),
    LL_MEMBER(use_link, link, LL_REQ(STR), .min = 1, .max = 128,
              .help = "the last part of the link"),
    LL_MEMBER(use_link, name, LL_OPT(STR), .max = 200, .personal = true,
              .help = "the first administrator's name"),
    LL_MEMBER(use_link, organisation, LL_OPT(REF),
              .help = "the first administrator's: the operator"),
    LL_MEMBER(use_link, password, LL_REQ(STR), .min = LL_PASSWORD_MIN, .max = LL_PASSWORD_MAX,
              .help = "the new password: several words"),
};
const struct ll_record ll_access_use_record = LL_RECORD("use_link", use_link, use_link_fields);

static void on_used(void *ctx, struct ll_job *job)
{
    struct access *access = ctx;
    struct ll_call *call = access->call;
    if (job->status != LL_OK) {
        fail(call, &job->err);
    } else {
        answer(call, job->answer);
    }
    ll_http_bring_back(call->exchange);
}

/* A link that is none costs no hash. */
static void use_link_slowly(void *ctx)
{
    struct access *access = ctx;
    const struct use_link *in = access->input;
    struct ll_call *call = access->call;
    struct ll_err err = {0};
    const struct ll_link_find find = {in->link};
    struct ll_job job = job_of(call, &ll_link_find, &find);
    ll_work_read(call->server->work, &job);
    if (job.status != LL_OK) {
        err = job.err;
    } else {
        job.status = ll_password_hash(in->password, access->password, &err);
    }
    if (job.status != LL_OK) {
        fail(call, &err);
        ll_http_bring_back(call->exchange);
        return;
    }
    access->use = (struct ll_link_use){
        .link = in->link,
        .password = ll_str_from_cstr(access->password),
        .email = in->email,
        .name = in->name,
        .organisation = in->organisation,
    };
    write_then(access, &ll_link_use, &access->use, on_used);
}

void ll_own_use_link(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct access *access = begin(exchange->own);
    (void)server;
    if (access != NULL) {
        hash_then(access, use_link_slowly);
    }
}

struct reset {
    struct ll_str email;
};
static const struct ll_field reset_fields[] = {
    LL_MEMBER(reset, email, LL_REQ(STR), .min = 1, .max = 1024, .personal = true,
              .help = "your e-mail address"),
};
const struct ll_record ll_access_reset_record = LL_RECORD("reset", reset, reset_fields);

static void tell_link(struct access *access)
{
    const struct ll_server_options *options = &access->call->server->options;
    char id[LL_ID_TEXT_MAX];
    char text[LL_ID_TEXT_MAX + LL_SECRET_TEXT_SIZE + 64];
    if (access->made && options->tell != NULL) {
        ll_id_format("usr", access->user_id.raw, id);
        (void)snprintf(text, sizeof(text), "a new password for %s: /links/%s", id,
                       access->reset.link.hex);
        options->tell(options->tell_ctx, text);
    }
}

static void on_reset(void *ctx, struct ll_job *job)
{
    struct access *access = ctx;
    struct ll_call *call = access->call;
    struct ll_arena *arena = &call->exchange->arena;
    if (job->status != LL_OK) {
        fail(call, &job->err);
    } else {
        struct ll_json *value = ll_json_new_object(arena);
        tell_link(access);
        ll_mailer_poke(call->server->mailer);
        ll_json_set_cstr(arena, value, "told",
                         "if there is such a user, a link is on its way to them");
        answer(call, value);
    }
    ll_http_bring_back(call->exchange);
}

void ll_own_reset(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct access *access = begin(exchange->own);
    (void)server;
    if (access == NULL) {
        return;
    }
    const struct reset *in = access->input;
    access->reset.email = in->email;
    access->reset.by_mail = server->mailer != NULL;
    access->reset.language = ll_str_from_cstr(ll_page_language(server->pages, exchange));
    access->reset.ret_made = &access->made;
    access->reset.ret_user_id = &access->user_id;
    make_secret(access->call, &access->reset.link);
    ll_http_set_aside(exchange);
    write_then(access, &ll_link_reset, &access->reset, on_reset);
}
