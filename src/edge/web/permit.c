#include "edge/web/permit.h"

#include "edge/web/label.h"
#include "edge/web/say.h"
#include "edge/web/view.h"
#include "service/permit_words.h"

#define LINE_BYTES_MAX 4096
#define FACTS_MAX 64

struct page {
    struct ll_say words;
    const struct ll_json *data;
    struct ll_json *own;
    struct ll_json *sections;
};

/* ---- words ---- */

static struct ll_str say(const struct page *p, const char *text)
{
    return ll_locale_text(p->words.locale, text);
}

/* A text of the tables, as the reader reads it. */
static struct ll_str table_text(const struct page *p, struct ll_str text)
{
    return ll_permit_text(p->words.locale->language->language, text);
}

static struct ll_str member(const struct page *p, const struct ll_json *object, const char *name)
{
    return table_text(p, ll_say_text_of(object, name));
}

static struct ll_str word(const struct page *p, const struct ll_json *object, const char *name)
{
    enum ll_tone tone;
    return ll_label_word(p->words.locale, ll_say_text_of(object, name), &tone);
}

static struct ll_str country(const struct page *p, struct ll_str code)
{
    return ll_locale_country(p->words.locale, code);
}

/* A text with its one slot filled; nothing where there is nothing to fill in. */
static struct ll_str fill_one(const struct page *p, const char *text, const char *slot,
                              struct ll_str value)
{
    const struct ll_slot slots[] = {{slot, value}};
    return value.len == 0 ? value : ll_say_fill(&p->words, text, slots, 1);
}

/* ---- parts of a page ---- */

static struct ll_json *new_list(const struct page *p)
{
    return ll_json_new_array(p->words.arena);
}

static void add_line(const struct page *p, struct ll_json *list, struct ll_str text)
{
    if (text.len > 0) {
        ll_json_append(p->words.arena, list, ll_json_new_string(p->words.arena, text));
    }
}

static struct ll_json *text_cell(const struct page *p, struct ll_str text)
{
    struct ll_json *cell = ll_json_new_object(p->words.arena);
    ll_json_set_str(p->words.arena, cell, "text", text);
    return cell;
}

static struct ll_json *mark(const struct page *p, const char *text, enum ll_tone tone)
{
    struct ll_json *cell = text_cell(p, say(p, text));
    ll_json_set_cstr(p->words.arena, cell, "tone", ll_tone_names[tone]);
    return cell;
}

/* The rule and where it is from: "P02 · CM-FACTSHEET". */
static struct ll_str source_of(const struct page *p, const struct ll_json *item)
{
    const struct ll_slot slots[] = {{"rule", ll_say_text_of(item, "rule")},
                                    {"source", ll_say_text_of(item, "source")}};
    return slots[0].value.len == 0 ? slots[1].value
                                   : ll_say_fill(&p->words, "{rule} \xC2\xB7 {source}", slots, 2);
}

static bool is_low(const struct ll_json *item)
{
    return ll_str_eq_cstr(ll_say_text_of(item, "certainty"), "low") ||
           ll_str_eq_cstr(ll_say_text_of(item, "confidence"), "low");
}

/* A section whose items, one of "cards", "list" or "facts", are `items`; none without items. */
static void add_section(struct page *p, const char *title, struct ll_str intro, const char *kind,
                        struct ll_json *items)
{
    struct ll_arena *arena = p->words.arena;
    struct ll_json *section = ll_json_new_object(arena);
    struct ll_json *whole = ll_json_new_object(arena);
    if (items == NULL || items->count == 0) {
        return;
    }
    ll_json_set(arena, whole, "items", items);
    ll_json_set_str(arena, section, "title", say(p, title));
    if (intro.len > 0) {
        ll_json_set_str(arena, section, "intro", intro);
    }
    ll_json_set(arena, section, kind, whole);
    ll_json_append(arena, p->sections, section);
}

/* ---- the verdict ---- */

