#include "draw/map.h"

#include "draw/outline.h"
#include "draw/svg.h"

#define WINDOW_LEAST 900 /* units of an outline: some 2,900 km */
#define WINDOW_ROOM 120  /* around what is shown */
#define LARGE 1600       /* of a country that is not shown whole, so that others are seen */
#define DOT 95
#define HEAD 130 /* of a way */
#define BEND 5   /* a way is bent by a fifth of its length */
#define WAY_LEAST 26
#define WAY_MOST 80
#define CLIPPED_MAX (2 * LL_OUTLINE_POINTS_MAX)

/* The whole world of the outlines. */
static const struct ll_box world = {-5420, -2640, 10840, 4800};

struct shown {
    const struct ll_map_place *place;
    const struct ll_outline_country *country;
    struct ll_point at; /* on the page */
};

struct drawer {
    struct ll_arena *arena;
    struct ll_scene *scene;
    struct ll_outline outline;
    struct ll_box window; /* in units of an outline */
    struct ll_point *ring;
    struct ll_point *clipped;
    struct ll_point *spare;
    struct shown shown[LL_MAP_PLACES_MAX];
    size_t shown_count;
    struct ll_box labels[LL_MAP_PLACES_MAX];
    size_t label_count;
    bool is_named[LL_MAP_PLACES_MAX];
};

/* ---- the window ---- */

struct bounds {
    int32_t left;
    int32_t top;
    int32_t right;
    int32_t bottom;
};

static void include(struct bounds *bounds, struct ll_point point)
{
    bounds->left = point.x < bounds->left ? point.x : bounds->left;
    bounds->right = point.x > bounds->right ? point.x : bounds->right;
    bounds->top = point.y < bounds->top ? point.y : bounds->top;
    bounds->bottom = point.y > bounds->bottom ? point.y : bounds->bottom;
}

/* Its largest ring, so that an island far away does not count; of a large one its middle. */
static void include_country(struct drawer *d, const struct ll_outline_country *country,
                            struct bounds *bounds)
{
    struct ll_point middle = country->middle;
    struct bounds own = {middle.x, middle.y, middle.x, middle.y};
    struct ll_str rest = country->rings;
    size_t count = 0;
    if (ll_outline_ring(&d->outline, &rest, d->ring, &count)) {
        for (size_t i = 0; i < count; i++) {
            include(&own, d->ring[i]);
        }
    }
    if (own.right - own.left > LARGE || own.bottom - own.top > LARGE) {
        own = (struct bounds){middle.x - LARGE / 4, middle.y - LARGE / 4, middle.x + LARGE / 4,
                              middle.y + LARGE / 4};
    }
    include(bounds, (struct ll_point){own.left, own.top});
    include(bounds, (struct ll_point){own.right, own.bottom});
}

/* As long as `length` at least, about the same middle, within the world where that is as long. */
static void widen(int32_t *from, int32_t *size, int32_t length, int32_t world_from,
                  int32_t world_size)
{
    if (*size < length) {
        *from -= (length - *size) / 2;
        *size = length;
    }
    if (*from < world_from || *size >= world_size) {
        *from = world_from;
    } else if (*from + *size > world_from + world_size) {
        *from = world_from + world_size - *size;
    }
}

static void choose_window(struct drawer *d)
{
    struct bounds bounds = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
    for (size_t i = 0; i < d->shown_count; i++) {
        include_country(d, d->shown[i].country, &bounds);
    }
    struct ll_box *w = &d->window;
    *w = (struct ll_box){bounds.left - WINDOW_ROOM, bounds.top - WINDOW_ROOM,
                         bounds.right - bounds.left + 2 * WINDOW_ROOM,
                         bounds.bottom - bounds.top + 2 * WINDOW_ROOM};
    int32_t width = w->height * 5 / 6 > WINDOW_LEAST ? w->height * 5 / 6 : WINDOW_LEAST;
    widen(&w->x, &w->width, width, world.x, world.width);
    widen(&w->y, &w->height, w->width / 2, world.y, world.height);
}

