/* A page of a list inside an object (parts.def). */
#ifndef LL_SERVICE_PART_H
#define LL_SERVICE_PART_H

#include "service/service.h"

/* While a page is asked for, of the list `name` only the rows from number `from` on, at most `most`
 * of them, become part of the object's answer; its other parts are left empty. */
struct ll_part {
    const char *noun;
    const char *name;
    int64_t from;
    int64_t most;
    bool is_met;  /* the list was read so; else it is whole */
    bool is_more; /* rows are left */
};

/* Is the list not to be read now, since a page of another one is? */
bool ll_part_skips(const struct ll_part *part, const char *name);

#endif
