#include "edge/web/say.h"

#define VALUE_BYTES_MAX 128
#define TEXT_BYTES_MAX ((size_t)64 << 10)

static struct ll_str finish(struct ll_strbuf *buf)
{
    struct ll_str text = LL_STR("");
    return ll_strbuf_finish(buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

struct ll_str ll_say_i64(const struct ll_say *words, int64_t value)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, words->arena, VALUE_BYTES_MAX);
    ll_locale_put_i64(words->locale, &buf, value);
    return finish(&buf);
}

struct ll_str ll_say_mass(const struct ll_say *words, int64_t mass_g)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, words->arena, VALUE_BYTES_MAX);
    ll_locale_put_mass(words->locale, &buf, (struct ll_mass){mass_g}, LL_MASS_BY_SIZE);
    return finish(&buf);
}

struct ll_str ll_say_month(const struct ll_say *words, struct ll_str month)
{
    struct ll_month value;
    struct ll_strbuf buf;
    if (ll_month_parse(month, &value, NULL) != LL_OK) {
        return month;
    }
    ll_strbuf_init(&buf, words->arena, VALUE_BYTES_MAX);
    ll_locale_put_month(words->locale, &buf, value);
    return finish(&buf);
}

struct ll_str ll_say_date(const struct ll_say *words, struct ll_str date)
{
    struct ll_date value;
    struct ll_strbuf buf;
    if (ll_date_parse(ll_str_sub(date, 0, 10), &value, NULL) != LL_OK) {
        return date;
    }
    ll_strbuf_init(&buf, words->arena, VALUE_BYTES_MAX);
    ll_locale_put_date(words->locale, &buf, value);
    return finish(&buf);
}

/* ---- names from right to left ---- */

static uint32_t letter_at(struct ll_str text, size_t *at)
{
    unsigned char lead = (unsigned char)text.ptr[(*at)++];
    uint32_t c = lead < 0x80   ? lead
                 : lead < 0xe0 ? lead & 0x1fu
                 : lead < 0xf0 ? lead & 0xfu
                               : lead & 7u;
    while (*at < text.len && ((unsigned char)text.ptr[*at] & 0xc0u) == 0x80u) {
        c = c << 6 | ((unsigned char)text.ptr[(*at)++] & 0x3fu);
    }
    return c;
}

static bool begins_isolate(uint32_t c)
{
    return c >= 0x2066 && c <= 0x2068;
}

/* What acts on the direction of letters. */
static bool is_control(uint32_t c)
{
    return c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
           begins_isolate(c) || c == 0x2069;
}

static bool is_right_to_left(uint32_t c)
{
    return (c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfdff) ||
           (c >= 0xfe70 && c <= 0xfefe) || (c >= 0x10800 && c <= 0x10fff) ||
           (c >= 0x1e800 && c <= 0x1efff);
}

/*
 * A value as it may stand in a sentence: what would turn letters around it is kept to itself by
 * U+2068 and U+2069, without its own controls where these would end that.
 */
static struct ll_str isolated(struct ll_arena *arena, struct ll_str text)
{
    bool turns = false;
    bool is_balanced = true;
    int depth = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = letter_at(text, &at);
        turns = turns || is_control(c) || is_right_to_left(c);
        depth += begins_isolate(c) ? 1 : c == 0x2069 ? -1 : 0;
        is_balanced = is_balanced && depth >= 0;
    }
    if (!turns) {
        return text;
    }
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, text.len + 8);
    ll_strbuf_cstr(&buf, "\xe2\x81\xa8");
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        bool is_kept = !is_control(letter_at(text, &at)) || (is_balanced && depth == 0);
        ll_strbuf_str(&buf, ll_str_sub(text, from, is_kept ? at : from));
    }
    ll_strbuf_cstr(&buf, "\xe2\x81\xa9");
    return finish(&buf);
}

struct ll_str ll_say_fill(const struct ll_say *words, const char *text, const struct ll_slot *slots,
                          size_t count)
{
    struct ll_strbuf buf;
    struct ll_slot *own = LL_NEW_ARRAY(words->arena, struct ll_slot, count + 1);
    if (own == NULL) {
        return LL_STR("");
    }
    for (size_t i = 0; i < count; i++) {
        own[i] = (struct ll_slot){slots[i].name, isolated(words->arena, slots[i].value)};
    }
    ll_strbuf_init(&buf, words->arena, TEXT_BYTES_MAX);
    ll_locale_fill(&buf, ll_locale_text(words->locale, text), own, count);
    return finish(&buf);
}

struct ll_str ll_say_count(const struct ll_say *words, const char *one, const char *many, int64_t n)
{
    const struct ll_slot slot = {"n", ll_say_i64(words, n)};
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, words->arena, TEXT_BYTES_MAX);
    ll_locale_fill(&buf, ll_locale_count(words->locale, one, many, n), &slot, 1);
    return finish(&buf);
}

struct ll_str ll_say_list(const struct ll_say *words, const struct ll_str *items, size_t count)
{
    struct ll_strbuf buf;
    struct ll_str *own = LL_NEW_ARRAY(words->arena, struct ll_str, count + 1);
    if (own == NULL) {
        return LL_STR("");
    }
    for (size_t i = 0; i < count; i++) {
        own[i] = isolated(words->arena, items[i]);
    }
    ll_strbuf_init(&buf, words->arena, TEXT_BYTES_MAX);
    ll_locale_put_list(words->locale, &buf, own, count);
    return finish(&buf);
}

struct ll_str ll_say_scrap(const struct ll_say *words, int64_t units, int64_t uncounted_g)
{
    struct ll_str parts[2];
    size_t count = 0;
    if (units > 0 || uncounted_g == 0) {
        parts[count++] = ll_say_count(words, LL_TN("{n} scrap device", "{n} scrap devices"), units);
    }
    if (uncounted_g > 0) {
        const struct ll_slot slot = {"mass", ll_say_mass(words, uncounted_g)};
        parts[count++] = ll_say_fill(words, LL_T("{mass} of uncounted e-waste"), &slot, 1);
    }
    return ll_say_list(words, parts, count);
}

struct ll_str ll_say_text_of(const struct ll_json *object, const char *name)
{
    return ll_json_string_at(object, name);
}

int64_t ll_say_i64_of(const struct ll_json *object, const char *name)
{
    const struct ll_json *value = ll_json_get(object, name);
    return value == NULL || value->type != LL_JSON_NUMBER || !value->is_integer ? 0
                                                                                : value->integer;
}

const struct ll_json *ll_say_list_of(const struct ll_json *object, const char *name)
{
    static const struct ll_json none = {.type = LL_JSON_ARRAY};
    const struct ll_json *value = ll_json_get(object, name);
    return value == NULL || value->type != LL_JSON_ARRAY ? &none : value;
}

void ll_say_fact(const struct ll_say *words, struct ll_json *list, const char *label,
                 struct ll_str text)
{
    struct ll_json *item = ll_json_new_object(words->arena);
    ll_json_set_str(words->arena, item, "label", ll_locale_text(words->locale, label));
    ll_json_set_str(words->arena, item, "text", text);
    ll_json_append(words->arena, list, item);
}
