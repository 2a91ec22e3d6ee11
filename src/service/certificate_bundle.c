/* A certificate's bundle: proof/bundle.h says what is in it. */
#include "service/certificate_write.h"

#include <stdlib.h>
#include <string.h>

#include "proof/bundle.h"
#include "service/answer.h"
#include "service/certificate.h"
#include "service/event.h"
#include "service/grow.h"
#include "service/keys.h"
#include "service/log.h"
#include "service/public.h"
#include "service/signing_key.h"
#include "store/q_certificate.h"
#include "store/q_facts.h"
#include "store/q_log.h"

#define NUMBER_SIZE 16

/* Of the log's entries of allocations, in bytes. */
static const size_t allocations_max[] = {
    [LL_BUNDLE_WHOLE] = (size_t)3 << 20,
    [LL_BUNDLE_IN_PAGE] = (size_t)64 << 10,
    [LL_BUNDLE_UNOPENED] = 0,
    [LL_BUNDLE_NO_INTERVALS] = 0,
};

/* Part of an allocation that is cited, and the run's row of which it is part. */
struct cited {
    struct ll_lot_id lot_id;
    uint8_t number[NUMBER_SIZE];
    int64_t lot_lo;
    int64_t lot_hi;
    int64_t allocation_lo;
    struct ll_order_line_id line_id;
    int64_t line; /* which of the lines */
    int64_t line_lo;
    int64_t line_hi;
    bool opened;
    struct ll_event_id run_id;
    int64_t run_row;
    int64_t run_lot_lo;
    int64_t run_lot_hi;
    int64_t run_line_lo;
    int64_t run_line_hi;
    uint8_t salt[LL_COMMITMENT_SALT_SIZE];
};
struct line {
    struct ll_order_line_id line_id;
    struct ll_str code;
};

struct making {
    struct ll_ctx *ctx;
    struct ll_grow cited;  /* of struct cited, by line and position */
    struct ll_grow lines;  /* of struct line */
    struct cited **by_lot; /* [cited.count] */
    size_t allocations_max;
    bool is_opened; /* rows bring what opens them */
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "the bundle does not fit into this command's memory");
}

/* ---- what is cited ---- */

static enum ll_status find_line(struct making *m, const struct ll_q_cited_of_certificate_row *row,
                                int64_t *ret_line, struct ll_err *reterr)
{
    const struct line *lines = m->lines.items;
    size_t count = m->lines.count;
    if (count == 0 || !ll_id_eq(lines[count - 1].line_id.raw, row->order_line_id.raw)) {
        struct line *line = ll_grow_add(&m->lines);
        if (line == NULL) {
            return no_memory(reterr);
        }
        line->line_id = row->order_line_id;
        line->code = ll_str_copy(m->ctx->arena, row->line_code);
        if (line->code.ptr == NULL) {
            return no_memory(reterr);
        }
    }
    *ret_line = (int64_t)m->lines.count - 1;
    return LL_OK;
}

/* Rows are cut where custody changes: parts of one allocation that touch are one again. */
static enum ll_status add_cited(struct making *m, const struct ll_q_cited_of_certificate_row *row,
                                struct ll_err *reterr)
{
    struct cited *all = m->cited.items;
    struct cited *last = m->cited.count > 0 ? &all[m->cited.count - 1] : NULL;
    int64_t line = 0;
    if (row->public_number.len != NUMBER_SIZE) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a lot's public number is not 16 bytes");
    }
    LL_TRY(find_line(m, row, &line, reterr));
    if (last != NULL && ll_id_eq(last->lot_id.raw, row->lot_id.raw) &&
        last->lot_hi == row->lot_lo && last->allocation_lo == row->allocation_lo) {
        last->lot_hi = row->lot_hi;
        last->line_hi = row->line_hi;
        return LL_OK;
    }
    struct cited *item = ll_grow_add(&m->cited);
    if (item == NULL) {
        return no_memory(reterr);
    }
    *item = (struct cited){
        .lot_id = row->lot_id,
        .lot_lo = row->lot_lo,
        .lot_hi = row->lot_hi,
        .allocation_lo = row->allocation_lo,
        .line_id = row->order_line_id,
        .line = line,
        .line_lo = row->line_lo,
        .line_hi = row->line_hi,
    };
    memcpy(item->number, row->public_number.ptr, NUMBER_SIZE);
    return LL_OK;
}

