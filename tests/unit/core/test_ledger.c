/* The ledger rules by hand: bad stored rows, pieces, queue places. (Lives: tests/property.) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/ledger.h"

#define PROVISIONAL LL_ALLOCATION_STATE_PROVISIONAL
#define FINAL LL_ALLOCATION_STATE_FINAL

static struct ll_arena arena;
static struct ll_span_set empty;

static int setup(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)1 << 20);
    ll_span_set_init(&empty, &arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

static void add(struct ll_span_set *set, int64_t lo, int64_t hi)
{
    assert_int_equal(ll_span_set_add(set, (struct ll_span){lo, hi}, NULL), LL_OK);
}

static void test_bad_rows(void **state)
{
    (void)state;
    const struct ll_allocation good[2] = {{1, 5, {0, 4}, {10, 14}, 1, PROVISIONAL},
                                          {1, 5, {4, 6}, {14, 16}, 1, FINAL}};
    assert_int_equal(ll_ledger_check(good, 2, LL_SIDE_LINE, NULL), LL_OK);
    assert_int_equal(ll_ledger_check(good, 2, LL_SIDE_LOT, NULL), LL_OK);
    assert_int_equal(ll_ledger_check(NULL, 0, LL_SIDE_LOT, NULL), LL_OK);
    struct ll_allocation bad[2];
    memcpy(bad, good, sizeof(bad));
    bad[1].line = 2;
    assert_int_equal(ll_ledger_check(bad, 2, LL_SIDE_LINE, NULL), LL_ECORRUPT);
    assert_int_equal(ll_ledger_check(bad, 2, LL_SIDE_LOT, NULL), LL_OK);
    memcpy(bad, good, sizeof(bad));
    bad[1].lot_span = (struct ll_span){13, 15};
    assert_int_equal(ll_ledger_check(bad, 2, LL_SIDE_LOT, NULL), LL_ECORRUPT);
    assert_int_equal(ll_ledger_check(bad, 2, LL_SIDE_LINE, NULL), LL_OK);
    bad[1].lot_span = (struct ll_span){14, 17};
    assert_int_equal(ll_ledger_check(bad, 2, LL_SIDE_LINE, NULL), LL_ECORRUPT);
    memcpy(bad, good, sizeof(bad));
    bad[0].state = (enum ll_allocation_state)3;
    assert_int_equal(ll_ledger_check(bad, 2, LL_SIDE_LINE, NULL), LL_ECORRUPT);
    memcpy(bad, good, sizeof(bad));
    bad[0].line_span = (struct ll_span){-4, 0};
    assert_int_equal(ll_ledger_check(bad, 2, LL_SIDE_LINE, NULL), LL_ECORRUPT);
}

static void test_credits(void **state)
{
    (void)state;
    const struct {
        int64_t positions;
        int64_t units;
        int64_t credit;
        bool good;
    } cases[] = {
        {10, 10, 1, true},
        {10, 10, 0, false},
        {10, 10, -1, false},
        {10, 4, 3, true},
        {9, 3, 3, true},
        {9, 4, 3, false},
        {10, 3, 3, false},
        {1, 1, LL_UNITS_MAX, true},
        {LL_UNITS_MAX, 1, LL_UNITS_MAX, true},
        {LL_UNITS_MAX, 2, LL_UNITS_MAX - 1, true},
        {LL_UNITS_MAX, 2, LL_UNITS_MAX, false},
        {1, 1, LL_UNITS_MAX + 1, false},
        /* Products of these do not fit 64 bits, or wrap around to what would be right. */
        {LL_UNITS_MAX, LL_UNITS_MAX, LL_UNITS_MAX, false},
        {1, (INT64_C(1) << 39) + 1, INT64_C(1) << 25, false},
        {1, 1, INT64_MAX, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct ll_allocation row = {
            1, 5, {0, cases[i].positions}, {0, cases[i].units}, cases[i].credit, PROVISIONAL};
        if ((ll_ledger_check(&row, 1, LL_SIDE_LINE, NULL) == LL_OK) != cases[i].good) {
            fail_msg("case %zu", i);
        }
    }
}

