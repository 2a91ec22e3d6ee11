/* The reader: what it takes, what it refuses and where, and that no truncation harms it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "support/random.h"
#include "support/shared_data.h"

#define CAP ((size_t)64 << 20)
#define TEXT_MAX ((size_t)1 << 20)

static struct ll_arena arena;

static int setup(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, CAP);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

static struct ll_json *read_ok(const char *text)
{
    struct ll_json *value = NULL;
    struct ll_err err = {.text = ""};
    if (ll_json_read(&arena, ll_str_from_cstr(text), TEXT_MAX, &value, &err) != LL_OK) {
        fail_msg("%s: %s: %s", text, err.where, err.text);
    }
    return value;
}

static void values_and_their_places(void **state)
{
    (void)state;
    const struct ll_json *value =
        read_ok(" { \"a\" : [ null , true , false ] , \"b\":{\"c\":-12},\"d\":\"x\" }\n");
    assert_int_equal(value->type, LL_JSON_OBJECT);
    assert_int_equal(value->count, 3);
    assert_int_equal(value->offset, 1);
    const struct ll_json *a = ll_json_get(value, "a");
    assert_int_equal(a->type, LL_JSON_ARRAY);
    assert_int_equal(a->count, 3);
    assert_int_equal(a->offset, 9);
    assert_int_equal(a->items[0].type, LL_JSON_NULL);
    assert_int_equal(a->items[1].type, LL_JSON_TRUE);
    assert_int_equal(a->items[2].type, LL_JSON_FALSE);
    assert_int_equal(a->items[2].offset, 25);
    const struct ll_json *c = ll_json_get(ll_json_get(value, "b"), "c");
    assert_true(c->is_integer && c->integer == -12 && c->number == -12.0);
    assert_true(ll_str_eq_cstr(ll_json_string_at(value, "d"), "x"));
    assert_null(ll_json_get(value, "e"));
    assert_null(ll_json_get(a, "a"));
    assert_null(ll_json_get(NULL, "a"));
    assert_int_equal(ll_json_string(a).len, 0);
    assert_int_equal(ll_json_string(NULL).len, 0);
}

static void integers_and_reals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_integer;
        int64_t integer;
        double number;
    } rows[] = {
        {"0", true, 0, 0.0},
        {"-0", true, 0, -0.0},
        {"9007199254740991", true, LL_JSON_INT_MAX, 9007199254740991.0},
        {"-9007199254740991", true, -LL_JSON_INT_MAX, -9007199254740991.0},
        {"9007199254740992", false, 0, 9007199254740992.0},
        {"10000000000000000", false, 0, 1e16},
        {"123456789012345678901", false, 0, 123456789012345678901.0},
        {"1.0", false, 0, 1.0},
        {"1e2", false, 0, 100.0},
        {"-1.5E+3", false, 0, -1500.0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct ll_json *value = read_ok(rows[i].text);
        assert_int_equal(value->type, LL_JSON_NUMBER);
        assert_int_equal(value->is_integer, rows[i].is_integer);
        assert_true(value->integer == rows[i].integer);
        assert_memory_equal(&value->number, &rows[i].number, sizeof(double));
    }
}

static void strings(void **state)
{
    (void)state;
    static const char plain[] = "\"borrowed, not copied\"";
    const struct ll_json *value = read_ok(plain);
    assert_ptr_equal(value->string.ptr, plain + 1);
    value = read_ok("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\\ud83d\\uDE00\\u0000!\"");
    const char decoded[] = "\"\\/\b\f\n\r\tAé€😀\0!";
    assert_int_equal(value->string.len, sizeof(decoded) - 1);
    assert_memory_equal(value->string.ptr, decoded, sizeof(decoded) - 1);
    value = read_ok("{\"\\u0061b\":1}");
    assert_non_null(ll_json_get(value, "ab"));
    /* An escape at every place of a machine word. */
    for (size_t before = 0; before < 20; before++) {
        char text[64] = "\"";
        memset(text + 1, 'x', before);
        memcpy(text + 1 + before, "\\nyyyyyyyyyyyy\"", 16);
        value = read_ok(text);
        assert_int_equal(value->string.len, before + 13);
        assert_int_equal(value->string.ptr[before], '\n');
        assert_int_equal(value->string.ptr[before + 12], 'y');
    }
}

struct refusal {
    const char *text;
    int at; /* the byte the error names */
    const char *words;
};

