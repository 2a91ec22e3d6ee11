/*
 * What a plant received and what was sent: how the two may differ, and what follows for the units
 * that are missing.
 */
#ifndef LL_SERVICE_RECEIPT_DIFFERENCE_H
#define LL_SERVICE_RECEIPT_DIFFERENCE_H

#include "service/event_bodies.h"
#include "service/package_check.h"
#include "service/service.h"
#include "store/q_supply.h"

/* What is in the packages of a shipment. */
struct ll_receipt_contents {
    struct ll_list rows; /* of struct ll_q_shipment_contents_row, by (lot, number) */
    struct ll_units units;
    enum ll_measure measure; /* of all of them: a shipment never carries both */
};
/* The store's errors, LL_ENOMEM. One query. */
LL_MUST enum ll_status ll_receipt_contents(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                           struct ll_receipt_contents *ret_contents,
                                           struct ll_err *reterr);

/* What they weighed where they were collected: shares of their lots (core/lot_mass.h). */
LL_MUST enum ll_status ll_receipt_collected(const struct ll_receipt_contents *contents,
                                            struct ll_mass *ret_collected, struct ll_err *reterr);

/* Why units are missing, by the basis of the receipt, as a code; of what nobody counted, grams. */
struct ll_str ll_receipt_missing_reason(struct ll_str basis, bool in_grams);

/*
 * What the plant claims, of whom and by when, as the cases of what differs say it: the claimant,
 * the counterparty, the amount and the deadline of `ret_opened`. Unless the claim names who is to
 * answer it is who brought the shipment last, or who sent what the plant fetched itself; who runs
 * the plant is refused. The store's errors, LL_ENOTFOUND, LL_EINVAL.
 */
LL_MUST enum ll_status ll_receipt_claim(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                        struct ll_facility_id plant_id,
                                        const struct ll_package_claim *claim,
                                        struct ll_case_opened *ret_opened, struct ll_err *reterr);

/* Open the case about a shipment of which some is missing or refused: which of its units these are
 * is a convention. `claimed`: of ll_receipt_claim. */
LL_MUST enum ll_status ll_receipt_open_case(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                            const struct ll_case_opened *claimed,
                                            struct ll_str cause, struct ll_str note,
                                            struct ll_case_id *ret_case_id, struct ll_err *reterr);

/*
 * Units of a shipment that did not come: chosen by the selection rule, adversely, over all that is
 * in it.
 */
struct ll_receipt_missing {
    struct ll_list settles; /* of struct ll_settle: one for each programme concerned, by id */
    struct ll_units_removed body;
};
/* Choose them; stores nothing. LL_ESHORT when there are not as many. */
LL_MUST enum ll_status ll_receipt_missing_choose(struct ll_ctx *ctx,
                                                 struct ll_shipment_id shipment_id,
                                                 const struct ll_receipt_contents *contents,
                                                 struct ll_units missing, struct ll_str reason,
                                                 struct ll_receipt_missing *ret_missing,
                                                 struct ll_err *reterr);
/* Before the receipt, and after the case: certificates under review, releases, the units' loss. */
LL_MUST enum ll_status ll_receipt_missing_store(struct ll_ctx *ctx,
                                                struct ll_receipt_missing *missing,
                                                struct ll_case_id case_id,
                                                struct ll_date happened_on, struct ll_err *reterr);
/* After it: what was released is filled again. Says in the answer what followed. */
LL_MUST enum ll_status ll_receipt_missing_refill(struct ll_ctx *ctx,
                                                 struct ll_receipt_missing *missing,
                                                 struct ll_json *answer, struct ll_err *reterr);

/* Store which units the plant refuses: by the same rule, of what is left. `body` has the rest. */
LL_MUST enum ll_status ll_receipt_reject(struct ll_ctx *ctx, struct ll_units_rejected *body,
                                         struct ll_units rejected, struct ll_err *reterr);

/* What spans of the contents, by (lot, number), weigh at most. */
struct ll_mass ll_receipt_spans_high(const struct ll_receipt_contents *contents,
                                     const struct ll_list *spans);
/* What came beyond the bound of a sample: as many as are declared above it, at most, and what they
 * weigh at most. */
struct ll_receipt_beyond {
    struct ll_units units;
    struct ll_mass high;
};
/* Is it a mass that these units can have? Not below half of what devices of their classes weigh at
 * least, not above twice what they weigh at most, with what may have come beyond the bound of a
 * sample: LL_EREFUSED. */
LL_MUST enum ll_status ll_receipt_check_mass(const struct ll_receipt_contents *contents,
                                             const struct ll_receipt_beyond *beyond,
                                             struct ll_mass weighed, struct ll_err *reterr);

#endif
