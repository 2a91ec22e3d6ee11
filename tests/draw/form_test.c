/* A form as pages: every caption is there, nothing is cut that is not whole elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "draw/form.h"
#include "draw/print.h"
#include "draw/support.h"

#define MADE_AT ((struct ll_time){INT64_C(1772539200000000)})
#define GROUPS 14

static struct ll_draw_test test;
static struct ll_locale english;
static struct ll_locale french;

static int set_up(void **state)
{
    (void)state;
    struct ll_err err;
    return ll_draw_test_open(&test) != 0 ||
           ll_locale_open(LL_LANGUAGE_EN, &english, &err) != LL_OK ||
           ll_locale_open(LL_LANGUAGE_FR, &french, &err) != LL_OK;
}

static int tear_down(void **state)
{
    (void)state;
    ll_draw_test_end(&test);
    return 0;
}

/* One block over the page, with so many groups of two entries. */
struct sample {
    struct ll_printed_entry entries[GROUPS][2];
    struct ll_printed_group groups[GROUPS];
    struct ll_printed_block blocks[2];
    struct ll_printed_code codes[2];
    struct ll_printed_code_list list;
    struct ll_printed_form form;
};

static void make(struct sample *sample, struct ll_str value, size_t groups)
{
    *sample = (struct sample){0};
    for (size_t i = 0; i < GROUPS; i++) {
        sample->entries[i][0] =
            (struct ll_printed_entry){.caption = LL_STR("Carrier"), .value = value, .span = 1};
        sample->entries[i][1] = (struct ll_printed_entry){
            .caption = LL_STR("Signature"), .state = LL_PRINTED_BLANK, .span = 1};
        sample->groups[i] = (struct ll_printed_group){sample->entries[i], 2};
    }
    sample->blocks[0] = (struct ll_printed_block){.number = LL_STR("8"),
                                                  .title = LL_STR("Carriers"),
                                                  .width = 12,
                                                  .columns = 2,
                                                  .lines_max = 3,
                                                  .groups = sample->groups,
                                                  .group_count = groups,
                                                  .group_max = 2};
    sample->blocks[1] = (struct ll_printed_block){.number = LL_STR("12"),
                                                  .title = LL_STR("Waste"),
                                                  .width = 6,
                                                  .columns = 1,
                                                  .lines_max = 3,
                                                  .groups = sample->groups,
                                                  .group_count = 1,
                                                  .group_max = 1};
    sample->codes[0] = (struct ll_printed_code){LL_STR("R"), LL_STR("road")};
    sample->codes[1] = (struct ll_printed_code){LL_STR("S"), LL_STR("sea")};
    sample->list = (struct ll_printed_code_list){LL_STR("Means"), sample->codes, 2};
    sample->form = (struct ll_printed_form){.title = LL_STR("A form"),
                                            .subtitle = LL_STR("IB"),
                                            .number_caption = LL_STR("Number"),
                                            .foot = LL_STR("Drawn here"),
                                            .blocks = sample->blocks,
                                            .block_count = 2,
                                            .code_lists = &sample->list,
                                            .code_list_count = 1};
}

struct pages {
    const struct ll_scene *pages;
    size_t count;
};

static struct pages print(const struct sample *sample, const struct ll_locale *locale)
{
    struct pages pages = {0};
    struct ll_err err = {0};
    if (ll_form_print(&sample->form, locale, test.fonts, &test.arena, &pages.pages, &pages.count,
                      &err) != LL_OK) {
        fail_msg("%s", err.text);
    }
    return pages;
}

/* How often a line of a page, or of all (SIZE_MAX), begins so. */
static size_t count_lines(const struct pages *pages, size_t page, const char *begins)
{
    size_t count = 0;
    for (size_t i = 0; i < pages->count; i++) {
        const struct ll_item *item = pages->pages[i].first;
        for (; item != NULL && (page == SIZE_MAX || page == i); item = item->next) {
            for (size_t k = 0; item->kind == LL_ITEM_TEXT && k < item->text.line_count; k++) {
                count += ll_str_starts(item->text.lines[k], ll_str_from_cstr(begins)) ? 1 : 0;
            }
        }
    }
    return count;
}

static void what_fits_is_on_the_form(void **state)
{
    (void)state;
    struct sample sample;
    make(&sample, LL_STR("Blueline"), 2);
    struct pages pages = print(&sample, &english);
    assert_int_equal(pages.count, 2); /* the second has the codes */
    assert_int_equal(count_lines(&pages, 0, "Blueline"), 3);
    assert_int_equal(count_lines(&pages, SIZE_MAX, "Continuation"), 0);
    assert_int_equal(count_lines(&pages, SIZE_MAX, "DRAFT"), 0);
    assert_int_equal(count_lines(&pages, 1, "sea"), 1);
    assert_int_equal(count_lines(&pages, 1, "Page 2 of 2"), 1);
    assert_int_equal(count_lines(&pages, SIZE_MAX, "not given yet"), 2);
    sample.form.is_draft = true;
    sample.form.number = LL_STR("GH/7");
    pages = print(&sample, &french);
    assert_int_equal(count_lines(&pages, SIZE_MAX, "PROJET"), 2);
    assert_int_equal(count_lines(&pages, SIZE_MAX, "GH/7"), 2);
    assert_int_equal(count_lines(&pages, 1, "Page 2 sur 2"), 1);
}

