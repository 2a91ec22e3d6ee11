/* Commands about the store: init, db status, db upgrade, rebuild, dump. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "edge/cli/state.h"
#include "service/event.h"
#include "service/keys.h"
#include "service/run.h"

static const char *engine_name(const struct ll_store *store)
{
    switch (ll_store_engine(store)) {
    case LL_STORE_SQLITE:
        return "sqlite";
    case LL_STORE_POSTGRES:
        return "postgresql";
    }
    LL_ASSERT(false);
}

/* ---- init ---- */

struct init_input {
    bool adopt;
};
static const struct ll_field init_fields[] = {
    LL_MEMBER(init_input, adopt, LL_OPT(BOOL),
              .help = "the store holds a ledger already: make only a data directory with new keys "
                      "for it."),
};
const struct ll_record ll_cmd_init_record = LL_RECORD("init", init_input, init_fields);

/* Keys of the installation, in the data directory that cli->ctx names. */
static enum ll_status make_keys(struct ll_cli *cli, char ret_did[LL_DID_KEY_SIZE],
                                struct ll_err *reterr)
{
    struct ll_sign_key key;
    LL_TRY(ll_keys_create(&cli->ctx, reterr));
    LL_TRY(ll_keys_read_signing(&cli->ctx, &key, reterr));
    ll_did_key_format(&key.public_key, ret_did);
    ll_sign_key_wipe(&key);
    return LL_OK;
}

/* The tables, and what goes into them. */
static enum ll_status fill_store(struct ll_cli *cli, const struct ll_new_ledger *what,
                                 struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_store_upgraded upgraded = {0};
    bool empty = false;
    LL_TRY(ll_store_is_empty(cli->ctx.store, &cli->arena, &empty, reterr));
    if (empty || what->adopt) {
        LL_TRY(ll_event_upgrade(&cli->ctx, &upgraded, reterr));
    }
    /* Another init may have been faster. */
    if (upgraded.migrations == 0 && !what->adopt) {
        enum ll_status status = LL_FAIL(reterr, LL_EEXISTS, "the store holds a ledger already");
        ll_err_hint(reterr, "name another with --store, or make a data directory for this one with "
                            "'loopledger init --adopt'");
        return status;
    }
    return what->fill(cli, what->input, answer, reterr);
}

/* store.conf, good from wherever later commands run: with the whole path of an SQLite file. */
static enum ll_status write_conf(struct ll_cli *cli, struct ll_str target, struct ll_err *reterr)
{
    char here[LL_PATH_MAX];
    char conf[LL_PATH_MAX];
    struct ll_strbuf buf;
    struct ll_str whole;
    struct ll_str line;
    if (getcwd(here, sizeof(here)) == NULL) {
        return LL_FAIL(reterr, LL_EIO, "the current directory has no path: %s", strerror(errno));
    }
    LL_TRY(ll_cli_target_from(&cli->arena, target, ll_str_from_cstr(here), &whole, reterr));
    ll_strbuf_init(&buf, &cli->arena, LL_PATH_MAX * 2);
    ll_strbuf_str(&buf, whole);
    ll_strbuf_char(&buf, '\n');
    LL_TRY(ll_strbuf_finish(&buf, &line, reterr));
    LL_TRY(ll_cli_path(cli->ctx.data_dir, LL_STORE_CONF, conf, reterr));
    return ll_directory_write(conf, LL_FILE_OWNED, line, reterr);
}

/* Everything into the new directory; the store is closed when it succeeds. */
static enum ll_status fill_directory(struct ll_cli *cli, const struct ll_new_ledger *what,
                                     struct ll_json *answer, struct ll_err *reterr)
{
    char did[LL_DID_KEY_SIZE];
    struct ll_str target;
    LL_TRY(make_keys(cli, did, reterr));
    bool elsewhere = cli->args.general.given[LL_GENERAL_STORE];
    LL_TRY(ll_cli_target(cli, &target, reterr));
    LL_TRY(ll_cli_open(cli, target, LL_CLI_CREATE, false, reterr));
    LL_TRY(fill_store(cli, what, answer, reterr));
    const char *engine = engine_name(cli->ctx.store);
    ll_cli_close(cli);
    if (elsewhere) {
        LL_TRY(write_conf(cli, target, reterr));
    }
    struct ll_str issuer = ll_str_copy(&cli->arena, ll_str_from_cstr(did));
    ll_json_set_str(&cli->arena, answer, "issuer", issuer);
    ll_json_set_cstr(&cli->arena, answer, "store", engine);
    return LL_OK;
}

