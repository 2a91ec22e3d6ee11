/* What the specification leaves open, what is refused and where, and the limits. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "template/support.h"

#define CAP ((size_t)64 << 20)

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

static void check(const char *expected, const char *json, const char *const *texts)
{
    struct ll_str text = ll_test_render_texts(&arena, json, texts);
    if (!ll_str_eq_cstr(text, expected)) {
        fail_msg("%s over %s made\n%.*s<<<\ninstead of\n%s<<<", texts[1], json, LL_STR_ARG(text),
                 expected);
    }
}

static void check_one(const char *expected, const char *json, const char *template)
{
    check(expected, json, (const char *const[]){"page", template, NULL});
}

static void values_are_escaped(void **state)
{
    (void)state;
    check_one("&amp;&lt;&gt;&quot;&#39;`= \xC3\xA9", "{\"a\":\"&<>\\\"'`= \xC3\xA9\"}", "{{a}}");
    check_one("&<>\"'|&<>\"'", "{\"a\":\"&<>\\\"'\"}", "{{{a}}}|{{&a}}");
    /* What HTML forbids; tab, line feed and return may stand. */
    check_one("\xEF\xBF\xBD|\t\n\r|\xEF\xBF\xBD|\xEF\xBF\xBD",
              "[\"\\u0000|\\t\\n\\r|\\u000c|\\u007f\"]", "{{#.}}{{.}}{{/.}}");
    check_one("&lt;", "{\"a\":\"<\"}", "{{=<% %>=}}<% a %>");
}

static void scalars_are_written_as_json_has_them(void **state)
{
    (void)state;
    const char *json = "[9007199254740991,-12,0,1.5,0.1,1e300,-0.25,true,false,null,\"\"]";
    check_one("9007199254740991 -12 0 1.5 0.1 1e+300 -0.25 true false   ", json,
              "{{#.}}{{.}} {{/.}}");
}

static void sections_are_taken(void **state)
{
    (void)state;
    const char *template = "{{#a}}yes{{/a}}{{^a}}no{{/a}}";
    check_one("no", "{}", template);
    check_one("no", "{\"a\":null}", template);
    check_one("no", "{\"a\":false}", template);
    check_one("no", "{\"a\":0}", template);
    check_one("no", "{\"a\":0.0}", template);
    check_one("no", "{\"a\":\"\"}", template);
    check_one("no", "{\"a\":[]}", template);
    check_one("yes", "{\"a\":true}", template);
    check_one("yes", "{\"a\":-1}", template);
    check_one("yes", "{\"a\":0.5}", template);
    check_one("yes", "{\"a\":\"0\"}", template);
    check_one("yes", "{\"a\":{}}", template);
    check_one("yesyes", "{\"a\":[null,0]}", template);
}

static void the_innermost_context_wins(void **state)
{
    (void)state;
    check_one("in:out:;", "{\"a\":[{\"x\":\"in\"}],\"x\":\"outer\",\"y\":\"out\"}",
              "{{#a}}{{x}}:{{y}}:{{z}};{{/a}}");
    /* A null hides what lies further out. */
    check_one("[]", "{\"a\":[{\"x\":null}],\"x\":\"outer\"}", "{{#a}}[{{x}}]{{/a}}");
    /* Dotted names go on from what the first part gave. */
    check_one("[]", "{\"a\":{\"b\":{}},\"b\":{\"c\":1},\"c\":2}", "{{#a}}[{{b.c}}]{{/a}}");
    check_one("1", "{\"a\":{\"b\":{\"c\":1}}}", "{{#a.b}}{{c}}{{/a.b}}");
    check_one("", "{\"a\":[{\"b\":1}]}", "{{a.b}}");
}

static void lines_of_tags_alone_vanish(void **state)
{
    (void)state;
    check_one("a\n  b\nc\n", "{\"x\":true}", "a\n  {{#x}}\n  b\n{{/x}}  \nc\n");
    check_one("a\r\nb", "{\"x\":true}", "a\r\n{{! no\r\nword }}\t\r\nb");
    check_one("  \n", "{}", "  {{^x}}{{/x}}\n");
    check_one("  {\n", "{}", "  {\n");
}

