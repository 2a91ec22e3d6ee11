/* Packages as they are: what they weigh, how many are in them, and their seals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "service/support.h"

#define MAKE "programme=africa", "facility=kumasi"

/* 100 phones of 17 kg in a bag. */
static struct ll_str pack(struct ll_ledger *l)
{
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    ll_call(l, "package make", "code=bag-1", "kind=bag", MAKE, NULL);
    ll_call(l, "package fill", "package=bag-1", ll_option(l, "lots", lot), NULL);
    return lot;
}

static void weights(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    (void)pack(l);
    ll_call(l, "package make", "code=box-1", "kind=box", MAKE, NULL);
    ll_call(l, "package make", "code=c-1", "kind=container", "number=CSQU3054383", MAKE, NULL);
    ll_refuse(l, LL_EREFUSED, "is empty", "package weigh", "package=box-1", "gross=18kg",
              "tare=1kg", NULL);
    ll_refuse(l, LL_EREFUSED, "full 17000 g: no less", "package weigh", "package=bag-1",
              "gross=17kg", "tare=17kg", NULL);
    ll_refuse(l, LL_EREFUSED, "100 devices", "package weigh", "package=bag-1", "gross=1.2kg",
              "tare=200g", NULL);
    ll_refuse(l, LL_EREFUSED, "which by their classes weigh", "package weigh", "package=bag-1",
              "gross=170kg", "tare=200g", NULL);
    ll_refuse(l, LL_EINVAL, "lies ahead", "package weigh", "package=bag-1", "gross=17.2kg",
              "tare=200g", "weighed_on=2031-01-01", NULL);
    ll_refuse(l, LL_EINVAL, "what is in it came on", "package weigh", "package=bag-1",
              "gross=17.2kg", "tare=200g", "weighed_on=2020-01-01", NULL);
    const struct ll_json *answer =
        ll_call(l, "package weigh", "package=bag-1", "gross=17.2kg", "tare=200g", NULL);
    assert_int_equal(ll_number_at(answer, "net_g"), 17000);
    ll_advance_days(l, 1);
    ll_call(l, "package weigh", "package=bag-1", "gross=17.3kg", "tare=250g", NULL);
    answer = ll_call(l, "package show", "ref=bag-1", NULL);
    assert_int_equal(ll_at(answer, "weighings")->count, 2);
    assert_int_equal(ll_number_at(answer, "weighings.0.net_g"), 17050);
    assert_true(ll_bool_at(answer, "weighings.0.still_so"));

    /* What is filled later was not on the scale. */
    struct ll_str more =
        ll_text_at(ll_receive(l, "K-2", "smartphone:3:0.5kg:none"), "lots.0.lot_id");
    ll_call(l, "package fill", "package=bag-1", ll_option(l, "lots", more), NULL);
    answer = ll_call(l, "package show", "ref=bag-1", NULL);
    assert_false(ll_bool_at(answer, "weighings.0.still_so"));

    ll_call(l, "package nest", "parent=c-1", "packages=bag-1", NULL);
    ll_refuse(l, LL_EREFUSED, "inside another", "package weigh", "package=bag-1", "gross=18kg",
              "tare=1kg", NULL);
    ll_refuse(l, LL_EREFUSED, "weigh 250 g empty", "package weigh", "package=c-1", "gross=18kg",
              "tare=249g", NULL);
    ll_refuse(l, LL_EREFUSED, "no container weighs more than 36000 kg", "package weigh",
              "package=c-1", "gross=40t", "tare=39.98t", NULL);
    ll_call(l, "package weigh", "package=c-1", "gross=2218kg", "tare=2200kg", NULL);
}

static void uncounted(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "class add", "code=mixed_it", "hs_code=8549.29", "unu_key=0302", NULL);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "mixed_it:grams:300kg:unknown"), "lots.0.lot_id");
    ll_call(l, "package make", "code=bag-1", "kind=bag", MAKE, NULL);
    ll_call(l, "package fill", "package=bag-1", ll_option(l, "lots", lot), NULL);
    ll_refuse(l, LL_EREFUSED, "that nobody counted", "package weigh", "package=bag-1",
              "gross=101kg", "tare=1kg", NULL);
    ll_call(l, "package weigh", "package=bag-1", "gross=299kg", "tare=1kg", NULL);
}

