/*
 * The public log over HTTP, as C2SP tlog-tiles has it: what `log export` writes as files, from the
 * store. A tile or bundle never changes, partial ones neither; the checkpoint does.
 */
#include "edge/http/inside.h"
#include "edge/http/own.h"
#include "service/log.h"

#define FRONT "/log/"
#define FOR_EVER "public, max-age=31536000, immutable"
#define FOR_NOW "public, max-age=5"

static enum ll_status copy_out(struct ll_ctx *ctx, struct ll_str bytes, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    struct ll_str copy = ll_str_copy(ctx->arena, bytes);
    *ret_answer = copy.ptr == NULL ? NULL : ll_json_new_string(ctx->arena, copy);
    return *ret_answer == NULL ? LL_FAIL(reterr, LL_ENOMEM, "no memory for a file of the log")
                               : LL_OK;
}

/* In a view that extends what is kept: an older copy of the store must not speak for the log. */
static enum ll_status read_file(struct ll_ctx *ctx, const struct ll_tile *tile,
                                struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_log_view view;
    struct ll_log_tree *tree = NULL;
    struct ll_str bytes;
    LL_TRY(ll_log_view_begin(ctx, &view, reterr));
    enum ll_status status = ll_log_view_check(&view, reterr);
    if (status == LL_OK && tile == NULL) {
        status = ll_log_cosigned(ctx, &view.log, NULL, reterr);
        bytes = view.log.note;
    } else if (status == LL_OK) {
        status = ll_log_tree(ctx, &view.log, &tree, reterr);
        status = status == LL_OK ? ll_log_file(tree, tile, &bytes, reterr) : status;
    }
    if (status == LL_OK) {
        status = copy_out(ctx, bytes, ret_answer, reterr);
    }
    ll_store_rollback(ctx->store);
    return status;
}

static enum ll_status read_checkpoint(struct ll_ctx *ctx, const void *input,
                                      struct ll_json **ret_answer, struct ll_err *reterr)
{
    (void)input;
    return read_file(ctx, NULL, ret_answer, reterr);
}

static enum ll_status read_tile(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    return read_file(ctx, input, ret_answer, reterr);
}

static const struct ll_service checkpoint_read = {
    .noun = "checkpoint",
    .verb = "read",
    .mode = LL_SERVICE_VIEW,
    .run = read_checkpoint,
};
static const struct ll_service tile_read = {
    .noun = "tile",
    .verb = "read",
    .mode = LL_SERVICE_VIEW,
    .run = read_tile,
};

/* For any page and program: there is nothing in it that is not public. */
static void reply_file(struct ll_server *server, struct ll_http_exchange *exchange,
                       const struct ll_service *service, const struct ll_tile *tile)
{
    struct ll_call *call = exchange->own;
    char tag[LL_TAG_BYTES];
    struct ll_job job = {
        .service = service,
        .input = tile,
        .actor = LL_STR("server"),
        .arena = &exchange->arena,
    };
    ll_work_read(server->work, &job);
    if (job.status != LL_OK) {
        ll_call_refuse(call, &job.err);
        return;
    }
    struct ll_str bytes = ll_json_string(job.answer);
    ll_tag_of(bytes, tag);
    struct ll_str kept = ll_str_copy(&exchange->arena, ll_str_from_cstr(tag));
    if (kept.ptr == NULL) {
        exchange->reply.status = 507;
        return;
    }
    ll_reply_instead(exchange, "Cross-Origin-Resource-Policy", LL_STR("cross-origin"));
    ll_http_add(exchange, "Access-Control-Allow-Origin", LL_STR("*"));
    ll_http_add(exchange, "Cache-Control", tile == NULL ? LL_STR(FOR_NOW) : LL_STR(FOR_EVER));
    ll_http_add(exchange, "ETag", kept);
    if (ll_tag_listed(ll_http_field_of(exchange, "If-None-Match"), tag)) {
        ll_reply_plain(exchange, 304, NULL, LL_STR(""));
        return;
    }
    ll_reply_plain(exchange, 200,
                   tile == NULL ? "text/plain; charset=utf-8" : "application/octet-stream", bytes);
}

void ll_own_log_checkpoint(struct ll_server *server, struct ll_http_exchange *exchange)
{
    reply_file(server, exchange, &checkpoint_read, NULL);
}

void ll_own_log_tile(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_str path = ll_str_sub(exchange->path, sizeof(FRONT) - 1, exchange->path.len);
    struct ll_tile *tile = LL_NEW(&exchange->arena, struct ll_tile);
    struct ll_err err = {0};
    if (tile == NULL) {
        exchange->reply.status = 507;
        return;
    }
    if (ll_tile_parse(path, tile) != LL_OK) {
        ll_fail_(&err, LL_ENOTFOUND, __FILE__, __LINE__, "this is the address of no tile");
        ll_call_refuse(exchange->own, &err);
        return;
    }
    reply_file(server, exchange, &tile_read, tile);
}
