/* What is stored of what plants settle, beside the model. */
#include "audit/stored.h"

#include <string.h>

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

static bool is_id(struct ll_str stored, struct ll_id id)
{
    return stored.len == sizeof(id.b) && memcmp(stored.ptr, id.b, sizeof(id.b)) == 0;
}

static void check_campaign(struct ll_audit *a, const struct ll_q_audit_campaign_row *r)
{
    struct ll_campaign *m = ll_audit_find(a, LL_KIND_CAMPAIGN, r->campaign_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "campaign", m == NULL ? NULL : &m->o, LL_KIND_CAMPAIGN,
                       r->campaign_id, m == NULL ? NULL : &m->o.stored)) {
        return;
    }
    ll_stored_ref(&row, "facility_id", true, r->facility_id, m->facility);
    ll_stored_text(&row, "number", r->number, m->number);
    ll_stored_text(&row, "operation", r->operation, m->operation);
    ll_stored_i64(&row, "interim", r->interim, m->interim ? 1 : 0);
    ll_stored_i64(&row, "opened_on", r->opened_on, m->opened_on);
    ll_stored_i64(&row, "state", r->state, m->state);
    ll_stored_i64_opt(&row, "ended_on", r->has_ended_on, r->ended_on,
                      m->state != LL_CAMPAIGN_STATE_OPEN, m->ended_on);
    ll_stored_text_opt(&row, "reason", r->has_reason, r->reason, m->reason);
    ll_stored_id(&row, "event_id", r->event_id, m->o.event_id);
}
LL_STORED_TABLE(campaign, "campaign")

static void check_campaign_input(struct ll_audit *a, const struct ll_q_audit_campaign_input_row *r)
{
    struct ll_campaign *m = ll_audit_find(a, LL_KIND_CAMPAIGN, r->campaign_id);
    struct ll_campaign_input *one = NULL;
    struct ll_stored row;
    for (size_t i = 0; m != NULL && i < m->inputs.count; i++) {
        struct ll_campaign_input *in = LL_VEC_AT(&m->inputs, struct ll_campaign_input, i);
        one = is_id(r->event_id, in->event_id) ? in : one;
    }
    if (ll_stored_row(&row, a, "campaign_input", m == NULL ? NULL : &m->o, LL_KIND_CAMPAIGN,
                      r->campaign_id, one == NULL ? NULL : &one->stored)) {
        ll_stored_ref(&row, "receipt_id", true, r->receipt_id, one->receipt);
        ll_stored_i64(&row, "units", r->units, one->units);
        ll_stored_i64(&row, "input_mass_g", r->input_mass_g, one->input_mass_g);
        ll_stored_i64(&row, "fed_on", r->fed_on, one->fed_on);
        ll_stored_i64(&row, "entry", r->entry, one->entry);
        ll_stored_text_opt(&row, "correction", r->has_correction, r->correction, one->correction);
    }
}
LL_STORED_TABLE(campaign_input, "campaign_input")

static void check_campaign_output(struct ll_audit *a,
                                  const struct ll_q_audit_campaign_output_row *r)
{
    struct ll_campaign *m = ll_audit_find(a, LL_KIND_CAMPAIGN, r->campaign_id);
    struct ll_campaign_output *one = NULL;
    struct ll_stored row;
    for (size_t i = 0; m != NULL && i < m->outputs.count; i++) {
        struct ll_campaign_output *out = LL_VEC_AT(&m->outputs, struct ll_campaign_output, i);
        bool same = is_id(r->event_id, out->event_id) && ll_str_eq(out->fraction, r->fraction);
        one = same ? out : one;
    }
    if (ll_stored_row(&row, a, "campaign_output", m == NULL ? NULL : &m->o, LL_KIND_CAMPAIGN,
                      r->campaign_id, one == NULL ? NULL : &one->stored)) {
        ll_stored_i64(&row, "mass_g", r->mass_g, one->mass_g);
        ll_stored_i64(&row, "weighed_on", r->weighed_on, one->weighed_on);
        ll_stored_i64(&row, "entry", r->entry, one->entry);
        ll_stored_text_opt(&row, "correction", r->has_correction, r->correction, one->correction);
    }
}
LL_STORED_TABLE(campaign_output, "campaign_output")

