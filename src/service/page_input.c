#include "service/page_input.h"

static const struct ll_field page_fields[] = {
    LL_PAGE_AFTER(ll_page_input),
    LL_PAGE_LIMIT(ll_page_input),
};
const struct ll_record ll_page_record = LL_RECORD("page", ll_page_input, page_fields);

static const struct ll_field ref_fields[] = {
    LL_MEMBER(ll_ref_input, ref, LL_REQ(REF), .operand = true, .help = "its code or id"),
};
const struct ll_record ll_ref_record = LL_RECORD("ref", ll_ref_input, ref_fields);
