/* The public log: what is numbered, signed, proven and kept; and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/log.h"
#include "service/log_entry.h"
#include "service/run.h"
#include "service/support.h"
#include "store/q_log.h"

#define ORIGIN "log.example.org/test"
#define FILES_MAX 400

static void must(struct ll_ledger *ledger, enum ll_status status)
{
    if (status != LL_OK) {
        fail_msg("%s: %s", ll_status_name(status), ledger->err.text);
    }
}

static struct ll_log open_log(struct ll_ledger *ledger)
{
    struct ll_log log;
    must(ledger, ll_store_begin(ledger->ctx.store, LL_STORE_READ, &ledger->err));
    must(ledger, ll_log_open(&ledger->ctx, &log, &ledger->err));
    ll_store_rollback(ledger->ctx.store);
    return log;
}

static void add_lots(struct ll_ledger *ledger, int count)
{
    for (int i = 0; i < count; i++) {
        char record[32];
        (void)snprintf(record, sizeof(record), "r-%lld", (long long)ledger->calls);
        (void)ll_receive(ledger, record, "smartphone_nb:10:1.5kg:removed");
    }
}

/* ---- files in memory ---- */
struct file {
    char path[LL_TILE_PATH_MAX + 16];
    struct ll_str bytes;
};
struct files {
    struct ll_arena *arena;
    struct file files[FILES_MAX];
    size_t count;
    size_t puts;
};

static struct file *find_file(struct files *files, const char *path)
{
    for (size_t i = 0; i < files->count; i++) {
        if (strcmp(files->files[i].path, path) == 0) {
            return &files->files[i];
        }
    }
    return NULL;
}

static struct ll_str content(struct files *files, const char *path)
{
    struct file *file = find_file(files, path);
    if (file == NULL) {
        fail_msg("no file %s", path);
        return LL_STR("");
    }
    return file->bytes;
}

static bool has_file(void *ctx, const char *path)
{
    return find_file(ctx, path) != NULL;
}

static enum ll_status put_file(void *ctx, const char *path, struct ll_str bytes,
                               struct ll_err *reterr)
{
    struct files *files = ctx;
    struct file *file = find_file(files, path);
    (void)reterr;
    assert_true(file == NULL || strcmp(path, "checkpoint") == 0); /* tiles never change */
    if (file == NULL) {
        assert_true(files->count < FILES_MAX);
        file = &files->files[files->count++];
        (void)snprintf(file->path, sizeof(file->path), "%s", path);
    }
    file->bytes = ll_str_copy(files->arena, bytes);
    files->puts++;
    return LL_OK;
}

static enum ll_status get_checkpoint(void *ctx, struct ll_str *ret_note, struct ll_err *reterr)
{
    struct file *file = find_file(ctx, "checkpoint");
    if (file == NULL) {
        return LL_FAIL(reterr, LL_ENOTFOUND, "none");
    }
    *ret_note = file->bytes;
    return LL_OK;
}

static enum ll_status export(struct ll_ledger *ledger, struct files *files, int64_t *ret_size) {
    struct ll_log_files sink = {has_file, put_file, get_checkpoint, files};
        struct ll_log_exported exported = {.size = -1}; files->arena = &ledger->fixture.arena;
        enum ll_status status = ll_log_export(&ledger->ctx, &sink, &exported, &ledger->err);
        *ret_size = exported.size; return status;
}

