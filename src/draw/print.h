/*
 * A scene on paper and as a picture: PDF and PNG, through cairo and pango. Both are drawn in light.
 * The same scene, options and fonts give the same bytes.
 *
 * cairo takes its memory itself, in proportion to the scene; for a PNG 4 bytes a pixel.
 */
#ifndef LL_DRAW_PRINT_H
#define LL_DRAW_PRINT_H

#include "base/time.h"
#include "draw/scene.h"

#define LL_PDF_BYTES_MAX ((size_t)32 << 20)
#define LL_PNG_PIXELS_MAX ((int64_t)64 << 20)

/*
 * One page, tagged: texts as headings and paragraphs in the scene's order, groups with a title as
 * figures, the scene's title, author and language; fonts as subsets, links that open. `made_at` is
 * what the document gives as its time of making.
 * The scene's failure; LL_EIO: cairo failed; LL_ELIMIT, LL_ENOMEM. About 5 ms a page.
 */
LL_MUST enum ll_status ll_pdf_write(const struct ll_scene *scene, struct ll_time made_at,
                                    struct ll_arena *arena, struct ll_str *ret_pdf,
                                    struct ll_err *reterr);

/* The same of several pages, one scene each, `count` of them; what the document says of itself is
 * the first's, and so is the size. */
LL_MUST enum ll_status ll_pdf_write_pages(const struct ll_scene *scenes, size_t count,
                                          struct ll_time made_at, struct ll_arena *arena,
                                          struct ll_str *ret_pdf, struct ll_err *reterr);

/* A picture of `dpi` dots to 25.4 mm (1 to 2400), on paper. LL_ELIMIT: too many pixels; the rest as
 * above. */
LL_MUST enum ll_status ll_png_write(const struct ll_scene *scene, int dpi, struct ll_arena *arena,
                                    struct ll_str *ret_png, struct ll_err *reterr);

#endif
