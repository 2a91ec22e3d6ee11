/* Values of every type go in and come out equal; what a field cannot hold is refused. */
#include "things.h"

#include <stdlib.h>
#include <string.h>

static bool same(struct ll_str a, struct ll_str b)
{
    return ll_str_eq(a, b);
}

static void assert_same(const struct ll_q_thing_insert_in *in,
                        const struct ll_q_thing_by_id_row *row)
{
    assert_true(same(in->code, row->code));
    assert_true(in->amount == row->amount);
    assert_int_equal(in->has_note, row->has_note);
    assert_true(!in->has_note || same(in->note, row->note));
    assert_true(same(in->raw, row->raw));
    assert_int_equal(in->has_extra, row->has_extra);
    assert_true(!in->has_extra || same(in->extra, row->extra));
    assert_int_equal(in->flag, row->flag);
    assert_true(in->seen_at.us == row->seen_at.us);
    assert_int_equal(in->day.days, row->day.days);
    assert_int_equal(in->month.months, row->month.months);
    assert_true(in->units.n == row->units.n);
    assert_true(in->mass.g == row->mass.g);
    assert_int_equal(in->has_lot_id, row->has_lot_id);
    assert_true(!in->has_lot_id || ll_id_eq(in->lot_id.raw, row->lot_id.raw));
    assert_int_equal(in->stage, row->stage);
    assert_int_equal(in->has_battery, row->has_battery);
    assert_true(!in->has_battery || in->battery == row->battery);
}

static void check_round_trip(struct ll_fixture *f, const struct ll_q_thing_insert_in *in)
{
    const struct ll_q_thing_by_id_in key = {in->thing_id};
    struct ll_q_thing_by_id_row row;

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_thing_insert(f->store, in, &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    ASSERT_OK(f, ll_q_thing_by_id(f->store, &f->arena, &key, &row, &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    assert_same(in, &row); /* also after the transaction: texts are in the arena */
}

static void values_come_back(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_insert_in in = things_make(1);

    check_round_trip(f, &in);
    in = things_make(2);
    in.has_note = in.has_extra = in.has_lot_id = in.has_battery = false;
    in.flag = false;
    in.amount = INT64_MIN;
    in.seen_at.us = 0;
    in.day.days = INT32_MAX;
    in.month.months = 0;
    in.units.n = 0;
    in.mass.g = 0;
    in.stage = LL_STAGE_ACCEPTED;
    check_round_trip(f, &in);
    in = things_make(3);
    in.amount = INT64_MAX;
    in.note = LL_STR("");
    in.code = LL_STR("\xf0\x9f\x93\xb1 t\xc3\xa9l\xc3\xa9phone ' \" \\ $1 %s");
    in.raw = (struct ll_str){NULL, 0};
    in.day.days = INT32_MIN;
    check_round_trip(f, &in);
}

static void long_values_come_back(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_insert_in in = things_make(1);
    size_t len = (size_t)5 << 20;
    char *bytes = malloc(len);

    assert_non_null(bytes);
    for (size_t i = 0; i < len; i++) {
        bytes[i] = (char)(i * 2654435761U >> 13);
    }
    in.raw = (struct ll_str){bytes, len};
    in.note = (struct ll_str){memset(malloc(len), 'x', len), len};
    check_round_trip(f, &in);
    free(bytes);
    free((void *)(uintptr_t)in.note.ptr);
}

/* Text that one engine would take and the other not. The transaction stands after it. */
static void bad_text_is_refused(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    const struct ll_str bad[] = {{"a\0b", 3}, {"\xff", 1}, {"\xc0\x80", 2}, {"\xed\xa0\x80", 3}};
    struct ll_q_thing_insert_in in = things_make(1);

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        in.note = bad[i];
        ASSERT_STATUS(f, LL_EINVAL, ll_q_thing_insert(f->store, &in, &f->err));
    }
    in.note = LL_STR("good");
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    assert_int_equal(things_count(f, f->store), 1);
}

static void one_row_or_none(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_of_amount_row row = {LL_STR("untouched")};
    struct ll_q_thing_insert_in in = things_make(1);
    struct ll_q_thing_maybe_row maybe;

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_STATUS(f, LL_ENOTFOUND,
                  ll_q_thing_of_amount(f->store, &f->arena, &(struct ll_q_thing_of_amount_in){101},
                                       &row, &f->err));
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_OK(f, ll_q_thing_maybe(f->store, &f->arena,
                                  &(struct ll_q_thing_maybe_in){.code = in.code}, &maybe, &f->err));
    ASSERT_OK(f,
              ll_q_thing_maybe(f->store, &f->arena,
                               &(struct ll_q_thing_maybe_in){in.code, true, 101}, &maybe, &f->err));
    ASSERT_STATUS(f, LL_ENOTFOUND,
                  ll_q_thing_maybe(f->store, &f->arena,
                                   &(struct ll_q_thing_maybe_in){in.code, true, 102}, &maybe,
                                   &f->err));
    in = things_make(2);
    in.amount = 101;
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_STATUS(f, LL_ECORRUPT,
                  ll_q_thing_of_amount(f->store, &f->arena, &(struct ll_q_thing_of_amount_in){101},
                                       &row, &f->err));
    assert_true(ll_str_eq_cstr(row.code, "untouched"));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err)); /* not finding fails nothing */
}

