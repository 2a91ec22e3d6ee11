/* Units that are lost, diverted, returned or seized: which they are, and what follows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
}

/* Purchases of smartphones, one document each. */
static void order(struct ll_ledger *l, const char *document, int units)
{
    char text[160];
    (void)snprintf(
        text, sizeof(text),
        "document_id,line_id,device_class,quantity,date\n%s,1,smartphone,%d,2026-02-01\n", document,
        units);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
}

/* "from-to stage" of a lot, with ! where a case has them under review. */
static const char *custody(struct ll_ledger *l, struct ll_str lot)
{
    const struct ll_json *rows =
        ll_at(ll_call(l, "lot show", ll_option(l, "ref", lot), NULL), "custody");
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, l->ctx.arena, 4096);
    for (size_t i = 0; i < rows->count; i++) {
        const struct ll_json *row = &rows->items[i];
        ll_strbuf_fmt(&buf, "%s%lld-%lld %.*s%s", i == 0 ? "" : "; ",
                      (long long)ll_number_at(row, "lo"), (long long)ll_number_at(row, "hi"),
                      LL_STR_ARG(ll_text_at(row, "stage")),
                      ll_json_get(row, "case_id") == NULL ? "" : "!");
    }
    assert_int_equal(ll_strbuf_finish(&buf, &text, &l->err), LL_OK);
    return ll_str_to_cstr(l->ctx.arena, text);
}

/* "lo-hi state" of a lot's allocations. */
static const char *allocations(struct ll_ledger *l, struct ll_str lot)
{
    const struct ll_json *rows =
        ll_at(ll_call(l, "lot show", ll_option(l, "ref", lot), NULL), "allocations");
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, l->ctx.arena, 4096);
    for (size_t i = 0; i < rows->count; i++) {
        const struct ll_json *row = &rows->items[i];
        ll_strbuf_fmt(&buf, "%s%lld-%lld %.*s", i == 0 ? "" : "; ",
                      (long long)ll_number_at(row, "lo"), (long long)ll_number_at(row, "hi"),
                      LL_STR_ARG(ll_text_at(row, "state")));
    }
    assert_int_equal(ll_strbuf_finish(&buf, &text, &l->err), LL_OK);
    return ll_str_to_cstr(l->ctx.arena, text);
}

static struct ll_str receive(struct ll_ledger *l, const char *record, const char *lots)
{
    return ll_text_at(ll_receive(l, record, lots), "lots.0.lot_id");
}

/* Units that serve nobody go first, then those of the latest demand; what they served is filled
 * again from the next lot, and the rest of the box is under review until its case is closed. */
static void lost_of_a_box(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str lot = receive(l, "K-1", "smartphone:100:17kg:none");
    order(l, "PO-1", 50);
    order(l, "PO-2", 40);
    struct ll_str next = receive(l, "K-2", "smartphone:20:4kg:none");
    ll_pack(l, "box-1", lot);
    const struct ll_json *answer =
        ll_call(l, "units lose", "package=box-1", "units=15", "reason=theft", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 15);
    assert_int_equal(ll_number_at(answer, "released_units"), 5);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 5);
    struct ll_str case_id = ll_text_at(answer, "case_id");
    assert_string_equal(custody(l, lot), "0-85 accepted!; 85-100 lost!");
    assert_string_equal(allocations(l, lot), "0-50 provisional; 50-85 provisional");
    assert_string_equal(allocations(l, next), "0-5 provisional");
    /* While it is under review, more that is missing opens no second case. */
    answer = ll_call(l, "units lose", "package=box-1", "units=1", "reason=theft", NULL);
    assert_null(ll_json_get(answer, "case_id"));
    ll_call(l, "case close", ll_option(l, "case", case_id), "outcome=insured", NULL);
    assert_string_equal(custody(l, lot), "0-84 accepted; 84-100 lost");
    ll_refuse(l, LL_ESHORT, "holds 84 such units, not 85", "units lose", "package=box-1",
              "units=85", "reason=theft", NULL);
    ll_refuse(l, LL_ESHORT, "holds 0 such units", "units lose", "package=box-1", "units=1",
              "class_code=tablet", "reason=theft", NULL);
    /* All of it: there is no rest to review. */
    answer = ll_call(l, "units lose", "package=box-1", "units=84", "reason=fire", NULL);
    assert_null(ll_json_get(answer, "case_id"));
    assert_string_equal(custody(l, lot), "0-100 lost");
    assert_string_equal(allocations(l, lot), "");
    assert_string_equal(allocations(l, next), "0-5 provisional; 5-6 provisional; 6-20 provisional");
}

