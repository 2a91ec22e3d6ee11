#include "core/allocate.h"
#include "core/fit.h"

const char *ll_wait_text(enum ll_wait_reason reason)
{
    static const struct {
        enum ll_wait_reason reason;
        const char *text;
    } rows[] = {
#define X(symbol, number, words) {.reason = LL_WAIT_##symbol, .text = (words)},
        LL_WAIT_ROWS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].reason == reason) {
            return rows[i].text;
        }
    }
    return "?";
}

enum count_of {
    COUNT_CLASS,
    COUNT_COUNTRY,
    COUNT_VINTAGE,
    COUNT_FUNDER,
    COUNT_STANDARD,
    COUNT_MEASURE,
    COUNTS,
};

/* What is known of the sets, a bit each, and counted for those that wait. */
struct survey {
    struct ll_fit fit;
    uint64_t *waiting;
    uint64_t *any_class; /* some eligible lot passes the class; the class and country; and so on */
    uint64_t *any_country;
    uint64_t *any_vintage;
    uint64_t *any_funder;
    uint64_t *any_standard;
    uint64_t *any_lot;
    bool any_eligible;
    struct ll_units *left;   /* [lot_count]: free after the run */
    struct ll_units *counts; /* [set_count][COUNTS] */
};

static enum ll_status new_survey(struct ll_arena *arena, const struct ll_allocate_input *input,
                                 struct survey *survey, struct ll_err *reterr)
{
    LL_TRY(ll_fit_build(arena, input, &survey->fit, reterr));
    size_t blocks = survey->fit.block_count;
    survey->waiting = LL_NEW_ARRAY(arena, uint64_t, blocks);
    survey->any_class = LL_NEW_ARRAY(arena, uint64_t, blocks);
    survey->any_country = LL_NEW_ARRAY(arena, uint64_t, blocks);
    survey->any_vintage = LL_NEW_ARRAY(arena, uint64_t, blocks);
    survey->any_funder = LL_NEW_ARRAY(arena, uint64_t, blocks);
    survey->any_standard = LL_NEW_ARRAY(arena, uint64_t, blocks);
    survey->any_lot = LL_NEW_ARRAY(arena, uint64_t, blocks);
    survey->left = LL_NEW_ARRAY(arena, struct ll_units, input->lot_count);
    survey->counts = LL_NEW_ARRAY(arena, struct ll_units, survey->fit.set_count * COUNTS);
    if (survey->waiting == NULL || survey->any_class == NULL || survey->any_country == NULL ||
        survey->any_vintage == NULL || survey->any_funder == NULL || survey->any_standard == NULL ||
        survey->any_lot == NULL || survey->left == NULL || survey->counts == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to explain %zu open spans",
                       input->demand_count);
    }
    return LL_OK;
}

static enum ll_status count_left(const struct ll_allocate_input *input,
                                 const struct ll_allocate_result *result, struct survey *survey)
{
    for (size_t i = 0; i < input->supply_count; i++) {
        struct ll_units *left = &survey->left[input->supply[i].lot];
        struct ll_units more = {ll_span_len(input->supply[i].free)};
        LL_TRY(ll_units_add(*left, more, left));
    }
    for (size_t i = 0; i < result->row_count; i++) {
        LL_ASSERT(result->rows[i].lot < input->lot_count);
        struct ll_units *left = &survey->left[result->rows[i].lot];
        struct ll_units taken = {ll_span_len(result->rows[i].lot_span)};
        LL_TRY(ll_units_sub(*left, taken, left));
    }
    return LL_OK;
}

/* What is free of a lot: its units or grams, and what a line in grams would be credited for them.
 */
struct free_of_lot {
    struct ll_units own;
    struct ll_units grams;
};

static struct free_of_lot free_of(const struct ll_allocate_lot *lot, struct ll_units left)
{
    bool many = left.n > 0 && lot->credit_g > LL_UNITS_MAX / left.n;
    return (struct free_of_lot){left, {many ? LL_UNITS_MAX : left.n * lot->credit_g}};
}

static void count_sets(struct survey *survey, size_t block, uint64_t sets, enum count_of what,
                       const struct free_of_lot *left)
{
    uint64_t in_grams = what == COUNT_MEASURE ? 0 : ll_fit_in_grams(&survey->fit)[block];
    for (uint64_t rest = sets; rest != 0; rest &= rest - 1) {
        size_t bit = (size_t)__builtin_ctzll(rest);
        struct ll_units *count = &survey->counts[(block * 64 + bit) * COUNTS + what];
        struct ll_units more = (in_grams >> bit & 1) != 0 ? left->grams : left->own;
        if (ll_units_add(*count, more, count) != LL_OK) {
            count->n = LL_UNITS_MAX;
        }
    }
}

