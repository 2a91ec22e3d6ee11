#include "edge/http/hooks.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#include "edge/hook/sender.h"

#define POLL_US INT64_C(1000000)
#define IDLE_US INT64_C(30000000)  /* of the threads that another wakes */
#define PAUSE_US INT64_C(30000000) /* after what went wrong here, not with a webhook */
#define TIDY_US INT64_C(3600000000)
#define ARENA_BYTES ((size_t)1 << 20)

struct hook_thread {
    struct ll_hooks *hooks;
    struct ll_sender *sender;
    struct ll_arena arena; /* of a look */
    pthread_t thread;
    bool started;
};

/* Of those that have nothing to do one polls: it looks for what is due each second. Whoever finds
 * something wakes another, which polls in its place. */
struct ll_hooks {
    struct ll_hooks_options options;
    const struct ll_work_options *work_options;
    struct ll_work *work;
    struct hook_thread threads[LL_HOOK_THREADS_MAX];
    pthread_mutex_t lock;
    pthread_cond_t poked;
    /* ---- under the lock ---- */
    bool closing;
    bool polled;     /* somebody does */
    bool complained; /* of what is still so */
    int64_t tidied_us;
    struct ll_hooks_facts facts;
};

/* ---- the store ---- */

static enum ll_status run(void *ctx, const struct ll_service *service, const void *input,
                          struct ll_arena *arena, struct ll_err *reterr)
{
    const struct hook_thread *self = ctx;
    struct ll_job job = {
        .service = service,
        .input = input,
        .actor = LL_STR("server"),
        .arena = arena,
    };
    if (service->mode != LL_SERVICE_READ) {
        return ll_work_write_and_wait(self->hooks->work, &job, reterr);
    }
    ll_work_read(self->hooks->work, &job);
    *reterr = job.err;
    return job.status;
}

/* Once, until it is over. Under the lock. */
static void complain(struct ll_hooks *hooks, enum ll_status status, const struct ll_err *err)
{
    const struct ll_work_options *options = hooks->work_options;
    if (status != LL_OK && status != LL_EBUSY && !hooks->complained) {
        options->complain(options->complain_ctx, "the webhooks", err);
    }
    hooks->complained = status != LL_EBUSY ? status != LL_OK : hooks->complained;
}

/* ---- a thread ---- */

static enum ll_status do_turn(struct hook_thread *self, bool *ret_any, struct ll_err *reterr)
{
    struct ll_hooks *hooks = self->hooks;
    struct ll_sent sent = {0};
    bool due = false;
    const struct ll_webhook_due look = {&due};
    *ret_any = false;
    LL_TRY(run(self, &ll_webhook_due, &look, &self->arena, reterr));
    if (!due) {
        return LL_OK;
    }
    (void)pthread_cond_signal(&hooks->poked); /* there may be more than one can do */
    enum ll_status status = ll_sender_turn(self->sender, &sent, reterr);
    (void)pthread_mutex_lock(&hooks->lock);
    hooks->facts.delivered += sent.delivered;
    hooks->facts.failed += sent.failed;
    hooks->facts.ended += sent.ended;
    (void)pthread_mutex_unlock(&hooks->lock);
    *ret_any = sent.any;
    return status;
}

static enum ll_status tidy(struct hook_thread *self, bool alone, struct ll_err *reterr)
{
    const struct ll_webhook_tidy input = {alone};
    return run(self, &ll_webhook_tidy, &input, &self->arena, reterr);
}

/* Under the lock. */
static void wait_us(struct ll_hooks *hooks, int64_t us)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t nsec = until.tv_nsec + us % 1000000 * 1000;
    until.tv_sec += us / 1000000 + nsec / 1000000000;
    until.tv_nsec = nsec % 1000000000;
    if (!hooks->closing) {
        (void)pthread_cond_timedwait(&hooks->poked, &hooks->lock, &until);
    }
}

static int64_t timer_us(const struct ll_hooks *hooks)
{
    return hooks->work_options->timer.now(hooks->work_options->timer.ctx).us;
}

/* Under the lock. */
static void wait_for_more(struct ll_hooks *hooks, enum ll_status status)
{
    int64_t poll_us = hooks->options.poll_us > 0 ? hooks->options.poll_us : POLL_US;
    bool polls = !hooks->polled;
    hooks->polled = true;
    if (status != LL_OK && status != LL_EBUSY) {
        wait_us(hooks, PAUSE_US);
    } else {
        wait_us(hooks, polls ? poll_us : IDLE_US);
    }
    if (polls) {
        hooks->polled = false;
    }
}

/* Under the lock: is it time to prune? */
static bool is_untidy(struct ll_hooks *hooks)
{
    int64_t now_us = timer_us(hooks);
    if (now_us - hooks->tidied_us < TIDY_US) {
        return false;
    }
    hooks->tidied_us = now_us;
    return true;
}

