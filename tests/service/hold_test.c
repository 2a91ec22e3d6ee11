/* Holds: placed, matched, never cited; confirmed, withdrawn or expired. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

#define LINE "order_line=utrecht.smartphone.africa"
#define SHOW "ref=utrecht.smartphone.africa"

/* 100 units; utrecht bought 30, then holds 50 until the 10th of March; goodfund waits for 40. */
static const char *start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,30,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    const struct ll_json *hold =
        ll_call(l, "hold place", LINE, "units=50", "until=2026-03-10", NULL);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-2,1,smartphone,40,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=goodfund", "file=@doc", NULL);
    ll_receive(l, "K-1", "feature_phone_nb:100:9kg:removed");
    ll_call(l, "allocation run", "programme=africa", NULL);
    return ll_option(l, "hold", ll_text_at(hold, "hold_id"));
}

static const char *ref_of(struct ll_ledger *l, const char *hold)
{
    return ll_option(l, "ref", ll_str_from_cstr(hold + sizeof("hold=") - 1));
}

static int64_t allocated(struct ll_ledger *l, const char *ref)
{
    return ll_number_at(ll_call(l, "order show", ref, NULL), "allocated_units");
}

static void a_hold_is_matched_and_never_cited(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const char *hold = start(l);
    const struct ll_json *answer = ll_call(l, "hold show", ref_of(l, hold), NULL);
    ll_assert_text(answer, "state", "held");
    assert_int_equal(ll_number_at(answer, "allocated_positions"), 50);
    assert_int_equal(allocated(l, SHOW), 80);
    answer = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                     "stage=accepted", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 30);
    answer = ll_call(l, "order show", SHOW, NULL);
    ll_assert_text(answer, "slices.1.trigger", "hold");
    ll_refuse(l, LL_EINVAL, "end before", "hold place", LINE, "units=5", "until=2026-03-01", NULL);
    ll_refuse(l, LL_EINVAL, "at least one", "hold place", LINE, "units=0", "until=2026-03-10",
              NULL);
    ll_refuse(l, LL_ENOTFOUND, "no hold", "hold show", "ref=nothing", NULL);
}

static void a_credit_note_does_not_confirm_it(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const char *hold = start(l);
    const struct ll_json *note =
        ll_call(l, "order credit", "document=PO-1", "number=CN-1", LINE, "units=1", NULL);
    ll_refuse(l, LL_EREFUSED, "is a credit note itself", "hold confirm", hold, "document=CN-1",
              NULL);
    const struct ll_json *shown = ll_call(l, "hold show", ref_of(l, hold), NULL);
    ll_assert_text(shown, "state", "held");
    ll_refuse(l, LL_EREFUSED, "document of their own", "hold confirm", hold,
              ll_option(l, "document", ll_text_at(note, "document_id")), NULL);
    ll_call(l, "hold confirm", hold, "document=PO-5", NULL);
}

static void a_document_confirms_it(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const char *hold = start(l);
    ll_refuse(l, LL_ECONFLICT, "booked before", "hold confirm", hold, "document=PO-1", NULL);
    ll_refuse(l, LL_EINVAL, "lies ahead", "hold confirm", hold, "document=PO-5",
              "issued_on=2026-03-09", NULL);
    /* What it became is no hold. */
    ll_refuse(l, LL_EINVAL, "none of the words", "hold confirm", hold, "document=PO-5",
              "trigger=hold", NULL);
    ll_refuse(l, LL_EINVAL, "none of the words", "order import", "programme=africa",
              "beneficiary=utrecht", "file=@doc", "trigger=hold", NULL);
    ll_call(l, "hold confirm", hold, "document=PO-5", "trigger=lease", NULL);
    const struct ll_json *answer = ll_call(l, "hold show", ref_of(l, hold), NULL);
    ll_assert_text(answer, "state", "confirmed");
    assert_int_equal(ll_number_at(answer, "allocated_positions"), 50);
    ll_refuse(l, LL_EREFUSED, "is confirmed", "hold confirm", hold, "document=PO-6", NULL);
    ll_refuse(l, LL_EREFUSED, "order credit", "hold withdraw", ref_of(l, hold), NULL);
    /* It is cited, credited and known like any purchase. */
    answer = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                     "stage=accepted", "document=PO-5", "units=20", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 20);
    answer = ll_call(l, "order credit", "document=PO-5", "number=CN-1", LINE, "units=35", NULL);
    assert_int_equal(ll_number_at(answer, "voided_units"), 30);
    assert_int_equal(ll_number_at(answer, "carried_over_units"), 5);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-5,1,smartphone,50,2026-02-01\n"));
    ll_refuse(l, LL_EINVAL, "nothing was imported", "order import", "programme=africa",
              "beneficiary=utrecht", "file=@doc", NULL);
    /* Its last day is nothing to it any more. */
    ll_advance_days(l, 30);
    answer = ll_call(l, "hold expire", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "expired_holds"), 0);
}

