/* From the text of a template to its steps, in one pass. */
#include <string.h>

#include "template/mustache_op.h"

#define FIRST_OPS 32

struct delimiters {
    struct ll_str open;
    struct ll_str close;
};

/* A tag as it stands in the source. */
struct tag {
    char sigil; /* 0: none; '{' and '&' are both '&' */
    struct ll_str name;
    size_t from; /* in the source, with its delimiters */
    size_t to;
};

/* A tag whose end is awaited. */
struct open {
    uint32_t op;
    uint32_t space_op; /* PARENT: the text of the white space before it, or NO_OP */
};
#define NO_OP UINT32_MAX

struct reader {
    struct ll_arena *arena;
    struct ll_arena *scratch; /* of ops, until their number is known */
    struct ll_mustache_template *template;
    struct ll_str source;
    struct delimiters delimiters;
    size_t text_from; /* what follows the last tag, and the line end it took */
    struct ll_mustache_op *ops;
    uint32_t count;
    uint32_t capacity;
    struct open opens[LL_MUSTACHE_NESTING_MAX];
    uint32_t depth;
    struct ll_err *reterr;
};

void ll_mustache_locate(const struct ll_mustache_template *template, size_t offset,
                        struct ll_err *err)
{
    size_t line = 1;
    size_t column = 1;
    if (err == NULL) {
        return;
    }
    for (size_t i = 0; i < offset && i < template->source.len; i++) {
        char c = template->source.ptr[i];
        if (c == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)c & 0xC0u) != 0x80u) {
            column++;
        }
    }
    ll_err_where(err, "%.*s:%zu:%zu", LL_STR_ARG(template->name), line, column);
}

/* A failure at a byte of the source: in place of LL_FAIL, whose place in the program it keeps. */
#define FAIL_AT(reader, status, offset, ...)                                                       \
    (ll_fail_((reader)->reterr, (status), __FILE__, __LINE__, __VA_ARGS__),                        \
     ll_mustache_locate((reader)->template, (offset), (reader)->reterr), (enum ll_status)(status))

/* ---- the source ------------------------------------------------------------------------------ */

static bool has_at(const struct reader *reader, size_t at, struct ll_str part)
{
    return ll_str_starts(ll_str_sub(reader->source, at, reader->source.len), part);
}

/* Where the white space in front of `at` begins, when it begins a line; else SIZE_MAX. */
static size_t line_start_before(const struct reader *reader, size_t at)
{
    const char *text = reader->source.ptr;
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) {
        at--;
    }
    return at == 0 || text[at - 1] == '\n' ? at : SIZE_MAX;
}

/* Behind the line end when only white space is left on the line; else SIZE_MAX. The length of the
 * line end goes to *ret_newline_len: 0 at the end of the template. */
static size_t line_end_behind(const struct reader *reader, size_t at, uint8_t *ret_newline_len)
{
    while (has_at(reader, at, LL_STR(" ")) || has_at(reader, at, LL_STR("\t"))) {
        at++;
    }
    *ret_newline_len = has_at(reader, at, LL_STR("\r\n")) ? 2 : has_at(reader, at, LL_STR("\n"));
    return at == reader->source.len || *ret_newline_len != 0 ? at + *ret_newline_len : SIZE_MAX;
}

static struct ll_str between(const struct reader *reader, size_t from, size_t to)
{
    return (struct ll_str){reader->source.ptr + from, to - from};
}

/* ---- tags ------------------------------------------------------------------------------------ */

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static enum ll_status check_name(const struct reader *reader, const struct tag *tag)
{
    if (tag->name.len == 0) {
        return FAIL_AT(reader, LL_EPARSE, tag->from, "the tag names nothing");
    }
    for (size_t i = 0; i < tag->name.len; i++) {
        if (is_space(tag->name.ptr[i])) {
            return FAIL_AT(reader, LL_EPARSE, tag->from, "a name has no space in it: '%.*s'",
                           LL_STR_ARG(ll_str_sub(tag->name, 0, 60)));
        }
    }
    if (tag->sigil == '>' && tag->name.ptr[0] == '*') {
        return FAIL_AT(reader, LL_EUNSUPPORTED, tag->from,
                       "a partial's name cannot come from the data");
    }
    return LL_OK;
}

