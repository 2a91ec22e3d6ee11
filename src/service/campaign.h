/*
 * Campaigns: treatments that go on over days and receipts. What an open one holds is not treated
 * otherwise, packed or removed; it lies at the plant as before, until the campaign is closed or
 * cancelled.
 */
#ifndef LL_SERVICE_CAMPAIGN_H
#define LL_SERVICE_CAMPAIGN_H

#include "core/lot_span.h"
#include "service/ctx.h"
#include "service/grow.h"
#include "store/q_plant.h"

/* Refuses spans (of struct ll_lot_span) that meet units of an open campaign. The store's errors.
 * Cost: one look-up; while a campaign is open, one for each span. */
LL_MUST enum ll_status ll_campaign_refuse(struct ll_ctx *ctx, const struct ll_list *spans,
                                          struct ll_err *reterr);

/* The next part of `rest` that is not held (spans by lot and number), which is taken from it; false
 * when what was taken is held, or nothing was left. `at`, first 0, goes on in `held`. */
bool ll_campaign_next_free(const struct ll_grow *held, size_t *at, struct ll_lot_span *rest,
                           struct ll_lot_span *ret_free);

/* LL_ENOTFOUND also when the viewer does not see it. */
LL_MUST enum ll_status ll_campaign_find(struct ll_ctx *ctx, struct ll_str ref,
                                        struct ll_q_campaign_by_id_row *ret_row,
                                        struct ll_err *reterr);

#endif
