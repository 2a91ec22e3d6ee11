#include "edge/http/hash.h"

#include <pthread.h>
#include <string.h>

struct ll_hashers {
    pthread_t threads[LL_HASH_THREADS];
    size_t started;
    pthread_mutex_t lock;
    pthread_cond_t job_there;
    /* ---- under the lock ---- */
    struct ll_hash_job *first;
    struct ll_hash_job *last;
    size_t waiting;
    bool closing;
};

static void *hash_on(void *arg)
{
    struct ll_hashers *hashers = arg;
    pthread_mutex_lock(&hashers->lock);
    for (;;) {
        struct ll_hash_job *job = hashers->first;
        if (job == NULL && hashers->closing) {
            break;
        }
        if (job == NULL) {
            pthread_cond_wait(&hashers->job_there, &hashers->lock);
            continue;
        }
        hashers->first = job->next;
        hashers->waiting--;
        pthread_mutex_unlock(&hashers->lock);
        job->run(job->ctx);
        pthread_mutex_lock(&hashers->lock);
    }
    pthread_mutex_unlock(&hashers->lock);
    return NULL;
}

enum ll_status ll_hashers_open(struct ll_hashers **ret_hashers, struct ll_err *reterr)
{
    struct ll_hashers *hashers = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*hashers));
    if (hashers == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(hashers, 0, sizeof(*hashers));
    (void)pthread_mutex_init(&hashers->lock, NULL);
    (void)pthread_cond_init(&hashers->job_there, NULL);
    while (hashers->started < LL_HASH_THREADS) {
        int failed = pthread_create(&hashers->threads[hashers->started], NULL, hash_on, hashers);
        if (failed != 0) {
            ll_hashers_close(hashers);
            return LL_FAIL(reterr, LL_EIO, "cannot start a thread: %s", strerror(failed));
        }
        hashers->started++;
    }
    *ret_hashers = hashers;
    return LL_OK;
}

void ll_hashers_close(struct ll_hashers *hashers)
{
    if (hashers == NULL) {
        return;
    }
    pthread_mutex_lock(&hashers->lock);
    hashers->closing = true;
    pthread_cond_broadcast(&hashers->job_there);
    pthread_mutex_unlock(&hashers->lock);
    for (size_t i = 0; i < hashers->started; i++) {
        (void)pthread_join(hashers->threads[i], NULL);
    }
    (void)pthread_cond_destroy(&hashers->job_there);
    (void)pthread_mutex_destroy(&hashers->lock);
    ll_arena_malloc.give(ll_arena_malloc.ctx, hashers, sizeof(*hashers));
}

enum ll_status ll_hashers_give(struct ll_hashers *hashers, struct ll_hash_job *job,
                               struct ll_err *reterr)
{
    bool taken = false;
    if (hashers != NULL) {
        pthread_mutex_lock(&hashers->lock);
        taken = !hashers->closing && hashers->waiting < LL_HASH_WAITING_MAX;
        if (taken) {
            job->next = NULL;
            if (hashers->first == NULL) {
                hashers->first = job;
            } else {
                hashers->last->next = job;
            }
            hashers->last = job;
            hashers->waiting++;
            pthread_cond_signal(&hashers->job_there);
        }
        pthread_mutex_unlock(&hashers->lock);
    }
    if (taken) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_ERATE, "too many sign in at once");
    ll_err_hint(reterr, "ask again in a moment");
    return status;
}
