/* PDF and PNG: the same bytes twice, sizes, failures; the language put into a PDF. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/pdf_language.h"
#include "draw/print.h"
#include "draw/support.h"

#define MADE_AT ((struct ll_time){INT64_C(1772539200123456)}) /* 2026-03-03T12:00:00.123456Z */

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

static bool contains(struct ll_str s, const char *part)
{
    return ll_str_find(s, ll_str_from_cstr(part), false) != SIZE_MAX;
}

static struct ll_str pdf_of(const struct ll_scene *scene, struct ll_time made_at)
{
    struct ll_str pdf = {0};
    struct ll_err err = {0};
    if (ll_pdf_write(scene, made_at, &test.arena, &pdf, &err) != LL_OK) {
        fail_msg("%s", err.text);
    }
    return pdf;
}

static struct ll_str png_of(const struct ll_scene *scene, int dpi)
{
    struct ll_str png = {0};
    struct ll_err err = {0};
    if (ll_png_write(scene, dpi, &test.arena, &png, &err) != LL_OK) {
        fail_msg("%s", err.text);
    }
    return png;
}

static void the_same_scene_is_the_same_bytes(void **state)
{
    (void)state;
    struct ll_scene scene;
    ll_draw_test_sample(&test, &scene);
    struct ll_str pdf = pdf_of(&scene, MADE_AT);
    struct ll_str png = png_of(&scene, 100);
    /* other drawings in between, and other fonts, leave no trace */
    struct ll_draw_test other;
    assert_int_equal(ll_draw_test_open(&other), 0);
    struct ll_scene page;
    ll_draw_test_page(&other, &page);
    struct ll_str ignored;
    assert_int_equal(ll_pdf_write(&page, MADE_AT, &other.arena, &ignored, NULL), LL_OK);
    ll_draw_test_sample(&other, &scene);
    assert_true(ll_str_eq(pdf, pdf_of(&scene, MADE_AT)));
    assert_true(ll_str_eq(png, png_of(&scene, 100)));
    struct ll_time later = {MADE_AT.us + 1000000};
    assert_false(ll_str_eq(pdf, pdf_of(&scene, later)));
    ll_draw_test_close(&other);
}

static void a_pdf_says_what_it_is(void **state)
{
    (void)state;
    struct ll_scene scene;
    ll_draw_test_sample(&test, &scene);
    struct ll_str pdf = pdf_of(&scene, MADE_AT);
    assert_true(ll_str_starts(pdf, LL_STR("%PDF-1.")));
    assert_true(contains(pdf, "/Lang (fr)"));
    assert_true(contains(pdf, "/CreationDate (20260303120000Z)"));
    assert_true(contains(pdf, "/MarkInfo << /Marked true >>"));
    assert_true(contains(pdf, "LL-7Q2M?lang=fr&a=1"));
    assert_true(pdf.len < 100000);
}

static uint32_t big_endian(struct ll_str s, size_t at)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        value = value << 8 | (unsigned char)s.ptr[at + i];
    }
    return value;
}

static void a_picture_has_its_dots(void **state)
{
    (void)state;
    struct ll_scene scene;
    ll_draw_test_sample(&test, &scene);
    struct ll_str png = png_of(&scene, 127); /* 5 dots to a millimetre */
    assert_int_equal(big_endian(png, 16), 1050);
    assert_int_equal(big_endian(png, 20), 1485);
    assert_int_equal(big_endian(png_of(&scene, 1), 16), 9);
    struct ll_err err = {0};
    struct ll_str none = {0};
    assert_int_equal(ll_png_write(&scene, 0, &test.arena, &none, &err), LL_EINVAL);
    assert_int_equal(ll_png_write(&scene, 2401, &test.arena, &none, &err), LL_EINVAL);
    assert_int_equal(ll_png_write(&scene, 2400, &test.arena, &none, &err), LL_ELIMIT);
    assert_null(none.ptr);
}

