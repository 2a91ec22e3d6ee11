/*
 * Any request, from its head to its answer, over the whole route table as who may do everything: no
 * crash, one answer, JSON that our own strict reader takes. Sockets and the library that reads them
 * are left out: this file stands in the place of edge/http/http.c.
 *
 *     POST /organisations?dry_run=true
 *     Content-Type: application/json
 *
 *     {"code": …
 */
#define _GNU_SOURCE /* mkdtemp */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edge/http/inside.h"
#include "fuzz.h"
#include "service/keys.h"
#include "support/clock.h"

#define ARENA_BYTES_MAX ((size_t)256 << 20)

/* ---- in the place of http.c ---- */

struct ll_http_wire {
    struct ll_str fields; /* lines of the head behind the first */
    pthread_mutex_t lock;
    pthread_cond_t back;
    bool aside;
    bool is_back;
};

struct ll_str ll_http_field_of(const struct ll_http_exchange *exchange, const char *name)
{
    struct ll_str lines = exchange->wire->fields;
    for (size_t from = 0; from < lines.len;) {
        struct ll_str rest = ll_str_sub(lines, from, lines.len);
        size_t len = ll_str_find_char(rest, '\n');
        struct ll_str line = ll_str_sub(rest, 0, len);
        size_t colon = ll_str_find_char(line, ':');
        if (ll_str_eq_nocase(ll_str_sub(line, 0, colon), ll_str_from_cstr(name))) {
            return ll_str_trim(ll_str_sub(line, colon + 1, line.len));
        }
        from += len + 1;
    }
    return LL_STR("");
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
    ll_http_add(exchange, "Connection", LL_STR("close"));
}

enum ll_status ll_http_fields_of(struct ll_http_exchange *exchange, const char *name,
                                 struct ll_str *ret_list, struct ll_err *reterr)
{
    (void)reterr;
    *ret_list = ll_http_field_of(exchange, name);
    return LL_OK;
}

void ll_http_set_aside(struct ll_http_exchange *exchange)
{
    exchange->wire->aside = true;
}

void ll_http_bring_back(struct ll_http_exchange *exchange)
{
    struct ll_http_wire *wire = exchange->wire;
    (void)pthread_mutex_lock(&wire->lock);
    wire->is_back = true;
    (void)pthread_cond_signal(&wire->back);
    (void)pthread_mutex_unlock(&wire->lock);
}

const void *ll_http_connection_of(const struct ll_http_exchange *exchange)
{
    return exchange->wire;
}

/* Only where the store's version has to be asked for, which SQLite's has not. */
void ll_http_go_on(struct ll_http_exchange *exchange)
{
    LL_ASSERT(exchange == NULL);
}

void ll_http_hand_back(struct ll_http_exchange *exchange,
                       void (*finish)(struct ll_http_exchange *exchange))
{
    exchange->finish = finish;
    ll_http_bring_back(exchange);
}

struct ll_http_made *ll_http_make(const struct ll_http_reply *reply)
{
    (void)reply;
    return NULL; /* nothing is kept */
}

void ll_http_hold(struct ll_http_made *made)
{
    (void)made;
}

void ll_http_drop(struct ll_http_made *made)
{
    (void)made;
}

size_t ll_http_made_bytes(const struct ll_http_made *made)
{
    (void)made;
    return 0;
}

struct ll_str ll_http_made_field(const struct ll_http_made *made, const char *name)
{
    (void)made;
    (void)name;
    return LL_STR("");
}

void ll_http_give(struct ll_http_exchange *exchange, struct ll_http_made *made)
{
    (void)exchange;
    (void)made;
}

/* ---- a server without sockets, made once ---- */

static void complain(void *ctx, const char *what, const struct ll_err *err)
{
    (void)ctx;
    (void)what;
    (void)err;
}

#define KEPT_BYTES_MAX ((size_t)1 << 20)
static char folder[] = "/tmp/ll-fuzz-http-XXXXXX";

static void remove_folder(void)
{
    static const char *const names[] = {"ledger.db",     "ledger.db-wal",     "ledger.db-shm",
                                        LL_KEYS_SIGNING, LL_KEYS_FINGERPRINT, LL_KEYS_FOLDER};
    char path[200];
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        (void)remove(path);
    }
    (void)rmdir(folder);
}

static void make_store(struct ll_arena *arena, struct ll_str target, struct ll_store **ret_store)
{
    struct ll_err err = {0};
    struct ll_store_upgraded upgraded;
    const struct ll_store_options options = {.target = target, .create = true};
    struct ll_ctx ctx = {
        .arena = arena,
        .data_dir = ll_str_from_cstr(folder),
        .clock = {.now = ll_test_wall_now},
        .ids = {.random = ll_crypto_random},
    };
    LL_ASSERT(ll_crypto_open(arena, &ctx.crypto, &err) == LL_OK);
    LL_ASSERT(ll_keys_create(&ctx, &err) == LL_OK);
    ll_crypto_close(ctx.crypto);
    LL_ASSERT(ll_store_open(&options, ret_store, &err) == LL_OK);
    LL_ASSERT(ll_store_upgrade(*ret_store, arena, ll_test_wall_now(NULL), NULL, &upgraded, &err) ==
              LL_OK);
}

