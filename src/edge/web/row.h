/* Lists whose items are several things each, as rows of controls in a form (row.def). */
#ifndef LL_EDGE_WEB_ROW_H
#define LL_EDGE_WEB_ROW_H

#include "base/arena.h"
#include "base/str.h"

#define LL_ROW_CELLS_MAX 5
#define LL_ROWS_EMPTY 3 /* shown of a list that has none, */
#define LL_ROWS_MAX 6   /* and at most */

enum ll_cell_kind {
    LL_CELL_KIND_LISTED,
    LL_CELL_KIND_WORD,
    LL_CELL_KIND_TYPED,
};

struct ll_row_cell {
    enum ll_cell_kind kind;
    const char *name; /* NULL: there are no more */
    const char *words;
    const char *otherwise;
    char before; /* what stands before it in the item, ':' of most; any other goes with it */
};

struct ll_row_form {
    const char *noun;
    const char *verb;
    const char *field;
    const char *note; /* marked LL_T; or NULL */
    struct ll_row_cell cells[LL_ROW_CELLS_MAX];
};

/* NULL: the field of the service's form is one control. */
const struct ll_row_form *ll_row_form_of(const char *noun, const char *verb, struct ll_str field);
size_t ll_row_cell_count(const struct ll_row_form *form);

/* The cells of a row as an item, "" of an empty one; memory that runs out leaves it empty. */
struct ll_str ll_row_join(struct ll_arena *arena, const struct ll_row_form *form,
                          const struct ll_str cells[LL_ROW_CELLS_MAX]);
/* False: the item has more parts than there are cells. */
bool ll_row_split(const struct ll_row_form *form, struct ll_str item,
                  struct ll_str ret_cells[LL_ROW_CELLS_MAX]);

#endif
