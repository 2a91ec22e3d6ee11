/* Shipments: routes, consents, departure and arrival. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

#define PAPER "document_digest=2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
#define PLAN "from=kumasi", "to=hoboken", "planned_arrival=2026-04-10"
#define LEGS "legs=road:blueline:250:tema,sea:blueline:7600:antwerp,road:blueline:12"

static void plan(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    ll_pack(l, "box-1", lot);
    ll_call(l, "package make", "code=empty", "kind=box", "programme=africa", "facility=kumasi",
            NULL);
    static const struct {
        enum ll_status status;
        const char *part;
        const char *legs;
    } bad[] = {
        {LL_EINVAL, "legs[0]", "legs=road:blueline:250,sea:blueline:7600"},
        {LL_EINVAL, "no mode", "legs=walk:blueline:7600"},
        {LL_ENOTFOUND, "'nobody'", "legs=sea:nobody:7600"},
        {LL_EINVAL, "km", "legs=sea:blueline:far"},
        {LL_EINVAL, "km", "legs=sea:blueline:-1"},
        {LL_ENOTFOUND, "'nowhere'", "legs=road:blueline:250:nowhere,sea:blueline:7600"},
        {LL_EINVAL, "not the destination", "legs=road:blueline:250:tema"},
        {LL_EINVAL, "more legs follow", "legs=road:blueline:250:hoboken,sea:blueline:7600"},
        {LL_EINVAL, "where it starts", "legs=road:blueline:250:kumasi,sea:blueline:7600"},
        {LL_EINVAL, "not a leg", "legs=road:blueline:250:tema:x"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ll_refuse(l, bad[i].status, bad[i].part, "shipment plan", "code=s-1", PLAN, bad[i].legs,
                  "packages=box-1", NULL);
    }
    ll_refuse(l, LL_EINVAL, "would end", "shipment plan", "code=s-1", "from=kumasi", "to=kumasi",
              "planned_arrival=2026-04-10", LEGS, "packages=box-1", NULL);
    ll_refuse(l, LL_EREFUSED, "empty", "shipment plan", "code=s-1", PLAN, LEGS, "packages=empty",
              NULL);
    ll_refuse(l, LL_EINVAL, "twice", "shipment plan", "code=s-1", PLAN, LEGS,
              "packages=box-1,box-1", NULL);
    ll_refuse(l, LL_EREFUSED, "does not stand at 'tema'", "shipment plan", "code=s-1", "from=tema",
              "to=hoboken", "planned_arrival=2026-04-10", "legs=sea:blueline:7600",
              "packages=box-1", NULL);
    const struct ll_json *answer =
        ll_call(l, "shipment plan", "code=s-1", PLAN, LEGS, "packages=box-1", NULL);
    assert_true(ll_bool_at(answer, "crosses_border"));
    assert_int_equal(ll_number_at(answer, "units"), 100);
    ll_refuse(l, LL_EEXISTS, "'s-1'", "shipment plan", "code=s-1", PLAN, LEGS, "packages=box-1",
              NULL);
    ll_refuse(l, LL_EREFUSED, "booked on shipment 's-1'", "shipment plan", "code=s-2", PLAN, LEGS,
              "packages=box-1", NULL);
    ll_call(l, "package make", "code=pallet", "kind=pallet", "programme=africa", "facility=kumasi",
            NULL);
    ll_refuse(l, LL_EREFUSED, "booked on shipment 's-1'", "package nest", "parent=pallet",
              "packages=box-1", NULL);
    answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    assert_int_equal(ll_at(answer, "legs")->count, 3);
    ll_assert_text(answer, "legs.1.to_facility", "antwerp");
    ll_assert_text(answer, "legs.1.carrier", "blueline");
    ll_assert_text(answer, "from_facility", "kumasi");
    ll_assert_text(answer, "to_facility", "hoboken");
    assert_int_equal(ll_number_at(answer, "legs.1.distance_km"), 7600);
    ll_assert_text(answer, "countries.0.country", "GH");
    ll_assert_text(answer, "countries.0.part", "export");
    ll_assert_text(answer, "countries.1.country", "BE");
    ll_assert_text(answer, "countries.1.part", "import");
    ll_assert_text(answer, "packages.0.seal", "S-100");
    ll_assert_text(answer, "state", "planned");
    answer = ll_call(l, "shipment list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
}

/* What is inside another package is not named; the booked package takes nothing more. */
static void plan_outermost(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    struct ll_str other =
        ll_text_at(ll_receive(l, "K-2", "smartphone:10:1.7kg:none"), "lots.0.lot_id");
    ll_pack(l, "box-1", lot);
    ll_call(l, "package make", "code=pallet", "kind=pallet", "programme=africa", "facility=kumasi",
            NULL);
    ll_call(l, "package nest", "parent=pallet", "packages=box-1", NULL);
    ll_refuse(l, LL_EREFUSED, "outermost", "shipment plan", "code=s-1", PLAN, LEGS,
              "packages=box-1", NULL);
    ll_call(l, "shipment plan", "code=s-1", PLAN, LEGS, "packages=pallet", NULL);
    ll_refuse(l, LL_EREFUSED, "booked on shipment 's-1'", "package fill", "package=pallet",
              ll_option(l, "lots", other), NULL);
}

