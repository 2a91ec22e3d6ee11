#include "edge/http/own.h"

#include <string.h>

#include "base/catalogue.h"
#include "edge/http/inside.h"
#include "edge/http/openapi.h"

#define METRICS_BYTES_MAX ((size_t)1 << 20)

static void reply_built(struct ll_call *call, const char *title, const struct ll_json *answer)
{
    if (answer == NULL || answer->broken) {
        call->exchange->reply.status = 507;
        return;
    }
    ll_call_reply(call, title, answer);
}

static bool has_names(const struct ll_route *route)
{
    return strchr(route->path, '{') != NULL;
}

/* ---- the desk ---- */

static bool is_desk(const struct ll_route *route)
{
    return route != NULL && route->service != NULL && strcmp(route->service->noun, "desk") == 0;
}

/* The first page of the operator's people. False: it is somebody else's. */
static bool reply_desk(struct ll_call *call)
{
    const struct ll_route *desk = NULL;
    for (size_t i = 0; desk == NULL && i < ll_route_count; i++) {
        desk = is_desk(&ll_routes[i]) ? &ll_routes[i] : NULL;
    }
    if (desk == NULL || !call->who.is_known || !ll_page_wanted(call->exchange) ||
        ll_who_may(&call->who, desk->permission, NULL) != LL_OK) {
        return false;
    }
    call->match.route = desk;
    call->job = (struct ll_job){
        .service = desk->service,
        .actor = call->who.actor,
        .viewer = call->who.viewer,
        .arena = &call->exchange->arena,
    };
    ll_call_start(call);
    return true;
}

void ll_own_home(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    if (reply_desk(call)) {
        return;
    }
    struct ll_arena *arena = &exchange->arena;
    struct ll_json *answer = ll_json_new_object(arena);
    struct ll_json *items = ll_json_new_array(arena);
    (void)server;
    for (size_t i = 0; i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        if (route->method != LL_METHOD_GET || has_names(route) || strcmp(route->path, "/") == 0 ||
            ll_who_may(&call->who, route->permission, NULL) != LL_OK) {
            continue;
        }
        struct ll_json *item = ll_json_new_object(arena);
        ll_json_set_cstr(arena, item, "address", route->path);
        ll_json_set_cstr(arena, item, "what", ll_route_help(route));
        ll_json_append(arena, items, item);
    }
    ll_json_set(arena, answer, "items", items);
    reply_built(call, LL_T("What there is to look at"), answer);
}

void ll_own_health(struct ll_server *server, struct ll_http_exchange *exchange)
{
    (void)server;
    ll_reply_plain(exchange, 200, "application/json", LL_STR("{\"status\":\"ok\"}"));
}

void ll_own_ready(struct ll_server *server, struct ll_http_exchange *exchange)
{
    const struct ll_service *service = ll_service_find(LL_STR("class"), LL_STR("list"));
    struct ll_err err = {0};
    if (atomic_load(&server->ending)) {
        ll_fail_(&err, LL_EBUSY, __FILE__, __LINE__, "the server is ending");
        ll_reply_problem(exchange, 503, &err, NULL);
        return;
    }
    struct ll_job job = {
        .service = service,
        .input = ll_arena_alloc(&exchange->arena, 1, service->input->size),
        .actor = LL_STR("server"),
        .arena = &exchange->arena,
    };
    if (job.input != NULL) {
        ll_work_read(server->work, &job);
    }
    if (job.input == NULL || job.status != LL_OK) {
        ll_fail_(&err, LL_EBUSY, __FILE__, __LINE__, "the store does not answer");
        ll_reply_problem(exchange, 503, &err, NULL);
        return;
    }
    ll_reply_plain(exchange, 200, "application/json", LL_STR("{\"status\":\"ready\"}"));
}

static void write_mails(struct ll_server *server, struct ll_strbuf *buf)
{
    struct ll_mailer_facts mails;
    if (server->mailer == NULL) {
        return;
    }
    ll_mailer_facts(server->mailer, &mails);
    ll_strbuf_fmt(buf,
                  "# HELP loopledger_mails_waiting Mails that are to be sent.\n"
                  "# TYPE loopledger_mails_waiting gauge\n"
                  "loopledger_mails_waiting %lld\n"
                  "# HELP loopledger_mails_total Mails that were sent, and that were given up.\n"
                  "# TYPE loopledger_mails_total counter\n"
                  "loopledger_mails_total{outcome=\"sent\"} %lld\n"
                  "loopledger_mails_total{outcome=\"given_up\"} %lld\n"
                  "# HELP loopledger_mail_failures_total Tries to send one that failed.\n"
                  "# TYPE loopledger_mail_failures_total counter\n"
                  "loopledger_mail_failures_total %lld\n",
                  (long long)mails.waiting, (long long)mails.sent, (long long)mails.lost,
                  (long long)mails.failed);
}

