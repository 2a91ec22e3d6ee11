/*
 * Part of the allocator: which restrictions a lot fits, as bit masks. The different restrictions in
 * use become sets, numbered in order of first use; for every class and measure, country, run of
 * months and funder there is a row of bits, one bit a set, that says which sets accept it. A lot
 * fits the sets in the intersection of its four rows, so no lot is ever compared with a
 * restriction.
 */
#ifndef LL_CORE_FIT_H
#define LL_CORE_FIT_H

#include "core/allocate.h"

#define LL_FIT_NO_SET UINT32_MAX
#define LL_FIT_COUNTRY_COUNT 676 /* AA … ZZ */
#define LL_FIT_COUNTRY_WORDS 11
#define LL_FIT_STANDARD_COUNT 64

struct ll_fit_set;

struct ll_fit {
    uint32_t *set_of; /* [restriction_count]; LL_FIT_NO_SET when no demand uses it */
    struct ll_fit_set *sets;
    size_t set_count;
    size_t block_count; /* words in a row: ceil(set_count / 64) */
    uint64_t *by_class; /* a row for each class and each of enum ll_fit_measure */
    uint64_t *by_country;
    uint64_t *by_vintage;
    uint64_t *by_funder;
    uint64_t *by_standard; /* a row for each standard: sets that demand it */
    uint64_t *by_measure;  /* a row for each of enum ll_fit_measure: of any class */
    int32_t month_base;
    int32_t month_count;
    uint32_t *month_row; /* [month_count]: row of month_base + i; row 0 lies before */
    uint32_t month_last_row;
    uint32_t *funders; /* named ones, rising; row 0: no funder, row 1: not named, row 2 + i */
    size_t funder_count;
};

/* What the positions of a lot can serve. */
enum ll_fit_measure {
    LL_FIT_UNITS,         /* lines of any measure */
    LL_FIT_UNITS_NO_MASS, /* lines in pieces */
    LL_FIT_GRAMS,         /* lines in grams */
    LL_FIT_MEASURES,
};

/* The four rows of a lot, block_count words each. */
struct ll_fit_rows {
    const uint64_t *by_class; /* and measure */
    const uint64_t *by_country;
    const uint64_t *by_vintage;
    const uint64_t *by_funder;
};

/* Check the whole input of a run: see ll_allocate. Scratch in `arena` is the caller's to rewind. */
LL_MUST enum ll_status ll_fit_check(struct ll_arena *arena, const struct ll_allocate_input *input,
                                    struct ll_err *reterr);
/* Build the rows for a checked input. LL_ENOMEM. Cost: O(R * (rows of months + countries) + M). */
LL_MUST enum ll_status ll_fit_build(struct ll_arena *arena, const struct ll_allocate_input *input,
                                    struct ll_fit *ret_fit, struct ll_err *reterr);
/* The sets whose lines are in grams: block_count words. */
static inline const uint64_t *ll_fit_in_grams(const struct ll_fit *fit)
{
    return &fit->by_measure[LL_FIT_GRAMS * fit->block_count];
}
static inline bool ll_fit_is_in_grams(const struct ll_fit *fit, uint32_t set)
{
    return (ll_fit_in_grams(fit)[set / 64] >> (set % 64) & 1) != 0;
}
/* The rows of a checked lot. Cost: O(1), O(log funders) for a lot with a funder. */
struct ll_fit_rows ll_fit_rows_of(const struct ll_fit *fit, const struct ll_allocate_lot *lot);
/* By class of a checked lot whatever its measure, and by measure whatever its class. */
const uint64_t *ll_fit_class_alone(const struct ll_fit *fit, const struct ll_allocate_lot *lot);
const uint64_t *ll_fit_measure_alone(const struct ll_fit *fit, const struct ll_allocate_lot *lot);
/* Of 64 sets from `block` on, those that demand a standard which the lot's units were received
 * without. Cost: O(standards lacked). */
uint64_t ll_fit_barred(const struct ll_fit *fit, const struct ll_allocate_lot *lot, size_t block);

#endif
