/* Constraints are named alike on both engines; a failure fails the transaction, up to a savepoint.
 */
#include "things.h"

#include <string.h>

static enum ll_status insert_twice_code(struct ll_fixture *f)
{
    struct ll_q_thing_insert_in in = things_make(2);

    in.code = LL_STR("code-000001");
    return ll_q_thing_insert(f->store, &in, &f->err);
}

static enum ll_status insert_twice_id(struct ll_fixture *f)
{
    struct ll_q_thing_insert_in in = things_make(1);

    in.code = LL_STR("other");
    in.has_lot_id = false;
    return ll_q_thing_insert(f->store, &in, &f->err);
}

static enum ll_status insert_twice_lot(struct ll_fixture *f)
{
    struct ll_q_thing_insert_in in = things_make(1);

    in.thing_id = things_id(9);
    in.code = LL_STR("other");
    return ll_q_thing_insert(f->store, &in, &f->err);
}

static enum ll_status insert_checked(struct ll_fixture *f)
{
    struct ll_q_thing_insert_in in = things_make(2);

    in.amount = 13;
    return ll_q_thing_insert(f->store, &in, &f->err);
}

static enum ll_status insert_null(struct ll_fixture *f)
{
    struct ll_id id = things_id(2);
    struct ll_q_thing_insert_raw_in in = {.thing_id = {(const char *)id.b, 16}, .stage = 1};
    int64_t changed;

    return ll_q_thing_insert_raw(f->store, &in, &changed, &f->err);
}

static enum ll_status insert_orphan(struct ll_fixture *f)
{
    return ll_q_piece_insert(f->store, &(struct ll_q_piece_insert_in){things_id(1), things_id(77)},
                             &f->err);
}

static enum ll_status insert_overlap(struct ll_fixture *f)
{
    LL_TRY(ll_q_part_insert(
        f->store, &(struct ll_q_part_insert_in){things_id(1), 0, 10, LL_STR("a")}, &f->err));
    return ll_q_part_insert(
        f->store, &(struct ll_q_part_insert_in){things_id(1), 9, 20, LL_STR("b")}, &f->err);
}

static enum ll_status insert_part_twice(struct ll_fixture *f)
{
    LL_TRY(ll_q_part_insert(
        f->store, &(struct ll_q_part_insert_in){things_id(1), 0, 10, LL_STR("a")}, &f->err));
    return ll_q_part_insert(
        f->store, &(struct ll_q_part_insert_in){things_id(2), 5, 10, LL_STR("a")}, &f->err);
}

static enum ll_status change_fact(struct ll_fixture *f)
{
    int64_t changed;

    LL_TRY(ll_q_fact_insert(f->store, &(struct ll_q_fact_insert_in){things_id(1), LL_STR("a")},
                            &f->err));
    return ll_q_fact_change(f->store, &(struct ll_q_fact_change_in){LL_STR("b")}, &changed,
                            &f->err);
}

static const struct {
    enum ll_status (*run)(struct ll_fixture *f);
    const char *where;
} cases[] = {
    {insert_twice_code, "thing_code_once"},
    {insert_twice_id, "thing_pkey"},
    {insert_twice_lot, "thing_by_lot"},
    {insert_checked, "thing_amount"},
    {insert_null, "thing.code"},
    {insert_orphan, "foreign key"},
    {insert_overlap, "part_overlap"},
    {insert_part_twice, "part_label_hi_key"},
    {change_fact, "fact_append_only"},
};

/* On PostgreSQL a failure may show only at the next read, or at commit. */
static void constraints_are_named(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_count_row row;

    things_insert(f, 1, 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        enum ll_status status;

        ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
        status = cases[i].run(f);
        if (status == LL_OK) {
            status = ll_q_thing_count(f->store, &f->arena, &row, &f->err);
        }
        ASSERT_STATUS(f, LL_ECONSTRAINT, status);
        assert_string_equal(f->err.where, cases[i].where);
        assert_non_null(strstr(f->err.text, cases[i].where));
        ll_store_rollback(f->store);
    }
    assert_int_equal(things_count(f, f->store), 1);
}

static void failures_show_at_commit(void **state)
{
    struct ll_fixture *f = things_fixture(state);

    things_insert(f, 1, 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
        (void)(cases[i].run(f) == LL_OK); /* looked at through the commit only */
        memset(&f->err, 0, sizeof(f->err));
        ASSERT_STATUS(f, LL_ECONSTRAINT, ll_store_commit(f->store, &f->err));
        assert_string_equal(f->err.where, cases[i].where);
        assert_false(ll_store_in_transaction(f->store));
    }
    assert_int_equal(things_count(f, f->store), 1);
}

