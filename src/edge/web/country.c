#include "edge/web/country.h"

#include <string.h>

#include "service/country.h"

#define COUNTRIES_MAX 300

struct ll_json *ll_country_choices(struct ll_arena *arena, const struct ll_locale *locale,
                                   struct ll_str chosen)
{
    struct {
        struct ll_str name;
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
        size_t at = count++;
        for (; at > 0 && ll_str_cmp(found[at - 1].name, name) > 0; at--) {
            found[at] = found[at - 1];
        }
        found[at].name = name;
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
