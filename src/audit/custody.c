/* Where units are: intervals of a lot that are cut and joined, and units that came somewhere. */
#include "audit/model.h"

#include <stdlib.h>
#include <string.h>

#define PACKAGES_MAX ((size_t)1 << 24)

static bool cut_at(struct ll_audit *a, struct ll_lot *lot, int64_t position)
{
    size_t at = ll_vec_find(&lot->custody, sizeof(struct ll_custody), position);
    if (at == lot->custody.count ||
        LL_VEC_AT(&lot->custody, struct ll_custody, at)->at.lo >= position) {
        return true;
    }
    struct ll_custody *right = ll_vec_insert(a, &lot->custody, at + 1, sizeof(*right));
    if (right == NULL) {
        return false;
    }
    struct ll_custody *left = LL_VEC_AT(&lot->custody, struct ll_custody, at);
    *right = *left;
    left->at.hi = position;
    right->at.lo = position;
    return true;
}

bool ll_custody_cut(struct ll_audit *a, struct ll_lot *lot, int64_t lo, int64_t hi)
{
    return cut_at(a, lot, lo) && cut_at(a, lot, hi);
}

static bool is_same(const struct ll_custody *x, const struct ll_custody *y)
{
    return x->stage == y->stage && x->facility == y->facility && x->package == y->package &&
           x->receipt == y->receipt && x->treatment == y->treatment && x->under == y->under &&
           ll_str_eq(x->class_code, y->class_code) && x->credit_g == y->credit_g &&
           x->since == y->since;
}

struct ll_str ll_custody_class(const struct ll_lot *lot, const struct ll_custody *c)
{
    return c->class_code.len > 0 ? c->class_code : lot->class_code;
}

void ll_custody_date(struct ll_audit *a, struct ll_custody *c, const struct ll_object *o,
                     int64_t day, const char *deed)
{
    if (day < c->since) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, o,
                            "units [%lld, %lld) %s %lld days before the last that became of them",
                            (long long)c->at.lo, (long long)c->at.hi, deed,
                            (long long)(c->since - day));
    }
    c->since = day > c->since ? day : c->since;
}

void ll_custody_join(struct ll_lot *lot)
{
    struct ll_custody *items = lot->custody.items;
    size_t kept = 0;
    for (size_t i = 0; i < lot->custody.count; i++) {
        if (kept > 0 && items[kept - 1].at.hi == items[i].at.lo &&
            is_same(&items[kept - 1], &items[i])) {
            items[kept - 1].at.hi = items[i].at.hi;
        } else {
            items[kept++] = items[i];
        }
    }
    lot->custody.count = kept;
}

/* Some of the content that lies in the package, the one that is there longest; NULL: none is. */
static const struct ll_custody *lies_in(const struct ll_package *p,
                                        const struct ll_content *content)
{
    const struct ll_vec *custody = &content->lot->custody;
    const struct ll_custody *first = NULL;
    size_t at = ll_vec_find(custody, sizeof(struct ll_custody), content->lo);
    for (; at < custody->count; at++) {
        const struct ll_custody *c = LL_VEC_AT(custody, struct ll_custody, at);
        if (c->at.lo >= content->hi) {
            break;
        }
        if (c->package == p && (first == NULL || c->since < first->since)) {
            first = c;
        }
    }
    return first;
}

/* A package and those inside it, as const struct ll_package *; in the arena at hand. */
static struct ll_vec inside(struct ll_audit *a, const struct ll_package *p)
{
    struct ll_vec list = {0};
    const struct ll_package **first = ll_vec_push(a, &list, sizeof(*first));
    if (first != NULL) {
        *first = p;
    }
    for (size_t i = 0; i < list.count && i < PACKAGES_MAX; i++) {
        const struct ll_package *one = *LL_VEC_AT(&list, const struct ll_package *, i);
        for (size_t j = 0; j < one->children.count; j++) {
            const struct ll_package **place = ll_vec_push(a, &list, sizeof(*place));
            if (place != NULL) {
                *place = *LL_VEC_AT(&one->children, struct ll_package *, j);
            }
        }
    }
    return list;
}

/* Of what lies in the package, or in one within it, what is there longest, or just some; NULL:
 * nothing does. */