static void seals(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = pack(l);
    ll_refuse(l, LL_EREFUSED, "was not sealed", "package inspect", "package=bag-1", "seal=S-1",
              NULL);
    ll_refuse(l, LL_EREFUSED, "is not sealed", "package unseal", "package=bag-1", "reason=torn",
              NULL);
    ll_refuse(l, LL_EINVAL, "what is in it came on", "package seal", "package=bag-1", "seal=S-1",
              "sealed_on=2020-01-01", NULL);
    ll_refuse(l, LL_ENOTFOUND, "'nobody'", "package seal", "package=bag-1", "seal=S-1", "by=nobody",
              NULL);
    ll_call(l, "package seal", "package=bag-1", "seal=S-1", "kind=high-security", "by=blueline",
            NULL);
    ll_refuse(l, LL_EREFUSED, "'loopledger package unseal'", "package seal", "package=bag-1",
              "seal=S-2", NULL);
    ll_advance_days(l, 2);
    ll_refuse(l, LL_EINVAL, "its seal was dealt with on", "package unseal", "package=bag-1",
              "reason=torn", "broken_on=2020-01-01", NULL);
    const struct ll_json *answer =
        ll_call(l, "package unseal", "package=bag-1", "reason=customs-inspection", NULL);
    ll_assert_text(answer, "seal", "S-1");
    ll_refuse(l, LL_EREFUSED, "a seal closes once", "package seal", "package=bag-1", "seal=S-1",
              NULL);
    ll_call(l, "package seal", "package=bag-1", "seal=S-2", NULL);
    answer = ll_call(l, "package inspect", "package=bag-1", "seal=S-2", NULL);
    assert_false(ll_bool_at(answer, "differs"));
    answer = ll_call(l, "package show", "ref=bag-1", NULL);
    ll_assert_text(answer, "seal", "S-2");
    assert_int_equal(ll_at(answer, "seals")->count, 4);
    ll_assert_text(answer, "seals.0.kind", "high-security");
    ll_assert_text(answer, "seals.0.organisation", "blueline");
    ll_assert_text(answer, "seals.1.deed", "broken");
    ll_assert_text(answer, "seals.1.reason", "customs-inspection");
    ll_assert_text(answer, "seals.3.deed", "found");

    /* A pour breaks it. */
    ll_call(l, "package make", "code=bag-2", "kind=bag", MAKE, NULL);
    ll_call(l, "package pour", "from=bag-1", "into=bag-2:40,bag-1:60", NULL);
    answer = ll_call(l, "package show", "ref=bag-1", NULL);
    ll_assert_text(answer, "seals.4.reason", "poured");
    assert_null(ll_json_get(answer, "seal"));
    (void)lot;
}

/* Another seal at the arrival, or none, opens a case: its phones are under review. */
static void seal_differs(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    (void)pack(l);
    ll_call(l, "package seal", "package=bag-1", "seal=S-1", NULL);
    ll_ship_to_hoboken(l, "s-1", "bag-1");
    ll_refuse(l, LL_EREFUSED, "read the number again", "package inspect", "package=bag-1",
              "seal=S-7", NULL);
    ll_refuse(l, LL_EREFUSED, "was sealed with S-1", "package inspect", "package=bag-1", NULL);
    ll_refuse(l, LL_EINVAL, "this is the seal", "package inspect", "package=bag-1", "seal=S-1",
              "differs=yes", NULL);
    ll_refuse(l, LL_EINVAL, "deadline is past", "package inspect", "package=bag-1", "seal=S-7",
              "differs=yes", "deadline=2020-01-01", NULL);
    const struct ll_json *answer =
        ll_call(l, "package inspect", "package=bag-1", "seal=S-7", "differs=yes",
                "amount=120.00 EUR", "note=the bolt was sawn through", NULL);
    const char *opened = ll_option(l, "ref", ll_text_at(answer, "case_id"));
    answer = ll_call(l, "case show", opened, NULL);
    ll_assert_text(answer, "cause", "seal-differs");
    ll_assert_text(answer, "counterparty", "blueline"); /* who brought it */
    ll_assert_text(answer, "note", "the bolt was sawn through");
    assert_int_equal(ll_number_at(answer, "amount.minor"), 12000);
    answer = ll_call(l, "package show", "ref=bag-1", NULL);
    ll_assert_text(answer, "seal", "S-1"); /* nothing is adjusted */
    ll_assert_text(answer, "seals.1.deed", "differs");
    ll_assert_text(answer, "seals.1.seal", "S-7");
    assert_non_null(ll_at(answer, "content.0.case_id"));
    ll_call(l, "package inspect", "package=bag-1", "differs=yes", "counterparty=smelter", NULL);
}

