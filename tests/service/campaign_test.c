/* Treatments that go on over days and receipts: what open ones hold, and what closed ones become.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "service/support.h"

/* Lots of a hundred phones each, which weigh 10 and 20 kg at hoboken; by two receipts. */
struct plant {
    struct ll_str lots[2];
    const char *receipts[2]; /* "receipt=rcp_…" */
};

static struct plant receive(struct ll_ledger *l)
{
    static const char *const boxes[] = {"box-1", "box-2"};
    static const char *const shipments[] = {"s-1", "s-2"};
    static const char *const masses[] = {"10kg", "20kg"};
    struct plant at;
    ll_make_registry(l);
    at.lots[0] = ll_text_at(ll_receive(l, "K-1", "smartphone:100:16kg:none"), "lots.0.lot_id");
    at.lots[1] = ll_text_at(ll_receive(l, "K-2", "smartphone:100:18kg:none"), "lots.0.lot_id");
    for (size_t i = 0; i < 2; i++) {
        ll_pack(l, boxes[i], at.lots[i]);
        ll_ship_to_hoboken(l, shipments[i], boxes[i]);
        ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "100", masses[i]));
        at.receipts[i] = ll_option(
            l, "receipt",
            ll_text_at(ll_call(l, "receipt record", "file=receipt.json",
                               ll_option(l, "shipment", ll_str_from_cstr(shipments[i])), NULL),
                       "receipt_id"));
    }
    ll_advance_days(l, 20); /* received on the first of May, or soon after */
    return at;
}

static const char *begin(struct ll_ledger *l, const char *number, const char *operation)
{
    return ll_option(l, "campaign",
                     ll_text_at(ll_call(l, "campaign open", "facility=hoboken", number, operation,
                                        "opened_on=2026-05-02", NULL),
                                "campaign_id"));
}

static const struct ll_json *show(struct ll_ledger *l, const char *campaign)
{
    return ll_call(l, "campaign show",
                   ll_option(l, "ref", ll_str_from_cstr(campaign + sizeof("campaign=") - 1)), NULL);
}

static void over_days_and_receipts(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = receive(l);
    const char *campaign = begin(l, "number=K-1", "operation=r4");
    const struct ll_json *answer = ll_call(l, "campaign input", campaign, at.receipts[0],
                                           "units=40", "fed_on=2026-05-05", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 40);
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 4000);
    ll_call(l, "campaign output", campaign, "outputs=copper:1kg,slag:2.5kg",
            "weighed_on=2026-05-05", NULL);
    ll_call(l, "campaign input", campaign, at.receipts[1], "fed_on=2026-05-06", NULL);
    ll_call(l, "campaign input", campaign, at.receipts[0], ll_option(l, "lot", at.lots[0]),
            "from=70", "to=80", "fed_on=2026-05-06", NULL);
    ll_call(l, "campaign output", campaign, "outputs=copper:4kg,dust:0.1kg",
            "weighed_on=2026-05-07", NULL);
    answer = show(l, campaign);
    ll_assert_text(answer, "state", "open");
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 25000);
    assert_int_equal(ll_number_at(answer, "output_mass_g"), 7600);
    assert_int_equal(ll_at(answer, "inputs")->count, 3);
    assert_int_equal(ll_at(answer, "outputs")->count, 4);
    ll_assert_text(answer, "fractions.0.fraction", "copper");
    assert_int_equal(ll_number_at(answer, "fractions.0.mass_g"), 5000);
    assert_true(ll_number_at(answer, "days_open") > 10);
    ll_check_audit(l);
    ll_check_rebuild(l);
    /* 125 g of 25,000 may be missing. */
    ll_call(l, "campaign output", campaign, "outputs=slag:17274g", "weighed_on=2026-05-08", NULL);
    ll_refuse(l, LL_EREFUSED, "off by 126 g, and may be by 125 g", "campaign close", campaign,
              NULL);
    ll_call(l, "campaign output", campaign, "outputs=slag:1g", "weighed_on=2026-05-08", NULL);
    ll_refuse(l, LL_EINVAL, "2026-05-08", "campaign close", campaign, "closed_on=2026-05-07", NULL);
    answer = ll_call(l, "campaign close", campaign, "closed_on=2026-05-09", NULL);
    assert_int_equal(ll_at(answer, "treatments")->count, 2);
    assert_int_equal(ll_number_at(answer, "treatments.0.input_mass_g"), 5000);
    assert_int_equal(ll_number_at(answer, "treatments.1.input_mass_g"), 20000);
    /* Each has its share of each fraction: a fifth, and four. */
    answer = ll_call(l, "treatment show",
                     ll_option(l, "ref", ll_text_at(answer, "treatments.0.treatment_id")), NULL);
    ll_assert_text(answer, "treated_on", "2026-05-09");
    ll_assert_text(answer, "outputs.0.fraction", "copper");
    assert_int_equal(ll_number_at(answer, "outputs.0.mass_g"), 1000);
    assert_int_equal(ll_number_at(answer, "outputs.1.mass_g"), 20);
    assert_int_equal(ll_number_at(answer, "outputs.2.mass_g"), 3955);
    answer = ll_call(l, "lot show", ll_option(l, "ref", at.lots[0]), NULL);
    ll_assert_text(answer, "custody.0.stage", "recycled");
    assert_int_equal(ll_number_at(answer, "custody.0.hi"), 40);
    ll_assert_text(answer, "custody.1.stage", "received");
    answer = show(l, campaign);
    ll_assert_text(answer, "state", "closed");
    assert_int_equal(ll_at(answer, "treatments")->count, 2);
    ll_refuse(l, LL_EREFUSED, "is closed", "campaign output", campaign, "outputs=copper:1kg", NULL);
    ll_refuse(l, LL_EREFUSED, "is closed", "campaign cancel", campaign, "reason=mistake", NULL);
    assert_int_equal(ll_at(ll_call(l, "campaign list", "open=true", NULL), "items")->count, 0);
    assert_int_equal(ll_at(ll_call(l, "campaign list", NULL), "items")->count, 1);
}

