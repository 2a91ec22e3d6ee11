/*
 * The selection rule: which units a fact is put on that is known only as "k units of this package".
 * Pure; the service stores the result in the event, with the version of the rule.
 *
 * The rule (LL_SELECT_RULE_VERSION), over the contents of the smallest package counted:
 * - An adverse fact takes units that are not allocated first; then provisional ones, those of the
 *   latest queue place first; then, when nothing else is left, committed ones (cited by a
 *   certificate below `received`) and at last final ones, again of the latest queue place first.
 *   Among equals it takes the highest (lot, number) first, lots by id.
 * - A neutral fact takes the first k units in the order of (lot, number).
 *
 * Equal contents give an equal result, in whatever order they come and wherever they are cut.
 */
#ifndef LL_CORE_SELECT_H
#define LL_CORE_SELECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/qty.h"
#include "core/ledger.h"
#include "core/lot_span.h"
#include "core/types.h"

#define LL_SELECT_RULE_VERSION 1

enum ll_select_kind {
    LL_SELECT_ADVERSE = 1, /* lost, rejected, reclassified, diverted, returned, seized */
    LL_SELECT_NEUTRAL = 2, /* all else */
};

/* Units of a package that share one allocation, or none. */
struct ll_select_span {
    struct ll_lot_span at;
    bool allocated;
    enum ll_allocation_state state; /* when allocated */
    struct ll_queue_key queue;      /* when allocated: the place of the demand slice it serves */
};

struct ll_select_result {
    struct ll_lot_span *spans; /* in the order of (lot, number), neighbours joined */
    size_t count;
    struct ll_units unallocated; /* how many of the k are not allocated, */
    struct ll_units provisional; /* provisional, */
    struct ll_units committed;   /* cited by a certificate below received, */
    struct ll_units final;       /* and final: the client's carry-over */
};

/*
 * Choose k units of `contents`, cut at the borders of allocations. The result lives in `arena`.
 * LL_EINVAL when k is negative; LL_ESHORT when there are fewer than k; LL_ECORRUPT when a unit is
 * there twice, a span is none or a state is not in the table; LL_EOVERFLOW for more than
 * LL_UNITS_MAX units; LL_ELIMIT for 2^32 - 1 spans or more; LL_ENOMEM. A failure writes no result
 * and leaves the arena as it was. n spans: time O(n log n), memory 48 bytes a span and the result.
 */
LL_MUST enum ll_status ll_select(struct ll_arena *arena, const struct ll_select_span *contents,
                                 size_t count, struct ll_units k, enum ll_select_kind kind,
                                 struct ll_select_result *ret_result, struct ll_err *reterr);

#endif
