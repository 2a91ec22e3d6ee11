/* Rendering: a machine with a stack of its own, so that neither data nor templates decide how deep
 * the program's goes. */
#include <string.h>

#include "template/mustache_op.h"

/* What is being rendered: a stretch of one template's steps. */
struct frame {
    const struct ll_mustache_template *in;
    uint32_t from;
    uint32_t at;
    uint32_t end;
    const struct ll_json *list; /* a section's array, of which `item` is rendered; or NULL */
    size_t item;
    bool has_context;      /* it put something on the stack of contexts */
    struct ll_str newline; /* with which the output must end behind it, if it wrote anything */
    size_t out_from;
    size_t indent_from; /* in the machine's indents: what stands before each line */
    size_t indent_to;
    const struct frame *scope; /* the innermost parent whose blocks are put in place, or NULL */
    /* of a frame that a parent tag made */
    const struct frame *outer;
    const struct ll_mustache_template *caller;
    uint32_t parent;
};

struct machine {
    struct ll_strbuf *out;
    struct ll_err *reterr;
    struct frame frames[LL_MUSTACHE_DEPTH_MAX];
    uint32_t depth;
    const struct ll_json *contexts[LL_MUSTACHE_DEPTH_MAX + 1];
    uint32_t context_count;
    uint64_t steps;
    char indents[LL_MUSTACHE_INDENT_MAX];
};

static enum ll_status fail_at(const struct machine *machine, const struct frame *frame,
                              const struct ll_mustache_op *op, enum ll_status status)
{
    ll_mustache_locate(frame->in, op->offset, machine->reterr);
    return status;
}

/* ---- values ---------------------------------------------------------------------------------- */

static const struct ll_json *find_member(struct machine *machine, const struct ll_json *object,
                                         struct ll_str name)
{
    if (object->type != LL_JSON_OBJECT) {
        return NULL;
    }
    for (size_t i = 0; i < object->count; i++) {
        if (ll_str_eq(object->members[i].name, name)) {
            machine->steps += i;
            return &object->members[i].value;
        }
    }
    machine->steps += object->count;
    return NULL;
}

/* What a tag names, or NULL: its first part in the innermost context that has it, each further one
 * in what the one before gave. */
static const struct ll_json *look_up(struct machine *machine, const struct ll_mustache_op *op)
{
    if (op->part_count == 0) {
        return machine->contexts[machine->context_count - 1];
    }
    const struct ll_json *value = NULL;
    for (uint32_t i = machine->context_count; i > 0 && value == NULL; i--) {
        value = find_member(machine, machine->contexts[i - 1], op->parts[0]);
    }
    for (uint32_t i = 1; i < op->part_count && value != NULL; i++) {
        value = find_member(machine, value, op->parts[i]);
    }
    return value;
}

static bool is_taken(const struct ll_json *value)
{
    if (value == NULL) {
        return false;
    }
    switch (value->type) {
    case LL_JSON_NULL:
    case LL_JSON_FALSE:
        return false;
    case LL_JSON_NUMBER:
        return value->is_integer ? value->integer != 0 : value->number != 0.0;
    case LL_JSON_STRING:
        return value->string.len != 0;
    case LL_JSON_ARRAY:
        return value->count != 0;
    case LL_JSON_TRUE:
    case LL_JSON_OBJECT:
        break;
    }
    return true;
}

/* What is written for a byte that may not stand as it is: an index of `replacements`, or 0. The
 * control characters are those that HTML forbids. */
enum {
    AMPERSAND = 1,
    LESS,
    GREATER,
    QUOTE,
    APOSTROPHE,
    FORBIDDEN
};
static const char *const replacements[] = {"",       "&amp;", "&lt;",        "&gt;",
                                           "&quot;", "&#39;", "\xEF\xBF\xBD"};