/* What an open one holds is treated by nothing else, not packed, and not removed. */
static void what_is_held(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = receive(l);
    const char *lot = ll_option(l, "lot", at.lots[0]);
    const char *campaign = begin(l, "number=K-1", "operation=r12");
    const char *other = begin(l, "number=K-2", "operation=r12");
    ll_call(l, "campaign input", campaign, at.receipts[0], lot, "from=10", "to=40", NULL);
    ll_refuse(l, LL_EREFUSED, "campaign 'K-1'", "campaign input", other, at.receipts[0], lot,
              "from=39", "to=50", NULL);
    ll_refuse(l, LL_EREFUSED, "[10, 40)", "treatment record", at.receipts[0], lot, "from=0",
              "to=100", "kind=mechanical", "operation=r4", "outputs=copper:10kg", NULL);
    ll_refuse(l, LL_EREFUSED, "campaign 'K-1'", "units lose", lot, "from=20", "to=21",
              "reason=stolen", NULL);
    /* The first that wait are others. */
    ll_refuse(l, LL_ESHORT, "70 units", "campaign input", other, at.receipts[0], "units=71", NULL);
    const struct ll_json *answer =
        ll_call(l, "campaign input", other, at.receipts[0], "units=20", NULL);
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 2000);
    ll_call(l, "package make", "code=onward", "kind=box", l->programme, "country=GH",
            "facility=hoboken", NULL);
    answer = ll_call(l, "package fill", "package=onward", ll_option(l, "lots", at.lots[0]),
                     "stage=received", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 50);
    ll_check_audit(l);
    /* Nothing else waits; cancelled, they wait as before. */
    ll_refuse(l, LL_EREFUSED, "holds 50 units", "treatment record", at.receipts[0],
              "kind=mechanical", "operation=r4", "outputs=copper:5kg", NULL);
    ll_call(l, "campaign cancel", campaign, "reason=wrong-receipt", NULL);
    ll_call(l, "campaign cancel", other, "reason=wrong-receipt", NULL);
    answer = ll_call(l, "treatment record", at.receipts[0], "kind=mechanical", "operation=r4",
                     "outputs=copper:5kg", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 50);
    ll_assert_text(show(l, campaign), "reason", "wrong-receipt");
}

