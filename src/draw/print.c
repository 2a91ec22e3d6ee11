#include "draw/print.h"

#include <cairo-pdf.h>

#include "draw/fonts_pango.h"
#include "draw/pdf_language.h"

#define POINTS_PER_UNIT (72.0 / 2540.0)

/* A surface that is being drawn on. */
struct press {
    const struct ll_scene *scene;
    cairo_t *cairo;
    PangoContext *context;
    bool is_tagged;   /* PDF */
    bool is_outlined; /* PNG: cairo 1.16 sets glyphs on whole pixels, outlines stand where they are
                         measured */
};

static cairo_status_t write_bytes(void *closure, const unsigned char *bytes, unsigned int count)
{
    struct ll_strbuf *buf = closure;
    ll_strbuf_str(buf, (struct ll_str){(const char *)bytes, count});
    return buf->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* cairo's status as ours; what the buffer refused comes first. */
static enum ll_status check(cairo_status_t status, const struct ll_strbuf *buf,
                            struct ll_err *reterr)
{
    if (buf->failed) {
        return LL_FAIL(reterr, buf->status, "%s", ll_status_text(buf->status));
    }
    if (status == CAIRO_STATUS_SUCCESS) {
        return LL_OK;
    }
    return LL_FAIL(reterr, status == CAIRO_STATUS_NO_MEMORY ? LL_ENOMEM : LL_EIO, "cairo: %s",
                   cairo_status_to_string(status));
}

/* ---- shapes ---- */

static void set_colour(const struct press *press, enum ll_colour colour)
{
    uint32_t value = ll_colour_rows[colour].light;
    cairo_set_source_rgb(press->cairo, (value >> 16) / 255.0, (value >> 8 & 0xFFU) / 255.0,
                         (value & 0xFFU) / 255.0);
}

/* Fill and stroke the path there is. */
static void paint(const struct press *press, const struct ll_paint *paint)
{
    if (paint->fill != LL_COLOUR_NONE) {
        set_colour(press, paint->fill);
        cairo_fill_preserve(press->cairo);
    }
    if (paint->stroke != LL_COLOUR_NONE && paint->stroke_width > 0) {
        double dash = paint->dash;
        set_colour(press, paint->stroke);
        cairo_set_line_width(press->cairo, paint->stroke_width);
        cairo_set_dash(press->cairo, &dash, paint->dash > 0 ? 1 : 0, 0);
        cairo_stroke_preserve(press->cairo);
    }
    cairo_new_path(press->cairo);
}

static void trace_box(cairo_t *cairo, struct ll_box box, int32_t radius)
{
    static const double quarter = 1.5707963267948966;
    double x = box.x;
    double y = box.y;
    double right = x + box.width;
    double bottom = y + box.height;
    if (radius == 0) {
        cairo_rectangle(cairo, x, y, box.width, box.height);
        return;
    }
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, right - radius, y + radius, radius, -quarter, 0);
    cairo_arc(cairo, right - radius, bottom - radius, radius, 0, quarter);
    cairo_arc(cairo, x + radius, bottom - radius, radius, quarter, 2 * quarter);
    cairo_arc(cairo, x + radius, y + radius, radius, 2 * quarter, 3 * quarter);
    cairo_close_path(cairo);
}

static void trace_path(cairo_t *cairo, const struct ll_step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct ll_step *step = &steps[i];
        switch (step->kind) {
        case LL_STEP_MOVE:
            cairo_move_to(cairo, step->to.x, step->to.y);
            break;
        case LL_STEP_LINE:
            cairo_line_to(cairo, step->to.x, step->to.y);
            break;
        case LL_STEP_CURVE:
            cairo_curve_to(cairo, step->control_1.x, step->control_1.y, step->control_2.x,
                           step->control_2.y, step->to.x, step->to.y);
            break;
        case LL_STEP_CLOSE:
            cairo_close_path(cairo);
            break;
        }
    }
}

/* ---- text ---- */

