/* Certificates on a page: nothing overlaps whatever is said, words fit the stage, lists add up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/certificates.h"
#include "draw/print.h"
#include "support/random.h"

static struct ll_draw_test test;
static struct ll_locale locales[LL_LANGUAGE_COUNT];

static int set_up(void **state)
{
    (void)state;
    for (int i = 0; i < LL_LANGUAGE_COUNT; i++) {
        if (ll_locale_open((enum ll_language)i, &locales[i], NULL) != LL_OK) {
            return 1;
        }
    }
    return ll_draw_test_open(&test);
}

static int tear_down(void **state)
{
    (void)state;
    ll_draw_test_end(&test);
    return 0;
}

static struct ll_scene drawn(const struct ll_printed_certificate *certificate,
                             enum ll_language language)
{
    struct ll_scene scene = {0};
    struct ll_err err = {0};
    if (ll_certificate_print(certificate, &locales[language], test.fonts, &test.arena, &scene,
                             &err) != LL_OK) {
        fail_msg("%s", err.text);
    }
    return scene;
}

/* All text of a page, an item a line. */
static struct ll_str text_of(const struct ll_scene *scene)
{
    struct ll_strbuf buf;
    struct ll_str text = {0};
    ll_strbuf_init(&buf, &test.arena, 65536);
    for (const struct ll_item *item = scene->first; item != NULL; item = item->next) {
        for (size_t i = 0; item->kind == LL_ITEM_TEXT && i < item->text.line_count; i++) {
            ll_strbuf_str(&buf, item->text.lines[i]);
            ll_strbuf_char(&buf, i + 1 < item->text.line_count ? ' ' : '\n');
        }
    }
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    return text;
}

static bool contains(struct ll_str s, const char *part)
{
    return ll_str_find(s, ll_str_from_cstr(part), true) != SIZE_MAX;
}

/* ---- the layout ---- */

struct area {
    const struct ll_item *item;
    int32_t left;
    int32_t right;
    int32_t top;
    int32_t bottom;
};

/* Where a line's letters stand: capitals above, descenders below. */
static struct area area_of(const struct ll_item *item, size_t line)
{
    const struct ll_item_text *text = &item->text;
    const struct ll_type_row *row = &ll_type_rows[text->setting.type];
    int32_t width = ll_fonts_width(test.fonts, &text->setting, text->lines[line]);
    int32_t left = text->anchor == LL_ANCHOR_LEFT     ? text->at.x
                   : text->anchor == LL_ANCHOR_MIDDLE ? text->at.x - width / 2
                                                      : text->at.x - width;
    int32_t y = text->at.y + (int32_t)line * row->leading;
    return (struct area){item, left, left + width, y - row->size * 72 / 100,
                         y + row->size * 12 / 100};
}

