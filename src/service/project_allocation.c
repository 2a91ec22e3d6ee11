/* Projectors of allocation and certificates. */
#include "core/ledger.h"
#include "service/grow.h"
#include "service/project.h"
#include "service/recredit.h"
#include "service/units.h"
#include "service/units_kept.h"

#include "store/q_allocate.h"
#include "store/q_certificate.h"
#include "store/q_project.h"

#define ROWS_MAX 64 /* handed to the store together */
#define CLOSED_MAX 256
#define CITED_MAX 32 /* asked for together */

/* Closed slices of a run that leave the queue together. */
struct closing {
    const struct ll_allocated_span *rows[CLOSED_MAX];
    size_t count;
};

/*
 * A run's rows are in the order of the queue. When as many slices are open from the first to the
 * last of these as there are here, nothing else stands between them, and they go at once: the
 * usual case, at a fraction of the cost. Else one by one.
 */
static enum ll_status close_slices(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                   const struct closing *closing, struct ll_err *reterr)
{
    const struct ll_allocated_span *first = closing->rows[0];
    const struct ll_allocated_span *last = closing->rows[closing->count - 1];
    struct ll_q_project_open_between_in between = {
        programme_id, first->order_line_id, first->slice_lo, last->order_line_id, last->slice_lo};
    struct ll_q_project_open_between_row open;
    LL_TRY(ll_q_project_open_between(ctx->store, ctx->arena, &between, &open, reterr));
    if (open.slices == (int64_t)closing->count) {
        struct ll_q_project_close_between_in gone = {programme_id, first->order_line_id,
                                                     first->slice_lo, last->order_line_id,
                                                     last->slice_lo};
        return ll_q_project_close_between(ctx->store, &gone, reterr);
    }
    for (size_t i = 0; i < closing->count; i++) {
        struct ll_q_project_close_slice_in slice = {programme_id, closing->rows[i]->order_line_id,
                                                    closing->rows[i]->slice_lo};
        LL_TRY(ll_q_project_close_slice(ctx->store, &slice, reterr));
    }
    return LL_OK;
}

/* What the run used up leaves the queues. After the rows, not between them: each loop then works on
 * a few pages of the store. */
static enum ll_status close_served(struct ll_ctx *ctx, const struct ll_allocation_run *b,
                                   struct ll_err *reterr)
{
    const struct ll_allocated_span *rows = b->allocations.items;
    struct closing closing = {.count = 0};
    for (size_t i = 0; i < b->allocations.count; i++) {
        struct ll_q_project_close_lot_in lot = {b->programme_id, rows[i].lot_id};
        if (rows[i].lot_closed) {
            LL_TRY(ll_q_project_close_lot(ctx->store, &lot, reterr));
        }
    }
    for (size_t i = 0; i < b->allocations.count; i++) {
        if (rows[i].slice_closed) {
            closing.rows[closing.count++] = &rows[i];
        }
        if (closing.count == CLOSED_MAX || (closing.count > 0 && i + 1 == b->allocations.count)) {
            LL_TRY(close_slices(ctx, b->programme_id, &closing, reterr));
            closing.count = 0;
        }
    }
    return LL_OK;
}

enum ll_status ll_project_allocation_run(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                         const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_allocation_run *b = body;
    const struct ll_allocated_span *rows = b->allocations.items;
    struct ll_q_project_allocation_in in[ROWS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < b->allocations.count; i++) {
        const struct ll_allocated_span *a = &rows[i];
        in[count++] = (struct ll_q_project_allocation_in){
            .lot_id = a->lot_id,
            .lot_lo = a->lot_lo,
            .lot_hi = a->lot_hi,
            .lot_accepted = a->lot_accepted,
            .lot_eligible = true,
            .order_line_id = a->order_line_id,
            .line_lo = a->line_lo,
            .line_hi = ll_allocated_line_hi(a),
            .slice_lo = a->slice_lo,
            .slice_hi = a->slice_hi,
            .programme_id = b->programme_id,
            .state = LL_ALLOCATION_STATE_PROVISIONAL,
            .credit = a->credit == 0 ? 1 : a->credit,
        };
        if (count == ROWS_MAX || i + 1 == b->allocations.count) {
            LL_TRY(ll_q_project_allocation_rows(ctx->store, in, count, reterr));
            count = 0;
        }
    }
    return close_served(ctx, b, reterr);
}

