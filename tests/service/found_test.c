/* More than there should be: at a receipt, and when a stock is counted. */
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

static struct ll_str receive(struct ll_ledger *l, const char *record, const char *lots)
{
    return ll_text_at(ll_receive(l, record, lots), "lots.0.lot_id");
}

static void order(struct ll_ledger *l, const char *number, int units)
{
    char text[128];
    (void)snprintf(text, sizeof(text),
                   "document_id,line_id,device_class,quantity,date\n%s,1,smartphone,%d,"
                   "2026-02-01\n",
                   number, units);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
}

static void give_receipt(struct ll_ledger *l, const char *declared, const char *units,
                         const char *mass)
{
    ll_give_file(l, "receipt.json", ll_signed_difference(l, &l->plant_key, declared, units, mass));
}

/* What a plant counts above the papers is a lot of its own: received, explained, then certified. */
static void surplus_at_receipt(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_pack(l, "box-1", receive(l, "K-1", "smartphone:100:17kg:none"));
    order(l, "PO-1", 104);
    ll_call(l, "allocation run", "programme=africa", NULL);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    /* the mass is that of 106 */
    give_receipt(l, "100", "106", "61.5kg");
    ll_refuse(l, LL_EREFUSED, "of 106 devices", "receipt record", "file=receipt.json",
              "shipment=s-1", NULL);
    give_receipt(l, "100", "106", "61.4kg");
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 106);
    assert_int_equal(ll_number_at(answer, "found_units"), 6);
    assert_int_equal(ll_number_at(answer, "missing_units"), 0);
    assert_null(ll_json_get(answer, "case_id"));
    struct ll_str lot = ll_text_at(answer, "found_lot_id");
    const char *case_id = ll_option(l, "case", ll_text_at(answer, "found_case_id"));
    const char *receipt = ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "source", "found");
    ll_assert_text(answer, "ineligible_reason", "found");
    ll_assert_text(answer, "country", "GH");
    ll_assert_text(answer, "vintage", "2026-04");
    ll_assert_text(answer, "custody.0.stage", "received");
    assert_int_equal(ll_number_at(answer, "mass_g"), 6 * 171);
    assert_null(ll_json_get(answer, "collection_id"));

    ll_refuse(l, LL_EREFUSED, "--explanation", "lot admit", ll_option(l, "lot", lot), NULL);
    answer = ll_call(l, "lot admit", ll_option(l, "lot", lot), "explanation=miscounted",
                     "note=Counted twice with the collector.", NULL);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 4);
    ll_assert_text(ll_call(l, "lot show", ll_option(l, "ref", lot), NULL), "explanation",
                   "miscounted");
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r4",
            "outputs=copper:61.4kg", NULL);
    answer = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 100);
    ll_call(l, "case close", case_id, "outcome=explained", NULL);
    answer = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 4);
    answer = ll_call(l, "certificate export", ll_option(l, "serial", ll_text_at(answer, "serial")),
                     NULL);
    assert_false(ll_bool_at(answer, "credentialSubject.collectionPaid"));
    assert_int_equal(ll_number_at(answer, "credentialSubject.collections"), 0);
    const struct ll_json *conventions = ll_at(answer, "credentialSubject.conventions");
    bool says_found = false;
    for (size_t i = 0; i < conventions->count; i++) {
        says_found =
            says_found || ll_str_find(ll_json_string(&conventions->items[i]),
                                      LL_STR("were found, not collected"), false) != SIZE_MAX;
    }
    assert_true(says_found);
}

