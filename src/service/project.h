/*
 * Projectors: one a kind of event, the only writers of projections. They take the body's struct, so
 * that a new event and a replayed one go the same way; they check nothing a service should have
 * checked, and rely on the store's constraints.
 */
#ifndef LL_SERVICE_PROJECT_H
#define LL_SERVICE_PROJECT_H

#include "service/event.h"

#define LL_EVENT(symbol, name, visibility)                                                         \
    enum ll_status ll_project_##name(struct ll_ctx *ctx, const struct ll_event_meta *meta,         \
                                     const void *body, struct ll_err *reterr);
#include "service/events.def"
#undef LL_EVENT

#endif
