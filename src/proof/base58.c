#include "proof/base58.h"

#include <stdbool.h>

#include "base/mem.h"
#include "proof/primitives.h"

static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/* log(256) / log(58) = 1.3657…: 137 digits hold 100 bytes. */
_Static_assert(LL_BASE58_BYTES_MAX * 137 / 100 + 2 <= LL_BASE58_TEXT_MAX, "room for the text");

size_t ll_base58_encode(const uint8_t *bytes, size_t count, char ret_text[LL_BASE58_TEXT_MAX])
{
    LL_ASSERT(count <= LL_BASE58_BYTES_MAX);
    size_t zeros = 0;
    while (zeros < count && bytes[zeros] == 0) {
        zeros++;
    }
    uint8_t digits[LL_BASE58_TEXT_MAX]; /* base 58, lowest first */
    size_t digit_count = 0;
    for (size_t i = zeros; i < count; i++) {
        uint32_t carry = bytes[i];
        for (size_t k = 0; k < digit_count; k++) {
            carry += (uint32_t)digits[k] << 8U;
            digits[k] = (uint8_t)(carry % 58U);
            carry /= 58U;
        }
        for (; carry > 0; carry /= 58U) {
            LL_ASSERT(digit_count < sizeof(digits));
            digits[digit_count++] = (uint8_t)(carry % 58U);
        }
    }
    LL_ASSERT(zeros + digit_count < LL_BASE58_TEXT_MAX);
    size_t length = 0;
    while (length < zeros) {
        ret_text[length++] = alphabet[0];
    }
    while (digit_count > 0) {
        ret_text[length++] = alphabet[digits[--digit_count]];
    }
    ret_text[length] = '\0';
    ll_wipe(digits, sizeof(digits)); /* it may have been a secret */
    return length;
}

static bool digit_of(char c, uint32_t *ret_digit)
{
    for (uint32_t i = 0; i < 58; i++) {
        if (alphabet[i] == c) {
            *ret_digit = i;
            return true;
        }
    }
    return false;
}

enum ll_status ll_base58_decode(struct ll_str text, size_t cap, uint8_t *ret_bytes,
                                size_t *ret_count)
{
    if (text.len >= LL_BASE58_TEXT_MAX) {
        return LL_EPARSE;
    }
    size_t zeros = 0;
    while (zeros < text.len && text.ptr[zeros] == alphabet[0]) {
        zeros++;
    }
    uint8_t bytes[LL_BASE58_TEXT_MAX]; /* lowest first; never more bytes than digits */
    size_t count = 0;
    for (size_t i = zeros; i < text.len; i++) {
        uint32_t carry = 0;
        if (!digit_of(text.ptr[i], &carry)) {
            return LL_EPARSE;
        }
        for (size_t k = 0; k < count; k++) {
            carry += (uint32_t)bytes[k] * 58U;
            bytes[k] = (uint8_t)(carry & 0xFFU);
            carry >>= 8U;
        }
        if (carry > 0) {
            bytes[count++] = (uint8_t)carry;
        }
    }
    if (zeros + count > cap) {
        return LL_EPARSE;
    }
    memset(ret_bytes, 0, zeros);
    for (size_t i = 0; i < count; i++) {
        ret_bytes[zeros + i] = bytes[count - 1 - i];
    }
    *ret_count = zeros + count;
    ll_wipe(bytes, sizeof(bytes));
    return LL_OK;
}
