/* reminder list: what expires or falls due */
#include "service/reminder.h"

#include <string.h>

#include "core/notification.h"
#include "core/sort.h"
#include "service/answer.h"
#include "service/grow.h"
#include "service/notification_dossier.h"
#include "service/table.h"
#include "store/q_reminder.h"

#define LEAD_MAX 180 /* the longest of what has an end of its own */
#define LIST_MAX 1000

const struct ll_reminder_row ll_reminder_rows[LL_REMINDER_COUNT] = {
#define LL_REMINDER(symbol, name, before, presses, after, who, source)                             \
    [LL_REMINDER_##symbol] = {name, before, presses, after, who, source},
#include "service/reminders.def"
#undef LL_REMINDER
};

struct gathering {
    struct ll_ctx *ctx;
    struct ll_date today;
    int32_t ahead;
    struct ll_grow items; /* of struct ll_reminder */
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for reminders");
}

/* Is it time to be reminded of it, or soon? */
static bool is_time(const struct gathering *g, enum ll_reminder_kind kind, struct ll_date due)
{
    const struct ll_reminder_row *row = &ll_reminder_rows[kind];
    int32_t days = due.days - g->today.days;
    return days <= row->before + g->ahead && (row->after < 0 || -days <= row->after);
}

static enum ll_status add(struct gathering *g, struct ll_reminder item, struct ll_err *reterr)
{
    if (!is_time(g, item.kind, item.due)) {
        return LL_OK;
    }
    struct ll_reminder *added = ll_grow_add(&g->items);
    if (added == NULL) {
        return no_memory(reterr);
    }
    item.code = ll_str_copy(g->ctx->arena, item.code);
    item.note = ll_str_copy(g->ctx->arena, item.note);
    if (item.who.len == 0) {
        item.who = ll_str_from_cstr(ll_reminder_rows[item.kind].who);
    }
    if (item.source.len == 0) {
        item.source = ll_str_from_cstr(ll_reminder_rows[item.kind].source);
    }
    *added = item;
    return item.code.ptr == NULL || item.note.ptr == NULL ? no_memory(reterr) : LL_OK;
}

/* ---- what has an end of its own ---- */

static enum ll_status read_ending(struct gathering *g, struct ll_err *reterr)
{
    struct ll_q_reminder_ending_in in = {{g->today.days + LEAD_MAX + g->ahead + 1}};
    struct ll_q_reminder_ending_row row;
    struct ll_store_cursor *cursor = NULL;
    enum ll_status added = LL_OK;
    LL_TRY(ll_q_reminder_ending_open(g->ctx->store, g->ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_reminder_ending_next(cursor, &row, reterr)) == LL_OK && added == LL_OK) {
        struct ll_reminder item = {
            .kind = (enum ll_reminder_kind)row.kind,
            .due = row.due,
            .object_id = row.object_id,
            .code = row.code,
            .note = row.has_note ? row.note : LL_STR(""),
        };
        added = add(g, item, reterr);
    }
    ll_store_query_close(cursor);
    return status == LL_OK || status == LL_EEND ? added : status;
}

/* ---- steps of notifications ---- */

/* What somebody owes after a step; that an authority may ask, or object, is its right. */
static bool is_owed(enum ll_notification_step step)
{
    return step == LL_NOTIFICATION_STEP_ANSWERED || step == LL_NOTIFICATION_STEP_COMPLETED ||
           step == LL_NOTIFICATION_STEP_CONSENTED;
}

static enum ll_status add_steps(struct gathering *g, const struct ll_q_reminder_steps_row *row,
                                struct ll_err *reterr)
{
    for (size_t i = 0; i < ll_notification_rule_count; i++) {
        const struct ll_notification_rule *rule = &ll_notification_rules[i];
        if (rule->days == 0 || !is_owed(rule->step) || (rule->from & 1U << row->step) == 0 ||
            (rule->parts & 1U << row->part) == 0) {
            continue;
        }
        const struct ll_str words[] = {row->country,
                                       ll_str_from_cstr(ll_notification_step_name(rule->step))};
        char note[64];
        LL_ASSERT(words[0].len + 1 + words[1].len <= sizeof(note));
        memcpy(note, words[0].ptr, words[0].len);
        note[words[0].len] = ' ';
        memcpy(note + words[0].len + 1, words[1].ptr, words[1].len);
        bool is_notifiers = strcmp(rule->actor, "notifier") == 0;
        const struct ll_reminder item = {
            .kind = LL_REMINDER_STEP,
            .due = rule->working ? ll_permit_add_working_days(row->stepped_on, (int32_t)rule->days)
                                 : ll_permit_add_days(row->stepped_on, (int32_t)rule->days),
            .object_id = row->notification_id.raw,
            .code = row->code,
            .note = {note, words[0].len + 1 + words[1].len},
            .who = is_notifiers ? LL_STR("notifier") : LL_STR("authority"),
            .source = ll_str_from_cstr(rule->source),
        };
        LL_TRY(add(g, item, reterr));
    }
    return LL_OK;
}

static enum ll_status read_steps(struct gathering *g, struct ll_err *reterr)
{
    struct ll_q_reminder_steps_row row;
    struct ll_store_cursor *cursor = NULL;
    enum ll_status added = LL_OK;
    LL_TRY(ll_q_reminder_steps_open(g->ctx->store, g->ctx->arena, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_reminder_steps_next(cursor, &row, reterr)) == LL_OK && added == LL_OK) {
        added = add_steps(g, &row, reterr);
    }
    ll_store_query_close(cursor);
    return status == LL_OK || status == LL_EEND ? added : status;
}

/* ---- statements about movements ---- */

/* The longest term is a year from the receipt; nothing treated whole is due so long after it left.
 */
#define MOVEMENT_DAYS 1100

/* What a term of the permit rules counts from, and what ends it. */
enum over {
    WHEN_RECEIVED, /* there is a signed receipt */
    WHEN_TREATED,  /* nothing of it is as it was received */
    WHEN_PAST,     /* nobody records it: the day alone */
};
static const struct {
    const char *clock; /* its name begins so */
    enum over over;
} statements[] = {
    {"receipt_confirmation", WHEN_RECEIVED},
    {"recovery_completed", WHEN_TREATED},
    {"recovery_certificate_latest", WHEN_TREATED},
    {"recovery_certificate", WHEN_PAST},
};

static bool is_over(const struct gathering *g, const struct ll_q_reminder_movements_row *row,
                    const struct ll_permit_due *due)
{
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        if (!ll_str_starts(ll_str_from_cstr(due->deadline->clock),
                           ll_str_from_cstr(statements[i].clock))) {
            continue;
        }
        switch (statements[i].over) {
        case WHEN_RECEIVED:
            return row->has_received_on;
        case WHEN_TREATED:
            return row->has_treated_on && !row->untreated;
        case WHEN_PAST:
            return due->day.days < g->today.days;
        }
    }
    return true;
}