static int compare_by_lot(const void *a, const void *b)
{
    const struct cited *x = *(struct cited *const *)a;
    const struct cited *y = *(struct cited *const *)b;
    int order = ll_id_cmp(x->lot_id.raw, y->lot_id.raw);
    return order != 0 ? order : (x->lot_lo > y->lot_lo) - (x->lot_lo < y->lot_lo);
}

static enum ll_status read_cited(struct making *m, struct ll_certificate_id id,
                                 struct ll_err *reterr)
{
    struct ll_q_cited_of_certificate_in in = {id};
    struct ll_q_cited_of_certificate_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_cited_of_certificate_open(m->ctx->store, m->ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_cited_of_certificate_next(cursor, &row, reterr)) == LL_OK) {
        status = add_cited(m, &row, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    struct cited *all = m->cited.items;
    m->by_lot = LL_NEW_ARRAY(m->ctx->arena, struct cited *, m->cited.count);
    if (m->by_lot == NULL) {
        return no_memory(reterr);
    }
    for (size_t i = 0; i < m->cited.count; i++) {
        m->by_lot[i] = &all[i];
    }
    if (m->cited.count > 1) {
        qsort(m->by_lot, m->cited.count, sizeof(*m->by_lot), compare_by_lot);
    }
    return LL_OK;
}

/* ---- what opens the commitments ---- */

/* The first that is cited of the lot from `lot_lo` on. */
static size_t first_from(const struct making *m, struct ll_lot_id lot_id, int64_t lot_lo)
{
    size_t lo = 0;
    size_t hi = m->cited.count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        const struct cited *c = m->by_lot[middle];
        int order = ll_id_cmp(c->lot_id.raw, lot_id.raw);
        if (order < 0 || (order == 0 && c->lot_lo < lot_lo)) {
            lo = middle + 1;
        } else {
            hi = middle;
        }
    }
    return lo;
}

/* A unit that was credited less since has moved within the positions of its run's row. */
static bool is_of_row(const struct cited *c, const struct ll_allocated_span *row)
{
    return ll_id_eq(c->line_id.raw, row->order_line_id.raw) && row->line_lo <= c->line_lo &&
           c->line_hi <= ll_allocated_line_hi(row) &&
           (row->credit != 0 || c->line_lo - row->line_lo == c->lot_lo - row->lot_lo);
}

/* A later run's row stands for an earlier one's: what that had matched was released. */
static void open_rows(struct making *m, struct ll_event_id run_id,
                      const struct ll_allocation_run *run, const uint8_t secret[32])
{
    const struct ll_allocated_span *rows = run->allocations.items;
    for (size_t i = 0; i < run->allocations.count; i++) {
        const struct ll_allocated_span *row = &rows[i];
        for (size_t at = first_from(m, row->lot_id, row->lot_lo); at < m->cited.count; at++) {
            struct cited *c = m->by_lot[at];
            if (!ll_id_eq(c->lot_id.raw, row->lot_id.raw) || c->lot_hi > row->lot_hi) {
                break;
            }
            if (is_of_row(c, row)) {
                c->opened = true;
                c->run_id = run_id;
                c->run_row = (int64_t)i;
                c->run_lot_lo = row->lot_lo;
                c->run_lot_hi = row->lot_hi;
                c->run_line_lo = row->line_lo;
                c->run_line_hi = ll_allocated_line_hi(row);
                ll_commitment_salt(m->ctx->crypto, secret, (int64_t)i, c->salt);
            }
        }
    }
}

