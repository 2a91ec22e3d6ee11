/* Building and writing: canonical form, its vectors, and that what is written reads back. */
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

static struct ll_str canonical(const struct ll_json *value)
{
    struct ll_str text = {NULL, 0};
    struct ll_err err = {.text = ""};
    if (ll_json_canonical(&arena, value, TEXT_MAX, &text, &err) != LL_OK) {
        fail_msg("%s", err.text);
    }
    return text;
}

static const struct ll_json *read_text(struct ll_str text)
{
    struct ll_json *value = NULL;
    struct ll_err err = {.text = ""};
    if (ll_json_read(&arena, text, TEXT_MAX, &value, &err) != LL_OK) {
        fail_msg("%s: %s", err.where, err.text);
    }
    return value;
}

static void canonical_rows(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *canonical;
    } rows[] = {
        {" [ ] ", "[]"},
        {"{ }", "{}"},
        {"[ 1 , -0 , 1.0 , 1e3, 1E-7, 100000000000000000000000 ]", "[1,0,1,1000,1e-7,1e+23]"},
        {"{\"b\":1,\"a\":{\"d\":[],\"c\":{}}}", "{\"a\":{\"c\":{},\"d\":[]},\"b\":1}"},
        {"{\"b\":1,\"\":2,\"B\":3,\"aa\":4,\"a\":5}", "{\"\":2,\"B\":3,\"a\":5,\"aa\":4,\"b\":1}"},
        {"\"\\/\\u007f\\u2028\\u00e9\"", "\"/\x7F\u2028é\""},
        {"\"\\b\\t\\n\\f\\r\\\"\\\\\\u0000\\u000b\\u001F\"",
         "\"\\b\\t\\n\\f\\r\\\"\\\\\\u0000\\u000b\\u001f\""},
        /* UTF-16 order: U+1F602 (D83D DE02) before U+E000, U+FB33 and U+FFFF. */
        {"{\"\uFB33\":1,\"\U0001F602\":2,\"\uE000\":3,\"\uD7FF\":4,\"\uFFFF\":5,\"\U0010FFFF\":6,"
         "\"\u20AC\":7}",
         "{\"\u20AC\":7,\"\uD7FF\":4,\"\U0001F602\":2,\"\U0010FFFF\":6,\"\uE000\":3,\"\uFB33\":1,"
         "\"\uFFFF\":5}"},
        {"{\"a\uFFFF\":1,\"a\U00010000b\":2,\"a\U00010000a\":3}",
         "{\"a\U00010000a\":3,\"a\U00010000b\":2,\"a\uFFFF\":1}"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_str text = canonical(read_text(ll_str_from_cstr(rows[i].text)));
        if (!ll_str_eq_cstr(text, rows[i].canonical)) {
            fail_msg("%s as %.*s", rows[i].text, LL_STR_ARG(text));
        }
    }
}

static void pretty_text(void **state)
{
    (void)state;
    struct ll_str text;
    const struct ll_json *value = read_text(LL_STR("{\"b\":[1,{\"x\":null}],\"a\":{},\"c\":[]}"));
    assert_int_equal(ll_json_pretty(&arena, value, TEXT_MAX, &text, NULL), LL_OK);
    assert_true(ll_str_eq_cstr(text, "{\n"
                                     "  \"b\": [\n"
                                     "    1,\n"
                                     "    {\n"
                                     "      \"x\": null\n"
                                     "    }\n"
                                     "  ],\n"
                                     "  \"a\": {},\n"
                                     "  \"c\": []\n"
                                     "}"));
}

static void building(void **state)
{
    (void)state;
    struct ll_json *object = ll_json_new_object(&arena);
    struct ll_json *array = ll_json_new_array(&arena);
    for (int i = 0; i < 40; i++) {
        ll_json_append(&arena, array, ll_json_new_integer(&arena, i));
    }
    ll_json_append(&arena, array, ll_json_new_null(&arena));
    ll_json_append(&arena, array, ll_json_new_bool(&arena, true));
    ll_json_append(&arena, array, ll_json_new_cstr(&arena, "x"));
    ll_json_set_str(&arena, object, "z", LL_STR("zed"));
    ll_json_set(&arena, object, "array", array);
    ll_json_set_cstr(&arena, object, "text", "é\n");
    ll_json_set_integer(&arena, object, "most", LL_JSON_INT_MAX);
    ll_json_set_bool(&arena, object, "no", false);
    for (int i = 0; i < 20; i++) {
        char name[8];
        (void)snprintf(name, sizeof(name), "m%02d", i);
        ll_json_set_integer(&arena, object, ll_str_to_cstr(&arena, ll_str_from_cstr(name)), i);
    }
    struct ll_str text = canonical(object);
    assert_true(ll_str_starts(text, LL_STR("{\"array\":[0,1,2,3,4,5,6,7,8,9,10,")));
    assert_true(ll_str_find(text, LL_STR("39,null,true,\"x\"],\"m00\":0,\"m01\":1"), false) <
                text.len);
    assert_true(ll_str_ends(text, LL_STR("\"m19\":19,\"most\":9007199254740991,\"no\":false,"
                                         "\"text\":\"é\\n\",\"z\":\"zed\"}")));
    assert_true(ll_str_eq(canonical(read_text(text)), text));
}

