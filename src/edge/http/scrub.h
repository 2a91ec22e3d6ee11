/*
 * What was erased goes out of the store's files, as soon as nobody reads them as they were: an
 * audit may for minutes. Tried again and again by who writes, waiting for them a moment only, and
 * with longer pauses: nobody who writes waits for them.
 */
#ifndef LL_EDGE_HTTP_SCRUB_H
#define LL_EDGE_HTTP_SCRUB_H

#include "service/ctx.h"

struct ll_scrub {
    int64_t after_us; /* how long after the last try; 0: the store is clean */
    int64_t at_us;
};

/* Is `writer` to be scrubbed? Of SQLite: the process before may have been killed before it did. */
void ll_scrub_begin(struct ll_scrub *ret_scrub, const struct ll_store *writer);
/* Between transactions. */
void ll_scrub_when_due(struct ll_scrub *scrub, struct ll_ctx *ctx, int64_t now_us);

#endif
