/* Since which day units are as they are: nothing about them is of an earlier one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
}

/* A lot of ten in a box of its own. */
static struct ll_str pack(struct ll_ledger *l, const char *record, const char *box)
{
    const struct ll_json *answer = ll_receive(l, record, "smartphone:10:1.7kg:none");
    struct ll_str lot = ll_text_at(answer, "lots.0.lot_id");
    ll_pack(l, box, lot);
    return lot;
}

static void ship(struct ll_ledger *l, const char *code, const char *box, const char *left,
                 const char *arrived)
{
    const char *shipment = ll_option(l, "shipment", ll_str_from_cstr(code));
    ll_call(l, "shipment plan", ll_option(l, "code", ll_str_from_cstr(code)), "from=kumasi",
            "to=tema", "planned_arrival=2026-04-10", "legs=road:blueline:250",
            ll_option(l, "packages", ll_str_from_cstr(box)), NULL);
    ll_call(l, "shipment depart", shipment, ll_option(l, "departed_on", ll_str_from_cstr(left)),
            NULL);
    ll_call(l, "shipment arrive", shipment, ll_option(l, "arrived_on", ll_str_from_cstr(arrived)),
            NULL);
}

/* A pour forgets in which package units came, not on which day the last of them did. */
static void poured(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_advance_days(l, 30);
    struct ll_str first = pack(l, "K-1", "box-1");
    pack(l, "K-2", "box-2");
    ship(l, "s-1", "box-1", "2026-03-08", "2026-03-10");
    ship(l, "s-2", "box-2", "2026-03-08", "2026-03-12");
    ll_call(l, "units lose", "package=box-1", "units=1", "reason=theft", "happened_on=2026-03-10",
            NULL);
    const struct ll_json *cases = ll_call(l, "case list", NULL);
    ll_call(l, "case close", ll_option(l, "case", ll_text_at(cases, "items.0.case_id")),
            "outcome=insured", NULL);
    ll_call(l, "package make", "code=box-3", "kind=box", "programme=africa", "facility=tema",
            "country=GH", NULL);
    ll_call(l, "package pour", "from=box-1,box-2", "into=box-3:19", NULL);
    ll_refuse(l, LL_EINVAL, "2026-03-12 or later", "units lose", "package=box-3", "units=1",
              "reason=theft", "happened_on=2026-03-11", NULL);
    ll_refuse(l, LL_EINVAL, "2026-03-12 or later", "units seize", ll_option(l, "lot", first),
              "from=0", "to=1", "reason=customs", "happened_on=2026-03-11", NULL);
    ll_refuse(l, LL_EINVAL, "2026-03-12 or later", "units find", "facility=tema", "package=box-3",
              "class_code=smartphone", "units=1", "mass=170g", "battery=none",
              "found_on=2026-03-11", NULL);
    /* The new box itself never travelled. */
    ll_call(l, "shipment plan", "code=s-3", "from=tema", "to=kumasi", "planned_arrival=2026-04-10",
            "legs=road:blueline:250", "packages=box-3", NULL);
    ll_refuse(l, LL_EINVAL, "2026-03-12 or later", "shipment depart", "shipment=s-3",
              "departed_on=2026-03-11", NULL);
    ll_call(l, "shipment depart", "shipment=s-3", "departed_on=2026-03-12", NULL);
    ll_refuse(l, LL_EINVAL, "2026-03-12 or later", "shipment arrive", "shipment=s-3",
              "arrived_on=2026-03-11", NULL);
    ll_call(l, "shipment arrive", "shipment=s-3", "arrived_on=2026-03-13", NULL);
    ll_call(l, "units lose", "package=box-3", "units=1", "reason=theft", "happened_on=2026-03-13",
            NULL);
}

