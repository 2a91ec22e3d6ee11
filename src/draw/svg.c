#include "draw/svg.h"

#include <string.h>

/* Which colours and types a scene uses. */
struct used {
    bool fills[LL_COLOUR_COUNT];
    bool strokes[LL_COLOUR_COUNT];
    bool types[LL_TYPE_COUNT];
};

/* Text that has been cleaned, between tags or within a quoted attribute. */
static void put_escaped(struct ll_strbuf *buf, struct ll_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.ptr[i]) {
        case '&':
            ll_strbuf_cstr(buf, "&amp;");
            break;
        case '<':
            ll_strbuf_cstr(buf, "&lt;");
            break;
        case '>':
            ll_strbuf_cstr(buf, "&gt;");
            break;
        case '"':
            ll_strbuf_cstr(buf, "&quot;");
            break;
        default:
            ll_strbuf_char(buf, text.ptr[i]);
        }
    }
}

/* ' name="value"' */
static void put_number(struct ll_strbuf *buf, const char *name, int32_t value)
{
    ll_strbuf_fmt(buf, " %s=\"%d\"", name, (int)value);
}

static void put_text_attribute(struct ll_strbuf *buf, const char *name, struct ll_str value)
{
    ll_strbuf_fmt(buf, " %s=\"", name);
    put_escaped(buf, value);
    ll_strbuf_char(buf, '"');
}

static void put_language(struct ll_strbuf *buf, enum ll_svg_use use, const char *language)
{
    if (language != NULL) {
        put_text_attribute(buf, use == LL_SVG_FILE ? "xml:lang" : "lang",
                           ll_str_from_cstr(language));
    }
}

/* ---- styles ---- */

static void put_colours(struct ll_strbuf *buf, const struct used *used, bool dark)
{
    for (size_t i = 1; i < LL_COLOUR_COUNT; i++) {
        const struct ll_colour_row *row = &ll_colour_rows[i];
        unsigned value = dark ? row->dark : row->light;
        if (dark && row->dark == row->light) {
            continue;
        }
        if (used->fills[i]) {
            ll_strbuf_fmt(buf, ".draw .f-%s{fill:#%06x}", row->name, value);
        }
        if (used->strokes[i]) {
            ll_strbuf_fmt(buf, ".draw .s-%s{stroke:#%06x}", row->name, value);
        }
    }
}

static void put_styles(struct ll_strbuf *buf, const struct used *used)
{
    for (size_t i = 0; i < LL_TYPE_COUNT; i++) {
        const struct ll_type_row *row = &ll_type_rows[i];
        if (!used->types[i]) {
            continue;
        }
        ll_strbuf_fmt(buf, ".draw .t-%s{font:%d %dpx %sInter,Helvetica,Arial,sans-serif", row->name,
                      (int)row->weight, (int)row->size,
                      row->is_display ? "\"Inter Display\"," : "");
        if (row->spacing_milliem != 0) {
            int size = row->spacing_milliem < 0 ? -row->spacing_milliem : row->spacing_milliem;
            ll_strbuf_fmt(buf, ";letter-spacing:%s.%03dem", row->spacing_milliem < 0 ? "-" : "",
                          size);
        }
        if (row->features != NULL) {
            ll_strbuf_fmt(buf, ";font-feature-settings:%s", row->features);
        }
        ll_strbuf_char(buf, '}');
    }
    put_colours(buf, used, false);
    ll_strbuf_cstr(buf, "@media screen and (prefers-color-scheme:dark){");
    put_colours(buf, used, true);
    ll_strbuf_char(buf, '}');
}

void ll_svg_styles(struct ll_strbuf *buf)
{
    struct used all;
    memset(&all, true, sizeof(all));
    put_styles(buf, &all);
}

static struct used used_by(const struct ll_scene *scene)
{
    struct used used = {0};
    for (const struct ll_item *item = scene->first; item != NULL; item = item->next) {
        if (item->kind == LL_ITEM_TEXT) {
            used.types[item->text.setting.type] = true;
            used.fills[item->text.colour] = true;
        }
        used.fills[item->paint.fill] = true;
        used.strokes[item->paint.stroke] = true;
    }
    return used;
}

/* ---- shapes ---- */

static void put_paint(struct ll_strbuf *buf, const struct ll_paint *paint)
{
    const char *fill = ll_colour_rows[paint->fill].name;
    const char *stroke = ll_colour_rows[paint->stroke].name;
    if (paint->fill != LL_COLOUR_NONE && paint->stroke != LL_COLOUR_NONE) {
        ll_strbuf_fmt(buf, " class=\"f-%s s-%s\"", fill, stroke);
    } else if (paint->fill != LL_COLOUR_NONE) {
        ll_strbuf_fmt(buf, " class=\"f-%s\"", fill);
    } else if (paint->stroke != LL_COLOUR_NONE) {
        ll_strbuf_fmt(buf, " fill=\"none\" class=\"s-%s\"", stroke);
    } else {
        ll_strbuf_cstr(buf, " fill=\"none\"");
    }
    if (paint->stroke != LL_COLOUR_NONE) {
        put_number(buf, "stroke-width", paint->stroke_width);
        if (paint->dash > 0) {
            put_number(buf, "stroke-dasharray", paint->dash);
        }
    }
}

