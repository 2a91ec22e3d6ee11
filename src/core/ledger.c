#include "core/ledger.h"

#include "core/measure.h"
#include "core/sort.h"

static struct ll_span near_span(const struct ll_allocation *row, enum ll_side side)
{
    return side == LL_SIDE_LINE ? row->line_span : row->lot_span;
}

static uint32_t owner(const struct ll_allocation *row, enum ll_side side)
{
    return side == LL_SIDE_LINE ? row->line : row->lot;
}

/* Do the units of a row answer for its positions? By division: a product may not fit 64 bits. */
static bool is_whole(const struct ll_allocation *row)
{
    return ll_span_ok(row->line_span) && ll_span_ok(row->lot_span) && row->credit >= 1 &&
           row->credit <= LL_UNITS_MAX &&
           ll_measure_units(ll_span_len(row->line_span), row->credit) == ll_span_len(row->lot_span);
}

/* The part of a checked row whose positions on one side are `part`: whole units. Products are below
 * the length of the row, since its last unit is not among those multiplied. */
static struct ll_allocation cut(const struct ll_allocation *row, enum ll_side side,
                                struct ll_span part)
{
    struct ll_allocation piece = *row;
    int64_t first = part.lo - near_span(row, side).lo;
    if (side == LL_SIDE_LINE) {
        piece.line_span = part;
        piece.lot_span.lo += first / row->credit;
        piece.lot_span.hi = piece.lot_span.lo + ll_measure_units(ll_span_len(part), row->credit);
        return piece;
    }
    piece.lot_span = part;
    piece.line_span.lo += first * row->credit;
    if (part.hi < row->lot_span.hi) {
        piece.line_span.hi = piece.line_span.lo + ll_span_len(part) * row->credit;
    }
    return piece;
}

/* The positions of all units of a row that the positions `met` of it touch. */
static struct ll_span whole_units(const struct ll_allocation *row, enum ll_side side,
                                  struct ll_span met)
{
    if (side == LL_SIDE_LOT || row->credit == 1) {
        return met;
    }
    int64_t over = (met.hi - row->line_span.lo) % row->credit;
    int64_t more = over == 0 ? 0 : row->credit - over;
    int64_t rest = row->line_span.hi - met.hi;
    met.lo -= (met.lo - row->line_span.lo) % row->credit;
    met.hi += more < rest ? more : rest;
    return met;
}

enum ll_status ll_ledger_check(const struct ll_allocation *rows, size_t count, enum ll_side side,
                               struct ll_err *reterr)
{
    for (size_t i = 0; i < count; i++) {
        struct ll_span here = near_span(&rows[i], side);
        if (!is_whole(&rows[i])) {
            return LL_FAIL(reterr, LL_ECORRUPT,
                           "the units of allocation %zu do not answer for its positions, at %lld "
                           "each",
                           i, (long long)rows[i].credit);
        }
        if (rows[i].state != LL_ALLOCATION_STATE_PROVISIONAL &&
            rows[i].state != LL_ALLOCATION_STATE_FINAL) {
            return LL_FAIL(reterr, LL_ECORRUPT, "allocation %zu has state %d", i,
                           (int)rows[i].state);
        }
        if (i > 0 && (owner(&rows[i], side) != owner(&rows[0], side) ||
                      near_span(&rows[i - 1], side).hi > here.lo)) {
            return LL_FAIL(reterr, LL_ECORRUPT,
                           "allocation %zu at [%lld, %lld) is out of order or overlaps another", i,
                           (long long)here.lo, (long long)here.hi);
        }
    }
    return LL_OK;
}

/* The positions the rows hold on one side. */
static enum ll_status held(struct ll_arena *arena, const struct ll_allocation *rows, size_t count,
                           enum ll_side side, struct ll_span_set *ret_held, struct ll_err *reterr)
{
    struct ll_span_set set;
    ll_span_set_init(&set, arena);
    for (size_t i = 0; i < count; i++) {
        LL_TRY(ll_span_set_add(&set, near_span(&rows[i], side), reterr));
    }
    *ret_held = set;
    return LL_OK;
}

