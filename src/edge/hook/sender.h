/*
 * Sends what waits for webhooks (service/webhook.h): takes a turn, asks the webhook's server with
 * each message, notes what came of it. Servers have several of these, `webhook deliver` one.
 *
 * One struct ll_sender serves one thread, but for ll_sender_stop.
 */
#ifndef LL_EDGE_HOOK_SENDER_H
#define LL_EDGE_HOOK_SENDER_H

#include "base/network.h"
#include "service/webhook.h"

struct ll_sender_options {
    const struct ll_network *allowed; /* networks that are no public ones, and may be sent to, in */
    size_t allowed_count;             /* plain HTTP too */
    const char *authorities;          /* edge/fetch/fetch.h */
    int64_t send_ms;                  /* for one message; 0: LL_WEBHOOK_SEND_US */
    struct ll_clock timer;
    /* Run a service of service/webhook.h and wait for it: where the store may be written to. */
    enum ll_status (*run)(void *ctx, const struct ll_service *service, const void *input,
                          struct ll_arena *arena, struct ll_err *reterr);
    void *ctx;
};

struct ll_sender;
/* What the options point to has to stay. LL_ENOMEM, LL_EIO. */
LL_MUST enum ll_status ll_sender_open(const struct ll_sender_options *options,
                                      struct ll_sender **ret_sender, struct ll_err *reterr);
void ll_sender_close(struct ll_sender *sender); /* NULL is allowed */
/* From any thread: what is under way ends soon, and is sent again another time. */
void ll_sender_stop(struct ll_sender *sender);

struct ll_sent {
    int64_t delivered;
    int64_t failed;
    int64_t ended; /* webhooks that were disabled */
    bool any;      /* there was something to send */
};
/* One turn: a few messages of one webhook. Adds to `sent`. What `run` fails with; LL_EBUSY:
 * stopped, or the store takes nothing now. */
LL_MUST enum ll_status ll_sender_turn(struct ll_sender *sender, struct ll_sent *sent,
                                      struct ll_err *reterr);

#endif
