/* Hashing and signing against published vectors; fingerprints against their definition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/crypto.h"
#include "crypto/password.h"
#include "crypto/seal.h"
#include "crypto/totp.h"
#include "support/random.h"

static struct ll_arena arena;
static struct ll_crypto *crypto;

static int set_up(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)8 << 20);
    return ll_crypto_open(&arena, &crypto, NULL) == LL_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    ll_crypto_close(crypto);
    ll_arena_release(&arena);
    return 0;
}

static void assert_hex(const uint8_t *bytes, size_t count, const char *hex)
{
    uint8_t expected[128];
    assert_int_equal(strlen(hex), 2 * count);
    assert_int_equal(ll_hex_decode(ll_str_from_cstr(hex), expected), LL_OK);
    assert_memory_equal(bytes, expected, count);
}

/* FIPS 180-4 examples. */
static void sha256(void **state)
{
    uint8_t digest[LL_DIGEST_SIZE];
    (void)state;
    ll_crypto_sha256(crypto, LL_STR(""), digest);
    assert_hex(digest, sizeof(digest),
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    ll_crypto_sha256(crypto, LL_STR("abc"), digest);
    assert_hex(digest, sizeof(digest),
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ll_crypto_sha256(crypto, LL_STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
                     digest);
    assert_hex(digest, sizeof(digest),
               "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

/* However a text is cut into pieces, its hash is the same. */
static void sha256_in_pieces(void **state)
{
    struct ll_test_random random = ll_test_random_begin();
    struct ll_proof_crypto functions = ll_crypto_for_proof(crypto);
    (void)state;
    for (int i = 0; i < 500; i++) {
        uint8_t bytes[300];
        uint8_t whole[LL_DIGEST_SIZE];
        uint8_t pieces[LL_DIGEST_SIZE];
        struct ll_str text = {(const char *)bytes, (size_t)ll_test_random_below(&random, 301)};
        size_t a = (size_t)ll_test_random_below(&random, text.len + 1);
        size_t b = a + (size_t)ll_test_random_below(&random, text.len - a + 1);
        struct ll_str parts[] = {ll_str_sub(text, 0, a), ll_str_sub(text, a, b),
                                 ll_str_sub(text, b, text.len)};
        ll_test_random_fill(&random, bytes, sizeof(bytes));
        ll_crypto_sha256(crypto, text, whole);
        functions.sha256(functions.ctx, parts, 3, pieces);
        assert_memory_equal(whole, pieces, sizeof(whole));
    }
}

/* RFC 4231, cases 1, 2 and 6. */
static void hmac(void **state)
{
    uint8_t key[131];
    uint8_t mac[LL_DIGEST_SIZE];
    (void)state;
    memset(key, 0x0b, 20);
    ll_crypto_hmac_sha256(crypto, key, 20, LL_STR("Hi There"), mac);
    assert_hex(mac, sizeof(mac),
               "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    ll_crypto_hmac_sha256(crypto, (const uint8_t *)"Jefe", 4,
                          LL_STR("what do ya want for nothing?"), mac);
    assert_hex(mac, sizeof(mac),
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof(key));
    ll_crypto_hmac_sha256(crypto, key, sizeof(key),
                          LL_STR("Test Using Larger Than Block-Size Key - Hash Key First"), mac);
    assert_hex(mac, sizeof(mac),
               "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* RFC 8032, section 7.1, tests 1 and 2. */
static void ed25519(void **state)
{
    static const struct {
        const char *seed;
        const char *public_key;
        const char *message;
        const char *signature;
    } rows[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701"
         "cf9b46bd25bf5f0595bbe24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "r",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d"
         "0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t seed[LL_SEED_SIZE];
        struct ll_sign_key key;
        struct ll_signature signature;
        struct ll_str message = ll_str_from_cstr(rows[i].message);
        assert_int_equal(ll_hex_decode(ll_str_from_cstr(rows[i].seed), seed), LL_OK);
        ll_sign_key_from_seed(seed, &key);
        assert_hex(key.public_key.b, sizeof(key.public_key.b), rows[i].public_key);
        ll_sign(&key, message, &signature);
        assert_hex(signature.b, sizeof(signature.b), rows[i].signature);
        assert_true(ll_sign_verify(&key.public_key, message, &signature));
        assert_false(ll_sign_verify(&key.public_key, LL_STR("x"), &signature));
        for (size_t k = 0; k < sizeof(signature.b); k++) {
            signature.b[k] ^= 1U;
            assert_false(ll_sign_verify(&key.public_key, message, &signature));
            signature.b[k] ^= 1U;
        }
    }
}

/* A key of small order fits a signature of zeros to every message, unless refused. */
static void ed25519_refuses_small_order(void **state)
{
    struct ll_public_key key = {{1}}; /* the neutral point */
    struct ll_signature signature = {{1}};
    (void)state;
    assert_false(ll_sign_verify(&key, LL_STR("anything"), &signature));
}

/* What a slip of the hand makes of a key is mostly none. */
static void mistyped_keys_are_none(void **state)
{
    struct ll_sign_key key;
    int possible = 0;
    (void)state;
    ll_sign_key_generate(&key);
    assert_true(ll_sign_key_possible(&key.public_key));
    for (unsigned bit = 0; bit < 256; bit++) {
        struct ll_public_key other = key.public_key;
        other.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
        possible += ll_sign_key_possible(&other) ? 1 : 0;
    }
    assert_in_range(possible, 0, 64); /* 16 on average; beyond 64 once in 10^19 */
    assert_false(ll_sign_key_possible(&(struct ll_public_key){{1}}));
}

static void keys_are_made_and_wiped(void **state)
{
    struct ll_sign_key a;
    struct ll_sign_key b;
    static const struct ll_sign_key nothing;
    struct ll_signature signature;
    (void)state;
    ll_sign_key_generate(&a);
    ll_sign_key_generate(&b);
    assert_memory_not_equal(a.seed, b.seed, sizeof(a.seed));
    ll_sign(&a, LL_STR("text"), &signature);
    assert_true(ll_sign_verify(&a.public_key, LL_STR("text"), &signature));
    assert_false(ll_sign_verify(&b.public_key, LL_STR("text"), &signature));
    ll_sign_key_wipe(&a);
    assert_memory_equal(&a, &nothing, sizeof(a));
}

static void random_and_equal(void **state)
{
    uint8_t a[32] = {0};
    uint8_t b[32] = {0};
    (void)state;
    assert_true(ll_crypto_equal(a, b, sizeof(a)));
    b[31] = 1;
    assert_false(ll_crypto_equal(a, b, sizeof(a)));
    ll_crypto_random(NULL, a, sizeof(a));
    ll_crypto_random(NULL, b, sizeof(b));
    assert_false(ll_crypto_equal(a, b, sizeof(a)));
}

/* Expected values computed by hashlib.blake2b(key=bytes(range(32)), digest_size=32). */
static void fingerprints(void **state)
{
    struct ll_fingerprint_key key;
    uint8_t first[LL_FINGERPRINT_SIZE];
    uint8_t second[LL_FINGERPRINT_SIZE];
    uint8_t id[LL_FINGERPRINT_KEY_ID_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof(key.b); i++) {
        key.b[i] = (uint8_t)i;
    }
    const struct ll_str parts[] = {LL_STR("Maker"), LL_STR("490154203237518")};
    const struct ll_str moved[] = {LL_STR("Maker4"), LL_STR("90154203237518")};
    ll_fingerprint(&key, parts, 2, first);
    ll_fingerprint(&key, moved, 2, second);
    assert_hex(first, sizeof(first),
               "db9132e5c0f86542faff88f35c95a15d39d37e161276355adbfbb4e7a7fe8577");
    assert_memory_not_equal(first, second, sizeof(first));
    ll_fingerprint_key_id(&key, id);
    assert_hex(id, sizeof(id), "6280b78536324476");
    key.b[0] ^= 1U;
    ll_fingerprint(&key, parts, 2, second);
    assert_memory_not_equal(first, second, sizeof(first));
}

static void too_little_memory(void **state)
{
    struct ll_arena small;
    struct ll_crypto *none = NULL;
    (void)state;
    ll_arena_init(&small, &ll_arena_malloc, 8);
    assert_int_equal(ll_crypto_open(&small, &none, NULL), LL_ENOMEM);
    assert_null(none);
    ll_arena_release(&small);
    ll_crypto_close(NULL);
}

/* RFC 6238, appendix B, of SHA-1; RFC 4226, appendix D; RFC 4648, section 10. */
static void one_time_codes(void **state)
{
    static const struct {
        int64_t seconds;
        uint32_t code;
    } times[] = {{59, 94287082},         {1111111109, 7081804},  {1111111111, 14050471},
                 {1234567890, 89005924}, {2000000000, 69279037}, {20000000000, 65353130}};
    static const uint32_t counts[] = {755224, 287082, 359152, 969429, 338314,
                                      254676, 287922, 162583, 399871, 520489};
    static const char *const texts[][2] = {{"", ""},
                                           {"f", "MY"},
                                           {"fo", "MZXQ"},
                                           {"foo", "MZXW6"},
                                           {"foob", "MZXW6YQ"},
                                           {"fooba", "MZXW6YTB"},
                                           {"foobar", "MZXW6YTBOI"}};
    const struct ll_str secret = LL_STR("12345678901234567890");
    uint32_t code = 0;
    (void)state;
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        int64_t step = times[i].seconds * 1000000 / LL_TOTP_STEP_US;
        assert_int_equal(ll_totp_code(secret, step, 8, &code, NULL), LL_OK);
        assert_int_equal(code, times[i].code);
    }
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        assert_int_equal(ll_totp_code(secret, (int64_t)i, LL_TOTP_DIGITS, &code, NULL), LL_OK);
        assert_int_equal(code, counts[i]);
    }
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        char text[LL_BASE32_SIZE(6)];
        ll_base32(ll_str_from_cstr(texts[i][0]), text);
        assert_string_equal(text, texts[i][1]);
    }
}

static void what_is_sealed_opens_for_its_own(void **state)
{
    const struct ll_fingerprint_key kept = {{1}};
    const uint8_t nonce[LL_SEAL_NONCE_SIZE] = {7};
    struct ll_seal_key key;
    struct ll_seal_key other;
    uint8_t sealed[LL_SEALED_SIZE(6)];
    uint8_t opened[6];
    (void)state;
    ll_seal_key_of(&kept, LL_STR("one"), &key);
    ll_seal_key_of(&kept, LL_STR("two"), &other);
    ll_seal(&key, nonce, LL_STR("ama"), LL_STR("secret"), sealed);
    struct ll_str bytes = {(const char *)sealed, sizeof(sealed)};
    assert_true(ll_str_find(bytes, LL_STR("secret"), false) == SIZE_MAX);
    assert_true(ll_unseal(&key, LL_STR("ama"), bytes, opened, sizeof(opened)));
    assert_memory_equal(opened, "secret", sizeof(opened));
    assert_false(ll_unseal(&key, LL_STR("kofi"), bytes, opened, sizeof(opened)));
    assert_false(ll_unseal(&other, LL_STR("ama"), bytes, opened, sizeof(opened)));
    assert_false(ll_unseal(&key, LL_STR("ama"), ll_str_sub(bytes, 0, bytes.len - 1), opened,
                           sizeof(opened)));
    for (size_t i = 0; i < sizeof(sealed); i++) {
        sealed[i] ^= 1U;
        assert_false(ll_unseal(&key, LL_STR("ama"), bytes, opened, sizeof(opened)));
        sealed[i] ^= 1U;
    }
}

static void hashes_of_other_parameters_are_old(void **state)
{
    char hash[LL_PASSWORD_HASH_MAX];
    (void)state;
    assert_int_equal(ll_password_hash(LL_STR("four quite usual words"), hash, NULL), LL_OK);
    assert_false(ll_password_hash_is_old(ll_str_from_cstr(hash)));
    assert_true(ll_password_hash_is_old(LL_STR("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                               "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
    assert_false(ll_password_hash_is_old(LL_STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256),
        cmocka_unit_test(sha256_in_pieces),
        cmocka_unit_test(hmac),
        cmocka_unit_test(ed25519),
        cmocka_unit_test(ed25519_refuses_small_order),
        cmocka_unit_test(mistyped_keys_are_none),
        cmocka_unit_test(keys_are_made_and_wiped),
        cmocka_unit_test(random_and_equal),
        cmocka_unit_test(fingerprints),
        cmocka_unit_test(too_little_memory),
        cmocka_unit_test(one_time_codes),
        cmocka_unit_test(what_is_sealed_opens_for_its_own),
        cmocka_unit_test(hashes_of_other_parameters_are_old),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
