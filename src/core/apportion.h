/*
 * Apportionment: what is known only for a whole (the assay of a treatment, emissions, income, a
 * loss) falls to its parts in proportion to whole weights, and the parts sum to the whole exactly.
 * Pure, whole numbers only.
 *
 * The rule (LL_APPORTION_RULE_VERSION): a part of weight w out of W gets whole * w / W, rounded
 * towards zero. What is left goes one by one to the parts with the largest remainders, among equals
 * to the smallest id first, then the smallest `lo`. When all weights are 0 they count as equal. A
 * negative whole (a credit note) is dealt as its opposite, with the sign put back.
 *
 * Down a tree (treatment, lot, allocation) the shares of one level are the wholes of the next, so
 * the parts sum exactly at every level.
 */
#ifndef LL_CORE_APPORTION_H
#define LL_CORE_APPORTION_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"

#define LL_APPORTION_RULE_VERSION 1
#define LL_APPORTION_MAX (INT64_C(1) << 62) /* of a whole, either way, and of a weight */

struct ll_apportion_part {
    struct ll_id id; /* with `lo` what the part is called: once in a whole */
    int64_t lo;      /* for parts of one lot the first unit; else 0 */
    int64_t weight;  /* 0 … LL_APPORTION_MAX */
    uint32_t whole;  /* index into the wholes */
};

/*
 * Deal every whole among the parts that name it. `ret_shares` has one share for each part, in the
 * order of `parts`, in `arena`; the order changes no share. LL_EINVAL when a part is named twice in
 * a whole or names none, a weight or whole is out of bounds, or a whole that is not 0 has no part;
 * LL_ELIMIT for 2^32 - 1 parts or more; LL_ENOMEM. A failure writes no result and leaves the arena
 * as it was. n parts: time O(n log n + wholes), memory 32 bytes a part.
 */
LL_MUST enum ll_status ll_apportion(struct ll_arena *arena, const int64_t *wholes,
                                    size_t whole_count, const struct ll_apportion_part *parts,
                                    size_t count, int64_t **ret_shares, struct ll_err *reterr);

/* The parts of one level; each names a part of the level above as its whole, by index. */
struct ll_apportion_level {
    const struct ll_apportion_part *parts;
    size_t count;
};

/*
 * Deal a whole down the levels; parts of the first name whole 0. `ret_shares[l]` has the shares of
 * level l. Errors and cost as ll_apportion, level by level; LL_EINVAL also without a level.
 */
LL_MUST enum ll_status ll_apportion_down(struct ll_arena *arena, int64_t whole,
                                         const struct ll_apportion_level *levels,
                                         size_t level_count, int64_t ***ret_shares,
                                         struct ll_err *reterr);

#endif
