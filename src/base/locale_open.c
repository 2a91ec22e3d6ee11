#include "base/locale.h"
#include "base/mo.h"

static const struct ll_embedded *file_of(const char *tag)
{
    for (size_t i = 0; i < ll_mo_file_count; i++) {
        struct ll_str path = ll_str_from_cstr(ll_mo_files[i].path);
        if (ll_str_eq_cstr(ll_str_sub(path, 0, ll_str_find_char(path, '.')), tag)) {
            return &ll_mo_files[i];
        }
    }
    return NULL;
}

enum ll_status ll_locale_open(enum ll_language language, struct ll_locale *ret_locale,
                              struct ll_err *reterr)
{
    const struct ll_embedded *file = file_of(ll_language_rows[language].tag);
    if (language == LL_LANGUAGE_EN) {
        *ret_locale = (struct ll_locale){.language = &ll_language_rows[language]};
        return LL_OK;
    }
    LL_ASSERT(file != NULL);
    enum ll_status status = ll_locale_from(language, file->bytes, ret_locale, reterr);
    return status == LL_OK ? LL_OK
                           : LL_FAIL(reterr, LL_ECORRUPT, "the catalogue '%s' is not good",
                                     ll_language_rows[language].tag);
}
