/* Lines in grams: demand by mass, served by whole units at what each weighs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

#define LAPTOPS "order_line=utrecht.laptop.mass"
#define SHOW "ref=utrecht.laptop.mass"

/* Programme "mass": a laptop counts 2,100 g, a server 20,000 g; smartphones count in pieces. */
static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "programme add", "code=mass", "operator=oneforone", "oldest_vintage=2024-01",
            "classes=laptop@2.1kg=laptop:4 EUR,server@20kg=server+laptop:30 EUR,"
            "smartphone=smartphone:1.50 EUR",
            NULL);
    l->programme = "programme=mass";
}

static const struct ll_json *import(struct ll_ledger *l, const char *rows)
{
    char text[512];
    (void)snprintf(text, sizeof(text), "document_id,line_id,device_class,quantity,date\n%s", rows);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    return ll_call(l, "order import", "programme=mass", "beneficiary=utrecht", "file=@doc", NULL);
}

static const struct ll_json *run(struct ll_ledger *l)
{
    return ll_call(l, "allocation run", "programme=mass", NULL);
}

static struct ll_str lot_of(const struct ll_json *received)
{
    return ll_text_at(received, "lots.0.lot_id");
}

/* The allocation `i` of the laptops' line. */
static void check_row(struct ll_ledger *l, int i, int64_t lo, int64_t hi, int64_t lot_lo,
                      int64_t lot_hi, int64_t credit_g)
{
    const struct ll_json *line = ll_call(l, "order show", SHOW, NULL);
    const struct ll_json *row = &ll_at(line, "allocations")->items[i];
    assert_int_equal(ll_number_at(row, "lo"), lo);
    assert_int_equal(ll_number_at(row, "hi"), hi);
    assert_int_equal(ll_number_at(row, "lot_lo"), lot_lo);
    assert_int_equal(ll_number_at(row, "lot_hi"), lot_hi);
    assert_int_equal(ll_number_at(row, "credit_g"), credit_g);
}

/* 10 laptops of 15,999 g: 1,599 g each. */
static void whole_units_serve_grams(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer =
        import(l, "PO-1,1,laptop,3,2026-02-01\nPO-2,1,laptop,1,2026-02-02\n");
    assert_int_equal(ll_number_at(answer, "units"), 4);
    answer = ll_call(l, "order show", SHOW, NULL);
    ll_assert_text(answer, "measure", "grams");
    assert_int_equal(ll_number_at(answer, "demanded_g"), 8400);
    answer = ll_call(l, "order list", NULL);
    assert_int_equal(ll_number_at(answer, "items.0.demanded_g"), 8400);
    struct ll_str lot = lot_of(ll_receive(l, "K-1", "laptop:10:15999g:removed"));
    answer = run(l);
    /* 6,300 g take four units, 2,100 g two more: a unit serves one slice. */
    assert_int_equal(ll_number_at(answer, "allocations"), 2);
    assert_int_equal(ll_number_at(answer, "units"), 6);
    assert_int_equal(ll_number_at(answer, "still_open_units"), 0);
    check_row(l, 0, 0, 6300, 0, 4, 1599);
    check_row(l, 1, 6300, 8400, 4, 6, 1599);
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    assert_int_equal(ll_number_at(answer, "allocations.0.line_hi"), 6300);
    assert_int_equal(ll_number_at(answer, "allocations.0.credit_g"), 1599);
    answer = ll_call(l, "device show", LAPTOPS, "position=4796", NULL);
    assert_int_equal(ll_number_at(answer, "unit"), 2);
    answer = ll_call(l, "device show", LAPTOPS, "position=4797", NULL);
    assert_int_equal(ll_number_at(answer, "unit"), 3);
    answer = ll_call(l, "device show", LAPTOPS, "position=8399", NULL);
    assert_int_equal(ll_number_at(answer, "unit"), 5);
    /* Nothing to do, nothing done. */
    assert_int_equal(ll_number_at(run(l), "allocations"), 0);
}

