/* Scenes: what is latched, what is refused, that text stays on its page; the palette. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "draw/support.h"

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
    return 0;
}

static void a_sample_is_good(void **state)
{
    (void)state;
    struct ll_scene scene;
    struct ll_err err = {0};
    ll_draw_test_sample(&test, &scene);
    if (ll_scene_check(&scene, &err) != LL_OK) {
        fail_msg("%s", err.text);
    }
    assert_true(scene.item_count > 20);
    assert_int_equal(scene.facts.title.len, strlen("Échantillon <&> (1)"));
}

/* Every line of every hostile text, in every type and anchor, lies between the page's edges. */
static void text_stays_on_the_page(void **state)
{
    (void)state;
    static const struct ll_point places[] = {{0, 500}, {10500, 15000}, {21000, 29700}, {20000, 0}};
    struct ll_scene scene;
    ll_draw_test_page(&test, &scene);
    size_t added = 0;
    for (size_t i = 0; i < LL_DRAW_HOSTILE_COUNT * LL_TYPE_COUNT * 12; i++) {
        struct ll_text_spec spec = {
            .type = (enum ll_type)(i % LL_TYPE_COUNT),
            .anchor = (enum ll_anchor)(i / LL_TYPE_COUNT % 3),
            .at = places[i / LL_TYPE_COUNT / 3 % 4],
            .lines_max = 3,
            .text = test.hostile[i / LL_TYPE_COUNT / 12],
        };
        int32_t x = spec.at.x;
        int32_t edge = scene.width;
        int32_t room = spec.anchor == LL_ANCHOR_LEFT    ? edge - x
                       : spec.anchor == LL_ANCHOR_RIGHT ? x
                                                        : 2 * (x < edge - x ? x : edge - x);
        if (room < 2 * ll_type_rows[spec.type].size) { /* not one letter and "…" */
            continue;
        }
        size_t lines = ll_scene_text(&scene, &spec);
        added += lines;
        if (lines == 0) {
            continue;
        }
        const struct ll_item_text *text = &scene.last->text;
        int32_t leading = ll_type_rows[spec.type].leading;
        assert_true(text->at.y + (int32_t)(lines - 1) * leading <= scene.height);
        for (size_t k = 0; k < lines; k++) {
            int32_t width = ll_fonts_width(test.fonts, &text->setting, text->lines[k]);
            assert_true(width <= room + ll_type_rows[spec.type].size / 16);
        }
    }
    assert_true(added > 1000);
    assert_int_equal(ll_scene_check(&scene, NULL), LL_OK);
}

static void measuring_adds_nothing(void **state)
{
    (void)state;
    struct ll_scene scene;
    int32_t width = 0;
    ll_draw_test_page(&test, &scene);
    const struct ll_text_spec spec = {.type = LL_TYPE_BODY,
                                      .at = {1000, 1000},
                                      .width = 3000,
                                      .lines_max = 9,
                                      .text = LL_STR("as many lines as there are to be drawn")};
    size_t lines = ll_scene_measure(&scene, &spec, &width);
    assert_int_equal(scene.item_count, 0);
    assert_true(width > 1500 && width <= 3002);
    assert_true(lines >= 2);
    assert_int_equal(ll_scene_text(&scene, &spec), lines);
    assert_int_equal(scene.item_count, 1);
    const struct ll_text_spec blank = {.type = LL_TYPE_BODY, .at = {9, 9}, .text = LL_STR(" \t ")};
    assert_int_equal(ll_scene_text(&scene, &blank), 0);
    assert_int_equal(scene.item_count, 1);
}

static const struct ll_paint ink = {.fill = LL_COLOUR_INK};

