/* Recording an organisation, for services that meet one that is new. */
#ifndef LL_SERVICE_ORGANISATION_H
#define LL_SERVICE_ORGANISATION_H

#include "service/ctx.h"

/* By a code that no other has, with a name that public words may show. LL_EEXISTS, LL_EINVAL,
 * LL_EREFUSED: as 'organisation add'; the store's errors. Stores an event. */
LL_MUST enum ll_status ll_organisation_register(struct ll_ctx *ctx, struct ll_str code,
                                                struct ll_str country, struct ll_str name,
                                                struct ll_organisation_id *ret_id,
                                                struct ll_err *reterr);

#endif