static enum ll_status read_run(struct making *m, const struct ll_q_event_of_kind_row *row,
                               struct ll_err *reterr)
{
    const struct ll_record *record = ll_event_kinds[LL_EVENT_ALLOCATION_RUN].record;
    struct ll_arena scratch;
    struct ll_json *body = NULL;
    struct ll_allocation_run run;
    if (!row->has_salt || row->salt.len != 32) {
        return LL_FAIL(reterr, LL_ECORRUPT, "an allocation run has no salt");
    }
    ll_arena_child(&scratch, m->ctx->arena);
    enum ll_status status = ll_json_read(&scratch, row->body, row->body.len, &body, reterr);
    if (status == LL_OK) {
        status = ll_record_from_json(&scratch, record, body, &run, reterr);
    }
    if (status == LL_OK) {
        open_rows(m, row->event_id, &run, (const uint8_t *)row->salt.ptr);
    }
    ll_arena_release(&scratch);
    return status;
}

static enum ll_status read_runs(struct making *m, struct ll_err *reterr)
{
    struct ll_q_event_of_kind_in in = {
        ll_str_from_cstr(ll_event_kinds[LL_EVENT_ALLOCATION_RUN].name)};
    struct ll_q_event_of_kind_row row;
    struct ll_store_cursor *cursor = NULL;
    const struct cited *all = m->cited.items;
    LL_TRY(ll_q_event_of_kind_open(m->ctx->store, m->ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_event_of_kind_next(cursor, &row, reterr)) == LL_OK) {
        status = read_run(m, &row, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    for (size_t i = 0; i < m->cited.count; i++) {
        if (!all[i].opened) {
            return LL_FAIL(reterr, LL_ECORRUPT, "a cited allocation is of no allocation run");
        }
    }
    return LL_OK;
}

/* ---- as JSON ---- */

static struct ll_json *put_lines(const struct making *m)
{
    const struct line *lines = m->lines.items;
    struct ll_json *list = ll_json_new_array(m->ctx->arena);
    for (size_t i = 0; i < m->lines.count; i++) {
        struct ll_json *item = ll_answer_object(m->ctx);
        ll_answer_text(m->ctx, item, "orderLine", lines[i].code);
        ll_answer_id(m->ctx, item, "orderLineId", "ord", lines[i].line_id.raw);
        ll_json_append(m->ctx->arena, list, item);
    }
    return list;
}

static struct ll_json *hex_of(struct ll_ctx *ctx, const uint8_t *bytes, size_t count)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, ctx->arena, 2 * count);
    ll_strbuf_hex(&buf, bytes, count);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? ll_json_new_string(ctx->arena, text)
                                                        : NULL;
}

struct numbers {
    uint8_t (*items)[NUMBER_SIZE];
    size_t count;
};

static int compare_numbers(const void *a, const void *b)
{
    return memcmp(a, b, NUMBER_SIZE);
}

/* The lots' public numbers, sorted, each once. */
static enum ll_status collect_numbers(const struct making *m, struct numbers *ret_numbers,
                                      struct ll_err *reterr)
{
    const struct cited *all = m->cited.items;
    uint8_t(*items)[NUMBER_SIZE] = ll_arena_alloc(m->ctx->arena, m->cited.count, NUMBER_SIZE);
    size_t count = 0;
    if (items == NULL) {
        return no_memory(reterr);
    }
    for (size_t i = 0; i < m->cited.count; i++) {
        memcpy(items[i], all[i].number, NUMBER_SIZE);
    }
    qsort(items, m->cited.count, NUMBER_SIZE, compare_numbers);
    for (size_t i = 0; i < m->cited.count; i++) {
        if (count == 0 || memcmp(items[count - 1], items[i], NUMBER_SIZE) != 0) {
            memmove(items[count++], items[i], NUMBER_SIZE);
        }
    }
    *ret_numbers = (struct numbers){items, count};
    return LL_OK;
}

