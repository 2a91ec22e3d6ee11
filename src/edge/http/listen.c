#include "edge/http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

static enum ll_status fail_listen(const char *what, struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EIO, "cannot listen: %s", strerror(errno));
    ll_err_where(reterr, "%s", what);
    ll_err_hint(reterr, "name another address, or end what listens there");
    return status;
}

/* "HOST:PORT" or "[HOST]:PORT" in two parts. */
static bool split_address(struct ll_str address, char host[256], char port[8])
{
    size_t colon = address.len;
    while (colon > 0 && address.ptr[colon - 1] != ':') {
        colon--;
    }
    struct ll_str name = ll_str_sub(address, 0, colon > 0 ? colon - 1 : 0);
    struct ll_str number = ll_str_sub(address, colon, address.len);
    int64_t value = -1;
    if (ll_str_starts(name, LL_STR("[")) && ll_str_ends(name, LL_STR("]"))) {
        name = ll_str_sub(name, 1, name.len - 1);
    }
    if (colon == 0 || name.len == 0 || name.len >= 256 || ll_str_to_i64(number, &value) != LL_OK ||
        value < 0 || value > 65535) {
        return false;
    }
    (void)snprintf(host, 256, "%.*s", LL_STR_ARG(name));
    (void)snprintf(port, 8, "%d", (int)value);
    return true;
}

static int port_of(int fd)
{
    struct sockaddr_storage at = {0};
    socklen_t size = sizeof(at);
    if (getsockname(fd, (struct sockaddr *)&at, &size) != 0) {
        return 0;
    }
    return at.ss_family == AF_INET6
               ? ntohs(((const struct sockaddr_in6 *)(const void *)&at)->sin6_port)
               : ntohs(((const struct sockaddr_in *)(const void *)&at)->sin_port);
}

enum ll_status ll_listen_address(struct ll_str address, int *ret_fd, int *ret_port,
                                 struct ll_err *reterr)
{
    char host[256];
    char port[8];
    char what[300];
    if (!split_address(address, host, port)) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no address to listen on",
                                        LL_STR_ARG(ll_str_sub(address, 0, 100)));
        ll_err_hint(reterr, "give HOST:PORT, as 127.0.0.1:8080 or [::1]:8080");
        return status;
    }
    (void)snprintf(what, sizeof(what), "%s:%s", host, port);
    const struct addrinfo wanted = {.ai_family = AF_UNSPEC,
                                    .ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    int why = getaddrinfo(host, port, &wanted, &found);
    if (why != 0) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "no such host: %s", gai_strerror(why));
        ll_err_where(reterr, "%s", what);
        return status;
    }
    int one = 1;
    *ret_fd =
        socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, found->ai_protocol);
    bool good =
        *ret_fd >= 0 && setsockopt(*ret_fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == 0 &&
        bind(*ret_fd, found->ai_addr, found->ai_addrlen) == 0 && listen(*ret_fd, BACKLOG) == 0;
    freeaddrinfo(found);
    if (!good) {
        return fail_listen(what, reterr);
    }
    *ret_port = port_of(*ret_fd);
    return LL_OK;
}

/* Does anybody answer at the socket? One that a killed server left behind is put away. */
static bool is_answered(const struct sockaddr_un *at)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool answered = fd >= 0 && connect(fd, (const struct sockaddr *)at, sizeof(*at)) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    return answered;
}

enum ll_status ll_listen_local(const char *path, int *ret_fd, struct ll_err *reterr)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    size_t len = strlen(path);
    if (len >= sizeof(at.sun_path)) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "the path of the local socket is longer than %zu bytes",
                    sizeof(at.sun_path) - 1);
        ll_err_where(reterr, "%s", path);
        ll_err_hint(reterr, "name the data directory by a shorter path");
        return status;
    }
    memcpy(at.sun_path, path, len);
    if (is_answered(&at)) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EBUSY, "another server uses this data directory");
        ll_err_where(reterr, "%s", path);
        ll_err_hint(reterr, "end it, or give this one a data directory of its own with a copy of "
                            "the keys");
        return status;
    }
    (void)unlink(path);
    *ret_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*ret_fd < 0 || bind(*ret_fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
        chmod(path, 0600) != 0 || listen(*ret_fd, BACKLOG) != 0) {
        return fail_listen(path, reterr);
    }
    return LL_OK;
}
