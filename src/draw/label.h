/*
 * Labels of packages, to be printed and stuck on: 70 by 37 mm, 24 on an A4 page without margins
 * (3 by 8), as sheets of labels are sold. The place for the code of a machine is white.
 */
#ifndef LL_DRAW_LABEL_H
#define LL_DRAW_LABEL_H

#include "draw/scene.h"

#define LL_LABEL_WIDTH 7000
#define LL_LABEL_HEIGHT 3700
#define LL_LABEL_COLUMNS 3
#define LL_LABELS_PER_PAGE 24

struct ll_printed_label {
    struct ll_str code;   /* 7k3m-9qxt-2wbh: printed in capitals, a group a line */
    struct ll_str link;   /* what its QR code holds */
    struct ll_str title;  /* whose it is */
    struct ll_str detail; /* the programme, and which label of the sheet it is */
};

/* Add a label, its upper left corner at `at`. Failures are latched in the scene. */
void ll_label_add(struct ll_scene *scene, const struct ll_printed_label *label, struct ll_point at);
/* Where the label of this place on an A4 page begins, from 0 on, by rows. */
struct ll_point ll_label_place(size_t place);

#endif
