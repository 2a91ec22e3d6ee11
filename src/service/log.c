/* log start, show, prove, keep */
#include "service/log.h"

#include <string.h>

#include "proof/base64.h"
#include "service/answer.h"
#include "service/keys.h"
#include "service/page_input.h"
#include "service/table.h"
#include "store/q_log.h"

#define LOGS_MAX 1000
#define PROOF_BYTES_MAX ((size_t)32 << 10)

static struct ll_str bytes_of(const void *ptr, size_t count)
{
    return (struct ll_str){ptr, count};
}

static enum ll_status none_started(struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_ENOTFOUND, "no public log was started");
    ll_err_hint(reterr, "its operator starts one with 'loopledger log start ORIGIN'");
    return status;
}

/* What is stored, as it must be. */
static enum ll_status check_row(const struct ll_q_log_now_row *row, struct ll_err *reterr)
{
    if (row->public_key.len != sizeof(struct ll_public_key)) {
        return LL_FAIL(reterr, LL_ECORRUPT, "the log's key is not of its size");
    }
    if (!row->has_size || row->root.len != sizeof(struct ll_tree_hash)) {
        return LL_FAIL(reterr, LL_ECORRUPT, "the log has no checkpoint");
    }
    return LL_OK;
}

static enum ll_status log_of_row(struct ll_ctx *ctx, const struct ll_q_log_now_row *row,
                                 struct ll_log *ret_log, struct ll_err *reterr)
{
    struct ll_public_key key;
    struct ll_str origin = ll_str_copy(ctx->arena, row->origin);
    LL_TRY(check_row(row, reterr));
    struct ll_log log = {
        .log_id = row->log_id,
        .started_at = row->started_at,
        .crypto = ll_crypto_for_proof(ctx->crypto),
        .size = row->size,
        .note = ll_str_copy(ctx->arena, row->note),
        .signed_at = row->signed_at,
    };
    if (origin.ptr == NULL || log.note.ptr == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the log");
    }
    memcpy(key.b, row->public_key.ptr, sizeof(key.b));
    memcpy(log.root.b, row->root.ptr, sizeof(log.root.b));
    ll_note_key_make(&log.crypto, origin, LL_NOTE_ED25519, &key, &log.key);
    *ret_log = log;
    return LL_OK;
}

enum ll_status ll_log_ask(struct ll_ctx *ctx, struct ll_store_cursor **ret_asked,
                          struct ll_err *reterr)
{
    return ll_q_log_now_open(ctx->store, ctx->arena, ret_asked, reterr);
}

enum ll_status ll_log_read(struct ll_ctx *ctx, struct ll_store_cursor *asked,
                           struct ll_log *ret_log, struct ll_err *reterr)
{
    struct ll_q_log_now_row row;
    enum ll_status status = ll_q_log_now_next(asked, &row, reterr);
    if (status == LL_OK) {
        status = log_of_row(ctx, &row, ret_log, reterr);
    } else if (status == LL_EEND) {
        status = none_started(reterr);
    }
    ll_store_query_close(asked);
    return status;
}

enum ll_status ll_log_open(struct ll_ctx *ctx, struct ll_log *ret_log, struct ll_err *reterr)
{
    struct ll_store_cursor *asked = NULL;
    LL_TRY(ll_log_ask(ctx, &asked, reterr));
    return ll_log_read(ctx, asked, ret_log, reterr);
}

static enum ll_status answer_key(struct ll_ctx *ctx, struct ll_json *answer,
                                 const struct ll_note_key *key, struct ll_err *reterr)
{
    struct ll_strbuf out;
    struct ll_str text;
    ll_strbuf_init(&out, ctx->arena, 1024);
    ll_note_key_put(&out, key);
    LL_TRY(ll_strbuf_finish(&out, &text, reterr));
    ll_answer_text(ctx, answer, "key", text);
    return LL_OK;
}

