#include <pango/pangofc-fontmap.h>
#include <string.h>

#include "draw/fonts_pango.h"

#define ELLIPSIS "\xE2\x80\xA6" /* U+2026 */
#define PATH_BYTES_MAX 512

/* The cuts that the types use. */
static const char *const cuts[] = {
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "InterDisplay-SemiBold.otf",
};

static const char *family_of(bool is_display)
{
    return is_display ? "Inter Display" : "Inter";
}

static enum ll_status fail_font(struct ll_err *reterr, const char *what, const char *path)
{
    enum ll_status status = LL_FAIL(reterr, LL_EIO, "the font Inter is missing: %s %s", path, what);
    ll_err_hint(reterr, "install Debian's package fonts-inter");
    return status;
}

static enum ll_status add_files(FcConfig *config, const char *folder, struct ll_err *reterr)
{
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        char path[PATH_BYTES_MAX];
        int len = snprintf(path, sizeof(path), "%s/%s", folder, cuts[i]);
        if (len < 0 || (size_t)len >= sizeof(path)) {
            return LL_FAIL(reterr, LL_EINVAL, "the font's folder has too long a name");
        }
        if (!FcConfigAppFontAddFile(config, (const FcChar8 *)path)) {
            return fail_font(reterr, "cannot be read", path);
        }
    }
    return LL_OK;
}

/* Another font under the right file name would be taken in silence: ask what each type gets. */
static enum ll_status check_families(struct ll_fonts *fonts, const char *folder,
                                     struct ll_err *reterr)
{
    for (size_t i = 0; i < LL_TYPE_COUNT; i++) {
        PangoFont *font =
            pango_font_map_load_font(fonts->map, fonts->context, fonts->descriptions[i]);
        PangoFontDescription *got = font == NULL ? NULL : pango_font_describe(font);
        const char *family = got == NULL ? NULL : pango_font_description_get_family(got);
        bool good = family != NULL && strcmp(family, family_of(ll_type_rows[i].is_display)) == 0 &&
                    (int32_t)pango_font_description_get_weight(got) == ll_type_rows[i].weight;
        pango_font_description_free(got);
        g_clear_object(&font);
        if (!good) {
            return fail_font(reterr, "holds other fonts", folder);
        }
    }
    return LL_OK;
}

static void describe_types(struct ll_fonts *fonts)
{
    for (size_t i = 0; i < LL_TYPE_COUNT; i++) {
        const struct ll_type_row *row = &ll_type_rows[i];
        PangoFontDescription *description = pango_font_description_new();
        pango_font_description_set_family_static(description, family_of(row->is_display));
        pango_font_description_set_weight(description, (PangoWeight)row->weight);
        pango_font_description_set_absolute_size(description, row->size * LL_PANGO_PER_UNIT);
        fonts->descriptions[i] = description;
        fonts->attributes[i] = pango_attr_list_new();
        if (row->spacing_milliem != 0) {
            int spacing = row->size * LL_PANGO_PER_UNIT * row->spacing_milliem / 1000;
            pango_attr_list_insert(fonts->attributes[i], pango_attr_letter_spacing_new(spacing));
        }
        if (row->features != NULL) {
            pango_attr_list_insert(fonts->attributes[i],
                                   pango_attr_font_features_new(row->features));
        }
    }
}

enum ll_status ll_fonts_open(struct ll_arena *arena, struct ll_fonts **ret_fonts,
                             struct ll_err *reterr)
{
    return ll_fonts_open_in(arena, LL_FONTS_FOLDER, ret_fonts, reterr);
}

enum ll_status ll_fonts_open_in(struct ll_arena *arena, const char *folder,
                                struct ll_fonts **ret_fonts, struct ll_err *reterr)
{
    struct ll_fonts *fonts = LL_NEW(arena, struct ll_fonts);
    FcConfig *config = fonts == NULL ? NULL : FcConfigCreate();
    if (config == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the fonts");
    }
    fonts->config = config;
    enum ll_status status = add_files(config, folder, reterr);
    if (status == LL_OK) {
        fonts->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts->map), config);
        fonts->context = ll_fonts_new_context(fonts);
        describe_types(fonts);
        status = check_families(fonts, folder, reterr);
    }
    if (status != LL_OK) {
        ll_fonts_close(fonts);
        return status;
    }
    *ret_fonts = fonts;
    return LL_OK;
}

void ll_fonts_close(struct ll_fonts *fonts)
{
    for (size_t i = 0; i < LL_TYPE_COUNT; i++) {
        pango_font_description_free(fonts->descriptions[i]);
        pango_attr_list_unref(fonts->attributes[i]);
    }
    g_clear_object(&fonts->context);
    if (fonts->map != NULL) {
        /* pango 1.50 keeps its share of the configuration for ever unless it is given another. */
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts->map), NULL);
    }
    g_clear_object(&fonts->map);
    FcConfigDestroy(fonts->config);
    *fonts = (struct ll_fonts){0};
}

