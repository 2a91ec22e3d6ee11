/* What the parts of draw that print need of the fonts: pango's own objects. */
#ifndef LL_DRAW_FONTS_PANGO_H
#define LL_DRAW_FONTS_PANGO_H

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>

#include "draw/fonts.h"

/*
 * pango counts in 1/1024 of its own unit, in 32 bits. One of its units is 16 of a scene's, so that
 * a whole paragraph fits a number and a glyph's place is still exact to 1/64 of a scene's unit.
 */
#define LL_PANGO_UNIT 16
#define LL_PANGO_PER_UNIT (PANGO_SCALE / LL_PANGO_UNIT)

struct ll_fonts {
    FcConfig *config;
    PangoFontMap *map;
    PangoContext *context; /* for measuring */
    PangoFontDescription *descriptions[LL_TYPE_COUNT];
    PangoAttrList *attributes[LL_TYPE_COUNT];
};

/* A context of the fonts' own, for measuring or for one surface; g_object_unref it. */
PangoContext *ll_fonts_new_context(struct ll_fonts *fonts);
/* One line or paragraph of clean text; g_object_unref it. */
PangoLayout *ll_fonts_new_layout(struct ll_fonts *fonts, PangoContext *context,
                                 const struct ll_setting *setting, struct ll_str text);

#endif
