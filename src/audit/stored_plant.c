/* What is stored of what plants settle, beside the model. */
#include "audit/stored.h"

static void check_settlement(struct ll_audit *a, const struct ll_q_audit_settlement_row *r)
{
    struct ll_settlement *s = ll_audit_find(a, LL_KIND_SETTLEMENT, r->settlement_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "settlement", s == NULL ? NULL : &s->o, LL_KIND_SETTLEMENT,
                       r->settlement_id, s == NULL ? NULL : &s->o.stored)) {
        return;
    }
    ll_stored_ref(&row, "treatment_id", true, r->treatment_id, s->treatment);
    ll_stored_ref(&row, "facility_id", true, r->facility_id, s->facility);
    ll_stored_text(&row, "number", r->number, s->number);
    ll_stored_text(&row, "laboratory", r->laboratory, s->laboratory);
    ll_stored_i64(&row, "settled_on", r->settled_on, s->settled_on);
    ll_stored_i64_opt(&row, "amount_minor", r->has_amount_minor, r->amount_minor, s->has_amount,
                      s->amount_minor);
    ll_stored_text_opt(&row, "amount_currency", r->has_amount_currency, r->amount_currency,
                       s->amount_currency);
    ll_stored_ref(&row, "replaces_id", r->has_replaces_id, r->replaces_id, s->replaces);
    ll_stored_i64(&row, "replaced", r->replaced, s->replaced ? 1 : 0);
    ll_stored_id(&row, "event_id", r->event_id, s->o.event_id);
}
LL_STORED_TABLE(settlement, "settlement")

static void check_settlement_assay(struct ll_audit *a,
                                   const struct ll_q_audit_settlement_assay_row *r)
{
    struct ll_settlement *s = ll_audit_find(a, LL_KIND_SETTLEMENT, r->settlement_id);
    struct ll_assayed *one = NULL;
    struct ll_stored row;
    for (size_t i = 0; s != NULL && i < s->assays.count; i++) {
        struct ll_assayed *assay = LL_VEC_AT(&s->assays, struct ll_assayed, i);
        bool same = ll_str_eq(assay->fraction, r->fraction) && ll_str_eq(assay->metal, r->metal);
        one = same ? assay : one;
    }
    if (ll_stored_row(&row, a, "settlement_assay", s == NULL ? NULL : &s->o, LL_KIND_SETTLEMENT,
                      r->settlement_id, one == NULL ? NULL : &one->stored)) {
        ll_stored_i64(&row, "mg_per_t", r->mg_per_t, one->mg_per_t);
        ll_stored_text(&row, "method", r->method, one->method);
    }
}
LL_STORED_TABLE(settlement_assay, "settlement_assay")

static void check_plan_step(struct ll_audit *a, const struct ll_q_audit_plan_step_row *r)
{
    struct ll_plan_step *p = ll_audit_find(a, LL_KIND_PLAN_STEP, r->plan_step_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "plan_step", p == NULL ? NULL : &p->o, LL_KIND_PLAN_STEP,
                       r->plan_step_id, p == NULL ? NULL : &p->o.stored)) {
        return;
    }
    ll_stored_ref(&row, "facility_id", true, r->facility_id, p->facility);
    ll_stored_text(&row, "scheme", r->scheme, p->scheme);
    ll_stored_text(&row, "step", r->step, p->step);
    ll_stored_i64(&row, "state", r->state, p->state);
    ll_stored_i64(&row, "due_on", r->due_on, p->due_on);
    ll_stored_ref(&row, "helper_id", r->has_helper_id, r->helper_id, p->helper);
    ll_stored_bytes(&row, "evidence_digest",
                    r->has_evidence_digest ? r->evidence_digest : LL_STR(""), p->evidence_digest);
    ll_stored_id(&row, "event_id", r->event_id, p->o.event_id);
}
LL_STORED_TABLE(plan_step, "plan_step")

enum ll_status ll_audit_stored_plant(struct ll_audit *a, struct ll_err *reterr)
{
    LL_TRY(read_settlement(a, reterr));
    LL_TRY(read_settlement_assay(a, reterr));
    LL_TRY(read_plan_step(a, reterr));
    for (size_t i = 0; i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        const struct ll_settlement *s = (const struct ll_settlement *)(const void *)o;
        for (size_t j = 0; o->kind == LL_KIND_SETTLEMENT && j < s->assays.count; j++) {
            if (!LL_VEC_AT(&s->assays, struct ll_assayed, j)->stored) {
                ll_stored_missing(a, "settlement_assay", o, "assay", (int64_t)j + 1);
            }
        }
    }
    return LL_OK;
}
