#include "edge/http/fields.h"

#define CHARSET "charset"

/* ---- tags ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* What may stand within a tag's quotes. */
static bool is_in_tag(char c)
{
    unsigned char u = (unsigned char)c;
    return u == 0x21 || (u >= 0x23 && u != 0x7F);
}

/* Past the tag at `at`; SIZE_MAX: there is none. */
static size_t skip_tag(struct ll_str list, size_t at)
{
    if (ll_str_starts(ll_str_sub(list, at, list.len), LL_STR("W/"))) {
        at += 2;
    }
    if (at == list.len || list.ptr[at] != '"') {
        return SIZE_MAX;
    }
    at++;
    while (at < list.len && is_in_tag(list.ptr[at])) {
        at++;
    }
    return at < list.len && list.ptr[at] == '"' ? at + 1 : SIZE_MAX;
}

bool ll_fields_are_tags(struct ll_str list)
{
    bool is_after_tag = false;
    size_t tags = 0;
    list = ll_str_trim(list);
    if (ll_str_eq_cstr(list, "*")) {
        return true;
    }
    for (size_t at = 0; at < list.len;) {
        if (is_blank(list.ptr[at])) {
            at++;
        } else if (list.ptr[at] == ',') {
            is_after_tag = false;
            at++;
        } else {
            at = is_after_tag ? SIZE_MAX : skip_tag(list, at);
            if (at == SIZE_MAX) {
                return false;
            }
            is_after_tag = true;
            tags++;
        }
    }
    return tags > 0;
}

static enum ll_status check_tags(struct ll_http_exchange *exchange, const char *name,
                                 bool *ret_given, struct ll_err *reterr)
{
    struct ll_str list;
    LL_TRY(ll_http_fields_of(exchange, name, &list, reterr));
    *ret_given = list.len > 0;
    if (list.len == 0 || ll_fields_are_tags(list)) {
        return LL_OK;
    }
    enum ll_status status =
        LL_REFUSE(reterr, LL_EPARSE, "send the ETag that you were given, with its double quotes",
                  "this is no list of tags");
    ll_err_where(reterr, "%s", name);
    return status;
}

/* ---- the charset ---- */

/* The value of a parameter of Content-Type; empty: it is not there. */
static struct ll_str parameter_of(struct ll_str type, struct ll_str name)
{
    for (size_t from = ll_str_find_char(type, ';'); from < type.len;) {
        struct ll_str rest = ll_str_sub(type, from + 1, type.len);
        size_t len = ll_str_find_char(rest, ';');
        struct ll_str parameter = ll_str_sub(rest, 0, len);
        size_t equals = ll_str_find_char(parameter, '=');
        if (ll_str_eq_nocase(ll_str_trim(ll_str_sub(parameter, 0, equals)), name)) {
            struct ll_str value = ll_str_trim(ll_str_sub(parameter, equals + 1, parameter.len));
            bool is_quoted =
                value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"';
            return is_quoted ? ll_str_sub(value, 1, value.len - 1) : value;
        }
        from += len + 1;
    }
    return LL_STR("");
}

static enum ll_status check_charset(const struct ll_http_exchange *exchange, struct ll_err *reterr)
{
    struct ll_str charset =
        parameter_of(ll_http_field_of(exchange, "Content-Type"), LL_STR(CHARSET));
    if (charset.len == 0 || ll_str_eq_nocase(charset, LL_STR("utf-8")) ||
        ll_str_eq_nocase(charset, LL_STR("utf8")) ||
        ll_str_eq_nocase(charset, LL_STR("us-ascii"))) {
        return LL_OK;
    }
    enum ll_status status =
        LL_REFUSE(reterr, LL_EUNSUPPORTED, "write it in UTF-8, and leave the charset out or say so",
                  "a body in %.*s is not taken", LL_STR_ARG(ll_str_sub(charset, 0, 40)));
    ll_err_where(reterr, "Content-Type");
    return status;
}

enum ll_status ll_fields_check(struct ll_http_exchange *exchange, struct ll_err *reterr)
{
    bool is_given = false;
    LL_TRY(check_tags(exchange, "If-Match", &is_given, reterr));
    LL_TRY(check_tags(exchange, "If-None-Match", &is_given, reterr));
    if (is_given && !ll_str_eq_cstr(exchange->method, "GET")) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EPARSE,
                      "leave it out: that something is made once is what Idempotency-Key is for",
                      "a request that writes takes no If-None-Match");
        ll_err_where(reterr, "If-None-Match");
        return status;
    }
    return check_charset(exchange, reterr);
}
