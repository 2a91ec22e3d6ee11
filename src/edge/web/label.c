#include "edge/web/label.h"

#include <stdlib.h>
#include <string.h>

const char *const ll_tone_names[] = {
    [LL_TONE_CALM] = NULL,
    [LL_TONE_GOOD] = "good",
    [LL_TONE_WAIT] = "wait",
    [LL_TONE_BAD] = "bad",
};

struct row {
    const char *name;
    enum ll_tone tone;
    const char *context;
    const char *text;
};

static const struct row labels[] = {
#define LL_LABEL(member, ...) {(member), LL_TONE_CALM, __VA_ARGS__},
#define LL_VALUE(word, TONE, ...)
#include "edge/web/labels.def"
#undef LL_LABEL
#undef LL_VALUE
};

static const struct row words[] = {
#define LL_LABEL(member, ...)
#define LL_VALUE(word, TONE, ...) {(word), LL_TONE_##TONE, __VA_ARGS__},
#include "edge/web/labels.def"
#undef LL_LABEL
#undef LL_VALUE
};

static int by_name(const void *key, const void *row)
{
    const struct ll_str *name = key;
    return ll_str_cmp(*name, ll_str_from_cstr(((const struct row *)row)->name));
}

static const struct row *find(const struct row *rows, size_t count, struct ll_str name)
{
    return bsearch(&name, rows, count, sizeof(*rows), by_name);
}

static const char *const unit_ends[] = {"_g", "_km", "_ppm"};

const char *ll_label_unit(struct ll_str name)
{
    for (size_t i = 0; i < sizeof(unit_ends) / sizeof(unit_ends[0]); i++) {
        if (ll_str_ends(name, ll_str_from_cstr(unit_ends[i]))) {
            return unit_ends[i];
        }
    }
    return NULL;
}

/* Without its unit, or without "_id". */
static struct ll_str stem_of(struct ll_str name)
{
    const char *unit = ll_label_unit(name);
    size_t cut = unit != NULL ? strlen(unit) : ll_str_ends(name, LL_STR("_id")) ? 3 : 0;
    return ll_str_sub(name, 0, name.len - cut);
}

struct ll_str ll_label(struct ll_arena *arena, const struct ll_locale *locale, struct ll_str name)
{
    struct ll_str stem = stem_of(name);
    const struct row *row = find(labels, sizeof(labels) / sizeof(labels[0]), name);
    struct ll_strbuf buf;
    struct ll_str text = stem;
    if (row == NULL) {
        row = find(labels, sizeof(labels) / sizeof(labels[0]), stem);
    }
    if (row != NULL) {
        return ll_locale_text_in(locale, row->context, row->text);
    }
    ll_strbuf_init(&buf, arena, stem.len + 1);
    for (size_t i = 0; i < stem.len; i++) {
        ll_strbuf_char(&buf, stem.ptr[i] == '_' ? ' ' : stem.ptr[i]);
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : stem;
}

struct ll_str ll_label_word(const struct ll_locale *locale, struct ll_str word,
                            enum ll_tone *ret_tone)
{
    const struct row *row = find(words, sizeof(words) / sizeof(words[0]), word);
    *ret_tone = row == NULL ? LL_TONE_CALM : row->tone;
    return row == NULL ? word : ll_locale_text_in(locale, row->context, row->text);
}
