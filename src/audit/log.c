/*
 * Every log of the store. Entries, events and checkpoints are read side by side, each once and in
 * its order; the tree grows with the entries that are stored, so that each fault is told where it
 * is. Tiles come last, by what was kept of each.
 */
#include "audit/log.h"

#include <string.h>

#include "audit/log_tree.h"
#include "audit/stored.h"
#include "proof/checkpoint.h"
#include "store/q_audit.h"

#define PROGRESS_EVERY 4096

struct log {
    int64_t log_id;
    int64_t started_at;
    bool has_key;
    struct ll_note_key key; /* its name is the log's */
    struct ll_vec tiles[LL_TILE_LEVELS];
};

struct walk {
    struct ll_audit *a;
    struct ll_vec logs; /* of struct log, by number */
    struct ll_log_tree tree;
    struct ll_note note;
    struct ll_store_cursor *entries;
    struct ll_store_cursor *events;
    struct ll_store_cursor *checkpoints;
    struct ll_q_audit_log_entry_row entry;
    struct ll_q_audit_log_event_row event;
    struct ll_q_audit_log_checkpoint_row checkpoint;
    bool has_entry;
    bool has_event;
    bool has_checkpoint;
    int64_t next_index;
    int64_t last_size; /* of the log's checkpoints so far; -1: none */
    const char *table; /* of what failed */
    enum ll_status status;
    struct ll_err *reterr;
};

/* ---- reading side by side ---- */
static bool goes_on(const struct walk *w)
{
    return w->status == LL_OK && w->a->status == LL_OK;
}

/* Is there a row? */
static bool stepped(struct walk *w, const char *table, enum ll_status status)
{
    if (status != LL_OK && status != LL_EEND) {
        w->status = status;
        w->table = table;
    }
    return status == LL_OK;
}

static void next_entry(struct walk *w)
{
    w->has_entry =
        goes_on(w) &&
        stepped(w, "log_entry", ll_q_audit_log_entry_next(w->entries, &w->entry, w->reterr));
    ll_audit_count(w->a, LL_AUDIT_COUNT_ROWS, w->has_entry ? 1 : 0);
}

static void next_event(struct walk *w)
{
    w->has_event = goes_on(w) &&
                   stepped(w, "event", ll_q_audit_log_event_next(w->events, &w->event, w->reterr));
}

static void next_checkpoint(struct walk *w)
{
    w->has_checkpoint =
        goes_on(w) &&
        stepped(w, "log_checkpoint",
                ll_q_audit_log_checkpoint_next(w->checkpoints, &w->checkpoint, w->reterr));
    ll_audit_count(w->a, LL_AUDIT_COUNT_ROWS, w->has_checkpoint ? 1 : 0);
}

static bool is_of(const struct walk *w, const struct log *log)
{
    return w->has_entry && w->entry.log_id == log->log_id;
}

/* As the store orders ids, of whatever length. */
static int cmp_bytes(struct ll_str x, struct ll_str y)
{
    size_t shorter = x.len < y.len ? x.len : y.len;
    int order = shorter == 0 ? 0 : memcmp(x.ptr, y.ptr, shorter);
    return order != 0 ? order : (x.len > y.len) - (x.len < y.len);
}

/* ---- logs ---- */
static bool name_taken(const struct walk *w, struct ll_str origin)
{
    for (size_t i = 0; i < w->logs.count; i++) {
        if (ll_str_eq(LL_VEC_AT(&w->logs, struct log, i)->key.name, origin)) {
            return true;
        }
    }
    return false;
}

