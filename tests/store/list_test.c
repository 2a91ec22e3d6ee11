/* :list queries: every choice of filters gives exactly the rows that fit, page by page. */
#include "things.h"

#include <stdio.h>
#include <string.h>

#define THINGS 60
#define PAGE 7

/* Thing N: its stage, units and battery state follow from N in cycles that share no factor. */
static struct ll_q_thing_insert_in make(uint64_t number)
{
    struct ll_q_thing_insert_in in = things_make(number);

    in.stage = number % 2 == 0 ? LL_STAGE_ACCEPTED : LL_STAGE_SHIPPED;
    in.units.n = (int64_t)(number % 3);
    in.has_battery = number % 5 > 0;
    in.battery = number % 5 > 1 ? LL_BATTERY_NONE : LL_BATTERY_REMOVED;
    return in;
}

static bool fits(const struct ll_q_thing_list_in *filter, const struct ll_q_thing_insert_in *thing)
{
    return (!filter->has_stage || filter->stage == thing->stage) &&
           (!filter->has_units || filter->units.n == thing->units.n) &&
           (!filter->has_battery || (thing->has_battery && filter->battery == thing->battery));
}

/* The rows of one page against what fits; the last code goes to `after`. The number of rows. */
static size_t check_page(struct ll_fixture *f, const struct ll_q_thing_list_in *filter,
                         uint64_t *number, char after[32])
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_store_value row[3];
    size_t count = 0;
    enum ll_status status;

    ASSERT_OK(f, ll_q_thing_list_open(f->store, &f->arena, filter, &cursor, &f->err));
    assert_string_equal(ll_store_cursor_query(cursor)->columns[2].name, "units");
    while ((status = ll_store_query_step(cursor, row, &f->err)) == LL_OK) {
        struct ll_q_thing_insert_in expected;

        do {
            assert_true(*number <= THINGS);
            expected = make((*number)++);
        } while (!fits(filter, &expected));
        assert_true(ll_str_eq(row[0].text, expected.code));
        assert_true(row[1].i64 == expected.amount);
        snprintf(after, 32, "%.*s", LL_STR_ARG(row[0].text));
        count++;
    }
    ASSERT_STATUS(f, LL_EEND, status);
    ll_store_query_close(cursor);
    return count;
}

static void every_choice(void **state)
{
    struct ll_fixture *f = things_fixture(state);

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    for (uint64_t i = 1; i <= THINGS; i++) {
        struct ll_q_thing_insert_in in = make(i);

        ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    }
    for (unsigned choice = 0; choice < 8; choice++) {
        struct ll_q_thing_list_in filter = {
            .limit = PAGE,
            .has_stage = (choice & 1) != 0,
            .stage = LL_STAGE_SHIPPED,
            .has_units = (choice & 2) != 0,
            .units = {2},
            .has_battery = (choice & 4) != 0,
            .battery = LL_BATTERY_NONE,
        };
        char after[32] = "";
        uint64_t number = 1;
        size_t count;

        do {
            filter.after = ll_str_from_cstr(after);
            count = check_page(f, &filter, &number, after);
            assert_true(count <= PAGE);
        } while (count == PAGE);
        for (; number <= THINGS; number++) {
            struct ll_q_thing_insert_in left = make(number);

            assert_false(fits(&filter, &left));
        }
    }
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

/* Each choice is a statement of its own, kept prepared in a place of its own. */
static void statements_differ(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_list_in filter = {.limit = 1, .after = LL_STR("")};
    struct ll_store_cursor *none = NULL;
    struct ll_store_cursor *some = NULL;

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    ASSERT_OK(f, ll_q_thing_list_open(f->store, &f->arena, &filter, &none, &f->err));
    filter.has_units = true;
    ASSERT_OK(f, ll_q_thing_list_open(f->store, &f->arena, &filter, &some, &f->err));
    assert_int_equal(ll_store_cursor_query(some)->slot, ll_store_cursor_query(none)->slot + 2);
    assert_null(strstr(ll_store_cursor_query(none)->sql, "units ="));
    assert_non_null(strstr(ll_store_cursor_query(some)->sql, "units = $3"));
    assert_int_equal(ll_store_cursor_query(some)->param_count, 3);
    ll_store_query_close(none);
    ll_store_query_close(some);
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        THINGS_TEST(every_choice),
        THINGS_TEST(statements_differ),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
