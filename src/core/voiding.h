/*
 * The voiding rule: which positions of a purchase document are no longer demanded when some of its
 * devices are returned or cancelled. Pure; the service stores the result in the event.
 *
 * The rule: open positions first, then provisionally served ones, then those that a certificate
 * holds; of each the highest first. What a certificate holds stays demanded and served: it is
 * the client's carry-over.
 */
#ifndef LL_CORE_VOIDING_H
#define LL_CORE_VOIDING_H

#include "core/span_set.h"

struct ll_voiding {
    struct ll_span_set voided;
    struct ll_span_set carried;
};

/*
 * Choose k positions of one order line. The three sets are disjoint and hold what the document
 * still has of the line. LL_EINVAL when k is not positive, LL_ESHORT when there are fewer than k,
 * LL_ENOMEM. A failure writes no result. Time and memory O(spans).
 */
LL_MUST enum ll_status ll_voiding_choose(struct ll_arena *arena, const struct ll_span_set *open,
                                         const struct ll_span_set *provisional,
                                         const struct ll_span_set *held, struct ll_units k,
                                         struct ll_voiding *ret_voiding, struct ll_err *reterr);

#endif
