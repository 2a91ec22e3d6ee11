/* Who asks, and what they may. */
#ifndef LL_EDGE_HTTP_WHO_H
#define LL_EDGE_HTTP_WHO_H

#include "edge/http/http.h"
#include "edge/http/work.h"

struct ll_who {
    struct ll_str actor;     /* for the record of requests: a user's id, never more */
    struct ll_viewer viewer; /* with the roles they have here and now */
    bool is_local;           /* over the local socket: the machine's own user, who may everything */
    bool is_known;
    bool is_by_token;     /* which may only: */
    uint64_t permissions; /* bits 1 << enum ll_permission */
    /* ---- by a cookie ---- */
    struct ll_str session; /* the secret itself; empty: by other means */
    struct ll_str csrf;    /* what a request that writes has to bring */
    struct ll_user_id session_user_id;
    struct ll_str language;  /* the tag that the user chose; or empty */
    struct ll_str waits_for; /* it lets nobody in yet (service/second_factor.h); or empty */
    bool has_password;       /* which they could change; else they sign in elsewhere */
    bool is_stale;           /* that the session was seen ought to be noted */
};

/* Is a cookie for HTTPS only? Always, but for who asks this machine from itself in plain HTTP. */
bool ll_who_is_secure(const struct ll_http_exchange *exchange, bool tls);
/* "__Host-session", or "session" where it is not secure. */
const char *ll_who_cookie(bool is_secure);

/* Who it is, maybe nobody known: a session that is over is nobody's. LL_EAUTH: a token that lets
 * nobody in. The store's errors. */
LL_MUST enum ll_status ll_who_asks(struct ll_http_exchange *exchange, struct ll_work *work,
                                   bool tls, struct ll_who *ret_who, struct ll_err *reterr);
/* LL_EAUTH for nobody known, LL_EPERM for others. */
LL_MUST enum ll_status ll_who_may(const struct ll_who *who, enum ll_permission permission,
                                  struct ll_err *reterr);
/* Does a request that writes come from a page of ours? LL_EPERM: another site sent it. */
LL_MUST enum ll_status ll_who_same_site(const struct ll_http_exchange *exchange,
                                        struct ll_err *reterr);
/* The same, and with the session's token (`csrf`, or the field X-CSRF-Token), when it came with a
 * cookie: browsers send that whoever asks them to. */
LL_MUST enum ll_status ll_who_meant_it(const struct ll_http_exchange *exchange,
                                       const struct ll_who *who, struct ll_str csrf,
                                       struct ll_err *reterr);

#endif