static void take_log(struct walk *w, const struct ll_q_audit_log_row *row)
{
    struct ll_audit *a = w->a;
    struct ll_public_key key;
    const struct log *before =
        w->logs.count == 0 ? NULL : LL_VEC_AT(&w->logs, struct log, w->logs.count - 1);
    if (row->log_id < 1 || (before != NULL && row->log_id == before->log_id)) {
        ll_audit_find_fault(a, LL_AUDIT_LOG_SHAPE, NULL, "log %lld: a number of no log, or of two",
                            (long long)row->log_id);
        return;
    }
    if (!ll_note_name_ok(row->origin) || name_taken(w, row->origin)) {
        ll_audit_find_fault(a, LL_AUDIT_LOG_SHAPE, NULL, "log %lld: a name of no log, or of two",
                            (long long)row->log_id);
    }
    struct log *log = ll_vec_push(a, &w->logs, sizeof(*log));
    if (log == NULL) {
        return;
    }
    *log = (struct log){.log_id = row->log_id,
                        .started_at = row->started_at,
                        .has_key = row->public_key.len == sizeof(key.b)};
    log->key.name = ll_audit_copy(a, row->origin);
    if (!log->has_key) {
        ll_audit_find_fault(a, LL_AUDIT_LOG_SHAPE, NULL, "log %lld: its key is no key",
                            (long long)row->log_id);
    } else if (a->status == LL_OK) {
        const struct ll_proof_crypto crypto = ll_crypto_for_proof(a->crypto);
        memcpy(key.b, row->public_key.ptr, sizeof(key.b));
        ll_note_key_make(&crypto, log->key.name, LL_NOTE_ED25519, &key, &log->key);
    }
}

static void read_logs(struct walk *w)
{
    struct ll_q_audit_log_row row;
    struct ll_store_cursor *cursor = NULL;
    bool has =
        stepped(w, "log", ll_q_audit_log_open(w->a->store, w->a->scratch, &cursor, w->reterr));
    while (has && goes_on(w)) {
        has = stepped(w, "log", ll_q_audit_log_next(cursor, &row, w->reterr));
        if (has) {
            ll_audit_count(w->a, LL_AUDIT_COUNT_ROWS, 1);
            take_log(w, &row);
        }
    }
    ll_store_query_close(cursor);
}

/* ---- checkpoints ---- */
static void check_note(struct walk *w, const struct log *log)
{
    const struct ll_q_audit_log_checkpoint_row *row = &w->checkpoint;
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(w->a->crypto);
    struct ll_checkpoint said;
    struct ll_err why = {0};
    if (!log->has_key) {
        return; /* told of the log */
    }
    enum ll_status status =
        ll_checkpoint_open(&crypto, row->note, &log->key, &w->note, &said, &why);
    if (status != LL_OK) {
        ll_audit_find_fault(w->a, LL_AUDIT_LOG_SIGNATURE, NULL,
                            "log %lld: the checkpoint of %lld entries: %s", (long long)log->log_id,
                            (long long)row->size, why.text);
    } else if (said.size != row->size || row->root.len != sizeof(said.root.b) ||
               memcmp(said.root.b, row->root.ptr, sizeof(said.root.b)) != 0) {
        ll_audit_find_fault(w->a, LL_AUDIT_LOG_SIGNATURE, NULL,
                            "log %lld: the note stored with the checkpoint of %lld entries says "
                            "%lld, or another root",
                            (long long)log->log_id, (long long)row->size, (long long)said.size);
    }
}

static void check_checkpoint(struct walk *w, const struct log *log)
{
    const struct ll_q_audit_log_checkpoint_row *row = &w->checkpoint;
    struct ll_tree_hash root;
    ll_audit_count(w->a, LL_AUDIT_COUNT_CHECKPOINTS, 1);
    if (w->last_size < 0 && (row->size != 0 || row->signed_at != log->started_at)) {
        ll_audit_find_fault(w->a, LL_AUDIT_LOG_SHAPE, NULL,
                            "log %lld: its first checkpoint is not of no entries, signed when it "
                            "was started",
                            (long long)log->log_id);
    }
    if (row->size <= w->last_size || row->size != w->tree.size) {
        ll_audit_find_fault(w->a, LL_AUDIT_LOG_CHECKPOINT, NULL,
                            "log %lld: a checkpoint of %lld entries, after one of %lld; there are "
                            "%lld entries up to it",
                            (long long)log->log_id, (long long)row->size, (long long)w->last_size,
                            (long long)w->tree.size);
    }
    if (row->size == w->tree.size) {
        ll_log_tree_root(w->a, &w->tree, &root);
        if (row->root.len != sizeof(root.b) || memcmp(row->root.ptr, root.b, sizeof(root.b)) != 0) {
            ll_audit_find_fault(w->a, LL_AUDIT_LOG_CHECKPOINT, NULL,
                                "log %lld: the first %lld entries have another root than their "
                                "checkpoint",
                                (long long)log->log_id, (long long)row->size);
        }
    }
    check_note(w, log);
    if (row->size > w->last_size) {
        w->last_size = row->size;
    }
}

