/*
 * What a request asks, as the input of its route's service: names in its path, and its query (GET)
 * or body (POST), by the service's record table. A body of JSON and a form become the same struct.
 */
#ifndef LL_EDGE_HTTP_INPUT_H
#define LL_EDGE_HTTP_INPUT_H

#include "edge/http/route.h"
#include "edge/http/tried.h"
#include "edge/web/form.h"

struct ll_request_input {
    void *input;               /* the service's struct; NULL when it takes none */
    struct ll_str key;         /* Idempotency-Key, or a form's _key */
    struct ll_str if_match;    /* If-Match, or a form's _if_match */
    struct ll_str csrf;        /* a form's _csrf */
    struct ll_str tried;       /* a form's _file: the name of one that came before (tried.h) */
    struct ll_tried_file file; /* what came, or that one; .bytes.len 0: none */
    bool dry_run;              /* ?dry_run=true of a request that writes */
};

/*
 * LL_EINVAL and LL_EPARSE with where = the field; LL_EUNSUPPORTED for a body in another form;
 * LL_ELIMIT; LL_ENOMEM. All of it lives in the exchange's arena.
 */
LL_MUST enum ll_status ll_input_read(struct ll_http_exchange *exchange,
                                     const struct ll_route_match *match,
                                     struct ll_request_input *ret_input, struct ll_err *reterr);

/* The same of who may have sent the form's file before. */
LL_MUST enum ll_status ll_input_read_tried(struct ll_http_exchange *exchange,
                                           const struct ll_route_match *match,
                                           const struct ll_tried_who *who,
                                           struct ll_request_input *ret_input,
                                           struct ll_err *reterr);

/* The pairs of the query as they were sent, decoded: LL_EPARSE, LL_ENOMEM. */
LL_MUST enum ll_status ll_query_values(struct ll_http_exchange *exchange,
                                       struct ll_form_value **ret_values, size_t *ret_count,
                                       struct ll_err *reterr);
/* Those of the body, if it is a form: files and what pages send for themselves left out; lists as
 * one (form_join.h), by the route's record unless it is NULL. A body that is none has no values.
 * LL_ENOMEM. */
LL_MUST enum ll_status ll_form_values(struct ll_http_exchange *exchange,
                                      const struct ll_route *route,
                                      struct ll_form_value **ret_values, size_t *ret_count,
                                      struct ll_err *reterr);

#endif
