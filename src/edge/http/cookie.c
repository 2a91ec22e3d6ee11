#include "edge/http/http.h"

struct ll_str ll_http_cookie_of(const struct ll_http_exchange *exchange, const char *name)
{
    struct ll_str cookies = ll_http_field_of(exchange, "Cookie");
    for (size_t from = 0; from < cookies.len;) {
        struct ll_str rest = ll_str_sub(cookies, from, cookies.len);
        size_t len = ll_str_find_char(rest, ';');
        struct ll_str pair = ll_str_trim(ll_str_sub(rest, 0, len));
        size_t equals = ll_str_find_char(pair, '=');
        if (ll_str_eq_cstr(ll_str_sub(pair, 0, equals), name)) {
            return ll_str_sub(pair, equals + 1, pair.len);
        }
        from += len + 1;
    }
    return LL_STR("");
}
