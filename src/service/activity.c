/* activity show: who did what, the newest first. */
#include <string.h>

#include "service/answer.h"
#include "service/event.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/visible.h"
#include "store/q_activity.h"

#define LOOKED_MAX 5000   /* events of a page: it costs no more, however rare what is looked for */
#define ASKED_TOGETHER 16 /* events */
#define SLACK_US INT64_C(2000000) /* ids hold their event's time to a second */
#define BODY_BYTES_MAX ((size_t)64 << 20)
#define US_A_DAY INT64_C(86400000000)

struct activity {
    struct ll_str after;
    struct ll_date day;
    bool has_day;
    struct ll_str kind;
    int64_t limit;
    struct ll_str object;
    struct ll_str user;
};
static const struct ll_field fields[] = {
    LL_PAGE_AFTER(activity),
    LL_MEMBER(activity, day, LL_OPT(DATE), LL_PRESENT(activity, has_day),
              .help = "only what was recorded on this day (UTC)"),
    LL_MEMBER(activity, kind, LL_OPT(STR), .max = 64,
              .help = "only events of this kind: lot_excluded"),
    LL_PAGE_LIMIT(activity),
    LL_MEMBER(activity, object, LL_OPT(STR), .max = 64, .help = "only what names this, by its id"),
    LL_MEMBER(activity, user, LL_OPT(STR), .max = 64,
              .help = "only what this user asked for, by id"),
};
static const struct ll_record record = LL_RECORD("activity", activity, fields);

/* The least id of a time. */
static struct ll_event_id id_at(struct ll_time time)
{
    struct ll_event_id id = {{{0}}};
    uint64_t ms = time.us < 0 ? 0 : (uint64_t)(time.us / 1000);
    for (size_t i = 0; i < 6; i++) {
        id.raw.b[i] = (uint8_t)(ms >> (8 * (5 - i)));
    }
    return id;
}

static enum ll_status bounds_of(const struct activity *in, struct ll_q_activity_all_in *ret_by,
                                struct ll_err *reterr)
{
    memset(ret_by->before_id.raw.b, 0xff, sizeof(ret_by->before_id.raw.b));
    ret_by->from_id = (struct ll_event_id){{{0}}};
    if (in->has_day) {
        struct ll_time start = ll_date_start(in->day);
        ret_by->from_id = id_at((struct ll_time){start.us - SLACK_US});
        ret_by->before_id = id_at((struct ll_time){start.us + US_A_DAY + SLACK_US});
    }
    return in->after.len == 0 ? LL_OK
                              : ll_id_parse("evt", in->after, &ret_by->before_id.raw, reterr);
}

static bool is_narrowed(const struct activity *in)
{
    return in->has_day || in->kind.len > 0 || in->user.len > 0 || in->object.len > 0;
}

static bool is_wanted(const struct activity *in, const struct ll_q_activity_all_row *row)
{
    struct ll_date day = ll_time_date(row->recorded_at);
    return (!in->has_day || day.days == in->day.days) &&
           (in->kind.len == 0 || ll_str_eq(in->kind, row->kind)) &&
           (in->user.len == 0 || ll_str_eq(in->user, row->actor)) &&
           (in->object.len == 0 || ll_str_find(row->body, in->object, false) != SIZE_MAX);
}

/* What the event is about: the first id of what its kind begins with ("lot_excluded": lot_id), else
 * of anything but annex entries and keys. */
static struct ll_str about_of(const struct ll_json *body, struct ll_str kind)
{
    struct ll_str about = LL_STR("");
    for (size_t i = 0; body->type == LL_JSON_OBJECT && i < body->count; i++) {
        struct ll_str name = body->members[i].name;
        struct ll_str text = ll_json_string(&body->members[i].value);
        if (text.len == 0 || !ll_str_ends(name, LL_STR("_id")) ||
            ll_str_ends(name, LL_STR("annex_id"))) {
            continue;
        }
        if (ll_str_starts(kind, ll_str_sub(name, 0, name.len - 3))) {
            return text;
        }
        about = about.len == 0 ? text : about;
    }
    return about;
}

