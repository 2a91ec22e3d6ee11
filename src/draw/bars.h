/*
 * Bars: amounts side by side on one base line, the tallest as high as the picture. An amount that
 * is not 0 has at least the height of a hair.
 */
#ifndef LL_DRAW_BARS_H
#define LL_DRAW_BARS_H

#include "draw/scene.h"

#define LL_BARS_WIDTH 12000
#define LL_BARS_HEIGHT 3000
#define LL_BARS_MAX 400

/*
 * A picture of LL_BARS_WIDTH by LL_BARS_HEIGHT as SVG for a page (LL_SVG_INLINE); `facts` say what
 * it shows to readers who do not see it. LL_EINVAL: an amount below 0, or no or more than
 * LL_BARS_MAX amounts; LL_ENOMEM. Cost: O(amounts).
 */
LL_MUST enum ll_status ll_bars_draw(struct ll_arena *arena, const struct ll_scene_facts *facts,
                                    enum ll_colour colour, const int64_t *amounts, size_t count,
                                    struct ll_str *ret_svg, struct ll_err *reterr);

#endif
