/* Maps: outlines that meet, what is shown stands on the page, ways lead from place to place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "draw/map.h"
#include "draw/outline.h"
#include "draw/print.h"
#include "draw/support.h"
#include "draw/svg.h"

#define POINTS_MAX 3000 /* the design's bound for the whole world */
#define TEXT(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
#define SVG_BYTES_MAX ((size_t)28 << 10)

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

static const struct ll_scene_facts facts = {
    .title = TEXT("where"), .description = TEXT("Ghana, Belgium"), .language = "en"};
static const struct ll_map_place usual[] = {
    {TEXT("GH"), LL_COLOUR_COPPER_1, LL_COLOUR_INK, TEXT("Ghana"), TEXT("Ghana: 12 <b>")},
    {TEXT("KE"), LL_COLOUR_COPPER_3, LL_COLOUR_INK, TEXT("Kenya"), TEXT("")},
    {TEXT("BE"), LL_COLOUR_ACCENT_3, LL_COLOUR_ACCENT_1, TEXT("Belgium"), TEXT("")},
};

static struct ll_scene scene_of(const struct ll_map *map)
{
    struct ll_scene scene;
    struct ll_err err = {0};
    if (ll_map_scene(&test.arena, test.fonts, &facts, map, &scene, &err) != LL_OK) {
        fail_msg("%s", err.text);
    }
    return scene;
}

static struct ll_outline read_outline(void)
{
    struct ll_outline outline = {0};
    assert_int_equal(ll_outline_read(&test.arena, &outline, NULL), LL_OK);
    return outline;
}

static bool is_end(const struct ll_outline *outline, size_t point)
{
    for (size_t k = 0; k < outline->arc_count; k++) {
        if (point + 1 == outline->ends[k] || point == (k == 0 ? 0 : outline->ends[k - 1])) {
            return true;
        }
    }
    return false;
}

/* Where arcs meet is one point. */
static void the_world_has_few_points(void **state)
{
    struct ll_outline outline = read_outline();
    size_t total = outline.ends[outline.arc_count - 1];
    size_t distinct = 0;
    (void)state;
    for (size_t i = 0; i < total; i++) {
        bool is_new = true;
        for (size_t k = 0; is_end(&outline, i) && is_new && k < i; k++) {
            is_new = outline.points[k].x != outline.points[i].x ||
                     outline.points[k].y != outline.points[i].y;
        }
        distinct += is_new;
    }
    assert_in_range(distinct, 2000, POINTS_MAX);
    assert_in_range(outline.count, 200, 300);
}

/* Each ring closes: its arcs lead on where the one before ended. No step is longer than a coast. */
static void rings_close(void **state)
{
    struct ll_outline outline = read_outline();
    struct ll_point *ring = LL_NEW_ARRAY(&test.arena, struct ll_point, LL_OUTLINE_POINTS_MAX);
    size_t rings = 0;
    (void)state;
    for (size_t i = 0; i < outline.count; i++) {
        struct ll_str rest = outline.countries[i].rings;
        size_t count = 0;
        while (ll_outline_ring(&outline, &rest, ring, &count)) {
            assert_in_range(count, 3, LL_OUTLINE_POINTS_MAX);
            for (size_t k = 0; k < count; k++) {
                struct ll_point to = ring[(k + 1) % count];
                assert_in_range(labs((long)(to.x - ring[k].x)), 0, 900);
                assert_in_range(labs((long)(to.y - ring[k].y)), 0, 900);
            }
            rings++;
        }
    }
    assert_true(rings > 200);
}

static void countries_are_found_by_code(void **state)
{
    struct ll_outline outline = read_outline();
    const struct ll_outline_country *ghana = ll_outline_find(&outline, LL_STR("GH"));
    const struct ll_outline_country *belgium = ll_outline_find(&outline, LL_STR("BE"));
    (void)state;
    assert_non_null(ghana);
    assert_non_null(belgium);
    assert_true(belgium->middle.y < ghana->middle.y);         /* north is up */
    assert_non_null(ll_outline_find(&outline, LL_STR("MU"))); /* too small for land: a dot */
    assert_null(ll_outline_find(&outline, LL_STR("")));
    assert_null(ll_outline_find(&outline, LL_STR("ZZ")));
}