/* Rows are inside [0, length), and none that may not is on a position of `out`. */
static enum ll_status check_rows(const struct ll_allocation *rows, size_t count, enum ll_side side,
                                 struct ll_units length, const struct ll_span_set *out,
                                 struct ll_err *reterr)
{
    LL_TRY(ll_ledger_check(rows, count, side, reterr));
    for (size_t i = 0; i < count; i++) {
        struct ll_span here = near_span(&rows[i], side);
        bool may_be_out = side == LL_SIDE_LOT && rows[i].state == LL_ALLOCATION_STATE_FINAL;
        if (here.hi > length.n || (!may_be_out && ll_span_set_overlaps(out, here))) {
            return LL_FAIL(reterr, LL_ECORRUPT,
                           "an allocation holds [%lld, %lld) of %lld, beyond the end or on what "
                           "may not be allocated",
                           (long long)here.lo, (long long)here.hi, (long long)length.n);
        }
    }
    return LL_OK;
}

static enum ll_status remaining(struct ll_arena *arena, enum ll_side side, struct ll_units length,
                                const struct ll_span_set *out, const struct ll_allocation *rows,
                                size_t count, struct ll_span_set *ret_set, struct ll_err *reterr)
{
    LL_TRY(check_rows(rows, count, side, length, out, reterr));
    struct ll_span_set taken;
    struct ll_span_set all;
    LL_TRY(held(arena, rows, count, side, &taken, reterr));
    LL_TRY(ll_span_set_union(arena, &taken, out, &all, reterr));
    return ll_span_set_complement(arena, &all, length, ret_set, reterr);
}

enum ll_status ll_ledger_open(struct ll_arena *arena, struct ll_units demanded,
                              const struct ll_span_set *voided, const struct ll_allocation *rows,
                              size_t count, struct ll_span_set *ret_open, struct ll_err *reterr)
{
    return remaining(arena, LL_SIDE_LINE, demanded, voided, rows, count, ret_open, reterr);
}

enum ll_status ll_ledger_free(struct ll_arena *arena, struct ll_units accepted,
                              const struct ll_span_set *excluded, const struct ll_allocation *rows,
                              size_t count, struct ll_span_set *ret_free, struct ll_err *reterr)
{
    return remaining(arena, LL_SIDE_LOT, accepted, excluded, rows, count, ret_free, reterr);
}

static enum ll_status new_pieces(struct ll_arena *arena, size_t most,
                                 struct ll_ledger_pieces *pieces, struct ll_err *reterr)
{
    pieces->count = 0;
    pieces->items = LL_NEW_ARRAY(arena, struct ll_ledger_piece, most);
    if (pieces->items == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for %zu parts of allocations", most);
    }
    return LL_OK;
}

static void add_piece(struct ll_ledger_pieces *pieces, size_t index,
                      const struct ll_allocation *row, enum ll_side side, int64_t lo, int64_t hi)
{
    if (lo < hi) {
        pieces->items[pieces->count++] = (struct ll_ledger_piece){
            .row = index, .part = cut(row, side, (struct ll_span){lo, hi})};
    }
}

/* The positions of a row that are in one of the spans it meets. */
static struct ll_span meet(struct ll_span here, struct ll_span other)
{
    return (struct ll_span){other.lo > here.lo ? other.lo : here.lo,
                            other.hi < here.hi ? other.hi : here.hi};
}

/* Deal one row into parts in `set`, of whole units, and parts beside it. Nothing is added when it
 * does not meet. */
static void deal(const struct ll_allocation *row, size_t index, enum ll_side side,
                 const struct ll_span_set *set, struct ll_ledger_pieces *inside,
                 struct ll_ledger_pieces *beside)
{
    struct ll_span here = near_span(row, side);
    if (!ll_span_set_overlaps(set, here)) {
        return;
    }
    int64_t at = here.lo;
    for (size_t i = ll_span_set_find(set, here.lo); i < set->count && set->spans[i].lo < here.hi;
         i++) {
        struct ll_span met = whole_units(row, side, meet(here, set->spans[i]));
        int64_t lo = met.lo > at ? met.lo : at; /* two spans may touch one unit */
        if (beside != NULL) {
            add_piece(beside, index, row, side, at, lo);
        }
        add_piece(inside, index, row, side, lo, met.hi);
        at = met.hi;
    }
    if (beside != NULL) {
        add_piece(beside, index, row, side, at, here.hi);
    }
}

