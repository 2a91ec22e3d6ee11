#include <string.h>

#include "edge/http/work_inside.h"
#include "service/line_tail.h"
#include "service/log.h"

#define KEYS_ASKED 16 /* ahead, by one wait */
#define CAREFUL_COMMITS 64
#define ASKING_COMMITS 64 /* at most, after going ahead came to nothing */

static void no_progress(void *ctx, const char *what, int64_t done, int64_t total)
{
    (void)ctx;
    (void)what;
    (void)done;
    (void)total;
}

/* ---- running one request at a desk ---- */

static void sit_down(struct ll_desk *desk, struct ll_job *job)
{
    desk->ctx.arena = job->arena;
    desk->ctx.actor = job->actor;
    desk->ctx.viewer = job->viewer;
    desk->ctx.problem = NULL;
    desk->ctx.dry_run = false;
    desk->ctx.progress = job->progress;
}

void ll_desk_stand_up(struct ll_desk *desk)
{
    desk->ctx.arena = &desk->own;
    desk->ctx.actor = LL_STR("server");
    desk->ctx.viewer = (struct ll_viewer){0};
    desk->ctx.progress = (struct ll_progress){.report = no_progress};
}

static void run_job(struct ll_desk *desk, struct ll_job *job)
{
    sit_down(desk, job);
    job->status =
        ll_run(&desk->ctx, job->service, job->input, &job->options, &job->answer, &job->err);
    job->problem = desk->ctx.problem;
    ll_desk_stand_up(desk);
}

/* A database may go away and come back: another connection then takes the place of a lost one. On
 * SQLite what failed was the disk, after which only who looks at it knows what to do. */
enum ll_status ll_desk_mend(struct ll_desk *desk, struct ll_err *reterr)
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
static bool was_lost(const struct ll_desk *desk, enum ll_status status)
{
    return status == LL_EIO && ll_store_engine(desk->ctx.store) == LL_STORE_POSTGRES &&
           ll_store_is_broken(desk->ctx.store);
}