static void draw_line(const struct press *press, const struct ll_item_text *text,
                      struct ll_str line, int32_t y)
{
    cairo_t *cairo = press->cairo;
    PangoLayout *layout =
        ll_fonts_new_layout(press->scene->fonts, press->context, &text->setting, line);
    PangoLayoutLine *first = pango_layout_get_line_readonly(layout, 0);
    PangoRectangle logical;
    pango_layout_line_get_extents(first, NULL, &logical);
    double width = pango_units_to_double(logical.width);
    double shift = text->anchor == LL_ANCHOR_MIDDLE  ? width / 2
                   : text->anchor == LL_ANCHOR_RIGHT ? width
                                                     : 0;
    cairo_save(cairo);
    cairo_translate(cairo, text->at.x, y);
    cairo_scale(cairo, LL_PANGO_UNIT, LL_PANGO_UNIT);
    cairo_move_to(cairo, -shift, 0);
    if (press->is_outlined) {
        pango_cairo_layout_line_path(cairo, first);
        cairo_fill(cairo);
    } else {
        pango_cairo_show_layout_line(cairo, first);
    }
    cairo_restore(cairo);
    g_object_unref(layout);
}

static void draw_text(const struct press *press, const struct ll_item_text *text)
{
    const struct ll_type_row *row = &ll_type_rows[text->setting.type];
    char link[2100];
    bool is_linked = press->is_tagged && text->link.len > 0;
    set_colour(press, text->colour);
    if (press->is_tagged) {
        cairo_tag_begin(press->cairo, row->tag, NULL);
    }
    if (is_linked) {
        (void)snprintf(link, sizeof(link), "uri='%.*s'", LL_STR_ARG(text->link));
        cairo_tag_begin(press->cairo, CAIRO_TAG_LINK, link);
    }
    for (size_t i = 0; i < text->line_count; i++) {
        draw_line(press, text, text->lines[i], text->at.y + (int32_t)i * row->leading);
    }
    if (is_linked) {
        cairo_tag_end(press->cairo, CAIRO_TAG_LINK);
    }
    if (press->is_tagged) {
        cairo_tag_end(press->cairo, row->tag);
    }
}

/* ---- the whole ---- */

static const char *group_tag(const struct ll_item *group)
{
    return group->group.title.len > 0 ? "Figure" : "Sect";
}

static void draw_shape(const struct press *press, const struct ll_item *item)
{
    cairo_t *cairo = press->cairo;
    if (item->kind == LL_ITEM_BOX) {
        trace_box(cairo, item->box.box, item->box.radius);
    } else if (item->kind == LL_ITEM_LINE) {
        cairo_move_to(cairo, item->line.from.x, item->line.from.y);
        cairo_line_to(cairo, item->line.to.x, item->line.to.y);
    } else if (item->kind == LL_ITEM_CIRCLE) {
        cairo_new_sub_path(cairo);
        cairo_arc(cairo, item->circle.centre.x, item->circle.centre.y, item->circle.radius, 0,
                  6.283185307179586);
        cairo_close_path(cairo);
    } else {
        trace_path(cairo, item->path.steps, item->path.count);
    }
    paint(press, &item->paint);
}

static void draw_scene(const struct press *press)
{
    const struct ll_item *open[64]; /* more than a scene nests */
    size_t depth = 0;
    for (const struct ll_item *item = press->scene->first; item != NULL; item = item->next) {
        switch (item->kind) {
        case LL_ITEM_BOX:
        case LL_ITEM_LINE:
        case LL_ITEM_CIRCLE:
        case LL_ITEM_PATH:
            draw_shape(press, item);
            break;
        case LL_ITEM_TEXT:
            draw_text(press, &item->text);
            break;
        case LL_ITEM_GROUP:
            LL_ASSERT(depth < sizeof(open) / sizeof(open[0]));
            open[depth++] = item;
            if (press->is_tagged) {
                cairo_tag_begin(press->cairo, group_tag(item), NULL);
            }
            break;
        case LL_ITEM_GROUP_END:
            LL_ASSERT(depth > 0);
            depth--;
            if (press->is_tagged) {
                cairo_tag_end(press->cairo, group_tag(open[depth]));
            }
            break;
        }
    }
}

/* Draw all of it on a surface whose unit is `scale` of it to one of the scene's. */
static cairo_status_t draw_on(const struct ll_scene *scene, cairo_surface_t *surface, double scale,
                              bool is_pdf)
{
    cairo_t *cairo = cairo_create(surface);
    struct press press = {
        .scene = scene,
        .cairo = cairo,
        .context = scene->fonts == NULL ? NULL : ll_fonts_new_context(scene->fonts),
        .is_tagged = is_pdf,
        .is_outlined = !is_pdf,
    };
    cairo_scale(cairo, scale, scale);
    if (press.context != NULL) {
        cairo_save(cairo);
        cairo_scale(cairo, LL_PANGO_UNIT, LL_PANGO_UNIT);
        pango_cairo_update_context(cairo, press.context);
        cairo_restore(cairo);
    }
    if (is_pdf) {
        cairo_tag_begin(cairo, "Document", NULL);
    } else {
        set_colour(&press, LL_COLOUR_PAPER);
        cairo_paint(cairo);
    }
    draw_scene(&press);
    if (is_pdf) {
        cairo_tag_end(cairo, "Document");
    }
    cairo_status_t status = cairo_status(cairo);
    if (press.context != NULL) {
        g_object_unref(press.context);
    }
    cairo_destroy(cairo);
    return status;
}

