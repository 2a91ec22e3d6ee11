/* The last checkpoint that this installation knows of, outside the store. */
#include <string.h>

#include "crypto/sidefile.h"
#include "service/answer.h"
#include "service/log.h"
#include "service/service.h"
#include "store/q_log.h"

#define VIEW_TRIES_MAX 3

static enum ll_status text_of(struct ll_strbuf *buf, const char **ret_text, struct ll_err *reterr)
{
    struct ll_str text;
    ll_strbuf_char(buf, '\0');
    LL_TRY(ll_strbuf_finish(buf, &text, reterr));
    *ret_text = text.ptr;
    return LL_OK;
}

enum ll_status ll_log_kept_path(struct ll_ctx *ctx, int64_t log_id, const char **ret_folder,
                                const char **ret_name, const char **ret_path, struct ll_err *reterr)
{
    struct ll_strbuf folder;
    struct ll_strbuf name;
    struct ll_strbuf path;
    ll_strbuf_init(&folder, ctx->arena, 4096);
    ll_strbuf_str(&folder, ctx->data_dir);
    ll_strbuf_cstr(&folder, "/" LL_LOG_FOLDER);
    LL_TRY(text_of(&folder, ret_folder, reterr));
    ll_strbuf_init(&name, ctx->arena, 64);
    ll_strbuf_i64(&name, log_id);
    ll_strbuf_cstr(&name, ".checkpoint");
    LL_TRY(text_of(&name, ret_name, reterr));
    ll_strbuf_init(&path, ctx->arena, 4096);
    ll_strbuf_cstr(&path, *ret_folder);
    ll_strbuf_char(&path, '/');
    ll_strbuf_cstr(&path, *ret_name);
    return text_of(&path, ret_path, reterr);
}

static const char how_to_go_on[] =
    "restore a newer backup; if there is none, 'loopledger log start' begins another log from the "
    "first event on, and those who follow this one must be told";

/* What is kept for a log, as it lies there. LL_ENOTFOUND: nothing. */
static enum ll_status read_note(struct ll_ctx *ctx, int64_t log_id, struct ll_str *ret_text,
                                struct ll_err *reterr)
{
    const char *folder = NULL;
    const char *name = NULL;
    const char *path = NULL;
    LL_TRY(ll_log_kept_path(ctx, log_id, &folder, &name, &path, reterr));
    return ll_sidefile_read(ctx->arena, path, LL_LOG_NOTE_BYTES_MAX, ret_text, reterr);
}

/* The kept checkpoint, signed by the log's own key. */
static enum ll_status open_note(struct ll_ctx *ctx, const struct ll_log *log, struct ll_str text,
                                struct ll_checkpoint *ret_kept, struct ll_err *reterr)
{
    struct ll_note *note = LL_NEW(ctx->arena, struct ll_note);
    if (note == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a checkpoint");
    }
    enum ll_status status =
        ll_checkpoint_open(&log->crypto, text, &log->key, note, ret_kept, reterr);
    if (status != LL_OK) {
        struct ll_err why = *reterr;
        const char *folder = NULL;
        const char *name = NULL;
        const char *path = NULL;
        LL_TRY(ll_log_kept_path(ctx, log->log_id, &folder, &name, &path, reterr));
        status = LL_FAIL(reterr, LL_EREFUSED, LL_LOG_FOLDER "/%s is no checkpoint of this log: %s",
                         name, why.text);
        ll_err_hint(reterr, "somebody changed it; 'loopledger log keep FILE' puts a checkpoint in "
                            "its place that was published");
    }
    return status;
}

static enum ll_status read_kept(struct ll_ctx *ctx, const struct ll_log *log,
                                struct ll_checkpoint *ret_kept, struct ll_err *reterr)
{
    struct ll_str text;
    LL_TRY(read_note(ctx, log->log_id, &text, reterr));
    return open_note(ctx, log, text, ret_kept, reterr);
}

