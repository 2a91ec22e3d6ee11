#include "crypto/wholefile.h"

#include <errno.h>
#include <unistd.h>

bool ll_wholefile_write(int fd, struct ll_str text)
{
    while (text.len > 0) {
        ssize_t written = write(fd, text.ptr, text.len);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        text = ll_str_sub(text, (size_t)written, text.len);
    }
    return true;
}

bool ll_wholefile_read(int fd, char *ret_bytes, size_t max, size_t *ret_count)
{
    size_t count = 0;
    while (count < max) {
        ssize_t got = read(fd, ret_bytes + count, max - count);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return false;
        }
        if (got == 0) {
            break;
        }
        count += (size_t)got;
    }
    *ret_count = count;
    return true;
}
