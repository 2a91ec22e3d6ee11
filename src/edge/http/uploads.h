/*
 * How far requests with a file are: what came of it, what its service has done, how it was
 * answered. Who sends one with an Idempotency-Key may ask by that key (GET /uploads/{key}), and
 * nobody else. A bounded number is known of; the oldest that ended are forgotten first.
 */
#ifndef LL_EDGE_HTTP_UPLOADS_H
#define LL_EDGE_HTTP_UPLOADS_H

#include "base/id.h"
#include "edge/http/http.h"

struct ll_uploads;
struct ll_upload; /* one under way */

struct ll_upload_facts {
    const char *state;   /* receiving, working, done, broken */
    int64_t received;    /* bytes of the body */
    int64_t total;       /* as stated; -1: it is not */
    const char *counted; /* what `done` counts: "rows"; NULL: nothing was counted */
    int64_t done;
    int64_t of; /* 0: not known */
    int http_status;
};

/* LL_ENOMEM. */
LL_MUST enum ll_status ll_uploads_open(const struct ll_id_source *ids,
                                       struct ll_uploads **ret_uploads, struct ll_err *reterr);
void ll_uploads_close(struct ll_uploads *uploads); /* NULL is allowed */

/* One begins; NULL: too many are under way to tell of this one too. Any number of threads. */
struct ll_upload *ll_upload_begin(struct ll_uploads *uploads,
                                  const struct ll_http_exchange *exchange, struct ll_str key);
void ll_upload_received(struct ll_upload *upload, size_t bytes);
/* All came: its service is at it, and says how far (struct ll_progress). */
void ll_upload_work(struct ll_upload *upload);
void ll_upload_report(void *upload, const char *what, int64_t done, int64_t total);
/* It is over; `http_status` 0: unanswered. */
void ll_upload_end(struct ll_upload *upload, int http_status);

/* False: who asks has sent none with this key. */
bool ll_uploads_find(struct ll_uploads *uploads, const struct ll_http_exchange *exchange,
                     struct ll_str key, struct ll_upload_facts *ret_facts);

#endif
