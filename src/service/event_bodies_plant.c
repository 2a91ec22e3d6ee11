/* The records of event_bodies_plant.h. Sorted by name, as in event_bodies.c. */
#include "service/event_bodies.h"

#define RECORD(record) LL_RECORD(#record, ll_##record, record##_fields)
#define MG_PER_T_MAX INT64_C(1000000000)

static const struct ll_field plan_step_stated_fields[] = {
    LL_MEMBER(ll_plan_step_stated, due_on, LL_REQ(DATE)),
    LL_MEMBER(ll_plan_step_stated, evidence_digest, LL_OPT(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_plan_step_stated, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_plan_step_stated, helper_id, LL_OPT(ID),
              LL_PRESENT(ll_plan_step_stated, has_helper_id), .id_prefix = "org"),
    LL_MEMBER(ll_plan_step_stated, plan_step_id, LL_REQ(ID), .id_prefix = "pls"),
    LL_MEMBER(ll_plan_step_stated, scheme, LL_REQ(CODE)),
    LL_MEMBER(ll_plan_step_stated, state, LL_REQ(ENUM), LL_ENUM_OF(plan_state, PLAN_STATE)),
    LL_MEMBER(ll_plan_step_stated, step, LL_REQ(CODE)),
};
const struct ll_record ll_plan_step_stated_record = RECORD(plan_step_stated);

static const struct ll_field assay_fields[] = {
    LL_MEMBER(ll_assay, fraction, LL_REQ(CODE)),
    LL_MEMBER(ll_assay, metal, LL_REQ(CODE)),
    LL_MEMBER(ll_assay, method, LL_REQ(CODE)),
    LL_MEMBER(ll_assay, mg_per_t, LL_REQ(I64), .min = 0, .max = MG_PER_T_MAX),
};
static const struct ll_record assay_record = RECORD(assay);

static const struct ll_field settlement_recorded_fields[] = {
    LL_MEMBER(ll_settlement_recorded, amount, LL_OPT(MONEY),
              LL_PRESENT(ll_settlement_recorded, has_amount)),
    LL_MEMBER(ll_settlement_recorded, assays, LL_REQ(LIST), .sub = &assay_record, .max = 4096),
    LL_MEMBER(ll_settlement_recorded, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_settlement_recorded, laboratory, LL_REQ(CODE)),
    LL_MEMBER(ll_settlement_recorded, number, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_settlement_recorded, replaces_id, LL_OPT(ID),
              LL_PRESENT(ll_settlement_recorded, has_replaces_id), .id_prefix = "stl"),
    LL_MEMBER(ll_settlement_recorded, settled_on, LL_REQ(DATE)),
    LL_MEMBER(ll_settlement_recorded, settlement_id, LL_REQ(ID), .id_prefix = "stl"),
    LL_MEMBER(ll_settlement_recorded, treatment_id, LL_REQ(ID), .id_prefix = "trt"),
};
const struct ll_record ll_settlement_recorded_record = RECORD(settlement_recorded);
