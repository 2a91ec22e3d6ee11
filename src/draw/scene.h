/*
 * A scene: one page as a list of shapes and lines of text, from which SVG, PDF and PNG are made, so
 * that they look alike. Lengths are whole units of 1/100 mm, x to the right and y down. Colours and
 * types are roles of draw/style.h. Text is cleaned, measured, broken and cut when it is added: what
 * a hostile name can do ends there, and every output draws the same lines.
 *
 * A scene latches its first failure, as a string buffer does: add everything, then ask once.
 */
#ifndef LL_DRAW_SCENE_H
#define LL_DRAW_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "draw/fonts.h"
#include "draw/style.h"

#define LL_SCENE_UNITS_MAX 1000000 /* any coordinate or length, and minus it: 10 m */
#define LL_SCENE_ITEMS_MAX 200000
#define LL_A4_WIDTH 21000
#define LL_A4_HEIGHT 29700

struct ll_point {
    int32_t x;
    int32_t y;
};

struct ll_box {
    int32_t x;
    int32_t y;
    int32_t width;
    int32_t height;
};

/* How a shape is painted; a stroke lies astride its edge. */
struct ll_paint {
    enum ll_colour fill;
    enum ll_colour stroke;
    int32_t stroke_width;
    int32_t dash; /* length of dashes and gaps; 0: none */
};

enum ll_step_kind {
    LL_STEP_MOVE,
    LL_STEP_LINE,
    LL_STEP_CURVE, /* cubic: two controls, then `to` */
    LL_STEP_CLOSE, /* to where the last move went */
};

struct ll_step {
    enum ll_step_kind kind;
    struct ll_point to;
    struct ll_point control_1;
    struct ll_point control_2;
};

/* Which point of the first line stands at x; of the page, not of the direction of the text. */
enum ll_anchor {
    LL_ANCHOR_LEFT,
    LL_ANCHOR_MIDDLE,
    LL_ANCHOR_RIGHT,
};

/* A text to be added. */
struct ll_text_spec {
    enum ll_type type;
    enum ll_colour colour; /* NONE: the type's own */
    enum ll_anchor anchor;
    struct ll_point at; /* baseline of the first line */
    int32_t width;      /* 0: as far as the page reaches */
    size_t lines_max; /* 0 and 1: one line; what is left over, or below the page, shows as "…" */
    bool right_to_left;
    const char *language; /* BCP 47; NULL: the scene's. Not copied */
    struct ll_str link;   /* an https address to open; empty: none */
    struct ll_str text;   /* UTF-8; copied */
};

enum ll_item_kind {
    LL_ITEM_BOX,
    LL_ITEM_LINE,
    LL_ITEM_CIRCLE,
    LL_ITEM_PATH,
    LL_ITEM_TEXT,
    LL_ITEM_GROUP,     /* until its end */
    LL_ITEM_GROUP_END, /* scenes are finished with all groups ended */
};

struct ll_item_text {
    struct ll_setting setting;
    enum ll_colour colour;
    enum ll_anchor anchor;
    struct ll_point at;
    const struct ll_str *lines; /* line_count > 0, each not empty */
    size_t line_count;
    struct ll_str link;
};

struct ll_item {
    struct ll_item *next;
    enum ll_item_kind kind;
    struct ll_paint paint; /* of shapes */
    union {
        struct {
            struct ll_box box;
            int32_t radius;
        } box;
        struct {
            struct ll_point from;
            struct ll_point to;
        } line;
        struct {
            struct ll_point centre;
            int32_t radius;
        } circle;
        struct {
            const struct ll_step *steps;
            size_t count;
        } path;
        struct ll_item_text text;
        struct {
            struct ll_str title;
            struct ll_str description;
        } group;
    };
};

/* What a document says of itself. */
struct ll_scene_facts {
    struct ll_str title;       /* for readers who do not see it, and for windows and libraries */
    struct ll_str description; /* may be empty */
    struct ll_str author;      /* may be empty */
    const char *language;      /* BCP 47. Not copied */
};

struct ll_scene {
    struct ll_arena *arena;
    struct ll_fonts *fonts;
    int32_t width;
    int32_t height;
    struct ll_scene_facts facts; /* cleaned */
    bool stretches;              /* on a page it fills its box, whatever its shape */
    struct ll_item *first;
    struct ll_item *last;
    size_t item_count;
    size_t open_groups;
    bool failed;
    struct ll_err err; /* the first failure */
};

/* An empty page; `fonts` and `arena` stay with it: NULL for one without texts. Failures are
 * latched. */
void ll_scene_init(struct ll_scene *scene, struct ll_arena *arena, struct ll_fonts *fonts,
                   int32_t width, int32_t height, const struct ll_scene_facts *facts);

/* A rectangle; corners of `radius`. */
void ll_scene_box(struct ll_scene *scene, struct ll_paint paint, struct ll_box box, int32_t radius);
void ll_scene_line(struct ll_scene *scene, struct ll_paint paint, struct ll_point from,
                   struct ll_point to);
void ll_scene_circle(struct ll_scene *scene, struct ll_paint paint, struct ll_point centre,
                     int32_t radius);
/* Straight lines through the points, back to the first when `closed`. Copied. */
void ll_scene_polyline(struct ll_scene *scene, struct ll_paint paint, const struct ll_point *points,
                       size_t count, bool closed);
/* Steps, beginning with a move; filled by the nonzero rule. Copied. */
void ll_scene_path(struct ll_scene *scene, struct ll_paint paint, const struct ll_step *steps,
                   size_t count);

/* Text, in at most `lines_max` lines. The lines there are: leading apart, 0 for a blank text. */
size_t ll_scene_text(struct ll_scene *scene, const struct ll_text_spec *spec);
/* How many lines ll_scene_text would make, adding nothing; and the width of the longest. */
size_t ll_scene_measure(struct ll_scene *scene, const struct ll_text_spec *spec,
                        int32_t *ret_width);

/* What belongs together, with a title (and perhaps a description) for readers who do not see it.
 * A group with a title is one picture to them: give it none where its texts are to be read. */
void ll_scene_group(struct ll_scene *scene, struct ll_str title, struct ll_str description);
void ll_scene_group_end(struct ll_scene *scene);

/* Latch a failure of the caller's own. */
void ll_scene_fail(struct ll_scene *scene, const struct ll_err *err);
/*
 * LL_OK, or the first failure. LL_EINVAL: text that is not UTF-8 or stands outside the page, a
 * coordinate out of range, a path without a move, a link that is no https address, groups that do
 * not match or nest too deep. LL_ELIMIT: more than LL_SCENE_ITEMS_MAX items. LL_ENOMEM.
 */
LL_MUST enum ll_status ll_scene_check(const struct ll_scene *scene, struct ll_err *reterr);

#endif
