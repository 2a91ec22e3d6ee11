#include "edge/web/trail.h"

#include <string.h>

#include "core/types.h"
#include "draw/certificate_words.h"
#include "draw/trail.h"
#include "edge/web/label.h"
#include "edge/web/say.h"
#include "edge/web/view.h"

#define LIST_MAX 32
#define STOPS 4
#define PATH_BYTES_MAX 512

struct trail {
    struct ll_say words;
    const struct ll_json *data;
    struct ll_json *own;
    enum ll_stage stage;
    int64_t units;
    int64_t uncounted_g;
    int64_t reached[STOPS]; /* of units, or where there are none of grams */
};

static struct ll_str say(const struct trail *t, const char *text)
{
    return ll_locale_text(t->words.locale, text);
}

static struct ll_str text_of(const struct trail *t, const char *name)
{
    return ll_say_text_of(t->data, name);
}

static int64_t i64_of(const struct trail *t, const char *name)
{
    return ll_say_i64_of(t->data, name);
}

static bool is_state(const struct trail *t, const char *state)
{
    return ll_str_eq_cstr(text_of(t, "state"), state);
}

/* Names of countries that rows name, each once. */
static struct ll_str countries_of(const struct trail *t, const char *rows)
{
    const struct ll_json *list = ll_say_list_of(t->data, rows);
    struct ll_str names[LIST_MAX];
    size_t count = 0;
    for (size_t i = 0; i < list->count && count < LIST_MAX; i++) {
        struct ll_str code = ll_say_text_of(&list->items[i], "country");
        struct ll_str name = ll_locale_country(t->words.locale, code);
        bool is_new = true;
        for (size_t k = 0; k < count; k++) {
            is_new = is_new && !ll_str_eq(names[k], name);
        }
        if (is_new) {
            names[count++] = name;
        }
    }
    return ll_say_list(&t->words, names, count);
}

/* "March 2026", "March 2026 to May 2026" */
static struct ll_str span_of(const struct trail *t, struct ll_str first, struct ll_str last)
{
    const struct ll_slot slots[] = {{"from", ll_say_month(&t->words, first)},
                                    {"to", ll_say_month(&t->words, last)}};
    return ll_str_eq(first, last) ? slots[0].value
                                  : ll_say_fill(&t->words, LL_T("{from} to {to}"), slots, 2);
}

static struct ll_str months_of(const struct trail *t, const char *from, const char *to)
{
    return span_of(t, text_of(t, from), text_of(t, to));
}

/* ---- the claim ---- */

static void put_claim(const struct trail *t)
{
    struct ll_arena *arena = t->words.arena;
    const struct ll_stage_words *words = ll_stage_words_of(t->stage);
    const struct ll_slot slots[] = {
        {"scrap", ll_say_scrap(&t->words, t->units, t->uncounted_g)},
        {"done", ll_locale_count(t->words.locale, words->done.one, words->done.many,
                                 t->uncounted_g > 0 ? 2 : t->units)},
        {"client", text_of(t, "beneficiary")},
    };
    bool is_revoked = is_state(t, "revoked");
    ll_json_set_str(arena, t->own, "kind", say(t, words->kind));
    ll_json_set(arena, t->own, "state", ll_view_cell(arena, t->words.locale, t->data, "state"));
    ll_json_set_str(arena, t->own, "claim",
                    is_revoked ? say(t, LL_T("This certificate was revoked"))
                               : ll_say_fill(&t->words, LL_T("{scrap} {done}"), slots, 3));
    if (!is_revoked) {
        ll_json_set_str(arena, t->own, "for",
                        ll_say_fill(&t->words, LL_T("one for one, for {client}"), slots, 3));
    }
}

static void put_notice_of(const struct trail *t, const char *tone, struct ll_str text)
{
    struct ll_json *notice = ll_json_new_object(t->words.arena);
    ll_json_set_str(t->words.arena, notice, "text", text);
    ll_json_set_cstr(t->words.arena, notice, "tone", tone);
    ll_json_set(t->words.arena, t->own, "notice", notice);
}

