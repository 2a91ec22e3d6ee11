#include "crypto/crypto.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <string.h>

struct ll_crypto {
    EVP_MD *sha256;
    EVP_MD_CTX *context;
    bool hashing;
};

_Static_assert(crypto_sign_BYTES == sizeof(struct ll_signature), "signature");
_Static_assert(crypto_sign_PUBLICKEYBYTES == sizeof(struct ll_public_key), "public key");
_Static_assert(crypto_sign_SEEDBYTES == LL_SEED_SIZE, "seed");

enum ll_status ll_crypto_open(struct ll_arena *arena, struct ll_crypto **ret_crypto,
                              struct ll_err *reterr)
{
    struct ll_crypto *crypto = LL_NEW(arena, struct ll_crypto);
    if (crypto == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory left for hashing");
    }
    if (sodium_init() < 0) {
        return LL_FAIL(reterr, LL_EIO, "libsodium cannot start: no source of random bytes");
    }
    crypto->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    crypto->context = EVP_MD_CTX_new();
    /* Once here, so that beginning a hash later allocates nothing and cannot fail. */
    if (crypto->sha256 == NULL || crypto->context == NULL ||
        EVP_DigestInit_ex2(crypto->context, crypto->sha256, NULL) != 1) {
        ll_crypto_close(crypto);
        return LL_FAIL(reterr, LL_EIO, "OpenSSL offers no SHA-256");
    }
    *ret_crypto = crypto;
    return LL_OK;
}

void ll_crypto_close(struct ll_crypto *crypto)
{
    if (crypto == NULL) {
        return;
    }
    EVP_MD_CTX_free(crypto->context);
    EVP_MD_free(crypto->sha256);
    *crypto = (struct ll_crypto){0};
}

/* ---- SHA-256 --------------------------------------------------------------------------------- */

void ll_hash_begin(struct ll_crypto *crypto, struct ll_hash *ret_hash)
{
    LL_ASSERT(!crypto->hashing);
    int done = EVP_DigestInit_ex2(crypto->context, NULL, NULL);
    LL_ASSERT(done == 1);
    crypto->hashing = true;
    ret_hash->crypto = crypto;
}

void ll_hash_str(struct ll_hash *hash, struct ll_str bytes)
{
    LL_ASSERT(hash->crypto->hashing);
    int done = EVP_DigestUpdate(hash->crypto->context, bytes.ptr, bytes.len);
    LL_ASSERT(done == 1);
}

void ll_hash_end(struct ll_hash *hash, uint8_t ret_digest[LL_DIGEST_SIZE])
{
    LL_ASSERT(hash->crypto->hashing);
    unsigned size = 0;
    int done = EVP_DigestFinal_ex(hash->crypto->context, ret_digest, &size);
    LL_ASSERT(done == 1 && size == LL_DIGEST_SIZE);
    hash->crypto->hashing = false;
}

void ll_crypto_sha256(struct ll_crypto *crypto, struct ll_str bytes,
                      uint8_t ret_digest[LL_DIGEST_SIZE])
{
    struct ll_hash hash;
    ll_hash_begin(crypto, &hash);
    ll_hash_str(&hash, bytes);
    ll_hash_end(&hash, ret_digest);
}

#define HMAC_BLOCK_SIZE 64

/* One of the two hashes of RFC 2104: the key, padded and masked, then the bytes. */
static void hash_masked(struct ll_crypto *crypto, const uint8_t key[HMAC_BLOCK_SIZE], uint8_t mask,
                        struct ll_str bytes, uint8_t ret_digest[LL_DIGEST_SIZE])
{
    struct ll_hash hash;
    uint8_t block[HMAC_BLOCK_SIZE];
    for (size_t i = 0; i < sizeof(block); i++) {
        block[i] = key[i] ^ mask;
    }
    ll_hash_begin(crypto, &hash);
    ll_hash_str(&hash, (struct ll_str){(const char *)block, sizeof(block)});
    ll_hash_str(&hash, bytes);
    ll_hash_end(&hash, ret_digest);
    sodium_memzero(block, sizeof(block));
}

/* By the same SHA-256 as above, which uses the processor's instructions; libsodium's does not. */
void ll_crypto_hmac_sha256(struct ll_crypto *crypto, const uint8_t *key, size_t key_size,
                           struct ll_str bytes, uint8_t ret_mac[LL_DIGEST_SIZE])
{
    uint8_t block[HMAC_BLOCK_SIZE] = {0};
    uint8_t inner[LL_DIGEST_SIZE];
    if (key_size > sizeof(block)) {
        ll_crypto_sha256(crypto, (struct ll_str){(const char *)key, key_size}, block);
    } else if (key_size > 0) {
        memcpy(block, key, key_size);
    }
    hash_masked(crypto, block, 0x36, bytes, inner);
    hash_masked(crypto, block, 0x5c, (struct ll_str){(const char *)inner, sizeof(inner)}, ret_mac);
    sodium_memzero(block, sizeof(block));
}

