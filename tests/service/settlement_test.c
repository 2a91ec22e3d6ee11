/* What a plant settles of what it recycled, and what of it falls to a lot beside what was expected.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

/* Two lots of a hundred feature phones, 9 and 12 kg, weigh 21 kg at hoboken. */
struct plant {
    const char *receipt;
    struct ll_str lots[2];
};

static struct plant receive(struct ll_ledger *l)
{
    struct plant at;
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    at.lots[0] =
        ll_text_at(ll_receive(l, "K-1", "feature_phone_nb:100:9kg:removed"), "lots.0.lot_id");
    at.lots[1] =
        ll_text_at(ll_receive(l, "K-2", "feature_phone_nb:100:12kg:removed"), "lots.0.lot_id");
    ll_pack(l, "box-1", at.lots[0]);
    ll_pack(l, "box-2", at.lots[1]);
    ll_ship_to_hoboken(l, "s-1", "box-1,box-2");
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "200", "21kg"));
    at.receipt = ll_option(
        l, "receipt",
        ll_text_at(ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL),
                   "receipt_id"));
    ll_advance_days(l, 40);
    return at;
}

static const char *treat(struct ll_ledger *l, const char *receipt, const char *units,
                         const char *operation, const char *outputs)
{
    return ll_option(l, "treatment",
                     ll_text_at(ll_call(l, "treatment record", receipt, "kind=mechanical",
                                        operation, units, "treated_on=2026-04-05", outputs, NULL),
                                "treatment_id"));
}

static const struct ll_json *yield_of(struct ll_ledger *l, struct ll_str lot)
{
    return ll_call(l, "lot yield", ll_option(l, "ref", lot), NULL);
}

/* A row of the yield: "gold assayed expected 3 of 3 settled 2 from 0 to 5"; "-": not said. */
static const char *row_of(const struct ll_json *answer, const char *fraction)
{
    static const char *const names[] = {"expected_mass_g", "compared_mass_g", "settled_mass_g",
                                        "at_least_g", "at_most_g"};
    static char text[256];
    const struct ll_json *rows = ll_at(answer, "yields");
    for (size_t i = 0; i < rows->count; i++) {
        if (!ll_str_eq_cstr(ll_text_at(&rows->items[i], "fraction"), fraction)) {
            continue;
        }
        struct ll_str basis = ll_json_string_at(&rows->items[i], "basis");
        int len = snprintf(text, sizeof(text), "%.*s", LL_STR_ARG(basis));
        for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
            const struct ll_json *value = ll_json_get(&rows->items[i], names[k]);
            len += snprintf(text + len, sizeof(text) - (size_t)len, value == NULL ? " -" : " %lld",
                            value == NULL ? 0LL : (long long)value->integer);
        }
        return text;
    }
    return "none";
}

static void expected_and_settled(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = receive(l);
    /* Of the first lot alone: 100 phones of 9,000 g hold 11.52 g of copper each on average. */
    const char *first = treat(l, at.receipt, "units=100", "operation=r4",
                              "outputs=copper:1200g,boards:3kg,slag:4800g");
    const struct ll_json *answer = yield_of(l, at.lots[0]);
    assert_int_equal(ll_number_at(answer, "recycled_units"), 100);
    assert_false(ll_bool_at(answer, "treatments.0.with_others"));
    assert_int_equal(ll_number_at(answer, "treatments.0.mass_g"), 9000);
    assert_string_equal(row_of(answer, "copper"), "weighed 1152 1152 1200 1200 1200");
    assert_string_equal(row_of(answer, "gold"), " 3 - - - -");
    assert_string_equal(row_of(answer, "slag"), "weighed - - 4800 4800 4800");
    /* What a laboratory found in the boards, and how pure the copper is. */
    answer = ll_call(l, "settlement record", first, "number=S-1", "laboratory=assay-office",
                     "assays=copper/copper:950000:icp-oes,boards/gold:900.5:fire-assay,"
                     "boards/copper:100000:icp-oes",
                     "amount=412.50 EUR", NULL);
    struct ll_str settlement = ll_text_at(answer, "settlement_id");
    answer = ll_call(l, "settlement show", ll_option(l, "ref", settlement), NULL);
    ll_assert_text(answer, "amount.currency", "EUR");
    assert_int_equal(ll_number_at(answer, "amount.minor"), 41250);
    ll_assert_text(answer, "assays.1.metal", "gold");
    assert_int_equal(ll_number_at(answer, "assays.1.mg_per_t"), 900500);
    assert_int_equal(ll_number_at(answer, "assays.1.mass_g"), 2);
    answer = yield_of(l, at.lots[0]);
    assert_string_equal(row_of(answer, "copper"), "assayed 1152 1152 1440 1440 1440");
    assert_string_equal(row_of(answer, "gold"), "assayed 3 3 2 2 2");
    assert_true(ll_str_eq(ll_text_at(answer, "treatments.0.settlement_id"), settlement));
    assert_string_equal(row_of(yield_of(l, at.lots[1]), "copper"), "none");
    /* Half of the second lot is heavier than such phones are, and holds more. */
    treat(l, at.receipt, "units=50", "operation=r4", "outputs=gold:2g,rest:5998g");
    answer = yield_of(l, at.lots[1]);
    assert_string_equal(row_of(answer, "copper"), " 768 - - - -");
    assert_string_equal(row_of(answer, "gold"), "weighed 2 2 2 2 2");
}

