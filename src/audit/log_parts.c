/* What the entries of one event must be. */
#include "audit/log.h"

#include <string.h>

#define BODY_BYTES_MAX ((size_t)1 << 30)

static void put_whole(const struct ll_log_parts *parts, struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "{\"body\":");
    ll_strbuf_str(out, parts->body);
    ll_strbuf_cstr(out, ",\"kind\":");
    ll_json_put_string(out, parts->kind);
    ll_strbuf_cstr(out, ",\"v\":1}");
}

/* As one entry, when it is short enough; else false. */
static bool whole_text(struct ll_audit *a, const struct ll_log_parts *parts,
                       struct ll_str *ret_text)
{
    struct ll_strbuf out;
    if (parts->body.len > LL_AUDIT_ENTRY_BYTES_MAX) {
        return false;
    }
    ll_strbuf_init(&out, a->scratch, LL_AUDIT_ENTRY_BYTES_MAX);
    put_whole(parts, &out);
    enum ll_status status = ll_strbuf_finish(&out, ret_text, NULL);
    if (status == LL_ENOMEM) {
        a->status = LL_ENOMEM;
    }
    return status == LL_OK;
}

void ll_log_parts_begin(struct ll_audit *a, struct ll_str kind, struct ll_str body,
                        struct ll_log_parts *ret_parts)
{
    struct ll_str text;
    struct ll_arena_mark mark = ll_arena_mark(a->scratch);
    *ret_parts = (struct ll_log_parts){.kind = kind, .body = body};
    bool is_whole = whole_text(a, ret_parts, &text);
    ll_arena_rewind(a->scratch, mark);
    if (is_whole) {
        ret_parts->parts = 1;
        return;
    }
    enum ll_status status =
        ll_json_read(a->scratch, body, BODY_BYTES_MAX, &ret_parts->object, NULL);
    if (status == LL_OK) {
        ret_parts->taken = LL_NEW_ARRAY(a->scratch, size_t, ret_parts->object->count + 1);
    } else {
        ret_parts->object = NULL;
    }
    if (status == LL_ENOMEM || (status == LL_OK && ret_parts->taken == NULL)) {
        a->status = LL_ENOMEM;
    }
}

static bool same_value(struct ll_audit *a, const struct ll_json *x, const struct ll_json *y)
{
    struct ll_str one = LL_STR("");
    struct ll_str other = LL_STR("");
    struct ll_arena_mark mark = ll_arena_mark(a->scratch);
    enum ll_status status = ll_json_canonical(a->scratch, x, BODY_BYTES_MAX, &one, NULL);
    if (status == LL_OK) {
        status = ll_json_canonical(a->scratch, y, BODY_BYTES_MAX, &other, NULL);
    }
    if (status == LL_ENOMEM) {
        a->status = LL_ENOMEM;
    }
    bool same = status == LL_OK && ll_str_eq(one, other);
    ll_arena_rewind(a->scratch, mark);
    return same;
}

static bool is_member(const struct ll_json *object, size_t at, const char *name)
{
    return ll_str_eq_cstr(object->members[at].name, name);
}

/* {"body":…,"kind":…,"part":…,"parts":…,"v":1}, the part that is due. */
static bool part_shape(const struct ll_log_parts *parts, const struct ll_json *entry)
{
    if (entry->type != LL_JSON_OBJECT || entry->count != 5 || !is_member(entry, 0, "body") ||
        !is_member(entry, 1, "kind") || !is_member(entry, 2, "part") ||
        !is_member(entry, 3, "parts") || !is_member(entry, 4, "v")) {
        return false;
    }
    const struct ll_json_member *m = entry->members;
    return m[0].value.type == LL_JSON_OBJECT &&
           ll_str_eq(ll_json_string(&m[1].value), parts->kind) && m[2].value.is_integer &&
           m[2].value.integer == parts->part && m[3].value.is_integer && m[3].value.integer >= 2 &&
           m[3].value.integer > parts->part &&
           (parts->parts == 0 || m[3].value.integer == parts->parts) && m[4].value.is_integer &&
           m[4].value.integer == 1;
}

/* The next rows of each list, and everything else as it is. */
static bool takes_rows(struct ll_audit *a, struct ll_log_parts *parts, const struct ll_json *body)
{
    const struct ll_json *whole = parts->object;
    if (body->count != whole->count) {
        return false;
    }
    for (size_t i = 0; i < whole->count; i++) {
        const struct ll_json *all = &whole->members[i].value;
        const struct ll_json *some = &body->members[i].value;
        if (!ll_str_eq(whole->members[i].name, body->members[i].name) || all->type != some->type) {
            return false;
        }
        if (all->type != LL_JSON_ARRAY) {
            if (!same_value(a, all, some)) {
                return false;
            }
            continue;
        }
        for (size_t row = 0; row < some->count; row++) {
            if (parts->taken[i] == all->count ||
                !same_value(a, &all->items[parts->taken[i]], &some->items[row])) {
                return false;
            }
            parts->taken[i]++;
        }
    }
    return true;
}

static bool takes_part(struct ll_audit *a, struct ll_log_parts *parts, struct ll_str text)
{
    struct ll_json *entry = NULL;
    struct ll_str canonical = LL_STR("");
    if (parts->object == NULL || parts->object->type != LL_JSON_OBJECT ||
        text.len > LL_AUDIT_ENTRY_BYTES_MAX) {
        return false;
    }
    enum ll_status status = ll_json_read(a->scratch, text, LL_AUDIT_ENTRY_BYTES_MAX, &entry, NULL);
    if (status == LL_OK) {
        status = ll_json_canonical(a->scratch, entry, LL_AUDIT_ENTRY_BYTES_MAX, &canonical, NULL);
    }
    if (status == LL_ENOMEM) {
        a->status = LL_ENOMEM;
    }
    if (status != LL_OK || !ll_str_eq(canonical, text) || !part_shape(parts, entry)) {
        return false;
    }
    parts->parts = entry->members[3].value.integer;
    return takes_rows(a, parts, &entry->members[0].value);
}

bool ll_log_parts_take(struct ll_audit *a, struct ll_log_parts *parts, struct ll_str entry)
{
    struct ll_arena_mark mark = ll_arena_mark(a->scratch);
    bool good = parts->parts == 0 || parts->part < parts->parts;
    if (good && parts->parts == 1) {
        struct ll_str text = LL_STR("");
        good = whole_text(a, parts, &text) && ll_str_eq(text, entry);
    } else if (good) {
        good = takes_part(a, parts, entry);
    }
    ll_arena_rewind(a->scratch, mark);
    parts->part++;
    return good;
}

bool ll_log_parts_done(const struct ll_log_parts *parts)
{
    bool done = parts->part == parts->parts;
    for (size_t i = 0; parts->object != NULL && i < parts->object->count; i++) {
        const struct ll_json *value = &parts->object->members[i].value;
        done = done && (value->type != LL_JSON_ARRAY || parts->taken[i] == value->count);
    }
    return done;
}