static void test_rows_where_none_may_be(void **state)
{
    (void)state;
    struct ll_allocation row = {1, 5, {0, 4}, {10, 14}, 1, FINAL};
    struct ll_span_set out;
    struct ll_span_set rest;
    ll_span_set_init(&out, &arena);
    add(&out, 3, 12);
    const struct ll_units twelve = {12};
    const struct ll_units fourteen = {14};
    /* Beyond the end. */
    assert_int_equal(ll_ledger_free(&arena, twelve, &empty, &row, 1, &rest, NULL), LL_ECORRUPT);
    /* On a voided position, even when final; on a lost unit, when provisional. */
    assert_int_equal(ll_ledger_open(&arena, twelve, &out, &row, 1, &rest, NULL), LL_ECORRUPT);
    assert_int_equal(ll_ledger_free(&arena, fourteen, &out, &row, 1, &rest, NULL), LL_OK);
    assert_int_equal(rest.count, 1);
    assert_int_equal(rest.spans[0].lo, 0);
    assert_int_equal(rest.spans[0].hi, 3);
    row.state = PROVISIONAL;
    assert_int_equal(ll_ledger_free(&arena, fourteen, &out, &row, 1, &rest, NULL), LL_ECORRUPT);
}

static void assert_part(const struct ll_ledger_piece *piece, size_t row, int64_t line_lo,
                        int64_t line_hi, int64_t lot_lo, int64_t lot_hi)
{
    assert_int_equal(piece->row, row);
    assert_int_equal(piece->part.line_span.lo, line_lo);
    assert_int_equal(piece->part.line_span.hi, line_hi);
    assert_int_equal(piece->part.lot_span.lo, lot_lo);
    assert_int_equal(piece->part.lot_span.hi, lot_hi);
}

/* Four units of 10 g for 35 g, then, final, two of 7 g for 14 g. */
static const struct ll_allocation gram_rows[] = {{1, 5, {100, 135}, {20, 24}, 10, PROVISIONAL},
                                                 {1, 5, {135, 149}, {24, 26}, 7, FINAL}};

static void test_release_of_units_takes_their_grams(void **state)
{
    (void)state;
    struct ll_span_set out;
    struct ll_ledger_release release;
    ll_span_set_init(&out, &arena);
    add(&out, 21, 22);
    add(&out, 23, 25);
    assert_int_equal(ll_ledger_release(&arena, gram_rows, 2, LL_SIDE_LOT, &out, &release, NULL),
                     LL_OK);
    assert_int_equal(release.released.count, 2);
    assert_part(&release.released.items[0], 0, 110, 120, 21, 22);
    assert_part(&release.released.items[1], 0, 130, 135, 23, 24); /* the one that rounded up */
    assert_int_equal(release.kept.count, 2);
    assert_part(&release.kept.items[0], 0, 100, 110, 20, 21);
    assert_part(&release.kept.items[1], 0, 120, 130, 22, 23);
    assert_int_equal(release.final.count, 1);
    assert_part(&release.final.items[0], 1, 135, 142, 24, 25);
}

static void test_release_of_grams_takes_whole_units(void **state)
{
    (void)state;
    struct ll_span_set out;
    struct ll_span_set open;
    struct ll_ledger_release release;
    ll_span_set_init(&out, &arena);
    add(&out, 112, 113);
    add(&out, 118, 119); /* of the same unit */
    add(&out, 134, 136); /* the last gram of one row, the first of the next */
    assert_int_equal(ll_ledger_release(&arena, gram_rows, 2, LL_SIDE_LINE, &out, &release, NULL),
                     LL_OK);
    assert_int_equal(release.released.count, 2);
    assert_part(&release.released.items[0], 0, 110, 120, 21, 22);
    assert_part(&release.released.items[1], 0, 130, 135, 23, 24);
    assert_int_equal(release.kept.count, 2);
    assert_part(&release.kept.items[0], 0, 100, 110, 20, 21);
    assert_part(&release.kept.items[1], 0, 120, 130, 22, 23);
    assert_int_equal(release.final.count, 1);
    assert_part(&release.final.items[0], 1, 135, 142, 24, 25);
    /* The other grams of the units are open again. */
    const struct ll_allocation left[] = {release.kept.items[0].part, release.kept.items[1].part,
                                         gram_rows[1]};
    ll_span_set_init(&out, &arena);
    add(&out, 0, 100);
    add(&out, 112, 113);
    add(&out, 118, 119);
    add(&out, 134, 135);
    assert_int_equal(ll_ledger_open(&arena, (struct ll_units){149}, &out, left, 3, &open, NULL),
                     LL_OK);
    const struct ll_span expected[] = {{110, 112}, {113, 118}, {119, 120}, {130, 134}};
    assert_int_equal(open.count, 4);
    assert_memory_equal(open.spans, expected, sizeof(expected));
}

