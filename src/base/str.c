#include "base/str.h"

#include "base/mem.h"
#include "base/text.h"

#define STRBUF_FIRST_BYTES ((size_t)128)

static char to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct ll_str ll_str_from_cstr(const char *cstr)
{
    size_t len = 0;
    while (cstr[len] != '\0') {
        len++;
    }
    return (struct ll_str){cstr, len};
}

bool ll_str_eq(struct ll_str a, struct ll_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool ll_str_eq_cstr(struct ll_str a, const char *cstr)
{
    for (size_t i = 0; i < a.len; i++) {
        if (cstr[i] == '\0' || cstr[i] != a.ptr[i]) {
            return false;
        }
    }
    return cstr[a.len] == '\0';
}

bool ll_str_eq_nocase(struct ll_str a, struct ll_str b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (to_lower(a.ptr[i]) != to_lower(b.ptr[i])) {
            return false;
        }
    }
    return true;
}

int ll_str_cmp(struct ll_str a, struct ll_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common == 0 ? 0 : memcmp(a.ptr, b.ptr, common);
    if (order != 0) {
        return order < 0 ? -1 : 1;
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

bool ll_str_starts(struct ll_str s, struct ll_str prefix)
{
    return s.len >= prefix.len && ll_str_eq(ll_str_sub(s, 0, prefix.len), prefix);
}

bool ll_str_ends(struct ll_str s, struct ll_str suffix)
{
    return s.len >= suffix.len && ll_str_eq(ll_str_sub(s, s.len - suffix.len, s.len), suffix);
}

struct ll_str ll_str_trim(struct ll_str s)
{
    size_t from = 0;
    size_t to = s.len;
    while (from < to && is_space(s.ptr[from])) {
        from++;
    }
    while (to > from && is_space(s.ptr[to - 1])) {
        to--;
    }
    return ll_str_sub(s, from, to);
}

struct ll_str ll_str_sub(struct ll_str s, size_t from, size_t to)
{
    to = to > s.len ? s.len : to;
    from = from > to ? to : from;
    /* A null pointer (of an empty string) may not be added to. */
    return (struct ll_str){from == 0 ? s.ptr : s.ptr + from, to - from};
}

size_t ll_str_find_char(struct ll_str s, char c)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == c) {
            return i;
        }
    }
    return s.len;
}

size_t ll_str_find(struct ll_str s, struct ll_str part, bool nocase)
{
    if (part.len > s.len) {
        return SIZE_MAX;
    }
    for (size_t i = 0; i <= s.len - part.len; i++) {
        struct ll_str here = ll_str_sub(s, i, i + part.len);
        if (nocase ? ll_str_eq_nocase(here, part) : ll_str_eq(here, part)) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* Bytes of the UTF-8 character at the front of `p`, or 0 (RFC 3629, section 4). */
static size_t utf8_length(const unsigned char *p, size_t left)
{
    unsigned char lead = p[0];
    if (lead < 0x80u) {
        return 1;
    }
    size_t size = lead >= 0xF0u ? 4 : lead >= 0xE0u ? 3 : 2;
    if (lead < 0xC2u || lead > 0xF4u || left < size) {
        return 0;
    }
    for (size_t i = 1; i < size; i++) {
        if ((p[i] & 0xC0u) != 0x80u) {
            return 0;
        }
    }
    if ((lead == 0xE0u && p[1] < 0xA0u) || (lead == 0xEDu && p[1] > 0x9Fu) ||
        (lead == 0xF0u && p[1] < 0x90u) || (lead == 0xF4u && p[1] > 0x8Fu)) {
        return 0;
    }
    return size;
}

size_t ll_str_utf8_prefix(struct ll_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t at = 0;
    while (at < s.len) {
        while (s.len - at >= sizeof(uint64_t)) {
            uint64_t word;
            memcpy(&word, p + at, sizeof(word));
            if ((word & UINT64_C(0x8080808080808080)) != 0) {
                break;
            }
            at += sizeof(word);
        }
        if (at == s.len) {
            break;
        }
        size_t size = utf8_length(p + at, s.len - at);
        if (size == 0) {
            return at;
        }
        at += size;
    }
    return s.len;
}

bool ll_str_is_utf8(struct ll_str s)
{
    return ll_str_utf8_prefix(s) == s.len;
}

struct ll_str ll_str_copy(struct ll_arena *arena, struct ll_str s)
{
    char *ptr = ll_arena_alloc(arena, s.len, 1);
    if (ptr == NULL) {
        return (struct ll_str){NULL, 0};
    }
    if (s.len != 0) {
        memcpy(ptr, s.ptr, s.len);
    }
    return (struct ll_str){ptr, s.len};
}

char *ll_str_to_cstr(struct ll_arena *arena, struct ll_str s)
{
    if (s.len == SIZE_MAX) {
        return NULL;
    }
    char *ptr = ll_arena_alloc(arena, s.len + 1, 1);
    if (ptr != NULL && s.len != 0) {
        memcpy(ptr, s.ptr, s.len);
    }
    return ptr;
}

enum ll_status ll_str_to_i64(struct ll_str s, int64_t *ret_value)
{
    bool negative = s.len > 0 && s.ptr[0] == '-';
    size_t at = negative ? 1 : 0;
    if (at == s.len || (s.ptr[at] == '0' && s.len > 1)) {
        return LL_EPARSE;
    }
    for (size_t i = at; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') {
            return LL_EPARSE;
        }
    }
    int64_t value = 0;
    for (; at < s.len; at++) {
        /* Built below zero, where there is room for INT64_MIN. */
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, s.ptr[at] - '0', &value)) {
            return LL_EOVERFLOW;
        }
    }
    if (!negative && value == INT64_MIN) {
        return LL_EOVERFLOW;
    }
    *ret_value = negative ? value : -value;
    return LL_OK;
}