enum ll_status ll_ledger_release(struct ll_arena *arena, const struct ll_allocation *rows,
                                 size_t count, enum ll_side side, const struct ll_span_set *out,
                                 struct ll_ledger_release *ret_release, struct ll_err *reterr)
{
    LL_TRY(ll_ledger_check(rows, count, side, reterr));
    /* Disjoint rows and spans cut each other into at most so many parts. */
    size_t most = count + out->count;
    struct ll_ledger_release release;
    LL_TRY(new_pieces(arena, most, &release.released, reterr));
    LL_TRY(new_pieces(arena, most, &release.kept, reterr));
    LL_TRY(new_pieces(arena, most, &release.final, reterr));
    for (size_t i = 0; i < count; i++) {
        if (rows[i].state == LL_ALLOCATION_STATE_FINAL) {
            deal(&rows[i], i, side, out, &release.final, NULL);
        } else {
            deal(&rows[i], i, side, out, &release.released, &release.kept);
        }
    }
    *ret_release = release;
    return LL_OK;
}

/* Does `cited` take all or none of the positions that each unit answers for? */
static enum ll_status check_cited(const struct ll_allocation *row, const struct ll_span_set *cited,
                                  struct ll_err *reterr)
{
    struct ll_span here = row->line_span;
    if (row->credit == 1) {
        return LL_OK;
    }
    for (size_t i = ll_span_set_find(cited, here.lo);
         i < cited->count && cited->spans[i].lo < here.hi; i++) {
        struct ll_span met = meet(here, cited->spans[i]);
        struct ll_span whole = whole_units(row, LL_SIDE_LINE, met);
        if (met.lo != whole.lo || met.hi != whole.hi) {
            return LL_FAIL(reterr, LL_EREFUSED,
                           "[%lld, %lld) cites a part of a unit; with all grams of the units it "
                           "touches it is [%lld, %lld)",
                           (long long)met.lo, (long long)met.hi, (long long)whole.lo,
                           (long long)whole.hi);
        }
    }
    return LL_OK;
}

enum ll_status ll_ledger_cite(struct ll_arena *arena, const struct ll_allocation *rows,
                              size_t count, const struct ll_span_set *cited, enum ll_stage stated,
                              struct ll_ledger_pieces *ret_pieces, struct ll_err *reterr)
{
    LL_TRY(ll_ledger_check(rows, count, LL_SIDE_LINE, reterr));
    if (ll_stage_rank(stated) == 0) {
        return LL_REFUSE(reterr, LL_EREFUSED, "state accepted, shipped, received or recycled",
                         "nothing is certified as '%s'", ll_stage_name(stated));
    }
    struct ll_span_set allocated;
    struct ll_span_set missing;
    LL_TRY(held(arena, rows, count, LL_SIDE_LINE, &allocated, reterr));
    LL_TRY(ll_span_set_difference(arena, cited, &allocated, &missing, reterr));
    if (missing.count > 0) {
        return LL_FAIL(reterr, LL_EREFUSED, "positions [%lld, %lld) are cited but not allocated",
                       (long long)missing.spans[0].lo, (long long)missing.spans[0].hi);
    }
    for (size_t i = 0; i < count; i++) {
        LL_TRY(check_cited(&rows[i], cited, reterr));
    }
    struct ll_ledger_pieces pieces;
    LL_TRY(new_pieces(arena, 2 * (count + cited->count), &pieces, reterr));
    bool makes_final = ll_stage_reached(stated, LL_STAGE_RECEIVED);
    for (size_t i = 0; i < count && makes_final; i++) {
        if (rows[i].state == LL_ALLOCATION_STATE_PROVISIONAL) {
            size_t first = pieces.count;
            deal(&rows[i], i, LL_SIDE_LINE, cited, &pieces, &pieces);
            for (size_t p = first; p < pieces.count; p++) {
                if (ll_span_set_contains(cited, pieces.items[p].part.line_span.lo)) {
                    pieces.items[p].part.state = LL_ALLOCATION_STATE_FINAL;
                }
            }
        }
    }
    *ret_pieces = pieces;
    return LL_OK;
}

