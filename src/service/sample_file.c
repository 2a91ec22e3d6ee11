/* An auditor's sample as a file: proof/sample_file.h says what is in it. */
#include "service/sample.h"

#include "proof/heap_sort.h"
#include "proof/multikey.h"
#include "service/answer.h"
#include "service/certificate_write.h"
#include "service/grow.h"
#include "service/keys.h"
#include "service/signing_key.h"
#include "store/q_certificate.h"
#include "store/q_facts.h"
#include "store/q_sample.h"

struct entry {
    int64_t index;
    struct ll_str text;
};

struct filing {
    struct ll_ctx *ctx;
    const struct ll_log *log; /* NULL: none, or no checkpoint */
    struct ll_sample sample;
    struct ll_grow entries; /* of struct entry */
    size_t bytes;           /* of what was put in so far */
    struct ll_json *receipts;
    struct ll_json *certificates;
};

static enum ll_status too_large(struct ll_err *reterr)
{
    return LL_REFUSE(reterr, LL_ELIMIT, "draw fewer units",
                     "the file would be larger than what can be verified");
}

static enum ll_status count_bytes(struct filing *f, size_t bytes, struct ll_err *reterr)
{
    f->bytes += bytes;
    return f->bytes > LL_BUNDLE_BYTES_MAX ? too_large(reterr) : LL_OK;
}

static bool has(const struct ll_json *list, const char *name, struct ll_str value)
{
    for (size_t i = 0; i < list->count; i++) {
        if (ll_str_eq(ll_json_string_at(&list->items[i], name), value)) {
            return true;
        }
    }
    return false;
}

/* ---- entries of the log ---- */

