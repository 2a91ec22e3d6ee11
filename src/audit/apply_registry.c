/* Events of programmes, organisations, order lines and demand. */
#include "audit/model.h"

#include <string.h>

#include "base/time.h"
#include "proof/succession.h"

/* A name that may be there once; a finding when it was taken. */
static void take_code(struct ll_audit *a, const char *word, struct ll_str code,
                      struct ll_object *object)
{
    if (!ll_audit_take_name(a, word, code, object)) {
        ll_audit_find_fault(a, LL_AUDIT_CODE_TWICE, object, "the %s '%.*s' names another object",
                            word, LL_STR_ARG(code));
    }
}

static struct ll_str copy_of(struct ll_audit *a, const struct ll_json *object, const char *name)
{
    return ll_audit_copy(a, ll_body_str(object, name));
}

/* Strings with a blank between, as the store keeps them. */
static struct ll_str join(struct ll_audit *a, const struct ll_json *list)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, a->scratch, 16384);
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) {
            ll_strbuf_char(&buf, ' ');
        }
        ll_strbuf_str(&buf, ll_json_string(&list->items[i]));
    }
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        a->status = LL_ENOMEM;
        return LL_STR("");
    }
    return ll_audit_copy(a, text);
}

void ll_apply_class_defined(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_class *c = ll_audit_make(a, LL_KIND_CLASS, event->id, sizeof(*c));
    if (c == NULL) {
        return;
    }
    c->code = copy_of(a, b, "class_code");
    c->unu_key = copy_of(a, b, "unu_key");
    c->hs_code = copy_of(a, b, "hs_code");
    c->mass_low_g = ll_body_i64(b, "mass_low_g");
    c->mass_g = ll_body_i64(b, "mass_g");
    c->mass_high_g = ll_body_i64(b, "mass_high_g");
    take_code(a, "class", c->code, &c->o);
}

void ll_apply_organisation_registered(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_organisation *o =
        ll_audit_make(a, LL_KIND_ORGANISATION, ll_body_id(b, "organisation_id"), sizeof(*o));
    if (o == NULL) {
        return;
    }
    o->code = copy_of(a, b, "code");
    o->country = copy_of(a, b, "country");
    o->name_annex_id = ll_audit_annex_of(a, b, "name_annex_id", "organisation.name");
    take_code(a, "organisation", o->code, &o->o);
}

void ll_apply_annex_erased(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *entries = ll_body_list(event->body, "entries");
    (void)ll_audit_named(a, LL_KIND_ORGANISATION, event->body, "organisation_id");
    for (size_t i = 0; i < entries->count; i++) {
        struct ll_annex *x = ll_audit_named(a, LL_KIND_ANNEX, &entries->items[i], "annex_id");
        if (x == NULL) {
            continue;
        }
        if (x->erased) {
            ll_audit_find_fault(a, LL_AUDIT_ANNEX_ERASED_TWICE, &x->o, "it was erased before");
            continue;
        }
        x->erased = true;
        x->erased_at_us = event->at.us;
        ll_audit_count(a, LL_AUDIT_COUNT_ERASED, 1);
    }
}

void ll_apply_facility_registered(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_facility *f =
        ll_audit_make(a, LL_KIND_FACILITY, ll_body_id(b, "facility_id"), sizeof(*f));
    if (f == NULL) {
        return;
    }
    (void)ll_audit_named(a, LL_KIND_ORGANISATION, b, "organisation_id");
    f->code = copy_of(a, b, "code");
    f->country = copy_of(a, b, "country");
    f->organisation_id = ll_body_id(b, "organisation_id");
    f->is_plant = ll_body_bool(b, "is_plant");
    f->name_annex_id = ll_audit_annex_of(a, b, "name_annex_id", "facility.name");
    take_code(a, "facility", f->code, &f->o);
}