/* Of which class, programme, country and funder they are has to be known. */
static void surplus_of_what(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_pack(l, "box-1", receive(l, "K-1", "smartphone:50:8.5kg:none"));
    ll_pack(l, "box-2", receive(l, "K-2", "tablet:50:36kg:none"));
    struct ll_str funded = receive(l, "K-3", "smartphone:50:8.5kg:none:goodfund");
    ll_call(l, "package make", "code=box-3", "kind=box", "programme=africa", "facility=kumasi",
            "funder=goodfund", NULL);
    ll_call(l, "package fill", "package=box-3", ll_option(l, "lots", funded), NULL);
    ll_call(l, "package make", "code=box-4", "kind=box", "programme=africa", "facility=kumasi",
            NULL);
    ll_ship_to_hoboken(l, "s-1", "box-1,box-2,box-3");
    give_receipt(l, "150", "152", "53kg");
    ll_refuse(l, LL_EINVAL, "--found-package", "receipt record", "file=receipt.json",
              "shipment=s-1", NULL);
    ll_refuse(l, LL_EINVAL, "holds nothing of this shipment", "receipt record", "file=receipt.json",
              "shipment=s-1", "found_package=box-4", NULL);
    ll_refuse(l, LL_ENOTFOUND, "", "receipt record", "file=receipt.json", "shipment=s-1",
              "found_package=box-3", "found_class=toaster", NULL);
    const struct ll_json *answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1",
                                           "found_package=box-3", NULL);
    answer = ll_call(l, "lot show", ll_option(l, "ref", ll_text_at(answer, "found_lot_id")), NULL);
    ll_assert_text(answer, "funder", "goodfund");
    ll_assert_text(answer, "class_code", "smartphone");
}

/* In one shipment of one origin, but of two classes; some are refused, and still there is more. */
static void surplus_beside_refusals(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_pack(l, "box-1", receive(l, "K-1", "smartphone:50:8.5kg:none"));
    ll_pack(l, "box-2", receive(l, "K-2", "tablet:50:36kg:none"));
    ll_ship_to_hoboken(l, "s-1", "box-1,box-2");
    ll_give_key_file(l, &l->plant_key);
    const struct ll_json *answer =
        ll_call(l, "receipt sign", "key=plant.key", "declared=100", "units=98", "rejected=5",
                "reason=burnt", "mass=43kg", NULL);
    struct ll_str text;
    assert_int_equal(ll_json_canonical(l->ctx.arena, answer, 4096, &text, &l->err), LL_OK);
    ll_give_file(l, "receipt.json", text);
    ll_refuse(l, LL_EINVAL, "--found-class", "receipt record", "file=receipt.json", "shipment=s-1",
              NULL);
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", "found_class=tablet",
                     NULL);
    assert_int_equal(ll_number_at(answer, "found_units"), 3);
    assert_int_equal(ll_number_at(answer, "rejected_units"), 5);
    answer = ll_call(l, "lot show", ll_option(l, "ref", ll_text_at(answer, "found_lot_id")), NULL);
    ll_assert_text(answer, "class_code", "tablet");
    assert_int_equal(ll_number_at(answer, "mass_g"), 3 * 731);
}

/* A box that was lost turns up: a lost unit is never un-lost. */
static void found_in_stock(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_pack(l, "box-1", receive(l, "K-1", "smartphone:10:1.7kg:none"));
    order(l, "PO-1", 10);
    ll_call(l, "allocation run", "programme=africa", NULL);
    ll_call(l, "units lose", "package=box-1", "units=3", "reason=theft", NULL);
    static const struct {
        enum ll_status status;
        const char *part;
        const char *options[4];
    } bad[] = {
        {LL_EINVAL, "--programme", {"units=3", "mass=500g"}},
        {LL_EINVAL, "leave these out", {"units=3", "mass=500g", "package=box-1", "country=GH"}},
        {LL_EINVAL, "ahead", {"units=3", "mass=500g", "package=box-1", "found_on=2026-03-03"}},
        {LL_EINVAL,
         "was here before 2026-03-01",
         {"units=3", "mass=500g", "package=box-1", "found_on=2026-02-28"}},
        /* 3 smartphones weigh 429 to 870 g, give or take a factor of two */
        {LL_EREFUSED, "429 to 870 g", {"units=3", "mass=214g", "package=box-1"}},
        {LL_EREFUSED, "of 3 devices", {"units=3", "mass=1741g", "package=box-1"}},
        {LL_EINVAL, "country", {"units=3", "mass=500g", "programme=africa", "country=XX"}},
        {LL_ENOTFOUND, "", {"units=3", "mass=500g", "programme=asia"}},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        const char *const *o = bad[i].options;
        ll_refuse(l, bad[i].status, bad[i].part, "units find", "facility=kumasi",
                  "class_code=smartphone", o[0], o[1], o[2], o[3], NULL);
    }
    ll_refuse(l, LL_EREFUSED, "does not stand at", "units find", "facility=tema",
              "class_code=smartphone", "units=3", "mass=500g", "package=box-1", NULL);
    const struct ll_json *answer =
        ll_call(l, "units find", "facility=kumasi", "class_code=smartphone", "units=3", "mass=500g",
                "package=box-1", "battery=removed", NULL);
    struct ll_str lot = ll_text_at(answer, "lot_id");
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "custody.0.stage", "accepted");
    ll_assert_text(answer, "custody.0.facility", "kumasi");
    ll_assert_text(answer, "vintage", "2026-03");
    ll_assert_text(answer, "found_on", "2026-03-02");
    answer = ll_call(l, "lot admit", ll_option(l, "lot", lot), "explanation=lost-before", NULL);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 3);
    ll_pack(l, "box-2", lot);
    ll_ship_to_hoboken(l, "s-1", "box-2");
    ll_refuse(l, LL_EREFUSED, "units find", "collection receive", "programme=africa",
              "collector=kumasi-repair", "facility=kumasi", "collected_on=2026-03-01",
              "price=0 GHS", "record=K-9", "lots=smartphone:10:1.7kg:none", "source=found",
              "evidence_digest=2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
              NULL);
}

