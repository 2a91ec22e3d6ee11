/* Notifications: what is drafted, steps with each state, consents and their limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/notification_form.h"
#include "service/support.h"

#define PAPER_GH "document_digest=2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
#define PAPER_BE "document_digest=fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9"
#define WHO "notifier=kumasi-repair", "consignee=smelter", "from=kumasi", "plant=hoboken"
#define WHAT                                                                                       \
    "stream=phone-scrap", "battery=installed-intact", "purpose=recovery", "operation=r4",          \
        "packaging=4,1", "physical=2"
#define HOW_MUCH "shipments_max=6", "mass_min=20 t", "mass_max=60 t"
#define WHEN "first_departure=2026-05-01", "last_departure=2027-04-30"
#define ROUTE "states=GH::GHTEM:GH01,CI:CIABJ:CIABJ,BE:BEANR::BE001"
#define CARRIERS "carriers=blueline:road,blueline:sea"

static void draft(struct ll_ledger *l, const char *code)
{
    ll_call(l, "notification draft", code, WHO, WHAT, HOW_MUCH, WHEN, ROUTE, CARRIERS, NULL);
}

static void step(struct ll_ledger *l, const char *country, const char *which, const char *on)
{
    ll_call(l, "notification step", "notification=n-1", country, which, on, NULL);
}

static void it_is_drafted(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "code=n-1");
    const struct ll_json *shown = ll_call(l, "notification show", "ref=n-1", NULL);
    ll_assert_text(shown, "plant", "hoboken");
    ll_assert_text(shown, "packaging", "4 1");
    ll_assert_text(shown, "states.0.part", "export");
    ll_assert_text(shown, "states.0.exit", "GHTEM");
    ll_assert_text(shown, "states.0.authority", "GH01");
    ll_assert_text(shown, "states.1.part", "transit");
    ll_assert_text(shown, "states.2.part", "import");
    ll_assert_text(shown, "states.2.entry", "BEANR");
    ll_assert_text(shown, "carriers.1.mode", "sea");
    assert_int_equal(ll_number_at(shown, "mass_max_g"), 60000000);
    const struct ll_json *list = ll_call(l, "notification list", "plant=hoboken", NULL);
    assert_int_equal(ll_at(list, "items")->count, 1);
    assert_int_equal(ll_number_at(list, "items.0.states"), 3);
    assert_int_equal(ll_number_at(list, "items.0.consents"), 0);
    ll_refuse(l, LL_EEXISTS, "'n-1'", "notification draft", "code=n-1", WHO, WHAT, HOW_MUCH, WHEN,
              ROUTE, NULL);
}

static void bad_drafts(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
#define REFUSED(status, part, ...)                                                                 \
    ll_refuse(l, status, part, "notification draft", "code=n-1", WHO, WHAT, __VA_ARGS__, NULL)
    REFUSED(LL_EINVAL, "GH is on the route twice", HOW_MUCH, WHEN, "states=GH,CI,GH,BE");
    REFUSED(LL_EINVAL, "begins in NG", HOW_MUCH, WHEN, "states=NG,BE");
    REFUSED(LL_EINVAL, "ends in NL", HOW_MUCH, WHEN, "states=GH,BE,NL");
    REFUSED(LL_EINVAL, "no state of a route", HOW_MUCH, WHEN, "states=GH:a:b:c:d,BE");
    REFUSED(LL_EINVAL, "XX", HOW_MUCH, WHEN, "states=GH,XX,BE");
    REFUSED(LL_EINVAL, "BEANR (Antwerp) is in BE, not in CI", HOW_MUCH, WHEN,
            "states=GH::GHTEM,CI:BEANR,BE");
    REFUSED(LL_EINVAL, "is in GH, not in BE", HOW_MUCH, WHEN, "states=GH,BE::GHTEM");
    REFUSED(LL_EINVAL, "nothing would be moved", "shipments_max=1", "mass_max=0 g", WHEN, ROUTE);
    REFUSED(LL_EINVAL, "least is more", "shipments_max=1", "mass_min=2 t", "mass_max=1 t", WHEN,
            ROUTE);
    REFUSED(LL_EINVAL, "before the first", HOW_MUCH, "first_departure=2026-05-02",
            "last_departure=2026-05-01", ROUTE);
    REFUSED(LL_EINVAL, "covers", HOW_MUCH, "first_departure=2026-05-01",
            "last_departure=2027-05-02", ROUTE);
    REFUSED(LL_EINVAL, "named twice", HOW_MUCH, WHEN, ROUTE, "carriers=blueline:sea,blueline:sea");
    REFUSED(LL_EINVAL, "with a mode", HOW_MUCH, WHEN, ROUTE, "carriers=blueline");
    REFUSED(LL_EINVAL, "no mode", HOW_MUCH, WHEN, ROUTE, "carriers=blueline:mule");
#undef REFUSED
    ll_refuse(l, LL_EINVAL, "no such operation", "notification draft", "code=n-1", WHO, HOW_MUCH,
              WHEN, ROUTE, "stream=phone-scrap", "battery=none", "purpose=recovery",
              "operation=r14", NULL);
    ll_refuse(l, LL_EINVAL, "operation of disposal", "notification draft", "code=n-1", WHO,
              HOW_MUCH, WHEN, ROUTE, "stream=phone-scrap", "battery=none", "purpose=recovery",
              "operation=d10", NULL);
    ll_refuse(l, LL_EINVAL, "operation of recovery", "notification draft", "code=n-1", WHO,
              HOW_MUCH, WHEN, ROUTE, "stream=phone-scrap", "battery=none", "purpose=disposal",
              "operation=r4", NULL);
    ll_refuse(l, LL_EREFUSED, "not a plant", "notification draft", "code=n-1",
              "notifier=kumasi-repair", "consignee=smelter", "from=kumasi", "plant=antwerp", WHAT,
              HOW_MUCH, WHEN, ROUTE, NULL);
    /* Three years are for a pre-consented plant. */
    ll_call(l, "notification draft", "code=n-3", WHO, WHAT, HOW_MUCH, "first_departure=2026-05-01",
            "last_departure=2029-04-30", ROUTE, "preconsented=yes", NULL);
    /* A crossing is where one state is left and the next is entered. */
    ll_call(l, "notification draft", "code=n-4", WHO, WHAT, HOW_MUCH, WHEN,
            "states=GH,UG::UGBUS,KE:UGBUS:KEMBA,BE", NULL);
}

