#include "proof/succession.h"

#include "proof/multikey.h"

/* Without its proof, and the method that signs it. */
static enum ll_status make(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                           const struct ll_succession *succession,
                           uint8_t ret_input[LL_DI_INPUT_SIZE], struct ll_json **ret_document,
                           struct ll_json **ret_proof, struct ll_err *reterr)
{
    char text[LL_DID_KEY_METHOD_SIZE];
    struct ll_json *document = ll_json_new_object(arena);
    ll_did_key_format(&succession->retired, text);
    struct ll_str issuer = ll_str_copy(arena, ll_str_from_cstr(text));
    ll_did_key_format(&succession->next, text);
    struct ll_str successor = ll_str_copy(arena, ll_str_from_cstr(text));
    ll_did_key_method(&succession->retired, text);
    struct ll_str method = ll_str_copy(arena, ll_str_from_cstr(text));
    if (document == NULL || issuer.ptr == NULL || successor.ptr == NULL || method.ptr == NULL) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to state a succession of keys");
    }
    ll_json_set_str(arena, document, "issuer", issuer);
    ll_json_set_str(arena, document, "successor", successor);
    ll_json_set_cstr(arena, document, "type", LL_TYPE_SUCCESSION);
    const struct ll_di_options options = {method, succession->at};
    *ret_document = document;
    return ll_di_sign_input(arena, crypto, document, &options, ret_input, ret_proof, reterr);
}

enum ll_status ll_succession_input(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                   const struct ll_succession *succession,
                                   uint8_t ret_input[LL_DI_INPUT_SIZE], struct ll_err *reterr)
{
    struct ll_json *document = NULL;
    struct ll_json *proof = NULL;
    return make(arena, crypto, succession, ret_input, &document, &proof, reterr);
}

enum ll_status ll_succession_document(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                      const struct ll_succession *succession,
                                      const struct ll_signature *signature,
                                      struct ll_json **ret_document, struct ll_err *reterr)
{
    uint8_t input[LL_DI_INPUT_SIZE];
    struct ll_json *document = NULL;
    struct ll_json *proof = NULL;
    LL_TRY(make(arena, crypto, succession, input, &document, &proof, reterr));
    return ll_di_attach(arena, document, proof, signature, ret_document, reterr);
}

enum ll_status ll_succession_check(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                   const struct ll_json *document, bool *ret_good,
                                   struct ll_str *ret_issuer, struct ll_str *ret_successor,
                                   struct ll_err *reterr)
{
    struct ll_di_opened opened;
    struct ll_str type = ll_json_string_at(document, "type");
    struct ll_str successor = ll_json_string_at(document, "successor");
    *ret_good = false;
    if (document->type != LL_JSON_OBJECT || document->count != 4 ||
        !ll_str_eq_cstr(type, LL_TYPE_SUCCESSION) ||
        !ll_str_starts(successor, LL_STR("did:key:"))) {
        return LL_OK;
    }
    LL_TRY(ll_di_open_value(arena, crypto, document, &opened, reterr));
    if (ll_di_judge(crypto, &opened, &ll_di_did_key).outcome == LL_DI_OUTCOME_VALID) {
        *ret_good = true;
        *ret_issuer = opened.issuer;
        *ret_successor = successor;
    }
    return LL_OK;
}
