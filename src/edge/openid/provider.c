#include "edge/openid/provider.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "base/url.h"
#include "edge/fetch/fetch.h"
#include "proof/base64.h"

#define KEPT_BYTES ((size_t)1 << 20)
#define ANSWER_BYTES ((size_t)256 << 10)
#define ADDRESS_BYTES ((size_t)16 << 10)
#define WELL_KNOWN "/.well-known/openid-configuration"

/* What the provider says of itself. */
struct description {
    struct ll_arena arena;
    int64_t read_us;
    bool is_there;
    struct ll_str authorization;
    struct ll_str token;
    struct ll_str jwks;
    bool secret_in_body; /* it takes the client's secret there alone */
    bool names_itself;   /* what the browser comes back with has to name it (RFC 9207) */
};

struct kept_keys {
    struct ll_arena arena;
    int64_t read_us;
    int64_t fruitless_us; /* the last look for a key that found none; 0: none yet */
    bool is_there;
    struct ll_openid_keys keys;
};

struct ll_openid_provider {
    struct ll_openid *openid;
    const struct ll_openid_settings *settings;
    pthread_mutex_t lock;
    /* ---- under the lock ---- */
    struct ll_fetch *fetch;
    struct description description;
    struct kept_keys keys;
};

struct ll_openid {
    struct ll_openid_options options;
    struct ll_openid_provider providers[LL_OPENID_PROVIDERS_MAX];
    size_t count;
};

/* ---- opening and closing ---- */

static enum ll_status open_provider(struct ll_openid *openid,
                                    const struct ll_openid_settings *settings,
                                    struct ll_err *reterr)
{
    struct ll_openid_provider *provider = &openid->providers[openid->count];
    const struct ll_fetch_rules rules = {
        .may_near = settings->near,
        .authorities = openid->options.authorities,
        .body_max = ANSWER_BYTES,
    };
    LL_TRY(ll_fetch_open(&rules, &provider->fetch, reterr));
    provider->openid = openid;
    provider->settings = settings;
    (void)pthread_mutex_init(&provider->lock, NULL);
    ll_arena_init(&provider->description.arena, &ll_arena_malloc, KEPT_BYTES);
    ll_arena_init(&provider->keys.arena, &ll_arena_malloc, KEPT_BYTES);
    openid->count++;
    return LL_OK;
}

enum ll_status ll_openid_open(const struct ll_openid_options *options,
                              struct ll_openid **ret_openid, struct ll_err *reterr)
{
    const struct ll_openid_settings *rows = options->providers.items;
    struct ll_openid *openid = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*openid));
    if (openid == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the providers");
    }
    memset(openid, 0, sizeof(*openid));
    openid->options = *options;
    for (size_t i = 0; i < options->providers.count; i++) {
        enum ll_status status = open_provider(openid, &rows[i], reterr);
        if (status != LL_OK) {
            ll_openid_close(openid);
            return status;
        }
    }
    *ret_openid = openid;
    return LL_OK;
}

void ll_openid_close(struct ll_openid *openid)
{
    for (size_t i = 0; openid != NULL && i < openid->count; i++) {
        struct ll_openid_provider *provider = &openid->providers[i];
        ll_fetch_close(provider->fetch);
        ll_arena_release(&provider->description.arena);
        ll_arena_release(&provider->keys.arena);
        (void)pthread_mutex_destroy(&provider->lock);
    }
    if (openid != NULL) {
        ll_arena_malloc.give(ll_arena_malloc.ctx, openid, sizeof(*openid));
    }
}

void ll_openid_stop(struct ll_openid *openid)
{
    for (size_t i = 0; openid != NULL && i < openid->count; i++) {
        ll_fetch_stop(openid->providers[i].fetch);
    }
}

struct ll_openid_provider *ll_openid_find(struct ll_openid *openid, struct ll_str id)
{
    for (size_t i = 0; openid != NULL && i < openid->count; i++) {
        if (ll_str_eq(openid->providers[i].settings->id, id)) {
            return &openid->providers[i];
        }
    }
    return NULL;
}