static void what_does_not_goes_on(void **state)
{
    (void)state;
    struct sample sample;
    make(&sample, LL_STR("Blueline"), GROUPS);
    struct pages pages = print(&sample, &english);
    assert_int_equal(count_lines(&pages, 0, "12 more on continuation pages"), 1);
    assert_int_equal(count_lines(&pages, 0, "Blueline"), 3);
    assert_int_equal(count_lines(&pages, SIZE_MAX, "Blueline"), GROUPS + 1);
    assert_int_equal(count_lines(&pages, 1, "Continuation of 8. Carriers"), 1);
}

static void a_long_entry_is_whole_elsewhere(void **state)
{
    (void)state;
    struct sample sample;
    struct ll_str words = ll_str_sub(test.hostile[1], 0, 2000);
    char *text = LL_NEW_ARRAY(&test.arena, char, 2004);
    memcpy(text, words.ptr, 2000);
    memcpy(text + 2000, "end", 3);
    make(&sample, (struct ll_str){text, 2003}, 1);
    struct pages pages = print(&sample, &english);
    assert_int_equal(count_lines(&pages, 0, "whole on a continuation page"), 2);
    bool is_whole = false;
    for (const struct ll_item *item = pages.pages[1].first; item != NULL; item = item->next) {
        for (size_t k = 0; item->kind == LL_ITEM_TEXT && k < item->text.line_count; k++) {
            is_whole = is_whole || ll_str_ends(item->text.lines[k], LL_STR("end"));
        }
    }
    assert_true(is_whole);
}

/* Whatever is said, all texts stand on their page, and the same input is the same bytes. */
static void hostile_texts_stay_on_the_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < LL_DRAW_HOSTILE_COUNT; i++) {
        struct sample sample;
        struct ll_str pdf = {0};
        struct ll_str again = {0};
        /* as long as what a dossier holds may be */
        struct ll_str text = ll_str_sub(test.hostile[i], 0, 2000);
        make(&sample, text, GROUPS);
        sample.form.number = text;
        sample.form.foot = text;
        struct pages pages = print(&sample, &french);
        assert_true(pages.count >= 3);
        for (size_t k = 0; k < pages.count; k++) {
            const struct ll_item *item = pages.pages[k].first;
            for (; item != NULL; item = item->next) {
                if (item->kind == LL_ITEM_TEXT) {
                    int32_t leading = ll_type_rows[item->text.setting.type].leading;
                    int32_t last = item->text.at.y + (int32_t)(item->text.line_count - 1) * leading;
                    assert_in_range(last, 0, LL_A4_HEIGHT);
                }
            }
        }
        assert_int_equal(
            ll_pdf_write_pages(pages.pages, pages.count, MADE_AT, &test.arena, &pdf, NULL), LL_OK);
        pages = print(&sample, &french);
        assert_int_equal(
            ll_pdf_write_pages(pages.pages, pages.count, MADE_AT, &test.arena, &again, NULL),
            LL_OK);
        assert_true(ll_str_eq(pdf, again));
    }
}

static void failures_are_statuses(void **state)
{
    (void)state;
    struct sample sample;
    struct pages pages = {0};
    struct ll_err err = {0};
    make(&sample, LL_STR("\xFF"), 1);
    assert_int_equal(ll_form_print(&sample.form, &english, test.fonts, &test.arena, &pages.pages,
                                   &pages.count, &err),
                     LL_EINVAL);
    static struct ll_printed_group many[2000];
    make(&sample, LL_STR("Blueline"), 1);
    for (size_t i = 0; i < 2000; i++) {
        many[i] = sample.groups[0];
    }
    sample.blocks[0].groups = many;
    sample.blocks[0].group_count = 2000;
    assert_int_equal(ll_form_print(&sample.form, &english, test.fonts, &test.arena, &pages.pages,
                                   &pages.count, &err),
                     LL_ELIMIT);
    struct ll_arena small;
    make(&sample, LL_STR("Blueline"), 1);
    for (size_t bytes = 10000; bytes < 80000; bytes += 5000) {
        ll_arena_init(&small, &ll_arena_malloc, bytes);
        enum ll_status status = ll_form_print(&sample.form, &english, test.fonts, &small,
                                              &pages.pages, &pages.count, &err);
        assert_int_equal(status, bytes == 10000 || status != LL_OK ? LL_ENOMEM : LL_OK);
        ll_arena_release(&small);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_is_on_the_form),
        cmocka_unit_test(what_does_not_goes_on),
        cmocka_unit_test(a_long_entry_is_whole_elsewhere),
        cmocka_unit_test(hostile_texts_stay_on_the_page),
        cmocka_unit_test(failures_are_statuses),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
