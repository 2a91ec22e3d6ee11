/* Strings and string buffers. UTF-8 is judged against a decoder that takes each rule by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "support/random.h"

#define CAP ((size_t)1 << 20)

static const struct ll_str null_str = {NULL, 0};

static void comparing(void **state)
{
    (void)state;
    assert_true(ll_str_eq(LL_STR("ab"), LL_STR("ab")));
    assert_false(ll_str_eq(LL_STR("ab"), LL_STR("abc")));
    assert_true(ll_str_eq(null_str, LL_STR("")));
    assert_true(ll_str_eq_cstr(LL_STR("ab"), "ab"));
    assert_false(ll_str_eq_cstr(LL_STR("ab"), "abc"));
    assert_false(ll_str_eq_cstr(LL_STR("abc"), "ab"));
    assert_false(ll_str_eq_cstr((struct ll_str){"a\0b", 3}, "a"));
    assert_true(ll_str_eq_nocase(LL_STR("aBz1"), LL_STR("AbZ1")));
    assert_false(ll_str_eq_nocase(LL_STR("[@"), LL_STR("{`"))); /* 0x20 apart, but no letters */
    assert_false(ll_str_eq_nocase(LL_STR("a"), LL_STR("ab")));
    assert_int_equal(ll_str_cmp(LL_STR("a"), LL_STR("ab")), -1);
    assert_int_equal(ll_str_cmp(LL_STR("b"), LL_STR("ab")), 1);
    assert_int_equal(ll_str_cmp(LL_STR("ab"), LL_STR("ab")), 0);
    assert_int_equal(ll_str_cmp(null_str, null_str), 0);
    assert_int_equal(ll_str_cmp(LL_STR("\xC3\xA9"), LL_STR("z")), 1); /* bytes have no sign */
}

static void parts(void **state)
{
    (void)state;
    assert_true(ll_str_starts(LL_STR("lot_1"), LL_STR("lot_")));
    assert_false(ll_str_starts(LL_STR("lo"), LL_STR("lot")));
    assert_true(ll_str_starts(null_str, null_str));
    assert_true(ll_str_ends(LL_STR("a.csv"), LL_STR(".csv")));
    assert_false(ll_str_ends(LL_STR("csv"), LL_STR(".csv")));
    assert_true(ll_str_eq_cstr(ll_str_trim(LL_STR(" \t\r\n\v\f a b \n")), "a b"));
    assert_int_equal(ll_str_trim(LL_STR(" \n ")).len, 0);
    assert_int_equal(ll_str_trim(null_str).len, 0);
    assert_true(ll_str_eq_cstr(ll_str_sub(LL_STR("abcdef"), 2, 4), "cd"));
    assert_true(ll_str_eq_cstr(ll_str_sub(LL_STR("abc"), 1, 99), "bc"));
    assert_int_equal(ll_str_sub(LL_STR("abc"), 5, 2).len, 0);
    assert_int_equal(ll_str_sub(null_str, 1, 2).len, 0);
}

static void finding(void **state)
{
    (void)state;
    assert_int_equal(ll_str_find_char(LL_STR("a,b"), ','), 1);
    assert_int_equal(ll_str_find_char(LL_STR("ab"), ','), 2);
    assert_int_equal(ll_str_find(LL_STR("aab"), LL_STR("ab"), false), 1);
    assert_true(ll_str_find(LL_STR("aAB"), LL_STR("ab"), false) == SIZE_MAX);
    assert_int_equal(ll_str_find(LL_STR("aAB"), LL_STR("ab"), true), 1);
    assert_int_equal(ll_str_find(LL_STR("ab"), LL_STR(""), false), 0);
    assert_int_equal(ll_str_find(null_str, null_str, false), 0);
    assert_true(ll_str_find(LL_STR("a"), LL_STR("ab"), false) == SIZE_MAX);
    assert_int_equal(ll_str_find(LL_STR("xxab"), LL_STR("ab"), false), 2);
}

