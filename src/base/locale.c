#include "base/locale.h"

#include "base/text.h"

#define NARROW_SPACE "\xE2\x80\xAF" /* U+202F, does not break */
#define HARD_SPACE "\xC2\xA0"       /* U+00A0, does not break */

static uint32_t plural_not_one(uint64_t n)
{
    return n == 1 ? 0 : 1;
}

static uint32_t plural_from_two(uint64_t n)
{
    return n < 2 ? 0 : 1;
}

const struct ll_language_row ll_language_rows[LL_LANGUAGE_COUNT] = {
    [LL_LANGUAGE_EN] = {LL_LANGUAGE_EN,
                        "en",
                        "English",
                        ",",
                        ".",
                        plural_not_one,
                        "nplurals=2; plural=(n != 1);",
                        "1",
                        {"January", "February", "March", "April", "May", "June", "July", "August",
                         "September", "October", "November", "December"}},
    [LL_LANGUAGE_FR] = {LL_LANGUAGE_FR,
                        "fr",
                        "Français",
                        NARROW_SPACE,
                        ",",
                        plural_from_two,
                        "nplurals=2; plural=(n > 1);",
                        "1er",
                        {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
                         "septembre", "octobre", "novembre", "décembre"}},
    [LL_LANGUAGE_NL] = {LL_LANGUAGE_NL,
                        "nl",
                        "Nederlands",
                        ".",
                        ",",
                        plural_not_one,
                        "nplurals=2; plural=(n != 1);",
                        "1",
                        {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
                         "september", "oktober", "november", "december"}},
};

enum ll_status ll_language_find(struct ll_str tag, enum ll_language *ret_language,
                                struct ll_err *reterr)
{
    char message[LL_ERR_TEXT_MAX];
    char hint[LL_ERR_HINT_MAX];
    struct ll_text text;
    for (size_t i = 0; i < LL_LANGUAGE_COUNT; i++) {
        if (ll_str_eq_nocase(tag, ll_str_from_cstr(ll_language_rows[i].tag))) {
            *ret_language = ll_language_rows[i].language;
            return LL_OK;
        }
    }
    ll_text_init(&text, message, sizeof(message));
    ll_text_quoted(&text, tag);
    ll_text_cstr(&text, " is not a language of the program");
    enum ll_status status = LL_FAIL_TEXT(reterr, LL_EINVAL, message);
    ll_text_init(&text, hint, sizeof(hint));
    ll_text_cstr(&text, "there are:");
    for (size_t i = 0; i < LL_LANGUAGE_COUNT; i++) {
        ll_text_cstr(&text, i == 0 ? " " : ", ");
        ll_text_cstr(&text, ll_language_rows[i].tag);
    }
    ll_err_hint_text(reterr, hint);
    return status;
}

/* The value of a line "Name: value" of a catalogue's heading; .ptr NULL when there is none. */
static struct ll_str heading_line(struct ll_str heading, struct ll_str name)
{
    while (heading.len > 0) {
        size_t end = ll_str_find_char(heading, '\n');
        struct ll_str line = ll_str_sub(heading, 0, end);
        if (ll_str_starts(line, name)) {
            return ll_str_trim(ll_str_sub(line, name.len, line.len));
        }
        heading = ll_str_sub(heading, end + 1, heading.len);
    }
    return (struct ll_str){NULL, 0};
}

enum ll_status ll_locale_from(enum ll_language language, struct ll_str catalogue_bytes,
                              struct ll_locale *ret_locale, struct ll_err *reterr)
{
    struct ll_locale locale = {.language = &ll_language_rows[language]};
    LL_TRY(ll_catalogue_open(catalogue_bytes, &locale.catalogue, reterr));
    struct ll_str heading = ll_catalogue_find(&locale.catalogue, NULL, "");
    if (!ll_str_eq_cstr(heading_line(heading, LL_STR("Language:")), locale.language->tag)) {
        return LL_FAIL_TEXT(reterr, LL_EINVAL, "the catalogue's heading states another language");
    }
    if (!ll_str_eq_cstr(heading_line(heading, LL_STR("Plural-Forms:")),
                        locale.language->plural_forms)) {
        return LL_FAIL_TEXT(reterr, LL_EINVAL,
                            "the catalogue's heading states another rule for plurals");
    }
    *ret_locale = locale;
    return LL_OK;
}

/* ---- texts ---- */

struct ll_str ll_locale_text(const struct ll_locale *locale, const char *text)
{
    return ll_locale_text_in(locale, NULL, text);
}

struct ll_str ll_locale_text_in(const struct ll_locale *locale, const char *context,
                                const char *text)
{
    struct ll_str found = ll_catalogue_find(&locale->catalogue, context, text);
    return found.len == 0 ? ll_str_from_cstr(text) : found;
}

struct ll_str ll_locale_count(const struct ll_locale *locale, const char *one, const char *many,
                              int64_t n)
{
    uint64_t size = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    struct ll_str found =
        ll_catalogue_find_form(&locale->catalogue, one, locale->language->plural(size));
    if (found.len > 0) {
        return found;
    }
    return ll_str_from_cstr(plural_not_one(size) == 0 ? one : many);
}

