/* What the files of getting in share (access.c, access_factor.c). */
#ifndef LL_EDGE_HTTP_ACCESS_INSIDE_H
#define LL_EDGE_HTTP_ACCESS_INSIDE_H

#include "crypto/password.h"
#include "edge/http/access_form.h"
#include "edge/http/inside.h"
#include "service/second_factor.h"
#include "service/session.h"

/* What is under way between an exchange's thread, one that hashes, and the writer's. */
struct ll_access {
    struct ll_call *call;
    const struct ll_access_form *form; /* shown again when something was wrong */
    struct ll_access_form_more more;
    struct ll_hash_job hash;
    const void *input; /* the request's */
    char password[LL_PASSWORD_HASH_MAX];
    struct ll_session_open open;
    struct ll_str waits_for;
    struct ll_secret_text session;
    struct ll_secret_text csrf;
    struct ll_link_use use;
    struct ll_link_reset reset;
    bool made;
    struct ll_str site; /* its address, or "" */
    struct ll_user_id user_id;
    struct ll_session_touch touch;
    struct ll_password_change change;
    struct ll_enrolment_begin begin;
    struct ll_second_factor_take take;
    char codes[LL_RECOVERY_CODES][LL_RECOVERY_CODE_SIZE + 1];
};

/* Read the input; `form` is shown again when that fails, and the reply is made: NULL. */
struct ll_access *ll_access_begin(struct ll_call *call, const struct ll_access_form *form);
/* The same, of who has a session, and meant it. */
struct ll_access *ll_access_begin_own(struct ll_call *call, const struct ll_access_form *form);
void ll_access_fail(struct ll_access *access, const struct ll_err *err);
/* To who has no session; false: the reply is made. */
bool ll_access_need_session(struct ll_call *call);
/* A session that waits for nothing, likewise. */
bool ll_access_need_whole(struct ll_call *call);
struct ll_job ll_access_job(struct ll_call *call, const struct ll_service *service,
                            const void *input);
/* Give it to the writer; `done` answers, or this does when it is not taken. The exchange is set
 * aside. */
void ll_access_write(struct ll_access *access, const struct ll_service *service, const void *input,
                     void (*done)(void *ctx, struct ll_job *job));
/* Run in a thread that hashes; the exchange is set aside. */
void ll_access_hash(struct ll_access *access, void (*run)(void *ctx));
/* The secrets of a session that begins. */
void ll_access_make_session(struct ll_access *access);
/* The cookie of a session that began, and what to do next: {"user_id", "csrf", "waits_for"?}. */
struct ll_json *ll_access_session_json(struct ll_call *call, struct ll_user_id user_id,
                                       struct ll_str csrf, struct ll_str waits_for);
void ll_access_set_cookie(struct ll_call *call, const char *value, int64_t seconds);
/* Where somebody who waits for it goes on: "/" for nothing. */
const char *ll_access_next(struct ll_str waits_for);

#endif
