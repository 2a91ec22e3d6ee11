/* The audit: one pass over the events, then what is stored. */
#include "audit/model.h"

#include "store/q_audit.h"

#include <string.h>

#define EVENT_BODY_BYTES_MAX ((size_t)1 << 30)
#define ID_TIME_SLACK_MS 1000
#define PROGRESS_EVERY 1024
#define TIME_US_MAX INT64_C(253402300799999999) /* the end of the year 9999 */

/* What is kept from event to event. */
struct pass {
    struct ll_id last_id;
    int64_t last_at;
    int64_t done;
    int64_t total;
};

static const struct ll_audit_event_kind *find_kind(struct ll_str name)
{
    for (size_t i = 0; i < ll_audit_event_kind_count; i++) {
        if (ll_str_eq_cstr(name, ll_audit_event_kinds[i].name)) {
            return &ll_audit_event_kinds[i];
        }
    }
    return NULL;
}

/* Ids and times rise strictly; an id holds its time; the request was there before. */
static void check_order(struct ll_audit *a, struct pass *pass, const struct ll_audit_event *event,
                        const struct ll_q_audit_event_row *row)
{
    if (pass->done > 0 &&
        (ll_id_cmp(event->id, pass->last_id) <= 0 || event->at.us <= pass->last_at)) {
        ll_audit_find_fault(a, LL_AUDIT_EVENT_ORDER, NULL,
                            "its time is %lld us after the event before it",
                            (long long)(event->at.us - pass->last_at));
    }
    int64_t off_ms = ll_id_time(event->id).us / 1000 - event->at.us / 1000;
    if (off_ms < 0 || off_ms > ID_TIME_SLACK_MS) {
        ll_audit_find_fault(a, LL_AUDIT_EVENT_TIME, NULL, "its id is %lld ms from its time",
                            (long long)off_ms);
    }
    if (!row->has_request_at || row->request_at > event->at.us || row->request_id.len != 16 ||
        memcmp(row->request_id.ptr, event->id.b, 16) >= 0) {
        ll_audit_find_fault(a, LL_AUDIT_EVENT_REQUEST, NULL, "%s",
                            row->has_request_at ? "its request was made after it"
                                                : "there is no request for it");
    }
    pass->last_id = event->id;
    pass->last_at = event->at.us;
}

static bool read_body(struct ll_audit *a, const struct ll_q_audit_event_row *row,
                      const struct ll_json **ret_body)
{
    struct ll_json *body = NULL;
    struct ll_str canonical = LL_STR("");
    struct ll_err err = {0};
    enum ll_status status = ll_json_read(a->scratch, row->body, EVENT_BODY_BYTES_MAX, &body, &err);
    if (status == LL_ENOMEM) {
        a->status = LL_ENOMEM;
        return false;
    }
    if (status != LL_OK) {
        ll_audit_find_fault(a, LL_AUDIT_EVENT_UNREADABLE, NULL, "its body: %s", err.text);
        return false;
    }
    struct ll_arena_mark mark = ll_arena_mark(a->scratch);
    status = ll_json_canonical(a->scratch, body, EVENT_BODY_BYTES_MAX, &canonical, NULL);
    if (status == LL_ENOMEM) {
        a->status = LL_ENOMEM;
        return false;
    }
    if (status != LL_OK || !ll_str_eq(canonical, row->body)) {
        ll_audit_find_fault(a, LL_AUDIT_EVENT_NOT_CANONICAL, NULL,
                            "its body is not canonical JSON");
    }
    ll_arena_rewind(a->scratch, mark);
    *ret_body = body;
    return true;
}

/* What an event's digests are keyed with is what its request's is. */
static void check_key(struct ll_audit *a, const struct ll_audit_event *event,
                      const struct ll_q_audit_event_row *row)
{
    struct ll_str text = ll_json_string_at(event->body, "key_id");
    uint8_t key_id[LL_FINGERPRINT_KEY_ID_SIZE];
    if (text.len == 0) {
        return;
    }
    if (text.len != 2 * sizeof(key_id) || ll_hex_decode(text, key_id) != LL_OK ||
        row->request_key_id.len != sizeof(key_id) ||
        memcmp(row->request_key_id.ptr, key_id, sizeof(key_id)) != 0) {
        ll_audit_find_fault(a, LL_AUDIT_EVENT_REQUEST, NULL,
                            "its digests are keyed with another key than its request's");
    }
}

