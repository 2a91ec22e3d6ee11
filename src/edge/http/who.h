/* Who asks, and what they may. */
#ifndef LL_EDGE_HTTP_WHO_H
#define LL_EDGE_HTTP_WHO_H

#include "edge/http/http.h"
#include "service/ctx.h"

struct ll_who {
    struct ll_str actor;     /* for the record of requests */
    struct ll_viewer viewer; /* with the roles they have here and now */
    bool is_local;           /* over the local socket: the machine's own user, who may everything */
    bool is_known;
};

/* LL_EAUTH with what to do; else who it is, maybe nobody known. */
LL_MUST enum ll_status ll_who_asks(struct ll_http_exchange *exchange, struct ll_who *ret_who,
                                   struct ll_err *reterr);
/* LL_EAUTH for nobody known, LL_EPERM for others. */
LL_MUST enum ll_status ll_who_may(const struct ll_who *who, enum ll_permission permission,
                                  struct ll_err *reterr);

#endif
