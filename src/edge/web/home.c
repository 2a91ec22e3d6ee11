#include "edge/web/home.h"

#include <string.h>

#include "core/types.h"
#include "draw/trail.h"
#include "edge/web/places.h"
#include "edge/web/say.h"

#define STOPS 4
#define COUNTRIES_MAX 64

static const struct {
    enum ll_stage stage;
    const char *title;
    const char *column;
    enum ll_colour colour;
} stops[STOPS] = {
    {LL_STAGE_ACCEPTED, LL_T("Collected"), "units_collected", LL_COLOUR_COPPER_1},
    {LL_STAGE_SHIPPED, LL_T("Shipped"), "units_shipped", LL_COLOUR_COPPER_2},
    {LL_STAGE_RECEIVED, LL_T("Received"), "units_received", LL_COLOUR_ACCENT_2},
    {LL_STAGE_RECYCLED, LL_T("Recycled"), "units_recycled", LL_COLOUR_ACCENT_1},
};

struct country {
    struct ll_str code;
    int64_t reached[STOPS]; /* counted devices */
    int64_t collections;
    int64_t mass_g;
};

struct home {
    struct ll_say words;
    const struct ll_json *figures;
    struct ll_json *own;
    struct country countries[COUNTRIES_MAX];
    size_t count;
    int64_t reached[STOPS];
    int64_t collections;
    int64_t mass_g;
};

static struct ll_str say(const struct home *h, const char *text)
{
    return ll_locale_text(h->words.locale, text);
}

/* NULL: there are more than a page is for. */
static struct country *country_of(struct home *h, struct ll_str code)
{
    for (size_t i = 0; i < h->count; i++) {
        if (ll_str_eq(h->countries[i].code, code)) {
            return &h->countries[i];
        }
    }
    if (h->count == COUNTRIES_MAX) {
        return NULL;
    }
    h->countries[h->count] = (struct country){.code = code};
    return &h->countries[h->count++];
}

/* What has left the programme was collected all the same. */
static void count_stages(struct home *h)
{
    const struct ll_json *rows = ll_say_list_of(h->figures, "stages");
    for (size_t i = 0; i < rows->count; i++) {
        struct country *country = country_of(h, ll_say_text_of(&rows->items[i], "country"));
        int64_t units = ll_say_i64_of(&rows->items[i], "units");
        enum ll_stage stage = LL_STAGE_ACCEPTED;
        bool is_known = ll_stage_from_name(ll_say_text_of(&rows->items[i], "stage"), &stage);
        for (size_t k = 0; is_known && k < STOPS; k++) {
            if (k == 0 || (stage >= stops[k].stage && stage <= LL_STAGE_RECYCLED)) {
                h->reached[k] += units;
                if (country != NULL) {
                    country->reached[k] += units;
                }
            }
        }
    }
}

static void count_lots(struct home *h)
{
    const struct ll_json *rows = ll_say_list_of(h->figures, "countries");
    for (size_t i = 0; i < rows->count; i++) {
        struct country *country = country_of(h, ll_say_text_of(&rows->items[i], "country"));
        int64_t collections = ll_say_i64_of(&rows->items[i], "collections");
        int64_t mass_g = ll_say_i64_of(&rows->items[i], "mass_g");
        h->collections += collections;
        h->mass_g += mass_g;
        if (country != NULL) {
            country->collections += collections;
            country->mass_g += mass_g;
        }
    }
}

static void put_claim(const struct home *h)
{
    struct ll_arena *arena = h->words.arena;
    const struct ll_slot slot = {"scrap", ll_say_scrap(&h->words, h->reached[3], 0)};
    ll_json_set_str(arena, h->own, "over", say(h, LL_T("One for one")));
    ll_json_set_str(arena, h->own, "claim",
                    h->reached[3] > 0 ? ll_say_fill(&h->words, LL_T("{scrap} recycled"), &slot, 1)
                                      : say(h, LL_T("A scrap device for each new one")));
    ll_json_set_str(arena, h->own, "lead",
                    say(h, LL_T("For each device that a client buys, leases or throws away, one "
                                "scrap device is collected and brought to a recycler. Here is "
                                "how far they have come.")));
}

