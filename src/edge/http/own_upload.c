/* How far a request with a file is, for who sends it. */
#include "base/catalogue.h"
#include "edge/http/inside.h"
#include "edge/http/own.h"

#define LOOK_AGAIN_S "2"

void ll_own_upload(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_arena *arena = &exchange->arena;
    struct ll_upload_facts facts;
    struct ll_err err = {0};
    if (!ll_uploads_find(server->uploads, exchange, call->match.values[0], &facts)) {
        ll_fail_(&err, LL_ENOTFOUND, __FILE__, __LINE__, "you have sent no file with this key");
        ll_err_hint(&err, "the key is the Idempotency-Key of the request with the file; ask with "
                          "the same token or session, of the same server");
        ll_call_refuse(call, &err);
        return;
    }
    struct ll_json *answer = ll_json_new_object(arena);
    ll_json_set_cstr(arena, answer, "state", facts.state);
    ll_json_set_integer(arena, answer, "received_bytes", facts.received);
    if (facts.total >= 0) {
        ll_json_set_integer(arena, answer, "total_bytes", facts.total);
    }
    if (facts.counted != NULL) {
        ll_json_set_cstr(arena, answer, "counted", facts.counted);
        ll_json_set_integer(arena, answer, "done", facts.done);
    }
    if (facts.counted != NULL && facts.of > 0) {
        ll_json_set_integer(arena, answer, "of", facts.of);
    }
    if (facts.http_status != 0) {
        ll_json_set_integer(arena, answer, "http_status", facts.http_status);
    } else if (ll_page_wanted(exchange)) {
        ll_http_add(exchange, "Refresh", LL_STR(LOOK_AGAIN_S));
    }
    if (answer == NULL || answer->broken) {
        exchange->reply.status = 507;
        return;
    }
    ll_call_reply(call, LL_T("How far an upload is"), answer);
}
