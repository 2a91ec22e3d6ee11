#include "service/witness.h"

#include "crypto/sidefile.h"
#include "service/keys.h"

#define US_A_SECOND INT64_C(1000000)

static enum ll_status key_text(struct ll_ctx *ctx, const struct ll_note_key *key,
                               struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_strbuf out;
    ll_strbuf_init(&out, ctx->arena, 1024);
    ll_note_key_put(&out, key);
    return ll_strbuf_finish(&out, ret_text, reterr);
}

/* "DATA/witness" and "<SHA-256 of the origin>.checkpoint": an origin may hold any character. */
static enum ll_status open_file(struct ll_ctx *ctx, const struct ll_proof_crypto *crypto,
                                struct ll_str origin, struct ll_sidefile *ret_file,
                                struct ll_err *reterr)
{
    uint8_t digest[LL_DIGEST_SIZE];
    struct ll_strbuf folder;
    struct ll_strbuf name;
    struct ll_str folder_text;
    struct ll_str name_text;
    crypto->sha256(crypto->ctx, &origin, 1, digest);
    ll_strbuf_init(&folder, ctx->arena, 4096);
    ll_strbuf_str(&folder, ctx->data_dir);
    ll_strbuf_cstr(&folder, "/" LL_WITNESS_FOLDER);
    ll_strbuf_char(&folder, '\0');
    LL_TRY(ll_strbuf_finish(&folder, &folder_text, reterr));
    ll_strbuf_init(&name, ctx->arena, 128);
    ll_strbuf_hex(&name, digest, sizeof(digest));
    ll_strbuf_cstr(&name, ".checkpoint");
    ll_strbuf_char(&name, '\0');
    LL_TRY(ll_strbuf_finish(&name, &name_text, reterr));
    return ll_sidefile_open(ctx->arena, folder_text.ptr, name_text.ptr, ret_file, reterr);
}

/* What was cosigned last; of a log that never was, the empty tree. */
static enum ll_status read_last(struct ll_ctx *ctx, const struct ll_proof_crypto *crypto,
                                const struct ll_sidefile *file, const struct ll_note_key *log,
                                struct ll_checkpoint *ret_last, struct ll_err *reterr)
{
    struct ll_str text;
    struct ll_note *note = LL_NEW(ctx->arena, struct ll_note);
    if (note == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a checkpoint");
    }
    enum ll_status status =
        ll_sidefile_read(ctx->arena, file->path, LL_WITNESS_NOTE_BYTES_MAX, &text, reterr);
    if (status == LL_ENOTFOUND) {
        *ret_last = (struct ll_checkpoint){.origin = log->name};
        ll_tree_empty(crypto, &ret_last->root);
        return LL_OK;
    }
    LL_TRY(status);
    if (ll_checkpoint_open(crypto, text, log, note, ret_last, reterr) != LL_OK) {
        struct ll_err why = *reterr;
        status = LL_FAIL(reterr, LL_EREFUSED, "%s is not what was cosigned last: %s", file->path,
                         why.text);
        ll_err_hint(reterr, "somebody changed it, or the log has another key: restore the file; a "
                            "witness that forgot what it cosigned needs a new key and name");
    }
    return status;
}

static enum ll_status cosign(struct ll_ctx *ctx, const struct ll_note_key *key,
                             const struct ll_sign_key *secret, struct ll_str text,
                             struct ll_str *ret_line, struct ll_err *reterr)
{
    struct ll_strbuf out;
    struct ll_str message;
    struct ll_signature signature;
    int64_t time_s = ctx->clock.now(ctx->clock.ctx).us / US_A_SECOND;
    if (time_s <= 0) {
        return LL_FAIL(reterr, LL_EREFUSED, "the clock is not set");
    }
    ll_strbuf_init(&out, ctx->arena, LL_COSIGNED_TEXT_MAX + 128);
    ll_cosigned_message(&out, time_s, text);
    LL_TRY(ll_strbuf_finish(&out, &message, reterr));
    ll_sign(secret, message, &signature);
    ll_strbuf_init(&out, ctx->arena, 1024);
    ll_note_put_signature(&out, key, time_s, &signature);
    return ll_strbuf_finish(&out, ret_line, reterr);
}

/* Under the lock of the log's file. */
static enum ll_status judge(struct ll_ctx *ctx, const struct ll_proof_crypto *crypto,
                            const struct ll_sidefile *file, const struct ll_witness_opened *opened,
                            struct ll_witness_answer *answer, struct ll_err *reterr)
{
    struct ll_checkpoint last;
    LL_TRY(read_last(ctx, crypto, file, opened->log, &last, reterr));
    answer->size = last.size;
    answer->reason = ll_witness_judge(crypto, opened, last.size, &last.root);
    if (answer->reason != LL_WITNESS_COSIGNED || opened->checkpoint.size == last.size) {
        return LL_OK;
    }
    answer->size = opened->checkpoint.size;
    return ll_sidefile_replace(ctx->arena, file, opened->request.note, reterr);
}

static enum ll_status answer_opened(struct ll_ctx *ctx, const struct ll_proof_crypto *crypto,
                                    const struct ll_note_key *key, const struct ll_sign_key *secret,
                                    const struct ll_witness_opened *opened,
                                    struct ll_witness_answer *answer, struct ll_err *reterr)
{
    struct ll_sidefile file;
    LL_TRY(open_file(ctx, crypto, opened->checkpoint.origin, &file, reterr));
    enum ll_status status = judge(ctx, crypto, &file, opened, answer, reterr);
    if (status == LL_OK && answer->reason == LL_WITNESS_COSIGNED) {
        status = cosign(ctx, key, secret, opened->text, &answer->cosignature, reterr);
    }
    ll_sidefile_close(&file);
    return status;
}

enum ll_status ll_witness_request(struct ll_ctx *ctx, const struct ll_witness *witness,
                                  struct ll_str request, struct ll_witness_answer *ret_answer,
                                  struct ll_err *reterr)
{
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(ctx->crypto);
    struct ll_witness_answer answer = {.size = -1, .cosignature = {"", 0}};
    struct ll_witness_opened opened;
    struct ll_sign_key secret;
    struct ll_note_key key;
    if (!ll_note_name_ok(witness->name)) {
        return LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no name for a witness",
                       LL_STR_ARG(witness->name));
    }
    LL_TRY(ll_keys_read_witness(ctx, &secret, reterr));
    ll_note_key_make(&crypto, witness->name, LL_NOTE_COSIGNATURE, &secret.public_key, &key);
    enum ll_status status = key_text(ctx, &key, &answer.key, reterr);
    if (status == LL_OK) {
        answer.reason = ll_witness_open(&crypto, witness->logs, witness->log_count, request,
                                        &opened, &answer.problem);
    }
    if (status == LL_OK && answer.reason == LL_WITNESS_COSIGNED) {
        status = answer_opened(ctx, &crypto, &key, &secret, &opened, &answer, reterr);
    }
    ll_sign_key_wipe(&secret);
    LL_TRY(status);
    *ret_answer = answer;
    return LL_OK;
}