static void partials_are_indented(void **state)
{
    (void)state;
    check("<\n  [\n    (1\n2)\n    x\n\n  ]\n>\n", "{\"v\":\"1\\n2\"}",
          (const char *const[]){"page", "<\n  {{>outer}}\n>\n", "outer", "[\n  {{>inner}}\n]\n",
                                "inner", "({{v}})\nx\n\n", NULL});
    /* In the middle of a line a partial is put as it is. */
    check("  <a\nb>\n", "{}",
          (const char *const[]){"page", "  {{>outer}}\n", "outer", "<{{>inner}}>\n", "inner",
                                "a\nb", NULL});
    /* A line that begins with a tag is indented, whatever stood before it. */
    check("  a\n  1\n  2\n", "{\"l\":[1,2]}",
          (const char *const[]){"page", "  {{>p}}\n", "p", "a\n{{#l}}\n{{.}}\n{{/l}}\n", NULL});
}

static void blocks_are_replaced(void **state)
{
    (void)state;
    const char *layout = "<title>{{$title}}Ledger{{/title}}</title>\n"
                         "<main>\n  {{$main}}{{/main}}\n</main>\n";
    check("<title>Ledger</title>\n<main>\n</main>\n", "{}",
          (const char *const[]){"page", "{{<layout}}{{/layout}}\n", "layout", layout, NULL});
    check("<title>Lots of 3</title>\n<main>\n  <p>3</p>\n    <b>\n\n  </b>\n</main>\n", "{\"n\":3}",
          (const char *const[]){"page",
                                "{{<layout}}\n"
                                "  {{$title}}Lots of {{n}}{{/title}} passed over {{! and this }}\n"
                                "  {{$main}}\n"
                                "    <p>{{n}}</p>\n"
                                "      <b>\n"
                                "\n"
                                "    </b>\n"
                                "  {{/main}}\n"
                                "{{/layout}}\n",
                                "layout", layout, NULL});
    /* A block of one line, in a place of its own lines. */
    check("<title>Ledger</title>\n<main>\n  one\n</main>\n", "{}",
          (const char *const[]){"page", "{{<layout}}{{$main}}one{{/main}}{{/layout}}", "layout",
                                layout, NULL});
    /* A line that begins with a tag, of which nothing is left in front of it. */
    check("<title>Ledger</title>\n<main>\n  1\n  2\n  3\n</main>\n", "{\"a\":1,\"b\":2,\"c\":3}",
          (const char *const[]){"page",
                                "{{<layout}}{{$main}}\n    {{a}}\n    {{b}}\n    {{c}}\n{{/main}}"
                                "{{/layout}}",
                                "layout", layout, NULL});
    /* Sections, partials and blocks within a block move with it. */
    check("<title>Ledger</title>\n<main>\n  <ul>\n    <li>1\n    <li>2\n  </ul>\n</main>\n",
          "{\"l\":[1,2]}",
          (const char *const[]){"page",
                                "{{<layout}}\n{{$main}}\n    <ul>\n    {{#l}}\n      {{>item}}\n"
                                "    {{/l}}\n    </ul>\n{{/main}}\n{{/layout}}\n",
                                "layout", layout, "item", "<li>{{.}}\n", NULL});
}

static void the_outermost_block_wins(void **state)
{
    (void)state;
    check("[page]", "{}",
          (const char *const[]){"page", "{{<a}}{{$x}}page{{/x}}{{/a}}", "a",
                                "{{<b}}{{$x}}a{{/x}}{{/b}}", "b", "[{{$x}}b{{/x}}]", NULL});
    check("[a]", "{}",
          (const char *const[]){"page", "{{<a}}{{/a}}", "a", "{{<b}}{{$x}}a{{/x}}{{/b}}", "b",
                                "[{{$x}}b{{/x}}]", NULL});
    /* Blocks reach partials of the parent, too. */
    check("[page]", "{}",
          (const char *const[]){"page", "{{<a}}{{$x}}page{{/x}}{{/a}}", "a", "{{>b}}", "b",
                                "[{{$x}}b{{/x}}]", NULL});
    /* A block in the place of one of its name is the parent's business no more. */
    check("[(page)]", "{}",
          (const char *const[]){"page", "{{<a}}{{$x}}({{$x}}page{{/x}}){{/x}}{{/a}}", "a",
                                "[{{$x}}a{{/x}}]", NULL});
    /* What comes behind the parent is not touched by its blocks. */
    check("[page]b", "{}",
          (const char *const[]){"page", "{{<a}}{{$x}}page{{/x}}{{/a}}{{$x}}b{{/x}}", "a",
                                "[{{$x}}a{{/x}}]", NULL});
}

