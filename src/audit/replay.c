/* From files to events: bundles, the tree over them, parts put together. */
#include "audit/replay.h"

#include <string.h>

#include "audit/replay_model.h"
#include "proof/base64.h"
#include "proof/tile.h"

#define CHECKPOINT_BYTES_MAX ((size_t)64 << 10)
#define BUNDLE_BYTES_MAX ((size_t)LL_TILE_WIDTH * (LL_ENTRY_BYTES_MAX + 2))
#define ENTRY_VERSION 1

static const struct {
    const char *code;
    const char *text;
} finding_rows[] = {
#define LL_REPLAY_FINDING(symbol, code, text) [LL_REPLAY_##symbol] = {(code), (text)},
#include "audit/replay_findings.def"
#undef LL_REPLAY_FINDING
};

static const char *const count_names[] = {
#define X(symbol, name) [LL_REPLAY_COUNT_##symbol] = (name),
    LL_REPLAY_COUNTS(X)
#undef X
};

struct reader {
    struct ll_replay *replay;
    const struct ll_replay_files *files;
    struct ll_arena *files_arena;
    struct ll_tile_edge edge;
    int64_t size;
    struct ll_tree_hash last_root; /* at report->last_size */
    struct ll_str last_origin;
    /* An event whose parts are still to come. */
    struct ll_arena *event; /* holds them */
    struct ll_str kind;
    struct ll_json *body;
    int64_t parts;
    int64_t part; /* the next one; 0: none is under way */
};

/* ---- events ---------------------------------------------------------------------------------- */

static void find_here(struct reader *in, enum ll_replay_code code, int64_t index)
{
    in->replay->entry = index;
    ll_replay_find(in->replay, code);
}

static bool is_member(const struct ll_json *object, size_t at, const char *name)
{
    return at < object->count && ll_str_eq_cstr(object->members[at].name, name);
}

/* {"body":{…},"kind":"…","part":…,"parts":…,"v":1}, in this order, since it is canonical. */
static bool entry_shape(const struct ll_json *entry, int64_t *ret_part, int64_t *ret_parts)
{
    *ret_part = 0;
    *ret_parts = 1;
    if (entry->type != LL_JSON_OBJECT || !is_member(entry, 0, "body") ||
        !is_member(entry, 1, "kind") || entry->members[0].value.type != LL_JSON_OBJECT ||
        entry->members[1].value.type != LL_JSON_STRING) {
        return false;
    }
    size_t at = 2;
    if (is_member(entry, 2, "part") && is_member(entry, 3, "parts")) {
        const struct ll_json *part = &entry->members[2].value;
        const struct ll_json *parts = &entry->members[3].value;
        if (!part->is_integer || !parts->is_integer || part->integer < 0 ||
            part->integer >= parts->integer || parts->integer < 2) {
            return false;
        }
        *ret_part = part->integer;
        *ret_parts = parts->integer;
        at = 4;
    }
    return is_member(entry, at, "v") && entry->count == at + 1 &&
           entry->members[at].value.is_integer && entry->members[at].value.integer == ENTRY_VERSION;
}

static void apply(struct reader *in)
{
    ll_replay_apply(in->replay, in->kind, in->body);
    in->replay->report->counts[LL_REPLAY_COUNT_EVENTS]++;
    in->part = 0;
    ll_arena_reset(in->event);
    ll_arena_reset(in->replay->scratch);
}

static bool same_text(struct ll_arena *arena, const struct ll_json *a, const struct ll_json *b)
{
    struct ll_str x;
    struct ll_str y;
    return ll_json_canonical(arena, a, LL_ENTRY_BYTES_MAX, &x, NULL) == LL_OK &&
           ll_json_canonical(arena, b, LL_ENTRY_BYTES_MAX, &y, NULL) == LL_OK && ll_str_eq(x, y);
}

/* Doubles, so that many parts cost no more than their rows. What was read has no capacity. */
static bool make_room(struct reader *in, struct ll_json *list, size_t more)
{
    if (list->count + more <= list->capacity) {
        return true;
    }
    size_t capacity = 2 * (list->count + more);
    struct ll_json *items = LL_NEW_ARRAY(in->event, struct ll_json, capacity);
    if (items == NULL) {
        in->replay->status = LL_ENOMEM;
        return false;
    }
    if (list->count > 0) {
        memcpy(items, list->items, list->count * sizeof(items[0]));
    }
    list->items = items;
    list->capacity = capacity;
    return true;
}