static struct ll_json *put_row(const struct making *m, const struct numbers *numbers,
                               const struct cited *c)
{
    struct ll_json *row = ll_json_new_array(m->ctx->arena);
    const uint8_t(*number)[NUMBER_SIZE] =
        bsearch(c->number, numbers->items, numbers->count, NUMBER_SIZE, compare_numbers);
    const int64_t fields[] = {number - (const uint8_t(*)[NUMBER_SIZE])numbers->items,
                              c->lot_lo,
                              c->lot_hi,
                              c->line,
                              c->line_lo,
                              c->line_hi,
                              c->run_lot_lo,
                              c->run_lot_hi,
                              c->run_line_lo,
                              c->run_line_hi};
    size_t count = m->is_opened ? LL_INTERVAL_SALT : LL_INTERVAL_UNOPENED_FIELDS;
    for (size_t i = 0; i < count; i++) {
        ll_json_append(m->ctx->arena, row, ll_json_new_integer(m->ctx->arena, fields[i]));
    }
    if (m->is_opened) {
        ll_json_append(m->ctx->arena, row, hex_of(m->ctx, c->salt, sizeof(c->salt)));
    }
    return row;
}

static enum ll_status put_intervals(const struct making *m, struct ll_json *bundle,
                                    struct ll_err *reterr)
{
    const struct cited *all = m->cited.items;
    struct ll_json *intervals = ll_answer_object(m->ctx);
    struct ll_json *lots = ll_json_new_array(m->ctx->arena);
    struct ll_json *rows = ll_json_new_array(m->ctx->arena);
    struct numbers numbers;
    LL_TRY(collect_numbers(m, &numbers, reterr));
    for (size_t i = 0; i < numbers.count; i++) {
        ll_json_append(m->ctx->arena, lots, hex_of(m->ctx, numbers.items[i], NUMBER_SIZE));
    }
    for (size_t i = 0; i < m->cited.count; i++) {
        ll_json_append(m->ctx->arena, rows, put_row(m, &numbers, &all[i]));
    }
    ll_json_set(m->ctx->arena, intervals, "lines", put_lines(m));
    ll_json_set(m->ctx->arena, intervals, "lots", lots);
    ll_json_set(m->ctx->arena, intervals, "rows", rows);
    ll_json_set(m->ctx->arena, bundle, "intervals", intervals);
    return LL_OK;
}

/* ---- the log ---- */

enum ll_status ll_certificate_event(struct ll_ctx *ctx,
                                    const struct ll_q_certificate_by_serial_row *row,
                                    struct ll_event_id *ret_id, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_q_event_of_certificate_in in = {.from_id = {ll_id_first(row->issued_at)}};
    struct ll_q_event_of_certificate_row event;
    ll_strbuf_init(&buf, ctx->arena, 128);
    ll_strbuf_cstr(&buf, "{\"body\":\"");
    ll_strbuf_hex(&buf, (const uint8_t *)row->body_digest.ptr, row->body_digest.len);
    ll_strbuf_char(&buf, '"');
    LL_TRY(ll_strbuf_finish(&buf, &in.begin, reterr));
    LL_TRY(ll_q_event_of_certificate(ctx->store, ctx->arena, &in, &event, reterr));
    *ret_id = event.event_id;
    return LL_OK;
}

/* ---- the log's entries of the runs ---- */

struct proving {
    const struct making *m;
    const struct ll_log *log;
    struct ll_log_tree *tree;
    const struct cited **by_run; /* [m->cited.count] */
    struct ll_json *list;
    size_t bytes;
};

static int compare_by_run(const void *a, const void *b)
{
    const struct cited *x = *(struct cited *const *)a;
    const struct cited *y = *(struct cited *const *)b;
    int order = ll_id_cmp(x->run_id.raw, y->run_id.raw);
    return order != 0 ? order : (x->run_row > y->run_row) - (x->run_row < y->run_row);
}

