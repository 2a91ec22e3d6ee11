/* Reading the board of a programme. */
#include "service/board.h"

#include "service/board_standard.h"

#include "core/measure.h"
#include "service/grow.h"
#include "store/q_allocate.h"
#include "store/q_demand.h"

#include <string.h>

#define LOTS_MAX 4000000
#define SLICES_MAX 10000000

/* Room for one more thing: doubles an array in the arena. */
static void *grow(struct ll_arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return items;
    }
    size_t larger = *capacity == 0 ? 64 : *capacity * 2;
    char *copy = ll_arena_alloc(arena, larger, size);
    if (copy == NULL) {
        return NULL;
    }
    if (count > 0) {
        memcpy(copy, items, count * size);
    }
    *capacity = larger;
    return copy;
}

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "the run does not fit into this command's memory");
}

static enum ll_status load_classes(struct ll_ctx *ctx, struct ll_board *board,
                                   struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_class_code_all_open(ctx->store, ctx->arena, &cursor, reterr));
    struct ll_q_class_code_all_row row;
    enum ll_status status;
    while ((status = ll_q_class_code_all_next(cursor, &row, reterr)) == LL_OK) {
        if (board->class_count > LL_CLASS_NUMBER_MAX) {
            status = LL_FAIL(reterr, LL_ELIMIT, "there are more than %d device classes",
                             LL_CLASS_NUMBER_MAX + 1);
            break;
        }
        struct ll_str code = ll_str_copy(ctx->arena, row.class_code);
        if (code.ptr == NULL) {
            status = no_memory(reterr);
            break;
        }
        board->classes[board->class_count++] = code;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status class_number(const struct ll_board *board, struct ll_str code,
                                   uint8_t *ret_number, struct ll_err *reterr)
{
    for (size_t i = 0; i < board->class_count; i++) {
        if (ll_str_eq(board->classes[i], code)) {
            *ret_number = (uint8_t)i;
            return LL_OK;
        }
    }
    return LL_FAIL(reterr, LL_ECORRUPT, "class '%.*s' is used but not defined", LL_STR_ARG(code));
}

/* The next word of a text with single blanks between words; false at the end. */
static bool next_word(struct ll_str *text, struct ll_str *ret_word)
{
    if (text->len == 0) {
        return false;
    }
    size_t end = ll_str_find_char(*text, ' ');
    *ret_word = ll_str_sub(*text, 0, end);
    *text = ll_str_sub(*text, end + 1, text->len);
    return true;
}

/* Which lot classes serve each demand class: masks by demand class number. */
static enum ll_status load_rules(struct ll_ctx *ctx, const struct ll_board *board,
                                 uint64_t masks[LL_CLASS_NUMBER_MAX + 1], struct ll_err *reterr)
{
    struct ll_q_programme_rule_in in = {board->programme_id};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_programme_rule_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    struct ll_q_programme_rule_row row;
    enum ll_status status;
    while ((status = ll_q_programme_rule_next(cursor, &row, reterr)) == LL_OK) {
        uint8_t demand_class = 0;
        status = class_number(board, row.demand_class, &demand_class, reterr);
        struct ll_str rest = row.lot_classes;
        struct ll_str word;
        while (status == LL_OK && next_word(&rest, &word)) {
            uint8_t lot_class = 0;
            status = class_number(board, word, &lot_class, reterr);
            masks[demand_class] |= UINT64_C(1) << lot_class;
        }
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status funder_number(struct ll_ctx *ctx, struct ll_board *board, bool has_funder,
                                    struct ll_organisation_id funder, uint32_t *ret_number,
                                    struct ll_err *reterr)
{
    *ret_number = 0;
    if (!has_funder) {
        return LL_OK;
    }
    for (size_t i = 0; i < board->funder_count; i++) {
        if (ll_id_eq(board->funders[i].raw, funder.raw)) {
            *ret_number = (uint32_t)i + 1;
            return LL_OK;
        }
    }
    board->funders = grow(ctx->arena, board->funders, board->funder_count, &board->funder_capacity,
                          sizeof(*board->funders));
    if (board->funders == NULL) {
        return no_memory(reterr);
    }
    board->funders[board->funder_count++] = funder;
    *ret_number = (uint32_t)board->funder_count;
    return LL_OK;
}

static enum ll_status read_countries(struct ll_ctx *ctx, struct ll_str text,
                                     struct ll_restriction *restriction, struct ll_err *reterr)
{
    size_t count = (text.len + 1) / 3;
    struct ll_country *countries = LL_NEW_ARRAY(ctx->arena, struct ll_country, count);
    if (countries == NULL) {
        return no_memory(reterr);
    }
    struct ll_str word;
    for (size_t i = 0; i < count && next_word(&text, &word); i++) {
        if (word.len != 2) {
            return LL_FAIL(reterr, LL_ECORRUPT, "an order line names the country '%.*s'",
                           LL_STR_ARG(word));
        }
        memcpy(countries[i].code, word.ptr, 2);
    }
    restriction->countries = countries;
    restriction->country_count = count;
    return LL_OK;
}

static enum ll_status add_line(struct ll_ctx *ctx, struct ll_board *board, size_t *capacity,
                               size_t *restriction_capacity, const uint64_t *masks,
                               const struct ll_q_order_line_of_programme_row *row,
                               struct ll_err *reterr)
{
    board->lines =
        grow(ctx->arena, board->lines, board->line_count, capacity, sizeof(*board->lines));
    board->restrictions = grow(ctx->arena, board->restrictions, board->restriction_count,
                               restriction_capacity, sizeof(*board->restrictions));
    if (board->lines == NULL || board->restrictions == NULL) {
        return no_memory(reterr);
    }
    uint8_t demand_class = 0;
    struct ll_restriction restriction = {
        .has_vintage_from = row->has_vintage_from,
        .has_vintage_to = row->has_vintage_to,
        .vintage_from = row->vintage_from,
        .vintage_to = row->vintage_to,
        .funder_rule = row->has_funder_id ? LL_FUNDER_ONLY : LL_FUNDER_NONE,
        .measure = row->measure,
    };
    LL_TRY(class_number(board, row->class_code, &demand_class, reterr));
    restriction.class_mask = masks[demand_class];
    LL_TRY(
        funder_number(ctx, board, row->has_funder_id, row->funder_id, &restriction.funder, reterr));
    LL_TRY(read_countries(ctx, row->countries, &restriction, reterr));
    if (row->has_standard) {
        LL_TRY(ll_board_standard(ctx, board, row->standard, &restriction.standards, reterr));
    }
    struct ll_board_line *line = &board->lines[board->line_count++];
    line->id = row->order_line_id;
    line->code = ll_str_copy(ctx->arena, row->code);
    line->restriction = (uint32_t)board->restriction_count;
    board->restrictions[board->restriction_count++] = restriction;
    return line->code.ptr != NULL ? LL_OK : no_memory(reterr);
}

/* Order lines, sorted by id so that slices find theirs. The allocator joins equal restrictions. */
static enum ll_status load_lines(struct ll_ctx *ctx, struct ll_board *board, struct ll_err *reterr)
{
    uint64_t masks[LL_CLASS_NUMBER_MAX + 1] = {0};
    LL_TRY(load_rules(ctx, board, masks, reterr));
    struct ll_q_order_line_of_programme_in in = {board->programme_id};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_order_line_of_programme_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    struct ll_q_order_line_of_programme_row row;
    size_t capacity = 0;
    size_t restriction_capacity = 0;
    enum ll_status status;
    while ((status = ll_q_order_line_of_programme_next(cursor, &row, reterr)) == LL_OK) {
        status = add_line(ctx, board, &capacity, &restriction_capacity, masks, &row, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static bool find_line(const struct ll_board *board, struct ll_order_line_id id, uint32_t *ret_line)
{
    size_t lo = 0;
    size_t hi = board->line_count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = ll_id_cmp(board->lines[mid].id.raw, id.raw);
        if (order == 0) {
            *ret_line = (uint32_t)mid;
            return true;
        }
        if (order < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return false;
}

static enum ll_status add_supply(struct ll_ctx *ctx, struct ll_board *board, uint32_t lot,
                                 int64_t lo, int64_t hi, struct ll_err *reterr)
{
    if (lo >= hi) {
        return LL_OK;
    }
    board->supply = grow(ctx->arena, board->supply, board->supply_count, &board->supply_capacity,
                         sizeof(*board->supply));
    if (board->supply == NULL) {
        return no_memory(reterr);
    }
    board->supply[board->supply_count++] =
        (struct ll_allocate_supply){.lot = lot, .free = {lo, hi}};
    board->lots[board->lots[lot].base].free += hi - lo;
    return LL_OK;
}

/* Spans of the lots read that are not free, in the order of the lots: what is allocated, or what
 * was lost, diverted, returned or seized. */
struct taken {
    struct ll_store_cursor *cursor;
    enum ll_status (*next)(struct taken *taken, struct ll_err *reterr);
    bool waiting; /* a row was read whose lot or turn has not come yet */
    struct ll_lot_id lot_id;
    struct ll_span span;
};

#define NEXT_TAKEN(query, lo_column, hi_column)                                                    \
    static enum ll_status next_##query(struct taken *taken, struct ll_err *reterr)                 \
    {                                                                                              \
        struct ll_q_##query##_row row;                                                             \
        LL_TRY(ll_q_##query##_next(taken->cursor, &row, reterr));                                  \
        taken->lot_id = row.lot_id;                                                                \
        taken->span = (struct ll_span){row.lo_column, row.hi_column};                              \
        return LL_OK;                                                                              \
    }
NEXT_TAKEN(open_lot_allocation_all, lot_lo, lot_hi)
NEXT_TAKEN(open_lot_removed_all, lo, hi)

static enum ll_status open_taken(struct ll_ctx *ctx, const struct ll_board *board,
                                 struct taken ret_taken[2], struct ll_err *reterr)
{
    struct ll_q_open_lot_allocation_all_in in = {board->programme_id};
    struct ll_q_open_lot_removed_all_in removed_in = {board->programme_id};
    ret_taken[0].next = next_open_lot_allocation_all;
    ret_taken[1].next = next_open_lot_removed_all;
    LL_TRY(ll_q_open_lot_allocation_all_open(ctx->store, ctx->arena, &in, &ret_taken[0].cursor,
                                             reterr));
    return ll_q_open_lot_removed_all_open(ctx->store, ctx->arena, &removed_in, &ret_taken[1].cursor,
                                          reterr);
}

/* Has this source a span of the lot? Then it waits in `taken`. */
static enum ll_status peek(struct taken *taken, struct ll_lot_id lot_id, bool *ret_has,
                           struct ll_err *reterr)
{
    if (!taken->waiting && taken->next != NULL) {
        enum ll_status status = taken->next(taken, reterr);
        if (status == LL_EEND) {
            taken->next = NULL;
        } else {
            LL_TRY(status);
            taken->waiting = true;
        }
    }
    *ret_has = taken->waiting && ll_id_eq(taken->lot_id.raw, lot_id.raw);
    return LL_OK;
}

/* The class of the unit at `lo` of a lot, and where another begins at the latest. */
static uint8_t class_at(const struct ll_board *board, uint32_t lot, int64_t lo, int64_t *hi)
{
    for (size_t i = board->lots[lot].reclassified; i < board->reclassified_count; i++) {
        const struct ll_board_reclassified *one = &board->reclassified[i];
        if (!ll_id_eq(one->lot_id.raw, board->lots[lot].id.raw)) {
            break;
        }
        if (one->span.hi > lo) {
            bool inside = one->span.lo <= lo;
            int64_t end = inside ? one->span.hi : one->span.lo;
            *hi = end < *hi ? end : *hi;
            return inside ? one->class_number : board->lot_facts[lot].class_number;
        }
    }
    return board->lot_facts[lot].class_number;
}

/* Of free units those of each class, class by class: supply comes in the order of the lots. */
static enum ll_status add_classed(struct ll_ctx *ctx, struct ll_board *board, uint32_t lot,
                                  const struct ll_grow *free, struct ll_err *reterr)
{
    const struct ll_span *spans = free->items;
    for (uint32_t of = lot; of < board->lot_count && board->lots[of].base == lot; of++) {
        for (size_t i = 0; i < free->count; i++) {
            for (int64_t lo = spans[i].lo; lo < spans[i].hi;) {
                int64_t hi = spans[i].hi;
                if (class_at(board, lot, lo, &hi) == board->lot_facts[of].class_number) {
                    LL_TRY(add_supply(ctx, board, of, lo, hi, reterr));
                }
                lo = hi;
            }
        }
    }
    return LL_OK;
}

static enum ll_status keep_free(struct ll_grow *free, int64_t lo, int64_t hi, struct ll_err *reterr)
{
    struct ll_span *span = lo < hi ? ll_grow_add(free) : NULL;
    if (span == NULL) {
        return lo < hi ? no_memory(reterr) : LL_OK;
    }
    *span = (struct ll_span){lo, hi};
    return LL_OK;
}

/* The units of a lot between what is taken of it. A final allocation may lie on removed units. */
static enum ll_status add_free(struct ll_ctx *ctx, struct ll_board *board, uint32_t lot,
                               struct taken taken[2], struct ll_err *reterr)
{
    bool classed = lot + 1 < board->lot_count && board->lots[lot + 1].base == lot;
    struct ll_grow free = LL_GROW(ctx->arena, struct ll_span);
    int64_t next = 0;
    for (;;) {
        bool has[2];
        LL_TRY(peek(&taken[0], board->lots[lot].id, &has[0], reterr));
        LL_TRY(peek(&taken[1], board->lots[lot].id, &has[1], reterr));
        if (!has[0] && !has[1] && classed) {
            LL_TRY(keep_free(&free, next, board->lots[lot].accepted, reterr));
            return add_classed(ctx, board, lot, &free, reterr);
        }
        if (!has[0] && !has[1]) {
            return add_supply(ctx, board, lot, next, board->lots[lot].accepted, reterr);
        }
        struct taken *first =
            has[0] && (!has[1] || taken[0].span.lo <= taken[1].span.lo) ? &taken[0] : &taken[1];
        LL_TRY(classed ? keep_free(&free, next, first->span.lo, reterr)
                       : add_supply(ctx, board, lot, next, first->span.lo, reterr));
        next = first->span.hi > next ? first->span.hi : next;
        first->waiting = false;
    }
}

/* What is free of every lot: two queries for all of them, since a query a lot costs more than the
 * rest of a run where the store is not in this process. */
static enum ll_status load_free(struct ll_ctx *ctx, struct ll_board *board, struct ll_err *reterr)
{
    struct taken taken[2] = {{.cursor = NULL}, {.cursor = NULL}};
    enum ll_status status = open_taken(ctx, board, taken, reterr);
    for (size_t i = 0; status == LL_OK && i < board->lot_count; i++) {
        if (board->lots[i].base != i) {
            continue;
        }
        status = add_free(ctx, board, (uint32_t)i, taken, reterr);
    }
    ll_store_query_close(taken[1].cursor);
    ll_store_query_close(taken[0].cursor);
    return status;
}

static enum ll_status load_reclassified(struct ll_ctx *ctx, struct ll_board *board,
                                        struct ll_err *reterr)
{
    struct ll_q_lot_reclassified_all_in in = {board->programme_id};
    struct ll_q_lot_reclassified_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_lot_reclassified_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_lot_reclassified_all_next(cursor, &row, reterr)) == LL_OK) {
        board->reclassified = grow(ctx->arena, board->reclassified, board->reclassified_count,
                                   &board->reclassified_capacity, sizeof(*board->reclassified));
        if (board->reclassified == NULL) {
            status = no_memory(reterr);
            break;
        }
        struct ll_board_reclassified *one = &board->reclassified[board->reclassified_count++];
        *one = (struct ll_board_reclassified){.lot_id = row.lot_id, .span = {row.lo, row.hi}};
        status = class_number(board, row.class_code, &one->class_number, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status put_lot(struct ll_ctx *ctx, struct ll_board *board, size_t capacity[2],
                              const struct ll_board_lot *lot, const struct ll_allocate_lot *facts,
                              struct ll_err *reterr)
{
    if (board->lot_count == LOTS_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "more than %d lots are open", LOTS_MAX);
    }
    board->lots =
        grow(ctx->arena, board->lots, board->lot_count, &capacity[0], sizeof(*board->lots));
    board->lot_facts = grow(ctx->arena, board->lot_facts, board->lot_count, &capacity[1],
                            sizeof(*board->lot_facts));
    if (board->lots == NULL || board->lot_facts == NULL) {
        return no_memory(reterr);
    }
    board->lots[board->lot_count] = *lot;
    board->lot_facts[board->lot_count++] = *facts;
    return LL_OK;
}

/* Units of the lot that are of other classes stand behind it, a class once. */
static enum ll_status put_classes(struct ll_ctx *ctx, struct ll_board *board, size_t capacity[2],
                                  struct ll_board_lot *lot, struct ll_allocate_lot *facts,
                                  struct ll_err *reterr)
{
    size_t lo = 0;
    for (size_t hi = board->reclassified_count; lo < hi;) {
        size_t mid = lo + (hi - lo) / 2;
        if (ll_id_cmp(board->reclassified[mid].lot_id.raw, lot->id.raw) < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    lot->reclassified = lo;
    LL_TRY(put_lot(ctx, board, capacity, lot, facts, reterr));
    for (size_t i = lo;
         i < board->reclassified_count && ll_id_eq(board->reclassified[i].lot_id.raw, lot->id.raw);
         i++) {
        bool known = false;
        for (size_t k = lot->base; k < board->lot_count; k++) {
            known =
                known || board->lot_facts[k].class_number == board->reclassified[i].class_number;
        }
        facts->class_number = board->reclassified[i].class_number;
        if (!known) {
            LL_TRY(put_lot(ctx, board, capacity, lot, facts, reterr));
        }
    }
    return LL_OK;
}

static enum ll_status read_country(struct ll_str text, struct ll_allocate_lot *facts,
                                   struct ll_err *reterr)
{
    if (text.len != sizeof(facts->country.code)) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a lot has the country '%.*s'", LL_STR_ARG(text));
    }
    memcpy(facts->country.code, text.ptr, text.len);
    return LL_OK;
}

static enum ll_status add_lot(struct ll_ctx *ctx, struct ll_board *board, size_t capacity[2],
                              const struct ll_q_open_lot_all_row *row, struct ll_err *reterr)
{
    struct ll_allocate_lot facts = {
        .vintage = row->vintage, .eligible = row->eligible, .measure = row->measure};
    if (row->accepted > 0) {
        LL_TRY(ll_measure_credit(row->mass_g, (struct ll_units){row->accepted}, &facts.credit_g,
                                 reterr));
    }
    LL_TRY(class_number(board, row->class_code, &facts.class_number, reterr));
    LL_TRY(funder_number(ctx, board, row->has_funder_id, row->funder_id, &facts.funder, reterr));
    LL_TRY(read_country(row->country, &facts, reterr));
    if (row->public_number.len != sizeof(((struct ll_board_lot *)NULL)->number)) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a lot has a public number of %zu bytes",
                       row->public_number.len);
    }
    struct ll_board_lot lot = {
        .id = row->lot_id, .accepted = row->accepted, .base = board->lot_count};
    memcpy(lot.number, row->public_number.ptr, sizeof(lot.number));
    return put_classes(ctx, board, capacity, &lot, &facts, reterr);
}

static enum ll_status load_open_lots(struct ll_ctx *ctx, struct ll_board *board, size_t capacity[2],
                                     struct ll_err *reterr)
{
    struct ll_q_open_lot_all_in in = {board->programme_id};
    struct ll_q_open_lot_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_open_lot_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_open_lot_all_next(cursor, &row, reterr)) == LL_OK) {
        status = add_lot(ctx, board, capacity, &row, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* Lots without free units, once each kind that a restriction can tell from others: what tells
 * "used up" from "not there" is that there was one, not how many. */
static enum ll_status load_used_up(struct ll_ctx *ctx, struct ll_board *board, size_t capacity[2],
                                   struct ll_err *reterr)
{
    struct ll_q_used_up_lot_kinds_in in = {board->programme_id};
    struct ll_q_used_up_lot_kinds_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_used_up_lot_kinds_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_used_up_lot_kinds_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_board_lot lot = {.base = board->lot_count};
        struct ll_allocate_lot facts = {.vintage = row.vintage,
                                        .eligible = true,
                                        .measure = row.measure,
                                        .credit_g =
                                            row.measure == LL_MEASURE_GRAMS || row.is_credited};
        status = class_number(board, row.class_code, &facts.class_number, reterr);
        if (status == LL_OK) {
            status =
                funder_number(ctx, board, row.has_funder_id, row.funder_id, &facts.funder, reterr);
        }
        if (status == LL_OK) {
            status = read_country(row.country, &facts, reterr);
        }
        if (status == LL_OK) {
            status = put_lot(ctx, board, capacity, &lot, &facts, reterr);
        }
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* Lots that may have free units; for a preview those that are used up stand behind them. */
static enum ll_status load_lots(struct ll_ctx *ctx, struct ll_board *board, bool used_up,
                                struct ll_err *reterr)
{
    size_t capacity[2] = {0};
    LL_TRY(load_reclassified(ctx, board, reterr));
    LL_TRY(load_open_lots(ctx, board, capacity, reterr));
    if (used_up) {
        LL_TRY(load_used_up(ctx, board, capacity, reterr));
    }
    return load_free(ctx, board, reterr);
}

static enum ll_status add_demand(struct ll_ctx *ctx, struct ll_board *board, uint32_t line,
                                 struct ll_span slice, int64_t lo, int64_t hi,
                                 size_t *span_capacity, struct ll_err *reterr)
{
    if (lo >= hi) {
        return LL_OK;
    }
    board->demand = grow(ctx->arena, board->demand, board->demand_count, &board->demand_capacity,
                         sizeof(*board->demand));
    board->spans =
        grow(ctx->arena, board->spans, board->demand_count, span_capacity, sizeof(*board->spans));
    if (board->demand == NULL || board->spans == NULL) {
        return no_memory(reterr);
    }
    board->spans[board->demand_count] = (struct ll_board_span){slice, board->slice_count - 1};
    board->demand[board->demand_count++] = (struct ll_allocate_demand){
        .line = line, .restriction = board->lines[line].restriction, .open = {lo, hi}};
    board->slice_open[board->slice_count - 1] += hi - lo;
    return LL_OK;
}

/* The open slices, and what is allocated or voided of them, in the same order. */
struct open_slices {
    struct ll_store_cursor *slices;
    struct ll_store_cursor *taken;
    bool waiting; /* a row was read whose slice has not come yet */
    struct ll_q_open_slice_taken_all_row row;
    size_t span_capacity;
};

/* The positions of one slice between those that are allocated or voided. */
static enum ll_status add_open(struct ll_ctx *ctx, struct ll_board *board, struct open_slices *open,
                               const struct ll_q_open_slice_all_row *slice, struct ll_err *reterr)
{
    uint32_t line = 0;
    if (!find_line(board, slice->order_line_id, &line)) {
        return LL_FAIL(reterr, LL_ECORRUPT,
                       "an open slice belongs to no order line of its programme");
    }
    if (board->slice_count == SLICES_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "more than %d demand slices are open", SLICES_MAX);
    }
    board->slice_open = grow(ctx->arena, board->slice_open, board->slice_count,
                             &board->slice_capacity, sizeof(*board->slice_open));
    if (board->slice_open == NULL) {
        return no_memory(reterr);
    }
    board->slice_open[board->slice_count++] = 0;
    struct ll_span whole = {slice->lo, slice->hi};
    int64_t next = slice->lo;
    for (;;) {
        enum ll_status status =
            open->waiting ? LL_OK : ll_q_open_slice_taken_all_next(open->taken, &open->row, reterr);
        open->waiting = status == LL_OK;
        if (status == LL_EEND ||
            (status == LL_OK && (!ll_id_eq(open->row.order_line_id.raw, slice->order_line_id.raw) ||
                                 open->row.slice_lo != slice->lo))) {
            return add_demand(ctx, board, line, whole, next, slice->hi, &open->span_capacity,
                              reterr);
        }
        LL_TRY(status);
        LL_TRY(add_demand(ctx, board, line, whole, next, open->row.line_lo, &open->span_capacity,
                          reterr));
        next = open->row.line_hi;
        open->waiting = false;
    }
}

static enum ll_status load_slices(struct ll_ctx *ctx, struct ll_board *board, struct ll_err *reterr)
{
    struct ll_q_open_slice_all_in in = {board->programme_id};
    struct ll_q_open_slice_taken_all_in taken_in = {board->programme_id};
    struct open_slices open = {0};
    LL_TRY(ll_q_open_slice_all_open(ctx->store, ctx->arena, &in, &open.slices, reterr));
    enum ll_status status =
        ll_q_open_slice_taken_all_open(ctx->store, ctx->arena, &taken_in, &open.taken, reterr);
    while (status == LL_OK) {
        struct ll_q_open_slice_all_row row;
        status = ll_q_open_slice_all_next(open.slices, &row, reterr);
        if (status == LL_OK) {
            status = add_open(ctx, board, &open, &row, reterr);
        }
    }
    ll_store_query_close(open.taken);
    ll_store_query_close(open.slices);
    return status == LL_EEND ? LL_OK : status;
}

/* More is free, or open, than one run takes: one lot or line beyond all reason, most likely. */
static void hint_largest(const struct ll_board *board, struct ll_err *reterr)
{
    const struct ll_allocate_supply *most = NULL;
    const struct ll_allocate_demand *widest = NULL;
    char lot[LL_ID_TEXT_MAX];
    for (size_t i = 0; i < board->supply_count; i++) {
        const struct ll_allocate_supply *one = &board->supply[i];
        most = most == NULL || ll_span_len(one->free) > ll_span_len(most->free) ? one : most;
    }
    for (size_t i = 0; i < board->demand_count; i++) {
        const struct ll_allocate_demand *one = &board->demand[i];
        widest =
            widest == NULL || ll_span_len(one->open) > ll_span_len(widest->open) ? one : widest;
    }
    if (widest != NULL && (most == NULL || ll_span_len(widest->open) > ll_span_len(most->free))) {
        const struct ll_board_line *line = &board->lines[widest->line];
        ll_err_hint(reterr,
                    "order line '%.*s' has most of them, %lld: if nobody bought so many, void them "
                    "with 'loopledger order credit'",
                    LL_STR_ARG(line->code), (long long)ll_span_len(widest->open));
    } else if (most != NULL) {
        ll_id_format("lot", board->lots[board->lots[most->lot].base].id.raw, lot);
        ll_err_hint(reterr,
                    "lot %s has most of them, %lld: if that was misread, 'loopledger lot exclude "
                    "%s --reason misread' takes it out of the run",
                    lot, (long long)ll_span_len(most->free), lot);
    }
}

enum ll_status ll_board_match(struct ll_ctx *ctx, struct ll_programme_id programme_id, bool used_up,
                              struct ll_board *board, struct ll_allocate_input *input,
                              struct ll_allocate_result *result, struct ll_err *reterr)
{
    *board = (struct ll_board){.programme_id = programme_id};
    LL_TRY(load_classes(ctx, board, reterr));
    LL_TRY(load_lines(ctx, board, reterr));
    LL_TRY(load_lots(ctx, board, used_up, reterr));
    LL_TRY(ll_board_split(ctx, board, reterr));
    LL_TRY(load_slices(ctx, board, reterr));
    *input = (struct ll_allocate_input){
        .lots = board->lot_facts,
        .lot_count = board->lot_count,
        .supply = board->supply,
        .supply_count = board->supply_count,
        .demand = board->demand,
        .demand_count = board->demand_count,
        .restrictions = board->restrictions,
        .restriction_count = board->restriction_count,
        .line_count = board->line_count,
    };
    enum ll_status status = ll_allocate(ctx->arena, input, result, reterr);
    if (status == LL_EOVERFLOW) {
        hint_largest(board, reterr);
    }
    return status;
}

int64_t ll_board_open(const struct ll_board *board, const struct ll_allocate_result *result,
                      enum ll_measure measure)
{
    int64_t open = 0;
    for (size_t i = 0; i < board->demand_count; i++) {
        if (board->restrictions[board->demand[i].restriction].measure == measure) {
            open += board->demand[i].open.hi - result->served_hi[i];
        }
    }
    return open;
}