/* What travelled was there until it left, and until what it came with arrived. */
static void not_before_the_last_move(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_advance_days(l, 20);
    struct ll_str lot = receive(l, "K-1", "smartphone:10:1.7kg:none");
    const char *of_lot = ll_option(l, "lot", lot);
    ll_pack(l, "box-1", lot);
    ll_call(l, "package make", "code=pallet-1", "kind=pallet", "programme=africa",
            "facility=kumasi", NULL);
    ll_call(l, "package nest", "packages=box-1", "parent=pallet-1", NULL);
    ll_call(l, "units lose", of_lot, "from=0", "to=1", "reason=theft", "happened_on=2026-03-02",
            NULL);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema", "planned_arrival=2026-04-10",
            "legs=road:blueline:250", "packages=pallet-1", NULL);
    ll_call(l, "shipment depart", "shipment=s-1", "departed_on=2026-03-10", NULL);
    ll_refuse(l, LL_EINVAL, "is of 2026-03-10, after that", "units lose", of_lot, "from=1", "to=2",
              "reason=theft", "happened_on=2026-03-09", NULL);
    ll_call(l, "units lose", of_lot, "from=1", "to=2", "reason=theft", "happened_on=2026-03-10",
            NULL);
    ll_call(l, "shipment arrive", "shipment=s-1", "arrived_on=2026-03-12", NULL);
    ll_refuse(l, LL_EINVAL, "2026-03-12 or later", "units divert", of_lot, "from=2", "to=3",
              "reason=reuse", "happened_on=2026-03-11",
              "test_record_digest=2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
              NULL);
    ll_refuse(l, LL_EINVAL, "is of 2026-03-12, after that", "units seize", "package=box-1",
              "units=1", "reason=customs", "happened_on=2026-03-11", NULL);
    ll_refuse(l, LL_EINVAL, "is of 2026-03-12, after that", "units seize", "package=pallet-1",
              "units=1", "reason=customs", "happened_on=2026-03-11", NULL);
    ll_call(l, "units seize", "package=box-1", "units=1", "reason=customs",
            "happened_on=2026-03-12", NULL);
    assert_string_equal(custody(l, lot), "0-1 lost; 1-2 lost; 2-9 accepted!; 9-10 seized!");
}

/* The very units: no rule, no case. */
static void exact_units(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str lot = receive(l, "K-1", "smartphone:100:17kg:none");
    const char *of_lot = ll_option(l, "lot", lot);
    order(l, "PO-1", 50);
    const struct ll_json *answer = ll_call(l, "units seize", of_lot, "from=10", "to=20",
                                           "reason=customs", "happened_on=2026-03-01", NULL);
    assert_null(ll_json_get(answer, "case_id"));
    assert_int_equal(ll_number_at(answer, "released_units"), 10);
    assert_string_equal(custody(l, lot), "0-10 accepted; 10-20 seized; 20-100 accepted");
    assert_string_equal(allocations(l, lot),
                        "0-10 provisional; 20-50 provisional; 50-60 provisional");
    ll_refuse(l, LL_EREFUSED, "is seized: there is no 'lose' from there", "units lose", of_lot,
              "from=0", "to=15", "reason=theft", NULL);
    ll_call(l, "units return", of_lot, "from=10", "to=12", "reason=ordered-back", NULL);
    ll_refuse(l, LL_EREFUSED, "is accepted: there is no 'return'", "units return", of_lot, "from=0",
              "to=1", "reason=ordered-back", NULL);
    ll_refuse(l, LL_EINVAL, "does not reach from 90 to 101", "units lose", of_lot, "from=90",
              "to=101", "reason=theft", NULL);
    ll_refuse(l, LL_EINVAL, "no unit in [20, 20)", "units lose", of_lot, "from=20", "to=20",
              "reason=theft", NULL);
    ll_refuse(l, LL_EINVAL, "is of 2026-03-01, after that", "units lose", of_lot, "from=20",
              "to=21", "reason=theft", "happened_on=2026-02-28", NULL);
    ll_refuse(l, LL_EINVAL, "lies ahead", "units lose", of_lot, "from=20", "to=21", "reason=theft",
              "happened_on=2027-02-28", NULL);
    ll_refuse(l, LL_EINVAL, "--package CODE --units K", "units lose", "reason=theft", NULL);
    ll_refuse(l, LL_EINVAL, "--package CODE --units K", "units lose", of_lot, "units=4",
              "reason=theft", NULL);
    assert_string_equal(custody(l, lot),
                        "0-10 accepted; 10-12 returned; 12-20 seized; 20-100 accepted");
}