/* What became of it, with what it stated and what stands. */
static void put_notice(const struct trail *t)
{
    const struct ll_json *rows = ll_say_list_of(t->data, "standing");
    enum ll_tone tone;
    int64_t units = 0;
    int64_t grams = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct ll_json *doubt = ll_json_get(&rows->items[i], "under_review");
        bool is_doubted = doubt != NULL && doubt->type == LL_JSON_TRUE;
        units += is_doubted ? ll_say_i64_of(&rows->items[i], "units") : 0;
        grams += is_doubted ? ll_say_i64_of(&rows->items[i], "mass_g") : 0;
    }
    const struct ll_slot slots[] = {
        {"stated", ll_say_scrap(&t->words, t->units, t->uncounted_g)},
        {"doubted", ll_say_scrap(&t->words, units, grams)},
        {"now", ll_say_scrap(&t->words, i64_of(t, "superseding_units"),
                             i64_of(t, "superseding_uncounted_g"))},
        {"serial", text_of(t, "superseded_by")},
        {"reason", ll_label_word(t->words.locale, text_of(t, "reason"), &tone)},
    };
    if (is_state(t, "revoked")) {
        put_notice_of(t, "bad",
                      ll_say_fill(&t->words,
                                  LL_T("Reason: {reason}. It had stated {stated}, and states "
                                       "nothing any more: do not rely on it."),
                                  slots, 5));
    } else if (is_state(t, "superseded")) {
        put_notice_of(t, "wait",
                      ll_say_fill(&t->words,
                                  LL_T("Another certificate took its place. This one stated "
                                       "{stated}; {serial} states {now}."),
                                  slots, 5));
    } else if (is_state(t, "under-review")) {
        put_notice_of(t, "wait",
                      ll_say_fill(&t->words,
                                  LL_T("A later fact is being looked into ({reason}). It stated "
                                       "{stated}, of which {doubted} are in doubt now."),
                                  slots, 5));
    }
}

/* ---- what, where, by whom, as of when ---- */

static struct ll_str where_text(const struct trail *t)
{
    const struct ll_json *receipts = ll_say_list_of(t->data, "receipts");
    const struct ll_slot slots[] = {{"there", countries_of(t, "scrap")},
                                    {"here", countries_of(t, "receipts")}};
    return ll_say_fill(&t->words,
                       receipts->count > 0 ? LL_T("collected in {there}; received in {here}")
                                           : LL_T("collected in {there}"),
                       slots, 2);
}

/* "R2v3 (no. 123, valid until 3 March 2027)" */
static struct ll_str certification_text(const struct trail *t, const struct ll_json *item)
{
    const struct ll_slot slots[] = {
        {"standard", ll_standard_words(ll_say_text_of(item, "standard"))},
        {"number", ll_say_text_of(item, "number")},
        {"date", ll_say_date(&t->words, ll_say_text_of(item, "valid_to"))},
    };
    return ll_say_fill(&t->words, LL_T("{standard} (no. {number}, valid until {date})"), slots, 3);
}

static struct ll_str certifications_text(const struct trail *t, const struct ll_json *receipt)
{
    const struct ll_json *list = ll_say_list_of(receipt, "certifications");
    struct ll_str texts[LIST_MAX];
    size_t count = 0;
    for (; count < list->count && count < LIST_MAX; count++) {
        texts[count] = certification_text(t, &list->items[count]);
    }
    return count == 0 ? say(t, LL_T("none on record")) : ll_say_list(&t->words, texts, count);
}

/* The plants, which signed for what they received; before that, nobody. */
static struct ll_str checked_text(const struct trail *t)
{
    const struct ll_json *receipts = ll_say_list_of(t->data, "receipts");
    struct ll_str names[LIST_MAX];
    size_t count = 0;
    for (size_t i = 0; i < receipts->count && count < LIST_MAX; i++) {
        struct ll_str name = ll_say_text_of(&receipts->items[i], "operator");
        bool is_new = true;
        for (size_t k = 0; k < count; k++) {
            is_new = is_new && !ll_str_eq(names[k], name);
        }
        if (is_new) {
            names[count++] = name;
        }
    }
    const struct ll_slot slots[] = {{"plants", ll_say_list(&t->words, names, count)},
                                    {"issuer", text_of(t, "issuer")}};
    return count == 0
               ? ll_say_fill(&t->words, LL_T("{issuer} alone: no recycler has received it yet"),
                             slots, 2)
               : ll_say_fill(&t->words,
                             LL_T("{plants}, who signed for what they received; issued "
                                  "by {issuer}"),
                             slots, 2);
}