/* RFC 3629 the slow way: decode, then ask for length, range and surrogates. */
static bool is_utf8_slowly(const unsigned char *p, size_t len)
{
    for (size_t at = 0; at < len;) {
        uint32_t lead = p[at];
        size_t size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : 4;
        uint32_t code = size == 1 ? lead : lead & (0x7Fu >> size);
        static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
        if (size == 4 && lead >> 3 != 30) {
            return false;
        }
        for (size_t i = 1; i < size; i++) {
            if (at + i >= len || p[at + i] >> 6 != 2) {
                return false;
            }
            code = code << 6 | (p[at + i] & 0x3Fu);
        }
        if (code < least[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
            return false;
        }
        at += size;
    }
    return true;
}

static void utf8(void **state)
{
    (void)state;
    struct ll_test_random random = ll_test_random_begin();
    static const unsigned char edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF,
                                          0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
                                          0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF};
    size_t accepted = 0;
    for (int i = 0; i < 2000000; i++) {
        unsigned char bytes[16];
        size_t len = ll_test_random_below(&random, 5);
        /* Behind 0 to 11 plain bytes, so that it comes at every place of a word. */
        size_t before = ll_test_random_below(&random, 12);
        memset(bytes, 'a', sizeof(bytes));
        for (size_t k = 0; k < len; k++) {
            bytes[before + k] = edges[ll_test_random_below(&random, sizeof(edges))];
        }
        const struct ll_str s = {(const char *)bytes, before + len};
        bool expected = is_utf8_slowly(bytes, before + len);
        accepted += expected && len > 1;
        if (ll_str_is_utf8(s) != expected) {
            fail_msg("%02x %02x %02x %02x", bytes[before], bytes[before + 1], bytes[before + 2],
                     bytes[before + 3]);
        }
        size_t prefix = ll_str_utf8_prefix(s);
        assert_true(is_utf8_slowly(bytes, prefix));
        assert_int_equal(prefix == s.len, expected);
    }
    assert_true(accepted > 10000);
    assert_true(ll_str_is_utf8(null_str));
}

static void copies(void **state)
{
    (void)state;
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, 4096);
    struct ll_str copy = ll_str_copy(&arena, LL_STR("abc"));
    assert_true(ll_str_eq_cstr(copy, "abc"));
    assert_non_null(ll_str_copy(&arena, null_str).ptr);
    assert_string_equal(ll_str_to_cstr(&arena, LL_STR("abc")), "abc");
    assert_string_equal(ll_str_to_cstr(&arena, null_str), "");
    static char large[8192];
    assert_null(ll_str_copy(&arena, (struct ll_str){large, sizeof(large)}).ptr);
    assert_null(ll_str_to_cstr(&arena, (struct ll_str){large, sizeof(large)}));
    ll_arena_release(&arena);
}

static void integers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum ll_status status;
        int64_t value;
    } rows[] = {
        {"0", LL_OK, 0},
        {"7", LL_OK, 7},
        {"-7", LL_OK, -7},
        {"9223372036854775807", LL_OK, INT64_MAX},
        {"-9223372036854775808", LL_OK, INT64_MIN},
        {"9223372036854775808", LL_EOVERFLOW, 77},
        {"-9223372036854775809", LL_EOVERFLOW, 77},
        {"99999999999999999999999", LL_EOVERFLOW, 77},
        {"99999999999999999999999x", LL_EPARSE, 77},
        {"", LL_EPARSE, 77},
        {"-", LL_EPARSE, 77},
        {"+1", LL_EPARSE, 77},
        {"-0", LL_EPARSE, 77},
        {"00", LL_EPARSE, 77},
        {"01", LL_EPARSE, 77},
        {"-01", LL_EPARSE, 77},
        {" 1", LL_EPARSE, 77},
        {"1 ", LL_EPARSE, 77},
        {"1.0", LL_EPARSE, 77},
        {"1e3", LL_EPARSE, 77},
        {"0x1", LL_EPARSE, 77},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t value = 77;
        assert_int_equal(ll_str_to_i64(ll_str_from_cstr(rows[i].text), &value), rows[i].status);
        assert_true(value == rows[i].value);
    }
}

