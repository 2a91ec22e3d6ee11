/* How languages write: numbers, dates, masses, lists, countries, plurals; the built-in catalogues.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/locale.h"
#include "base/mo.h"

#define NARROW "\xE2\x80\xAF"
#define HARD "\xC2\xA0"

static struct ll_arena arena;

static int set_up(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)4 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

static struct ll_locale locale_of(enum ll_language language)
{
    struct ll_locale locale = {0};
    struct ll_err err = {0};
    if (ll_locale_open(language, &locale, &err) != LL_OK) {
        fail_msg("%s", err.text);
    }
    return locale;
}

static struct ll_strbuf fresh(void)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &arena, 4096);
    return buf;
}

static void assert_text(struct ll_strbuf *buf, const char *want)
{
    struct ll_str text = {0};
    assert_int_equal(ll_strbuf_finish(buf, &text, NULL), LL_OK);
    if (!ll_str_eq_cstr(text, want)) {
        fail_msg("'%.*s' is not '%s'", LL_STR_ARG(text), want);
    }
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        const char *texts[LL_LANGUAGE_COUNT];
    } rows[] = {
        {0, {"0", "0", "0"}},
        {7, {"7", "7", "7"}},
        {999, {"999", "999", "999"}},
        {1000, {"1,000", "1" NARROW "000", "1.000"}},
        {1234567, {"1,234,567", "1" NARROW "234" NARROW "567", "1.234.567"}},
        {-12345, {"−12,345", "−12" NARROW "345", "−12.345"}},
        {INT64_MAX,
         {"9,223,372,036,854,775,807",
          "9" NARROW "223" NARROW "372" NARROW "036" NARROW "854" NARROW "775" NARROW "807",
          "9.223.372.036.854.775.807"}},
        {INT64_MIN,
         {"−9,223,372,036,854,775,808",
          "−9" NARROW "223" NARROW "372" NARROW "036" NARROW "854" NARROW "775" NARROW "808",
          "−9.223.372.036.854.775.808"}},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (size_t language = 0; language < LL_LANGUAGE_COUNT; language++) {
            struct ll_locale locale = locale_of((enum ll_language)language);
            struct ll_strbuf buf = fresh();
            ll_locale_put_i64(&locale, &buf, rows[i].value);
            assert_text(&buf, rows[i].texts[language]);
        }
    }
}

static void dates(void **state)
{
    (void)state;
    static const char *const texts[LL_LANGUAGE_COUNT][4] = {
        {"3" HARD "March 2026", "1" HARD "August 1969", "29" HARD "February 2024", "May 2025"},
        {"3" HARD "mars 2026", "1er" HARD "août 1969", "29" HARD "février 2024", "mai 2025"},
        {"3" HARD "maart 2026", "1" HARD "augustus 1969", "29" HARD "februari 2024", "mei 2025"},
    };
    for (size_t language = 0; language < LL_LANGUAGE_COUNT; language++) {
        struct ll_locale locale = locale_of((enum ll_language)language);
        struct ll_strbuf buf = fresh();
        ll_locale_put_date(&locale, &buf, ll_date_from_ymd(2026, 3, 3));
        assert_text(&buf, texts[language][0]);
        buf = fresh();
        ll_locale_put_date(&locale, &buf, ll_date_from_ymd(1969, 8, 1));
        assert_text(&buf, texts[language][1]);
        buf = fresh();
        ll_locale_put_date(&locale, &buf, ll_date_from_ymd(2024, 2, 29));
        assert_text(&buf, texts[language][2]);
        buf = fresh();
        ll_locale_put_month(&locale, &buf, ll_date_month(ll_date_from_ymd(2025, 5, 31)));
        assert_text(&buf, texts[language][3]);
    }
}

static void masses(void **state)
{
    (void)state;
    static const struct {
        int64_t g;
        enum ll_mass_unit unit;
        const char *texts[2]; /* English, French */
    } rows[] = {
        {0, LL_MASS_BY_SIZE, {"0" HARD "g", "0" HARD "g"}},
        {999, LL_MASS_BY_SIZE, {"999" HARD "g", "999" HARD "g"}},
        {1000, LL_MASS_BY_SIZE, {"1" HARD "kg", "1" HARD "kg"}},
        {14250, LL_MASS_BY_SIZE, {"14.25" HARD "kg", "14,25" HARD "kg"}},
        {9999999, LL_MASS_BY_SIZE, {"9,999.999" HARD "kg", "9" NARROW "999,999" HARD "kg"}},
        {10000000, LL_MASS_BY_SIZE, {"10" HARD "t", "10" HARD "t"}},
        {19480600, LL_MASS_BY_SIZE, {"19.4806" HARD "t", "19,4806" HARD "t"}},
        {5, LL_MASS_KG, {"0.005" HARD "kg", "0,005" HARD "kg"}},
        {50, LL_MASS_T, {"0.00005" HARD "t", "0,00005" HARD "t"}},
        {1234567, LL_MASS_G, {"1,234,567" HARD "g", "1" NARROW "234" NARROW "567" HARD "g"}},
        {-1500, LL_MASS_KG, {"−1.5" HARD "kg", "−1,5" HARD "kg"}},
        {LL_MASS_G_MAX,
         LL_MASS_T,
         {"1,000,000,000" HARD "t", "1" NARROW "000" NARROW "000" NARROW "000" HARD "t"}},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (size_t language = 0; language < 2; language++) {
            struct ll_locale locale = locale_of((enum ll_language)language);
            struct ll_strbuf buf = fresh();
            ll_locale_put_mass(&locale, &buf, (struct ll_mass){rows[i].g}, rows[i].unit);
            assert_text(&buf, rows[i].texts[language]);
        }
    }
}

