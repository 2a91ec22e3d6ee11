#include "proof/summary.h"

#define DASH "\xE2\x80\x94"
#define DASH_ASCII "--"
#define NOTE_BYTES_MAX ((size_t)LL_SUMMARY_BYTES_MAX + 8)

/* In this order; how often each. */
static const struct {
    const char *name;
    size_t least;
    size_t most;
    size_t words; /* of its value; 0: one or more */
} kinds[] = {
    {"notification", 1, 1, 1},
    {"movement", 0, 1, 1},
    {"shipment", 0, 1, 1},
    {"waste", 1, 1, 2},
    {"mass", 1, 1, 1},
    {"shipments", 1, 1, 1},
    {"departs", 0, 1, 2}, /* those made before it was there have none */
    {"way", 1, 1, 0},
    {"from", 1, 1, 2},
    {"to", 1, 1, 2},
    {"consent", 0, 32, 5},
    {"package", 0, LL_SUMMARY_PACKAGES_MAX, 2},
    {"more", 0, 1, 1},
    {"made", 1, 1, 1},
    {"expires", 1, 1, 1},
};
#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

bool ll_summary_looks_like(struct ll_str bytes)
{
    return ll_str_starts(ll_str_trim(bytes), LL_STR("loopledger summary "));
}

bool ll_summary_word_ok(struct ll_str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] <= ' ' || word.ptr[i] > '~') {
            return false;
        }
    }
    return word.len > 0;
}

static enum ll_status refuse(struct ll_err *reterr)
{
    return LL_FAIL_TEXT(reterr, LL_EPARSE, "the summary is not in the format, or was cut off");
}

/* ---- bytes ---- */

/* Without carriage returns, one newline at the end, the dash as a note has it. */
static enum ll_status restore(struct ll_arena *arena, struct ll_str bytes, struct ll_str *ret_note,
                              struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str all = ll_str_trim(bytes);
    ll_strbuf_init(&buf, arena, NOTE_BYTES_MAX);
    for (size_t i = 0; i < all.len && i < NOTE_BYTES_MAX; i++) {
        bool is_dash = i > 0 && all.ptr[i - 1] == '\n' &&
                       ll_str_starts(ll_str_sub(all, i, all.len), LL_STR(DASH_ASCII " "));
        if (is_dash) {
            ll_strbuf_str(&buf, LL_STR(DASH));
            i++;
        } else if (all.ptr[i] != '\r') {
            ll_strbuf_char(&buf, all.ptr[i]);
        }
    }
    ll_strbuf_char(&buf, '\n');
    return ll_strbuf_finish(&buf, ret_note, reterr);
}

/* ---- lines ---- */

static bool words_ok(struct ll_str value, size_t wanted)
{
    size_t count = 0;
    while (value.len > 0) {
        size_t end = ll_str_find_char(value, ' ');
        if (!ll_summary_word_ok(ll_str_sub(value, 0, end)) || end + 1 == value.len) {
            return false;
        }
        value = ll_str_sub(value, end + 1, value.len);
        count++;
    }
    return count > 0 && (wanted == 0 || count == wanted);
}

/* The kind of a line at or after `from`; KIND_COUNT: none. */
static size_t kind_of(struct ll_str name, size_t from)
{
    while (from < KIND_COUNT && !ll_str_eq_cstr(name, kinds[from].name)) {
        from++;
    }
    return from;
}

static bool take_line(struct ll_str line, size_t *kind, size_t counts[KIND_COUNT],
                      struct ll_summary *summary)
{
    size_t blank = ll_str_find_char(line, ' ');
    struct ll_str name = ll_str_sub(line, 0, blank);
    struct ll_str value = ll_str_sub(line, blank + 1, line.len);
    *kind = kind_of(name, *kind);
    if (*kind == KIND_COUNT || summary->count == LL_SUMMARY_LINES_MAX ||
        ++counts[*kind] > kinds[*kind].most || !words_ok(value, kinds[*kind].words)) {
        return false;
    }
    summary->lines[summary->count++] = (struct ll_summary_line){name, value};
    return true;
}

static bool read_lines(struct ll_str text, struct ll_summary *summary)
{
    size_t counts[KIND_COUNT] = {0};
    size_t kind = 0;
    size_t end = ll_str_find_char(text, '\n');
    if (!ll_str_eq_cstr(ll_str_sub(text, 0, end), LL_SUMMARY_TITLE)) {
        return false;
    }
    for (size_t at = end + 1; at < text.len; at += end + 1) {
        struct ll_str rest = ll_str_sub(text, at, text.len);
        end = ll_str_find_char(rest, '\n');
        if (!take_line(ll_str_sub(rest, 0, end), &kind, counts, summary)) {
            return false;
        }
    }
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (counts[i] < kinds[i].least) {
            return false;
        }
    }
    return true;
}

static bool read_day(const struct ll_summary *summary, const char *name, struct ll_date *ret_day)
{
    for (size_t i = 0; i < summary->count; i++) {
        if (ll_str_eq_cstr(summary->lines[i].name, name)) {
            return ll_date_parse(summary->lines[i].value, ret_day, NULL) == LL_OK;
        }
    }
    return false;
}

enum ll_status ll_summary_read(struct ll_arena *arena, struct ll_str bytes,
                               struct ll_summary *ret_summary, struct ll_note *ret_note,
                               struct ll_err *reterr)
{
    struct ll_str note_text;
    struct ll_summary summary = {.count = 0};
    if (ll_str_trim(bytes).len > LL_SUMMARY_BYTES_MAX) {
        return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the summary is longer than one may be");
    }
    LL_TRY(restore(arena, bytes, &note_text, reterr));
    if (ll_note_parse(note_text, ret_note, NULL) != LL_OK) {
        return refuse(reterr);
    }
    summary.text = ret_note->text;
    if (!read_lines(ret_note->text, &summary) || !read_day(&summary, "made", &summary.made) ||
        !read_day(&summary, "expires", &summary.expires)) {
        return refuse(reterr);
    }
    *ret_summary = summary;
    return LL_OK;
}

void ll_summary_put(struct ll_strbuf *out, struct ll_str text, const struct ll_note_key *key,
                    const struct ll_signature *signature)
{
    struct ll_strbuf line;
    struct ll_str made;
    ll_strbuf_init(&line, out->arena, LL_SUMMARY_BYTES_MAX);
    ll_note_put_signature(&line, key, 0, signature);
    if (ll_strbuf_finish(&line, &made, NULL) != LL_OK) {
        made = LL_STR("");
        out->failed = true;
        out->status = LL_ELIMIT;
    }
    ll_strbuf_str(out, text);
    ll_strbuf_char(out, '\n');
    ll_strbuf_str(out, LL_STR(DASH_ASCII));
    ll_strbuf_str(out, ll_str_sub(made, sizeof(DASH) - 1, made.len));
}

struct ll_json *ll_summary_json(struct ll_arena *arena, const struct ll_summary *summary)
{
    struct ll_json *list = ll_json_new_array(arena);
    for (size_t i = 0; i < summary->count; i++) {
        struct ll_json *item = ll_json_new_object(arena);
        ll_json_set_str(arena, item, "name", summary->lines[i].name);
        ll_json_set_str(arena, item, "value", summary->lines[i].value);
        ll_json_append(arena, list, item);
    }
    return list;
}