static const struct {
    const char *outcome;
    const char *says;
} outcomes[] = {
    {"pic", LL_T("It may go once every state below has consented, in writing where it says so. "
                 "Nothing departs before.")},
    {"green", LL_T("No state has to consent. An information document travels along where one is "
                   "listed below.")},
    {"not-waste", LL_T("It is no waste as long as every item has its proofs and no authority "
                       "disagrees.")},
    {"prohibited", LL_T("It may not go this way. No consent and no override changes that.")},
    {"review", LL_T("The rules do not settle it: ask the authority before anything else.")},
    {"domestic", LL_T("It stays in the country: the carrier and the places need their licences, "
                      "nobody has to consent.")},
};

static struct ll_str verdict_text(const struct page *p)
{
    struct ll_str outcome = ll_say_text_of(p->data, "outcome");
    for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
        if (ll_str_eq_cstr(outcome, outcomes[i].outcome)) {
            return say(p, outcomes[i].says);
        }
    }
    return outcome;
}

/* "Mali → Senegal → Netherlands" */
static struct ll_str route_text(const struct page *p)
{
    const struct ll_json *transits = ll_say_list_of(p->data, "transits");
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, p->words.arena, LINE_BYTES_MAX);
    ll_strbuf_str(&buf, country(p, ll_say_text_of(p->data, "origin")));
    for (size_t i = 0; i < transits->count; i++) {
        ll_strbuf_cstr(&buf, " \xE2\x86\x92 ");
        ll_strbuf_str(&buf, country(p, ll_json_string(&transits->items[i])));
    }
    ll_strbuf_cstr(&buf, " \xE2\x86\x92 ");
    ll_strbuf_str(&buf, country(p, ll_say_text_of(p->data, "destination")));
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

static struct ll_json *verdict_facts(const struct page *p)
{
    struct ll_json *facts = new_list(p);
    struct ll_str basis = member(p, p->data, "legal_basis");
    int64_t mass_g = ll_say_i64_of(p->data, "shipment_mass_g");
    ll_say_fact(&p->words, facts, LL_T("Way"), route_text(p));
    ll_say_fact(&p->words, facts, LL_T("What"), word(p, p->data, "stream"));
    ll_say_fact(&p->words, facts, LL_T("Departure"),
                ll_say_date(&p->words, ll_say_text_of(p->data, "departure")));
    ll_say_fact(&p->words, facts, LL_T("Basel code"), ll_say_text_of(p->data, "basel_code"));
    if (basis.len > 0) {
        ll_say_fact(&p->words, facts, LL_T("Law"), basis);
    }
    if (mass_g > 0) {
        ll_say_fact(&p->words, facts, LL_T("Mass of one shipment"), ll_say_mass(&p->words, mass_g));
    }
    return facts;
}

static void add_verdict(struct page *p)
{
    struct ll_arena *arena = p->words.arena;
    const struct ll_json *reasons = ll_say_list_of(p->data, "reasons");
    struct ll_json *verdict = ll_json_new_object(arena);
    struct ll_json *list = new_list(p);
    ll_json_set(arena, verdict, "mark", ll_view_cell(arena, p->words.locale, p->data, "outcome"));
    ll_json_set_str(arena, verdict, "says", verdict_text(p));
    for (size_t i = 0; i < reasons->count; i++) {
        struct ll_json *item = ll_json_new_object(arena);
        ll_json_set_str(arena, item, "text", member(p, &reasons->items[i], "reason"));
        ll_json_set_str(arena, item, "source", source_of(p, &reasons->items[i]));
        ll_json_append(arena, list, item);
    }
    ll_json_set(arena, verdict, "reasons", list);
    ll_json_set(arena, verdict, "facts", verdict_facts(p));
    if (!ll_json_true_at(p->data, "certain")) {
        ll_json_set_str(arena, verdict, "doubt",
                        say(p, LL_T("Some of this rests on little, and is marked below: confirm it "
                                    "with the authority.")));
    }
    ll_json_set(arena, p->own, "verdict", verdict);
}

/* ---- who consents ---- */

static const struct {
    const char *part;
    const char *text;
} parts[] = {
    {"export", LL_T("state of export")},
    {"transit", LL_T("state of transit")},
    {"import", LL_T("state of import")},
};

static struct ll_str part_text(const struct page *p, const struct ll_json *consent)
{
    struct ll_str part = ll_say_text_of(consent, "part");
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (ll_str_eq_cstr(part, parts[i].part)) {
            return say(p, parts[i].text);
        }
    }
    return part;
}

