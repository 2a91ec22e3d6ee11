/* Promise 5: what comes out of a treatment weighs what went in, within the tolerance that the
 * table has for its kind on its day (core/tolerance.h). */
#ifndef LL_SERVICE_TREATMENT_BALANCE_H
#define LL_SERVICE_TREATMENT_BALANCE_H

#include "core/tolerance.h"
#include "service/ctx.h"
#include "service/event_bodies.h"

struct ll_treatment_asked_ppm {
    bool is_there;
    int64_t ppm;
};

/* Gives the tolerance that was applied. LL_EINVAL when what is asked is wider than the table, or
 * the table has none for the day; LL_EREFUSED when the masses do not balance: with the bound and
 * where it comes from. */
LL_MUST enum ll_status ll_treatment_balance(const struct ll_treatment_asked_ppm *asked,
                                            enum ll_treatment_kind kind, struct ll_date day,
                                            struct ll_mass input, struct ll_mass output,
                                            int64_t *ret_ppm, struct ll_err *reterr);

/*
 * Does what was notified let the plant do that with what a shipment brought? A plant to which the
 * states let it go for an interim operation recycles it only when the notification's list of the
 * plants after it names it, too, and only what it took apart (`ret_after_interim`, for
 * ll_treatment_taken_apart). LL_EREFUSED, with what would.
 */
LL_MUST enum ll_status ll_treatment_notified(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                             struct ll_str operation, bool interim,
                                             bool *ret_after_interim, struct ll_err *reterr);
/* Are all of these units (of struct ll_lot_span) dismantled? LL_EREFUSED, with the first that are
 * not. Cost: a query for each span. */
LL_MUST enum ll_status ll_treatment_taken_apart(struct ll_ctx *ctx, const struct ll_list *spans,
                                                struct ll_err *reterr);

/*
 * Can so much precious metal come out of what went in (service/metals.h)? `outputs`: of struct
 * ll_treatment_output. LL_EREFUSED, with the bound and where it comes from.
 */
LL_MUST enum ll_status ll_treatment_metals(struct ll_ctx *ctx, const struct ll_list *outputs,
                                           struct ll_mass input, struct ll_err *reterr);

/* Is the operation interim? From data/operations.csv. LL_EREFUSED when it recycles nothing,
 * LL_EINVAL when there is none of that code. */
LL_MUST enum ll_status ll_treatment_operation(struct ll_ctx *ctx, struct ll_str code,
                                              bool *ret_interim, struct ll_err *reterr);

#endif
