#include "base/id.h"

#include <stddef.h>

#include "base/mem.h"
#include "base/text.h"

#define TEXT_DIGITS ((size_t)26)
#define MS_LAST UINT64_C(253402300799999) /* the end of the year 9999; 48 bits reach to 10889 */

/* Crockford's base 32: no i, l, o, u. */
static const char digits32[] = "0123456789abcdefghjkmnpqrstvwxyz";

bool ll_id_eq(struct ll_id a, struct ll_id b)
{
    return ll_id_cmp(a, b) == 0;
}

int ll_id_cmp(struct ll_id a, struct ll_id b)
{
    int order = memcmp(a.b, b.b, sizeof(a.b));
    return order < 0 ? -1 : order > 0;
}

bool ll_id_is_zero(struct ll_id id)
{
    return ll_id_eq(id, (struct ll_id){{0}});
}

static uint64_t read_be64(const uint8_t *bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < 8; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

static void write_be64(uint64_t value, uint8_t *ret_bytes)
{
    for (int i = 7; i >= 0; i--) {
        ret_bytes[i] = (uint8_t)value;
        value >>= 8;
    }
}

void ll_id_format(const char *prefix, struct ll_id id, char ret_text[LL_ID_TEXT_MAX])
{
    struct ll_str kind = ll_str_from_cstr(prefix);
    LL_ASSERT(kind.len >= 1 && kind.len <= LL_ID_PREFIX_MAX);
    memcpy(ret_text, kind.ptr, kind.len);
    ret_text[kind.len] = '_';
    char *digits = ret_text + kind.len + 1;
    uint64_t high = read_be64(id.b);
    uint64_t low = read_be64(id.b + 8);
    for (size_t i = TEXT_DIGITS; i-- > 0;) {
        digits[i] = digits32[low & 31u];
        low = low >> 5 | high << 59;
        high >>= 5;
    }
    digits[TEXT_DIGITS] = '\0';
}

static int digit_value(char c)
{
    for (int i = 0; i < 32; i++) {
        if (digits32[i] == c) {
            return i;
        }
    }
    return -1;
}

static enum ll_status refuse(const char *prefix, struct ll_str s, const char *what,
                             struct ll_err *reterr)
{
    if (reterr == NULL) { /* who only asks whether it is an id waits for no words */
        return LL_EPARSE;
    }
    char message[LL_ERR_TEXT_MAX];
    char quoted[LL_TEXT_QUOTED_MAX];
    const char *piece = quoted;
    struct ll_text text;
    ll_text_init(&text, quoted, sizeof(quoted));
    ll_text_quoted(&text, s);
    ll_text_init(&text, message, sizeof(message));
    ll_text_filled(&text, what, &piece, 1);
    enum ll_status status = LL_FAIL_TEXT(reterr, LL_EPARSE, message);
    ll_text_init(&text, message, sizeof(message));
    ll_text_filled(&text,
                   LL_R("an id of this kind is \"%s_\" and 26 digits and small letters without i, "
                        "l, o, u"),
                   &prefix, 1);
    ll_err_hint_text(reterr, message);
    return status;
}

enum ll_status ll_id_parse(const char *prefix, struct ll_str s, struct ll_id *ret_id,
                           struct ll_err *reterr)
{
    struct ll_str kind = ll_str_from_cstr(prefix);
    size_t line = ll_str_find_char(s, '_');
    if (line == s.len) {
        return refuse(prefix, s, LL_R("%s is no id"), reterr);
    }
    if (!ll_str_eq(ll_str_sub(s, 0, line), kind)) {
        return refuse(prefix, s, LL_R("%s is the id of something else"), reterr);
    }
    struct ll_str digits = ll_str_sub(s, line + 1, s.len);
    if (digits.len != TEXT_DIGITS) {
        return refuse(prefix, s, LL_R("%s has not 26 characters after the prefix"), reterr);
    }
    uint64_t high = 0;
    uint64_t low = 0;
    for (size_t i = 0; i < TEXT_DIGITS; i++) {
        int value = digit_value(digits.ptr[i]);
        /* 26 digits are 130 bits: the first digit holds three of its five. */
        if (value < 0 || (i == 0 && value > 7)) {
            return refuse(prefix, s, LL_R("%s has a character that no id has"), reterr);
        }
        high = high << 5 | low >> 59;
        low = low << 5 | (uint64_t)value;
    }
    write_be64(high, ret_id->b);
    write_be64(low, ret_id->b + 8);
    return LL_OK;
}

struct ll_id ll_id_next(struct ll_id_source *source, struct ll_time now)
{
    uint64_t now_ms = now.us < 0 ? 0 : (uint64_t)now.us / 1000;
    now_ms = now_ms > MS_LAST ? MS_LAST : now_ms;
    uint64_t last = read_be64(source->last.b);
    uint64_t next = now_ms << 16;
    if (next <= last) {
        /* The clock stood or stepped back: count on; past 65,535 the count runs into the time. */
        LL_ASSERT(last < UINT64_MAX);
        next = last + 1;
    }
    struct ll_id id;
    write_be64(next, id.b);
    source->random(source->ctx, id.b + 8, 8);
    source->last = id;
    return id;
}

struct ll_id ll_id_first(struct ll_time time)
{
    struct ll_id id = {{0}};
    uint64_t ms = time.us < 0 ? 0 : (uint64_t)time.us / 1000;
    write_be64((ms > MS_LAST ? MS_LAST : ms) << 16, id.b);
    return id;
}

struct ll_id ll_id_last(void)
{
    struct ll_id id;
    for (size_t i = 0; i < sizeof(id.b); i++) {
        id.b[i] = UINT8_MAX;
    }
    return id;
}

void ll_id_source_saw(struct ll_id_source *source, struct ll_id id)
{
    /* An id that claims a time past the year 9999 is none of ours, and following it would use up
     * the room to rise. */
    if (read_be64(id.b) >> 16 <= MS_LAST && ll_id_cmp(id, source->last) > 0) {
        source->last = id;
    }
}

struct ll_time ll_id_time(struct ll_id id)
{
    return (struct ll_time){(int64_t)(read_be64(id.b) >> 16) * 1000};
}
