/*
 * The reader goes over the text three times: to check its UTF-8, to count the items of every
 * container (so that each gets its memory once, at its exact size), and to read.
 */
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#define FEW_MEMBERS 12 /* so few are compared pairwise */

struct frame {
    struct ll_json *container;
    size_t capacity; /* what the counting found */
};

struct reader {
    struct ll_arena *arena;
    const char *ptr;
    size_t len;
    size_t at;
    struct ll_err *reterr;
    uint32_t *counts; /* commas of each container, in the order of their opening */
    size_t next_count;
    size_t depth;
    struct frame frames[LL_JSON_DEPTH_MAX];
};

/* ---- failing ---- */

static enum ll_status fail_at(struct reader *reader, enum ll_status status, size_t at,
                              const char *what)
{
    char where[32];
    struct ll_text text;
    ll_text_init(&text, where, sizeof(where));
    ll_text_cstr(&text, "byte ");
    ll_text_i64(&text, (int64_t)at);
    (void)!LL_FAIL_TEXT(reader->reterr, status, what);
    ll_err_where_text(reader->reterr, where, " ");
    return status;
}

static enum ll_status refuse(struct reader *reader, const char *what)
{
    return fail_at(reader, LL_EPARSE, reader->at, what);
}

static enum ll_status no_memory(struct reader *reader)
{
    return fail_at(reader, LL_ENOMEM, reader->at, ll_status_text(LL_ENOMEM));
}

/* ---- bytes ---- */

/* Has any byte of `word` a zero? Its high bit is set then (and maybe those of bytes above). */
static uint64_t zero_bytes(uint64_t word)
{
    return (word - UINT64_C(0x0101010101010101)) & ~word & UINT64_C(0x8080808080808080);
}

static bool is_plain(char c)
{
    return (unsigned char)c >= 0x20u && c != '"' && c != '\\';
}

size_t ll_json_plain_end(struct ll_str s, size_t at)
{
    const uint64_t quotes = UINT64_C(0x2222222222222222);
    const uint64_t backslashes = UINT64_C(0x5C5C5C5C5C5C5C5C);
    const uint64_t high_three = UINT64_C(0xE0E0E0E0E0E0E0E0); /* all clear: below 0x20 */
    while (s.len - at >= sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, s.ptr + at, sizeof(word));
        if ((zero_bytes(word ^ quotes) | zero_bytes(word ^ backslashes) |
             zero_bytes(word & high_three)) != 0) {
            break;
        }
        at += sizeof(word);
    }
    while (at < s.len && is_plain(s.ptr[at])) {
        at++;
    }
    return at;
}

/* The first position from `at` on whose byte ends a run of plain characters of a string. */
static size_t skip_plain(const struct reader *reader, size_t at)
{
    return ll_json_plain_end((struct ll_str){reader->ptr, reader->len}, at);
}

static void skip_space(struct reader *reader)
{
    while (reader->at < reader->len) {
        char c = reader->ptr[reader->at];
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
            return;
        }
        reader->at++;
    }
}

/* The byte at the reading position; 0, which no JSON text has outside a string, at the end. */
static char peek(const struct reader *reader)
{
    return reader->at < reader->len ? reader->ptr[reader->at] : '\0';
}

/* ---- counting ---- */

/* Past the string whose opening quote is before `at`; SIZE_MAX when it is not well formed. */
static size_t skip_string(const struct reader *reader, size_t at)
{
    for (;;) {
        at = skip_plain(reader, at);
        if (at == reader->len) {
            return SIZE_MAX;
        }
        if (reader->ptr[at] == '"') {
            return at + 1;
        }
        if (reader->ptr[at] != '\\' || reader->len - at < 2) {
            return SIZE_MAX;
        }
        at += 2;
    }
}

/*
 * Count the commas of every container. Where the text goes wrong the counting just stops: the
 * reader proper refuses the text at that place at the latest.
 */
static void count_commas(struct reader *reader)
{
    size_t open[LL_JSON_DEPTH_MAX];
    size_t depth = 0;
    size_t found = 0;
    size_t at = 0;
    while (at < reader->len) {
        char c = reader->ptr[at++];
        if (c == '"') {
            at = skip_string(reader, at);
            if (at == SIZE_MAX) {
                return;
            }
        } else if (c == ',') {
            if (depth == 0) {
                return;
            }
            reader->counts[open[depth - 1]]++;
        } else if (c == '[' || c == '{') {
            if (depth == LL_JSON_DEPTH_MAX) {
                return;
            }
            open[depth++] = found++;
        } else if (c == ']' || c == '}') {
            if (depth == 0) {
                return;
            }
            depth--;
        }
    }
}

/* No text has more containers than opening brackets, those in strings included. */
static size_t count_brackets(struct ll_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        /* '[' is 0x5B and '{' is 0x7B */
        count += (text.ptr[i] & 0x5F) == 0x5B;
    }
    return count;
}