static struct ll_str find_phones(struct ll_ledger *l, const char *units, const char *mass,
                                 const char *day)
{
    return ll_text_at(ll_call(l, "units find", "facility=kumasi", "class_code=smartphone", units,
                              mass, "programme=africa", day, NULL),
                      "lot_id");
}

/* A device is counted once: as many turn up as were lost, by then and of their kind. */
static void no_more_than_were_lost(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_pack(l, "box-1", receive(l, "K-1", "smartphone:10:1.7kg:none"));
    const char *two = ll_option(l, "lot", find_phones(l, "units=2", "mass=340g", NULL));
    const char *four = ll_option(l, "lot", find_phones(l, "units=4", "mass=680g", NULL));
    const char *early =
        ll_option(l, "lot", find_phones(l, "units=1", "mass=170g", "found_on=2026-03-01"));
    ll_refuse(l, LL_EREFUSED, "0 units of class 'smartphone'", "lot admit", two,
              "explanation=lost-before", NULL);
    ll_call(l, "units lose", "package=box-1", "units=5", "reason=theft", NULL);
    ll_call(l, "lot admit", two, "explanation=lost-before", NULL);
    ll_refuse(l, LL_EREFUSED, "2 found ones are explained", "lot admit", four,
              "explanation=lost-before", NULL);
    /* Of the day before nothing was lost. */
    ll_refuse(l, LL_EREFUSED, "lost by 2026-03-01", "lot admit", early, "explanation=lost-before",
              NULL);
    ll_call(l, "lot admit", early, "explanation=miscounted", "note=It was under the shelf.", NULL);
    /* Lots of another country, class or programme are others; one that is out explains nothing. */
    ll_refuse(l, LL_EREFUSED, "in NG", "lot admit",
              ll_option(l, "lot",
                        ll_text_at(ll_call(l, "units find", "facility=kumasi",
                                           "class_code=smartphone", "units=1", "mass=170g",
                                           "programme=africa", "country=NG", NULL),
                                   "lot_id")),
              "explanation=lost-before", NULL);
    ll_refuse(l, LL_EREFUSED, "'tablet'", "lot admit",
              ll_option(l, "lot",
                        ll_text_at(ll_call(l, "units find", "facility=kumasi", "class_code=tablet",
                                           "units=1", "mass=731g", "programme=africa", NULL),
                                   "lot_id")),
              "explanation=lost-before", NULL);
    ll_call(l, "lot exclude", two, "reason=doubt", NULL);
    ll_call(l, "lot admit", four, "explanation=lost-before", NULL);
    ll_refuse(l, LL_EREFUSED, "4 found ones", "lot admit", two, "explanation=lost-before", NULL);
    /* Lost once more, and found once more. */
    ll_call(l, "units lose", four, "from=0", "to=4", "reason=theft", NULL);
    ll_call(l, "lot admit", ll_option(l, "lot", find_phones(l, "units=4", "mass=680g", NULL)),
            "explanation=lost-before", NULL);
    ll_refuse(l, LL_EREFUSED, "--note", "lot admit", two, "explanation=miscounted", NULL);
    ll_refuse(l, LL_EREFUSED, "'weighed-again' explains nothing", "lot admit", two,
              "explanation=weighed-again", NULL);
    ll_refuse(l, LL_EREFUSED, "'fell-from-the-sky' explains nothing", "lot admit", two,
              "explanation=fell-from-the-sky", NULL);
    ll_call(l, "lot admit", two, "explanation=miscounted", "note=It was on the other list.", NULL);
}