/* The tag that opens at `at`, where the opening delimiter stands. */
static enum ll_status read_tag(const struct reader *reader, size_t at, struct tag *ret_tag)
{
    static const char sigils[] = "#^/><$&{!=";
    size_t inner = at + reader->delimiters.open.len;
    char sigil = inner < reader->source.len ? reader->source.ptr[inner] : '\0';
    struct tag tag = {.from = at};
    if (sigil != '\0' && strchr(sigils, sigil) != NULL) {
        tag.sigil = sigil;
        inner++;
    }
    /* {{{name}}} and {{=a b=}} close with the sigil's own twin first. */
    const char *twin = sigil == '{' ? "}" : sigil == '=' ? "=" : "";
    size_t close = inner;
    for (;; close++) {
        size_t found = ll_str_find(ll_str_sub(reader->source, close, reader->source.len),
                                   reader->delimiters.close, false);
        if (found == SIZE_MAX) {
            return FAIL_AT(reader, LL_EPARSE, at, "the tag that opens here is not closed by %s%.*s",
                           twin, LL_STR_ARG(reader->delimiters.close));
        }
        close += found;
        if (twin[0] == '\0') {
            break;
        }
        /* The twin stands before the delimiter: or is its first byte, as in {{{name}}}. */
        if (close > inner && reader->source.ptr[close - 1] == twin[0]) {
            close--;
            break;
        }
        if (reader->source.ptr[close] == twin[0] &&
            has_at(reader, close + 1, reader->delimiters.close)) {
            break;
        }
    }
    tag.name = ll_str_trim(between(reader, inner, close));
    tag.to = close + (twin[0] != '\0') + reader->delimiters.close.len;
    if (tag.sigil == '{') {
        tag.sigil = '&';
    }
    *ret_tag = tag;
    return tag.sigil == '!' || tag.sigil == '=' ? LL_OK : check_name(reader, &tag);
}

/* ---- steps ----------------------------------------------------------------------------------- */

static enum ll_status add_op(struct reader *reader, struct ll_mustache_op op)
{
    if (reader->count == reader->capacity) {
        uint32_t capacity = reader->capacity == 0 ? FIRST_OPS : 2 * reader->capacity;
        struct ll_mustache_op *ops = LL_NEW_ARRAY(reader->scratch, struct ll_mustache_op, capacity);
        if (ops == NULL) {
            return LL_FAIL(reader->reterr, LL_ENOMEM, "no memory for a template");
        }
        if (reader->count != 0) {
            memcpy(ops, reader->ops, reader->count * sizeof(*ops));
        }
        reader->ops = ops;
        reader->capacity = capacity;
    }
    reader->ops[reader->count++] = op;
    return LL_OK;
}

/* The innermost tag that is open, or NULL. */
static struct ll_mustache_op *innermost(const struct reader *reader)
{
    return reader->depth == 0 ? NULL : &reader->ops[reader->opens[reader->depth - 1].op];
}

static bool is_in_parent(const struct reader *reader)
{
    const struct ll_mustache_op *op = innermost(reader);
    return op != NULL && op->kind == LL_MUSTACHE_PARENT;
}

/* The text from the last tag up to `to`; `tag_follows` when something stands behind it on the
 * line. What stands directly in a parent is passed over. */
static enum ll_status add_text(struct reader *reader, size_t to, bool tag_follows)
{
    struct ll_str text = between(reader, reader->text_from, to);
    bool starts_line = reader->text_from == 0 || text.ptr[-1] == '\n';
    bool ends_line = text.len != 0 && text.ptr[text.len - 1] == '\n';
    if (is_in_parent(reader) || (text.len == 0 && !(starts_line && tag_follows))) {
        return LL_OK;
    }
    return add_op(reader, (struct ll_mustache_op){.kind = LL_MUSTACHE_TEXT,
                                                  .offset = (uint32_t)reader->text_from,
                                                  .starts_line = starts_line,
                                                  .line_follows = ends_line && tag_follows,
                                                  .text = text});
}

