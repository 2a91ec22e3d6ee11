#include "service/event.h"

#include "service/project.h"
#include "service/public.h"
#include "service/units_kept.h"
#include "service/webhook.h"
#include "store/q_facts.h"

#define MANY_EVENTS 5000 /* for clearing what they made */
#define EVENT_BODY_BYTES_MAX ((size_t)1 << 30)

/* PUBLIC / PRIVATE of events.def */
#define VISIBLE_PUBLIC true
#define VISIBLE_PRIVATE false

#define LL_EVENT(symbol, event_name, visibility)                                                   \
    [LL_EVENT_##symbol] = {.name = #event_name,                                                    \
                           .record = &ll_##event_name##_record,                                    \
                           .is_public = VISIBLE_##visibility,                                      \
                           .project = ll_project_##event_name},
const struct ll_event_kind_row ll_event_kinds[LL_EVENT_KIND_COUNT] = {
#include "service/events.def"
};
#undef LL_EVENT

struct ll_id ll_ctx_id(struct ll_ctx *ctx)
{
    return ll_id_next(&ctx->ids, ctx->now);
}

struct ll_event_meta ll_event_begin(struct ll_ctx *ctx)
{
    struct ll_event_meta meta = {
        .event_id = {ll_ctx_id(ctx)},
        .recorded_at = ctx->now,
    };
    ctx->now.us++;
    return meta;
}

static void note_last(struct ll_start *start, const struct ll_event_meta *meta)
{
    if (!start->has_event || ll_id_cmp(meta->event_id.raw, start->event_id.raw) > 0) {
        start->has_event = true;
        start->event_id = meta->event_id;
        start->recorded_at = meta->recorded_at;
    }
}

enum ll_status ll_event_store(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                              enum ll_event_kind kind, const void *body, struct ll_err *reterr)
{
    const struct ll_event_kind_row *row = &ll_event_kinds[kind];
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, ctx->arena, EVENT_BODY_BYTES_MAX);
    ll_record_to_json(row->record, body, &buf);
    LL_TRY(ll_strbuf_finish(&buf, &text, reterr));
    struct ll_q_event_insert_in in = {
        .event_id = meta->event_id,
        .request_id = ctx->request_id,
        .kind = ll_str_from_cstr(row->name),
        .recorded_at = meta->recorded_at,
        .body = text,
    };
    uint8_t secret[32];
    if (row->is_public) {
        ctx->ids.random(ctx->ids.ctx, secret, sizeof(secret));
        LL_TRY(ll_public_part(ctx, kind, body, secret, &in.public_body, reterr));
        in.has_public_body = true;
        in.salt = (struct ll_str){(const char *)secret, sizeof(secret)};
        in.has_salt = true;
    }
    struct ll_webhook_telling *telling = NULL;
    LL_TRY(ll_q_event_insert(ctx->store, &in, reterr));
    note_last(&ctx->start, meta);
    LL_TRY(ll_webhook_before(ctx, kind, body, &telling, reterr));
    LL_TRY(row->project(ctx, meta, body, reterr));
    return ll_webhook_tell(ctx, meta, kind, body, in.public_body, telling, reterr);
}

enum ll_status ll_annex_store(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                              const char *field, struct ll_str text,
                              struct ll_annex_id *ret_annex_id, struct ll_err *reterr)
{
    struct ll_q_annex_insert_in in = {
        .annex_id = {ll_ctx_id(ctx)},
        .event_id = meta->event_id,
        .field = ll_str_from_cstr(field),
        .body = text,
    };
    LL_TRY(ll_q_annex_insert(ctx->store, &in, reterr));
    *ret_annex_id = in.annex_id;
    return LL_OK;
}

