#include "service/keys.h"

#include "crypto/keyfile.h"
#include "service/run.h"
#include "store/q_registry.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define NEXT_NAME_MAX 96

static enum ll_status path_of(struct ll_ctx *ctx, const char *name, const char **ret_path,
                              struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str path;
    ll_strbuf_init(&buf, ctx->arena, 4096);
    ll_strbuf_str(&buf, ctx->data_dir);
    ll_strbuf_char(&buf, '/');
    ll_strbuf_cstr(&buf, name);
    ll_strbuf_char(&buf, '\0');
    LL_TRY(ll_strbuf_finish(&buf, &path, reterr));
    *ret_path = path.ptr;
    return LL_OK;
}

enum ll_status ll_keys_create(struct ll_ctx *ctx, struct ll_err *reterr)
{
    const char *folder = NULL;
    const char *signing = NULL;
    const char *fingerprint = NULL;
    struct ll_time now = ctx->clock.now(ctx->clock.ctx);
    struct ll_sign_key sign_key;
    struct ll_fingerprint_key fingerprint_key;
    LL_TRY(path_of(ctx, LL_KEYS_FOLDER, &folder, reterr));
    LL_TRY(path_of(ctx, LL_KEYS_SIGNING, &signing, reterr));
    LL_TRY(path_of(ctx, LL_KEYS_FINGERPRINT, &fingerprint, reterr));
    LL_TRY(ll_keyfile_make_folder(folder, reterr));
    uint8_t seed[LL_SEED_SIZE];
    ctx->ids.random(ctx->ids.ctx, seed, sizeof(seed));
    ll_sign_key_from_seed(seed, &sign_key);
    ctx->ids.random(ctx->ids.ctx, fingerprint_key.b, sizeof(fingerprint_key.b));
    enum ll_status status = ll_keyfile_create_signing(ctx->arena, signing, now, &sign_key, reterr);
    if (status == LL_OK) {
        status =
            ll_keyfile_create_fingerprint(ctx->arena, fingerprint, now, &fingerprint_key, reterr);
    }
    ll_wipe(seed, sizeof(seed));
    ll_sign_key_wipe(&sign_key);
    ll_wipe(&fingerprint_key, sizeof(fingerprint_key));
    return status;
}

enum ll_status ll_keys_missing(const char *path, struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EIO, "there is no key in '%s'", path);
    ll_err_hint(reterr, "keys are in no backup: put your copy of the folder 'keys' there, readable "
                        "by its owner alone (folder 0700, files 0600)");
    return status;
}

enum ll_status ll_keys_read_signing(struct ll_ctx *ctx, struct ll_sign_key *ret_key,
                                    struct ll_err *reterr)
{
    const char *path = NULL;
    LL_TRY(path_of(ctx, LL_KEYS_SIGNING, &path, reterr));
    enum ll_status status = ll_keyfile_read_signing(ctx->arena, path, ret_key, NULL, reterr);
    return status == LL_ENOTFOUND ? ll_keys_missing(path, reterr) : status;
}

static enum ll_status log_path(struct ll_ctx *ctx, int64_t log_id, const char **ret_path,
                               struct ll_err *reterr)
{
    struct ll_strbuf name;
    struct ll_str text;
    ll_strbuf_init(&name, ctx->arena, 64);
    ll_strbuf_cstr(&name, LL_KEYS_FOLDER "/log-");
    ll_strbuf_i64(&name, log_id);
    ll_strbuf_cstr(&name, ".key");
    ll_strbuf_char(&name, '\0');
    LL_TRY(ll_strbuf_finish(&name, &text, reterr));
    return path_of(ctx, text.ptr, ret_path, reterr);
}

enum ll_status ll_keys_create_log(struct ll_ctx *ctx, int64_t log_id, struct ll_sign_key *ret_key,
                                  struct ll_err *reterr)
{
    const char *folder = NULL;
    const char *path = NULL;
    uint8_t seed[LL_SEED_SIZE];
    LL_TRY(path_of(ctx, LL_KEYS_FOLDER, &folder, reterr));
    LL_TRY(log_path(ctx, log_id, &path, reterr));
    LL_TRY(ll_keyfile_make_folder(folder, reterr));
    ctx->ids.random(ctx->ids.ctx, seed, sizeof(seed));
    ll_sign_key_from_seed(seed, ret_key);
    ll_wipe(seed, sizeof(seed));
    return ll_keyfile_create_signing(ctx->arena, path, ctx->now, ret_key, reterr);
}

