/*
 * HTTP on a socket, over libmicrohttpd: what a request is to the rest, and how it is answered. The
 * one file that knows the library is http.c.
 *
 * A few threads wait for all connections. Each request is an exchange with an arena of its own. Its
 * head is shown to `begin`, which may refuse it before any of its body is read; the whole of it to
 * `run`, which answers at once, or puts it aside (ll_http_set_aside) for another thread to answer
 * and to bring back (ll_http_bring_back).
 */
#ifndef LL_EDGE_HTTP_HTTP_H
#define LL_EDGE_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum {
#define LL_HTTP_LIMIT(name, most, of, status) LL_HTTP_##name##_MAX = (most),
#include "edge/http/limits.def"
#undef LL_HTTP_LIMIT
};

struct ll_http_field {
    const char *name;
    struct ll_str value;
};

#define LL_HTTP_REPLY_FIELDS_MAX 16
struct ll_http_reply {
    int status; /* 0: not answered yet */
    const char *type;
    struct ll_str body; /* in the exchange's arena, or longer lived */
    struct ll_http_field fields[LL_HTTP_REPLY_FIELDS_MAX];
    size_t field_count;
    struct ll_http_made
        *made; /* not NULL: what is sent, status and all; held, dropped at the end */
};

/*
 * A reply made once, for many exchanges in any threads: all of it is copied. It is gone when the
 * last who holds it drops it.
 */
struct ll_http_made;
/* Held once. NULL without memory. */
struct ll_http_made *ll_http_make(const struct ll_http_reply *reply);
void ll_http_hold(struct ll_http_made *made);
void ll_http_drop(struct ll_http_made *made);               /* NULL is allowed */
size_t ll_http_made_bytes(const struct ll_http_made *made); /* about */
/* The value of its field of that name, or the empty string. */
struct ll_str ll_http_made_field(const struct ll_http_made *made, const char *name);

struct ll_http_server;

struct ll_http_exchange {
    struct ll_arena arena; /* gone when the exchange is; its cap is begin's to set */
    struct ll_str method;
    struct ll_str path;                   /* as sent, escapes and all */
    struct ll_str query;                  /* likewise, without "?" */
    struct ll_str body;                   /* until the exchange is over */
    size_t received;                      /* bytes of the body so far */
    struct ll_str peer;                   /* the address, as text; on a local socket "uid:1000" */
    bool is_local;                        /* came over the local socket */
    size_t head_bytes;                    /* of its line and fields */
    size_t field_count;                   /* of its head */
    bool wants_json;                      /* whatever it accepts: its path says so */
    bool wants_csv;                       /* of a list, likewise, or it accepts that first */
    bool is_head;                         /* HEAD: answered as GET, without its body */
    size_t body_max;                      /* begin's to set; a longer body is refused */
    const struct ll_framing_fault *fault; /* not NULL: where it ends is in doubt; to be refused */
    int64_t began_us;                     /* of a clock that never steps back */
    struct ll_http_reply reply;
    void (*finish)(struct ll_http_exchange *exchange); /* what is left of answering it */
    void *own;                                         /* the handler's */
    struct ll_http_wire *wire;                         /* http.c's */
};

/* A field of the request's head, by its name in any case, or the empty string. */
struct ll_str ll_http_field_of(const struct ll_http_exchange *exchange, const char *name);
/* All fields of that name as one list, in the order in which they came. LL_ENOMEM. */
LL_MUST enum ll_status ll_http_fields_of(struct ll_http_exchange *exchange, const char *name,
                                         struct ll_str *ret_list, struct ll_err *reterr);
/* The value of a cookie, or the empty string. */
struct ll_str ll_http_cookie_of(const struct ll_http_exchange *exchange, const char *name);
/* `value` must live as long as the exchange and hold no control characters (asserted). */
void ll_http_add(struct ll_http_exchange *exchange, const char *name, struct ll_str value);

/* Its connection ends once it is answered. */
void ll_http_close_after(struct ll_http_exchange *exchange);

/* Answer with it; it is the exchange's to drop from now on. */
void ll_http_give(struct ll_http_exchange *exchange, struct ll_http_made *made);

struct ll_http_handler {
    /* The head is there. Setting a status refuses the request. */
    void (*begin)(void *ctx, struct ll_http_exchange *exchange);
    /* A piece of its body came: `received` of the exchange says how much there is. */
    void (*take)(void *ctx, struct ll_http_exchange *exchange);
    /* All is there: answer it, or put it aside. */
    void (*run)(void *ctx, struct ll_http_exchange *exchange);
    /* It is over: answered, or its connection is gone. Always after begin, once. */
    void (*end)(void *ctx, struct ll_http_exchange *exchange);
    void *ctx;
};

/* Which connection it came by: another one never has the same while this exchange goes on. */
const void *ll_http_connection_of(const struct ll_http_exchange *exchange);
/* Inside `run` only: another thread will answer. Nothing of the exchange is the caller's from the
 * moment that thread may see it. */
void ll_http_set_aside(struct ll_http_exchange *exchange);
/* By that thread, once the reply is set. */
void ll_http_bring_back(struct ll_http_exchange *exchange);
/* By that thread, without one: `run` is called once more. */
void ll_http_go_on(struct ll_http_exchange *exchange);
/* By that thread: a thread that waits for connections is to set the reply, by `finish`. Not called
 * when the connection is gone by then. */
void ll_http_hand_back(struct ll_http_exchange *exchange,
                       void (*finish)(struct ll_http_exchange *exchange));

/* How a head is told whose lines were folded, or end in doubt (edge/http/trial.h). */
enum ll_http_lines {
    LL_HTTP_LINES_AS_LAID, /* by where the library leaves them */
    LL_HTTP_LINES_AS_TOLD, /* the library refuses such heads itself */
    LL_HTTP_LINES_DOUBTFUL /* not at all: each connection has one request and ends */
};

struct ll_http_options {
    struct ll_str address;   /* "127.0.0.1:8080", "[::1]:8080"; port 0: any free one */
    const char *local_path;  /* a Unix socket instead of an address; mode 0600 */
    struct ll_str tls_chain; /* PEM, with `tls_key`; empty: plain */
    struct ll_str tls_key;
    enum ll_http_lines lines;
    unsigned threads;
    unsigned connections_max;
    unsigned idle_s;          /* a connection that says nothing so long is closed */
    struct ll_str spool_path; /* a folder for bodies on their way in (edge/http/spool.h) */
    struct ll_http_handler handler;
    int64_t (*timer_us)(void *ctx);
    void *timer_ctx;
};
/* LL_EINVAL for an address that is none; LL_EIO when it cannot be listened on; LL_ENOMEM. */
LL_MUST enum ll_status ll_http_open(const struct ll_http_options *options,
                                    struct ll_http_server **ret_server, struct ll_err *reterr);
/* The port listened on; 0 for a local socket. */
int ll_http_port(const struct ll_http_server *server);
/* Requests under way. */
unsigned ll_http_under_way(const struct ll_http_server *server);
/* Take no more connections; those that are there may finish what they began. */
void ll_http_quiet(struct ll_http_server *server);
/* End all connections. Nothing may be set aside any more. */
void ll_http_close(struct ll_http_server *server);

#endif
