#include "proof/jws.h"

#include "base/catalogue.h"
#include "base/mem.h"
#include "base/time.h"
#include "proof/base64.h"
#include "proof/multikey.h"

static const struct {
    enum ll_di_outcome outcome;
    const char *code;
    const char *text;
} reasons[] = {
#define LL_JWS_ROW(symbol, outcome, code, text)                                                    \
    [LL_JWS_##symbol] = {LL_DI_OUTCOME_##outcome, (code), (text)},
#include "proof/jws_reasons.def"
#undef LL_JWS_ROW
};

enum ll_di_outcome ll_jws_outcome(enum ll_jws_reason reason)
{
    return reasons[reason].outcome;
}

const char *ll_jws_reason_code(enum ll_jws_reason reason)
{
    return reasons[reason].code;
}

const char *ll_jws_reason_text(enum ll_jws_reason reason)
{
    return reasons[reason].text;
}

/* ---- header ---- */

/* Ways to hand the checker a key, or to have it fetch one (RFC 7515, 4.1). */
static const char *const carried_keys[] = {"jwk", "jku", "x5c", "x5u", "x5t", "x5t#S256"};
static const char *const header_members[] = {"alg", "cty", "kid", "typ"};

static bool is_one_of(struct ll_str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ll_str_eq_cstr(name, names[i])) {
            return true;
        }
    }
    return false;
}
#define IS_ONE_OF(name, names) is_one_of((name), (names), sizeof(names) / sizeof((names)[0]))

static enum ll_jws_reason check_header(const struct ll_json *header)
{
    struct ll_str algorithm = ll_json_string_at(header, "alg");
    if (header->type != LL_JSON_OBJECT) {
        return LL_JWS_HEADER;
    }
    /* "Ed25519" is the newer name of the same (RFC 9864). */
    if (!ll_str_eq_cstr(algorithm, "EdDSA") && !ll_str_eq_cstr(algorithm, "Ed25519")) {
        return LL_JWS_ALGORITHM;
    }
    if (ll_json_get(header, "crit") != NULL) {
        return LL_JWS_CRITICAL;
    }
    for (size_t i = 0; i < header->count; i++) {
        if (IS_ONE_OF(header->members[i].name, carried_keys)) {
            return LL_JWS_CARRIED_KEY;
        }
    }
    for (size_t i = 0; i < header->count; i++) {
        if (!IS_ONE_OF(header->members[i].name, header_members)) {
            return LL_JWS_HEADER_MEMBER;
        }
    }
    bool typed = ll_str_eq_cstr(ll_json_string_at(header, "typ"), "vc+jwt") &&
                 (ll_json_get(header, "cty") == NULL ||
                  ll_str_eq_cstr(ll_json_string_at(header, "cty"), "vc"));
    return typed ? LL_JWS_VALID : LL_JWS_TYPE;
}

/* ---- payload ---- */

static bool is_string(const struct ll_json *value, const char *text)
{
    return value->type == LL_JSON_STRING && ll_str_eq_cstr(value->string, text);
}

static bool has_string(const struct ll_json *list, const char *text)
{
    for (size_t i = 0; list != NULL && list->type == LL_JSON_ARRAY && i < list->count; i++) {
        if (is_string(&list->items[i], text)) {
            return true;
        }
    }
    return false;
}

static bool is_context_of(enum ll_jws_kind kind, const struct ll_json *context)
{
    size_t count = kind == LL_JWS_CONFORMITY ? 2 : 1;
    return context != NULL && context->type == LL_JSON_ARRAY && context->count == count &&
           is_string(&context->items[0], LL_CONTEXT_CREDENTIALS) &&
           (count == 1 || is_string(&context->items[1], LL_CONTEXT_UNTP));
}

static enum ll_jws_reason check_credential(enum ll_jws_kind kind, const struct ll_json *document,
                                           struct ll_jws_opened *opened)
{
    const struct ll_json *issuer = ll_json_get(document, "issuer");
    const struct ll_json *type = ll_json_get(document, "type");
    struct ll_time time;
    if (document->type != LL_JSON_OBJECT) {
        return LL_JWS_PAYLOAD;
    }
    if (ll_json_get(document, "vc") != NULL || ll_json_get(document, "proof") != NULL) {
        return LL_JWS_PAYLOAD_MEMBER;
    }
    if (!is_context_of(kind, ll_json_get(document, "@context"))) {
        return LL_JWS_CONTEXT;
    }
    if (!has_string(type, "VerifiableCredential") ||
        !has_string(type, kind == LL_JWS_CONFORMITY ? LL_TYPE_CONFORMITY : LL_TYPE_STATUS_LIST)) {
        return LL_JWS_CREDENTIAL;
    }
    if (issuer != NULL && issuer->type == LL_JSON_OBJECT) {
        issuer = ll_json_get(issuer, "id");
    }
    opened->issuer = ll_json_string(issuer);
    opened->valid_from = ll_json_string_at(document, "validFrom");
    if (opened->issuer.len == 0) {
        return LL_JWS_ISSUER;
    }
    return ll_time_parse(opened->valid_from, &time, NULL) == LL_OK ? LL_JWS_VALID
                                                                   : LL_JWS_VALID_FROM;
}

