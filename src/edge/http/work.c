#include "edge/http/work.h"

#include <string.h>
#include <time.h>

#include "edge/http/work_inside.h"
#include "service/erasures.h"
#include "service/keys.h"

#define MIB ((size_t)1 << 20)
#define OWN_BYTES (4 * MIB)         /* of a thread, between requests */
#define SEQUENCE_BYTES (1024 * MIB) /* one event at a time, however long it is */

int64_t ll_work_timer_us(const struct ll_work *work)
{
    return work->options.timer.now(work->options.timer.ctx).us;
}

static struct ll_desk *take_reader(struct ll_work *work)
{
    pthread_mutex_lock(&work->lock);
    while (work->free_readers == NULL) {
        pthread_cond_wait(&work->reader_free, &work->lock);
    }
    struct ll_desk *desk = work->free_readers;
    work->free_readers = desk->next;
    pthread_mutex_unlock(&work->lock);
    return desk;
}

static void give_reader(struct ll_work *work, struct ll_desk *desk)
{
    pthread_mutex_lock(&work->lock);
    desk->next = work->free_readers;
    work->free_readers = desk;
    pthread_cond_signal(&work->reader_free);
    pthread_mutex_unlock(&work->lock);
}

void ll_work_read(struct ll_work *work, struct ll_job *job)
{
    struct ll_desk *desk = take_reader(work);
    ll_desk_run(desk, job);
    give_reader(work, desk);
}

enum ll_status ll_work_version(struct ll_work *work, uint64_t *ret_version, struct ll_err *reterr)
{
    if (ll_store_engine(work->options.writer) == LL_STORE_SQLITE) {
        *ret_version = atomic_load(&work->version);
        return LL_OK;
    }
    struct ll_desk *desk = take_reader(work);
    enum ll_status status = ll_store_version(desk->ctx.store, ret_version, reterr);
    give_reader(work, desk);
    return status;
}

void ll_work_note_commit(struct ll_work *work)
{
    atomic_fetch_add(&work->version, 1);
}

/* ---- the writer ---- */

/* The next requests that may share a commit, or one that may not. Under the lock. */
static struct ll_job *take_jobs(struct ll_work *work, size_t most, size_t *ret_count)
{
    struct ll_job *first = work->first;
    struct ll_job *last = first;
    size_t count = 1;
    while (ll_work_can_share(first) && last->next != NULL && ll_work_can_share(last->next) &&
           count < most) {
        last = last->next;
        count++;
    }
    work->first = last->next;
    if (work->first == NULL) {
        work->last = NULL;
    }
    last->next = NULL;
    work->facts.waiting -= (int64_t)count;
    *ret_count = count;
    return first;
}

/* Do what was taken; the lock is held before and after. */
static void do_jobs(struct ll_desk *desk, struct ll_job *first, size_t count)
{
    struct ll_work *work = desk->work;
    uint64_t waits = ll_store_waits(desk->ctx.store);
    ll_pace_begin(&work->pace, count, ll_work_timer_us(work));
    pthread_mutex_unlock(&work->lock);
    if (ll_work_can_share(first)) {
        ll_commit_together(desk, first);
    } else {
        ll_commit_each(desk, first);
    }
    pthread_mutex_lock(&work->lock);
    ll_pace_end(&work->pace, (size_t)work->facts.waiting, ll_work_timer_us(work));
    work->facts.commits++;
    work->facts.requests += (int64_t)work->pace.count;
    work->facts.waits += (int64_t)(ll_store_waits(desk->ctx.store) - waits);
    work->unsequenced = true;
}

/* ---- the public log ---- */