static void steps_in_their_order(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "code=n-1");
#define REFUSED(status, part, ...)                                                                 \
    ll_refuse(l, status, part, "notification step", "notification=n-1", __VA_ARGS__, NULL)
    REFUSED(LL_EREFUSED, "not on the route", "country=NL", "step=forwarded");
    REFUSED(LL_EREFUSED, "submitted to GH", "country=BE", "step=forwarded");
    REFUSED(LL_EREFUSED, "does not follow 'drafted'", "country=GH", "step=forwarded");
    REFUSED(LL_EREFUSED, "does not follow 'drafted'", "country=BE", "step=acknowledged");
    REFUSED(LL_EINVAL, "lies ahead", "country=GH", "step=submitted", "on=2027-01-01");
    REFUSED(LL_EINVAL, "more than its day", "country=GH", "step=consented");
    step(l, "country=GH", "step=submitted", "on=2026-02-02");
    REFUSED(LL_EINVAL, "after that day", "country=BE", "step=forwarded", "on=2026-02-01");
    step(l, "country=BE", "step=forwarded", "on=2026-02-03");
    REFUSED(LL_EINVAL, "forwarded on 2026-02-03", "country=BE", "step=acknowledged",
            "on=2026-02-02");
    step(l, "country=BE", "step=acknowledged", "on=2026-02-05");
    step(l, "country=BE", "step=questioned", "on=2026-02-06");
    REFUSED(LL_EREFUSED, "'completed' does not follow 'questioned'", "country=BE",
            "step=completed");
    step(l, "country=BE", "step=answered", "on=2026-02-06");
    step(l, "country=BE", "step=questioned", "on=2026-02-07");
    step(l, "country=BE", "step=withdrawn", "on=2026-02-08");
    REFUSED(LL_EREFUSED, "does not follow 'withdrawn'", "country=BE", "step=forwarded");