static void lists(void **state)
{
    (void)state;
    const struct ll_str items[] = {LL_STR("A"), LL_STR("B"), LL_STR("C")};
    static const char *const texts[LL_LANGUAGE_COUNT][4] = {
        {"", "A", "A and B", "A, B and C"},
        {"", "A", "A et B", "A, B et C"},
        {"", "A", "A en B", "A, B en C"},
    };
    for (size_t language = 0; language < LL_LANGUAGE_COUNT; language++) {
        struct ll_locale locale = locale_of((enum ll_language)language);
        for (size_t count = 0; count <= 3; count++) {
            struct ll_strbuf buf = fresh();
            ll_locale_put_list(&locale, &buf, items, count);
            assert_text(&buf, texts[language][count]);
        }
    }
}

static void countries(void **state)
{
    (void)state;
    static const char *const texts[LL_LANGUAGE_COUNT][4] = {
        {"Andorra", "Ghana", "Netherlands", "Zimbabwe"},
        {"Andorre", "Ghana", "Pays-Bas", "Zimbabwe"},
        {"Andorra", "Ghana", "Nederland", "Zimbabwe"},
    };
    const struct ll_str codes[] = {LL_STR("AD"), LL_STR("GH"), LL_STR("NL"), LL_STR("ZW")};
    const struct ll_str unknown[] = {LL_STR("XX"), LL_STR("gh"), LL_STR(""), LL_STR("GHA")};
    for (size_t language = 0; language < LL_LANGUAGE_COUNT; language++) {
        struct ll_locale locale = locale_of((enum ll_language)language);
        for (size_t i = 0; i < 4; i++) {
            assert_true(ll_str_eq_cstr(ll_locale_country(&locale, codes[i]), texts[language][i]));
            assert_true(ll_str_eq(ll_locale_country(&locale, unknown[i]), unknown[i]));
        }
    }
}

