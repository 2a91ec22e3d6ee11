/* Stored rows of collections, lots, custody, packages, shipments, receipts and treatments. */
#include "audit/stored.h"

static void check_collection(struct ll_audit *a, const struct ll_q_audit_collection_row *r)
{
    struct ll_collection *c = ll_audit_find(a, LL_KIND_COLLECTION, r->collection_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "collection", c == NULL ? NULL : &c->o, LL_KIND_COLLECTION,
                       r->collection_id, c == NULL ? NULL : &c->o.stored)) {
        return;
    }
    ll_stored_ref(&row, "programme_id", true, r->programme_id, c->programme);
    ll_stored_id(&row, "collector_id", r->collector_id, c->collector_id);
    ll_stored_id(&row, "facility_id", r->facility_id, c->facility_id);
    ll_stored_text(&row, "country", r->country, c->country);
    ll_stored_i64(&row, "collected_on", r->collected_on, c->collected_on);
    ll_stored_i64(&row, "source", r->source, c->source);
    ll_stored_text_opt(&row, "record_key", r->has_record_key, r->record_key, c->record_key);
    ll_stored_bytes(&row, "evidence_digest", r->evidence_digest, c->evidence_digest);
    ll_stored_i64(&row, "evidence_again", r->evidence_again, c->evidence_again);
    ll_stored_i64(&row, "price_minor", r->price_minor, c->price_minor);
    ll_stored_text(&row, "price_currency", r->price_currency, c->price_currency);
    ll_stored_id(&row, "event_id", r->event_id, c->o.event_id);
}
LL_STORED_TABLE(collection, "collection")

static void check_lot(struct ll_audit *a, const struct ll_q_audit_lot_row *r)
{
    struct ll_lot *l = ll_audit_find(a, LL_KIND_LOT, r->lot_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "lot", l == NULL ? NULL : &l->o, LL_KIND_LOT, r->lot_id,
                       l == NULL ? NULL : &l->o.stored)) {
        return;
    }
    ll_stored_ref(&row, "collection_id", r->has_collection_id, r->collection_id, l->collection);
    ll_stored_ref(&row, "programme_id", true, r->programme_id, l->programme);
    ll_stored_text(&row, "class_code", r->class_code, l->class_code);
    ll_stored_text(&row, "country", r->country, l->country);
    ll_stored_i64(&row, "vintage", r->vintage, l->vintage);
    ll_stored_ref(&row, "funder_id", r->has_funder_id, r->funder_id, l->funder);
    ll_stored_i64(&row, "source", r->source, l->source);
    ll_stored_i64_opt(&row, "found_on", r->has_found_on, r->found_on, l->collection == NULL,
                      l->accepted_on);
    ll_stored_i64(&row, "units", r->units, l->units);
    ll_stored_i64(&row, "accepted", r->accepted, l->accepted);
    ll_stored_i64(&row, "mass_g", r->mass_g, l->mass_g);
    ll_stored_i64(&row, "measure", r->measure, l->measure);
    ll_stored_i64(&row, "battery", r->battery, l->battery);
    ll_stored_i64(&row, "eligible", r->eligible, l->eligible);
    ll_stored_text_opt(&row, "ineligible_reason", r->has_ineligible_reason, r->ineligible_reason,
                       l->ineligible_reason);
    ll_stored_text_opt(&row, "explanation", r->has_explanation, r->explanation, l->explanation);
    ll_stored_i64(&row, "queue_at", r->queue_at, l->queue_at);
    ll_stored_bytes(&row, "public_number", r->public_number, l->public_number);
    ll_stored_id(&row, "event_id", r->event_id, l->o.event_id);
}
LL_STORED_TABLE(lot, "lot")

/* A row may stand for a lot that has nothing free; all that have must be there. */
static void check_open_lot(struct ll_audit *a, const struct ll_q_audit_open_lot_row *r)
{
    struct ll_lot *l = ll_audit_find(a, LL_KIND_LOT, r->lot_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "open_lot", l == NULL ? NULL : &l->o, LL_KIND_LOT, r->lot_id,
                       l == NULL ? NULL : &l->open_stored)) {
        return;
    }
    ll_stored_ref(&row, "programme_id", true, r->programme_id, l->programme);
    ll_stored_i64(&row, "queue_at", r->queue_at, l->queue_at);
}
LL_STORED_TABLE(open_lot, "open_lot")

