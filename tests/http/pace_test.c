/* How many requests may wait for the writer, and for how long it waits for more of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "edge/http/pace.h"

#define COMMIT_US_MAX 25000
#define WAITING_MAX 256

static struct ll_pace new_pace(void)
{
    struct ll_pace pace;
    ll_pace_init(&pace, WAITING_MAX, COMMIT_US_MAX);
    return pace;
}

/* One commit, begun at *now_us. */
static void commit(struct ll_pace *pace, size_t count, int64_t took_us, size_t waiting,
                   int64_t *now_us)
{
    ll_pace_begin(pace, count, *now_us);
    *now_us += took_us;
    ll_pace_end(pace, waiting, *now_us);
}

static size_t limit_at(const struct ll_pace *pace, int64_t now_us)
{
    size_t limit = 0;
    while (ll_pace_admits(pace, limit, now_us)) {
        limit++;
    }
    return limit;
}

static void the_limit_follows_what_commits_take(void **state)
{
    (void)state;
    struct ll_pace pace = new_pace();
    int64_t now_us = 0;
    assert_int_equal(limit_at(&pace, now_us), WAITING_MAX);
    commit(&pace, 200, COMMIT_US_MAX, 0, &now_us);
    assert_int_equal(limit_at(&pace, now_us), WAITING_MAX);
    commit(&pace, 200, COMMIT_US_MAX * 4 / 3, 0, &now_us);
    assert_int_equal(limit_at(&pace, now_us), 150);
    commit(&pace, 150, COMMIT_US_MAX * 10, 0, &now_us); /* stalled: half at once, not all */
    assert_int_equal(limit_at(&pace, now_us), 75);
    for (int i = 0; i < 10; i++) {
        commit(&pace, 75, COMMIT_US_MAX * 10, 0, &now_us);
    }
    assert_int_equal(limit_at(&pace, now_us), LL_PACE_WAITING_MIN);
    for (int i = 0; i < 12; i++) {
        commit(&pace, 1, 1000, 0, &now_us);
    }
    assert_int_equal(limit_at(&pace, now_us), WAITING_MAX);
}

/* While one takes much longer than it should, a few may wait for it, whatever there was room for.
 */
static void few_wait_for_what_does_not_end(void **state)
{
    (void)state;
    struct ll_pace pace = new_pace();
    ll_pace_begin(&pace, 1, 1000);
    assert_int_equal(limit_at(&pace, 1000 + 2 * COMMIT_US_MAX), WAITING_MAX);
    assert_int_equal(limit_at(&pace, 1001 + 2 * COMMIT_US_MAX), LL_PACE_WAITING_MIN);
    ll_pace_end(&pace, LL_PACE_WAITING_MIN, 1000000);
    assert_int_equal(limit_at(&pace, 1000000), WAITING_MAX / 2);
    ll_pace_init(&pace, 0, COMMIT_US_MAX);
    assert_false(ll_pace_admits(&pace, 0, 0));
}

/* Open-ended overload, with commits that cost `fixed_us` and `each_us` for each request: the
 * longest that one waited, and requests a second. */
static void overload(int64_t fixed_us, int64_t each_us, int64_t *ret_longest_us, double *ret_rate)
{
    struct ll_pace pace = new_pace();
    int64_t now_us = 0;
    int64_t done = 0;
    *ret_longest_us = 0;
    for (int i = 0; i < 500; i++) {
        size_t taken = limit_at(&pace, now_us); /* they came during the last commit */
        int64_t came_us = pace.began_us;
        commit(&pace, taken, fixed_us + each_us * (int64_t)taken, taken, &now_us);
        done += (int64_t)taken;
        if (i >= 50 && now_us - came_us > *ret_longest_us) {
            *ret_longest_us = now_us - came_us;
        }
    }
    *ret_rate = 1e6 * (double)done / (double)now_us;
}

static void nobody_waits_long_and_much_is_done(void **state)
{
    (void)state;
    static const struct {
        int64_t fixed_us;
        int64_t each_us;
        int64_t longest_us;
        double rate;
    } stores[] = {
        {500, 50, 30000, 18000},   /* all that wait fit */
        {700, 150, 65000, 6000},   /* a quiet machine */
        {5000, 800, 65000, 1000},  /* a busy one */
        {60000, 800, 180000, 350}, /* a disk that takes longer than a commit should */
    };
    for (size_t i = 0; i < sizeof(stores) / sizeof(stores[0]); i++) {
        int64_t longest_us = 0;
        double rate = 0;
        overload(stores[i].fixed_us, stores[i].each_us, &longest_us, &rate);
        assert_in_range(longest_us, 1, stores[i].longest_us);
        assert_true(rate > stores[i].rate);
    }
}

static void those_just_answered_are_waited_for(void **state)
{
    (void)state;
    struct ll_pace pace = new_pace();
    int64_t now_us = 0;
    assert_int_equal(ll_pace_gather_us(&pace, 1, now_us), 0); /* nobody was answered yet */
    commit(&pace, 4, 1000, 4, &now_us);
    assert_int_equal(ll_pace_gather_us(&pace, 4, now_us), 250);
    assert_int_equal(ll_pace_gather_us(&pace, 7, now_us + 100), 150);
    assert_int_equal(ll_pace_gather_us(&pace, 8, now_us + 100), 0); /* all are there */
    assert_int_equal(ll_pace_gather_us(&pace, 7, now_us + 250), 0); /* long enough */
    commit(&pace, 1, 1000, 0, &now_us);
    assert_int_equal(ll_pace_gather_us(&pace, 1, now_us), 0); /* one by itself waits for nobody */
    commit(&pace, 40, 1000, 40, &now_us);
    assert_int_equal(ll_pace_gather_us(&pace, 40, now_us), 0); /* there are enough */
    commit(&pace, 8, 1000000, 0, &now_us);
    assert_in_range(ll_pace_gather_us(&pace, 1, now_us), 1, 2000);
}

static void waiting_in_vain_is_not_repeated(void **state)
{
    (void)state;
    struct ll_pace pace = new_pace();
    int64_t now_us = 0;
    commit(&pace, 4, 1000, 4, &now_us);
    ll_pace_gathered(&pace, 4, 4);
    for (int i = 0; i < 7; i++) {
        commit(&pace, 4, 1000, 4, &now_us);
        assert_int_equal(ll_pace_gather_us(&pace, 4, now_us), 0);
    }
    commit(&pace, 4, 1000, 4, &now_us);
    assert_int_equal(ll_pace_gather_us(&pace, 4, now_us), 250);
    ll_pace_gathered(&pace, 4, 5);
    commit(&pace, 5, 1000, 3, &now_us);
    assert_int_equal(ll_pace_gather_us(&pace, 3, now_us), 250);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_limit_follows_what_commits_take),
        cmocka_unit_test(few_wait_for_what_does_not_end),
        cmocka_unit_test(nobody_waits_long_and_much_is_done),
        cmocka_unit_test(those_just_answered_are_waited_for),
        cmocka_unit_test(waiting_in_vain_is_not_repeated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
