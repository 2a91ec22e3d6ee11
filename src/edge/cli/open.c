/* Where the data directory and the store are, and opening them. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge/cli/state.h"
#include "store/lock.h"

#define LOCK_WAIT_MS 10000
#define LOCK_WAIT_MS_MAX 3600000
#define CONF_BYTES_MAX 4096

bool ll_cli_is_sqlite(struct ll_str target)
{
    return ll_str_starts(target, LL_STR("sqlite:"));
}

enum ll_status ll_cli_path(struct ll_str directory, const char *name, char ret_path[LL_PATH_MAX],
                           struct ll_err *reterr)
{
    char path[LL_PATH_MAX];
    int len = snprintf(path, sizeof(path), "%.*s%s%s", LL_STR_ARG(directory),
                       name[0] == '\0' ? "" : "/", name);
    if (directory.len >= LL_PATH_MAX || len < 0 || (size_t)len >= sizeof(path)) {
        return LL_FAIL(reterr, LL_EINVAL, "the path is longer than %d bytes", LL_PATH_MAX);
    }
    memcpy(ret_path, path, (size_t)len + 1);
    return LL_OK;
}

enum ll_status ll_cli_missing(enum ll_status status, struct ll_err *reterr)
{
    if (status != LL_ENOTFOUND) {
        return status;
    }
    if (reterr != NULL) {
        reterr->status = LL_EIO;
    }
    return LL_EIO;
}

enum ll_status ll_cli_target_from(struct ll_arena *arena, struct ll_str target,
                                  struct ll_str directory, struct ll_str *ret_target,
                                  struct ll_err *reterr)
{
    const struct ll_str scheme = LL_STR("sqlite:");
    struct ll_str file = ll_str_sub(target, scheme.len, target.len);
    struct ll_strbuf buf;
    if (!ll_cli_is_sqlite(target) || ll_str_starts(file, LL_STR("/")) || file.len == 0) {
        *ret_target = target;
        return LL_OK;
    }
    ll_strbuf_init(&buf, arena, LL_PATH_MAX * 2);
    ll_strbuf_str(&buf, scheme);
    ll_strbuf_str(&buf, directory);
    ll_strbuf_char(&buf, '/');
    ll_strbuf_str(&buf, file);
    return ll_strbuf_finish(&buf, ret_target, reterr);
}

/* The first line of store.conf; LL_ENOTFOUND when there is none. */
static enum ll_status read_conf(struct ll_cli *cli, const char *path, struct ll_str *ret_target,
                                struct ll_err *reterr)
{
    struct ll_file file;
    LL_TRY(ll_file_read(&cli->arena, ll_str_from_cstr(path), cli->host->in, CONF_BYTES_MAX, &file,
                        reterr));
    struct ll_str line = ll_str_trim(file.bytes);
    if (line.len == 0 || ll_str_find_char(line, '\n') < line.len || !ll_str_is_utf8(line)) {
        enum ll_status status = LL_FAIL(reterr, LL_EPARSE, "this is not one line naming a store");
        ll_err_where(reterr, "%s", path);
        ll_err_hint(reterr, "it holds postgresql://... or sqlite:FILE, and nothing else");
        return status;
    }
    return ll_cli_target_from(&cli->arena, line, cli->ctx.data_dir, ret_target, reterr);
}

enum ll_status ll_cli_target(struct ll_cli *cli, struct ll_str *ret_target, struct ll_err *reterr)
{
    if (cli->args.general.given[LL_GENERAL_STORE]) {
        *ret_target = cli->args.general.values[LL_GENERAL_STORE];
        return LL_OK;
    }
    char path[LL_PATH_MAX];
    LL_TRY(ll_cli_path(cli->ctx.data_dir, LL_STORE_CONF, path, reterr));
    struct ll_err conf = {0};
    enum ll_status status = read_conf(cli, path, ret_target, &conf);
    if (status == LL_ENOTFOUND) {
        struct ll_strbuf buf;
        ll_strbuf_init(&buf, &cli->arena, LL_PATH_MAX * 2);
        ll_strbuf_cstr(&buf, "sqlite:");
        ll_strbuf_str(&buf, cli->ctx.data_dir);
        ll_strbuf_cstr(&buf, "/" LL_STORE_FILE);
        return ll_strbuf_finish(&buf, ret_target, reterr);
    }
    if (status != LL_OK) {
        *reterr = conf;
    }
    return status;
}

