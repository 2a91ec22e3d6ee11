/* Type: the font that must be there, what is taken out of texts, how they break. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "draw/support.h"
#include "support/random.h"

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

static struct ll_str cleaned(struct ll_str text)
{
    struct ll_str out = {0};
    assert_int_equal(ll_fonts_clean(&test.arena, text, &out, NULL), LL_OK);
    return out;
}

static void assert_cleaned(struct ll_str text, const char *want)
{
    struct ll_str got = cleaned(text);
    if (!ll_str_eq_cstr(got, want)) {
        fail_msg("'%.*s' is not '%s'", LL_STR_ARG(got), want);
    }
}

static void what_has_no_place_is_taken_out(void **state)
{
    (void)state;
    assert_cleaned(LL_STR("plain"), "plain");
    assert_cleaned(LL_STR("  two \t\r\n words\0 "), "two words");
    assert_cleaned(LL_STR("a\x1B[31mb\x7F\xC2\x85"
                          "c"),
                   "a [31mb c");
    assert_cleaned(LL_STR("\u202Eevil\u202C\u2066x\u2069"), "evilx");
    assert_cleaned(LL_STR("soft\u00ADhyphen\uFEFF\U000E0041"), "softhyphen");
    assert_cleaned(LL_STR("a\u2028b\uFFFEc\U0010FFFF"), "a b c");
    assert_cleaned(LL_STR("e\u0301\u0301\u0301\u0301\u0301\u0301x"), "e\u0301\u0301\u0301\u0301x");
    assert_cleaned(LL_STR("1\u202F234\u00A0kg"), "1\u202F234\u00A0kg");
    assert_cleaned(LL_STR("\u0634 \u200D\u200F"), "\u0634 \u200D\u200F");
    assert_cleaned(LL_STR(" "), "");
    struct ll_str out = {"x", 1};
    static const char *const broken[] = {"\xFF", "a\xC3", "\xED\xA0\x80", "\xC0\x80",
                                         "\xF4\x90\x80\x80"};
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        assert_int_equal(ll_fonts_clean(&test.arena, ll_str_from_cstr(broken[i]), &out, NULL),
                         LL_EINVAL);
        assert_string_equal(out.ptr, "x");
    }
}

static int32_t width_of(enum ll_type type, struct ll_str text)
{
    const struct ll_setting setting = {.type = type};
    return ll_fonts_width(test.fonts, &setting, text);
}

static void widths_are_those_of_the_font(void **state)
{
    (void)state;
    assert_int_equal(width_of(LL_TYPE_BODY, (struct ll_str){"", 0}), 0);
    int32_t narrow = width_of(LL_TYPE_BODY, LL_STR("iiii"));
    int32_t wide = width_of(LL_TYPE_BODY, LL_STR("WWWW"));
    assert_true(narrow > 0 && wide > 3 * narrow && wide < 5 * ll_type_rows[LL_TYPE_BODY].size);
    /* tabular digits have one width, proportional ones have not */
    assert_int_equal(width_of(LL_TYPE_NUMBER, LL_STR("11111111")),
                     width_of(LL_TYPE_NUMBER, LL_STR("00000000")));
    assert_true(width_of(LL_TYPE_CELL, LL_STR("11111111")) <
                width_of(LL_TYPE_CELL, LL_STR("00000000")));
    /* heavier is wider; the same is the same */
    assert_true(width_of(LL_TYPE_STRONG, LL_STR("weight")) >
                width_of(LL_TYPE_BODY, LL_STR("weight")));
    assert_int_equal(width_of(LL_TYPE_BODY, LL_STR("same")),
                     width_of(LL_TYPE_BODY, LL_STR("same")));
}

struct lines {
    struct ll_str *lines;
    size_t count;
};