#define F FORBIDDEN
static const uint8_t replacement_of[256] = {
    F,
    F,
    F,
    F,
    F,
    F,
    F,
    F,
    F,
    0,
    0,
    F,
    F,
    0,
    F,
    F, /* tab, line feed and return may stand */
    F,
    F,
    F,
    F,
    F,
    F,
    F,
    F,
    F,
    F,
    F,
    F,
    F,
    F,
    F,
    F,
    ['&'] = AMPERSAND,
    ['<'] = LESS,
    ['>'] = GREATER,
    ['"'] = QUOTE,
    ['\''] = APOSTROPHE,
    [0x7F] = F,
};
#undef F

static void put_escaped(struct ll_strbuf *out, struct ll_str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        uint8_t with = replacement_of[(uint8_t)s.ptr[i]];
        if (with != 0) {
            ll_strbuf_str(out, ll_str_sub(s, from, i));
            ll_strbuf_cstr(out, replacements[with]);
            from = i + 1;
        }
    }
    ll_strbuf_str(out, ll_str_sub(s, from, s.len));
}

/* JSON has no number that is not finite. */
static void put_number(struct ll_strbuf *out, const struct ll_json *value)
{
    char text[32];
    if (value->is_integer) {
        ll_strbuf_i64(out, value->integer);
    } else {
        ll_strbuf_str(out, (struct ll_str){text, ll_json_format_double(value->number, text)});
    }
}

static enum ll_status put_value(struct machine *machine, const struct frame *frame,
                                const struct ll_mustache_op *op)
{
    const struct ll_json *value = look_up(machine, op);
    if (value == NULL) {
        return LL_OK;
    }
    switch (value->type) {
    case LL_JSON_NULL:
        break;
    case LL_JSON_FALSE:
        ll_strbuf_cstr(machine->out, "false");
        break;
    case LL_JSON_TRUE:
        ll_strbuf_cstr(machine->out, "true");
        break;
    case LL_JSON_NUMBER:
        put_number(machine->out, value);
        break;
    case LL_JSON_STRING:
        if (op->raw) {
            ll_strbuf_str(machine->out, value->string);
        } else {
            put_escaped(machine->out, value->string);
        }
        break;
    case LL_JSON_ARRAY:
    case LL_JSON_OBJECT:
        return fail_at(machine, frame, op,
                       LL_FAIL(machine->reterr, LL_EINVAL, "'%.*s' is an %s, which has no text",
                               LL_STR_ARG(ll_str_sub(op->text, 0, 60)),
                               value->type == LL_JSON_ARRAY ? "array" : "object"));
    }
    return LL_OK;
}

/* ---- text ------------------------------------------------------------------------------------ */

static void put_text(struct machine *machine, const struct frame *frame,
                     const struct ll_mustache_op *op)
{
    struct ll_str indent = {machine->indents + frame->indent_from,
                            frame->indent_to - frame->indent_from};
    bool starts_line = op->starts_line;
    size_t at = 0;
    if (indent.len == 0) {
        ll_strbuf_str(machine->out, op->text);
        return;
    }
    if (op->text.len == 0 && starts_line) {
        ll_strbuf_str(machine->out, indent);
    }
    while (at < op->text.len) {
        struct ll_str rest = ll_str_sub(op->text, at, op->text.len);
        const char *newline = memchr(rest.ptr, '\n', rest.len);
        struct ll_str line =
            ll_str_sub(rest, 0, newline == NULL ? rest.len : (size_t)(newline - rest.ptr) + 1);
        if (starts_line && !ll_str_eq_cstr(line, "\n") && !ll_str_eq_cstr(line, "\r\n")) {
            ll_strbuf_str(machine->out, indent);
        }
        ll_strbuf_str(machine->out, line);
        at += line.len;
        starts_line = true;
    }
    if (op->line_follows) {
        ll_strbuf_str(machine->out, indent);
    }
}

/* ---- frames ---------------------------------------------------------------------------------- */