/* With a connection; once more with another, when it turned out to be lost. */
void ll_desk_run(struct ll_desk *desk, struct ll_job *job)
{
    job->status = ll_desk_mend(desk, &job->err);
    if (job->status != LL_OK) {
        return;
    }
    run_job(desk, job);
    if (was_lost(desk, job->status)) {
        job->err = (struct ll_err){0};
        job->status = ll_desk_mend(desk, &job->err);
        if (job->status == LL_OK) {
            run_job(desk, job);
        }
    }
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

bool ll_work_can_share(const struct ll_job *job)
{
    return job->service->mode == LL_SERVICE_WRITE;
}

/* Before anything is written: a connection, and a store that the log does not contradict. */
static enum ll_status prepare(struct ll_desk *desk, struct ll_err *reterr)
{
    LL_TRY(ll_desk_mend(desk, reterr));
    enum ll_status status = ll_log_guard(&desk->ctx, reterr);
    if (was_lost(desk, status)) {
        LL_TRY(ll_desk_mend(desk, reterr));
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
void ll_commit_each(struct ll_desk *desk, struct ll_job *first)
{
    make_anew(first);
    while (first != NULL) {
        struct ll_job *job = first;
        first = job->next;
        sit_down(desk, job);
        job->status = prepare(desk, &job->err);
        if (job->status == LL_OK) {
            ll_desk_run(desk, job);
            ll_work_note_commit(desk->work);
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

static bool lost_connection(const struct ll_desk *desk, const struct ll_job *first)
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
static enum ll_status ask_keys(struct ll_desk *desk, struct ll_job *first, struct ll_job **ret_next,
                               struct ll_err *reterr)
{
    struct ll_job *job = *ret_next;
    enum ll_status status = LL_OK;
    for (int i = 0; i < KEYS_ASKED && job != NULL && status == LL_OK; i++, job = job->next) {
        if (!is_asked(first, job)) {
            sit_down(desk, job);
            status = ll_batch_ask(&desk->ctx, &job->options, reterr);
            ll_desk_stand_up(desk);
        }
    }
    *ret_next = job;
    return status;
}

/* A transaction, with all that can be asked before the first request runs, by one wait. */
static enum ll_status begin_together(struct ll_desk *desk, struct ll_job *first,
                                     struct ll_job **ret_next, struct ll_err *reterr)
{
    struct ll_log_guarding guarding;
    LL_TRY(ll_desk_mend(desk, reterr));
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
static void run_together(struct ll_desk *desk, struct ll_job *first, struct ll_job *unasked,
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
static enum ll_status commit_together(struct ll_desk *desk, struct ll_job *first,
                                      bool by_savepoints, bool *ret_undone, struct ll_err *reterr)
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
    ll_work_note_commit(desk->work);
    return status;
}

/* ---- going ahead of the answers ---- */

static bool may_go_ahead(struct ll_desk *desk)
{
    desk->asking -= desk->asking > 0 ? 1 : 0;
    return desk->asking == 0 && desk->ctx.start.is_known && !ll_store_is_broken(desk->ctx.store) &&
           !desk->unchecked && !ll_store_has_news(desk->ctx.store);
}

/* What is only tried is undone, which takes a savepoint. */
bool ll_commit_may_be_ahead(const struct ll_job *job)
{
    return !job->options.dry_run;
}

/* A guess: the store's news are not read for it. */
bool ll_commit_goes_ahead(const struct ll_desk *desk, const struct ll_job *first)
{
    return ll_work_can_share(first) && ll_commit_may_be_ahead(first) && desk->asking <= 1 &&
           desk->careful == 0 && desk->ctx.start.is_known && !desk->unchecked;
}

/* Where another server writes too, or requests come twice, going ahead is often in vain. */
static void note_ahead(struct ll_desk *desk, bool is_done)
{
    unsigned more = 2 * desk->in_vain + 2;
    desk->in_vain = is_done ? 0 : more < ASKING_COMMITS ? more : ASKING_COMMITS;
    desk->asking = desk->in_vain;
}

static enum ll_status begin_ahead(struct ll_desk *desk, struct ll_err *reterr)
{
    LL_TRY(ll_log_guard_expect(&desk->ctx, reterr));
    return ll_batch_begin_ahead(&desk->ctx, reterr);
}

/* These, and who joins them meanwhile. */
static void run_joined(struct ll_desk *desk, struct ll_job *first)
{
    struct ll_job *last = first;
    run_together(desk, first, NULL, false);
    while (last->next != NULL) {
        last = last->next;
    }
    while (last != NULL && desk->ctx.batch && !lost_race(last, LL_OK) &&
           !ll_store_has_failed(desk->ctx.store) && ll_work_is_joined(desk->work)) {
        ll_store_push(desk->ctx.store);
        last->next = ll_work_join(desk->work);
        last = last->next;
        run_together(desk, last, NULL, false);
    }
}

/* All in one transaction that waits for nothing but what services read. False: nothing was stored,
 * and it is to be begun anew by asking. */
static bool commit_ahead(struct ll_desk *desk, struct ll_job *first, enum ll_status *ret_status,
                         struct ll_err *reterr)
{
    enum ll_status status = begin_ahead(desk, reterr);
    if (status == LL_OK) {
        run_joined(desk, first);
        if (desk->ctx.batch && !lost_race(first, LL_OK) && !ll_store_has_failed(desk->ctx.store)) {
            status = ll_batch_end(&desk->ctx, reterr);
            ll_work_note_commit(desk->work);
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
        if (!ll_commit_may_be_ahead(first)) {
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
void ll_commit_together(struct ll_desk *desk, struct ll_job *first)
{
    struct ll_err err = {0};
    bool by_savepoints = first->next != NULL && (desk->careful > 0 || is_any_tried(first));
    bool undone = false;
    enum ll_status status = LL_OK;
    desk->careful -= desk->careful > 0 ? 1 : 0;
    ll_desk_stand_up(desk);
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
        ll_commit_each(desk, first);
        return;
    }
    if (status == LL_EUNKNOWN) {
        ll_err_hint(&err, "ask again with the same Idempotency-Key: it is done once");
    }
    fail_all(first, status, &err);
}
