/*
 * How long the allocator takes, in memory: a table of sizes and shapes. One interval is one free or
 * one open span of the input. The goal (docs: limits) is 200 ns an interval at every size, and 0.2
 * s for 10^9 units over 10^5 lots and 10^5 slices in 64 sets of restrictions. Each time is the
 * median of several runs, each in a fresh arena, so that first touches of memory are counted.
 *
 * Shapes:
 *   random       lots and restrictions of random class, country, vintage and funder
 *   fragmented   what is free and open after a random run and 10^5 cancellations and losses or more
 *   excluded     every restriction but one refuses the first nine tenths of the lots
 *   alternating  lots and spans take turns through restrictions that exclude each other
 *   drained      one restriction uses up all early lots, the others each have to get past them
 *   disordered   random, all slices of one line and due in random order
 *   grams        random, half the sets in grams, a fifth of the lots too (whose grams count as
 *                units here); the other lots weigh from nothing to 150 g a unit
 *   wide         random with 1,024 sets of restrictions, for comparison; outside the goal
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/allocate.h"
#include "property/seed.h"

#define GOAL_NS_PER_INTERVAL 200
#define GOAL_TOTAL_NS INT64_C(200000000)
#define CUTS 100000
#define SETS 64
#define WIDE_SETS 1024
#define COUNTRIES 20
#define UNITS_PER_LOT 10000
#define GRAMS_PER_UNIT 75
#define RUNS_MAX 9
#define ARENA_CAP ((size_t)4 << 30)

struct problem {
    struct ll_arena arena; /* holds the arrays */
    struct seed seed;
    struct ll_allocate_lot *lots;
    struct ll_allocate_supply *supply;
    struct ll_allocate_demand *demand;
    struct ll_restriction *restrictions;
    struct ll_country *countries;
    int64_t *line_hi;
    struct ll_allocate_input input;
};

static void must(bool condition, const char *what)
{
    if (!condition) {
        (void)fprintf(stderr, "bench_allocate: %s\n", what);
        exit(3);
    }
}

static void *array(struct problem *problem, size_t count, size_t size)
{
    void *ptr = ll_arena_alloc(&problem->arena, count, size);
    must(ptr != NULL, "out of memory");
    return ptr;
}
#define ARRAY(problem, type, count) ((type *)array((problem), (count), sizeof(type)))

static struct ll_country country(size_t number)
{
    return (struct ll_country){{(char)('A' + number / 5), (char)('A' + number % 5)}};
}

/* Lots with one free span each, slices of lines that grow; no attributes yet. */
static void lay_out(struct problem *problem, size_t lots, size_t slices, size_t sets)
{
    size_t lines = slices / 10 + 1;
    problem->lots = ARRAY(problem, struct ll_allocate_lot, lots);
    problem->supply = ARRAY(problem, struct ll_allocate_supply, lots);
    problem->demand = ARRAY(problem, struct ll_allocate_demand, slices);
    problem->restrictions = ARRAY(problem, struct ll_restriction, sets);
    problem->countries = ARRAY(problem, struct ll_country, sets * COUNTRIES);
    problem->line_hi = ARRAY(problem, int64_t, lines);
    for (size_t i = 0; i < lots; i++) {
        int64_t units = 1 + (int64_t)seed_below(&problem->seed, 2 * UNITS_PER_LOT - 1);
        problem->lots[i] = (struct ll_allocate_lot){.vintage = {24000},
                                                    .eligible = true,
                                                    .country = country(0),
                                                    .measure = LL_MEASURE_PIECES};
        problem->supply[i] = (struct ll_allocate_supply){(uint32_t)i, {0, units}};
    }
    for (size_t i = 0; i < slices; i++) {
        size_t line = seed_below(&problem->seed, lines);
        int64_t lo = problem->line_hi[line];
        int64_t units = 1 + (int64_t)seed_below(&problem->seed, 2 * UNITS_PER_LOT - 1);
        problem->demand[i] =
            (struct ll_allocate_demand){(uint32_t)line, (uint32_t)(line % sets), {lo, lo + units}};
        problem->line_hi[line] = lo + units;
    }
    for (size_t s = 0; s < sets; s++) {
        problem->restrictions[s] = (struct ll_restriction){
            .class_mask = UINT64_MAX, .funder_rule = LL_FUNDER_NONE, .measure = LL_MEASURE_PIECES};
    }
    problem->input = (struct ll_allocate_input){
        .lots = problem->lots,
        .lot_count = lots,
        .supply = problem->supply,
        .supply_count = lots,
        .demand = problem->demand,
        .demand_count = slices,
        .restrictions = problem->restrictions,
        .restriction_count = sets,
        .line_count = lines,
    };
}