#undef REFUSED
    const struct ll_json *shown = ll_call(l, "notification show", "ref=n-1", NULL);
    ll_assert_text(shown, "states.2.step", "withdrawn");
    ll_assert_text(shown, "states.2.stepped_on", "2026-02-08");
    assert_int_equal(ll_number_at(shown, "states.2.questions"), 2);
}

static void consents(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "code=n-1");
    draft(l, "code=n-2");
#define TERM "valid_from=2026-04-01", "valid_until=2027-04-01"
#define CONSENT(...)                                                                               \
    ll_call(l, "notification consent", "notification=n-1", "on=2026-02-10", __VA_ARGS__, NULL)
#define REFUSED(status, part, ...)                                                                 \
    ll_refuse(l, status, part, "notification consent", "notification=n-1", __VA_ARGS__, NULL)
    REFUSED(LL_EREFUSED, "does not follow 'drafted'", "country=GH", TERM, PAPER_GH);
    step(l, "country=GH", "step=submitted", "on=2026-02-01");
    step(l, "country=BE", "step=forwarded", "on=2026-02-02");
    step(l, "country=CI", "step=forwarded", "on=2026-02-02");
    REFUSED(LL_EREFUSED, "not on the route", "country=NG", TERM, PAPER_GH);
    REFUSED(LL_EINVAL, "end before it begins", "country=GH", "valid_from=2026-05-02",
            "valid_until=2026-05-01", PAPER_GH);
    REFUSED(LL_EINVAL, "a year at most", "country=GH", "valid_from=2026-05-01",
            "valid_until=2027-05-02", PAPER_GH);
    REFUSED(LL_EINVAL, "expired", "country=GH", "valid_from=2025-05-01", "valid_until=2026-01-01",
            PAPER_GH);
    REFUSED(LL_EINVAL, "to nothing", "country=GH", TERM, PAPER_GH, "shipments_max=0");
    REFUSED(LL_EINVAL, "to nothing", "country=GH", TERM, PAPER_GH, "mass_max=0 g");
    REFUSED(LL_EINVAL, "more shipments", "country=GH", TERM, PAPER_GH, "shipments_max=7");
    REFUSED(LL_EINVAL, "more than was notified", "country=GH", TERM, PAPER_GH, "mass_max=61 t");
    REFUSED(LL_EINVAL, "document is missing", "country=GH", TERM);
    REFUSED(LL_EREFUSED, "silence of a state of import", "country=BE", TERM, "tacit=eu-9-1");
    REFUSED(LL_EREFUSED, "did not acknowledge", "country=CI", TERM, "tacit=basel-6-4-waiver");
    CONSENT("country=GH", TERM, PAPER_GH);
    CONSENT("country=BE", TERM, PAPER_BE, "shipments_max=4", "mass_max=40 t");
    step(l, "country=CI", "step=acknowledged", "on=2026-02-05");
    /* Silence of a state outside the EU: only by a waiver, and once the time has run. */
    REFUSED(LL_EREFUSED, "waived written consent", "country=CI", TERM, "tacit=eu-2024-1157-9-1");
    REFUSED(LL_EREFUSED, "runs until 2026-04-06", "country=CI", TERM, "tacit=basel-6-4-waiver");
    ll_advance_days(l, 40);
    ll_call(l, "notification consent", "notification=n-1", "on=2026-04-06", "country=CI", TERM,
            "tacit=basel-6-4-waiver", NULL);
    const struct ll_json *shown = ll_call(l, "notification show", "ref=n-1", NULL);
    ll_assert_text(shown, "states.0.step", "consented");
    assert_int_equal(ll_number_at(shown, "states.0.shipments_max"), 6);
    ll_assert_text(shown, "states.1.basis", "basel-6-4-waiver");
    ll_assert_text(shown, "states.2.valid_until", "2027-04-01");
    assert_int_equal(ll_number_at(shown, "states.2.mass_max_g"), 40000000);
    assert_int_equal(ll_at(shown, "documents")->count, 2);
    assert_int_equal(ll_number_at(ll_call(l, "notification list", NULL), "items.0.consents"), 3);

    /* The paper of another notification is no consent to this one. */
    ll_call(l, "notification step", "notification=n-2", "country=GH", "step=submitted", NULL);
    ll_refuse(l, LL_ECONFLICT, "consent of notification 'n-1'", "notification consent",
              "notification=n-2", "country=GH", TERM, PAPER_GH, NULL);
    /* A later consent stands in place of the earlier, whose paper is free then. */
    CONSENT("country=GH", TERM, PAPER_BE);
    ll_call(l, "notification consent", "notification=n-2", "country=GH", TERM, PAPER_GH, NULL);
    /* Withdrawn: nothing of it holds. */
    step(l, "country=BE", "step=withdrawn", "on=2026-02-12");
    shown = ll_call(l, "notification show", "ref=n-1", NULL);
    assert_null(ll_json_get(ll_at(shown, "states.2"), "valid_until"));
    assert_int_equal(ll_at(shown, "documents")->count, 1);
    REFUSED(LL_EREFUSED, "does not follow 'withdrawn'", "country=BE", TERM, PAPER_BE);