/* The first position that the unit `at` of an allocation answers for; at its end, where it ends:
 * the last unit may answer for fewer than the others. */
static int64_t line_at(const struct ll_q_allocation_over_row *whole, int64_t at)
{
    return at == whole->lot_hi ? whole->line_hi
                               : whole->line_lo + (at - whole->lot_lo) * whole->credit;
}

/* Put back one part of an allocation that is being split; nothing when it is empty. */
static enum ll_status put_part(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                               const struct ll_q_allocation_over_row *whole, int64_t lot_lo,
                               int64_t lot_hi, enum ll_allocation_state state,
                               struct ll_err *reterr)
{
    if (lot_lo == lot_hi) {
        return LL_OK;
    }
    struct ll_q_project_allocation_in in = {
        .lot_id = lot_id,
        .lot_lo = lot_lo,
        .lot_hi = lot_hi,
        .lot_accepted = whole->lot_accepted,
        .lot_eligible = whole->lot_eligible,
        .order_line_id = whole->order_line_id,
        .line_lo = line_at(whole, lot_lo),
        .line_hi = line_at(whole, lot_hi),
        .slice_lo = whole->slice_lo,
        .slice_hi = whole->slice_hi,
        .programme_id = whole->programme_id,
        .state = state,
        .credit = whole->credit,
    };
    return ll_q_project_allocation(ctx->store, &in, reterr);
}

/* Ask for the allocation that holds the unit `lo` of a lot. */
static enum ll_status ask_whole(struct ll_ctx *ctx, struct ll_lot_id lot_id, int64_t lo,
                                struct ll_store_cursor **ret_cursor, struct ll_err *reterr)
{
    struct ll_q_allocation_over_in key = {lot_id, lo};
    return ll_q_allocation_over_open(ctx->store, ctx->arena, &key, ret_cursor, reterr);
}

/* The answer, which has to hold all of [lo, hi). */
static enum ll_status take_whole(struct ll_store_cursor *cursor, int64_t lo, int64_t hi,
                                 struct ll_q_allocation_over_row *ret_whole, struct ll_err *reterr)
{
    enum ll_status status = ll_q_allocation_over_next(cursor, ret_whole, reterr);
    if (status == LL_EEND || (status == LL_OK && ret_whole->lot_hi < hi)) {
        return LL_FAIL(reterr, LL_ECORRUPT,
                       "units [%lld, %lld) of a lot are cited or released that are not allocated",
                       (long long)lo, (long long)hi);
    }
    return status;
}

static enum ll_status find_whole(struct ll_ctx *ctx, struct ll_lot_id lot_id, int64_t lo,
                                 int64_t hi, struct ll_q_allocation_over_row *ret_whole,
                                 struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ask_whole(ctx, lot_id, lo, &cursor, reterr));
    enum ll_status status = take_whole(cursor, lo, hi, ret_whole, reterr);
    ll_store_query_close(cursor);
    return status;
}

