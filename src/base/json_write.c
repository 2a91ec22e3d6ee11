#include "base/json.h"
#include "base/mem.h"

#define ROOM_BYTES_MIN 4096 /* made at once */

/* ---- strings ---- */

/* RFC 8785, section 3.2.2.2: what must be escaped, and nothing else. */
static void put_escape(struct ll_strbuf *out, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char names[] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"',
    };
    if (c == '\\') {
        ll_strbuf_cstr(out, "\\\\");
    } else if (names[c] != '\0') {
        ll_strbuf_str(out, (struct ll_str){(const char[]){'\\', names[c]}, 2});
    } else {
        const char code[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15u]};
        ll_strbuf_str(out, (struct ll_str){code, sizeof(code)});
    }
}

void ll_json_put_string(struct ll_strbuf *out, struct ll_str s)
{
    if (!ll_str_is_utf8(s)) {
        ll_strbuf_fail(out, LL_EPARSE);
        return;
    }
    ll_strbuf_char(out, '"');
    for (size_t at = 0; at < s.len; at++) {
        size_t end = ll_json_plain_end(s, at);
        ll_strbuf_str(out, ll_str_sub(s, at, end));
        if (end < s.len) {
            put_escape(out, (unsigned char)s.ptr[end]);
        }
        at = end;
    }
    ll_strbuf_char(out, '"');
}

/* ---- the order of members ---- */

/*
 * A byte's place in the order of UTF-16 code units. Of two differing valid texts, the first bytes
 * that differ are both lead bytes or both continuations. Bytewise order is code point order, and
 * differs from UTF-16's only in that characters beyond U+FFFF (lead bytes F0 and up, in UTF-16
 * surrogates D800 to DFFF) belong before U+E000 to U+FFFF (lead bytes EE and EF).
 */
static int utf16_rank(unsigned char c)
{
    return c == 0xEEu || c == 0xEFu ? c + 16 : c; /* above F4, the last lead byte there is */
}

static int utf16_cmp(struct ll_str a, struct ll_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    for (size_t i = 0; i < common; i++) {
        if (a.ptr[i] != b.ptr[i]) {
            int rank_a = utf16_rank((unsigned char)a.ptr[i]);
            int rank_b = utf16_rank((unsigned char)b.ptr[i]);
            return rank_a < rank_b ? -1 : 1;
        }
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

static bool is_sorted(const struct ll_json *object)
{
    for (size_t i = 1; i < object->count; i++) {
        if (utf16_cmp(object->members[i - 1].name, object->members[i].name) > 0) {
            return false;
        }
    }
    return true;
}

/* Push order[root] down in the heap of the first `count`, largest name on top. */
static void sift_down(const struct ll_json *object, size_t *order, size_t root, size_t count)
{
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= count) {
            return;
        }
        if (child + 1 < count && utf16_cmp(object->members[order[child]].name,
                                           object->members[order[child + 1]].name) < 0) {
            child++;
        }
        if (utf16_cmp(object->members[order[root]].name, object->members[order[child]].name) >= 0) {
            return;
        }
        size_t swapped = order[root];
        order[root] = order[child];
        order[child] = swapped;
        root = child;
    }
}

/* Heap sort: no recursion and O(m log m) for whatever names someone sends. */
static void sort_members(const struct ll_json *object, size_t *order)
{
    for (size_t i = 0; i < object->count; i++) {
        order[i] = i;
    }
    for (size_t i = object->count / 2; i-- > 0;) {
        sift_down(object, order, i, object->count);
    }
    for (size_t last = object->count; last-- > 1;) {
        size_t swapped = order[0];
        order[0] = order[last];
        order[last] = swapped;
        sift_down(object, order, 0, last);
    }
}

/* ---- the walk ---- */

/* A container that is open. */
struct frame {
    const struct ll_json *container;
    size_t next;         /* item or member to write next */
    const size_t *order; /* of an object's members; NULL: as they are */
};

struct writer {
    struct ll_arena *arena;
    struct ll_strbuf out;
    bool pretty;
    size_t depth;
    struct frame frames[LL_JSON_DEPTH_MAX];
};

static void put_indent(struct writer *writer)
{
    if (writer->pretty) {
        ll_strbuf_char(&writer->out, '\n');
        for (size_t i = 0; i < writer->depth; i++) {
            ll_strbuf_cstr(&writer->out, "  ");
        }
    }
}

static void put_number(struct writer *writer, const struct ll_json *value)
{
    if (value->is_integer) {
        ll_strbuf_i64(&writer->out, value->integer);
        return;
    }
    if (value->number - value->number != 0.0) {
        ll_strbuf_fail(&writer->out, LL_EPARSE); /* infinite, or no number */
        return;
    }
    char text[32];
    ll_strbuf_str(&writer->out, (struct ll_str){text, ll_json_format_double(value->number, text)});
}

