/* Events of collections, packages, shipments, receipts and treatments. */
#include "audit/model.h"

#include <string.h>

#define MASS_MAX LL_MASS_G_MAX
#define IMPOSSIBLE_TIMES 1000 /* what the heaviest of a class weigh */

__extension__ typedef __int128 wide;

static struct ll_str copy_of(struct ll_audit *a, const struct ll_json *object, const char *name)
{
    return ll_audit_copy(a, ll_body_str(object, name));
}

static void take_code(struct ll_audit *a, const char *word, struct ll_str code,
                      struct ll_object *object)
{
    if (!ll_audit_take_name(a, word, code, object)) {
        ll_audit_find_fault(a, LL_AUDIT_CODE_TWICE, object, "the %s '%.*s' names another object",
                            word, LL_STR_ARG(code));
    }
}

/* ---- collections ---- */
bool ll_audit_mass_fits(const struct ll_class *class, const struct ll_lot *lot)
{
    return 2 * (wide)lot->mass_g >= (wide) class->mass_low_g * lot->accepted &&
           2 * (wide)lot->mass_g <= (wide)3 * class->mass_high_g * lot->accepted;
}

static void check_lot(struct ll_audit *a, const struct ll_lot *lot)
{
    if (lot->units < 0 || lot->units > LL_UNITS_MAX || lot->mass_g <= 0 || lot->mass_g > MASS_MAX ||
        lot->eligible != (lot->ineligible_reason.len == 0) ||
        (lot->measure == LL_MEASURE_GRAMS && lot->units != lot->mass_g)) {
        ll_audit_find_fault(a, LL_AUDIT_LOT_SHAPE, &lot->o,
                            "%lld units, %lld g, eligible %d, reason '%.*s'", (long long)lot->units,
                            (long long)lot->mass_g, lot->eligible,
                            LL_STR_ARG(lot->ineligible_reason));
    }
    const struct ll_class *class = ll_audit_name(a, "class", lot->class_code);
    if (class == NULL) {
        ll_audit_find_fault(a, LL_AUDIT_OBJECT_UNKNOWN, &lot->o, "there is no class '%.*s'",
                            LL_STR_ARG(lot->class_code));
    } else if (class->mass_g == 0 && lot->measure != LL_MEASURE_GRAMS) {
        ll_audit_find_fault(a, LL_AUDIT_LOT_SHAPE, &lot->o,
                            "it is counted, and nobody counts class '%.*s'",
                            LL_STR_ARG(lot->class_code));
    } else if (lot->measure != LL_MEASURE_GRAMS &&
               (lot->mass_g < lot->units ||
                lot->mass_g > (wide)IMPOSSIBLE_TIMES * class->mass_high_g * lot->units)) {
        ll_audit_find_fault(a, LL_AUDIT_LOT_SHAPE, &lot->o,
                            "%lld of class '%.*s' cannot weigh %lld g", (long long)lot->units,
                            LL_STR_ARG(lot->class_code), (long long)lot->mass_g);
    }
    if (lot->eligible && lot->programme != NULL && lot->vintage < lot->programme->oldest_vintage) {
        ll_audit_find_fault(a, LL_AUDIT_LOT_TOO_OLD, &lot->o,
                            "collected %lld months before the oldest vintage",
                            (long long)(lot->programme->oldest_vintage - lot->vintage));
    }
}

