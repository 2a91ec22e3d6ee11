/* What units count on lines in grams once a plant weighed them. */
#include "audit/model.h"

#define CUSTODY sizeof(struct ll_custody)
#define ALLOCATION sizeof(struct ll_allocation)
#define RULE_WHOLE 1 /* of a sampled receipt: with the weight of what the sample left out */
#define RULE_BOUND 2

static long long ll(int64_t value)
{
    return (long long)value;
}

int64_t ll_audit_unit_credit(const struct ll_lot *lot, const struct ll_custody *c)
{
    return c->credit_g > 0 ? c->credit_g : lot->accepted > 0 ? lot->mass_g / lot->accepted : 0;
}

int64_t ll_audit_light_units(const struct ll_lot *lot, int64_t lo, int64_t hi, int64_t credit_g)
{
    int64_t light = 0;
    size_t at = ll_vec_find(&lot->custody, CUSTODY, lo);
    for (; at < lot->custody.count; at++) {
        const struct ll_custody *c = LL_VEC_AT(&lot->custody, struct ll_custody, at);
        if (c->at.lo >= hi) {
            break;
        }
        if (c->credit_g > 0 && c->credit_g < credit_g) {
            light += (c->at.hi < hi ? c->at.hi : hi) - (c->at.lo > lo ? c->at.lo : lo);
        }
    }
    return light;
}

/* ---- what follows for allocations ---- */
static void shrink_one(struct ll_allocation *one, int64_t credit_g)
{
    int64_t end = one->line_lo + (one->at.hi - one->at.lo) * credit_g;
    one->credit = credit_g;
    if (end >= one->line_hi) {
        return;
    }
    struct ll_service_span *served =
        ll_vec_find_lo(&one->line->served, sizeof(*served), one->line_lo);
    struct ll_slice *slice = ll_vec_find_lo(&one->line->slices, sizeof(*slice), one->slice_lo);
    if (served != NULL) {
        served->at.hi = end;
    }
    if (slice != NULL) {
        slice->open += one->line_hi - end;
    }
    one->line_hi = end;
}

/* What serves provisionally keeps its units; what a live certificate cites is broken. */
static void shrink(struct ll_audit *a, struct ll_lot *lot, int64_t lo, int64_t hi, int64_t credit_g)
{
    size_t at = ll_vec_find(&lot->allocations, ALLOCATION, lo);
    while (at < lot->allocations.count) {
        struct ll_allocation *one = LL_VEC_AT(&lot->allocations, struct ll_allocation, at);
        if (one->at.lo >= hi) {
            return;
        }
        int64_t from = one->at.lo > lo ? one->at.lo : lo;
        int64_t to = one->at.hi < hi ? one->at.hi : hi;
        if (one->credit > credit_g && one->certificate == NULL) {
            one = ll_allocation_cut(a, lot, at, from, to);
            if (one == NULL) {
                return;
            }
            shrink_one(one, credit_g);
        } else if (one->credit > credit_g && one->certificate->state == LL_CERTIFICATE_STATE_LIVE) {
            ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_BROKEN, &one->certificate->o,
                                "it cites %s [%lld, %lld) for more than they weigh, and is not "
                                "under review",
                                ll_lot_word(lot), ll(from), ll(to));
        }
        at = to < hi ? ll_vec_find(&lot->allocations, ALLOCATION, to) : lot->allocations.count;
    }
}

void ll_audit_recredit(struct ll_audit *a, struct ll_lot *lot, int64_t lo, int64_t hi)
{
    size_t at = ll_vec_find(&lot->custody, CUSTODY, lo);
    while (at < lot->custody.count && a->status == LL_OK) {
        const struct ll_custody *c = LL_VEC_AT(&lot->custody, struct ll_custody, at);
        int64_t credit_g = c->credit_g;
        int64_t from = c->at.lo > lo ? c->at.lo : lo;
        int64_t to = c->at.hi;
        if (from >= hi) {
            return;
        }
        for (at++; at < lot->custody.count; at++) {
            c = LL_VEC_AT(&lot->custody, struct ll_custody, at);
            if (c->credit_g != credit_g) {
                break;
            }
            to = c->at.hi;
        }
        if (credit_g > 0) {
            shrink(a, lot, from, to < hi ? to : hi, credit_g);
        }
    }
}

/* ---- what the rule gives ---- */
struct credit {
    struct ll_lot *lot;
    int64_t lo, hi, credit_g;
};

static bool names(struct ll_str words, struct ll_str word)
{
    size_t from = 0;
    for (size_t i = 0; i <= words.len; i++) {
        if (i == words.len || words.ptr[i] == ' ') {
            if (ll_str_eq(ll_str_sub(words, from, i), word)) {
                return true;
            }
            from = i + 1;
        }
    }
    return false;
}

/* Does the class serve demand in grams? */
static bool counts_grams(const struct ll_programme *p, struct ll_str class_code)
{
    for (size_t i = 0; p != NULL && i < p->rules.count; i++) {
        const struct ll_rule *rule = LL_VEC_AT(&p->rules, struct ll_rule, i);
        if (rule->grams_per_device > 0 && names(rule->lot_classes, class_code)) {
            return true;
        }
    }
    return false;
}

static void add_credit(struct ll_audit *a, struct ll_vec *list, const struct credit *one)
{
    struct credit *last = list->count == 0 ? NULL : LL_VEC_AT(list, struct credit, list->count - 1);
    if (last != NULL && last->lot == one->lot && last->hi == one->lo &&
        last->credit_g == one->credit_g) {
        last->hi = one->hi;
        return;
    }
    struct credit *place = ll_vec_push(a, list, sizeof(*place));
    if (place != NULL) {
        *place = *one;
    }
}

