/* The last audit: what it found, and a button that runs another (audits.h). */
#include <string.h>

#include "edge/http/access.h"
#include "edge/http/audits.h"
#include "edge/http/inside.h"
#include "edge/http/own.h"
#include "edge/web/say.h"

#define LOOK_AGAIN_S "2"

/* ---- what there is to say ---- */

/* Who sees a part of the ledger is told what was found, not of whom. */
static void put_findings(struct ll_arena *arena, const struct ll_json *report, bool sees_all,
                         struct ll_json *answer)
{
    const struct ll_json *found = ll_say_list_of(report, "findings");
    struct ll_json *rows = ll_json_new_array(arena);
    static const char *const names[] = {"event", "finding", "object", "text"};
    for (size_t i = 0; i < found->count; i++) {
        struct ll_json *row = ll_json_new_object(arena);
        for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
            struct ll_str text = ll_say_text_of(&found->items[i], names[k]);
            if (text.len > 0 && (sees_all || strcmp(names[k], "finding") == 0)) {
                ll_json_set_str(arena, row, names[k], text);
            }
        }
        ll_json_append(arena, rows, row);
    }
    ll_json_set(arena, answer, "findings", rows);
}

static void put_last(struct ll_arena *arena, const struct ll_json *kept, bool sees_all,
                     struct ll_json *answer)
{
    static const char *const counts[] = {"events", "log_entries", "rows"};
    const struct ll_json *report = ll_json_get(kept, "report");
    const struct ll_json *checked = report == NULL ? NULL : ll_json_get(report, "checked");
    if (checked == NULL || checked->type != LL_JSON_OBJECT) {
        return;
    }
    ll_json_set_str(arena, answer, "finished_at", ll_say_text_of(kept, "finished_at"));
    ll_json_set_str(arena, answer, "started_at", ll_say_text_of(kept, "started_at"));
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        ll_json_set_integer(arena, answer, counts[i], ll_say_i64_of(checked, counts[i]));
    }
    ll_json_set_integer(arena, answer, "finding_count", ll_say_i64_of(report, "finding_count"));
    put_findings(arena, report, sees_all, answer);
}

/* Why the one that was asked for last, of this server or the one before, came to no end. A store
 * may say how it is reached: that is the operator's. */
static void put_unfinished(struct ll_arena *arena, const struct ll_json *kept,
                           const struct ll_err *err, bool is_theirs, struct ll_json *answer)
{
    const struct ll_json *note = kept == NULL ? NULL : ll_json_get(kept, "unfinished");
    if (err->status != LL_OK) {
        ll_json_set_cstr(arena, answer, "problem",
                         is_theirs ? err->text : ll_status_name(err->status));
        return;
    }
    if (note == NULL || note->type != LL_JSON_OBJECT) {
        return;
    }
    struct ll_str why = ll_say_text_of(note, is_theirs ? "detail" : "code");
    if (why.len == 0) {
        why = is_theirs ? LL_STR("the server ended before it did")
                        : ll_str_from_cstr(ll_status_name(LL_ESTOPPED));
    }
    ll_json_set_str(arena, answer, "problem", why);
}

static struct ll_json *answer_of(struct ll_server *server, struct ll_arena *arena,
                                 const struct ll_who *who)
{
    struct ll_audits_state before;
    struct ll_audits_state state;
    struct ll_json *kept = NULL;
    struct ll_json *answer = ll_json_new_object(arena);
    do { /* one that ended or began meanwhile has kept something else */
        ll_audits_state(server->audits, &before);
        kept = ll_audits_read(arena, server->options.work.data_dir);
        ll_audits_state(server->audits, &state);
    } while (before.is_running != state.is_running);
    ll_json_set_bool(arena, answer, "is_running", state.is_running);
    if (state.is_running && state.of > 0) {
        ll_json_set_integer(arena, answer, "done", state.done);
        ll_json_set_integer(arena, answer, "of", state.of);
    }
    bool is_theirs = who->is_local || who->viewer.sees_all;
    if (!state.is_running) {
        put_unfinished(arena, kept, &state.err, is_theirs, answer);
    }
    if (kept != NULL) {
        put_last(arena, kept, is_theirs, answer);
    }
    return answer;
}

/* ---- its page ---- */

/* What mends a finding whose code begins so; the last is for all others. */
static const struct {
    const char *front;
    const char *text;
} mends[] = {
    {"row-", LL_T("Make the stored rows anew from the entries: 'loopledger rebuild'.")},
    {"schema-", LL_T("Find out who changed the store's schema, then run 'loopledger db upgrade'.")},
    {"log-", LL_T("Sign nothing more: compare the public log with the last checkpoint that was "
                  "published.")},
    {"", LL_T("Keep the store as it is, and compare it with the last backup that audits clean.")},
};

static const char *mend_of(struct ll_str finding)
{
    size_t i = 0;
    while (!ll_str_starts(finding, ll_str_from_cstr(mends[i].front))) {
        i++;
    }
    return mends[i].text;
}

