#include "edge/web/order.h"

#include "core/types.h"
#include "draw/certificate_words.h"
#include "draw/line.h"
#include "edge/web/label.h"
#include "edge/web/say.h"
#include "edge/web/view.h"

#define STAGES 5
#define TERMS_MAX 8
#define COUNTRIES_MAX 32
#define PATH_BYTES_MAX 512

struct order {
    struct ll_say words;
    const struct ll_json *data;
    struct ll_json *own;
    bool in_grams;
    int64_t demanded;
    int64_t open;
    int64_t length; /* of the line as it is drawn */
};

/* Stages, the furthest first: as they are drawn, and as clients call them. */
static const struct step {
    enum ll_stage stage;
    enum ll_colour colour;
    const char *text;
    const char *there; /* with the country where they are */
    const char *next;  /* without a shipment */
} steps[STAGES] = {
    {LL_STAGE_RECYCLED, LL_COLOUR_ACCENT_1, LL_T("recycled"), LL_T("recycled in {country}"),
     LL_T("Nothing is left to be done with them.")},
    {LL_STAGE_DISMANTLED, LL_COLOUR_ACCENT_2, LL_T("taken apart"), LL_T("taken apart in {country}"),
     LL_T("Their metals are recovered next. No date is set.")},
    {LL_STAGE_RECEIVED, LL_COLOUR_ACCENT_3, LL_T("at the recycler"),
     LL_T("at the recycler in {country}"),
     LL_T("The recycler signed for them, and treats them next. No date is set.")},
    {LL_STAGE_SHIPPED, LL_COLOUR_COPPER_2, LL_T("on the way"), LL_T("on the way, now in {country}"),
     LL_T("They go on to a recycler. No date is set.")},
    {LL_STAGE_ACCEPTED, LL_COLOUR_COPPER_4, LL_T("collected"), LL_T("collected, kept in {country}"),
     LL_T("They wait to be packed and shipped to a recycler. No date is set.")},
};
/* What none of these is: it was gone after a certificate had named it. */
static const struct step gone = {
    LL_STAGE_LOST, LL_COLOUR_BAD, LL_T("gone"), LL_T("gone"),
    LL_T("They were lost, seized or sent elsewhere after a certificate had named them; the "
         "certificate says so.")};

static struct ll_str say(const struct order *o, const char *text)
{
    return ll_locale_text(o->words.locale, text);
}

static struct ll_str amount(const struct order *o, int64_t positions)
{
    return o->in_grams ? ll_say_mass(&o->words, positions) : ll_say_i64(&o->words, positions);
}

/* "340 devices", "12 kg" */
static struct ll_str devices(const struct order *o, int64_t positions)
{
    return o->in_grams ? ll_say_mass(&o->words, positions)
                       : ll_say_count(&o->words, LL_TN("{n} device", "{n} devices"), positions);
}

static int64_t positions_of(const struct order *o, const char *units, const char *grams)
{
    return ll_say_i64_of(o->data, o->in_grams ? grams : units);
}

static const struct step *step_of(const struct ll_json *place)
{
    enum ll_stage stage = LL_STAGE_LOST;
    bool is_known = ll_stage_from_name(ll_say_text_of(place, "stage"), &stage);
    for (size_t i = 0; is_known && i < STAGES; i++) {
        if (steps[i].stage == stage) {
            return &steps[i];
        }
    }
    return &gone;
}

static struct ll_str path_of(const struct order *o, const char *end)
{
    struct ll_strbuf buf;
    struct ll_str path = LL_STR("");
    ll_strbuf_init(&buf, o->words.arena, PATH_BYTES_MAX);
    ll_strbuf_str(&buf, ll_view_path(o->words.arena, "/orders/", ll_say_text_of(o->data, "code")));
    ll_strbuf_cstr(&buf, end);
    return ll_strbuf_finish(&buf, &path, NULL) == LL_OK ? path : LL_STR("");
}

