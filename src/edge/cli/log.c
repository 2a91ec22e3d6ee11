/* log export, log replay, log monitor: the public log as a folder of files; certificate
 * status-list: the status lists beside it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/replay.h"
#include "crypto/sidefile.h"
#include "edge/cli/state.h"
#include "service/log.h"
#include "service/status_list.h"

#define CHECKPOINT "checkpoint"

struct export_input {
    struct ll_str folder;
    struct ll_str issuer;
};
static const struct ll_field export_fields[] = {
    LL_MEMBER(export_input, folder, LL_REQ(STR), .operand = true, .min = 1, .max = LL_PATH_MAX - 1,
              .help = "the folder to serve; made when it is not there"),
    LL_MEMBER(export_input, issuer, LL_OPT(STR), .min = 1, .max = 256,
              .help = "of the status lists: the did:web that publishes the signing key; the key's "
                      "own did:key when left out"),
};
const struct ll_record ll_cmd_log_export_record =
    LL_RECORD("log_export", export_input, export_fields);
const struct ll_record ll_cmd_certificate_status_list_record =
    LL_RECORD("certificate_status_list", export_input, export_fields);

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

/* What is made here is for others to read, as far as the user's umask allows (cli.h). */
static enum ll_status make_folder(const struct ll_cli *cli, const char *path, struct ll_err *reterr)
{
    mode_t mode = (mode_t)(cli->host->shared_mode | (cli->host->shared_mode & 0444) >> 2);
    if (mkdir(path, 0700) == 0) {
        return chmod(path, mode | 0700) == 0 ? sync_parent(path, reterr)
                                             : failed("make the folder", path, reterr);
    }
    return errno == EEXIST ? LL_OK : failed("make the folder", path, reterr);
}

/* The folders that a path of tiles needs. */
static enum ll_status make_folders(const struct ll_cli *cli, char *path, size_t from,
                                   struct ll_err *reterr)
{
    for (size_t i = from; path[i] != '\0'; i++) {
        if (path[i] != '/' || i == 0) {
            continue;
        }
        path[i] = '\0';
        enum ll_status status = make_folder(cli, path, reterr);
        path[i] = '/';
        LL_TRY(status);
    }
    return LL_OK;
}

static enum ll_status write_new(const struct ll_cli *cli, const char *path, struct ll_str bytes,
                                struct ll_err *reterr)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
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
    bool whole =
        done == bytes.len && fchmod(fd, (mode_t)cli->host->shared_mode) == 0 && fsync(fd) == 0;
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
    LL_TRY(make_folders(folder->cli, path, folder->path.len, reterr));
    LL_TRY(write_new(folder->cli, passing, bytes, reterr));
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

/* The status lists as of now, if there are any. */
static enum ll_status write_status(struct folder *folder, struct ll_str issuer,
                                   struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_cli *cli = folder->cli;
    const struct ll_status_files files = {put, folder};
    struct ll_status_written written;
    char until[LL_TIME_TEXT_MAX];
    struct ll_log_view view;
    LL_TRY(ll_log_view_begin(&cli->ctx, &view, reterr));
    /* An older copy of the store does not know what was revoked since. */
    enum ll_status status = view.status == LL_ENOTFOUND ? LL_OK : ll_log_view_check(&view, reterr);
    if (status == LL_OK) {
        status = ll_status_write(&cli->ctx, issuer, &files, &written, reterr);
    }
    ll_store_rollback(cli->ctx.store);
    LL_TRY(status);
    ll_json_set_integer(&cli->arena, answer, "status_lists", written.lists);
    if (written.lists > 0) {
        ll_time_format(written.until, until);
        ll_json_set_str(&cli->arena, answer, "status_valid_until",
                        ll_str_copy(&cli->arena, ll_str_from_cstr(until)));
    }
    return LL_OK;
}

static enum ll_status open_folder(const struct ll_cli *cli, const struct export_input *in,
                                  struct ll_err *reterr)
{
    char path[LL_PATH_MAX];
    LL_TRY(ll_cli_path(in->folder, "", path, reterr));
    return make_folder(cli, path, reterr);
}

