/* Events of allocation: runs, releases, and lots that may serve or may not. */
#include "audit/model.h"

#include <string.h>

#define ALLOCATION sizeof(struct ll_allocation)
#define SERVED sizeof(struct ll_service_span)

static long long ll(int64_t value)
{
    return (long long)value;
}

/* ---- does the lot meet the line's terms? ---- */
static bool has_word(struct ll_str words, struct ll_str word)
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

static bool class_serves(const struct ll_programme *p, struct ll_str demand, struct ll_str lot)
{
    for (size_t i = 0; p != NULL && i < p->rules.count; i++) {
        const struct ll_rule *rule = LL_VEC_AT(&p->rules, struct ll_rule, i);
        if (ll_str_eq(rule->demand_class, demand)) {
            return has_word(rule->lot_classes, lot);
        }
    }
    return false;
}

int64_t ll_audit_unfit_units(const struct ll_lot *lot, const struct ll_line *line, int64_t lo,
                             int64_t hi)
{
    int64_t unfit = 0;
    size_t at = ll_vec_find(&lot->custody, sizeof(struct ll_custody), lo);
    for (; at < lot->custody.count; at++) {
        const struct ll_custody *c = LL_VEC_AT(&lot->custody, struct ll_custody, at);
        if (c->at.lo >= hi) {
            break;
        }
        if (c->stage <= LL_STAGE_RECYCLED &&
            !class_serves(line->programme, line->class_code, ll_custody_class(lot, c))) {
            unfit += (c->at.hi < hi ? c->at.hi : hi) - (c->at.lo > lo ? c->at.lo : lo);
        }
    }
    return unfit;
}

static const char *why_unfit(const struct ll_lot *lot, const struct ll_line *line, int64_t lo,
                             int64_t hi)
{
    if (ll_audit_unfit_units(lot, line, lo, hi) > 0) {
        return "class";
    }
    if (line->countries.len > 0 && !has_word(line->countries, lot->country)) {
        return "country";
    }
    if ((line->has_vintage_from && lot->vintage < line->vintage_from) ||
        (line->has_vintage_to && lot->vintage > line->vintage_to)) {
        return "vintage";
    }
    if (lot->funder != line->funder) {
        return "funder";
    }
    if (lot->measure == LL_MEASURE_GRAMS && line->measure != LL_MEASURE_GRAMS) {
        return "measure";
    }
    return NULL;
}

/* ---- runs ---- */
/* One row of a run, as the event says it. */
struct row {
    struct ll_lot *lot;
    struct ll_line *line;
    struct ll_slice *slice;
    int64_t lot_lo, lot_hi, line_lo, line_hi, credit, slice_lo, slice_hi;
};

/* The grams that each of the units weighs, rounded down; 1 where both lines count alike; of units
 * that differ, what the first other than `says` weighs. */
static int64_t credit_of(const struct row *r, int64_t says)
{
    const struct ll_vec *custody = &r->lot->custody;
    if (r->line->measure == LL_MEASURE_PIECES || r->lot->measure == LL_MEASURE_GRAMS) {
        return 1;
    }
    size_t at = ll_vec_find(custody, sizeof(struct ll_custody), r->lot_lo);
    for (; at < custody->count; at++) {
        const struct ll_custody *c = LL_VEC_AT(custody, struct ll_custody, at);
        if (c->at.lo >= r->lot_hi) {
            break;
        }
        if (ll_audit_unit_credit(r->lot, c) != says) {
            return ll_audit_unit_credit(r->lot, c);
        }
    }
    return says;
}