/* Reuse needs the record of a test. */
static void diverted(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str lot = receive(l, "K-1", "smartphone:10:2kg:none");
    const char *of_lot = ll_option(l, "lot", lot);
    ll_refuse(l, LL_EINVAL, "give --test-record FILE", "units divert", of_lot, "from=0", "to=2",
              "reason=reuse", NULL);
    ll_give_file(l, "tests.csv", LL_STR("unit,result\n0,works\n1,works\n"));
    ll_call(l, "units divert", of_lot, "from=0", "to=2", "reason=reuse", "test_record=@doc", NULL);
    assert_string_equal(custody(l, lot), "0-2 diverted; 2-10 accepted");
}

/* What a certificate cites stays with it, and the certificate is put under review. */
static void cited_units(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str lot = receive(l, "K-1", "smartphone:10:2kg:none");
    order(l, "PO-1", 6);
    ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=accepted",
            NULL);
    ll_pack(l, "box-1", lot);
    const struct ll_json *answer =
        ll_call(l, "units lose", "package=box-1", "units=5", "reason=theft", NULL);
    assert_int_equal(ll_number_at(answer, "released_units"), 0);
    assert_int_equal(ll_at(answer, "certificates_under_review")->count, 1);
    assert_string_equal(custody(l, lot), "0-5 accepted!; 5-10 lost!");
    assert_string_equal(allocations(l, lot), "0-6 committed");
    answer = ll_call(l, "certificate list", NULL);
    ll_assert_text(answer, "items.0.state", "under-review");
}

/* A signed receipt of s-1 that counts `units` of `declared`. */
static void give_receipt(struct ll_ledger *l, const char *declared, const char *units,
                         const char *mass)
{
    ll_give_file(l, "receipt.json", ll_signed_difference(l, &l->plant_key, declared, units, mass));
}

/* What a plant does not find is lost, latest demand first, and filled from elsewhere; the rest is
 * received, under review until the case is closed, and treated meanwhile. */
static void missing_at_receipt(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str lot = receive(l, "K-1", "smartphone:100:17kg:none");
    struct ll_str other = receive(l, "K-2", "smartphone:20:4kg:none");
    order(l, "PO-1", 90);
    order(l, "PO-2", 25);
    struct ll_str next = receive(l, "K-3", "smartphone:20:4kg:none");
    ll_pack(l, "box-1", lot);
    ll_pack(l, "box-2", other);
    ll_ship_to_hoboken(l, "s-1", "box-1,box-2");
    give_receipt(l, "119", "108", "18kg");
    ll_refuse(l, LL_EREFUSED, "--declared 120", "receipt record", "file=receipt.json",
              "shipment=s-1", NULL);
    /* 108 smartphones weigh at least 15,444 g and at most 31,320 g, give or take a half. */
    give_receipt(l, "120", "108", "7.721kg");
    ll_refuse(l, LL_EREFUSED, "of 108 devices", "receipt record", "file=receipt.json",
              "shipment=s-1", NULL);
    give_receipt(l, "120", "108", "62.641kg");
    ll_refuse(l, LL_EREFUSED, "weigh 15444 to 31320 g", "receipt record", "file=receipt.json",
              "shipment=s-1", NULL);
    give_receipt(l, "120", "108", "7.722kg");
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 108);
    assert_int_equal(ll_number_at(answer, "missing_units"), 12);
    assert_int_equal(ll_number_at(answer, "settled.0.released_units"), 7);
    assert_int_equal(ll_number_at(answer, "settled.0.refilled_units"), 7);
    struct ll_str case_id = ll_text_at(answer, "case_id");
    struct ll_str receipt = ll_text_at(answer, "receipt_id");
    /* Five serve nobody; then those of the latest demand, highest (lot, number) first. */
    assert_string_equal(custody(l, lot), "0-100 received!");
    assert_string_equal(custody(l, other), "0-8 received!; 8-20 lost!");
    assert_string_equal(allocations(l, other), "0-8 provisional");
    assert_string_equal(allocations(l, next), "0-7 provisional");
    answer = ll_call(l, "case show", ll_option(l, "ref", case_id), NULL);
    ll_assert_text(answer, "cause", "missing-at-receipt");
    ll_assert_text(answer, "counterparty", "blueline"); /* who brought it last */
    assert_null(ll_json_get(answer, "amount"));
    answer = ll_call(l, "receipt show", ll_option(l, "ref", receipt), NULL);
    assert_int_equal(ll_number_at(answer, "units"), 108);
    assert_int_equal(ll_number_at(answer, "statement.declared"), 120);
    ll_call(l, "treatment record", ll_option(l, "receipt", receipt),
            ll_give_treatment(l, &l->plant_key, receipt, "108", "copper:1kg"), NULL);
    ll_refuse(l, LL_ESHORT, "", "certificate issue", "programme=africa", "beneficiary=utrecht",
              "stage=recycled", NULL);
    ll_call(l, "case close", ll_option(l, "case", case_id), "outcome=claimed", NULL);
    assert_string_equal(custody(l, lot), "0-100 recycled");
    assert_string_equal(custody(l, other), "0-8 recycled; 8-20 lost");
}

