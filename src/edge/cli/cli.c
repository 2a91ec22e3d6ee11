/* One command line from its words to its exit code. */
#include "edge/cli/cli.h"

#include <errno.h>
#include <string.h>

#include "edge/cli/manual.h"
#include "edge/cli/render.h"
#include "edge/cli/state.h"
#include "edge/cli/text.h"
#include "edge/http/local.h"
#include "service/erasures.h"
#include "service/keys.h"
#include "service/log.h"
#include "service/run.h"

#define ERROR_ARENA_BYTES ((size_t)64 << 20) /* findings of a whole list */
#define FINDINGS_SHOWN_MAX 50
#define WORDLESS_ARENA_BYTES ((size_t)16 << 20)
#define KEY_RANDOM_BYTES 16
#define ANSWER_BYTES_MAX ((size_t)256 << 20)

/* ---- output ---- */

bool ll_cli_out(struct ll_cli *cli, struct ll_str text)
{
    cli->wrote_out = true;
    ll_bar_clear(&cli->bar);
    errno = 0;
    if (cli->out_errno == 0 && fwrite(text.ptr, 1, text.len, cli->host->out) < text.len) {
        cli->out_errno = errno != 0 ? errno : EIO;
    }
    return cli->out_errno == 0;
}

/* An answer as people read it: what is shown but not stored stands beside what is. */
static enum ll_status render(struct ll_cli *cli, const struct ll_json *answer,
                             struct ll_strbuf *buf, struct ll_err *reterr)
{
    const struct ll_json *transient = ll_json_get(answer, LL_ANSWER_TRANSIENT);
    struct ll_json flat = *answer;
    if (transient == NULL || transient->type != LL_JSON_OBJECT) {
        return ll_render(&cli->arena, answer, cli->host->out_columns, buf, reterr);
    }
    flat.count = flat.capacity = answer->count - 1 + transient->count;
    flat.members = LL_NEW_ARRAY(&cli->arena, struct ll_json_member, flat.count);
    if (flat.members == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the answer");
    }
    size_t count = 0;
    for (size_t i = 0; i < answer->count; i++) {
        if (&answer->members[i].value != transient) {
            flat.members[count++] = answer->members[i];
        }
    }
    for (size_t i = 0; i < transient->count; i++) {
        flat.members[count++] = transient->members[i];
    }
    return ll_render(&cli->arena, &flat, cli->host->out_columns, buf, reterr);
}

/* The answer in the form asked for. */
static enum ll_status present(struct ll_cli *cli, const struct ll_json *answer,
                              struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, &cli->arena, ANSWER_BYTES_MAX);
    if (cli->args.general.given[LL_GENERAL_QUIET]) {
        return LL_OK;
    }
    const struct ll_service *service = cli->args.command.service;
    bool is_document = service != NULL && service->is_document && !cli->raw_text;
    if (cli->args.general.given[LL_GENERAL_JSON] || is_document) {
        LL_TRY(ll_json_pretty(&cli->arena, answer, ANSWER_BYTES_MAX, &text, reterr));
        if (cli->host->out_is_terminal) {
            ll_text_escape_json(&buf, text);
        } else {
            ll_strbuf_str(&buf, text);
        }
        ll_strbuf_char(&buf, '\n');
    } else if (cli->raw_text) {
        ll_cli_out(cli, ll_json_string_at(answer, "text"));
        return LL_OK;
    } else {
        LL_TRY(render(cli, answer, &buf, reterr));
    }
    LL_TRY(ll_strbuf_finish(&buf, &text, reterr));
    ll_cli_out(cli, text);
    return LL_OK;
}

static bool wants_json(int argc, char *const *argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            return true;
        }
    }
    return false;
}

/* What to do, also where the failure itself does not say, as over HTTP; of the words that stand for
 * every failure of a kind those that are about a command or its files. */
