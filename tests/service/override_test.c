/* Overrides: what two people let a shipment leave without, and what nobody can; what the gate asks
 * of licences and of rules that leave it to a person. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

#define PAPER "document_digest=a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"

static const struct ll_test_notified plainly = {.from = NULL};
static const struct ll_test_notified by_smelter = {.carriers =
                                                       "carriers=smelter:road,blueline:sea"};

static void plan(struct ll_ledger *l, const char *to, const char *legs)
{
    const struct ll_json *answer = ll_receive(l, "K-1", "smartphone:30:5.1kg:none");
    ll_pack(l, "box-1", ll_text_at(answer, "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", to, legs, "planned_arrival=2026-04-10",
            "packages=box-1", NULL);
}

static void two_people_let_it_leave(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const char *permits = ll_add_user(l, "email=ama@example.org", "role=permits");
    const char *programme = ll_add_user(l, "email=kofi@example.org", "role=programme");
    plan(l, "to=hoboken", "legs=road:smelter:250:tema,sea:blueline:7600");
    ll_book(l, "s-1", &by_smelter);
    ll_ask_as(l, permits, LL_ROLE_PERMITS);
    const struct ll_json *proposed =
        ll_call(l, "shipment override", "shipment=s-1", "reason=by-telephone", NULL);
    const char *proposal = ll_option(l, "proposal", ll_text_at(proposed, "proposal_id"));
    const char *digest = ll_option(l, "digest", ll_text_at(proposed, "digest"));
    ll_refuse(l, LL_EPERM, "cannot approve", "proposal approve", proposal, digest, NULL);
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
    ll_refuse(l, LL_EREFUSED, "GH (export) has not consented", "shipment depart", "shipment=s-1",
              NULL);
    ll_ask_as(l, programme, LL_ROLE_PROGRAMME);
    ll_call(l, "proposal approve", proposal, digest, NULL);
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
    const struct ll_json *answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    assert_true(ll_bool_at(answer, "authorised"));
    assert_int_equal(ll_at(answer, "blockers")->count, 3);
    assert_true(ll_bool_at(answer, "blockers.0.overridden"));
    ll_ask_as(l, permits, LL_ROLE_PERMITS);
    ll_refuse(l, LL_EREFUSED, "not overridden", "shipment override", "shipment=s-1",
              "reason=by-telephone", NULL);
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    /* For ever: on what left, and on what is certified of it. */
    answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    assert_int_equal(ll_at(answer, "overrides")->count, 3);
    ll_assert_text(answer, "overrides.0.blocker", "consent-missing");
    ll_assert_text(answer, "overrides.0.country", "GH");
    ll_assert_text(answer, "overrides.0.reason", "by-telephone");
    ll_assert_text(answer, "overrides.2.holder", "smelter");
    ll_assert_text(answer, "controls.0.step", "shipment-override");
    assert_false(ll_bool_at(answer, "controls.0.single_control"));
    ll_ask_as(l, permits, LL_ROLE_PERMITS);
    ll_refuse(l, LL_EREFUSED, "departed, not planned", "shipment override", "shipment=s-1",
              "reason=by-telephone", NULL);
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
}

