/* Bookings: which movement of a notification a shipment is, what it takes of it, and the gate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "service/support.h"

#define PAPER_GH "document_digest=2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
#define PAPER_BE "document_digest=fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9"
#define WHO "notifier=kumasi-repair", "consignee=smelter", "from=kumasi", "plant=hoboken"
#define WHAT "stream=phone-scrap-no-battery", "battery=none", "purpose=recovery", "operation=r4"
#define WHEN "first_departure=2026-03-01", "last_departure=2027-02-28"
#define ROUTE "states=GH::GHTEM:GH01,CI:CIABJ:CIABJ,BE:BEANR::BE001"
#define CARRIERS "carriers=blueline:road,blueline:sea"
#define LEGS "legs=road:blueline:250:tema,sea:blueline:7600:antwerp,road:blueline:12"

#define SENT "2026-02-20"
#define CONTRACT                                                                                   \
    "kind=doc-contract",                                                                           \
        "document_digest=c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
#define GUARANTEE                                                                                  \
    "kind=doc-finguar", "amount=25000 EUR",                                                        \
        "document_digest=e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"

static void tell(struct ll_ledger *l)
{
    ll_call(l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=submitted",
            "on=2026-02-02", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=BE", "step=forwarded",
            "on=2026-02-03", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=CI", "step=forwarded",
            "on=2026-02-03", NULL);
}

static void draft(struct ll_ledger *l, const char *shipments, const char *mass)
{
    ll_call(l, "notification draft", "code=n-1", WHO, WHAT, shipments, mass, WHEN, ROUTE, CARRIERS,
            NULL);
    ll_call(l, "notification attach", "notification=n-1", CONTRACT, NULL);
    ll_call(l, "notification attach", "notification=n-1", GUARANTEE, "valid_until=2027-12-31",
            NULL);
    tell(l);
}

static void consent(struct ll_ledger *l, const char *country, const char *paper, const char *mass)
{
    ll_call(l, "notification consent", "notification=n-1", country, "on=2026-02-10",
            "valid_from=2026-03-01", "valid_until=2027-02-28", paper, mass, NULL);
}

/* Boxes of 30 phones of 5.1 kg each, planned one by one: box-1 with s-1, and so on. */
static void plan(struct ll_ledger *l, int number)
{
    char text[4][32];
    (void)snprintf(text[0], sizeof(text[0]), "box-%d", number);
    (void)snprintf(text[1], sizeof(text[1]), "code=s-%d", number);
    (void)snprintf(text[2], sizeof(text[2]), "packages=box-%d", number);
    ll_pack(l, text[0],
            ll_text_at(ll_receive(l, text[0], "smartphone_nb:30:5.1kg:none"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", text[1], "from=kumasi", "to=hoboken", LEGS,
            "planned_arrival=2026-04-10", text[2], NULL);
}

static void a_movement_is_reserved_and_drawn(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "shipments_max=6", "mass_max=60 kg");
    plan(l, 1);
    const struct ll_json *answer =
        ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    ll_assert_text(answer, "movement_number", "GH/2026-7.000001");
    assert_int_equal(ll_number_at(answer, "mass_g"), 5100);
    ll_send_movement(l, "s-1", SENT);
    /* Each state is named whose consent lacks, ports of call too. */
    answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    assert_int_equal(ll_at(answer, "blockers")->count, 3);
    ll_assert_text(answer, "blockers.1.blocker", "consent-missing");
    ll_assert_text(answer, "blockers.1.country", "CI");
    consent(l, "country=GH", PAPER_GH, "mass_max=20 kg");
    consent(l, "country=CI", PAPER_GH, "mass_max=60 kg");
    ll_refuse(l, LL_EREFUSED, "BE (import) has not consented", "shipment depart", "shipment=s-1",
              NULL);
    consent(l, "country=BE", PAPER_BE, "mass_max=60 kg");
    answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    assert_true(ll_bool_at(answer, "authorised"));
    ll_assert_text(answer, "booking.state", "reserved");
    ll_assert_text(answer, "booking.notification", "n-1");
    assert_int_equal(ll_at(answer, "countries")->count, 3);
    ll_assert_text(answer, "countries.1.consent_valid_until", "2027-02-28");
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    answer = ll_call(l, "notification show", "ref=n-1", NULL);
    ll_assert_text(answer, "bookings.0.state", "drawn");
    ll_assert_text(answer, "bookings.0.shipment", "s-1");
    ll_refuse(l, LL_EREFUSED, "drawn", "shipment unbook", "shipment=s-1", "reason=other", NULL);
}

static void what_is_given_back_may_be_taken_again(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "shipments_max=2", "mass_max=60 kg");
    for (int i = 1; i <= 3; i++) {
        plan(l, i);
    }
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    ll_call(l, "shipment book", "shipment=s-2", "notification=n-1", "mass=6 kg", NULL);
    ll_refuse(l, LL_EREFUSED, "lets 2 shipments move", "shipment book", "shipment=s-3",
              "notification=n-1", NULL);
    ll_refuse(l, LL_EREFUSED, "GH/2026-7.000002 already", "shipment book", "shipment=s-2",
              "notification=n-1", NULL);
    ll_call(l, "shipment unbook", "shipment=s-1", "reason=other-notification", NULL);
    ll_refuse(l, LL_EREFUSED, "booked on no notification", "shipment unbook", "shipment=s-1",
              "reason=other-notification", NULL);
    /* A number is never used again. */
    const struct ll_json *answer =
        ll_call(l, "shipment book", "shipment=s-3", "notification=n-1", NULL);
    ll_assert_text(answer, "movement_number", "GH/2026-7.000003");
    ll_call(l, "shipment cancel", "shipment=s-2", "reason=carrier-withdrew", NULL);
    answer = ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    ll_assert_text(answer, "movement_number", "GH/2026-7.000004");
    answer = ll_call(l, "notification show", "ref=n-1", NULL);
    assert_int_equal(ll_at(answer, "bookings")->count, 4);
    ll_assert_text(answer, "bookings.0.state", "released");
    ll_assert_text(answer, "bookings.0.reason", "other-notification");
    ll_assert_text(answer, "bookings.1.reason", "carrier-withdrew");
    ll_assert_text(answer, "bookings.3.state", "reserved");
}