static struct ll_str as_of_text(const struct trail *t)
{
    const struct ll_json *log = ll_json_get(t->data, "log");
    struct ll_str signed_at = ll_say_text_of(log, "signed_at");
    const struct ll_slot slots[] = {
        {"issued", ll_say_date(&t->words, text_of(t, "issued_on"))},
        {"signed", ll_say_date(&t->words, signed_at)},
    };
    return signed_at.len == 0
               ? ll_say_fill(&t->words, LL_T("issued {issued}"), slots, 2)
               : ll_say_fill(&t->words, LL_T("issued {issued}; public log of {signed}"), slots, 2);
}

static struct ll_str how_much_text(const struct trail *t)
{
    const struct ll_slot slots[] = {
        {"scrap", ll_say_scrap(&t->words, t->units, t->uncounted_g)},
        {"mass", ll_say_mass(&t->words, i64_of(t, "mass_g"))},
        {"collections", ll_say_count(&t->words, LL_TN("{n} collection", "{n} collections"),
                                     i64_of(t, "collections"))},
    };
    return ll_say_fill(&t->words, LL_T("{scrap} from {collections}; {mass}, weighed at collection"),
                       slots, 3);
}

static struct ll_str bought_text(const struct trail *t)
{
    const struct ll_slot slots[] = {
        {"documents",
         ll_say_count(&t->words, LL_TN("{n} document", "{n} documents"), i64_of(t, "purchases"))},
        {"months", months_of(t, "period_from", "period_to")},
    };
    return text_of(t, "period_from").len == 0
               ? slots[0].value
               : ll_say_fill(&t->words, LL_T("{documents}, {months}"), slots, 2);
}

/* Of what needs two people and had one. */
static void put_single(const struct trail *t, struct ll_json *facts)
{
    const struct ll_json *list = ll_say_list_of(t->data, "single_control");
    for (size_t i = 0; i < list->count; i++) {
        enum ll_control_step step = LL_CONTROL_STEP_LOT_ADMIT;
        const struct ll_json *item = &list->items[i];
        const char *words = NULL;
        const struct ll_slot slot = {"days", span_of(t, ll_say_text_of(item, "recorded_from"),
                                                     ll_say_text_of(item, "recorded_to"))};
        if (ll_control_step_from_name(ll_say_text_of(item, "step"), &step) &&
            (words = ll_control_words(step, is_state(t, "revoked"))) != NULL) {
            ll_say_fact(&t->words, facts, LL_T("Single control"),
                        ll_say_fill(&t->words, words, &slot, 1));
        }
    }
}

/* Of units that once left without authority: by each departure. */
static void put_incidents(const struct trail *t, struct ll_json *facts)
{
    const struct ll_json *list = ll_say_list_of(t->data, "incidents");
    for (size_t i = 0; i < list->count; i++) {
        const struct ll_json *item = &list->items[i];
        struct ll_str cleared = ll_say_text_of(item, "cleared_in");
        const struct ll_slot slots[] = {
            {"scrap", ll_say_scrap(&t->words, ll_say_i64_of(item, "units"),
                                   ll_say_i64_of(item, "uncounted_g"))},
            {"day", ll_say_month(&t->words, ll_say_text_of(item, "departed_in"))},
            {"found", ll_say_month(&t->words, ll_say_text_of(item, "found_in"))},
            {"cleared", cleared.len > 0 ? ll_say_month(&t->words, cleared) : cleared},
        };
        ll_say_fact(&t->words, facts, LL_T("Incident"),
                    ll_say_fill(&t->words, ll_incident_words(cleared.len > 0), slots, 4));
    }
}

static void put_facts(const struct trail *t)
{
    struct ll_json *facts = ll_json_new_array(t->words.arena);
    const struct ll_stage_words *words = ll_stage_words_of(t->stage);
    struct ll_str what = words->caveat == NULL ? say(t, LL_T("A recycler has recycled them."))
                                               : say(t, words->caveat);
    if (!is_state(t, "revoked")) {
        ll_say_fact(&t->words, facts, LL_T("How far"), what);
        ll_say_fact(&t->words, facts, LL_T("How much"), how_much_text(t));
        ll_say_fact(&t->words, facts, LL_T("Where"), where_text(t));
        ll_say_fact(&t->words, facts, LL_T("Checked by"), checked_text(t));
        ll_say_fact(&t->words, facts, LL_T("For what"), bought_text(t));
    }
    ll_say_fact(&t->words, facts, LL_T("As of"), as_of_text(t));
    put_incidents(t, facts);
    put_single(t, facts);
    ll_json_set(t->words.arena, t->own, "facts", facts);
}