/* Those of as many entries as there are so far, or fewer; at the end all that are left. */
static void take_checkpoints(struct walk *w, const struct log *log, bool at_end)
{
    while (w->has_checkpoint && w->checkpoint.log_id == log->log_id && goes_on(w) &&
           (at_end || w->checkpoint.size <= w->tree.size)) {
        check_checkpoint(w, log);
        next_checkpoint(w);
    }
}

/* ---- entries ---- */
/* The entry at hand into the tree. */
static void take_entry(struct walk *w, struct log *log)
{
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(w->a->crypto);
    struct ll_tree_hash leaf;
    take_checkpoints(w, log, false);
    if (w->entry.log_index != w->next_index) {
        ll_audit_find_fault_id(w->a, LL_AUDIT_LOG_ENTRY, LL_KIND_NONE, w->entry.event_id,
                               "log %lld: entry %lld is numbered %lld", (long long)log->log_id,
                               (long long)w->tree.size, (long long)w->entry.log_index);
    }
    w->next_index = w->entry.log_index < INT64_MAX ? w->entry.log_index + 1 : 0;
    ll_tree_leaf(&crypto, w->entry.entry, &leaf);
    if (w->entry.leaf_hash.len != sizeof(leaf.b) ||
        memcmp(w->entry.leaf_hash.ptr, leaf.b, sizeof(leaf.b)) != 0) {
        ll_audit_find_fault_id(w->a, LL_AUDIT_LOG_LEAF, LL_KIND_NONE, w->entry.event_id,
                               "log %lld: the hash stored with entry %lld is not its own",
                               (long long)log->log_id, (long long)w->tree.size);
    }
    ll_log_tree_append(w->a, &w->tree, &leaf, log->tiles);
    ll_audit_count(w->a, LL_AUDIT_COUNT_LOG_ENTRIES, 1);
    if (w->tree.size % PROGRESS_EVERY == 0) {
        ll_audit_report_progress(w->a, "log entries", w->tree.size, 0);
    }
    next_entry(w);
}

static void take_extra(struct walk *w, struct log *log)
{
    ll_audit_find_fault_id(w->a, LL_AUDIT_LOG_ENTRY, LL_KIND_NONE, w->entry.event_id,
                           "log %lld: entry %lld is of no public event that comes here",
                           (long long)log->log_id, (long long)w->tree.size);
    take_entry(w, log);
}

/* All entries of the event at hand. */
static void take_parts(struct walk *w, struct log *log)
{
    struct ll_log_parts parts;
    struct ll_arena_mark mark = ll_arena_mark(w->a->scratch);
    ll_log_parts_begin(w->a, w->event.kind, w->event.public_body, &parts);
    while (goes_on(w) && is_of(w, log) && cmp_bytes(w->entry.event_id, w->event.event_id) == 0) {
        bool good = w->entry.part == parts.part;
        good = ll_log_parts_take(w->a, &parts, w->entry.entry) && good;
        if (!good && goes_on(w)) {
            ll_audit_find_fault_id(w->a, LL_AUDIT_LOG_ENTRY, LL_KIND_NONE, w->event.event_id,
                                   "log %lld: entry %lld is not part %lld of what is public of "
                                   "the event",
                                   (long long)log->log_id, (long long)w->tree.size,
                                   (long long)parts.part - 1);
        }
        take_entry(w, log);
    }
    if (goes_on(w) && !ll_log_parts_done(&parts)) {
        ll_audit_find_fault_id(w->a, LL_AUDIT_LOG_ENTRY, LL_KIND_NONE, w->event.event_id,
                               "log %lld: the entries of the event do not give the whole of it",
                               (long long)log->log_id);
    }
    ll_arena_rewind(w->a->scratch, mark);
}