static void test_release_splits(void **state)
{
    (void)state;
    const struct ll_allocation rows[] = {{7, 5, {100, 110}, {0, 10}, 1, PROVISIONAL},
                                         {8, 5, {0, 5}, {10, 15}, 1, FINAL},
                                         {9, 5, {0, 5}, {15, 20}, 1, PROVISIONAL}};
    struct ll_span_set out;
    ll_span_set_init(&out, &arena);
    add(&out, 2, 4);
    add(&out, 9, 16);
    struct ll_ledger_release release;
    assert_int_equal(ll_ledger_release(&arena, rows, 3, LL_SIDE_LOT, &out, &release, NULL), LL_OK);
    const struct ll_ledger_piece released[] = {{0, {7, 5, {102, 104}, {2, 4}, 1, PROVISIONAL}},
                                               {0, {7, 5, {109, 110}, {9, 10}, 1, PROVISIONAL}},
                                               {2, {9, 5, {0, 1}, {15, 16}, 1, PROVISIONAL}}};
    const struct ll_ledger_piece kept[] = {{0, {7, 5, {100, 102}, {0, 2}, 1, PROVISIONAL}},
                                           {0, {7, 5, {104, 109}, {4, 9}, 1, PROVISIONAL}},
                                           {2, {9, 5, {1, 5}, {16, 20}, 1, PROVISIONAL}}};
    const struct ll_ledger_piece final[] = {{1, {8, 5, {0, 5}, {10, 15}, 1, FINAL}}};
    const struct {
        const struct ll_ledger_piece *expected;
        size_t count;
        const struct ll_ledger_pieces *found;
    } lists[] = {
        {released, 3, &release.released}, {kept, 3, &release.kept}, {final, 1, &release.final}};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(lists[i].found->count, lists[i].count);
        for (size_t k = 0; k < lists[i].count; k++) {
            const struct ll_ledger_piece *a = &lists[i].expected[k];
            const struct ll_ledger_piece *b = &lists[i].found->items[k];
            assert_int_equal(a->row, b->row);
            assert_int_equal(a->part.line, b->part.line);
            assert_int_equal(a->part.line_span.lo, b->part.line_span.lo);
            assert_int_equal(a->part.line_span.hi, b->part.line_span.hi);
            assert_int_equal(a->part.lot_span.lo, b->part.lot_span.lo);
            assert_int_equal(a->part.lot_span.hi, b->part.lot_span.hi);
            assert_int_equal(a->part.state, b->part.state);
        }
    }
}

static void test_cite_makes_final_from_received_on(void **state)
{
    (void)state;
    const struct ll_allocation row = {1, 5, {0, 10}, {30, 40}, 1, PROVISIONAL};
    struct ll_span_set cited;
    struct ll_ledger_pieces pieces;
    ll_span_set_init(&cited, &arena);
    add(&cited, 4, 6);
    assert_int_equal(ll_ledger_cite(&arena, &row, 1, &cited, LL_STAGE_SHIPPED, &pieces, NULL),
                     LL_OK);
    assert_int_equal(pieces.count, 0);
    assert_int_equal(ll_ledger_cite(&arena, &row, 1, &cited, LL_STAGE_RECEIVED, &pieces, NULL),
                     LL_OK);
    assert_int_equal(pieces.count, 3);
    assert_int_equal(pieces.items[0].part.state, PROVISIONAL);
    assert_int_equal(pieces.items[1].part.state, FINAL);
    assert_int_equal(pieces.items[1].part.lot_span.lo, 34);
    assert_int_equal(pieces.items[1].part.lot_span.hi, 36);
    assert_int_equal(pieces.items[2].part.state, PROVISIONAL);
    struct ll_err err;
    assert_int_equal(ll_ledger_cite(&arena, &row, 1, &cited, LL_STAGE_SEIZED, &pieces, &err),
                     LL_EREFUSED);
    add(&cited, 9, 12);
    assert_int_equal(ll_ledger_cite(&arena, &row, 1, &cited, LL_STAGE_RECEIVED, &pieces, &err),
                     LL_EREFUSED);
    assert_non_null(strstr(err.text, "[10, 12)"));
}

