/* The event of materials that leave a plant: of what it recycled, once, the oldest first. */
#include "audit/model.h"

#include <stdio.h>

#define RULE_NAMED 0
#define RULE_OLDEST_FIRST 1

static struct ll_material *material_of(const struct ll_treatment *t, struct ll_str fraction)
{
    for (size_t i = 0; i < t->materials.count; i++) {
        struct ll_material *m = LL_VEC_AT(&t->materials, struct ll_material, i);
        if (ll_str_eq(m->fraction, fraction)) {
            return m;
        }
    }
    return NULL;
}

/* Could it have left by then? */
static bool is_there(const struct ll_dispatch *d, const struct ll_treatment *t)
{
    return d->facility != NULL && ll_id_eq(t->facility_id, d->facility->o.id) && !t->interim &&
           t->treated_on <= d->dispatched_on;
}

static bool is_older(const struct ll_treatment *a, const struct ll_treatment *b)
{
    return a->treated_on != b->treated_on ? a->treated_on < b->treated_on
                                          : ll_id_cmp(a->o.id, b->o.id) < 0;
}

/* Of what is older than the youngest that it is of, nothing may be left. */
static void check_oldest(struct ll_audit *a, const struct ll_dispatch *d, struct ll_str fraction)
{
    const struct ll_treatment *youngest = NULL;
    for (size_t i = 0; i < d->items.count; i++) {
        const struct ll_dispatched *one = LL_VEC_AT(&d->items, struct ll_dispatched, i);
        if (ll_str_eq(one->fraction, fraction) &&
            (youngest == NULL || is_older(youngest, one->treatment))) {
            youngest = one->treatment;
        }
    }
    for (size_t i = 0; youngest != NULL && i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        const struct ll_treatment *t = (const struct ll_treatment *)(const void *)o;
        if (o->kind != LL_KIND_TREATMENT || !is_there(d, t) || !is_older(t, youngest)) {
            continue;
        }
        const struct ll_material *m = material_of(t, fraction);
        if (m != NULL && m->dispatched_g < m->mass_g) {
            ll_audit_find_fault(a, LL_AUDIT_DISPATCH_RULE, &d->o,
                                "of '%.*s' %lld g of an older treatment were left",
                                LL_STR_ARG(fraction), (long long)(m->mass_g - m->dispatched_g));
        }
    }
}

static void take(struct ll_audit *a, struct ll_dispatch *d, const struct ll_json *item)
{
    struct ll_str fraction = ll_audit_copy(a, ll_body_str(item, "fraction"));
    int64_t mass_g = ll_body_i64(item, "mass_g");
    struct ll_treatment *t = ll_audit_named(a, LL_KIND_TREATMENT, item, "treatment_id");
    if (t == NULL) {
        return;
    }
    for (size_t i = 0; i < d->items.count; i++) {
        const struct ll_dispatched *one = LL_VEC_AT(&d->items, struct ll_dispatched, i);
        if (one->treatment == t && ll_str_eq(one->fraction, fraction)) {
            ll_audit_find_fault(a, LL_AUDIT_CODE_TWICE, &d->o,
                                "'%.*s' of a treatment is there twice", LL_STR_ARG(fraction));
            return;
        }
    }
    struct ll_material *m = material_of(t, fraction);
    if (m == NULL || mass_g == 0 || !is_there(d, t)) {
        ll_audit_find_fault(a, LL_AUDIT_DISPATCH_SHAPE, &d->o,
                            "%lld g of '%.*s' of a treatment that %s", (long long)mass_g,
                            LL_STR_ARG(fraction),
                            m == NULL ? "made none" : "is elsewhere, interim or later");
    }
    if (m != NULL) {
        m->dispatched_g += mass_g;
        if (m->dispatched_g > m->mass_g) {
            ll_audit_find_fault(a, LL_AUDIT_DISPATCH_MASS, &d->o,
                                "%lld g of '%.*s' of the %lld g of a treatment: off by %lld g",
                                (long long)m->dispatched_g, LL_STR_ARG(fraction),
                                (long long)m->mass_g, (long long)(m->dispatched_g - m->mass_g));
        }
    }
    struct ll_dispatched *one = ll_vec_push(a, &d->items, sizeof(*one));
    if (one != NULL) {
        one->treatment = t;
        one->fraction = fraction;
        one->mass_g = mass_g;
    }
}

static void check_rule(struct ll_audit *a, const struct ll_dispatch *d, int64_t rule)
{
    struct ll_str before = LL_STR("");
    if (rule != RULE_NAMED && rule != RULE_OLDEST_FIRST) {
        ll_audit_find_fault(a, LL_AUDIT_DISPATCH_RULE, &d->o, "by rule %lld", (long long)rule);
    }
    for (size_t i = 0; rule == RULE_OLDEST_FIRST && i < d->items.count; i++) {
        const struct ll_dispatched *one = LL_VEC_AT(&d->items, struct ll_dispatched, i);
        if (!ll_str_eq(before, one->fraction)) {
            check_oldest(a, d, one->fraction);
        }
        before = one->fraction;
    }
}

/* Its number is the plant's: of one dispatch. */
static void check_number(struct ll_audit *a, struct ll_dispatch *d)
{
    char key[LL_ID_TEXT_MAX + 80];
    char plant[LL_ID_TEXT_MAX];
    if (d->facility == NULL) {
        return;
    }
    ll_id_format("fac", d->facility->o.id, plant);
    int len = snprintf(key, sizeof(key), "%s %.*s", plant, LL_STR_ARG(d->number));
    if (len <= 0 || (size_t)len >= sizeof(key) ||
        !ll_audit_take_name(a, "delivery note", (struct ll_str){key, (size_t)len}, d)) {
        ll_audit_find_fault(a, LL_AUDIT_DISPATCH_TWICE, &d->o, "number '%.*s'",
                            LL_STR_ARG(d->number));
    }
}

void ll_apply_material_dispatched(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    const struct ll_json *items = ll_body_list(b, "items");
    struct ll_dispatch *d =
        ll_audit_make(a, LL_KIND_DISPATCH, ll_body_id(b, "dispatch_id"), sizeof(*d));
    if (d == NULL) {
        return;
    }
    d->facility = ll_audit_named(a, LL_KIND_FACILITY, b, "facility_id");
    d->buyer = ll_audit_named(a, LL_KIND_ORGANISATION, b, "buyer_id");
    d->number = ll_audit_copy(a, ll_body_str(b, "number"));
    d->dispatched_on = ll_body_date(b, "dispatched_on");
    check_number(a, d);
    for (size_t i = 0; i < items->count; i++) {
        take(a, d, &items->items[i]);
    }
    check_rule(a, d, ll_body_i64(b, "rule_version"));
}
