#include "edge/http/access.h"

#include <stdio.h>
#include <string.h>

#include "edge/http/access_inside.h"
#include "service/site.h"
#include "service/user.h"

#define COOKIE_BYTES_MAX 256

/* ---- answering ---- */

void ll_access_fail(struct ll_access *access, const struct ll_err *err)
{
    ll_access_form_reply(access->call, access->form, &access->more, NULL, err);
}

void ll_access_set_cookie(struct ll_call *call, const char *value, int64_t seconds)
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

/* A job whose service is one of session.h's. */
struct ll_job ll_access_job(struct ll_call *call, const struct ll_service *service,
                            const void *input)
{
    return (struct ll_job){
        .service = service,
        .input = input,
        .actor = LL_STR("server"),
        .arena = &call->exchange->arena,
    };
}

static void fail_aside(struct ll_access *access, const struct ll_err *err)
{
    ll_access_fail(access, err);
    ll_http_bring_back(access->call->exchange);
}

void ll_access_write(struct ll_access *access, const struct ll_service *service, const void *input,
                     void (*done)(void *ctx, struct ll_job *job))
{
    struct ll_call *call = access->call;
    call->job = ll_access_job(call, service, input);
    call->job.done = done;
    call->job.ctx = access;
    /* Once it is taken, all of it is the writer's: it may be over by now. */
    struct ll_err err = {0};
    if (ll_work_write(call->server->work, &call->job, &err) != LL_OK) {
        fail_aside(access, &err);
    }
}

static struct ll_access *make(struct ll_call *call, const struct ll_access_form *form)
{
    struct ll_access *access = LL_NEW(&call->exchange->arena, struct ll_access);
    if (access == NULL) {
        call->exchange->reply.status = 507;
        return NULL;
    }
    access->call = call;
    access->form = form;
    return access;
}

struct ll_access *ll_access_begin(struct ll_call *call, const struct ll_access_form *form)
{
    struct ll_err err = {0};
    struct ll_access *access = make(call, form);
    if (access == NULL) {
        return NULL;
    }
    if (ll_who_same_site(call->exchange, &err) != LL_OK ||
        ll_input_read(call->exchange, &call->match, &call->input, &err) != LL_OK) {
        ll_access_fail(access, &err);
        return NULL;
    }
    access->input = call->input.input;
    return access;
}

struct ll_access *ll_access_begin_own(struct ll_call *call, const struct ll_access_form *form)
{
    struct ll_err err = {0};
    struct ll_access *access = ll_access_begin(call, form);
    if (access != NULL &&
        ll_who_meant_it(call->exchange, &call->who, call->input.csrf, &err) != LL_OK) {
        ll_access_fail(access, &err);
        return NULL;
    }
    return access;
}

void ll_access_hash(struct ll_access *access, void (*run)(void *ctx))
{
    struct ll_call *call = access->call;
    struct ll_err err = {0};
    access->hash = (struct ll_hash_job){.run = run, .ctx = access};
    ll_http_set_aside(call->exchange);
    if (ll_hashers_give(call->server->hashers, &access->hash, &err) != LL_OK) {
        fail_aside(access, &err);
    }
}

static void make_secret(const struct ll_call *call, struct ll_secret_text *ret_secret)
{
    const struct ll_work_options *work = &call->server->options.work;
    const struct ll_id_source ids = {.random = work->random, .ctx = work->random_ctx};
    ll_secret_make(&ids, ret_secret);
}

void ll_access_make_session(struct ll_access *access)
{
    make_secret(access->call, &access->session);
    make_secret(access->call, &access->csrf);
}

/* ---- signing in ---- */

struct sign_in {
    struct ll_str email;
    struct ll_str password;
};
static const struct ll_field sign_in_fields[] = {
    LL_MEMBER(sign_in, email, LL_REQ(STR), .min = 1, .max = 1024, .personal = true,
              .help = "your e-mail address"),
    LL_MEMBER(sign_in, password, LL_REQ(STR), .min = 1, .max = 1024, .secret = true,
              .help = "your password"),
};
const struct ll_record ll_own_sign_in_input = LL_RECORD("sign_in", sign_in, sign_in_fields);

