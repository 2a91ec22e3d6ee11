/* Projectors of facts about units. */
#include "service/project.h"
#include "service/units.h"

enum ll_status ll_project_units_removed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                        const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_units_removed *b = body;
    const struct ll_units_change change = {.facts = {(enum ll_fact)b->fact}};
    return ll_units_change(ctx, b->spans.items, b->spans.count, &change, reterr);
}

enum ll_status ll_project_units_rejected(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_units_rejected *b = body;
    const struct ll_units_change change = {
        .facility_id = LL_UNITS_REF(b->facility_id),
        .package_id = LL_UNITS_NONE,
    };
    return ll_units_change(ctx, b->spans.items, b->spans.count, &change, reterr);
}