static void set_link(const struct order *o, struct ll_json *object, struct ll_str href,
                     const char *text)
{
    struct ll_json *link = ll_json_new_object(o->words.arena);
    ll_json_set_str(o->words.arena, link, "href", href);
    ll_json_set_str(o->words.arena, link, "text", say(o, text));
    ll_json_set(o->words.arena, object, "link", link);
}

/* ---- what was bought ---- */

static struct ll_str lead_of(const struct order *o)
{
    const struct ll_slot slots[] = {
        {"bought", devices(o, o->demanded)},
        {"class", ll_class_words(o->words.locale, ll_say_text_of(o->data, "class_code"))},
        {"client", ll_say_text_of(o->data, "beneficiary")},
        {"purchases", ll_say_count(&o->words, LL_TN("{n} purchase", "{n} purchases"),
                                   ll_say_i64_of(o->data, "purchase_count"))},
    };
    return o->demanded == 0
               ? say(o, LL_T("Nothing was bought on this order yet."))
               : ll_say_fill(&o->words, LL_T("{bought} ({class}) in {purchases}, for {client}."),
                             slots, 4);
}

static void add_figure(const struct order *o, struct ll_json *items, const char *label, int64_t n)
{
    struct ll_json *item = ll_json_new_object(o->words.arena);
    ll_json_set_str(o->words.arena, item, "label", say(o, label));
    ll_json_set_str(o->words.arena, item, "amount", amount(o, n));
    ll_json_append(o->words.arena, items, item);
}

static void put_figures(const struct order *o)
{
    struct ll_json *items = ll_json_new_array(o->words.arena);
    int64_t carried = positions_of(o, "carried_units", "carried_g");
    int64_t voided = positions_of(o, "voided_units", "voided_g");
    add_figure(o, items, LL_T("bought so far"), o->demanded);
    add_figure(o, items, LL_T("collected for it"),
               positions_of(o, "allocated_units", "allocated_g"));
    add_figure(o, items, LL_T("waiting"), o->open);
    add_figure(o, items, LL_T("on certificates"), ll_say_i64_of(o->data, "certified_positions"));
    if (carried > 0) {
        add_figure(o, items, LL_T("served by an earlier purchase"), carried);
    }
    if (voided > 0) {
        add_figure(o, items, LL_T("taken back by credit notes"), voided);
    }
    ll_json_set(o->words.arena, o->own, "figures", items);
}

/* "GH,NG" in words. */
static struct ll_str countries_of(const struct ll_say *words, struct ll_str codes)
{
    struct ll_str names[COUNTRIES_MAX];
    size_t count = 0;
    for (size_t from = 0; from + 2 <= codes.len && count < COUNTRIES_MAX; from += 3) {
        names[count++] = ll_locale_country(words->locale, ll_str_sub(codes, from, from + 2));
    }
    return ll_say_list(words, names, count);
}

static void add_term(const struct ll_say *words, struct ll_json *terms, const char *text,
                     struct ll_str value)
{
    const struct ll_slot slot = {"what", value};
    if (value.len > 0) {
        ll_json_append(words->arena, terms,
                       ll_json_new_string(words->arena, ll_say_fill(words, text, &slot, 1)));
    }
}

static void add_terms(const struct ll_say *words, const struct ll_json *data, struct ll_json *terms)
{
    add_term(words, terms, LL_T("Only scrap from {what} counts."),
             countries_of(words, ll_say_text_of(data, "countries")));
    add_term(words, terms, LL_T("Only scrap collected from {what} on counts."),
             ll_say_month(words, ll_say_text_of(data, "vintage_from")));
    add_term(words, terms, LL_T("Only scrap collected until {what} counts."),
             ll_say_month(words, ll_say_text_of(data, "vintage_to")));
    add_term(words, terms, LL_T("Only scrap that {what} pays for counts."),
             ll_say_text_of(data, "funder"));
    add_term(words, terms, LL_T("The recycler has to be certified: {what}."),
             ll_say_text_of(data, "standard"));
}