static void check_custody(struct ll_audit *a, const struct ll_q_audit_custody_row *r)
{
    struct ll_lot *l = ll_audit_find(a, LL_KIND_LOT, r->lot_id);
    struct ll_custody *c =
        l == NULL ? NULL : ll_vec_find_lo(&l->custody, sizeof(struct ll_custody), r->lo);
    struct ll_stored row;
    if (l != NULL && r->lo >= 0 && r->hi > r->lo && r->hi <= LL_UNITS_MAX) {
        l->stored_units += r->hi - r->lo;
    }
    if (!ll_stored_row(&row, a, "custody", l == NULL ? NULL : &l->o, LL_KIND_LOT, r->lot_id,
                       c == NULL ? NULL : &c->stored)) {
        return;
    }
    ll_stored_i64(&row, "hi", r->hi, c->at.hi);
    ll_stored_i64(&row, "stage", r->stage, c->stage);
    ll_stored_ref(&row, "facility_id", r->has_facility_id, r->facility_id, c->facility);
    ll_stored_ref(&row, "package_id", r->has_package_id, r->package_id, c->package);
    ll_stored_ref(&row, "receipt_id", r->has_receipt_id, r->receipt_id, c->receipt);
    ll_stored_ref(&row, "treatment_id", r->has_treatment_id, r->treatment_id, c->treatment);
    ll_stored_ref(&row, "case_id", r->has_case_id, r->case_id, c->under);
    ll_stored_text_opt(&row, "class_code", r->has_class_code, r->class_code, c->class_code);
    ll_stored_i64(&row, "credit_g", r->has_credit_g ? r->credit_g : 0, c->credit_g);
    ll_stored_i64(&row, "since", r->since, c->since);
}
LL_STORED_TABLE(custody, "custody")

static void check_receipt_span(struct ll_audit *a, const struct ll_q_audit_receipt_span_row *r)
{
    const struct ll_receipt *m = ll_audit_find(a, LL_KIND_RECEIPT, r->receipt_id);
    const struct ll_lot *l = ll_audit_find(a, LL_KIND_LOT, r->lot_id);
    struct ll_content *c = m == NULL ? NULL : ll_content_find(&m->contents, l, r->lo);
    struct ll_stored row;
    if (ll_stored_row(&row, a, "receipt_span", m == NULL ? NULL : &m->o, LL_KIND_RECEIPT,
                      r->receipt_id, c == NULL ? NULL : &c->stored)) {
        ll_stored_i64(&row, "hi", r->hi, c->hi);
    }
}
LL_STORED_TABLE(receipt_span, "receipt_span")

static void stored_id_opt(const struct ll_stored *row, const char *column, bool has,
                          struct ll_str stored, struct ll_id derived)
{
    static const struct ll_id none = {{0}};
    if (has || !ll_id_eq(derived, none)) {
        ll_stored_id(row, column, has ? stored : LL_STR(""), derived);
    }
}

static void check_case(struct ll_audit *a, const struct ll_q_audit_case_row *r)
{
    struct ll_case *c = ll_audit_find(a, LL_KIND_CASE, r->case_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "ledger_case", c == NULL ? NULL : &c->o, LL_KIND_CASE, r->case_id,
                       c == NULL ? NULL : &c->o.stored)) {
        return;
    }
    ll_stored_text(&row, "cause", r->cause, c->cause);
    ll_stored_i64(&row, "deadline", r->deadline, c->deadline);
    ll_stored_i64_opt(&row, "amount_minor", r->has_amount_minor, r->amount_minor, c->has_amount,
                      c->amount_minor);
    ll_stored_text_opt(&row, "amount_currency", r->has_amount_currency, r->amount_currency,
                       c->amount_currency);
    ll_stored_ref(&row, "claimant_id", r->has_claimant_id, r->claimant_id, c->claimant);
    ll_stored_ref(&row, "counterparty_id", r->has_counterparty_id, r->counterparty_id,
                  c->counterparty);
    stored_id_opt(&row, "note_annex_id", r->has_note_annex_id, r->note_annex_id, c->note_annex_id);
    ll_stored_ref(&row, "receipt_id", r->has_receipt_id, r->receipt_id, c->receipt);
    ll_stored_ref(&row, "package_id", r->has_package_id, r->package_id, c->package);
    ll_stored_ref(&row, "shipment_id", r->has_shipment_id, r->shipment_id, c->shipment);
    ll_stored_i64(&row, "gone_units", r->gone_units, c->gone_units);
    ll_stored_i64(&row, "gone_g", r->gone_g, c->gone_g);
    ll_stored_i64_opt(&row, "closed_on", r->has_closed_on, r->closed_on, c->is_closed,
                      c->closed_on);
    ll_stored_text_opt(&row, "outcome", r->has_outcome, r->outcome, c->outcome);
    stored_id_opt(&row, "closing_note_annex_id", r->has_closing_note_annex_id,
                  r->closing_note_annex_id, c->closing_note_annex_id);
    ll_stored_id(&row, "event_id", r->event_id, c->o.event_id);
}
LL_STORED_TABLE(case, "ledger_case")

