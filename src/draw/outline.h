/*
 * Outlines of the world's countries (data/outline_*.csv, Natural Earth), in the Equal Earth
 * projection: areas are true to one another. Units are 2,000 to the radian, x to the right of
 * 11° E and y down from the equator.
 */
#ifndef LL_DRAW_OUTLINE_H
#define LL_DRAW_OUTLINE_H

#include "draw/scene.h"

#define LL_OUTLINE_POINTS_MAX 4096 /* of one ring */

struct ll_outline_country {
    struct ll_str code;     /* ISO 3166-1; empty of land that has none */
    struct ll_point middle; /* far from its edges */
    struct ll_str rings;
};

struct ll_outline {
    const struct ll_outline_country *countries; /* the largest first: enclaves come later */
    size_t count;
    const struct ll_point *points;
    const size_t *ends; /* of arc k, behind its last point */
    size_t arc_count;
};

/* The outlines, read into `arena`. LL_ENOMEM. Cost: some 4,000 small numbers. */
LL_MUST enum ll_status ll_outline_read(struct ll_arena *arena, struct ll_outline *ret_outline,
                                       struct ll_err *reterr);
/* NULL: not a country of the table. */
const struct ll_outline_country *ll_outline_find(const struct ll_outline *outline,
                                                 struct ll_str code);
/*
 * The next ring of a country, the largest first, into `points` (LL_OUTLINE_POINTS_MAX of them); the
 * first and last are not the same. `rest` begins as the country's `rings`. False: no more.
 */
bool ll_outline_ring(const struct ll_outline *outline, struct ll_str *rest, struct ll_point *points,
                     size_t *ret_count);

#endif
