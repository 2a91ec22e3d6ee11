/*
 * The server: addresses people and programs call, and the local socket that commands go through
 * while it holds the data directory.
 */
#ifndef LL_EDGE_HTTP_SERVER_H
#define LL_EDGE_HTTP_SERVER_H

#include <stdio.h>

#include "edge/http/address.h"
#include "edge/http/hooks.h"
#include "edge/http/mailer.h"
#include "edge/http/work.h"
#include "edge/openid/provider.h"
#include "service/witness.h"

struct ll_server;

struct ll_server_options {
    bool is_doubtful; /* LL_HTTP_LINES_DOUBTFUL (edge/http/http.h), whatever the library can do */
    struct ll_work_options work;
    struct ll_str address;  /* "127.0.0.1:8080" */
    const char *local_path; /* of the local socket */
    struct ll_str tls_chain;
    struct ll_str tls_key;
    unsigned threads;
    unsigned connections_max;
    unsigned idle_s;       /* a connection that says nothing so long is closed */
    unsigned rate_percent; /* of what rates.def gives each asker; 0: no limits */
    /* Proxies whose X-Forwarded-For is believed. */
    const struct ll_network *trusted;
    size_t trusted_count;
    struct ll_witness witness; /* of other people's logs; without logs it is none */
    FILE *log;                 /* a line of JSON a request; NULL: none */
    struct ll_mailer_options mail;
    struct ll_list openid;   /* of struct ll_openid_settings */
    const char *authorities; /* edge/fetch/fetch.h */
    struct ll_hooks_options hooks;
    /* What who runs the server has to know: a link that was asked for and cannot be sent. NULL:
     * nobody is told. */
    void (*tell)(void *ctx, const char *text);
    void *tell_ctx;
};

/* Starts; both addresses answer when it returns. What ll_work_open and ll_http_open fail with. */
LL_MUST enum ll_status ll_server_open(const struct ll_server_options *options,
                                      struct ll_server **ret_server, struct ll_err *reterr);
/* A one-time link for the first administrator: its path, in `arena`; empty when there is a user
 * already. */
LL_MUST enum ll_status ll_server_first_link(struct ll_server *server, struct ll_arena *arena,
                                            struct ll_str *ret_path, struct ll_err *reterr);
int ll_server_port(const struct ll_server *server);
/*
 * End: take nothing new, finish what is under way for at most `wait_us`, close. What was accepted
 * is stored and answered, unless a client does not read its answer in that time.
 */
void ll_server_close(struct ll_server *server, int64_t wait_us);

#endif
