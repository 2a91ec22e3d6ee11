#include "service/webhook_sign.h"

#include "proof/base64.h"
#include "service/keys.h"

#define TEXT_MAX 128

static void derive(const struct ll_kept_key *key, const char *what, struct ll_event_id of,
                   uint8_t ret_bytes[LL_FINGERPRINT_SIZE])
{
    const struct ll_str parts[] = {ll_str_from_cstr(what),
                                   {(const char *)of.raw.b, sizeof(of.raw.b)}};
    ll_fingerprint(&key->key, parts, 2, ret_bytes);
}

enum ll_status ll_webhook_secret(struct ll_ctx *ctx, struct ll_event_id of,
                                 struct ll_webhook_secret *ret_secret, struct ll_err *reterr)
{
    const struct ll_kept_key *key = NULL;
    uint8_t seed[LL_FINGERPRINT_SIZE];
    _Static_assert(LL_FINGERPRINT_SIZE == LL_WEBHOOK_SECRET_SIZE, "one secret each");
    _Static_assert(LL_FINGERPRINT_SIZE == LL_SEED_SIZE, "one seed each");
    LL_TRY(ll_keys_fingerprint(ctx, &key, reterr));
    derive(key, "webhook secret", of, ret_secret->shared);
    derive(key, "webhook signing key", of, seed);
    ll_sign_key_from_seed(seed, &ret_secret->key);
    ll_wipe(seed, sizeof(seed));
    return LL_OK;
}

static enum ll_status text_of(struct ll_ctx *ctx, const char *prefix, const uint8_t *bytes,
                              size_t count, struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, TEXT_MAX);
    ll_strbuf_cstr(&buf, prefix);
    ll_base64_put(&buf, LL_BASE64_STANDARD, (struct ll_str){(const char *)bytes, count});
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

enum ll_status ll_webhook_secret_text(struct ll_ctx *ctx, const struct ll_webhook_secret *secret,
                                      struct ll_str *ret_text, struct ll_err *reterr)
{
    return text_of(ctx, "whsec_", secret->shared, sizeof(secret->shared), ret_text, reterr);
}

enum ll_status ll_webhook_public_text(struct ll_ctx *ctx, const struct ll_public_key *key,
                                      struct ll_str *ret_text, struct ll_err *reterr)
{
    return text_of(ctx, "whpk_", key->b, sizeof(key->b), ret_text, reterr);
}

enum ll_status ll_webhook_content(struct ll_arena *arena, struct ll_str id, int64_t at_s,
                                  struct ll_str body, struct ll_str *ret_content,
                                  struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, id.len + body.len + 32);
    ll_strbuf_str(&buf, id);
    ll_strbuf_char(&buf, '.');
    ll_strbuf_i64(&buf, at_s);
    ll_strbuf_char(&buf, '.');
    ll_strbuf_str(&buf, body);
    return ll_strbuf_finish(&buf, ret_content, reterr);
}

void ll_webhook_put_v1(struct ll_crypto *crypto, const uint8_t *secret, size_t secret_size,
                       struct ll_str content, struct ll_strbuf *out)
{
    uint8_t mac[LL_DIGEST_SIZE];
    ll_crypto_hmac_sha256(crypto, secret, secret_size, content, mac);
    ll_strbuf_cstr(out, "v1,");
    ll_base64_put(out, LL_BASE64_STANDARD, (struct ll_str){(const char *)mac, sizeof(mac)});
}

void ll_webhook_put_v1a(const struct ll_sign_key *key, struct ll_str content, struct ll_strbuf *out)
{
    struct ll_signature signature;
    ll_sign(key, content, &signature);
    ll_strbuf_cstr(out, "v1a,");
    ll_base64_put(out, LL_BASE64_STANDARD,
                  (struct ll_str){(const char *)signature.b, sizeof(signature.b)});
}
