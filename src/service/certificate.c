/* certificate issue, list, show. */
#include "service/certificate.h"

#include "core/lot_mass.h"
#include "proof/data_integrity.h"
#include "service/answer.h"
#include "service/certificate_body.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/keys.h"
#include "service/order.h"
#include "service/page_input.h"
#include "store/q_certificate.h"
#include "store/q_facts.h"
#include "store/q_show.h"

#include <stdlib.h>
#include <string.h>

#define BODY_BYTES_MAX LL_DI_DOCUMENT_BYTES_MAX

struct certificate_issue_input {
    struct ll_str beneficiary;
    struct ll_str order_line;
    struct ll_str programme;
    int stage;
    struct ll_units units;
};
static const struct ll_field certificate_issue_fields[] = {
    LL_MEMBER(certificate_issue_input, beneficiary, LL_REQ(REF),
              .help = "organisation the certificate is for"),
    LL_MEMBER(certificate_issue_input, order_line, LL_OPT(REF),
              .help = "only this order line; all of the beneficiary's when left out"),
    LL_MEMBER(certificate_issue_input, programme, LL_REQ(REF), .help = "programme, by code or id"),
    LL_MEMBER(certificate_issue_input, stage, LL_OPT(ENUM), .enum_rows = ll_stage_rows,
              .enum_row_count = LL_STAGE_REACHED_ROW_COUNT,
              .help = "stage that the cited units are at; 'recycled' when left out"),
    LL_MEMBER(certificate_issue_input, units, LL_OPT(UNITS),
              .help = "at most so many units, earliest positions first"),
};
static const struct ll_record certificate_issue_record =
    LL_RECORD("certificate_issue", certificate_issue_input, certificate_issue_fields);

/* What is being put together. */
struct draft {
    struct ll_certified certified;
    struct ll_grow cited;       /* of struct ll_cited_span */
    struct ll_grow lots;        /* of struct ll_id, as they come; counted at the end */
    struct ll_grow collections; /* of struct ll_id */
    int64_t units_left;         /* may still be cited */
    int64_t last_allocation_lo; /* of the last cited span, to join its neighbours */
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "the certificate does not fit into this command's memory");
}

static enum ll_status add_scrap(struct draft *draft, struct ll_str class_code,
                                struct ll_str country, int64_t units, struct ll_err *reterr)
{
    struct ll_certified_scrap *items = draft->certified.scrap.items;
    for (size_t i = 0; i < draft->certified.scrap.count; i++) {
        if (ll_str_eq_cstr(class_code, items[i].class_code) &&
            ll_str_eq_cstr(country, items[i].country)) {
            items[i].units += units;
            return LL_OK;
        }
    }
    struct ll_certified_scrap *item = ll_grow_add(&draft->certified.scrap);
    if (item == NULL) {
        return no_memory(reterr);
    }
    if (class_code.len >= sizeof(item->class_code) || country.len >= sizeof(item->country)) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a lot's class or country is too long");
    }
    memcpy(item->class_code, class_code.ptr, class_code.len);
    memcpy(item->country, country.ptr, country.len);
    item->units = units;
    return LL_OK;
}

static enum ll_status add_receipt(struct draft *draft, struct ll_receipt_id id, int64_t units,
                                  struct ll_err *reterr)
{
    struct ll_certified_receipt *items = draft->certified.receipts.items;
    for (size_t i = 0; i < draft->certified.receipts.count; i++) {
        if (ll_id_eq(items[i].receipt_id.raw, id.raw)) {
            items[i].units += units;
            return LL_OK;
        }
    }
    struct ll_certified_receipt *item = ll_grow_add(&draft->certified.receipts);
    if (item == NULL) {
        return no_memory(reterr);
    }
    *item = (struct ll_certified_receipt){id, units};
    return LL_OK;
}

static enum ll_status add_id(struct ll_grow *ids, struct ll_id id, struct ll_err *reterr)
{
    struct ll_id *items = ids->items;
    if (ids->count > 0 && ll_id_eq(items[ids->count - 1], id)) {
        return LL_OK;
    }
    struct ll_id *item = ll_grow_add(ids);
    if (item == NULL) {
        return no_memory(reterr);
    }
    *item = id;
    return LL_OK;
}

static int compare_ids(const void *a, const void *b)
{
    return ll_id_cmp(*(const struct ll_id *)a, *(const struct ll_id *)b);
}

