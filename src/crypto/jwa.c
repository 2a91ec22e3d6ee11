#include "crypto/jwa.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#define RSA_BITS_MIN 2048
#define RSA_BYTES_MAX 1024
#define EXPONENT_BYTES_MAX 8
#define EC_BYTES 32
#define DER_BYTES_MAX 80

static const unsigned char *bytes_of(struct ll_str s)
{
    return (const unsigned char *)s.ptr;
}

static EVP_PKEY *make_key(const char *type, OSSL_PARAM_BLD *build)
{
    EVP_PKEY *key = NULL;
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    bool made = params != NULL && ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1 &&
                EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) == 1;
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    return made ? key : NULL;
}

static EVP_PKEY *make_rsa(const struct ll_jwa_key *from)
{
    EVP_PKEY *key = NULL;
    if (from->n.len == 0 || from->n.len > RSA_BYTES_MAX || from->e.len == 0 ||
        from->e.len > EXPONENT_BYTES_MAX) {
        return NULL;
    }
    BIGNUM *n = BN_bin2bn(bytes_of(from->n), (int)from->n.len, NULL);
    BIGNUM *e = BN_bin2bn(bytes_of(from->e), (int)from->e.len, NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    bool fits = n != NULL && e != NULL && build != NULL && BN_num_bits(n) >= RSA_BITS_MIN &&
                BN_is_odd(n) == 1 && BN_is_odd(e) == 1 && BN_is_one(e) == 0;
    if (fits && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1) {
        key = make_key("RSA", build);
    }
    OSSL_PARAM_BLD_free(build);
    BN_free(n);
    BN_free(e);
    return key;
}

/* OpenSSL refuses a point that is not on the curve. */
static EVP_PKEY *make_ec(const struct ll_jwa_key *from)
{
    unsigned char point[1 + 2 * EC_BYTES] = {POINT_CONVERSION_UNCOMPRESSED};
    EVP_PKEY *key = NULL;
    if (from->x.len != EC_BYTES || from->y.len != EC_BYTES) {
        return NULL;
    }
    memcpy(point + 1, from->x.ptr, EC_BYTES);
    memcpy(point + 1 + EC_BYTES, from->y.ptr, EC_BYTES);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    if (build != NULL &&
        OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)) ==
            1) {
        key = make_key("EC", build);
    }
    OSSL_PARAM_BLD_free(build);
    return key;
}

/* r and s as OpenSSL reads them. */
static size_t write_der(struct ll_str signature, unsigned char ret_der[DER_BYTES_MAX])
{
    size_t len = 0;
    if (signature.len != (size_t)2 * EC_BYTES) {
        return 0;
    }
    ECDSA_SIG *pair = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(bytes_of(signature), EC_BYTES, NULL);
    BIGNUM *s = BN_bin2bn(bytes_of(signature) + EC_BYTES, EC_BYTES, NULL);
    if (pair != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(pair, r, s) == 1) {
        unsigned char *at = ret_der;
        int written = i2d_ECDSA_SIG(pair, NULL);
        len = written > 0 && written <= DER_BYTES_MAX ? (size_t)i2d_ECDSA_SIG(pair, &at) : 0;
    } else {
        BN_free(r);
        BN_free(s);
    }
    ECDSA_SIG_free(pair);
    return len;
}

bool ll_jwa_verify(const struct ll_jwa_key *key, struct ll_str message, struct ll_str signature)
{
    unsigned char der[DER_BYTES_MAX];
    const unsigned char *bytes = bytes_of(signature);
    size_t count = signature.len;
    EVP_PKEY *public_key = key->alg == LL_JWA_RS256 ? make_rsa(key) : make_ec(key);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (key->alg == LL_JWA_ES256) {
        bytes = der;
        count = write_der(signature, der);
    }
    bool is_right = public_key != NULL && ctx != NULL && count > 0 &&
                    EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, public_key) == 1 &&
                    EVP_DigestVerify(ctx, bytes, count, bytes_of(message), message.len) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(public_key);
    return is_right;
}