/* A frame of `from`'s scope and indentation; what differs the caller sets. */
static enum ll_status push(struct machine *machine, const struct frame *from,
                           const struct ll_mustache_op *op, struct frame **ret_frame)
{
    if (machine->depth == LL_MUSTACHE_DEPTH_MAX) {
        return fail_at(machine, from, op,
                       LL_FAIL(machine->reterr, LL_ELIMIT,
                               "sections, partials and blocks are deeper than %d",
                               LL_MUSTACHE_DEPTH_MAX));
    }
    struct frame *frame = &machine->frames[machine->depth++];
    *frame = (struct frame){.in = from->in,
                            .indent_from = from->indent_from,
                            .indent_to = from->indent_to,
                            .scope = from->scope};
    *ret_frame = frame;
    return LL_OK;
}

static void set_range(struct frame *frame, const struct ll_mustache_template *in, uint32_t from,
                      uint32_t end)
{
    frame->in = in;
    frame->from = from;
    frame->at = from;
    frame->end = end;
}

/*
 * The indentation of what a tag calls: that of its own template and its own, when it has lines for
 * itself. What is put into the middle of a line is not indented. Indents are a stack in one buffer;
 * `below` is whose indentation is on top of it.
 */
static enum ll_status indent(struct machine *machine, const struct frame *below,
                             const struct ll_mustache_op *op, struct frame *frame)
{
    size_t top = below->indent_to;
    if (!op->own_lines) {
        frame->indent_from = top;
        frame->indent_to = top;
        return LL_OK;
    }
    if (op->indent.len > LL_MUSTACHE_INDENT_MAX - top) {
        return fail_at(machine, below, op,
                       LL_FAIL(machine->reterr, LL_ELIMIT, "lines are indented by more than %d",
                               LL_MUSTACHE_INDENT_MAX));
    }
    if (op->indent.len != 0) {
        memcpy(machine->indents + top, op->indent.ptr, op->indent.len);
    }
    frame->indent_to = top + op->indent.len;
    return LL_OK;
}

static void put_context(struct machine *machine, struct frame *frame, const struct ll_json *value)
{
    frame->has_context = true;
    machine->contexts[machine->context_count++] = value;
}

static enum ll_status begin_section(struct machine *machine, struct frame *frame,
                                    const struct ll_mustache_op *op, uint32_t content)
{
    const struct ll_json *value = look_up(machine, op);
    struct frame *inner;
    frame->at = op->end;
    if (is_taken(value) == op->inverted) {
        return LL_OK;
    }
    LL_TRY(push(machine, frame, op, &inner));
    set_range(inner, frame->in, content, op->end);
    if (op->inverted) {
        return LL_OK;
    }
    if (value->type == LL_JSON_ARRAY) {
        inner->list = value;
        value = &value->items[0];
    }
    put_context(machine, inner, value);
    return LL_OK;
}

static enum ll_status begin_call(struct machine *machine, struct frame *frame,
                                 const struct ll_mustache_op *op, uint32_t content)
{
    const struct ll_mustache_template *target;
    struct frame *inner;
    bool is_parent = op->kind == LL_MUSTACHE_PARENT;
    frame->at = is_parent ? op->end : content;
    if (op->target == LL_MUSTACHE_NO_TEMPLATE) {
        return LL_OK;
    }
    target = &frame->in->all[op->target];
    LL_TRY(push(machine, frame, op, &inner));
    LL_TRY(indent(machine, frame, op, inner));
    set_range(inner, target, 0, target->op_count);
    if (is_parent) {
        inner->outer = frame->scope;
        inner->caller = frame->in;
        inner->parent = content - 1;
        inner->scope = inner;
    }
    return LL_OK;
}

/* The block that is put in the place of one of that name: the outermost parent's that has it. */
static const struct frame *find_argument(const struct frame *scope, struct ll_str name,
                                         uint32_t *ret_at)
{
    const struct frame *found = NULL;
    for (; scope != NULL; scope = scope->outer) {
        const struct ll_mustache_op *ops = scope->caller->ops;
        uint32_t end = ops[scope->parent].end;
        for (uint32_t i = scope->parent + 1; i < end; i = ops[i].end) {
            if (ll_str_eq(ops[i].text, name)) {
                found = scope;
                *ret_at = i;
            }
        }
    }
    return found;
}

