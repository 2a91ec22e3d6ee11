/* Values and sentences in the reader's language, for pages that are more than tables. What runs out
 * of memory is the empty text. */
#ifndef LL_EDGE_WEB_SAY_H
#define LL_EDGE_WEB_SAY_H

#include "base/arena.h"
#include "base/json.h"
#include "base/locale.h"

struct ll_say {
    struct ll_arena *arena;
    const struct ll_locale *locale;
};

struct ll_str ll_say_i64(const struct ll_say *words, int64_t value);
struct ll_str ll_say_mass(const struct ll_say *words, int64_t mass_g);
/* Of JSON's "2026-03" and "2026-03-01"; anything else as it is. */
struct ll_str ll_say_month(const struct ll_say *words, struct ll_str month);
struct ll_str ll_say_date(const struct ll_say *words, struct ll_str date);
/* A text, marked LL_T, with its slots filled. What in a value is written from right to left, or
 * says that it is, turns nothing around it; so in lists. */
struct ll_str ll_say_fill(const struct ll_say *words, const char *text, const struct ll_slot *slots,
                          size_t count);
/* The same of texts marked LL_TN, with {n}. */
struct ll_str ll_say_count(const struct ll_say *words, const char *one, const char *many,
                           int64_t n);
struct ll_str ll_say_list(const struct ll_say *words, const struct ll_str *items, size_t count);
/* "2,400 devices", "12 kg", both: units, and the grams of what nobody counted. */
struct ll_str ll_say_scrap(const struct ll_say *words, int64_t units, int64_t uncounted_g);

/* ---- members of answers ---- */
struct ll_str ll_say_text_of(const struct ll_json *object, const char *name);
int64_t ll_say_i64_of(const struct ll_json *object, const char *name);
/* A member that is a list; none has no items. */
const struct ll_json *ll_say_list_of(const struct ll_json *object, const char *name);

/* {"label", "text"} */
void ll_say_fact(const struct ll_say *words, struct ll_json *list, const char *label,
                 struct ll_str text);

#endif