/* The text is copied: an object keeps what it is given where it lies. */
static void set_id(struct ll_arena *arena, struct ll_json *object, const char *name,
                   const char *prefix, struct ll_id id)
{
    char text[LL_ID_TEXT_MAX];
    ll_id_format(prefix, id, text);
    ll_json_set_str(arena, object, name, ll_str_copy(arena, ll_str_from_cstr(text)));
}

const char *ll_access_next(struct ll_str waits_for)
{
    return ll_str_eq_cstr(waits_for, LL_WAITS_FACTOR)      ? "/sessions/second-factor"
           : ll_str_eq_cstr(waits_for, LL_WAITS_ENROLMENT) ? "/sessions/enrolment"
                                                           : "/";
}

struct ll_json *ll_access_session_json(struct ll_call *call, struct ll_user_id user_id,
                                       struct ll_str csrf, struct ll_str waits_for)
{
    struct ll_arena *arena = &call->exchange->arena;
    struct ll_json *value = ll_json_new_object(arena);
    set_id(arena, value, "user_id", "usr", user_id.raw);
    ll_json_set_str(arena, value, "csrf", csrf);
    if (waits_for.len > 0) {
        ll_json_set_str(arena, value, "waits_for", waits_for);
    }
    return value;
}

static void on_open(void *ctx, struct ll_job *job)
{
    struct ll_access *access = ctx;
    struct ll_call *call = access->call;
    if (job->status != LL_OK) {
        ll_access_fail(access, &job->err);
    } else {
        ll_access_set_cookie(call, access->session.hex, LL_SESSION_WHOLE_US / 1000000);
        ll_access_form_go(call, ll_access_next(access->waits_for),
                          ll_access_session_json(call, access->open.user_id, access->open.csrf,
                                                 access->waits_for));
    }
    ll_http_bring_back(call->exchange);
}

static void sign_in_slowly(void *ctx)
{
    struct ll_access *access = ctx;
    const struct sign_in *in = access->input;
    struct ll_call *call = access->call;
    const struct ll_credential_find find = {in->email, &access->open.user_id,
                                            &access->open.password};
    struct ll_job job = ll_access_job(call, &ll_credential_find, &find);
    ll_work_read(call->server->work, &job);
    if (job.status != LL_OK) {
        fail_aside(access, &job.err);
        return;
    }
    access->open.is_right = ll_password_is(access->open.password, in->password);
    if (access->open.is_right && ll_password_hash_is_old(access->open.password) &&
        ll_password_hash(in->password, access->password, NULL) == LL_OK) {
        access->open.rehashed = ll_str_from_cstr(access->password);
    }
    ll_access_make_session(access);
    access->open.session = ll_str_from_cstr(access->session.hex);
    access->open.csrf = ll_str_from_cstr(access->csrf.hex);
    access->open.ret_waits_for = &access->waits_for;
    ll_access_write(access, &ll_session_open, &access->open, on_open);
}

void ll_own_sign_in(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_access *access = ll_access_begin(exchange->own, &ll_access_form_sign_in);
    (void)server;
    if (access != NULL) {
        ll_access_hash(access, sign_in_slowly);
    }
}

void ll_own_sign_in_form(struct ll_server *server, struct ll_http_exchange *exchange)
{
    (void)server;
    ll_access_form_show(exchange->own, &ll_access_form_sign_in);
}

/* ---- the session ---- */

bool ll_access_need_session(struct ll_call *call)
{
    struct ll_err err = {0};
    if (call->who.session.len > 0) {
        return true;
    }
    ll_fail_(&err, LL_EAUTH, __FILE__, __LINE__, "nobody is signed in here");
    ll_err_hint(&err, "sign in: POST /sessions");
    ll_access_form_reply(call, &ll_access_form_sign_in, NULL, NULL, &err);
    return false;
}