/* Who sees a lot, but no treatment of it, is not told that nothing was recycled. */
static void known_to_others(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = receive(l);
    struct ll_str user = ll_text_at(ll_call(l, "user add", "email=agent@example.org", "name=Agent",
                                            "organisation=kumasi-repair", "role=agent", NULL),
                                    "user_id");
    struct ll_str organisation =
        ll_text_at(ll_call(l, "organisation show", "ref=kumasi-repair", NULL), "organisation_id");
    struct ll_viewer viewer = {.is_limited = true, .roles.bits = 1U << LL_ROLE_AGENT};
    assert_int_equal(ll_id_parse("usr", user, &viewer.user_id.raw, &l->err), LL_OK);
    assert_int_equal(ll_id_parse("org", organisation, &viewer.organisation_id.raw, &l->err), LL_OK);
    l->ctx.viewer = viewer;
    assert_int_equal(ll_number_at(yield_of(l, at.lots[0]), "recycled_units"), 0);
    l->ctx.viewer = (struct ll_viewer){0};
    treat(l, at.receipt, "units=100", "operation=r4", "outputs=rest:9kg");
    l->ctx.viewer = viewer;
    const struct ll_json *answer = yield_of(l, at.lots[0]);
    assert_null(ll_json_get(answer, "recycled_units"));
    assert_int_equal(ll_at(answer, "treatments")->count, 0);
    l->ctx.viewer = (struct ll_viewer){0};
}

/* What was treated together: the share is a convention, and the bounds say so. */
static void known_as_a_whole(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = receive(l);
    const char *all =
        treat(l, at.receipt, "units=200", "operation=r4", "outputs=boards:7kg,rest:14kg");
    ll_call(l, "settlement record", all, "number=S-1", "laboratory=lab",
            "assays=boards/gold:1000:fire-assay", NULL);
    const struct ll_json *answer = yield_of(l, at.lots[0]);
    assert_true(ll_bool_at(answer, "treatments.0.with_others"));
    assert_string_equal(row_of(answer, "gold"), "assayed 3 3 3 0 7");
    assert_string_equal(row_of(answer, "boards"), "weighed - - 3000 0 7000");
    answer = yield_of(l, at.lots[1]);
    assert_string_equal(row_of(answer, "gold"), "assayed 4 4 4 0 7");
    assert_string_equal(row_of(answer, "boards"), "weighed - - 4000 0 7000");
}