/* Neither where nobody else could approve it, nor on the machine. */
static void nobody_does_it_alone(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const char *permits = ll_add_user(l, "email=ama@example.org", "role=permits");
    plan(l, "to=tema", "legs=road:smelter:250");
    ll_refuse(l, LL_EREFUSED, "needs two people", "shipment override", "shipment=s-1",
              "reason=by-telephone", NULL);
    ll_ask_as(l, permits, LL_ROLE_PERMITS);
    const struct ll_json *answer =
        ll_call(l, "shipment override", "shipment=s-1", "reason=by-telephone", NULL);
    const char *proposal = ll_option(l, "proposal", ll_text_at(answer, "proposal_id"));
    const char *digest = ll_option(l, "digest", ll_text_at(answer, "digest"));
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
    ll_refuse(l, LL_EPERM, "no second person", "proposal approve", proposal, digest, NULL);
    ll_refuse(l, LL_EREFUSED, "no licence", "shipment depart", "shipment=s-1", NULL);
    assert_int_equal(ll_at(ll_call(l, "control list", NULL), "items")->count, 0);
    /* Whoever comes to be able to later sees what it is for, and does. */
    const char *programme = ll_add_user(l, "email=kofi@example.org", "role=programme");
    ll_ask_as(l, programme, LL_ROLE_PROGRAMME);
    answer = ll_call(l, "proposal show",
                     ll_option(l, "ref", ll_str_from_cstr(strchr(proposal, '=') + 1)), NULL);
    ll_assert_text(answer, "input.departs_on", "2026-03-02");
    ll_assert_text(answer, "input.blockers", "licence-missing L01 GH smelter carrier");
    ll_call(l, "proposal approve", proposal, digest, NULL);
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
}

/* What was proposed is what is approved: not what blocks it meanwhile. */
static void a_new_blocker_asks_anew(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const char *permits = ll_add_user(l, "email=ama@example.org", "role=permits");
    const char *programme = ll_add_user(l, "email=kofi@example.org", "role=programme");
    plan(l, "to=hoboken", "legs=road:blueline:250:tema,sea:blueline:7600");
    ll_book(l, "s-1", &plainly);
    ll_consent(l, "s-1", "country=BE", "valid_until=2026-12-31");
    ll_ask_as(l, permits, LL_ROLE_PERMITS);
    const struct ll_json *answer =
        ll_call(l, "shipment override", "shipment=s-1", "reason=by-telephone", NULL);
    const char *proposal = ll_option(l, "proposal", ll_text_at(answer, "proposal_id"));
    const char *digest = ll_option(l, "digest", ll_text_at(answer, "digest"));
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
    ll_consent(l, "s-1", "country=BE", "valid_until=2026-04-01");
    ll_ask_as(l, programme, LL_ROLE_PROGRAMME);
    ll_refuse(l, LL_EREFUSED, "another than what was proposed", "proposal approve", proposal,
              digest, NULL);
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
    ll_override(l, "shipment=s-1", NULL, "reason=by-telephone");
    /* Tomorrow is another day. */
    ll_advance_days(l, 1);
    ll_ask_as(l, permits, LL_ROLE_PERMITS);
    ll_refuse(l, LL_EINVAL, "a day that is over", "shipment override", "shipment=s-1",
              "departs_on=2026-03-02", "reason=by-telephone", NULL);
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
    ll_refuse(l, LL_EREFUSED, "has not consented", "shipment depart", "shipment=s-1", NULL);
    ll_override(l, "shipment=s-1", NULL, "reason=by-telephone");
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
}

/* A certificate says so of any leg that its units went, not of the last alone. */
static void an_earlier_leg_is_not_forgotten(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_give_file(l, "doc",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,20,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    plan(l, "to=tema", "legs=road:smelter:250");
    ll_override(l, "shipment=s-1", NULL, "reason=by-telephone");
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    ll_advance_days(l, 1);
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    ll_call(l, "allocation run", l->programme, NULL);
    ll_call(l, "shipment plan", "code=s-2", "from=tema", "to=hoboken", "planned_arrival=2026-04-10",
            "legs=sea:blueline:7600", "packages=box-1", NULL);
    ll_book(l, "s-2", &(const struct ll_test_notified){.from = "from=tema"});
    ll_consents(l, "s-2", "valid_until=2026-04-13");
    ll_call(l, "shipment depart", "shipment=s-2", NULL);
    const struct ll_json *answer =
        ll_call(l, "certificate issue", l->programme, "beneficiary=utrecht", "stage=shipped", NULL);
    const char *serial = ll_option(l, "serial", ll_text_at(answer, "serial"));
    answer = ll_call(l, "certificate show", serial, NULL);
    ll_assert_text(answer, "controls.0.step", "shipment-override");
    ll_advance_days(l, 30);
    ll_call(l, "shipment arrive", "shipment=s-2", NULL);
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "30", "5.1kg"));
    ll_call(l, "receipt record", "file=receipt.json", "shipment=s-2", NULL);
    answer = ll_call(l, "certificate raise", serial, NULL);
    ll_assert_text(answer, "stage", "received");
    answer = ll_call(l, "certificate show", serial, NULL);
    ll_assert_text(answer, "controls.0.step", "shipment-override");
}