struct bad {
    const char *text;
    enum ll_status status;
    const char *where;
    const char *says;
};

static void broken_templates_are_refused(void **state)
{
    static const struct bad rows[] = {
        {"a\n\xC3\xA9 {{b", LL_EPARSE, "page:2:3", "not closed by }}"},
        {"{{{b}}", LL_EPARSE, "page:1:1", "not closed by }}}"},
        {"{{=<% %>=}}\n<% b }}", LL_EPARSE, "page:2:1", "not closed by %>"},
        {"{{}}", LL_EPARSE, "page:1:1", "names nothing"},
        {"{{#}}", LL_EPARSE, "page:1:1", "names nothing"},
        {"{{a b}}", LL_EPARSE, "page:1:1", "no space in it: 'a b'"},
        {"{{ # a}}", LL_EPARSE, "page:1:1", "no space in it"},
        {"{{a..b}}", LL_EPARSE, "page:1:1", "part of the name is empty"},
        {"{{#a.}}{{/a.}}", LL_EPARSE, "page:1:1", "part of the name is empty"},
        {"x{{#a}}", LL_EPARSE, "page:1:2", "'a' begins here, and does not end"},
        {"{{#a}}{{#b}}{{/a}}", LL_EPARSE, "page:1:13", "'b' has to end first"},
        {"\n\n  {{/a}}", LL_EPARSE, "page:3:3", "did not begin"},
        {"{{>*a}}", LL_EUNSUPPORTED, "page:1:1", "cannot come from the data"},
        {"{{=a=}}", LL_EPARSE, "page:1:1", "delimiters"},
        {"{{=a b c=}}", LL_EPARSE, "page:1:1", "delimiters"},
        {"{{= == == =}}", LL_EPARSE, "page:1:1", "delimiters"},
        {"x {{>nowhere}}", LL_ENOTFOUND, "page:1:3", "no template 'nowhere'"},
        {"{{<nowhere}}{{/nowhere}}", LL_ENOTFOUND, "page:1:1", "no template 'nowhere'"},
        {"{{<other}}\n{{$no}}{{/no}}{{/other}}", LL_ENOTFOUND, "page:2:1",
         "'other' has no block 'no'"},
        {"{{<other}}{{$x}}{{/x}}{{$x}}{{/x}}{{/other}}", LL_EPARSE, "page:1:23", "given twice"},
        {"{{<other}}{{#x}}{{/x}}{{/other}}", LL_EPARSE, "page:1:11", "only blocks"},
        {"{{<other}}{{x}}{{/other}}", LL_EPARSE, "page:1:11", "only blocks"},
        {"a\n\xFF", LL_EPARSE, "page:2:1", "no UTF-8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_mustache_source sources[] = {
            {LL_STR("page"), ll_str_from_cstr(rows[i].text)},
            {LL_STR("other"), LL_STR("{{$x}}{{/x}}")},
        };
        struct ll_mustache *set = NULL;
        struct ll_err err = {.text = ""};
        enum ll_status status =
            ll_mustache_compile(&arena, sources, 2, LL_MUSTACHE_MISSING_FAILS, &set, &err);
        if (status != rows[i].status || strcmp(err.where, rows[i].where) != 0 ||
            strstr(err.text, rows[i].says) == NULL) {
            fail_msg("%s: status %d, %s: %s", rows[i].text, (int)status, err.where, err.text);
        }
        assert_null(set);
    }
}

static void names_are_given_once(void **state)
{
    (void)state;
    struct ll_mustache_source sources[] = {{LL_STR("a"), LL_STR("")}, {LL_STR("a"), LL_STR("")}};
    struct ll_mustache *set = NULL;
    struct ll_err err;
    assert_int_equal(ll_mustache_compile(&arena, sources, 2, LL_MUSTACHE_MISSING_FAILS, &set, &err),
                     LL_EEXISTS);
    assert_int_equal(ll_mustache_compile(&arena, sources, 1, LL_MUSTACHE_MISSING_FAILS, &set, &err),
                     LL_OK);
    assert_non_null(ll_mustache_find(set, "a"));
    assert_null(ll_mustache_find(set, "b"));
    assert_int_equal(ll_mustache_count(set), 1);
    assert_true(ll_str_eq_cstr(ll_mustache_name(set, 0), "a"));
}

