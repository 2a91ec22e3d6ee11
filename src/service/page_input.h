/* The inputs of lists and looks at one thing. */
#ifndef LL_SERVICE_PAGE_INPUT_H
#define LL_SERVICE_PAGE_INPUT_H

#include "base/record.h"
#include "service/answer.h"

/* The input of every list: where to go on, and how many rows. One with filters has these two beside
 * its own, by the same fields. */
struct ll_page_input {
    struct ll_str after;
    int64_t limit;
};
#define LL_PAGE_AFTER(S)                                                                           \
    LL_MEMBER(S, after, LL_OPT(STR), .max = 64, .help = "go on after this one: `next` of a page")
#define LL_PAGE_LIMIT(S)                                                                           \
    LL_MEMBER(S, limit, LL_OPT(I64), .min = 1, .max = LL_PAGE_MAX, .help = "how many at most (100)")
/* Of a list by codes: the other way round in time. `after` is a code either way. */
#define LL_PAGE_NEWEST(S)                                                                          \
    LL_MEMBER(S, newest_first, LL_OPT(BOOL), .help = "the newest first, rather than by code")
/* Of what is listed by its ids: as it came. */
#define LL_PAGE_NEWEST_ID(S)                                                                       \
    LL_MEMBER(S, newest_first, LL_OPT(BOOL), .help = "the newest first, rather than the oldest")
extern const struct ll_record ll_page_record;

/* The input of every look at one thing. */
struct ll_ref_input {
    struct ll_str ref;
};
extern const struct ll_record ll_ref_record;

#endif
