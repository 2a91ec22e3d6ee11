/*
 * log sequence: number what is public and not yet numbered, sign the checkpoint.
 *
 * Events are numbered in the order of their ids. Nothing can be stored later before what was
 * numbered: a request's ids sort after all that is stored when it commits, since requests are
 * serializable. A lease keeps other processes from doing the same; should it be lost half-way, the
 * keys of log_entry and log_checkpoint refuse the second of two.
 */
#include <string.h>

#include "service/answer.h"
#include "service/keys.h"
#include "service/log.h"
#include "service/log_entry.h"
#include "service/run.h"
#include "service/table.h"
#include "store/q_log.h"

#define LEASE_US INT64_C(120000000)
#define HOLDER_BYTES 8
#define EVENTS_A_QUERY 32
#define ENTRIES_A_BATCH 1024
#define BYTES_A_BATCH ((size_t)16 << 20)

struct sequencer {
    struct ll_ctx *ctx;
    struct ll_sign_key secret;
    char holder[2 * HOLDER_BYTES + 1];
    struct ll_tile_edge edge; /* of the last batch; size -1: to be read again */
    /* of the batch under way */
    struct ll_log log;
    struct ll_event_id last_event;
    size_t bytes;
    int64_t batch_entries;
    bool more;    /* events are left */
    bool is_held; /* the lease, by the try under way */
    /* in all */
    int64_t events;
    int64_t entries;
};

static struct ll_time clock_now(struct ll_ctx *ctx)
{
    return ctx->clock.now(ctx->clock.ctx);
}

static struct ll_str bytes_of(const void *ptr, size_t count)
{
    return (struct ll_str){ptr, count};
}

/* ---- the lease ---- */

static enum ll_status refuse_lease(struct sequencer *s, struct ll_err *reterr)
{
    struct ll_q_log_lease_row_in in = {s->log.log_id};
    struct ll_q_log_lease_row_row row;
    char until[LL_TIME_TEXT_MAX];
    LL_TRY(ll_q_log_lease_row(s->ctx->store, s->ctx->arena, &in, &row, reterr));
    ll_time_format(row.until_at, until);
    enum ll_status status =
        LL_FAIL(reterr, LL_EBUSY, "another process numbers the log's entries, until %s", until);
    ll_err_hint(reterr, "nothing is lost: it does the same work");
    return status;
}

/* Whoever changed it each time has it, or has just done the work. */
static enum ll_status refuse_race(struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EBUSY,
                                    "another process numbers the log's entries, and took the "
                                    "lease first in each of %d tries",
                                    LL_RUN_TRIES_MAX);
    ll_err_hint(reterr, "nothing is lost: it does the same work");
    return status;
}

static enum ll_status hold_lease(struct sequencer *s, int64_t length_us, struct ll_err *reterr)
{
    struct ll_time now = clock_now(s->ctx);
    int64_t changed = 0;
    struct ll_q_log_lease_take_in in = {
        .log_id = s->log.log_id,
        .holder = ll_str_from_cstr(s->holder),
        .until_at = {now.us + length_us},
        .now = now,
    };
    LL_TRY(ll_q_log_lease_take(s->ctx->store, &in, &changed, reterr));
    s->is_held = changed == 1;
    return s->is_held ? LL_OK : refuse_lease(s, reterr);
}

/* ---- one batch ---- */

static enum ll_status store_tile(void *ctx, const struct ll_tile *tile,
                                 const struct ll_tree_hash hashes[LL_TILE_WIDTH],
                                 const struct ll_tree_hash *root, struct ll_err *reterr)
{
    struct sequencer *s = ctx;
    struct ll_q_log_tile_insert_in in = {
        .log_id = s->log.log_id,
        .level = tile->level,
        .tile_index = tile->index,
        .hashes = bytes_of(hashes, LL_TILE_BYTES),
        .root = bytes_of(root->b, sizeof(root->b)),
    };
    return ll_q_log_tile_insert(s->ctx->store, &in, reterr);
}

static enum ll_status store_entry(struct sequencer *s, struct ll_event_id event_id, int64_t part,
                                  struct ll_str entry, struct ll_err *reterr)
{
    struct ll_tile_sink sink = {store_tile, s};
    struct ll_tree_hash leaf;
    ll_tree_leaf(&s->log.crypto, entry, &leaf);
    struct ll_q_log_entry_insert_in in = {
        .log_id = s->log.log_id,
        .log_index = s->edge.size,
        .event_id = event_id,
        .part = part,
        .entry = entry,
        .leaf_hash = bytes_of(leaf.b, sizeof(leaf.b)),
    };
    LL_TRY(ll_q_log_entry_insert(s->ctx->store, &in, reterr));
    s->bytes += entry.len;
    s->batch_entries++;
    return ll_tile_edge_append(&s->log.crypto, &s->edge, &leaf, &sink, reterr);
}