static struct ll_point on_page(const struct drawer *d, struct ll_point point)
{
    int64_t width = d->window.width;
    return (struct ll_point){
        (int32_t)(((int64_t)point.x - d->window.x) * LL_MAP_WIDTH / width),
        (int32_t)(((int64_t)point.y - d->window.y) * LL_MAP_WIDTH / width),
    };
}

/* ---- land ---- */

enum side {
    SIDE_LEFT,
    SIDE_RIGHT,
    SIDE_TOP,
    SIDE_BOTTOM,
};
#define SIDE_COUNT 4

/* How far a point is within a side of the page; below 0 outside. */
static int32_t within(const struct ll_scene *scene, enum side side, struct ll_point point)
{
    switch (side) {
    case SIDE_LEFT:
        return point.x;
    case SIDE_RIGHT:
        return scene->width - point.x;
    case SIDE_TOP:
        return point.y;
    case SIDE_BOTTOM:
        return scene->height - point.y;
    }
    return 0;
}

/* What of a ring lies within one side (Sutherland and Hodgman). */
static size_t cut(const struct ll_scene *scene, enum side side, const struct ll_point *ring,
                  size_t count, struct ll_point *ret_ring)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct ll_point a = ring[i];
        struct ll_point b = ring[i + 1 == count ? 0 : i + 1];
        int64_t in_a = within(scene, side, a);
        int64_t in_b = within(scene, side, b);
        if (in_a >= 0 && kept < CLIPPED_MAX) {
            ret_ring[kept++] = a;
        }
        if ((in_a < 0) != (in_b < 0) && kept < CLIPPED_MAX) {
            ret_ring[kept++] = (struct ll_point){
                (int32_t)(a.x + (b.x - a.x) * in_a / (in_a - in_b)),
                (int32_t)(a.y + (b.y - a.y) * in_a / (in_a - in_b)),
            };
        }
    }
    return kept;
}

/* A ring on the page, without points that fall together; 0 if nothing of it is to be seen. */
static size_t place_ring(struct drawer *d, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        d->clipped[i] = on_page(d, d->ring[i]);
    }
    for (int side = 0; side < SIDE_COUNT; side++) {
        struct ll_point *whole = d->clipped;
        count = cut(d->scene, (enum side)side, whole, count, d->spare);
        d->clipped = d->spare;
        d->spare = whole;
    }
    for (size_t i = 0; i < count; i++) {
        struct ll_point point = d->clipped[i];
        if (kept == 0 || point.x != d->clipped[kept - 1].x || point.y != d->clipped[kept - 1].y) {
            d->clipped[kept++] = point;
        }
    }
    return kept < 3 ? 0 : kept;
}

/* The steps of a country's rings behind those of others; LL_ENOMEM is left to the scene. */
static size_t put_rings(struct drawer *d, const struct ll_outline_country *country,
                        struct ll_step *steps, size_t count, size_t most)
{
    struct ll_str rest = country->rings;
    size_t length = 0;
    while (ll_outline_ring(&d->outline, &rest, d->ring, &length)) {
        length = place_ring(d, length);
        for (size_t i = 0; i < length && count + 1 < most; i++) {
            steps[count++] =
                (struct ll_step){.kind = i == 0 ? LL_STEP_MOVE : LL_STEP_LINE, .to = d->clipped[i]};
        }
        if (length > 0 && count < most) {
            steps[count++] = (struct ll_step){.kind = LL_STEP_CLOSE};
        }
    }
    return count;
}

static const struct shown *shown_of(const struct drawer *d, struct ll_str country)
{
    for (size_t i = 0; i < d->shown_count; i++) {
        if (ll_str_eq(d->shown[i].place->country, country)) {
            return &d->shown[i];
        }
    }
    return NULL;
}