static enum ll_status refuse_older(const struct ll_checkpoint *kept, const struct ll_log *log,
                                   struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED,
                "the store holds %lld entries of the log, and this installation signed %lld: it is "
                "an older copy",
                (long long)log->size, (long long)kept->size);
    ll_err_hint(reterr, "%s", how_to_go_on);
    return status;
}

static enum ll_status refuse_fork(int64_t size, struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED,
                "the first %lld entries of the store's log are not those that were signed",
                (long long)size);
    ll_err_hint(reterr, "%s", how_to_go_on);
    return status;
}

/* A log without entries has nothing to extend. */
static enum ll_status refuse_missing(const struct ll_log *log, struct ll_err *reterr)
{
    enum ll_status status;
    if (log->size == 0) {
        return LL_OK;
    }
    status = LL_FAIL(reterr, LL_EREFUSED,
                     "no checkpoint is kept beside the store, which has a log of %lld entries",
                     (long long)log->size);
    ll_err_hint(reterr, "copy the folder 'log' of the data directory that signed last; or give "
                        "the last checkpoint that was published to 'loopledger log keep FILE'");
    return status;
}

/* Is the store's log `kept`, or longer? */
static enum ll_status check_extends(struct ll_ctx *ctx, const struct ll_log *log,
                                    const struct ll_checkpoint *kept, struct ll_err *reterr)
{
    struct ll_log_tree *tree = NULL;
    struct ll_tree_hash root = log->root;
    if (kept->size > log->size) {
        return refuse_older(kept, log, reterr);
    }
    if (kept->size < log->size) {
        LL_TRY(ll_log_tree(ctx, log, &tree, reterr));
        struct ll_tree_reader reader = ll_log_tree_reader(tree);
        LL_TRY(ll_tree_root(&log->crypto, &reader, kept->size, &root, reterr));
    }
    return ll_tree_hash_eq(&root, &kept->root) ? LL_OK : refuse_fork(kept->size, reterr);
}

/* `found`: what reading the kept checkpoint came to. */
static enum ll_status compare(struct ll_ctx *ctx, const struct ll_log *log, enum ll_status found,
                              const struct ll_checkpoint *kept, struct ll_err *reterr)
{
    if (found == LL_ENOTFOUND) {
        return refuse_missing(log, reterr);
    }
    return found == LL_OK ? check_extends(ctx, log, kept, reterr) : found;
}

enum ll_status ll_log_kept_size(struct ll_ctx *ctx, const struct ll_log *log, int64_t *ret_size,
                                struct ll_err *reterr)
{
    struct ll_checkpoint kept = {.size = 0};
    LL_TRY(read_kept(ctx, log, &kept, reterr));
    *ret_size = kept.size;
    return LL_OK;
}

enum ll_status ll_log_check_kept(struct ll_ctx *ctx, const struct ll_log *log,
                                 struct ll_err *reterr)
{
    struct ll_checkpoint kept = {.size = 0};
    enum ll_status found = read_kept(ctx, log, &kept, reterr);
    return compare(ctx, log, found, &kept, reterr);
}

/* Another process of this installation may have kept a longer one meanwhile: that one stays. */
enum ll_status ll_log_keep(struct ll_ctx *ctx, const struct ll_log *log, int64_t size,
                           struct ll_str note, struct ll_err *reterr)
{
    const char *folder = NULL;
    const char *name = NULL;
    const char *path = NULL;
    struct ll_sidefile file;
    struct ll_checkpoint kept;
    struct ll_err none;
    LL_TRY(ll_log_kept_path(ctx, log->log_id, &folder, &name, &path, reterr));
    LL_TRY(ll_sidefile_open(ctx->arena, folder, name, &file, reterr));
    enum ll_status status = read_kept(ctx, log, &kept, &none);
    if (status == LL_OK && kept.size >= size) {
        ll_sidefile_close(&file);
        return LL_OK;
    }
    status = ll_sidefile_replace(ctx->arena, &file, note, reterr);
    ll_sidefile_close(&file);
    return status;
}

