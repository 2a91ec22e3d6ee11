/*
 * What storing an allocation run costs, and what its constraints cost, on both engines (PostgreSQL
 * when LL_TEST_POSTGRES names one): 2.2 million units in about 25,000 intervals. Medians of
 * alternated repetitions, each on a ledger in which no run was made:
 *
 *   bare       the run's rows into a table with the same columns, primary key and index, but no
 *              foreign key, CHECK, overlap trigger or EXCLUDE; by the engine's own library
 *   inserts    the same rows into the real table with all its constraints; by the library
 *   storing    the event with its public part, the rows, and what they close; request and commit
 *   service    `allocation run`, all of it: reads the board, matches, stores, commits
 *
 * Goals: storing and service at most 1.5 times inserts; inserts at most 3 times bare on SQLite and
 * 5 times on PostgreSQL. The benchmark states, it does not fail.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"
#include "service/allocation.h"
#include "service/run.h"

#define RUNS 5

enum shape {
    BARE,
    INSERTS,
    STORING,
    SERVICE,
    SHAPES,
};
static const char *const names[SHAPES] = {"bare", "inserts", "storing", "service"};

static double time_rows(struct bench_ledger *ledger, bool bare)
{
    struct bench_raw *raw = bench_raw_open(ledger, NULL);
    if (bare) {
        bench_raw_make_bare(raw);
    }
    double time = bench_raw_rows(raw, bare ? "allocation_bare" : "allocation", &ledger->run);
    if (bare) {
        bench_raw_sql(raw, "DROP TABLE allocation_bare");
    }
    bench_raw_close(raw);
    return time;
}

static double time_storing(struct bench_ledger *ledger)
{
    double start = bench_seconds();
    bench_begin(ledger);
    struct ll_event_meta meta = ll_event_begin(&ledger->ctx);
    BENCH_OK(ledger, ll_event_store(&ledger->ctx, &meta, LL_EVENT_ALLOCATION_RUN, &ledger->run,
                                    &ledger->err));
    bench_commit(ledger);
    return bench_seconds() - start;
}

static double time_service(struct bench_ledger *ledger)
{
    /* What the service's input record describes: the programme, by its code. */
    struct ll_str input = LL_STR("bench");
    struct ll_run_options options = {.key = LL_STR("")};
    struct ll_json *answer = NULL;
    double start = bench_seconds();
    BENCH_OK(ledger, ll_run(&ledger->ctx, &ll_service_allocation_run, &input, &options, &answer,
                            &ledger->err));
    double time = bench_seconds() - start;
    const struct ll_json *rows = ll_json_get(answer, "allocations");
    bench_must(rows != NULL && rows->integer == (int64_t)ledger->run.allocations.count,
               "the service finds another run than expected");
    return time;
}

static double time_shape(struct bench_ledger *ledger, enum shape shape)
{
    switch (shape) {
    case BARE:
    case INSERTS:
        return time_rows(ledger, shape == BARE);
    case STORING:
        return time_storing(ledger);
    case SERVICE:
    case SHAPES:
        break;
    }
    return time_service(ledger);
}

static void run_engine(bool postgres)
{
    static const struct bench_shape shape = {5000, 200, 20000, 2200000};
    static struct bench_ledger ledger;
    double times[SHAPES][RUNS];
    double medians[SHAPES];
    const char *engine = postgres ? "postgres" : "sqlite";

    bench_ledger_start(&ledger, &shape, postgres);
    size_t rows = ledger.run.allocations.count;
    printf("%s: %lld units in %zu intervals, mean %.0f\n", engine, (long long)shape.units, rows,
           (double)shape.units / (double)rows);
    for (int run = 0; run < RUNS; run++) {
        for (int s = 0; s < SHAPES; s++) {
            bench_ledger_reset(&ledger);
            times[s][run] = time_shape(&ledger, (enum shape)s);
        }
    }
    for (int s = 0; s < SHAPES; s++) {
        medians[s] = bench_median(times[s], RUNS);
        printf("%-9s %-8s %8.1f ms (%.1f to %.1f), %.0f rows/s\n", engine, names[s],
               1e3 * medians[s], 1e3 * times[s][0], 1e3 * times[s][RUNS - 1],
               (double)rows / medians[s]);
    }
    printf("%-9s storing is %.2f x inserts (goal: at most 1.5)\n", engine,
           medians[STORING] / medians[INSERTS]);
    printf("%-9s service is %.2f x inserts (goal: at most 1.5)\n", engine,
           medians[SERVICE] / medians[INSERTS]);
    printf("%-9s inserts are %.2f x bare: what the constraints cost (goal: at most %d)\n", engine,
           medians[INSERTS] / medians[BARE], postgres ? 5 : 3);
    bench_ledger_end(&ledger);
}

int main(void)
{
    run_engine(false);
    if (getenv("LL_TEST_POSTGRES") != NULL) {
        run_engine(true);
    }
    return 0;
}
