#include "crypto/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "crypto/crypto.h"

#define SHA1_SIZE 20

enum ll_status ll_totp_code(struct ll_str secret, int64_t step, unsigned digits, uint32_t *ret_code,
                            struct ll_err *reterr)
{
    uint8_t counter[8];
    uint8_t mac[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    uint32_t modulus = 1;
    for (size_t i = 0; i < sizeof(counter); i++) {
        counter[i] = (uint8_t)((uint64_t)step >> 8 * (sizeof(counter) - 1 - i));
    }
    for (unsigned i = 0; i < digits; i++) {
        modulus *= 10;
    }
    if (HMAC(EVP_sha1(), secret.ptr, (int)secret.len, counter, sizeof(counter), mac, &size) ==
            NULL ||
        size != SHA1_SIZE) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a code");
    }
    const uint8_t *at = mac + (mac[SHA1_SIZE - 1] & 15U);
    uint32_t whole = (uint32_t)(at[0] & 127U) << 24U | (uint32_t)at[1] << 16U |
                     (uint32_t)at[2] << 8U | (uint32_t)at[3];
    *ret_code = whole % modulus;
    ll_wipe(mac, sizeof(mac));
    return LL_OK;
}

void ll_base32(struct ll_str bytes, char *ret_text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint32_t held = 0;
    unsigned bits = 0;
    size_t at = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        held = held << 8U | (unsigned char)bytes.ptr[i];
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            ret_text[at++] = letters[held >> bits & 31U];
        }
    }
    if (bits > 0) {
        ret_text[at++] = letters[held << (5 - bits) & 31U];
    }
    ret_text[at] = '\0';
}