/* Anybody, from the files alone: bundles give the tiles, and these the root. */
static void check_files(struct ll_ledger *ledger, struct files *files, int64_t size)
{
    struct ll_log log = open_log(ledger);
    struct ll_note *note = LL_NEW(ledger->ctx.arena, struct ll_note);
    struct ll_tile_edge *edge = LL_NEW(ledger->ctx.arena, struct ll_tile_edge);
    struct ll_checkpoint checkpoint;
    struct ll_tree_hash root;
    must(ledger, ll_checkpoint_open(&log.crypto, content(files, "checkpoint"), &log.key, note,
                                    &checkpoint, &ledger->err));
    assert_int_equal(checkpoint.size, size);
    ll_tile_edge_init(edge);
    for (int64_t index = 0; edge->size < size; index++) {
        struct ll_tile tile = {LL_TILE_ENTRIES, index, ll_tile_width(LL_TILE_ENTRIES, index, size)};
        char path[LL_TILE_PATH_MAX];
        struct ll_str entry;
        (void)ll_tile_path(&tile, path);
        struct ll_str bundle = content(files, path);
        tile.level = 0;
        (void)ll_tile_path(&tile, path);
        struct ll_str hashes = content(files, path);
        assert_int_equal(hashes.len, tile.width * LL_DIGEST_SIZE);
        for (int i = 0; i < tile.width; i++) {
            struct ll_tree_hash leaf;
            must(ledger, ll_bundle_next(&bundle, &entry));
            ll_tree_leaf(&log.crypto, entry, &leaf);
            assert_memory_equal(leaf.b, hashes.ptr + i * LL_DIGEST_SIZE, LL_DIGEST_SIZE);
            must(ledger, ll_tile_edge_append(&log.crypto, edge, &leaf, NULL, &ledger->err));
        }
        assert_int_equal(bundle.len, 0);
    }
    ll_tile_edge_root(&log.crypto, edge, &root);
    assert_true(ll_tree_hash_eq(&root, &checkpoint.root));
}

/* ---- tests ---- */
static void nothing_before_it_is_started(void **state)
{
    struct ll_ledger *ledger = ll_ledger_of(state);
    ll_refuse(ledger, LL_ENOTFOUND, "log start", "log show", NULL);
    ll_refuse(ledger, LL_ENOTFOUND, "log start", "log sequence", NULL);
    must(ledger, ll_log_guard(&ledger->ctx, &ledger->err));
    ll_refuse(ledger, LL_EINVAL, "no name", "log start", "origin=https://log.example.org", NULL);
    ll_refuse(ledger, LL_EINVAL, "no name", "log start", "origin=log.example.org/a b", NULL);
    ll_refuse(ledger, LL_EINVAL, "no name", "log start", "origin=log.example.org/", NULL);
}

static void numbered_and_proven(void **state)
{
    struct ll_ledger *ledger = ll_ledger_of(state);
    ll_make_registry(ledger);
    (void)ll_call(ledger, "log start", "origin=" ORIGIN, NULL);
    ll_refuse(ledger, LL_EEXISTS, "started already", "log start", "origin=" ORIGIN, NULL);
    const struct ll_json *first = ll_call(ledger, "log sequence", NULL);
    int64_t size = ll_number_at(first, "size");
    assert_true(size >= 3); /* the programme and two plants' keys */
    assert_int_equal(ll_number_at(first, "events"), size);
    assert_int_equal(ll_number_at(ll_call(ledger, "log sequence", NULL), "events"), 0);
    add_lots(ledger, 3);
    assert_int_equal(ll_number_at(ll_call(ledger, "log show", NULL), "pending_events"), 3);
    assert_int_equal(ll_number_at(ll_call(ledger, "log sequence", NULL), "size"), size + 3);
    const struct ll_json *shown = ll_call(ledger, "log show", NULL);
    assert_int_equal(ll_number_at(shown, "pending_events"), 0);
    assert_int_equal(ll_number_at(shown, "kept_size"), size + 3);

    struct ll_q_log_entry_last_in in = {1};
    struct ll_q_log_entry_last_row last;
    must(ledger, ll_store_begin(ledger->ctx.store, LL_STORE_READ, &ledger->err));
    must(ledger,
         ll_q_log_entry_last(ledger->ctx.store, ledger->ctx.arena, &in, &last, &ledger->err));
    ll_store_rollback(ledger->ctx.store);
    char text[LL_ID_TEXT_MAX];
    ll_id_format("evt", last.event_id.raw, text);
    const struct ll_json *proven =
        ll_call(ledger, "log prove", ll_option(ledger, "ref", ll_str_from_cstr(text)), NULL);
    struct ll_log log = open_log(ledger);
    struct ll_note_key key;
    must(ledger, ll_note_key_parse(&log.crypto, ll_text_at(proven, "key"), &key, &ledger->err));
    struct ll_tlog_policy policy = {.log = key};
    struct ll_tlog_verdict verdict;
    struct ll_tree_hash leaf;
    ll_tree_leaf(&log.crypto, ll_text_at(proven, "entries.0.entry"), &leaf);
    ll_tlog_accept(&log.crypto, &policy, ll_text_at(proven, "entries.0.proof"), &leaf, &verdict);
    assert_int_equal(verdict.reason, LL_TLOG_INCLUDED);
    assert_int_equal(verdict.index, size + 2);
    leaf.b[0] ^= 1U;
    ll_tlog_accept(&log.crypto, &policy, ll_text_at(proven, "entries.0.proof"), &leaf, &verdict);
    assert_int_equal(verdict.reason, LL_TLOG_NOT_INCLUDED);
    ll_refuse(ledger, LL_ENOTFOUND, "not in the log", "log prove",
              "ref=evt_00000000000000000000000000", NULL);
}