/* A class may serve a line in pieces too; each counts in its own way. */
static void measures_meet(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "PO-1,1,server,1,2026-02-01\nPO-1,2,smartphone,5,2026-02-01\n");
    ll_receive(l, "K-1", "laptop:3:4.5kg:removed,server:1:18kg:none,smartphone:4:680g:none");
    const struct ll_json *answer = run(l);
    assert_int_equal(ll_number_at(answer, "allocations"), 3);
    assert_int_equal(ll_number_at(answer, "still_open_units"), 1);
    answer = ll_call(l, "order show", "ref=utrecht.server.mass", NULL);
    assert_int_equal(ll_number_at(answer, "allocated_g"), 20000);
    answer = ll_call(l, "order show", "ref=utrecht.smartphone.mass", NULL);
    ll_assert_text(answer, "measure", "pieces");
    assert_int_equal(ll_number_at(answer, "allocated_units"), 4);
    answer = ll_call(l, "programme show", "ref=mass", NULL);
    assert_int_equal(ll_number_at(answer, "classes.0.grams_per_device"), 2100);
}

/* A lost unit opens all the grams that it answered for, and others serve them in its place. */
static void what_is_lost_is_served_again(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "PO-1,1,laptop,3,2026-02-01\n");
    struct ll_str lot = lot_of(ll_receive(l, "K-1", "laptop:5:8000g:removed"));
    run(l);
    check_row(l, 0, 0, 6300, 0, 4, 1600);
    const char *of = ll_option(l, "lot", lot);
    const struct ll_json *answer = ll_call(l, "units lose", of, "from=1", "to=2", "reason=stolen",
                                           "happened_on=2026-03-02", NULL);
    assert_int_equal(ll_number_at(answer, "released_units"), 1);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 1);
    check_row(l, 0, 0, 1600, 0, 1, 1600);
    check_row(l, 1, 1600, 3200, 4, 5, 1600);
    check_row(l, 2, 3200, 6300, 2, 4, 1600);
    /* The last one answers for what is left of the slice. */
    answer = ll_call(l, "units lose", of, "from=3", "to=4", "reason=stolen",
                     "happened_on=2026-03-02", NULL);
    assert_int_equal(ll_number_at(answer, "released_units"), 1);
    assert_int_equal(ll_number_at(answer, "still_open_units"), 0);
    assert_int_equal(ll_number_at(answer, "still_open_g"), 1500);
    answer = ll_call(l, "allocation preview", "programme=mass", NULL);
    assert_int_equal(ll_number_at(answer, "waiting.0.mass_g"), 1500);
    ll_assert_text(answer, "waiting.0.why", "all fitting lots are used up");
    check_row(l, 2, 3200, 4800, 2, 3, 1600);
    ll_receive(l, "K-2", "laptop:5:7000g:removed");
    run(l);
    check_row(l, 3, 4800, 6300, 0, 2, 1400);
}

/* A device that comes back takes its grams with it; units that answer for any of them are free. */
static void what_comes_back_is_voided(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "PO-1,1,laptop,3,2026-02-01\n");
    ll_receive(l, "K-1", "laptop:5:8000g:removed");
    run(l);
    const struct ll_json *answer =
        ll_call(l, "order credit", "document=PO-1", "number=CN-1", LAPTOPS, "units=1", NULL);
    assert_int_equal(ll_number_at(answer, "voided_g"), 2100);
    /* Units 2 and 3 answered for [3200, 6300); [4200, 6300) is voided, the rest served again. */
    assert_int_equal(ll_number_at(answer, "released_units"), 2);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 1);
    check_row(l, 1, 3200, 4200, 2, 3, 1600);
    ll_refuse(l, LL_ESHORT, "has 2 devices left", "order credit", "document=PO-1", "number=CN-2",
              LAPTOPS, "units=3", NULL);
}

static bool states(const struct ll_json *subject, const char *words)
{
    const struct ll_json *statements = ll_at(subject, "statements");
    for (size_t i = 0; i < statements->count; i++) {
        if (ll_str_find(ll_json_string(&statements->items[i]), ll_str_from_cstr(words), false) !=
            SIZE_MAX) {
            return true;
        }
    }
    return false;
}

