/* Proposals: what waits for a second person (control.h). */
#ifndef LL_SERVICE_PROPOSAL_H
#define LL_SERVICE_PROPOSAL_H

#include "service/control.h"

/* Keep a request as a proposal, for ll_control_gate. */
LL_MUST enum ll_status ll_proposal_store(struct ll_ctx *ctx, const struct ll_control_row *row,
                                         const void *input, struct ll_json **ret_answer,
                                         struct ll_err *reterr);

#endif
