/* serve --openid FILE: providers that people sign in with. */
#include "crypto/keyfile.h"
#include "edge/cli/state.h"

#define SECRET_BYTES_MAX 4096

/* Beside the settings, unless its name says where it is. */
static enum ll_status read_secret(struct ll_cli *cli, struct ll_str settings_name,
                                  struct ll_openid_settings *row, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str path;
    struct ll_str text;
    size_t folder = settings_name.len;
    while (folder > 0 && settings_name.ptr[folder - 1] != '/') {
        folder--;
    }
    ll_strbuf_init(&buf, &cli->arena, LL_PATH_MAX);
    if (row->client_secret.ptr[0] != '/') {
        ll_strbuf_str(&buf, ll_str_sub(settings_name, 0, folder));
    }
    ll_strbuf_str(&buf, row->client_secret);
    LL_TRY(ll_strbuf_finish(&buf, &path, reterr));
    const char *cpath = ll_str_to_cstr(&cli->arena, path);
    if (cpath == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a path");
    }
    LL_TRY(ll_keyfile_read_text(&cli->arena, cpath, SECRET_BYTES_MAX, &text, reterr));
    row->client_secret = ll_str_trim(text);
    if (row->client_secret.len > 0) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "the file holds no client's secret");
    ll_err_where(reterr, "%s", cpath);
    return status;
}

enum ll_status ll_cli_openid(struct ll_cli *cli, const struct ll_file *settings,
                             struct ll_list *ret_providers, struct ll_err *reterr)
{
    struct ll_list providers = {NULL, 0};
    enum ll_status status =
        ll_openid_settings_read(&cli->arena, settings->bytes, &providers, reterr);
    struct ll_openid_settings *rows = providers.items;
    for (size_t i = 0; i < providers.count && status == LL_OK; i++) {
        if (rows[i].client_secret.len > 0) {
            status = read_secret(cli, settings->name, &rows[i], reterr);
        }
    }
    if (status != LL_OK) {
        ll_err_where_text(reterr, "--openid", " ");
        return status;
    }
    *ret_providers = providers;
    return LL_OK;
}