static void check_case_reopening(struct ll_audit *a, const struct ll_q_audit_case_reopening_row *r)
{
    struct ll_case *c = ll_audit_find(a, LL_KIND_CASE, r->case_id);
    struct ll_case_was *one = NULL;
    struct ll_stored row;
    for (size_t i = 0; c != NULL && i < c->was.count && one == NULL; i++) {
        struct ll_case_was *was = LL_VEC_AT(&c->was, struct ll_case_was, i);
        struct ll_str id = {(const char *)was->event_id.b, sizeof(was->event_id.b)};
        one = ll_str_eq(id, r->event_id) ? was : NULL;
    }
    if (ll_stored_row(&row, a, "case_reopening", c == NULL ? NULL : &c->o, LL_KIND_CASE, r->case_id,
                      one == NULL ? NULL : &one->stored)) {
        ll_stored_text(&row, "reason", r->reason, one->reason);
        ll_stored_i64(&row, "deadline", r->deadline, one->deadline);
        ll_stored_i64(&row, "closed_on", r->closed_on, one->closed_on);
        ll_stored_text(&row, "outcome", r->outcome, one->outcome);
        stored_id_opt(&row, "closing_note_annex_id", r->has_closing_note_annex_id,
                      r->closing_note_annex_id, one->note_annex_id);
    }
}
LL_STORED_TABLE(case_reopening, "case_reopening")

static void case_missing(struct ll_audit *a, const struct ll_case *c)
{
    for (size_t i = 0; i < c->was.count; i++) {
        if (!LL_VEC_AT(&c->was, struct ll_case_was, i)->stored) {
            ll_stored_missing(a, "case_reopening", &c->o, "reopening", (int64_t)i + 1);
        }
    }
}

static void check_case_span(struct ll_audit *a, const struct ll_q_audit_case_span_row *r)
{
    const struct ll_case *m = ll_audit_find(a, LL_KIND_CASE, r->case_id);
    const struct ll_lot *l = ll_audit_find(a, LL_KIND_LOT, r->lot_id);
    struct ll_content *c = m == NULL ? NULL : ll_content_find(&m->spans, l, r->lo);
    struct ll_stored row;
    if (ll_stored_row(&row, a, "case_span", m == NULL ? NULL : &m->o, LL_KIND_CASE, r->case_id,
                      c == NULL ? NULL : &c->stored)) {
        ll_stored_i64(&row, "hi", r->hi, c->hi);
    }
}
LL_STORED_TABLE(case_span, "case_span")

static void check_package(struct ll_audit *a, const struct ll_q_audit_package_row *r)
{
    struct ll_package *p = ll_audit_find(a, LL_KIND_PACKAGE, r->package_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "package", p == NULL ? NULL : &p->o, LL_KIND_PACKAGE, r->package_id,
                       p == NULL ? NULL : &p->o.stored)) {
        return;
    }
    ll_stored_text(&row, "code", r->code, p->code);
    ll_stored_i64(&row, "kind", r->kind, p->package_kind);
    ll_stored_ref(&row, "programme_id", true, r->programme_id, p->programme);
    ll_stored_text(&row, "country", r->country, p->country);
    ll_stored_ref(&row, "funder_id", r->has_funder_id, r->funder_id, p->funder);
    ll_stored_ref(&row, "parent_id", r->has_parent_id, r->parent_id, p->parent);
    ll_stored_ref(&row, "facility_id", r->has_facility_id, r->facility_id, p->facility);
    ll_stored_ref(&row, "shipment_id", r->has_shipment_id, r->shipment_id, p->shipment);
    ll_stored_text_opt(&row, "seal", r->has_seal, r->seal, p->seal);
    ll_stored_text_opt(&row, "number", r->has_number, r->number, p->number);
    ll_stored_id(&row, "event_id", r->event_id, p->o.event_id);
}
LL_STORED_TABLE(package, "package")

static bool is_id(struct ll_str stored, struct ll_id id)
{
    return ll_str_eq(stored, (struct ll_str){(const char *)id.b, sizeof(id.b)});
}