/* The smallest consent binds, by mass and by number; and a consent to less comes too late. */
static void nothing_beyond_a_consent(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "shipments_max=6", "mass_max=60 kg");
    for (int i = 1; i <= 3; i++) {
        plan(l, i);
    }
    consent(l, "country=BE", PAPER_BE, "mass_max=11 kg");
    ll_refuse(l, LL_EREFUSED, "BE lets 11000 g move", "shipment book", "shipment=s-1",
              "notification=n-1", "mass=12 kg", NULL);
    ll_refuse(l, LL_EINVAL, "weighed 5100 g", "shipment book", "shipment=s-1", "notification=n-1",
              "mass=5 kg", NULL);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    ll_call(l, "shipment book", "shipment=s-2", "notification=n-1", NULL);
    ll_refuse(l, LL_EREFUSED, "10200 g are booked, and this weighs 5100 g", "shipment book",
              "shipment=s-3", "notification=n-1", NULL);
    ll_refuse(l, LL_EREFUSED, "more than that", "notification consent", "notification=n-1",
              "country=GH", "on=2026-02-10", "valid_from=2026-03-01", "valid_until=2027-02-28",
              PAPER_GH, "mass_max=10 kg", NULL);
    ll_refuse(l, LL_EREFUSED, "more than that", "notification consent", "notification=n-1",
              "country=GH", "on=2026-02-10", "valid_from=2026-03-01", "valid_until=2027-02-28",
              PAPER_GH, "shipments_max=1", NULL);
    ll_call(l, "shipment cancel", "shipment=s-2", "reason=carrier-withdrew", NULL);
    consent(l, "country=GH", PAPER_GH, "mass_max=10 kg");
    ll_refuse(l, LL_EREFUSED, "GH lets 10000 g move", "shipment book", "shipment=s-3",
              "notification=n-1", NULL);
}

