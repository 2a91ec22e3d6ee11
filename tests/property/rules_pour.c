/* The pour, unit by unit: every unit is put into its package by hand, in order. */
#include "property/rules.h"

#include <string.h>

#include "core/pour.h"

#define LOTS 4
#define UNITS 24
#define SPANS (LOTS * UNITS)
#define TARGETS 12
#define TAGS 3

struct naive_unit {
    bool here;
    size_t tag;
    size_t target;
};

struct mix {
    struct naive_unit units[LOTS][UNITS];
    size_t unit_count;
    uint64_t tags[TAGS];
    struct ll_pour_span contents[SPANS];
    size_t content_count;
    struct ll_pour_origin sources[3];
    struct ll_pour_target targets[TARGETS];
    size_t target_count;
};

static void fill(struct mix *mix, struct seed *seed)
{
    for (size_t i = 0; i < TAGS; i++) {
        mix->tags[i] = (seed_next(seed) & 0xff00) + i; /* distinct, in any order */
    }
    for (size_t lot = 0; lot < LOTS; lot++) {
        struct naive_unit unit = {0};
        for (size_t u = 0; u < UNITS; u++) {
            if (u == 0 || seed_chance(seed, 5)) {
                unit = (struct naive_unit){.here = !seed_chance(seed, 4),
                                           .tag = seed_below(seed, TAGS)};
            }
            mix->units[lot][u] = unit;
            mix->unit_count += unit.here ? 1 : 0;
        }
    }
    if (mix->unit_count == 0) {
        mix->units[0][0] = (struct naive_unit){.here = true};
        mix->unit_count = 1;
    }
}

/* Spans of the units, cut at least where the tag changes, in any order. */
static void cut(struct mix *mix, struct seed *seed)
{
    for (size_t lot = 0; lot < LOTS; lot++) {
        for (size_t u = 0; u < UNITS; u++) {
            const struct naive_unit *unit = &mix->units[lot][u];
            if (!unit->here) {
                continue;
            }
            if (u > 0 && unit[-1].here && unit[-1].tag == unit->tag && !seed_chance(seed, 8)) {
                mix->contents[mix->content_count - 1].at.hi++;
                continue;
            }
            mix->contents[mix->content_count++] = (struct ll_pour_span){
                .at = {.lot_id = {rules_id(lot)}, .lo = (int64_t)u, .hi = (int64_t)u + 1},
                .tag = mix->tags[unit->tag],
            };
        }
    }
    for (size_t i = mix->content_count; i > 1; i--) {
        size_t j = seed_below(seed, i);
        struct ll_pour_span moved = mix->contents[i - 1];
        mix->contents[i - 1] = mix->contents[j];
        mix->contents[j] = moved;
    }
}

static struct ll_pour_origin random_origin(struct seed *seed)
{
    return (struct ll_pour_origin){
        .programme = {rules_id(20 + seed_below(seed, 2))},
        .country = {{'G', seed_chance(seed, 2) ? 'H' : 'N'}},
        .has_funder = seed_chance(seed, 2),
        .funder = {rules_id(30 + seed_below(seed, 2))},
    };
}

static void make_packages(struct mix *mix, struct seed *seed)
{
    struct ll_pour_origin origin = random_origin(seed);
    for (size_t i = 0; i < 3; i++) {
        mix->sources[i] = origin;
        mix->sources[i].funder = origin.has_funder ? origin.funder : random_origin(seed).funder;
    }
    size_t left = mix->unit_count;
    size_t most = left < TARGETS ? left : TARGETS;
    mix->target_count = 1 + seed_below(seed, most);
    for (size_t i = 0; i < mix->target_count; i++) {
        size_t others = mix->target_count - i - 1;
        size_t units = others == 0 ? left : 1 + seed_below(seed, left - others);
        mix->targets[i] = (struct ll_pour_target){.origin = origin, .units = {(int64_t)units}};
        left -= units;
    }
}