/* ---- citing ---- */
/* Make [lo, hi) of a lot an allocation of its own, in a state of its own. */
static enum ll_status cut_out(struct ll_ctx *ctx, const struct ll_cited_span *cited,
                              const struct ll_q_allocation_over_row *whole,
                              enum ll_allocation_state state, struct ll_err *reterr)
{
    if (whole->lot_lo == cited->lot_lo && whole->lot_hi == cited->lot_hi) {
        struct ll_q_project_allocation_state_in same = {cited->lot_id, cited->lot_lo, state};
        return ll_q_project_allocation_state(ctx->store, &same, reterr);
    }
    struct ll_q_project_allocation_delete_in gone = {cited->lot_id, whole->lot_lo};
    LL_TRY(ll_q_project_allocation_delete(ctx->store, &gone, reterr));
    LL_TRY(put_part(ctx, cited->lot_id, whole, whole->lot_lo, cited->lot_lo, whole->state, reterr));
    LL_TRY(put_part(ctx, cited->lot_id, whole, cited->lot_lo, cited->lot_hi, state, reterr));
    return put_part(ctx, cited->lot_id, whole, cited->lot_hi, whole->lot_hi, whole->state, reterr);
}

/* How many spans from the first on are of different lots: what is done to one does not change what
 * was read of another, and their allocations are asked for together. */
static size_t different_lots(const struct ll_cited_span *cited, size_t count)
{
    size_t taken = 0;
    while (taken < count && taken < CITED_MAX) {
        for (size_t i = 0; i < taken; i++) {
            if (ll_id_eq(cited[i].lot_id.raw, cited[taken].lot_id.raw)) {
                return taken;
            }
        }
        taken++;
    }
    return taken;
}

/* Spans of different lots. */
static enum ll_status cite_some(struct ll_ctx *ctx, struct ll_certificate_id certificate_id,
                                const struct ll_cited_span *cited, size_t count,
                                enum ll_stage stage, struct ll_err *reterr)
{
    enum ll_allocation_state state =
        stage >= LL_STAGE_RECEIVED ? LL_ALLOCATION_STATE_FINAL : LL_ALLOCATION_STATE_COMMITTED;
    struct ll_store_cursor *cursors[CITED_MAX] = {NULL};
    struct ll_q_project_certificate_unit_in units[CITED_MAX];
    struct ll_lot_id lots[CITED_MAX];
    enum ll_status status = LL_OK;
    for (size_t i = 0; i < count && status == LL_OK; i++) {
        lots[i] = cited[i].lot_id;
        status = ask_whole(ctx, cited[i].lot_id, cited[i].lot_lo, &cursors[i], reterr);
    }
    for (size_t i = 0; i < count && status == LL_OK; i++) {
        struct ll_q_allocation_over_row whole;
        status = take_whole(cursors[i], cited[i].lot_lo, cited[i].lot_hi, &whole, reterr);
        if (status == LL_OK) {
            status = cut_out(ctx, &cited[i], &whole, state, reterr);
        }
        units[i] = (struct ll_q_project_certificate_unit_in){
            .lot_id = cited[i].lot_id,
            .lot_lo = cited[i].lot_lo,
            .lot_hi = cited[i].lot_hi,
            .certificate_id = certificate_id,
            .stage = stage,
        };
    }
    for (size_t i = 0; i < count; i++) {
        ll_store_query_close(cursors[i]);
    }
    LL_TRY(status);
    LL_TRY(ll_units_write_lots(ctx, lots, count, reterr));
    return ll_q_project_certificate_unit_rows(ctx->store, units, count, reterr);
}

/* Each span an allocation of its own, cited. */
static enum ll_status cite(struct ll_ctx *ctx, struct ll_certificate_id certificate_id,
                           const struct ll_list *spans, enum ll_stage stage, struct ll_err *reterr)
{
    const struct ll_cited_span *cited = spans->items;
    for (size_t from = 0; from < spans->count;) {
        size_t count = different_lots(&cited[from], spans->count - from);
        LL_TRY(cite_some(ctx, certificate_id, &cited[from], count, stage, reterr));
        from += count;
    }
    return LL_OK;
}

/* The place of a revision in a status list, which may be the first one there. */
static enum ll_status put_status(struct ll_ctx *ctx, const struct ll_q_project_status_place_in *in,
                                 struct ll_str origin, struct ll_err *reterr)
{
    struct ll_q_status_list_by_number_in key = {in->list};
    struct ll_q_status_list_by_number_row row;
    enum ll_status status = ll_q_status_list_by_number(ctx->store, ctx->arena, &key, &row, reterr);
    if (status == LL_ENOTFOUND) {
        struct ll_q_project_status_list_in list = {in->list, origin};
        status = ll_q_project_status_list(ctx->store, &list, reterr);
    }
    return status == LL_OK ? ll_q_project_status_place(ctx->store, in, reterr) : status;
}