enum ll_status ll_keys_read_log(struct ll_ctx *ctx, int64_t log_id, struct ll_sign_key *ret_key,
                                struct ll_err *reterr)
{
    const char *path = NULL;
    LL_TRY(log_path(ctx, log_id, &path, reterr));
    enum ll_status status = ll_keyfile_read_signing(ctx->arena, path, ret_key, NULL, reterr);
    return status == LL_ENOTFOUND ? ll_keys_missing(path, reterr) : status;
}

enum ll_status ll_keys_read_witness(struct ll_ctx *ctx, struct ll_sign_key *ret_key,
                                    struct ll_err *reterr)
{
    const char *path = NULL;
    LL_TRY(path_of(ctx, LL_KEYS_WITNESS, &path, reterr));
    enum ll_status status = ll_keyfile_read_signing(ctx->arena, path, ret_key, NULL, reterr);
    if (status == LL_ENOTFOUND) {
        status = LL_FAIL(reterr, LL_EIO, "there is no key in '%s'", path);
        ll_err_hint(reterr, "make one with 'loopledger key make %s'", path);
    }
    return status;
}

/* "keys/signing-z6Mk….key" */
static void next_name(const struct ll_public_key *key, char ret_name[NEXT_NAME_MAX])
{
    char multikey[LL_MULTIKEY_PUBLIC_SIZE];
    ll_multikey_public_format(key, multikey);
    (void)snprintf(ret_name, NEXT_NAME_MAX, LL_KEYS_FOLDER "/signing-%s.key", multikey);
}

enum ll_status ll_keys_signing(struct ll_ctx *ctx, struct ll_sign_key *ret_key,
                               struct ll_err *reterr)
{
    struct ll_q_signing_key_last_row row;
    struct ll_public_key current;
    char name[NEXT_NAME_MAX];
    const char *path = NULL;
    enum ll_status status = ll_q_signing_key_last(ctx->store, ctx->arena, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return ll_keys_read_signing(ctx, ret_key, reterr);
    }
    LL_TRY(status);
    if (row.public_key.len != sizeof(current.b)) {
        return LL_FAIL(reterr, LL_ECORRUPT, "the signing key is not of its size");
    }
    memcpy(current.b, row.public_key.ptr, sizeof(current.b));
    next_name(&current, name);
    LL_TRY(path_of(ctx, name, &path, reterr));
    status = ll_keyfile_read_signing(ctx->arena, path, ret_key, NULL, reterr);
    if (status == LL_ENOTFOUND) {
        return ll_keys_missing(path, reterr);
    }
    LL_TRY(status);
    if (memcmp(ret_key->public_key.b, current.b, sizeof(current.b)) != 0) {
        ll_sign_key_wipe(ret_key);
        return LL_FAIL(reterr, LL_EIO, "the key in '%s' is another than its name says", path);
    }
    return LL_OK;
}

enum ll_status ll_keys_create_next(struct ll_ctx *ctx, struct ll_sign_key *ret_key,
                                   struct ll_err *reterr)
{
    uint8_t seed[LL_SEED_SIZE];
    char name[NEXT_NAME_MAX];
    const char *path = NULL;
    LL_TRY(ll_batch_not_ahead(ctx, reterr));
    ctx->ids.random(ctx->ids.ctx, seed, sizeof(seed));
    ll_sign_key_from_seed(seed, ret_key);
    ll_wipe(seed, sizeof(seed));
    next_name(&ret_key->public_key, name);
    LL_TRY(path_of(ctx, name, &path, reterr));
    if (ctx->dry_run) {
        return LL_OK;
    }
    enum ll_status status = ll_keyfile_create_signing(ctx->arena, path, ctx->now, ret_key, reterr);
    if (status != LL_OK) {
        ll_sign_key_wipe(ret_key);
    }
    return status;
}

enum ll_status ll_keys_fingerprint(struct ll_ctx *ctx, const struct ll_kept_key **ret_key,
                                   struct ll_err *reterr)
{
    struct ll_kept_key *kept = &ctx->fingerprint;
    if (!kept->is_there) {
        const char *path = NULL;
        LL_TRY(path_of(ctx, LL_KEYS_FINGERPRINT, &path, reterr));
        enum ll_status status =
            ll_keyfile_read_fingerprint(ctx->arena, path, &kept->key, NULL, reterr);
        if (status == LL_ENOTFOUND) {
            return ll_keys_missing(path, reterr);
        }
        LL_TRY(status);
        ll_fingerprint_key_id(&kept->key, kept->id);
        kept->is_there = true;
    }
    *ret_key = kept;
    return LL_OK;
}

