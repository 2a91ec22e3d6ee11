/*
 * The allocator: matches open spans of order lines to free spans of lots, in one programme (the
 * caller gives it the supply and demand of one; allocation never crosses programmes). Pure: the
 * result is a function of the input, and equal input gives equal bytes on every machine.
 *
 * The rule (LL_ALLOCATE_RULE_VERSION): each open span, in queue order, takes units of the first lot
 * in queue order that fits its restriction and has free units, lowest number first, until it is
 * served or nothing fits. Greedy: an early line without restrictions may take the only lot a later
 * line could use; "why it waits" says so.
 *
 * Measures: a line in pieces takes units of piece lots, one for one. A line in grams takes grams of
 * gram lots, one for one, and whole units of piece lots, each credited the same number of grams;
 * the last unit of a span rounds up: what it weighs beyond the span serves nobody. No line in
 * pieces takes grams.
 *
 * Standards: what a plant received without holding a standard serves no line that demands it. The
 * caller gives units of one lot that differ in this as several lots, one after another.
 *
 * Funders: units paid for by a funder serve only order lines that name this funder, and a line that
 * names none takes only units no funder paid for.
 */
#ifndef LL_CORE_ALLOCATE_H
#define LL_CORE_ALLOCATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/qty.h"
#include "base/time.h"
#include "core/types.h"

#define LL_ALLOCATE_RULE_VERSION 1
#define LL_CLASS_NUMBER_MAX 63
#define LL_VINTAGE_MONTHS_MAX 119999 /* December 9999 */

/* ISO 3166-1 alpha-2, two capital letters. */
struct ll_country {
    char code[2];
};

/* What allocation looks at in a lot; a lot's place in the array is its place in the queue. */
struct ll_allocate_lot {
    struct ll_month vintage;
    uint32_t funder;      /* the caller's number for the organisation that paid; 0 when none did */
    uint8_t class_number; /* 0 … LL_CLASS_NUMBER_MAX: the caller's number for the device class */
    bool eligible;        /* when false its free spans are passed over */
    uint64_t lacks;       /* bit s: a plant that does not hold standard s received its units */
    struct ll_country country;
    enum ll_measure measure; /* grams: what nobody counted */
    int64_t credit_g; /* of one unit on a line in grams (ll_measure_credit); 0: it serves none. Of a
                         gram lot: 1 */
};

enum ll_funder_rule {
    LL_FUNDER_NONE = 1, /* only units no funder paid for */
    LL_FUNDER_ONLY = 2, /* only units this funder paid for */
    LL_FUNDER_ALSO = 3, /* units this funder paid for, and units no funder paid for */
};

/* The restriction of an order line. */
struct ll_restriction {
    uint64_t class_mask; /* bit c: class c fits */
    const struct ll_country *countries;
    size_t country_count; /* 0: any country */
    bool has_vintage_from;
    bool has_vintage_to;
    struct ll_month vintage_from; /* both inclusive */
    struct ll_month vintage_to;
    enum ll_funder_rule funder_rule;
    uint32_t funder;         /* named by ONLY and ALSO; 0 with NONE */
    uint64_t standards;      /* bit s: units must not be received without standard s */
    enum ll_measure measure; /* of the line's positions */
};

/* Does an eligible lot with these attributes fit? False when the lot is not eligible. O(countries).
 */
bool ll_restriction_fits(const struct ll_restriction *restriction,
                         const struct ll_allocate_lot *lot);

/* A free span of lots[lot]; sorted by lot, then position; disjoint. */
struct ll_allocate_supply {
    uint32_t lot;
    struct ll_span free;
};

/* An open span of an order line, inside one slice, in queue order; disjoint within a line. */
struct ll_allocate_demand {
    uint32_t line;        /* below line_count */
    uint32_t restriction; /* index into restrictions */
    struct ll_span open;
};

struct ll_allocate_input {
    const struct ll_allocate_lot *lots;
    size_t lot_count;
    const struct ll_allocate_supply *supply;
    size_t supply_count;
    const struct ll_allocate_demand *demand;
    size_t demand_count;
    const struct ll_restriction *restrictions; /* equal ones cost nothing extra */
    size_t restriction_count;
    size_t line_count;
};

/*
 * An interval of an order line matched to one of a lot. Unit lot_span.lo + i answers for `credit`
 * positions of the line from line_span.lo + i * credit on, the last unit perhaps for fewer: so
 * (lot length - 1) * credit < line length <= lot length * credit. Frozen when the row is made.
 */
