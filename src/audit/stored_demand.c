/* Stored rows of order lines, documents, slices, allocations and certificates. */
#include "audit/stored.h"

static void check_order_line(struct ll_audit *a, const struct ll_q_audit_order_line_row *r)
{
    struct ll_line *l = ll_audit_find(a, LL_KIND_ORDER_LINE, r->order_line_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "order_line", l == NULL ? NULL : &l->o, LL_KIND_ORDER_LINE,
                       r->order_line_id, l == NULL ? NULL : &l->o.stored)) {
        return;
    }
    ll_stored_text(&row, "code", r->code, l->code);
    ll_stored_ref(&row, "programme_id", true, r->programme_id, l->programme);
    ll_stored_id(&row, "payer_id", r->payer_id, l->payer_id);
    ll_stored_id(&row, "beneficiary_id", r->beneficiary_id, l->beneficiary_id);
    ll_stored_ref(&row, "reseller_id", r->has_reseller_id, r->reseller_id, l->reseller);
    ll_stored_text(&row, "class_code", r->class_code, l->class_code);
    ll_stored_i64(&row, "measure", r->measure, l->measure);
    ll_stored_text(&row, "countries", r->countries, l->countries);
    ll_stored_i64_opt(&row, "vintage_from", r->has_vintage_from, r->vintage_from,
                      l->has_vintage_from, l->vintage_from);
    ll_stored_i64_opt(&row, "vintage_to", r->has_vintage_to, r->vintage_to, l->has_vintage_to,
                      l->vintage_to);
    ll_stored_ref(&row, "funder_id", r->has_funder_id, r->funder_id, l->funder);
    ll_stored_text(&row, "standard", r->has_standard ? r->standard : LL_STR(""), l->standard);
    ll_stored_i64(&row, "demanded", r->demanded, l->demanded);
    ll_stored_id(&row, "event_id", r->event_id, l->o.event_id);
}
LL_STORED_TABLE(order_line, "order_line")

static void check_document(struct ll_audit *a, const struct ll_q_audit_document_row *r)
{
    struct ll_document *d = ll_audit_find(a, LL_KIND_DOCUMENT, r->document_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "document", d == NULL ? NULL : &d->o, LL_KIND_DOCUMENT,
                       r->document_id, d == NULL ? NULL : &d->o.stored)) {
        return;
    }
    ll_stored_text(&row, "kind", r->kind, d->code);
    ll_stored_bytes(&row, "identity", r->identity, d->identity);
    ll_stored_bytes(&row, "content_digest", r->content_digest, d->content_digest);
    ll_stored_bytes(&row, "order_identity", r->has_order_identity ? r->order_identity : LL_STR(""),
                    d->order_identity);
    ll_stored_i64(&row, "issued_on", r->issued_on, d->issued_on);
    ll_stored_id(&row, "name_annex_id", r->name_annex_id, d->name_annex_id);
    ll_stored_ref(&row, "of_document_id", r->has_of_document_id, r->of_document_id, d->of);
    ll_stored_id(&row, "event_id", r->event_id, d->o.event_id);
}
LL_STORED_TABLE(document, "document")

static struct ll_slice *slice_at(struct ll_line *line, int64_t lo)
{
    return line == NULL ? NULL : ll_vec_find_lo(&line->slices, sizeof(struct ll_slice), lo);
}

static void check_slice(struct ll_audit *a, const struct ll_q_audit_slice_row *r)
{
    struct ll_line *l = ll_audit_find(a, LL_KIND_ORDER_LINE, r->order_line_id);
    struct ll_slice *s = slice_at(l, r->lo);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "demand_slice", l == NULL ? NULL : &l->o, LL_KIND_ORDER_LINE,
                       r->order_line_id, s == NULL ? NULL : &s->stored)) {
        return;
    }
    ll_stored_i64(&row, "hi", r->hi, s->at.hi);
    ll_stored_ref(&row, "programme_id", true, r->programme_id, l->programme);
    ll_stored_i64(&row, "trigger", r->trigger, s->trigger);
    ll_stored_ref(&row, "document_id", r->has_document_id, r->document_id, s->document);
    ll_stored_i64(&row, "queue_at", r->queue_at, s->queue_at);
    ll_stored_id(&row, "event_id", r->event_id, s->event_id);
}
LL_STORED_TABLE(slice, "demand_slice")