static void read_before(struct ll_ctx *ctx, struct ll_log_kept *ret_before)
{
    *ret_before = (struct ll_log_kept){.log_id = ctx->log_id, .found = LL_ENOTFOUND};
    if (ret_before->log_id > 0) {
        ret_before->found = read_note(ctx, ret_before->log_id, &ret_before->text, &ret_before->why);
    }
}

/* Inside the transaction, which has the log that was expected. */
static void look(struct ll_ctx *ctx, const struct ll_log_kept *before, struct ll_log_view *view)
{
    struct ll_checkpoint kept = {.size = 0};
    enum ll_status found = before->found;
    view->why = before->why;
    if (found == LL_OK) {
        found = open_note(ctx, &view->log, before->text, &kept, &view->why);
    }
    view->status = compare(ctx, &view->log, found, &kept, &view->why);
    view->kept_size = kept.size;
}

enum ll_status ll_log_view_begin(struct ll_ctx *ctx, struct ll_log_view *ret_view,
                                 struct ll_err *reterr)
{
    for (int attempt = 0; attempt < VIEW_TRIES_MAX; attempt++) {
        struct ll_log_kept before;
        struct ll_log_view view = {.log = {.log_id = 0}};
        read_before(ctx, &before);
        LL_TRY(ll_store_begin(ctx->store, LL_STORE_READ, reterr));
        view.status = ll_log_open(ctx, &view.log, &view.why);
        if (view.status != LL_OK && view.status != LL_ENOTFOUND) {
            ll_store_rollback(ctx->store);
            *reterr = view.why;
            return view.status;
        }
        ctx->log_id = view.log.log_id;
        if (ctx->log_id == before.log_id) {
            if (view.status == LL_OK) {
                look(ctx, &before, &view);
            }
            *ret_view = view;
            return LL_OK;
        }
        ll_store_rollback(ctx->store);
    }
    return LL_FAIL(reterr, LL_EBUSY, "other logs are being started: try again");
}

enum ll_status ll_log_view_check(const struct ll_log_view *view, struct ll_err *reterr)
{
    if (view->status != LL_OK) {
        *reterr = view->why;
    }
    return view->status;
}

static enum ll_status run_sound(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    struct ll_log_view view;
    (void)input;
    LL_TRY(ll_log_view_begin(ctx, &view, reterr));
    ll_store_rollback(ctx->store);
    if (view.status != LL_ENOTFOUND) {
        LL_TRY(ll_log_view_check(&view, reterr));
    }
    return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
}

const struct ll_service ll_log_sound = {
    .noun = "log",
    .verb = "sound",
    .mode = LL_SERVICE_VIEW,
    .run = run_sound,
};

enum ll_status ll_log_guard(struct ll_ctx *ctx, struct ll_err *reterr)
{
    struct ll_log_view view;
    struct ll_arena_mark mark = ll_arena_mark(ctx->arena);
    LL_TRY(ll_log_view_begin(ctx, &view, reterr));
    ll_store_rollback(ctx->store);
    ll_arena_rewind(ctx->arena, mark);
    ctx->log_is_others = view.status == LL_OK && view.kept_size < view.log.size;
    return view.status == LL_ENOTFOUND ? LL_OK : ll_log_view_check(&view, reterr);
}

enum ll_status ll_log_guard_ask(struct ll_ctx *ctx, struct ll_log_guarding *ret_guarding,
                                struct ll_err *reterr)
{
    ret_guarding->asked = NULL;
    if (ll_store_engine(ctx->store) == LL_STORE_SQLITE || ctx->log_is_others) {
        return ll_log_guard(ctx, reterr);
    }
    read_before(ctx, &ret_guarding->kept);
    LL_TRY(ll_store_begin(ctx->store, LL_STORE_READ, reterr));
    enum ll_status status = ll_log_ask(ctx, &ret_guarding->asked, reterr);
    if (status == LL_OK) {
        return ll_store_leave(ctx->store, reterr);
    }
    ll_store_rollback(ctx->store);
    return status;
}

