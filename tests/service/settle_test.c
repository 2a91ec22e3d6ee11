/* Settling: what facts about units and positions release, and what certificates hold; against one
 * look at each unit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/settle.h"
#include "service/support.h"

#define UNITS 40
#define LOTS 3
#define ROUNDS 60
#define CHANGES_MAX 4

enum how {
    HOW_OUT,
    HOW_CLASS,
    HOW_VOID,
};
struct one_change {
    enum how how;
    struct ll_id owner; /* lot, or order line */
    int64_t lo, hi;
    const char *class_code;
};
struct facts {
    struct ll_programme_id programme_id;
    struct one_change changes[CHANGES_MAX];
    size_t count;
    bool refill;
    struct ll_settle *settled; /* out */
};

static enum ll_status name_all(struct ll_settle *settle, const struct facts *facts,
                               struct ll_err *reterr)
{
    for (size_t i = 0; i < facts->count; i++) {
        const struct one_change *c = &facts->changes[i];
        struct ll_lot_span span = {.lot_id = {c->owner}, .lo = c->lo, .hi = c->hi};
        switch (c->how) {
        case HOW_OUT:
            LL_TRY(ll_settle_out(settle, &span, reterr));
            break;
        case HOW_CLASS:
            LL_TRY(ll_settle_reclass(settle, &span, ll_str_from_cstr(c->class_code), reterr));
            break;
        case HOW_VOID:
            LL_TRY(ll_settle_void(settle, (struct ll_order_line_id){c->owner},
                                  (struct ll_span){c->lo, c->hi}, reterr));
            break;
        }
    }
    return LL_OK;
}

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct facts *facts = *(const struct facts *const *)input;
    struct ll_settle settle;
    ll_settle_begin(ctx, facts->programme_id, &settle);
    LL_TRY(name_all(&settle, facts, reterr));
    return ll_settle_list(&settle, ret_answer, reterr);
}

static enum ll_status run_settle(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct facts *facts = *(const struct facts *const *)input;
    struct ll_settle *settle = LL_NEW(ctx->arena, struct ll_settle);
    ll_settle_begin(ctx, facts->programme_id, settle);
    LL_TRY(name_all(settle, facts, reterr));
    LL_TRY(ll_settle_before(settle, LL_STR("test"), reterr));
    LL_TRY(ll_settle_refill(settle, facts->refill, reterr));
    *facts->settled = *settle;
    *ret_answer = ll_json_new_object(ctx->arena);
    ll_settle_answer(settle, *ret_answer);
    return LL_OK;
}

static const struct ll_json *call(struct ll_ledger *l, enum ll_service_mode mode,
                                  const struct facts *facts)
{
    const struct ll_service service = {
        .noun = "test",
        .verb = "settle",
        .mode = mode,
        .run = mode == LL_SERVICE_READ ? run_list : run_settle,
    };
    struct ll_run_options options = {.key = LL_STR("")};
    struct ll_json *answer = NULL;
    if (ll_run(&l->ctx, &service, (const void *)&facts, &options, &answer, &l->err) != LL_OK) {
        fail_msg("[%s] %s", l->err.where, l->err.text);
    }
    return answer;
}

static struct ll_id id_at(struct ll_ledger *l, const char *prefix, const struct ll_json *answer,
                          const char *path)
{
    struct ll_id id;
    assert_int_equal(ll_id_parse(prefix, ll_text_at(answer, path), &id, &l->err), LL_OK);
    return id;
}

struct world {
    struct ll_ledger *ledger;
    struct ll_programme_id programme_id;
    struct ll_id line;
    struct ll_id lots[LOTS];
};

/* Lots of 40 smartphones; the line wants 100: units of the last are free. */
static struct world make_world(struct ll_ledger *l)
{
    struct world w = {.ledger = l};
    char record[16];
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    for (int i = 0; i < LOTS; i++) {
        (void)snprintf(record, sizeof(record), "K-%d", i);
        w.lots[i] =
            id_at(l, "lot", ll_receive(l, record, "smartphone:40:6.8kg:none"), "lots.0.lot_id");
    }
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,60,2026-02-01\nPO-2,1,smartphone,40,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
    w.line = id_at(l, "ord", ll_call(l, "order show", "ref=utrecht.smartphone.africa", NULL),
                   "order_line_id");
    w.programme_id.raw =
        id_at(l, "prg", ll_call(l, "programme show", "ref=africa", NULL), "programme_id");
    return w;
}

