/*
 * The rules of core against their slow and obvious versions, over random inputs; and the digest of
 * what they make of the first of these, which is the same for every compiler and machine: a rule
 * that gives other results than before is another version of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "property/rules.h"

#define HASHED_SEEDS 500

struct row {
    const char *name;
    rules_check *check;
    uint64_t seeds;
    uint64_t digest; /* of the first HASHED_SEEDS */
};

static const struct row rows[] = {
    {"apportion", rules_apportion, 100000, UINT64_C(0x1752f8c307822967)},
    {"lot mass", rules_lot_mass, 200000, UINT64_C(0x56e013e6199135da)},
    {"oldest first", rules_oldest, 40000, UINT64_C(0xbd40f79cde70fc41)},
    {"pour", rules_pour, 40000, UINT64_C(0xf803e62c78e5539e)},
    {"sample", rules_sample, 4000, UINT64_C(0xa1e93cde1035279e)},
    {"weighed", rules_weighed, 200000, UINT64_C(0xf22adc3d0d0e1d59)},
    {"select", rules_select, 40000, UINT64_C(0x161eb08169a9d34c)},
    {"voiding", rules_voiding, 40000, UINT64_C(0x7b74ce778e473c91)},
    {"yield", rules_yield, 20000, UINT64_C(0x8fd0dd5cdd48e320)},
};
#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static struct ll_arena arena;

static uint64_t run(const struct row *row, uint64_t first, uint64_t end)
{
    uint64_t digest = UINT64_C(0xcbf29ce484222325);
    for (uint64_t number = first; number < end; number++) {
        struct seed seed = seed_make(number);
        row->check(&seed, &arena, &digest);
        ll_arena_reset(&arena);
    }
    return digest;
}

static void test_against_naive(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROW_COUNT; i++) {
        uint64_t first;
        uint64_t end;
        seed_range(rows[i].seeds, &first, &end);
        (void)run(&rows[i], first, end);
    }
}

static void test_equal_on_every_machine(void **state)
{
    (void)state;
    bool stale = false;
    for (size_t i = 0; i < ROW_COUNT; i++) {
        uint64_t digest = run(&rows[i], 1, HASHED_SEEDS + 1);
        if (digest != rows[i].digest) {
            (void)fprintf(stderr, "%s: the digest is 0x%016llx\n", rows[i].name,
                          (unsigned long long)digest);
            stale = true;
        }
    }
    assert_false(stale);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_naive),
        cmocka_unit_test(test_equal_on_every_machine),
    };
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)16 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    ll_arena_release(&arena);
    return failed;
}
