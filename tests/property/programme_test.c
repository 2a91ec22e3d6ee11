/*
 * Random lives of programmes through the services, beside a naive model: tests/property/
 * programme_world.h. On PostgreSQL each life is led on SQLite as well, and what the two ledgers
 * hold in the end is compared.
 *
 *     LL_SEED=n    that life alone, audited after every command
 *     LL_SEEDS=n   so many lives from the first
 *     LL_TRACE=1   print the commands
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "property/programme_world.h"
#include "service/run.h"

/* A server with its durable commits takes longer for a command than SQLite for a life. */
#define LIVES 600
#define LIVES_POSTGRES 40
#define AUDITED 4 /* after every command */
#define AUDITED_POSTGRES 2
#define STEPS 40
/* Of what the first lives store; the same for every engine, compiler and run. It changes when the
 * commands of a life do (print what is told), and must not when the program does: what is
 * allocated, selected, poured, voided and apportioned is a function of what was asked for. */
#define HASHED 40
#define EXPECTED_HASH UINT64_C(0xbadd29636e01a45f)
#define LIVES_A_LEDGER 60

struct sum {
    int accepted;
    int refused;
    uint64_t hash;
};

/* One life: a command, the model's word on it, and now and then a look at everything stored. */
static void live(struct ll_ledger *ledger, uint64_t seed, int64_t number, bool audited,
                 struct sum *sum)
{
    static struct programme_world world; /* too large for the stack */
    struct ll_arena_mark mark = ll_arena_mark(ledger->ctx.arena);
    programme_start(&world, ledger, seed, number);
    int steps = 1 + (int)seed_below(&world.seed, 2 * STEPS);
    if (seed % 2 == 0) {
        programme_open(&world);
    }
    for (int i = 0; i < steps; i++) {
        programme_step(&world);
        programme_compare(&world);
        if (audited) {
            ll_check_audit(ledger);
            ll_check_rebuild(ledger);
        }
        ll_arena_rewind(ledger->ctx.arena, mark);
    }
    sum->accepted += world.steps_accepted;
    sum->refused += world.steps_refused;
    if (seed <= HASHED) {
        sum->hash = (sum->hash ^ world.hash) * UINT64_C(0x100000001b3);
    }
}

/* Lives [first, end) in one ledger: each command a transaction, or each life. */
static void live_together(struct ll_ledger *ledger, uint64_t first, uint64_t end, bool batch,
                          bool audited, struct sum *sum)
{
    programme_registry(ledger);
    for (uint64_t seed = first; seed < end; seed++) {
        if (batch) {
            ASSERT_OK(&ledger->fixture, ll_batch_begin(&ledger->ctx, &ledger->fixture.err));
        }
        live(ledger, seed, (int64_t)(seed - first), audited, sum);
        if (batch) {
            ASSERT_OK(&ledger->fixture, ll_batch_end(&ledger->ctx, &ledger->fixture.err));
        }
    }
}

static void compare_engines(struct ll_ledger *a, struct ll_ledger *b)
{
    struct ll_str x = ll_dump(a);
    struct ll_str y = ll_dump(b);
    assert_true(x.len == y.len && memcmp(x.ptr, y.ptr, x.len) == 0);
}

/* On the engine under test and, when that is PostgreSQL, on SQLite beside it. The ledgers are
 * rebuilt and audited when they end. */
static void live_on_engines(uint64_t first, uint64_t end, bool audited, struct sum *sum)
{
    bool postgres = ll_fixture_is_postgres();
    struct ll_ledger *ledger = ll_ledger_make(postgres);
    live_together(ledger, first, end, !audited, audited, sum);
    if (postgres) {
        struct ll_ledger *other = ll_ledger_make(false);
        struct sum other_sum = {0};
        live_together(other, first, end, !audited, false, &other_sum);
        compare_engines(ledger, other);
        ll_ledger_finish(other);
    }
    ll_ledger_finish(ledger);
}

static void test_short_lives_audited_at_every_step(void **state)
{
    (void)state;
    struct sum sum = {0};
    uint64_t first = 0;
    uint64_t end = 0;
    if (ll_fixture_skip()) {
        skip();
    }
    uint64_t most = ll_fixture_is_postgres() ? AUDITED_POSTGRES : AUDITED;
    seed_range(most, &first, &end);
    end = end > first + most ? first + most : end;
    for (uint64_t seed = first; seed < end; seed++) {
        live_on_engines(seed, seed + 1, true, &sum);
    }
}

static void test_lives(void **state)
{
    (void)state;
    struct sum sum = {0};
    uint64_t first = 0;
    uint64_t end = 0;
    if (ll_fixture_skip()) {
        skip();
    }
    seed_range(ll_fixture_is_postgres() ? LIVES_POSTGRES : LIVES, &first, &end);
    for (uint64_t seed = first; seed < end; seed += LIVES_A_LEDGER) {
        uint64_t last = seed + LIVES_A_LEDGER < end ? seed + LIVES_A_LEDGER : end;
        live_on_engines(seed, last, false, &sum);
    }
    print_message("%llu lives: %d commands accepted, %d refused, as the model had it\n",
                  (unsigned long long)(end - first), sum.accepted, sum.refused);
    if (first == 1 && end > HASHED && sum.hash != EXPECTED_HASH) {
        fail_msg("the hash of what the first %d lives store is 0x%016llx", HASHED,
                 (unsigned long long)sum.hash);
    }
    if (first == 1 && end > LIVES / 2) { /* fewer do not come across everything */
        assert_true(programme_covered());
    }
    /* Much is refused, more is done. */
    assert_true(end - first < 50 ||
                (sum.accepted > sum.refused && sum.refused * 10 > sum.accepted));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_lives_audited_at_every_step),
        cmocka_unit_test(test_lives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
