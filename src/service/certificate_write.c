#include "service/certificate_write.h"

#include "proof/jws.h"
#include "service/certificate.h"
#include "service/certificate_conformity.h"
#include "service/keys.h"
#include "store/q_certificate.h"
#include "store/q_facts.h"

#define METHOD_BYTES_MAX 1024

enum ll_status ll_certificate_latest(struct ll_ctx *ctx, struct ll_str serial,
                                     struct ll_q_certificate_by_serial_row *ret_row,
                                     struct ll_json **ret_body, struct ll_err *reterr)
{
    struct ll_q_certificate_body_latest_row stored;
    LL_TRY(ll_certificate_find(ctx, serial, ret_row, reterr));
    struct ll_q_certificate_body_latest_in key = {ret_row->certificate_id};
    LL_TRY(ll_q_certificate_body_latest(ctx->store, ctx->arena, &key, &stored, reterr));
    return ll_json_read(ctx->arena, stored.body, LL_DI_DOCUMENT_BYTES_MAX, ret_body, reterr);
}

enum ll_status ll_certificate_method(struct ll_ctx *ctx, const struct ll_public_key *key,
                                     struct ll_str issuer, struct ll_str *ret_did,
                                     struct ll_str *ret_method, struct ll_err *reterr)
{
    char did[LL_DID_KEY_SIZE];
    char multikey[LL_MULTIKEY_PUBLIC_SIZE];
    struct ll_str fragment;
    struct ll_strbuf buf;
    ll_did_key_format(key, did);
    ll_multikey_public_format(key, multikey);
    ll_strbuf_init(&buf, ctx->arena, METHOD_BYTES_MAX);
    ll_strbuf_str(&buf, issuer.len > 0 ? issuer : ll_str_from_cstr(did));
    ll_strbuf_char(&buf, '#');
    ll_strbuf_cstr(&buf, multikey);
    LL_TRY(ll_strbuf_finish(&buf, ret_method, reterr));
    bool good = ll_did_split(*ret_method, ret_did, &fragment) == LL_OK &&
                (issuer.len == 0 || ll_str_starts(issuer, LL_STR("did:web:")));
    if (!good) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no did:web", LL_STR_ARG(issuer));
        ll_err_where(reterr, "issuer");
        ll_err_hint(reterr, "did:web:HOST, or did:web:HOST:PATH, where the DID document is served");
        return status;
    }
    return LL_OK;
}

enum ll_status ll_certificate_jwt(struct ll_ctx *ctx, struct ll_str serial, struct ll_str issuer,
                                  struct ll_str *ret_token, struct ll_err *reterr)
{
    struct ll_q_certificate_by_serial_row row;
    struct ll_json *body = NULL;
    struct ll_json *credential = NULL;
    struct ll_sign_key key;
    struct ll_signature signature;
    struct ll_str did;
    struct ll_str method;
    struct ll_str input;
    LL_TRY(ll_certificate_latest(ctx, serial, &row, &body, reterr));
    LL_TRY(ll_keys_signing(ctx, &key, reterr));
    enum ll_status status =
        ll_certificate_method(ctx, &key.public_key, issuer, &did, &method, reterr);
    if (status == LL_OK) {
        status = ll_conformity_credential(ctx, body, did, &credential, reterr);
    }
    if (status == LL_OK) {
        status =
            ll_jws_sign_input(ctx->arena, LL_JWS_CONFORMITY, credential, method, &input, reterr);
    }
    if (status == LL_OK) {
        ll_sign(&key, input, &signature);
    }
    ll_sign_key_wipe(&key);
    LL_TRY(status);
    return ll_jws_attach(ctx->arena, input, &signature, ret_token, reterr);
}