static void check_weighing(struct ll_audit *a, const struct ll_q_audit_weighing_row *r)
{
    struct ll_package *p = ll_audit_find(a, LL_KIND_PACKAGE, r->package_id);
    struct ll_weighing *w = NULL;
    struct ll_stored row;
    for (size_t i = 0; p != NULL && i < p->weighings.count; i++) {
        struct ll_weighing *one = LL_VEC_AT(&p->weighings, struct ll_weighing, i);
        w = is_id(r->event_id, one->event_id) ? one : w;
    }
    if (!ll_stored_row(&row, a, "weighing", p == NULL ? NULL : &p->o, LL_KIND_PACKAGE,
                       r->package_id, w == NULL ? NULL : &w->stored)) {
        return;
    }
    ll_stored_i64(&row, "gross_g", r->gross_g, w->gross_g);
    ll_stored_i64(&row, "tare_g", r->tare_g, w->tare_g);
    ll_stored_i64(&row, "units", r->units, w->units);
    ll_stored_i64(&row, "weighed_on", r->weighed_on, w->weighed_on);
}
LL_STORED_TABLE(weighing, "weighing")

static void check_package_count(struct ll_audit *a, const struct ll_q_audit_package_count_row *r)
{
    struct ll_package *p = ll_audit_find(a, LL_KIND_PACKAGE, r->package_id);
    struct ll_package_tally *t = NULL;
    struct ll_stored row;
    for (size_t i = 0; p != NULL && i < p->tallies.count; i++) {
        struct ll_package_tally *one = LL_VEC_AT(&p->tallies, struct ll_package_tally, i);
        t = is_id(r->event_id, one->event_id) ? one : t;
    }
    if (!ll_stored_row(&row, a, "package_count", p == NULL ? NULL : &p->o, LL_KIND_PACKAGE,
                       r->package_id, t == NULL ? NULL : &t->stored)) {
        return;
    }
    ll_stored_ref(&row, "organisation_id", true, r->organisation_id, t->by);
    ll_stored_i64(&row, "counted_on", r->counted_on, t->counted_on);
    ll_stored_i64(&row, "units", r->units, t->units);
    ll_stored_i64(&row, "recorded", r->recorded, t->recorded);
    ll_stored_ref(&row, "case_id", r->has_case_id, r->case_id, t->opened);
}
LL_STORED_TABLE(package_count, "package_count")

static void check_seal_entry(struct ll_audit *a, const struct ll_q_audit_seal_entry_row *r)
{
    struct ll_package *p = ll_audit_find(a, LL_KIND_PACKAGE, r->package_id);
    struct ll_seal_entry *s = NULL;
    struct ll_stored row;
    for (size_t i = 0; p != NULL && i < p->seals.count; i++) {
        struct ll_seal_entry *one = LL_VEC_AT(&p->seals, struct ll_seal_entry, i);
        s = is_id(r->event_id, one->event_id) ? one : s;
    }
    if (!ll_stored_row(&row, a, "seal_entry", p == NULL ? NULL : &p->o, LL_KIND_PACKAGE,
                       r->package_id, s == NULL ? NULL : &s->stored)) {
        return;
    }
    ll_stored_i64(&row, "deed", r->deed, s->deed);
    ll_stored_text_opt(&row, "seal", r->has_seal, r->seal, s->seal);
    ll_stored_i64_opt(&row, "kind", r->has_kind, r->kind, s->kind != 0, s->kind);
    ll_stored_ref(&row, "organisation_id", r->has_organisation_id, r->organisation_id,
                  s->organisation);
    ll_stored_i64(&row, "happened_on", r->happened_on, s->day);
    ll_stored_text_opt(&row, "reason", r->has_reason, r->reason, s->reason);
    ll_stored_ref(&row, "case_id", r->has_case_id, r->case_id, s->opened);
}
LL_STORED_TABLE(seal_entry, "seal_entry")

