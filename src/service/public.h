/*
 * The public part of an event: what the public log will say of it (section 6 of the design).
 * Never a client, place, day, collector, order size or personal datum. What must be provable later
 * to its holder is committed to: SHA-256("loopledger commitment v1" || salt || text), with a salt
 * of its own from the event's secret: the first 16 bytes of HMAC-SHA-256(secret, decimal row
 * number).
 */
#ifndef LL_SERVICE_PUBLIC_H
#define LL_SERVICE_PUBLIC_H

#include "service/ctx.h"
#include "service/event.h"

#define LL_COMMITMENT_SALT_SIZE 16

void ll_commitment_salt(struct ll_crypto *crypto, const uint8_t secret[32], int64_t row,
                        uint8_t ret_salt[LL_COMMITMENT_SALT_SIZE]);
void ll_commitment(struct ll_crypto *crypto, const uint8_t salt[LL_COMMITMENT_SALT_SIZE],
                   struct ll_str text, uint8_t ret_digest[32]);

/*
 * The canonical JSON of a kind's public part. ret_text is empty for kinds without one.
 * Reads the store for the public numbers of lots.
 */
LL_MUST enum ll_status ll_public_part(struct ll_ctx *ctx, enum ll_event_kind kind, const void *body,
                                      const uint8_t secret[32], struct ll_str *ret_text,
                                      struct ll_err *reterr);

#endif
