#include "edge/http/audits.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit/audit.h"
#include "crypto/wholefile.h"
#include "edge/http/http.h"

#define FILE_NAME "audit.json"
#define TEMPORARY_NAME "audit.json.new"
#define PATH_BYTES 4096
#define FILE_BYTES_MAX ((size_t)4 << 20) /* of LL_AUDIT_FINDINGS_MAX, with room */
#define ARENA_BYTES ((size_t)1 << 30)    /* of a model of the ledger (audit/audit.h) */
#define NOTE_BYTES (8 * FILE_BYTES_MAX)  /* of what was kept, as a tree */

struct ll_audits {
    struct ll_work_options work;
    pthread_t thread;
    bool is_started; /* a thread that is to be joined */
    atomic_bool is_over;
    pthread_mutex_t lock;
    /* ---- under the lock ---- */
    struct ll_audits_state state;
    int64_t began_us;
    int64_t ended_us;
    bool has_ended; /* one of this server */
};

static int64_t timer_us(const struct ll_audits *audits)
{
    return audits->work.timer.now(audits->work.timer.ctx).us;
}

/* ---- the file ---- */

static enum ll_status path_of(struct ll_str data_dir, const char *name, char ret_path[PATH_BYTES],
                              struct ll_err *reterr)
{
    int len = snprintf(ret_path, PATH_BYTES, "%.*s/%s", LL_STR_ARG(data_dir), name);
    return data_dir.len == 0 || len < 0 || len >= PATH_BYTES
               ? LL_FAIL(reterr, LL_EINVAL, "the path of the data directory is too long")
               : LL_OK;
}

static enum ll_status write_file(const char *temporary, const char *path, struct ll_str text,
                                 struct ll_err *reterr)
{
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0 && ll_wholefile_write(fd, text) && fsync(fd) == 0;
    int reason = errno;
    if (fd >= 0) {
        close(fd);
    }
    if (ok && rename(temporary, path) == 0) {
        return LL_OK;
    }
    reason = ok ? errno : reason;
    return LL_FAIL(reterr, LL_EIO, "the audit cannot be kept in '%s': %s", path, strerror(reason));
}

static enum ll_status keep(struct ll_arena *arena, struct ll_str data_dir,
                           const struct ll_json *kept, struct ll_err *reterr)
{
    char path[PATH_BYTES];
    char temporary[PATH_BYTES];
    struct ll_str text;
    LL_TRY(path_of(data_dir, FILE_NAME, path, reterr));
    LL_TRY(path_of(data_dir, TEMPORARY_NAME, temporary, reterr));
    LL_TRY(ll_json_pretty(arena, kept, FILE_BYTES_MAX, &text, reterr));
    return write_file(temporary, path, text, reterr);
}

enum ll_status ll_audits_keep(struct ll_arena *arena, struct ll_str data_dir,
                              struct ll_time started_at, struct ll_time finished_at,
                              const struct ll_json *report, struct ll_err *reterr)
{
    char time[LL_TIME_TEXT_MAX];
    struct ll_json copy = *report;
    struct ll_json *kept = ll_json_new_object(arena);
    ll_time_format(finished_at, time);
    ll_json_set_cstr(arena, kept, "finished_at", time);
    ll_json_set(arena, kept, "report", &copy);
    ll_time_format(started_at, time);
    ll_json_set_cstr(arena, kept, "started_at", time);
    return keep(arena, data_dir, kept, reterr);
}

struct ll_json *ll_audits_read(struct ll_arena *arena, struct ll_str data_dir)
{
    char path[PATH_BYTES];
    struct ll_json *kept = NULL;
    struct ll_err err = {0};
    size_t count = 0;
    int fd = path_of(data_dir, FILE_NAME, path, &err) == LL_OK
                 ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
                 : -1;
    char *bytes = fd < 0 ? NULL : ll_arena_alloc(arena, 1, FILE_BYTES_MAX);
    if (bytes == NULL || !ll_wholefile_read(fd, bytes, FILE_BYTES_MAX, &count) ||
        ll_json_read(arena, (struct ll_str){bytes, count}, FILE_BYTES_MAX, &kept, &err) != LL_OK) {
        kept = NULL;
    }
    if (fd >= 0) {
        close(fd);
    }
    return kept;
}

/*
 * One began and is not finished: beside the one that was kept, whose place it takes when it is.
 * Written when it begins, so that it stands there however the server ends. `why` NULL: it runs.
 */
static void note_unfinished(struct ll_audits *audits, struct ll_time started_at,
                            const struct ll_err *why)
{
    static const char *const names[] = {"finished_at", "report", "started_at"};
    char time[LL_TIME_TEXT_MAX];
    struct ll_arena arena;
    struct ll_err err = {0};
    ll_arena_init(&arena, &ll_arena_malloc, NOTE_BYTES);
    const struct ll_json *before = ll_audits_read(&arena, audits->work.data_dir);
    struct ll_json *kept = ll_json_new_object(&arena);
    struct ll_json *note = ll_json_new_object(&arena);
    for (size_t i = 0; before != NULL && i < sizeof(names) / sizeof(names[0]); i++) {
        const struct ll_json *value = ll_json_get(before, names[i]);
        struct ll_json copy = value == NULL ? (struct ll_json){0} : *value;
        if (value != NULL) {
            ll_json_set(&arena, kept, names[i], &copy);
        }
    }
    if (why != NULL) {
        ll_json_set_cstr(&arena, note, "code", ll_status_name(why->status));
        ll_json_set_cstr(&arena, note, "detail", why->text);
    }
    ll_time_format(started_at, time);
    ll_json_set_cstr(&arena, note, "started_at", time);
    ll_json_set(&arena, kept, "unfinished", note);
    if (keep(&arena, audits->work.data_dir, kept, &err) != LL_OK) {
        audits->work.complain(audits->work.complain_ctx, "the audit", &err);
    }
    ll_arena_release(&arena);
}