/* The lists of a further part behind those that are there; all else is the same. */
static bool join_part(struct reader *in, const struct ll_json *body)
{
    if (body->count != in->body->count) {
        return false;
    }
    for (size_t i = 0; i < body->count; i++) {
        struct ll_json *whole = &in->body->members[i].value;
        const struct ll_json *more = &body->members[i].value;
        if (!ll_str_eq(in->body->members[i].name, body->members[i].name) ||
            whole->type != more->type) {
            return false;
        }
        if (more->type != LL_JSON_ARRAY) {
            if (!same_text(in->replay->scratch, whole, more)) {
                return false;
            }
            continue;
        }
        if (!make_room(in, whole, more->count)) {
            return true;
        }
        if (more->count > 0) {
            memcpy(whole->items + whole->count, more->items, more->count * sizeof(whole->items[0]));
        }
        whole->count += more->count;
    }
    return true;
}

static void take_part(struct reader *in, const struct ll_json *entry, int64_t part, int64_t parts,
                      int64_t index)
{
    struct ll_str kind = ll_json_string(&entry->members[1].value);
    bool follows =
        part == in->part && (part == 0 || (parts == in->parts && ll_str_eq(kind, in->kind)));
    if (follows && part > 0) {
        follows = join_part(in, &entry->members[0].value);
    }
    if (!follows) {
        find_here(in, LL_REPLAY_PARTS, index);
        in->part = 0;
        return;
    }
    if (part == 0) {
        in->kind = kind;
        in->body = &entry->members[0].value;
        in->parts = parts;
        in->replay->entry = index;
    }
    in->part = part + 1;
    if (in->part == parts) {
        apply(in);
    }
}

/* Entries are read strictly, and are written in one way. */
static void take_entry(struct reader *in, struct ll_str bytes, int64_t index)
{
    struct ll_json *entry = NULL;
    struct ll_str canonical;
    int64_t part = 0;
    int64_t parts = 1;
    if (in->part == 0) {
        ll_arena_reset(in->event);
    }
    struct ll_str kept = ll_str_copy(in->event, bytes);
    if (kept.ptr == NULL) {
        in->replay->status = LL_ENOMEM;
        return;
    }
    enum ll_status status = ll_json_read(in->event, kept, LL_ENTRY_BYTES_MAX, &entry, NULL);
    if (status == LL_OK) {
        status =
            ll_json_canonical(in->replay->scratch, entry, LL_ENTRY_BYTES_MAX, &canonical, NULL);
    }
    if (status == LL_ENOMEM) {
        in->replay->status = LL_ENOMEM;
        return;
    }
    if (status != LL_OK || !ll_str_eq(canonical, bytes) || !entry_shape(entry, &part, &parts)) {
        find_here(in, LL_REPLAY_ENTRY, index);
        in->part = 0;
        return;
    }
    take_part(in, entry, part, parts, index);
}

/* ---- files ----------------------------------------------------------------------------------- */

static enum ll_status read_file(struct reader *in, const char *path, size_t max_bytes,
                                struct ll_str *ret_bytes, struct ll_err *reterr)
{
    enum ll_status status =
        in->files->read(in->files->ctx, in->files_arena, path, max_bytes, ret_bytes, reterr);
    if (status == LL_ENOTFOUND) {
        status = LL_FAIL(reterr, LL_ENOTFOUND, "the log lacks the file %s", path);
    }
    return status;
}

static enum ll_status read_tile(struct reader *in, const struct ll_tile *tile, size_t max_bytes,
                                struct ll_str *ret_bytes, struct ll_err *reterr)
{
    char path[LL_TILE_PATH_MAX];
    (void)ll_tile_path(tile, path);
    return read_file(in, path, max_bytes, ret_bytes, reterr);
}