static void survey_lot(struct survey *survey, const struct ll_allocate_lot *lot,
                       struct ll_units left_units)
{
    struct ll_fit_rows rows = ll_fit_rows_of(&survey->fit, lot);
    const uint64_t *by_class = ll_fit_class_alone(&survey->fit, lot);
    const uint64_t *by_measure = ll_fit_measure_alone(&survey->fit, lot);
    struct free_of_lot left = free_of(lot, left_units);
    survey->any_eligible = true;
    for (size_t b = 0; b < survey->fit.block_count; b++) {
        uint64_t w = survey->waiting[b];
        if ((left_units.n > 0 ? w : w & ~survey->any_lot[b]) == 0) {
            continue; /* nothing to count, and no reason that it would rule out */
        }
        uint64_t c = by_class[b];
        uint64_t o = rows.by_country[b];
        uint64_t v = rows.by_vintage[b];
        uint64_t f = rows.by_funder[b];
        uint64_t m = by_measure[b];
        uint64_t s = ~ll_fit_barred(&survey->fit, lot, b);
        survey->any_class[b] |= c;
        survey->any_country[b] |= c & o;
        survey->any_vintage[b] |= c & o & v;
        survey->any_funder[b] |= c & o & v & f;
        survey->any_standard[b] |= c & o & v & f & s;
        survey->any_lot[b] |= c & o & v & f & s & m;
        if (left_units.n > 0) {
            count_sets(survey, b, w & ~c & o & v & f & s & m, COUNT_CLASS, &left);
            count_sets(survey, b, w & c & ~o & v & f & s & m, COUNT_COUNTRY, &left);
            count_sets(survey, b, w & c & o & ~v & f & s & m, COUNT_VINTAGE, &left);
            count_sets(survey, b, w & c & o & v & ~f & s & m, COUNT_FUNDER, &left);
            count_sets(survey, b, w & c & o & v & f & ~s & m, COUNT_STANDARD, &left);
            count_sets(survey, b, w & c & o & v & f & s & ~m, COUNT_MEASURE, &left);
        }
    }
}

static enum ll_wait_reason reason_of(const struct survey *survey, uint32_t set)
{
    size_t b = set / 64;
    uint64_t bit = UINT64_C(1) << (set % 64);
    if (!survey->any_eligible) {
        return LL_WAIT_SUPPLY;
    }
    if ((survey->any_class[b] & bit) == 0) {
        return LL_WAIT_CLASS;
    }
    if ((survey->any_country[b] & bit) == 0) {
        return LL_WAIT_COUNTRY;
    }
    if ((survey->any_vintage[b] & bit) == 0) {
        return LL_WAIT_VINTAGE;
    }
    if ((survey->any_funder[b] & bit) == 0) {
        return LL_WAIT_FUNDER;
    }
    if ((survey->any_standard[b] & bit) == 0) {
        return LL_WAIT_STANDARD;
    }
    if ((survey->any_lot[b] & bit) == 0) {
        return ll_fit_is_in_grams(&survey->fit, set) ? LL_WAIT_CREDIT : LL_WAIT_MEASURE;
    }
    return LL_WAIT_SHORT;
}

static enum ll_status explain(struct ll_arena *arena, const struct ll_allocate_input *input,
                              const struct ll_allocate_result *result,
                              struct ll_allocate_wait *waits, struct ll_err *reterr)
{
    struct survey survey = {0};
    LL_TRY(new_survey(arena, input, &survey, reterr));
    if (count_left(input, result, &survey) != LL_OK) {
        return LL_FAIL(reterr, LL_EOVERFLOW, "the allocations take more units than were free");
    }
    for (size_t i = 0; i < input->demand_count; i++) {
        if (result->served_hi[i] < input->demand[i].open.hi) {
            uint32_t set = survey.fit.set_of[input->demand[i].restriction];
            survey.waiting[set / 64] |= UINT64_C(1) << (set % 64);
        }
    }
    for (size_t i = 0; i < input->lot_count; i++) {
        if (input->lots[i].eligible) {
            survey_lot(&survey, &input->lots[i], survey.left[i]);
        }
    }
    size_t count = 0;
    for (size_t i = 0; i < input->demand_count; i++) {
        const struct ll_allocate_demand *demand = &input->demand[i];
        if (result->served_hi[i] < demand->open.hi) {
            uint32_t set = survey.fit.set_of[demand->restriction];
            const struct ll_units *counts = &survey.counts[(size_t)set * COUNTS];
            waits[count++] = (struct ll_allocate_wait){
                .demand = (uint32_t)i,
                .open = {result->served_hi[i], demand->open.hi},
                .reason = reason_of(&survey, set),
                .without_class = counts[COUNT_CLASS],
                .without_country = counts[COUNT_COUNTRY],
                .without_vintage = counts[COUNT_VINTAGE],
                .without_funder = counts[COUNT_FUNDER],
                .without_standard = counts[COUNT_STANDARD],
                .without_measure = counts[COUNT_MEASURE],
            };
        }
    }
    return LL_OK;
}

static enum ll_status make_waits(struct ll_arena *arena, const struct ll_allocate_input *input,
                                 const struct ll_allocate_result *result,
                                 struct ll_allocate_wait **ret_waits, size_t *ret_count,
                                 struct ll_err *reterr)
{
    struct ll_arena_mark start = ll_arena_mark(arena);
    LL_TRY(ll_fit_check(arena, input, reterr));
    ll_arena_rewind(arena, start);
    size_t count = 0;
    for (size_t i = 0; i < input->demand_count; i++) {
        count += result->served_hi[i] < input->demand[i].open.hi ? 1 : 0;
    }
    struct ll_allocate_wait *waits = LL_NEW_ARRAY(arena, struct ll_allocate_wait, count);
    if (waits == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to explain %zu open spans", count);
    }
    struct ll_arena_mark scratch = ll_arena_mark(arena);
    LL_TRY(explain(arena, input, result, waits, reterr));
    ll_arena_rewind(arena, scratch);
    *ret_waits = waits;
    *ret_count = count;
    return LL_OK;
}

enum ll_status ll_allocate_waits(struct ll_arena *arena, const struct ll_allocate_input *input,
                                 const struct ll_allocate_result *result,
                                 struct ll_allocate_wait **ret_waits, size_t *ret_count,
                                 struct ll_err *reterr)
{
    struct ll_arena_mark before = ll_arena_mark(arena);
    enum ll_status status = make_waits(arena, input, result, ret_waits, ret_count, reterr);
    if (status != LL_OK) {
        ll_arena_rewind(arena, before);
    }
    return status;
}
