#define _GNU_SOURCE /* struct ucred */
#include "edge/http/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "edge/http/framing.h"
#include "edge/http/listen.h"
#include "edge/http/spool.h"
#include "edge/http/watch.h"

#define SECOND_US INT64_C(1000000)
#define POOLED_MAX 256 /* exchanges kept for next time */
#define POOLED_BYTES ((size_t)256 << 10)
#define OVERRUN_BYTES ((size_t)1 << 20) /* read past a limit to tell of it, no further */
#define LINGER_BYTES ((size_t)16 << 20) /* and to let the answer arrive */
#define LINGER_US (2 * SECOND_US)
#define HEAD_ROOM 8192 /* of the library, beside the head itself */
#define PEER_TEXT_MAX INET6_ADDRSTRLEN

/* In the words of GnuTLS. What a later key opens nothing of (ECDHE), and what is sealed as it is
 * ciphered (AEAD): no key exchange by RSA, no CBC. No finite fields, whose exchanges cost much. */
#define TLS_PRIORITIES                                                                             \
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-GROUP-DH-ALL:"    \
    "-CIPHER-ALL:+AES-256-GCM:+AES-128-GCM:+CHACHA20-POLY1305:-MAC-ALL:+AEAD:-SIGN-RSA-SHA1:"      \
    "-SIGN-ECDSA-SHA1"

/* An exchange with what the library needs of it. */
struct ll_http_wire {
    struct ll_http_exchange exchange;
    struct ll_http_server *server;
    struct MHD_Connection *connection;
    struct ll_watched *watched; /* the connection */
    struct ll_spool body;
    size_t overrun;
    size_t target_len; /* bytes of the target, as it was told */
    bool begun;
    bool refused;  /* at its head, or for its length */
    bool is_over;  /* the body went on beyond its limit */
    bool is_ended; /* it was answered while it was still coming */
    char peer[PEER_TEXT_MAX];
    struct ll_http_wire *next; /* in the pool */
};

struct ll_http_server {
    struct ll_http_options options;
    struct MHD_Daemon *daemon;
    struct ll_watch *watch;
    int listener;
    bool is_local_bound;
    int port;
    atomic_uint under_way;
    pthread_mutex_t lock; /* of the pool */
    struct ll_http_wire *pool;
    size_t pooled;
};

/* ---- exchanges ---- */

static struct ll_http_wire *wire_take(struct ll_http_server *server)
{
    pthread_mutex_lock(&server->lock);
    struct ll_http_wire *wire = server->pool;
    if (wire != NULL) {
        server->pool = wire->next;
        server->pooled--;
    }
    pthread_mutex_unlock(&server->lock);
    if (wire == NULL) {
        wire = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*wire));
        if (wire == NULL) {
            return NULL;
        }
        memset(wire, 0, sizeof(*wire));
        ll_arena_init(&wire->exchange.arena, &ll_arena_malloc, LL_HTTP_UPLOAD_BYTES_MAX);
    }
    struct ll_arena arena = wire->exchange.arena;
    *wire = (struct ll_http_wire){.server = server};
    wire->exchange.arena = arena;
    wire->exchange.wire = wire;
    return wire;
}

static void wire_drop(struct ll_http_wire *wire)
{
    ll_arena_release(&wire->exchange.arena);
    ll_arena_malloc.give(ll_arena_malloc.ctx, wire, sizeof(*wire));
}

static void wire_give(struct ll_http_wire *wire)
{
    struct ll_http_server *server = wire->server;
    ll_spool_end(&wire->body);
    ll_arena_reset(&wire->exchange.arena);
    bool keep = wire->exchange.arena.taken_bytes <= POOLED_BYTES;
    if (keep) {
        pthread_mutex_lock(&server->lock);
        keep = server->pooled < POOLED_MAX;
        if (keep) {
            wire->next = server->pool;
            server->pool = wire;
            server->pooled++;
        }
        pthread_mutex_unlock(&server->lock);
    }
    if (!keep) {
        wire_drop(wire);
    }
}