/* ---- for proof ------------------------------------------------------------------------------- */

static void sha256_pieces(void *ctx, const struct ll_str *pieces, size_t count,
                          uint8_t ret_digest[LL_DIGEST_SIZE])
{
    struct ll_hash hash;
    ll_hash_begin(ctx, &hash);
    for (size_t i = 0; i < count; i++) {
        ll_hash_str(&hash, pieces[i]);
    }
    ll_hash_end(&hash, ret_digest);
}

static bool verify_for_proof(void *ctx, const struct ll_public_key *key, struct ll_str message,
                             const struct ll_signature *signature)
{
    (void)ctx;
    return ll_sign_verify(key, message, signature);
}

struct ll_proof_crypto ll_crypto_for_proof(struct ll_crypto *crypto)
{
    return (struct ll_proof_crypto){
        .sha256 = sha256_pieces, .ed25519_verify = verify_for_proof, .ctx = crypto};
}

/* ---- random bytes and secrets ---------------------------------------------------------------- */

void ll_crypto_random(void *ctx, uint8_t *ret_bytes, size_t count)
{
    (void)ctx;
    randombytes_buf(ret_bytes, count);
}

bool ll_crypto_equal(const uint8_t *a, const uint8_t *b, size_t count)
{
    return sodium_memcmp(a, b, count) == 0;
}

/* ---- Ed25519 --------------------------------------------------------------------------------- */

void ll_sign_key_generate(struct ll_sign_key *ret_key)
{
    uint8_t seed[LL_SEED_SIZE];
    randombytes_buf(seed, sizeof(seed));
    ll_sign_key_from_seed(seed, ret_key);
    sodium_memzero(seed, sizeof(seed));
}

void ll_sign_key_from_seed(const uint8_t seed[LL_SEED_SIZE], struct ll_sign_key *ret_key)
{
    uint8_t expanded[crypto_sign_SECRETKEYBYTES];
    (void)crypto_sign_seed_keypair(ret_key->public_key.b, expanded, seed);
    memcpy(ret_key->seed, seed, LL_SEED_SIZE);
    sodium_memzero(expanded, sizeof(expanded));
}

void ll_sign_key_wipe(struct ll_sign_key *key)
{
    sodium_memzero(key, sizeof(*key));
}

void ll_sign(const struct ll_sign_key *key, struct ll_str message,
             struct ll_signature *ret_signature)
{
    /* libsodium's secret key is the seed followed by the public key. */
    uint8_t expanded[crypto_sign_SECRETKEYBYTES];
    _Static_assert(sizeof(expanded) == LL_SEED_SIZE + sizeof(key->public_key), "secret key");
    memcpy(expanded, key->seed, LL_SEED_SIZE);
    memcpy(expanded + LL_SEED_SIZE, key->public_key.b, sizeof(key->public_key));
    (void)crypto_sign_detached(ret_signature->b, NULL, (const unsigned char *)message.ptr,
                               message.len, expanded);
    sodium_memzero(expanded, sizeof(expanded));
}

bool ll_sign_verify(const struct ll_public_key *key, struct ll_str message,
                    const struct ll_signature *signature)
{
    return crypto_sign_verify_detached(signature->b, (const unsigned char *)message.ptr,
                                       message.len, key->b) == 0;
}

bool ll_sign_key_possible(const struct ll_public_key *key)
{
    return crypto_core_ed25519_is_valid_point(key->b) == 1;
}

/* ---- keyed fingerprints ---------------------------------------------------------------------- */

void ll_fingerprint(const struct ll_fingerprint_key *key, const struct ll_str *parts, size_t count,
                    uint8_t ret_fingerprint[LL_FINGERPRINT_SIZE])
{
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, key->b, sizeof(key->b), LL_FINGERPRINT_SIZE);
    for (size_t i = 0; i < count; i++) {
        uint8_t length[8];
        for (size_t k = 0; k < sizeof(length); k++) {
            length[k] = (uint8_t)((uint64_t)parts[i].len >> (8U * k));
        }
        (void)crypto_generichash_update(&state, length, sizeof(length));
        (void)crypto_generichash_update(&state, (const unsigned char *)parts[i].ptr, parts[i].len);
    }
    (void)crypto_generichash_final(&state, ret_fingerprint, LL_FINGERPRINT_SIZE);
    sodium_memzero(&state, sizeof(state));
}

void ll_fingerprint_key_id(const struct ll_fingerprint_key *key,
                           uint8_t ret_id[LL_FINGERPRINT_KEY_ID_SIZE])
{
    /* A part of a kind no device has: its own name. */
    struct ll_str label = LL_STR("loopledger fingerprint key id v1");
    uint8_t whole[LL_FINGERPRINT_SIZE];
    ll_fingerprint(key, &label, 1, whole);
    memcpy(ret_id, whole, LL_FINGERPRINT_KEY_ID_SIZE);
}
