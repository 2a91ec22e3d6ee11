/* receipt sign: a plant's statement of what it received */
#include "service/receipt_statement.h"

#include "crypto/keyfile.h"
#include "service/answer.h"
#include "service/event.h"

#define RECEIPT_FILE_BYTES_MAX 8192

static const char statement_type[] = "loopledger receipt v1";
static const char statement_basis[] = "counted";

static const struct ll_field statement_fields[] = {
    LL_MEMBER(ll_receipt_statement, basis, LL_REQ(STR), .min = 1, .max = 32),
    LL_MEMBER(ll_receipt_statement, declared, LL_REQ(UNITS), .min = 1, .max = LL_UNITS_MAX),
    LL_MEMBER(ll_receipt_statement, key, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_receipt_statement, mass_g, LL_REQ(MASS), .min = 1, .max = LL_MASS_G_MAX),
    LL_MEMBER(ll_receipt_statement, month, LL_REQ(MONTH)),
    LL_MEMBER(ll_receipt_statement, receipt, LL_REQ(BYTES), .min = LL_RECEIPT_NUMBER_SIZE,
              .max = LL_RECEIPT_NUMBER_SIZE),
    LL_MEMBER(ll_receipt_statement, type, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_receipt_statement, units, LL_REQ(UNITS), .min = 1, .max = LL_UNITS_MAX),
};
static const struct ll_record statement_record =
    LL_RECORD("statement", ll_receipt_statement, statement_fields);

static enum ll_status statement_text(struct ll_ctx *ctx,
                                     const struct ll_receipt_statement *statement,
                                     struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, LL_RECEIPT_STATEMENT_BYTES_MAX);
    ll_record_to_json(&statement_record, statement, &buf);
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

/* ---- sign: run by the plant ---- */
struct receipt_sign {
    struct ll_units declared; /* 0: as many as it counted */
    struct ll_file key;
    struct ll_mass mass;
    struct ll_month month;
    bool has_month;
    struct ll_units units;
};
static const struct ll_field sign_fields[] = {
    LL_MEMBER(receipt_sign, declared, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX,
              .help = "how many the shipment's papers say (as many as it counted)"),
    LL_MEMBER(receipt_sign, key, LL_REQ(FILE), .secret = true,
              .help = "the plant's own secret key, in a file and folder that nobody else can read"),
    LL_MEMBER(receipt_sign, mass, LL_REQ(MASS), .min = 1, .max = LL_MASS_G_MAX,
              .help = "what it weighed, without packaging"),
    LL_MEMBER(receipt_sign, month, LL_OPT(MONTH), LL_PRESENT(receipt_sign, has_month),
              .help = "the month of the receipt (this one)"),
    LL_MEMBER(receipt_sign, units, LL_REQ(UNITS), .min = 1, .max = LL_UNITS_MAX,
              .help = "how many devices it counted"),
};
static const struct ll_record sign_record = LL_RECORD("receipt_sign", receipt_sign, sign_fields);

/* ---- what a statement may bind ---- */
static enum ll_status check_bound(const struct ll_receipt_statement *statement,
                                  struct ll_err *reterr)
{
    if (statement->units.n <= statement->declared.n) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "%lld units are counted, %lld declared",
                (long long)statement->units.n, (long long)statement->declared.n);
    ll_err_where(reterr, "units");
    ll_err_hint(reterr, "a receipt binds no more than the shipment's papers say: count again, and "
                        "set aside what is too much");
    return status;
}

