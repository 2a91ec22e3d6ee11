/* Every row of limits.def: the most that is taken, and one more, over a socket. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "edge/http/http.h"
#include "http/support.h"

/* ---- requests of a size ---- */

static struct ll_strbuf begin(struct ll_served *served)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &served->arena, (size_t)200 << 20);
    return buf;
}

static void put_many(struct ll_strbuf *buf, char c, size_t count)
{
    assert_true(ll_strbuf_reserve(buf, count));
    memset(buf->ptr + buf->len, c, count);
    buf->len += count;
}

static int send_all(struct ll_served *served, struct ll_strbuf *buf)
{
    struct ll_str bytes;
    assert_int_equal(ll_strbuf_finish(buf, &bytes, NULL), LL_OK);
    int fd = ll_connect(served, true);
    ll_send(fd, bytes);
    struct ll_reply reply = ll_read_reply(served, fd);
    (void)close(fd);
    return reply.status;
}

static int post(struct ll_served *served, const char *target, const char *type, const char *fields,
                struct ll_strbuf *body)
{
    struct ll_strbuf buf = begin(served);
    struct ll_str bytes;
    assert_int_equal(ll_strbuf_finish(body, &bytes, NULL), LL_OK);
    ll_strbuf_fmt(
        &buf, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\n%sContent-Length: %zu\r\n\r\n",
        target, type, fields, bytes.len);
    ll_strbuf_str(&buf, bytes);
    return send_all(served, &buf);
}

/* A head of `count` bytes in all. */
static int head_bytes(struct ll_served *served, size_t count)
{
    static const char front[] = "GET /health HTTP/1.1\r\nHost: x\r\nX: ";
    struct ll_strbuf buf = begin(served);
    ll_strbuf_cstr(&buf, front);
    put_many(&buf, 'y', count - strlen(front) - 4);
    ll_strbuf_cstr(&buf, "\r\n\r\n");
    return send_all(served, &buf);
}

static int fields(struct ll_served *served, size_t count)
{
    struct ll_strbuf buf = begin(served);
    ll_strbuf_cstr(&buf, "GET /health HTTP/1.1\r\nHost: x\r\n");
    for (size_t i = 1; i < count; i++) {
        ll_strbuf_fmt(&buf, "X%zu: y\r\n", i);
    }
    ll_strbuf_cstr(&buf, "\r\n");
    return send_all(served, &buf);
}

static int target_bytes(struct ll_served *served, size_t count)
{
    struct ll_strbuf buf = begin(served);
    ll_strbuf_cstr(&buf, "GET /lots?after=");
    put_many(&buf, 'x', count - strlen("/lotsafter="));
    ll_strbuf_cstr(&buf, " HTTP/1.1\r\nHost: x\r\n\r\n");
    return send_all(served, &buf);
}

static int segments(struct ll_served *served, size_t count)
{
    struct ll_strbuf buf = begin(served);
    ll_strbuf_cstr(&buf, "GET ");
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_cstr(&buf, "/lots");
    }
    ll_strbuf_cstr(&buf, " HTTP/1.1\r\nHost: x\r\n\r\n");
    return send_all(served, &buf);
}

static int parameters(struct ll_served *served, size_t count)
{
    struct ll_strbuf buf = begin(served);
    struct ll_strbuf form = begin(served);
    ll_strbuf_cstr(&buf, "GET /lots?a=1");
    ll_strbuf_cstr(&form, "a=1");
    for (size_t i = 1; i < count; i++) {
        ll_strbuf_cstr(&buf, "&a=1");
        ll_strbuf_cstr(&form, "&a=1");
    }
    ll_strbuf_cstr(&buf, " HTTP/1.1\r\nHost: x\r\n\r\n");
    int status = send_all(served, &buf);
    assert_int_equal(post(served, "/organisations", "application/x-www-form-urlencoded", "", &form),
                     status);
    return status;
}

static int body_of(struct ll_served *served, const char *target, size_t count)
{
    struct ll_strbuf body = begin(served);
    put_many(&body, 'x', count);
    return post(served, target, "application/json", "", &body);
}

static int body_bytes(struct ll_served *served, size_t count)
{
    return body_of(served, "/organisations", count);
}

