/* Incidents: departures that nothing authorised, what they keep back, and how they are cleared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

#define PAPER "document_digest=a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
#define S1 "shipment=s-1"
#define CAUSE "cause=left-before-consent"
#define CLEAR "incident clear", S1, "outcome=authorised-afterwards", "reason=consent-given-late"

static void buy(struct ll_ledger *l)
{
    ll_give_file(l, "doc",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,30,2026-03-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", l->programme, NULL);
}

/* 30 phones in a box, planned to go to Hoboken without any consent. The lot. */
static struct ll_str plan(struct ll_ledger *l)
{
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:30:5.1kg:none"), "lots.0.lot_id");
    buy(l);
    ll_pack(l, "box-1", lot);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=hoboken",
            "legs=road:blueline:250:tema,sea:blueline:7600", "planned_arrival=2026-04-10",
            "packages=box-1", NULL);
    return lot;
}

/* At the plant, by its receipt. */
static const char *receive(struct ll_ledger *l)
{
    ll_advance_days(l, 30);
    ll_call(l, "shipment arrive", S1, NULL);
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "30", "5.1kg"));
    const struct ll_json *answer = ll_call(l, "receipt record", "file=receipt.json", S1, NULL);
    return ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
}

static void what_left_all_the_same_is_recorded(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = plan(l);
    ll_refuse(l, LL_EREFUSED, "on a notification only", "shipment depart", S1, NULL);
    const struct ll_json *answer =
        ll_call(l, "incident record", S1, CAUSE, "found_by=blueline",
                "note=The lorry had left when the papers came.", PAPER, NULL);
    assert_int_equal(ll_at(answer, "lacked")->count, 1);
    ll_assert_text(answer, "lacked.0", "notification-missing");
    const char *case_id = ll_option(l, "case", ll_text_at(answer, "case_id"));
    answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    ll_assert_text(answer, "state", "departed");
    ll_assert_text(answer, "incident.cause", "left-before-consent");
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "incidents.0.cause", "left-before-consent");
    assert_true(ll_text_at(answer, "custody.0.case_id").len > 0);
    answer = ll_call(l, "incident show", "ref=s-1", NULL);
    ll_assert_text(answer, "note", "The lorry had left when the papers came.");
    ll_assert_text(answer, "found_by", "blueline");
    assert_true(ll_bool_at(answer, "open"));
    assert_int_equal(ll_number_at(answer, "units"), 30);
    answer = ll_call(l, "incident list", "open=yes", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    ll_assert_text(answer, "items.0.shipment", "s-1");
    ll_advance_days(l, 20);
    answer = ll_call(l, "reminder list", NULL);
    ll_assert_text(answer, "items.0.case", "unauthorised-departure");
    /* Once, and not by closing its case. */
    ll_refuse(l, LL_EEXISTS, "recorded already", "incident record", S1, CAUSE, NULL);
    ll_refuse(l, LL_EREFUSED, "incident clear s-1", "case close", case_id, "outcome=settled", NULL);
}

