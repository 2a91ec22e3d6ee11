/*
 * One command under way, and what the edge's own commands share: the data directory, the store, the
 * lock, the output. Not for other folders.
 */
#ifndef LL_EDGE_CLI_STATE_H
#define LL_EDGE_CLI_STATE_H

#include "base/network.h"
#include "edge/cli/args.h"
#include "edge/cli/progress.h"
#include "edge/openid/provider.h"
#include "proof/note.h"

#define LL_DATA_DIR_DEFAULT "loopledger.data"
#define LL_STORE_FILE "ledger.db"
#define LL_STORE_CONF "store.conf"
#define LL_PATH_MAX 4096

struct ll_cli {
    const struct ll_cli_host *host;
    struct ll_args args;
    struct ll_arena arena;
    struct ll_ctx ctx;
    struct ll_bar bar;
    int lock_fd;    /* -1: none */
    int exit_code;  /* of a command that was done: 0, or 1 and 4 for what it found */
    bool raw_text;  /* the answer's member "text" is the output as it is */
    bool wrote_out; /* part of the output was written already */
    int out_errno;  /* why it could not be written, the first time; 0: so far it could */
};

/* Write to the standard output. False: it cannot be written, and nothing more is. */
bool ll_cli_out(struct ll_cli *cli, struct ll_str text);

/* ---- where things are (open.c) ---- */

/* A file that a command was told of and that is not there is a failure of the environment, not an
 * object that the ledger does not know: LL_ENOTFOUND becomes LL_EIO. */
enum ll_status ll_cli_missing(enum ll_status status, struct ll_err *reterr);

/* "DIR/name" into a buffer of LL_PATH_MAX; LL_EINVAL when it does not fit. */
LL_MUST enum ll_status ll_cli_path(struct ll_str directory, const char *name,
                                   char ret_path[LL_PATH_MAX], struct ll_err *reterr);
/* A target whose file is not to be looked for from wherever a command runs: a relative path is put
 * behind `directory`. */
LL_MUST enum ll_status ll_cli_target_from(struct ll_arena *arena, struct ll_str target,
                                          struct ll_str directory, struct ll_str *ret_target,
                                          struct ll_err *reterr);
/* --store, else what store.conf says (a relative path there starts at the data directory), else the
 * SQLite file in the data directory. */
LL_MUST enum ll_status ll_cli_target(struct ll_cli *cli, struct ll_str *ret_target,
                                     struct ll_err *reterr);
bool ll_cli_is_sqlite(struct ll_str target);

enum ll_cli_access {
    LL_CLI_READ,   /* a read-only connection */
    LL_CLI_WRITE,  /* the lock, and a connection that writes */
    LL_CLI_CREATE, /* the same, making the SQLite file */
};
/*
 * Open the store into cli->ctx.store, with the lock where one is needed. `check_schema`: refuse a
 * schema that is not this program's. LL_EIO with what to do when there is no store; LL_EBUSY.
 */
LL_MUST enum ll_status ll_cli_open(struct ll_cli *cli, struct ll_str target,
                                   enum ll_cli_access access, bool check_schema,
                                   struct ll_err *reterr);
/* Close the store and give the lock back. */
void ll_cli_close(struct ll_cli *cli);

/* ---- a data directory in the making (directory.c) ---- */

struct ll_new_directory {
    char path[LL_PATH_MAX];  /* the temporary one beside it */
    char final[LL_PATH_MAX]; /* where it will be */
    char parent[LL_PATH_MAX];
};
/*
 * Make an empty directory beside `final`, mode 0700. LL_EEXISTS when `final` is there and is not an
 * empty directory; LL_EIO.
 */
LL_MUST enum ll_status ll_directory_begin(struct ll_str final_path,
                                          struct ll_new_directory *ret_directory,
                                          struct ll_err *reterr);
/* Bring it to disk and to its place, in one step. LL_EEXISTS, LL_EIO. */
LL_MUST enum ll_status ll_directory_finish(const struct ll_new_directory *directory,
                                           struct ll_err *reterr);