static bool same_key(const struct ll_public_key *a, const struct ll_public_key *b)
{
    return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

/* Is it the retiring key that says so? */
static bool is_said(struct ll_audit *a, const struct ll_signing_key *k)
{
    char at[LL_TIME_TEXT_MAX];
    struct ll_json *document = NULL;
    struct ll_signature signature;
    struct ll_str issuer;
    struct ll_str successor;
    bool good = false;
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(a->crypto);
    ll_time_format((struct ll_time){k->changed_at / 1000000 * 1000000}, at);
    const struct ll_succession said = {k->retired, k->key, ll_str_from_cstr(at)};
    if (k->signature.len != sizeof(signature.b)) {
        return false;
    }
    memcpy(signature.b, k->signature.ptr, sizeof(signature.b));
    if (ll_succession_document(a->scratch, &crypto, &said, &signature, &document, NULL) != LL_OK ||
        ll_succession_check(a->scratch, &crypto, document, &good, &issuer, &successor, NULL) !=
            LL_OK) {
        a->status = LL_ENOMEM;
        return false;
    }
    ll_audit_count(a, LL_AUDIT_COUNT_SIGNATURES, 1);
    return good;
}

void ll_apply_signing_key_changed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_signing_key *k =
        ll_audit_make(a, LL_KIND_SIGNING_KEY, ll_body_id(b, "signing_key_id"), sizeof(*k));
    if (k == NULL) {
        return;
    }
    struct ll_str key = ll_body_bytes(a, b, "public_key");
    struct ll_str retired = ll_body_bytes(a, b, "retired_key");
    k->signature = ll_body_bytes(a, b, "signature");
    k->changed_at = event->at.us;
    if (key.len != sizeof(k->key.b) || retired.len != sizeof(k->retired.b)) {
        return;
    }
    memcpy(k->key.b, key.ptr, sizeof(k->key.b));
    memcpy(k->retired.b, retired.ptr, sizeof(k->retired.b));
    if (a->has_signing_key && !same_key(&a->signing_key, &k->retired)) {
        ll_audit_find_fault(a, LL_AUDIT_SIGNING_KEY, &k->o,
                            "the key that retires is not the one in use");
    }
    if (!is_said(a, k)) {
        ll_audit_find_fault(a, LL_AUDIT_SIGNING_KEY, &k->o,
                            "the key that retires did not sign for the next one");
    }
    if (!a->has_signing_key) {
        take_code(a, "signing key", retired, &k->o);
    }
    take_code(a, "signing key", key, &k->o);
    a->signing_key = k->key;
    a->has_signing_key = true;
}

void ll_apply_plant_key_registered(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_plant_key *k =
        ll_audit_make(a, LL_KIND_PLANT_KEY, ll_body_id(b, "plant_key_id"), sizeof(*k));
    if (k == NULL) {
        return;
    }
    const struct ll_facility *f = ll_audit_named(a, LL_KIND_FACILITY, b, "facility_id");
    k->facility_id = ll_body_id(b, "facility_id");
    struct ll_str key = ll_body_bytes(a, b, "public_key");
    if (key.len == sizeof(k->key.b)) {
        memcpy(k->key.b, key.ptr, sizeof(k->key.b));
    }
    if (f != NULL && !f->is_plant) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_KEY, &k->o,
                            "the key is of '%.*s', which is no plant", LL_STR_ARG(f->code));
    }
    take_code(a, "public key", key, &k->o);
}

void ll_apply_facility_certified(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_certification *c =
        ll_audit_make(a, LL_KIND_CERTIFICATION, ll_body_id(b, "certification_id"), sizeof(*c));
    if (c == NULL) {
        return;
    }
    struct ll_facility *f = ll_audit_named(a, LL_KIND_FACILITY, b, "facility_id");
    struct ll_certification **held =
        f == NULL ? NULL : ll_vec_push(a, &f->certifications, sizeof(*held));
    if (held != NULL) {
        *held = c;
    }
    c->facility_id = ll_body_id(b, "facility_id");
    c->standard = ll_audit_copy(a, ll_body_str(b, "standard"));
    c->scope = ll_audit_copy(a, ll_body_str(b, "scope"));
    c->number = ll_audit_copy(a, ll_body_str(b, "number"));
    c->valid_from = ll_body_date(b, "valid_from");
    c->valid_to = ll_body_date(b, "valid_to");
    if (c->valid_from > c->valid_to || (f != NULL && !f->is_plant)) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATION_SHAPE, &c->o, "%s",
                            c->valid_from > c->valid_to ? "it ends before it begins"
                                                        : "the facility is no plant");
    }
}