PangoContext *ll_fonts_new_context(struct ll_fonts *fonts)
{
    PangoContext *context = pango_font_map_create_context(fonts->map);
    cairo_font_options_t *options = cairo_font_options_create();
    /* Unhinted, so that a line has the same width at any size and on any surface. */
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
    return context;
}

PangoLayout *ll_fonts_new_layout(struct ll_fonts *fonts, PangoContext *context,
                                 const struct ll_setting *setting, struct ll_str text)
{
    pango_context_set_base_dir(context,
                               setting->right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    pango_context_set_language(
        context, pango_language_from_string(setting->language == NULL ? "und" : setting->language));
    PangoLayout *layout = pango_layout_new(context);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_font_description(layout, fonts->descriptions[setting->type]);
    pango_layout_set_attributes(layout, fonts->attributes[setting->type]);
    pango_layout_set_text(layout, text.ptr, (int)text.len);
    return layout;
}

/* ---- cleaning ---- */

/* The bytes of the character at `at` of valid UTF-8. */
static size_t character_bytes(struct ll_str text, size_t at)
{
    unsigned char lead = (unsigned char)text.ptr[at];
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static const struct range {
    gunichar from;
    gunichar to;
    bool is_blank; /* becomes one; else it is dropped */
} ranges[] = {
    {0x0000, 0x001F, true},    {0x007F, 0x009F, true},  /* control characters */
    {0x2028, 0x2029, true},                             /* line and paragraph ends */
    {0xFDD0, 0xFDEF, true},    {0xFFFE, 0xFFFF, true},  /* never characters */
    {0x00AD, 0x00AD, false},                            /* soft hyphen */
    {0x202A, 0x202E, false},   {0x2066, 0x206F, false}, /* embeddings, overrides, isolates */
    {0xFEFF, 0xFEFF, false},   {0xFFF9, 0xFFFC, false}, /* marks within a stream */
    {0xE0000, 0xE0FFF, false},                          /* tags, hidden selectors */
};

enum fate {
    FATE_KEEP,
    FATE_BLANK,
    FATE_DROP,
};

static enum fate fate_of(gunichar c)
{
    if (c == ' ' || (c & 0xFFFE) == 0xFFFE) {
        return FATE_BLANK;
    }
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        if (c >= ranges[i].from && c <= ranges[i].to) {
            return ranges[i].is_blank ? FATE_BLANK : FATE_DROP;
        }
    }
    return FATE_KEEP;
}

enum ll_status ll_fonts_clean(struct ll_arena *arena, struct ll_str text, struct ll_str *ret_text,
                              struct ll_err *reterr)
{
    static const int marks_max = 4;
    if (!ll_str_is_utf8(text)) {
        return LL_FAIL(reterr, LL_EINVAL, "a text to draw is not UTF-8");
    }
    char *out = ll_arena_alloc(arena, text.len + 1, 1);
    if (out == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a text to draw");
    }
    size_t len = 0;
    size_t bytes = 0;
    bool blank = false;
    int marks = 0;
    for (size_t at = 0; at < text.len; at += bytes) {
        gunichar c = g_utf8_get_char(text.ptr + at);
        bytes = character_bytes(text, at);
        enum fate fate = fate_of(c);
        marks = g_unichar_ismark(c) ? marks + 1 : 0;
        blank = blank || fate == FATE_BLANK;
        if (fate == FATE_KEEP && marks <= marks_max) {
            if (blank && len > 0) {
                out[len++] = ' ';
            }
            blank = false;
            memcpy(out + len, text.ptr + at, bytes);
            len += bytes;
        }
    }
    *ret_text = (struct ll_str){out, len};
    return LL_OK;
}

/* ---- measuring ---- */

/* The first `most` bytes of a text, or a character less. */
static struct ll_str front_of(struct ll_str text, size_t most)
{
    return text.len <= most ? text
                            : ll_str_sub(text, 0, ll_str_utf8_prefix(ll_str_sub(text, 0, most)));
}

/*
 * What pango is given of a text that is to stand in so many lines: it takes the square of a text's
 * length to break one long word. Letters that show take less than 8 bytes an em.
 */
static struct ll_str bounded(const struct ll_setting *setting, struct ll_str text, int32_t width,
                             size_t lines_max)
{
    size_t line = 8 * (size_t)width / (size_t)ll_type_rows[setting->type].size + 64;
    size_t most = LL_FONTS_TEXT_BYTES_MAX;
    return front_of(text, lines_max < most / line ? lines_max * line : most);
}

static int32_t to_units(int pango_units)
{
    return (pango_units + LL_PANGO_PER_UNIT - 1) / LL_PANGO_PER_UNIT;
}

int32_t ll_fonts_width(struct ll_fonts *fonts, const struct ll_setting *setting, struct ll_str text)
{
    PangoLayout *layout = ll_fonts_new_layout(fonts, fonts->context, setting,
                                              front_of(text, LL_FONTS_TEXT_BYTES_MAX));
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    g_object_unref(layout);
    return to_units(logical.width);
}

static const char *const blanks[] = {" ", "\xC2\xA0", "\xE2\x80\xAF"};

/* Blanks at the ends of a line take no room, hard ones neither. */
static struct ll_str without_end_blanks(struct ll_str s)
{
    size_t i = 0;
    while (i < sizeof(blanks) / sizeof(blanks[0])) {
        struct ll_str blank = ll_str_from_cstr(blanks[i]);
        bool before = ll_str_starts(s, blank);
        bool behind = !before && ll_str_ends(s, blank);
        s = ll_str_sub(s, before ? blank.len : 0, behind ? s.len - blank.len : s.len);
        i = before || behind ? 0 : i + 1;
    }
    return s;
}

/* `text` or the longest front of it, with "…" behind, that is no wider than `width`. */
static enum ll_status shorten(struct ll_fonts *fonts, struct ll_arena *arena,
                              const struct ll_setting *setting, struct ll_str text, int32_t width,
                              struct ll_str *ret_text, struct ll_err *reterr)
{
    char *out = ll_arena_alloc(arena, text.len + sizeof(ELLIPSIS), 1);
    PangoLayout *layout = ll_fonts_new_layout(fonts, fonts->context, setting, text);
    int count = 0;
    const PangoLogAttr *places = pango_layout_get_log_attrs_readonly(layout, &count);
    size_t *ends = ll_arena_alloc(arena, (size_t)count + 1, sizeof(*ends));
    if (out == NULL || ends == NULL) {
        g_object_unref(layout);
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a text to draw");
    }
    /* Where a reader sees a character end: never between a letter and its mark. */
    size_t end_count = 0;
    size_t at = 0;
    for (int i = 0; i < count; i++) {
        if (places[i].is_cursor_position) {
            ends[end_count++] = at;
        }
        if (at < text.len) {
            at += character_bytes(text, at);
        }
    }
    g_object_unref(layout);
    size_t lo = 0;
    size_t hi = end_count;
    struct ll_str best = {ELLIPSIS, sizeof(ELLIPSIS) - 1};
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        struct ll_str front = without_end_blanks(ll_str_sub(text, 0, ends[middle]));
        memcpy(out, front.ptr, front.len);
        memcpy(out + front.len, ELLIPSIS, sizeof(ELLIPSIS));
        if (ll_fonts_width(fonts, setting, (struct ll_str){out, front.len + 3}) <= width) {
            lo = middle + 1;
            best = (struct ll_str){text.ptr, front.len};
        } else {
            hi = middle;
        }
    }
    if (best.ptr == text.ptr) {
        memcpy(out, best.ptr, best.len);
        memcpy(out + best.len, ELLIPSIS, sizeof(ELLIPSIS));
        best = (struct ll_str){out, best.len + 3};
    }
    *ret_text = best;
    return LL_OK;
}

