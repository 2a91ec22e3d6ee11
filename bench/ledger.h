/*
 * What the benchmarks of the store side share: a ledger filled through real events with lots and
 * demand that no run has matched yet, the run that will match it, and the same rows put in by the
 * engine's own library, without the program.
 */
#ifndef LL_BENCH_LEDGER_H
#define LL_BENCH_LEDGER_H

#include "crypto/crypto.h"
#include "service/event.h"
#include "support/store_fixture.h"

struct bench_shape {
    size_t lots;
    size_t lines; /* order lines; the slices take turns on them */
    size_t slices;
    int64_t units; /* in the lots and in the slices */
};

struct bench_ledger {
    struct ll_fixture fixture;
    struct ll_arena arena; /* of requests */
    struct ll_arena rows_arena;
    struct ll_ctx ctx;
    struct ll_err err;
    struct bench_shape shape;
    uint64_t seed;
    int64_t clock_us;
    struct ll_programme_id programme_id;
    struct ll_allocation_run run; /* what a run finds */
    char kept[1024];              /* SQLite: a copy of the store before the run */
};

/* A fresh ledger in which no run was made. */
void bench_ledger_start(struct bench_ledger *ledger, const struct bench_shape *shape,
                        bool postgres);
/* To the state before the run; on PostgreSQL the run's events stay. */
void bench_ledger_reset(struct bench_ledger *ledger);
void bench_ledger_end(struct bench_ledger *ledger);

/* Begin a request of its own for events stored outside a service; the caller commits. */
void bench_begin(struct bench_ledger *ledger);
void bench_commit(struct bench_ledger *ledger);

/* ---- the engine's own library ---- */
/* A connection of its own: sqlite3, or libpq in pipeline mode, with the program's settings. */
struct bench_raw;
/* `sqlite_path` NULL: the ledger's own store. */
struct bench_raw *bench_raw_open(const struct bench_ledger *ledger, const char *sqlite_path);
void bench_raw_close(struct bench_raw *raw);
void bench_raw_sql(struct bench_raw *raw, const char *sql);
struct sqlite3_stmt *bench_raw_prepare(struct bench_raw *raw, const char *sql); /* SQLite */
int64_t bench_raw_number(struct bench_raw *raw, const char *sql);
/* The run's rows by one prepared INSERT into `table`, in one transaction. Seconds to its commit. */
double bench_raw_rows(struct bench_raw *raw, const char *table,
                      const struct ll_allocation_run *run);
/* A table named allocation_bare: columns, primary key and index, and no other constraint. */
void bench_raw_make_bare(struct bench_raw *raw);

/* ---- measuring ---- */
#define BENCH_RUNS_MAX 25
double bench_seconds(void);
double bench_median(double *times, int count); /* sorts */
void bench_must(bool condition, const char *what);
#define BENCH_OK(ledger, expr) bench_must((expr) == LL_OK, (ledger)->err.text)

#endif
