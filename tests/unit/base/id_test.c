/* Ids: text and back, and strictly rising whatever the clock does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/id.h"
#include "support/random.h"

static struct ll_id_source begin(struct ll_test_random *random)
{
    *random = ll_test_random_begin();
    return (struct ll_id_source){.random = ll_test_random_fill, .ctx = random};
}

static void text_and_back(void **state)
{
    (void)state;
    struct ll_test_random random = ll_test_random_begin();
    for (int i = 0; i < 10000; i++) {
        struct ll_id id;
        struct ll_id back;
        char text[LL_ID_TEXT_MAX];
        ll_test_random_fill(&random, id.b, sizeof(id.b));
        ll_id_format("lot", id, text);
        assert_int_equal(strlen(text), 30);
        assert_int_equal(ll_id_parse("lot", ll_str_from_cstr(text), &back, NULL), LL_OK);
        assert_true(ll_id_eq(id, back));
    }
}

static void known_texts(void **state)
{
    (void)state;
    char text[LL_ID_TEXT_MAX];
    struct ll_id id = {{0}};
    assert_true(ll_id_is_zero(id));
    ll_id_format("a", id, text);
    assert_string_equal(text, "a_00000000000000000000000000");
    id.b[15] = 31;
    assert_false(ll_id_is_zero(id));
    ll_id_format("abcdefgh", id, text);
    assert_string_equal(text, "abcdefgh_0000000000000000000000000z");
    memset(id.b, 0xFF, sizeof(id.b));
    ll_id_format("lot", id, text);
    assert_string_equal(text, "lot_7zzzzzzzzzzzzzzzzzzzzzzzzz");
}

static void text_sorts_as_bytes_do(void **state)
{
    (void)state;
    struct ll_test_random random = ll_test_random_begin();
    for (int i = 0; i < 10000; i++) {
        struct ll_id a;
        char text_a[LL_ID_TEXT_MAX];
        char text_b[LL_ID_TEXT_MAX];
        ll_test_random_fill(&random, a.b, sizeof(a.b));
        struct ll_id b = a;
        b.b[ll_test_random_below(&random, 16)] ^= (uint8_t)ll_test_random_next(&random);
        ll_id_format("x", a, text_a);
        ll_id_format("x", b, text_b);
        int order = strcmp(text_a, text_b);
        assert_int_equal(ll_id_cmp(a, b), order < 0 ? -1 : order > 0);
    }
}

static void refused_texts(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "lot",
        "lot_",
        "_00000000000000000000000000",
        "lo_00000000000000000000000000",
        "col_00000000000000000000000000",
        "LOT_00000000000000000000000000",
        "lot-00000000000000000000000000",
        "lot_0000000000000000000000000",
        "lot_000000000000000000000000000",
        "lot_80000000000000000000000000", /* 129 bits */
        "lot_0000000000000000000000000i",
        "lot_0000000000000000000000000l",
        "lot_0000000000000000000000000o",
        "lot_0000000000000000000000000u",
        "lot_0000000000000000000000000A",
        "lot_0000000000000000000000000 ",
        " lot_00000000000000000000000000",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct ll_id id = {{1}};
        struct ll_err err;
        assert_int_equal(ll_id_parse("lot", ll_str_from_cstr(texts[i]), &id, &err), LL_EPARSE);
        assert_int_equal(id.b[0], 1);
        assert_non_null(strstr(err.hint, "\"lot_\""));
    }
    struct ll_id id;
    struct ll_err err;
    const struct ll_str other = LL_STR("col_00000000000000000000000000");
    assert_int_equal(ll_id_parse("lot", other, &id, &err), LL_EPARSE);
    assert_non_null(strstr(err.text, "col_"));
}

static void ids_rise_whatever_the_clock_does(void **state)
{
    (void)state;
    struct ll_test_random random;
    struct ll_id_source source = begin(&random);
    struct ll_id last = {{0}};
    int64_t now_us = INT64_C(1700000000000000);
    for (int i = 0; i < 200000; i++) {
        /* Mostly standing still, sometimes forth or back by up to ten seconds. */
        if (ll_test_random_below(&random, 100) == 0) {
            now_us += (int64_t)ll_test_random_below(&random, 20000000) - 10000000;
        }
        struct ll_id id = ll_id_next(&source, (struct ll_time){now_us});
        assert_int_equal(ll_id_cmp(last, id), -1);
        last = id;
    }
}

static void ids_carry_their_time(void **state)
{
    (void)state;
    struct ll_test_random random;
    struct ll_id_source source = begin(&random);
    struct ll_id id = ll_id_next(&source, (struct ll_time){INT64_C(1700000000123456)});
    assert_true(ll_id_time(id).us == INT64_C(1700000000123000));
    /* 65,536 ids in one millisecond are 65,536 ids of it; then the next one begins. */
    for (int i = 1; i < 65536; i++) {
        id = ll_id_next(&source, (struct ll_time){INT64_C(1700000000123999)});
    }
    assert_true(ll_id_time(id).us == INT64_C(1700000000123000));
    id = ll_id_next(&source, (struct ll_time){INT64_C(1700000000123999)});
    assert_true(ll_id_time(id).us == INT64_C(1700000000124000));
}

static void times_outside_are_held_inside(void **state)
{
    (void)state;
    struct ll_test_random random;
    struct ll_id_source source = begin(&random);
    struct ll_id id = ll_id_next(&source, (struct ll_time){-5});
    assert_true(ll_id_time(id).us == 0);
    struct ll_id next = ll_id_next(&source, (struct ll_time){INT64_MAX});
    assert_int_equal(ll_id_cmp(id, next), -1);
    id = ll_id_next(&source, (struct ll_time){INT64_MAX});
    assert_int_equal(ll_id_cmp(next, id), -1);
}

static void what_was_seen_is_passed(void **state)
{
    (void)state;
    struct ll_test_random random;
    struct ll_id_source maker = begin(&random);
    struct ll_id_source source = begin(&random);
    const struct ll_time late = {INT64_C(1800000000000000)};
    const struct ll_time early = {INT64_C(1700000000000000)};
    struct ll_id seen = ll_id_next(&maker, late);
    ll_id_source_saw(&source, seen);
    assert_int_equal(ll_id_cmp(seen, ll_id_next(&source, early)), -1);
    /* An older one changes nothing. */
    struct ll_id last = source.last;
    ll_id_source_saw(&source, (struct ll_id){{0, 1}});
    assert_true(ll_id_eq(last, source.last));
    /* Nor does one from beyond the year 9999, which would leave no room to rise. */
    struct ll_id never;
    memset(never.b, 0xFF, sizeof(never.b));
    ll_id_source_saw(&source, never);
    assert_true(ll_id_eq(last, source.last));
    assert_int_equal(ll_id_cmp(last, ll_id_next(&source, early)), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_back),
        cmocka_unit_test(known_texts),
        cmocka_unit_test(text_sorts_as_bytes_do),
        cmocka_unit_test(refused_texts),
        cmocka_unit_test(ids_rise_whatever_the_clock_does),
        cmocka_unit_test(ids_carry_their_time),
        cmocka_unit_test(times_outside_are_held_inside),
        cmocka_unit_test(what_was_seen_is_passed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