enum ll_status ll_project_certificate_stated(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                             const void *body, struct ll_err *reterr)
{
    const struct ll_certificate_stated *b = body;
    struct ll_q_project_certificate_in in = {
        .certificate_id = b->certificate_id,
        .serial = b->serial,
        .programme_id = b->programme_id,
        .beneficiary_id = b->beneficiary_id,
        .stage = (enum ll_stage)b->stage,
        .units = b->units,
        .uncounted_g = b->uncounted_g,
        .revision = b->revision,
        .body_digest = b->body_digest,
        .issued_at = meta->recorded_at,
        .has_replaces_id = b->has_replaces_id,
        .replaces_id = b->replaces_id,
        .event_id = meta->event_id,
    };
    LL_TRY(ll_q_project_certificate(ctx->store, &in, reterr));
    LL_TRY(ll_project_party(ctx, "certificate", b->certificate_id.raw, LL_PARTY_ROLE_BENEFICIARY,
                            b->beneficiary_id, reterr));
    if (b->has_status) {
        struct ll_q_project_status_place_in place = {b->status_list, b->status_index,
                                                     b->certificate_id, b->revision};
        LL_TRY(put_status(ctx, &place, b->status_origin, reterr));
    }
    return cite(ctx, b->certificate_id, &b->cited, (enum ll_stage)b->stage, reterr);
}

enum ll_status ll_project_certificate_put_under_review(struct ll_ctx *ctx,
                                                       const struct ll_event_meta *meta,
                                                       const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_certificate_put_under_review *b = body;
    struct ll_q_project_certificate_state_in in = {
        .certificate_id = b->certificate_id,
        .state = LL_CERTIFICATE_STATE_UNDER_REVIEW,
        .has_state_reason = true,
        .state_reason = b->reason,
    };
    return ll_q_project_certificate_state(ctx->store, &in, reterr);
}

/* Take the released units out of their allocation: what is beside them stays as it was. */
static enum ll_status release(struct ll_ctx *ctx, const struct ll_released_span *span,
                              struct ll_err *reterr)
{
    struct ll_q_allocation_over_row whole;
    LL_TRY(find_whole(ctx, span->lot_id, span->lot_lo, span->lot_hi, &whole, reterr));
    struct ll_q_project_allocation_delete_in gone = {span->lot_id, whole.lot_lo};
    LL_TRY(ll_q_project_allocation_delete(ctx->store, &gone, reterr));
    LL_TRY(put_part(ctx, span->lot_id, &whole, whole.lot_lo, span->lot_lo, whole.state, reterr));
    return put_part(ctx, span->lot_id, &whole, span->lot_hi, whole.lot_hi, whole.state, reterr);
}

/* Spans by lot or by slice: what follows another of the same lot or slice opens nothing twice. */
static enum ll_status release_all(struct ll_ctx *ctx, const struct ll_list *spans,
                                  struct ll_err *reterr)
{
    const struct ll_released_span *released = spans->items;
    for (size_t i = 0; i < spans->count; i++) {
        const struct ll_released_span *last = i == 0 ? NULL : &released[i - 1];
        LL_TRY(release(ctx, &released[i], reterr));
        if (last == NULL || !ll_id_eq(last->lot_id.raw, released[i].lot_id.raw)) {
            struct ll_q_project_reopen_lot_in lot = {released[i].lot_id};
            LL_TRY(ll_q_project_reopen_lot(ctx->store, &lot, reterr));
        }
        if (last == NULL || last->slice_lo != released[i].slice_lo ||
            !ll_id_eq(last->order_line_id.raw, released[i].order_line_id.raw)) {
            struct ll_q_project_open_slice_in slice = {released[i].order_line_id,
                                                       released[i].slice_lo};
            LL_TRY(ll_q_project_open_slice(ctx->store, &slice, reterr));
        }
    }
    return LL_OK;
}

