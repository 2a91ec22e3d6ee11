/* Packages: filling, nesting, sealing, and what they never mix. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "service/support.h"

#define MAKE "programme=africa", "facility=kumasi"

static void fill(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    struct ll_str other = ll_text_at(ll_receive(l, "K-2", "tablet:3:2.1kg:none"), "lots.0.lot_id");
    ll_call(l, "package make", "code=bag-1", "kind=bag", MAKE, NULL);
    ll_call(l, "package make", "code=bag-2", "kind=bag", MAKE, NULL);
    ll_refuse(l, LL_EEXISTS, "'bag-1'", "package make", "code=bag-1", "kind=box", MAKE, NULL);
    ll_refuse(l, LL_EINVAL, "kind", "package make", "code=bag-3", "kind=sack", MAKE, NULL);
    ll_refuse(l, LL_EINVAL, "'ZZ'", "package make", "code=bag-3", "kind=bag", "country=ZZ", MAKE,
              NULL);
    ll_refuse(l, LL_EREFUSED, "empty", "package seal", "package=bag-1", "seal=1", NULL);

    char words[256];
    (void)snprintf(words, sizeof(words), "lots=%.*s:40,%.*s", LL_STR_ARG(lot), LL_STR_ARG(other));
    const struct ll_json *answer = ll_call(l, "package fill", "package=bag-1", words, NULL);
    assert_int_equal(ll_number_at(answer, "units"), 43);
    (void)snprintf(words, sizeof(words), "lots=%.*s:61", LL_STR_ARG(lot));
    ll_refuse(l, LL_ESHORT, "60 units", "package fill", "package=bag-2", words, NULL);
    (void)snprintf(words, sizeof(words), "lots=%.*s:1,%.*s:1", LL_STR_ARG(lot), LL_STR_ARG(lot));
    ll_refuse(l, LL_EINVAL, "twice", "package fill", "package=bag-2", words, NULL);
    (void)snprintf(words, sizeof(words), "lots=%.*s:1:1", LL_STR_ARG(lot));
    ll_refuse(l, LL_EINVAL, "LOT:UNITS", "package fill", "package=bag-2", words, NULL);
    (void)snprintf(words, sizeof(words), "lots=%.*s", LL_STR_ARG(lot));
    answer = ll_call(l, "package fill", "package=bag-2", words, NULL);
    assert_int_equal(ll_number_at(answer, "units"), 60);
    ll_refuse(l, LL_ESHORT, "0 units", "package fill", "package=bag-2", words, NULL);

    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    assert_int_equal(ll_at(answer, "custody")->count, 2);
    assert_int_equal(ll_number_at(answer, "custody.0.hi"), 40);
    assert_int_equal(ll_number_at(answer, "custody.1.lo"), 40);
    assert_int_equal(ll_number_at(answer, "custody.1.hi"), 100);
    answer = ll_call(l, "package show", "ref=bag-1", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 43);
    assert_int_equal(ll_at(answer, "content")->count, 2);

    ll_refuse(l, LL_EINVAL, "seal", "package seal", "package=bag-1", "seal=closed by Ama", NULL);
    ll_call(l, "package seal", "package=bag-1", "seal=S-7", NULL);
    ll_refuse(l, LL_EREFUSED, "S-7", "package seal", "package=bag-1", "seal=S-8", NULL);
    struct ll_str third = ll_text_at(ll_receive(l, "K-3", "tablet:3:2.1kg:none"), "lots.0.lot_id");
    ll_refuse(l, LL_EREFUSED, "sealed", "package fill", "package=bag-1",
              ll_option(l, "lots", third), NULL);
    ll_refuse(l, LL_ENOTFOUND, "no package", "package fill", "package=bag-9",
              ll_option(l, "lots", third), NULL);
    ll_refuse(l, LL_ENOTFOUND, "no lot", "package fill", "package=bag-2", "lots=bag-1", NULL);
    answer = ll_call(l, "package list", "limit=1", NULL);
    ll_assert_text(answer, "next", "bag-1");
}

static void never_mixes(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "programme add", "code=other", "operator=oneforone", "oldest_vintage=2024-01",
            "classes=tablet=tablet:1.00 EUR", NULL);
    struct ll_str plain = ll_text_at(ll_receive(l, "K-1", "tablet:3:2.1kg:none"), "lots.0.lot_id");
    struct ll_str funded =
        ll_text_at(ll_receive(l, "K-2", "tablet:3:2.1kg:none:goodfund"), "lots.0.lot_id");
    ll_call(l, "package make", "code=programme", "kind=bag", "programme=other", "facility=kumasi",
            NULL);
    ll_call(l, "package make", "code=country", "kind=bag", "country=NG", MAKE, NULL);
    ll_call(l, "package make", "code=funder", "kind=bag", "funder=goodfund", MAKE, NULL);
    ll_call(l, "package make", "code=plain", "kind=bag", MAKE, NULL);
    ll_call(l, "package make", "code=away", "kind=bag", "programme=africa", "facility=tema", NULL);
    const char *lots = ll_option(l, "lots", plain);
    ll_refuse(l, LL_EREFUSED, "programme", "package fill", "package=programme", lots, NULL);
    ll_refuse(l, LL_EREFUSED, "country", "package fill", "package=country", lots, NULL);
    ll_refuse(l, LL_EREFUSED, "funder", "package fill", "package=funder", lots, NULL);
    ll_refuse(l, LL_EREFUSED, "funder", "package fill", "package=plain",
              ll_option(l, "lots", funded), NULL);
    ll_refuse(l, LL_ESHORT, "0 units", "package fill", "package=away", lots, NULL);
    ll_call(l, "package fill", "package=plain", lots, NULL);
    ll_call(l, "package fill", "package=funder", ll_option(l, "lots", funded), NULL);

    ll_call(l, "package make", "code=box", "kind=box", MAKE, NULL);
    static const char *const others[][2] = {{"packages=programme", "programme"},
                                            {"packages=country", "country"},
                                            {"packages=funder", "funder"},
                                            {"packages=away", "does not stand"}};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        ll_refuse(l, LL_EREFUSED, others[i][1], "package nest", "parent=box", others[i][0], NULL);
    }
}

static void nest(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    static const char *const made[][2] = {{"code=bag", "kind=bag"},
                                          {"code=bag-2", "kind=bag"},
                                          {"code=box", "kind=box"},
                                          {"code=pallet", "kind=pallet"},
                                          {"code=container", "kind=container"}};
    for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
        ll_call(l, "package make", made[i][0], made[i][1], MAKE, NULL);
    }
    ll_call(l, "package fill", "package=bag", ll_option(l, "lots", lot), NULL);
    ll_refuse(l, LL_EREFUSED, "a box does not go into a bag", "package nest", "parent=bag",
              "packages=box", NULL);
    ll_refuse(l, LL_EREFUSED, "a bag does not go into a bag", "package nest", "parent=bag",
              "packages=bag-2", NULL);
    ll_refuse(l, LL_EINVAL, "twice", "package nest", "parent=box", "packages=bag,bag", NULL);
    ll_call(l, "package nest", "parent=box", "packages=bag,bag-2", NULL);
    ll_refuse(l, LL_EREFUSED, "brought with", "package nest", "parent=pallet", "packages=bag",
              NULL);
    ll_refuse(l, LL_EREFUSED, "inside another", "package nest", "parent=bag", "packages=box", NULL);
    ll_refuse(l, LL_EREFUSED, "make another one", "package fill", "package=bag",
              ll_option(l, "lots", lot), NULL);
    ll_refuse(l, LL_EREFUSED, "inside another", "package seal", "package=bag", "seal=1", NULL);
    ll_call(l, "package nest", "parent=container", "packages=box", NULL);
    ll_call(l, "package seal", "package=container", "seal=MSCU-1", NULL);
    ll_refuse(l, LL_EREFUSED, "sealed", "package nest", "parent=container", "packages=pallet",
              NULL);
    const struct ll_json *answer = ll_call(l, "package show", "ref=container", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 100);
    ll_assert_text(answer, "packages.0.code", "box");
    assert_int_equal(ll_at(answer, "content")->count, 0);
    answer = ll_call(l, "package show", "ref=box", NULL);
    assert_int_equal(ll_at(answer, "packages")->count, 2);
    assert_null(ll_json_get(answer, "facility_id"));
    assert_int_equal(ll_number_at(answer, "units"), 100);
}

/* Three bags of two lots are mixed: what is in which box afterwards goes by lot and unit. */
static void poured(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer =
        ll_receive(l, "K-1", "smartphone:100:17kg:none,feature_phone_nb:60:6kg:none");
    struct ll_str first = ll_text_at(answer, "lots.0.lot_id");
    struct ll_str second = ll_text_at(answer, "lots.1.lot_id");
    static const char *const codes[] = {"code=bag-1", "code=bag-2", "code=box-1", "code=box-2"};
    for (size_t i = 0; i < 4; i++) {
        ll_call(l, "package make", codes[i], "kind=box", "programme=africa", "facility=kumasi",
                NULL);
    }
    ll_call(l, "package fill", "package=bag-1", ll_option(l, "lots", second), NULL);
    ll_call(l, "package fill", "package=bag-2", ll_option(l, "lots", first), NULL);
    ll_call(l, "package seal", "package=bag-2", "seal=S-1", NULL);
    ll_refuse(l, LL_EINVAL, "the sources hold 160 and", "package pour", "from=bag-1,bag-2",
              "into=box-1:90", NULL);
    ll_refuse(l, LL_EREFUSED, "'loopledger package fill'", "package pour", "from=box-1",
              "into=box-2:1", NULL);
    ll_refuse(l, LL_EINVAL, "PACKAGE:UNITS", "package pour", "from=bag-1", "into=box-2", NULL);
    ll_refuse(l, LL_EINVAL, "emptied twice", "package pour", "from=bag-1,bag-1", "into=box-2:60",
              NULL);
    ll_refuse(l, LL_EREFUSED, "name another", "package pour", "from=bag-1", "into=bag-2:60", NULL);
    answer =
        ll_call(l, "package pour", "from=bag-1,bag-2", "into=box-1:90,box-2:40,bag-1:30", NULL);
    assert_int_equal(ll_number_at(answer, "spans_before"), 2);
    assert_in_range(ll_number_at(answer, "spans_after"), 3, 4);
    static const struct {
        const char *ref;
        int64_t units;
    } now[] = {{"ref=bag-1", 30}, {"ref=bag-2", 0}, {"ref=box-1", 90}, {"ref=box-2", 40}};
    for (size_t i = 0; i < 4; i++) {
        answer = ll_call(l, "package show", now[i].ref, NULL);
        assert_int_equal(ll_number_at(answer, "units"), now[i].units);
        assert_null(ll_json_get(answer, "seal"));
    }
    /* A package under review is not poured, nor one from elsewhere. */
    ll_call(l, "case open", "package=box-1", "cause=short-count", "deadline=2026-12-01", NULL);
    ll_refuse(l, LL_EREFUSED, "under review", "package pour", "from=box-1,box-2", "into=box-2:130",
              NULL);
    ll_call(l, "package make", "code=box-ng", "kind=box", "programme=africa", "facility=kumasi",
            "country=NG", NULL);
    ll_refuse(l, LL_EREFUSED, "countr", "package pour", "from=box-2", "into=box-ng:40", NULL);
}

