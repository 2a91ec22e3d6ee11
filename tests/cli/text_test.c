/* Text for people: escaping, numbers, tables, the nearest word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "edge/cli/render.h"
#include "edge/cli/text.h"

#define ARENA_BYTES ((size_t)4 << 20)

static struct ll_arena arena;

static int make(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

static void is_text(struct ll_strbuf *buf, const char *wanted)
{
    struct ll_str text;
    assert_int_equal(ll_strbuf_finish(buf, &text, NULL), LL_OK);
    char *got = ll_str_to_cstr(&arena, text);
    assert_non_null(got);
    assert_string_equal(got, wanted);
}

static void escapes(struct ll_str s, const char *keep, const char *wanted)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &arena, ARENA_BYTES);
    ll_text_escape(&buf, s, keep);
    is_text(&buf, wanted);
}

static void what_acts_is_escaped(void **state)
{
    (void)state;
    escapes(LL_STR("plain é 中 😀"), "", "plain é 中 😀");
    escapes(LL_STR("\x1b[31m\r\n\t\0\x7f"), "", "\\x1b[31m\\x0d\\x0a\\x09\\x00\\x7f");
    escapes(LL_STR("two\nlines\r"), "\n", "two\nlines\\x0d");
    escapes(LL_STR("csi \xc2\x9b."), "", "csi \\u{009b}.");
    escapes(LL_STR("turned \xe2\x80\xae back"), "", "turned \\u{202e} back");
    escapes(LL_STR("iso \xe2\x81\xa6."), "", "iso \\u{2066}.");
    escapes(LL_STR("bad \xff\xc3( \xe2\x82"), "", "bad \\xff\\xc3( \\xe2\\x82");
    escapes(LL_STR("long \xc0\xaf \xed\xa0\x80"), "", "long \\xc0\\xaf \\xed\\xa0\\x80");
}

static void json_keeps_its_value(void **state)
{
    (void)state;
    struct ll_strbuf buf;
    struct ll_json *value;
    struct ll_str text;
    ll_strbuf_init(&buf, &arena, ARENA_BYTES);
    ll_text_escape_json(&buf, LL_STR("[\"a\xc2\x9b\x7f\xe2\x80\xae\",\n1]"));
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    assert_true(ll_str_eq(text, LL_STR("[\"a\\u009b\\u007f\\u202e\",\n1]")));
    assert_int_equal(ll_json_read(&arena, text, text.len, &value, NULL), LL_OK);
    assert_true(ll_str_eq(value->items[0].string, LL_STR("a\xc2\x9b\x7f\xe2\x80\xae")));
}

static void thousands(int64_t value, const char *wanted)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &arena, 64);
    ll_text_thousands(&buf, value);
    is_text(&buf, wanted);
}

static void numbers_are_grouped(void **state)
{
    (void)state;
    thousands(0, "0");
    thousands(999, "999");
    thousands(1000, "1,000");
    thousands(-1234567, "-1,234,567");
    thousands(INT64_MAX, "9,223,372,036,854,775,807");
    thousands(INT64_MIN, "-9,223,372,036,854,775,808");
}

static void renders_in(size_t width, const char *json, const char *wanted)
{
    struct ll_json *value;
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &arena, ARENA_BYTES);
    struct ll_str text = ll_str_from_cstr(json);
    assert_int_equal(ll_json_read(&arena, text, text.len, &value, NULL), LL_OK);
    assert_int_equal(ll_render(&arena, value, width, &buf, NULL), LL_OK);
    is_text(&buf, wanted);
}

static void renders(const char *json, const char *wanted)
{
    renders_in(0, json, wanted);
}

static void wide_tables_fit_the_terminal(void **state)
{
    (void)state;
    const char *json = "{\"items\":[{\"code\":\"ab\",\"free_of_other_funder_units\":5,\"why\":"
                       "\"used up\",\"mass_g\":7}]}";
    renders_in(51, json,
               "code  free of other funder units  why      mass (g)\n"
               "ab                             5  used up         7\n");
    renders_in(50, json,
               "        free\n"
               "          of\n"
               "       other\n"
               "      funder           mass\n"
               "code   units  why       (g)\n"
               "ab         5  used up     7\n");
    renders_in(18, json,
               "        free\n"
               "          of\n"
               "       other\n"
               "      funder\n"
               "code   units\n"
               "ab         5\n"
               "(wider terminals and --json also show: why, mass (g))\n");
    renders_in(1, "{\"items\":[{\"code\":\"ab\",\"units\":5}]}", "code  units\nab        5\n");
}

static void objects_are_lines(void **state)
{
    (void)state;
    renders("{\"lot_id\":\"lot_1\",\"units\":1240,\"mass_g\":1,\"ok\":true,\"gone\":null}",
            "lot id  lot_1\nunits   1,240 units\nmass    1 g\nok      yes\ngone    -\n");
    renders("{\"units\":1,\"version\":2026}", "units    1 unit\nversion  2026\n");
    renders("{\"fee\":{\"currency\":\"EUR\",\"minor\":123456},"
            "\"owed\":{\"currency\":\"XAF\",\"minor\":-5000},"
            "\"loss\":{\"currency\":\"EUR\",\"minor\":-5}}",
            "fee   1,234.56 EUR\nowed  -5,000 XAF\nloss  -0.05 EUR\n");
    renders("{\"countries\":[\"GH\",\"NG\"],\"none\":[]}", "countries  GH, NG\nnone       -\n");
    renders("{\"said\":[\"One sentence that is longer than any code or id is.\",\"Two.\"],"
            "\"note\":\"\"}",
            "said  One sentence that is longer than any code or id is.\n      Two.\nnote  -\n");
    renders("{\"name\":\"a\\u001b[1mb\\n\"}", "name  a\\x1b[1mb\\x0a\n");
}

static void arrays_of_objects_are_tables(void **state)
{
    (void)state;
    renders(
        "{\"items\":[{\"code\":\"é\",\"units\":5},{\"code\":\"bbb\",\"units\":12000,\"x\":\"y\"}]}",
        "code   units  x\n"
        "é          5\n"
        "bbb   12,000  y\n");
    renders("{\"items\":[]}", "(none)\n");
    renders("{\"items\":[{\"mass_g\":2000}],\"next\":\"b\"}",
            "mass (g)\n   2,000\n(more: --after b)\n");
    renders("{\"lot\":\"l\",\"spans\":[{\"lo\":0,\"hi\":40}]}",
            "lot  l\n\nspans:\n  lo  hi\n   0  40\n");
    renders("{\"a\":{\"b\":{\"c\":{\"d\":1,\"mass_g\":2}}}}", "a:\n  b:\n    c  d 1, mass 2 g\n");
    renders("{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":1}}}}}", "a:\n  b:\n    c:\n      d  e 1\n");
}

/* Nothing that a program answers with is shown as JSON: spans, small objects, tables in tables. */
static void what_is_nested_can_be_read(void **state)
{
    (void)state;
    renders("{\"positions\":[[0,19],[1200,1250]]}", "positions  [0, 19), [1,200, 1,250)\n");
    renders("{\"massGrams\":1501,\"unitsCited\":2,\"plantKey\":\"z\"}",
            "mass         1,501 g\nunits cited  2\nplant key    z\n");
    renders("{\"items\":[{\"code\":\"a\",\"lost_units\":1,\"held\":[{\"standard\":\"r2v3\","
            "\"number\":\"n\"}],\"where\":{\"country\":\"GH\",\"mass_g\":5}},"
            "{\"code\":\"b\",\"lost_units\":20,\"held\":[]}]}",
            "code  lost units  where\n"
            "a              1  country GH, mass 5 g\n"
            "    held:\n"
            "      standard  number\n"
            "      r2v3      n\n"
            "b             20\n");
    renders("{\"carried_g\":0,\"carried\":[],\"other\":[]}", "carried  0 g\nother    -\n");
}