static void corrected(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = receive(l);
    const char *all =
        treat(l, at.receipt, "units=200", "operation=r4", "outputs=boards:7kg,rest:14kg");
    struct ll_str first =
        ll_text_at(ll_call(l, "settlement record", all, "number=S-1", "laboratory=lab",
                           "assays=boards/gold:1000:fire-assay", NULL),
                   "settlement_id");
    ll_refuse(l, LL_EEXISTS, "settlement 'S-1' of this plant is recorded already",
              "settlement record", all, "number=S-1", "laboratory=lab",
              "assays=boards/gold:1:fire-assay", NULL);
    ll_refuse(l, LL_EREFUSED, "of this treatment settlement 'S-1' counts", "settlement record", all,
              "number=S-2", "laboratory=lab", "assays=boards/gold:2000:fire-assay", NULL);
    struct ll_str second = ll_text_at(
        ll_call(l, "settlement record", all, "number=S-2", "laboratory=umpire",
                "assays=boards/gold:2000:fire-assay", ll_option(l, "replaces", first), NULL),
        "settlement_id");
    ll_refuse(l, LL_EREFUSED, "settlement 'S-2' counts", "settlement record", all, "number=S-3",
              "laboratory=lab", "assays=boards/gold:1:fire-assay", ll_option(l, "replaces", first),
              NULL);
    assert_string_equal(row_of(yield_of(l, at.lots[0]), "gold"), "assayed 3 3 6 0 14");
    const struct ll_json *answer = ll_call(l, "settlement list", all, NULL);
    assert_int_equal(ll_at(answer, "items")->count, 2);
    assert_true(ll_bool_at(answer, "items.0.replaced"));
    answer = ll_call(l, "settlement list", "live=yes", "facility=hoboken", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    assert_true(ll_str_eq(ll_text_at(answer, "items.0.settlement_id"), second));
    answer = ll_call(l, "settlement show", ll_option(l, "ref", second), NULL);
    assert_true(ll_str_eq(ll_text_at(answer, "replaces_id"), first));
}

static void refused(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = receive(l);
    const char *parts =
        treat(l, at.receipt, "units=50", "operation=r12", "outputs=boards:1kg,rest:3500g");
    const char *metals =
        treat(l, at.receipt, "units=50", "operation=r4", "outputs=copper:500g,slag:4kg");
    const char *lab = "laboratory=lab";
    ll_refuse(l, LL_EREFUSED, "its parts are still units", "settlement record", parts, "number=S-1",
              lab, "assays=boards/gold:1:fire-assay", NULL);
    /* 3,500 ppm of what went in, all fractions together */
    ll_refuse(l, LL_EREFUSED, "16 g of gold hardly", "settlement record", metals, "number=S-1", lab,
              "assays=copper/gold:4000:fire-assay,slag/au:3500:fire-assay", NULL);
    ll_refuse(l, LL_EREFUSED, "the treatment made no boards", "settlement record", metals,
              "number=S-1", lab, "assays=boards/gold:1:fire-assay", NULL);
    ll_refuse(l, LL_EINVAL, "comes twice", "settlement record", metals, "number=S-1", lab,
              "assays=copper/gold:1:fire-assay,copper/gold:2:xrf", NULL);
    ll_refuse(l, LL_EINVAL, "weigh more than a tonne", "settlement record", metals, "number=S-1",
              lab, "assays=copper/copper:999999.5:xrf,copper/gold:0.501:fire-assay", NULL);
    ll_refuse(l, LL_EINVAL, "no content of a tonne", "settlement record", metals, "number=S-1", lab,
              "assays=copper/gold:1000000.001:xrf", NULL);
    ll_refuse(l, LL_EINVAL, "no content of a tonne", "settlement record", metals, "number=S-1", lab,
              "assays=copper/gold:1.2345:xrf", NULL);
    ll_refuse(l, LL_EINVAL, "no content of a tonne", "settlement record", metals, "number=S-1", lab,
              "assays=copper/gold:-1:xrf", NULL);
    ll_refuse(l, LL_EINVAL, "is not an assay", "settlement record", metals, "number=S-1", lab,
              "assays=gold:1:xrf", NULL);
    ll_refuse(l, LL_EINVAL, "the day lies ahead", "settlement record", metals, "number=S-1", lab,
              "settled_on=2039-05-05", "assays=copper/gold:1:xrf", NULL);
    ll_refuse(l, LL_EINVAL, "2026-04-05 or later", "settlement record", metals, "number=S-1", lab,
              "settled_on=2026-04-04", "assays=copper/gold:1:xrf", NULL);
    ll_refuse(l, LL_EREFUSED, "nothing was settled of this treatment yet", "settlement record",
              metals, "number=S-1", lab, "assays=copper/gold:1:xrf",
              "replaces=stl_00000000000000000000000000", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no treatment", "settlement record",
              "treatment=trt_00000000000000000000000000", "number=S-1", lab,
              "assays=copper/gold:1:xrf", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no settlement", "settlement show",
              "ref=stl_00000000000000000000000000", NULL);
    ll_call(l, "settlement record", metals, "number=S-1", lab,
            "assays=copper/copper:1000000:xrf,slag/gold:0:xrf", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(expected_and_settled),
        LL_LEDGER_TEST(known_as_a_whole),
        LL_LEDGER_TEST(known_to_others),
        LL_LEDGER_TEST(corrected),
        LL_LEDGER_TEST(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