static void consents_of_another_route_are_none(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    plan(l, 1);
    ll_pack(l, "box-9",
            ll_text_at(ll_receive(l, "K-9", "smartphone_nb:30:5.1kg:none"), "lots.0.lot_id"));
#define REFUSED(part, shipment)                                                                    \
    ll_refuse(l, LL_EREFUSED, part, "shipment book", shipment, "notification=n-1", NULL)
    ll_call(l, "notification draft", "code=n-1", WHO, WHAT, "shipments_max=6", "mass_max=60 kg",
            WHEN, ROUTE, "carriers=blueline:road", NULL);
    REFUSED("has no number", "shipment=s-1");
    ll_call(l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
    REFUSED("was not submitted to GH", "shipment=s-1");
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=submitted",
            "on=2026-02-02", NULL);
    REFUSED("'blueline' by sea is not among the carriers", "shipment=s-1");
    ll_call(l, "shipment plan", "code=s-2", "from=kumasi", "to=tema", "legs=road:blueline:250",
            "planned_arrival=2026-04-10", "packages=box-9", NULL);
    REFUSED("crosses no border", "shipment=s-2");
    ll_call(l, "shipment cancel", "shipment=s-2", "reason=other", NULL);
    REFUSED("cancelled, not planned", "shipment=s-2");
    ll_call(l, "shipment plan", "code=s-3", "from=kumasi", "to=antwerp", "legs=sea:blueline:7600",
            "planned_arrival=2026-04-10", "packages=box-9", NULL);
    REFUSED("to another plant", "shipment=s-3");
    ll_call(l, "shipment cancel", "shipment=s-3", "reason=other", NULL);
    ll_call(l, "shipment plan", "code=s-4", "from=kumasi", "to=hoboken",
            "legs=road:blueline:900:lagos,road:blueline:7600", "planned_arrival=2026-04-10",
            "packages=box-9", NULL);
    REFUSED("goes through NG", "shipment=s-4");
    ll_call(l, "shipment cancel", "shipment=s-4", "reason=other", NULL);
    ll_call(l, "shipment plan", "code=s-5", "from=kumasi", "to=hoboken", "legs=road:blueline:7600",
            "planned_arrival=2027-02-26", "packages=box-9", NULL);
    ll_call(l, "notification consent", "notification=n-1", "country=GH", "on=2026-02-10",
            "valid_from=2026-03-01", "valid_until=2027-02-28", PAPER_GH, NULL);
    REFUSED("GH consents until 2027-02-28 only", "shipment=s-5");
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=withdrawn",
            "on=2026-02-11", NULL);
    REFUSED("with GH notification 'n-1' is withdrawn", "shipment=s-5");
#undef REFUSED
}

/* A shipment stands on one or the other: a notification, or consents of its own. */
static void never_on_both(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "shipments_max=6", "mass_max=60 kg");
    plan(l, 2);
    ll_call(l, "shipment book", "shipment=s-2", "notification=n-1", NULL);
    ll_refuse(l, LL_EREFUSED, "is movement GH/2026-7.000001", "shipment consent", "shipment=s-2",
              "country=GH", "valid_until=2026-12-31", PAPER_BE, NULL);
}

/* Where a notification is for its way, a shipment is no way around it. */
static void consents_of_its_own_are_no_way_around(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    plan(l, 1);
    plan(l, 2);
    ll_refuse(l, LL_EREFUSED, "needs a notification", "shipment consent", "shipment=s-1",
              "country=GH", "valid_until=2026-12-31", PAPER_GH, NULL);
    draft(l, "shipments_max=6", "mass_max=60 kg");
    const struct ll_json *answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    ll_assert_text(answer, "blockers.0.blocker", "booking-missing");
    assert_false(ll_bool_at(answer, "blockers.0.may_override"));
    ll_refuse(l, LL_EREFUSED, "'n-1' is for its way", "shipment depart", "shipment=s-1", NULL);
}

/* What is packed may turn out to be another waste after it was booked. */
static void what_is_packed_is_asked_again(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "shipments_max=6", "mass_max=60 kg");
    plan(l, 1);
    consent(l, "country=GH", PAPER_GH, NULL);
    consent(l, "country=CI", PAPER_GH, NULL);
    consent(l, "country=BE", PAPER_BE, NULL);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    ll_send_movement(l, "s-1", SENT);
    assert_true(ll_bool_at(ll_call(l, "shipment check", "shipment=s-1", NULL), "authorised"));
    ll_call(l, "units reclassify", "package=box-1", "units=1", "class_code=tablet", "reason=sorted",
            NULL);
    const struct ll_json *answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    ll_assert_text(answer, "blockers.0.blocker", "booked-waste");
    ll_refuse(l, LL_EREFUSED, "another waste than the phone-scrap-no-battery", "shipment depart",
              "shipment=s-1", NULL);
}

/* Booked anew it is another movement, with a number and a mass of its own: its papers are new ones.
 */
