/*
 * What an OpenID provider says of who signed in: its keys (a JWK set) and its ID token, checked as
 * OpenID Connect Core 3.1.3.7 asks. Pure: bytes, time and what was expected go in.
 */
#ifndef LL_EDGE_OPENID_TOKEN_H
#define LL_EDGE_OPENID_TOKEN_H

#include "crypto/jwa.h"

#define LL_OPENID_KEYS_MAX 32
#define LL_OPENID_TOKEN_MAX ((size_t)32 << 10)
#define LL_OPENID_LEEWAY_S 60 /* of clocks that differ */
#define LL_OPENID_AGE_S 600   /* a token is asked for and looked at at once */
#define LL_OPENID_SUBJECT_MAX 255

struct ll_openid_key {
    struct ll_str kid; /* or empty */
    struct ll_jwa_key key;
};
struct ll_openid_keys {
    struct ll_openid_key rows[LL_OPENID_KEYS_MAX];
    size_t count;
};
/* Those that may sign a token; the rest is passed over. LL_EPARSE: it is no JWK set. */
LL_MUST enum ll_status ll_openid_keys_read(struct ll_arena *arena, struct ll_str text,
                                           struct ll_openid_keys *ret_keys, struct ll_err *reterr);

struct ll_openid_expected {
    struct ll_str issuer;
    struct ll_str client_id;
    struct ll_str nonce;
    int64_t now_s; /* since 1970 */
};

/* Who signed in there. */
struct ll_openid_who {
    struct ll_str issuer;
    struct ll_str subject;
    struct ll_str email; /* one that the provider verified, or empty */
};

/*
 * LL_EAUTH: the token is not to be believed, and why; LL_ENOTFOUND: no key of these signed it, so
 * that fresh ones may help; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_openid_token_check(struct ll_arena *arena, struct ll_str token,
                                             const struct ll_openid_expected *expected,
                                             const struct ll_openid_keys *keys,
                                             struct ll_openid_who *ret_who, struct ll_err *reterr);

#endif