static int64_t count_different(struct ll_grow *ids)
{
    struct ll_id *items = ids->items;
    int64_t different = ids->count > 0 ? 1 : 0;
    if (ids->count > 0) {
        qsort(items, ids->count, sizeof(*items), compare_ids);
    }
    for (size_t i = 1; i < ids->count; i++) {
        different += ll_id_eq(items[i - 1], items[i]) ? 0 : 1;
    }
    return different;
}

/* Positions of the line, joined to the last when they touch. */
static enum ll_status add_positions(struct ll_certified_line *line, int64_t lo, int64_t hi,
                                    struct ll_err *reterr)
{
    struct ll_span *spans = line->spans.items;
    if (line->spans.count > 0 && spans[line->spans.count - 1].hi == lo) {
        spans[line->spans.count - 1].hi = hi;
        return LL_OK;
    }
    struct ll_span *span = ll_grow_add(&line->spans);
    if (span == NULL) {
        return no_memory(reterr);
    }
    *span = (struct ll_span){lo, hi};
    return LL_OK;
}

/* What gave rise to the demand, and whether the scrap was paid for. */
static void add_purchase(struct ll_certified *certified, const struct ll_q_citable_of_line_row *row,
                         int64_t units)
{
    certified->triggers |= 1u << row->trigger;
    certified->unpaid_units += row->price_minor == 0 ? units : 0;
    if (!row->has_issued_on) {
        return;
    }
    if (!certified->has_period || row->issued_on.days < certified->period_from.days) {
        certified->period_from = row->issued_on;
    }
    if (!certified->has_period || row->issued_on.days > certified->period_to.days) {
        certified->period_to = row->issued_on;
    }
    certified->has_period = true;
}

/* Cite one part of an allocation; parts of one allocation that touch become one. */
static enum ll_status cite(struct ll_ctx *ctx, struct draft *draft, struct ll_certified_line *line,
                           struct ll_order_line_id line_id,
                           const struct ll_q_citable_of_line_row *row, struct ll_err *reterr)
{
    int64_t hi = row->lot_hi;
    if (hi - row->lot_lo > draft->units_left) {
        hi = row->lot_lo + draft->units_left;
    }
    int64_t units = hi - row->lot_lo;
    if (units == 0) {
        return LL_OK;
    }
    struct ll_mass mass;
    LL_TRY(ll_lot_mass(row->mass_g, (struct ll_units){row->accepted},
                       (struct ll_span){row->lot_lo, hi}, &mass, reterr));
    struct ll_cited_span *spans = draft->cited.items;
    struct ll_cited_span *last = draft->cited.count > 0 ? &spans[draft->cited.count - 1] : NULL;
    if (last != NULL && ll_id_eq(last->lot_id.raw, row->lot_id.raw) &&
        last->lot_hi == row->lot_lo && draft->last_allocation_lo == row->allocation_lo) {
        last->lot_hi = hi;
    } else {
        char *number = ll_arena_alloc(ctx->arena, 1, 16);
        struct ll_cited_span *span = ll_grow_add(&draft->cited);
        if (span == NULL || number == NULL) {
            return no_memory(reterr);
        }
        if (row->public_number.len != 16) {
            return LL_FAIL(reterr, LL_ECORRUPT, "a lot's public number is not 16 bytes");
        }
        memcpy(number, row->public_number.ptr, 16);
        *span = (struct ll_cited_span){
            .line_lo = row->line_lo,
            .lot_hi = hi,
            .lot_id = row->lot_id,
            .lot_lo = row->lot_lo,
            .order_line_id = line_id,
            .lot_number = number,
        };
        draft->last_allocation_lo = row->allocation_lo;
    }
    draft->units_left -= units;
    draft->certified.units += units;
    draft->certified.mass_g += mass.g;
    line->units += units;
    add_purchase(&draft->certified, row, units);
    LL_TRY(add_positions(line, row->line_lo, row->line_lo + units, reterr));
    LL_TRY(add_scrap(draft, row->class_code, row->country, units, reterr));
    LL_TRY(add_id(&draft->lots, row->lot_id.raw, reterr));
    LL_TRY(add_id(&draft->collections, row->collection_id.raw, reterr));
    if (row->has_receipt_id) {
        return add_receipt(draft, row->receipt_id, units, reterr);
    }
    return LL_OK;
}