/* Who is to answer, how much and by when are the plant's to say, where something differs. */
static void claimed_at_receipt(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_pack(l, "box-1", receive(l, "K-1", "smartphone:100:17kg:none"));
    ll_ship_to_hoboken(l, "s-1", "box-1");
    give_receipt(l, "100", "100", "17kg");
    static const char *const claims[] = {"amount=12.00 EUR", "counterparty=kumasi-repair",
                                         "deadline=2026-12-31", "note=wet"};
    for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
        ll_refuse(l, LL_EINVAL, "nothing differs", "receipt record", "file=receipt.json",
                  "shipment=s-1", claims[i], NULL);
    }
    give_receipt(l, "100", "98", "17kg");
    ll_refuse(l, LL_ENOTFOUND, "nobody", "receipt record", "file=receipt.json", "shipment=s-1",
              "counterparty=nobody", NULL);
    ll_refuse(l, LL_EINVAL, "the deadline is past", "receipt record", "file=receipt.json",
              "shipment=s-1", "deadline=2020-01-01", NULL);
    const struct ll_json *answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1",
                                           claims[0], claims[1], claims[2], claims[3], NULL);
    answer = ll_call(l, "case show", ll_option(l, "ref", ll_text_at(answer, "case_id")), NULL);
    ll_assert_text(answer, "counterparty", "kumasi-repair");
    ll_assert_text(answer, "deadline", "2026-12-31");
    ll_assert_text(answer, "note", "wet");
    assert_int_equal(ll_number_at(answer, "amount.minor"), 1200);
}

/* Several programmes travel together; a committed unit that is missing takes its certificate along.
 */
static void missing_of_two_programmes(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_call(l, "programme add", "code=second", "operator=oneforone", "oldest_vintage=2024-01",
            "classes=smartphone=smartphone:1.00 EUR", NULL);
    struct ll_str lot = receive(l, "K-1", "smartphone:10:2kg:none");
    struct ll_str other =
        ll_text_at(ll_call(l, "collection receive", "programme=second", "facility=kumasi",
                           "collector=kumasi-repair", "record=K-2", "collected_on=2026-03-01",
                           "price=1 GHS", "lots=smartphone:10:2kg:none",
                           "evidence_digest=2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e"
                           "886266e7ae",
                           NULL),
                   "lots.0.lot_id");
    order(l, "PO-1", 8);
    ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=accepted",
            NULL);
    ll_pack(l, "box-1", lot);
    ll_call(l, "package make", "code=box-2", "kind=box", "programme=second", "facility=kumasi",
            NULL);
    char words[LL_ID_TEXT_MAX + 8];
    (void)snprintf(words, sizeof(words), "%.*s:10", LL_STR_ARG(other));
    ll_call(l, "package fill", "package=box-2", ll_option(l, "lots", ll_str_from_cstr(words)),
            NULL);
    ll_call(l, "package seal", "package=box-2", "seal=S-2", NULL);
    ll_ship_to_hoboken(l, "s-1", "box-1,box-2");
    give_receipt(l, "20", "7", "1.2kg");
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_at(answer, "settled")->count, 2);
    assert_string_equal(custody(l, lot), "0-7 received!; 7-10 lost!");
    assert_string_equal(custody(l, other), "0-10 lost!");
    answer = ll_call(l, "certificate list", NULL);
    ll_assert_text(answer, "items.0.state", "under-review");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(lost_of_a_box),
        LL_LEDGER_TEST(exact_units),
        LL_LEDGER_TEST(not_before_the_last_move),
        LL_LEDGER_TEST(diverted),
        LL_LEDGER_TEST(cited_units),
        LL_LEDGER_TEST(missing_at_receipt),
        LL_LEDGER_TEST(claimed_at_receipt),
        LL_LEDGER_TEST(missing_of_two_programmes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
