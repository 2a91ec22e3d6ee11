/* webhook add, disable, enable, rotate, ping, redeliver */
#include "service/webhook.h"

#include "base/url.h"
#include "service/answer.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/table.h"
#include "service/visible.h"
#include "service/webhook_find.h"
#include "service/webhook_kind.h"
#include "service/webhook_sign.h"

#define KINDS_MAX 64
#define URL_MAX 1024
#define WEBHOOKS_MAX 32 /* of one organisation, and not disabled: all are told of each event */

/* ---- finding ---- */

bool ll_webhook_own_only(const struct ll_ctx *ctx)
{
    return !ll_viewer_may(&ctx->viewer, LL_MAY_OPERATE);
}

enum ll_status ll_webhook_find(struct ll_ctx *ctx, struct ll_str ref,
                               struct ll_q_webhook_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_webhook_by_id_in in;
    if (ll_id_parse("whk", ref, &in.webhook_id.raw, NULL) != LL_OK) {
        return ll_find_failed("webhook", ref, reterr);
    }
    enum ll_status status = ll_q_webhook_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    if (status == LL_ENOTFOUND ||
        (status == LL_OK && ll_webhook_own_only(ctx) &&
         !ll_id_eq(ret_row->organisation_id.raw, ctx->viewer.organisation_id.raw))) {
        return ll_find_failed("webhook", ref, reterr);
    }
    return status;
}

static enum ll_status find_active(struct ll_ctx *ctx, struct ll_str ref,
                                  struct ll_q_webhook_by_id_row *ret_row, struct ll_err *reterr)
{
    LL_TRY(ll_webhook_find(ctx, ref, ret_row, reterr));
    return ret_row->has_disabled_at
               ? LL_REFUSE(reterr, LL_EREFUSED, "enable it first: 'loopledger webhook enable'",
                           "the webhook is disabled")
               : LL_OK;
}

