/* The machine's clocks, for what tests run as the program runs it. */
#ifndef LL_TESTS_CLOCK_H
#define LL_TESTS_CLOCK_H

#include "base/time.h"

/* In the shape of struct ll_clock.now; `ctx` is not used. */
struct ll_time ll_test_wall_now(void *ctx);
struct ll_time ll_test_timer_now(void *ctx); /* never steps back */

#endif
