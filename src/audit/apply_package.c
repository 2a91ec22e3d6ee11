/* What packages bear, weigh, hold by a count and are sealed with. */
#include "audit/model.h"

#include <string.h>

#define CONTAINER_MOST_G 36000000 /* loaded, ISO 668 */

/* ---- numbers ---- */
#define CONTAINER_LETTERS 4

/* What the last of `digits` characters has to be: their weighted sum, by the kind's standard. */
static int64_t number_sum(struct ll_str number, bool is_container)
{
    static const char values[] =
        "0123456789A?BCDEFGHIJK?LMNOPQRSTU?VWXYZ"; /* ISO 6346, table A.1 */
    int64_t sum = 0;
    for (size_t i = 0; i + 1 < number.len; i++) {
        const char *at = memchr(values, number.ptr[i], sizeof(values) - 1);
        int64_t value = at == NULL ? 0 : at - values;
        sum += is_container ? value * ((int64_t)1 << i) : value * (i % 2 == 0 ? 3 : 1);
    }
    return is_container ? sum % 11 % 10 : (10 - sum % 10) % 10;
}

/* As its kind's are written, with the digit that its sum asks for. */
static bool is_number(struct ll_str number, bool is_container)
{
    size_t letters = is_container ? CONTAINER_LETTERS : 0;
    if (number.len != (is_container ? 11U : 18U)) {
        return false;
    }
    for (size_t i = 0; i < number.len; i++) {
        char c = number.ptr[i];
        if (i < letters ? c < 'A' || c > 'Z' : c < '0' || c > '9') {
            return false;
        }
    }
    return (!is_container || memchr("UJZ", number.ptr[letters - 1], 3) != NULL) &&
           number.ptr[number.len - 1] - '0' == number_sum(number, is_container);
}

void ll_audit_check_number(struct ll_audit *a, struct ll_package *p)
{
    bool is_container = p->package_kind == LL_PACKAGE_KIND_CONTAINER;
    if (!is_number(p->number, is_container)) {
        ll_audit_find_fault(a, LL_AUDIT_PACKAGE_NUMBER, &p->o, "%.*s is no %s",
                            LL_STR_ARG(p->number), is_container ? "container's number" : "SSCC");
    }
    for (size_t i = 0; i < a->containers.count; i++) {
        const struct ll_package *other = *LL_VEC_AT(&a->containers, struct ll_package *, i);
        if (is_container && ll_str_eq(other->number, p->number) &&
            (other->parent != NULL || other->facility != NULL || other->shipment != NULL)) {
            ll_audit_find_fault(a, LL_AUDIT_PACKAGE_NUMBER, &p->o,
                                "container %.*s is in use as another package",
                                LL_STR_ARG(p->number));
        }
    }
    if (!is_container && !ll_audit_take_name(a, "SSCC", p->number, &p->o)) {
        ll_audit_find_fault(a, LL_AUDIT_PACKAGE_NUMBER, &p->o, "SSCC %.*s is another package's",
                            LL_STR_ARG(p->number));
    }
    struct ll_package **place =
        is_container ? ll_vec_push(a, &a->containers, sizeof(*place)) : NULL;
    if (place != NULL) {
        *place = p;
    }
}

/* ---- weights ---- */
/* The last time that anything became of what is in it; INT64_MIN: nothing is. */
static int64_t last_since(const struct ll_vec *contents)
{
    int64_t last = INT64_MIN;
    for (size_t i = 0; i < contents->count; i++) {
        const struct ll_content *content = LL_VEC_AT(contents, struct ll_content, i);
        const struct ll_custody *c = ll_custody_from(content->lot, content->lo, content->hi);
        for (; c != NULL; c = ll_custody_next(content->lot, c, content->hi)) {
            last = c->since > last ? c->since : last;
        }
    }
    return last;
}

static void check_day(struct ll_audit *a, const struct ll_package *p, int64_t needs, int64_t day,
                      const char *deed)
{
    if (day < needs || day > ll_time_date(a->event->at).days) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &p->o,
                            "%s on a day before what it needs, or ahead", deed);
    }
}

static int64_t tares_within(const struct ll_package *p)
{
    int64_t tares = 0;
    for (size_t i = 0; i < p->children.count; i++) {
        const struct ll_package *child = *LL_VEC_AT(&p->children, struct ll_package *, i);
        const struct ll_weighing *last =
            child->weighings.count == 0
                ? NULL
                : LL_VEC_AT(&child->weighings, struct ll_weighing, child->weighings.count - 1);
        tares += last == NULL ? 0 : last->tare_g;
    }
    return tares;
}