/* How many of the run's rows stand in one part of its entry. */
static enum ll_status count_rows(struct ll_ctx *ctx, struct ll_str entry, int64_t *ret_count,
                                 struct ll_err *reterr)
{
    struct ll_json *json = NULL;
    struct ll_arena_mark mark = ll_arena_mark(ctx->arena);
    LL_TRY(ll_json_read(ctx->arena, entry, entry.len, &json, reterr));
    const struct ll_json *rows = ll_json_get(ll_json_get(json, "body"), "rows");
    *ret_count = rows == NULL ? 0 : (int64_t)rows->count;
    ll_arena_rewind(ctx->arena, mark);
    return LL_OK;
}

static enum ll_status put_allocation(struct proving *p, int64_t index, struct ll_str entry,
                                     struct ll_err *reterr)
{
    p->bytes += entry.len;
    return ll_log_put_entry(p->m->ctx, p->log, p->tree, index, entry, p->list, reterr);
}

/* Of one run those parts in which rows of ours stand: by_run[*at] and what follows. */
static enum ll_status put_run(struct proving *p, size_t *at, struct ll_err *reterr)
{
    const struct ll_event_id run_id = p->by_run[*at]->run_id;
    struct ll_q_log_entry_of_event_in in = {p->log->log_id, run_id};
    struct ll_q_log_entry_of_event_row row;
    struct ll_store_cursor *cursor = NULL;
    size_t count = p->m->cited.count;
    int64_t rows_end = 0;
    enum ll_status status;
    LL_TRY(ll_q_log_entry_of_event_open(p->m->ctx->store, p->m->ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_log_entry_of_event_next(cursor, &row, reterr)) == LL_OK) {
        size_t first = *at;
        int64_t rows = 0;
        status = count_rows(p->m->ctx, row.entry, &rows, reterr);
        rows_end += rows;
        while (*at < count && ll_id_eq(p->by_run[*at]->run_id.raw, run_id.raw) &&
               p->by_run[*at]->run_row < rows_end) {
            ++*at;
        }
        if (status == LL_OK && *at > first) {
            status = put_allocation(p, row.log_index, row.entry, reterr);
        }
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    return *at == count || !ll_id_eq(p->by_run[*at]->run_id.raw, run_id.raw)
               ? LL_OK
               : LL_FAIL(reterr, LL_ECORRUPT, "the log lacks rows of an allocation run");
}

/* Under the checkpoint of the certificate's own entry, which they all come before. NULL: they are
 * more than a file is to hold. */
static enum ll_status prove_allocations(const struct making *m, const struct ll_log *log,
                                        struct ll_json **ret_list, struct ll_err *reterr)
{
    struct proving p = {.m = m, .log = log, .list = ll_json_new_array(m->ctx->arena)};
    const struct cited *all = m->cited.items;
    p.by_run = LL_NEW_ARRAY(m->ctx->arena, const struct cited *, m->cited.count);
    if (p.by_run == NULL) {
        return no_memory(reterr);
    }
    for (size_t i = 0; i < m->cited.count; i++) {
        p.by_run[i] = &all[i];
    }
    qsort(p.by_run, m->cited.count, sizeof(*p.by_run), compare_by_run);
    LL_TRY(ll_log_tree(m->ctx, log, &p.tree, reterr));
    for (size_t at = 0; at < m->cited.count && p.bytes <= m->allocations_max;) {
        LL_TRY(put_run(&p, &at, reterr));
    }
    *ret_list = p.bytes <= m->allocations_max ? p.list : NULL;
    return LL_OK;
}

/* {"allocations": […], "entries": […], "policy": "log …\n"} */
static enum ll_status put_entries(struct ll_ctx *ctx, const struct ll_log *log,
                                  const struct ll_json *proven, struct ll_json *allocations,
                                  struct ll_json *bundle, struct ll_err *reterr)
{
    const struct ll_json *from = ll_json_get(proven, "entries");
    struct ll_json *member = ll_answer_object(ctx);
    struct ll_json *entries = ll_json_new_array(ctx->arena);
    struct ll_str policy;
    for (size_t i = 0; i < from->count; i++) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "entry", ll_json_string_at(&from->items[i], "entry"));
        ll_answer_text(ctx, item, "proof", ll_json_string_at(&from->items[i], "proof"));
        ll_json_append(ctx->arena, entries, item);
    }
    LL_TRY(ll_log_policy(ctx, log, &policy, reterr));
    if (allocations != NULL) {
        ll_json_set(ctx->arena, member, "allocations", allocations);
    }
    ll_json_set(ctx->arena, member, "entries", entries);
    ll_answer_text(ctx, member, "policy", policy);
    ll_json_set(ctx->arena, bundle, "log", member);
    return LL_OK;
}

