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

int main(void)
{
    const struct CMUnitTest tests[] = {
        THINGS_TEST(several_at_once),  THINGS_TEST(opened_before_any_is_read),
        THINGS_TEST(whole_tables),     THINGS_TEST(cursors_end_with_their_transaction),
        THINGS_TEST(there_is_a_limit), THINGS_TEST(arenas_give_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
