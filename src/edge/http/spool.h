/*
 * A body on its way in: a short one in memory, a longer one in a file without a name in the data
 * directory, which is gone with the server too. Pieces take no memory, however many come.
 */
#ifndef LL_EDGE_HTTP_SPOOL_H
#define LL_EDGE_HTTP_SPOOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define LL_SPOOL_MEMORY_BYTES ((size_t)64 << 10) /* what is longer goes to a file */

struct ll_spool {
    struct ll_str dir;
    struct ll_strbuf small;
    size_t len;
    size_t most;
    int fd; /* of the file, once there is one */
    bool is_filed;
    void *map;
};

/* Takes nothing yet. `dir`, of the file, must live as long. */
void ll_spool_begin(struct ll_spool *spool, struct ll_arena *arena, struct ll_str dir, size_t most);
/* LL_ELIMIT: longer than `most`; LL_EIO: the file takes no more; LL_ENOMEM. */
LL_MUST enum ll_status ll_spool_add(struct ll_spool *spool, struct ll_str piece,
                                    struct ll_err *reterr);
/* All of it, until ll_spool_end; nothing is added any more. LL_EIO. */
LL_MUST enum ll_status ll_spool_read(struct ll_spool *spool, struct ll_str *ret_bytes,
                                     struct ll_err *reterr);
/* A file of the same kind with these bytes, open for reading; its bytes go when it is closed.
 * LL_EIO. */
LL_MUST enum ll_status ll_spool_file(struct ll_str dir, struct ll_str bytes, int *ret_fd,
                                     struct ll_err *reterr);
/* Its file is gone, and what was read of it. One of zeros is allowed. */
void ll_spool_end(struct ll_spool *spool);

#endif
