#define _GNU_SOURCE /* vasprintf */
#include <arpa/inet.h>
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "http/support.h"

#include "service/answer.h"
#include "service/keys.h"
#include "support/clock.h"

#define ARENA_BYTES ((size_t)512 << 20)

static void complain(void *ctx, const char *what, const struct ll_err *err)
{
    (void)ctx;
    (void)fprintf(stderr, "%s: %s\n", what, err->text);
}

static void open_server(struct ll_served *served)
{
    struct ll_err err = {0};
    if (ll_server_open(&served->options, &served->server, &err) != LL_OK) {
        fail_msg("the server does not start: %s: %s", err.where, err.text);
    }
}

static void make_keys(struct ll_served *served)
{
    struct ll_err err = {0};
    struct ll_ctx ctx = {
        .arena = &served->arena,
        .data_dir = ll_str_from_cstr(served->fixture.dir),
        .clock = {.now = ll_test_wall_now},
        .ids = {.random = ll_crypto_random},
    };
    assert_int_equal(ll_crypto_open(&served->arena, &ctx.crypto, &err), LL_OK);
    if (ll_keys_create(&ctx, &err) != LL_OK) {
        fail_msg("no keys: %s", err.text);
    }
    ll_crypto_close(ctx.crypto);
}

static void remove_keys(struct ll_served *served)
{
    char folder[300];
    (void)snprintf(folder, sizeof(folder), "%s/%s", served->fixture.dir, LL_KEYS_FOLDER);
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        char path[600];
        (void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        assert_true(entry->d_name[0] == '.' || remove(path) == 0);
    }
    assert_int_equal(closedir(dir), 0);
    assert_int_equal(remove(folder), 0);
}

void ll_served_over(struct ll_served *served, const struct ll_fixture *fixture)
{
    served->fixture = *fixture;
    (void)snprintf(served->socket_path, sizeof(served->socket_path), "%s/server.sock",
                   fixture->dir);
    served->options = (struct ll_server_options){
        .work =
            {
                .target = ll_str_from_cstr(served->fixture.target),
                .data_dir = ll_str_from_cstr(served->fixture.dir),
                .writer = served->fixture.store,
                .readers = 3,
                .waiting_max = 1000,
                .commit_us_max = INT64_C(3600000000),
                .batch_max = 64,
                .clock = {.now = ll_test_wall_now},
                .timer = {.now = ll_test_timer_now},
                .random = ll_crypto_random,
                .complain = complain,
            },
        .address = LL_STR("127.0.0.1:0"),
        .local_path = served->socket_path,
        .threads = 2,
        .connections_max = 200,
        .idle_s = 1,
    };
    open_server(served);
}

void ll_served_off(struct ll_served *served)
{
    ll_server_close(served->server, INT64_C(10000000));
}

int ll_served_start(void **state)
{
    struct ll_fixture fixture;
    *state = NULL;
    if (ll_fixture_skip()) {
        return 0;
    }
    struct ll_served *served = calloc(1, sizeof(*served));
    assert_non_null(served);
    ll_arena_init(&served->arena, &ll_arena_malloc, ARENA_BYTES);
    ll_fixture_start(&fixture, NULL);
    ll_fixture_migrate(&fixture);
    served->fixture = fixture;
    make_keys(served);
    ll_served_over(served, &fixture);
    *state = served;
    return 0;
}

int ll_served_end(void **state)
{
    struct ll_served *served = *state;
    if (served != NULL) {
        ll_served_off(served);
        remove_keys(served);
        ll_fixture_end(&served->fixture);
        ll_arena_release(&served->arena);
        free(served);
    }
    return 0;
}

struct ll_served *ll_served_of(void **state)
{
    if (*state == NULL) {
        skip();
    }
    return *state;
}

void ll_served_again_after(struct ll_served *served, int64_t wait_us)
{
    ll_server_close(served->server, wait_us);
    open_server(served);
}

void ll_served_again(struct ll_served *served)
{
    ll_served_again_after(served, INT64_C(10000000));
}

/* ---- the client ---- */

int ll_connect(struct ll_served *served, bool local)
{
    int fd = socket(local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    if (local) {
        struct sockaddr_un at = {.sun_family = AF_UNIX};
        assert_true(strlen(served->socket_path) < sizeof(at.sun_path));
        memcpy(at.sun_path, served->socket_path, strlen(served->socket_path));
        assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
    } else {
        struct sockaddr_in at = {.sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)ll_server_port(served->server))};
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
    }
    return fd;
}

void ll_send(int fd, struct ll_str bytes)
{
    size_t at = 0;
    while (at < bytes.len) {
        ssize_t sent = send(fd, bytes.ptr + at, bytes.len - at, MSG_NOSIGNAL);
        if (sent <= 0) {
            return; /* the server has ended the connection: what it said is there to be read */
        }
        at += (size_t)sent;
    }
}

struct ll_str ll_reply_field(const struct ll_reply *reply, const char *name)
{
    struct ll_str wanted = ll_str_from_cstr(name);
    for (size_t from = 0; from < reply->head.len;) {
        struct ll_str rest = ll_str_sub(reply->head, from, reply->head.len);
        size_t len = ll_str_find(rest, LL_STR("\r\n"), false);
        struct ll_str line = ll_str_sub(rest, 0, len);
        size_t colon = ll_str_find_char(line, ':');
        if (colon < line.len && ll_str_eq_nocase(ll_str_sub(line, 0, colon), wanted)) {
            return ll_str_trim(ll_str_sub(line, colon + 1, line.len));
        }
        from = len == SIZE_MAX ? reply->head.len : from + len + 2;
    }
    return LL_STR("");
}

