/*
 * A certificate as others take it away: as a signed token, and as the bundle that proves it.
 */
#ifndef LL_SERVICE_CERTIFICATE_WRITE_H
#define LL_SERVICE_CERTIFICATE_WRITE_H

#include "service/ctx.h"

/*
 * The latest revision as application/vc+jwt in the shape of a UNTP Digital Conformity Credential
 * 0.7.0, signed now, by the installation's key. `issuer`: a did:web that publishes this key (see
 * did document), or "" for the key's own did:key. The same certificate, key and issuer give the
 * same token. LL_ENOTFOUND; LL_EINVAL: no did:web; the keys' errors.
 */
LL_MUST enum ll_status ll_certificate_jwt(struct ll_ctx *ctx, struct ll_str serial,
                                          struct ll_str issuer, struct ll_str *ret_token,
                                          struct ll_err *reterr);

#endif