/* From a commitment for part of it to what is left of it after a loss, and revoked. */
static void certificates_cite_whole_units(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "PO-1,1,laptop,3,2026-02-01\nPO-1,2,smartphone,2,2026-02-01\n");
    struct ll_str lot = lot_of(ll_receive(l, "K-1", "laptop:5:8000g:removed"));
    ll_receive(l, "K-2", "smartphone:5:850g:none");
    run(l);
    const struct ll_json *answer =
        ll_call(l, "certificate issue", "programme=mass", "beneficiary=utrecht", LAPTOPS,
                "stage=accepted", "units=3", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 3);
    assert_int_equal(ll_number_at(answer, "mass_g"), 4800);
    const char *first = ll_option(l, "serial", ll_text_at(answer, "serial"));
    answer = ll_at(ll_call(l, "certificate export", first, NULL), "credentialSubject");
    assert_int_equal(ll_number_at(answer, "demand.0.grams"), 4800);
    assert_null(ll_json_get(&ll_at(answer, "demand")->items[0], "units"));
    assert_int_equal(ll_number_at(answer, "demand.0.positions.0.1"), 4800);
    assert_true(states(answer, "For 4.8\u00A0kg of devices"));
    assert_true(states(answer, "3 scrap devices (4.8\u00A0kg, weighed"));
    assert_int_equal(ll_at(answer, "conventions")->count, 6);
    check_row(l, 1, 4800, 6300, 3, 4, 1600);
    ll_check_bundles(l);
    /* The rest of both lines. */
    answer = ll_call(l, "certificate issue", "programme=mass", "beneficiary=utrecht",
                     "stage=accepted", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 3);
    const char *second = ll_option(l, "serial", ll_text_at(answer, "serial"));
    answer = ll_at(ll_call(l, "certificate export", second, NULL), "credentialSubject");
    assert_int_equal(ll_number_at(answer, "demand.0.grams"), 1500);
    assert_int_equal(ll_number_at(answer, "demand.1.units"), 2);
    assert_true(states(answer, "For 2 devices and 1.5\u00A0kg of devices"));
    /* A unit in the middle of the first is lost: it is restated over the two others. */
    answer = ll_call(l, "units lose", ll_option(l, "lot", lot), "from=1", "to=2", "reason=stolen",
                     "happened_on=2026-03-02", NULL);
    answer = ll_call(l, "certificate raise", first, NULL);
    assert_int_equal(ll_number_at(answer, "units"), 2);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 1);
    check_row(l, 1, 1600, 3200, 4, 5, 1600);
    answer = ll_at(ll_call(l, "certificate export", first, NULL), "credentialSubject");
    assert_int_equal(ll_number_at(answer, "demand.0.grams"), 3200);
    assert_int_equal(ll_at(answer, "demand.0.positions")->count, 2);
    ll_check_bundles(l);
    ll_call(l, "certificate revoke", second, "reason=error", NULL);
    answer = ll_call(l, "order credit", "document=PO-1", "number=CN-1", LAPTOPS, "units=3", NULL);
    assert_int_equal(ll_number_at(answer, "voided_g"), 3100);
    assert_int_equal(ll_number_at(answer, "carried_over_g"), 3200);
    /* The next purchase uses what was carried over. */
    answer = import(l, "PO-2,1,laptop,1,2026-02-05\n");
    assert_int_equal(ll_number_at(answer, "slices.0.carried_g"), 2100);
}

/* ---- what a plant weighs ---- */
static const struct ll_json *arrive(struct ll_ledger *l, const char *lot_text, const char *units,
                                    const char *mass)
{
    struct ll_str lot = lot_of(ll_receive(l, "K-9", lot_text));
    run(l);
    ll_pack(l, "box-9", lot);
    ll_ship_to_hoboken(l, "s-9", "box-9");
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, units, mass));
    return ll_call(l, "receipt record", "file=receipt.json", "shipment=s-9", NULL);
}