static enum ll_status begin_block(struct machine *machine, struct frame *frame,
                                  const struct ll_mustache_op *op, uint32_t content)
{
    struct frame *inner;
    uint32_t at = content - 1;
    const struct frame *given = find_argument(frame->scope, op->text, &at);
    const struct ll_mustache_template *in = given == NULL ? frame->in : given->caller;
    const struct ll_mustache_op *block = &in->ops[at];
    frame->at = op->end;
    if (block->end == at + 1) {
        return LL_OK;
    }
    LL_TRY(push(machine, frame, op, &inner));
    set_range(inner, in, at + 1, block->end);
    inner->out_from = machine->out->len;
    inner->newline = ll_str_sub(LL_STR("\r\n"), (size_t)2 - op->newline_len, 2);
    if (given != NULL) {
        inner->scope = given->outer;
    }
    if (given != NULL || op->own_lines) {
        LL_TRY(indent(machine, frame, op, inner));
    }
    if (op->own_lines && block->begins_inline) {
        ll_strbuf_str(machine->out, (struct ll_str){machine->indents + inner->indent_from,
                                                    inner->indent_to - inner->indent_from});
    }
    return LL_OK;
}

/* At the end of a frame: the next item of its list, or back to what called it. */
static void end_frame(struct machine *machine, struct frame *frame)
{
    struct ll_strbuf *out = machine->out;
    if (frame->list != NULL && ++frame->item < frame->list->count) {
        machine->contexts[machine->context_count - 1] = &frame->list->items[frame->item];
        frame->at = frame->from;
        return;
    }
    if (frame->newline.len != 0 && out->len > frame->out_from && out->ptr[out->len - 1] != '\n') {
        ll_strbuf_str(out, frame->newline);
    }
    machine->context_count -= frame->has_context;
    machine->depth--;
}

static enum ll_status step(struct machine *machine)
{
    struct frame *frame = &machine->frames[machine->depth - 1];
    if (frame->at == frame->end) {
        end_frame(machine, frame);
        return LL_OK;
    }
    const struct ll_mustache_op *op = &frame->in->ops[frame->at];
    uint32_t content = ++frame->at;
    if (machine->steps > LL_MUSTACHE_STEPS_MAX) {
        return fail_at(machine, frame, op,
                       LL_FAIL(machine->reterr, LL_ELIMIT, "rendering takes more than %d steps",
                               LL_MUSTACHE_STEPS_MAX));
    }
    switch (op->kind) {
    case LL_MUSTACHE_TEXT:
        put_text(machine, frame, op);
        return LL_OK;
    case LL_MUSTACHE_VALUE:
        return put_value(machine, frame, op);
    case LL_MUSTACHE_SECTION:
        return begin_section(machine, frame, op, content);
    case LL_MUSTACHE_PARTIAL:
    case LL_MUSTACHE_PARENT:
        return begin_call(machine, frame, op, content);
    case LL_MUSTACHE_BLOCK:
        break;
    }
    return begin_block(machine, frame, op, content);
}

enum ll_status ll_mustache_render(const struct ll_mustache_template *template,
                                  const struct ll_json *data, struct ll_strbuf *out,
                                  struct ll_err *reterr)
{
    if (data->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "the data did not fit into memory");
    }
    struct machine *machine = LL_NEW(out->arena, struct machine);
    if (machine == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to render a page");
    }
    machine->out = out;
    machine->reterr = reterr;
    machine->contexts[machine->context_count++] = data;
    set_range(&machine->frames[machine->depth++], template, 0, template->op_count);
    while (machine->depth != 0 && !out->failed) {
        machine->steps++;
        LL_TRY(step(machine));
    }
    if (out->failed) {
        enum ll_status status =
            LL_FAIL(reterr, out->status, "a page of more than %zu bytes does not fit", out->max);
        ll_mustache_locate(template, 0, reterr);
        return status;
    }
    return LL_OK;
}