static enum ll_status push(struct reader *reader, const struct tag *tag, struct ll_mustache_op op,
                           uint32_t space_op)
{
    if (reader->depth == LL_MUSTACHE_NESTING_MAX) {
        return FAIL_AT(reader, LL_ELIMIT, tag->from, "tags are nested deeper than %d",
                       LL_MUSTACHE_NESTING_MAX);
    }
    reader->opens[reader->depth++] = (struct open){.op = reader->count, .space_op = space_op};
    return add_op(reader, op);
}

/* Split a dotted name. "." alone has no parts: it is the item itself. */
static enum ll_status split_name(struct reader *reader, const struct tag *tag,
                                 struct ll_mustache_op *op)
{
    size_t count = 1;
    size_t at = 0;
    if (ll_str_eq_cstr(tag->name, ".")) {
        return LL_OK;
    }
    for (size_t i = 0; i < tag->name.len; i++) {
        count += tag->name.ptr[i] == '.';
    }
    struct ll_str *parts = LL_NEW_ARRAY(reader->arena, struct ll_str, count);
    if (parts == NULL) {
        return LL_FAIL(reader->reterr, LL_ENOMEM, "no memory for a template");
    }
    for (size_t i = 0; i < count; i++) {
        struct ll_str rest = ll_str_sub(tag->name, at, tag->name.len);
        parts[i] = ll_str_sub(rest, 0, ll_str_find_char(rest, '.'));
        at += parts[i].len + 1;
        if (parts[i].len == 0) {
            return FAIL_AT(reader, LL_EPARSE, tag->from, "a part of the name is empty: '%.*s'",
                           LL_STR_ARG(ll_str_sub(tag->name, 0, 60)));
        }
    }
    op->parts = parts;
    op->part_count = (uint32_t)count;
    return LL_OK;
}

/* ---- what each tag does ---------------------------------------------------------------------- */

/*
 * The lines a tag has for itself. When nothing else stands on them, the text before it ends where
 * the line begins, and the text behind begins on the next line.
 */
struct lines {
    bool own;
    size_t text_to;
    size_t behind;
    uint8_t newline_len;
};

static struct lines lines_of(const struct reader *reader, size_t from, size_t to)
{
    struct lines lines = {.text_to = from, .behind = to};
    uint8_t newline_len;
    size_t start = line_start_before(reader, from);
    size_t end = line_end_behind(reader, to, &newline_len);
    if (start != SIZE_MAX && end != SIZE_MAX) {
        lines = (struct lines){true, start, end, newline_len};
    }
    return lines;
}

static enum ll_status read_value(struct reader *reader, const struct tag *tag)
{
    struct ll_mustache_op op = {.kind = LL_MUSTACHE_VALUE,
                                .offset = (uint32_t)tag->from,
                                .raw = tag->sigil == '&',
                                .text = tag->name};
    LL_TRY(split_name(reader, tag, &op));
    LL_TRY(add_text(reader, tag->from, true));
    reader->text_from = tag->to;
    return add_op(reader, op);
}

static enum ll_status read_section(struct reader *reader, const struct tag *tag)
{
    struct lines lines = lines_of(reader, tag->from, tag->to);
    struct ll_mustache_op op = {.kind = LL_MUSTACHE_SECTION,
                                .offset = (uint32_t)tag->from,
                                .inverted = tag->sigil == '^',
                                .text = tag->name};
    LL_TRY(split_name(reader, tag, &op));
    LL_TRY(add_text(reader, lines.text_to, !lines.own));
    reader->text_from = lines.behind;
    return push(reader, tag, op, NO_OP);
}

