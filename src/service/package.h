/*
 * What services about packages share.
 */
#ifndef LL_SERVICE_PACKAGE_H
#define LL_SERVICE_PACKAGE_H

#include "service/ctx.h"
#include "store/q_supply.h"

/* ll_find_package for who is to handle it: of others than the operator, at a warehouse of theirs.
 */
LL_MUST enum ll_status ll_package_handled(struct ll_ctx *ctx, struct ll_str ref,
                                          struct ll_q_package_by_id_row *ret_row,
                                          struct ll_err *reterr);
/* Nothing is in it: LL_EREFUSED. */
LL_MUST enum ll_status ll_package_refuse_empty(struct ll_str code, struct ll_err *reterr);
/* It stands at a facility and is not booked on a shipment. LL_EREFUSED says where it is. */
LL_MUST enum ll_status ll_package_check_place(struct ll_ctx *ctx,
                                              const struct ll_q_package_by_id_row *package,
                                              struct ll_err *reterr);

/*
 * What a package, a shipment or a pour has in it so far: lots counted in pieces, or in grams, which
 * never travel together, since grams of the one are not devices of the other. LL_EREFUSED when
 * `measure` is not that of what was added before; `word` and `code` name it all: package 'bag-1'.
 */
struct ll_package_measure {
    bool is_known;
    enum ll_measure measure;
};
LL_MUST enum ll_status ll_package_add_measure(struct ll_package_measure *so_far,
                                              enum ll_measure measure, const char *word,
                                              struct ll_str code, struct ll_err *reterr);

/* Of what is in it, and in the packages within it; of one that is empty, pieces. One query. */
LL_MUST enum ll_status ll_package_measure(struct ll_ctx *ctx, struct ll_package_id package_id,
                                          enum ll_measure *ret_measure, struct ll_err *reterr);

#endif
