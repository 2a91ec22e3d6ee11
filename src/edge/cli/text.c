#include "edge/cli/text.h"

#include <string.h>

/* ---- escaping ---- */

struct range {
    uint32_t from;
    uint32_t to;
};

/* Characters that act rather than show (Unicode: C0, DEL, C1, separators, bidirectional marks,
 * byte order mark). */
static const struct range acting[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},     {0x200e, 0x200f},
    {0x2028, 0x202e}, {0x2066, 0x2069}, {0xfeff, 0xfeff},
};

static bool acts(uint32_t code)
{
    for (size_t i = 0; i < sizeof(acting) / sizeof(acting[0]); i++) {
        if (code >= acting[i].from && code <= acting[i].to) {
            return true;
        }
    }
    return false;
}

/* The length of the character at the start of `s` (1 when it is no UTF-8) and its code. */
static size_t next_character(struct ll_str s, uint32_t *ret_code, bool *ret_valid)
{
    static const struct {
        uint8_t mask, lead, payload;
    } shapes[] = {{0x80, 0x00, 0x7f}, {0xe0, 0xc0, 0x1f}, {0xf0, 0xe0, 0x0f}, {0xf8, 0xf0, 0x07}};
    uint8_t first = (uint8_t)s.ptr[0];
    for (size_t len = 1; len <= 4 && len <= s.len; len++) {
        if ((first & shapes[len - 1].mask) != shapes[len - 1].lead) {
            continue;
        }
        if (!ll_str_is_utf8(ll_str_sub(s, 0, len))) {
            break;
        }
        uint32_t code = first & shapes[len - 1].payload;
        for (size_t i = 1; i < len; i++) {
            code = code << 6 | ((uint8_t)s.ptr[i] & 0x3f);
        }
        *ret_code = code;
        *ret_valid = true;
        return len;
    }
    *ret_code = first;
    *ret_valid = false;
    return 1;
}

void ll_text_escape(struct ll_strbuf *buf, struct ll_str s, const char *keep)
{
    for (size_t at = 0; at < s.len;) {
        uint32_t code;
        bool valid;
        struct ll_str rest = ll_str_sub(s, at, s.len);
        size_t len = next_character(rest, &code, &valid);
        bool kept = valid && code != 0 && code < 0x80 && strchr(keep, (int)code) != NULL;
        if (!valid || (code < 0x80 && acts(code) && !kept)) {
            ll_strbuf_fmt(buf, "\\x%02x", (unsigned)code);
        } else if (acts(code) && !kept) {
            ll_strbuf_fmt(buf, "\\u{%04x}", (unsigned)code);
        } else {
            ll_strbuf_str(buf, ll_str_sub(rest, 0, len));
        }
        at += len;
    }
}

void ll_text_escape_json(struct ll_strbuf *buf, struct ll_str json)
{
    for (size_t at = 0; at < json.len;) {
        uint32_t code;
        bool valid;
        struct ll_str rest = ll_str_sub(json, at, json.len);
        size_t len = next_character(rest, &code, &valid);
        if (code != '\n' && acts(code)) {
            ll_strbuf_fmt(buf, "\\u%04x", (unsigned)code);
        } else {
            ll_strbuf_str(buf, ll_str_sub(rest, 0, len));
        }
        at += len;
    }
}

/* ---- layout ---- */

size_t ll_text_columns(struct ll_str s)
{
    size_t columns = 0;
    for (size_t i = 0; i < s.len; i++) {
        columns += ((uint8_t)s.ptr[i] & 0xc0) != 0x80;
    }
    return columns;
}

void ll_text_pad(struct ll_strbuf *buf, size_t columns)
{
    for (size_t i = 0; i < columns; i++) {
        ll_strbuf_char(buf, ' ');
    }
}

void ll_text_thousands(struct ll_strbuf *buf, int64_t value)
{
    char digits[24];
    size_t count = 0;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        ll_strbuf_char(buf, '-');
    }
    while (count > 0) {
        ll_strbuf_char(buf, digits[--count]);
        if (count > 0 && count % 3 == 0) {
            ll_strbuf_char(buf, ',');
        }
    }
}

