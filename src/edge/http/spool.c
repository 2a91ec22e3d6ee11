#define _GNU_SOURCE /* O_TMPFILE */
#include "edge/http/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 4096

void ll_spool_begin(struct ll_spool *spool, struct ll_arena *arena, struct ll_str dir, size_t most)
{
    *spool = (struct ll_spool){.dir = dir, .most = most, .fd = -1};
    ll_strbuf_init(&spool->small, arena, LL_SPOOL_MEMORY_BYTES);
}

/* Without a name from the start, or, where the file system has no such files, from the next call.
 */
static enum ll_status open_file(struct ll_str dir, int *ret_fd, struct ll_err *reterr)
{
    char path[PATH_BYTES];
    int fd = -1;
    int len = snprintf(path, sizeof(path), "%.*s", LL_STR_ARG(dir));
    if (len > 0 && (size_t)len < sizeof(path)) {
        fd = open(path, O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    }
    if (fd < 0) {
        len = snprintf(path, sizeof(path), "%.*s/upload.XXXXXX", LL_STR_ARG(dir));
        if (len > 0 && (size_t)len < sizeof(path)) {
            fd = mkostemp(path, O_CLOEXEC);
        }
        if (fd < 0) {
            return LL_FAIL(reterr, LL_EIO, "cannot make a file for the body: %s", strerror(errno));
        }
        (void)unlink(path);
    }
    *ret_fd = fd;
    return LL_OK;
}

static enum ll_status write_all(int fd, struct ll_str piece, struct ll_err *reterr)
{
    while (piece.len > 0) {
        ssize_t count = write(fd, piece.ptr, piece.len);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return LL_FAIL(reterr, LL_EIO, "the body cannot be written to a file: %s",
                           strerror(errno));
        }
        piece = ll_str_sub(piece, (size_t)count, piece.len);
    }
    return LL_OK;
}

enum ll_status ll_spool_file(struct ll_str dir, struct ll_str bytes, int *ret_fd,
                             struct ll_err *reterr)
{
    int fd = -1;
    LL_TRY(open_file(dir, &fd, reterr));
    enum ll_status status = write_all(fd, bytes, reterr);
    if (status != LL_OK) {
        (void)close(fd);
        return status;
    }
    *ret_fd = fd;
    return LL_OK;
}

enum ll_status ll_spool_add(struct ll_spool *spool, struct ll_str piece, struct ll_err *reterr)
{
    LL_ASSERT(spool->map == NULL);
    if (piece.len > spool->most - spool->len) {
        return LL_FAIL(reterr, LL_ELIMIT, "the body is longer than %zu bytes", spool->most);
    }
    if (!spool->is_filed && spool->len + piece.len <= LL_SPOOL_MEMORY_BYTES) {
        ll_strbuf_str(&spool->small, piece);
        spool->len += piece.len;
        return spool->small.failed ? LL_FAIL(reterr, LL_ENOMEM, "no memory for the body") : LL_OK;
    }
    if (!spool->is_filed) {
        LL_TRY(open_file(spool->dir, &spool->fd, reterr));
        spool->is_filed = true;
        LL_TRY(write_all(spool->fd, (struct ll_str){spool->small.ptr, spool->len}, reterr));
    }
    LL_TRY(write_all(spool->fd, piece, reterr));
    spool->len += piece.len;
    return LL_OK;
}

enum ll_status ll_spool_read(struct ll_spool *spool, struct ll_str *ret_bytes,
                             struct ll_err *reterr)
{
    if (!spool->is_filed) {
        *ret_bytes = (struct ll_str){spool->len == 0 ? "" : spool->small.ptr, spool->len};
        return LL_OK;
    }
    if (spool->map == NULL) {
        void *map = mmap(NULL, spool->len, PROT_READ, MAP_PRIVATE, spool->fd, 0);
        if (map == MAP_FAILED) {
            return LL_FAIL(reterr, LL_EIO, "the body's file cannot be read: %s", strerror(errno));
        }
        spool->map = map;
    }
    *ret_bytes = (struct ll_str){spool->map, spool->len};
    return LL_OK;
}

void ll_spool_end(struct ll_spool *spool)
{
    if (spool->map != NULL) {
        (void)munmap(spool->map, spool->len);
    }
    if (spool->is_filed) {
        (void)close(spool->fd);
    }
    *spool = (struct ll_spool){.fd = -1};
}
