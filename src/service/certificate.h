/*
 * Certificates: what a client may say of its order lines, signed, by stage.
 */
#ifndef LL_SERVICE_CERTIFICATE_H
#define LL_SERVICE_CERTIFICATE_H

#include "service/service.h"

extern const struct ll_service ll_service_certificate_issue;
extern const struct ll_service ll_service_certificate_list;
extern const struct ll_service ll_service_certificate_show;

#endif