/* ---- start ---- */
struct log_start {
    struct ll_str origin;
};
static const struct ll_field start_fields[] = {
    LL_MEMBER(log_start, origin, LL_REQ(STR), .operand = true, .min = 3, .max = LL_NOTE_NAME_MAX,
              .help = "the log's name: where it will be served, without https://"),
};
static const struct ll_record start_record = LL_RECORD("log_start", log_start, start_fields);

/* A URL without its scheme: "log.example.org/2026". */
static enum ll_status check_origin(struct ll_str origin, struct ll_err *reterr)
{
    bool good = ll_note_name_ok(origin) && ll_str_find_char(origin, '.') < origin.len &&
                ll_str_find(origin, LL_STR("://"), false) == SIZE_MAX &&
                origin.ptr[origin.len - 1] != '/';
    if (good) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no name for a log", LL_STR_ARG(origin));
    ll_err_where(reterr, "origin");
    ll_err_hint(reterr, "a host and path of yours, without https://: log.example.org/2026");
    return status;
}

/* The first number of which neither store nor data directory knows: after an old backup was put
 * back, the folder of keys knows of logs that the store has forgotten. */
static enum ll_status make_key(struct ll_ctx *ctx, int64_t *log_id, struct ll_sign_key *ret_key,
                               struct ll_err *reterr)
{
    enum ll_status status = LL_EEXISTS;
    for (; status == LL_EEXISTS && *log_id < LOGS_MAX; ++*log_id) {
        status = ll_keys_create_log(ctx, *log_id, ret_key, reterr);
    }
    --*log_id;
    return status;
}

static enum ll_status first_note(struct ll_ctx *ctx, const struct ll_sign_key *secret,
                                 struct ll_log *log, struct ll_err *reterr)
{
    struct ll_checkpoint checkpoint = {log->key.name, 0, log->root, LL_STR("")};
    struct ll_strbuf out;
    struct ll_str text;
    struct ll_signature signature;
    ll_strbuf_init(&out, ctx->arena, LL_LOG_NOTE_BYTES_MAX);
    ll_checkpoint_put(&out, &checkpoint);
    LL_TRY(ll_strbuf_finish(&out, &text, reterr));
    ll_sign(secret, text, &signature);
    ll_strbuf_char(&out, '\n');
    ll_note_put_signature(&out, &log->key, 0, &signature);
    return ll_strbuf_finish(&out, &log->note, reterr);
}

static enum ll_status store_log(struct ll_ctx *ctx, const struct ll_log *log, struct ll_err *reterr)
{
    struct ll_q_log_insert_in in = {
        .log_id = log->log_id,
        .origin = log->key.name,
        .public_key = bytes_of(log->key.key.b, sizeof(log->key.key.b)),
        .started_at = log->started_at,
    };
    struct ll_q_log_lease_insert_in lease = {log->log_id, LL_STR("nobody"), {0}};
    struct ll_q_log_checkpoint_insert_in first = {
        .log_id = log->log_id,
        .size = 0,
        .root = bytes_of(log->root.b, sizeof(log->root.b)),
        .note = log->note,
        .signed_at = log->started_at,
    };
    LL_TRY(ll_q_log_insert(ctx->store, &in, reterr));
    LL_TRY(ll_q_log_lease_insert(ctx->store, &lease, reterr));
    LL_TRY(ll_q_log_checkpoint_insert(ctx->store, &first, reterr));
    return ll_store_commit(ctx->store, reterr);
}

static enum ll_status start_log(struct ll_ctx *ctx, struct ll_log *log, struct ll_sign_key *secret,
                                struct ll_err *reterr)
{
    struct ll_q_log_last_row last = {.log_id = 0};
    enum ll_status status = ll_q_log_last(ctx->store, ctx->arena, &last, reterr);
    if (status != LL_OK && status != LL_ENOTFOUND) {
        return status;
    }
    if (status == LL_OK && ll_str_eq(last.origin, log->key.name)) {
        status = LL_FAIL(reterr, LL_EEXISTS, "the log %.*s was started already",
                         LL_STR_ARG(log->key.name));
        ll_err_hint(reterr, "a log that is to take its place has another name");
        return status;
    }
    log->log_id = last.log_id + 1;
    LL_TRY(make_key(ctx, &log->log_id, secret, reterr));
    ll_note_key_make(&log->crypto, log->key.name, LL_NOTE_ED25519, &secret->public_key, &log->key);
    ll_tree_empty(&log->crypto, &log->root);
    LL_TRY(first_note(ctx, secret, log, reterr));
    return store_log(ctx, log, reterr);
}

