/*
 * Whole numbers of many 64-bit limbs, the lowest first, in arrays of the caller's: the few
 * operations that exact probabilities need. Pure. Every one costs O(count).
 */
#ifndef LL_CORE_LIMBS_H
#define LL_CORE_LIMBS_H

#include <stddef.h>
#include <stdint.h>

/* a *= by; what does not fit is the answer, 0 when all does. */
uint64_t ll_limbs_mul(uint64_t *a, size_t count, uint64_t by);
/* a /= by, rounded down; the answer is the remainder. by > 0. */
uint64_t ll_limbs_div(uint64_t *a, size_t count, uint64_t by);
/* a += b; the answer is the carry. */
uint64_t ll_limbs_add(uint64_t *a, const uint64_t *b, size_t count);
uint64_t ll_limbs_add_one(uint64_t *a, size_t count);
/* Below 0, 0 or above 0, as a is less than, equal to or more than b. */
int ll_limbs_cmp(const uint64_t *a, const uint64_t *b, size_t count);

#endif