enum ll_status ll_project_allocation_released(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                              const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_allocation_released *b = body;
    return release_all(ctx, &b->released, reterr);
}

/* What the certificate cites, while it still does. */
static enum ll_status read_units(struct ll_ctx *ctx, struct ll_certificate_id certificate_id,
                                 struct ll_grow *units, struct ll_err *reterr)
{
    struct ll_q_certificate_unit_of_in in = {certificate_id};
    struct ll_q_certificate_unit_of_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_certificate_unit_of_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_certificate_unit_of_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_q_project_reissue_in *unit = ll_grow_add(units);
        if (unit == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM,
                             "what the certificate cites does not fit into the "
                             "memory of this command");
            break;
        }
        *unit = (struct ll_q_project_reissue_in){
            .lot_id = row.lot_id,
            .lo = row.lot_lo,
            .hi = row.lot_hi,
            .certificate_id = certificate_id,
        };
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* ---- what a plant weighed ---- */
/* Units [lo, hi) of an allocation weigh less than it credits: core's rule says what they keep; what
 * is beside them stays. */
static enum ll_status shrink(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                             const struct ll_q_allocation_over_row *whole,
                             const struct ll_recredited_span *to, struct ll_err *reterr)
{
    struct ll_q_project_allocation_delete_in gone = {lot_id, whole->lot_lo};
    int64_t lo = to->lo > whole->lot_lo ? to->lo : whole->lot_lo;
    int64_t hi = to->hi < whole->lot_hi ? to->hi : whole->lot_hi;
    struct ll_q_allocation_over_row part = *whole;
    const struct ll_allocation heavy = {
        .line_span = {line_at(whole, lo), line_at(whole, hi)},
        .lot_span = {lo, hi},
        .credit = whole->credit,
        .state = whole->state == LL_ALLOCATION_STATE_PROVISIONAL ? LL_ALLOCATION_STATE_PROVISIONAL
                                                                 : LL_ALLOCATION_STATE_FINAL,
    };
    struct ll_ledger_recredit light;
    LL_TRY(ll_ledger_recredit(ctx->arena, &heavy, 1, to->credit, &light, reterr));
    part.lot_lo = lo;
    part.lot_hi = hi;
    part.line_lo = heavy.line_span.lo;
    part.line_hi = light.rows.items[0].part.line_span.hi;
    part.credit = to->credit;
    LL_TRY(ll_q_project_allocation_delete(ctx->store, &gone, reterr));
    LL_TRY(put_part(ctx, lot_id, whole, whole->lot_lo, lo, whole->state, reterr));
    LL_TRY(put_part(ctx, lot_id, &part, lo, hi, whole->state, reterr));
    LL_TRY(put_part(ctx, lot_id, whole, hi, whole->lot_hi, whole->state, reterr));
    struct ll_q_project_open_slice_in slice = {whole->order_line_id, whole->slice_lo};
    return part.line_hi == heavy.line_span.hi ? LL_OK
                                              : ll_q_project_open_slice(ctx->store, &slice, reterr);
}

/* All allocations of the units that credit more. `held_too`: also those that a certificate held. */
static enum ll_status shrink_all(struct ll_ctx *ctx, const struct ll_recredited_span *to,
                                 bool held_too, struct ll_err *reterr)
{
    for (int64_t at = to->lo; at < to->hi;) {
        struct ll_q_allocation_from_in from = {to->lot_id, at, to->hi};
        struct ll_q_allocation_from_row first;
        enum ll_status status = ll_q_allocation_from(ctx->store, ctx->arena, &from, &first, reterr);
        if (status == LL_ENOTFOUND) {
            return LL_OK;
        }
        LL_TRY(status);
        struct ll_q_allocation_over_row whole;
        LL_TRY(find_whole(ctx, to->lot_id, first.lot_lo, first.lot_lo, &whole, reterr));
        if (whole.credit > to->credit &&
            (held_too || whole.state == LL_ALLOCATION_STATE_PROVISIONAL)) {
            LL_TRY(shrink(ctx, to->lot_id, &whole, to, reterr));
        }
        at = whole.lot_hi;
    }
    return LL_OK;
}