static const char *hint_of(const struct ll_err *err)
{
    bool has_common = err->status == LL_EPARSE || err->status == LL_EUSAGE;
    return err->hint[0] == '\0' && has_common ? ll_status_hint(err->status) : err->hint;
}

static struct ll_json *error_json(struct ll_arena *arena, const struct ll_err *err,
                                  const struct ll_json *problem)
{
    struct ll_json *error = ll_json_new_object(arena);
    ll_json_set_cstr(arena, error, "status", ll_status_name(err->status));
    ll_json_set_cstr(arena, error, "where", err->where);
    ll_json_set_cstr(arena, error, "text", err->text);
    ll_json_set_cstr(arena, error, "hint", hint_of(err));
    const struct ll_json *findings = ll_json_get(problem, "findings");
    if (findings != NULL) {
        struct ll_json *copy = ll_json_new_null(arena);
        if (copy != NULL) {
            *copy = *findings;
        }
        ll_json_set(arena, error, "findings", copy);
    }
    struct ll_json *outer = ll_json_new_object(arena);
    ll_json_set(arena, outer, "error", error);
    return outer;
}

/* "  line 3, quantity: what is wrong ('seven')", one finding a line; then how many more. */
static void put_findings(const struct ll_json *problem, struct ll_strbuf *out)
{
    const struct ll_json *findings = ll_json_get(problem, "findings");
    size_t count = findings == NULL ? 0 : findings->count;
    for (size_t i = 0; i < count && i < FINDINGS_SHOWN_MAX; i++) {
        const struct ll_json *finding = &findings->items[i];
        const struct ll_json *line = ll_json_get(finding, "line");
        struct ll_str field = ll_json_string_at(finding, "field");
        struct ll_str value = ll_json_string_at(finding, "value");
        struct ll_str hint = ll_json_string_at(finding, "hint");
        ll_strbuf_cstr(out, "\n  ");
        if (line != NULL) {
            ll_strbuf_fmt(out, "line %lld%s", (long long)line->integer, field.len > 0 ? ", " : "");
        }
        ll_text_escape(out, field, "");
        ll_strbuf_cstr(out, line != NULL || field.len > 0 ? ": " : "");
        ll_text_escape(out, ll_json_string_at(finding, "message"), "");
        if (value.len > 0) {
            ll_strbuf_cstr(out, " ('");
            ll_text_escape(out, value, "");
            ll_strbuf_cstr(out, "')");
        }
        ll_strbuf_cstr(out, " [");
        ll_text_escape(out, ll_json_string_at(finding, "code"), "");
        ll_strbuf_char(out, ']');
        if (hint.len > 0) {
            ll_strbuf_cstr(out, "\n    ");
            ll_text_escape(out, hint, "");
        }
    }
    if (count > FINDINGS_SHOWN_MAX) {
        ll_strbuf_fmt(out, "\n  and %zu more; --json lists them all", count - FINDINGS_SHOWN_MAX);
    }
}

/* "loopledger: where: text" and the hint on a line of its own. Memory of its own: the command may
 * have used up what it had. */
static void report(struct ll_cli *cli, const struct ll_err *err, bool json)
{
    const struct ll_json *problem = cli->ctx.problem;
    struct ll_arena arena;
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_arena_init(&arena, &ll_arena_malloc, ERROR_ARENA_BYTES);
    ll_strbuf_init(&buf, &arena, ERROR_ARENA_BYTES);
    const char *said = err->text[0] != '\0' ? err->text : ll_status_text(err->status);
    ll_bar_clear(&cli->bar);
    if (json && ll_json_canonical(&arena, error_json(&arena, err, problem), ERROR_ARENA_BYTES,
                                  &text, NULL) == LL_OK) {
        ll_text_escape_json(&buf, text);
    } else {
        ll_strbuf_cstr(&buf, "loopledger: ");
        if (err->where[0] != '\0') {
            ll_text_escape(&buf, ll_str_from_cstr(err->where), "");
            ll_strbuf_cstr(&buf, ": ");
        }
        ll_text_escape(&buf, ll_str_from_cstr(said), "");
        put_findings(problem, &buf);
        if (hint_of(err)[0] != '\0') {
            ll_strbuf_cstr(&buf, "\n  hint: ");
            ll_text_escape(&buf, ll_str_from_cstr(hint_of(err)), "");
        }
    }
    ll_strbuf_char(&buf, '\n');
    if (ll_strbuf_finish(&buf, &text, NULL) == LL_OK) {
        fwrite(text.ptr, 1, text.len, cli->host->err);
    } else {
        fprintf(cli->host->err, "loopledger: %s\n", ll_status_text(err->status));
    }
    ll_arena_release(&arena);
}

