/*
 * Users: who they are, found by id or by address, and what they are in their organisation.
 */
#ifndef LL_SERVICE_USER_H
#define LL_SERVICE_USER_H

#include "service/run.h"
#include "store/q_user.h"

#define LL_USER_EMAIL_MAX 254 /* bytes, RFC 5321 */

/* How an address is known again: of the address without blanks around it, in small letters, keyed.
 * LL_EINVAL: it is none. What ll_keys_fingerprint fails with. */
LL_MUST enum ll_status ll_user_email_digest(struct ll_ctx *ctx, struct ll_str email,
                                            uint8_t ret_digest[LL_FINGERPRINT_SIZE],
                                            struct ll_err *reterr);
LL_MUST enum ll_status ll_user_find(struct ll_ctx *ctx, struct ll_str ref,
                                    struct ll_q_user_by_id_row *ret_row, struct ll_err *reterr);
LL_MUST enum ll_status ll_user_roles(struct ll_ctx *ctx, struct ll_user_id user_id,
                                     struct ll_roles *ret_roles, struct ll_err *reterr);
/* Store that they act no more. */
LL_MUST enum ll_status ll_user_disable(struct ll_ctx *ctx, struct ll_user_id user_id,
                                       struct ll_str reason, struct ll_err *reterr);

/* 'user add' of the operator's first administrator, with 'organisation add' before it where a name
 * of the organisation is given, in one request: their errors; LL_EINVAL for what is missing. */
struct ll_user_first {
    struct ll_str country;
    struct ll_str email;
    struct ll_str name;
    struct ll_str organisation;
    struct ll_str organisation_name; /* empty: it is there already */
};
LL_MUST enum ll_status ll_user_add_first(struct ll_ctx *ctx, const struct ll_user_first *first,
                                         const struct ll_run_options *options,
                                         struct ll_json **ret_answer, struct ll_err *reterr);

#endif
