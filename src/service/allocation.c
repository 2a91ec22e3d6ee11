/* allocation run, allocation preview: match what is open to what is free, and say why the rest
 * waits. */
#include "service/allocation.h"

#include "service/answer.h"
#include "service/board.h"
#include "service/event.h"
#include "service/find.h"
#include "service/page_input.h"
#include "store/q_demand.h"

#define WAITS_SHOWN_MAX 100 /* at once: `next` leads to the rest */
#define SERVES_SHOWN_MAX 200

/* The slice a row serves: rows come in the order of demand. */
static size_t demand_of(const struct ll_board *board, const struct ll_allocation *row, size_t from)
{
    size_t i = from;
    while (board->demand[i].line != row->line || row->line_span.lo < board->demand[i].open.lo ||
           row->line_span.lo >= board->demand[i].open.hi) {
        i++;
        LL_ASSERT(i < board->demand_count);
    }
    return i;
}

/* Units that were matched. */
static struct ll_amount sum_rows(const struct ll_board *board,
                                 const struct ll_allocate_result *result)
{
    struct ll_amount units = {0};
    for (size_t i = 0; i < result->row_count; i++) {
        ll_amount_add(&units, board->lot_facts[result->rows[i].lot].measure,
                      ll_span_len(result->rows[i].lot_span));
    }
    return units;
}

/* The event of a run: its rows, each telling whether it closes its lot or slice. */
static enum ll_status make_run(struct ll_ctx *ctx, struct ll_board *board,
                               const struct ll_allocate_result *result,
                               struct ll_allocation_run *ret_run, struct ll_amount *ret_units,
                               struct ll_err *reterr)
{
    struct ll_allocated_span *rows =
        LL_NEW_ARRAY(ctx->arena, struct ll_allocated_span, result->row_count);
    if (rows == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "the run does not fit into this command's memory");
    }
    size_t demand = 0;
    for (size_t i = 0; i < result->row_count; i++) {
        const struct ll_allocation *row = &result->rows[i];
        struct ll_board_lot *lot = &board->lots[board->lots[row->lot].base];
        struct ll_units length = {ll_span_len(row->lot_span)};
        demand = demand_of(board, row, demand);
        const struct ll_board_span *span = &board->spans[demand];
        lot->free -= length.n;
        board->slice_open[span->slice_index] -= ll_span_len(row->line_span);
        rows[i] = (struct ll_allocated_span){
            .credit = row->credit == 1 ? 0 : row->credit,
            .line_hi = row->credit == 1 ? 0 : row->line_span.hi,
            .line_lo = row->line_span.lo,
            .lot_accepted = lot->accepted,
            .lot_closed = lot->free == 0,
            .lot_hi = row->lot_span.hi,
            .lot_id = lot->id,
            .lot_lo = row->lot_span.lo,
            .order_line_id = board->lines[row->line].id,
            .slice_closed = board->slice_open[span->slice_index] == 0,
            .slice_hi = span->slice.hi,
            .slice_lo = span->slice.lo,
            .lot_number = lot->number,
        };
    }
    *ret_run = (struct ll_allocation_run){
        .allocations = {rows, result->row_count},
        .programme_id = board->programme_id,
        .rule_version = LL_ALLOCATE_RULE_VERSION,
    };
    *ret_units = sum_rows(board, result);
    return LL_OK;
}

enum ll_status ll_allocation_lock(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                  struct ll_err *reterr)
{
    struct ll_q_allocation_lock_in in = {programme_id};
    return ll_q_allocation_lock(ctx->store, &in, reterr);
}

enum ll_status ll_allocation_match(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                   struct ll_allocation_outcome *ret_outcome, struct ll_err *reterr)
{
    struct ll_board board;
    struct ll_allocate_input allocate;
    struct ll_allocate_result result;
    struct ll_allocation_outcome outcome = {.allocations = 0};
    LL_TRY(ll_allocation_lock(ctx, programme_id, reterr));
    LL_TRY(ll_hold_end_due(ctx, programme_id, &outcome.ended, reterr));
    LL_TRY(ll_board_match(ctx, programme_id, false, &board, &allocate, &result, reterr));
    if (result.row_count > 0) {
        struct ll_allocation_run run;
        LL_TRY(make_run(ctx, &board, &result, &run, &outcome.units, reterr));
        struct ll_event_meta meta = ll_event_begin(ctx);
        LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_ALLOCATION_RUN, &run, reterr));
        outcome.event_id = meta.event_id;
    }
    outcome.allocations = (int64_t)result.row_count;
    outcome.still_open = ll_board_open(&board, &result, LL_MEASURE_PIECES);
    outcome.still_open_g = ll_board_open(&board, &result, LL_MEASURE_GRAMS);
    *ret_outcome = outcome;
    return LL_OK;
}

void ll_allocation_answer_open(struct ll_ctx *ctx, int64_t units, int64_t grams,
                               struct ll_json *answer)
{
    ll_answer_i64(ctx, answer, "still_open_units", units);
    if (grams > 0) {
        ll_answer_i64(ctx, answer, "still_open_g", grams);
    }
}

