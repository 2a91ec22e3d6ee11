#include "service/permit_words.h"

#include "core/permit_tables.h"

struct ll_str ll_permit_text(enum ll_language language, struct ll_str text)
{
    const struct ll_permit_word *word = ll_permit_word_find(text);
    if (word == NULL) {
        return text;
    }
    return ll_str_from_cstr(language == LL_LANGUAGE_FR ? word->fr : word->en);
}
