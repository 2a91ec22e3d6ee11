#include "core/permit_tables.h"

const struct ll_permit_word ll_permit_words[] = {
#define ROW(text, en, fr) {text, en, fr},
#include "core/permit_words.def"
#undef ROW
};
const size_t ll_permit_word_count = sizeof(ll_permit_words) / sizeof(ll_permit_words[0]);

const struct ll_permit_word *ll_permit_word_find(struct ll_str text)
{
    size_t lo = 0;
    size_t hi = ll_permit_word_count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = ll_str_cmp(ll_str_from_cstr(ll_permit_words[mid].text), text);
        if (order == 0) {
            return &ll_permit_words[mid];
        }
        lo = order < 0 ? mid + 1 : lo;
        hi = order < 0 ? hi : mid;
    }
    return NULL;
}
