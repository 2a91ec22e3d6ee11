/*
 * Lines cut into intervals: a lot's units or an order's devices from first to last, each part in
 * the colour of what it is. A part too narrow to be seen is drawn with its neighbours of the same
 * colour; one that has none keeps the width of a hair.
 */
#ifndef LL_DRAW_LINE_H
#define LL_DRAW_LINE_H

#include "draw/scene.h"

#define LL_LINE_WIDTH 20000
#define LL_LINE_HEIGHT 500

/* [lo, hi) of the line, in order and without overlap; between parts nothing is painted. */
struct ll_line_part {
    int64_t lo;
    int64_t hi;
    enum ll_colour colour;
};

/*
 * A picture of LL_LINE_WIDTH by LL_LINE_HEIGHT as SVG for a page (LL_SVG_INLINE), which fills the
 * box that it is given. `length` > 0 is
 * the whole line's; what of a part lies beyond it is cut. `facts` say what it shows to readers who
 * do not see it. LL_EINVAL: parts out of order; LL_ELIMIT; LL_ENOMEM. Cost: O(parts).
 */
LL_MUST enum ll_status ll_line_draw(struct ll_arena *arena, const struct ll_scene_facts *facts,
                                    int64_t length, const struct ll_line_part *parts, size_t count,
                                    struct ll_str *ret_svg, struct ll_err *reterr);

#endif
