/*
 * Tokens: how programs ask as a user, for some of what the user may. The text, shown once, is
 * ll_<8>_<32>_<6>, of digits and letters: something to know it by, the secret, and a check that it
 * is whole. The store has its SHA-256.
 */
#ifndef LL_SERVICE_TOKEN_H
#define LL_SERVICE_TOKEN_H

#include "service/service.h"

#define LL_TOKEN_TEXT_SIZE 52

/* Can it be a token? Says so without asking the store. */
bool ll_token_is_whole(struct ll_str text);

/* Revokes all that are left of a user's. */
LL_MUST enum ll_status ll_token_end_all(struct ll_ctx *ctx, struct ll_user_id user_id,
                                        struct ll_err *reterr);

/* Whose it is, and which permissions it has, as bits 1 << enum ll_permission. LL_ENOTFOUND: there
 * is no such token, or it is over. Run by the server, no command. */
struct ll_token_find {
    struct ll_str token;
    struct ll_viewer *ret_viewer;
    uint64_t *ret_permissions;
};
extern const struct ll_service ll_token_find;

#endif
