/* key change, did document */
#include "service/signing_key.h"

#include <string.h>

#include "proof/base64.h"
#include "proof/succession.h"
#include "service/answer.h"
#include "service/control.h"
#include "service/event.h"
#include "service/keys.h"
#include "store/q_registry.h"

#define ID_BYTES_MAX 512

/* ---- key change ---- */
struct key_change {
    struct ll_str retire;
};
static const struct ll_field change_fields[] = {
    LL_MEMBER(key_change, retire, LL_REQ(STR), .operand = true, .min = 1, .max = 128,
              .help =
                  "the key in use, z6Mk... or did:key:z6Mk..., so that no key is retired twice"),
};
static const struct ll_record change_record = LL_RECORD("key_change", key_change, change_fields);

static enum ll_status check_retired(struct ll_str text, const struct ll_public_key *current,
                                    struct ll_err *reterr)
{
    const struct ll_str did = LL_STR("did:key:");
    struct ll_public_key named;
    if (ll_str_starts(text, did)) {
        text = ll_str_sub(text, did.len, text.len);
    }
    LL_TRY(ll_multikey_public_parse(text, &named, reterr));
    if (memcmp(named.b, current->b, sizeof(named.b)) != 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "'%.*s' is not the key in use", LL_STR_ARG(text));
        ll_err_hint(reterr, "'loopledger key show' prints the one that is");
        return status;
    }
    return LL_OK;
}

static void whole_second(struct ll_time time, char ret_text[LL_TIME_TEXT_MAX])
{
    ll_time_format((struct ll_time){time.us / 1000000 * 1000000}, ret_text);
}

