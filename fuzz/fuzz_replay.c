/*
 * Lines as the entries of a public log that is hashed and signed as it should be: whatever they
 * say, a replay ends with a report, whose sums hold together, and finds nothing wrong with the
 * tree.
 */
#include <string.h>

#include "audit/replay.h"
#include "fuzz.h"
#include "proof/tile.h"

#define ARENA_BYTES_MAX ((size_t)256 << 20)
#define ENTRIES_MAX 255 /* one partial tile */

struct log {
    struct ll_str checkpoint;
    struct ll_str bundle;
    struct ll_str tile;
    int64_t size;
};

static enum ll_status read_file(void *ctx, struct ll_arena *arena, const char *path,
                                size_t max_bytes, struct ll_str *ret_bytes, struct ll_err *reterr)
{
    const struct log *log = ctx;
    struct ll_str name = ll_str_from_cstr(path);
    struct ll_str bytes = ll_str_eq_cstr(name, "checkpoint")             ? log->checkpoint
                          : ll_str_starts(name, LL_STR("tile/entries/")) ? log->bundle
                                                                         : log->tile;
    (void)arena;
    (void)reterr;
    LL_ASSERT(bytes.len <= max_bytes);
    *ret_bytes = bytes;
    return LL_OK;
}

/* One entry a line; false when there is no memory. */
static bool build(struct ll_arena *arena, const struct ll_proof_crypto *crypto, struct ll_str rest,
                  struct log *ret_log)
{
    struct ll_tile_edge *edge = LL_NEW(arena, struct ll_tile_edge);
    struct ll_strbuf bundle;
    struct ll_strbuf note;
    struct ll_checkpoint checkpoint = {.origin = LL_STR("log.example/fuzz"), .more = LL_STR("")};
    if (edge == NULL) {
        return false;
    }
    ll_tile_edge_init(edge);
    ll_strbuf_init(&bundle, arena, ARENA_BYTES_MAX);
    while (rest.len > 0 && edge->size < ENTRIES_MAX) {
        size_t end = ll_str_find_char(rest, '\n');
        struct ll_str entry = ll_str_sub(rest, 0, end < LL_ENTRY_BYTES_MAX ? end : 1);
        struct ll_tree_hash leaf;
        ll_tree_leaf(crypto, entry, &leaf);
        LL_ASSERT(ll_tile_edge_append(crypto, edge, &leaf, NULL, NULL) == LL_OK);
        ll_bundle_put(&bundle, entry);
        rest = ll_str_sub(rest, end + 1, rest.len);
    }
    checkpoint.size = edge->size;
    ll_tile_edge_root(crypto, edge, &checkpoint.root);
    ll_strbuf_init(&note, arena, LL_NOTE_BYTES_MAX);
    ll_checkpoint_put(&note, &checkpoint);
    ll_strbuf_cstr(&note, "\n— log.example/fuzz AAAAAAA=\n");
    ret_log->tile = (struct ll_str){(const char *)edge->hashes[0][0].b,
                                    (size_t)edge->width[0] * LL_DIGEST_SIZE};
    return ll_strbuf_finish(&bundle, &ret_log->bundle, NULL) == LL_OK &&
           ll_strbuf_finish(&note, &ret_log->checkpoint, NULL) == LL_OK;
}

static void check(struct ll_arena *arena, struct ll_crypto *crypto, struct ll_str text)
{
    struct ll_proof_crypto functions = ll_crypto_for_proof(crypto);
    struct log log = {.size = 0};
    struct ll_replay_files files = {read_file, &log};
    struct ll_replay_trust trust = {.last = LL_STR("")};
    struct ll_replay_report *report = NULL;
    struct ll_json *json = NULL;
    struct ll_err err;
    if (!build(arena, &functions, text, &log)) {
        return;
    }
    enum ll_status status = ll_replay_run(arena, crypto, &files, &trust, &report, &err);
    LL_ASSERT(status == LL_OK || status == LL_ENOMEM);
    if (status != LL_OK) {
        return;
    }
    for (size_t i = 0; i < report->kept; i++) {
        LL_ASSERT(report->findings[i].code != LL_REPLAY_ROOT &&
                  report->findings[i].code != LL_REPLAY_TILE);
    }
    /* What a log says that breaks a rule is counted as it says it. */
    bool is_sound = report->finding_count == 0;
    LL_ASSERT(!is_sound || (report->counts[LL_REPLAY_COUNT_ALLOCATED_UNITS] >= 0 &&
                            report->counts[LL_REPLAY_COUNT_ALLOCATED_UNITS] <=
                                report->counts[LL_REPLAY_COUNT_LOT_UNITS]));
    LL_ASSERT(!is_sound || report->counts[LL_REPLAY_COUNT_REMOVED_UNITS] <=
                               report->counts[LL_REPLAY_COUNT_LOT_UNITS]);
    LL_ASSERT(ll_replay_report_json(arena, report, &json, NULL) == LL_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ll_arena arena;
    struct ll_crypto *crypto = NULL;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES_MAX);
    if (ll_crypto_open(&arena, &crypto, NULL) == LL_OK) {
        check(&arena, crypto, (struct ll_str){(const char *)data, size});
        ll_crypto_close(crypto);
    }
    ll_arena_release(&arena);
    return 0;
}