/* By Lagos: three countries. The consents must hold to 2026-04-13, three days past the plan. */
static void consents(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-1", PLAN, "legs=road:blueline:900:lagos,sea:blueline:7900",
            "packages=box-1", NULL);
    ll_refuse(l, LL_EREFUSED, "on a notification only", "shipment depart", "shipment=s-1", NULL);
    ll_refuse(l, LL_EREFUSED, "needs a notification", "shipment consent", "shipment=s-1",
              "country=GH", "valid_until=2026-12-31", PAPER, NULL);
    ll_book(l, "s-1", &(const struct ll_test_notified){.states = "states=GH,NG,BE"});
    ll_refuse(l, LL_EREFUSED,
              "GH (export) has not consented; NG (transit) has not consented; BE (import) has not "
              "consented",
              "shipment depart", "shipment=s-1", NULL);
    ll_refuse(l, LL_EREFUSED, "2026-04-13", "shipment depart", "shipment=s-1", NULL);
    ll_consent(l, "s-1", "country=GH", "valid_until=2026-04-13");
    ll_consent(l, "s-1", "country=BE", "valid_until=2026-12-31");
    ll_consent(l, "s-1", "country=NG", "valid_until=2026-04-12");
    ll_refuse(l, LL_EREFUSED, "not authorised: NG (transit) consents until 2026-04-12 only",
              "shipment depart", "shipment=s-1", NULL);
    /* A later consent of the same country takes the place of the earlier. */
    ll_consent(l, "s-1", "country=NG", "valid_until=2026-04-13");
    ll_refuse(l, LL_EINVAL, "departed_on", "shipment depart", "shipment=s-1",
              "departed_on=2026-03-03", NULL);
    ll_refuse(l, LL_EREFUSED, "planned, not departed", "shipment arrive", "shipment=s-1", NULL);
    ll_call(l, "shipment depart", "shipment=s-1", "departed_on=2026-03-01", NULL);
    ll_refuse(l, LL_EREFUSED, "departed, not planned", "shipment depart", "shipment=s-1", NULL);
    ll_refuse(l, LL_EREFUSED, "departed, not planned", "shipment consent", "shipment=s-1",
              "country=NG", "valid_until=2026-05-01", PAPER, NULL);
    const struct ll_json *answer = ll_call(l, "package show", "ref=box-1", NULL);
    assert_null(ll_json_get(answer, "facility_id"));
    assert_non_null(ll_json_get(answer, "shipment_id"));
    answer =
        ll_call(l, "lot show", ll_option(l, "ref", ll_text_at(answer, "content.0.lot_id")), NULL);
    ll_assert_text(answer, "custody.0.stage", "shipped");
    assert_int_equal(ll_at(ll_call(l, "package list", "under_way=yes", NULL), "items")->count, 1);
    ll_refuse(l, LL_EINVAL, "arrived_on", "shipment arrive", "shipment=s-1",
              "arrived_on=2026-02-28", NULL);
    ll_refuse(l, LL_EINVAL, "ahead", "shipment arrive", "shipment=s-1", "arrived_on=2026-03-03",
              NULL);
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    ll_assert_text(answer, "state", "arrived");
    ll_assert_text(answer, "departed_on", "2026-03-01");
    ll_assert_text(answer, "arrived_on", "2026-03-02");
    assert_int_equal(ll_at(ll_call(l, "package list", "under_way=yes", NULL), "items")->count, 0);
    assert_int_equal(ll_at(ll_call(l, "package list", NULL), "items")->count, 1);
}

/* What is taken back goes by what the states agree on for it alone: refused units of a plant. A
 * document consents to one shipment, for all countries that signed it. */