/* Over more than one tile of level 0, in steps, so that edges are read back from the store. */
static void tiles_and_files(void **state)
{
    static struct files files;
    struct ll_ledger *ledger = ll_ledger_of(state);
    int64_t size = 0;
    files.count = 0;
    ll_make_registry(ledger);
    (void)ll_call(ledger, "log start", "origin=" ORIGIN, NULL);
    must(ledger, export(ledger, &files, &size));
    assert_int_equal(size, 0);
    for (int i = 0; i < 4; i++) {
        add_lots(ledger, 90);
        (void)ll_call(ledger, "log sequence", NULL);
        if (i % 2 == 1) {
            must(ledger, export(ledger, &files, &size));
            check_files(ledger, &files, size);
        }
    }
    assert_true(size > LL_TILE_WIDTH);
    size_t puts = files.puts;
    must(ledger, export(ledger, &files, &size));
    assert_int_equal(files.puts, puts); /* nothing new */
}

/* The folder of another log, and one that is ahead of the store. */
static void folders_of_others(void **state)
{
    static struct files files;
    struct ll_ledger *ledger = ll_ledger_of(state);
    int64_t size = 0;
    files.count = 0;
    ll_make_registry(ledger);
    (void)ll_call(ledger, "log start", "origin=" ORIGIN, NULL);
    (void)ll_call(ledger, "log sequence", NULL);
    must(ledger, export(ledger, &files, &size));
    (void)ll_call(ledger, "log start", "origin=log.example.org/second", NULL);
    (void)ll_call(ledger, "log sequence", NULL);
    assert_int_equal(export(ledger, &files, &size), LL_EREFUSED);
    assert_non_null(strstr(ledger->err.text, "another log"));
}

/* ---- what is kept ---- */
static struct ll_str kept_path(struct ll_ledger *ledger)
{
    const char *folder = NULL;
    const char *name = NULL;
    const char *path = NULL;
    must(ledger, ll_log_kept_path(&ledger->ctx, 1, &folder, &name, &path, &ledger->err));
    return ll_str_from_cstr(path);
}