struct ll_allocation {
    uint32_t line;
    uint32_t lot;
    struct ll_span line_span;
    struct ll_span lot_span;
    int64_t credit; /* 1 … LL_UNITS_MAX; 1 between equal measures: equal lengths */
    enum ll_allocation_state state;
};

struct ll_allocate_result {
    struct ll_allocation *rows; /* provisional; in order of demand, then of line position */
    size_t row_count;           /* at most supply_count + demand_count */
    int64_t *served_hi; /* [demand_count]: open.lo … served_hi is served, served_hi … open.hi waits
                         */
};

/*
 * Match. The result lives in `arena`; working memory comes from it too and is given back.
 *
 * LL_ECORRUPT when the input contradicts itself (spans out of order or overlapping, an index
 * outside its array, no country code, class or month): it is made from stored data, so this is a
 * finding. LL_EOVERFLOW when the free or the open positions of the run are above LL_UNITS_MAX in
 * sum.
 * LL_ELIMIT for arrays of 2^32 - 1 entries or more. LL_ENOMEM. A failure leaves the arena as it
 * was.
 *
 * Cost, with L lots, S free spans, D open spans, R different restrictions in use, r = ceil(R / 64),
 * M months between the earliest and latest vintage bound:
 * time O(S + D + L r + L R / 64 + M), whatever the restrictions exclude: a restriction's cursor
 * over the lots only moves on, 64 lots a step. Spans of one line that come out of the order of
 * their positions are sorted to check them, by radix: 32 bytes a span more.
 * memory O(S + D + L r): 64 bytes a free or open span at most for the result, and 24 + 8 r bytes a
 * lot, 8 bytes a line and 240 bytes a restriction to work in.
 */
LL_MUST enum ll_status ll_allocate(struct ll_arena *arena, const struct ll_allocate_input *input,
                                   struct ll_allocate_result *ret_result, struct ll_err *reterr);

/* Why a span waits. The first reason in the order of these rows that holds. */
#define LL_WAIT_ROWS(X)                                                                            \
    X(SUPPLY, 1, "no eligible lot")                                                                \
    X(CLASS, 2, "no eligible lot of this class")                                                   \
    X(COUNTRY, 3, "no eligible lot of this class from these countries")                            \
    X(VINTAGE, 4, "no eligible lot of this class and country of this vintage")                     \
    X(FUNDER, 5, "all lots that would fit have or lack a funder")                                  \
    X(MEASURE, 7, "all lots that would fit are in grams, not counted in pieces")                   \
    X(CREDIT, 8, "all lots that would fit weigh less than a gram a unit")                          \
    X(STANDARD, 9, "all units that would fit were received without the standard")                  \
    X(SHORT, 6, "all fitting lots are used up")

enum ll_wait_reason {
#define X(symbol, number, text) LL_WAIT_##symbol = (number),
    LL_WAIT_ROWS(X)
#undef X
};
const char *ll_wait_text(enum ll_wait_reason reason); /* "?" for a value not in the table */

/* What is still open of one open span after a run, why, and what would help. */
struct ll_allocate_wait {
    uint32_t demand;     /* index */
    struct ll_span open; /* the part not served */
    enum ll_wait_reason reason;
    /* What is still free after the run and fails this one restriction only, in the measure of the
     * line: units, or the grams they would be credited, LL_UNITS_MAX for that many or more. */
    struct ll_units without_class;
    struct ll_units without_country;
    struct ll_units without_vintage;
    struct ll_units without_funder;
    struct ll_units without_standard;
    /* The same for the measure, in that of the lots: grams that a line in pieces cannot take, units
     * that weigh too little for a line in grams. */
    struct ll_units without_measure;
};

/*
 * Explain every open span that `result` (of this very input) did not serve whole, in demand order.
 * Reasons look at all eligible lots given, also at those without free units: give the used-up lots
 * too when their being used up is to be told from their not being there.
 * Errors as ll_allocate. Cost: O(S + D + L r + rows), plus L R when many lots each fail just one
 * restriction of many. The waits live in `arena`.
 */
LL_MUST enum ll_status ll_allocate_waits(struct ll_arena *arena,
                                         const struct ll_allocate_input *input,
                                         const struct ll_allocate_result *result,
                                         struct ll_allocate_wait **ret_waits, size_t *ret_count,
                                         struct ll_err *reterr);

#endif
