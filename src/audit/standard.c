/* Standards that order lines demand of the plant that received their units last. */
#include "audit/model.h"

static bool holds(const struct ll_facility *plant, struct ll_str standard, int64_t day)
{
    for (size_t i = 0; plant != NULL && i < plant->certifications.count; i++) {
        const struct ll_certification *one =
            *LL_VEC_AT(&plant->certifications, struct ll_certification *, i);
        if (ll_str_eq(one->standard, standard) && one->valid_from <= day && day <= one->valid_to) {
            return true;
        }
    }
    return false;
}

int64_t ll_audit_lacking(const struct ll_lot *lot, int64_t lo, int64_t hi,
                         const struct ll_line *line)
{
    int64_t lacking = 0;
    if (line->standard.len == 0) {
        return 0;
    }
    size_t at = ll_vec_find(&lot->custody, sizeof(struct ll_custody), lo);
    for (; at < lot->custody.count; at++) {
        const struct ll_custody *custody = LL_VEC_AT(&lot->custody, struct ll_custody, at);
        const struct ll_receipt *r = custody->receipt;
        if (custody->at.lo >= hi) {
            break;
        }
        if (r != NULL && !holds(r->facility, line->standard, r->received_on)) {
            int64_t from = custody->at.lo > lo ? custody->at.lo : lo;
            lacking += (custody->at.hi < hi ? custody->at.hi : hi) - from;
        }
    }
    return lacking;
}

void ll_audit_check_standards(struct ll_audit *a, const struct ll_receipt *r)
{
    for (size_t i = 0; i < r->contents.count; i++) {
        const struct ll_content *content = LL_VEC_AT(&r->contents, struct ll_content, i);
        const struct ll_vec *allocations = &content->lot->allocations;
        size_t at = ll_vec_find(allocations, sizeof(struct ll_allocation), content->lo);
        for (; at < allocations->count; at++) {
            const struct ll_allocation *one = LL_VEC_AT(allocations, struct ll_allocation, at);
            if (one->at.lo >= content->hi) {
                break;
            }
            int64_t lo = one->at.lo > content->lo ? one->at.lo : content->lo;
            int64_t hi = one->at.hi < content->hi ? one->at.hi : content->hi;
            if (ll_audit_lacking(content->lot, lo, hi, one->line) == 0) {
                continue;
            }
            if (one->certificate == NULL) {
                ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_UNFIT, &content->lot->o,
                                    "units [%lld, %lld) are received without '%.*s', which order "
                                    "line '%.*s' demands",
                                    (long long)lo, (long long)hi, LL_STR_ARG(one->line->standard),
                                    LL_STR_ARG(one->line->code));
            } else if (one->certificate->state == LL_CERTIFICATE_STATE_LIVE) {
                ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_BROKEN, &one->certificate->o,
                                    "%s [%lld, %lld) are received without '%.*s'",
                                    ll_lot_word(content->lot), (long long)lo, (long long)hi,
                                    LL_STR_ARG(one->line->standard));
            }
        }
    }
}
