/* The selection rule, unit by unit: the best unit is looked for anew, k times. */
#include "property/rules.h"

#include <string.h>

#include "core/select.h"

#define LOTS 4
#define UNITS 24
#define KEYS 6
#define SPANS (LOTS * UNITS)

struct naive_unit {
    bool here;
    int reluctance; /* 0 not allocated, 1 provisional, 2 final */
    size_t key;
    bool chosen;
};

struct package {
    struct naive_unit units[LOTS][UNITS];
    struct ll_queue_key keys[KEYS];
    struct ll_select_span spans[SPANS];
    size_t span_count;
    size_t unit_count;
};

static void fill(struct package *package, struct seed *seed)
{
    for (size_t i = 0; i < KEYS; i++) {
        package->keys[i] = (struct ll_queue_key){.at = {(int64_t)seed_below(seed, 3)},
                                                 .line = {rules_id(10 + seed_below(seed, 3))},
                                                 .lo = (int64_t)seed_below(seed, 3)};
    }
    for (size_t lot = 0; lot < LOTS; lot++) {
        struct naive_unit unit = {0};
        for (size_t u = 0; u < UNITS; u++) {
            if (u == 0 || seed_chance(seed, 4)) {
                unit = (struct naive_unit){.here = !seed_chance(seed, 4),
                                           .reluctance = (int)seed_below(seed, 3),
                                           .key = seed_below(seed, KEYS)};
            }
            package->units[lot][u] = unit;
            package->unit_count += unit.here ? 1 : 0;
        }
    }
}

static struct ll_select_span span_of(const struct package *package, size_t lot, size_t u)
{
    const struct naive_unit *unit = &package->units[lot][u];
    struct ll_select_span span = {
        .at = {.lot_id = {rules_id(lot)}, .lo = (int64_t)u, .hi = (int64_t)u + 1},
        .allocated = unit->reluctance > 0,
    };
    if (span.allocated) {
        span.state =
            unit->reluctance == 1 ? LL_ALLOCATION_STATE_PROVISIONAL : LL_ALLOCATION_STATE_FINAL;
        span.queue = package->keys[unit->key];
    }
    return span;
}

/* Spans of the units, cut at least where the allocation changes, in any order. */
static void cut(struct package *package, struct seed *seed)
{
    package->span_count = 0;
    for (size_t lot = 0; lot < LOTS; lot++) {
        for (size_t u = 0; u < UNITS; u++) {
            const struct naive_unit *unit = &package->units[lot][u];
            const struct naive_unit *before = u > 0 ? unit - 1 : NULL;
            if (!unit->here) {
                continue;
            }
            if (before != NULL && before->here && before->reluctance == unit->reluctance &&
                before->key == unit->key && !seed_chance(seed, 8)) {
                package->spans[package->span_count - 1].at.hi++;
            } else {
                package->spans[package->span_count++] = span_of(package, lot, u);
            }
        }
    }
    for (size_t i = package->span_count; i > 1; i--) {
        size_t j = seed_below(seed, i);
        struct ll_select_span moved = package->spans[i - 1];
        package->spans[i - 1] = package->spans[j];
        package->spans[j] = moved;
    }
}

/* Is unit `a` taken before `b` by an adverse fact, the lots being different or a_unit > b_unit? */
static bool adverse_first(const struct package *package, const struct naive_unit *a,
                          const struct naive_unit *b, bool a_is_higher)
{
    if (a->reluctance != b->reluctance) {
        return a->reluctance < b->reluctance;
    }
    const struct ll_queue_key *x = &package->keys[a->key];
    const struct ll_queue_key *y = &package->keys[b->key];
    if (a->reluctance > 0 && x->at.us != y->at.us) {
        return x->at.us > y->at.us;
    }
    int line = memcmp(x->line.raw.b, y->line.raw.b, 16);
    if (a->reluctance > 0 && line != 0) {
        return line > 0;
    }
    if (a->reluctance > 0 && x->lo != y->lo) {
        return x->lo > y->lo;
    }
    return a_is_higher;
}

static void choose_one(struct package *package, enum ll_select_kind kind)
{
    struct naive_unit *best = NULL;
    size_t best_lot = 0;
    for (size_t lot = 0; lot < LOTS; lot++) {
        for (size_t u = 0; u < UNITS; u++) {
            struct naive_unit *unit = &package->units[lot][u];
            if (!unit->here || unit->chosen) {
                continue;
            }
            bool is_higher =
                lot == best_lot || memcmp(rules_id(lot).b, rules_id(best_lot).b, 16) > 0;
            if (best == NULL ||
                (kind == LL_SELECT_ADVERSE ? adverse_first(package, unit, best, is_higher)
                                           : !is_higher)) {
                best = unit;
                best_lot = lot;
            }
        }
    }
    best->chosen = true;
}

static size_t lot_number(struct seed *seed, struct ll_lot_id id)
{
    size_t lot = 0;
    while (lot < LOTS && !ll_id_eq(rules_id(lot), id.raw)) {
        lot++;
    }
    SEED_CHECK(seed, lot < LOTS);
    return lot;
}

/* The same units, sorted and joined, counted right. */
static void compare(struct package *package, struct seed *seed,
                    const struct ll_select_result *result, uint64_t *digest)
{
    int64_t counts[3] = {0};
    rules_digest(digest, result->count);
    for (size_t i = 0; i < result->count; i++) {
        const struct ll_lot_span *span = &result->spans[i];
        size_t lot = lot_number(seed, span->lot_id);
        SEED_CHECK(seed, span->lo >= 0 && span->lo < span->hi);
        SEED_CHECK(seed, span->hi <= UNITS);
        if (i > 0) {
            int order = memcmp(span[-1].lot_id.raw.b, span->lot_id.raw.b, 16);
            SEED_CHECK(seed, order < 0 || (order == 0 && span[-1].hi < span->lo));
        }
        for (int64_t u = span->lo; u < span->hi; u++) {
            struct naive_unit *unit = &package->units[lot][u];
            SEED_CHECK(seed, unit->chosen);
            unit->chosen = false;
            counts[unit->reluctance]++;
        }
        rules_digest(digest, lot);
        rules_digest(digest, (uint64_t)span->lo);
        rules_digest(digest, (uint64_t)span->hi);
    }
    for (size_t lot = 0; lot < LOTS; lot++) {
        for (size_t u = 0; u < UNITS; u++) {
            SEED_CHECK(seed, !package->units[lot][u].chosen);
        }
    }
    SEED_CHECK(seed, result->unallocated.n == counts[0] && result->provisional.n == counts[1] &&
                         result->final.n == counts[2]);
}

void rules_select(struct seed *seed, struct ll_arena *arena, uint64_t *digest)
{
    struct package package = {0};
    fill(&package, seed);
    enum ll_select_kind kind = seed_chance(seed, 3) ? LL_SELECT_NEUTRAL : LL_SELECT_ADVERSE;
    struct ll_units k = {(int64_t)seed_below(seed, package.unit_count + 1)};
    for (int64_t i = 0; i < k.n; i++) {
        choose_one(&package, kind);
    }
    cut(&package, seed);
    struct ll_select_result result;
    SEED_CHECK(seed, ll_select(arena, package.spans, package.span_count, k, kind, &result, NULL) ==
                         LL_OK);
    compare(&package, seed, &result, digest);
    struct ll_units too_many = {(int64_t)package.unit_count + 1};
    SEED_CHECK(seed, ll_select(arena, package.spans, package.span_count, too_many, kind, &result,
                               NULL) == LL_ESHORT);
}
