/* A consistent copy of an SQLite store, made beside its place and moved there when it is on disk.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/driver.h"

#define BACKUP_PATH_MAX 4096

static bool sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0) {
        close(fd);
    }
    return ok;
}

/* The folder of a path, in place: "a/b" -> "a", "b" -> ".", "/b" -> "/". */
static void to_folder(char *path)
{
    char *slash = strrchr(path, '/');

    if (slash == NULL) {
        memcpy(path, ".", 2);
    } else {
        slash[slash == path ? 1 : 0] = '\0';
    }
}

/* link() rather than rename(): it refuses to replace what is there. */
static enum ll_status move_into_place(const char *part, const char *path, struct ll_err *reterr)
{
    char folder[BACKUP_PATH_MAX];

    if (!sync_path(part, O_RDONLY)) {
        return LL_FAIL(reterr, LL_EIO, "cannot bring \"%s\" to disk: %s", part, strerror(errno));
    }
    if (link(part, path) != 0) {
        return LL_FAIL(reterr, errno == EEXIST ? LL_EEXISTS : LL_EIO, "cannot make \"%s\": %s",
                       path, strerror(errno));
    }
    unlink(part);
    memcpy(folder, path, strlen(path) + 1);
    to_folder(folder);
    if (!sync_path(folder, O_RDONLY | O_DIRECTORY)) {
        return LL_FAIL(reterr, LL_EIO, "cannot bring the folder of \"%s\" to disk: %s", path,
                       strerror(errno));
    }
    return LL_OK;
}

enum ll_status ll_store_backup(struct ll_store *store, struct ll_str path, struct ll_err *reterr)
{
    char target[BACKUP_PATH_MAX - sizeof(".part")];
    char part[BACKUP_PATH_MAX];
    enum ll_status status;

    LL_ASSERT(!store->in_transaction);
    if (store->driver->backup == NULL) {
        status = LL_FAIL(reterr, LL_EUNSUPPORTED, "PostgreSQL makes its own backups");
        if (reterr != NULL) {
            ll_err_hint(reterr, "pg_basebackup, or pg_dump of one snapshot");
        }
        return status;
    }
    if (path.len == 0 || path.len >= sizeof(target) || ll_str_find_char(path, '\0') < path.len) {
        return LL_FAIL(reterr, LL_EINVAL, "the backup's path is empty or too long");
    }
    snprintf(target, sizeof(target), "%.*s", LL_STR_ARG(path));
    snprintf(part, sizeof(part), "%s.part", target);
    if (access(target, F_OK) == 0) {
        return LL_FAIL(reterr, LL_EEXISTS, "\"%s\" exists already", target);
    }
    unlink(part); /* left by a backup that was stopped */
    status = store->driver->backup(store, part, reterr);
    if (status == LL_OK) {
        status = move_into_place(part, target, reterr);
    }
    if (status != LL_OK) {
        unlink(part);
    }
    return status;
}