static bool overlap(const struct area *a, const struct area *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static void assert_laid_out(const struct ll_scene *scene)
{
    enum {
        AREAS_MAX = 600
    };
    static struct area areas[AREAS_MAX];
    size_t count = 0;
    for (const struct ll_item *item = scene->first; item != NULL; item = item->next) {
        if (item->kind == LL_ITEM_BOX && item->paint.fill == LL_COLOUR_CODE_LIGHT) {
            struct ll_box box = item->box.box;
            areas[count++] =
                (struct area){item, box.x, box.x + box.width, box.y, box.y + box.height};
        }
        for (size_t i = 0; item->kind == LL_ITEM_TEXT && i < item->text.line_count; i++) {
            assert_true(count < AREAS_MAX);
            areas[count++] = area_of(item, i);
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct ll_str text =
            areas[i].item->kind == LL_ITEM_TEXT ? areas[i].item->text.lines[0] : LL_STR("the code");
        if (areas[i].left < 1700 || areas[i].right > 19040 || areas[i].bottom > 29200) {
            fail_msg("beyond the margin: %.*s", LL_STR_ARG(text));
        }
        for (size_t k = 0; k < i; k++) {
            if (overlap(&areas[i], &areas[k])) {
                fail_msg("over another text: %.*s", LL_STR_ARG(text));
            }
        }
    }
}

static void the_foot_has_room_for_all_its_words(void **state)
{
    (void)state;
    for (int proof = LL_PRINTED_PROOF_ELSEWHERE; proof <= LL_PRINTED_PROOF_ATTACHED; proof++) {
        for (int log = LL_PRINTED_LOG_UNSAID; log <= LL_PRINTED_LOG_ENTERED; log++) {
            for (int i = 0; i < 2 * LL_LANGUAGE_COUNT; i++) {
                struct ll_printed_certificate certificate =
                    ll_sample_certificate(&test, LL_SAMPLE_USUAL);
                certificate.proof = (enum ll_printed_proof)proof;
                certificate.log = (enum ll_printed_log)log;
                certificate.check_url = i % 2 == 0 ? certificate.check_url : LL_STR("");
                struct ll_scene scene = drawn(&certificate, (enum ll_language)(i / 2));
                struct ll_str words = text_of(&scene);
                assert_laid_out(&scene);
                if (contains(words, "…")) {
                    fail_msg("cut off: %.*s",
                             LL_STR_ARG(ll_str_sub(words, words.len - 700, words.len)));
                }
                assert_int_equal(contains(words, "ledger.example/certificates/"), i % 2 == 0);
                assert_int_equal(contains(words, "loopledger verify"), proof != 0);
            }
        }
    }
}

static void every_sample_is_laid_out_in_every_language(void **state)
{
    (void)state;
    for (int sample = 0; sample < LL_SAMPLE_COUNT; sample++) {
        struct ll_printed_certificate certificate =
            ll_sample_certificate(&test, (enum ll_sample)sample);
        for (int language = 0; language < LL_LANGUAGE_COUNT; language++) {
            struct ll_scene scene = drawn(&certificate, (enum ll_language)language);
            if (sample != LL_SAMPLE_HOSTILE) { /* its boxes for unknown letters are higher */
                assert_laid_out(&scene);
            }
            assert_int_equal(scene.width, LL_A4_WIDTH);
            assert_int_equal(scene.height, LL_A4_HEIGHT);
        }
    }
}

/* A name of random words, most often short. */
static struct ll_str random_name(struct ll_test_random *random)
{
    static const char *const words[] = {
        "Kumasi",          "and", "Partners", "Verwaltungsgesellschaft", "W", "de",
        "l’Environnement", "Ltd", "1,234"};
    struct ll_strbuf buf;
    struct ll_str name = {0};
    size_t most = ll_test_random_below(random, 4) == 0 ? 30 : 4;
    size_t count = ll_test_random_below(random, most + 1);
    ll_strbuf_init(&buf, &test.arena, 4096);
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_cstr(&buf, i > 0 ? " " : "");
        ll_strbuf_cstr(&buf, words[ll_test_random_below(random, 9)]);
    }
    assert_int_equal(ll_strbuf_finish(&buf, &name, NULL), LL_OK);
    return name;
}

static size_t random_count(struct ll_test_random *random, size_t most)
{
    return ll_test_random_below(random, 3) == 0 ? most : ll_test_random_below(random, most + 1);
}

/* Any mixture of short and long, few and many. */
static void nothing_overlaps_whatever_is_said(void **state)
{
    (void)state;
    struct ll_test_random random = ll_test_random_begin();
    struct ll_printed_certificate huge = ll_sample_certificate(&test, LL_SAMPLE_HUGE);
    struct ll_printed_certificate usual = ll_sample_certificate(&test, LL_SAMPLE_USUAL);
    static const enum ll_stage stages[] = {LL_STAGE_ACCEPTED, LL_STAGE_SHIPPED, LL_STAGE_RECEIVED,
                                           LL_STAGE_DISMANTLED, LL_STAGE_RECYCLED};
    struct ll_arena_mark mark = ll_arena_mark(&test.arena);
    for (int round = 0; round < 100; round++) {
        struct ll_printed_certificate some = ll_test_random_below(&random, 2) == 0 ? huge : usual;
        some.stage = stages[ll_test_random_below(&random, 5)];
        some.standing = (enum ll_standing)ll_test_random_below(&random, 4);
        some.standing_reason = random_name(&random);
        some.beneficiary = random_name(&random);
        some.issuer = random_name(&random);
        some.demand_count = 1 + random_count(&random, some.demand_count - 1);
        some.purchase_count = random_count(&random, some.purchase_count);
        some.scrap_count = 1 + random_count(&random, some.scrap_count - 1);
        some.plant_count =
            some.stage < LL_STAGE_RECEIVED ? 0 : random_count(&random, some.plant_count);
        some.material_count = random_count(&random, some.material_count);
        some.note_count = random_count(&random, some.note_count);
        some.payer_count = random_count(&random, some.payer_count);
        some.reseller_count = random_count(&random, some.reseller_count);
        some.triggers = (unsigned)ll_test_random_below(&random, 32);
        some.log = (enum ll_printed_log)ll_test_random_below(&random, 3);
        some.proof = (enum ll_printed_proof)ll_test_random_below(&random, 2);
        struct ll_scene scene = drawn(&some, (enum ll_language)ll_test_random_below(&random, 3));
        assert_laid_out(&scene);
        ll_arena_rewind(&test.arena, mark);
    }
}

/* ---- the words ---- */

static void the_usual_one_says_all_of_it(void **state)
{
    (void)state;
    static const char *const said[LL_LANGUAGE_COUNT][6] = {
        {"One-for-one certificate\n",
         "For 1,240 devices, bought or leased (documents of 3\u00A0March 2026 to 30\u00A0June "
         "2026), 1,240 scrap devices (111.64\u00A0kg, weighed at collection) were collected, paid "
         "for and recycled. This does not change the footprint of the new devices.\n",
         "Feature phones, without battery\n",
         "Certified: R2v3, C-2024-01877, until 31\u00A0December",
         "LL-7Q2M4X6V8B0N1C3Z, revision 2\n", "not this client's own waste."},
        {"Certificat un pour un\n",
         "Pour 1\u202F240 appareils, achetés ou loués (documents du 3\u00A0mars 2026 au "
         "30\u00A0juin 2026), 1\u202F240 appareils hors d’usage (111,64\u00A0kg, pesés à la "
         "collecte) ont été collectés, payés et recyclés. Cela ne change pas l’empreinte des "
         "nouveaux appareils.\n",
         "Téléphones simples, sans batterie\n", "jusqu’au 31\u00A0décembre 2027",
         "LL-7Q2M4X6V8B0N1C3Z, révision 2\n", "ce ne sont pas les déchets de ce client."},
        {"Eén-voor-één-certificaat\n",
         "Voor 1.240 apparaten, gekocht of geleased (documenten van 3\u00A0maart 2026 tot en met "
         "30\u00A0juni 2026): 1.240 afgedankte apparaten (111,64\u00A0kg, gewogen bij inzameling) "
         "zijn ingezameld, betaald en gerecycled. Dit verandert niets aan de voetafdruk van de "
         "nieuwe apparaten.\n",
         "Eenvoudige telefoons, zonder accu\n", "tot en met 31\u00A0december 2027",
         "LL-7Q2M4X6V8B0N1C3Z, revisie 2\n", "niet het eigen afval van deze klant."},
    };
    struct ll_printed_certificate certificate = ll_sample_certificate(&test, LL_SAMPLE_USUAL);
    for (int language = 0; language < LL_LANGUAGE_COUNT; language++) {
        struct ll_scene scene = drawn(&certificate, (enum ll_language)language);
        struct ll_str text = text_of(&scene);
        for (size_t i = 0; i < 6; i++) {
            if (!contains(text, said[language][i])) {
                fail_msg("does not say '%s' but:\n%.*s", said[language][i], LL_STR_ARG(text));
            }
        }
    }
}

/* Promise 13, and the words that no page of the programme may use, in each language. */
static void no_page_claims_too_much(void **state)
{
    (void)state;
    static const char *const never[] = {
        "neutral", "neutre",   "neutraal",  "offset", "compens", "eco-friendly", "écolog",
        "durable", "duurzaam", "sustainab", "green",  "zero",    "circular",     "circulair",
        "toxin",   "planet",   "planète",   "100 %",  "100%",    "climate",      "climat",
    };
    static const enum ll_stage stages[] = {LL_STAGE_ACCEPTED, LL_STAGE_SHIPPED, LL_STAGE_RECEIVED,
                                           LL_STAGE_DISMANTLED, LL_STAGE_RECYCLED};
    static const char *const kinds[LL_LANGUAGE_COUNT][2] = {
        {"One-for-one commitment", "One-for-one certificate"},
        {"Engagement un pour un", "Certificat un pour un"},
        {"Eén-voor-één-toezegging", "Eén-voor-één-certificaat"}};
    static const char *const recycled[] = {"recycled. This", "recyclés. Cela", "gerecycled. Dit"};
    static const char *const not_yet[] = {" not ", "pas encore", "nog "};
    for (size_t stage = 0; stage < 5; stage++) {
        for (int paid = 0; paid < 2; paid++) {
            struct ll_printed_certificate some = ll_sample_certificate(&test, LL_SAMPLE_USUAL);
            some.stage = stages[stage];
            some.is_paid = paid == 1;
            some.note_count = 0;
            for (int language = 0; language < LL_LANGUAGE_COUNT; language++) {
                struct ll_scene scene = drawn(&some, (enum ll_language)language);
                struct ll_str text = text_of(&scene);
                bool is_commitment = stages[stage] < LL_STAGE_RECEIVED;
                for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
                    assert_false(contains(text, never[i]));
                }
                assert_true(contains(text, kinds[language][is_commitment ? 0 : 1]));
                assert_false(contains(text, kinds[language][is_commitment ? 1 : 0]));
                bool is_last = stages[stage] == LL_STAGE_RECYCLED;
                assert_true(contains(text, recycled[language]) == is_last ||
                            contains(text, not_yet[language]));
                assert_true(is_last || contains(text, not_yet[language]));
            }
        }
    }
    struct ll_printed_certificate some = ll_sample_certificate(&test, LL_SAMPLE_USUAL);
    struct ll_scene scene = drawn(&some, LL_LANGUAGE_EN);
    assert_true(contains(text_of(&scene), "paid for"));
    some.is_paid = false;
    some.note_count = 0;
    scene = drawn(&some, LL_LANGUAGE_EN);
    assert_false(contains(text_of(&scene), "paid for"));
}