/* What the schema lets through and a field cannot hold: the field is named. */
static void bad_rows_are_findings(void **state)
{
    static const struct {
        struct ll_q_thing_insert_raw_in in;
        const char *where;
    } cases[] = {
        {{.flag = 2, .stage = 1}, "thing_by_id.flag"},
        {{.seen_at = -1, .stage = 1}, "thing_by_id.seen_at"},
        {{.seen_at = INT64_C(253402300800000000), .stage = 1}, "thing_by_id.seen_at"},
        {{.day = INT64_C(2147483648), .stage = 1}, "thing_by_id.day"},
        {{.month = -1, .stage = 1}, "thing_by_id.month"},
        {{.units = -1, .stage = 1}, "thing_by_id.units"},
        {{.units = LL_UNITS_MAX + 1, .stage = 1}, "thing_by_id.units"},
        {{.mass_g = LL_MASS_G_MAX + 1, .stage = 1}, "thing_by_id.mass"},
        {{.stage = 6}, "thing_by_id.stage"},
        {{.stage = INT64_C(4294967297)}, "thing_by_id.stage"},
    };
    struct ll_fixture *f = things_fixture(state);

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ll_id id = things_id(i + 1);
        struct ll_q_thing_insert_raw_in in = cases[i].in;
        struct ll_q_thing_by_id_row row;
        int64_t changed = 0;

        in.thing_id = (struct ll_str){(const char *)id.b, 16};
        in.has_code = true;
        in.code = LL_STR("c");
        ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
        ASSERT_OK(f, ll_q_thing_insert_raw(f->store, &in, &changed, &f->err));
        assert_int_equal(changed, 1);
        ASSERT_STATUS(f, LL_ECORRUPT,
                      ll_q_thing_by_id(f->store, &f->arena, &(struct ll_q_thing_by_id_in){id}, &row,
                                       &f->err));
        assert_string_equal(f->err.where, cases[i].where);
        ll_store_rollback(f->store);
    }
}

static void null_and_short_ids_are_findings(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_insert_raw_in in = {
        .thing_id = LL_STR("fifteen bytes.."), .has_code = true, .code = LL_STR("c"), .stage = 1};
    struct ll_q_thing_note_needed_row note;
    struct ll_q_thing_id_of_code_row id;
    int64_t changed = 0;

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_thing_insert_raw(f->store, &in, &changed, &f->err));
    ASSERT_STATUS(f, LL_ECORRUPT,
                  ll_q_thing_note_needed(f->store, &f->arena,
                                         &(struct ll_q_thing_note_needed_in){in.code}, &note,
                                         &f->err));
    assert_string_equal(f->err.where, "thing_note_needed.note");
    ASSERT_STATUS(f, LL_ECORRUPT,
                  ll_q_thing_id_of_code(f->store, &f->arena,
                                        &(struct ll_q_thing_id_of_code_in){in.code}, &id, &f->err));
    assert_string_equal(f->err.where, "thing_id_of_code.thing_id");
    ll_store_rollback(f->store);
}

