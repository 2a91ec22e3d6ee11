/* The addresses of the server as OpenAPI 3.1, from the route table and the services' records. */
#ifndef LL_EDGE_HTTP_OPENAPI_H
#define LL_EDGE_HTTP_OPENAPI_H

#include "base/json.h"

/* LL_ENOMEM. */
LL_MUST enum ll_status ll_openapi(struct ll_arena *arena, struct ll_json **ret_description,
                                  struct ll_err *reterr);

#endif
