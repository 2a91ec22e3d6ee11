/* What all of this folder's connections share: the judgement of an address, options of libcurl. */
#ifndef LL_EDGE_FETCH_CONNECT_H
#define LL_EDGE_FETCH_CONNECT_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/network.h"
#include "edge/fetch/library.h"

/* Which addresses a connection may reach. */
enum ll_connect_reach {
    LL_CONNECT_PUBLIC,
    LL_CONNECT_OWN,  /* this machine and private networks, too */
    LL_CONNECT_NEAR, /* this machine alone */
    LL_CONNECT_NONE, /* what is allowed by its address, and nothing else */
    LL_CONNECT_ANY,  /* whatever the settings name */
};

struct ll_connect {
    struct ll_curl lib;
    enum ll_connect_reach reach;
    const struct ll_network *allowed; /* these may be connected to, whatever the reach */
    size_t allowed_count;
    bool refused; /* an address that was not in reach; not connected to */
    atomic_bool stopped;
};

struct sockaddr;
bool ll_connect_may(enum ll_connect_reach reach, const struct sockaddr *address);

/* No proxy, redirect, signal (the program ignores SIGPIPE) or password file; TLS 1.2 and more,
 * checked; addresses by connect->reach; ends when connect->stopped. False: out of memory. */
bool ll_connect_set(CURL *curl, struct ll_connect *connect, const char *authorities,
                    int64_t connect_ms, int64_t whole_ms);

/* Why a transfer failed, as an error. `text` is libcurl's own, which names host and port. */
LL_MUST enum ll_status ll_connect_failed(const struct ll_connect *connect, CURLcode code,
                                         const char *text, struct ll_err *reterr);

#endif
