/*
 * What a printed certificate says, from its signed body, the latest, and what became of it since.
 */
#ifndef LL_SERVICE_CERTIFICATE_PRINT_H
#define LL_SERVICE_CERTIFICATE_PRINT_H

#include "draw/certificate.h"
#include "service/ctx.h"

/*
 * The page's facts; they live in ctx->arena. LL_ENOTFOUND: no certificate has the serial.
 * LL_ECORRUPT: its body is not one; LL_ENOMEM; the store's errors.
 */
LL_MUST enum ll_status ll_certificate_facts(struct ll_ctx *ctx, struct ll_str serial,
                                            struct ll_printed_certificate *ret_facts,
                                            struct ll_err *reterr);

#endif