/* ---- the trail ---- */

static void count_reached(struct trail *t)
{
    static const int stages[STOPS] = {LL_STAGE_ACCEPTED, LL_STAGE_SHIPPED, LL_STAGE_RECEIVED,
                                      LL_STAGE_RECYCLED};
    const struct ll_json *rows = ll_say_list_of(t->data, "standing");
    const char *name = t->units > 0 ? "units" : "mass_g";
    int64_t whole = t->units > 0 ? t->units : t->uncounted_g;
    for (size_t i = 0; i < rows->count; i++) {
        enum ll_stage stage = LL_STAGE_ACCEPTED;
        bool is_known = ll_stage_from_name(ll_say_text_of(&rows->items[i], "stage"), &stage);
        for (size_t k = 0; is_known && k < STOPS; k++) {
            bool is_there = k == 0 || ((int)stage >= stages[k] && stage <= LL_STAGE_RECYCLED);
            t->reached[k] += is_there ? ll_say_i64_of(&rows->items[i], name) : 0;
        }
    }
    for (size_t k = 0; k < STOPS; k++) {
        bool is_stated = rows->count == 0 && (int)t->stage >= stages[k];
        t->reached[k] = is_stated ? whole : t->reached[k] > whole ? whole : t->reached[k];
    }
}

static struct ll_str reached_text(const struct trail *t, size_t stop)
{
    return t->units > 0 ? ll_say_i64(&t->words, t->reached[stop])
                        : ll_say_mass(&t->words, t->reached[stop]);
}

static struct ll_str stop_text(const struct trail *t, size_t stop)
{
    int64_t packages = i64_of(t, "packages");
    struct ll_str there = countries_of(t, "scrap");
    struct ll_str months = months_of(t, "oldest", "newest");
    const struct ll_slot slots[] = {
        {"there", there},
        {"here", countries_of(t, "receipts")},
        {"months", months},
        {"lots", ll_say_count(&t->words, LL_TN("{n} lot", "{n} lots"), i64_of(t, "lots"))},
    };
    /* What is cited no more was counted once, and how it came is not told any more. */
    if (stop > 0 && ll_say_list_of(t->data, "standing")->count == 0) {
        return LL_STR("");
    }
    switch (stop) {
    case 0:
        return ll_say_fill(&t->words,
                           months.len > 0 ? LL_T("{lots} in {there}, {months}")
                                          : LL_T("{lots} in {there}"),
                           slots, 4);
    case 1:
        return packages > 0
                   ? ll_say_count(&t->words, LL_TN("now in {n} package", "now in {n} packages"),
                                  packages)
                   : ll_say_count(&t->words, LL_TN("{n} shipment", "{n} shipments"),
                                  i64_of(t, "shipments"));
    case 2:
        return t->reached[2] > 0 ? ll_say_fill(&t->words, LL_T("in {here}"), slots, 4)
                                 : say(t, LL_T("not yet"));
    default:
        return t->reached[3] > 0 ? ll_say_count(&t->words, LL_TN("{n} treatment", "{n} treatments"),
                                                i64_of(t, "treatments"))
                                 : say(t, LL_T("not yet"));
    }
}

