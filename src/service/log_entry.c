#include "service/log_entry.h"

#include "base/json.h"

#define BODY_BYTES_MAX ((size_t)1 << 30)
#define LISTS_MAX 8
#define PART_DIGITS_BYTES 40 /* what "part" and "parts" take at most, beyond their names */

/* Texts of the stored body: it is canonical, so every value stands right behind the one before. */
struct cut {
    struct ll_str body;
    const struct ll_json *object;
    struct ll_str kind;
    size_t list_count;
    size_t lists[LISTS_MAX]; /* which members are lists */
    size_t fixed_bytes;      /* of an entry whose lists are empty */
};

/* The rows of each list that one part has. */
struct part {
    size_t lo[LISTS_MAX];
    size_t hi[LISTS_MAX];
};

static struct ll_str between(const struct cut *cut, size_t from, size_t to)
{
    return ll_str_sub(cut->body, from, to);
}

/* Names are written by ourselves: nothing in them is escaped. */
static struct ll_str member_text(const struct cut *cut, size_t at)
{
    const struct ll_json *object = cut->object;
    size_t end = at + 1 < object->count
                     ? object->members[at + 1].value.offset - (object->members[at + 1].name.len + 4)
                     : cut->body.len - 1;
    return between(cut, object->members[at].value.offset, end);
}

static struct ll_str row_text(const struct cut *cut, size_t list, size_t row)
{
    const struct ll_json *value = &cut->object->members[cut->lists[list]].value;
    struct ll_str whole = member_text(cut, cut->lists[list]);
    size_t end =
        row + 1 < value->count ? value->items[row + 1].offset - 1 : value->offset + whole.len - 1;
    return between(cut, value->items[row].offset, end);
}

static size_t list_of(const struct cut *cut, size_t member)
{
    size_t list = 0;
    while (list < cut->list_count && cut->lists[list] != member) {
        list++;
    }
    return list;
}

static enum ll_status not_canonical(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ECORRUPT, "a stored public part is not as this program writes it");
}

static enum ll_status open_cut(struct ll_arena *arena, struct cut *cut, struct ll_err *reterr)
{
    struct ll_json *object = NULL;
    enum ll_status status = ll_json_read(arena, cut->body, BODY_BYTES_MAX, &object, reterr);
    if (status == LL_ENOMEM) {
        return status;
    }
    if (status != LL_OK || object->type != LL_JSON_OBJECT) {
        return not_canonical(reterr);
    }
    cut->object = object;
    cut->list_count = 0;
    cut->fixed_bytes = sizeof("{\"body\":{},\"kind\":\"\",\"part\":,\"parts\":,\"v\":1}") +
                       cut->kind.len + PART_DIGITS_BYTES;
    for (size_t i = 0; i < object->count; i++) {
        bool is_list = object->members[i].value.type == LL_JSON_ARRAY;
        cut->fixed_bytes += object->members[i].name.len + 4;
        cut->fixed_bytes += is_list ? 2 : member_text(cut, i).len;
        if (is_list && cut->list_count == LISTS_MAX) {
            return not_canonical(reterr);
        }
        if (is_list) {
            cut->lists[cut->list_count++] = i;
        }
    }
    return LL_OK;
}

/* Deal the rows into parts; `parts` NULL only counts them. */
static enum ll_status deal(const struct cut *cut, struct part *parts, size_t *ret_count,
                           struct ll_err *reterr)
{
    size_t count = 1;
    size_t bytes = cut->fixed_bytes;
    for (size_t list = 0; list < cut->list_count; list++) {
        size_t rows = cut->object->members[cut->lists[list]].value.count;
        if (parts != NULL) {
            parts[count - 1].lo[list] = 0;
        }
        for (size_t row = 0; row < rows; row++) {
            size_t length = row_text(cut, list, row).len + 1;
            if (cut->fixed_bytes + length > LL_LOG_ENTRY_BYTES_MAX) {
                return LL_FAIL(reterr, LL_ELIMIT, "a row of an event is too long for the log");
            }
            if (bytes + length > LL_LOG_ENTRY_BYTES_MAX) {
                count++;
                bytes = cut->fixed_bytes;
                if (parts != NULL) {
                    parts[count - 1].lo[list] = row;
                }
            }
            bytes += length;
            if (parts != NULL) {
                parts[count - 1].hi[list] = row + 1;
            }
        }
    }
    *ret_count = count;
    return LL_OK;
}