bool ll_access_need_whole(struct ll_call *call)
{
    struct ll_err err = {0};
    if (!ll_access_need_session(call)) {
        return false;
    }
    if (call->who.waits_for.len == 0) {
        return true;
    }
    ll_fail_(&err, LL_EAUTH, __FILE__, __LINE__, "the session waits for something else first");
    ll_err_hint(&err, "GET /sessions/me says for what");
    ll_access_form_reply(call, &ll_access_form_session, NULL, NULL, &err);
    return false;
}

void ll_own_session(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_arena *arena = &exchange->arena;
    (void)server;
    if (!ll_access_need_session(call)) {
        return;
    }
    struct ll_json *value = ll_access_session_json(call, call->who.session_user_id, call->who.csrf,
                                                   call->who.waits_for);
    struct ll_json *roles = ll_json_new_array(arena);
    if (call->who.waits_for.len == 0) {
        set_id(arena, value, "organisation_id", "org", call->who.viewer.organisation_id.raw);
        for (size_t i = 0; i < LL_ROLE_ROW_COUNT; i++) {
            if ((call->who.viewer.roles.bits & 1U << (unsigned)ll_role_rows[i].value) != 0) {
                ll_json_append(arena, roles, ll_json_new_cstr(arena, ll_role_rows[i].name));
            }
        }
        ll_json_set(arena, value, "roles", roles);
    }
    ll_access_form_reply(call, &ll_access_form_session, NULL, value, NULL);
}

static void on_end(void *ctx, struct ll_job *job)
{
    struct ll_access *access = ctx;
    struct ll_call *call = access->call;
    if (job->status != LL_OK) {
        ll_access_fail(access, &job->err);
    } else {
        const struct ll_tried_who who = ll_call_tried(call);
        ll_tried_forget(&who);
        ll_access_set_cookie(call, "", 0);
        ll_access_form_go(call, "/sessions", ll_json_new_object(&call->exchange->arena));
    }
    ll_http_bring_back(call->exchange);
}

void ll_own_sign_out(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    (void)server;
    struct ll_access *access =
        ll_access_need_session(call) ? ll_access_begin_own(call, &ll_access_form_session) : NULL;
    if (access == NULL) {
        return;
    }
    memcpy(access->touch.session.hex, call->who.session.ptr, LL_SECRET_TEXT_SIZE);
    ll_http_set_aside(exchange);
    ll_access_write(access, &ll_session_end, &access->touch, on_end);
}

/* ---- one's own password ---- */

struct new_password {
    struct ll_str current;
    struct ll_str password;
};
static const struct ll_field password_fields[] = {
    LL_MEMBER(new_password, current, LL_REQ(STR), .min = 1, .max = 1024, .secret = true,
              .help = "your password so far"),
    LL_MEMBER(new_password, password, LL_REQ(STR), .min = LL_PASSWORD_MIN, .max = LL_PASSWORD_MAX,
              .secret = true, .help = "the new one: several words"),
};
const struct ll_record ll_own_password_input =
    LL_RECORD("new_password", new_password, password_fields);

static void on_changed(void *ctx, struct ll_job *job)
{
    struct ll_access *access = ctx;
    struct ll_call *call = access->call;
    if (job->status != LL_OK) {
        ll_access_fail(access, &job->err);
    } else {
        ll_access_form_go(call, "/sessions/me", ll_json_new_object(&call->exchange->arena));
    }
    ll_http_bring_back(call->exchange);
}

static void change_slowly(void *ctx)
{
    struct ll_access *access = ctx;
    const struct new_password *in = access->input;
    struct ll_call *call = access->call;
    struct ll_user_id user_id = call->who.viewer.user_id;
    const struct ll_password_find find = {user_id, &access->change.old};
    const struct ll_password_try try = {.password = in->password, .user_id = user_id};
    struct ll_err err = {0};
    struct ll_job job = ll_access_job(call, &ll_password_try, &try);
    ll_work_read(call->server->work, &job);
    if (job.status == LL_OK) {
        job = ll_access_job(call, &ll_password_find, &find);
        ll_work_read(call->server->work, &job);
    }
    err = job.err;
    if (job.status == LL_OK) {
        access->change.is_right = ll_password_is(access->change.old, in->current);
        job.status = ll_password_hash(in->password, access->password, &err);
    }
    if (job.status != LL_OK) {
        fail_aside(access, &err);
        return;
    }
    access->change.user_id = user_id;
    access->change.password = ll_str_from_cstr(access->password);
    access->change.session = call->who.session;
    ll_access_write(access, &ll_password_change, &access->change, on_changed);
}