/* Room is made at once by where its values stood: with less of it, and where it would be more than
 * is allowed, what is written is the same. */
static void long_texts(void **state)
{
    (void)state;
    struct ll_strbuf buf;
    struct ll_str text = {NULL, 0};
    struct ll_json *added = ll_json_new_object(&arena);
    ll_strbuf_init(&buf, &arena, TEXT_MAX);
    ll_strbuf_cstr(&buf, "{\"a\":[0");
    for (int i = 0; i < 20000; i++) {
        ll_strbuf_cstr(&buf, i % 2 == 0 ? ",\"\\u0001\"" : ",1E2");
    }
    ll_strbuf_cstr(&buf, "],\"b\":{}}");
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    const struct ll_json *value = read_text(text);
    struct ll_str written = canonical(value);
    assert_true(ll_str_eq(canonical(read_text(written)), written));
    struct ll_str exact = {NULL, 0};
    assert_int_equal(ll_json_canonical(&arena, value, written.len, &exact, NULL), LL_OK);
    assert_true(ll_str_eq(exact, written));
    assert_int_equal(ll_json_canonical(&arena, value, written.len - 1, &exact, NULL), LL_ELIMIT);
    ll_json_set(&arena, added, "again", (struct ll_json *)(uintptr_t)value);
    ll_json_set(&arena, added, "once", (struct ll_json *)(uintptr_t)value);
    assert_int_equal(canonical(added).len, 2 * written.len + sizeof("{\"again\":,\"once\":}") - 1);
}

static void members_added_to_what_was_read(void **state)
{
    (void)state;
    struct ll_json *value = NULL;
    assert_int_equal(ll_json_read(&arena, LL_STR("{\"b\":[1],\"a\":2}"), TEXT_MAX, &value, NULL),
                     LL_OK);
    ll_json_set_bool(&arena, value, "repeated", true);
    assert_true(ll_str_eq_cstr(canonical(value), "{\"a\":2,\"b\":[1],\"repeated\":true}"));
}

/* Whatever allocation fails, the root says so: nothing incomplete is written. */
static void broken_trees_are_not_written(void **state)
{
    (void)state;
    struct ll_str whole = {NULL, 0};
    for (size_t cap_bytes = 0; cap_bytes < 40000; cap_bytes += 112) {
        struct ll_arena small;
        struct ll_str text = {NULL, 0};
        ll_arena_init(&small, &ll_arena_malloc, cap_bytes);
        struct ll_json *root = ll_json_new_object(&small);
        struct ll_json *list = ll_json_new_array(&small);
        for (int i = 0; i < 12; i++) {
            struct ll_json *item = ll_json_new_object(&small);
            ll_json_set_integer(&small, item, "i", i);
            ll_json_append(&small, list, item);
        }
        ll_json_set(&small, root, "list", list);
        ll_json_set_cstr(&small, root, "name", "x");
        enum ll_status status = ll_json_canonical(&arena, root, TEXT_MAX, &text, NULL);
        assert_int_equal(status, root == NULL || root->broken ? LL_ENOMEM : LL_OK);
        if (status == LL_OK) {
            assert_true(whole.ptr == NULL || ll_str_eq(whole, text));
            whole = text;
        }
        ll_arena_release(&small);
    }
    assert_non_null(whole.ptr);
    struct ll_json *root = ll_json_new_array(&arena);
    struct ll_json *inner = ll_json_new_object(&arena);
    ll_json_set(&arena, inner, "lost", NULL);
    ll_json_append(&arena, root, inner);
    assert_true(root->broken);
    ll_json_append(&arena, NULL, root); /* passed on */
    assert_int_equal(ll_json_canonical(&arena, root, TEXT_MAX, &whole, NULL), LL_ENOMEM);
}