#undef REFUSED
#undef CONSENT
}

/* What was acknowledged under the old law is recovered before it ends: no consent reaches on. */
static void no_consent_outlives_the_old_law(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
#define AFTER "valid_from=2026-05-25", "valid_until=2027-05-22"
    ll_make_registry(l);
    ll_call(l, "notification draft", "code=n-1", WHO, WHAT, HOW_MUCH, "first_departure=2026-06-01",
            "last_departure=2027-05-31", ROUTE, CARRIERS, NULL);
    step(l, "country=GH", "step=submitted", "on=2026-02-01");
    step(l, "country=BE", "step=forwarded", "on=2026-02-02");
    ll_refuse(l, LL_EINVAL, "the old law, which ends on 2027-05-21", "notification consent",
              "notification=n-1", "on=2026-02-10", "country=BE", AFTER, PAPER_BE, NULL);
    /* Until it is acknowledged by then, another state may hope for the new one. */
    ll_call(l, "notification consent", "notification=n-1", "on=2026-02-10", "country=GH", AFTER,
            PAPER_GH, NULL);
    step(l, "country=BE", "step=acknowledged", "on=2026-02-09");
    ll_refuse(l, LL_EINVAL, "EU-WSR2024 Art.85(5)", "notification consent", "notification=n-1",
              "on=2026-02-10", "country=GH", AFTER, PAPER_GH, NULL);
    ll_call(l, "notification consent", "notification=n-1", "on=2026-02-10", "country=BE",
            "valid_from=2026-05-25", "valid_until=2027-05-21", "number=BE-0042/26", PAPER_BE, NULL);
    /* Every step is kept, not the last alone. */
    const struct ll_json *shown = ll_call(l, "notification show", "ref=n-1", NULL);
    assert_int_equal(ll_at(shown, "steps")->count, 5);
    ll_assert_text(shown, "states.2.consent_number", "BE-0042/26");
    ll_assert_text(shown, "steps.2.country", "BE");
    ll_assert_text(shown, "steps.2.step", "acknowledged");
    ll_assert_text(shown, "steps.2.stepped_on", "2026-02-09");
#undef AFTER
}

