/*
 * Signing in by a provider of OpenID Connect. The browser alone knows the attempt: a cookie holds a
 * random secret, of which state, nonce and PKCE's verifier are made, each by a hash of its own, so
 * that nothing is stored before somebody signed in, and one of them tells nothing of the others.
 */
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "edge/http/access.h"
#include "edge/http/access_inside.h"
#include "service/identity.h"

#define ATTEMPT_S 600
#define COOKIE_BYTES_MAX 512
#define CODE_MAX 2048
#define ERROR_MAX 60

struct openid {
    struct ll_call *call;
    struct ll_hash_job job;
    struct ll_openid_provider *provider;
    struct ll_str secret; /* of the attempt */
    struct ll_str link;   /* or empty */
    char state[LL_SECRET_TEXT_SIZE + 1];
    char nonce[LL_SECRET_TEXT_SIZE + 1];
    char verifier[LL_SECRET_TEXT_SIZE + 1];
    struct ll_openid_attempt attempt;
    struct ll_openid_return came;
    struct ll_openid_who who;
    struct ll_secret_text session;
    struct ll_secret_text csrf;
    struct ll_identity_sign_in sign_in;
    struct ll_user_id user_id;
    struct ll_str waits_for;
};

/* In a browser the form to sign in by other means, with what was wrong. */
static void fail(struct ll_call *call, const struct ll_err *err)
{
    ll_access_form_reply(call, &ll_access_form_sign_in, NULL, NULL, err);
}

/* ---- the attempt ---- */

static void derive(const char *what, struct ll_str secret, char ret_text[LL_SECRET_TEXT_SIZE + 1])
{
    static const char digits[] = "0123456789abcdef";
    struct ll_sha256 hash;
    uint8_t digest[LL_SHA256_BYTES];
    ll_sha256_begin(&hash);
    ll_sha256_add(&hash, (const uint8_t *)what, strlen(what) + 1);
    ll_sha256_add(&hash, (const uint8_t *)secret.ptr, secret.len);
    ll_sha256_end(&hash, digest);
    for (size_t i = 0; i < sizeof(digest); i++) {
        ret_text[2 * i] = digits[digest[i] >> 4U];
        ret_text[2 * i + 1] = digits[digest[i] & 15U];
    }
    ret_text[LL_SECRET_TEXT_SIZE] = '\0';
}

static enum ll_status set_attempt(struct openid *openid, struct ll_err *reterr)
{
    struct ll_call *call = openid->call;
    struct ll_arena *arena = &call->exchange->arena;
    struct ll_str address;
    struct ll_strbuf buf;
    const struct ll_identity_home home = {&address};
    struct ll_job job = ll_access_job(call, &ll_identity_home, &home);
    ll_work_read(call->server->work, &job);
    if (job.status != LL_OK) {
        *reterr = job.err;
        return job.status;
    }
    if (address.len == 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "the ledger has no address to come back to");
        ll_err_hint(reterr, "loopledger site set --address https://ledger.example --name NAME");
        return status;
    }
    ll_strbuf_init(&buf, arena, 1024);
    ll_strbuf_str(&buf, address);
    ll_strbuf_cstr(&buf, "/sessions/openid/");
    ll_strbuf_str(&buf, ll_openid_settings(openid->provider)->id);
    ll_strbuf_cstr(&buf, "/callback");
    LL_TRY(ll_strbuf_finish(&buf, &openid->attempt.redirect_uri, reterr));
    derive("loopledger openid state", openid->secret, openid->state);
    derive("loopledger openid nonce", openid->secret, openid->nonce);
    derive("loopledger openid verifier", openid->secret, openid->verifier);
    openid->attempt.state = ll_str_from_cstr(openid->state);
    openid->attempt.nonce = ll_str_from_cstr(openid->nonce);
    openid->attempt.verifier = ll_str_from_cstr(openid->verifier);
    return LL_OK;
}

static const char *cookie_name(const struct ll_call *call)
{
    return ll_who_is_secure(call->exchange, call->server->options.tls_key.len > 0) ? "__Host-openid"
                                                                                   : "openid";
}

/* SECRET or SECRET.LINK; empty ends it. */
static void set_cookie(struct ll_call *call, struct ll_str secret, struct ll_str link, int seconds)
{
    struct ll_http_exchange *exchange = call->exchange;
    struct ll_strbuf buf;
    struct ll_str text;
    bool is_secure = ll_who_is_secure(exchange, call->server->options.tls_key.len > 0);
    ll_strbuf_init(&buf, &exchange->arena, COOKIE_BYTES_MAX);
    ll_strbuf_fmt(&buf, "%s=%.*s%s%.*s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s",
                  cookie_name(call), LL_STR_ARG(secret), link.len > 0 ? "." : "", LL_STR_ARG(link),
                  seconds, is_secure ? "; Secure" : "");
    if (ll_strbuf_finish(&buf, &text, NULL) == LL_OK) {
        ll_http_add(exchange, "Set-Cookie", text);
    }
}

static bool is_secret_text(struct ll_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return false;
        }
    }
    return text.len == LL_SECRET_TEXT_SIZE;
}