/* It covers what blocked it then, of one country and one holder, and nothing that comes later. */
/* A client whose phones are on it is told that it was overridden, not whose licence it lacked: that
 * would name a carrier, which a client does not see. */
static void whose_licence_is_not_for_clients(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_give_file(l, "doc",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,10,2026-03-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    plan(l, "to=hoboken", "legs=road:smelter:250:tema,sea:blueline:7600");
    ll_book(l, "s-1", &by_smelter);
    ll_call(l, "allocation run", l->programme, NULL);
    ll_override(l, "shipment=s-1", NULL, "reason=by-telephone");
    const struct ll_json *answer = ll_call(l, "user add", "email=kofi@example.org", "name=Kofi",
                                           "organisation=utrecht", "role=client", NULL);
    struct ll_viewer viewer = {.is_limited = true, .roles.bits = 1U << LL_ROLE_CLIENT};
    assert_int_equal(
        ll_id_parse("usr", ll_text_at(answer, "user_id"), &viewer.user_id.raw, &l->err), LL_OK);
    answer = ll_call(l, "organisation show", "ref=utrecht", NULL);
    assert_int_equal(ll_id_parse("org", ll_text_at(answer, "organisation_id"),
                                 &viewer.organisation_id.raw, &l->err),
                     LL_OK);
    ll_assert_text(ll_call(l, "shipment show", "ref=s-1", NULL), "overrides.2.holder", "smelter");
    l->ctx.viewer = viewer;
    answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    ll_assert_text(answer, "overrides.2.blocker", "licence-missing");
    assert_null(ll_json_get(ll_at(answer, "overrides.2"), "holder"));
    l->ctx.viewer = (struct ll_viewer){0};
}

static void it_covers_no_more(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    plan(l, "to=hoboken", "legs=road:blueline:250:tema,sea:blueline:7600");
    ll_book(l, "s-1", &plainly);
    ll_consent(l, "s-1", "country=BE", "valid_until=2026-12-31");
    ll_override(l, "shipment=s-1", NULL, "reason=by-telephone");
    const struct ll_json *answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    assert_int_equal(ll_at(answer, "overrides")->count, 1);
    ll_assert_text(answer, "overrides.0.rule", "G01");
    ll_assert_text(answer, "overrides.0.departs_on", "2026-03-02");
    answer = ll_call(l, "shipment check", "shipment=s-1", "departs_on=2026-12-31", NULL);
    assert_false(ll_bool_at(answer, "authorised"));
    assert_false(ll_bool_at(answer, "blockers.0.overridden"));
    ll_assert_text(answer, "blockers.1.blocker", "consent-ends");
    assert_false(ll_bool_at(answer, "blockers.1.overridden"));
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
}

static void nobody_overrides_a_prohibition(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "facility add", "code=douala", "country=CM", "name=Douala", "plant=no",
            "organisation=blueline", NULL);
    plan(l, "to=hoboken", "legs=road:blueline:900:douala,sea:blueline:7600");
    ll_ask_as(l, ll_add_user(l, "email=ama@example.org", "role=permits"), LL_ROLE_PERMITS);
    ll_refuse(l, LL_EREFUSED, "nobody may override this: prohibited", "shipment override",
              "shipment=s-1", "reason=by-telephone", NULL);
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
    assert_int_equal(ll_at(ll_call(l, "control list", NULL), "items")->count, 0);
}

