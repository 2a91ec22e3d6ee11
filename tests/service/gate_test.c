/* The gate: what a departure needs, and what is told of what is missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "service/support.h"

#define PAPER "document_digest=a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"

/* A box of 30 phones at kumasi, planned to somewhere. */
static void plan(struct ll_ledger *l, const char *to, const char *legs)
{
    const struct ll_json *answer = ll_receive(l, "K-1", "smartphone:30:5.1kg:none");
    ll_pack(l, "box-1", ll_text_at(answer, "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", to, legs, "planned_arrival=2026-04-10",
            "packages=box-1", NULL);
}

static void a_domestic_run_needs_its_carriers_licence(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    plan(l, "to=tema", "legs=road:smelter:250");
    const struct ll_json *answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    assert_false(ll_bool_at(answer, "authorised"));
    ll_assert_text(answer, "procedure", "domestic");
    ll_assert_text(answer, "needed_until", "2026-04-13");
    ll_assert_text(answer, "blockers.0.blocker", "licence-missing");
    ll_assert_text(answer, "blockers.0.holder", "smelter");
    ll_assert_text(answer, "blockers.0.country", "GH");
    ll_assert_text(answer, "blockers.0.who", "holder");
    ll_assert_text(answer, "blockers.0.rule", "L01");
    assert_int_equal(ll_at(answer, "blockers")->count, 1);
    ll_refuse(l, LL_EREFUSED, "'smelter' has no licence of the kind carrier in GH",
              "shipment depart", "shipment=s-1", NULL);
    /* Neither another kind, nor another country, nor one that ends too early, nor one for less. */
    ll_call(l, "licence add", "number=N-1", "kind=deal", "organisation=smelter", "country=GH",
            "valid_from=2026-01-01", "valid_until=2026-12-31", PAPER, NULL);
    ll_call(l, "licence add", "number=N-1", "kind=carrier", "organisation=smelter", "country=BE",
            "valid_from=2026-01-01", "valid_until=2026-12-31", PAPER, NULL);
    ll_refuse(l, LL_EREFUSED, "no licence", "shipment depart", "shipment=s-1", NULL);
    ll_call(l, "licence add", "number=N-1", "kind=carrier", "organisation=smelter", "country=GH",
            "valid_from=2026-01-01", "valid_until=2026-04-12", PAPER, NULL);
    answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    ll_assert_text(answer, "blockers.0.blocker", "licence-ends");
    ll_assert_text(answer, "blockers.0.last_day", "2026-04-12");
    ll_refuse(l, LL_EREFUSED, "ends on 2026-04-12", "shipment depart", "shipment=s-1", NULL);
    ll_call(l, "licence add", "number=N-2", "kind=carrier", "organisation=smelter", "country=GH",
            "valid_from=2026-04-13", "valid_until=2026-12-31", "mass_max=5kg", PAPER, NULL);
    answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    ll_assert_text(answer, "blockers.0.blocker", "licence-mass");
    ll_refuse(l, LL_EREFUSED, "heavier", "shipment depart", "shipment=s-1", NULL);
    /* One after another they do. */
    ll_call(l, "licence add", "number=N-3", "kind=carrier", "organisation=smelter", "country=GH",
            "valid_from=2026-04-13", "valid_until=2026-12-31", PAPER, NULL);
    answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    assert_true(ll_bool_at(answer, "authorised"));
    assert_int_equal(ll_at(answer, "blockers")->count, 0);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    ll_refuse(l, LL_EREFUSED, "departed, not planned", "shipment check", "shipment=s-1", NULL);
    answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    assert_null(ll_json_get(answer, "authorised"));
}

/* A licence that is withdrawn later changes nothing of what left. */
static void a_withdrawn_licence_carries_nothing(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    plan(l, "to=tema", "legs=road:smelter:250");
    const struct ll_json *answer =
        ll_call(l, "licence add", "number=N-1", "kind=carrier", "organisation=smelter",
                "country=GH", "valid_from=2026-01-01", "valid_until=2026-12-31", PAPER, NULL);
    const char *licence = ll_option(l, "licence", ll_text_at(answer, "licence_id"));
    ll_call(l, "licence withdraw", licence, "reason=suspended", "withdrawn_on=2026-04-13", NULL);
    ll_refuse(l, LL_EREFUSED, "ends on 2026-04-12", "shipment depart", "shipment=s-1", NULL);
    answer = ll_call(l, "licence add", "number=N-2", "kind=carrier", "organisation=smelter",
                     "country=GH", "valid_from=2026-01-01", "valid_until=2026-12-31", PAPER, NULL);
    licence = ll_option(l, "licence", ll_text_at(answer, "licence_id"));
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    ll_call(l, "licence withdraw", licence, "reason=revoked", "withdrawn_on=2026-01-01", NULL);
}

/* All that is missing is told at once. */
static void across_a_border_the_countries_consent(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    plan(l, "to=hoboken", "legs=road:smelter:250:tema,sea:blueline:7600");
    const struct ll_json *answer =
        ll_call(l, "shipment check", "shipment=s-1", "departs_on=2026-03-09", NULL);
    ll_assert_text(answer, "procedure", "pic");
    ll_assert_text(answer, "ground", "notification-missing");
    assert_int_equal(ll_at(answer, "blockers")->count, 2);
    ll_assert_text(answer, "blockers.0.blocker", "notification-missing");
    ll_assert_text(answer, "blockers.0.who", "notifier");
    assert_false(ll_bool_at(answer, "blockers.0.may_override"));
    ll_assert_text(answer, "blockers.1.holder", "smelter");
    ll_book(l, "s-1",
            &(const struct ll_test_notified){.carriers = "carriers=smelter:road,blueline:sea"});
    answer = ll_call(l, "shipment check", "shipment=s-1", "departs_on=2026-03-09", NULL);
    ll_assert_text(answer, "ground", "notification");
    ll_assert_text(answer, "ground_number", "of-s-1.000001");
    assert_int_equal(ll_at(answer, "uncertain")->count, 0);
    assert_int_equal(ll_at(answer, "blockers")->count, 3);
    ll_assert_text(answer, "blockers.0.blocker", "consent-missing");
    ll_assert_text(answer, "blockers.0.country", "GH");
    ll_assert_text(answer, "blockers.0.part", "export");
    ll_assert_text(answer, "blockers.0.who", "authority");
    ll_assert_text(answer, "blockers.0.by", "2026-03-09");
    ll_assert_text(answer, "blockers.1.country", "BE");
    ll_assert_text(answer, "blockers.2.holder", "smelter");
    ll_consents(l, "s-1", "valid_until=2026-04-12");
    answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    ll_assert_text(answer, "blockers.0.blocker", "consent-ends");
    ll_assert_text(answer, "blockers.0.last_day", "2026-04-12");
}

/* Cameroon takes no waste, and lets none through: whatever is signed. */
/* Batteries that are waste do not fly, nor what may have them in it. */
static void batteries_do_not_fly(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static const struct {
        const char *lots;
        const char *package;
        const char *code;
        const char *shipment;
        bool may;
    } rows[] = {
        {"smartphone:10:1.7kg:contained", "box-1", "code=a-1", "shipment=a-1", false},
        {"smartphone:10:1.7kg:unknown", "box-2", "code=a-2", "shipment=a-2", false},
        {"smartphone:10:1.7kg:removed", "box-3", "code=a-3", "shipment=a-3", true},
    };
    ll_make_registry(l);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ll_pack(l, rows[i].package,
                ll_text_at(ll_receive(l, rows[i].package, rows[i].lots), "lots.0.lot_id"));
        ll_call(l, "shipment plan", rows[i].code, "from=kumasi", "to=hoboken",
                "planned_arrival=2026-04-10", "legs=air:blueline:5000",
                ll_option(l, "packages", ll_str_from_cstr(rows[i].package)), NULL);
        ll_book(l, rows[i].code + 5,
                &(const struct ll_test_notified){.carriers = "carriers=blueline:air",
                                                 .is_bare = rows[i].may});
        ll_consents(l, rows[i].code + 5, "valid_until=2026-12-31");
        if (rows[i].may) {
            ll_call(l, "shipment depart", rows[i].shipment, NULL);
        } else {
            ll_refuse(l, LL_EREFUSED, "prohibited (P08)", "shipment depart", rows[i].shipment,
                      NULL);
        }
    }
}