static void add_lot(struct ll_audit *a, struct ll_collection *c, const struct ll_json *b)
{
    struct ll_lot *lot = ll_audit_make(a, LL_KIND_LOT, ll_body_id(b, "lot_id"), sizeof(*lot));
    if (lot == NULL) {
        return;
    }
    struct ll_date collected = {(int32_t)c->collected_on};
    lot->collection = c;
    lot->programme = c->programme;
    lot->class_code = copy_of(a, b, "class_code");
    lot->country = c->country;
    lot->vintage = ll_date_month(collected).months;
    lot->accepted_on = c->collected_on;
    lot->funder = ll_audit_named(a, LL_KIND_ORGANISATION, b, "funder_id");
    lot->source = c->source;
    lot->units = ll_body_i64(b, "units");
    lot->accepted = lot->units;
    lot->mass_g = ll_body_i64(b, "mass_g");
    lot->measure = ll_body_has(b, "measure") ? LL_MEASURE_GRAMS : LL_MEASURE_PIECES;
    lot->battery = ll_body_enum(b, "battery", ll_battery_rows, LL_BATTERY_ROW_COUNT);
    lot->eligible = ll_body_bool(b, "eligible");
    lot->ineligible_reason = copy_of(a, b, "ineligible_reason");
    lot->queue_at = a->event->at.us;
    lot->public_number = ll_body_bytes(a, b, "public_number");
    check_lot(a, lot);
    take_code(a, "public number", lot->public_number, &lot->o);
    if (lot->funder != NULL) {
        ll_audit_add_party(a, LL_KIND_LOT, lot->o.id, LL_PARTY_ROLE_FUNDER, lot->funder->o.id);
    }
    ll_audit_count(a, LL_AUDIT_COUNT_LOTS, 1);
    ll_audit_count(
        a, lot->measure == LL_MEASURE_GRAMS ? LL_AUDIT_COUNT_LOT_G : LL_AUDIT_COUNT_LOT_UNITS,
        lot->units <= LL_UNITS_MAX ? lot->units : 0);
    if (lot->units <= 0) {
        return;
    }
    struct ll_custody *custody = ll_vec_push(a, &lot->custody, sizeof(*custody));
    if (custody != NULL) {
        custody->at = (struct ll_interval){0, lot->units};
        custody->stage = LL_STAGE_ACCEPTED;
        custody->facility = ll_audit_find_id(a, LL_KIND_FACILITY, c->facility_id);
        custody->since = lot->accepted_on;
    }
}

/* A lot that nobody brought: not eligible until it is explained. */
void ll_apply_units_found(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_lot *lot = ll_audit_make(a, LL_KIND_LOT, ll_body_id(b, "lot_id"), sizeof(*lot));
    if (lot == NULL) {
        return;
    }
    struct ll_date found = {(int32_t)ll_body_date(b, "found_on")};
    lot->programme = ll_audit_named(a, LL_KIND_PROGRAMME, b, "programme_id");
    lot->class_code = copy_of(a, b, "class_code");
    lot->country = copy_of(a, b, "country");
    lot->vintage = ll_date_month(found).months;
    lot->accepted_on = found.days;
    lot->funder = ll_audit_named(a, LL_KIND_ORGANISATION, b, "funder_id");
    lot->source = LL_SOURCE_FOUND;
    lot->units = ll_body_i64(b, "units");
    lot->accepted = lot->units;
    lot->mass_g = ll_body_i64(b, "mass_g");
    lot->battery = ll_body_enum(b, "battery", ll_battery_rows, LL_BATTERY_ROW_COUNT);
    lot->ineligible_reason = LL_STR("found");
    lot->measure = ll_body_has(b, "measure") ? LL_MEASURE_GRAMS : LL_MEASURE_PIECES;
    lot->queue_at = event->at.us;
    lot->public_number = ll_body_bytes(a, b, "public_number");
    check_lot(a, lot);
    take_code(a, "public number", lot->public_number, &lot->o);
    if (found.days > ll_time_date(event->at).days) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &lot->o, "found %lld days ahead",
                            (long long)(found.days - ll_time_date(event->at).days));
    }
    if (lot->funder != NULL) {
        ll_audit_add_party(a, LL_KIND_LOT, lot->o.id, LL_PARTY_ROLE_FUNDER, lot->funder->o.id);
    }
    ll_audit_count(a, LL_AUDIT_COUNT_LOTS, 1);
    ll_audit_count(
        a, lot->measure == LL_MEASURE_GRAMS ? LL_AUDIT_COUNT_LOT_G : LL_AUDIT_COUNT_LOT_UNITS,
        lot->units <= LL_UNITS_MAX ? lot->units : 0);
    if (lot->units > 0) {
        ll_audit_find_units(a, lot, b);
    }
}

/* Evidence makes one collection; another that shows it says so, and its lots begin not eligible. */
static void check_evidence(struct ll_audit *a, struct ll_collection *c, const struct ll_json *lots)
{
    const struct ll_object *first = ll_audit_name(a, "evidence", c->evidence_digest);
    if (first == NULL) {
        (void)ll_audit_take_name(a, "evidence", c->evidence_digest, c);
    } else if (!c->evidence_again) {
        ll_audit_find_fault(a, LL_AUDIT_EVIDENCE_TWICE, &c->o,
                            "its evidence was shown for an earlier collection, and it does not say "
                            "so");
    }
    if (c->source == LL_SOURCE_FOUND) {
        ll_audit_find_fault(a, LL_AUDIT_LOT_SHAPE, &c->o, "what was found is no collection");
    }
    for (size_t i = 0; c->evidence_again && i < lots->count; i++) {
        if (ll_body_bool(&lots->items[i], "eligible")) {
            ll_audit_find_fault(a, LL_AUDIT_EVIDENCE_TWICE, &c->o,
                                "a lot is eligible from the start, though its evidence was shown "
                                "before");
        }
    }
}

