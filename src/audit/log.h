/*
 * The public log of the store (docs/log.md). Private to the audit.
 */
#ifndef LL_AUDIT_LOG_H
#define LL_AUDIT_LOG_H

#include "audit/model.h"

#define LL_AUDIT_ENTRY_BYTES_MAX ((size_t)48 << 10)

/* An event whose entries are read one after the other. Strings borrow. */
struct ll_log_parts {
    struct ll_str kind;
    struct ll_str body;     /* the public part */
    struct ll_json *object; /* read of it, when it has to be cut */
    size_t *taken;          /* [object->count] rows of each list that the parts so far had */
    int64_t part;           /* the next one */
    int64_t parts;          /* as the first one says; 0: not yet known */
};

/* Memory is a->scratch, also that of what is latched. */
void ll_log_parts_begin(struct ll_audit *a, struct ll_str kind, struct ll_str body,
                        struct ll_log_parts *ret_parts);
/* Is this the next entry of the event? */
bool ll_log_parts_take(struct ll_audit *a, struct ll_log_parts *parts, struct ll_str entry);
/* Is it whole now? */
bool ll_log_parts_done(const struct ll_log_parts *parts);

#endif