/* ---- making ---- */

static enum ll_status check_input(enum ll_jws_kind kind, const struct ll_json *credential,
                                  struct ll_str method, struct ll_err *reterr)
{
    struct ll_jws_opened opened = {.reason = LL_JWS_VALID};
    struct ll_str did;
    struct ll_str fragment;
    enum ll_jws_reason reason = check_credential(kind, credential, &opened);
    if (reason != LL_JWS_VALID) {
        return LL_FAIL_TEXT(reterr, LL_EINVAL, ll_jws_reason_text(reason));
    }
    if (ll_did_split(method, &did, &fragment) != LL_OK || !ll_str_eq(did, opened.issuer)) {
        return LL_FAIL_TEXT(reterr, LL_EINVAL, "the key is not one of the credential's issuer");
    }
    return LL_OK;
}

enum ll_status ll_jws_sign_input(struct ll_arena *arena, enum ll_jws_kind kind,
                                 const struct ll_json *credential, struct ll_str method,
                                 struct ll_str *ret_input, struct ll_err *reterr)
{
    struct ll_json *header = ll_json_new_object(arena);
    struct ll_str header_text;
    struct ll_str payload;
    struct ll_strbuf out;
    LL_TRY(check_input(kind, credential, method, reterr));
    ll_json_set_cstr(arena, header, "alg", "EdDSA");
    ll_json_set_cstr(arena, header, "cty", "vc");
    ll_json_set_str(arena, header, "kid", method);
    ll_json_set_cstr(arena, header, "typ", "vc+jwt");
    if (header == NULL) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to make the token");
    }
    LL_TRY(ll_json_canonical(arena, header, LL_JWS_HEADER_BYTES_MAX, &header_text, reterr));
    LL_TRY(ll_json_canonical(arena, credential, LL_JWS_BYTES_MAX / 2, &payload, reterr));
    ll_strbuf_init(&out, arena, LL_JWS_BYTES_MAX);
    ll_base64_put(&out, LL_BASE64_URL, header_text);
    ll_strbuf_char(&out, '.');
    ll_base64_put(&out, LL_BASE64_URL, payload);
    return ll_strbuf_finish(&out, ret_input, reterr);
}

enum ll_status ll_jws_attach(struct ll_arena *arena, struct ll_str input,
                             const struct ll_signature *signature, struct ll_str *ret_token,
                             struct ll_err *reterr)
{
    struct ll_strbuf out;
    ll_strbuf_init(&out, arena, LL_JWS_BYTES_MAX);
    ll_strbuf_str(&out, input);
    ll_strbuf_char(&out, '.');
    ll_base64_put(&out, LL_BASE64_URL,
                  (struct ll_str){(const char *)signature->b, sizeof(signature->b)});
    return ll_strbuf_finish(&out, ret_token, reterr);
}

/* ---- checking ---- */

struct parts {
    struct ll_str header;
    struct ll_str payload;
    struct ll_str signature;
};

static bool split(struct ll_str token, struct parts *ret_parts)
{
    size_t first = ll_str_find_char(token, '.');
    struct ll_str rest = ll_str_sub(token, first + 1, token.len);
    size_t second = ll_str_find_char(rest, '.');
    if (first >= token.len || second >= rest.len) {
        return false;
    }
    *ret_parts = (struct parts){
        .header = ll_str_sub(token, 0, first),
        .payload = ll_str_sub(rest, 0, second),
        .signature = ll_str_sub(rest, second + 1, rest.len),
    };
    return ret_parts->header.len > 0 && ret_parts->payload.len > 0 && ret_parts->signature.len > 0;
}

bool ll_jws_looks_like(struct ll_str bytes)
{
    struct parts parts;
    if (!split(bytes, &parts)) {
        return false;
    }
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '_' || c == '.';
        if (!plain) {
            return false;
        }
    }
    return true;
}

/* One part as JSON. *ret_json stays NULL when it is none, and `problem` says why. */
static enum ll_status decode(struct ll_arena *arena, struct ll_str part, size_t max_bytes,
                             const struct ll_json **ret_json, struct ll_err *problem,
                             struct ll_err *reterr)
{
    struct ll_json *json = NULL;
    size_t cap = part.len / 4 * 3 + 3;
    size_t count = 0;
    uint8_t *bytes = ll_arena_alloc(arena, cap, 1);
    if (bytes == NULL) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to read the token");
    }
    if (ll_base64_decode(LL_BASE64_URL, part, cap, bytes, &count) != LL_OK) {
        return LL_OK;
    }
    struct ll_str text = {(const char *)bytes, count};
    enum ll_status status = ll_json_read(arena, text, max_bytes, &json, problem);
    if (status == LL_ENOMEM) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to read the token");
    }
    *ret_json = status == LL_OK ? json : NULL;
    return LL_OK;
}

