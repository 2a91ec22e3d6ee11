/*
 * Allocation runs: one for one, in queue order.
 */
#ifndef LL_SERVICE_ALLOCATION_H
#define LL_SERVICE_ALLOCATION_H

#include "service/service.h"

extern const struct ll_service ll_service_allocation_run;
extern const struct ll_service ll_service_allocation_preview;

#endif