/* ---- single facts ---- */
static void classes(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct world w = make_world(l);
    struct ll_settle settled;
    struct facts facts = {.programme_id = w.programme_id, .count = 1, .settled = &settled};
    int64_t events = ll_event_total(l);
    /* Another class that serves smartphones: nothing happens. */
    facts.changes[0] = (struct one_change){HOW_CLASS, w.lots[0], 10, 20, "feature_phone_nb"};
    const struct ll_json *answer = call(l, LL_SERVICE_READ, &facts);
    assert_int_equal(ll_number_at(answer, "released_units"), 0);
    answer = call(l, LL_SERVICE_WRITE, &facts);
    assert_int_equal(ll_number_at(answer, "released_units"), 0);
    assert_null(ll_json_get(answer, "refilled_units"));
    assert_int_equal(ll_event_total(l), events);
    /* One that does not. */
    facts.changes[0].class_code = "tablet";
    answer = call(l, LL_SERVICE_READ, &facts);
    assert_int_equal(ll_number_at(answer, "released_units"), 10);
    ll_assert_text(answer, "order_lines.0.order_line", "utrecht.smartphone.africa");
    assert_int_equal(ll_number_at(answer, "order_lines.0.units"), 10);
    assert_int_equal(ll_event_total(l), events);
    answer = call(l, LL_SERVICE_WRITE, &facts);
    assert_int_equal(ll_number_at(answer, "released_units"), 10);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 10);
    assert_int_equal(ll_event_total(l), events + 2);
}

/* Positions taken back: certificates that serve them stay as they are. */
static void positions(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct world w = make_world(l);
    struct ll_settle settled;
    ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=accepted",
            "units=10", NULL);
    /* Line [0, 40) is lot 0, [40, 80) lot 1; a slice ends at 60. */
    struct facts facts = {
        .programme_id = w.programme_id,
        .changes = {{HOW_VOID, w.line, 5, 15, NULL}, {HOW_VOID, w.line, 50, 70, NULL}},
        .count = 2,
        .settled = &settled,
    };
    const struct ll_json *answer = call(l, LL_SERVICE_READ, &facts);
    assert_int_equal(ll_number_at(answer, "released_units"), 25);
    assert_int_equal(ll_number_at(answer, "certificates.0.units"), 5);
    answer = call(l, LL_SERVICE_WRITE, &facts);
    assert_int_equal(ll_number_at(answer, "released_units"), 25);
    assert_int_equal(ll_number_at(answer, "released_allocations"), 3);
    assert_int_equal(ll_at(answer, "certificates_under_review")->count, 0);
    assert_int_equal(settled.held.count, 1);
    const struct ll_settle_held *held = settled.held.items;
    assert_int_equal(held->line_span.lo, 5);
    assert_int_equal(held->line_span.hi, 10);
    assert_int_equal(held->lot_span.lo, 5);
    assert_true(ll_id_eq(held->lot_id.raw, w.lots[0]));
    ll_assert_text(ll_call(l, "certificate list", NULL), "items.0.state", "live");
}

/* ---- any facts, unit by unit ---- */
/* What is allocated of each unit: 0 nothing, 1 provisional, 2 held by a certificate. */
static void look(struct world *w, int table[LOTS][UNITS])
{
    memset(table, 0, sizeof(int[LOTS][UNITS]));
    for (size_t i = 0; i < LOTS; i++) {
        char text[LL_ID_TEXT_MAX];
        ll_id_format("lot", w->lots[i], text);
        const struct ll_json *rows =
            ll_at(ll_call(w->ledger, "lot show",
                          ll_option(w->ledger, "ref", ll_str_from_cstr(text)), NULL),
                  "allocations");
        for (size_t k = 0; k < rows->count; k++) {
            bool provisional =
                ll_str_eq(ll_text_at(&rows->items[k], "state"), LL_STR("provisional"));
            for (int64_t unit = ll_number_at(&rows->items[k], "lo");
                 unit < ll_number_at(&rows->items[k], "hi"); unit++) {
                table[i][unit] = provisional ? 1 : 2;
            }
        }
    }
}

