#include "service/run.h"

#include "service/control.h"
#include "service/event.h"
#include "service/keys.h"
#include "service/line_tail.h"
#include "service/paper.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_facts.h"

#include <string.h>

/* 2200-01-01: a clock beyond it is wrong, and an event with such a time could never be undone. */
#define SCRUB_MS 5000     /* for who reads just then */
#define SCRUB_SHORT_MS 50 /* where it is tried again */
#define CLOCK_US_MAX INT64_C(7258118400000000)

#define INPUT_FILES_MAX 4

/* Constraints whose violation means that another process won a race: read again, try again. */
static const char *const race_constraints[] = {
    "request_key_once",         "allocation_lot_overlap",
    "allocation_line_overlap",  "allocation_pkey",
    "custody_overlap",          "demand_slice_overlap",
    "demand_slice_pkey",        "event_pkey",
    "collection_evidence_once", "consent_document_once",
    "ledger_user_email_once",   "user_role_pkey",
};

bool ll_run_is_race(enum ll_status status, const struct ll_err *err)
{
    if (status == LL_ERETRY) {
        return true;
    }
    if (status != LL_ECONSTRAINT) {
        return false;
    }
    for (size_t i = 0; i < sizeof(race_constraints) / sizeof(race_constraints[0]); i++) {
        if (strcmp(err->where, race_constraints[i]) == 0) {
            return true;
        }
    }
    return false;
}

static enum ll_status check_clock(struct ll_time now, struct ll_time last, struct ll_err *reterr)
{
    char now_text[LL_TIME_TEXT_MAX];
    char last_text[LL_TIME_TEXT_MAX];
    bool behind = now.us < last.us - LL_RUN_CLOCK_BEHIND_US;
    if (!behind && now.us <= last.us + LL_RUN_CLOCK_AHEAD_US) {
        return LL_OK;
    }
    ll_time_format(now, now_text);
    ll_time_format(last, last_text);
    enum ll_status status = LL_FAIL(
        reterr, LL_EIO, "the clock of this machine says %s, the last event was recorded at %s",
        now_text, last_text);
    ll_err_hint(reterr, behind
                            ? LL_R("nothing was stored. Set the clock; if it is right, go on with "
                                   "--clock-ok (times then follow the last event's)")
                            : LL_R("nothing was stored. Set the clock; if it is right, go on with "
                                   "--clock-ok"));
    return status;
}

static bool is_possible(struct ll_time at)
{
    return at.us >= 0 && at.us < CLOCK_US_MAX;
}

/* Ask for the last event, to be read with whatever is asked for next. */
static enum ll_status ask_start(struct ll_ctx *ctx, struct ll_err *reterr)
{
    ctx->start = (struct ll_start){.last = NULL};
    return ll_q_event_last_open(ctx->store, ctx->arena, &ctx->start.last, reterr);
}

static enum ll_status read_start(struct ll_ctx *ctx, struct ll_err *reterr)
{
    struct ll_q_event_last_row row;
    enum ll_status status = ll_q_event_last_next(ctx->start.last, &row, reterr);
    ll_store_query_close(ctx->start.last);
    ctx->start.last = NULL;
    ctx->start.has_event = status != LL_EEND;
    ctx->has_webhooks = status == LL_OK && row.has_webhooks;
    if (status == LL_OK) {
        ctx->start.event_id = row.event_id;
        ctx->start.recorded_at = row.recorded_at;
    } else {
        ctx->start.recorded_at.us = -1; /* nor does another request of the batch start from it */
    }
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status refuse_far_off(bool clock_is_right, struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EIO, "%s is far off",
                clock_is_right ? "the last event's time" : "the clock of this machine");
    ll_err_hint(reterr, "%s; nothing was stored",
                clock_is_right ? "run 'loopledger audit'" : "set it");
    return status;
}

/* Time and ids of what is made now sort after all that is stored, also when the clock stepped
 * back or another process's clock is ahead. */
