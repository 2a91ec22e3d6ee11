/*
 * A progress bar on a terminal: one line of standard error, drawn over itself at most ten times a
 * second, gone when the work is done. Without a terminal nothing is written.
 */
#ifndef LL_EDGE_CLI_PROGRESS_H
#define LL_EDGE_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "service/ctx.h"

struct ll_bar {
    FILE *err;
    bool enabled;
    struct ll_clock timer;
    int64_t drawn_us; /* when last; 0: never */
    bool on_screen;
};

/* Has the shape of ll_progress.report; `ctx` is the bar. `total` 0: unknown. */
void ll_bar_report(void *ctx, const char *what, int64_t done, int64_t total);
/* Wipe the line, before anything else is written to the terminal. */
void ll_bar_clear(struct ll_bar *bar);

#endif
