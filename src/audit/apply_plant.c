/* Events of what a plant settled (of what it recycled, by then, and one counts) and of its plan. */
#include "audit/model.h"
#include "core/types.h"

#include <stdio.h>

#define TONNE_MG INT64_C(1000000000)

static bool made(const struct ll_treatment *t, struct ll_str fraction)
{
    for (size_t i = 0; i < t->materials.count; i++) {
        if (ll_str_eq(LL_VEC_AT(&t->materials, struct ll_material, i)->fraction, fraction)) {
            return true;
        }
    }
    return false;
}

/* How much of a tonne of the fraction is spoken for before this assay; -1: this metal is. */
static int64_t found_before(const struct ll_settlement *s, struct ll_str fraction,
                            struct ll_str metal)
{
    int64_t sum = 0;
    for (size_t i = 0; i < s->assays.count; i++) {
        const struct ll_assayed *one = LL_VEC_AT(&s->assays, struct ll_assayed, i);
        if (!ll_str_eq(one->fraction, fraction)) {
            continue;
        }
        if (ll_str_eq(one->metal, metal)) {
            return -1;
        }
        sum += one->mg_per_t;
    }
    return sum;
}

static void add_assay(struct ll_audit *a, struct ll_settlement *s, const struct ll_json *item)
{
    struct ll_str fraction = ll_audit_copy(a, ll_body_str(item, "fraction"));
    struct ll_str metal = ll_audit_copy(a, ll_body_str(item, "metal"));
    int64_t mg_per_t = ll_body_i64(item, "mg_per_t");
    int64_t before = found_before(s, fraction, metal);
    const char *fault = !made(s->treatment, fraction)  ? "of a fraction that was not made"
                        : before < 0                   ? "of which there is another"
                        : mg_per_t > TONNE_MG - before ? "of more than there is"
                                                       : NULL;
    if (fault != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_SETTLEMENT_SHAPE, &s->o, "'%.*s' in '%.*s': an assay %s",
                            LL_STR_ARG(metal), LL_STR_ARG(fraction), fault);
    }
    struct ll_assayed *one = before < 0 ? NULL : ll_vec_push(a, &s->assays, sizeof(*one));
    if (one != NULL) {
        one->fraction = fraction;
        one->metal = metal;
        one->method = ll_audit_copy(a, ll_body_str(item, "method"));
        one->mg_per_t = mg_per_t;
    }
}

/* Its number is the plant's: of one settlement. */
static void check_number(struct ll_audit *a, struct ll_settlement *s)
{
    char key[LL_ID_TEXT_MAX + 80];
    char plant[LL_ID_TEXT_MAX];
    if (s->facility == NULL) {
        return;
    }
    ll_id_format("fac", s->facility->o.id, plant);
    int len = snprintf(key, sizeof(key), "%s %.*s", plant, LL_STR_ARG(s->number));
    if (len <= 0 || (size_t)len >= sizeof(key) ||
        !ll_audit_take_name(a, "settlement", (struct ll_str){key, (size_t)len}, s)) {
        ll_audit_find_fault(a, LL_AUDIT_SETTLEMENT_TWICE, &s->o, "number '%.*s'",
                            LL_STR_ARG(s->number));
    }
}

/* It takes the place of the one that counted, of the same treatment. */
static void check_place(struct ll_audit *a, struct ll_settlement *s)
{
    struct ll_treatment *t = s->treatment;
    if (s->replaces != t->settlement) {
        ll_audit_find_fault(a, LL_AUDIT_SETTLEMENT_TWICE, &s->o, "%s",
                            s->replaces == NULL ? "another of this treatment counts"
                                                : "it replaces one that does not count");
    }
    if (s->replaces != NULL) {
        s->replaces->replaced = true;
    }
    t->settlement = s;
}