static enum ll_status sign(struct ll_ctx *ctx, const struct receipt_sign *in,
                           const struct ll_sign_key *key, struct ll_json **ret_answer,
                           struct ll_err *reterr)
{
    uint8_t number[LL_RECEIPT_NUMBER_SIZE];
    char public_key[LL_MULTIKEY_PUBLIC_SIZE];
    struct ll_signature signature;
    struct ll_str text;
    struct ll_json *json = NULL;
    ctx->ids.random(ctx->ids.ctx, number, sizeof(number));
    ll_multikey_public_format(&key->public_key, public_key);
    struct ll_receipt_statement statement = {
        .basis = ll_str_from_cstr(statement_basis),
        .declared = in->declared.n > 0 ? in->declared : in->units,
        .key = ll_str_from_cstr(public_key),
        .mass_g = in->mass,
        .month = in->has_month ? in->month : ll_date_month(ll_time_date(ctx->now)),
        .receipt = {(const char *)number, sizeof(number)},
        .type = ll_str_from_cstr(statement_type),
        .units = in->units,
    };
    LL_TRY(check_bound(&statement, reterr));
    LL_TRY(statement_text(ctx, &statement, &text, reterr));
    ll_sign(key, text, &signature);
    LL_TRY(ll_json_read(ctx->arena, text, LL_RECEIPT_STATEMENT_BYTES_MAX, &json, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_hex(ctx, answer, "signature",
                  (struct ll_str){(const char *)signature.b, sizeof(signature.b)});
    ll_json_set(ctx->arena, answer, "statement", json);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_sign(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct receipt_sign *in = input;
    struct ll_sign_key key;
    const char *name = ll_str_to_cstr(ctx->arena, in->key.name);
    if (name == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the key");
    }
    LL_TRY(ll_keyfile_parse_signing(ctx->arena, name, in->key.bytes, &key, reterr));
    enum ll_status status = sign(ctx, in, &key, ret_answer, reterr);
    ll_sign_key_wipe(&key);
    return status;
}

/* ---- read ---- */
/* The file: {"signature": hex, "statement": {...}}. Members beyond these are refused: a reader must
 * not take for signed what is not. */
enum ll_status ll_receipt_read(struct ll_ctx *ctx, const struct ll_file *file,
                               struct ll_signed_receipt *ret_receipt, struct ll_err *reterr)
{
    struct ll_json *json = NULL;
    struct ll_signed_receipt receipt;
    LL_TRY(ll_json_read(ctx->arena, file->bytes, RECEIPT_FILE_BYTES_MAX, &json, reterr));
    const struct ll_json *statement = ll_json_get(json, "statement");
    struct ll_str signature = ll_json_string(ll_json_get(json, "signature"));
    if (statement == NULL || json->count != 2 || signature.len != sizeof(receipt.signature.b) * 2 ||
        ll_hex_decode(signature, receipt.signature.b) != LL_OK) {
        return LL_FAIL(reterr, LL_EPARSE, "this is no signed receipt: statement and signature");
    }
    LL_TRY(
        ll_record_from_json(ctx->arena, &statement_record, statement, &receipt.statement, reterr));
    LL_TRY(ll_json_canonical(ctx->arena, statement, LL_RECEIPT_STATEMENT_BYTES_MAX, &receipt.text,
                             reterr));
    if (!ll_str_eq_cstr(receipt.statement.type, statement_type) ||
        !ll_str_eq_cstr(receipt.statement.basis, statement_basis)) {
        return LL_FAIL(reterr, LL_EUNSUPPORTED,
                       "a statement '%.*s' of basis '%.*s' is not known here",
                       LL_STR_ARG(receipt.statement.type), LL_STR_ARG(receipt.statement.basis));
    }
    LL_TRY(ll_multikey_public_parse(receipt.statement.key, &receipt.key, reterr));
    if (!ll_sign_verify(&receipt.key, receipt.text, &receipt.signature)) {
        return LL_FAIL(reterr, LL_ESIGNATURE, "the signature is not that of the key it names");
    }
    LL_TRY(check_bound(&receipt.statement, reterr));
    *ret_receipt = receipt;
    return LL_OK;
}

const struct ll_service ll_service_receipt_sign = {
    .noun = "receipt",
    .verb = "sign",
    .help = "sign what a plant counted and weighed, with the plant's own key",
    .details = "Run by the plant, which needs neither data directory nor store. With --json the "
               "answer is the file that receipt record takes. The statement carries the key, the "
               "units counted and declared, the grams, the month and a random number, and nothing "
               "of who sent it.",
    .input = &sign_record,
    .mode = LL_SERVICE_ALONE,
    .run = run_sign,
};
