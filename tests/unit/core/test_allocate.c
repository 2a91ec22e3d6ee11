/* The allocator by hand: order, funders, edges, and input that contradicts itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/allocate.h"

static struct ll_arena arena;

static int setup(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)16 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

#define GHANA                                                                                      \
    {                                                                                              \
        {                                                                                          \
            'G', 'H'                                                                               \
        }                                                                                          \
    }
#define NIGERIA                                                                                    \
    {                                                                                              \
        {                                                                                          \
            'N', 'G'                                                                               \
        }                                                                                          \
    }
#define ANY_CLASS UINT64_MAX

static const struct ll_allocate_lot plain_lot = {
    .vintage = {24194},
    .class_number = 3,
    .eligible = true,
    .country = GHANA,
    .measure = LL_MEASURE_PIECES,
    .credit_g = 85, /* no line in pieces looks at it */
};
static const struct ll_restriction plain_restriction = {
    .class_mask = ANY_CLASS,
    .funder_rule = LL_FUNDER_NONE,
    .measure = LL_MEASURE_PIECES,
};

/* One lot of ten units, one line that demands ten: what the tests below bend. */
struct case_of_one {
    struct ll_allocate_lot lots[3];
    struct ll_allocate_supply supply[3];
    struct ll_allocate_demand demand[3];
    struct ll_restriction restrictions[2];
    struct ll_country countries[2];
    struct ll_allocate_input input;
};

static void make_case(struct case_of_one *one)
{
    *one = (struct case_of_one){
        .lots = {plain_lot, plain_lot, plain_lot},
        .supply = {{0, {0, 10}}, {0, {20, 30}}, {1, {0, 10}}},
        .demand = {{0, 0, {0, 10}}, {0, 0, {10, 20}}, {1, 0, {0, 10}}},
        .restrictions = {plain_restriction, plain_restriction},
        .countries = {GHANA, NIGERIA},
    };
    one->input = (struct ll_allocate_input){
        .lots = one->lots,
        .lot_count = 3,
        .supply = one->supply,
        .supply_count = 3,
        .demand = one->demand,
        .demand_count = 3,
        .restrictions = one->restrictions,
        .restriction_count = 2,
        .line_count = 2,
    };
}

static enum ll_status run(const struct case_of_one *one, struct ll_allocate_result *ret_result)
{
    return ll_allocate(&arena, &one->input, ret_result, NULL);
}

static void assert_row(const struct ll_allocation *row, uint32_t line, int64_t line_lo,
                       int64_t line_hi, uint32_t lot, int64_t lot_lo)
{
    assert_int_equal(row->line, line);
    assert_int_equal(row->line_span.lo, line_lo);
    assert_int_equal(row->line_span.hi, line_hi);
    assert_int_equal(row->lot, lot);
    assert_int_equal(row->lot_span.lo, lot_lo);
    assert_int_equal(row->lot_span.hi, lot_lo + line_hi - line_lo);
    assert_int_equal(row->credit, 1);
    assert_int_equal(row->state, LL_ALLOCATION_STATE_PROVISIONAL);
}

static void test_takes_in_queue_order(void **state)
{
    (void)state;
    struct case_of_one one;
    struct ll_allocate_result result;
    make_case(&one);
    one.demand[0].open.hi = 8;
    one.demand[1] = (struct ll_allocate_demand){1, 1, {5, 25}};
    one.demand[2] = (struct ll_allocate_demand){0, 0, {8, 12}};
    assert_int_equal(run(&one, &result), LL_OK);
    assert_int_equal(result.row_count, 5);
    assert_row(&result.rows[0], 0, 0, 8, 0, 0);
    assert_row(&result.rows[1], 1, 5, 7, 0, 8);
    assert_row(&result.rows[2], 1, 7, 17, 0, 20);
    assert_row(&result.rows[3], 1, 17, 25, 1, 0);
    assert_row(&result.rows[4], 0, 8, 10, 1, 8);
    assert_int_equal(result.served_hi[0], 8);
    assert_int_equal(result.served_hi[1], 25);
    assert_int_equal(result.served_hi[2], 10);
}

static void test_free_spans_may_touch(void **state)
{
    (void)state;
    struct case_of_one one;
    struct ll_allocate_result result;
    make_case(&one);
    one.supply[1].free.lo = 10;
    assert_int_equal(run(&one, &result), LL_OK);
    assert_row(&result.rows[1], 0, 10, 20, 0, 10);
}