static void make_random_sets(struct problem *problem, size_t lots, size_t slices, size_t sets)
{
    struct seed *seed = &problem->seed;
    lay_out(problem, lots, slices, sets);
    for (size_t i = 0; i < lots; i++) {
        problem->lots[i].class_number = (uint8_t)seed_below(seed, 12);
        problem->lots[i].country = country(seed_below(seed, COUNTRIES));
        problem->lots[i].vintage.months = 24000 + (int32_t)(i * 60 / lots);
        problem->lots[i].funder = seed_chance(seed, 10) ? 1 + (uint32_t)seed_below(seed, 5) : 0;
    }
    for (size_t s = 0; s < sets; s++) {
        struct ll_restriction *restriction = &problem->restrictions[s];
        restriction->class_mask = seed_next(seed) | seed_next(seed);
        restriction->countries = &problem->countries[s * COUNTRIES];
        restriction->country_count = seed_below(seed, COUNTRIES);
        for (size_t k = 0; k < restriction->country_count; k++) {
            problem->countries[s * COUNTRIES + k] = country(seed_below(seed, COUNTRIES));
        }
        restriction->has_vintage_from = seed_chance(seed, 2);
        restriction->vintage_from.months = 24000 + (int32_t)seed_below(seed, 40);
        if (seed_chance(seed, 4)) {
            restriction->funder_rule = LL_FUNDER_ALSO;
            restriction->funder = 1 + (uint32_t)seed_below(seed, 5);
        }
    }
}

static void make_random(struct problem *problem, size_t lots, size_t slices)
{
    make_random_sets(problem, lots, slices, SETS);
}

static void make_wide(struct problem *problem, size_t lots, size_t slices)
{
    make_random_sets(problem, lots, slices, WIDE_SETS);
}

/* Grams are GRAMS_PER_UNIT times as many as units would be. */
static void make_grams(struct problem *problem, size_t lots, size_t slices)
{
    make_random(problem, lots, slices);
    for (size_t i = 0; i < lots; i++) {
        bool grams = seed_chance(&problem->seed, 5);
        problem->lots[i].measure = grams ? LL_MEASURE_GRAMS : LL_MEASURE_PIECES;
        problem->lots[i].credit_g = grams ? 1 : (int64_t)seed_below(&problem->seed, 151);
        problem->supply[i].free.hi *= grams ? GRAMS_PER_UNIT : 1;
    }
    for (size_t s = 0; s < SETS; s += 2) {
        problem->restrictions[s].measure = LL_MEASURE_GRAMS;
    }
    memset(problem->line_hi, 0, problem->input.line_count * sizeof(problem->line_hi[0]));
    for (size_t i = 0; i < slices; i++) {
        struct ll_allocate_demand *demand = &problem->demand[i];
        bool grams = problem->restrictions[demand->restriction].measure == LL_MEASURE_GRAMS;
        int64_t lo = problem->line_hi[demand->line];
        int64_t len = ll_span_len(demand->open) * (grams ? GRAMS_PER_UNIT : 1);
        demand->open = (struct ll_span){lo, lo + len};
        problem->line_hi[demand->line] = lo + len;
    }
}

/* Restriction s takes class s only. */
static void restrict_to_own_class(struct problem *problem, size_t slices)
{
    for (size_t s = 0; s < SETS; s++) {
        problem->restrictions[s].class_mask = UINT64_C(1) << s;
    }
    for (size_t i = 0; i < slices; i++) {
        problem->demand[i].restriction = (uint32_t)seed_below(&problem->seed, SETS);
    }
}

static void make_excluded(struct problem *problem, size_t lots, size_t slices)
{
    lay_out(problem, lots, slices, SETS);
    restrict_to_own_class(problem, slices);
    for (size_t i = lots - lots / 10; i < lots; i++) {
        problem->lots[i].class_number = (uint8_t)seed_below(&problem->seed, SETS);
    }
}

static void make_alternating(struct problem *problem, size_t lots, size_t slices)
{
    lay_out(problem, lots, slices, SETS);
    restrict_to_own_class(problem, slices);
    for (size_t i = 0; i < lots; i++) {
        problem->lots[i].class_number = (uint8_t)seed_below(&problem->seed, SETS);
    }
}

static void make_drained(struct problem *problem, size_t lots, size_t slices)
{
    lay_out(problem, lots, slices, SETS);
    for (size_t s = 0; s < SETS; s++) { /* all different, all fit */
        problem->restrictions[s].has_vintage_to = true;
        problem->restrictions[s].vintage_to.months = 24000 + (int32_t)s;
    }
    for (size_t i = 0; i < slices; i++) {
        problem->demand[i].restriction = i < slices / 2 ? 0 : (uint32_t)(i % SETS);
    }
}