static enum ll_status new_shortfalls(struct ll_arena *arena, size_t most,
                                     struct ll_ledger_shortfalls *shortfalls, struct ll_err *reterr)
{
    shortfalls->count = 0;
    shortfalls->items = LL_NEW_ARRAY(arena, struct ll_ledger_shortfall, most);
    if (shortfalls->items == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for %zu shortfalls", most);
    }
    return LL_OK;
}

enum ll_status ll_ledger_recredit(struct ll_arena *arena, const struct ll_allocation *rows,
                                  size_t count, int64_t credit_g,
                                  struct ll_ledger_recredit *ret_recredit, struct ll_err *reterr)
{
    LL_TRY(ll_ledger_check(rows, count, LL_SIDE_LOT, reterr));
    if (credit_g < 1) {
        return LL_FAIL(reterr, LL_EREFUSED,
                       "at less than a gram a unit the allocations of this lot stand for nothing: "
                       "release them, after revoking certificates that cite them");
    }
    struct ll_ledger_recredit recredit;
    LL_TRY(new_pieces(arena, count, &recredit.rows, reterr));
    LL_TRY(new_shortfalls(arena, count, &recredit.open, reterr));
    LL_TRY(new_shortfalls(arena, count, &recredit.open_final, reterr));
    for (size_t i = 0; i < count; i++) {
        if (rows[i].credit <= credit_g) {
            continue;
        }
        struct ll_allocation part = rows[i];
        part.credit = credit_g;
        if (ll_measure_units(ll_span_len(part.line_span), credit_g) > ll_span_len(part.lot_span)) {
            part.line_span.hi = part.line_span.lo + ll_span_len(part.lot_span) * credit_g;
            struct ll_ledger_shortfalls *open =
                part.state == LL_ALLOCATION_STATE_FINAL ? &recredit.open_final : &recredit.open;
            open->items[open->count++] = (struct ll_ledger_shortfall){
                .row = i, .open = {part.line_span.hi, rows[i].line_span.hi}};
        }
        recredit.rows.items[recredit.rows.count++] =
            (struct ll_ledger_piece){.row = i, .part = part};
    }
    *ret_recredit = recredit;
    return LL_OK;
}

