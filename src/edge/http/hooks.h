/*
 * Sends to webhooks, in threads of its own: no request waits for another's server, and one that
 * answers slowly holds up the others only when all threads are with such.
 */
#ifndef LL_EDGE_HTTP_HOOKS_H
#define LL_EDGE_HTTP_HOOKS_H

#include "base/network.h"
#include "edge/http/work.h"

#define LL_HOOK_THREADS_MAX 16

struct ll_hooks_options {
    unsigned threads;                 /* 0: nothing is sent */
    const struct ll_network *allowed; /* edge/hook/sender.h */
    size_t allowed_count;
    const char *authorities;
    int64_t send_ms; /* 0: as sender.h says */
    int64_t poll_us; /* how often one looks for what is due; 0: a second */
    bool alone;      /* no other process sends from this store */
};

struct ll_hooks;
/* `work_options` has to stay. LL_EIO, LL_ENOMEM, the store's errors. */
LL_MUST enum ll_status ll_hooks_open(const struct ll_hooks_options *options,
                                     const struct ll_work_options *work_options,
                                     struct ll_work *work, struct ll_hooks **ret_hooks,
                                     struct ll_err *reterr);
/* What is under way is given up, and sent again by the next. Before the work is closed. */
void ll_hooks_close(struct ll_hooks *hooks); /* NULL is allowed */

struct ll_hooks_facts {
    int64_t waiting;   /* messages, now */
    int64_t oldest_us; /* how long the oldest of them has waited */
    int64_t delivered; /* since the start, by this server */
    int64_t failed;    /* tries */
    int64_t ended;     /* webhooks that were disabled */
};
/* Asks the store. */
LL_MUST enum ll_status ll_hooks_facts(struct ll_hooks *hooks, struct ll_arena *arena,
                                      struct ll_hooks_facts *ret_facts, struct ll_err *reterr);

#endif