/* The same record of one collector counts once; a class has one lot in a collection. */
static void check_collection(struct ll_audit *a, struct ll_collection *c,
                             const struct ll_json *lots)
{
    char key[16 + 64];
    if (c->record_key.len > 0 && c->record_key.len <= 64) {
        memcpy(key, c->collector_id.b, 16);
        memcpy(key + 16, c->record_key.ptr, c->record_key.len);
        if (!ll_audit_take_name(a, "record", (struct ll_str){key, 16 + c->record_key.len}, c)) {
            ll_audit_find_fault(a, LL_AUDIT_RECORD_TWICE, &c->o,
                                "record '%.*s' of this collector was booked before",
                                LL_STR_ARG(c->record_key));
        }
    }
    check_evidence(a, c, lots);
    for (size_t i = 1; i < lots->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (ll_str_eq(ll_body_str(&lots->items[i], "class_code"),
                          ll_body_str(&lots->items[j], "class_code"))) {
                ll_audit_find_fault(a, LL_AUDIT_LOT_SHAPE, &c->o,
                                    "two lots of one class in one collection");
            }
        }
    }
    struct ll_date recorded = ll_time_date(a->event->at);
    if (c->collected_on > (int64_t)recorded.days + 1) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &c->o,
                            "collected %lld days after it was recorded",
                            (long long)(c->collected_on - recorded.days));
    }
}

void ll_apply_collection_received(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    const struct ll_json *price = ll_json_get(b, "price");
    const struct ll_json *lots = ll_body_list(b, "lots");
    struct ll_collection *c =
        ll_audit_make(a, LL_KIND_COLLECTION, ll_body_id(b, "collection_id"), sizeof(*c));
    if (c == NULL) {
        return;
    }
    c->programme = ll_audit_named(a, LL_KIND_PROGRAMME, b, "programme_id");
    (void)ll_audit_named(a, LL_KIND_ORGANISATION, b, "collector_id");
    (void)ll_audit_named(a, LL_KIND_FACILITY, b, "facility_id");
    c->collector_id = ll_body_id(b, "collector_id");
    c->facility_id = ll_body_id(b, "facility_id");
    c->country = copy_of(a, b, "country");
    c->record_key = copy_of(a, b, "record_key");
    c->evidence_digest = ll_body_bytes(a, b, "evidence_digest");
    c->evidence_again = ll_body_bool(b, "evidence_again");
    c->collected_on = ll_body_date(b, "collected_on");
    c->source = ll_body_enum(b, "source", ll_source_rows, LL_SOURCE_ROW_COUNT);
    c->price_minor = ll_body_i64(price, "minor");
    c->price_currency = copy_of(a, price, "currency");
    ll_audit_add_party(a, LL_KIND_COLLECTION, c->o.id, LL_PARTY_ROLE_COLLECTOR, c->collector_id);
    check_collection(a, c, lots);
    for (size_t i = 0; i < lots->count; i++) {
        add_lot(a, c, &lots->items[i]);
    }
}

/* ---- packages ---- */
void ll_apply_package_made(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_package *p =
        ll_audit_make(a, LL_KIND_PACKAGE, ll_body_id(b, "package_id"), sizeof(*p));
    if (p == NULL) {
        return;
    }
    p->code = copy_of(a, b, "code");
    p->country = copy_of(a, b, "country");
    p->package_kind = ll_body_enum(b, "kind", ll_package_kind_rows, LL_PACKAGE_KIND_ROW_COUNT);
    p->programme = ll_audit_named(a, LL_KIND_PROGRAMME, b, "programme_id");
    p->funder = ll_audit_named(a, LL_KIND_ORGANISATION, b, "funder_id");
    p->facility = ll_audit_named(a, LL_KIND_FACILITY, b, "facility_id");
    take_code(a, "package", p->code, &p->o);
    if (ll_body_has(b, "number")) {
        p->number = copy_of(a, b, "number");
        ll_audit_check_number(a, p);
    }
    ll_audit_count(a, LL_AUDIT_COUNT_PACKAGES, 1);
}

static const char *place_word(const struct ll_package *p)
{
    return p->parent != NULL     ? LL_R("inside another package")
           : p->shipment != NULL ? LL_R("on a shipment")
           : p->facility != NULL ? LL_R("at a facility")
                                 : "unpacked";
}