/* ---- running ---- */

static enum ll_status show_help(struct ll_cli *cli, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_json *answer = NULL;
    ll_strbuf_init(&buf, &cli->arena, LL_MANUAL_BYTES_MAX);
    if (cli->args.words == LL_WORDS_COMMAND) {
        ll_help_command(&cli->args.command, &buf);
    } else {
        ll_help_list(cli->args.noun, &buf);
    }
    LL_TRY(ll_cli_text(cli, &buf, &answer, reterr));
    return present(cli, answer, reterr);
}

/* Without words: what there is, where errors go, as a usage error. */
static enum ll_status show_usage(struct ll_cli *cli, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, &cli->arena, LL_MANUAL_BYTES_MAX);
    ll_help_list(LL_STR(""), &buf);
    LL_TRY(ll_strbuf_finish(&buf, &text, reterr));
    fwrite(text.ptr, 1, text.len, cli->host->err);
    cli->exit_code = ll_status_exit_code(LL_EUSAGE);
    return LL_OK;
}

static void no_progress(void *ctx, const char *what, int64_t done, int64_t total)
{
    (void)ctx;
    (void)what;
    (void)done;
    (void)total;
}

static void make_ctx(struct ll_cli *cli)
{
    const struct ll_cli_host *host = cli->host;
    const char *from_environment =
        host->data_dir != NULL && host->data_dir[0] != '\0' ? host->data_dir : LL_DATA_DIR_DEFAULT;
    bool quiet = cli->args.general.given[LL_GENERAL_QUIET];
    cli->bar = (struct ll_bar){
        .err = host->err,
        .enabled = host->err_is_terminal && !quiet,
        .timer = host->timer,
    };
    cli->ctx = (struct ll_ctx){
        .arena = &cli->arena,
        .crypto = host->crypto,
        .clock = host->clock,
        .ids = {.random = host->random, .ctx = host->random_ctx},
        .progress = {.report = cli->bar.enabled ? ll_bar_report : no_progress, .ctx = &cli->bar},
        .data_dir = cli->args.general.given[LL_GENERAL_DATA]
                        ? cli->args.general.values[LL_GENERAL_DATA]
                        : ll_str_from_cstr(from_environment),
        .actor = ll_str_from_cstr(host->actor),
    };
}

static enum ll_status open_for(struct ll_cli *cli, struct ll_err *reterr)
{
    struct ll_str target;
    switch (cli->args.command.need) {
    case LL_NEED_NOTHING:
    case LL_NEED_DIRECTORY:
        return LL_OK;
    case LL_NEED_READ:
        LL_TRY(ll_cli_target(cli, &target, reterr));
        return ll_cli_open(cli, target, LL_CLI_READ, true, reterr);
    case LL_NEED_WRITE:
        LL_TRY(ll_cli_target(cli, &target, reterr));
        return ll_cli_open(cli, target, LL_CLI_WRITE, true, reterr);
    }
    LL_ASSERT(false);
}