static void *send_on(void *arg)
{
    struct hook_thread *self = arg;
    struct ll_hooks *hooks = self->hooks;
    (void)pthread_mutex_lock(&hooks->lock);
    while (!hooks->closing) {
        struct ll_err err = {0};
        bool any = false;
        bool untidy = is_untidy(hooks);
        (void)pthread_mutex_unlock(&hooks->lock);
        enum ll_status status = untidy ? tidy(self, false, &err) : LL_OK;
        if (status == LL_OK) {
            status = do_turn(self, &any, &err);
        }
        ll_arena_reset(&self->arena);
        (void)pthread_mutex_lock(&hooks->lock);
        complain(hooks, status, &err);
        if (!any) {
            wait_for_more(hooks, status);
        }
    }
    (void)pthread_mutex_unlock(&hooks->lock);
    return NULL;
}

/* ---- opening and closing ---- */

static enum ll_status open_thread(struct ll_hooks *hooks, struct hook_thread *self,
                                  struct ll_err *reterr)
{
    const struct ll_sender_options options = {
        .allowed = hooks->options.allowed,
        .allowed_count = hooks->options.allowed_count,
        .authorities = hooks->options.authorities,
        .send_ms = hooks->options.send_ms,
        .timer = hooks->work_options->timer,
        .run = run,
        .ctx = self,
    };
    self->hooks = hooks;
    ll_arena_init(&self->arena, &ll_arena_malloc, ARENA_BYTES);
    return ll_sender_open(&options, &self->sender, reterr);
}

static enum ll_status start(struct ll_hooks *hooks, struct ll_err *reterr)
{
    for (unsigned i = 0; i < hooks->options.threads; i++) {
        LL_TRY(open_thread(hooks, &hooks->threads[i], reterr));
    }
    /* A store that takes no writes is served all the same; turns that are held run out. */
    struct ll_err err = {0};
    complain(hooks, tidy(&hooks->threads[0], hooks->options.alone, &err), &err);
    hooks->tidied_us = timer_us(hooks);
    for (unsigned i = 0; i < hooks->options.threads; i++) {
        struct hook_thread *self = &hooks->threads[i];
        int failed = pthread_create(&self->thread, NULL, send_on, self);
        if (failed != 0) {
            return LL_FAIL(reterr, LL_EIO, "cannot start a thread: %s", strerror(failed));
        }
        self->started = true;
    }
    return LL_OK;
}

static void init_locks(struct ll_hooks *hooks)
{
    pthread_condattr_t attr;
    (void)pthread_mutex_init(&hooks->lock, NULL);
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&hooks->poked, &attr);
    (void)pthread_condattr_destroy(&attr);
}

enum ll_status ll_hooks_open(const struct ll_hooks_options *options,
                             const struct ll_work_options *work_options, struct ll_work *work,
                             struct ll_hooks **ret_hooks, struct ll_err *reterr)
{
    LL_ASSERT(options->threads > 0 && options->threads <= LL_HOOK_THREADS_MAX);
    struct ll_hooks *hooks = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*hooks));
    if (hooks == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(hooks, 0, sizeof(*hooks));
    hooks->options = *options;
    hooks->work_options = work_options;
    hooks->work = work;
    init_locks(hooks);
    enum ll_status status = start(hooks, reterr);
    if (status != LL_OK) {
        ll_hooks_close(hooks);
        return status;
    }
    *ret_hooks = hooks;
    return LL_OK;
}

void ll_hooks_close(struct ll_hooks *hooks)
{
    if (hooks == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&hooks->lock);
    hooks->closing = true;
    (void)pthread_cond_broadcast(&hooks->poked);
    (void)pthread_mutex_unlock(&hooks->lock);
    for (unsigned i = 0; i < hooks->options.threads; i++) {
        if (hooks->threads[i].started) {
            ll_sender_stop(hooks->threads[i].sender);
        }
    }
    for (unsigned i = 0; i < hooks->options.threads; i++) {
        struct hook_thread *self = &hooks->threads[i];
        if (self->started) {
            (void)pthread_join(self->thread, NULL);
        }
        ll_sender_close(self->sender);
        if (self->hooks != NULL) {
            ll_arena_release(&self->arena);
        }
    }
    (void)pthread_cond_destroy(&hooks->poked);
    (void)pthread_mutex_destroy(&hooks->lock);
    ll_arena_malloc.give(ll_arena_malloc.ctx, hooks, sizeof(*hooks));
}

enum ll_status ll_hooks_facts(struct ll_hooks *hooks, struct ll_arena *arena,
                              struct ll_hooks_facts *ret_facts, struct ll_err *reterr)
{
    int64_t waiting = 0;
    int64_t oldest_us = 0;
    const struct ll_webhook_measure measure = {&waiting, &oldest_us};
    LL_TRY(run(&hooks->threads[0], &ll_webhook_measure, &measure, arena, reterr));
    (void)pthread_mutex_lock(&hooks->lock);
    *ret_facts = hooks->facts;
    (void)pthread_mutex_unlock(&hooks->lock);
    ret_facts->waiting = waiting;
    ret_facts->oldest_us = oldest_us;
    return LL_OK;
}