/* One line of 10^5 slices and more, that became due in random order. */
static void make_disordered(struct problem *problem, size_t lots, size_t slices)
{
    make_random(problem, lots, slices);
    int64_t lo = 0;
    for (size_t i = 0; i < slices; i++) {
        int64_t units = ll_span_len(problem->demand[i].open);
        problem->demand[i].line = 0;
        problem->demand[i].open = (struct ll_span){lo, lo + units};
        lo += units;
    }
    for (size_t i = slices; i > 1; i--) {
        size_t other = seed_below(&problem->seed, i);
        struct ll_allocate_demand moved = problem->demand[i - 1];
        problem->demand[i - 1] = problem->demand[other];
        problem->demand[other] = moved;
    }
}

struct freed {
    uint32_t index; /* of the lot or the open span */
    struct ll_span span;
};

static int compare_freed(const void *a, const void *b)
{
    const struct freed *x = a;
    const struct freed *y = b;
    if (x->index != y->index) {
        return x->index < y->index ? -1 : 1;
    }
    return x->span.lo < y->span.lo ? -1 : (x->span.lo > y->span.lo ? 1 : 0);
}

/* Cut every row in many places: half are cancellations, that free units, half are losses, that open
 * positions again at their old places. */
static void cut_rows(struct problem *problem, const struct ll_allocate_result *result,
                     struct freed *supply, size_t *supply_count, struct freed *demand,
                     size_t *demand_count)
{
    int64_t cuts = (int64_t)((CUTS + result->row_count - 1) / result->row_count);
    size_t demand_index = 0;
    for (size_t i = 0; i < result->row_count; i++) {
        const struct ll_allocation *row = &result->rows[i];
        while (problem->demand[demand_index].line != row->line ||
               problem->demand[demand_index].open.hi <= row->line_span.lo) {
            demand_index++;
        }
        int64_t part = ll_span_len(row->lot_span) / cuts;
        for (int64_t c = 0; c < cuts && part >= 2; c++) {
            int64_t lo = c * part;
            int64_t hi = lo + 1 + (int64_t)seed_below(&problem->seed, (size_t)(part - 1));
            if (seed_chance(&problem->seed, 2)) {
                supply[(*supply_count)++] =
                    (struct freed){row->lot, {row->lot_span.lo + lo, row->lot_span.lo + hi}};
            } else {
                demand[(*demand_count)++] = (struct freed){
                    (uint32_t)demand_index, {row->line_span.lo + lo, row->line_span.lo + hi}};
            }
        }
    }
}

static void make_fragmented(struct problem *problem, size_t lots, size_t slices)
{
    struct ll_allocate_result result;
    make_random(problem, lots, slices);
    must(ll_allocate(&problem->arena, &problem->input, &result, NULL) == LL_OK, "first run failed");
    size_t most = CUTS + 2 * (lots + slices);
    struct freed *supply = ARRAY(problem, struct freed, most);
    struct freed *demand = ARRAY(problem, struct freed, most);
    int64_t *taken = ARRAY(problem, int64_t, lots);
    size_t supply_count = 0;
    size_t demand_count = 0;
    cut_rows(problem, &result, supply, &supply_count, demand, &demand_count);
    for (size_t i = 0; i < result.row_count; i++) {
        taken[result.rows[i].lot] = result.rows[i].lot_span.hi; /* lots are used up from below */
    }
    for (size_t i = 0; i < lots; i++) {
        if (taken[i] < problem->supply[i].free.hi) {
            supply[supply_count++] =
                (struct freed){(uint32_t)i, {taken[i], problem->supply[i].free.hi}};
        }
    }
    for (size_t i = 0; i < slices; i++) {
        if (result.served_hi[i] < problem->demand[i].open.hi) {
            demand[demand_count++] =
                (struct freed){(uint32_t)i, {result.served_hi[i], problem->demand[i].open.hi}};
        }
    }
    qsort(supply, supply_count, sizeof(supply[0]), compare_freed);
    qsort(demand, demand_count, sizeof(demand[0]), compare_freed);
    struct ll_allocate_supply *new_supply = ARRAY(problem, struct ll_allocate_supply, supply_count);
    struct ll_allocate_demand *new_demand = ARRAY(problem, struct ll_allocate_demand, demand_count);
    for (size_t i = 0; i < supply_count; i++) {
        new_supply[i] = (struct ll_allocate_supply){supply[i].index, supply[i].span};
    }
    for (size_t i = 0; i < demand_count; i++) {
        new_demand[i] = problem->demand[demand[i].index];
        new_demand[i].open = demand[i].span;
    }
    problem->input.supply = new_supply;
    problem->input.supply_count = supply_count;
    problem->input.demand = new_demand;
    problem->input.demand_count = demand_count;
}

