/* Events of departures, arrivals and receipts. */
#include "audit/model.h"

#include <string.h>

#define COUNTS_BYTES_MAX ((size_t)256 << 10)

#define CONSENT_MARGIN_DAYS 3 /* a consent holds to the planned arrival and so long after */
#define STATEMENT_BYTES_MAX 4096
#define WALK_MAX ((size_t)1 << 24)

/* Call for all units in the packages of a shipment, whatever they are nested in. */
typedef void deal_with(struct ll_audit *a, struct ll_custody *custody, struct ll_lot *lot,
                       void *ctx);

/* What a receipt counts, in words for findings. */
static const char *receipt_word(const struct ll_receipt *r)
{
    return r->in_grams ? "grams" : "units";
}

static void each_custody(struct ll_audit *a, struct ll_package *p, deal_with *deal, void *ctx)
{
    for (size_t i = 0; i < p->contents.count; i++) {
        const struct ll_content *content = LL_VEC_AT(&p->contents, struct ll_content, i);
        struct ll_vec *custody = &content->lot->custody;
        /* What came in portions may be one row by now, and is dealt with once. */
        if (!ll_custody_cut(a, content->lot, content->lo, content->hi)) {
            return;
        }
        size_t at = ll_vec_find(custody, sizeof(struct ll_custody), content->lo);
        for (; at < custody->count; at++) {
            struct ll_custody *c = LL_VEC_AT(custody, struct ll_custody, at);
            if (c->at.lo >= content->hi) {
                break;
            }
            if (c->package == p) {
                deal(a, c, content->lot, ctx);
            }
        }
    }
}

/* The packages of a shipment and those inside them, each once, in the scratch. */
static struct ll_vec walk(struct ll_audit *a, const struct ll_shipment *s)
{
    struct ll_vec list = {0}; /* of struct ll_package * */
    struct ll_arena *model = a->arena;
    a->arena = a->scratch;
    for (size_t i = 0; i < s->loads.count; i++) {
        struct ll_package **place = ll_vec_push(a, &list, sizeof(*place));
        if (place != NULL) {
            *place = LL_VEC_AT(&s->loads, struct ll_load, i)->package;
        }
    }
    for (size_t i = 0; i < list.count && i < WALK_MAX; i++) {
        const struct ll_package *p = *LL_VEC_AT(&list, struct ll_package *, i);
        for (size_t j = 0; j < p->children.count; j++) {
            struct ll_package **place = ll_vec_push(a, &list, sizeof(*place));
            if (place != NULL) {
                *place = *LL_VEC_AT(&p->children, struct ll_package *, j);
            }
        }
    }
    a->arena = model;
    return list;
}

static void each_unit(struct ll_audit *a, const struct ll_shipment *s, deal_with *deal, void *ctx)
{
    struct ll_vec list = walk(a, s);
    for (size_t i = 0; i < list.count && a->status == LL_OK; i++) {
        each_custody(a, *LL_VEC_AT(&list, struct ll_package *, i), deal, ctx);
    }
}

static bool check_state(struct ll_audit *a, const struct ll_shipment *s, int64_t needed,
                        const char *deed)
{
    if (s->state == needed) {
        return true;
    }
    ll_audit_find_fault(a, LL_AUDIT_SHIPMENT_STATE, &s->o, "it is %s when it is %s",
                        ll_shipment_state_name((enum ll_shipment_state)s->state), deed);
    return false;
}

static void check_date(struct ll_audit *a, const struct ll_object *object, int64_t earlier,
                       int64_t later, const char *deed)
{
    if (later < earlier) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, object,
                            "%s %lld days before what it needs", deed,
                            (long long)(earlier - later));
    }
}

