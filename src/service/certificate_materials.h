/*
 * What became of the units that a certificate cites: their share of what their treatments made, by
 * mass down to each span that was treated, then by number of units (docs/rules.md, "Units of what
 * was weighed together"). Shares of certificates over the same treatment never sum to more than it.
 */
#ifndef LL_SERVICE_CERTIFICATE_MATERIALS_H
#define LL_SERVICE_CERTIFICATE_MATERIALS_H

#include "service/certificate_body.h"

/*
 * Sort the treated spans and sum their shares up: a list of struct ll_certified_material, by
 * fraction, what was weighed before what was calculated. The store's errors, LL_ECORRUPT,
 * LL_ENOMEM. Cost: a query for each treatment, and one for each of its materials.
 */
LL_MUST enum ll_status ll_certificate_materials(struct ll_ctx *ctx, struct ll_grow *treated,
                                                struct ll_grow *ret_materials,
                                                struct ll_err *reterr);

#endif
