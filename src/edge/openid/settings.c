/* The operator's file of providers. */
#include "base/url.h"
#include "edge/openid/provider.h"

#define FILE_MAX ((size_t)256 << 10)

static const struct ll_field provider_fields[] = {
    LL_MEMBER(ll_openid_settings, client_id, LL_REQ(STR), .min = 1, .max = 255),
    {.name = "client_secret_file",
     .offset = offsetof(struct ll_openid_settings, client_secret),
     LL_OPT(STR),
     .min = 1,
     .max = 1024},
    LL_MEMBER(ll_openid_settings, id, LL_REQ(CODE)),
    LL_MEMBER(ll_openid_settings, issuer, LL_REQ(STR), .min = 8, .max = 1024),
    LL_MEMBER(ll_openid_settings, name, LL_REQ(STR), .min = 1, .max = 60),
    LL_MEMBER(ll_openid_settings, near, LL_OPT(BOOL)),
    LL_MEMBER(ll_openid_settings, second_factor, LL_OPT(BOOL)),
    LL_MEMBER(ll_openid_settings, trusted_domains, LL_OPT(STRS), .max = 100),
};
static const struct ll_record provider_record =
    LL_RECORD("openid_provider", ll_openid_settings, provider_fields);

struct settings {
    struct ll_list providers;
};
static const struct ll_field settings_fields[] = {
    LL_MEMBER(settings, providers, LL_REQ(LIST), .sub = &provider_record,
              .max = LL_OPENID_PROVIDERS_MAX),
};
static const struct ll_record settings_record = LL_RECORD("openid", settings, settings_fields);

static enum ll_status check(const struct ll_openid_settings *rows, size_t at, struct ll_err *reterr)
{
    const struct ll_openid_settings *row = &rows[at];
    struct ll_url url;
    LL_TRY(ll_url_parse(row->issuer, &url, reterr));
    bool is_web = ll_str_eq_cstr(url.scheme, "https") ||
                  (row->near && ll_str_eq_cstr(url.scheme, "http") && ll_url_is_near(&url));
    if (!is_web || ll_str_find_char(url.target, '?') < url.target.len) {
        return LL_FAIL(reterr, LL_EINVAL, "the issuer is no address https://HOST/PATH");
    }
    for (size_t i = 0; i < at; i++) {
        if (ll_str_eq(rows[i].id, row->id)) {
            return LL_FAIL(reterr, LL_EINVAL, "two providers have this id");
        }
    }
    const struct ll_str *domains = row->trusted_domains.items;
    for (size_t i = 0; i < row->trusted_domains.count; i++) {
        if (ll_str_find_char(domains[i], '@') < domains[i].len) {
            return LL_FAIL(reterr, LL_EINVAL, "a trusted domain is written without '@'");
        }
    }
    return LL_OK;
}

enum ll_status ll_openid_settings_read(struct ll_arena *arena, struct ll_str text,
                                       struct ll_list *ret_settings, struct ll_err *reterr)
{
    struct ll_json *object = NULL;
    struct settings settings = {.providers = {NULL, 0}};
    LL_TRY(ll_json_read(arena, text, FILE_MAX, &object, reterr));
    LL_TRY(ll_record_from_json(arena, &settings_record, object, &settings, reterr));
    const struct ll_openid_settings *rows = settings.providers.items;
    for (size_t i = 0; i < settings.providers.count; i++) {
        enum ll_status status = check(rows, i, reterr);
        if (status != LL_OK) {
            ll_err_where(reterr, "providers[%zu] %.*s", i, LL_STR_ARG(rows[i].id));
            return status;
        }
    }
    *ret_settings = settings.providers;
    return LL_OK;
}