static enum ll_status log_event(struct sequencer *s, const struct ll_q_log_pending_row *row,
                                struct ll_err *reterr)
{
    struct ll_log_entries entries;
    LL_TRY(ll_log_entries(s->ctx->arena, row->kind, row->public_body, &entries, reterr));
    for (size_t i = 0; i < entries.count; i++) {
        LL_TRY(store_entry(s, row->event_id, (int64_t)i, entries.texts[i], reterr));
    }
    s->last_event = row->event_id;
    s->events++;
    return LL_OK;
}

/* The next few events; *ret_count of them. */
static enum ll_status log_some(struct sequencer *s, int64_t *ret_count, struct ll_err *reterr)
{
    struct ll_q_log_pending_in in = {s->last_event, EVENTS_A_QUERY};
    struct ll_q_log_pending_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_arena_mark mark = ll_arena_mark(s->ctx->arena);
    enum ll_status status;
    LL_TRY(ll_q_log_pending_open(s->ctx->store, s->ctx->arena, &in, &cursor, reterr));
    *ret_count = 0;
    while ((status = ll_q_log_pending_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_arena_mark event = ll_arena_mark(s->ctx->arena);
        status = log_event(s, &row, reterr);
        if (status != LL_OK) {
            break;
        }
        ll_arena_rewind(s->ctx->arena, event);
        ++*ret_count;
    }
    ll_store_query_close(cursor);
    ll_arena_rewind(s->ctx->arena, mark);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status sign(struct sequencer *s, struct ll_str *ret_note, struct ll_err *reterr)
{
    struct ll_checkpoint checkpoint = {.origin = s->log.key.name, .size = s->edge.size};
    struct ll_strbuf text_buf;
    struct ll_strbuf note;
    struct ll_str text;
    struct ll_signature signature;
    ll_tile_edge_root(&s->log.crypto, &s->edge, &checkpoint.root);
    checkpoint.more = LL_STR("");
    ll_strbuf_init(&text_buf, s->ctx->arena, LL_LOG_NOTE_BYTES_MAX);
    ll_checkpoint_put(&text_buf, &checkpoint);
    LL_TRY(ll_strbuf_finish(&text_buf, &text, reterr));
    ll_sign(&s->secret, text, &signature);
    ll_strbuf_init(&note, s->ctx->arena, LL_LOG_NOTE_BYTES_MAX);
    ll_strbuf_str(&note, text);
    ll_strbuf_char(&note, '\n');
    ll_note_put_signature(&note, &s->log.key, 0, &signature);
    LL_TRY(ll_strbuf_finish(&note, ret_note, reterr));
    s->log.size = checkpoint.size;
    s->log.root = checkpoint.root;
    s->log.note = *ret_note;
    struct ll_q_log_checkpoint_insert_in in = {
        .log_id = s->log.log_id,
        .size = checkpoint.size,
        .root = bytes_of(checkpoint.root.b, sizeof(checkpoint.root.b)),
        .note = *ret_note,
        .signed_at = clock_now(s->ctx),
    };
    return ll_q_log_checkpoint_insert(s->ctx->store, &in, reterr);
}

/* Where the last batch ended, from the store unless it was ours. */
static enum ll_status find_end(struct sequencer *s, struct ll_err *reterr)
{
    struct ll_q_log_entry_last_in in = {s->log.log_id};
    struct ll_q_log_entry_last_row row = {.log_index = -1};
    struct ll_log_tree *tree = NULL;
    enum ll_status status = ll_q_log_entry_last(s->ctx->store, s->ctx->arena, &in, &row, reterr);
    if (status != LL_OK && status != LL_ENOTFOUND) {
        return status;
    }
    if (row.log_index + 1 != s->log.size) {
        return LL_FAIL(reterr, LL_ECORRUPT,
                       "the store has entries of the log that no checkpoint "
                       "is over");
    }
    s->last_event = row.event_id;
    if (s->edge.size == s->log.size) {
        return LL_OK;
    }
    LL_TRY(ll_log_tree(s->ctx, &s->log, &tree, reterr));
    return ll_log_edge(tree, &s->edge, reterr);
}

static enum ll_status fill_batch(struct sequencer *s, struct ll_err *reterr)
{
    struct ll_str note;
    int64_t got = EVENTS_A_QUERY;
    LL_TRY(ll_log_open(s->ctx, &s->log, reterr));
    LL_TRY(hold_lease(s, LEASE_US, reterr));
    LL_TRY(ll_log_check_kept(s->ctx, &s->log, reterr));
    LL_TRY(find_end(s, reterr));
    s->bytes = 0;
    s->batch_entries = 0;
    while (got == EVENTS_A_QUERY && s->batch_entries < ENTRIES_A_BATCH &&
           s->bytes < BYTES_A_BATCH) {
        LL_TRY(log_some(s, &got, reterr));
    }
    s->more = got == EVENTS_A_QUERY;
    return s->batch_entries == 0 ? LL_OK : sign(s, &note, reterr);
}

/* In one transaction; then the checkpoint is kept, and only after that may anybody be shown it. */
static enum ll_status batch_once(struct sequencer *s, struct ll_err *reterr)
{
    s->is_held = false;
    LL_TRY(ll_store_begin(s->ctx->store, LL_STORE_WRITE, reterr));
    enum ll_status status = fill_batch(s, reterr);
    if (status == LL_OK) {
        status = ll_store_commit(s->ctx->store, reterr);
    }
    if (ll_store_in_transaction(s->ctx->store)) {
        ll_store_rollback(s->ctx->store);
    }
    LL_TRY(status);
    s->entries += s->batch_entries;
    return ll_log_keep(s->ctx, &s->log, s->log.size, s->log.note, reterr);
}

static enum ll_status batch(struct sequencer *s, struct ll_err *reterr)
{
    struct ll_arena_mark mark = ll_arena_mark(s->ctx->arena);
    int64_t events = s->events;
    for (int attempt = 1;; attempt++) {
        struct ll_err err = {0};
        enum ll_status status = batch_once(s, &err);
        if (status != LL_ERETRY || attempt == LL_RUN_TRIES_MAX) {
            if (status == LL_ERETRY && !s->is_held) {
                return refuse_race(reterr);
            }
            if (status != LL_OK) {
                *reterr = err;
            }
            return status;
        }
        s->events = events;
        s->edge.size = -1;
        ll_arena_rewind(s->ctx->arena, mark);
        ll_run_back_off(s->ctx, attempt);
    }
}

/* Others need not wait until it runs out. */
static void give_lease(struct sequencer *s)
{
    struct ll_err err;
    if (ll_store_begin(s->ctx->store, LL_STORE_WRITE, &err) == LL_OK &&
        hold_lease(s, 0, &err) == LL_OK && ll_store_commit(s->ctx->store, &err) == LL_OK) {
        return;
    }
    if (ll_store_in_transaction(s->ctx->store)) {
        ll_store_rollback(s->ctx->store);
    }
}

static enum ll_status all_batches(struct sequencer *s, struct ll_err *reterr)
{
    struct ll_ctx *ctx = s->ctx;
    s->more = true;
    while (s->more) {
        struct ll_arena_mark mark = ll_arena_mark(ctx->arena);
        LL_TRY(batch(s, reterr));
        if (s->more) {
            ll_arena_rewind(ctx->arena, mark);
        }
        if (ctx->progress.report != NULL) {
            ctx->progress.report(ctx->progress.ctx, "events", s->events, 0);
        }
    }
    return LL_OK;
}

static enum ll_status open_sequencer(struct ll_ctx *ctx, struct sequencer **ret_sequencer,
                                     struct ll_err *reterr)
{
    struct sequencer *s = LL_NEW(ctx->arena, struct sequencer);
    uint8_t random[HOLDER_BYTES];
    if (s == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the log's tiles");
    }
    s->ctx = ctx;
    s->edge.size = -1;
    ctx->ids.random(ctx->ids.ctx, random, sizeof(random));
    for (size_t i = 0; i < sizeof(random); i++) {
        static const char digits[] = "0123456789abcdef";
        s->holder[2 * i] = digits[random[i] >> 4U];
        s->holder[2 * i + 1] = digits[random[i] & 15U];
    }
    LL_TRY(ll_store_begin(ctx->store, LL_STORE_READ, reterr));
    enum ll_status status = ll_log_open(ctx, &s->log, reterr);
    ll_store_rollback(ctx->store);
    LL_TRY(status);
    LL_TRY(ll_keys_read_log(ctx, s->log.log_id, &s->secret, reterr));
    if (memcmp(s->secret.public_key.b, s->log.key.key.b, sizeof(s->log.key.key.b)) != 0) {
        ll_sign_key_wipe(&s->secret);
        status =
            LL_FAIL(reterr, LL_EREFUSED, "the key that this installation has is not the log's");
        ll_err_hint(reterr, "only the installation that started a log signs it");
        return status;
    }
    *ret_sequencer = s;
    return LL_OK;
}

static enum ll_status run_sequence(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct sequencer *s = NULL;
    (void)input;
    LL_TRY(open_sequencer(ctx, &s, reterr));
    enum ll_status status = all_batches(s, reterr);
    if (status != LL_EBUSY) {
        give_lease(s);
    }
    ll_sign_key_wipe(&s->secret);
    LL_TRY(status);
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "origin", s->log.key.name);
    ll_answer_i64(ctx, answer, "events", s->events);
    ll_answer_i64(ctx, answer, "entries", s->entries);
    ll_answer_i64(ctx, answer, "size", s->log.size);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_log_sequence = {
    .noun = "log",
    .verb = "sequence",
    .help = "number the events that are public, and sign the log's checkpoint",
    .details =
        "Run it as often as the log is to be brought up to date: from a timer every few seconds or "
        "minutes. Requests neither wait for it nor need it. Of several processes on one store one "
        "does the work.\n\n"
        "Nothing is signed that does not extend the last checkpoint kept in the folder 'log' of "
        "the data directory: a store put back from an old backup is refused, and says what to do. "
        "Keep that folder, as the keys, when you move an installation.",
    .mode = LL_SERVICE_MANAGE,
    .run = run_sequence,
};
