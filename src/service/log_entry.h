/*
 * What the public log says of an event: canonical JSON around its public part.
 *
 *     {"body":{…},"kind":"lot_excluded","v":1}
 *     {"body":{…},"kind":"allocation_run","part":0,"parts":3,"v":1}
 *
 * An event that is too long for one entry has several: lists of its public part are cut, and give
 * the whole when they are put together in the order of the parts; what is no list stands in each.
 */
#ifndef LL_SERVICE_LOG_ENTRY_H
#define LL_SERVICE_LOG_ENTRY_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define LL_LOG_ENTRY_BYTES_MAX ((size_t)48 << 10)

struct ll_log_entries {
    size_t count;
    struct ll_str *texts; /* [count], in the arena */
};

/*
 * `body` is the stored public part. LL_ECORRUPT: it is no canonical JSON object; LL_ELIMIT: one row
 * is too long; LL_ENOMEM. Cost: O(body).
 */
LL_MUST enum ll_status ll_log_entries(struct ll_arena *arena, struct ll_str kind,
                                      struct ll_str body, struct ll_log_entries *ret_entries,
                                      struct ll_err *reterr);

#endif
