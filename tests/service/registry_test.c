/* Classes, organisations, facilities, keys, programmes, parties. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "service/country.h"
#include "service/event.h"
#include "service/support.h"
#include "service/table.h"

static void classes(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const struct ll_json *answer = ll_call(l, "class load", NULL);
    assert_int_equal(ll_at(answer, "added")->count, 10);
    assert_int_equal(ll_number_at(answer, "known"), 0);
    answer = ll_call(l, "class load", NULL);
    assert_int_equal(ll_at(answer, "added")->count, 0);
    assert_int_equal(ll_number_at(answer, "known"), 10);
    answer = ll_call(l, "class show", "ref=feature_phone_nb", NULL);
    assert_int_equal(ll_number_at(answer, "mass_low_g"), 70);
    assert_int_equal(ll_number_at(answer, "mass_g"), 90);
    assert_int_equal(ll_number_at(answer, "mass_high_g"), 130);
    ll_assert_text(answer, "hs_code", "8517.14");
    ll_refuse(l, LL_ENOTFOUND, "loopledger class list", "class show", "ref=battery_liion_phone",
              NULL);
    ll_call(l, "class add", "code=ereader", "hs_code=8543.70", "unu_key=0303", "mass_low=150",
            "mass=0.2kg", "mass_high=400 g", NULL);
    ll_refuse(l, LL_EEXISTS, "'ereader'", "class add", "code=ereader", "hs_code=8543.70",
              "unu_key=0303", "mass_low=150", "mass=200", "mass_high=400", NULL);
    ll_refuse(l, LL_EINVAL, "not in order", "class add", "code=watch", "hs_code=8517.62",
              "unu_key=0303", "mass_low=150", "mass=100", "mass_high=400", NULL);
    answer = ll_call(l, "class list", "limit=4", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 4);
    ll_assert_text(answer, "next", "laptop");
    answer = ll_call(l, "class list", "after=laptop", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 7);
    ll_assert_text(answer, "items.0.class_code", "monitor_flat");
    assert_null(ll_json_get(answer, "next"));
    ll_refuse(l, LL_EINVAL, "limit", "class list", "limit=100000", NULL);
}

static void organisations_and_facilities(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const struct ll_json *answer =
        ll_call(l, "organisation add", "code=smelter", "country=BE", "name=Smelter & Sons", NULL);
    struct ll_str id = ll_text_at(answer, "organisation_id");
    ll_refuse(l, LL_EEXISTS, "'smelter'", "organisation add", "code=smelter", "country=BE",
              "name=Again", NULL);
    ll_refuse(l, LL_EINVAL, "ISO 3166", "organisation add", "code=other", "country=be",
              "name=Small letters", NULL);
    ll_refuse(l, LL_EINVAL, "'XX'", "organisation add", "code=other", "country=XX", "name=Nowhere",
              NULL);
    answer = ll_call(l, "organisation show", ll_option(l, "ref", id), NULL);
    ll_assert_text(answer, "code", "smelter");
    ll_assert_text(answer, "name", "Smelter & Sons");
    ll_refuse(l, LL_ENOTFOUND, "no organisation 'nobody'", "organisation show", "ref=nobody", NULL);
    ll_refuse(l, LL_ENOTFOUND, "organisation list", "organisation show",
              "ref=org_00000000000000000000000000", NULL);

    ll_refuse(l, LL_ENOTFOUND, "'nobody'", "facility add", "code=hoboken", "country=BE",
              "name=Hoboken", "organisation=nobody", NULL);
    ll_call(l, "facility add", "code=hoboken", "country=BE", "name=Hoboken", "plant=yes",
            ll_option(l, "organisation", id), NULL);
    ll_refuse(l, LL_EEXISTS, "'hoboken'", "facility add", "code=hoboken", "country=BE",
              "name=Hoboken", "organisation=smelter", NULL);
    ll_refuse(l, LL_EINVAL, "'QQ'", "facility add", "code=store", "country=QQ", "name=Store",
              "organisation=smelter", NULL);
    ll_call(l, "facility add", "code=store", "country=BE", "name=Store", "organisation=smelter",
            NULL);
    answer = ll_call(l, "facility list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 2);
    assert_true(ll_bool_at(answer, "items.0.is_plant"));
    assert_false(ll_bool_at(answer, "items.1.is_plant"));
    answer = ll_call(l, "organisation list", "limit=1", NULL);
    ll_assert_text(answer, "next", "smelter");
}

/* Names and codes stand on certificates: what they claim is refused, or quoted as a legal name. */
static void names_claim_nothing(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    static const char *const names[] = {
        "name=Carbon Neutral Phones Ltd",
        ("name=Z\xc3\xa9ro D\xc3\xa9"
         "chet SARL"),
        "name=Duurzame IT B.V.",
        "name=GoGreen",
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        ll_refuse(l, LL_EREFUSED, "--legal-name", "organisation add", "code=x", "country=NL",
                  names[i], NULL);
        ll_refuse(l, LL_EREFUSED, "may not stand on certificates", "facility add", "code=x",
                  "country=NL", "organisation=utrecht", names[i], NULL);
    }
    static const char *const marks[] = {"name=A \xe2\x80\x9cneutral", "name=B\xe2\x80\x9d"};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        ll_refuse(l, LL_EINVAL, "the name holds", "organisation add", "code=x", "country=NL",
                  marks[i], "legal_name=yes", NULL);
    }
    ll_refuse(l, LL_EREFUSED, "choose another", "organisation add", "code=zero-waste", "country=NL",
              "name=Plain", "legal_name=yes", NULL);
    ll_refuse(l, LL_EREFUSED, "code", "facility add", "code=green", "country=NL", "name=Plain",
              "organisation=utrecht", NULL);
    ll_refuse(l, LL_EREFUSED, "code", "programme add", "code=carbon_neutral", "operator=oneforone",
              "oldest_vintage=2024-01", "classes=tablet=tablet:1.00 EUR", NULL);
    ll_refuse(l, LL_EREFUSED, "code", "order open", "programme=africa", "beneficiary=utrecht",
              "class_code=smartphone", "code=utrecht-net-zero", NULL);
    ll_refuse(l, LL_EREFUSED, "code", "class add", "code=eco-friendly-phone", "hs_code=8517.13",
              "mass=1", "mass_low=1", "mass_high=1", "unu_key=0306", NULL);
    ll_call(l, "organisation add", "code=gg", "country=NL", "name=GoGreen Offset Printing B.V.",
            "legal_name=yes", NULL);
    ll_call(l, "facility add", "code=gg-store", "country=NL", "name=GoGreen store",
            "organisation=gg", "legal_name=yes", NULL);
    ll_assert_text(ll_call(l, "organisation show", "ref=gg", NULL), "name",
                   "\xe2\x80\x9cGoGreen Offset Printing B.V.\xe2\x80\x9d");
    ll_assert_text(ll_call(l, "facility show", "ref=gg-store", NULL), "name",
                   "\xe2\x80\x9cGoGreen store\xe2\x80\x9d");
}