/* An event as it was read, before others are asked for. */
struct seen {
    struct ll_event_id event_id;
    struct ll_time recorded_at;
    struct ll_str kind;
    struct ll_str about;
    struct ll_str actor;
    struct ll_str command;
};

static enum ll_status keep(struct ll_ctx *ctx, const struct ll_q_activity_all_row *row,
                           struct seen *ret_seen, struct ll_err *reterr)
{
    struct ll_json *body = NULL;
    LL_TRY(ll_json_read(ctx->arena, row->body, BODY_BYTES_MAX, &body, reterr));
    *ret_seen = (struct seen){
        .event_id = row->event_id,
        .recorded_at = row->recorded_at,
        .kind = ll_str_copy(ctx->arena, row->kind),
        .about = ll_str_copy(ctx->arena, about_of(body, row->kind)),
        .actor = ll_str_copy(ctx->arena, row->actor),
        .command = ll_str_copy(ctx->arena, row->command),
    };
    bool is_kept = ret_seen->kind.ptr != NULL && ret_seen->about.ptr != NULL &&
                   ret_seen->actor.ptr != NULL && ret_seen->command.ptr != NULL;
    return is_kept ? LL_OK : LL_FAIL(reterr, LL_ENOMEM, "no memory for what was done");
}

/* What objects and users are called, of some events together: PostgreSQL is waited for once. */
struct names {
    struct ll_store_cursor *object; /* NULL: it is not asked for */
    struct ll_store_cursor *user;
};

static bool parse_object(struct ll_str id, struct ll_id *ret_id)
{
    char prefix[LL_ID_PREFIX_MAX + 1] = "";
    size_t len = ll_str_find_char(id, '_');
    if (len == 0 || len > 3) {
        return false;
    }
    memcpy(prefix, id.ptr, len);
    return ll_id_parse(prefix, id, ret_id, NULL) == LL_OK;
}

static enum ll_status ask_names(struct ll_ctx *ctx, const struct seen *seen,
                                struct names *ret_names, struct ll_err *reterr)
{
    struct ll_q_activity_object_in object;
    struct ll_q_activity_user_in user;
    if (parse_object(seen->about, &object.object_id)) {
        LL_TRY(
            ll_q_activity_object_open(ctx->store, ctx->arena, &object, &ret_names->object, reterr));
    }
    return ll_id_parse("usr", seen->actor, &user.user_id.raw, NULL) != LL_OK
               ? LL_OK
               : ll_q_activity_user_open(ctx->store, ctx->arena, &user, &ret_names->user, reterr);
}

static enum ll_status put_object(struct ll_ctx *ctx, struct ll_json *item, const struct seen *seen,
                                 const struct names *names, struct ll_err *reterr)
{
    struct ll_q_activity_object_row row;
    if (names->object == NULL) {
        return LL_OK;
    }
    enum ll_status status = ll_q_activity_object_next(names->object, &row, reterr);
    if (status == LL_OK) {
        ll_answer_text(ctx, item, "about", row.code);
    }
    ll_answer_text(ctx, item, "about_id", seen->about);
    return status == LL_EEND ? LL_OK : status;
}

