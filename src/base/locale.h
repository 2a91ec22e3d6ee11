/*
 * How a language writes: its texts, plurals, numbers, dates, masses, lists, countries. English,
 * French and Dutch. A locale is a value that the caller holds; the same inputs give the same text.
 * Freestanding but for ll_locale_open, ll_locale_country and ll_locale_put_money.
 */
#ifndef LL_BASE_LOCALE_H
#define LL_BASE_LOCALE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/catalogue.h"
#include "base/err.h"
#include "base/qty.h"
#include "base/str.h"
#include "base/time.h"

enum ll_language {
    LL_LANGUAGE_EN,
    LL_LANGUAGE_FR,
    LL_LANGUAGE_NL,
};
#define LL_LANGUAGE_COUNT 3

/* A language's row; ll_language_rows[language]. All texts are UTF-8. */
struct ll_language_row {
    enum ll_language language;
    const char *tag;     /* BCP 47 */
    const char *name;    /* as its speakers call it */
    const char *group;   /* between thousands: "," U+202F "." */
    const char *decimal; /* "." or "," */
    ll_plural_fn *plural;
    const char *plural_forms; /* the same rule, as a catalogue's heading must state it */
    const char *first_day;    /* of a month: "1", "1er" */
    const char *months[12];
};
extern const struct ll_language_row ll_language_rows[LL_LANGUAGE_COUNT];

struct ll_locale {
    const struct ll_language_row *language;
    struct ll_catalogue catalogue; /* empty for English, the source text */
};

/* A language by its tag, any case. LL_EINVAL: names those there are. */
LL_MUST enum ll_status ll_language_find(struct ll_str tag, enum ll_language *ret_language,
                                        struct ll_err *reterr);

/* With the catalogue that the program carries. LL_ECORRUPT: it is not a good one (a broken build).
 * Costs a walk over the catalogue: open once for a document or page. */
LL_MUST enum ll_status ll_locale_open(enum ll_language language, struct ll_locale *ret_locale,
                                      struct ll_err *reterr);
/* The same with a catalogue given. LL_EPARSE; LL_EINVAL: its heading states another language or
 * another rule for plurals. */
LL_MUST enum ll_status ll_locale_from(enum ll_language language, struct ll_str catalogue_bytes,
                                      struct ll_locale *ret_locale, struct ll_err *reterr);

/* ---- texts: marked LL_T, LL_TC, LL_TN; borrowed from the catalogue or the source ---- */

struct ll_str ll_locale_text(const struct ll_locale *locale, const char *text);
struct ll_str ll_locale_text_in(const struct ll_locale *locale, const char *context,
                                const char *text);
struct ll_str ll_locale_count(const struct ll_locale *locale, const char *one, const char *many,
                              int64_t n);

/* "{name}" in a text stands for a slot's value. */
struct ll_slot {
    const char *name;
    struct ll_str value;
};
/* A text with its slots filled. A name that no slot has latches LL_EINVAL. */
void ll_locale_fill(struct ll_strbuf *buf, struct ll_str text, const struct ll_slot *slots,
                    size_t slot_count);

/* ---- values; all append to `buf` ---- */

/* 1,234,567 */
void ll_locale_put_i64(const struct ll_locale *locale, struct ll_strbuf *buf, int64_t value);
/* 3 March 2026; March 2026 */
void ll_locale_put_date(const struct ll_locale *locale, struct ll_strbuf *buf, struct ll_date date);
void ll_locale_put_month(const struct ll_locale *locale, struct ll_strbuf *buf,
                         struct ll_month month);

/* 1,200.50 EUR: with the decimals of the currency, a code of three letters. */
void ll_locale_put_money(const struct ll_locale *locale, struct ll_strbuf *buf, int64_t minor,
                         struct ll_str currency);

enum ll_mass_unit {
    LL_MASS_BY_SIZE, /* g below 1 kg, kg below 10 t, t from there */
    LL_MASS_G,
    LL_MASS_KG,
    LL_MASS_T,
};
/* 14.25 kg: exact, as many decimals as that takes; number and unit stay on one line. */
void ll_locale_put_mass(const struct ll_locale *locale, struct ll_strbuf *buf, struct ll_mass mass,
                        enum ll_mass_unit unit);
/* "A", "A and B", "A, B and C" */
void ll_locale_put_list(const struct ll_locale *locale, struct ll_strbuf *buf,
                        const struct ll_str *items, size_t count);
/* The name of a country of ISO 3166-1; an unknown code as it is. */
struct ll_str ll_locale_country(const struct ll_locale *locale, struct ll_str code);

#endif
