/* Commands: backup, restore. */
#include <string.h>

#include "edge/cli/state.h"
#include "service/event.h"
#include "service/run.h"
#include "service/webhook.h"

struct path_input {
    struct ll_str file;
};
static const struct ll_field backup_fields[] = {
    LL_MEMBER(path_input, file, LL_REQ(STR), .operand = true, .min = 1, .max = LL_PATH_MAX - 1,
              .help = "the file to make; it must not be there yet"),
};
const struct ll_record ll_cmd_backup_record = LL_RECORD("backup", path_input, backup_fields);

static const struct ll_field restore_fields[] = {
    LL_MEMBER(path_input, file, LL_REQ(STR), .operand = true, .min = 1, .max = LL_PATH_MAX - 1,
              .help = "a file that 'backup' made"),
};
const struct ll_record ll_cmd_restore_record = LL_RECORD("restore", path_input, restore_fields);

static const char keys_note[] =
    "keys, the list of what was erased and the log's last checkpoint are not in a backup: keep a "
    "copy of DIR/keys and DIR/log apart";

enum ll_status ll_cmd_backup(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                             struct ll_err *reterr)
{
    const struct path_input *in = input;
    struct ll_str target;
    LL_TRY(ll_cli_target(cli, &target, reterr));
    LL_TRY(ll_cli_open(cli, target, LL_CLI_READ, false, reterr));
    LL_TRY(ll_store_backup(cli->ctx.store, in->file, reterr));
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_str(&cli->arena, answer, "file", in->file);
    ll_json_set_cstr(&cli->arena, answer, "note", keys_note);
    return ll_cli_answer(answer, ret_answer, reterr);
}

static enum ll_status no_backup(const char *from, struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EPARSE, "'%s' is no backup", from);
    ll_err_hint(reterr, "name a file that 'loopledger backup' made");
    return status;
}

/* What waited for webhooks when the backup was made may have been sent since. */
static enum ll_status hold_messages(struct ll_cli *cli, struct ll_err *reterr)
{
    int64_t held = 0;
    struct ll_json *answer = NULL;
    const struct ll_run_options options = {.key = LL_STR("")};
    const struct ll_webhook_hold hold = {&held};
    return ll_run(&cli->ctx, &ll_webhook_hold, &hold, &options, &answer, reterr);
}

static enum ll_status open_and_check(struct ll_cli *cli, const char *path, struct ll_err *reterr)
{
    struct ll_store_upgraded upgraded = {0};
    bool empty = false;
    struct ll_strbuf buf;
    struct ll_str target;
    ll_strbuf_init(&buf, &cli->arena, LL_PATH_MAX * 2);
    ll_strbuf_cstr(&buf, "sqlite:");
    ll_strbuf_cstr(&buf, path);
    LL_TRY(ll_strbuf_finish(&buf, &target, reterr));
    LL_TRY(ll_cli_open(cli, target, LL_CLI_WRITE, false, reterr));
    LL_TRY(ll_store_check_integrity(cli->ctx.store, &cli->arena, reterr));
    LL_TRY(ll_store_is_empty(cli->ctx.store, &cli->arena, &empty, reterr));
    if (empty) {
        return LL_FAIL(reterr, LL_EPARSE, "no program made a ledger in it");
    }
    LL_TRY(ll_event_upgrade(&cli->ctx, &upgraded, reterr));
    LL_TRY(hold_messages(cli, reterr));
    ll_cli_close(cli);
    return LL_OK;
}

/* The copy in the new directory is a whole store and becomes this program's, or restoring fails: in
 * the words of one who restores `from`. */
static enum ll_status check_copy(struct ll_cli *cli, const char *from, const char *path,
                                 struct ll_err *reterr)
{
    struct ll_err found = {0};
    enum ll_status status = open_and_check(cli, path, &found);
    if (status == LL_ECORRUPT) {
        status = LL_FAIL(reterr, LL_ECORRUPT, "'%s' is damaged", from);
        ll_err_hint(reterr, "take another backup; the first fault found: %.150s", found.text);
    } else if (status == LL_EPARSE) {
        status = no_backup(from, reterr);
    } else if (status != LL_OK) {
        *reterr = found;
    }
    return status;
}

enum ll_status ll_cmd_restore(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct path_input *in = input;
    struct ll_new_directory directory;
    char path[LL_PATH_MAX];
    char from[LL_PATH_MAX];
    if (cli->args.general.given[LL_GENERAL_STORE]) {
        return LL_FAIL(reterr, LL_EUSAGE,
                       "a backup is restored into a new data directory; leave --store out");
    }
    LL_TRY(ll_cli_path(in->file, "", from, reterr));
    LL_TRY(ll_directory_begin(cli->ctx.data_dir, &directory, reterr));
    enum ll_status status =
        ll_cli_path(ll_str_from_cstr(directory.path), LL_STORE_FILE, path, reterr);
    if (status == LL_OK) {
        status = ll_directory_copy(cli, from, path, "SQLite format 3", reterr);
    }
    if (status == LL_EPARSE) {
        status = no_backup(from, reterr);
    }
    if (status == LL_OK) {
        status = check_copy(cli, from, path, reterr);
    }
    if (status == LL_OK) {
        status = ll_directory_finish(&directory, reterr);
    }
    if (status != LL_OK) {
        ll_cli_close(cli);
        ll_directory_abandon(&directory);
        return status;
    }
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_str(&cli->arena, answer, "data_dir", cli->ctx.data_dir);
    ll_json_set_cstr(&cli->arena, answer, "note",
                     "keys are not in a backup: copy the old directory's folders 'keys' and 'log' "
                     "into the new one before certifying");
    return ll_cli_answer(answer, ret_answer, reterr);
}
