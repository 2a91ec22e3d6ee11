/* receipt sign, record, list, show: what a plant counted and weighed, signed with its own key */
#include "crypto/keyfile.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/page_input.h"
#include "service/table.h"
#include "store/q_show.h"

#define STATEMENT_BYTES_MAX 2048
#define RECEIPT_FILE_BYTES_MAX 8192
#define RECEIPT_NUMBER_SIZE 16

static const char statement_type[] = "loopledger receipt v1";
static const char statement_basis[] = "counted";

/* What a plant signs: the canonical JSON of these members. */
struct statement {
    struct ll_str basis;
    struct ll_str key; /* z6Mk… */
    struct ll_mass mass_g;
    struct ll_month month;
    struct ll_str receipt; /* 16 random bytes, so that no two statements are the same */
    struct ll_str type;
    struct ll_units units;
};
static const struct ll_field statement_fields[] = {
    LL_MEMBER(statement, basis, LL_REQ(STR), .min = 1, .max = 32),
    LL_MEMBER(statement, key, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(statement, mass_g, LL_REQ(MASS), .min = 1, .max = LL_MASS_G_MAX),
    LL_MEMBER(statement, month, LL_REQ(MONTH)),
    LL_MEMBER(statement, receipt, LL_REQ(BYTES), .min = RECEIPT_NUMBER_SIZE,
              .max = RECEIPT_NUMBER_SIZE),
    LL_MEMBER(statement, type, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(statement, units, LL_REQ(UNITS), .min = 1, .max = LL_UNITS_MAX),
};
static const struct ll_record statement_record =
    LL_RECORD("statement", statement, statement_fields);

static enum ll_status statement_text(struct ll_ctx *ctx, const struct statement *statement,
                                     struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, STATEMENT_BYTES_MAX);
    ll_record_to_json(&statement_record, statement, &buf);
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

/* ---- sign: run by the plant ---- */
struct receipt_sign {
    struct ll_file key;
    struct ll_mass mass;
    struct ll_month month;
    bool has_month;
    struct ll_units units;
};
static const struct ll_field sign_fields[] = {
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

static enum ll_status sign(struct ll_ctx *ctx, const struct receipt_sign *in,
                           const struct ll_sign_key *key, struct ll_json **ret_answer,
                           struct ll_err *reterr)
{
    uint8_t number[RECEIPT_NUMBER_SIZE];
    char public_key[LL_MULTIKEY_PUBLIC_SIZE];
    struct ll_signature signature;
    struct ll_str text;
    struct ll_json *json = NULL;
    ctx->ids.random(ctx->ids.ctx, number, sizeof(number));
    ll_multikey_public_format(&key->public_key, public_key);
    struct statement statement = {
        .basis = ll_str_from_cstr(statement_basis),
        .key = ll_str_from_cstr(public_key),
        .mass_g = in->mass,
        .month = in->has_month ? in->month : ll_date_month(ll_time_date(ctx->now)),
        .receipt = {(const char *)number, sizeof(number)},
        .type = ll_str_from_cstr(statement_type),
        .units = in->units,
    };
    LL_TRY(statement_text(ctx, &statement, &text, reterr));
    ll_sign(key, text, &signature);
    LL_TRY(ll_json_read(ctx->arena, text, STATEMENT_BYTES_MAX, &json, reterr));
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

/* ---- record ---- */
struct receipt_record {
    struct ll_file file;
    struct ll_date received_on;
    bool has_received_on;
    struct ll_str shipment;
};
static const struct ll_field record_fields[] = {
    LL_MEMBER(receipt_record, file, LL_REQ(FILE), .operand = true,
              .help = "the signed receipt, as receipt sign printed it"),
    LL_MEMBER(receipt_record, received_on, LL_OPT(DATE),
              LL_PRESENT(receipt_record, has_received_on),
              .help = "the day of the receipt (the day of arrival)"),
    LL_MEMBER(receipt_record, shipment, LL_REQ(REF), .help = "what was received"),
};
static const struct ll_record record_record =
    LL_RECORD("receipt_record", receipt_record, record_fields);

struct signed_receipt {
    struct statement statement;
    struct ll_str text; /* canonical: what was signed */
    struct ll_public_key key;
    struct ll_signature signature;
};

/* The file: {"signature": hex, "statement": {...}}. Members beyond these are refused: a reader must
 * not take for signed what is not. */
static enum ll_status read_receipt(struct ll_ctx *ctx, const struct ll_file *file,
                                   struct signed_receipt *ret_receipt, struct ll_err *reterr)
{
    struct ll_json *json = NULL;
    struct signed_receipt receipt;
    LL_TRY(ll_json_read(ctx->arena, file->bytes, RECEIPT_FILE_BYTES_MAX, &json, reterr));
    const struct ll_json *statement = ll_json_get(json, "statement");
    struct ll_str signature = ll_json_string(ll_json_get(json, "signature"));
    if (statement == NULL || json->count != 2 || signature.len != sizeof(receipt.signature.b) * 2 ||
        ll_hex_decode(signature, receipt.signature.b) != LL_OK) {
        return LL_FAIL(reterr, LL_EPARSE, "this is no signed receipt: statement and signature");
    }
    LL_TRY(
        ll_record_from_json(ctx->arena, &statement_record, statement, &receipt.statement, reterr));
    LL_TRY(ll_json_canonical(ctx->arena, statement, STATEMENT_BYTES_MAX, &receipt.text, reterr));
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
    *ret_receipt = receipt;
    return LL_OK;
}

/* The shipment's destination is a plant, and the key is one of its own. */
static enum ll_status check_plant(struct ll_ctx *ctx, const struct ll_q_shipment_route_row *route,
                                  const struct signed_receipt *receipt,
                                  struct ll_plant_key_id *ret_plant_key_id, struct ll_err *reterr)
{
    struct ll_q_facility_by_id_in by = {route->to_facility_id};
    struct ll_q_facility_by_id_row facility;
    LL_TRY(ll_q_facility_by_id(ctx->store, ctx->arena, &by, &facility, reterr));
    if (!facility.is_plant) {
        return LL_FAIL(reterr, LL_EREFUSED, "'%.*s', where the shipment went, is not a plant",
                       LL_STR_ARG(facility.code));
    }
    struct ll_q_plant_key_by_public_key_in of = {
        {(const char *)receipt->key.b, sizeof(receipt->key.b)}};
    struct ll_q_plant_key_by_public_key_row key;
    enum ll_status status = ll_q_plant_key_by_public_key(ctx->store, ctx->arena, &of, &key, reterr);
    if (status == LL_ENOTFOUND ||
        (status == LL_OK && !ll_id_eq(key.facility_id.raw, facility.facility_id.raw))) {
        status = LL_FAIL(reterr, LL_ESIGNATURE, "it is not signed with a key of plant '%.*s'",
                         LL_STR_ARG(facility.code));
        ll_err_hint(reterr, "register the plant's keys with 'loopledger facility key-add'");
        return status;
    }
    LL_TRY(status);
    *ret_plant_key_id = key.plant_key_id;
    return LL_OK;
}

/* What a plant weighs may differ from what was weighed at collection, by batteries taken out or by
 * moisture; not by half. */
static enum ll_status check_mass(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                 struct ll_mass weighed, struct ll_err *reterr)
{
    struct ll_q_shipment_load_in of = {shipment_id};
    struct ll_q_shipment_load_row load;
    LL_TRY(ll_q_shipment_load(ctx->store, ctx->arena, &of, &load, reterr));
    if (weighed.g >= load.about_mass_g.g / 2 && weighed.g / 2 <= load.about_mass_g.g) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "the plant weighed %lld g, about %lld g were collected",
                (long long)weighed.g, (long long)load.about_mass_g.g);
    ll_err_hint(reterr, "weigh again with the plant: such a difference cannot be recorded yet");
    return status;
}

/* One signed statement is one receipt, and says what the shipment carries. */
static enum ll_status check_count(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                  const struct signed_receipt *receipt, struct ll_err *reterr)
{
    struct ll_q_receipt_by_statement_in by = {receipt->text};
    struct ll_q_receipt_by_statement_row before;
    enum ll_status status = ll_q_receipt_by_statement(ctx->store, ctx->arena, &by, &before, reterr);
    if (status == LL_OK) {
        char text[LL_ID_TEXT_MAX];
        ll_id_format("rcp", before.receipt_id.raw, text);
        return LL_FAIL(reterr, LL_EEXISTS, "this signed statement was recorded before: %s", text);
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    struct ll_q_shipment_units_in of = {shipment_id};
    struct ll_q_shipment_units_row load;
    LL_TRY(ll_q_shipment_units(ctx->store, ctx->arena, &of, &load, reterr));
    if (load.units.n != receipt->statement.units.n) {
        status =
            LL_FAIL(reterr, LL_EREFUSED, "the plant counted %lld units, the shipment carries %lld",
                    (long long)receipt->statement.units.n, (long long)load.units.n);
        ll_err_hint(reterr, "count again with the plant: a difference cannot be recorded yet");
        return status;
    }
    return check_mass(ctx, shipment_id, receipt->statement.mass_g, reterr);
}

static enum ll_status check_day(const struct ll_ctx *ctx, const struct receipt_record *in,
                                const struct ll_q_shipment_route_row *route, struct ll_month stated,
                                struct ll_date *ret_day, struct ll_err *reterr)
{
    struct ll_date day = in->has_received_on ? in->received_on : route->arrived_on;
    const char *what = NULL;
    if (day.days < route->arrived_on.days) {
        what = "the shipment arrived after that";
    } else if (day.days > ll_time_date(ctx->now).days) {
        what = "the day lies ahead";
    } else if (ll_date_month(day).months != stated.months) {
        what = "the plant's statement is for another month";
    }
    if (what != NULL) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "%s", what);
        ll_err_where(reterr, "received_on");
        return status;
    }
    *ret_day = day;
    return LL_OK;
}

static enum ll_status run_record(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct receipt_record *in = input;
    struct ll_q_shipment_route_row route;
    struct signed_receipt receipt;
    struct ll_receipt_recorded body = {.statement = LL_STR("")};
    LL_TRY(ll_find_shipment(ctx, in->shipment, &body.shipment_id, &route, reterr));
    enum ll_status status = read_receipt(ctx, &in->file, &receipt, reterr);
    if (status != LL_OK) {
        ll_err_where(reterr, "%.*s ", LL_STR_ARG(in->file.name));
        return status;
    }
    if (route.state != LL_SHIPMENT_STATE_ARRIVED) {
        return LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' is %s, not arrived",
                       LL_STR_ARG(route.code), ll_shipment_state_name(route.state));
    }
    LL_TRY(check_plant(ctx, &route, &receipt, &body.plant_key_id, reterr));
    LL_TRY(check_count(ctx, body.shipment_id, &receipt, reterr));
    LL_TRY(check_day(ctx, in, &route, receipt.statement.month, &body.received_on, reterr));
    body.facility_id = route.to_facility_id;
    body.mass_g = receipt.statement.mass_g;
    body.units = receipt.statement.units;
    body.signature =
        (struct ll_str){(const char *)receipt.signature.b, sizeof(receipt.signature.b)};
    body.statement = receipt.text;
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.receipt_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_RECEIPT_RECORDED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "mass_g", body.mass_g.g);
    ll_answer_id(ctx, answer, "receipt_id", "rcp", body.receipt_id.raw);
    ll_answer_id(ctx, answer, "shipment_id", "shp", body.shipment_id.raw);
    ll_answer_i64(ctx, answer, "units", body.units.n);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- list, show ---- */
struct receipt_list {
    struct ll_str after;
    struct ll_str facility;
    int64_t limit;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(receipt_list),
    LL_MEMBER(receipt_list, facility, LL_OPT(REF), .help = "only of this plant"),
    LL_PAGE_LIMIT(receipt_list),
};
static const struct ll_record list_record = LL_RECORD("receipt_list", receipt_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct receipt_list *in = input;
    struct ll_q_receipt_list_in by = {
        .limit = ll_page_limit(in->limit),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("rcp", in->after, &by.after.raw, reterr));
    LL_TRY(ll_filter_facility(ctx, in->facility, &by.has_facility_id, &by.facility_id, reterr));
    LL_TRY(ll_q_receipt_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_receipt_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *statement = NULL;
    LL_TRY(ll_find_receipt(ctx, in->ref, &row, reterr));
    LL_TRY(ll_json_read(ctx->arena, row.statement, STATEMENT_BYTES_MAX, &statement, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_receipt_item_in item = {row.receipt_id};
    LL_TRY(ll_q_receipt_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    ll_json_set(ctx->arena, answer, "statement", statement);
    struct ll_q_receipt_treatments_in treatments = {row.receipt_id};
    LL_TRY(ll_q_receipt_treatments_open(ctx->store, ctx->arena, &treatments, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "treatments", reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_receipt_sign = {
    .noun = "receipt",
    .verb = "sign",
    .help = "sign what a plant counted and weighed, with the plant's own key",
    .details = "Run by the plant, which needs neither data directory nor store. With --json the "
               "answer is the file that receipt record takes. The statement carries the key, the "
               "units, the grams, the month and a "
               "random number, and nothing of who sent it.",
    .input = &sign_record,
    .mode = LL_SERVICE_ALONE,
    .run = run_sign,
};
const struct ll_service ll_service_receipt_record = {
    .noun = "receipt",
    .verb = "record",
    .help = "record a plant's signed receipt of a shipment",
    .input = &record_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_record,
};
const struct ll_service ll_service_receipt_list = {
    .noun = "receipt",
    .verb = "list",
    .help = "list receipts in the order in which they were recorded",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_receipt_show = {
    .noun = "receipt",
    .verb = "show",
    .help = "show one receipt with what the plant signed",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