/* Every point of land is on the page, as are dots, names and the ends of ways. */
static void what_is_shown_is_on_the_page(void **state)
{
    const struct ll_map_way ways[] = {{LL_STR("GH"), LL_STR("BE"), 10},
                                      {LL_STR("KE"), LL_STR("BE"), INT64_MAX},
                                      {LL_STR("KE"), LL_STR("US"), 5}};
    const struct ll_map map = {usual, 3, ways, 3};
    struct ll_scene scene = scene_of(&map);
    size_t dots = 0;
    size_t names = 0;
    size_t lines = 0;
    (void)state;
    assert_int_equal(scene.width, LL_MAP_WIDTH);
    assert_in_range(scene.height, LL_MAP_WIDTH / 2 - 10, LL_MAP_WIDTH * 6 / 5 + 10);
    for (const struct ll_item *item = scene.first; item != NULL; item = item->next) {
        dots += item->kind == LL_ITEM_CIRCLE;
        names += item->kind == LL_ITEM_TEXT;
        lines += item->kind == LL_ITEM_PATH && item->paint.fill == LL_COLOUR_NONE;
        for (size_t i = 0; item->kind == LL_ITEM_PATH && i < item->path.count; i++) {
            assert_in_range(item->path.steps[i].to.x, 0, scene.width);
            assert_in_range(item->path.steps[i].to.y, 0, scene.height);
        }
        if (item->kind == LL_ITEM_CIRCLE) {
            assert_in_range(item->circle.centre.x, 1, scene.width - 1);
            assert_in_range(item->circle.centre.y, 1, scene.height - 1);
        }
    }
    assert_int_equal(dots, 3);
    assert_int_equal(names, 3);
    assert_int_equal(lines, 2); /* the third leads to where nothing is shown */
}

static void it_is_small_and_escaped(void **state)
{
    const struct ll_map map = {.places = usual, .place_count = 3};
    struct ll_str svg = {0};
    (void)state;
    assert_int_equal(ll_map_draw(&test.arena, test.fonts, &facts, &map, &svg, NULL), LL_OK);
    assert_true(svg.len < SVG_BYTES_MAX);
    const char *text = ll_str_to_cstr(&test.arena, svg);
    assert_non_null(strstr(text, "<title>Ghana: 12 &lt;b&gt;</title>"));
    assert_null(strstr(text, "12 <b>"));
}

/* The same scene in print, and without fonts on a page. */
static void it_prints(void **state)
{
    static const struct ll_time made_at = {INT64_C(1772539200000000)};
    const struct ll_map map = {.places = usual, .place_count = 3};
    struct ll_scene scene = scene_of(&map);
    struct ll_str pdf = {0};
    struct ll_str svg = {0};
    (void)state;
    assert_int_equal(ll_pdf_write(&scene, made_at, &test.arena, &pdf, NULL), LL_OK);
    assert_true(ll_str_starts(pdf, LL_STR("%PDF-")));
    assert_int_equal(ll_map_draw(&test.arena, NULL, &facts, &map, &svg, NULL), LL_OK);
    assert_null(strstr(ll_str_to_cstr(&test.arena, svg), "<text"));
}

/* One small island, the whole world, land on both sides of the edge, names in one another's way. */
static void any_part_of_the_world_is_shown(void **state)
{
    static const struct ll_str sets[][4] = {
        {TEXT("MU")},
        {TEXT("FJ"), TEXT("US"), TEXT("RU"), TEXT("NZ")},
        {TEXT("LU"), TEXT("BE"), TEXT("NL"), TEXT("DE")},
        {TEXT("AQ"), TEXT("GH")},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        struct ll_map_place places[4];
        struct ll_map map = {.places = places};
        for (size_t k = 0; k < 4 && sets[i][k].len > 0; k++) {
            places[map.place_count++] =
                (struct ll_map_place){sets[i][k], LL_COLOUR_COPPER_1, LL_COLOUR_INK,
                                      LL_STR("A long name of a country"), LL_STR("")};
        }
        struct ll_scene scene = scene_of(&map);
        assert_true(scene.item_count > 1);
    }
}

static void nothing_known_is_refused(void **state)
{
    const struct ll_map_place nowhere[] = {
        {TEXT("ZZ"), LL_COLOUR_COPPER_1, LL_COLOUR_INK, TEXT(""), TEXT("")}};
    const struct ll_map map = {.places = nowhere, .place_count = 1};
    const struct ll_map many = {.places = usual, .place_count = LL_MAP_PLACES_MAX + 1};
    struct ll_scene scene;
    (void)state;
    assert_int_equal(ll_map_scene(&test.arena, NULL, &facts, &map, &scene, NULL), LL_EINVAL);
    assert_int_equal(ll_map_scene(&test.arena, NULL, &facts, &many, &scene, NULL), LL_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_world_has_few_points),
        cmocka_unit_test(rings_close),
        cmocka_unit_test(countries_are_found_by_code),
        cmocka_unit_test(what_is_shown_is_on_the_page),
        cmocka_unit_test(it_is_small_and_escaped),
        cmocka_unit_test(it_prints),
        cmocka_unit_test(any_part_of_the_world_is_shown),
        cmocka_unit_test(nothing_known_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
