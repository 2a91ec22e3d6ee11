/*
 * Cosignatures of others under the log's last checkpoint: asked for by 'log request', added by 'log
 * cosign'. They lie in DATA/log/N.cosignatures, a line each: the witness's key, a blank, the
 * signature in base 64. What there is not over the last checkpoint counts for nothing, so the file
 * needs no care when the log grows, and none of its own against changes.
 */
#include <string.h>

#include "crypto/sidefile.h"
#include "proof/witness.h"
#include "service/answer.h"
#include "service/log.h"
#include "service/service.h"

#define WITNESSES_MAX 16
#define FILE_BYTES_MAX ((size_t)32 << 10)
#define US_A_SECOND INT64_C(1000000)

struct witness {
    struct ll_note_key key;
    struct ll_str base64;
    int64_t at_s; /* of the cosignature, when it is over the last checkpoint; else 0 */
};
struct witnesses {
    size_t count;
    struct witness list[WITNESSES_MAX];
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for cosignatures");
}

static void put_line(struct ll_strbuf *out, const struct ll_note_key *key, struct ll_str base64)
{
    ll_strbuf_cstr(out, "\xe2\x80\x94 ");
    ll_strbuf_str(out, key->name);
    ll_strbuf_char(out, ' ');
    ll_strbuf_str(out, base64);
    ll_strbuf_char(out, '\n');
}

/* The log's note with further lines. */
static enum ll_status join(struct ll_ctx *ctx, struct ll_str note, struct ll_str lines,
                           struct ll_str *ret_note, struct ll_err *reterr)
{
    struct ll_strbuf out;
    ll_strbuf_init(&out, ctx->arena, LL_NOTE_BYTES_MAX);
    ll_strbuf_str(&out, note);
    ll_strbuf_str(&out, lines);
    return ll_strbuf_finish(&out, ret_note, reterr);
}

/* Is the witness's cosignature over the log's last checkpoint? */
static enum ll_status check(struct ll_ctx *ctx, const struct ll_log *log, struct witness *witness,
                            struct ll_err *reterr)
{
    struct ll_note *note = LL_NEW(ctx->arena, struct ll_note);
    struct ll_strbuf out;
    struct ll_str line;
    struct ll_str text;
    witness->at_s = 0;
    ll_strbuf_init(&out, ctx->arena, FILE_BYTES_MAX);
    put_line(&out, &witness->key, witness->base64);
    LL_TRY(ll_strbuf_finish(&out, &line, reterr));
    LL_TRY(join(ctx, log->note, line, &text, reterr));
    if (note == NULL) {
        return no_memory(reterr);
    }
    if (ll_note_parse(text, note, NULL) == LL_OK) {
        int64_t at_s = 0;
        enum ll_status found = ll_note_check(&log->crypto, note, &witness->key, &at_s, NULL);
        witness->at_s = found == LL_OK ? at_s : 0;
    }
    return LL_OK;
}

static enum ll_status read_witness(struct ll_ctx *ctx, const struct ll_log *log, struct ll_str line,
                                   struct witness *ret_witness, struct ll_err *reterr)
{
    size_t blank = ll_str_find_char(line, ' ');
    struct witness witness = {.base64 = ll_str_sub(line, blank + 1, line.len)};
    LL_TRY(ll_note_key_parse(&log->crypto, ll_str_sub(line, 0, blank), &witness.key, reterr));
    LL_TRY(check(ctx, log, &witness, reterr));
    *ret_witness = witness;
    return LL_OK;
}