/* Before anything else is written to a restored store: what was erased since is erased again. */
static enum ll_status reapply_erasures(struct ll_cli *cli, struct ll_err *reterr)
{
    const struct ll_run_options options = {
        .key = LL_STR(""),
        .clock_ok = cli->args.general.given[LL_GENERAL_CLOCK_OK],
    };
    const struct ll_service *service = ll_service_find(LL_STR("annex"), LL_STR("reapply"));
    if (cli->args.command.service == service) {
        return LL_OK; /* it is what was asked for */
    }
    struct ll_list due;
    struct ll_json *answer = NULL;
    LL_TRY(ll_store_begin(cli->ctx.store, LL_STORE_READ, reterr));
    enum ll_status status = ll_erasures_due(&cli->ctx, false, &due, reterr);
    ll_store_rollback(cli->ctx.store);
    LL_TRY(status);
    return due.count == 0 ? LL_OK : ll_run(&cli->ctx, service, NULL, &options, &answer, reterr);
}

static enum ll_status run_here(struct ll_cli *cli, const void *input,
                               const struct ll_run_options *options, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    LL_TRY(open_for(cli, reterr));
    if (cli->args.command.takes_key) {
        LL_TRY(ll_log_guard(&cli->ctx, reterr));
        LL_TRY(reapply_erasures(cli, reterr));
    }
    return ll_run(&cli->ctx, cli->args.command.service, input, options, ret_answer, reterr);
}

/* Is the data directory held by a server? Then what is to be written goes through it. */
static enum ll_status call_server(struct ll_cli *cli, const void *input,
                                  const struct ll_run_options *options, bool *ret_served,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_command *command = &cli->args.command;
    struct ll_str target;
    char path[LL_PATH_MAX];
    *ret_served = false;
    if (command->need != LL_NEED_WRITE) {
        return LL_OK;
    }
    LL_TRY(ll_cli_target(cli, &target, reterr));
    if (!ll_cli_is_sqlite(target)) {
        return LL_OK; /* several may write there */
    }
    LL_TRY(ll_cli_path(cli->ctx.data_dir, LL_LOCAL_SOCKET, path, reterr));
    return ll_local_call(&cli->arena, path, LL_LOCAL_ALIVE_S, command->service, input, options,
                         ret_served, ret_answer, &cli->ctx.problem, reterr);
}

/*
 * A request that writes always has a key, its own or one made here: should its outcome be lost, the
 * user is told the key to ask again with.
 */
static enum ll_status run_service(struct ll_cli *cli, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_command *command = &cli->args.command;
    char made[sizeof("cli-") + 2 * KEY_RANDOM_BYTES];
    struct ll_str key = cli->args.general.values[LL_GENERAL_KEY];
    if (command->takes_key && !cli->args.general.given[LL_GENERAL_KEY]) {
        uint8_t bytes[KEY_RANDOM_BYTES];
        cli->host->random(cli->host->random_ctx, bytes, sizeof(bytes));
        memcpy(made, "cli-", 4);
        for (size_t i = 0; i < sizeof(bytes); i++) {
            snprintf(made + 4 + 2 * i, 3, "%02x", bytes[i]);
        }
        key = ll_str_from_cstr(made);
    }
    const struct ll_run_options options = {
        .key = key,
        .dry_run = cli->args.general.given[LL_GENERAL_DRY_RUN],
        .clock_ok = cli->args.general.given[LL_GENERAL_CLOCK_OK],
    };
    bool served = false;
    enum ll_status status = call_server(cli, input, &options, &served, ret_answer, reterr);
    if (status == LL_OK && !served) {
        status = run_here(cli, input, &options, ret_answer, reterr);
    }
    if (status == LL_EUNKNOWN) {
        snprintf(reterr->hint, sizeof(reterr->hint),
                 "ask again with the same words and --key %.*s: it is done once",
                 LL_STR_ARG(ll_str_sub(key, 0, 100)));
    }
    return status;
}