static void bad_box(struct ll_scene *scene)
{
    ll_scene_box(scene, ink, (struct ll_box){0, 0, -1, 5}, 0);
}
static void far_box(struct ll_scene *scene)
{
    ll_scene_box(scene, ink, (struct ll_box){0, LL_SCENE_UNITS_MAX + 1, 1, 5}, 0);
}
static void far_line(struct ll_scene *scene)
{
    ll_scene_line(scene, ink, (struct ll_point){0, 0}, (struct ll_point){INT32_MIN, 0});
}
static void bad_circle(struct ll_scene *scene)
{
    ll_scene_circle(scene, ink, (struct ll_point){0, 0}, -1);
}
static void no_path(struct ll_scene *scene)
{
    ll_scene_path(scene, ink, NULL, 0);
}
static void no_move(struct ll_scene *scene)
{
    const struct ll_step step = {.kind = LL_STEP_LINE};
    ll_scene_path(scene, ink, &step, 1);
}
static void far_control(struct ll_scene *scene)
{
    const struct ll_step steps[] = {{.kind = LL_STEP_MOVE},
                                    {.kind = LL_STEP_CURVE, .control_2 = {0, INT32_MAX}}};
    ll_scene_path(scene, ink, steps, 2);
}
static void no_points(struct ll_scene *scene)
{
    ll_scene_polyline(scene, ink, NULL, 0, true);
}
static void bad_stroke(struct ll_scene *scene)
{
    ll_scene_box(scene, (struct ll_paint){.stroke = LL_COLOUR_INK, .stroke_width = -1},
                 (struct ll_box){0, 0, 1, 1}, 0);
}
static void off_page(struct ll_scene *scene)
{
    const struct ll_text_spec spec = {.at = {-1, 5}, .text = LL_STR("a")};
    (void)ll_scene_text(scene, &spec);
}
static void below_page(struct ll_scene *scene)
{
    const struct ll_text_spec spec = {.at = {5, 29701}, .text = LL_STR("a")};
    (void)ll_scene_text(scene, &spec);
}
static void not_utf8(struct ll_scene *scene)
{
    const struct ll_text_spec spec = {.at = {5, 5}, .text = LL_STR("a\xFF")};
    (void)ll_scene_text(scene, &spec);
}
static void not_utf8_group(struct ll_scene *scene)
{
    ll_scene_group(scene, LL_STR("\xFF"), (struct ll_str){"", 0});
    ll_scene_group_end(scene);
}
static void open_group(struct ll_scene *scene)
{
    ll_scene_group(scene, LL_STR("a"), (struct ll_str){"", 0});
}
static void lone_end(struct ll_scene *scene)
{
    ll_scene_group_end(scene);
}
static void deep_groups(struct ll_scene *scene)
{
    for (int i = 0; i < 33; i++) {
        ll_scene_group(scene, LL_STR("a"), (struct ll_str){"", 0});
    }
    for (int i = 0; i < 33; i++) {
        ll_scene_group_end(scene);
    }
}

static void what_is_wrong_is_latched(void **state)
{
    (void)state;
    static void (*const wrongs[])(struct ll_scene *) = {
        bad_box,        far_box,    far_line,   bad_circle,  no_path,    no_move,
        far_control,    no_points,  bad_stroke, off_page,    below_page, not_utf8,
        not_utf8_group, open_group, lone_end,   deep_groups,
    };
    for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
        struct ll_scene scene;
        struct ll_err err = {0};
        ll_draw_test_page(&test, &scene);
        wrongs[i](&scene);
        size_t items = scene.item_count;
        if (i != 13) { /* an open group may still be ended */
            ll_scene_box(&scene, ink, (struct ll_box){0, 0, 1, 1}, 0);
            assert_int_equal(scene.item_count, items);
        }
        assert_int_equal(ll_scene_check(&scene, &err), LL_EINVAL);
        assert_true(err.text[0] != '\0');
    }
}

static void the_first_failure_stays(void **state)
{
    (void)state;
    struct ll_scene scene;
    struct ll_err err = {0};
    ll_draw_test_page(&test, &scene);
    not_utf8(&scene);
    bad_box(&scene);
    lone_end(&scene);
    assert_int_equal(ll_scene_check(&scene, &err), LL_EINVAL);
    assert_non_null(strstr(err.text, "UTF-8"));
    const struct ll_scene_facts facts = {.title = LL_STR("\xFF")};
    ll_scene_init(&scene, &test.arena, test.fonts, 100, 100, &facts);
    assert_int_equal(ll_scene_check(&scene, NULL), LL_EINVAL);
    const struct ll_scene_facts none = {.title = LL_STR("a")};
    ll_scene_init(&scene, &test.arena, test.fonts, 0, 100, &none);
    assert_int_equal(ll_scene_check(&scene, NULL), LL_EINVAL);
}

static void links_are_plain_addresses(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "http://a.example",      "javascript:alert(1)",  "https://",
        "https://a.example/'",   "https://a.example/\\", "https://a.example/ b",
        "https://a.example/\"x", "https://a.example/é",  "https://a.example/<",
        "https://a.example/)"};
    for (size_t i = 0; i <= sizeof(bad) / sizeof(bad[0]); i++) {
        struct ll_scene scene;
        bool good = i == sizeof(bad) / sizeof(bad[0]);
        ll_draw_test_page(&test, &scene);
        const struct ll_text_spec spec = {
            .at = {5, 500},
            .text = LL_STR("a"),
            .link = ll_str_from_cstr(good ? "https://a.example/c?x=1&y=%20#z" : bad[i])};
        (void)ll_scene_text(&scene, &spec);
        assert_int_equal(ll_scene_check(&scene, NULL), good ? LL_OK : LL_EINVAL);
    }
}

static void memory_and_items_have_limits(void **state)
{
    (void)state;
    struct ll_arena small;
    struct ll_scene scene;
    const struct ll_scene_facts facts = {.title = LL_STR("a")};
    ll_arena_init(&small, &ll_arena_malloc, 8192);
    ll_scene_init(&scene, &small, test.fonts, 1000, 1000, &facts);
    for (int i = 0; i < 1000; i++) {
        ll_scene_box(&scene, ink, (struct ll_box){0, 0, 1, 1}, 0);
    }
    assert_int_equal(ll_scene_check(&scene, NULL), LL_ENOMEM);
    ll_arena_release(&small);
    ll_draw_test_page(&test, &scene);
    for (int i = 0; i <= LL_SCENE_ITEMS_MAX; i++) {
        ll_scene_line(&scene, ink, (struct ll_point){0, 0}, (struct ll_point){1, 1});
    }
    assert_int_equal(ll_scene_check(&scene, NULL), LL_ELIMIT);
}

