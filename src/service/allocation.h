/*
 * Allocation runs: one for one, in queue order.
 */
#ifndef LL_SERVICE_ALLOCATION_H
#define LL_SERVICE_ALLOCATION_H

#include "service/answer.h"
#include "service/hold.h"
#include "service/service.h"

extern const struct ll_service ll_service_allocation_run;
extern const struct ll_service ll_service_allocation_preview;

/* What a run did. */
struct ll_allocation_outcome {
    struct ll_hold_ends ended;   /* before it matched */
    int64_t allocations;         /* rows */
    struct ll_event_id event_id; /* when there are any */
    struct ll_amount units;
    int64_t still_open;   /* positions of lines in pieces */
    int64_t still_open_g; /* and in grams */
};

/* Runs of a programme, and what changes its allocations, take turns on its row. The store's errors.
 */
LL_MUST enum ll_status ll_allocation_lock(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                          struct ll_err *reterr);

/*
 * One run, inside whatever request is under way: match what is open to what is free in queue order
 * and store the event, when there is anything to match. Takes the lock. The errors of
 * ll_board_match (service/board.h) and ll_event_store.
 */
LL_MUST enum ll_status ll_allocation_match(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                           struct ll_allocation_outcome *ret_outcome,
                                           struct ll_err *reterr);

/* still_open_units, and still_open_g when there are any: members of an answer. */
void ll_allocation_answer_open(struct ll_ctx *ctx, int64_t units, int64_t grams,
                               struct ll_json *answer);

#endif