static void put_part(const struct cut *cut, const struct part *part, size_t number, size_t parts,
                     struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "{\"body\":{");
    for (size_t i = 0; i < cut->object->count; i++) {
        size_t list = list_of(cut, i);
        ll_strbuf_cstr(out, i > 0 ? ",\"" : "\"");
        ll_strbuf_str(out, cut->object->members[i].name);
        ll_strbuf_cstr(out, "\":");
        if (list == cut->list_count) {
            ll_strbuf_str(out, member_text(cut, i));
            continue;
        }
        ll_strbuf_char(out, '[');
        for (size_t row = part->lo[list]; row < part->hi[list]; row++) {
            ll_strbuf_cstr(out, row > part->lo[list] ? "," : "");
            ll_strbuf_str(out, row_text(cut, list, row));
        }
        ll_strbuf_char(out, ']');
    }
    ll_strbuf_cstr(out, "},\"kind\":\"");
    ll_strbuf_str(out, cut->kind);
    ll_strbuf_cstr(out, "\",\"part\":");
    ll_strbuf_i64(out, (int64_t)number);
    ll_strbuf_cstr(out, ",\"parts\":");
    ll_strbuf_i64(out, (int64_t)parts);
    ll_strbuf_cstr(out, ",\"v\":1}");
}

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for the entries of an event");
}

static enum ll_status cut_up(struct ll_arena *arena, struct cut *cut,
                             struct ll_log_entries *ret_entries, struct ll_err *reterr)
{
    struct ll_log_entries entries = {0, NULL};
    LL_TRY(open_cut(arena, cut, reterr));
    LL_TRY(deal(cut, NULL, &entries.count, reterr));
    struct part *parts = LL_NEW_ARRAY(arena, struct part, entries.count);
    entries.texts = LL_NEW_ARRAY(arena, struct ll_str, entries.count);
    if (parts == NULL || entries.texts == NULL) {
        return no_memory(reterr);
    }
    LL_TRY(deal(cut, parts, &entries.count, reterr));
    for (size_t i = 0; i < entries.count; i++) {
        struct ll_strbuf out;
        ll_strbuf_init(&out, arena, LL_LOG_ENTRY_BYTES_MAX);
        put_part(cut, &parts[i], i, entries.count, &out);
        LL_TRY(ll_strbuf_finish(&out, &entries.texts[i], reterr));
    }
    *ret_entries = entries;
    return LL_OK;
}

enum ll_status ll_log_entries(struct ll_arena *arena, struct ll_str kind, struct ll_str body,
                              struct ll_log_entries *ret_entries, struct ll_err *reterr)
{
    struct ll_strbuf out;
    struct cut cut = {.body = body, .kind = kind};
    if (body.len + kind.len + sizeof("{\"body\":,\"kind\":\"\",\"v\":1}") - 1 >
        LL_LOG_ENTRY_BYTES_MAX) {
        return cut_up(arena, &cut, ret_entries, reterr);
    }
    struct ll_log_entries entries = {1, LL_NEW(arena, struct ll_str)};
    if (entries.texts == NULL) {
        return no_memory(reterr);
    }
    ll_strbuf_init(&out, arena, LL_LOG_ENTRY_BYTES_MAX);
    ll_strbuf_cstr(&out, "{\"body\":");
    ll_strbuf_str(&out, body);
    ll_strbuf_cstr(&out, ",\"kind\":\"");
    ll_strbuf_str(&out, kind);
    ll_strbuf_cstr(&out, "\",\"v\":1}");
    LL_TRY(ll_strbuf_finish(&out, &entries.texts[0], reterr));
    *ret_entries = entries;
    return LL_OK;
}