/* A row may stand for a slice that is served; all that are not must be there. */
static void check_open_slice(struct ll_audit *a, const struct ll_q_audit_open_slice_row *r)
{
    struct ll_line *l = ll_audit_find(a, LL_KIND_ORDER_LINE, r->order_line_id);
    struct ll_slice *s = slice_at(l, r->lo);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "open_slice", l == NULL ? NULL : &l->o, LL_KIND_ORDER_LINE,
                       r->order_line_id, s == NULL ? NULL : &s->open_stored)) {
        return;
    }
    ll_stored_ref(&row, "programme_id", true, r->programme_id, l->programme);
    ll_stored_i64(&row, "hi", r->hi, s->at.hi);
    ll_stored_i64(&row, "queue_at", r->queue_at, s->queue_at);
}
LL_STORED_TABLE(open_slice, "open_slice")

static void check_from(const struct ll_stored *row, const struct ll_q_audit_voided_row *r,
                       const struct ll_returned *m)
{
    ll_stored_ref(row, "from_order_line_id", r->has_from_order_line_id, r->from_order_line_id,
                  m->from);
    ll_stored_i64_opt(row, "from_lo", r->has_from_lo, r->from_lo, m->from != NULL, m->from_lo);
}

/* A hold that ended has none. */
#define LL_STORED_DOCUMENT_voided(row, r, m)                                                       \
    ll_stored_ref(row, "document_id", (r)->has_document_id, (r)->document_id, (m)->document)
#define LL_STORED_DOCUMENT_carry_over(row, r, m)                                                   \
    ll_stored_ref(row, "document_id", true, (r)->document_id, (m)->document)
#define RETURNED_TABLE(table, check_more)                                                          \
    static void check_##table(struct ll_audit *a, const struct ll_q_audit_##table##_row *r)        \
    {                                                                                              \
        struct ll_line *l = ll_audit_find(a, LL_KIND_ORDER_LINE, r->order_line_id);                \
        struct ll_returned *m =                                                                    \
            l == NULL ? NULL : ll_vec_find_lo(&l->table, sizeof(struct ll_returned), r->lo);       \
        struct ll_stored row;                                                                      \
        if (!ll_stored_row(&row, a, #table, l == NULL ? NULL : &l->o, LL_KIND_ORDER_LINE,          \
                           r->order_line_id, m == NULL ? NULL : &m->stored)) {                     \
            return;                                                                                \
        }                                                                                          \
        ll_stored_i64(&row, "hi", r->hi, m->at.hi);                                                \
        ll_stored_i64(&row, "slice_lo", r->slice_lo, m->slice_lo);                                 \
        ll_stored_i64(&row, "slice_hi", r->slice_hi, m->slice_hi);                                 \
        ll_stored_ref(&row, "programme_id", true, r->programme_id, l->programme);                  \
        LL_STORED_DOCUMENT_##table(&row, r, m);                                                    \
        ll_stored_id(&row, "event_id", r->event_id, m->event_id);                                  \
        check_more;                                                                                \
    }                                                                                              \
    LL_STORED_TABLE(table, #table)
RETURNED_TABLE(voided, (check_from(&row, r, m)))
RETURNED_TABLE(carry_over, (void)0)

static void check_hold(struct ll_audit *a, const struct ll_q_audit_hold_row *r)
{
    struct ll_hold *h = ll_audit_find(a, LL_KIND_HOLD, r->hold_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "hold", h == NULL ? NULL : &h->o, LL_KIND_HOLD, r->hold_id,
                       h == NULL ? NULL : &h->o.stored)) {
        return;
    }
    ll_stored_ref(&row, "order_line_id", true, r->order_line_id, h->line);
    ll_stored_i64(&row, "lo", r->lo, h->lo);
    ll_stored_ref(&row, "programme_id", true, r->programme_id,
                  h->line == NULL ? NULL : h->line->programme);
    ll_stored_i64(&row, "until_on", r->until_on, h->until);
    ll_stored_i64(&row, "state", r->state, h->state);
    ll_stored_ref(&row, "document_id", r->has_document_id, r->document_id, h->document);
    ll_stored_id(&row, "event_id", r->event_id, h->o.event_id);
}
LL_STORED_TABLE(hold, "hold")