static void consents_are_of_one_shipment(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    for (int i = 1; i <= 2; i++) {
        char names[5][16];
        (void)snprintf(names[0], sizeof(names[0]), "K-%d", i);
        (void)snprintf(names[1], sizeof(names[1]), "box-%d", i);
        (void)snprintf(names[2], sizeof(names[2]), "code=s-%d", i);
        (void)snprintf(names[3], sizeof(names[3]), "packages=box-%d", i);
        (void)snprintf(names[4], sizeof(names[4]), "out-%d", i);
        const struct ll_json *answer = ll_receive(l, names[0], "smartphone:100:17kg:none");
        ll_pack(l, names[1], ll_text_at(answer, "lots.0.lot_id"));
        ll_ship_to_hoboken(l, names[4], names[3] + sizeof("packages=") - 1);
        ll_call(l, "shipment plan", names[2], "from=hoboken", "to=kumasi",
                "planned_arrival=2026-05-20", "legs=sea:blueline:7600", names[3], NULL);
    }
    const struct ll_json *check = ll_call(l, "shipment check", "shipment=s-1", NULL);
    ll_assert_text(check, "ground", "take-back");
    ll_assert_text(check, "blockers.0.blocker", "consent-missing");
    ll_refuse(l, LL_EREFUSED, "not on the route", "shipment consent", "shipment=s-1", "country=NL",
              "valid_until=2026-12-31", PAPER, NULL);
    ll_refuse(l, LL_EINVAL, "missing", "shipment consent", "shipment=s-1", "country=GH",
              "valid_until=2026-12-31", NULL);
    ll_call(l, "shipment consent", "shipment=s-1", "country=GH", "valid_until=2026-06-13", PAPER,
            NULL);
    ll_call(l, "shipment consent", "shipment=s-1", "country=BE", "valid_until=2026-06-13", PAPER,
            NULL);
    ll_refuse(l, LL_ECONFLICT, "consent of BE to shipment 's-1'", "shipment consent",
              "shipment=s-2", "country=GH", "valid_until=2026-06-13", PAPER, NULL);
    /* Recorded there by mistake: once the right one has its place, it can be used. */
    ll_give_file(l, "right.pdf", LL_STR("the consent to the first"));
    ll_call(l, "shipment consent", "shipment=s-1", "country=BE", "valid_until=2026-06-13",
            "document=right.pdf", NULL);
    ll_refuse(l, LL_ECONFLICT, "consent of GH to shipment 's-1'", "shipment consent",
              "shipment=s-2", "country=BE", "valid_until=2026-06-13", PAPER, NULL);
    ll_call(l, "shipment consent", "shipment=s-1", "country=GH", "valid_until=2026-06-13",
            "document=right.pdf", NULL);
    ll_call(l, "shipment consent", "shipment=s-2", "country=BE", "valid_until=2026-06-13", PAPER,
            NULL);
    /* What does not take place needs no consent. */
    ll_call(l, "shipment cancel", "shipment=s-1", "reason=carrier-withdrew", NULL);
    ll_call(l, "shipment consent", "shipment=s-2", "country=GH", "valid_until=2026-06-13",
            "document=right.pdf", NULL);
}

/* A shipment that leaves after its planned arrival needs consents that hold that much longer. */
static void late_departure(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-1", PLAN, LEGS, "packages=box-1", NULL);
    ll_book(l, "s-1", &(const struct ll_test_notified){.from = NULL});
    ll_consent(l, "s-1", "country=GH", "valid_until=2026-04-20");
    ll_consent(l, "s-1", "country=BE", "valid_until=2026-12-31");
    ll_advance_days(l, 47); /* 2026-04-18 */
    ll_refuse(l, LL_EREFUSED, "2026-04-21", "shipment depart", "shipment=s-1", NULL);
    ll_call(l, "shipment depart", "shipment=s-1", "departed_on=2026-04-17", NULL);
}

/* Within one country no consent is asked for, and the units are not shipped. */
static void domestic(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    ll_pack(l, "box-1", lot);
    const struct ll_json *answer =
        ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema",
                "planned_arrival=2026-03-05", "legs=road:blueline:250", "packages=box-1", NULL);
    assert_false(ll_bool_at(answer, "crosses_border"));
    ll_refuse(l, LL_EREFUSED, "needs no consent", "shipment consent", "shipment=s-1", "country=GH",
              "valid_until=2026-12-31", PAPER, NULL);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "custody.0.stage", "accepted");
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    answer = ll_call(l, "facility show", "ref=tema", NULL);
    struct ll_str tema = ll_text_at(answer, "facility_id");
    answer = ll_call(l, "package show", "ref=box-1", NULL);
    assert_true(ll_str_eq(ll_text_at(answer, "facility_id"), tema));
    /* From there it goes on, across the border. */
    answer =
        ll_call(l, "shipment plan", "code=s-2", "from=tema", "to=hoboken",
                "planned_arrival=2026-04-10", "legs=sea:blueline:7600", "packages=box-1", NULL);
    assert_true(ll_bool_at(answer, "crosses_border"));
    ll_refuse(l, LL_ENOTFOUND, "no shipment", "shipment show", "ref=s-3", NULL);
}