static void what_cannot_be_written(void **state)
{
    (void)state;
    struct ll_str text;
    struct ll_err err;
    struct ll_json *bad = ll_json_new_string(&arena, LL_STR("\xFF"));
    assert_int_equal(ll_json_canonical(&arena, bad, TEXT_MAX, &text, &err), LL_EPARSE);
    struct ll_json *object = ll_json_new_object(&arena);
    ll_json_set_integer(&arena, object, "\xC3(", 1);
    assert_int_equal(ll_json_pretty(&arena, object, TEXT_MAX, &text, &err), LL_EPARSE);
    struct ll_json number = {.type = LL_JSON_NUMBER, .number = 1e308};
    number.number *= 10;
    assert_int_equal(ll_json_canonical(&arena, &number, TEXT_MAX, &text, &err), LL_EPARSE);
    number.number -= number.number;
    assert_int_equal(ll_json_canonical(&arena, &number, TEXT_MAX, &text, &err), LL_EPARSE);
    assert_int_equal(ll_json_canonical(&arena, NULL, TEXT_MAX, &text, &err), LL_ENOMEM);
    /* Exactly the limit, and one less. */
    struct ll_json *words = ll_json_new_cstr(&arena, "abc");
    assert_int_equal(ll_json_canonical(&arena, words, 5, &text, &err), LL_OK);
    assert_int_equal(ll_json_canonical(&arena, words, 4, &text, &err), LL_ELIMIT);
    /* Built deeper than any text may be. */
    struct ll_json *deep = ll_json_new_null(&arena);
    for (int i = 0; i < LL_JSON_DEPTH_MAX + 1; i++) {
        assert_int_equal(ll_json_canonical(&arena, deep, TEXT_MAX, &text, &err), LL_OK);
        struct ll_json *outer = ll_json_new_array(&arena);
        ll_json_append(&arena, outer, deep);
        deep = outer;
    }
    assert_int_equal(ll_json_canonical(&arena, deep, TEXT_MAX, &text, &err), LL_ELIMIT);
}

static void random_string(struct ll_test_random *random, struct ll_str *ret_string)
{
    static const char *const pieces[] = {"a",  "b", "Z",    "\"",         "\\",         "/",
                                         "\n", "é", "\x01", "\u2028",     "\uE000",     "\uFFFF",
                                         "€",  "😀", "\x7F", "\U0010FFFF", "\U00010000", " "};
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &arena, 1000);
    for (uint64_t i = ll_test_random_below(random, 6); i > 0; i--) {
        ll_strbuf_cstr(&buf,
                       pieces[ll_test_random_below(random, sizeof(pieces) / sizeof(pieces[0]))]);
    }
    assert_int_equal(ll_strbuf_finish(&buf, ret_string, NULL), LL_OK);
}

static struct ll_json *random_scalar(struct ll_test_random *random)
{
    struct ll_str string;
    struct ll_json *number;
    uint64_t bits = ll_test_random_next(random);
    switch ((int)(bits % 5)) {
    case 0:
        return ll_json_new_null(&arena);
    case 1:
        return ll_json_new_bool(&arena, bits >> 63 != 0);
    case 2:
        return ll_json_new_integer(&arena, (int64_t)(bits >> 11) * (bits >> 8 & 1 ? 1 : -1));
    case 3:
        number = ll_json_new_integer(&arena, 0);
        number->is_integer = false;
        memcpy(&number->number, &bits, sizeof(bits));
        number->number = number->number - number->number == 0.0 ? number->number : 0.25;
        return number;
    default:
        random_string(random, &string);
        return ll_json_new_string(&arena, string);
    }
}

/* A tree grown at random places: containers on a stack, scalars in between. */
static struct ll_json *random_tree(struct ll_test_random *random)
{
    struct ll_json *value = random_scalar(random);
    for (uint64_t level = ll_test_random_below(random, 6); level > 0; level--) {
        bool is_array = ll_test_random_below(random, 2) == 0;
        struct ll_json *outer = is_array ? ll_json_new_array(&arena) : ll_json_new_object(&arena);
        uint64_t count = ll_test_random_below(random, 20);
        uint64_t at = ll_test_random_below(random, count + 1);
        for (uint64_t i = 0; i <= count; i++) {
            struct ll_json *inner = i == at ? value : random_scalar(random);
            struct ll_str name;
            random_string(random, &name);
            const char *cstr = ll_str_to_cstr(&arena, name);
            if (is_array) {
                ll_json_append(&arena, outer, inner);
            } else if (ll_json_get(outer, cstr) == NULL) {
                ll_json_set(&arena, outer, cstr, inner);
            }
        }
        value = outer;
    }
    return value;
}

