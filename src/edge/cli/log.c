/* log export, log replay: the public log as a folder of files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/replay.h"
#include "edge/cli/state.h"
#include "service/log.h"

#define CHECKPOINT "checkpoint"

struct export_input {
    struct ll_str folder;
};
static const struct ll_field export_fields[] = {
    LL_MEMBER(export_input, folder, LL_REQ(STR), .operand = true, .min = 1, .max = LL_PATH_MAX - 1,
              .help = "the folder to serve; made when it is not there"),
};
const struct ll_record ll_cmd_log_export_record =
    LL_RECORD("log_export", export_input, export_fields);

struct folder {
    struct ll_cli *cli;
    struct ll_str path;
};

static enum ll_status failed(const char *what, const char *path, struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_EIO, "cannot %s %s: %s", what, path, strerror(errno));
}

static bool has(void *ctx, const char *name)
{
    const struct folder *folder = ctx;
    char path[LL_PATH_MAX];
    struct stat facts;
    return ll_cli_path(folder->path, name, path, NULL) == LL_OK && stat(path, &facts) == 0 &&
           S_ISREG(facts.st_mode);
}

/* The names in the folder that `path` is in are on the disk. */
static enum ll_status sync_parent(const char *path, struct ll_err *reterr)
{
    char parent[LL_PATH_MAX];
    const char *slash = strrchr(path, '/');
    LL_TRY(ll_cli_path(slash == NULL ? LL_STR(".") : (struct ll_str){path, (size_t)(slash - path)},
                       "", parent, reterr));
    int fd = open(parent[0] == '\0' ? "/" : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    return synced ? LL_OK : failed("sync the folder of", path, reterr);
}

static enum ll_status make_folder(const char *path, struct ll_err *reterr)
{
    if (mkdir(path, 0755) == 0) {
        return sync_parent(path, reterr);
    }
    return errno == EEXIST ? LL_OK : failed("make the folder", path, reterr);
}

/* The folders that a path of tiles needs. */
static enum ll_status make_folders(char *path, size_t from, struct ll_err *reterr)
{
    for (size_t i = from; path[i] != '\0'; i++) {
        if (path[i] != '/' || i == 0) {
            continue;
        }
        path[i] = '\0';
        enum ll_status status = make_folder(path, reterr);
        path[i] = '/';
        LL_TRY(status);
    }
    return LL_OK;
}

static enum ll_status write_new(const char *path, struct ll_str bytes, struct ll_err *reterr)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0) {
        return failed("write", path, reterr);
    }
    size_t done = 0;
    while (done < bytes.len) {
        ssize_t written = write(fd, bytes.ptr + done, bytes.len - done);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            break;
        }
        done += (size_t)written;
    }
    bool whole = done == bytes.len && fsync(fd) == 0;
    if (close(fd) != 0 || !whole) {
        return failed("write", path, reterr);
    }
    return LL_OK;
}

/* Under a passing name, then by its own: no reader ever sees half a file. On the disk when it
 * returns, so that a checkpoint is never there without what it is over. */
static enum ll_status put(void *ctx, const char *name, struct ll_str bytes, struct ll_err *reterr)
{
    const struct folder *folder = ctx;
    char path[LL_PATH_MAX];
    char passing[LL_PATH_MAX];
    LL_TRY(ll_cli_path(folder->path, name, path, reterr));
    LL_TRY(ll_cli_path(folder->path, ".new", passing, reterr));
    LL_TRY(make_folders(path, folder->path.len, reterr));
    LL_TRY(write_new(passing, bytes, reterr));
    if (rename(passing, path) != 0) {
        return failed("write", path, reterr);
    }
    return sync_parent(path, reterr);
}

static enum ll_status read_checkpoint(void *ctx, struct ll_str *ret_note, struct ll_err *reterr)
{
    const struct folder *folder = ctx;
    char path[LL_PATH_MAX];
    struct ll_file file;
    LL_TRY(ll_cli_path(folder->path, CHECKPOINT, path, reterr));
    LL_TRY(ll_file_read(&folder->cli->arena, ll_str_from_cstr(path), folder->cli->host->in,
                        LL_LOG_NOTE_BYTES_MAX, &file, reterr));
    *ret_note = file.bytes;
    return LL_OK;
}

enum ll_status ll_cmd_log_export(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct export_input *in = input;
    struct folder folder = {cli, in->folder};
    const struct ll_log_files files = {has, put, read_checkpoint, &folder};
    struct ll_log_exported exported;
    char path[LL_PATH_MAX];
    LL_TRY(ll_cli_path(in->folder, "", path, reterr));
    LL_TRY(make_folder(path, reterr));
    LL_TRY(ll_log_export(&cli->ctx, &files, &exported, reterr));
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_str(&cli->arena, answer, "folder", in->folder);
    ll_json_set_str(&cli->arena, answer, "origin", exported.origin);
    ll_json_set_integer(&cli->arena, answer, "size", exported.size);
    ll_json_set_integer(&cli->arena, answer, "new_files", exported.files);
    return ll_cli_answer(answer, ret_answer, reterr);
}

/* ---- replay ---- */

struct replay_input {
    struct ll_str folder;
    struct ll_str key;
    bool has_key;
};
static const struct ll_field replay_fields[] = {
    LL_MEMBER(replay_input, folder, LL_REQ(STR), .operand = true, .min = 1, .max = LL_PATH_MAX - 1,
              .help = "the folder that 'log export' wrote, or a copy of what is served"),
    LL_MEMBER(replay_input, key, LL_OPT(STR), LL_PRESENT(replay_input, has_key), .max = 512,
              .help = "the log's key, as 'log show' prints it: NAME+HEX+BASE64"),
};
const struct ll_record ll_cmd_log_replay_record =
    LL_RECORD("log_replay", replay_input, replay_fields);

static enum ll_status read_any(void *ctx, struct ll_arena *arena, const char *name,
                               size_t max_bytes, struct ll_str *ret_bytes, struct ll_err *reterr)
{
    const struct folder *folder = ctx;
    char path[LL_PATH_MAX];
    struct ll_file file;
    LL_TRY(ll_cli_path(folder->path, name, path, reterr));
    LL_TRY(ll_file_read(arena, ll_str_from_cstr(path), folder->cli->host->in, max_bytes, &file,
                        reterr));
    *ret_bytes = file.bytes;
    return LL_OK;
}

enum ll_status ll_cmd_log_replay(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct replay_input *in = input;
    struct folder folder = {cli, in->folder};
    const struct ll_replay_files files = {read_any, &folder};
    struct ll_replay_report *report = NULL;
    struct ll_note_key key;
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(cli->host->crypto);
    if (in->has_key) {
        LL_TRY(ll_note_key_parse(&crypto, in->key, &key, reterr));
    }
    enum ll_status status = ll_replay_run(&cli->arena, cli->host->crypto, &files,
                                          in->has_key ? &key : NULL, &report, reterr);
    if (status != LL_OK) {
        return ll_cli_missing(status, reterr);
    }
    LL_TRY(ll_replay_report_json(&cli->arena, report, ret_answer, reterr));
    cli->exit_code = report->finding_count > 0 ? 1 : in->has_key ? 0 : 4;
    return LL_OK;
}
