/* Carry-over: what a certificate held of devices that came back stands for the next purchase.
 * docs/rules.md, "Carry-over". */
#include "audit/model.h"

#include <stdlib.h>

#define RETURNED sizeof(struct ll_returned)
#define INTERVAL sizeof(struct ll_interval)

/* Carry-over that nothing uses yet. */
struct left {
    struct ll_interval at;
    struct ll_line *line;
    struct ll_id event_id; /* of the credit note */
};

static long long ll(int64_t value)
{
    return (long long)value;
}

static int compare_left(const void *a, const void *b)
{
    const struct left *x = a;
    const struct left *y = b;
    int order = ll_id_cmp(x->event_id, y->event_id);
    order = order != 0 ? order : ll_id_cmp(x->line->o.id, y->line->o.id);
    return order != 0 ? order : (x->at.lo > y->at.lo) - (x->at.lo < y->at.lo);
}

/* May a purchase on `line` use what was carried over on the other? */
static bool is_alike(const struct ll_line *line, const struct ll_line *other)
{
    return line->programme == other->programme && line->funder == other->funder &&
           ll_id_eq(line->beneficiary_id, other->beneficiary_id) &&
           ll_str_eq(line->class_code, other->class_code) &&
           ll_str_eq(line->countries, other->countries) &&
           ll_str_eq(line->standard, other->standard) &&
           line->has_vintage_from == other->has_vintage_from &&
           line->has_vintage_to == other->has_vintage_to &&
           (!line->has_vintage_from || line->vintage_from == other->vintage_from) &&
           (!line->has_vintage_to || line->vintage_to == other->vintage_to);
}

static void add_left(struct ll_audit *a, struct ll_vec *all, struct ll_line *line,
                     const struct ll_returned *carried)
{
    int64_t lo = carried->at.lo;
    for (size_t i = ll_vec_find(&line->used, INTERVAL, lo); lo < carried->at.hi; i++) {
        const struct ll_interval *used =
            i < line->used.count ? LL_VEC_AT(&line->used, struct ll_interval, i) : NULL;
        int64_t hi = used != NULL && used->lo < carried->at.hi ? used->lo : carried->at.hi;
        struct left *left = lo < hi ? ll_vec_push(a, all, sizeof(*left)) : NULL;
        if (left != NULL) {
            *left = (struct left){{lo, hi}, line, carried->event_id};
        }
        lo = used != NULL && hi < carried->at.hi ? used->hi : carried->at.hi;
    }
}

/* In the order in which it is used. */
static struct ll_vec list_left(struct ll_audit *a, const struct ll_line *line)
{
    struct ll_vec all = {0};
    for (size_t i = 0; i < a->carry_lines.count; i++) {
        struct ll_line *other = *LL_VEC_AT(&a->carry_lines, struct ll_line *, i);
        for (size_t k = 0; is_alike(line, other) && k < other->carry_over.count; k++) {
            add_left(a, &all, other, LL_VEC_AT(&other->carry_over, struct ll_returned, k));
        }
    }
    if (all.count > 1) {
        qsort(all.items, all.count, sizeof(struct left), compare_left);
    }
    return all;
}

/* Does the list use the first of what is left, for the first positions of the slice? Its spans may
 * be cut anywhere. */
static void check_rule(struct ll_audit *a, const struct ll_line *line, const struct ll_slice *slice,
                       const struct ll_json *list)
{
    const struct ll_vec all = list_left(a, line);
    int64_t position = slice->at.lo;
    size_t at = 0;
    bool is_wrong = false;
    for (size_t i = 0; i < list->count && !is_wrong; i++) {
        const struct ll_json *b = &list->items[i];
        int64_t from = ll_body_i64(b, "from_lo");
        int64_t hi = ll_body_i64(b, "hi");
        is_wrong = ll_body_i64(b, "lo") != position || hi <= position || hi > slice->at.hi;
        while (!is_wrong && position < hi) {
            struct left *left = at < all.count ? LL_VEC_AT(&all, struct left, at) : NULL;
            is_wrong = left == NULL || from != left->at.lo ||
                       !ll_id_eq(ll_body_id(b, "from_order_line_id"), left->line->o.id);
            if (!is_wrong) {
                int64_t units = left->at.hi - left->at.lo;
                units = units < hi - position ? units : hi - position;
                position += units;
                from += units;
                left->at.lo += units;
                at += left->at.lo == left->at.hi ? 1 : 0;
            }
        }
    }
    if (is_wrong || (position < slice->at.hi && at < all.count)) {
        ll_audit_find_fault(a, LL_AUDIT_CARRIED_WRONG, &line->o,
                            "positions from %lld: not the carry-over that is first", ll(position));
    }
}

