/* The input of every list: where to go on, and how many rows. */
#ifndef LL_SERVICE_PAGE_INPUT_H
#define LL_SERVICE_PAGE_INPUT_H

#include "base/record.h"

struct ll_page_input {
    struct ll_str after;
    int64_t limit;
};
extern const struct ll_record ll_page_record;

/* The input of every look at one thing. */
struct ll_ref_input {
    struct ll_str ref;
};
extern const struct ll_record ll_ref_record;

#endif
