#include "draw/qr.h"

#include <errno.h>
#include <qrencode.h>

#define QUIET_MODULES 4

static const struct level {
    QRecLevel level;
    int bytes_max; /* of any text, in version 40 */
} levels[] = {
    [LL_QR_LOW] = {QR_ECLEVEL_L, 2953},
    [LL_QR_MEDIUM] = {QR_ECLEVEL_M, 2331},
    [LL_QR_QUARTILE] = {QR_ECLEVEL_Q, 1663},
    [LL_QR_HIGH] = {QR_ECLEVEL_H, 1273},
};

/* The code's modules and where they stand. */
struct grid {
    const unsigned char *modules;
    int width;
    int32_t module; /* in units of the scene */
    struct ll_point origin;
    bool *seen; /* upper edges that are part of an outline already; width * width */
};

static bool is_dark(const struct grid *grid, int x, int y)
{
    return x >= 0 && y >= 0 && x < grid->width && y < grid->width &&
           (grid->modules[y * grid->width + x] & 1U) != 0;
}

static struct ll_point corner(const struct grid *grid, int x, int y)
{
    return (struct ll_point){grid->origin.x + x * grid->module, grid->origin.y + y * grid->module};
}

/*
 * Around one dark region (or hole), dark on the right hand, from the upper left corner of (x, y):
 * squares set side by side would show seams where they meet. Where regions touch by a corner, turn
 * right, which keeps them apart. The steps written; `steps` has room for all edges of the code.
 */
static size_t trace(const struct grid *grid, int x, int y, struct ll_step *steps)
{
    static const int dx[4] = {1, 0, -1, 0}; /* right, down, left, up */
    static const int dy[4] = {0, 1, 0, -1};
    /* The module ahead on the left and on the right of a corner, for each way of going. */
    static const int left[4][2] = {{0, -1}, {0, 0}, {-1, 0}, {-1, -1}};
    static const int right[4][2] = {{0, 0}, {-1, 0}, {-1, -1}, {0, -1}};
    int at_x = x;
    int at_y = y;
    int way = 0;
    size_t count = 0;
    steps[count++] = (struct ll_step){.kind = LL_STEP_MOVE, .to = corner(grid, x, y)};
    for (;;) {
        if (way == 0) {
            grid->seen[at_y * grid->width + at_x] = true;
        }
        at_x += dx[way];
        at_y += dy[way];
        int next = way;
        if (!is_dark(grid, at_x + right[way][0], at_y + right[way][1])) {
            next = (way + 1) % 4;
        } else if (is_dark(grid, at_x + left[way][0], at_y + left[way][1])) {
            next = (way + 3) % 4;
        }
        if (at_x == x && at_y == y && next == 0) {
            break; /* a region may touch its own corner: the way tells the end */
        }
        if (next != way) {
            steps[count++] = (struct ll_step){.kind = LL_STEP_LINE, .to = corner(grid, at_x, at_y)};
            way = next;
        }
    }
    steps[count++] = (struct ll_step){.kind = LL_STEP_CLOSE};
    return count;
}

static enum ll_status add_modules(struct ll_scene *scene, struct grid *grid, struct ll_err *reterr)
{
    size_t cells = (size_t)grid->width * (size_t)grid->width;
    struct ll_step *steps = LL_NEW_ARRAY(scene->arena, struct ll_step, 4 * cells + 2);
    grid->seen = LL_NEW_ARRAY(scene->arena, bool, cells);
    if (steps == NULL || grid->seen == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a QR code");
    }
    size_t count = 0;
    for (int y = 0; y < grid->width; y++) {
        for (int x = 0; x < grid->width; x++) {
            bool upper_edge = is_dark(grid, x, y) && !is_dark(grid, x, y - 1);
            if (upper_edge && !grid->seen[y * grid->width + x]) {
                count += trace(grid, x, y, steps + count);
            }
        }
    }
    ll_scene_path(scene, (struct ll_paint){.fill = LL_COLOUR_CODE_DARK}, steps, count);
    return LL_OK;
}

enum ll_status ll_qr_add(struct ll_scene *scene, struct ll_str text, enum ll_qr_level level,
                         struct ll_box box, struct ll_err *reterr)
{
    if (text.len == 0 || ll_str_find_char(text, '\0') != text.len) {
        return LL_FAIL(reterr, LL_EINVAL, "a QR code needs a text, without zero bytes");
    }
    if (text.len > (size_t)levels[level].bytes_max) {
        return LL_FAIL(reterr, LL_ELIMIT,
                       "%zu bytes are more than the %d a QR code of its level "
                       "holds",
                       text.len, levels[level].bytes_max);
    }
    QRcode *code =
        QRcode_encodeData((int)text.len, (const unsigned char *)text.ptr, 0, levels[level].level);
    if (code == NULL) {
        return LL_FAIL(reterr, errno == ENOMEM ? LL_ENOMEM : LL_ELIMIT,
                       "libqrencode cannot make a QR code of %zu bytes", text.len);
    }
    struct grid grid = {.modules = code->data, .width = code->width};
    int modules = code->width + 2 * QUIET_MODULES;
    enum ll_status status = LL_OK;
    grid.module = box.width / modules;
    if (grid.module < 1) {
        status = LL_FAIL(reterr, LL_ELIMIT, "a QR code of %d modules does not fit %d units",
                         modules, (int)box.width);
    } else {
        int32_t margin = (box.width - grid.module * code->width) / 2;
        grid.origin = (struct ll_point){box.x + margin, box.y + margin};
        ll_scene_box(scene, (struct ll_paint){.fill = LL_COLOUR_CODE_LIGHT},
                     (struct ll_box){box.x, box.y, box.width, box.width}, 0);
        status = add_modules(scene, &grid, reterr);
    }
    QRcode_free(code);
    return status;
}