static bool read_cookie(struct openid *openid)
{
    struct ll_str cookie = ll_http_cookie_of(openid->call->exchange, cookie_name(openid->call));
    size_t dot = ll_str_find_char(cookie, '.');
    openid->secret = ll_str_sub(cookie, 0, dot);
    openid->link = ll_str_sub(cookie, dot + 1, cookie.len);
    return is_secret_text(openid->secret) &&
           (openid->link.len == 0 || is_secret_text(openid->link));
}

static void make_secret(const struct ll_call *call, struct ll_secret_text *ret_secret)
{
    const struct ll_work_options *work = &call->server->options.work;
    const struct ll_id_source ids = {.random = work->random, .ctx = work->random_ctx};
    ll_secret_make(&ids, ret_secret);
}

static struct ll_time now_of(const struct openid *openid)
{
    const struct ll_clock *clock = &openid->call->server->options.work.clock;
    return clock->now(clock->ctx);
}

/* ---- the way ---- */

static void go(struct ll_call *call, struct ll_str location)
{
    ll_http_add(call->exchange, "Location", location);
    ll_http_add(call->exchange, "Cache-Control", LL_STR("no-store"));
    ll_reply_plain(call->exchange, 303, NULL, LL_STR(""));
}

static struct openid *begin(struct ll_call *call, struct ll_str id)
{
    struct ll_err err = {0};
    struct openid *openid = LL_NEW(&call->exchange->arena, struct openid);
    if (openid == NULL) {
        call->exchange->reply.status = 507;
        return NULL;
    }
    openid->call = call;
    openid->provider = ll_openid_find(call->server->openid, id);
    if (openid->provider == NULL) {
        ll_fail_(&err, LL_ENOTFOUND, __FILE__, __LINE__, "nobody signs in by this provider here");
        fail(call, &err);
        return NULL;
    }
    return openid;
}

/* A provider may be slow: no request waits for it but this. */
static void call_then(struct openid *openid, void (*run)(void *ctx))
{
    struct ll_call *call = openid->call;
    struct ll_err err = {0};
    openid->job = (struct ll_hash_job){.run = run, .ctx = openid};
    ll_http_set_aside(call->exchange);
    if (ll_hashers_give(call->server->callers, &openid->job, &err) != LL_OK) {
        fail(call, &err);
        ll_http_bring_back(call->exchange);
    }
}

struct openid_begin {
    struct ll_str link;
    struct ll_str provider;
};
static const struct ll_field openid_begin_fields[] = {
    LL_MEMBER(openid_begin, link, LL_OPT(STR), .max = 128,
              .help = "the last part of a one-time link, whose user it is from now on"),
    LL_MEMBER(openid_begin, provider, LL_REQ(CODE), .help = "the provider's id"),
};
const struct ll_record ll_own_openid_input =
    LL_RECORD("openid_begin", openid_begin, openid_begin_fields);

static void begin_slowly(void *ctx)
{
    struct openid *openid = ctx;
    struct ll_call *call = openid->call;
    struct ll_err err = {0};
    struct ll_str url;
    if (ll_openid_address(openid->provider, now_of(openid), &openid->attempt,
                          &call->exchange->arena, &url, &err) != LL_OK) {
        fail(call, &err);
    } else {
        set_cookie(call, openid->secret, openid->link, ATTEMPT_S);
        go(call, url);
    }
    ll_http_bring_back(call->exchange);
}

/* With a link, somebody's account here would become that of whoever looks: a page of ours sends
 * them, no other site and no mail. */
static enum ll_status check_link(const struct ll_call *call, struct ll_str link,
                                 struct ll_err *reterr)
{
    struct ll_str site = ll_http_field_of(call->exchange, "Sec-Fetch-Site");
    if (link.len == 0 || (is_secret_text(link) && ll_str_eq_cstr(site, "same-origin"))) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EPERM, "this way begins at the link itself");
    ll_err_hint(reterr, "open the link that you were sent, and choose the account there");
    return status;
}

void ll_own_openid_begin(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_err err = {0};
    (void)server;
    if (ll_input_read(exchange, &call->match, &call->input, &err) != LL_OK) {
        fail(call, &err);
        return;
    }
    const struct openid_begin *in = call->input.input;
    struct openid *openid = begin(call, in->provider);
    if (openid == NULL) {
        return;
    }
    make_secret(call, &openid->session);
    openid->secret = ll_str_from_cstr(openid->session.hex);
    openid->link = in->link;
    if (check_link(call, in->link, &err) != LL_OK || set_attempt(openid, &err) != LL_OK) {
        fail(call, &err);
        return;
    }
    call_then(openid, begin_slowly);
}

/* ---- and back ---- */

/* A parameter of the query, decoded: providers add some of their own, which are passed over. False:
 * it is there twice, or broken. */
