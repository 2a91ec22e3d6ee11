/* Projectors of facts about units. */
#include "service/project.h"
#include "service/units.h"
#include "store/q_supply.h"

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

/* Spans of one lot at a time: what is of its lot's class again says nothing of its own. */
enum ll_status ll_project_units_reclassified(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                             const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_units_reclassified *b = body;
    const struct ll_lot_span *spans = b->spans.items;
    for (size_t from = 0, to = 0; from < b->spans.count; from = to) {
        struct ll_q_lot_by_id_in in = {spans[from].lot_id};
        struct ll_q_lot_by_id_row lot;
        LL_TRY(ll_q_lot_by_id(ctx->store, ctx->arena, &in, &lot, reterr));
        const struct ll_units_change change = {
            .class_deed = ll_str_eq(lot.class_code, b->class_code) ? LL_UNITS_CLEAR : LL_UNITS_SET,
            .class_code = b->class_code,
        };
        while (to < b->spans.count && ll_id_eq(spans[to].lot_id.raw, spans[from].lot_id.raw)) {
            to++;
        }
        LL_TRY(ll_units_change(ctx, &spans[from], to - from, &change, reterr));
    }
    return LL_OK;
}
