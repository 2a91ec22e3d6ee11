#include "core/allocate.h"

#include "core/fit.h"
#include "core/measure.h"

struct lot_state {
    uint32_t supply; /* the free span to take from next */
    int64_t lo;      /* and from where in it */
};

/* A run. Bit l % 64 of word l / 64 stands for lot l. */
struct run {
    const struct ll_allocate_input *input;
    struct ll_fit fit;
    size_t word_count;
    uint64_t *fits;          /* [set_count][word_count]: lots that fit */
    uint64_t *free;          /* [word_count]: lots with free units */
    uint32_t *cursor;        /* [set_count]: no word before it has a lot left that fits */
    struct lot_state *state; /* [lot_count] */
    struct ll_allocation *rows;
    size_t row_count;
};

static bool measure_fits(enum ll_measure of_line, const struct ll_allocate_lot *lot)
{
    return of_line == LL_MEASURE_GRAMS ? lot->credit_g > 0 : lot->measure == LL_MEASURE_PIECES;
}

bool ll_restriction_fits(const struct ll_restriction *restriction,
                         const struct ll_allocate_lot *lot)
{
    if (!lot->eligible || (restriction->standards & lot->lacks) != 0 ||
        lot->class_number > LL_CLASS_NUMBER_MAX ||
        (restriction->class_mask >> lot->class_number & 1) == 0 ||
        !measure_fits(restriction->measure, lot)) {
        return false;
    }
    bool country_fits = restriction->country_count == 0;
    for (size_t i = 0; i < restriction->country_count && !country_fits; i++) {
        country_fits = restriction->countries[i].code[0] == lot->country.code[0] &&
                       restriction->countries[i].code[1] == lot->country.code[1];
    }
    if (!country_fits ||
        (restriction->has_vintage_from && lot->vintage.months < restriction->vintage_from.months) ||
        (restriction->has_vintage_to && lot->vintage.months > restriction->vintage_to.months)) {
        return false;
    }
    switch (restriction->funder_rule) {
    case LL_FUNDER_NONE:
        return lot->funder == 0;
    case LL_FUNDER_ONLY:
        return lot->funder == restriction->funder;
    case LL_FUNDER_ALSO:
        return lot->funder == 0 || lot->funder == restriction->funder;
    }
    return false;
}

/* Turn 64 rows of 64 bits into their columns: swap ever smaller off-diagonal squares. */
static void transpose(uint64_t rows[64])
{
    uint64_t low = UINT64_C(0x00000000ffffffff);
    for (size_t half = 32; half > 0; half /= 2) {
        for (size_t i = 0; i < 64; i++) {
            if ((i & half) == 0) {
                uint64_t swap = ((rows[i] >> half) ^ rows[i + half]) & low;
                rows[i] ^= swap << half;
                rows[i + half] ^= swap;
            }
        }
        low ^= low << (half / 2);
    }
}

/* Which lots each set fits, 64 lots at a time. */
static void find_fits(struct run *run)
{
    const struct ll_fit *fit = &run->fit;
    const struct ll_allocate_input *input = run->input;
    for (size_t word = 0; word < run->word_count; word++) {
        struct ll_fit_rows rows[64];
        size_t lots = input->lot_count - word * 64;
        lots = lots < 64 ? lots : 64;
        for (size_t i = 0; i < lots; i++) {
            rows[i] = ll_fit_rows_of(fit, &input->lots[word * 64 + i]);
        }
        for (size_t block = 0; block < fit->block_count; block++) {
            uint64_t bits[64] = {0};
            for (size_t i = 0; i < lots; i++) {
                bits[i] = rows[i].by_class[block] & rows[i].by_country[block] &
                          rows[i].by_vintage[block] & rows[i].by_funder[block] &
                          ~ll_fit_barred(fit, &input->lots[word * 64 + i], block);
            }
            transpose(bits);
            for (size_t s = block * 64; s < fit->set_count && s < block * 64 + 64; s++) {
                run->fits[s * run->word_count + word] = bits[s % 64];
            }
        }
    }
}

static void find_free(struct run *run)
{
    const struct ll_allocate_input *input = run->input;
    for (size_t i = input->supply_count; i > 0; i--) { /* backwards: a lot's first span stays */
        uint32_t lot = input->supply[i - 1].lot;
        if (input->lots[lot].eligible) {
            run->state[lot] = (struct lot_state){(uint32_t)(i - 1), input->supply[i - 1].free.lo};
            run->free[lot / 64] |= UINT64_C(1) << (lot % 64);
        }
    }
}