/* The entry's text, read once. LL_ENOTFOUND: not under the checkpoint. */
static enum ll_status find_entry(struct filing *f, int64_t index, struct ll_str *ret_text,
                                 struct ll_err *reterr)
{
    const struct entry *entries = f->entries.items;
    struct ll_store_cursor *cursor = NULL;
    struct ll_q_sample_entry_row row;
    for (size_t i = 0; i < f->entries.count; i++) {
        if (entries[i].index == index) {
            *ret_text = entries[i].text;
            return LL_OK;
        }
    }
    struct ll_q_sample_entry_in in = {f->log == NULL ? 0 : f->log->log_id, index};
    if (f->log == NULL || index >= f->log->size) {
        return LL_ENOTFOUND;
    }
    LL_TRY(ll_q_sample_entry_open(f->ctx->store, f->ctx->arena, &in, &cursor, reterr));
    enum ll_status status = ll_q_sample_entry_next(cursor, &row, reterr);
    if (status == LL_OK) {
        *ret_text = ll_str_copy(f->ctx->arena, row.entry);
        status =
            ret_text->ptr == NULL ? LL_FAIL(reterr, LL_ENOMEM, "no memory for the log") : status;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_ENOTFOUND : status;
}

static enum ll_status keep_entry(struct filing *f, int64_t index, struct ll_str text,
                                 struct ll_err *reterr)
{
    const struct entry *entries = f->entries.items;
    for (size_t i = 0; i < f->entries.count; i++) {
        if (entries[i].index == index) {
            return LL_OK;
        }
    }
    struct entry *entry = ll_grow_add(&f->entries);
    if (entry == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the log");
    }
    *entry = (struct entry){index, text};
    return count_bytes(f, text.len, reterr);
}

/* Does this part of a certificate's entry cite the unit? */
static enum ll_status cites(struct filing *f, struct ll_str text, struct ll_str lot, int64_t unit,
                            bool *ret_answer, struct ll_err *reterr)
{
    struct ll_arena_mark mark = ll_arena_mark(f->ctx->arena);
    struct ll_json *json = NULL;
    *ret_answer = false;
    LL_TRY(ll_json_read(f->ctx->arena, text, text.len, &json, reterr));
    const struct ll_json *cited = ll_json_get(ll_json_get(json, "body"), "cited");
    for (size_t i = 0; cited != NULL && !*ret_answer && i < cited->count; i++) {
        const struct ll_json *row = &cited->items[i];
        *ret_answer = row->count == 3 && ll_str_eq(ll_json_string(&row->items[0]), lot) &&
                      row->items[1].integer <= unit && unit < row->items[2].integer;
    }
    ll_arena_rewind(f->ctx->arena, mark);
    return LL_OK;
}

/* Of one fact: its entries are put in, and of a certificate's those parts only that cite the unit.
 */
static enum ll_status put_fact(struct filing *f, struct ll_json *fact, bool is_certificate,
                               struct ll_str lot, int64_t unit, struct ll_err *reterr)
{
    struct ll_json *log = NULL;
    size_t kept = 0;
    for (size_t i = 0; i < fact->count; i++) {
        log = ll_str_eq_cstr(fact->members[i].name, "log") ? &fact->members[i].value : log;
    }
    for (size_t i = 0; log != NULL && i < log->count; i++) {
        int64_t index = ll_json_get(&log->items[i], "log_index")->integer;
        struct ll_str text = LL_STR("");
        struct ll_arena_mark mark = ll_arena_mark(f->ctx->arena);
        bool is_named = true;
        enum ll_status status = find_entry(f, index, &text, reterr);
        if (status == LL_OK && is_certificate) {
            status = cites(f, text, lot, unit, &is_named, reterr);
        }
        if (status == LL_OK && is_named) {
            status = keep_entry(f, index, text, reterr);
        }
        if (status != LL_OK && status != LL_ENOTFOUND) {
            return status;
        }
        if (status == LL_OK && is_named) {
            log->items[kept++] = log->items[i];
        } else {
            ll_arena_rewind(f->ctx->arena, mark); /* a certificate may have many parts */
        }
    }
    if (log != NULL) {
        log->count = kept;
    }
    return LL_OK;
}

/* ---- receipts and certificates ---- */

static enum ll_status put_receipt(struct filing *f, struct ll_str text, struct ll_err *reterr)
{
    struct ll_q_sample_signature_in in;
    struct ll_q_sample_signature_row row;
    struct ll_json *item = ll_answer_object(f->ctx);
    if (has(f->receipts, "receipt_id", text)) {
        return LL_OK;
    }
    LL_TRY(ll_id_parse("rcp", text, &in.receipt_id.raw, reterr));
    LL_TRY(ll_q_sample_signature(f->ctx->store, f->ctx->arena, &in, &row, reterr));
    ll_answer_public_key(f->ctx, item, "key", row.public_key);
    ll_answer_text(f->ctx, item, "receipt_id", text);
    ll_answer_hex(f->ctx, item, "signature", row.signature);
    ll_answer_text(f->ctx, item, "statement", row.statement);
    ll_json_append(f->ctx->arena, f->receipts, item);
    return count_bytes(f, row.statement.len, reterr);
}

static enum ll_status put_certificate(struct filing *f, struct ll_str serial, struct ll_err *reterr)
{
    struct ll_q_certificate_by_serial_row row;
    struct ll_json *body = NULL;
    struct ll_str text;
    struct ll_json *item = ll_answer_object(f->ctx);
    if (has(f->certificates, "serial", serial)) {
        return LL_OK;
    }
    LL_TRY(ll_certificate_latest(f->ctx, serial, &row, &body, reterr));
    struct ll_arena_mark mark = ll_arena_mark(f->ctx->arena);
    LL_TRY(ll_json_canonical(f->ctx->arena, body, LL_BUNDLE_BYTES_MAX, &text, reterr));
    size_t bytes = text.len;
    ll_arena_rewind(f->ctx->arena, mark);
    ll_json_set(f->ctx->arena, item, "certificate", body);
    ll_answer_text(f->ctx, item, "serial", serial);
    ll_json_append(f->ctx->arena, f->certificates, item);
    return count_bytes(f, bytes, reterr);
}

/* ---- units ---- */

static enum ll_status put_unit(struct filing *f, struct ll_json *unit, struct ll_err *reterr)
{
    static const char *const lists[] = {"lots", "collections", "receipts", "keys", "certificates"};
    const struct ll_json *trail = ll_json_get(unit, "trail");
    const struct ll_json *lots = ll_json_get(trail, "lots");
    const struct ll_json *missing = ll_json_get(unit, "missing");
    const struct ll_json *named = ll_json_get(trail, "certificates");
    struct ll_str lot = ll_json_string_at(&lots->items[0], "public_number");
    bool is_unsigned = false;
    for (size_t i = 0; i < missing->count; i++) {
        is_unsigned = is_unsigned || ll_str_eq_cstr(missing->items[i].string, "no-signature");
    }
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        const struct ll_json *list = ll_json_get(trail, lists[i]);
        for (size_t k = 0; k < list->count; k++) {
            LL_TRY(put_fact(f, &list->items[k], list == named, lot,
                            ll_json_get(unit, "unit")->integer, reterr));
        }
    }
    if (!is_unsigned) {
        LL_TRY(put_receipt(f, ll_json_string_at(unit, "receipt_id"), reterr));
    }
    for (size_t i = 0; i < named->count; i++) {
        LL_TRY(put_certificate(f, ll_json_string_at(&named->items[i], "serial"), reterr));
    }
    return LL_OK;
}

