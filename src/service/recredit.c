#include "service/recredit.h"

#include "core/measure.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/settle.h"
#include "service/treatment_units.h"
#include "service/units_kept.h"
#include "service/visible.h"
#include "store/q_demand.h"
#include "store/q_supply.h"

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for what the units of a receipt weigh");
}

/* Neighbours that are credited alike are one. */
static enum ll_status add_span(struct ll_grow *spans, const struct ll_recredited_span *span,
                               struct ll_err *reterr)
{
    struct ll_recredited_span *last =
        spans->count == 0 ? NULL : &((struct ll_recredited_span *)spans->items)[spans->count - 1];
    if (last != NULL && last->hi == span->lo && last->credit == span->credit &&
        ll_id_eq(last->lot_id.raw, span->lot_id.raw)) {
        last->hi = span->hi;
        return LL_OK;
    }
    struct ll_recredited_span *kept = ll_grow_add(spans);
    if (kept == NULL) {
        return no_memory(reterr);
    }
    *kept = *span;
    return LL_OK;
}

enum ll_status ll_recredit_runs(struct ll_ctx *ctx, const struct ll_lot_span *span,
                                struct ll_grow *runs, struct ll_err *reterr)
{
    struct ll_q_units_credited_in in = {span->lot_id, span->lo, span->hi};
    struct ll_q_units_credited_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_units_write_lots(ctx, &span->lot_id, 1, reterr));
    LL_TRY(ll_q_units_credited_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_units_credited_next(cursor, &row, reterr)) == LL_OK) {
        const struct ll_recredited_span run = {
            .credit = row.credit_g,
            .hi = row.hi < span->hi ? row.hi : span->hi,
            .lo = row.lo > span->lo ? row.lo : span->lo,
            .lot_id = span->lot_id,
        };
        status = add_span(runs, &run, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* ---- which units weigh less ---- */
/* The grams of each unit by the receipt: its span's share by its units, rounded down. */
static enum ll_status weighed(const struct ll_treatment_whole *whole,
                              const struct ll_q_units_weighed_row *row, int64_t *ret_credit_g,
                              struct ll_err *reterr)
{
    size_t lo = 0;
    size_t hi = whole->count;
    const struct ll_lot_span units = {row->hi, row->lo, row->lot_id};
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (ll_lot_span_cmp(&whole->spans[mid], &units) <= 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    const struct ll_lot_span *span = lo == 0 ? NULL : &whole->spans[lo - 1];
    if (span == NULL || !ll_id_eq(span->lot_id.raw, row->lot_id.raw) || span->hi < row->hi) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a receipt does not cover units that came by it");
    }
    return ll_measure_credit(whole->shares[lo - 1], (struct ll_units){span->hi - span->lo},
                             ret_credit_g, reterr);
}

static enum ll_status take_row(const struct ll_treatment_whole *whole,
                               const struct ll_q_units_weighed_row *row, struct ll_grow *spans,
                               struct ll_err *reterr)
{
    int64_t had_g = row->credit_g;
    struct ll_recredited_span span = {.hi = row->hi, .lo = row->lo, .lot_id = row->lot_id};
    if (!row->has_credit_g) {
        LL_TRY(ll_measure_credit(row->mass_g, row->accepted, &had_g, reterr));
    }
    LL_TRY(weighed(whole, row, &span.credit, reterr));
    if (span.credit >= had_g) {
        return LL_OK;
    }
    if (span.credit < 1) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "by what was weighed a unit is less than a gram");
        ll_err_hint(reterr, "units that count in grams weigh something: weigh and count again");
        return status;
    }
    return add_span(spans, &span, reterr);
}

/* ---- storing ---- */
struct programme {
    struct ll_programme_id id;
    struct ll_grow classes; /* of struct ll_str: of rules in grams, with a blank between */
    struct ll_grow spans;   /* of struct ll_recredited_span */
};

static enum ll_status store_programme(struct ll_ctx *ctx, struct ll_receipt_id receipt_id,
                                      const struct programme *programme, struct ll_grow *settles,
                                      struct ll_grow *units, struct ll_err *reterr)
{
    const struct ll_recredited_span *spans = programme->spans.items;
    struct ll_settle *settle = ll_grow_add(settles);
    int64_t *sum = ll_grow_add(units);
    if (settle == NULL || sum == NULL) {
        return no_memory(reterr);
    }
    *sum = 0;
    ll_settle_begin(ctx, programme->id, settle);
    for (size_t i = 0; i < programme->spans.count; i++) {
        const struct ll_lot_span at = {spans[i].hi, spans[i].lo, spans[i].lot_id};
        LL_TRY(ll_settle_recredit(settle, &at, spans[i].credit, reterr));
        *sum += at.hi - at.lo;
    }
    LL_TRY(ll_settle_before(settle, LL_STR("weighs-less"), reterr));
    struct ll_allocation_recredited body = {
        .programme_id = programme->id,
        .receipt_id = receipt_id,
        .recredited = ll_grow_list(&programme->spans),
        .rule_version = LL_RECREDIT_RULE_VERSION,
    };
    struct ll_event_meta meta = ll_event_begin(ctx);
    return ll_event_store(ctx, &meta, LL_EVENT_ALLOCATION_RECREDITED, &body, reterr);
}