static enum ll_status set_facts(const struct ll_scene *scene, cairo_surface_t *surface,
                                struct ll_time made_at, struct ll_arena *arena,
                                struct ll_err *reterr)
{
    char time[LL_TIME_TEXT_MAX];
    const char *title = ll_str_to_cstr(arena, scene->facts.title);
    const char *subject = ll_str_to_cstr(arena, scene->facts.description);
    const char *author = ll_str_to_cstr(arena, scene->facts.author);
    if (title == NULL || subject == NULL || author == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a PDF");
    }
    ll_time_format((struct ll_time){made_at.us - made_at.us % 1000000}, time);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, subject);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Loopledger");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, time);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, time);
    return LL_OK;
}

enum ll_status ll_pdf_write_pages(const struct ll_scene *scenes, size_t count,
                                  struct ll_time made_at, struct ll_arena *arena,
                                  struct ll_str *ret_pdf, struct ll_err *reterr)
{
    LL_ASSERT(count > 0);
    for (size_t i = 0; i < count; i++) {
        LL_TRY(ll_scene_check(&scenes[i], reterr));
    }
    struct ll_strbuf buf;
    struct ll_str pdf = {0};
    ll_strbuf_init(&buf, arena, LL_PDF_BYTES_MAX);
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        write_bytes, &buf, scenes->width * POINTS_PER_UNIT, scenes->height * POINTS_PER_UNIT);
    enum ll_status status = set_facts(scenes, surface, made_at, arena, reterr);
    if (status == LL_OK) {
        cairo_status_t drawn = CAIRO_STATUS_SUCCESS;
        for (size_t i = 0; i < count && drawn == CAIRO_STATUS_SUCCESS; i++) {
            if (i > 0) {
                cairo_surface_show_page(surface);
            }
            drawn = draw_on(&scenes[i], surface, POINTS_PER_UNIT, true);
        }
        cairo_surface_finish(surface);
        status = check(drawn != CAIRO_STATUS_SUCCESS ? drawn : cairo_surface_status(surface), &buf,
                       reterr);
    }
    cairo_surface_destroy(surface);
    LL_TRY(status);
    LL_TRY(ll_strbuf_finish(&buf, &pdf, reterr));
    if (scenes->facts.language == NULL) {
        *ret_pdf = pdf;
        return LL_OK;
    }
    return ll_pdf_language_set(arena, pdf, ll_str_from_cstr(scenes->facts.language), ret_pdf,
                               reterr);
}

enum ll_status ll_pdf_write(const struct ll_scene *scene, struct ll_time made_at,
                            struct ll_arena *arena, struct ll_str *ret_pdf, struct ll_err *reterr)
{
    return ll_pdf_write_pages(scene, 1, made_at, arena, ret_pdf, reterr);
}

enum ll_status ll_png_write(const struct ll_scene *scene, int dpi, struct ll_arena *arena,
                            struct ll_str *ret_png, struct ll_err *reterr)
{
    LL_TRY(ll_scene_check(scene, reterr));
    if (dpi < 1 || dpi > 2400) {
        return LL_FAIL(reterr, LL_EINVAL, "%d dots an inch are not between 1 and 2400", dpi);
    }
    int64_t width = ((int64_t)scene->width * dpi + 2539) / 2540;
    int64_t height = ((int64_t)scene->height * dpi + 2539) / 2540;
    if (width > 32767 || height > 32767 || width * height > LL_PNG_PIXELS_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT,
                       "a picture of %lld by %lld pixels is above the limit: 32,767 a side, 64 Mi "
                       "in all",
                       (long long)width, (long long)height);
    }
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, (size_t)(width * height * 4) + 4096);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
    cairo_status_t drawn = draw_on(scene, surface, dpi / 2540.0, false);
    if (drawn == CAIRO_STATUS_SUCCESS) {
        drawn = cairo_surface_write_to_png_stream(surface, write_bytes, &buf);
    }
    enum ll_status status = check(drawn, &buf, reterr);
    cairo_surface_destroy(surface);
    LL_TRY(status);
    return ll_strbuf_finish(&buf, ret_png, reterr);
}