static enum ll_status file_name(struct ll_ctx *ctx, const struct ll_log *log,
                                const char **ret_folder, const char **ret_name,
                                const char **ret_path, struct ll_err *reterr)
{
    const char *kept = NULL;
    struct ll_strbuf out;
    struct ll_str text;
    LL_TRY(ll_log_kept_path(ctx, log->log_id, ret_folder, ret_name, &kept, reterr));
    ll_strbuf_init(&out, ctx->arena, 64);
    ll_strbuf_i64(&out, log->log_id);
    ll_strbuf_cstr(&out, ".cosignatures");
    ll_strbuf_char(&out, '\0');
    LL_TRY(ll_strbuf_finish(&out, &text, reterr));
    *ret_name = text.ptr;
    ll_strbuf_init(&out, ctx->arena, 4096);
    ll_strbuf_cstr(&out, *ret_folder);
    ll_strbuf_char(&out, '/');
    ll_strbuf_str(&out, text);
    LL_TRY(ll_strbuf_finish(&out, &text, reterr));
    *ret_path = text.ptr;
    return LL_OK;
}

/* Lines that are none are passed over: whoever needs a witness asks it again. */
static enum ll_status read_witnesses(struct ll_ctx *ctx, const struct ll_log *log, const char *path,
                                     struct witnesses *ret_witnesses, struct ll_err *reterr)
{
    struct ll_str rest;
    ret_witnesses->count = 0;
    enum ll_status status = ll_sidefile_read(ctx->arena, path, FILE_BYTES_MAX, &rest, reterr);
    if (status == LL_ENOTFOUND) {
        return LL_OK;
    }
    LL_TRY(status);
    while (rest.len > 0 && ret_witnesses->count < WITNESSES_MAX) {
        size_t end = ll_str_find_char(rest, '\n');
        struct ll_str line = ll_str_sub(rest, 0, end);
        struct ll_err why;
        rest = ll_str_sub(rest, end + 1, rest.len);
        status = read_witness(ctx, log, line, &ret_witnesses->list[ret_witnesses->count], &why);
        if (status == LL_OK) {
            ret_witnesses->count++;
        } else if (status == LL_ENOMEM) {
            return no_memory(reterr);
        }
    }
    return LL_OK;
}

enum ll_status ll_log_cosigned(struct ll_ctx *ctx, struct ll_log *log, struct ll_json **ret_list,
                               struct ll_err *reterr)
{
    const char *folder = NULL;
    const char *name = NULL;
    const char *path = NULL;
    struct ll_json *list = ll_json_new_array(ctx->arena);
    struct witnesses *witnesses = LL_NEW(ctx->arena, struct witnesses);
    struct ll_strbuf lines;
    struct ll_str text;
    if (witnesses == NULL || list == NULL) {
        return no_memory(reterr);
    }
    LL_TRY(file_name(ctx, log, &folder, &name, &path, reterr));
    LL_TRY(read_witnesses(ctx, log, path, witnesses, reterr));
    ll_strbuf_init(&lines, ctx->arena, FILE_BYTES_MAX);
    for (size_t i = 0; i < witnesses->count; i++) {
        const struct witness *witness = &witnesses->list[i];
        struct ll_json *item = ll_answer_object(ctx);
        if (witness->at_s <= 0) {
            continue;
        }
        put_line(&lines, &witness->key, witness->base64);
        ll_answer_text(ctx, item, "witness", witness->key.name);
        ll_answer_time(ctx, item, "cosigned_at", (struct ll_time){witness->at_s * US_A_SECOND});
        ll_json_append(ctx->arena, list, item);
    }
    LL_TRY(ll_strbuf_finish(&lines, &text, reterr));
    LL_TRY(join(ctx, log->note, text, &log->note, reterr));
    if (ret_list != NULL) {
        *ret_list = list;
    }
    return LL_OK;
}

/* ---- request ---- */

static enum ll_status make_request(struct ll_ctx *ctx, const struct ll_log *log, int64_t old_size,
                                   struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_log_tree *tree = NULL;
    struct ll_witness_request request = {.old_size = old_size};
    struct ll_strbuf out;
    if (old_size > log->size) {
        return LL_FAIL(reterr, LL_EINVAL, "the log has %lld entries, and not yet %lld",
                       (long long)log->size, (long long)old_size);
    }
    LL_TRY(ll_log_tree(ctx, log, &tree, reterr));
    struct ll_tree_reader reader = ll_log_tree_reader(tree);
    if (old_size > 0 && old_size < log->size) {
        LL_TRY(ll_tree_prove_extension(&log->crypto, &reader, old_size, log->size, &request.proof,
                                       reterr));
    }
    request.note = log->note;
    ll_strbuf_init(&out, ctx->arena, LL_WITNESS_REQUEST_BYTES_MAX);
    ll_witness_request_put(&out, &request);
    return ll_strbuf_finish(&out, ret_text, reterr);
}