static enum ll_status start(struct ll_arena *arena, struct run *run, struct ll_err *reterr)
{
    const struct ll_allocate_input *input = run->input;
    LL_TRY(ll_fit_build(arena, input, &run->fit, reterr));
    size_t sets = run->fit.set_count;
    run->word_count = (input->lot_count + 63) / 64;
    run->fits = LL_NEW_ARRAY(arena, uint64_t, sets * run->word_count);
    run->free = LL_NEW_ARRAY(arena, uint64_t, run->word_count);
    run->cursor = LL_NEW_ARRAY(arena, uint32_t, sets);
    run->state = LL_NEW_ARRAY(arena, struct lot_state, input->lot_count);
    if (run->fits == NULL || run->free == NULL || run->cursor == NULL || run->state == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to match %zu lots with %zu restrictions",
                       input->lot_count, sets);
    }
    find_free(run);
    find_fits(run);
    return LL_OK;
}

/* The first lot with free units that fits. Free units only dwindle, so the cursor never goes back.
 */
static bool first_lot(struct run *run, uint32_t set, uint32_t *ret_lot)
{
    const uint64_t *fits = &run->fits[set * run->word_count];
    size_t word = run->cursor[set];
    while (word < run->word_count && (fits[word] & run->free[word]) == 0) {
        word++;
    }
    run->cursor[set] = (uint32_t)word;
    if (word == run->word_count) {
        return false;
    }
    *ret_lot = (uint32_t)(word * 64 + (size_t)__builtin_ctzll(fits[word] & run->free[word]));
    return true;
}

/* Take up to `most` units off the lot's current free span. */
static struct ll_span take(struct run *run, uint32_t lot, int64_t most)
{
    const struct ll_allocate_input *input = run->input;
    struct lot_state *state = &run->state[lot];
    int64_t hi = input->supply[state->supply].free.hi;
    struct ll_span taken = {state->lo, hi - state->lo > most ? state->lo + most : hi};
    state->lo = taken.hi;
    if (taken.hi == hi) {
        state->supply++;
        if (state->supply < input->supply_count && input->supply[state->supply].lot == lot) {
            state->lo = input->supply[state->supply].free.lo;
        } else {
            run->free[lot / 64] &= ~(UINT64_C(1) << (lot % 64));
        }
    }
    return taken;
}

/* Serve one open span as far as it goes; where the served part ends. */
static int64_t serve(struct run *run, const struct ll_allocate_demand *demand)
{
    uint32_t set = run->fit.set_of[demand->restriction];
    bool grams = ll_fit_is_in_grams(&run->fit, set);
    int64_t lo = demand->open.lo;
    uint32_t lot;
    while (lo < demand->open.hi && first_lot(run, set, &lot)) {
        int64_t credit = grams ? run->input->lots[lot].credit_g : 1;
        int64_t left = demand->open.hi - lo;
        int64_t most = ll_measure_units(left, credit);
        struct ll_span taken = take(run, lot, most);
        /* Fewer units than serve it all are credited less than what is left: no overflow. */
        int64_t units = ll_span_len(taken);
        struct ll_span served = {lo, units == most ? demand->open.hi : lo + units * credit};
        run->rows[run->row_count++] = (struct ll_allocation){
            .line = demand->line,
            .lot = lot,
            .line_span = served,
            .lot_span = taken,
            .credit = credit,
            .state = LL_ALLOCATION_STATE_PROVISIONAL,
        };
        lo = served.hi;
    }
    return lo;
}

static enum ll_status allocate(struct ll_arena *arena, const struct ll_allocate_input *input,
                               struct ll_allocate_result *ret_result, struct ll_err *reterr)
{
    /* Each row uses up a free span or an open span, so there are no more rows than spans. */
    struct run run = {.input = input};
    size_t most_rows = input->supply_count + input->demand_count;
    int64_t *served_hi = LL_NEW_ARRAY(arena, int64_t, input->demand_count);
    run.rows = LL_NEW_ARRAY(arena, struct ll_allocation, most_rows);
    if (served_hi == NULL || run.rows == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for %zu allocations", most_rows);
    }
    struct ll_arena_mark scratch = ll_arena_mark(arena);
    LL_TRY(ll_fit_check(arena, input, reterr));
    ll_arena_rewind(arena, scratch);
    LL_TRY(start(arena, &run, reterr));
    for (size_t i = 0; i < input->demand_count; i++) {
        served_hi[i] = serve(&run, &input->demand[i]);
    }
    ll_arena_rewind(arena, scratch);
    *ret_result = (struct ll_allocate_result){
        .rows = run.rows, .row_count = run.row_count, .served_hi = served_hi};
    return LL_OK;
}

enum ll_status ll_allocate(struct ll_arena *arena, const struct ll_allocate_input *input,
                           struct ll_allocate_result *ret_result, struct ll_err *reterr)
{
    struct ll_arena_mark before = ll_arena_mark(arena);
    enum ll_status status = allocate(arena, input, ret_result, reterr);
    if (status != LL_OK) {
        ll_arena_rewind(arena, before);
    }
    return status;
}
