/* Open-file-description locks are Linux's own, behind _GNU_SOURCE. */
#define _GNU_SOURCE

#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LOCK_PATH_MAX 4096
#define LOCK_WAIT_STEP_MS 20

/* Who holds it, from the file's text, for the message. */
static void read_holder(int fd, char ret_text[24])
{
    ssize_t got = pread(fd, ret_text, 23, 0);

    ret_text[got > 0 ? got : 0] = '\0';
    ret_text[strspn(ret_text, "0123456789")] = '\0';
    if (ret_text[0] == '\0') {
        memcpy(ret_text, "unknown", sizeof("unknown"));
    }
}

static bool write_holder(int fd)
{
    char text[24];
    int len = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

    return ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)len, 0) == len;
}

static enum ll_status wait_for_lock(int fd, const char *path, int wait_ms, struct ll_err *reterr)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const struct timespec step = {.tv_nsec = LOCK_WAIT_STEP_MS * 1000000L};
    int waited_ms = 0;
    char holder[24];
    enum ll_status status;

    while (fcntl(fd, F_OFD_SETLK, &lock) != 0) {
        if (errno != EAGAIN && errno != EACCES && errno != EINTR) {
            return LL_FAIL(reterr, LL_EIO, "cannot lock \"%s\": %s", path, strerror(errno));
        }
        if (waited_ms >= wait_ms) {
            read_holder(fd, holder);
            status = LL_FAIL(reterr, LL_EBUSY, "process %s holds \"%s\"", holder, path);
            if (reterr != NULL) {
                ll_err_hint(reterr, "wait until it is done, then try again");
            }
            return status;
        }
        nanosleep(&step, NULL);
        waited_ms += LOCK_WAIT_STEP_MS;
    }
    return LL_OK;
}

enum ll_status ll_lock_take(struct ll_str directory, int wait_ms, int *ret_fd,
                            struct ll_err *reterr)
{
    char path[LOCK_PATH_MAX];
    int len = snprintf(path, sizeof(path), "%.*s/lock", LL_STR_ARG(directory));
    enum ll_status status;
    int fd;

    if (len < 0 || (size_t)len >= sizeof(path)) {
        return LL_FAIL(reterr, LL_EIO, "the name of the data directory is too long");
    }
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) {
        return LL_FAIL(reterr, LL_EIO, "cannot open \"%s\": %s", path, strerror(errno));
    }
    status = wait_for_lock(fd, path, wait_ms, reterr);
    if (status == LL_OK && !write_holder(fd)) {
        status = LL_FAIL(reterr, LL_EIO, "cannot write \"%s\": %s", path, strerror(errno));
    }
    if (status != LL_OK) {
        close(fd);
        return status;
    }
    *ret_fd = fd;
    return LL_OK;
}

void ll_lock_give(int fd)
{
    close(fd);
}
