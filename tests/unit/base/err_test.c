/* Statuses and error records: the table, cutting at characters, where and hint on the way up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/str.h"

static void statuses_have_names_and_codes(void **state)
{
    (void)state;
    assert_string_equal(ll_status_name(LL_OK), "OK");
    assert_string_equal(ll_status_name(LL_EINVAL), "EINVAL");
    assert_string_equal(ll_status_text(LL_ENOTFOUND), "no such object");
    assert_int_equal(ll_status_exit_code(LL_EUSAGE), 2);
    assert_int_equal(ll_status_http(LL_ENOTFOUND), 404);
    assert_int_equal(ll_status_exit_code(LL_EUNKNOWN), 4);
    const enum ll_status damaged = (enum ll_status)99;
    assert_string_equal(ll_status_name(damaged), "?");
    assert_int_equal(ll_status_http(damaged), 500);
}

static void fail_fills_everything(void **state)
{
    (void)state;
    struct ll_err err;
    memset(&err, 'x', sizeof(err));
    assert_int_equal(LL_FAIL(&err, LL_ESHORT, "%d of %s", 3, "5"), LL_ESHORT);
    assert_int_equal(err.status, LL_ESHORT);
    assert_string_equal(err.text, "3 of 5");
    assert_string_equal(err.where, "");
    assert_string_equal(err.hint, "");
    assert_non_null(strstr(err.source_file, "err_test.c"));
    assert_true(err.source_line > 0);
    assert_int_equal(LL_FAIL(NULL, LL_EIO, "nobody listens"), LL_EIO);
    assert_int_equal(LL_FAIL_TEXT(NULL, LL_EIO, "nobody listens"), LL_EIO);
    /* The text may come out of the record that is filled. */
    assert_int_equal(LL_FAIL(&err, LL_EIO, "again: %s", err.text), LL_EIO);
    assert_string_equal(err.text, "again: 3 of 5");
}

/* Whatever stands before, a cut never leaves part of a character. */
static void long_text_is_cut_at_a_character(void **state)
{
    (void)state;
    static const char *const characters[] = {"a", "é", "€", "😀"};
    for (size_t kind = 0; kind < 4; kind++) {
        size_t size = strlen(characters[kind]);
        for (size_t before = 0; before < 5; before++) {
            char text[1024] = "";
            memset(text, '.', before);
            for (size_t at = before; at + size < sizeof(text); at += size) {
                memcpy(text + at, characters[kind], size + 1);
            }
            size_t fits = before + (LL_ERR_TEXT_MAX - 1 - before) / size * size;
            struct ll_err err;
            assert_int_equal(LL_FAIL(&err, LL_EIO, "%s", text), LL_EIO);
            assert_int_equal(strlen(err.text), fits);
            assert_memory_equal(err.text, text, fits);
            assert_int_equal(LL_FAIL_TEXT(&err, LL_EIO, text), LL_EIO);
            assert_int_equal(strlen(err.text), fits);
            ll_err_hint(&err, "%s", text);
            ll_err_where(&err, "%s", text);
            assert_true(ll_str_is_utf8(ll_str_from_cstr(err.hint)));
            assert_true(ll_str_is_utf8(ll_str_from_cstr(err.where)));
            assert_true(strlen(err.where) > LL_ERR_WHERE_MAX - 5);
        }
    }
}

/* What somebody sent is quoted, whatever it is: it can be told all the same. */
static void bytes_that_are_no_text_are_told(void **state)
{
    (void)state;
    struct ll_err err;
    assert_int_equal(LL_FAIL(&err, LL_EIO, "%s of %.2s", "\xff\xc3y", "a\xc3\xa9"), LL_EIO);
    assert_string_equal(err.text, "??y of a?");
    ll_err_hint(&err, "%s\xc3\xa9%s", "\xed\xa0\x80", "\xf0\x9f");
    assert_string_equal(err.hint, "???\xc3\xa9??");
    ll_err_where(&err, "%s", "\x80");
    assert_string_equal(err.where, "?");
}

static void where_grows_at_its_front(void **state)
{
    (void)state;
    struct ll_err err;
    (void)!LL_FAIL(&err, LL_EPARSE, "bad");
    ll_err_where(&err, "quantity");
    assert_string_equal(err.where, "quantity");
    ll_err_where(&err, "%s:%d", "orders.csv", 12);
    assert_string_equal(err.where, "orders.csv:12 quantity");
    ll_err_where_text(&err, "lots", ".");
    assert_string_equal(err.where, "lots.orders.csv:12 quantity");
    ll_err_where(NULL, "nobody");
    ll_err_hint(NULL, "nobody");
    assert_string_equal(err.text, "bad");
}

static void the_first_hint_stays(void **state)
{
    (void)state;
    struct ll_err err;
    (void)!LL_FAIL(&err, LL_EPARSE, "bad");
    ll_err_hint(&err, "do %d", 1);
    ll_err_hint(&err, "do %d", 2);
    assert_string_equal(err.hint, "do 1");
}

static enum ll_status pass_on(enum ll_status status, int *ret_after)
{
    LL_TRY(status);
    *ret_after = 1;
    return LL_OK;
}

static void try_returns_at_once(void **state)
{
    (void)state;
    int after = 0;
    assert_int_equal(pass_on(LL_EBUSY, &after), LL_EBUSY);
    assert_int_equal(after, 0);
    assert_int_equal(pass_on(LL_OK, &after), LL_OK);
    assert_int_equal(after, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statuses_have_names_and_codes),
        cmocka_unit_test(fail_fills_everything),
        cmocka_unit_test(long_text_is_cut_at_a_character),
        cmocka_unit_test(bytes_that_are_no_text_are_told),
        cmocka_unit_test(where_grows_at_its_front),
        cmocka_unit_test(the_first_hint_stays),
        cmocka_unit_test(try_returns_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