static enum ll_status start_time(struct ll_ctx *ctx, bool clock_ok, struct ll_err *reterr)
{
    struct ll_start *start = &ctx->start;
    struct ll_time now = ctx->clock.now(ctx->clock.ctx);
    if (start->last != NULL) {
        LL_TRY(read_start(ctx, reterr));
    }
    if (!is_possible(now) || (start->has_event && !is_possible(start->recorded_at))) {
        return refuse_far_off(is_possible(now), reterr);
    }
    if (start->has_event) {
        if (!clock_ok) {
            LL_TRY(check_clock(now, start->recorded_at, reterr));
        }
        ll_id_source_saw(&ctx->ids, start->event_id.raw);
        if (now.us <= start->recorded_at.us) {
            now.us = start->recorded_at.us + 1;
        }
    }
    ctx->now = now;
    start->is_known = true;
    return LL_OK;
}

/* The first request starts; one that follows in a batch has its own time, after all before it. */
static enum ll_status go_on(struct ll_ctx *ctx, bool clock_ok, struct ll_err *reterr)
{
    if (!ctx->start.is_known) {
        return start_time(ctx, clock_ok, reterr);
    }
    struct ll_time now = ctx->clock.now(ctx->clock.ctx);
    if (now.us > ctx->now.us) {
        ctx->now = now;
    }
    return LL_OK;
}

/* What was asked: the service and its input, with the bytes of files. Keyed, since the input holds
 * names and device numbers: a plain digest would let who has the store guess what was erased. */
static enum ll_status input_digest(struct ll_ctx *ctx, const struct ll_service *service,
                                   const void *input, uint8_t ret_digest[LL_FINGERPRINT_SIZE],
                                   struct ll_err *reterr)
{
    const struct ll_kept_key *key = NULL;
    struct ll_str parts[4 + INPUT_FILES_MAX] = {
        LL_STR("request"),
        ll_str_from_cstr(service->noun),
        ll_str_from_cstr(service->verb),
        LL_STR(""),
    };
    size_t count = 4;
    LL_TRY(ll_keys_fingerprint(ctx, &key, reterr));
    if (service->input != NULL) {
        struct ll_strbuf buf;
        ll_strbuf_init(&buf, ctx->arena, LL_RUN_INPUT_BYTES_MAX);
        ll_record_to_json(service->input, input, &buf);
        LL_TRY(ll_strbuf_finish(&buf, &parts[3], reterr));
    }
    for (size_t i = 0; service->input != NULL && i < service->input->field_count; i++) {
        const struct ll_field *field = &service->input->fields[i];
        if (field->type == LL_FIELD_FILE) {
            const struct ll_file *file =
                (const struct ll_file *)(const void *)((const char *)input + field->offset);
            LL_ASSERT(count < 4 + INPUT_FILES_MAX);
            parts[count++] = file->bytes;
        }
    }
    ll_fingerprint(&key->key, parts, count, ret_digest);
    return LL_OK;
}

/* As the sender gave it: who sent it stands before it (own_key). */
static struct ll_str given_key(struct ll_str key)
{
    size_t colon = ll_str_find_char(key, ':');
    struct ll_id id;
    return colon < key.len && ll_id_parse("usr", ll_str_sub(key, 0, colon), &id, NULL) == LL_OK
               ? ll_str_sub(key, colon + 1, key.len)
               : key;
}

static enum ll_status refuse_other_fingerprint(struct ll_str key, struct ll_str command,
                                               struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_ECONFLICT,
                                    "the key '%.*s' came before (%.*s), with digests of another "
                                    "fingerprint key",
                                    LL_STR_ARG(given_key(key)), LL_STR_ARG(command));
    ll_err_hint(reterr, "what was asked then cannot be compared: look whether it was done, or "
                        "use the data directory that it was asked with");
    return status;
}

