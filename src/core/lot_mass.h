/*
 * The mass of some units of a lot, of which only the whole was weighed. Pure.
 *
 * The rule (LL_LOT_MASS_RULE_VERSION): of a lot of n units and m grams the units [lo, hi) weigh
 * floor(m * hi / n) - floor(m * lo / n). Over any partition of the lot these sum to m, since each
 * is a difference of two values of one function.
 */
#ifndef LL_CORE_LOT_MASS_H
#define LL_CORE_LOT_MASS_H

#include "base/err.h"
#include "base/qty.h"

#define LL_LOT_MASS_RULE_VERSION 1

/* LL_ECORRUPT when `units` are no span within the lot or a quantity is out of its bounds: these are
 * stored data. */
LL_MUST enum ll_status ll_lot_mass(struct ll_mass lot_mass, struct ll_units lot_units,
                                   struct ll_span units, struct ll_mass *ret_mass,
                                   struct ll_err *reterr);

#endif
