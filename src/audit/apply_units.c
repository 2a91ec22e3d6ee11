/* Events about units: that they left the programme, and by which rule they were chosen. */
#include "audit/model.h"

#include <stdlib.h>
#include <string.h>

#define RULE_EXACT 0
#define RULE_SELECTION 1

/* ---- the selection rule, version 1 ---- */
/* Units that share one place in the rule: where they are, and what they serve. */
struct part {
    struct ll_lot *lot;
    int64_t lo, hi;
    int reluctance; /* 0 serve nobody, 1 provisional, 2 cited below received, 3 final */
    int64_t queue_at;
    struct ll_id line_id;
    int64_t slice_lo;
};

static struct part *push(struct ll_audit *a, struct ll_vec *parts, const struct part *from,
                         int64_t lo, int64_t hi)
{
    struct part *part = lo < hi ? ll_vec_push(a, parts, sizeof(*part)) : NULL;
    if (part != NULL) {
        *part = *from;
        part->lo = lo;
        part->hi = hi;
    }
    return part;
}

/* Of units [lo, hi) that nothing serves now, those that served until the release before the fact.
 */
static void add_unserved(struct ll_audit *a, struct ll_vec *parts, const struct part *from,
                         int64_t lo, int64_t hi)
{
    for (size_t i = 0; i < a->just_released.count && lo < hi; i++) {
        const struct ll_just_released *was =
            LL_VEC_AT(&a->just_released, struct ll_just_released, i);
        if (was->lot != from->lot || was->hi <= lo || was->lo >= hi) {
            continue;
        }
        int64_t begin = was->lo > lo ? was->lo : lo;
        int64_t end = was->hi < hi ? was->hi : hi;
        add_unserved(a, parts, from, lo, begin);
        struct part *part = push(a, parts, from, begin, end);
        if (part != NULL) {
            part->reluctance = 1;
            part->queue_at = was->queue_at;
            part->line_id = was->line->o.id;
            part->slice_lo = was->slice_lo;
        }
        lo = end;
    }
    (void)push(a, parts, from, lo, hi);
}

static void add_custody(struct ll_audit *a, struct ll_vec *parts, struct ll_lot *lot,
                        const struct ll_interval *at)
{
    const struct part from = {.lot = lot};
    int64_t next = at->lo;
    size_t i = ll_vec_find(&lot->allocations, sizeof(struct ll_allocation), at->lo);
    for (; i < lot->allocations.count; i++) {
        const struct ll_allocation *one = LL_VEC_AT(&lot->allocations, struct ll_allocation, i);
        if (one->at.lo >= at->hi) {
            break;
        }
        int64_t lo = one->at.lo > at->lo ? one->at.lo : at->lo;
        int64_t hi = one->at.hi < at->hi ? one->at.hi : at->hi;
        const struct ll_slice *slice =
            ll_vec_find_lo(&one->line->slices, sizeof(struct ll_slice), one->slice_lo);
        add_unserved(a, parts, &from, next, lo);
        struct part *part = push(a, parts, &from, lo, hi);
        if (part != NULL) {
            part->reluctance = one->final ? 3 : one->certificate != NULL ? 2 : 1;
            part->queue_at = slice == NULL ? 0 : slice->queue_at;
            part->line_id = one->line->o.id;
            part->slice_lo = one->slice_lo;
        }
        next = hi;
    }
    add_unserved(a, parts, &from, next, at->hi);
}

/* What was counted: the smallest package, or all that a shipment carries. */
struct counted {
    const struct ll_package *package;
    const struct ll_shipment *shipment;
    struct ll_str class_code; /* empty: of any */
    struct ll_str other_than; /* but not of this one; empty: of any */
};

static void list_packages(struct ll_audit *a, const struct counted *counted, struct ll_vec *list)
{
    bool is_whole = counted->shipment != NULL && counted->package == NULL;
    size_t loads = is_whole ? counted->shipment->loads.count : 0;
    const struct ll_package **place;
    for (size_t i = 0; i < loads; i++) {
        place = ll_vec_push(a, list, sizeof(*place));
        if (place != NULL) {
            *place = LL_VEC_AT(&counted->shipment->loads, struct ll_load, i)->package;
        }
    }
    place = counted->package == NULL ? NULL : ll_vec_push(a, list, sizeof(*place));
    if (place != NULL) {
        *place = counted->package;
    }
}

