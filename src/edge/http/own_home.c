/* Home for who is not signed in: what the programmes have come to. */
#include "base/catalogue.h"
#include "edge/http/inside.h"
#include "edge/http/own.h"
#include "edge/web/home.h"
#include "service/figures.h"

#define KEPT_US INT64_C(60000000)
#define KEY_BYTES_MAX 64

static enum ll_status find_figures(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    (void)input;
    return ll_figures(ctx, ret_answer, reterr);
}
static const struct ll_service figures_find = {
    .noun = "figures",
    .verb = "find",
    .mode = LL_SERVICE_READ,
    .run = find_figures,
};

/* The answer is the same for all of them, and sums up every lot: it is kept for a minute, whatever
 * was stored meanwhile. Empty without memory. */
static struct ll_str key_of(const struct ll_call *call)
{
    const struct ll_http_exchange *exchange = call->exchange;
    struct ll_strbuf buf;
    struct ll_str key = LL_STR("");
    ll_strbuf_init(&buf, &call->exchange->arena, KEY_BYTES_MAX);
    ll_strbuf_cstr(&buf, "home ");
    ll_strbuf_cstr(&buf, ll_page_wanted(exchange) ? ll_page_language(call->server->pages, exchange)
                         : exchange->wants_json   ? "path"
                                                  : "json");
    return ll_strbuf_finish(&buf, &key, NULL) == LL_OK ? key : LL_STR("");
}

static uint64_t minute_of(const struct ll_server *server)
{
    const struct ll_work_options *work = &server->options.work;
    return (uint64_t)(work->timer.now(work->timer.ctx).us / KEPT_US);
}

bool ll_home_kept(struct ll_call *call)
{
    struct ll_server *server = call->server;
    if (call->who.is_known || call->exchange->is_local) {
        return false;
    }
    call->kept_key = key_of(call);
    call->kept_version = minute_of(server);
    struct ll_http_made *made =
        call->kept_key.len == 0 ? NULL
                                : ll_kept_find(server->kept, call->kept_key, call->kept_version);
    if (made != NULL) {
        ll_http_give(call->exchange, made);
    }
    return made != NULL;
}

void ll_home_reply(struct ll_call *call, struct ll_json *answer)
{
    static const struct ll_page_kind kind = {
        .template = "home",
        .title = LL_T("What the programmes have come to"),
        .own = ll_home_of,
    };
    struct ll_job job = {
        .service = &figures_find,
        .actor = LL_STR("server"),
        .arena = &call->exchange->arena,
    };
    ll_work_read(call->server->work, &job);
    if (job.status != LL_OK) {
        ll_call_refuse(call, &job.err);
        return;
    }
    ll_json_set(&call->exchange->arena, answer, "figures", job.answer);
    ll_call_reply_page(call, &kind, answer);
    struct ll_http_made *made =
        call->exchange->reply.status == 200 ? ll_http_make(&call->exchange->reply) : NULL;
    if (made != NULL && call->kept_key.len > 0) {
        ll_kept_put(call->server->kept, call->kept_key, call->kept_version, made);
    }
    ll_http_drop(made);
}