static void papers_are_of_one_movement(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "shipments_max=6", "mass_max=60 kg");
    plan(l, 1);
    consent(l, "country=GH", PAPER_GH, NULL);
    consent(l, "country=CI", PAPER_GH, NULL);
    consent(l, "country=BE", PAPER_BE, NULL);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    ll_send_movement(l, "s-1", SENT);
    assert_true(ll_bool_at(ll_call(l, "shipment check", "shipment=s-1", NULL), "authorised"));
    ll_call(l, "shipment unbook", "shipment=s-1", "reason=other-notification", NULL);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    const struct ll_json *answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    ll_assert_text(answer, "blockers.0.blocker", "movement-document-missing");
    ll_refuse(l, LL_EREFUSED, "movement document", "shipment depart", "shipment=s-1", NULL);
}

/* A consent counts from the day on which it was given, and what was recorded later is told. */
static void papers_of_later_are_told(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "shipments_max=6", "mass_max=60 kg");
    plan(l, 1);
    plan(l, 2);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    ll_call(l, "shipment book", "shipment=s-2", "notification=n-1", NULL);
    ll_send_movement(l, "s-1", SENT);
    ll_send_movement(l, "s-2", SENT);
    ll_advance_days(l, 8);
    consent(l, "country=GH", PAPER_GH, NULL);
    consent(l, "country=CI", PAPER_GH, NULL);
    ll_call(l, "notification consent", "notification=n-1", "country=BE", "on=2026-03-05",
            "valid_from=2026-03-01", "valid_until=2027-02-28", PAPER_BE, NULL);
    ll_refuse(l, LL_EREFUSED, "BE (import) consents from 2026-03-05", "shipment depart",
              "shipment=s-1", "departed_on=2026-03-04", NULL);
    const struct ll_json *answer =
        ll_call(l, "shipment depart", "shipment=s-1", "departed_on=2026-03-06", NULL);
    assert_true(ll_bool_at(answer, "recorded_late"));
    assert_true(ll_bool_at(ll_call(l, "shipment show", "ref=s-1", NULL), "recorded_late"));
    answer = ll_call(l, "shipment depart", "shipment=s-2", NULL);
    assert_null(ll_json_get(answer, "recorded_late"));
    assert_false(ll_bool_at(ll_call(l, "shipment show", "ref=s-2", NULL), "recorded_late"));
}

/* The gate: days that were notified, the first day of a consent, a consent taken back. */
static void the_gate_asks_the_notification(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "shipments_max=6", "mass_max=60 kg");
    plan(l, 1);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    ll_send_movement(l, "s-1", SENT);
    consent(l, "country=GH", PAPER_GH, NULL);
    consent(l, "country=CI", PAPER_GH, NULL);
    ll_call(l, "notification consent", "notification=n-1", "country=BE", "on=2026-02-10",
            "valid_from=2026-04-01", "valid_until=2026-05-01", PAPER_BE, NULL);
    const struct ll_json *answer =
        ll_call(l, "shipment check", "shipment=s-1", "departs_on=2026-02-27", NULL);
    ll_assert_text(answer, "blockers.0.blocker", "departure-days");
    ll_assert_text(answer, "blockers.0.first_day", "2026-03-01");
    ll_assert_text(answer, "blockers.1.blocker", "consent-begins");
    answer = ll_call(l, "shipment check", "shipment=s-1", "departs_on=2026-03-09", NULL);
    ll_assert_text(answer, "blockers.0.blocker", "consent-begins");
    ll_assert_text(answer, "blockers.0.country", "BE");
    ll_assert_text(answer, "blockers.0.first_day", "2026-04-01");
    answer = ll_call(l, "shipment check", "shipment=s-1", "departs_on=2026-04-01", NULL);
    assert_true(ll_bool_at(answer, "authorised"));
    answer = ll_call(l, "shipment check", "shipment=s-1", "departs_on=2026-04-29", NULL);
    ll_assert_text(answer, "blockers.0.blocker", "consent-ends");
    answer = ll_call(l, "shipment list", "unconsented=yes", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 0);
    ll_call(l, "notification step", "notification=n-1", "country=BE", "step=withdrawn",
            "on=2026-03-01", NULL);
    answer = ll_call(l, "shipment check", "shipment=s-1", "departs_on=2026-04-01", NULL);
    ll_assert_text(answer, "blockers.0.blocker", "consent-missing");
    answer = ll_call(l, "shipment list", "unconsented=yes", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
}

