/*
 * SHA-256 (FIPS 180-4), small rather than fast: for who has no crypto library, the host programs of
 * the build and WebAssembly. The program itself hashes by crypto/crypto.h. Freestanding.
 */
#ifndef LL_BASE_SHA256_H
#define LL_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define LL_SHA256_BYTES 32
#define LL_SHA256_CHUNK_BYTES 64

struct ll_sha256 {
    uint32_t words[8];
    uint8_t chunk[LL_SHA256_CHUNK_BYTES];
    size_t held;
    uint64_t bytes;
};

void ll_sha256_begin(struct ll_sha256 *ret_state);
/* `bytes` may be NULL when there are none. */
void ll_sha256_add(struct ll_sha256 *state, const uint8_t *bytes, size_t count);
/* Spends the state. */
void ll_sha256_end(struct ll_sha256 *state, uint8_t ret_digest[LL_SHA256_BYTES]);

#endif