static int64_t units_of(const struct ll_vec *contents)
{
    int64_t units = 0;
    for (size_t i = 0; i < contents->count; i++) {
        const struct ll_content *content = LL_VEC_AT(contents, struct ll_content, i);
        units += content->hi - content->lo;
    }
    return units;
}

void ll_apply_package_weighed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_package *p = ll_audit_named(a, LL_KIND_PACKAGE, b, "package_id");
    struct ll_vec contents = {0};
    if (p == NULL) {
        return;
    }
    int64_t before =
        p->weighings.count == 0
            ? INT64_MIN
            : LL_VEC_AT(&p->weighings, struct ll_weighing, p->weighings.count - 1)->weighed_on;
    struct ll_weighing w = {
        .event_id = event->id,
        .gross_g = ll_body_i64(b, "gross_g"),
        .tare_g = ll_body_i64(b, "tare_g"),
        .units = ll_body_i64(b, "units"),
        .weighed_on = ll_body_date(b, "weighed_on"),
    };
    ll_audit_contents_within(a, p, &contents);
    int64_t units = units_of(&contents);
    int64_t since = last_since(&contents);
    check_day(a, p, since > before ? since : before, w.weighed_on, "weighed");
    if (w.tare_g <= 0 || w.tare_g >= w.gross_g || w.tare_g < tares_within(p) ||
        (p->package_kind == LL_PACKAGE_KIND_CONTAINER && w.gross_g > CONTAINER_MOST_G) ||
        units != w.units || !ll_audit_can_weigh(a, &contents, w.gross_g - w.tare_g)) {
        ll_audit_find_fault(a, LL_AUDIT_PACKAGE_WEIGHT, &p->o,
                            "%lld g, %lld g empty, with %lld in it: %lld are", (long long)w.gross_g,
                            (long long)w.tare_g, (long long)w.units, (long long)units);
    }
    struct ll_weighing *place = ll_vec_push(a, &p->weighings, sizeof(*place));
    if (place != NULL) {
        *place = w;
    }
}

/* ---- counts ---- */
void ll_apply_package_counted(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_package *p = ll_audit_named(a, LL_KIND_PACKAGE, b, "package_id");
    struct ll_vec contents = {0};
    if (p == NULL) {
        return;
    }
    struct ll_package_tally t = {
        .event_id = event->id,
        .units = ll_body_i64(b, "units"),
        .recorded = ll_body_i64(b, "recorded"),
        .counted_on = ll_body_date(b, "counted_on"),
        .by = ll_audit_named(a, LL_KIND_ORGANISATION, b, "counted_by"),
        .opened = ll_audit_named(a, LL_KIND_CASE, b, "case_id"),
    };
    const struct ll_package_tally *last =
        p->tallies.count == 0
            ? NULL
            : LL_VEC_AT(&p->tallies, struct ll_package_tally, p->tallies.count - 1);
    ll_audit_contents_within(a, p, &contents);
    int64_t since = last_since(&contents);
    check_day(a, p, last != NULL && last->counted_on > since ? last->counted_on : since,
              t.counted_on, "counted");
    bool settled = t.units == t.recorded
                       ? !ll_body_has(b, "case_id")
                       : t.opened != NULL && t.opened->package == p &&
                             t.opened->counterparty != NULL && t.opened->counterparty != t.by;
    if (t.recorded != units_of(&contents) || !settled) {
        ll_audit_find_fault(a, LL_AUDIT_PACKAGE_COUNT, &p->o,
                            "%lld are counted of %lld, %lld are in it, and a case is %s",
                            (long long)t.units, (long long)t.recorded,
                            (long long)units_of(&contents), t.opened == NULL ? "not" : "named");
    }
    struct ll_package_tally *place = ll_vec_push(a, &p->tallies, sizeof(*place));
    if (place != NULL) {
        *place = t;
    }
}

/* ---- seals ---- */
static struct ll_seal_entry *enter(struct ll_audit *a, struct ll_package *p, int64_t deed,
                                   struct ll_str seal, int64_t day)
{
    const struct ll_seal_entry *last =
        p->seals.count == 0 ? NULL : LL_VEC_AT(&p->seals, struct ll_seal_entry, p->seals.count - 1);
    check_day(a, p, last == NULL ? INT64_MIN : last->day, day, LL_R("its seal is dealt with"));
    struct ll_seal_entry *entry = ll_vec_push(a, &p->seals, sizeof(*entry));
    if (entry != NULL) {
        *entry = (struct ll_seal_entry){
            .event_id = a->event->id, .deed = deed, .seal = seal, .day = day};
    }
    return entry;
}