/* Consents are to a waste: phones that may have cells do not move as phones without. */
static void consents_to_another_waste_are_none(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "shipments_max=6", "mass_max=60 kg");
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:30:5.1kg:contained"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=hoboken", LEGS,
            "planned_arrival=2026-04-10", "packages=box-1", NULL);
    ll_refuse(l, LL_EREFUSED, "carries phone-scrap, with batteries, and", "shipment book",
              "shipment=s-1", "notification=n-1", NULL);
    plan(l, 2);
    ll_call(l, "shipment book", "shipment=s-2", "notification=n-1", NULL);
}

/* What two people let pass while a state was silent does not cover its objection. */
static void nobody_overrides_an_objection(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "shipments_max=6", "mass_max=60 kg");
    plan(l, 1);
    consent(l, "country=GH", PAPER_GH, NULL);
    consent(l, "country=CI", PAPER_GH, NULL);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    ll_send_movement(l, "s-1", SENT);
    ll_override(l, "shipment=s-1", NULL, "reason=by-telephone");
    ll_call(l, "notification step", "notification=n-1", "country=BE", "step=objected",
            "on=2026-02-20", NULL);
    const struct ll_json *answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    assert_false(ll_bool_at(answer, "blockers.0.may_override"));
    assert_false(ll_bool_at(answer, "blockers.0.overridden"));
    ll_refuse(l, LL_EREFUSED, "BE (import) objected", "shipment depart", "shipment=s-1", NULL);
    ll_ask_as(l, l->asks, LL_ROLE_PERMITS);
    ll_refuse(l, LL_EREFUSED, "nobody may override this", "shipment override", "shipment=s-1",
              "reason=by-telephone", NULL);
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
}

/* What was notified, and consented to by all. */
static void notify(struct ll_ledger *l, const char *stream, const char *battery,
                   const char *purpose, const char *operation)
{
    ll_call(l, "notification draft", "code=n-1", WHO, stream, battery, purpose, operation,
            "shipments_max=6", "mass_max=60 kg", WHEN, ROUTE, CARRIERS, NULL);
    tell(l);
    consent(l, "country=GH", PAPER_GH, NULL);
    consent(l, "country=CI", PAPER_GH, NULL);
    consent(l, "country=BE", PAPER_BE, NULL);
}

/* A movement rests on the contract and the guarantee of its notification, from its day to the
 * margin after its arrival; what was put there later is told. */
static void the_gate_asks_for_contract_and_guarantee(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    notify(l, "stream=phone-scrap-no-battery", "battery=none", "purpose=recovery", "operation=r4");
    plan(l, 1);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    ll_send_movement(l, "s-1", SENT);
    const struct ll_json *answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    ll_assert_text(answer, "blockers.0.blocker", "contract-missing");
    ll_assert_text(answer, "blockers.0.rule", "D01");
    ll_assert_text(answer, "blockers.0.who", "notifier");
    ll_assert_text(answer, "blockers.1.blocker", "guarantee-missing");
    ll_assert_text(answer, "blockers.1.rule", "D03");
    ll_refuse(l, LL_EREFUSED, "'n-1' has no contract in force", "shipment depart", "shipment=s-1",
              NULL);
    ll_call(l, "notification attach", "notification=n-1", CONTRACT, "valid_from=2026-04-01", NULL);
    ll_call(l, "notification attach", "notification=n-1", GUARANTEE, "valid_until=2026-04-12",
            NULL);
    answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    ll_assert_text(answer, "blockers.0.blocker", "contract-missing");
    answer = ll_call(l, "shipment check", "shipment=s-1", "departs_on=2026-04-01", NULL);
    ll_assert_text(answer, "blockers.0.blocker", "guarantee-ends");
    ll_assert_text(answer, "blockers.0.last_day", "2026-04-12");
    ll_advance_days(l, 35);
    ll_refuse(l, LL_EREFUSED, "guarantee of notification 'n-1' ends on 2026-04-12",
              "shipment depart", "shipment=s-1", "departed_on=2026-04-01", NULL);
    ll_call(l, "notification attach", "notification=n-1", "kind=doc-finguar", "amount=25000 EUR",
            "valid_from=2026-04-13", "valid_until=2026-12-31",
            "document_digest=e1e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
            NULL);
    answer = ll_call(l, "shipment depart", "shipment=s-1", "departed_on=2026-04-02", NULL);
    assert_true(ll_bool_at(answer, "recorded_late"));
}