static int list_bytes(struct ll_served *served, size_t count)
{
    return body_of(served, "/programmes", count);
}

static int upload_bytes(struct ll_served *served, size_t count)
{
    return body_of(served, "/collections/import", count);
}

static int parts(struct ll_served *served, size_t count)
{
    struct ll_strbuf body = begin(served);
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_fmt(&body, "--BBBB\r\nContent-Disposition: form-data; name=\"p%zu\"\r\n\r\nx\r\n",
                      i);
    }
    ll_strbuf_cstr(&body, "--BBBB--\r\n");
    return post(served, "/organisations", "multipart/form-data; boundary=BBBB", "", &body);
}

static int key_bytes(struct ll_served *served, size_t count)
{
    char field[200];
    struct ll_strbuf body = begin(served);
    (void)snprintf(field, sizeof(field), "Idempotency-Key: %0*d\r\n", (int)count, 7);
    ll_strbuf_cstr(&body, "{\"code\":\"keyed\",\"country\":\"GH\",\"name\":\"K\"}");
    return post(served, "/organisations", "application/json", field, &body);
}

static int json_depth(struct ll_served *served, size_t count)
{
    struct ll_strbuf body = begin(served);
    ll_strbuf_cstr(&body, "{\"code\":");
    put_many(&body, '[', count - 1);
    put_many(&body, ']', count - 1);
    ll_strbuf_cstr(&body, "}");
    return post(served, "/organisations", "application/json", "", &body);
}

static int json_members(struct ll_served *served, size_t count)
{
    struct ll_strbuf body = begin(served);
    ll_strbuf_cstr(&body, "{\"classes\":[{");
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_fmt(&body, "%s\"m%zu\":1", i == 0 ? "" : ",", i);
    }
    ll_strbuf_cstr(&body, "}]}");
    return post(served, "/programmes", "application/json", "", &body);
}

/* ---- the table ---- */

static const struct {
    const char *name;
    int (*ask)(struct ll_served *served, size_t count);
    int at_most; /* what the most that is taken gets */
} probes[] = {
    {"HEAD_BYTES", head_bytes, 200},
    {"FIELDS", fields, 200},
    {"TARGET_BYTES", target_bytes, 422},
    {"SEGMENTS", segments, 404},
    {"PARAMETERS", parameters, 422},
    {"BODY_BYTES", body_bytes, 400},
    {"LIST_BYTES", list_bytes, 400},
    {"UPLOAD_BYTES", upload_bytes, 400},
    {"PARTS", parts, 422},
    {"KEY_BYTES", key_bytes, 200},
    {"JSON_DEPTH", json_depth, 422},
    {"JSON_MEMBERS", json_members, 422},
};

static const struct {
    const char *name;
    size_t most;
    int status;
} rows[] = {
#define LL_HTTP_LIMIT(name, most, of, status) {#name, (most), (status)},
#include "edge/http/limits.def"
#undef LL_HTTP_LIMIT
};

static void every_limit_holds_at_its_edge(void **state)
{
    struct ll_served *served = ll_served_of(state);
    size_t tried = 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (size_t k = 0; k < sizeof(probes) / sizeof(probes[0]); k++) {
            if (strcmp(probes[k].name, rows[i].name) != 0) {
                continue;
            }
            int at = probes[k].ask(served, rows[i].most);
            int beyond = probes[k].ask(served, rows[i].most + 1);
            if (at != probes[k].at_most || beyond != rows[i].status) {
                fail_msg("%s: %d at %zu, not %d; %d beyond, not %d", rows[i].name, at, rows[i].most,
                         probes[k].at_most, beyond, rows[i].status);
            }
            tried++;
        }
        tried += ll_str_ends(ll_str_from_cstr(rows[i].name), LL_STR("_S")) ? 1 : 0; /* below */
        if (tried != i + 1) {
            fail_msg("%s is tried by nothing", rows[i].name);
        }
    }
}

