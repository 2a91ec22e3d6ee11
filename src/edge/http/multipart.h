/*
 * multipart/form-data (RFC 7578): the parts of a body that is there as a whole. Values are pieces
 * of it, not copies, however long they are.
 */
#ifndef LL_EDGE_HTTP_MULTIPART_H
#define LL_EDGE_HTTP_MULTIPART_H

#include "edge/http/body.h"

/*
 * `type` is the Content-Type with its boundary. LL_EPARSE: it names no boundary, or the body is
 * broken, ends before its end, or has more than `most` parts; LL_EUNSUPPORTED: a part in an
 * encoding of its own; LL_ENOMEM. Cost: O(body).
 */
LL_MUST enum ll_status ll_multipart_read(struct ll_arena *arena, struct ll_str type,
                                         struct ll_str body, size_t most,
                                         struct ll_http_part *ret_parts, size_t *ret_count,
                                         struct ll_err *reterr);

#endif
