/* Refusals in the reader's language: each sentence of the catalogue is found by what it makes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/refusal.h"

#define HARD "\xC2\xA0"
#define TEXT_BYTES_MAX 2048

static struct ll_arena arena;
static struct ll_locale french;
static struct ll_locale dutch;

static int set_up(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    return ll_locale_open(LL_LANGUAGE_FR, &french, NULL) == LL_OK &&
                   ll_locale_open(LL_LANGUAGE_NL, &dutch, NULL) == LL_OK
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

static struct ll_str word_of(const struct ll_locale *locale, struct ll_str word)
{
    (void)locale;
    return ll_str_eq(word, LL_STR("arrived")) ? LL_STR("arriv\xC3\xA9") : word;
}

static void check_in(const struct ll_locale *locale, const char *english, const char *expected)
{
    struct ll_str told = ll_refusal_in(locale, &arena, ll_str_from_cstr(english), word_of);
    assert_string_equal(ll_str_to_cstr(&arena, told), expected);
}

static void check(const char *english, const char *expected)
{
    check_in(&french, english, expected);
}

/* By the formats that make them. */
static void sentences_are_told_with_their_pieces(void **state)
{
    struct ll_err err = {0};
    (void)state;
    (void)!LL_FAIL(&err, LL_EREFUSED, "the hold was until %s", "2026-03-05");
    check(err.text, "la r\xC3\xA9servation valait jusqu\xE2\x80\x99"
                    "au 2026-03-05");
    (void)!LL_FAIL(&err, LL_ESHORT, "%lld units are asked for and the package holds %lld", 12LL,
                   7LL);
    check(err.text, "12 unit\xC3\xA9s sont demand\xC3\xA9"
                    "es et le colis en contient 7");
    check("package 'P-1' is named twice",
          "le colis \xC2\xAB" HARD "P-1" HARD "\xC2\xBB est nomm\xC3\xA9 deux fois");
}

static void what_stands_in_quotes_is_a_name(void **state)
{
    (void)state;
    /* The code of a package that is a word, and a sentence's own text, beside a state. */
    check("package 'arrived' is named twice",
          "le colis \xC2\xAB" HARD "arrived" HARD "\xC2\xBB est nomm\xC3\xA9 deux fois");
    check("the hold is arrived", "la r\xC3\xA9servation est arriv\xC3\xA9");
    check("package 'the list is empty' is empty",
          "le colis \xC2\xAB" HARD "the list is empty" HARD "\xC2\xBB est vide");
}

static void pieces_are_told_in_turn(void **state)
{
    (void)state;
    check("the provider did not sign you in: the list is empty",
          "le fournisseur ne vous a pas connect\xC3\xA9" HARD ": la liste est vide");
    check("not authorised: GH (transit) has not consented; NG (export) has not consented",
          "pas autoris\xC3\xA9" HARD ": GH (transit) n\xE2\x80\x99"
          "a pas consenti" HARD "; NG (export) n\xE2\x80\x99"
          "a pas consenti");
}

static void what_is_no_sentence_stays(void **state)
{
    struct ll_locale english = {0};
    static const char *const texts[] = {"", "nothing of ours", "a;b; c", "{t1}", "'"};
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct ll_str told = ll_refusal_in(&french, &arena, ll_str_from_cstr(texts[i]), NULL);
        assert_int_equal(told.len > strlen(texts[i]) + 4, false);
    }
    check("nothing of ours", "nothing of ours");
    assert_int_equal(ll_locale_open(LL_LANGUAGE_EN, &english, NULL), LL_OK);
    assert_true(ll_str_eq_cstr(ll_refusal_in(&english, &arena, LL_STR("the list is empty"), NULL),
                               "the list is empty"));
}

/* "{t1}" as a word, "{n2}" as a number. */
static void fill(struct ll_str text, char out[TEXT_BYTES_MAX])
{
    size_t len = 0;
    for (size_t i = 0; i < text.len && len + 8 < TEXT_BYTES_MAX; i++) {
        bool is_slot = text.ptr[i] == '{' && i + 3 < text.len &&
                       (text.ptr[i + 1] == 't' || text.ptr[i + 1] == 'n') &&
                       text.ptr[i + 2] >= '0' && text.ptr[i + 2] <= '9';
        if (!is_slot) {
            out[len++] = text.ptr[i];
            continue;
        }
        len += (size_t)snprintf(out + len, TEXT_BYTES_MAX - len,
                                text.ptr[i + 1] == 't' ? "Q%c" : "4%c", text.ptr[i + 2]);
        while (text.ptr[i] != '}') {
            i++;
        }
    }
    out[len] = '\0';
}

static void check_sentences(const struct ll_locale *locale, uint32_t at_least)
{
    static char english[TEXT_BYTES_MAX];
    static char expected[TEXT_BYTES_MAX];
    uint32_t row;
    uint32_t end;
    ll_catalogue_context(&locale->catalogue, LL_REFUSAL_CONTEXT, &row, &end);
    assert_true(end - row > at_least);
    for (; row < end; row++) {
        struct ll_str text;
        struct ll_str translation;
        ll_catalogue_row(&locale->catalogue, LL_REFUSAL_CONTEXT, row, &text, &translation);
        fill(text, english);
        fill(translation, expected);
        check_in(locale, english, expected);
        ll_arena_reset(&arena);
    }
}

static void each_sentence_finds_itself(void **state)
{
    (void)state;
    check_sentences(&french, 1000);
    check_sentences(&dutch, 500);
}

/* What nobody counted is grams, where the audit would say units. */
static void spans_of_grams_are_told(void **state)
{
    (void)state;
    check("grams [0, 12) of 40: 3 too many", "grammes [0, 12) sur 40" HARD ": 3 de trop");
    check("units [0, 12) of 40: 3 too many", "unit\xC3\xA9s [0, 12) sur 40" HARD ": 3 de trop");
}

/* Nothing that a sender writes makes it slow or makes it fail. */
static void hostile_texts_end(void **state)
{
    static char text[LL_ERR_TEXT_MAX];
    static const char *const parts[] = {"; ", "' ", "is ", "4", "{t1}", "a", "not ", ": "};
    (void)state;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        text[0] = '\0';
        while (strlen(text) + strlen(parts[i]) < sizeof(text)) {
            (void)memcpy(text + strlen(text), parts[i], strlen(parts[i]) + 1);
        }
        assert_true(ll_refusal_in(&french, &arena, ll_str_from_cstr(text), word_of).ptr != NULL);
    }
}

/* Cost goes with their square: beyond a few they are not looked up one by one. */
static void many_sentences_stay_english(void **state)
{
    static char text[LL_ERR_TEXT_MAX] = "the list is empty";
    (void)state;
    for (int i = 1; i < 9; i++) {
        (void)memcpy(text + strlen(text), "; the list is empty", sizeof("; the list is empty"));
    }
    check(text, text);
    text[strlen(text) - strlen("; the list is empty")] = '\0';
    assert_true(ll_str_find(ll_refusal_in(&french, &arena, ll_str_from_cstr(text), NULL),
                            LL_STR("empty"), false) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_are_told_with_their_pieces),
        cmocka_unit_test(what_stands_in_quotes_is_a_name),
        cmocka_unit_test(pieces_are_told_in_turn),
        cmocka_unit_test(what_is_no_sentence_stays),
        cmocka_unit_test(each_sentence_finds_itself),
        cmocka_unit_test(spans_of_grams_are_told),
        cmocka_unit_test(hostile_texts_end),
        cmocka_unit_test(many_sentences_stay_english),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
