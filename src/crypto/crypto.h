/*
 * Hashing, signing and random bytes on a hosted machine: SHA-256 by OpenSSL (one fetched digest and
 * one reused context: three times faster than its one-shot call), everything else by libsodium.
 *
 * One struct ll_crypto serves one thread. Nothing here fails once ll_crypto_open has succeeded.
 */
#ifndef LL_CRYPTO_CRYPTO_H
#define LL_CRYPTO_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "proof/multikey.h"
#include "proof/primitives.h"

struct ll_crypto; /* opaque */

/* The struct lives in the arena; close it before the arena goes. LL_ENOMEM; LL_EIO when a library
 * cannot start (no SHA-256, no source of random bytes). */
LL_MUST enum ll_status ll_crypto_open(struct ll_arena *arena, struct ll_crypto **ret_crypto,
                                      struct ll_err *reterr);
void ll_crypto_close(struct ll_crypto *crypto); /* NULL is allowed */

/* The functions `proof` asks for. Valid as long as `crypto`. */
struct ll_proof_crypto ll_crypto_for_proof(struct ll_crypto *crypto);

/* ---- SHA-256 ---- */

/* A hash under way; one at a time per ll_crypto (asserted). */
struct ll_hash {
    struct ll_crypto *crypto;
};
void ll_hash_begin(struct ll_crypto *crypto, struct ll_hash *ret_hash);
void ll_hash_str(struct ll_hash *hash, struct ll_str bytes);
void ll_hash_end(struct ll_hash *hash, uint8_t ret_digest[LL_DIGEST_SIZE]);

void ll_crypto_sha256(struct ll_crypto *crypto, struct ll_str bytes,
                      uint8_t ret_digest[LL_DIGEST_SIZE]);
/* HMAC-SHA-256 with a key of any length. */
void ll_crypto_hmac_sha256(struct ll_crypto *crypto, const uint8_t *key, size_t key_size,
                           struct ll_str bytes, uint8_t ret_mac[LL_DIGEST_SIZE]);

/* ---- random bytes and secrets ---- */

/* Fit for keys. Has the shape of ll_id_source.random; `ctx` is not used. */
void ll_crypto_random(void *ctx, uint8_t *ret_bytes, size_t count);
/* In a time that does not depend on where they differ. */
bool ll_crypto_equal(const uint8_t *a, const uint8_t *b, size_t count);

/* ---- Ed25519 ---- */

struct ll_sign_key {
    uint8_t seed[LL_SEED_SIZE];
    struct ll_public_key public_key;
};
void ll_sign_key_generate(struct ll_sign_key *ret_key);
void ll_sign_key_from_seed(const uint8_t seed[LL_SEED_SIZE], struct ll_sign_key *ret_key);
void ll_sign_key_wipe(struct ll_sign_key *key);
/* Deterministic (RFC 8032): the same message gives the same signature. */
void ll_sign(const struct ll_sign_key *key, struct ll_str message,
             struct ll_signature *ret_signature);
bool ll_sign_verify(const struct ll_public_key *key, struct ll_str message,
                    const struct ll_signature *signature);
/* Could anybody hold the secret of this key? 15 in 16 mistyped keys are none: no point of the
 * curve, or not of its main subgroup, where every key of RFC 8032 lies. */
bool ll_sign_key_possible(const struct ll_public_key *key);

/* ---- keyed fingerprints of devices ---- */

struct ll_fingerprint_key {
    uint8_t b[32];
};
#define LL_FINGERPRINT_SIZE 32
#define LL_FINGERPRINT_KEY_ID_SIZE 8

/*
 * Keyed BLAKE2b of the parts, each preceded by its length in 8 bytes, lowest first, so that no two
 * different lists of parts give the same bytes. Without the key it cannot be searched for, which is
 * why the key never lies in the database.
 */
void ll_fingerprint(const struct ll_fingerprint_key *key, const struct ll_str *parts, size_t count,
                    uint8_t ret_fingerprint[LL_FINGERPRINT_SIZE]);
/* Names the key without telling it: stored beside every fingerprint. */
void ll_fingerprint_key_id(const struct ll_fingerprint_key *key,
                           uint8_t ret_id[LL_FINGERPRINT_KEY_ID_SIZE]);

#endif
