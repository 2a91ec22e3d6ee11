/* Projectors of webhooks. */
#include "service/project.h"

#include "store/q_project.h"

enum ll_status ll_project_webhook_added(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                        const void *body, struct ll_err *reterr)
{
    const struct ll_webhook_added *b = body;
    const struct ll_str *kinds = b->kinds.items;
    struct ll_strbuf buf;
    struct ll_q_project_webhook_in in = {
        .webhook_id = b->webhook_id,
        .organisation_id = b->organisation_id,
        .url_annex_id = b->url_annex_id,
        .event_id = meta->event_id,
        .secret_at = meta->recorded_at,
    };
    ll_strbuf_init(&buf, ctx->arena, 8192);
    ll_strbuf_char(&buf, ' ');
    for (size_t i = 0; i < b->kinds.count; i++) {
        ll_strbuf_str(&buf, kinds[i]);
        ll_strbuf_char(&buf, ' ');
    }
    LL_TRY(ll_strbuf_finish(&buf, &in.kinds, reterr));
    ctx->has_webhooks = true;
    return ll_q_project_webhook(ctx->store, &in, reterr);
}

enum ll_status ll_project_webhook_secret_changed(struct ll_ctx *ctx,
                                                 const struct ll_event_meta *meta, const void *body,
                                                 struct ll_err *reterr)
{
    const struct ll_webhook_secret_changed *b = body;
    struct ll_q_project_webhook_secret_in in = {b->webhook_id, meta->event_id, meta->recorded_at};
    return ll_q_project_webhook_secret(ctx->store, &in, reterr);
}

enum ll_status ll_project_webhook_disabled(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    const struct ll_webhook_disabled *b = body;
    struct ll_q_project_webhook_disabled_in in = {b->webhook_id, meta->recorded_at, b->reason};
    return ll_q_project_webhook_disabled(ctx->store, &in, reterr);
}

enum ll_status ll_project_webhook_enabled(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                          const void *body, struct ll_err *reterr)
{
    const struct ll_webhook_enabled *b = body;
    struct ll_q_project_webhook_enabled_in in = {b->webhook_id};
    (void)meta;
    ctx->has_webhooks = true;
    return ll_q_project_webhook_enabled(ctx->store, &in, reterr);
}
