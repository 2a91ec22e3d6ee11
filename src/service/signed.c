#include "service/signed.h"

#include <string.h>

#include "crypto/keyfile.h"
#include "service/answer.h"
#include "store/q_registry.h"

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
    struct ll_str hex = ll_json_string_at(json, "signature");
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

/* The key that is named, if it is the plant's. */
static enum ll_status named_key(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                                struct ll_str named, char ret_key[LL_MULTIKEY_PUBLIC_SIZE],
                                struct ll_err *reterr)
{
    struct ll_public_key key;
    struct ll_q_plant_key_by_public_key_row row;
    struct ll_q_plant_key_by_public_key_in by = {{(const char *)key.b, sizeof(key.b)}};
    enum ll_status status =
        ll_multikey_public_parse(named, &key, NULL) == LL_OK
            ? ll_q_plant_key_by_public_key(ctx->store, ctx->arena, &by, &row, reterr)
            : LL_ENOTFOUND;
    if (status == LL_ENOTFOUND ||
        (status == LL_OK && !ll_id_eq(row.facility_id.raw, facility_id.raw))) {
        status = LL_REFUSE(reterr, LL_EINVAL, "see its keys on the plant's page",
                           "the plant has no such key");
        ll_err_where(reterr, "public_key");
        return status;
    }
    LL_TRY(status);
    ll_multikey_public_format(&key, ret_key);
    return LL_OK;
}

enum ll_status ll_signed_plant_key(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                                   struct ll_str named, char ret_key[LL_MULTIKEY_PUBLIC_SIZE],
                                   struct ll_err *reterr)
{
    struct ll_q_plant_key_last_in in = {facility_id};
    struct ll_q_plant_key_last_row row;
    struct ll_public_key key;
    if (named.len > 0) {
        return named_key(ctx, facility_id, named, ret_key, reterr);
    }
    enum ll_status status = ll_q_plant_key_last(ctx->store, ctx->arena, &in, &row, reterr);
    if (status == LL_ENOTFOUND || (status == LL_OK && row.public_key.len != sizeof(key.b))) {
        return LL_REFUSE(reterr, LL_EREFUSED,
                         "make a key on the plant's page, or with 'loopledger key make', and have "
                         "its public half registered",
                         "the plant has no key in the ledger: nothing of it can be signed");
    }
    LL_TRY(status);
    memcpy(key.b, row.public_key.ptr, sizeof(key.b));
    ll_multikey_public_format(&key, ret_key);
    return LL_OK;
}

enum ll_status ll_signed_prepare(struct ll_ctx *ctx, struct ll_str text, const char *name,
                                 struct ll_json *beside, struct ll_json *with,
                                 struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_json *statement = NULL;
    LL_TRY(ll_json_read(ctx->arena, text, text.len, &statement, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    if (beside != NULL) {
        ll_json_set(ctx->arena, answer, name, beside);
    }
    ll_json_set(ctx->arena, answer, "statement", statement);
    ll_json_set(ctx->arena, answer, "with", with);
    return ll_answer_done(answer, ret_answer, reterr);
}
