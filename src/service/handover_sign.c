/* handover sign, and what is signed of a hand-over */
#include "service/answer.h"
#include "service/handover.h"
#include "service/signed.h"
#include "service/table.h"
#include "store/q_handover.h"

#define STATEMENT_BYTES_MAX 262144
#define SIGNED_BYTES_MAX 1024
#define FILE_BYTES_MAX 2048
#define NOTE_BYTES_MAX 4096

static const char key_type[] = "loopledger hand-over v1";

/* ---- what each side signs ---- */
static enum ll_status digest_of(struct ll_ctx *ctx, const struct ll_json *statement,
                                struct ll_str *ret_digest, struct ll_err *reterr)
{
    struct ll_str text;
    uint8_t *digest = LL_NEW_ARRAY(ctx->arena, uint8_t, LL_DIGEST_SIZE);
    if (digest == NULL || statement == NULL || statement->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what is signed of a hand-over");
    }
    LL_TRY(ll_json_canonical(ctx->arena, statement, STATEMENT_BYTES_MAX, &text, reterr));
    ll_crypto_sha256(ctx->crypto, text, digest);
    *ret_digest = (struct ll_str){(const char *)digest, LL_DIGEST_SIZE};
    return LL_OK;
}

enum ll_status ll_handover_digest_given(struct ll_ctx *ctx, struct ll_handover_given *body,
                                        struct ll_err *reterr)
{
    const struct ll_given_package *packages = body->packages.items;
    struct ll_json *statement = ll_answer_object(ctx);
    struct ll_json *items = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < body->packages.count; i++) {
        struct ll_json *item = ll_answer_object(ctx);
        if (packages[i].gross_g.g > 0) {
            ll_answer_i64(ctx, item, "gross_g", packages[i].gross_g.g);
        }
        ll_answer_id(ctx, item, "package_id", "pkg", packages[i].package_id.raw);
        if (packages[i].seal.len > 0) {
            ll_answer_text(ctx, item, "seal", packages[i].seal);
        }
        ll_json_append(ctx->arena, items, item);
    }
    ll_answer_text(ctx, statement, "condition", body->condition);
    if (body->has_corrects_id) {
        ll_answer_id(ctx, statement, "corrects_id", "hnd", body->corrects_id.raw);
    }
    ll_answer_date(ctx, statement, "given_on", body->given_on);
    ll_answer_id(ctx, statement, "giver_id", "org", body->giver_id.raw);
    ll_json_set(ctx->arena, statement, "packages", items);
    ll_answer_id(ctx, statement, "receiver_id", "org", body->receiver_id.raw);
    if (body->has_shipment_id) {
        ll_answer_id(ctx, statement, "shipment_id", "shp", body->shipment_id.raw);
    }
    return digest_of(ctx, statement, &body->digest, reterr);
}

/* Without the salt a short note could be guessed from its digest when it is long erased. */
enum ll_status ll_handover_note(struct ll_ctx *ctx, struct ll_str salt, struct ll_str note,
                                struct ll_str *ret_text, struct ll_handover_taken *body,
                                struct ll_err *reterr)
{
    uint8_t random[LL_HANDOVER_SALT_BYTES];
    uint8_t *digest = LL_NEW_ARRAY(ctx->arena, uint8_t, LL_DIGEST_SIZE);
    struct ll_strbuf buf;
    if (digest == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what is signed of a hand-over");
    }
    ll_strbuf_init(&buf, ctx->arena, NOTE_BYTES_MAX);
    if (salt.len > 0) {
        ll_strbuf_hex(&buf, (const uint8_t *)salt.ptr, salt.len);
    } else {
        ctx->ids.random(ctx->ids.ctx, random, sizeof(random));
        ll_strbuf_hex(&buf, random, sizeof(random));
    }
    ll_strbuf_cstr(&buf, " ");
    ll_strbuf_str(&buf, note);
    LL_TRY(ll_strbuf_finish(&buf, ret_text, reterr));
    ll_crypto_sha256(ctx->crypto, *ret_text, digest);
    body->note_digest = (struct ll_str){(const char *)digest, LL_DIGEST_SIZE};
    return LL_OK;
}

enum ll_status ll_handover_digest_taken(struct ll_ctx *ctx, struct ll_str given_digest,
                                        struct ll_handover_taken *body, struct ll_err *reterr)
{
    const struct ll_handover_difference *differences = body->differences.items;
    struct ll_json *statement = ll_answer_object(ctx);
    body->version = LL_HANDOVER_TAKEN_VERSION;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < body->differences.count; i++) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "cause", differences[i].cause);
        ll_answer_id(ctx, item, "package_id", "pkg", differences[i].package_id.raw);
        ll_json_append(ctx->arena, items, item);
    }
    if (body->has_amount) {
        ll_answer_money(ctx, statement, "amount", body->amount.minor,
                        ll_str_from_cstr(body->amount.currency));
    }
    if (body->has_deadline) {
        ll_answer_date(ctx, statement, "deadline", body->deadline);
    }
    ll_json_set(ctx->arena, statement, "differences", items);
    ll_answer_hex(ctx, statement, "given_digest", given_digest);
    ll_answer_id(ctx, statement, "handover_id", "hnd", body->handover_id.raw);
    if (body->note_digest.len > 0) {
        ll_answer_hex(ctx, statement, "note_digest", body->note_digest);
    }
    ll_answer_date(ctx, statement, "taken_on", body->taken_on);
    ll_answer_i64(ctx, statement, "version", body->version);
    return digest_of(ctx, statement, &body->digest, reterr);
}