static void keys(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    static const char hex[] =
        "public_key=d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    ll_call(l, "facility key-add", "facility=hoboken", hex, NULL);
    ll_refuse(l, LL_EEXISTS, "this plant", "facility key-add", "facility=hoboken", hex, NULL);
    ll_refuse(l, LL_EEXISTS, "another plant", "facility key-add", "facility=tema-plant", hex, NULL);
    ll_refuse(l, LL_EREFUSED, "not a plant", "facility key-add", "facility=kumasi",
              "public_key=3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", NULL);
    ll_refuse(l, LL_EINVAL, "z6Mk", "facility key-add", "facility=hoboken", "public_key=d75a98",
              NULL);
    const struct ll_json *answer = ll_call(l, "facility show", "ref=hoboken", NULL);
    assert_int_equal(ll_at(answer, "keys")->count, 2);
    ll_assert_text(answer, "keys.1.public_key", "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw");
}

static void certifications(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "facility certify", "facility=hoboken", "standard=r2v3", "scope=recycling",
            "number=R2-0042/BE", "valid_from=2025-07-01", "valid_to=2028-06-30", NULL);
    ll_call(l, "facility certify", "facility=hoboken", "standard=en-50625", "scope=phones",
            "number=W-7", "valid_from=2026-01-01", "valid_to=2026-01-01", NULL);
    ll_refuse(l, LL_EEXISTS, "R2-0042/BE (r2v3)", "facility certify", "facility=hoboken",
              "standard=r2v3", "scope=recycling", "number=R2-0042/BE", "valid_from=2025-07-01",
              "valid_to=2029-06-30", NULL);
    ll_refuse(l, LL_EINVAL, "end before it begins", "facility certify", "facility=hoboken",
              "standard=r2v3", "scope=recycling", "number=X", "valid_from=2025-07-02",
              "valid_to=2025-07-01", NULL);
    ll_refuse(l, LL_EINVAL, "number", "facility certify", "facility=hoboken", "standard=r2v3",
              "scope=recycling", "number=Mr Smith's", "valid_from=2025-07-01",
              "valid_to=2025-07-01", NULL);
    ll_refuse(l, LL_EREFUSED, "not a plant", "facility certify", "facility=kumasi", "standard=r2v3",
              "scope=recycling", "number=X", "valid_from=2025-07-01", "valid_to=2025-07-01", NULL);
    const struct ll_json *answer = ll_call(l, "facility show", "ref=hoboken", NULL);
    assert_int_equal(ll_at(answer, "certifications")->count, 2);
    ll_assert_text(answer, "certifications.0.standard", "en-50625");
    ll_assert_text(answer, "certifications.1.number", "R2-0042/BE");
    ll_assert_text(answer, "certifications.1.valid_to", "2028-06-30");
}