const struct ll_openid_settings *ll_openid_settings(const struct ll_openid_provider *provider)
{
    return provider->settings;
}

bool ll_openid_trusts(const struct ll_openid_provider *provider, struct ll_str email)
{
    const struct ll_str *domains = provider->settings->trusted_domains.items;
    size_t at = ll_str_find_char(email, '@');
    struct ll_str domain = ll_str_sub(email, at + 1, email.len);
    for (size_t i = 0; i < provider->settings->trusted_domains.count && domain.len > 0; i++) {
        if (ll_str_eq_nocase(domains[i], domain)) {
            return true;
        }
    }
    return false;
}

/* ---- asking ---- */

/* The operator is told what; who signs in, that it does not work now. */
static enum ll_status give_up(struct ll_openid_provider *provider, const struct ll_err *why,
                              struct ll_err *reterr)
{
    const struct ll_openid_options *options = &provider->openid->options;
    char what[100];
    (void)snprintf(what, sizeof(what), "signing in with %.*s", LL_STR_ARG(provider->settings->id));
    if (options->complain != NULL) {
        options->complain(options->complain_ctx, what, why);
    }
    enum ll_status status = LL_FAIL(reterr, LL_EBUSY, "%.*s does not answer as it should",
                                    LL_STR_ARG(provider->settings->name));
    ll_err_hint(reterr, "try again in a moment, or sign in with a password");
    return status;
}

static enum ll_status get(struct ll_openid_provider *provider, struct ll_str url,
                          struct ll_arena *arena, struct ll_str *ret_body, struct ll_err *reterr)
{
    const struct ll_fetch_field fields[] = {{"Accept", LL_STR("application/json")}};
    const struct ll_fetch_request request = {
        .method = "GET", .url = url, .fields = fields, .field_count = 1};
    struct ll_fetch_answer answer;
    LL_TRY(ll_fetch(provider->fetch, &request, arena, &answer, reterr));
    if (answer.status != 200) {
        return LL_FAIL(reterr, LL_EIO, "%.*s answers %d", LL_STR_ARG(url), answer.status);
    }
    *ret_body = answer.body;
    return LL_OK;
}

static bool lists(const struct ll_json *object, const char *name, const char *value)
{
    const struct ll_json *items = ll_json_get(object, name);
    for (size_t i = 0; items != NULL && items->type == LL_JSON_ARRAY && i < items->count; i++) {
        if (ll_str_eq_cstr(ll_json_string(&items->items[i]), value)) {
            return true;
        }
    }
    return false;
}

/* An address that the browser is sent to, or that is asked: of the web, and of the kind that the
 * settings allow. */
static enum ll_status take_address(const struct ll_openid_provider *provider,
                                   const struct ll_json *object, const char *name,
                                   struct ll_str *ret_url, struct ll_err *reterr)
{
    struct ll_str text = ll_json_string_at(object, name);
    struct ll_url url;
    bool is_web = ll_url_parse(text, &url, NULL) == LL_OK &&
                  (ll_str_eq_cstr(url.scheme, "https") ||
                   (provider->settings->near && ll_str_eq_cstr(url.scheme, "http")));
    if (!is_web) {
        return LL_FAIL(reterr, LL_EINVAL, "its %s is no address https://...", name);
    }
    *ret_url = text;
    return LL_OK;
}