/* The index of the first stage span that ends after `unit`. */
static size_t find_stage(const struct ll_stage_span *stages, size_t count, int64_t unit)
{
    size_t lo = 0;
    size_t hi = count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (stages[mid].units.hi <= unit) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

enum ll_status ll_ledger_reached(const struct ll_allocation *row,
                                 const struct ll_stage_span *stages, size_t stage_count,
                                 enum ll_stage least, struct ll_span_set *reached,
                                 struct ll_err *reterr)
{
    size_t first = find_stage(stages, stage_count, row->lot_span.lo);
    int64_t at = row->lot_span.lo;
    size_t end = first;
    for (; end < stage_count && at < row->lot_span.hi; end++) {
        if (stages[end].units.lo > at || !ll_span_ok(stages[end].units)) {
            break;
        }
        at = stages[end].units.hi;
    }
    if (at < row->lot_span.hi) {
        return LL_FAIL(reterr, LL_ECORRUPT, "unit %lld of a lot has no stage", (long long)at);
    }
    LL_TRY(ll_span_set_reserve(reached, end - first, reterr)); /* all of it or nothing */
    for (size_t i = first; i < end; i++) {
        if (ll_stage_reached(stages[i].stage, least)) {
            struct ll_span met = stages[i].units;
            met.lo = met.lo > row->lot_span.lo ? met.lo : row->lot_span.lo;
            met.hi = met.hi < row->lot_span.hi ? met.hi : row->lot_span.hi;
            struct ll_allocation part = cut(row, LL_SIDE_LOT, met);
            LL_TRY(ll_span_set_add(reached, part.line_span, reterr));
        }
    }
    return LL_OK;
}

bool ll_ledger_counterpart(const struct ll_allocation *rows, size_t count, enum ll_side side,
                           int64_t position, size_t *ret_row, int64_t *ret_position)
{
    size_t lo = 0;
    size_t hi = count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (near_span(&rows[mid], side).hi <= position) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    if (lo == count || near_span(&rows[lo], side).lo > position) {
        return false;
    }
    const struct ll_allocation *row = &rows[lo];
    int64_t offset = position - near_span(row, side).lo;
    *ret_row = lo;
    *ret_position = side == LL_SIDE_LINE ? row->lot_span.lo + offset / row->credit
                                         : row->line_span.lo + offset * row->credit;
    return true;
}

bool ll_ledger_still_fits(const struct ll_allocation *row, const struct ll_allocate_lot *lot,
                          const struct ll_restriction *restriction)
{
    return row->state == LL_ALLOCATION_STATE_FINAL || ll_restriction_fits(restriction, lot);
}

int ll_queue_key_cmp(const struct ll_queue_key *a, const struct ll_queue_key *b)
{
    if (a->at.us != b->at.us) {
        return a->at.us < b->at.us ? -1 : 1;
    }
    int order = ll_id_cmp(a->line.raw, b->line.raw);
    if (order != 0) {
        return order;
    }
    if (a->lo != b->lo) {
        return a->lo < b->lo ? -1 : 1;
    }
    return 0;
}

static size_t find_slice(const struct ll_slice *slices, size_t count, int64_t position)
{
    size_t lo = 0;
    size_t hi = count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (slices[mid].span.hi <= position) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

bool ll_ledger_slice_at(const struct ll_slice *slices, size_t count, int64_t position,
                        size_t *ret_slice)
{
    size_t slice = find_slice(slices, count, position);
    if (slice == count || slices[slice].span.lo > position) {
        return false;
    }
    *ret_slice = slice;
    return true;
}

struct requeue_order {
    const struct ll_requeued *parts;
    const struct ll_slice *slices;
};

static bool queued_before(const void *ctx, uint32_t a, uint32_t b)
{
    const struct requeue_order *order = ctx;
    return ll_queue_key_cmp(&order->slices[order->parts[a].slice].queue,
                            &order->slices[order->parts[b].slice].queue) < 0;
}

/* By queue place; parts of one slice stay in the order of their positions. */
static enum ll_status sort_parts(struct ll_arena *arena, const struct ll_slice *slices,
                                 const struct ll_requeued *parts, size_t count,
                                 struct ll_requeued **ret_parts, struct ll_err *reterr)
{
    if (count >= UINT32_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "%zu parts of one line to queue again", count);
    }
    uint32_t *index = LL_NEW_ARRAY(arena, uint32_t, count);
    struct ll_requeued *sorted = LL_NEW_ARRAY(arena, struct ll_requeued, count);
    if (index == NULL || sorted == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to sort %zu parts of a line", count);
    }
    struct requeue_order order = {.parts = parts, .slices = slices};
    bool in_order = true;
    for (size_t i = 0; i < count; i++) {
        index[i] = (uint32_t)i;
        in_order = in_order && (i == 0 || !queued_before(&order, (uint32_t)i, (uint32_t)(i - 1)));
    }
    if (!in_order) {
        ll_sort_index(index, count, queued_before, &order);
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = parts[index[i]];
    }
    *ret_parts = sorted;
    return LL_OK;
}

enum ll_status ll_ledger_requeue(struct ll_arena *arena, const struct ll_slice *slices,
                                 size_t slice_count, const struct ll_span_set *open,
                                 struct ll_requeued **ret_parts, size_t *ret_count,
                                 struct ll_err *reterr)
{
    struct ll_requeued *parts = LL_NEW_ARRAY(arena, struct ll_requeued, slice_count + open->count);
    if (parts == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to queue %zu spans again", open->count);
    }
    size_t count = 0;
    size_t slice = open->count == 0 ? 0 : find_slice(slices, slice_count, open->spans[0].lo);
    for (size_t i = 0; i < open->count; i++) {
        int64_t at = open->spans[i].lo;
        while (at < open->spans[i].hi) {
            while (slice < slice_count && slices[slice].span.hi <= at) {
                slice++;
            }
            if (slice == slice_count || slices[slice].span.lo > at) {
                return LL_FAIL(reterr, LL_ECORRUPT, "position %lld of a line is in no slice",
                               (long long)at);
            }
            int64_t end = slices[slice].span.hi;
            end = end < open->spans[i].hi ? end : open->spans[i].hi;
            parts[count++] = (struct ll_requeued){.slice = slice, .open = {at, end}};
            at = end;
        }
    }
    LL_TRY(sort_parts(arena, slices, parts, count, ret_parts, reterr));
    *ret_count = count;
    return LL_OK;
}
