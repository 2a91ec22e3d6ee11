/* Rows as they are: every shape a column may have, and pages. */
#include "store/things.h"

#include "service/answer.h"

static struct ll_str text_of(const struct ll_json *object, const char *name)
{
    const struct ll_json *value = ll_json_get(object, name);

    assert_non_null(value);
    return ll_json_string(value);
}

static void assert_text(const struct ll_json *object, const char *name, const char *expected)
{
    if (!ll_str_eq_cstr(text_of(object, name), expected)) {
        fail_msg("%s is '%.*s', not '%s'", name, LL_STR_ARG(text_of(object, name)), expected);
    }
}

static struct ll_ctx make_ctx(struct ll_fixture *f)
{
    return (struct ll_ctx){.store = f->store, .arena = &f->arena};
}

static struct ll_store_cursor *open_item(struct ll_fixture *f, uint64_t number)
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_q_thing_item_in by = {things_id(number)};

    ASSERT_OK(f, ll_q_thing_item_open(f->store, &f->arena, &by, &cursor, &f->err));
    return cursor;
}

static void every_shape(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_ctx ctx = make_ctx(f);
    struct ll_json *answer = ll_answer_object(&ctx);
    struct ll_q_thing_insert_in bare = things_make(2);

    things_insert(f, 1, 1);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    bare.has_note = bare.has_lot_id = bare.has_battery = false;
    bare.flag = false;
    ASSERT_OK(f, ll_q_thing_insert(f->store, &bare, &f->err));
    ASSERT_OK(f, ll_answer_item(&ctx, open_item(f, 1), answer, &f->err));
    assert_text(answer, "code", "code-000001");
    assert_int_equal(ll_json_get(answer, "amount")->integer, 101);
    assert_text(answer, "note", "a note");
    assert_text(answer, "raw", "0001ff00");
    assert_int_equal(ll_json_get(answer, "flag")->type, LL_JSON_TRUE);
    assert_text(answer, "seen_at", "2026-01-01T00:00:00.123456Z");
    assert_text(answer, "day", "1969-01-01");
    assert_text(answer, "month", "2016-03");
    assert_true(ll_json_get(answer, "units")->integer == LL_UNITS_MAX);
    assert_true(ll_json_get(answer, "mass_g")->integer == LL_MASS_G_MAX);
    assert_text(answer, "lot_id", "lot_00000000000000000000000002");
    assert_text(answer, "stage", "seized");
    assert_text(answer, "battery", "unknown");
    answer = ll_answer_object(&ctx);
    ASSERT_OK(f, ll_answer_item(&ctx, open_item(f, 2), answer, &f->err));
    assert_int_equal(answer->count, 10);
    assert_null(ll_json_get(answer, "note"));
    assert_null(ll_json_get(answer, "lot_id"));
    assert_null(ll_json_get(answer, "battery"));
    assert_int_equal(ll_json_get(answer, "flag")->type, LL_JSON_FALSE);
    ASSERT_STATUS(f, LL_ECORRUPT, ll_answer_item(&ctx, open_item(f, 3), answer, &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

/* What the schema lets through and a shape cannot show: the column is named. */
static void bad_values(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_ctx ctx = make_ctx(f);
    static const struct {
        struct ll_q_thing_insert_raw_in in;
        const char *where;
    } cases[] = {
        {{.flag = 2, .stage = 1}, "flag"},
        {{.seen_at = -1, .stage = 1}, "seen_at"},
        {{.stage = 99}, "stage"},
    };

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ll_q_thing_insert_raw_in in = cases[i].in;
        struct ll_id id = things_id(i + 1);
        struct ll_json *answer = ll_answer_object(&ctx);
        char code[2] = {(char)('a' + (int)i), '\0'};
        int64_t changed = 0;

        in.thing_id = (struct ll_str){(const char *)id.b, sizeof(id.b)};
        in.has_code = true;
        in.code = ll_str_from_cstr(code);
        ASSERT_OK(f, ll_q_thing_insert_raw(f->store, &in, &changed, &f->err));
        ASSERT_STATUS(f, LL_ECORRUPT, ll_answer_item(&ctx, open_item(f, i + 1), answer, &f->err));
        assert_string_equal(f->err.where, cases[i].where);
    }
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

static void keys(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_ctx ctx = make_ctx(f);
    struct ll_json *answer = ll_answer_object(&ctx);
    struct ll_store_cursor *cursor = NULL;
    struct ll_q_thing_insert_in in = things_make(1);
    static const char zeros[32];

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    in.raw = (struct ll_str){zeros, sizeof(zeros)};
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_OK(f, ll_q_thing_keys_open(f->store, &f->arena, &cursor, &f->err));
    ASSERT_OK(f, ll_answer_items(&ctx, cursor, answer, "keys", &f->err));
    assert_text(&ll_json_get(answer, "keys")->items[0], "key",
                "z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP");
    in = things_make(2);
    ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    ASSERT_OK(f, ll_q_thing_keys_open(f->store, &f->arena, &cursor, &f->err));
    ASSERT_STATUS(f, LL_ECORRUPT, ll_answer_items(&ctx, cursor, answer, "keys", &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

static void pages(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_ctx ctx = make_ctx(f);
    struct ll_q_thing_list_in in = {.after = LL_STR(""), .limit = ll_page_limit(4)};
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *answer = NULL;

    assert_int_equal(ll_page_limit(0), LL_PAGE_DEFAULT);
    things_insert(f, 1, 6);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    ASSERT_OK(f, ll_q_thing_list_open(f->store, &f->arena, &in, &cursor, &f->err));
    ASSERT_OK(f, ll_answer_page(&ctx, cursor, in.limit, &answer, &f->err));
    assert_int_equal(ll_json_get(answer, "items")->count, 4);
    assert_text(answer, "next", "code-000004");
    in.after = text_of(answer, "next");
    ASSERT_OK(f, ll_q_thing_list_open(f->store, &f->arena, &in, &cursor, &f->err));
    ASSERT_OK(f, ll_answer_page(&ctx, cursor, in.limit, &answer, &f->err));
    assert_int_equal(ll_json_get(answer, "items")->count, 2);
    assert_null(ll_json_get(answer, "next"));
    in.after = LL_STR("code-000006");
    ASSERT_OK(f, ll_q_thing_list_open(f->store, &f->arena, &in, &cursor, &f->err));
    ASSERT_OK(f, ll_answer_page(&ctx, cursor, in.limit, &answer, &f->err));
    assert_int_equal(ll_json_get(answer, "items")->count, 0);
    assert_null(ll_json_get(answer, "next"));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        THINGS_TEST(every_shape),
        THINGS_TEST(bad_values),
        THINGS_TEST(keys),
        THINGS_TEST(pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
