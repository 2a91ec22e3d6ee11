/* Sending what the outbox holds, but for the requests themselves: turns, signatures, what came of
 * it. Each service has transactions of its own. */
#include <stdio.h>
#include <string.h>

#include "service/answer.h"
#include "service/run.h"
#include "service/webhook.h"
#include "service/webhook_sign.h"
#include "store/q_control.h"
#include "store/q_webhook.h"

#define CANDIDATES 8 /* webhooks that a turn may be of: others may be faster */
#define US_A_SECOND INT64_C(1000000)
#define RETRY_AFTER_S_MAX INT64_C(86400)
#define HTTP_GONE 410
#define PROBLEM_BYTES_MAX 200

/* Seconds from one try to the next, after Standard Webhooks; to each a fifth of it is added, by
 * chance, so that what failed together does not come together. After the last it has failed. */
static const int64_t pauses_s[] = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};
#define PAUSES (sizeof(pauses_s) / sizeof(pauses_s[0]))
/* Seconds in which a webhook that failed so often in a row is sent nothing at all. */
static const int64_t rests_s[] = {5, 20, 80, 300};
#define RESTS (sizeof(rests_s) / sizeof(rests_s[0]))

static enum ll_status done(struct ll_ctx *ctx, struct ll_json **ret_answer, struct ll_err *reterr)
{
    return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
}

/* ---- whose turn ---- */

static enum ll_status find_due(struct ll_ctx *ctx, int64_t limit,
                               struct ll_webhook_id ret_ids[CANDIDATES], size_t *ret_count,
                               struct ll_err *reterr)
{
    struct ll_q_webhook_due_in in = {ctx->now, limit};
    struct ll_q_webhook_due_row row;
    struct ll_store_cursor *cursor = NULL;
    size_t count = 0;
    LL_TRY(ll_q_webhook_due_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_webhook_due_next(cursor, &row, reterr)) == LL_OK) {
        ret_ids[count++] = row.webhook_id;
    }
    ll_store_query_close(cursor);
    *ret_count = count;
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status run_due(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct ll_webhook_due *in = input;
    struct ll_webhook_id ids[CANDIDATES];
    size_t count = 0;
    LL_TRY(find_due(ctx, 1, ids, &count, reterr));
    *in->ret_due = count > 0;
    return done(ctx, ret_answer, reterr);
}

struct taking {
    struct ll_webhook_turn *turn;
    bool taken;
};

static enum ll_status take_turn(struct ll_ctx *ctx, const void *input, struct ll_err *reterr)
{
    struct taking *taking = *(struct taking *const *)input;
    int64_t changed = 0;
    struct ll_q_turn_take_in in = {
        .webhook_id = taking->turn->webhook_id,
        .free_at = {ctx->now.us + LL_WEBHOOK_TURN_US},
        .holder = ll_str_from_cstr(taking->turn->holder),
        .now = ctx->now,
    };
    LL_TRY(ll_q_turn_take(ctx->store, &in, &changed, reterr));
    taking->taken = changed == 1;
    return LL_OK;
}

static void name_holder(struct ll_ctx *ctx, char ret_holder[17])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[8];
    ctx->ids.random(ctx->ids.ctx, bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes); i++) {
        ret_holder[2 * i] = digits[bytes[i] >> 4U];
        ret_holder[2 * i + 1] = digits[bytes[i] & 15U];
    }
    ret_holder[16] = '\0';
}

/* ---- signing ---- */

struct signer {
    struct ll_webhook_secret now;
    struct ll_webhook_secret former;
    bool has_former;
};

static enum ll_status open_signer(struct ll_ctx *ctx, const struct ll_q_webhook_target_row *target,
                                  struct signer *ret_signer, struct ll_err *reterr)
{
    ret_signer->has_former =
        target->has_former_id && ctx->now.us < target->secret_at.us + LL_WEBHOOK_BOTH_US;
    LL_TRY(ll_webhook_secret(ctx, target->secret_id, &ret_signer->now, reterr));
    return ret_signer->has_former
               ? ll_webhook_secret(ctx, target->former_id, &ret_signer->former, reterr)
               : LL_OK;
}