static void check_consents(struct ll_audit *a, struct ll_shipment *s)
{
    int64_t arrival = s->departed_on > s->planned_arrival ? s->departed_on : s->planned_arrival;
    int64_t needed = arrival + CONSENT_MARGIN_DAYS;
    if (s->booked_on != NULL) {
        ll_audit_draw(a, s, needed);
        return;
    }
    for (size_t i = 0; s->crosses_border && s->incident == NULL && i < s->countries.count; i++) {
        struct ll_str country = *LL_VEC_AT(&s->countries, struct ll_str, i);
        const struct ll_consent *consent = NULL;
        for (size_t j = 0; j < s->consents.count; j++) {
            const struct ll_consent *one = LL_VEC_AT(&s->consents, struct ll_consent, j);
            consent = ll_str_eq(one->country, country) ? one : consent;
        }
        s->is_late = s->is_late || (consent != NULL && consent->valid_until >= needed &&
                                    consent->recorded_on > s->departed_on);
        const struct ll_blocked blocked = {consent == NULL ? "consent-missing" : "consent-ends",
                                           "G01", country, LL_STR(""), 0};
        if (ll_audit_is_overridden(s, &blocked)) {
            continue;
        }
        if (consent == NULL) {
            ll_audit_find_fault(a, LL_AUDIT_DEPARTURE_CONSENT, &s->o, "there is no consent of %.*s",
                                LL_STR_ARG(country));
        } else if (consent->valid_until < needed) {
            ll_audit_find_fault(a, LL_AUDIT_DEPARTURE_CONSENT, &s->o,
                                "the consent of %.*s ends %lld days too early", LL_STR_ARG(country),
                                (long long)(needed - consent->valid_until));
        }
    }
}

static void deal_departure(struct ll_audit *a, struct ll_custody *c, struct ll_lot *lot, void *ctx)
{
    struct ll_shipment *s = ctx;
    s->units += c->at.hi - c->at.lo;
    struct ll_content *content = ll_vec_push(a, &s->left_with, sizeof(*content));
    if (content != NULL) {
        *content = (struct ll_content){lot, c->at.lo, c->at.hi, false};
    }
    s->is_mixed = s->is_mixed || (s->measure != 0 && s->measure != lot->measure);
    s->measure = lot->measure > s->measure ? lot->measure : s->measure;
    s->about_g += lot->accepted > 0 ? lot->mass_g / lot->accepted * (c->at.hi - c->at.lo) : 0;
    s->from_several =
        s->from_several || (s->carries_from.len > 0 && !ll_str_eq(s->carries_from, lot->country));
    s->carries_from = lot->country;
    const struct ll_class *class = ll_audit_name(a, "class", ll_custody_class(lot, c));
    s->carries_others =
        s->carries_others || class == NULL ||
        !(ll_str_eq_cstr(class->hs_code, "8517.13") || ll_str_eq_cstr(class->hs_code, "8517.14"));
    s->carries_whole = s->carries_whole || c->stage != LL_STAGE_DISMANTLED;
    s->carries_damaged = s->carries_damaged || lot->battery == LL_BATTERY_DAMAGED;
    s->carries_batteries = s->carries_batteries ||
                           (lot->battery != LL_BATTERY_NONE && lot->battery != LL_BATTERY_REMOVED);
    ll_custody_date(a, c, &lot->o, s->departed_on, "leave");
    if (s->incident == NULL) {
        ll_audit_check_review(a, c, lot, "shipped");
    } else if (ll_content_units(&s->incident->under->spans, lot, c->at.lo, c->at.hi) !=
               c->at.hi - c->at.lo) {
        ll_audit_find_fault(a, LL_AUDIT_INCIDENT_SHAPE, &s->o,
                            "its case has not all that leaves under review");
    }
    if (s->crosses_border && c->stage == LL_STAGE_ACCEPTED) {
        c->stage = LL_STAGE_SHIPPED;
    }
}

/* Nothing leaves before it came. */
static void check_brought(struct ll_audit *a, const struct ll_shipment *s)
{
    struct ll_vec list = walk(a, s);
    for (size_t i = 0; i < list.count && a->status == LL_OK; i++) {
        const struct ll_package *p = *LL_VEC_AT(&list, struct ll_package *, i);
        if (p->arrived_on != 0) {
            check_date(a, &p->o, p->arrived_on, s->departed_on, LL_R("it leaves"));
        }
    }
}

