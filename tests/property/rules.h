/*
 * The rules of core over packages, samples and shares, each beside a slow and obvious version of
 * it: one call makes one random input, compares the two, and adds what came out to `digest`.
 */
#ifndef LL_TESTS_PROPERTY_RULES_H
#define LL_TESTS_PROPERTY_RULES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/id.h"
#include "property/seed.h"

typedef void rules_check(struct seed *seed, struct ll_arena *arena, uint64_t *digest);

rules_check rules_apportion;
rules_check rules_lot_mass;
rules_check rules_oldest;
rules_check rules_pour;
rules_check rules_sample;
rules_check rules_select;
rules_check rules_voiding;
rules_check rules_yield;
rules_check rules_weighed;

static inline void rules_digest(uint64_t *digest, uint64_t value)
{
    *digest = (*digest ^ value) * UINT64_C(0x100000001b3);
}

/* The id of lot, line and so on `number`; ids are in another order than numbers. */
static inline struct ll_id rules_id(size_t number)
{
    struct ll_id id = {.b = {1, 2, 3}};
    id.b[5] = (uint8_t)(number * 151);
    id.b[15] = (uint8_t)number;
    return id;
}

#endif
