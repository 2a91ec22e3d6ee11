/*
 * Codes that a person's device shows for half a minute: TOTP (RFC 6238) over HMAC-SHA-1, which is
 * what every such application knows.
 */
#ifndef LL_CRYPTO_TOTP_H
#define LL_CRYPTO_TOTP_H

#include "base/err.h"
#include "base/str.h"

#define LL_TOTP_SECRET_SIZE 20 /* of SHA-1's size, as RFC 4226 recommends */
#define LL_TOTP_DIGITS 6
#define LL_TOTP_STEP_US INT64_C(30000000)

/* The code of a step (time / LL_TOTP_STEP_US) in 6 to 8 digits, as a number. LL_ENOMEM. */
LL_MUST enum ll_status ll_totp_code(struct ll_str secret, int64_t step, unsigned digits,
                                    uint32_t *ret_code, struct ll_err *reterr);

/* Base32 of RFC 4648 without padding: what people type. ret_text holds 8 letters for each 5 bytes
 * begun, and a zero. */
#define LL_BASE32_SIZE(bytes) (((bytes)*8 + 4) / 5 + 1)
void ll_base32(struct ll_str bytes, char *ret_text);

#endif
