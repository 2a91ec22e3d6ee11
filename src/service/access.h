/*
 * What the services of getting in share (session.c, second_factor.c): changes of tables that are
 * neither facts nor projections.
 */
#ifndef LL_SERVICE_ACCESS_H
#define LL_SERVICE_ACCESS_H

#include "service/service.h"
#include "store/q_access.h"

/* A change of its own, tried again when it lost a race. What it fails with after it stored
 * something, it gives by `ret_refused`. */
typedef enum ll_status ll_access_fn(struct ll_ctx *ctx, const void *input,
                                    enum ll_status *ret_refused, struct ll_err *reterr);
LL_MUST enum ll_status ll_access_change(struct ll_ctx *ctx, ll_access_fn *fn, const void *input,
                                        struct ll_json **ret_answer, struct ll_err *reterr);

struct ll_access_digest {
    uint8_t b[LL_DIGEST_SIZE];
};
/* What the store has of a secret: its SHA-256, in `buffer`. */
struct ll_str ll_access_digest_of(struct ll_ctx *ctx, struct ll_str secret,
                                  struct ll_access_digest *buffer);

/* Nothing is right so long after the last of so many failures: after the fifth a second, then
 * twice as long each, at most 15 minutes. */
int64_t ll_access_wait_us(int64_t failures);

/* Count a failure of a password, or with `is_right` forget earlier ones; *ret_open: it is right and
 * may be: the account does not wait, and the password is still the one whose hash was tried. */
LL_MUST enum ll_status ll_access_try(struct ll_ctx *ctx, struct ll_user_id user_id,
                                     struct ll_str tried, bool is_right, bool *ret_open,
                                     struct ll_err *reterr);
enum ll_status ll_access_refuse(struct ll_err *reterr);
LL_MUST enum ll_status ll_access_link(struct ll_ctx *ctx, struct ll_str link,
                                      struct ll_q_link_by_digest_row *ret_row,
                                      struct ll_err *reterr);

/* Begin a session; what is too old goes. `waits_for`: struct ll_session_find's. */
struct ll_access_session {
    struct ll_str session;
    struct ll_str csrf;
    struct ll_user_id user_id;
    struct ll_str waits_for;
};
LL_MUST enum ll_status ll_access_open(struct ll_ctx *ctx, const struct ll_access_session *session,
                                      struct ll_err *reterr);

#endif