static struct lines broken(enum ll_type type, struct ll_str text, int32_t width, size_t lines_max)
{
    const struct ll_setting setting = {.type = type};
    struct lines out = {0};
    assert_int_equal(ll_fonts_break(test.fonts, &test.arena, &setting, text, width, lines_max,
                                    &out.lines, &out.count, NULL),
                     LL_OK);
    assert_true(out.count <= lines_max);
    for (size_t i = 0; i < out.count; i++) {
        assert_true(out.lines[i].len > 0);
        assert_true(ll_str_is_utf8(out.lines[i]));
        /* Where a word is broken, its line set alone is kerned anew: a sixteenth of an em. */
        if (width_of(type, out.lines[i]) > width + ll_type_rows[type].size / 16) {
            fail_msg("a line is %d wide, not %d: %.*s", (int)width_of(type, out.lines[i]),
                     (int)width, LL_STR_ARG(out.lines[i]));
        }
    }
    return out;
}

static bool is_cut(const struct lines *lines)
{
    return lines->count > 0 && ll_str_ends(lines->lines[lines->count - 1], LL_STR("…"));
}

static void words_break_and_the_rest_shows_as_dots(void **state)
{
    (void)state;
    struct ll_str text = LL_STR("one two three four five six seven eight nine ten");
    int32_t all = width_of(LL_TYPE_BODY, text);
    struct lines lines = broken(LL_TYPE_BODY, text, all, 1);
    assert_int_equal(lines.count, 1);
    assert_true(ll_str_eq(lines.lines[0], text));
    lines = broken(LL_TYPE_BODY, text, all / 3, 9);
    assert_true(lines.count >= 3 && lines.count <= 5 && !is_cut(&lines));
    struct ll_strbuf buf;
    struct ll_str joined;
    ll_strbuf_init(&buf, &test.arena, 1000);
    for (size_t i = 0; i < lines.count; i++) {
        ll_strbuf_cstr(&buf, i > 0 ? " " : "");
        ll_strbuf_str(&buf, lines.lines[i]);
    }
    assert_int_equal(ll_strbuf_finish(&buf, &joined, NULL), LL_OK);
    assert_true(ll_str_eq(joined, text));
    lines = broken(LL_TYPE_BODY, text, all / 3, 2);
    assert_int_equal(lines.count, 2);
    assert_true(is_cut(&lines));
    /* as much as fits: with one letter more it would be too wide */
    struct ll_str last = lines.lines[1];
    assert_true(width_of(LL_TYPE_BODY, last) > all / 3 - 400);
    assert_int_equal(broken(LL_TYPE_BODY, (struct ll_str){"", 0}, 100, 3).count, 0);
}

static void a_character_is_never_cut_in_two(void **state)
{
    (void)state;
    struct ll_str text = LL_STR("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301");
    int32_t all = width_of(LL_TYPE_BODY, text);
    for (int32_t width = all / 4; width < all; width += 10) {
        struct lines lines = broken(LL_TYPE_BODY, text, width, 1);
        assert_true(is_cut(&lines));
        assert_int_equal((lines.lines[0].len - 3) % 3, 0);
    }
    /* nothing fits: something stands there all the same */
    const struct ll_setting setting = {.type = LL_TYPE_FIGURE};
    struct ll_str *lines = NULL;
    size_t count = 0;
    assert_int_equal(
        ll_fonts_break(test.fonts, &test.arena, &setting, LL_STR("WW"), 1, 1, &lines, &count, NULL),
        LL_OK);
    assert_int_equal(count, 1);
    assert_true(ll_str_eq_cstr(lines[0], "…"));
}

static void hostile_texts_stay_within_their_width(void **state)
{
    (void)state;
    for (size_t i = 0; i < LL_DRAW_HOSTILE_COUNT; i++) {
        struct ll_str text = cleaned(test.hostile[i]);
        for (size_t type = 0; type < LL_TYPE_COUNT; type++) {
            (void)broken((enum ll_type)type, text, 9000, 1);
            (void)broken((enum ll_type)type, text, 9000, 4);
        }
        (void)broken(LL_TYPE_SMALL, text, LL_FONTS_WIDTH_MAX, 100);
    }
    /* longer than is measured: cut, in as many lines as are allowed */
    size_t len = (size_t)1 << 20;
    char *large = ll_arena_alloc(&test.arena, len, 1);
    assert_non_null(large);
    memset(large, 'm', len);
    struct lines lines = broken(LL_TYPE_BODY, (struct ll_str){large, len}, 20000, 100000);
    assert_true(is_cut(&lines));
    assert_true(lines.count > 50);
}

