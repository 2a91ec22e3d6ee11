/*
 * Connections that keep a request or an answer waiting: each has a time until which it may, and is
 * shut when that is over, however often it says a byte. A thread looks at all of them.
 */
#ifndef LL_EDGE_HTTP_WATCH_H
#define LL_EDGE_HTTP_WATCH_H

#include <stdint.h>

#include "base/err.h"

#define LL_WATCH_NEVER INT64_MAX

struct ll_watch;
struct ll_watched; /* one connection */

LL_MUST enum ll_status ll_watch_open(int64_t (*timer_us)(void *ctx), void *timer_ctx,
                                     struct ll_watch **ret_watch, struct ll_err *reterr);
/* Nothing may be watched any more. NULL is allowed. */
void ll_watch_close(struct ll_watch *watch);

/* Watch an open socket until ll_watch_drop, which goes before it is closed. NULL without memory. */
struct ll_watched *ll_watch_add(struct ll_watch *watch, int fd, int64_t for_us);
/* It has so long from now on; LL_WATCH_NEVER: it is ours to wait for. NULL is allowed. */
void ll_watch_for(struct ll_watched *watched, int64_t for_us);
void ll_watch_drop(struct ll_watched *watched); /* NULL is allowed */

#endif
