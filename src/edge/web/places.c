#include "edge/web/places.h"

#include "base/catalogue.h"

struct ll_places *ll_places_new(const struct ll_say *words)
{
    struct ll_places *places = LL_NEW(words->arena, struct ll_places);
    if (places != NULL) {
        places->words = words;
    }
    return places;
}

struct ll_map_place *ll_places_of(struct ll_places *places, struct ll_str country)
{
    for (size_t i = 0; i < places->count; i++) {
        if (ll_str_eq(places->at[i].country, country)) {
            return &places->at[i];
        }
    }
    if (places->count == LL_MAP_PLACES_MAX) {
        return NULL;
    }
    places->at[places->count] =
        (struct ll_map_place){.country = country,
                              .land = LL_COLOUR_ACCENT_3,
                              .dot = LL_COLOUR_ACCENT_1,
                              .name = ll_locale_country(places->words->locale, country)};
    return &places->at[places->count++];
}

void ll_places_add_way(struct ll_places *places, struct ll_str from, struct ll_str to,
                       int64_t amount)
{
    if (amount > 0 && places->way_count < LL_MAP_WAYS_MAX && !ll_str_eq(from, to) &&
        ll_places_of(places, from) != NULL && ll_places_of(places, to) != NULL) {
        places->ways[places->way_count++] = (struct ll_map_way){from, to, amount};
    }
}

struct ll_str ll_places_draw(const struct ll_places *places, struct ll_str title)
{
    const struct ll_say *words = places->words;
    const struct ll_map map = {places->at, places->count, places->ways, places->way_count};
    struct ll_fonts *fonts = NULL;
    struct ll_str titles[LL_MAP_PLACES_MAX];
    struct ll_str svg = LL_STR("");
    for (size_t i = 0; i < places->count; i++) {
        titles[i] = places->at[i].title.len > 0 ? places->at[i].title : places->at[i].name;
    }
    const struct ll_scene_facts facts = {
        .title = title,
        .description = ll_say_list(words, titles, places->count),
        .language = words->locale->language->tag,
    };
    if (ll_fonts_open(words->arena, &fonts, NULL) != LL_OK) {
        fonts = NULL;
    }
    if (ll_map_draw(words->arena, fonts, &facts, &map, &svg, NULL) != LL_OK) {
        svg = LL_STR("");
    }
    if (fonts != NULL) {
        ll_fonts_close(fonts);
    }
    return svg;
}

static void say_place(const struct ll_say *words, struct ll_map_place *place, const char *text)
{
    const struct ll_slot slot = {"country", place->name};
    place->title = ll_say_fill(words, text, &slot, 1);
}

/* ---- a shipment ---- */

struct ll_json *ll_places_route(struct ll_arena *arena, const struct ll_locale *locale,
                                const struct ll_json *shipment)
{
    static const char *const texts[] = {LL_T("It leaves {country}"), LL_T("Through {country}"),
                                        LL_T("It goes to {country}")};
    const struct ll_say words = {arena, locale};
    const struct ll_json *countries = ll_say_list_of(shipment, "countries");
    bool has_route = countries->count >= 2 && ll_say_list_of(shipment, "legs")->count > 0;
    struct ll_places *places = has_route ? ll_places_new(&words) : NULL;
    struct ll_str before = LL_STR("");
    for (size_t i = 0; places != NULL && i < countries->count; i++) {
        struct ll_str country = ll_say_text_of(&countries->items[i], "country");
        struct ll_map_place *place = ll_places_of(places, country);
        if (place != NULL) {
            say_place(&words, place, texts[i == 0 ? 0 : i + 1 < countries->count ? 1 : 2]);
            ll_places_add_way(places, i == 0 ? country : before, country, 1);
        }
        before = country;
    }
    struct ll_str title = ll_locale_text(locale, LL_T("The route"));
    struct ll_str svg = places == NULL ? LL_STR("") : ll_places_draw(places, title);
    if (svg.len == 0) {
        return NULL;
    }
    struct ll_json *drawing = ll_json_new_object(arena);
    struct ll_json *items = ll_json_new_array(arena);
    struct ll_json *whole = ll_json_new_object(arena);
    ll_json_set_str(arena, drawing, "title", title);
    ll_json_set_str(arena, drawing, "svg", svg);
    ll_json_set_bool(arena, drawing, "map", true);
    ll_json_set_str(arena, drawing, "note",
                    ll_locale_text(locale, LL_T("Countries in their order, nothing finer: a dot "
                                                "stands in the middle of the land.")));
    ll_json_append(arena, items, drawing);
    ll_json_set(arena, whole, "items", items);
    return whole;
}

/* ---- what is under way ---- */

struct ll_str ll_places_under_way(const struct ll_say *words, struct ll_str title,
                                  const struct ll_json *ways)
{
    struct ll_places *places = ll_places_new(words);
    for (size_t i = 0; places != NULL && ways != NULL && i < ways->count; i++) {
        ll_places_add_way(places, ll_say_text_of(&ways->items[i], "from_country"),
                          ll_say_text_of(&ways->items[i], "to_country"),
                          ll_say_i64_of(&ways->items[i], "shipments"));
    }
    for (size_t i = 0; places != NULL && i < places->count; i++) {
        int64_t shipments = 0;
        for (size_t k = 0; k < places->way_count; k++) {
            bool ends = ll_str_eq(places->ways[k].to, places->at[i].country);
            shipments += ends ? places->ways[k].amount : 0;
        }
        const struct ll_slot slots[] = {
            {"country", places->at[i].name},
            {"shipments", ll_say_count(words, LL_TN("{n} shipment", "{n} shipments"), shipments)}};
        if (shipments > 0) {
            places->at[i].title =
                ll_say_fill(words, LL_T("{shipments} on the way to {country}"), slots, 2);
        } else {
            say_place(words, &places->at[i], LL_T("From {country}"));
        }
    }
    return places == NULL || places->way_count == 0 ? LL_STR("") : ll_places_draw(places, title);
}
