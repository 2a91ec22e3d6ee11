/*
 * The tables of projections: made by scripts (store/set.h), known again by the scripts' digest,
 * dropped by the names that were recorded when they were made. Inside the store only; the caller
 * has a transaction open.
 */
#ifndef LL_STORE_PROJECTION_H
#define LL_STORE_PROJECTION_H

#include "store/driver.h"

/* What is recorded of the projections in a store. */
struct ll_store_projections {
    bool any;             /* else nothing was ever made */
    struct ll_str digest; /* of the scripts that made them */
    struct ll_str tables; /* names with a blank between, in the order of their making */
    struct ll_str functions;
};

LL_MUST enum ll_status ll_store_projections_read(struct ll_store *store, struct ll_arena *arena,
                                                 struct ll_store_projections *ret_there,
                                                 struct ll_err *reterr);
/* LL_EREFUSED when they are not this program's. */
LL_MUST enum ll_status ll_store_projections_check(const struct ll_store *store,
                                                  const struct ll_store_projections *there,
                                                  struct ll_err *reterr);
LL_MUST enum ll_status ll_store_projections_drop(struct ll_store *store,
                                                 const struct ll_store_projections *there,
                                                 struct ll_err *reterr);
/* Empty tables, recorded. */
LL_MUST enum ll_status ll_store_projections_make(struct ll_store *store, struct ll_arena *arena,
                                                 struct ll_time now, struct ll_err *reterr);

#endif
