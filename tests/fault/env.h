/* Numbers of the fault tests: from the environment (LL_TEST_SEED, sizes of runs), and chances. */
#ifndef LL_TESTS_FAULT_ENV_H
#define LL_TESTS_FAULT_ENV_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "support/random.h"

/* The variable as a whole number, or `otherwise` when it is unset or not one. */
static inline uint64_t fault_env(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    if (text == NULL || text[0] < '0' || text[0] > '9') {
        return otherwise;
    }
    char *end = NULL;
    uint64_t value = strtoull(text, &end, 10);
    return *end == '\0' ? value : otherwise;
}

/* True `times` times in `of`. */
static inline bool fault_chance(struct ll_test_random *random, uint64_t times, uint64_t of)
{
    return ll_test_random_below(random, of) < times;
}

#endif
