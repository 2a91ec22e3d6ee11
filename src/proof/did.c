#include "proof/did.h"

#include "base/mem.h"
#include "proof/base64.h"
#include "proof/multikey.h"

/* ---- reading ---- */

static enum ll_status broken(struct ll_err *reterr, const char *what)
{
    return LL_FAIL_TEXT(reterr, LL_EPARSE, what);
}

/* "DID#fragment", or "#fragment" for short. */
static bool fragment_of(struct ll_str did, struct ll_str id, struct ll_str *ret_fragment)
{
    size_t hash = ll_str_find_char(id, '#');
    if (hash >= id.len || (hash > 0 && !ll_str_eq(ll_str_sub(id, 0, hash), did))) {
        return false;
    }
    *ret_fragment = ll_str_sub(id, hash + 1, id.len);
    return ret_fragment->len > 0 && ll_str_find_char(*ret_fragment, '#') == ret_fragment->len;
}

static bool read_jwk(const struct ll_json *jwk, struct ll_public_key *ret_key)
{
    size_t count = 0;
    return ll_str_eq_cstr(ll_json_string_at(jwk, "kty"), "OKP") &&
           ll_str_eq_cstr(ll_json_string_at(jwk, "crv"), "Ed25519") &&
           ll_base64_decode(LL_BASE64_URL, ll_json_string_at(jwk, "x"), sizeof(ret_key->b),
                            ret_key->b, &count) == LL_OK &&
           count == sizeof(ret_key->b);
}

/* A key in two forms is two keys: which one counts would be each reader's own choice. */
static bool read_key(const struct ll_json *json, struct ll_public_key *ret_key)
{
    const struct ll_json *jwk = ll_json_get(json, "publicKeyJwk");
    const struct ll_json *multikey = ll_json_get(json, "publicKeyMultibase");
    if ((jwk == NULL) == (multikey == NULL)) {
        return false;
    }
    return jwk != NULL ? read_jwk(jwk, ret_key)
                       : ll_multikey_public_parse(ll_json_string(multikey), ret_key, NULL) == LL_OK;
}

static bool is_named(const struct ll_json *list, struct ll_str did, struct ll_str fragment)
{
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        struct ll_str named;
        if (fragment_of(did, ll_json_string(&list->items[i]), &named) &&
            ll_str_eq(named, fragment)) {
            return true;
        }
    }
    return false;
}

/* `revoked` and `expires` both end what a key may sign; the earlier one counts. */
static enum ll_status read_end(const struct ll_json *json, struct ll_did_method *method,
                               struct ll_err *reterr)
{
    static const char *const names[] = {"revoked", "expires"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct ll_json *value = ll_json_get(json, names[i]);
        struct ll_time time;
        if (value == NULL) {
            continue;
        }
        if (ll_time_parse(ll_json_string(value), &time, NULL) != LL_OK) {
            return broken(reterr, "a key's end is not an XSD dateTime");
        }
        if (!method->retired || time.us < method->retired_at.us) {
            method->retired_at = time;
        }
        method->retired = true;
    }
    return LL_OK;
}

static enum ll_status read_method(const struct ll_json *json, const struct ll_json *asserting,
                                  struct ll_did_document *document, struct ll_err *reterr)
{
    struct ll_did_method method = {.asserts = false};
    struct ll_str other;
    if (!fragment_of(document->did, ll_json_string_at(json, "id"), &method.fragment)) {
        return broken(reterr, "a key's id is not the document's DID with a fragment");
    }
    if (!ll_str_eq(ll_json_string_at(json, "controller"), document->did)) {
        return broken(reterr, "a key is controlled by somebody else");
    }
    for (size_t i = 0; i < document->count; i++) {
        other = document->methods[i].fragment;
        if (ll_str_eq(other, method.fragment)) {
            return broken(reterr, "two keys have one id");
        }
    }
    method.is_ed25519 = read_key(json, &method.key);
    method.asserts = is_named(asserting, document->did, method.fragment);
    LL_TRY(read_end(json, &method, reterr));
    document->methods[document->count++] = method;
    return LL_OK;
}

static bool is_list(const struct ll_json *value)
{
    return value == NULL || value->type == LL_JSON_ARRAY;
}

