#include "core/fit.h"

#include <string.h>

#include "core/sort.h"

/* A restriction in a form that is equal bytewise when it accepts the same: no padding. */
struct ll_fit_set {
    uint64_t class_mask;
    uint64_t standards;
    uint64_t countries[LL_FIT_COUNTRY_WORDS];
    int32_t month_from;
    int32_t month_to;
    uint32_t funder;
    uint16_t funder_rule;
    uint16_t measure;
};

#define CLASSES ((size_t)LL_CLASS_NUMBER_MAX + 1)
#define MONTH_FIRST 0
#define MONTH_LAST LL_VINTAGE_MONTHS_MAX

static size_t country_number(struct ll_country country)
{
    return (size_t)(country.code[0] - 'A') * 26 + (size_t)(country.code[1] - 'A');
}

static struct ll_fit_set make_set(const struct ll_restriction *restriction)
{
    struct ll_fit_set set = {
        .class_mask = restriction->class_mask,
        .standards = restriction->standards,
        .month_from =
            restriction->has_vintage_from ? restriction->vintage_from.months : MONTH_FIRST,
        .month_to = restriction->has_vintage_to ? restriction->vintage_to.months : MONTH_LAST,
        .funder = restriction->funder,
        .funder_rule = (uint16_t)restriction->funder_rule,
        .measure = (uint16_t)restriction->measure,
    };
    if (restriction->country_count == 0) {
        memset(set.countries, 0xff, sizeof(set.countries));
    }
    for (size_t i = 0; i < restriction->country_count; i++) {
        size_t number = country_number(restriction->countries[i]);
        set.countries[number / 64] |= UINT64_C(1) << (number % 64);
    }
    return set;
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 29);
}

static uint64_t hash_set(const struct ll_fit_set *set)
{
    uint64_t hash = mix(mix(0, set->class_mask), set->standards);
    for (size_t i = 0; i < LL_FIT_COUNTRY_WORDS; i++) {
        hash = mix(hash, set->countries[i]);
    }
    hash = mix(hash, (uint64_t)(uint32_t)set->month_from << 32 | (uint32_t)set->month_to);
    return mix(hash, (uint64_t)set->funder << 32 | (uint32_t)set->measure << 16 | set->funder_rule);
}

/* The number of a set equal to `set`, adding it when it is new. */
static uint32_t number_of(struct ll_fit *fit, const struct ll_fit_set *set, uint32_t *table,
                          size_t table_size)
{
    size_t at = (size_t)hash_set(set) & (table_size - 1);
    while (table[at] != 0) {
        if (memcmp(&fit->sets[table[at] - 1], set, sizeof(*set)) == 0) {
            return table[at] - 1;
        }
        at = (at + 1) & (table_size - 1);
    }
    fit->sets[fit->set_count] = *set;
    fit->set_count++;
    table[at] = (uint32_t)fit->set_count;
    return table[at] - 1;
}

static enum ll_status number_sets(struct ll_arena *arena, const struct ll_allocate_input *input,
                                  struct ll_fit *fit, struct ll_err *reterr)
{
    size_t table_size = 8;
    while (table_size < input->restriction_count * 2) {
        table_size *= 2;
    }
    fit->set_of = LL_NEW_ARRAY(arena, uint32_t, input->restriction_count);
    fit->sets = LL_NEW_ARRAY(arena, struct ll_fit_set, input->restriction_count);
    uint32_t *table = LL_NEW_ARRAY(arena, uint32_t, table_size);
    if (fit->set_of == NULL || fit->sets == NULL || table == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for %zu restrictions",
                       input->restriction_count);
    }
    for (size_t i = 0; i < input->restriction_count; i++) {
        fit->set_of[i] = LL_FIT_NO_SET;
    }
    for (size_t i = 0; i < input->demand_count; i++) {
        uint32_t used = input->demand[i].restriction;
        if (fit->set_of[used] == LL_FIT_NO_SET) {
            struct ll_fit_set set = make_set(&input->restrictions[used]);
            fit->set_of[used] = number_of(fit, &set, table, table_size);
        }
    }
    fit->block_count = (fit->set_count + 63) / 64;
    return LL_OK;
}

static enum ll_status new_rows(struct ll_arena *arena, const struct ll_fit *fit, size_t row_count,
                               uint64_t **ret_rows, struct ll_err *reterr)
{
    *ret_rows = LL_NEW_ARRAY(arena, uint64_t, row_count * fit->block_count);
    if (*ret_rows == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for %zu sets of restrictions", fit->set_count);
    }
    return LL_OK;
}

static void set_bit(const struct ll_fit *fit, uint64_t *rows, size_t row, size_t set)
{
    rows[row * fit->block_count + set / 64] |= UINT64_C(1) << (set % 64);
}

