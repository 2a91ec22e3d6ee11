/*
 * Who users are elsewhere: signing in by a provider of OpenID Connect. The provider says who it is
 * (its issuer, and what it calls them); which user that is was settled before, by the user with a
 * one-time link or by an administrator. What is kept is neither fact nor projection: a keyed
 * digest.
 */
#ifndef LL_SERVICE_IDENTITY_H
#define LL_SERVICE_IDENTITY_H

#include "service/service.h"

/*
 * Begin a session of whoever it is. With a link the identity is its user's from now on, and the
 * link is used; with an address, it is the user's of that address, if it was nobody's. LL_EAUTH:
 * nobody is known by it; LL_EREFUSED: it is another user's; LL_ENOTFOUND: the link is none.
 */
struct ll_identity_sign_in {
    struct ll_str issuer;
    struct ll_str subject;
    struct ll_str email; /* verified by who is trusted for it; or empty */
    struct ll_str link;  /* or empty */
    bool has_factor;     /* a second one was asked for there */
    struct ll_str session;
    struct ll_str csrf;
    struct ll_user_id *ret_user_id;
    struct ll_str *ret_waits_for; /* service/second_factor.h */
};
extern const struct ll_service ll_identity_sign_in;

/* Where the browser comes back to: the ledger's address, or empty. */
struct ll_identity_home {
    struct ll_str *ret_address;
};
extern const struct ll_service ll_identity_home;

/* Inside a transaction: none of theirs is known any more. */
LL_MUST enum ll_status ll_identity_forget_user(struct ll_ctx *ctx, struct ll_user_id user_id,
                                               struct ll_err *reterr);

#endif
