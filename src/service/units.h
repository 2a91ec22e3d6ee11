/*
 * For projectors: changing where units are, and how far they have come. Custody rows are kept in
 * their only form: neighbours that are equal in everything are one row, so that what is stored does
 * not tell in what portions it came about.
 */
#ifndef LL_SERVICE_UNITS_H
#define LL_SERVICE_UNITS_H

#include "core/stage.h"
#include "service/ctx.h"
#include "service/event_bodies.h"
#include "service/grow.h"
#include "store/q_project.h"

/* What becomes of one of a row's references. */
enum ll_units_deed {
    LL_UNITS_KEEP, /* left out of an initializer: as it was */
    LL_UNITS_SET,
    LL_UNITS_CLEAR,
};
struct ll_units_ref {
    enum ll_units_deed deed;
    struct ll_id id; /* when set */
};
#define LL_UNITS_REF(typed_id)                                                                     \
    {                                                                                              \
        LL_UNITS_SET, (typed_id).raw                                                               \
    }
#define LL_UNITS_NONE                                                                              \
    {                                                                                              \
        .deed = LL_UNITS_CLEAR                                                                     \
    }

/* Which rows of the spans a change is for. */
enum ll_units_which {
    LL_UNITS_ALL,
    LL_UNITS_UNDER_NO_CASE,
    LL_UNITS_UNDER_CASE, /* under this one */
};

#define LL_UNITS_FACTS_MAX 3
struct ll_units_change {
    /* The first of these that has a step from a row's stage takes it on (core/stage.h); 0 ends the
     * list; an empty list: the stage stays. */
    enum ll_fact facts[LL_UNITS_FACTS_MAX];
    struct ll_units_ref facility_id;
    struct ll_units_ref package_id;
    struct ll_units_ref receipt_id;
    struct ll_units_ref treatment_id;
    struct ll_units_ref case_id;
    enum ll_units_deed class_deed;
    struct ll_str class_code; /* when set */
    int64_t credit_g;         /* on lines in grams, from now on; 0: as it was */
    bool has_day;
    struct ll_date day; /* of the fact: they are as they are since then, if not since a later one */
    enum ll_units_which which;
    struct ll_case_id under_case_id; /* with LL_UNITS_UNDER_CASE */
};

/*
 * Apply a change to units: split rows at the spans' ends, change what is inside, join what is equal
 * afterwards. Recycled and removed units are in no place: their facility and package are cleared.
 *
 * LL_ECORRUPT when units are not in the lot's custody or no fact takes them on from their stage;
 * the store's errors; LL_ENOMEM. Cost: a query for every run of spans of one lot that come in
 * rising order, the answers of up to 16 lots waited for together, and a statement for each row that
 * differs afterwards.
 */
LL_MUST enum ll_status ll_units_change(struct ll_ctx *ctx, const struct ll_lot_span *spans,
                                       size_t count, const struct ll_units_change *change,
                                       struct ll_err *reterr);

/* The units of a new lot, accepted or found: one row. What they turned out to be is their lot's. */
LL_MUST enum ll_status ll_units_begin(struct ll_ctx *ctx,
                                      const struct ll_q_project_custody_in *first,
                                      struct ll_err *reterr);
/* The units in the packages of a shipment, in whatever package within them, in the order of lots
 * and numbers, neighbours joined: added to `spans`. */
LL_MUST enum ll_status ll_units_of_shipment(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                            struct ll_grow *spans, struct ll_err *reterr);

/* The last day on which anything became of what is in a package, not in those within it; none when
 * it is empty. The store's errors. */
LL_MUST enum ll_status ll_units_last_since(struct ll_ctx *ctx, struct ll_package_id package_id,
                                           struct ll_date *ret_day, bool *ret_has_day,
                                           struct ll_err *reterr);

/* Does the fact take units on from this stage? */
bool ll_units_can(enum ll_stage stage, enum ll_fact fact);

#endif