static enum ll_status read_description(const struct ll_openid_provider *provider,
                                       const struct ll_json *object, struct description *into,
                                       struct ll_err *reterr)
{
    static const char *const methods = "token_endpoint_auth_methods_supported";
    if (!ll_str_eq(ll_json_string_at(object, "issuer"), provider->settings->issuer)) {
        return LL_FAIL(reterr, LL_EINVAL, "it says that it is another issuer");
    }
    if (ll_json_get(object, "code_challenge_methods_supported") != NULL &&
        !lists(object, "code_challenge_methods_supported", "S256")) {
        return LL_FAIL(reterr, LL_EUNSUPPORTED, "it takes no PKCE by S256");
    }
    LL_TRY(take_address(provider, object, "authorization_endpoint", &into->authorization, reterr));
    LL_TRY(take_address(provider, object, "token_endpoint", &into->token, reterr));
    LL_TRY(take_address(provider, object, "jwks_uri", &into->jwks, reterr));
    into->secret_in_body = lists(object, methods, "client_secret_post") &&
                           !lists(object, methods, "client_secret_basic");
    into->names_itself = ll_json_true_at(object, "authorization_response_iss_parameter_supported");
    return LL_OK;
}

/* Under the lock. */
static enum ll_status describe(struct ll_openid_provider *provider, struct ll_time now,
                               struct ll_err *reterr)
{
    struct description *into = &provider->description;
    struct ll_str issuer = provider->settings->issuer;
    struct ll_strbuf buf;
    struct ll_str url;
    struct ll_str body;
    struct ll_json *object = NULL;
    if (into->is_there && now.us < into->read_us + LL_OPENID_KEPT_US) {
        return LL_OK;
    }
    into->is_there = false;
    ll_arena_reset(&into->arena);
    issuer.len -= ll_str_ends(issuer, LL_STR("/")) ? 1 : 0;
    ll_strbuf_init(&buf, &into->arena, LL_URL_MAX);
    ll_strbuf_str(&buf, issuer);
    ll_strbuf_cstr(&buf, WELL_KNOWN);
    LL_TRY(ll_strbuf_finish(&buf, &url, reterr));
    LL_TRY(get(provider, url, &into->arena, &body, reterr));
    LL_TRY(ll_json_read(&into->arena, body, ANSWER_BYTES, &object, reterr));
    LL_TRY(read_description(provider, object, into, reterr));
    into->is_there = true;
    into->read_us = now.us;
    return LL_OK;
}

/* Under the lock. */
static enum ll_status fetch_keys(struct ll_openid_provider *provider, struct ll_time now,
                                 struct ll_err *reterr)
{
    struct kept_keys *into = &provider->keys;
    struct ll_str body;
    into->is_there = false;
    ll_arena_reset(&into->arena);
    LL_TRY(get(provider, provider->description.jwks, &into->arena, &body, reterr));
    LL_TRY(ll_openid_keys_read(&into->arena, body, &into->keys, reterr));
    into->is_there = true;
    into->read_us = now.us;
    return LL_OK;
}

/* ---- the browser's way there ---- */

static void put_escaped(struct ll_strbuf *buf, struct ll_str text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                        (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == '~';
        if (is_plain) {
            ll_strbuf_char(buf, (char)c);
        } else {
            ll_strbuf_char(buf, '%');
            ll_strbuf_char(buf, digits[c >> 4U]);
            ll_strbuf_char(buf, digits[c & 15U]);
        }
    }
}

static void put_pair(struct ll_strbuf *buf, const char *name, struct ll_str value)
{
    ll_strbuf_cstr(buf, name);
    put_escaped(buf, value);
}

static void put_challenge(struct ll_strbuf *buf, struct ll_str verifier)
{
    struct ll_sha256 hash;
    uint8_t digest[LL_SHA256_BYTES];
    ll_sha256_begin(&hash);
    ll_sha256_add(&hash, (const uint8_t *)verifier.ptr, verifier.len);
    ll_sha256_end(&hash, digest);
    ll_strbuf_cstr(buf, "&code_challenge=");
    ll_base64_put(buf, LL_BASE64_URL, (struct ll_str){(const char *)digest, sizeof(digest)});
    ll_strbuf_cstr(buf, "&code_challenge_method=S256");
}