/* Was this key seen before? LL_OK and *ret_answer set: yes, with the same input. LL_EEND: no. */
static enum ll_status find_repeated(struct ll_ctx *ctx, struct ll_str key,
                                    struct ll_store_cursor *cursor, const uint8_t digest[32],
                                    struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_q_request_by_key_row row;
    LL_TRY(ll_q_request_by_key_next(cursor, &row, reterr));
    if (row.key_id.len != sizeof(ctx->fingerprint.id) ||
        memcmp(row.key_id.ptr, ctx->fingerprint.id, row.key_id.len) != 0) {
        return refuse_other_fingerprint(key, row.command, reterr);
    }
    if (row.digest.len != 32 || memcmp(row.digest.ptr, digest, 32) != 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_ECONFLICT, "the key '%.*s' came before with another request (%.*s)",
                    LL_STR_ARG(given_key(key)), LL_STR_ARG(row.command));
        ll_err_hint(reterr, "use a new key for a new request; repeat a request unchanged");
        return status;
    }
    struct ll_json *answer = NULL;
    struct ll_str text = ll_str_copy(ctx->arena, row.answer);
    if (text.ptr == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the answer that was given before");
    }
    LL_TRY(ll_json_read(ctx->arena, text, LL_RUN_ANSWER_BYTES_MAX, &answer, reterr));
    /* A service may have found the same thing done before by other means, and said so itself. */
    if (answer->type == LL_JSON_OBJECT && ll_json_get(answer, "repeated") == NULL) {
        ll_json_set_bool(ctx->arena, answer, "repeated", true);
    }
    *ret_answer = answer;
    return LL_OK;
}

static enum ll_status store_request(struct ll_ctx *ctx, const struct ll_service *service,
                                    struct ll_str key, const uint8_t digest[32],
                                    const struct ll_json *answer, struct ll_time at,
                                    struct ll_err *reterr)
{
    struct ll_str text;
    struct ll_json kept = *answer;
    if (kept.type == LL_JSON_OBJECT && kept.count > 0 &&
        ll_str_eq_cstr(kept.members[kept.count - 1].name, LL_ANSWER_TRANSIENT)) {
        kept.count--; /* services set it last */
    }
    LL_TRY(ll_json_canonical(ctx->arena, &kept, LL_RUN_ANSWER_BYTES_MAX, &text, reterr));
    struct ll_strbuf buf;
    struct ll_str command;
    ll_strbuf_init(&buf, ctx->arena, 128);
    ll_strbuf_cstr(&buf, service->noun);
    ll_strbuf_char(&buf, ' ');
    ll_strbuf_cstr(&buf, service->verb);
    LL_TRY(ll_strbuf_finish(&buf, &command, reterr));
    struct ll_q_request_insert_in in = {
        .request_id = ctx->request_id,
        .request_key = key,
        .command = command,
        .actor = ctx->actor,
        .digest = {(const char *)digest, 32},
        .key_id = {(const char *)ctx->fingerprint.id, sizeof(ctx->fingerprint.id)},
        .recorded_at = at,
        .answer = text,
    };
    return ll_q_request_insert(ctx->store, &in, reterr);
}

/* Keys are each user's own: another's is neither met nor found by guessing. */
static enum ll_status own_key(struct ll_ctx *ctx, struct ll_str *key, struct ll_err *reterr)
{
    char id[LL_ID_TEXT_MAX];
    struct ll_strbuf buf;
    if (!ctx->viewer.is_limited) {
        return LL_OK;
    }
    ll_id_format("usr", ctx->viewer.user_id.raw, id);
    ll_strbuf_init(&buf, ctx->arena, 256);
    ll_strbuf_fmt(&buf, "%s:%.*s", id, LL_STR_ARG(*key));
    return ll_strbuf_finish(&buf, key, reterr);
}