static void check_shipment(struct ll_audit *a, const struct ll_q_audit_shipment_row *r)
{
    struct ll_shipment *s = ll_audit_find(a, LL_KIND_SHIPMENT, r->shipment_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "shipment", s == NULL ? NULL : &s->o, LL_KIND_SHIPMENT,
                       r->shipment_id, s == NULL ? NULL : &s->o.stored)) {
        return;
    }
    ll_stored_text(&row, "code", r->code, s->code);
    ll_stored_ref(&row, "from_facility_id", true, r->from_facility_id, s->from);
    ll_stored_ref(&row, "to_facility_id", true, r->to_facility_id, s->to);
    ll_stored_i64(&row, "crosses_border", r->crosses_border, s->crosses_border);
    ll_stored_i64(&row, "planned_arrival", r->planned_arrival, s->planned_arrival);
    ll_stored_i64(&row, "state", r->state, s->state);
    ll_stored_i64_opt(&row, "departed_on", r->has_departed_on, r->departed_on, s->departed_on != 0,
                      s->departed_on);
    ll_stored_i64_opt(&row, "arrived_on", r->has_arrived_on, r->arrived_on, s->arrived_on != 0,
                      s->arrived_on);
    ll_stored_i64_opt(&row, "units", r->has_units, r->units, s->departed_on != 0, s->units);
    ll_stored_i64_opt(&row, "measure", r->has_measure, r->measure, s->measure != 0, s->measure);
    ll_stored_i64(&row, "beyond_g", r->beyond_g, ll_audit_beyond(s));
    ll_stored_text_opt(&row, "cancel_reason", r->has_cancel_reason, r->cancel_reason,
                       s->cancel_reason);
    ll_stored_i64(&row, "recorded_late", r->recorded_late, s->recorded_late);
    ll_stored_id(&row, "event_id", r->event_id, s->o.event_id);
}
LL_STORED_TABLE(shipment, "shipment")

static void check_leg(struct ll_audit *a, const struct ll_q_audit_leg_row *r)
{
    struct ll_shipment *s = ll_audit_find(a, LL_KIND_SHIPMENT, r->shipment_id);
    struct ll_leg *leg = NULL;
    struct ll_stored row;
    if (s != NULL && r->number >= 1 && (uint64_t)r->number <= s->legs.count) {
        leg = LL_VEC_AT(&s->legs, struct ll_leg, r->number - 1);
    }
    if (!ll_stored_row(&row, a, "leg", s == NULL ? NULL : &s->o, LL_KIND_SHIPMENT, r->shipment_id,
                       leg == NULL ? NULL : &leg->stored)) {
        return;
    }
    ll_stored_id(&row, "from_facility_id", r->from_facility_id, leg->from_facility_id);
    ll_stored_id(&row, "to_facility_id", r->to_facility_id, leg->to_facility_id);
    ll_stored_text(&row, "mode", r->mode, leg->mode);
    ll_stored_id(&row, "carrier_id", r->carrier_id, leg->carrier_id);
    ll_stored_i64(&row, "distance_km", r->distance_km, leg->distance_km);
}
LL_STORED_TABLE(leg, "leg")

static void check_shipment_package(struct ll_audit *a,
                                   const struct ll_q_audit_shipment_package_row *r)
{
    struct ll_shipment *s = ll_audit_find(a, LL_KIND_SHIPMENT, r->shipment_id);
    struct ll_package *p = ll_audit_find(a, LL_KIND_PACKAGE, r->package_id);
    struct ll_load *load = NULL;
    struct ll_stored row;
    for (size_t i = 0; s != NULL && i < s->loads.count; i++) {
        struct ll_load *one = LL_VEC_AT(&s->loads, struct ll_load, i);
        load = one->package == p ? one : load;
    }
    (void)ll_stored_row(&row, a, "shipment_package", s == NULL ? NULL : &s->o, LL_KIND_SHIPMENT,
                        r->shipment_id, load == NULL ? NULL : &load->stored);
}
LL_STORED_TABLE(shipment_package, "shipment_package")

static void check_consent(struct ll_audit *a, const struct ll_q_audit_consent_row *r)
{
    struct ll_shipment *s = ll_audit_find(a, LL_KIND_SHIPMENT, r->shipment_id);
    struct ll_consent *c = NULL;
    struct ll_stored row;
    for (size_t i = 0; s != NULL && i < s->consents.count; i++) {
        struct ll_consent *one = LL_VEC_AT(&s->consents, struct ll_consent, i);
        c = ll_str_eq(one->country, r->country) ? one : c;
    }
    if (!ll_stored_row(&row, a, "consent", s == NULL ? NULL : &s->o, LL_KIND_SHIPMENT,
                       r->shipment_id, c == NULL ? NULL : &c->stored)) {
        return;
    }
    ll_stored_bytes(&row, "document_digest", r->document_digest, c->document_digest);
    ll_stored_i64(&row, "valid_until", r->valid_until, c->valid_until);
    ll_stored_i64(&row, "recorded_on", r->recorded_on, c->recorded_on);
}
LL_STORED_TABLE(consent, "consent")

