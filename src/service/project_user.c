/* Projectors of users and their roles. */
#include "service/project.h"

#include "store/q_project.h"

enum ll_status ll_project_user_added(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                     const void *body, struct ll_err *reterr)
{
    const struct ll_user_added *b = body;
    struct ll_q_project_user_in in = {
        .user_id = b->user_id,
        .organisation_id = b->organisation_id,
        .email_digest = b->email_digest,
        .key_id = b->key_id,
        .name_annex_id = b->name_annex_id,
        .email_annex_id = b->email_annex_id,
        .event_id = meta->event_id,
    };
    return ll_q_project_user(ctx->store, &in, reterr);
}

enum ll_status ll_project_user_role_given(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                          const void *body, struct ll_err *reterr)
{
    const struct ll_user_role_given *b = body;
    struct ll_q_project_user_role_in in = {b->user_id, (enum ll_role)b->role, meta->event_id};
    return ll_q_project_user_role(ctx->store, &in, reterr);
}

enum ll_status ll_project_user_role_taken(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                          const void *body, struct ll_err *reterr)
{
    const struct ll_user_role_taken *b = body;
    struct ll_q_project_user_role_taken_in in = {b->user_id, (enum ll_role)b->role};
    (void)meta;
    return ll_q_project_user_role_taken(ctx->store, &in, reterr);
}

enum ll_status ll_project_user_disabled(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                        const void *body, struct ll_err *reterr)
{
    const struct ll_user_disabled *b = body;
    struct ll_q_project_user_disabled_in in = {b->user_id, meta->recorded_at};
    return ll_q_project_user_disabled(ctx->store, &in, reterr);
}

/* Roles are given by somebody who answers for them: those from before would be by nobody. */
enum ll_status ll_project_user_enabled(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                       const void *body, struct ll_err *reterr)
{
    const struct ll_user_enabled *b = body;
    struct ll_q_project_user_roles_ended_in roles = {b->user_id};
    struct ll_q_project_user_enabled_in in = {b->user_id};
    (void)meta;
    LL_TRY(ll_q_project_user_roles_ended(ctx->store, &roles, reterr));
    return ll_q_project_user_enabled(ctx->store, &in, reterr);
}

/* What it takes away lies beside the ledger. */
enum ll_status ll_project_second_factor_reset(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                              const void *body, struct ll_err *reterr)
{
    (void)ctx;
    (void)meta;
    (void)body;
    (void)reterr;
    return LL_OK;
}

enum ll_status ll_project_control_recorded(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                           const void *body, struct ll_err *reterr)
{
    const struct ll_control_recorded *b = body;
    struct ll_q_project_control_in in = {
        .control_id = b->control_id,
        .step = (enum ll_control_step)b->step,
        .object_id = b->object_id,
        .has_proposed_by = b->has_proposed_by,
        .proposed_by = b->proposed_by,
        .has_approved_by = b->has_approved_by,
        .approved_by = b->approved_by,
        .single_control = b->single_control,
        .event_id = meta->event_id,
    };
    return ll_q_project_control(ctx->store, &in, reterr);
}

enum ll_status ll_project_access_ruled(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                       const void *body, struct ll_err *reterr)
{
    const struct ll_access_ruled *b = body;
    struct ll_q_project_access_rule_in in = {b->access_rule_id, (enum ll_asked_of)b->second_factor,
                                             meta->event_id};
    return ll_q_project_access_rule(ctx->store, &in, reterr);
}

enum ll_status ll_project_token_made(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                     const void *body, struct ll_err *reterr)
{
    const struct ll_token_made *b = body;
    const struct ll_str *names = b->permissions.items;
    struct ll_strbuf buf;
    struct ll_q_project_token_in in = {
        .token_id = b->token_id,
        .user_id = b->user_id,
        .expires_on = b->expires_on,
        .event_id = meta->event_id,
    };
    ll_strbuf_init(&buf, ctx->arena, 4096);
    for (size_t i = 0; i < b->permissions.count; i++) {
        ll_strbuf_cstr(&buf, i > 0 ? " " : "");
        ll_strbuf_str(&buf, names[i]);
    }
    LL_TRY(ll_strbuf_finish(&buf, &in.permissions, reterr));
    return ll_q_project_token(ctx->store, &in, reterr);
}

enum ll_status ll_project_token_revoked(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                        const void *body, struct ll_err *reterr)
{
    const struct ll_token_revoked *b = body;
    struct ll_q_project_token_revoked_in in = {b->token_id, meta->recorded_at};
    return ll_q_project_token_revoked(ctx->store, &in, reterr);
}