static void test_cites_whole_units(void **state)
{
    (void)state;
    struct ll_span_set cited;
    struct ll_ledger_pieces pieces;
    struct ll_err err;
    const struct ll_span refused[] = {{100, 109}, {101, 110}, {120, 134}, {131, 135}, {140, 142}};
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        ll_span_set_init(&cited, &arena);
        add(&cited, refused[i].lo, refused[i].hi);
        assert_int_equal(
            ll_ledger_cite(&arena, gram_rows, 2, &cited, LL_STAGE_SHIPPED, &pieces, &err),
            LL_EREFUSED);
    }
    assert_non_null(strstr(err.text, "[140, 142)"));
    assert_non_null(strstr(err.text, "[135, 142)"));
    ll_span_set_init(&cited, &arena);
    add(&cited, 110, 120);
    add(&cited, 130, 142);
    assert_int_equal(ll_ledger_cite(&arena, gram_rows, 2, &cited, LL_STAGE_RECEIVED, &pieces, &err),
                     LL_OK);
    assert_int_equal(pieces.count, 4);
    assert_part(&pieces.items[0], 0, 100, 110, 20, 21);
    assert_part(&pieces.items[1], 0, 110, 120, 21, 22);
    assert_part(&pieces.items[2], 0, 120, 130, 22, 23);
    assert_part(&pieces.items[3], 0, 130, 135, 23, 24);
    assert_int_equal(pieces.items[2].part.state, PROVISIONAL);
    assert_int_equal(pieces.items[3].part.state, FINAL);
}

static void test_recredit(void **state)
{
    (void)state;
    struct ll_ledger_recredit lower;
    struct ll_err err;
    const struct ll_allocation rows[] = {
        {1, 5, {100, 135}, {20, 24}, 10, PROVISIONAL},
        {1, 5, {135, 149}, {24, 26}, 7, FINAL},
        {2, 5, {0, 30}, {26, 30}, 9, PROVISIONAL},  /* 36 g for 30 */
        {3, 5, {10, 12}, {30, 32}, 1, PROVISIONAL}, /* a line in pieces */
    };
    assert_int_equal(ll_ledger_recredit(&arena, rows, 4, 10, &lower, NULL), LL_OK);
    assert_int_equal(lower.rows.count, 0);
    assert_int_equal(lower.open.count, 0);
    assert_int_equal(lower.open_final.count, 0);
    assert_int_equal(ll_ledger_recredit(&arena, rows, 4, 8, &lower, NULL), LL_OK);
    assert_int_equal(lower.rows.count, 2);
    assert_part(&lower.rows.items[0], 0, 100, 132, 20, 24);
    assert_part(&lower.rows.items[1], 2, 0, 30, 26, 30); /* they still weigh enough */
    assert_int_equal(lower.rows.items[1].part.credit, 8);
    assert_int_equal(lower.open.count, 1);
    assert_int_equal(lower.open.items[0].row, 0);
    assert_int_equal(lower.open.items[0].open.lo, 132);
    assert_int_equal(lower.open.items[0].open.hi, 135);
    assert_int_equal(lower.open_final.count, 0);
    assert_int_equal(ll_ledger_recredit(&arena, rows, 4, 1, &lower, NULL), LL_OK);
    assert_int_equal(lower.rows.count, 3);
    assert_part(&lower.rows.items[1], 1, 135, 137, 24, 26);
    assert_int_equal(lower.rows.items[1].part.state, FINAL);
    assert_int_equal(lower.open.count, 2);
    assert_int_equal(lower.open_final.count, 1);
    assert_int_equal(lower.open_final.items[0].row, 1);
    assert_int_equal(lower.open_final.items[0].open.lo, 137);
    assert_int_equal(lower.open_final.items[0].open.hi, 149);
    assert_int_equal(ll_ledger_recredit(&arena, rows, 4, 0, &lower, &err), LL_EREFUSED);
    assert_int_equal(lower.rows.count, 3);
    /* As long as rows get: no product overflows. */
    const struct ll_allocation longest = {1, 5,          {0, LL_UNITS_MAX}, {0, LL_UNITS_MAX / 2},
                                          2, PROVISIONAL};
    assert_int_equal(ll_ledger_recredit(&arena, &longest, 1, 1, &lower, NULL), LL_OK);
    assert_part(&lower.rows.items[0], 0, 0, LL_UNITS_MAX / 2, 0, LL_UNITS_MAX / 2);
}