enum ll_status ll_log_request(struct ll_ctx *ctx, int64_t old_size, struct ll_str *ret_text,
                              struct ll_err *reterr)
{
    struct ll_log_view view;
    LL_TRY(ll_log_view_begin(ctx, &view, reterr));
    enum ll_status status = ll_log_view_check(&view, reterr);
    if (status == LL_OK) {
        status = make_request(ctx, &view.log, old_size, ret_text, reterr);
    }
    ll_store_rollback(ctx->store);
    return status;
}

/* ---- cosign ---- */
struct log_cosign {
    struct ll_file file;
    struct ll_list witness;
};
static const struct ll_field cosign_fields[] = {
    LL_MEMBER(log_cosign, file, LL_REQ(FILE), .operand = true, .max = FILE_BYTES_MAX,
              .help = "what witnesses answered: lines of cosignatures"),
    LL_MEMBER(log_cosign, witness, LL_OPT(STRS), .max = WITNESSES_MAX,
              .help = "keys of witnesses, the first time: NAME+HEX+BASE64"),
};
static const struct ll_record cosign_record = LL_RECORD("log_cosign", log_cosign, cosign_fields);

static bool same_key(const struct ll_note_key *a, const struct ll_note_key *b)
{
    return ll_str_eq(a->name, b->name) && memcmp(a->id, b->id, sizeof(a->id)) == 0;
}

/* The keys given join those that are known. */
static enum ll_status add_keys(const struct ll_log *log, const struct ll_list *texts,
                               struct witnesses *witnesses, struct ll_err *reterr)
{
    const struct ll_str *items = texts->items;
    for (size_t i = 0; i < texts->count; i++) {
        struct witness witness = {.base64 = {"", 0}};
        size_t at = 0;
        LL_TRY(ll_note_key_parse(&log->crypto, items[i], &witness.key, reterr));
        if (witness.key.type != LL_NOTE_COSIGNATURE) {
            return LL_FAIL(reterr, LL_EINVAL, "'%.*s' is the key of a log, not of a witness",
                           LL_STR_ARG(witness.key.name));
        }
        while (at < witnesses->count && !same_key(&witnesses->list[at].key, &witness.key)) {
            at++;
        }
        if (at == WITNESSES_MAX) {
            return LL_FAIL(reterr, LL_ELIMIT, "a log has at most %d witnesses here", WITNESSES_MAX);
        }
        if (at == witnesses->count) {
            witnesses->list[witnesses->count++] = witness;
        }
    }
    return LL_OK;
}

/* The signatures in the note by known witnesses; how many is returned. */
static enum ll_status take(struct ll_ctx *ctx, const struct ll_log *log, const struct ll_note *note,
                           struct witnesses *witnesses, size_t *ret_taken, struct ll_err *reterr)
{
    for (size_t i = 0; i < note->count; i++) {
        const struct ll_note_signature *line = &note->signatures[i];
        for (size_t k = 0; k < witnesses->count; k++) {
            struct witness candidate = witnesses->list[k];
            if (!ll_str_eq(line->name, candidate.key.name) ||
                memcmp(line->key_id, candidate.key.id, sizeof(line->key_id)) != 0) {
                continue;
            }
            candidate.base64 = line->base64;
            LL_TRY(check(ctx, log, &candidate, reterr));
            if (candidate.at_s <= 0) {
                enum ll_status status = LL_FAIL(reterr, LL_ESIGNATURE,
                                                "the cosignature by %.*s is not over the log's "
                                                "last checkpoint, of %lld entries",
                                                LL_STR_ARG(line->name), (long long)log->size);
                ll_err_hint(reterr, "has the log grown since? 'loopledger log request' asks anew");
                return status;
            }
            witnesses->list[k] = candidate;
            ++*ret_taken;
        }
    }
    return LL_OK;
}