static void plurals_follow_the_language(void **state)
{
    (void)state;
    static const struct {
        int64_t n;
        uint32_t forms[LL_LANGUAGE_COUNT];
    } rows[] = {
        {0, {1, 0, 1}},       {1, {0, 0, 0}},  {2, {1, 1, 1}},         {5, {1, 1, 1}},
        {1000000, {1, 1, 1}}, {-1, {0, 0, 0}}, {INT64_MIN, {1, 1, 1}},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (size_t language = 0; language < LL_LANGUAGE_COUNT; language++) {
            uint64_t n = rows[i].n < 0 ? 0 - (uint64_t)rows[i].n : (uint64_t)rows[i].n;
            assert_int_equal(ll_language_rows[language].plural(n), rows[i].forms[language]);
            assert_int_equal(ll_language_rows[language].language, language);
        }
    }
    /* Not in any catalogue: the source text, by the rule of English. */
    struct ll_locale french = locale_of(LL_LANGUAGE_FR);
    static const char one[] = "a thing that is nowhere";
    static const char many[] = "things that are nowhere";
    assert_true(ll_str_eq_cstr(ll_locale_count(&french, one, many, 0), many));
    assert_true(ll_str_eq_cstr(ll_locale_count(&french, one, many, 1), one));
    assert_true(ll_str_eq_cstr(ll_locale_text(&french, one), one));
}

static void slots_are_filled(void **state)
{
    (void)state;
    const struct ll_slot slots[] = {{"a", LL_STR("{b}")}, {"b", LL_STR("2")}};
    struct ll_strbuf buf = fresh();
    ll_locale_fill(&buf, LL_STR("{b} before {a}, {a}{b}"), slots, 2);
    assert_text(&buf, "2 before {b}, {b}2");
    buf = fresh();
    ll_locale_fill(&buf, LL_STR("no slot, an open {"), slots, 2);
    assert_text(&buf, "no slot, an open {");
    buf = fresh();
    ll_locale_fill(&buf, LL_STR("} {b"), slots, 2);
    assert_text(&buf, "} {b");
    struct ll_str text;
    buf = fresh();
    ll_locale_fill(&buf, LL_STR("{c}"), slots, 2);
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_EINVAL);
}

static void languages_by_tag(void **state)
{
    (void)state;
    enum ll_language language = LL_LANGUAGE_NL;
    struct ll_err err = {0};
    assert_int_equal(ll_language_find(LL_STR("FR"), &language, &err), LL_OK);
    assert_int_equal(language, LL_LANGUAGE_FR);
    assert_int_equal(ll_language_find(LL_STR("de"), &language, &err), LL_EINVAL);
    assert_string_equal(err.hint, "there are: en, fr, nl");
    assert_int_equal(ll_language_find(LL_STR(""), &language, NULL), LL_EINVAL);
    assert_int_equal(language, LL_LANGUAGE_FR);
}

/* A catalogue whose heading states another language or rule would give wrong plurals in silence. */
static void a_heading_is_held_to_its_language(void **state)
{
    (void)state;
    struct ll_locale locale = {0};
    assert_int_equal(ll_mo_file_count, LL_LANGUAGE_COUNT - 1);
    for (size_t i = 0; i < ll_mo_file_count; i++) {
        bool french = ll_mo_files[i].path[0] == 'f';
        enum ll_language own = french ? LL_LANGUAGE_FR : LL_LANGUAGE_NL;
        enum ll_language other = french ? LL_LANGUAGE_NL : LL_LANGUAGE_FR;
        assert_int_equal(ll_locale_from(own, ll_mo_files[i].bytes, &locale, NULL), LL_OK);
        assert_int_equal(ll_locale_from(other, ll_mo_files[i].bytes, &locale, NULL), LL_EINVAL);
        struct ll_str bytes = ll_str_copy(&arena, ll_mo_files[i].bytes);
        size_t at = ll_str_find(bytes, LL_STR("plural=(n"), false);
        assert_true(at != SIZE_MAX);
        char *changed = ll_str_to_cstr(&arena, bytes);
        memcpy(changed, bytes.ptr, bytes.len);
        changed[at + strlen("plural=(")] = 'm';
        assert_int_equal(ll_locale_from(own, (struct ll_str){changed, bytes.len}, &locale, NULL),
                         LL_EINVAL);
        assert_int_equal(ll_locale_from(own, LL_STR("not a file"), &locale, NULL), LL_EPARSE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(dates),
        cmocka_unit_test(masses),
        cmocka_unit_test(lists),
        cmocka_unit_test(countries),
        cmocka_unit_test(plurals_follow_the_language),
        cmocka_unit_test(slots_are_filled),
        cmocka_unit_test(languages_by_tag),
        cmocka_unit_test(a_heading_is_held_to_its_language),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