/* ---- by an organisation's key ---- */
struct handover_statement {
    struct ll_str digest;
    struct ll_str key;
    struct ll_str type;
};
static const struct ll_field statement_fields[] = {
    LL_MEMBER(handover_statement, digest, LL_REQ(BYTES), .min = LL_DIGEST_SIZE,
              .max = LL_DIGEST_SIZE),
    LL_MEMBER(handover_statement, key, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(handover_statement, type, LL_REQ(STR), .min = 1, .max = 64),
};
static const struct ll_record statement_record =
    LL_RECORD("statement", handover_statement, statement_fields);

struct handover_sign {
    struct ll_str digest;
    struct ll_file key;
};
static const struct ll_field sign_fields[] = {
    LL_MEMBER(handover_sign, digest, LL_REQ(BYTES), .min = LL_DIGEST_SIZE, .max = LL_DIGEST_SIZE,
              .operand = true,
              .help = "of what is signed, as 'handover give' or 'take' says it with --dry-run"),
    LL_MEMBER(handover_sign, key, LL_REQ(FILE), .secret = true,
              .help = "the plant's own secret key, in a file and folder that nobody else can read"),
};
static const struct ll_record sign_record = LL_RECORD("handover_sign", handover_sign, sign_fields);

static enum ll_status run_sign(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct handover_sign *in = input;
    struct ll_sign_key key;
    struct ll_strbuf buf;
    struct ll_str text;
    char multikey[LL_MULTIKEY_PUBLIC_SIZE];
    struct handover_statement says = {.digest = in->digest, .type = ll_str_from_cstr(key_type)};
    LL_TRY(ll_signed_key(ctx, &in->key, &key, reterr));
    ll_multikey_public_format(&key.public_key, multikey);
    says.key = ll_str_from_cstr(multikey);
    ll_strbuf_init(&buf, ctx->arena, SIGNED_BYTES_MAX);
    ll_record_to_json(&statement_record, &says, &buf);
    enum ll_status status = ll_strbuf_finish(&buf, &text, reterr);
    if (status == LL_OK) {
        status = ll_signed_make(ctx, &key, text, NULL, NULL, ret_answer, reterr);
    }
    ll_sign_key_wipe(&key);
    return status;
}

enum ll_status ll_handover_signature(struct ll_ctx *ctx, const struct ll_file *file,
                                     struct ll_organisation_id organisation_id,
                                     struct ll_str digest, struct ll_plant_key_id *ret_key_id,
                                     struct ll_str *ret_signature, struct ll_err *reterr)
{
    struct ll_signed whole;
    struct handover_statement says;
    struct ll_public_key key;
    LL_TRY(ll_signed_read(ctx, file, "hand-over", NULL, FILE_BYTES_MAX, SIGNED_BYTES_MAX, &whole,
                          reterr));
    LL_TRY(ll_record_from_json(ctx->arena, &statement_record, whole.statement, &says, reterr));
    LL_TRY(ll_signed_verify(&whole, says.key, &key, reterr));
    if (!ll_str_eq_cstr(says.type, key_type) || !ll_str_eq(says.digest, digest)) {
        enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "the key signed something else");
        ll_err_where(reterr, "signature");
        ll_err_hint(reterr, "ask for the digest with --dry-run, and have that signed with "
                            "'loopledger handover sign'");
        return status;
    }
    struct ll_q_handover_key_in by = {{(const char *)key.b, sizeof(key.b)}, organisation_id};
    struct ll_q_handover_key_row row;
    enum ll_status status = ll_q_handover_key(ctx->store, ctx->arena, &by, &row, reterr);
    if (status == LL_ENOTFOUND) {
        status = LL_FAIL(reterr, LL_ESIGNATURE, "it is not signed with a key of who signs here");
        ll_err_where(reterr, "signature");
        ll_err_hint(reterr, "register the plant's keys with 'loopledger facility key-add'");
    }
    LL_TRY(status);
    uint8_t *bytes = LL_NEW_ARRAY(ctx->arena, uint8_t, sizeof(whole.signature.b));
    if (bytes == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a signature");
    }
    for (size_t i = 0; i < sizeof(whole.signature.b); i++) {
        bytes[i] = whole.signature.b[i];
    }
    *ret_key_id = row.plant_key_id;
    *ret_signature = (struct ll_str){(const char *)bytes, sizeof(whole.signature.b)};
    return LL_OK;
}

const struct ll_service ll_service_handover_sign = {
    .noun = "handover",
    .verb = "sign",
    .help = "sign one's part of a hand-over with the key of a plant: run where the key lies",
    .details =
        "Who gives or takes signs as the person who is signed in. Where the organisation has "
        "a plant with a key in the ledger, that key may sign the same digest: the answer is "
        "the file for --signature.",
    .input = &sign_record,
    .mode = LL_SERVICE_ALONE,
    .is_document = true,
    .run = run_sign,
};
