/*
 * Providers that people sign in with: OpenID Connect with the authorization code flow and PKCE
 * (S256). What a provider says of itself and its keys are asked for when they are needed, kept for
 * a while, and asked for again when a token is signed by a key that is not among them. What goes
 * wrong with a provider is no detail that somebody who signs in is told.
 *
 * Functions may be called from several threads; those of one provider take turns.
 */
#ifndef LL_EDGE_OPENID_PROVIDER_H
#define LL_EDGE_OPENID_PROVIDER_H

#include "base/record.h"
#include "base/time.h"
#include "edge/openid/token.h"

#define LL_OPENID_PROVIDERS_MAX 16
#define LL_OPENID_KEPT_US INT64_C(3600000000) /* what a provider says of itself; its keys */
#define LL_OPENID_PAUSE_US INT64_C(30000000)  /* between two fruitless looks for a key */

/* One provider, as the operator sets it up. */
struct ll_openid_settings {
    struct ll_str client_id;
    struct ll_str client_secret;
    struct ll_str id; /* in our addresses */
    struct ll_str issuer;
    struct ll_str name; /* shown to people */
    bool near;          /* it is on this machine or a network of ours: may be asked there */
    bool second_factor; /* it asks for one itself */
    struct ll_list trusted_domains; /* of struct ll_str: of verified addresses */
};
/* {"providers": [{...}]} as the record table says; client_secret is the name of a file, until
 * somebody puts its content there. LL_EINVAL, LL_EPARSE, LL_ENOMEM. */
LL_MUST enum ll_status ll_openid_settings_read(struct ll_arena *arena, struct ll_str text,
                                               struct ll_list *ret_settings, struct ll_err *reterr);

struct ll_openid;
struct ll_openid_provider;
/* Of the list, which has to stay; asks nobody yet. `complain` is told what a provider did wrong. */
struct ll_openid_options {
    struct ll_list providers;
    const char *authorities; /* edge/fetch/fetch.h */
    void (*complain)(void *ctx, const char *what, const struct ll_err *err);
    void *complain_ctx;
};
LL_MUST enum ll_status ll_openid_open(const struct ll_openid_options *options,
                                      struct ll_openid **ret_openid, struct ll_err *reterr);
void ll_openid_close(struct ll_openid *openid); /* NULL is allowed */
void ll_openid_stop(struct ll_openid *openid);  /* what is under way ends soon; NULL is allowed */

struct ll_openid_provider *ll_openid_find(struct ll_openid *openid, struct ll_str id);
const struct ll_openid_settings *ll_openid_settings(const struct ll_openid_provider *provider);
/* May the verified address be taken for the user's of that address? */
bool ll_openid_trusts(const struct ll_openid_provider *provider, struct ll_str email);

/* One attempt to sign in: what its browser alone knows. */
struct ll_openid_attempt {
    struct ll_str redirect_uri;
    struct ll_str state;
    struct ll_str nonce;
    struct ll_str verifier; /* of PKCE */
};
/* The provider's address to send the browser to. LL_EBUSY: it does not answer as it should. */
LL_MUST enum ll_status ll_openid_address(struct ll_openid_provider *provider, struct ll_time now,
                                         const struct ll_openid_attempt *attempt,
                                         struct ll_arena *arena, struct ll_str *ret_url,
                                         struct ll_err *reterr);
/* What the browser came back with. */
struct ll_openid_return {
    struct ll_str code;
    struct ll_str issuer; /* RFC 9207, or empty */
};
/* Who it is. LL_EAUTH: nobody that can be believed; LL_EBUSY; LL_ENOMEM. */
LL_MUST enum ll_status ll_openid_finish(struct ll_openid_provider *provider, struct ll_time now,
                                        const struct ll_openid_attempt *attempt,
                                        const struct ll_openid_return *came, struct ll_arena *arena,
                                        struct ll_openid_who *ret_who, struct ll_err *reterr);

#endif
