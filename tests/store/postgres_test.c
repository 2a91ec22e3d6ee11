/* What is PostgreSQL's own: several writers, lost connections, settings that lose data. */
#include "things.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t amount_sum(struct ll_fixture *f, struct ll_store *store)
{
    struct ll_q_thing_sum_row row = {0};

    ASSERT_OK(f, ll_q_thing_sum(store, &f->arena, &row, &f->err));
    return row.total;
}

/* Write skew: each reads what the other writes. One of the two must be told to try again. */
static void races_are_lost_by_one(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store *other;
    enum ll_status first;
    enum ll_status second;
    int64_t changed;

    things_insert(f, 1, 2);
    other = ll_fixture_open(f, false);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_store_begin(other, LL_STORE_WRITE, &f->err));
    assert_int_equal(amount_sum(f, f->store), 203);
    assert_int_equal(amount_sum(f, other), 203);
    ASSERT_OK(f, ll_q_thing_rename_all(f->store, &(struct ll_q_thing_rename_all_in){101, 500},
                                       &changed, &f->err));
    first = ll_q_thing_rename_all(other, &(struct ll_q_thing_rename_all_in){102, 600}, &changed,
                                  &f->err);
    first = first == LL_OK ? ll_store_commit(other, &f->err) : first;
    second = ll_store_commit(f->store, &f->err);
    assert_true((first == LL_OK && second == LL_ERETRY) || (first == LL_ERETRY && second == LL_OK));
    ll_store_rollback(other);
    ll_store_close(other);
}

/* The second one comes too late: its snapshot is older than the row it collides with. */
static void one_unique_key_for_two(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store *other = ll_fixture_open(f, false);
    struct ll_q_thing_insert_in in = things_make(1);

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_store_begin(other, LL_STORE_WRITE, &f->err));
    assert_int_equal(things_count(f, other), 0); /* its snapshot is taken */
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    ASSERT_OK(f, ll_q_thing_insert(other, &in, &f->err));
    {
        enum ll_status status = ll_store_commit(other, &f->err);

        assert_true(status == LL_ERETRY || status == LL_ECONSTRAINT);
    }
    ll_store_close(other);
}

/* Put off, savepoint and release: nothing waits. `code` NULL: its own. */
static void put_one_off(struct ll_fixture *f, uint64_t number, const char *code)
{
    struct ll_q_thing_insert_in in = things_make(number);
    uint64_t waits = ll_store_waits(f->store);

    in.code = code == NULL ? in.code : ll_str_from_cstr(code);
    ASSERT_OK(f, ll_store_savepoint(f->store, &f->err));
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ll_store_defer(f->store);
    ASSERT_OK(f, ll_store_release(f->store, &f->err));
    assert_int_equal(ll_store_waits(f->store), waits);
}

static void what_was_put_off_is_stored(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_insert_in in = things_make(3);

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    put_one_off(f, 1, NULL);
    put_one_off(f, 2, NULL);
    ASSERT_OK(f, ll_store_savepoint(f->store, &f->err));
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_OK(f, ll_store_rollback_to(f->store, &f->err)); /* the third alone */
    put_one_off(f, 4, NULL);
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    assert_int_equal(things_count(f, f->store), 3);
}

/* Whenever it is noticed, no savepoint undoes it: not the next one's work alone, nor that before.
 */
static void what_was_put_off_fails_all(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_count_row row;

    things_insert(f, 1, 1);
    for (int how = 0; how < 4; how++) {
        ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
        put_one_off(f, 10, NULL);
        put_one_off(f, 11, "code-000001");
        if (how == 0) {
            ASSERT_STATUS(f, LL_ERETRY, ll_store_commit(f->store, &f->err));
            assert_non_null(strstr(f->err.text, "thing_code_once"));
            continue;
        }
        ASSERT_OK(f, ll_store_savepoint(f->store, &f->err));
        if (how == 1) { /* a statement of its own, which goes to the server with the others */
            ASSERT_STATUS(f, LL_ERETRY, ll_q_thing_count(f->store, &f->arena, &row, &f->err));
        }
        ASSERT_STATUS(f, LL_ERETRY, ll_store_rollback_to(f->store, &f->err));
        ASSERT_STATUS(f, LL_ERETRY, ll_q_thing_count(f->store, &f->arena, &row, &f->err));
        if (how == 2) {
            ASSERT_STATUS(f, LL_ERETRY, ll_store_commit(f->store, &f->err));
        } else {
            ll_store_rollback(f->store);
        }
    }
    assert_int_equal(things_count(f, f->store), 1);
    things_insert(f, 2, 2);
}

/* The end of a transaction that read waits for nothing; the next one, and the end of the
 * connection, find it ended. */
static void reading_ends_without_a_wait(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_count_row row;
    uint64_t waits;

    things_insert(f, 1, 2);
    waits = ll_store_waits(f->store);
    for (int i = 0; i < 300; i++) { /* more than a pipeline holds */
        ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
        ll_store_rollback(f->store);
    }
    for (uint64_t i = 1; i < 4; i++) {
        ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
        ASSERT_OK(f, ll_q_thing_count(f->store, &f->arena, &row, &f->err));
        ll_store_rollback(f->store);
        assert_in_range(ll_store_waits(f->store), waits + i, waits + i + 3);
    }
    things_insert(f, 3, 3);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    ll_store_rollback(f->store);
    ll_store_close(f->store);
    f->store = ll_fixture_open(f, false);
    assert_int_equal(things_count(f, f->store), 3);
}

