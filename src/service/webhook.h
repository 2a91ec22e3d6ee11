/*
 * Webhooks: organisations are told of events, over HTTP, after Standard Webhooks 1.0.0. What is to
 * be told is written to an outbox in the transaction of the event; servers and `webhook deliver`
 * send it, once that is committed, until it is taken or too often refused (docs/webhooks.md).
 */
#ifndef LL_SERVICE_WEBHOOK_H
#define LL_SERVICE_WEBHOOK_H

#include "service/event.h"

/* ---- in the transaction of the event ---- */
/* Whom to tell of an event; in the request's arena. */
struct ll_webhook_telling;
/*
 * Before an event does its work: who has a part in what it ends. `body` is the kind's struct. NULL:
 * the kind ends nothing, and whom to tell is found afterwards; or there are no webhooks (struct
 * ll_ctx, has_webhooks). The store's errors; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_webhook_before(struct ll_ctx *ctx, enum ll_event_kind kind,
                                         const void *body, struct ll_webhook_telling **ret_telling,
                                         struct ll_err *reterr);
/*
 * Into the outbox: one row for each webhook that is to be told of it. `public_body`: its public
 * part or empty; `telling`: what ll_webhook_before gave. The store's errors; LL_ENOMEM. Cost: a
 * look-up for each object that the event names; none while there are no webhooks.
 */
LL_MUST enum ll_status ll_webhook_tell(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                       enum ll_event_kind kind, const void *body,
                                       struct ll_str public_body,
                                       struct ll_webhook_telling *telling, struct ll_err *reterr);
/* One message: {"data": …, "timestamp": …, "type": kind}. event_id NULL: a ping. */
LL_MUST enum ll_status ll_webhook_put(struct ll_ctx *ctx, struct ll_webhook_id webhook_id,
                                      const struct ll_event_id *event_id, struct ll_str kind,
                                      struct ll_json *data, struct ll_time at,
                                      struct ll_delivery_id *ret_delivery_id,
                                      struct ll_err *reterr);
/* Those of an organisation that is forgotten. */
LL_MUST enum ll_status ll_webhook_disable_all(struct ll_ctx *ctx,
                                              struct ll_organisation_id organisation_id,
                                              struct ll_err *reterr);

/* ---- sending: services of servers and `webhook deliver`, no commands ---- */
/*
 * Whoever sends to a webhook takes its turn first, for LL_WEBHOOK_TURN_US, so that of several
 * servers on one store one does; each turn is a few messages. A process that dies with a turn
 * leaves it to run out: what it had sent and not noted is sent again, with the same id.
 */
#define LL_WEBHOOK_TURN_US INT64_C(60000000)
#define LL_WEBHOOK_SEND_US INT64_C(15000000)     /* of one message */
#define LL_WEBHOOK_SEND_FOR_US INT64_C(30000000) /* no further one is begun in the turn */
#define LL_WEBHOOK_TURN_MESSAGES 8
#define LL_WEBHOOK_KEPT_US (INT64_C(30) * 86400000000)

struct ll_webhook_message {
    struct ll_delivery_id delivery_id;
    struct ll_str id;        /* webhook-id */
    struct ll_str timestamp; /* webhook-timestamp */
    struct ll_str signature; /* webhook-signature */
    struct ll_str body;
};
struct ll_webhook_turn {
    struct ll_webhook_id webhook_id;
    struct ll_str url;
    char holder[17];
    struct ll_time began_at;
    struct ll_webhook_message messages[LL_WEBHOOK_TURN_MESSAGES];
    size_t count; /* 0: there was nothing to take */
};
/* READ: how many webhooks are to be sent something now; 0 or 1. */
struct ll_webhook_due {
    bool *ret_due;
};
extern const struct ll_service ll_webhook_due;
/* MANAGE: take a turn, and sign. Texts live in the job's arena. */
struct ll_webhook_take {
    struct ll_webhook_turn *ret_turn;
};
extern const struct ll_service ll_webhook_take;

struct ll_webhook_result {
    struct ll_delivery_id delivery_id;
    int http_status;         /* 0: there was no answer */
    struct ll_str problem;   /* why not, in few words */
    int64_t retry_after_s;   /* what the answer asked for; 0: nothing */
    struct ll_time retry_at; /* the same, as a time; 0: none */
};
/* MANAGE: note what came of the messages that were sent, and give the turn back. */
struct ll_webhook_note {
    const struct ll_webhook_turn *turn;
    const struct ll_webhook_result *results;
    size_t count;
    struct ll_str *ret_end; /* why it is to be disabled, a code; or empty */
};
extern const struct ll_service ll_webhook_note;
/* WRITE: disable it, unless it is. */
struct ll_webhook_end {
    struct ll_webhook_id webhook_id;
    struct ll_str reason;
};
extern const struct ll_service ll_webhook_end;
/* MANAGE: what is older than LL_WEBHOOK_KEPT_US goes. With `alone`: no other process sends from
 * this store, so turns that somebody holds are left over. */
struct ll_webhook_tidy {
    bool alone;
};
extern const struct ll_service ll_webhook_tidy;
/* MANAGE: after a restore, what waits may have been sent since: it is held, for people to say. */
struct ll_webhook_hold {
    int64_t *ret_held;
};
extern const struct ll_service ll_webhook_hold;
/* READ: for measurements. */
struct ll_webhook_measure {
    int64_t *ret_waiting;
    int64_t *ret_oldest_us; /* how long; 0: nothing waits */
};
extern const struct ll_service ll_webhook_measure;

#endif