static void test_nothing_at_all(void **state)
{
    (void)state;
    struct ll_allocate_input input = {0};
    struct ll_allocate_result result;
    struct ll_allocate_wait *waits;
    size_t count = 5;
    assert_int_equal(ll_allocate(&arena, &input, &result, NULL), LL_OK);
    assert_int_equal(result.row_count, 0);
    assert_int_equal(ll_allocate_waits(&arena, &input, &result, &waits, &count, NULL), LL_OK);
    assert_int_equal(count, 0);
    /* Demand without lots, and lots without demand. */
    struct case_of_one one;
    make_case(&one);
    one.input.lot_count = 0;
    one.input.supply_count = 0;
    assert_int_equal(run(&one, &result), LL_OK);
    assert_int_equal(result.row_count, 0);
    assert_int_equal(ll_allocate_waits(&arena, &one.input, &result, &waits, &count, NULL), LL_OK);
    assert_int_equal(count, 3);
    assert_int_equal(waits[2].reason, LL_WAIT_SUPPLY);
    make_case(&one);
    one.input.demand_count = 0;
    one.input.restriction_count = 0;
    assert_int_equal(run(&one, &result), LL_OK);
    assert_int_equal(result.row_count, 0);
}

static void test_funders(void **state)
{
    (void)state;
    const struct {
        enum ll_funder_rule rule;
        uint32_t named;
        uint32_t paid;
        bool fits;
    } cases[] = {
        {LL_FUNDER_NONE, 0, 0, true},           {LL_FUNDER_NONE, 0, 7, false},
        {LL_FUNDER_ONLY, 7, 7, true},           {LL_FUNDER_ONLY, 7, 0, false},
        {LL_FUNDER_ONLY, 7, 8, false},          {LL_FUNDER_ALSO, 7, 7, true},
        {LL_FUNDER_ALSO, 7, 0, true},           {LL_FUNDER_ALSO, 7, UINT32_MAX, false},
        {LL_FUNDER_ONLY, UINT32_MAX, 7, false}, {LL_FUNDER_ONLY, UINT32_MAX, UINT32_MAX, true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct case_of_one one;
        struct ll_allocate_result result;
        make_case(&one);
        one.restrictions[0].funder_rule = cases[i].rule;
        one.restrictions[0].funder = cases[i].named;
        one.lots[0].funder = cases[i].paid;
        one.lots[1].eligible = false;
        assert_int_equal(run(&one, &result), LL_OK);
        assert_int_equal(result.row_count > 0, cases[i].fits);
        assert_int_equal(ll_restriction_fits(&one.restrictions[0], &one.lots[0]), cases[i].fits);
    }
}

/* What was received without a standard serves only those who do not demand it. */
static void test_standards(void **state)
{
    (void)state;
    const struct {
        uint64_t demanded;
        uint64_t lacks;
        bool fits;
    } cases[] = {
        {0, 0, true},
        {0, UINT64_MAX, true},
        {1, 0, true},
        {1, 1, false},
        {1, 2, true},
        {3, 2, false},
        {4, 3, true},
        {UINT64_C(1) << 63, 1, true},
        {UINT64_C(1) << 63, UINT64_C(1) << 63, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct case_of_one one;
        struct ll_allocate_result result;
        struct ll_allocate_wait *waits = NULL;
        size_t count = 0;
        make_case(&one);
        one.restrictions[0].standards = cases[i].demanded;
        one.lots[0].lacks = cases[i].lacks;
        one.lots[1].eligible = false;
        one.lots[2].eligible = false;
        assert_int_equal(run(&one, &result), LL_OK);
        assert_int_equal(result.row_count > 0, cases[i].fits);
        assert_int_equal(ll_restriction_fits(&one.restrictions[0], &one.lots[0]), cases[i].fits);
        assert_int_equal(ll_allocate_waits(&arena, &one.input, &result, &waits, &count, NULL),
                         LL_OK);
        if (!cases[i].fits) {
            assert_int_equal(waits[0].reason, LL_WAIT_STANDARD);
            assert_true(waits[0].without_standard.n > 0);
            assert_int_equal(waits[0].without_class.n, 0);
        }
    }
}

static void test_bounds_of_restrictions(void **state)
{
    (void)state;
    for (int32_t month = 24190; month < 24200; month++) {
        for (unsigned bounds = 0; bounds < 4; bounds++) {
            struct case_of_one one;
            struct ll_allocate_result result;
            make_case(&one);
            one.restrictions[0].has_vintage_from = (bounds & 1) != 0;
            one.restrictions[0].has_vintage_to = (bounds & 2) != 0;
            one.restrictions[0].vintage_from.months = 24193;
            one.restrictions[0].vintage_to.months = 24195;
            one.restrictions[0].class_mask = UINT64_C(1) << 63;
            one.restrictions[0].countries = &one.countries[1];
            one.restrictions[0].country_count = 1;
            for (size_t i = 0; i < 3; i++) {
                one.lots[i].vintage.months = month;
                one.lots[i].class_number = 63;
                one.lots[i].country = one.countries[1];
            }
            bool fits =
                ((bounds & 1) == 0 || month >= 24193) && ((bounds & 2) == 0 || month <= 24195);
            assert_int_equal(run(&one, &result), LL_OK);
            assert_int_equal(result.row_count > 0, fits);
            assert_int_equal(ll_restriction_fits(&one.restrictions[0], &one.lots[0]), fits);
            one.restrictions[0].countries = &one.countries[0];
            assert_int_equal(run(&one, &result), LL_OK);
            assert_int_equal(result.row_count, 0);
        }
    }
}

static void test_why_it_waits(void **state)
{
    (void)state;
    struct case_of_one one;
    struct ll_allocate_result result;
    struct ll_allocate_wait *waits;
    size_t count;
    make_case(&one);
    one.lots[1].country = one.countries[1];
    one.restrictions[0].countries = one.countries;
    one.restrictions[0].country_count = 1;
    one.demand[0] = (struct ll_allocate_demand){0, 0, {0, 25}};
    one.demand[1] = (struct ll_allocate_demand){1, 1, {0, 2}};
    one.input.demand_count = 2;
    assert_int_equal(run(&one, &result), LL_OK);
    assert_int_equal(ll_allocate_waits(&arena, &one.input, &result, &waits, &count, NULL), LL_OK);
    assert_int_equal(count, 1);
    assert_int_equal(waits[0].demand, 0);
    assert_int_equal(waits[0].open.lo, 20);
    assert_int_equal(waits[0].open.hi, 25);
    assert_int_equal(waits[0].reason, LL_WAIT_SHORT);
    assert_int_equal(waits[0].without_country.n, 8);
    assert_int_equal(waits[0].without_class.n, 0);
    assert_string_equal(ll_wait_text(waits[0].reason), "all fitting lots are used up");
    assert_string_equal(ll_wait_text((enum ll_wait_reason)99), "?");
}

static void assert_grams(const struct ll_allocation *row, int64_t line_lo, int64_t line_hi,
                         uint32_t lot, int64_t lot_lo, int64_t lot_hi, int64_t credit)
{
    assert_int_equal(row->line_span.lo, line_lo);
    assert_int_equal(row->line_span.hi, line_hi);
    assert_int_equal(row->lot, lot);
    assert_int_equal(row->lot_span.lo, lot_lo);
    assert_int_equal(row->lot_span.hi, lot_hi);
    assert_int_equal(row->credit, credit);
}

/* Line 1 is in grams. Lot 0 has units, lot 1 grams. */
static void make_grams(struct case_of_one *one)
{
    make_case(one);
    one->lots[1].measure = LL_MEASURE_GRAMS;
    one->lots[1].credit_g = 1;
    one->restrictions[1].measure = LL_MEASURE_GRAMS;
    one->demand[2].restriction = 1;
}

static void test_grams_of_whole_units_and_of_grams(void **state)
{
    (void)state;
    struct case_of_one one;
    struct ll_allocate_result result;
    make_grams(&one);
    one.demand[0] = (struct ll_allocate_demand){1, 1, {0, 100}};    /* 2 units: 170 g */
    one.demand[1] = (struct ll_allocate_demand){0, 0, {0, 5}};      /* pieces in between */
    one.demand[2] = (struct ll_allocate_demand){1, 1, {100, 1212}}; /* all else, and 7 g */
    assert_int_equal(run(&one, &result), LL_OK);
    assert_int_equal(result.row_count, 5);
    assert_grams(&result.rows[0], 0, 100, 0, 0, 2, 85);
    assert_grams(&result.rows[1], 0, 5, 0, 2, 7, 1);
    assert_grams(&result.rows[2], 100, 355, 0, 7, 10, 85);
    assert_grams(&result.rows[3], 355, 1205, 0, 20, 30, 85);
    assert_grams(&result.rows[4], 1205, 1212, 1, 0, 7, 1);
    assert_int_equal(result.served_hi[2], 1212);
    /* Where the last unit has the last gram, none is added. */
    one.demand[0].open.hi = 170;
    one.demand[2].open.lo = 170;
    assert_int_equal(run(&one, &result), LL_OK);
    assert_grams(&result.rows[0], 0, 170, 0, 0, 2, 85);
    one.demand[0].open.hi = 171;
    one.demand[2].open.lo = 171;
    assert_int_equal(run(&one, &result), LL_OK);
    assert_grams(&result.rows[0], 0, 171, 0, 0, 3, 85);
}

static void test_pieces_take_no_grams(void **state)
{
    (void)state;
    struct case_of_one one;
    struct ll_allocate_result result;
    struct ll_allocate_wait *waits;
    size_t count;
    make_grams(&one);
    one.input.demand_count = 1;
    one.lots[0].measure = LL_MEASURE_GRAMS;
    one.lots[0].credit_g = 1;
    one.lots[2].eligible = false;
    assert_int_equal(run(&one, &result), LL_OK);
    assert_int_equal(result.row_count, 0);
    assert_int_equal(ll_allocate_waits(&arena, &one.input, &result, &waits, &count, NULL), LL_OK);
    assert_int_equal(count, 1);
    assert_int_equal(waits[0].reason, LL_WAIT_MEASURE);
    assert_int_equal(waits[0].without_measure.n, 30);
    assert_int_equal(waits[0].without_class.n, 0);
    /* A used-up lot of pieces, and grams that are free: it is short, and the grams are told. */
    one.lots[2].eligible = true;
    assert_int_equal(ll_allocate_waits(&arena, &one.input, &result, &waits, &count, NULL), LL_OK);
    assert_int_equal(waits[0].reason, LL_WAIT_SHORT);
    assert_int_equal(waits[0].without_measure.n, 30);
}

static void test_too_light_for_a_line_in_grams(void **state)
{
    (void)state;
    struct case_of_one one;
    struct ll_allocate_result result;
    struct ll_allocate_wait *waits;
    size_t count;
    make_grams(&one);
    one.demand[0] = one.demand[2];
    one.input.demand_count = 1;
    one.lots[0].credit_g = 0;
    one.lots[1].class_number = 9;
    one.restrictions[1].class_mask = 8;
    assert_int_equal(ll_restriction_fits(&one.restrictions[1], &one.lots[0]), false);
    assert_int_equal(ll_restriction_fits(&one.restrictions[0], &one.lots[0]), true);
    one.lots[2].eligible = false;
    assert_int_equal(run(&one, &result), LL_OK);
    assert_int_equal(result.row_count, 0);
    assert_int_equal(ll_allocate_waits(&arena, &one.input, &result, &waits, &count, NULL), LL_OK);
    assert_int_equal(count, 1);
    assert_int_equal(waits[0].reason, LL_WAIT_CREDIT);
    assert_int_equal(waits[0].without_measure.n, 20); /* units */
    assert_int_equal(waits[0].without_class.n, 10);   /* grams */
    /* Units of another class would serve by what they weigh. */
    one.lots[1].measure = LL_MEASURE_PIECES;
    one.lots[1].credit_g = 85;
    assert_int_equal(ll_allocate_waits(&arena, &one.input, &result, &waits, &count, NULL), LL_OK);
    assert_int_equal(waits[0].without_class.n, 850);
}

static void test_largest_lines_and_weights(void **state)
{
    (void)state;
    struct case_of_one one;
    struct ll_allocate_result result;
    struct ll_allocate_wait *waits;
    size_t count;
    make_grams(&one);
    one.input.demand_count = 1;
    one.input.supply_count = 1;
    one.demand[0] = (struct ll_allocate_demand){1, 1, {0, LL_UNITS_MAX}};
    one.supply[0].free = (struct ll_span){0, LL_UNITS_MAX};
    one.lots[0].credit_g = LL_UNITS_MAX;
    assert_int_equal(run(&one, &result), LL_OK);
    assert_int_equal(result.row_count, 1);
    assert_grams(&result.rows[0], 0, LL_UNITS_MAX, 0, 0, 1, LL_UNITS_MAX);
    one.lots[0].credit_g = LL_UNITS_MAX - 1;
    assert_int_equal(run(&one, &result), LL_OK);
    assert_grams(&result.rows[0], 0, LL_UNITS_MAX, 0, 0, 2, LL_UNITS_MAX - 1);
    one.lots[0].credit_g = 1;
    assert_int_equal(run(&one, &result), LL_OK);
    assert_grams(&result.rows[0], 0, LL_UNITS_MAX, 0, 0, LL_UNITS_MAX, 1);
    /* More grams than a number of units holds are told as that many. */
    one.lots[0].credit_g = 2;
    one.lots[0].class_number = 9;
    one.restrictions[1].class_mask = 8;
    assert_int_equal(run(&one, &result), LL_OK);
    assert_int_equal(ll_allocate_waits(&arena, &one.input, &result, &waits, &count, NULL), LL_OK);
    assert_int_equal(waits[0].without_class.n, LL_UNITS_MAX);
    /* Also where their product is 0 in 64 bits. */
    one.supply[0].free.hi = INT64_C(1) << 36;
    one.lots[0].credit_g = INT64_C(1) << 28;
    assert_int_equal(run(&one, &result), LL_OK);
    assert_int_equal(ll_allocate_waits(&arena, &one.input, &result, &waits, &count, NULL), LL_OK);
    assert_int_equal(waits[0].without_class.n, LL_UNITS_MAX);
}

/* Each entry bends the case of one into a contradiction. */
static void supply_out_of_order(struct case_of_one *one)
{
    one->supply[2].lot = 0;
}
static void supply_overlaps(struct case_of_one *one)
{
    one->supply[1].free.lo = 9;
}
static void supply_of_no_lot(struct case_of_one *one)
{
    one->supply[2].lot = 3;
}
static void supply_is_empty(struct case_of_one *one)
{
    one->supply[2].free.hi = 0;
}
static void supply_is_negative(struct case_of_one *one)
{
    one->supply[0].free.lo = -1;
}
static void demand_overlaps(struct case_of_one *one)
{
    one->demand[1].open.lo = 9;
}
static void demand_overlaps_out_of_order(struct case_of_one *one)
{
    one->demand[0] = (struct ll_allocate_demand){0, 0, {50, 60}};
    one->demand[1] = (struct ll_allocate_demand){0, 0, {0, 51}};
}
static void demand_of_no_line(struct case_of_one *one)
{
    one->demand[2].line = 2;
}
static void demand_without_restriction(struct case_of_one *one)
{
    one->demand[2].restriction = 2;
}
static void demand_is_no_span(struct case_of_one *one)
{
    one->demand[2].open.hi = INT64_MAX;
}
static void lot_of_no_class(struct case_of_one *one)
{
    one->lots[2].class_number = 64;
}
static void lot_of_no_country(struct case_of_one *one)
{
    one->lots[2].country.code[1] = 'h';
}
static void lot_of_no_month(struct case_of_one *one)
{
    one->lots[2].vintage.months = -1;
}
static void lot_of_no_measure(struct case_of_one *one)
{
    one->lots[2].measure = (enum ll_measure)0;
}
static void lot_of_negative_weight(struct case_of_one *one)
{
    one->lots[2].credit_g = -1;
}
static void lot_of_too_much_weight(struct case_of_one *one)
{
    one->lots[2].credit_g = LL_UNITS_MAX + 1;
}
static void grams_that_weigh_more(struct case_of_one *one)
{
    one->lots[2].measure = LL_MEASURE_GRAMS;
    one->lots[2].credit_g = 2;
}
static void restriction_of_no_measure(struct case_of_one *one)
{
    one->restrictions[1].measure = (enum ll_measure)3;
}
static void restriction_to_no_country(struct case_of_one *one)
{
    one->countries[1].code[0] = '[';
    one->restrictions[1].countries = one->countries;
    one->restrictions[1].country_count = 2;
}
static void restriction_to_no_months(struct case_of_one *one)
{
    one->restrictions[1].has_vintage_from = true;
    one->restrictions[1].has_vintage_to = true;
    one->restrictions[1].vintage_from.months = 5;
    one->restrictions[1].vintage_to.months = 4;
}
static void restriction_to_a_far_month(struct case_of_one *one)
{
    one->restrictions[1].has_vintage_to = true;
    one->restrictions[1].vintage_to.months = INT32_MAX;
}
static void restriction_with_stray_funder(struct case_of_one *one)
{
    one->restrictions[1].funder = 4;
}
static void restriction_without_funder(struct case_of_one *one)
{
    one->restrictions[1].funder_rule = LL_FUNDER_ONLY;
}
static void restriction_without_rule(struct case_of_one *one)
{
    one->restrictions[1].funder_rule = (enum ll_funder_rule)0;
}

static void test_contradictions(void **state)
{
    (void)state;
    static void (*const bend[])(struct case_of_one *) = {
        supply_out_of_order,
        supply_overlaps,
        supply_of_no_lot,
        supply_is_empty,
        supply_is_negative,
        demand_overlaps,
        demand_overlaps_out_of_order,
        demand_of_no_line,
        demand_without_restriction,
        demand_is_no_span,
        lot_of_no_class,
        lot_of_no_country,
        lot_of_no_month,
        lot_of_no_measure,
        lot_of_negative_weight,
        lot_of_too_much_weight,
        grams_that_weigh_more,
        restriction_of_no_measure,
        restriction_to_no_country,
        restriction_to_no_months,
        restriction_to_a_far_month,
        restriction_with_stray_funder,
        restriction_without_funder,
        restriction_without_rule,
    };
    for (size_t i = 0; i < sizeof(bend) / sizeof(bend[0]); i++) {
        struct case_of_one one;
        struct ll_allocate_result result = {.row_count = 77};
        struct ll_err err;
        make_case(&one);
        assert_int_equal(run(&one, &(struct ll_allocate_result){0}), LL_OK);
        bend[i](&one);
        enum ll_status status = ll_allocate(&arena, &one.input, &result, &err);
        if (status != LL_ECORRUPT) {
            fail_msg("contradiction %zu: %s", i, ll_status_name(status));
        }
        assert_int_equal(err.status, LL_ECORRUPT);
        assert_int_equal(result.row_count, 77);
    }
}

static void test_a_line_may_be_queued_out_of_its_order(void **state)
{
    (void)state;
    struct case_of_one one;
    struct ll_allocate_result result;
    make_case(&one);
    one.demand[0] = (struct ll_allocate_demand){0, 0, {50, 60}};
    one.demand[1] = (struct ll_allocate_demand){1, 0, {0, 5}};
    one.demand[2] = (struct ll_allocate_demand){0, 0, {40, 50}};
    assert_int_equal(run(&one, &result), LL_OK);
    assert_row(&result.rows[0], 0, 50, 60, 0, 0);
    assert_row(&result.rows[2], 0, 40, 45, 0, 25);
}

static void test_too_many_units(void **state)
{
    (void)state;
    struct case_of_one one;
    struct ll_allocate_result result;
    make_case(&one);
    one.supply[2].free.hi = LL_UNITS_MAX;
    assert_int_equal(run(&one, &result), LL_EOVERFLOW);
    make_case(&one);
    one.demand[2].open.hi = LL_UNITS_MAX;
    assert_int_equal(run(&one, &result), LL_EOVERFLOW);
    one.input.demand_count = 0;
    one.input.line_count = UINT32_MAX;
    assert_int_equal(run(&one, &result), LL_ELIMIT);
}

static void test_full_arena_is_left_as_it_was(void **state)
{
    (void)state;
    struct case_of_one one;
    make_case(&one);
    enum ll_status status = LL_ENOMEM;
    size_t failed = 0;
    for (size_t cap = 64; status != LL_OK; cap += 64) {
        struct ll_arena small;
        struct ll_allocate_result result = {.row_count = 77};
        ll_arena_init(&small, &ll_arena_malloc, cap);
        status = ll_allocate(&small, &one.input, &result, NULL);
        if (status != LL_OK) {
            assert_int_equal(status, LL_ENOMEM);
            assert_int_equal(result.row_count, 77);
            assert_int_equal(small.taken_bytes, 0);
            failed++;
        }
        ll_arena_release(&small);
        assert_true(cap < (size_t)1 << 20);
    }
    assert_true(failed > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_takes_in_queue_order, setup, teardown),
        cmocka_unit_test_setup_teardown(test_free_spans_may_touch, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_at_all, setup, teardown),
        cmocka_unit_test_setup_teardown(test_funders, setup, teardown),
        cmocka_unit_test_setup_teardown(test_standards, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bounds_of_restrictions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_why_it_waits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_grams_of_whole_units_and_of_grams, setup, teardown),
        cmocka_unit_test_setup_teardown(test_pieces_take_no_grams, setup, teardown),
        cmocka_unit_test_setup_teardown(test_too_light_for_a_line_in_grams, setup, teardown),
        cmocka_unit_test_setup_teardown(test_largest_lines_and_weights, setup, teardown),
        cmocka_unit_test_setup_teardown(test_contradictions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_line_may_be_queued_out_of_its_order, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_too_many_units, setup, teardown),
        cmocka_unit_test_setup_teardown(test_full_arena_is_left_as_it_was, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