static void buffer_takes_every_kind(void **state)
{
    (void)state;
    struct ll_arena arena;
    struct ll_strbuf buf;
    struct ll_str text;
    const uint8_t bytes[] = {0x00, 0x7F, 0xAB, 0xFF};
    ll_arena_init(&arena, &ll_arena_malloc, CAP);
    ll_strbuf_init(&buf, &arena, 1000);
    ll_strbuf_char(&buf, 'a');
    ll_strbuf_str(&buf, LL_STR("bc"));
    ll_strbuf_str(&buf, null_str);
    ll_strbuf_cstr(&buf, "de");
    ll_strbuf_i64(&buf, INT64_MIN);
    ll_strbuf_i64(&buf, 0);
    ll_strbuf_hex(&buf, bytes, sizeof(bytes));
    ll_strbuf_fmt(&buf, "<%d %s>", 5, "x");
    ll_strbuf_fmt(&buf, "%0300d", 7); /* longer than one attempt holds */
    ll_strbuf_char(&buf, '!');
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    assert_int_equal(text.len, 5 + 20 + 1 + 8 + 5 + 300 + 1);
    assert_memory_equal(text.ptr, "abcde-92233720368547758080007fabff<5 x>000", 42);
    assert_memory_equal(text.ptr + text.len - 3, "07!", 3);
    ll_strbuf_init(&buf, &arena, 0);
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    assert_int_equal(text.len, 0);
    ll_arena_release(&arena);
}

/* A buffer with a limit takes exactly what fits, and nothing after its first failure. */
static void buffer_limit(void **state)
{
    (void)state;
    for (size_t max = 0; max < 600; max++) {
        struct ll_arena arena;
        struct ll_strbuf buf;
        struct ll_str text;
        struct ll_err err;
        ll_arena_init(&arena, &ll_arena_malloc, CAP);
        ll_strbuf_init(&buf, &arena, max);
        size_t wanted = 0;
        for (int i = 0; i < 30; i++) {
            ll_strbuf_fmt(&buf, "%d", i);
            ll_strbuf_hex(&buf, (const uint8_t *)"ab", 2);
            wanted += i < 10 ? 5 : 6;
        }
        ll_strbuf_fmt(&buf, "%0270d", 1);
        wanted += 270;
        ll_strbuf_char(&buf, 'z');
        wanted += 1;
        enum ll_status status = ll_strbuf_finish(&buf, &text, &err);
        assert_int_equal(status, wanted <= max ? LL_OK : LL_ELIMIT);
        assert_true(buf.len <= max);
        ll_arena_release(&arena);
    }
}

static void buffer_without_memory(void **state)
{
    (void)state;
    struct ll_arena arena;
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("untouched");
    ll_arena_init(&arena, &ll_arena_malloc, 3000);
    ll_strbuf_init(&buf, &arena, SIZE_MAX);
    for (int i = 0; i < 10000; i++) {
        ll_strbuf_char(&buf, 'a');
    }
    assert_true(buf.failed);
    assert_true(buf.len > 1000); /* it took what there was */
    ll_strbuf_fail(&buf, LL_EINVAL);
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_ENOMEM); /* the first failure counts */
    assert_true(ll_str_eq_cstr(text, "untouched"));
    ll_strbuf_init(&buf, &arena, SIZE_MAX);
    ll_strbuf_fail(&buf, LL_EINVAL);
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_EINVAL);
    ll_arena_release(&arena);
}

static void hex(void **state)
{
    (void)state;
    uint8_t bytes[4] = {9, 9, 9, 9};
    assert_int_equal(ll_hex_decode(LL_STR("00fFAb7f"), bytes), LL_OK);
    assert_memory_equal(bytes, "\x00\xFF\xAB\x7F", 4);
    assert_int_equal(ll_hex_decode(LL_STR("123"), bytes), LL_EPARSE);
    assert_int_equal(ll_hex_decode(LL_STR("1g"), bytes), LL_EPARSE);
    assert_int_equal(ll_hex_decode(LL_STR("12 3"), bytes), LL_EPARSE);
    assert_int_equal(ll_hex_decode(LL_STR("\xFF\xFF"), bytes), LL_EPARSE);
    assert_memory_equal(bytes, "\x00\xFF\xAB\x7F", 4);
    assert_int_equal(ll_hex_decode(null_str, bytes), LL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparing),
        cmocka_unit_test(parts),
        cmocka_unit_test(finding),
        cmocka_unit_test(utf8),
        cmocka_unit_test(copies),
        cmocka_unit_test(integers),
        cmocka_unit_test(buffer_takes_every_kind),
        cmocka_unit_test(buffer_limit),
        cmocka_unit_test(buffer_without_memory),
        cmocka_unit_test(hex),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