static struct ll_reply read_reply(struct ll_served *served, int fd)
{
    struct ll_reply reply = {0};
    struct ll_strbuf buf;
    int64_t length = -1;
    ll_strbuf_init(&buf, &served->arena, ARENA_BYTES / 4);
    for (;;) {
        struct ll_str got = {buf.ptr == NULL ? "" : buf.ptr, buf.len};
        size_t head = ll_str_find(got, LL_STR("\r\n\r\n"), false);
        if (head != SIZE_MAX && reply.status == 0) {
            const char *text_of_head = ll_str_to_cstr(&served->arena, ll_str_sub(got, 0, head));
            assert_non_null(text_of_head);
            reply.head = ll_str_from_cstr(text_of_head);
            reply.status = (int)strtol(text_of_head + sizeof("HTTP/1.1"), NULL, 10);
            struct ll_str text = ll_reply_field(&reply, "Content-Length");
            if (text.len == 0 || ll_str_to_i64(text, &length) != LL_OK) {
                length = reply.status == 304 || reply.status == 100 ? 0 : INT64_MAX;
            }
        }
        if (head != SIZE_MAX && (int64_t)(got.len - head - 4) >= length) {
            reply.body = ll_str_sub(got, head + 4, head + 4 + (size_t)length);
            return reply;
        }
        assert_true(ll_strbuf_reserve(&buf, 65536));
        ssize_t count = recv(fd, buf.ptr + buf.len, 65536, 0);
        if (count <= 0) {
            if (head != SIZE_MAX) {
                reply.body = ll_str_sub(got, head + 4, got.len);
            }
            return reply;
        }
        buf.len += (size_t)count;
    }
}

/* Whatever a test asks: no problem is without what to do about it. */
struct ll_reply ll_read_reply(struct ll_served *served, int fd)
{
    struct ll_reply reply = read_reply(served, fd);
    if (ll_str_eq_cstr(ll_reply_field(&reply, "Content-Type"), "application/problem+json") &&
        reply.body.len > 0 && ll_str_find(reply.body, LL_STR("\"hint\":\""), false) == SIZE_MAX) {
        fail_msg("a problem without a hint: %.*s", LL_STR_ARG(reply.body));
    }
    return reply;
}

static struct ll_reply ask(struct ll_served *served, bool local, struct ll_str bytes)
{
    int fd = ll_connect(served, local);
    ll_send(fd, bytes);
    struct ll_reply reply = ll_read_reply(served, fd);
    (void)close(fd);
    return reply;
}

struct ll_reply ll_ask(struct ll_served *served, bool local, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *bytes = NULL;
    int len = vasprintf(&bytes, format, args);
    va_end(args);
    assert_true(len >= 0);
    struct ll_reply reply = ask(served, local, (struct ll_str){bytes, (size_t)len});
    free(bytes);
    return reply;
}

struct ll_reply ll_get(struct ll_served *served, const char *target)
{
    return ll_ask(served, true, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", target);
}

struct ll_reply ll_post(struct ll_served *served, const char *target, const char *key,
                        const char *json)
{
    return ll_ask(served, true,
                  "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n%s%s%s"
                  "Content-Length: %zu\r\n\r\n%s",
                  target, key == NULL ? "" : "Idempotency-Key: ", key == NULL ? "" : key,
                  key == NULL ? "" : "\r\n", strlen(json), json);
}

const struct ll_json *ll_reply_read(struct ll_served *served, const struct ll_reply *reply)
{
    struct ll_json *value = NULL;
    struct ll_err err = {0};
    if (ll_json_read(&served->arena, reply->body, ARENA_BYTES / 4, &value, &err) != LL_OK) {
        fail_msg("no JSON: %s: %.*s", err.text, LL_STR_ARG(reply->body));
    }
    return value;
}

void ll_assert_reply(const struct ll_reply *reply, int status, const char *part)
{
    bool there = ll_str_find(reply->body, ll_str_from_cstr(part), false) != SIZE_MAX;
    if (reply->status != status || !there) {
        fail_msg("%d, not %d with '%s': %.*s", reply->status, status, part,
                 LL_STR_ARG(reply->body));
    }
}

const char *ll_make_token(struct ll_served *served, const char *organisation, const char *role,
                          const char *permissions)
{
    char text[1024];
    (void)snprintf(text, sizeof(text),
                   "{\"email\":\"%s@%s.example\",\"name\":\"Ama\",\"organisation\":\"%s\","
                   "\"role\":\"%s\"}",
                   role, organisation, organisation, role);
    struct ll_reply reply = ll_post(served, "/users", NULL, text);
    ll_assert_reply(&reply, 200, "user_id");
    const struct ll_json *user = ll_reply_read(served, &reply);
    (void)snprintf(text, sizeof(text),
                   "{\"user\":\"%.*s\",\"expires_on\":\"2027-01-01\",\"permissions\":[%s]}",
                   LL_STR_ARG(ll_json_string_at(user, "user_id")), permissions);
    reply = ll_post(served, "/tokens", NULL, text);
    ll_assert_reply(&reply, 200, "token");
    const struct ll_json *transient =
        ll_json_get(ll_reply_read(served, &reply), LL_ANSWER_TRANSIENT);
    (void)snprintf(text, sizeof(text), "Authorization: Bearer %.*s\r\n",
                   LL_STR_ARG(ll_json_string_at(transient, "token")));
    return ll_str_to_cstr(&served->arena, ll_str_from_cstr(text));
}
