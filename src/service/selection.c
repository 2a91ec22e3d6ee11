/* Selections: the contents of packages, as the selection rule wants them. */
#include "service/selection.h"

#include "service/grow.h"
#include "store/q_selection.h"

/* What is being gathered, row by row in the order of (lot, number). */
struct gathering {
    struct ll_grow contents;
    struct ll_grow stages;
    struct ll_grow whole;
    struct ll_selection selection;
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for what the package holds");
}

static enum ll_status add_part(struct gathering *gathering, const struct ll_select_span *part,
                               enum ll_stage stage, struct ll_err *reterr)
{
    if (part->at.lo >= part->at.hi) {
        return LL_OK;
    }
    struct ll_select_span *span = ll_grow_add(&gathering->contents);
    enum ll_stage *kept = ll_grow_add(&gathering->stages);
    if (span == NULL || kept == NULL) {
        return no_memory(reterr);
    }
    *span = *part;
    *kept = stage;
    gathering->selection.units += part->at.hi - part->at.lo;
    struct ll_lot_span *wholes = gathering->whole.items;
    struct ll_lot_span *last =
        gathering->whole.count == 0 ? NULL : &wholes[gathering->whole.count - 1];
    if (last != NULL && ll_lot_span_meets(last, &part->at)) {
        last->hi = part->at.hi;
        return LL_OK;
    }
    last = ll_grow_add(&gathering->whole);
    if (last == NULL) {
        return no_memory(reterr);
    }
    *last = part->at;
    return LL_OK;
}

/* One row: a custody row beside one allocation that meets it, or none. The units between the
 * allocations of a custody row, and behind its last, are added when their end is known. */
struct walk {
    struct ll_lot_span custody; /* the row at hand; empty before the first */
    enum ll_stage stage;
    int64_t next; /* its first unit not added yet */
};

static enum ll_status add_rest(struct gathering *gathering, struct walk *walk,
                               struct ll_err *reterr)
{
    struct ll_select_span rest = {.at = walk->custody};
    rest.at.lo = walk->next;
    walk->next = walk->custody.hi;
    return add_part(gathering, &rest, walk->stage, reterr);
}

static void add_day(struct ll_selection *selection, struct ll_date day)
{
    if (!selection->has_last_day || day.days > selection->last_day.days) {
        selection->has_last_day = true;
        selection->last_day = day;
    }
}

static enum ll_status add_row(struct gathering *gathering, struct walk *walk,
                              const struct ll_q_selection_of_packages_row *row,
                              struct ll_err *reterr)
{
    struct ll_selection *selection = &gathering->selection;
    if (!ll_id_eq(walk->custody.lot_id.raw, row->lot_id.raw) || walk->custody.lo != row->lo) {
        LL_TRY(add_rest(gathering, walk, reterr));
        walk->custody = (struct ll_lot_span){.lot_id = row->lot_id, .lo = row->lo, .hi = row->hi};
        walk->stage = row->stage;
        walk->next = row->lo;
        selection->is_under_review = selection->is_under_review || row->has_case_id;
        add_day(selection, row->since);
    }
    if (!row->has_lot_lo) {
        return LL_OK;
    }
    struct ll_select_span part = {.at = walk->custody};
    part.at.lo = walk->next;
    part.at.hi = row->lot_lo > walk->next ? row->lot_lo : walk->next;
    LL_TRY(add_part(gathering, &part, walk->stage, reterr));
    part = (struct ll_select_span){
        .at = walk->custody,
        .allocated = true,
        .state = row->state,
        .queue = {row->queue_at, row->order_line_id, row->slice_lo},
    };
    part.at.lo = row->lot_lo > walk->next ? row->lot_lo : walk->next;
    part.at.hi = row->lot_hi < walk->custody.hi ? row->lot_hi : walk->custody.hi;
    walk->next = part.at.hi;
    return add_part(gathering, &part, walk->stage, reterr);
}

static enum ll_status finish(struct gathering *gathering, struct walk *walk,
                             struct ll_selection *ret_selection, struct ll_err *reterr)
{
    LL_TRY(add_rest(gathering, walk, reterr));
    gathering->selection.contents = ll_grow_list(&gathering->contents);
    gathering->selection.stages = ll_grow_list(&gathering->stages);
    gathering->selection.whole = ll_grow_list(&gathering->whole);
    *ret_selection = gathering->selection;
    return LL_OK;
}