enum ll_status ll_openid_address(struct ll_openid_provider *provider, struct ll_time now,
                                 const struct ll_openid_attempt *attempt, struct ll_arena *arena,
                                 struct ll_str *ret_url, struct ll_err *reterr)
{
    struct ll_err err = {0};
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, ADDRESS_BYTES);
    (void)pthread_mutex_lock(&provider->lock);
    enum ll_status status = describe(provider, now, &err);
    if (status == LL_OK) {
        struct ll_str to = provider->description.authorization;
        ll_strbuf_str(&buf, to);
        ll_strbuf_char(&buf, ll_str_find_char(to, '?') < to.len ? '&' : '?');
    }
    (void)pthread_mutex_unlock(&provider->lock);
    if (status != LL_OK) {
        return give_up(provider, &err, reterr);
    }
    ll_strbuf_cstr(&buf, "response_type=code&scope=openid%20email");
    put_pair(&buf, "&client_id=", provider->settings->client_id);
    put_pair(&buf, "&redirect_uri=", attempt->redirect_uri);
    put_pair(&buf, "&state=", attempt->state);
    put_pair(&buf, "&nonce=", attempt->nonce);
    put_challenge(&buf, attempt->verifier);
    return ll_strbuf_finish(&buf, ret_url, reterr);
}

/* ---- and back ---- */

/* "Basic ...": both escaped, as RFC 6749 has it. */
static enum ll_status write_basic(const struct ll_openid_settings *settings, struct ll_arena *arena,
                                  struct ll_str *ret_field, struct ll_err *reterr)
{
    struct ll_strbuf pair;
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&pair, arena, ADDRESS_BYTES);
    put_escaped(&pair, settings->client_id);
    ll_strbuf_char(&pair, ':');
    put_escaped(&pair, settings->client_secret);
    LL_TRY(ll_strbuf_finish(&pair, &text, reterr));
    ll_strbuf_init(&buf, arena, ADDRESS_BYTES * 2);
    ll_strbuf_cstr(&buf, "Basic ");
    ll_base64_put(&buf, LL_BASE64_STANDARD, text);
    return ll_strbuf_finish(&buf, ret_field, reterr);
}

static enum ll_status write_request(const struct ll_openid_provider *provider,
                                    const struct ll_openid_attempt *attempt, struct ll_str code,
                                    struct ll_arena *arena, struct ll_fetch_field fields[3],
                                    struct ll_fetch_request *ret_request, struct ll_err *reterr)
{
    const struct ll_openid_settings *settings = provider->settings;
    bool is_basic = settings->client_secret.len > 0 && !provider->description.secret_in_body;
    struct ll_strbuf buf;
    *ret_request = (struct ll_fetch_request){
        .method = "POST", .url = provider->description.token, .fields = fields, .field_count = 2};
    fields[0] = (struct ll_fetch_field){"Accept", LL_STR("application/json")};
    fields[1] =
        (struct ll_fetch_field){"Content-Type", LL_STR("application/x-www-form-urlencoded")};
    ll_strbuf_init(&buf, arena, ADDRESS_BYTES);
    ll_strbuf_cstr(&buf, "grant_type=authorization_code");
    put_pair(&buf, "&code=", code);
    put_pair(&buf, "&redirect_uri=", attempt->redirect_uri);
    put_pair(&buf, "&code_verifier=", attempt->verifier);
    if (is_basic) {
        fields[2].name = "Authorization";
        ret_request->field_count = 3;
        LL_TRY(write_basic(settings, arena, &fields[2].value, reterr));
    } else {
        put_pair(&buf, "&client_id=", settings->client_id);
        if (settings->client_secret.len > 0) {
            put_pair(&buf, "&client_secret=", settings->client_secret);
        }
    }
    return ll_strbuf_finish(&buf, &ret_request->body, reterr);
}

static enum ll_status refuse_code(struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EAUTH, "the provider does not confirm that you signed in");
    ll_err_hint(reterr, "sign in again");
    return status;
}