/* Everything in what was counted and the packages within it, of the class if one is named. */
static void add_counted(struct ll_audit *a, struct ll_vec *parts, const struct counted *counted)
{
    struct ll_vec list = {0}; /* of const struct ll_package * */
    struct ll_str class_code = counted->class_code;
    list_packages(a, counted, &list);
    for (size_t i = 0; i < list.count && a->status == LL_OK; i++) {
        const struct ll_package *p = *LL_VEC_AT(&list, const struct ll_package *, i);
        for (size_t j = 0; j < p->children.count; j++) {
            const struct ll_package **place = ll_vec_push(a, &list, sizeof(*place));
            if (place != NULL) {
                *place = *LL_VEC_AT(&p->children, struct ll_package *, j);
            }
        }
        for (size_t j = 0; j < p->contents.count; j++) {
            const struct ll_content *content = LL_VEC_AT(&p->contents, struct ll_content, j);
            const struct ll_custody *c = ll_custody_from(content->lot, content->lo, content->hi);
            for (; c != NULL; c = ll_custody_next(content->lot, c, content->hi)) {
                struct ll_str own = ll_custody_class(content->lot, c);
                bool is_meant =
                    (class_code.len == 0 || ll_str_eq(class_code, own)) &&
                    (counted->other_than.len == 0 || !ll_str_eq(counted->other_than, own));
                struct ll_interval units = {
                    c->at.lo > content->lo ? c->at.lo : content->lo,
                    c->at.hi < content->hi ? c->at.hi : content->hi,
                };
                if (c->package == p && is_meant) {
                    add_custody(a, parts, content->lot, &units);
                }
            }
        }
    }
}

/* The first to be taken comes first. */
static int compare_parts(const void *x_item, const void *y_item)
{
    const struct part *x = x_item;
    const struct part *y = y_item;
    if (x->reluctance != y->reluctance) {
        return x->reluctance < y->reluctance ? -1 : 1;
    }
    if (x->queue_at != y->queue_at) {
        return x->queue_at > y->queue_at ? -1 : 1;
    }
    int order = ll_id_cmp(y->line_id, x->line_id);
    if (order != 0) {
        return order;
    }
    if (x->slice_lo != y->slice_lo) {
        return x->slice_lo > y->slice_lo ? -1 : 1;
    }
    order = ll_id_cmp(y->lot->o.id, x->lot->o.id);
    return order != 0 ? order : (x->lo < y->lo) - (x->lo > y->lo);
}

/* Are these the units that the rule takes? `spans` are joined (ll_content_join). */
static void check_rule(struct ll_audit *a, const struct counted *counted,
                       const struct ll_vec *spans)
{
    struct ll_vec parts = {0};
    struct ll_vec taken = {0}; /* of struct ll_content */
    struct ll_content twice = {0};
    int64_t left = 0;
    for (size_t i = 0; i < spans->count; i++) {
        const struct ll_content *span = LL_VEC_AT(spans, struct ll_content, i);
        left += span->hi - span->lo;
    }
    int64_t units = left;
    add_counted(a, &parts, counted);
    if (parts.count > 1) {
        qsort(parts.items, parts.count, sizeof(struct part), compare_parts);
    }
    for (size_t i = 0; i < parts.count && left > 0; i++) {
        const struct part *part = LL_VEC_AT(&parts, struct part, i);
        int64_t length = part->hi - part->lo < left ? part->hi - part->lo : left;
        struct ll_content *one = ll_vec_push(a, &taken, sizeof(*one));
        if (one != NULL) {
            *one = (struct ll_content){part->lot, part->hi - length, part->hi, false};
        }
        left -= length;
    }
    (void)ll_content_join(&taken, &twice);
    bool same = left == 0 && taken.count == spans->count;
    for (size_t i = 0; same && i < taken.count; i++) {
        const struct ll_content *x = LL_VEC_AT(&taken, struct ll_content, i);
        const struct ll_content *y = LL_VEC_AT(spans, struct ll_content, i);
        same = x->lot == y->lot && x->lo == y->lo && x->hi == y->hi;
    }
    if (!same && a->status == LL_OK) {
        const struct ll_object *o =
            counted->package == NULL ? &counted->shipment->o : &counted->package->o;
        ll_audit_find_fault(a, LL_AUDIT_SELECTION_RULE, o, "the rule takes %lld other units of it",
                            (long long)units);
    }
}

/* ---- units that leave ---- */
struct removal {
    int64_t stage; /* that they come to */
    const char *word;
    int64_t happened_on;
};

