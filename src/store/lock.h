/*
 * The lock on a data directory: one process at a time writes and checkpoints its SQLite file
 * (section 5 of the design; Debian 12's SQLite can corrupt a WAL that two processes checkpoint).
 * An open-file-description lock on DIR/lock: gone when its process is, however that ended.
 */
#ifndef LL_STORE_LOCK_H
#define LL_STORE_LOCK_H

#include "base/err.h"
#include "base/str.h"

/* Wait at most wait_ms; LL_EBUSY then, naming the process that holds it. LL_EIO. */
LL_MUST enum ll_status ll_lock_take(struct ll_str directory, int wait_ms, int *ret_fd,
                                    struct ll_err *reterr);
void ll_lock_give(int fd);

#endif