/* None is a count, too: of what holds nothing, and of what should. */
static void counts_of_nothing(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    (void)pack(l);
    ll_call(l, "package make", "code=bag-0", "kind=bag", "facility=kumasi", l->programme, NULL);
    const struct ll_json *answer = ll_call(l, "package count", "package=bag-0", "units=0", NULL);
    assert_false(ll_bool_at(answer, "differs"));
    ll_refuse(l, LL_EREFUSED, "empty", "package count", "package=bag-0", "units=1", NULL);
    answer = ll_call(l, "package count", "package=bag-1", "units=0", "by=oneforone",
                     "counterparty=kumasi-repair", NULL);
    assert_true(ll_bool_at(answer, "differs"));
}

/* A count that differs opens a case between two, and adjusts nothing. */
static void counts(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    (void)pack(l);
    ll_refuse(l, LL_EINVAL, "", "package count", "package=bag-1", NULL);
    ll_refuse(l, LL_EINVAL, "lies ahead", "package count", "package=bag-1", "units=100",
              "counted_on=2031-01-01", NULL);
    const struct ll_json *answer = ll_call(l, "package count", "package=bag-1", "units=100", NULL);
    assert_false(ll_bool_at(answer, "differs"));
    ll_refuse(l, LL_EREFUSED, "say who packed or brought it", "package count", "package=bag-1",
              "units=99", NULL);
    ll_refuse(l, LL_EREFUSED, "another than who counted", "package count", "package=bag-1",
              "units=99", "by=blueline", "counterparty=blueline", NULL);
    ll_advance_days(l, 1);
    answer = ll_call(l, "package count", "package=bag-1", "units=97", "by=oneforone",
                     "counterparty=kumasi-repair", "amount=4.50 EUR", "deadline=2026-12-01",
                     "note=three too few", NULL);
    assert_true(ll_bool_at(answer, "differs"));
    const char *opened = ll_option(l, "ref", ll_text_at(answer, "case_id"));
    ll_refuse(l, LL_EINVAL, "it was counted on", "package count", "package=bag-1", "units=100",
              "counted_on=2026-03-01", NULL);
    answer = ll_call(l, "case show", opened, NULL);
    ll_assert_text(answer, "cause", "count-differs");
    ll_assert_text(answer, "counterparty", "kumasi-repair");
    ll_assert_text(answer, "deadline", "2026-12-01");
    answer = ll_call(l, "package show", "ref=bag-1", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 100);
    assert_int_equal(ll_at(answer, "counts")->count, 2);
    assert_int_equal(ll_number_at(answer, "counts.0.counted"), 97);
    assert_int_equal(ll_number_at(answer, "counts.0.recorded"), 100);
    ll_assert_text(answer, "counts.0.organisation", "oneforone");
    ll_assert_text(answer, "counts.1.organisation", "kumasi-repair");
}

/* Who sees a part of the ledger counts for their own organisation, and sees the case of it. */
static void counts_in_ones_own_name(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    (void)pack(l);
    struct ll_str user = ll_text_at(ll_call(l, "user add", "email=kofi@example.org", "name=Kofi",
                                            "organisation=kumasi-repair", "role=warehouse", NULL),
                                    "user_id");
    struct ll_str own =
        ll_text_at(ll_call(l, "organisation show", "ref=kumasi-repair", NULL), "organisation_id");
    struct ll_viewer *viewer = &l->ctx.viewer;
    *viewer = (struct ll_viewer){.is_limited = true, .roles = {1U << LL_ROLE_WAREHOUSE}};
    assert_int_equal(ll_id_parse("usr", user, &viewer->user_id.raw, &l->err), LL_OK);
    assert_int_equal(ll_id_parse("org", own, &viewer->organisation_id.raw, &l->err), LL_OK);
    ll_refuse(l, LL_EPERM, "that is for 'oneforone' to say", "package count", "package=bag-1",
              "units=99", "by=oneforone", "counterparty=oneforone", NULL);
    ll_refuse(l, LL_EPERM, "that is for 'oneforone' to say", "package seal", "package=bag-1",
              "seal=S-9", "by=oneforone", NULL);
    const struct ll_json *answer =
        ll_call(l, "package count", "package=bag-1", "units=99", "counterparty=oneforone", NULL);
    answer = ll_call(l, "case show", ll_option(l, "ref", ll_text_at(answer, "case_id")), NULL);
    ll_assert_text(answer, "counterparty", "oneforone");
    *viewer = (struct ll_viewer){0};
    answer = ll_call(l, "package show", "ref=bag-1", NULL);
    ll_assert_text(answer, "counts.0.organisation", "kumasi-repair");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(weights),
        LL_LEDGER_TEST(uncounted),
        LL_LEDGER_TEST(counts),
        LL_LEDGER_TEST(counts_of_nothing),
        LL_LEDGER_TEST(seals),
        LL_LEDGER_TEST(seal_differs),
        LL_LEDGER_TEST(counts_in_ones_own_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