/* 10 laptops of 1,600 g that weigh 1,400 g each: the first seven serve 9,800 g of 10,500 g, and an
 * eighth the rest. */
static void what_weighs_less_counts_less(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "PO-1,1,laptop,5,2026-02-01\n");
    struct ll_str lot = lot_of(ll_receive(l, "K-1", "laptop:10:16kg:removed"));
    run(l);
    check_row(l, 0, 0, 10500, 0, 7, 1600);
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "10", "14kg"));
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "recredited.0.recredited_units"), 10);
    assert_int_equal(ll_number_at(answer, "recredited.0.refilled_units"), 1);
    assert_int_equal(ll_number_at(answer, "recredited.0.still_open_units"), 0);
    check_row(l, 0, 0, 9800, 0, 7, 1400);
    check_row(l, 1, 9800, 10500, 7, 8, 1400);
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    assert_int_equal(ll_number_at(answer, "custody.0.credit_g"), 1400);
    /* What is free of it counts less too. */
    import(l, "PO-2,1,laptop,2,2026-02-02\n");
    assert_int_equal(ll_number_at(run(l), "units"), 2);
    check_row(l, 2, 10500, 13300, 8, 10, 1400);
    /* Lost units are not credited to anybody. */
    answer =
        ll_call(l, "units lose", ll_option(l, "lot", lot), "from=2", "to=4", "reason=stolen", NULL);
    assert_int_equal(ll_number_at(answer, "released_units"), 2);
    assert_int_equal(ll_number_at(answer, "still_open_g"), 4200);
}

/* A sample binds some of 20 laptops of 1,600 g, and all of them weigh 24,000 g: 1,200 g each, also
 * of those that it binds. What came beyond the bound is credited to nobody. */
static void a_sample_shares_with_what_it_leaves_out(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "PO-1,1,laptop,5,2026-02-01\n");
    struct ll_str lot = lot_of(ll_receive(l, "K-1", "laptop:20:32kg:removed"));
    run(l);
    check_row(l, 0, 0, 10500, 0, 7, 1600);
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_give_key_file(l, &l->plant_key);
    const struct ll_json *answer = ll_call(l, "receipt sign", "key=plant.key", "basis=sampled",
                                           "declared=20", "drawn=15", "good=15", "mass=24kg", NULL);
    assert_int_equal(ll_number_at(answer, "statement.units"), 18);
    ll_give_file(l, "receipt.json", ll_canonical(l, answer));
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "recredited.0.recredited_units"), 18);
    assert_int_equal(ll_number_at(answer, "recredited.0.still_open_units"), 0);
    check_row(l, 0, 0, 8400, 0, 7, 1200);
    check_row(l, 1, 8400, 10500, 7, 9, 1200);
}

/* As much or more changes nothing; nor does it where no class counts in grams. */
static void what_weighs_more_counts_the_same(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "PO-1,1,laptop,5,2026-02-01\n");
    const struct ll_json *answer = arrive(l, "laptop:10:16009g:removed", "10", "16009g");
    assert_null(ll_json_get(answer, "recredited"));
    check_row(l, 0, 0, 10500, 0, 7, 1600);
    l->programme = "programme=africa";
    struct ll_str lot = lot_of(ll_receive(l, "K-1", "smartphone:100:17kg:none"));
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "100", "14kg"));
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_null(ll_json_get(answer, "recredited"));
}

/* Two lots of several weights and a unit missing: each lot by its share, however its units serve.
 */
static void shares_of_a_receipt(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "PO-1,1,laptop,4,2026-02-01\nPO-2,1,laptop,2,2026-02-02\n");
    ll_pack(l, "box-1", lot_of(ll_receive(l, "K-1", "laptop:9:14400g:removed")));
    ll_pack(l, "box-2", lot_of(ll_receive(l, "K-2", "laptop:4:8000g:removed")));
    run(l);
    check_row(l, 0, 0, 8400, 0, 6, 1600);
    check_row(l, 1, 8400, 12600, 6, 9, 1600);
    ll_ship_to_hoboken(l, "s-1", "box-1,box-2");
    ll_give_file(l, "receipt.json", ll_signed_difference(l, &l->plant_key, "13", "12", "18666g"));
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    /* The one that is missing served nobody. 14,400 g and 6,000 g weigh 13,176 g and 5,490 g. */
    assert_int_equal(ll_number_at(answer, "missing_units"), 1);
    assert_int_equal(ll_number_at(answer, "recredited.0.recredited_units"), 12);
    check_row(l, 0, 0, 8400, 0, 6, 1464);
    check_row(l, 1, 8400, 12600, 6, 9, 1464);
    /* Each of these could bear it: they had grams to spare. */
}