static void ids_give_way_to_codes(void **state)
{
    (void)state;
    renders("{\"items\":[{\"code\":\"b\",\"facility\":\"f\",\"lot_id\":\"lot_1\","
            "\"package_id\":\"pkg_1\",\"facility_id\":\"fac_1\"},"
            "{\"code\":\"c\",\"lot_id\":\"lot_2\",\"package_id\":\"pkg_2\"}]}",
            "code  facility  lot id\nb     f         lot_1\nc               lot_2\n");
    renders("{\"items\":[{\"serial\":\"LL-1\",\"certificate_id\":\"crt_1\"}]}", "serial\nLL-1\n");
    renders("{\"items\":[{\"lot_id\":\"lot_1\",\"package_id\":\"pkg_1\"}]}",
            "lot id  package id\nlot_1   pkg_1\n");
    renders(
        "{\"code\":\"b\",\"facility\":\"f\",\"package_id\":\"pkg_1\",\"facility_id\":\"fac_1\"}",
        "code        b\nfacility    f\npackage id  pkg_1\n");
}

static void nearest(const char *asked, const char *wanted)
{
    static const char *const words[] = {"class", "organisation", "lot", "order", "verify"};
    struct ll_nearest found;
    ll_nearest_init(&found, ll_str_from_cstr(asked));
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        ll_nearest_offer(&found, words[i]);
    }
    if (wanted == NULL) {
        assert_null(found.best);
    } else {
        assert_non_null(found.best);
        assert_string_equal(found.best, wanted);
    }
}

static void the_nearest_word_is_found(void **state)
{
    (void)state;
    nearest("clas", "class");
    nearest("calss", "class");
    nearest("organization", "organisation");
    nearest("org", "organisation");
    nearest("lto", "lot");
    nearest("odrer", "order");
    nearest("", NULL);
    nearest("xyzzy", NULL);
    nearest("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            NULL);
}

static void paragraphs_are_wrapped(void **state)
{
    (void)state;
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &arena, 1024);
    ll_text_wrap(&buf, LL_STR("one two  three\nfour\n\n\n\nfive averyveryverylongword six"), 2, 12);
    is_text(&buf, "  one two\n  three four\n\n  five\n  averyveryverylongword\n  six\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_acts_is_escaped, make, drop),
        cmocka_unit_test_setup_teardown(json_keeps_its_value, make, drop),
        cmocka_unit_test_setup_teardown(numbers_are_grouped, make, drop),
        cmocka_unit_test_setup_teardown(objects_are_lines, make, drop),
        cmocka_unit_test_setup_teardown(arrays_of_objects_are_tables, make, drop),
        cmocka_unit_test_setup_teardown(wide_tables_fit_the_terminal, make, drop),
        cmocka_unit_test_setup_teardown(what_is_nested_can_be_read, make, drop),
        cmocka_unit_test_setup_teardown(ids_give_way_to_codes, make, drop),
        cmocka_unit_test_setup_teardown(the_nearest_word_is_found, make, drop),
        cmocka_unit_test_setup_teardown(paragraphs_are_wrapped, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
