/* Several cursors at once, statements between their steps, and cursors that outlive transactions.
 */
#include "things.h"

static void several_at_once(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store_cursor *a;
    struct ll_store_cursor *b;
    struct ll_q_thing_above_row row_a = {0};
    struct ll_q_thing_above_row row_b = {0};
    int64_t seen = 0;

    things_insert(f, 1, 30);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_thing_above_open(f->store, &f->arena, &(struct ll_q_thing_above_in){100}, &a,
                                       &f->err));
    while (ll_q_thing_above_next(a, &row_a, &f->err) == LL_OK) {
        int64_t expected = row_a.amount + 1;
        enum ll_status status;

        /* The same query again, with another parameter, while the first is open. */
        ASSERT_OK(f,
                  ll_q_thing_above_open(f->store, &f->arena,
                                        &(struct ll_q_thing_above_in){row_a.amount}, &b, &f->err));
        while ((status = ll_q_thing_above_next(b, &row_b, &f->err)) == LL_OK) {
            assert_int_equal(row_b.amount, expected++);
        }
        ASSERT_STATUS(f, LL_EEND, status);
        ASSERT_STATUS(f, LL_EEND, ll_q_thing_above_next(b, &row_b, &f->err));
        ll_store_query_close(b);
        assert_int_equal(expected, 131);
        /* And a statement between. */
        ASSERT_OK(f, ll_q_fact_insert(f->store,
                                      &(struct ll_q_fact_insert_in){
                                          things_id((uint64_t)row_a.amount), row_a.code},
                                      &f->err));
        assert_int_equal(row_a.amount, 101 + seen++);
    }
    ll_store_query_close(a);
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    assert_int_equal(seen, 30);
}

/* Each gives its own answer, whatever was asked and stored before it is first read from. */
static void opened_before_any_is_read(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store_cursor *cursors[20];
    struct ll_q_thing_above_row row;

    things_insert(f, 1, 30);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    for (int round = 0; round < 2; round++) {
        for (int64_t i = 0; i < 20; i++) {
            ASSERT_OK(f, ll_q_thing_above_open(f->store, &f->arena,
                                               &(struct ll_q_thing_above_in){110 + i}, &cursors[i],
                                               &f->err));
            ASSERT_OK(f, ll_q_fact_insert(f->store,
                                          &(struct ll_q_fact_insert_in){
                                              things_id((uint64_t)(100 * round + i)), LL_STR("x")},
                                          &f->err));
        }
        ll_store_query_close(cursors[3]);
        for (int64_t i = 19; i >= 0; i--) {
            for (int64_t amount = 111 + i; i != 3 && amount <= 130; amount++) {
                ASSERT_OK(f, ll_q_thing_above_next(cursors[i], &row, &f->err));
                assert_int_equal(row.amount, amount);
            }
            ASSERT_STATUS(f, LL_EEND,
                          i == 3 ? LL_EEND : ll_q_thing_above_next(cursors[i], &row, &f->err));
            ll_store_query_close(cursors[i]);
        }
    }
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

/* A whole table, longer than a portion, and exactly as long. */
static void whole_tables(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    const int64_t sizes[] = {0, 999, 1000, 1001, 2500};
    int64_t have = 0;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct ll_store_cursor *cursor;
        struct ll_q_thing_all_row row;
        enum ll_status status;
        int64_t seen = 0;

        if (sizes[i] > have) {
            things_insert(f, (uint64_t)have + 1, (uint64_t)sizes[i]);
            have = sizes[i];
        }
        ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
        ASSERT_OK(f, ll_q_thing_all_open(f->store, &f->arena, &cursor, &f->err));
        while ((status = ll_q_thing_all_next(cursor, &row, &f->err)) == LL_OK) {
            assert_int_equal(row.amount, 101 + seen++);
        }
        ASSERT_STATUS(f, LL_EEND, status);
        ll_store_query_close(cursor);
        ASSERT_OK(f, ll_store_commit(f->store, &f->err));
        assert_int_equal(seen, sizes[i]);
    }
}

