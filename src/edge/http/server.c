/* The server as a whole: opening, ending. */
#include <string.h>
#include <time.h>

#include "edge/http/inside.h"
#include "edge/http/trial.h"
#include "service/session.h"

#define POLL_US 2000
#define TRIAL_SOCKET "trial"
#define TRIAL_PATH_BYTES 128
#define KEPT_BYTES_MAX ((size_t)64 << 20)

static int64_t timer_us(void *ctx)
{
    const struct ll_server *server = ctx;
    return server->options.work.timer.now(server->options.work.timer.ctx).us;
}

static enum ll_status open_openid(struct ll_server *server, struct ll_err *reterr)
{
    const struct ll_server_options *options = &server->options;
    const struct ll_openid_options openid = {
        .providers = options->openid,
        .authorities = options->authorities,
        .complain = options->work.complain,
        .complain_ctx = options->work.complain_ctx,
    };
    if (options->openid.count == 0) {
        return LL_OK;
    }
    LL_TRY(ll_openid_open(&openid, &server->openid, reterr));
    return ll_hashers_open(&server->callers, reterr);
}

/* Tried beside the local socket, under a shorter name. */
static enum ll_status choose_lines(struct ll_server *server, struct ll_http_options *http,
                                   struct ll_err *reterr)
{
    const struct ll_server_options *options = &server->options;
    char path[TRIAL_PATH_BYTES];
    struct ll_err err = {0};
    const char *slash = strrchr(options->local_path, '/');
    size_t len = slash == NULL ? 0 : (size_t)(slash - options->local_path) + 1;
    if (len + sizeof(TRIAL_SOCKET) > sizeof(path)) {
        return LL_FAIL(reterr, LL_EINVAL, "the path of the local socket is too long");
    }
    memcpy(path, options->local_path, len);
    memcpy(path + len, TRIAL_SOCKET, sizeof(TRIAL_SOCKET));
    LL_TRY(ll_http_choose_lines(http, path, &http->lines, reterr));
    if (options->is_doubtful) {
        http->lines = LL_HTTP_LINES_DOUBTFUL;
    }
    if (http->lines == LL_HTTP_LINES_DOUBTFUL) {
        ll_fail_(&err, LL_EUNSUPPORTED, __FILE__, __LINE__,
                 "this version of libmicrohttpd takes heads whose end is in doubt; each connection "
                 "has one request");
        options->work.complain(options->work.complain_ctx, "the HTTP library", &err);
    }
    return LL_OK;
}

static enum ll_status open_parts(struct ll_server *server, struct ll_err *reterr)
{
    const struct ll_server_options *options = &server->options;
    struct ll_http_options http = {
        .local_path = options->local_path,
        .threads = 1,
        .connections_max = options->connections_max,
        .idle_s = options->idle_s,
        .spool_path = options->work.data_dir,
        .handler = {.begin = ll_call_begin,
                    .take = ll_call_take,
                    .run = ll_call_run,
                    .end = ll_call_end,
                    .ctx = server},
        .timer_us = timer_us,
        .timer_ctx = server,
    };
    const struct ll_id_source ids = {.random = options->work.random,
                                     .ctx = options->work.random_ctx};
    LL_TRY(ll_metrics_open(&server->metrics, reterr));
    LL_TRY(ll_pages_open(&server->pages, reterr));
    LL_TRY(ll_hashers_open(&server->hashers, reterr));
    LL_TRY(ll_kept_open(KEPT_BYTES_MAX, &server->kept, reterr));
    if (options->rate_percent > 0) {
        LL_TRY(ll_rates_open(options->rate_percent, &ids, &server->rates, reterr));
    }
    LL_TRY(ll_uploads_open(&ids, &server->uploads, reterr));
    LL_TRY(ll_tried_open(options->work.data_dir, &ids, &server->tried, reterr));
    LL_TRY(ll_work_open(&options->work, &server->work, reterr));
    if (ll_store_engine(options->work.writer) != LL_STORE_SQLITE) {
        LL_TRY(ll_looks_open(options->work.target, &server->looks, reterr));
    }
    if (options->mail.server.url.len > 0) {
        LL_TRY(ll_mailer_open(&options->mail, &server->options.work, server->work, &server->mailer,
                              reterr));
    }
    LL_TRY(open_openid(server, reterr));
    if (options->hooks.threads > 0) {
        LL_TRY(ll_hooks_open(&options->hooks, &server->options.work, server->work, &server->hooks,
                             reterr));
    }
    LL_TRY(ll_audits_open(&options->work, &server->audits, reterr));
    LL_TRY(choose_lines(server, &http, reterr));
    LL_TRY(ll_http_open(&http, &server->local, reterr));
    if (options->address.len == 0) {
        return LL_OK;
    }
    http.local_path = NULL;
    http.address = options->address;
    http.tls_chain = options->tls_chain;
    http.tls_key = options->tls_key;
    http.threads = options->threads;
    return ll_http_open(&http, &server->outer, reterr);
}