/* ---- strings ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four hex digits at the reading position. */
static enum ll_status read_hex4(struct reader *reader, uint32_t *ret_unit)
{
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(peek(reader));
        if (digit < 0) {
            return refuse(reader, "\\u must be followed by four hexadecimal digits");
        }
        unit = unit << 4 | (uint32_t)digit;
        reader->at++;
    }
    *ret_unit = unit;
    return LL_OK;
}

/* What follows "\u": one code unit, or a surrogate pair, as one character. */
static enum ll_status read_unicode(struct reader *reader, uint32_t *ret_code)
{
    size_t start = reader->at;
    uint32_t code = 0;
    LL_TRY(read_hex4(reader, &code));
    if (code >= 0xD800u && code <= 0xDFFFu) {
        bool paired = code <= 0xDBFFu && reader->len - reader->at >= 2 &&
                      reader->ptr[reader->at] == '\\' && reader->ptr[reader->at + 1] == 'u';
        uint32_t low = 0;
        if (paired) {
            reader->at += 2;
            LL_TRY(read_hex4(reader, &low));
        }
        if (low < 0xDC00u || low > 0xDFFFu) {
            return fail_at(reader, LL_EPARSE, start, "a surrogate stands alone");
        }
        code = 0x10000u + ((code - 0xD800u) << 10) + (low - 0xDC00u);
    }
    *ret_code = code;
    return LL_OK;
}

static size_t put_utf8(uint32_t code, char *ret_bytes)
{
    if (code < 0x80u) {
        ret_bytes[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800u ? 2 : code < 0x10000u ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = size; i-- > 1;) {
        ret_bytes[i] = (char)(0x80u | (code & 0x3Fu));
        code >>= 6;
    }
    ret_bytes[0] = (char)(lead[size] | code);
    return size;
}

/* What follows a backslash; at most as many bytes as its escape has. */
static enum ll_status read_escape(struct reader *reader, char *ret_bytes, size_t *ret_size)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    char c = peek(reader);
    if (c == 'u') {
        uint32_t code = 0;
        reader->at++;
        LL_TRY(read_unicode(reader, &code));
        *ret_size = put_utf8(code, ret_bytes);
        return LL_OK;
    }
    for (size_t i = 0; i < sizeof(names) - 1; i++) {
        if (names[i] == c) {
            reader->at++;
            ret_bytes[0] = values[i];
            *ret_size = 1;
            return LL_OK;
        }
    }
    return refuse(reader, "this is no escape that JSON knows");
}

/* A string with escapes, from behind its quote on; never longer than its text. */
static enum ll_status read_escaped(struct reader *reader, struct ll_str *ret_string)
{
    size_t end = skip_string(reader, reader->at);
    end = end == SIZE_MAX ? reader->len : end;
    char *bytes = ll_arena_alloc(reader->arena, end - reader->at, 1);
    if (bytes == NULL) {
        return no_memory(reader);
    }
    size_t len = 0;
    for (;;) {
        size_t run = skip_plain(reader, reader->at) - reader->at;
        memcpy(bytes + len, reader->ptr + reader->at, run);
        len += run;
        reader->at += run;
        char c = peek(reader);
        if (c == '"') {
            reader->at++;
            *ret_string = (struct ll_str){bytes, len};
            return LL_OK;
        }
        if (reader->at == reader->len) {
            return refuse(reader, "a string has no end");
        }
        if (c != '\\') {
            return refuse(reader, "a control character in a string must be escaped");
        }
        size_t size = 0;
        reader->at++;
        LL_TRY(read_escape(reader, bytes + len, &size));
        len += size;
    }
}

static enum ll_status read_string(struct reader *reader, struct ll_str *ret_string)
{
    size_t start = reader->at + 1;
    size_t end = skip_plain(reader, start);
    if (end < reader->len && reader->ptr[end] == '"') {
        *ret_string = (struct ll_str){reader->ptr + start, end - start};
        reader->at = end + 1;
        return LL_OK;
    }
    reader->at = start;
    return read_escaped(reader, ret_string);
}