static void add_rule(struct ll_audit *a, struct ll_programme *p, const struct ll_json *b)
{
    struct ll_rule *rule = ll_vec_push(a, &p->rules, sizeof(*rule));
    const struct ll_json *classes = ll_body_list(b, "lot_classes");
    const struct ll_json *fee = ll_json_get(b, "fee");
    if (rule == NULL) {
        return;
    }
    rule->demand_class = copy_of(a, b, "demand_class");
    rule->lot_classes = join(a, classes);
    rule->fee_minor = ll_body_i64(fee, "minor");
    rule->fee_currency = copy_of(a, fee, "currency");
    rule->grams_per_device = ll_body_i64(b, "grams_per_device");
    for (size_t i = 0; i + 1 < p->rules.count; i++) {
        if (ll_str_eq(LL_VEC_AT(&p->rules, struct ll_rule, i)->demand_class, rule->demand_class)) {
            ll_audit_find_fault(a, LL_AUDIT_CODE_TWICE, &p->o, "two rules for class '%.*s'",
                                LL_STR_ARG(rule->demand_class));
        }
    }
    for (size_t i = 0; i <= classes->count; i++) {
        struct ll_str code = i == 0 ? rule->demand_class : ll_json_string(&classes->items[i - 1]);
        if (ll_audit_name(a, "class", code) == NULL) {
            ll_audit_find_fault(a, LL_AUDIT_OBJECT_UNKNOWN, &p->o, "there is no class '%.*s'",
                                LL_STR_ARG(code));
        }
    }
}

void ll_apply_programme_defined(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_programme *p =
        ll_audit_make(a, LL_KIND_PROGRAMME, ll_body_id(b, "programme_id"), sizeof(*p));
    if (p == NULL) {
        return;
    }
    struct ll_organisation *run_by = ll_audit_named(a, LL_KIND_ORGANISATION, b, "operator_id");
    if (run_by != NULL) {
        run_by->operates = true;
    }
    a->has_operator = true;
    p->code = copy_of(a, b, "code");
    p->version = ll_body_i64(b, "version");
    p->oldest_vintage = ll_body_month(b, "oldest_vintage");
    p->operator_id = ll_body_id(b, "operator_id");
    const struct ll_json *classes = ll_body_list(b, "classes");
    for (size_t i = 0; i < classes->count; i++) {
        add_rule(a, p, &classes->items[i]);
    }
    take_code(a, "programme", p->code, &p->o);
}

void ll_apply_party_added(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    enum ll_audit_kind kind = ll_audit_kind_from_name(ll_body_str(b, "object_kind"));
    struct ll_str id = ll_body_bytes(a, b, "object_id");
    (void)ll_audit_named(a, LL_KIND_ORGANISATION, b, "organisation_id");
    if (kind == LL_KIND_NONE || ll_audit_find(a, kind, id) == NULL) {
        ll_audit_find_fault_id(a, LL_AUDIT_OBJECT_UNKNOWN, kind, id,
                               "a part is given in a %.*s that is not there",
                               LL_STR_ARG(ll_body_str(b, "object_kind")));
    }
    struct ll_id object = {{0}};
    if (id.len == sizeof(object.b)) {
        memcpy(object.b, id.ptr, sizeof(object.b));
    }
    ll_audit_add_party(a, kind, object,
                       ll_body_enum(b, "role", ll_party_role_rows, LL_PARTY_ROLE_ROW_COUNT),
                       ll_body_id(b, "organisation_id"));
}

