/* The language of pages. */
#include "base/locale.h"
#include "edge/http/access.h"
#include "edge/http/inside.h"
#include "edge/http/own.h"

#define COOKIE_BYTES_MAX 128

struct language {
    struct ll_str language;
    struct ll_str to;
};
static const struct ll_field fields[] = {
    LL_MEMBER(language, language, LL_REQ(STR), .min = 2, .max = 8, .help = "en, fr or nl"),
    LL_MEMBER(language, to, LL_OPT(STR), .max = 2048, .help = "the page to go back to: its path"),
};
const struct ll_record ll_access_language_record = LL_RECORD("language", language, fields);

/* A path of this server: what a browser would take for another's address is none. */
static bool is_ours(struct ll_str to)
{
    for (size_t i = 0; i < to.len; i++) {
        char c = to.ptr[i];
        if (c <= ' ' || c >= 0x7F || c == '\\') {
            return false;
        }
    }
    return ll_str_starts(to, LL_STR("/")) && !ll_str_starts(to, LL_STR("//"));
}

void ll_own_language(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_err err = {0};
    struct ll_strbuf buf;
    struct ll_str cookie;
    enum ll_language language = LL_LANGUAGE_EN;
    (void)server;
    if (ll_who_same_site(exchange, &err) != LL_OK ||
        ll_input_read(exchange, &call->match, &call->input, &err) != LL_OK) {
        ll_reply_problem(exchange, 0, &err, NULL);
        return;
    }
    const struct language *in = call->input.input;
    if (ll_language_find(in->language, &language, &err) != LL_OK) {
        ll_err_where(&err, "language");
        ll_reply_problem(exchange, 0, &err, NULL);
        return;
    }
    ll_strbuf_init(&buf, &exchange->arena, COOKIE_BYTES_MAX);
    ll_strbuf_fmt(&buf, LL_LANGUAGE_COOKIE "=%s; Path=/; Max-Age=31536000; SameSite=Lax",
                  ll_language_rows[language].tag);
    if (ll_strbuf_finish(&buf, &cookie, NULL) != LL_OK) {
        exchange->reply.status = 507;
        return;
    }
    ll_http_add(exchange, "Set-Cookie", cookie);
    ll_http_add(exchange, "Location", is_ours(in->to) ? in->to : LL_STR("/"));
    ll_reply_plain(exchange, 303, NULL, LL_STR(""));
}