/* What does not take place: its packages are free, its code is not. */
static void cancel(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    ll_pack(l, "box-1", lot);
    ll_call(l, "shipment plan", "code=s-1", PLAN, LEGS, "packages=box-1", NULL);
    const struct ll_json *answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 100);
    ll_refuse(l, LL_ENOTFOUND, "no shipment", "shipment cancel", "shipment=s-2", "reason=x", NULL);
    ll_call(l, "shipment cancel", "shipment=s-1", "reason=carrier-withdrew", NULL);
    ll_refuse(l, LL_EREFUSED, "cancelled, not planned", "shipment cancel", "shipment=s-1",
              "reason=x", NULL);
    ll_refuse(l, LL_EREFUSED, "cancelled, not planned", "shipment consent", "shipment=s-1",
              "country=GH", "valid_until=2026-12-31", PAPER, NULL);
    ll_refuse(l, LL_EREFUSED, "cancelled, not planned", "shipment depart", "shipment=s-1", NULL);
    ll_refuse(l, LL_EREFUSED, "cancelled", "case open", "shipment=s-1", "cause=wet",
              "deadline=2026-12-01", NULL);
    answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    ll_assert_text(answer, "state", "cancelled");
    ll_assert_text(answer, "cancel_reason", "carrier-withdrew");
    ll_assert_text(answer, "packages.0.code", "box-1");
    assert_null(ll_json_get(answer, "units"));
    answer = ll_call(l, "package show", "ref=box-1", NULL);
    ll_assert_text(answer, "facility", "kumasi");
    /* Free to be put into another package, and to travel with another shipment. */
    ll_refuse(l, LL_EEXISTS, "'s-1'", "shipment plan", "code=s-1", PLAN, LEGS, "packages=box-1",
              NULL);
    ll_call(l, "package make", "code=pallet", "kind=pallet", "programme=africa", "facility=kumasi",
            NULL);
    ll_call(l, "package nest", "parent=pallet", "packages=box-1", NULL);
    ll_ship_to_hoboken(l, "s-2", "pallet");
    ll_refuse(l, LL_EREFUSED, "arrived, not planned", "shipment cancel", "shipment=s-2", "reason=x",
              NULL);
    answer = ll_call(l, "shipment list", "state=cancelled", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    ll_assert_text(answer, "items.0.code", "s-1");
}

/* A shipment shows what it left with, wherever that is by now; nothing leaves before it came. */
static void carried(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema", "planned_arrival=2026-03-05",
            "legs=road:blueline:250", "packages=box-1", NULL);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    ll_call(l, "package make", "code=pallet", "kind=pallet", "programme=africa", "facility=tema",
            NULL);
    ll_call(l, "package nest", "parent=pallet", "packages=box-1", NULL);
    ll_call(l, "shipment plan", "code=s-2", "from=tema", "to=tema-plant",
            "planned_arrival=2026-03-06", "legs=road:blueline:5", "packages=pallet", NULL);
    ll_refuse(l, LL_EINVAL, "brought here on 2026-03-02, after that", "shipment depart",
              "shipment=s-2", "departed_on=2026-03-01", NULL);
    ll_call(l, "shipment depart", "shipment=s-2", "departed_on=2026-03-02", NULL);
    ll_call(l, "shipment arrive", "shipment=s-2", NULL);
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->other_key, "100", "17kg"));
    ll_call(l, "receipt record", "file=receipt.json", "shipment=s-2", NULL);
    static const char *const refs[] = {"ref=s-1", "ref=s-2"};
    for (size_t i = 0; i < 2; i++) {
        const struct ll_json *answer = ll_call(l, "shipment show", refs[i], NULL);
        assert_int_equal(ll_number_at(answer, "units"), 100);
    }
    const struct ll_json *answer = ll_call(l, "shipment list", NULL);
    assert_int_equal(ll_number_at(answer, "items.0.units"), 100);
}