/* The number that a line begins or ends with, its separators left out; -1 when there is none. */
static int64_t number_in(struct ll_str line)
{
    int64_t value = -1;
    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];
        if (c >= '0' && c <= '9') {
            value = (value < 0 ? 0 : value) * 10 + (c - '0');
        } else if (c != ',' && value >= 0) {
            break;
        }
    }
    return value;
}

/* The rows shown and the row of the rest make up the whole list. */
static void long_lists_end_in_their_sum(void **state)
{
    (void)state;
    struct ll_printed_certificate huge = ll_sample_certificate(&test, LL_SAMPLE_HUGE);
    int64_t total = 0;
    for (size_t i = 0; i < huge.purchase_count; i++) {
        total += huge.purchases[i].amount.units.n;
    }
    struct ll_scene scene = drawn(&huge, LL_LANGUAGE_EN);
    int64_t shown = 0;
    int64_t sum = 0;
    bool is_rest = false;
    bool found = false;
    for (const struct ll_item *item = scene.first; item != NULL; item = item->next) {
        if (item->kind != LL_ITEM_TEXT) {
            continue;
        }
        struct ll_str line = item->text.lines[0];
        bool is_left = item->text.at.x < 10500;
        if (is_left && contains(line, " more documents")) {
            assert_int_equal(number_in(line), (int64_t)huge.purchase_count - shown);
            is_rest = true;
        } else if (is_left && ll_str_starts(line, LL_STR("PO/2026/"))) {
            shown++;
        } else if (item->text.anchor == LL_ANCHOR_RIGHT && is_left && shown > 0 && !found) {
            sum += number_in(line);
            found = is_rest;
        }
    }
    assert_true(shown > 0 && found);
    assert_int_equal(sum, total);
}

