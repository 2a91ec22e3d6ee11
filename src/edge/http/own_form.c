/* Forms that ask for the input of a service: GET /forms and the address that takes it. */
#include "edge/http/inside.h"
#include "edge/http/own.h"

#define FRONT "/forms"

void ll_own_form(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_arena *arena = &exchange->arena;
    struct ll_str action = ll_str_sub(exchange->path, sizeof(FRONT) - 1, exchange->path.len);
    struct ll_route_match match = {0};
    struct ll_str allowed;
    struct ll_err err = {0};
    struct ll_form_value *values = NULL;
    struct ll_page_edit edit = {.match = &match, .action = action};
    enum ll_status status = ll_route_find(arena, LL_STR("POST"), action, &match, &allowed, &err);
    if (status == LL_OK && match.route->service == NULL) {
        status =
            LL_REFUSE(&err, LL_ENOTFOUND, "go back, and choose what to do from the page itself",
                      "there is no form for this address");
    }
    if (status == LL_OK) {
        status = ll_who_may(&call->who, match.route->permission, &err);
    }
    if (status == LL_OK) {
        status = ll_query_values(exchange, &values, &edit.value_count, &err);
    }
    if (status != LL_OK) {
        err.status = status == LL_EPERM && match.route == NULL ? LL_ENOTFOUND : status;
        ll_call_refuse(call, &err);
        return;
    }
    (void)server;
    edit.values = values;
    ll_call_edit(call, &edit, NULL, 200);
}
