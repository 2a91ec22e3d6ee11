/* What an auditor sees of the programme that they look at, beside what lies at the same places of
 * another; and that they only look. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "service/support.h"

#define DAYS "valid_from=2026-01-01", "valid_until=2099-12-31"
#define PAPER "document_digest=a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"

/* A programme's box of 30 phones, planned as a movement of its own notification. */
static void move(struct ll_ledger *l, const char *name, const char *lots)
{
    char box[32];
    char text[6][64];
    (void)snprintf(box, sizeof(box), "box-%s", name);
    (void)snprintf(text[0], sizeof(text[0]), "code=n-%s", name);
    (void)snprintf(text[1], sizeof(text[1]), "notification=n-%s", name);
    (void)snprintf(text[2], sizeof(text[2]), "code=s-%s", name);
    (void)snprintf(text[3], sizeof(text[3]), "shipment=s-%s", name);
    (void)snprintf(text[4], sizeof(text[4]), "packages=%s", box);
    (void)snprintf(text[5], sizeof(text[5]), "number=GH/%s", name);
    (void)ll_pack(l, box, ll_text_at(ll_receive(l, box, lots), "lots.0.lot_id"));
    ll_call(l, "notification draft", text[0], "notifier=kumasi-repair", "consignee=smelter",
            "from=kumasi", "plant=hoboken", "stream=phone-scrap-no-battery", "battery=none",
            "purpose=recovery", "operation=r4", "shipments_max=6", "mass_max=60 kg",
            "first_departure=2026-03-01", "last_departure=2027-02-28",
            "states=GH::GHTEM:GH01,BE:BEANR::BE001", "carriers=blueline:sea", NULL);
    ll_call(l, "notification number", text[1], text[5], NULL);
    ll_call(l, "notification step", text[1], "country=GH", "step=submitted", "on=2026-02-02", NULL);
    ll_call(l, "notification step", text[1], "country=BE", "step=forwarded", "on=2026-02-03", NULL);
    ll_call(l, "shipment plan", text[2], "from=kumasi", "to=hoboken", "planned_arrival=2026-04-10",
            "legs=sea:blueline:7600", text[4], NULL);
    ll_call(l, "shipment book", text[3], text[1], NULL);
    ll_call(l, "package count", ll_option(l, "package", ll_str_from_cstr(box)), "units=29",
            "counterparty=blueline", NULL);
}

static void make(struct ll_ledger *l)
{
    ll_make_registry(l);
    ll_call(l, "programme add", "code=second", "operator=oneforone", "oldest_vintage=2024-01",
            "classes=smartphone=smartphone+smartphone_nb:1.50 EUR", NULL);
    ll_call(l, "licence add", "number=S-4", "kind=store", "facility=kumasi", "country=GH", DAYS,
            PAPER, NULL);
    ll_call(l, "licence add", "number=S-5", "kind=store", "facility=lagos", "country=NG", DAYS,
            PAPER, NULL);
    ll_call(l, "licence add", "number=F-1", "kind=carrier", "organisation=goodfund", "country=GH",
            DAYS, PAPER, NULL);
    ll_call(l, "facility limit", "facility=kumasi", "units_max=1000", NULL);
    move(l, "first", "smartphone_nb:30:5.1kg:none");
    l->programme = "programme=second";
    move(l, "second", "smartphone_nb:40:6.8kg:none");
    (void)ll_receive(l, "loose", "smartphone_nb:7:1190g:none");
    l->programme = "programme=africa";
    ll_call(l, "label print", "labels=2", "programme=africa", NULL);
    ll_call(l, "label print", "labels=3", "programme=second", NULL);
    ll_call(l, "party add", "object=programme:africa", "organisation=utrecht", "role=auditor",
            NULL);
}

/* Ama looks at the programme, and keeps a warehouse besides. */
static void look(struct ll_ledger *l)
{
    const struct ll_json *answer = ll_call(l, "user add", "email=ama@example.org", "name=Ama",
                                           "organisation=utrecht", "role=auditor", NULL);
    struct ll_str user = ll_text_at(answer, "user_id");
    ll_call(l, "user give-role", ll_option(l, "user", user), "role=warehouse", NULL);
    answer = ll_call(l, "organisation show", "ref=utrecht", NULL);
    struct ll_str own = ll_text_at(answer, "organisation_id");
    struct ll_viewer *viewer = &l->ctx.viewer;
    *viewer = (struct ll_viewer){
        .is_limited = true,
        .roles = {1U << LL_ROLE_AUDITOR | 1U << LL_ROLE_WAREHOUSE},
    };
    assert_int_equal(ll_id_parse("usr", user, &viewer->user_id.raw, &l->err), LL_OK);
    assert_int_equal(ll_id_parse("org", own, &viewer->organisation_id.raw, &l->err), LL_OK);
}