/* Without a notification there is nothing that anybody could have consented to. */
static void nobody_overrides_that_nothing_is_notified(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    plan(l, "to=hoboken", "legs=road:blueline:250:tema,sea:blueline:7600");
    ll_ask_as(l, ll_add_user(l, "email=ama@example.org", "role=permits"), LL_ROLE_PERMITS);
    ll_refuse(l, LL_EREFUSED, "nobody may override this: notification-missing", "shipment override",
              "shipment=s-1", "reason=by-telephone", NULL);
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
}

/* What the rules leave to a person waits for one: between a state of the Bamako Convention and one
 * that is none (P06). */
static void what_is_left_to_a_person_waits(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "facility add", "code=bamako", "country=ML", "name=Bamako", "plant=yes",
            "organisation=blueline", NULL);
    ll_call(l, "licence add", "number=ML-1", "kind=treat", "facility=bamako", "country=ML",
            "valid_from=2026-01-01", "valid_until=2026-12-31", PAPER, NULL);
    plan(l, "to=bamako", "legs=road:blueline:900");
    ll_book(l, "s-1",
            &(const struct ll_test_notified){.plant = "plant=bamako", .states = "states=GH,ML"});
    ll_consent(l, "s-1", "country=GH", "valid_until=2026-12-31");
    ll_consent(l, "s-1", "country=ML", "valid_until=2026-12-31");
    const struct ll_json *answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    ll_assert_text(answer, "procedure", "review");
    ll_assert_text(answer, "blockers.0.blocker", "review");
    assert_true(ll_bool_at(answer, "blockers.0.may_override"));
    ll_refuse(l, LL_EREFUSED, "a person has to decide", "shipment depart", "shipment=s-1", NULL);
    ll_override(l, "shipment=s-1", NULL, "reason=authorities-agreed");
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
}

static void a_licence_for_another_stream_does_not_count(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    plan(l, "to=tema", "legs=road:smelter:250");
    ll_call(l, "licence add", "number=N-1", "kind=carrier", "organisation=smelter", "country=GH",
            "valid_from=2026-01-01", "valid_until=2026-12-31", "streams=cables,pcb-scrap", PAPER,
            NULL);
    ll_refuse(l, LL_EREFUSED, "'smelter' has no licence", "shipment depart", "shipment=s-1", NULL);
    ll_call(l, "licence add", "number=N-2", "kind=carrier", "organisation=smelter", "country=GH",
            "valid_from=2026-01-01", "valid_until=2026-12-31", "streams=cables,phone-scrap", PAPER,
            NULL);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
}

/* A refusal names the first few, and says how many more there are and what lists them. */
static void a_refusal_counts_the_rest(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    plan(l, "to=hoboken", "legs=road:smelter:250:tema,sea:goodfund:900:lagos,sea:utrecht:7600");
    ll_book(l, "s-1",
            &(const struct ll_test_notified){
                .states = "states=GH,NG,BE",
                .carriers = "carriers=smelter:road,goodfund:sea,utrecht:sea",
            });
    ll_refuse(l, LL_EREFUSED, "and 3 more ('loopledger shipment check s-1')", "shipment depart",
              "shipment=s-1", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(two_people_let_it_leave),
        LL_LEDGER_TEST(nobody_does_it_alone),
        LL_LEDGER_TEST(a_new_blocker_asks_anew),
        LL_LEDGER_TEST(an_earlier_leg_is_not_forgotten),
        LL_LEDGER_TEST(whose_licence_is_not_for_clients),
        LL_LEDGER_TEST(it_covers_no_more),
        LL_LEDGER_TEST(nobody_overrides_a_prohibition),
        LL_LEDGER_TEST(nobody_overrides_that_nothing_is_notified),
        LL_LEDGER_TEST(what_is_left_to_a_person_waits),
        LL_LEDGER_TEST(a_licence_for_another_stream_does_not_count),
        LL_LEDGER_TEST(a_refusal_counts_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
