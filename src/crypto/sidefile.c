#include "crypto/sidefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "crypto/wholefile.h"

static enum ll_status failed(struct ll_err *reterr, const char *what, const char *path)
{
    return LL_FAIL(reterr, LL_EIO, "cannot %s %s: %s", what, path, strerror(errno));
}

static const char *join(struct ll_arena *arena, const char *before, const char *between,
                        const char *after)
{
    size_t size = strlen(before) + strlen(between) + strlen(after) + 1;
    char *text = ll_arena_alloc(arena, size, 1);
    if (text != NULL) {
        (void)snprintf(text, size, "%s%s%s", before, between, after);
    }
    return text;
}

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory left for a path");
}

enum ll_status ll_sidefile_open(struct ll_arena *arena, const char *folder, const char *name,
                                struct ll_sidefile *ret_file, struct ll_err *reterr)
{
    struct ll_sidefile file = {join(arena, folder, "/", name), -1, -1};
    const char *lock = file.path == NULL ? NULL : join(arena, file.path, ".lock", "");
    if (lock == NULL) {
        return no_memory(reterr);
    }
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return failed(reterr, "make the folder", folder);
    }
    file.folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file.folder_fd < 0) {
        return failed(reterr, "open", folder);
    }
    file.lock_fd = open(lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    int locked = -1;
    do {
        locked = file.lock_fd < 0 ? -1 : flock(file.lock_fd, LOCK_EX);
    } while (locked != 0 && file.lock_fd >= 0 && errno == EINTR);
    if (locked != 0) {
        enum ll_status status = failed(reterr, "lock", lock);
        ll_sidefile_close(&file);
        return status;
    }
    *ret_file = file;
    return LL_OK;
}

void ll_sidefile_close(struct ll_sidefile *file)
{
    if (file->lock_fd >= 0) {
        (void)close(file->lock_fd);
    }
    if (file->folder_fd >= 0) {
        (void)close(file->folder_fd);
    }
    file->lock_fd = -1;
    file->folder_fd = -1;
}

static enum ll_status read_all(int fd, const char *path, size_t max_bytes, char *bytes,
                               size_t *ret_count, struct ll_err *reterr)
{
    size_t count = 0;
    if (!ll_wholefile_read(fd, bytes, max_bytes + 1, &count)) {
        return failed(reterr, "read", path);
    }
    if (count > max_bytes) {
        return LL_FAIL(reterr, LL_ELIMIT, "%s is longer than what this program keeps there", path);
    }
    *ret_count = count;
    return LL_OK;
}

enum ll_status ll_sidefile_read(struct ll_arena *arena, const char *path, size_t max_bytes,
                                struct ll_str *ret_text, struct ll_err *reterr)
{
    size_t count = 0;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        return LL_FAIL(reterr, LL_ENOTFOUND, "there is no %s", path);
    }
    if (fd < 0) {
        return failed(reterr, "open", path);
    }
    char *bytes = ll_arena_alloc(arena, max_bytes + 1, 1);
    enum ll_status status =
        bytes == NULL ? no_memory(reterr) : read_all(fd, path, max_bytes, bytes, &count, reterr);
    (void)close(fd);
    if (status == LL_OK) {
        *ret_text = (struct ll_str){bytes, count};
    }
    return status;
}

/* One writer at a time holds the lock, so one passing name is enough. */
enum ll_status ll_sidefile_replace(struct ll_arena *arena, const struct ll_sidefile *file,
                                   struct ll_str text, struct ll_err *reterr)
{
    const char *passing = join(arena, file->path, ".new", "");
    if (passing == NULL) {
        return no_memory(reterr);
    }
    int fd = open(passing, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return failed(reterr, "write", passing);
    }
    bool written = ll_wholefile_write(fd, text) && fsync(fd) == 0;
    if (!written) {
        enum ll_status status = failed(reterr, "write", passing);
        (void)close(fd);
        return status;
    }
    if (close(fd) != 0 || rename(passing, file->path) != 0 || fsync(file->folder_fd) != 0) {
        return failed(reterr, "replace", file->path);
    }
    return LL_OK;
}