void ll_keys_forget(struct ll_ctx *ctx)
{
    ll_wipe(&ctx->fingerprint, sizeof(ctx->fingerprint));
}

/* "fingerprint-0123456789abcdef.key" */
static bool is_former(const char *name, uint8_t ret_id[LL_FINGERPRINT_KEY_ID_SIZE])
{
    static const struct ll_str front = {"fingerprint-", 12};
    static const struct ll_str end = {".key", 4};
    struct ll_str text = ll_str_from_cstr(name);
    struct ll_str hex = ll_str_sub(text, front.len, text.len > end.len ? text.len - end.len : 0);
    return ll_str_starts(text, front) && ll_str_ends(text, end) &&
           hex.len == (size_t)2 * LL_FINGERPRINT_KEY_ID_SIZE && ll_hex_decode(hex, ret_id) == LL_OK;
}

static enum ll_status read_former(struct ll_ctx *ctx, const char *name,
                                  struct ll_keys_former *former, struct ll_err *reterr)
{
    const char *path = NULL;
    struct ll_kept_key kept = {.is_there = true};
    uint8_t id[LL_FINGERPRINT_KEY_ID_SIZE];
    char inside[NEXT_NAME_MAX];
    if (!is_former(name, id)) {
        return LL_OK;
    }
    (void)snprintf(inside, sizeof(inside), LL_KEYS_FOLDER "/%.80s", name);
    LL_TRY(path_of(ctx, inside, &path, reterr));
    if (former->count == LL_KEYS_FORMER_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "there are more former keys than %d", LL_KEYS_FORMER_MAX);
    }
    LL_TRY(ll_keyfile_read_fingerprint(ctx->arena, path, &kept.key, NULL, reterr));
    ll_fingerprint_key_id(&kept.key, kept.id);
    bool is_named = memcmp(kept.id, id, sizeof(id)) == 0;
    if (is_named) {
        former->keys[former->count++] = kept;
    }
    ll_wipe(&kept, sizeof(kept));
    return is_named
               ? LL_OK
               : LL_FAIL(reterr, LL_EIO, "the key in '%s' is another than its name says", path);
}

enum ll_status ll_keys_former(struct ll_ctx *ctx, struct ll_keys_former *ret_former,
                              struct ll_err *reterr)
{
    const char *folder = NULL;
    enum ll_status status = LL_OK;
    ret_former->count = 0;
    LL_TRY(path_of(ctx, LL_KEYS_FOLDER, &folder, reterr));
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        return LL_FAIL(reterr, LL_EIO, "'%s' cannot be read: %s", folder, strerror(errno));
    }
    for (struct dirent *entry = readdir(dir); status == LL_OK && entry != NULL;
         entry = readdir(dir)) {
        status = read_former(ctx, entry->d_name, ret_former, reterr);
    }
    (void)closedir(dir);
    if (status != LL_OK) {
        ll_wipe(ret_former, sizeof(*ret_former));
    }
    return status;
}

void ll_device_fingerprint(const struct ll_fingerprint_key *key, enum ll_device_kind kind,
                           struct ll_str maker, struct ll_str device_key,
                           uint8_t ret_fingerprint[LL_FINGERPRINT_SIZE])
{
    const struct ll_str parts[] = {ll_str_from_cstr(ll_device_kind_name(kind)), maker, device_key};
    ll_fingerprint(key, parts, 3, ret_fingerprint);
}

static const char *const claim_scopes[] = {"client", "maker", "seller"};

enum ll_status ll_claim_scope_check(struct ll_str scope, struct ll_err *reterr)
{
    for (size_t i = 0; i < sizeof(claim_scopes) / sizeof(claim_scopes[0]); i++) {
        if (ll_str_eq_cstr(scope, claim_scopes[i])) {
            return LL_OK;
        }
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "there is no claim scope '%.*s'", LL_STR_ARG(scope));
    ll_err_where(reterr, "scope");
    ll_err_hint(reterr, "one of client, maker, seller");
    return status;
}
