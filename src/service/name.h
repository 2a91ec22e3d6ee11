/*
 * Names and codes that public words show: certificates, pages, reports (promise 13). What they may
 * not say is in core/claim.h; a legal name is kept all the same, in quotation marks.
 */
#ifndef LL_SERVICE_NAME_H
#define LL_SERVICE_NAME_H

#include "service/ctx.h"

/*
 * The name as it is kept and printed everywhere: itself, or between “ and ” when it is said to be
 * the registered legal name. LL_EREFUSED: it makes a claim and is not said to be legal; LL_EINVAL:
 * it holds those marks. LL_ENOMEM.
 */
LL_MUST enum ll_status ll_name_printed(struct ll_ctx *ctx, struct ll_str name, bool is_legal,
                                       struct ll_str *ret_name, struct ll_err *reterr);
/* A code is chosen freely, so there is no way round it. LL_EREFUSED. */
LL_MUST enum ll_status ll_name_code(struct ll_str code, struct ll_err *reterr);

#endif
