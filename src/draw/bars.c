#include "draw/bars.h"

#include "draw/svg.h"

#define BASE 30 /* of the line that bars stand on */
#define HAIR 60 /* the least that can be seen */

static int64_t most_of(const int64_t *amounts, size_t count)
{
    int64_t most = 0;
    for (size_t i = 0; i < count; i++) {
        if (amounts[i] < 0) {
            return -1;
        }
        most = amounts[i] > most ? amounts[i] : most;
    }
    return most;
}

/* Large amounts are measured in steps of 2^20, far less than what can be seen. */
static int32_t height_of(int64_t amount, int64_t most)
{
    bool is_large = most > (int64_t)1 << 40;
    int64_t part = is_large ? amount >> 20 : amount;
    int64_t whole = is_large ? most >> 20 : most;
    int32_t height = (int32_t)(part * (LL_BARS_HEIGHT - BASE) / whole);
    return amount > 0 && height < HAIR ? HAIR : height;
}

enum ll_status ll_bars_draw(struct ll_arena *arena, const struct ll_scene_facts *facts,
                            enum ll_colour colour, const int64_t *amounts, size_t count,
                            struct ll_str *ret_svg, struct ll_err *reterr)
{
    struct ll_scene scene;
    const struct ll_paint fill = {.fill = colour};
    const struct ll_paint base = {.fill = LL_COLOUR_FAINT};
    int64_t most = most_of(amounts, count);
    if (most < 0 || count == 0 || count > LL_BARS_MAX) {
        return LL_FAIL(reterr, LL_EINVAL, "these amounts are no bars");
    }
    ll_scene_init(&scene, arena, NULL, LL_BARS_WIDTH, LL_BARS_HEIGHT, facts);
    int32_t step = LL_BARS_WIDTH / (int32_t)count;
    int32_t gap = step / 5;
    for (size_t i = 0; most > 0 && i < count; i++) {
        int32_t height = height_of(amounts[i], most);
        if (height > 0) {
            ll_scene_box(&scene, fill,
                         (struct ll_box){(int32_t)i * step + gap / 2,
                                         LL_BARS_HEIGHT - BASE - height, step - gap, height},
                         0);
        }
    }
    ll_scene_box(&scene, base, (struct ll_box){0, LL_BARS_HEIGHT - BASE, LL_BARS_WIDTH, BASE}, 0);
    return ll_svg_write(&scene, LL_SVG_INLINE, arena, ret_svg, reterr);
}