enum ll_status ll_fonts_break(struct ll_fonts *fonts, struct ll_arena *arena,
                              const struct ll_setting *setting, struct ll_str text, int32_t width,
                              size_t lines_max, struct ll_str **ret_lines, size_t *ret_line_count,
                              struct ll_err *reterr)
{
    LL_ASSERT(width > 0 && width <= LL_FONTS_WIDTH_MAX && lines_max >= 1);
    struct ll_str whole = bounded(setting, text, width, lines_max);
    PangoLayout *layout = ll_fonts_new_layout(fonts, fonts->context, setting, whole);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout, width * LL_PANGO_PER_UNIT);
    size_t there = (size_t)pango_layout_get_line_count(layout);
    size_t count = 0;
    bool is_over = whole.len < text.len;
    struct ll_str *lines =
        LL_NEW_ARRAY(arena, struct ll_str, there < lines_max ? there : lines_max);
    for (size_t i = 0; lines != NULL && i < there; i++) {
        const PangoLayoutLine *line = pango_layout_get_line_readonly(layout, (int)i);
        size_t from = (size_t)line->start_index;
        struct ll_str part =
            without_end_blanks(ll_str_sub(whole, from, from + (size_t)line->length));
        is_over = is_over || (part.len > 0 && count == lines_max);
        if (part.len > 0 && count < lines_max) {
            lines[count++] = part;
        }
    }
    g_object_unref(layout);
    if (lines == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a text to draw");
    }
    if (is_over && count > 0) {
        struct ll_str *last = &lines[count - 1];
        struct ll_str rest = {last->ptr, (size_t)(whole.ptr + whole.len - last->ptr)};
        LL_TRY(shorten(fonts, arena, setting, rest, width, last, reterr));
    }
    *ret_lines = lines;
    *ret_line_count = count;
    return LL_OK;
}
