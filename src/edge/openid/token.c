#include "edge/openid/token.h"

#include "base/json.h"
#include "proof/base64.h"

#define EMAIL_MAX 254

static enum ll_status refuse(struct ll_err *reterr, const char *why)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EAUTH, "the provider's answer is not believed: %s", why);
    ll_err_hint(reterr, "sign in again; if it stays so, tell who runs this server");
    return status;
}

static enum ll_status decode(struct ll_arena *arena, struct ll_str text, struct ll_str *ret_bytes)
{
    size_t count = 0;
    uint8_t *bytes = ll_arena_alloc(arena, text.len + 1, 1);
    if (bytes == NULL) {
        return LL_ENOMEM;
    }
    LL_TRY(ll_base64_decode(LL_BASE64_URL, text, text.len, bytes, &count));
    *ret_bytes = (struct ll_str){(const char *)bytes, count};
    return LL_OK;
}

/* ---- keys ---- */

static bool member_is(const struct ll_json *object, const char *name, const char *value)
{
    return ll_str_eq_cstr(ll_json_string_at(object, name), value);
}

/* Absent, or it says so. */
static bool may_be(const struct ll_json *object, const char *name, const char *value)
{
    return ll_json_get(object, name) == NULL || member_is(object, name, value);
}

static bool take_part(struct ll_arena *arena, const struct ll_json *jwk, const char *name,
                      struct ll_str *ret_bytes)
{
    struct ll_str text = ll_json_string_at(jwk, name);
    return text.len > 0 && decode(arena, text, ret_bytes) == LL_OK;
}

/* A secret that stands among public keys is none that anybody may sign with. */
static bool take_key(struct ll_arena *arena, const struct ll_json *jwk, struct ll_openid_key *ret)
{
    *ret = (struct ll_openid_key){.kid = ll_json_string_at(jwk, "kid")};
    if (!may_be(jwk, "use", "sig") || ll_json_get(jwk, "d") != NULL) {
        return false;
    }
    if (member_is(jwk, "kty", "RSA") && may_be(jwk, "alg", "RS256")) {
        ret->key.alg = LL_JWA_RS256;
        return take_part(arena, jwk, "n", &ret->key.n) && take_part(arena, jwk, "e", &ret->key.e);
    }
    if (member_is(jwk, "kty", "EC") && member_is(jwk, "crv", "P-256") &&
        may_be(jwk, "alg", "ES256")) {
        ret->key.alg = LL_JWA_ES256;
        return take_part(arena, jwk, "x", &ret->key.x) && take_part(arena, jwk, "y", &ret->key.y);
    }
    return false;
}

enum ll_status ll_openid_keys_read(struct ll_arena *arena, struct ll_str text,
                                   struct ll_openid_keys *ret_keys, struct ll_err *reterr)
{
    struct ll_json *set = NULL;
    struct ll_openid_keys keys = {.count = 0};
    LL_TRY(ll_json_read(arena, text, text.len, &set, reterr));
    const struct ll_json *items = ll_json_get(set, "keys");
    if (items == NULL || items->type != LL_JSON_ARRAY) {
        return LL_FAIL(reterr, LL_EPARSE, "the provider's keys are no JWK set");
    }
    for (size_t i = 0; i < items->count && keys.count < LL_OPENID_KEYS_MAX; i++) {
        if (take_key(arena, &items->items[i], &keys.rows[keys.count])) {
            keys.count++;
        }
    }
    *ret_keys = keys;
    return LL_OK;
}

/* ---- the signature ---- */

struct parts {
    struct ll_str signed_text; /* header.payload, as it came */
    struct ll_str header;
    struct ll_str payload;
    struct ll_str signature; /* all three decoded */
};

static enum ll_status split(struct ll_arena *arena, struct ll_str token, struct parts *ret,
                            struct ll_err *reterr)
{
    size_t first = ll_str_find_char(token, '.');
    struct ll_str rest = ll_str_sub(token, first + 1, token.len);
    size_t second = ll_str_find_char(rest, '.');
    if (token.len > LL_OPENID_TOKEN_MAX || second >= rest.len) {
        return refuse(reterr, LL_R("it holds no signed token"));
    }
    struct ll_str last = ll_str_sub(rest, second + 1, rest.len);
    ret->signed_text = ll_str_sub(token, 0, first + 1 + second);
    if (decode(arena, ll_str_sub(token, 0, first), &ret->header) != LL_OK ||
        decode(arena, ll_str_sub(rest, 0, second), &ret->payload) != LL_OK ||
        decode(arena, last, &ret->signature) != LL_OK) {
        return refuse(reterr, LL_R("its token is not in base64url"));
    }
    return LL_OK;
}

static enum ll_status read_object(struct ll_arena *arena, struct ll_str text,
                                  struct ll_json **ret_object, struct ll_err *reterr)
{
    enum ll_status status = ll_json_read(arena, text, text.len, ret_object, NULL);
    if (status == LL_ENOMEM) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the provider's token");
    }
    if (status != LL_OK || (*ret_object)->type != LL_JSON_OBJECT) {
        return refuse(reterr, LL_R("its token holds no JSON object"));
    }
    return LL_OK;
}