/* ---- demand ---- */
/* A line counts as the programme's rule of its class says. */
static void check_measure(struct ll_audit *a, const struct ll_line *line)
{
    const struct ll_programme *p = line->programme;
    for (size_t i = 0; p != NULL && i < p->rules.count; i++) {
        const struct ll_rule *rule = LL_VEC_AT(&p->rules, struct ll_rule, i);
        if (ll_str_eq(rule->demand_class, line->class_code) &&
            (rule->grams_per_device > 0) != (line->measure == LL_MEASURE_GRAMS)) {
            ll_audit_find_fault(a, LL_AUDIT_LINE_MEASURE, &line->o,
                                "it counts in %s, against the rule of class '%.*s'",
                                ll_measure_name((enum ll_measure)line->measure),
                                LL_STR_ARG(line->class_code));
        }
    }
}

void ll_apply_order_line_opened(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_line *line =
        ll_audit_make(a, LL_KIND_ORDER_LINE, ll_body_id(b, "order_line_id"), sizeof(*line));
    if (line == NULL) {
        return;
    }
    line->code = copy_of(a, b, "code");
    line->class_code = copy_of(a, b, "class_code");
    line->countries = join(a, ll_body_list(b, "countries"));
    line->programme = ll_audit_named(a, LL_KIND_PROGRAMME, b, "programme_id");
    (void)ll_audit_named(a, LL_KIND_ORGANISATION, b, "payer_id");
    (void)ll_audit_named(a, LL_KIND_ORGANISATION, b, "beneficiary_id");
    line->payer_id = ll_body_id(b, "payer_id");
    line->beneficiary_id = ll_body_id(b, "beneficiary_id");
    line->reseller = ll_audit_named(a, LL_KIND_ORGANISATION, b, "reseller_id");
    line->funder = ll_audit_named(a, LL_KIND_ORGANISATION, b, "funder_id");
    line->standard = copy_of(a, b, "standard");
    line->has_vintage_from = ll_body_has(b, "vintage_from");
    line->vintage_from = ll_body_month(b, "vintage_from");
    line->has_vintage_to = ll_body_has(b, "vintage_to");
    line->vintage_to = ll_body_month(b, "vintage_to");
    line->measure = ll_body_has(b, "measure") ? LL_MEASURE_GRAMS : LL_MEASURE_PIECES;
    check_measure(a, line);
    if (ll_audit_name(a, "class", line->class_code) == NULL) {
        ll_audit_find_fault(a, LL_AUDIT_OBJECT_UNKNOWN, &line->o, "there is no class '%.*s'",
                            LL_STR_ARG(line->class_code));
    }
    take_code(a, "order line", line->code, &line->o);
    ll_audit_add_party(a, LL_KIND_ORDER_LINE, line->o.id, LL_PARTY_ROLE_PAYER, line->payer_id);
    ll_audit_add_party(a, LL_KIND_ORDER_LINE, line->o.id, LL_PARTY_ROLE_BENEFICIARY,
                       line->beneficiary_id);
    if (line->reseller != NULL) {
        ll_audit_add_party(a, LL_KIND_ORDER_LINE, line->o.id, LL_PARTY_ROLE_RESELLER,
                           line->reseller->o.id);
    }
    ll_audit_count(a, LL_AUDIT_COUNT_ORDER_LINES, 1);
}