static enum ll_status read_partial(struct reader *reader, const struct tag *tag)
{
    struct lines lines = lines_of(reader, tag->from, tag->to);
    struct ll_mustache_op op = {.kind = LL_MUSTACHE_PARTIAL,
                                .offset = (uint32_t)tag->from,
                                .target = LL_MUSTACHE_NO_TEMPLATE,
                                .own_lines = lines.own,
                                .text = tag->name,
                                .indent = between(reader, lines.text_to, tag->from)};
    LL_TRY(add_text(reader, lines.text_to, !lines.own));
    reader->text_from = lines.behind;
    return add_op(reader, op);
}

/* Whether a parent has lines for itself shows at its end only, so the white space before it is a
 * step of its own until then. */
static enum ll_status read_parent(struct reader *reader, const struct tag *tag)
{
    size_t start = line_start_before(reader, tag->from);
    uint32_t space_op = NO_OP;
    struct ll_mustache_op op = {.kind = LL_MUSTACHE_PARENT,
                                .offset = (uint32_t)tag->from,
                                .target = LL_MUSTACHE_NO_TEMPLATE,
                                .text = tag->name};
    LL_TRY(add_text(reader, start == SIZE_MAX ? tag->from : start, start == SIZE_MAX));
    if (start != SIZE_MAX) {
        space_op = reader->count;
        LL_TRY(add_op(reader, (struct ll_mustache_op){.kind = LL_MUSTACHE_TEXT,
                                                      .offset = (uint32_t)start,
                                                      .starts_line = true,
                                                      .text = between(reader, start, tag->from)}));
    }
    reader->text_from = tag->to;
    return push(reader, tag, op, space_op);
}

/* A block in a parent: its content begins behind its tag, or on the next line. */
static enum ll_status read_argument(struct reader *reader, const struct tag *tag)
{
    const struct open *parent = &reader->opens[reader->depth - 1];
    uint8_t newline_len;
    size_t behind = line_end_behind(reader, tag->to, &newline_len);
    bool begins_inline = behind == SIZE_MAX || newline_len == 0;
    for (uint32_t i = parent->op + 1; i < reader->count; i = reader->ops[i].end) {
        if (ll_str_eq(reader->ops[i].text, tag->name)) {
            return FAIL_AT(reader, LL_EPARSE, tag->from, "the block '%.*s' is given twice",
                           LL_STR_ARG(ll_str_sub(tag->name, 0, 60)));
        }
    }
    reader->text_from = begins_inline ? tag->to : behind;
    return push(reader, tag,
                (struct ll_mustache_op){.kind = LL_MUSTACHE_BLOCK,
                                        .offset = (uint32_t)tag->from,
                                        .argument = true,
                                        .begins_inline = begins_inline,
                                        .text = tag->name},
                NO_OP);
}

/* Whether the tag's end follows at once, so that both may share a line; then where that ends. */
static bool is_ended_at_once(const struct reader *reader, const struct tag *tag, size_t *ret_to)
{
    struct reader quiet = *reader;
    struct tag end;
    size_t at = tag->to;
    while (has_at(reader, at, LL_STR(" ")) || has_at(reader, at, LL_STR("\t"))) {
        at++;
    }
    quiet.reterr = NULL;
    if (!has_at(reader, at, reader->delimiters.open) || read_tag(&quiet, at, &end) != LL_OK ||
        end.sigil != '/' || !ll_str_eq(end.name, tag->name)) {
        return false;
    }
    *ret_to = end.to;
    return true;
}

static enum ll_status read_block(struct reader *reader, const struct tag *tag)
{
    if (is_in_parent(reader)) {
        return read_argument(reader, tag);
    }
    size_t end = tag->to;
    bool ended = is_ended_at_once(reader, tag, &end);
    struct lines lines = lines_of(reader, tag->from, end);
    if (!lines.own && ended) {
        ended = false;
        lines = lines_of(reader, tag->from, tag->to);
    }
    struct ll_mustache_op op = {.kind = LL_MUSTACHE_BLOCK,
                                .offset = (uint32_t)tag->from,
                                .own_lines = lines.own,
                                .begins_inline = !lines.own,
                                .text = tag->name,
                                .indent = between(reader, lines.text_to, tag->from)};
    LL_TRY(add_text(reader, lines.text_to, !lines.own));
    reader->text_from = lines.behind;
    if (ended) {
        op.end = reader->count + 1;
        op.newline_len = lines.newline_len;
        return add_op(reader, op);
    }
    return push(reader, tag, op, NO_OP);
}

