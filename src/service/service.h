/*
 * Services: one use case each, one table row each. A service gets its validated input as a struct,
 * works inside the one transaction that the runner opened, stores events, and answers with one JSON
 * value. Commands, and later routes, find it in the table (service/table.c).
 */
#ifndef LL_SERVICE_SERVICE_H
#define LL_SERVICE_SERVICE_H

#include "service/ctx.h"

enum ll_service_mode {
    LL_SERVICE_ALONE,  /* touches no store: anybody may run it anywhere, ctx->store is NULL */
    LL_SERVICE_READ,   /* reads only */
    LL_SERVICE_VIEW,   /* the same, in transactions that it opens itself */
    LL_SERVICE_WRITE,  /* one transaction, events, idempotent by key */
    LL_SERVICE_MANAGE, /* opens its own transactions (rebuild, backup); not idempotent by key */
};

/* The member of an answer that is shown but never stored with the request: what users wrote. */
#define LL_ANSWER_TRANSIENT "transient" /* the last member, when there is one */

struct ll_service {
    const char *noun;              /* "lot" */
    const char *verb;              /* "exclude" */
    const char *help;              /* one line */
    const char *details;           /* paragraphs for the man page, or NULL */
    const struct ll_record *input; /* NULL: none */
    enum ll_service_mode mode;
    bool is_document; /* its answer is a file for other programs: commands print it as JSON */
    /* `input` points to a struct of input->size (NULL without input). ret_answer lives in
     * ctx->arena. */
    enum ll_status (*run)(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                          struct ll_err *reterr);
};

/* All services, in the order of the documentation. */
extern const struct ll_service *const ll_services[];
extern const size_t ll_service_count;

/* The service of a noun and verb, or NULL. */
const struct ll_service *ll_service_find(struct ll_str noun, struct ll_str verb);

#endif