/* False: the store cannot be reached, and it is to be tried again. */
static bool sequence(struct ll_desk *desk)
{
    struct ll_work *work = desk->work;
    struct ll_arena arena;
    struct ll_err err = {0};
    struct ll_json *answer = NULL;
    const struct ll_run_options options = {.key = LL_STR("")};
    const struct ll_service *service = ll_service_find(LL_STR("log"), LL_STR("sequence"));
    if (ll_desk_mend(desk, &err) != LL_OK) {
        return false;
    }
    ll_arena_init(&arena, &ll_arena_malloc, SEQUENCE_BYTES);
    desk->ctx.arena = &arena;
    enum ll_status status = ll_run(&desk->ctx, service, NULL, &options, &answer, &err);
    desk->ctx.log_seen.is_there = desk->ctx.log_seen.is_there && status == LL_ENOTFOUND;
    ll_work_note_commit(work);
    /* No log was started; or another server of the same store is at it. */
    if (status != LL_OK && status != LL_ENOTFOUND && status != LL_EBUSY) {
        work->options.complain(work->options.complain_ctx, "the public log", &err);
    }
    ll_arena_release(&arena);
    desk->ctx.arena = &desk->own;
    return true;
}

/* Under the lock: is the log to be brought up to date now? */
static bool is_due(const struct ll_work *work)
{
    return work->options.sequence_us > 0 && work->unsequenced &&
           ll_work_timer_us(work) - work->sequenced_us >= work->options.sequence_us;
}

/* ---- waiting ---- */

/* Until a request comes, or for that long: then false. Under the lock. */
static bool wait_at_most(struct ll_work *work, int64_t wait_us)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_us / 1000000;
    until.tv_nsec += wait_us % 1000000 * 1000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return pthread_cond_timedwait(&work->job_there, &work->lock, &until) == 0;
}

static void wait_for_jobs(struct ll_work *work)
{
    int64_t wait_us = work->options.sequence_us;
    if (work->scrub.after_us > 0 && (wait_us == 0 || work->scrub.after_us < wait_us)) {
        wait_us = work->scrub.after_us;
    }
    if (wait_us == 0) {
        pthread_cond_wait(&work->job_there, &work->lock);
    } else {
        (void)wait_at_most(work, wait_us);
    }
}

/* Those who were answered last may be about to ask again: they share a commit with those who wait.
 * Under the lock. One that goes ahead begins meanwhile, and they join it. */
static void gather(struct ll_work *work)
{
    size_t before = (size_t)work->facts.waiting;
    bool waited = false;
    for (;;) {
        int64_t wait_us =
            ll_pace_gather_us(&work->pace, (size_t)work->facts.waiting, ll_work_timer_us(work));
        if (wait_us == 0 || work->closing) {
            break;
        }
        waited = true;
        if (!wait_at_most(work, wait_us)) {
            break;
        }
    }
    if (waited) {
        ll_pace_gathered(&work->pace, before, (size_t)work->facts.waiting);
    }
}

/* The next request may join a commit that goes ahead. Under the lock. */
static bool may_join(const struct ll_work *work)
{
    return work->first != NULL && ll_work_can_share(work->first) &&
           ll_commit_may_be_ahead(work->first) && work->pace.count < work->options.batch_max;
}

/* So long it is worth to wait for who was just answered; 0: not at all. Under the lock. */
static int64_t join_us(const struct ll_work *work)
{
    bool may_wait = work->first == NULL && !work->closing;
    return may_wait ? ll_pace_gather_us(&work->pace, work->pace.count, ll_work_timer_us(work)) : 0;
}

bool ll_work_is_joined(struct ll_work *work)
{
    pthread_mutex_lock(&work->lock);
    bool is_joined = ll_pace_takes(&work->pace) && (may_join(work) || join_us(work) > 0);
    pthread_mutex_unlock(&work->lock);
    return is_joined;
}

struct ll_job *ll_work_join(struct ll_work *work)
{
    struct ll_job *first = NULL;
    size_t count = 0;
    pthread_mutex_lock(&work->lock);
    for (int64_t wait_us = join_us(work); wait_us > 0; wait_us = join_us(work)) {
        if (!wait_at_most(work, wait_us)) {
            ll_pace_gathered(&work->pace, work->pace.first, work->pace.count);
            break;
        }
    }
    if (may_join(work)) {
        first = take_jobs(work, 1, &count);
        ll_pace_join(&work->pace, count);
    }
    pthread_mutex_unlock(&work->lock);
    return first;
}

