/*
 * Answers that were rendered before (kept.def). Each is kept with the version of the store that it
 * was made at or after, and given only while the store still has that version: after anything was
 * committed it is made anew, once. Bounded memory; who was asked for last stays longest.
 */
#ifndef LL_EDGE_HTTP_KEPT_H
#define LL_EDGE_HTTP_KEPT_H

#include "edge/http/http.h"

struct ll_service;

/* Is it one of kept.def? */
bool ll_kept_service(const struct ll_service *service);

struct ll_kept;
/* At most about `bytes_max` of answers. LL_ENOMEM. */
LL_MUST enum ll_status ll_kept_open(size_t bytes_max, struct ll_kept **ret_kept,
                                    struct ll_err *reterr);
void ll_kept_close(struct ll_kept *kept); /* NULL is allowed */

/* What was kept under the key at that version, held for the caller (ll_http_drop); NULL: nothing.
 * Any number of threads. */
struct ll_http_made *ll_kept_find(struct ll_kept *kept, struct ll_str key, uint64_t version);
/* Keep it, held once more; what is too large is not. */
void ll_kept_put(struct ll_kept *kept, struct ll_str key, uint64_t version,
                 struct ll_http_made *made);

struct ll_kept_facts {
    int64_t given;
    int64_t missed;
    int64_t bytes;
    int64_t count;
};
void ll_kept_facts(struct ll_kept *kept, struct ll_kept_facts *ret_facts);

#endif
