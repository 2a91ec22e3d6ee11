#include "edge/http/watch.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/arena.h"

#define LOOK_NS 250000000L

struct ll_watched {
    struct ll_watch *watch;
    struct ll_watched *next;
    struct ll_watched *before;
    int fd;
    int64_t until_us;
};

struct ll_watch {
    int64_t (*timer_us)(void *ctx);
    void *timer_ctx;
    pthread_t thread;
    bool started;
    pthread_mutex_t lock;
    pthread_cond_t ending;
    /* ---- under the lock ---- */
    struct ll_watched *first;
    bool closing;
};

static void wait_a_little(struct ll_watch *watch)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += LOOK_NS;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    (void)pthread_cond_timedwait(&watch->ending, &watch->lock, &until);
}

/* What is shut here is closed by who serves it, who then drops it. */
static void *look_on(void *arg)
{
    struct ll_watch *watch = arg;
    (void)pthread_mutex_lock(&watch->lock);
    while (!watch->closing) {
        int64_t now_us = watch->timer_us(watch->timer_ctx);
        for (struct ll_watched *at = watch->first; at != NULL; at = at->next) {
            if (at->until_us < now_us) {
                (void)shutdown(at->fd, SHUT_RDWR);
                at->until_us = LL_WATCH_NEVER;
            }
        }
        wait_a_little(watch);
    }
    (void)pthread_mutex_unlock(&watch->lock);
    return NULL;
}

enum ll_status ll_watch_open(int64_t (*timer_us)(void *ctx), void *timer_ctx,
                             struct ll_watch **ret_watch, struct ll_err *reterr)
{
    pthread_condattr_t attr;
    struct ll_watch *watch = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*watch));
    if (watch == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(watch, 0, sizeof(*watch));
    watch->timer_us = timer_us;
    watch->timer_ctx = timer_ctx;
    (void)pthread_mutex_init(&watch->lock, NULL);
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&watch->ending, &attr);
    (void)pthread_condattr_destroy(&attr);
    int failed = pthread_create(&watch->thread, NULL, look_on, watch);
    if (failed != 0) {
        ll_watch_close(watch);
        return LL_FAIL(reterr, LL_EIO, "cannot start a thread: %s", strerror(failed));
    }
    watch->started = true;
    *ret_watch = watch;
    return LL_OK;
}

void ll_watch_close(struct ll_watch *watch)
{
    if (watch == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&watch->lock);
    watch->closing = true;
    (void)pthread_cond_signal(&watch->ending);
    (void)pthread_mutex_unlock(&watch->lock);
    if (watch->started) {
        (void)pthread_join(watch->thread, NULL);
    }
    LL_ASSERT(watch->first == NULL);
    (void)pthread_cond_destroy(&watch->ending);
    (void)pthread_mutex_destroy(&watch->lock);
    ll_arena_malloc.give(ll_arena_malloc.ctx, watch, sizeof(*watch));
}

/* Under the lock. */
static void set(struct ll_watched *watched, int64_t for_us)
{
    const struct ll_watch *watch = watched->watch;
    watched->until_us =
        for_us == LL_WATCH_NEVER ? LL_WATCH_NEVER : watch->timer_us(watch->timer_ctx) + for_us;
}

struct ll_watched *ll_watch_add(struct ll_watch *watch, int fd, int64_t for_us)
{
    struct ll_watched *watched = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*watched));
    if (watched == NULL) {
        return NULL;
    }
    *watched = (struct ll_watched){.watch = watch, .fd = fd};
    (void)pthread_mutex_lock(&watch->lock);
    set(watched, for_us);
    watched->next = watch->first;
    if (watch->first != NULL) {
        watch->first->before = watched;
    }
    watch->first = watched;
    (void)pthread_mutex_unlock(&watch->lock);
    return watched;
}

void ll_watch_for(struct ll_watched *watched, int64_t for_us)
{
    if (watched != NULL) {
        (void)pthread_mutex_lock(&watched->watch->lock);
        set(watched, for_us);
        (void)pthread_mutex_unlock(&watched->watch->lock);
    }
}

void ll_watch_drop(struct ll_watched *watched)
{
    if (watched == NULL) {
        return;
    }
    struct ll_watch *watch = watched->watch;
    (void)pthread_mutex_lock(&watch->lock);
    *(watched->before == NULL ? &watch->first : &watched->before->next) = watched->next;
    if (watched->next != NULL) {
        watched->next->before = watched->before;
    }
    (void)pthread_mutex_unlock(&watch->lock);
    ll_arena_malloc.give(ll_arena_malloc.ctx, watched, sizeof(*watched));
}