/* How often the statement of a query was planned, for any value and for what it was given. */
static struct ll_q_thing_plans_row plans_of(struct ll_fixture *f,
                                            const struct ll_store_query *query)
{
    char name[16];
    struct ll_q_thing_plans_row row = {0};

    (void)snprintf(name, sizeof(name), "q%u", (unsigned)query->slot);
    struct ll_q_thing_plans_in in = {ll_str_from_cstr(name)};
    ASSERT_OK(f, ll_q_thing_plans(f->store, &f->arena, &in, &row, &f->err));
    return row;
}

/* From the first time on, not from the sixth; and what comes between is left to the server. */
static void queries_are_planned_as_they_say(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_above_once_in once = {0};
    struct ll_q_thing_above_once_row once_row;
    struct ll_q_thing_above_anew_in anew = {0};
    struct ll_q_thing_above_in other = {0};
    struct ll_q_thing_above_row other_row;
    struct ll_store_value values[LL_STORE_COLUMNS_MAX];
    struct ll_store_cursor *cursors[3] = {NULL};
    const struct ll_store_query *queries[3];

    things_insert(f, 1, 2);
    for (int i = 0; i < 9; i++) {
        ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
        ASSERT_OK(f, ll_q_thing_above_once_open(f->store, &f->arena, &once, &cursors[0], &f->err));
        ASSERT_OK(f, ll_q_thing_above_anew_open(f->store, &f->arena, &anew, &cursors[1], &f->err));
        ASSERT_OK(f, ll_q_thing_above_open(f->store, &f->arena, &other, &cursors[2], &f->err));
        ASSERT_OK(f, ll_q_thing_above_once_next(cursors[0], &once_row, &f->err));
        ASSERT_OK(f, ll_store_query_step(cursors[1], values, &f->err));
        ASSERT_OK(f, ll_q_thing_above_next(cursors[2], &other_row, &f->err));
        for (size_t k = 0; k < 3; k++) {
            queries[k] = ll_store_cursor_query(cursors[k]);
            ll_store_query_close(cursors[k]);
        }
        ll_store_rollback(f->store);
    }
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    assert_int_equal(plans_of(f, queries[0]).once, 9);
    assert_int_equal(plans_of(f, queries[0]).anew, 0);
    assert_int_equal(plans_of(f, queries[1]).once, 0);
    assert_int_equal(plans_of(f, queries[1]).anew, 9);
    assert_int_equal(plans_of(f, queries[2]).anew, 5);
    ll_store_rollback(f->store);
}

static void end_other_sessions(struct ll_fixture *f)
{
    char sql[256];

    snprintf(sql, sizeof(sql),
             "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
             "WHERE application_name = '%s' AND pid <> pg_backend_pid()",
             f->schema);
    ll_fixture_raw(f, sql);
}

static void a_lost_connection_is_reported(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_count_row row;

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_thing_count(f->store, &f->arena, &row, &f->err));
    end_other_sessions(f);
    ASSERT_STATUS(f, LL_EIO, ll_q_thing_count(f->store, &f->arena, &row, &f->err));
    ASSERT_STATUS(f, LL_EIO, ll_q_thing_count(f->store, &f->arena, &row, &f->err));
    ll_store_rollback(f->store);
    ASSERT_STATUS(f, LL_EIO, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ll_store_close(f->store);
    f->store = ll_fixture_open(f, false);
    things_insert(f, 1, 1);
}

static void a_commit_without_answer_is_unknown(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_insert_in in = things_make(1);
    struct ll_q_thing_count_row row;

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_thing_count(f->store, &f->arena, &row, &f->err));
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    end_other_sessions(f);
    ASSERT_STATUS(f, LL_EUNKNOWN, ll_store_commit(f->store, &f->err));
    assert_false(ll_store_in_transaction(f->store));
    ASSERT_STATUS(f, LL_EIO, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    ll_store_close(f->store);
    f->store = ll_fixture_open(f, false);
    assert_int_equal(things_count(f, f->store), 0);
}

/* A session whose settings lose data is refused, and told what to change. */
static void careless_settings_are_refused(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store_options options = {.set = f->set};
    struct ll_store *store = NULL;
    char target[1200];

    snprintf(target, sizeof(target), "%s%%20-csynchronous_commit%%3Doff", f->target);
    options.target = ll_str_from_cstr(target);
    ASSERT_STATUS(f, LL_EREFUSED, ll_store_open(&options, &store, &f->err));
    assert_non_null(strstr(f->err.hint, "synchronous_commit"));
    options.target = LL_STR("postgresql:///nowhere?host=/no/such/folder");
    ASSERT_STATUS(f, LL_EIO, ll_store_open(&options, &store, &f->err));
    assert_null(store);
}

static void read_only_connections_do_not_write(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store *reader;

    things_insert(f, 1, 3);
    reader = ll_fixture_open(f, true);
    assert_int_equal(things_count(f, reader), 3);
    ASSERT_OK(f, ll_store_check_schema(reader, &f->arena, &f->err));
    ASSERT_STATUS(f, LL_EUNSUPPORTED, ll_store_backup(reader, LL_STR("x"), &f->err));
    ll_store_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        THINGS_TEST(races_are_lost_by_one),         THINGS_TEST(one_unique_key_for_two),
        THINGS_TEST(a_lost_connection_is_reported), THINGS_TEST(a_commit_without_answer_is_unknown),
        THINGS_TEST(what_was_put_off_is_stored),    THINGS_TEST(what_was_put_off_fails_all),
        THINGS_TEST(reading_ends_without_a_wait),   THINGS_TEST(queries_are_planned_as_they_say),
        THINGS_TEST(careless_settings_are_refused), THINGS_TEST(read_only_connections_do_not_write),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