/* Plain land as one shape, then each country that is shown. */
static void put_land(struct drawer *d, struct ll_step *steps, size_t most)
{
    struct ll_paint paint = {.fill = LL_COLOUR_RULE, .stroke = LL_COLOUR_PAPER, .stroke_width = 22};
    size_t count = 0;
    for (size_t i = 0; i < d->outline.count; i++) {
        if (shown_of(d, d->outline.countries[i].code) == NULL) {
            count = put_rings(d, &d->outline.countries[i], steps, count, most);
        }
    }
    if (count > 0) {
        ll_scene_path(d->scene, paint, steps, count);
    }
    for (size_t i = 0; i < d->shown_count; i++) {
        const struct shown *shown = &d->shown[i];
        count = put_rings(d, shown->country, steps, 0, most);
        paint.fill = shown->place->land;
        if (count > 0 && shown->place->title.len > 0) {
            ll_scene_group(d->scene, shown->place->title, LL_STR(""));
        }
        if (count > 0) {
            ll_scene_path(d->scene, paint, steps, count);
        }
        if (count > 0 && shown->place->title.len > 0) {
            ll_scene_group_end(d->scene);
        }
    }
}

/* ---- ways ---- */

static int64_t root_of(int64_t square)
{
    int64_t root = 0;
    for (int64_t bit = INT64_C(1) << 30; bit > 0; bit >>= 1) {
        if ((root + bit) * (root + bit) <= square) {
            root += bit;
        }
    }
    return root;
}

/* From a point towards another, `length` far. */
static struct ll_point towards(struct ll_point from, struct ll_point to, int32_t length)
{
    int64_t dx = to.x - from.x;
    int64_t dy = to.y - from.y;
    int64_t whole = root_of(dx * dx + dy * dy);
    whole = whole == 0 ? 1 : whole;
    return (struct ll_point){(int32_t)(from.x + dx * length / whole),
                             (int32_t)(from.y + dy * length / whole)};
}

static struct ll_point between(struct ll_point from, struct ll_point to, int32_t of_3)
{
    return (struct ll_point){from.x + (to.x - from.x) * of_3 / 3,
                             from.y + (to.y - from.y) * of_3 / 3};
}

static void put_way(struct ll_scene *scene, struct ll_point from, struct ll_point to, int32_t width)
{
    const struct ll_paint line = {.stroke = LL_COLOUR_ACCENT, .stroke_width = width};
    const struct ll_paint full = {.fill = LL_COLOUR_ACCENT};
    /* Bent to the right of who travels, so that the way back is beside it. */
    struct ll_point bend = {(from.x + to.x) / 2 + (to.y - from.y) / BEND,
                            (from.y + to.y) / 2 - (to.x - from.x) / BEND};
    int32_t head = HEAD + width;
    struct ll_point tip = towards(to, bend, DOT + 30);
    struct ll_point neck = towards(to, bend, DOT + 30 + head);
    int32_t across_x = (tip.y - neck.y) / 2;
    int32_t across_y = (neck.x - tip.x) / 2;
    const struct ll_step steps[] = {
        {LL_STEP_MOVE, .to = towards(from, bend, DOT + 30)},
        {LL_STEP_CURVE, .to = neck, .control_1 = between(from, bend, 2),
         .control_2 = between(neck, bend, 2)},
    };
    const struct ll_point corners[] = {
        tip, {neck.x + across_x, neck.y + across_y}, {neck.x - across_x, neck.y - across_y}};
    ll_scene_path(scene, line, steps, 2);
    ll_scene_polyline(scene, full, corners, 3, true);
}