void ll_apply_shipment_cancelled(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_shipment *s = ll_audit_named(a, LL_KIND_SHIPMENT, event->body, "shipment_id");
    if (s == NULL) {
        return;
    }
    (void)check_state(a, s, LL_SHIPMENT_STATE_PLANNED, "cancelled");
    if (s->incident != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_INCIDENT_SHAPE, &s->o, "it left, and is cancelled");
    }
    s->state = LL_SHIPMENT_STATE_CANCELLED;
    s->consents.count = 0; /* their documents may stand for another */
    ll_audit_unbook(a, s, ll_body_str(event->body, "reason"));
    s->cancel_reason = ll_audit_copy(a, ll_body_str(event->body, "reason"));
}

void ll_apply_shipment_departed(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_shipment *s = ll_audit_named(a, LL_KIND_SHIPMENT, event->body, "shipment_id");
    if (s == NULL) {
        return;
    }
    (void)check_state(a, s, LL_SHIPMENT_STATE_PLANNED, "departing");
    s->state = LL_SHIPMENT_STATE_DEPARTED;
    s->departed_on = ll_body_date(event->body, "departed_on");
    s->units = 0;
    for (size_t i = 0; i < s->loads.count; i++) {
        struct ll_package *p = LL_VEC_AT(&s->loads, struct ll_load, i)->package;
        if (p->facility == NULL || p->facility != s->from) {
            ll_audit_find_fault(a, LL_AUDIT_PACKAGE_PLACE, &p->o,
                                "it leaves with a shipment from where it is not");
        }
        p->facility = NULL;
        p->shipment = s;
    }
    each_unit(a, s, deal_departure, s);
    struct ll_content twice;
    (void)ll_content_join(&s->left_with, &twice);
    s->gate_rule = ll_body_i64(event->body, "rule_version");
    s->recorded_late = ll_body_bool(event->body, "recorded_late");
    check_consents(a, s);
    ll_audit_check_departure(a, s, ll_body_i64(event->body, "rule_version"));
    check_brought(a, s);
    if (s->incident != NULL) {
        check_date(a, &s->o, s->departed_on, s->incident->found_on, LL_R("its incident is found"));
    }
    if (s->is_mixed) {
        ll_audit_find_fault(a, LL_AUDIT_SHIPMENT_MIXED, &s->o,
                            "it leaves with counted units and with grams that nobody counted");
    }
}

static void deal_arrival(struct ll_audit *a, struct ll_custody *c, struct ll_lot *lot, void *ctx)
{
    const struct ll_shipment *s = ctx;
    (void)a;
    (void)lot;
    c->since = s->arrived_on > c->since ? s->arrived_on : c->since;
}

void ll_apply_shipment_arrived(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_shipment *s = ll_audit_named(a, LL_KIND_SHIPMENT, event->body, "shipment_id");
    if (s == NULL) {
        return;
    }
    (void)check_state(a, s, LL_SHIPMENT_STATE_DEPARTED, "arriving");
    s->arrived_on = ll_body_date(event->body, "arrived_on");
    check_date(a, &s->o, s->departed_on, s->arrived_on, LL_R("it arrives"));
    s->state = LL_SHIPMENT_STATE_ARRIVED;
    for (size_t i = 0; i < s->loads.count; i++) {
        struct ll_package *p = LL_VEC_AT(&s->loads, struct ll_load, i)->package;
        p->arrived_on = s->arrived_on > p->arrived_on ? s->arrived_on : p->arrived_on;
        if (p->shipment == s) {
            p->shipment = NULL;
            p->facility = s->to;
        }
    }
    each_unit(a, s, deal_arrival, s);
}