/* What a certificate cited no longer credits more than units weigh. */
static enum ll_status recredit_units(struct ll_ctx *ctx, const struct ll_grow *units,
                                     struct ll_err *reterr)
{
    const struct ll_q_project_reissue_in *unit = units->items;
    for (size_t i = 0; i < units->count; i++) {
        const struct ll_lot_span span = {unit[i].hi, unit[i].lo, unit[i].lot_id};
        struct ll_grow runs = LL_GROW(ctx->arena, struct ll_recredited_span);
        LL_TRY(ll_recredit_runs(ctx, &span, &runs, reterr));
        const struct ll_recredited_span *run = runs.items;
        for (size_t k = 0; k < runs.count; k++) {
            LL_TRY(shrink_all(ctx, &run[k], true, reterr));
        }
    }
    return LL_OK;
}

enum ll_status ll_project_allocation_recredited(struct ll_ctx *ctx,
                                                const struct ll_event_meta *meta, const void *body,
                                                struct ll_err *reterr)
{
    (void)meta;
    const struct ll_allocation_recredited *b = body;
    const struct ll_recredited_span *spans = b->recredited.items;
    for (size_t i = 0; i < b->recredited.count; i++) {
        const struct ll_lot_span units = {spans[i].hi, spans[i].lo, spans[i].lot_id};
        const struct ll_units_change change = {.credit_g = spans[i].credit};
        LL_TRY(ll_units_change(ctx, &units, 1, &change, reterr));
        LL_TRY(shrink_all(ctx, &spans[i], false, reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_certificate_raised(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                             const void *body, struct ll_err *reterr)
{
    const struct ll_certificate_raised *b = body;
    struct ll_q_project_certificate_uncite_in uncite = {b->certificate_id};
    struct ll_q_project_certificate_raised_in raised = {
        .certificate_id = b->certificate_id,
        .stage = (enum ll_stage)b->stage,
        .units = b->units,
        .uncounted_g = b->uncounted_g,
        .revision = b->revision,
        .body_digest = b->body_digest,
        .issued_at = meta->recorded_at,
    };
    struct ll_grow units = LL_GROW(ctx->arena, struct ll_q_project_reissue_in);
    LL_TRY(read_units(ctx, b->certificate_id, &units, reterr));
    LL_TRY(ll_q_project_certificate_uncite(ctx->store, &uncite, reterr));
    LL_TRY(release_all(ctx, &b->dropped, reterr));
    LL_TRY(recredit_units(ctx, &units, reterr));
    LL_TRY(ll_q_project_certificate_raised(ctx->store, &raised, reterr));
    if (b->reason == (int)LL_RAISE_REASON_RESTATEMENT) {
        struct ll_q_project_status_restated_in restated = {b->certificate_id};
        LL_TRY(ll_q_project_status_restated(ctx->store, &restated, reterr));
    }
    if (b->has_status) {
        struct ll_q_project_status_place_in place = {b->status_list, b->status_index,
                                                     b->certificate_id, b->revision};
        LL_TRY(put_status(ctx, &place, b->status_origin, reterr));
    }
    return cite(ctx, b->certificate_id, &b->cited, (enum ll_stage)b->stage, reterr);
}

/* What may not serve is released first: it cannot be provisional. */
enum ll_status ll_project_certificate_revoked(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                              const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_certificate_revoked *b = body;
    struct ll_grow units = LL_GROW(ctx->arena, struct ll_q_project_reissue_in);
    struct ll_q_project_certificate_uncite_in uncite = {b->certificate_id};
    struct ll_q_project_certificate_state_in state = {
        .certificate_id = b->certificate_id,
        .state = LL_CERTIFICATE_STATE_REVOKED,
        .has_state_reason = true,
        .state_reason = b->reason,
    };
    LL_TRY(read_units(ctx, b->certificate_id, &units, reterr));
    LL_TRY(ll_q_project_certificate_uncite(ctx->store, &uncite, reterr));
    LL_TRY(ll_q_project_certificate_state(ctx->store, &state, reterr));
    LL_TRY(release_all(ctx, &b->released, reterr));
    LL_TRY(recredit_units(ctx, &units, reterr));
    const struct ll_q_project_reissue_in *unit = units.items;
    for (size_t i = 0; i < units.count; i++) {
        struct ll_q_project_allocation_provisional_in in = {unit[i].lot_id, unit[i].lo, unit[i].hi};
        LL_TRY(ll_q_project_allocation_provisional(ctx->store, &in, reterr));
        LL_TRY(ll_q_project_reissue(ctx->store, &unit[i], reterr));
    }
    return LL_OK;
}

enum ll_status ll_project_certificate_superseded(struct ll_ctx *ctx,
                                                 const struct ll_event_meta *meta, const void *body,
                                                 struct ll_err *reterr)
{
    (void)meta;
    const struct ll_certificate_superseded *b = body;
    struct ll_q_project_certificate_uncite_in uncite = {b->certificate_id};
    struct ll_q_project_certificate_state_in state = {
        .certificate_id = b->certificate_id,
        .state = LL_CERTIFICATE_STATE_SUPERSEDED,
    };
    struct ll_grow units = LL_GROW(ctx->arena, struct ll_q_project_reissue_in);
    LL_TRY(read_units(ctx, b->certificate_id, &units, reterr));
    LL_TRY(ll_q_project_certificate_uncite(ctx->store, &uncite, reterr));
    LL_TRY(ll_q_project_certificate_state(ctx->store, &state, reterr));
    LL_TRY(release_all(ctx, &b->dropped, reterr));
    return recredit_units(ctx, &units, reterr);
}

enum ll_status ll_project_lot_excluded(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                       const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_lot_excluded *b = body;
    struct ll_q_lot_place_in key = {b->lot_id};
    struct ll_q_lot_place_row lot;
    LL_TRY(ll_q_lot_place(ctx->store, ctx->arena, &key, &lot, reterr));
    struct ll_q_project_close_lot_in close = {lot.programme_id, b->lot_id};
    LL_TRY(ll_q_project_close_lot(ctx->store, &close, reterr));
    struct ll_q_project_lot_eligible_in in = {
        .lot_id = b->lot_id,
        .eligible = false,
        .has_ineligible_reason = true,
        .ineligible_reason = b->reason,
    };
    return ll_q_project_lot_eligible(ctx->store, &in, reterr);
}

enum ll_status ll_project_lot_admitted(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                                       const void *body, struct ll_err *reterr)
{
    (void)meta;
    const struct ll_lot_admitted *b = body;
    struct ll_q_project_lot_eligible_in in = {.lot_id = b->lot_id, .eligible = true};
    struct ll_q_lot_place_in key = {b->lot_id};
    struct ll_q_lot_place_row lot;
    const struct ll_q_project_lot_explained_in explained = {b->lot_id, b->explanation.len > 0,
                                                            b->explanation};
    LL_TRY(ll_q_project_lot_eligible(ctx->store, &in, reterr));
    LL_TRY(ll_q_project_lot_explained(ctx->store, &explained, reterr));
    LL_TRY(ll_q_lot_place(ctx->store, ctx->arena, &key, &lot, reterr));
    struct ll_q_project_open_lot_in open = {lot.programme_id, lot.queue_at, b->lot_id};
    return ll_q_project_open_lot(ctx->store, &open, reterr);
}