static void *write_on(void *arg)
{
    struct ll_desk *desk = arg;
    struct ll_work *work = desk->work;
    pthread_mutex_lock(&work->lock);
    for (;;) {
        if (is_due(work)) {
            work->unsequenced = false;
            work->sequenced_us = ll_work_timer_us(work);
            pthread_mutex_unlock(&work->lock);
            bool done = sequence(desk);
            pthread_mutex_lock(&work->lock);
            work->unsequenced = work->unsequenced || !done;
        }
        pthread_mutex_unlock(&work->lock);
        ll_scrub_when_due(&work->scrub, &desk->ctx, ll_work_timer_us(work));
        pthread_mutex_lock(&work->lock);
        if (work->first == NULL) {
            if (work->closing) {
                break;
            }
            wait_for_jobs(work);
            continue;
        }
        size_t count = 0;
        if (!ll_commit_goes_ahead(desk, work->first)) {
            gather(work); /* none may join it once it asks */
        }
        struct ll_job *first = take_jobs(work, work->options.batch_max, &count);
        do_jobs(desk, first, count);
    }
    pthread_mutex_unlock(&work->lock);
    return NULL;
}

/* Under the lock; who is not let in is counted. */
static bool lets_in(struct ll_work *work)
{
    bool is_room = ll_pace_admits(&work->pace, (size_t)work->facts.waiting, ll_work_timer_us(work));
    work->facts.shed += is_room ? 0 : 1;
    return is_room;
}

static enum ll_status refuse(struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EBUSY, "more is asked than can be done at once");
    ll_err_hint(reterr, "nothing was stored; ask again in a moment, with the same key");
    return status;
}

enum ll_status ll_work_admit(struct ll_work *work, struct ll_err *reterr)
{
    pthread_mutex_lock(&work->lock);
    bool is_let_in = lets_in(work);
    pthread_mutex_unlock(&work->lock);
    return is_let_in ? LL_OK : refuse(reterr);
}

enum ll_status ll_work_write(struct ll_work *work, struct ll_job *job, struct ll_err *reterr)
{
    pthread_mutex_lock(&work->lock);
    bool taken = !work->closing && lets_in(work);
    if (taken) {
        job->next = NULL;
        job->mark = ll_arena_mark(job->arena);
        if (work->last == NULL) {
            work->first = job;
        } else {
            work->last->next = job;
        }
        work->last = job;
        work->facts.waiting++;
        pthread_cond_signal(&work->job_there);
    }
    pthread_mutex_unlock(&work->lock);
    return taken ? LL_OK : refuse(reterr);
}

void ll_work_facts(struct ll_work *work, struct ll_work_facts *ret_facts)
{
    pthread_mutex_lock(&work->lock);
    *ret_facts = work->facts;
    pthread_mutex_unlock(&work->lock);
}

/* ---- opening and closing ---- */

static enum ll_status open_desk(struct ll_work *work, struct ll_store *store, bool read_only,
                                struct ll_desk *ret_desk, struct ll_err *reterr)
{
    const struct ll_work_options *options = &work->options;
    ret_desk->work = work;
    ll_arena_init(&ret_desk->own, &ll_arena_malloc, OWN_BYTES);
    ret_desk->ctx = (struct ll_ctx){
        .store = store,
        .arena = &ret_desk->own,
        .clock = options->clock,
        .ids = {.random = options->random, .ctx = options->random_ctx},
        .data_dir = options->data_dir,
        .scrubs_again = true,
    };
    ll_desk_stand_up(ret_desk);
    LL_TRY(ll_crypto_open(&work->arena, &ret_desk->ctx.crypto, reterr));
    if (store == NULL) {
        const struct ll_store_options open = {.target = options->target, .read_only = read_only};
        LL_TRY(ll_store_open(&open, &ret_desk->opened, reterr));
        ret_desk->ctx.store = ret_desk->opened;
        LL_TRY(ll_store_check_schema(ret_desk->opened, &ret_desk->own, reterr));
        ll_arena_reset(&ret_desk->own);
    }
    return LL_OK;
}