/* Remove it with the files that commands make in it. */
void ll_directory_abandon(const struct ll_new_directory *directory);
/* A new file with this content and mode, on disk when it returns. LL_EIO. */
#define LL_FILE_OWNED 0600U
LL_MUST enum ll_status ll_directory_write(const char *path, unsigned mode, struct ll_str content,
                                          struct ll_err *reterr);
/* A copy of a regular file under a new name, on disk when it returns. LL_EPARSE: it does not begin
 * with `head` (its ending zero too); LL_EIO. */
LL_MUST enum ll_status ll_directory_copy(struct ll_cli *cli, const char *from, const char *to,
                                         const char *head, struct ll_err *reterr);

/* ---- a new data directory with a store (manage.c) ---- */

struct ll_new_ledger {
    bool adopt; /* the store may hold a ledger already */
    /* Puts into the new store what belongs there, and adds to the answer. */
    enum ll_status (*fill)(struct ll_cli *cli, const void *input, struct ll_json *answer,
                           struct ll_err *reterr);
    const void *input; /* of the command */
};
/*
 * Make the data directory with keys and store, whole or not at all. The store is closed when it
 * succeeds. ret_answer: {"data_dir", …of fill, "issuer", "store"}. LL_EEXISTS, LL_EIO, the store's
 * errors and those of `fill`.
 */
LL_MUST enum ll_status ll_cli_create(struct ll_cli *cli, const struct ll_new_ledger *what,
                                     struct ll_json **ret_answer, struct ll_err *reterr);

/* ---- the edge's commands, by file ---- */
/* print.c */
enum ll_status ll_cmd_certificate_print(struct ll_cli *cli, const void *input,
                                        struct ll_json **ret_answer, struct ll_err *reterr);
extern const struct ll_record ll_cmd_certificate_print_record;
enum ll_status ll_cmd_handover_sheet(struct ll_cli *cli, const void *input,
                                     struct ll_json **ret_answer, struct ll_err *reterr);
extern const struct ll_record ll_cmd_handover_sheet_record;
enum ll_status ll_cmd_label_sheet(struct ll_cli *cli, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr);
extern const struct ll_record ll_cmd_label_sheet_record;
enum ll_status ll_cmd_notification_print(struct ll_cli *cli, const void *input,
                                         struct ll_json **ret_answer, struct ll_err *reterr);
extern const struct ll_record ll_cmd_notification_print_record;
enum ll_status ll_cmd_dispatch_print(struct ll_cli *cli, const void *input,
                                     struct ll_json **ret_answer, struct ll_err *reterr);
extern const struct ll_record ll_cmd_dispatch_print_record;
/* write.c */
enum ll_status ll_cmd_certificate_write(struct ll_cli *cli, const void *input,
                                        struct ll_json **ret_answer, struct ll_err *reterr);
extern const struct ll_record ll_cmd_certificate_write_record;
enum ll_status ll_cmd_sample_write(struct ll_cli *cli, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr);
extern const struct ll_record ll_cmd_sample_write_record;
enum ll_status ll_cmd_certificate_status_list(struct ll_cli *cli, const void *input,
                                              struct ll_json **ret_answer, struct ll_err *reterr);
extern const struct ll_record ll_cmd_certificate_status_list_record;
/* demo.c */
enum ll_status ll_cmd_demo(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                           struct ll_err *reterr);
extern const struct ll_record ll_cmd_demo_record;
/* manage.c */
enum ll_status ll_cmd_init(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                           struct ll_err *reterr);
extern const struct ll_record ll_cmd_init_record;
enum ll_status ll_cmd_db_status(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr);
enum ll_status ll_cmd_db_upgrade(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr);
enum ll_status ll_cmd_rebuild(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr);
enum ll_status ll_cmd_dump(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                           struct ll_err *reterr);
extern const struct ll_record ll_cmd_dump_record;
/* audit.c */
enum ll_status ll_cmd_audit(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                            struct ll_err *reterr);
/* backup.c */
enum ll_status ll_cmd_backup(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                             struct ll_err *reterr);
extern const struct ll_record ll_cmd_backup_record;
enum ll_status ll_cmd_restore(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr);
extern const struct ll_record ll_cmd_restore_record;
/* verify.c */
enum ll_status ll_cmd_verify(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                             struct ll_err *reterr);
extern const struct ll_record ll_cmd_verify_record;
/* A policy of one log or more, in the command's arena. The parser's errors, with the file's name.
 */