/* Units that weigh less by the receipt than they count, of one programme or (NULL) of all. Where
 * some came dismantled, it says of none what it weighs. */
static void derive(struct ll_audit *a, struct ll_receipt *r, const struct ll_vec *shares,
                   const struct ll_programme *programme, struct ll_vec *list)
{
    for (size_t i = 0; i < r->contents.count; i++) {
        const struct ll_content *content = LL_VEC_AT(&r->contents, struct ll_content, i);
        struct ll_lot *lot = content->lot;
        int64_t share_g =
            *LL_VEC_AT(shares, int64_t, i) / (content->hi - content->lo); /* of a unit */
        size_t at = ll_vec_find(&lot->custody, CUSTODY, content->lo);
        for (; at < lot->custody.count; at++) {
            const struct ll_custody *c = LL_VEC_AT(&lot->custody, struct ll_custody, at);
            if (c->at.lo >= content->hi) {
                break;
            }
            const struct credit one = {lot, c->at.lo > content->lo ? c->at.lo : content->lo,
                                       c->at.hi < content->hi ? c->at.hi : content->hi, share_g};
            if (c->receipt == r && c->stage == LL_STAGE_DISMANTLED) {
                list->count = 0;
                return;
            }
            if (c->receipt == r && counts_grams(lot->programme, ll_custody_class(lot, c)) &&
                lot->measure != LL_MEASURE_GRAMS && share_g < ll_audit_unit_credit(lot, c) &&
                (programme == NULL || programme == lot->programme)) {
                add_credit(a, list, &one);
            }
        }
    }
}

static void derive_scratch(struct ll_audit *a, struct ll_receipt *r, int64_t rule,
                           const struct ll_programme *programme, struct ll_vec *list)
{
    struct ll_arena *model = a->arena;
    struct ll_vec shares = {0}; /* not those of the receipt: of what it covers alone */
    a->arena = a->scratch;
    ll_audit_share(a, rule == RULE_BOUND ? ll_audit_bound_mass(r, r->mass_g) : r->mass_g,
                   &r->contents, &shares);
    if (shares.count == r->contents.count) {
        derive(a, r, &shares, programme, list);
    }
    a->arena = model;
}

void ll_audit_check_weighed(struct ll_audit *a)
{
    struct ll_receipt *r = a->weighed;
    struct ll_vec list = {0};
    a->weighed = NULL;
    if (r == NULL || a->status != LL_OK) {
        return;
    }
    derive_scratch(a, r, RULE_BOUND, NULL, &list);
    if (list.count > 0) {
        const struct credit *first = LL_VEC_AT(&list, struct credit, 0);
        ll_audit_find_fault(a, LL_AUDIT_RECREDIT_MISSING, &r->o,
                            "units [%lld, %lld) of a lot weigh %lld g each, less than they count",
                            ll(first->lo), ll(first->hi), ll(first->credit_g));
    }
}

static bool is_same(struct ll_audit *a, const struct ll_vec *list, const struct ll_json *says)
{
    bool same = list->count == says->count && says->count > 0;
    for (size_t i = 0; same && i < list->count; i++) {
        const struct credit *one = LL_VEC_AT(list, struct credit, i);
        const struct ll_json *b = &says->items[i];
        same = ll_audit_named(a, LL_KIND_LOT, b, "lot_id") == one->lot &&
               ll_body_i64(b, "lo") == one->lo && ll_body_i64(b, "hi") == one->hi &&
               ll_body_i64(b, "credit") == one->credit_g;
    }
    return same;
}

static void apply(struct ll_audit *a, const struct ll_json *b)
{
    struct ll_lot *lot = ll_audit_named(a, LL_KIND_LOT, b, "lot_id");
    int64_t lo = ll_body_i64(b, "lo");
    int64_t hi = ll_body_i64(b, "hi");
    int64_t credit_g = ll_body_i64(b, "credit");
    if (lot == NULL || lo >= hi || hi > lot->accepted || credit_g < 1 ||
        !ll_custody_cut(a, lot, lo, hi)) {
        return; /* it is not what the rule gives: found already */
    }
    size_t at = ll_vec_find(&lot->custody, CUSTODY, lo);
    for (; at < lot->custody.count; at++) {
        struct ll_custody *c = LL_VEC_AT(&lot->custody, struct ll_custody, at);
        if (c->at.lo >= hi) {
            break;
        }
        c->credit_g = credit_g;
    }
    ll_custody_join(lot);
    shrink(a, lot, lo, hi, credit_g);
}

void ll_apply_allocation_recredited(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    const struct ll_json *says = ll_body_list(b, "recredited");
    struct ll_receipt *r = ll_audit_named(a, LL_KIND_RECEIPT, b, "receipt_id");
    const struct ll_programme *programme = ll_audit_named(a, LL_KIND_PROGRAMME, b, "programme_id");
    struct ll_vec list = {0};
    int64_t rule = ll_body_i64(b, "rule_version");
    if (r != NULL && programme != NULL && r == a->weighed) {
        derive_scratch(a, r, rule, programme, &list);
    }
    if ((rule != RULE_WHOLE && rule != RULE_BOUND) || !is_same(a, &list, says)) {
        ll_audit_find_fault(a, LL_AUDIT_RECREDIT_WRONG, r == NULL ? NULL : &r->o,
                            "by rule %lld %zu spans are credited anew; the rule gives %zu, or "
                            "others",
                            ll(rule), says->count, list.count);
    }
    for (size_t i = 0; i < says->count && a->status == LL_OK; i++) {
        apply(a, &says->items[i]);
    }
}