/* Besides units that serve any measure. */
static size_t own_measure(const struct ll_fit_set *set)
{
    return set->measure == LL_MEASURE_GRAMS ? LL_FIT_GRAMS : LL_FIT_UNITS_NO_MASS;
}

static enum ll_status build_classes_and_countries(struct ll_arena *arena, struct ll_fit *fit,
                                                  struct ll_err *reterr)
{
    LL_TRY(new_rows(arena, fit, (size_t)LL_FIT_MEASURES * CLASSES, &fit->by_class, reterr));
    LL_TRY(new_rows(arena, fit, (size_t)LL_FIT_COUNTRY_WORDS * 64, &fit->by_country, reterr));
    uint64_t *any = NULL;
    LL_TRY(new_rows(arena, fit, 1, &any, reterr));
    for (size_t s = 0; s < fit->set_count; s++) {
        const struct ll_fit_set *set = &fit->sets[s];
        for (uint64_t left = set->class_mask; left != 0; left &= left - 1) {
            size_t class_number = (size_t)__builtin_ctzll(left);
            set_bit(fit, fit->by_class, LL_FIT_UNITS * CLASSES + class_number, s);
            set_bit(fit, fit->by_class, own_measure(set) * CLASSES + class_number, s);
        }
        /* Bits past ZZ are set only by "any country", which is added to all rows at the end. */
        if ((set->countries[LL_FIT_COUNTRY_WORDS - 1] >> 63) != 0) {
            set_bit(fit, any, 0, s);
            continue;
        }
        for (size_t w = 0; w < LL_FIT_COUNTRY_WORDS; w++) {
            for (uint64_t left = set->countries[w]; left != 0; left &= left - 1) {
                set_bit(fit, fit->by_country, w * 64 + (size_t)__builtin_ctzll(left), s);
            }
        }
    }
    for (size_t row = 0; row < LL_FIT_COUNTRY_COUNT; row++) {
        for (size_t b = 0; b < fit->block_count; b++) {
            fit->by_country[row * fit->block_count + b] |= any[b];
        }
    }
    return LL_OK;
}

static uint32_t month_row(const struct ll_fit *fit, int32_t month)
{
    if (month < fit->month_base) {
        return 0;
    }
    if (month - fit->month_base >= fit->month_count) {
        return fit->month_last_row;
    }
    return fit->month_row[month - fit->month_base];
}

/* Months between two neighbouring bounds are alike for every set: they share one row. */
static enum ll_status build_vintages(struct ll_arena *arena, struct ll_fit *fit,
                                     struct ll_err *reterr)
{
    int32_t first = MONTH_LAST + 1;
    int32_t last = MONTH_FIRST;
    for (size_t s = 0; s < fit->set_count; s++) {
        int32_t from = fit->sets[s].month_from;
        int32_t end = fit->sets[s].month_to + 1;
        first = from < first ? from : first;
        last = end > last ? end : last;
    }
    fit->month_base = first;
    fit->month_count = last >= first ? last - first + 1 : 0;
    fit->month_row = LL_NEW_ARRAY(arena, uint32_t, (size_t)fit->month_count);
    if (fit->month_row == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for %ld months", (long)fit->month_count);
    }
    for (size_t s = 0; s < fit->set_count; s++) {
        fit->month_row[fit->sets[s].month_from - first] = 1;
        fit->month_row[fit->sets[s].month_to + 1 - first] = 1;
    }
    uint32_t row = 0;
    for (int32_t i = 0; i < fit->month_count; i++) {
        row += fit->month_row[i];
        fit->month_row[i] = row;
    }
    fit->month_last_row = row;
    LL_TRY(new_rows(arena, fit, (size_t)row + 1, &fit->by_vintage, reterr));
    for (size_t s = 0; s < fit->set_count; s++) {
        uint32_t end = month_row(fit, fit->sets[s].month_to);
        for (uint32_t r = month_row(fit, fit->sets[s].month_from); r <= end; r++) {
            set_bit(fit, fit->by_vintage, r, s);
        }
    }
    return LL_OK;
}

static bool funder_before(const void *ctx, uint32_t a, uint32_t b)
{
    (void)ctx;
    return a < b;
}

static size_t funder_row(const struct ll_fit *fit, uint32_t funder)
{
    if (funder == 0) {
        return 0;
    }
    size_t lo = 0;
    size_t hi = fit->funder_count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (fit->funders[mid] < funder) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < fit->funder_count && fit->funders[lo] == funder ? lo + 2 : 1;
}