void ll_own_password(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    (void)server;
    struct ll_access *access =
        ll_access_need_whole(call) ? ll_access_begin_own(call, &ll_access_form_password) : NULL;
    if (access != NULL) {
        ll_access_hash(access, change_slowly);
    }
}

void ll_own_password_form(struct ll_server *server, struct ll_http_exchange *exchange)
{
    (void)server;
    if (ll_access_need_whole(exchange->own)) {
        ll_access_form_show(exchange->own, &ll_access_form_password);
    }
}

/* ---- one-time links ---- */

struct link {
    struct ll_str link;
};
static const struct ll_field link_fields[] = {
    LL_MEMBER(link, link, LL_REQ(STR), .min = 1, .max = 128, .help = "the last part of the link"),
};
const struct ll_record ll_own_link_input = LL_RECORD("link", link, link_fields);

/* Which form the link leads to; what it is not is a problem, with the form to ask for another. */
static enum ll_status find_link(struct ll_access *access, struct ll_str link,
                                struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_link_find find = {link};
    struct ll_job job = ll_access_job(access->call, &ll_link_find, &find);
    ll_work_read(access->call->server->work, &job);
    if (job.status != LL_OK) {
        *reterr = job.err;
        access->form = &ll_access_form_reset;
        return job.status;
    }
    if (ll_str_eq_cstr(ll_json_string_at(job.answer, "purpose"), "first")) {
        access->form = &ll_access_form_first;
    }
    *ret_answer = job.answer;
    return LL_OK;
}

void ll_own_link(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_access *access = ll_access_begin(exchange->own, &ll_access_form_link);
    struct ll_json *answer = NULL;
    struct ll_err err = {0};
    (void)server;
    if (access == NULL) {
        return;
    }
    const struct link *in = access->input;
    if (find_link(access, in->link, &answer, &err) != LL_OK) {
        ll_access_fail(access, &err);
    } else {
        ll_access_form_reply(access->call, access->form, NULL, answer, NULL);
    }
}

struct use_link {
    struct ll_str country;
    struct ll_str email;
    struct ll_str link;
    struct ll_str name;
    struct ll_str organisation;
    struct ll_str organisation_name;
    struct ll_str password;
};
static const struct ll_field use_link_fields[] = {
    LL_MEMBER(use_link, country, LL_OPT(STR), .max = 2,
              .help = "where the operator is registered: NL"),
    LL_MEMBER(use_link, email, LL_OPT(STR), .max = LL_USER_EMAIL_MAX, .personal = true,
              .help = "the first administrator's address; of others it is known"),
    LL_MEMBER(use_link, link, LL_REQ(STR), .min = 1, .max = 128,
              .help = "the last part of the link"),
    LL_MEMBER(use_link, name, LL_OPT(STR), .max = 200, .personal = true,
              .help = "the first administrator's name"),
    LL_MEMBER(use_link, organisation, LL_OPT(REF),
              .help = "the first administrator's: the operator"),
    LL_MEMBER(use_link, organisation_name, LL_OPT(STR), .max = 200, .personal = true,
              .help = "the operator's name, where it is not registered yet"),
    LL_MEMBER(use_link, password, LL_REQ(STR), .min = LL_PASSWORD_MIN, .max = LL_PASSWORD_MAX,
              .secret = true, .help = "the new password: several words"),
};
const struct ll_record ll_own_use_input = LL_RECORD("use_link", use_link, use_link_fields);