static struct ll_json *consent_card(const struct page *p, const struct ll_json *consent)
{
    struct ll_arena *arena = p->words.arena;
    struct ll_json *card = ll_json_new_object(arena);
    struct ll_json *lines = new_list(p);
    ll_json_set_str(arena, card, "title", country(p, ll_say_text_of(consent, "state")));
    ll_json_set_str(arena, card, "what", part_text(p, consent));
    if (is_low(consent)) {
        ll_json_set(arena, card, "mark", mark(p, LL_T("confirm with the authority"), LL_TONE_WAIT));
    }
    add_line(p, lines,
             fill_one(p, LL_T("Office: {office}"), "office", member(p, consent, "authority")));
    add_line(p, lines, member(p, consent, "silence"));
    add_line(p, lines,
             fill_one(p, LL_T("National rule: {rule}"), "rule", member(p, consent, "national")));
    add_line(p, lines, member(p, consent, "note"));
    ll_json_set(arena, card, "lines", lines);
    ll_json_set_str(arena, card, "source", source_of(p, consent));
    return card;
}

static void add_consents(struct page *p)
{
    const struct ll_json *consents = ll_say_list_of(p->data, "consents");
    struct ll_json *cards = new_list(p);
    for (size_t i = 0; i < consents->count; i++) {
        ll_json_append(p->words.arena, cards, consent_card(p, &consents->items[i]));
    }
    add_section(p, LL_T("Who has to consent"),
                say(p, LL_T("Each of them, in the order of the way; transhipment counts.")),
                "cards", cards);
}

/* ---- calendar ---- */

/* "10 working days after the notification was submitted" */
static struct ll_str term_text(const struct page *p, const struct ll_json *term)
{
    static const struct {
        const char *unit;
        const char *one, *many;
    } units[] = {
        {"days", LL_TN("{n} day", "{n} days")},
        {"working-days", LL_TN("{n} working day", "{n} working days")},
        {"months", LL_TN("{n} month", "{n} months")},
    };
    struct ll_str unit = ll_say_text_of(term, "unit");
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (ll_str_eq_cstr(unit, units[i].unit)) {
            const struct ll_slot slots[] = {
                {"term", ll_say_count(&p->words, units[i].one, units[i].many,
                                      ll_say_i64_of(term, "count"))},
                {"event", member(p, term, "start")},
            };
            return ll_say_fill(&p->words,
                               ll_json_true_at(term, "before") ? LL_T("{term} before: {event}")
                                                               : LL_T("{term} after: {event}"),
                               slots, 2);
        }
    }
    return say(p, LL_T("no limit in law"));
}

static struct ll_json *calendar_row(const struct page *p, const struct ll_json *term)
{
    struct ll_arena *arena = p->words.arena;
    struct ll_json *row = ll_json_new_object(arena);
    struct ll_json *cells = new_list(p);
    struct ll_str due = ll_say_text_of(term, "due");
    struct ll_str state = ll_say_text_of(term, "state");
    const struct ll_slot owners[] = {{"owner", member(p, term, "owner")},
                                     {"state", country(p, state)},
                                     {"office", member(p, term, "authority")}};
    ll_json_append(
        arena, cells,
        text_cell(p, due.len > 0 ? ll_say_date(&p->words, due) : LL_STR("\xE2\x80\x94")));
    ll_json_append(arena, cells, text_cell(p, member(p, term, "clock")));
    ll_json_append(
        arena, cells,
        text_cell(p, state.len == 0
                         ? owners[0].value
                         : ll_say_fill(&p->words, LL_T("{owner} ({state}; office: {office})"),
                                       owners, 3)));
    ll_json_append(arena, cells, text_cell(p, term_text(p, term)));
    ll_json_append(arena, cells, text_cell(p, member(p, term, "note")));
    ll_json_append(arena, cells, text_cell(p, source_of(p, term)));
    ll_json_set(arena, row, "cells", cells);
    return row;
}

