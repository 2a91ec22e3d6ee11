/* A body as the fields of a form. */
#ifndef LL_EDGE_HTTP_BODY_H
#define LL_EDGE_HTTP_BODY_H

#include "edge/http/http.h"

/* A field of a form. A file has a name, which is the sender's word for it and nothing more. */
struct ll_http_part {
    struct ll_str name;
    struct ll_str value;
    struct ll_str file_name;
    bool is_file;
};
/*
 * application/x-www-form-urlencoded or multipart/form-data. Values of the latter lie in the body.
 * LL_EUNSUPPORTED: it is neither; LL_EPARSE: it is broken, or has more fields than are taken;
 * LL_ENOMEM.
 */
LL_MUST enum ll_status ll_http_form(struct ll_http_exchange *exchange,
                                    struct ll_http_part **ret_parts, size_t *ret_count,
                                    struct ll_err *reterr);

#endif