static void what_is_withdrawn_goes_to_whoever_waits(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const char *hold = start(l);
    assert_int_equal(allocated(l, "ref=goodfund.smartphone.africa"), 20);
    const struct ll_json *answer = ll_call(l, "hold withdraw", ref_of(l, hold), NULL);
    assert_int_equal(ll_number_at(answer, "voided_positions"), 50);
    assert_int_equal(ll_number_at(answer, "released_units"), 50);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 20);
    assert_int_equal(allocated(l, "ref=goodfund.smartphone.africa"), 40);
    answer = ll_call(l, "order show", SHOW, NULL);
    assert_int_equal(ll_number_at(answer, "voided_units"), 50);
    assert_int_equal(ll_number_at(answer, "open_units"), 0);
    ll_refuse(l, LL_EREFUSED, "is withdrawn", "hold confirm", hold, "document=PO-5", NULL);
    ll_refuse(l, LL_EREFUSED, "is withdrawn", "hold withdraw", ref_of(l, hold), NULL);
}

/* The 10th is its last day. */
static void a_run_ends_what_is_due(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const char *hold = start(l);
    ll_advance_days(l, 8);
    ll_call(l, "allocation run", "programme=africa", NULL);
    ll_assert_text(ll_call(l, "hold show", ref_of(l, hold), NULL), "state", "held");
    ll_advance_days(l, 1);
    ll_refuse(l, LL_EREFUSED, "was until 2026-03-10", "hold confirm", hold, "document=PO-5", NULL);
    const struct ll_json *answer = ll_call(l, "allocation run", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 20);
    ll_assert_text(ll_call(l, "hold show", ref_of(l, hold), NULL), "state", "expired");
    ll_refuse(l, LL_EREFUSED, "is expired", "hold confirm", hold, "document=PO-5", NULL);
    assert_int_equal(allocated(l, SHOW), 30);
}

static void holds_expire_without_a_run(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    (void)start(l);
    ll_call(l, "hold place", LINE, "units=5", "until=2026-03-09", NULL);
    ll_call(l, "hold place", LINE, "units=6", "until=2026-03-20", NULL);
    ll_advance_days(l, 9);
    const struct ll_json *answer = ll_call(l, "hold expire", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "expired_holds"), 2);
    assert_int_equal(ll_number_at(answer, "voided_positions"), 55);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 26);
    answer = ll_call(l, "hold list", "state=held", "programme=africa", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    assert_int_equal(ll_number_at(answer, "items.0.positions"), 6);
    answer = ll_call(l, "hold list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 3);
    ll_assert_text(answer, "items.1.state", "expired");
}

/* What a removal's refill takes from holds that end counts as released by the removal. */
static void a_removal_ends_what_is_due(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    (void)start(l);
    struct ll_str lot = ll_text_at(ll_call(l, "lot list", NULL), "items.0.lot_id");
    ll_advance_days(l, 9);
    const struct ll_json *answer = ll_call(l, "units lose", ll_option(l, "lot", lot), "from=0",
                                           "to=10", "reason=stolen", NULL);
    assert_int_equal(ll_number_at(answer, "expired_holds"), 1);
    assert_int_equal(ll_number_at(answer, "released_allocations"), 2);
    assert_int_equal(ll_number_at(answer, "released_units"), 10 + 50);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 10 + 20);
    answer = ll_call(l, "order list", "beneficiary=utrecht", NULL);
    assert_int_equal(ll_number_at(answer, "items.0.demanded_units"), 30);
    assert_int_equal(ll_number_at(answer, "items.0.voided_units"), 50);
    /* Nothing is left to end. */
    answer = ll_call(l, "units lose", ll_option(l, "lot", lot), "from=10", "to=11", "reason=stolen",
                     NULL);
    assert_null(ll_json_get(answer, "expired_holds"));
    assert_int_equal(ll_number_at(answer, "released_units"), 1);
}

/* On a line in grams: two laptops of 2100 g, served by three of 1500 g. */
static void a_hold_of_grams(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "programme add", "code=mass", "operator=oneforone", "oldest_vintage=2024-01",
            "classes=laptop@2.1kg=laptop:4 EUR", NULL);
    l->programme = "programme=mass";
    ll_receive(l, "M-1", "laptop:9:13500g:removed");
    ll_call(l, "order open", "programme=mass", "beneficiary=utrecht", "class_code=laptop",
            "code=utrecht.laptop", NULL);
    const struct ll_json *hold =
        ll_call(l, "hold place", "order_line=utrecht.laptop", "units=2", "until=2026-03-10", NULL);
    assert_int_equal(ll_number_at(hold, "hi"), 4200);
    const char *ref = ll_option(l, "ref", ll_text_at(hold, "hold_id"));
    ll_call(l, "allocation run", "programme=mass", NULL);
    assert_int_equal(ll_number_at(ll_call(l, "hold show", ref, NULL), "allocated_positions"), 4200);
    /* The fee is for a device; what is held by mass is rounded up to a cent. */
    const char *option = ll_option(l, "hold", ll_text_at(hold, "hold_id"));
    const struct ll_json *quote = ll_call(l, "hold quote", option, NULL);
    assert_int_equal(ll_number_at(quote, "mass_g"), 4200);
    assert_int_equal(ll_number_at(quote, "firm_g"), 4200);
    assert_int_equal(ll_number_at(quote, "total.minor"), 800);
    hold =
        ll_call(l, "hold place", "order_line=utrecht.laptop", "mass=1kg", "until=2026-03-10", NULL);
    quote = ll_call(l, "hold quote", ll_option(l, "hold", ll_text_at(hold, "hold_id")), NULL);
    assert_int_equal(ll_number_at(quote, "total.minor"), 191);
    ll_call(l, "hold withdraw", ref, NULL);
    assert_int_equal(ll_number_at(ll_call(l, "hold show", ref, NULL), "allocated_positions"), 0);
}