/* Left out where there is no log, and while the entry waits for it. */
static enum ll_status put_log(const struct making *m, const struct ll_log_view *view,
                              const struct ll_q_certificate_by_serial_row *row,
                              struct ll_json *bundle, bool *ret_allocations, struct ll_err *reterr)
{
    struct ll_ctx *ctx = m->ctx;
    struct ll_json *allocations = NULL;
    *ret_allocations = false;
    struct ll_log log = view->log;
    struct ll_event_id event_id;
    struct ll_err none;
    struct ll_json *proven = ll_answer_object(ctx);
    if (view->status == LL_ENOTFOUND) {
        return LL_OK;
    }
    LL_TRY(ll_log_view_check(view, reterr));
    LL_TRY(ll_certificate_event(ctx, row, &event_id, reterr));
    LL_TRY(ll_log_cosigned(ctx, &log, NULL, reterr));
    enum ll_status status = ll_log_prove(ctx, &log, event_id, proven, &none);
    if (status == LL_ENOTFOUND) {
        return LL_OK;
    }
    if (status != LL_OK) {
        *reterr = none;
        return status;
    }
    LL_TRY(ll_answer_done(proven, &proven, reterr));
    if (m->cited.count > 0 && m->allocations_max > 0) {
        LL_TRY(prove_allocations(m, &log, &allocations, reterr));
    }
    *ret_allocations = allocations != NULL;
    return put_entries(ctx, &log, proven, allocations, bundle, reterr);
}

/* Every change of the signing key; left out when there was none. */
static enum ll_status put_keys(struct ll_ctx *ctx, struct ll_json *bundle, struct ll_err *reterr)
{
    struct ll_json *keys = NULL;
    LL_TRY(ll_signing_successions(ctx, &keys, reterr));
    if (keys != NULL && keys->count > 0) {
        ll_json_set(ctx->arena, bundle, "keys", keys);
    }
    return LL_OK;
}

enum ll_status ll_bundle_sign(struct ll_ctx *ctx, const struct ll_sign_key *key,
                              const struct ll_json *bundle, struct ll_str as_of,
                              struct ll_str *ret_text, struct ll_err *reterr)
{
    char method[LL_DID_KEY_METHOD_SIZE];
    uint8_t input[LL_DI_INPUT_SIZE];
    struct ll_json *proof = NULL;
    struct ll_json *whole = NULL;
    struct ll_signature signature;
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(ctx->crypto);
    ll_did_key_method(&key->public_key, method);
    const struct ll_di_options options = {ll_str_from_cstr(method), as_of};
    LL_TRY(ll_di_sign_input(ctx->arena, &crypto, bundle, &options, input, &proof, reterr));
    ll_sign(key, (struct ll_str){(const char *)input, sizeof(input)}, &signature);
    LL_TRY(ll_di_attach(ctx->arena, bundle, proof, &signature, &whole, reterr));
    return ll_json_canonical(ctx->arena, whole, LL_BUNDLE_BYTES_MAX, ret_text, reterr);
}

