#include "property/ledger_naive.h"

#include <string.h>

/* ---- what fits ---- */
enum term {
    TERM_CLASS,
    TERM_COUNTRY,
    TERM_VINTAGE,
    TERM_FUNDER,
    TERM_MEASURE,
    TERMS,
};

static bool class_fits(const struct naive_line *line, const struct naive_lot *lot)
{
    uint64_t bit = UINT64_C(1) << lot->attributes.class_number;
    return (line->restriction.class_mask & bit) == bit;
}

static bool country_fits(const struct naive_line *line, const struct naive_lot *lot)
{
    for (size_t i = 0; i < line->restriction.country_count; i++) {
        if (memcmp(&line->countries[i], &lot->attributes.country, 2) == 0) {
            return true;
        }
    }
    return line->restriction.country_count == 0;
}

static bool vintage_fits(const struct naive_line *line, const struct naive_lot *lot)
{
    int32_t month = lot->attributes.vintage.months;
    return !(line->restriction.has_vintage_from && month < line->restriction.vintage_from.months) &&
           !(line->restriction.has_vintage_to && month > line->restriction.vintage_to.months);
}

static bool funder_fits(const struct naive_line *line, const struct naive_lot *lot)
{
    bool names = line->restriction.funder_rule != LL_FUNDER_NONE &&
                 line->restriction.funder == lot->attributes.funder;
    bool takes_unfunded = line->restriction.funder_rule != LL_FUNDER_ONLY;
    return lot->attributes.funder == 0 ? takes_unfunded : names;
}

static bool in_grams(const struct naive_line *line)
{
    return line->restriction.measure == LL_MEASURE_GRAMS;
}

static bool measure_fits(const struct naive_line *line, const struct naive_lot *lot)
{
    bool pieces = lot->attributes.measure == LL_MEASURE_PIECES;
    if (in_grams(line) && pieces) {
        return lot->attributes.credit_g >= 1;
    }
    return in_grams(line) || pieces;
}

static bool (*const term_fits[TERMS])(const struct naive_line *, const struct naive_lot *) = {
    [TERM_CLASS] = class_fits,   [TERM_COUNTRY] = country_fits, [TERM_VINTAGE] = vintage_fits,
    [TERM_FUNDER] = funder_fits, [TERM_MEASURE] = measure_fits,
};

bool naive_fits(const struct naive_line *line, const struct naive_lot *lot)
{
    bool all = lot->attributes.eligible;
    for (size_t t = 0; t < TERMS; t++) {
        all = all && term_fits[t](line, lot);
    }
    return all;
}

static bool is_free(const struct naive_lot *lot, size_t unit)
{
    return lot->line[unit] < 0 && !lot->excluded[unit];
}

/* ---- allocating ---- */

/* A unit that answers for more grams than it was given so far. */
struct begun {
    int lot;
    size_t unit;
    int64_t left;
};

static void naive_serve(struct world *world, size_t line_number, size_t position,
                        struct begun *begun)
{
    struct naive_line *line = &world->lines[line_number];
    for (size_t l = 0; l < world->lot_count && begun->left == 0; l++) {
        struct naive_lot *lot = &world->lots[l];
        for (size_t u = 0; u < lot->units && begun->left == 0; u++) {
            if (is_free(lot, u) && naive_fits(line, lot)) {
                lot->line[u] = (int)line_number;
                lot->position[u] = position;
                lot->is_final[u] = false;
                *begun = (struct begun){(int)l, u, in_grams(line) ? lot->attributes.credit_g : 1};
            }
        }
    }
    if (begun->left > 0) {
        line->lot[position] = begun->lot;
        line->unit[position] = begun->unit;
        begun->left--;
    }
}

void naive_run(struct world *world)
{
    for (size_t s = 0; s < world->slice_count; s++) {
        const struct naive_slice *slice = &world->slices[s];
        const struct naive_line *line = &world->lines[slice->line];
        struct begun begun = {0}; /* what a unit has left at the end of an open span is lost */
        for (int64_t p = slice->slice.span.lo; p < slice->slice.span.hi; p++) {
            if (line->lot[p] < 0 && !line->voided[p]) {
                naive_serve(world, slice->line, (size_t)p, &begun);
            } else {
                begun.left = 0;
            }
        }
    }
}

static bool same_unit(const struct naive_line *line, size_t a, size_t b)
{
    return line->lot[a] >= 0 && line->lot[a] == line->lot[b] && line->unit[a] == line->unit[b];
}

void naive_release(struct world *world, size_t lot, size_t unit)
{
    struct naive_lot *from = &world->lots[lot];
    struct naive_line *line = &world->lines[from->line[unit]];
    for (size_t p = 0; p < line->demanded; p++) {
        if (line->lot[p] == (int)lot && line->unit[p] == unit) {
            line->lot[p] = -1;
        }
    }
    from->line[unit] = -1;
    world->released_count++;
}

bool naive_touched_before(const struct naive_line *line, const bool *flags, size_t p)
{
    for (size_t before = 0; before < p; before++) {
        if (flags[before] && same_unit(line, before, p)) {
            return true;
        }
    }
    return false;
}

