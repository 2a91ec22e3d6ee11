/*
 * A trail: how much of what was collected has come how far, as a band from stop to stop that is as
 * wide as what has reached it. Without words: these stand beside it, and in a table.
 */
#ifndef LL_DRAW_TRAIL_H
#define LL_DRAW_TRAIL_H

#include "draw/scene.h"

#define LL_TRAIL_WIDTH 20000
#define LL_TRAIL_HEIGHT 2600
#define LL_TRAIL_STOPS_MAX 6

struct ll_trail_stop {
    int64_t reached; /* at most the whole */
    enum ll_colour colour;
};

/*
 * A picture of LL_TRAIL_WIDTH by LL_TRAIL_HEIGHT as SVG for a page (LL_SVG_INLINE), of 2 to
 * LL_TRAIL_STOPS_MAX stops (asserted), each in the middle of its share of the width. `whole` > 0.
 * LL_EINVAL: more has reached a stop than there is; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_trail_draw(struct ll_arena *arena, const struct ll_scene_facts *facts,
                                     int64_t whole, const struct ll_trail_stop *stops, size_t count,
                                     struct ll_str *ret_svg, struct ll_err *reterr);

#endif
