/* Values of entries, read strictly. */
#include "audit/replay_model.h"

struct ll_str ll_replay_text(const struct ll_json *object, const char *name)
{
    return ll_json_string(ll_json_get(object, name));
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

/* Members by name, parted by blanks; one that ends with '?' may be missing. Every list is one, and
 * nothing else is there: what is not named could be what must not be public. */
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
        bool there = false;
        name = ll_str_sub(name, 0, name.len - (optional ? 1 : 0));
        for (size_t i = 0; i < object->count && !there; i++) {
            there = ll_str_eq(object->members[i].name, name);
        }
        if (!there && !optional) {
            return false;
        }
        found += there ? 1 : 0;
        rest = ll_str_sub(rest, blank + 1, rest.len);
    }
    return found == object->count;
}