/* A certificate that says more than was received is under review, and restated over the same units.
 */
static void certificates_are_restated(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "PO-1,1,laptop,5,2026-02-01\n");
    struct ll_str lot = lot_of(ll_receive(l, "K-1", "laptop:10:16kg:removed"));
    run(l);
    const struct ll_json *answer =
        ll_call(l, "certificate issue", "programme=mass", "beneficiary=utrecht", LAPTOPS,
                "stage=accepted", "units=4", NULL);
    const char *first = ll_option(l, "serial", ll_text_at(answer, "serial"));
    answer = ll_call(l, "certificate issue", "programme=mass", "beneficiary=utrecht", LAPTOPS,
                     "stage=accepted", "units=2", NULL);
    const char *second = ll_option(l, "serial", ll_text_at(answer, "serial"));
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "10", "14kg"));
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_at(answer, "recredited.0.certificates_under_review")->count, 2);
    check_row(l, 0, 0, 6400, 0, 4, 1600);
    ll_check_bundles(l); /* unchanged, under review */
    answer = ll_call(l, "certificate raise", first, NULL);
    ll_assert_text(answer, "reason", "restatement");
    ll_assert_text(answer, "stage", "received");
    assert_int_equal(ll_number_at(answer, "units"), 4);
    check_row(l, 0, 0, 5600, 0, 4, 1400);
    check_row(l, 1, 5600, 6400, 7, 8, 1400);
    answer = ll_at(ll_call(l, "certificate export", first, NULL), "credentialSubject");
    assert_int_equal(ll_number_at(answer, "demand.0.grams"), 5600);
    ll_check_bundles(l); /* fewer grams of the same units, within what was committed to */
    /* Revoked, its units count what they weigh as well. */
    ll_call(l, "certificate revoke", second, "reason=error", NULL);
    check_row(l, 2, 6400, 9200, 4, 6, 1400);
}

static void the_impossible_is_refused(void **state)
{
    static const char *const wrong[] = {
        "classes=laptop@0g=laptop:4 EUR",       "classes=laptop@-1kg=laptop:4 EUR",
        "classes=laptop@=laptop:4 EUR",         "classes=laptop@2kg@3kg=laptop:4 EUR",
        "classes=laptop@2.0005kg=laptop:4 EUR", "classes=laptop@11t=laptop:4 EUR",
        "classes=laptop@10001kg=laptop:4 EUR",  "classes=laptop@two=laptop:4 EUR",
    };
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        ll_refuse(l, LL_EINVAL, "", "programme add", "code=other", "operator=oneforone",
                  "oldest_vintage=2024-01", wrong[i], NULL);
    }
    /* More devices by number than are counted, of this class or of none. */
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,serial,maker,date\n"
                        "PO-7,1,laptop,1,AB423456,Example,2026-02-01\n"
                        "PO-7,2,laptop,0,AB423457,Example,2026-02-01\n"));
    ll_refuse(l, LL_EREFUSED, "more devices of a class", "order import", "programme=mass",
              "beneficiary=utrecht", "file=@doc", "reviewed=yes", NULL);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,serial,maker,date\n"
                        "PO-8,1,laptop,1,,,2026-02-01\n"
                        "PO-8,2,smartphone,0,AB423457,Example,2026-02-01\n"));
    ll_refuse(l, LL_EREFUSED, "more devices of a class", "order import", "programme=mass",
              "beneficiary=utrecht", "file=@doc", "reviewed=yes", NULL);
    /* A line is 10^12 positions at most: so many laptops are no demand. */
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-9,1,laptop,900000000,2026-02-01\n"));
    ll_refuse(l, LL_EOVERFLOW, "longer than any line", "order import", "programme=mass",
              "beneficiary=utrecht", "file=@doc", "reviewed=yes", NULL);
}

