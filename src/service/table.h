/* The services by name; every file that defines one includes this. */
#ifndef LL_SERVICE_TABLE_H
#define LL_SERVICE_TABLE_H

#include "service/service.h"

#define LL_SERVICE(name) extern const struct ll_service ll_service_##name;
#include "service/services.def"
#undef LL_SERVICE

#endif