static void check_receipt(struct ll_audit *a, const struct ll_q_audit_receipt_row *r)
{
    struct ll_receipt *m = ll_audit_find(a, LL_KIND_RECEIPT, r->receipt_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "receipt", m == NULL ? NULL : &m->o, LL_KIND_RECEIPT, r->receipt_id,
                       m == NULL ? NULL : &m->o.stored)) {
        return;
    }
    ll_stored_ref(&row, "shipment_id", true, r->shipment_id, m->shipment);
    ll_stored_ref(&row, "facility_id", true, r->facility_id, m->facility);
    ll_stored_id(&row, "plant_key_id", r->plant_key_id, m->plant_key_id);
    ll_stored_i64(&row, "units", r->units, m->units);
    ll_stored_i64(&row, "mass_g", r->mass_g, m->mass_g);
    ll_stored_i64(&row, "received_on", r->received_on, m->received_on);
    ll_stored_text(&row, "statement", r->statement, m->statement);
    ll_stored_bytes(&row, "signature", r->signature, m->signature);
    ll_stored_id(&row, "event_id", r->event_id, m->o.event_id);
}
LL_STORED_TABLE(receipt, "receipt")

static void check_treatment(struct ll_audit *a, const struct ll_q_audit_treatment_row *r)
{
    struct ll_treatment *t = ll_audit_find(a, LL_KIND_TREATMENT, r->treatment_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "treatment", t == NULL ? NULL : &t->o, LL_KIND_TREATMENT,
                       r->treatment_id, t == NULL ? NULL : &t->o.stored)) {
        return;
    }
    ll_stored_ref(&row, "receipt_id", true, r->receipt_id, t->receipt);
    ll_stored_id(&row, "facility_id", r->facility_id, t->facility_id);
    ll_stored_i64(&row, "kind", r->kind, t->treatment_kind);
    ll_stored_text(&row, "operation", r->operation, t->operation);
    ll_stored_i64(&row, "interim", r->interim, t->interim);
    ll_stored_i64(&row, "input_mass_g", r->input_mass_g, t->input_mass_g);
    ll_stored_i64(&row, "tolerance_ppm", r->tolerance_ppm, t->tolerance_ppm);
    ll_stored_i64(&row, "treated_on", r->treated_on, t->treated_on);
    stored_id_opt(&row, "plant_key_id", r->has_plant_key_id, r->plant_key_id, t->plant_key_id);
    ll_stored_text_opt(&row, "statement", r->has_statement, r->statement, t->statement);
    if (r->has_signature || t->signature.len > 0) {
        ll_stored_bytes(&row, "signature", r->has_signature ? r->signature : LL_STR(""),
                        t->signature);
    }
    ll_stored_ref(&row, "campaign_id", r->has_campaign_id, r->campaign_id, t->campaign);
    ll_stored_id(&row, "event_id", r->event_id, t->o.event_id);
}
LL_STORED_TABLE(treatment, "treatment")

static void check_treatment_span(struct ll_audit *a, const struct ll_q_audit_treatment_span_row *r)
{
    const struct ll_treatment *m = ll_audit_find(a, LL_KIND_TREATMENT, r->treatment_id);
    const struct ll_lot *l = ll_audit_find(a, LL_KIND_LOT, r->lot_id);
    struct ll_content *c = m == NULL ? NULL : ll_content_find(&m->units, l, r->lo);
    struct ll_stored row;
    if (ll_stored_row(&row, a, "treatment_span", m == NULL ? NULL : &m->o, LL_KIND_TREATMENT,
                      r->treatment_id, c == NULL ? NULL : &c->stored)) {
        ll_stored_i64(&row, "hi", r->hi, c->hi);
    }
}
LL_STORED_TABLE(treatment_span, "treatment_span")

static void check_material(struct ll_audit *a, const struct ll_q_audit_material_row *r)
{
    struct ll_treatment *t = ll_audit_find(a, LL_KIND_TREATMENT, r->treatment_id);
    struct ll_material *m = NULL;
    struct ll_stored row;
    for (size_t i = 0; t != NULL && i < t->materials.count; i++) {
        struct ll_material *one = LL_VEC_AT(&t->materials, struct ll_material, i);
        m = ll_str_eq(one->fraction, r->fraction) ? one : m;
    }
    if (!ll_stored_row(&row, a, "material", t == NULL ? NULL : &t->o, LL_KIND_TREATMENT,
                       r->treatment_id, m == NULL ? NULL : &m->stored)) {
        return;
    }
    ll_stored_i64(&row, "mass_g", r->mass_g, m->mass_g);
    ll_stored_i64(&row, "dispatched_g", r->dispatched_g, m->dispatched_g);
}
LL_STORED_TABLE(material, "material")

