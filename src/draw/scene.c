#include "draw/scene.h"

#include <string.h>

#define GROUP_DEPTH_MAX 32 /* far below where readers of XML give up */

static void fail(struct ll_scene *scene, enum ll_status status, const char *text)
{
    if (!scene->failed) {
        scene->failed = true;
        (void)LL_FAIL_TEXT(&scene->err, status, text);
    }
}

void ll_scene_fail(struct ll_scene *scene, const struct ll_err *err)
{
    if (!scene->failed) {
        scene->failed = true;
        scene->err = *err;
    }
}

enum ll_status ll_scene_check(const struct ll_scene *scene, struct ll_err *reterr)
{
    if (scene->failed) {
        if (reterr != NULL) {
            *reterr = scene->err;
        }
        return scene->err.status;
    }
    if (scene->open_groups > 0) {
        return LL_FAIL(reterr, LL_EINVAL, "a group of the scene is not ended");
    }
    return LL_OK;
}

static struct ll_str clean(struct ll_scene *scene, struct ll_str text)
{
    struct ll_str cleaned = {"", 0};
    struct ll_err err;
    if (!scene->failed && ll_fonts_clean(scene->arena, text, &cleaned, &err) != LL_OK) {
        ll_scene_fail(scene, &err);
    }
    return cleaned;
}

static bool in_range(int32_t length)
{
    return length >= -LL_SCENE_UNITS_MAX && length <= LL_SCENE_UNITS_MAX;
}

static bool point_in_range(struct ll_point point)
{
    return in_range(point.x) && in_range(point.y);
}

void ll_scene_init(struct ll_scene *scene, struct ll_arena *arena, struct ll_fonts *fonts,
                   int32_t width, int32_t height, const struct ll_scene_facts *facts)
{
    *scene = (struct ll_scene){.arena = arena, .fonts = fonts, .width = width, .height = height};
    scene->facts = (struct ll_scene_facts){
        .title = clean(scene, facts->title),
        .description = clean(scene, facts->description),
        .author = clean(scene, facts->author),
        .language = facts->language,
    };
    if (width <= 0 || height <= 0 || !in_range(width) || !in_range(height)) {
        fail(scene, LL_EINVAL, "a scene has a width and a height of 1 to 1000000 units");
    }
}

/* A new last item, or NULL when the scene has failed. */
static struct ll_item *add(struct ll_scene *scene, enum ll_item_kind kind, struct ll_paint paint)
{
    if (scene->failed) {
        return NULL;
    }
    if (scene->item_count == LL_SCENE_ITEMS_MAX) {
        fail(scene, LL_ELIMIT, "more than 200000 shapes and texts in a scene");
        return NULL;
    }
    if (paint.stroke_width < 0 || !in_range(paint.stroke_width) || paint.dash < 0 ||
        !in_range(paint.dash)) {
        fail(scene, LL_EINVAL, "the stroke of a shape is out of range");
        return NULL;
    }
    struct ll_item *item = LL_NEW(scene->arena, struct ll_item);
    if (item == NULL) {
        fail(scene, LL_ENOMEM, "no memory for a scene");
        return NULL;
    }
    item->kind = kind;
    item->paint = paint;
    if (scene->last == NULL) {
        scene->first = item;
    } else {
        scene->last->next = item;
    }
    scene->last = item;
    scene->item_count++;
    return item;
}

void ll_scene_box(struct ll_scene *scene, struct ll_paint paint, struct ll_box box, int32_t radius)
{
    if (!point_in_range((struct ll_point){box.x, box.y}) || box.width < 0 || box.height < 0 ||
        !point_in_range((struct ll_point){box.width, box.height}) || radius < 0) {
        fail(scene, LL_EINVAL, "a rectangle is out of range");
        return;
    }
    struct ll_item *item = add(scene, LL_ITEM_BOX, paint);
    if (item != NULL) {
        int32_t most = (box.width < box.height ? box.width : box.height) / 2;
        item->box.box = box;
        item->box.radius = radius < most ? radius : most;
    }
}

void ll_scene_line(struct ll_scene *scene, struct ll_paint paint, struct ll_point from,
                   struct ll_point to)
{
    if (!point_in_range(from) || !point_in_range(to)) {
        fail(scene, LL_EINVAL, "a line is out of range");
        return;
    }
    struct ll_item *item = add(scene, LL_ITEM_LINE, paint);
    if (item != NULL) {
        item->line.from = from;
        item->line.to = to;
    }
}

void ll_scene_circle(struct ll_scene *scene, struct ll_paint paint, struct ll_point centre,
                     int32_t radius)
{
    if (!point_in_range(centre) || radius < 0 || !in_range(radius)) {
        fail(scene, LL_EINVAL, "a circle is out of range");
        return;
    }
    struct ll_item *item = add(scene, LL_ITEM_CIRCLE, paint);
    if (item != NULL) {
        item->circle.centre = centre;
        item->circle.radius = radius;
    }
}

void ll_scene_path(struct ll_scene *scene, struct ll_paint paint, const struct ll_step *steps,
                   size_t count)
{
    bool good = count > 0 && steps[0].kind == LL_STEP_MOVE;
    for (size_t i = 0; good && i < count; i++) {
        good = point_in_range(steps[i].to) && point_in_range(steps[i].control_1) &&
               point_in_range(steps[i].control_2);
    }
    if (!good) {
        fail(scene, LL_EINVAL, "a path is out of range or does not begin with a move");
        return;
    }
    struct ll_step *copy = scene->failed ? NULL : LL_NEW_ARRAY(scene->arena, struct ll_step, count);
    if (copy == NULL) {
        fail(scene, LL_ENOMEM, "no memory for a scene");
        return;
    }
    memcpy(copy, steps, count * sizeof(*steps));
    struct ll_item *item = add(scene, LL_ITEM_PATH, paint);
    if (item != NULL) {
        item->path.steps = copy;
        item->path.count = count;
    }
}