static int64_t now_ns(void)
{
    struct timespec now;
    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0, "no clock");
    return (int64_t)now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static int compare_ns(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return x < y ? -1 : (x > y ? 1 : 0);
}

struct measured {
    int64_t run_ns;
    int64_t wait_ns; /* of explaining all that waits */
    size_t peak_bytes;
    size_t row_count;
    int64_t units;
};

static struct measured measure(const struct ll_allocate_input *input)
{
    size_t spans = input->supply_count + input->demand_count;
    size_t runs = spans > 500000 ? 5 : RUNS_MAX;
    int64_t run_ns[RUNS_MAX];
    int64_t wait_ns[RUNS_MAX];
    struct measured measured = {0};
    for (size_t i = 0; i < runs; i++) {
        struct ll_arena arena;
        struct ll_allocate_result result;
        struct ll_allocate_wait *waits;
        size_t wait_count;
        ll_arena_init(&arena, &ll_arena_malloc, ARENA_CAP);
        int64_t start = now_ns();
        must(ll_allocate(&arena, input, &result, NULL) == LL_OK, "the run failed");
        run_ns[i] = now_ns() - start;
        measured.peak_bytes = arena.peak_bytes;
        measured.row_count = result.row_count;
        measured.units = 0;
        for (size_t r = 0; r < result.row_count; r++) {
            measured.units += ll_span_len(result.rows[r].lot_span);
        }
        start = now_ns();
        must(ll_allocate_waits(&arena, input, &result, &waits, &wait_count, NULL) == LL_OK,
             "explaining failed");
        wait_ns[i] = now_ns() - start;
        ll_arena_release(&arena);
    }
    qsort(run_ns, runs, sizeof(run_ns[0]), compare_ns);
    qsort(wait_ns, runs, sizeof(wait_ns[0]), compare_ns);
    measured.run_ns = run_ns[runs / 2];
    measured.wait_ns = wait_ns[runs / 2];
    return measured;
}

struct shape {
    const char *name;
    void (*make)(struct problem *problem, size_t lots, size_t slices);
    bool in_goal;
};

/* One row of the table; false when it is beyond the goal. */
static bool report(const struct shape *shape, size_t lots, size_t slices)
{
    struct problem problem = {.seed = seed_make(lots)};
    ll_arena_init(&problem.arena, &ll_arena_malloc, ARENA_CAP);
    shape->make(&problem, lots, slices);
    struct measured measured = measure(&problem.input);
    size_t spans = problem.input.supply_count + problem.input.demand_count;
    int64_t each_ns = measured.run_ns / (int64_t)spans;
    int64_t ratio_percent = each_ns * 100 / GOAL_NS_PER_INTERVAL;
    bool met = each_ns <= GOAL_NS_PER_INTERVAL;
    printf("%-12s %8zu %8zu %9zu %9zu %11lld %9.2f %6lld %8.2f %7zu  %s\n", shape->name, lots,
           slices, spans, measured.row_count, (long long)measured.units,
           (double)measured.run_ns / 1e6, (long long)each_ns, (double)measured.wait_ns / 1e6,
           measured.peak_bytes / spans, shape->in_goal ? (met ? "" : "MISSED") : "no goal");
    if (lots == 100000 && shape->in_goal) {
        bool total_met = measured.run_ns <= GOAL_TOTAL_NS;
        printf("%-12s   %lld%% of the goal of 200 ns an interval; %lld%% of the goal of 0.2 s%s\n",
               "", (long long)ratio_percent, (long long)(measured.run_ns * 100 / GOAL_TOTAL_NS),
               total_met ? "" : ": MISSED");
        met = met && total_met;
    }
    (void)fflush(stdout);
    ll_arena_release(&problem.arena);
    return met || !shape->in_goal;
}

int main(void)
{
    static const struct shape shapes[] = {
        {"random", make_random, true},     {"fragmented", make_fragmented, true},
        {"excluded", make_excluded, true}, {"alternating", make_alternating, true},
        {"drained", make_drained, true},   {"disordered", make_disordered, true},
        {"grams", make_grams, true},       {"wide", make_wide, false},
    };
    static const size_t sizes[] = {500, 5000, 50000, 100000, 500000};
    bool met = true;
#ifndef __OPTIMIZE__
    printf("built without optimisation: the figures say nothing\n");
#endif
    printf("%-12s %8s %8s %9s %9s %11s %9s %6s %8s %7s\n", "shape", "lots", "slices", "spans",
           "rows", "units", "ms", "ns/sp", "waits ms", "B/span");
    for (size_t s = 0; s < sizeof(shapes) / sizeof(shapes[0]); s++) {
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
            met = report(&shapes[s], sizes[i], sizes[i]) && met;
        }
    }
    printf("%s\n", met ? "every goal is met" : "a goal is missed");
    return 0; /* it states, it does not fail */
}