/* So many positions take so many units, and not one fewer. */
static bool check_credit(struct ll_audit *a, const struct row *r, const struct ll_json *b)
{
    int64_t right = credit_of(r, r->credit);
    if (ll_body_has(b, "credit") != ll_body_has(b, "line_hi") ||
        (ll_body_has(b, "credit") && r->credit == 1) || r->credit < 1 || r->line_hi <= r->line_lo ||
        (r->line_hi - r->line_lo - 1) / r->credit + 1 != r->lot_hi - r->lot_lo) {
        ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_SHAPE, &r->lot->o,
                            "units [%lld, %lld), each for %lld, for positions [%lld, %lld)",
                            ll(r->lot_lo), ll(r->lot_hi), ll(r->credit), ll(r->line_lo),
                            ll(r->line_hi));
        return false;
    }
    if (r->credit != right) {
        ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_CREDIT, &r->lot->o,
                            "units [%lld, %lld) are credited %lld each; they count %lld",
                            ll(r->lot_lo), ll(r->lot_hi), ll(r->credit), ll(right));
    }
    return true;
}

static bool check_numbers(struct ll_audit *a, const struct row *r, const struct ll_json *b)
{
    if (r->lot_lo >= r->lot_hi || r->lot_hi > LL_UNITS_MAX || r->line_lo > LL_UNITS_MAX) {
        ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_SHAPE, &r->lot->o,
                            "units [%lld, %lld) for positions from %lld", ll(r->lot_lo),
                            ll(r->lot_hi), ll(r->line_lo));
        return false;
    }
    if (ll_body_i64(b, "lot_accepted") != r->lot->accepted) {
        ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_COPY, &r->lot->o,
                            "the run says the lot has %lld %s; it has %lld",
                            ll(ll_body_i64(b, "lot_accepted")), ll_lot_word(r->lot),
                            ll(r->lot->accepted));
    }
    return true;
}

static void check_lot_side(struct ll_audit *a, const struct row *r,
                           const struct ll_programme *programme)
{
    const struct ll_lot *lot = r->lot;
    if (r->lot_hi > lot->accepted) {
        ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_BEYOND, &lot->o,
                            "units [%lld, %lld) of %lld: %lld too many", ll(r->lot_lo),
                            ll(r->lot_hi), ll(lot->accepted), ll(r->lot_hi - lot->accepted));
    }
    if (!lot->eligible) {
        ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_INELIGIBLE, &lot->o,
                            "units [%lld, %lld) of a lot excluded for '%.*s'", ll(r->lot_lo),
                            ll(r->lot_hi), LL_STR_ARG(lot->ineligible_reason));
    }
    if (lot->programme != programme || r->line->programme != programme) {
        ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_PROGRAMME, &lot->o,
                            "the run, the lot and the order line are not of one programme");
    }
    const char *unfit = why_unfit(lot, r->line, r->lot_lo, r->lot_hi);
    if (unfit == NULL && ll_audit_lacking(lot, r->lot_lo, r->lot_hi, r->line) > 0) {
        unfit = "standard";
    }
    if (unfit != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_UNFIT, &lot->o,
                            "the lot does not meet the %s of order line '%.*s'", unfit,
                            LL_STR_ARG(r->line->code));
    }
}

/* The slice named is one of the line's, and the positions lie in it. */
static void check_line_side(struct ll_audit *a, struct row *r)
{
    struct ll_slice *slice = ll_vec_find_lo(&r->line->slices, sizeof(struct ll_slice), r->slice_lo);
    if (slice == NULL || slice->at.hi != r->slice_hi) {
        ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_COPY, &r->line->o,
                            "the run names a slice [%lld, %lld) that the line does not have",
                            ll(r->slice_lo), ll(r->slice_hi));
    }
    if (r->line_hi > r->line->demanded) {
        ll_audit_find_fault(a, LL_AUDIT_LINE_BEYOND, &r->line->o,
                            "positions [%lld, %lld) of %lld demanded: %lld too many",
                            ll(r->line_lo), ll(r->line_hi), ll(r->line->demanded),
                            ll(r->line_hi - r->line->demanded));
    } else if (r->line_lo < r->slice_lo || r->line_hi > r->slice_hi) {
        ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_SHAPE, &r->line->o,
                            "positions [%lld, %lld) are not in the slice [%lld, %lld)",
                            ll(r->line_lo), ll(r->line_hi), ll(r->slice_lo), ll(r->slice_hi));
    }
    r->slice = slice;
}

