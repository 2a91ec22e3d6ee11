/*
 * The rules of the interval ledger, as pure functions over rows a service has read: what is open
 * and free, what a fact releases, what a certificate makes final, which unit answers for a device.
 *
 * "Rows" are live allocations of one order line sorted by line position (side LINE), or of one lot
 * sorted by unit (side LOT). Rows that overlap, come out of order, are of several lines or lots, or
 * pair spans of lengths that do not answer for each other (`credit` in core/allocate.h) are
 * LL_ECORRUPT: they are stored data. n below is the number of rows, m that of spans in the sets
 * given. Results live in `arena`; a failure writes no output.
 *
 * A unit (of a lot in grams: a gram) is never divided: where it answers for many grams of a line it
 * is released, cited and made final with all of them.
 */
#ifndef LL_CORE_LEDGER_H
#define LL_CORE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/qty.h"
#include "base/time.h"
#include "core/allocate.h"
#include "core/span_set.h"
#include "core/stage.h"
#include "core/types.h"

enum ll_side {
    LL_SIDE_LINE = 1, /* order line positions */
    LL_SIDE_LOT = 2,  /* unit numbers of a lot */
};

/* Are these rows of one line or lot, in order, disjoint, whole units each? LL_ECORRUPT. O(n). */
LL_MUST enum ll_status ll_ledger_check(const struct ll_allocation *rows, size_t count,
                                       enum ll_side side, struct ll_err *reterr);

/*
 * The open positions of an order line: demanded, not voided, not allocated. `rows` by side LINE.
 * LL_ECORRUPT also when a row lies outside [0, demanded) or on a voided position (promise 2);
 * LL_ENOMEM. O(n log m + m).
 */
LL_MUST enum ll_status ll_ledger_open(struct ll_arena *arena, struct ll_units demanded,
                                      const struct ll_span_set *voided,
                                      const struct ll_allocation *rows, size_t count,
                                      struct ll_span_set *ret_open, struct ll_err *reterr);

/*
 * The free units of a lot: accepted, not excluded (lost, diverted, returned, seized, not eligible),
 * not allocated. `rows` by side LOT. LL_ECORRUPT also when a row lies outside [0, accepted) or a
 * provisional row on an excluded unit (promise 1); a final row may: what happens to its units later
 * is the client's carry-over. LL_ENOMEM. O(n log m + m).
 */
LL_MUST enum ll_status ll_ledger_free(struct ll_arena *arena, struct ll_units accepted,
                                      const struct ll_span_set *excluded,
                                      const struct ll_allocation *rows, size_t count,
                                      struct ll_span_set *ret_free, struct ll_err *reterr);

/* A part of rows[row]: its spans and state are those of the part. */
struct ll_ledger_piece {
    size_t row;
    struct ll_allocation part;
};
struct ll_ledger_pieces {
    struct ll_ledger_piece *items;
    size_t count;
};

/* What becomes of the rows a release touches. Rows not named in any of these stay as they are. */
struct ll_ledger_release {
    struct ll_ledger_pieces released; /* no longer allocated: refill the line's old queue place */
    struct ll_ledger_pieces kept;     /* what stays of rows that were cut: replaces those rows */
    struct ll_ledger_pieces final;    /* parts in `out` that are final and were not touched */
};

/*
 * Take the positions `out` of the side out of provisional rows: units of a lot that were lost,
 * diverted, returned, seized or made not eligible (side LOT), or positions of a line that were
 * voided (side LINE). A unit that answers for a voided gram is released whole: its other grams are
 * open again. Pieces come in the order of the rows. Final rows are never cut: their parts (of whole
 * units) are listed, for the carry-over, or for a service to refuse. LL_ECORRUPT, LL_ENOMEM.
 * O(n log m + m).
 */
LL_MUST enum ll_status ll_ledger_release(struct ll_arena *arena, const struct ll_allocation *rows,
                                         size_t count, enum ll_side side,
                                         const struct ll_span_set *out,
                                         struct ll_ledger_release *ret_release,
                                         struct ll_err *reterr);

/*
 * What a certificate that states `stated` for the positions `cited` of one order line makes final:
 * at `received` or later every provisional part it cites, below that nothing. `rows` by side LINE.
 * The pieces, in order, replace the rows they are of: the cited parts are final, the others stay
 * provisional; a row without pieces stays as it is. LL_EREFUSED when a cited position is not
 * allocated, when only some of the grams that one unit answers for are cited (two certificates
 * would share it), or `stated` is a stage that nothing is certified at; LL_ECORRUPT, LL_ENOMEM.
 * O(n log m + m).
 */
