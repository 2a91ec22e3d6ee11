/* What the two files of shipments share: the countries of a route and who has consented. */
#ifndef LL_SERVICE_SHIPMENT_H
#define LL_SERVICE_SHIPMENT_H

#include "service/ctx.h"

#define LL_SHIPMENT_COUNTRIES_MAX 64

struct ll_route_country {
    struct ll_str country;
    const char *part; /* "export", "transit" or "import" */
    bool has_consent;
    struct ll_date valid_until;
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

#endif