/* What was entered wrongly stays, and counts no more; its units wait as before. */
static void an_entry_is_corrected(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = receive(l);
    const char *campaign = begin(l, "number=K-1", "operation=r4");
    const struct ll_json *answer = ll_call(l, "campaign input", campaign, at.receipts[0],
                                           "units=40", "fed_on=2026-05-05", NULL);
    assert_int_equal(ll_number_at(answer, "entry"), 1);
    answer = ll_call(l, "campaign output", campaign, "outputs=copper:1kg,slag:50kg",
                     "weighed_on=2026-05-06", NULL);
    assert_int_equal(ll_number_at(answer, "entry"), 2);
    ll_refuse(l, LL_EREFUSED, "no entry 3", "campaign correct", campaign, "entry=3",
              "reason=mistake", NULL);
    ll_refuse(l, LL_EREFUSED, "before anything else was put in", "campaign correct", campaign,
              "entry=1", "reason=mistake", NULL);
    ll_call(l, "campaign correct", campaign, "entry=2", "reason=wrong-scale", NULL);
    ll_refuse(l, LL_EREFUSED, "corrected already", "campaign correct", campaign, "entry=2",
              "reason=mistake", NULL);
    ll_refuse(l, LL_EREFUSED, "nothing came out", "campaign close", campaign, NULL);
    ll_call(l, "campaign output", campaign, "outputs=copper:1kg,slag:5kg", "weighed_on=2026-05-06",
            NULL);
    /* Sixty went in and not forty: entered anew, then the wrong one is taken back. */
    ll_call(l, "campaign input", campaign, at.receipts[0], "units=60", "fed_on=2026-05-05", NULL);
    ll_call(l, "campaign correct", campaign, "entry=1", "reason=miscounted", NULL);
    ll_check_audit(l);
    answer = show(l, campaign);
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 6000);
    assert_int_equal(ll_number_at(answer, "output_mass_g"), 6000);
    assert_int_equal(ll_at(answer, "inputs")->count, 2);
    ll_assert_text(answer, "inputs.0.correction", "miscounted");
    assert_int_equal(ll_number_at(answer, "inputs.1.entry"), 4);
    ll_assert_text(answer, "outputs.1.correction", "wrong-scale");
    /* What was put in by mistake waits again. */
    const char *other = begin(l, "number=K-2", "operation=r4");
    answer = ll_call(l, "campaign input", other, at.receipts[0], NULL);
    assert_int_equal(ll_number_at(answer, "units"), 40);
    answer = ll_call(l, "campaign close", campaign, NULL);
    assert_int_equal(ll_number_at(answer, "treatments.0.input_mass_g"), 6000);
    ll_refuse(l, LL_EREFUSED, "is closed", "campaign correct", campaign, "entry=4",
              "reason=mistake", NULL);
    ll_check_audit(l);
}

/* Dismantled in one campaign, recycled in the next, by what came out of the first. */
static void one_after_another(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = receive(l);
    const char *first = begin(l, "number=K-1", "operation=r12");
    ll_call(l, "campaign input", first, at.receipts[0], NULL);
    ll_call(l, "campaign input", first, at.receipts[1], NULL);
    ll_call(l, "campaign output", first, "outputs=boards:9kg,cells:20.9kg", NULL);
    ll_call(l, "campaign close", first, NULL);
    ll_refuse(l, LL_EREFUSED, "dismantled already", "treatment record", at.receipts[0],
              "kind=mechanical", "operation=r12", "outputs=boards:10kg", NULL);
    const char *second = begin(l, "number=K-2", "operation=r4");
    const struct ll_json *answer = ll_call(l, "campaign input", second, at.receipts[1], NULL);
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 19933);
    ll_call(l, "campaign output", second, "outputs=copper:19.9kg", NULL);
    answer = ll_call(l, "campaign close", second, "tolerance_ppm=2000", NULL);
    assert_int_equal(ll_at(answer, "treatments")->count, 1);
}