struct ll_json *ll_order_terms(const struct ll_say *words, const struct ll_json *data)
{
    struct ll_json *terms = ll_json_new_array(words->arena);
    add_terms(words, data, terms);
    return terms;
}

/* What scrap the order takes; nothing is said of what may be anything. */
static void put_terms(const struct order *o)
{
    struct ll_json *terms = ll_json_new_array(o->words.arena);
    if (o->open > 0) {
        add_term(&o->words, terms,
                 LL_T("What waits gets the next scrap that fits, in the order of "
                      "purchases; the oldest waits since {what}."),
                 ll_say_date(&o->words, ll_say_text_of(o->data, "waiting_since")));
    }
    add_terms(&o->words, o->data, terms);
    ll_json_set(o->words.arena, o->own, "terms", terms);
}

/* ---- where its scrap is ---- */

/* Parts of the line of which the same is told. */
struct group {
    const struct ll_json *place;
    int64_t amount;
};

static bool is_alike(const struct ll_json *a, const struct ll_json *b)
{
    static const char *const names[] = {"stage", "country", "shipment", "planned_arrival"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (!ll_str_eq(ll_say_text_of(a, names[i]), ll_say_text_of(b, names[i]))) {
            return false;
        }
    }
    return ll_json_get(a, "under_review")->type == ll_json_get(b, "under_review")->type;
}

static struct group *groups_of(const struct order *o, size_t *ret_count)
{
    const struct ll_json *places = ll_say_list_of(o->data, "places");
    struct group *groups = LL_NEW_ARRAY(o->words.arena, struct group, places->count + 1);
    size_t count = 0;
    for (size_t i = 0; groups != NULL && i < places->count; i++) {
        const struct ll_json *place = &places->items[i];
        size_t k = 0;
        while (k < count && !is_alike(groups[k].place, place)) {
            k++;
        }
        if (k == count) {
            groups[count++].place = place;
        }
        groups[k].amount += ll_say_i64_of(place, "hi") - ll_say_i64_of(place, "lo");
    }
    *ret_count = groups == NULL ? 0 : count;
    return groups;
}

/* Of those at a shipment: dates are those that were planned, and no more than that. */
static struct ll_str next_with(const struct order *o, const struct step *step,
                               const struct ll_json *place)
{
    struct ll_str planned = ll_say_text_of(place, "planned_arrival");
    const struct ll_slot slots[] = {
        {"shipment", ll_say_text_of(place, "shipment")},
        {"date", ll_say_date(&o->words, planned)},
        {"country", ll_locale_country(o->words.locale, ll_say_text_of(place, "to_country"))},
    };
    bool is_late = ll_str_cmp(planned, ll_say_text_of(o->data, "as_of")) < 0;
    const char *text =
        step->stage != LL_STAGE_SHIPPED
            ? LL_T("They leave with shipment {shipment}, planned to arrive in {country} on "
                   "{date}.")
        : is_late ? LL_T("Shipment {shipment} was planned to arrive in {country} on {date}; its "
                         "arrival is not recorded yet.")
                  : LL_T("Shipment {shipment} is planned to arrive in {country} on {date}.");
    return ll_say_fill(&o->words, text, slots, 3);
}

static struct ll_str next_of(const struct order *o, const struct step *step,
                             const struct ll_json *place)
{
    if (ll_say_text_of(place, "planned_arrival").len > 0) {
        return next_with(o, step, place);
    }
    return say(o, step->next);
}