static bool read_signature(struct ll_str part, struct ll_signature *ret_signature)
{
    struct ll_signature signature;
    size_t count = 0;
    bool good =
        ll_base64_decode(LL_BASE64_URL, part, sizeof(signature.b), signature.b, &count) == LL_OK &&
        count == sizeof(signature.b);
    if (good) {
        *ret_signature = signature;
    }
    return good;
}

static enum ll_status open_parts(struct ll_arena *arena, enum ll_jws_kind kind,
                                 const struct parts *parts, struct ll_jws_opened *opened,
                                 struct ll_err *reterr)
{
    const struct ll_json *header = NULL;
    const struct ll_json *payload = NULL;
    struct ll_str did;
    struct ll_str fragment;
    opened->reason = LL_JWS_HEADER;
    if (ll_base64_length(LL_BASE64_URL, LL_JWS_HEADER_BYTES_MAX) < parts->header.len) {
        return LL_OK;
    }
    LL_TRY(
        decode(arena, parts->header, LL_JWS_HEADER_BYTES_MAX, &header, &opened->problem, reterr));
    if (header == NULL) {
        return LL_OK;
    }
    opened->reason = check_header(header);
    if (opened->reason != LL_JWS_VALID) {
        return LL_OK;
    }
    opened->method = ll_json_string_at(header, "kid");
    if (ll_did_split(opened->method, &did, &fragment) != LL_OK) {
        opened->reason = LL_JWS_METHOD;
        return LL_OK;
    }
    LL_TRY(decode(arena, parts->payload, LL_JWS_BYTES_MAX, &payload, &opened->problem, reterr));
    opened->document = payload;
    opened->reason = payload == NULL ? LL_JWS_PAYLOAD : check_credential(kind, payload, opened);
    if (opened->reason == LL_JWS_VALID && !read_signature(parts->signature, &opened->signature)) {
        opened->reason = LL_JWS_SHAPE;
    }
    return LL_OK;
}

enum ll_status ll_jws_open(struct ll_arena *arena, enum ll_jws_kind kind, struct ll_str token,
                           struct ll_jws_opened *ret_opened, struct ll_err *reterr)
{
    struct ll_jws_opened opened = {.reason = LL_JWS_TOO_LARGE};
    struct parts parts;
    if (token.len <= LL_JWS_BYTES_MAX) {
        opened.reason = LL_JWS_SHAPE;
        if (split(token, &parts)) {
            opened.input = ll_str_sub(token, 0, token.len - parts.signature.len - 1);
            LL_TRY(open_parts(arena, kind, &parts, &opened, reterr));
        }
    }
    *ret_opened = opened;
    return LL_OK;
}

static enum ll_jws_reason reason_of(const struct ll_proof_crypto *crypto,
                                    const struct ll_jws_opened *opened,
                                    const struct ll_di_resolver *resolver)
{
    static const enum ll_jws_reason of_key[] = {
        [LL_DI_KEY_FOUND] = LL_JWS_VALID,
        [LL_DI_KEY_MISSING] = LL_JWS_KEY_UNKNOWN,
        [LL_DI_KEY_OTHER] = LL_JWS_KEY_KIND,
        [LL_DI_KEY_BARRED] = LL_JWS_KEY_REFUSED,
    };
    struct ll_public_key key;
    struct ll_str did;
    struct ll_str fragment;
    if (opened->reason != LL_JWS_VALID) {
        return opened->reason;
    }
    enum ll_di_key found = resolver->find(resolver->ctx, opened->method, &key);
    if (found != LL_DI_KEY_FOUND) {
        return of_key[found];
    }
    if (!crypto->ed25519_verify(crypto->ctx, &key, opened->input, &opened->signature)) {
        return LL_JWS_SIGNATURE;
    }
    bool owned =
        ll_did_split(opened->method, &did, &fragment) == LL_OK && ll_str_eq(did, opened->issuer);
    return owned ? LL_JWS_VALID : LL_JWS_CONTROLLER;
}

struct ll_jws_verdict ll_jws_judge(const struct ll_proof_crypto *crypto,
                                   const struct ll_jws_opened *opened,
                                   const struct ll_di_resolver *resolver)
{
    enum ll_jws_reason reason = reason_of(crypto, opened, resolver);
    return (struct ll_jws_verdict){ll_jws_outcome(reason), reason};
}

enum ll_status ll_jws_verify(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                             struct ll_str token, const struct ll_di_resolver *resolver,
                             struct ll_jws_opened *ret_opened, struct ll_jws_verdict *ret_verdict,
                             struct ll_err *reterr)
{
    struct ll_jws_opened opened;
    LL_TRY(ll_jws_open(arena, LL_JWS_CONFORMITY, token, &opened, reterr));
    *ret_verdict = ll_jws_judge(crypto, &opened, resolver);
    *ret_opened = opened;
    return LL_OK;
}