LL_MUST enum ll_status ll_ledger_cite(struct ll_arena *arena, const struct ll_allocation *rows,
                                      size_t count, const struct ll_span_set *cited,
                                      enum ll_stage stated, struct ll_ledger_pieces *ret_pieces,
                                      struct ll_err *reterr);

/* Line positions that a row no longer holds. */
struct ll_ledger_shortfall {
    size_t row;
    struct ll_span open;
};
struct ll_ledger_shortfalls {
    struct ll_ledger_shortfall *items;
    size_t count;
};

/* What a lower weight leaves of the rows of a lot. Rows not named in `rows` stay as they are. */
struct ll_ledger_recredit {
    struct ll_ledger_pieces rows;           /* the same units for fewer grams: replace those rows */
    struct ll_ledger_shortfalls open;       /* to be served again: the tails of provisional rows */
    struct ll_ledger_shortfalls open_final; /* and of final ones: their certificates say too much */
};

/*
 * A lot was found to weigh less: its units are credited `credit_g` from now on (ll_measure_credit).
 * Every row that credits more, final or not, keeps its units and shrinks at its tail on the line to
 * what they weigh; the rest is open again, at its old queue place. Rows that credit as much or less
 * stay: a higher weight changes nothing. `rows` by side LOT; rows of lines in pieces stay too.
 *
 * Inside a changed row the units move together, so a position may have another unit: what was
 * stated of a part of such a row has to be looked at again.
 *
 * LL_EREFUSED below 1 gram: units cannot stand for nothing. Provisional rows then no longer fit
 * (ll_ledger_still_fits); final ones need their certificates revoked first. LL_ECORRUPT, LL_ENOMEM.
 * O(n).
 */
LL_MUST enum ll_status ll_ledger_recredit(struct ll_arena *arena, const struct ll_allocation *rows,
                                          size_t count, int64_t credit_g,
                                          struct ll_ledger_recredit *ret_recredit,
                                          struct ll_err *reterr);

/*
 * Add to `reached` the line positions of one allocation whose units have reached at least `least`.
 * `stages` are the sorted, disjoint stage spans of its lot; LL_ECORRUPT when they leave a unit of
 * the allocation out. LL_ENOMEM. O(log stages + those met + cost of adding).
 */
LL_MUST enum ll_status ll_ledger_reached(const struct ll_allocation *row,
                                         const struct ll_stage_span *stages, size_t stage_count,
                                         enum ll_stage least, struct ll_span_set *reached,
                                         struct ll_err *reterr);

/*
 * The row that holds a position of the side, and the position on its other side: from a device's
 * place in the line to (lot, unit), or from a unit to (line, place). Where a unit answers for many
 * grams, each of them has this unit, and the unit has the first. False when it is not allocated.
 * `rows` were checked. O(log n).
 */
bool ll_ledger_counterpart(const struct ll_allocation *rows, size_t count, enum ll_side side,
                           int64_t position, size_t *ret_row, int64_t *ret_position);

/*
 * After a lot's attribute changed: may the allocation stay? A final one always may; a provisional
 * one when the lot still fits the restriction of its line, else it is released. O(countries).
 */
bool ll_ledger_still_fits(const struct ll_allocation *row, const struct ll_allocate_lot *lot,
                          const struct ll_restriction *restriction);

/* A place in the queue: when the server accepted the demand as due, then line, then position. */
struct ll_queue_key {
    struct ll_time at;
    struct ll_order_line_id line;
    int64_t lo;
};
int ll_queue_key_cmp(const struct ll_queue_key *a, const struct ll_queue_key *b);

/* A demand slice: its positions and its place in the queue. */
struct ll_slice {
    struct ll_span span;
    struct ll_queue_key queue;
};
/* `slices` are sorted by position and disjoint. False when none holds the position. O(log slices).
 */
bool ll_ledger_slice_at(const struct ll_slice *slices, size_t count, int64_t position,
                        size_t *ret_slice);

/* Positions of one slice to be allocated again. */
struct ll_requeued {
    size_t slice;
    struct ll_span open;
};
/*
 * Cut open positions of a line at the bounds of its slices, in queue order: a released position
 * goes back to the queue place it had. LL_ECORRUPT when a position is in no slice, LL_ENOMEM.
 * O(slices + m), and O(k log k) for k parts that come out of the order of the queue.
 */
LL_MUST enum ll_status ll_ledger_requeue(struct ll_arena *arena, const struct ll_slice *slices,
                                         size_t slice_count, const struct ll_span_set *open,
                                         struct ll_requeued **ret_parts, size_t *ret_count,
                                         struct ll_err *reterr);

#endif