/* The directory of an SQLite file: what its lock is on. */
static struct ll_str lock_directory(struct ll_str target)
{
    struct ll_str path = ll_str_sub(target, sizeof("sqlite:") - 1, target.len);
    for (size_t i = path.len; i > 0; i--) {
        if (path.ptr[i - 1] == '/') {
            return i == 1 ? LL_STR("/") : ll_str_sub(path, 0, i - 1);
        }
    }
    return LL_STR(".");
}

static enum ll_status lock_wait(const struct ll_cli *cli, int *ret_ms, struct ll_err *reterr)
{
    int64_t wait_ms = LOCK_WAIT_MS;
    const char *text = cli->host->lock_wait;
    if (text != NULL && (ll_str_to_i64(ll_str_from_cstr(text), &wait_ms) != LL_OK || wait_ms < 0 ||
                         wait_ms > LOCK_WAIT_MS_MAX)) {
        return LL_FAIL(reterr, LL_EUSAGE,
                       "LOOPLEDGER_LOCK_WAIT_MS is not a number of milliseconds up to %d",
                       LOCK_WAIT_MS_MAX);
    }
    *ret_ms = (int)wait_ms;
    return LL_OK;
}

/* A missing data directory is the most likely mistake: say what to do. */
static enum ll_status check_directory(struct ll_str directory, enum ll_cli_access access,
                                      struct ll_err *reterr)
{
    char path[LL_PATH_MAX];
    struct stat facts;
    LL_TRY(ll_cli_path(directory, "", path, reterr));
    if (stat(path, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        return LL_OK;
    }
    if (access == LL_CLI_CREATE) {
        return LL_REFUSE(reterr, LL_EIO,
                         "make it first; or leave --store out: the file goes to the data directory",
                         "there is no directory '%s' for the store's file", path);
    }
    enum ll_status status = LL_FAIL(reterr, LL_EIO, "there is no data directory at '%s'", path);
    ll_err_hint(reterr, "make one with 'loopledger init --data DIR', or name another with --data");
    return status;
}

enum ll_status ll_cli_open(struct ll_cli *cli, struct ll_str target, enum ll_cli_access access,
                           bool check_schema, struct ll_err *reterr)
{
    LL_ASSERT(cli->ctx.store == NULL && cli->lock_fd < 0);
    if (ll_cli_is_sqlite(target)) {
        LL_TRY(check_directory(lock_directory(target), access, reterr));
        if (access != LL_CLI_READ) {
            int wait_ms = 0;
            LL_TRY(lock_wait(cli, &wait_ms, reterr));
            LL_TRY(ll_lock_take(lock_directory(target), wait_ms, &cli->lock_fd, reterr));
        }
    }
    const struct ll_store_options options = {
        .target = target,
        .read_only = access == LL_CLI_READ,
        .create = access == LL_CLI_CREATE,
    };
    enum ll_status status = ll_store_open(&options, &cli->ctx.store, reterr);
    if (status == LL_ENOTFOUND) {
        ll_err_hint(reterr,
                    "make one with 'loopledger init', or name another with --data, --store");
        return ll_cli_missing(status, reterr);
    }
    if (status == LL_EIO && !ll_cli_is_sqlite(target)) {
        ll_err_hint(reterr, "see that it runs and takes this user: "
                            "postgresql://USER@HOST/DATABASE, the password in ~/.pgpass");
    }
    if (status == LL_OK && check_schema) {
        status = ll_store_check_schema(cli->ctx.store, &cli->arena, reterr);
    }
    return status;
}

void ll_cli_close(struct ll_cli *cli)
{
    ll_store_close(cli->ctx.store);
    cli->ctx.store = NULL;
    if (cli->lock_fd >= 0) {
        ll_lock_give(cli->lock_fd);
        cli->lock_fd = -1;
    }
}
