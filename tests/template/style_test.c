/* The style of pages: its colours can be told apart (WCAG 2.2, 1.4.3 and 1.4.11), and it fetches
 * nothing. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "support/shared_data.h"

#define BYTES_MAX 20480

static struct ll_arena arena;
static struct ll_str style;

static int setup(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)4 << 20);
    style = ll_test_read_file(&arena, "web/static/style.css");
    assert_non_null(style.ptr);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

/* Light that a part of a colour, two hexadecimal digits, gives. */
static double light_of(const char *digits)
{
    uint8_t byte = 0;
    assert_int_equal(ll_hex_decode((struct ll_str){digits, 2}, &byte), LL_OK);
    double part = byte / 255.0;
    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

/* The luminance of the colour --name in a part of the style. */
static double luminance(struct ll_str part, const char *name)
{
    char property[32];
    (void)snprintf(property, sizeof(property), "--%s: #", name);
    size_t at = ll_str_find(part, ll_str_from_cstr(property), false);
    if (at == SIZE_MAX) {
        fail_msg("no colour %s", name);
    }
    const char *digits = part.ptr + at + ll_str_from_cstr(property).len;
    return 0.2126 * light_of(digits) + 0.7152 * light_of(digits + 2) +
           0.0722 * light_of(digits + 4);
}

struct pair {
    const char *front;
    const char *back;
    double least;
};

static void colours_can_be_told_apart(void **state)
{
    static const struct pair pairs[] = {
        {"ink", "paper", 4.5},   {"ink", "panel", 4.5},        {"quiet", "paper", 4.5},
        {"quiet", "panel", 4.5}, {"accent", "paper", 4.5},     {"accent", "panel", 4.5},
        {"alarm", "paper", 4.5}, {"on-accent", "accent", 4.5}, {"alarm", "panel", 4.5},
        {"line", "paper", 3},    {"line", "panel", 3},         {"good", "panel", 4.5},
        {"wait", "panel", 4.5},  {"ink", "tint", 4.5},         {"accent", "tint", 4.5},
        {"quiet", "tint", 4.5},  {"good", "tint", 4.5},        {"wait", "tint", 4.5},
        {"alarm", "tint", 4.5},  {"copper", "paper", 3},       {"copper", "panel", 3},
    };
    size_t dark = ll_str_find(style, LL_STR("(prefers-color-scheme: dark)"), false);
    (void)state;
    assert_true(dark != SIZE_MAX);
    const struct ll_str parts[] = {ll_str_sub(style, 0, dark), ll_str_sub(style, dark, style.len)};
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < sizeof(pairs) / sizeof(pairs[0]); j++) {
            double a = luminance(parts[i], pairs[j].front);
            double b = luminance(parts[i], pairs[j].back);
            double contrast = (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
            if (contrast < pairs[j].least) {
                fail_msg("%s: %s on %s has a contrast of %.2f", i == 0 ? "light" : "dark",
                         pairs[j].front, pairs[j].back, contrast);
            }
        }
    }
}

static void nothing_is_fetched(void **state)
{
    (void)state;
    assert_true(style.len <= BYTES_MAX);
    assert_true(ll_str_find(style, LL_STR("url("), true) == SIZE_MAX);
    assert_true(ll_str_find(style, LL_STR("@import"), true) == SIZE_MAX);
    assert_true(ll_str_find(style, LL_STR("@font-face"), true) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(colours_can_be_told_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_is_fetched, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
