/*
 * What services about packages share.
 */
#ifndef LL_SERVICE_PACKAGE_H
#define LL_SERVICE_PACKAGE_H

#include "service/ctx.h"
#include "store/q_supply.h"

/* It stands at a facility and is not booked on a shipment. LL_EREFUSED says where it is. */
LL_MUST enum ll_status ll_package_check_place(struct ll_ctx *ctx,
                                              const struct ll_q_package_by_id_row *package,
                                              struct ll_err *reterr);

#endif