static void refusals(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = receive(l);
    ll_refuse(l, LL_ENOTFOUND, "facility", "campaign open", "facility=nowhere", "number=K-1",
              "operation=r4", NULL);
    ll_refuse(l, LL_EREFUSED, "no plant", "campaign open", "facility=kumasi", "number=K-1",
              "operation=r4", NULL);
    ll_refuse(l, LL_EREFUSED, "incineration", "campaign open", "facility=hoboken", "number=K-1",
              "operation=d10", NULL);
    ll_refuse(l, LL_EINVAL, "ahead", "campaign open", "facility=hoboken", "number=K-1",
              "operation=r4", "opened_on=2027-01-01", NULL);
    ll_refuse(l, LL_EINVAL, "number", "campaign open", "facility=hoboken", "number=a b",
              "operation=r4", NULL);
    const char *campaign = begin(l, "number=K-1", "operation=r4");
    ll_refuse(l, LL_EEXISTS, "recorded already", "campaign open", "facility=hoboken", "number=K-1",
              "operation=r4", NULL);
    ll_refuse(l, LL_EREFUSED, "nothing was put into it", "campaign output", campaign,
              "outputs=copper:1kg", NULL);
    ll_refuse(l, LL_EREFUSED, "nothing was put into it", "campaign close", campaign, NULL);
    ll_refuse(l, LL_EINVAL, "or later", "campaign input", campaign, at.receipts[0],
              "fed_on=2026-05-01", NULL);
    ll_refuse(l, LL_EINVAL, "units", "campaign input", campaign, at.receipts[0], "units=2",
              "from=1", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no receipt", "campaign input", campaign, "receipt=s-1", NULL);
    ll_call(l, "campaign input", campaign, at.receipts[0], "fed_on=2026-05-06", NULL);
    ll_refuse(l, LL_EREFUSED, "holds 100 units", "campaign input", campaign, at.receipts[0], NULL);
    ll_refuse(l, LL_EREFUSED, "nothing came out", "campaign close", campaign, NULL);
    ll_refuse(l, LL_EINVAL, "2026-05-06", "campaign output", campaign, "outputs=copper:1kg",
              "weighed_on=2026-05-05", NULL);
    ll_refuse(l, LL_EINVAL, "FRACTION:MASS", "campaign output", campaign, "outputs=copper", NULL);
    ll_call(l, "campaign output", campaign, "outputs=copper:10.051kg", NULL);
    ll_refuse(l, LL_EREFUSED, "off by 51 g, and may be by 50 g", "campaign close", campaign, NULL);
    ll_refuse(l, LL_EINVAL, "wider", "campaign close", campaign, "tolerance_ppm=6000", NULL);
    ll_refuse(l, LL_EINVAL, "2026-05-02", "campaign cancel", campaign, "reason=mistake",
              "cancelled_on=2026-05-01", NULL);
    ll_refuse(l, LL_ENOTFOUND, "campaign", "campaign show", "ref=k-1", NULL);
    ll_refuse(l, LL_ENOTFOUND, "campaign", "campaign close", "campaign=cmp_x", NULL);
}

/* A recycler's user. */
static void ask_as_recycler_of(struct ll_ledger *l, const char *code)
{
    struct ll_viewer viewer = {.is_limited = true, .roles.bits = 1U << LL_ROLE_RECYCLER};
    char email[64];
    (void)snprintf(email, sizeof(email), "email=%s@example.org", code);
    l->ctx.viewer = (struct ll_viewer){.is_limited = false};
    struct ll_str user =
        ll_text_at(ll_call(l, "user add", email, "name=Kofi",
                           ll_option(l, "organisation", ll_str_from_cstr(code)), NULL),
                   "user_id");
    ll_call(l, "user give-role", ll_option(l, "user", user), "role=recycler", NULL);
    const struct ll_json *answer =
        ll_call(l, "organisation show", ll_option(l, "ref", ll_str_from_cstr(code)), NULL);
    assert_int_equal(ll_id_parse("usr", user, &viewer.user_id.raw, &l->err), LL_OK);
    assert_int_equal(ll_id_parse("org", ll_text_at(answer, "organisation_id"),
                                 &viewer.organisation_id.raw, &l->err),
                     LL_OK);
    l->ctx.viewer = viewer;
}

/* A plant's people do all of it at their own plant; who runs none neither sees it nor adds to it.
 */
static void whose_plant(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = receive(l);
    const struct ll_viewer everybody = l->ctx.viewer;
    const struct ll_json *answer =
        ll_call(l, "campaign open", "facility=tema-plant", "number=K-1", "operation=r4", NULL);
    const char *there = ll_option(l, "campaign", ll_text_at(answer, "campaign_id"));
    ll_refuse(l, LL_EREFUSED, "another plant", "campaign input", there, at.receipts[0], NULL);
    ask_as_recycler_of(l, "smelter");
    const char *campaign = begin(l, "number=K-1", "operation=r4");
    ll_call(l, "campaign input", campaign, at.receipts[0], NULL);
    ll_call(l, "campaign output", campaign, "outputs=copper:10kg", NULL);
    ask_as_recycler_of(l, "goodfund");
    assert_int_equal(ll_at(ll_call(l, "campaign list", NULL), "items")->count, 0);
    ll_refuse(l, LL_ENOTFOUND, "campaign", "campaign show",
              ll_option(l, "ref", ll_str_from_cstr(campaign + sizeof("campaign=") - 1)), NULL);
    ll_refuse(l, LL_ENOTFOUND, "campaign", "campaign output", campaign, "outputs=copper:1kg", NULL);
    ll_refuse(l, LL_ENOTFOUND, "campaign", "campaign close", campaign, NULL);
    ll_refuse(l, LL_ENOTFOUND, "campaign", "campaign cancel", campaign, "reason=mistake", NULL);
    ll_refuse(l, LL_ENOTFOUND, "facility", "campaign open", "facility=hoboken", "number=K-9",
              "operation=r4", NULL);
    l->ctx.viewer = everybody;
    ll_call(l, "campaign close", campaign, NULL);
    ll_call(l, "campaign cancel", there, "reason=mistake", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(over_days_and_receipts),
        LL_LEDGER_TEST(what_is_held),
        LL_LEDGER_TEST(an_entry_is_corrected),
        LL_LEDGER_TEST(one_after_another),
        LL_LEDGER_TEST(refusals),
        LL_LEDGER_TEST(whose_plant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
