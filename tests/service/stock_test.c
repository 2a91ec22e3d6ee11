/* What lies where, since when; and against how much may. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "service/support.h"

#define MAKE "programme=africa", "facility=kumasi"

static void by_place_and_class(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer =
        ll_receive(l, "K-1", "smartphone:100:17kg:none,tablet:10:7.3kg:contained");
    struct ll_str phones = ll_text_at(answer, "lots.0.lot_id");
    /* What is packed, and packed again, still lies there. */
    ll_call(l, "package make", "code=bag-1", "kind=bag", MAKE, NULL);
    ll_call(l, "package make", "code=box-1", "kind=box", MAKE, NULL);
    ll_call(l, "package make", "code=pallet-1", "kind=pallet", MAKE, NULL);
    ll_call(l, "package make", "code=c-1", "kind=container", "number=CSQU3054383", MAKE, NULL);
    ll_call(l, "package fill", "package=bag-1", ll_option(l, "lots", phones), NULL);
    ll_call(l, "package nest", "parent=box-1", "packages=bag-1", NULL);
    ll_call(l, "package nest", "parent=pallet-1", "packages=box-1", NULL);
    ll_call(l, "package nest", "parent=c-1", "packages=pallet-1", NULL);
    answer = ll_call(l, "stock list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 2);
    ll_assert_text(answer, "items.0.stock", "kumasi:smartphone");
    assert_int_equal(ll_number_at(answer, "items.0.units"), 100);
    assert_int_equal(ll_number_at(answer, "items.0.mass_g"), 17000);
    ll_assert_text(answer, "items.1.class_code", "tablet");
    answer = ll_call(l, "stock show", "place=kumasi:smartphone", NULL);
    assert_int_equal(ll_at(answer, "entries")->count, 1);
    ll_assert_text(answer, "entries.0.package", "bag-1");
    assert_int_equal(ll_at(ll_call(l, "stock show", "place=kumasi", NULL), "entries")->count, 2);
    ll_refuse(l, LL_ENOTFOUND, "", "stock show", "place=nowhere", NULL);
    ll_refuse(l, LL_ENOTFOUND, "", "stock show", "place=kumasi:nothing", NULL);
    /* What has left does not. */
    ll_call(l, "package seal", "package=c-1", "seal=S-101", NULL);
    ll_ship_to_hoboken(l, "s-1", "c-1");
    answer = ll_call(l, "stock list", "facility=kumasi", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    ll_assert_text(answer, "items.0.stock", "kumasi:tablet");
    answer = ll_call(l, "stock list", "facility=hoboken", NULL);
    assert_int_equal(ll_number_at(answer, "items.0.units"), 100);
}

static void limits(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    (void)ll_receive(l, "K-1", "smartphone:100:17kg:none,tablet:10:7.3kg:contained");
    assert_int_equal(ll_at(ll_call(l, "stock limits", NULL), "limits")->count, 0);
    /* 24.3 kg: nine tenths of 27 kg, and no more. */
    ll_call(l, "facility limit", "facility=kumasi", "mass_max=27kg", "battery_mass_max=8kg",
            "units_max=109", "days_max=36500", NULL);
    ll_refuse(l, LL_EINVAL, "", "facility limit", "facility=kumasi", "days_max=0", NULL);
    const struct ll_json *answer = ll_call(l, "stock limits", NULL);
    assert_int_equal(ll_at(answer, "limits")->count, 4);
    ll_assert_text(answer, "limits.0.state", "over-limit");
    ll_assert_text(answer, "limits.0.limited", "stored-units");
    assert_int_equal(ll_number_at(answer, "limits.0.there"), 110);
    ll_assert_text(answer, "limits.0.acts", "kumasi-repair");
    ll_assert_text(answer, "limits.1.state", "near-limit");
    ll_assert_text(answer, "limits.1.limited", "stored-battery-mass");
    assert_int_equal(ll_number_at(answer, "limits.1.there"), 7300);
    ll_assert_text(answer, "limits.2.state", "within-limit");
    assert_int_equal(ll_number_at(answer, "limits.2.there"), 24300);
    /* What is said anew takes the place of all that was said before. */
    ll_call(l, "facility limit", "facility=kumasi", "days_max=1", "basis=EPA/S-4", NULL);
    ll_advance_days(l, 9);
    answer = ll_call(l, "stock show", "place=kumasi", NULL);
    assert_int_equal(ll_at(answer, "limits")->count, 1);
    ll_assert_text(answer, "limits.0.state", "over-limit");
    ll_assert_text(answer, "limits.0.limited", "stored-days");
    ll_assert_text(answer, "limits.0.basis", "EPA/S-4");
}

/* Who brings something to a place is told that it is full, or nearly; and what is there is there.
 */
static void who_receives_is_told(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "facility limit", "facility=kumasi", "mass_max=20kg", "basis=EPA/S-4", NULL);
    ll_call(l, "facility limit", "facility=tema", "mass_max=1kg", NULL);
    ll_call(l, "facility limit", "facility=hoboken", "units_max=100", "days_max=10", NULL);
    const struct ll_json *answer = ll_receive(l, "K-1", "smartphone:100:17kg:none");
    assert_null(ll_json_get(answer, "limits"));
    answer = ll_receive(l, "K-2", "smartphone:10:1.7kg:none");
    assert_int_equal(ll_at(answer, "limits")->count, 1);
    ll_assert_text(answer, "limits.0.state", "near-limit");
    ll_assert_text(answer, "limits.0.limited", "stored-mass");
    assert_int_equal(ll_number_at(answer, "limits.0.there"), 18700);
    /* In packages within packages, too. */
    struct ll_str phones = ll_text_at(answer, "lots.0.lot_id");
    ll_call(l, "package make", "code=box-1", "kind=box", MAKE, NULL);
    ll_call(l, "package make", "code=pallet-1", "kind=pallet", MAKE, NULL);
    ll_call(l, "package fill", "package=box-1", ll_option(l, "lots", phones), NULL);
    ll_call(l, "package nest", "parent=pallet-1", "packages=box-1", NULL);
    answer = ll_receive(l, "K-3", "tablet:10:7.3kg:contained");
    ll_assert_text(answer, "limits.0.state", "over-limit");
    ll_assert_text(answer, "limits.0.facility", "kumasi");
    ll_assert_text(answer, "limits.0.basis", "EPA/S-4");
    ll_assert_text(answer, "limits.0.acts", "kumasi-repair");
    assert_int_equal(ll_number_at(answer, "limits.0.there"), 26000);
    /* By class; places that are within theirs, or have none, are not listed. */
    answer = ll_call(l, "stock list", "at_limit=yes", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 2);
    ll_assert_text(answer, "items.0.stock", "kumasi:smartphone");
    ll_assert_text(answer, "items.1.stock", "kumasi:tablet");
    ll_call(l, "facility limit", "facility=kumasi", "mass_max=40kg", NULL);
    assert_int_equal(ll_at(ll_call(l, "stock list", "at_limit=yes", NULL), "items")->count, 0);
}

/* A plant: when it arrives, and as it is received. */
static void a_plant_is_told(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer = ll_receive(l, "K-1", "smartphone:100:17kg:none");
    ll_pack(l, "box-1", ll_text_at(answer, "lots.0.lot_id"));
    ll_call(l, "facility limit", "facility=tema-plant", "units_max=99", "days_max=10", NULL);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema-plant",
            "planned_arrival=2026-03-20", "legs=road:blueline:250", "packages=box-1", NULL);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    answer = ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    assert_int_equal(ll_at(answer, "limits")->count, 1);
    ll_assert_text(answer, "limits.0.state", "over-limit");
    ll_assert_text(answer, "limits.0.limited", "stored-units");
    ll_call(l, "facility limit", "facility=tema-plant", "units_max=200", "days_max=10", NULL);
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->other_key, "100", "16.8kg"));
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_null(ll_json_get(answer, "limits"));
    ll_advance_days(l, 10); /* after nine days it is near */
    assert_int_equal(ll_at(ll_call(l, "stock list", "at_limit=yes", NULL), "items")->count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(by_place_and_class),
        LL_LEDGER_TEST(limits),
        LL_LEDGER_TEST(who_receives_is_told),
        LL_LEDGER_TEST(a_plant_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