static void deferred_keys_fail_the_commit(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    const struct ll_q_part_insert_in part = {things_id(5), 0, 10, LL_STR("a")};

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_part_insert(f->store, &part, &f->err));
    ASSERT_STATUS(f, LL_ECONSTRAINT, ll_store_commit(f->store, &f->err));
    assert_string_equal(f->err.where, "foreign key");
    /* And the connection works on. */
    things_insert(f, 5, 5);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_part_insert(f->store, &part, &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

static void a_failure_stays(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_count_row row;
    struct ll_q_thing_insert_in good = things_make(3);

    things_insert(f, 1, 1);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_thing_insert(f->store, &good, &f->err));
    (void)(insert_twice_code(f) == LL_OK);
    for (int i = 0; i < 3; i++) {
        memset(&f->err, 0, sizeof(f->err));
        ASSERT_STATUS(f, LL_ECONSTRAINT, ll_q_thing_count(f->store, &f->arena, &row, &f->err));
        assert_string_equal(f->err.where, "thing_code_once");
    }
    ASSERT_STATUS(f, LL_ECONSTRAINT, ll_q_thing_insert(f->store, &good, &f->err));
    ASSERT_STATUS(f, LL_ECONSTRAINT, ll_store_savepoint(f->store, &f->err));
    ASSERT_STATUS(f, LL_ECONSTRAINT, ll_store_commit(f->store, NULL));
    assert_int_equal(things_count(f, f->store), 1);
}

/* More statements than a pipeline holds; the failing one is in the middle. */
static void a_long_pipeline_fails_whole(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    enum ll_status status = LL_OK;

    things_insert(f, 5000, 5000);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    for (uint64_t i = 4000; i < 6000 && status == LL_OK; i++) {
        struct ll_q_thing_insert_in in = things_make(i);

        status = ll_q_thing_insert(f->store, &in, &f->err);
    }
    ASSERT_STATUS(f, LL_ECONSTRAINT, status);
    assert_non_null(strstr(f->err.text, "thing_insert"));
    ASSERT_STATUS(f, LL_ECONSTRAINT, ll_store_commit(f->store, &f->err));
    assert_int_equal(things_count(f, f->store), 1);
    things_insert(f, 10, 2009);
    assert_int_equal(things_count(f, f->store), 2001);
}

static void savepoints_undo_one_piece(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_insert_in in = things_make(1);

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    for (uint64_t i = 2; i < 8; i++) {
        bool bad = i % 2 == 1;
        enum ll_status status;

        in = things_make(i);
        in.code = bad ? LL_STR("code-000001") : in.code;
        ASSERT_OK(f, ll_store_savepoint(f->store, &f->err));
        status = ll_q_thing_insert(f->store, &in, &f->err);
        status = status == LL_OK ? ll_store_release(f->store, &f->err) : status;
        ASSERT_STATUS(f, bad ? LL_ECONSTRAINT : LL_OK, status);
        if (bad) {
            assert_string_equal(f->err.where, "thing_code_once");
            ASSERT_OK(f, ll_store_rollback_to(f->store, &f->err));
        }
    }
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    assert_int_equal(things_count(f, f->store), 4);
}

static void savepoints_nest(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_insert_in in = things_make(1);

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_store_savepoint(f->store, &f->err));
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_OK(f, ll_store_savepoint(f->store, &f->err));
    in = things_make(2);
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_OK(f, ll_store_release(f->store, &f->err));
    ASSERT_OK(f, ll_store_savepoint(f->store, &f->err));
    in = things_make(3);
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_OK(f, ll_store_rollback_to(f->store, &f->err));
    assert_int_equal(things_count(f, f->store), 2);
    ASSERT_OK(f, ll_store_release(f->store, &f->err));
    ASSERT_OK(f, ll_store_savepoint(f->store, &f->err));
    ASSERT_OK(f, ll_store_savepoint(f->store, &f->err));
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_OK(f, ll_store_release(f->store, &f->err));
    ASSERT_OK(f, ll_store_rollback_to(f->store, &f->err)); /* takes the released one with it */
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    assert_int_equal(things_count(f, f->store), 2);
}

/* What failed before a savepoint is not the savepoint's to undo. */
static void a_savepoint_reports_what_came_before(void **state)
{
    struct ll_fixture *f = things_fixture(state);

    things_insert(f, 1, 1);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    (void)(insert_twice_code(f) == LL_OK);
    ASSERT_STATUS(f, LL_ECONSTRAINT, ll_store_savepoint(f->store, &f->err));
    assert_string_equal(f->err.where, "thing_code_once");
    ll_store_rollback(f->store);
}

static void reading_does_not_write(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_fact_insert_get_row row;
    const struct ll_q_fact_insert_get_in in = {things_id(1), LL_STR("a")};

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    ASSERT_STATUS(f, LL_EPERM, ll_q_fact_insert_get(f->store, &f->arena, &in, &row, &f->err));
    ll_store_rollback(f->store);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_fact_insert_get(f->store, &f->arena, &in, &row, &f->err));
    assert_true(ll_str_eq_cstr(row.body, "a"));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        THINGS_TEST(constraints_are_named),
        THINGS_TEST(failures_show_at_commit),
        THINGS_TEST(deferred_keys_fail_the_commit),
        THINGS_TEST(a_failure_stays),
        THINGS_TEST(a_long_pipeline_fails_whole),
        THINGS_TEST(savepoints_undo_one_piece),
        THINGS_TEST(savepoints_nest),
        THINGS_TEST(a_savepoint_reports_what_came_before),
        THINGS_TEST(reading_does_not_write),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
