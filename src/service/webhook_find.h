/* Webhooks by their ids, and who may know of them. */
#ifndef LL_SERVICE_WEBHOOK_FIND_H
#define LL_SERVICE_WEBHOOK_FIND_H

#include "service/ctx.h"
#include "store/q_webhook.h"

/* Those of the viewer's own organisation only: for all but the operator's administrator. */
bool ll_webhook_own_only(const struct ll_ctx *ctx);
/* LL_ENOTFOUND, also for another organisation's. */
LL_MUST enum ll_status ll_webhook_find(struct ll_ctx *ctx, struct ll_str ref,
                                       struct ll_q_webhook_by_id_row *ret_row,
                                       struct ll_err *reterr);

#endif