static bool parameter(struct ll_http_exchange *exchange, const char *name, struct ll_str *ret_value)
{
    struct ll_str query = exchange->query;
    size_t found = 0;
    *ret_value = LL_STR("");
    for (size_t from = 0; from < query.len;) {
        struct ll_str rest = ll_str_sub(query, from, query.len);
        size_t len = ll_str_find_char(rest, '&');
        struct ll_str pair = ll_str_sub(rest, 0, len);
        size_t equals = ll_str_find_char(pair, '=');
        if (ll_str_eq_cstr(ll_str_sub(pair, 0, equals), name)) {
            found++;
            if (ll_unescape(&exchange->arena, ll_str_sub(pair, equals + 1, pair.len), true,
                            ret_value, NULL) != LL_OK) {
                return false;
            }
        }
        from += len + 1;
    }
    return found <= 1 && ret_value->len <= CODE_MAX;
}

static enum ll_status refuse(struct ll_err *reterr, const char *why)
{
    enum ll_status status = LL_FAIL(reterr, LL_EAUTH, "%s", why);
    ll_err_hint(reterr, "sign in again from the beginning");
    return status;
}

static bool is_same(struct ll_str a, const char *b)
{
    return a.len == strlen(b) && ll_crypto_equal((const uint8_t *)a.ptr, (const uint8_t *)b, a.len);
}

/* What a provider says of its own accord is no text for our pages, but for its one word. */
static enum ll_status refuse_error(struct ll_str error, struct ll_err *reterr)
{
    for (size_t i = 0; i < error.len; i++) {
        char c = error.ptr[i];
        if (error.len > ERROR_MAX || !((c >= 'a' && c <= 'z') || c == '_')) {
            return refuse(reterr, LL_R("the provider did not sign you in"));
        }
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EAUTH, "the provider did not sign you in: %.*s", LL_STR_ARG(error));
    ll_err_hint(reterr, "sign in again, or with a password");
    return status;
}

static enum ll_status read_return(struct openid *openid, struct ll_err *reterr)
{
    struct ll_http_exchange *exchange = openid->call->exchange;
    struct ll_str state;
    struct ll_str error;
    bool is_whole = parameter(exchange, "state", &state) && parameter(exchange, "error", &error) &&
                    parameter(exchange, "code", &openid->came.code) &&
                    parameter(exchange, "iss", &openid->came.issuer);
    if (!is_whole || !read_cookie(openid)) {
        return refuse(reterr, LL_R("this is not the way back of a sign-in that began here"));
    }
    LL_TRY(set_attempt(openid, reterr));
    if (!is_same(state, openid->state)) {
        return refuse(reterr,
                      LL_R("this is the way back of another sign-in than the last that began"));
    }
    if (error.len > 0) {
        return refuse_error(error, reterr);
    }
    return openid->came.code.len > 0 ? LL_OK : refuse(reterr, LL_R("the provider said nothing"));
}

static void on_signed_in(void *ctx, struct ll_job *job)
{
    struct openid *openid = ctx;
    struct ll_call *call = openid->call;
    if (job->status != LL_OK) {
        fail(call, &job->err);
    } else {
        ll_access_set_cookie(call, openid->session.hex, LL_SESSION_WHOLE_US / 1000000);
        go(call, ll_str_from_cstr(ll_access_next(openid->waits_for)));
    }
    ll_http_bring_back(call->exchange);
}

static void sign_in(struct openid *openid)
{
    struct ll_call *call = openid->call;
    const struct ll_openid_who *who = &openid->who;
    struct ll_err err = {0};
    make_secret(call, &openid->session);
    make_secret(call, &openid->csrf);
    openid->sign_in = (struct ll_identity_sign_in){
        .issuer = who->issuer,
        .subject = who->subject,
        .email = ll_openid_trusts(openid->provider, who->email) ? who->email : LL_STR(""),
        .link = openid->link,
        .has_factor = ll_openid_settings(openid->provider)->second_factor,
        .session = ll_str_from_cstr(openid->session.hex),
        .csrf = ll_str_from_cstr(openid->csrf.hex),
        .ret_user_id = &openid->user_id,
        .ret_waits_for = &openid->waits_for,
    };
    call->job = ll_access_job(call, &ll_identity_sign_in, &openid->sign_in);
    call->job.done = on_signed_in;
    call->job.ctx = openid;
    /* Once it is taken, all of it is the writer's. */
    if (ll_work_write(call->server->work, &call->job, &err) != LL_OK) {
        fail(call, &err);
        ll_http_bring_back(call->exchange);
    }
}

static void finish_slowly(void *ctx)
{
    struct openid *openid = ctx;
    struct ll_call *call = openid->call;
    struct ll_err err = {0};
    if (ll_openid_finish(openid->provider, now_of(openid), &openid->attempt, &openid->came,
                         &call->exchange->arena, &openid->who, &err) != LL_OK) {
        fail(call, &err);
        ll_http_bring_back(call->exchange);
        return;
    }
    sign_in(openid);
}

void ll_own_openid_callback(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_err err = {0};
    struct openid *openid = begin(call, call->match.values[0]);
    (void)server;
    if (openid == NULL) {
        return;
    }
    enum ll_status status = read_return(openid, &err);
    set_cookie(call, LL_STR(""), LL_STR(""), 0); /* an attempt has one way back */
    if (status != LL_OK) {
        fail(call, &err);
        return;
    }
    call_then(openid, finish_slowly);
}
