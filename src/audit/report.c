/* Findings and the report. */
#include "audit/model.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LOOK_UP_EVERY 1024 /* rows */

static const struct {
    const char *name;
    int promise;
    const char *text;
} codes[LL_AUDIT_CODE_COUNT] = {
#define LL_AUDIT_FINDING(symbol, code, promise_number, meaning)                                    \
    [LL_AUDIT_##symbol] = {code, promise_number, meaning},
#include "audit/findings.def"
#undef LL_AUDIT_FINDING
};

static const char *const count_names[LL_AUDIT_COUNT_COUNT] = {
#define X(symbol, name) [LL_AUDIT_COUNT_##symbol] = name,
    LL_AUDIT_COUNTS(X)
#undef X
};

/* Promises, or parts of them, that this version's events say nothing about. */
static const struct {
    int promise;
    const char *why;
} not_applicable[] = {
    {4, "not applicable in this version: lots are not corrected"},
    {7, "that no more was signed than is stored: 'log show' compares the checkpoint kept outside "
        "the store, 'log monitor' what was published"},
    {10, "not applicable in this version: no money is posted or paid out"},
    {11, "who sees what is checked by tests of the queries, not from the events"},
    {12, "that what was acknowledged survives power loss is checked by the fault tests"},
    {13, "words outside certificates are checked by review"},
};

const char *ll_audit_code_name(enum ll_audit_code code)
{
    return codes[code].name;
}

const char *ll_audit_code_text(enum ll_audit_code code)
{
    return codes[code].text;
}

int ll_audit_code_promise(enum ll_audit_code code)
{
    return codes[code].promise;
}

/* Is anybody still waiting for it? */
static void look_up(struct ll_audit *a)
{
    if (a->status == LL_OK && a->progress != NULL && a->progress->is_over != NULL &&
        a->progress->is_over(a->progress->ctx)) {
        a->status = LL_ESTOPPED;
    }
}

void ll_audit_count(struct ll_audit *a, enum ll_audit_count count, int64_t add)
{
    a->report->counts[count] += add;
    if (count == LL_AUDIT_COUNT_ROWS && a->report->counts[count] % LOOK_UP_EVERY == 0) {
        look_up(a);
    }
}

void ll_audit_report_progress(struct ll_audit *a, const char *what, int64_t done, int64_t total)
{
    if (a->progress != NULL && a->progress->report != NULL) {
        a->progress->report(a->progress->ctx, what, done, total);
    }
    look_up(a);
}

static const char *prefix_of(enum ll_audit_kind kind)
{
    const char *prefix = ll_audit_kind_prefix(kind);
    return prefix[0] == '\0' ? "evt" : prefix;
}

/* The next finding to fill, counted; NULL when enough are kept. */
static struct ll_audit_finding *next_finding(struct ll_audit *a, enum ll_audit_code code)
{
    struct ll_audit_report *report = a->report;
    report->finding_count++;
    report->code_counts[code]++;
    if (report->kept == LL_AUDIT_FINDINGS_MAX) {
        return NULL;
    }
    struct ll_audit_finding *finding = &report->findings[report->kept++];
    finding->code = code;
    return finding;
}

static void put_event(struct ll_audit *a, const struct ll_object *object,
                      struct ll_audit_finding *finding)
{
    if (a->event != NULL) {
        ll_id_format("evt", a->event->id, finding->event);
    } else if (object != NULL && !ll_id_is_zero(object->event_id)) {
        ll_id_format("evt", object->event_id, finding->event);
    }
}

/* Of a lot that nobody counted a span is one of grams. What begins with one is about the lot
 * itself, not about an object made up for a row of it. Its translations: tools/messages.sh. */
static void name_span(const struct ll_object *object, char *text)
{
    static const char units[] = "units ";
    static const char grams[] = "grams ";
    if (strncmp(text, units, sizeof(units) - 1) != 0 || object == NULL ||
        object->kind != LL_KIND_LOT) {
        return;
    }
    const struct ll_lot *lot = (const struct ll_lot *)(const void *)object;
    if (lot->measure == LL_MEASURE_GRAMS) {
        memcpy(text, grams, sizeof(grams) - 1);
    }
}

void ll_audit_find_fault(struct ll_audit *a, enum ll_audit_code code,
                         const struct ll_object *object, const char *fmt, ...)
{
    struct ll_audit_finding *finding = next_finding(a, code);
    if (finding == NULL) {
        return;
    }
    if (object != NULL && ll_audit_kind_prefix(object->kind)[0] != '\0') {
        ll_id_format(prefix_of(object->kind), object->id, finding->object);
    }
    put_event(a, object, finding);
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(finding->text, sizeof(finding->text), fmt, args);
    va_end(args);
    name_span(object, finding->text);
    finding->text[ll_str_utf8_prefix(ll_str_from_cstr(finding->text))] = '\0';
}

void ll_audit_find_fault_id(struct ll_audit *a, enum ll_audit_code code, enum ll_audit_kind kind,
                            struct ll_str id, const char *fmt, ...)
{
    struct ll_audit_finding *finding = next_finding(a, code);
    if (finding == NULL) {
        return;
    }
    if (id.len == 16) {
        struct ll_id raw;
        memcpy(raw.b, id.ptr, sizeof(raw.b));
        ll_id_format(prefix_of(kind), raw, finding->object);
    }
    put_event(a, NULL, finding);
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(finding->text, sizeof(finding->text), fmt, args);
    va_end(args);
    finding->text[ll_str_utf8_prefix(ll_str_from_cstr(finding->text))] = '\0';
}

static struct ll_json *findings_json(struct ll_arena *arena, const struct ll_audit_report *report)
{
    struct ll_json *list = ll_json_new_array(arena);
    for (size_t i = 0; i < report->kept; i++) {
        const struct ll_audit_finding *finding = &report->findings[i];
        struct ll_json *item = ll_json_new_object(arena);
        ll_json_set_cstr(arena, item, "finding", codes[finding->code].name);
        ll_json_set_integer(arena, item, "promise", codes[finding->code].promise);
        if (finding->object[0] != '\0') {
            ll_json_set_cstr(arena, item, "object", finding->object);
        }
        if (finding->event[0] != '\0') {
            ll_json_set_cstr(arena, item, "event", finding->event);
        }
        ll_json_set_cstr(arena, item, "text", finding->text);
        ll_json_append(arena, list, item);
    }
    return list;
}

enum ll_status ll_audit_report_json(struct ll_arena *arena, const struct ll_audit_report *report,
                                    struct ll_json **ret_json, struct ll_err *reterr)
{
    struct ll_json *json = ll_json_new_object(arena);
    struct ll_json *checked = ll_json_new_object(arena);
    struct ll_json *by_code = ll_json_new_object(arena);
    struct ll_json *missing = ll_json_new_array(arena);
    for (size_t i = 0; i < LL_AUDIT_COUNT_COUNT; i++) {
        int64_t count = report->counts[i];
        if (count == 0 && ll_str_ends(ll_str_from_cstr(count_names[i]), LL_STR("_g"))) {
            continue;
        }
        ll_json_set_integer(arena, checked, count_names[i],
                            count < LL_JSON_INT_MAX ? count : LL_JSON_INT_MAX);
    }
    for (size_t i = 0; i < LL_AUDIT_CODE_COUNT; i++) {
        if (report->code_counts[i] > 0) {
            ll_json_set_integer(arena, by_code, codes[i].name, report->code_counts[i]);
        }
    }
    for (size_t i = 0; i < sizeof(not_applicable) / sizeof(not_applicable[0]); i++) {
        struct ll_json *item = ll_json_new_object(arena);
        ll_json_set_integer(arena, item, "promise", not_applicable[i].promise);
        ll_json_set_cstr(arena, item, "why", not_applicable[i].why);
        ll_json_append(arena, missing, item);
    }
    ll_json_set(arena, json, "checked", checked);
    ll_json_set_integer(arena, json, "finding_count", report->finding_count);
    ll_json_set(arena, json, "findings", findings_json(arena, report));
    ll_json_set(arena, json, "findings_by_code", by_code);
    ll_json_set_integer(arena, json, "memory_bytes", (int64_t)report->memory_bytes);
    ll_json_set(arena, json, "not_applicable", missing);
    ll_json_set_bool(arena, json, "ok", report->finding_count == 0);
    if (json == NULL || json->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the audit's report");
    }
    *ret_json = json;
    return LL_OK;
}