/* Numbers on packages: refused with the right digit; a container's is free again once unpacked. */
static void numbers(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_refuse(l, LL_EINVAL, "the check digit of CSQU305438 is 3, not 4", "package make", "code=c-1",
              "kind=container", "number=CSQU3054384", MAKE, NULL);
    ll_refuse(l, LL_EINVAL, "11 characters", "package make", "code=c-1", "kind=container",
              "number=106141411234567897", MAKE, NULL);
    ll_refuse(l, LL_EINVAL, "18 characters", "package make", "code=p-1", "kind=pallet",
              "number=CSQU3054383", MAKE, NULL);
    ll_refuse(l, LL_EINVAL, "is 7, not 8", "package make", "code=p-1", "kind=pallet",
              "number=106141411234567898", MAKE, NULL);
    const struct ll_json *answer = ll_call(l, "package make", "code=c-1", "kind=container",
                                           "number=csqu 305438-3", MAKE, NULL);
    ll_assert_text(answer, "number", "CSQU3054383");
    assert_null(ll_json_get(answer, "warnings"));
    ll_refuse(l, LL_EEXISTS, "'c-1' bears the number CSQU3054383", "package make", "code=c-2",
              "kind=container", "number=CSQU3054383", MAKE, NULL);
    answer =
        ll_call(l, "package make", "code=c-2", "kind=container", "number=LLGU0000040", MAKE, NULL);
    ll_assert_text(answer, "warnings.0", "shared-check-digit");
    ll_call(l, "package make", "code=p-1", "kind=pallet", "number=(00)106141411234567897", MAKE,
            NULL);
    ll_refuse(l, LL_EEXISTS, "for ever", "package make", "code=p-2", "kind=box",
              "number=106141411234567897", MAKE, NULL);
    answer = ll_call(l, "package show", "ref=p-1", NULL);
    ll_assert_text(answer, "number", "106141411234567897");
    answer = ll_call(l, "package list", NULL);
    ll_assert_text(answer, "items.0.number", "CSQU3054383");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(fill),   LL_LEDGER_TEST(never_mixes), LL_LEDGER_TEST(nest),
        LL_LEDGER_TEST(poured), LL_LEDGER_TEST(numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
