/* Base 58, base 64 and keys as text: known pairs, round trips, and what must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proof/base58.h"
#include "proof/base64.h"
#include "proof/multikey.h"
#include "support/random.h"

#define PUBLIC_TEXT "z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd"
#define PUBLIC_HEX "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
#define SECRET_TEXT                                                                                \
    "z3u2RDpgFe6Voz19gxWsBkueKj6XiuC9w1bSBT4FTowsWk6A" /* of the seed 00 01 … 1f                 \
                                                        */

struct pair {
    const char *hex;
    const char *text;
};

static size_t from_hex(const char *hex, uint8_t *ret_bytes)
{
    struct ll_str s = ll_str_from_cstr(hex);
    assert_int_equal(ll_hex_decode(s, ret_bytes), LL_OK);
    return s.len / 2;
}

static void base58_known(void **state)
{
    static const struct pair pairs[] = {
        {"", ""},
        {"00", "1"},
        {"0000", "11"},
        {"61", "2g"},
        {"626262", "a3gV"},
        {"00000001", "1112"},
        {"00eb15231dfceb60925886b67d065299925915aeb172c06647",
         "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        uint8_t bytes[64];
        uint8_t back[64];
        char text[LL_BASE58_TEXT_MAX];
        size_t count = from_hex(pairs[i].hex, bytes);
        size_t back_count = 0;
        assert_int_equal(ll_base58_encode(bytes, count, text), strlen(pairs[i].text));
        assert_string_equal(text, pairs[i].text);
        assert_int_equal(ll_base58_decode(ll_str_from_cstr(text), 64, back, &back_count), LL_OK);
        assert_int_equal(back_count, count);
        assert_memory_equal(back, bytes, count);
    }
}

static void base58_round_trips(void **state)
{
    struct ll_test_random random = ll_test_random_begin();
    (void)state;
    for (int i = 0; i < 5000; i++) {
        uint8_t bytes[LL_BASE58_BYTES_MAX];
        uint8_t back[LL_BASE58_BYTES_MAX];
        char text[LL_BASE58_TEXT_MAX];
        size_t back_count = 0;
        size_t count = (size_t)ll_test_random_below(&random, sizeof(bytes) + 1);
        ll_test_random_fill(&random, bytes, count);
        size_t zeros = (size_t)ll_test_random_below(&random, 4);
        memset(bytes, 0, zeros < count ? zeros : count);
        if (i == 0) {
            count = sizeof(bytes);
            memset(bytes, 0xff, count); /* the longest text */
        }
        size_t length = ll_base58_encode(bytes, count, text);
        struct ll_str whole = {text, length};
        assert_int_equal(ll_base58_decode(whole, count, back, &back_count), LL_OK);
        assert_int_equal(back_count, count);
        assert_memory_equal(back, bytes, count);
        if (count > 0) {
            assert_int_equal(ll_base58_decode(whole, count - 1, back, &back_count), LL_EPARSE);
        }
    }
}

static void base58_refuses(void **state)
{
    static const char *const bad[] = {"0", "O", "I", "l", "a b", "a3gV ", "a3g\xc3\xa9", "+"};
    char long_text[400];
    uint8_t bytes[400];
    size_t count = 7;
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(ll_base58_decode(ll_str_from_cstr(bad[i]), sizeof(bytes), bytes, &count),
                         LL_EPARSE);
    }
    memset(long_text, 'z', sizeof(long_text));
    assert_int_equal(ll_base58_decode((struct ll_str){long_text, sizeof(long_text)}, sizeof(bytes),
                                      bytes, &count),
                     LL_EPARSE);
    memset(long_text, '1', sizeof(long_text));
    assert_int_equal(ll_base58_decode((struct ll_str){long_text, sizeof(long_text)}, sizeof(bytes),
                                      bytes, &count),
                     LL_EPARSE);
    assert_int_equal(count, 7);
}

static struct ll_str encode64(struct ll_arena *arena, enum ll_base64_form form, struct ll_str bytes)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, arena, 4096);
    ll_base64_put(&buf, form, bytes);
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    assert_int_equal(text.len, ll_base64_length(form, bytes.len));
    return text;
}