/* Each public event in its turn; those after the last entry are not yet in the log. */
static void take_events(struct walk *w, struct log *log)
{
    while (goes_on(w) && w->has_event && is_of(w, log)) {
        int order = cmp_bytes(w->entry.event_id, w->event.event_id);
        if (order < 0) {
            take_extra(w, log);
            continue;
        }
        if (order == 0) {
            take_parts(w, log);
        } else {
            ll_audit_find_fault_id(w->a, LL_AUDIT_LOG_ENTRY, LL_KIND_NONE, w->event.event_id,
                                   "log %lld: the event is not in it, and later ones are",
                                   (long long)log->log_id);
        }
        next_event(w);
    }
    while (goes_on(w) && is_of(w, log)) {
        take_extra(w, log);
    }
}

/* Rows that stand before those of log `log_id`; all, when there is none after it. */
static void skip_strays(struct walk *w, const struct log *log)
{
    int64_t entries = 0;
    int64_t checkpoints = 0;
    while (goes_on(w) && w->has_entry && (log == NULL || w->entry.log_id < log->log_id)) {
        entries++;
        next_entry(w);
    }
    while (goes_on(w) && w->has_checkpoint && (log == NULL || w->checkpoint.log_id < log->log_id)) {
        checkpoints++;
        next_checkpoint(w);
    }
    if (entries + checkpoints > 0) {
        ll_audit_find_fault(w->a, LL_AUDIT_LOG_SHAPE, NULL,
                            "%lld entries and %lld checkpoints are of no log", (long long)entries,
                            (long long)checkpoints);
    }
}

static void read_log(struct walk *w, struct log *log)
{
    skip_strays(w, log);
    w->tree.size = 0;
    w->next_index = 0;
    w->last_size = -1;
    w->events = NULL;
    if (!goes_on(w) ||
        !stepped(w, "event",
                 ll_q_audit_log_event_open(w->a->store, w->a->scratch, &w->events, w->reterr))) {
        return;
    }
    next_event(w);
    take_events(w, log);
    take_checkpoints(w, log, true);
    ll_store_query_close(w->events);
    if (goes_on(w) && w->last_size != w->tree.size) {
        ll_audit_find_fault(w->a, LL_AUDIT_LOG_CHECKPOINT, NULL,
                            "log %lld: its last checkpoint is of %lld entries, and it has %lld",
                            (long long)log->log_id, (long long)w->last_size,
                            (long long)w->tree.size);
    }
}

static void read_entries(struct walk *w)
{
    struct ll_audit *a = w->a;
    if (stepped(w, "log_entry",
                ll_q_audit_log_entry_open(a->store, a->scratch, &w->entries, w->reterr)) &&
        stepped(w, "log_checkpoint",
                ll_q_audit_log_checkpoint_open(a->store, a->scratch, &w->checkpoints, w->reterr))) {
        next_entry(w);
        next_checkpoint(w);
        for (size_t i = 0; goes_on(w) && i < w->logs.count; i++) {
            read_log(w, LL_VEC_AT(&w->logs, struct log, i));
        }
        skip_strays(w, NULL);
    }
    ll_store_query_close(w->entries);
    ll_store_query_close(w->checkpoints);
}

