/* When a shipment may be received: for who records a receipt, and who says what is to be signed. */
#ifndef LL_SERVICE_RECEIPT_H
#define LL_SERVICE_RECEIPT_H

#include "service/ctx.h"
#include "store/q_supply.h"

/* LL_EREFUSED unless it has arrived. */
LL_MUST enum ll_status ll_receipt_check_arrived(const struct ll_q_shipment_route_row *route,
                                                struct ll_err *reterr);

/* What a later shipment takes on unopened is received there: LL_EREFUSED. The store's errors. */
LL_MUST enum ll_status ll_receipt_refuse_onward(struct ll_ctx *ctx,
                                                struct ll_shipment_id shipment_id,
                                                struct ll_err *reterr);

struct ll_receipt_day {
    struct ll_date received_on;
    bool has_received_on; /* else the first day that it can be */
    struct ll_month stated;
    bool is_stated; /* the plant signed for that month */
};
/* The day of a receipt. LL_EINVAL, where = received_on: it cannot be; the store's errors. */
LL_MUST enum ll_status ll_receipt_check_day(struct ll_ctx *ctx, const struct ll_receipt_day *asked,
                                            struct ll_shipment_id shipment_id,
                                            const struct ll_q_shipment_route_row *route,
                                            struct ll_date *ret_day, struct ll_err *reterr);

#endif
