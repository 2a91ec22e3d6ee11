/*
 * The runner: the only place that opens, commits and retries transactions around services.
 */
#ifndef LL_SERVICE_RUN_H
#define LL_SERVICE_RUN_H

#include "service/service.h"

struct ll_run_options {
    struct ll_str key; /* idempotency key; empty: a key of its own is made */
    bool dry_run;      /* do all the work, then roll back; the answer says "dry_run": true */
    bool clock_ok;     /* a person says that the clock is right: see below */
    /* Asked inside the transaction, before a service writes, unless its key is known: whether what
     * the sender saw is still so. What it fails with is the request's. NULL: nothing is asked. */
    enum ll_status (*before)(void *before_ctx, struct ll_ctx *ctx, struct ll_err *reterr);
    void *before_ctx;
    struct ll_store_cursor *asked; /* ll_batch_ask's */
    /* In a batch: should the request fail after it has written something, or be tried only, the
     * batch is over, as by ll_batch_abandon. Else a savepoint undoes it alone. */
    bool without_savepoint;
};

/*
 * Times of events never fall, so an event recorded by a clock that is ahead would bend all that
 * come after it. A clock that stands before the last event by more, or after it by more, is taken
 * for wrong (LL_EIO) unless clock_ok is set. A pause of years is no wrong clock; a clock that lost
 * its battery or has the wrong century is met.
 */
#define LL_RUN_CLOCK_BEHIND_US INT64_C(86400000000)
#define LL_RUN_CLOCK_AHEAD_US (INT64_C(20) * 366 * LL_RUN_CLOCK_BEHIND_US)

/*
 * Run one service: validate nothing (the edge did), open a transaction, refuse or repeat when the
 * key is known (same input: the stored answer with "repeated": true; other input: LL_ECONFLICT),
 * run it, store the request with its answer, commit. A lost race is tried again at most
 * LL_RUN_TRIES_MAX times with the arena rewound, each time after a random wait (ll_clock.wait) of
 * at most twice the last: those that lost to each other once would else meet again. On any failure
 * nothing is stored. LL_EUNKNOWN: ask again with the same key.
 */
#define LL_RUN_TRIES_MAX 8
#define LL_RUN_WAIT_US_FIRST INT64_C(10000)
#define LL_RUN_WAIT_US_MAX INT64_C(400000)
#define LL_RUN_INPUT_BYTES_MAX ((size_t)64 << 20)
#define LL_RUN_ANSWER_BYTES_MAX ((size_t)16 << 20)
LL_MUST enum ll_status ll_run(struct ll_ctx *ctx, const struct ll_service *service,
                              const void *input, const struct ll_run_options *options,
                              struct ll_json **ret_answer, struct ll_err *reterr);

/* Did another process win a race, so that reading and trying again is due? */
bool ll_run_is_race(enum ll_status status, const struct ll_err *err);

/* Wait before the next try, after `attempt` of them (from 1): from nothing to all of a span that
 * doubles, by chance, so that writers that met once spread out. */
void ll_run_back_off(struct ll_ctx *ctx, int attempt);

/* A change beside requests: `fn` in a transaction of its own, at once tried again when it lost a
 * race, LL_RUN_TRIES_MAX times. For services that keep their own house (mails, webhooks). */
typedef enum ll_status ll_run_change_fn(struct ll_ctx *ctx, const void *input,
                                        struct ll_err *reterr);
LL_MUST enum ll_status ll_run_change(struct ll_ctx *ctx, ll_run_change_fn *fn, const void *input,
                                     struct ll_err *reterr);

/*
 * Many requests in one transaction, each behind a savepoint (or not: options.without_savepoint):
 * one durable commit for all. Between begin and end ll_run neither begins nor commits. What begin
 * takes from the arena must stay until the first request ended. What the store refuses a service
 * that did not foresee it, having lost a race to another process, may be told late, as LL_ERETRY of
 * a later request or of the end: then nothing of the batch is stored, whatever was answered, and
 * its requests are to be run one by one.
 */
LL_MUST enum ll_status ll_batch_begin(struct ll_ctx *ctx, struct ll_err *reterr);
/*
 * The same without asking where it starts: time and ids go on from the last transaction, keys are
 * taken for new, and services may leave to a constraint what they would look for (ctx->ahead). So
 * nothing is waited for but what services read. What turns out otherwise, since another process
 * wrote, a key came before or a name is taken, fails the transaction as a lost race or constraint,
 * at the latest at its end: then nothing of it is stored, whatever was answered, and it is to be
 * begun in the other way. LL_ERETRY: it has to be asked. PostgreSQL only.
 */
LL_MUST enum ll_status ll_batch_begin_ahead(struct ll_ctx *ctx, struct ll_err *reterr);
/* Before something is written outside the store, which a failed transaction does not undo.
 * LL_ERETRY: not in a batch that goes ahead. */
LL_MUST enum ll_status ll_batch_not_ahead(const struct ll_ctx *ctx, struct ll_err *reterr);
LL_MUST enum ll_status ll_batch_end(struct ll_ctx *ctx, struct ll_err *reterr);
void ll_batch_abandon(struct ll_ctx *ctx);
/*
 * Between begin and end: look a request's key up before its turn comes, so that what is asked for
 * several is waited for once. Not for two requests of one key. Nothing is done on SQLite, which has
 * nothing to wait for.
 */
LL_MUST enum ll_status ll_batch_ask(struct ll_ctx *ctx, struct ll_run_options *options,
                                    struct ll_err *reterr);

#endif