/* ---- receipts ---- */
static void deal_receipt(struct ll_audit *a, struct ll_custody *c, struct ll_lot *lot, void *ctx)
{
    struct ll_receipt *r = ctx;
    int64_t arrived_on = r->shipment->arrived_on; /* a receipt before that is one finding */
    ll_custody_date(a, c, &lot->o, r->received_on > arrived_on ? r->received_on : arrived_on,
                    LL_R("are received"));
    if (c->stage <= LL_STAGE_SHIPPED) {
        c->stage = LL_STAGE_RECEIVED;
    }
    c->receipt = r;
    c->facility = r->facility;
    c->package = NULL;
    struct ll_content *content = ll_vec_push(a, &r->contents, sizeof(*content));
    if (content != NULL) {
        *content = (struct ll_content){lot, c->at.lo, c->at.hi, false};
    }
}

static void count_units(struct ll_audit *a, struct ll_custody *c, struct ll_lot *lot, void *ctx)
{
    (void)a;
    (void)lot;
    *(int64_t *)ctx += c->at.hi - c->at.lo;
}

/* The statement commits to the counts that the event holds: SHA-256 of {"counts", "salt"}. */
static bool is_committed(struct ll_audit *a, const struct ll_json *body,
                         const struct ll_json *value)
{
    struct ll_strbuf buf;
    struct ll_str text;
    struct ll_str counts;
    uint8_t digest[LL_DIGEST_SIZE];
    const struct ll_json *list = ll_json_get(body, "packages");
    struct ll_str says = ll_body_bytes(a, value, "packages_digest");
    if (list == NULL || says.len != sizeof(digest) || !ll_body_has(body, "packages_salt")) {
        return list == NULL && says.len == 0 && !ll_body_has(body, "packages_salt");
    }
    if (ll_json_canonical(a->scratch, list, COUNTS_BYTES_MAX, &counts, NULL) != LL_OK) {
        return false;
    }
    ll_strbuf_init(&buf, a->scratch, COUNTS_BYTES_MAX);
    ll_strbuf_cstr(&buf, "{\"counts\":");
    ll_strbuf_str(&buf, counts);
    ll_strbuf_cstr(&buf, ",\"salt\":\"");
    ll_strbuf_str(&buf, ll_json_string_at(body, "packages_salt"));
    ll_strbuf_cstr(&buf, "\"}");
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        a->status = LL_ENOMEM;
        return true;
    }
    ll_crypto_sha256(a->crypto, text, digest);
    return memcmp(says.ptr, digest, sizeof(digest)) == 0;
}

/* What was counted package by package is what is left there, and all that they lacked is told. */
static void check_packages(struct ll_audit *a, const struct ll_receipt *r,
                           const struct ll_json *body, const struct ll_json *value)
{
    const struct ll_json *list = ll_json_get(body, "packages");
    int64_t lacking = 0;
    if (!is_committed(a, body, value)) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_COUNT, &r->o,
                            "its counts of packages are not those that the statement commits to");
    }
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        struct ll_package *p = ll_audit_name(a, "package", ll_body_str(&list->items[i], "code"));
        int64_t says = ll_body_i64(&list->items[i], "units");
        int64_t units = 0;
        if (i > 0 && ll_str_cmp(ll_body_str(&list->items[i - 1], "code"),
                                ll_body_str(&list->items[i], "code")) >= 0) {
            ll_audit_find_fault(a, LL_AUDIT_RECEIPT_STATEMENT, &r->o,
                                "package '%.*s' is counted twice, or not in its place",
                                LL_STR_ARG(ll_body_str(&list->items[i], "code")));
        }
        if (p != NULL) {
            each_custody(a, p, count_units, &units);
            lacking += p->lacking;
        }
        if (p == NULL || units != says) {
            ll_audit_find_fault(a, LL_AUDIT_RECEIPT_COUNT, &r->o,
                                "package '%.*s' holds %lld units, and %lld were counted",
                                LL_STR_ARG(ll_body_str(&list->items[i], "code")), (long long)units,
                                (long long)says);
        }
    }
    if (lacking != r->shipment->lacking || (list != NULL && lacking != r->shipment->missing)) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_COUNT, &r->o,
                            "packages lack %lld units, and the counts of packages tell of %lld",
                            (long long)r->shipment->lacking, (long long)lacking);
    }
}