void ll_scene_polyline(struct ll_scene *scene, struct ll_paint paint, const struct ll_point *points,
                       size_t count, bool closed)
{
    struct ll_step *steps =
        scene->failed ? NULL : LL_NEW_ARRAY(scene->arena, struct ll_step, count + 1);
    if (steps == NULL) {
        fail(scene, LL_ENOMEM, "no memory for a scene");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        steps[i].kind = i == 0 ? LL_STEP_MOVE : LL_STEP_LINE;
        steps[i].to = points[i];
    }
    steps[count].kind = LL_STEP_CLOSE;
    ll_scene_path(scene, paint, steps, count + (closed && count > 0));
}

/* ---- text ---- */

/* How far a line may reach before it leaves the page. */
static int32_t room_of(const struct ll_scene *scene, const struct ll_text_spec *spec)
{
    int32_t left = spec->at.x;
    int32_t right = scene->width - spec->at.x;
    int32_t room = 0;
    switch (spec->anchor) {
    case LL_ANCHOR_LEFT:
        room = right;
        break;
    case LL_ANCHOR_MIDDLE:
        room = 2 * (left < right ? left : right);
        break;
    case LL_ANCHOR_RIGHT:
        room = left;
        break;
    }
    return spec->width > 0 && spec->width < room ? spec->width : room;
}

static void set_text(struct ll_scene *scene, const struct ll_text_spec *spec,
                     struct ll_item_text *ret_text)
{
    struct ll_item_text text = {
        .setting = {.type = spec->type,
                    .right_to_left = spec->right_to_left,
                    .language = spec->language != NULL ? spec->language : scene->facts.language},
        .colour = spec->colour != LL_COLOUR_NONE ? spec->colour : ll_type_rows[spec->type].colour,
        .anchor = spec->anchor,
        .at = spec->at,
    };
    struct ll_str cleaned = clean(scene, spec->text);
    bool on_page = spec->at.x >= 0 && spec->at.x <= scene->width && spec->at.y >= 0 &&
                   spec->at.y <= scene->height && spec->width >= 0;
    int32_t room = on_page ? room_of(scene, spec) : 0;
    if (room == 0) {
        fail(scene, LL_EINVAL, "a text stands outside the page");
    }
    if (!scene->failed) {
        struct ll_err err;
        struct ll_str *lines = NULL;
        size_t below = (size_t)((scene->height - spec->at.y) / ll_type_rows[spec->type].leading);
        size_t lines_max = spec->lines_max == 0 ? 1 : spec->lines_max;
        if (ll_fonts_break(scene->fonts, scene->arena, &text.setting, cleaned, room,
                           lines_max < below + 1 ? lines_max : below + 1, &lines, &text.line_count,
                           &err) != LL_OK) {
            ll_scene_fail(scene, &err);
        }
        text.lines = lines;
    }
    *ret_text = text;
}

/* Only what needs no escaping anywhere, so that no reader can be led elsewhere. */
static bool link_is_plain(struct ll_str link)
{
    static const char marks[] = "-._~:/?#[]@!$&*+,;=%";
    for (size_t i = 0; i < link.len; i++) {
        char c = link.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == '\0' || strchr(marks, c) == NULL)) {
            return false;
        }
    }
    return ll_str_starts(link, LL_STR("https://")) && link.len > 8 && link.len <= 2000;
}

size_t ll_scene_text(struct ll_scene *scene, const struct ll_text_spec *spec)
{
    struct ll_item_text text;
    set_text(scene, spec, &text);
    if (spec->link.len > 0) {
        text.link = ll_str_copy(scene->arena, spec->link);
        if (text.link.ptr == NULL) {
            fail(scene, LL_ENOMEM, "no memory for a scene");
        } else if (!link_is_plain(spec->link)) {
            fail(scene, LL_EINVAL, "a link of a scene is not an https address");
        }
    }
    if (scene->failed || text.line_count == 0) {
        return 0;
    }
    struct ll_item *item = add(scene, LL_ITEM_TEXT, (struct ll_paint){0});
    if (item != NULL) {
        item->text = text;
    }
    return text.line_count;
}

size_t ll_scene_measure(struct ll_scene *scene, const struct ll_text_spec *spec, int32_t *ret_width)
{
    struct ll_item_text text;
    int32_t most = 0;
    set_text(scene, spec, &text);
    for (size_t i = 0; !scene->failed && i < text.line_count; i++) {
        int32_t width = ll_fonts_width(scene->fonts, &text.setting, text.lines[i]);
        most = width > most ? width : most;
    }
    *ret_width = most;
    return scene->failed ? 0 : text.line_count;
}

/* ---- groups ---- */

void ll_scene_group(struct ll_scene *scene, struct ll_str title, struct ll_str description)
{
    struct ll_str clean_title = clean(scene, title);
    struct ll_str clean_description = clean(scene, description);
    if (scene->open_groups == GROUP_DEPTH_MAX) {
        fail(scene, LL_EINVAL, "the groups of a scene are nested more than 32 deep");
    }
    struct ll_item *item = add(scene, LL_ITEM_GROUP, (struct ll_paint){0});
    if (item != NULL) {
        item->group.title = clean_title;
        item->group.description = clean_description;
        scene->open_groups++;
    }
}

void ll_scene_group_end(struct ll_scene *scene)
{
    if (!scene->failed && scene->open_groups == 0) {
        fail(scene, LL_EINVAL, "a group of the scene is ended that was not begun");
    }
    if (add(scene, LL_ITEM_GROUP_END, (struct ll_paint){0}) != NULL) {
        scene->open_groups--;
    }
}