void ll_apply_settlement_recorded(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    const struct ll_json *assays = ll_body_list(b, "assays");
    struct ll_treatment *t = ll_audit_named(a, LL_KIND_TREATMENT, b, "treatment_id");
    if (t == NULL) {
        return;
    }
    struct ll_settlement *s =
        ll_audit_make(a, LL_KIND_SETTLEMENT, ll_body_id(b, "settlement_id"), sizeof(*s));
    if (s == NULL) {
        return;
    }
    s->treatment = t;
    s->facility = ll_audit_named(a, LL_KIND_FACILITY, b, "facility_id");
    s->replaces = ll_audit_named(a, LL_KIND_SETTLEMENT, b, "replaces_id");
    s->number = ll_audit_copy(a, ll_body_str(b, "number"));
    s->laboratory = ll_audit_copy(a, ll_body_str(b, "laboratory"));
    s->settled_on = ll_body_date(b, "settled_on");
    s->has_amount = ll_body_has(b, "amount");
    if (s->has_amount) {
        const struct ll_json *amount = ll_json_get(b, "amount");
        s->amount_minor = ll_body_i64(amount, "minor");
        s->amount_currency = ll_audit_copy(a, ll_body_str(amount, "currency"));
    }
    if (s->facility == NULL || !ll_id_eq(t->facility_id, s->facility->o.id) || t->interim ||
        s->settled_on < t->treated_on || assays->count == 0) {
        ll_audit_find_fault(a, LL_AUDIT_SETTLEMENT_SHAPE, &s->o,
                            "its treatment is another plant's, interim or later, or it has no "
                            "assay");
    }
    for (size_t i = 0; i < assays->count; i++) {
        add_assay(a, s, &assays->items[i]);
    }
    check_number(a, s);
    check_place(a, s);
}

/* ---- plans ---- */
static void check_step(struct ll_audit *a, struct ll_plan_step *p)
{
    char key[LL_ID_TEXT_MAX + 160];
    char plant[LL_ID_TEXT_MAX];
    if (p->facility == NULL) {
        return;
    }
    ll_id_format("fac", p->facility->o.id, plant);
    int len = snprintf(key, sizeof(key), "%s %.*s %.*s", plant, LL_STR_ARG(p->scheme),
                       LL_STR_ARG(p->step));
    if (len <= 0 || (size_t)len >= sizeof(key) ||
        !ll_audit_take_name(a, "plan step", (struct ll_str){key, (size_t)len}, p)) {
        ll_audit_find_fault(a, LL_AUDIT_PLAN_SHAPE, &p->o, "there is another of this step");
    }
    if (!p->facility->is_plant) {
        ll_audit_find_fault(a, LL_AUDIT_PLAN_SHAPE, &p->o, "the facility is no plant");
    }
}

void ll_apply_plan_step_stated(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_str scheme = ll_audit_copy(a, ll_body_str(b, "scheme"));
    struct ll_str step = ll_audit_copy(a, ll_body_str(b, "step"));
    struct ll_facility *facility = ll_audit_named(a, LL_KIND_FACILITY, b, "facility_id");
    struct ll_plan_step *p = ll_audit_find_id(a, LL_KIND_PLAN_STEP, ll_body_id(b, "plan_step_id"));
    if (p == NULL) {
        p = ll_audit_make(a, LL_KIND_PLAN_STEP, ll_body_id(b, "plan_step_id"), sizeof(*p));
        if (p == NULL) {
            return;
        }
        p->facility = facility;
        p->scheme = scheme;
        p->step = step;
        check_step(a, p);
    } else if (p->facility != facility || !ll_str_eq(p->scheme, scheme) ||
               !ll_str_eq(p->step, step)) {
        ll_audit_find_fault(a, LL_AUDIT_PLAN_SHAPE, &p->o, "it was another step before");
    }
    p->o.event_id = event->id;
    p->state = ll_body_enum(b, "state", ll_plan_state_rows, LL_PLAN_STATE_ROW_COUNT);
    p->due_on = ll_body_date(b, "due_on");
    p->helper = ll_audit_named(a, LL_KIND_ORGANISATION, b, "helper_id");
    p->evidence_digest = ll_body_has(b, "evidence_digest")
                             ? ll_audit_copy(a, ll_body_bytes(a, b, "evidence_digest"))
                             : LL_STR("");
}