static enum ll_status answer_webhook(struct ll_ctx *ctx, struct ll_webhook_id webhook_id,
                                     struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "webhook_id", "whk", webhook_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* The same, with its secret, once. */
static enum ll_status answer_secret(struct ll_ctx *ctx, struct ll_webhook_id webhook_id,
                                    struct ll_event_id of, struct ll_json **ret_answer,
                                    struct ll_err *reterr)
{
    struct ll_webhook_secret secret;
    struct ll_str text;
    struct ll_str public_text;
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_json *transient = ll_json_new_object(ctx->arena);
    LL_TRY(ll_webhook_secret(ctx, of, &secret, reterr));
    enum ll_status status = ll_webhook_secret_text(ctx, &secret, &text, reterr);
    if (status == LL_OK) {
        status = ll_webhook_public_text(ctx, &secret.key.public_key, &public_text, reterr);
    }
    ll_wipe(&secret, sizeof(secret));
    LL_TRY(status);
    ll_answer_id(ctx, answer, "webhook_id", "whk", webhook_id.raw);
    ll_answer_text(ctx, answer, "public_key", public_text);
    if (!ctx->dry_run) { /* there will be no such event */
        ll_answer_text(ctx, transient, "secret", text);
        ll_json_set(ctx->arena, answer, LL_ANSWER_TRANSIENT, transient);
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- add ---- */
struct webhook_add {
    struct ll_list events;
    struct ll_str organisation;
    struct ll_str url;
};
static const struct ll_field add_fields[] = {
    LL_MEMBER(webhook_add, events, LL_REQ(STRS), .max = KINDS_MAX,
              .help = "kinds of events: certificate_stated,certificate_revoked"),
    LL_MEMBER(webhook_add, organisation, LL_OPT(REF),
              .help = "who is told; without it one's own organisation"),
    LL_MEMBER(webhook_add, url, LL_REQ(STR), .min = 8, .max = URL_MAX, .personal = true,
              .help = "where: https://..., or http:// to what the server may reach so; kept in the "
                      "annex"),
};
static const struct ll_record add_record = LL_RECORD("webhook_add", webhook_add, add_fields);

/* What the sender could never ask (edge/fetch) is refused where it is written. Whether it may be
 * connected to is seen when it is: names change what they stand for. */
static enum ll_status check_url(struct ll_str text, struct ll_err *reterr)
{
    struct ll_url url;
    enum ll_status status = ll_url_parse(text, &url, reterr);
    if (status == LL_OK && !ll_str_eq_cstr(url.scheme, "https") &&
        !ll_str_eq_cstr(url.scheme, "http")) {
        status = LL_REFUSE(reterr, LL_EINVAL, "give one such as https://client.example/loopledger",
                           "the address does not begin with https://");
    }
    if (status != LL_OK) {
        ll_err_where(reterr, "url");
    }
    return status;
}

static enum ll_status check_kinds(struct ll_ctx *ctx, const struct ll_list *kinds,
                                  struct ll_organisation_id organisation_id, struct ll_err *reterr)
{
    const struct ll_str *names = kinds->items;
    struct ll_q_webhook_operates_in in = {organisation_id};
    struct ll_q_webhook_operates_row row;
    LL_TRY(ll_q_webhook_operates(ctx->store, ctx->arena, &in, &row, reterr));
    for (size_t i = 0; i < kinds->count; i++) {
        LL_TRY(ll_webhook_kind_check(names[i], row.operated > 0, reterr));
        for (size_t j = 0; j < i; j++) {
            if (ll_str_eq(names[i], names[j])) {
                enum ll_status status = LL_REFUSE(reterr, LL_EINVAL, "name it once",
                                                  "'%.*s' is named twice", LL_STR_ARG(names[i]));
                ll_err_where(reterr, "events");
                return status;
            }
        }
    }
    return LL_OK;
}

static enum ll_status check_room(struct ll_ctx *ctx, struct ll_organisation_id organisation_id,
                                 struct ll_err *reterr)
{
    struct ll_q_webhook_count_of_in in = {organisation_id};
    struct ll_q_webhook_count_of_row row;
    LL_TRY(ll_q_webhook_count_of(ctx->store, ctx->arena, &in, &row, reterr));
    if (row.webhooks < WEBHOOKS_MAX) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "the organisation has %d webhooks already", WEBHOOKS_MAX);
    ll_err_hint(reterr, "disable one that is not needed: 'loopledger webhook disable'");
    return status;
}

static enum ll_status whose(struct ll_ctx *ctx, struct ll_str ref,
                            struct ll_organisation_id *ret_id, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_row row;
    if (ref.len == 0 && ctx->viewer.is_limited) {
        *ret_id = ctx->viewer.organisation_id;
        return LL_OK;
    }
    if (ref.len == 0) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "give --organisation", "it has to say who is told");
        ll_err_where(reterr, "organisation");
        return status;
    }
    LL_TRY(ll_find_organisation(ctx, ref, &row, reterr));
    if (ll_webhook_own_only(ctx) &&
        !ll_id_eq(row.organisation_id.raw, ctx->viewer.organisation_id.raw)) {
        return ll_find_failed("organisation", ref, reterr);
    }
    *ret_id = row.organisation_id;
    return LL_OK;
}