static enum ll_status run_command(struct ll_cli *cli, struct ll_err *reterr)
{
    void *input = NULL;
    struct ll_json *answer = NULL;
    LL_TRY(ll_args_input(&cli->args, &cli->arena, cli->host->in, &input, reterr));
    if (cli->args.general.given[LL_GENERAL_HELP]) {
        return show_help(cli, reterr);
    }
    make_ctx(cli);
    const struct ll_command *command = &cli->args.command;
    if (command->service != NULL) {
        LL_TRY(run_service(cli, input, &answer, reterr));
    } else {
        LL_TRY(open_for(cli, reterr));
        LL_TRY(command->run(cli, input, &answer, reterr));
    }
    return answer == NULL ? LL_OK : present(cli, answer, reterr);
}

static enum ll_status dispatch(struct ll_cli *cli, struct ll_err *reterr)
{
    if (cli->args.general.given[LL_GENERAL_VERSION]) {
        struct ll_json *answer = NULL;
        LL_TRY(ll_cmd_version(cli, NULL, &answer, reterr));
        return present(cli, answer, reterr);
    }
    if (cli->args.words == LL_WORDS_COMMAND) {
        return run_command(cli, reterr);
    }
    if (cli->args.general.given[LL_GENERAL_HELP]) {
        return show_help(cli, reterr);
    }
    return show_usage(cli, reterr);
}

/*
 * What was written must have arrived. But who reads through a pipe may have read enough (head): a
 * command that changes nothing then ends quietly, with the exit code of what it found.
 */
static enum ll_status close_output(struct ll_cli *cli, struct ll_err *reterr)
{
    errno = 0;
    if (cli->out_errno == 0 && (fflush(cli->host->out) != 0 || ferror(cli->host->out) != 0)) {
        cli->out_errno = errno != 0 ? errno : EIO;
    }
    bool enough = cli->out_errno == EPIPE && !cli->args.command.changes;
    if (!cli->wrote_out || cli->out_errno == 0 || enough) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EIO, "the answer could not be written: %s", strerror(cli->out_errno));
    ll_err_hint(reterr, "the command itself was done; what it stored is stored");
    return status;
}

static void put_stats(const struct ll_cli *cli, struct ll_time began)
{
    int64_t took_us = cli->host->timer.now(cli->host->timer.ctx).us - began.us;
    fprintf(cli->host->err, "memory: peak %zu KiB of %zu KiB; time: %lld.%03lld s\n",
            cli->arena.peak_bytes >> 10, cli->arena.cap_bytes >> 10, (long long)(took_us / 1000000),
            (long long)(took_us / 1000 % 1000));
}

int ll_cli_main(const struct ll_cli_host *host, int argc, char *const *argv)
{
    struct ll_cli cli = {.host = host, .lock_fd = -1, .bar = {.err = host->err}};
    struct ll_err err = {0};
    struct ll_time began = host->timer.now(host->timer.ctx);
    enum ll_status status = ll_args_command(argc, argv, &cli.args, &err);
    bool known = status == LL_OK && cli.args.words == LL_WORDS_COMMAND;
    ll_arena_init(&cli.arena, &ll_arena_malloc,
                  known ? cli.args.command.arena_bytes : WORDLESS_ARENA_BYTES);
    if (status == LL_OK) {
        status = dispatch(&cli, &err);
    }
    ll_cli_close(&cli);
    ll_keys_forget(&cli.ctx);
    ll_bar_clear(&cli.bar);
    if (status == LL_OK) {
        status = close_output(&cli, &err);
    }
    if (status != LL_OK) {
        err.status = status;
        ll_args_name_place(cli.args.command.input, &err);
        report(&cli, &err, wants_json(argc, argv));
    }
    if (cli.args.general.given[LL_GENERAL_STATS]) {
        put_stats(&cli, began);
    }
    ll_arena_release(&cli.arena);
    return status == LL_OK ? cli.exit_code : ll_status_exit_code(status);
}