/* What may have cells does not move where none were notified, and devices are no loose cells. */
static void cells_that_were_not_notified_stay(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    notify(l, "stream=phone-scrap", "battery=none", "purpose=recovery", "operation=r4");
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:30:5.1kg:contained"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=hoboken", LEGS,
            "planned_arrival=2026-04-10", "packages=box-1", NULL);
    ll_refuse(l, LL_EREFUSED, "carries phone-scrap, with batteries, and notification 'n-1' is of",
              "shipment book", "shipment=s-1", "notification=n-1", NULL);
    plan(l, 2);
    ll_call(l, "shipment book", "shipment=s-2", "notification=n-1", NULL);
}

static void devices_are_no_loose_cells(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    notify(l, "stream=battery-li-ion", "battery=loose-protected", "purpose=recovery",
           "operation=r4");
    plan(l, 1);
    ll_refuse(l, LL_EREFUSED, "and notification 'n-1' is of battery-li-ion", "shipment book",
              "shipment=s-1", "notification=n-1", NULL);
}

/* What the rules leave to people of what was notified is theirs, whatever is packed. */
static void what_was_notified_is_asked_of_the_rules(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    notify(l, "stream=phone-scrap", "battery=loose-damaged", "purpose=disposal", "operation=d10");
    ll_call(l, "notification attach", "notification=n-1", CONTRACT, NULL);
    ll_call(l, "notification attach", "notification=n-1", GUARANTEE, "valid_until=2027-12-31",
            NULL);
    plan(l, 1);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    ll_send_movement(l, "s-1", SENT);
    const struct ll_json *answer = ll_call(l, "shipment check", "shipment=s-1", NULL);
    assert_int_equal(ll_at(answer, "blockers")->count, 4);
    ll_assert_text(answer, "blockers.0.blocker", "review");
    ll_assert_text(answer, "blockers.0.rule", "P07");
    ll_assert_text(answer, "blockers.1.rule", "S04");
    ll_assert_text(answer, "blockers.2.blocker", "dangerous-goods-missing");
    ll_assert_text(answer, "blockers.3.blocker", "battery-packing-missing");
    ll_refuse(l, LL_EREFUSED, "a person has to decide", "shipment depart", "shipment=s-1", NULL);
    ll_override(l, "shipment=s-1", NULL, "reason=by-telephone");
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
}

/* ---- the movement itself ---- */

/* A movement of phones with cells in a container, with all consents, contract and guarantee. */
static void book_container(struct ll_ledger *l, const char *battery)
{
    ll_make_registry(l);
    notify(l, "stream=phone-scrap", battery, "purpose=recovery", "operation=r4");
    ll_call(l, "notification attach", "notification=n-1", CONTRACT, NULL);
    ll_call(l, "notification attach", "notification=n-1", GUARANTEE, "valid_until=2027-12-31",
            NULL);
    ll_call(l, "package make", "code=c-1", "kind=container", "number=CSQU3054383",
            "programme=africa", "facility=kumasi", NULL);
    ll_call(l, "package fill", "package=c-1",
            ll_option(
                l, "lots",
                ll_text_at(ll_receive(l, "K-1", "smartphone:30:5.1kg:contained"), "lots.0.lot_id")),
            NULL);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=hoboken", LEGS,
            "planned_arrival=2026-04-10", "packages=c-1", NULL);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
}

#define ATTACH(...) "notification attach", "notification=n-1", "shipment=s-1", __VA_ARGS__, NULL
#define DIGEST(two)                                                                                \
    "document_digest=" two "c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"

/* What the gate says of it, and by which rule; NULL: nothing. */
static const char *rule_of(struct ll_ledger *l, const char *on, const char *blocker)
{
    const struct ll_json *answer = ll_call(l, "shipment check", "shipment=s-1",
                                           ll_option(l, "departs_on", ll_str_from_cstr(on)), NULL);
    const struct ll_json *list = ll_at(answer, "blockers");
    for (size_t i = 0; i < list->count; i++) {
        if (ll_str_eq_cstr(ll_text_at(&list->items[i], "blocker"), blocker)) {
            assert_true(ll_text_at(&list->items[i], "source").len > 0);
            return ll_str_to_cstr(l->ctx.arena, ll_text_at(&list->items[i], "rule"));
        }
    }
    return NULL;
}
#define ASSERT_BLOCKED(on, blocker, rule) assert_string_equal(rule_of(l, on, blocker), rule)
#define ASSERT_CLEAR(on, blocker) assert_null(rule_of(l, on, blocker))

