/* Projectors of cases. */
#include "service/grow.h"
#include "service/project.h"
#include "service/units.h"
#include "store/q_case.h"
#include "store/q_project.h"

#define ROWS_MAX 64 /* handed to the store together */

static enum ll_status put_spans(struct ll_ctx *ctx, const struct ll_case_opened *b,
                                struct ll_err *reterr)
{
    struct ll_q_project_case_span_in in[ROWS_MAX];
    const struct ll_lot_span *spans = b->spans.items;
    size_t count = 0;
    for (size_t i = 0; i < b->spans.count; i++) {
        in[count++] = (struct ll_q_project_case_span_in){b->case_id, spans[i].lot_id, spans[i].lo,
                                                         spans[i].hi};
        if (count == ROWS_MAX || i + 1 == b->spans.count) {
            LL_TRY(ll_q_project_case_span_rows(ctx->store, in, count, reterr));
            count = 0;
        }
    }
    return LL_OK;
}

/* Units that another open case has under review stay under that one. */
static enum ll_status put_under(struct ll_ctx *ctx, const struct ll_lot_span *spans, size_t count,
                                struct ll_case_id case_id, struct ll_err *reterr)
{
    const struct ll_units_change change = {
        .case_id = LL_UNITS_REF(case_id),
        .which = LL_UNITS_UNDER_NO_CASE,
    };
    return ll_units_change(ctx, spans, count, &change, reterr);
}

enum ll_status ll_project_case_opened(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                      const void *body, struct ll_err *reterr)
{
    const struct ll_case_opened *b = body;
    struct ll_q_project_case_in in = {
        .case_id = b->case_id,
        .cause = b->cause,
        .deadline = b->deadline,
        .has_amount_minor = b->has_amount,
        .amount_minor = b->amount.minor,
        .has_amount_currency = b->has_amount,
        .amount_currency = ll_str_from_cstr(b->amount.currency),
        .has_claimant_id = b->has_claimant_id,
        .claimant_id = b->claimant_id,
        .has_counterparty_id = b->has_counterparty_id,
        .counterparty_id = b->counterparty_id,
        .has_note_annex_id = b->has_note_annex_id,
        .note_annex_id = b->note_annex_id,
        .has_receipt_id = b->has_receipt_id,
        .receipt_id = b->receipt_id,
        .has_package_id = b->has_package_id,
        .package_id = b->package_id,
        .has_shipment_id = b->has_shipment_id,
        .shipment_id = b->shipment_id,
        .event_id = meta->event_id,
    };
    LL_TRY(ll_q_project_case(ctx->store, &in, reterr));
    LL_TRY(put_spans(ctx, b, reterr));
    return put_under(ctx, b->spans.items, b->spans.count, b->case_id, reterr);
}

static enum ll_status list_spans(struct ll_ctx *ctx, struct ll_case_id case_id,
                                 struct ll_grow *spans, struct ll_err *reterr)
{
    struct ll_q_case_span_all_in in = {case_id};
    struct ll_q_case_span_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_case_span_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_case_span_all_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_lot_span *span = ll_grow_add(spans);
        if (span == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for the units of a case");
            break;
        }
        *span = (struct ll_lot_span){.lot_id = row.lot_id, .lo = row.lo, .hi = row.hi};
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* Its units, but for those that another open case has. */
enum ll_status ll_project_case_reopened(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                        const void *body, struct ll_err *reterr)
{
    const struct ll_case_reopened *b = body;
    struct ll_q_project_case_reopening_in was = {b->case_id, meta->event_id, b->reason};
    struct ll_q_project_case_reopened_in in = {b->case_id, b->deadline};
    struct ll_grow list = LL_GROW(ctx->arena, struct ll_lot_span);
    LL_TRY(ll_q_project_case_reopening(ctx->store, &was, reterr));
    LL_TRY(ll_q_project_case_reopened(ctx->store, &in, reterr));
    LL_TRY(list_spans(ctx, b->case_id, &list, reterr));
    return put_under(ctx, list.items, list.count, b->case_id, reterr);
}

/* A span of another open case. */
struct other {
    struct ll_case_id case_id;
    struct ll_lot_span span;
};

/* The earliest of the other open cases about these units takes them over. */
static enum ll_status take_over(struct ll_ctx *ctx, const struct ll_lot_span *span,
                                struct ll_err *reterr)
{
    struct ll_grow others = LL_GROW(ctx->arena, struct other);
    struct ll_q_case_open_over_in in = {span->lot_id, span->lo, span->hi};
    struct ll_q_case_open_over_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_case_open_over_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_case_open_over_next(cursor, &row, reterr)) == LL_OK) {
        struct other *other = ll_grow_add(&others);
        if (other == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for the units of a case");
            break;
        }
        other->case_id = row.case_id;
        other->span = (struct ll_lot_span){
            .lot_id = span->lot_id,
            .lo = row.lo > span->lo ? row.lo : span->lo,
            .hi = row.hi < span->hi ? row.hi : span->hi,
        };
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    const struct other *items = others.items;
    for (size_t i = 0; i < others.count; i++) {
        LL_TRY(put_under(ctx, &items[i].span, 1, items[i].case_id, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_case_closed(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                      const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_case_closed *b = body;
    struct ll_q_project_case_closed_in in = {
        .case_id = b->case_id,
        .closed_on = b->closed_on,
        .outcome = b->outcome,
        .has_closing_note_annex_id = b->has_note_annex_id,
        .closing_note_annex_id = b->note_annex_id,
    };
    const struct ll_units_change change = {
        .case_id = LL_UNITS_NONE,
        .which = LL_UNITS_UNDER_CASE,
        .under_case_id = b->case_id,
    };
    struct ll_grow list = LL_GROW(ctx->arena, struct ll_lot_span);
    LL_TRY(ll_q_project_case_closed(ctx->store, &in, reterr));
    LL_TRY(list_spans(ctx, b->case_id, &list, reterr));
    const struct ll_lot_span *spans = list.items;
    LL_TRY(ll_units_change(ctx, spans, list.count, &change, reterr));
    for (size_t i = 0; i < list.count; i++) {
        LL_TRY(take_over(ctx, &spans[i], reterr));
    }
    return LL_OK;
}
