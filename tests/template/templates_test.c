/*
 * The program's templates: all are there, compile, and render over a sample of their data
 * (samples/NAME.json); hostile words in that data stay words; nothing in them breaks the strict
 * content security policy.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>

#include "support/random.h"
#include "support/shared_data.h"
#include "template/html.h"
#include "template/mustache_op.h"
#include "template/support.h"
#include "template/templates.h"

#define CAP ((size_t)64 << 20)
#define FOLDER "web/templates"

static struct ll_arena arena;
static struct ll_mustache *templates;

static int setup(void **state)
{
    struct ll_err err = {.text = ""};
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, CAP);
    if (ll_templates_open(&arena, &templates, &err) != LL_OK) {
        fail_msg("%s: %s", err.where, err.text);
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    xmlCleanupParser();
    return 0;
}

static const char *path_of(const char *folder, struct ll_str name, const char *ending)
{
    static char path[512];
    (void)snprintf(path, sizeof(path), "%s/%.*s%s", folder, LL_STR_ARG(name), ending);
    return path;
}

/* The data a template is tried with; to be changed at will. */
static struct ll_json *sample_of(struct ll_str name)
{
    const char *path = path_of("tests/template/samples", name, ".json");
    struct ll_str text = ll_test_read_file(&arena, path);
    struct ll_json *data = NULL;
    struct ll_err err = {.text = ""};
    if (text.ptr == NULL) {
        fail_msg("%s is missing: every template is tried with a sample", path);
    }
    if (ll_json_read(&arena, text, LL_TEST_PAGE_BYTES_MAX, &data, &err) != LL_OK) {
        fail_msg("%s: %s: %s", path, err.where, err.text);
    }
    return data;
}

static void every_file_is_carried(void **state)
{
    size_t count = 0;
    const char **names = ll_test_list_folder(&arena, FOLDER, "", &count);
    (void)state;
    assert_non_null(names);
    assert_int_equal(ll_mustache_count(templates), count);
    for (size_t i = 0; i < count; i++) {
        struct ll_str name = ll_str_from_cstr(names[i]);
        name.len -= strlen(".mustache");
        assert_true(ll_str_eq(name, ll_mustache_name(templates, i)));
    }
}

/* The one member that is written as it is: markup that the program draws (draw/svg.h escapes). */
#define MARKUP "svg"

/* Every string of a value, and of what it holds, but for markup. */
static void replace_strings(struct ll_json *value, struct ll_str with)
{
    if (value->type == LL_JSON_STRING) {
        value->string = with;
    }
    for (size_t i = 0; value->type == LL_JSON_ARRAY && i < value->count; i++) {
        replace_strings(&value->items[i], with);
    }
    for (size_t i = 0; value->type == LL_JSON_OBJECT && i < value->count; i++) {
        if (!ll_str_eq_cstr(value->members[i].name, MARKUP)) {
            replace_strings(&value->members[i].value, with);
        }
    }
}

static struct ll_str render_with(size_t index, struct ll_str word)
{
    struct ll_json *data = sample_of(ll_mustache_name(templates, index));
    replace_strings(data, word);
    return ll_test_render(&arena, &templates->templates[index], data);
}

static void hostile_words_stay_words(void **state)
{
    static const char *const words[] = {
        "<script>alert(1)</script>",
        "\" onmouseover=\"alert(1)\" x=\"",
        "' onfocus='alert(1)' autofocus='",
        "\"><img src=x onerror=alert(1)>",
        "'><svg onload=alert(1)>",
        "</title><script>alert(1)</script>",
        "</textarea></select></style></script><b>",
        "--><b><!--",
        "]]><b><![CDATA[",
        "<!doctype html><html><body onload=a>",
        "&lt;b&gt;&#60;b&#62;&quot;",
        "`onclick=alert(1)`",
        "{{page.csrf}}{{{page.csrf}}}{{>form}}",
        "x=y z=1 /><b/",
        "\xE2\x80\xAE<b>\xE2\x80\xAC",
        "\xEF\xBC\x9Cp\xEF\xBC\x9E\xCA\xBA onclick=a",
    };
    (void)state;
    for (size_t i = 0; i < ll_mustache_count(templates); i++) {
        struct ll_str plain = render_with(i, LL_STR("word"));
        struct ll_str shape = ll_test_html_shape(&arena, plain);
        int count = ll_test_html_count(plain, "word");
        assert_true(count > 0);
        for (size_t j = 0; j < sizeof(words) / sizeof(words[0]); j++) {
            struct ll_str page = render_with(i, ll_str_from_cstr(words[j]));
            struct ll_str now = ll_test_html_shape(&arena, page);
            if (!ll_str_eq(shape, now) || ll_test_html_count(page, words[j]) != count) {
                fail_msg("%.*s with %s has\n%.*s\ninstead of\n%.*s",
                         LL_STR_ARG(ll_mustache_name(templates, i)), words[j], LL_STR_ARG(now),
                         LL_STR_ARG(shape));
            }
        }
    }
}

