/* The W3C test vectors of eddsa-jcs-2022, every intermediate value, bit for bit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/crypto.h"
#include "proof/data_integrity.h"
#include "support/shared_data.h"

#define FOLDER "traceability/vc/"
#define SUITE_FOLDER FOLDER "eddsa-jcs-2022/"
#define BYTES_MAX ((size_t)1 << 20)

static struct ll_arena arena;

static struct ll_str sample(const char *name)
{
    const char *path = ll_test_shared_path(&arena, name);
    if (path == NULL) {
        skip();
    }
    struct ll_str text = ll_test_read_file(&arena, path);
    assert_non_null(text.ptr);
    return ll_str_trim(text);
}

static struct ll_json *sample_json(const char *name)
{
    struct ll_json *value = NULL;
    assert_int_equal(ll_json_read(&arena, sample(name), BYTES_MAX, &value, NULL), LL_OK);
    return value;
}

static void assert_hex(const uint8_t *bytes, size_t count, const char *name)
{
    struct ll_str hex = sample(name);
    uint8_t expected[128];
    assert_int_equal(hex.len, 2 * count);
    assert_int_equal(ll_hex_decode(hex, expected), LL_OK);
    assert_memory_equal(bytes, expected, count);
}

static struct ll_str text_of(const struct ll_json *value)
{
    struct ll_str text;
    assert_int_equal(ll_json_canonical(&arena, value, BYTES_MAX, &text, NULL), LL_OK);
    return text;
}

/* The issuer of the vector is a URL; ours must be the key's DID, so it is opened, not made. */
static void jcs_vector(void **state)
{
    struct ll_crypto *crypto = NULL;
    struct ll_di_opened opened;
    struct ll_di_verdict verdict;
    (void)state;
    (void)sample(FOLDER "keyPair.json"); /* skips when there are no samples */
    assert_int_equal(ll_crypto_open(&arena, &crypto, NULL), LL_OK);
    struct ll_proof_crypto functions = ll_crypto_for_proof(crypto);
    struct ll_str text = sample(SUITE_FOLDER "signedJCS.json");
    assert_int_equal(
        ll_di_verify(&arena, &functions, text, &ll_di_did_key, &opened, &verdict, NULL), LL_OK);

    assert_true(ll_str_eq(text_of(opened.document), sample(SUITE_FOLDER "canonDocJCS.txt")));
    assert_true(ll_str_eq(text_of(opened.document), text_of(sample_json(FOLDER "unsigned.json"))));
    assert_true(ll_str_eq(text_of(sample_json(SUITE_FOLDER "proofConfigJCS.json")),
                          sample(SUITE_FOLDER "proofCanonJCS.txt")));
    assert_hex(opened.input, 32, SUITE_FOLDER "proofHashJCS.txt");
    assert_hex(opened.input + 32, 32, SUITE_FOLDER "docHashJCS.txt");
    assert_hex(opened.input, 64, SUITE_FOLDER "combinedHashJCS.txt");
    assert_hex(opened.signature.b, 64, SUITE_FOLDER "sigHexJCS.txt");

    assert_true(verdict.signature_ok);
    assert_int_equal(verdict.reason, LL_DI_CONTROLLER);
    ll_crypto_close(crypto);
}

static void jcs_vector_signed_by_us(void **state)
{
    struct ll_crypto *crypto = NULL;
    struct ll_di_opened opened;
    struct ll_sign_key key;
    struct ll_signature signature;
    struct ll_json *document = NULL;
    struct ll_json *with_proof = NULL;
    char public_text[LL_MULTIKEY_PUBLIC_SIZE];
    uint8_t seed[LL_SEED_SIZE];
    (void)state;
    (void)sample(FOLDER "keyPair.json"); /* skips when there are no samples */
    assert_int_equal(ll_crypto_open(&arena, &crypto, NULL), LL_OK);
    struct ll_proof_crypto functions = ll_crypto_for_proof(crypto);
    struct ll_json *pair = sample_json(FOLDER "keyPair.json");
    struct ll_str secret = ll_json_string_at(pair, "privateKeyMultibase");
    assert_int_equal(ll_multikey_secret_parse(secret, seed, NULL), LL_OK);
    ll_sign_key_from_seed(seed, &key);
    ll_multikey_public_format(&key.public_key, public_text);
    assert_true(ll_str_eq_cstr(ll_json_string_at(pair, "publicKeyMultibase"), public_text));

    assert_int_equal(
        ll_di_open(&arena, &functions, sample(SUITE_FOLDER "signedJCS.json"), &opened, NULL),
        LL_OK);
    ll_sign(&key, (struct ll_str){(const char *)opened.input, sizeof(opened.input)}, &signature);
    assert_hex(signature.b, sizeof(signature.b), SUITE_FOLDER "sigHexJCS.txt");

    document = sample_json(FOLDER "unsigned.json");
    assert_int_equal(ll_di_attach(&arena, document, sample_json(SUITE_FOLDER "proofConfigJCS.json"),
                                  &signature, &with_proof, NULL),
                     LL_OK);
    assert_true(ll_str_eq(ll_json_string_at(ll_json_get(with_proof, "proof"), "proofValue"),
                          sample(SUITE_FOLDER "sigBTC58JCS.txt")));
    assert_true(
        ll_str_eq(text_of(with_proof), text_of(sample_json(SUITE_FOLDER "signedJCS.json"))));
    ll_crypto_close(crypto);
}

static void other_suite_is_unsupported(void **state)
{
    struct ll_crypto *crypto = NULL;
    struct ll_di_opened opened;
    struct ll_di_verdict verdict;
    (void)state;
    (void)sample(FOLDER "keyPair.json"); /* skips when there are no samples */
    assert_int_equal(ll_crypto_open(&arena, &crypto, NULL), LL_OK);
    struct ll_proof_crypto functions = ll_crypto_for_proof(crypto);
    struct ll_str text = sample(FOLDER "eddsa-rdfc-2022/signedDataInt.json");
    assert_int_equal(
        ll_di_verify(&arena, &functions, text, &ll_di_did_key, &opened, &verdict, NULL), LL_OK);
    assert_int_equal(verdict.reason, LL_DI_SUITE);
    assert_int_equal(verdict.outcome, LL_DI_OUTCOME_UNSUPPORTED);
    ll_crypto_close(crypto);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jcs_vector),
        cmocka_unit_test(jcs_vector_signed_by_us),
        cmocka_unit_test(other_suite_is_unsupported),
    };
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    ll_arena_release(&arena);
    return failed;
}
