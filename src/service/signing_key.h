/*
 * The key that the installation signs with: changed, and published as a DID document.
 */
#ifndef LL_SERVICE_SIGNING_KEY_H
#define LL_SERVICE_SIGNING_KEY_H

#include "service/service.h"

extern const struct ll_service ll_service_key_change;
extern const struct ll_service ll_service_did_document;

/* Every change of the key so far, as signed statements (proof/succession.h), the first one first.
 * Inside an open transaction. LL_ECORRUPT, LL_ENOMEM, the store's errors. */
LL_MUST enum ll_status ll_signing_successions(struct ll_ctx *ctx, struct ll_json **ret_list,
                                              struct ll_err *reterr);

#endif