/* All that the services write about what is calculated or a convention. */
static const char *const every_note[] = {
    "Which unit stands for which device is a convention: mixed units cannot be told "
    "apart.",
    "The mass is that of the lots as weighed at collection, shared out by number of "
    "units.",
    "The units are scrap devices of other owners; they are not this client's own "
    "waste.",
    "The documents' dates are as written on them, or as booked where they bear none.",
    "Paid for means that a price is recorded with every collection cited here; fees "
    "between the parties are settled elsewhere.",
    "Some units were found, not collected: there were more than recorded. The mass of"
    " those found by a plant is calculated, the typical one of their class.",
    "A plant's certifications are those that the issuer has recorded as valid on the "
    "day of its receipt; what they cover is for the certifier to say.",
    "A number from a sample is calculated: the lower 95 percent limit, never above "
    "what was declared.",
    "A number from a weight is calculated: what was declared, in the proportion of "
    "the mass received to the mass collected.",
    "Materials are a share, by mass, of what was made of these units and of others "
    "together.",
    "Materials that are called calculated follow from assays and yields; they were "
    "not weighed.",
    "Demand by mass takes whole units, each credited its lot's mass by the number of "
    "its units, rounded down; what the last one weighs beyond the demand serves "
    "nobody.",
};
#define NOTE_COUNT (sizeof(every_note) / sizeof(every_note[0]))

