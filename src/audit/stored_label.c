/* Comparing stored labels and limits of places with the model. */
#include "audit/stored.h"

static void check_label_sheet(struct ll_audit *a, const struct ll_q_audit_label_sheet_row *r)
{
    struct ll_label_sheet *s = ll_audit_find(a, LL_KIND_LABEL_SHEET, r->label_sheet_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "label_sheet", s == NULL ? NULL : &s->o, LL_KIND_LABEL_SHEET,
                       r->label_sheet_id, s == NULL ? NULL : &s->o.stored)) {
        return;
    }
    ll_stored_ref(&row, "programme_id", true, r->programme_id, s->programme);
    ll_stored_ref(&row, "organisation_id", true, r->organisation_id, s->organisation);
    ll_stored_i64(&row, "labels", r->labels, (int64_t)s->labels.count);
    ll_stored_id(&row, "event_id", r->event_id, s->o.event_id);
}
LL_STORED_TABLE(label_sheet, "label_sheet")

static void check_label(struct ll_audit *a, const struct ll_q_audit_label_row *r)
{
    struct ll_label *l = ll_audit_name(a, "label", r->label);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "label", l == NULL ? NULL : &l->sheet->o, LL_KIND_LABEL_SHEET,
                       r->label_sheet_id, l == NULL ? NULL : &l->stored)) {
        return;
    }
    ll_stored_ref(&row, "label_sheet_id", true, r->label_sheet_id, l->sheet);
    ll_stored_i64(&row, "number", r->number, l->number);
}
LL_STORED_TABLE(label, "label")

static void check_label_use(struct ll_audit *a, const struct ll_q_audit_label_use_row *r)
{
    struct ll_label *l = ll_audit_name(a, "label", r->label);
    struct ll_stored row;
    bool is_used = l != NULL && (l->package != NULL || l->reason.len > 0);
    if (!ll_stored_row(&row, a, "label_use", is_used ? &l->sheet->o : NULL, LL_KIND_LABEL_SHEET,
                       r->event_id, is_used ? &l->use_stored : NULL)) {
        return;
    }
    ll_stored_ref(&row, "package_id", r->has_package_id, r->package_id, l->package);
    ll_stored_text_opt(&row, "reason", r->has_reason, r->reason, l->reason);
    ll_stored_i64(&row, "used_on", r->used_on, l->used_on);
    ll_stored_id(&row, "event_id", r->event_id, l->used_in);
}
LL_STORED_TABLE(label_use, "label_use")

static void check_facility_limit(struct ll_audit *a, const struct ll_q_audit_facility_limit_row *r)
{
    struct ll_facility *f = ll_audit_find(a, LL_KIND_FACILITY, r->facility_id);
    struct ll_stored row;
    bool is_limited = f != NULL && f->is_limited;
    if (!ll_stored_row(&row, a, "facility_limit", is_limited ? &f->o : NULL, LL_KIND_FACILITY,
                       r->facility_id, is_limited ? &f->limit_stored : NULL)) {
        return;
    }
    ll_stored_i64_opt(&row, "mass_max_g", r->has_mass_max_g, r->mass_max_g, f->mass_max_g > 0,
                      f->mass_max_g);
    ll_stored_i64_opt(&row, "battery_mass_max_g", r->has_battery_mass_max_g, r->battery_mass_max_g,
                      f->battery_mass_max_g > 0, f->battery_mass_max_g);
    ll_stored_i64_opt(&row, "units_max", r->has_units_max, r->units_max, f->units_max > 0,
                      f->units_max);
    ll_stored_i64_opt(&row, "days_max", r->has_days_max, r->days_max, f->days_max > 0, f->days_max);
    ll_stored_text_opt(&row, "basis", r->has_basis, r->basis, f->limit_basis);
    ll_stored_id(&row, "event_id", r->event_id, f->limited_in);
}
LL_STORED_TABLE(facility_limit, "facility_limit")

static void find_missing(struct ll_audit *a, const struct ll_label_sheet *s)
{
    for (size_t i = 0; i < s->labels.count; i++) {
        const struct ll_label *l = *LL_VEC_AT(&s->labels, struct ll_label *, i);
        if (!l->stored) {
            ll_stored_missing(a, "label", &s->o, "label", l->number);
        }
        if (!l->use_stored && (l->package != NULL || l->reason.len > 0)) {
            ll_stored_missing(a, "label_use", &s->o, "label", l->number);
        }
    }
}

enum ll_status ll_audit_stored_label(struct ll_audit *a, struct ll_err *reterr)
{
    LL_TRY(read_label_sheet(a, reterr));
    LL_TRY(read_label(a, reterr));
    LL_TRY(read_label_use(a, reterr));
    LL_TRY(read_facility_limit(a, reterr));
    for (size_t i = 0; i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        if (o->kind == LL_KIND_LABEL_SHEET) {
            find_missing(a, (const struct ll_label_sheet *)(const void *)o);
        } else if (o->kind == LL_KIND_FACILITY) {
            const struct ll_facility *f = (const struct ll_facility *)(const void *)o;
            if (f->is_limited && !f->limit_stored) {
                ll_stored_missing(a, "facility_limit", o, "limit", 1);
            }
        }
    }
    return LL_OK;
}