/* A lot whose losses explain what turned up is not excluded before that is. */
static void losses_that_explain(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str text = receive(l, "K-1", "smartphone:10:1.7kg:none");
    const char *lot = ll_option(l, "lot", text);
    ll_call(l, "units lose", lot, "from=0", "to=3", "reason=theft", NULL);
    struct ll_str found_lot = find_phones(l, "units=2", "mass=340g", NULL);
    const char *found = ll_option(l, "lot", found_lot);
    ll_call(l, "lot admit", found, "explanation=lost-before", NULL);
    ll_refuse(l, LL_EREFUSED, ll_str_to_cstr(l->ctx.arena, found_lot), "lot exclude", lot,
              "reason=doubt", NULL);
    /* Losses of another lot explain it as well. */
    struct ll_str other = receive(l, "K-2", "smartphone:10:1.7kg:none");
    ll_call(l, "units lose", ll_option(l, "lot", other), "from=0", "to=2", "reason=theft", NULL);
    ll_call(l, "lot exclude", lot, "reason=doubt", NULL);
    ll_call(l, "lot admit", lot, NULL);
    ll_call(l, "lot exclude", found, "reason=doubt", NULL);
    ll_call(l, "lot exclude", lot, "reason=doubt", NULL);
}

/* What was never explained was not lost either: it cannot make itself good. */
static void lost_unexplained(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const char *first = ll_option(l, "lot", find_phones(l, "units=3", "mass=500g", NULL));
    ll_call(l, "units lose", first, "from=0", "to=3", "reason=theft", NULL);
    ll_refuse(l, LL_EREFUSED, "0 units", "lot admit",
              ll_option(l, "lot", find_phones(l, "units=3", "mass=500g", NULL)),
              "explanation=lost-before", NULL);
    ll_refuse(l, LL_EREFUSED, "0 units", "lot admit", first, "explanation=lost-before", NULL);
}

/* What was found on a day leaves no earlier, though it is of the same month. */
static void found_before_it_leaves(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_advance_days(l, 20);
    const struct ll_json *answer =
        ll_call(l, "units find", "facility=kumasi", "class_code=smartphone", "units=6",
                "mass=1020g", "programme=africa", "found_on=2026-03-15", NULL);
    struct ll_str lot = ll_text_at(answer, "lot_id");
    ll_refuse(l, LL_EINVAL, "happened_on", "units lose", ll_option(l, "lot", lot), "from=0", "to=2",
              "reason=theft", "happened_on=2026-03-14", NULL);
    ll_call(l, "units lose", ll_option(l, "lot", lot), "from=0", "to=2", "reason=theft",
            "happened_on=2026-03-15", NULL);
    ll_pack(l, "box-1", lot);
    ll_refuse(l, LL_EINVAL, "happened_on", "units lose", "package=box-1", "units=1", "reason=theft",
              "happened_on=2026-03-14", NULL);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema", "planned_arrival=2026-04-10",
            "legs=road:blueline:250", "packages=box-1", NULL);
    ll_refuse(l, LL_EINVAL, "was found on 2026-03-15", "shipment depart", "shipment=s-1",
              "departed_on=2026-03-14", NULL);
    ll_call(l, "shipment depart", "shipment=s-1", "departed_on=2026-03-15", NULL);
    answer = ll_call(l, "lot list", "source=found", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    ll_assert_text(answer, "items.0.source", "found");
    assert_int_equal(ll_at(ll_call(l, "lot list", "source=take-back", NULL), "items")->count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(surplus_at_receipt),      LL_LEDGER_TEST(surplus_of_what),
        LL_LEDGER_TEST(surplus_beside_refusals), LL_LEDGER_TEST(found_in_stock),
        LL_LEDGER_TEST(no_more_than_were_lost),  LL_LEDGER_TEST(lost_unexplained),
        LL_LEDGER_TEST(losses_that_explain),     LL_LEDGER_TEST(found_before_it_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
