/* Words that public text may not say: found however they are written, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/claim.h"

static const struct {
    const char *text;
    enum ll_claim_kind kind;
    const char *words;
} cases[] = {
    /* case, hyphens, compounds, camel case, what follows the beginning */
    {"Carbon Neutral Ltd", LL_CLAIM_BALANCE, "Carbon Neutral"},
    {"CARBON-NEUTRALITY now", LL_CLAIM_BALANCE, "CARBON-NEUTRALITY"},
    {"CarbonNeutral", LL_CLAIM_BALANCE, "CarbonNeutral"},
    {"the neutral phone", LL_CLAIM_BALANCE, "neutral"},
    {"CO\xe2\x82\x82-neutraal", LL_CLAIM_BALANCE, "CO\xe2\x82\x82-neutraal"},
    {"E-waste Compensated", LL_CLAIM_BALANCE, "Compensated"},
    {"We offset it", LL_CLAIM_BALANCE, "offset"},
    {"climate positive city", LL_CLAIM_BALANCE, "climate positive"},
    {"net-zero", LL_CLAIM_BALANCE, "net-zero"},
    {"zero-waste-shop", LL_CLAIM_ABSOLUTE, "zero-waste"},
    {"ZeroWaste", LL_CLAIM_ABSOLUTE, "ZeroWaste"},
    {"100% recycled", LL_CLAIM_ABSOLUTE, "100% recycled"},
    {"100\xc2\xa0% recycled", LL_CLAIM_ABSOLUTE, "100\xc2\xa0% recycled"},
    {"Green", LL_CLAIM_GENERIC, "Green"},
    {"100 % green", LL_CLAIM_GENERIC, "green"},
    {"GoGreen\xe2\x84\xa2", LL_CLAIM_GENERIC, "Green"},
    {"go4green", LL_CLAIM_GENERIC, "green"},
    {"Sustainability Office", LL_CLAIM_GENERIC, "Sustainability"},
    {"eco friendly", LL_CLAIM_GENERIC, "eco friendly"},
    {"equals 1,200 trees", LL_CLAIM_EQUAL, "equals 1,200 trees"},
    {"Saves the planet!", LL_CLAIM_EQUAL, "Saves the planet"},
    /* French: with and without accents, composed or not */
    {"Soci\xc3\xa9t\xc3\xa9 Z\xc3\xa9ro D\xc3\xa9"
     "chet",
     LL_CLAIM_ABSOLUTE,
     "Z\xc3\xa9ro D\xc3\xa9"
     "chet"},
    {"zero dechets", LL_CLAIM_ABSOLUTE, "zero dechets"},
    {"Ze\xcc\x81ro De\xcc\x81"
     "chet",
     LL_CLAIM_ABSOLUTE,
     "Ze\xcc\x81ro De\xcc\x81"
     "chet"},
    {"climatiquement neutre", LL_CLAIM_BALANCE, "neutre"},
    {"compens\xc3\xa9", LL_CLAIM_BALANCE, "compens\xc3\xa9"},
    {"\xc3\x89nergie verte", LL_CLAIM_GENERIC, "verte"},
    {"d\xc3\xa9veloppement durable", LL_CLAIM_GENERIC, "durable"},
    {"respectueux de l'environnement", LL_CLAIM_GENERIC, "respectueux de l'environnement"},
    {"\xc3\xa9quivaut \xc3\xa0 3 arbres", LL_CLAIM_EQUAL, "\xc3\xa9quivaut \xc3\xa0 3 arbres"},
    /* Dutch */
    {"Klimaatneutrale telefoon", LL_CLAIM_BALANCE, "Klimaatneutrale"},
    {"klimaat-positief", LL_CLAIM_BALANCE, "klimaat-positief"},
    {"volledig gecompenseerd", LL_CLAIM_BALANCE, "gecompenseerd"},
    {"afvalvrij", LL_CLAIM_ABSOLUTE, "afvalvrij"},
    {"Duurzame IT", LL_CLAIM_GENERIC, "Duurzame"},
    {"milieuvriendelijk", LL_CLAIM_GENERIC, "milieuvriendelijk"},
    {"Groen licht", LL_CLAIM_GENERIC, "Groen"},
    /* meant not to be seen: a soft hyphen, full width, a Cyrillic letter that looks the same */
    {"neu\xc2\xadtral", LL_CLAIM_BALANCE, "neu\xc2\xadtral"},
    {"\xef\xbd\x87\xef\xbd\x92\xef\xbd\x85\xef\xbd\x85\xef\xbd\x8e", LL_CLAIM_GENERIC,
     "\xef\xbd\x87\xef\xbd\x92\xef\xbd\x85\xef\xbd\x85\xef\xbd\x8e"},
    {"gr\xd0\xb5\xd0\xb5n", LL_CLAIM_GENERIC, "gr\xd0\xb5\xd0\xb5n"},
    {"Cap-Vert, vert", LL_CLAIM_GENERIC, "vert"},
};