/* "v1,… v1a,…", each twice while the former secret counts. */
static enum ll_status sign(struct ll_ctx *ctx, const struct signer *signer,
                           struct ll_webhook_message *message, struct ll_err *reterr)
{
    struct ll_str content;
    struct ll_strbuf time;
    struct ll_strbuf buf;
    int64_t at_s = ctx->now.us / US_A_SECOND;
    LL_TRY(ll_webhook_content(ctx->arena, message->id, at_s, message->body, &content, reterr));
    ll_strbuf_init(&time, ctx->arena, 24);
    ll_strbuf_i64(&time, at_s);
    LL_TRY(ll_strbuf_finish(&time, &message->timestamp, reterr));
    ll_strbuf_init(&buf, ctx->arena, 512);
    const struct ll_webhook_secret *const secrets[] = {&signer->now, &signer->former};
    for (size_t i = 0; i < (signer->has_former ? 2 : 1); i++) {
        ll_strbuf_cstr(&buf, i > 0 ? " " : "");
        ll_webhook_put_v1(ctx->crypto, secrets[i]->shared, sizeof(secrets[i]->shared), content,
                          &buf);
        ll_strbuf_char(&buf, ' ');
        ll_webhook_put_v1a(&secrets[i]->key, content, &buf);
    }
    return ll_strbuf_finish(&buf, &message->signature, reterr);
}

static enum ll_status sign_all(struct ll_ctx *ctx, const struct ll_q_webhook_target_row *target,
                               struct ll_webhook_turn *turn, struct ll_err *reterr)
{
    struct signer signer = {.has_former = false};
    enum ll_status status = open_signer(ctx, target, &signer, reterr);
    for (size_t i = 0; status == LL_OK && i < turn->count; i++) {
        status = sign(ctx, &signer, &turn->messages[i], reterr);
    }
    ll_wipe(&signer, sizeof(signer));
    return status;
}

/* ---- what is sent ---- */