static enum ll_status check_tile(struct reader *in, const struct ll_tile *tile,
                                 const struct ll_tree_hash *hashes, struct ll_err *reterr)
{
    struct ll_str bytes;
    size_t length = (size_t)tile->width * LL_DIGEST_SIZE;
    struct ll_arena_mark mark = ll_arena_mark(in->files_arena);
    LL_TRY(read_tile(in, tile, LL_TILE_BYTES, &bytes, reterr));
    if (bytes.len != length || memcmp(bytes.ptr, hashes->b, length) != 0) {
        find_here(in, LL_REPLAY_TILE, -1);
    }
    ll_arena_rewind(in->files_arena, mark);
    return LL_OK;
}

static enum ll_status full_tile(void *ctx, const struct ll_tile *tile,
                                const struct ll_tree_hash hashes[LL_TILE_WIDTH],
                                const struct ll_tree_hash *root, struct ll_err *reterr)
{
    (void)root;
    return check_tile(ctx, tile, hashes, reterr);
}

/* Where the log ended when it was last looked at, it must have had that root. */
static void check_last(struct reader *in)
{
    struct ll_tree_hash root;
    if (in->edge.size != in->replay->report->last_size) {
        return;
    }
    ll_tile_edge_root(&in->replay->crypto, &in->edge, &root);
    if (!ll_tree_hash_eq(&root, &in->last_root)) {
        int64_t entry = in->replay->entry;
        find_here(in, LL_REPLAY_FORKED, -1);
        in->replay->entry = entry;
    }
}

static enum ll_status read_bundle(struct reader *in, int64_t index, struct ll_err *reterr)
{
    struct ll_tile tile = {LL_TILE_ENTRIES, index, ll_tile_width(LL_TILE_ENTRIES, index, in->size)};
    struct ll_tile_sink sink = {full_tile, in};
    struct ll_str rest;
    struct ll_str entry;
    LL_TRY(read_tile(in, &tile, BUNDLE_BYTES_MAX, &rest, reterr));
    for (int i = 0; i < tile.width && in->replay->status == LL_OK; i++) {
        struct ll_tree_hash leaf;
        if (ll_bundle_next(&rest, &entry) != LL_OK) {
            return LL_FAIL(reterr, LL_EPARSE, "a bundle of entries is cut off");
        }
        ll_tree_leaf(&in->replay->crypto, entry, &leaf);
        take_entry(in, entry, in->edge.size);
        LL_TRY(ll_tile_edge_append(&in->replay->crypto, &in->edge, &leaf, &sink, reterr));
        check_last(in);
    }
    if (rest.len > 0 && in->replay->status == LL_OK) {
        return LL_FAIL(reterr, LL_EPARSE, "a bundle of entries is longer than it says");
    }
    return LL_OK;
}

static enum ll_status read_entries(struct reader *in, struct ll_err *reterr)
{
    struct ll_replay_report *report = in->replay->report;
    struct ll_tree_hash root;
    for (int64_t index = 0; index * LL_TILE_WIDTH < in->size; index++) {
        LL_TRY(read_bundle(in, index, reterr));
        ll_arena_reset(in->files_arena);
        if (in->replay->status != LL_OK) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for what the log says");
        }
    }
    if (in->part > 0) {
        find_here(in, LL_REPLAY_PARTS, in->size - 1);
    }
    ll_replay_end(in->replay);
    ll_tile_edge_root(&in->replay->crypto, &in->edge, &root);
    if (!ll_tree_hash_eq(&root, &report->root)) {
        find_here(in, LL_REPLAY_ROOT, -1);
    }
    for (int level = 0; level < LL_TILE_LEVELS; level++) {
        struct ll_tile tile = {level, ll_tile_hashes(level, in->size) / LL_TILE_WIDTH,
                               in->edge.width[level]};
        if (tile.width > 0) {
            LL_TRY(check_tile(in, &tile, in->edge.hashes[level], reterr));
        }
    }
    report->counts[LL_REPLAY_COUNT_ENTRIES] = in->size;
    return LL_OK;
}

/* Whose signature a log of that name needs; NULL: nobody's is checked, or nobody's will do. */
static const struct ll_note_key *key_of(const struct ll_replay_trust *trust, struct ll_str origin)
{
    return trust->policy != NULL ? ll_policy_log(trust->policy, origin) : trust->key;
}