static void put_stops(const struct trail *t)
{
    static const struct {
        const char *title;
        enum ll_colour colour;
    } stops[STOPS] = {
        {LL_T("Collected"), LL_COLOUR_COPPER_1},
        {LL_T("Shipped"), LL_COLOUR_COPPER_2},
        {LL_T("Received"), LL_COLOUR_ACCENT_2},
        {LL_T("Recycled"), LL_COLOUR_ACCENT_1},
    };
    struct ll_arena *arena = t->words.arena;
    struct ll_json *items = ll_json_new_array(arena);
    struct ll_trail_stop drawn[STOPS];
    struct ll_str svg = LL_STR("");
    struct ll_str said[STOPS];
    for (size_t i = 0; i < STOPS; i++) {
        struct ll_json *item = ll_json_new_object(arena);
        const struct ll_slot slots[] = {{"stop", say(t, stops[i].title)},
                                        {"amount", reached_text(t, i)}};
        drawn[i] = (struct ll_trail_stop){t->reached[i], stops[i].colour};
        said[i] = ll_say_fill(&t->words, LL_T("{stop}: {amount}"), slots, 2);
        ll_json_set_str(arena, item, "amount", slots[1].value);
        ll_json_set_str(arena, item, "text", stop_text(t, i));
        ll_json_set_str(arena, item, "title", slots[0].value);
        ll_json_append(arena, items, item);
    }
    const struct ll_scene_facts facts = {
        .title = say(t, LL_T("The trail: how far it has come")),
        .description = ll_say_list(&t->words, said, STOPS),
        .language = t->words.locale->language->tag,
    };
    int64_t whole = t->units > 0 ? t->units : t->uncounted_g;
    if (whole > 0 && ll_trail_draw(arena, &facts, whole, drawn, STOPS, &svg, NULL) == LL_OK) {
        struct ll_json *drawing = ll_json_new_object(arena);
        ll_json_set_str(arena, drawing, "svg", svg);
        ll_json_set_str(arena, drawing, "title", facts.title);
        ll_json_set(arena, t->own, "drawing", drawing);
    }
    ll_json_set(arena, t->own, "stops", items);
}

/* ---- tables ---- */

static void copy(const struct trail *t, struct ll_json *to, const struct ll_json *from,
                 const char *name)
{
    const struct ll_json *value = ll_json_get(from, name);
    if (value != NULL) {
        struct ll_json kept = *value;
        ll_json_set(t->words.arena, to, name, &kept);
    }
}

/* Receipts of one plant with the same certifications are one row: how much came there, and what it
 * signed for. */
static struct ll_json *plants_of(const struct trail *t)
{
    static const char *const sums[] = {"units", "mass_g", "signed_units", "signed_mass_g"};
    const struct ll_json *from = ll_say_list_of(t->data, "receipts");
    struct ll_json *rows = ll_json_new_array(t->words.arena);
    struct ll_str *certified = LL_NEW_ARRAY(t->words.arena, struct ll_str, from->count);
    for (size_t i = 0; certified != NULL && i < from->count; i++) {
        certified[i] = certifications_text(t, &from->items[i]);
    }
    for (size_t i = 0; certified != NULL && i < from->count; i++) {
        const struct ll_json *one = &from->items[i];
        struct ll_json *row = ll_json_new_object(t->words.arena);
        int64_t sum[4] = {0};
        bool is_first = true;
        for (size_t k = 0; k < from->count; k++) {
            const struct ll_json *other = &from->items[k];
            bool is_same =
                ll_str_eq(ll_say_text_of(one, "plant"), ll_say_text_of(other, "plant")) &&
                ll_str_eq(ll_say_text_of(one, "operator"), ll_say_text_of(other, "operator")) &&
                ll_str_eq(certified[i], certified[k]);
            is_first = is_first && !(is_same && k < i);
            for (size_t s = 0; is_same && s < 4; s++) {
                sum[s] += ll_say_i64_of(other, sums[s]);
            }
        }
        if (!is_first) {
            continue;
        }
        copy(t, row, one, "plant");
        copy(t, row, one, "operator");
        copy(t, row, one, "country");
        for (size_t s = 0; s < 4; s++) {
            if (sum[s] > 0) {
                ll_json_set_integer(t->words.arena, row, sums[s], sum[s]);
            }
        }
        ll_json_set_str(t->words.arena, row, "certifications", certified[i]);
        ll_json_append(t->words.arena, rows, row);
    }
    return rows;
}

/* A list with some members only, and classes and materials called as people call them. */
static void put_rows(const struct trail *t, struct ll_json *shown, const char *list,
                     const char *const names[], size_t count)
{
    const struct ll_json *from = ll_say_list_of(t->data, list);
    struct ll_json *rows = ll_json_new_array(t->words.arena);
    for (size_t i = 0; i < from->count; i++) {
        struct ll_json *row = ll_json_new_object(t->words.arena);
        struct ll_str class_code = ll_say_text_of(&from->items[i], "class_code");
        struct ll_str fraction = ll_say_text_of(&from->items[i], "fraction");
        if (class_code.len > 0) {
            ll_json_set_str(t->words.arena, row, "class",
                            ll_class_words(t->words.locale, class_code));
        }
        if (fraction.len > 0) {
            ll_json_set_str(t->words.arena, row, "fraction",
                            ll_fraction_words(t->words.locale, fraction));
        }
        for (size_t k = 0; k < count; k++) {
            copy(t, row, &from->items[i], names[k]);
        }
        ll_json_append(t->words.arena, rows, row);
    }
    if (from->count > 0) {
        ll_json_set(t->words.arena, shown, list, rows);
    }
}