static void it_is_set_until_told(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "code=n-1");
    ll_call(l, "notification set", "code=n-1", WHO, WHAT, "shipments_max=2", "mass_max=30 t", WHEN,
            "states=GH::GHTEM,BE:BEANR", "carriers=blueline:sea", NULL);
    const struct ll_json *shown = ll_call(l, "notification show", "ref=n-1", NULL);
    assert_int_equal(ll_number_at(shown, "shipments_max"), 2);
    assert_int_equal(ll_at(shown, "states")->count, 2);
    assert_int_equal(ll_at(shown, "carriers")->count, 1);
    ll_refuse(l, LL_EINVAL, "least is more", "notification set", "code=n-1", WHO, WHAT,
              "shipments_max=2", "mass_max=1 t", "mass_min=2 t", WHEN, ROUTE, NULL);
    step(l, "country=GH", "step=submitted", "on=2026-02-01");
    ll_refuse(l, LL_EREFUSED, "new notification", "notification set", "code=n-1", WHO, WHAT,
              HOW_MUCH, WHEN, ROUTE, NULL);
}

static void numbers(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "code=n-1");
    draft(l, "code=n-2");
    ll_refuse(l, LL_EINVAL, "number", "notification number", "notification=n-1", "number=a b",
              NULL);
    ll_call(l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
    ll_refuse(l, LL_EEXISTS, "'n-1'", "notification number", "notification=n-2", "number=GH/2026-7",
              NULL);
    /* Nor is a movement's another notification's, whichever was there first. */
    ll_refuse(l, LL_EEXISTS, "'GH/2026-7.000001' and the number of notification 'n-1'",
              "notification number", "notification=n-2", "number=GH/2026-7.000001", NULL);
    ll_call(l, "notification number", "notification=n-2", "number=GH/2026-8.000001", NULL);
    draft(l, "code=n-4");
    ll_refuse(l, LL_EEXISTS, "'GH/2026-8' and the number of notification 'n-2'",
              "notification number", "notification=n-4", "number=GH/2026-8", NULL);
    ll_call(l, "notification number", "notification=n-4", "number=GH/2026-7.00001", NULL);
    ll_refuse(l, LL_EREFUSED, "for ever", "notification number", "notification=n-1",
              "number=GH/2026-8", NULL);
    /* From a state of the EU its form is checked. */
    ll_call(l, "facility add", "code=ghent", "country=BE", "name=Ghent", "organisation=blueline",
            "plant=no", NULL);
    ll_call(l, "notification draft", "code=n-3", "notifier=blueline", "consignee=kumasi-repair",
            "from=ghent", "plant=tema-plant", WHAT, HOW_MUCH, WHEN, "states=BE,GH", NULL);
    ll_refuse(l, LL_EINVAL, "twelve characters", "notification number", "notification=n-3",
              "number=BE/2026-7", NULL);
    ll_call(l, "notification number", "notification=n-3", "number=BE0126000042", NULL);
}

static void papers(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "code=n-1");
    draft(l, "code=n-2");
#define REFUSED(status, part, ...)                                                                 \
    ll_refuse(l, status, part, "notification attach", "notification=n-1", __VA_ARGS__, NULL)
    REFUSED(LL_EINVAL, "no kind of paper", "kind=doc-nothing", PAPER_GH);
    REFUSED(LL_EINVAL, "notification consent", "kind=doc-consent-import", PAPER_GH);
    REFUSED(LL_EINVAL, "end before it begins", "kind=doc-contract", PAPER_GH,
            "valid_from=2026-05-02", "valid_until=2026-05-01");
    REFUSED(LL_EINVAL, "expired", "kind=doc-contract", PAPER_GH, "valid_until=2026-03-01");
    REFUSED(LL_EINVAL, "how much", "kind=doc-finguar", PAPER_GH, "valid_until=2027-12-31");
    REFUSED(LL_EINVAL, "how long", "kind=doc-finguar", PAPER_GH, "amount=25000 EUR");
    REFUSED(LL_EINVAL, "guarantees nothing", "kind=doc-finguar", PAPER_GH, "amount=0 EUR",
            "valid_until=2027-12-31");
    REFUSED(LL_EINVAL, "missing", "kind=doc-contract");
    ll_call(l, "notification attach", "notification=n-1", "kind=doc-finguar", PAPER_GH,
            "amount=25000 EUR", "valid_until=2027-12-31", NULL);
    REFUSED(LL_ECONFLICT, "doc-finguar of notification 'n-1'", "kind=doc-contract", PAPER_GH);
