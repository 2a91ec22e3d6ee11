/*
 * Signatures after Standard Webhooks 1.0.0: over "id.timestamp.body", as v1, an HMAC-SHA-256 with a
 * secret that both sides have ("whsec_…"), and as v1a, Ed25519 with a key of which the receiver
 * knows the public half ("whpk_…").
 *
 * Neither lies in a store: both are made, by the fingerprint key, from the id of the event that
 * added the webhook or changed its secret. So a copy of the store signs nothing, a rebuild changes
 * nothing, and every server of one store that has the key signs alike.
 */
#ifndef LL_SERVICE_WEBHOOK_SIGN_H
#define LL_SERVICE_WEBHOOK_SIGN_H

#include "service/ctx.h"

#define LL_WEBHOOK_SECRET_SIZE 32
/* How long the former secret signs too after a change. */
#define LL_WEBHOOK_BOTH_US INT64_C(86400000000)

struct ll_webhook_secret {
    uint8_t shared[LL_WEBHOOK_SECRET_SIZE];
    struct ll_sign_key key;
};
/* The caller wipes it. What ll_keys_fingerprint fails with. */
LL_MUST enum ll_status ll_webhook_secret(struct ll_ctx *ctx, struct ll_event_id of,
                                         struct ll_webhook_secret *ret_secret,
                                         struct ll_err *reterr);
/* "whsec_…" and "whpk_…" */
LL_MUST enum ll_status ll_webhook_secret_text(struct ll_ctx *ctx,
                                              const struct ll_webhook_secret *secret,
                                              struct ll_str *ret_text, struct ll_err *reterr);
LL_MUST enum ll_status ll_webhook_public_text(struct ll_ctx *ctx, const struct ll_public_key *key,
                                              struct ll_str *ret_text, struct ll_err *reterr);

/* What is signed: "id.timestamp.body", the time in whole seconds. */
LL_MUST enum ll_status ll_webhook_content(struct ll_arena *arena, struct ll_str id, int64_t at_s,
                                          struct ll_str body, struct ll_str *ret_content,
                                          struct ll_err *reterr);
/* Append "v1,…"; append "v1a,…". */
void ll_webhook_put_v1(struct ll_crypto *crypto, const uint8_t *secret, size_t secret_size,
                       struct ll_str content, struct ll_strbuf *out);
void ll_webhook_put_v1a(const struct ll_sign_key *key, struct ll_str content,
                        struct ll_strbuf *out);

#endif
