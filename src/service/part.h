/* A page of a list inside an object (parts.def). */
#ifndef LL_SERVICE_PART_H
#define LL_SERVICE_PART_H

#include "service/service.h"

/* While a page is asked for, the list `name` of the object is told from behind `after` on, and its
 * other parts are left empty. */
struct ll_part {
    const char *noun;
    const char *name;
    struct ll_str after; /* `next` of the page before; empty: the first one */
    int64_t most;
};

/* What a list's query has to leave out for the page that is asked for: parameters of it. */
struct ll_part_page {
    bool has_after;
    int64_t number;          /* lists by LO and HI, and with `lot` by UNIT */
    struct ll_lot_id lot_id; /* by UNIT: zero on the first page */
    struct ll_str code;      /* by CODE */
    bool has_limit;
    int64_t limit; /* some rows more than the page has; 0: another list is asked for */
};

/*
 * Before the list `name` of an object is asked for. Without a page it is told whole. Where rows do
 * not show the viewer what they are ordered by, it is read whole, so that what is shown can be
 * counted: what is said of the next page must not say more than the rows do. LL_EINVAL: `after` is
 * none of this list.
 */
LL_MUST enum ll_status ll_part_page(struct ll_ctx *ctx, const char *name,
                                    struct ll_part_page *ret_page, struct ll_err *reterr);
/* Of the query's parameters, those named so; `member` is of the page. */
#define LL_PART_FILTER(page, member)                                                               \
    .has_after = (page).has_after, .after = (page).member, .has_limit = (page).has_limit,          \
    .limit = (page).limit

/* Is the list not to be read now, since a page of another one is? */
bool ll_part_skips(const struct ll_part *part, const char *name);

#endif
