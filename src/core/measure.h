/*
 * Pieces and grams: what a unit counts on an order line in grams, and how many positions of a line
 * some devices take. Pure.
 */
#ifndef LL_CORE_MEASURE_H
#define LL_CORE_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/qty.h"
#include "core/types.h"

/*
 * The grams that each unit of a piece lot is credited on a line in grams: the net mass by the
 * units, rounded down, so that a lot never credits more than it weighs. 0 when that is less than a
 * gram. LL_EINVAL without units or for a negative mass; LL_EOVERFLOW when a unit is above
 * LL_UNITS_MAX grams, which no line is long enough for.
 */
LL_MUST enum ll_status ll_measure_credit(struct ll_mass net, struct ll_units accepted,
                                         int64_t *ret_credit_g, struct ll_err *reterr);

/* How many units of `credit` (>= 1) answer for `positions` (>= 1) of a line: the last rounds up. */
static inline int64_t ll_measure_units(int64_t positions, int64_t credit)
{
    return credit == 1 ? positions : (positions - 1) / credit + 1;
}

/* What so many of a lot are, in a sentence: "12 units", "340 grams" of what nobody counted. */
static inline const char *ll_measure_word(enum ll_measure measure)
{
    return measure == LL_MEASURE_GRAMS ? LL_R("grams") : LL_R("units");
}
/* The option that says how many. */
static inline const char *ll_measure_option(enum ll_measure measure)
{
    return measure == LL_MEASURE_GRAMS ? "mass" : "units";
}

#define LL_EQUIVALENCE_RULE_VERSION 1

/*
 * How a programme counts demand of one class: each device a piece, or so many grams ("a server is
 * 20,000 g"). Another version of the programme may say otherwise: a slice is read by the rule it
 * was demanded under.
 */
struct ll_equivalence {
    enum ll_measure measure;
    int64_t grams_per_device; /* 1 … LL_UNITS_MAX in grams, 0 in pieces */
};

/*
 * The positions that `devices` take. LL_EINVAL for fewer than one device, and for a rule that is
 * none; LL_EOVERFLOW above LL_UNITS_MAX positions.
 */
LL_MUST enum ll_status ll_measure_positions(const struct ll_equivalence *rule,
                                            struct ll_units devices, struct ll_units *ret_positions,
                                            struct ll_err *reterr);

/*
 * The same for `devices` and a mass beside or in place of them: what is demanded in grams may be
 * weighed instead of counted. LL_EREFUSED for a mass where devices count as pieces; LL_EINVAL when
 * there is neither.
 */
LL_MUST enum ll_status ll_measure_demand(const struct ll_equivalence *rule, struct ll_units devices,
                                         struct ll_mass mass, struct ll_units *ret_positions,
                                         struct ll_err *reterr);

/*
 * A device's place in its line: the first position of device `number` (from 0) of a slice, and the
 * device that a position of a slice belongs to. False when the slice does not hold it whole, or is
 * no slice under this rule.
 */
bool ll_measure_place(const struct ll_equivalence *rule, struct ll_span slice, int64_t number,
                      int64_t *ret_position);
bool ll_measure_device_at(const struct ll_equivalence *rule, struct ll_span slice, int64_t position,
                          int64_t *ret_number);

#endif