static enum ll_status end_parent(struct reader *reader, const struct tag *tag)
{
    const struct open *open = &reader->opens[reader->depth - 1];
    struct ll_mustache_op *op = &reader->ops[open->op];
    uint8_t newline_len;
    size_t behind = line_end_behind(reader, tag->to, &newline_len);
    op->own_lines = open->space_op != NO_OP && behind != SIZE_MAX;
    reader->text_from = tag->to;
    if (op->own_lines) {
        struct ll_mustache_op *space = &reader->ops[open->space_op];
        op->indent = space->text;
        space->text.len = 0;
        space->starts_line = false;
        reader->text_from = behind;
    }
    return LL_OK;
}

static enum ll_status end_block(struct reader *reader, const struct tag *tag)
{
    uint32_t at = reader->opens[reader->depth - 1].op;
    struct lines lines = lines_of(reader, tag->from, tag->to);
    struct ll_str indent = {NULL, 0};
    if (reader->ops[at].argument) {
        size_t start = line_start_before(reader, tag->from);
        lines =
            (struct lines){start != SIZE_MAX, start != SIZE_MAX ? start : tag->from, tag->to, 0};
    }
    LL_TRY(add_text(reader, lines.text_to, !lines.own));
    reader->text_from = lines.behind;
    struct ll_mustache_op *op = &reader->ops[at];
    op->newline_len = op->own_lines ? lines.newline_len : 0;
    if (!op->begins_inline) {
        LL_TRY(ll_mustache_dedent(reader->arena, reader->ops, at + 1, reader->count, &indent,
                                  reader->reterr));
    }
    if (op->own_lines && indent.ptr != NULL) {
        op->indent = indent;
    }
    return LL_OK;
}

static enum ll_status read_end(struct reader *reader, const struct tag *tag)
{
    struct ll_mustache_op *op = innermost(reader);
    if (op == NULL) {
        return FAIL_AT(reader, LL_EPARSE, tag->from, "'%.*s' ends here, but did not begin",
                       LL_STR_ARG(ll_str_sub(tag->name, 0, 60)));
    }
    if (!ll_str_eq(op->text, tag->name)) {
        return FAIL_AT(
            reader, LL_EPARSE, tag->from, "'%.*s' ends here, but '%.*s' has to end first",
            LL_STR_ARG(ll_str_sub(tag->name, 0, 60)), LL_STR_ARG(ll_str_sub(op->text, 0, 60)));
    }
    if (op->kind == LL_MUSTACHE_SECTION) {
        struct lines lines = lines_of(reader, tag->from, tag->to);
        LL_TRY(add_text(reader, lines.text_to, !lines.own));
        reader->text_from = lines.behind;
    } else if (op->kind == LL_MUSTACHE_PARENT) {
        LL_TRY(end_parent(reader, tag));
    } else {
        LL_TRY(end_block(reader, tag));
    }
    reader->depth--;
    reader->ops[reader->opens[reader->depth].op].end = reader->count;
    return LL_OK;
}

/* {{=open close=}} */
static enum ll_status set_delimiters(struct reader *reader, const struct tag *tag)
{
    size_t gap = 0;
    while (gap < tag->name.len && !is_space(tag->name.ptr[gap])) {
        gap++;
    }
    struct delimiters delimiters = {ll_str_sub(tag->name, 0, gap),
                                    ll_str_trim(ll_str_sub(tag->name, gap, tag->name.len))};
    bool good = delimiters.open.len != 0 && delimiters.close.len != 0;
    for (size_t i = 0; i < tag->name.len; i++) {
        good = good && tag->name.ptr[i] != '=';
    }
    for (size_t i = 0; i < delimiters.close.len; i++) {
        good = good && !is_space(delimiters.close.ptr[i]);
    }
    if (!good) {
        return FAIL_AT(reader, LL_EPARSE, tag->from,
                       "delimiters are set as {{=A B=}}, neither with a space or '='");
    }
    reader->delimiters = delimiters;
    return LL_OK;
}

