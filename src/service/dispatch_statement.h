/*
 * What a maker gets with recovered materials: mass, origin, chain and what may be claimed, signed
 * by the installation as certificates are (proof/data_integrity.h), and printed with that attached.
 */
#ifndef LL_SERVICE_DISPATCH_STATEMENT_H
#define LL_SERVICE_DISPATCH_STATEMENT_H

#include "base/locale.h"
#include "service/ctx.h"

/* What 'dispatch show' answers. LL_ENOTFOUND; the store's errors. */
LL_MUST enum ll_status ll_dispatch_answer(struct ll_ctx *ctx, struct ll_str ref,
                                          struct ll_json **ret_answer, struct ll_err *reterr);

/* That, as a credential signed now, canonical; inside an open transaction. The keys' errors, too.
 */
LL_MUST enum ll_status ll_dispatch_statement(struct ll_ctx *ctx, struct ll_str ref,
                                             struct ll_str *ret_text, struct ll_err *reterr);
/* Printed, with the statement attached: 'verify' reads it. What drawing fails with, too. */
LL_MUST enum ll_status ll_dispatch_pdf(struct ll_ctx *ctx, struct ll_str ref,
                                       const struct ll_locale *locale, struct ll_str *ret_pdf,
                                       struct ll_err *reterr);

#endif
