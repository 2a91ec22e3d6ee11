#include "draw/support.h"

#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <stdio.h>
#include <string.h>

#include "draw/qr.h"

#define PART(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
#define TEN(s) s s s s s s s s s s

/* Texts that try to leave their place; the first two are made larger. */
static const struct ll_str hostile[LL_DRAW_HOSTILE_COUNT] = {
    PART("W"),                                              /* a word of 10,000 letters */
    PART("word "),                                          /* 10,000 words */
    PART("\u202Eevil\u202C \u2067abc\u2069 \u200Fx\u200E"), /* turned about */
    PART("a\x01\x02\x1B[31m\x7F\xC2\x9F"
         "b\r\n\tc\0d"),                                    /* control characters, a zero */
    PART("Z" TEN(TEN("\u0301\u0322")) "algo"),              /* marks on marks */
    PART("]]>&<script x=\"1\">'--><![CDATA["),              /* markup */
    PART("\uFFFE\uFFFF\U0001FFFF\uFEFF\u2028\u2029\uFDD0"), /* not characters */
    PART("\U000E0041\U000E007F\u00AD\u2063hidden"),         /* hidden */
    PART("\u0634\u0631\u0643\u0629 \u05E9\u05DC\u05D5\u05DD 12 \u6C49\u5B57 \U0001F4F1"),
    PART("\uFDFD\uFDFD\uFDFD\u2E3B\u2E3B"), /* very wide */
    PART("  \t  "),
    PART(""),
};

static struct ll_str repeated(struct ll_arena *arena, struct ll_str part, size_t count)
{
    char *text = ll_arena_alloc(arena, count, part.len);
    LL_ASSERT(text != NULL);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + i * part.len, part.ptr, part.len);
    }
    return (struct ll_str){text, count * part.len};
}

int ll_draw_test_open(struct ll_draw_test *test)
{
    struct ll_err err = {0};
    ll_arena_init(&test->arena, &ll_arena_malloc, (size_t)256 << 20);
    if (ll_fonts_open(&test->arena, &test->fonts, &err) != LL_OK) {
        (void)fprintf(stderr, "%s; %s\n", err.text, err.hint);
        return 1;
    }
    memcpy(test->hostile, hostile, sizeof(hostile));
    test->hostile[0] = repeated(&test->arena, hostile[0], 10000);
    test->hostile[1] = repeated(&test->arena, hostile[1], 10000);
    return 0;
}

void ll_draw_test_close(struct ll_draw_test *test)
{
    ll_fonts_close(test->fonts);
    ll_arena_release(&test->arena);
}

void ll_draw_test_end(struct ll_draw_test *test)
{
    ll_draw_test_close(test);
    cairo_debug_reset_static_data();
    FcFini();
}

void ll_draw_test_page(struct ll_draw_test *test, struct ll_scene *ret_scene)
{
    const struct ll_scene_facts facts = {
        .title = LL_STR("Échantillon <&> (1)"),
        .description = LL_STR("Every shape & type"),
        .author = LL_STR("Kadir \"B\" Ltd"),
        .language = "fr",
    };
    ll_scene_init(ret_scene, &test->arena, test->fonts, LL_A4_WIDTH, LL_A4_HEIGHT, &facts);
}

static int32_t add_types(struct ll_scene *scene, int32_t y)
{
    for (size_t type = 0; type < LL_TYPE_COUNT; type++) {
        y += ll_type_rows[type].leading + 60;
        const struct ll_text_spec spec = {
            .type = (enum ll_type)type,
            .colour = type == LL_TYPE_BANNER ? LL_COLOUR_WARN : LL_COLOUR_NONE,
            .at = {1500, y},
            .width = 12000,
            .text = LL_STR("Déjà vu: 1,234 kg, 100 % office 0O"),
        };
        (void)ll_scene_text(scene, &spec);
    }
    return y;
}

static void add_shapes(struct ll_scene *scene, int32_t y)
{
    const struct ll_paint both = {LL_COLOUR_ACCENT_SOFT, LL_COLOUR_ACCENT, 40, 0};
    const struct ll_paint dashed = {.stroke = LL_COLOUR_COPPER, .stroke_width = 30, .dash = 120};
    const struct ll_point zigzag[] = {{1500, y}, {2500, y + 900}, {3500, y}, {4500, y + 900}};
    const struct ll_step drop[] = {
        {.kind = LL_STEP_MOVE, .to = {10000, y}},
        {.kind = LL_STEP_CURVE,
         .control_1 = {11200, y + 900},
         .control_2 = {8800, y + 900},
         .to = {10000, y}},
        {.kind = LL_STEP_CLOSE},
    };
    ll_scene_group(scene, LL_STR("Shapes \"one\" & all"), LL_STR("<desc>"));
    ll_scene_box(scene, both, (struct ll_box){5000, y, 1500, 900}, 200);
    ll_scene_box(scene, (struct ll_paint){.fill = LL_COLOUR_COPPER_2},
                 (struct ll_box){6800, y, 600, 900}, 0);
    ll_scene_circle(scene, dashed, (struct ll_point){8200, y + 450}, 450);
    ll_scene_polyline(scene, dashed, zigzag, 4, false);
    ll_scene_path(scene, both, drop, 3);
    ll_scene_line(scene, dashed, (struct ll_point){11500, y}, (struct ll_point){13000, y + 900});
    ll_scene_group_end(scene);
}

static void add_hostile(const struct ll_draw_test *test, struct ll_scene *scene, int32_t y)
{
    ll_scene_group(scene, (struct ll_str){"", 0}, (struct ll_str){"", 0});
    for (size_t i = 0; i < LL_DRAW_HOSTILE_COUNT; i++) {
        const struct ll_text_spec spec = {
            .type = LL_TYPE_CELL,
            .anchor = (enum ll_anchor)(i % 3),
            .at = {i % 3 == 0   ? 1500
                   : i % 3 == 1 ? 10500
                                : 19500,
                   y + (int32_t)(i / 3) * 1000},
            .width = 5500,
            .lines_max = 2,
            .right_to_left = i == 8,
            .language = i == 8 ? "ar" : NULL,
            .text = test->hostile[i],
        };
        (void)ll_scene_text(scene, &spec);
    }
    ll_scene_group_end(scene);
}

void ll_draw_test_sample(struct ll_draw_test *test, struct ll_scene *ret_scene)
{
    struct ll_err err;
    ll_draw_test_page(test, ret_scene);
    ll_scene_box(ret_scene, (struct ll_paint){.fill = LL_COLOUR_PANEL},
                 (struct ll_box){1000, 800, 19000, 12000}, 300);
    int32_t y = add_types(ret_scene, 1000);
    add_shapes(ret_scene, y + 1500);
    add_hostile(test, ret_scene, y + 4000);
    const struct ll_text_spec link = {
        .type = LL_TYPE_CODE,
        .at = {6500, 25000},
        .link = LL_STR("https://ledger.example/certificates/LL-7Q2M?lang=fr&a=1"),
        .text = LL_STR("ledger.example/certificates/LL-7Q2M"),
    };
    (void)ll_scene_text(ret_scene, &link);
    if (ll_qr_add(ret_scene, LL_STR("https://ledger.example/certificates/LL-7Q2M"), LL_QR_MEDIUM,
                  (struct ll_box){1500, 24000, 4000, 4000}, &err) != LL_OK) {
        ll_scene_fail(ret_scene, &err);
    }
}