static void what_is_prohibited_stays_so(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "facility add", "code=douala", "country=CM", "name=Douala", "plant=no",
            "organisation=blueline", NULL);
    plan(l, "to=hoboken", "legs=road:blueline:900:douala,sea:blueline:7600");
    const char *const countries[] = {"country=GH", "country=CM", "country=BE"};
    for (size_t i = 0; i < 3; i++) {
        ll_call(l, "shipment consent", "shipment=s-1", countries[i], "valid_until=2026-12-31",
                PAPER, NULL);
    }
    const struct ll_json *answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    ll_assert_text(answer, "procedure", "prohibited");
    ll_assert_text(answer, "blockers.0.blocker", "prohibited");
    ll_assert_text(answer, "blockers.0.rule", "P02");
    ll_assert_text(answer, "blockers.0.who", "nobody");
    assert_false(ll_bool_at(answer, "blockers.0.may_override"));
    assert_int_equal(ll_at(answer, "blockers")->count, 1);
    ll_refuse(l, LL_EREFUSED, "prohibited (P02)", "shipment depart", "shipment=s-1", NULL);
}

/* Where a store needs a licence, what starts there does, too. */
static void stores_are_licensed_in_some_countries(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "facility add", "code=kigali", "country=RW", "name=Kigali", "plant=no",
            "organisation=kumasi-repair", NULL);
    ll_call(l, "facility add", "code=huye", "country=RW", "name=Huye", "plant=no",
            "organisation=kumasi-repair", NULL);
    ll_call(l, "licence add", "number=RW-1", "kind=carrier", "organisation=blueline", "country=RW",
            "valid_from=2026-01-01", "valid_until=2026-12-31", PAPER, NULL);
    const struct ll_json *answer = ll_call(
        l, "collection receive", "programme=africa", "collector=kumasi-repair", "facility=kigali",
        "collected_on=2026-03-01", "price=1 RWF", "lots=smartphone:10:1.7kg:none",
        "evidence_digest=00a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf", NULL);
    const char *lots = ll_option(l, "lots", ll_text_at(answer, "lots.0.lot_id"));
    ll_call(l, "package make", "code=bag-1", "kind=bag", "programme=africa", "facility=kigali",
            NULL);
    ll_call(l, "package fill", "package=bag-1", lots, NULL);
    ll_call(l, "shipment plan", "code=s-1", "from=kigali", "to=huye", "legs=road:blueline:130",
            "planned_arrival=2026-04-10", "packages=bag-1", NULL);
    ll_refuse(l, LL_EREFUSED, "'kigali' has no licence of the kind store in RW", "shipment depart",
              "shipment=s-1", NULL);
    ll_call(l, "licence add", "number=RW-2", "kind=store", "facility=huye", "country=RW",
            "valid_from=2026-01-01", "valid_until=2026-12-31", PAPER, NULL);
    ll_refuse(l, LL_EREFUSED, "'kigali' has no licence", "shipment depart", "shipment=s-1", NULL);
    ll_call(l, "licence add", "number=RW-2", "kind=store", "facility=kigali", "country=RW",
            "valid_from=2026-01-01", "valid_until=2026-12-31", PAPER, NULL);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
}