/* Where the interval goes among its disjoint neighbours, or a finding. */
static bool find_room(struct ll_audit *a, const struct ll_vec *vec, size_t item_size, int64_t lo,
                      int64_t hi, enum ll_audit_code code, const struct ll_object *object,
                      size_t *ret_at)
{
    size_t at = ll_vec_find(vec, item_size, lo);
    *ret_at = at;
    if (at == vec->count) {
        return true;
    }
    const struct ll_interval *next =
        (const struct ll_interval *)(const void *)((const char *)vec->items + at * item_size);
    if (next->lo >= hi) {
        return true;
    }
    int64_t from = next->lo > lo ? next->lo : lo;
    int64_t to = next->hi < hi ? next->hi : hi;
    ll_audit_find_fault(a, code, object, "[%lld, %lld) overlaps [%lld, %lld) by %lld", ll(lo),
                        ll(hi), ll(next->lo), ll(next->hi), ll(to - from));
    return false;
}

static void add_allocation(struct ll_audit *a, const struct row *r)
{
    size_t lot_at;
    size_t line_at;
    size_t voided_at;
    (void)find_room(a, &r->line->voided, sizeof(struct ll_returned), r->line_lo, r->line_hi,
                    LL_AUDIT_LINE_VOIDED, &r->line->o, &voided_at);
    bool lot_room = find_room(a, &r->lot->allocations, ALLOCATION, r->lot_lo, r->lot_hi,
                              LL_AUDIT_ALLOCATION_OVERLAP, &r->lot->o, &lot_at);
    bool line_room = find_room(a, &r->line->served, SERVED, r->line_lo, r->line_hi,
                               LL_AUDIT_LINE_OVERLAP, &r->line->o, &line_at);
    if (!lot_room || !line_room) {
        return; /* the first stands, so that what follows can be judged */
    }
    struct ll_allocation *allocation = ll_vec_insert(a, &r->lot->allocations, lot_at, ALLOCATION);
    struct ll_service_span *served = ll_vec_insert(a, &r->line->served, line_at, SERVED);
    if (allocation == NULL || served == NULL) {
        return;
    }
    *allocation = (struct ll_allocation){
        .at = {r->lot_lo, r->lot_hi},
        .line = r->line,
        .line_lo = r->line_lo,
        .line_hi = r->line_hi,
        .credit = r->credit,
        .slice_lo = r->slice_lo,
        .slice_hi = r->slice_hi,
    };
    *served = (struct ll_service_span){{r->line_lo, r->line_hi}, r->lot};
    r->lot->allocated += r->lot_hi - r->lot_lo;
    if (r->slice != NULL) {
        r->slice->open -= r->line_hi - r->line_lo;
    }
    ll_audit_count(a, LL_AUDIT_COUNT_ALLOCATIONS, 1);
    ll_audit_count(a,
                   r->lot->measure == LL_MEASURE_GRAMS ? LL_AUDIT_COUNT_ALLOCATED_G
                                                       : LL_AUDIT_COUNT_ALLOCATED_UNITS,
                   r->lot_hi - r->lot_lo);
}

int64_t ll_audit_free_units(const struct ll_lot *lot)
{
    int64_t taken = lot->allocated;
    for (size_t i = 0; i < lot->custody.count; i++) {
        const struct ll_custody *c = LL_VEC_AT(&lot->custody, struct ll_custody, i);
        if (c->stage <= LL_STAGE_RECYCLED) {
            continue;
        }
        taken += c->at.hi - c->at.lo;
        /* What a certificate cites of removed units is in both. */
        size_t at = ll_vec_find(&lot->allocations, ALLOCATION, c->at.lo);
        for (; at < lot->allocations.count; at++) {
            const struct ll_interval *held =
                &LL_VEC_AT(&lot->allocations, struct ll_allocation, at)->at;
            if (held->lo >= c->at.hi) {
                break;
            }
            taken -= (held->hi < c->at.hi ? held->hi : c->at.hi) -
                     (held->lo > c->at.lo ? held->lo : c->at.lo);
        }
    }
    return lot->accepted - taken;
}

