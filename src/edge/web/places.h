/*
 * Maps of countries on pages (draw/map.h): places of which there is something to say, and ways
 * between them. Pure functions of an answer and the language; what a map cannot show is left out of
 * it, and stands in the table beside it.
 */
#ifndef LL_EDGE_WEB_PLACES_H
#define LL_EDGE_WEB_PLACES_H

#include "draw/map.h"
#include "edge/web/say.h"

struct ll_places {
    const struct ll_say *words;
    struct ll_map_place at[LL_MAP_PLACES_MAX];
    struct ll_map_way ways[LL_MAP_WAYS_MAX];
    size_t count;
    size_t way_count;
};

/* Empty, in the arena of the words, which outlive it. NULL: no memory. */
struct ll_places *ll_places_new(const struct ll_say *words);
/* The place of a country, with its name, added where it is none yet; NULL: there are too many. */
struct ll_map_place *ll_places_of(struct ll_places *places, struct ll_str country);
/* Nothing within one country, or of nothing. */
void ll_places_add_way(struct ll_places *places, struct ll_str from, struct ll_str to,
                       int64_t amount);
/* As SVG, with names or without where the machine lacks the font; empty: it cannot be drawn. Its
 * description is what there is to say of each place. */
struct ll_str ll_places_draw(const struct ll_places *places, struct ll_str title);

/*
 * The route of a shipment across borders, of its "countries" in their order, as {"items":
 * [{"title", "svg", "map": true, "note"}]}; NULL: there is none.
 */
struct ll_json *ll_places_route(struct ll_arena *arena, const struct ll_locale *locale,
                                const struct ll_json *shipment);
/* Ways [{"from_country", "to_country", "shipments"}] as SVG; empty: none leaves its country. */
struct ll_str ll_places_under_way(const struct ll_say *words, struct ll_str title,
                                  const struct ll_json *ways);

#endif