/* By the algorithm that the header names, among keys of that kind alone. */
static enum ll_status check_signature(const struct parts *parts, const struct ll_json *header,
                                      const struct ll_openid_keys *keys, struct ll_err *reterr)
{
    enum ll_jwa alg = LL_JWA_RS256;
    const struct ll_json *kid = ll_json_get(header, "kid");
    if (member_is(header, "alg", "ES256")) {
        alg = LL_JWA_ES256;
    } else if (!member_is(header, "alg", "RS256")) {
        return refuse(reterr,
                      LL_R("its token is signed by no method that is taken (RS256, ES256)"));
    }
    if (ll_json_get(header, "crit") != NULL || (kid != NULL && kid->type != LL_JSON_STRING)) {
        return refuse(reterr, LL_R("its token asks for what is not known here"));
    }
    for (size_t i = 0; i < keys->count; i++) {
        const struct ll_openid_key *row = &keys->rows[i];
        bool is_named = kid == NULL || row->kid.len == 0 || ll_str_eq(row->kid, kid->string);
        if (row->key.alg == alg && is_named &&
            ll_jwa_verify(&row->key, parts->signed_text, parts->signature)) {
            return LL_OK;
        }
    }
    (void)refuse(reterr, LL_R("no key of its own signed the token"));
    return LL_ENOTFOUND;
}

/* ---- the claims ---- */

/* For us, and for nobody else. */
static bool is_for(const struct ll_json *claims, struct ll_str client_id)
{
    const struct ll_json *audience = ll_json_get(claims, "aud");
    const struct ll_json *party = ll_json_get(claims, "azp");
    if (party != NULL && !ll_str_eq(ll_json_string(party), client_id)) {
        return false;
    }
    if (audience != NULL && audience->type == LL_JSON_ARRAY) {
        audience = audience->count == 1 ? &audience->items[0] : NULL;
    }
    return audience != NULL && ll_str_eq(ll_json_string(audience), client_id);
}

static bool get_time(const struct ll_json *claims, const char *name, int64_t *ret_s)
{
    const struct ll_json *value = ll_json_get(claims, name);
    if (value == NULL || value->type != LL_JSON_NUMBER || !value->is_integer) {
        return false;
    }
    *ret_s = value->integer;
    return true;
}

static enum ll_status check_times(const struct ll_json *claims, int64_t now_s,
                                  struct ll_err *reterr)
{
    int64_t expires_s = 0;
    int64_t issued_s = 0;
    int64_t begins_s = 0;
    if (!get_time(claims, "exp", &expires_s) || !get_time(claims, "iat", &issued_s)) {
        return refuse(reterr, LL_R("its token does not say from when and until when it holds"));
    }
    if (expires_s <= now_s - LL_OPENID_LEEWAY_S) {
        return refuse(reterr, LL_R("its token is too old"));
    }
    if (issued_s > now_s + LL_OPENID_LEEWAY_S || issued_s < now_s - LL_OPENID_AGE_S) {
        return refuse(reterr, LL_R("its token was not made just now"));
    }
    if (ll_json_get(claims, "nbf") != NULL &&
        (!get_time(claims, "nbf", &begins_s) || begins_s > now_s + LL_OPENID_LEEWAY_S)) {
        return refuse(reterr, LL_R("its token does not hold yet"));
    }
    return LL_OK;
}

static bool is_subject(struct ll_str subject)
{
    for (size_t i = 0; i < subject.len; i++) {
        if (subject.ptr[i] < ' ' || subject.ptr[i] >= 0x7F) {
            return false;
        }
    }
    return subject.len > 0 && subject.len <= LL_OPENID_SUBJECT_MAX;
}

static enum ll_status check_claims(const struct ll_json *claims,
                                   const struct ll_openid_expected *expected,
                                   struct ll_openid_who *ret_who, struct ll_err *reterr)
{
    struct ll_str subject = ll_json_string_at(claims, "sub");
    struct ll_str nonce = ll_json_string_at(claims, "nonce");
    struct ll_str email = ll_json_string_at(claims, "email");
    const struct ll_json *verified = ll_json_get(claims, "email_verified");
    if (!ll_str_eq(ll_json_string_at(claims, "iss"), expected->issuer)) {
        return refuse(reterr, LL_R("its token is another provider's"));
    }
    if (!is_for(claims, expected->client_id)) {
        return refuse(reterr, LL_R("its token is for somebody else"));
    }
    LL_TRY(check_times(claims, expected->now_s, reterr));
    if (nonce.len == 0 || !ll_str_eq(nonce, expected->nonce)) {
        return refuse(reterr, LL_R("its token is not of this attempt to sign in"));
    }
    if (!is_subject(subject)) {
        return refuse(reterr, LL_R("its token names nobody"));
    }
    bool has_email = verified != NULL && verified->type == LL_JSON_TRUE && email.len <= EMAIL_MAX;
    *ret_who = (struct ll_openid_who){
        .issuer = expected->issuer,
        .subject = subject,
        .email = has_email ? email : LL_STR(""),
    };
    return LL_OK;
}

enum ll_status ll_openid_token_check(struct ll_arena *arena, struct ll_str token,
                                     const struct ll_openid_expected *expected,
                                     const struct ll_openid_keys *keys,
                                     struct ll_openid_who *ret_who, struct ll_err *reterr)
{
    struct parts parts;
    struct ll_json *header = NULL;
    struct ll_json *claims = NULL;
    LL_TRY(split(arena, token, &parts, reterr));
    LL_TRY(read_object(arena, parts.header, &header, reterr));
    LL_TRY(check_signature(&parts, header, keys, reterr));
    LL_TRY(read_object(arena, parts.payload, &claims, reterr));
    return check_claims(claims, expected, ret_who, reterr);
}