/* ---- services ---- */
struct allocation_input {
    struct ll_str programme;
};
static const struct ll_field allocation_fields[] = {
    LL_MEMBER(allocation_input, programme, LL_REQ(REF), .operand = true,
              .help = "programme, by code or id"),
};
static const struct ll_record allocation_record =
    LL_RECORD("allocation", allocation_input, allocation_fields);

static enum ll_status run_allocation(struct ll_ctx *ctx, const void *input,
                                     struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct allocation_input *in = input;
    struct ll_q_programme_by_id_row programme;
    LL_TRY(ll_find_programme(ctx, in->programme, &programme, reterr));
    struct ll_allocation_outcome outcome;
    LL_TRY(ll_allocation_match(ctx, programme.programme_id, &outcome, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    if (outcome.allocations > 0) {
        ll_answer_id(ctx, answer, "event_id", "evt", outcome.event_id.raw);
    }
    if (outcome.ended.holds > 0) {
        ll_answer_i64(ctx, answer, "expired_holds", outcome.ended.holds);
        ll_answer_amount(ctx, answer, "released_units", "released_g", outcome.ended.released_units);
    }
    ll_answer_i64(ctx, answer, "allocations", outcome.allocations);
    ll_answer_amount(ctx, answer, "units", "mass_g", outcome.units);
    ll_allocation_answer_open(ctx, outcome.still_open, outcome.still_open_g, answer);
    return ll_answer_done(answer, ret_answer, reterr);
}

static struct ll_json *wait_to_json(struct ll_ctx *ctx, const struct ll_board *board,
                                    const struct ll_allocate_wait *wait)
{
    const struct ll_allocate_demand *demand = &board->demand[wait->demand];
    struct ll_json *item = ll_answer_object(ctx);
    ll_answer_text(ctx, item, "order_line", board->lines[demand->line].code);
    ll_answer_id(ctx, item, "order_line_id", "ord", board->lines[demand->line].id.raw);
    ll_answer_i64(ctx, item, "lo", wait->open.lo);
    ll_answer_i64(ctx, item, "hi", wait->open.hi);
    bool in_grams = board->restrictions[demand->restriction].measure == LL_MEASURE_GRAMS;
    ll_answer_i64(ctx, item, in_grams ? "mass_g" : "units", ll_span_len(wait->open));
    ll_json_set_cstr(ctx->arena, item, "why", ll_wait_text(wait->reason));
    if (wait->without_class.n > 0) {
        ll_answer_i64(ctx, item, in_grams ? "free_of_other_class_g" : "free_of_other_class_units",
                      wait->without_class.n);
    }
    if (wait->without_country.n > 0) {
        ll_answer_i64(ctx, item,
                      in_grams ? "free_of_other_country_g" : "free_of_other_country_units",
                      wait->without_country.n);
    }
    if (wait->without_vintage.n > 0) {
        ll_answer_i64(ctx, item,
                      in_grams ? "free_of_other_vintage_g" : "free_of_other_vintage_units",
                      wait->without_vintage.n);
    }
    if (wait->without_funder.n > 0) {
        ll_answer_i64(ctx, item, in_grams ? "free_of_other_funder_g" : "free_of_other_funder_units",
                      wait->without_funder.n);
    }
    if (wait->without_measure.n > 0) { /* in the measure of the lots: the other one */
        ll_answer_i64(ctx, item, in_grams ? "free_but_too_light_units" : "free_but_uncounted_g",
                      wait->without_measure.n);
    }
    if (wait->without_standard.n > 0) {
        ll_answer_i64(ctx, item,
                      in_grams ? "free_without_standard_g" : "free_without_standard_units",
                      wait->without_standard.n);
    }
    return item;
}

/* Parts of one line that stand side by side and wait for the same are told as one. */
static size_t join_waits(const struct ll_board *board, struct ll_allocate_wait *waits, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct ll_allocate_wait *wait = &waits[i];
        struct ll_allocate_wait *last = kept == 0 ? NULL : &waits[kept - 1];
        bool is_same = last != NULL && last->open.hi == wait->open.lo &&
                       last->reason == wait->reason &&
                       board->demand[last->demand].line == board->demand[wait->demand].line &&
                       last->without_class.n == wait->without_class.n &&
                       last->without_country.n == wait->without_country.n &&
                       last->without_vintage.n == wait->without_vintage.n &&
                       last->without_funder.n == wait->without_funder.n &&
                       last->without_standard.n == wait->without_standard.n &&
                       last->without_measure.n == wait->without_measure.n;
        if (is_same) {
            last->open.hi = wait->open.hi;
        } else {
            waits[kept++] = *wait;
        }
    }
    return kept;
}

/* What would be matched, by order line: rows of one line stand side by side for each of its
 * slices. */
static struct ll_json *serves_to_json(struct ll_ctx *ctx, const struct ll_board *board,
                                      const struct ll_allocate_result *result, int64_t *ret_left)
{
    struct ll_json *items = ll_json_new_array(ctx->arena);
    *ret_left = 0;
    for (size_t from = 0, to = 0; from < result->row_count; from = to) {
        uint32_t line = result->rows[from].line;
        struct ll_amount units = {0};
        for (to = from; to < result->row_count && result->rows[to].line == line; to++) {
            ll_amount_add(&units, board->lot_facts[result->rows[to].lot].measure,
                          ll_span_len(result->rows[to].lot_span));
        }
        if (items == NULL || items->count == SERVES_SHOWN_MAX) {
            (*ret_left)++;
            continue;
        }
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "order_line", board->lines[line].code);
        ll_answer_id(ctx, item, "order_line_id", "ord", board->lines[line].id.raw);
        ll_answer_i64(ctx, item, "allocations", (int64_t)(to - from));
        ll_answer_amount(ctx, item, "units", "mass_g", units);
        ll_json_append(ctx->arena, items, item);
    }
    return items;
}

