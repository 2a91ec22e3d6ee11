/* Commands about key files that are not the installation's own: key make, key show. */
#include <string.h>

#include "crypto/keyfile.h"
#include "edge/cli/state.h"

struct key_input {
    struct ll_str path;
};
static const struct ll_field key_fields[] = {
    LL_MEMBER(key_input, path, LL_REQ(STR), .min = 1, .max = LL_PATH_MAX - 1, .operand = true,
              .help = "the key file, in a folder that only its owner can read."),
};
const struct ll_record ll_cmd_key_record = LL_RECORD("key", key_input, key_fields);

static void answer_key(struct ll_cli *cli, const struct ll_sign_key *key, struct ll_json *answer)
{
    char public_key[LL_MULTIKEY_PUBLIC_SIZE];
    char did[LL_DID_KEY_SIZE];
    ll_multikey_public_format(&key->public_key, public_key);
    ll_did_key_format(&key->public_key, did);
    ll_json_set(
        &cli->arena, answer, "public_key",
        ll_json_new_string(&cli->arena, ll_str_copy(&cli->arena, ll_str_from_cstr(public_key))));
    ll_json_set(&cli->arena, answer, "did",
                ll_json_new_string(&cli->arena, ll_str_copy(&cli->arena, ll_str_from_cstr(did))));
}

static enum ll_status path_of(struct ll_cli *cli, const struct key_input *in, char **ret_path,
                              struct ll_err *reterr)
{
    *ret_path = ll_str_to_cstr(&cli->arena, in->path);
    return *ret_path != NULL ? LL_OK : LL_FAIL(reterr, LL_ENOMEM, "no memory for the path");
}

enum ll_status ll_cmd_key_make(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    char *path = NULL;
    struct ll_sign_key key;
    uint8_t seed[LL_SEED_SIZE];
    LL_TRY(path_of(cli, input, &path, reterr));
    char *slash = strrchr(path, '/');
    if (slash != NULL && slash != path) {
        *slash = '\0';
        LL_TRY(ll_keyfile_make_folder(path, reterr));
        *slash = '/';
    }
    cli->host->random(cli->host->random_ctx, seed, sizeof(seed));
    ll_sign_key_from_seed(seed, &key);
    enum ll_status status = ll_keyfile_create_signing(
        &cli->arena, path, cli->host->clock.now(cli->host->clock.ctx), &key, reterr);
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    answer_key(cli, &key, answer);
    ll_wipe(seed, sizeof(seed));
    ll_sign_key_wipe(&key);
    *ret_answer = answer;
    return status;
}

enum ll_status ll_cmd_key_show(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    char *path = NULL;
    struct ll_sign_key key;
    LL_TRY(path_of(cli, input, &path, reterr));
    LL_TRY(ll_keyfile_read_signing(&cli->arena, path, &key, NULL, reterr));
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    answer_key(cli, &key, answer);
    ll_sign_key_wipe(&key);
    *ret_answer = answer;
    return LL_OK;
}
