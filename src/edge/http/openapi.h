/* The addresses of the server as OpenAPI 3.1, from the route table and the services' records. */
#ifndef LL_EDGE_HTTP_OPENAPI_H
#define LL_EDGE_HTTP_OPENAPI_H

#include "base/json.h"
#include "edge/http/route.h"

/* The words for what an address answers (service/answer_shape.h); NULL: it answers in another form
 * than JSON, and *ret_type is its media type, or NULL when nothing is known of it. */
const char *ll_openapi_answer(const struct ll_route *route, const char **ret_type);

/* LL_ENOMEM. */
LL_MUST enum ll_status ll_openapi(struct ll_arena *arena, struct ll_json **ret_description,
                                  struct ll_err *reterr);

#endif
