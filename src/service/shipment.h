/* What the two files of shipments share: the countries of a route and who has consented. */
#ifndef LL_SERVICE_SHIPMENT_H
#define LL_SERVICE_SHIPMENT_H

#include "service/ctx.h"
#include "store/q_supply.h"

#define LL_SHIPMENT_COUNTRIES_MAX 64

struct ll_route_country {
    struct ll_str country;
    const char *part; /* "export", "transit" or "import" */
    bool has_consent;
    struct ll_date valid_until;
    struct ll_date recorded_on;
};

/* Road, rail, sea, inland-waterway or air. LL_EINVAL. */
LL_MUST enum ll_status ll_shipment_check_mode(struct ll_str mode, struct ll_err *reterr);

/*
 * The countries a shipment touches, each once, in travelling order, with their consents. LL_ENOMEM,
 * the store's errors. Cost: legs times consents.
 */
LL_MUST enum ll_status ll_shipment_countries(
    struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
    struct ll_route_country ret_countries[LL_SHIPMENT_COUNTRIES_MAX], size_t *ret_count,
    struct ll_err *reterr);

/* The day given, or today; LL_EINVAL at `field` when it lies ahead. */
LL_MUST enum ll_status ll_shipment_day(const struct ll_ctx *ctx, bool given, struct ll_date day,
                                       const char *field, struct ll_date *ret_day,
                                       struct ll_err *reterr);

/* That what a shipment carries was at its start by the day on which it leaves. LL_EINVAL at
 * "departed_on"; the store's errors. */
LL_MUST enum ll_status ll_shipment_check_load(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                              struct ll_date departed_on, struct ll_err *reterr);

#endif
