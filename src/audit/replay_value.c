/* Values of entries, read strictly. */
#include <string.h>

#include "audit/replay_model.h"

#define CODE_BYTES_MAX 64

struct ll_str ll_replay_text(const struct ll_json *object, const char *name)
{
    return ll_json_string_at(object, name);
}

/* Exactly so many bytes, in lower case. */
bool ll_replay_hex(struct ll_str text, uint8_t *ret_bytes, size_t size)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= 'A' && text.ptr[i] <= 'F') {
            return false;
        }
    }
    return text.len == 2 * size && ll_hex_decode(text, ret_bytes) == LL_OK;
}

bool ll_replay_number(const struct ll_json *value, int64_t *ret_number)
{
    if (value == NULL || value->type != LL_JSON_NUMBER || !value->is_integer ||
        value->integer < 0) {
        return false;
    }
    *ret_number = value->integer;
    return true;
}

const struct ll_json *ll_replay_list_in(const struct ll_json *object, const char *name)
{
    static const struct ll_json none = {.type = LL_JSON_ARRAY};
    const struct ll_json *value = ll_json_get(object, name);
    return value == NULL || value->type != LL_JSON_ARRAY ? &none : value;
}

int ll_replay_word(struct ll_str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ll_str_eq_cstr(text, words[i])) {
            return (int)i + 1;
        }
    }
    return 0;
}

static bool is_of(char c, const char *set)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr(set, c) != NULL;
}

/* Of a class, an id, a reason: no room for a sentence. */
bool ll_replay_is_code(const struct ll_json *value)
{
    struct ll_str text = ll_json_string(value);
    bool good = text.len > 0 && text.len <= CODE_BYTES_MAX;
    for (size_t i = 0; good && i < text.len; i++) {
        good = is_of(text.ptr[i], i == 0 ? "" : "._-") && text.ptr[i] != '\0';
    }
    return good;
}

/* Digits at 'd', capitals at 'A', all else as it stands. */
static bool is_like(struct ll_str text, const char *pattern)
{
    bool good = text.len == strlen(pattern);
    for (size_t i = 0; good && i < text.len; i++) {
        char c = text.ptr[i];
        good = pattern[i] == 'd'   ? c >= '0' && c <= '9'
               : pattern[i] == 'A' ? c >= 'A' && c <= 'Z'
                                   : c == pattern[i];
    }
    return good;
}

/* What `kind`, the letter behind a name's ':', says of a member. */
static bool is_kind(const struct ll_json *value, char kind)
{
    int64_t number = 0;
    switch (kind) {
    case 'c':
        return ll_replay_is_code(value);
    case 'l':
        return value->type == LL_JSON_ARRAY;
    case 'm':
        return is_like(ll_json_string(value), "dddd-dd");
    case 'n':
        return ll_replay_number(value, &number);
    case 'y':
        return is_like(ll_json_string(value), "AA");
    default:
        return true;
    }
}

/* Members by name, parted by blanks. Every list is one, and nothing else is there: what is not
 * named, or is another kind of value, could be what must not be public. */
bool ll_replay_has_members(const struct ll_json *object, const char *names)
{
    size_t found = 0;
    struct ll_str rest = ll_str_from_cstr(names);
    if (object->type != LL_JSON_OBJECT) {
        return false;
    }
    while (rest.len > 0) {
        size_t blank = ll_str_find_char(rest, ' ');
        struct ll_str name = ll_str_sub(rest, 0, blank);
        bool optional = ll_str_ends(name, LL_STR("?"));
        name = ll_str_sub(name, 0, name.len - (optional ? 1 : 0));
        size_t colon = ll_str_find_char(name, ':');
        char kind = colon < name.len ? name.ptr[colon + 1] : ' ';
        name = ll_str_sub(name, 0, colon);
        bool there = false;
        for (size_t i = 0; i < object->count && !there; i++) {
            there = ll_str_eq(object->members[i].name, name);
            if (there && !is_kind(&object->members[i].value, kind)) {
                return false;
            }
        }
        if (!there && !optional) {
            return false;
        }
        found += there ? 1 : 0;
        rest = ll_str_sub(rest, blank + 1, rest.len);
    }
    return found == object->count;
}
