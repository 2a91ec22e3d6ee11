#include "draw/outline.h"

#include <string.h>

struct arc_row {
    const char *number;
    const char *points;
};
static const struct arc_row arc_rows[] = {
#define ROW(number, points, source) {number, points},
#include "draw/outline_arcs.def"
#undef ROW
};
#define ARC_COUNT (sizeof(arc_rows) / sizeof(arc_rows[0]))

static const struct {
    const char *code;
    const char *x;
    const char *y;
    const char *rings;
} country_rows[] = {
#define ROW(code, x, y, rings, source) {code, x, y, rings},
#include "draw/outline_countries.def"
#undef ROW
};
#define COUNTRY_COUNT (sizeof(country_rows) / sizeof(country_rows[0]))

/* The number that `*at` begins with; the tables are the program's own. */
static int32_t number_at(const char **at)
{
    const char *c = *at;
    bool is_below = *c == '-';
    int32_t number = 0;
    for (c += is_below ? 1 : 0; *c >= '0' && *c <= '9'; c++) {
        number = number * 10 + (*c - '0');
    }
    *at = *c == ' ' ? c + 1 : c;
    return is_below ? -number : number;
}

/* Points are steps, the first from the origin. Stored unless `points` is NULL; counted. */
static size_t read_arc(const char *text, struct ll_point *points)
{
    struct ll_point at = {0, 0};
    size_t count = 0;
    while (*text != '\0') {
        at.x += number_at(&text);
        at.y += number_at(&text);
        if (points != NULL) {
            points[count] = at;
        }
        count++;
    }
    return count;
}

enum ll_status ll_outline_read(struct ll_arena *arena, struct ll_outline *ret_outline,
                               struct ll_err *reterr)
{
    size_t total = 0;
    for (size_t i = 0; i < ARC_COUNT; i++) {
        total += read_arc(arc_rows[i].points, NULL);
    }
    struct ll_outline_country *countries =
        LL_NEW_ARRAY(arena, struct ll_outline_country, COUNTRY_COUNT);
    struct ll_point *points = LL_NEW_ARRAY(arena, struct ll_point, total);
    size_t *ends = LL_NEW_ARRAY(arena, size_t, ARC_COUNT);
    if (countries == NULL || points == NULL || ends == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the outlines of countries");
    }
    total = 0;
    for (size_t i = 0; i < ARC_COUNT; i++) {
        total += read_arc(arc_rows[i].points, points + total);
        ends[i] = total;
    }
    for (size_t i = 0; i < COUNTRY_COUNT; i++) {
        const char *x = country_rows[i].x;
        const char *y = country_rows[i].y;
        countries[i] = (struct ll_outline_country){
            .code = ll_str_from_cstr(country_rows[i].code),
            .middle = {number_at(&x), number_at(&y)},
            .rings = ll_str_from_cstr(country_rows[i].rings),
        };
    }
    *ret_outline = (struct ll_outline){countries, COUNTRY_COUNT, points, ends, ARC_COUNT};
    return LL_OK;
}

const struct ll_outline_country *ll_outline_find(const struct ll_outline *outline,
                                                 struct ll_str code)
{
    for (size_t i = 0; code.len > 0 && i < outline->count; i++) {
        if (ll_str_eq(outline->countries[i].code, code)) {
            return &outline->countries[i];
        }
    }
    return NULL;
}

/* An arc's points but its last, which the next begins with; backwards when its number is below 0.
 */
static size_t put_arc(const struct ll_outline *outline, int32_t number, struct ll_point *points,
                      size_t count)
{
    size_t arc = (size_t)(number < 0 ? -number : number) - 1;
    LL_ASSERT(number != 0 && arc < outline->arc_count);
    size_t begin = arc == 0 ? 0 : outline->ends[arc - 1];
    size_t end = outline->ends[arc];
    for (size_t i = 0; i + 1 < end - begin; i++) {
        LL_ASSERT(count < LL_OUTLINE_POINTS_MAX);
        points[count++] = outline->points[number < 0 ? end - 1 - i : begin + i];
    }
    return count;
}

bool ll_outline_ring(const struct ll_outline *outline, struct ll_str *rest, struct ll_point *points,
                     size_t *ret_count)
{
    const char *at = rest->ptr;
    const char *end = rest->ptr + rest->len;
    size_t count = 0;
    if (rest->len == 0) {
        return false;
    }
    while (at < end && *at != '/') {
        count = put_arc(outline, number_at(&at), points, count);
    }
    at += at < end ? 1 : 0;
    *rest = (struct ll_str){at, (size_t)(end - at)};
    *ret_count = count;
    return true;
}