/* Three working days by the old law, two by the new one; Saturdays and Sundays do not count. */
static void the_movement_document_is_sent_in_time(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    book_container(l, "battery=installed-intact");
    ASSERT_BLOCKED("2026-03-10", "movement-document-missing", "T30");
    ll_refuse(l, LL_EINVAL, "of which shipment", "notification attach", "notification=n-1",
              "kind=doc-move", "sent_on=2026-02-27", DIGEST("a0"), NULL);
    ll_refuse(l, LL_EINVAL, "when did the authorities have it",
              ATTACH("kind=doc-move", DIGEST("a0")));
    ll_refuse(l, LL_EINVAL, "lies ahead",
              ATTACH("kind=doc-move", "sent_on=2026-04-01", DIGEST("a0")));
    ll_refuse(l, LL_EINVAL, "of the whole notification",
              ATTACH("kind=doc-insurance", DIGEST("a0")));
    ll_refuse(l, LL_EINVAL, "only of a movement document",
              ATTACH("kind=doc-cpc", "sent_on=2026-02-27", DIGEST("a0")));
    plan(l, 2);
    ll_refuse(l, LL_EREFUSED, "'s-2' is no movement of notification 'n-1'", "notification attach",
              "notification=n-1", "shipment=s-2", "kind=doc-move", "sent_on=2026-02-27",
              DIGEST("a0"), NULL);
    /* 2026-02-27 is a Friday. */
    ll_call(l, ATTACH("kind=doc-move", "sent_on=2026-02-27", DIGEST("a0")));
    ASSERT_BLOCKED("2026-03-03", "movement-document-late", "T30");
    ASSERT_CLEAR("2026-03-04", "movement-document-late");
    ll_refuse(l, LL_EREFUSED,
              "by 2026-02-25; by the day on which they had it, it may leave from "
              "2026-03-04 on",
              "shipment depart", "shipment=s-1", NULL);
    ASSERT_CLEAR("2026-05-21", "movement-document-late");
}

static void the_new_law_asks_for_two_days(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_advance_days(l, 85); /* 2026-05-26, a Tuesday */
    ll_call(l, "notification draft", "code=n-1", WHO, WHAT, "shipments_max=6", "mass_max=60 kg",
            WHEN, ROUTE, CARRIERS, NULL);
    ll_call(l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=submitted",
            "on=2026-05-22", NULL);
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone_nb:30:5.1kg:none"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=hoboken", LEGS,
            "planned_arrival=2026-06-20", "packages=box-1", NULL);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    ASSERT_BLOCKED("2026-05-26", "movement-document-missing", "T18");
    ll_send_movement(l, "s-1", "2026-05-22");
    ASSERT_BLOCKED("2026-05-25", "movement-document-late", "T18");
    ASSERT_CLEAR("2026-05-26", "movement-document-late");
}

/* Cells by sea are declared as what they are, and shown to be packed so. */
static void cells_at_sea_have_their_papers(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    book_container(l, "battery=installed-intact");
    ASSERT_BLOCKED("2026-03-10", "dangerous-goods-missing", "D07");
    ASSERT_BLOCKED("2026-03-10", "packing-certificate-missing", "D07");
    ASSERT_BLOCKED("2026-03-10", "battery-packing-missing", "D07");
    ll_refuse(l, LL_EINVAL, "what does it declare", ATTACH("kind=doc-dgd", DIGEST("a1")));
    ll_refuse(l, LL_EINVAL, "no UN number", ATTACH("kind=doc-dgd", "un=UN0000", DIGEST("a1")));
    ll_refuse(l, LL_EREFUSED, "goes as UN3481", ATTACH("kind=doc-dgd", "un=UN3480", DIGEST("a1")));
    ll_call(l, ATTACH("kind=doc-dgd", "un=UN3481", DIGEST("a1")));
    ll_call(l, ATTACH("kind=doc-cpc", DIGEST("a2")));
    ll_call(l, ATTACH("kind=doc-batt-pack", "valid_until=2026-03-05", DIGEST("a3")));
    ASSERT_CLEAR("2026-03-05", "dangerous-goods-missing");
    ASSERT_CLEAR("2026-03-05", "packing-certificate-missing");
    ASSERT_CLEAR("2026-03-05", "battery-packing-missing");
    ASSERT_BLOCKED("2026-03-10", "battery-packing-missing", "D07");
    /* A paper of one booking says nothing of another. */
    ll_call(l, "shipment unbook", "shipment=s-1", "reason=other", NULL);
    const struct ll_json *shown = ll_call(l, "notification show", "ref=n-1", NULL);
    ll_assert_text(shown, "documents.2.movement_number", "GH/2026-7.000001");
}

