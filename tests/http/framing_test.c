/* Requests of which it is in doubt where they end, over a socket: each is refused, its connection
 * ends, and what follows on it is not run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "edge/http/trial.h"
#include "http/support.h"

/* What the other reader of the same bytes would take for a body, or for nothing. */
#define SECOND                                                                                     \
    "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"                \
    "Connection: close\r\nContent-Length: 52\r\n\r\n"                                              \
    "{\"code\":\"smuggled\",\"country\":\"GH\",\"name\":\"Smuggled\"}"
#define GET "GET /health HTTP/1.1\r\nHost: x\r\n"
#define POST "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
#define BYTES(text)                                                                                \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

static const struct {
    const char *name;
    int status;
    const char *part; /* of what is said */
    struct ll_str bytes;
} rows[] = {
    {"lengths that differ", 400, "Content-Length is given more than once",
     BYTES(POST "Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}" SECOND)},
    {"equal lengths", 400, "Content-Length is given more than once",
     BYTES(POST "Content-Length: 2\r\ncontent-length: 2\r\n\r\n{}" SECOND)},
    {"no length, then one", 400, "Content-Length is given more than once",
     BYTES(POST "Content-Length: 0\r\nContent-Length: 2\r\n\r\n" SECOND)},
    {"length and coding", 400, "are both given",
     BYTES(POST "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND)},
    {"coding and length", 400, "are both given",
     BYTES(POST "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n" SECOND)},
    {"a blank before a length's colon", 400, "holds a blank",
     BYTES(POST "Content-Length : 200\r\n\r\n" SECOND)},
    {"a tab before a length's colon", 400, "holds a blank",
     BYTES(POST "Content-Length\t: 200\r\n\r\n" SECOND)},
    {"a blank before a coding's colon", 400, "holds a blank",
     BYTES(POST "Transfer-Encoding : chunked\r\n\r\n" SECOND)},
    {"a blank in a name", 400, "holds a blank", BYTES(GET "X Y: z\r\n\r\n" SECOND)},
    {"a mark that no name holds", 400, "holds a blank", BYTES(GET "X(Y): z\r\n\r\n" SECOND)},
    {"a name beyond ASCII", 400, "holds a blank", BYTES(GET "X\xc3\xa9: z\r\n\r\n" SECOND)},
    {"two hosts", 400, "Host is given more than once", BYTES(GET "Host: y\r\n\r\n" SECOND)},
    {"equal hosts", 400, "Host is given more than once", BYTES(GET "host: x\r\n\r\n" SECOND)},
    {"a folded line", 400, "folded", BYTES(GET "X: y\r\n z\r\n\r\n" SECOND)},
    {"a line folded by a tab", 400, "folded", BYTES(GET "X: y\r\n\tz\r\n\r\n" SECOND)},
    {"a folded line of blanks", 400, "folded", BYTES(GET "X: y\r\n   \r\n\r\n" SECOND)},
    {"a folded line amid others", 400, "folded",
     BYTES(GET "X: y\r\n z\r\nA: b\r\nC: d\r\n\r\n" SECOND)},
    {"a folded length", 400, "folded", BYTES(POST "Content-Length:\r\n 200\r\n\r\n" SECOND)},
    {"a folded coding", 400, "folded", BYTES(POST "Transfer-Encoding:\r\n chunked\r\n\r\n" SECOND)},
    {"a field folded into a length", 400, "folded",
     BYTES(POST "X: y\r\n Content-Length: 200\r\n\r\n" SECOND)},
    {"a first line that is folded", 400, "holds a blank",
     BYTES("GET /health HTTP/1.1\r\n X: y\r\nHost: x\r\n\r\n" SECOND)},
    {"a line that begins with a colon", 400, "broken", BYTES(GET ": x\r\n\r\n" SECOND)},
    {"a colon alone", 400, "broken", BYTES(GET ":\r\n" SECOND)},
    {"lines that end with LF alone", 400, "LF alone",
     BYTES("GET /health HTTP/1.1\nHost: x\n\n" SECOND)},
    {"a first line that ends with LF alone", 400, "LF alone",
     BYTES("GET /health HTTP/1.1\nHost: x\r\n\r\n" SECOND)},
    {"a first line of LF alone, and nothing more", 400, "LF alone",
     BYTES("GET /health HTTP/1.0\n\r\n" SECOND)},
    {"one line that ends with LF alone", 400, "LF alone", BYTES(GET "X: y\nA: b\r\n\r\n" SECOND)},
    {"a blank before LF alone", 400, "LF alone", BYTES(GET "X: y \nA: b\r\n\r\n" SECOND)},
    {"an empty value before LF alone", 400, "LF alone", BYTES(GET "X:\nA: b\r\n\r\n" SECOND)},
    {"a length before LF alone", 400, "LF alone", BYTES(POST "Content-Length: 0\n\r\n" SECOND)},
    {"a last line that ends with LF alone", 400, "LF alone", BYTES(GET "X: y\n\r\n" SECOND)},
    {"an end of LF alone", 400, "LF alone", BYTES(GET "\n" SECOND)},
    {"a CR alone in a value", 400, "control character", BYTES(GET "X: y\rA: b\r\n\r\n" SECOND)},
    {"a CR alone that would be a line", 400, "control character",
     BYTES(POST "X: y\rContent-Length: 200\r\n\r\n" SECOND)},
    {"a CR alone before the end", 400, "control character", BYTES(GET "X: y\r\r\n\r\n" SECOND)},
    {"a bell in a value", 400, "control character", BYTES(GET "X: y\az\r\n\r\n" SECOND)},
    {"a delete in a value", 400, "control character", BYTES(GET "X: y\x7f\r\n\r\n" SECOND)},
    {"a zero in a value", 400, "broken", BYTES(GET "X: y\0z\r\nA: b\r\n\r\n" SECOND)},
    {"a zero in the last value", 400, "broken", BYTES(GET "X: y\0zzzz\r\n\r\n" SECOND)},
    {"a zero in the path", 400, "broken",
     BYTES("GET /health\0zz HTTP/1.1\r\nHost: x\r\n\r\n" SECOND)},
    {"a zero in the query", 400, "broken",
     BYTES("GET /health?a=b\0&c=d HTTP/1.1\r\nHost: x\r\n\r\n" SECOND)},
    {"two blanks before the path", 400, "broken",
     BYTES("GET  /health HTTP/1.1\r\nHost: x\r\n\r\n" SECOND)},
    {"two tokens", 400, "Authorization is given more than once",
     BYTES(GET "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n" SECOND)},
    {"two media types", 400, "Content-Type is given more than once",
     BYTES(POST "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}" SECOND)},
    {"an empty key", 400, "Idempotency-Key is empty",
     BYTES(POST "Idempotency-Key:\r\nContent-Length: 2\r\n\r\n{}" SECOND)},
    {"no coding that is known", 501, "other than chunked",
     BYTES(POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" SECOND)},
    {"a coding before chunked", 501, "other than chunked",
     BYTES(POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" SECOND)},
    {"a coding after chunked", 501, "other than chunked",
     BYTES(POST "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" SECOND)},
    {"an empty coding", 501, "other than chunked", BYTES(POST "Transfer-Encoding:\r\n\r\n" SECOND)},
    {"a blank after chunked", 501, "other than chunked",
     BYTES(POST "Transfer-Encoding: chunked \r\n\r\n0\r\n\r\n" SECOND)},
    {"two codings", 400, "more than once",
     BYTES(POST
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND)},
    {"two codings, one of them unknown", 400, "more than once",
     BYTES(POST "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND)},
    {"a coding of old HTTP", 400, "HTTP/1.0",
     BYTES("POST /organisations HTTP/1.0\r\nConnection: keep-alive\r\n"
           "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND)},
};

/* All that comes until the server ends the connection. */
static struct ll_str talk(struct ll_served *served, struct ll_str bytes)
{
    struct ll_strbuf buf;
    struct ll_str all;
    int fd = ll_connect(served, true);
    ll_strbuf_init(&buf, &served->arena, (size_t)1 << 20);
    ll_send(fd, bytes);
    for (;;) {
        assert_true(ll_strbuf_reserve(&buf, 65536));
        ssize_t count = recv(fd, buf.ptr + buf.len, 65536, 0);
        if (count <= 0) {
            break;
        }
        buf.len += (size_t)count;
    }
    (void)close(fd);
    assert_int_equal(ll_strbuf_finish(&buf, &all, NULL), LL_OK);
    return all;
}

static size_t answers_in(struct ll_str all)
{
    static const char line[] = "HTTP/1.1 ";
    size_t count = 0;
    for (;;) {
        size_t at = ll_str_find(all, ll_str_from_cstr(line), false);
        if (at == SIZE_MAX) {
            return count;
        }
        count++;
        all = ll_str_sub(all, at + strlen(line), all.len);
    }
}

static bool holds(struct ll_str all, const char *part)
{
    return ll_str_find(all, ll_str_from_cstr(part), true) != SIZE_MAX;
}

static bool is_smuggled(struct ll_served *served)
{
    return ll_get(served, "/organisations/smuggled").status != 404;
}

static void what_is_in_doubt_is_refused(void **state)
{
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char line[32];
        struct ll_str all = talk(served, rows[i].bytes);
        (void)snprintf(line, sizeof(line), "HTTP/1.1 %d ", rows[i].status);
        if (!ll_str_starts(all, ll_str_from_cstr(line)) || answers_in(all) != 1 ||
            !holds(all, "Content-Type: application/problem+json\r\n") ||
            !holds(all, "Connection: close\r\n") || !holds(all, rows[i].part)) {
            fail_msg("%s: not %d and '%s' alone: %.*s", rows[i].name, rows[i].status, rows[i].part,
                     LL_STR_ARG(all));
        }
        if (is_smuggled(served)) {
            fail_msg("%s: what followed was run", rows[i].name);
        }
    }
}

/* Nothing but its first line. */
static void an_old_head_without_fields_is_answered(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_str all = talk(served, ll_str_from_cstr("GET /health HTTP/1.0\r\n\r\n"));
    assert_int_equal(answers_in(all), 1);
    assert_true(holds(all, " 200 "));
}

/* Who asks for a page is told in the same way: nothing that such a head says is believed. */
static void a_browser_is_told_the_same(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply =
        ll_ask(served, false, GET "Accept: text/html\r\nContent-Length : 0\r\n\r\n");
    ll_assert_reply(&reply, 400, "holds a blank");
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Content-Type"), "application/problem+json"));
}

/* Chunks without end are a body that does not come: the connection ends with nothing run. */
static void a_chunk_without_end_runs_nothing(void **state)
{
    static const struct ll_str requests[] = {
        BYTES(POST "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n" SECOND),
        BYTES(POST "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n" SECOND),
        BYTES(POST "Transfer-Encoding: chunked\r\n\r\n-1\r\n" SECOND),
    };
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
        struct ll_str all = talk(served, requests[i]);
        if (answers_in(all) > 1 || holds(all, "HTTP/1.1 2") || is_smuggled(served)) {
            fail_msg("%zu: %.*s", i, LL_STR_ARG(all));
        }
    }
}

/* A chunk's line beyond the memory of a connection: the library ends it by itself, by its version
 * with 500 or a status that says more, and takes no more of it than that memory. */
static void a_chunk_line_without_end_runs_nothing(void **state)
{
    static const size_t lengths[] = {100000, 4000000, 1000};
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        struct ll_strbuf buf;
        struct ll_str bytes;
        ll_strbuf_init(&buf, &served->arena, (size_t)8 << 20);
        ll_strbuf_cstr(&buf, POST "Transfer-Encoding: chunked\r\n\r\n2;x=");
        assert_true(ll_strbuf_reserve(&buf, lengths[i]));
        memset(buf.ptr + buf.len, 'y', lengths[i]);
        buf.len += lengths[i];
        ll_strbuf_cstr(&buf, "\r\n{}\r\n0\r\n\r\n" SECOND);
        assert_int_equal(ll_strbuf_finish(&buf, &bytes, NULL), LL_OK);
        struct ll_str all = talk(served, bytes);
        bool is_short = i == 2; /* is ignored, as RFC 9112 has it */
        if ((is_short ? answers_in(all) != 2 : answers_in(all) > 1 || holds(all, "HTTP/1.1 2")) ||
            is_smuggled(served) != is_short) {
            fail_msg("%zu: %.*s", lengths[i], LL_STR_ARG(all));
        }
    }
}

/* The same bytes behind a request that is sound are a request, whatever its lines look like. */
static void what_is_sound_is_answered(void **state)
{
    static const struct ll_str fronts[] = {
        BYTES(GET "\r\n"),
        BYTES("\r\nGET /health HTTP/1.1\r\nHost:x\r\nX: \t y\r\nZ:\r\n\r\n"),
        BYTES(GET "Cookie: a=b; c=d\r\nX: y: z\r\nCookie: e=f\r\n\r\n"),
        BYTES("GET /health?a?b&c=d HTTP/1.1\r\nHost: x\r\n\r\n"),
        BYTES("GET /health? HTTP/1.1\r\nHost: x\r\n\r\n"),
        BYTES(GET "X!#$%&'*+-.^_`|~9: \xc3\xa9\r\nX: y\r\nX: y  \r\n\r\n"),
        BYTES("POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"),
        BYTES(POST "Transfer-Encoding: Chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    };
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
        struct ll_strbuf buf;
        struct ll_str bytes;
        ll_strbuf_init(&buf, &served->arena, (size_t)1 << 16);
        ll_strbuf_str(&buf, fronts[i]);
        ll_strbuf_cstr(&buf, SECOND);
        assert_int_equal(ll_strbuf_finish(&buf, &bytes, NULL), LL_OK);
        struct ll_str all = talk(served, bytes);
        if (answers_in(all) != 2 || holds(all, "HTTP/1.1 400")) {
            fail_msg("%zu: not two answers: %.*s", i, LL_STR_ARG(all));
        }
        assert_true(is_smuggled(served));
    }
}

/* However it was read: a long head that comes in pieces is as sound as one that comes at once. */
static void a_head_in_pieces_is_sound(void **state)
{
    static const size_t pieces[] = {1, 97, 1460, 8192};
    struct ll_served *served = ll_served_of(state);
    struct ll_strbuf buf;
    struct ll_str head;
    ll_strbuf_init(&buf, &served->arena, (size_t)1 << 16);
    ll_strbuf_cstr(&buf, GET);
    for (int i = 0; i < 80; i++) {
        ll_strbuf_fmt(&buf, "X%d: %0180d\r\n", i, 7);
    }
    ll_strbuf_cstr(&buf, "Cookie: a=b; c=d\r\n\r\n");
    assert_int_equal(ll_strbuf_finish(&buf, &head, NULL), LL_OK);
    int fd = ll_connect(served, true);
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        for (size_t at = 0; at < head.len; at += pieces[i]) {
            ll_send(fd, ll_str_sub(head, at, at + pieces[i]));
        }
        struct ll_reply reply = ll_read_reply(served, fd);
        ll_assert_reply(&reply, 200, "ok");
    }
    (void)close(fd);
}

static int64_t now_us(void *ctx)
{
    struct timespec now;
    (void)ctx;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The library is tried as it is: one way tells all heads, and it is chosen; where two do, the
 * first. A way that tells none of them apart is found out. */
static void the_library_is_tried(void **state)
{
    struct ll_served *served = ll_served_of(state);
    const struct ll_http_options options = {
        .threads = 1, .connections_max = 16, .idle_s = 5, .timer_us = now_us};
    char path[400];
    bool laid = false;
    bool told = false;
    bool blind = true;
    enum ll_http_lines lines;
    struct ll_err err;
    (void)snprintf(path, sizeof(path), "%s/trial", served->fixture.dir);
    assert_int_equal(ll_http_try(&options, path, LL_HTTP_LINES_AS_LAID, &laid, &err), LL_OK);
    assert_int_equal(ll_http_try(&options, path, LL_HTTP_LINES_AS_TOLD, &told, &err), LL_OK);
    assert_true(laid || told); /* of the version that CI has */
    assert_int_equal(ll_http_choose_lines(&options, path, &lines, &err), LL_OK);
    assert_int_equal(lines, laid ? LL_HTTP_LINES_AS_LAID : LL_HTTP_LINES_AS_TOLD);
    assert_int_equal(ll_http_try(&options, path, LL_HTTP_LINES_DOUBTFUL, &blind, &err), LL_OK);
    assert_int_equal(blind, told); /* good only where the library refuses by itself */
    assert_int_not_equal(access(path, F_OK), 0);
}

/* Where nothing tells folded lines, no second request is read on any connection. */
static void in_doubt_a_connection_has_one_request(void **state)
{
    struct ll_served *served = ll_served_of(state);
    served->options.is_doubtful = true;
    ll_served_again(served);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_str all = talk(served, rows[i].bytes);
        if (answers_in(all) > 1 || is_smuggled(served)) {
            fail_msg("%s: what followed was run: %.*s", rows[i].name, LL_STR_ARG(all));
        }
    }
    for (int i = 0; i < 3; i++) { /* made, and kept */
        struct ll_str all =
            talk(served, ll_str_from_cstr("GET /classes HTTP/1.1\r\nHost: x\r\n\r\n" SECOND));
        assert_int_equal(answers_in(all), 1);
        assert_true(holds(all, "HTTP/1.1 200 ") && holds(all, "Connection: close\r\n"));
    }
    assert_false(is_smuggled(served));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_SERVED_TEST(what_is_in_doubt_is_refused),
        LL_SERVED_TEST(an_old_head_without_fields_is_answered),
        LL_SERVED_TEST(a_browser_is_told_the_same),
        LL_SERVED_TEST(a_chunk_without_end_runs_nothing),
        LL_SERVED_TEST(a_chunk_line_without_end_runs_nothing),
        LL_SERVED_TEST(what_is_sound_is_answered),
        LL_SERVED_TEST(a_head_in_pieces_is_sound),
        LL_SERVED_TEST(the_library_is_tried),
        LL_SERVED_TEST(in_doubt_a_connection_has_one_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