enum ll_status ll_cli_create(struct ll_cli *cli, const struct ll_new_ledger *what,
                             struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_new_directory directory;
    struct ll_str final_path = cli->ctx.data_dir;
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    LL_TRY(ll_directory_begin(final_path, &directory, reterr));
    cli->ctx.data_dir = ll_str_from_cstr(directory.path);
    ll_json_set_str(&cli->arena, answer, "data_dir", final_path);
    enum ll_status status = fill_directory(cli, what, answer, reterr);
    if (status == LL_OK) {
        status = ll_directory_finish(&directory, reterr);
    }
    cli->ctx.data_dir = final_path;
    if (status != LL_OK) {
        ll_cli_close(cli);
        ll_directory_abandon(&directory);
        return status;
    }
    *ret_answer = answer;
    return LL_OK;
}

/* The device classes that the program knows. */
static enum ll_status load_classes(struct ll_cli *cli, const void *input, struct ll_json *answer,
                                   struct ll_err *reterr)
{
    (void)input;
    struct ll_json *loaded = NULL;
    const struct ll_service *load = ll_service_find(LL_STR("class"), LL_STR("load"));
    LL_ASSERT(load != NULL);
    const struct ll_run_options options = {.key = LL_STR("")};
    LL_TRY(ll_run(&cli->ctx, load, NULL, &options, &loaded, reterr));
    const struct ll_json *added = ll_json_get(loaded, "added");
    ll_json_set_integer(&cli->arena, answer, "classes_added",
                        added == NULL ? 0 : (int64_t)added->count);
    return LL_OK;
}

enum ll_status ll_cmd_init(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                           struct ll_err *reterr)
{
    const struct init_input *in = input;
    const struct ll_new_ledger what = {.adopt = in->adopt, .fill = load_classes};
    struct ll_json *answer = NULL;
    LL_TRY(ll_cli_create(cli, &what, &answer, reterr));
    return ll_cli_answer(answer, ret_answer, reterr);
}

/* ---- db ---- */

enum ll_status ll_cmd_db_status(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    (void)input;
    struct ll_str target;
    struct ll_err schema = {0};
    LL_TRY(ll_cli_target(cli, &target, reterr));
    LL_TRY(ll_cli_open(cli, target, LL_CLI_READ, false, reterr));
    enum ll_status status = ll_store_check_schema(cli->ctx.store, &cli->arena, &schema);
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    if (status != LL_OK && status != LL_EREFUSED) {
        *reterr = schema;
        return status;
    }
    ll_json_set_str(&cli->arena, answer, "data_dir", cli->ctx.data_dir);
    ll_json_set_cstr(&cli->arena, answer, "engine", engine_name(cli->ctx.store));
    ll_json_set_cstr(&cli->arena, answer, "program", LL_VERSION);
    ll_json_set_bool(&cli->arena, answer, "schema_current", status == LL_OK);
    if (status != LL_OK) {
        ll_json_set_str(&cli->arena, answer, "schema_problem",
                        ll_str_copy(&cli->arena, ll_str_from_cstr(schema.text)));
        ll_json_set_str(&cli->arena, answer, "hint",
                        ll_str_copy(&cli->arena, ll_str_from_cstr(schema.hint)));
        cli->exit_code = ll_status_exit_code(status);
    }
    return ll_cli_answer(answer, ret_answer, reterr);
}

enum ll_status ll_cmd_db_upgrade(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    (void)input;
    struct ll_str target;
    struct ll_store_upgraded upgraded = {0};
    LL_TRY(ll_cli_target(cli, &target, reterr));
    LL_TRY(ll_cli_open(cli, target, LL_CLI_WRITE, false, reterr));
    LL_TRY(ll_event_upgrade(&cli->ctx, &upgraded, reterr));
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_integer(&cli->arena, answer, "migrations_applied", upgraded.migrations);
    ll_json_set_bool(&cli->arena, answer, "projections_made", upgraded.projections);
    return ll_cli_answer(answer, ret_answer, reterr);
}

/* ---- rebuild ---- */

enum ll_status ll_cmd_rebuild(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    (void)input;
    int64_t events = 0;
    LL_TRY(ll_event_rebuild(&cli->ctx, &events, reterr));
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_integer(&cli->arena, answer, "events", events);
    return ll_cli_answer(answer, ret_answer, reterr);
}

/* ---- dump ---- */

struct dump_input {
    bool projections;
};
static const struct ll_field dump_fields[] = {
    LL_MEMBER(dump_input, projections, LL_OPT(BOOL),
              .help = "only what can be rebuilt from the events"),
};
const struct ll_record ll_cmd_dump_record = LL_RECORD("dump", dump_input, dump_fields);

/* A failed write shows when the output is closed. */
static bool dump_piece(void *ctx, struct ll_str piece)
{
    return ll_cli_out(ctx, piece);
}

enum ll_status ll_cmd_dump(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                           struct ll_err *reterr)
{
    (void)ret_answer;
    const struct dump_input *in = input;
    if (cli->args.general.given[LL_GENERAL_JSON]) {
        return LL_FAIL(reterr, LL_EUSAGE, "a dump has its own text; leave --json out");
    }
    return ll_store_dump(cli->ctx.store, &cli->arena, in->projections, dump_piece, cli, reterr);
}