enum ll_status ll_annex_text(struct ll_ctx *ctx, struct ll_annex_id annex_id,
                             struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_q_annex_body_in in = {.annex_id = annex_id};
    struct ll_q_annex_body_row row;
    enum ll_status status = ll_q_annex_body(ctx->store, ctx->arena, &in, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return LL_FAIL(reterr, LL_ECORRUPT, "an annex entry that a fact refers to is missing");
    }
    LL_TRY(status);
    *ret_text = row.has_body ? row.body : LL_STR("(erased)");
    return LL_OK;
}

enum ll_status ll_annex_name(struct ll_ctx *ctx, struct ll_annex_id annex_id, struct ll_str code,
                             struct ll_str *ret_name, struct ll_err *reterr)
{
    struct ll_q_annex_known_in in = {annex_id};
    struct ll_q_annex_known_row row;
    LL_TRY(ll_annex_text(ctx, annex_id, ret_name, reterr));
    LL_TRY(ll_q_annex_known(ctx->store, ctx->arena, &in, &row, reterr));
    if (row.is_erased) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "the name of '%.*s' was erased", LL_STR_ARG(code));
        ll_err_hint(reterr, "a certificate has to name it, and no command gives it a name again: "
                            "take its demand back ('order credit'), or cite what it has no part "
                            "in, with --order-line or --document");
        return status;
    }
    return LL_OK;
}

/* Apply one stored event: the same projector as when it was new, from its JSON. */
static enum ll_status apply_stored(struct ll_ctx *ctx, const struct ll_q_event_all_row *row,
                                   struct ll_err *reterr)
{
    for (size_t kind = 0; kind < LL_EVENT_KIND_COUNT; kind++) {
        const struct ll_event_kind_row *kind_row = &ll_event_kinds[kind];
        if (!ll_str_eq_cstr(row->kind, kind_row->name)) {
            continue;
        }
        struct ll_json *json = NULL;
        LL_TRY(ll_json_read(ctx->arena, row->body, EVENT_BODY_BYTES_MAX, &json, reterr));
        void *body = ll_arena_alloc(ctx->arena, 1, kind_row->record->size);
        if (body == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for an event of %zu bytes", row->body.len);
        }
        LL_TRY(ll_record_from_json(ctx->arena, kind_row->record, json, body, reterr));
        struct ll_event_meta meta = {row->event_id, row->recorded_at};
        return kind_row->project(ctx, &meta, body, reterr);
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_ECORRUPT, "an event is of kind '%.*s', which this program does not know",
                LL_STR_ARG(row->kind));
    ll_err_hint(reterr, "use a program at least as new as the one that stored it");
    return status;
}

/* Have the store tell what failed so far: it may put statements off. */
static enum ll_status settle_so_far(struct ll_ctx *ctx, struct ll_err *reterr)
{
    LL_TRY(ll_store_savepoint(ctx->store, reterr));
    return ll_store_release(ctx->store, reterr);
}

/* One event after another; reterr->where names the event that could not be applied, or, unless
 * `careful`, one that was applied a little later. */
