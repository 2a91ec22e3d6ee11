/* The movement of a notification that a shipment is: what others ask of bookings. */
#ifndef LL_SERVICE_BOOKING_H
#define LL_SERVICE_BOOKING_H

#include "service/ctx.h"
#include "store/q_notification.h"

/* The booking of a shipment, reserved or drawn. The store's errors. One seek. */
LL_MUST enum ll_status ll_booking_find(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                       bool *ret_is, struct ll_q_booking_of_shipment_row *ret_row,
                                       struct ll_err *reterr);

#endif