/* What is there and what is not, for the fee or another price, until when. */
static void a_hold_is_quoted(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const char *hold = start(l);
    const struct ll_json *answer = ll_call(l, "hold quote", hold, NULL);
    ll_assert_text(answer, "buyer_name", "City of Utrecht");
    ll_assert_text(answer, "until_on", "2026-03-10");
    assert_int_equal(ll_number_at(answer, "units"), 50);
    assert_int_equal(ll_number_at(answer, "firm_units"), 50);
    assert_int_equal(ll_number_at(answer, "conditional_units"), 0);
    assert_int_equal(ll_number_at(answer, "unit_price.minor"), 150);
    assert_int_equal(ll_number_at(answer, "total.minor"), 7500);
    answer = ll_call(l, "hold quote", hold, "price=2100 XOF", NULL);
    ll_assert_text(answer, "total.currency", "XOF");
    assert_int_equal(ll_number_at(answer, "total.minor"), 105000);
    assert_int_equal(ll_at(answer, "price_is_fee")->type, LL_JSON_FALSE);
    ll_refuse(l, LL_EOVERFLOW, "more than", "hold quote", hold, "price=90071992547409.91 EUR",
              NULL);
    ll_refuse(l, LL_EINVAL, "", "hold quote", hold, "price=-1 EUR", NULL);
    ll_refuse(l, LL_EINVAL, "", "hold quote", hold, "price=1.005 EUR", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no hold", "hold quote", "hold=nothing", NULL);
    /* 20 of the client's 40 are there; what it holds besides waits. */
    const struct ll_json *placed = ll_call(l, "hold place", "order_line=goodfund.smartphone.africa",
                                           "units=30", "until=2026-03-10", NULL);
    const char *other = ll_option(l, "hold", ll_text_at(placed, "hold_id"));
    answer = ll_call(l, "hold quote", other, NULL);
    assert_int_equal(ll_number_at(answer, "firm_units"), 0);
    assert_int_equal(ll_number_at(answer, "conditional_units"), 30);
    ll_call(l, "hold withdraw", ref_of(l, hold), NULL);
    answer = ll_call(l, "hold quote", hold, NULL);
    ll_assert_text(answer, "state", "withdrawn");
    assert_int_equal(ll_number_at(answer, "firm_units"), 0);
    answer = ll_call(l, "hold quote", other, NULL);
    assert_int_equal(ll_number_at(answer, "firm_units"), 30);
}

/* What serves it is on a shipment that may not leave yet: that is said. */
static void a_quote_names_the_consent_it_waits_for(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const char *hold = start(l);
    const struct ll_json *lots = ll_call(l, "lot list", NULL);
    struct ll_str lot = ll_text_at(lots, "items.0.lot_id");
    const struct ll_json *answer = ll_call(l, "hold quote", hold, NULL);
    assert_int_equal(ll_at(answer, "consents_missing")->count, 0);
    (void)ll_pack(l, "pallet", lot);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=hoboken", "legs=sea:blueline:7600",
            "packages=pallet", "planned_arrival=2026-04-01", NULL);
    answer = ll_call(l, "hold quote", hold, NULL);
    assert_int_equal(ll_at(answer, "consents_missing")->count, 1);
    ll_assert_text(answer, "consents_missing.0.shipment", "s-1");
    ll_consents(l, "s-1", "valid_until=2026-12-31");
    answer = ll_call(l, "hold quote", hold, NULL);
    assert_int_equal(ll_at(answer, "consents_missing")->count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(a_hold_is_matched_and_never_cited),
        LL_LEDGER_TEST(a_credit_note_does_not_confirm_it),
        LL_LEDGER_TEST(a_document_confirms_it),
        LL_LEDGER_TEST(what_is_withdrawn_goes_to_whoever_waits),
        LL_LEDGER_TEST(a_run_ends_what_is_due),
        LL_LEDGER_TEST(a_removal_ends_what_is_due),
        LL_LEDGER_TEST(holds_expire_without_a_run),
        LL_LEDGER_TEST(a_hold_of_grams),
        LL_LEDGER_TEST(a_hold_is_quoted),
        LL_LEDGER_TEST(a_quote_names_the_consent_it_waits_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