/* What the next batch may expect, if it was found good. */
static void see(struct ll_ctx *ctx, const struct ll_log *log, struct ll_str text)
{
    struct ll_log_seen seen = {.is_there = true, .log_id = log->log_id, .size = log->size};
    memcpy(seen.root, log->root.b, sizeof(seen.root));
    ll_crypto_sha256(ctx->crypto, text, seen.note_digest);
    ctx->log_seen = seen;
}

/* Is what is kept still what was compared with the store? */
static bool is_kept_still(struct ll_ctx *ctx)
{
    const struct ll_log_seen *seen = &ctx->log_seen;
    struct ll_log_kept now;
    uint8_t digest[sizeof(seen->note_digest)];
    if (!seen->is_there || seen->log_id != ctx->log_id || ctx->log_is_others) {
        return false;
    }
    if (seen->log_id == 0) {
        return true;
    }
    read_before(ctx, &now);
    if (now.found != LL_OK) {
        return false;
    }
    ll_crypto_sha256(ctx->crypto, now.text, digest);
    return memcmp(digest, seen->note_digest, sizeof(digest)) == 0;
}

enum ll_status ll_log_guard_expect(struct ll_ctx *ctx, struct ll_err *reterr)
{
    const struct ll_log_seen *seen = &ctx->log_seen;
    if (ll_store_engine(ctx->store) == LL_STORE_SQLITE) {
        return ll_log_guard(ctx, reterr); /* nothing to wait for */
    }
    if (!is_kept_still(ctx)) {
        return LL_FAIL(reterr, LL_ERETRY, "the log is to be looked at");
    }
    struct ll_q_log_expect_in in = {
        .log_id = seen->log_id,
        .size = seen->size,
        .root = {(const char *)seen->root, sizeof(seen->root)},
    };
    LL_TRY(ll_store_begin(ctx->store, LL_STORE_WRITE, reterr));
    enum ll_status status = ll_q_log_expect(ctx->store, &in, reterr);
    if (status == LL_OK) {
        return ll_store_leave(ctx->store, reterr);
    }
    ll_store_rollback(ctx->store);
    return status;
}

enum ll_status ll_log_guard_answer(struct ll_ctx *ctx, struct ll_log_guarding *guarding,
                                   struct ll_err *reterr)
{
    const struct ll_log_kept *before = &guarding->kept;
    struct ll_log log = {.log_id = 0};
    struct ll_checkpoint kept = {.size = 0};
    if (guarding->asked == NULL) {
        return LL_OK;
    }
    enum ll_status status = ll_log_read(ctx, guarding->asked, &log, reterr);
    guarding->asked = NULL;
    if (status != LL_OK && status != LL_ENOTFOUND) {
        return status;
    }
    if (log.log_id != before->log_id) {
        return LL_FAIL(reterr, LL_ERETRY, "another log was started");
    }
    ctx->log_seen.is_there = false;
    if (status == LL_ENOTFOUND) {
        see(ctx, &log, LL_STR(""));
        return LL_OK;
    }
    *reterr = before->why;
    status = before->found;
    if (status == LL_OK) {
        status = open_note(ctx, &log, before->text, &kept, reterr);
    }
    ctx->log_is_others = status == LL_OK && kept.size < log.size;
    if (ctx->log_is_others) {
        return LL_FAIL(reterr, LL_ERETRY, "another server signed the log");
    }
    LL_TRY(compare(ctx, &log, status, &kept, reterr));
    if (status == LL_OK) {
        see(ctx, &log, before->text);
    }
    return LL_OK;
}