/* Texts made by ll_fonts_clean are ended by a zero. */
static const char *after_blanks(const char *at)
{
    while (*at == ' ' || strncmp(at, "\u00A0", 2) == 0 || strncmp(at, "\u202F", 3) == 0) {
        at += *at == ' ' ? 1 : strncmp(at, "\u00A0", 2) == 0 ? 2 : 3;
    }
    return at;
}

/* Random words at random widths: no word is lost, none is put in. */
static void nothing_is_lost_in_breaking(void **state)
{
    (void)state;
    static const char *const parts[] = {"a", "é",   "wide", "1\u202F234", "\u00A0", " ", " ",
                                        "-", "ffi", "Ω",    "\u0634",     ".",      "/", "\u6C49"};
    struct ll_test_random random = ll_test_random_begin();
    for (int round = 0; round < 300; round++) {
        struct ll_strbuf buf;
        struct ll_str text;
        ll_strbuf_init(&buf, &test.arena, 10000);
        size_t count = ll_test_random_below(&random, 60);
        for (size_t i = 0; i < count; i++) {
            ll_strbuf_cstr(&buf, parts[ll_test_random_below(&random, 14)]);
        }
        assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
        text = cleaned(text);
        int32_t width = 600 + (int32_t)ll_test_random_below(&random, 8000);
        struct lines lines = broken(LL_TYPE_BODY, text, width, 1000);
        const char *at = text.ptr;
        for (size_t i = 0; i < lines.count; i++) {
            assert_ptr_equal(lines.lines[i].ptr, after_blanks(at));
            at = lines.lines[i].ptr + lines.lines[i].len;
        }
        assert_ptr_equal(after_blanks(at), text.ptr + text.len);
    }
}

static void copy_font(const char *from, const char *folder, const char *name)
{
    char path[600];
    char bytes[4096];
    (void)snprintf(path, sizeof(path), "%s/%s", LL_FONTS_FOLDER, from);
    FILE *in = fopen(path, "rb");
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *out = fopen(path, "wb");
    assert_true(in != NULL && out != NULL);
    for (size_t count = fread(bytes, 1, sizeof(bytes), in); count > 0;
         count = fread(bytes, 1, sizeof(bytes), in)) {
        assert_int_equal(fwrite(bytes, 1, count, out), count);
    }
    assert_int_equal(fclose(in), 0);
    assert_int_equal(fclose(out), 0);
}

static void another_font_is_not_taken(void **state)
{
    (void)state;
    static const char *const names[] = {"Inter-Regular.otf", "Inter-Medium.otf",
                                        "Inter-SemiBold.otf", "InterDisplay-SemiBold.otf"};
    struct ll_fonts *fonts = NULL;
    struct ll_err err = {0};
    assert_int_equal(ll_fonts_open_in(&test.arena, "/nonexistent", &fonts, &err), LL_EIO);
    assert_non_null(strstr(err.text, "/nonexistent/Inter-Regular.otf"));
    assert_non_null(strstr(err.hint, "fonts-inter"));
    assert_int_equal(ll_status_exit_code(err.status), 3);
    char folder[] = "/tmp/ll-fonts-XXXXXX";
    assert_non_null(mkdtemp(folder));
    for (size_t wrong = 0; wrong <= 4; wrong++) {
        for (size_t i = 0; i < 4; i++) {
            copy_font(i == wrong ? "Inter-Black.otf" : names[i], folder, names[i]);
        }
        enum ll_status status = ll_fonts_open_in(&test.arena, folder, &fonts, &err);
        assert_int_equal(status, wrong < 4 ? LL_EIO : LL_OK);
        if (status == LL_OK) {
            ll_fonts_close(fonts);
        }
    }
    for (size_t i = 0; i < 4; i++) {
        char path[600];
        (void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_no_place_is_taken_out),
        cmocka_unit_test(widths_are_those_of_the_font),
        cmocka_unit_test(words_break_and_the_rest_shows_as_dots),
        cmocka_unit_test(a_character_is_never_cut_in_two),
        cmocka_unit_test(hostile_texts_stay_within_their_width),
        cmocka_unit_test(nothing_is_lost_in_breaking),
        cmocka_unit_test(another_font_is_not_taken),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