/* What rendering a page over a JSON text into at most `max` bytes fails with. */
static enum ll_status fails_with(const char *template, const char *json, size_t max,
                                 struct ll_err *reterr)
{
    struct ll_mustache_source source = {LL_STR("page"), ll_str_from_cstr(template)};
    struct ll_mustache *set = NULL;
    struct ll_strbuf out;
    assert_int_equal(
        ll_mustache_compile(&arena, &source, 1, LL_MUSTACHE_MISSING_FAILS, &set, reterr), LL_OK);
    ll_strbuf_init(&out, &arena, max);
    return ll_mustache_render(ll_mustache_find(set, "page"),
                              ll_test_json(&arena, ll_str_from_cstr(json)), &out, reterr);
}

static void what_has_no_text_is_refused(void **state)
{
    (void)state;
    struct ll_err err;
    assert_int_equal(fails_with("a\n {{b}}", "{\"b\":{}}", 100, &err), LL_EINVAL);
    assert_string_equal(err.where, "page:2:2");
    assert_non_null(strstr(err.text, "'b' is an object"));
    assert_int_equal(fails_with("{{{b}}}", "{\"b\":[1]}", 100, &err), LL_EINVAL);
    assert_non_null(strstr(err.text, "'b' is an array"));
}

static void rendering_is_bounded(void **state)
{
    (void)state;
    struct ll_err err;
    struct ll_strbuf json;
    struct ll_str text;
    assert_int_equal(fails_with("{{>page}}", "{}", 100, &err), LL_ELIMIT);
    assert_string_equal(err.where, "page:1:1");
    assert_int_equal(fails_with("{{#a}}{{>page}}{{/a}}", "{\"a\":1}", 100, &err), LL_ELIMIT);
    assert_int_equal(fails_with("x\n {{>page}}\n", "{}", 100000, &err), LL_ELIMIT);
    assert_int_equal(fails_with("{{a}}", "{\"a\":\"12345\"}", 5, &err), LL_OK);
    assert_int_equal(fails_with("{{a}}", "{\"a\":\"123456\"}", 5, &err), LL_ELIMIT);
    assert_int_equal(fails_with("{{a}}", "{\"a\":\"1234<\"}", 5, &err), LL_ELIMIT);
    /* Lists within lists, of which nothing is written. */
    ll_strbuf_init(&json, &arena, 10000);
    ll_strbuf_cstr(&json, "{\"a\":[0");
    for (int i = 0; i < 999; i++) {
        ll_strbuf_cstr(&json, ",0");
    }
    ll_strbuf_fmt(&json, "]}%c", '\0');
    assert_int_equal(ll_strbuf_finish(&json, &text, &err), LL_OK);
    assert_int_equal(fails_with("{{#a}}{{#a}}{{#a}}{{/a}}{{/a}}{{/a}}", text.ptr, 100, &err),
                     LL_ELIMIT);
    assert_non_null(strstr(err.text, "steps"));
}

static void nesting_is_bounded(void **state)
{
    (void)state;
    struct ll_strbuf buf;
    struct ll_mustache *set = NULL;
    struct ll_err err;
    for (int depth = LL_MUSTACHE_NESTING_MAX; depth <= LL_MUSTACHE_NESTING_MAX + 1; depth++) {
        struct ll_mustache_source source = {LL_STR("page"), {"", 0}};
        ll_strbuf_init(&buf, &arena, 10000);
        for (int i = 0; i < depth; i++) {
            ll_strbuf_cstr(&buf, "{{#a}}");
        }
        for (int i = 0; i < depth; i++) {
            ll_strbuf_cstr(&buf, "{{/a}}");
        }
        assert_int_equal(ll_strbuf_finish(&buf, &source.text, &err), LL_OK);
        assert_int_equal(
            ll_mustache_compile(&arena, &source, 1, LL_MUSTACHE_MISSING_FAILS, &set, &err),
            depth > LL_MUSTACHE_NESTING_MAX ? LL_ELIMIT : LL_OK);
    }
}

