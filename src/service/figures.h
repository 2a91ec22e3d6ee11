/* What programmes have come to, for everybody: sums by country and stage (docs/pages.md). */
#ifndef LL_SERVICE_FIGURES_H
#define LL_SERVICE_FIGURES_H

#include "service/ctx.h"

/*
 * {"certificates": [{"certificates", "programme", "units"}], "countries": [{"collections",
 * "country", "lots", "mass_g", "programme"}], "received_in": [country], "stages": [{"country",
 * "newest", "oldest", "programme", "stage", "units" or "mass_g"}], "treated_in": [country], "ways":
 * [{"from_country", "to_country", "units" or "mass_g"}]}. Inside an open transaction; the store's
 * errors. Cost: every lot, interval of custody and shipment.
 */
LL_MUST enum ll_status ll_figures(struct ll_ctx *ctx, struct ll_json **ret_answer,
                                  struct ll_err *reterr);

#endif