static enum ll_status ask_key(struct ll_ctx *ctx, struct ll_str key,
                              struct ll_store_cursor **ret_cursor, struct ll_err *reterr)
{
    struct ll_q_request_by_key_in in = {.request_key = key};
    return ll_q_request_by_key_open(ctx->store, ctx->arena, &in, ret_cursor, reterr);
}

/* The time, and whether the key came before, by one wait. LL_EEND: the request is new, or is taken
 * for new: then request_key_once tells. */
static enum ll_status look_first(struct ll_ctx *ctx, const struct ll_run_options *options,
                                 struct ll_str key, const uint8_t digest[32],
                                 struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = options->asked;
    if (ctx->ahead) {
        LL_TRY(go_on(ctx, options->clock_ok, reterr));
        return LL_EEND;
    }
    if (key.len > 0 && cursor == NULL) {
        LL_TRY(ask_key(ctx, key, &cursor, reterr));
    }
    enum ll_status status = go_on(ctx, options->clock_ok, reterr);
    if (status == LL_OK) {
        status =
            key.len == 0 ? LL_EEND : find_repeated(ctx, key, cursor, digest, ret_answer, reterr);
    }
    ll_store_query_close(cursor);
    return status;
}

/* A request that was taken for new was refused, and wrote nothing: it may be one that was done. */
static enum ll_status look_last(struct ll_ctx *ctx, struct ll_str key, const uint8_t digest[32],
                                enum ll_status refused, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_err err = {0};
    LL_TRY(ask_key(ctx, key, &cursor, reterr));
    enum ll_status seen = find_repeated(ctx, key, cursor, digest, ret_answer, &err);
    ll_store_query_close(cursor);
    if (seen == LL_EEND) {
        return refused;
    }
    ctx->problem = NULL;
    *reterr = err;
    return seen;
}

/* What a new request asks for, and the record of it. */
static enum ll_status write_new(struct ll_ctx *ctx, const struct ll_service *service,
                                const void *input, const struct ll_run_options *options,
                                struct ll_str key, const uint8_t digest[32],
                                struct ll_json **ret_answer, struct ll_err *reterr)
{
    ctx->request_id = (struct ll_request_id){ll_id_next(&ctx->ids, ctx->now)};
    struct ll_time at = ctx->now;
    if (key.len == 0) {
        char text[LL_ID_TEXT_MAX];
        ll_id_format("req", ctx->request_id.raw, text);
        key = ll_str_copy(ctx->arena, ll_str_from_cstr(text));
        if (key.ptr == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for the request's key");
        }
    }
    struct ll_json *answer = NULL;
    ctx->dry_run = options->dry_run;
    if (options->before != NULL) {
        LL_TRY(options->before(options->before_ctx, ctx, reterr));
    }
    LL_TRY(ll_control_gate(ctx, service, input, &answer, reterr));
    if (answer == NULL) {
        LL_TRY(service->run(ctx, input, &answer, reterr));
    }
    LL_TRY(store_request(ctx, service, key, digest, answer, at, reterr));
    if (options->dry_run && answer->type == LL_JSON_OBJECT) {
        ll_json_set_bool(ctx->arena, answer, "dry_run", true);
    }
    *ret_answer = answer;
    return LL_OK;
}

/* The work of one write request inside an open transaction. */
static enum ll_status write_once(struct ll_ctx *ctx, const struct ll_service *service,
                                 const void *input, const struct ll_run_options *options,
                                 struct ll_json **ret_answer, struct ll_err *reterr)
{
    uint8_t digest[32];
    uint64_t written = ll_store_writes(ctx->store);
    LL_TRY(input_digest(ctx, service, input, digest, reterr));
    struct ll_str key = options->key;
    if (key.len > 0) {
        LL_TRY(ll_words_token(key, "key", reterr));
        LL_TRY(own_key(ctx, &key, reterr));
    }
    enum ll_status status = look_first(ctx, options, key, digest, ret_answer, reterr);
    if (status != LL_EEND) {
        return status;
    }
    status = write_new(ctx, service, input, options, key, digest, ret_answer, reterr);
    if (status == LL_OK || !ctx->ahead || key.len == 0 || ll_store_writes(ctx->store) != written ||
        ll_store_has_failed(ctx->store)) {
        return status;
    }
    return look_last(ctx, key, digest, status, ret_answer, reterr);
}

