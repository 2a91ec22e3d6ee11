#include "service/certificate_draft.h"

#include "core/lot_mass.h"
#include "proof/data_integrity.h"
#include "service/certificate_materials.h"
#include "service/keys.h"
#include "store/q_facts.h"

#include <stdlib.h>
#include <string.h>

#define BODY_BYTES_MAX LL_DI_DOCUMENT_BYTES_MAX

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "the certificate does not fit into this command's memory");
}

static enum ll_status add_scrap(struct ll_certificate_draft *draft, struct ll_str class_code,
                                struct ll_str country, enum ll_measure measure, int64_t units,
                                struct ll_err *reterr)
{
    struct ll_certified_scrap *items = draft->certified.scrap.items;
    for (size_t i = 0; i < draft->certified.scrap.count; i++) {
        if (ll_str_eq_cstr(class_code, items[i].class_code) &&
            ll_str_eq_cstr(country, items[i].country) && items[i].measure == measure) {
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
    item->measure = measure;
    item->units = units;
    return LL_OK;
}

static enum ll_status add_receipt(struct ll_certificate_draft *draft, struct ll_receipt_id id,
                                  int64_t units, struct ll_err *reterr)
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
    line->positions += hi - lo;
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
static enum ll_status add_purchase(struct ll_certified *certified,
                                   const struct ll_certified_line *line,
                                   const struct ll_q_citable_of_line_row *row, int64_t units,
                                   int64_t positions, struct ll_err *reterr)
{
    struct ll_certified_purchase *items = certified->purchases.items;
    size_t count = certified->purchases.count;
    if (count > 0 && items[count - 1].measure == line->measure &&
        ll_id_eq(items[count - 1].document_id.raw, row->document_id.raw)) {
        items[count - 1].positions += positions;
    } else {
        struct ll_certified_purchase *item = ll_grow_add(&certified->purchases);
        if (item == NULL) {
            return no_memory(reterr);
        }
        *item = (struct ll_certified_purchase){row->document_id, row->issued_on, line->measure,
                                               positions};
    }
    certified->triggers |= 1u << row->trigger;
    certified->unpaid_units += row->price_minor == 0 ? units : 0;
    if (!certified->has_period || row->issued_on.days < certified->period_from.days) {
        certified->period_from = row->issued_on;
    }
    if (!certified->has_period || row->issued_on.days > certified->period_to.days) {
        certified->period_to = row->issued_on;
    }
    certified->has_period = true;
    return LL_OK;
}

static int compare_purchases(const void *a, const void *b)
{
    const struct ll_certified_purchase *x = a;
    const struct ll_certified_purchase *y = b;
    if (x->issued_on.days != y->issued_on.days) {
        return x->issued_on.days < y->issued_on.days ? -1 : 1;
    }
    int order = ll_id_cmp(x->document_id.raw, y->document_id.raw);
    return order != 0 ? order : (int)x->measure - (int)y->measure;
}

/* By date, each document once for each measure: those of several order lines came more than once.
 */
static void join_purchases(struct ll_grow *purchases)
{
    struct ll_certified_purchase *items = purchases->items;
    size_t kept = 0;
    if (purchases->count == 0) {
        return;
    }
    qsort(items, purchases->count, sizeof(*items), compare_purchases);
    for (size_t i = 1; i < purchases->count; i++) {
        if (compare_purchases(&items[kept], &items[i]) == 0) {
            items[kept].positions += items[i].positions;
        } else {
            items[++kept] = items[i];
        }
    }
    purchases->count = kept + 1;
}

/* Cite one part of an allocation; parts of one allocation that touch become one. */
enum ll_status ll_certificate_cite(struct ll_ctx *ctx, struct ll_certificate_draft *draft,
                                   struct ll_certified_line *line, struct ll_order_line_id line_id,
                                   const struct ll_q_citable_of_line_row *row,
                                   struct ll_err *reterr)
{
    int64_t hi = row->lot_hi;
    bool in_grams = row->lot_measure == LL_MEASURE_GRAMS;
    if (in_grams && draft->counted_only) {
        return LL_OK;
    }
    if (!in_grams && hi - row->lot_lo > draft->units_left) {
        hi = row->lot_lo + draft->units_left;
    }
    int64_t units = hi - row->lot_lo;
    if (units == 0) {
        return LL_OK;
    }
    int64_t line_hi = hi == row->lot_hi ? row->line_hi : row->line_lo + units * row->credit;
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
    draft->units_left -= in_grams ? 0 : units;
    draft->certified.units += in_grams ? 0 : units;
    draft->certified.uncounted_g += in_grams ? units : 0;
    draft->certified.mass_g += mass.g;
    line->units += in_grams ? 0 : units;
    LL_TRY(add_purchase(&draft->certified, line, row, units, line_hi - row->line_lo, reterr));
    LL_TRY(add_positions(line, row->line_lo, line_hi, reterr));
    LL_TRY(add_scrap(draft, row->class_code, row->country, row->lot_measure, units, reterr));
    LL_TRY(add_id(&draft->lots, row->lot_id.raw, reterr));
    draft->certified.found_units += row->has_collection_id || in_grams ? 0 : units;
    if (row->has_collection_id) {
        LL_TRY(add_id(&draft->collections, row->collection_id.raw, reterr));
    }
    if (row->has_treatment_id) {
        struct ll_certified_treated *treated = ll_grow_add(&draft->treated);
        if (treated == NULL) {
            return no_memory(reterr);
        }
        *treated = (struct ll_certified_treated){
            .treatment_id = row->treatment_id,
            .units = {.lot_id = row->lot_id, .lo = row->lot_lo, .hi = hi},
        };
    }
    if (row->has_receipt_id) {
        return add_receipt(draft, row->receipt_id, units, reterr);
    }
    return LL_OK;
}

enum ll_status ll_certificate_keep_line(struct ll_certificate_draft *draft,
                                        const struct ll_certified_line *line, struct ll_err *reterr)
{
    if (line->positions == 0) {
        return LL_OK;
    }
    struct ll_certified_line *kept = ll_grow_add(&draft->certified.lines);
    if (kept == NULL) {
        return no_memory(reterr);
    }
    *kept = *line;
    return LL_OK;
}

struct ll_amount ll_certificate_amount(const struct ll_certificate_draft *draft)
{
    return (struct ll_amount){draft->certified.units, draft->certified.uncounted_g};
}

/* ---- from what its units are reissued ---- */
static enum ll_status add_reissued(struct ll_ctx *ctx, struct ll_grow *reissued,
                                   const struct ll_q_reissued_over_row *row, struct ll_err *reterr)
{
    struct ll_reissued_item *items = reissued->items;
    for (size_t i = 0; i < reissued->count; i++) {
        if (ll_id_eq(items[i].certificate_id.raw, row->certificate_id.raw)) {
            return LL_OK;
        }
    }
    struct ll_reissued_item *item = ll_grow_add(reissued);
    if (item == NULL) {
        return no_memory(reterr);
    }
    item->certificate_id = row->certificate_id;
    item->serial = ll_str_copy(ctx->arena, row->serial);
    return item->serial.ptr == NULL ? no_memory(reterr) : LL_OK;
}

static int compare_reissued(const void *a, const void *b)
{
    return ll_str_cmp(((const struct ll_reissued_item *)a)->serial,
                      ((const struct ll_reissued_item *)b)->serial);
}

static enum ll_status find_reissued(struct ll_ctx *ctx, struct ll_certificate_draft *draft,
                                    struct ll_err *reterr)
{
    const struct ll_cited_span *cited = draft->cited.items;
    struct ll_grow *reissued = &draft->certified.reissued;
    for (size_t i = 0; i < draft->cited.count; i++) {
        struct ll_q_reissued_over_in in = {cited[i].lot_id, cited[i].lot_lo, cited[i].lot_hi};
        struct ll_q_reissued_over_row row;
        struct ll_store_cursor *cursor = NULL;
        LL_TRY(ll_q_reissued_over_open(ctx->store, ctx->arena, &in, &cursor, reterr));
        enum ll_status status;
        while ((status = ll_q_reissued_over_next(cursor, &row, reterr)) == LL_OK) {
            status = add_reissued(ctx, reissued, &row, reterr);
            if (status != LL_OK) {
                break;
            }
        }
        ll_store_query_close(cursor);
        if (status != LL_EEND) {
            return status;
        }
    }
    if (reissued->count > 1) {
        qsort(reissued->items, reissued->count, sizeof(struct ll_reissued_item), compare_reissued);
    }
    return LL_OK;
}

void ll_certificate_draft_begin(struct ll_ctx *ctx,
                                const struct ll_q_programme_by_id_row *programme,
                                struct ll_organisation_id beneficiary_id,
                                struct ll_certificate_draft *ret_draft)
{
    *ret_draft = (struct ll_certificate_draft){
        .certified =
            {
                .revision = 1,
                .programme_code = programme->code,
                .programme_version = programme->version,
                .operator_id = programme->operator_id,
                .beneficiary_id = beneficiary_id,
                .lines = LL_GROW(ctx->arena, struct ll_certified_line),
                .purchases = LL_GROW(ctx->arena, struct ll_certified_purchase),
                .scrap = LL_GROW(ctx->arena, struct ll_certified_scrap),
                .receipts = LL_GROW(ctx->arena, struct ll_certified_receipt),
                .reissued = LL_GROW(ctx->arena, struct ll_reissued_item),
            },
        .cited = LL_GROW(ctx->arena, struct ll_cited_span),
        .lots = LL_GROW(ctx->arena, struct ll_id),
        .collections = LL_GROW(ctx->arena, struct ll_id),
        .treated = LL_GROW(ctx->arena, struct ll_certified_treated),
        .units_left = LL_UNITS_MAX,
    };
}

enum ll_status ll_certificate_draft_end(struct ll_ctx *ctx, struct ll_certificate_draft *draft,
                                        struct ll_err *reterr)
{
    join_purchases(&draft->certified.purchases);
    draft->certified.lots = count_different(&draft->lots);
    draft->certified.collections = count_different(&draft->collections);
    LL_TRY(ll_certificate_materials(ctx, &draft->treated, &draft->certified.materials, reterr));
    return find_reissued(ctx, draft, reterr);
}

/* ---- stating ---- */
/* "LL-" and 80 random bits in Crockford base 32: a serial that tells nothing and cannot be guessed.
 */
void ll_certificate_make_serial(struct ll_ctx *ctx, char ret_serial[LL_CERTIFICATE_SERIAL_SIZE])
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
        .created = ll_json_string_at(body, "validFrom"),
    };
    LL_TRY(ll_di_sign_input(ctx->arena, &crypto, body, &options, input, &proof, reterr));
    ll_sign(key, (struct ll_str){(const char *)input, sizeof(input)}, &signature);
    LL_TRY(ll_di_attach(ctx->arena, body, proof, &signature, &signed_body, reterr));
    return ll_json_canonical(ctx->arena, signed_body, BODY_BYTES_MAX, ret_text, reterr);
}

