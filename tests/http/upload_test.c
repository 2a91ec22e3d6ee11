/* Long bodies over a socket: where they lie meanwhile, how far they are, and what is left of them.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "edge/http/spool.h"
#include "http/support.h"

#define LIST_BYTES (3 * LL_SPOOL_MEMORY_BYTES) /* long enough for a file */
#define PIECE_BYTES ((size_t)64 << 10)

static size_t count_entries(const char *path)
{
    size_t count = 0;
    DIR *dir = opendir(path);
    assert_non_null(dir);
    while (readdir(dir) != NULL) {
        count++;
    }
    (void)closedir(dir);
    return count;
}

/* A list with a heading and too few columns, as a form, and its head. */
static struct ll_str form(struct ll_served *served, const char *key)
{
    struct ll_strbuf body;
    struct ll_strbuf buf;
    struct ll_str bytes;
    ll_strbuf_init(&body, &served->arena, LIST_BYTES * 2);
    ll_strbuf_cstr(&body, "--B\r\nContent-Disposition: form-data; name=\"programme\"\r\n\r\nafrica"
                          "\r\n--B\r\nContent-Disposition: form-data; name=\"file\"; "
                          "filename=\"list.csv\"\r\n\r\n");
    while (body.len < LIST_BYTES) {
        ll_strbuf_cstr(&body, "one row of the list;that is as long as others\r\n");
    }
    ll_strbuf_cstr(&body, "\r\n--B--\r\n");
    assert_int_equal(ll_strbuf_finish(&body, &bytes, NULL), LL_OK);
    ll_strbuf_init(&buf, &served->arena, LIST_BYTES * 2);
    ll_strbuf_fmt(&buf,
                  "POST /collections/import HTTP/1.1\r\nHost: x\r\nContent-Type: "
                  "multipart/form-data; boundary=B\r\nIdempotency-Key: %s\r\n"
                  "Content-Length: %zu\r\n\r\n",
                  key, bytes.len);
    ll_strbuf_str(&buf, bytes);
    assert_int_equal(ll_strbuf_finish(&buf, &bytes, NULL), LL_OK);
    return bytes;
}

static void wait_a_little(void)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    (void)nanosleep(&pause, NULL);
}

static int64_t number(struct ll_served *served, const struct ll_reply *reply, const char *name)
{
    const struct ll_json *value = ll_json_get(ll_reply_read(served, reply), name);
    assert_non_null(value);
    return value->integer;
}

/* Until it says so: the server sees an end in its own time. */
static struct ll_reply wait_for_state(struct ll_served *served, const char *target,
                                      const char *state)
{
    struct ll_reply reply;
    do {
        reply = ll_get(served, target);
        assert_int_equal(reply.status, 200);
        wait_a_little();
    } while (!ll_str_eq_cstr(ll_json_string_at(ll_reply_read(served, &reply), "state"), state));
    return reply;
}

static void an_upload_tells_how_far_it_is(void **state)
{
    struct ll_served *served = ll_served_of(state);
    size_t files = count_entries("/proc/self/fd");
    size_t entries = count_entries(served->fixture.dir);
    struct ll_str bytes = form(served, "half");
    struct ll_reply reply = ll_get(served, "/uploads/half");
    ll_assert_reply(&reply, 404, "Idempotency-Key");
    int fd = ll_connect(served, true);
    ll_send(fd, ll_str_sub(bytes, 0, 2 * LL_SPOOL_MEMORY_BYTES));
    do {
        reply = wait_for_state(served, "/uploads/half", "receiving");
    } while (number(served, &reply, "received_bytes") < (int64_t)LL_SPOOL_MEMORY_BYTES * 3 / 2);
    assert_true(number(served, &reply, "total_bytes") > (int64_t)LIST_BYTES);
    assert_int_equal(count_entries(served->fixture.dir), entries); /* its file has no name */
    reply = ll_ask(served, false, "GET /uploads/half HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(reply.status, 404); /* not theirs */
    ll_send(fd, ll_str_sub(bytes, 2 * LL_SPOOL_MEMORY_BYTES, bytes.len));
    struct ll_reply answer = ll_read_reply(served, fd);
    ll_assert_reply(&answer, 404, "africa");
    (void)close(fd);
    reply = wait_for_state(served, "/uploads/half", "done");
    assert_int_equal(number(served, &reply, "http_status"), 404);
    assert_int_equal(number(served, &reply, "received_bytes"),
                     number(served, &reply, "total_bytes"));
    /* the same asked again, for a browser */
    reply =
        ll_ask(served, true, "GET /uploads/half HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n");
    ll_assert_reply(&reply, 200, "done");
    assert_int_equal(count_entries(served->fixture.dir), entries);
    while (count_entries("/proc/self/fd") != files) { /* the connections, and no file */
        wait_a_little();
    }
}

static void a_broken_off_upload_leaves_nothing(void **state)
{
    struct ll_served *served = ll_served_of(state);
    size_t files = count_entries("/proc/self/fd");
    size_t entries = count_entries(served->fixture.dir);
    struct ll_str bytes = form(served, "gone");
    int fd = ll_connect(served, true);
    ll_send(fd, ll_str_sub(bytes, 0, 2 * LL_SPOOL_MEMORY_BYTES));
    struct ll_reply reply;
    do {
        reply = wait_for_state(served, "/uploads/gone", "receiving");
    } while (number(served, &reply, "received_bytes") < (int64_t)LL_SPOOL_MEMORY_BYTES * 3 / 2);
    assert_true(count_entries("/proc/self/fd") > files + 2); /* both ends, and its file */
    (void)close(fd);
    (void)wait_for_state(served, "/uploads/gone", "broken");
    while (count_entries("/proc/self/fd") != files) {
        wait_a_little();
    }
    assert_int_equal(count_entries(served->fixture.dir), entries);
    /* and it may be sent again under the same key */
    fd = ll_connect(served, true);
    ll_send(fd, bytes);
    reply = ll_read_reply(served, fd);
    assert_int_equal(reply.status, 404); /* no programme */
    (void)close(fd);
}

static void a_body_without_end_is_answered(void **state)
{
    struct ll_served *served = ll_served_of(state);
    static const char head[] = "POST /organisations HTTP/1.1\r\nHost: x\r\n"
                               "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                               "\r\n";
    char *piece = malloc(PIECE_BYTES + 16);
    assert_non_null(piece);
    int front = snprintf(piece, 16, "%zx\r\n", PIECE_BYTES);
    memset(piece + front, 'x', PIECE_BYTES);
    memcpy(piece + front + PIECE_BYTES, "\r\n", 2);
    int fd = ll_connect(served, true);
    ll_send(fd, ll_str_from_cstr(head));
    size_t sent = 0;
    ssize_t count = 1;
    while (count > 0 && sent < (size_t)64 << 20) {
        count = send(fd, piece, (size_t)front + PIECE_BYTES + 2, MSG_NOSIGNAL);
        sent += count > 0 ? (size_t)count : 0;
    }
    assert_true(count < 0); /* it had an end */
    free(piece);
    struct ll_reply reply = ll_read_reply(served, fd);
    ll_assert_reply(&reply, 413, "the body is longer than 65536 bytes");
    assert_string_equal(ll_str_to_cstr(&served->arena, ll_reply_field(&reply, "Connection")),
                        "close");
    (void)close(fd);
    reply = ll_get(served, "/health");
    ll_assert_reply(&reply, 200, "ok");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_SERVED_TEST(an_upload_tells_how_far_it_is),
        LL_SERVED_TEST(a_broken_off_upload_leaves_nothing),
        LL_SERVED_TEST(a_body_without_end_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
