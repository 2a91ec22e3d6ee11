/* The log as files that any web server can serve: C2SP tlog-tiles. */
#include <string.h>

#include "service/log.h"
#include "store/q_log.h"

#define BUNDLE_BYTES_MAX ((size_t)LL_TILE_WIDTH * (LL_ENTRY_BYTES_MAX + 2))

struct writer {
    struct ll_ctx *ctx;
    struct ll_log log;
    struct ll_log_tree *tree;
    const struct ll_log_files *files;
    struct ll_str there;
    int64_t written; /* entries that the checkpoint which is there is over; -1: none is there */
    int64_t count;
};

static enum ll_status put(struct writer *w, const char *path, struct ll_str bytes,
                          struct ll_err *reterr)
{
    w->count++;
    return w->files->put(w->files->ctx, path, bytes, reterr);
}

static enum ll_status entries_file(struct ll_log_tree *tree, const struct ll_tile *tile,
                                   struct ll_str *ret_bytes, struct ll_err *reterr)
{
    struct ll_ctx *ctx = tree->ctx;
    int64_t lo = tile->index * LL_TILE_WIDTH;
    struct ll_q_log_entry_range_in in = {tree->log->log_id, lo, lo + tile->width};
    struct ll_q_log_entry_range_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_strbuf out;
    int count = 0;
    enum ll_status status;
    ll_strbuf_init(&out, ctx->arena, BUNDLE_BYTES_MAX);
    LL_TRY(ll_q_log_entry_range_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_log_entry_range_next(cursor, &row, reterr)) == LL_OK) {
        ll_bundle_put(&out, row.entry);
        count++;
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    if (count != tile->width) {
        return LL_FAIL(reterr, LL_ECORRUPT, "the store lacks entries of the log");
    }
    return ll_strbuf_finish(&out, ret_bytes, reterr);
}

enum ll_status ll_log_file(struct ll_log_tree *tree, const struct ll_tile *tile,
                           struct ll_str *ret_bytes, struct ll_err *reterr)
{
    int level = tile->level == LL_TILE_ENTRIES ? 0 : tile->level;
    const struct ll_tree_hash *hashes = NULL;
    if (tile->width > ll_tile_width(level, tile->index, tree->log->size)) {
        return LL_FAIL(reterr, LL_ENOTFOUND, "the log is not that long yet");
    }
    if (tile->level == LL_TILE_ENTRIES) {
        return entries_file(tree, tile, ret_bytes, reterr);
    }
    LL_TRY(ll_log_tile(tree, tile, &hashes, reterr));
    *ret_bytes = (struct ll_str){(const char *)hashes->b, (size_t)tile->width * LL_DIGEST_SIZE};
    return LL_OK;
}

/* Tiles of a level that the checkpoint which is there is not over. What a run that was stopped
 * wrote is there already: a path has one content for ever. */
static enum ll_status write_level(struct writer *w, int level, struct ll_err *reterr)
{
    int64_t index = ll_tile_hashes(level, w->written) / LL_TILE_WIDTH;
    for (;; index++) {
        struct ll_tile tile = {level, index, ll_tile_width(level, index, w->log.size)};
        char path[LL_TILE_PATH_MAX];
        if (tile.width == 0) {
            return LL_OK;
        }
        (void)ll_tile_path(&tile, path);
        if (w->files->has(w->files->ctx, path)) {
            continue;
        }
        struct ll_arena_mark mark = ll_arena_mark(w->ctx->arena);
        struct ll_str bytes;
        LL_TRY(ll_log_file(w->tree, &tile, &bytes, reterr));
        LL_TRY(put(w, path, bytes, reterr));
        ll_arena_rewind(w->ctx->arena, mark);
    }
}

/* What the folder was told last must be of this log, and no longer than it. */
static enum ll_status check_there(struct writer *w, struct ll_err *reterr)
{
    struct ll_str text;
    struct ll_checkpoint there;
    struct ll_tree_hash root;
    struct ll_note *note = LL_NEW(w->ctx->arena, struct ll_note);
    struct ll_tree_reader reader = ll_log_tree_reader(w->tree);
    if (note == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a checkpoint");
    }
    enum ll_status status = w->files->checkpoint(w->files->ctx, &text, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    if (ll_checkpoint_open(&w->log.crypto, text, &w->log.key, note, &there, reterr) != LL_OK) {
        return LL_FAIL(reterr, LL_EREFUSED, "the folder holds another log");
    }
    if (there.size > w->log.size) {
        return LL_FAIL(reterr, LL_EREFUSED,
                       "the folder holds %lld entries of the log, and the store has %lld",
                       (long long)there.size, (long long)w->log.size);
    }
    LL_TRY(ll_tree_root(&w->log.crypto, &reader, there.size, &root, reterr));
    if (!ll_tree_hash_eq(&root, &there.root)) {
        return LL_FAIL(reterr, LL_EREFUSED, "the folder holds another history of the log");
    }
    w->written = there.size;
    w->there = text;
    return LL_OK;
}

/* Tiles before the checkpoint that is over them. */
static enum ll_status write_log(struct writer *w, struct ll_err *reterr)
{
    LL_TRY(ll_log_tree(w->ctx, &w->log, &w->tree, reterr));
    LL_TRY(check_there(w, reterr));
    LL_TRY(ll_log_keep(w->ctx, &w->log, w->log.size, w->log.note, reterr));
    struct ll_json *witnesses = NULL;
    LL_TRY(ll_log_cosigned(w->ctx, &w->log, &witnesses, reterr));
    if (w->written == w->log.size) {
        bool more = witnesses->count > 0 && !ll_str_eq(w->there, w->log.note);
        return more ? put(w, "checkpoint", w->log.note, reterr) : LL_OK;
    }
    w->written = w->written < 0 ? 0 : w->written;
    for (int level = LL_TILE_ENTRIES; level < LL_TILE_LEVELS; level++) {
        LL_TRY(write_level(w, level, reterr));
    }
    return put(w, "checkpoint", w->log.note, reterr);
}

enum ll_status ll_log_export(struct ll_ctx *ctx, const struct ll_log_files *files,
                             struct ll_log_exported *ret_exported, struct ll_err *reterr)
{
    struct writer w = {.ctx = ctx, .files = files, .written = -1};
    struct ll_log_view view;
    LL_TRY(ll_log_view_begin(ctx, &view, reterr));
    enum ll_status status = ll_log_view_check(&view, reterr);
    if (status == LL_OK) {
        w.log = view.log;
        status = write_log(&w, reterr);
    }
    ll_store_rollback(ctx->store);
    LL_TRY(status);
    *ret_exported = (struct ll_log_exported){w.log.key.name, w.log.size, w.count};
    return LL_OK;
}
