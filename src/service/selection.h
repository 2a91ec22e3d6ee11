/*
 * Which units a fact is put on that is known only as "k units of this package" or of a
 * shipment: what is in it, and core's selection rule over it (core/select.h).
 */
#ifndef LL_SERVICE_SELECTION_H
#define LL_SERVICE_SELECTION_H

#include "core/select.h"
#include "service/ctx.h"

/* Units from which some are chosen, as they are stored. */
struct ll_selection {
    struct ll_list contents; /* of struct ll_select_span: cut where custody or allocations are */
    struct ll_list stages;   /* of enum ll_stage: that of each of `contents` */
    struct ll_list whole;    /* of struct ll_lot_span: all of it, by (lot, number), joined */
    int64_t units;
    bool is_under_review;    /* any of it is under a case */
    struct ll_date last_day; /* on which anything became of any of it */
    bool has_last_day;       /* none when there is nothing */
};

/*
 * What is in a package and in the packages within it, of one class only when `class_code` is not
 * empty. The store's errors; LL_ENOMEM. Cost: one query, O(rows of custody and allocation met).
 */
LL_MUST enum ll_status ll_selection_of_package(struct ll_ctx *ctx, struct ll_package_id package_id,
                                               struct ll_str class_code,
                                               struct ll_selection *ret_selection,
                                               struct ll_err *reterr);
/* The same, but for what is of one class: what can become of it. */
LL_MUST enum ll_status ll_selection_of_others(struct ll_ctx *ctx, struct ll_package_id package_id,
                                              struct ll_str class_code, struct ll_str other_than,
                                              struct ll_selection *ret_selection,
                                              struct ll_err *reterr);
/* All that is in the packages of a shipment. Errors and cost as above. */
LL_MUST enum ll_status ll_selection_of_shipment(struct ll_ctx *ctx,
                                                struct ll_shipment_id shipment_id,
                                                struct ll_selection *ret_selection,
                                                struct ll_err *reterr);
/* Units [lo, hi) of a lot, wherever they are. LL_EINVAL when the lot has no such units. */
LL_MUST enum ll_status ll_selection_of_lot(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                           struct ll_span units, struct ll_selection *ret_selection,
                                           struct ll_err *reterr);

/* k of them by the rule, as struct ll_lot_span by (lot, number), joined. Errors as ll_select. */
LL_MUST enum ll_status ll_selection_choose(struct ll_ctx *ctx, const struct ll_selection *selection,
                                           struct ll_units k, enum ll_select_kind kind,
                                           struct ll_list *ret_spans, struct ll_err *reterr);

#endif