static void cursors_end_with_their_transaction(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store_cursor *old[2];
    struct ll_store_cursor *cursor;
    struct ll_q_thing_above_row row;
    struct ll_q_thing_all_row all;

    things_insert(f, 1, 3);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    ASSERT_OK(f, ll_q_thing_above_open(f->store, &f->arena, &(struct ll_q_thing_above_in){0},
                                       &old[0], &f->err));
    ASSERT_OK(f, ll_q_thing_all_open(f->store, &f->arena, &old[1], &f->err));
    ASSERT_OK(f, ll_q_thing_all_next(old[1], &all, &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    ASSERT_OK(f, ll_q_thing_above_open(f->store, &f->arena, &(struct ll_q_thing_above_in){0},
                                       &cursor, &f->err));
    ll_store_query_close(old[0]); /* does nothing, not even to the one that took its place */
    ll_store_query_close(old[1]);
    ll_store_query_close(NULL);
    ASSERT_OK(f, ll_q_thing_above_next(cursor, &row, &f->err));
    ll_store_rollback(f->store);
    ll_store_query_close(cursor);
    things_insert(f, 4, 4);
}

static void there_is_a_limit(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store_cursor *cursors[65];
    size_t open = 0;
    enum ll_status status = LL_OK;
    struct ll_q_thing_above_row row;

    things_insert(f, 1, 3);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    while (status == LL_OK && open < 65) {
        status = ll_q_thing_above_open(f->store, &f->arena, &(struct ll_q_thing_above_in){0},
                                       &cursors[open], &f->err);
        open += status == LL_OK ? 1 : 0;
    }
    ASSERT_STATUS(f, LL_ELIMIT, status);
    assert_int_equal(open, 64);
    for (size_t i = 0; i < open; i++) {
        ASSERT_OK(f, ll_q_thing_above_next(cursors[i], &row, &f->err));
        ll_store_query_close(cursors[i]);
    }
    ASSERT_OK(f, ll_q_thing_above_open(f->store, &f->arena, &(struct ll_q_thing_above_in){0},
                                       &cursors[0], &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

/* A small arena gives out: the answer says so, and the transaction stands. */
static void arenas_give_out(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_arena small;
    struct ll_q_thing_by_id_row row;
    struct ll_q_thing_insert_in in = things_make(1);
    static char text[100000];

    for (size_t i = 0; i < sizeof(text); i++) {
        text[i] = 'x';
    }
    in.note = (struct ll_str){text, sizeof(text)};
    ll_arena_init(&small, &ll_arena_malloc, 65536);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_STATUS(f, LL_ENOMEM,
                  ll_q_thing_by_id(f->store, &small, &(struct ll_q_thing_by_id_in){in.thing_id},
                                   &row, &f->err));
    ASSERT_OK(f, ll_q_thing_by_id(f->store, &f->arena, &(struct ll_q_thing_by_id_in){in.thing_id},
                                  &row, &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    ll_arena_release(&small);
}

static int64_t count_above(struct ll_fixture *f, int64_t amount)
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_q_thing_above_row row;
    enum ll_status status;
    int64_t count = 0;

    ASSERT_OK(f, ll_q_thing_above_open(f->store, &f->arena, &(struct ll_q_thing_above_in){amount},
                                       &cursor, &f->err));
    while ((status = ll_q_thing_above_next(cursor, &row, &f->err)) == LL_OK) {
        count++;
    }
    ASSERT_STATUS(f, LL_EEND, status);
    ll_store_query_close(cursor);
    return count;
}

/* On SQLite nothing is asked early, and all else is the same. */
static void ask_above(struct ll_fixture *f, int64_t amount)
{
    struct ll_store_cursor *cursor = NULL;
    bool is_asked = ll_store_early_begin(f->store);

    assert_int_equal(is_asked, ll_store_engine(f->store) == LL_STORE_POSTGRES);
    if (is_asked) {
        ASSERT_STATUS(f, LL_EEND,
                      ll_q_thing_above_open(f->store, &f->arena,
                                            &(struct ll_q_thing_above_in){amount}, &cursor,
                                            &f->err));
        ll_store_early_end(f->store);
    }
}

/* Several answers by one wait, each as often as it is asked for until something is written. */
static void asked_early(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    bool waits = ll_store_engine(f->store) == LL_STORE_POSTGRES;
    struct ll_store_cursor *cursor = NULL;
    struct ll_q_thing_above_row row;

    things_insert(f, 1, 30);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    uint64_t before = ll_store_waits(f->store);
    ask_above(f, 110);
    ask_above(f, 120);
    ask_above(f, 120);
    assert_int_equal(ll_store_waits(f->store), before);
    assert_int_equal(count_above(f, 120), 10);
    assert_int_equal(count_above(f, 110), 20);
    assert_int_equal(count_above(f, 120), 10);
    assert_int_equal(ll_store_waits(f->store) - before, waits ? 1 : 0);
    /* Another value; and the same while it is being read. */
    assert_int_equal(count_above(f, 125), 5);
    ASSERT_OK(f, ll_q_thing_above_open(f->store, &f->arena, &(struct ll_q_thing_above_in){120},
                                       &cursor, &f->err));
    ASSERT_OK(f, ll_q_thing_above_next(cursor, &row, &f->err));
    assert_int_equal(count_above(f, 120), 10);
    ASSERT_OK(f, ll_q_thing_above_next(cursor, &row, &f->err));
    assert_int_equal(row.amount, 122);
    ll_store_query_close(cursor);
    assert_int_equal(ll_store_waits(f->store) - before, waits ? 3 : 0);
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

/* There is no room for all of them at once: each portion takes that of the one before. */
static void asked_in_portions(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    bool waits = ll_store_engine(f->store) == LL_STORE_POSTGRES;

    things_insert(f, 1, 30);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    uint64_t before = ll_store_waits(f->store);
    for (int64_t i = 0; i < 10; i++) {
        ll_store_early_forget(f->store);
        for (int64_t j = 0; j < 20; j++) {
            ask_above(f, 100 - i * 20 - j);
        }
        for (int64_t j = 0; j < 20; j++) {
            assert_int_equal(count_above(f, 100 - i * 20 - j), 30);
        }
    }
    assert_int_equal(ll_store_waits(f->store) - before, waits ? 10 : 0);
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

static void rename_to(struct ll_fixture *f, int64_t amount, int64_t new_amount)
{
    int64_t changed = 0;

    ASSERT_OK(f, ll_q_thing_rename_all(f->store,
                                       &(struct ll_q_thing_rename_all_in){amount, new_amount},
                                       &changed, &f->err));
    assert_int_equal(changed, 1);
}

/* What was written meanwhile, or undone, is seen; nothing is known from one transaction to the
 * next. */
static void asked_too_early(void **state)
{
    struct ll_fixture *f = things_fixture(state);

    things_insert(f, 1, 30);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    for (int i = 0; i < 40; i++) { /* each of them twice */
        ask_above(f, 100 + i % 20);
    }
    rename_to(f, 130, 90);
    assert_int_equal(count_above(f, 110), 19); /* 20 when it was asked */
    assert_int_equal(count_above(f, 119), 10);
    ASSERT_OK(f, ll_store_savepoint(f->store, &f->err));
    ask_above(f, 119);
    ASSERT_OK(f, ll_store_rollback_to(f->store, &f->err));
    assert_int_equal(count_above(f, 119), 10);
    for (int i = 0; i < 60; i++) { /* none of them stays open */
        ask_above(f, 100);
        rename_to(f, 90 - i, 89 - i);
    }
    ask_above(f, 100);
    ll_store_rollback(f->store);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    assert_int_equal(count_above(f, 100), 30);
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

static enum ll_status look_up(struct ll_fixture *f, uint64_t number, uint64_t waits)
{
    bool is_waited = ll_store_engine(f->store) == LL_STORE_POSTGRES;
    struct ll_q_thing_insert_in thing = things_make(number);
    struct ll_q_thing_of_code_row row;
    uint64_t before = ll_store_waits(f->store);
    enum ll_status status = ll_q_thing_of_code(
        f->store, &f->arena, &(struct ll_q_thing_of_code_in){thing.code}, &row, &f->err);

    if (status == LL_OK) {
        assert_true(ll_str_eq(row.code, thing.code));
    }
    assert_int_equal(ll_store_waits(f->store) - before, is_waited ? waits : 0);
    return status;
}

static void insert(struct ll_fixture *f, uint64_t number)
{
    struct ll_q_thing_insert_in thing = things_make(number);

    ASSERT_OK(f, ll_q_thing_insert(f->store, &thing, &f->err));
}

/* What never changes is asked for once, by a connection; what is not there each time, and so is
 * what a transaction found that was undone. */
static void answers_that_stand(void **state)
{
    struct ll_fixture *f = things_fixture(state);

    things_insert(f, 1, 1);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    assert_int_equal(look_up(f, 1, 1), LL_OK);
    assert_int_equal(look_up(f, 2, 1), LL_ENOTFOUND);
    insert(f, 2);
    assert_int_equal(look_up(f, 1, 0), LL_OK);
    assert_int_equal(look_up(f, 2, 1), LL_OK);
    assert_int_equal(look_up(f, 2, 0), LL_OK);
    ll_store_rollback(f->store);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    assert_int_equal(look_up(f, 2, 1), LL_ENOTFOUND);
    assert_int_equal(look_up(f, 1, 1), LL_OK);
    ASSERT_OK(f, ll_store_savepoint(f->store, &f->err));
    insert(f, 2);
    assert_int_equal(look_up(f, 2, 1), LL_OK);
    ASSERT_OK(f, ll_store_rollback_to(f->store, &f->err));
    assert_int_equal(look_up(f, 2, 1), LL_ENOTFOUND);
    insert(f, 2);
    assert_int_equal(look_up(f, 2, 1), LL_OK);
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    assert_int_equal(look_up(f, 2, 0), LL_OK);
    ll_store_rollback(f->store);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    assert_int_equal(look_up(f, 2, 0), LL_OK);
    ll_store_hide(f->store, true); /* from who is not to know that it was known */
    assert_int_equal(look_up(f, 2, 1), LL_OK);
    assert_int_equal(look_up(f, 3, 1), LL_ENOTFOUND);
    ll_store_hide(f->store, false);
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    ASSERT_OK(f, ll_store_reopen(f->store, &f->err));
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    assert_int_equal(look_up(f, 2, 1), LL_OK);
    ll_store_rollback(f->store);
}

/* Only so many are kept, and as many cursors may be open as without them. */
static void few_answers_stand(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store_cursor *cursors[70];
    size_t open = 0;

    things_insert(f, 1, 100);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    for (uint64_t i = 1; i <= 100; i++) {
        assert_int_equal(look_up(f, i, 1), LL_OK);
    }
    assert_int_equal(look_up(f, 100, 0), LL_OK);
    assert_int_equal(look_up(f, 1, 1), LL_OK);
    while (open < 70 &&
           ll_q_thing_above_open(f->store, &f->arena, &(struct ll_q_thing_above_in){(int64_t)open},
                                 &cursors[open], &f->err) == LL_OK) {
        open++;
    }
    assert_int_equal(open, 64);
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

static void set_amount(struct ll_fixture *f, uint64_t number, int64_t amount)
{
    ASSERT_OK(f, ll_q_thing_amount(
                     f->store, &(struct ll_q_thing_amount_in){things_id(number), amount}, &f->err));
}

/* Rows that are put off are there for who looks, gone when they are undone, and nobody waits for
 * them: 21 of a kind by three statements, and of what is said of one row the last. */
static void rows_are_gathered(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    bool is_put_off = ll_store_engine(f->store) == LL_STORE_POSTGRES;

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ll_store_gather(f->store);
    uint64_t before = ll_store_waits(f->store);
    for (uint64_t i = 1; i <= 21; i++) {
        insert(f, i);
        set_amount(f, i, 1000);
    }
    set_amount(f, 1, 2000);
    set_amount(f, 1, 10);
    ll_store_push(f->store);
    assert_int_equal(ll_store_waits(f->store), before);
    assert_int_equal(count_above(f, 0), 21);
    assert_int_equal(count_above(f, 999), 20);
    insert(f, 22);
    ASSERT_OK(f, ll_store_savepoint(f->store, &f->err));
    insert(f, 23);
    ASSERT_OK(f, ll_store_rollback_to(f->store, &f->err));
    assert_int_equal(count_above(f, 0), 22);
    insert(f, 24);
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ll_store_gather(f->store);
    assert_int_equal(count_above(f, 0), 23);
    insert(f, 25);
    ll_store_rollback(f->store);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    assert_int_equal(count_above(f, 0), 23);
    ll_store_gather(f->store);
    insert(f, 25);
    if (is_put_off) { /* what fails is told at the end, and is to be done again */
        insert(f, 1);
        ASSERT_STATUS(f, LL_ERETRY, ll_store_commit(f->store, &f->err));
    }
    ll_store_rollback(f->store);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    assert_int_equal(count_above(f, 0), 23);
    ll_store_rollback(f->store);
}

static uint64_t version_now(struct ll_fixture *f)
{
    uint64_t before = ll_store_waits(f->store);
    uint64_t version = 0;

    ASSERT_OK(f, ll_store_version(f->store, &version, &f->err));
    assert_int_equal(ll_store_waits(f->store) - before, 1);
    return version;
}

/* The store's version is asked for by one wait, and is another after each commit. */
static void versions(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    uint64_t version = 0;

    if (ll_store_engine(f->store) == LL_STORE_SQLITE) {
        ASSERT_STATUS(f, LL_EUNSUPPORTED, ll_store_version(f->store, &version, &f->err));
        return;
    }
    version = version_now(f);
    assert_int_equal(version_now(f), version);
    things_insert(f, 1, 1);
    assert_true(version_now(f) != version);
    version = version_now(f);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err)); /* nobody waits for its end */
    assert_int_equal(count_above(f, 100), 1);
    ll_store_rollback(f->store);
    assert_int_equal(version_now(f), version);
    assert_int_equal(version_now(f), version);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        THINGS_TEST(several_at_once),   THINGS_TEST(opened_before_any_is_read),
        THINGS_TEST(whole_tables),      THINGS_TEST(cursors_end_with_their_transaction),
        THINGS_TEST(there_is_a_limit),  THINGS_TEST(arenas_give_out),
        THINGS_TEST(asked_early),       THINGS_TEST(asked_in_portions),
        THINGS_TEST(asked_too_early),   THINGS_TEST(answers_that_stand),
        THINGS_TEST(few_answers_stand), THINGS_TEST(rows_are_gathered),
        THINGS_TEST(versions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