/* The checkpoint that was seen last. */
static enum ll_status read_last(struct reader *in, const struct ll_replay_trust *trust,
                                struct ll_err *reterr)
{
    struct ll_replay *r = in->replay;
    struct ll_checkpoint last;
    r->report->last_size = -1;
    if (trust->last.len == 0) {
        return LL_OK;
    }
    struct ll_note *note = LL_NEW(r->arena, struct ll_note);
    if (note == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the checkpoint");
    }
    const struct ll_note_key *key = ll_note_parse(trust->last, note, NULL) == LL_OK &&
                                            ll_checkpoint_parse(note->text, &last, NULL) == LL_OK
                                        ? key_of(trust, last.origin)
                                        : NULL;
    if (key == NULL ||
        ll_checkpoint_open(&r->crypto, trust->last, key, note, &last, NULL) != LL_OK) {
        return LL_FAIL(reterr, LL_EINVAL, "what was seen last is no checkpoint of this log");
    }
    r->report->last_size = last.size;
    in->last_root = last.root;
    in->last_origin = last.origin;
    return LL_OK;
}

/* By the log, and, with a policy, by its witnesses. */
static void check_signatures(struct reader *in, const struct ll_replay_trust *trust,
                             const struct ll_note *note, struct ll_str origin)
{
    struct ll_replay_report *report = in->replay->report;
    const struct ll_proof_crypto *crypto = &in->replay->crypto;
    const struct ll_note_key *key = key_of(trust, origin);
    report->key_given = trust->key != NULL || trust->policy != NULL;
    report->has_policy = trust->policy != NULL;
    if (report->key_given && (key == NULL || !ll_str_eq(key->name, origin) ||
                              ll_note_check(crypto, note, key, NULL, NULL) != LL_OK)) {
        find_here(in, LL_REPLAY_SIGNATURE, -1);
    } else if (report->has_policy) {
        ll_policy_judge(crypto, trust->policy, note, trust->now, &report->witnessed);
        if (report->witnessed.reason == LL_POLICY_COSIGNATURE) {
            find_here(in, LL_REPLAY_COSIGNATURE, -1);
        }
    }
}

/* The checkpoint, into the report. */
static enum ll_status read_checkpoint(struct reader *in, const struct ll_replay_trust *trust,
                                      struct ll_err *reterr)
{
    struct ll_replay *r = in->replay;
    struct ll_note *note = LL_NEW(r->arena, struct ll_note);
    struct ll_checkpoint checkpoint;
    struct ll_str text;
    if (note == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the checkpoint");
    }
    LL_TRY(read_file(in, "checkpoint", CHECKPOINT_BYTES_MAX, &text, reterr));
    LL_TRY(ll_note_parse(text, note, reterr));
    LL_TRY(ll_checkpoint_parse(note->text, &checkpoint, reterr));
    r->report->origin = ll_str_copy(r->arena, checkpoint.origin);
    r->report->size = checkpoint.size;
    r->report->root = checkpoint.root;
    if (trust->policy != NULL && in->last_origin.len > 0 &&
        !ll_str_eq(in->last_origin, checkpoint.origin)) {
        return LL_FAIL(reterr, LL_EINVAL, "what was seen last is no checkpoint of this log");
    }
    check_signatures(in, trust, note, checkpoint.origin);
    r->report->note = ll_str_copy(r->arena, text);
    in->size = checkpoint.size;
    if (checkpoint.size < r->report->last_size) {
        find_here(in, LL_REPLAY_SHRUNK, -1);
    }
    ll_arena_reset(in->files_arena);
    return LL_OK;
}

static void seed_maps(struct ll_replay *r)
{
    struct ll_replay_map *maps[] = {&r->programme_ids, &r->lot_numbers, &r->plant_keys,
                                    &r->signing_keys,  &r->receipts,    &r->bodies};
    for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++) {
        memcpy(&maps[i]->seed, r->report->root.b, sizeof(maps[i]->seed));
    }
}