static struct ll_allocation *allocation_at(struct ll_lot *lot, int64_t lo)
{
    return lot == NULL ? NULL : ll_vec_find_lo(&lot->allocations, sizeof(struct ll_allocation), lo);
}

static void check_allocation(struct ll_audit *a, const struct ll_q_audit_allocation_row *r)
{
    struct ll_lot *lot = ll_audit_find(a, LL_KIND_LOT, r->lot_id);
    struct ll_allocation *m = allocation_at(lot, r->lot_lo);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "allocation", lot == NULL ? NULL : &lot->o, LL_KIND_LOT, r->lot_id,
                       m == NULL ? NULL : &m->stored)) {
        return;
    }
    ll_stored_i64(&row, "lot_hi", r->lot_hi, m->at.hi);
    ll_stored_i64(&row, "lot_accepted", r->lot_accepted, lot->accepted);
    ll_stored_i64(&row, "lot_eligible", r->lot_eligible, lot->eligible);
    ll_stored_ref(&row, "order_line_id", true, r->order_line_id, m->line);
    ll_stored_i64(&row, "line_lo", r->line_lo, m->line_lo);
    ll_stored_i64(&row, "line_hi", r->line_hi, m->line_hi);
    ll_stored_i64(&row, "slice_lo", r->slice_lo, m->slice_lo);
    ll_stored_i64(&row, "slice_hi", r->slice_hi, m->slice_hi);
    ll_stored_ref(&row, "programme_id", true, r->programme_id, lot->programme);
    ll_stored_i64(&row, "state", r->state,
                  m->final                 ? LL_ALLOCATION_STATE_FINAL
                  : m->certificate != NULL ? LL_ALLOCATION_STATE_COMMITTED
                                           : LL_ALLOCATION_STATE_PROVISIONAL);
    ll_stored_i64(&row, "credit", r->credit, m->credit);
}
LL_STORED_TABLE(allocation, "allocation")

static void check_certificate(struct ll_audit *a, const struct ll_q_audit_certificate_row *r)
{
    struct ll_certificate *c = ll_audit_find(a, LL_KIND_CERTIFICATE, r->certificate_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "certificate", c == NULL ? NULL : &c->o, LL_KIND_CERTIFICATE,
                       r->certificate_id, c == NULL ? NULL : &c->o.stored)) {
        return;
    }
    ll_stored_text(&row, "serial", r->serial, c->serial);
    ll_stored_id(&row, "programme_id", r->programme_id, c->programme_id);
    ll_stored_id(&row, "beneficiary_id", r->beneficiary_id, c->beneficiary_id);
    ll_stored_i64(&row, "stage", r->stage, c->stage);
    ll_stored_i64(&row, "units", r->units, c->units);
    ll_stored_i64(&row, "uncounted_g", r->uncounted_g, c->uncounted_g);
    ll_stored_i64(&row, "revision", r->revision, c->revision);
    ll_stored_bytes(&row, "body_digest", r->body_digest, c->body_digest);
    ll_stored_i64(&row, "issued_at", r->issued_at, c->issued_at);
    ll_stored_i64(&row, "state", r->state, c->state);
    ll_stored_text_opt(&row, "state_reason", r->has_state_reason, r->state_reason, c->state_reason);
    ll_stored_ref(&row, "replaces_id", r->has_replaces_id, r->replaces_id, c->replaces);
    ll_stored_id(&row, "event_id", r->event_id, c->o.event_id);
}
LL_STORED_TABLE(certificate, "certificate")