/* The units signed for are those that the facts of the basis bind, and these facts alone are there.
 */
static void check_basis(struct ll_audit *a, struct ll_receipt *r, const struct ll_json *body,
                        const struct ll_json *value)
{
    __extension__ typedef __int128 wide;
    int64_t drawn = ll_body_i64(value, "drawn");
    int64_t good = ll_body_i64(value, "good");
    bool has_sample = ll_body_has(value, "drawn") && ll_body_has(value, "good");
    bool has_facts = ll_body_has(value, "drawn") || ll_body_has(value, "good");
    bool has_collected = ll_body_has(value, "collected_g");
    bool is_bound = false;
    r->basis = ll_body_enum(value, "basis", ll_receipt_basis_rows, LL_RECEIPT_BASIS_ROW_COUNT);
    r->declared = ll_body_i64(value, "declared");
    r->collected_g = ll_body_i64(value, "collected_g");
    r->rejected = ll_body_i64(value, "rejected");
    r->reason = ll_audit_copy(a, ll_body_str(value, "reason"));
    r->in_grams = ll_body_has(value, "measure");
    int64_t kept = r->declared - r->rejected;
    check_packages(a, r, body, value);
    switch ((enum ll_receipt_basis)r->basis) {
    case LL_RECEIPT_BASIS_COUNTED:
        is_bound = !has_facts && !has_collected && !r->in_grams;
        break;
    case LL_RECEIPT_BASIS_SAMPLED:
        is_bound = has_sample && !has_collected && !r->in_grams &&
                   ll_audit_is_sample_bound(a, kept, drawn, good, r->units);
        break;
    case LL_RECEIPT_BASIS_WEIGHED:
        if (r->in_grams) {
            is_bound = !has_facts && r->units == r->mass_g && r->declared == r->collected_g;
        } else if (!has_facts && r->collected_g > 0) {
            wide bound = (wide)r->declared * r->mass_g / r->collected_g;
            is_bound = r->units == (bound < kept ? bound : kept);
        }
        break;
    }
    /* Only who counted, or weighs by the gram, can have received nothing: what came is refused. */
    is_bound =
        is_bound && (r->units > 0 ||
                     ((r->basis == LL_RECEIPT_BASIS_COUNTED || r->in_grams) && r->rejected > 0));
    if (!is_bound && a->status == LL_OK) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_BOUND, &r->o,
                            "%lld %s of %lld declared are not what was %s", (long long)r->units,
                            receipt_word(r), (long long)r->declared,
                            ll_receipt_basis_name((enum ll_receipt_basis)r->basis));
    }
}

/* What was collected, in proportion to which a weight binds, is what the shares of the lots sum to.
 */
static void check_collected(struct ll_audit *a, const struct ll_receipt *r)
{
    int64_t collected_g = r->shipment->missing_g + r->shipment->rejected_g;
    for (size_t i = 0; i < r->contents.count; i++) {
        const struct ll_content *content = LL_VEC_AT(&r->contents, struct ll_content, i);
        collected_g += ll_lot_share_g(content->lot, content->lo, content->hi);
    }
    if (r->basis == LL_RECEIPT_BASIS_WEIGHED && r->collected_g != collected_g) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_BOUND, &r->o,
                            "by %lld g collected, and the shipment's lots weighed %lld g",
                            (long long)r->collected_g, (long long)collected_g);
    }
}