/* The lot whose id follows those of `before` lots. */
static size_t lot_at(size_t before)
{
    for (size_t lot = 0; lot < LOTS; lot++) {
        size_t lower = 0;
        for (size_t other = 0; other < LOTS; other++) {
            lower += memcmp(rules_id(other).b, rules_id(lot).b, 16) < 0 ? 1 : 0;
        }
        if (lower == before) {
            return lot;
        }
    }
    return LOTS;
}

static void deal(struct mix *mix)
{
    size_t target = 0;
    int64_t dealt = 0;
    for (size_t i = 0; i < LOTS; i++) {
        for (size_t u = 0; u < UNITS; u++) {
            struct naive_unit *unit = &mix->units[lot_at(i)][u];
            if (unit->here) {
                unit->target = target;
                dealt++;
                if (dealt == mix->targets[target].units.n) {
                    target++;
                    dealt = 0;
                }
            }
        }
    }
}

/* Every unit of the span is in this target with this tag, and is counted once. */
static void compare_span(struct mix *mix, struct seed *seed, size_t target,
                         const struct ll_pour_span *span, uint64_t *digest)
{
    size_t lot = 0;
    while (lot < LOTS && !ll_id_eq(rules_id(lot), span->at.lot_id.raw)) {
        lot++;
    }
    SEED_CHECK(seed, lot < LOTS && span->at.lo < span->at.hi);
    SEED_CHECK(seed, span->at.lo >= 0 && span->at.hi <= UNITS);
    for (int64_t u = span->at.lo; u < span->at.hi; u++) {
        struct naive_unit *unit = &mix->units[lot][u];
        SEED_CHECK(seed, unit->here && unit->target == target);
        SEED_CHECK(seed, mix->tags[unit->tag] == span->tag);
        unit->here = false;
        mix->unit_count--;
    }
    rules_digest(digest, lot);
    rules_digest(digest, (uint64_t)span->at.lo);
    rules_digest(digest, (uint64_t)span->at.hi);
    rules_digest(digest, span->tag);
}

static void compare(struct mix *mix, struct seed *seed, const struct ll_pour_result *result,
                    uint64_t *digest)
{
    size_t seen = 0;
    for (size_t i = 0; i < mix->target_count; i++) {
        const struct ll_pour_part *part = &result->parts[i];
        SEED_CHECK(seed, part->first == seen && part->count > 0);
        rules_digest(digest, part->count);
        for (size_t s = part->first; s < part->first + part->count; s++) {
            const struct ll_pour_span *span = &result->spans[s];
            compare_span(mix, seed, i, span, digest);
            if (s > part->first) {
                int order = memcmp(span[-1].at.lot_id.raw.b, span->at.lot_id.raw.b, 16);
                SEED_CHECK(seed, order < 0 || (order == 0 && (span[-1].at.hi < span->at.lo ||
                                                              (span[-1].at.hi == span->at.lo &&
                                                               span[-1].tag != span->tag))));
            }
        }
        seen += part->count;
    }
    SEED_CHECK(seed, seen == result->span_count && mix->unit_count == 0);
    SEED_CHECK(seed, seen <= mix->content_count + mix->target_count - 1);
}

void rules_pour(struct seed *seed, struct ll_arena *arena, uint64_t *digest)
{
    struct mix mix = {0};
    fill(&mix, seed);
    cut(&mix, seed);
    make_packages(&mix, seed);
    deal(&mix);
    struct ll_pour_input input = {
        .sources = mix.sources,
        .source_count = 1 + seed_below(seed, 3),
        .contents = mix.contents,
        .content_count = mix.content_count,
        .targets = mix.targets,
        .target_count = mix.target_count,
    };
    struct ll_pour_result result;
    SEED_CHECK(seed, ll_pour(arena, &input, &result, NULL) == LL_OK);
    compare(&mix, seed, &result, digest);
    mix.targets[seed_below(seed, mix.target_count)].units.n++;
    SEED_CHECK(seed, ll_pour(arena, &input, &result, NULL) == LL_EINVAL);
}
