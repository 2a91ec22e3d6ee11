/* GET /calendars/{token}: reminders as a calendar that a program subscribes to. */
#include "codec/calendar.h"
#include "edge/http/inside.h"
#include "edge/http/own.h"
#include "edge/web/label.h"
#include "service/reminder.h"
#include "service/token.h"

#define TEXT_BYTES_MAX 1024
/* An alarm that a program got after its time is not heard: what will show within these days is
 * there before. */
#define AHEAD_DAYS 30

struct asked {
    const struct ll_locale *locale;
    struct ll_str *text; /* where it goes: a calendar is no JSON */
};

static enum ll_status finish(struct ll_strbuf *buf, struct ll_str *ret_text, struct ll_err *reterr)
{
    return ll_strbuf_finish(buf, ret_text, reterr);
}

/* The same whatever the day: what it is about, and which end of it. */
static enum ll_status put_uid(struct ll_ctx *ctx, const struct ll_reminder *reminder,
                              struct ll_str *ret_uid, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, TEXT_BYTES_MAX);
    ll_strbuf_cstr(&buf, ll_reminder_rows[reminder->kind].name);
    ll_strbuf_char(&buf, '-');
    ll_strbuf_hex(&buf, reminder->object_id.b, sizeof(reminder->object_id.b));
    for (size_t i = 0; i < reminder->note.len; i++) {
        ll_strbuf_cstr(&buf, i == 0 ? "-" : "");
        ll_strbuf_char(&buf, reminder->note.ptr[i] == ' ' ? '_' : reminder->note.ptr[i]);
    }
    ll_strbuf_cstr(&buf, "@loopledger");
    return finish(&buf, ret_uid, reterr);
}

static struct ll_str word(const struct asked *in, struct ll_str text)
{
    enum ll_tone tone;
    return ll_label_word(in->locale, text, &tone);
}

static enum ll_status put_event(struct ll_ctx *ctx, const struct asked *in,
                                const struct ll_reminder *reminder,
                                struct ll_calendar_event *ret_event, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str words = word(in, ll_str_from_cstr(ll_reminder_rows[reminder->kind].name));
    const struct ll_slot what[] = {{"what", words}, {"which", reminder->code}};
    const struct ll_reminder_row *row = &ll_reminder_rows[reminder->kind];
    *ret_event =
        (struct ll_calendar_event){.day = reminder->due, .alarms = {row->before, row->presses, 1}};
    ll_strbuf_init(&buf, ctx->arena, TEXT_BYTES_MAX);
    ll_locale_fill(&buf, ll_locale_text(in->locale, LL_T("{what}: {which}")), what, 2);
    if (reminder->note.len > 0) {
        ll_strbuf_cstr(&buf, " (");
        ll_strbuf_str(&buf, reminder->note);
        ll_strbuf_char(&buf, ')');
    }
    LL_TRY(finish(&buf, &ret_event->summary, reterr));
    const struct ll_slot who[] = {{"who", word(in, reminder->who)}, {"source", reminder->source}};
    ll_strbuf_init(&buf, ctx->arena, TEXT_BYTES_MAX);
    ll_locale_fill(&buf, ll_locale_text(in->locale, LL_T("To act: {who}. Source: {source}.")), who,
                   2);
    LL_TRY(finish(&buf, &ret_event->description, reterr));
    return put_uid(ctx, reminder, &ret_event->uid, reterr);
}

static enum ll_status run_calendar(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct asked *in = input;
    struct ll_reminder *reminders = NULL;
    size_t count = 0;
    struct ll_date today = ll_time_date(ctx->now);
    LL_TRY(ll_reminders_read(ctx, today, AHEAD_DAYS, &reminders, &count, reterr));
    struct ll_calendar_event *events =
        LL_NEW_ARRAY(ctx->arena, struct ll_calendar_event, count + 1);
    if (events == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a calendar");
    }
    for (size_t i = 0; i < count; i++) {
        LL_TRY(put_event(ctx, in, &reminders[i], &events[i], reterr));
    }
    LL_TRY(ll_calendar_write(ctx->arena, ll_locale_text(in->locale, LL_T("Reminders")),
                             ll_date_start(today), events, count, in->text, reterr));
    *ret_answer = ll_json_new_null(ctx->arena);
    return LL_OK;
}
static const struct ll_service calendar_make = {
    .noun = "calendar",
    .verb = "make",
    .mode = LL_SERVICE_READ,
    .run = run_calendar,
};

/* Whose token it is. One that may more than this has no place in an address, where others see it:
 * it opens nothing here, as if it were none. */
static enum ll_status find_who(struct ll_server *server, struct ll_http_exchange *exchange,
                               struct ll_str token, struct ll_who *ret_who, struct ll_err *reterr)
{
    struct ll_who who = {.is_known = true, .is_by_token = true};
    who.viewer.is_limited = true;
    const struct ll_token_find find = {token, &who.viewer, &who.permissions};
    struct ll_job job = {
        .service = &ll_token_find,
        .input = &find,
        .actor = LL_STR("server"),
        .arena = &exchange->arena,
    };
    enum ll_status status = LL_ENOTFOUND;
    if (ll_token_is_whole(token)) {
        ll_work_read(server->work, &job);
        status = job.status;
    }
    bool is_narrow = who.permissions == UINT64_C(1) << LL_MAY_REMIND;
    if (status == LL_OK && is_narrow && ll_who_may(&who, LL_MAY_REMIND, NULL) == LL_OK) {
        *ret_who = who;
        return LL_OK;
    }
    if (status != LL_OK && status != LL_ENOTFOUND) {
        *reterr = job.err;
        return status;
    }
    status = LL_FAIL(reterr, LL_ENOTFOUND, "there is no such calendar");
    ll_err_hint(reterr, "its token is not whole, over, revoked, or may more than 'remind'");
    return status;
}

void ll_own_calendar(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_str token = call->match.values[0];
    struct ll_str text = LL_STR("");
    struct ll_who who = {0};
    struct ll_err err = {0};
    if (ll_str_ends(token, LL_STR(".ics"))) {
        token = ll_str_sub(token, 0, token.len - 4);
    }
    enum ll_status status = find_who(server, exchange, token, &who, &err);
    if (status != LL_OK) {
        err.status = status;
        ll_call_refuse(call, &err);
        return;
    }
    const struct asked in = {ll_page_locale(server->pages, exchange), &text};
    struct ll_job job = {
        .service = &calendar_make,
        .input = &in,
        .actor = LL_STR("server"),
        .viewer = who.viewer,
        .arena = &exchange->arena,
    };
    ll_work_read(server->work, &job);
    if (job.status != LL_OK) {
        err = job.err;
        err.status = job.status;
        ll_call_refuse(call, &err);
        return;
    }
    ll_http_add(exchange, "Cache-Control", LL_STR("private, no-store"));
    ll_reply_plain(exchange, 200, "text/calendar; charset=utf-8", text);
}