/* A section that is a table, folded under a word if there is one; none without rows. */
static void add_table(struct page *p, const char *title, struct ll_str intro, const char *folded,
                      const char *const *columns, size_t column_count, struct ll_json *rows)
{
    struct ll_arena *arena = p->words.arena;
    struct ll_json *section = ll_json_new_object(arena);
    struct ll_json *table = ll_json_new_object(arena);
    struct ll_json *heads = new_list(p);
    if (rows == NULL || rows->count == 0) {
        return;
    }
    for (size_t i = 0; i < column_count; i++) {
        add_line(p, heads, say(p, columns[i]));
    }
    if (folded != NULL) {
        ll_json_set_str(arena, table, "folded", say(p, folded));
    }
    ll_json_set(arena, table, "columns", heads);
    ll_json_set(arena, table, "rows", rows);
    ll_json_set_str(arena, section, "title", say(p, title));
    if (intro.len > 0) {
        ll_json_set_str(arena, section, "intro", intro);
    }
    ll_json_set(arena, section, "table", table);
    ll_json_append(arena, p->sections, section);
}

static void add_calendar(struct page *p)
{
    static const char *const columns[] = {LL_T("Until"),          LL_T("What"),
                                          LL_T("Who has to act"), LL_T("Counted from"),
                                          LL_T("Note"),           LL_T("Source")};
    const struct ll_json *terms = ll_say_list_of(p->data, "calendar");
    struct ll_json *rows = new_list(p);
    for (size_t i = 0; i < terms->count; i++) {
        ll_json_append(p->words.arena, rows, calendar_row(p, &terms->items[i]));
    }
    add_table(p, LL_T("Calendar"),
              say(p, LL_T("By the days that you gave. Working days are Monday to Friday: holidays "
                          "are not known, so ask which ones count.")),
              NULL, columns, sizeof(columns) / sizeof(columns[0]), rows);
}

/* ---- papers ---- */

static struct ll_json *paper_card(const struct page *p, const struct ll_json *paper)
{
    struct ll_arena *arena = p->words.arena;
    struct ll_json *card = ll_json_new_object(arena);
    struct ll_json *lines = new_list(p);
    struct ll_str state = ll_say_text_of(paper, "state");
    const struct ll_slot slots[] = {{"issuer", member(p, paper, "issuer")},
                                    {"when", member(p, paper, "needed")}};
    ll_json_set_str(arena, card, "title", member(p, paper, "name"));
    ll_json_set_str(arena, card, "what", state.len > 0 ? country(p, state) : LL_STR(""));
    add_line(p, lines, ll_say_fill(&p->words, LL_T("From: {issuer}. When: {when}."), slots, 2));
    ll_json_set(arena, card, "lines", lines);
    ll_json_set_str(arena, card, "source", source_of(p, paper));
    return card;
}

static void add_papers(struct page *p)
{
    const struct ll_json *papers = ll_say_list_of(p->data, "documents");
    struct ll_json *before = new_list(p);
    struct ll_json *after = new_list(p);
    for (size_t i = 0; i < papers->count; i++) {
        const struct ll_json *paper = &papers->items[i];
        ll_json_append(p->words.arena, ll_json_true_at(paper, "after") ? after : before,
                       paper_card(p, paper));
    }
    add_section(p, LL_T("Papers before departure"), LL_STR(""), "cards", before);
    add_section(p, LL_T("Papers afterwards"), LL_STR(""), "cards", after);
}

/* ---- packing, codes ---- */

