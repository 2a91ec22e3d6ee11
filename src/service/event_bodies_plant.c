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

static const struct ll_field campaign_opened_fields[] = {
    LL_MEMBER(ll_campaign_opened, campaign_id, LL_REQ(ID), .id_prefix = "cmp"),
    LL_MEMBER(ll_campaign_opened, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_campaign_opened, interim, LL_REQ(BOOL)),
    LL_MEMBER(ll_campaign_opened, number, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_campaign_opened, opened_on, LL_REQ(DATE)),
    LL_MEMBER(ll_campaign_opened, operation, LL_REQ(CODE)),
};
const struct ll_record ll_campaign_opened_record = RECORD(campaign_opened);

static const struct ll_field fed_span_fields[] = {
    LL_MEMBER(ll_lot_span, hi, LL_REQ(I64)),
    LL_MEMBER(ll_lot_span, lo, LL_REQ(I64)),
    LL_MEMBER(ll_lot_span, lot_id, LL_REQ(ID), .id_prefix = "lot"),
};
static const struct ll_record fed_span_record = LL_RECORD("fed_span", ll_lot_span, fed_span_fields);

static const struct ll_field campaign_fed_fields[] = {
    LL_MEMBER(ll_campaign_fed, campaign_id, LL_REQ(ID), .id_prefix = "cmp"),
    LL_MEMBER(ll_campaign_fed, fed_on, LL_REQ(DATE)),
    LL_MEMBER(ll_campaign_fed, input_mass_g, LL_REQ(MASS)),
    LL_MEMBER(ll_campaign_fed, receipt_id, LL_REQ(ID), .id_prefix = "rcp"),
    LL_MEMBER(ll_campaign_fed, rule_version, LL_REQ(I64)),
    LL_MEMBER(ll_campaign_fed, spans, LL_REQ(LIST), .sub = &fed_span_record, .max = 10000000),
};
const struct ll_record ll_campaign_fed_record = RECORD(campaign_fed);

static const struct ll_field weighed_output_fields[] = {
    LL_MEMBER(ll_treatment_output, fraction, LL_REQ(CODE)),
    LL_MEMBER(ll_treatment_output, mass_g, LL_REQ(MASS)),
};
static const struct ll_record weighed_output_record =
    LL_RECORD("weighed_output", ll_treatment_output, weighed_output_fields);

static const struct ll_field campaign_weighed_fields[] = {
    LL_MEMBER(ll_campaign_weighed, campaign_id, LL_REQ(ID), .id_prefix = "cmp"),
    LL_MEMBER(ll_campaign_weighed, materials, LL_REQ(LIST), .sub = &weighed_output_record, .min = 1,
              .max = 64),
    LL_MEMBER(ll_campaign_weighed, weighed_on, LL_REQ(DATE)),
};
const struct ll_record ll_campaign_weighed_record = RECORD(campaign_weighed);

static const struct ll_field campaign_closed_fields[] = {
    LL_MEMBER(ll_campaign_closed, campaign_id, LL_REQ(ID), .id_prefix = "cmp"),
    LL_MEMBER(ll_campaign_closed, closed_on, LL_REQ(DATE)),
};
const struct ll_record ll_campaign_closed_record = RECORD(campaign_closed);

static const struct ll_field campaign_corrected_fields[] = {
    LL_MEMBER(ll_campaign_corrected, campaign_id, LL_REQ(ID), .id_prefix = "cmp"),
    LL_MEMBER(ll_campaign_corrected, entry, LL_REQ(I64), .min = 1, .max = LL_UNITS_MAX),
    LL_MEMBER(ll_campaign_corrected, reason, LL_REQ(CODE)),
};
const struct ll_record ll_campaign_corrected_record = RECORD(campaign_corrected);

static const struct ll_field campaign_cancelled_fields[] = {
    LL_MEMBER(ll_campaign_cancelled, campaign_id, LL_REQ(ID), .id_prefix = "cmp"),
    LL_MEMBER(ll_campaign_cancelled, cancelled_on, LL_REQ(DATE)),
    LL_MEMBER(ll_campaign_cancelled, reason, LL_REQ(CODE)),
};
const struct ll_record ll_campaign_cancelled_record = RECORD(campaign_cancelled);
