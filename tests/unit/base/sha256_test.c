/* SHA-256 as FIPS 180-4 gives it, and as the crypto library does, whole and in pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"
#include "crypto/crypto.h"

#define BYTES_MAX 300

/* In pieces of `step` bytes. */
static void hash(const uint8_t *bytes, size_t count, size_t step, uint8_t ret_digest[32])
{
    struct ll_sha256 state;
    ll_sha256_begin(&state);
    for (size_t at = 0; at < count; at += step) {
        ll_sha256_add(&state, bytes + at, count - at < step ? count - at : step);
    }
    ll_sha256_end(&state, ret_digest);
}

static void as_published(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *digest;
    } rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t digest[32];
        uint8_t expected[32];
        hash((const uint8_t *)rows[i].text, strlen(rows[i].text), 7, digest);
        assert_int_equal(ll_hex_decode(ll_str_from_cstr(rows[i].digest), expected), LL_OK);
        assert_memory_equal(digest, expected, sizeof(digest));
    }
}

static void as_the_library(void **state)
{
    (void)state;
    struct ll_arena arena;
    struct ll_crypto *crypto = NULL;
    uint8_t bytes[BYTES_MAX];
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)1 << 20);
    assert_int_equal(ll_crypto_open(&arena, &crypto, NULL), LL_OK);
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t)(i * 7 + i / 13);
    }
    for (size_t count = 0; count <= sizeof(bytes); count++) {
        static const size_t steps[] = {1, 63, 64, 65, BYTES_MAX};
        uint8_t expected[32];
        ll_crypto_sha256(crypto, (struct ll_str){(const char *)bytes, count}, expected);
        for (size_t k = 0; k < sizeof(steps) / sizeof(steps[0]); k++) {
            uint8_t digest[32];
            hash(bytes, count, steps[k], digest);
            assert_memory_equal(digest, expected, sizeof(digest));
        }
    }
    ll_crypto_close(crypto);
    ll_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_published),
        cmocka_unit_test(as_the_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