#undef REFUSED
    ll_refuse(l, LL_ECONFLICT, "once", "notification attach", "notification=n-2",
              "kind=doc-contract", PAPER_GH, NULL);
    step(l, "country=GH", "step=submitted", "on=2026-02-01");
    ll_refuse(l, LL_ECONFLICT, "the consent itself", "notification consent", "notification=n-1",
              "country=GH", "valid_from=2026-04-01", "valid_until=2027-04-01", PAPER_GH, NULL);
    const struct ll_json *shown = ll_call(l, "notification show", "ref=n-1", NULL);
    assert_int_equal(ll_number_at(shown, "documents.0.amount_minor"), 2500000);
}

/* Say all that the form tells in words, but for the last so many. */
static void describe_all(struct ll_ledger *l, size_t but)
{
    for (size_t i = 0; i + but < ll_form_text_count; i++) {
        struct ll_str code = ll_str_from_cstr(ll_form_texts[i].code);
        const char *field = ll_option(l, "field", code);
        if (ll_form_text_is_carriers(code)) {
            ll_call(l, "notification describe", "notification=n-1", field, "carrier=blueline",
                    "text=said", NULL);
        } else {
            ll_call(l, "notification describe", "notification=n-1", field, "text=said", NULL);
        }
    }
}

/* Attach every paper that is said to be missing. */
static void attach_missing(struct ll_ledger *l, const struct ll_json *checked)
{
    const struct ll_json *papers = ll_at(checked, "documents");
    for (size_t i = 0; i < papers->count; i++) {
        char digest[sizeof("document_digest=") + 64];
        if (!ll_str_eq_cstr(ll_json_string_at(&papers->items[i], "state"), "missing")) {
            continue;
        }
        (void)snprintf(digest, sizeof(digest), "document_digest=%064zx", i + 1);
        ll_call(l, "notification attach", "notification=n-1",
                ll_option(l, "kind", ll_json_string_at(&papers->items[i], "kind")), digest,
                "amount=25000 EUR", "valid_until=2028-12-31", NULL);
    }
}

static void it_says_what_is_missing(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "code=n-1");
    const struct ll_json *checked = ll_call(l, "notification check", "ref=n-1", NULL);
    int64_t missing = ll_number_at(checked, "missing");
    assert_false(ll_bool_at(checked, "complete"));
    ll_assert_text(checked, "outcome", "pic");
    ll_assert_text(checked, "blocks.1.state", "missing");
    ll_assert_text(checked, "blocks.1.do", "notification describe --field notifier-registration");
    ll_assert_text(checked, "blocks.0.state", "here");
    assert_true(ll_at(checked, "blocks")->count > 80);
    ll_refuse(l, LL_EINVAL, "no such entry", "notification describe", "notification=n-1",
              "field=notifier-mood", "text=good", NULL);
    ll_refuse(l, LL_EINVAL, "of which carrier", "notification describe", "notification=n-1",
              "field=carrier-address", "text=Kade 1", NULL);
    ll_refuse(l, LL_EREFUSED, "no carrier of", "notification describe", "notification=n-1",
              "field=carrier-address", "carrier=smelter", "text=Kade 1", NULL);
    describe_all(l, 1);
    checked = ll_call(l, "notification check", "ref=n-1", NULL);
    /* Two texts have two fields of the form each, two are of kinds that it is not; the last text is
     * left out. */
    assert_true(ll_number_at(checked, "missing") <= missing - (int64_t)ll_form_text_count + 3);
    attach_missing(l, checked);
    describe_all(l, 0);
    ll_call(l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
    ll_call(l, "notification set", "code=n-1", WHO, WHAT, HOW_MUCH, WHEN,
            "states=GH::GHTEM:GH01,CI:CIABJ:CIABJ:CI01,BE:BEANR::BE001", CARRIERS, NULL);
    checked = ll_call(l, "notification check", "ref=n-1", NULL);
    assert_int_equal(ll_number_at(checked, "missing"), 0);
    assert_true(ll_bool_at(checked, "complete"));
}