static struct ll_str status_of(const struct ll_say *words, const struct ll_json *data)
{
    int64_t found = ll_say_i64_of(data, "finding_count");
    const struct ll_slot slots[] = {
        {"n", ll_say_i64(words, found)},
        {"events", ll_say_i64(words, ll_say_i64_of(data, "events"))},
        {"rows", ll_say_i64(words, ll_say_i64_of(data, "rows"))},
    };
    if (ll_json_get(data, "finished_at") == NULL) {
        return ll_locale_text(words->locale,
                              LL_T("No audit was kept yet. One reads the whole ledger, and says "
                                   "what in it contradicts its promises."));
    }
    if (found == 0) {
        return ll_say_fill(words,
                           LL_T("Nothing was found: the ledger is whole up to its entry number "
                                "{events}, and {rows} stored rows agree with it."),
                           slots, 3);
    }
    return ll_say_fill(words,
                       LL_T("Contradictions found up to entry number {events}: {n}. Nothing was "
                            "changed."),
                       slots, 3);
}

static struct ll_json *shown_of(const struct ll_say *words, const struct ll_json *data)
{
    static const char *const names[] = {"events", "rows", "log_entries"};
    struct ll_arena *arena = words->arena;
    struct ll_json *shown = ll_json_new_object(arena);
    struct ll_json *rows = ll_json_new_array(arena);
    const struct ll_json *found = ll_say_list_of(data, "findings");
    if (ll_json_get(data, "finished_at") == NULL) {
        return shown;
    }
    ll_json_set_str(arena, shown, "finished_at", ll_say_text_of(data, "finished_at"));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        ll_json_set_integer(arena, shown, names[i], ll_say_i64_of(data, names[i]));
    }
    for (size_t i = 0; i < found->count; i++) {
        struct ll_json row = found->items[i];
        struct ll_str finding = ll_say_text_of(&row, "finding");
        struct ll_json *item = ll_json_new_object(arena);
        static const char *const cells[] = {"finding", "text", "object", "event"};
        for (size_t k = 0; k < sizeof(cells) / sizeof(cells[0]); k++) {
            struct ll_str text = ll_say_text_of(&row, cells[k]);
            if (text.len > 0) {
                ll_json_set_str(arena, item, cells[k], text);
            }
        }
        ll_json_set_str(arena, item, "what_to_do", ll_locale_text(words->locale, mend_of(finding)));
        ll_json_append(arena, rows, item);
    }
    if (found->count > 0) {
        ll_json_set(arena, shown, "findings", rows);
    }
    return shown;
}

static struct ll_json *own_of(struct ll_arena *arena, const struct ll_locale *locale,
                              const struct ll_json *data)
{
    const struct ll_say words = {arena, locale};
    struct ll_json *own = ll_json_new_object(arena);
    const struct ll_json *running = ll_json_get(data, "is_running");
    const struct ll_slot slots[] = {
        {"done", ll_say_i64(&words, ll_say_i64_of(data, "done"))},
        {"of", ll_say_i64(&words, ll_say_i64_of(data, "of"))},
    };
    ll_json_set_str(arena, own, "status", status_of(&words, data));
    if (running != NULL && running->type == LL_JSON_TRUE) {
        ll_json_set_str(
            arena, own, "running",
            ll_json_get(data, "of") == NULL
                ? ll_locale_text(locale, LL_T("An audit is running."))
                : ll_say_fill(&words, LL_T("An audit is running: {done} of {of}."), slots, 2));
    } else {
        ll_json_set_str(arena, own, "start", ll_locale_text(locale, LL_T("Run an audit now")));
    }
    if (ll_json_get(data, "problem") != NULL) {
        ll_json_set_str(arena, own, "problem",
                        ll_locale_text(locale, LL_T("The last one that was asked for came to no "
                                                    "end:")));
    }
    ll_json_set(arena, own, "shown", shown_of(&words, data));
    return own;
}

static void reply(struct ll_call *call)
{
    static const struct ll_page_kind kind = {
        .template = "audit", .title = LL_T("The last audit"), .own = own_of};
    struct ll_http_exchange *exchange = call->exchange;
    struct ll_json *answer = answer_of(call->server, &exchange->arena, &call->who);
    const struct ll_json *running = ll_json_get(answer, "is_running");
    if (answer == NULL || answer->broken) {
        exchange->reply.status = 507;
        return;
    }
    if (running != NULL && running->type == LL_JSON_TRUE && ll_page_wanted(exchange)) {
        ll_http_add(exchange, "Refresh", LL_STR(LOOK_AGAIN_S));
    }
    ll_call_reply_page(call, &kind, answer);
}

static bool is_able(struct ll_call *call)
{
    struct ll_err err = {0};
    if (call->server->audits == NULL) {
        err.status = LL_REFUSE(&err, LL_EUNSUPPORTED, "run 'loopledger audit' where the store is",
                               "this server runs no audits");
        ll_call_refuse(call, &err);
        return false;
    }
    return true;
}

void ll_own_findings(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    (void)server;
    if (is_able(call)) {
        reply(call);
    }
}

void ll_own_audit(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_err err = {0};
    int64_t wait_us = 0;
    if (!is_able(call)) {
        return;
    }
    if (ll_input_read(exchange, &call->match, &call->input, &err) != LL_OK ||
        ll_who_meant_it(exchange, &call->who, call->input.csrf, &err) != LL_OK ||
        ll_audits_begin(server->audits, &wait_us, &err) != LL_OK) {
        if (err.status == LL_ERATE) {
            ll_reply_after(exchange, wait_us);
        }
        ll_call_refuse(call, &err);
        return;
    }
    if (ll_page_wanted(exchange)) {
        ll_http_add(exchange, "Location", LL_STR("/findings"));
        ll_reply_plain(exchange, 303, NULL, LL_STR(""));
        return;
    }
    reply(call);
}