/* To where it was, whatever a service that failed left open. The first failure. */
static enum ll_status go_back(struct ll_ctx *ctx, unsigned depth, struct ll_err *reterr)
{
    enum ll_status first = LL_OK;
    ll_line_tails_forget(ctx);
    while (ll_store_in_transaction(ctx->store) && ll_store_depth(ctx->store) > depth) {
        struct ll_err err = {0};
        enum ll_status status = ll_store_rollback_to(ctx->store, &err);
        if (first == LL_OK && status != LL_OK) {
            first = status;
            *reterr = err;
        }
    }
    return first;
}

static enum ll_status run_unprotected(struct ll_ctx *ctx, const struct ll_service *service,
                                      const void *input, const struct ll_run_options *options,
                                      struct ll_json **ret_answer, struct ll_err *reterr)
{
    uint64_t written = ll_store_writes(ctx->store);
    unsigned depth = ll_store_depth(ctx->store);
    enum ll_status status = write_once(ctx, service, input, options, ret_answer, reterr);
    ll_store_query_close(options->asked); /* what failed before may not have read it */
    if (status == LL_OK && !options->dry_run) {
        ll_store_defer(ctx->store); /* services look first: what fails here lost a race */
        return status;
    }
    bool is_touched = ll_store_depth(ctx->store) > depth ||
                      ll_store_writes(ctx->store) != written || ll_store_has_failed(ctx->store);
    struct ll_err undo = {0};
    bool is_back = go_back(ctx, depth, &undo) == LL_OK;
    if (is_touched || !is_back) {
        ll_batch_abandon(ctx);
    }
    return status;
}

static enum ll_status run_in_batch(struct ll_ctx *ctx, const struct ll_service *service,
                                   const void *input, const struct ll_run_options *options,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    if (options->without_savepoint) {
        return run_unprotected(ctx, service, input, options, ret_answer, reterr);
    }
    unsigned depth = ll_store_depth(ctx->store);
    LL_TRY(ll_store_savepoint(ctx->store, reterr));
    enum ll_status status = write_once(ctx, service, input, options, ret_answer, reterr);
    ll_store_query_close(options->asked); /* what failed before may not have read it */
    if (status == LL_OK && !options->dry_run) {
        ll_store_defer(ctx->store); /* services look first: what fails here lost a race */
        status = ll_store_release(ctx->store, reterr);
        if (status == LL_OK) {
            return LL_OK;
        }
    }
    struct ll_err undo = {0};
    enum ll_status undone = go_back(ctx, depth, &undo);
    if (status == LL_OK && undone != LL_OK) {
        *reterr = undo;
        return undone;
    }
    return status;
}

void ll_run_back_off(struct ll_ctx *ctx, int attempt)
{
    uint8_t bytes[4];
    int64_t span_us = LL_RUN_WAIT_US_FIRST;
    uint32_t chance = 0;
    for (int i = 1; i < attempt && span_us < LL_RUN_WAIT_US_MAX; i++) {
        span_us *= 2;
    }
    if (span_us > LL_RUN_WAIT_US_MAX) {
        span_us = LL_RUN_WAIT_US_MAX;
    }
    ctx->ids.random(ctx->ids.ctx, bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes); i++) {
        chance = chance << 8 | bytes[i];
    }
    if (ctx->clock.wait != NULL) {
        ctx->clock.wait(ctx->clock.ctx, (int64_t)(chance % (uint64_t)(span_us + 1)));
    }
}

static void tell_lost(struct ll_err *err)
{
    ll_err_hint(err,
                "others wrote to the same rows all the while (%d tries); nothing was stored: ask "
                "again",
                LL_RUN_TRIES_MAX);
}