static enum ll_status run_start(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct log_start *in = input;
    struct ll_sign_key secret;
    struct ll_log log = {
        .key = {.name = in->origin},
        .crypto = ll_crypto_for_proof(ctx->crypto),
        .started_at = ctx->now,
    };
    LL_TRY(check_origin(in->origin, reterr));
    LL_TRY(ll_store_begin(ctx->store, LL_STORE_WRITE, reterr));
    enum ll_status status = start_log(ctx, &log, &secret, reterr);
    ll_sign_key_wipe(&secret);
    if (ll_store_in_transaction(ctx->store)) {
        ll_store_rollback(ctx->store);
    }
    LL_TRY(status);
    LL_TRY(ll_log_keep(ctx, &log, 0, log.note, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "log_id", log.log_id);
    ll_answer_text(ctx, answer, "origin", log.key.name);
    LL_TRY(answer_key(ctx, answer, &log.key, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- show ---- */
static enum ll_status answer_pending(struct ll_ctx *ctx, const struct ll_log *log,
                                     struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_log_entry_last_in in = {log->log_id};
    struct ll_q_log_entry_last_row last = {.log_index = -1};
    struct ll_q_log_pending_count_in by;
    struct ll_q_log_pending_count_row pending;
    enum ll_status status = ll_q_log_entry_last(ctx->store, ctx->arena, &in, &last, reterr);
    if (status != LL_OK && status != LL_ENOTFOUND) {
        return status;
    }
    by.after = last.event_id;
    LL_TRY(ll_q_log_pending_count(ctx->store, ctx->arena, &by, &pending, reterr));
    ll_answer_i64(ctx, answer, "pending_events", pending.events);
    return LL_OK;
}

static void answer_hash(struct ll_ctx *ctx, struct ll_json *answer, const char *name,
                        const struct ll_tree_hash *hash)
{
    struct ll_strbuf out;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&out, ctx->arena, 64);
    ll_base64_put(&out, LL_BASE64_STANDARD, bytes_of(hash->b, sizeof(hash->b)));
    if (ll_strbuf_finish(&out, &text, NULL) == LL_OK) {
        ll_answer_text(ctx, answer, name, text);
    }
}

/* Who cosigned the last checkpoint, as far as this installation was told. */
static enum ll_status answer_witnesses(struct ll_ctx *ctx, struct ll_log *log,
                                       struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_json *list = NULL;
    LL_TRY(ll_log_cosigned(ctx, log, &list, reterr));
    if (list->count == 0) {
        ll_answer_text(ctx, answer, "witnesses", LL_STR("not witnessed"));
    } else {
        ll_json_set(ctx->arena, answer, "witnesses", list);
    }
    return LL_OK;
}

static enum ll_status show(struct ll_ctx *ctx, const struct ll_log_view *view,
                           struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_log log = view->log;
    if (view->status == LL_ENOTFOUND) {
        return ll_log_view_check(view, reterr);
    }
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "log_id", log.log_id);
    ll_answer_text(ctx, answer, "origin", log.key.name);
    LL_TRY(answer_key(ctx, answer, &log.key, reterr));
    ll_answer_time(ctx, answer, "started_at", log.started_at);
    ll_answer_i64(ctx, answer, "size", log.size);
    answer_hash(ctx, answer, "root", &log.root);
    ll_answer_time(ctx, answer, "signed_at", log.signed_at);
    LL_TRY(answer_pending(ctx, &log, answer, reterr));
    if (view->status == LL_OK) {
        ll_answer_i64(ctx, answer, "kept_size", view->kept_size);
    } else {
        ll_answer_text(ctx, answer, "refused",
                       ll_str_copy(ctx->arena, ll_str_from_cstr(view->why.text)));
    }
    LL_TRY(answer_witnesses(ctx, &log, answer, reterr));
    ll_answer_text(ctx, answer, "checkpoint", log.note);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    struct ll_log_view view;
    (void)input;
    LL_TRY(ll_log_view_begin(ctx, &view, reterr));
    enum ll_status status = show(ctx, &view, ret_answer, reterr);
    ll_store_rollback(ctx->store);
    return status;
}

/* ---- prove ---- */
static enum ll_status put_proof(struct ll_ctx *ctx, const struct ll_log *log,
                                struct ll_log_tree *tree, int64_t index, struct ll_str *ret_text,
                                struct ll_err *reterr)
{
    struct ll_tlog_proof proof = {.index = index, .extra = {"", 0}, .checkpoint = log->note};
    struct ll_tree_reader reader = ll_log_tree_reader(tree);
    struct ll_strbuf out;
    LL_TRY(ll_tree_prove_inclusion(&log->crypto, &reader, index, log->size, &proof.proof, reterr));
    ll_strbuf_init(&out, ctx->arena, PROOF_BYTES_MAX);
    ll_tlog_proof_put(&out, &proof);
    return ll_strbuf_finish(&out, ret_text, reterr);
}

enum ll_status ll_log_prove(struct ll_ctx *ctx, const struct ll_log *log,
                            struct ll_event_id event_id, struct ll_json *answer,
                            struct ll_err *reterr)
{
    struct ll_q_log_entry_of_event_in in = {log->log_id, event_id};
    struct ll_q_log_entry_of_event_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_log_tree *tree = NULL;
    struct ll_json *list = ll_json_new_array(ctx->arena);
    enum ll_status status;
    LL_TRY(ll_log_tree(ctx, log, &tree, reterr));
    LL_TRY(ll_q_log_entry_of_event_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_log_entry_of_event_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        struct ll_str proof = LL_STR("");
        ll_answer_i64(ctx, item, "index", row.log_index);
        ll_answer_text(ctx, item, "entry", row.entry);
        status = put_proof(ctx, log, tree, row.log_index, &proof, reterr);
        if (status != LL_OK) {
            break;
        }
        ll_answer_text(ctx, item, "proof", proof);
        ll_json_append(ctx->arena, list, item);
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    if (list != NULL && list->count == 0) {
        status = LL_FAIL(reterr, LL_ENOTFOUND, "the event is not in the log");
        ll_err_hint(reterr, "'loopledger log sequence' numbers what is public and waits");
        return status;
    }
    ll_json_set(ctx->arena, answer, "entries", list);
    return LL_OK;
}

static enum ll_status prove(struct ll_ctx *ctx, const struct ll_log_view *view,
                            struct ll_event_id event_id, struct ll_json **ret_answer,
                            struct ll_err *reterr)
{
    struct ll_log log = view->log;
    LL_TRY(ll_log_view_check(view, reterr));
    LL_TRY(ll_log_cosigned(ctx, &log, NULL, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "event_id", "evt", event_id.raw);
    LL_TRY(answer_key(ctx, answer, &log.key, reterr));
    LL_TRY(ll_log_prove(ctx, &log, event_id, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_prove(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_log_view view;
    struct ll_event_id event_id;
    LL_TRY(ll_id_parse("evt", in->ref, &event_id.raw, reterr));
    LL_TRY(ll_log_view_begin(ctx, &view, reterr));
    enum ll_status status = prove(ctx, &view, event_id, ret_answer, reterr);
    ll_store_rollback(ctx->store);
    return status;
}

/* ---- keep ---- */
struct log_keep {
    struct ll_file file;
};
static const struct ll_field keep_fields[] = {
    LL_MEMBER(log_keep, file, LL_REQ(FILE), .operand = true, .max = LL_LOG_NOTE_BYTES_MAX,
              .help = "the last checkpoint that was published"),
};
static const struct ll_record keep_record = LL_RECORD("log_keep", log_keep, keep_fields);

static enum ll_status keep(struct ll_ctx *ctx, struct ll_str note, struct ll_log *ret_log,
                           struct ll_checkpoint *ret_checkpoint, struct ll_err *reterr)
{
    struct ll_note *parsed = LL_NEW(ctx->arena, struct ll_note);
    struct ll_log_tree *tree = NULL;
    struct ll_tree_hash root;
    if (parsed == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a checkpoint");
    }
    LL_TRY(ll_log_open(ctx, ret_log, reterr));
    LL_TRY(
        ll_checkpoint_open(&ret_log->crypto, note, &ret_log->key, parsed, ret_checkpoint, reterr));
    if (ret_checkpoint->size > ret_log->size) {
        return LL_FAIL(reterr, LL_EREFUSED,
                       "the checkpoint is over %lld entries, and the store has %lld: it is an "
                       "older copy",
                       (long long)ret_checkpoint->size, (long long)ret_log->size);
    }
    LL_TRY(ll_log_tree(ctx, ret_log, &tree, reterr));
    struct ll_tree_reader reader = ll_log_tree_reader(tree);
    LL_TRY(ll_tree_root(&ret_log->crypto, &reader, ret_checkpoint->size, &root, reterr));
    if (!ll_tree_hash_eq(&root, &ret_checkpoint->root)) {
        return LL_FAIL(reterr, LL_EREFUSED, "the store's log is not the one that was published");
    }
    return LL_OK;
}

static enum ll_status run_keep(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct log_keep *in = input;
    struct ll_log log;
    struct ll_checkpoint checkpoint;
    int64_t kept_size = 0;
    LL_TRY(ll_store_begin(ctx->store, LL_STORE_READ, reterr));
    enum ll_status status = keep(ctx, in->file.bytes, &log, &checkpoint, reterr);
    ll_store_rollback(ctx->store);
    LL_TRY(status);
    LL_TRY(ll_log_keep(ctx, &log, checkpoint.size, in->file.bytes, reterr));
    LL_TRY(ll_log_kept_size(ctx, &log, &kept_size, reterr));
    if (kept_size > checkpoint.size) {
        return LL_FAIL(reterr, LL_EREFUSED,
                       "a later checkpoint is kept already, over %lld entries, and stays",
                       (long long)kept_size);
    }
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "origin", log.key.name);
    ll_answer_i64(ctx, answer, "kept_size", checkpoint.size);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_log_start = {
    .noun = "log",
    .verb = "start",
    .help = "begin the public log: its name and the key that signs it",
    .details =
        "Makes a key in the folder 'keys' of the data directory. Where a log is there already, "
        "another takes its place, with all events from the first on: for when the old one cannot "
        "go on, since its key or its latest entries were lost. Tell those who follow it.",
    .input = &start_record,
    .mode = LL_SERVICE_MANAGE,
    .run = run_start,
};
const struct ll_service ll_service_log_show = {
    .noun = "log",
    .verb = "show",
    .help = "show the public log's name, key and last checkpoint",
    .mode = LL_SERVICE_VIEW,
    .run = run_show,
};
const struct ll_service ll_service_log_prove = {
    .noun = "log",
    .verb = "prove",
    .help = "give an event's entries in the public log, each with its proof",
    .details = "A proof (C2SP tlog-proof) with the entry and the log's key is all that anybody "
               "needs to see that the entry is in the log. It is over the last checkpoint.",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_VIEW,
    .run = run_prove,
};
const struct ll_service ll_service_log_keep = {
    .noun = "log",
    .verb = "keep",
    .help = "keep a published checkpoint as the one that the log must extend",
    .details = "For a data directory that has none, as after 'restore' or on a further machine. "
               "The store must hold what the checkpoint is over.",
    .input = &keep_record,
    .mode = LL_SERVICE_MANAGE,
    .run = run_keep,
};