static void nothing_of_it_is_final_before_it_is_cleared(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = plan(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "incident record", S1, CAUSE, NULL);
    const char *receipt = receive(l);
    /* Taken apart it may be; its parts are kept. */
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r12", "units=10",
            "outputs=boards:700g,metals:1kg", NULL);
    ll_refuse(l, LL_EREFUSED, "without authority", "treatment record", receipt, "kind=mechanical",
              "operation=r4", "outputs=metals:5.1kg", NULL);
    ll_refuse(l, LL_EREFUSED, "incident clear s-1", "treatment record", receipt, "kind=mechanical",
              "operation=r4", "outputs=metals:170g", "units=1", NULL);
    ll_refuse(l, LL_EREFUSED, "units [3, 5)", "treatment record", receipt, "kind=mechanical",
              "operation=r4", "outputs=metals:340g", ll_option(l, "lot", lot), "from=3", "to=5",
              NULL);
    ll_refuse(l, LL_ESHORT, "under review", "certificate issue", "programme=africa",
              "beneficiary=utrecht", "stage=received", NULL);
    ll_call(l, "package make", "code=box-2", "kind=box", "programme=africa", "facility=hoboken",
            "country=GH", NULL);
    ll_refuse(l, LL_ESHORT, "under review", "package fill", "package=box-2",
              ll_option(l, "lots", lot), NULL);
    ll_refuse(l, LL_EREFUSED, "needs two people", CLEAR, PAPER, NULL);
    const char *permits = ll_add_user(l, "email=abena@example.org", "role=permits");
    ll_ask_as(l, permits, LL_ROLE_PERMITS);
    ll_refuse(l, LL_EINVAL, "document", CLEAR, NULL);
    ll_refuse(l, LL_EINVAL, "the day lies ahead", CLEAR, PAPER, "cleared_on=2027-01-01", NULL);
    ll_refuse(l, LL_EINVAL, "it was recorded on", CLEAR, PAPER, "cleared_on=2026-03-01", NULL);
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
    ll_call_two(l, CLEAR, PAPER, "note=The ministry's letter of today.", NULL);
    ll_ask_as(l, permits, LL_ROLE_PERMITS);
    ll_refuse(l, LL_EREFUSED, "cleared already", CLEAR, PAPER, NULL);
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r4",
            "outputs=metals:5.1kg", NULL);
    const struct ll_json *answer = ll_call(l, "certificate issue", "programme=africa",
                                           "beneficiary=utrecht", "stage=recycled", NULL);
    const char *serial = ll_option(l, "serial", ll_text_at(answer, "serial"));
    /* For ever: on the certificate, on the lot, on the shipment. */
    answer = ll_call(l, "certificate show", serial, NULL);
    ll_assert_text(answer, "controls.0.step", "incident-clear");
    answer = ll_call(l, "certificate trail", serial, NULL);
    assert_int_equal(ll_at(answer, "incidents")->count, 1);
    ll_assert_text(answer, "incidents.0.departed_in", "2026-03");
    ll_assert_text(answer, "incidents.0.cleared_in", "2026-04");
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "incidents.0.outcome", "authorised-afterwards");
    answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    ll_assert_text(answer, "incident.outcome", "authorised-afterwards");
    answer = ll_call(l, "incident show", "ref=s-1", NULL);
    ll_assert_text(answer, "closing_note", "The ministry's letter of today.");
    ll_assert_text(answer, "reason", "consent-given-late");
    assert_int_equal(ll_at(ll_call(l, "incident list", "open=yes", NULL), "items")->count, 0);
    assert_int_equal(ll_at(ll_call(l, "incident list", "open=no", NULL), "items")->count, 1);
}

/* A bag that went to a store without authority, and on from there: the gate keeps it, and what
 * leaves all the same is an incident of its own. Both have to be cleared. */
static void the_mark_goes_on_with_the_units(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:30:5.1kg:none"), "lots.0.lot_id");
    ll_pack(l, "box-1", lot);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema", "legs=road:smelter:250",
            "planned_arrival=2026-04-10", "packages=box-1", NULL);
    ll_call(l, "incident record", S1, CAUSE, NULL);
    ll_advance_days(l, 2);
    ll_call(l, "shipment arrive", S1, NULL);
    ll_call(l, "shipment plan", "code=s-2", "from=tema", "to=tema-plant", "legs=road:blueline:9",
            "planned_arrival=2026-04-10", "packages=box-1", NULL);
    ll_refuse(l, LL_EREFUSED, "under review", "shipment depart", "shipment=s-2", NULL);
    ll_call(l, "incident record", "shipment=s-2", "cause=left-under-review", NULL);
    ll_advance_days(l, 4);
    ll_call(l, "shipment arrive", "shipment=s-2", NULL);
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->other_key, "30", "5.1kg"));
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-2", NULL);
    const char *receipt = ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
    ll_call_two(l, "incident clear", "shipment=s-2", "outcome=taken-over", "reason=letter", PAPER,
                NULL);
    ll_refuse(l, LL_EREFUSED, "incident clear s-1", "treatment record", receipt, "kind=mechanical",
              "operation=r4", "outputs=metals:5.1kg", NULL);
    ll_call_two(l, CLEAR, PAPER, NULL);
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r4",
            "outputs=metals:5.1kg", NULL);
    assert_int_equal(
        ll_at(ll_call(l, "lot show", ll_option(l, "ref", lot), NULL), "incidents")->count, 2);
}

