/* A command's side of the local socket. The protocol is this program's own on both ends, so a
 * request of HTTP/1.0 is all it takes: one answer, then the end. */
#include "edge/http/local.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_BYTES_MAX ((size_t)256 << 20)
#define FIRST_BYTES ((size_t)64 << 10)

/* wait_s: how long it may take to connect, to send and to answer, each; 0: as long as it takes. */
static int connect_to(const char *path, int wait_s)
{
    const struct timeval wait = {.tv_sec = wait_s};
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(at.sun_path)) {
        return -1;
    }
    (void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) != 0 ||
                    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) != 0 ||
                    connect(fd, (struct sockaddr *)&at, sizeof(at)) != 0)) {
        int failed = errno;
        (void)close(fd);
        errno = failed;
        fd = -1;
    }
    return fd;
}

static bool send_all(int fd, struct ll_str bytes)
{
    for (size_t at = 0; at < bytes.len;) {
        ssize_t sent = send(fd, bytes.ptr + at, bytes.len - at, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        at += (size_t)sent;
    }
    return true;
}

/* Until the other side ends. */
static bool read_all(struct ll_arena *arena, int fd, struct ll_str *ret_bytes)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, ANSWER_BYTES_MAX);
    for (;;) {
        if (!ll_strbuf_reserve(&buf, FIRST_BYTES)) {
            return false;
        }
        ssize_t got = recv(fd, buf.ptr + buf.len, FIRST_BYTES, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0 && ll_strbuf_finish(&buf, ret_bytes, NULL) == LL_OK;
        }
        buf.len += (size_t)got;
    }
}

/* ---- the request ---- */

static const struct ll_file *file_of(const struct ll_field *field, const void *input)
{
    return (const struct ll_file *)(const void *)((const char *)input + field->offset);
}

static bool is_sent(const struct ll_field *field, const void *input)
{
    return field->type == LL_FIELD_FILE && file_of(field, input)->name.len > 0;
}

static void put_line(const struct ll_record *record, const void *input,
                     const struct ll_run_options *options, struct ll_strbuf *buf)
{
    ll_strbuf_fmt(buf, "{\"clock_ok\":%s,\"dry_run\":%s,\"files\":[",
                  options->clock_ok ? "true" : "false", options->dry_run ? "true" : "false");
    const char *before = "";
    for (size_t i = 0; record != NULL && i < record->field_count; i++) {
        const struct ll_field *field = &record->fields[i];
        if (is_sent(field, input)) {
            ll_strbuf_fmt(buf, "%s{\"field\":\"%s\",\"name\":", before, field->name);
            ll_json_put_string(buf, file_of(field, input)->name);
            ll_strbuf_fmt(buf, ",\"size\":%zu}", file_of(field, input)->bytes.len);
            before = ",";
        }
    }
    ll_strbuf_cstr(buf, "],\"input\":");
    if (record != NULL) {
        ll_record_to_json(record, input, buf);
    } else {
        ll_strbuf_cstr(buf, "{}");
    }
    ll_strbuf_cstr(buf, ",\"key\":");
    ll_json_put_string(buf, options->key);
    ll_strbuf_cstr(buf, "}\n");
}

static size_t files_bytes(const struct ll_record *record, const void *input)
{
    size_t bytes = 0;
    for (size_t i = 0; record != NULL && i < record->field_count; i++) {
        if (is_sent(&record->fields[i], input)) {
            bytes += file_of(&record->fields[i], input)->bytes.len;
        }
    }
    return bytes;
}

static enum ll_status ask(struct ll_arena *arena, int fd, const struct ll_service *service,
                          const void *input, const struct ll_run_options *options, bool *ret_sent,
                          struct ll_err *reterr)
{
    const struct ll_record *record = service->input;
    struct ll_strbuf head;
    struct ll_strbuf line;
    struct ll_str head_text;
    struct ll_str line_text;
    ll_strbuf_init(&line, arena, LL_LOCAL_LINE_BYTES_MAX);
    put_line(record, input, options, &line);
    LL_TRY(ll_strbuf_finish(&line, &line_text, reterr));
    ll_strbuf_init(&head, arena, 1024);
    ll_strbuf_fmt(&head,
                  "POST " LL_LOCAL_PATH "%s/%s HTTP/1.0\r\nHost: localhost\r\n"
                  "Content-Type: " LL_LOCAL_TYPE "\r\nContent-Length: %zu\r\n\r\n",
                  service->noun, service->verb, line_text.len + files_bytes(record, input));
    LL_TRY(ll_strbuf_finish(&head, &head_text, reterr));
    *ret_sent = send_all(fd, head_text) && send_all(fd, line_text);
    for (size_t i = 0; *ret_sent && record != NULL && i < record->field_count; i++) {
        if (is_sent(&record->fields[i], input)) {
            *ret_sent = send_all(fd, file_of(&record->fields[i], input)->bytes);
        }
    }
    return LL_OK;
}

