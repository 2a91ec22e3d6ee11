#include "draw/trail.h"

#include "draw/svg.h"

#define MIDDLE (LL_TRAIL_HEIGHT / 2)
#define BAND 1500 /* the whole's height */
#define HAIR 60   /* the least that can be seen */
#define DOT 420
#define DOT_INSIDE 300

/* Half the height of a band: amounts are below 2^53, and measured in steps of 2^13 when large. */
static int32_t half_of(int64_t reached, int64_t whole)
{
    bool is_large = whole > (int64_t)1 << 40;
    int64_t part = is_large ? reached >> 13 : reached;
    int64_t all = is_large ? whole >> 13 : whole;
    int32_t half = (int32_t)(part * BAND / all / 2);
    return reached > 0 && half < HAIR / 2 ? HAIR / 2 : half;
}

static int32_t x_of(size_t stop, size_t count)
{
    return (int32_t)((2 * (int64_t)stop + 1) * LL_TRAIL_WIDTH / (2 * (int64_t)count));
}

/* From one stop to the next: it narrows to what has come on. */
static void put_band(struct ll_scene *scene, enum ll_colour colour, int32_t from, int32_t to,
                     int32_t half, int32_t half_on)
{
    const struct ll_paint paint = {.fill = colour};
    int32_t bend = (to - from) / 2;
    const struct ll_step steps[] = {
        {LL_STEP_MOVE, .to = {from, MIDDLE - half}},
        {LL_STEP_CURVE, .to = {to, MIDDLE - half_on}, .control_1 = {from + bend, MIDDLE - half},
         .control_2 = {from + bend, MIDDLE - half_on}},
        {LL_STEP_LINE, .to = {to, MIDDLE + half_on}},
        {LL_STEP_CURVE, .to = {from, MIDDLE + half}, .control_1 = {from + bend, MIDDLE + half_on},
         .control_2 = {from + bend, MIDDLE + half}},
        {LL_STEP_CLOSE, .to = {0, 0}},
    };
    ll_scene_path(scene, paint, steps, sizeof(steps) / sizeof(steps[0]));
}

/* Full where something has come; a ring where nothing has. */
static void put_stop(struct ll_scene *scene, const struct ll_trail_stop *stop, int32_t x)
{
    const struct ll_paint edge = {.fill = LL_COLOUR_PAPER};
    const struct ll_paint full = {.fill = stop->colour};
    const struct ll_paint ring = {
        .fill = LL_COLOUR_PAPER, .stroke = LL_COLOUR_FAINT, .stroke_width = 60, .dash = 120};
    ll_scene_circle(scene, edge, (struct ll_point){x, MIDDLE}, DOT);
    ll_scene_circle(scene, stop->reached > 0 ? full : ring, (struct ll_point){x, MIDDLE},
                    DOT_INSIDE);
}

enum ll_status ll_trail_draw(struct ll_arena *arena, const struct ll_scene_facts *facts,
                             int64_t whole, const struct ll_trail_stop *stops, size_t count,
                             struct ll_str *ret_svg, struct ll_err *reterr)
{
    struct ll_scene scene;
    const struct ll_paint rest = {.stroke = LL_COLOUR_RULE, .stroke_width = 60, .dash = 200};
    LL_ASSERT(whole > 0 && count >= 2 && count <= LL_TRAIL_STOPS_MAX);
    ll_scene_init(&scene, arena, NULL, LL_TRAIL_WIDTH, LL_TRAIL_HEIGHT, facts);
    ll_scene_line(&scene, rest, (struct ll_point){x_of(0, count), MIDDLE},
                  (struct ll_point){x_of(count - 1, count), MIDDLE});
    for (size_t i = 0; i < count; i++) {
        if (stops[i].reached < 0 || stops[i].reached > whole) {
            return LL_FAIL(reterr, LL_EINVAL, "more has come to a stop of a trail than there is");
        }
        if (i > 0 && stops[i].reached > 0) {
            put_band(&scene, stops[i].colour, x_of(i - 1, count), x_of(i, count),
                     half_of(stops[i - 1].reached, whole), half_of(stops[i].reached, whole));
        }
    }
    for (size_t i = 0; i < count; i++) {
        put_stop(&scene, &stops[i], x_of(i, count));
    }
    return ll_svg_write(&scene, LL_SVG_INLINE, arena, ret_svg, reterr);
}