static void open_container(struct writer *writer, const struct ll_json *value)
{
    bool is_array = value->type == LL_JSON_ARRAY;
    if (value->count == 0) {
        ll_strbuf_cstr(&writer->out, is_array ? "[]" : "{}");
        return;
    }
    if (writer->depth == LL_JSON_DEPTH_MAX) {
        ll_strbuf_fail(&writer->out, LL_ELIMIT);
        return;
    }
    size_t *order = NULL;
    if (!is_array && !writer->pretty && !is_sorted(value)) {
        order = LL_NEW_ARRAY(writer->arena, size_t, value->count);
        if (order == NULL) {
            ll_strbuf_fail(&writer->out, LL_ENOMEM);
            return;
        }
        sort_members(value, order);
    }
    ll_strbuf_char(&writer->out, is_array ? '[' : '{');
    writer->frames[writer->depth++] = (struct frame){.container = value, .order = order};
}

static void put_value(struct writer *writer, const struct ll_json *value)
{
    if (value->broken) {
        ll_strbuf_fail(&writer->out, LL_ENOMEM);
        return;
    }
    switch (value->type) {
    case LL_JSON_NULL:
        ll_strbuf_cstr(&writer->out, "null");
        break;
    case LL_JSON_FALSE:
        ll_strbuf_cstr(&writer->out, "false");
        break;
    case LL_JSON_TRUE:
        ll_strbuf_cstr(&writer->out, "true");
        break;
    case LL_JSON_NUMBER:
        put_number(writer, value);
        break;
    case LL_JSON_STRING:
        ll_json_put_string(&writer->out, value->string);
        break;
    case LL_JSON_ARRAY:
    case LL_JSON_OBJECT:
        open_container(writer, value);
        break;
    }
}

/* Write the next thing of the innermost open container, or close it. */
static void step(struct writer *writer)
{
    struct frame *frame = &writer->frames[writer->depth - 1];
    const struct ll_json *container = frame->container;
    bool is_array = container->type == LL_JSON_ARRAY;
    if (frame->next == container->count) {
        writer->depth--;
        put_indent(writer);
        ll_strbuf_char(&writer->out, is_array ? ']' : '}');
        return;
    }
    if (frame->next != 0) {
        ll_strbuf_char(&writer->out, ',');
    }
    put_indent(writer);
    size_t at = frame->next++;
    if (is_array) {
        put_value(writer, &container->items[at]);
        return;
    }
    const struct ll_json_member *member =
        &container->members[frame->order == NULL ? at : frame->order[at]];
    ll_json_put_string(&writer->out, member->name);
    ll_strbuf_cstr(&writer->out, writer->pretty ? ": " : ":");
    put_value(writer, &member->value);
}

/* About as many bytes as a value took in the text that it was read from; 0 when it was built. */
static size_t size_when_read(const struct ll_json *value)
{
    const struct ll_json *last = value;
    while ((last->type == LL_JSON_ARRAY || last->type == LL_JSON_OBJECT) && last->count > 0) {
        last = last->type == LL_JSON_ARRAY ? &last->items[last->count - 1]
                                           : &last->members[last->count - 1].value;
    }
    return last->offset > value->offset ? last->offset - value->offset + last->string.len : 0;
}

/* Room for all of it at once: a long text is else copied each time that it has doubled. */
static void make_room(struct ll_strbuf *out, const struct ll_json *value)
{
    size_t bytes = size_when_read(value);
    char *ptr = NULL;
    bytes += bytes / 64 + 64; /* what ends it, and what is escaped otherwise */
    if (bytes >= ROOM_BYTES_MIN && bytes <= out->max) {
        ptr = ll_arena_alloc(out->arena, bytes, 1);
    }
    if (ptr != NULL) {
        out->ptr = ptr;
        out->cap = bytes;
    }
}

static enum ll_status write_value(struct ll_arena *arena, const struct ll_json *value,
                                  size_t max_bytes, bool pretty, struct ll_str *ret_text,
                                  struct ll_err *reterr)
{
    if (value == NULL) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, ll_status_text(LL_ENOMEM));
    }
    struct writer writer = {.arena = arena, .pretty = pretty};
    ll_strbuf_init(&writer.out, arena, max_bytes);
    make_room(&writer.out, value);
    put_value(&writer, value);
    while (writer.depth > 0 && !writer.out.failed) {
        step(&writer);
    }
    if (writer.out.failed && writer.out.status == LL_EPARSE) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE,
                            "a string that is no UTF-8, or a number that is not finite, cannot be "
                            "written as JSON");
    }
    return ll_strbuf_finish(&writer.out, ret_text, reterr);
}

enum ll_status ll_json_canonical(struct ll_arena *arena, const struct ll_json *value,
                                 size_t max_bytes, struct ll_str *ret_text, struct ll_err *reterr)
{
    return write_value(arena, value, max_bytes, false, ret_text, reterr);
}

enum ll_status ll_json_pretty(struct ll_arena *arena, const struct ll_json *value, size_t max_bytes,
                              struct ll_str *ret_text, struct ll_err *reterr)
{
    return write_value(arena, value, max_bytes, true, ret_text, reterr);
}
