/* Of the audit's model: what plants settle. Private to the audit. */
#ifndef LL_AUDIT_MODEL_PLANT_H
#define LL_AUDIT_MODEL_PLANT_H

#include "audit/model_object.h"

struct ll_facility;
struct ll_treatment;

struct ll_organisation;

struct ll_plan_step {
    struct ll_object o;
    struct ll_facility *facility;
    struct ll_organisation *helper;
    struct ll_str scheme, step, evidence_digest;
    int64_t state, due_on; /* enum ll_plan_state */
};

struct ll_assayed {
    struct ll_str fraction, metal, method;
    int64_t mg_per_t;
    bool stored;
};
struct ll_settlement {
    struct ll_object o;
    struct ll_treatment *treatment;
    struct ll_facility *facility;
    struct ll_settlement *replaces;
    struct ll_str number, laboratory, amount_currency;
    int64_t settled_on, amount_minor;
    bool has_amount, replaced;
    struct ll_vec assays; /* of struct ll_assayed */
};

#endif
