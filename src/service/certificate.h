/*
 * Certificates: what a client may say of its order lines, signed, by stage.
 */
#ifndef LL_SERVICE_CERTIFICATE_H
#define LL_SERVICE_CERTIFICATE_H

#include "service/service.h"

extern const struct ll_service ll_service_certificate_issue;
extern const struct ll_service ll_service_certificate_list;
extern const struct ll_service ll_service_certificate_show;
extern const struct ll_service ll_service_certificate_export;
extern const struct ll_service ll_service_certificate_trail;
extern const struct ll_service ll_service_certificate_raise;
extern const struct ll_service ll_service_certificate_replace;
extern const struct ll_service ll_service_certificate_revoke;

/* By serial; LL_ENOTFOUND with how to list them. */
struct ll_q_certificate_by_serial_row;
LL_MUST enum ll_status ll_certificate_find(struct ll_ctx *ctx, struct ll_str serial,
                                           struct ll_q_certificate_by_serial_row *ret_row,
                                           struct ll_err *reterr);
/* The same for whoever has the serial; of one that was revoked only for who sees it
 * (*ret_visible). */
LL_MUST enum ll_status ll_certificate_find_open(struct ll_ctx *ctx, struct ll_str serial,
                                                struct ll_q_certificate_by_serial_row *ret_row,
                                                bool *ret_visible, struct ll_err *reterr);

#endif
