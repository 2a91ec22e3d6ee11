/* SVG: read back by libxml2: well-formed, escaped, whole numbers, every class with a style. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "draw/support.h"
#include "draw/svg.h"

static struct ll_draw_test test;

static int set_up(void **state)
{
    (void)state;
    return ll_draw_test_open(&test);
}

static int tear_down(void **state)
{
    (void)state;
    ll_draw_test_end(&test);
    xmlCleanupParser();
    return 0;
}

static struct ll_str svg_of(const struct ll_scene *scene, enum ll_svg_use use)
{
    struct ll_str svg = {0};
    struct ll_err err = {0};
    if (ll_svg_write(scene, use, &test.arena, &svg, &err) != LL_OK) {
        fail_msg("%s", err.text);
    }
    return svg;
}

static xmlDoc *parsed(struct ll_str svg)
{
    xmlDoc *doc = xmlReadMemory(svg.ptr, (int)svg.len, "a.svg", NULL, XML_PARSE_NONET);
    assert_non_null(doc);
    return doc;
}

/* Every element below `node`, in order. */
static xmlNode *next_element(xmlNode *node, const xmlNode *root)
{
    xmlNode *next = xmlFirstElementChild(node);
    while (next == NULL && node != root) {
        next = xmlNextElementSibling(node);
        node = node->parent;
    }
    return next;
}

static bool is_named(const xmlNode *node, const char *name)
{
    return strcmp((const char *)node->name, name) == 0;
}

static bool is_shape(const xmlNode *node)
{
    return is_named(node, "rect") || is_named(node, "circle") || is_named(node, "path") ||
           is_named(node, "line");
}

static bool contains(struct ll_str s, const char *part)
{
    return ll_str_find(s, ll_str_from_cstr(part), false) != SIZE_MAX;
}

static bool is_number_list(const char *text)
{
    return text[strspn(text, "0123456789 -MlCZ")] == '\0';
}

static void check_attributes(const xmlNode *node)
{
    static const char *const numbers[] = {
        "x", "y",  "width",        "height",           "rx", "x1", "y1", "x2", "y2", "cx", "cy",
        "r", "dy", "stroke-width", "stroke-dasharray", "d"};
    for (const xmlAttr *attribute = node->properties; attribute != NULL;
         attribute = attribute->next) {
        for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
            if (strcmp((const char *)attribute->name, numbers[i]) == 0) {
                assert_true(is_number_list((const char *)attribute->children->content));
            }
        }
        assert_string_not_equal((const char *)attribute->name, "style");
        assert_true(strncmp((const char *)attribute->name, "on", 2) != 0);
    }
}

/* Each class of an element has a rule in the styles. */
static void check_classes(xmlNode *node, struct ll_str styles)
{
    xmlChar *classes = xmlGetProp(node, (const xmlChar *)"class");
    if (classes == NULL) {
        return;
    }
    struct ll_str rest = ll_str_from_cstr((const char *)classes);
    while (rest.len > 0) {
        size_t end = ll_str_find_char(rest, ' ');
        char rule[64];
        (void)snprintf(rule, sizeof(rule), ".draw .%.*s{", (int)end, rest.ptr);
        assert_true(contains(styles, rule));
        rest = ll_str_sub(rest, end + 1, rest.len);
    }
    xmlFree(classes);
}

static void a_file_is_whole(void **state)
{
    (void)state;
    struct ll_scene scene;
    ll_draw_test_sample(&test, &scene);
    struct ll_str svg = svg_of(&scene, LL_SVG_FILE);
    xmlDoc *doc = parsed(svg);
    xmlNode *root = xmlDocGetRootElement(doc);
    xmlNode *style = NULL;
    size_t texts = 0;
    size_t shapes = 0;
    assert_string_equal((const char *)root->name, "svg");
    check_attributes(root->children);
    for (xmlNode *node = next_element(root, root); node != NULL; node = next_element(node, root)) {
        if (is_named(node, "style")) {
            style = node;
            continue;
        }
        check_attributes(node);
        check_classes(node, style == NULL
                                ? (struct ll_str){"", 0}
                                : ll_str_from_cstr((const char *)style->children->content));
        texts += is_named(node, "text");
        shapes += is_shape(node);
        assert_false(is_named(node, "script"));
    }
    assert_true(texts >= LL_TYPE_COUNT + 8);
    assert_int_equal(shapes, 9);
    xmlNode *title = xmlFirstElementChild(root);
    assert_true(is_named(title, "title"));
    assert_string_equal((const char *)title->children->content, "Échantillon <&> (1)");
    xmlChar *language = xmlNodeGetLang(root);
    assert_string_equal((const char *)language, "fr");
    xmlFree(language);
    assert_true(contains(svg, "viewBox=\"0 0 21000 29700\" width=\"210.00mm\""));
    assert_true(contains(svg, "prefers-color-scheme:dark"));
    assert_true(contains(svg, "<g role=\"img\"><title>Shapes &quot;one&quot; &amp; all</title>"));
    assert_true(contains(svg, "LL-7Q2M?lang=fr&amp;a=1\""));
    assert_true(contains(svg, "direction=\"rtl\" xml:lang=\"ar\""));
    xmlFreeDoc(doc);
}