static void refusals_say_what_and_where(void **state)
{
    (void)state;
    static const struct refusal rows[] = {
        {"", 0, "ends where a value"},
        {"   ", 3, "ends where a value"},
        {"nul", 0, "no JSON value"},
        {"True", 0, "no JSON value"},
        {"'a'", 0, "no JSON value"},
        {"\xEF\xBB\xBF{}", 0, "byte order mark"},
        {"[1,]", 3, "no JSON value"},
        {"[1 2]", 3, "comma or ]"},
        {"[1", 2, "comma or ]"},
        {"[,1]", 1, "no JSON value"},
        {"{\"a\":1,}", 7, "member's name"},
        {"{\"a\" 1}", 5, "colon"},
        {"{\"a\":1 \"b\":2}", 7, "comma or }"},
        {"{a:1}", 1, "member's name"},
        {"{1:1}", 1, "member's name"},
        {"[}", 1, "no JSON value"},
        {"[1}", 2, "comma or ]"},
        {"1 2", 2, "something follows"},
        {"{}]", 2, "something follows"},
        {"[1]//", 3, "something follows"},
        {"01", 0, "no number"},
        {"[-]", 1, "no number"},
        {"[1.]", 1, "no number"},
        {"[+1]", 1, "no JSON value"},
        {"[1e400]", 1, "too large"},
        {"[-1e400]", 1, "too large"},
        {"\"abc", 4, "no end"},
        {"\"abc\\", 5, "no escape"},
        {"\"a\nb\"", 2, "control character"},
        {"\"a\\nb\tc\"", 5, "control character"},
        {"\"\\x\"", 2, "no escape"},
        {"\"\\u12g4\"", 5, "four hexadecimal"},
        {"\"\\ud800\"", 3, "surrogate"},
        {"\"\\ud800\\n\"", 3, "surrogate"},
        {"\"\\ud800\\u0041\"", 3, "surrogate"},
        {"\"\\udc00\\ud800\"", 3, "surrogate"},
        {"\"\xED\xA0\x80\"", 1, "no UTF-8"},
        {"\"\xC0\xAF\"", 1, "no UTF-8"},
        {"[\"ok\",\"\xFF\"]", 7, "no UTF-8"},
        {"{\"a\":1,\"a\":2}", 11, "\"a\" occurs twice"},
        {"{\"a\":1,\"\\u0061\":2}", 16, "\"a\" occurs twice"},
        {"{\"\":1,\"\":1}", 9, "\"\" occurs twice"},
        {"[{\"a\":{\"b\":1,\"b\":1}}]", 17, "\"b\" occurs twice"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_json *value = (struct ll_json *)&arena;
        struct ll_err err;
        char where[32];
        enum ll_status status =
            ll_json_read(&arena, ll_str_from_cstr(rows[i].text), TEXT_MAX, &value, &err);
        (void)snprintf(where, sizeof(where), "byte %d", rows[i].at);
        if (status != LL_EPARSE || strcmp(err.where, where) != 0 ||
            strstr(err.text, rows[i].words) == NULL) {
            fail_msg("%s: %s: %s", rows[i].text, err.where, err.text);
        }
        assert_ptr_equal(value, &arena); /* untouched */
    }
}

/* An object of `count` members, two of which may have the same name. */
static struct ll_str members(size_t count, size_t twin_a, size_t twin_b, bool backwards)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, &arena, CAP);
    for (size_t i = 0; i < count; i++) {
        size_t number = i == twin_a ? twin_b : i;
        number = backwards ? count - number : number;
        /* One of the twins is written otherwise. */
        ll_strbuf_fmt(&buf, "%c\"%sx%06zu\":%zu", i == 0 ? '{' : ',', i == twin_b ? "\\u006e" : "n",
                      number, i);
    }
    ll_strbuf_cstr(&buf, "}");
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    return text;
}

static void twins_are_found_in_any_object(void **state)
{
    (void)state;
    struct ll_test_random random = ll_test_random_begin();
    static const size_t counts[] = {2, 3, 11, 12, 13, 14, 40, 1000};
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        for (int k = 0; k < 20; k++) {
            size_t count = counts[i];
            struct ll_json *value;
            struct ll_err err;
            bool backwards = ll_test_random_below(&random, 2) == 0;
            struct ll_str text = members(count, count, count, backwards);
            assert_int_equal(ll_json_read(&arena, text, TEXT_MAX, &value, &err), LL_OK);
            assert_int_equal(value->count, count);
            size_t a = ll_test_random_below(&random, count);
            size_t b = (a + 1 + ll_test_random_below(&random, count - 1)) % count;
            text = members(count, a, b, backwards);
            assert_int_equal(ll_json_read(&arena, text, TEXT_MAX, &value, &err), LL_EPARSE);
            assert_non_null(strstr(err.text, "occurs twice"));
            ll_arena_reset(&arena);
        }
    }
}