static void check_dispatch(struct ll_audit *a, const struct ll_q_audit_dispatch_row *r)
{
    struct ll_dispatch *d = ll_audit_find(a, LL_KIND_DISPATCH, r->dispatch_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "dispatch", d == NULL ? NULL : &d->o, LL_KIND_DISPATCH,
                       r->dispatch_id, d == NULL ? NULL : &d->o.stored)) {
        return;
    }
    ll_stored_ref(&row, "facility_id", true, r->facility_id, d->facility);
    ll_stored_ref(&row, "buyer_id", true, r->buyer_id, d->buyer);
    ll_stored_text(&row, "number", r->number, d->number);
    ll_stored_i64(&row, "dispatched_on", r->dispatched_on, d->dispatched_on);
    ll_stored_id(&row, "event_id", r->event_id, d->o.event_id);
}
LL_STORED_TABLE(dispatch, "dispatch")

static void check_dispatch_item(struct ll_audit *a, const struct ll_q_audit_dispatch_item_row *r)
{
    struct ll_dispatch *d = ll_audit_find(a, LL_KIND_DISPATCH, r->dispatch_id);
    const struct ll_treatment *t = ll_audit_find(a, LL_KIND_TREATMENT, r->treatment_id);
    struct ll_dispatched *one = NULL;
    struct ll_stored row;
    for (size_t i = 0; d != NULL && i < d->items.count; i++) {
        struct ll_dispatched *item = LL_VEC_AT(&d->items, struct ll_dispatched, i);
        one = item->treatment == t && ll_str_eq(item->fraction, r->fraction) ? item : one;
    }
    if (ll_stored_row(&row, a, "dispatch_item", d == NULL ? NULL : &d->o, LL_KIND_DISPATCH,
                      r->dispatch_id, one == NULL ? NULL : &one->stored)) {
        ll_stored_i64(&row, "mass_g", r->mass_g, one->mass_g);
    }
}
LL_STORED_TABLE(dispatch_item, "dispatch_item")

/* ---- what is missing ---- */
static void package_missing(struct ll_audit *a, const struct ll_package *p)
{
    for (size_t i = 0; i < p->weighings.count; i++) {
        if (!LL_VEC_AT(&p->weighings, struct ll_weighing, i)->stored) {
            ll_stored_missing(a, "weighing", &p->o, "entry", (int64_t)i + 1);
        }
    }
    for (size_t i = 0; i < p->tallies.count; i++) {
        if (!LL_VEC_AT(&p->tallies, struct ll_package_tally, i)->stored) {
            ll_stored_missing(a, "package_count", &p->o, "entry", (int64_t)i + 1);
        }
    }
    for (size_t i = 0; i < p->seals.count; i++) {
        if (!LL_VEC_AT(&p->seals, struct ll_seal_entry, i)->stored) {
            ll_stored_missing(a, "seal_entry", &p->o, "entry", (int64_t)i + 1);
        }
    }
}

static void lot_missing(struct ll_audit *a, const struct ll_lot *lot)
{
    for (size_t i = 0; i < lot->custody.count; i++) {
        const struct ll_custody *c = LL_VEC_AT(&lot->custody, struct ll_custody, i);
        if (!c->stored) {
            ll_stored_missing(a, "custody", &lot->o, LL_R("units from"), c->at.lo);
        }
    }
    /* Accepted = in custody + treated + lost…: all of them are stages of custody rows. */
    if (lot->stored_units != lot->accepted) {
        ll_audit_find_fault(a, LL_AUDIT_CUSTODY_SUM, &lot->o,
                            "%lld %s are somewhere, %lld were accepted: off by %lld",
                            (long long)lot->stored_units, ll_lot_word(lot),
                            (long long)lot->accepted,
                            (long long)(lot->stored_units - lot->accepted));
    }
    if (lot->eligible && !lot->open_stored && ll_audit_free_units(lot) > 0) {
        ll_stored_missing(a, "open_lot", &lot->o, LL_R("free units:"), ll_audit_free_units(lot));
    }
}

