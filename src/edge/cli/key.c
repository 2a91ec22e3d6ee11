/* Commands: key make, key show. */
#include <string.h>

#include "crypto/keyfile.h"
#include "edge/cli/state.h"
#include "service/keys.h"

struct key_input {
    struct ll_str file;
};
static const struct ll_field make_fields[] = {
    LL_MEMBER(key_input, file, LL_REQ(STR), .operand = true, .min = 1, .max = LL_PATH_MAX - 1,
              .help = "the file to make, in a folder that only its owner can read"),
};
const struct ll_record ll_cmd_key_make_record = LL_RECORD("key_make", key_input, make_fields);

static const struct ll_field show_fields[] = {
    LL_MEMBER(key_input, file, LL_OPT(STR), .operand = true, .max = LL_PATH_MAX - 1,
              .help = "a key file; without it the installation's own signing key"),
};
const struct ll_record ll_cmd_key_show_record = LL_RECORD("key_show", key_input, show_fields);

/* The public half, in the forms that others ask for. */
static enum ll_status put_public(struct ll_cli *cli, const char *path,
                                 const struct ll_public_key *key, struct ll_time created,
                                 struct ll_json **ret_answer, struct ll_err *reterr)
{
    char did[LL_DID_KEY_SIZE];
    char multikey[LL_MULTIKEY_PUBLIC_SIZE];
    char at[LL_TIME_TEXT_MAX];
    struct ll_arena *arena = &cli->arena;
    struct ll_json *answer = ll_json_new_object(arena);
    ll_did_key_format(key, did);
    ll_multikey_public_format(key, multikey);
    ll_time_format(created, at);
    if (path[0] != '\0') {
        ll_json_set_str(arena, answer, "file", ll_str_copy(arena, ll_str_from_cstr(path)));
        ll_json_set_str(arena, answer, "created", ll_str_copy(arena, ll_str_from_cstr(at)));
    }
    ll_json_set_str(arena, answer, "public_key", ll_str_copy(arena, ll_str_from_cstr(multikey)));
    ll_json_set_str(arena, answer, "did", ll_str_copy(arena, ll_str_from_cstr(did)));
    return ll_cli_answer(answer, ret_answer, reterr);
}

enum ll_status ll_cmd_key_make(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct key_input *in = input;
    char path[LL_PATH_MAX];
    struct ll_sign_key key;
    struct ll_time created = cli->host->clock.now(cli->host->clock.ctx);
    LL_TRY(ll_cli_path(in->file, "", path, reterr));
    char *slash = strrchr(path, '/');
    if (slash != NULL && slash != path) {
        *slash = '\0';
        LL_TRY(ll_keyfile_make_folder(path, reterr));
        *slash = '/';
    }
    ll_sign_key_generate(&key);
    enum ll_status status = ll_keyfile_create_signing(&cli->arena, path, created, &key, reterr);
    struct ll_public_key public_key = key.public_key;
    ll_sign_key_wipe(&key);
    LL_TRY(status);
    return put_public(cli, path, &public_key, created, ret_answer, reterr);
}

/* The key in use: once it was changed, the ledger says which one that is. */
static enum ll_status read_own(struct ll_cli *cli, struct ll_sign_key *ret_key,
                               struct ll_err *reterr)
{
    struct ll_str target;
    LL_TRY(ll_cli_target(cli, &target, reterr));
    LL_TRY(ll_cli_open(cli, target, LL_CLI_READ, true, reterr));
    enum ll_status status = ll_store_begin(cli->ctx.store, LL_STORE_READ, reterr);
    if (status == LL_OK) {
        status = ll_keys_signing(&cli->ctx, ret_key, reterr);
        ll_store_rollback(cli->ctx.store);
    }
    ll_cli_close(cli);
    return status;
}

enum ll_status ll_cmd_key_show(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct key_input *in = input;
    char path[LL_PATH_MAX] = "";
    struct ll_sign_key key;
    struct ll_time created = {0};
    if (in->file.len > 0) {
        LL_TRY(ll_cli_path(in->file, "", path, reterr));
        LL_TRY(ll_cli_missing(ll_keyfile_read_signing(&cli->arena, path, &key, &created, reterr),
                              reterr));
    } else {
        LL_TRY(read_own(cli, &key, reterr));
    }
    struct ll_public_key public_key = key.public_key;
    ll_sign_key_wipe(&key);
    return put_public(cli, path, &public_key, created, ret_answer, reterr);
}