static void it_is_no_way_around(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    plan(l);
    ll_refuse(l, LL_EINVAL, "the day lies ahead", "incident record", S1, CAUSE,
              "departed_on=2027-01-01", NULL);
    ll_refuse(l, LL_EINVAL, "it departed on", "incident record", S1, CAUSE, "found_on=2026-03-01",
              NULL);
    ll_refuse(l, LL_EINVAL, "the deadline is past", "incident record", S1, CAUSE,
              "deadline=2026-01-01", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no incident", "incident show", "ref=s-1", NULL);
    ll_ask_as(l, ll_add_user(l, "email=abena@example.org", "role=permits"), LL_ROLE_PERMITS);
    ll_refuse(l, LL_ENOTFOUND, "no incident", CLEAR, PAPER, NULL);
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
    ll_consents(l, "s-1", "valid_until=2026-12-31");
    ll_refuse(l, LL_EREFUSED, "was authorised to leave", "incident record", S1, CAUSE, NULL);
    ll_call(l, "shipment depart", S1, NULL);
    /* On its way it turns out that a paper was forged. */
    ll_refuse(l, LL_EINVAL, "its departure is recorded for", "incident record", S1, CAUSE,
              "departed_on=2026-03-01", NULL);
    ll_call(l, "incident record", S1, "cause=forged-consent", NULL);
    const struct ll_json *answer = ll_call(l, "incident show", "ref=s-1", NULL);
    assert_int_equal(ll_at(answer, "lacked")->count, 0);
    const char *receipt = receive(l);
    ll_refuse(l, LL_EREFUSED, "without authority", "treatment record", receipt, "kind=mechanical",
              "operation=r4", "outputs=metals:5.1kg", NULL);
}

/* A forged paper that comes to light where the phones stand, some already in another box. */
static void it_turns_out_where_it_came(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:30:5.1kg:none"), "lots.0.lot_id");
    ll_pack(l, "box-1", lot);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema", "legs=road:blueline:250",
            "planned_arrival=2026-04-10", "packages=box-1", NULL);
    ll_call(l, "shipment depart", S1, NULL);
    ll_advance_days(l, 2);
    ll_call(l, "shipment arrive", S1, NULL);
    ll_call(l, "package make", "code=box-2", "kind=box", "programme=africa", "facility=tema",
            "country=GH", NULL);
    ll_call(l, "package pour", "from=box-1", "into=box-1:20,box-2:10", NULL);
    ll_call(l, "units lose", "package=box-1", "units=5", "reason=theft", NULL);
    ll_refuse(l, LL_EINVAL, "its departure is recorded for", "incident record", S1, CAUSE,
              "departed_on=2026-03-01", NULL);
    ll_refuse(l, LL_EINVAL, "it departed on", "incident record", S1, CAUSE, "found_on=2026-03-01",
              NULL);
    const struct ll_json *answer =
        ll_call(l, "incident record", S1, "cause=forged-licence", PAPER, NULL);
    assert_int_equal(ll_at(answer, "lacked")->count, 0);
    assert_int_equal(ll_number_at(answer, "units_under_review"), 25);
    assert_int_equal(ll_number_at(answer, "units_recycled"), 0);
    ll_refuse(l, LL_EEXISTS, "recorded already", "incident record", S1, CAUSE, NULL);
    ll_call(l, "shipment plan", "code=s-2", "from=tema", "to=tema-plant", "legs=road:blueline:9",
            "planned_arrival=2026-04-10", "packages=box-2", NULL);
    ll_refuse(l, LL_EREFUSED, "under review", "shipment depart", "shipment=s-2", NULL);
    /* What was lost on the way explains nothing that turns up. */
    const char *found =
        ll_option(l, "lot",
                  ll_text_at(ll_call(l, "units find", "facility=tema", "class_code=smartphone",
                                     "units=5", "mass=0.85kg", "programme=africa", NULL),
                             "lot_id"));
    ll_refuse(l, LL_EREFUSED, "0 units of class 'smartphone'", "lot admit", found,
              "explanation=lost-before", NULL);
    ll_call_two(l, CLEAR, PAPER, NULL);
    ll_call(l, "lot admit", found, "explanation=lost-before", NULL);
    ll_call(l, "shipment depart", "shipment=s-2", NULL);
}

