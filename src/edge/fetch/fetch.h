/*
 * Asking other people's servers over HTTPS: a provider of sign-in, a webhook's target. What is
 * asked is often an address that somebody typed, so the rules stand here, in one place:
 *
 * - the address that is connected to is judged when it is connected to (base/address.h), whatever a
 *   name said when it was looked up before;
 * - HTTPS from TLS 1.2 on with a certificate that holds; no redirect is followed, no proxy, cookie,
 *   password file or compression is used;
 * - head, body and time have limits.
 *
 * One struct ll_fetch serves one thread, but for ll_fetch_stop. It keeps connections between
 * requests to the same host, all of them made under its rules.
 */
#ifndef LL_EDGE_FETCH_FETCH_H
#define LL_EDGE_FETCH_FETCH_H

#include "base/network.h"
#include "base/str.h"

#define LL_FETCH_HEAD_MAX ((size_t)64 << 10)

struct ll_fetch_rules {
    /* This machine and private networks may be asked, this machine in plain HTTP, too. Never
     * link-local, multicast and other special addresses. */
    bool may_near;
    /* These may be asked too, in plain HTTP as well, whatever they are. Has to stay. */
    const struct ll_network *allowed;
    size_t allowed_count;
    const char *authorities; /* file of PEM: who signs certificates; NULL: as the machine says */
    int64_t connect_ms;      /* 0: 5,000 */
    int64_t whole_ms;        /* 0: 10,000 */
    size_t body_max;         /* of an answer; 0: 64 KiB */
    bool cuts_body;          /* what is longer is no failure: the rest is not read */
};

struct ll_fetch;
/* The struct takes a copy of the rules; `authorities` has to stay. LL_ENOMEM, LL_EIO. */
LL_MUST enum ll_status ll_fetch_open(const struct ll_fetch_rules *rules,
                                     struct ll_fetch **ret_fetch, struct ll_err *reterr);
void ll_fetch_close(struct ll_fetch *fetch); /* NULL is allowed */
/* From any thread: what is under way ends soon and fails, and so does all that comes. */
void ll_fetch_stop(struct ll_fetch *fetch);

struct ll_fetch_field {
    const char *name;
    struct ll_str value;
};

struct ll_fetch_request {
    const char *method; /* "GET", "POST" */
    struct ll_str url;
    const struct ll_fetch_field *fields;
    size_t field_count;
    struct ll_str body; /* of POST */
};

struct ll_fetch_answer {
    int status;
    struct ll_str body;
    struct ll_str content_type;  /* or empty */
    struct ll_str cache_control; /* or empty */
    struct ll_str retry_after;   /* or empty */
};

/*
 * Ask, and wait for the whole answer, which is in `arena`. Any HTTP status is an answer.
 * LL_EINVAL: the address or a field cannot be asked; LL_EPERM: the rules refuse it; LL_ELIMIT: the
 * answer is too long; LL_EBUSY: stopped; LL_EIO: no (whole) answer in time; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_fetch(struct ll_fetch *fetch, const struct ll_fetch_request *request,
                                struct ll_arena *arena, struct ll_fetch_answer *ret_answer,
                                struct ll_err *reterr);

#endif