/* Open to be filled: at a facility, not sealed. */
static bool check_open(struct ll_audit *a, const struct ll_package *p, const char *deed)
{
    if (p->facility == NULL) {
        ll_audit_find_fault(a, LL_AUDIT_PACKAGE_PLACE, &p->o, "it is %s while %s", place_word(p),
                            deed);
    } else if (p->seal.len > 0) {
        ll_audit_find_fault(a, LL_AUDIT_PACKAGE_PLACE, &p->o, "it is sealed while %s", deed);
    } else {
        return true;
    }
    return false;
}

static void check_mixed(struct ll_audit *a, const struct ll_package *p, const struct ll_lot *lot)
{
    if (lot->programme != p->programme || lot->funder != p->funder ||
        !ll_str_eq(lot->country, p->country)) {
        ll_audit_find_fault(a, LL_AUDIT_PACKAGE_MIXED, &p->o,
                            "a lot from %.*s is packed with what is from %.*s, or of another "
                            "programme or funder",
                            LL_STR_ARG(lot->country), LL_STR_ARG(p->country));
    }
    int64_t measure = ll_audit_package_measure(a, p);
    if (measure != 0 && measure != lot->measure) {
        ll_audit_find_fault(a, LL_AUDIT_PACKAGE_MIXED, &p->o,
                            "it would hold counted units and grams that nobody counted");
    }
}

/* Units [lo, hi) of a lot go into a package; they must be loose where it is. */
static void pack(struct ll_audit *a, struct ll_package *p, struct ll_lot *lot, int64_t lo,
                 int64_t hi)
{
    if (!ll_custody_cut(a, lot, lo, hi)) {
        return;
    }
    ll_audit_check_held(a, &lot->o, lot, lo, hi);
    size_t at = ll_vec_find(&lot->custody, sizeof(struct ll_custody), lo);
    for (; at < lot->custody.count; at++) {
        struct ll_custody *c = LL_VEC_AT(&lot->custody, struct ll_custody, at);
        if (c->at.lo >= hi) {
            break;
        }
        if (c->facility == NULL || c->facility != p->facility) {
            ll_audit_find_fault(a, LL_AUDIT_CUSTODY_NOT_LOOSE, &lot->o,
                                "units [%lld, %lld) are not loose where the package is",
                                (long long)c->at.lo, (long long)c->at.hi);
        }
        if (c->stage == LL_STAGE_DISMANTLED && lot->measure == LL_MEASURE_GRAMS) {
            ll_audit_find_fault(a, LL_AUDIT_CUSTODY_NOT_LOOSE, &lot->o,
                                "grams [%lld, %lld) are packed after they were dismantled",
                                (long long)c->at.lo, (long long)c->at.hi);
        }
        ll_audit_check_review(a, c, lot, "packed");
        c->facility = NULL;
        c->package = p;
    }
    struct ll_content *content = ll_vec_push(a, &p->contents, sizeof(*content));
    if (content != NULL) {
        *content = (struct ll_content){lot, lo, hi, false};
    }
}

void ll_apply_package_filled(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_package *p = ll_audit_named(a, LL_KIND_PACKAGE, event->body, "package_id");
    const struct ll_json *spans = ll_body_list(event->body, "spans");
    if (p == NULL) {
        return;
    }
    (void)check_open(a, p, LL_R("being filled"));
    for (size_t i = 0; i < spans->count; i++) {
        struct ll_lot *lot = ll_audit_named(a, LL_KIND_LOT, &spans->items[i], "lot_id");
        int64_t lo = ll_body_i64(&spans->items[i], "lo");
        int64_t hi = ll_body_i64(&spans->items[i], "hi");
        if (lot == NULL) {
            continue;
        }
        if (lo >= hi || hi > lot->accepted) {
            ll_audit_find_fault(a, LL_AUDIT_CUSTODY_NOT_LOOSE, &lot->o,
                                "units [%lld, %lld) are packed of a lot of %lld", (long long)lo,
                                (long long)hi, (long long)lot->accepted);
            continue;
        }
        check_mixed(a, p, lot);
        pack(a, p, lot, lo, hi);
    }
}

static void leave(struct ll_package *parent, const struct ll_package *p)
{
    for (size_t i = parent->children.count; i > 0; i--) {
        if (*LL_VEC_AT(&parent->children, struct ll_package *, i - 1) == p) {
            ll_vec_remove(&parent->children, i - 1, sizeof(struct ll_package *));
        }
    }
}

