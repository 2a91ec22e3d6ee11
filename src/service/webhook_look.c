/* webhook list, show, deliveries */
#include "service/answer.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/webhook_find.h"
#include "service/webhook_sign.h"
#include "store/q_show_registry.h"

struct webhook_list {
    struct ll_str after;
    int64_t limit;
    struct ll_str organisation;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(webhook_list),
    LL_PAGE_LIMIT(webhook_list),
    LL_MEMBER(webhook_list, organisation, LL_OPT(REF), .help = "only those that tell it"),
};
static const struct ll_record list_record = LL_RECORD("webhook_list", webhook_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct webhook_list *in = input;
    struct ll_q_webhook_list_in by = {.limit = ll_page_limit(in->limit)};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("whk", in->after, &by.after.raw, reterr));
    LL_TRY(ll_filter_organisation(ctx, in->organisation, &by.has_organisation_id,
                                  &by.organisation_id, reterr));
    if (ll_webhook_own_only(ctx)) {
        if (by.has_organisation_id &&
            !ll_id_eq(by.organisation_id.raw, ctx->viewer.organisation_id.raw)) {
            return ll_find_failed("organisation", in->organisation, reterr);
        }
        by.has_organisation_id = true;
        by.organisation_id = ctx->viewer.organisation_id;
    }
    LL_TRY(ll_q_webhook_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

/* " a b " */
static void put_kinds(struct ll_ctx *ctx, struct ll_json *answer, struct ll_str kinds)
{
    struct ll_json *list = ll_json_new_array(ctx->arena);
    for (size_t from = 1; from < kinds.len;) {
        struct ll_str rest = ll_str_sub(kinds, from, kinds.len);
        struct ll_str kind = ll_str_sub(rest, 0, ll_str_find_char(rest, ' '));
        ll_json_append(ctx->arena, list,
                       ll_json_new_string(ctx->arena, ll_str_copy(ctx->arena, kind)));
        from += kind.len + 1;
    }
    ll_json_set(ctx->arena, answer, "events", list);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_webhook_by_id_row row;
    struct ll_webhook_secret secret;
    struct ll_str key;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_webhook_find(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_webhook_item_in by = {row.webhook_id};
    LL_TRY(ll_q_webhook_item_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    put_kinds(ctx, answer, row.kinds);
    LL_TRY(ll_webhook_secret(ctx, row.secret_id, &secret, reterr));
    enum ll_status status = ll_webhook_public_text(ctx, &secret.key.public_key, &key, reterr);
    ll_wipe(&secret, sizeof(secret));
    LL_TRY(status);
    ll_answer_text(ctx, answer, "public_key", key);
    return ll_answer_done(answer, ret_answer, reterr);
}

struct webhook_deliveries {
    struct ll_str after;
    int64_t limit;
    int state; /* enum ll_delivery_state */
    bool has_state;
    struct ll_str webhook;
};
static const struct ll_field deliveries_fields[] = {
    LL_PAGE_AFTER(webhook_deliveries),
    LL_PAGE_LIMIT(webhook_deliveries),
    LL_MEMBER(webhook_deliveries, state, LL_OPT(ENUM), LL_ENUM_OF(delivery_state, DELIVERY_STATE),
              LL_PRESENT(webhook_deliveries, has_state), .help = "only those of which this came"),
    LL_MEMBER(webhook_deliveries, webhook, LL_REQ(REF), .operand = true,
              .help = "the webhook's id"),
};
static const struct ll_record deliveries_record =
    LL_RECORD("webhook_deliveries", webhook_deliveries, deliveries_fields);

static enum ll_status run_deliveries(struct ll_ctx *ctx, const void *input,
                                     struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct webhook_deliveries *in = input;
    struct ll_q_webhook_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_webhook_find(ctx, in->webhook, &row, reterr));
    struct ll_q_webhook_deliveries_in by = {
        .limit = ll_page_limit(in->limit),
        .webhook_id = row.webhook_id,
        .has_state = in->has_state,
        .state = (enum ll_delivery_state)in->state,
    };
    LL_TRY(ll_find_after("dlv", in->after, &by.after.raw, reterr));
    LL_TRY(ll_q_webhook_deliveries_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

const struct ll_service ll_service_webhook_list = {
    .noun = "webhook",
    .verb = "list",
    .help = "list webhooks in the order they were added",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_webhook_show = {
    .noun = "webhook",
    .verb = "show",
    .help = "show one webhook: what it is told, and the key that signs",
    .details = "The key is the public half of the one that makes the signatures v1a. The secret of "
               "those that are v1 is never shown again.",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
const struct ll_service ll_service_webhook_deliveries = {
    .noun = "webhook",
    .verb = "deliveries",
    .help = "list what was sent to a webhook, and what came of it, for 30 days",
    .input = &deliveries_record,
    .mode = LL_SERVICE_READ,
    .run = run_deliveries,
};