static void put_box(struct ll_strbuf *buf, const struct ll_item *item)
{
    ll_strbuf_cstr(buf, "<rect");
    put_number(buf, "x", item->box.box.x);
    put_number(buf, "y", item->box.box.y);
    put_number(buf, "width", item->box.box.width);
    put_number(buf, "height", item->box.box.height);
    if (item->box.radius > 0) {
        put_number(buf, "rx", item->box.radius);
    }
    put_paint(buf, &item->paint);
    ll_strbuf_cstr(buf, "/>\n");
}

static void put_line(struct ll_strbuf *buf, const struct ll_item *item)
{
    ll_strbuf_cstr(buf, "<line");
    put_number(buf, "x1", item->line.from.x);
    put_number(buf, "y1", item->line.from.y);
    put_number(buf, "x2", item->line.to.x);
    put_number(buf, "y2", item->line.to.y);
    put_paint(buf, &item->paint);
    ll_strbuf_cstr(buf, "/>\n");
}

static void put_circle(struct ll_strbuf *buf, const struct ll_item *item)
{
    ll_strbuf_cstr(buf, "<circle");
    put_number(buf, "cx", item->circle.centre.x);
    put_number(buf, "cy", item->circle.centre.y);
    put_number(buf, "r", item->circle.radius);
    put_paint(buf, &item->paint);
    ll_strbuf_cstr(buf, "/>\n");
}

/* Lines as steps from where the last one ended, one behind the other under one letter: outlines of
 * land are most of a drawing. */
static void put_path(struct ll_strbuf *buf, const struct ll_item *item)
{
    struct ll_point at = {0, 0};
    struct ll_point start = {0, 0};
    bool in_lines = false;
    ll_strbuf_cstr(buf, "<path d=\"");
    for (size_t i = 0; i < item->path.count; i++) {
        const struct ll_step *step = &item->path.steps[i];
        switch (step->kind) {
        case LL_STEP_MOVE:
            ll_strbuf_fmt(buf, "M%d %d", (int)step->to.x, (int)step->to.y);
            break;
        case LL_STEP_LINE: {
            int dx = (int)(step->to.x - at.x);
            int dy = (int)(step->to.y - at.y);
            ll_strbuf_fmt(buf, "%s%d%s%d", in_lines ? dx < 0 ? "" : " " : "l", dx,
                          dy < 0 ? "" : " ", dy);
            break;
        }
        case LL_STEP_CURVE:
            ll_strbuf_fmt(buf, "C%d %d %d %d %d %d", (int)step->control_1.x, (int)step->control_1.y,
                          (int)step->control_2.x, (int)step->control_2.y, (int)step->to.x,
                          (int)step->to.y);
            break;
        case LL_STEP_CLOSE:
            ll_strbuf_char(buf, 'Z');
            break;
        }
        in_lines = step->kind == LL_STEP_LINE;
        start = step->kind == LL_STEP_MOVE ? step->to : start;
        at = step->kind == LL_STEP_CLOSE ? start : step->to;
    }
    ll_strbuf_char(buf, '"');
    put_paint(buf, &item->paint);
    ll_strbuf_cstr(buf, "/>\n");
}

/* ---- text ---- */

/* "start" and "end" follow the direction of the text; an anchor is a place of the page. */
static const char *anchor_name(const struct ll_item_text *text)
{
    bool backwards = text->setting.right_to_left;
    switch (text->anchor) {
    case LL_ANCHOR_LEFT:
        return backwards ? "end" : NULL;
    case LL_ANCHOR_MIDDLE:
        return "middle";
    case LL_ANCHOR_RIGHT:
        return backwards ? NULL : "end";
    }
    return NULL;
}

static void open_text(struct ll_strbuf *buf, const struct ll_scene *scene, enum ll_svg_use use,
                      const struct ll_item_text *text, int32_t y)
{
    const char *anchor = anchor_name(text);
    ll_strbuf_fmt(buf, "<text class=\"t-%s f-%s\"", ll_type_rows[text->setting.type].name,
                  ll_colour_rows[text->colour].name);
    put_number(buf, "x", text->at.x);
    put_number(buf, "y", y);
    if (anchor != NULL) {
        ll_strbuf_fmt(buf, " text-anchor=\"%s\"", anchor);
    }
    if (text->setting.right_to_left) {
        ll_strbuf_cstr(buf, " direction=\"rtl\"");
    }
    if (text->setting.language != scene->facts.language) {
        put_language(buf, use, text->setting.language);
    }
    ll_strbuf_char(buf, '>');
}