static void shipment_missing(struct ll_audit *a, const struct ll_shipment *s)
{
    for (size_t i = 0; i < s->legs.count; i++) {
        if (!LL_VEC_AT(&s->legs, struct ll_leg, i)->stored) {
            ll_stored_missing(a, "leg", &s->o, "leg", (int64_t)i + 1);
        }
    }
    for (size_t i = 0; i < s->loads.count; i++) {
        if (!LL_VEC_AT(&s->loads, struct ll_load, i)->stored) {
            ll_stored_missing(a, "shipment_package", &s->o, "package", (int64_t)i + 1);
        }
    }
    for (size_t i = 0; i < s->consents.count; i++) {
        if (!LL_VEC_AT(&s->consents, struct ll_consent, i)->stored) {
            ll_stored_missing(a, "consent", &s->o, "consent", (int64_t)i + 1);
        }
    }
}

static void spans_missing(struct ll_audit *a, const char *table, const struct ll_object *o,
                          const struct ll_vec *spans)
{
    for (size_t i = 0; i < spans->count; i++) {
        const struct ll_content *c = LL_VEC_AT(spans, struct ll_content, i);
        if (!c->stored) {
            ll_stored_missing(a, table, o, LL_R("units from"), c->lo);
        }
    }
}

static void find_missing(struct ll_audit *a)
{
    for (size_t i = 0; i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        if (o->kind == LL_KIND_LOT) {
            lot_missing(a, (const struct ll_lot *)(const void *)o);
        } else if (o->kind == LL_KIND_PACKAGE) {
            package_missing(a, (const struct ll_package *)(const void *)o);
        } else if (o->kind == LL_KIND_SHIPMENT) {
            shipment_missing(a, (const struct ll_shipment *)(const void *)o);
        } else if (o->kind == LL_KIND_RECEIPT) {
            spans_missing(a, "receipt_span", o,
                          &((const struct ll_receipt *)(const void *)o)->contents);
        } else if (o->kind == LL_KIND_CASE) {
            case_missing(a, (const struct ll_case *)(const void *)o);
            spans_missing(a, "case_span", o, &((const struct ll_case *)(const void *)o)->spans);
        } else if (o->kind == LL_KIND_DISPATCH) {
            const struct ll_dispatch *d = (const struct ll_dispatch *)(const void *)o;
            for (size_t j = 0; j < d->items.count; j++) {
                if (!LL_VEC_AT(&d->items, struct ll_dispatched, j)->stored) {
                    ll_stored_missing(a, "dispatch_item", o, "item", (int64_t)j + 1);
                }
            }
        } else if (o->kind == LL_KIND_TREATMENT) {
            const struct ll_treatment *t = (const struct ll_treatment *)(const void *)o;
            spans_missing(a, "treatment_span", o, &t->units);
            for (size_t j = 0; j < t->materials.count; j++) {
                if (!LL_VEC_AT(&t->materials, struct ll_material, j)->stored) {
                    ll_stored_missing(a, "material", o, "fraction", (int64_t)j + 1);
                }
            }
        }
    }
}

enum ll_status ll_audit_stored_supply(struct ll_audit *a, struct ll_err *reterr)
{
    for (size_t i = 0; i < a->all.count; i++) {
        struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        if (o->kind == LL_KIND_LOT) {
            ll_custody_join((struct ll_lot *)(void *)o);
        }
    }
    LL_TRY(read_collection(a, reterr));
    LL_TRY(read_lot(a, reterr));
    LL_TRY(read_open_lot(a, reterr));
    LL_TRY(read_custody(a, reterr));
    LL_TRY(read_package(a, reterr));
    LL_TRY(read_weighing(a, reterr));
    LL_TRY(read_package_count(a, reterr));
    LL_TRY(read_seal_entry(a, reterr));
    LL_TRY(read_shipment(a, reterr));
    LL_TRY(read_leg(a, reterr));
    LL_TRY(read_shipment_package(a, reterr));
    LL_TRY(read_consent(a, reterr));
    LL_TRY(read_receipt(a, reterr));
    LL_TRY(read_receipt_span(a, reterr));
    LL_TRY(read_case(a, reterr));
    LL_TRY(read_case_reopening(a, reterr));
    LL_TRY(read_case_span(a, reterr));
    LL_TRY(read_treatment(a, reterr));
    LL_TRY(read_treatment_span(a, reterr));
    LL_TRY(read_material(a, reterr));
    LL_TRY(read_dispatch(a, reterr));
    LL_TRY(read_dispatch_item(a, reterr));
    find_missing(a);
    return LL_OK;
}