/* ---- running one ---- */

static bool is_over(void *ctx)
{
    struct ll_audits *audits = ctx;
    return atomic_load(&audits->is_over);
}

static void on_progress(void *ctx, const char *what, int64_t done, int64_t total)
{
    struct ll_audits *audits = ctx;
    pthread_mutex_lock(&audits->lock);
    (void)snprintf(audits->state.what, sizeof(audits->state.what), "%s", what);
    audits->state.done = done;
    audits->state.of = total;
    pthread_mutex_unlock(&audits->lock);
}

static enum ll_status audit(struct ll_audits *audits, struct ll_arena *arena,
                            struct ll_time started_at, struct ll_store *store,
                            struct ll_crypto *crypto, struct ll_err *reterr)
{
    const struct ll_clock *clock = &audits->work.clock;
    const struct ll_audit_progress progress = {on_progress, audits, is_over};
    struct ll_audit_report *report = NULL;
    struct ll_json *json = NULL;
    LL_TRY(ll_audit_run(store, crypto, arena, &progress, &report, reterr));
    LL_TRY(ll_audit_report_json(arena, report, &json, reterr));
    return ll_audits_keep(arena, audits->work.data_dir, started_at, clock->now(clock->ctx), json,
                          reterr);
}

static void *run(void *arg)
{
    struct ll_audits *audits = arg;
    const struct ll_store_options open = {.target = audits->work.target, .read_only = true};
    struct ll_time started_at = audits->work.clock.now(audits->work.clock.ctx);
    struct ll_arena arena;
    struct ll_store *store = NULL;
    struct ll_crypto *crypto = NULL;
    struct ll_err err = {0};
    note_unfinished(audits, started_at, NULL);
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES);
    enum ll_status status = ll_crypto_open(&arena, &crypto, &err);
    if (status == LL_OK) {
        status = ll_store_open(&open, &store, &err);
    }
    if (status == LL_OK) {
        status = audit(audits, &arena, started_at, store, crypto, &err);
    }
    ll_store_close(store);
    ll_crypto_close(crypto);
    ll_arena_release(&arena);
    err.status = status;
    if (status != LL_OK) {
        note_unfinished(audits, started_at, &err);
    }
    pthread_mutex_lock(&audits->lock);
    audits->state = (struct ll_audits_state){.err = err};
    audits->ended_us = timer_us(audits);
    audits->has_ended = true;
    pthread_mutex_unlock(&audits->lock);
    return NULL;
}

enum ll_status ll_audits_open(const struct ll_work_options *work, struct ll_audits **ret_audits,
                              struct ll_err *reterr)
{
    struct ll_audits *audits = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*audits));
    if (audits == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(audits, 0, sizeof(*audits));
    audits->work = *work;
    (void)pthread_mutex_init(&audits->lock, NULL);
    *ret_audits = audits;
    return LL_OK;
}

void ll_audits_stop(struct ll_audits *audits)
{
    if (audits != NULL) {
        atomic_store(&audits->is_over, true);
    }
}

void ll_audits_close(struct ll_audits *audits)
{
    if (audits == NULL) {
        return;
    }
    ll_audits_stop(audits);
    if (audits->is_started) {
        (void)pthread_join(audits->thread, NULL);
    }
    (void)pthread_mutex_destroy(&audits->lock);
    ll_arena_malloc.give(ll_arena_malloc.ctx, audits, sizeof(*audits));
}

/* One takes a processor and up to two arenas: whoever asks in a loop leaves others their time.
 * Until the next may begin; none runs. Under the lock. */
static int64_t pause_us(const struct ll_audits *audits)
{
    int64_t least_us = INT64_C(1000000) * LL_HTTP_AUDIT_PAUSE_S_MAX;
    int64_t took_us = audits->ended_us - audits->began_us;
    int64_t until_us = audits->ended_us + (took_us > least_us ? took_us : least_us);
    return audits->has_ended ? until_us - timer_us(audits) : 0;
}

static enum ll_status begin(struct ll_audits *audits, int64_t *ret_wait_us, struct ll_err *reterr)
{
    int64_t wait_us = audits->state.is_running ? 0 : pause_us(audits);
    int failed = 0;
    if (wait_us > 0) {
        *ret_wait_us = wait_us;
        enum ll_status status = LL_FAIL(reterr, LL_ERATE, "an audit ended a moment ago");
        ll_err_hint(reterr, "look at what it found, or ask again when Retry-After says");
        return status;
    }
    if (!audits->state.is_running) {
        if (audits->is_started) {
            (void)pthread_join(audits->thread, NULL); /* it said that it is at its end */
        }
        audits->began_us = timer_us(audits);
        failed = pthread_create(&audits->thread, NULL, run, audits);
        audits->is_started = failed == 0;
        audits->state = (struct ll_audits_state){.is_running = failed == 0};
    }
    return failed == 0 ? LL_OK
                       : LL_FAIL(reterr, LL_EIO, "cannot start a thread: %s", strerror(failed));
}

enum ll_status ll_audits_begin(struct ll_audits *audits, int64_t *ret_wait_us,
                               struct ll_err *reterr)
{
    pthread_mutex_lock(&audits->lock);
    enum ll_status status = begin(audits, ret_wait_us, reterr);
    pthread_mutex_unlock(&audits->lock);
    return status;
}

void ll_audits_state(struct ll_audits *audits, struct ll_audits_state *ret_state)
{
    pthread_mutex_lock(&audits->lock);
    *ret_state = audits->state;
    pthread_mutex_unlock(&audits->lock);
}