struct ll_str ll_http_field_of(const struct ll_http_exchange *exchange, const char *name)
{
    const char *value =
        MHD_lookup_connection_value(exchange->wire->connection, MHD_HEADER_KIND, name);
    return value == NULL ? (struct ll_str){"", 0} : ll_str_from_cstr(value);
}

struct listing {
    struct ll_str name;
    struct ll_strbuf list;
};

static enum MHD_Result add_to_list(void *ctx, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    struct listing *listing = ctx;
    (void)kind;
    if (value != NULL && ll_str_eq_nocase(ll_str_from_cstr(name), listing->name)) {
        ll_strbuf_cstr(&listing->list, listing->list.len > 0 ? "," : "");
        ll_strbuf_cstr(&listing->list, value);
    }
    return MHD_YES;
}

enum ll_status ll_http_fields_of(struct ll_http_exchange *exchange, const char *name,
                                 struct ll_str *ret_list, struct ll_err *reterr)
{
    struct listing listing = {.name = ll_str_from_cstr(name)};
    ll_strbuf_init(&listing.list, &exchange->arena, 2 * (size_t)LL_HTTP_HEAD_BYTES_MAX);
    (void)MHD_get_connection_values(exchange->wire->connection, MHD_HEADER_KIND, add_to_list,
                                    &listing);
    return ll_strbuf_finish(&listing.list, ret_list, reterr);
}

void ll_http_add(struct ll_http_exchange *exchange, const char *name, struct ll_str value)
{
    struct ll_http_reply *reply = &exchange->reply;
    LL_ASSERT(reply->field_count < LL_HTTP_REPLY_FIELDS_MAX);
    for (size_t i = 0; i < value.len; i++) {
        LL_ASSERT((unsigned char)value.ptr[i] >= 0x20 && value.ptr[i] != 0x7F);
    }
    reply->fields[reply->field_count++] = (struct ll_http_field){name, value};
}

void ll_http_close_after(struct ll_http_exchange *exchange)
{
    const struct ll_http_reply *reply = &exchange->reply;
    for (size_t i = 0; i < reply->field_count; i++) {
        if (strcmp(reply->fields[i].name, "Connection") == 0) {
            return;
        }
    }
    ll_http_add(exchange, "Connection", LL_STR("close"));
}

/* ---- answering ---- */

#define FIELD_BYTES 64 /* of a reply's field, beside its words */

struct ll_http_made {
    atomic_uint holders;
    struct MHD_Response *response;
    int status;
    struct ll_str body; /* the response's */
    size_t bytes;
};

/* NULL: no memory. Fields and, unless it is `lasting`, the body are copied. */
static struct MHD_Response *response_of(const struct ll_http_reply *reply, bool lasting)
{
    char value[LL_HTTP_HEAD_BYTES_MAX];
    /* The library does not write to a persistent buffer, though its type says it may. */
    struct MHD_Response *response =
        MHD_create_response_from_buffer(reply->body.len, (void *)(uintptr_t)reply->body.ptr,
                                        lasting ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY);
    bool good = response != NULL && (reply->type == NULL ||
                                     MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
                                                             reply->type) == MHD_YES);
    for (size_t i = 0; good && i < reply->field_count; i++) {
        const struct ll_http_field *field = &reply->fields[i];
        good = field->value.len < sizeof(value);
        if (good) {
            memcpy(value, field->value.ptr, field->value.len);
            value[field->value.len] = '\0';
            good = MHD_add_response_header(response, field->name, value) == MHD_YES;
        }
    }
    if (!good && response != NULL) {
        MHD_destroy_response(response);
    }
    return good ? response : NULL;
}

struct ll_http_made *ll_http_make(const struct ll_http_reply *reply)
{
    struct ll_http_made *made = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*made));
    struct MHD_Response *response = made == NULL ? NULL : response_of(reply, false);
    if (response == NULL) {
        if (made != NULL) {
            ll_arena_malloc.give(ll_arena_malloc.ctx, made, sizeof(*made));
        }
        return NULL;
    }
    *made = (struct ll_http_made){
        .response = response, .status = reply->status, .body = {NULL, reply->body.len}};
    atomic_init(&made->holders, 1);
    made->bytes = sizeof(*made) + reply->body.len;
    for (size_t i = 0; i < reply->field_count; i++) {
        made->bytes += strlen(reply->fields[i].name) + reply->fields[i].value.len + FIELD_BYTES;
    }
    return made;
}

