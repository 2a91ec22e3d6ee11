/*
 * A device's counterpart on SQLite, as `device show` answers it: the unit of a lot that a position
 * of an order line is matched to, where it is and which certificate cites it. Ledgers of about
 * 25,000 intervals and 16 times as many; random positions; medians of alternated repetitions. Goal:
 * at most 1.6 times the time at 16 times the intervals. Stated beside it: the query for the
 * interval alone, through the store port. The benchmark states, it does not fail.
 */
#include <stdio.h>

#include "ledger.h"
#include "service/device.h"
#include "service/project.h"
#include "service/run.h"
#include "store/q_allocate.h"

#define RUNS 7
#define LOOKUPS 50000
#define TIMES 16
#define GOAL 1.6

static void fill(struct bench_ledger *ledger, size_t times)
{
    const struct bench_shape shape = {5000 * times, 200, 20000 * times,
                                      INT64_C(2200000) * (int64_t)times};
    bench_ledger_start(ledger, &shape, false);
    bench_begin(ledger);
    struct ll_event_meta meta = ll_event_begin(&ledger->ctx);
    BENCH_OK(ledger, ll_project_allocation_run(&ledger->ctx, &meta, &ledger->run, &ledger->err));
    bench_commit(ledger);
}

enum kind {
    SHOW,
    QUERY,
    KINDS,
};
static const char *const names[KINDS] = {"device show", "query alone"};

/* By the service's own record, as a command line fills it. */
static void show(struct bench_ledger *ledger, const struct ll_allocated_span *a, int64_t position)
{
    const struct ll_record *record = ll_service_device_show.input;
    struct ll_run_options options = {.key = LL_STR("")};
    struct ll_json *answer = NULL;
    char id[LL_ID_TEXT_MAX];
    char number[24];
    void *input = ll_arena_alloc(&ledger->arena, 1, record->size);
    bench_must(input != NULL, "out of memory");
    ll_id_format("ord", a->order_line_id.raw, id);
    (void)snprintf(number, sizeof(number), "%lld", (long long)position);
    BENCH_OK(ledger,
             ll_field_from_text(&ledger->arena, ll_record_find(record, LL_STR("order_line")),
                                ll_str_from_cstr(id), input, &ledger->err));
    BENCH_OK(ledger, ll_field_from_text(&ledger->arena, ll_record_find(record, LL_STR("position")),
                                        ll_str_from_cstr(number), input, &ledger->err));
    BENCH_OK(ledger,
             ll_run(&ledger->ctx, &ll_service_device_show, input, &options, &answer, &ledger->err));
    const struct ll_json *unit = ll_json_get(answer, "unit");
    bench_must(unit != NULL && unit->integer == a->lot_lo + (position - a->line_lo),
               "another counterpart than expected");
}

static void query(struct bench_ledger *ledger, const struct ll_allocated_span *a, int64_t position)
{
    struct ll_q_allocation_at_in in = {a->order_line_id, position};
    struct ll_q_allocation_at_row row;
    BENCH_OK(ledger,
             ll_q_allocation_at(ledger->ctx.store, &ledger->arena, &in, &row, &ledger->err));
    bench_must(ll_id_eq(row.lot_id.raw, a->lot_id.raw) && row.lot_lo == a->lot_lo,
               "another counterpart than expected");
}

static double look_up(struct bench_ledger *ledger, enum kind kind)
{
    const struct ll_allocated_span *rows = ledger->run.allocations.items;
    uint64_t random = 1;
    if (kind == QUERY) {
        BENCH_OK(ledger, ll_store_begin(ledger->ctx.store, LL_STORE_READ, &ledger->err));
    }
    double start = bench_seconds();
    for (int i = 0; i < LOOKUPS; i++) {
        random = random * UINT64_C(6364136223846793005) + 1;
        const struct ll_allocated_span *a = &rows[(random >> 33) % ledger->run.allocations.count];
        int64_t position = a->line_lo + (int64_t)(random >> 40) % (a->lot_hi - a->lot_lo);
        if (kind == SHOW) {
            show(ledger, a, position);
        } else {
            query(ledger, a, position);
        }
        ll_arena_reset(&ledger->arena);
    }
    double time = bench_seconds() - start;
    ll_store_rollback(ledger->ctx.store);
    return time / LOOKUPS;
}

int main(void)
{
    static struct bench_ledger ledgers[2];
    double times[KINDS][2][RUNS];
    double medians[KINDS][2];

    fill(&ledgers[0], 1);
    fill(&ledgers[1], TIMES);
    for (int run = -1; run < RUNS; run++) { /* the first only warms up */
        for (int i = 0; i < KINDS * 2; i++) {
            times[i / 2][i % 2][run < 0 ? 0 : run] = look_up(&ledgers[i % 2], (enum kind)(i / 2));
        }
    }
    for (int i = 0; i < KINDS * 2; i++) {
        double *t = times[i / 2][i % 2];
        medians[i / 2][i % 2] = bench_median(t, RUNS);
        printf("%s, %6zu intervals: %5.2f us (%.2f to %.2f)\n", names[i / 2],
               ledgers[i % 2].run.allocations.count, 1e6 * medians[i / 2][i % 2], 1e6 * t[0],
               1e6 * t[RUNS - 1]);
    }
    printf("%d x the intervals take %.2f x the time (goal: at most %.1f); the query alone %.2f x\n",
           TIMES, medians[SHOW][1] / medians[SHOW][0], GOAL, medians[QUERY][1] / medians[QUERY][0]);
    bench_ledger_end(&ledgers[0]);
    bench_ledger_end(&ledgers[1]);
    return 0;
}