/* The days that are known; a plant has what arrived, though it did not sign for it yet. */
static struct ll_permit_days days_of(const struct ll_q_reminder_movements_row *row)
{
    struct ll_permit_days days = {0};
    days.known[LL_PERMIT_EVENT_departed] = true;
    days.day[LL_PERMIT_EVENT_departed] = row->departed_on;
    days.known[LL_PERMIT_EVENT_received] = row->has_received_on || row->has_arrived_on;
    days.day[LL_PERMIT_EVENT_received] = row->has_received_on ? row->received_on : row->arrived_on;
    days.known[LL_PERMIT_EVENT_recovered] = row->has_treated_on;
    days.day[LL_PERMIT_EVENT_recovered] = row->treated_on;
    return days;
}

static enum ll_status add_statements(struct gathering *g,
                                     const struct ll_q_reminder_movements_row *row,
                                     const struct ll_permit_decision *decision,
                                     struct ll_err *reterr)
{
    struct ll_permit_due *dues = NULL;
    struct ll_permit_days days = days_of(row);
    LL_TRY(ll_permit_calendar(decision, &days, g->ctx->arena, &dues, reterr));
    for (size_t i = 0; i < decision->deadline_count; i++) {
        if (!dues[i].has_day || is_over(g, row, &dues[i])) {
            continue;
        }
        const struct ll_reminder item = {
            .kind = LL_REMINDER_STATEMENT,
            .due = dues[i].day,
            .object_id = row->shipment_id.raw,
            .code = row->number,
            .note = ll_str_from_cstr(dues[i].deadline->clock),
            .who = ll_str_from_cstr(dues[i].deadline->owner),
            .source = ll_str_from_cstr(dues[i].deadline->rule->source),
        };
        LL_TRY(add(g, item, reterr));
    }
    return LL_OK;
}

static enum ll_status decide(struct ll_ctx *ctx, struct ll_notification_id notification_id,
                             struct ll_permit_decision *ret_decision, struct ll_err *reterr)
{
    char id[LL_ID_TEXT_MAX];
    struct ll_dossier dossier;
    ll_id_format("ntf", notification_id.raw, id);
    LL_TRY(ll_dossier_read(ctx, ll_str_from_cstr(id), &dossier, reterr));
    return ll_dossier_decide(ctx, &dossier, ret_decision, reterr);
}

