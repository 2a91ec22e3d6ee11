/*
 * A small text in a file of its own, outside the store, so that a store put back from a backup
 * cannot take it back. Replaced whole or not at all, and on the disk when replacing it returns.
 */
#ifndef LL_CRYPTO_SIDEFILE_H
#define LL_CRYPTO_SIDEFILE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Held by one process at a time; others wait. The folder is made (mode 0700) when it is not there;
 * the one above must exist. LL_EIO. */
struct ll_sidefile {
    const char *path;
    int folder_fd;
    int lock_fd;
};
LL_MUST enum ll_status ll_sidefile_open(struct ll_arena *arena, const char *folder,
                                        const char *name, struct ll_sidefile *ret_file,
                                        struct ll_err *reterr);
void ll_sidefile_close(struct ll_sidefile *file);

/* LL_ENOTFOUND; LL_ELIMIT more than `max_bytes`; LL_EIO, LL_ENOMEM. Needs not be open. */
LL_MUST enum ll_status ll_sidefile_read(struct ll_arena *arena, const char *path, size_t max_bytes,
                                        struct ll_str *ret_text, struct ll_err *reterr);
LL_MUST enum ll_status ll_sidefile_replace(struct ll_arena *arena, const struct ll_sidefile *file,
                                           struct ll_str text, struct ll_err *reterr);

#endif