/* 10 of 30 are recycled and cited by then. */
static void it_turns_out_after_the_receipt(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = plan(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_consents(l, "s-1", "valid_until=2026-12-31");
    ll_call(l, "shipment depart", S1, NULL);
    const char *receipt = receive(l);
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r4", "units=10",
            "outputs=metals:1.7kg", NULL);
    const struct ll_json *answer = ll_call(l, "certificate issue", "programme=africa",
                                           "beneficiary=utrecht", "stage=recycled", NULL);
    const char *serial = ll_option(l, "serial", ll_text_at(answer, "serial"));
    const char *named = strchr(serial, '=') + 1;
    answer = ll_call(l, "incident record", S1, "cause=forged-consent", NULL);
    assert_int_equal(ll_number_at(answer, "units_under_review"), 20);
    assert_int_equal(ll_number_at(answer, "units_recycled"), 10);
    assert_int_equal(ll_number_at(answer, "certificates.0.units"), 10);
    ll_assert_text(answer, "certificates.0.serial", named);
    answer = ll_call(l, "incident show", "ref=s-1", NULL);
    ll_assert_text(answer, "certificates.0.serial", named);
    ll_refuse(l, LL_EREFUSED, "incident clear s-1", "treatment record", receipt, "kind=mechanical",
              "operation=r4", "outputs=metals:3.4kg", NULL);
    ll_refuse(l, LL_ESHORT, "under review", "certificate issue", "programme=africa",
              "beneficiary=utrecht", "stage=received", NULL);
    /* What is final stays so, and is marked. */
    answer = ll_call(l, "certificate trail", serial, NULL);
    assert_int_equal(ll_number_at(answer, "incidents.0.units"), 10);
    assert_null(ll_json_get(&ll_at(answer, "incidents")->items[0], "cleared_in"));
    answer = ll_call(l, "certificate show", serial, NULL);
    ll_assert_text(answer, "state", "live");
    ll_assert_text(answer, "incidents.0.cause", "forged-consent");
    assert_int_equal(ll_number_at(answer, "incidents.0.units"), 10);
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "incidents.0.cause", "forged-consent");
    ll_call_two(l, CLEAR, PAPER, NULL);
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r4",
            "outputs=metals:3.4kg", NULL);
    answer = ll_call(l, "certificate show", serial, NULL);
    ll_assert_text(answer, "controls.0.step", "incident-clear");
    ll_assert_text(answer, "incidents.0.outcome", "authorised-afterwards");
}

/* Nothing is left to keep back: the mark is all there is. */
static void it_turns_out_when_all_is_recycled(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = plan(l);
    ll_consents(l, "s-1", "valid_until=2026-12-31");
    ll_call(l, "shipment depart", S1, NULL);
    const char *receipt = receive(l);
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r4",
            "outputs=metals:5.1kg", NULL);
    const struct ll_json *answer = ll_call(l, "incident record", S1, "cause=forged-consent", NULL);
    assert_int_equal(ll_number_at(answer, "units_under_review"), 0);
    assert_int_equal(ll_number_at(answer, "units_recycled"), 30);
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "incidents.0.cause", "forged-consent");
    ll_call_two(l, CLEAR, PAPER, NULL);
}

static void what_was_cancelled_took_nothing_along(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    plan(l);
    ll_call(l, "shipment cancel", S1, "reason=no-ship", NULL);
    ll_refuse(l, LL_EREFUSED, "took nothing along", "incident record", S1, CAUSE, NULL);
}

/* What a plant finds beyond it came with it. */
static void what_came_with_it_waits(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    plan(l);
    ll_call(l, "incident record", S1, CAUSE, NULL);
    ll_advance_days(l, 30);
    ll_call(l, "shipment arrive", S1, NULL);
    ll_give_file(l, "receipt.json", ll_signed_difference(l, &l->plant_key, "30", "35", "6.1kg"));
    const struct ll_json *answer = ll_call(l, "receipt record", "file=receipt.json", S1, NULL);
    const char *lot = ll_option(l, "lot", ll_text_at(answer, "found_lot_id"));
    ll_call(l, "case close", ll_option(l, "case", ll_text_at(answer, "found_case_id")),
            "outcome=explained", NULL);
    ll_refuse(l, LL_EREFUSED, "it came with what left with shipment 's-1'", "lot admit", lot,
              "explanation=miscounted", "note=Counted twice.", NULL);
    ll_call_two(l, CLEAR, PAPER, NULL);
    ll_call(l, "lot admit", lot, "explanation=miscounted", "note=Counted twice.", NULL);
}

/* What was lost of it does not come back as found. */
static void what_it_lost_explains_nothing(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    plan(l);
    ll_call(l, "incident record", S1, CAUSE, NULL);
    ll_advance_days(l, 2);
    ll_call(l, "units lose", "package=box-1", "units=10", "reason=theft", NULL);
    const char *lot =
        ll_option(l, "lot",
                  ll_text_at(ll_call(l, "units find", "facility=kumasi", "class_code=smartphone",
                                     "units=10", "mass=1.7kg", "programme=africa", NULL),
                             "lot_id"));
    ll_refuse(l, LL_EREFUSED, "0 units of class 'smartphone'", "lot admit", lot,
              "explanation=lost-before", NULL);
    ll_call_two(l, CLEAR, PAPER, NULL);
    ll_call(l, "lot admit", lot, "explanation=lost-before", NULL);
}