/* The public part, after the event was applied: an event's own lot has its number by then. */
static void check_public(struct ll_audit *a, const struct ll_audit_event_kind *kind,
                         const struct ll_audit_event *event, const struct ll_q_audit_event_row *row)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    if (kind->put_public == NULL) {
        if (row->has_public_body || row->has_salt) {
            ll_audit_find_fault(a, LL_AUDIT_PUBLIC_PART, NULL,
                                "an event of kind %s has a public part", kind->name);
        }
        return;
    }
    if (!row->has_public_body || event->salt.len != 32) {
        ll_audit_find_fault(a, LL_AUDIT_PUBLIC_PART, NULL, "it has no public part or salt");
        return;
    }
    ll_strbuf_init(&buf, a->scratch, EVENT_BODY_BYTES_MAX);
    kind->put_public(a, event, &buf);
    enum ll_status status = ll_strbuf_finish(&buf, &text, NULL);
    if (status == LL_ENOMEM) {
        a->status = LL_ENOMEM;
    } else if (status != LL_OK || !ll_str_eq(text, row->public_body)) {
        ll_audit_find_fault(a, LL_AUDIT_PUBLIC_PART, NULL,
                            "the public part of a %s says something else", kind->name);
    }
}

/* A time that no calendar has is taken for the first that one has. */
static struct ll_time time_of(int64_t recorded_at)
{
    return (struct ll_time){recorded_at < 0 || recorded_at > TIME_US_MAX ? 0 : recorded_at};
}

/* What may come between a receipt and what follows from its mass. */
static bool may_follow_receipt(const struct ll_audit_event_kind *kind)
{
    return kind->apply == ll_apply_units_found || kind->apply == ll_apply_case_opened ||
           kind->apply == ll_apply_certificate_put_under_review ||
           kind->apply == ll_apply_allocation_recredited;
}

static void take_event(struct ll_audit *a, struct pass *pass,
                       const struct ll_q_audit_event_row *row)
{
    struct ll_audit_event event = {.at = time_of(row->recorded_at),
                                   .salt = row->has_salt ? row->salt : LL_STR("")};
    if (row->event_id.len != sizeof(event.id.b)) {
        ll_audit_find_fault(a, LL_AUDIT_EVENT_UNREADABLE, NULL, "an event's id is of %zu bytes",
                            row->event_id.len);
        return;
    }
    memcpy(event.id.b, row->event_id.ptr, sizeof(event.id.b));
    if (row->request_id.len == sizeof(event.request_id.b)) {
        memcpy(event.request_id.b, row->request_id.ptr, sizeof(event.request_id.b));
    }
    event.actor = row->has_actor ? row->actor : LL_STR("");
    a->event = &event;
    ll_audit_count(a, LL_AUDIT_COUNT_EVENTS, 1);
    const struct ll_audit_event_kind *kind = find_kind(row->kind);
    check_order(a, pass, &event, row);
    if (kind == NULL) {
        ll_audit_find_fault(a, LL_AUDIT_EVENT_KIND, NULL, "kind '%.*s'",
                            (int)(row->kind.len < 64 ? row->kind.len : 64), row->kind.ptr);
    } else if (read_body(a, row, &event.body) && ll_audit_check_body(a, kind, event.body)) {
        if (kind->apply != ll_apply_units_found) {
            ll_audit_check_surplus(a);
        }
        if (!may_follow_receipt(kind)) {
            ll_audit_check_weighed(a);
        }
        ll_audit_check_control(a, kind, &event);
        kind->apply(a, &event);
        if (kind->apply != ll_apply_allocation_released &&
            kind->apply != ll_apply_control_recorded) {
            a->just_released.count = 0;
        }
        check_key(a, &event, row);
        if (a->status == LL_OK) {
            check_public(a, kind, &event, row);
        }
    }
    a->event = NULL;
    pass->done++;
}

enum ll_status ll_audit_read_on(struct ll_audit *a, struct ll_err *reterr)
{
    ll_store_rollback(a->store);
    return ll_store_begin(a->store, LL_STORE_READ, reterr);
}

