/* The engine alone: the rows of one request, committed durably, one request after another. */
#ifndef LL_BENCH_SERVE_BARE_H
#define LL_BENCH_SERVE_BARE_H

#include <stdbool.h>

enum bare_rows {
    BARE_ORGANISATION, /* of `organisation add`: four */
    BARE_PURCHASE,     /* of `order import` with one line of a list: six, and one that is updated */
};

struct bare;
/* `target`: a path for SQLite, which it makes; a connection string for PostgreSQL. */
struct bare *bench_bare_open(const char *target, bool postgres, enum bare_rows rows);
/* Commits a second, measured for `seconds`. */
double bench_bare_run(struct bare *bare, double seconds);
void bench_bare_close(struct bare *bare);

#endif
