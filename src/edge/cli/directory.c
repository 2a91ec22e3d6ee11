/*
 * A data directory appears whole or not at all: it is made beside its place, brought to disk, and
 * moved there by one rename.
 */
#define _DEFAULT_SOURCE /* dirfd and mkdtemp also where POSIX is narrowed */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge/cli/state.h"

#define COPY_BYTES ((size_t)1 << 20)
#define HEAD_BYTES_MAX 64

static enum ll_status fail_errno(const char *what, const char *path, struct ll_err *reterr)
{
    int reason = errno;
    return LL_FAIL(reterr, LL_EIO, "cannot %s '%s': %s", what, path, strerror(reason));
}

static bool sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    bool ok = fsync(fd) == 0;
    int reason = errno;
    close(fd);
    errno = reason;
    return ok;
}

/* Is there nothing at `path`, or an empty directory? */
static enum ll_status check_free(const char *path, struct ll_err *reterr)
{
    DIR *dir = opendir(path);
    if (dir == NULL && errno == ENOENT) {
        return LL_OK;
    }
    bool used = dir == NULL;
    if (dir != NULL) {
        for (struct dirent *entry; !used && (entry = readdir(dir)) != NULL;) {
            used = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
        }
        closedir(dir);
    }
    if (!used) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EEXISTS, "'%s' is there already", path);
    ll_err_hint(reterr, "name a new directory with --data; nothing there was changed");
    return status;
}

enum ll_status ll_directory_begin(struct ll_str final_path, struct ll_new_directory *ret_directory,
                                  struct ll_err *reterr)
{
    struct ll_new_directory directory;
    while (final_path.len > 1 && final_path.ptr[final_path.len - 1] == '/') {
        final_path.len--;
    }
    LL_TRY(ll_cli_path(final_path, "", directory.final, reterr));
    LL_TRY(check_free(directory.final, reterr));
    memcpy(directory.parent, directory.final, sizeof(directory.parent));
    char *slash = strrchr(directory.parent, '/');
    if (slash == NULL) {
        memcpy(directory.parent, ".", 2);
    } else {
        slash[slash == directory.parent ? 1 : 0] = '\0';
    }
    int len =
        snprintf(directory.path, sizeof(directory.path), "%.*s.new-XXXXXX", LL_STR_ARG(final_path));
    if (len < 0 || (size_t)len >= sizeof(directory.path)) {
        return LL_FAIL(reterr, LL_EINVAL, "the path of the data directory is too long");
    }
    if (mkdtemp(directory.path) == NULL) {
        return fail_errno("make a directory beside", directory.final, reterr);
    }
    *ret_directory = directory;
    return LL_OK;
}

enum ll_status ll_directory_finish(const struct ll_new_directory *directory, struct ll_err *reterr)
{
    if (!sync_path(directory->path, O_RDONLY | O_DIRECTORY)) {
        return fail_errno("bring to disk", directory->path, reterr);
    }
    /* An empty directory in its place is replaced; anything else makes this fail. */
    if (rename(directory->path, directory->final) != 0) {
        bool used = errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR;
        enum ll_status status = fail_errno("make", directory->final, reterr);
        if (used && reterr != NULL) {
            reterr->status = LL_EEXISTS;
        }
        return used ? LL_EEXISTS : status;
    }
    if (!sync_path(directory->parent, O_RDONLY | O_DIRECTORY)) {
        return fail_errno("bring to disk", directory->parent, reterr);
    }
    return LL_OK;
}

static void remove_files(const char *path)
{
    DIR *dir = opendir(path);
    if (dir == NULL) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
    rmdir(path);
}

void ll_directory_abandon(const struct ll_new_directory *directory)
{
    char keys[LL_PATH_MAX];
    if (ll_cli_path(ll_str_from_cstr(directory->path), "keys", keys, NULL) == LL_OK) {
        remove_files(keys);
    }
    remove_files(directory->path);
}

static enum ll_status write_all(int fd, const char *path, const char *bytes, size_t count,
                                struct ll_err *reterr)
{
    for (size_t done = 0; done < count;) {
        ssize_t written = write(fd, bytes + done, count - done);
        if (written < 0 && errno != EINTR) {
            return fail_errno("write", path, reterr);
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return LL_OK;
}

static enum ll_status finish_file(int fd, const char *path, enum ll_status status,
                                  struct ll_err *reterr)
{
    if (status == LL_OK && fsync(fd) != 0) {
        status = fail_errno("bring to disk", path, reterr);
    }
    close(fd);
    return status;
}

enum ll_status ll_directory_write(const char *path, unsigned mode, struct ll_str content,
                                  struct ll_err *reterr)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, LL_FILE_OWNED);
    if (fd < 0) {
        return fail_errno("make", path, reterr);
    }
    enum ll_status status = write_all(fd, path, content.ptr, content.len, reterr);
    if (status == LL_OK && mode != LL_FILE_OWNED && fchmod(fd, mode) != 0) {
        status = fail_errno("let others read", path, reterr);
    }
    return finish_file(fd, path, status, reterr);
}

static enum ll_status copy_bytes(struct ll_cli *cli, int in, int out, const char *from,
                                 const char *to, int64_t size, struct ll_err *reterr)
{
    char *bytes = ll_arena_alloc(&cli->arena, COPY_BYTES, 1);
    if (bytes == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to copy '%s'", from);
    }
    for (int64_t done = 0;;) {
        ssize_t got = read(in, bytes, COPY_BYTES);
        if (got == 0) {
            return LL_OK;
        }
        if (got < 0 && errno != EINTR) {
            return fail_errno("read", from, reterr);
        }
        if (got > 0) {
            LL_TRY(write_all(out, to, bytes, (size_t)got, reterr));
            done += got;
            cli->ctx.progress.report(cli->ctx.progress.ctx, "copying bytes", done, size);
        }
    }
}

static bool begins_with(int fd, const char *head)
{
    char bytes[HEAD_BYTES_MAX];
    size_t size = strlen(head) + 1;
    LL_ASSERT(size <= sizeof(bytes));
    return pread(fd, bytes, size, 0) == (ssize_t)size && memcmp(bytes, head, size) == 0;
}

enum ll_status ll_directory_copy(struct ll_cli *cli, const char *from, const char *to,
                                 const char *head, struct ll_err *reterr)
{
    struct stat facts;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0) {
        return fail_errno("read", from, reterr);
    }
    if (fstat(in, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        close(in);
        return LL_FAIL(reterr, LL_EIO, "'%s' is not a regular file", from);
    }
    if (!begins_with(in, head)) {
        close(in);
        return LL_FAIL(reterr, LL_EPARSE, "'%s' begins otherwise", from);
    }
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0) {
        close(in);
        return fail_errno("make", to, reterr);
    }
    enum ll_status status = copy_bytes(cli, in, out, from, to, facts.st_size, reterr);
    close(in);
    return finish_file(out, to, status, reterr);
}
