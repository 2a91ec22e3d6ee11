/*
 * Demand from purchase documents.
 */
#ifndef LL_SERVICE_DEMAND_H
#define LL_SERVICE_DEMAND_H

#include "service/service.h"

extern const struct ll_service ll_service_order_import;

#endif
