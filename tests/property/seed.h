/*
 * Choices for property tests and fuzz targets: seeded randomness (splitmix64), or the bytes of a
 * fuzzer's input; and the loop over seeds. A failing check names its seed and stops the program;
 * LL_SEED=n runs that one alone, LL_SEEDS=n as many from the first, both together as many from n.
 */
#ifndef LL_TESTS_PROPERTY_SEED_H
#define LL_TESTS_PROPERTY_SEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct seed {
    uint64_t state;
    uint64_t number;      /* what to print */
    const uint8_t *bytes; /* when not NULL, choices come from here; 0 when they are used up */
    size_t byte_count;
};

_Noreturn static inline void seed_failed(const struct seed *seed, const char *text,
                                         const char *file, int line)
{
    (void)fprintf(stderr, "%s:%d: LL_SEED=%llu: %s\n", file, line, (unsigned long long)seed->number,
                  text);
    abort();
}

#define SEED_CHECK(seed, condition)                                                                \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            seed_failed((seed), #condition, __FILE__, __LINE__);                                   \
        }                                                                                          \
    } while (0)

static inline struct seed seed_make(uint64_t number)
{
    return (struct seed){.state = number * UINT64_C(0xd1342543de82ef95) + 1, .number = number};
}

static inline struct seed seed_from_bytes(const uint8_t *bytes, size_t count)
{
    return (struct seed){.bytes = bytes, .byte_count = count};
}

static inline uint64_t seed_next(struct seed *seed)
{
    if (seed->bytes != NULL) {
        uint8_t next = seed->byte_count > 0 ? *seed->bytes : 0;
        seed->bytes += seed->byte_count > 0 ? 1 : 0;
        seed->byte_count -= seed->byte_count > 0 ? 1 : 0;
        return next * UINT64_C(0x0101010101010101);
    }
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

/* The seeds to run: [first, end), from the environment or 1 … default_count; a tenth of them with
 * sanitizers, which take ten times as long. */
static inline void seed_range(uint64_t default_count, uint64_t *ret_first, uint64_t *ret_end)
{
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
    default_count /= 10;
#endif
#elif defined(__SANITIZE_ADDRESS__)
    default_count /= 10;
#endif
    const char *one = getenv("LL_SEED");
    const char *many = getenv("LL_SEEDS");
    *ret_first = one != NULL ? strtoull(one, NULL, 10) : 1;
    *ret_end =
        *ret_first + (many != NULL ? strtoull(many, NULL, 10) : (one != NULL ? 1 : default_count));
}

#endif
