#include "crypto/seal.h"

#include <sodium.h>
#include <string.h>

_Static_assert(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES == LL_SEAL_NONCE_SIZE, "nonce");
_Static_assert(LL_SEALED_SIZE(0) == LL_SEAL_NONCE_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "what is sealed");
_Static_assert(LL_FINGERPRINT_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key");

void ll_seal_key_of(const struct ll_fingerprint_key *key, struct ll_str use,
                    struct ll_seal_key *ret_key)
{
    const struct ll_str parts[] = {LL_STR("seal"), use};
    ll_fingerprint(key, parts, 2, ret_key->b);
}

void ll_seal(const struct ll_seal_key *key, const uint8_t nonce[LL_SEAL_NONCE_SIZE],
             struct ll_str whose, struct ll_str secret, uint8_t *ret_sealed)
{
    memcpy(ret_sealed, nonce, LL_SEAL_NONCE_SIZE);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        ret_sealed + LL_SEAL_NONCE_SIZE, NULL, (const uint8_t *)(const void *)secret.ptr,
        secret.len, (const uint8_t *)(const void *)whose.ptr, whose.len, NULL, nonce, key->b);
}

bool ll_unseal(const struct ll_seal_key *key, struct ll_str whose, struct ll_str sealed,
               uint8_t *ret_secret, size_t size)
{
    const uint8_t *bytes = (const uint8_t *)(const void *)sealed.ptr;
    return sealed.len == LL_SEALED_SIZE(size) &&
           crypto_aead_xchacha20poly1305_ietf_decrypt(
               ret_secret, NULL, NULL, bytes + LL_SEAL_NONCE_SIZE, sealed.len - LL_SEAL_NONCE_SIZE,
               (const uint8_t *)(const void *)whose.ptr, whose.len, bytes, key->b) == 0;
}
