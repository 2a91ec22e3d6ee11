/*
 * Seeded randomness for property tests (splitmix64) and the loop over seeds. A failing check names
 * its seed; LL_SEED=n runs that one alone, LL_SEEDS=n as many from the first.
 */
#ifndef LL_TESTS_PROPERTY_SEED_H
#define LL_TESTS_PROPERTY_SEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct seed {
    uint64_t state;
    uint64_t number; /* what to print */
};

/* Fail the cmocka test, naming the seed. */
#define SEED_CHECK(seed, condition)                                                                \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fail_msg("LL_SEED=%llu: %s", (unsigned long long)(seed)->number, #condition);          \
        }                                                                                          \
    } while (0)

static inline struct seed seed_make(uint64_t number)
{
    return (struct seed){.state = number * UINT64_C(0xd1342543de82ef95) + 1, .number = number};
}

static inline uint64_t seed_next(struct seed *seed)
{
    seed->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t x = seed->state;
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* 0 … bound - 1. */
static inline size_t seed_below(struct seed *seed, size_t bound)
{
    return (size_t)(seed_next(seed) % bound);
}

static inline bool seed_chance(struct seed *seed, size_t one_in)
{
    return seed_below(seed, one_in) == 0;
}

/* The seeds to run: [first, end), from the environment or 1 … default_count. */
static inline void seed_range(uint64_t default_count, uint64_t *ret_first, uint64_t *ret_end)
{
    const char *one = getenv("LL_SEED");
    const char *many = getenv("LL_SEEDS");
    *ret_first = one != NULL ? strtoull(one, NULL, 10) : 1;
    *ret_end =
        *ret_first + (one != NULL ? 1 : (many != NULL ? strtoull(many, NULL, 10) : default_count));
}

#endif
