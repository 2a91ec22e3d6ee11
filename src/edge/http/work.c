#include "edge/http/work.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "edge/http/scrub.h"
#include "service/erasures.h"
#include "service/keys.h"
#include "service/line_tail.h"
#include "service/log.h"

#define MIB ((size_t)1 << 20)
#define OWN_BYTES (4 * MIB) /* of a thread, between requests */
#define KEYS_ASKED 16       /* ahead, by one wait */
#define CAREFUL_COMMITS 64
#define ASKING_COMMITS 64           /* at most, after going ahead came to nothing */
#define SEQUENCE_BYTES (1024 * MIB) /* one event at a time, however long it is */

/* A thread's, or for readers whoever has taken it. */
struct desk {
    struct ll_work *work;
    struct ll_ctx ctx;
    struct ll_arena own;
    struct ll_store *opened; /* closed at the end; NULL: the caller's */
    pthread_t thread;
    bool started;
    unsigned careful;  /* commits from now on in which each request has a savepoint */
    unsigned asking;   /* commits from now on that ask where they start */
    unsigned in_vain;  /* so many the last time that going ahead came to nothing; 0: it did not */
    bool unchecked;    /* of a connection that came in place of a lost one: its schema */
    struct desk *next; /* free readers */
};

struct ll_work {
    struct ll_work_options options;
    struct ll_arena arena; /* of the desks */
    struct desk *readers;
    struct desk writer;
    atomic_uint_fast64_t version; /* rises with each commit, before anybody is told of it */
    pthread_mutex_t lock;
    pthread_cond_t reader_free;
    pthread_cond_t job_there;
    /* ---- under the lock ---- */
    struct desk *free_readers;
    struct ll_job *first;
    struct ll_job *last;
    struct ll_work_facts facts;
    struct ll_pace pace;
    bool closing;
    bool unsequenced; /* something was stored since the log was brought up to date */
    int64_t sequenced_us;
    /* ---- the writer's ---- */
    struct ll_scrub scrub;
};

static int64_t timer_us(const struct ll_work *work)
{
    return work->options.timer.now(work->options.timer.ctx).us;
}

static void no_progress(void *ctx, const char *what, int64_t done, int64_t total)
{
    (void)ctx;
    (void)what;
    (void)done;
    (void)total;
}

/* ---- running one request at a desk ---- */

static void sit_down(struct desk *desk, struct ll_job *job)
{
    desk->ctx.arena = job->arena;
    desk->ctx.actor = job->actor;
    desk->ctx.viewer = job->viewer;
    desk->ctx.problem = NULL;
    desk->ctx.dry_run = false;
    desk->ctx.progress = job->progress;
}

static void stand_up(struct desk *desk)
{
    desk->ctx.arena = &desk->own;
    desk->ctx.actor = LL_STR("server");
    desk->ctx.viewer = (struct ll_viewer){0};
    desk->ctx.progress = (struct ll_progress){.report = no_progress};
}

static void run_job(struct desk *desk, struct ll_job *job)
{
    sit_down(desk, job);
    job->status =
        ll_run(&desk->ctx, job->service, job->input, &job->options, &job->answer, &job->err);
    job->problem = desk->ctx.problem;
    stand_up(desk);
}

/* A database may go away and come back: another connection then takes the place of a lost one. On
 * SQLite what failed was the disk, after which only who looks at it knows what to do. */
static enum ll_status mend(struct desk *desk, struct ll_err *reterr)
{
    struct ll_store *store = desk->ctx.store;
    struct ll_err err = {0};
    bool is_lost = ll_store_engine(store) == LL_STORE_POSTGRES && ll_store_is_broken(store);
    if (!is_lost && !desk->unchecked) {
        return LL_OK;
    }
    ll_line_tails_forget(&desk->ctx);
    enum ll_status status = is_lost ? ll_store_reopen(store, &err) : LL_OK;
    desk->unchecked = true;
    if (status == LL_OK) {
        status = ll_store_check_schema(store, &desk->own, &err);
        desk->unchecked = status != LL_OK;
        ll_arena_reset(&desk->own);
    }
    if (status == LL_OK) {
        return LL_OK;
    }
    status = LL_FAIL(reterr, LL_EBUSY, "the store cannot be reached");
    ll_err_hint(reterr, "nothing was stored; ask again in a moment, with the same key");
    return status;
}