/* What a plant refused was there when it refused it, in whatever package since. */
static void refused(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str lot = pack(l, "K-1", "box-1");
    ll_ship_to_hoboken(l, "s-1", "box-1"); /* arrives on April 1st */
    ll_advance_days(l, 30);
    ll_give_key_file(l, &l->plant_key);
    const struct ll_json *answer =
        ll_call(l, "receipt sign", "key=plant.key", "units=6", "declared=10", "rejected=4",
                "reason=not-phones", "mass=1kg", "month=2026-04", NULL);
    struct ll_str text = LL_STR("");
    assert_int_equal(ll_json_canonical(l->ctx.arena, answer, 65536, &text, &l->err), LL_OK);
    ll_give_file(l, "receipt.json", text);
    ll_refuse(l, LL_EINVAL, "2026-04-01 or later", "receipt record", "file=receipt.json",
              "shipment=s-1", "received_on=2026-03-31", NULL);
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1",
                     "received_on=2026-04-07", NULL);
    ll_call(l, "case close", ll_option(l, "case", ll_text_at(answer, "case_id")),
            "outcome=accepted", NULL);
    ll_call(l, "package make", "code=back", "kind=box", "programme=africa", "facility=hoboken",
            "country=GH", NULL);
    ll_call(l, "package fill", "package=back", ll_option(l, "lots", lot), NULL);
    ll_refuse(l, LL_EINVAL, "2026-04-07 or later", "units return", "package=back", "units=4",
              "reason=refused", "happened_on=2026-04-06", NULL);
    ll_call(l, "units return", "package=back", "units=4", "reason=refused",
            "happened_on=2026-04-07", NULL);
}

/* The authorities order back what they have. */
static void returned_after_seizure(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_advance_days(l, 30);
    struct ll_str lot = pack(l, "K-1", "box-1");
    const char *of_lot = ll_option(l, "lot", lot);
    ll_call(l, "units seize", of_lot, "from=0", "to=4", "reason=customs", "happened_on=2026-03-10",
            NULL);
    ll_call(l, "units seize", of_lot, "from=4", "to=6", "reason=customs", "happened_on=2026-03-12",
            NULL);
    ll_refuse(l, LL_EINVAL, "2026-03-10 or later", "units return", of_lot, "from=0", "to=2",
              "reason=ordered-back", "happened_on=2026-03-09", NULL);
    ll_refuse(l, LL_EINVAL, "2026-03-12 or later", "units return", of_lot, "from=0", "to=6",
              "reason=ordered-back", "happened_on=2026-03-11", NULL);
    ll_call(l, "units return", of_lot, "from=0", "to=2", "reason=ordered-back",
            "happened_on=2026-03-10", NULL);
    ll_call(l, "units return", of_lot, "from=2", "to=6", "reason=ordered-back",
            "happened_on=2026-03-12", NULL);
}

/* What two shipments brought is poured together: neither was received before the later came. */
static void received_after_the_pour(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    pack(l, "K-1", "box-1");
    pack(l, "K-2", "box-2");
    ll_ship_to_hoboken(l, "s-1", "box-1"); /* arrives on April 1st */
    ll_ship_to_hoboken(l, "s-2", "box-2"); /* on May 1st */
    ll_call(l, "package pour", "from=box-1,box-2", "into=box-1:10,box-2:10", NULL);
    ll_give_file(l, "receipt.json", ll_signed_difference(l, &l->plant_key, "10", "10", "1.7kg"));
    ll_refuse(l, LL_EINVAL, "2026-05-01 or later", "receipt record", "file=receipt.json",
              "shipment=s-1", "received_on=2026-04-01", NULL);
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    const char *receipt = ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
    ll_refuse(l, LL_EINVAL, "2026-05-01 or later", "treatment record", receipt, "kind=mechanical",
              "operation=r12", "outputs=boards:1.7kg", "treated_on=2026-04-30", NULL);
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r12",
            "outputs=boards:1.7kg", "treated_on=2026-05-01", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(poured),
        LL_LEDGER_TEST(refused),
        LL_LEDGER_TEST(returned_after_seizure),
        LL_LEDGER_TEST(received_after_the_pour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