static enum ll_status apply_all(struct ll_ctx *ctx, bool careful, int64_t total,
                                int64_t *ret_events, struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_event_all_open(ctx->store, ctx->arena, &cursor, reterr));
    struct ll_q_event_all_row row;
    enum ll_status status;
    int64_t done = 0;
    while ((status = ll_q_event_all_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_arena_mark mark = ll_arena_mark(ctx->arena);
        status = apply_stored(ctx, &row, reterr);
        if (status == LL_OK && careful) {
            status = settle_so_far(ctx, reterr);
        }
        if (status != LL_OK) {
            char text[LL_ID_TEXT_MAX];
            ll_id_format("evt", row.event_id.raw, text);
            ll_err_where(reterr, "event %s", text);
            break;
        }
        ll_arena_rewind(ctx->arena, mark);
        done++;
        if (ctx->progress.report != NULL && done % 256 == 0) {
            ctx->progress.report(ctx->progress.ctx, "events", done, total);
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    *ret_events = done;
    return LL_OK;
}

/* How events are applied: as requests do, each checked as it goes; or as fast as may be. */
enum manner {
    CAREFULLY,
    IN_MEMORY, /* custody */
    UNCHECKED, /* the same, and what can be checked once for all rows is checked at the end */
};

static enum ll_status apply_kept(struct ll_ctx *ctx, int64_t total, int64_t *ret_events,
                                 struct ll_err *reterr)
{
    struct ll_units_kept units;
    ll_units_keep(ctx, &units, true);
    enum ll_status status = apply_all(ctx, false, total, ret_events, reterr);
    if (status == LL_OK) {
        status = ll_project_demanded_all(ctx, reterr);
    }
    if (status == LL_OK) {
        status = ll_units_write(ctx, reterr);
    }
    ll_units_forget(ctx);
    return status;
}

/* Every event into empty projections. */
static enum ll_status fill(struct ll_ctx *ctx, enum manner manner, int64_t total,
                           int64_t *ret_events, struct ll_err *reterr)
{
    struct ll_store_lifted lifted = {NULL};
    if (manner == CAREFULLY) {
        return apply_all(ctx, true, total, ret_events, reterr);
    }
    if (manner == UNCHECKED) {
        LL_TRY(ll_store_checks_lift(ctx->store, ctx->arena, &lifted, reterr));
    }
    LL_TRY(apply_kept(ctx, total, ret_events, reterr));
    return ll_store_checks_restore(ctx->store, &lifted, reterr);
}

static bool is_many(const struct ll_ctx *ctx, int64_t events)
{
    return events >= (ctx->many_events > 0 ? ctx->many_events : MANY_EVENTS);
}

/* Alone: on PostgreSQL servers may have it open, which would go on from what they knew. */
static enum ll_status rebuild(struct ll_ctx *ctx, bool careful, int64_t *ret_events,
                              struct ll_err *reterr)
{
    LL_TRY(ll_store_begin_alone(ctx->store, reterr));
    struct ll_q_event_count_row count = {.events = 0};
    enum ll_status status = ll_q_event_count(ctx->store, ctx->arena, &count, reterr);
    bool many = is_many(ctx, count.events);
    if (status == LL_OK) {
        status = ll_store_clear_projections(ctx->store, many, reterr);
    }
    if (status == LL_OK) {
        enum manner manner = careful ? CAREFULLY : many ? UNCHECKED : IN_MEMORY;
        status = fill(ctx, manner, count.events, ret_events, reterr);
    }
    if (status == LL_OK) {
        status = ll_store_commit(ctx->store, reterr);
    }
    if (ll_store_in_transaction(ctx->store)) {
        ll_store_rollback(ctx->store);
    }
    return status;
}

enum ll_status ll_event_rebuild(struct ll_ctx *ctx, int64_t *ret_events, struct ll_err *reterr)
{
    int64_t events = 0;
    enum ll_status status = rebuild(ctx, false, &events, reterr);
    if (status == LL_ECONSTRAINT) {
        /* Once more, to tell which event broke it. */
        status = rebuild(ctx, true, &events, reterr);
    }
    if (status == LL_OK) {
        *ret_events = events;
    }
    return status;
}

static enum ll_status fill_new(void *ctx_, struct ll_err *reterr)
{
    struct ll_ctx *ctx = ctx_;
    int64_t events = 0;
    struct ll_q_event_count_row count;
    LL_TRY(ll_q_event_count(ctx->store, ctx->arena, &count, reterr));
    return fill(ctx, is_many(ctx, count.events) ? UNCHECKED : IN_MEMORY, count.events, &events,
                reterr);
}

enum ll_status ll_event_upgrade(struct ll_ctx *ctx, struct ll_store_upgraded *ret_upgraded,
                                struct ll_err *reterr)
{
    const struct ll_store_filler filler = {fill_new, ctx};
    return ll_store_upgrade(ctx->store, ctx->arena, ctx->clock.now(ctx->clock.ctx), &filler,
                            ret_upgraded, reterr);
}