static void apply_row(struct ll_audit *a, const struct ll_programme *programme,
                      const struct ll_json *b)
{
    struct row r = {
        .lot = ll_audit_named(a, LL_KIND_LOT, b, "lot_id"),
        .line = ll_audit_named(a, LL_KIND_ORDER_LINE, b, "order_line_id"),
        .lot_lo = ll_body_i64(b, "lot_lo"),
        .lot_hi = ll_body_i64(b, "lot_hi"),
        .line_lo = ll_body_i64(b, "line_lo"),
        .slice_lo = ll_body_i64(b, "slice_lo"),
        .slice_hi = ll_body_i64(b, "slice_hi"),
    };
    if (r.lot == NULL || r.line == NULL || !check_numbers(a, &r, b)) {
        return;
    }
    r.credit = ll_body_has(b, "credit") ? ll_body_i64(b, "credit") : 1;
    r.line_hi =
        ll_body_has(b, "line_hi") ? ll_body_i64(b, "line_hi") : r.line_lo + (r.lot_hi - r.lot_lo);
    if (!check_credit(a, &r, b)) {
        return;
    }
    check_lot_side(a, &r, programme);
    check_line_side(a, &r);
    add_allocation(a, &r);
    if (ll_body_bool(b, "lot_closed") && ll_audit_free_units(r.lot) > 0) {
        ll_audit_find_fault(a, LL_AUDIT_CLOSED_EARLY, &r.lot->o, "%lld %s are free still",
                            ll(ll_audit_free_units(r.lot)), ll_lot_word(r.lot));
    }
    if (ll_body_bool(b, "slice_closed") && r.slice != NULL && r.slice->open > 0) {
        ll_audit_find_fault(a, LL_AUDIT_CLOSED_EARLY, &r.line->o,
                            "%lld positions of the slice at %lld are open still", ll(r.slice->open),
                            ll(r.slice_lo));
    }
}

void ll_apply_allocation_run(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_programme *programme =
        ll_audit_named(a, LL_KIND_PROGRAMME, event->body, "programme_id");
    const struct ll_json *rows = ll_body_list(event->body, "allocations");
    ll_audit_check_holds(a, programme);
    for (size_t i = 0; i < rows->count && a->status == LL_OK; i++) {
        apply_row(a, programme, &rows->items[i]);
    }
}

/* ---- releases ---- */
static void remove_served(struct ll_line *line, int64_t line_lo)
{
    size_t at = ll_vec_find(&line->served, SERVED, line_lo);
    if (at < line->served.count &&
        LL_VEC_AT(&line->served, struct ll_service_span, at)->at.lo == line_lo) {
        ll_vec_remove(&line->served, at, SERVED);
    }
}

/* Cut the line's side as an allocation is cut, so that both have the same pieces. */
static void cut_served(struct ll_audit *a, struct ll_line *line, int64_t position)
{
    size_t at = ll_vec_find(&line->served, SERVED, position);
    if (at == line->served.count ||
        LL_VEC_AT(&line->served, struct ll_service_span, at)->at.lo >= position) {
        return;
    }
    struct ll_service_span *right = ll_vec_insert(a, &line->served, at + 1, SERVED);
    if (right == NULL) {
        return;
    }
    struct ll_service_span *left = LL_VEC_AT(&line->served, struct ll_service_span, at);
    *right = *left;
    left->at.hi = position;
    right->at.lo = position;
}

int64_t ll_allocation_line(const struct ll_allocation *whole, int64_t at)
{
    return at == whole->at.hi ? whole->line_hi
                              : whole->line_lo + (at - whole->at.lo) * whole->credit;
}

