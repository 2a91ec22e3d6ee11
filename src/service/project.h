/*
 * Projectors: one a kind of event, the only writers of projections. They take the body's struct, so
 * that a new event and a replayed one go the same way; they check nothing a service should have
 * checked, and rely on the store's constraints. During a rebuild
 * custody may be in memory: a projector reads and changes it by service/units.h, or has it written
 * (service/units_kept.h) before a query or a trigger looks at the table. What an order line demands
 * is then told at the end.
 */
#ifndef LL_SERVICE_PROJECT_H
#define LL_SERVICE_PROJECT_H

#include "service/event.h"

#define LL_EVENT(symbol, name, visibility)                                                         \
    enum ll_status ll_project_##name(struct ll_ctx *ctx, const struct ll_event_meta *meta,         \
                                     const void *body, struct ll_err *reterr);
#include "service/events.def"
#undef LL_EVENT

/* For projectors: the measure that an event names, or leaves out. */
static inline enum ll_measure ll_project_measure(int named)
{
    return named == 0 ? LL_MEASURE_PIECES : (enum ll_measure)named;
}

/* For projectors: an organisation's part in an object that the object's own event names; told again
 * it changes nothing. The store's errors. */
LL_MUST enum ll_status ll_project_party(struct ll_ctx *ctx, const char *kind, struct ll_id object,
                                        enum ll_party_role role,
                                        struct ll_organisation_id organisation,
                                        struct ll_err *reterr);

/* For projectors: an order line is this long now; or as long as any may be, as long as a rebuild
 * goes on, until ll_project_demanded_all: PostgreSQL finds a row through all that it was in a
 * transaction, and a line has a slice for each purchase. The store's errors. */
LL_MUST enum ll_status ll_project_demanded(struct ll_ctx *ctx,
                                           struct ll_order_line_id order_line_id, int64_t demanded,
                                           struct ll_err *reterr);
LL_MUST enum ll_status ll_project_demanded_all(struct ll_ctx *ctx, struct ll_err *reterr);

#endif