struct preview_input {
    struct ll_str after;
    struct ll_str programme;
};
static const struct ll_field preview_fields[] = {
    LL_PAGE_AFTER(preview_input),
    LL_MEMBER(preview_input, programme, LL_REQ(REF), .operand = true,
              .help = "programme, by code or id"),
};
static const struct ll_record preview_record =
    LL_RECORD("allocation_preview", preview_input, preview_fields);

/* How many waiting spans were shown before: their count is the place of a page. */
static enum ll_status read_after(struct ll_str after, size_t *ret_from, struct ll_err *reterr)
{
    int64_t from = 0;
    if (after.len > 0 && (ll_str_to_i64(after, &from) != LL_OK || from < 0)) {
        return LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no place to go on after", LL_STR_ARG(after));
    }
    *ret_from = (size_t)from;
    return LL_OK;
}

static void answer_waits(struct ll_ctx *ctx, const struct ll_board *board,
                         const struct ll_allocate_wait *waits, size_t count, size_t from,
                         struct ll_json *answer)
{
    struct ll_json *items = ll_json_new_array(ctx->arena);
    size_t i = from;
    for (; i < count && i - from < WAITS_SHOWN_MAX; i++) {
        ll_json_append(ctx->arena, items, wait_to_json(ctx, board, &waits[i]));
    }
    ll_answer_i64(ctx, answer, "waiting_spans", (int64_t)count);
    if (from > 0) {
        ll_answer_i64(ctx, answer, "waiting_from", (int64_t)from);
    }
    ll_json_set(ctx->arena, answer, "waiting", items);
    if (i < count) {
        struct ll_strbuf place;
        struct ll_str next = {0};
        ll_strbuf_init(&place, ctx->arena, 32);
        ll_strbuf_i64(&place, (int64_t)i);
        if (ll_strbuf_finish(&place, &next, NULL) == LL_OK) {
            ll_answer_text(ctx, answer, "next", next);
        }
    }
}

static enum ll_status preview_allocation(struct ll_ctx *ctx, const void *input,
                                         struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct preview_input *in = input;
    struct ll_q_programme_by_id_row programme;
    size_t from = 0;
    LL_TRY(read_after(in->after, &from, reterr));
    LL_TRY(ll_find_programme(ctx, in->programme, &programme, reterr));
    struct ll_programme_id programme_id = programme.programme_id;
    struct ll_board board;
    struct ll_allocate_input allocate;
    struct ll_allocate_result result;
    LL_TRY(ll_board_match(ctx, programme_id, true, &board, &allocate, &result, reterr));
    struct ll_allocate_wait *waits = NULL;
    size_t wait_count = 0;
    LL_TRY(ll_allocate_waits(ctx->arena, &allocate, &result, &waits, &wait_count, reterr));
    wait_count = join_waits(&board, waits, wait_count);
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "allocations", (int64_t)result.row_count);
    ll_answer_amount(ctx, answer, "units", "mass_g", sum_rows(&board, &result));
    ll_allocation_answer_open(ctx, ll_board_open(&board, &result, LL_MEASURE_PIECES),
                              ll_board_open(&board, &result, LL_MEASURE_GRAMS), answer);
    int64_t left = 0;
    ll_json_set(ctx->arena, answer, "serves", serves_to_json(ctx, &board, &result, &left));
    if (left > 0) {
        ll_answer_i64(ctx, answer, "serves_left", left);
    }
    answer_waits(ctx, &board, waits, wait_count, from, answer);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_allocation_run = {
    .noun = "allocation",
    .verb = "run",
    .help = "match open demand to free units, in queue order",
    .details =
        "Each open part of a demand, in the order in which it was accepted, takes free units of "
        "the first lots in the queue that fit its class, countries, vintage and funder. "
        "Holds whose last day is over are ended first. Nothing that is allocated is moved. What is "
        "matched is provisional until a "
        "certificate cites it.",
    .input = &allocation_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_allocation,
};

const struct ll_service ll_service_allocation_preview = {
    .noun = "allocation",
    .verb = "preview",
    .help = "what a run would match now, and why the rest waits",
    .input = &preview_record,
    .mode = LL_SERVICE_READ,
    .run = preview_allocation,
};
