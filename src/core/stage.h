/*
 * The stage machine: which fact takes units from which stage to which, as a table (printed into
 * docs/stages.md by its test), how far a stage has come, and where the units then are (promise 4).
 * Pure.
 */
#ifndef LL_CORE_STAGE_H
#define LL_CORE_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/qty.h"
#include "core/types.h"

/* What can happen to units. Numbers are stored and never reused. */
#define LL_FACT_ROWS(X)                                                                            \
    X(DEPART, 1, "depart")                                                                         \
    X(ARRIVE, 2, "arrive")                                                                         \
    X(RECEIVE, 3, "receive")                                                                       \
    X(RECEIVE_DOMESTIC, 4, "receive-domestic")                                                     \
    X(RECEIVE_ONWARD, 5, "receive-onward")                                                         \
    X(DISMANTLE, 6, "dismantle")                                                                   \
    X(RECYCLE, 7, "recycle")                                                                       \
    X(LOSE, 11, "lose")                                                                            \
    X(DIVERT, 12, "divert")                                                                        \
    X(RETURN, 13, "return")                                                                        \
    X(SEIZE, 14, "seize")

enum ll_fact {
#define X(symbol, number, name) LL_FACT_##symbol = (number),
    LL_FACT_ROWS(X)
#undef X
};
#define X(symbol, number, name) +1
enum {
    LL_FACT_ROW_COUNT = 0 LL_FACT_ROWS(X)
};
#undef X
extern const struct ll_enum_row ll_fact_rows[];
const char *ll_fact_name(enum ll_fact fact); /* "?" for a value not in the table */

/* Where units are counted in promise 4. Values index an array of LL_PLACE_COUNT. */
enum ll_place {
    LL_PLACE_CUSTODY, /* at a facility or with a carrier */
    LL_PLACE_TREATED,
    LL_PLACE_LOST,
    LL_PLACE_DIVERTED,
    LL_PLACE_RETURNED,
    LL_PLACE_SEIZED,
};
#define LL_PLACE_COUNT 6

struct ll_stage_step {
    enum ll_stage from;
    enum ll_fact fact;
    enum ll_stage to;
    const char *note; /* for the document */
};
extern const struct ll_stage_step ll_stage_steps[];
extern const size_t ll_stage_step_count;

struct ll_stage_trait {
    enum ll_stage stage;
    int rank; /* 0: has reached nothing */
    enum ll_place place;
};
extern const struct ll_stage_trait ll_stage_traits[];
extern const size_t ll_stage_trait_count;
const char *ll_place_name(enum ll_place place); /* "?" for a value not in the table */

/*
 * The stage after a fact. LL_EREFUSED when the table has no such step; the text names both.
 * Cost: the length of the table, about thirty rows.
 */
LL_MUST enum ll_status ll_stage_next(enum ll_stage from, enum ll_fact fact, enum ll_stage *ret_to,
                                     struct ll_err *reterr);

/* 1 accepted … 5 recycled; 0 for lost, diverted, returned, seized and values not in the table. */
int ll_stage_rank(enum ll_stage stage);
/* Has a unit in `stage` reached at least `least`? False for every stage of rank 0, on either side:
 * what is lost, diverted, returned or seized has reached nothing, and nothing is certified as it.
 */
bool ll_stage_reached(enum ll_stage stage, enum ll_stage least);
/* false when the value is not in the table (then it came from bad stored data). */
bool ll_stage_place(enum ll_stage stage, enum ll_place *ret_place);

/* A run of a lot's units in one stage. */
struct ll_stage_span {
    struct ll_span units;
    enum ll_stage stage;
};

/*
 * Promise 4: count a lot's units per place. `spans` are sorted and cover [0, accepted) without gap
 * or overlap, else LL_ECORRUPT, as for a stage not in the table. The counts add up to `accepted`.
 * Cost: O(count).
 */
LL_MUST enum ll_status ll_stage_balance(const struct ll_stage_span *spans, size_t count,
                                        struct ll_units accepted,
                                        struct ll_units ret_counts[LL_PLACE_COUNT],
                                        struct ll_err *reterr);

#endif
