/*
 * How far what a treatment made may weigh from what went in: the rows of
 * data/treatment_tolerances.csv, by kind of treatment and the day on which it was done. Pure.
 */
#ifndef LL_CORE_TOLERANCE_H
#define LL_CORE_TOLERANCE_H

#include <stdbool.h>

#include "base/qty.h"
#include "base/time.h"
#include "core/types.h"

#define LL_PPM INT64_C(1000000)

struct ll_tolerance {
    const char *kind;  /* by its name in the enumeration of treatment kinds */
    int64_t above_ppm; /* of the input: how much more the outputs may weigh */
    int64_t below_ppm; /* how much less; LL_PPM: no bound, nothing weighs less than nothing */
    const char *valid_from;
    const char *certainty, *source;
};

extern const struct ll_tolerance ll_tolerances[];
extern const size_t ll_tolerance_count;

/* Of the rows of this kind that hold by that day the one that began last; NULL: there is none. */
const struct ll_tolerance *ll_tolerance_find(const struct ll_tolerance *rows, size_t count,
                                             enum ll_treatment_kind kind, struct ll_date day);
/* The widest that may be recorded of a treatment: how far its scales may miss, in millionths. Of
 * what is calculated only what is above counts. */
int64_t ll_tolerance_widest(const struct ll_tolerance *rule, enum ll_treatment_kind kind);

enum ll_balance {
    LL_BALANCE_HOLDS,
    LL_BALANCE_HEAVY,
    LL_BALANCE_LIGHT
};
/*
 * Does what came out balance what went in, by the rule and by `asked_ppm`, which narrows it? What
 * is calculated may fall short by as much as the rule says, whatever was asked. The bound that
 * judged is told in grams, rounded down.
 */
enum ll_balance ll_tolerance_judge(const struct ll_tolerance *rule, enum ll_treatment_kind kind,
                                   int64_t asked_ppm, struct ll_mass input, struct ll_mass output,
                                   struct ll_mass *ret_bound);

#endif