static enum ll_status store_witnesses(struct ll_ctx *ctx, const struct ll_sidefile *file,
                                      const struct witnesses *witnesses, struct ll_err *reterr)
{
    struct ll_strbuf out;
    struct ll_str text;
    ll_strbuf_init(&out, ctx->arena, FILE_BYTES_MAX);
    for (size_t i = 0; i < witnesses->count; i++) {
        ll_note_key_put(&out, &witnesses->list[i].key);
        ll_strbuf_char(&out, ' ');
        ll_strbuf_str(&out, witnesses->list[i].base64);
        ll_strbuf_char(&out, '\n');
    }
    LL_TRY(ll_strbuf_finish(&out, &text, reterr));
    return ll_sidefile_replace(ctx->arena, file, text, reterr);
}

static enum ll_status cosign(struct ll_ctx *ctx, const struct log_cosign *in,
                             const struct ll_log *log, const struct ll_sidefile *file,
                             size_t *ret_taken, struct ll_err *reterr)
{
    struct ll_note *note = LL_NEW(ctx->arena, struct ll_note);
    struct witnesses *witnesses = LL_NEW(ctx->arena, struct witnesses);
    struct ll_str text;
    if (note == NULL || witnesses == NULL) {
        return no_memory(reterr);
    }
    LL_TRY(join(ctx, log->note, in->file.bytes, &text, reterr));
    LL_TRY(ll_note_parse(text, note, reterr));
    LL_TRY(read_witnesses(ctx, log, file->path, witnesses, reterr));
    LL_TRY(add_keys(log, &in->witness, witnesses, reterr));
    LL_TRY(take(ctx, log, note, witnesses, ret_taken, reterr));
    if (*ret_taken == 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_ENOTFOUND, "none of the lines is by a witness that is known");
        ll_err_hint(reterr, "name its key with --witness, as the witness gives it");
        return status;
    }
    return store_witnesses(ctx, file, witnesses, reterr);
}

static enum ll_status open_and_cosign(struct ll_ctx *ctx, const struct log_cosign *in,
                                      struct ll_log *log, size_t *ret_taken, struct ll_err *reterr)
{
    const char *folder = NULL;
    const char *name = NULL;
    const char *path = NULL;
    struct ll_sidefile file;
    LL_TRY(ll_log_open(ctx, log, reterr));
    LL_TRY(file_name(ctx, log, &folder, &name, &path, reterr));
    LL_TRY(ll_sidefile_open(ctx->arena, folder, name, &file, reterr));
    enum ll_status status = cosign(ctx, in, log, &file, ret_taken, reterr);
    ll_sidefile_close(&file);
    return status;
}

static enum ll_status run_cosign(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    struct ll_log log;
    size_t taken = 0;
    LL_TRY(ll_store_begin(ctx->store, LL_STORE_READ, reterr));
    enum ll_status status = open_and_cosign(ctx, input, &log, &taken, reterr);
    ll_store_rollback(ctx->store);
    LL_TRY(status);
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "origin", log.key.name);
    ll_answer_i64(ctx, answer, "size", log.size);
    ll_answer_i64(ctx, answer, "cosignatures", (int64_t)taken);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_log_cosign = {
    .noun = "log",
    .verb = "cosign",
    .help = "add the cosignatures of witnesses to the log's last checkpoint",
    .details =
        "Takes what a witness answered to a request that 'log request' made, and checks it against "
        "the witness's key. 'log show', proofs and 'log export' carry the cosignatures from then "
        "on, until the log grows: then ask again. The keys are remembered in the folder 'log' of "
        "the data directory.",
    .input = &cosign_record,
    .mode = LL_SERVICE_MANAGE,
    .run = run_cosign,
};
