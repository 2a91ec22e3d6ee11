#include "proof/multikey.h"

#include "base/mem.h"
#include "proof/base58.h"

/* Multicodec prefixes: two bytes each, variable-length integers. */
static const uint8_t prefix_public[2] = {0xed, 0x01}; /* ed25519-pub */
static const uint8_t prefix_secret[2] = {0x80, 0x26}; /* ed25519-priv */

#define KEY_BYTES 34
#define OTHER_KEY_BYTES_MAX 100 /* the longest of the other registered public keys (P-521) fits */

static void format(const uint8_t prefix[2], const uint8_t bytes[32], char *ret_text, size_t size)
{
    uint8_t coded[KEY_BYTES];
    char text[LL_BASE58_TEXT_MAX];
    memcpy(coded, prefix, 2);
    memcpy(coded + 2, bytes, 32);
    size_t length = ll_base58_encode(coded, sizeof(coded), text);
    LL_ASSERT(length + 2 == size); /* the prefix fixes the number of digits */
    ret_text[0] = 'z';
    memcpy(ret_text + 1, text, length + 1);
    ll_wipe(coded, sizeof(coded));
    ll_wipe(text, sizeof(text));
}

static enum ll_status parse(struct ll_str text, const uint8_t prefix[2], uint8_t ret_bytes[32],
                            struct ll_err *reterr)
{
    uint8_t coded[OTHER_KEY_BYTES_MAX];
    size_t count = 0;
    if (text.len < 2 || text.ptr[0] != 'z' ||
        ll_base58_decode(ll_str_sub(text, 1, text.len), sizeof(coded), coded, &count) != LL_OK) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "a key is written 'z' and base 58, as in z6Mk…");
    }
    enum ll_status status = LL_OK;
    if (count < 2 || memcmp(coded, prefix, 2) != 0) {
        status = LL_FAIL_TEXT(reterr, LL_EUNSUPPORTED, "the key is not an Ed25519 key of this use");
    } else if (count != KEY_BYTES) {
        status = LL_FAIL_TEXT(reterr, LL_EPARSE, "an Ed25519 key has 32 bytes");
    } else {
        memcpy(ret_bytes, coded + 2, 32);
    }
    ll_wipe(coded, sizeof(coded));
    return status;
}

void ll_multikey_public_format(const struct ll_public_key *key,
                               char ret_text[LL_MULTIKEY_PUBLIC_SIZE])
{
    format(prefix_public, key->b, ret_text, LL_MULTIKEY_PUBLIC_SIZE);
}

enum ll_status ll_multikey_public_parse(struct ll_str text, struct ll_public_key *ret_key,
                                        struct ll_err *reterr)
{
    return parse(text, prefix_public, ret_key->b, reterr);
}

void ll_multikey_secret_format(const uint8_t seed[LL_SEED_SIZE],
                               char ret_text[LL_MULTIKEY_SECRET_SIZE])
{
    format(prefix_secret, seed, ret_text, LL_MULTIKEY_SECRET_SIZE);
}

enum ll_status ll_multikey_secret_parse(struct ll_str text, uint8_t ret_seed[LL_SEED_SIZE],
                                        struct ll_err *reterr)
{
    return parse(text, prefix_secret, ret_seed, reterr);
}

static const char did_key[] = "did:key:";
#define DID_KEY_PREFIX (sizeof(did_key) - 1)

void ll_did_key_format(const struct ll_public_key *key, char ret_did[LL_DID_KEY_SIZE])
{
    memcpy(ret_did, did_key, DID_KEY_PREFIX);
    ll_multikey_public_format(key, ret_did + DID_KEY_PREFIX);
}

void ll_did_key_method(const struct ll_public_key *key, char ret_method[LL_DID_KEY_METHOD_SIZE])
{
    ll_did_key_format(key, ret_method);
    ret_method[LL_DID_KEY_SIZE - 1] = '#';
    ll_multikey_public_format(key, ret_method + LL_DID_KEY_SIZE);
}

static bool is_did_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == ':' || c == '%';
}

static bool all_did_chars(struct ll_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_did_char(s.ptr[i])) {
            return false;
        }
    }
    return s.len > 0;
}

enum ll_status ll_did_split(struct ll_str method, struct ll_str *ret_did,
                            struct ll_str *ret_fragment)
{
    size_t hash = ll_str_find_char(method, '#');
    struct ll_str did = ll_str_sub(method, 0, hash);
    struct ll_str fragment = ll_str_sub(method, hash + 1, method.len);
    struct ll_str rest = ll_str_sub(did, sizeof("did:") - 1, did.len);
    size_t colon = ll_str_find_char(rest, ':');
    if (!ll_str_starts(did, LL_STR("did:")) || colon == 0 || colon + 1 >= rest.len ||
        !all_did_chars(did) || !all_did_chars(fragment)) {
        return LL_EPARSE;
    }
    *ret_did = did;
    *ret_fragment = fragment;
    return LL_OK;
}

enum ll_status ll_did_key_parse(struct ll_str method, struct ll_public_key *ret_key,
                                struct ll_err *reterr)
{
    struct ll_str did;
    struct ll_str fragment;
    if (ll_did_split(method, &did, &fragment) != LL_OK) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "a verification method is DID#fragment");
    }
    if (!ll_str_starts(did, ll_str_from_cstr(did_key))) {
        return LL_FAIL_TEXT(reterr, LL_EUNSUPPORTED, "only did:key carries its key in its name");
    }
    if (!ll_str_eq(ll_str_sub(did, DID_KEY_PREFIX, did.len), fragment)) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "the fragment of a did:key repeats the key");
    }
    return ll_multikey_public_parse(fragment, ret_key, reterr);
}