enum ll_status ll_server_open(const struct ll_server_options *options,
                              struct ll_server **ret_server, struct ll_err *reterr)
{
    struct ll_server *server = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*server));
    if (server == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(server, 0, sizeof(*server));
    server->options = *options;
    (void)pthread_mutex_init(&server->log_lock, NULL);
    enum ll_status status = open_parts(server, reterr);
    if (status != LL_OK) {
        ll_server_close(server, 0);
        return status;
    }
    *ret_server = server;
    return LL_OK;
}

enum ll_status ll_server_first_link(struct ll_server *server, struct ll_arena *arena,
                                    struct ll_str *ret_path, struct ll_err *reterr)
{
    const struct ll_work_options *work = &server->options.work;
    const struct ll_id_source ids = {.random = work->random, .ctx = work->random_ctx};
    bool made = false;
    struct ll_link_first first = {.ret_made = &made};
    struct ll_job job = {
        .service = &ll_link_first,
        .input = &first,
        .actor = LL_STR("server"),
        .arena = arena,
    };
    struct ll_strbuf buf;
    ll_secret_make(&ids, &first.link);
    LL_TRY(ll_work_write_and_wait(server->work, &job, reterr));
    ll_strbuf_init(&buf, arena, 128);
    if (made) {
        ll_strbuf_fmt(&buf, "/links/%s", first.link.hex);
    }
    return ll_strbuf_finish(&buf, ret_path, reterr);
}

int ll_server_port(const struct ll_server *server)
{
    return server->outer == NULL ? 0 : ll_http_port(server->outer);
}

static unsigned under_way(const struct ll_server *server)
{
    return (server->outer == NULL ? 0 : ll_http_under_way(server->outer)) +
           (server->local == NULL ? 0 : ll_http_under_way(server->local));
}

void ll_server_close(struct ll_server *server, int64_t wait_us)
{
    const struct timespec pause = {.tv_nsec = POLL_US * 1000};
    struct ll_http_server *const listeners[] = {server->outer, server->local};
    atomic_store(&server->ending, true);
    ll_audits_stop(server->audits);
    for (size_t i = 0; i < 2; i++) {
        if (listeners[i] != NULL) {
            ll_http_quiet(listeners[i]);
        }
    }
    int64_t until_us = timer_us(server) + wait_us;
    while (under_way(server) > 0 && timer_us(server) < until_us) {
        (void)nanosleep(&pause, NULL);
    }
    atomic_store(&server->shut, true);
    while (atomic_load(&server->running) > 0) {
        (void)nanosleep(&pause, NULL);
    }
    ll_openid_stop(server->openid);
    ll_hashers_close(server->callers);
    ll_hashers_close(server->hashers); /* they give work */
    ll_mailer_close(server->mailer);   /* and so does this */
    ll_audits_close(server->audits);
    ll_hooks_close(server->hooks); /* and this */
    ll_looks_stop(server->looks);
    if (server->work != NULL) {
        ll_work_close(server->work); /* what was accepted is done, and brought back */
    }
    for (size_t i = 0; i < 2; i++) {
        if (listeners[i] != NULL) {
            ll_http_close(listeners[i]);
        }
    }
    ll_openid_close(server->openid);
    ll_looks_close(server->looks);
    ll_kept_close(server->kept);
    ll_tried_close(server->tried);
    ll_uploads_close(server->uploads);
    ll_rates_close(server->rates);
    ll_pages_close(server->pages);
    ll_metrics_close(server->metrics);
    (void)pthread_mutex_destroy(&server->log_lock);
    ll_arena_malloc.give(ll_arena_malloc.ctx, server, sizeof(*server));
}