/* A licence that was recorded after the day of departure is one that was there, and is told. */
static void a_licence_of_later_is_told(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_pack(l, "box-9",
            ll_text_at(ll_receive(l, "K-9", "smartphone:30:5.1kg:none"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-9", "from=kumasi", "to=tema", "legs=road:smelter:250",
            "planned_arrival=2026-03-20", "packages=box-9", NULL);
    ll_advance_days(l, 5);
    ll_call(l, "licence add", "number=N-9", "kind=carrier", "organisation=smelter", "country=GH",
            "valid_from=2026-01-01", "valid_until=2026-12-31",
            "document_digest=b0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf",
            NULL);
    const struct ll_json *answer =
        ll_call(l, "shipment depart", "shipment=s-9", "departed_on=2026-03-04", NULL);
    assert_true(ll_bool_at(answer, "recorded_late"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(a_domestic_run_needs_its_carriers_licence),
        LL_LEDGER_TEST(a_withdrawn_licence_carries_nothing),
        LL_LEDGER_TEST(across_a_border_the_countries_consent),
        LL_LEDGER_TEST(what_is_prohibited_stays_so),
        LL_LEDGER_TEST(batteries_do_not_fly),
        LL_LEDGER_TEST(stores_are_licensed_in_some_countries),
        LL_LEDGER_TEST(a_licence_of_later_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