static void use(struct ll_audit *a, struct ll_line *line, struct ll_slice *slice,
                const struct ll_json *b)
{
    struct ll_line *from = ll_audit_named(a, LL_KIND_ORDER_LINE, b, "from_order_line_id");
    int64_t lo = ll_body_i64(b, "lo");
    int64_t hi = ll_body_i64(b, "hi");
    int64_t from_lo = ll_body_i64(b, "from_lo");
    size_t at = ll_vec_find(&line->voided, RETURNED, lo);
    if (from == NULL || lo >= hi || lo < slice->at.lo || hi > slice->at.hi ||
        (at < line->voided.count && LL_VEC_AT(&line->voided, struct ll_returned, at)->at.lo < hi)) {
        return; /* kept disjoint, so that what follows can be judged */
    }
    struct ll_returned *carried = ll_vec_insert(a, &line->voided, at, RETURNED);
    struct ll_interval *used =
        ll_vec_insert(a, &from->used, ll_vec_find(&from->used, INTERVAL, from_lo), INTERVAL);
    if (carried == NULL || used == NULL) {
        return;
    }
    *carried = (struct ll_returned){
        .at = {lo, hi},
        .slice_lo = slice->at.lo,
        .slice_hi = slice->at.hi,
        .document = slice->document,
        .from = from,
        .from_lo = from_lo,
        .event_id = a->event->id,
    };
    *used = (struct ll_interval){from_lo, from_lo + (hi - lo)};
    slice->open -= hi - lo;
}

void ll_audit_carry(struct ll_audit *a, struct ll_line *line, struct ll_slice *slice,
                    const struct ll_json *list)
{
    struct ll_arena *model = a->arena;
    a->arena = a->scratch;
    check_rule(a, line, slice, list);
    a->arena = model;
    for (size_t i = 0; i < list->count && a->status == LL_OK; i++) {
        use(a, line, slice, &list->items[i]);
    }
}

int64_t ll_audit_carry_left(const struct ll_line *line, int64_t lo, int64_t hi)
{
    int64_t left = 0;
    for (size_t i = ll_vec_find(&line->carry_over, RETURNED, lo); i < line->carry_over.count; i++) {
        const struct ll_returned *one = LL_VEC_AT(&line->carry_over, struct ll_returned, i);
        int64_t from = one->at.lo > lo ? one->at.lo : lo;
        int64_t to = one->at.hi < hi ? one->at.hi : hi;
        if (from >= to) {
            break;
        }
        left += to - from;
        for (size_t k = ll_vec_find(&line->used, INTERVAL, from); k < line->used.count; k++) {
            const struct ll_interval *used = LL_VEC_AT(&line->used, struct ll_interval, k);
            if (used->lo >= to) {
                break;
            }
            left -= (used->hi < to ? used->hi : to) - (used->lo > from ? used->lo : from);
        }
    }
    return left;
}

/* Take [lo, hi) out of what is used. */
static void unuse(struct ll_audit *a, struct ll_line *line, int64_t lo, int64_t hi)
{
    size_t at = ll_vec_find(&line->used, INTERVAL, lo);
    while (at < line->used.count) {
        struct ll_interval *used = LL_VEC_AT(&line->used, struct ll_interval, at);
        const struct ll_interval was = *used;
        if (was.lo >= hi) {
            return;
        }
        if (was.lo < lo && was.hi > hi) {
            used->hi = lo;
            used = ll_vec_insert(a, &line->used, at + 1, INTERVAL);
            if (used != NULL) {
                *used = (struct ll_interval){hi, was.hi};
            }
            return;
        }
        if (was.lo < lo) {
            used->hi = lo;
            at++;
        } else if (was.hi > hi) {
            used->lo = hi;
            at++;
        } else {
            ll_vec_remove(&line->used, at, INTERVAL);
        }
    }
}

int64_t ll_audit_give_back(struct ll_audit *a, struct ll_line *line, int64_t lo, int64_t hi)
{
    int64_t given = 0;
    for (size_t at = ll_vec_find(&line->voided, RETURNED, lo); at < line->voided.count;) {
        const struct ll_returned was = *LL_VEC_AT(&line->voided, struct ll_returned, at);
        if (was.at.lo >= hi) {
            break;
        }
        int64_t from = was.at.lo > lo ? was.at.lo : lo;
        int64_t to = was.at.hi < hi ? was.at.hi : hi;
        if (was.from == NULL) {
            at++;
            continue;
        }
        unuse(a, was.from, was.from_lo + (from - was.at.lo), was.from_lo + (to - was.at.lo));
        given += to - from;
        ll_vec_remove(&line->voided, at, RETURNED);
        for (int side = 0; side < 2; side++) {
            const struct ll_interval left = side == 0 ? (struct ll_interval){was.at.lo, from}
                                                      : (struct ll_interval){to, was.at.hi};
            struct ll_returned *part =
                left.lo < left.hi ? ll_vec_insert(a, &line->voided, at, RETURNED) : NULL;
            if (part != NULL) {
                *part = was;
                part->at = left;
                part->from_lo = was.from_lo + (left.lo - was.at.lo);
                at++;
            }
        }
    }
    return given;
}