/* Lines that begin at one place are one text, with a blank that keeps words of two lines apart for
 * those who take the text alone. Elsewhere that blank would move the line: each is its own text. */
static void put_text(struct ll_strbuf *buf, const struct ll_scene *scene, enum ll_svg_use use,
                     const struct ll_item_text *text)
{
    int32_t leading = ll_type_rows[text->setting.type].leading;
    bool joined = anchor_name(text) == NULL;
    if (text->link.len > 0) {
        ll_strbuf_cstr(buf, "<a");
        put_text_attribute(buf, "href", text->link);
        ll_strbuf_char(buf, '>');
    }
    for (size_t i = 0; i < text->line_count; i++) {
        if (i == 0 || !joined) {
            open_text(buf, scene, use, text, text->at.y + (int32_t)i * leading);
        } else {
            ll_strbuf_cstr(buf, " <tspan");
            put_number(buf, "x", text->at.x);
            put_number(buf, "dy", leading);
            ll_strbuf_char(buf, '>');
        }
        put_escaped(buf, text->lines[i]);
        if (i > 0 && joined) {
            ll_strbuf_cstr(buf, "</tspan>");
        }
        if (i + 1 == text->line_count || !joined) {
            ll_strbuf_cstr(buf, "</text>");
        }
    }
    ll_strbuf_cstr(buf, text->link.len > 0 ? "</a>\n" : "\n");
}

static void put_names(struct ll_strbuf *buf, struct ll_str title, struct ll_str description)
{
    if (title.len > 0) {
        ll_strbuf_cstr(buf, "<title>");
        put_escaped(buf, title);
        ll_strbuf_cstr(buf, "</title>");
    }
    if (description.len > 0) {
        ll_strbuf_cstr(buf, "<desc>");
        put_escaped(buf, description);
        ll_strbuf_cstr(buf, "</desc>");
    }
}

static void put_item(struct ll_strbuf *buf, const struct ll_scene *scene, enum ll_svg_use use,
                     const struct ll_item *item)
{
    switch (item->kind) {
    case LL_ITEM_BOX:
        put_box(buf, item);
        break;
    case LL_ITEM_LINE:
        put_line(buf, item);
        break;
    case LL_ITEM_CIRCLE:
        put_circle(buf, item);
        break;
    case LL_ITEM_PATH:
        put_path(buf, item);
        break;
    case LL_ITEM_TEXT:
        put_text(buf, scene, use, &item->text);
        break;
    case LL_ITEM_GROUP:
        ll_strbuf_cstr(buf, item->group.title.len > 0 ? "<g role=\"img\">" : "<g>");
        put_names(buf, item->group.title, item->group.description);
        ll_strbuf_char(buf, '\n');
        break;
    case LL_ITEM_GROUP_END:
        ll_strbuf_cstr(buf, "</g>\n");
        break;
    }
}

enum ll_status ll_svg_write(const struct ll_scene *scene, enum ll_svg_use use,
                            struct ll_arena *arena, struct ll_str *ret_svg, struct ll_err *reterr)
{
    LL_TRY(ll_scene_check(scene, reterr));
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, LL_SVG_BYTES_MAX);
    if (use == LL_SVG_FILE) {
        ll_strbuf_cstr(&buf, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }
    ll_strbuf_cstr(&buf, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"draw\" "
                         "role=\"graphics-document document\"");
    ll_strbuf_fmt(&buf, " viewBox=\"0 0 %d %d\"", (int)scene->width, (int)scene->height);
    if (scene->stretches) {
        ll_strbuf_cstr(&buf, " preserveAspectRatio=\"none\"");
    }
    if (use == LL_SVG_FILE) {
        ll_strbuf_fmt(&buf, " width=\"%d.%02dmm\" height=\"%d.%02dmm\"", (int)scene->width / 100,
                      (int)scene->width % 100, (int)scene->height / 100, (int)scene->height % 100);
    }
    put_language(&buf, use, scene->facts.language);
    ll_strbuf_char(&buf, '>');
    put_names(&buf, scene->facts.title, scene->facts.description);
    if (use == LL_SVG_FILE) {
        const struct used used = used_by(scene);
        ll_strbuf_cstr(&buf, "<style>");
        put_styles(&buf, &used);
        ll_strbuf_cstr(&buf, "</style>");
    }
    ll_strbuf_char(&buf, '\n');
    for (const struct ll_item *item = scene->first; item != NULL; item = item->next) {
        put_item(&buf, scene, use, item);
    }
    ll_strbuf_cstr(&buf, "</svg>\n");
    return ll_strbuf_finish(&buf, ret_svg, reterr);
}