static void test_reached_needs_stages(void **state)
{
    (void)state;
    const struct ll_allocation row = {1, 5, {100, 110}, {5, 15}, 1, PROVISIONAL};
    const struct ll_stage_span stages[] = {
        {{0, 6}, LL_STAGE_RECEIVED}, {{6, 9}, LL_STAGE_LOST}, {{9, 30}, LL_STAGE_RECYCLED}};
    struct ll_span_set reached;
    ll_span_set_init(&reached, &arena);
    add(&reached, 0, 1);
    assert_int_equal(ll_ledger_reached(&row, stages, 2, LL_STAGE_RECEIVED, &reached, NULL),
                     LL_ECORRUPT);
    assert_int_equal(ll_ledger_reached(&row, stages + 1, 2, LL_STAGE_RECEIVED, &reached, NULL),
                     LL_ECORRUPT);
    assert_int_equal(reached.count, 1);
    assert_int_equal(ll_ledger_reached(&row, stages, 3, LL_STAGE_RECEIVED, &reached, NULL), LL_OK);
    assert_int_equal(reached.count, 3);
    assert_int_equal(reached.spans[1].lo, 100);
    assert_int_equal(reached.spans[1].hi, 101);
    assert_int_equal(reached.spans[2].lo, 104);
    assert_int_equal(reached.spans[2].hi, 110);
}

static void test_reached_by_the_units_of_grams(void **state)
{
    (void)state;
    const struct ll_stage_span stages[] = {
        {{0, 21}, LL_STAGE_RECEIVED}, {{21, 23}, LL_STAGE_SHIPPED}, {{23, 30}, LL_STAGE_RECEIVED}};
    struct ll_span_set reached;
    ll_span_set_init(&reached, &arena);
    assert_int_equal(ll_ledger_reached(&gram_rows[0], stages, 3, LL_STAGE_RECEIVED, &reached, NULL),
                     LL_OK);
    const struct ll_span expected[] = {{100, 110}, {130, 135}};
    assert_int_equal(reached.count, 2);
    assert_memory_equal(reached.spans, expected, sizeof(expected));
}

static void test_counterpart_in_grams(void **state)
{
    (void)state;
    size_t row = 0;
    int64_t found = 0;
    for (int64_t p = 100; p < 149; p++) {
        assert_true(ll_ledger_counterpart(gram_rows, 2, LL_SIDE_LINE, p, &row, &found));
        assert_int_equal(found, p < 135 ? 20 + (p - 100) / 10 : 24 + (p - 135) / 7);
    }
    for (int64_t u = 20; u < 26; u++) {
        assert_true(ll_ledger_counterpart(gram_rows, 2, LL_SIDE_LOT, u, &row, &found));
        assert_int_equal(found, u < 24 ? 100 + (u - 20) * 10 : 135 + (u - 24) * 7);
    }
}

static void test_counterpart(void **state)
{
    (void)state;
    const struct ll_allocation rows[] = {{1, 5, {3, 6}, {90, 93}, 1, FINAL},
                                         {1, 2, {8, 9}, {0, 1}, 1, PROVISIONAL}};
    size_t row = 0;
    int64_t unit = 0;
    assert_false(ll_ledger_counterpart(rows, 2, LL_SIDE_LINE, 2, &row, &unit));
    assert_false(ll_ledger_counterpart(rows, 2, LL_SIDE_LINE, 6, &row, &unit));
    assert_false(ll_ledger_counterpart(rows, 2, LL_SIDE_LINE, 9, &row, &unit));
    assert_false(ll_ledger_counterpart(rows, 0, LL_SIDE_LINE, 0, &row, &unit));
    assert_true(ll_ledger_counterpart(rows, 2, LL_SIDE_LINE, 5, &row, &unit));
    assert_int_equal(row, 0);
    assert_int_equal(unit, 92);
    assert_true(ll_ledger_counterpart(rows, 2, LL_SIDE_LINE, 8, &row, &unit));
    assert_int_equal(rows[row].lot, 2);
    assert_true(ll_ledger_counterpart(rows, 1, LL_SIDE_LOT, 90, &row, &unit));
    assert_int_equal(unit, 3);
}

