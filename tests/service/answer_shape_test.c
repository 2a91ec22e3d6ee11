/* Shapes: what they take and refuse, and that every service has one for its answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "service/answers.h"

static struct ll_arena arena;

static int set_up(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

static const struct ll_answer_shape *shape_of(const char *words)
{
    const struct ll_answer_shape *shape = NULL;
    struct ll_err err = {0};
    if (ll_answer_shape_read(&arena, words, &shape, &err) != LL_OK) {
        fail_msg("%s: %s", words, err.text);
    }
    return shape;
}

static void every_service_says_what_it_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_service_count; i++) {
        const struct ll_answer_shape *shape = NULL;
        struct ll_err err = {0};
        if (ll_answers_shape(&arena, ll_services[i], &shape, &err) != LL_OK) {
            fail_msg("%s %s: %s", ll_services[i]->noun, ll_services[i]->verb, err.text);
        }
    }
}

static void values_fit_or_not(void **state)
{
    static const struct {
        const char *words;
        const char *json;
        const char *where; /* NULL: it fits */
    } rows[] = {
        {"{}", "{}", NULL},
        {"{}", "[]", ""},
        {"{}", "{\"a\":1}", ""},
        {"{a:int}", "{\"a\":1}", NULL},
        {"{a:int}", "{}", ""},
        {"{a:int}", "{\"a\":null}", "a"},
        {"{a:int}", "{\"a\":-1}", "a"},
        {"{a:int}", "{\"a\":1.5}", "a"},
        {"{a:int}", "{\"a\":\"1\"}", "a"},
        {"{a:signed}", "{\"a\":-1}", NULL},
        {"{a?:text b:bool}", "{\"b\":false}", NULL},
        {"{a?:text b:bool}", "{\"a\":\"\",\"b\":true}", NULL},
        {"{a?:text b:bool}", "{\"a\":\"x\",\"b\":\"true\"}", "b"},
        {"[[int]]", "[[1],[2,3],[]]", NULL},
        {"[[int]]", "[[1],[2,true]]", "[1][1]"},
        {"{a:[{b:date}]}", "{\"a\":[{\"b\":\"2026-01-31\"}]}", NULL},
        {"{a:[{b:date}]}", "{\"a\":[{\"b\":\"2026-02-31\"}]}", "a[0].b"},
        {"time", "\"2026-01-31T10:00:00Z\"", NULL},
        {"time", "\"2026-01-31\"", ""},
        {"month", "\"2026-13\"", ""},
        {"hex", "\"00ff\"", NULL},
        {"hex", "\"00f\"", ""},
        {"hex", "\"00FF\"", ""},
        {"serial", "\"LL-04KHD8APERPY2845\"", NULL},
        {"serial", "\"LL-04KHD8APERPY284\"", ""},
        {"key", "\"z6MkabcO\"", ""},
        {"key", "\"z6Mkabc\"", NULL},
        {"money", "{\"currency\":\"EUR\",\"minor\":-150}", NULL},
        {"money", "{\"currency\":\"EUR\"}", ""},
        {"enum:certificate_state", "\"live\"", NULL},
        {"enum:certificate_state", "\"lively\"", ""},
        {"enum:certificate_state", "1", ""},
        {"id:lot", "\"lot_\"", ""},
        {"id:lot", "7", ""},
        {"object", "{\"anything\":[]}", NULL},
        {"object", "[]", ""},
        {"any", "null", NULL},
        {"page{a:int}", "{\"items\":[{\"a\":1}],\"next\":\"x\"}", NULL},
        {"page{a:int}", "{\"items\":[]}", NULL},
        {"page{a:int}", "{\"items\":[{}]}", "items[0]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_json *value = NULL;
        struct ll_err err = {0};
        assert_int_equal(ll_json_read(&arena, ll_str_from_cstr(rows[i].json), 1000, &value, NULL),
                         LL_OK);
        enum ll_status status = ll_answer_shape_check(shape_of(rows[i].words), value, &err);
        if ((status == LL_OK) != (rows[i].where == NULL)) {
            fail_msg("%s of %s: %s", rows[i].json, rows[i].words, err.text);
        }
        if (rows[i].where != NULL) {
            assert_int_equal(status, LL_EINVAL);
            assert_string_equal(err.where, rows[i].where);
        }
    }
}

static void words_that_are_none_are_refused(void **state)
{
    static const char *const none[] = {
        "",          "integer",  "{a}",  "{a:int", "[int", "int int",  "{a:int a:text}",
        "id:nobody", "enum:lot", "{a:}", "{:int}", "}",    "{a:int}}", "page{a}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        const struct ll_answer_shape *shape = NULL;
        if (ll_answer_shape_read(&arena, none[i], &shape, NULL) != LL_EINVAL) {
            fail_msg("'%s' is taken", none[i]);
        }
    }
    const struct ll_answer_shape *shape = NULL;
    assert_int_equal(ll_answer_shape_add(&arena, shape_of("{a:int}"), "a", "int", &shape, NULL),
                     LL_EINVAL);
    assert_int_equal(ll_answer_shape_add(&arena, shape_of("[int]"), "a", "int", &shape, NULL),
                     LL_EINVAL);
}

static void schemas_say_the_same(void **state)
{
    static const char expected[] =
        "{\"additionalProperties\":false,\"properties\":{\"a\":{\"items\":{\"format\":\"date\","
        "\"type\":\"string\"},\"type\":\"array\"},\"b\":{\"minimum\":0,\"type\":\"integer\"},\"c\":"
        "{},\"d\":{\"enum\":[\"pieces\",\"grams\"],\"type\":\"string\"}},\"required\":[\"a\",\"c\","
        "\"d\"],\"type\":\"object\"}";
    struct ll_str text;
    (void)state;
    struct ll_json *schema =
        ll_answer_shape_schema(&arena, shape_of("{a:[date] b?:int c:any d:enum:measure}"));
    assert_int_equal(ll_json_canonical(&arena, schema, 10000, &text, NULL), LL_OK);
    assert_string_equal(ll_str_to_cstr(&arena, text), expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_service_says_what_it_answers),
        cmocka_unit_test(values_fit_or_not),
        cmocka_unit_test(words_that_are_none_are_refused),
        cmocka_unit_test(schemas_say_the_same),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