/* Random words of what markup is made of, as text and as value of an attribute: read back, both
 * are the word. */
static void random_words_stay_words(void **state)
{
    static const char letters[] = "<>\"'&;=/!-#x3lt`{} \t\n[]?a";
    const struct ll_mustache_source source = {
        LL_STR("page"),
        LL_STR("<p title=\"{{.}}\" lang='{{.}}'>{{.}}</p><p title='[{{.}}' lang=\"{{.}}]\">x</p>")};
    struct ll_mustache *set = NULL;
    struct ll_test_random random = ll_test_random_begin();
    (void)state;
    assert_int_equal(ll_mustache_compile(&arena, &source, 1, LL_MUSTACHE_MISSING_FAILS, &set, NULL),
                     LL_OK);
    for (int i = 0; i < 3000; i++) {
        struct ll_arena_mark mark = ll_arena_mark(&arena);
        char word[24];
        size_t len = 1 + ll_test_random_below(&random, sizeof(word) - 2);
        for (size_t j = 0; j < len; j++) {
            word[j] = letters[ll_test_random_below(&random, sizeof(letters) - 1)];
        }
        word[0] = 'w'; /* white space in front of a text is not kept */
        word[len] = '\0';
        const struct ll_json data = {.type = LL_JSON_STRING, .string = {word, len}};
        struct ll_str page = ll_test_render(&arena, ll_mustache_find(set, "page"), &data);
        struct ll_str shape = ll_test_html_shape(&arena, page);
        assert_true(ll_str_eq_cstr(shape, "html body\np[title][lang] p[title][lang] "));
        assert_int_equal(ll_test_html_count(page, word), 5);
        ll_arena_rewind(&arena, mark);
    }
}

static bool is_inline(const xmlNode *node)
{
    bool has_source = false;
    for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
        const char *name = (const char *)a->name;
        has_source = has_source || strcmp(name, "src") == 0;
        if (strcmp(name, "style") == 0 || strncmp(name, "on", 2) == 0) {
            return true;
        }
    }
    return strcmp((const char *)node->name, "style") == 0 ||
           (strcmp((const char *)node->name, "script") == 0 && !has_source);
}

/* The policy takes scripts and styles from files only. */
static void nothing_is_inline(void **state)
{
    static const char *const parts[] = {
        "<style", "<script>", " style=", " onclick=", "<base", "javascript:"};
    (void)state;
    for (size_t i = 0; i < ll_mustache_count(templates); i++) {
        const struct ll_mustache_template *template = &templates->templates[i];
        struct ll_str page = ll_test_render(&arena, template, sample_of(template->name));
        for (size_t j = 0; j < sizeof(parts) / sizeof(parts[0]); j++) {
            if (ll_str_find(template->source, ll_str_from_cstr(parts[j]), true) != SIZE_MAX) {
                fail_msg("%.*s has %s", LL_STR_ARG(template->name), parts[j]);
            }
        }
        xmlDoc *doc = ll_test_html(page);
        xmlNode *root = xmlDocGetRootElement(doc);
        for (xmlNode *node = root; node != NULL; node = ll_test_html_next(node, root)) {
            if (is_inline(node)) {
                fail_msg("%.*s: a script or style in <%s>", LL_STR_ARG(template->name),
                         (const char *)node->name);
            }
        }
        xmlFreeDoc(doc);
    }
}