/* A container has its number, and a seal once it is closed. */
static void containers_are_sealed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    book_container(l, "battery=installed-intact");
    ASSERT_CLEAR("2026-03-10", "container-number-missing");
    ASSERT_BLOCKED("2026-03-10", "seal-missing", "G01");
    ll_call(l, "package seal", "package=c-1", "seal=S-1", NULL);
    ASSERT_CLEAR("2026-03-10", "seal-missing");
}

/* The plant may receive it: for what is carried, to its arrival and three days more. */
static void the_plant_has_its_permit(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    book_container(l, "battery=installed-intact");
    const struct ll_json *list = ll_call(l, "licence list", "facility=hoboken", NULL);
    ASSERT_CLEAR("2026-03-10", "licence-missing");
    ll_call(l, "licence withdraw", ll_option(l, "licence", ll_text_at(list, "items.0.licence_id")),
            "reason=suspended", "withdrawn_on=2026-03-01", NULL);
    ASSERT_BLOCKED("2026-03-10", "licence-missing", "L04");
#define LICENCE(number, stream, until, two)                                                        \
    "licence add", number, "kind=treat", "facility=hoboken", "country=BE", stream,                 \
        "valid_from=2026-03-01", until, DIGEST(two), NULL
    ll_call(
        l, LICENCE("number=T-2", "streams=phone-scrap-no-battery", "valid_until=2027-01-01", "b0"));
    ASSERT_BLOCKED("2026-03-10", "licence-missing", "L04");
    ll_call(l, LICENCE("number=T-3", "streams=phone-scrap", "valid_until=2026-04-12", "b1"));
    ASSERT_BLOCKED("2026-03-10", "licence-ends", "L04");
    ll_call(l, LICENCE("number=T-4", "streams=phone-scrap", "valid_until=2026-04-13", "b2"));
    ASSERT_CLEAR("2026-03-10", "licence-ends");
#undef LICENCE
}

/* Damaged cells are another thing to pack and to consent to than intact ones. */
static void damaged_cells_are_not_intact(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    notify(l, "stream=phone-scrap", "battery=installed-intact", "purpose=recovery", "operation=r4");
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:30:5.1kg:damaged"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=hoboken", LEGS,
            "planned_arrival=2026-04-10", "packages=box-1", NULL);
    ll_refuse(l, LL_EREFUSED,
              "carries damaged batteries, and notification 'n-1' says of them: installed-intact",
              "shipment book", "shipment=s-1", "notification=n-1", NULL);
}

static void damaged_cells_move_as_such(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    book_container(l, "battery=installed-damaged");
    ASSERT_CLEAR("2026-03-10", "booked-waste");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(a_movement_is_reserved_and_drawn),
        LL_LEDGER_TEST(what_is_given_back_may_be_taken_again),
        LL_LEDGER_TEST(nothing_beyond_a_consent),
        LL_LEDGER_TEST(consents_of_another_route_are_none),
        LL_LEDGER_TEST(never_on_both),
        LL_LEDGER_TEST(consents_to_another_waste_are_none),
        LL_LEDGER_TEST(nobody_overrides_an_objection),
        LL_LEDGER_TEST(consents_of_its_own_are_no_way_around),
        LL_LEDGER_TEST(what_is_packed_is_asked_again),
        LL_LEDGER_TEST(papers_are_of_one_movement),
        LL_LEDGER_TEST(papers_of_later_are_told),
        LL_LEDGER_TEST(the_gate_asks_the_notification),
        LL_LEDGER_TEST(the_gate_asks_for_contract_and_guarantee),
        LL_LEDGER_TEST(cells_that_were_not_notified_stay),
        LL_LEDGER_TEST(devices_are_no_loose_cells),
        LL_LEDGER_TEST(what_was_notified_is_asked_of_the_rules),
        LL_LEDGER_TEST(the_movement_document_is_sent_in_time),
        LL_LEDGER_TEST(the_new_law_asks_for_two_days),
        LL_LEDGER_TEST(cells_at_sea_have_their_papers),
        LL_LEDGER_TEST(containers_are_sealed),
        LL_LEDGER_TEST(the_plant_has_its_permit),
        LL_LEDGER_TEST(damaged_cells_are_not_intact),
        LL_LEDGER_TEST(damaged_cells_move_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