void ll_locale_fill(struct ll_strbuf *buf, struct ll_str text, const struct ll_slot *slots,
                    size_t slot_count)
{
    while (text.len > 0) {
        size_t open = ll_str_find_char(text, '{');
        size_t close = ll_str_find_char(ll_str_sub(text, open, text.len), '}') + open;
        ll_strbuf_str(buf, ll_str_sub(text, 0, open));
        if (close >= text.len) {
            ll_strbuf_str(buf, ll_str_sub(text, open, text.len));
            return;
        }
        struct ll_str name = ll_str_sub(text, open + 1, close);
        size_t i = 0;
        while (i < slot_count && !ll_str_eq_cstr(name, slots[i].name)) {
            i++;
        }
        if (i == slot_count) {
            ll_strbuf_fail(buf, LL_EINVAL);
            return;
        }
        ll_strbuf_str(buf, slots[i].value);
        text = ll_str_sub(text, close + 1, text.len);
    }
}

/* ---- values ---- */

static void put_grouped(const struct ll_locale *locale, struct ll_strbuf *buf, struct ll_str digits)
{
    for (size_t i = 0; i < digits.len; i++) {
        if (i > 0 && (digits.len - i) % 3 == 0) {
            ll_strbuf_cstr(buf, locale->language->group);
        }
        ll_strbuf_char(buf, digits.ptr[i]);
    }
}

/* The digits of `value` without its sign, which is written. */
static struct ll_str put_sign(struct ll_strbuf *buf, int64_t value, char digits[20])
{
    struct ll_str text = {digits, ll_i64_digits(value, digits)};
    if (value < 0) {
        ll_strbuf_cstr(buf, "\xE2\x88\x92"); /* U+2212, the minus sign */
        text = ll_str_sub(text, 1, text.len);
    }
    return text;
}

void ll_locale_put_i64(const struct ll_locale *locale, struct ll_strbuf *buf, int64_t value)
{
    char digits[20];
    put_grouped(locale, buf, put_sign(buf, value, digits));
}

void ll_locale_put_date(const struct ll_locale *locale, struct ll_strbuf *buf, struct ll_date date)
{
    int year;
    int month;
    int day;
    ll_date_to_ymd(date, &year, &month, &day);
    if (day == 1) {
        ll_strbuf_cstr(buf, locale->language->first_day);
    } else {
        ll_strbuf_i64(buf, day);
    }
    ll_strbuf_cstr(buf, HARD_SPACE);
    ll_locale_put_month(locale, buf, ll_date_month(date));
}

void ll_locale_put_month(const struct ll_locale *locale, struct ll_strbuf *buf,
                         struct ll_month month)
{
    int32_t year = month.months / 12 - (month.months % 12 < 0);
    ll_strbuf_cstr(buf, locale->language->months[month.months - year * 12]);
    ll_strbuf_char(buf, ' ');
    ll_strbuf_i64(buf, year);
}

static const struct mass_unit {
    const char *name;
    size_t decimals; /* of grams */
    int64_t below_g; /* LL_MASS_BY_SIZE takes it below this */
} mass_units[] = {
    [LL_MASS_G] = {"g", 0, 1000},
    [LL_MASS_KG] = {"kg", 3, 10000000},
    [LL_MASS_T] = {"t", 6, INT64_MAX},
};

void ll_locale_put_mass(const struct ll_locale *locale, struct ll_strbuf *buf, struct ll_mass mass,
                        enum ll_mass_unit unit)
{
    if (unit == LL_MASS_BY_SIZE) {
        unit = LL_MASS_G;
        while (unit < LL_MASS_T && mass.g >= mass_units[unit].below_g) {
            unit++;
        }
    }
    char raw[20];
    char padded[27];
    struct ll_str digits = put_sign(buf, mass.g, raw);
    size_t decimals = mass_units[unit].decimals;
    struct ll_text text;
    ll_text_init(&text, padded, sizeof(padded));
    for (size_t i = digits.len; i <= decimals; i++) {
        ll_text_cstr(&text, "0");
    }
    ll_text_str(&text, digits);
    struct ll_str all = {padded, text.len};
    struct ll_str fraction = ll_str_sub(all, all.len - decimals, all.len);
    while (fraction.len > 0 && fraction.ptr[fraction.len - 1] == '0') {
        fraction.len--;
    }
    put_grouped(locale, buf, ll_str_sub(all, 0, all.len - decimals));
    if (fraction.len > 0) {
        ll_strbuf_cstr(buf, locale->language->decimal);
        ll_strbuf_str(buf, fraction);
    }
    ll_strbuf_cstr(buf, HARD_SPACE);
    ll_strbuf_cstr(buf, mass_units[unit].name);
}

void ll_locale_put_list(const struct ll_locale *locale, struct ll_strbuf *buf,
                        const struct ll_str *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && i + 1 == count) {
            ll_strbuf_char(buf, ' ');
            ll_strbuf_str(buf,
                          ll_locale_text_in(locale, LL_TC("before the last of a list", "and")));
            ll_strbuf_char(buf, ' ');
        } else if (i > 0) {
            ll_strbuf_cstr(buf, ", ");
        }
        ll_strbuf_str(buf, items[i]);
    }
}
