#include "support/random.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct ll_test_random ll_test_random_begin(void)
{
    const char *given = getenv("LL_TEST_SEED");
    uint64_t seed = given == NULL ? 20160301 : strtoull(given, NULL, 10);
    (void)fprintf(stderr, "LL_TEST_SEED=%" PRIu64 "\n", seed);
    return (struct ll_test_random){seed};
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
uint64_t ll_test_random_next(struct ll_test_random *random)
{
    random->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = random->state;
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

uint64_t ll_test_random_below(struct ll_test_random *random, uint64_t limit)
{
    return ll_test_random_next(random) % limit;
}

void ll_test_random_fill(void *ctx, uint8_t *ret_bytes, size_t count)
{
    struct ll_test_random *random = ctx;
    for (size_t i = 0; i < count; i++) {
        ret_bytes[i] = (uint8_t)ll_test_random_next(random);
    }
}