static struct ll_json *place_of(const struct order *o, const struct step *step,
                                const struct group *group)
{
    struct ll_arena *arena = o->words.arena;
    struct ll_json *item = ll_json_new_object(arena);
    const struct ll_slot slot = {
        "country",
        ll_locale_country(o->words.locale, ll_say_text_of(group->place, "country")),
    };
    ll_json_set_cstr(arena, item, "colour", ll_colour_rows[step->colour].name);
    ll_json_set_str(arena, item, "amount", amount(o, group->amount));
    ll_json_set_str(arena, item, "text",
                    slot.value.len == 0 ? say(o, step->text)
                                        : ll_say_fill(&o->words, step->there, &slot, 1));
    ll_json_set_str(arena, item, "next", next_of(o, step, group->place));
    if (ll_json_get(group->place, "under_review")->type == LL_JSON_TRUE) {
        ll_json_set_str(arena, item, "note",
                        say(o, LL_T("A difference in their count or weight is being looked into: "
                                    "this may change.")));
    }
    return item;
}

static void put_places(const struct order *o)
{
    struct ll_arena *arena = o->words.arena;
    size_t count = 0;
    const struct group *groups = groups_of(o, &count);
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *items = ll_json_new_array(arena);
    for (size_t s = 0; s <= STAGES; s++) {
        const struct step *step = s < STAGES ? &steps[s] : &gone;
        for (size_t i = 0; i < count; i++) {
            if (step_of(groups[i].place) == step) {
                ll_json_append(arena, items, place_of(o, step, &groups[i]));
            }
        }
    }
    if (o->open > 0) {
        struct ll_json *item = ll_json_new_object(arena);
        ll_json_set_str(arena, item, "amount", amount(o, o->open));
        ll_json_set_str(arena, item, "text", say(o, LL_T("waiting")));
        ll_json_set_str(arena, item, "next",
                        say(o, LL_T("They wait for scrap that fits. It is collected as it is "
                                    "brought in: nobody can promise a date.")));
        ll_json_append(arena, items, item);
    }
    ll_json_set_str(arena, whole, "title", say(o, LL_T("Where they are, and what comes next")));
    ll_json_set(arena, whole, "items", items);
    ll_json_set(arena, o->own, "places", whole);
}

/* ---- the line ---- */

static struct ll_json *legend_of(const struct order *o, const int64_t amounts[STAGES + 1],
                                 struct ll_str *ret_description)
{
    struct ll_arena *arena = o->words.arena;
    struct ll_json *legend = ll_json_new_array(arena);
    struct ll_str texts[STAGES + 2];
    size_t count = 0;
    for (size_t s = 0; s <= STAGES + 1; s++) {
        const struct step *step = s < STAGES ? &steps[s] : &gone;
        int64_t n = s <= STAGES ? amounts[s] : o->open;
        if (n == 0) {
            continue;
        }
        struct ll_json *item = ll_json_new_object(arena);
        const struct ll_slot slots[] = {
            {"what", say(o, s <= STAGES ? step->text : LL_T("waiting"))}, {"n", amount(o, n)}};
        if (s <= STAGES) {
            ll_json_set_cstr(arena, item, "colour", ll_colour_rows[step->colour].name);
        }
        ll_json_set_str(arena, item, "text", slots[0].value);
        ll_json_set_str(arena, item, "amount", slots[1].value);
        ll_json_append(arena, legend, item);
        texts[count++] = ll_say_fill(&o->words, LL_T("{what} {n}"), slots, 2);
    }
    *ret_description = ll_say_list(&o->words, texts, count);
    return legend;
}