/* Was the connection lost before anything could be stored? A commit whose answer did not come is
 * LL_EUNKNOWN. */
static bool was_lost(const struct desk *desk, enum ll_status status)
{
    return status == LL_EIO && ll_store_engine(desk->ctx.store) == LL_STORE_POSTGRES &&
           ll_store_is_broken(desk->ctx.store);
}

/* With a connection; once more with another, when it turned out to be lost. */
static void run_connected(struct desk *desk, struct ll_job *job)
{
    job->status = mend(desk, &job->err);
    if (job->status != LL_OK) {
        return;
    }
    run_job(desk, job);
    if (was_lost(desk, job->status)) {
        job->err = (struct ll_err){0};
        job->status = mend(desk, &job->err);
        if (job->status == LL_OK) {
            run_job(desk, job);
        }
    }
}

static struct desk *take_reader(struct ll_work *work)
{
    pthread_mutex_lock(&work->lock);
    while (work->free_readers == NULL) {
        pthread_cond_wait(&work->reader_free, &work->lock);
    }
    struct desk *desk = work->free_readers;
    work->free_readers = desk->next;
    pthread_mutex_unlock(&work->lock);
    return desk;
}

static void give_reader(struct ll_work *work, struct desk *desk)
{
    pthread_mutex_lock(&work->lock);
    desk->next = work->free_readers;
    work->free_readers = desk;
    pthread_cond_signal(&work->reader_free);
    pthread_mutex_unlock(&work->lock);
}

void ll_work_read(struct ll_work *work, struct ll_job *job)
{
    struct desk *desk = take_reader(work);
    run_connected(desk, job);
    give_reader(work, desk);
}

enum ll_status ll_work_version(struct ll_work *work, uint64_t *ret_version, struct ll_err *reterr)
{
    if (ll_store_engine(work->options.writer) == LL_STORE_SQLITE) {
        *ret_version = atomic_load(&work->version);
        return LL_OK;
    }
    struct desk *desk = take_reader(work);
    enum ll_status status = ll_store_version(desk->ctx.store, ret_version, reterr);
    give_reader(work, desk);
    return status;
}

/* Something may have been committed: nobody was told of it yet. */
static void note_commit(struct ll_work *work)
{
    atomic_fetch_add(&work->version, 1);
}

/* ---- the writer ---- */

static void finish(struct ll_job *job)
{
    job->done(job->ctx, job);
}

static void fail_all(struct ll_job *first, enum ll_status status, const struct ll_err *err)
{
    while (first != NULL) {
        struct ll_job *job = first;
        first = job->next;
        if (job->status == LL_OK) {
            job->status = status;
            job->err = *err;
        }
        finish(job);
    }
}

static bool can_share(const struct ll_job *job)
{
    return job->service->mode == LL_SERVICE_WRITE;
}

/* Before anything is written: a connection, and a store that the log does not contradict. */
static enum ll_status prepare(struct desk *desk, struct ll_err *reterr)
{
    LL_TRY(mend(desk, reterr));
    enum ll_status status = ll_log_guard(&desk->ctx, reterr);
    if (was_lost(desk, status)) {
        LL_TRY(mend(desk, reterr));
        status = ll_log_guard(&desk->ctx, reterr);
    }
    return status;
}

/* What was asked, and may have been done, in a batch that came to nothing. */
static void make_anew(struct ll_job *first)
{
    for (; first != NULL; first = first->next) {
        first->options.asked = NULL;
        first->status = LL_OK;
        first->err = (struct ll_err){0};
        first->answer = NULL;
        first->problem = NULL;
        ll_arena_rewind(first->arena, first->mark); /* what it made lies there no longer */
    }
}

