/*
 * What a provider of sign-in says: its keys, its token, its settings' file. An input that begins
 * with 's' holds claims, which a key of ours signs, so that they are looked at; another holds a
 * token, a line break and keys.
 */
#include <stdlib.h>
#include <string.h>

#include <openssl/ec.h>
#include <openssl/evp.h>

#include "edge/openid/provider.h"
#include "proof/base64.h"

#define CAP ((size_t)16 << 20)
#define EC_BYTES 32
#define DER_BYTES_MAX 80

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static EVP_PKEY *key;
static unsigned char point[1 + 2 * EC_BYTES];

static void open_key(void)
{
    size_t len = 0;
    if (key == NULL) {
        key = EVP_EC_gen("P-256");
        LL_ASSERT(key != NULL);
        LL_ASSERT(EVP_PKEY_get_octet_string_param(key, "pub", point, sizeof(point), &len) == 1);
    }
}

/* "header.claims.signature" */
static struct ll_str sign(struct ll_arena *arena, struct ll_str claims)
{
    unsigned char der[DER_BYTES_MAX];
    unsigned char raw[2 * EC_BYTES];
    size_t len = sizeof(der);
    struct ll_strbuf buf;
    struct ll_str token = {NULL, 0};
    ll_strbuf_init(&buf, arena, CAP / 4);
    ll_base64_put(&buf, LL_BASE64_URL, LL_STR("{\"alg\":\"ES256\"}"));
    ll_strbuf_char(&buf, '.');
    ll_base64_put(&buf, LL_BASE64_URL, claims);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    LL_ASSERT(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1);
    LL_ASSERT(EVP_DigestSign(ctx, der, &len, (const unsigned char *)buf.ptr, buf.len) == 1);
    EVP_MD_CTX_free(ctx);
    const unsigned char *at = der;
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)len);
    LL_ASSERT(BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw, EC_BYTES) == EC_BYTES);
    LL_ASSERT(BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw + EC_BYTES, EC_BYTES) == EC_BYTES);
    ECDSA_SIG_free(pair);
    ll_strbuf_char(&buf, '.');
    ll_base64_put(&buf, LL_BASE64_URL, (struct ll_str){(const char *)raw, sizeof(raw)});
    LL_ASSERT(ll_strbuf_finish(&buf, &token, NULL) == LL_OK);
    return token;
}

static void judge(struct ll_arena *arena, struct ll_str token, const struct ll_openid_keys *keys,
                  bool may_be_believed)
{
    const struct ll_openid_expected expected = {
        .issuer = LL_STR("https://login.example"),
        .client_id = LL_STR("c"),
        .nonce = LL_STR("n"),
        .now_s = 1000,
    };
    struct ll_openid_who who;
    struct ll_err err = {0};
    enum ll_status status = ll_openid_token_check(arena, token, &expected, keys, &who, &err);
    if (status == LL_OK) {
        LL_ASSERT(may_be_believed);
        LL_ASSERT(who.subject.len > 0 && who.subject.len <= LL_OPENID_SUBJECT_MAX);
    } else {
        LL_ASSERT(status == LL_EAUTH || status == LL_ENOTFOUND || status == LL_ENOMEM);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ll_arena arena;
    struct ll_openid_keys keys = {.count = 1};
    struct ll_list settings;
    struct ll_str text = {(const char *)data, size};
    open_key();
    ll_arena_init(&arena, &ll_arena_malloc, CAP);
    keys.rows[0].key = (struct ll_jwa_key){
        .alg = LL_JWA_ES256,
        .x = {(const char *)point + 1, EC_BYTES},
        .y = {(const char *)point + 1 + EC_BYTES, EC_BYTES},
    };
    if (size > 0 && data[0] == 's') {
        judge(&arena, sign(&arena, ll_str_sub(text, 1, size)), &keys, true);
    } else {
        size_t end = ll_str_find_char(text, '\n');
        struct ll_str token = ll_str_sub(text, 0, end);
        judge(&arena, token, &keys, false);
        if (ll_openid_keys_read(&arena, ll_str_sub(text, end + 1, size), &keys, NULL) == LL_OK) {
            judge(&arena, token, &keys, true);
        }
        if (ll_openid_settings_read(&arena, text, &settings, NULL) == LL_OK) {
            LL_ASSERT(settings.count <= LL_OPENID_PROVIDERS_MAX);
        }
    }
    ll_arena_release(&arena);
    return 0;
}