/* The line from the first device bought to the last, each in the colour of what stands for it. */
static void put_drawing(const struct order *o)
{
    struct ll_arena *arena = o->words.arena;
    const struct ll_json *places = ll_say_list_of(o->data, "places");
    struct ll_line_part *parts = LL_NEW_ARRAY(arena, struct ll_line_part, places->count + 1);
    int64_t amounts[STAGES + 1] = {0};
    for (size_t i = 0; parts != NULL && i < places->count; i++) {
        const struct step *step = step_of(&places->items[i]);
        parts[i] = (struct ll_line_part){ll_say_i64_of(&places->items[i], "lo"),
                                         ll_say_i64_of(&places->items[i], "hi"), step->colour};
        amounts[step == &gone ? STAGES : (size_t)(step - steps)] += parts[i].hi - parts[i].lo;
    }
    struct ll_json *drawing = ll_json_new_object(arena);
    struct ll_str svg;
    struct ll_str description;
    struct ll_json *legend = legend_of(o, amounts, &description);
    const struct ll_scene_facts facts = {
        .title = say(o, LL_T("From the first device bought to the last")),
        .description = description,
        .language = o->words.locale->language->tag,
    };
    if (parts == NULL || o->length == 0 ||
        ll_line_draw(arena, &facts, o->length, parts, places->count, &svg, NULL) != LL_OK) {
        return;
    }
    ll_json_set_str(arena, drawing, "title", facts.title);
    ll_json_set_str(arena, drawing, "svg", svg);
    ll_json_set(arena, drawing, "legend", legend);
    ll_json_set(arena, o->own, "drawing", drawing);
}

/* ---- certificates ---- */

static struct ll_json *certificate_of(const struct order *o, const struct ll_json *row)
{
    struct ll_arena *arena = o->words.arena;
    struct ll_json *item = ll_json_new_object(arena);
    struct ll_str serial = ll_say_text_of(row, "serial");
    const struct ll_slot slots[] = {
        {"devices", devices(o, ll_say_i64_of(row, "positions"))},
        {"date", ll_say_date(&o->words, ll_say_text_of(row, "issued_at"))},
    };
    ll_json_set_str(arena, item, "serial", serial);
    ll_json_set_str(arena, item, "href", ll_view_path(arena, "/certificates/", serial));
    ll_json_set(arena, item, "stage", ll_view_cell(arena, o->words.locale, row, "stage"));
    ll_json_set(arena, item, "state", ll_view_cell(arena, o->words.locale, row, "state"));
    ll_json_set_str(
        arena, item, "text",
        ll_say_fill(&o->words, LL_T("for {devices} of this order, issued on {date}"), slots, 2));
    return item;
}

/* What a plant signed for, and no certificate names. */
static int64_t uncertified(const struct order *o)
{
    const struct ll_json *places = ll_say_list_of(o->data, "places");
    int64_t n = -ll_say_i64_of(o->data, "certified_positions");
    for (size_t i = 0; i < places->count; i++) {
        const struct step *step = step_of(&places->items[i]);
        n += step != &gone && step->stage >= LL_STAGE_RECEIVED
                 ? ll_say_i64_of(&places->items[i], "hi") - ll_say_i64_of(&places->items[i], "lo")
                 : 0;
    }
    return n;
}

static void put_certificates(const struct order *o)
{
    struct ll_arena *arena = o->words.arena;
    const struct ll_json *rows = ll_say_list_of(o->data, "certificates");
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *items = ll_json_new_array(arena);
    int64_t left = uncertified(o);
    for (size_t i = 0; i < rows->count; i++) {
        ll_json_append(arena, items, certificate_of(o, &rows->items[i]));
    }
    ll_json_set_str(arena, whole, "title", say(o, LL_T("Certificates")));
    ll_json_set(arena, whole, "items", items);
    if (rows->count == 0) {
        ll_json_set_str(arena, whole, "nothing",
                        say(o, LL_T("No certificate was issued yet. One can be, as soon as a "
                                    "recycler has signed for what was collected for you.")));
    }
    if (left > 0) {
        const struct ll_slot slot = {"n", devices(o, left)};
        ll_json_set_str(arena, whole, "note",
                        ll_say_fill(&o->words,
                                    LL_T("A recycler has signed for {n} that no certificate names "
                                         "yet: ask the operator for one."),
                                    &slot, 1));
    }
    if (ll_say_i64_of(o->data, "certificate_count") > (int64_t)rows->count) {
        set_link(o, whole, LL_STR("/certificates"), LL_T("All certificates"));
    }
    ll_json_set(arena, o->own, "certificates", whole);
}

/* ---- purchases ---- */