static void add_slice(struct ll_audit *a, struct ll_document *document, const struct ll_json *b)
{
    struct ll_line *line = ll_audit_named(a, LL_KIND_ORDER_LINE, b, "order_line_id");
    int64_t lo = ll_body_i64(b, "lo");
    int64_t hi = ll_body_i64(b, "hi");
    if (line == NULL) {
        return;
    }
    if (lo != line->demanded || hi <= lo || hi > LL_UNITS_MAX) {
        ll_audit_find_fault(a, LL_AUDIT_SLICE_NOT_AT_TAIL, &line->o,
                            "slice [%lld, %lld) of a line that ends at %lld: off by %lld",
                            (long long)lo, (long long)hi, (long long)line->demanded,
                            (long long)(lo - line->demanded));
        if (lo < line->demanded || hi <= lo || hi > LL_UNITS_MAX) {
            return; /* kept disjoint, so that what follows can be judged */
        }
    }
    struct ll_slice *slice = ll_vec_push(a, &line->slices, sizeof(*slice));
    if (slice == NULL) {
        return;
    }
    *slice = (struct ll_slice){
        .at = {lo, hi},
        .trigger = ll_body_enum(b, "trigger", ll_trigger_rows, LL_TRIGGER_ROW_COUNT),
        .queue_at = a->event->at.us,
        .open = hi - lo,
        .document = document,
        .event_id = a->event->id,
    };
    line->demanded = hi;
    ll_audit_carry(a, line, slice, ll_body_list(b, "carried"));
    ll_audit_count(a, LL_AUDIT_COUNT_SLICES, 1);
}

/* A document counts once, and a purchase once over its order and its invoices. */
void ll_audit_check_identity(struct ll_audit *a, struct ll_document *d)
{
    if (!ll_audit_take_name(a, "document", d->identity, d)) {
        ll_audit_find_fault(a, LL_AUDIT_DOCUMENT_TWICE, &d->o,
                            "a document of this identity was booked before");
    }
    bool order_booked =
        d->order_identity.len > 0 && ll_audit_name(a, "document", d->order_identity) != NULL;
    bool invoice_booked = ll_audit_name(a, "invoiced order", d->identity) != NULL;
    if (order_booked || invoice_booked) {
        ll_audit_find_fault(a, LL_AUDIT_PURCHASE_TWICE, &d->o,
                            order_booked ? LL_R("the order of this invoice was booked before")
                                         : LL_R("an invoice of this order was booked before"));
    }
    if (d->order_identity.len > 0) {
        (void)ll_audit_take_name(a, "invoiced order", d->order_identity, d);
    }
}

void ll_apply_demand_accepted(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_document *d =
        ll_audit_make(a, LL_KIND_DOCUMENT, ll_body_id(b, "document_id"), sizeof(*d));
    if (d == NULL) {
        return;
    }
    d->code = copy_of(a, b, "kind");
    d->identity = ll_body_bytes(a, b, "identity");
    d->content_digest = ll_body_bytes(a, b, "content_digest");
    d->order_identity = ll_body_bytes(a, b, "order_identity");
    d->device_digest = ll_body_bytes(a, b, "device_digest");
    d->device_count = ll_body_i64(b, "device_count");
    d->issued_on = ll_body_date(b, "issued_on");
    d->name_annex_id = ll_audit_annex_of(a, b, "document_name_annex_id", "document");
    ll_audit_check_identity(a, d);
    if ((d->device_count > 0) != (d->device_digest.len > 0)) {
        ll_audit_find_fault(a, LL_AUDIT_DEVICE_REGISTER, &d->o,
                            "%lld devices and a digest of %zu bytes", (long long)d->device_count,
                            d->device_digest.len);
    }
    struct ll_str event_key = {(const char *)event->id.b, sizeof(event->id.b)};
    (void)ll_audit_take_name(a, "demand event", event_key, d);
    const struct ll_json *slices = ll_body_list(b, "slices");
    for (size_t i = 0; i < slices->count; i++) {
        add_slice(a, d, &slices->items[i]);
    }
}

void ll_apply_site_set(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_site *s = ll_audit_make(a, LL_KIND_SITE, ll_body_id(b, "site_id"), sizeof(*s));
    a->has_site = true;
    if (s != NULL) {
        s->address = copy_of(a, b, "address");
        s->name_annex_id = ll_audit_annex_of(a, b, "name_annex_id", "site.name");
    }
}