/* ---- the file ---- */

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    return (x->index > y->index) - (x->index < y->index);
}

static enum ll_status put_log(struct filing *f, struct ll_json *whole, struct ll_err *reterr)
{
    struct ll_ctx *ctx = f->ctx;
    struct ll_json *member = ll_answer_object(ctx);
    struct ll_json *list = ll_json_new_array(ctx->arena);
    struct entry *entries = f->entries.items;
    struct ll_log_tree *tree = NULL;
    struct ll_str policy;
    if (f->log == NULL) {
        return LL_OK;
    }
    ll_heap_sort(entries, f->entries.count, sizeof(*entries), compare_entries);
    LL_TRY(ll_log_tree(ctx, f->log, &tree, reterr));
    for (size_t i = 0; i < f->entries.count; i++) {
        LL_TRY(
            ll_log_put_entry(ctx, f->log, tree, entries[i].index, entries[i].text, list, reterr));
    }
    LL_TRY(ll_log_policy(ctx, f->log, &policy, reterr));
    ll_answer_text(ctx, member, "checkpoint", f->log->note);
    ll_json_set(ctx->arena, member, "entries", list);
    ll_answer_text(ctx, member, "policy", policy);
    ll_json_set(ctx->arena, whole, "log", member);
    return LL_OK;
}

/* Left out where it is longer than a file is to be: then nobody draws again by the file alone. */
static void put_population(const struct filing *f, struct ll_json *whole)
{
    struct ll_ctx *ctx = f->ctx;
    struct ll_json *list = ll_json_new_array(ctx->arena);
    if (f->sample.span_count > LL_SAMPLE_POPULATION_MAX) {
        return;
    }
    for (size_t i = 0; i < f->sample.span_count; i++) {
        const struct ll_sample_span *span = &f->sample.spans[i];
        struct ll_json *row = ll_json_new_array(ctx->arena);
        char receipt[LL_ID_TEXT_MAX];
        char lot[LL_ID_TEXT_MAX];
        ll_id_format("rcp", span->receipt_id.raw, receipt);
        ll_id_format("lot", span->lot_id.raw, lot);
        struct ll_str texts[] = {ll_str_copy(ctx->arena, ll_str_from_cstr(receipt)),
                                 ll_str_copy(ctx->arena, ll_str_from_cstr(lot))};
        ll_json_append(ctx->arena, row, ll_json_new_string(ctx->arena, texts[0]));
        ll_json_append(ctx->arena, row, ll_json_new_string(ctx->arena, texts[1]));
        ll_json_append(ctx->arena, row, ll_json_new_integer(ctx->arena, span->lo));
        ll_json_append(ctx->arena, row, ll_json_new_integer(ctx->arena, span->hi));
        ll_json_append(ctx->arena, list, row);
    }
    ll_json_set(ctx->arena, whole, "population", list);
}

