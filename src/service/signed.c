#include "service/signed.h"

#include "crypto/keyfile.h"
#include "service/answer.h"

enum ll_status ll_signed_key(struct ll_ctx *ctx, const struct ll_file *file,
                             struct ll_sign_key *ret_key, struct ll_err *reterr)
{
    const char *name = ll_str_to_cstr(ctx->arena, file->name);
    if (name == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the key");
    }
    return ll_keyfile_parse_signing(ctx->arena, name, file->bytes, ret_key, reterr);
}

enum ll_status ll_signed_make(struct ll_ctx *ctx, const struct ll_sign_key *key, struct ll_str text,
                              const char *name, struct ll_json *beside, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    struct ll_signature signature;
    struct ll_json *statement = NULL;
    ll_sign(key, text, &signature);
    LL_TRY(ll_json_read(ctx->arena, text, text.len, &statement, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    if (beside != NULL) {
        ll_json_set(ctx->arena, answer, name, beside);
    }
    ll_answer_hex(ctx, answer, "signature",
                  (struct ll_str){(const char *)signature.b, sizeof(signature.b)});
    ll_json_set(ctx->arena, answer, "statement", statement);
    return ll_answer_done(answer, ret_answer, reterr);
}

enum ll_status ll_signed_read(struct ll_ctx *ctx, const struct ll_file *file, const char *what,
                              const char *beside, size_t bytes_max, size_t statement_bytes_max,
                              struct ll_signed *ret_signed, struct ll_err *reterr)
{
    struct ll_json *json = NULL;
    LL_TRY(ll_json_read(ctx->arena, file->bytes, bytes_max, &json, reterr));
    struct ll_str hex = ll_json_string(ll_json_get(json, "signature"));
    struct ll_signed read = {.statement = ll_json_get(json, "statement")};
    read.beside = beside == NULL ? NULL : ll_json_get(json, beside);
    if (read.statement == NULL || json->count != (read.beside == NULL ? 2U : 3U) ||
        hex.len != sizeof(read.signature.b) * 2 || ll_hex_decode(hex, read.signature.b) != LL_OK) {
        return LL_REFUSE(reterr, LL_EPARSE, "send the file as the plant's signing command wrote it",
                         "this is no signed %s: statement and signature", what);
    }
    LL_TRY(ll_json_canonical(ctx->arena, read.statement, statement_bytes_max, &read.text, reterr));
    *ret_signed = read;
    return LL_OK;
}

enum ll_status ll_signed_verify(const struct ll_signed *signed_file, struct ll_str key,
                                struct ll_public_key *ret_key, struct ll_err *reterr)
{
    LL_TRY(ll_multikey_public_parse(key, ret_key, reterr));
    if (!ll_sign_verify(ret_key, signed_file->text, &signed_file->signature)) {
        return LL_REFUSE(reterr, LL_ESIGNATURE,
                         "have the plant sign it again, and send the file unchanged",
                         "the signature is not that of the key it names");
    }
    return LL_OK;
}