static enum ll_status pass_events(struct ll_audit *a, struct ll_err *reterr)
{
    struct ll_q_audit_event_count_row count;
    struct ll_q_audit_event_row row;
    struct ll_store_cursor *cursor = NULL;
    struct pass pass = {0};
    LL_TRY(ll_q_audit_event_count(a->store, a->arena, &count, reterr));
    LL_TRY(ll_q_audit_event_open(a->store, a->arena, &cursor, reterr));
    pass.total = count.events;
    enum ll_status status = LL_OK;
    while (a->status == LL_OK && (status = ll_q_audit_event_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_arena_mark mark = ll_arena_mark(a->scratch);
        take_event(a, &pass, &row);
        ll_arena_rewind(a->scratch, mark);
        if (pass.done % PROGRESS_EVERY == 0) {
            ll_audit_report_progress(a, "events", pass.done, pass.total);
        }
    }
    ll_store_query_close(cursor);
    ll_audit_check_surplus(a);
    ll_audit_check_weighed(a);
    ll_audit_check_control(a, NULL, NULL);
    ll_audit_count_certified(a);
    if (a->status == LL_OK && status == LL_ECORRUPT) {
        ll_audit_find_fault(a, LL_AUDIT_ROW_UNREADABLE, NULL, "event: what follows is not audited");
        LL_TRY(ll_audit_read_on(a, reterr));
        status = LL_EEND;
    }
    ll_audit_report_progress(a, "events", pass.done, pass.total);
    return a->status != LL_OK || status == LL_EEND ? LL_OK : status;
}

static enum ll_status audit_all(struct ll_audit *a, bool rows_only, struct ll_err *reterr)
{
    static const struct {
        const char *what;
        enum ll_status (*run)(struct ll_audit *a, struct ll_err *reterr);
    } steps[] = {
        {"schema", ll_audit_schema},
        {"events", pass_events},
        {"requests, annex and devices", ll_audit_facts},
        {"registry", ll_audit_stored_registry},
        {"supply", ll_audit_stored_supply},
        {"hand-overs", ll_audit_stored_handover},
        {"labels", ll_audit_stored_label},
        {"notifications", ll_audit_stored_notification},
        {"plants", ll_audit_stored_plant},
        {"demand and certificates", ll_audit_stored_demand},
        {"public log", ll_audit_logs},
    };
    const int64_t total = (int64_t)(sizeof(steps) / sizeof(steps[0]));
    const int64_t first = rows_only ? 1 : 0;
    for (int64_t i = first; i < total && !a->cannot_read; i++) {
        if (steps[i].run != pass_events) {
            ll_audit_report_progress(a, steps[i].what, i, total);
        }
        if (a->status == LL_OK) {
            LL_TRY(steps[i].run(a, reterr));
        }
        if (a->status == LL_ESTOPPED) {
            return LL_FAIL(reterr, LL_ESTOPPED, "the audit was stopped before its end");
        }
        if (a->status == LL_ENOMEM) {
            enum ll_status status =
                LL_FAIL(reterr, LL_ENOMEM, "the ledger does not fit into %zu MB",
                        a->arena->cap_bytes >> 20);
            if (reterr != NULL) {
                ll_err_hint(reterr, "give the audit more memory");
            }
            return status;
        }
        if (a->status != LL_OK) {
            return LL_FAIL(reterr, a->status, "the store failed while it was read");
        }
    }
    return LL_OK;
}

static enum ll_status run(struct ll_store *store, struct ll_crypto *crypto, struct ll_arena *arena,
                          const struct ll_audit_progress *progress, bool rows_only,
                          struct ll_audit_report **ret_report, struct ll_err *reterr)
{
    struct ll_arena scratch;
    struct ll_audit_report *report = LL_NEW(arena, struct ll_audit_report);
    if (report != NULL) {
        report->findings = LL_NEW_ARRAY(arena, struct ll_audit_finding, LL_AUDIT_FINDINGS_MAX);
    }
    if (report == NULL || report->findings == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the audit's report");
    }
    ll_arena_init(&scratch, &arena->source, arena->cap_bytes);
    struct ll_audit a = {
        .store = store,
        .crypto = crypto,
        .arena = arena,
        .scratch = &scratch,
        .progress = progress,
        .report = report,
    };
    enum ll_status status = ll_store_begin(store, LL_STORE_READ, reterr);
    if (status == LL_OK) {
        status = audit_all(&a, rows_only, reterr);
        ll_store_rollback(store);
    }
    report->memory_bytes = arena->peak_bytes + scratch.peak_bytes;
    ll_arena_release(&scratch);
    LL_TRY(status);
    *ret_report = report;
    return LL_OK;
}

enum ll_status ll_audit_run(struct ll_store *store, struct ll_crypto *crypto,
                            struct ll_arena *arena, const struct ll_audit_progress *progress,
                            struct ll_audit_report **ret_report, struct ll_err *reterr)
{
    return run(store, crypto, arena, progress, false, ret_report, reterr);
}

enum ll_status ll_audit_rows(struct ll_store *store, struct ll_crypto *crypto,
                             struct ll_arena *arena, struct ll_audit_report **ret_report,
                             struct ll_err *reterr)
{
    return run(store, crypto, arena, NULL, true, ret_report, reterr);
}
