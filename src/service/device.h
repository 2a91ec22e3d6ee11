/*
 * A client's own device and the scrap unit that stands for it.
 */
#ifndef LL_SERVICE_DEVICE_H
#define LL_SERVICE_DEVICE_H

#include "service/service.h"

extern const struct ll_service ll_service_device_codes;
extern const struct ll_service ll_service_device_show;
extern const struct ll_service ll_service_device_trail;

#endif