/* What may become lost, diverted, returned or seized, and what may not. */
static bool may_leave(int64_t from, int64_t to)
{
    switch ((enum ll_stage)from) {
    case LL_STAGE_ACCEPTED:
        return to != LL_STAGE_RETURNED;
    case LL_STAGE_SHIPPED:
    case LL_STAGE_RECEIVED:
        return true;
    case LL_STAGE_DISMANTLED:
        return to != LL_STAGE_RETURNED;
    case LL_STAGE_SEIZED:
        return to == LL_STAGE_RETURNED;
    case LL_STAGE_RECYCLED:
    case LL_STAGE_LOST:
    case LL_STAGE_DIVERTED:
    case LL_STAGE_RETURNED:
        break;
    }
    return false;
}

static int64_t stage_of(struct ll_str fact)
{
    static const struct {
        const char *fact;
        enum ll_stage stage;
    } rows[] = {
        {"lose", LL_STAGE_LOST},
        {"divert", LL_STAGE_DIVERTED},
        {"return", LL_STAGE_RETURNED},
        {"seize", LL_STAGE_SEIZED},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ll_str_eq_cstr(fact, rows[i].fact)) {
            return rows[i].stage;
        }
    }
    return 0;
}

/* What still serves somebody is held by a certificate that is not live. */
static void check_held(struct ll_audit *a, const struct ll_content *span)
{
    const struct ll_vec *allocations = &span->lot->allocations;
    size_t at = ll_vec_find(allocations, sizeof(struct ll_allocation), span->lo);
    for (; at < allocations->count; at++) {
        const struct ll_allocation *one = LL_VEC_AT(allocations, struct ll_allocation, at);
        if (one->at.lo >= span->hi) {
            return;
        }
        if (one->certificate == NULL) {
            ll_audit_find_fault(a, LL_AUDIT_RELEASE_WRONG, &span->lot->o,
                                "units [%lld, %lld) leave and are still allocated",
                                (long long)one->at.lo, (long long)one->at.hi);
        } else if (one->certificate->state == LL_CERTIFICATE_STATE_LIVE) {
            ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_BROKEN, &one->certificate->o,
                                "it cites %s [%lld, %lld), which leave, and is not under review",
                                ll_lot_word(span->lot), (long long)one->at.lo,
                                (long long)one->at.hi);
        }
    }
}

/* What turns up later may be explained by it. */
static void keep_loss(struct ll_audit *a, const struct removal *removal, struct ll_lot *lot,
                      const struct ll_custody *c)
{
    struct ll_loss *loss =
        removal->stage == LL_STAGE_LOST ? ll_vec_push(a, &a->losses, sizeof(*loss)) : NULL;
    if (loss != NULL) {
        *loss = (struct ll_loss){
            .lot = lot,
            .class_code = ll_custody_class(lot, c),
            .lo = c->at.lo,
            .hi = c->at.hi,
            .happened_on = removal->happened_on,
        };
    }
}

static void take_out(struct ll_audit *a, const struct removal *removal,
                     const struct ll_content *span)
{
    struct ll_lot *lot = span->lot;
    if (!ll_custody_cut(a, lot, span->lo, span->hi)) {
        return;
    }
    ll_audit_check_held(a, &lot->o, lot, span->lo, span->hi);
    struct ll_custody *c = ll_custody_from(lot, span->lo, span->hi);
    for (; c != NULL; c = ll_custody_next(lot, c, span->hi)) {
        if (!may_leave(c->stage, removal->stage)) {
            ll_audit_find_fault(a, LL_AUDIT_REMOVAL_SHAPE, &lot->o,
                                "units [%lld, %lld) are %s, and %s after that", (long long)c->at.lo,
                                (long long)c->at.hi, ll_stage_name((enum ll_stage)c->stage),
                                removal->word);
        }
        int64_t moved = ll_custody_moved(c);
        if (removal->happened_on < moved && moved > c->since) {
            ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &lot->o,
                                "units leave %lld days before their package left or arrived",
                                (long long)(moved - removal->happened_on));
        }
        ll_custody_date(a, c, &lot->o, removal->happened_on, "leave");
        keep_loss(a, removal, lot, c);
        c->stage = removal->stage;
        c->facility = NULL;
        c->package = NULL;
    }
    check_held(a, span);
    ll_custody_join(lot);
}

static bool travels_with(const struct ll_package *p, const struct ll_shipment *s)
{
    while (p->parent != NULL) {
        p = p->parent;
    }
    for (size_t i = 0; i < s->loads.count; i++) {
        if (LL_VEC_AT(&s->loads, struct ll_load, i)->package == p) {
            return true;
        }
    }
    return false;
}

