/* The language of pages. */
#include "base/locale.h"
#include "edge/http/access_inside.h"
#include "edge/http/inside.h"
#include "edge/http/own.h"
#include "service/session.h"

#define COOKIE_BYTES_MAX 128

struct language {
    struct ll_str language;
    struct ll_str to;
};
static const struct ll_field fields[] = {
    LL_MEMBER(language, language, LL_REQ(STR), .min = 2, .max = 8, .help = "en, fr or nl"),
    LL_MEMBER(language, to, LL_OPT(STR), .max = 2048, .help = "the page to go back to: its path"),
};
const struct ll_record ll_own_language_input = LL_RECORD("language", language, fields);

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

static void answer(struct ll_call *call, const char *tag)
{
    struct ll_http_exchange *exchange = call->exchange;
    const struct language *in = call->input.input;
    struct ll_strbuf buf;
    struct ll_str cookie;
    ll_strbuf_init(&buf, &exchange->arena, COOKIE_BYTES_MAX);
    ll_strbuf_fmt(&buf, LL_LANGUAGE_COOKIE "=%s; Path=/; Max-Age=31536000; SameSite=Lax", tag);
    if (ll_strbuf_finish(&buf, &cookie, NULL) != LL_OK) {
        exchange->reply.status = 507;
        return;
    }
    ll_http_add(exchange, "Set-Cookie", cookie);
    ll_http_add(exchange, "Location", is_ours(in->to) ? in->to : LL_STR("/"));
    ll_reply_plain(exchange, 303, NULL, LL_STR(""));
}

static void on_chosen(void *ctx, struct ll_job *job)
{
    struct ll_call *call = ctx;
    const struct ll_language_choose *choose = job->input;
    if (job->status == LL_OK) {
        answer(call, ll_str_to_cstr(&call->exchange->arena, choose->language));
    } else {
        ll_reply_problem(call->exchange, 0, &job->err, NULL);
    }
    ll_http_bring_back(call->exchange);
}

/* With their account: so pages elsewhere, mails and printed certificates are in it too. */
static void store_choice(struct ll_call *call, const char *tag)
{
    struct ll_http_exchange *exchange = call->exchange;
    struct ll_language_choose *choose = LL_NEW(&exchange->arena, struct ll_language_choose);
    struct ll_err err = {0};
    if (choose == NULL) {
        exchange->reply.status = 507;
        return;
    }
    *choose = (struct ll_language_choose){call->who.session_user_id, ll_str_from_cstr(tag)};
    call->job = ll_access_job(call, &ll_language_choose, choose);
    call->job.done = on_chosen;
    call->job.ctx = call;
    ll_http_set_aside(exchange);
    /* Once it is taken, all of it is the writer's: it may be over by now. */
    if (ll_work_write(call->server->work, &call->job, &err) != LL_OK) {
        ll_reply_problem(exchange, 0, &err, NULL);
        ll_http_bring_back(exchange);
    }
}

void ll_own_language(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_err err = {0};
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
    const char *tag = ll_language_rows[language].tag;
    bool is_theirs = call->who.session.len > 0 && call->who.waits_for.len == 0 &&
                     ll_who_meant_it(exchange, &call->who, call->input.csrf, NULL) == LL_OK;
    if (is_theirs) {
        store_choice(call, tag);
    } else {
        answer(call, tag);
    }
}