/* The plant signed canonical JSON that says the same as the receipt. */
static void check_statement(struct ll_audit *a, struct ll_receipt *r, const struct ll_json *body)
{
    struct ll_json *value = NULL;
    struct ll_str canonical = LL_STR("");
    if (ll_json_read(a->scratch, r->statement, STATEMENT_BYTES_MAX, &value, NULL) != LL_OK ||
        ll_json_canonical(a->scratch, value, 2 * STATEMENT_BYTES_MAX, &canonical, NULL) != LL_OK ||
        !ll_str_eq(canonical, r->statement)) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_STATEMENT, &r->o, "it is no canonical JSON");
        return;
    }
    if (!ll_audit_check_statement(a, value)) {
        return;
    }
    if (ll_body_i64(value, "units") != r->units || ll_body_i64(value, "mass_g") != r->mass_g) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_STATEMENT, &r->o,
                            "signed %lld %s and %lld g, recorded %lld and %lld g",
                            (long long)ll_body_i64(value, "units"), receipt_word(r),
                            (long long)ll_body_i64(value, "mass_g"), (long long)r->units,
                            (long long)r->mass_g);
    }
    char key[LL_MULTIKEY_PUBLIC_SIZE] = "";
    struct ll_date received = {(int32_t)r->received_on};
    if (r->key != NULL) {
        ll_multikey_public_format(&r->key->key, key);
    }
    if (!ll_str_eq_cstr(ll_body_str(value, "type"), "loopledger receipt v1") ||
        !ll_str_eq_cstr(ll_body_str(value, "key"), key) ||
        ll_body_month(value, "month") != ll_date_month(received).months) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_STATEMENT, &r->o,
                            "signed for another type, key or month");
    }
    check_basis(a, r, body, value);
}

/* The receipt covers as many units as were signed for, but for those that are found just after it;
 * what it did not find of those declared left
 * just before, and what it refused was set aside. */
static void check_count(struct ll_audit *a, struct ll_receipt *r)
{
    const struct ll_shipment *s = r->shipment;
    int64_t covered = 0;
    for (size_t i = 0; i < r->contents.count; i++) {
        const struct ll_content *content = LL_VEC_AT(&r->contents, struct ll_content, i);
        covered += content->hi - content->lo;
    }
    if (r->basis == 0) {
        return; /* it cannot be read: found already */
    }
    if (s->measure != 0 && r->in_grams != (s->measure == LL_MEASURE_GRAMS)) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_BOUND, &r->o,
                            "signed for %s, and the shipment carries others",
                            r->in_grams ? "grams that nobody counted" : "counted units");
    }
    r->to_find = r->units - covered;
    if (r->to_find < 0 ||
        (r->to_find > 0 &&
         (s->missing > 0 || (r->basis != LL_RECEIPT_BASIS_COUNTED && !r->in_grams))) ||
        r->declared != covered + s->missing + s->rejected || r->rejected != s->rejected ||
        !ll_str_eq(r->reason, s->reject_reason)) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_COUNT, &r->o,
                            "signed for %lld of %lld %s and refused %lld, it covers %lld, %lld "
                            "are missing and %lld set aside",
                            (long long)r->units, (long long)r->declared, receipt_word(r),
                            (long long)r->rejected, (long long)covered, (long long)s->missing,
                            (long long)s->rejected);
        return;
    }
    a->surplus = r->to_find > 0 ? r : NULL;
}

__extension__ typedef __int128 wide;
struct weights {
    wide low, high;
};

static struct weights weights_of(struct ll_audit *a, const struct ll_vec *contents)
{
    struct weights w = {0, 0};
    for (size_t i = 0; i < contents->count; i++) {
        const struct ll_content *content = LL_VEC_AT(contents, struct ll_content, i);
        const struct ll_vec *custody = &content->lot->custody;
        if (content->lot->measure == LL_MEASURE_GRAMS) {
            w.low += content->hi - content->lo;
            w.high += content->hi - content->lo;
            continue;
        }
        size_t at = ll_vec_find(custody, sizeof(struct ll_custody), content->lo);
        for (; at < custody->count; at++) {
            const struct ll_custody *c = LL_VEC_AT(custody, struct ll_custody, at);
            if (c->at.lo >= content->hi) {
                break;
            }
            const struct ll_class *class =
                ll_audit_name(a, "class", ll_custody_class(content->lot, c));
            wide units = (c->at.hi < content->hi ? c->at.hi : content->hi) -
                         (c->at.lo > content->lo ? c->at.lo : content->lo);
            /* Of dismantled ones perhaps only a part travels. */
            bool is_whole = class != NULL && c->stage != LL_STAGE_DISMANTLED;
            w.low += is_whole ? units * class->mass_low_g : 0;
            w.high += class == NULL ? LL_MASS_G_MAX : units * class->mass_high_g;
        }
    }
    return w;
}