static const struct ll_custody *first_in(struct ll_audit *a, const struct ll_package *p, bool some,
                                         const struct ll_lot **ret_lot)
{
    struct ll_arena *model = a->arena;
    const struct ll_custody *first = NULL;
    a->arena = a->scratch;
    struct ll_vec list = inside(a, p);
    a->arena = model;
    for (size_t i = 0; i < list.count && !(some && first != NULL); i++) {
        const struct ll_package *one = *LL_VEC_AT(&list, const struct ll_package *, i);
        for (size_t j = 0; j < one->contents.count && !(some && first != NULL); j++) {
            const struct ll_content *content = LL_VEC_AT(&one->contents, struct ll_content, j);
            const struct ll_custody *c = lies_in(one, content);
            if (c != NULL && (first == NULL || c->since < first->since)) {
                first = c;
                *ret_lot = content->lot;
            }
        }
    }
    return first;
}

int64_t ll_audit_package_measure(struct ll_audit *a, const struct ll_package *p)
{
    const struct ll_lot *lot = NULL;
    return first_in(a, p, true, &lot) == NULL ? 0 : lot->measure;
}

int64_t ll_audit_package_since(struct ll_audit *a, const struct ll_package *p)
{
    const struct ll_lot *lot = NULL;
    const struct ll_custody *first = first_in(a, p, false, &lot);
    int64_t since = first == NULL ? INT64_MIN : first->since;
    return p->arrived_on != 0 && p->arrived_on > since ? p->arrived_on : since;
}

void ll_audit_contents_within(struct ll_audit *a, const struct ll_package *p,
                              struct ll_vec *contents)
{
    struct ll_arena *model = a->arena;
    struct ll_content twice;
    a->arena = a->scratch;
    struct ll_vec list = inside(a, p);
    for (size_t i = 0; i < list.count; i++) {
        const struct ll_package *one = *LL_VEC_AT(&list, const struct ll_package *, i);
        for (size_t j = 0; j < one->contents.count; j++) {
            const struct ll_content *was = LL_VEC_AT(&one->contents, struct ll_content, j);
            const struct ll_custody *c = ll_custody_from(was->lot, was->lo, was->hi);
            for (; c != NULL; c = ll_custody_next(was->lot, c, was->hi)) {
                struct ll_content *is =
                    c->package == one ? ll_vec_push(a, contents, sizeof(*is)) : NULL;
                if (is != NULL) {
                    *is = (struct ll_content){was->lot, c->at.lo > was->lo ? c->at.lo : was->lo,
                                              c->at.hi < was->hi ? c->at.hi : was->hi, false};
                }
            }
        }
    }
    a->arena = model;
    (void)ll_content_join(contents, &twice); /* what came back is named more than once */
}

int64_t ll_custody_moved(const struct ll_custody *c)
{
    int64_t moved = INT64_MIN;
    for (const struct ll_package *p = c->package; p != NULL; p = p->parent) {
        int64_t day = p->shipment != NULL ? p->shipment->departed_on : p->arrived_on;
        moved = day != 0 && day > moved ? day : moved;
    }
    return moved;
}

void ll_audit_check_review(struct ll_audit *a, const struct ll_custody *c, const struct ll_lot *lot,
                           const char *deed)
{
    if (c->under != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_UNDER_REVIEW, &lot->o,
                            "units [%lld, %lld) are %s while a case has them under review",
                            (long long)c->at.lo, (long long)c->at.hi, deed);
    }
}

struct ll_custody *ll_custody_from(const struct ll_lot *lot, int64_t lo, int64_t hi)
{
    size_t at = ll_vec_find(&lot->custody, sizeof(struct ll_custody), lo);
    struct ll_custody *c =
        at < lot->custody.count ? LL_VEC_AT(&lot->custody, struct ll_custody, at) : NULL;
    return c != NULL && c->at.lo < hi ? c : NULL;
}

struct ll_custody *ll_custody_next(const struct ll_lot *lot, const struct ll_custody *c, int64_t hi)
{
    struct ll_custody *items = lot->custody.items;
    size_t at = (size_t)(c - items) + 1;
    return at < lot->custody.count && items[at].at.lo < hi ? &items[at] : NULL;
}