/* The classes that serve demand in grams. */
static enum ll_status read_classes(struct ll_ctx *ctx, struct programme *programme,
                                   struct ll_err *reterr)
{
    struct ll_q_programme_rule_in in = {programme->id};
    struct ll_q_programme_rule_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_programme_rule_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_programme_rule_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_str *kept = row.has_grams_per_device ? ll_grow_add(&programme->classes) : NULL;
        if (kept != NULL) {
            *kept = ll_str_copy(ctx->arena, row.lot_classes);
        }
        if (row.has_grams_per_device && (kept == NULL || kept->ptr == NULL)) {
            status = no_memory(reterr);
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static bool counts_grams(const struct programme *programme, struct ll_str class_code)
{
    const struct ll_str *lists = programme->classes.items;
    for (size_t i = 0; i < programme->classes.count; i++) {
        struct ll_str words = lists[i];
        while (words.len > 0) {
            size_t end = ll_str_find_char(words, ' ');
            if (ll_str_eq(ll_str_sub(words, 0, end), class_code)) {
                return true;
            }
            words = ll_str_sub(words, end + 1, words.len);
        }
    }
    return false;
}

static enum ll_status begin_programme(struct ll_ctx *ctx, struct ll_programme_id id,
                                      struct ll_grow *programmes, struct programme **ret_programme,
                                      struct ll_err *reterr)
{
    struct ll_grow spans = LL_GROW(ctx->arena, struct ll_recredited_span);
    struct ll_grow classes = LL_GROW(ctx->arena, struct ll_str);
    struct programme *programme = ll_grow_add(programmes);
    if (programme == NULL) {
        return no_memory(reterr);
    }
    *programme = (struct programme){id, classes, spans};
    *ret_programme = programme;
    return read_classes(ctx, programme, reterr);
}

/* Rows come programme by programme. Where units came dismantled, perhaps only a part of them was
 * weighed: such a receipt says of none what it weighs. */
static enum ll_status read_units(struct ll_ctx *ctx, struct ll_receipt_id receipt_id,
                                 const struct ll_treatment_whole *whole, struct ll_grow *programmes,
                                 struct ll_err *reterr)
{
    struct ll_q_units_weighed_in in = {receipt_id};
    struct ll_q_units_weighed_row row;
    struct ll_store_cursor *cursor = NULL;
    struct programme *programme = NULL;
    LL_TRY(ll_q_units_weighed_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_units_weighed_next(cursor, &row, reterr)) == LL_OK) {
        if (row.stage == LL_STAGE_DISMANTLED) {
            programmes->count = 0;
            break;
        }
        if (programme == NULL || !ll_id_eq(programme->id.raw, row.programme_id.raw)) {
            status = begin_programme(ctx, row.programme_id, programmes, &programme, reterr);
            if (status != LL_OK) {
                break;
            }
        }
        if (!counts_grams(programme, row.class_code) || row.measure == LL_MEASURE_GRAMS) {
            continue;
        }
        status = take_row(whole, &row, &programme->spans, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

enum ll_status ll_recredit_store(struct ll_ctx *ctx, struct ll_receipt_id receipt_id,
                                 struct ll_mass mass, struct ll_recredit *ret_recredit,
                                 struct ll_err *reterr)
{
    struct ll_treatment_whole whole;
    struct ll_grow programmes = LL_GROW(ctx->arena, struct programme);
    struct ll_grow settles = LL_GROW(ctx->arena, struct ll_settle);
    struct ll_grow units = LL_GROW(ctx->arena, int64_t);
    /* Of what a sample left out nothing is credited: neither is its weight to those it binds. */
    LL_TRY(ll_treatment_bound_mass(ctx, receipt_id, mass, &mass, reterr));
    LL_TRY(ll_treatment_whole_of_receipt(ctx, receipt_id, mass, &whole, reterr));
    LL_TRY(read_units(ctx, receipt_id, &whole, &programmes, reterr));
    const struct programme *items = programmes.items;
    for (size_t i = 0; i < programmes.count; i++) {
        if (items[i].spans.count > 0) {
            LL_TRY(store_programme(ctx, receipt_id, &items[i], &settles, &units, reterr));
        }
    }
    *ret_recredit = (struct ll_recredit){ll_grow_list(&settles), ll_grow_list(&units)};
    return LL_OK;
}

enum ll_status ll_recredit_refill(struct ll_ctx *ctx, const struct ll_recredit *recredit,
                                  struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_settle *settles = recredit->settles.items;
    const int64_t *units = recredit->units.items;
    struct ll_json *list = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < recredit->settles.count; i++) {
        LL_TRY(ll_settle_refill(&settles[i], true, reterr));
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_id(ctx, item, "programme_id", "prg", settles[i].programme_id.raw);
        ll_answer_i64(ctx, item, "recredited_units", units[i]);
        ll_settle_answer(&settles[i], item);
        ll_json_append(ctx->arena, list, item);
    }
    if (recredit->settles.count > 0 && !ll_viewer_is_partial(ctx)) {
        ll_json_set(ctx->arena, answer, "recredited", list);
    }
    return LL_OK;
}