static void nest(struct ll_audit *a, struct ll_package *parent, struct ll_package *p)
{
    const struct ll_package *up = parent;
    while (up != NULL && up != p) {
        up = up->parent;
    }
    if (up == p || p->facility == NULL || p->facility != parent->facility) {
        ll_audit_find_fault(a, LL_AUDIT_PACKAGE_PLACE, &p->o,
                            up == p
                                ? LL_R("it is nested in itself")
                                : LL_R("it is %s, not where the package is that it is put into"),
                            place_word(p));
        if (up == p) {
            return;
        }
    }
    if (p->programme != parent->programme || p->funder != parent->funder ||
        !ll_str_eq(p->country, parent->country)) {
        ll_audit_find_fault(a, LL_AUDIT_PACKAGE_MIXED, &parent->o,
                            "a package from %.*s is nested in one of %.*s, or of another programme "
                            "or funder",
                            LL_STR_ARG(p->country), LL_STR_ARG(parent->country));
    }
    int64_t measure = ll_audit_package_measure(a, p);
    int64_t around = ll_audit_package_measure(a, parent);
    if (measure != 0 && around != 0 && measure != around) {
        ll_audit_find_fault(a, LL_AUDIT_PACKAGE_MIXED, &parent->o,
                            "counted units and grams that nobody counted are nested together");
    }
    if (p->parent != NULL) {
        leave(p->parent, p);
    }
    struct ll_package **child = ll_vec_push(a, &parent->children, sizeof(*child));
    if (child != NULL) {
        *child = p;
        p->parent = parent;
        p->facility = NULL;
    }
}

void ll_apply_package_nested(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_package *parent = ll_audit_named(a, LL_KIND_PACKAGE, event->body, "parent_id");
    const struct ll_json *packages = ll_body_list(event->body, "packages");
    if (parent == NULL) {
        return;
    }
    (void)check_open(a, parent, LL_R("packages are put into it"));
    for (size_t i = 0; i < packages->count; i++) {
        struct ll_package *p =
            ll_audit_named(a, LL_KIND_PACKAGE, &packages->items[i], "package_id");
        if (p != NULL) {
            nest(a, parent, p);
        }
    }
}

/* ---- shipments ---- */
static void add_country(struct ll_audit *a, struct ll_shipment *s, const struct ll_facility *f)
{
    for (size_t i = 0; f != NULL && i < s->countries.count; i++) {
        if (ll_str_eq(*LL_VEC_AT(&s->countries, struct ll_str, i), f->country)) {
            return;
        }
    }
    struct ll_str *country = f == NULL ? NULL : ll_vec_push(a, &s->countries, sizeof(*country));
    if (country != NULL) {
        *country = f->country;
    }
}

static void add_leg(struct ll_audit *a, struct ll_shipment *s, const struct ll_json *b)
{
    struct ll_leg *leg = ll_vec_push(a, &s->legs, sizeof(*leg));
    if (leg == NULL) {
        return;
    }
    leg->from_facility_id = ll_body_id(b, "from_facility_id");
    leg->to_facility_id = ll_body_id(b, "to_facility_id");
    leg->carrier_id = ll_body_id(b, "carrier_id");
    leg->mode = copy_of(a, b, "mode");
    leg->distance_km = ll_body_i64(b, "distance_km");
    (void)ll_audit_named(a, LL_KIND_ORGANISATION, b, "carrier_id");
    add_country(a, s, ll_audit_named(a, LL_KIND_FACILITY, b, "from_facility_id"));
    add_country(a, s, ll_audit_named(a, LL_KIND_FACILITY, b, "to_facility_id"));
    ll_audit_add_party(a, LL_KIND_SHIPMENT, s->o.id, LL_PARTY_ROLE_CARRIER, leg->carrier_id);
}

