/* What 'permit ask' was asked and what it answers, between its two files. */
#ifndef LL_SERVICE_PERMIT_H
#define LL_SERVICE_PERMIT_H

#include "core/permit.h"
#include "service/ctx.h"

struct ll_permit_asked {
    struct ll_permit_facts facts;
    struct ll_permit_days days;
    struct ll_mass mass; /* of all shipments; 0: not said */
};

/* A decision and its calendar as members of `answer`. */
void ll_permit_answer(struct ll_ctx *ctx, const struct ll_permit_asked *asked,
                      const struct ll_permit_decision *decision, const struct ll_permit_due *dues,
                      struct ll_json *answer);
/* What a rule asks, in words: "stream in phone-scrap, small-it-scrap; battery_state is none". */
struct ll_str ll_permit_condition_text(struct ll_ctx *ctx, const struct ll_permit_rule *rule);
/* And what follows: "waste_status: waste; basel_code: A1181". */
struct ll_str ll_permit_result_text(struct ll_ctx *ctx, const struct ll_permit_rule *rule);

#endif
