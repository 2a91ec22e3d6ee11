/* Comparing stored labels with the model. */
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
    for (size_t i = 0; i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        if (o->kind == LL_KIND_LABEL_SHEET) {
            find_missing(a, (const struct ll_label_sheet *)(const void *)o);
        }
    }
    return LL_OK;
}
