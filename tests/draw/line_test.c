/* Lines cut into intervals: nothing is lost, nothing stands elsewhere, little is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "draw/bars.h"
#include "draw/line.h"

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

static struct ll_str draw(int64_t length, const struct ll_line_part *parts, size_t count)
{
    const struct ll_scene_facts facts = {
        .title = LL_STR("custody"), .description = LL_STR("recycled <5>"), .language = "en"};
    struct ll_str svg = {0};
    struct ll_err err = {0};
    if (ll_line_draw(&arena, &facts, length, parts, count, &svg, &err) != LL_OK) {
        fail_msg("%s", err.text);
    }
    return svg;
}

struct drawn {
    size_t count;
    int32_t x[64];
    int32_t width[64];
};

/* The boxes of one colour. */
static struct drawn boxes_of(struct ll_str svg, const char *colour)
{
    struct drawn drawn = {0};
    char *text = ll_str_to_cstr(&arena, svg);
    char wanted[64];
    (void)snprintf(wanted, sizeof(wanted), "f-%s", colour);
    for (const char *at = text; (at = strstr(at, "<rect")) != NULL; at++) {
        const char *end = strchr(at, '>');
        const char *class = strstr(at, wanted);
        const char *x = strstr(at, " x=\"");
        const char *width = strstr(at, " width=\"");
        if (class == NULL || class > end) {
            continue;
        }
        assert_true(drawn.count < 64 && width != NULL && width < end);
        drawn.x[drawn.count] = x == NULL || x > end ? 0 : (int32_t)strtol(x + 4, NULL, 10);
        drawn.width[drawn.count++] = (int32_t)strtol(width + 8, NULL, 10);
    }
    return drawn;
}

static void parts_stand_where_they_are(void **state)
{
    const struct ll_line_part parts[] = {
        {0, 25, LL_COLOUR_ACCENT_1}, {25, 50, LL_COLOUR_ACCENT_1}, {75, 100, LL_COLOUR_BAD}};
    struct ll_str svg = draw(100, parts, 3);
    struct drawn green = boxes_of(svg, "accent_1");
    struct drawn red = boxes_of(svg, "bad");
    (void)state;
    assert_int_equal(green.count, 2);
    assert_int_equal(green.x[0], 0);
    assert_int_equal(green.x[1], LL_LINE_WIDTH / 4);
    assert_true(green.width[0] < LL_LINE_WIDTH / 4 && green.width[0] > LL_LINE_WIDTH / 5);
    assert_int_equal(red.count, 1);
    assert_int_equal(red.x[0], LL_LINE_WIDTH / 4 * 3);
    assert_true(ll_str_find(svg, LL_STR("recycled &lt;5&gt;"), false) != SIZE_MAX);
}

/* A thousand neighbours of one colour are one box; a part of its own is seen however small. */
static void what_is_narrow_is_seen(void **state)
{
    struct ll_line_part *parts = LL_NEW_ARRAY(&arena, struct ll_line_part, 100001);
    (void)state;
    assert_non_null(parts);
    for (int64_t i = 0; i <= 100000; i++) {
        parts[i] = (struct ll_line_part){i, i + 1, i == 50000 ? LL_COLOUR_BAD : LL_COLOUR_ACCENT_1};
    }
    struct ll_str svg = draw(100001, parts, 100001);
    assert_int_equal(boxes_of(svg, "accent_1").count, 2);
    struct drawn red = boxes_of(svg, "bad");
    assert_int_equal(red.count, 1);
    assert_true(red.width[0] > 0);
    assert_true(svg.len < 2000);
}

static void long_lines_fit(void **state)
{
    const int64_t whole = (int64_t)1 << 53;
    const struct ll_line_part parts[] = {{0, whole / 2, LL_COLOUR_ACCENT_1},
                                         {whole / 2, whole - 1, LL_COLOUR_BAD}};
    (void)state;
    struct drawn red = boxes_of(draw(whole, parts, 2), "bad");
    assert_int_equal(red.x[0], LL_LINE_WIDTH / 2);
    /* What lies beyond the line is cut. */
    red = boxes_of(draw(whole / 4 * 3, parts, 2), "bad");
    assert_true(red.x[0] + red.width[0] <= LL_LINE_WIDTH);
    assert_int_equal(boxes_of(draw(10, parts, 2), "bad").count, 0);
    assert_int_equal(boxes_of(draw(1, NULL, 0), "accent_1").count, 0);
}

static void what_is_out_of_order_is_refused(void **state)
{
    static const struct ll_line_part wrong[][2] = {
        {{0, 5, LL_COLOUR_BAD}, {4, 6, LL_COLOUR_BAD}},
        {{5, 5, LL_COLOUR_BAD}, {6, 7, LL_COLOUR_BAD}},
        {{-1, 5, LL_COLOUR_BAD}, {6, 7, LL_COLOUR_BAD}},
        {{6, 7, LL_COLOUR_BAD}, {0, 5, LL_COLOUR_BAD}},
    };
    const struct ll_scene_facts facts = {.title = LL_STR("t"), .language = "en"};
    struct ll_str svg;
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(ll_line_draw(&arena, &facts, 10, wrong[i], 2, &svg, NULL), LL_EINVAL);
    }
}

/* As high as the amounts, the tallest to the top; what is little is seen, what is nothing is not.
 */
static void bars_are_as_high_as_amounts(void **state)
{
    static const int64_t amounts[] = {0, 1, 500, 1000};
    static const int64_t large[] = {INT64_MAX, INT64_MAX / 2};
    static const int64_t wrong[] = {1, -1};
    const struct ll_scene_facts facts = {.title = LL_STR("t"), .language = "en"};
    struct ll_str svg;
    (void)state;
    assert_int_equal(ll_bars_draw(&arena, &facts, LL_COLOUR_BAD, amounts, 4, &svg, NULL), LL_OK);
    assert_int_equal(boxes_of(svg, "bad").count, 3);
    assert_true(ll_str_find(svg, LL_STR("y=\"0\""), false) != SIZE_MAX);
    assert_true(ll_str_find(svg, LL_STR("y=\"1485\""), false) != SIZE_MAX);
    assert_true(ll_str_find(svg, LL_STR("height=\"60\""), false) != SIZE_MAX);
    assert_int_equal(ll_bars_draw(&arena, &facts, LL_COLOUR_BAD, large, 2, &svg, NULL), LL_OK);
    assert_true(ll_str_find(svg, LL_STR("height=\"1485\""), false) != SIZE_MAX ||
                ll_str_find(svg, LL_STR("height=\"1484\""), false) != SIZE_MAX);
    assert_int_equal(ll_bars_draw(&arena, &facts, LL_COLOUR_BAD, wrong, 2, &svg, NULL), LL_EINVAL);
    assert_int_equal(ll_bars_draw(&arena, &facts, LL_COLOUR_BAD, amounts, 0, &svg, NULL),
                     LL_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(parts_stand_where_they_are, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_narrow_is_seen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_lines_fit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_out_of_order_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bars_are_as_high_as_amounts, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
