#include "edge/http/own.h"

#include <string.h>

#include "base/catalogue.h"
#include "edge/http/inside.h"
#include "edge/http/openapi.h"
#include "edge/http/start.h"
#include "service/log.h"

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
    if (reply_desk(call) || ll_home_kept(call)) {
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
    if (!call->who.is_known && !exchange->is_local && items != NULL) {
        ll_home_reply(call, answer);
        return;
    }
    ll_start_read(call, ll_start_of(&call->who), answer);
    reply_built(call, LL_T("What there is to look at"), answer);
}

void ll_own_health(struct ll_server *server, struct ll_http_exchange *exchange)
{
    (void)server;
    ll_reply_plain(exchange, 200, "application/json", LL_STR("{\"status\":\"ok\"}"));
}

void ll_own_ready(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_err err = {0};
    if (atomic_load(&server->ending)) {
        ll_fail_(&err, LL_EBUSY, __FILE__, __LINE__, "the server is ending");
        ll_reply_problem(exchange, 503, &err, NULL);
        return;
    }
    struct ll_job job = {
        .service = &ll_log_sound,
        .actor = LL_STR("server"),
        .arena = &exchange->arena,
    };
    ll_work_read(server->work, &job);
    if (job.status == LL_EREFUSED) {
        ll_reply_problem(exchange, 503, &job.err, NULL);
        return;
    }
    if (job.status != LL_OK) {
        ll_fail_(&err, LL_EBUSY, __FILE__, __LINE__, "the store does not answer");
        ll_reply_problem(exchange, 503, &err, NULL);
        return;
    }
    ll_reply_plain(exchange, 200, "application/json", LL_STR("{\"status\":\"ready\"}"));
}

struct metric {
    const char *name;
    const char *type;
    const char *help;
    const char *labels; /* "" or "{…}" */
    int64_t value;
};

/* Rows of one name follow each other: what it is is said before the first. */
static void write_metrics(struct ll_strbuf *buf, const struct metric *metrics, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct metric *metric = &metrics[i];
        if (i == 0 || strcmp(metrics[i - 1].name, metric->name) != 0) {
            ll_strbuf_fmt(buf, "# HELP loopledger_%s %s\n# TYPE loopledger_%s %s\n", metric->name,
                          metric->help, metric->name, metric->type);
        }
        ll_strbuf_fmt(buf, "loopledger_%s%s %lld\n", metric->name, metric->labels,
                      (long long)metric->value);
    }
}
#define WRITE_METRICS(buf, metrics)                                                                \
    write_metrics((buf), (metrics), sizeof(metrics) / sizeof((metrics)[0]))

static void write_mails(struct ll_server *server, struct ll_strbuf *buf)
{
    static const char ended[] = "Mails that were sent, and that were given up.";
    struct ll_mailer_facts mails;
    if (server->mailer == NULL) {
        return;
    }
    ll_mailer_facts(server->mailer, &mails);
    const struct metric metrics[] = {
        {"mails_waiting", "gauge", "Mails that are to be sent.", "", mails.waiting},
        {"mails_total", "counter", ended, "{outcome=\"sent\"}", mails.sent},
        {"mails_total", "counter", ended, "{outcome=\"given_up\"}", mails.lost},
        {"mail_failures_total", "counter", "Tries to send one that failed.", "", mails.failed},
    };
    WRITE_METRICS(buf, metrics);
}

static void write_hooks(struct ll_server *server, struct ll_arena *arena, struct ll_strbuf *buf)
{
    struct ll_hooks_facts hooks;
    struct ll_err err;
    if (server->hooks == NULL || ll_hooks_facts(server->hooks, arena, &hooks, &err) != LL_OK) {
        return;
    }
    const struct metric metrics[] = {
        {"webhook_messages_waiting", "gauge", "Messages to webhooks that wait.", "", hooks.waiting},
        {"webhook_oldest_seconds", "gauge", "How long the oldest has waited.", "",
         hooks.oldest_us / 1000000},
        {"webhook_messages_total", "counter", "Messages that were taken.", "", hooks.delivered},
        {"webhook_failures_total", "counter", "Tries to send one that failed.", "", hooks.failed},
        {"webhooks_disabled_total", "counter", "Webhooks that were given up.", "", hooks.ended},
    };
    WRITE_METRICS(buf, metrics);
}

static void write_work(struct ll_server *server, struct ll_strbuf *buf)
{
    struct ll_work_facts facts;
    struct ll_kept_facts kept;
    ll_work_facts(server->work, &facts);
    struct ll_looks_facts looks;
    ll_kept_facts(server->kept, &kept);
    ll_looks_facts(server->looks, &looks);
    const struct metric metrics[] = {
        {"writes_waiting", "gauge", "Requests to write that wait.", "", facts.waiting},
        {"commits_total", "counter", "Durable commits.", "", facts.commits},
        {"writes_total", "counter", "Requests to write that were done.", "", facts.requests},
        {"commit_waits_total", "counter", "Answers of the database that these waited for.", "",
         facts.waits},
        {"writes_shed_total", "counter", "Requests to write that were not taken.", "", facts.shed},
        {"kept_answers", "gauge", "Answers kept as they were rendered.", "", kept.count},
        {"kept_bytes", "gauge", "What they take.", "", kept.bytes},
        {"kept_given_total", "counter", "Requests answered by them.", "", kept.given},
        {"kept_missed_total", "counter", "Requests whose answers were to be made.", "",
         kept.missed},
        {"kept_looks_total", "counter", "Requests that asked whether theirs still stands.", "",
         looks.told},
        {"kept_questions_total", "counter", "Questions to the database that these shared.", "",
         looks.questions},
    };
    WRITE_METRICS(buf, metrics);
}

void ll_own_metrics(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_http_add(exchange, "Cache-Control", LL_STR("no-store"));
    ll_strbuf_init(&buf, &exchange->arena, METRICS_BYTES_MAX);
    ll_metrics_write(server->metrics, &buf);
    write_work(server, &buf);
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