static void put_stops(const struct home *h)
{
    struct ll_arena *arena = h->words.arena;
    struct ll_json *items = ll_json_new_array(arena);
    struct ll_json *drawing = ll_json_new_object(arena);
    struct ll_trail_stop drawn[STOPS];
    struct ll_str said[STOPS];
    struct ll_str svg = LL_STR("");
    for (size_t i = 0; i < STOPS; i++) {
        struct ll_json *item = ll_json_new_object(arena);
        const struct ll_slot slots[] = {{"stop", say(h, stops[i].title)},
                                        {"amount", ll_say_i64(&h->words, h->reached[i])}};
        drawn[i] = (struct ll_trail_stop){h->reached[i], stops[i].colour};
        said[i] = ll_say_fill(&h->words, LL_T("{stop}: {amount}"), slots, 2);
        ll_json_set_str(arena, item, "amount", slots[1].value);
        ll_json_set_str(arena, item, "title", slots[0].value);
        ll_json_append(arena, items, item);
    }
    const struct ll_scene_facts facts = {
        .title = say(h, LL_T("The trail: how far it has come")),
        .description = ll_say_list(&h->words, said, STOPS),
        .language = h->words.locale->language->tag,
    };
    if (h->reached[0] > 0 &&
        ll_trail_draw(arena, &facts, h->reached[0], drawn, STOPS, &svg, NULL) == LL_OK) {
        ll_json_set_str(arena, drawing, "svg", svg);
        ll_json_set_str(arena, drawing, "title", facts.title);
        ll_json_set(arena, h->own, "drawing", drawing);
    }
    ll_json_set(arena, h->own, "stops", items);
}

/* ---- the map ---- */

#define MASS_BYTES_MAX 64
#define SHADES 3

/* The more was collected in a country, the stronger its colour: above half of the most, above a
 * quarter, the rest. */
static const struct {
    int64_t part;
    enum ll_colour colour;
    const char *name;
} shades[SHADES] = {
    {2, LL_COLOUR_COPPER_1, "copper_1"},
    {4, LL_COLOUR_COPPER_2, "copper_2"},
    {0, LL_COLOUR_COPPER_3, "copper_3"},
};

struct home_map {
    struct ll_places *places;
    bool has_goals;
};

static void place_collected(const struct home *h, struct home_map *m)
{
    int64_t most = 0;
    for (size_t i = 0; i < h->count; i++) {
        most = h->countries[i].reached[0] > most ? h->countries[i].reached[0] : most;
    }
    for (size_t i = 0; i < h->count; i++) {
        const struct country *country = &h->countries[i];
        struct ll_map_place *place = ll_places_of(m->places, country->code);
        const struct ll_slot slots[] = {
            {"country", ll_locale_country(h->words.locale, country->code)},
            {"scrap", ll_say_scrap(&h->words, country->reached[0], 0)}};
        size_t shade = 0;
        while (shade + 1 < SHADES && country->reached[0] <= most / shades[shade].part) {
            shade++;
        }
        if (place != NULL) {
            place->land = shades[shade].colour;
            place->dot = LL_COLOUR_INK;
            place->title = ll_say_fill(&h->words, LL_T("{country}: {scrap} collected"), slots, 2);
        }
    }
}

/* Where plants received and treated, unless something was collected there, too. */
static void place_goals(const struct home *h, struct home_map *m)
{
    static const char *const lists[] = {"treated_in", "received_in"};
    for (size_t k = 0; k < sizeof(lists) / sizeof(lists[0]); k++) {
        const struct ll_json *list = ll_say_list_of(h->figures, lists[k]);
        for (size_t i = 0; i < list->count; i++) {
            struct ll_map_place *place = ll_places_of(m->places, ll_json_string(&list->items[i]));
            if (place != NULL) {
                const struct ll_slot slot = {"country", place->name};
                place->dot = LL_COLOUR_ACCENT_1;
                place->title = place->title.len > 0
                                   ? place->title
                                   : ll_say_fill(&h->words, LL_T("{country}: treated"), &slot, 1);
                m->has_goals = true;
            }
        }
    }
}

static void place_ways(const struct home *h, struct home_map *m)
{
    const struct ll_json *list = ll_say_list_of(h->figures, "ways");
    for (size_t i = 0; i < list->count; i++) {
        const struct ll_json *way = &list->items[i];
        ll_places_add_way(m->places, ll_say_text_of(way, "from_country"),
                          ll_say_text_of(way, "to_country"), ll_say_i64_of(way, "units"));
    }
}