static void limits(void **state)
{
    (void)state;
    struct ll_json *value;
    struct ll_err err;
    char deep[2 * LL_JSON_DEPTH_MAX + 3];
    for (size_t depth = LL_JSON_DEPTH_MAX - 1; depth <= LL_JSON_DEPTH_MAX + 1; depth++) {
        memset(deep, '[', depth);
        memset(deep + depth, ']', depth);
        const struct ll_str text = {deep, 2 * depth};
        assert_int_equal(ll_json_read(&arena, text, TEXT_MAX, &value, &err),
                         depth <= LL_JSON_DEPTH_MAX ? LL_OK : LL_ELIMIT);
    }
    assert_string_equal(err.where, "byte 64");
    assert_int_equal(ll_json_read(&arena, LL_STR("[1]"), 3, &value, &err), LL_OK);
    assert_int_equal(ll_json_read(&arena, LL_STR("[1]"), 2, &value, &err), LL_ELIMIT);
    /* With every cap it is read or there is no memory, and nothing else. */
    const struct ll_str text = LL_STR("{\"a\":[1,2,{\"b\\n\":\"c\\u0041\"},[[]]],\"d\":\"e\"}");
    bool read = false;
    for (size_t cap_bytes = 0; cap_bytes < 6000; cap_bytes += 16) {
        struct ll_arena small;
        ll_arena_init(&small, &ll_arena_malloc, cap_bytes);
        enum ll_status status = ll_json_read(&small, text, TEXT_MAX, &value, &err);
        assert_true(status == LL_OK || (status == LL_ENOMEM && !read));
        read = status == LL_OK;
        ll_arena_release(&small);
    }
    assert_true(read);
}

static const char *const samples[] = {
    "{\"a\":[1,-0,2.5e-7,true,false,null],\"b\":{\"\\u00e9\":\"\\ud83d\\ude00\",\"c\":\"\\n/\"}}",
    "[[[[[[]]]]],{},{\"\":\"\"}]",
    ("{\"k01\":1,\"k02\":2,\"k03\":3,\"k04\":4,\"k05\":5,\"k06\":6,\"k07\":7,\"k08\":8,\"k09\":9,"
     "\"k10\":10,\"k11\":11,\"k12\":12,\"k14\":14,\"k13\":13}"),
    "\"a\\u0041\\\\\\\"€😀\"",
};

/* Each in memory of its exact size, so that a sanitizer sees any byte read beyond. */
static void read_copy(struct ll_str text)
{
    struct ll_arena small;
    struct ll_json *value;
    struct ll_err err;
    ll_arena_init(&small, &ll_arena_malloc, TEXT_MAX);
    struct ll_str copy = ll_str_copy(&small, text);
    assert_non_null(copy.ptr);
    enum ll_status status = ll_json_read(&small, copy, TEXT_MAX, &value, &err);
    assert_true(status == LL_OK || status == LL_EPARSE || status == LL_ELIMIT);
    ll_arena_release(&small);
}

static void truncations_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        struct ll_str text = ll_str_from_cstr(samples[i]);
        (void)read_ok(samples[i]);
        for (size_t len = 0; len < text.len; len++) {
            struct ll_json *value;
            struct ll_str cut = ll_str_copy(&arena, ll_str_sub(text, 0, len));
            assert_int_equal(ll_json_read(&arena, cut, TEXT_MAX, &value, NULL), LL_EPARSE);
        }
    }
}

static void mutations_do_no_harm(void **state)
{
    (void)state;
    struct ll_test_random random = ll_test_random_begin();
    static const char bytes[] = "{}[],:\"\\u0e-.1tn \xC3\xA9\xED\x00\x1F";
    for (int i = 0; i < 20000; i++) {
        char text[256];
        const char *sample = samples[ll_test_random_below(&random, 4)];
        size_t len = strlen(sample);
        memcpy(text, sample, len);
        for (int k = 0; k < 3; k++) {
            text[ll_test_random_below(&random, len)] =
                bytes[ll_test_random_below(&random, sizeof(bytes))];
        }
        read_copy((struct ll_str){text, len});
    }
}

/* What the suite leaves open (i_) and we decide, and where we are stricter than it (y_). */
struct decision {
    const char *name;
    enum ll_status status;
};

