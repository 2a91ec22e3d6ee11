#include "edge/cli/progress.h"

#include <string.h>

#define REDRAW_US 100000
#define BAR_COLUMNS 24

/* Room on the stack for the two numbers: the arena of the command is not the bar's to use. */
#define NUMBER_BYTES 32

static void put_number(char *line, size_t size, int64_t value)
{
    char digits[NUMBER_BYTES];
    char marked[NUMBER_BYTES];
    size_t at = sizeof(marked) - 1;
    int count = snprintf(digits, sizeof(digits), "%lld", (long long)value);
    marked[at] = '\0';
    for (int i = 0; i < count; i++) {
        if (i > 0 && i % 3 == 0 && digits[count - 1 - i] != '-') {
            marked[--at] = ',';
        }
        marked[--at] = digits[count - 1 - i];
    }
    snprintf(line, size, "%s", marked + at);
}

void ll_bar_report(void *ctx, const char *what, int64_t done, int64_t total)
{
    struct ll_bar *bar = ctx;
    char done_text[NUMBER_BYTES];
    char total_text[NUMBER_BYTES];
    if (!bar->enabled) {
        return;
    }
    int64_t now_us = bar->timer.now(bar->timer.ctx).us;
    if (bar->drawn_us != 0 && now_us - bar->drawn_us < REDRAW_US) {
        return;
    }
    bar->drawn_us = now_us;
    bar->on_screen = true;
    put_number(done_text, sizeof(done_text), done);
    if (total <= 0) {
        fprintf(bar->err, "\r\033[K%s %s", what, done_text);
        fflush(bar->err);
        return;
    }
    char line[BAR_COLUMNS + 1];
    int64_t part = done >= total ? BAR_COLUMNS : done / (total / BAR_COLUMNS + 1);
    memset(line, ' ', BAR_COLUMNS);
    memset(line, '#', part < 0 ? 0 : (size_t)part);
    line[BAR_COLUMNS] = '\0';
    put_number(total_text, sizeof(total_text), total);
    fprintf(bar->err, "\r\033[K%s [%s] %s of %s", what, line, done_text, total_text);
    fflush(bar->err);
}

void ll_bar_clear(struct ll_bar *bar)
{
    if (bar->on_screen) {
        fputs("\r\033[K", bar->err);
        fflush(bar->err);
        bar->on_screen = false;
    }
}
