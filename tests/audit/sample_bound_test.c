/* The audit's own proof of a sample's bound beside the rule that found it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/model.h"
#include "core/sample.h"
#include "support/random.h"

static void check(struct ll_audit *a, int64_t declared, int64_t drawn, int64_t good)
{
    struct ll_units bound;
    const struct ll_sample sample = {{declared}, {drawn}, {good}};
    assert_int_equal(ll_sample_bound(a->scratch, &sample, &bound, NULL), LL_OK);
    assert_true(ll_audit_is_sample_bound(a, declared, drawn, good, bound.n));
    assert_false(ll_audit_is_sample_bound(a, declared, drawn, good, bound.n - 1));
    assert_false(ll_audit_is_sample_bound(a, declared, drawn, good, bound.n + 1));
    assert_false(ll_audit_is_sample_bound(a, declared, drawn, good, declared + 1));
    if (bound.n < declared) {
        assert_false(ll_audit_is_sample_bound(a, declared, drawn, good, declared));
    }
}

/* What docs/rules.md says, and odds of exactly 1 in 20, where rounding would show. */
static void known(void **state)
{
    (void)state;
    static const int64_t rows[][4] = {
        {1240, 60, 58, 1117}, {100, 10, 10, 76}, {40000, 200, 200, 39407},
        {7, 7, 3, 3},         {20, 1, 1, 2},     {40000000, 1, 1, 2000001},
    };
    struct ll_arena scratch;
    ll_arena_init(&scratch, &ll_arena_malloc, (size_t)64 << 20);
    struct ll_audit a = {.scratch = &scratch};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const int64_t *r = rows[i];
        assert_true(ll_audit_is_sample_bound(&a, r[0], r[1], r[2], r[3]));
        check(&a, r[0], r[1], r[2]);
    }
    check(&a, 1000000000, 100000, 99990);
    check(&a, 1000000000, 100000, 3);
    assert_false(ll_audit_is_sample_bound(&a, 10, 11, 3, 3));
    assert_false(ll_audit_is_sample_bound(&a, 10, 3, 4, 4));
    ll_arena_release(&scratch);
}

static void at_random(void **state)
{
    (void)state;
    struct ll_test_random random = ll_test_random_begin();
    struct ll_arena scratch;
    ll_arena_init(&scratch, &ll_arena_malloc, (size_t)64 << 20);
    struct ll_audit a = {.scratch = &scratch};
    for (int i = 0; i < 3000; i++) {
        int64_t declared = 1 + (int64_t)ll_test_random_below(&random, i % 3 == 0 ? 40 : 20000);
        int64_t most = declared < 300 ? declared : 300;
        int64_t drawn = 1 + (int64_t)ll_test_random_below(&random, (uint64_t)most);
        int64_t good = 1 + (int64_t)ll_test_random_below(&random, (uint64_t)drawn);
        check(&a, declared, drawn, good);
    }
    ll_arena_release(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known),
        cmocka_unit_test(at_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