static void add_cell(const struct order *o, struct ll_json *row, struct ll_str text, bool is_number)
{
    struct ll_json *cell = ll_json_new_object(o->words.arena);
    ll_json_set_str(o->words.arena, cell, "text", text);
    if (is_number) {
        ll_json_set_bool(o->words.arena, cell, "number", true);
    }
    ll_json_append(o->words.arena, row, cell);
}

static struct ll_json *purchase_of(const struct order *o, const struct ll_json *purchase)
{
    struct ll_json *row = ll_json_new_object(o->words.arena);
    struct ll_json *cells = ll_json_new_array(o->words.arena);
    struct ll_str date = ll_say_text_of(purchase, "issued_on");
    enum ll_tone tone;
    add_cell(o, cells,
             ll_say_date(&o->words, date.len > 0 ? date : ll_say_text_of(purchase, "queue_at")),
             false);
    add_cell(o, cells, amount(o, ll_say_i64_of(purchase, "hi") - ll_say_i64_of(purchase, "lo")),
             true);
    add_cell(o, cells, amount(o, ll_say_i64_of(purchase, "served")), true);
    add_cell(o, cells, ll_label_word(o->words.locale, ll_say_text_of(purchase, "trigger"), &tone),
             false);
    ll_json_set(o->words.arena, row, "cells", cells);
    return row;
}

static void put_purchases(const struct order *o)
{
    static const struct {
        const char *text;
        bool is_number;
    } columns[] = {{LL_T("date of the document"), false},
                   {LL_T("devices"), true},
                   {LL_T("collected for it"), true},
                   {LL_T("why"), false}};
    struct ll_arena *arena = o->words.arena;
    const struct ll_json *purchases = ll_say_list_of(o->data, "purchases");
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *heads = ll_json_new_array(arena);
    struct ll_json *rows = ll_json_new_array(arena);
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
        add_cell(o, heads, say(o, columns[i].text), columns[i].is_number);
    }
    for (size_t i = 0; i < purchases->count; i++) {
        ll_json_append(arena, rows, purchase_of(o, &purchases->items[i]));
    }
    ll_json_set_str(arena, whole, "title",
                    say(o, ll_say_i64_of(o->data, "purchase_count") > (int64_t)purchases->count
                               ? LL_T("The newest purchases")
                               : LL_T("What was bought")));
    ll_json_set(arena, whole, "columns", heads);
    ll_json_set(arena, whole, "rows", rows);
    if (purchases->count == 0) {
        ll_json_set_str(arena, whole, "nothing",
                        say(o, LL_T("Nothing yet: send your first purchase list.")));
    }
    set_link(o, whole, path_of(o, "/slices"), LL_T("All purchases, to take along as CSV"));
    ll_json_set(arena, o->own, "purchases", whole);
}

struct ll_json *ll_order_page_of(struct ll_arena *arena, const struct ll_locale *locale,
                                 const struct ll_json *data)
{
    struct order o = {
        .words = {arena, locale},
        .data = data,
        .own = ll_json_new_object(arena),
        .in_grams = ll_str_eq_cstr(ll_say_text_of(data, "measure"), "grams"),
    };
    const struct ll_json *places = ll_say_list_of(data, "places");
    o.demanded = positions_of(&o, "demanded_units", "demanded_g");
    o.open = positions_of(&o, "open_units", "open_g");
    o.length = o.demanded + positions_of(&o, "voided_units", "voided_g");
    if (places->count > 0 && ll_say_i64_of(&places->items[places->count - 1], "hi") > o.length) {
        o.length = ll_say_i64_of(&places->items[places->count - 1], "hi");
    }
    ll_json_set_str(arena, o.own, "lead", lead_of(&o));
    ll_json_set_str(arena, o.own, "orders", say(&o, LL_T("Orders")));
    put_figures(&o);
    put_terms(&o);
    put_drawing(&o);
    put_places(&o);
    put_certificates(&o);
    put_purchases(&o);
    return o.own;
}