#define GATHERING(arena)                                                                           \
    {                                                                                              \
        .contents = LL_GROW(arena, struct ll_select_span),                                         \
        .stages = LL_GROW(arena, enum ll_stage), .whole = LL_GROW(arena, struct ll_lot_span)       \
    }

static enum ll_status gather(struct ll_ctx *ctx, const struct ll_q_selection_of_packages_in *in,
                             struct ll_selection *ret_selection, struct ll_err *reterr)
{
    struct gathering gathering = GATHERING(ctx->arena);
    struct walk walk = {.next = 0};
    struct ll_q_selection_of_packages_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_selection_of_packages_open(ctx->store, ctx->arena, in, &cursor, reterr));
    enum ll_status status = LL_OK;
    while (status == LL_OK) {
        status = ll_q_selection_of_packages_next(cursor, &row, reterr);
        if (status == LL_OK) {
            status = add_row(&gathering, &walk, &row, reterr);
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? finish(&gathering, &walk, ret_selection, reterr) : status;
}

enum ll_status ll_selection_of_package(struct ll_ctx *ctx, struct ll_package_id package_id,
                                       struct ll_str class_code, struct ll_selection *ret_selection,
                                       struct ll_err *reterr)
{
    const struct ll_q_selection_of_packages_in in = {
        .has_package_id = true,
        .package_id = package_id,
        .class_code = class_code,
        .other_than = LL_STR(""),
    };
    return gather(ctx, &in, ret_selection, reterr);
}

enum ll_status ll_selection_of_others(struct ll_ctx *ctx, struct ll_package_id package_id,
                                      struct ll_str class_code, struct ll_str other_than,
                                      struct ll_selection *ret_selection, struct ll_err *reterr)
{
    const struct ll_q_selection_of_packages_in in = {
        .has_package_id = true,
        .package_id = package_id,
        .class_code = class_code,
        .other_than = other_than,
    };
    return gather(ctx, &in, ret_selection, reterr);
}

enum ll_status ll_selection_of_shipment(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                        struct ll_selection *ret_selection, struct ll_err *reterr)
{
    const struct ll_q_selection_of_packages_in in = {
        .class_code = LL_STR(""),
        .other_than = LL_STR(""),
        .has_shipment_id = true,
        .shipment_id = shipment_id,
    };
    return gather(ctx, &in, ret_selection, reterr);
}

/* Cut a part of the lot's rows to the units asked for. */
static void clip(struct ll_q_selection_of_lot_row *row, struct ll_span units)
{
    row->lo = row->lo > units.lo ? row->lo : units.lo;
    row->hi = row->hi < units.hi ? row->hi : units.hi;
}

enum ll_status ll_selection_of_lot(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                   struct ll_span units, struct ll_selection *ret_selection,
                                   struct ll_err *reterr)
{
    struct gathering gathering = GATHERING(ctx->arena);
    struct walk walk = {.next = 0};
    struct ll_q_selection_of_lot_in in = {lot_id, units.lo, units.hi};
    struct ll_q_selection_of_lot_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_selection_of_lot_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status = LL_OK;
    while (status == LL_OK) {
        status = ll_q_selection_of_lot_next(cursor, &row, reterr);
        if (status == LL_OK) {
            clip(&row, units);
            const struct ll_q_selection_of_packages_row same = {
                .lot_id = row.lot_id,
                .lo = row.lo,
                .hi = row.hi,
                .stage = row.stage,
                .has_case_id = row.has_case_id,
                .since = row.since,
            };
            status = add_row(&gathering, &walk, &same, reterr);
        }
    }
    ll_store_query_close(cursor);
    LL_TRY(status == LL_EEND ? finish(&gathering, &walk, ret_selection, reterr) : status);
    if (ret_selection->units != units.hi - units.lo) {
        status = LL_FAIL(reterr, LL_EINVAL, "the lot does not reach from %lld to %lld",
                         (long long)units.lo, (long long)units.hi);
        ll_err_hint(reterr, "see how far it reaches with 'loopledger lot show'");
        return status;
    }
    return LL_OK;
}

enum ll_status ll_selection_choose(struct ll_ctx *ctx, const struct ll_selection *selection,
                                   struct ll_units k, enum ll_select_kind kind,
                                   struct ll_list *ret_spans, struct ll_err *reterr)
{
    struct ll_select_result result;
    LL_TRY(ll_select(ctx->arena, selection->contents.items, selection->contents.count, k, kind,
                     &result, reterr));
    *ret_spans = (struct ll_list){result.spans, result.count};
    return LL_OK;
}