static void put_legend(const struct home *h, const struct home_map *m, struct ll_json *drawing)
{
    const struct {
        const char *colour;
        const char *text;
        bool is_shown;
    } rows[] = {
        {shades[0].name, LL_T("Most collected"), true},
        {shades[2].name, LL_T("Fewer collected"), h->count > 1},
        {"accent_3", LL_T("Treated by recyclers"), m->has_goals},
        {"accent", LL_T("Ways of shipments"), m->places->way_count > 0},
    };
    struct ll_arena *arena = h->words.arena;
    struct ll_json *items = ll_json_new_array(arena);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].is_shown) {
            struct ll_json *item = ll_json_new_object(arena);
            ll_json_set_cstr(arena, item, "colour", rows[i].colour);
            ll_json_set_str(arena, item, "text", say(h, rows[i].text));
            ll_json_append(arena, items, item);
        }
    }
    ll_json_set(arena, drawing, "legend", items);
}

static void put_map(const struct home *h)
{
    struct ll_arena *arena = h->words.arena;
    struct home_map m = {.places = ll_places_new(&h->words)};
    struct ll_json *drawing = ll_json_new_object(arena);
    struct ll_str title = say(h, LL_T("Where from, and where to"));
    if (m.places == NULL || h->count == 0) {
        return;
    }
    place_collected(h, &m);
    place_goals(h, &m);
    place_ways(h, &m);
    struct ll_str svg = ll_places_draw(m.places, title);
    if (svg.len > 0) {
        ll_json_set_str(arena, drawing, "svg", svg);
        ll_json_set_str(arena, drawing, "title", title);
        ll_json_set_str(
            arena, drawing, "note",
            say(h, LL_T("Countries, nothing finer: a dot stands in the middle of the land.")));
        put_legend(h, &m, drawing);
        ll_json_set(arena, h->own, "map", drawing);
    }
}

/* ---- words ---- */

static struct ll_str collected_in(const struct home *h)
{
    struct ll_str names[COUNTRIES_MAX];
    for (size_t i = 0; i < h->count; i++) {
        names[i] = ll_locale_country(h->words.locale, h->countries[i].code);
    }
    return ll_say_list(&h->words, names, h->count);
}

/* In kilograms, as the table below it has them. */
static struct ll_str mass_of(const struct home *h)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, h->words.arena, MASS_BYTES_MAX);
    ll_locale_put_mass(h->words.locale, &buf, (struct ll_mass){h->mass_g}, LL_MASS_KG);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

static struct ll_str received_in(const struct home *h)
{
    const struct ll_json *list = ll_say_list_of(h->figures, "received_in");
    struct ll_str names[COUNTRIES_MAX];
    size_t count = 0;
    for (; count < list->count && count < COUNTRIES_MAX; count++) {
        names[count] = ll_locale_country(h->words.locale, ll_json_string(&list->items[count]));
    }
    return ll_say_list(&h->words, names, count);
}

static void put_facts(const struct home *h)
{
    struct ll_json *facts = ll_json_new_array(h->words.arena);
    const struct ll_json *rows = ll_say_list_of(h->figures, "certificates");
    int64_t certificates = 0;
    int64_t units = 0;
    for (size_t i = 0; i < rows->count; i++) {
        certificates += ll_say_i64_of(&rows->items[i], "certificates");
        units += ll_say_i64_of(&rows->items[i], "units");
    }
    const struct ll_slot slots[] = {
        {"certificates",
         ll_say_count(&h->words, LL_TN("{n} certificate", "{n} certificates"), certificates)},
        {"scrap", ll_say_scrap(&h->words, units, 0)},
        {"collections",
         ll_say_count(&h->words, LL_TN("{n} collection", "{n} collections"), h->collections)},
        {"mass", mass_of(h)},
    };
    if (h->count > 0) {
        ll_say_fact(&h->words, facts, LL_T("Collected in"), collected_in(h));
        ll_say_fact(&h->words, facts, LL_T("How much"),
                    ll_say_fill(&h->words, LL_T("{collections}, {mass}, weighed there"), slots, 4));
    }
    if (ll_say_list_of(h->figures, "received_in")->count > 0) {
        ll_say_fact(&h->words, facts, LL_T("Received in"), received_in(h));
    }
    ll_say_fact(&h->words, facts, LL_T("Certified"),
                ll_say_fill(&h->words, LL_T("{scrap} on {certificates} that stand"), slots, 4));
    ll_say_fact(&h->words, facts, LL_T("As of"),
                ll_say_date(&h->words, ll_say_text_of(h->figures, "on")));
    ll_json_set(h->words.arena, h->own, "facts", facts);
}