static enum ll_status make(struct ll_ctx *ctx, const struct ll_log_view *view,
                           const struct ll_q_certificate_by_serial_row *row, struct ll_json *body,
                           const struct ll_sign_key *key, enum ll_bundle_extent extent,
                           struct ll_str *ret_bundle, struct ll_err *reterr)
{
    struct making m = {
        .ctx = ctx,
        .allocations_max = allocations_max[extent],
        .cited = LL_GROW(ctx->arena, struct cited),
        .lines = LL_GROW(ctx->arena, struct line),
    };
    const struct ll_time now = ctx->clock.now(ctx->clock.ctx);
    char did[LL_DID_KEY_SIZE];
    struct ll_json *bundle = ll_answer_object(ctx);
    struct ll_json *status = ll_answer_object(ctx);
    ll_did_key_format(&key->public_key, did);
    ll_answer_time(ctx, status, "asOf", (struct ll_time){now.us / 1000000 * 1000000});
    ll_json_set_cstr(ctx->arena, status, "state", ll_certificate_state_name(row->state));
    struct ll_str as_of = ll_json_string_at(status, "asOf");
    ll_json_set(ctx->arena, bundle, "certificate", body);
    ll_json_set_cstr(ctx->arena, bundle, "format", LL_BUNDLE_FORMAT);
    LL_TRY(read_cited(&m, row->certificate_id, reterr));
    bool has_log = view->status != LL_ENOTFOUND;
    if (m.cited.count > 0 &&
        (extent == LL_BUNDLE_WHOLE || (extent == LL_BUNDLE_IN_PAGE && has_log))) {
        LL_TRY(read_runs(&m, reterr));
    }
    ll_answer_text(ctx, bundle, "issuer", ll_str_from_cstr(did));
    LL_TRY(put_keys(ctx, bundle, reterr));
    LL_TRY(put_log(&m, view, row, bundle, &m.is_opened, reterr));
    m.is_opened = m.is_opened || extent == LL_BUNDLE_WHOLE;
    if (m.cited.count > 0 && extent != LL_BUNDLE_NO_INTERVALS) {
        LL_TRY(put_intervals(&m, bundle, reterr));
    }
    ll_json_set(ctx->arena, bundle, "status", status);
    LL_TRY(ll_answer_done(bundle, &bundle, reterr));
    return ll_bundle_sign(ctx, key, bundle, as_of, ret_bundle, reterr);
}

enum ll_status ll_certificate_bundle_of(struct ll_ctx *ctx, const struct ll_log_view *view,
                                        const struct ll_q_certificate_by_serial_row *row,
                                        enum ll_bundle_extent extent, struct ll_str *ret_bundle,
                                        struct ll_err *reterr)
{
    struct ll_q_certificate_body_latest_in in = {row->certificate_id};
    struct ll_q_certificate_body_latest_row stored;
    struct ll_json *body = NULL;
    struct ll_sign_key key;
    LL_TRY(ll_q_certificate_body_latest(ctx->store, ctx->arena, &in, &stored, reterr));
    LL_TRY(ll_json_read(ctx->arena, stored.body, LL_DI_DOCUMENT_BYTES_MAX, &body, reterr));
    LL_TRY(ll_keys_signing(ctx, &key, reterr));
    enum ll_status status = make(ctx, view, row, body, &key, extent, ret_bundle, reterr);
    ll_sign_key_wipe(&key);
    return status;
}

enum ll_status ll_certificate_bundle(struct ll_ctx *ctx, const struct ll_log_view *view,
                                     struct ll_str serial, enum ll_bundle_extent extent,
                                     struct ll_str *ret_bundle, struct ll_err *reterr)
{
    struct ll_q_certificate_by_serial_row row;
    LL_TRY(ll_certificate_find(ctx, serial, &row, reterr));
    return ll_certificate_bundle_of(ctx, view, &row, extent, ret_bundle, reterr);
}
