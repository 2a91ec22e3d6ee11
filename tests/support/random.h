/*
 * Random numbers for property tests: the same seed gives the same numbers everywhere.
 */
#ifndef LL_TESTS_SUPPORT_RANDOM_H
#define LL_TESTS_SUPPORT_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct ll_test_random {
    uint64_t state;
};

/* Seeded from LL_TEST_SEED, or else from a fixed number; prints the seed, to repeat a failure. */
struct ll_test_random ll_test_random_begin(void);
uint64_t ll_test_random_next(struct ll_test_random *random);
/* 0 <= answer < limit; limit > 0. */
uint64_t ll_test_random_below(struct ll_test_random *random, uint64_t limit);
/* Fits struct ll_id_source: `ctx` is a struct ll_test_random. */
void ll_test_random_fill(void *ctx, uint8_t *ret_bytes, size_t count);

#endif