enum ll_status ll_cmd_log_export(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct export_input *in = input;
    struct folder folder = {cli, in->folder};
    const struct ll_log_files files = {has, put, read_checkpoint, &folder};
    struct ll_log_exported exported;
    LL_TRY(open_folder(cli, in, reterr));
    LL_TRY(ll_log_export(&cli->ctx, &files, &exported, reterr));
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_str(&cli->arena, answer, "folder", in->folder);
    ll_json_set_str(&cli->arena, answer, "origin", exported.origin);
    ll_json_set_integer(&cli->arena, answer, "size", exported.size);
    ll_json_set_integer(&cli->arena, answer, "new_files", exported.files);
    LL_TRY(write_status(&folder, in->issuer, answer, reterr));
    return ll_cli_answer(answer, ret_answer, reterr);
}

/* ---- status lists alone ---- */

enum ll_status ll_cmd_certificate_status_list(struct ll_cli *cli, const void *input,
                                              struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct export_input *in = input;
    struct folder folder = {cli, in->folder};
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_str(&cli->arena, answer, "folder", in->folder);
    LL_TRY(open_folder(cli, in, reterr));
    LL_TRY(write_status(&folder, in->issuer, answer, reterr));
    return ll_cli_answer(answer, ret_answer, reterr);
}

/* ---- replay ---- */

struct replay_input {
    struct ll_str folder;
    struct ll_str key;
    bool has_key;
    struct ll_file policy;
    bool has_policy;
};
static const struct ll_field replay_fields[] = {
    LL_MEMBER(replay_input, folder, LL_REQ(STR), .operand = true, .min = 1, .max = LL_PATH_MAX - 1,
              .help = "the folder that 'log export' wrote, or a copy of what is served"),
    LL_MEMBER(replay_input, key, LL_OPT(STR), LL_PRESENT(replay_input, has_key), .max = 512,
              .help = "the log's key, as 'log show' prints it: NAME+HEX+BASE64"),
    LL_MEMBER(replay_input, policy, LL_OPT(FILE), LL_PRESENT(replay_input, has_policy),
              .max = LL_POLICY_BYTES_MAX,
              .help = "instead of a key: the file (C2SP tlog-policy) with the logs that you trust, "
                      "and the witnesses that must have cosigned"),
};
const struct ll_record ll_cmd_log_replay_record =
    LL_RECORD("log_replay", replay_input, replay_fields);

static enum ll_status read_any(void *ctx, struct ll_arena *arena, const char *name,
                               size_t max_bytes, struct ll_str *ret_bytes, struct ll_err *reterr)
{
    const struct folder *folder = ctx;
    char path[LL_PATH_MAX];
    struct ll_file file;
    struct stat facts;
    LL_TRY(ll_cli_path(folder->path, name, path, reterr));
    /* An archive may bring a pipe, which nobody writes to. */
    if (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode)) {
        return LL_FAIL(reterr, LL_EIO, "%s is no file", path);
    }
    LL_TRY(ll_file_read(arena, ll_str_from_cstr(path), folder->cli->host->in, max_bytes, &file,
                        reterr));
    *ret_bytes = file.bytes;
    return LL_OK;
}

/* The checkpoint that was seen last is at hand, or none is. */
static enum ll_status replay(struct ll_cli *cli, struct ll_str path,
                             const struct ll_replay_trust *trust,
                             struct ll_replay_report **ret_report, struct ll_json **ret_answer,
                             struct ll_err *reterr)
{
    struct folder folder = {cli, path};
    const struct ll_replay_files files = {read_any, &folder};
    enum ll_status status =
        ll_replay_run(&cli->arena, cli->host->crypto, &files, trust, ret_report, reterr);
    if (status != LL_OK) {
        return ll_cli_missing(status, reterr);
    }
    LL_TRY(ll_replay_report_json(&cli->arena, *ret_report, ret_answer, reterr));
    const struct ll_replay_report *report = *ret_report;
    bool vouched = report->key_given && (!report->has_policy || report->witnessed.is_met);
    cli->exit_code = report->finding_count > 0 ? 1 : vouched ? 0 : 4;
    return LL_OK;
}

/* Whom the reader trusts: by a key, by a policy, or not at all. */
static enum ll_status read_trust(struct ll_cli *cli, const struct replay_input *in,
                                 struct ll_note_key *key, struct ll_time *now,
                                 struct ll_replay_trust *ret_trust, struct ll_err *reterr)
{
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(cli->host->crypto);
    *now = cli->host->clock.now(cli->host->clock.ctx);
    *ret_trust = (struct ll_replay_trust){.key = in->has_key ? key : NULL, .now = now};
    if (in->has_key && in->has_policy) {
        return LL_FAIL(reterr, LL_EUSAGE, "--policy takes the place of --key: its log line has it");
    }
    if (in->has_policy) {
        LL_TRY(ll_cli_policy(cli, &in->policy, &ret_trust->policy, reterr));
    }
    return in->has_key ? ll_note_key_parse(&crypto, in->key, key, reterr) : LL_OK;
}