size_t ll_i64_digits(int64_t value, char ret_text[20])
{
    uint64_t left = value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value;
    char reversed[20];
    size_t count = 0;
    do {
        reversed[count++] = (char)('0' + (int)(left % 10));
        left /= 10;
    } while (left != 0);
    size_t len = 0;
    if (value < 0) {
        ret_text[len++] = '-';
    }
    while (count > 0) {
        ret_text[len++] = reversed[--count];
    }
    return len;
}

/* ---- string buffers ---- */

void ll_strbuf_init(struct ll_strbuf *buf, struct ll_arena *arena, size_t max)
{
    *buf = (struct ll_strbuf){.arena = arena, .max = max, .status = LL_OK};
}

void ll_strbuf_fail(struct ll_strbuf *buf, enum ll_status status)
{
    if (!buf->failed) {
        buf->failed = true;
        buf->status = status;
    }
}

/* Make room; the capacity may pass `max` by the rounding, the length never does. */
static bool grow(struct ll_strbuf *buf, size_t need)
{
    size_t cap = buf->cap < STRBUF_FIRST_BYTES ? STRBUF_FIRST_BYTES : buf->cap;
    while (cap < need) {
        cap = cap > SIZE_MAX / 2 ? need : cap * 2;
    }
    if (buf->ptr != NULL && ll_arena_extend(buf->arena, buf->ptr, buf->cap, cap)) {
        buf->cap = cap;
        return true;
    }
    char *ptr = ll_arena_alloc(buf->arena, cap, 1);
    if (ptr == NULL && cap > need) {
        cap = need;
        ptr = ll_arena_alloc(buf->arena, cap, 1);
    }
    if (ptr == NULL) {
        ll_strbuf_fail(buf, LL_ENOMEM);
        return false;
    }
    if (buf->len != 0) {
        memcpy(ptr, buf->ptr, buf->len);
    }
    buf->ptr = ptr;
    buf->cap = cap;
    return true;
}

bool ll_strbuf_reserve(struct ll_strbuf *buf, size_t count)
{
    if (buf->failed) {
        return false;
    }
    if (count <= buf->cap - buf->len) {
        return true;
    }
    size_t need;
    if (__builtin_add_overflow(buf->len, count, &need)) {
        ll_strbuf_fail(buf, LL_ENOMEM);
        return false;
    }
    return grow(buf, need);
}

static bool within_max(struct ll_strbuf *buf, size_t count)
{
    if (count > buf->max - buf->len) {
        ll_strbuf_fail(buf, LL_ELIMIT);
        return false;
    }
    return true;
}

/* Is there room already? Most is written letter by letter, and asks no more than this. */
static bool has_room(const struct ll_strbuf *buf, size_t count)
{
    return !buf->failed && count <= buf->cap - buf->len && count <= buf->max - buf->len;
}

void ll_strbuf_char(struct ll_strbuf *buf, char c)
{
    if (has_room(buf, 1) || (within_max(buf, 1) && ll_strbuf_reserve(buf, 1))) {
        buf->ptr[buf->len++] = c;
    }
}

void ll_strbuf_str(struct ll_strbuf *buf, struct ll_str s)
{
    if (s.len != 0 &&
        (has_room(buf, s.len) || (within_max(buf, s.len) && ll_strbuf_reserve(buf, s.len)))) {
        memcpy(buf->ptr + buf->len, s.ptr, s.len);
        buf->len += s.len;
    }
}

