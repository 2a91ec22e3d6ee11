#include "service/page_input.h"

#include "service/answer.h"

static const struct ll_field page_fields[] = {
    LL_MEMBER(ll_page_input, after, LL_OPT(REF), .help = "go on after this one: `next` of a page"),
    LL_MEMBER(ll_page_input, limit, LL_OPT(I64), .min = 1, .max = LL_PAGE_MAX,
              .help = "how many at most (100)"),
};
const struct ll_record ll_page_record = LL_RECORD("page", ll_page_input, page_fields);

static const struct ll_field ref_fields[] = {
    LL_MEMBER(ll_ref_input, ref, LL_REQ(REF), .operand = true, .help = "its code or id"),
};
const struct ll_record ll_ref_record = LL_RECORD("ref", ll_ref_input, ref_fields);