/* ---- numbers and words ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static enum ll_status read_real(struct reader *reader, struct ll_json *ret_value)
{
    size_t start = reader->at;
    size_t end = start;
    while (end < reader->len) {
        char c = reader->ptr[end];
        if (!is_digit(c) && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E') {
            break;
        }
        end++;
    }
    struct ll_str token = {reader->ptr + start, end - start};
    enum ll_status status = ll_json_parse_double(token, &ret_value->number);
    if (status == LL_EOVERFLOW) {
        return refuse(reader, "a number is too large for a double");
    }
    if (status != LL_OK) {
        return refuse(reader, "this is no number as JSON writes it");
    }
    ret_value->type = LL_JSON_NUMBER;
    reader->at = end;
    return LL_OK;
}

static enum ll_status read_number(struct reader *reader, struct ll_json *ret_value)
{
    size_t at = reader->at;
    bool negative = reader->ptr[at] == '-';
    at += negative;
    size_t start = at;
    int64_t value = 0;
    while (at < reader->len && is_digit(reader->ptr[at]) && at - start < 17) {
        value = value * 10 + (reader->ptr[at] - '0');
        at++;
    }
    size_t count = at - start;
    char next = at < reader->len ? reader->ptr[at] : '\0';
    bool real = is_digit(next) || next == '.' || next == 'e' || next == 'E';
    bool odd = count == 0 || (reader->ptr[start] == '0' && count > 1);
    if (real || odd || value > LL_JSON_INT_MAX) {
        return read_real(reader, ret_value);
    }
    ret_value->type = LL_JSON_NUMBER;
    ret_value->is_integer = true;
    ret_value->integer = negative ? -value : value;
    ret_value->number = negative ? -(double)value : (double)value;
    reader->at = at;
    return LL_OK;
}

static bool take_word(struct reader *reader, const char *word, size_t len)
{
    if (reader->len - reader->at < len || memcmp(reader->ptr + reader->at, word, len) != 0) {
        return false;
    }
    reader->at += len;
    return true;
}

/* ---- objects ---- */

static enum ll_status refuse_twin(struct reader *reader, const struct ll_json_member *member)
{
    char message[LL_ERR_TEXT_MAX];
    struct ll_text text;
    ll_text_init(&text, message, sizeof(message));
    ll_text_cstr(&text, "the name ");
    ll_text_quoted(&text, member->name);
    ll_text_cstr(&text, " occurs twice in one object");
    return fail_at(reader, LL_EPARSE, member->value.offset, message);
}

/* Push order[root] down in the heap of the first `count`, largest name on top. */
static void sift_down(const struct ll_json_member *members, uint32_t *order, size_t root,
                      size_t count)
{
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= count) {
            return;
        }
        if (child + 1 < count &&
            ll_str_cmp(members[order[child]].name, members[order[child + 1]].name) < 0) {
            child++;
        }
        if (ll_str_cmp(members[order[root]].name, members[order[child]].name) >= 0) {
            return;
        }
        uint32_t swapped = order[root];
        order[root] = order[child];
        order[child] = swapped;
        root = child;
    }
}

/* Take the names off a heap, largest first: twins come one after the other. */
static enum ll_status check_many(struct reader *reader, const struct ll_json *object)
{
    const struct ll_json_member *members = object->members;
    struct ll_arena_mark mark = ll_arena_mark(reader->arena);
    uint32_t *order = LL_NEW_ARRAY(reader->arena, uint32_t, object->count);
    if (order == NULL) {
        return no_memory(reader);
    }
    for (size_t i = 0; i < object->count; i++) {
        order[i] = (uint32_t)i;
    }
    for (size_t i = object->count / 2; i-- > 0;) {
        sift_down(members, order, i, object->count);
    }
    enum ll_status status = LL_OK;
    for (size_t left = object->count; left > 1 && status == LL_OK; left--) {
        uint32_t largest = order[0];
        order[0] = order[left - 1];
        sift_down(members, order, 0, left - 1);
        if (ll_str_eq(members[largest].name, members[order[0]].name)) {
            status = refuse_twin(reader, &members[largest]);
        }
    }
    ll_arena_rewind(reader->arena, mark);
    return status;
}

static bool is_rising(const struct ll_json *object)
{
    for (size_t i = 1; i < object->count; i++) {
        if (ll_str_cmp(object->members[i - 1].name, object->members[i].name) >= 0) {
            return false;
        }
    }
    return true;
}

static enum ll_status check_names(struct reader *reader, const struct ll_json *object)
{
    if (object->count > FEW_MEMBERS) {
        /* Texts in canonical order are common. */
        return is_rising(object) ? LL_OK : check_many(reader, object);
    }
    for (size_t i = 1; i < object->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (ll_str_eq(object->members[i].name, object->members[k].name)) {
                return refuse_twin(reader, &object->members[i]);
            }
        }
    }
    return LL_OK;
}

/* ---- values ---- */

static enum ll_status open_container(struct reader *reader, enum ll_json_type type,
                                     struct ll_json *ret_value)
{
    if (reader->depth == LL_JSON_DEPTH_MAX) {
        return fail_at(reader, LL_ELIMIT, reader->at, "arrays and objects nest deeper than 64");
    }
    reader->at++;
    ret_value->type = type;
    reader->frames[reader->depth++] = (struct frame){
        .container = ret_value,
        .capacity = (size_t)reader->counts[reader->next_count++] + 1,
    };
    return LL_OK;
}

