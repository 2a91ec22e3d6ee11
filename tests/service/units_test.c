/* Changing where units are, against one value for each unit; and that rows have one form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "service/run.h"
#include "service/support.h"
#include "service/units.h"
#include "store/q_supply.h"

#define UNITS 60
#define LOTS 2
#define ROUNDS 400
#define SPANS_MAX 5

/* Each unit's place: one of three facilities. */
struct world {
    struct ll_ledger *ledger;
    struct ll_lot_id lots[LOTS];
    struct ll_facility_id facilities[3];
    size_t place[LOTS][UNITS];
};

static uint64_t below(struct world *w, uint64_t limit)
{
    return ll_test_random_below(&w->ledger->random, limit);
}

/* Some spans of both lots, in any order, disjoint within a lot. */
static size_t pick_spans(struct world *w, struct ll_lot_span *spans, size_t *picked)
{
    size_t count = 0;
    bool taken[LOTS][UNITS] = {{false}};
    size_t wanted = 1 + below(w, SPANS_MAX);
    for (size_t i = 0; i < wanted; i++) {
        size_t lot = below(w, LOTS);
        size_t lo = below(w, UNITS);
        size_t hi = lo + 1 + below(w, UNITS - lo);
        size_t end = lo;
        while (end < hi && !taken[lot][end]) {
            taken[lot][end++] = true;
        }
        if (end > lo) {
            picked[count] = lot;
            spans[count++] =
                (struct ll_lot_span){.lot_id = w->lots[lot], .lo = (int64_t)lo, .hi = (int64_t)end};
        }
    }
    return count;
}

static enum ll_status one_change(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    struct world *w = *(struct world *const *)input;
    struct ll_lot_span spans[SPANS_MAX];
    size_t picked[SPANS_MAX];
    size_t count = pick_spans(w, spans, picked);
    size_t to = below(w, 3);
    const struct ll_units_change change = {.facility_id = LL_UNITS_REF(w->facilities[to])};
    LL_TRY(ll_units_change(ctx, spans, count, &change, reterr));
    for (size_t i = 0; i < count; i++) {
        for (int64_t unit = spans[i].lo; unit < spans[i].hi; unit++) {
            w->place[picked[i]][unit] = to;
        }
    }
    *ret_answer = ll_json_new_object(ctx->arena);
    return LL_OK;
}

static enum ll_status run(struct ll_ledger *l, const struct ll_service *service, const void *input)
{
    struct ll_run_options options = {.key = LL_STR("")};
    struct ll_json *answer = NULL;
    return ll_run(&l->ctx, service, input, &options, &answer, &l->err);
}

static void check_lot(struct world *w, size_t lot)
{
    struct ll_ctx *ctx = &w->ledger->ctx;
    struct ll_q_custody_near_in in = {w->lots[lot], 0, UNITS};
    struct ll_q_custody_near_row row;
    struct ll_store_cursor *cursor = NULL;
    int64_t at = 0;
    assert_int_equal(ll_store_begin(ctx->store, LL_STORE_READ, &w->ledger->err), LL_OK);
    assert_int_equal(ll_q_custody_near_open(ctx->store, ctx->arena, &in, &cursor, &w->ledger->err),
                     LL_OK);
    while (ll_q_custody_near_next(cursor, &row, &w->ledger->err) == LL_OK) {
        assert_int_equal(row.lo, at);
        for (; at < row.hi; at++) {
            assert_true(ll_id_eq(row.facility_id.raw, w->facilities[w->place[lot][at]].raw));
        }
        /* The row after it is of another place. */
        assert_true(at == UNITS || w->place[lot][at] != w->place[lot][at - 1]);
    }
    assert_int_equal(at, UNITS);
    ll_store_query_close(cursor);
    ll_store_rollback(ctx->store);
}

static struct world make_world(struct ll_ledger *l)
{
    static const char *const places[] = {"ref=kumasi", "ref=tema", "ref=lagos"};
    static const char *const records[] = {"K-1", "K-2"};
    struct world w = {.ledger = l};
    ll_make_registry(l);
    for (size_t i = 0; i < 3; i++) {
        struct ll_str id = ll_text_at(ll_call(l, "facility show", places[i], NULL), "facility_id");
        assert_int_equal(ll_id_parse("fac", id, &w.facilities[i].raw, &l->err), LL_OK);
    }
    for (size_t i = 0; i < LOTS; i++) {
        struct ll_str id =
            ll_text_at(ll_receive(l, records[i], "smartphone:60:10kg:none"), "lots.0.lot_id");
        assert_int_equal(ll_id_parse("lot", id, &w.lots[i].raw, &l->err), LL_OK);
    }
    l->unsound = true; /* no event tells of these changes */
    return w;
}

static void like_single_units(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct world w = make_world(l);
    const struct world *input = &w;
    const struct ll_service service = {
        .noun = "test", .verb = "change", .mode = LL_SERVICE_WRITE, .run = one_change};
    for (size_t round = 0; round < ROUNDS; round++) {
        struct ll_arena_mark mark = ll_arena_mark(l->ctx.arena);
        if (run(l, &service, (const void *)&input) != LL_OK) {
            fail_msg("[%s] %s", l->err.where, l->err.text);
        }
        for (size_t lot = 0; lot < LOTS; lot++) {
            check_lot(&w, lot);
        }
        ll_arena_rewind(l->ctx.arena, mark);
    }
}

/* ---- what cannot be ---- */
struct wrong {
    struct ll_lot_span span;
    struct ll_units_change change;
};

static enum ll_status wrong_change(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct wrong *wrong = input;
    *ret_answer = ll_json_new_object(ctx->arena);
    return ll_units_change(ctx, &wrong->span, 1, &wrong->change, reterr);
}

static void impossible_changes(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct world w = make_world(l);
    const struct ll_service service = {
        .noun = "test", .verb = "wrong", .mode = LL_SERVICE_WRITE, .run = wrong_change};
    const struct wrong wrongs[] = {
        {{.lot_id = w.lots[0], .lo = 50, .hi = 61}, {.facility_id = {LL_UNITS_KEEP, {{0}}}}},
        {{.lot_id = w.lots[0], .lo = 5, .hi = 5}, {.facility_id = {LL_UNITS_KEEP, {{0}}}}},
        {{.lot_id = {{{0}}}, .lo = 0, .hi = 5}, {.facility_id = {LL_UNITS_KEEP, {{0}}}}},
        /* Accepted units are not recycled. */
        {{.lot_id = w.lots[0], .lo = 0, .hi = 5}, {.facts = {LL_FACT_RECYCLE}}},
    };
    for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
        assert_int_equal(run(l, &service, &wrongs[i]), LL_ECORRUPT);
        check_lot(&w, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(like_single_units),
        LL_LEDGER_TEST(impossible_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