/* What is read back is what was cleaned, whatever it was made of. */
static void hostile_text_comes_back_as_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < LL_DRAW_HOSTILE_COUNT; i++) {
        struct ll_scene scene;
        struct ll_str wanted = {0};
        ll_draw_test_page(&test, &scene);
        assert_int_equal(ll_fonts_clean(&test.arena, test.hostile[i], &wanted, NULL), LL_OK);
        const struct ll_text_spec spec = {
            .type = LL_TYPE_SMALL, .at = {500, 500}, .text = test.hostile[i]};
        (void)ll_scene_text(&scene, &spec);
        ll_scene_group(&scene, test.hostile[i], test.hostile[i]);
        ll_scene_group_end(&scene);
        xmlDoc *doc = parsed(svg_of(&scene, LL_SVG_FILE));
        xmlNode *root = xmlDocGetRootElement(doc);
        for (xmlNode *node = next_element(root, root); node != NULL;
             node = next_element(node, root)) {
            bool whole =
                (is_named(node, "title") || is_named(node, "desc")) && is_named(node->parent, "g");
            if (whole || is_named(node, "text")) {
                xmlChar *content = xmlNodeGetContent(node);
                struct ll_str got = ll_str_from_cstr((const char *)content);
                bool cut = is_named(node, "text") && ll_str_ends(got, LL_STR("…"));
                got = ll_str_sub(got, 0, cut ? got.len - 3 : got.len);
                assert_true(ll_str_starts(wanted, got) && (cut || got.len == wanted.len));
                xmlFree(content);
            }
        }
        xmlFreeDoc(doc);
    }
}

static void lines_of_a_paragraph_keep_their_words_apart(void **state)
{
    (void)state;
    struct ll_scene scene;
    ll_draw_test_page(&test, &scene);
    struct ll_text_spec spec = {.type = LL_TYPE_BODY,
                                .at = {10000, 1000},
                                .width = 2500,
                                .lines_max = 4,
                                .text = LL_STR("several words over several lines")};
    size_t lines = ll_scene_text(&scene, &spec);
    assert_true(lines > 1);
    spec.anchor = LL_ANCHOR_RIGHT;
    (void)ll_scene_text(&scene, &spec);
    struct ll_str svg = svg_of(&scene, LL_SVG_INLINE);
    xmlDoc *doc = parsed(svg);
    xmlNode *root = xmlDocGetRootElement(doc);
    size_t texts = 0;
    for (xmlNode *node = next_element(root, root); node != NULL; node = next_element(node, root)) {
        texts += is_named(node, "text");
        if (texts == 1 && is_named(node, "text")) {
            xmlChar *content = xmlNodeGetContent(node);
            assert_string_equal((const char *)content, "several words over several lines");
            xmlFree(content);
        }
    }
    assert_int_equal(texts, 1 + lines);
    xmlFreeDoc(doc);
}

static void inline_takes_its_styles_from_the_page(void **state)
{
    (void)state;
    struct ll_scene scene;
    struct ll_strbuf buf;
    struct ll_str styles;
    ll_draw_test_sample(&test, &scene);
    struct ll_str svg = svg_of(&scene, LL_SVG_INLINE);
    assert_false(contains(svg, "<?xml"));
    assert_false(contains(svg, "<style"));
    assert_false(contains(svg, "210.00mm"));
    assert_true(contains(svg, " lang=\"fr\""));
    ll_strbuf_init(&buf, &test.arena, 65536);
    ll_svg_styles(&buf);
    assert_int_equal(ll_strbuf_finish(&buf, &styles, NULL), LL_OK);
    xmlDoc *doc = parsed(svg);
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *node = next_element(root, root); node != NULL; node = next_element(node, root)) {
        check_classes(node, styles);
    }
    xmlFreeDoc(doc);
    for (size_t i = 1; i < LL_COLOUR_COUNT; i++) {
        char rule[64];
        (void)snprintf(rule, sizeof(rule), ".f-%s{fill:#%06x}", ll_colour_rows[i].name,
                       (unsigned)ll_colour_rows[i].dark);
        assert_true(contains(styles, rule));
    }
}

static void the_same_scene_is_the_same_text(void **state)
{
    (void)state;
    struct ll_scene scene;
    ll_draw_test_sample(&test, &scene);
    struct ll_str first = svg_of(&scene, LL_SVG_FILE);
    ll_draw_test_sample(&test, &scene);
    assert_true(ll_str_eq(first, svg_of(&scene, LL_SVG_FILE)));
    ll_scene_box(&scene, (struct ll_paint){0}, (struct ll_box){0, 0, -1, 0}, 0);
    struct ll_str none = {0};
    assert_int_equal(ll_svg_write(&scene, LL_SVG_FILE, &test.arena, &none, NULL), LL_EINVAL);
    assert_null(none.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_whole),
        cmocka_unit_test(hostile_text_comes_back_as_text),
        cmocka_unit_test(lines_of_a_paragraph_keep_their_words_apart),
        cmocka_unit_test(inline_takes_its_styles_from_the_page),
        cmocka_unit_test(the_same_scene_is_the_same_text),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