/* A whole value, or the opening of a container. `ret_value` is zeroed memory. */
static enum ll_status read_value(struct reader *reader, struct ll_json *ret_value)
{
    skip_space(reader);
    ret_value->offset = (uint32_t)reader->at;
    char c = peek(reader);
    if (c == '"') {
        ret_value->type = LL_JSON_STRING;
        return read_string(reader, &ret_value->string);
    }
    if (c == '-' || is_digit(c)) {
        return read_number(reader, ret_value);
    }
    if (c == '{') {
        return open_container(reader, LL_JSON_OBJECT, ret_value);
    }
    if (c == '[') {
        return open_container(reader, LL_JSON_ARRAY, ret_value);
    }
    if (take_word(reader, "null", 4)) {
        ret_value->type = LL_JSON_NULL;
        return LL_OK;
    }
    if (take_word(reader, "true", 4)) {
        ret_value->type = LL_JSON_TRUE;
        return LL_OK;
    }
    if (take_word(reader, "false", 5)) {
        ret_value->type = LL_JSON_FALSE;
        return LL_OK;
    }
    return refuse(reader, reader->at == reader->len ? "the text ends where a value should be"
                                                    : "no JSON value starts like this");
}

static enum ll_status read_item(struct reader *reader, struct frame *frame)
{
    struct ll_json *array = frame->container;
    if (array->items == NULL) {
        array->items = LL_NEW_ARRAY(reader->arena, struct ll_json, frame->capacity);
        if (array->items == NULL) {
            return no_memory(reader);
        }
    }
    LL_ASSERT(array->count < frame->capacity);
    return read_value(reader, &array->items[array->count++]);
}

static enum ll_status read_member(struct reader *reader, struct frame *frame)
{
    struct ll_json *object = frame->container;
    if (peek(reader) != '"') {
        return refuse(reader, "a member's name in double quotes should be here");
    }
    if (object->members == NULL) {
        object->members = LL_NEW_ARRAY(reader->arena, struct ll_json_member, frame->capacity);
        if (object->members == NULL) {
            return no_memory(reader);
        }
    }
    LL_ASSERT(object->count < frame->capacity);
    struct ll_json_member *member = &object->members[object->count];
    LL_TRY(read_string(reader, &member->name));
    skip_space(reader);
    if (peek(reader) != ':') {
        return refuse(reader, "a colon should follow a member's name");
    }
    reader->at++;
    object->count++;
    return read_value(reader, &member->value);
}

/* Go on in the innermost open container: its next thing, or its end. */
static enum ll_status step(struct reader *reader)
{
    struct frame *frame = &reader->frames[reader->depth - 1];
    struct ll_json *container = frame->container;
    bool is_array = container->type == LL_JSON_ARRAY;
    skip_space(reader);
    char c = peek(reader);
    if (c == (is_array ? ']' : '}')) {
        reader->at++;
        reader->depth--;
        return is_array ? LL_OK : check_names(reader, container);
    }
    if (container->count != 0) {
        if (c != ',') {
            return refuse(reader, is_array ? "a comma or ] should follow an item"
                                           : "a comma or } should follow a member");
        }
        reader->at++;
        skip_space(reader);
    }
    return is_array ? read_item(reader, frame) : read_member(reader, frame);
}

static enum ll_status read_text(struct reader *reader, struct ll_json *ret_value)
{
    LL_TRY(read_value(reader, ret_value));
    while (reader->depth > 0) {
        LL_TRY(step(reader));
    }
    skip_space(reader);
    if (reader->at != reader->len) {
        return refuse(reader, "something follows the value");
    }
    return LL_OK;
}

enum ll_status ll_json_read(struct ll_arena *arena, struct ll_str text, size_t max_bytes,
                            struct ll_json **ret_value, struct ll_err *reterr)
{
    if (text.len > max_bytes || text.len > UINT32_MAX) {
        return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the JSON text is longer than its limit");
    }
    struct reader reader = {.arena = arena, .ptr = text.ptr, .len = text.len, .reterr = reterr};
    if (ll_str_starts(text, LL_STR("\xEF\xBB\xBF"))) {
        return refuse(&reader, "a byte order mark is before the text; leave it out");
    }
    size_t valid = ll_str_utf8_prefix(text);
    if (valid != text.len) {
        return fail_at(&reader, LL_EPARSE, valid, "this is no UTF-8");
    }
    reader.counts = LL_NEW_ARRAY(arena, uint32_t, count_brackets(text));
    struct ll_json *value = LL_NEW(arena, struct ll_json);
    if (reader.counts == NULL || value == NULL) {
        return no_memory(&reader);
    }
    count_commas(&reader);
    LL_TRY(read_text(&reader, value));
    *ret_value = value;
    return LL_OK;
}