/* What a plant did not find of a shipment, or of one of its packages: lost, just before the
 * receipt.
 */
static void take_from_shipment(struct ll_audit *a, struct ll_shipment *s, struct ll_package *p,
                               const struct removal *removal, const struct ll_vec *spans,
                               struct ll_arena *model)
{
    bool is_first = p == NULL ? s->missing == 0 : p->lacking == 0 && travels_with(p, s);
    if (s->state != LL_SHIPMENT_STATE_ARRIVED || !is_first || removal->stage != LL_STAGE_LOST ||
        removal->happened_on < s->arrived_on) {
        ll_audit_find_fault(a, LL_AUDIT_REMOVAL_SHAPE, &s->o,
                            "units are %s of it, which is %s, %lld days after it arrived",
                            removal->word, ll_shipment_state_name((enum ll_shipment_state)s->state),
                            (long long)(removal->happened_on - s->arrived_on));
    }
    for (size_t i = 0; i < spans->count; i++) {
        const struct ll_content *span = LL_VEC_AT(spans, struct ll_content, i);
        a->arena = model; /* the receipt's mass is judged by them */
        struct ll_content *kept = ll_vec_push(a, &s->missing_spans, sizeof(*kept));
        a->arena = a->scratch;
        if (kept == NULL) {
            return;
        }
        *kept = *span;
        s->missing += span->hi - span->lo;
        s->missing_g += ll_lot_share_g(span->lot, span->lo, span->hi);
        if (p != NULL) {
            s->lacking += span->hi - span->lo;
            p->lacking += span->hi - span->lo;
        }
    }
}

/* A plant refuses them: they lie loose there, as far as they had come. */
static void set_aside(struct ll_audit *a, struct ll_shipment *s, const struct ll_content *span)
{
    struct ll_lot *lot = span->lot;
    if (!ll_custody_cut(a, lot, span->lo, span->hi)) {
        return;
    }
    struct ll_custody *c = ll_custody_from(lot, span->lo, span->hi);
    for (; c != NULL; c = ll_custody_next(lot, c, span->hi)) {
        c->facility = s->to;
        c->package = NULL;
        if (s->rejected_on != 0) {
            ll_custody_date(a, c, &lot->o, s->rejected_on, LL_R("are refused"));
        }
    }
    s->rejected += span->hi - span->lo;
    s->rejected_g += ll_lot_share_g(lot, span->lo, span->hi);
    ll_custody_join(lot);
}

void ll_apply_units_rejected(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_vec spans = {0};
    struct ll_shipment *s = ll_audit_named(a, LL_KIND_SHIPMENT, b, "shipment_id");
    const struct ll_facility *facility = ll_audit_named(a, LL_KIND_FACILITY, b, "facility_id");
    const struct ll_case *about = ll_audit_named(a, LL_KIND_CASE, b, "case_id");
    if (s == NULL) {
        return;
    }
    if (s->state != LL_SHIPMENT_STATE_ARRIVED || s->rejected > 0 || facility != s->to ||
        (about != NULL && about->shipment != s) ||
        ll_body_i64(b, "rule_version") != RULE_SELECTION) {
        ll_audit_find_fault(a, LL_AUDIT_REJECTION_SHAPE, &s->o,
                            "units of it are refused, and it is %s, by rule %lld",
                            ll_shipment_state_name((enum ll_shipment_state)s->state),
                            (long long)ll_body_i64(b, "rule_version"));
    }
    s->reject_reason = ll_audit_copy(a, ll_body_str(b, "reason"));
    s->rejected_on = ll_body_has(b, "rejected_on") ? ll_body_date(b, "rejected_on") : 0;
    const struct counted counted = {.shipment = s};
    struct ll_arena *model = a->arena;
    a->arena = a->scratch;
    (void)ll_audit_read_spans(a, NULL, LL_AUDIT_REMOVAL_SHAPE, ll_body_list(b, "spans"), &spans);
    check_rule(a, &counted, &spans);
    a->arena = model;
    for (size_t i = 0; i < spans.count && a->status == LL_OK; i++) {
        set_aside(a, s, LL_VEC_AT(&spans, struct ll_content, i));
    }
}