struct ll_allocation *ll_allocation_cut(struct ll_audit *a, struct ll_lot *lot, size_t at,
                                        int64_t lo, int64_t hi)
{
    const int64_t places[] = {hi, lo};
    for (size_t i = 0; i < 2; i++) {
        struct ll_allocation *whole = LL_VEC_AT(&lot->allocations, struct ll_allocation, at);
        int64_t place = places[i];
        if (place <= whole->at.lo || place >= whole->at.hi) {
            continue;
        }
        struct ll_allocation *right = ll_vec_insert(a, &lot->allocations, at + 1, ALLOCATION);
        if (right == NULL) {
            return NULL;
        }
        struct ll_allocation *left = LL_VEC_AT(&lot->allocations, struct ll_allocation, at);
        *right = *left;
        left->at.hi = place;
        right->at.lo = place;
        right->line_lo = left->line_lo + (place - left->at.lo) * left->credit;
        left->line_hi = right->line_lo;
        cut_served(a, left->line, right->line_lo);
    }
    return ll_vec_find_lo(&lot->allocations, ALLOCATION, lo);
}

/* May these units be released? They are part of one provisional allocation that serves these
 * positions. */
static bool check_release(struct ll_audit *a, const struct ll_lot *lot,
                          const struct ll_allocation *whole, const struct ll_json *b)
{
    int64_t lo = ll_body_i64(b, "lot_lo");
    int64_t hi = ll_body_i64(b, "lot_hi");
    const struct ll_line *line = ll_audit_named(a, LL_KIND_ORDER_LINE, b, "order_line_id");
    if (whole == NULL || lo >= hi || whole->at.lo > lo || whole->at.hi < hi ||
        whole->line != line || ll_allocation_line(whole, lo) != ll_body_i64(b, "line_lo") ||
        ll_allocation_line(whole, hi) != ll_body_i64(b, "line_hi") ||
        whole->slice_lo != ll_body_i64(b, "slice_lo")) {
        ll_audit_find_fault(a, LL_AUDIT_RELEASE_WRONG, &lot->o,
                            "units [%lld, %lld) are released, which are not allocated so", ll(lo),
                            ll(hi));
        return false;
    }
    if (whole->final) {
        ll_audit_find_fault(a, LL_AUDIT_FINAL_RELEASED, &lot->o, "units [%lld, %lld)", ll(lo),
                            ll(hi));
    } else if (whole->certificate != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_BROKEN, &whole->certificate->o,
                            "it cites %s [%lld, %lld), which are released", ll_lot_word(lot),
                            ll(lo), ll(hi));
    }
    return true;
}

void ll_audit_release(struct ll_audit *a, const struct ll_programme *programme,
                      const struct ll_json *b)
{
    struct ll_lot *lot = ll_audit_named(a, LL_KIND_LOT, b, "lot_id");
    int64_t lo = ll_body_i64(b, "lot_lo");
    int64_t hi = ll_body_i64(b, "lot_hi");
    if (lot == NULL) {
        return;
    }
    if (lot->programme != programme) {
        ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_PROGRAMME, &lot->o,
                            "the release and the lot are not of one programme");
    }
    size_t at = ll_vec_find(&lot->allocations, ALLOCATION, lo);
    const struct ll_allocation *whole =
        at < lot->allocations.count ? LL_VEC_AT(&lot->allocations, struct ll_allocation, at) : NULL;
    if (!check_release(a, lot, whole, b)) {
        return;
    }
    const struct ll_allocation *part = ll_allocation_cut(a, lot, at, lo, hi);
    if (part == NULL) {
        return;
    }
    struct ll_slice *slice = ll_vec_find_lo(&part->line->slices, sizeof(*slice), part->slice_lo);
    if (slice != NULL) {
        slice->open += part->line_hi - part->line_lo;
    }
    lot->allocated -= hi - lo;
    struct ll_just_released *before = ll_vec_push(a, &a->just_released, sizeof(*before));
    if (before != NULL) {
        *before = (struct ll_just_released){
            .lot = lot,
            .lo = lo,
            .hi = hi,
            .line = part->line,
            .line_lo = part->line_lo,
            .line_hi = part->line_hi,
            .slice_lo = part->slice_lo,
            .queue_at = slice == NULL ? 0 : slice->queue_at,
        };
    }
    remove_served(part->line, part->line_lo);
    ll_vec_remove(&lot->allocations, ll_vec_find(&lot->allocations, ALLOCATION, lo), ALLOCATION);
    ll_audit_count(a, LL_AUDIT_COUNT_RELEASES, 1);
}

