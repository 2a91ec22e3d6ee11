/*
 * A scene as SVG: real text in lines, colours and types as CSS classes, whole numbers throughout, a
 * title and a description for those who do not see it, everything escaped. About 60 bytes a shape.
 */
#ifndef LL_DRAW_SVG_H
#define LL_DRAW_SVG_H

#include "draw/scene.h"

#define LL_SVG_BYTES_MAX ((size_t)32 << 20)

enum ll_svg_use {
    LL_SVG_FILE, /* a document of its own, with the styles it uses, in light and dark, and a size */
    LL_SVG_INLINE, /* part of a page of HTML that carries ll_svg_styles: no styles, no size */
};

/* The scene as text in `arena`. The scene's failure, LL_ELIMIT, LL_ENOMEM. */
LL_MUST enum ll_status ll_svg_write(const struct ll_scene *scene, enum ll_svg_use use,
                                    struct ll_arena *arena, struct ll_str *ret_svg,
                                    struct ll_err *reterr);

/* The style sheet of every colour and type, for pages with drawings in them. */
void ll_svg_styles(struct ll_strbuf *buf);

#endif