/* ---- the answer ---- */

static enum ll_status status_named(struct ll_str name)
{
    static const enum ll_status statuses[] = {
#define LL_STATUS(symbol, number, exit_code, http, text, hint) LL_##symbol,
#include "base/errors.def"
#undef LL_STATUS
    };
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (ll_str_eq_cstr(name, ll_status_name(statuses[i]))) {
            return statuses[i];
        }
    }
    return LL_EUNKNOWN;
}

static struct ll_json *copy_of(struct ll_arena *arena, const struct ll_json *value)
{
    struct ll_json *copy = value == NULL ? NULL : LL_NEW(arena, struct ll_json);
    if (copy != NULL) {
        *copy = *value;
    }
    return copy;
}

static void put_error(const struct ll_json *error, struct ll_err *reterr)
{
    struct ll_str text = ll_json_string_at(error, "text");
    struct ll_str where = ll_json_string_at(error, "where");
    struct ll_str hint = ll_json_string_at(error, "hint");
    ll_fail_(reterr, status_named(ll_json_string_at(error, "code")), __FILE__, __LINE__, "%.*s",
             LL_STR_ARG(text));
    if (where.len > 0) {
        ll_err_where(reterr, "%.*s", LL_STR_ARG(where));
    }
    if (hint.len > 0) {
        ll_err_hint(reterr, "%.*s", LL_STR_ARG(hint));
    }
}

static enum ll_status read_answer(struct ll_arena *arena, struct ll_str bytes,
                                  struct ll_json **ret_answer, struct ll_json **ret_problem,
                                  struct ll_err *reterr)
{
    struct ll_json *outer = NULL;
    size_t head = ll_str_find(bytes, LL_STR("\r\n\r\n"), false);
    struct ll_str body =
        head == SIZE_MAX ? (struct ll_str){"", 0} : ll_str_sub(bytes, head + 4, bytes.len);
    if (ll_json_read(arena, body, ANSWER_BYTES_MAX, &outer, NULL) != LL_OK) {
        return LL_FAIL(reterr, LL_EUNKNOWN, "the server's answer did not arrive");
    }
    const struct ll_json *error = ll_json_get(outer, "error");
    if (error != NULL) {
        put_error(error, reterr);
        *ret_problem = copy_of(arena, ll_json_get(error, "problem"));
        return status_named(ll_json_string_at(error, "code"));
    }
    *ret_answer = copy_of(arena, ll_json_get(outer, "answer"));
    return *ret_answer == NULL ? LL_FAIL(reterr, LL_EUNKNOWN, "the server's answer is none")
                               : LL_OK;
}

/* A call may take as long as it has to do, so a server that hangs is told from one that works by
 * what takes no time. *ret_there: somebody listens. */
static enum ll_status look_alive(struct ll_arena *arena, const char *path, int wait_s,
                                 bool *ret_there, struct ll_err *reterr)
{
    static const char question[] = "GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n";
    struct ll_str bytes;
    int fd = connect_to(path, wait_s);
    bool is_late = fd < 0 && errno == EAGAIN; /* too many wait for it already */
    *ret_there = fd >= 0 || is_late;
    if (fd >= 0) {
        is_late = !send_all(fd, ll_str_from_cstr(question)) ||
                  (!read_all(arena, fd, &bytes) && errno == EAGAIN);
        (void)close(fd);
    }
    if (is_late) {
        return LL_REFUSE(reterr, LL_EBUSY,
                         "look at the server: what holds it up may pass; else end it, and run the "
                         "command again",
                         "the server at %s does not answer: nothing was asked of it", path);
    }
    return LL_OK;
}

enum ll_status ll_local_call(struct ll_arena *arena, const char *socket_path, int alive_s,
                             const struct ll_service *service, const void *input,
                             const struct ll_run_options *options, bool *ret_served,
                             struct ll_json **ret_answer, struct ll_json **ret_problem,
                             struct ll_err *reterr)
{
    bool is_sent_whole = false;
    struct ll_str bytes = LL_STR("");
    LL_TRY(look_alive(arena, socket_path, alive_s, ret_served, reterr));
    int fd = *ret_served ? connect_to(socket_path, 0) : -1;
    *ret_served = fd >= 0;
    if (fd < 0) {
        return LL_OK;
    }
    enum ll_status status = ask(arena, fd, service, input, options, &is_sent_whole, reterr);
    if (status == LL_OK && !read_all(arena, fd, &bytes) && bytes.len == 0) {
        status = LL_FAIL(reterr, LL_EUNKNOWN, "the server ended before it answered");
    }
    (void)close(fd);
    return status == LL_OK ? read_answer(arena, bytes, ret_answer, ret_problem, reterr) : status;
}
