/*
 * Addresses of servers as people write them into settings: read strictly, so that what is checked
 * here is what a client library connects to. Freestanding but for the errors' texts.
 */
#ifndef LL_BASE_URL_H
#define LL_BASE_URL_H

#include "base/str.h"

#define LL_URL_MAX 2048

/* Parts of the text that was read. */
struct ll_url {
    struct ll_str scheme; /* small letters */
    struct ll_str host;   /* a name or IPv4 address, or an IPv6 address without its brackets */
    int port;             /* 0: none was written */
    bool is_v6;
    struct ll_str origin; /* "https://host:port" */
    struct ll_str target; /* path and query, or empty */
};

/*
 * SCHEME://HOST[:PORT][/PATH][?QUERY] in plain ASCII. No user, password or fragment: a secret does
 * not belong into an address, and "https://good@evil" misleads. LL_EINVAL says what is wrong.
 */
LL_MUST enum ll_status ll_url_parse(struct ll_str text, struct ll_url *ret_url,
                                    struct ll_err *reterr);
/* "localhost", 127.0.0.1 or ::1, as written. */
bool ll_url_is_near(const struct ll_url *url);

#endif