static void base64_known(void **state)
{
    /* RFC 4648, section 10, and the letters that differ between the forms. */
    static const char *const rows[][3] = {
        {"", "", ""},
        {"f", "Zg", "Zg=="},
        {"fo", "Zm8", "Zm8="},
        {"foo", "Zm9v", "Zm9v"},
        {"foob", "Zm9vYg", "Zm9vYg=="},
        {"fooba", "Zm9vYmE", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
        {"\xfb\xff\xbe", "-_--", "+/++"},
    };
    struct ll_arena arena;
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, 1 << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_str bytes = ll_str_from_cstr(rows[i][0]);
        for (int form = LL_BASE64_URL; form <= LL_BASE64_STANDARD; form++) {
            uint8_t back[16];
            size_t count = 0;
            struct ll_str text = encode64(&arena, (enum ll_base64_form)form, bytes);
            assert_true(ll_str_eq_cstr(text, rows[i][1 + form]));
            assert_int_equal(
                ll_base64_decode((enum ll_base64_form)form, text, sizeof(back), back, &count),
                LL_OK);
            assert_int_equal(count, bytes.len);
            assert_memory_equal(back, bytes.ptr, count);
            if (count > 0) {
                assert_int_equal(
                    ll_base64_decode((enum ll_base64_form)form, text, count - 1, back, &count),
                    LL_EPARSE);
            }
        }
    }
    ll_arena_release(&arena);
}

static void base64_refuses(void **state)
{
    static const char *const bad_url[] = {"A",    "Zg==", "Zm8=", "Zh", "Zm9",     "Zm+v",
                                          "Zm/v", "Zm 9", "Zg\n", "Z",  "Zm9vYmF*"};
    static const char *const bad_standard[] = {
        "Zg", "Zg=", "Zm8", "Zh==", "Zm9=", "Zm-v", "Z===", "====", "Zg==Zg==", "Zm9v\n"};
    uint8_t bytes[16];
    size_t count = 7;
    (void)state;
    for (size_t i = 0; i < sizeof(bad_url) / sizeof(bad_url[0]); i++) {
        assert_int_equal(ll_base64_decode(LL_BASE64_URL, ll_str_from_cstr(bad_url[i]),
                                          sizeof(bytes), bytes, &count),
                         LL_EPARSE);
    }
    for (size_t i = 0; i < sizeof(bad_standard) / sizeof(bad_standard[0]); i++) {
        assert_int_equal(ll_base64_decode(LL_BASE64_STANDARD, ll_str_from_cstr(bad_standard[i]),
                                          sizeof(bytes), bytes, &count),
                         LL_EPARSE);
    }
    assert_int_equal(count, 7);
}

static void base64_round_trips(void **state)
{
    struct ll_test_random random = ll_test_random_begin();
    struct ll_arena arena;
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, 1 << 20);
    for (int i = 0; i < 3000; i++) {
        uint8_t bytes[100];
        uint8_t back[100];
        size_t count = 0;
        struct ll_str whole = {(const char *)bytes, (size_t)ll_test_random_below(&random, 101)};
        enum ll_base64_form form = i % 2 == 0 ? LL_BASE64_URL : LL_BASE64_STANDARD;
        ll_test_random_fill(&random, bytes, whole.len);
        struct ll_str text = encode64(&arena, form, whole);
        assert_int_equal(ll_base64_decode(form, text, sizeof(back), back, &count), LL_OK);
        assert_int_equal(count, whole.len);
        assert_memory_equal(back, bytes, count);
        ll_arena_reset(&arena);
    }
    ll_arena_release(&arena);
}

static void keys_known(void **state)
{
    struct ll_public_key key;
    struct ll_public_key back;
    uint8_t seed[LL_SEED_SIZE];
    uint8_t seed_back[LL_SEED_SIZE];
    char public_text[LL_MULTIKEY_PUBLIC_SIZE];
    char secret[LL_MULTIKEY_SECRET_SIZE];
    char method[LL_DID_KEY_METHOD_SIZE];
    (void)state;
    (void)from_hex(PUBLIC_HEX, key.b);
    for (size_t i = 0; i < sizeof(seed); i++) {
        seed[i] = (uint8_t)i;
    }
    ll_multikey_public_format(&key, public_text);
    ll_multikey_secret_format(seed, secret);
    ll_did_key_method(&key, method);
    assert_string_equal(public_text, PUBLIC_TEXT);
    assert_string_equal(secret, SECRET_TEXT);
    assert_string_equal(method, "did:key:" PUBLIC_TEXT "#" PUBLIC_TEXT);
    assert_int_equal(ll_multikey_public_parse(LL_STR(PUBLIC_TEXT), &back, NULL), LL_OK);
    assert_memory_equal(back.b, key.b, sizeof(key.b));
    assert_int_equal(ll_multikey_secret_parse(LL_STR(SECRET_TEXT), seed_back, NULL), LL_OK);
    assert_memory_equal(seed_back, seed, sizeof(seed));
    memset(&back, 0, sizeof(back));
    assert_int_equal(ll_did_key_parse(ll_str_from_cstr(method), &back, NULL), LL_OK);
    assert_memory_equal(back.b, key.b, sizeof(key.b));
}