enum ll_status ll_cmd_log_replay(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct replay_input *in = input;
    struct ll_replay_report *report = NULL;
    struct ll_note_key key;
    struct ll_time now;
    struct ll_replay_trust trust;
    LL_TRY(read_trust(cli, in, &key, &now, &trust, reterr));
    return replay(cli, in->folder, &trust, &report, ret_answer, reterr);
}

/* ---- monitor ---- */

struct monitor_input {
    struct ll_str folder;
    struct ll_str key;
    bool has_key;
    struct ll_str last;
    struct ll_file policy;
    bool has_policy;
};
static const struct ll_field monitor_fields[] = {
    LL_MEMBER(monitor_input, folder, LL_REQ(STR), .operand = true, .min = 1, .max = LL_PATH_MAX - 1,
              .help = "a copy of what is served, as of now"),
    LL_MEMBER(monitor_input, key, LL_OPT(STR), LL_PRESENT(monitor_input, has_key), .max = 512,
              .help = "the log's key, as its operator gives it: NAME+HEX+BASE64; this or a policy"),
    LL_MEMBER(monitor_input, last, LL_REQ(STR), .min = 1, .max = LL_PATH_MAX - 1,
              .help = "the file in which the checkpoint seen last is kept; made the first time"),
    LL_MEMBER(monitor_input, policy, LL_OPT(FILE), LL_PRESENT(monitor_input, has_policy),
              .max = LL_POLICY_BYTES_MAX,
              .help = "instead of a key: the file (C2SP tlog-policy) with the logs that you trust, "
                      "and the witnesses that must have cosigned"),
};
const struct ll_record ll_cmd_log_monitor_record =
    LL_RECORD("log_monitor", monitor_input, monitor_fields);

/* The folder that a file is in, and its name there. */
static enum ll_status open_last(struct ll_cli *cli, struct ll_str path,
                                struct ll_sidefile *ret_file, struct ll_err *reterr)
{
    size_t slash = path.len;
    while (slash > 0 && path.ptr[slash - 1] != '/') {
        slash--;
    }
    struct ll_str folder = slash == 0   ? LL_STR(".")
                           : slash == 1 ? LL_STR("/")
                                        : ll_str_sub(path, 0, slash - 1);
    const char *folder_text = ll_str_to_cstr(&cli->arena, folder);
    const char *name = ll_str_to_cstr(&cli->arena, ll_str_sub(path, slash, path.len));
    if (folder_text == NULL || name == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a path");
    }
    if (name[0] == '\0') {
        return LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no name of a file", LL_STR_ARG(path));
    }
    return ll_sidefile_open(&cli->arena, folder_text, name, ret_file, reterr);
}

static enum ll_status monitor(struct ll_cli *cli, const struct monitor_input *in,
                              const struct ll_sidefile *file, struct ll_replay_trust *trust,
                              struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_replay_report *report = NULL;
    enum ll_status status =
        ll_sidefile_read(&cli->arena, file->path, LL_LOG_NOTE_BYTES_MAX, &trust->last, reterr);
    if (status == LL_OK && trust->last.len == 0) {
        return LL_FAIL(reterr, LL_EINVAL, "%s is empty: it holds no checkpoint", file->path);
    }
    if (status != LL_OK && status != LL_ENOTFOUND) {
        return status;
    }
    LL_TRY(replay(cli, in->folder, trust, &report, ret_answer, reterr));
    return report->finding_count > 0 ? LL_OK
                                     : ll_sidefile_replace(&cli->arena, file, report->note, reterr);
}

enum ll_status ll_cmd_log_monitor(struct ll_cli *cli, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct monitor_input *in = input;
    const struct replay_input whom = {
        in->folder, in->key, in->has_key, in->policy, in->has_policy,
    };
    struct ll_note_key key;
    struct ll_time now;
    struct ll_replay_trust trust;
    struct ll_sidefile file;
    LL_TRY(read_trust(cli, &whom, &key, &now, &trust, reterr));
    if (!in->has_key && !in->has_policy) {
        return LL_FAIL(reterr, LL_EUSAGE, "whose log is it: --key or --policy");
    }
    LL_TRY(open_last(cli, in->last, &file, reterr));
    enum ll_status status = monitor(cli, in, &file, &trust, ret_answer, reterr);
    ll_sidefile_close(&file);
    return status;
}