struct ll_str ll_text_sentence(struct ll_arena *arena, const char *text)
{
    struct ll_str given = ll_str_trim(ll_str_from_cstr(text));
    struct ll_strbuf buf;
    struct ll_str sentence;
    ll_strbuf_init(&buf, arena, given.len + 1);
    for (size_t i = 0; i < given.len; i++) {
        bool raise = i == 0 && given.ptr[0] >= 'a' && given.ptr[0] <= 'z';
        ll_strbuf_char(&buf, raise ? (char)(given.ptr[0] - 'a' + 'A') : given.ptr[i]);
    }
    if (given.len > 0 && strchr(".?!:", given.ptr[given.len - 1]) == NULL) {
        ll_strbuf_char(&buf, '.');
    }
    return ll_strbuf_finish(&buf, &sentence, NULL) == LL_OK ? sentence : LL_STR("");
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* One paragraph: words until the text ends. */
static void wrap_paragraph(struct ll_strbuf *buf, struct ll_str text, size_t indent, size_t width)
{
    size_t column = 0;
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        while (at < text.len && !is_space(text.ptr[at])) {
            at++;
        }
        struct ll_str word = ll_str_sub(text, from, at);
        size_t columns = ll_text_columns(word);
        while (at < text.len && is_space(text.ptr[at])) {
            at++;
        }
        if (word.len == 0) {
            continue;
        }
        if (column > 0 && column + 1 + columns > width) {
            ll_strbuf_char(buf, '\n');
            column = 0;
        }
        if (column == 0) {
            ll_text_pad(buf, indent);
            column = indent;
        } else {
            ll_strbuf_char(buf, ' ');
            column++;
        }
        ll_strbuf_str(buf, word);
        column += columns;
    }
    ll_strbuf_char(buf, '\n');
}

void ll_text_wrap(struct ll_strbuf *buf, struct ll_str text, size_t indent, size_t width)
{
    bool first = true;
    while (text.len > 0) {
        size_t end = ll_str_find(text, LL_STR("\n\n"), false);
        size_t next = end == SIZE_MAX ? text.len : end + 2;
        struct ll_str paragraph =
            ll_str_trim(ll_str_sub(text, 0, end == SIZE_MAX ? text.len : end));
        if (paragraph.len > 0) {
            if (!first) {
                ll_strbuf_char(buf, '\n');
            }
            wrap_paragraph(buf, paragraph, indent, width);
            first = false;
        }
        text = ll_str_sub(text, next, text.len);
    }
}

/* ---- nearest words ---- */

/* Steps that turn one into the other: insert, delete, change, swap of neighbours (the restricted
 * Damerau-Levenshtein distance). Three rows are enough. */
static size_t distance(struct ll_str a, struct ll_str b)
{
    size_t rows[3][LL_NEAREST_WORD_MAX + 1];
    for (size_t j = 0; j <= b.len; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        const size_t *above2 = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t best = above[j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);
            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1] &&
                above2[j - 2] + 1 < best) {
                best = above2[j - 2] + 1;
            }
            row[j] = best;
        }
    }
    return rows[a.len % 3][b.len];
}

struct ll_str ll_text_stacked(struct ll_str heading, size_t from, size_t width)
{
    struct ll_str rest = ll_str_sub(heading, from, heading.len);
    size_t end = 0;
    while (end < rest.len) {
        size_t at = end == 0 ? 0 : end + 1;
        size_t word = ll_str_find_char(ll_str_sub(rest, at, rest.len), ' ');
        size_t next = word < rest.len - at ? at + word : rest.len;
        if (end > 0 && ll_text_columns(ll_str_sub(rest, 0, next)) > width) {
            break;
        }
        end = next;
    }
    return ll_str_sub(rest, 0, end);
}

size_t ll_text_stack(struct ll_str heading, size_t width, size_t *ret_lines)
{
    size_t widest = width;
    size_t lines = 0;
    for (size_t from = 0; from < heading.len; lines++) {
        struct ll_str line = ll_text_stacked(heading, from, widest);
        size_t columns = ll_text_columns(line);
        if (columns > widest) {
            widest = columns;
            lines = SIZE_MAX; /* wider than thought: from the start */
            from = 0;
            continue;
        }
        from += line.len + 1;
    }
    *ret_lines = lines;
    return widest;
}

void ll_nearest_init(struct ll_nearest *nearest, struct ll_str asked)
{
    /* Near enough: a third of the letters wrong. */
    *nearest = (struct ll_nearest){
        .asked = ll_str_sub(asked, 0, LL_NEAREST_WORD_MAX),
        .distance = asked.len / 3 + 2,
    };
}

void ll_nearest_offer(struct ll_nearest *nearest, const char *word)
{
    struct ll_str offered = ll_str_sub(ll_str_from_cstr(word), 0, LL_NEAREST_WORD_MAX);
    if (nearest->asked.len == 0) {
        return;
    }
    size_t steps = distance(nearest->asked, offered);
    /* The beginning of a word counts as one step from it. */
    if (nearest->asked.len > 1 && ll_str_starts(offered, nearest->asked)) {
        steps = 1;
    }
    if (steps < nearest->distance && steps < offered.len) {
        nearest->distance = steps;
        nearest->best = word;
    }
}