static struct facts pick(struct world *w)
{
    static const char *const class_codes[] = {"tablet", "feature_phone_nb"};
    struct ll_test_random *random = &w->ledger->random;
    struct facts facts = {.programme_id = w->programme_id};
    facts.count = 1 + ll_test_random_below(random, CHANGES_MAX);
    facts.refill = ll_test_random_below(random, 2) == 0;
    for (size_t i = 0; i < facts.count; i++) {
        struct one_change *c = &facts.changes[i];
        c->how = ll_test_random_below(random, 2) == 0 ? HOW_OUT : HOW_CLASS;
        c->owner = w->lots[ll_test_random_below(random, LOTS)];
        c->lo = (int64_t)ll_test_random_below(random, UNITS);
        c->hi = c->lo + 1 + (int64_t)ll_test_random_below(random, (uint64_t)(UNITS - c->lo));
        c->class_code = class_codes[ll_test_random_below(random, 2)];
    }
    return facts;
}

/* Of another class is what is cited in any case: its certificate says of what class it is. */
static bool is_hit(const struct facts *facts, struct ll_id lot, int64_t unit, int kind)
{
    for (size_t i = 0; i < facts->count; i++) {
        const struct one_change *c = &facts->changes[i];
        if (ll_id_eq(c->owner, lot) && unit >= c->lo && unit < c->hi &&
            (c->how == HOW_OUT || kind == 2 || strcmp(c->class_code, "tablet") == 0)) {
            return true;
        }
    }
    return false;
}

static bool is_listed(const struct world *w, const struct ll_settle *settled, size_t lot,
                      int64_t unit, int kind)
{
    const struct ll_released_span *released = settled->released.items;
    const struct ll_settle_held *held = settled->held.items;
    int found = 0;
    for (size_t i = 0; kind == 1 && i < settled->released.count; i++) {
        found += ll_id_eq(released[i].lot_id.raw, w->lots[lot]) && unit >= released[i].lot_lo &&
                 unit < released[i].lot_hi;
    }
    for (size_t i = 0; kind == 2 && i < settled->held.count; i++) {
        found += ll_id_eq(held[i].lot_id.raw, w->lots[lot]) && unit >= held[i].lot_span.lo &&
                 unit < held[i].lot_span.hi;
    }
    assert_true(found <= 1);
    return found == 1;
}

static void like_single_units(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct world w = make_world(l);
    for (int round = 0; round < ROUNDS; round++) {
        int before[LOTS][UNITS];
        struct ll_settle settled;
        struct facts facts = pick(&w);
        struct ll_arena_mark mark = ll_arena_mark(l->ctx.arena);
        facts.settled = &settled;
        look(&w, before);
        const struct ll_json *answer = call(l, LL_SERVICE_WRITE, &facts);
        for (size_t lot = 0; lot < LOTS; lot++) {
            for (int64_t unit = 0; unit < UNITS; unit++) {
                int kind = before[lot][unit];
                bool hit = is_hit(&facts, w.lots[lot], unit, kind);
                assert_int_equal(is_listed(&w, &settled, lot, unit, 1), hit && kind == 1);
                assert_int_equal(is_listed(&w, &settled, lot, unit, 2), hit && kind == 2);
            }
        }
        /* Each certificate is put under review once. */
        assert_true(ll_at(answer, "certificates_under_review")->count <=
                    settled.certificates.count);
        ll_arena_rewind(l->ctx.arena, mark);
        if (round % 20 == 5) {
            ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                    "stage=accepted", "units=7", NULL);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(classes),
        LL_LEDGER_TEST(positions),
        LL_LEDGER_TEST(like_single_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
