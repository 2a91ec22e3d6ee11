/*
 * Spans of units of several lots together, as a package holds them: their one order, and what is
 * wrong with them. Pure.
 */
#ifndef LL_CORE_LOT_SPAN_H
#define LL_CORE_LOT_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/qty.h"
#include "core/types.h"

/* Units [lo, hi) of a lot; in the order of the members of events, which hold lists of these. */
struct ll_lot_span {
    int64_t hi;
    int64_t lo;
    struct ll_lot_id lot_id;
};

/* The order of (lot, number): lots by id, bytewise, then the first unit. */
int ll_lot_span_cmp(const struct ll_lot_span *a, const struct ll_lot_span *b);

/* Does `b` begin where `a` ends, in the same lot? */
bool ll_lot_span_meets(const struct ll_lot_span *a, const struct ll_lot_span *b);

/*
 * The places of `spans` in the order of (lot, number), as indices in `arena`, and how many units
 * they are. LL_ECORRUPT when one is no span or a unit is in two of them: they are stored data.
 * LL_EOVERFLOW for more than LL_UNITS_MAX units in sum, LL_ELIMIT for 2^32 - 1 spans or more,
 * LL_ENOMEM. O(n log n).
 */
LL_MUST enum ll_status ll_lot_span_order(struct ll_arena *arena, const struct ll_lot_span *spans,
                                         size_t count, uint32_t **ret_index,
                                         struct ll_units *ret_units, struct ll_err *reterr);

#endif
