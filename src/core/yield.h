/*
 * What comes of devices: how much of a metal a laboratory found in a fraction, and how much such
 * devices were expected to hold (docs/rules.md, "Yield"). Pure, whole numbers only.
 */
#ifndef LL_CORE_YIELD_H
#define LL_CORE_YIELD_H

#include "base/qty.h"

#include <stddef.h>

#define LL_YIELD_MG_PER_T INT64_C(1000000000) /* all of a tonne, in milligrams */

/* The metal in a fraction of which a tonne holds so many milligrams, in grams rounded down;
 * `mg_per_t` from 0 to LL_YIELD_MG_PER_T. */
struct ll_mass ll_yield_metal(struct ll_mass fraction, int64_t mg_per_t);

/* Devices of one class. */
struct ll_yield_part {
    int64_t units;
    struct ll_mass each; /* what one weighs as a rule */
    int64_t ug_per_unit; /* micrograms that one of that mass holds, up to 10^12 */
};

/*
 * What devices that weigh `weighed` together are expected to hold: what so many of these classes
 * hold on average, in the proportion of what they weigh to what so many weigh as a rule; in grams
 * rounded down. LL_EINVAL: a class has no usual mass, or there are no devices; LL_EOVERFLOW.
 */
enum ll_status ll_yield_expected(const struct ll_yield_part *parts, size_t count,
                                 struct ll_mass weighed, struct ll_mass *ret_expected);

#endif
