/* Between the files of the permit desk's rules only: see permit.h. */
#ifndef LL_CORE_PERMIT_INSIDE_H
#define LL_CORE_PERMIT_INSIDE_H

#include "core/permit.h"

/* Facts as rules see them: .ptr NULL is "not known". */
struct ll_permit_values {
    struct ll_str at[LL_PERMIT_FACT_COUNT];
};

/* What was given, checked, and what follows from it and the table of states. */
LL_MUST enum ll_status ll_permit_values_given(const struct ll_permit_facts *facts,
                                              struct ll_arena *arena,
                                              struct ll_permit_values *ret_values,
                                              struct ll_err *reterr);
/* What follows once waste status and Basel code are set. */
void ll_permit_values_classified(struct ll_permit_values *values);

/* A state's row; NULL for what is none, blocs of states among them. */
const struct ll_permit_country *ll_permit_state(struct ll_str code);
bool ll_permit_is_yes(const char *cell);

enum ll_permit_verdict {
    LL_PERMIT_FAILED,
    LL_PERMIT_HELD,
    LL_PERMIT_OPEN, /* neither, for want of the facts `ret_lacking` */
};
/* ret_lacking: unknown facts that it asks for; of a rule that held, those that `is_not` passed. */
enum ll_permit_verdict ll_permit_judge(const struct ll_permit_rule *rule,
                                       const struct ll_permit_values *values,
                                       uint64_t *ret_lacking);

#endif