static const struct decision decisions[] = {
    {"i_number_double_huge_neg_exp.json", LL_OK}, /* rounds to zero */
    {"i_number_huge_exp.json", LL_EPARSE},
    {"i_number_neg_int_huge_exp.json", LL_EPARSE},
    {"i_number_pos_double_huge_exp.json", LL_EPARSE},
    {"i_number_real_neg_overflow.json", LL_EPARSE},
    {"i_number_real_pos_overflow.json", LL_EPARSE},
    {"i_number_real_underflow.json", LL_OK},
    {"i_number_too_big_neg_int.json", LL_OK}, /* a double, marked as no integer */
    {"i_number_too_big_pos_int.json", LL_OK},
    {"i_number_very_big_negative_int.json", LL_OK},
    {"i_object_key_lone_2nd_surrogate.json", LL_EPARSE},
    {"i_string_1st_surrogate_but_2nd_missing.json", LL_EPARSE},
    {"i_string_1st_valid_surrogate_2nd_invalid.json", LL_EPARSE},
    {"i_string_UTF-16LE_with_BOM.json", LL_EPARSE},
    {"i_string_UTF-8_invalid_sequence.json", LL_EPARSE},
    {"i_string_UTF8_surrogate_U+D800.json", LL_EPARSE},
    {"i_string_incomplete_surrogate_and_escape_valid.json", LL_EPARSE},
    {"i_string_incomplete_surrogate_pair.json", LL_EPARSE},
    {"i_string_incomplete_surrogates_escape_valid.json", LL_EPARSE},
    {"i_string_invalid_lonely_surrogate.json", LL_EPARSE},
    {"i_string_invalid_surrogate.json", LL_EPARSE},
    {"i_string_invalid_utf-8.json", LL_EPARSE},
    {"i_string_inverted_surrogates_U+1D11E.json", LL_EPARSE},
    {"i_string_iso_latin_1.json", LL_EPARSE},
    {"i_string_lone_second_surrogate.json", LL_EPARSE},
    {"i_string_lone_utf8_continuation_byte.json", LL_EPARSE},
    {"i_string_not_in_unicode_range.json", LL_EPARSE},
    {"i_string_overlong_sequence_2_bytes.json", LL_EPARSE},
    {"i_string_overlong_sequence_6_bytes.json", LL_EPARSE},
    {"i_string_overlong_sequence_6_bytes_null.json", LL_EPARSE},
    {"i_string_truncated-utf-8.json", LL_EPARSE},
    {"i_string_utf16BE_no_BOM.json", LL_EPARSE},
    {"i_string_utf16LE_no_BOM.json", LL_EPARSE},
    {"i_structure_500_nested_arrays.json", LL_ELIMIT},
    {"i_structure_UTF-8_BOM_empty_object.json", LL_EPARSE},
    {"n_structure_100000_opening_arrays.json", LL_ELIMIT},
    {"n_structure_open_array_object.json", LL_ELIMIT},
    {"y_object_duplicated_key.json", LL_EPARSE},
    {"y_object_duplicated_key_and_value.json", LL_EPARSE},
};

static enum ll_status decided(const char *name)
{
    for (size_t i = 0; i < sizeof(decisions) / sizeof(decisions[0]); i++) {
        if (strcmp(decisions[i].name, name) == 0) {
            return decisions[i].status;
        }
    }
    if (name[0] == 'i') {
        fail_msg("%s is not decided", name);
    }
    return name[0] == 'y' ? LL_OK : LL_EPARSE;
}

static void published_suite(void **state)
{
    (void)state;
    const char *folder = ll_test_shared_path(&arena, "json");
    if (folder == NULL) {
        skip();
    }
    size_t count = 0;
    size_t judged = 0;
    const char **names = ll_test_list_folder(&arena, folder, "", &count);
    assert_non_null(names);
    for (size_t i = 0; i < count; i++) {
        if (names[i][1] != '_') {
            continue;
        }
        struct ll_arena small;
        struct ll_json *value;
        struct ll_err err = {.text = ""};
        char path[1024];
        ll_arena_init(&small, &ll_arena_malloc, CAP);
        (void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        struct ll_str text = ll_test_read_file(&small, path);
        assert_non_null(text.ptr);
        enum ll_status status = ll_json_read(&small, text, TEXT_MAX, &value, &err);
        if (status != decided(names[i])) {
            fail_msg("%s: %s %s", names[i], ll_status_name(status), err.text);
        }
        for (size_t len = 0; len < text.len && text.len < 2000; len++) {
            read_copy(ll_str_sub(text, 0, len));
        }
        judged++;
        ll_arena_release(&small);
    }
    assert_true(judged > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(values_and_their_places, setup, teardown),
        cmocka_unit_test_setup_teardown(integers_and_reals, setup, teardown),
        cmocka_unit_test_setup_teardown(strings, setup, teardown),
        cmocka_unit_test_setup_teardown(refusals_say_what_and_where, setup, teardown),
        cmocka_unit_test_setup_teardown(twins_are_found_in_any_object, setup, teardown),
        cmocka_unit_test_setup_teardown(limits, setup, teardown),
        cmocka_unit_test_setup_teardown(truncations_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(mutations_do_no_harm, setup, teardown),
        cmocka_unit_test_setup_teardown(published_suite, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
