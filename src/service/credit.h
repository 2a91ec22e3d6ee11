/*
 * Devices that come back: credit notes for purchase documents that were booked.
 */
#ifndef LL_SERVICE_CREDIT_H
#define LL_SERVICE_CREDIT_H

#include "service/service.h"

extern const struct ll_service ll_service_order_credit;

#endif