static enum ll_status run_add(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct webhook_add *in = input;
    struct ll_webhook_added body = {.kinds = in->events};
    LL_TRY(check_url(in->url, reterr));
    LL_TRY(whose(ctx, in->organisation, &body.organisation_id, reterr));
    LL_TRY(check_kinds(ctx, &in->events, body.organisation_id, reterr));
    LL_TRY(check_room(ctx, body.organisation_id, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.webhook_id = (struct ll_webhook_id){ll_ctx_id(ctx)};
    LL_TRY(ll_annex_store(ctx, &meta, "webhook.url", in->url, &body.url_annex_id, reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_WEBHOOK_ADDED, &body, reterr));
    return answer_secret(ctx, body.webhook_id, meta.event_id, ret_answer, reterr);
}

/* ---- rotate ---- */
struct webhook_ref {
    struct ll_str webhook;
};
static const struct ll_field ref_fields[] = {
    LL_MEMBER(webhook_ref, webhook, LL_REQ(REF), .operand = true, .help = "the webhook's id"),
};
static const struct ll_record ref_record = LL_RECORD("webhook_ref", webhook_ref, ref_fields);

static enum ll_status run_rotate(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct webhook_ref *in = input;
    struct ll_q_webhook_by_id_row row;
    LL_TRY(ll_webhook_find(ctx, in->webhook, &row, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    const struct ll_webhook_secret_changed body = {row.webhook_id};
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_WEBHOOK_SECRET_CHANGED, &body, reterr));
    return answer_secret(ctx, row.webhook_id, meta.event_id, ret_answer, reterr);
}

/* ---- disable and enable ---- */
struct webhook_disable {
    struct ll_str reason;
    struct ll_str webhook;
};
static const struct ll_field disable_fields[] = {
    LL_MEMBER(webhook_disable, reason, LL_REQ(CODE), .help = "why, as a code: moved"),
    LL_MEMBER(webhook_disable, webhook, LL_REQ(REF), .operand = true, .help = "the webhook's id"),
};
static const struct ll_record disable_record =
    LL_RECORD("webhook_disable", webhook_disable, disable_fields);

static enum ll_status disable(struct ll_ctx *ctx, struct ll_webhook_id webhook_id,
                              struct ll_str reason, struct ll_err *reterr)
{
    struct ll_event_meta meta = ll_event_begin(ctx);
    const struct ll_webhook_disabled body = {.reason = reason, .webhook_id = webhook_id};
    return ll_event_store(ctx, &meta, LL_EVENT_WEBHOOK_DISABLED, &body, reterr);
}

static enum ll_status run_disable(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct webhook_disable *in = input;
    struct ll_q_webhook_by_id_row row;
    LL_TRY(find_active(ctx, in->webhook, &row, reterr));
    LL_TRY(disable(ctx, row.webhook_id, in->reason, reterr));
    return answer_webhook(ctx, row.webhook_id, ret_answer, reterr);
}

static enum ll_status run_end(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct ll_webhook_end *in = input;
    struct ll_q_webhook_by_id_in by = {in->webhook_id};
    struct ll_q_webhook_by_id_row row;
    LL_TRY(ll_q_webhook_by_id(ctx->store, ctx->arena, &by, &row, reterr));
    if (!row.has_disabled_at) {
        LL_TRY(disable(ctx, row.webhook_id, in->reason, reterr));
    }
    return answer_webhook(ctx, row.webhook_id, ret_answer, reterr);
}

enum ll_status ll_webhook_disable_all(struct ll_ctx *ctx, struct ll_organisation_id organisation_id,
                                      struct ll_err *reterr)
{
    struct ll_grow ids = LL_GROW(ctx->arena, struct ll_webhook_id);
    struct ll_q_webhook_active_of_in in = {organisation_id};
    struct ll_q_webhook_active_of_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_webhook_active_of_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_webhook_active_of_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_webhook_id *id = ll_grow_add(&ids);
        if (id == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for its webhooks");
            break;
        }
        *id = row.webhook_id;
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    const struct ll_webhook_id *id = ids.items;
    for (size_t i = 0; i < ids.count; i++) {
        LL_TRY(disable(ctx, id[i], LL_STR("erased"), reterr));
    }
    return LL_OK;
}

/* What waits is tried at once. */
static enum ll_status run_enable(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct webhook_ref *in = input;
    struct ll_q_webhook_by_id_row row;
    LL_TRY(ll_webhook_find(ctx, in->webhook, &row, reterr));
    if (!row.has_disabled_at) {
        return LL_REFUSE(reterr, LL_EREFUSED, "there is nothing left to do",
                         "the webhook is not disabled");
    }
    LL_TRY(check_room(ctx, row.organisation_id, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    const struct ll_webhook_enabled body = {row.webhook_id};
    struct ll_q_delivery_soon_in soon = {row.webhook_id, meta.recorded_at};
    struct ll_q_turn_free_in turn = {row.webhook_id};
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_WEBHOOK_ENABLED, &body, reterr));
    LL_TRY(ll_q_delivery_soon(ctx->store, &soon, reterr));
    LL_TRY(ll_q_turn_free(ctx->store, &turn, reterr));
    return answer_webhook(ctx, row.webhook_id, ret_answer, reterr);
}

/* ---- ping and redeliver ---- */

static enum ll_status run_ping(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct webhook_ref *in = input;
    struct ll_q_webhook_by_id_row row;
    struct ll_delivery_id delivery_id;
    struct ll_json *data = ll_answer_object(ctx);
    LL_TRY(find_active(ctx, in->webhook, &row, reterr));
    ll_answer_id(ctx, data, "webhook_id", "whk", row.webhook_id.raw);
    LL_TRY(ll_webhook_put(ctx, row.webhook_id, NULL, LL_WEBHOOK_PING, data, ctx->now, &delivery_id,
                          reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "delivery_id", "dlv", delivery_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

struct webhook_redeliver {
    struct ll_delivery_id delivery;
    bool has_delivery;
    struct ll_str webhook;
};
static const struct ll_field redeliver_fields[] = {
    LL_MEMBER(webhook_redeliver, delivery, LL_OPT(ID), .id_prefix = "dlv",
              LL_PRESENT(webhook_redeliver, has_delivery),
              .help = "only this one; without it all that failed or were held"),
    LL_MEMBER(webhook_redeliver, webhook, LL_REQ(REF), .operand = true, .help = "the webhook's id"),
};
static const struct ll_record redeliver_record =
    LL_RECORD("webhook_redeliver", webhook_redeliver, redeliver_fields);

static enum ll_status redeliver_one(struct ll_ctx *ctx, struct ll_webhook_id webhook_id,
                                    struct ll_delivery_id delivery_id, struct ll_err *reterr)
{
    struct ll_q_delivery_by_id_in by = {delivery_id};
    struct ll_q_delivery_by_id_row row;
    struct ll_q_delivery_again_in again = {delivery_id, ctx->now};
    enum ll_status status = ll_q_delivery_by_id(ctx->store, ctx->arena, &by, &row, reterr);
    if (status == LL_ENOTFOUND ||
        (status == LL_OK && !ll_id_eq(row.webhook_id.raw, webhook_id.raw))) {
        status = LL_FAIL(reterr, LL_ENOTFOUND, "the webhook has no such delivery");
        ll_err_where(reterr, "delivery");
        ll_err_hint(reterr,
                    "list them with 'loopledger webhook deliveries'; after 30 days they go");
    }
    LL_TRY(status);
    return ll_q_delivery_again(ctx->store, &again, reterr);
}

static enum ll_status run_redeliver(struct ll_ctx *ctx, const void *input,
                                    struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct webhook_redeliver *in = input;
    struct ll_q_webhook_by_id_row row;
    int64_t count = 1;
    LL_TRY(find_active(ctx, in->webhook, &row, reterr));
    struct ll_q_turn_free_in turn = {row.webhook_id};
    struct ll_q_delivery_again_all_in all = {row.webhook_id, ctx->now};
    if (in->has_delivery) {
        LL_TRY(redeliver_one(ctx, row.webhook_id, in->delivery, reterr));
    } else {
        LL_TRY(ll_q_delivery_again_all(ctx->store, &all, &count, reterr));
    }
    LL_TRY(ll_q_turn_free(ctx->store, &turn, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "deliveries", count);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_webhook_end = {
    .noun = "webhook",
    .verb = "end",
    .mode = LL_SERVICE_WRITE,
    .run = run_end,
};
const struct ll_service ll_service_webhook_add = {
    .noun = "webhook",
    .verb = "add",
    .help = "tell an organisation of events, by requests to an address of its own",
    .details =
        "Standard Webhooks 1.0.0: each message has an id that stays the same when it is sent "
        "again, a time, and signatures, by which the receiver knows that it is whole and from "
        "here (docs/webhooks.md). The secret is shown once.\n\n"
        "An organisation is told of what it has a part in: its order lines, certificates, "
        "shipments, collections and lots. Who operates a programme is told of everything. "
        "Messages hold ids, and what is public; what is behind an id is asked for with a token.",
    .input = &add_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_add,
};
const struct ll_service ll_service_webhook_rotate = {
    .noun = "webhook",
    .verb = "rotate",
    .help = "give a webhook another secret",
    .details = "For a day messages are signed with the former secret, too. A secret that others "
               "may know is changed twice: then it signs nothing any more.",
    .input = &ref_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_rotate,
};
const struct ll_service ll_service_webhook_disable = {
    .noun = "webhook",
    .verb = "disable",
    .help = "tell a webhook nothing more",
    .details = "What waits to be sent is kept, for 30 days. What happens meanwhile is not told "
               "later.",
    .input = &disable_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_disable,
};
const struct ll_service ll_service_webhook_enable = {
    .noun = "webhook",
    .verb = "enable",
    .help = "go on with a webhook that was disabled",
    .details = "What waits is sent at once. A webhook that took nothing for three days, or "
               "answered 410, was disabled by the server.",
    .input = &ref_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_enable,
};
const struct ll_service ll_service_webhook_ping = {
    .noun = "webhook",
    .verb = "ping",
    .help = "send a webhook a message of the type ping",
    .details = "To see whether it is reached: 'loopledger webhook deliveries' says what came of "
               "it.",
    .input = &ref_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_ping,
};
const struct ll_service ll_service_webhook_redeliver = {
    .noun = "webhook",
    .verb = "redeliver",
    .help = "send a message again, or all that failed or were held",
    .details = "With the same ids: a receiver that has them already leaves them out. Held is what "
               "waited in a store that was restored from a backup: it may have been sent since.",
    .input = &redeliver_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_redeliver,
};