enum ll_status ll_certificate_prepare(struct ll_ctx *ctx, const struct ll_certificate_draft *draft,
                                      const struct ll_sign_key *key,
                                      struct ll_certificate_text *ret_text, struct ll_err *reterr)
{
    char issuer[LL_DID_KEY_SIZE];
    struct ll_str text;
    ll_did_key_format(&key->public_key, issuer);
    LL_TRY(ll_certificate_body(ctx, &draft->certified, issuer, &ret_text->body, reterr));
    LL_TRY(ll_json_canonical(ctx->arena, ret_text->body, BODY_BYTES_MAX, &text, reterr));
    ll_crypto_sha256(ctx->crypto, text, ret_text->digest);
    return LL_OK;
}

enum ll_status ll_certificate_publish(struct ll_ctx *ctx, const struct ll_sign_key *key,
                                      const struct ll_certificate_text *text,
                                      struct ll_certificate_id certificate_id, int64_t revision,
                                      struct ll_err *reterr)
{
    struct ll_q_certificate_body_insert_in in = {certificate_id, revision, LL_STR("")};
    LL_TRY(sign(ctx, key, text->body, &in.body, reterr));
    return ll_q_certificate_body_insert(ctx->store, &in, reterr);
}

enum ll_status ll_certificate_state(struct ll_ctx *ctx, struct ll_certificate_draft *draft,
                                    struct ll_programme_id programme_id,
                                    const struct ll_certificate_id *replaces,
                                    struct ll_certificate_id certificate_id, struct ll_err *reterr)
{
    struct ll_sign_key key;
    struct ll_certificate_text text;
    struct ll_status_place *place = &draft->certified.status;
    LL_TRY(ll_status_choose(ctx, place, reterr));
    LL_TRY(ll_keys_signing(ctx, &key, reterr));
    enum ll_status status = ll_certificate_prepare(ctx, draft, &key, &text, reterr);
    if (status == LL_OK) {
        struct ll_event_meta meta = ll_event_begin(ctx);
        struct ll_certificate_stated stated = {
            .beneficiary_id = draft->certified.beneficiary_id,
            .body_digest = {(const char *)text.digest, sizeof(text.digest)},
            .certificate_id = certificate_id,
            .cited = ll_grow_list(&draft->cited),
            .programme_id = programme_id,
            .reissued_from = ll_grow_list(&draft->certified.reissued),
            .has_replaces_id = replaces != NULL,
            .revision = draft->certified.revision,
            .serial = ll_str_from_cstr(draft->certified.serial),
            .stage = (int)draft->certified.stage,
            .has_status = place->given,
            .status_index = place->index,
            .status_list = place->list,
            .status_origin = place->origin,
            .uncounted_g = {draft->certified.uncounted_g},
            .units = {draft->certified.units},
        };
        if (replaces != NULL) {
            stated.replaces_id = *replaces;
        }
        status = ll_event_store(ctx, &meta, LL_EVENT_CERTIFICATE_STATED, &stated, reterr);
    }
    if (status == LL_OK) {
        status = ll_certificate_publish(ctx, &key, &text, certificate_id, draft->certified.revision,
                                        reterr);
    }
    ll_sign_key_wipe(&key);
    return status;
}