static void sums_overflow_alike(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_insert_in in = things_make(1);
    struct ll_q_thing_sum_row sum;

    in.amount = INT64_MAX;
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_OK(f, ll_q_thing_sum(f->store, &f->arena, &sum, &f->err));
    assert_true(sum.total == INT64_MAX);
    in = things_make(2);
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_STATUS(f, LL_EOVERFLOW, ll_q_thing_sum(f->store, &f->arena, &sum, &f->err));
    ll_store_rollback(f->store);
}

static void counts_of_changed_rows(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    int64_t changed = -1;

    things_insert(f, 1, 3);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_thing_rename_all(f->store, &(struct ll_q_thing_rename_all_in){7, 8}, &changed,
                                       &f->err));
    assert_int_equal(changed, 0);
    ASSERT_OK(f, ll_q_thing_rename_all(f->store, &(struct ll_q_thing_rename_all_in){102, 8},
                                       &changed, &f->err));
    assert_int_equal(changed, 1);
    ASSERT_OK(f, ll_q_thing_delete(f->store, &(struct ll_q_thing_delete_in){LL_STR("none")},
                                   &changed, &f->err));
    assert_int_equal(changed, 0);
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

/* 12 of these fit one statement; the rest go one by one. All or none. */
static void many_rows_come_back(void **state)
{
    static const size_t counts[] = {0, 1, 11, 12, 13, 24, 40};
    struct ll_fixture *f = things_fixture(state);
    struct ll_q_thing_insert_in in[40];
    uint64_t number = 1;
    int64_t total = 0;

    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        for (size_t j = 0; j < counts[i]; j++) {
            in[j] = things_make(number++);
            in[j].has_note = j % 3 != 0;
            in[j].has_lot_id = j % 2 == 0;
        }
        ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
        ASSERT_OK(f, ll_q_thing_insert_rows(f->store, in, counts[i], &f->err));
        ASSERT_OK(f, ll_store_commit(f->store, &f->err));
        ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
        for (size_t j = 0; j < counts[i]; j++) {
            const struct ll_q_thing_by_id_in key = {in[j].thing_id};
            struct ll_q_thing_by_id_row row;

            ASSERT_OK(f, ll_q_thing_by_id(f->store, &f->arena, &key, &row, &f->err));
            assert_same(&in[j], &row);
        }
        ASSERT_OK(f, ll_store_commit(f->store, &f->err));
        total += (int64_t)counts[i];
        assert_int_equal(things_count(f, f->store), total);
    }
    for (size_t j = 0; j < 40; j++) {
        in[j] = things_make(number++);
    }
    in[30].amount = 13; /* refused by thing_amount */
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    enum ll_status status = ll_q_thing_insert_rows(f->store, in, 40, &f->err);
    status = status == LL_OK ? ll_store_commit(f->store, &f->err) : status;
    ll_store_rollback(f->store);
    assert_int_equal(status, LL_ECONSTRAINT);
    assert_string_equal(f->err.where, "thing_amount");
    assert_int_equal(things_count(f, f->store), total);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        THINGS_TEST(values_come_back),      THINGS_TEST(long_values_come_back),
        THINGS_TEST(bad_text_is_refused),   THINGS_TEST(one_row_or_none),
        THINGS_TEST(bad_rows_are_findings), THINGS_TEST(null_and_short_ids_are_findings),
        THINGS_TEST(sums_overflow_alike),   THINGS_TEST(counts_of_changed_rows),
        THINGS_TEST(many_rows_come_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