/* What was drawn from and how, without the units. */
static void put_draw(const struct filing *f, struct ll_json *whole)
{
    struct ll_arena *arena = f->ctx->arena;
    const struct ll_json *answer = f->sample.answer;
    struct ll_json *draw = ll_answer_object(f->ctx);
    for (size_t i = 0; i < answer->count; i++) {
        const struct ll_json_member *member = &answer->members[i];
        struct ll_json value = member->value;
        if (ll_str_eq_cstr(member->name, "items")) {
            ll_json_set(arena, whole, "units", &value);
        } else {
            ll_json_set(arena, draw, ll_str_to_cstr(arena, member->name), &value);
        }
    }
    ll_json_set(arena, whole, "draw", draw);
}

static enum ll_status write_file(struct filing *f, const struct ll_sign_key *key,
                                 struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_ctx *ctx = f->ctx;
    const struct ll_time now = ctx->clock.now(ctx->clock.ctx);
    struct ll_json *whole = ll_answer_object(ctx);
    struct ll_json *keys = NULL;
    char did[LL_DID_KEY_SIZE];
    ll_did_key_format(&key->public_key, did);
    LL_TRY(ll_signing_successions(ctx, &keys, reterr));
    ll_json_set(ctx->arena, whole, "certificates", f->certificates);
    ll_json_set_cstr(ctx->arena, whole, "format", LL_SAMPLE_FORMAT);
    ll_answer_text(ctx, whole, "issuer", ll_str_from_cstr(did));
    if (keys != NULL && keys->count > 0) {
        ll_json_set(ctx->arena, whole, "keys", keys);
    }
    LL_TRY(put_log(f, whole, reterr));
    ll_answer_time(ctx, whole, "made_at", (struct ll_time){now.us / 1000000 * 1000000});
    put_population(f, whole);
    ll_json_set(ctx->arena, whole, "receipts", f->receipts);
    put_draw(f, whole);
    LL_TRY(ll_answer_done(whole, &whole, reterr));
    enum ll_status status =
        ll_bundle_sign(ctx, key, whole, ll_json_string_at(whole, "made_at"), ret_text, reterr);
    return status == LL_ELIMIT ? too_large(reterr) : status;
}

enum ll_status ll_sample_file_of(struct ll_ctx *ctx, const struct ll_log_view *view,
                                 const struct ll_sample_draw *in, struct ll_str *ret_text,
                                 struct ll_err *reterr)
{
    struct ll_log log = view->log;
    struct ll_sign_key key;
    struct filing f = {
        .ctx = ctx,
        .entries = LL_GROW(ctx->arena, struct entry),
        .receipts = ll_json_new_array(ctx->arena),
        .certificates = ll_json_new_array(ctx->arena),
    };
    if (in->programme.len == 0 || in->seed.len == 0) {
        return LL_REFUSE(reterr, LL_EINVAL, "choose the seed before you look",
                         "a sample is drawn of a programme, by a seed");
    }
    if (view->status != LL_ENOTFOUND) {
        LL_TRY(ll_log_view_check(view, reterr));
        LL_TRY(ll_log_cosigned(ctx, &log, NULL, reterr));
        f.log = log.size > 0 ? &log : NULL;
    }
    LL_TRY(ll_sample_make(ctx, in, &f.sample, reterr));
    const struct ll_json *units = ll_json_get(f.sample.answer, "items");
    for (size_t i = 0; i < units->count; i++) {
        LL_TRY(put_unit(&f, &units->items[i], reterr));
    }
    LL_TRY(ll_keys_signing(ctx, &key, reterr));
    enum ll_status status = write_file(&f, &key, ret_text, reterr);
    ll_sign_key_wipe(&key);
    return status;
}