/* The lowest and highest keys must fill the fixed sizes too (asserted inside). */
static void keys_at_the_edges(void **state)
{
    struct ll_public_key key;
    struct ll_public_key back;
    char text[LL_MULTIKEY_PUBLIC_SIZE];
    char secret[LL_MULTIKEY_SECRET_SIZE];
    (void)state;
    for (int byte = 0; byte <= 0xff; byte += 0xff) {
        memset(key.b, byte, sizeof(key.b));
        ll_multikey_public_format(&key, text);
        ll_multikey_secret_format(key.b, secret);
        assert_memory_equal(text, "z6Mk", 4);
        assert_int_equal(ll_multikey_public_parse(ll_str_from_cstr(text), &back, NULL), LL_OK);
        assert_memory_equal(back.b, key.b, sizeof(key.b));
    }
}

static void keys_refused(void **state)
{
    static const struct {
        const char *text;
        enum ll_status status;
    } rows[] = {
        {"", LL_EPARSE},
        {"z", LL_EPARSE},
        {"6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd", LL_EPARSE},
        {"u6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd", LL_EPARSE},
        {"z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvV0", LL_EPARSE},
        {"z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvV", LL_EUNSUPPORTED}, /* shifted prefix */
        {"z1", LL_EUNSUPPORTED},
        {SECRET_TEXT, LL_EUNSUPPORTED}, /* a secret where a public key is due */
    };
    struct ll_public_key key;
    uint8_t seed[LL_SEED_SIZE];
    struct ll_err err;
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(ll_multikey_public_parse(ll_str_from_cstr(rows[i].text), &key, &err),
                         rows[i].status);
        assert_true(err.text[0] != '\0');
    }
    assert_int_equal(ll_multikey_secret_parse(LL_STR(PUBLIC_TEXT), seed, NULL), LL_EUNSUPPORTED);

    /* Right prefix, wrong length. */
    uint8_t coded[35] = {0xed, 0x01};
    char text[LL_BASE58_TEXT_MAX + 1] = "z";
    for (size_t size = 2; size <= sizeof(coded); size++) {
        (void)ll_base58_encode(coded, size, text + 1);
        assert_int_equal(ll_multikey_public_parse(ll_str_from_cstr(text), &key, NULL),
                         size == 34 ? LL_OK : LL_EPARSE);
    }
}

static void methods(void **state)
{
    static const char *const bad[] = {"",
                                      "#",
                                      "did:key:a",
                                      "did:#a",
                                      "did::a#b",
                                      "did:a#b",
                                      "did:a:#b",
                                      "did:a:b#",
                                      "did:a:b#c#d",
                                      "did:a:b/c#d",
                                      "did:a:b?c#d",
                                      "DID:a:b#c",
                                      "xdid:a:b#c",
                                      "did:a:b c#d",
                                      "https://a.example#k"};
    struct ll_str did;
    struct ll_str fragment;
    struct ll_public_key key;
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(ll_did_split(ll_str_from_cstr(bad[i]), &did, &fragment), LL_EPARSE);
    }
    assert_int_equal(ll_did_split(LL_STR("did:web:a.example%3A8443:b#key-1"), &did, &fragment),
                     LL_OK);
    assert_true(ll_str_eq_cstr(did, "did:web:a.example%3A8443:b"));
    assert_true(ll_str_eq_cstr(fragment, "key-1"));
    assert_int_equal(ll_did_key_parse(LL_STR("did:web:a.example#key-1"), &key, NULL),
                     LL_EUNSUPPORTED);
    assert_int_equal(ll_did_key_parse(LL_STR("did:key:" PUBLIC_TEXT "#key-1"), &key, NULL),
                     LL_EPARSE);
    assert_int_equal(ll_did_key_parse(LL_STR("did:key:" PUBLIC_TEXT), &key, NULL), LL_EPARSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base58_known),   cmocka_unit_test(base58_round_trips),
        cmocka_unit_test(base58_refuses), cmocka_unit_test(base64_known),
        cmocka_unit_test(base64_refuses), cmocka_unit_test(base64_round_trips),
        cmocka_unit_test(keys_known),     cmocka_unit_test(keys_at_the_edges),
        cmocka_unit_test(keys_refused),   cmocka_unit_test(methods),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
