/*
 * The sheet of a hand-over: what was handed over, and who signed what, on A4, with a code for
 * machines that opens its page. Words are the caller's, in the reader's language.
 */
#ifndef LL_DRAW_HANDOVER_H
#define LL_DRAW_HANDOVER_H

#include "draw/scene.h"

#define LL_HANDOVER_COLUMNS 4
#define LL_HANDOVER_ROWS_FIRST 15 /* on the first page, between the facts and the pens' lines; */
#define LL_HANDOVER_ROWS_NEXT 44  /* and on each of the others */

struct ll_printed_fact {
    struct ll_str label;
    struct ll_str text;
};
struct ll_printed_row {
    struct ll_str cells[LL_HANDOVER_COLUMNS];
};

struct ll_printed_handover {
    struct ll_str title;
    struct ll_str link; /* what its QR code holds */
    const struct ll_printed_fact *facts;
    size_t fact_count;
    struct ll_printed_row head;
    const struct ll_printed_row *rows;
    size_t row_count;
    struct ll_str giver; /* under the lines for who signs by hand */
    struct ll_str receiver;
    struct ll_str foot;
};

/* How many pages it takes. */
size_t ll_handover_pages(const struct ll_printed_handover *sheet);
/* Draw page `page`, from 0 on, into a scene of A4. Failures are latched in the scene. */
void ll_handover_draw(struct ll_scene *scene, const struct ll_printed_handover *sheet, size_t page);

#endif