/* The retiring key says so, and signs nothing more. */
static enum ll_status change(struct ll_ctx *ctx, const struct ll_sign_key *old,
                             const struct ll_sign_key *next, struct ll_json **ret_answer,
                             struct ll_err *reterr)
{
    char at[LL_TIME_TEXT_MAX];
    uint8_t input[LL_DI_INPUT_SIZE];
    struct ll_signature signature;
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(ctx->crypto);
    const struct ll_signing_key_id id = {ll_ctx_id(ctx)};
    LL_TRY(ll_control_store(ctx, LL_CONTROL_STEP_KEY_CHANGE, id.raw, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    whole_second(meta.recorded_at, at);
    const struct ll_succession said = {old->public_key, next->public_key, ll_str_from_cstr(at)};
    LL_TRY(ll_succession_input(ctx->arena, &crypto, &said, input, reterr));
    ll_sign(old, (struct ll_str){(const char *)input, sizeof(input)}, &signature);
    struct ll_signing_key_changed body = {
        .public_key = {(const char *)next->public_key.b, sizeof(next->public_key.b)},
        .retired_key = {(const char *)old->public_key.b, sizeof(old->public_key.b)},
        .signature = {(const char *)signature.b, sizeof(signature.b)},
        .signing_key_id = id,
    };
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_SIGNING_KEY_CHANGED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_public_key(ctx, answer, "public_key", body.public_key);
    ll_answer_public_key(ctx, answer, "retired_key", body.retired_key);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_change(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct key_change *in = input;
    struct ll_sign_key old;
    struct ll_sign_key next;
    LL_TRY(ll_keys_signing(ctx, &old, reterr));
    enum ll_status status = check_retired(in->retire, &old.public_key, reterr);
    if (status == LL_OK) {
        status = ll_keys_create_next(ctx, &next, reterr);
    }
    if (status == LL_OK) {
        status = change(ctx, &old, &next, ret_answer, reterr);
        ll_sign_key_wipe(&next);
    }
    ll_sign_key_wipe(&old);
    return status;
}

/* ---- the changes so far ---- */

static enum ll_status read_change(const struct ll_q_signing_key_all_row *row,
                                  struct ll_public_key *ret_retired, struct ll_public_key *ret_next,
                                  struct ll_signature *ret_signature, struct ll_err *reterr)
{
    if (row->public_key.len != sizeof(ret_next->b) ||
        row->retired_key.len != sizeof(ret_retired->b) ||
        row->signature.len != sizeof(ret_signature->b)) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a key or signature is not of its size");
    }
    memcpy(ret_retired->b, row->retired_key.ptr, sizeof(ret_retired->b));
    memcpy(ret_next->b, row->public_key.ptr, sizeof(ret_next->b));
    memcpy(ret_signature->b, row->signature.ptr, sizeof(ret_signature->b));
    return LL_OK;
}

static enum ll_status add_succession(struct ll_ctx *ctx, const struct ll_q_signing_key_all_row *row,
                                     struct ll_json *list, struct ll_err *reterr)
{
    char at[LL_TIME_TEXT_MAX];
    struct ll_succession said;
    struct ll_signature signature;
    struct ll_json *document = NULL;
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(ctx->crypto);
    LL_TRY(read_change(row, &said.retired, &said.next, &signature, reterr));
    whole_second(row->changed_at, at);
    said.at = ll_str_copy(ctx->arena, ll_str_from_cstr(at));
    LL_TRY(ll_succession_document(ctx->arena, &crypto, &said, &signature, &document, reterr));
    ll_json_append(ctx->arena, list, document);
    return LL_OK;
}

enum ll_status ll_signing_successions(struct ll_ctx *ctx, struct ll_json **ret_list,
                                      struct ll_err *reterr)
{
    struct ll_json *list = ll_json_new_array(ctx->arena);
    struct ll_q_signing_key_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_signing_key_all_open(ctx->store, ctx->arena, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_signing_key_all_next(cursor, &row, reterr)) == LL_OK) {
        status = add_succession(ctx, &row, list, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    *ret_list = list;
    return status == LL_EEND ? LL_OK : status;
}

/* ---- did document ---- */
struct did_document {
    struct ll_str issuer;
};
static const struct ll_field document_fields[] = {
    LL_MEMBER(did_document, issuer, LL_REQ(STR), .operand = true, .min = 9, .max = 256,
              .help = "the DID that is to be served: did:web:HOST or did:web:HOST:PATH"),
};
static const struct ll_record document_record =
    LL_RECORD("did_document", did_document, document_fields);

struct methods {
    struct ll_str did;
    struct ll_json *methods;
    struct ll_json *asserting;
};

/* DID#z6Mk…, as Multikey; and DID#z6Mk…-jwk, the same as a JSON web key, which is what most readers
 * of tokens know. `revoked` "" of the key in use. */
static enum ll_status add_method(struct ll_ctx *ctx, const struct methods *m,
                                 const struct ll_public_key *key, struct ll_str revoked,
                                 bool as_jwk, struct ll_err *reterr)
{
    char multikey[LL_MULTIKEY_PUBLIC_SIZE];
    struct ll_json *method = ll_answer_object(ctx);
    struct ll_strbuf buf;
    struct ll_str id;
    struct ll_str x;
    ll_multikey_public_format(key, multikey);
    ll_strbuf_init(&buf, ctx->arena, ID_BYTES_MAX);
    ll_strbuf_str(&buf, m->did);
    ll_strbuf_char(&buf, '#');
    ll_strbuf_cstr(&buf, multikey);
    ll_strbuf_cstr(&buf, as_jwk ? "-jwk" : "");
    LL_TRY(ll_strbuf_finish(&buf, &id, reterr));
    ll_answer_text(ctx, method, "id", id);
    ll_json_set_cstr(ctx->arena, method, "type", as_jwk ? "JsonWebKey" : "Multikey");
    ll_answer_text(ctx, method, "controller", m->did);
    if (as_jwk) {
        struct ll_json *jwk = ll_answer_object(ctx);
        ll_strbuf_init(&buf, ctx->arena, ID_BYTES_MAX);
        ll_base64_put(&buf, LL_BASE64_URL, (struct ll_str){(const char *)key->b, sizeof(key->b)});
        LL_TRY(ll_strbuf_finish(&buf, &x, reterr));
        ll_json_set_cstr(ctx->arena, jwk, "kty", "OKP");
        ll_json_set_cstr(ctx->arena, jwk, "crv", "Ed25519");
        ll_answer_text(ctx, jwk, "x", x);
        ll_json_set(ctx->arena, method, "publicKeyJwk", jwk);
    } else {
        ll_answer_text(ctx, method, "publicKeyMultibase", ll_str_from_cstr(multikey));
    }
    if (revoked.len > 0) {
        ll_answer_text(ctx, method, "revoked", revoked);
    } else {
        ll_json_append(ctx->arena, m->asserting, ll_json_new_string(ctx->arena, id));
    }
    ll_json_append(ctx->arena, m->methods, method);
    return LL_OK;
}

static enum ll_status add_key(struct ll_ctx *ctx, const struct methods *m,
                              const struct ll_public_key *key, struct ll_str revoked,
                              struct ll_err *reterr)
{
    LL_TRY(add_method(ctx, m, key, revoked, false, reterr));
    return add_method(ctx, m, key, revoked, true, reterr);
}

static enum ll_status add_retired(struct ll_ctx *ctx, const struct methods *m,
                                  struct ll_err *reterr)
{
    struct ll_q_signing_key_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_signing_key_all_open(ctx->store, ctx->arena, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_signing_key_all_next(cursor, &row, reterr)) == LL_OK) {
        char at[LL_TIME_TEXT_MAX];
        struct ll_public_key retired;
        struct ll_public_key next;
        struct ll_signature signature;
        whole_second(row.changed_at, at);
        status = read_change(&row, &retired, &next, &signature, reterr);
        if (status == LL_OK) {
            status = add_key(ctx, m, &retired, ll_str_from_cstr(at), reterr);
        }
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status check_did(struct ll_str did, struct ll_err *reterr)
{
    for (size_t i = 0; i < did.len; i++) {
        char c = did.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '.' || c == '-' || c == '_' || c == ':' || c == '%';
        if (!plain || !ll_str_starts(did, LL_STR("did:web:"))) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no did:web", LL_STR_ARG(did));
            ll_err_where(reterr, "issuer");
            ll_err_hint(reterr, "did:web:HOST is served at https://HOST/.well-known/did.json, "
                                "did:web:HOST:PATH at https://HOST/PATH/did.json");
            return status;
        }
    }
    return LL_OK;
}

static enum ll_status run_document(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct did_document *in = input;
    struct ll_sign_key key;
    struct methods m = {
        .did = in->issuer,
        .methods = ll_json_new_array(ctx->arena),
        .asserting = ll_json_new_array(ctx->arena),
    };
    char own[LL_DID_KEY_SIZE];
    LL_TRY(check_did(in->issuer, reterr));
    LL_TRY(ll_keys_signing(ctx, &key, reterr));
    ll_did_key_format(&key.public_key, own);
    enum ll_status status = add_key(ctx, &m, &key.public_key, LL_STR(""), reterr);
    ll_sign_key_wipe(&key);
    LL_TRY(status);
    LL_TRY(add_retired(ctx, &m, reterr));
    struct ll_json *contexts = ll_json_new_array(ctx->arena);
    ll_json_append(ctx->arena, contexts,
                   ll_json_new_cstr(ctx->arena, "https://www.w3.org/ns/did/v1"));
    ll_json_append(ctx->arena, contexts,
                   ll_json_new_cstr(ctx->arena, "https://www.w3.org/ns/cid/v1"));
    struct ll_json *names = ll_json_new_array(ctx->arena);
    struct ll_str own_did = ll_str_copy(ctx->arena, ll_str_from_cstr(own));
    ll_json_append(ctx->arena, names, ll_json_new_string(ctx->arena, own_did));
    struct ll_json *document = ll_answer_object(ctx);
    ll_json_set(ctx->arena, document, "@context", contexts);
    ll_answer_text(ctx, document, "id", in->issuer);
    ll_json_set(ctx->arena, document, "alsoKnownAs", names);
    ll_json_set(ctx->arena, document, "verificationMethod", m.methods);
    ll_json_set(ctx->arena, document, "assertionMethod", m.asserting);
    return ll_answer_done(document, ret_answer, reterr);
}

const struct ll_service ll_service_key_change = {
    .noun = "key",
    .verb = "change",
    .help = "sign with a new key from here on, and retire the one in use",
    .details =
        "Makes the new key in DIR/keys, beside the old one, and has the old one sign that the new "
        "one follows: so readers who trust the old one can follow, and bundles say so. What the "
        "old "
        "key signed stays valid; it signs nothing new. Copy DIR/keys to a safe place "
        "afterwards.\n\n"
        "Change a key that may have leaked at once. Certificates that a thief signs with it, dated "
        "back, look like yours; only the public log tells them from what you stated.",
    .input = &change_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_change,
};
const struct ll_service ll_service_did_document = {
    .noun = "did",
    .verb = "document",
    .help = "the DID document to serve for a did:web",
    .details =
        "Names the signing key, as Multikey and as JSON web key, and those that are retired, "
        "with the time from which they sign nothing: for readers of tokens that name the "
        "did:web as their issuer.",
    .input = &document_record,
    .mode = LL_SERVICE_READ,
    .is_document = true,
    .run = run_document,
};