static void close_desk(struct ll_desk *desk)
{
    if (desk->work == NULL) {
        return;
    }
    ll_keys_forget(&desk->ctx);
    ll_crypto_close(desk->ctx.crypto);
    ll_store_close(desk->opened);
    ll_arena_release(&desk->own);
}

/* What was erased since an older copy of the store was put back is erased again, before anything
 * else is written. */
static enum ll_status reapply(struct ll_desk *desk, struct ll_err *reterr)
{
    struct ll_list due;
    struct ll_json *answer = NULL;
    const struct ll_run_options options = {.key = LL_STR("")};
    const struct ll_service *service = ll_service_find(LL_STR("annex"), LL_STR("reapply"));
    LL_TRY(ll_store_begin(desk->ctx.store, LL_STORE_READ, reterr));
    enum ll_status status = ll_erasures_due(&desk->ctx, true, &due, reterr);
    ll_store_rollback(desk->ctx.store);
    if (status == LL_OK && due.count > 0) {
        status = ll_run(&desk->ctx, service, NULL, &options, &answer, reterr);
    }
    ll_arena_reset(&desk->own);
    return status;
}

static enum ll_status open_all(struct ll_work *work, struct ll_err *reterr)
{
    const struct ll_work_options *options = &work->options;
    work->readers = LL_NEW_ARRAY(&work->arena, struct ll_desk, options->readers);
    if (work->readers == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server's threads");
    }
    LL_TRY(open_desk(work, options->writer, false, &work->writer, reterr));
    LL_TRY(reapply(&work->writer, reterr));
    for (size_t i = 0; i < options->readers; i++) {
        LL_TRY(open_desk(work, NULL, true, &work->readers[i], reterr));
        work->readers[i].next = work->free_readers;
        work->free_readers = &work->readers[i];
    }
    int failed = pthread_create(&work->writer.thread, NULL, write_on, &work->writer);
    if (failed != 0) {
        return LL_FAIL(reterr, LL_EIO, "cannot start a thread: %s", strerror(failed));
    }
    work->writer.started = true;
    return LL_OK;
}

enum ll_status ll_work_open(const struct ll_work_options *options, struct ll_work **ret_work,
                            struct ll_err *reterr)
{
    pthread_condattr_t attr;
    struct ll_work *work = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*work));
    if (work == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(work, 0, sizeof(*work));
    work->options = *options;
    ll_pace_init(&work->pace, options->waiting_max, options->commit_us_max);
    work->unsequenced = true;
    ll_scrub_begin(&work->scrub, options->writer);
    ll_arena_init(&work->arena, &ll_arena_malloc, 16 * MIB);
    (void)pthread_mutex_init(&work->lock, NULL);
    (void)pthread_cond_init(&work->reader_free, NULL);
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&work->job_there, &attr);
    (void)pthread_condattr_destroy(&attr);
    enum ll_status status = open_all(work, reterr);
    if (status != LL_OK) {
        ll_work_close(work);
        return status;
    }
    *ret_work = work;
    return LL_OK;
}

void ll_work_close(struct ll_work *work)
{
    pthread_mutex_lock(&work->lock);
    work->closing = true;
    pthread_cond_broadcast(&work->job_there);
    pthread_mutex_unlock(&work->lock);
    if (work->writer.started) {
        (void)pthread_join(work->writer.thread, NULL);
    }
    close_desk(&work->writer);
    for (size_t i = 0; work->readers != NULL && i < work->options.readers; i++) {
        close_desk(&work->readers[i]);
    }
    (void)pthread_cond_destroy(&work->job_there);
    (void)pthread_cond_destroy(&work->reader_free);
    (void)pthread_mutex_destroy(&work->lock);
    ll_arena_release(&work->arena);
    ll_arena_malloc.give(ll_arena_malloc.ctx, work, sizeof(*work));
}
