/*
 * A certificate's body in the shape of a UNTP Digital Conformity Credential 0.7.0: the same record,
 * in the words that conformity systems read. It says nothing that the body does not say.
 */
#ifndef LL_SERVICE_CERTIFICATE_CONFORMITY_H
#define LL_SERVICE_CERTIFICATE_CONFORMITY_H

#include "service/ctx.h"

/*
 * `body`: as it was signed, with or without its proof; `issuer`: the DID of the key that will sign.
 * Strings are borrowed from both. LL_ECORRUPT: the body is none of ours. LL_ENOMEM, LL_ELIMIT.
 */
LL_MUST enum ll_status ll_conformity_credential(struct ll_ctx *ctx, const struct ll_json *body,
                                                struct ll_str issuer,
                                                struct ll_json **ret_credential,
                                                struct ll_err *reterr);

#endif