static enum ll_status commit(struct ll_ctx *ctx, struct ll_err *reterr)
{
    enum ll_status status = ll_store_commit(ctx->store, reterr);
    if (status != LL_OK) {
        ll_line_tails_forget(ctx);
        return status;
    }
    if (ctx->has_erased) {
        bool done = ll_store_scrub(ctx->store, ctx->scrubs_again ? SCRUB_SHORT_MS : SCRUB_MS);
        ctx->has_erased = !done && ctx->scrubs_again;
    }
    return LL_OK;
}

static enum ll_status run_write(struct ll_ctx *ctx, const struct ll_service *service,
                                const void *input, const struct ll_run_options *options,
                                struct ll_json **ret_answer, struct ll_err *reterr)
{
    if (ctx->batch) {
        return run_in_batch(ctx, service, input, options, ret_answer, reterr);
    }
    struct ll_arena_mark mark = ll_arena_mark(ctx->arena);
    for (int attempt = 1;; attempt++) {
        struct ll_err err = {0};
        enum ll_status status = ll_store_begin(ctx->store, LL_STORE_WRITE, &err);
        if (status == LL_OK) {
            status = ask_start(ctx, &err);
        }
        if (status == LL_OK) {
            status = write_once(ctx, service, input, options, ret_answer, &err);
            if (status == LL_OK && !options->dry_run) {
                status = commit(ctx, &err);
            }
        }
        if (ll_store_in_transaction(ctx->store)) {
            ll_line_tails_forget(ctx);
            ll_store_rollback(ctx->store);
        }
        bool race = ll_run_is_race(status, &err);
        if (!race || attempt == LL_RUN_TRIES_MAX) {
            if (race) {
                tell_lost(&err);
            }
            if (status != LL_OK && reterr != NULL) {
                *reterr = err;
            }
            return status;
        }
        ctx->problem = NULL; /* it lies in the arena */
        ll_arena_rewind(ctx->arena, mark);
        ll_run_back_off(ctx, attempt);
    }
}

static enum ll_status run_read(struct ll_ctx *ctx, const struct ll_service *service,
                               const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    if (ctx->batch) {
        return service->run(ctx, input, ret_answer, reterr);
    }
    ctx->now = ctx->clock.now(ctx->clock.ctx);
    LL_TRY(ll_store_begin(ctx->store, LL_STORE_READ, reterr));
    enum ll_status status = service->run(ctx, input, ret_answer, reterr);
    ll_store_rollback(ctx->store);
    return status;
}

enum ll_status ll_run(struct ll_ctx *ctx, const struct ll_service *service, const void *input,
                      const struct ll_run_options *options, struct ll_json **ret_answer,
                      struct ll_err *reterr)
{
    if (ctx->store != NULL) {
        ll_store_hide(ctx->store, ll_viewer_is_partial(ctx));
    }
    enum ll_status status = ll_control_person(ctx, service, input, reterr);
    if (status != LL_OK) {
        ll_store_query_close(options == NULL ? NULL : options->asked); /* nobody will read it */
        return status;
    }
    switch (service->mode) {
    case LL_SERVICE_ALONE:
        if (ctx->batch) {
            LL_TRY(go_on(ctx, false, reterr));
        } else {
            ctx->now = ctx->clock.now(ctx->clock.ctx);
        }
        return service->run(ctx, input, ret_answer, reterr);
    case LL_SERVICE_READ:
        return run_read(ctx, service, input, ret_answer, reterr);
    case LL_SERVICE_WRITE:
        return run_write(ctx, service, input, options, ret_answer, reterr);
    case LL_SERVICE_VIEW:
    case LL_SERVICE_MANAGE:
        LL_ASSERT(!ctx->batch);
        ctx->now = ctx->clock.now(ctx->clock.ctx);
        return service->run(ctx, input, ret_answer, reterr);
    }
    LL_ASSERT(false);
}