struct ll_policy;
enum ll_status ll_cli_policy(struct ll_cli *cli, const struct ll_file *file,
                             const struct ll_policy **ret_policy, struct ll_err *reterr);
/* key.c */
enum ll_status ll_cmd_key_make(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr);
enum ll_status ll_cmd_key_show(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr);
extern const struct ll_record ll_cmd_key_make_record;
extern const struct ll_record ll_cmd_key_show_record;
/* about.c */
enum ll_status ll_cmd_help(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                           struct ll_err *reterr);
extern const struct ll_record ll_cmd_help_record;
enum ll_status ll_cmd_man(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                          struct ll_err *reterr);
extern const struct ll_record ll_cmd_man_record;
enum ll_status ll_cmd_completion_bash(struct ll_cli *cli, const void *input,
                                      struct ll_json **ret_answer, struct ll_err *reterr);
enum ll_status ll_cmd_version(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr);

/* log.c */
enum ll_status ll_cmd_log_export(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr);
extern const struct ll_record ll_cmd_log_export_record;
enum ll_status ll_cmd_log_replay(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr);
extern const struct ll_record ll_cmd_log_replay_record;
enum ll_status ll_cmd_log_monitor(struct ll_cli *cli, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr);
extern const struct ll_record ll_cmd_log_monitor_record;
/* serve.c */
enum ll_status ll_cmd_serve(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                            struct ll_err *reterr);
extern const struct ll_record ll_cmd_serve_record;
/* witness.c */
#define LL_WITNESS_LOGS_MAX 64
/* Verifier keys of logs, as their operators give them. LL_EPARSE; LL_EINVAL: a witness's key. */
LL_MUST enum ll_status ll_cli_log_keys(struct ll_cli *cli, const struct ll_list *texts,
                                       struct ll_note_key *ret_logs, struct ll_err *reterr);
/* Providers of serve --openid, with their clients' secrets. LL_EINVAL, LL_EPARSE; as
 * ll_keyfile_read_text. */
LL_MUST enum ll_status ll_cli_openid(struct ll_cli *cli, const struct ll_file *settings,
                                     struct ll_list *ret_providers, struct ll_err *reterr);
enum ll_status ll_cmd_log_request(struct ll_cli *cli, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr);
extern const struct ll_record ll_cmd_log_request_record;
enum ll_status ll_cmd_webhook_deliver(struct ll_cli *cli, const void *input,
                                      struct ll_json **ret_answer, struct ll_err *reterr);
extern const struct ll_record ll_cmd_webhook_deliver_record;
/* "10.0.0.0/8", each; LL_EPARSE. */
LL_MUST enum ll_status ll_cli_networks(struct ll_cli *cli, const struct ll_list *texts,
                                       const struct ll_network **ret_networks,
                                       struct ll_err *reterr);
/* A file of PEM to be read by another library; NULL for an empty name. */
LL_MUST enum ll_status ll_cli_authorities(struct ll_cli *cli, struct ll_str name,
                                          const char **ret_path, struct ll_err *reterr);
enum ll_status ll_cmd_log_witness(struct ll_cli *cli, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr);
extern const struct ll_record ll_cmd_log_witness_record;

/* {"text": …} to be written as it is. LL_ENOMEM, LL_ELIMIT. */
LL_MUST enum ll_status ll_cli_text(struct ll_cli *cli, struct ll_strbuf *buf,
                                   struct ll_json **ret_answer, struct ll_err *reterr);
/* An answer that is done building. LL_ENOMEM. */
LL_MUST enum ll_status ll_cli_answer(struct ll_json *answer, struct ll_json **ret_answer,
                                     struct ll_err *reterr);

#endif
