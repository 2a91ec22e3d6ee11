/*
 * Who sees what (promise 11). A viewer who is not of the operator sees what their organisation has
 * a part in and what follows from it, by store/queries/visible.sql: lists have it as a filter, and
 * what somebody names is looked for among what they see (service/find.h), so that an object which
 * is not theirs is answered as one that does not exist. On the server's own machine, and for the
 * operator's people, all of it is left out.
 */
#ifndef LL_SERVICE_VISIBLE_H
#define LL_SERVICE_VISIBLE_H

#include "service/ctx.h"

/* Kinds of objects that not everybody sees: LL_OBJECT(NAME, name, prefix of its ids). */
enum ll_object {
#define LL_OBJECT(NAME, name, prefix) LL_OBJECT_##NAME,
#include "service/visible.def"
#undef LL_OBJECT
    LL_OBJECT_COUNT,
};

/* Does who asks see only what their organisation has a part in? */
bool ll_viewer_is_partial(const struct ll_ctx *ctx);
/* May who asks do this, or see what only who may do it sees: by their roles, of which a token has
 * some. Whoever asks on the server's machine may all. */
bool ll_viewer_may(const struct ll_viewer *viewer, enum ll_permission permission);
/* Whether they see everything, for a viewer who has all but that: one of the operator's roles, in
 * an organisation that operates a programme, or any as long as there is none. The store's errors.
 */
LL_MUST enum ll_status ll_viewer_complete(struct ll_ctx *ctx, struct ll_viewer *viewer,
                                          struct ll_err *reterr);
/* The filter of a list: has_viewer and viewer of its query. */
#define LL_VIEWER_FILTER(ctx)                                                                      \
    .has_viewer = ll_viewer_is_partial(ctx), .viewer = (ctx)->viewer.user_id

/* Does who asks see the object? The store's errors. */
LL_MUST enum ll_status ll_visible(struct ll_ctx *ctx, enum ll_object kind, struct ll_id id,
                                  bool *ret_visible, struct ll_err *reterr);
/* The same of an id by the kind that its prefix says; yes of other kinds. */
LL_MUST enum ll_status ll_visible_id(struct ll_ctx *ctx, const char *prefix, struct ll_id id,
                                     bool *ret_visible, struct ll_err *reterr);
/* And with all that it is? Else only what is their own in it is shown. Yes of kinds of which nobody
 * sees a part. */
LL_MUST enum ll_status ll_visible_whole(struct ll_ctx *ctx, enum ll_object kind, struct ll_id id,
                                        bool *ret_whole, struct ll_err *reterr);

/*
 * What a look-up came to, for this viewer: what is not theirs, and what there is not, are
 * LL_ENOTFOUND in the same words and after the same statements. `status` is the look-up's; `id`
 * counts when it is LL_OK.
 */
LL_MUST enum ll_status ll_visible_found(struct ll_ctx *ctx, enum ll_status status,
                                        enum ll_object kind, struct ll_id id, const char *noun,
                                        struct ll_str ref, struct ll_err *reterr);

/* ---- what others than the operator do themselves ----
 * Each LL_ENOTFOUND in the words of a look-up, where it is not theirs. */
/* On an order line that the viewer's organisation pays, benefits from or sells. */
LL_MUST enum ll_status ll_acts_for_line(struct ll_ctx *ctx, struct ll_order_line_id line_id,
                                        const char *noun, struct ll_str ref, struct ll_err *reterr);
/* At a facility of the viewer's organisation, in a role of theirs: as its recycler or warehouse.
 * `noun` and `ref` name what it is about there. */
LL_MUST enum ll_status ll_acts_at(struct ll_ctx *ctx, enum ll_role role,
                                  struct ll_facility_id facility_id, const char *noun,
                                  struct ll_str ref, struct ll_err *reterr);

/* ---- parts of answers ---- */
/*
 * Of an array of {lot_id, lo, hi, …}, what the viewer sees of the lots: each cut to that, or left
 * out. `lot` is whose the intervals are that name none; NULL: each names its own.
 */
LL_MUST enum ll_status ll_visible_cut(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                                      const struct ll_lot_id *lot, struct ll_err *reterr);
/* Of an array of {lot_id, lo, hi, measure, …}, each shown: of lots that the viewer does not see
 * whole, how much it is in place of the lot and the numbers. */
LL_MUST enum ll_status ll_visible_unnumber(struct ll_ctx *ctx, struct ll_json *object,
                                           const char *name, struct ll_err *reterr);
/*
 * Of an answer about one object, and of each of the items of a list of them: where the viewer does
 * not see it whole, its amounts become those of their own units, and what tells of others' is left
 * out. Objects of which one sees a part (ll_visible_whole); the item's id is its member.
 */
LL_MUST enum ll_status ll_visible_trim(struct ll_ctx *ctx, enum ll_object kind,
                                       struct ll_json *item, struct ll_err *reterr);
LL_MUST enum ll_status ll_visible_trim_each(struct ll_ctx *ctx, enum ll_object kind,
                                            struct ll_json *answer, const char *name,
                                            struct ll_err *reterr);

#endif