void ll_strbuf_cstr(struct ll_strbuf *buf, const char *cstr)
{
    ll_strbuf_str(buf, ll_str_from_cstr(cstr));
}

void ll_strbuf_i64(struct ll_strbuf *buf, int64_t value)
{
    char digits[20];
    ll_strbuf_str(buf, (struct ll_str){digits, ll_i64_digits(value, digits)});
}

void ll_strbuf_hex(struct ll_strbuf *buf, const uint8_t *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    if (count > SIZE_MAX / 2 || !within_max(buf, 2 * count) || !ll_strbuf_reserve(buf, 2 * count)) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        buf->ptr[buf->len++] = digits[bytes[i] >> 4];
        buf->ptr[buf->len++] = digits[bytes[i] & 15u];
    }
}

enum ll_status ll_strbuf_finish(struct ll_strbuf *buf, struct ll_str *ret_text,
                                struct ll_err *reterr)
{
    if (buf->failed) {
        if (buf->status == LL_ELIMIT) {
            return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the text to write is longer than its limit");
        }
        return LL_FAIL_TEXT(reterr, buf->status, ll_status_text(buf->status));
    }
    *ret_text = (struct ll_str){buf->ptr == NULL ? "" : buf->ptr, buf->len};
    return LL_OK;
}

/* The value of a digit and 1; 0: it is none. */
static const uint8_t hex_digits[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

enum ll_status ll_hex_decode(struct ll_str s, uint8_t *ret_bytes)
{
    if (s.len % 2 != 0) {
        return LL_EPARSE;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (hex_digits[(uint8_t)s.ptr[i]] == 0) {
            return LL_EPARSE;
        }
    }
    for (size_t i = 0; i < s.len / 2; i++) {
        unsigned high = hex_digits[(uint8_t)s.ptr[2 * i]] - 1u;
        unsigned low = hex_digits[(uint8_t)s.ptr[2 * i + 1]] - 1u;
        ret_bytes[i] = (uint8_t)(high * 16 + low);
    }
    return LL_OK;
}

/* ---- short messages ---- */

void ll_text_init(struct ll_text *text, char *buffer, size_t cap)
{
    *text = (struct ll_text){.ptr = buffer, .cap = cap};
    buffer[0] = '\0';
}

void ll_text_str(struct ll_text *text, struct ll_str s)
{
    size_t room = text->cap - 1 - text->len;
    size_t count = s.len;
    if (count > room) {
        count = room;
        while (count > 0 && ((unsigned char)s.ptr[count] & 0xC0u) == 0x80u) {
            count--;
        }
        text->cap = text->len + count + 1; /* full: nothing may follow a cut */
    }
    if (count != 0) {
        memcpy(text->ptr + text->len, s.ptr, count);
        text->len += count;
    }
    text->ptr[text->len] = '\0';
}

void ll_text_cstr(struct ll_text *text, const char *cstr)
{
    ll_text_str(text, ll_str_from_cstr(cstr));
}

void ll_text_i64(struct ll_text *text, int64_t value)
{
    char digits[20];
    ll_text_str(text, (struct ll_str){digits, ll_i64_digits(value, digits)});
}

void ll_text_quoted(struct ll_text *text, struct ll_str s)
{
    const size_t most = 60;
    ll_text_cstr(text, "\"");
    size_t at = 0;
    while (at < s.len) {
        const unsigned char *p = (const unsigned char *)s.ptr + at;
        size_t size = utf8_length(p, s.len - at);
        if (at + size > most) {
            ll_text_cstr(text, "…");
            break;
        }
        bool shown = size != 0 && p[0] >= 0x20u && p[0] != 0x7Fu;
        ll_text_str(text, shown ? ll_str_sub(s, at, at + size) : LL_STR("?"));
        at += size == 0 ? 1 : size;
    }
    ll_text_cstr(text, "\"");
}

/* Bytes of a directive at the front of `format`, or 0. */
static size_t directive_len(const char *format)
{
    if (format[0] != '%') {
        return 0;
    }
    struct ll_str rest = ll_str_from_cstr(format);
    return ll_str_starts(rest, LL_STR("%s")) ? 2 : ll_str_starts(rest, LL_STR("%lld")) ? 4 : 0;
}

void ll_text_filled(struct ll_text *text, const char *format, const char *const *pieces,
                    size_t count)
{
    size_t next = 0;
    while (*format != '\0') {
        size_t len = directive_len(format);
        if (len > 0) {
            LL_ASSERT(next < count);
            ll_text_cstr(text, pieces[next]);
            next++;
        } else {
            len = 1 + ll_str_find_char(ll_str_from_cstr(format + 1), '%');
            ll_text_str(text, (struct ll_str){format, len});
        }
        format += len;
    }
}
