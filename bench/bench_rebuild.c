/*
 * The demonstration's projections, its allocations among them, made anew from its events, on SQLite
 * and, where there is one, on PostgreSQL: all of `loopledger rebuild`, to the commit. Median of
 * repetitions; how many events of all are applied in a second. Goal: under 5 s. The benchmark
 * states, it does not fail.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "demo_ledger.h"

#define GOAL_SECONDS 5.0
#define RUNS 3

/* Processor time of the server's process for our connection, in seconds: what other work on the
 * machine changes least. 0 on SQLite, and where the server runs elsewhere. */
static double server_seconds(const struct bench_ledger *ledger)
{
    static const char other_sql[] =
        "SELECT pid::bigint FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        " ORDER BY backend_start DESC LIMIT 1";
    char path[64];
    unsigned long user = 0;
    unsigned long kernel = 0;
    if (!ledger->fixture.postgres) {
        return 0;
    }
    struct bench_raw *raw = bench_raw_open(ledger, NULL);
    (void)snprintf(path, sizeof(path), "/proc/%lld/stat",
                   (long long)bench_raw_number(raw, other_sql));
    bench_raw_close(raw);
    FILE *file = fopen(path, "r");
    if (file != NULL) {
        if (fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                   &kernel) != 2) {
            user = kernel = 0;
        }
        (void)fclose(file);
    }
    return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static void run_engine(const char *name, bool postgres)
{
    static struct bench_ledger ledger;
    double times[RUNS];
    double busy[RUNS]; /* of processors: this process, and the server's for it */
    int64_t events = 0;
    double start = bench_seconds();
    bench_demo_start(&ledger, postgres);
    double filled = bench_seconds() - start;
    for (int i = 0; i < RUNS; i++) {
        clock_t ticks = clock();
        double served = server_seconds(&ledger);
        start = bench_seconds();
        BENCH_OK(&ledger, ll_event_rebuild(&ledger.ctx, &events, &ledger.err));
        times[i] = bench_seconds() - start;
        busy[i] = (double)(clock() - ticks) / CLOCKS_PER_SEC + server_seconds(&ledger) - served;
    }
    double median = bench_median(times, RUNS);
    printf("%-10s %lld events, filled in %.1f s, rebuilt in %.2f s (%.2f to %.2f), %.2f s "
           "of processor time: %.0f events a second, %.2f x the goal of %.0f s\n",
           name, (long long)events, filled, median, times[0], times[RUNS - 1],
           bench_median(busy, RUNS), (double)events / median, median / GOAL_SECONDS, GOAL_SECONDS);
    bench_demo_end(&ledger);
}

int main(void)
{
    run_engine("sqlite", false);
    if (getenv("LL_TEST_POSTGRES") != NULL) {
        run_engine("postgres", true);
    }
    return 0;
}