void ll_apply_units_removed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_vec spans = {0};
    struct removal removal = {
        .stage = stage_of(ll_body_str(b, "fact")),
        .happened_on = ll_body_date(b, "happened_on"),
    };
    struct ll_shipment *shipment = ll_audit_named(a, LL_KIND_SHIPMENT, b, "shipment_id");
    struct ll_package *package = ll_audit_named(a, LL_KIND_PACKAGE, b, "package_id");
    const struct counted counted = {package, shipment, ll_body_str(b, "class_code"), LL_STR("")};
    int of = ll_body_has(b, "package_id") + ll_body_has(b, "shipment_id");
    int64_t rule = ll_body_i64(b, "rule_version");
    if (removal.stage == 0) {
        ll_audit_find_fault(a, LL_AUDIT_REMOVAL_SHAPE, NULL, "'%.*s' removes nothing",
                            LL_STR_ARG(ll_body_str(b, "fact")));
        return;
    }
    removal.word = ll_stage_name((enum ll_stage)removal.stage);
    struct ll_case *about = ll_audit_named(a, LL_KIND_CASE, b, "case_id");
    if (rule > RULE_SELECTION || (of > 0) != (rule == RULE_SELECTION) ||
        (removal.stage == LL_STAGE_DIVERTED) != ll_body_has(b, "test_record_digest") ||
        removal.happened_on > ll_time_date(event->at).days) {
        ll_audit_find_fault(a, LL_AUDIT_REMOVAL_SHAPE, package == NULL ? NULL : &package->o,
                            "rule %lld, %s, %lld days ahead", (long long)rule, removal.word,
                            (long long)(removal.happened_on - ll_time_date(event->at).days));
    }
    struct ll_arena *model = a->arena;
    a->arena = a->scratch;
    (void)ll_audit_read_spans(a, NULL, LL_AUDIT_REMOVAL_SHAPE, ll_body_list(b, "spans"), &spans);
    if (package != NULL || shipment != NULL) {
        check_rule(a, &counted, &spans);
    }
    if (shipment != NULL) {
        take_from_shipment(a, shipment, package, &removal, &spans, model);
    }
    a->arena = model;
    for (size_t i = 0; i < spans.count && a->status == LL_OK; i++) {
        const struct ll_content *span = LL_VEC_AT(&spans, struct ll_content, i);
        take_out(a, &removal, span);
        if (about != NULL) {
            *(span->lot->measure == LL_MEASURE_GRAMS ? &about->gone_g : &about->gone_units) +=
                span->hi - span->lo;
        }
    }
}

/* ---- units that are of another class ---- */
/* What serves somebody still fits, or is held by a certificate that is not live: it says of what
 * class they are. */
static void check_served(struct ll_audit *a, const struct ll_content *span)
{
    const struct ll_vec *allocations = &span->lot->allocations;
    size_t at = ll_vec_find(allocations, sizeof(struct ll_allocation), span->lo);
    for (; at < allocations->count; at++) {
        const struct ll_allocation *one = LL_VEC_AT(allocations, struct ll_allocation, at);
        if (one->at.lo >= span->hi) {
            return;
        }
        int64_t lo = one->at.lo > span->lo ? one->at.lo : span->lo;
        int64_t hi = one->at.hi < span->hi ? one->at.hi : span->hi;
        if (one->certificate == NULL && ll_audit_unfit_units(span->lot, one->line, lo, hi) > 0) {
            ll_audit_find_fault(a, LL_AUDIT_RELEASE_WRONG, &span->lot->o,
                                "units [%lld, %lld) serve order line '%.*s' still, which their new "
                                "class does not",
                                (long long)lo, (long long)hi, LL_STR_ARG(one->line->code));
        } else if (one->certificate != NULL &&
                   one->certificate->state == LL_CERTIFICATE_STATE_LIVE) {
            ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_BROKEN, &one->certificate->o,
                                "it cites %s [%lld, %lld), which are of another class, and is "
                                "not under review",
                                ll_lot_word(span->lot), (long long)lo, (long long)hi);
        }
    }
}

__extension__ typedef __int128 wide;

/* Twice what a lot weighs at least and at most: half the lowest of what it holds, to one and a half
 * times the highest. */
struct limits {
    wide low, high;
};

static struct limits limits_of(struct ll_audit *a, const struct ll_lot *lot)
{
    struct limits limits = {0, 0};
    for (size_t i = 0; i < lot->custody.count; i++) {
        const struct ll_custody *c = LL_VEC_AT(&lot->custody, struct ll_custody, i);
        const struct ll_class *class = ll_audit_name(a, "class", ll_custody_class(lot, c));
        if (class != NULL) {
            limits.low += (wide)(c->at.hi - c->at.lo) * class->mass_low_g;
            limits.high += (wide)3 * (c->at.hi - c->at.lo) * class->mass_high_g;
        }
    }
    return limits;
}