/* Under the lock: the code for the token. LL_EAUTH: the code is not taken. */
static enum ll_status exchange(struct ll_openid_provider *provider,
                               const struct ll_openid_attempt *attempt, struct ll_str code,
                               struct ll_arena *arena, struct ll_str *ret_token,
                               struct ll_err *reterr)
{
    struct ll_fetch_field fields[3];
    struct ll_fetch_request request;
    struct ll_fetch_answer answer;
    struct ll_json *object = NULL;
    LL_TRY(write_request(provider, attempt, code, arena, fields, &request, reterr));
    LL_TRY(ll_fetch(provider->fetch, &request, arena, &answer, reterr));
    if (answer.status != 200 && answer.status != 400) {
        return LL_FAIL(reterr, LL_EIO, "its token_endpoint answers %d", answer.status);
    }
    LL_TRY(ll_json_read(arena, answer.body, ANSWER_BYTES, &object, reterr));
    struct ll_str error = ll_json_string_at(object, "error");
    *ret_token = ll_json_string_at(object, "id_token");
    if (answer.status == 400 && !ll_str_eq_cstr(error, "invalid_grant")) {
        return LL_FAIL(reterr, LL_EIO, "its token_endpoint refuses us: %.*s",
                       LL_STR_ARG(ll_str_sub(error, 0, 60)));
    }
    return answer.status == 200 && ret_token->len > 0 ? LL_OK : refuse_code(reterr);
}

/* Under the lock. A key that is not known may be new: the provider is asked again, but not by
 * everybody who brings a token. */
static enum ll_status check(struct ll_openid_provider *provider, struct ll_time now,
                            struct ll_str token, const struct ll_openid_expected *expected,
                            struct ll_arena *arena, struct ll_openid_who *ret_who,
                            struct ll_err *reterr)
{
    struct kept_keys *kept = &provider->keys;
    bool is_fresh = false;
    if (!kept->is_there || now.us >= kept->read_us + LL_OPENID_KEPT_US) {
        LL_TRY(fetch_keys(provider, now, reterr));
        is_fresh = true;
    }
    enum ll_status status =
        ll_openid_token_check(arena, token, expected, &kept->keys, ret_who, reterr);
    bool may_look = kept->fruitless_us == 0 || now.us >= kept->fruitless_us + LL_OPENID_PAUSE_US;
    if (status == LL_ENOTFOUND && !is_fresh && may_look) {
        LL_TRY(fetch_keys(provider, now, reterr));
        status = ll_openid_token_check(arena, token, expected, &kept->keys, ret_who, reterr);
    }
    if (status == LL_ENOTFOUND) {
        kept->fruitless_us = now.us;
        reterr->status = LL_EAUTH;
        return LL_EAUTH;
    }
    return status;
}

enum ll_status ll_openid_finish(struct ll_openid_provider *provider, struct ll_time now,
                                const struct ll_openid_attempt *attempt,
                                const struct ll_openid_return *came, struct ll_arena *arena,
                                struct ll_openid_who *ret_who, struct ll_err *reterr)
{
    const struct ll_openid_expected expected = {
        .issuer = provider->settings->issuer,
        .client_id = provider->settings->client_id,
        .nonce = attempt->nonce,
        .now_s = now.us / 1000000,
    };
    struct ll_err err = {0};
    struct ll_str token;
    (void)pthread_mutex_lock(&provider->lock);
    enum ll_status status = describe(provider, now, &err);
    bool is_named = status == LL_OK && (provider->description.names_itself || came->issuer.len > 0);
    if (is_named && !ll_str_eq(came->issuer, expected.issuer)) {
        status = refuse_code(&err);
    }
    if (status == LL_OK) {
        status = exchange(provider, attempt, came->code, arena, &token, &err);
    }
    if (status == LL_OK) {
        status = check(provider, now, token, &expected, arena, ret_who, &err);
    }
    (void)pthread_mutex_unlock(&provider->lock);
    if (status == LL_OK) {
        return LL_OK;
    }
    if (status == LL_EAUTH || status == LL_ENOMEM) {
        *reterr = err;
        return status;
    }
    return give_up(provider, &err, reterr);
}
