/*
 * Secrets that lie in the store, sealed with a key that does not: XChaCha20-Poly1305.
 */
#ifndef LL_CRYPTO_SEAL_H
#define LL_CRYPTO_SEAL_H

#include "crypto/crypto.h"

#define LL_SEAL_NONCE_SIZE 24
#define LL_SEALED_SIZE(size) ((size) + LL_SEAL_NONCE_SIZE + 16)

struct ll_seal_key {
    uint8_t b[32];
};
/* One of a use of its own, from the key of fingerprints: "second factor". */
void ll_seal_key_of(const struct ll_fingerprint_key *key, struct ll_str use,
                    struct ll_seal_key *ret_key);

/* `whose` is bound, not kept: what was sealed for one opens for no other. A nonce is random and
 * used once. ret_sealed has LL_SEALED_SIZE(secret.len) bytes. */
void ll_seal(const struct ll_seal_key *key, const uint8_t nonce[LL_SEAL_NONCE_SIZE],
             struct ll_str whose, struct ll_str secret, uint8_t *ret_sealed);
/* False: sealed with another key, for another, or changed. ret_secret has `size` bytes. */
bool ll_unseal(const struct ll_seal_key *key, struct ll_str whose, struct ll_str sealed,
               uint8_t *ret_secret, size_t size);

#endif