/* ---- many steps ---- */
#define STEPS 60

static int below(struct ll_ledger *l, int limit)
{
    return (int)ll_test_random_below(&l->random, (uint64_t)limit);
}

static void step(struct ll_ledger *l, int at, int *orders)
{
    char rows[128];
    char name[16];
    char lots[64];
    char text[32];
    (void)snprintf(name, sizeof(name), "K-%d", at);
    switch (below(l, 4)) {
    case 0:
        (void)snprintf(rows, sizeof(rows), "PO-%d,1,%s,%d,2026-02-01\n", ++*orders,
                       below(l, 3) == 0 ? "server" : "laptop", 1 + below(l, 4));
        import(l, rows);
        break;
    case 1: {
        int units = 2 + below(l, 8);
        (void)snprintf(lots, sizeof(lots), "laptop:%d:%dg:removed", units,
                       units * 1300 + below(l, 700) * units);
        struct ll_str lot = lot_of(ll_receive(l, name, lots));
        run(l);
        (void)snprintf(text, sizeof(text), "to=%d", 1 + below(l, units));
        ll_call(l, "units lose", ll_option(l, "lot", lot), "from=0", text, "reason=stolen",
                "happened_on=2026-03-02", NULL);
        break;
    }
    case 2:
        run(l);
        break;
    case 3:
        if (*orders > 0) {
            (void)snprintf(name, sizeof(name), "number=CN-%d", at);
            const struct ll_json *line = ll_call(l, "order show", SHOW, NULL);
            size_t count = ll_at(line, "slices")->count;
            const struct ll_json *slice =
                count == 0 ? NULL : &ll_at(line, "slices")->items[below(l, (int)count)];
            if (slice != NULL && ll_at(line, "voided")->count == 0) {
                ll_call(l, "order credit",
                        ll_option(l, "document", ll_text_at(slice, "document_id")), name, LAPTOPS,
                        "units=1", NULL);
            }
        }
        break;
    default:
        break;
    }
}

/* Each row whole units; none overlap; rebuilt and audited at the end of the test. */
static void many_steps(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    int orders = 1;
    start(l);
    import(l, "PO-1,1,laptop,2,2026-02-01\n");
    for (int i = 0; i < STEPS; i++) {
        step(l, i, &orders);
        const struct ll_json *rows = ll_at(ll_call(l, "order show", SHOW, NULL), "allocations");
        int64_t end = 0;
        for (size_t k = 0; k < rows->count; k++) {
            const struct ll_json *row = &rows->items[k];
            int64_t grams = ll_number_at(row, "hi") - ll_number_at(row, "lo");
            int64_t units = ll_number_at(row, "lot_hi") - ll_number_at(row, "lot_lo");
            int64_t credit = ll_number_at(row, "credit_g");
            assert_true(ll_number_at(row, "lo") >= end);
            assert_true(grams <= units * credit && grams > (units - 1) * credit);
            end = ll_number_at(row, "hi");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(whole_units_serve_grams),
        LL_LEDGER_TEST(measures_meet),
        LL_LEDGER_TEST(what_is_lost_is_served_again),
        LL_LEDGER_TEST(what_comes_back_is_voided),
        LL_LEDGER_TEST(certificates_cite_whole_units),
        LL_LEDGER_TEST(what_weighs_less_counts_less),
        LL_LEDGER_TEST(a_sample_shares_with_what_it_leaves_out),
        LL_LEDGER_TEST(what_weighs_more_counts_the_same),
        LL_LEDGER_TEST(shares_of_a_receipt),
        LL_LEDGER_TEST(certificates_are_restated),
        LL_LEDGER_TEST(the_impossible_is_refused),
        LL_LEDGER_TEST(many_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
