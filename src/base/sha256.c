#include "base/sha256.h"

#include "base/mem.h"

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t round_words[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t turned(uint32_t x, unsigned bits)
{
    return (x >> bits) | (x << (32U - bits));
}

static void take_chunk(uint32_t words[8], const uint8_t *chunk)
{
    uint32_t w[64];
    uint32_t s[8];
    for (size_t i = 0; i < 16; i++) {
        w[i] = (uint32_t)chunk[4 * i] << 24U | (uint32_t)chunk[4 * i + 1] << 16U |
               (uint32_t)chunk[4 * i + 2] << 8U | (uint32_t)chunk[4 * i + 3];
    }
    for (size_t i = 16; i < 64; i++) {
        uint32_t a = w[i - 15];
        uint32_t b = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (turned(a, 7) ^ turned(a, 18) ^ (a >> 3U)) +
               (turned(b, 17) ^ turned(b, 19) ^ (b >> 10U));
    }
    memcpy(s, words, sizeof(s));
    for (size_t i = 0; i < 64; i++) {
        uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        uint32_t first = s[7] + (turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25)) + choice +
                         round_words[i] + w[i];
        uint32_t second = (turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22)) + majority;
        memmove(s + 1, s, 7 * sizeof(s[0]));
        s[4] += first;
        s[0] = first + second;
    }
    for (size_t i = 0; i < 8; i++) {
        words[i] += s[i];
    }
}

void ll_sha256_begin(struct ll_sha256 *ret_state)
{
    static const uint32_t words[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memcpy(ret_state->words, words, sizeof(words));
    ret_state->held = 0;
    ret_state->bytes = 0;
}

void ll_sha256_add(struct ll_sha256 *state, const uint8_t *bytes, size_t count)
{
    state->bytes += count;
    for (size_t i = 0; i < count;) {
        if (state->held == 0 && count - i >= LL_SHA256_CHUNK_BYTES) {
            take_chunk(state->words, bytes + i);
            i += LL_SHA256_CHUNK_BYTES;
            continue;
        }
        state->chunk[state->held++] = bytes[i++];
        if (state->held == LL_SHA256_CHUNK_BYTES) {
            take_chunk(state->words, state->chunk);
            state->held = 0;
        }
    }
}

void ll_sha256_end(struct ll_sha256 *state, uint8_t ret_digest[LL_SHA256_BYTES])
{
    static const uint8_t padding[LL_SHA256_CHUNK_BYTES] = {0x80};
    uint8_t length[8];
    uint64_t bits = state->bytes * 8;
    size_t fill = state->held < 56 ? 56 - state->held : 120 - state->held;
    ll_sha256_add(state, padding, fill);
    for (size_t i = 0; i < sizeof(length); i++) {
        length[i] = (uint8_t)(bits >> (56U - 8U * (uint32_t)i));
    }
    ll_sha256_add(state, length, sizeof(length));
    for (size_t i = 0; i < LL_SHA256_BYTES; i++) {
        ret_digest[i] = (uint8_t)(state->words[i / 4] >> (24U - 8U * (uint32_t)(i % 4)));
    }
}
