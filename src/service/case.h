/*
 * Cases: discrepancies between parties. Until a case is closed its units are under review: they are
 * not packed, shipped onward or cited by a certificate; treatment at the plant goes on.
 */
#ifndef LL_SERVICE_CASE_H
#define LL_SERVICE_CASE_H

#include "service/event_bodies.h"
#include "service/selection.h"
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
/* Of what left with a shipment, wherever it was brought since: what is not recycled yet. */
LL_MUST enum ll_status ll_case_left_spans(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                          struct ll_list *ret_spans, struct ll_err *reterr);
LL_MUST enum ll_status ll_case_receipt_spans(struct ll_ctx *ctx, struct ll_receipt_id receipt_id,
                                             struct ll_list *ret_spans, struct ll_err *reterr);

/*
 * Open a case within whatever request is under way: gives it its id, keeps the note, when there is
 * one, in the annex, and stores the event. The deadline is checked here: LL_EINVAL when it is past.
 */
LL_MUST enum ll_status ll_case_open(struct ll_ctx *ctx, struct ll_case_opened *body,
                                    struct ll_str note, struct ll_err *reterr);

/* By when a case has to be settled when nobody says: in 30 days. */
struct ll_date ll_case_deadline(const struct ll_ctx *ctx);

/* What a case about the rest of a package says. */
struct ll_case_rest {
    struct ll_package_id package_id;
    struct ll_str cause;
    struct ll_date deadline;
    struct ll_str note; /* empty: none */
};
/*
 * Which units of a package a fact was about is a convention: until a case is closed the whole
 * package is under review. When nothing is left of it, or it is under review already, there is
 * nothing to open. `selection`: what was in it, of which `taken` were chosen. Errors as above.
 */
LL_MUST enum ll_status ll_case_open_rest(struct ll_ctx *ctx, const struct ll_case_rest *rest,
                                         const struct ll_selection *selection,
                                         struct ll_units taken, bool *ret_opened,
                                         struct ll_case_id *ret_case_id, struct ll_err *reterr);

#endif
