/* What the server sends to webhooks, as the section `webhooks` of OpenAPI 3.1. */
#ifndef LL_EDGE_HTTP_OPENAPI_WEBHOOKS_H
#define LL_EDGE_HTTP_OPENAPI_WEBHOOKS_H

#include "base/json.h"

/* One path item for each kind of message; NULL or broken when memory runs out. */
struct ll_json *ll_openapi_webhooks(struct ll_arena *arena);

#endif