static void check_at_hand(struct ll_audit *a, const struct ll_package *p, const char *deed)
{
    if (p->facility == NULL && p->shipment == NULL) {
        ll_audit_find_fault(a, LL_AUDIT_PACKAGE_PLACE, &p->o, "it is %s and %s",
                            p->parent == NULL ? "unpacked" : "inside another package", deed);
    }
}

static bool was_broken(const struct ll_package *p, struct ll_str seal)
{
    for (size_t i = 0; i < p->seals.count; i++) {
        const struct ll_seal_entry *entry = LL_VEC_AT(&p->seals, struct ll_seal_entry, i);
        if (entry->deed == LL_SEAL_DEED_BROKEN && ll_str_eq(entry->seal, seal)) {
            return true;
        }
    }
    return false;
}

void ll_apply_package_sealed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_package *p = ll_audit_named(a, LL_KIND_PACKAGE, b, "package_id");
    struct ll_vec contents = {0};
    if (p == NULL) {
        return;
    }
    struct ll_str seal = ll_audit_copy(a, ll_body_str(b, "seal"));
    check_at_hand(a, p, "sealed");
    ll_audit_contents_within(a, p, &contents);
    if (p->seal.len > 0 || was_broken(p, seal) || contents.count == 0) {
        ll_audit_find_fault(a, LL_AUDIT_SEAL_STATE, &p->o,
                            "seal %.*s is put on what is sealed or empty, or was broken before",
                            LL_STR_ARG(seal));
    }
    int64_t today = ll_time_date(event->at).days;
    if (ll_body_has(b, "sealed_on")) {
        int64_t since = last_since(&contents);
        today = ll_body_date(b, "sealed_on");
        check_day(a, p, since, today, "sealed");
    }
    struct ll_seal_entry *entry = enter(a, p, LL_SEAL_DEED_PUT, seal, today);
    if (entry != NULL) {
        entry->kind = ll_body_has(b, "kind")
                          ? ll_body_enum(b, "kind", ll_seal_kind_rows, LL_SEAL_KIND_ROW_COUNT)
                          : 0;
        entry->organisation = ll_audit_named(a, LL_KIND_ORGANISATION, b, "sealed_by");
    }
    p->seal = seal;
}

/* Broken by a pour, or by somebody with a reason. */
void ll_audit_break_seal(struct ll_audit *a, struct ll_package *p, struct ll_str reason,
                         int64_t day)
{
    if (p->seal.len == 0) {
        return;
    }
    struct ll_seal_entry *entry = enter(a, p, LL_SEAL_DEED_BROKEN, p->seal, day);
    if (entry != NULL) {
        entry->reason = reason;
    }
    p->seal = LL_STR("");
}

void ll_apply_package_unsealed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_package *p = ll_audit_named(a, LL_KIND_PACKAGE, b, "package_id");
    if (p == NULL) {
        return;
    }
    check_at_hand(a, p, LL_R("its seal is broken"));
    if (p->seal.len == 0 || !ll_str_eq(p->seal, ll_body_str(b, "seal"))) {
        ll_audit_find_fault(a, LL_AUDIT_SEAL_STATE, &p->o, "a seal is broken that is not on it");
    }
    ll_audit_break_seal(a, p, ll_audit_copy(a, ll_body_str(b, "reason")),
                        ll_body_date(b, "broken_on"));
}

/* A seal that differs is a case's about the package; one that does not, no case's. */
void ll_apply_package_inspected(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_package *p = ll_audit_named(a, LL_KIND_PACKAGE, b, "package_id");
    const struct ll_case *c = ll_audit_named(a, LL_KIND_CASE, b, "case_id");
    if (p == NULL) {
        return;
    }
    struct ll_str found = ll_audit_copy(a, ll_body_str(b, "seal"));
    bool differs = ll_body_has(b, "case_id");
    check_at_hand(a, p, "inspected");
    if (p->seal.len == 0 || ll_str_eq(p->seal, found) == differs ||
        (differs && (c == NULL || c->package != p))) {
        ll_audit_find_fault(a, LL_AUDIT_SEAL_STATE, &p->o,
                            "seal '%.*s' is found, '%.*s' was put, and a case is %s",
                            LL_STR_ARG(found), LL_STR_ARG(p->seal), differs ? "named" : "not");
    }
    struct ll_seal_entry *entry = enter(a, p, differs ? LL_SEAL_DEED_DIFFERS : LL_SEAL_DEED_FOUND,
                                        found, ll_body_date(b, "inspected_on"));
    if (entry != NULL && c != NULL) {
        entry->opened = c;
    }
}
