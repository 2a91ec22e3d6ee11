#include "edge/http/trial.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "edge/http/framing.h"

#define FRONT "GET / HTTP/1.1\r\nHost: x\r\n"
#define WAIT_S 5
#define HEAD(is, text)                                                                             \
    {                                                                                              \
        (is),                                                                                      \
        {                                                                                          \
            (text), sizeof(text) - 1                                                               \
        }                                                                                          \
    }

static const struct {
    bool is_sound;
    struct ll_str bytes;
} heads[] = {
    HEAD(true, FRONT "\r\n"),
    HEAD(true, "\r\nGET / HTTP/1.1\r\nHost:x\r\nX: \t y\r\nZ:\r\n\r\n"),
    HEAD(true, FRONT "Cookie: a=b; c=d\r\nX: y: z  \r\nCookie: e=f\r\n\r\n"),
    HEAD(false, FRONT "X: y\r\n z\r\n\r\n"),
    HEAD(false, FRONT "X: y\r\n\tz\r\n\r\n"),
    HEAD(false, FRONT "X: y\r\n   \r\n\r\n"),
    HEAD(false, FRONT "X: y\n z\n\n"),
    HEAD(false, "GET / HTTP/1.1\nHost: x\r\n\r\n"),
    HEAD(false, "GET / HTTP/1.1\r\nHost: x\n\r\n"),
    HEAD(false, FRONT "X: y\nZ: y\r\n\r\n"),
    HEAD(false, FRONT "\n"),
    HEAD(false, "GET / HTTP/1.1\nHost: x\n\n"),
    HEAD(false, FRONT "X: y\r\n z\r\nA: b\r\nC: d\r\n\r\n"),
    HEAD(false, FRONT "X:\r\n 2\r\n\r\n"),
    HEAD(false, FRONT ": x\r\n\r\n"),
    HEAD(false, FRONT ":\r\n\r\n"),
    HEAD(false, FRONT "X: y\0z\r\nA: b\r\n\r\n"),
    HEAD(false, FRONT "X: y\0zzzz\r\n\r\n"),
    HEAD(false, "GET /\0zz HTTP/1.1\r\nHost: x\r\n\r\n"),
};

static void begin(void *ctx, struct ll_http_exchange *exchange)
{
    (void)ctx;
    exchange->body_max = 0;
    ll_http_close_after(exchange);
    if (exchange->fault != NULL) {
        exchange->reply.status = exchange->fault->http_status;
    }
}

static void take(void *ctx, struct ll_http_exchange *exchange)
{
    (void)ctx;
    (void)exchange;
}

static void run(void *ctx, struct ll_http_exchange *exchange)
{
    (void)ctx;
    exchange->reply.status = exchange->reply.status == 0 ? 200 : exchange->reply.status;
}

/* Is the head taken? What the library refuses by itself is answered by itself, or not at all. */
static bool is_taken(const char *socket_path, struct ll_str head)
{
    static const char wanted[] = "HTTP/1.1 200 ";
    char got[sizeof(wanted) - 1];
    size_t len = 0;
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    const struct timeval wait = {.tv_sec = WAIT_S};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)memcpy(at.sun_path, socket_path, strlen(socket_path));
    bool good = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) == 0 &&
                connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0 &&
                send(fd, head.ptr, head.len, MSG_NOSIGNAL) == (ssize_t)head.len;
    while (good && len < sizeof(got)) {
        ssize_t count = recv(fd, got + len, sizeof(got) - len, 0);
        good = count > 0;
        len += good ? (size_t)count : 0;
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return good && memcmp(got, wanted, sizeof(got)) == 0;
}

enum ll_status ll_http_try(const struct ll_http_options *options, const char *socket_path,
                           enum ll_http_lines lines, bool *ret_good, struct ll_err *reterr)
{
    struct ll_http_server *server = NULL;
    struct ll_http_options trial = *options;
    trial.local_path = socket_path;
    trial.lines = lines;
    trial.handler = (struct ll_http_handler){.begin = begin, .take = take, .run = run, .end = take};
    *ret_good = true;
    LL_TRY(ll_http_open(&trial, &server, reterr));
    for (size_t i = 0; *ret_good && i < sizeof(heads) / sizeof(heads[0]); i++) {
        *ret_good = is_taken(socket_path, heads[i].bytes) == heads[i].is_sound;
    }
    ll_http_close(server);
    return LL_OK;
}

enum ll_status ll_http_choose_lines(const struct ll_http_options *options, const char *socket_path,
                                    enum ll_http_lines *ret_lines, struct ll_err *reterr)
{
    static const enum ll_http_lines ways[] = {LL_HTTP_LINES_AS_LAID, LL_HTTP_LINES_AS_TOLD};
    bool good = false;
    *ret_lines = LL_HTTP_LINES_DOUBTFUL;
    for (size_t i = 0; !good && i < sizeof(ways) / sizeof(ways[0]); i++) {
        LL_TRY(ll_http_try(options, socket_path, ways[i], &good, reterr));
        *ret_lines = good ? ways[i] : LL_HTTP_LINES_DOUBTFUL;
    }
    return LL_OK;
}
