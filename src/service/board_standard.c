#include "service/board_standard.h"

#include "service/grow.h"
#include "store/q_allocate.h"

#define STANDARDS_MAX 64

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "the run does not fit into this command's memory");
}

enum ll_status ll_board_standard(struct ll_ctx *ctx, struct ll_board *board, struct ll_str standard,
                                 uint64_t *ret_mask, struct ll_err *reterr)
{
    size_t i = 0;
    while (i < board->standard_count && !ll_str_eq(board->standards[i], standard)) {
        i++;
    }
    if (i == STANDARDS_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "order lines demand more than %d standards",
                       STANDARDS_MAX);
    }
    if (i == board->standard_count) {
        board->standards[i] = ll_str_copy(ctx->arena, standard);
        if (board->standards[i].ptr == NULL) {
            return no_memory(reterr);
        }
        board->standard_count++;
    }
    *ret_mask = UINT64_C(1) << i;
    return LL_OK;
}

/* Certifications for a standard that a line demands. */
struct held {
    struct ll_facility_id facility_id;
    uint64_t mask;
    struct ll_date from;
    struct ll_date to;
};

static enum ll_status load_held(struct ll_ctx *ctx, const struct ll_board *board,
                                struct ll_grow *held, struct ll_err *reterr)
{
    struct ll_q_certification_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_certification_all_open(ctx->store, ctx->arena, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_certification_all_next(cursor, &row, reterr)) == LL_OK) {
        for (size_t i = 0; i < board->standard_count; i++) {
            if (!ll_str_eq(board->standards[i], row.standard)) {
                continue;
            }
            struct held *item = ll_grow_add(held);
            if (item == NULL) {
                status = no_memory(reterr);
                break;
            }
            *item = (struct held){row.facility_id, UINT64_C(1) << i, row.valid_from, row.valid_to};
        }
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* What the plant did not hold on the day. */
static uint64_t lacks_of(const struct ll_board *board, const struct ll_grow *held,
                         struct ll_facility_id facility_id, struct ll_date day)
{
    const struct held *items = held->items;
    uint64_t lacks = board->standard_count == STANDARDS_MAX
                         ? UINT64_MAX
                         : (UINT64_C(1) << board->standard_count) - 1;
    for (size_t i = 0; i < held->count; i++) {
        if (ll_id_eq(items[i].facility_id.raw, facility_id.raw) && items[i].from.days <= day.days &&
            day.days <= items[i].to.days) {
            lacks &= ~items[i].mask;
        }
    }
    return lacks;
}

/* Units of the lots that lack something, or weighed less at a plant, in the order of the lots. */
struct lacking {
    struct ll_lot_id lot_id;
    struct ll_span span;
    uint64_t lacks;
    int64_t credit_g; /* 0: their lot's */
};

static enum ll_status add_lacking(const struct ll_board *board, const struct ll_grow *held,
                                  const struct ll_q_open_lot_received_all_row *row,
                                  struct ll_grow *lacking, struct ll_err *reterr)
{
    uint64_t lacks = lacks_of(board, held, row->facility_id, row->received_on);
    int64_t credit_g = row->has_credit_g ? row->credit_g : 0;
    bool as_others = lacks == 0 && credit_g == 0;
    struct lacking *item = as_others ? NULL : ll_grow_add(lacking);
    if (item == NULL) {
        return as_others ? LL_OK : no_memory(reterr);
    }
    *item = (struct lacking){row->lot_id, {row->lo, row->hi}, lacks, credit_g};
    return LL_OK;
}

static enum ll_status load_lacking(struct ll_ctx *ctx, const struct ll_board *board,
                                   struct ll_grow *lacking, struct ll_err *reterr)
{
    struct ll_grow held = LL_GROW(ctx->arena, struct held);
    struct ll_q_open_lot_received_all_in in = {board->programme_id};
    struct ll_q_open_lot_received_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(load_held(ctx, board, &held, reterr));
    LL_TRY(ll_q_open_lot_received_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_open_lot_received_all_next(cursor, &row, reterr)) == LL_OK) {
        status = add_lacking(board, &held, &row, lacking, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* The board's lots and supply, made anew. */
struct split {
    struct ll_grow lots;   /* of struct ll_board_lot */
    struct ll_grow facts;  /* of struct ll_allocate_lot */
    struct ll_grow supply; /* of struct ll_allocate_supply */
    size_t *new_of;        /* [lot_count]: the first new entry of each old one */
    struct lacking last;   /* what the last entry is like */
};

static enum ll_status add_entry(struct split *split, const struct ll_board *board, size_t lot,
                                const struct lacking *as, bool is_first, struct ll_err *reterr)
{
    struct ll_board_lot *entry = ll_grow_add(&split->lots);
    struct ll_allocate_lot *facts = ll_grow_add(&split->facts);
    if (entry == NULL || facts == NULL) {
        return no_memory(reterr);
    }
    if (is_first) {
        split->new_of[lot] = split->lots.count - 1;
    }
    *entry = board->lots[lot];
    entry->base = split->new_of[board->lots[lot].base];
    *facts = board->lot_facts[lot];
    facts->lacks = as->lacks;
    facts->credit_g = as->credit_g > 0 ? as->credit_g : facts->credit_g;
    return LL_OK;
}

static enum ll_status add_piece(struct split *split, const struct ll_board *board, size_t lot,
                                struct ll_span span, const struct lacking *as, bool *is_first,
                                struct ll_err *reterr)
{
    if (ll_span_len(span) <= 0) {
        return LL_OK;
    }
    if (*is_first || split->last.lacks != as->lacks || split->last.credit_g != as->credit_g) {
        LL_TRY(add_entry(split, board, lot, as, *is_first, reterr));
        *is_first = false;
        split->last = *as;
    }
    struct ll_allocate_supply *supply = ll_grow_add(&split->supply);
    if (supply == NULL) {
        return no_memory(reterr);
    }
    *supply = (struct ll_allocate_supply){.lot = (uint32_t)(split->lots.count - 1), .free = span};
    return LL_OK;
}

/* One free span, cut where what its units lack changes. */
static enum ll_status split_span(struct split *split, const struct ll_board *board, size_t lot,
                                 struct ll_span span, const struct lacking *lacking, size_t count,
                                 bool *is_first, struct ll_err *reterr)
{
    const struct lacking as_lot = {.lacks = 0};
    int64_t at = span.lo;
    for (size_t i = 0; i < count && lacking[i].span.lo < span.hi; i++) {
        if (lacking[i].span.hi <= at) {
            continue;
        }
        struct ll_span before = {at, lacking[i].span.lo};
        struct ll_span met = {lacking[i].span.lo > at ? lacking[i].span.lo : at,
                              lacking[i].span.hi < span.hi ? lacking[i].span.hi : span.hi};
        LL_TRY(add_piece(split, board, lot, before, &as_lot, is_first, reterr));
        LL_TRY(add_piece(split, board, lot, met, &lacking[i], is_first, reterr));
        at = met.hi;
    }
    return add_piece(split, board, lot, (struct ll_span){at, span.hi}, &as_lot, is_first, reterr);
}

static enum ll_status split_lots(struct split *split, const struct ll_board *board,
                                 const struct ll_grow *lacking, struct ll_err *reterr)
{
    const struct lacking *items = lacking->items;
    size_t supply = 0;
    size_t from = 0;
    for (size_t lot = 0; lot < board->lot_count; lot++) {
        size_t to = from;
        bool is_first = true;
        while (to < lacking->count && ll_id_eq(items[to].lot_id.raw, board->lots[lot].id.raw)) {
            to++;
        }
        for (; supply < board->supply_count && board->supply[supply].lot == lot; supply++) {
            LL_TRY(split_span(split, board, lot, board->supply[supply].free, &items[from],
                              to - from, &is_first, reterr));
        }
        if (is_first) {
            const struct lacking as_lot = {.lacks = 0};
            LL_TRY(add_entry(split, board, lot, &as_lot, true, reterr));
        }
        bool is_last = lot + 1 == board->lot_count ||
                       !ll_id_eq(board->lots[lot + 1].id.raw, board->lots[lot].id.raw);
        from = is_last ? to : from;
    }
    return LL_OK;
}

/* What a unit is credited matters to lines in grams alone. */
static bool has_grams(const struct ll_board *board)
{
    for (size_t i = 0; i < board->restriction_count; i++) {
        if (board->restrictions[i].measure == LL_MEASURE_GRAMS) {
            return true;
        }
    }
    return false;
}

enum ll_status ll_board_split(struct ll_ctx *ctx, struct ll_board *board, struct ll_err *reterr)
{
    struct ll_grow lacking = LL_GROW(ctx->arena, struct lacking);
    struct split split = {
        .lots = LL_GROW(ctx->arena, struct ll_board_lot),
        .facts = LL_GROW(ctx->arena, struct ll_allocate_lot),
        .supply = LL_GROW(ctx->arena, struct ll_allocate_supply),
    };
    if (board->standard_count == 0 && !has_grams(board)) {
        return LL_OK;
    }
    LL_TRY(load_lacking(ctx, board, &lacking, reterr));
    if (lacking.count == 0) {
        return LL_OK;
    }
    split.new_of = LL_NEW_ARRAY(ctx->arena, size_t, board->lot_count);
    if (split.new_of == NULL) {
        return no_memory(reterr);
    }
    LL_TRY(split_lots(&split, board, &lacking, reterr));
    board->lots = split.lots.items;
    board->lot_facts = split.facts.items;
    board->lot_count = split.lots.count;
    board->supply = split.supply.items;
    board->supply_count = split.supply.count;
    board->supply_capacity = split.supply.count;
    return LL_OK;
}
