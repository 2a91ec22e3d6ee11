/* Calendars: lines are folded between characters, texts come back as they were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "codec/calendar.h"

#define MADE_AT ((struct ll_time){INT64_C(1772539200000000)}) /* 2026-03-03T12:00:00Z */
#define LONG_TEXT                                                                                  \
    "Déjà vu; à Kumasi, \"là\"\\bas \u2013 \u0634\u0631\u0643\u0629 \U0001F4F1\nsecond line\x01"

static struct ll_arena arena;

static int set_up(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)4 << 20);
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

static struct ll_str repeated(const char *text, size_t count)
{
    size_t len = strlen(text);
    char *bytes = ll_arena_alloc(&arena, count, len);
    assert_non_null(bytes);
    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + i * len, text, len);
    }
    return (struct ll_str){bytes, count * len};
}

static struct ll_str write_one(struct ll_str summary)
{
    const struct ll_calendar_event event = {.uid = LL_STR("step-1@loopledger"),
                                            .day = {20522}, /* 2026-03-10 */
                                            .summary = summary,
                                            .description = LL_STR("a,b"),
                                            .alarms = {180, 1}};
    struct ll_str text = {0};
    struct ll_err err = {0};
    assert_int_equal(
        ll_calendar_write(&arena, LL_STR("Reminders"), MADE_AT, &event, 1, &text, &err), LL_OK);
    return text;
}

/* The value of a property, unfolded and without escapes: written apart from the writer. */
static struct ll_str value_of(struct ll_str text, const char *name)
{
    char *out = ll_arena_alloc(&arena, text.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (i + 2 < text.len && memcmp(text.ptr + i, "\r\n ", 3) == 0) {
            i += 2;
            continue;
        }
        out[len++] = text.ptr[i];
    }
    struct ll_str whole = {out, len};
    size_t at = ll_str_find(whole, ll_str_from_cstr(name), false);
    assert_true(at != SIZE_MAX);
    struct ll_str rest = ll_str_sub(whole, at + strlen(name), len);
    rest = ll_str_sub(rest, 0, ll_str_find(rest, LL_STR("\r\n"), false));
    char *value = ll_arena_alloc(&arena, rest.len + 1, 1);
    size_t value_len = 0;
    for (size_t i = 0; i < rest.len; i++) {
        bool is_escape = rest.ptr[i] == '\\';
        i += is_escape ? 1 : 0;
        value[value_len++] = is_escape && rest.ptr[i] == 'n' ? '\n' : rest.ptr[i];
    }
    return (struct ll_str){value, value_len};
}

static void a_day_is_a_day(void **state)
{
    (void)state;
    struct ll_str text = write_one(LL_STR("A consent ends"));
    assert_true(ll_str_starts(text, LL_STR("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")));
    assert_true(ll_str_ends(text, LL_STR("END:VEVENT\r\nEND:VCALENDAR\r\n")));
    assert_true(ll_str_eq_cstr(value_of(text, "DTSTART;VALUE=DATE:"), "20260310"));
    assert_true(ll_str_eq_cstr(value_of(text, "DTEND;VALUE=DATE:"), "20260311"));
    assert_true(ll_str_eq_cstr(value_of(text, "DTSTAMP:"), "20260303T120000Z"));
    /* One alarm each, and none for a day that is not there. */
    assert_true(ll_str_eq_cstr(value_of(text, "TRIGGER:"), "-P180D"));
    size_t first = ll_str_find(text, LL_STR("END:VALARM"), false);
    struct ll_str rest = ll_str_sub(text, first + strlen("END:VALARM"), text.len);
    assert_true(ll_str_eq_cstr(value_of(rest, "TRIGGER:"), "-P1D"));
    first = ll_str_find(rest, LL_STR("END:VALARM"), false);
    rest = ll_str_sub(rest, first + strlen("END:VALARM"), rest.len);
    assert_true(ll_str_find(rest, LL_STR("VALARM"), false) == SIZE_MAX);
    assert_true(ll_str_eq_cstr(value_of(text, "UID:"), "step-1@loopledger"));
    assert_true(ll_str_eq_cstr(value_of(text, "\r\nDESCRIPTION:"), "a,b"));
}

static void texts_come_back(void **state)
{
    (void)state;
    for (size_t count = 1; count < 12; count++) {
        struct ll_str said = repeated(LONG_TEXT, count);
        struct ll_str read = value_of(write_one(said), "\r\nSUMMARY:");
        char *want = ll_arena_alloc(&arena, said.len + 1, 1);
        size_t len = 0;
        for (size_t i = 0; i < said.len; i++) {
            if (said.ptr[i] != 1) {
                want[len++] = said.ptr[i];
            }
        }
        assert_true(ll_str_eq(read, (struct ll_str){want, len}));
    }
}

static void lines_are_short_and_whole(void **state)
{
    (void)state;
    for (size_t count = 1; count < 12; count++) {
        struct ll_str text = write_one(repeated(LONG_TEXT, count));
        while (text.len > 0) {
            size_t end = ll_str_find(text, LL_STR("\r\n"), false);
            assert_true(end != SIZE_MAX);
            struct ll_str line = ll_str_sub(text, 0, end);
            assert_true(line.len <= 75);
            assert_true(ll_str_is_utf8(line));
            assert_int_equal(ll_str_find_char(line, '\n'), line.len);
            text = ll_str_sub(text, end + 2, text.len);
        }
    }
}

static void what_is_no_text_is_refused(void **state)
{
    (void)state;
    const struct ll_calendar_event event = {.uid = LL_STR("1"), .summary = LL_STR("\xFF")};
    struct ll_str text = {0};
    struct ll_err err = {0};
    assert_int_equal(ll_calendar_write(&arena, LL_STR("a"), MADE_AT, &event, 1, &text, &err),
                     LL_EINVAL);
    assert_null(text.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_a_day),
        cmocka_unit_test(texts_come_back),
        cmocka_unit_test(lines_are_short_and_whole),
        cmocka_unit_test(what_is_no_text_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
