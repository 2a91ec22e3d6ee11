/* Part of the board: units that a plant received without a standard that order lines demand. */
#ifndef LL_SERVICE_BOARD_STANDARD_H
#define LL_SERVICE_BOARD_STANDARD_H

#include "service/board.h"

/* The mask of a standard, numbered when it is new. LL_ELIMIT for more than 64; LL_ENOMEM. */
LL_MUST enum ll_status ll_board_standard(struct ll_ctx *ctx, struct ll_board *board,
                                         struct ll_str standard, uint64_t *ret_mask,
                                         struct ll_err *reterr);
/*
 * Make several lots, one after another, of each whose free units differ in what the plants that
 * received them last did not hold on that day. Nothing where no line demands a standard. Two
 * queries; O(supply + receipts of the lots). LL_ENOMEM, the store's errors.
 */
LL_MUST enum ll_status ll_board_split(struct ll_ctx *ctx, struct ll_board *board,
                                      struct ll_err *reterr);

#endif
