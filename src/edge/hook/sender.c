#include "edge/hook/sender.h"

#include <string.h>

#include "edge/fetch/fetch.h"

#define ARENA_BYTES ((size_t)8 << 20)
#define ANSWER_BYTES ((size_t)4096)
#define CONNECT_MS 5000

struct ll_sender {
    struct ll_sender_options options;
    struct ll_fetch *fetch;
    struct ll_arena arena;        /* of one turn */
    struct ll_arena answer_arena; /* of one answer */
};

enum ll_status ll_sender_open(const struct ll_sender_options *options,
                              struct ll_sender **ret_sender, struct ll_err *reterr)
{
    int64_t send_ms = options->send_ms > 0 ? options->send_ms : LL_WEBHOOK_SEND_US / 1000;
    const struct ll_fetch_rules rules = {
        .allowed = options->allowed,
        .allowed_count = options->allowed_count,
        .authorities = options->authorities,
        .connect_ms = send_ms < CONNECT_MS ? send_ms : CONNECT_MS,
        .whole_ms = send_ms,
        .body_max = ANSWER_BYTES,
        .cuts_body = true,
    };
    struct ll_sender *sender = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*sender));
    if (sender == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to send to webhooks");
    }
    memset(sender, 0, sizeof(*sender));
    sender->options = *options;
    ll_arena_init(&sender->arena, &ll_arena_malloc, ARENA_BYTES);
    ll_arena_init(&sender->answer_arena, &ll_arena_malloc, ARENA_BYTES);
    enum ll_status status = ll_fetch_open(&rules, &sender->fetch, reterr);
    if (status != LL_OK) {
        ll_sender_close(sender);
        return status;
    }
    *ret_sender = sender;
    return LL_OK;
}

void ll_sender_close(struct ll_sender *sender)
{
    if (sender == NULL) {
        return;
    }
    ll_fetch_close(sender->fetch);
    ll_arena_release(&sender->arena);
    ll_arena_release(&sender->answer_arena);
    ll_arena_malloc.give(ll_arena_malloc.ctx, sender, sizeof(*sender));
}

void ll_sender_stop(struct ll_sender *sender)
{
    ll_fetch_stop(sender->fetch);
}

static enum ll_status run(struct ll_sender *sender, const struct ll_service *service,
                          const void *input, struct ll_err *reterr)
{
    return sender->options.run(sender->options.ctx, service, input, &sender->arena, reterr);
}

/* Seconds, or a time. What is neither asks for nothing. */
static void note_wait(struct ll_str retry_after, struct ll_webhook_result *result)
{
    int64_t s = 0;
    struct ll_str text = ll_str_trim(retry_after);
    if (ll_str_to_i64(text, &s) == LL_OK) {
        result->retry_after_s = s > 0 ? s : 0;
    } else if (ll_time_parse_http(text, &result->retry_at, NULL) != LL_OK) {
        result->retry_at = (struct ll_time){0};
    }
}

/* False: stopped, and nothing is known of this message. */
static bool send_message(struct ll_sender *sender, const struct ll_webhook_turn *turn,
                         const struct ll_webhook_message *message,
                         struct ll_webhook_result *ret_result)
{
    const struct ll_fetch_field fields[] = {
        {"Content-Type", LL_STR("application/json")},
        {"webhook-id", message->id},
        {"webhook-timestamp", message->timestamp},
        {"webhook-signature", message->signature},
    };
    const struct ll_fetch_request request = {
        .method = "POST",
        .url = turn->url,
        .fields = fields,
        .field_count = sizeof(fields) / sizeof(fields[0]),
        .body = message->body,
    };
    struct ll_fetch_answer answer = {0};
    struct ll_err err = {0};
    *ret_result = (struct ll_webhook_result){.delivery_id = message->delivery_id};
    enum ll_status status = ll_fetch(sender->fetch, &request, &sender->answer_arena, &answer, &err);
    if (status == LL_EBUSY) {
        return false;
    }
    if (status == LL_OK) {
        ret_result->http_status = answer.status;
        note_wait(answer.retry_after, ret_result);
        ret_result->problem = LL_STR("the answer was not 2xx");
    } else {
        ret_result->problem = ll_str_copy(&sender->arena, ll_str_from_cstr(err.text));
    }
    ll_arena_reset(&sender->answer_arena);
    return true;
}

static bool is_taken(const struct ll_webhook_result *result)
{
    return result->http_status >= 200 && result->http_status < 300;
}

/* One after another; after a failure the rest waits for another turn. */
static size_t send_all(struct ll_sender *sender, const struct ll_webhook_turn *turn,
                       struct ll_webhook_result *results, bool *ret_stopped)
{
    const struct ll_clock *timer = &sender->options.timer;
    int64_t until_us = timer->now(timer->ctx).us + LL_WEBHOOK_SEND_FOR_US;
    size_t count = 0;
    *ret_stopped = false;
    while (count < turn->count && timer->now(timer->ctx).us < until_us) {
        if (!send_message(sender, turn, &turn->messages[count], &results[count])) {
            *ret_stopped = true;
            break;
        }
        count++;
        if (!is_taken(&results[count - 1])) {
            break;
        }
    }
    return count;
}

static enum ll_status note(struct ll_sender *sender, const struct ll_webhook_turn *turn,
                           const struct ll_webhook_result *results, size_t count,
                           struct ll_sent *sent, struct ll_err *reterr)
{
    struct ll_str end = LL_STR("");
    const struct ll_webhook_note input = {turn, results, count, &end};
    LL_TRY(run(sender, &ll_webhook_note, &input, reterr));
    for (size_t i = 0; i < count; i++) {
        sent->delivered += is_taken(&results[i]) ? 1 : 0;
        sent->failed += is_taken(&results[i]) ? 0 : 1;
    }
    if (end.len > 0) {
        const struct ll_webhook_end disable = {turn->webhook_id, end};
        LL_TRY(run(sender, &ll_webhook_end, &disable, reterr));
        sent->ended++;
    }
    return LL_OK;
}

static enum ll_status take_turn(struct ll_sender *sender, struct ll_sent *sent,
                                struct ll_err *reterr)
{
    struct ll_webhook_turn turn;
    struct ll_webhook_result results[LL_WEBHOOK_TURN_MESSAGES];
    const struct ll_webhook_take take = {&turn};
    bool stopped = false;
    LL_TRY(run(sender, &ll_webhook_take, &take, reterr));
    if (turn.count == 0) {
        return LL_OK;
    }
    size_t count = send_all(sender, &turn, results, &stopped);
    sent->any = count > 0;
    LL_TRY(note(sender, &turn, results, count, sent, reterr));
    return stopped ? LL_FAIL(reterr, LL_EBUSY, "the program is ending") : LL_OK;
}

enum ll_status ll_sender_turn(struct ll_sender *sender, struct ll_sent *sent, struct ll_err *reterr)
{
    sent->any = false;
    enum ll_status status = take_turn(sender, sent, reterr);
    ll_arena_reset(&sender->arena);
    return status;
}