/* A package that was filled in portions carries each unit once, whatever joined them since. */
static void filled_in_portions(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:10:1.7kg:none"), "lots.0.lot_id");
    ll_call(l, "package make", "code=box-1", "kind=box", "programme=africa", "facility=kumasi",
            NULL);
    for (int portion = 2; portion <= 3; portion++) {
        char lots[64];
        (void)snprintf(lots, sizeof(lots), "lots=%.*s:%d", LL_STR_ARG(lot), portion);
        ll_call(l, "package fill", "package=box-1", lots, NULL);
    }
    ll_call(l, "units lose", ll_option(l, "lot", lot), "from=9", "to=10", "reason=theft", NULL);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema-plant",
            "planned_arrival=2026-03-05", "legs=road:blueline:250", "packages=box-1", NULL);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(ll_call(l, "shipment show", "ref=s-1", NULL), "units"), 5);
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->other_key, "5", "850g"));
    ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
}

/* Shipment s-N of ten units in a bag, in `depth` packages around it. */
static void plan_nested(struct ll_ledger *l, int number, int depth)
{
    static const char *const kinds[] = {"kind=bag", "kind=box", "kind=pallet", "kind=container"};
    char text[3][64];
    (void)snprintf(text[0], sizeof(text[0]), "K-%d", number);
    struct ll_str lot =
        ll_text_at(ll_receive(l, text[0], "smartphone:10:1.7kg:none"), "lots.0.lot_id");
    for (int i = 0; i <= depth; i++) {
        (void)snprintf(text[0], sizeof(text[0]), "code=p-%d-%d", number, i);
        ll_call(l, "package make", text[0], kinds[i], "programme=africa", "facility=kumasi", NULL);
        (void)snprintf(text[1], sizeof(text[1]), "%s=p-%d-%d", i == 0 ? "package" : "parent",
                       number, i);
        (void)snprintf(text[2], sizeof(text[2]), "packages=p-%d-%d", number, i - 1);
        if (i == 0) {
            (void)snprintf(text[2], sizeof(text[2]), "lots=%.*s:10", LL_STR_ARG(lot));
        }
        ll_call(l, i == 0 ? "package fill" : "package nest", text[1], text[2], NULL);
    }
    (void)snprintf(text[0], sizeof(text[0]), "code=s-%d", number);
    (void)snprintf(text[1], sizeof(text[1]), "packages=p-%d-%d", number, depth);
    ll_call(l, "shipment plan", text[0], "from=kumasi", "to=tema-plant",
            "planned_arrival=2026-03-05", "legs=road:blueline:250", text[1], NULL);
}

/* A client sees what carries units that serve it, however deep they are packed: in the list, and
 * asking for one. */
static void a_client_sees_its_own(void **state)
{
    static const int depths[] = {0, 1, 2, 3, 0, 3}; /* the last two serve nobody */
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    for (int i = 0; i < 6; i++) {
        plan_nested(l, i, depths[i]);
    }
    ll_give_file(l, "list.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,40,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
    ll_call(l, "shipment depart", "shipment=s-2", NULL);
    const struct ll_json *answer = ll_call(l, "user add", "email=ama@example.org", "name=Ama",
                                           "organisation=utrecht", "role=client", NULL);
    struct ll_viewer viewer = {.is_limited = true, .roles = {1U << LL_ROLE_CLIENT}};
    assert_int_equal(
        ll_id_parse("usr", ll_text_at(answer, "user_id"), &viewer.user_id.raw, &l->err), LL_OK);
    answer = ll_call(l, "organisation show", "ref=utrecht", NULL);
    assert_int_equal(ll_id_parse("org", ll_text_at(answer, "organisation_id"),
                                 &viewer.organisation_id.raw, &l->err),
                     LL_OK);
    l->ctx.viewer = viewer;
    answer = ll_call(l, "shipment list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 4);
    for (int i = 0; i < 6; i++) {
        char text[2][32];
        (void)snprintf(text[0], sizeof(text[0]), "ref=s-%d", i);
        (void)snprintf(text[1], sizeof(text[1]), "items.%d.code", i);
        if (i < 4) {
            ll_assert_text(answer, text[1], text[0] + 4);
            ll_call(l, "shipment show", text[0], NULL);
        } else {
            ll_refuse(l, LL_ENOTFOUND, text[0] + 4, "shipment show", text[0], NULL);
        }
    }
    l->ctx.viewer = (struct ll_viewer){0};
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(plan),
        LL_LEDGER_TEST(plan_outermost),
        LL_LEDGER_TEST(consents),
        LL_LEDGER_TEST(domestic),
        LL_LEDGER_TEST(late_departure),
        LL_LEDGER_TEST(cancel),
        LL_LEDGER_TEST(carried),
        LL_LEDGER_TEST(consents_are_of_one_shipment),
        LL_LEDGER_TEST(filled_in_portions),
        LL_LEDGER_TEST(a_client_sees_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