static void add_packing(struct page *p)
{
    const struct ll_json *packing = ll_json_get(p->data, "packing");
    struct ll_json *facts = new_list(p);
    if (packing == NULL) {
        return;
    }
    const struct {
        const char *label;
        const char *member;
    } rows[] = {
        {LL_T("UN number"), "un"},
        {LL_T("Shipping name"), "shipping_name"},
        {LL_T("Class"), "hazard_class"},
        {LL_T("How to pack"), "packing"},
        {LL_T("Mark on the package"), "mark"},
        {LL_T("Limits of small batteries"), "small_limits"},
        {LL_T("By air"), "air"},
        {LL_T("Special provisions"), "special_provisions"},
        {LL_T("Note"), "note"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_str text = member(p, packing, rows[i].member);
        if (text.len > 0) {
            ll_say_fact(&p->words, facts, rows[i].label, text);
        }
    }
    ll_say_fact(&p->words, facts, LL_T("Source"), source_of(p, packing));
    add_section(p, LL_T("How to pack"),
                is_low(packing) ? say(p, LL_T("Confirm with the authority: no rule names this."))
                                : say(p, LL_T("Check against the IMDG Code in force.")),
                "facts", facts);
}

static void add_codes(struct page *p)
{
    static const char *const columns[] = {LL_T("List"), LL_T("Code"), LL_T("Description"),
                                          LL_T("Note"), LL_T("Source")};
    static const char *const members[] = {"system", "code", "description", "notes", "source"};
    const struct ll_json *codes = ll_say_list_of(p->data, "codes");
    struct ll_json *rows = new_list(p);
    for (size_t i = 0; i < codes->count; i++) {
        struct ll_json *row = ll_json_new_object(p->words.arena);
        struct ll_json *cells = new_list(p);
        for (size_t m = 0; m < sizeof(members) / sizeof(members[0]); m++) {
            ll_json_append(p->words.arena, cells,
                           text_cell(p, member(p, &codes->items[i], members[m])));
        }
        ll_json_set(p->words.arena, row, "cells", cells);
        ll_json_append(p->words.arena, rows, row);
    }
    add_table(p, LL_T("Codes"),
              say(p, LL_T("Those that may fit: choose by what it is. The way it is packed has to "
                          "agree with the customs code.")),
              NULL, columns, sizeof(columns) / sizeof(columns[0]), rows);
}

/* ---- gates ---- */

static void add_gate(struct page *p, const char *gate, const char *title)
{
    const struct ll_json *checks = ll_say_list_of(p->data, "checks");
    struct ll_json *items = new_list(p);
    for (size_t i = 0; i < checks->count; i++) {
        const struct ll_json *check = &checks->items[i];
        if (ll_str_eq_cstr(ll_say_text_of(check, "gate"), gate)) {
            struct ll_json *item = ll_json_new_object(p->words.arena);
            ll_json_set_str(p->words.arena, item, "text", member(p, check, "check"));
            ll_json_append(p->words.arena, items, item);
        }
    }
    add_section(p, title, LL_STR(""), "list", items);
}

/* ---- what is uncertain ---- */

static struct ll_str facts_text(const struct page *p, const struct ll_json *facts)
{
    struct ll_str names[FACTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < facts->count && count < FACTS_MAX; i++) {
        names[count++] = table_text(p, ll_json_string(&facts->items[i]));
    }
    return ll_say_list(&p->words, names, count);
}

static void add_point(const struct page *p, struct ll_json *items, struct ll_str text,
                      struct ll_str source)
{
    struct ll_json *item = ll_json_new_object(p->words.arena);
    ll_json_set_str(p->words.arena, item, "text", text);
    ll_json_set_str(p->words.arena, item, "source", source);
    ll_json_append(p->words.arena, items, item);
}

static const struct {
    const char *layer;
    const char *text;
} opens[] = {
    {"classification", LL_T("The code may be another one: you did not say {facts}.")},
    {"admissibility", LL_T("It may be prohibited or need a review: not known is {facts}.")},
    {"procedure", LL_T("The procedure may be another one: not known is {facts}.")},
    {"consent", LL_T("Silence may mean something else: not known is {facts}.")},
    {"documents", LL_T("Another paper may be needed: you did not say {facts}.")},
    {"deadline", LL_T("Another term may hold: you did not say {facts}.")},
    {"gate", LL_T("More may have to hold: not known is {facts}.")},
    {"transport", LL_T("It may have to be packed otherwise: you did not say {facts}.")},
    {"advice", LL_T("More could be said: not known is {facts}.")},
};

static void add_doubts(struct page *p)
{
    const struct ll_json *open = ll_say_list_of(p->data, "open");
    const struct ll_json *rules = ll_say_list_of(p->data, "rules");
    const struct ll_json *assumed = ll_say_list_of(p->data, "assumed");
    struct ll_json *items = new_list(p);
    for (size_t i = 0; i < rules->count; i++) {
        if (is_low(&rules->items[i])) {
            struct ll_str note = member(p, &rules->items[i], "note");
            add_point(p, items,
                      note.len > 0
                          ? fill_one(p, LL_T("Confirm with the authority: {note}."), "note", note)
                          : say(p, LL_T("Confirm with the authority: this rule is not well "
                                        "established.")),
                      source_of(p, &rules->items[i]));
        }
    }
    for (size_t i = 0; i < open->count; i++) {
        struct ll_str layer = ll_say_text_of(&open->items[i], "layer");
        for (size_t k = 0; k < sizeof(opens) / sizeof(opens[0]); k++) {
            if (ll_str_eq_cstr(layer, opens[k].layer)) {
                add_point(p, items,
                          fill_one(p, opens[k].text, "facts",
                                   facts_text(p, ll_say_list_of(&open->items[i], "facts"))),
                          source_of(p, &open->items[i]));
            }
        }
    }
    if (assumed->count > 0) {
        add_point(p, items,
                  fill_one(p, LL_T("Taken as not so, as you did not say it: {facts}."), "facts",
                           facts_text(p, assumed)),
                  LL_STR(""));
    }
    add_section(p, LL_T("What is uncertain"), LL_STR(""), "list", items);
}

static void add_advice(struct page *p)
{
    const struct ll_json *advice = ll_say_list_of(p->data, "advice");
    struct ll_json *items = new_list(p);
    for (size_t i = 0; i < advice->count; i++) {
        add_point(p, items, member(p, &advice->items[i], "advice"),
                  source_of(p, &advice->items[i]));
    }
    add_section(p, LL_T("Mind as well"), LL_STR(""), "list", items);
}

static void add_rules(struct page *p)
{
    static const char *const columns[] = {LL_T("Rule"), LL_T("Held because"), LL_T("Certainty"),
                                          LL_T("Source"), LL_T("Note")};
    static const char *const members[] = {"rule", "condition", "certainty", "source", "note"};
    const struct ll_json *rules = ll_say_list_of(p->data, "rules");
    struct ll_json *rows = new_list(p);
    for (size_t i = 0; i < rules->count; i++) {
        struct ll_json *row = ll_json_new_object(p->words.arena);
        struct ll_json *cells = new_list(p);
        for (size_t m = 0; m < sizeof(members) / sizeof(members[0]); m++) {
            ll_json_append(p->words.arena, cells,
                           text_cell(p, member(p, &rules->items[i], members[m])));
        }
        ll_json_set(p->words.arena, row, "cells", cells);
        ll_json_append(p->words.arena, rows, row);
    }
    add_table(p, LL_T("Why"), say(p, LL_T("The rules that held. This is no legal advice.")),
              LL_T("All rules that held"), columns, sizeof(columns) / sizeof(columns[0]), rows);
}

struct ll_json *ll_permit_page(struct ll_arena *arena, const struct ll_locale *locale,
                               const struct ll_json *data)
{
    struct page p = {.words = {arena, locale}, .data = data};
    p.own = ll_json_new_object(arena);
    p.sections = ll_json_new_array(arena);
    ll_json_set_str(arena, p.own, "title", ll_locale_text_in(locale, LL_TC("menu", "Permit desk")));
    ll_json_set_str(arena, p.own, "question", say(&p, LL_T("Your question")));
    ll_json_set_str(arena, p.own, "ask", say(&p, LL_T("Ask")));
    ll_json_set_str(arena, p.own, "again", say(&p, LL_T("Begin again")));
    ll_json_set_str(arena, p.own, "tables",
                    say(&p, LL_T("All rules, countries, codes and papers behind this")));
    if (!ll_json_true_at(data, "is_asked")) {
        ll_json_set_str(arena, p.own, "intro",
                        say(&p, LL_T("Say where from, where to and what: you are told who has to "
                                     "consent, which papers it takes, by when, and how to pack. "
                                     "The more you say, the less stays open.")));
        return p.own;
    }
    add_verdict(&p);
    add_consents(&p);
    add_papers(&p);
    add_calendar(&p);
    add_packing(&p);
    add_codes(&p);
    add_gate(&p, "departure", LL_T("Before it departs"));
    add_gate(&p, "arrival", LL_T("When it arrives"));
    add_gate(&p, "closing", LL_T("Before it is closed"));
    add_doubts(&p);
    add_advice(&p);
    add_rules(&p);
    ll_json_set(arena, p.own, "sections", p.sections);
    return p.own;
}