static void test_still_fits(void **state)
{
    (void)state;
    struct ll_allocation row = {1, 5, {3, 6}, {90, 93}, 1, PROVISIONAL};
    struct ll_allocate_lot lot = {
        .vintage = {24194},
        .class_number = 3,
        .eligible = true,
        .country = {{'G', 'H'}},
        .measure = LL_MEASURE_PIECES,
    };
    struct ll_restriction restriction = {
        .class_mask = 8, .funder_rule = LL_FUNDER_NONE, .measure = LL_MEASURE_PIECES};
    assert_true(ll_ledger_still_fits(&row, &lot, &restriction));
    lot.class_number = 4;
    assert_false(ll_ledger_still_fits(&row, &lot, &restriction));
    row.state = FINAL;
    assert_true(ll_ledger_still_fits(&row, &lot, &restriction));
    row.state = PROVISIONAL;
    lot.class_number = 3;
    restriction.measure = LL_MEASURE_GRAMS;
    assert_false(ll_ledger_still_fits(&row, &lot, &restriction)); /* weighs nothing */
    lot.credit_g = 1;
    assert_true(ll_ledger_still_fits(&row, &lot, &restriction));
}

static void test_requeue_at_old_places(void **state)
{
    (void)state;
    /* The second slice became due before the first. */
    const struct ll_slice slices[] = {{{0, 10}, {.at = {500}, .lo = 0}},
                                      {{10, 20}, {.at = {400}, .lo = 10}},
                                      {{20, 30}, {.at = {600}, .lo = 20}}};
    struct ll_span_set open;
    struct ll_requeued *parts;
    size_t count;
    size_t slice;
    ll_span_set_init(&open, &arena);
    add(&open, 2, 3);
    add(&open, 5, 25);
    assert_int_equal(ll_ledger_requeue(&arena, slices, 3, &open, &parts, &count, NULL), LL_OK);
    const struct ll_requeued expected[] = {{1, {10, 20}}, {0, {2, 3}}, {0, {5, 10}}, {2, {20, 25}}};
    assert_int_equal(count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(parts[i].slice, expected[i].slice);
        assert_int_equal(parts[i].open.lo, expected[i].open.lo);
        assert_int_equal(parts[i].open.hi, expected[i].open.hi);
    }
    assert_true(ll_ledger_slice_at(slices, 3, 19, &slice));
    assert_int_equal(slice, 1);
    assert_false(ll_ledger_slice_at(slices, 3, 30, &slice));
    add(&open, 29, 31);
    assert_int_equal(ll_ledger_requeue(&arena, slices, 3, &open, &parts, &count, NULL),
                     LL_ECORRUPT);
    assert_int_equal(ll_ledger_requeue(&arena, slices, 0, &empty, &parts, &count, NULL), LL_OK);
    assert_int_equal(count, 0);
}

static void test_queue_keys(void **state)
{
    (void)state;
    struct ll_queue_key a = {.at = {5}, .lo = 3};
    struct ll_queue_key b = a;
    assert_int_equal(ll_queue_key_cmp(&a, &b), 0);
    b.lo = 4;
    assert_true(ll_queue_key_cmp(&a, &b) < 0);
    a.line.raw.b[15] = 1;
    assert_true(ll_queue_key_cmp(&a, &b) > 0);
    b.at.us = 6;
    assert_true(ll_queue_key_cmp(&a, &b) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bad_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_credits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rows_where_none_may_be, setup, teardown),
        cmocka_unit_test_setup_teardown(test_release_splits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_release_of_units_takes_their_grams, setup, teardown),
        cmocka_unit_test_setup_teardown(test_release_of_grams_takes_whole_units, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cites_whole_units, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cite_makes_final_from_received_on, setup, teardown),
        cmocka_unit_test_setup_teardown(test_recredit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reached_needs_stages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_counterpart, setup, teardown),
        cmocka_unit_test_setup_teardown(test_counterpart_in_grams, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reached_by_the_units_of_grams, setup, teardown),
        cmocka_unit_test_setup_teardown(test_still_fits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_requeue_at_old_places, setup, teardown),
        cmocka_unit_test_setup_teardown(test_queue_keys, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