/* ---- the palette: contrast as WCAG 2.2 measures it ---- */

static double channel(uint32_t value)
{
    double c = (double)value / 255.0;
    if (c <= 0.04045) {
        return c / 12.92;
    }
    /* ((c + 0.055) / 1.055) ^ 2.4, by the fifth root of the twelfth power */
    double base = (c + 0.055) / 1.055;
    double power = base * base * base * base;
    power = power * power * power;
    double root = 1.0;
    for (int i = 0; i < 200; i++) {
        root = root - (root * root * root * root * root - power) / (5 * root * root * root * root);
    }
    return root;
}

static double luminance(uint32_t rgb)
{
    return 0.2126 * channel(rgb >> 16) + 0.7152 * channel(rgb >> 8 & 0xFF) +
           0.0722 * channel(rgb & 0xFF);
}

static double contrast(uint32_t a, uint32_t b)
{
    double high = luminance(a);
    double low = luminance(b);
    if (high < low) {
        double swap = high;
        high = low;
        low = swap;
    }
    return (high + 0.05) / (low + 0.05);
}

static void text_can_be_read_in_light_and_dark(void **state)
{
    (void)state;
    static const enum ll_colour pairs[][2] = {
        {LL_COLOUR_INK, LL_COLOUR_PAPER},          {LL_COLOUR_INK, LL_COLOUR_PANEL},
        {LL_COLOUR_SOFT, LL_COLOUR_PAPER},         {LL_COLOUR_SOFT, LL_COLOUR_PANEL},
        {LL_COLOUR_FAINT, LL_COLOUR_PAPER},        {LL_COLOUR_FAINT, LL_COLOUR_PANEL},
        {LL_COLOUR_ACCENT, LL_COLOUR_PAPER},       {LL_COLOUR_ACCENT, LL_COLOUR_PANEL},
        {LL_COLOUR_COPPER, LL_COLOUR_PAPER},       {LL_COLOUR_COPPER, LL_COLOUR_PANEL},
        {LL_COLOUR_WARN, LL_COLOUR_PAPER},         {LL_COLOUR_BAD, LL_COLOUR_PAPER},
        {LL_COLOUR_ACCENT, LL_COLOUR_ACCENT_SOFT}, {LL_COLOUR_COPPER, LL_COLOUR_COPPER_SOFT},
        {LL_COLOUR_WARN, LL_COLOUR_WARN_SOFT},     {LL_COLOUR_BAD, LL_COLOUR_BAD_SOFT},
        {LL_COLOUR_INK, LL_COLOUR_ACCENT_SOFT},    {LL_COLOUR_INK, LL_COLOUR_COPPER_SOFT},
        {LL_COLOUR_ON_ACCENT, LL_COLOUR_ACCENT},   {LL_COLOUR_ON_ACCENT, LL_COLOUR_BAD},
        {LL_COLOUR_ON_ACCENT, LL_COLOUR_WARN},     {LL_COLOUR_CODE_DARK, LL_COLOUR_CODE_LIGHT},
    };
    assert_true(contrast(0x000000, 0xFFFFFF) > 20.99 && contrast(0x000000, 0xFFFFFF) < 21.01);
    assert_true(contrast(0x777777, 0xFFFFFF) > 4.47 && contrast(0x777777, 0xFFFFFF) < 4.49);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        const struct ll_colour_row *text = &ll_colour_rows[pairs[i][0]];
        const struct ll_colour_row *ground = &ll_colour_rows[pairs[i][1]];
        if (contrast(text->light, ground->light) < 4.5 ||
            contrast(text->dark, ground->dark) < 4.5) {
            fail_msg("%s on %s is hard to read", text->name, ground->name);
        }
    }
    /* Parts of a whole go from strong to faint, each apart from the next. */
    static const enum ll_colour firsts[] = {LL_COLOUR_ACCENT_1, LL_COLOUR_COPPER_1};
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = firsts[i]; k < firsts[i] + 4; k++) {
            assert_true(contrast(ll_colour_rows[k].light, ll_colour_rows[k + 1].light) > 1.2);
            assert_true(contrast(ll_colour_rows[k].dark, ll_colour_rows[k + 1].dark) > 1.2);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sample_is_good),
        cmocka_unit_test(text_stays_on_the_page),
        cmocka_unit_test(measuring_adds_nothing),
        cmocka_unit_test(what_is_wrong_is_latched),
        cmocka_unit_test(the_first_failure_stays),
        cmocka_unit_test(links_are_plain_addresses),
        cmocka_unit_test(memory_and_items_have_limits),
        cmocka_unit_test(text_can_be_read_in_light_and_dark),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