/* Who asked: a user by name, unless it was erased; the machine by what it was recorded as. */
static enum ll_status put_actor(struct ll_ctx *ctx, struct ll_json *item, const struct seen *seen,
                                const struct names *names, struct ll_err *reterr)
{
    struct ll_q_activity_user_row row;
    if (names->user == NULL) {
        ll_answer_text(ctx, item, "user", seen->actor);
        return LL_OK;
    }
    enum ll_status status = ll_q_activity_user_next(names->user, &row, reterr);
    if (status == LL_OK && row.has_name) {
        ll_answer_text(ctx, item, "user", row.name);
    }
    ll_answer_text(ctx, item, "user_id", seen->actor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status put_item(struct ll_ctx *ctx, struct ll_json *items, const struct seen *seen,
                               const struct names *names, struct ll_err *reterr)
{
    struct ll_json *item = ll_answer_object(ctx);
    ll_answer_time(ctx, item, "recorded_at", seen->recorded_at);
    ll_answer_text(ctx, item, "kind", seen->kind);
    LL_TRY(put_object(ctx, item, seen, names, reterr));
    LL_TRY(put_actor(ctx, item, seen, names, reterr));
    ll_answer_text(ctx, item, "command", seen->command);
    ll_answer_id(ctx, item, "event_id", "evt", seen->event_id.raw);
    ll_json_append(ctx->arena, items, item);
    return LL_OK;
}

/* At most ASKED_TOGETHER of them. */
static enum ll_status put_some(struct ll_ctx *ctx, struct ll_json *items, const struct seen *seen,
                               int64_t count, struct ll_err *reterr)
{
    struct names names[ASKED_TOGETHER] = {{NULL, NULL}};
    enum ll_status status = LL_OK;
    for (int64_t i = 0; i < count && status == LL_OK; i++) {
        status = ask_names(ctx, &seen[i], &names[i], reterr);
    }
    for (int64_t i = 0; i < count && status == LL_OK; i++) {
        status = put_item(ctx, items, &seen[i], &names[i], reterr);
    }
    for (int64_t i = 0; i < count; i++) {
        ll_store_query_close(names[i].object);
        ll_store_query_close(names[i].user);
    }
    return status;
}

/* The events of a page; *ret_last is the last one that was looked at, LL_EEND: and of all. */
static enum ll_status read_page(struct ll_ctx *ctx, const struct activity *in, int64_t limit,
                                struct seen *seen, int64_t *ret_count, struct ll_event_id *ret_last,
                                struct ll_err *reterr)
{
    struct ll_q_activity_all_in by;
    struct ll_q_activity_all_row row;
    struct ll_store_cursor *cursor = NULL;
    int64_t looked = 0;
    LL_TRY(bounds_of(in, &by, reterr));
    by.most = is_narrowed(in) ? LOOKED_MAX : limit; /* bodies may be long */
    LL_TRY(ll_q_activity_all_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    enum ll_status status = LL_OK;
    while (*ret_count < limit && (status = ll_q_activity_all_next(cursor, &row, reterr)) == LL_OK) {
        looked++;
        *ret_last = row.event_id;
        if (is_wanted(in, &row)) {
            status = keep(ctx, &row, &seen[*ret_count], reterr);
            if (status != LL_OK) {
                break;
            }
            ++*ret_count;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND && looked == LOOKED_MAX ? LL_OK : status;
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct activity *in = input;
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_json *items = ll_json_new_array(ctx->arena);
    int64_t limit = ll_page_limit(in->limit);
    int64_t count = 0;
    struct ll_event_id last = {{{0}}};
    struct seen *seen = LL_NEW_ARRAY(ctx->arena, struct seen, (size_t)limit);
    if (ll_viewer_is_partial(ctx)) {
        return LL_REFUSE(reterr, LL_EPERM, "your own lists show what you have a part in",
                         "what everybody did is the operator's to see");
    }
    if (seen == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what was done");
    }
    enum ll_status status = read_page(ctx, in, limit, seen, &count, &last, reterr);
    if (status != LL_OK && status != LL_EEND) {
        return status;
    }
    /* SQLite is not waited for, and would prepare each anew. */
    int64_t most = ll_store_engine(ctx->store) == LL_STORE_SQLITE ? 1 : ASKED_TOGETHER;
    for (int64_t i = 0; i < count; i += most) {
        int64_t some = count - i < most ? count - i : most;
        LL_TRY(put_some(ctx, items, &seen[i], some, reterr));
    }
    ll_json_set(ctx->arena, answer, "items", items);
    if (status == LL_OK) {
        ll_answer_id(ctx, answer, "next", "evt", last.raw);
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_activity_show = {
    .noun = "activity",
    .verb = "show",
    .help = "who did what when, the newest first",
    .details = "Events with who asked for them and what they are about. A page looks at 5,000 "
               "events at most, so that it costs the same however rare what is looked for: it may "
               "hold few or none and still go on. Names are read from the annex and go when they "
               "are erased; the events hold none.",
    .input = &record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
