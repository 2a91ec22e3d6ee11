/*
 * Cases: discrepancies between parties. Until a case is closed its units are under review: they are
 * not packed, shipped onward or cited by a certificate; treatment at the plant goes on.
 */
#ifndef LL_SERVICE_CASE_H
#define LL_SERVICE_CASE_H

#include "service/event_bodies.h"
#include "service/service.h"

/*
 * The units of what a case is about, for ll_case_opened.spans: in a package and all within it, in a
 * shipment's packages, or received by a plant, also when they are recycled by now. Without those
 * that are lost, diverted, returned or seized. The store's errors, LL_ENOMEM. O(rows).
 */
LL_MUST enum ll_status ll_case_package_spans(struct ll_ctx *ctx, struct ll_package_id package_id,
                                             struct ll_list *ret_spans, struct ll_err *reterr);
LL_MUST enum ll_status ll_case_shipment_spans(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                              struct ll_list *ret_spans, struct ll_err *reterr);
LL_MUST enum ll_status ll_case_receipt_spans(struct ll_ctx *ctx, struct ll_receipt_id receipt_id,
                                             struct ll_list *ret_spans, struct ll_err *reterr);

/*
 * Open a case within whatever request is under way: gives it its id, keeps the note, when there is
 * one, in the annex, and stores the event. The deadline is checked here: LL_EINVAL when it is past.
 */
LL_MUST enum ll_status ll_case_open(struct ll_ctx *ctx, struct ll_case_opened *body,
                                    struct ll_str note, struct ll_err *reterr);

#endif