static const struct ll_json *check_of(const struct ll_json *rehearsed, const char *name)
{
    const struct ll_json *items = ll_at(rehearsed, "checks");
    for (size_t i = 0; i < items->count; i++) {
        if (ll_str_eq_cstr(ll_json_string_at(&items->items[i], "check"), name)) {
            return &items->items[i];
        }
    }
    fail_msg("there is no check '%s'", name);
    return NULL;
}

static void it_is_rehearsed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l, "code=n-1");
    ll_call(l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
    step(l, "country=GH", "step=submitted", "on=2026-02-01");
    ll_call(l, "notification consent", "notification=n-1", "country=GH", "shipments_max=4",
            "mass_max=40 t", "valid_from=2026-05-01", "valid_until=2027-03-31", PAPER_GH, NULL);
    const struct ll_json *good =
        ll_call(l, "notification rehearse", "notification=n-1", "carriers=blueline:sea",
                "packaging=4", "mass=40 t", "serial=4", "departure=2026-06-01", NULL);
    const struct ll_json *bad =
        ll_call(l, "notification rehearse", "notification=n-1", "carriers=blueline:air",
                "packaging=8", "mass=41 t", "serial=5", "departure=2026-04-30", NULL);
    static const char *const of_movement[] = {"shipments", "quantity", "departure", "packaging",
                                              "carriers"};
    for (size_t i = 0; i < sizeof(of_movement) / sizeof(of_movement[0]); i++) {
        assert_true(ll_bool_at(check_of(good, of_movement[i]), "passed"));
        assert_false(ll_bool_at(check_of(bad, of_movement[i]), "passed"));
        assert_non_null(ll_json_get(check_of(bad, of_movement[i]), "do"));
    }
    ll_assert_text(good, "movement_number", "GH/2026-7.000004");
    assert_int_equal(ll_number_at(good, "shipments_max"), 4);
    assert_true(ll_bool_at(check_of(good, "admissible"), "passed"));
    /* Cameroon lets no waste through: no paper makes up for that. */
    ll_call(l, "notification draft", "code=n-2", WHO, WHAT, HOW_MUCH, WHEN,
            "states=GH::GHTEM:GH01,CM:CMDLA:CMDLA,BE:BEANR::BE001", CARRIERS, NULL);
    const struct ll_json *banned = ll_call(l, "notification rehearse", "notification=n-2", NULL);
    assert_false(ll_bool_at(check_of(banned, "admissible"), "passed"));
    const struct ll_json *checked = ll_call(l, "notification check", "ref=n-2", NULL);
    ll_assert_text(checked, "outcome", "prohibited");
    assert_false(ll_bool_at(checked, "complete"));
    assert_true(ll_bool_at(check_of(good, "number"), "passed"));
    assert_false(ll_bool_at(check_of(good, "consents"), "passed"));
    assert_false(ll_bool_at(check_of(good, "mandatory-fields"), "passed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(it_is_drafted),
        LL_LEDGER_TEST(bad_drafts),
        LL_LEDGER_TEST(steps_in_their_order),
        LL_LEDGER_TEST(consents),
        LL_LEDGER_TEST(no_consent_outlives_the_old_law),
        LL_LEDGER_TEST(it_is_set_until_told),
        LL_LEDGER_TEST(numbers),
        LL_LEDGER_TEST(papers),
        LL_LEDGER_TEST(it_says_what_is_missing),
        LL_LEDGER_TEST(it_is_rehearsed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