/* A lot weighs what it did. What was doubtful before may become less so; and what a receipt found
 * has its mass by convention. */
static void check_lot_mass(struct ll_audit *a, const struct ll_lot *lot, struct limits before)
{
    const struct ll_class *own = ll_audit_name(a, "class", lot->class_code);
    struct limits after = limits_of(a, lot);
    bool is_usual =
        lot->collection == NULL && own != NULL && lot->mass_g == (wide)own->mass_g * lot->accepted;
    bool is_light = after.low > before.low && 2 * (wide)lot->mass_g < after.low;
    bool is_heavy = after.high < before.high && 2 * (wide)lot->mass_g > after.high;
    if (lot->measure != LL_MEASURE_GRAMS && !is_usual && (is_light || is_heavy)) {
        ll_audit_find_fault(a, LL_AUDIT_RECLASS_SHAPE, &lot->o,
                            "its %lld g are too %s for what it holds after that",
                            (long long)lot->mass_g, is_light ? "little" : "much");
    }
}

static void reclassify(struct ll_audit *a, struct ll_str class_code, const struct ll_content *span)
{
    struct ll_lot *lot = span->lot;
    const struct ll_class *class = ll_audit_name(a, "class", class_code);
    bool is_own = ll_str_eq(class_code, lot->class_code);
    if (!ll_custody_cut(a, lot, span->lo, span->hi)) {
        return;
    }
    struct ll_custody *c = ll_custody_from(lot, span->lo, span->hi);
    for (; c != NULL; c = ll_custody_next(lot, c, span->hi)) {
        bool is_uncounted = lot->measure != LL_MEASURE_GRAMS && class != NULL && class->mass_g == 0;
        if (c->stage > LL_STAGE_DISMANTLED || ll_str_eq(ll_custody_class(lot, c), class_code) ||
            is_uncounted) {
            ll_audit_find_fault(a, LL_AUDIT_RECLASS_SHAPE, &lot->o,
                                "units [%lld, %lld) are %s, of class '%.*s', and '%.*s' after that",
                                (long long)c->at.lo, (long long)c->at.hi,
                                ll_stage_name((enum ll_stage)c->stage),
                                LL_STR_ARG(ll_custody_class(lot, c)), LL_STR_ARG(class_code));
        }
        c->class_code = is_own ? LL_STR("") : class_code;
    }
    check_served(a, span);
    ll_custody_join(lot);
}

void ll_apply_units_reclassified(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_vec spans = {0};
    struct ll_str class_code = ll_audit_copy(a, ll_body_str(b, "class_code"));
    const struct ll_package *package = ll_audit_named(a, LL_KIND_PACKAGE, b, "package_id");
    const struct counted counted = {package, NULL, ll_body_str(b, "from_class_code"), class_code};
    int64_t rule = ll_body_i64(b, "rule_version");
    bool of_package = ll_body_has(b, "package_id");
    (void)ll_audit_named(a, LL_KIND_CASE, b, "case_id");
    if (ll_audit_name(a, "class", class_code) == NULL || rule > RULE_SELECTION ||
        of_package != (rule == RULE_SELECTION) ||
        (ll_body_has(b, "from_class_code") && !of_package)) {
        ll_audit_find_fault(a, LL_AUDIT_RECLASS_SHAPE, package == NULL ? NULL : &package->o,
                            "class '%.*s', rule %lld", LL_STR_ARG(class_code), (long long)rule);
    }
    struct ll_arena *model = a->arena;
    a->arena = a->scratch;
    (void)ll_audit_read_spans(a, NULL, LL_AUDIT_RECLASS_SHAPE, ll_body_list(b, "spans"), &spans);
    if (package != NULL) {
        check_rule(a, &counted, &spans);
    }
    a->arena = model;
    for (size_t i = 0; i < spans.count && a->status == LL_OK;) {
        struct ll_lot *lot = LL_VEC_AT(&spans, struct ll_content, i)->lot;
        struct limits before = limits_of(a, lot);
        for (; i < spans.count && LL_VEC_AT(&spans, struct ll_content, i)->lot == lot; i++) {
            reclassify(a, class_code, LL_VEC_AT(&spans, struct ll_content, i));
        }
        check_lot_mass(a, lot, before);
    }
}