enum ll_status ll_did_document_read(struct ll_arena *arena, struct ll_str text,
                                    struct ll_did_document *ret_document, struct ll_err *reterr)
{
    struct ll_json *whole = NULL;
    struct ll_did_document document = {.count = 0};
    LL_TRY(ll_json_read(arena, text, LL_DID_DOCUMENT_BYTES_MAX, &whole, reterr));
    const struct ll_json *methods = ll_json_get(whole, "verificationMethod");
    const struct ll_json *asserting = ll_json_get(whole, "assertionMethod");
    document.did = ll_json_string_at(whole, "id");
    if (!ll_str_starts(document.did, LL_STR("did:")) ||
        ll_str_find_char(document.did, '#') != document.did.len || methods == NULL ||
        !is_list(methods) || !is_list(asserting) || methods->count > LL_DID_METHODS_MAX ||
        (asserting != NULL && asserting->count > LL_DID_METHODS_MAX)) {
        return broken(reterr, "it is no DID document with keys");
    }
    document.methods = LL_NEW_ARRAY(arena, struct ll_did_method, methods->count);
    if (document.methods == NULL && methods->count > 0) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to read the DID document");
    }
    for (size_t i = 0; i < methods->count; i++) {
        LL_TRY(read_method(&methods->items[i], asserting, &document, reterr));
    }
    *ret_document = document;
    return LL_OK;
}

/* ---- finding ---- */

static enum ll_di_key judge_method(const struct ll_did_method *method, struct ll_str at,
                                   struct ll_public_key *ret_key, bool *ret_retired)
{
    struct ll_time time;
    if (!method->is_ed25519) {
        return LL_DI_KEY_OTHER;
    }
    if (!method->retired && !method->asserts) {
        return LL_DI_KEY_BARRED;
    }
    if (method->retired &&
        (ll_time_parse(at, &time, NULL) != LL_OK || time.us > method->retired_at.us)) {
        *ret_retired = true;
        return LL_DI_KEY_BARRED;
    }
    *ret_key = method->key;
    return LL_DI_KEY_FOUND;
}

/* One key may stand there twice, as Multikey and as JSON web key: the stricter one counts. */
static enum ll_di_key find_by_key(const struct ll_did_document *document,
                                  const struct ll_public_key *key, struct ll_str at,
                                  struct ll_public_key *ret_key, bool *ret_retired)
{
    enum ll_di_key found = LL_DI_KEY_MISSING;
    for (size_t i = 0; i < document->count && found != LL_DI_KEY_BARRED; i++) {
        const struct ll_did_method *method = &document->methods[i];
        if (method->is_ed25519 && memcmp(method->key.b, key->b, sizeof(key->b)) == 0) {
            found = judge_method(method, at, ret_key, ret_retired);
        }
    }
    return found;
}

enum ll_di_key ll_did_document_find(const struct ll_did_document *document, struct ll_str method,
                                    struct ll_str at, struct ll_public_key *ret_key,
                                    bool *ret_retired)
{
    struct ll_str did;
    struct ll_str fragment;
    struct ll_public_key key;
    *ret_retired = false;
    if (ll_did_split(method, &did, &fragment) != LL_OK) {
        return LL_DI_KEY_MISSING;
    }
    if (!ll_str_eq(did, document->did)) {
        return ll_did_key_parse(method, &key, NULL) == LL_OK
                   ? find_by_key(document, &key, at, ret_key, ret_retired)
                   : LL_DI_KEY_MISSING;
    }
    for (size_t i = 0; i < document->count; i++) {
        if (ll_str_eq(document->methods[i].fragment, fragment)) {
            return judge_method(&document->methods[i], at, ret_key, ret_retired);
        }
    }
    return LL_DI_KEY_MISSING;
}

bool ll_did_document_uses(const struct ll_did_document *document, const struct ll_public_key *key)
{
    bool used = false;
    for (size_t i = 0; i < document->count; i++) {
        const struct ll_did_method *method = &document->methods[i];
        if (method->is_ed25519 && memcmp(method->key.b, key->b, sizeof(key->b)) == 0) {
            if (method->retired) {
                return false;
            }
            used = used || method->asserts;
        }
    }
    return used;
}

bool ll_did_document_names(const struct ll_did_document *document, struct ll_str did)
{
    const struct ll_str scheme = LL_STR("did:key:");
    struct ll_public_key key;
    if (ll_str_eq(did, document->did)) {
        return true;
    }
    if (!ll_str_starts(did, scheme) ||
        ll_multikey_public_parse(ll_str_sub(did, scheme.len, did.len), &key, NULL) != LL_OK) {
        return false;
    }
    for (size_t i = 0; i < document->count; i++) {
        if (document->methods[i].is_ed25519 &&
            memcmp(document->methods[i].key.b, key.b, sizeof(key.b)) == 0) {
            return true;
        }
    }
    return false;
}