/* One after another, each with a transaction of its own. */
static void do_each(struct desk *desk, struct ll_job *first)
{
    make_anew(first);
    while (first != NULL) {
        struct ll_job *job = first;
        first = job->next;
        sit_down(desk, job);
        job->status = prepare(desk, &job->err);
        if (job->status == LL_OK) {
            run_connected(desk, job);
            note_commit(desk->work);
        }
        finish(job);
    }
}

static bool lost_race(const struct ll_job *first, enum ll_status status)
{
    for (; first != NULL && status == LL_OK; first = first->next) {
        status = ll_run_is_race(first->status, &first->err) ? LL_ERETRY : LL_OK;
    }
    return status == LL_ERETRY;
}

static bool lost_connection(const struct desk *desk, const struct ll_job *first)
{
    bool is_lost = false;
    for (; first != NULL && !is_lost; first = first->next) {
        is_lost = was_lost(desk, first->status);
    }
    return is_lost;
}

static bool is_asked(const struct ll_job *first, const struct ll_job *job)
{
    for (; first != job; first = first->next) {
        if (ll_str_eq(first->options.key, job->options.key)) {
            return true;
        }
    }
    return false;
}

/* Look up the keys of the next requests, all by one wait; *ret_next: the first that is left. One
 * that comes twice is looked up again at its turn, since the first may have stored it. */
static enum ll_status ask_keys(struct desk *desk, struct ll_job *first, struct ll_job **ret_next,
                               struct ll_err *reterr)
{
    struct ll_job *job = *ret_next;
    enum ll_status status = LL_OK;
    for (int i = 0; i < KEYS_ASKED && job != NULL && status == LL_OK; i++, job = job->next) {
        if (!is_asked(first, job)) {
            sit_down(desk, job);
            status = ll_batch_ask(&desk->ctx, &job->options, reterr);
            stand_up(desk);
        }
    }
    *ret_next = job;
    return status;
}

/* A transaction, with all that can be asked before the first request runs, by one wait. */
static enum ll_status begin_together(struct desk *desk, struct ll_job *first,
                                     struct ll_job **ret_next, struct ll_err *reterr)
{
    struct ll_log_guarding guarding;
    LL_TRY(mend(desk, reterr));
    LL_TRY(ll_log_guard_ask(&desk->ctx, &guarding, reterr));
    LL_TRY(ll_batch_begin(&desk->ctx, reterr));
    enum ll_status status = ask_keys(desk, first, ret_next, reterr) == LL_OK
                                ? ll_log_guard_answer(&desk->ctx, &guarding, reterr)
                                : LL_FAIL(reterr, LL_ERETRY, "keys cannot be looked up together");
    if (status != LL_OK) {
        ll_batch_abandon(&desk->ctx);
    }
    return status;
}

/* Until one fails that cannot be undone by itself: then the batch is over. */
static void run_together(struct desk *desk, struct ll_job *first, struct ll_job *unasked,
                         bool by_savepoints)
{
    for (struct ll_job *job = first; job != NULL && desk->ctx.batch; job = job->next) {
        if (job == unasked && ask_keys(desk, first, &unasked, &job->err) != LL_OK) {
            job->status = LL_ERETRY;
            return;
        }
        job->options.without_savepoint = !by_savepoints;
        run_job(desk, job);
        if (desk->ctx.ahead && job->next != NULL && desk->ctx.batch) {
            ll_store_push(desk->ctx.store);
        }
    }
}

/* All in one transaction, which is committed. LL_ERETRY: nothing was stored, each is to be done by
 * itself; *ret_undone: nothing was stored since one failed that could not be undone by itself. */
static enum ll_status commit_together(struct desk *desk, struct ll_job *first, bool by_savepoints,
                                      bool *ret_undone, struct ll_err *reterr)
{
    struct ll_job *unasked = first;
    enum ll_status status = begin_together(desk, first, &unasked, reterr);
    *ret_undone = false;
    if (status != LL_OK) {
        return was_lost(desk, status) ? LL_ERETRY : status;
    }
    run_together(desk, first, unasked, by_savepoints);
    if (lost_race(first, LL_OK) || lost_connection(desk, first)) {
        ll_batch_abandon(&desk->ctx);
        return LL_ERETRY;
    }
    if (!desk->ctx.batch) {
        *ret_undone = first->next != NULL; /* of one alone, that was all */
        return LL_OK;
    }
    status = ll_batch_end(&desk->ctx, reterr);
    note_commit(desk->work);
    return status;
}