static void put_tables(const struct trail *t)
{
    static const char *const standing[] = {"country", "stage", "units", "mass_g", "under_review"};
    static const char *const demand[] = {"units", "mass_g"};
    static const char *const scrap[] = {"country", "units", "mass_g"};
    static const char *const materials[] = {"mass_g", "basis"};
    static const char *const revisions[] = {"revision", "issued_on",   "stage",
                                            "units",    "uncounted_g", "mass_g"};
    struct ll_json *shown = ll_json_new_object(t->words.arena);
    put_rows(t, shown, "standing", standing, 5);
    put_rows(t, shown, "demand", demand, 2);
    put_rows(t, shown, "scrap", scrap, 3);
    if (ll_say_list_of(t->data, "receipts")->count > 0) {
        ll_json_set(t->words.arena, shown, "plants", plants_of(t));
    }
    put_rows(t, shown, "materials", materials, 2);
    put_rows(t, shown, "revisions", revisions, 6);
    ll_json_set(t->words.arena, t->own, "shown", shown);
}

/* ---- its limits, and how to check it ---- */

static void put_limits(const struct trail *t)
{
    const struct ll_json *notes = ll_say_list_of(t->data, "conventions");
    struct ll_arena *arena = t->words.arena;
    struct ll_json *limits = ll_json_new_object(arena);
    struct ll_json *items = ll_json_new_array(arena);
    ll_json_append(arena, items,
                   ll_json_new_string(arena, say(t, LL_T("This does not change the footprint of "
                                                         "the new devices."))));
    for (size_t i = 0; i < notes->count; i++) {
        const char *note = ll_str_to_cstr(arena, ll_json_string(&notes->items[i]));
        if (note != NULL) {
            ll_json_append(arena, items, ll_json_new_string(arena, say(t, note)));
        }
    }
    ll_json_set_str(arena, limits, "title", say(t, LL_T("What this does not say")));
    ll_json_set(arena, limits, "items", items);
    ll_json_set(arena, t->own, "limits", limits);
}

static struct ll_str address_of(const struct trail *t, const char *end)
{
    struct ll_strbuf buf;
    struct ll_str address = LL_STR("");
    ll_strbuf_init(&buf, t->words.arena, PATH_BYTES_MAX);
    ll_strbuf_str(&buf, ll_view_path(t->words.arena, "/certificates/", text_of(t, "serial")));
    ll_strbuf_cstr(&buf, end);
    return ll_strbuf_finish(&buf, &address, NULL) == LL_OK ? address : LL_STR("");
}

/* The page that checks it in the reader's browser. */
static struct ll_str verify_address(const struct trail *t)
{
    return ll_view_path(t->words.arena, "/verify?certificate=", text_of(t, "serial"));
}

static void put_link(const struct trail *t, struct ll_json *items, struct ll_str href,
                     const char *text)
{
    struct ll_json *item = ll_json_new_object(t->words.arena);
    ll_json_set_str(t->words.arena, item, "href", href);
    ll_json_set_str(t->words.arena, item, "text", say(t, text));
    ll_json_append(t->words.arena, items, item);
}

static struct ll_str log_text(const struct trail *t, const struct ll_json *log)
{
    const struct ll_json *entered = ll_json_get(log, "entered");
    const struct ll_slot slots[] = {
        {"origin", ll_say_text_of(log, "origin")},
        {"n", ll_say_i64(&t->words, ll_say_i64_of(log, "size"))},
    };
    if (log == NULL) {
        return say(t, LL_T("no public log was started yet"));
    }
    return entered != NULL && entered->type == LL_JSON_TRUE
               ? ll_say_fill(&t->words, LL_T("entered in {origin}, which has {n} entries"), slots,
                             2)
               : ll_say_fill(&t->words, LL_T("not entered in {origin} yet"), slots, 2);
}

