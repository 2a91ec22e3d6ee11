/*
 * Random lives of a small programme: lots and demand in pieces and in grams, runs, losses,
 * cancellations, certificates, changes and weights of lots, by the interval rules of core and unit
 * by unit, compared after every step.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "property/ledger_world.h"

#define SMALL_SEEDS 24000
#define WIDE_SEEDS 150
/* Of the rows of all runs of the first seeds below; the same for every compiler and machine. */
#define HASHED_SEEDS 500
#define EXPECTED_HASH UINT64_C(0xdbfbc8af41abde56)

static struct world world; /* too large for the stack */

/* What may happen, some of it oftener than the rest. */
static void (*const steps[])(struct world *) = {
    world_add_slice, world_add_slice, world_add_lot,    world_exclude,  world_void,
    world_cite,      world_cite,      world_change_lot, world_recredit, world_recredit,
    world_advance,   world_run,       world_run,        world_run,
};

static void live(struct seed *seed, size_t lots, size_t lines, size_t count)
{
    world_start(&world, seed);
    size_t lot_count = 1 + seed_below(seed, lots);
    size_t line_count = 1 + seed_below(seed, lines);
    for (size_t i = 0; i < lot_count; i++) {
        world_add_lot(&world);
    }
    for (size_t i = 0; i < line_count; i++) {
        world_add_line(&world);
    }
    size_t slice_count = 1 + seed_below(seed, 2 * line_count);
    for (size_t i = 0; i < slice_count; i++) {
        world_add_slice(&world);
    }
    for (size_t i = 0; i < count; i++) {
        steps[seed_below(seed, sizeof(steps) / sizeof(steps[0]))](&world);
    }
    world_run(&world);
    world_end(&world);
}

static void test_small_programmes(void **state)
{
    (void)state;
    uint64_t first;
    uint64_t end;
    size_t waits = 0;
    size_t released = 0;
    size_t divided = 0;
    size_t shortfalls = 0;
    seed_range(SMALL_SEEDS, &first, &end);
    for (uint64_t number = first; number < end; number++) {
        struct seed seed = seed_make(number);
        live(&seed, 6, 6, 20);
        waits += world.wait_count;
        released += world.released_count;
        divided += world.divided_count;
        shortfalls += world.shortfall_count;
    }
    /* The sequences do what they are for. */
    size_t least = end - first < 100 ? 0 : (size_t)(end - first);
    assert_true(waits >= least && released >= least && divided >= least / 2 &&
                shortfalls >= least / 8);
}

/* More than 64 different restrictions and more than 64 lots, so that words and blocks are many. */
static void test_many_restrictions(void **state)
{
    (void)state;
    uint64_t first;
    uint64_t end;
    size_t most_sets = 0;
    seed_range(WIDE_SEEDS, &first, &end);
    for (uint64_t number = first; number < end; number++) {
        struct seed seed = seed_make(number);
        live(&seed, WORLD_LOTS, WORLD_LINES, 6);
        most_sets = world.set_count_max > most_sets ? world.set_count_max : most_sets;
    }
    assert_true(end - first < 100 || most_sets > 128);
}

static void test_equal_on_every_machine(void **state)
{
    (void)state;
    uint64_t hash = 0;
    for (uint64_t number = 1; number <= HASHED_SEEDS; number++) {
        struct seed seed = seed_make(number);
        live(&seed, 12, 12, 8);
        hash = (hash ^ world.hash) * UINT64_C(0x100000001b3);
    }
    if (hash != EXPECTED_HASH) {
        fail_msg("the hash of all allocations is 0x%016llx", (unsigned long long)hash);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_programmes),
        cmocka_unit_test(test_many_restrictions),
        cmocka_unit_test(test_equal_on_every_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