static struct ll_server *server_of(void)
{
    static struct ll_server server;
    static struct ll_arena arena;
    static char target[100];
    const struct ll_id_source ids = {.random = ll_crypto_random};
    struct ll_err err = {0};
    if (server.work != NULL) {
        return &server;
    }
    LL_ASSERT(mkdtemp(folder) != NULL);
    (void)atexit(remove_folder);
    (void)snprintf(target, sizeof(target), "sqlite:%s/ledger.db", folder);
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES_MAX);
    server.options.work = (struct ll_work_options){
        .target = ll_str_from_cstr(target),
        .data_dir = ll_str_from_cstr(folder),
        .readers = 1,
        .waiting_max = 10,
        .commit_us_max = INT64_C(3600000000),
        .batch_max = 8,
        .clock = {.now = ll_test_wall_now},
        .timer = {.now = ll_test_timer_now},
        .random = ll_crypto_random,
        .complain = complain,
    };
    make_store(&arena, ll_str_from_cstr(target), &server.options.work.writer);
    LL_ASSERT(ll_metrics_open(&server.metrics, &err) == LL_OK);
    LL_ASSERT(ll_pages_open(&server.pages, &err) == LL_OK);
    LL_ASSERT(ll_kept_open(KEPT_BYTES_MAX, &server.kept, &err) == LL_OK);
    LL_ASSERT(ll_uploads_open(&ids, &server.uploads, &err) == LL_OK);
    LL_ASSERT(ll_tried_open(ll_str_from_cstr(folder), &ids, &server.tried, &err) == LL_OK);
    LL_ASSERT(ll_work_open(&server.options.work, &server.work, &err) == LL_OK);
    (void)pthread_mutex_init(&server.log_lock, NULL);
    return &server;
}

/* ---- one request ---- */

static struct ll_str first_line(struct ll_str *text)
{
    size_t len = ll_str_find_char(*text, '\n');
    struct ll_str line = ll_str_sub(*text, 0, len);
    *text = ll_str_sub(*text, len + 1, text->len);
    return line;
}

static void check_reply(struct ll_http_exchange *exchange)
{
    const struct ll_http_reply *reply = &exchange->reply;
    struct ll_json *value = NULL;
    LL_ASSERT(reply->status >= 200 && reply->status < 600);
    LL_ASSERT(reply->status != 500);
    if (reply->type != NULL && strstr(reply->type, "json") != NULL && reply->body.len > 0) {
        LL_ASSERT(ll_json_read(&exchange->arena, reply->body, reply->body.len, &value, NULL) ==
                  LL_OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ll_server *server = server_of();
    struct ll_str text = {(const char *)data, size};
    struct ll_str line = first_line(&text);
    size_t blank = ll_str_find_char(line, ' ');
    size_t end = ll_str_find(text, LL_STR("\n\n"), false);
    struct ll_str target = ll_str_sub(line, blank + 1, line.len);
    struct ll_http_wire wire = {.fields = end == SIZE_MAX ? text : ll_str_sub(text, 0, end)};
    struct ll_http_exchange exchange = {
        .method = ll_str_sub(line, 0, blank),
        .path = ll_str_sub(target, 0, ll_str_find_char(target, '?')),
        .query = ll_str_sub(target, ll_str_find_char(target, '?') + 1, target.len),
        .peer = LL_STR("uid:1"),
        .is_local = true,
        .wire = &wire,
    };
    for (size_t i = 0; i < line.len; i++) {
        if ((unsigned char)line.ptr[i] < 0x21 && i != blank) {
            return 0; /* the library refuses it */
        }
    }
    ll_arena_init(&exchange.arena, &ll_arena_malloc, ARENA_BYTES_MAX);
    (void)pthread_mutex_init(&wire.lock, NULL);
    (void)pthread_cond_init(&wire.back, NULL);
    ll_call_begin(server, &exchange);
    if (exchange.reply.status == 0) {
        exchange.body = end == SIZE_MAX ? LL_STR("") : ll_str_sub(text, end + 2, text.len);
        if (exchange.body.len > exchange.body_max) {
            exchange.reply.status = 413;
        }
        ll_call_run(server, &exchange);
        (void)pthread_mutex_lock(&wire.lock);
        while (wire.aside && !wire.is_back) {
            (void)pthread_cond_wait(&wire.back, &wire.lock);
        }
        (void)pthread_mutex_unlock(&wire.lock);
        if (exchange.finish != NULL) {
            exchange.finish(&exchange);
        }
    }
    check_reply(&exchange);
    ll_call_end(server, &exchange);
    (void)pthread_cond_destroy(&wire.back);
    (void)pthread_mutex_destroy(&wire.lock);
    ll_arena_release(&exchange.arena);
    return 0;
}