void ll_http_hold(struct ll_http_made *made)
{
    atomic_fetch_add(&made->holders, 1);
}

void ll_http_drop(struct ll_http_made *made)
{
    if (made != NULL && atomic_fetch_sub(&made->holders, 1) == 1) {
        MHD_destroy_response(made->response);
        ll_arena_malloc.give(ll_arena_malloc.ctx, made, sizeof(*made));
    }
}

size_t ll_http_made_bytes(const struct ll_http_made *made)
{
    return made->bytes;
}

struct ll_str ll_http_made_field(const struct ll_http_made *made, const char *name)
{
    const char *value = MHD_get_response_header(made->response, name);
    return value == NULL ? (struct ll_str){"", 0} : ll_str_from_cstr(value);
}

void ll_http_give(struct ll_http_exchange *exchange, struct ll_http_made *made)
{
    exchange->reply.made = made;
    exchange->reply.status = made->status;
    exchange->reply.body = made->body;
}

/* How long so many bytes may be on their way. */
static int64_t time_for(size_t bytes)
{
    return SECOND_US * LL_HTTP_HEAD_S_MAX +
           (int64_t)(bytes >> 10U) * (SECOND_US * LL_HTTP_MIB_S_MAX >> 10U);
}

/* As the library would send it, of a connection that ends. */
static enum ll_status write_head(struct ll_arena *arena, const struct ll_http_reply *reply,
                                 struct ll_str *ret_head)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, LL_HTTP_HEAD_BYTES_MAX);
    ll_strbuf_fmt(&buf, "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Length: %zu\r\n",
                  reply->status, MHD_get_reason_phrase_for((unsigned)reply->status),
                  reply->body.len);
    if (reply->type != NULL) {
        ll_strbuf_fmt(&buf, "Content-Type: %s\r\n", reply->type);
    }
    for (size_t i = 0; i < reply->field_count; i++) {
        ll_strbuf_fmt(&buf, "%s: %.*s\r\n", reply->fields[i].name,
                      LL_STR_ARG(reply->fields[i].value));
    }
    ll_strbuf_cstr(&buf, "\r\n");
    return ll_strbuf_finish(&buf, ret_head, NULL);
}

