/* What lies at a place against how much may: what others tell who brings something there. */
#ifndef LL_SERVICE_STOCK_H
#define LL_SERVICE_STOCK_H

#include "service/ctx.h"

/* After something came to a place: "limits", those that it is over or near now, as stock show has
 * them; nothing where there are none, or for who does not keep the place. It refuses nothing: what
 * is there is there. LL_ENOMEM, the store's errors. One query, of the entries that lie there. */
LL_MUST enum ll_status ll_stock_warn(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                                     struct ll_json *answer, struct ll_err *reterr);

#endif
