/*
 * Type: Inter, as Debian's fonts-inter has it, and nothing else, so that a text has the same width
 * and breaks the same way on every machine and in every output. The machine's own font settings are
 * not looked at. What Inter cannot write (it has Latin, Greek and Cyrillic) shows as a box with the
 * character's number in print; in SVG the text is real and the reader's fonts serve.
 *
 * pango, fontconfig and glib take their memory themselves; a text is bounded before they see it.
 * A struct ll_fonts belongs to one thread at a time.
 */
#ifndef LL_DRAW_FONTS_H
#define LL_DRAW_FONTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "draw/style.h"

#define LL_FONTS_FOLDER "/usr/share/fonts/opentype/inter"
#define LL_FONTS_TEXT_BYTES_MAX ((size_t)8192) /* of one text; what is longer is cut, with "…" */
#define LL_FONTS_WIDTH_MAX 1000000             /* of a line, in units of a scene */

struct ll_fonts;

/* How a text is set. */
struct ll_setting {
    enum ll_type type;
    bool right_to_left;   /* the base direction */
    const char *language; /* BCP 47; NULL: not said */
};

/*
 * Open the font; about 10 ms, so once for many drawings. Close it before the arena goes.
 * LL_EIO: a file of it is missing or is not that font; the hint names the package. LL_ENOMEM.
 */
LL_MUST enum ll_status ll_fonts_open(struct ll_arena *arena, struct ll_fonts **ret_fonts,
                                     struct ll_err *reterr);
/* The same with the font's files in another folder. */
LL_MUST enum ll_status ll_fonts_open_in(struct ll_arena *arena, const char *folder,
                                        struct ll_fonts **ret_fonts, struct ll_err *reterr);
void ll_fonts_close(struct ll_fonts *fonts);

/*
 * A text as a drawing may hold it, in the arena: control characters, line ends and what XML forbids
 * become blanks; blanks are joined and taken off the ends; what turns the direction of text or
 * hides in it (embeddings, overrides, isolates, tags, soft hyphens) is dropped; of marks on one
 * character the first four stay. LL_EINVAL: not UTF-8. LL_ENOMEM.
 */
LL_MUST enum ll_status ll_fonts_clean(struct ll_arena *arena, struct ll_str text,
                                      struct ll_str *ret_text, struct ll_err *reterr);

/* The width of a clean text on one line, rounded up; of its first LL_FONTS_TEXT_BYTES_MAX bytes. */
int32_t ll_fonts_width(struct ll_fonts *fonts, const struct ll_setting *setting,
                       struct ll_str text);

/*
 * Break a clean text into lines no wider than `width` (1 to LL_FONTS_WIDTH_MAX), at most
 * `lines_max` (1 or more): between words, within one only where it is too long itself. What is left
 * over ends the last line as "…". A blank text has no lines. Where not even one character fits, it
 * stands alone; where a word had to be broken, a line may be wider by a sixteenth of an em. The
 * lines, in the arena, share the text's bytes but for the one that ends in "…". LL_ENOMEM.
 */
LL_MUST enum ll_status ll_fonts_break(struct ll_fonts *fonts, struct ll_arena *arena,
                                      const struct ll_setting *setting, struct ll_str text,
                                      int32_t width, size_t lines_max, struct ll_str **ret_lines,
                                      size_t *ret_line_count, struct ll_err *reterr);

#endif
