/* Files that a command is given. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge/cli/args.h"

#define STREAM_FIRST_BYTES ((size_t)64 << 10)

static enum ll_status refuse_size(struct ll_str path, size_t max_bytes, struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_ELIMIT, "the file is larger than %zu bytes", max_bytes);
    ll_err_where(reterr, "%.*s", LL_STR_ARG(path));
    return status;
}

static enum ll_status refuse_memory(struct ll_str path, struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_ENOMEM, "the file does not fit into memory");
    ll_err_where(reterr, "%.*s", LL_STR_ARG(path));
    return status;
}

static enum ll_status refuse_errno(struct ll_str path, struct ll_err *reterr)
{
    int reason = errno;
    enum ll_status status = LL_FAIL(reterr, reason == ENOENT ? LL_ENOTFOUND : LL_EIO,
                                    "cannot read the file: %s", strerror(reason));
    ll_err_where(reterr, "%.*s", LL_STR_ARG(path));
    return status;
}

/* A stream of unknown length: the buffer doubles, so at most three times its size is used. */
static enum ll_status read_stream(struct ll_arena *arena, struct ll_str path, FILE *in,
                                  size_t max_bytes, struct ll_str *ret_bytes, struct ll_err *reterr)
{
    size_t size = STREAM_FIRST_BYTES;
    size_t len = 0;
    char *bytes = ll_arena_alloc(arena, size, 1);
    while (bytes != NULL) {
        len += fread(bytes + len, 1, size - len, in);
        if (ferror(in)) {
            return refuse_errno(path, reterr);
        }
        if (len > max_bytes) {
            return refuse_size(path, max_bytes, reterr);
        }
        if (len < size) {
            *ret_bytes = (struct ll_str){bytes, len};
            return LL_OK;
        }
        size *= 2;
        char *larger = ll_arena_alloc(arena, size, 1);
        if (larger != NULL) {
            memcpy(larger, bytes, len);
        }
        bytes = larger;
    }
    return refuse_memory(path, reterr);
}

/* A regular file of known length, read in one piece. */
static enum ll_status read_regular(struct ll_arena *arena, struct ll_str path, FILE *file,
                                   size_t size, struct ll_str *ret_bytes, struct ll_err *reterr)
{
    char *bytes = ll_arena_alloc(arena, size + 1, 1);
    if (bytes == NULL) {
        return refuse_memory(path, reterr);
    }
    size_t len = fread(bytes, 1, size + 1, file);
    if (ferror(file)) {
        return refuse_errno(path, reterr);
    }
    if (len > size) {
        enum ll_status status = LL_FAIL(reterr, LL_EIO, "the file grew while it was read");
        ll_err_where(reterr, "%.*s", LL_STR_ARG(path));
        return status;
    }
    *ret_bytes = (struct ll_str){bytes, len};
    return LL_OK;
}

static enum ll_status read_path(struct ll_arena *arena, struct ll_str path, const char *cpath,
                                size_t max_bytes, struct ll_str *ret_bytes, struct ll_err *reterr)
{
    FILE *file = fopen(cpath, "rbe");
    if (file == NULL) {
        return refuse_errno(path, reterr);
    }
    struct stat facts;
    enum ll_status status;
    if (fstat(fileno(file), &facts) != 0) {
        status = refuse_errno(path, reterr);
    } else if (S_ISDIR(facts.st_mode)) {
        errno = EISDIR;
        status = refuse_errno(path, reterr);
    } else if (!S_ISREG(facts.st_mode)) {
        status = read_stream(arena, path, file, max_bytes, ret_bytes, reterr);
    } else if ((uintmax_t)facts.st_size > max_bytes) {
        status = refuse_size(path, max_bytes, reterr);
    } else {
        status = read_regular(arena, path, file, (size_t)facts.st_size, ret_bytes, reterr);
    }
    fclose(file);
    return status;
}

enum ll_status ll_file_read(struct ll_arena *arena, struct ll_str path, FILE *in, size_t max_bytes,
                            struct ll_file *ret_file, struct ll_err *reterr)
{
    struct ll_str bytes;
    if (ll_str_eq(path, LL_STR("-"))) {
        struct ll_str name = LL_STR("standard input");
        LL_TRY(read_stream(arena, name, in, max_bytes, &bytes, reterr));
        *ret_file = (struct ll_file){.name = name, .bytes = bytes};
        return LL_OK;
    }
    char *cpath = ll_str_to_cstr(arena, path);
    if (cpath == NULL) {
        return refuse_memory(path, reterr);
    }
    LL_TRY(read_path(arena, path, cpath, max_bytes, &bytes, reterr));
    *ret_file = (struct ll_file){.name = path, .bytes = bytes};
    return LL_OK;
}