static bool same(const struct ll_json *a, const struct ll_json *b);

static bool same_members(const struct ll_json *a, const struct ll_json *b)
{
    for (size_t i = 0; i < a->count; i++) {
        const struct ll_json *other = NULL;
        for (size_t k = 0; k < b->count; k++) {
            if (ll_str_eq(a->members[i].name, b->members[k].name)) {
                other = &b->members[k].value;
            }
        }
        if (other == NULL || !same(&a->members[i].value, other)) {
            return false;
        }
    }
    return true;
}

static bool same(const struct ll_json *a, const struct ll_json *b)
{
    if (a->type != b->type || a->count != b->count) {
        return false;
    }
    if (a->type == LL_JSON_NUMBER) {
        return a->number == b->number;
    }
    if (a->type == LL_JSON_STRING) {
        return ll_str_eq(a->string, b->string);
    }
    for (size_t i = 0; a->type == LL_JSON_ARRAY && i < a->count; i++) {
        if (!same(&a->items[i], &b->items[i])) {
            return false;
        }
    }
    return a->type != LL_JSON_OBJECT || same_members(a, b);
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    struct ll_test_random random = ll_test_random_begin();
    for (int i = 0; i < 3000; i++) {
        const struct ll_json *value = random_tree(&random);
        struct ll_str once = canonical(value);
        const struct ll_json *back = read_text(once);
        assert_true(same(value, back));
        assert_true(ll_str_eq(canonical(back), once));
        struct ll_str pretty;
        assert_int_equal(ll_json_pretty(&arena, value, TEXT_MAX, &pretty, NULL), LL_OK);
        assert_true(ll_str_eq(canonical(read_text(pretty)), once));
        ll_arena_reset(&arena);
    }
}

static void published_vectors(void **state)
{
    (void)state;
    const char *folder = ll_test_shared_path(&arena, "traceability/jcs");
    if (folder == NULL) {
        skip();
    }
    size_t count = 0;
    char path[1024];
    (void)snprintf(path, sizeof(path), "%s/input", folder);
    const char **names = ll_test_list_folder(&arena, path, "", &count);
    assert_non_null(names);
    assert_true(count >= 4);
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(path, sizeof(path), "%s/input/%s", folder, names[i]);
        struct ll_str text = canonical(read_text(ll_test_read_file(&arena, path)));
        (void)snprintf(path, sizeof(path), "%s/output/%s", folder, names[i]);
        struct ll_str expected = ll_str_trim(ll_test_read_file(&arena, path));
        assert_true(ll_str_eq(text, expected));
        /* The same again as hex, with spaces and lines. */
        (void)snprintf(path, sizeof(path), "%s/outhex/%.*s.txt", folder, (int)strlen(names[i]) - 5,
                       names[i]);
        struct ll_str hex = ll_test_read_file(&arena, path);
        struct ll_strbuf buf;
        struct ll_str digits;
        ll_strbuf_init(&buf, &arena, TEXT_MAX);
        for (size_t k = 0; k < hex.len; k++) {
            if (hex.ptr[k] > ' ') {
                ll_strbuf_char(&buf, hex.ptr[k]);
            }
        }
        assert_int_equal(ll_strbuf_finish(&buf, &digits, NULL), LL_OK);
        uint8_t *bytes = ll_arena_alloc(&arena, digits.len / 2, 1);
        assert_int_equal(ll_hex_decode(digits, bytes), LL_OK);
        assert_int_equal(digits.len / 2, text.len);
        assert_memory_equal(bytes, text.ptr, text.len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(canonical_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(pretty_text, setup, teardown),
        cmocka_unit_test_setup_teardown(building, setup, teardown),
        cmocka_unit_test_setup_teardown(long_texts, setup, teardown),
        cmocka_unit_test_setup_teardown(members_added_to_what_was_read, setup, teardown),
        cmocka_unit_test_setup_teardown(broken_trees_are_not_written, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_written, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_written_reads_back, setup, teardown),
        cmocka_unit_test_setup_teardown(published_vectors, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