void ll_apply_allocation_released(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_programme *programme =
        ll_audit_named(a, LL_KIND_PROGRAMME, event->body, "programme_id");
    const struct ll_json *released = ll_body_list(event->body, "released");
    for (size_t i = 0; i < released->count && a->status == LL_OK; i++) {
        ll_audit_release(a, programme, &released->items[i]);
    }
}

/* ---- lots that may not serve, or may again ---- */
/* What is still allocated of units that may serve nobody any more: held by certificates that are
 * not live. */
static void check_held(struct ll_audit *a, const struct ll_lot *lot)
{
    for (size_t i = 0; i < lot->allocations.count; i++) {
        const struct ll_allocation *one = LL_VEC_AT(&lot->allocations, struct ll_allocation, i);
        if (one->certificate == NULL) {
            ll_audit_find_fault(a, LL_AUDIT_RELEASE_WRONG, &lot->o,
                                "it is excluded with %s [%lld, %lld) still allocated",
                                ll_lot_word(lot), ll(one->at.lo), ll(one->at.hi));
        } else if (one->certificate->state == LL_CERTIFICATE_STATE_LIVE) {
            ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_BROKEN, &one->certificate->o,
                                "it cites %s [%lld, %lld) of a lot that was excluded, and is "
                                "not under review",
                                ll_lot_word(lot), ll(one->at.lo), ll(one->at.hi));
        }
    }
}

void ll_apply_lot_excluded(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_lot *lot = ll_audit_named(a, LL_KIND_LOT, event->body, "lot_id");
    if (lot == NULL) {
        return;
    }
    if (!lot->eligible) {
        ll_audit_find_fault(a, LL_AUDIT_LOT_STATE, &lot->o, "it was excluded before");
    }
    check_held(a, lot);
    lot->eligible = false;
    lot->ineligible_reason = ll_audit_copy(a, ll_body_str(event->body, "reason"));
    ll_audit_check_explaining(a, lot);
}

void ll_apply_lot_admitted(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_lot *lot = ll_audit_named(a, LL_KIND_LOT, event->body, "lot_id");
    if (lot == NULL) {
        return;
    }
    if (lot->eligible) {
        ll_audit_find_fault(a, LL_AUDIT_LOT_STATE, &lot->o, "it was eligible already");
    }
    if (lot->source == LL_SOURCE_FOUND && !ll_body_has(event->body, "explanation")) {
        ll_audit_find_fault(a, LL_AUDIT_LOT_STATE, &lot->o,
                            "it was found, and is admitted without an explanation");
    }
    const struct ll_class *class = ll_audit_name(a, "class", lot->class_code);
    if (lot->collection != NULL && lot->collection->evidence_again && class != NULL &&
        lot->measure != LL_MEASURE_GRAMS && !ll_audit_mass_fits(class, lot) &&
        !ll_body_has(event->body, "explanation")) {
        ll_audit_find_fault(a, LL_AUDIT_LOT_STATE, &lot->o,
                            "its evidence was shown before and its mass is in doubt, and it is "
                            "admitted without an explanation");
    }
    (void)ll_audit_annex_of(a, event->body, "note_annex_id", "lot.note");
    if (lot->programme != NULL && lot->vintage < lot->programme->oldest_vintage) {
        ll_audit_find_fault(a, LL_AUDIT_LOT_TOO_OLD, &lot->o,
                            "collected %lld months before the oldest vintage",
                            ll(lot->programme->oldest_vintage - lot->vintage));
    }
    lot->eligible = true;
    lot->ineligible_reason = LL_STR("");
    lot->explanation = ll_audit_copy(a, ll_body_str(event->body, "explanation"));
    ll_audit_check_explanation(a, lot, ll_body_has(event->body, "note_annex_id"));
    ll_audit_check_explained(a, lot);
}
