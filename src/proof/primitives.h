/*
 * What `proof` needs from outside: hash and signature functions, given as pointers (natively
 * crypto/crypto.h over OpenSSL and libsodium; in a browser a portable SHA-256 and WebCrypto).
 * Freestanding, as all of this layer.
 */
#ifndef LL_PROOF_PRIMITIVES_H
#define LL_PROOF_PRIMITIVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define LL_DIGEST_SIZE 32

/* Ed25519 (RFC 8032). */
struct ll_public_key {
    uint8_t b[32];
};
struct ll_signature {
    uint8_t b[64];
};

/* Overwrite secrets so that the compiler cannot leave it out. */
static inline void ll_wipe(void *ptr, size_t size)
{
    volatile uint8_t *bytes = ptr;
    for (size_t i = 0; i < size; i++) {
        bytes[i] = 0;
    }
}

struct ll_proof_crypto {
    /* SHA-256 of the pieces one after another. */
    void (*sha256)(void *ctx, const struct ll_str *pieces, size_t count,
                   uint8_t ret_digest[LL_DIGEST_SIZE]);
    /* Is it the pure Ed25519 signature of exactly `message`? Refuses keys of small order and
     * signatures that are not in canonical form. */
    bool (*ed25519_verify)(void *ctx, const struct ll_public_key *key, struct ll_str message,
                           const struct ll_signature *signature);
    void *ctx;
};

#endif