/* What open ones hold. */
static void check_campaign_span(struct ll_audit *a, const struct ll_q_audit_campaign_span_row *r)
{
    struct ll_campaign *m = ll_audit_find(a, LL_KIND_CAMPAIGN, r->campaign_id);
    const struct ll_lot *lot = ll_audit_find(a, LL_KIND_LOT, r->lot_id);
    const struct ll_receipt *receipt = NULL;
    struct ll_content *one = NULL;
    int64_t entry = 0;
    struct ll_stored row;
    bool is_open = m != NULL && m->state == LL_CAMPAIGN_STATE_OPEN;
    for (size_t i = 0; is_open && one == NULL && i < m->inputs.count; i++) {
        const struct ll_campaign_input *in = LL_VEC_AT(&m->inputs, struct ll_campaign_input, i);
        one = ll_content_find(&in->contents, lot, r->lo);
        receipt = in->receipt;
        entry = in->entry;
    }
    if (ll_stored_row(&row, a, "campaign_span", m == NULL ? NULL : &m->o, LL_KIND_CAMPAIGN,
                      r->campaign_id, one == NULL ? NULL : &one->stored)) {
        ll_stored_ref(&row, "receipt_id", true, r->receipt_id, receipt);
        ll_stored_i64(&row, "hi", r->hi, one->hi);
        ll_stored_i64(&row, "entry", r->entry, entry);
    }
}
LL_STORED_TABLE(campaign_span, "campaign_span")

/* Of what is beside a campaign's own row, what was not seen; and of a closed one, that each receipt
 * was treated. */
static void end_campaign(struct ll_audit *a, const struct ll_campaign *m)
{
    for (size_t i = 0; i < m->outputs.count; i++) {
        if (!LL_VEC_AT(&m->outputs, struct ll_campaign_output, i)->stored) {
            ll_stored_missing(a, "campaign_output", &m->o, "output", (int64_t)i + 1);
        }
    }
    for (size_t i = 0; i < m->inputs.count; i++) {
        const struct ll_campaign_input *in = LL_VEC_AT(&m->inputs, struct ll_campaign_input, i);
        bool treated = m->state != LL_CAMPAIGN_STATE_CLOSED || in->correction.len > 0;
        if (!in->stored) {
            ll_stored_missing(a, "campaign_input", &m->o, "input", (int64_t)i + 1);
        }
        for (size_t j = 0; m->state == LL_CAMPAIGN_STATE_OPEN && j < in->contents.count; j++) {
            const struct ll_content *one = LL_VEC_AT(&in->contents, struct ll_content, j);
            if (!one->stored) {
                ll_stored_missing(a, "campaign_span", &m->o, "unit", one->lo);
            }
        }
        for (size_t j = 0; j < m->treated.count; j++) {
            treated = treated || *LL_VEC_AT(&m->treated, struct ll_receipt *, j) == in->receipt;
        }
        if (!treated) {
            ll_audit_find_fault(a, LL_AUDIT_CAMPAIGN_SHAPE, &m->o,
                                "it is closed, and a receipt of it was not treated");
        }
    }
}

enum ll_status ll_audit_stored_plant(struct ll_audit *a, struct ll_err *reterr)
{
    LL_TRY(read_settlement(a, reterr));
    LL_TRY(read_settlement_assay(a, reterr));
    LL_TRY(read_plan_step(a, reterr));
    LL_TRY(read_campaign(a, reterr));
    LL_TRY(read_campaign_input(a, reterr));
    LL_TRY(read_campaign_output(a, reterr));
    LL_TRY(read_campaign_span(a, reterr));
    for (size_t i = 0; i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        const struct ll_settlement *s = (const struct ll_settlement *)(const void *)o;
        for (size_t j = 0; o->kind == LL_KIND_SETTLEMENT && j < s->assays.count; j++) {
            if (!LL_VEC_AT(&s->assays, struct ll_assayed, j)->stored) {
                ll_stored_missing(a, "settlement_assay", o, "assay", (int64_t)j + 1);
            }
        }
        if (o->kind == LL_KIND_CAMPAIGN) {
            end_campaign(a, (const struct ll_campaign *)(const void *)o);
        }
    }
    return LL_OK;
}