static void on_used(void *ctx, struct ll_job *job)
{
    struct ll_access *access = ctx;
    struct ll_call *call = access->call;
    if (job->status != LL_OK) {
        ll_access_fail(access, &job->err);
    } else {
        ll_access_form_go(call, "/sessions", job->answer);
    }
    ll_http_bring_back(call->exchange);
}

/* A link that is none costs no hash. */
static void use_link_slowly(void *ctx)
{
    struct ll_access *access = ctx;
    const struct use_link *in = access->input;
    struct ll_call *call = access->call;
    struct ll_err err = {0};
    struct ll_json *answer = NULL;
    const struct ll_password_try try = {
        .password = in->password,
        .link = in->link,
        .email = in->email,
        .name = in->name,
        .organisation_name = in->organisation_name,
    };
    enum ll_status status = find_link(access, in->link, &answer, &err);
    if (status == LL_OK) {
        struct ll_job job = ll_access_job(call, &ll_password_try, &try);
        ll_work_read(call->server->work, &job);
        status = job.status;
        err = job.err;
    }
    if (status == LL_OK) {
        status = ll_password_hash(in->password, access->password, &err);
    }
    if (status != LL_OK) {
        fail_aside(access, &err);
        return;
    }
    access->use = (struct ll_link_use){
        .link = in->link,
        .password = ll_str_from_cstr(access->password),
        .email = in->email,
        .name = in->name,
        .organisation = in->organisation,
        .organisation_name = in->organisation_name,
        .country = in->country,
    };
    ll_access_write(access, &ll_link_use, &access->use, on_used);
}

void ll_own_use_link(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_access *access = ll_access_begin(exchange->own, &ll_access_form_link);
    (void)server;
    if (access != NULL) {
        ll_access_hash(access, use_link_slowly);
    }
}

struct reset {
    struct ll_str email;
};
static const struct ll_field reset_fields[] = {
    LL_MEMBER(reset, email, LL_REQ(STR), .min = 1, .max = 1024, .personal = true,
              .help = "your e-mail address"),
};
const struct ll_record ll_own_reset_input = LL_RECORD("reset", reset, reset_fields);

static void tell_link(struct ll_access *access)
{
    const struct ll_server_options *options = &access->call->server->options;
    char id[LL_ID_TEXT_MAX];
    char text[LL_ID_TEXT_MAX + LL_SITE_ADDRESS_MAX + LL_SECRET_TEXT_SIZE + 128];
    if (access->made && options->tell != NULL) {
        ll_id_format("usr", access->user_id.raw, id);
        (void)snprintf(text, sizeof(text), "a new password for %s%s: %.*s/links/%s", id,
                       access->site.len > 0 ? ""
                                            : ", behind the site's address, which it does not have "
                                              "('loopledger site set')",
                       LL_STR_ARG(access->site), access->reset.link.hex);
        options->tell(options->tell_ctx, text);
    }
}

static void on_reset(void *ctx, struct ll_job *job)
{
    struct ll_access *access = ctx;
    struct ll_call *call = access->call;
    struct ll_arena *arena = &call->exchange->arena;
    if (job->status != LL_OK) {
        ll_access_fail(access, &job->err);
    } else {
        struct ll_json *value = ll_json_new_object(arena);
        tell_link(access);
        ll_mailer_poke(call->server->mailer);
        ll_json_set_cstr(arena, value, "told",
                         "if there is such a user, a link is on its way to them");
        ll_access_form_reply(call, &ll_access_form_told, NULL, value, NULL);
    }
    ll_http_bring_back(call->exchange);
}

void ll_own_reset(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_access *access = ll_access_begin(exchange->own, &ll_access_form_reset);
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
    access->reset.ret_address = &access->site;
    make_secret(access->call, &access->reset.link);
    ll_http_set_aside(exchange);
    ll_access_write(access, &ll_link_reset, &access->reset, on_reset);
}

void ll_own_reset_form(struct ll_server *server, struct ll_http_exchange *exchange)
{
    (void)server;
    ll_access_form_show(exchange->own, &ll_access_form_reset);
}