/* ---- going ahead of the answers ---- */

static bool may_go_ahead(struct desk *desk)
{
    desk->asking -= desk->asking > 0 ? 1 : 0;
    return desk->asking == 0 && desk->ctx.start.is_known && !ll_store_is_broken(desk->ctx.store) &&
           !desk->unchecked && !ll_store_has_news(desk->ctx.store);
}

/* Where another server writes too, or requests come twice, going ahead is often in vain. */
static void note_ahead(struct desk *desk, bool is_done)
{
    unsigned more = 2 * desk->in_vain + 2;
    desk->in_vain = is_done ? 0 : more < ASKING_COMMITS ? more : ASKING_COMMITS;
    desk->asking = desk->in_vain;
}

static enum ll_status begin_ahead(struct desk *desk, struct ll_err *reterr)
{
    LL_TRY(ll_log_guard_expect(&desk->ctx, reterr));
    return ll_batch_begin_ahead(&desk->ctx, reterr);
}

/* All in one transaction that waits for nothing but what services read. False: nothing was stored,
 * and it is to be begun anew by asking. */
static bool commit_ahead(struct desk *desk, struct ll_job *first, enum ll_status *ret_status,
                         struct ll_err *reterr)
{
    enum ll_status status = begin_ahead(desk, reterr);
    if (status == LL_OK) {
        run_together(desk, first, NULL, false);
        if (desk->ctx.batch && !lost_race(first, LL_OK) && !ll_store_has_failed(desk->ctx.store)) {
            status = ll_batch_end(&desk->ctx, reterr);
            note_commit(desk->work);
            note_ahead(desk, status == LL_OK);
            *ret_status = status;
            return status == LL_OK || status == LL_EUNKNOWN;
        }
        ll_batch_abandon(&desk->ctx);
        note_ahead(desk, false);
    }
    return false;
}

static bool is_any_tried(const struct ll_job *first)
{
    for (; first != NULL; first = first->next) {
        if (first->options.dry_run) {
            return true;
        }
    }
    return false;
}

/*
 * All in one commit. A savepoint for each costs a tenth of it, and few fail after they have written
 * something; so there are none until one does, and then for a while. What fails undoes itself only;
 * when the commit fails, nothing was stored. When another server won a race, or the connection was
 * lost, which undoes all, each is done by itself.
 */
static void do_together(struct desk *desk, struct ll_job *first)
{
    struct ll_err err = {0};
    bool by_savepoints = first->next != NULL && (desk->careful > 0 || is_any_tried(first));
    bool undone = false;
    enum ll_status status = LL_OK;
    desk->careful -= desk->careful > 0 ? 1 : 0;
    stand_up(desk);
    if (by_savepoints || is_any_tried(first) || !may_go_ahead(desk) ||
        !commit_ahead(desk, first, &status, &err)) {
        make_anew(first);
        err = (struct ll_err){0};
        status = commit_together(desk, first, by_savepoints, &undone, &err);
    }
    if (undone) {
        desk->careful = CAREFUL_COMMITS;
        make_anew(first);
        status = commit_together(desk, first, true, &undone, &err);
    }
    ll_arena_reset(&desk->own);
    if (status == LL_ERETRY) {
        do_each(desk, first);
        return;
    }
    if (status == LL_EUNKNOWN) {
        ll_err_hint(&err, "ask again with the same Idempotency-Key: it is done once");
    }
    fail_all(first, status, &err);
}

