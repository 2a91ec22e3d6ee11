/*
 * Fields of a head that say under which condition a request is meant, and what its body is written
 * in. One that is not understood is refused: taken for none it would let a write through, taken for
 * one that does not hold it would say that something has changed.
 */
#ifndef LL_EDGE_HTTP_FIELDS_H
#define LL_EDGE_HTTP_FIELDS_H

#include "edge/http/http.h"

/*
 * LL_EPARSE, with the field at `where`: If-Match or If-None-Match is no list of tags (RFC 9110,
 * 8.8.3), or If-None-Match stands at a request that writes. LL_EUNSUPPORTED: Content-Type names
 * another charset than UTF-8.
 */
LL_MUST enum ll_status ll_fields_check(struct ll_http_exchange *exchange, struct ll_err *reterr);

/* "*", or tags in double quotes with commas between them, each with W/ before it or not. */
bool ll_fields_are_tags(struct ll_str list);

#endif
