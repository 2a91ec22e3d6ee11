/*
 * A ledger's everyday work as a row of requests, for tests that interrupt it: scrap is received,
 * bought for, allotted, certified, packed, shipped and counted by a plant. Every request has a key
 * and follows from its cycle's name and earlier answers, so that it can be asked again, also by
 * another process, and must then be answered as repeated.
 */
#ifndef LL_TESTS_FAULT_STORY_H
#define LL_TESTS_FAULT_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "service/ctx.h"
#include "store/set.h"

#define STORY_NAME_MAX 64
#define STORY_KEY_MAX 80
#define STORY_CLIENTS 4

enum story_step {
    STORY_RECEIVE,
    STORY_IMPORT,
    STORY_ALLOCATE,
    STORY_CERTIFY,
    STORY_MAKE,
    STORY_FILL,
    STORY_SEAL,
    STORY_PLAN,
    STORY_DEPART,
    STORY_ARRIVE,
    STORY_COUNT,
    STORY_STEPS
};

struct story {
    struct ll_ctx ctx;
    struct ll_arena arena;
    struct ll_time clock;
    int64_t retries; /* lost races that were asked again */
};

/* One pass over the steps, in their order. */
struct story_cycle {
    char name[STORY_NAME_MAX]; /* a code */
    unsigned client;           /* < STORY_CLIENTS; its demand and certificates are its own */
    char lot_id[LL_ID_TEXT_MAX];
};

/* The product's set with this file's few queries more: for ll_store_options.set. */
struct ll_store_set story_set(void);

/* `story` is used in place; `store` may be set in story->ctx later. Aborts without memory. */
void story_init(struct story *story, void (*random)(void *, uint8_t *, size_t), void *random_ctx,
                const char *data_dir);
void story_release(struct story *story);
/* Make the secret keys in data_dir, which exists, unless they are there. */
LL_MUST enum ll_status story_make_keys(struct story *story, struct ll_err *reterr);
/* Classes, organisations, facilities, a programme; every request once, however often called. */
LL_MUST enum ll_status story_make_registry(struct story *story, struct ll_err *reterr);
/* How many requests that is. */
int64_t story_registry_requests(void);

/* The key of a step: "NAME.STEP". */
void story_key(const struct story_cycle *cycle, enum story_step step, char ret_key[STORY_KEY_MAX]);
/* Take a key apart; false when it is none. The client is CYCLE's number in "…-CLIENT-N". */
bool story_parse_key(const char *key, struct story_cycle *ret_cycle, enum story_step *ret_step);
/*
 * Run one step with its key; `dry` only asks whether it was done, and stores nothing. A lost race
 * is asked again. ret_repeated = it had been done before. Errors: the service's.
 */
LL_MUST enum ll_status story_run(struct story *story, struct story_cycle *cycle,
                                 enum story_step step, bool dry, bool *ret_repeated,
                                 struct ll_err *reterr);
/* Is the request of this key stored? */
LL_MUST enum ll_status story_is_stored(struct story *story, const char *key, bool *ret_stored,
                                       struct ll_err *reterr);
LL_MUST enum ll_status story_count_requests(struct story *story, int64_t *ret_count,
                                            struct ll_err *reterr);

/*
 * Is the store sound? SQLite's own check, the audit, the totals of rows against those of requests;
 * with `rebuild`, that a rebuild changes nothing of the dump. LL_ECORRUPT says what is wrong.
 */
LL_MUST enum ll_status story_check(struct story *story, bool rebuild, struct ll_err *reterr);
/* SQLite: checkpoint after a few pages, as short runs would not. */
LL_MUST enum ll_status story_checkpoint_often(struct story *story, struct ll_err *reterr);

#endif
