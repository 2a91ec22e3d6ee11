#include "support/clock.h"

#include <time.h>

static struct ll_time read_clock(clockid_t id)
{
    struct timespec now = {0};
    (void)clock_gettime(id, &now);
    return (struct ll_time){(int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000};
}

struct ll_time ll_test_wall_now(void *ctx)
{
    (void)ctx;
    return read_clock(CLOCK_REALTIME);
}

struct ll_time ll_test_timer_now(void *ctx)
{
    (void)ctx;
    return read_clock(CLOCK_MONOTONIC);
}