/* A tag that leaves nothing in the output. */
static enum ll_status read_silent(struct reader *reader, const struct tag *tag)
{
    struct lines lines = lines_of(reader, tag->from, tag->to);
    LL_TRY(add_text(reader, lines.text_to, !lines.own));
    reader->text_from = lines.behind;
    return tag->sigil == '=' ? set_delimiters(reader, tag) : LL_OK;
}

static const struct {
    char sigil;
    bool fits_parent; /* may stand directly in a parent */
    enum ll_status (*read)(struct reader *reader, const struct tag *tag);
} tag_rows[] = {
    {'\0', false, read_value},  {'&', false, read_value},   {'#', false, read_section},
    {'^', false, read_section}, {'>', false, read_partial}, {'<', false, read_parent},
    {'$', true, read_block},    {'/', true, read_end},      {'!', true, read_silent},
    {'=', true, read_silent},
};

static enum ll_status do_tag(struct reader *reader, const struct tag *tag)
{
    size_t row = 0;
    while (tag_rows[row].sigil != tag->sigil) {
        row++;
        LL_ASSERT(row < sizeof(tag_rows) / sizeof(tag_rows[0]));
    }
    if (is_in_parent(reader) && !tag_rows[row].fits_parent) {
        return FAIL_AT(reader, LL_EPARSE, tag->from,
                       "only blocks stand in a parent; put this tag into one");
    }
    return tag_rows[row].read(reader, tag);
}

static enum ll_status read_all(struct reader *reader)
{
    for (;;) {
        struct tag tag;
        struct ll_str rest = ll_str_sub(reader->source, reader->text_from, reader->source.len);
        size_t found = ll_str_find(rest, reader->delimiters.open, false);
        if (found == SIZE_MAX) {
            break;
        }
        LL_TRY(read_tag(reader, reader->text_from + found, &tag));
        LL_TRY(do_tag(reader, &tag));
    }
    if (reader->depth != 0) {
        const struct ll_mustache_op *op = innermost(reader);
        return FAIL_AT(reader, LL_EPARSE, op->offset, "'%.*s' begins here, and does not end",
                       LL_STR_ARG(ll_str_sub(op->text, 0, 60)));
    }
    return add_text(reader, reader->source.len, false);
}

enum ll_status ll_mustache_read(struct ll_arena *arena, struct ll_mustache_template *template,
                                struct ll_err *reterr)
{
    struct ll_arena scratch;
    struct reader reader = {.arena = arena,
                            .scratch = &scratch,
                            .template = template,
                            .source = template->source,
                            .delimiters = {LL_STR("{{"), LL_STR("}}")},
                            .reterr = reterr};
    if (template->source.len > LL_MUSTACHE_SOURCE_BYTES_MAX) {
        return FAIL_AT(&reader, LL_ELIMIT, 0, "a template may have %zu bytes",
                       LL_MUSTACHE_SOURCE_BYTES_MAX);
    }
    size_t good = ll_str_utf8_prefix(template->source);
    if (good != template->source.len) {
        return FAIL_AT(&reader, LL_EPARSE, good, "the text is no UTF-8");
    }
    ll_arena_child(&scratch, arena);
    enum ll_status status = read_all(&reader);
    if (status == LL_OK) {
        template->ops = LL_NEW_ARRAY(arena, struct ll_mustache_op, reader.count);
        if (template->ops == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for a template");
        } else if (reader.count != 0) {
            memcpy(template->ops, reader.ops, reader.count * sizeof(*reader.ops));
            template->op_count = reader.count;
        }
    }
    ll_arena_release(&scratch);
    return status;
}