/* Escaping does not help a value that stands in no quotes; and none here is unescaped. */
static void values_stand_where_escaping_helps(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_mustache_count(templates); i++) {
        const struct ll_mustache_template *template = &templates->templates[i];
        for (uint32_t j = 0; j < template->op_count; j++) {
            const struct ll_mustache_op *op = &template->ops[j];
            const struct ll_mustache_op *before = j == 0 ? NULL : op - 1;
            struct ll_err err = {.where = ""};
            ll_mustache_locate(template, op->offset, &err);
            if (op->raw && !ll_str_eq_cstr(op->text, MARKUP)) {
                fail_msg("%s: a value is not escaped", err.where);
            }
            if (op->kind != LL_MUSTACHE_TEXT && before != NULL &&
                before->kind == LL_MUSTACHE_TEXT && ll_str_ends(before->text, LL_STR("="))) {
                fail_msg("%s: a value of an attribute has no quotes", err.where);
            }
        }
    }
}

static void a_problem_is_a_page(void **state)
{
    (void)state;
    struct ll_str page = ll_test_render(&arena, ll_mustache_find(templates, "problem"),
                                        sample_of(LL_STR("problem")));
    static const char *const parts[] = {
        "<!DOCTYPE html>\n<html lang=\"en\">\n",
        "<title>a value is not acceptable \xC2\xB7 Loopledger</title>",
        "<link rel=\"stylesheet\" href=\"/static/style.css\">",
        "<a class=\"skip\" href=\"#main\">Skip to the content</a>",
        "<nav id=\"menu\" class=\"menu\" popover aria-label=\"Main\">",
        "<main id=\"main\" tabindex=\"-1\">\n<h1>a value is not acceptable</h1>\n",
        "<p class=\"problem\"><strong>orders.csv</strong> 3 of 200 rows cannot be imported</p>",
        "<strong>Line 4</strong>",
        "<q dir=\"auto\">seven</q>",
        "<p class=\"quiet\">422 EINVAL</p>",
    };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (ll_str_find(page, ll_str_from_cstr(parts[i]), false) == SIZE_MAX) {
            fail_msg("no %s in\n%.*s", parts[i], LL_STR_ARG(page));
        }
    }
}

static void a_form_carries_its_token(void **state)
{
    (void)state;
    const struct ll_mustache_template *form = ll_mustache_find(templates, "form");
    struct ll_str all = ll_test_render(&arena, form, sample_of(LL_STR("form")));
    struct ll_str least =
        ll_test_render(&arena, form, ll_test_json(&arena, LL_STR("{\"page\":{\"csrf\":\"t\"}}")));
    assert_true(ll_str_eq_cstr(
        all, "<input type=\"hidden\" name=\"_csrf\" value=\"token\">\n"
             "<input type=\"hidden\" name=\"_key\" value=\"k-1\">\n"
             "<input type=\"hidden\" name=\"_method\" value=\"DELETE\">\n"
             "<input type=\"hidden\" name=\"_if_match\" value=\"&quot;7&quot;\">\n"));
    assert_true(ll_str_eq_cstr(least, "<input type=\"hidden\" name=\"_csrf\" value=\"t\">\n"));
}

/* Without what is optional: no empty navigation, nothing that is not there. */
static void a_bare_page_is_whole(void **state)
{
    (void)state;
    const struct ll_mustache_template *problem = ll_mustache_find(templates, "problem");
    struct ll_str page = ll_test_render(
        &arena, problem, ll_test_json(&arena, LL_STR("{\"data\":{\"title\":\"t\"},\"page\":{}}")));
    assert_true(ll_str_find(page, LL_STR("<nav"), false) == SIZE_MAX);
    assert_true(ll_str_find(page, LL_STR("finding"), false) == SIZE_MAX);
    assert_true(ll_str_find(page, LL_STR("<h1>t</h1>"), false) != SIZE_MAX);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_file_is_carried),
        TEST(hostile_words_stay_words),
        TEST(random_words_stay_words),
        TEST(nothing_is_inline),
        TEST(values_stand_where_escaping_helps),
        TEST(a_problem_is_a_page),
        TEST(a_form_carries_its_token),
        TEST(a_bare_page_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