/* The next requests that may share a commit, or one that may not. Under the lock. */
static struct ll_job *take_jobs(struct ll_work *work, size_t *ret_count)
{
    struct ll_job *first = work->first;
    struct ll_job *last = first;
    size_t count = 1;
    while (can_share(first) && last->next != NULL && can_share(last->next) &&
           count < work->options.batch_max) {
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
static void do_jobs(struct desk *desk, struct ll_job *first, size_t count)
{
    struct ll_work *work = desk->work;
    uint64_t waits = ll_store_waits(desk->ctx.store);
    ll_pace_begin(&work->pace, count, timer_us(work));
    pthread_mutex_unlock(&work->lock);
    if (can_share(first)) {
        do_together(desk, first);
    } else {
        do_each(desk, first);
    }
    pthread_mutex_lock(&work->lock);
    ll_pace_end(&work->pace, (size_t)work->facts.waiting, timer_us(work));
    work->facts.commits++;
    work->facts.requests += (int64_t)count;
    work->facts.waits += (int64_t)(ll_store_waits(desk->ctx.store) - waits);
    work->unsequenced = true;
}

/* ---- the public log ---- */

/* False: the store cannot be reached, and it is to be tried again. */
static bool sequence(struct desk *desk)
{
    struct ll_work *work = desk->work;
    struct ll_arena arena;
    struct ll_err err = {0};
    struct ll_json *answer = NULL;
    const struct ll_run_options options = {.key = LL_STR("")};
    const struct ll_service *service = ll_service_find(LL_STR("log"), LL_STR("sequence"));
    if (mend(desk, &err) != LL_OK) {
        return false;
    }
    ll_arena_init(&arena, &ll_arena_malloc, SEQUENCE_BYTES);
    desk->ctx.arena = &arena;
    enum ll_status status = ll_run(&desk->ctx, service, NULL, &options, &answer, &err);
    desk->ctx.log_seen.is_there = desk->ctx.log_seen.is_there && status == LL_ENOTFOUND;
    note_commit(work);
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
           timer_us(work) - work->sequenced_us >= work->options.sequence_us;
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
 * Under the lock. */
static void gather(struct ll_work *work)
{
    size_t before = (size_t)work->facts.waiting;
    bool waited = false;
    for (;;) {
        int64_t wait_us =
            ll_pace_gather_us(&work->pace, (size_t)work->facts.waiting, timer_us(work));
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

static void *write_on(void *arg)
{
    struct desk *desk = arg;
    struct ll_work *work = desk->work;
    pthread_mutex_lock(&work->lock);
    for (;;) {
        if (is_due(work)) {
            work->unsequenced = false;
            work->sequenced_us = timer_us(work);
            pthread_mutex_unlock(&work->lock);
            bool done = sequence(desk);
            pthread_mutex_lock(&work->lock);
            work->unsequenced = work->unsequenced || !done;
        }
        pthread_mutex_unlock(&work->lock);
        ll_scrub_when_due(&work->scrub, &desk->ctx, timer_us(work));
        pthread_mutex_lock(&work->lock);
        if (work->first == NULL) {
            if (work->closing) {
                break;
            }
            wait_for_jobs(work);
            continue;
        }
        size_t count = 0;
        gather(work);
        struct ll_job *first = take_jobs(work, &count);
        do_jobs(desk, first, count);
    }
    pthread_mutex_unlock(&work->lock);
    return NULL;
}

/* Under the lock; who is not let in is counted. */
static bool lets_in(struct ll_work *work)
{
    bool is_room = ll_pace_admits(&work->pace, (size_t)work->facts.waiting, timer_us(work));
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
                                struct desk *ret_desk, struct ll_err *reterr)
{
    const struct ll_work_options *options = &work->options;
    ret_desk->work = work;
    ll_arena_init(&ret_desk->own, &ll_arena_malloc, OWN_BYTES);
    ret_desk->ctx = (struct ll_ctx){
        .store = store,
        .arena = &ret_desk->own,
        .clock = options->clock,
        .ids = {.random = options->random, .ctx = options->random_ctx},
        .progress = {.report = no_progress},
        .data_dir = options->data_dir,
        .actor = LL_STR("server"),
        .scrubs_again = true,
    };
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

static void close_desk(struct desk *desk)
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
static enum ll_status reapply(struct desk *desk, struct ll_err *reterr)
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
    work->readers = LL_NEW_ARRAY(&work->arena, struct desk, options->readers);
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
