/*
 * Signatures of other people's tokens (RFC 7515, 7518), by OpenSSL: RS256 and ES256, which every
 * OpenID provider has. Nothing else is known here, so nothing else can be taken for one of them.
 */
#ifndef LL_CRYPTO_JWA_H
#define LL_CRYPTO_JWA_H

#include <stdbool.h>

#include "base/str.h"

enum ll_jwa {
    LL_JWA_RS256, /* RSA of 2,048 to 8,192 bits, PKCS #1 v1.5 with SHA-256 */
    LL_JWA_ES256, /* P-256 with SHA-256 */
};

/* The raw bytes of a public key: RS256 has n and e, ES256 has x and y, highest byte first. */
struct ll_jwa_key {
    enum ll_jwa alg;
    struct ll_str n;
    struct ll_str e;
    struct ll_str x;
    struct ll_str y;
};

/* Is it the key's signature (raw bytes; of ES256 r and s of 32 bytes each) of the message? False
 * also for a key that is none, and when memory is out. */
bool ll_jwa_verify(const struct ll_jwa_key *key, struct ll_str message, struct ll_str signature);

#endif