/* One read at a time: the rows first, then what each notification says. */
static enum ll_status read_movements(struct gathering *g, struct ll_err *reterr)
{
    struct ll_grow rows = LL_GROW(g->ctx->arena, struct ll_q_reminder_movements_row);
    struct ll_q_reminder_movements_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_permit_decision decision;
    struct ll_q_reminder_movements_in in = {{g->today.days - MOVEMENT_DAYS}};
    LL_TRY(ll_q_reminder_movements_open(g->ctx->store, g->ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_reminder_movements_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_q_reminder_movements_row *one = ll_grow_add(&rows);
        row.number = ll_str_copy(g->ctx->arena, row.number);
        if (one == NULL || row.number.ptr == NULL) {
            ll_store_query_close(cursor);
            return no_memory(reterr);
        }
        *one = row;
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    const struct ll_q_reminder_movements_row *all = rows.items;
    for (size_t i = 0; i < rows.count; i++) {
        if (i == 0 || !ll_id_eq(all[i].notification_id.raw, all[i - 1].notification_id.raw)) {
            LL_TRY(decide(g->ctx, all[i].notification_id, &decision, reterr));
        }
        LL_TRY(add_statements(g, &all[i], &decision, reterr));
    }
    return LL_OK;
}

/* ---- the end of a law ---- */

/*
 * What the destination acknowledged before the new law is recovered before the old one ends; what
 * it did not goes by the new one. Asked as if it did: whether that is so, and until when, the
 * permit rules say.
 */
static enum ll_status add_law(struct gathering *g, struct ll_notification_id notification_id,
                              struct ll_err *reterr)
{
    char id[LL_ID_TEXT_MAX];
    struct ll_dossier dossier;
    struct ll_permit_decision decision;
    struct ll_permit_days days = {0};
    struct ll_permit_due *dues = NULL;
    struct ll_date last = {ll_permit_new_law().days - 1};
    ll_id_format("ntf", notification_id.raw, id);
    LL_TRY(ll_dossier_read(g->ctx, ll_str_from_cstr(id), &dossier, reterr));
    bool is_acknowledged = dossier.has_acknowledged;
    if (!is_acknowledged) {
        dossier.has_acknowledged = true;
        dossier.acknowledged = last;
    }
    LL_TRY(ll_dossier_decide(g->ctx, &dossier, &decision, reterr));
    LL_TRY(ll_permit_calendar(&decision, &days, g->ctx->arena, &dues, reterr));
    for (size_t i = 0; i < decision.deadline_count; i++) {
        if (!dues[i].has_day || dues[i].deadline->event != LL_PERMIT_EVENT_new_law) {
            continue;
        }
        struct ll_reminder item = {
            .kind = is_acknowledged ? LL_REMINDER_OLD_LAW : LL_REMINDER_NEW_LAW,
            .due = is_acknowledged ? dues[i].day : last,
            .object_id = notification_id.raw,
            .code = dossier.code,
            .source =
                is_acknowledged ? ll_str_from_cstr(dues[i].deadline->rule->source) : LL_STR(""),
        };
        LL_TRY(add(g, item, reterr));
    }
    return LL_OK;
}

static enum ll_status read_laws(struct gathering *g, struct ll_err *reterr)
{
    struct ll_grow rows = LL_GROW(g->ctx->arena, struct ll_q_reminder_laws_row);
    struct ll_q_reminder_laws_in in = {g->today, ll_permit_new_law()};
    struct ll_q_reminder_laws_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_reminder_laws_open(g->ctx->store, g->ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_reminder_laws_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_q_reminder_laws_row *one = ll_grow_add(&rows);
        if (one == NULL) {
            ll_store_query_close(cursor);
            return no_memory(reterr);
        }
        *one = row;
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    const struct ll_q_reminder_laws_row *all = rows.items;
    for (size_t i = 0; i < rows.count; i++) {
        LL_TRY(add_law(g, all[i].notification_id, reterr));
    }
    return LL_OK;
}

/* ---- all of it ---- */

static bool before(const void *ctx, uint32_t a, uint32_t b)
{
    const struct ll_reminder *items = ctx;
    if (items[a].due.days != items[b].due.days) {
        return items[a].due.days < items[b].due.days;
    }
    if (items[a].kind != items[b].kind) {
        return items[a].kind < items[b].kind;
    }
    int order = ll_str_cmp(items[a].code, items[b].code);
    order = order != 0 ? order : ll_str_cmp(items[a].note, items[b].note);
    order = order != 0
                ? order
                : memcmp(&items[a].object_id, &items[b].object_id, sizeof(items[a].object_id));
    return order < 0;
}

enum ll_status ll_reminders_read(struct ll_ctx *ctx, struct ll_date today, int32_t ahead,
                                 struct ll_reminder **ret_items, size_t *ret_count,
                                 struct ll_err *reterr)
{
    struct gathering g = {.ctx = ctx,
                          .today = today,
                          .ahead = ahead,
                          .items = LL_GROW(ctx->arena, struct ll_reminder)};
    if (ctx->viewer.is_limited && !ctx->viewer.sees_all) {
        return LL_FAIL(reterr, LL_EPERM, "reminders are for the operator's people");
    }
    LL_TRY(read_ending(&g, reterr));
    LL_TRY(read_steps(&g, reterr));
    LL_TRY(read_movements(&g, reterr));
    LL_TRY(read_laws(&g, reterr));
    const struct ll_reminder *items = g.items.items;
    uint32_t *index = LL_NEW_ARRAY(ctx->arena, uint32_t, g.items.count + 1);
    struct ll_reminder *sorted = LL_NEW_ARRAY(ctx->arena, struct ll_reminder, g.items.count + 1);
    if (index == NULL || sorted == NULL) {
        return no_memory(reterr);
    }
    for (size_t i = 0; i < g.items.count; i++) {
        index[i] = (uint32_t)i;
    }
    ll_sort_index(index, g.items.count, before, items);
    for (size_t i = 0; i < g.items.count; i++) {
        sorted[i] = items[index[i]];
    }
    *ret_items = sorted;
    *ret_count = g.items.count;
    return LL_OK;
}

/* ---- the list ---- */

/* By which member an object is named and found. */
static const struct {
    const char *id;
    const char *prefix;
    const char *code; /* NULL: none that is found by it */
} objects[LL_REMINDER_COUNT] = {
    [LL_REMINDER_CONSENT] = {"notification_id", "ntf", "notification"},
    [LL_REMINDER_NOTIFICATION] = {"notification_id", "ntf", "notification"},
    [LL_REMINDER_GUARANTEE] = {"notification_id", "ntf", "notification"},
    [LL_REMINDER_CONTRACT] = {"notification_id", "ntf", "notification"},
    [LL_REMINDER_PAPER] = {"notification_id", "ntf", "notification"},
    [LL_REMINDER_SHIPMENT_CONSENT] = {"shipment_id", "shp", "shipment"},
    [LL_REMINDER_LICENCE] = {"licence_id", "lic", "licence"},
    [LL_REMINDER_CERTIFICATION] = {"facility_id", "fac", "facility"},
    [LL_REMINDER_CASE] = {"case_id", "cas", "case"},
    [LL_REMINDER_HOLD] = {"hold_id", "hld", "hold"},
    [LL_REMINDER_ARRIVAL] = {"shipment_id", "shp", "shipment"},
    [LL_REMINDER_STEP] = {"notification_id", "ntf", "notification"},
    [LL_REMINDER_STATEMENT] = {"shipment_id", "shp", "shipment"},
    [LL_REMINDER_NEW_LAW] = {"notification_id", "ntf", "notification"},
    [LL_REMINDER_OLD_LAW] = {"notification_id", "ntf", "notification"},
};

static struct ll_json *item_of(struct ll_ctx *ctx, const struct ll_reminder *reminder,
                               struct ll_date today)
{
    struct ll_json *item = ll_answer_object(ctx);
    ll_answer_date(ctx, item, "day", reminder->due);
    ll_answer_text(ctx, item, "kind", ll_str_from_cstr(ll_reminder_rows[reminder->kind].name));
    ll_answer_text(ctx, item, objects[reminder->kind].code, reminder->code);
    ll_answer_id(ctx, item, objects[reminder->kind].id, objects[reminder->kind].prefix,
                 reminder->object_id);
    if (reminder->note.len > 0) {
        ll_answer_text(ctx, item, "note", reminder->note);
    }
    ll_answer_bool(ctx, item, "overdue", reminder->due.days < today.days);
    ll_answer_bool(ctx, item, "presses",
                   reminder->due.days - today.days <= ll_reminder_rows[reminder->kind].presses);
    ll_answer_text(ctx, item, "source", reminder->source);
    ll_answer_text(ctx, item, "who", reminder->who);
    return item;
}

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    struct ll_reminder *reminders = NULL;
    size_t count = 0;
    struct ll_date today = ll_time_date(ctx->now);
    (void)input;
    LL_TRY(ll_reminders_read(ctx, today, 0, &reminders, &count, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_json *items = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < count && i < LIST_MAX; i++) {
        ll_json_append(ctx->arena, items, item_of(ctx, &reminders[i], today));
    }
    ll_json_set(ctx->arena, answer, "items", items);
    ll_answer_i64(ctx, answer, "more", count > LIST_MAX ? (int64_t)(count - LIST_MAX) : 0);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_reminder_list = {
    .noun = "reminder",
    .verb = "list",
    .help = "list what expires or falls due, the earliest first",
    .details = "Consents, notifications, guarantees, contracts, papers, licences, certifications "
               "of plants, cases, holds, arrivals, steps of notifications and statements about "
               "movements, and the end of the old EU law: each with its day, who has to act, and "
               "the rule. How long before it is due each shows, and presses, is in "
               "docs/notifications.md.",
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