static enum MHD_Result queue(struct ll_http_wire *wire)
{
    struct ll_http_exchange *exchange = &wire->exchange;
    const struct ll_http_reply *reply = &exchange->reply;
    LL_ASSERT(reply->status >= 200);
    ll_watch_for(wire->watched, time_for(reply->body.len));
    if (reply->made != NULL) {
        return MHD_queue_response(wire->connection, (unsigned)reply->status, reply->made->response);
    }
    if (wire->server->options.lines == LL_HTTP_LINES_DOUBTFUL) {
        ll_http_close_after(exchange); /* also when it was answered without its fields */
    }
    struct MHD_Response *response = response_of(reply, true);
    if (response == NULL) {
        return MHD_NO;
    }
    enum MHD_Result queued =
        MHD_queue_response(wire->connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return queued;
}

const void *ll_http_connection_of(const struct ll_http_exchange *exchange)
{
    return exchange->wire->connection;
}

void ll_http_set_aside(struct ll_http_exchange *exchange)
{
    MHD_suspend_connection(exchange->wire->connection);
}

void ll_http_bring_back(struct ll_http_exchange *exchange)
{
    LL_ASSERT(exchange->reply.status != 0);
    MHD_resume_connection(exchange->wire->connection);
}

void ll_http_go_on(struct ll_http_exchange *exchange)
{
    LL_ASSERT(exchange->reply.status == 0);
    MHD_resume_connection(exchange->wire->connection);
}

void ll_http_hand_back(struct ll_http_exchange *exchange,
                       void (*finish)(struct ll_http_exchange *exchange))
{
    exchange->finish = finish;
    MHD_resume_connection(exchange->wire->connection);
}

/* A body that is refused is not read: the answer goes out and the connection ends. Without one the
 * library wants the answer at its second call, and the connection goes on. */
static bool has_body(struct ll_http_exchange *exchange)
{
    struct ll_str length = ll_http_field_of(exchange, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return MHD_lookup_connection_value(exchange->wire->connection, MHD_HEADER_KIND,
                                       MHD_HTTP_HEADER_TRANSFER_ENCODING) != NULL ||
           (length.len > 0 && !ll_str_eq_cstr(length, "0"));
}

/* A stated length beyond the limit need not arrive to be refused. */
static void check_length(struct ll_http_exchange *exchange)
{
    int64_t length = 0;
    struct ll_str text = ll_http_field_of(exchange, MHD_HTTP_HEADER_CONTENT_LENGTH);
    if (text.len == 0) {
        return;
    }
    enum ll_status status = ll_str_to_i64(text, &length);
    if (status == LL_EOVERFLOW || (status == LL_OK && (uint64_t)length > exchange->body_max)) {
        exchange->reply.status = MHD_HTTP_CONTENT_TOO_LARGE;
    }
}

static void name_local(struct ll_http_wire *wire)
{
    struct ucred who = {0};
    socklen_t size = sizeof(who);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(wire->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info != NULL && getsockopt(info->connect_fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0) {
        (void)snprintf(wire->peer, sizeof(wire->peer), "uid:%lu", (unsigned long)who.uid);
    }
}

static void name_remote(struct ll_http_wire *wire)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(wire->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *from = info == NULL ? NULL : info->client_addr;
    if (from == NULL) {
        return;
    }
    const void *at = &((const struct sockaddr_in *)(const void *)from)->sin_addr;
    if (from->sa_family == AF_INET6) {
        at = &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr;
    }
    (void)inet_ntop(from->sa_family, at, wire->peer, sizeof(wire->peer));
}

static void name_peer(struct ll_http_wire *wire)
{
    if (wire->exchange.is_local) {
        name_local(wire);
    } else {
        name_remote(wire);
    }
    wire->exchange.peer = ll_str_from_cstr(wire->peer);
}

static void measure_head(struct ll_http_wire *wire)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(wire->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    wire->exchange.head_bytes = info == NULL ? 0 : info->header_size;
    wire->exchange.field_count =
        (size_t)MHD_get_connection_values(wire->connection, MHD_HEADER_KIND, NULL, NULL);
}

/* ---- where a head's lines lie ---- */

/* libmicrohttpd 0.9.75 leaves a head where it was read, with zeros at the ends of names and lines;
 * only a folded line is put together elsewhere. So what lies otherwise than it should was folded,
 * or holds a zero, or has an end of LF alone, or ended early: the library takes a line that begins
 * with a colon for the head's end. */
#define LINE_END 2 /* CR LF */

struct lines {
    struct ll_framing framing;
    uintptr_t end; /* of the text of the line before */
};

static enum MHD_Result on_line(void *ctx, enum MHD_ValueKind kind, const char *name,
                               size_t name_len, const char *value, size_t value_len)
{
    struct lines *lines = ctx;
    uintptr_t name_at = (uintptr_t)name;
    uintptr_t value_at = (uintptr_t)value;
    (void)kind;
    if (value == NULL || value_at <= name_at + name_len || name_at != lines->end + LINE_END) {
        lines->framing.bad_lines = true;
    }
    lines->end = value_at + value_len;
    ll_framing_note(&lines->framing, (struct ll_str){name, name_len},
                    (struct ll_str){value == NULL ? "" : value, value_len});
    return MHD_YES;
}

/* The first line is the method, the target as it was told and the version, with a blank between
 * each: a target that is longer holds a zero, behind which another reader would go on. */
static bool is_first_line(const struct ll_http_wire *wire, const char *method, const char *version)
{
    return (uintptr_t)version == (uintptr_t)method + strlen(method) + 1 + wire->target_len + 1;
}

static void check_framing(struct ll_http_wire *wire, const char *method, const char *version)
{
    struct lines lines = {.framing = {.is_old = strcmp(version, MHD_HTTP_VERSION_1_1) != 0},
                          .end = (uintptr_t)version + strlen(version)};
    uintptr_t end = (uintptr_t)method + wire->exchange.head_bytes;
    (void)MHD_get_connection_values_n(wire->connection, MHD_HEADER_KIND, on_line, &lines);
    if (end != lines.end + 2 * (uintptr_t)LINE_END || !is_first_line(wire, method, version)) {
        lines.framing.bad_lines = true;
    }
    if (wire->server->options.lines != LL_HTTP_LINES_AS_LAID) {
        lines.framing.bad_lines = false;
    }
    wire->exchange.fault = ll_framing_check(&lines.framing);
}

static enum MHD_Result begin(struct ll_http_wire *wire, struct MHD_Connection *connection,
                             const char *method, const char *version)
{
    struct ll_http_exchange *exchange = &wire->exchange;
    const struct ll_http_handler *handler = &wire->server->options.handler;
    wire->begun = true;
    wire->connection = connection;
    exchange->is_head = strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
    exchange->method = ll_str_from_cstr(exchange->is_head ? MHD_HTTP_METHOD_GET : method);
    exchange->is_local = wire->server->options.local_path != NULL;
    atomic_fetch_add(&wire->server->under_way, 1);
    name_peer(wire);
    measure_head(wire);
    check_framing(wire, method, version);
    if (wire->server->options.lines == LL_HTTP_LINES_DOUBTFUL) {
        ll_http_close_after(exchange);
    }
    handler->begin(handler->ctx, exchange);
    if (exchange->reply.status == 0) {
        check_length(exchange);
        if (exchange->reply.status != 0) {
            handler->run(handler->ctx, exchange);
        }
    }
    wire->refused = exchange->reply.status != 0;
    if (wire->refused && has_body(exchange)) {
        return queue(wire);
    }
    ll_spool_begin(&wire->body, &exchange->arena, wire->server->options.spool_path,
                   exchange->body_max);
    ll_watch_for(wire->watched, time_for(exchange->body_max));
    return MHD_YES;
}

/* The library takes no answer while a body comes: it is written past it, and what still comes is
 * read for a while, so that the answer is not lost with it. Not through TLS, whose layers are the
 * library's own: such a connection just ends. */
static void answer_over(struct ll_http_wire *wire)
{
    struct ll_http_exchange *exchange = &wire->exchange;
    const struct ll_http_options *options = &wire->server->options;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(wire->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct ll_str head;
    options->handler.run(options->handler.ctx, exchange);
    wire->is_ended = true;
    if (info == NULL || options->tls_key.len > 0 ||
        write_head(&exchange->arena, &exchange->reply, &head) != LL_OK) {
        wire->overrun = OVERRUN_BYTES + LINGER_BYTES;
        return;
    }
    (void)send(info->connect_fd, head.ptr, head.len, MSG_DONTWAIT | MSG_NOSIGNAL | MSG_MORE);
    (void)send(info->connect_fd, exchange->reply.body.ptr, exchange->reply.body.len,
               MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)shutdown(info->connect_fd, SHUT_WR);
    ll_watch_for(wire->watched, LINGER_US);
}

static void keep_piece(struct ll_http_wire *wire, struct ll_str piece)
{
    struct ll_http_exchange *exchange = &wire->exchange;
    const struct ll_http_handler *handler = &wire->server->options.handler;
    struct ll_err err;
    enum ll_status status = ll_spool_add(&wire->body, piece, &err);
    if (status == LL_OK) {
        exchange->received = wire->body.len;
        handler->take(handler->ctx, exchange);
        return;
    }
    exchange->reply.status =
        status == LL_ELIMIT ? MHD_HTTP_CONTENT_TOO_LARGE : MHD_HTTP_INSUFFICIENT_STORAGE;
    wire->refused = true;
    wire->is_over = true;
}

static enum MHD_Result take_body(struct ll_http_wire *wire, const char *bytes, size_t *size)
{
    if (!wire->refused) {
        keep_piece(wire, (struct ll_str){bytes, *size});
    } else {
        wire->overrun += *size;
    }
    *size = 0;
    if (wire->is_over && !wire->is_ended && wire->overrun > OVERRUN_BYTES) {
        answer_over(wire);
    }
    return wire->overrun < OVERRUN_BYTES + LINGER_BYTES ? MHD_YES : MHD_NO;
}

/* All of it came: to be answered at once, or else it is set aside. */
static void run(struct ll_http_wire *wire)
{
    struct ll_http_exchange *exchange = &wire->exchange;
    const struct ll_http_handler *handler = &wire->server->options.handler;
    struct ll_err err;
    if (!wire->is_over && ll_spool_read(&wire->body, &exchange->body, &err) != LL_OK) {
        exchange->reply.status = MHD_HTTP_INSUFFICIENT_STORAGE;
    }
    ll_watch_for(wire->watched, LL_WATCH_NEVER);
    handler->run(handler->ctx, exchange);
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **slot)
{
    struct ll_http_wire *wire = *slot;
    (void)ctx;
    (void)url;
    if (wire == NULL) {
        return MHD_NO; /* no memory for it */
    }
    if (!wire->begun) {
        return begin(wire, connection, method, version);
    }
    if (*upload_size > 0) {
        return take_body(wire, upload, upload_size);
    }
    if (wire->is_ended) {
        return MHD_NO;
    }
    if (wire->exchange.finish != NULL) {
        wire->exchange.finish(&wire->exchange);
        wire->exchange.finish = NULL;
    } else if (wire->exchange.reply.status == 0 || wire->is_over) {
        run(wire);
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_SUSPENDED);
        if (info != NULL && info->suspended == MHD_YES) {
            return MHD_YES;
        }
    }
    return queue(wire);
}

/* The first the library says of a request: its target as it was sent. */
static void *on_target(void *ctx, const char *uri, struct MHD_Connection *connection)
{
    struct ll_http_server *server = ctx;
    struct ll_http_wire *wire = wire_take(server);
    if (wire == NULL) {
        return NULL;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    wire->watched = info == NULL ? NULL : info->socket_context;
    wire->exchange.began_us = server->options.timer_us(server->options.timer_ctx);
    struct ll_str target = ll_str_copy(&wire->exchange.arena, ll_str_from_cstr(uri));
    if (target.ptr == NULL) {
        wire_give(wire);
        return NULL;
    }
    wire->target_len = target.len;
    size_t mark = ll_str_find_char(target, '?');
    wire->exchange.path = ll_str_sub(target, 0, mark);
    wire->exchange.query = ll_str_sub(target, mark + 1, target.len);
    return wire;
}

static void on_end(void *ctx, struct MHD_Connection *connection, void **slot,
                   enum MHD_RequestTerminationCode why)
{
    struct ll_http_wire *wire = *slot;
    (void)ctx;
    (void)connection;
    (void)why;
    if (wire == NULL) {
        return;
    }
    *slot = NULL;
    if (wire->begun) {
        const struct ll_http_handler *handler = &wire->server->options.handler;
        handler->end(handler->ctx, &wire->exchange);
        atomic_fetch_sub(&wire->server->under_way, 1);
    }
    ll_watch_for(wire->watched, time_for(0));
    ll_http_drop(wire->exchange.reply.made);
    wire_give(wire);
}

/* A connection comes, or goes: before its socket is closed. */
static void on_connection(void *ctx, struct MHD_Connection *connection, void **slot,
                          enum MHD_ConnectionNotificationCode what)
{
    struct ll_http_server *server = ctx;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        ll_watch_drop(*slot);
        *slot = NULL;
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    *slot = info == NULL ? NULL : ll_watch_add(server->watch, info->connect_fd, time_for(0));
}

static size_t keep_escapes(void *ctx, struct MHD_Connection *connection, char *text)
{
    (void)ctx;
    (void)connection;
    return strlen(text);
}

/* What the library has to say is about peers' mistakes, which they are told of themselves. */
static void say_nothing(void *ctx, const char *format, va_list args)
{
    (void)ctx;
    (void)format;
    (void)args;
}

/* ---- listening ---- */

static enum ll_status start(struct ll_http_server *server, struct ll_err *reterr)
{
    const struct ll_http_options *options = &server->options;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    struct MHD_OptionItem items[16];
    size_t n = 0;
    items[n++] = (struct MHD_OptionItem){MHD_OPTION_LISTEN_SOCKET, server->listener, NULL};
    items[n++] = (struct MHD_OptionItem){MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                                         LL_HTTP_HEAD_BYTES_MAX + HEAD_ROOM, NULL};
    items[n++] = (struct MHD_OptionItem){MHD_OPTION_CONNECTION_LIMIT,
                                         (intptr_t)options->connections_max, NULL};
    items[n++] =
        (struct MHD_OptionItem){MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)options->idle_s, NULL};
    items[n++] = (struct MHD_OptionItem){MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL};
    items[n++] = (struct MHD_OptionItem){MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, NULL};
    items[n++] = (struct MHD_OptionItem){MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_end, server};
    items[n++] =
        (struct MHD_OptionItem){MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, server};
    items[n++] = (struct MHD_OptionItem){MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_target, server};
    items[n++] =
        (struct MHD_OptionItem){MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)keep_escapes, NULL};
    items[n++] = (struct MHD_OptionItem){MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)say_nothing, NULL};
    if (options->threads > 1) {
        items[n++] =
            (struct MHD_OptionItem){MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)options->threads, NULL};
    }
    if (options->tls_key.len > 0) {
        flags |= MHD_USE_TLS;
        items[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0,
                                             (void *)(uintptr_t)TLS_PRIORITIES};
        items[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0,
                                             (void *)(uintptr_t)options->tls_chain.ptr};
        items[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0,
                                             (void *)(uintptr_t)options->tls_key.ptr};
    }
    items[n++] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    server->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, server, MHD_OPTION_ARRAY,
                                      items, MHD_OPTION_END);
    if (server->daemon == NULL) {
        return LL_FAIL(reterr, LL_EIO, "the HTTP server does not start%s",
                       options->tls_key.len > 0 ? ": look at the TLS key and its certificates"
                                                : "");
    }
    return LL_OK;
}

