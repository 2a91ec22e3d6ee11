/* The server's inside, for the files of this folder. */
#ifndef LL_EDGE_HTTP_INSIDE_H
#define LL_EDGE_HTTP_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "edge/http/hash.h"
#include "edge/http/input.h"
#include "edge/http/metrics.h"
#include "edge/http/page.h"
#include "edge/http/rate.h"
#include "edge/http/reply.h"
#include "edge/http/server.h"
#include "edge/http/who.h"

struct ll_server {
    struct ll_server_options options;
    struct ll_work *work;
    struct ll_http_server *outer; /* NULL: only local */
    struct ll_http_server *local;
    struct ll_metrics *metrics;
    struct ll_pages *pages;
    struct ll_rates *rates;     /* NULL: no limits */
    struct ll_hashers *hashers; /* NULL: nobody can sign in */
    atomic_bool ending;
    pthread_mutex_t log_lock;
};

/* What is known of an exchange between its parts. */
struct ll_call {
    struct ll_server *server;
    struct ll_http_exchange *exchange;
    struct ll_route_match match;
    struct ll_request_input input;
    struct ll_who who;
    struct ll_job job;
    bool is_local_call; /* local.c */
    char made_key[40];
};

/* ---- one exchange (call.c): struct ll_http_handler's functions; `ctx` is the server ---- */
void ll_call_begin(void *ctx, struct ll_http_exchange *exchange);
void ll_call_run(void *ctx, struct ll_http_exchange *exchange);
void ll_call_end(void *ctx, struct ll_http_exchange *exchange);
/* Run the job of a call and answer it by `ll_call_answer`, now or from another thread. */
void ll_call_start(struct ll_call *call);
void ll_call_answer(struct ll_call *call);
/* Answer with a value: as JSON, or to who looks in a browser as a page. `title`: page.h. */
void ll_call_reply(struct ll_call *call, const char *title, const struct ll_json *answer);

/* ---- the local socket (local.c) ---- */
/* Is the path that of a command sent by another process of this machine? */
bool ll_local_is_call(const struct ll_http_exchange *exchange);
void ll_local_run(struct ll_call *call);
void ll_local_answer(struct ll_call *call);

#endif
