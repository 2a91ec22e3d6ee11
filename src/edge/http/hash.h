/*
 * Where passwords are hashed: each takes a tenth of a second and 64 MiB, so two are at work at once
 * and few may wait; the rest is refused, or signing in would be the cheapest way to stop a server.
 */
#ifndef LL_EDGE_HTTP_HASH_H
#define LL_EDGE_HTTP_HASH_H

#include "base/arena.h"
#include "base/err.h"

#define LL_HASH_THREADS 2
#define LL_HASH_WAITING_MAX 16

struct ll_hash_job {
    void (*run)(void *ctx); /* in a thread of its own */
    void *ctx;
    struct ll_hash_job *next; /* hash.c's */
};

struct ll_hashers;
LL_MUST enum ll_status ll_hashers_open(struct ll_hashers **ret_hashers, struct ll_err *reterr);
/* Does what waits, then ends the threads. NULL is allowed. */
void ll_hashers_close(struct ll_hashers *hashers);
/* LL_ERATE: too many wait; it was not taken. Otherwise job->run is called, maybe before this
 * returns. */
LL_MUST enum ll_status ll_hashers_give(struct ll_hashers *hashers, struct ll_hash_job *job,
                                       struct ll_err *reterr);

#endif
