/*
 * Storing events and applying them to the projections.
 */
#ifndef LL_SERVICE_EVENT_H
#define LL_SERVICE_EVENT_H

#include "service/ctx.h"
#include "service/event_bodies.h"

enum ll_event_kind {
#define LL_EVENT(symbol, name, visibility) LL_EVENT_##symbol,
#include "service/events.def"
#undef LL_EVENT
    LL_EVENT_KIND_COUNT,
};

/* What a projector is told besides the body. */
struct ll_event_meta {
    struct ll_event_id event_id;
    struct ll_time recorded_at;
};

struct ll_event_kind_row {
    const char *name;
    const struct ll_record *record;
    bool is_public;
    enum ll_status (*project)(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                              const void *body, struct ll_err *reterr);
};
extern const struct ll_event_kind_row ll_event_kinds[LL_EVENT_KIND_COUNT];

/* An event about to be stored, so that annex rows can refer to it. */
struct ll_event_meta ll_event_begin(struct ll_ctx *ctx);

/*
 * Store one event with its public part and salt, and apply it. `body` is the kind's struct.
 * Errors: the store's; LL_ENOMEM; LL_ECONSTRAINT when a projection refuses it.
 */
LL_MUST enum ll_status ll_event_store(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                      enum ll_event_kind kind, const void *body,
                                      struct ll_err *reterr);

/* Keep personal data or free text in the annex; the event refers to the id. */
LL_MUST enum ll_status ll_annex_store(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                      const char *field, struct ll_str text,
                                      struct ll_annex_id *ret_annex_id, struct ll_err *reterr);
/* The text, or "(erased)". */
LL_MUST enum ll_status ll_annex_text(struct ll_ctx *ctx, struct ll_annex_id annex_id,
                                     struct ll_str *ret_text, struct ll_err *reterr);

/* The name of who has the code, for a signed text: LL_EREFUSED when it was erased. */
LL_MUST enum ll_status ll_annex_name(struct ll_ctx *ctx, struct ll_annex_id annex_id,
                                     struct ll_str code, struct ll_str *ret_name,
                                     struct ll_err *reterr);

/*
 * Delete all projections and apply every event again, in one transaction. Calls ctx->progress.
 * ret_events = events applied.
 */
LL_MUST enum ll_status ll_event_rebuild(struct ll_ctx *ctx, int64_t *ret_events,
                                        struct ll_err *reterr);

/*
 * Bring the store's schema to this program's version: ll_store_upgrade, with projections that have
 * to be made filled from the events. Calls ctx->progress. Also LL_ECORRUPT when an event is of a
 * kind that this program does not know: a newer one stored it.
 */
LL_MUST enum ll_status ll_event_upgrade(struct ll_ctx *ctx, struct ll_store_upgraded *ret_upgraded,
                                        struct ll_err *reterr);

/* New ids and random bytes of this request. */
struct ll_id ll_ctx_id(struct ll_ctx *ctx);

#endif