static void check_route(struct ll_audit *a, const struct ll_shipment *s)
{
    if (s->from == NULL || s->to == NULL) {
        return;
    }
    struct ll_id at = s->from->o.id;
    for (size_t i = 0; i < s->legs.count; i++) {
        const struct ll_leg *leg = LL_VEC_AT(&s->legs, struct ll_leg, i);
        if (!ll_id_eq(leg->from_facility_id, at)) {
            ll_audit_find_fault(a, LL_AUDIT_SHIPMENT_ROUTE, &s->o,
                                "leg %zu does not begin where the way led to", i + 1);
            return;
        }
        at = leg->to_facility_id;
    }
    if (s->legs.count == 0 || !ll_id_eq(at, s->to->o.id)) {
        ll_audit_find_fault(a, LL_AUDIT_SHIPMENT_ROUTE, &s->o,
                            "%zu legs do not lead to the destination", s->legs.count);
    }
    if (s->crosses_border != (s->countries.count > 1)) {
        ll_audit_find_fault(a, LL_AUDIT_BORDER_UNDECLARED, &s->o,
                            "it says that it crosses %s border, and its route is through %zu "
                            "countries",
                            s->crosses_border ? "a" : "no", s->countries.count);
    }
}

void ll_apply_shipment_planned(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    const struct ll_json *legs = ll_body_list(b, "legs");
    const struct ll_json *packages = ll_body_list(b, "packages");
    struct ll_shipment *s =
        ll_audit_make(a, LL_KIND_SHIPMENT, ll_body_id(b, "shipment_id"), sizeof(*s));
    if (s == NULL) {
        return;
    }
    s->code = copy_of(a, b, "code");
    s->from = ll_audit_named(a, LL_KIND_FACILITY, b, "from_facility_id");
    s->to = ll_audit_named(a, LL_KIND_FACILITY, b, "to_facility_id");
    s->crosses_border = ll_body_bool(b, "crosses_border");
    s->planned_arrival = ll_body_date(b, "planned_arrival");
    s->state = LL_SHIPMENT_STATE_PLANNED;
    add_country(a, s, s->from);
    for (size_t i = 0; i < legs->count; i++) {
        add_leg(a, s, &legs->items[i]);
    }
    add_country(a, s, s->to);
    check_route(a, s);
    for (size_t i = 0; i < packages->count; i++) {
        struct ll_package *p =
            ll_audit_named(a, LL_KIND_PACKAGE, &packages->items[i], "package_id");
        struct ll_load *load = p == NULL ? NULL : ll_vec_push(a, &s->loads, sizeof(*load));
        if (load != NULL) {
            load->package = p;
        }
    }
    take_code(a, "shipment", s->code, &s->o);
    ll_audit_count(a, LL_AUDIT_COUNT_SHIPMENTS, 1);
}

/* To which shipment a document consents. */
struct holder {
    struct ll_shipment *shipment;
};

static bool has_consent(const struct ll_shipment *s, struct ll_str digest)
{
    for (size_t i = 0; i < s->consents.count; i++) {
        if (ll_str_eq(LL_VEC_AT(&s->consents, struct ll_consent, i)->document_digest, digest)) {
            return true;
        }
    }
    return false;
}

/* A document consents to one shipment, as long as no other took its place there. */
static void check_consent_once(struct ll_audit *a, struct ll_shipment *s, struct ll_str digest)
{
    struct holder *holder = ll_audit_name(a, "consent", digest);
    if (holder == NULL) {
        holder = LL_AUDIT_NEW(a, struct holder);
        if (holder == NULL || !ll_audit_take_name(a, "consent", digest, holder)) {
            return;
        }
    } else if (holder->shipment != s && has_consent(holder->shipment, digest)) {
        ll_audit_find_fault(a, LL_AUDIT_CONSENT_SHARED, &s->o,
                            "its consent is that to shipment '%.*s'",
                            LL_STR_ARG(holder->shipment->code));
    }
    holder->shipment = s;
}

void ll_apply_consent_recorded(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_shipment *s = ll_audit_named(a, LL_KIND_SHIPMENT, b, "shipment_id");
    struct ll_consent *consent = NULL;
    if (s == NULL) {
        return;
    }
    if (s->booked_on != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_BOOKING_SHAPE, &s->o,
                            "it is booked, and has a consent of its own");
    }
    for (size_t i = 0; i < s->consents.count; i++) {
        struct ll_consent *known = LL_VEC_AT(&s->consents, struct ll_consent, i);
        if (ll_str_eq(known->country, ll_body_str(b, "country"))) {
            consent = known; /* a later consent stands in place of the earlier */
        }
    }
    if (consent == NULL) {
        consent = ll_vec_push(a, &s->consents, sizeof(*consent));
    }
    if (consent != NULL) {
        consent->country = copy_of(a, b, "country");
        consent->document_digest = ll_body_bytes(a, b, "document_digest");
        consent->valid_until = ll_body_date(b, "valid_until");
        consent->recorded_on = ll_time_date(event->at).days;
        check_consent_once(a, s, consent->document_digest);
    }
}