bool ll_audit_can_weigh(struct ll_audit *a, const struct ll_vec *contents, int64_t mass_g)
{
    struct weights w = weights_of(a, contents);
    return 2 * (wide)mass_g >= w.low && mass_g <= 2 * w.high;
}

/* What a sample left out may have come, and was weighed if it did. */
void ll_audit_check_mass(struct ll_audit *a, const struct ll_receipt *r)
{
    struct weights w = weights_of(a, &r->contents);
    if (r->basis == LL_RECEIPT_BASIS_SAMPLED) {
        w.high += weights_of(a, &r->shipment->missing_spans).high;
    }
    if ((r->units == 0) != (r->mass_g == 0) || 2 * (wide)r->mass_g < w.low ||
        r->mass_g > 2 * w.high) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_MASS, &r->o, "%lld g for %lld %s",
                            (long long)r->mass_g, (long long)r->units, receipt_word(r));
    }
}

/* What a plant signed once counts once. */
static void check_signed_once(struct ll_audit *a, struct ll_receipt *r)
{
    uint8_t digest[LL_DIGEST_SIZE];
    ll_crypto_sha256(a->crypto, r->statement, digest);
    if (!ll_audit_take_name(a, "statement", (struct ll_str){(const char *)digest, sizeof(digest)},
                            r)) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_TWICE, &r->o,
                            "the same statement of %lld %s is in another receipt",
                            (long long)r->units, receipt_word(r));
    }
}

static void check_key(struct ll_audit *a, const struct ll_receipt *r)
{
    struct ll_signature signature = {{0}};
    if (r->facility != NULL && (!r->facility->is_plant || r->facility != r->shipment->to)) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_KEY, &r->o,
                            "'%.*s' is no plant, or not where the shipment went",
                            LL_STR_ARG(r->facility->code));
    }
    if (r->key == NULL) {
        return;
    }
    if (r->facility != NULL && !ll_id_eq(r->key->facility_id, r->facility->o.id)) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_KEY, &r->o, "the key is of another plant");
    }
    if (r->signature.len == sizeof(signature.b)) {
        memcpy(signature.b, r->signature.ptr, sizeof(signature.b));
    }
    ll_audit_count(a, LL_AUDIT_COUNT_SIGNATURES, 1);
    if (!ll_sign_verify(&r->key->key, r->statement, &signature)) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_SIGNATURE, &r->o,
                            "the statement of %zu bytes is not signed by the key it names",
                            r->statement.len);
    }
}

/* Every lot knows the receipts that cover units of it; what is final already is so by this one too.
 */
static void add_to_lots(struct ll_audit *a, struct ll_receipt *r)
{
    for (size_t i = 0; i < r->contents.count; i++) {
        const struct ll_content *content = LL_VEC_AT(&r->contents, struct ll_content, i);
        struct ll_lot *lot = content->lot;
        struct ll_receipt **last =
            lot->receipts.count == 0
                ? NULL
                : LL_VEC_AT(&lot->receipts, struct ll_receipt *, lot->receipts.count - 1);
        if (last == NULL || *last != r) {
            struct ll_receipt **place = ll_vec_push(a, &lot->receipts, sizeof(*place));
            if (place == NULL) {
                return;
            }
            *place = r;
        }
        size_t at = ll_vec_find(&lot->allocations, sizeof(struct ll_allocation), content->lo);
        for (; at < lot->allocations.count; at++) {
            const struct ll_allocation *one =
                LL_VEC_AT(&lot->allocations, struct ll_allocation, at);
            if (one->at.lo >= content->hi) {
                break;
            }
            int64_t lo = one->at.lo > content->lo ? one->at.lo : content->lo;
            int64_t hi = one->at.hi < content->hi ? one->at.hi : content->hi;
            r->final_units += one->final ? hi - lo : 0;
        }
    }
}