static void failures_are_statuses(void **state)
{
    (void)state;
    struct ll_scene scene;
    struct ll_str none = {0};
    struct ll_err err = {0};
    ll_draw_test_sample(&test, &scene);
    struct ll_arena small;
    ll_arena_init(&small, &ll_arena_malloc, 10000);
    assert_int_equal(ll_pdf_write(&scene, MADE_AT, &small, &none, &err), LL_ENOMEM);
    assert_int_equal(ll_png_write(&scene, 100, &small, &none, &err), LL_ENOMEM);
    ll_arena_release(&small);
    ll_scene_group_end(&scene);
    assert_int_equal(ll_pdf_write(&scene, MADE_AT, &test.arena, &none, &err), LL_EINVAL);
    assert_int_equal(ll_png_write(&scene, 100, &test.arena, &none, &err), LL_EINVAL);
    assert_null(none.ptr);
    const struct ll_scene_facts facts = {.title = LL_STR("a"), .language = "fr) /JS (x"};
    ll_scene_init(&scene, &test.arena, test.fonts, 100, 100, &facts);
    assert_int_equal(ll_pdf_write(&scene, MADE_AT, &test.arena, &none, &err), LL_EINVAL);
}

static void several_pages_are_one_document(void **state)
{
    (void)state;
    struct ll_scene scenes[2];
    struct ll_str pdf = {0};
    struct ll_err err = {0};
    ll_draw_test_sample(&test, &scenes[0]);
    ll_draw_test_sample(&test, &scenes[1]);
    assert_int_equal(ll_pdf_write_pages(scenes, 2, MADE_AT, &test.arena, &pdf, &err), LL_OK);
    assert_true(contains(pdf, "/Count 2"));
    assert_true(contains(pdf, "/MarkInfo << /Marked true >>"));
}

static void a_language_goes_where_cairo_left_room(void **state)
{
    (void)state;
    static const char good[] = "%PDF\n1 0 obj\n<< /Type /Catalog\n   /Pages 1 0 R\n>>\nendobj\n"
                               "xref\n0 2\ntrailer\nstartxref\n57\n%%EOF\n";
    static const char want[] =
        "%PDF\n1 0 obj\n<< /Type /Catalog\n   /Lang (nl)\n   /Pages 1 0 R\n>>\nendobj\n"
        "xref\n0 2\ntrailer\nstartxref\n71\n%%EOF\n";
    static const char *const bad[] = {
        "",
        "%PDF\n",
        "<< /Type /Catalog\n>>\nendobj\nxref\nstartxref\n99\n%%EOF\n",
        "<< /Type /Catalog\n>>\nendobj\n2 0 obj\nendobj\nxref\nstartxref\n43\n%%EOF\n",
        "<< /Type /Catalog\n>>\nendobj\nxref\nstartxref\nx\n%%EOF\n",
        "<< /Type /Catalog\n>>\nendobj\nxref\n",
    };
    struct ll_str out = {0};
    assert_int_equal(
        ll_pdf_language_set(&test.arena, ll_str_from_cstr(good), LL_STR("nl"), &out, NULL), LL_OK);
    if (!ll_str_eq_cstr(out, want)) {
        fail_msg("%.*s", LL_STR_ARG(out));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(
            ll_pdf_language_set(&test.arena, ll_str_from_cstr(bad[i]), LL_STR("nl"), &out, NULL),
            LL_EPARSE);
    }
    assert_int_equal(
        ll_pdf_language_set(&test.arena, LL_STR("a"), (struct ll_str){"", 0}, &out, NULL),
        LL_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_scene_is_the_same_bytes),
        cmocka_unit_test(a_pdf_says_what_it_is),
        cmocka_unit_test(a_picture_has_its_dots),
        cmocka_unit_test(failures_are_statuses),
        cmocka_unit_test(several_pages_are_one_document),
        cmocka_unit_test(a_language_goes_where_cairo_left_room),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