enum ll_status ll_batch_begin(struct ll_ctx *ctx, struct ll_err *reterr)
{
    LL_ASSERT(!ctx->batch);
    LL_TRY(ll_store_begin(ctx->store, LL_STORE_WRITE, reterr));
    enum ll_status status = ask_start(ctx, reterr);
    if (status != LL_OK) {
        ll_store_rollback(ctx->store);
        return status;
    }
    ll_store_defer(ctx->store);
    ctx->batch = true;
    return LL_OK;
}

enum ll_status ll_batch_begin_ahead(struct ll_ctx *ctx, struct ll_err *reterr)
{
    struct ll_start *start = &ctx->start;
    struct ll_q_event_expect_last_in in = {.event_id = start->event_id};
    LL_ASSERT(!ctx->batch);
    if (!start->is_known || start->last != NULL) {
        return LL_FAIL(reterr, LL_ERETRY, "the last event is not known");
    }
    LL_TRY(ll_store_begin(ctx->store, LL_STORE_WRITE, reterr));
    enum ll_status status = ll_q_event_expect_last(ctx->store, &in, reterr);
    if (status != LL_OK) {
        ll_store_rollback(ctx->store);
        return status;
    }
    ll_store_defer(ctx->store);
    ll_store_gather(ctx->store);
    ll_paper_expect_begin(ctx, start->event_id);
    start->is_known = false; /* time goes on from it with the first request, as if it were read */
    ctx->batch = true;
    ctx->ahead = true;
    return LL_OK;
}

enum ll_status ll_batch_not_ahead(const struct ll_ctx *ctx, struct ll_err *reterr)
{
    return ctx->ahead ? LL_FAIL(reterr, LL_ERETRY, "not ahead of what is asked") : LL_OK;
}

enum ll_status ll_batch_end(struct ll_ctx *ctx, struct ll_err *reterr)
{
    LL_ASSERT(ctx->batch);
    enum ll_status status = ctx->ahead ? ll_paper_expect_rest(ctx, reterr) : LL_OK;
    ctx->batch = false;
    ctx->ahead = false;
    if (status != LL_OK) {
        ll_line_tails_forget(ctx);
        ll_store_rollback(ctx->store);
        return status;
    }
    return commit(ctx, reterr);
}

void ll_batch_abandon(struct ll_ctx *ctx)
{
    ll_line_tails_forget(ctx);
    if (ctx->batch) {
        ctx->batch = false;
        ctx->ahead = false;
        ll_store_rollback(ctx->store);
    }
}

enum ll_status ll_batch_ask(struct ll_ctx *ctx, struct ll_run_options *options,
                            struct ll_err *reterr)
{
    struct ll_str key = options->key;
    LL_ASSERT(ctx->batch);
    if (key.len == 0 || ll_store_engine(ctx->store) == LL_STORE_SQLITE ||
        ll_words_token(key, "key", NULL) != LL_OK) {
        return LL_OK;
    }
    LL_TRY(own_key(ctx, &key, reterr));
    return ask_key(ctx, key, &options->asked, reterr);
}

/* ---- changes beside requests ---- */

enum ll_status ll_run_change(struct ll_ctx *ctx, ll_run_change_fn *fn, const void *input,
                             struct ll_err *reterr)
{
    enum ll_status status = LL_ERETRY;
    for (int i = 0; i < LL_RUN_TRIES_MAX && status == LL_ERETRY; i++) {
        status = ll_store_begin(ctx->store, LL_STORE_WRITE, reterr);
        if (status == LL_OK) {
            status = fn(ctx, input, reterr);
        }
        if (status == LL_OK) {
            status = ll_store_commit(ctx->store, reterr);
        }
        if (ll_store_in_transaction(ctx->store)) {
            ll_store_rollback(ctx->store);
        }
    }
    return status;
}
