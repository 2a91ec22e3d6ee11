#include "service/erasures.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/grow.h"
#include "store/q_facts.h"

#define FILE_BYTES_MAX ((off_t)64 << 20)
#define PATH_BYTES_MAX 4096
#define ENTRY_PREFIX "anx"

static enum ll_status path_of(struct ll_ctx *ctx, const char **ret_path, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str path;
    ll_strbuf_init(&buf, ctx->arena, PATH_BYTES_MAX);
    ll_strbuf_str(&buf, ctx->data_dir);
    ll_strbuf_cstr(&buf, "/" LL_ERASURES_FILE);
    ll_strbuf_char(&buf, '\0');
    LL_TRY(ll_strbuf_finish(&buf, &path, reterr));
    *ret_path = path.ptr;
    return LL_OK;
}

static enum ll_status fail_errno(const char *what, const char *path, struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EIO, "cannot %s '%s': %s", what, path, strerror(errno));
    ll_err_hint(reterr, "it keeps what was erased erased after a restore: see that the folder "
                        "'keys' is there and can be written");
    return status;
}

/* ---- writing ---- */

static bool write_whole(int fd, struct ll_str text)
{
    for (size_t done = 0; done < text.len;) {
        ssize_t written = write(fd, text.ptr + done, text.len - done);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return fsync(fd) == 0;
}

/* A new file's name is durable with its folder only. */
static bool sync_folder(const char *path)
{
    char folder[PATH_BYTES_MAX];
    size_t len = (size_t)(strrchr(path, '/') - path);
    memcpy(folder, path, len);
    folder[len] = '\0';
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    bool ok = fsync(fd) == 0;
    close(fd);
    return ok;
}

enum ll_status ll_erasures_keep(struct ll_ctx *ctx, const struct ll_annex_id *entries, size_t count,
                                struct ll_err *reterr)
{
    const char *path = NULL;
    struct ll_strbuf buf;
    struct ll_str text;
    LL_TRY(path_of(ctx, &path, reterr));
    ll_strbuf_init(&buf, ctx->arena, (size_t)FILE_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        char id[LL_ID_TEXT_MAX];
        ll_id_format(ENTRY_PREFIX, entries[i].raw, id);
        ll_strbuf_cstr(&buf, id);
        ll_strbuf_char(&buf, '\n');
    }
    LL_TRY(ll_strbuf_finish(&buf, &text, reterr));
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return fail_errno("open", path, reterr);
    }
    bool ok = write_whole(fd, text);
    enum ll_status status = ok && sync_folder(path) ? LL_OK : fail_errno("write", path, reterr);
    close(fd);
    return status;
}

/* ---- reading ---- */

/* Empty when there is no file. */
static enum ll_status read_file(struct ll_ctx *ctx, const char *path, struct ll_str *ret_text,
                                struct ll_err *reterr)
{
    struct stat facts;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    *ret_text = LL_STR("");
    if (fd < 0) {
        return errno == ENOENT || errno == ENOTDIR ? LL_OK : fail_errno("open", path, reterr);
    }
    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_size > FILE_BYTES_MAX) {
        close(fd);
        return LL_FAIL(reterr, LL_EIO, "'%s' is no file of entries", path);
    }
    char *bytes = ll_arena_alloc(ctx->arena, 1, (size_t)facts.st_size + 1);
    size_t len = 0;
    ssize_t got = 1;
    while (bytes != NULL && got != 0 && len < (size_t)facts.st_size) {
        got = read(fd, bytes + len, (size_t)facts.st_size - len);
        if (got < 0 && errno != EINTR) {
            break;
        }
        len += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    if (bytes == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the list of what was erased");
    }
    if (got < 0) {
        return fail_errno("read", path, reterr);
    }
    *ret_text = (struct ll_str){bytes, len};
    return LL_OK;
}

/* The last line of the text, which it loses. A line that was cut off when the power went is none:
 * its erasure was not committed. */
static struct ll_str take_line(struct ll_str *text)
{
    while (text->len > 0 && text->ptr[text->len - 1] != '\n') {
        text->len--;
    }
    size_t end = text->len == 0 ? 0 : text->len - 1;
    size_t from = end;
    while (from > 0 && text->ptr[from - 1] != '\n') {
        from--;
    }
    struct ll_str line = {text->ptr + from, end - from};
    text->len = from;
    return line;
}

static bool is_listed(const struct ll_grow *due, struct ll_annex_id id)
{
    const struct ll_annex_id *listed = due->items;
    for (size_t i = 0; i < due->count; i++) {
        if (memcmp(&listed[i], &id, sizeof(id)) == 0) {
            return true;
        }
    }
    return false;
}

enum ll_status ll_erasures_due(struct ll_ctx *ctx, bool all, struct ll_list *ret_entries,
                               struct ll_err *reterr)
{
    struct ll_grow due = LL_GROW(ctx->arena, struct ll_annex_id);
    const char *path = NULL;
    struct ll_str text;
    LL_TRY(path_of(ctx, &path, reterr));
    LL_TRY(read_file(ctx, path, &text, reterr));
    for (struct ll_str line = take_line(&text); line.len > 0; line = take_line(&text)) {
        struct ll_q_annex_known_in in;
        struct ll_q_annex_known_row row;
        if (ll_id_parse(ENTRY_PREFIX, line, &in.annex_id.raw, NULL) != LL_OK) {
            return LL_FAIL(reterr, LL_ECORRUPT, "'%s' has a line that names no annex entry", path);
        }
        enum ll_status status = ll_q_annex_known(ctx->store, ctx->arena, &in, &row, reterr);
        if (status == LL_ENOTFOUND) {
            continue; /* made after the copy that was restored */
        }
        LL_TRY(status);
        if (row.is_erased && !all) {
            break;
        }
        if (row.is_erased) {
            continue;
        }
        if (is_listed(&due, in.annex_id)) {
            continue; /* of a transaction that was tried again */
        }
        struct ll_annex_id *entry = ll_grow_add(&due);
        if (entry == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for the list of what was erased");
        }
        *entry = in.annex_id;
    }
    *ret_entries = ll_grow_list(&due);
    return LL_OK;
}