static void write_hooks(struct ll_server *server, struct ll_arena *arena, struct ll_strbuf *buf)
{
    struct ll_hooks_facts hooks;
    struct ll_err err;
    if (server->hooks == NULL || ll_hooks_facts(server->hooks, arena, &hooks, &err) != LL_OK) {
        return;
    }
    ll_strbuf_fmt(buf,
                  "# HELP loopledger_webhook_messages_waiting Messages to webhooks that wait.\n"
                  "# TYPE loopledger_webhook_messages_waiting gauge\n"
                  "loopledger_webhook_messages_waiting %lld\n"
                  "# HELP loopledger_webhook_oldest_seconds How long the oldest has waited.\n"
                  "# TYPE loopledger_webhook_oldest_seconds gauge\n"
                  "loopledger_webhook_oldest_seconds %lld\n"
                  "# HELP loopledger_webhook_messages_total Messages that were taken.\n"
                  "# TYPE loopledger_webhook_messages_total counter\n"
                  "loopledger_webhook_messages_total %lld\n"
                  "# HELP loopledger_webhook_failures_total Tries to send one that failed.\n"
                  "# TYPE loopledger_webhook_failures_total counter\n"
                  "loopledger_webhook_failures_total %lld\n"
                  "# HELP loopledger_webhooks_disabled_total Webhooks that were given up.\n"
                  "# TYPE loopledger_webhooks_disabled_total counter\n"
                  "loopledger_webhooks_disabled_total %lld\n",
                  (long long)hooks.waiting, (long long)(hooks.oldest_us / 1000000),
                  (long long)hooks.delivered, (long long)hooks.failed, (long long)hooks.ended);
}

void ll_own_metrics(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_work_facts facts;
    struct ll_strbuf buf;
    struct ll_str text;
    ll_http_add(exchange, "Cache-Control", LL_STR("no-store"));
    ll_strbuf_init(&buf, &exchange->arena, METRICS_BYTES_MAX);
    ll_metrics_write(server->metrics, &buf);
    ll_work_facts(server->work, &facts);
    ll_strbuf_fmt(&buf,
                  "# HELP loopledger_writes_waiting Requests to write that wait.\n"
                  "# TYPE loopledger_writes_waiting gauge\n"
                  "loopledger_writes_waiting %lld\n"
                  "# HELP loopledger_commits_total Durable commits.\n"
                  "# TYPE loopledger_commits_total counter\n"
                  "loopledger_commits_total %lld\n"
                  "# HELP loopledger_writes_total Requests to write that were done.\n"
                  "# TYPE loopledger_writes_total counter\n"
                  "loopledger_writes_total %lld\n"
                  "# HELP loopledger_writes_shed_total Requests to write that were not taken.\n"
                  "# TYPE loopledger_writes_shed_total counter\n"
                  "loopledger_writes_shed_total %lld\n",
                  (long long)facts.waiting, (long long)facts.commits, (long long)facts.requests,
                  (long long)facts.shed);
    struct ll_kept_facts kept;
    ll_kept_facts(server->kept, &kept);
    ll_strbuf_fmt(&buf,
                  "# HELP loopledger_kept_answers Answers kept as they were rendered.\n"
                  "# TYPE loopledger_kept_answers gauge\n"
                  "loopledger_kept_answers %lld\n"
                  "# HELP loopledger_kept_bytes What they take.\n"
                  "# TYPE loopledger_kept_bytes gauge\n"
                  "loopledger_kept_bytes %lld\n"
                  "# HELP loopledger_kept_given_total Requests answered by them.\n"
                  "# TYPE loopledger_kept_given_total counter\n"
                  "loopledger_kept_given_total %lld\n"
                  "# HELP loopledger_kept_missed_total Requests whose answers were to be made.\n"
                  "# TYPE loopledger_kept_missed_total counter\n"
                  "loopledger_kept_missed_total %lld\n",
                  (long long)kept.count, (long long)kept.bytes, (long long)kept.given,
                  (long long)kept.missed);
    write_mails(server, &buf);
    write_hooks(server, &exchange->arena, &buf);
    ll_strbuf_cstr(&buf, "# HELP loopledger_rate_limited_total Requests of who asked too much.\n"
                         "# TYPE loopledger_rate_limited_total counter\n");
    for (int i = 0; i < LL_RATE_COUNT; i++) {
        ll_strbuf_fmt(&buf, "loopledger_rate_limited_total{limit=\"%s\"} %lld\n",
                      ll_rate_rows[i].name,
                      (long long)ll_rates_refused(server->rates, (enum ll_rate)i));
    }
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        exchange->reply.status = 507;
        return;
    }
    ll_reply_plain(exchange, 200, "text/plain; version=0.0.4", text);
}

void ll_own_openapi(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_json *description = NULL;
    struct ll_err err = {0};
    (void)server;
    if (ll_openapi(&exchange->arena, &description, &err) != LL_OK) {
        ll_reply_problem(exchange, 0, &err, NULL);
        return;
    }
    ll_reply_json(exchange, 200, description);
}

void ll_own_static(struct ll_server *server, struct ll_http_exchange *exchange)
{
    const struct ll_call *call = exchange->own;
    ll_page_file(server->pages, exchange, call->match.values[0]);
}
