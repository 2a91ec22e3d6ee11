/* The whole demonstration as a ledger to measure. */
#ifndef LL_BENCH_DEMO_LEDGER_H
#define LL_BENCH_DEMO_LEDGER_H

#include "ledger.h"

void bench_demo_start(struct bench_ledger *ledger, bool postgres);
void bench_demo_end(struct bench_ledger *ledger);

#endif