static void write_kept(struct ll_ledger *ledger, struct ll_str text)
{
    FILE *file = fopen(kept_path(ledger).ptr, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

/* As this installation would have signed it. */
static struct ll_str sign_as_log(struct ll_ledger *ledger, int64_t size,
                                 const struct ll_tree_hash *root)
{
    struct ll_log log = open_log(ledger);
    struct ll_checkpoint checkpoint = {log.key.name, size, *root, LL_STR("")};
    struct ll_sign_key secret;
    struct ll_signature signature;
    struct ll_strbuf out;
    struct ll_str text;
    must(ledger, ll_keys_read_log(&ledger->ctx, 1, &secret, &ledger->err));
    ll_strbuf_init(&out, ledger->ctx.arena, 4096);
    ll_checkpoint_put(&out, &checkpoint);
    must(ledger, ll_strbuf_finish(&out, &text, &ledger->err));
    ll_sign(&secret, text, &signature);
    ll_strbuf_char(&out, '\n');
    ll_note_put_signature(&out, &log.key, 0, &signature);
    must(ledger, ll_strbuf_finish(&out, &text, &ledger->err));
    return text;
}

/* The guard that is asked before a batch and answers in it, or says that another is needed. */
static enum ll_status guard_ahead(struct ll_ledger *ledger, bool *ret_again)
{
    struct ll_log_guarding guarding;
    LL_TRY(ll_log_guard_ask(&ledger->ctx, &guarding, &ledger->err));
    must(ledger, ll_batch_begin(&ledger->ctx, &ledger->err));
    enum ll_status status = ll_log_guard_answer(&ledger->ctx, &guarding, &ledger->err);
    ll_batch_abandon(&ledger->ctx);
    *ret_again = status == LL_ERETRY;
    return *ret_again ? ll_log_guard(&ledger->ctx, &ledger->err) : status;
}

/* The guard that does not ask: the store is told what it has, and fails the batch if it has not. */
static enum ll_status guard_by_expecting(struct ll_ledger *ledger)
{
    LL_TRY(ll_log_guard_expect(&ledger->ctx, &ledger->err));
    enum ll_status status = ll_batch_begin(&ledger->ctx, &ledger->err);
    return status == LL_OK ? ll_batch_end(&ledger->ctx, &ledger->err) : status;
}

static void expects_what_it_saw(struct ll_ledger *ledger)
{
    const struct ll_log_seen seen = ledger->ctx.log_seen;
    struct ll_log_seen *told = &ledger->ctx.log_seen;
    if (ll_store_engine(ledger->ctx.store) == LL_STORE_SQLITE) {
        return;
    }
    must(ledger, guard_by_expecting(ledger));
    told->size++; /* an older copy was put back */
    assert_int_not_equal(guard_by_expecting(ledger), LL_OK);
    told->size -= 2; /* another server signed more */
    assert_int_not_equal(guard_by_expecting(ledger), LL_OK);
    *told = seen;
    told->root[7] ^= 1; /* another history */
    assert_int_not_equal(guard_by_expecting(ledger), LL_OK);
    *told = seen;
    told->log_id = 0; /* a log was started */
    ledger->ctx.log_id = 0;
    assert_int_not_equal(guard_by_expecting(ledger), LL_OK);
    *told = seen;
    told->log_id++; /* this one is no more */
    ledger->ctx.log_id = told->log_id;
    assert_int_not_equal(guard_by_expecting(ledger), LL_OK);
    *told = seen;
    ledger->ctx.log_id = seen.log_id;
    must(ledger, guard_by_expecting(ledger));
}

/* Nor does anybody get a proof. */
static void refuses_writes(struct ll_ledger *ledger, const char *why, const char *hint)
{
    bool again = false;
    if (ll_store_engine(ledger->ctx.store) == LL_STORE_POSTGRES) {
        assert_int_equal(guard_by_expecting(ledger), LL_ERETRY);
    }
    assert_int_equal(guard_ahead(ledger, &again), LL_EREFUSED);
    assert_non_null(strstr(ledger->err.text, why));
    assert_int_equal(ll_log_guard(&ledger->ctx, &ledger->err), LL_EREFUSED);
    assert_non_null(strstr(ledger->err.text, why));
    assert_non_null(strstr(ledger->err.hint, hint));
    ll_refuse(ledger, LL_EREFUSED, why, "log prove", "ref=evt_00000000000000000000000000", NULL);
}

static void only_what_extends_is_signed(void **state)
{
    static struct files files;
    struct ll_ledger *ledger = ll_ledger_of(state);
    int64_t size = 0;
    files.count = 0;
    ll_make_registry(ledger);
    (void)ll_call(ledger, "log start", "origin=" ORIGIN, NULL);
    (void)ll_call(ledger, "log sequence", NULL);
    struct ll_log log = open_log(ledger);
    struct ll_str good = log.note;
    bool again = false;
    add_lots(ledger, 2);
    must(ledger, guard_ahead(ledger, &again)); /* which log there is */
    must(ledger, guard_ahead(ledger, &again)); /* and what it says */
    expects_what_it_saw(ledger);

    /* An old copy of the store: this installation signed more. */
    write_kept(ledger, sign_as_log(ledger, log.size + 1, &log.root));
    ll_refuse(ledger, LL_EREFUSED, "older copy", "log sequence", NULL);
    refuses_writes(ledger, "older copy", "newer backup");
    assert_int_equal(export(ledger, &files, &size), LL_EREFUSED);
    assert_int_equal(files.count, 0);

    /* A second history: the same size, other entries. */
    struct ll_tree_hash other = log.root;
    other.b[5] ^= 1U;
    write_kept(ledger, sign_as_log(ledger, log.size, &other));
    ll_refuse(ledger, LL_EREFUSED, "not those that were signed", "log sequence", NULL);
    refuses_writes(ledger, "not those that were signed", "newer backup");
    /* And a shorter one. */
    write_kept(ledger, sign_as_log(ledger, log.size - 1, &other));
    refuses_writes(ledger, "not those that were signed", "newer backup");

    /* Doctored, cut off, empty. */
    char *bent = ll_str_to_cstr(ledger->ctx.arena, good);
    bent[strlen(ORIGIN) + 1]++; /* the size */
    write_kept(ledger, (struct ll_str){bent, good.len});
    ll_refuse(ledger, LL_EREFUSED, "no checkpoint of this log", "log sequence", NULL);
    write_kept(ledger, ll_str_sub(good, 0, good.len - 9));
    ll_refuse(ledger, LL_EREFUSED, "no checkpoint of this log", "log sequence", NULL);
    write_kept(ledger, LL_STR(""));
    ll_refuse(ledger, LL_EREFUSED, "no checkpoint of this log", "log sequence", NULL);
    refuses_writes(ledger, "no checkpoint of this log", "log keep FILE");

    /* Gone, as in a data directory that was restored; the published one brings it back. */
    assert_int_equal(remove(kept_path(ledger).ptr), 0);
    ll_refuse(ledger, LL_EREFUSED, "no checkpoint is kept", "log sequence", NULL);
    refuses_writes(ledger, "no checkpoint is kept", "log keep FILE");
    ll_give_file(ledger, "c", sign_as_log(ledger, log.size + 1, &log.root));
    ll_refuse(ledger, LL_EREFUSED, "older copy", "log keep", "file=@c", NULL);
    ll_give_file(ledger, "c", sign_as_log(ledger, log.size, &other));
    ll_refuse(ledger, LL_EREFUSED, "not the one that was published", "log keep", "file=@c", NULL);
    ll_give_file(ledger, "c", good);
    (void)ll_call(ledger, "log keep", "file=@c", NULL);
    must(ledger, guard_ahead(ledger, &again)); /* what is kept is shorter */
    must(ledger, ll_log_guard(&ledger->ctx, &ledger->err));
    assert_int_equal(ll_number_at(ll_call(ledger, "log sequence", NULL), "size"), log.size + 2);
    must(ledger, guard_ahead(ledger, &again));
    assert_false(again);
    expects_what_it_saw(ledger);
    ll_refuse(ledger, LL_EREFUSED, "a later checkpoint is kept", "log keep", "file=@c", NULL);
}

/* ---- witnesses ---- */

/* A cosignature over the log's last checkpoint, by a key of the test's. */
static struct ll_str cosign_as(struct ll_ledger *ledger, struct ll_str name, struct ll_str *ret_key)
{
    const uint8_t seed[LL_SEED_SIZE] = {7};
    struct ll_log log = open_log(ledger);
    struct ll_note *note = LL_NEW(ledger->ctx.arena, struct ll_note);
    struct ll_sign_key secret;
    struct ll_note_key key;
    struct ll_signature signature;
    struct ll_strbuf out;
    struct ll_str text;
    ll_sign_key_from_seed(seed, &secret);
    ll_note_key_make(&log.crypto, name, LL_NOTE_COSIGNATURE, &secret.public_key, &key);
    ll_strbuf_init(&out, ledger->ctx.arena, 4096);
    ll_note_key_put(&out, &key);
    must(ledger, ll_strbuf_finish(&out, ret_key, &ledger->err));
    must(ledger, ll_note_parse(log.note, note, &ledger->err));
    ll_strbuf_init(&out, ledger->ctx.arena, 4096);
    ll_cosigned_message(&out, 1772323200, note->text);
    must(ledger, ll_strbuf_finish(&out, &text, &ledger->err));
    ll_sign(&secret, text, &signature);
    ll_strbuf_init(&out, ledger->ctx.arena, 4096);
    ll_note_put_signature(&out, &key, 1772323200, &signature);
    must(ledger, ll_strbuf_finish(&out, &text, &ledger->err));
    return text;
}

static void witnessed(void **state)
{
    static struct files files;
    struct ll_ledger *ledger = ll_ledger_of(state);
    struct ll_str name = LL_STR("witness.example.org");
    struct ll_str key;
    int64_t size = 0;
    files.count = 0;
    ll_make_registry(ledger);
    (void)ll_call(ledger, "log start", "origin=" ORIGIN, NULL);
    (void)ll_call(ledger, "log sequence", NULL);
    must(ledger, export(ledger, &files, &size));
    ll_assert_text(ll_call(ledger, "log show", NULL), "witnesses", "not witnessed");
    struct ll_str line = cosign_as(ledger, name, &key);
    char *bent = ll_str_to_cstr(ledger->ctx.arena, line);
    bent[line.len - 20] ^= 1;
    ll_give_file(ledger, "line", (struct ll_str){bent, line.len});
    ll_refuse(ledger, LL_ESIGNATURE, "not over the log's last", "log cosign", "file=@line",
              ll_option(ledger, "witness", key), NULL);
    ll_give_file(ledger, "line", line);
    ll_refuse(ledger, LL_ENOTFOUND, "by a witness that is known", "log cosign", "file=@line", NULL);
    ll_assert_text(ll_call(ledger, "log show", NULL), "witnesses", "not witnessed");
    (void)ll_call(ledger, "log cosign", "file=@line", ll_option(ledger, "witness", key), NULL);
    const struct ll_json *shown = ll_call(ledger, "log show", NULL);
    ll_assert_text(shown, "witnesses.0.witness", "witness.example.org");
    ll_assert_text(shown, "witnesses.0.cosigned_at", "2026-03-01T00:00:00Z");
    assert_true(ll_str_ends(ll_text_at(shown, "checkpoint"), line));

    /* Published with it, once; and every proof has it, for whoever trusts the witness. */
    size_t puts = files.puts;
    must(ledger, export(ledger, &files, &size));
    assert_int_equal(files.puts, puts + 1);
    assert_true(ll_str_ends(content(&files, "checkpoint"), line));
    check_files(ledger, &files, size);
    must(ledger, export(ledger, &files, &size));
    assert_int_equal(files.puts, puts + 1);

    /* The log grows: the witness is known, and has to be asked again. */
    add_lots(ledger, 1);
    (void)ll_call(ledger, "log sequence", NULL);
    ll_assert_text(ll_call(ledger, "log show", NULL), "witnesses", "not witnessed");
    ll_refuse(ledger, LL_ESIGNATURE, "not over the log's last", "log cosign", "file=@line", NULL);
    ll_give_file(ledger, "line", cosign_as(ledger, name, &key));
    (void)ll_call(ledger, "log cosign", "file=@line", NULL);
    ll_assert_text(ll_call(ledger, "log show", NULL), "witnesses.0.witness", "witness.example.org");
}

/* What cannot go on is followed by another, from the first event on. */
static void followed_by_another(void **state)
{
    struct ll_ledger *ledger = ll_ledger_of(state);
    ll_make_registry(ledger);
    (void)ll_call(ledger, "log start", "origin=" ORIGIN, NULL);
    int64_t size = ll_number_at(ll_call(ledger, "log sequence", NULL), "size");
    struct ll_log log = open_log(ledger);
    write_kept(ledger, sign_as_log(ledger, log.size + 1, &log.root));
    ll_refuse(ledger, LL_EREFUSED, "older copy", "log sequence", NULL);
    const struct ll_json *second =
        ll_call(ledger, "log start", "origin=log.example.org/second", NULL);
    assert_int_equal(ll_number_at(second, "log_id"), 2);
    assert_int_equal(ll_number_at(ll_call(ledger, "log sequence", NULL), "size"), size);
    must(ledger, ll_log_guard(&ledger->ctx, &ledger->err));
    bool again = false;
    must(ledger, guard_ahead(ledger, &again));
}

/* Another holds the lease; when it runs out, we go on. */
static void one_at_a_time(void **state)
{
    struct ll_ledger *ledger = ll_ledger_of(state);
    int64_t changed = 0;
    ll_make_registry(ledger);
    (void)ll_call(ledger, "log start", "origin=" ORIGIN, NULL);
    struct ll_q_log_lease_take_in in = {
        .log_id = 1,
        .holder = LL_STR("another"),
        .until_at = {ledger->clock.us + INT64_C(3600000000)},
        .now = ledger->clock,
    };
    must(ledger, ll_store_begin(ledger->ctx.store, LL_STORE_WRITE, &ledger->err));
    must(ledger, ll_q_log_lease_take(ledger->ctx.store, &in, &changed, &ledger->err));
    must(ledger, ll_store_commit(ledger->ctx.store, &ledger->err));
    assert_int_equal(changed, 1);
    ll_refuse(ledger, LL_EBUSY, "another process numbers", "log sequence", NULL);
    ll_advance_days(ledger, 1);
    assert_true(ll_number_at(ll_call(ledger, "log sequence", NULL), "events") > 0);
    /* It was given back: nobody has to wait. */
    assert_int_equal(ll_number_at(ll_call(ledger, "log sequence", NULL), "events"), 0);
}

/* ---- entries ---- */
static void long_events_have_parts(void **state)
{
    struct ll_ledger *ledger = ll_ledger_of(state);
    struct ll_strbuf body;
    struct ll_str text;
    struct ll_log_entries entries;
    ll_strbuf_init(&body, ledger->ctx.arena, (size_t)4 << 20);
    ll_strbuf_cstr(&body, "{\"a\":[");
    for (int i = 0; i < 2000; i++) {
        ll_strbuf_fmt(&body, "%s[\"%032x\",%d,%d]", i > 0 ? "," : "", (unsigned)i, i, i + 1);
    }
    ll_strbuf_cstr(&body, "],\"b\":\"x\",\"c\":[],\"d\":[[1,2],[3,4]],\"e\":7}");
    must(ledger, ll_strbuf_finish(&body, &text, &ledger->err));
    must(ledger,
         ll_log_entries(ledger->ctx.arena, LL_STR("some_kind"), text, &entries, &ledger->err));
    assert_true(entries.count >= 2 && entries.count <= 4);
    struct ll_strbuf joined;
    size_t rows = 0;
    size_t last_rows = 0;
    ll_strbuf_init(&joined, ledger->ctx.arena, (size_t)4 << 20);
    for (size_t i = 0; i < entries.count; i++) {
        struct ll_json *entry = NULL;
        struct ll_str canonical;
        assert_true(entries.texts[i].len <= LL_LOG_ENTRY_BYTES_MAX);
        assert_true(i + 1 == entries.count || entries.texts[i].len > LL_LOG_ENTRY_BYTES_MAX - 200);
        must(ledger, ll_json_read(ledger->ctx.arena, entries.texts[i], (size_t)1 << 20, &entry,
                                  &ledger->err));
        must(ledger, ll_json_canonical(ledger->ctx.arena, entry, (size_t)1 << 20, &canonical,
                                       &ledger->err));
        assert_true(ll_str_eq(canonical, entries.texts[i]));
        assert_int_equal(ll_number_at(entry, "part"), (int64_t)i);
        assert_int_equal(ll_number_at(entry, "parts"), (int64_t)entries.count);
        ll_assert_text(entry, "body.b", "x");
        assert_int_equal(ll_number_at(entry, "body.e"), 7);
        const struct ll_json *list = ll_at(entry, "body.a");
        for (size_t row = 0; row < list->count; row++) {
            assert_int_equal(list->items[row].items[1].integer, (int64_t)rows++);
        }
        last_rows += ll_at(entry, "body.d")->count;
        assert_int_equal(ll_at(entry, "body.c")->count, 0);
    }
    assert_int_equal(rows, 2000);
    assert_int_equal(last_rows, 2);
    must(ledger, ll_log_entries(ledger->ctx.arena, LL_STR("k"), LL_STR("{\"lot\":\"ab\"}"),
                                &entries, &ledger->err));
    assert_int_equal(entries.count, 1);
    assert_true(
        ll_str_eq_cstr(entries.texts[0], "{\"body\":{\"lot\":\"ab\"},\"kind\":\"k\",\"v\":1}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(nothing_before_it_is_started),
        LL_LEDGER_TEST(numbered_and_proven),
        LL_LEDGER_TEST(tiles_and_files),
        LL_LEDGER_TEST(folders_of_others),
        LL_LEDGER_TEST(only_what_extends_is_signed),
        LL_LEDGER_TEST(followed_by_another),
        LL_LEDGER_TEST(witnessed),
        LL_LEDGER_TEST(one_at_a_time),
        LL_LEDGER_TEST(long_events_have_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