enum ll_status ll_replay_run(struct ll_arena *arena, struct ll_crypto *crypto,
                             const struct ll_replay_files *files,
                             const struct ll_replay_trust *trust,
                             struct ll_replay_report **ret_report, struct ll_err *reterr)
{
    struct ll_arena scratch;
    struct ll_arena event;
    struct ll_arena files_arena;
    struct ll_replay replay = {
        .arena = arena,
        .scratch = &scratch,
        .crypto = ll_crypto_for_proof(crypto),
        .report = LL_NEW(arena, struct ll_replay_report),
        .superseded = LL_REPLAY_NONE,
    };
    struct reader *in = LL_NEW(arena, struct reader);
    if (in == NULL || replay.report == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the replay");
    }
    replay.report->findings = LL_NEW_ARRAY(arena, struct ll_replay_finding, LL_REPLAY_FINDINGS_MAX);
    if (replay.report->findings == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the replay");
    }
    ll_arena_child(&scratch, arena);
    ll_arena_child(&event, arena);
    ll_arena_child(&files_arena, arena);
    in->replay = &replay;
    in->files = files;
    in->files_arena = &files_arena;
    in->event = &event;
    ll_tile_edge_init(&in->edge);
    enum ll_status status = read_last(in, trust, reterr);
    if (status == LL_OK) {
        status = read_checkpoint(in, trust, reterr);
    }
    if (status == LL_OK) {
        seed_maps(&replay);
        status = read_entries(in, reterr);
    }
    ll_arena_release(&files_arena);
    ll_arena_release(&event);
    ll_arena_release(&scratch);
    if (status == LL_OK) {
        *ret_report = replay.report;
    }
    return status;
}

/* ---- the report ------------------------------------------------------------------------------ */

static struct ll_json *findings_json(struct ll_arena *arena, const struct ll_replay_report *report)
{
    struct ll_json *list = ll_json_new_array(arena);
    for (size_t i = 0; i < report->kept; i++) {
        const struct ll_replay_finding *finding = &report->findings[i];
        struct ll_json *item = ll_json_new_object(arena);
        ll_json_set_cstr(arena, item, "finding", finding_rows[finding->code].code);
        if (finding->entry >= 0) {
            ll_json_set_integer(arena, item, "entry", finding->entry);
        }
        ll_json_set_cstr(arena, item, "text", finding_rows[finding->code].text);
        ll_json_append(arena, list, item);
    }
    return list;
}

enum ll_status ll_replay_report_json(struct ll_arena *arena, const struct ll_replay_report *report,
                                     struct ll_json **ret_json, struct ll_err *reterr)
{
    struct ll_json *json = ll_json_new_object(arena);
    struct ll_json *counts = ll_json_new_object(arena);
    struct ll_strbuf root;
    struct ll_str root_text;
    ll_strbuf_init(&root, arena, 64);
    ll_base64_put(&root, LL_BASE64_STANDARD,
                  (struct ll_str){(const char *)report->root.b, sizeof(report->root.b)});
    LL_TRY(ll_strbuf_finish(&root, &root_text, reterr));
    for (size_t i = 0; i < LL_REPLAY_COUNT_COUNT; i++) {
        if (report->counts[i] > 0 || !ll_str_ends(ll_str_from_cstr(count_names[i]), LL_STR("_g"))) {
            ll_json_set_integer(arena, counts, count_names[i], report->counts[i]);
        }
    }
    ll_json_set_bool(arena, json, "ok", report->finding_count == 0);
    ll_json_set_str(arena, json, "origin", report->origin);
    ll_json_set_integer(arena, json, "size", report->size);
    ll_json_set_str(arena, json, "root", root_text);
    if (report->last_size >= 0) {
        ll_json_set_integer(arena, json, "last_size", report->last_size);
    }
    ll_json_set_cstr(arena, json, "signature",
                     report->key_given ? "by the key that was given, unless found otherwise"
                                       : "not checked: no key was given");
    if (report->has_policy) {
        char text[LL_WITNESSED_TEXT_MAX];
        ll_witnessed_text(&report->witnessed, text);
        ll_json_set_str(arena, json, "witnessed", ll_str_copy(arena, ll_str_from_cstr(text)));
        ll_json_set_cstr(arena, json, "witness_reason",
                         ll_policy_reason_code(report->witnessed.reason));
        ll_json_set_cstr(arena, json, "witness_text",
                         ll_policy_reason_text(report->witnessed.reason));
    }
    ll_json_set(arena, json, "counted", counts);
    ll_json_set_integer(arena, json, "finding_count", report->finding_count);
    ll_json_set(arena, json, "findings", findings_json(arena, report));
    if (json == NULL || json->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the report");
    }
    *ret_json = json;
    return LL_OK;
}