/* ---- tiles ---- */
static struct ll_full_tile *find_tile(const struct walk *w,
                                      const struct ll_q_audit_log_tile_row *row)
{
    for (size_t i = 0; i < w->logs.count; i++) {
        struct log *log = LL_VEC_AT(&w->logs, struct log, i);
        if (log->log_id == row->log_id) {
            return row->level < 0 || row->level >= LL_TILE_LEVELS || row->tile_index < 0 ||
                           (uint64_t)row->tile_index >= log->tiles[row->level].count
                       ? NULL
                       : LL_VEC_AT(&log->tiles[row->level], struct ll_full_tile, row->tile_index);
        }
    }
    return NULL;
}

static void check_tile(struct walk *w, const struct ll_q_audit_log_tile_row *row)
{
    struct ll_full_tile *tile = find_tile(w, row);
    const char *why = NULL;
    uint8_t digest[LL_DIGEST_SIZE];
    ll_crypto_sha256(w->a->crypto, row->hashes, digest);
    if (tile == NULL) {
        why = LL_R("no full tile of any log");
    } else if (tile->seen) {
        why = LL_R("there twice");
    } else if (memcmp(tile->digest, digest, sizeof(digest)) != 0) {
        why = LL_R("not of the hashes below it");
    } else if (row->root.len != sizeof(tile->root.b) ||
               memcmp(row->root.ptr, tile->root.b, sizeof(tile->root.b)) != 0) {
        why = LL_R("stored with another root");
    }
    if (tile != NULL) {
        tile->seen = true;
    }
    if (why != NULL) {
        ll_audit_find_fault(w->a, LL_AUDIT_LOG_TILE, NULL,
                            "log %lld: tile %lld of level %lld is %s", (long long)row->log_id,
                            (long long)row->tile_index, (long long)row->level, why);
    }
}

static void find_missing_tiles(struct walk *w, const struct log *log)
{
    for (int level = 0; level < LL_TILE_LEVELS; level++) {
        for (size_t i = 0; i < log->tiles[level].count; i++) {
            if (!LL_VEC_AT(&log->tiles[level], struct ll_full_tile, i)->seen) {
                ll_audit_find_fault(w->a, LL_AUDIT_LOG_TILE, NULL,
                                    "log %lld: tile %zu of level %d is not stored",
                                    (long long)log->log_id, i, level);
            }
        }
    }
}

static void read_tiles(struct walk *w)
{
    struct ll_q_audit_log_tile_row row;
    struct ll_store_cursor *cursor = NULL;
    bool has = stepped(w, "log_tile",
                       ll_q_audit_log_tile_open(w->a->store, w->a->scratch, &cursor, w->reterr));
    while (has && goes_on(w)) {
        has = stepped(w, "log_tile", ll_q_audit_log_tile_next(cursor, &row, w->reterr));
        if (has) {
            ll_audit_count(w->a, LL_AUDIT_COUNT_ROWS, 1);
            check_tile(w, &row);
        }
    }
    ll_store_query_close(cursor);
    for (size_t i = 0; goes_on(w) && i < w->logs.count; i++) {
        find_missing_tiles(w, LL_VEC_AT(&w->logs, struct log, i));
    }
}

enum ll_status ll_audit_logs(struct ll_audit *a, struct ll_err *reterr)
{
    struct ll_err own = {0};
    struct ll_arena_mark mark = ll_arena_mark(a->scratch);
    struct walk *w = LL_NEW(a->scratch, struct walk);
    if (w == NULL) {
        a->status = LL_ENOMEM;
        return LL_OK;
    }
    w->a = a;
    w->reterr = reterr != NULL ? reterr : &own;
    read_logs(w);
    if (goes_on(w)) {
        read_entries(w);
    }
    if (goes_on(w)) {
        read_tiles(w);
    }
    enum ll_status status = a->status == LL_OK && w->status != LL_OK ? w->status : LL_EEND;
    const char *table = w->table;
    ll_arena_rewind(a->scratch, mark);
    return ll_stored_end(a, table, status, reterr);
}