static size_t count(struct ll_ledger *l, const char *list, const char *option)
{
    return ll_at(ll_call(l, list, option, NULL), "items")->count;
}

static void papers(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    make(l);
    look(l);
    const struct ll_json *answer = ll_call(l, "notification list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    ll_assert_text(answer, "items.0.code", "n-first");
    answer = ll_call(l, "notification show", "ref=n-first", NULL);
    ll_assert_text(answer, "bookings.0.movement_number", "GH/first.000001");
    ll_assert_text(answer, "bookings.0.shipment", "s-first");
    ll_refuse(l, LL_ENOTFOUND, "no notification 'n-second'", "notification show", "ref=n-second",
              NULL);
    answer = ll_call(l, "shipment show", "ref=s-first", NULL);
    ll_assert_text(answer, "booking.notification", "n-first");
    assert_int_equal(count(l, "case list", NULL), 1);
    /* What was given back stays on the notification. */
    struct ll_viewer viewer = l->ctx.viewer;
    l->ctx.viewer = (struct ll_viewer){0};
    ll_call(l, "shipment unbook", "shipment=s-first", "reason=other-notification", NULL);
    assert_int_equal(count(l, "notification list", NULL), 2);
    assert_int_equal(count(l, "case list", NULL), 2);
    l->ctx.viewer = viewer;
    answer = ll_call(l, "notification show", "ref=n-first", NULL);
    ll_assert_text(answer, "bookings.0.state", "released");
}

/* Of who has a hand in it, for all that they do or for a place that it went through. */
static void licences(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    make(l);
    assert_int_equal(count(l, "licence list", NULL), 7);
    look(l);
    assert_int_equal(count(l, "licence list", NULL), 5);
    assert_int_equal(count(l, "licence list", "organisation=blueline"), 3);
    assert_int_equal(count(l, "licence list", "facility=kumasi"), 1);
}

static void stock(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    make(l);
    const struct ll_json *answer = ll_call(l, "stock show", "place=kumasi", NULL);
    assert_int_equal(ll_at(answer, "entries")->count, 3);
    assert_int_equal(ll_at(answer, "limits")->count, 1);
    look(l);
    answer = ll_call(l, "stock list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    assert_int_equal(ll_number_at(answer, "items.0.units"), 30);
    answer = ll_call(l, "stock show", "place=kumasi", NULL);
    assert_int_equal(ll_at(answer, "entries")->count, 1);
    ll_assert_text(answer, "entries.0.package", "box-first");
    /* How much of a limit is taken would tell what of others lies there. */
    assert_null(ll_json_get(answer, "limits"));
    assert_int_equal(ll_at(ll_call(l, "stock limits", NULL), "limits")->count, 0);
    struct ll_viewer viewer = l->ctx.viewer;
    l->ctx.viewer = (struct ll_viewer){0};
    ll_call(l, "facility limit", "facility=kumasi", "units_max=10", NULL);
    assert_true(count(l, "stock list", "at_limit=yes") > 0);
    l->ctx.viewer = viewer;
    assert_int_equal(count(l, "stock list", "at_limit=yes"), 0);
    ll_refuse(l, LL_ENOTFOUND, "no stock 'hoboken'", "stock show", "place=hoboken", NULL);
}

static void labels_are_not_theirs(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    make(l);
    const struct ll_json *answer = ll_call(l, "label list", "programme=africa", NULL);
    struct ll_str code = ll_text_at(answer, "items.0.label");
    struct ll_str sheet = ll_text_at(answer, "items.0.label_sheet");
    const char *label = ll_option(l, "label", code);
    look(l);
    assert_int_equal(count(l, "label list", NULL), 2);
    ll_assert_text(ll_call(l, "label show", label, NULL), "programme", "africa");
    ll_refuse(l, LL_ENOTFOUND, "no label", "label withdraw", label, "reason=lost", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no label", "label withdraw", ll_option(l, "label", sheet),
              "reason=lost", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no label", "label claim", label, "package=box-first", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(papers),
        LL_LEDGER_TEST(licences),
        LL_LEDGER_TEST(stock),
        LL_LEDGER_TEST(labels_are_not_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
