/* Short messages in fixed buffers: cutting, quoting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void what_does_not_fit_is_cut(void **state)
{
    (void)state;
    for (size_t cap = 1; cap < 20; cap++) {
        char buffer[32];
        struct ll_text text;
        memset(buffer, '#', sizeof(buffer));
        ll_text_init(&text, buffer, cap);
        ll_text_cstr(&text, "aé");
        ll_text_str(&text, LL_STR("€😀"));
        ll_text_i64(&text, -123);
        size_t len = strlen(buffer);
        assert_true(len < cap);
        assert_int_equal(len, text.len);
        assert_true(ll_str_is_utf8((struct ll_str){buffer, len}));
        assert_memory_equal(buffer, "aé€😀-123", len);
        assert_true(cap >= 15 || len + 4 >= cap); /* no more is cut than one character */
        assert_int_equal(buffer[cap], '#');
    }
}

static void nothing_follows_a_cut(void **state)
{
    (void)state;
    char buffer[8];
    struct ll_text text;
    ll_text_init(&text, buffer, sizeof(buffer));
    ll_text_cstr(&text, "abcde😀");
    ll_text_cstr(&text, "z");
    assert_string_equal(buffer, "abcde");
}

static void quoting(void **state)
{
    (void)state;
    char buffer[200];
    struct ll_text text;
    ll_text_init(&text, buffer, sizeof(buffer));
    ll_text_quoted(&text, LL_STR("aé\n\x7F\xFF\xC3;b"));
    assert_string_equal(buffer, "\"aé????;b\"");
    ll_text_init(&text, buffer, sizeof(buffer));
    ll_text_quoted(&text, (struct ll_str){NULL, 0});
    assert_string_equal(buffer, "\"\"");
    char large[100];
    memset(large, 'x', sizeof(large));
    ll_text_init(&text, buffer, sizeof(buffer));
    ll_text_quoted(&text, (struct ll_str){large, sizeof(large)});
    assert_int_equal(text.len, 1 + 60 + 3 + 1);
    assert_string_equal(buffer + 61, "…\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_does_not_fit_is_cut),
        cmocka_unit_test(nothing_follows_a_cut),
        cmocka_unit_test(quoting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
