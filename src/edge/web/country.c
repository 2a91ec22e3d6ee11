#include "edge/web/country.h"

#include <string.h>

#include "service/country.h"

#define COUNTRIES_MAX 300

/* The letter of a to z by which one of Latin-1 stands in a list, U+00C0 to U+00FF of which `last`
 * is the second byte; 0: none. */
static char base_of(unsigned char last)
{
    static const char letters[] = "aaaaaaaceeeeiiiidnooooo\0ouuuuyp";
    return last == 0x9FU ? 's' : last == 0xBFU ? 'y' : letters[last & 0x1FU];
}

/* As a reader looks it up: "Égypte" among those with E. In the arena; memory that runs out leaves
 * the name as it is. */
static struct ll_str order_key(struct ll_arena *arena, struct ll_str name)
{
    struct ll_strbuf buf;
    struct ll_str key = name;
    ll_strbuf_init(&buf, arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_latin = (unsigned char)c == 0xC3U && i + 1 < name.len;
        char base = is_latin ? base_of((unsigned char)name.ptr[i + 1]) : '\0';
        if (base != '\0') {
            ll_strbuf_char(&buf, base);
            i++;
        } else {
            ll_strbuf_char(&buf, (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
        }
    }
    return ll_strbuf_finish(&buf, &key, NULL) == LL_OK ? key : name;
}

struct ll_json *ll_country_choices(struct ll_arena *arena, const struct ll_locale *locale,
                                   struct ll_str chosen)
{
    struct {
        struct ll_str name;
        struct ll_str key;
        char code[2];
    } found[COUNTRIES_MAX];
    struct ll_json *list = ll_json_new_array(arena);
    size_t count = 0;
    for (int i = 0; i < 26 * 26 && count < COUNTRIES_MAX; i++) {
        const char code[2] = {(char)('A' + i / 26), (char)('A' + i % 26)};
        struct ll_str text = {code, sizeof(code)};
        if (ll_country_check(text, NULL) != LL_OK) {
            continue;
        }
        struct ll_str name = ll_locale_country(locale, text);
        struct ll_str key = order_key(arena, name);
        size_t at = count++;
        for (; at > 0 && ll_str_cmp(found[at - 1].key, key) > 0; at--) {
            found[at] = found[at - 1];
        }
        found[at].name = name;
        found[at].key = key;
        memcpy(found[at].code, code, sizeof(code));
    }
    for (size_t i = 0; i < count; i++) {
        struct ll_str code = ll_str_copy(arena, (struct ll_str){found[i].code, 2});
        struct ll_json *item = ll_json_new_object(arena);
        ll_json_set_str(arena, item, "value", code);
        ll_json_set_str(arena, item, "text", found[i].name);
        if (ll_str_eq(code, chosen)) {
            ll_json_set_bool(arena, item, "selected", true);
        }
        ll_json_append(arena, list, item);
    }
    return list;
}