static void programmes(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer = ll_call(l, "programme show", "ref=africa", NULL);
    ll_assert_text(answer, "oldest_vintage", "2024-01");
    assert_int_equal(ll_number_at(answer, "version"), 1);
    ll_assert_text(answer, "classes.0.demand_class", "smartphone");
    assert_int_equal(ll_at(answer, "classes.0.lot_classes")->count, 3);
    ll_assert_text(answer, "classes.0.lot_classes.2", "feature_phone_nb");
    assert_int_equal(ll_number_at(answer, "classes.0.fee.minor"), 150);
    ll_assert_text(answer, "classes.1.fee.currency", "EUR");
    static const char *const head[] = {"code=asia", "operator=oneforone", "oldest_vintage=2025-01"};
    ll_refuse(l, LL_EEXISTS, "'africa'", "programme add", "code=africa", head[1], head[2],
              "classes=tablet=tablet:1.00 EUR", NULL);
    ll_refuse(l, LL_ENOTFOUND, "'phablet'", "programme add", head[0], head[1], head[2],
              "classes=tablet=phablet:1.00 EUR", NULL);
    ll_refuse(l, LL_ENOTFOUND, "'phablet'", "programme add", head[0], head[1], head[2],
              "classes=phablet=tablet:1.00 EUR", NULL);
    ll_refuse(l, LL_EINVAL, "DEMAND=LOT+LOT:FEE", "programme add", head[0], head[1], head[2],
              "classes=tablet:1.00 EUR", NULL);
    ll_refuse(l, LL_EINVAL, "fee", "programme add", head[0], head[1], head[2],
              "classes=tablet=tablet:1.005 EUR", NULL);
    ll_refuse(l, LL_EINVAL, "twice", "programme add", head[0], head[1], head[2],
              "classes=tablet=tablet+tablet:1.00 EUR", NULL);
    ll_refuse(l, LL_EINVAL, "twice", "programme add", head[0], head[1], head[2],
              "classes=tablet=tablet:1.00 EUR,tablet=laptop:1.00 EUR", NULL);
    ll_refuse(l, LL_ENOTFOUND, "'nobody'", "programme add", head[0], "operator=nobody", head[2],
              "classes=tablet=tablet:1.00 EUR", NULL);
    ll_call(l, "programme add", head[0], head[1], head[2], "version=3",
            "classes=tablet=tablet+laptop:300 XAF", NULL);
    answer = ll_call(l, "programme list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 2);
    assert_int_equal(ll_number_at(answer, "items.1.version"), 3);
}

static void parties(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "party add", "object=programme:africa", "organisation=goodfund", "role=funder",
            NULL);
    ll_refuse(l, LL_EEXISTS, "funder", "party add", "object=programme:africa",
              "organisation=goodfund", "role=funder", NULL);
    ll_refuse(l, LL_EINVAL, "no object", "party add", "object=africa", "organisation=goodfund",
              "role=funder", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no lot", "party add", "object=lot_00000000000000000000000000",
              "organisation=goodfund", "role=funder", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no order line", "party add",
              "object=ord_00000000000000000000000000", "organisation=goodfund", "role=payer", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no certificate", "party add",
              "object=crt_00000000000000000000000000", "organisation=goodfund", "role=payer", NULL);
    ll_refuse(l, LL_EINVAL, "role", "party add", "object=programme:africa", "organisation=goodfund",
              "role=friend", NULL);
    const struct ll_json *answer = ll_call(l, "party list", "object=programme:africa", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    ll_assert_text(answer, "items.0.role", "funder");
    ll_assert_text(answer, "object_kind", "programme");
}

/* A key that comes again with another request is refused; without a key nothing is repeated. */
static void request_keys(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_run_options run = {.key = LL_STR("same")};
    struct ll_json *answer = NULL;
    const struct ll_service *load = ll_service_find(LL_STR("class"), LL_STR("load"));
    const struct ll_service *list = ll_service_find(LL_STR("class"), LL_STR("list"));
    assert_non_null(load);
    assert_non_null(list);
    assert_null(ll_service_find(LL_STR("class"), LL_STR("burn")));
    run.dry_run = true;
    assert_int_equal(ll_run(&l->ctx, load, NULL, &run, &answer, &l->err), LL_OK);
    assert_true(ll_bool_at(answer, "dry_run"));
    assert_int_equal(ll_event_total(l), 0);
    run.dry_run = false;
    assert_int_equal(ll_run(&l->ctx, load, NULL, &run, &answer, &l->err), LL_OK);
    assert_int_equal(ll_event_total(l), 10);
    const struct ll_service *add = ll_service_find(LL_STR("organisation"), LL_STR("add"));
    struct {
        struct ll_str code, country;
        bool legal_name;
        struct ll_str name;
    } organisation = {LL_STR("a"), LL_STR("NL"), false, LL_STR("A")};
    assert_int_equal(add->input->size, sizeof(organisation));
    assert_int_equal(ll_run(&l->ctx, add, &organisation, &run, &answer, &l->err), LL_ECONFLICT);
    assert_int_equal(ll_event_total(l), 10);
}

/* The table of services is well formed, and every input can be filled from text. */
static void table(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_service_count; i++) {
        const struct ll_service *service = ll_services[i];
        assert_non_null(service->help);
        assert_non_null(service->run);
        assert_ptr_equal(
            ll_service_find(ll_str_from_cstr(service->noun), ll_str_from_cstr(service->verb)),
            service);
        if (service->input != NULL) {
            ll_record_check(service->input);
        }
    }
    for (size_t kind = 0; kind < LL_EVENT_KIND_COUNT; kind++) {
        ll_record_check(ll_event_kinds[kind].record);
    }
}

static void countries(void **state)
{
    (void)state;
    int known = 0;
    for (char a = 'A'; a <= 'Z'; a++) {
        for (char b = 'A'; b <= 'Z'; b++) {
            char code[2] = {a, b};
            known += ll_country_check((struct ll_str){code, 2}, NULL) == LL_OK;
        }
    }
    assert_int_equal(known, 249);
    assert_int_equal(ll_country_check(LL_STR("GH"), NULL), LL_OK);
    assert_int_equal(ll_country_check(LL_STR("H "), NULL), LL_EINVAL);
    assert_int_equal(ll_country_check(LL_STR("GHA"), NULL), LL_EINVAL);
    assert_int_equal(ll_country_check(LL_STR(""), NULL), LL_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(countries),
        LL_LEDGER_TEST(classes),
        LL_LEDGER_TEST(organisations_and_facilities),
        LL_LEDGER_TEST(names_claim_nothing),
        LL_LEDGER_TEST(keys),
        LL_LEDGER_TEST(certifications),
        LL_LEDGER_TEST(programmes),
        LL_LEDGER_TEST(parties),
        LL_LEDGER_TEST(request_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