static void put_ways(struct drawer *d, const struct ll_map *map)
{
    int64_t most = 1;
    for (size_t i = 0; i < map->way_count; i++) {
        most = map->ways[i].amount > most ? map->ways[i].amount : most;
    }
    for (size_t i = 0; i < map->way_count; i++) {
        const struct shown *from = shown_of(d, map->ways[i].from);
        const struct shown *to = shown_of(d, map->ways[i].to);
        /* In 256ths, so that large amounts do not overflow. */
        int64_t share =
            most > 256 ? map->ways[i].amount / (most / 256) : map->ways[i].amount * 256 / most;
        int32_t width =
            WAY_LEAST + (int32_t)((WAY_MOST - WAY_LEAST) * (share > 256 ? 256 : share) / 256);
        if (from != NULL && to != NULL && from != to) {
            put_way(d->scene, from->at, to->at, width);
        }
    }
}

/* ---- dots and names ---- */

static bool overlap(struct ll_box a, struct ll_box b)
{
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height &&
           b.y < a.y + a.height;
}

static bool is_free(const struct drawer *d, struct ll_box box)
{
    if (box.x < 0 || box.y < 0 || box.x + box.width > d->scene->width ||
        box.y + box.height > d->scene->height) {
        return false;
    }
    for (size_t i = 0; i < d->label_count; i++) {
        if (overlap(box, d->labels[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < d->shown_count; i++) {
        struct ll_point at = d->shown[i].at;
        if (overlap(box, (struct ll_box){at.x - DOT, at.y - DOT, 2 * DOT, 2 * DOT})) {
            return false;
        }
    }
    return true;
}

/* Right of its dot, left, below, above, then between those: the first that is free. `far` is how
 * far the baseline is below the dot's middle, in sixths of the letters' size. */
static const struct spot {
    int32_t x;
    int32_t far;
    enum ll_anchor anchor;
} spots[] = {
    {DOT + 90, 2, LL_ANCHOR_LEFT}, {-DOT - 90, 2, LL_ANCHOR_RIGHT}, {0, 7, LL_ANCHOR_MIDDLE},
    {0, -3, LL_ANCHOR_MIDDLE},     {DOT, 6, LL_ANCHOR_LEFT},        {DOT, -2, LL_ANCHOR_LEFT},
    {-DOT, 6, LL_ANCHOR_RIGHT},    {-DOT, -2, LL_ANCHOR_RIGHT},
};

static bool put_name_at(struct drawer *d, const struct shown *shown, const struct spot *spot,
                        enum ll_type type)
{
    int32_t size = ll_type_rows[type].size;
    struct ll_text_spec spec = {
        .type = type,
        .colour = LL_COLOUR_INK,
        .anchor = spot->anchor,
        .at = {shown->at.x + spot->x, shown->at.y + spot->far * size / 6 +
                                          (spot->far > 3 ? DOT : 0) - (spot->far < 0 ? DOT : 0)},
        .text = shown->place->name,
    };
    int32_t width = 0;
    if (spec.at.x < 0 || spec.at.x > d->scene->width || spec.at.y < 0 ||
        spec.at.y > d->scene->height) {
        return false;
    }
    int32_t full = ll_fonts_width(d->scene->fonts, &(struct ll_setting){.type = type}, spec.text);
    (void)ll_scene_measure(d->scene, &spec, &width);
    int32_t left = spot->anchor == LL_ANCHOR_LEFT     ? 0
                   : spot->anchor == LL_ANCHOR_MIDDLE ? full / 2
                                                      : full;
    struct ll_box box = {spec.at.x - left - 40, spec.at.y - size * 7 / 8, full + 80, size * 6 / 5};
    if (width < full || !is_free(d, box)) {
        return false;
    }
    (void)ll_scene_text(d->scene, &spec);
    d->labels[d->label_count++] = box;
    return true;
}

/* As large as a narrow screen needs it (a page sets it smaller on others), else in the size of a
 * wide one, which a page leaves out on a narrow one. Where no spot is free, the colour, the title
 * and the words beside the map tell. */
static void put_names(struct drawer *d, enum ll_type type)
{
    for (size_t i = 0; i < d->shown_count; i++) {
        bool is_there = d->is_named[i] || d->shown[i].place->name.len == 0;
        for (size_t k = 0; !is_there && k < sizeof(spots) / sizeof(spots[0]); k++) {
            is_there = put_name_at(d, &d->shown[i], &spots[k], type);
        }
        d->is_named[i] = is_there;
    }
}

static void put_dots(struct drawer *d)
{
    for (size_t i = 0; i < d->shown_count; i++) {
        struct ll_paint paint = {
            .fill = d->shown[i].place->dot, .stroke = LL_COLOUR_PAPER, .stroke_width = 36};
        ll_scene_circle(d->scene, paint, d->shown[i].at, DOT);
    }
    if (d->scene->fonts != NULL) {
        put_names(d, LL_TYPE_PLACE);
        put_names(d, LL_TYPE_LABEL);
    }
}

/* ---- the whole ---- */

static enum ll_status open_drawer(struct drawer *d, const struct ll_map *map, struct ll_err *reterr)
{
    LL_TRY(ll_outline_read(d->arena, &d->outline, reterr));
    d->ring = LL_NEW_ARRAY(d->arena, struct ll_point, LL_OUTLINE_POINTS_MAX);
    d->clipped = LL_NEW_ARRAY(d->arena, struct ll_point, CLIPPED_MAX);
    d->spare = LL_NEW_ARRAY(d->arena, struct ll_point, CLIPPED_MAX);
    if (d->ring == NULL || d->clipped == NULL || d->spare == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a map");
    }
    for (size_t i = 0; i < map->place_count; i++) {
        const struct ll_outline_country *country =
            ll_outline_find(&d->outline, map->places[i].country);
        if (country != NULL) {
            d->shown[d->shown_count++] =
                (struct shown){.place = &map->places[i], .country = country};
        }
    }
    if (d->shown_count == 0) {
        return LL_FAIL(reterr, LL_EINVAL, "a map without a place that is known");
    }
    return LL_OK;
}

enum ll_status ll_map_scene(struct ll_arena *arena, struct ll_fonts *fonts,
                            const struct ll_scene_facts *facts, const struct ll_map *map,
                            struct ll_scene *ret_scene, struct ll_err *reterr)
{
    if (map->place_count > LL_MAP_PLACES_MAX || map->way_count > LL_MAP_WAYS_MAX) {
        return LL_FAIL(reterr, LL_EINVAL, "more places or ways than a map shows");
    }
    struct drawer *d = LL_NEW(arena, struct drawer);
    struct ll_step *steps = LL_NEW_ARRAY(arena, struct ll_step, CLIPPED_MAX);
    if (d == NULL || steps == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a map");
    }
    *d = (struct drawer){.arena = arena, .scene = ret_scene};
    LL_TRY(open_drawer(d, map, reterr));
    choose_window(d);
    int32_t height = on_page(d, (struct ll_point){d->window.x, d->window.y + d->window.height}).y;
    ll_scene_init(ret_scene, arena, fonts, LL_MAP_WIDTH, height, facts);
    for (size_t i = 0; i < d->shown_count; i++) {
        d->shown[i].at = on_page(d, d->shown[i].country->middle);
    }
    put_land(d, steps, CLIPPED_MAX);
    put_ways(d, map);
    put_dots(d);
    return ll_scene_check(ret_scene, reterr);
}

enum ll_status ll_map_draw(struct ll_arena *arena, struct ll_fonts *fonts,
                           const struct ll_scene_facts *facts, const struct ll_map *map,
                           struct ll_str *ret_svg, struct ll_err *reterr)
{
    struct ll_scene scene;
    LL_TRY(ll_map_scene(arena, fonts, facts, map, &scene, reterr));
    return ll_svg_write(&scene, LL_SVG_INLINE, arena, ret_svg, reterr);
}