/* A connection that says nothing, or no more, is ended; one that was answered in time is not. */
static void who_says_nothing_is_left(void **state)
{
    static const char *const fronts[] = {
        "", "GET /health HTT", "GET /health HTTP/1.1\r\nHost: x\r\n",
        "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"};
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
        int fd = ll_connect(served, true);
        ll_send(fd, ll_str_from_cstr(fronts[i]));
        struct ll_reply reply = ll_read_reply(served, fd); /* until the server ends it */
        assert_true(reply.status == 0 || reply.status == 408);
        (void)close(fd);
    }
}

/* ---- a clock that the test sets ---- */

static atomic_llong timer_us;

static struct ll_time timer_now(void *ctx)
{
    (void)ctx;
    return (struct ll_time){atomic_load(&timer_us)};
}

static void advance_s(int64_t seconds)
{
    atomic_fetch_add(&timer_us, seconds * 1000000);
}

/* Whenever the server read what was sent last: time goes on until it ends the connection. */
static void wait_for_end(int fd)
{
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    char byte = 0;
    do {
        advance_s(LL_HTTP_HEAD_S_MAX + LL_HTTP_MIB_S_MAX);
    } while (poll(&waiting, 1, 300) == 0);
    assert_true(recv(fd, &byte, 1, 0) <= 0);
}

/* Who says a byte now and then is left as well, when what a head or a body may take is over. */
static void who_is_slow_is_left(void **state)
{
    static const char head[] = "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: "
                               "application/json\r\nContent-Length: 2\r\n\r\n{";
    struct ll_served *served = ll_served_of(state);
    served->options.idle_s = 3600;
    served->options.threads = 1; /* takes connections in the order in which they come */
    served->options.work.timer.now = timer_now;
    ll_served_again(served);
    int slow = ll_connect(served, true);
    ll_send(slow, LL_STR("GET /health HTTP/1.1\r\nX: "));
    int posting = ll_connect(served, true);
    ll_send(posting, ll_str_from_cstr(head));
    int kept = ll_connect(served, true);
    ll_send(kept, LL_STR("GET /health HTTP/1.1\r\nHost: x\r\n\r\n"));
    struct ll_reply reply = ll_read_reply(served, kept); /* by then the others were read, too */
    assert_int_equal(reply.status, 200);
    advance_s(LL_HTTP_HEAD_S_MAX - 1);
    ll_send(slow, LL_STR("x"));
    reply = ll_get(served, "/health");
    assert_int_equal(reply.status, 200);
    ll_send(kept, LL_STR("GET /health HTTP/1.1\r\nHost: x\r\n\r\n"));
    reply = ll_read_reply(served, kept);
    assert_int_equal(reply.status, 200);
    advance_s(2);
    reply = ll_read_reply(served, slow); /* until the server ends it */
    assert_int_equal(reply.status, 0);
    ll_send(posting, LL_STR("}")); /* a body may take longer */
    reply = ll_read_reply(served, posting);
    assert_int_equal(reply.status, 422);
    ll_send(posting, ll_str_from_cstr(head));
    wait_for_end(posting);
    (void)close(slow);
    (void)close(posting);
    (void)close(kept);
}

/* Nobody keeps the server at auditing: one at a time, and then a pause. */
static void who_audits_again_waits(void **state)
{
    const struct timespec moment = {.tv_nsec = 20000000};
    struct ll_served *served = ll_served_of(state);
    served->options.work.timer.now = timer_now;
    ll_served_again(served);
    for (int round = 0; round < 2; round++) {
        struct ll_reply reply = ll_post(served, "/findings", NULL, "{}");
        assert_int_equal(reply.status, 200);
        struct ll_str over = LL_STR("\"is_running\":false");
        for (int i = 0; i < 1500 && ll_str_find(reply.body, over, false) == SIZE_MAX; i++) {
            (void)nanosleep(&moment, NULL);
            reply = ll_get(served, "/findings");
        }
        advance_s(LL_HTTP_AUDIT_PAUSE_S_MAX - 1);
        reply = ll_post(served, "/findings", NULL, "{}");
        assert_int_equal(reply.status, 429);
        assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Retry-After"), "1"));
        advance_s(1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_SERVED_TEST(every_limit_holds_at_its_edge),
        LL_SERVED_TEST(who_says_nothing_is_left),
        LL_SERVED_TEST(who_is_slow_is_left),
        LL_SERVED_TEST(who_audits_again_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
