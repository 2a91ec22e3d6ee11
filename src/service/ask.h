/* What a service asks of another inside its own transaction. */
#ifndef LL_SERVICE_ASK_H
#define LL_SERVICE_ASK_H

#include "service/service.h"

/* A member of the other's input; an empty value is left out. */
struct ll_asked {
    const char *name;
    struct ll_str value;
};

/* Run another service in this transaction, with the checks and events that are its own. Of its
 * answer the id in member `of`. What the other fails with, its `where` included. */
LL_MUST enum ll_status ll_service_ask(struct ll_ctx *ctx, const struct ll_service *service,
                                      const struct ll_asked *asked, size_t count, const char *of,
                                      const char *prefix, struct ll_id *ret_id,
                                      struct ll_err *reterr);
#define LL_ASK(ctx, service, asked, of, prefix, ret_id, reterr)                                    \
    ll_service_ask(ctx, service, asked, sizeof(asked) / sizeof((asked)[0]), of, prefix, ret_id,    \
                   reterr)

#endif
