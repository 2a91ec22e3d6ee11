/* Countries: the officially assigned two-letter codes of ISO 3166-1. */
#ifndef LL_SERVICE_COUNTRY_H
#define LL_SERVICE_COUNTRY_H

#include "base/err.h"
#include "base/str.h"

/* LL_EINVAL: not an assigned code in capital letters; reterr says what was given. */
LL_MUST enum ll_status ll_country_check(struct ll_str code, struct ll_err *reterr);

#endif