static void check_certificate_unit(struct ll_audit *a,
                                   const struct ll_q_audit_certificate_unit_row *r)
{
    struct ll_lot *lot = ll_audit_find(a, LL_KIND_LOT, r->lot_id);
    struct ll_allocation *m = allocation_at(lot, r->lot_lo);
    bool is_cited = m != NULL && m->certificate != NULL;
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "certificate_unit", lot == NULL ? NULL : &lot->o, LL_KIND_LOT,
                       r->lot_id, is_cited ? &m->unit_stored : NULL)) {
        return;
    }
    ll_stored_i64(&row, "lot_hi", r->lot_hi, m->at.hi);
    ll_stored_ref(&row, "certificate_id", true, r->certificate_id, m->certificate);
    ll_stored_i64(&row, "stage", r->stage, m->certificate->stage);
}
LL_STORED_TABLE(certificate_unit, "certificate_unit")

static void check_reissue(struct ll_audit *a, const struct ll_q_audit_reissue_row *r)
{
    struct ll_lot *lot = ll_audit_find(a, LL_KIND_LOT, r->lot_id);
    const struct ll_certificate *c = ll_audit_find(a, LL_KIND_CERTIFICATE, r->certificate_id);
    struct ll_reissue *m = NULL;
    for (size_t i = 0; lot != NULL && c != NULL && i < lot->reissues.count; i++) {
        struct ll_reissue *one = LL_VEC_AT(&lot->reissues, struct ll_reissue, i);
        m = one->certificate == c && one->at.lo == r->lo ? one : m;
    }
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "reissue", lot == NULL ? NULL : &lot->o, LL_KIND_LOT, r->lot_id,
                       m == NULL ? NULL : &m->stored)) {
        return;
    }
    ll_stored_i64(&row, "hi", r->hi, m->at.hi);
}
LL_STORED_TABLE(reissue, "reissue")

static void returned_missing(struct ll_audit *a, const char *table, const struct ll_line *line,
                             const struct ll_vec *returned)
{
    for (size_t i = 0; i < returned->count; i++) {
        const struct ll_returned *m = LL_VEC_AT(returned, struct ll_returned, i);
        if (!m->stored) {
            ll_stored_missing(a, table, &line->o, LL_R("positions from"), m->at.lo);
        }
    }
}

static void line_missing(struct ll_audit *a, const struct ll_line *line)
{
    returned_missing(a, "voided", line, &line->voided);
    returned_missing(a, "carry_over", line, &line->carry_over);
    for (size_t i = 0; i < line->slices.count; i++) {
        const struct ll_slice *s = LL_VEC_AT(&line->slices, struct ll_slice, i);
        if (!s->stored) {
            ll_stored_missing(a, "demand_slice", &line->o, LL_R("positions from"), s->at.lo);
        }
        if (s->open > 0 && !s->open_stored) {
            ll_stored_missing(a, "open_slice", &line->o, LL_R("open positions from"), s->at.lo);
        }
    }
}

static void lot_missing(struct ll_audit *a, const struct ll_lot *lot)
{
    for (size_t i = 0; i < lot->allocations.count; i++) {
        const struct ll_allocation *m = LL_VEC_AT(&lot->allocations, struct ll_allocation, i);
        if (!m->stored) {
            ll_stored_missing(a, "allocation", &lot->o, LL_R("units from"), m->at.lo);
        }
        if (m->certificate != NULL && !m->unit_stored) {
            ll_stored_missing(a, "certificate_unit", &lot->o, LL_R("units from"), m->at.lo);
        }
    }
    for (size_t i = 0; i < lot->reissues.count; i++) {
        const struct ll_reissue *m = LL_VEC_AT(&lot->reissues, struct ll_reissue, i);
        if (!m->stored) {
            ll_stored_missing(a, "reissue", &lot->o, LL_R("units from"), m->at.lo);
        }
    }
}

