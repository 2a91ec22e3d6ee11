#include "edge/fetch/connect.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/address.h"

bool ll_connect_may(enum ll_connect_reach reach, const struct sockaddr *address)
{
    enum ll_address_kind kind = LL_ADDRESS_SPECIAL;
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        uint8_t bytes[4];
        memcpy(&v4, address, sizeof(v4));
        memcpy(bytes, &v4.sin_addr, sizeof(bytes));
        kind = ll_address_kind_v4(bytes);
    } else if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof(v6));
        kind = ll_address_kind_v6(v6.sin6_addr.s6_addr);
    } else {
        return false;
    }
    switch (reach) {
    case LL_CONNECT_PUBLIC:
        return kind == LL_ADDRESS_PUBLIC;
    case LL_CONNECT_OWN:
        return kind != LL_ADDRESS_SPECIAL;
    case LL_CONNECT_NEAR:
        return kind == LL_ADDRESS_LOOPBACK;
    case LL_CONNECT_NONE:
        return false;
    case LL_CONNECT_ANY:
        return true;
    }
    return false;
}

static bool is_allowed(const struct ll_connect *connect, const struct sockaddr *address)
{
    static const uint8_t before_v4[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    struct ll_address at;
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof(v4));
        memcpy(at.b, before_v4, sizeof(before_v4));
        memcpy(at.b + sizeof(before_v4), &v4.sin_addr, 4);
    } else if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof(v6));
        memcpy(at.b, v6.sin6_addr.s6_addr, sizeof(at.b));
    } else {
        return false;
    }
    for (size_t i = 0; i < connect->allowed_count; i++) {
        if (ll_network_has(&connect->allowed[i], &at)) {
            return true;
        }
    }
    return false;
}

/* The last moment: this very address is connected to, or none. */
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct ll_connect *connect = ctx;
    if (purpose != CURLSOCKTYPE_IPCXN ||
        !(ll_connect_may(connect->reach, &address->addr) || is_allowed(connect, &address->addr))) {
        connect->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static int on_progress(void *ctx, curl_off_t down_whole, curl_off_t down, curl_off_t up_whole,
                       curl_off_t up)
{
    const struct ll_connect *connect = ctx;
    (void)down_whole;
    (void)down;
    (void)up_whole;
    (void)up;
    return atomic_load(&connect->stopped) ? 1 : 0;
}

bool ll_connect_set(CURL *curl, struct ll_connect *connect, const char *authorities,
                    int64_t connect_ms, int64_t whole_ms)
{
    const struct ll_curl *lib = &connect->lib;
    CURLcode failed = CURLE_OK;
    failed |= lib->easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    failed |= lib->easy_setopt(curl, CURLOPT_PROXY, "");
    failed |= lib->easy_setopt(curl, CURLOPT_NOPROXY, "*");
    failed |= lib->easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    failed |= lib->easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    failed |= lib->easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    failed |= lib->easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    failed |= lib->easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (authorities != NULL) {
        failed |= lib->easy_setopt(curl, CURLOPT_CAINFO, authorities);
        failed |= lib->easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
    failed |= lib->easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
    failed |= lib->easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)whole_ms);
    failed |= lib->easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    failed |= lib->easy_setopt(curl, CURLOPT_OPENSOCKETDATA, connect);
    failed |= lib->easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    failed |= lib->easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    failed |= lib->easy_setopt(curl, CURLOPT_XFERINFODATA, connect);
    connect->refused = false;
    return failed == CURLE_OK;
}

enum ll_status ll_connect_failed(const struct ll_connect *connect, CURLcode code, const char *text,
                                 struct ll_err *reterr)
{
    const char *said = text[0] != '\0' ? text : connect->lib.easy_strerror(code);
    if (atomic_load(&connect->stopped)) {
        return LL_FAIL(reterr, LL_EBUSY, "the program is ending");
    }
    if (code == CURLE_OUT_OF_MEMORY) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to ask another server");
    }
    if (code == CURLE_COULDNT_CONNECT && connect->refused) {
        return LL_FAIL(reterr, LL_EPERM,
                       "the server's address is of this machine, a private network or none that "
                       "may be asked");
    }
    return LL_FAIL(reterr, LL_EIO, "another server gave no answer: %s", said);
}
