/*
 * A map of the countries that something happened in: their land in colour among plain land, a dot
 * in each, ways from country to country as bent lines with a head. It shows the part of the world
 * that holds them. Nothing in it is finer than a country: a dot stands in the middle of its land.
 */
#ifndef LL_DRAW_MAP_H
#define LL_DRAW_MAP_H

#include "draw/scene.h"

#define LL_MAP_WIDTH 12000
#define LL_MAP_PLACES_MAX 64
#define LL_MAP_WAYS_MAX 256

struct ll_map_place {
    struct ll_str country; /* ISO 3166-1; one that has no outline is left out */
    enum ll_colour land;
    enum ll_colour dot;
    struct ll_str name;  /* beside the dot, where there is room; empty: none */
    struct ll_str title; /* what there is to say of it, for who points at it; empty: none */
};

struct ll_map_way {
    struct ll_str from; /* of the places; another is left out */
    struct ll_str to;
    int64_t amount; /* > 0: a line is the wider the more of the largest it is */
};

struct ll_map {
    const struct ll_map_place *places; /* each country once */
    size_t place_count;
    const struct ll_map_way *ways;
    size_t way_count;
};

/*
 * The map as a scene, LL_MAP_WIDTH wide and half to six fifths as high. `fonts`: NULL for one
 * without names. `facts` say what it shows to readers who do not see it. LL_EINVAL: too many places
 * or ways, or none of the places is known; LL_ENOMEM. Cost: the outlines, 3,000 points; O(ways).
 */
LL_MUST enum ll_status ll_map_scene(struct ll_arena *arena, struct ll_fonts *fonts,
                                    const struct ll_scene_facts *facts, const struct ll_map *map,
                                    struct ll_scene *ret_scene, struct ll_err *reterr);
/* The same as SVG for a page (LL_SVG_INLINE). */
LL_MUST enum ll_status ll_map_draw(struct ll_arena *arena, struct ll_fonts *fonts,
                                   const struct ll_scene_facts *facts, const struct ll_map *map,
                                   struct ll_str *ret_svg, struct ll_err *reterr);

#endif
