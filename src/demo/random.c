#include "demo/random.h"

#include "base/err.h"

/* SplitMix64 (Steele, Lea, Flood 2014): its constants are the published ones. */
uint64_t ll_demo_random_next(struct ll_demo_random *numbers)
{
    numbers->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = numbers->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct ll_demo_random ll_demo_random_begin(int64_t seed, uint64_t purpose)
{
    struct ll_demo_random numbers = {(uint64_t)seed};
    numbers.state = ll_demo_random_next(&numbers) ^ (purpose << 32);
    numbers.state = ll_demo_random_next(&numbers);
    return numbers;
}

int64_t ll_demo_random_between(struct ll_demo_random *numbers, int64_t low, int64_t high)
{
    LL_ASSERT(low <= high);
    return low + (int64_t)(ll_demo_random_next(numbers) % (uint64_t)(high - low + 1));
}

void ll_demo_random_fill(void *ctx, uint8_t *ret_bytes, size_t count)
{
    struct ll_demo_random *numbers = ctx;
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++) {
        if (i % 8 == 0) {
            bits = ll_demo_random_next(numbers);
        }
        ret_bytes[i] = (uint8_t)(bits >> (i % 8 * 8));
    }
}
