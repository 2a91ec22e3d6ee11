#include "draw/line.h"

#include "draw/svg.h"

#define GAP 30  /* between parts, where there is room for it */
#define HAIR 25 /* the least that can be seen */

/* Where a position of the line stands in the picture. Positions are below 2^53: long lines are
 * measured in steps of 2^13, far less than what can be seen. */
static int32_t x_of(int64_t position, int64_t length)
{
    bool is_long = length > (int64_t)1 << 40;
    int64_t at = is_long ? position >> 13 : position;
    int64_t whole = is_long ? length >> 13 : length;
    return (int32_t)(at * LL_LINE_WIDTH / whole);
}

static bool is_good(const struct ll_line_part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (parts[i].lo < 0 || parts[i].hi <= parts[i].lo ||
            (i > 0 && parts[i].lo < parts[i - 1].hi)) {
            return false;
        }
    }
    return true;
}

static void put_part(struct ll_scene *scene, enum ll_colour colour, int32_t from, int32_t to)
{
    int32_t width = to - from > 4 * GAP ? to - from - GAP : to - from;
    const struct ll_paint paint = {.fill = colour};
    ll_scene_box(scene, paint,
                 (struct ll_box){from, 0, width < HAIR ? HAIR : width, LL_LINE_HEIGHT}, 0);
}

/* Parts that stand beside one another in one colour, too narrow for a gap between them, are one. */
static void put_parts(struct ll_scene *scene, int64_t length, const struct ll_line_part *parts,
                      size_t count)
{
    for (size_t i = 0; i < count;) {
        int32_t from = x_of(parts[i].lo < length ? parts[i].lo : length, length);
        int32_t to = x_of(parts[i].hi < length ? parts[i].hi : length, length);
        size_t next = i + 1;
        while (next < count && parts[next].colour == parts[i].colour && parts[next].hi <= length &&
               parts[next].lo == parts[next - 1].hi &&
               (to - from <= 4 * GAP || x_of(parts[next].hi, length) - to <= 4 * GAP)) {
            to = x_of(parts[next].hi, length);
            next++;
        }
        if (parts[i].lo < length) {
            put_part(scene, parts[i].colour, from, to);
        }
        i = next;
    }
}

enum ll_status ll_line_draw(struct ll_arena *arena, const struct ll_scene_facts *facts,
                            int64_t length, const struct ll_line_part *parts, size_t count,
                            struct ll_str *ret_svg, struct ll_err *reterr)
{
    struct ll_scene scene;
    const struct ll_paint empty = {
        .fill = LL_COLOUR_PANEL, .stroke = LL_COLOUR_RULE, .stroke_width = 20};
    LL_ASSERT(length > 0);
    if (!is_good(parts, count)) {
        return LL_FAIL(reterr, LL_EINVAL, "the parts of a line are out of order");
    }
    ll_scene_init(&scene, arena, NULL, LL_LINE_WIDTH, LL_LINE_HEIGHT, facts);
    scene.stretches = true;
    ll_scene_box(&scene, empty, (struct ll_box){10, 10, LL_LINE_WIDTH - 20, LL_LINE_HEIGHT - 20},
                 0);
    put_parts(&scene, length, parts, count);
    return ll_svg_write(&scene, LL_SVG_INLINE, arena, ret_svg, reterr);
}