static void note_all(struct ll_printed_certificate *certificate)
{
    struct ll_str *notes = LL_NEW_ARRAY(&test.arena, struct ll_str, NOTE_COUNT);
    assert_non_null(notes);
    for (size_t i = 0; i < NOTE_COUNT; i++) {
        notes[i] = ll_str_from_cstr(every_note[i]);
    }
    certificate->notes = notes;
    certificate->note_count = NOTE_COUNT;
}

/* Lines joined, as if no column had ended in between. */
static struct ll_str running_text(const struct ll_scene *scene)
{
    struct ll_str text = text_of(scene);
    struct ll_strbuf buf;
    struct ll_str running = {0};
    ll_strbuf_init(&buf, &test.arena, 65536);
    for (size_t i = 0; i < text.len; i++) {
        ll_strbuf_char(&buf, text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
    }
    assert_int_equal(ll_strbuf_finish(&buf, &running, NULL), LL_OK);
    return running;
}

/* Lists give way to what qualifies a claim, however much there is to say above them. */
static void no_note_is_dropped(void **state)
{
    (void)state;
    static const enum ll_sample samples[] = {LL_SAMPLE_TINY, LL_SAMPLE_USUAL, LL_SAMPLE_HUGE,
                                             LL_SAMPLE_REVOKED, LL_SAMPLE_GRAMS};
    for (size_t sample = 0; sample < sizeof(samples) / sizeof(samples[0]); sample++) {
        struct ll_printed_certificate some = ll_sample_certificate(&test, samples[sample]);
        note_all(&some);
        for (int language = 0; language < LL_LANGUAGE_COUNT; language++) {
            const struct ll_locale *locale = &locales[language];
            struct ll_scene scene = drawn(&some, (enum ll_language)language);
            struct ll_str text = running_text(&scene);
            assert_laid_out(&scene);
            for (size_t i = 0; i < NOTE_COUNT; i++) {
                struct ll_str note = ll_locale_text(locale, every_note[i]);
                if (ll_str_find(text, note, false) == SIZE_MAX) {
                    fail_msg("%s, language %d: not said: %.*s", ll_sample_name(samples[sample]),
                             language, LL_STR_ARG(note));
                }
            }
        }
    }
}

/* A plant that does not count all of it says so wherever it is shown; so do those that are not. */
static void numbers_that_are_calculated_say_so(void **state)
{
    (void)state;
    struct ll_printed_certificate some = ll_sample_certificate(&test, LL_SAMPLE_HUGE);
    some.plant_count = 3;
    struct ll_scene scene = drawn(&some, LL_LANGUAGE_EN);
    struct ll_str text = text_of(&scene);
    assert_true(contains(text, "Counted by sample, at its lower 95 percent limit\n"));
    assert_true(contains(text, "Counted by weight\n"));
    note_all(&some); /* and nothing but sums has place */
    scene = drawn(&some, LL_LANGUAGE_EN);
    text = text_of(&scene);
    assert_true(contains(text, "more plants\npartly by sample or weight\n"));
    assert_true(contains(text, "more materials\npartly calculated\n"));
}

static void the_foot_tells_where_the_proof_is(void **state)
{
    (void)state;
    static const char *const said[LL_LANGUAGE_COUNT][2] = {
        {"Ask the issuer for the signed certificate", "loopledger verify FILE. On paper"},
        {"Demandez à l’émetteur le certificat signé", "loopledger verify FICHIER. Sur papier"},
        {"Vraag de uitgever om het ondertekende", "loopledger verify BESTAND. Op papier"}};
    struct ll_printed_certificate some = ll_sample_certificate(&test, LL_SAMPLE_USUAL);
    some.check_url = LL_STR("");
    some.log = LL_PRINTED_LOG_PENDING;
    for (int language = 0; language < LL_LANGUAGE_COUNT; language++) {
        for (int proof = 0; proof < 2; proof++) {
            some.proof = (enum ll_printed_proof)proof;
            struct ll_scene scene = drawn(&some, (enum ll_language)language);
            struct ll_str text = text_of(&scene);
            assert_laid_out(&scene);
            assert_true(contains(text, said[language][proof]));
            assert_false(contains(text, said[language][1 - proof]));
            assert_false(contains(text, "\xE2\x80\xA6")); /* nothing is cut */
        }
    }
}

/* Where not all have place, the largest have it. */
static void origins_are_shown_largest_first(void **state)
{
    (void)state;
    static const struct ll_printed_scrap scrap[] = {
        {{"TG", 2}, {"mixed", 5}, {.units = {1}}},
        {{"GH", 2}, {"mixed", 5}, {.units = {300}}},
        {{"GH", 2}, {"other", 5}, {.units = {20}}},
        {{"CM", 2}, {"mixed", 5}, {.units = {300}}},
    };
    struct ll_printed_certificate some = ll_sample_certificate(&test, LL_SAMPLE_COMMITMENT);
    some.scrap = scrap;
    some.scrap_count = 4;
    struct ll_scene scene = drawn(&some, LL_LANGUAGE_EN);
    struct ll_str text = text_of(&scene);
    if (!contains(text,
                  "Ghana\nmixed\n300\nCameroon\nmixed\n300\nGhana\nother\n20\nTogo\nmixed\n1\n")) {
        fail_msg("%.*s", LL_STR_ARG(text));
    }
}

/* However long the names are, they are set small before they are cut, and how many there are can be
 * read. */
static void names_are_cut_before_their_number(void **state)
{
    (void)state;
    struct ll_printed_certificate huge = ll_sample_certificate(&test, LL_SAMPLE_HUGE);
    struct ll_scene scene = drawn(&huge, LL_LANGUAGE_EN);
    struct ll_str text = text_of(&scene);
    assert_true(contains(text, "filiale no. 0 and 5 more\n")); /* payers */
    assert_true(contains(text, "filiale no. 0 and 2 more\n")); /* resellers */
    assert_true(contains(text, "LL-3333333333333333, LL-4444444444444444 and 1 more\n"));
    assert_true(contains(text, "Diensten in Noordoost-Nederland\n"));
    assert_true(contains(text, "2,000 scrap devices cited before have left the programme since"));
}

static void a_revoked_one_says_so_first(void **state)
{
    (void)state;
    struct ll_printed_certificate certificate = ll_sample_certificate(&test, LL_SAMPLE_REVOKED);
    struct ll_scene scene = drawn(&certificate, LL_LANGUAGE_EN);
    struct ll_str text = text_of(&scene);
    size_t banner = ll_str_find(text, LL_STR("Revoked: this certificate states nothing"), false);
    assert_true(banner != SIZE_MAX);
    assert_true(banner < ll_str_find(text, certificate.beneficiary, false));
    for (const struct ll_item *item = scene.first; item != NULL; item = item->next) {
        enum ll_colour colour = item->kind == LL_ITEM_TEXT ? item->text.colour : item->paint.fill;
        assert_true(colour != LL_COLOUR_ACCENT && colour != LL_COLOUR_COPPER);
    }
}

static void what_one_did_alone_is_printed(void **state)
{
    static const char *const words[LL_LANGUAGE_COUNT] = {
        [LL_LANGUAGE_EN] = "Single control: ",
        [LL_LANGUAGE_FR] = "Contrôle unique",
        [LL_LANGUAGE_NL] = "Enkele controle: ",
    };
    const struct ll_printed_control controls[] = {
        {LL_CONTROL_STEP_CERTIFICATE_REVOKE, ll_date_from_ymd(2026, 5, 2),
         ll_date_from_ymd(2026, 5, 2)},
        {LL_CONTROL_STEP_LOT_ADMIT, ll_date_from_ymd(2026, 3, 1), ll_date_from_ymd(2026, 3, 9)},
        {LL_CONTROL_STEP_KEY_CHANGE, ll_date_from_ymd(2026, 1, 5), ll_date_from_ymd(2026, 1, 5)},
    };
    struct ll_printed_certificate certificate = ll_sample_certificate(&test, LL_SAMPLE_USUAL);
    (void)state;
    certificate.controls = controls;
    certificate.control_count = 3;
    for (int i = 0; i < LL_LANGUAGE_COUNT; i++) {
        struct ll_scene scene = drawn(&certificate, (enum ll_language)i);
        assert_true(contains(text_of(&scene), words[i]));
        assert_laid_out(&scene);
    }
    struct ll_scene scene = drawn(&certificate, LL_LANGUAGE_EN);
    assert_true(contains(text_of(&scene), "cited units of it before (2\u00A0May 2026)."));
    assert_true(
        contains(text_of(&scene), "was admitted (1\u00A0March 2026 to 9\u00A0March 2026)."));
    assert_true(contains(text_of(&scene), "the key that signs it (5\u00A0January 2026)."));
    certificate.standing = LL_STANDING_REVOKED;
    scene = drawn(&certificate, LL_LANGUAGE_EN);
    assert_true(contains(text_of(&scene), "approved its revocation (2\u00A0May 2026)."));
}

/* For ever: also once two people cleared it. */
static void what_left_without_authority_is_printed(void **state)
{
    struct ll_printed_certificate certificate = ll_sample_certificate(&test, LL_SAMPLE_USUAL);
    (void)state;
    struct ll_scene scene = drawn(&certificate, LL_LANGUAGE_EN);
    assert_false(contains(text_of(&scene), "without authority"));
    const struct ll_printed_incident incidents[] = {
        {.scrap = {false, {12}, {0}},
         .departed_on = ll_date_from_ymd(2026, 3, 1),
         .found_on = ll_date_from_ymd(2026, 3, 9)},
        {.scrap = {false, {1}, {0}},
         .departed_on = ll_date_from_ymd(2026, 3, 2),
         .found_on = ll_date_from_ymd(2026, 3, 9),
         .is_cleared = true,
         .cleared_on = ll_date_from_ymd(2026, 4, 1)},
    };
    certificate.incidents = incidents;
    certificate.incident_count = 2;
    scene = drawn(&certificate, LL_LANGUAGE_EN);
    assert_true(contains(text_of(&scene), "Incident: 12 scrap devices that it cites left without "
                                          "authority (1\u00A0March 2026); found 9\u00A0March "
                                          "2026, not cleared so far."));
    assert_true(contains(text_of(&scene), "cleared by two people 1\u00A0April 2026."));
    scene = drawn(&certificate, LL_LANGUAGE_FR);
    assert_true(contains(text_of(&scene), "sans autorisation"));
    assert_laid_out(&scene);
}

/* ---- what is refused ---- */

static void refused(const struct ll_printed_certificate *certificate, enum ll_status want)
{
    struct ll_scene scene = {.width = 7};
    struct ll_err err = {0};
    enum ll_status status = ll_certificate_print(certificate, &locales[LL_LANGUAGE_EN], test.fonts,
                                                 &test.arena, &scene, &err);
    assert_int_equal(status, want);
    assert_int_equal(scene.width, 7);
    assert_true(err.text[0] != '\0');
}

static void what_cannot_be_printed_is_refused(void **state)
{
    (void)state;
    const struct ll_printed_certificate usual = ll_sample_certificate(&test, LL_SAMPLE_USUAL);
    const struct ll_str broken = LL_STR("a\xFF");
    static char address[3000];
    struct ll_printed_demand demand[] = {{LL_STR("laptop"), {.units = {-1}}},
                                         {LL_STR("tablet"), {.units = {LL_UNITS_MAX}}},
                                         {LL_STR("server"), {.units = {LL_UNITS_MAX}}}};
    struct ll_printed_certificate some = usual;
    some.stage = LL_STAGE_LOST;
    refused(&some, LL_EINVAL);
    some = usual;
    some.scrap_count = 0;
    refused(&some, LL_EINVAL);
    some = usual;
    some.demand = demand;
    some.demand_count = 1;
    refused(&some, LL_EINVAL);
    some.demand = demand + 1;
    some.demand_count = 2;
    refused(&some, LL_EOVERFLOW);
    struct ll_str *const texts[] = {&some.beneficiary, &some.issuer, &some.serial,
                                    &some.standing_reason, &some.programme_code};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        some = usual;
        some.standing = LL_STANDING_REVOKED;
        *texts[i] = broken;
        refused(&some, LL_EINVAL);
    }
    some = usual;
    some.payers = &broken;
    refused(&some, LL_EINVAL);
    some = usual;
    some.notes = &broken;
    some.note_count = 1;
    refused(&some, LL_EINVAL);
    some = usual;
    some.check_url = LL_STR("http://ledger.example/c");
    refused(&some, LL_EINVAL);
    memset(address, 'a', sizeof(address));
    memcpy(address, "https://", 8);
    some.check_url = (struct ll_str){address, sizeof(address)};
    refused(&some, LL_ELIMIT);
}