/* What was superseded has another in its place. */
static void check_replaced(struct ll_audit *a, const struct ll_certificate *c)
{
    if (c->state == LL_CERTIFICATE_STATE_SUPERSEDED && !c->is_replaced) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_STATE, &c->o,
                            "it is superseded, and none replaces it");
    }
}

/* Objects of the tables that have one row an object. */
static const char *const tables[LL_KIND_COUNT] = {
    [LL_KIND_PROGRAMME] = "programme",
    [LL_KIND_ORGANISATION] = "organisation",
    [LL_KIND_FACILITY] = "facility",
    [LL_KIND_COLLECTION] = "collection",
    [LL_KIND_LOT] = "lot",
    [LL_KIND_PACKAGE] = "package",
    [LL_KIND_LABEL_SHEET] = "label_sheet",
    [LL_KIND_HANDOVER] = "handover",
    [LL_KIND_SHIPMENT] = "shipment",
    [LL_KIND_NOTIFICATION] = "notification",
    [LL_KIND_RECEIPT] = "receipt",
    [LL_KIND_TREATMENT] = "treatment",
    [LL_KIND_DISPATCH] = "dispatch",
    [LL_KIND_SETTLEMENT] = "settlement",
    [LL_KIND_CAMPAIGN] = "campaign",
    [LL_KIND_CASE] = "ledger_case",
    [LL_KIND_ORDER_LINE] = "order_line",
    [LL_KIND_DOCUMENT] = "document",
    [LL_KIND_CERTIFICATE] = "certificate",
    [LL_KIND_PLANT_KEY] = "plant_key",
    [LL_KIND_SIGNING_KEY] = "signing_key",
    [LL_KIND_CERTIFICATION] = "certification",
    [LL_KIND_PLAN_STEP] = "plan_step",
    [LL_KIND_LICENCE] = "licence",
    [LL_KIND_HOLD] = "hold",
    [LL_KIND_USER] = "ledger_user",
    [LL_KIND_TOKEN] = "token",
    [LL_KIND_SITE] = "site",
    [LL_KIND_WEBHOOK] = "webhook",
    [LL_KIND_ENQUIRY] = "enquiry",
    [LL_KIND_ACCESS_RULE] = "access_rule",
    [LL_KIND_CONTROL] = "control",
    [LL_KIND_CLASS] = "device_class",
    [LL_KIND_ANNEX] = "annex",
};

static void find_missing(struct ll_audit *a)
{
    for (size_t i = 0; i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        if (o->kind == LL_KIND_ORDER_LINE) {
            line_missing(a, (const struct ll_line *)(const void *)o);
        } else if (o->kind == LL_KIND_LOT) {
            lot_missing(a, (const struct ll_lot *)(const void *)o);
        } else if (o->kind == LL_KIND_CERTIFICATE) {
            check_replaced(a, (const struct ll_certificate *)(const void *)o);
            ll_audit_status_missing(a, (const struct ll_certificate *)(const void *)o);
        }
        if (!o->stored && tables[o->kind] != NULL) {
            ll_audit_find_fault(
                a, o->kind == LL_KIND_ANNEX ? LL_AUDIT_ANNEX_ROW : LL_AUDIT_ROW_MISSING, o,
                "%s has no row for this", tables[o->kind]);
        }
    }
}

enum ll_status ll_audit_stored_demand(struct ll_audit *a, struct ll_err *reterr)
{
    LL_TRY(read_order_line(a, reterr));
    LL_TRY(read_document(a, reterr));
    LL_TRY(read_slice(a, reterr));
    LL_TRY(read_open_slice(a, reterr));
    LL_TRY(read_voided(a, reterr));
    LL_TRY(read_carry_over(a, reterr));
    LL_TRY(read_hold(a, reterr));
    LL_TRY(read_allocation(a, reterr));
    LL_TRY(read_certificate(a, reterr));
    LL_TRY(read_certificate_unit(a, reterr));
    LL_TRY(read_reissue(a, reterr));
    LL_TRY(ll_audit_stored_status(a, reterr));
    find_missing(a);
    return LL_OK;
}
