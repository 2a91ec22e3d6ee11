/*
 * What is handed on of something that lies in several stocks, of which nobody can tell the parts
 * apart: the oldest first (docs/rules.md). Pure.
 */
#ifndef LL_CORE_OLDEST_FIRST_H
#define LL_CORE_OLDEST_FIRST_H

#include "base/qty.h"

#include <stddef.h>

/* Version of the rule, kept with its result; 0 stands for stocks that were named. */
#define LL_OLDEST_FIRST_VERSION 1

/*
 * Take `wanted` from `count` stocks, of which `left` says what they have, in the order given, which
 * is from the oldest on. ret_taken has as many items. LL_ESHORT: they have less together, and
 * nothing is taken. O(count).
 */
enum ll_status ll_oldest_first(const struct ll_mass *left, size_t count, struct ll_mass wanted,
                               struct ll_mass *ret_taken);

#endif