/* Its packages, or those around them, still stand where it went. */
static void check_stands(struct ll_audit *a, const struct ll_shipment *s)
{
    for (size_t i = 0; i < s->loads.count; i++) {
        const struct ll_package *load = LL_VEC_AT(&s->loads, struct ll_load, i)->package;
        const struct ll_package *p = load;
        for (size_t depth = 0; p->parent != NULL && depth < WALK_MAX; depth++) {
            p = p->parent;
        }
        if (p->facility == NULL || p->facility != s->to) {
            ll_audit_find_fault(a, LL_AUDIT_PACKAGE_PLACE, &load->o,
                                "it is received with a shipment where it is not any more");
        }
    }
}

static void receive(struct ll_audit *a, struct ll_shipment *s, struct ll_receipt *r)
{
    (void)check_state(a, s, LL_SHIPMENT_STATE_ARRIVED, "received");
    check_date(a, &r->o, s->arrived_on, r->received_on, LL_R("it is received"));
    if (s->rejected_on != 0 && s->rejected_on != r->received_on) {
        ll_audit_find_fault(a, LL_AUDIT_REJECTION_SHAPE, &s->o,
                            "units of it are refused %lld days before the receipt",
                            (long long)(r->received_on - s->rejected_on));
    }
    bool is_again = s->receipt != NULL;
    if (is_again) {
        ll_audit_find_fault(a, LL_AUDIT_SHIPMENT_STATE, &s->o, "it has two receipts");
    }
    s->receipt = r;
    if (!is_again) {
        check_stands(a, s);
    }
    each_unit(a, s, deal_receipt, r);
    struct ll_content twice;
    (void)ll_content_join(&r->contents, &twice); /* disjoint: each is in one package */
    add_to_lots(a, r);
    if (!is_again) {
        check_count(a, r);
        check_collected(a, r);
        if (a->surplus == NULL) {
            ll_audit_check_mass(a, r);
        }
    }
    for (size_t i = 0; i < s->loads.count; i++) {
        struct ll_package *p = LL_VEC_AT(&s->loads, struct ll_load, i)->package;
        p->facility = NULL;
        p->shipment = NULL;
    }
    s->state = LL_SHIPMENT_STATE_RECEIVED;
}

void ll_apply_receipt_recorded(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_shipment *s = ll_audit_named(a, LL_KIND_SHIPMENT, b, "shipment_id");
    if (s == NULL) {
        return;
    }
    struct ll_receipt *r =
        ll_audit_make(a, LL_KIND_RECEIPT, ll_body_id(b, "receipt_id"), sizeof(*r));
    if (r == NULL) {
        return;
    }
    r->shipment = s;
    r->facility = ll_audit_named(a, LL_KIND_FACILITY, b, "facility_id");
    r->key = ll_audit_named(a, LL_KIND_PLANT_KEY, b, "plant_key_id");
    r->plant_key_id = ll_body_id(b, "plant_key_id");
    r->units = ll_body_i64(b, "units");
    r->mass_g = ll_body_i64(b, "mass_g");
    r->received_on = ll_body_date(b, "received_on");
    r->statement = ll_audit_copy(a, ll_body_str(b, "statement"));
    r->signature = ll_body_bytes(a, b, "signature");
    check_statement(a, r, b);
    check_signed_once(a, r);
    check_key(a, r);
    receive(a, s, r);
    ll_audit_check_standards(a, r);
    a->weighed = r;
    ll_audit_count(a, LL_AUDIT_COUNT_RECEIPTS, 1);
}