static enum ll_status build_funders(struct ll_arena *arena, struct ll_fit *fit,
                                    struct ll_err *reterr)
{
    fit->funders = LL_NEW_ARRAY(arena, uint32_t, fit->set_count);
    if (fit->funders == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for %zu funders", fit->set_count);
    }
    size_t named = 0;
    for (size_t s = 0; s < fit->set_count; s++) {
        if (fit->sets[s].funder != 0) {
            fit->funders[named++] = fit->sets[s].funder;
        }
    }
    ll_sort_index(fit->funders, named, funder_before, NULL);
    for (size_t i = 0; i < named; i++) {
        if (i == 0 || fit->funders[i] != fit->funders[fit->funder_count - 1]) {
            fit->funders[fit->funder_count++] = fit->funders[i];
        }
    }
    LL_TRY(new_rows(arena, fit, fit->funder_count + 2, &fit->by_funder, reterr));
    for (size_t s = 0; s < fit->set_count; s++) {
        const struct ll_fit_set *set = &fit->sets[s];
        if (set->funder_rule != LL_FUNDER_ONLY) {
            set_bit(fit, fit->by_funder, 0, s);
        }
        if (set->funder != 0) {
            set_bit(fit, fit->by_funder, funder_row(fit, set->funder), s);
        }
    }
    return LL_OK;
}

static enum ll_status build_measures(struct ll_arena *arena, struct ll_fit *fit,
                                     struct ll_err *reterr)
{
    LL_TRY(new_rows(arena, fit, LL_FIT_MEASURES, &fit->by_measure, reterr));
    for (size_t s = 0; s < fit->set_count; s++) {
        set_bit(fit, fit->by_measure, LL_FIT_UNITS, s);
        set_bit(fit, fit->by_measure, own_measure(&fit->sets[s]), s);
    }
    return LL_OK;
}

static enum ll_status build_standards(struct ll_arena *arena, struct ll_fit *fit,
                                      struct ll_err *reterr)
{
    LL_TRY(new_rows(arena, fit, LL_FIT_STANDARD_COUNT, &fit->by_standard, reterr));
    for (size_t s = 0; s < fit->set_count; s++) {
        for (uint64_t left = fit->sets[s].standards; left != 0; left &= left - 1) {
            set_bit(fit, fit->by_standard, (size_t)__builtin_ctzll(left), s);
        }
    }
    return LL_OK;
}

enum ll_status ll_fit_build(struct ll_arena *arena, const struct ll_allocate_input *input,
                            struct ll_fit *ret_fit, struct ll_err *reterr)
{
    struct ll_fit fit = {0};
    LL_TRY(number_sets(arena, input, &fit, reterr));
    LL_TRY(build_classes_and_countries(arena, &fit, reterr));
    LL_TRY(build_vintages(arena, &fit, reterr));
    LL_TRY(build_funders(arena, &fit, reterr));
    LL_TRY(build_standards(arena, &fit, reterr));
    LL_TRY(build_measures(arena, &fit, reterr));
    *ret_fit = fit;
    return LL_OK;
}

static size_t measure_row(const struct ll_allocate_lot *lot)
{
    if (lot->measure == LL_MEASURE_GRAMS) {
        return LL_FIT_GRAMS;
    }
    return lot->credit_g > 0 ? LL_FIT_UNITS : LL_FIT_UNITS_NO_MASS;
}

struct ll_fit_rows ll_fit_rows_of(const struct ll_fit *fit, const struct ll_allocate_lot *lot)
{
    size_t blocks = fit->block_count;
    return (struct ll_fit_rows){
        .by_class = &fit->by_class[(measure_row(lot) * CLASSES + lot->class_number) * blocks],
        .by_country = &fit->by_country[country_number(lot->country) * blocks],
        .by_vintage = &fit->by_vintage[month_row(fit, lot->vintage.months) * blocks],
        .by_funder = &fit->by_funder[funder_row(fit, lot->funder) * blocks],
    };
}

const uint64_t *ll_fit_class_alone(const struct ll_fit *fit, const struct ll_allocate_lot *lot)
{
    return &fit->by_class[(LL_FIT_UNITS * CLASSES + lot->class_number) * fit->block_count];
}

const uint64_t *ll_fit_measure_alone(const struct ll_fit *fit, const struct ll_allocate_lot *lot)
{
    return &fit->by_measure[measure_row(lot) * fit->block_count];
}

uint64_t ll_fit_barred(const struct ll_fit *fit, const struct ll_allocate_lot *lot, size_t block)
{
    uint64_t barred = 0;
    for (uint64_t left = lot->lacks; left != 0; left &= left - 1) {
        barred |= fit->by_standard[(size_t)__builtin_ctzll(left) * fit->block_count + block];
    }
    return barred;
}
