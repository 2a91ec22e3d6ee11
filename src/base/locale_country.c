#include "base/locale.h"

/* Sorted by code; names as in everyday use. */
static const struct country {
    const char *code;
    const char *names[LL_LANGUAGE_COUNT];
} countries[] = {
#define ROW(code, en, fr, nl) {code, {en, fr, nl}},
#include "base/country_names.def"
#undef ROW
};

struct ll_str ll_locale_country(const struct ll_locale *locale, struct ll_str code)
{
    size_t lo = 0;
    size_t hi = sizeof(countries) / sizeof(countries[0]);
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        int order = ll_str_cmp(ll_str_from_cstr(countries[middle].code), code);
        if (order == 0) {
            return ll_str_from_cstr(countries[middle].names[locale->language->language]);
        }
        lo = order < 0 ? middle + 1 : lo;
        hi = order < 0 ? hi : middle;
    }
    return code;
}
