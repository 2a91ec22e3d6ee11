/* The indentation of a block's content belongs to where it is written, not to where it is put. */
#include <string.h>

#include "template/mustache_op.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Shorten the indentation that all lines have, to what `line` has of it too. */
static void narrow(struct ll_str *indent, struct ll_str line)
{
    size_t same = 0;
    if (indent->ptr == NULL) {
        while (same < line.len && is_blank(line.ptr[same])) {
            same++;
        }
        *indent = (struct ll_str){line.ptr, same};
        return;
    }
    while (same < indent->len && same < line.len && line.ptr[same] == indent->ptr[same]) {
        same++;
    }
    indent->len = same;
}

/* Whether a line of a text holds nothing: what ends without a line end goes on with a tag. */
static bool is_empty_line(struct ll_str line)
{
    return line.len != 0 && line.ptr[line.len - 1] == '\n' && ll_str_trim(line).len == 0;
}

/* The next line of a text, with its end; `at` moves behind it. */
static struct ll_str next_line(struct ll_str text, size_t *at)
{
    struct ll_str rest = ll_str_sub(text, *at, text.len);
    size_t end = ll_str_find_char(rest, '\n');
    struct ll_str line = ll_str_sub(rest, 0, end < rest.len ? end + 1 : end);
    *at += line.len;
    return line;
}

static void narrow_by_text(struct ll_str *indent, const struct ll_mustache_op *op)
{
    bool starts_line = op->starts_line;
    size_t at = 0;
    if (op->text.len == 0 && starts_line) {
        narrow(indent, op->text);
    }
    while (at < op->text.len) {
        struct ll_str line = next_line(op->text, &at);
        if (starts_line && !is_empty_line(line)) {
            narrow(indent, line);
        }
        starts_line = true;
    }
    if (op->line_follows) {
        narrow(indent, (struct ll_str){"", 0});
    }
}

static enum ll_status cut_text(struct ll_arena *arena, struct ll_mustache_op *op, size_t indent,
                               struct ll_err *reterr)
{
    char *copy;
    bool starts_line = op->starts_line;
    size_t len = 0;
    size_t at = 0;
    if (op->text.len == 0) {
        return LL_OK;
    }
    copy = ll_arena_alloc(arena, op->text.len, 1);
    if (copy == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a template");
    }
    while (at < op->text.len) {
        struct ll_str line = next_line(op->text, &at);
        size_t cut = 0;
        while (starts_line && cut < indent && cut < line.len && is_blank(line.ptr[cut])) {
            cut++;
        }
        memcpy(copy + len, line.ptr + cut, line.len - cut);
        len += line.len - cut;
        starts_line = true;
    }
    /* The white space before a tag may have been all there was on its line. */
    op->line_follows = op->line_follows || (op->text.ptr[op->text.len - 1] != '\n' && len != 0 &&
                                            copy[len - 1] == '\n');
    op->text = (struct ll_str){copy, len};
    return LL_OK;
}

static bool has_own_lines(const struct ll_mustache_op *op)
{
    return (op->kind == LL_MUSTACHE_PARTIAL || op->kind == LL_MUSTACHE_PARENT ||
            op->kind == LL_MUSTACHE_BLOCK) &&
           op->own_lines;
}

/* Behind op `i`, and behind its content when that has its own indentation. */
static uint32_t step_over(const struct ll_mustache_op *ops, uint32_t i)
{
    bool apart =
        ops[i].kind == LL_MUSTACHE_PARENT || (ops[i].kind == LL_MUSTACHE_BLOCK && ops[i].own_lines);
    return apart ? ops[i].end : i + 1;
}

enum ll_status ll_mustache_dedent(struct ll_arena *arena, struct ll_mustache_op *ops, uint32_t from,
                                  uint32_t to, struct ll_str *ret_indent, struct ll_err *reterr)
{
    struct ll_str indent = {NULL, 0};
    for (uint32_t i = from; i < to; i = step_over(ops, i)) {
        if (ops[i].kind == LL_MUSTACHE_TEXT) {
            narrow_by_text(&indent, &ops[i]);
        } else if (has_own_lines(&ops[i])) {
            narrow(&indent, ops[i].indent);
        }
    }
    for (uint32_t i = from; i < to && indent.len != 0; i = step_over(ops, i)) {
        if (ops[i].kind == LL_MUSTACHE_TEXT) {
            LL_TRY(cut_text(arena, &ops[i], indent.len, reterr));
        } else if (has_own_lines(&ops[i])) {
            ops[i].indent = ll_str_sub(ops[i].indent, indent.len, ops[i].indent.len);
        }
    }
    *ret_indent = indent;
    return LL_OK;
}