bool naive_all_of_unit(const struct naive_line *line, const bool *flags, size_t p)
{
    for (size_t other = 0; other < line->demanded; other++) {
        if (!flags[other] && same_unit(line, other, p)) {
            return false;
        }
    }
    return true;
}

void naive_add_whole_units(const struct naive_line *line, bool *flags)
{
    for (size_t p = 0; p < line->demanded; p++) {
        for (size_t other = 0; flags[p] && other < line->demanded; other++) {
            flags[other] = flags[other] || same_unit(line, other, p);
        }
    }
}

/* ---- a lower weight ---- */
static void deal_anew(struct world *world, const struct ll_allocation *row, int64_t credit_g,
                      struct naive_opened *opened)
{
    struct naive_line *line = &world->lines[row->line];
    struct naive_lot *lot = &world->lots[row->lot];
    int64_t p = row->line_span.lo;
    for (int64_t u = row->lot_span.lo; u < row->lot_span.hi; u++) {
        lot->position[u] = (size_t)p;
        for (int64_t g = 0; g < credit_g && p < row->line_span.hi; g++, p++) {
            line->unit[p] = (size_t)u;
        }
    }
    bool is_final = row->state == LL_ALLOCATION_STATE_FINAL;
    for (; p < row->line_span.hi; p++) {
        line->lot[p] = -1;
        opened->state[row->line][p] = is_final ? NAIVE_OPENED_FINAL : NAIVE_OPENED;
        opened->count += is_final ? 0 : 1;
        opened->final_count += is_final ? 1 : 0;
    }
}

void naive_recredit(struct world *world, const struct ll_allocation *rows, size_t count,
                    int64_t credit_g, struct naive_opened *ret_opened)
{
    memset(ret_opened, 0, sizeof(*ret_opened));
    for (size_t i = 0; i < count; i++) {
        if (rows[i].credit > credit_g) {
            deal_anew(world, &rows[i], credit_g, ret_opened);
        }
    }
}

/* ---- waiting ---- */

/* The reason by its definition, looking at every lot for each restriction in turn. */
static enum ll_wait_reason naive_reason(const struct world *world, const struct naive_line *line)
{
    const enum ll_wait_reason reasons[TERMS] = {
        [TERM_CLASS] = LL_WAIT_CLASS,
        [TERM_COUNTRY] = LL_WAIT_COUNTRY,
        [TERM_VINTAGE] = LL_WAIT_VINTAGE,
        [TERM_FUNDER] = LL_WAIT_FUNDER,
        [TERM_MEASURE] = in_grams(line) ? LL_WAIT_CREDIT : LL_WAIT_MEASURE,
    };
    size_t eligible = 0;
    size_t passing[TERMS] = {0};
    for (size_t i = 0; i < world->lot_count; i++) {
        const struct naive_lot *lot = &world->lots[i];
        eligible += lot->attributes.eligible ? 1 : 0;
        bool passes = lot->attributes.eligible;
        for (size_t t = 0; t < TERMS; t++) {
            passes = passes && term_fits[t](line, lot);
            passing[t] += passes ? 1 : 0;
        }
    }
    if (eligible == 0) {
        return LL_WAIT_SUPPLY;
    }
    for (size_t t = 0; t < TERMS; t++) {
        if (passing[t] == 0) {
            return reasons[t];
        }
    }
    return LL_WAIT_SHORT;
}

void naive_check_wait(struct world *world, const struct ll_allocate_input *input,
                      const struct ll_allocate_wait *wait)
{
    const struct naive_line *line = &world->lines[input->demand[wait->demand].line];
    int64_t counts[TERMS] = {0};
    for (size_t i = 0; i < world->lot_count; i++) {
        const struct naive_lot *lot = &world->lots[i];
        size_t failed = 0;
        size_t fails = 0;
        for (size_t t = 0; t < TERMS; t++) {
            if (!term_fits[t](line, lot)) {
                failed = t;
                fails++;
            }
        }
        for (size_t u = 0; u < lot->units && lot->attributes.eligible && fails == 1; u++) {
            bool credited = in_grams(line) && failed != TERM_MEASURE;
            counts[failed] += is_free(lot, u) ? (credited ? lot->attributes.credit_g : 1) : 0;
        }
    }
    const int64_t told[TERMS] = {
        [TERM_CLASS] = wait->without_class.n,     [TERM_COUNTRY] = wait->without_country.n,
        [TERM_VINTAGE] = wait->without_vintage.n, [TERM_FUNDER] = wait->without_funder.n,
        [TERM_MEASURE] = wait->without_measure.n,
    };
    for (size_t t = 0; t < TERMS; t++) {
        SEED_CHECK(world->seed, told[t] == (counts[t] < LL_UNITS_MAX ? counts[t] : LL_UNITS_MAX));
    }
    SEED_CHECK(world->seed, wait->reason == naive_reason(world, line));
    for (int64_t p = wait->open.lo; p < wait->open.hi; p++) {
        SEED_CHECK(world->seed, line->lot[p] < 0 && !line->voided[p]);
    }
}