static void test_finds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ll_claim claim;
        if (!ll_claim_find(ll_str_from_cstr(cases[i].text), LL_CLAIM_ANY, false, &claim)) {
            fail_msg("nothing found in '%s'", cases[i].text);
        }
        if (claim.kind != cases[i].kind || !ll_str_eq_cstr(claim.words, cases[i].words)) {
            fail_msg("in '%s': '%.*s' (%s)", cases[i].text, LL_STR_ARG(claim.words),
                     ll_claim_kind_name(claim.kind));
        }
    }
}

/* Each row of the table says what it stands for, and can be met. */
#define LL_CLAIM_FINE(text)
#define LL_CLAIM_WORDS(what, tongues, text) text,
static const char *const rows[] = {
#include "core/claim_words.def"
};
#undef LL_CLAIM_FINE
#undef LL_CLAIM_WORDS
static void test_every_row_is_met(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[128] = "";
        struct ll_claim claim;
        size_t length = 0;
        for (const char *w = rows[i]; *w != '\0'; w++) {
            if (*w != '.') {
                text[length++] = *w == '#' ? '7' : *w;
            }
            assert_true((*w >= 'a' && *w <= 'z') || (*w >= '0' && *w <= '9') || *w == ' ' ||
                        *w == '%' || *w == '#' || (*w == '.' && w[1] == '\0'));
        }
        if (!ll_claim_find((struct ll_str){text, length}, LL_CLAIM_ANY, false, &claim)) {
            fail_msg("'%s' is never met", rows[i]);
        }
    }
}

static void test_lets_pass(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "City of Utrecht",
        "Greenwich Council",
        "Groningen",
        "Groenendijk B.V.",
        "Vertigo Films",
        "Universit\xc3\xa9 du Cap-Vert",
        "Circulation Department",
        "Kumasi Repair Collective",
        "Evergreen Terrace",
        "Mutual Funeral Trust",
        "Zeroday Security",
        "1100 recycled",
        "2100 % recycling", /* another number */
        "equals 12 phones",
        "co2 measured",
        "This does not change the footprint of the new devices.",
        "\xff\xc3",
        "\xe2\x80\x9c",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct ll_claim claim;
        if (ll_claim_find(ll_str_from_cstr(texts[i]), LL_CLAIM_ANY, true, &claim)) {
            fail_msg("'%s' in '%s'", ll_claim_kind_name(claim.kind), texts[i]);
        }
    }
}

static void test_languages_and_quotes(void **state)
{
    (void)state;
    struct ll_claim claim;
    assert_false(ll_claim_find(LL_STR("a durable good"), LL_CLAIM_EN, false, &claim));
    assert_true(ll_claim_find(LL_STR("a durable good"), LL_CLAIM_FR, false, &claim));
    struct ll_str named = LL_STR("For \xe2\x80\x9cGreen Ltd\xe2\x80\x9d and others");
    assert_true(ll_claim_find(named, LL_CLAIM_ANY, false, &claim));
    assert_false(ll_claim_find(named, LL_CLAIM_ANY, true, &claim));
    /* Only what stands between the marks. */
    assert_true(ll_claim_find(LL_STR("\xe2\x80\x9cGreen Ltd\xe2\x80\x9d is green"), LL_CLAIM_ANY,
                              true, &claim));
    assert_true(ll_claim_find(LL_STR("\xe2\x80\x9cGreen Ltd"), LL_CLAIM_ANY, true, &claim));
}

/* Every cut of a text is read within its bounds (a sanitizer watches), also in mid-character. */
static void test_cut_anywhere(void **state)
{
    (void)state;
    static const char text[] = "Z\xc3\xa9ro D\xc3\xa9"
                               "chet CO\xe2\x82\x82 \xf0\x9f\x8c\xb1 \xc5\x92uvre equals 1,2 ";
    for (size_t from = 0; from < sizeof(text); from++) {
        for (size_t to = from; to < sizeof(text); to++) {
            struct ll_claim claim = {.words = LL_STR("")};
            char copy[sizeof(text)];
            memcpy(copy, text + from, to - from);
            if (ll_claim_find((struct ll_str){copy, to - from}, LL_CLAIM_ANY, true, &claim)) {
                assert_true(claim.words.ptr + claim.words.len <= copy + (to - from));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds),        cmocka_unit_test(test_every_row_is_met),
        cmocka_unit_test(test_lets_pass),    cmocka_unit_test(test_languages_and_quotes),
        cmocka_unit_test(test_cut_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