/* ---- units that came somewhere ---- */
static int compare_places(const struct ll_lot *x_lot, int64_t x_lo, const struct ll_content *y)
{
    int order = ll_id_cmp(x_lot->o.id, y->lot->o.id);
    return order != 0 ? order : (x_lo > y->lo) - (x_lo < y->lo);
}

static int compare_contents(const void *a, const void *b)
{
    const struct ll_content *x = a;
    return compare_places(x->lot, x->lo, b);
}

bool ll_content_join(struct ll_vec *contents, struct ll_content *ret_twice)
{
    struct ll_content *items = contents->items;
    size_t kept = 0;
    bool disjoint = true;
    if (contents->count > 1) {
        qsort(items, contents->count, sizeof(*items), compare_contents);
    }
    for (size_t i = 0; i < contents->count; i++) {
        struct ll_content *last = kept == 0 ? NULL : &items[kept - 1];
        if (last == NULL || last->lot != items[i].lot || last->hi < items[i].lo) {
            items[kept++] = items[i];
            continue;
        }
        if (last->hi > items[i].lo && disjoint) {
            disjoint = false;
            *ret_twice = items[i];
        }
        last->hi = items[i].hi > last->hi ? items[i].hi : last->hi;
    }
    contents->count = kept;
    return disjoint;
}

struct ll_content *ll_content_find(const struct ll_vec *contents, const struct ll_lot *lot,
                                   int64_t lo)
{
    size_t from = 0;
    size_t to = contents->count;
    while (lot != NULL && from < to) {
        size_t mid = from + (to - from) / 2;
        struct ll_content *one = LL_VEC_AT(contents, struct ll_content, mid);
        int order = compare_places(lot, lo, one);
        if (order == 0) {
            return one;
        }
        if (order < 0) {
            to = mid;
        } else {
            from = mid + 1;
        }
    }
    return NULL;
}

size_t ll_content_from(const struct ll_vec *contents, const struct ll_lot *lot, int64_t lo)
{
    size_t from = 0;
    size_t to = contents->count;
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        const struct ll_content *one = LL_VEC_AT(contents, struct ll_content, mid);
        int order = ll_id_cmp(one->lot->o.id, lot->o.id);
        if (order < 0 || (order == 0 && one->hi <= lo)) {
            from = mid + 1;
        } else {
            to = mid;
        }
    }
    return from;
}

int64_t ll_content_units(const struct ll_vec *contents, const struct ll_lot *lot, int64_t lo,
                         int64_t hi)
{
    int64_t units = 0;
    for (size_t at = ll_content_from(contents, lot, lo); at < contents->count; at++) {
        const struct ll_content *one = LL_VEC_AT(contents, struct ll_content, at);
        if (one->lot != lot || one->lo >= hi) {
            break;
        }
        units += (one->hi < hi ? one->hi : hi) - (one->lo > lo ? one->lo : lo);
    }
    return units;
}

bool ll_audit_read_spans(struct ll_audit *a, const struct ll_object *o, enum ll_audit_code code,
                         const struct ll_json *list, struct ll_vec *spans)
{
    for (size_t i = 0; i < list->count; i++) {
        struct ll_lot *lot = ll_audit_named(a, LL_KIND_LOT, &list->items[i], "lot_id");
        int64_t lo = ll_body_i64(&list->items[i], "lo");
        int64_t hi = ll_body_i64(&list->items[i], "hi");
        if (lot == NULL) {
            continue;
        }
        if (lo >= hi || hi > lot->accepted) {
            ll_audit_find_fault(a, code, o == NULL ? &lot->o : o,
                                "units [%lld, %lld) of a lot of %lld are named", (long long)lo,
                                (long long)hi, (long long)lot->accepted);
            continue;
        }
        struct ll_content *span = ll_vec_push(a, spans, sizeof(*span));
        if (span != NULL) {
            *span = (struct ll_content){lot, lo, hi, false};
        }
    }
    size_t named = spans->count;
    struct ll_content twice = {0};
    if (!ll_content_join(spans, &twice)) {
        ll_audit_find_fault(a, code, o == NULL ? &twice.lot->o : o,
                            "units from %lld are named twice", (long long)twice.lo);
        return false;
    }
    return named > 0 && named == spans->count;
}
