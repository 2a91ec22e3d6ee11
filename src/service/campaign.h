/*
 * Campaigns: treatments that go on over days and receipts. What an open one holds is not treated
 * otherwise, packed or removed; it lies at the plant as before, until the campaign is closed or
 * cancelled.
 */
#ifndef LL_SERVICE_CAMPAIGN_H
#define LL_SERVICE_CAMPAIGN_H

#include "core/lot_span.h"
#include "core/stage.h"
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

/* ---- what the steps of a campaign share ---- */
/* ll_campaign_find of one that is open, at a plant of the person's. LL_EREFUSED. */
LL_MUST enum ll_status ll_campaign_find_open(struct ll_ctx *ctx, struct ll_str ref,
                                             struct ll_q_campaign_by_id_row *ret_row,
                                             struct ll_err *reterr);
/* A failure at `where`, of a text and a hint marked LL_R. */
LL_MUST enum ll_status ll_campaign_refused(struct ll_err *reterr, enum ll_status code,
                                           const char *where, const char *text, const char *hint);
/* A day up to today, not before another; none: today. LL_EINVAL at `where`. */
LL_MUST enum ll_status ll_campaign_day(const struct ll_ctx *ctx, bool is_given,
                                       struct ll_date given, struct ll_date not_before,
                                       const char *where, struct ll_date *ret_day,
                                       struct ll_err *reterr);
/* The later of two days, of which the second may be missing. */
struct ll_date ll_campaign_later(struct ll_date a, bool has_b, struct ll_date b);
/* What becomes of its units when it is closed. */
enum ll_fact ll_campaign_fact(const struct ll_q_campaign_by_id_row *campaign);
/* LL_EREFUSED as long as nothing was put in. */
LL_MUST enum ll_status ll_campaign_days(struct ll_ctx *ctx, struct ll_campaign_id campaign_id,
                                        struct ll_q_campaign_days_row *ret_days,
                                        struct ll_err *reterr);
/* All of each fraction that came out so far (struct ll_treatment_output), and of all together. */
LL_MUST enum ll_status ll_campaign_outputs(struct ll_ctx *ctx, struct ll_campaign_id campaign_id,
                                           struct ll_grow *outputs, struct ll_mass *ret_total,
                                           struct ll_err *reterr);

#endif
