#include <pthread.h>

#include "edge/http/work.h"

/* The writer's answer, waited for. */
struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t done;
    bool is_done;
};

static void wake(void *ctx, struct ll_job *job)
{
    struct waiting *waiting = ctx;
    (void)job;
    (void)pthread_mutex_lock(&waiting->lock);
    waiting->is_done = true;
    (void)pthread_cond_signal(&waiting->done);
    (void)pthread_mutex_unlock(&waiting->lock);
}

enum ll_status ll_work_write_and_wait(struct ll_work *work, struct ll_job *job,
                                      struct ll_err *reterr)
{
    struct waiting waiting = {.is_done = false};
    (void)pthread_mutex_init(&waiting.lock, NULL);
    (void)pthread_cond_init(&waiting.done, NULL);
    job->done = wake;
    job->ctx = &waiting;
    enum ll_status status = ll_work_write(work, job, reterr);
    if (status == LL_OK) {
        (void)pthread_mutex_lock(&waiting.lock);
        while (!waiting.is_done) {
            (void)pthread_cond_wait(&waiting.done, &waiting.lock);
        }
        (void)pthread_mutex_unlock(&waiting.lock);
        status = job->status;
        *reterr = job->err;
    }
    (void)pthread_cond_destroy(&waiting.done);
    (void)pthread_mutex_destroy(&waiting.lock);
    return status;
}
