/*
 * POST /add-checkpoint (C2SP tlog-witness): a cosignature as a line of text; or, when the old size
 * is not what was cosigned last, that size.
 */
#include "edge/http/inside.h"
#include "edge/http/own.h"

#define TYPE_TEXT "text/plain; charset=utf-8"
#define TYPE_SIZE "text/x.tlog.size"

static void reply_text(struct ll_http_exchange *exchange, int status, const char *type,
                       struct ll_str text)
{
    ll_http_add(exchange, "Cache-Control", LL_STR("no-store"));
    ll_reply_plain(exchange, status, type, text);
}

static void reply_size(struct ll_http_exchange *exchange, int status, int64_t size)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, &exchange->arena, 32);
    ll_strbuf_i64(&buf, size);
    ll_strbuf_char(&buf, '\n');
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        exchange->reply.status = 507;
        return;
    }
    reply_text(exchange, status, TYPE_SIZE, text);
}

static void reply_reason(struct ll_http_exchange *exchange, int status,
                         enum ll_witness_reason reason)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, &exchange->arena, 1024);
    ll_strbuf_cstr(&buf, ll_witness_reason_text(reason));
    ll_strbuf_char(&buf, '\n');
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        exchange->reply.status = 507;
        return;
    }
    reply_text(exchange, status, TYPE_TEXT, text);
}

static enum ll_status judge(struct ll_server *server, struct ll_http_exchange *exchange,
                            struct ll_witness_answer *ret_answer, struct ll_err *reterr)
{
    const struct ll_work_options *work = &server->options.work;
    struct ll_ctx ctx = {
        .arena = &exchange->arena,
        .clock = work->clock,
        .ids = {.random = work->random, .ctx = work->random_ctx},
        .data_dir = work->data_dir,
        .actor = LL_STR("witness"),
    };
    LL_TRY(ll_crypto_open(&exchange->arena, &ctx.crypto, reterr));
    ctx.now = work->clock.now(work->clock.ctx);
    enum ll_status status =
        ll_witness_request(&ctx, &server->options.witness, exchange->body, ret_answer, reterr);
    ll_crypto_close(ctx.crypto);
    return status;
}

void ll_own_witness(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_witness_answer answer = {.size = -1};
    struct ll_err err = {0};
    if (server->options.witness.log_count == 0) {
        ll_fail_(&err, LL_ENOTFOUND, __FILE__, __LINE__, "this server is no witness");
        ll_reply_problem(exchange, 0, &err, NULL);
        return;
    }
    if (exchange->body.len > LL_WITNESS_REQUEST_BYTES_MAX) {
        ll_fail_(&err, LL_ELIMIT, __FILE__, __LINE__, "a request to a witness is shorter");
        ll_reply_problem(exchange, 0, &err, NULL);
        return;
    }
    if (judge(server, exchange, &answer, &err) != LL_OK) {
        ll_reply_problem(exchange, 0, &err, NULL);
        return;
    }
    int status = ll_witness_reason_http(answer.reason);
    if (answer.reason == LL_WITNESS_COSIGNED) {
        reply_text(exchange, status, TYPE_TEXT, answer.cosignature);
    } else if (answer.reason == LL_WITNESS_CONFLICT && answer.size >= 0) {
        reply_size(exchange, status, answer.size);
    } else {
        reply_reason(exchange, status, answer.reason);
    }
}