static enum ll_status cite_line(struct ll_ctx *ctx, struct draft *draft,
                                const struct ll_q_order_line_of_beneficiary_row *from,
                                struct ll_err *reterr)
{
    struct ll_certified_line line = {
        .code = ll_str_copy(ctx->arena, from->code),
        .class_code = ll_str_copy(ctx->arena, from->class_code),
        .payer_id = from->payer_id,
        .has_reseller_id = from->has_reseller_id,
        .reseller_id = from->reseller_id,
        .spans = LL_GROW(ctx->arena, struct ll_span),
    };
    if (line.code.ptr == NULL || line.class_code.ptr == NULL) {
        return no_memory(reterr);
    }
    struct ll_q_citable_of_line_in in = {from->order_line_id, draft->certified.stage};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_citable_of_line_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    struct ll_q_citable_of_line_row row;
    enum ll_status status;
    while ((status = ll_q_citable_of_line_next(cursor, &row, reterr)) == LL_OK) {
        status = cite(ctx, draft, &line, from->order_line_id, &row, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    if (line.units == 0) {
        return LL_OK;
    }
    struct ll_certified_line *kept = ll_grow_add(&draft->certified.lines);
    if (kept == NULL) {
        return no_memory(reterr);
    }
    *kept = line;
    return LL_OK;
}

/* All lines of the beneficiary in the programme, or the one asked for. */
static enum ll_status cite_lines(struct ll_ctx *ctx, struct draft *draft,
                                 struct ll_programme_id programme_id,
                                 const struct ll_order_line_id *only, struct ll_err *reterr)
{
    struct ll_grow lines = LL_GROW(ctx->arena, struct ll_q_order_line_of_beneficiary_row);
    struct ll_q_order_line_of_beneficiary_in in = {draft->certified.beneficiary_id, programme_id};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_order_line_of_beneficiary_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    struct ll_q_order_line_of_beneficiary_row row;
    enum ll_status status;
    while ((status = ll_q_order_line_of_beneficiary_next(cursor, &row, reterr)) == LL_OK) {
        if (only != NULL && !ll_id_eq(only->raw, row.order_line_id.raw)) {
            continue;
        }
        struct ll_q_order_line_of_beneficiary_row *kept = ll_grow_add(&lines);
        if (kept == NULL) {
            status = no_memory(reterr);
            break;
        }
        *kept = row;
        kept->code = ll_str_copy(ctx->arena, row.code);
        kept->class_code = ll_str_copy(ctx->arena, row.class_code);
        if (kept->code.ptr == NULL || kept->class_code.ptr == NULL) {
            status = no_memory(reterr);
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    const struct ll_q_order_line_of_beneficiary_row *items = lines.items;
    for (size_t i = 0; i < lines.count; i++) {
        LL_TRY(cite_line(ctx, draft, &items[i], reterr));
    }
    return LL_OK;
}

/* "LL-" and 80 random bits in Crockford base 32: a serial that tells nothing and cannot be guessed.
 */
static void make_serial(struct ll_ctx *ctx, char ret_serial[LL_CERTIFICATE_SERIAL_SIZE])
{
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    uint8_t random[16];
    ctx->ids.random(ctx->ids.ctx, random, sizeof(random));
    memcpy(ret_serial, "LL-", 3);
    for (size_t i = 0; i < sizeof(random); i++) {
        ret_serial[3 + i] = alphabet[random[i] % 32];
    }
    ret_serial[LL_CERTIFICATE_SERIAL_SIZE - 1] = '\0';
}

/* Sign the body; the result is the canonical text that is kept and given out. */
static enum ll_status sign(struct ll_ctx *ctx, const struct ll_sign_key *key,
                           const struct ll_json *body, struct ll_str *ret_text,
                           struct ll_err *reterr)
{
    char method[LL_DID_KEY_METHOD_SIZE];
    uint8_t input[LL_DI_INPUT_SIZE];
    struct ll_signature signature;
    struct ll_json *proof = NULL;
    struct ll_json *signed_body = NULL;
    struct ll_proof_crypto crypto = ll_crypto_for_proof(ctx->crypto);
    ll_did_key_method(&key->public_key, method);
    struct ll_di_options options = {
        .method = ll_str_from_cstr(method),
        .created = ll_json_string(ll_json_get(body, "validFrom")),
    };
    LL_TRY(ll_di_sign_input(ctx->arena, &crypto, body, &options, input, &proof, reterr));
    ll_sign(key, (struct ll_str){(const char *)input, sizeof(input)}, &signature);
    LL_TRY(ll_di_attach(ctx->arena, body, proof, &signature, &signed_body, reterr));
    return ll_json_canonical(ctx->arena, signed_body, BODY_BYTES_MAX, ret_text, reterr);
}

/* State the certificate, then sign it: the event commits to the body before the signature. */
static enum ll_status state_and_sign(struct ll_ctx *ctx, struct draft *draft,
                                     struct ll_programme_id programme_id,
                                     const struct ll_sign_key *key,
                                     struct ll_certificate_id *ret_id, struct ll_err *reterr)
{
    char issuer[LL_DID_KEY_SIZE];
    struct ll_json *body = NULL;
    struct ll_str unsigned_text;
    struct ll_str text;
    uint8_t digest[LL_DIGEST_SIZE];
    ll_did_key_format(&key->public_key, issuer);
    LL_TRY(ll_certificate_body(ctx, &draft->certified, issuer, &body, reterr));
    LL_TRY(ll_json_canonical(ctx->arena, body, BODY_BYTES_MAX, &unsigned_text, reterr));
    ll_crypto_sha256(ctx->crypto, unsigned_text, digest);
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_certificate_stated stated = {
        .beneficiary_id = draft->certified.beneficiary_id,
        .body_digest = {(const char *)digest, sizeof(digest)},
        .certificate_id = {ll_ctx_id(ctx)},
        .cited = ll_grow_list(&draft->cited),
        .programme_id = programme_id,
        .revision = draft->certified.revision,
        .serial = ll_str_from_cstr(draft->certified.serial),
        .stage = (int)draft->certified.stage,
        .units = {draft->certified.units},
    };
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_CERTIFICATE_STATED, &stated, reterr));
    LL_TRY(sign(ctx, key, body, &text, reterr));
    struct ll_q_certificate_body_insert_in in = {stated.certificate_id, stated.revision, text};
    LL_TRY(ll_q_certificate_body_insert(ctx->store, &in, reterr));
    *ret_id = stated.certificate_id;
    return LL_OK;
}

static enum ll_status draft_certificate(struct ll_ctx *ctx,
                                        const struct certificate_issue_input *in,
                                        struct draft *draft,
                                        struct ll_programme_id *ret_programme_id,
                                        struct ll_err *reterr)
{
    struct ll_q_programme_by_id_row programme;
    struct ll_q_organisation_by_id_row beneficiary;
    struct ll_q_order_line_by_id_row line;
    enum ll_stage stage = in->stage == 0 ? LL_STAGE_RECYCLED : (enum ll_stage)in->stage;
    LL_TRY(ll_find_programme(ctx, in->programme, &programme, reterr));
    LL_TRY(ll_find_organisation(ctx, in->beneficiary, &beneficiary, reterr));
    if (in->order_line.len > 0) {
        LL_TRY(ll_find_order_line(ctx, in->order_line, &line, reterr));
    }
    draft->certified = (struct ll_certified){
        .revision = 1,
        .stage = stage,
        .programme_code = programme.code,
        .programme_version = programme.version,
        .operator_id = programme.operator_id,
        .beneficiary_id = beneficiary.organisation_id,
        .lines = LL_GROW(ctx->arena, struct ll_certified_line),
        .scrap = LL_GROW(ctx->arena, struct ll_certified_scrap),
        .receipts = LL_GROW(ctx->arena, struct ll_certified_receipt),
    };
    make_serial(ctx, draft->certified.serial);
    draft->units_left = in->units.n > 0 ? in->units.n : LL_UNITS_MAX;
    LL_TRY(cite_lines(ctx, draft, programme.programme_id,
                      in->order_line.len > 0 ? &line.order_line_id : NULL, reterr));
    if (draft->certified.units == 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_ESHORT,
                    "no allocated unit of '%.*s' is at stage '%s' and not certified already",
                    LL_STR_ARG(beneficiary.code), ll_stage_name(stage));
        ll_err_hint(reterr, "run the allocation, or state another stage with --stage");
        return status;
    }
    draft->certified.lots = count_different(&draft->lots);
    draft->certified.collections = count_different(&draft->collections);
    *ret_programme_id = programme.programme_id;
    return LL_OK;
}

static enum ll_status run_certificate_issue(struct ll_ctx *ctx, const void *input,
                                            struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct draft draft = {
        .cited = LL_GROW(ctx->arena, struct ll_cited_span),
        .lots = LL_GROW(ctx->arena, struct ll_id),
        .collections = LL_GROW(ctx->arena, struct ll_id),
    };
    struct ll_programme_id programme_id;
    struct ll_certificate_id id;
    struct ll_sign_key key;
    LL_TRY(draft_certificate(ctx, input, &draft, &programme_id, reterr));
    LL_TRY(ll_keys_read_signing(ctx, &key, reterr));
    enum ll_status status = state_and_sign(ctx, &draft, programme_id, &key, &id, reterr);
    ll_sign_key_wipe(&key);
    LL_TRY(status);
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "certificate_id", "crt", id.raw);
    ll_answer_text(ctx, answer, "serial", ll_str_from_cstr(draft.certified.serial));
    ll_json_set_cstr(ctx->arena, answer, "stage", ll_stage_name(draft.certified.stage));
    ll_answer_i64(ctx, answer, "units", draft.certified.units);
    ll_answer_i64(ctx, answer, "mass_g", draft.certified.mass_g);
    ll_answer_i64(ctx, answer, "lots", draft.certified.lots);
    ll_answer_i64(ctx, answer, "collections", draft.certified.collections);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- certificate list ---- */
struct certificate_list {
    struct ll_str after;
    struct ll_str beneficiary;
    int64_t limit;
    struct ll_str programme;
    int stage; /* enum ll_stage */
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(certificate_list),
    LL_MEMBER(certificate_list, beneficiary, LL_OPT(REF), .help = "only for this organisation"),
    LL_PAGE_LIMIT(certificate_list),
    LL_MEMBER(certificate_list, programme, LL_OPT(REF), .help = "only of this programme"),
    LL_MEMBER(certificate_list, stage, LL_OPT(ENUM), .enum_rows = ll_stage_rows,
              .enum_row_count = LL_STAGE_REACHED_ROW_COUNT, .help = "only at this stage"),
};
static const struct ll_record list_record =
    LL_RECORD("certificate_list", certificate_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct certificate_list *in = input;
    struct ll_q_certificate_list_in by = {
        .after = in->after,
        .has_stage = in->stage != 0,
        .stage = (enum ll_stage)in->stage,
        .limit = ll_page_limit(in->limit),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_filter_organisation(ctx, in->beneficiary, &by.has_beneficiary_id, &by.beneficiary_id,
                                  reterr));
    LL_TRY(ll_filter_programme(ctx, in->programme, &by.has_programme_id, &by.programme_id, reterr));
    LL_TRY(ll_q_certificate_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

/* ---- certificate show ---- */
struct certificate_show_input {
    struct ll_str serial;
};
static const struct ll_field certificate_show_fields[] = {
    LL_MEMBER(certificate_show_input, serial, LL_REQ(STR), .min = 1, .max = 64, .operand = true,
              .help = "serial of the certificate"),
};
static const struct ll_record certificate_show_record =
    LL_RECORD("certificate_show", certificate_show_input, certificate_show_fields);

/* The signed credential itself, as it was stored. */
static enum ll_status run_certificate_show(struct ll_ctx *ctx, const void *input,
                                           struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct certificate_show_input *in = input;
    struct ll_q_certificate_by_serial_in key = {in->serial};
    struct ll_q_certificate_by_serial_row row;
    struct ll_q_certificate_body_latest_row body;
    enum ll_status status = ll_q_certificate_by_serial(ctx->store, ctx->arena, &key, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return ll_find_failed("certificate", in->serial, reterr);
    }
    LL_TRY(status);
    struct ll_q_certificate_body_latest_in body_key = {row.certificate_id};
    LL_TRY(ll_q_certificate_body_latest(ctx->store, ctx->arena, &body_key, &body, reterr));
    return ll_json_read(ctx->arena, body.body, BODY_BYTES_MAX, ret_answer, reterr);
}

const struct ll_service ll_service_certificate_issue = {
    .noun = "certificate",
    .verb = "issue",
    .help = "state and sign what a beneficiary's order lines have reached",
    .details =
        "Cites every allocated unit of the beneficiary that has reached the stage and that no "
        "live certificate cites yet. From stage 'received' on the cited units are final. The "
        "signed credential is printed by 'loopledger certificate show SERIAL --json' and "
        "checked by anyone with 'loopledger verify FILE'.",
    .input = &certificate_issue_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_certificate_issue,
};
const struct ll_service ll_service_certificate_list = {
    .noun = "certificate",
    .verb = "list",
    .help = "certificates by serial",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_certificate_show = {
    .noun = "certificate",
    .verb = "show",
    .help = "one certificate as it was signed",
    .input = &certificate_show_record,
    .mode = LL_SERVICE_READ,
    .run = run_certificate_show,
};