/* A client sees of it what is its own: 4 of 30. */
static void clients_see_their_own_units(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:30:5.1kg:none"), "lots.0.lot_id"));
    ll_give_file(l, "doc",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,4,2026-03-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", l->programme, NULL);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=hoboken",
            "legs=road:blueline:250:tema,sea:blueline:7600", "planned_arrival=2026-04-10",
            "packages=box-1", NULL);
    ll_call(l, "incident record", S1, CAUSE, NULL);
    struct ll_str client =
        ll_text_at(ll_call(l, "organisation show", "ref=utrecht", NULL), "organisation_id");
    struct ll_str user = ll_text_at(ll_call(l, "user add", "email=joke@example.org", "name=Joke",
                                            "organisation=utrecht", "role=client", NULL),
                                    "user_id");
    struct ll_viewer viewer = {.is_limited = true, .roles.bits = 1U << LL_ROLE_CLIENT};
    assert_int_equal(ll_id_parse("usr", user, &viewer.user_id.raw, &l->err), LL_OK);
    assert_int_equal(ll_id_parse("org", client, &viewer.organisation_id.raw, &l->err), LL_OK);
    l->ctx.viewer = viewer;
    l->ctx.actor = user;
    assert_int_equal(ll_number_at(ll_call(l, "incident show", "ref=s-1", NULL), "units"), 4);
    assert_int_equal(ll_number_at(ll_call(l, "incident list", NULL), "items.0.units"), 4);
    l->ctx.viewer = (struct ll_viewer){0};
    l->ctx.actor = LL_STR("test");
}

static const char *add(struct ll_ledger *l, const char *email, const char *role)
{
    const struct ll_json *answer =
        ll_call(l, "user add", email, "name=Ama", "organisation=oneforone", role, NULL);
    return ll_option(l, "user", ll_text_at(answer, "user_id"));
}

static void ask_as(struct ll_ledger *l, const char *user, uint32_t role)
{
    struct ll_str id = ll_str_from_cstr(strchr(user, '=') + 1);
    l->ctx.viewer =
        (struct ll_viewer){.is_limited = true, .sees_all = true, .roles.bits = 1U << role};
    assert_int_equal(ll_id_parse("usr", id, &l->ctx.viewer.user_id.raw, &l->err), LL_OK);
    l->ctx.actor = id;
}

static void two_people_clear_it(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    plan(l);
    const char *permits = add(l, "email=ama@example.org", "role=permits");
    ll_call(l, "incident record", S1, CAUSE, NULL);
    /* Where nobody could approve it yet, too, it waits: it is no override by one person. */
    ask_as(l, permits, LL_ROLE_PERMITS);
    const struct ll_json *proposed = ll_call(l, CLEAR, PAPER, NULL);
    const char *proposal = ll_option(l, "proposal", ll_text_at(proposed, "proposal_id"));
    const char *digest = ll_option(l, "digest", ll_text_at(proposed, "digest"));
    assert_true(ll_bool_at(ll_call(l, "incident show", "ref=s-1", NULL), "open"));
    ll_refuse(l, LL_EPERM, "cannot approve", "proposal approve", proposal, digest, NULL);
    l->ctx.viewer = (struct ll_viewer){0};
    l->ctx.actor = LL_STR("test");
    const char *programme = add(l, "email=kofi@example.org", "role=programme");
    ask_as(l, programme, LL_ROLE_PROGRAMME);
    ll_call(l, "proposal approve", proposal, digest, NULL);
    l->ctx.viewer = (struct ll_viewer){0};
    l->ctx.actor = LL_STR("test");
    const struct ll_json *answer = ll_call(l, "incident show", "ref=s-1", NULL);
    assert_false(ll_bool_at(answer, "open"));
    assert_false(ll_bool_at(answer, "controls.0.single_control"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(what_left_all_the_same_is_recorded),
        LL_LEDGER_TEST(nothing_of_it_is_final_before_it_is_cleared),
        LL_LEDGER_TEST(the_mark_goes_on_with_the_units),
        LL_LEDGER_TEST(it_is_no_way_around),
        LL_LEDGER_TEST(it_turns_out_where_it_came),
        LL_LEDGER_TEST(it_turns_out_after_the_receipt),
        LL_LEDGER_TEST(it_turns_out_when_all_is_recycled),
        LL_LEDGER_TEST(what_was_cancelled_took_nothing_along),
        LL_LEDGER_TEST(what_came_with_it_waits),
        LL_LEDGER_TEST(what_it_lost_explains_nothing),
        LL_LEDGER_TEST(clients_see_their_own_units),
        LL_LEDGER_TEST(two_people_clear_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