static enum ll_status read_messages(struct ll_ctx *ctx, struct ll_webhook_turn *turn,
                                    struct ll_err *reterr)
{
    struct ll_q_delivery_due_in in = {turn->webhook_id, ctx->now, LL_WEBHOOK_TURN_MESSAGES};
    struct ll_q_delivery_due_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_delivery_due_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_delivery_due_next(cursor, &row, reterr)) == LL_OK) {
        char id[LL_ID_TEXT_MAX];
        ll_id_format("dlv", row.delivery_id.raw, id);
        struct ll_webhook_message *message = &turn->messages[turn->count++];
        *message = (struct ll_webhook_message){
            .delivery_id = row.delivery_id,
            .id = ll_str_copy(ctx->arena, ll_str_from_cstr(id)),
            .body = ll_str_copy(ctx->arena, row.body),
        };
        if (message->id.ptr == NULL || message->body.ptr == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for a message to a webhook");
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* Nothing is left to send when it was disabled meanwhile; an address that was erased fails. */
static enum ll_status fill_turn(struct ll_ctx *ctx, struct ll_webhook_turn *turn,
                                struct ll_err *reterr)
{
    struct ll_q_webhook_target_in in = {turn->webhook_id};
    struct ll_q_webhook_target_row target;
    LL_TRY(ll_store_begin(ctx->store, LL_STORE_READ, reterr));
    enum ll_status status = ll_q_webhook_target(ctx->store, ctx->arena, &in, &target, reterr);
    if (status == LL_OK) {
        turn->url = target.has_url ? ll_str_copy(ctx->arena, target.url) : LL_STR("");
        status = read_messages(ctx, turn, reterr);
    } else if (status == LL_ENOTFOUND) {
        status = LL_OK;
    }
    ll_store_rollback(ctx->store);
    LL_TRY(status);
    return turn->count > 0 ? sign_all(ctx, &target, turn, reterr) : LL_OK;
}

/* ---- what came of it ---- */

struct noting {
    const struct ll_webhook_note *in;
    int64_t failures;
    int64_t rest_s;
    bool took;
};

static bool is_taken(const struct ll_webhook_result *result)
{
    return result->http_status >= 200 && result->http_status < 300;
}

static int64_t by_chance(struct ll_ctx *ctx, int64_t upto)
{
    uint8_t bytes[4];
    uint32_t chance = 0;
    ctx->ids.random(ctx->ids.ctx, bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes); i++) {
        chance = chance << 8 | bytes[i];
    }
    return (int64_t)(chance % (uint64_t)(upto + 1));
}

static int64_t asked_s(const struct ll_ctx *ctx, const struct ll_webhook_result *result)
{
    int64_t s = result->retry_after_s;
    if (s == 0 && result->retry_at.us > ctx->now.us) {
        s = (result->retry_at.us - ctx->now.us + US_A_SECOND - 1) / US_A_SECOND;
    }
    return s < 0 ? 0 : s > RETRY_AFTER_S_MAX ? RETRY_AFTER_S_MAX : s;
}

/* A message that nobody takes ends its webhook, unless that took others meanwhile. */
static enum ll_status note_failure(struct ll_ctx *ctx, struct noting *noting,
                                   const struct ll_q_delivery_by_id_row *row,
                                   const struct ll_webhook_result *result,
                                   const struct ll_q_turn_of_row *turn, struct ll_err *reterr)
{
    const int64_t asked = asked_s(ctx, result);
    int64_t wait_s = asked;
    bool is_last = row->attempts >= (int64_t)PAUSES;
    if (!is_last) {
        int64_t pause_s = pauses_s[row->attempts];
        pause_s += by_chance(ctx, pause_s / 5);
        wait_s = wait_s > pause_s ? wait_s : pause_s;
    }
    struct ll_q_delivery_note_in in = {
        .delivery_id = row->delivery_id,
        .state = is_last ? LL_DELIVERY_STATE_FAILED : LL_DELIVERY_STATE_WAITING,
        .due_at = {ctx->now.us + wait_s * US_A_SECOND},
        .tried_at = ctx->now,
        .has_http_status = result->http_status > 0,
        .http_status = result->http_status,
        .has_problem = true,
        .problem = ll_str_sub(result->problem, 0, PROBLEM_BYTES_MAX),
    };
    bool is_rare = noting->failures < (int64_t)RESTS;
    int64_t rest_s = rests_s[is_rare ? noting->failures : (int64_t)RESTS - 1];
    noting->failures++;
    noting->rest_s = asked > rest_s ? asked : rest_s;
    if (result->http_status == HTTP_GONE) {
        *noting->in->ret_end = LL_STR("gone");
    } else if (is_last && !noting->took &&
               !(turn->has_delivered_at && turn->delivered_at.us > row->made_at.us)) {
        *noting->in->ret_end = LL_STR("failing");
    }
    return ll_q_delivery_note(ctx->store, &in, reterr);
}

static enum ll_status note_one(struct ll_ctx *ctx, struct noting *noting,
                               const struct ll_webhook_result *result,
                               const struct ll_q_turn_of_row *turn, struct ll_err *reterr)
{
    struct ll_q_delivery_by_id_in by = {result->delivery_id};
    struct ll_q_delivery_by_id_row row;
    enum ll_status status = ll_q_delivery_by_id(ctx->store, ctx->arena, &by, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return LL_OK; /* too old meanwhile */
    }
    LL_TRY(status);
    if (!is_taken(result)) {
        return note_failure(ctx, noting, &row, result, turn, reterr);
    }
    struct ll_q_delivery_note_in in = {
        .delivery_id = row.delivery_id,
        .state = LL_DELIVERY_STATE_DELIVERED,
        .due_at = ctx->now,
        .tried_at = ctx->now,
        .has_http_status = true,
        .http_status = result->http_status,
    };
    noting->took = true;
    noting->failures = 0;
    noting->rest_s = 0;
    return ll_q_delivery_note(ctx->store, &in, reterr);
}

static enum ll_status note_all(struct ll_ctx *ctx, const void *input, struct ll_err *reterr)
{
    const struct ll_webhook_note *in = input;
    struct ll_q_turn_of_in by = {in->turn->webhook_id};
    struct ll_q_turn_of_row turn;
    int64_t changed = 0;
    *in->ret_end = LL_STR("");
    LL_TRY(ll_q_turn_of(ctx->store, ctx->arena, &by, &turn, reterr));
    struct noting noting = {.in = in, .failures = turn.failures};
    for (size_t i = 0; i < in->count; i++) {
        LL_TRY(note_one(ctx, &noting, &in->results[i], &turn, reterr));
    }
    struct ll_q_turn_give_in give = {
        .webhook_id = in->turn->webhook_id,
        .holder = ll_str_from_cstr(in->turn->holder),
        .free_at = {ctx->now.us + noting.rest_s * US_A_SECOND},
        .failures = noting.failures,
        .has_delivered_at = noting.took,
        .delivered_at = ctx->now,
    };
    /* Should the turn have run out, it is another's now, and stays so. */
    return ll_q_turn_give(ctx->store, &give, &changed, reterr);
}

static enum ll_status run_note(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    LL_TRY(ll_run_change(ctx, note_all, input, reterr));
    return done(ctx, ret_answer, reterr);
}

/* ---- taking a turn ---- */

static enum ll_status give_back(struct ll_ctx *ctx, const struct ll_webhook_turn *turn,
                                struct ll_err *reterr)
{
    struct ll_str end;
    const struct ll_webhook_note nothing = {.turn = turn, .ret_end = &end};
    return ll_run_change(ctx, note_all, &nothing, reterr);
}

static enum ll_status run_take(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_webhook_take *in = input;
    struct ll_webhook_turn *turn = in->ret_turn;
    struct ll_webhook_id ids[CANDIDATES];
    size_t count = 0;
    *turn = (struct ll_webhook_turn){.began_at = ctx->now};
    name_holder(ctx, turn->holder);
    LL_TRY(ll_store_begin(ctx->store, LL_STORE_READ, reterr));
    enum ll_status status = find_due(ctx, CANDIDATES, ids, &count, reterr);
    ll_store_rollback(ctx->store);
    LL_TRY(status);
    for (size_t i = 0; i < count && turn->count == 0; i++) {
        struct taking taking = {.turn = turn};
        struct taking *const arg = &taking;
        turn->webhook_id = ids[i];
        LL_TRY(ll_run_change(ctx, take_turn, &arg, reterr));
        if (taking.taken) {
            LL_TRY(fill_turn(ctx, turn, reterr));
            LL_TRY(turn->count == 0 ? give_back(ctx, turn, reterr) : LL_OK);
        }
    }
    return done(ctx, ret_answer, reterr);
}

/* ---- keeping house ---- */

static enum ll_status tidy(struct ll_ctx *ctx, const void *input, struct ll_err *reterr)
{
    const struct ll_webhook_tidy *in = input;
    struct ll_q_delivery_prune_in prune = {{ctx->now.us - LL_WEBHOOK_KEPT_US}};
    struct ll_q_proposal_forget_in old = {ctx->now};
    if (in->alone) {
        LL_TRY(ll_q_turn_free_held(ctx->store, reterr));
    }
    /* Not of webhooks, but this is what a server does each hour. */
    LL_TRY(ll_q_proposal_forget(ctx->store, &old, reterr));
    return ll_q_delivery_prune(ctx->store, &prune, reterr);
}

static enum ll_status run_tidy(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    LL_TRY(ll_run_change(ctx, tidy, input, reterr));
    return done(ctx, ret_answer, reterr);
}

static enum ll_status hold(struct ll_ctx *ctx, const void *input, struct ll_err *reterr)
{
    const struct ll_webhook_hold *in = input;
    LL_TRY(ll_q_delivery_hold(ctx->store, in->ret_held, reterr));
    return ll_q_turn_free_held(ctx->store, reterr);
}

static enum ll_status run_hold(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    LL_TRY(ll_run_change(ctx, hold, input, reterr));
    return done(ctx, ret_answer, reterr);
}

static enum ll_status run_measure(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_webhook_measure *in = input;
    struct ll_q_delivery_facts_row row;
    LL_TRY(ll_q_delivery_facts(ctx->store, ctx->arena, &row, reterr));
    *in->ret_waiting = row.waiting;
    *in->ret_oldest_us =
        row.has_oldest && row.oldest.us < ctx->now.us ? ctx->now.us - row.oldest.us : 0;
    return done(ctx, ret_answer, reterr);
}

#define INNER(name_, verb_, mode_)                                                                 \
    const struct ll_service ll_webhook_##name_ = {                                                 \
        .noun = "webhook",                                                                         \
        .verb = verb_,                                                                             \
        .mode = mode_,                                                                             \
        .run = run_##name_,                                                                        \
    }
INNER(due, "due", LL_SERVICE_READ);
INNER(take, "take", LL_SERVICE_MANAGE);
INNER(note, "note", LL_SERVICE_MANAGE);
INNER(tidy, "tidy", LL_SERVICE_MANAGE);
INNER(hold, "hold", LL_SERVICE_MANAGE);
INNER(measure, "measure", LL_SERVICE_READ);