static void the_same_facts_make_the_same_page(void **state)
{
    (void)state;
    static const struct ll_time made_at = {INT64_C(1772539200000000)};
    struct ll_str pdf[2];
    for (int i = 0; i < 2; i++) {
        struct ll_printed_certificate certificate = ll_sample_certificate(&test, LL_SAMPLE_HUGE);
        struct ll_scene scene = drawn(&certificate, LL_LANGUAGE_FR);
        assert_int_equal(ll_pdf_write(&scene, made_at, &test.arena, &pdf[i], NULL), LL_OK);
    }
    assert_true(ll_str_eq(pdf[0], pdf[1]));
    assert_true(pdf[0].len < 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_is_laid_out_in_every_language),
        cmocka_unit_test(the_foot_has_room_for_all_its_words),
        cmocka_unit_test(no_note_is_dropped),
        cmocka_unit_test(numbers_that_are_calculated_say_so),
        cmocka_unit_test(the_foot_tells_where_the_proof_is),
        cmocka_unit_test(nothing_overlaps_whatever_is_said),
        cmocka_unit_test(the_usual_one_says_all_of_it),
        cmocka_unit_test(no_page_claims_too_much),
        cmocka_unit_test(long_lists_end_in_their_sum),
        cmocka_unit_test(origins_are_shown_largest_first),
        cmocka_unit_test(names_are_cut_before_their_number),
        cmocka_unit_test(a_revoked_one_says_so_first),
        cmocka_unit_test(what_one_did_alone_is_printed),
        cmocka_unit_test(what_left_without_authority_is_printed),
        cmocka_unit_test(what_cannot_be_printed_is_refused),
        cmocka_unit_test(the_same_facts_make_the_same_page),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
