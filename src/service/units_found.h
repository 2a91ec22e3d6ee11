/* Found units: more than there should be, at a receipt or when a stock is counted. */
#ifndef LL_SERVICE_UNITS_FOUND_H
#define LL_SERVICE_UNITS_FOUND_H

#include "service/event_bodies.h"
#include "service/receipt_difference.h"

/*
 * Give the new lot its id and its public number, and store the event: LL_EREFUSED for a mass that
 * so many units of the class cannot have. Everything else of `body` is the caller's to check.
 */
LL_MUST enum ll_status ll_units_found_store(struct ll_ctx *ctx, struct ll_units_found *body,
                                            struct ll_err *reterr);

/* What a caller says of units that a plant counted above the declared ones. */
struct ll_found_where {
    struct ll_str class_code; /* empty: that of all that is in the shipment */
    struct ll_str package;    /* code or id; empty: anywhere in the shipment */
};
/*
 * Of what class, programme, country and funder they are: those of what they were found in. Stores
 * nothing; `ret_body` lacks the plant, the day, the receipt, the units and their mass. LL_EINVAL
 * when the shipment holds several and nothing says which.
 */
LL_MUST enum ll_status ll_units_found_where(struct ll_ctx *ctx, const struct ll_found_where *where,
                                            const struct ll_receipt_contents *contents,
                                            struct ll_units_found *ret_body, struct ll_err *reterr);

#endif
