#include "service/log.h"

#include <string.h>

#include "proof/base64.h"
#include "service/answer.h"
#include "store/q_log.h"

/* Columns of 32 bytes into consecutive hashes; exactly as many as asked for. */
struct sink {
    struct ll_tree_hash *hashes;
    int wanted;
    int count;
};

static enum ll_status no_hash(struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_ECORRUPT, "the store lacks hashes of the log, or has some of no hash");
    ll_err_hint(reterr, "run 'loopledger audit', and restore a backup");
    return status;
}

static enum ll_status take(struct sink *sink, struct ll_str bytes, struct ll_err *reterr)
{
    if (bytes.len != LL_DIGEST_SIZE || sink->count == sink->wanted) {
        return no_hash(reterr);
    }
    memcpy(sink->hashes[sink->count++].b, bytes.ptr, LL_DIGEST_SIZE);
    return LL_OK;
}

static enum ll_status read_leaves(struct ll_log_tree *tree, int64_t lo, struct sink *sink,
                                  struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_q_log_leaf_range_in in = {tree->log->log_id, lo, lo + sink->wanted};
    struct ll_q_log_leaf_range_row row;
    enum ll_status status = LL_OK;
    LL_TRY(ll_q_log_leaf_range_open(tree->ctx->store, tree->ctx->arena, &in, &cursor, reterr));
    while (status == LL_OK) {
        status = ll_q_log_leaf_range_next(cursor, &row, reterr);
        status = status == LL_OK ? take(sink, row.hash, reterr) : status;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status read_roots(struct ll_log_tree *tree, int level, int64_t lo, struct sink *sink,
                                 struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_q_log_root_range_in in = {tree->log->log_id, level, lo, lo + sink->wanted};
    struct ll_q_log_root_range_row row;
    enum ll_status status = LL_OK;
    LL_TRY(ll_q_log_root_range_open(tree->ctx->store, tree->ctx->arena, &in, &cursor, reterr));
    while (status == LL_OK) {
        status = ll_q_log_root_range_next(cursor, &row, reterr);
        status = status == LL_OK ? take(sink, row.hash, reterr) : status;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* `width` hashes of a tile: a full one has a row, a partial one is what is below it. */
static enum ll_status read_tile(struct ll_log_tree *tree, int level, int64_t index, int width,
                                struct ll_tree_hash *ret_hashes, struct ll_err *reterr)
{
    struct sink sink = {ret_hashes, width, 0};
    struct ll_arena_mark mark = ll_arena_mark(tree->ctx->arena);
    enum ll_status status = LL_OK;
    if (width == LL_TILE_WIDTH) {
        struct ll_q_log_tile_hashes_in in = {tree->log->log_id, level, index};
        struct ll_q_log_tile_hashes_row row;
        status = ll_q_log_tile_hashes(tree->ctx->store, tree->ctx->arena, &in, &row, reterr);
        if (status == LL_ENOTFOUND || (status == LL_OK && row.hashes.len != LL_TILE_BYTES)) {
            status = no_hash(reterr);
        } else if (status == LL_OK) {
            memcpy(ret_hashes, row.hashes.ptr, LL_TILE_BYTES);
            sink.count = width;
        }
    } else if (level == 0) {
        status = read_leaves(tree, index * LL_TILE_WIDTH, &sink, reterr);
    } else {
        status = read_roots(tree, level - 1, index * LL_TILE_WIDTH, &sink, reterr);
    }
    ll_arena_rewind(tree->ctx->arena, mark);
    if (status == LL_OK && sink.count != width) {
        status = no_hash(reterr);
    }
    return status;
}

enum ll_status ll_log_tree(struct ll_ctx *ctx, const struct ll_log *log,
                           struct ll_log_tree **ret_tree, struct ll_err *reterr)
{
    struct ll_log_tree *tree = LL_NEW(ctx->arena, struct ll_log_tree);
    if (tree == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the log's tiles");
    }
    tree->ctx = ctx;
    tree->log = log;
    for (int level = 0; level < LL_TILE_LEVELS; level++) {
        tree->kept[level][0].index = -1;
        tree->kept[level][1].index = -1;
    }
    *ret_tree = tree;
    return LL_OK;
}

enum ll_status ll_log_tile(struct ll_log_tree *tree, const struct ll_tile *tile,
                           const struct ll_tree_hash **ret_hashes, struct ll_err *reterr)
{
    int width = ll_tile_width(tile->level, tile->index, tree->log->size);
    LL_ASSERT(tile->level >= 0 && tile->level < LL_TILE_LEVELS && width > 0);
    struct ll_log_tree_tile *kept = &tree->kept[tile->level][width < LL_TILE_WIDTH ? 1 : 0];
    if (kept->index != tile->index) {
        kept->index = -1;
        LL_TRY(read_tile(tree, tile->level, tile->index, width, kept->hashes, reterr));
        kept->index = tile->index;
    }
    *ret_hashes = kept->hashes;
    return LL_OK;
}

static enum ll_status read_subtree(void *ctx, int level, int64_t index,
                                   struct ll_tree_hash *ret_hash, struct ll_err *reterr)
{
    struct ll_log_tree *tree = ctx;
    struct ll_tile_place place = ll_tile_place(level, index);
    struct ll_tile tile = {place.level, place.index, LL_TILE_WIDTH};
    const struct ll_tree_hash *hashes = NULL;
    LL_TRY(ll_log_tile(tree, &tile, &hashes, reterr));
    ll_tile_subtree(&tree->log->crypto, &place, hashes, ret_hash);
    return LL_OK;
}

struct ll_tree_reader ll_log_tree_reader(struct ll_log_tree *tree)
{
    return (struct ll_tree_reader){read_subtree, tree};
}

enum ll_status ll_log_edge(struct ll_log_tree *tree, struct ll_tile_edge *ret_edge,
                           struct ll_err *reterr)
{
    struct ll_tree_hash root;
    ll_tile_edge_init(ret_edge);
    ret_edge->size = tree->log->size;
    for (int level = 0; level < LL_TILE_LEVELS; level++) {
        int64_t hashes = ll_tile_hashes(level, tree->log->size);
        int width = (int)(hashes % LL_TILE_WIDTH);
        if (width > 0) {
            LL_TRY(read_tile(tree, level, hashes / LL_TILE_WIDTH, width, ret_edge->hashes[level],
                             reterr));
        }
        ret_edge->width[level] = width;
    }
    ll_tile_edge_root(&tree->log->crypto, ret_edge, &root);
    if (!ll_tree_hash_eq(&root, &tree->log->root)) {
        return LL_FAIL(reterr, LL_ECORRUPT,
                       "the store's entries do not give the root of its last checkpoint");
    }
    return LL_OK;
}

/* ---- for files that bring entries ---- */

enum ll_status ll_log_put_entry(struct ll_ctx *ctx, const struct ll_log *log,
                                struct ll_log_tree *tree, int64_t index, struct ll_str entry,
                                struct ll_json *list, struct ll_err *reterr)
{
    struct ll_tree_reader reader = ll_log_tree_reader(tree);
    struct ll_tree_proof proof;
    struct ll_json *item = ll_answer_object(ctx);
    struct ll_json *hashes = ll_json_new_array(ctx->arena);
    LL_TRY(ll_tree_prove_inclusion(&log->crypto, &reader, index, log->size, &proof, reterr));
    for (size_t i = 0; i < proof.count; i++) {
        struct ll_strbuf buf;
        struct ll_str text;
        ll_strbuf_init(&buf, ctx->arena, 64);
        ll_base64_put(&buf, LL_BASE64_STANDARD,
                      (struct ll_str){(const char *)proof.hashes[i].b, LL_DIGEST_SIZE});
        LL_TRY(ll_strbuf_finish(&buf, &text, reterr));
        ll_json_append(ctx->arena, hashes, ll_json_new_string(ctx->arena, text));
    }
    ll_answer_text(ctx, item, "entry", entry);
    ll_json_set(ctx->arena, item, "hashes", hashes);
    ll_answer_i64(ctx, item, "index", index);
    ll_json_append(ctx->arena, list, item);
    return LL_OK;
}

enum ll_status ll_log_policy(struct ll_ctx *ctx, const struct ll_log *log, struct ll_str *ret_text,
                             struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, 1024);
    ll_strbuf_cstr(&buf, "log ");
    ll_note_key_put(&buf, &log->key);
    ll_strbuf_char(&buf, '\n');
    return ll_strbuf_finish(&buf, ret_text, reterr);
}