static bool is_logged(const struct home *h)
{
    const struct ll_json *logged = ll_json_get(h->figures, "logged");
    return logged != NULL && logged->type == LL_JSON_TRUE;
}

static void put_how(const struct home *h)
{
    const char *const sentences[] = {
        LL_T("Collectors bring scrap devices, which are counted and weighed in lots."),
        LL_T("They travel, with the consent of the countries on the way, to a recycler who counts "
             "them again and signs for what came."),
        is_logged(h) ? LL_T("Each unit serves one device of one client, once: a public log lets "
                            "anybody check that none was counted twice.")
                     : LL_T("Each unit serves one device of one client, once: the ledger refuses "
                            "to count one twice."),
    };
    struct ll_arena *arena = h->words.arena;
    struct ll_json *how = ll_json_new_object(arena);
    struct ll_json *items = ll_json_new_array(arena);
    for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
        ll_json_append(arena, items, ll_json_new_string(arena, say(h, sentences[i])));
    }
    ll_json_set_str(arena, how, "title", say(h, LL_T("How it works")));
    ll_json_set(arena, how, "items", items);
    ll_json_set(arena, h->own, "how", how);
}

static void put_links(const struct home *h)
{
    static const struct {
        const char *href;
        const char *text;
    } links[] = {
        {"/verify", LL_T("Verify a certificate")},
        {"/log", LL_T("The public log")},
        {"/enquire", LL_T("Take part")},
    };
    struct ll_arena *arena = h->words.arena;
    struct ll_json *items = ll_json_new_array(arena);
    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
        if (strcmp(links[i].href, "/log") == 0 && !is_logged(h)) {
            continue;
        }
        struct ll_json *item = ll_json_new_object(arena);
        ll_json_set_cstr(arena, item, "href", links[i].href);
        ll_json_set_str(arena, item, "text", say(h, links[i].text));
        ll_json_append(arena, items, item);
    }
    ll_json_set(arena, h->own, "links", items);
}

static void put_table(const struct home *h)
{
    struct ll_arena *arena = h->words.arena;
    struct ll_json *shown = ll_json_new_object(arena);
    struct ll_json *rows = ll_json_new_array(arena);
    for (size_t i = 0; i < h->count; i++) {
        const struct country *country = &h->countries[i];
        struct ll_json *row = ll_json_new_object(arena);
        ll_json_set_str(arena, row, "country", country->code);
        ll_json_set_integer(arena, row, "collections", country->collections);
        for (size_t k = 0; k < STOPS; k++) {
            ll_json_set_integer(arena, row, stops[k].column, country->reached[k]);
        }
        ll_json_set_integer(arena, row, "mass_g", country->mass_g);
        ll_json_append(arena, rows, row);
    }
    const struct ll_json *ways = ll_say_list_of(h->figures, "ways");
    struct ll_json *moved = ll_json_new_array(arena);
    for (size_t i = 0; i < ways->count; i++) {
        struct ll_json *row = ll_json_new_object(arena);
        ll_json_set_str(arena, row, "from_country",
                        ll_say_text_of(&ways->items[i], "from_country"));
        ll_json_set_str(arena, row, "to_country", ll_say_text_of(&ways->items[i], "to_country"));
        ll_json_set_integer(arena, row, "units_shipped", ll_say_i64_of(&ways->items[i], "units"));
        ll_json_append(arena, moved, row);
    }
    if (h->count > 0) {
        ll_json_set(arena, shown, "by_country", rows);
    }
    if (ways->count > 0) {
        ll_json_set(arena, shown, "ways", moved);
    }
    ll_json_set(arena, h->own, "shown", shown);
}

struct ll_json *ll_home_of(struct ll_arena *arena, const struct ll_locale *locale,
                           const struct ll_json *data)
{
    struct home *h = LL_NEW(arena, struct home);
    if (h == NULL) {
        return NULL;
    }
    h->words = (struct ll_say){arena, locale};
    h->figures = ll_json_get(data, "figures");
    h->own = ll_json_new_object(arena);
    count_stages(h);
    count_lots(h);
    put_claim(h);
    put_stops(h);
    put_map(h);
    put_facts(h);
    put_how(h);
    put_links(h);
    put_table(h);
    return h->own;
}
