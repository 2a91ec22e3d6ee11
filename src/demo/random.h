/* Numbers of a demonstration: the same seed gives the same ones everywhere. No secrets. */
#ifndef LL_DEMO_RANDOM_H
#define LL_DEMO_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct ll_demo_random {
    uint64_t state;
};

/* A sequence of its own for each purpose, so that a change in one moves no other. */
struct ll_demo_random ll_demo_random_begin(int64_t seed, uint64_t purpose);
uint64_t ll_demo_random_next(struct ll_demo_random *numbers);
/* low <= answer <= high; asserts low <= high. */
int64_t ll_demo_random_between(struct ll_demo_random *numbers, int64_t low, int64_t high);
/* Fits struct ll_id_source: `ctx` is a struct ll_demo_random. */
void ll_demo_random_fill(void *ctx, uint8_t *ret_bytes, size_t count);

#endif
