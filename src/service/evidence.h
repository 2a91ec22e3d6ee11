/*
 * A document behind a fact: the ledger keeps its SHA-256 only. It is given as a file, whose digest
 * is taken here, or as the digest.
 */
#ifndef LL_SERVICE_EVIDENCE_H
#define LL_SERVICE_EVIDENCE_H

#include "service/ctx.h"

/*
 * Exactly one of the two: a file (has a name) or 32 bytes of digest. `option` is how the command
 * takes it. The bytes live in ctx->arena. LL_EINVAL none or both; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_evidence_digest(struct ll_ctx *ctx, const char *option,
                                          const struct ll_file *file, struct ll_str digest,
                                          struct ll_str *ret_digest, struct ll_err *reterr);

#endif