static void put_proof(const struct trail *t)
{
    struct ll_arena *arena = t->words.arena;
    const struct ll_json *log = ll_json_get(t->data, "log");
    struct ll_json *proof = ll_json_new_object(arena);
    struct ll_json *facts = ll_json_new_array(arena);
    struct ll_json *items = ll_json_new_array(arena);
    int64_t witnesses = ll_say_i64_of(log, "witnesses");
    ll_say_fact(&t->words, facts, LL_T("The public log"), log_text(t, log));
    ll_say_fact(&t->words, facts, LL_T("Witnesses"),
                witnesses == 0 ? say(t, LL_T("not witnessed: nobody else vouches for the log yet"))
                               : ll_say_count(&t->words,
                                              LL_TN("{n} witness cosigned the log",
                                                    "{n} witnesses cosigned the log"),
                                              witnesses));
    if (!is_state(t, "revoked")) {
        put_link(t, items, verify_address(t), LL_T("Verify it here"));
        put_link(t, items, address_of(t, "/bundle"), LL_T("Proof (bundle)"));
        put_link(t, items, address_of(t, "/signed"), LL_T("Signed certificate (JSON)"));
    }
    put_link(t, items, LL_STR("/log"), LL_T("The public log"));
    struct ll_json *doubt = ll_json_new_object(arena);
    ll_json_set_str(arena, doubt, "href",
                    ll_view_path(arena, "/doubt?certificate=", text_of(t, "serial")));
    ll_json_set_str(arena, doubt, "text", say(t, LL_T("Report a doubt")));
    ll_json_set(arena, proof, "doubt", doubt);
    ll_json_set_str(arena, proof, "title", say(t, LL_T("Check it yourself")));
    ll_json_set(arena, proof, "facts", facts);
    ll_json_set(arena, proof, "items", items);
    ll_json_set_str(
        arena, proof, "verify",
        say(t, LL_T("Keep the proof as a file and run: loopledger verify FILE. It works "
                    "offline and asks nobody, us least of all.")));
    ll_json_set(arena, t->own, "proof", proof);
}

struct ll_json *ll_trail_of(struct ll_arena *arena, const struct ll_locale *locale,
                            const struct ll_json *data)
{
    struct trail t = {
        .words = {arena, locale},
        .data = data,
        .own = ll_json_new_object(arena),
        .units = ll_say_i64_of(data, "units"),
        .uncounted_g = ll_say_i64_of(data, "uncounted_g"),
    };
    if (!ll_stage_from_name(ll_say_text_of(data, "stage"), &t.stage) ||
        ll_stage_words_of(t.stage) == NULL) {
        return NULL;
    }
    count_reached(&t);
    put_claim(&t);
    put_notice(&t);
    put_facts(&t);
    if (!is_state(&t, "revoked")) {
        put_stops(&t);
        put_limits(&t);
    }
    put_tables(&t);
    put_proof(&t);
    return t.own;
}

struct ll_json *ll_trail_behind(struct ll_arena *arena, const struct ll_locale *locale,
                                const struct ll_json *data)
{
    const struct trail t = {
        .words = {arena, locale}, .data = data, .own = ll_json_new_object(arena)};
    struct ll_json *shown = ll_json_new_object(arena);
    struct ll_json *links = ll_json_new_object(arena);
    struct ll_json *items = ll_json_new_array(arena);
    for (size_t i = 0; i < data->count; i++) {
        struct ll_json value = data->members[i].value;
        char *name = ll_str_to_cstr(arena, data->members[i].name);
        if (name != NULL && strcmp(name, "credential") != 0) {
            ll_json_set(arena, shown, name, &value);
        }
    }
    put_link(&t, items, address_of(&t, "/trail"), LL_T("What everybody sees of it"));
    if (!is_state(&t, "revoked")) {
        put_link(&t, items, address_of(&t, "/bundle"), LL_T("Proof (bundle)"));
        put_link(&t, items, address_of(&t, "/signed"), LL_T("Signed certificate (JSON)"));
    }
    ll_json_set(arena, links, "items", items);
    ll_json_set(arena, t.own, "links", links);
    ll_json_set(arena, t.own, "shown", shown);
    return t.own;
}
