/* Events of cases: which units are under review, and until when. */
#include "audit/model.h"

static bool is_zero(struct ll_id id)
{
    return ll_id_eq(id, (struct ll_id){{0}});
}

/* The units of a case that no case has under review come under it. */
static void put_under(struct ll_audit *a, struct ll_case *c)
{
    for (size_t i = 0; i < c->spans.count; i++) {
        const struct ll_content *span = LL_VEC_AT(&c->spans, struct ll_content, i);
        if (!ll_custody_cut(a, span->lot, span->lo, span->hi)) {
            return;
        }
        struct ll_custody *one = ll_custody_from(span->lot, span->lo, span->hi);
        for (; one != NULL; one = ll_custody_next(span->lot, one, span->hi)) {
            one->under = one->under == NULL ? c : one->under;
        }
    }
}

static void take_off(struct ll_case *c)
{
    for (size_t i = 0; i < c->spans.count; i++) {
        const struct ll_content *span = LL_VEC_AT(&c->spans, struct ll_content, i);
        struct ll_custody *one = ll_custody_from(span->lot, span->lo, span->hi);
        for (; one != NULL; one = ll_custody_next(span->lot, one, span->hi)) {
            one->under = one->under == c ? NULL : one->under;
        }
    }
}

void ll_apply_case_opened(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_case *c = ll_audit_make(a, LL_KIND_CASE, ll_body_id(b, "case_id"), sizeof(*c));
    if (c == NULL) {
        return;
    }
    c->cause = ll_audit_copy(a, ll_body_str(b, "cause"));
    c->deadline = ll_body_date(b, "deadline");
    c->opened_on = ll_time_date(event->at).days;
    c->has_amount = ll_body_has(b, "amount");
    if (c->has_amount) {
        const struct ll_json *amount = ll_json_get(b, "amount");
        c->amount_minor = ll_body_i64(amount, "minor");
        c->amount_currency = ll_audit_copy(a, ll_body_str(amount, "currency"));
    }
    c->claimant = ll_audit_named(a, LL_KIND_ORGANISATION, b, "claimant_id");
    c->counterparty = ll_audit_named(a, LL_KIND_ORGANISATION, b, "counterparty_id");
    c->receipt = ll_audit_named(a, LL_KIND_RECEIPT, b, "receipt_id");
    c->package = ll_audit_named(a, LL_KIND_PACKAGE, b, "package_id");
    c->shipment = ll_audit_named(a, LL_KIND_SHIPMENT, b, "shipment_id");
    c->note_annex_id = ll_audit_annex_of(a, b, "note_annex_id", "case.note");
    if (ll_body_has(b, "receipt_id") + ll_body_has(b, "package_id") +
            ll_body_has(b, "shipment_id") >
        1) {
        ll_audit_find_fault(a, LL_AUDIT_CASE_SHAPE, &c->o, "it is about several things");
    }
    if (c->deadline < c->opened_on) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &c->o,
                            "its deadline is %lld days before it was opened",
                            (long long)(c->opened_on - c->deadline));
    }
    const struct ll_json *spans = ll_body_list(b, "spans");
    if (!ll_audit_read_spans(a, &c->o, LL_AUDIT_CASE_SHAPE, spans, &c->spans) && spans->count > 0) {
        ll_audit_find_fault(a, LL_AUDIT_CASE_SHAPE, &c->o, "its %zu spans are not joined",
                            spans->count);
    }
    struct ll_case **place = ll_vec_push(a, &a->cases, sizeof(*place));
    if (place != NULL) {
        *place = c;
        put_under(a, c);
    }
}

/* By when they were opened first, which the order of their ids is. */
static void come_open(struct ll_audit *a, struct ll_case *c)
{
    struct ll_case **place = ll_vec_push(a, &a->cases, sizeof(*place));
    size_t at = a->cases.count;
    if (place == NULL) {
        return;
    }
    for (at--;
         at > 0 && ll_id_cmp((*LL_VEC_AT(&a->cases, struct ll_case *, at - 1))->o.id, c->o.id) > 0;
         at--) {
        *LL_VEC_AT(&a->cases, struct ll_case *, at) =
            *LL_VEC_AT(&a->cases, struct ll_case *, at - 1);
    }
    *LL_VEC_AT(&a->cases, struct ll_case *, at) = c;
}

void ll_apply_case_reopened(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_case *c = ll_audit_named(a, LL_KIND_CASE, b, "case_id");
    if (c == NULL) {
        return;
    }
    if (!c->is_closed) {
        ll_audit_find_fault(a, LL_AUDIT_CASE_STATE, &c->o,
                            "it is opened again, and was not closed");
        return;
    }
    if (c->incident != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_INCIDENT_SHAPE, &c->o,
                            "it is opened again, though two people cleared its departure");
    }
    struct ll_case_was *was = ll_vec_push(a, &c->was, sizeof(*was));
    if (was != NULL) {
        *was = (struct ll_case_was){.event_id = event->id,
                                    .note_annex_id = c->closing_note_annex_id,
                                    .reason = ll_audit_copy(a, ll_body_str(b, "reason")),
                                    .outcome = c->outcome,
                                    .deadline = c->deadline,
                                    .closed_on = c->closed_on};
    }
    c->is_closed = false;
    c->outcome = LL_STR("");
    c->closing_note_annex_id = (struct ll_id){{0}};
    c->deadline = ll_body_date(b, "deadline");
    if (c->deadline < ll_time_date(event->at).days) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &c->o,
                            "its deadline is %lld days before it was opened again",
                            (long long)(ll_time_date(event->at).days - c->deadline));
    }
    come_open(a, c);
    put_under(a, c);
}

static void leave_open(struct ll_audit *a, const struct ll_case *c)
{
    for (size_t i = a->cases.count; i > 0; i--) {
        if (*LL_VEC_AT(&a->cases, struct ll_case *, i - 1) == c) {
            ll_vec_remove(&a->cases, i - 1, sizeof(struct ll_case *));
        }
    }
}

/* What it had under review goes to the earliest other case that is open about it. */
void ll_apply_case_closed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_case *c = ll_audit_named(a, LL_KIND_CASE, b, "case_id");
    if (c == NULL) {
        return;
    }
    if (c->is_closed) {
        ll_audit_find_fault(a, LL_AUDIT_CASE_STATE, &c->o, "it was closed before");
    }
    if (c->incident != NULL && !c->incident->is_cleared) {
        ll_audit_find_fault(a, LL_AUDIT_INCIDENT_SHAPE, &c->o,
                            "it closes before the departure without authority is cleared");
    }
    c->is_closed = true;
    c->closed_on = ll_body_date(b, "closed_on");
    c->outcome = ll_audit_copy(a, ll_body_str(b, "outcome"));
    struct ll_id note = ll_audit_annex_of(a, b, "note_annex_id", "case.note");
    c->closing_note_annex_id = is_zero(note) ? c->closing_note_annex_id : note;
    if (c->closed_on < c->opened_on || c->closed_on > ll_time_date(event->at).days) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &c->o,
                            "closed %lld days after it was opened, recorded %lld days after that",
                            (long long)(c->closed_on - c->opened_on),
                            (long long)(ll_time_date(event->at).days - c->closed_on));
    }
    leave_open(a, c);
    take_off(c);
    for (size_t i = 0; i < a->cases.count && a->status == LL_OK; i++) {
        put_under(a, *LL_VEC_AT(&a->cases, struct ll_case *, i));
    }
}