enum ll_status ll_http_open(const struct ll_http_options *options,
                            struct ll_http_server **ret_server, struct ll_err *reterr)
{
    struct ll_http_server *server =
        ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(struct ll_http_server));
    if (server == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(server, 0, sizeof(*server));
    server->options = *options;
    server->listener = -1;
    (void)pthread_mutex_init(&server->lock, NULL);
    enum ll_status status =
        options->local_path != NULL
            ? ll_listen_local(options->local_path, &server->listener, reterr)
            : ll_listen_address(options->address, &server->listener, &server->port, reterr);
    server->is_local_bound = status == LL_OK && options->local_path != NULL;
    if (status == LL_OK) {
        status = ll_watch_open(options->timer_us, options->timer_ctx, &server->watch, reterr);
    }
    if (status == LL_OK) {
        status = start(server, reterr);
    }
    if (status != LL_OK) {
        ll_http_close(server);
        return status;
    }
    *ret_server = server;
    return LL_OK;
}

int ll_http_port(const struct ll_http_server *server)
{
    return server->port;
}

unsigned ll_http_under_way(const struct ll_http_server *server)
{
    return atomic_load(&server->under_way);
}

void ll_http_quiet(struct ll_http_server *server)
{
    MHD_socket fd = MHD_quiesce_daemon(server->daemon);
    if (fd != MHD_INVALID_SOCKET) {
        (void)close(fd);
        server->listener = -1;
    }
}

void ll_http_close(struct ll_http_server *server)
{
    if (server->daemon != NULL) {
        MHD_stop_daemon(server->daemon); /* closes the listener unless it is quiet */
    } else if (server->listener >= 0) {
        (void)close(server->listener);
    }
    ll_watch_close(server->watch);
    if (server->is_local_bound) {
        (void)unlink(server->options.local_path);
    }
    while (server->pool != NULL) {
        struct ll_http_wire *wire = server->pool;
        server->pool = wire->next;
        wire_drop(wire);
    }
    (void)pthread_mutex_destroy(&server->lock);
    ll_arena_malloc.give(ll_arena_malloc.ctx, server, sizeof(*server));
}