/* Whatever the cap of memory, compiling and rendering fail whole or not at all. */
static void memory_may_run_out(void **state)
{
    (void)state;
    bool done = false;
    for (size_t cap = 1024; !done; cap += 1024) {
        struct ll_arena small;
        struct ll_mustache_source sources[] = {
            {LL_STR("page"),
             LL_STR("{{<layout}}\n{{$main}}\n  a\n  {{b.c}}\n{{/main}}{{/layout}}")},
            {LL_STR("layout"), LL_STR("  {{$main}}\n  {{/main}}\n")},
        };
        struct ll_mustache *set = NULL;
        struct ll_strbuf out;
        struct ll_str text;
        struct ll_err err;
        assert_true(cap < CAP);
        ll_arena_init(&small, &ll_arena_malloc, cap);
        enum ll_status status =
            ll_mustache_compile(&small, sources, 2, LL_MUSTACHE_MISSING_FAILS, &set, &err);
        if (status == LL_OK) {
            ll_strbuf_init(&out, &small, 100);
            status = ll_mustache_render(ll_mustache_find(set, "page"),
                                        ll_test_json(&arena, LL_STR("{\"b\":{\"c\":\"1\"}}")), &out,
                                        &err);
        }
        done = status == LL_OK;
        if (done) {
            assert_int_equal(ll_strbuf_finish(&out, &text, &err), LL_OK);
            assert_true(ll_str_eq_cstr(text, "  a\n  1\n"));
        } else {
            assert_int_equal(status, LL_ENOMEM);
        }
        ll_arena_release(&small);
    }
}

#define THREADS 4
#define RENDERINGS 200

/* What one thread renders from the shared set; each has memory of its own. */
struct reader {
    const struct ll_mustache_template *template;
    const struct ll_json *data;
    int good;
};

static void *render_often(void *ctx)
{
    struct reader *reader = ctx;
    struct ll_arena own;
    ll_arena_init(&own, &ll_arena_malloc, CAP);
    for (int i = 0; i < RENDERINGS; i++) {
        struct ll_strbuf out;
        struct ll_str text;
        ll_strbuf_init(&out, &own, 100);
        reader->good += ll_mustache_render(reader->template, reader->data, &out, NULL) == LL_OK &&
                        ll_strbuf_finish(&out, &text, NULL) == LL_OK &&
                        ll_str_eq_cstr(text, "<p>\n  1&lt;\n  2&lt;\n</p>\n");
        ll_arena_reset(&own);
    }
    ll_arena_release(&own);
    return NULL;
}

static void threads_share_a_set(void **state)
{
    (void)state;
    const struct ll_mustache_source sources[] = {
        {LL_STR("page"), LL_STR("{{<p}}{{$x}}\n{{#l}}\n{{.}}{{s}}\n{{/l}}\n{{/x}}{{/p}}")},
        {LL_STR("p"), LL_STR("<p>\n  {{$x}}{{/x}}\n</p>\n")},
    };
    const struct ll_json *data = ll_test_json(&arena, LL_STR("{\"l\":[1,2],\"s\":\"<\"}"));
    struct ll_mustache *set = NULL;
    struct reader readers[THREADS];
    pthread_t threads[THREADS];
    assert_int_equal(ll_mustache_compile(&arena, sources, 2, LL_MUSTACHE_MISSING_FAILS, &set, NULL),
                     LL_OK);
    for (int i = 0; i < THREADS; i++) {
        readers[i] = (struct reader){ll_mustache_find(set, "page"), data, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, render_often, &readers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(readers[i].good, RENDERINGS);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(values_are_escaped),           TEST(scalars_are_written_as_json_has_them),
        TEST(sections_are_taken),           TEST(the_innermost_context_wins),
        TEST(lines_of_tags_alone_vanish),   TEST(partials_are_indented),
        TEST(blocks_are_replaced),          TEST(the_outermost_block_wins),
        TEST(broken_templates_are_refused), TEST(names_are_given_once),
        TEST(what_has_no_text_is_refused),  TEST(rendering_is_bounded),
        TEST(nesting_is_bounded),           TEST(memory_may_run_out),
        TEST(threads_share_a_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
