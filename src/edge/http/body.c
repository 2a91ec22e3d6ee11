#include "edge/http/body.h"

#include "edge/http/multipart.h"
#include "edge/http/route.h"

static enum ll_status read_pairs(struct ll_http_exchange *exchange, struct ll_http_part *parts,
                                 size_t most, size_t *ret_count, struct ll_err *reterr)
{
    struct ll_arena *arena = &exchange->arena;
    struct ll_str body = exchange->body;
    *ret_count = 0;
    for (size_t from = 0; from < body.len;) {
        struct ll_str rest = ll_str_sub(body, from, body.len);
        size_t len = ll_str_find_char(rest, '&');
        struct ll_str pair = ll_str_sub(rest, 0, len);
        size_t equals = ll_str_find_char(pair, '=');
        from += len + 1;
        if (len == 0) {
            continue;
        }
        if (*ret_count == most) {
            return LL_REFUSE(reterr, LL_EPARSE, "send fewer at a time",
                             "the form has more than %zu fields", most);
        }
        struct ll_http_part *part = &parts[(*ret_count)++];
        *part = (struct ll_http_part){.file_name = LL_STR("")};
        LL_TRY(ll_unescape(arena, ll_str_sub(pair, 0, equals), true, &part->name, reterr));
        LL_TRY(
            ll_unescape(arena, ll_str_sub(pair, equals + 1, pair.len), true, &part->value, reterr));
    }
    return LL_OK;
}

static enum ll_status refuse_type(struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EUNSUPPORTED, "the body is in none of the forms taken here");
    ll_err_hint(reterr, "send application/json, application/x-www-form-urlencoded or "
                        "multipart/form-data, and say so in Content-Type");
    return status;
}

enum ll_status ll_http_form(struct ll_http_exchange *exchange, struct ll_http_part **ret_parts,
                            size_t *ret_count, struct ll_err *reterr)
{
    struct ll_str type = ll_http_field_of(exchange, "Content-Type");
    struct ll_str kind = ll_str_trim(ll_str_sub(type, 0, ll_str_find_char(type, ';')));
    bool is_multipart = ll_str_eq_nocase(kind, LL_STR("multipart/form-data"));
    size_t most = is_multipart ? LL_HTTP_PARTS_MAX : LL_HTTP_PARAMETERS_MAX;
    *ret_parts = LL_NEW_ARRAY(&exchange->arena, struct ll_http_part, most);
    *ret_count = 0;
    if (*ret_parts == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the form");
    }
    if (exchange->body.len == 0) {
        return LL_OK;
    }
    if (is_multipart) {
        return ll_multipart_read(&exchange->arena, type, exchange->body, most, *ret_parts,
                                 ret_count, reterr);
    }
    return ll_str_eq_nocase(kind, LL_STR("application/x-www-form-urlencoded"))
               ? read_pairs(exchange, *ret_parts, most, ret_count, reterr)
               : refuse_type(reterr);
}
