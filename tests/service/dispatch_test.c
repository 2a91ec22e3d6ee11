/* Recovered materials that leave a plant: never more than was made, the oldest first, and what may
 * be said of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "proof/verify.h"
#include "service/dispatch_statement.h"
#include "service/keys.h"
#include "service/support.h"
#include "support/random.h"

/* Two lots of a hundred phones, 17 and 15 kg, weigh 30,001 g at hoboken; half of the phones is
 * treated on 2 April, the rest on 3 April. */
struct plant {
    const char *receipt;
    struct ll_str first; /* treatments */
    struct ll_str second;
};

static struct ll_str treat(struct ll_ledger *l, const char *receipt, const char *units,
                           const char *day, const char *outputs)
{
    return ll_text_at(ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r4",
                              units, day, outputs, NULL),
                      "treatment_id");
}

static struct plant recover(struct ll_ledger *l)
{
    struct plant at;
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id"));
    ll_pack(l, "box-2",
            ll_text_at(ll_receive(l, "K-2", "smartphone:100:15kg:none"), "lots.0.lot_id"));
    ll_ship_to_hoboken(l, "s-1", "box-1,box-2");
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "200", "30001g"));
    at.receipt = ll_option(
        l, "receipt",
        ll_text_at(ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL),
                   "receipt_id"));
    ll_advance_days(l, 40);
    at.first = treat(l, at.receipt, "units=100", "treated_on=2026-04-02",
                     "outputs=copper:1500g,gold:3g,slag:14435g");
    at.second = treat(l, at.receipt, "units=100", "treated_on=2026-04-03",
                      "outputs=copper:1400g,slag:12663g");
    return at;
}

static const struct ll_json *show(struct ll_ledger *l, struct ll_str dispatch_id)
{
    return ll_call(l, "dispatch show", ll_option(l, "ref", dispatch_id), NULL);
}

/* What is there, as "copper 2900-0 gold 3-0 slag 27098-0": recovered and handed on. */
static const char *stock(struct ll_ledger *l, const char *option)
{
    static char text[512];
    const struct ll_json *items = ll_at(ll_call(l, "material list", option, NULL), "items");
    int len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < items->count; i++) {
        len += snprintf(text + len, sizeof(text) - (size_t)len, "%s%.*s %lld-%lld",
                        i > 0 ? " " : "", LL_STR_ARG(ll_text_at(&items->items[i], "fraction")),
                        (long long)ll_number_at(&items->items[i], "mass_g"),
                        (long long)ll_number_at(&items->items[i], "dispatched_g"));
    }
    return text;
}

static void oldest_first(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = recover(l);
    assert_string_equal(stock(l, "facility=hoboken"), "copper 2900-0 gold 3-0 slag 27098-0");
    const struct ll_json *answer =
        ll_call(l, "dispatch record", "facility=hoboken", "buyer=goodfund", "number=L-1",
                "dispatched_on=2026-04-04", "materials=copper:1600g,gold:3g", NULL);
    assert_int_equal(ll_number_at(answer, "mass_g"), 1603);
    assert_int_equal(ll_number_at(answer, "sources"), 3);
    struct ll_str first = ll_text_at(answer, "dispatch_id");
    answer = show(l, first);
    ll_assert_text(answer, "materials.0.fraction", "copper");
    assert_int_equal(ll_number_at(answer, "materials.0.mass_g"), 1600);
    assert_false(ll_bool_at(answer, "materials.0.calculated"));
    assert_true(ll_str_eq(ll_text_at(answer, "sources.0.treatment_id"), at.first));
    assert_int_equal(ll_number_at(answer, "sources.0.mass_g"), 1500);
    assert_true(ll_str_eq(ll_text_at(answer, "sources.1.treatment_id"), at.second));
    assert_int_equal(ll_number_at(answer, "sources.1.mass_g"), 100);
    /* All of it was collected in Ghana, in March, in lots of both collections. */
    assert_int_equal(ll_at(answer, "origins")->count, 2);
    ll_assert_text(answer, "origins.0.country", "GH");
    assert_int_equal(ll_number_at(answer, "origins.0.mass_g"), 1600);
    ll_assert_text(answer, "collected_from", "2026-03");
    ll_assert_text(answer, "may_be_claimed.1", "no-mine-of-origin");
    ll_assert_text(answer, "may_be_claimed.2", "by-weight");
    /* What is named is taken, however old. */
    ll_call(l, "dispatch record", "facility=hoboken", "buyer=utrecht", "number=L-2",
            "dispatched_on=2026-04-04", "materials=slag:13kg", ll_option(l, "treatment", at.first),
            NULL);
    assert_string_equal(stock(l, "left=yes"), "copper 2900-1600 slag 27098-13000");
    assert_string_equal(stock(l, "fraction=gold"), "gold 3-3");
    answer = ll_call(l, "dispatch list", "buyer=utrecht", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    ll_assert_text(answer, "items.0.number", "L-2");
    assert_int_equal(ll_number_at(answer, "items.0.mass_g"), 13000);
}

/* Of what is in doubt nobody says where it is from; its masses were weighed all the same. */
static void doubts_claim_nothing(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    (void)recover(l);
    struct ll_str lot = ll_text_at(ll_call(l, "lot list", NULL), "items.0.lot_id");
    const struct ll_json *answer =
        ll_call(l, "dispatch record", "facility=hoboken", "buyer=goodfund", "number=L-1",
                "dispatched_on=2026-04-04", "materials=copper:1600g", NULL);
    struct ll_str dispatch = ll_str_copy(l->ctx.arena, ll_text_at(answer, "dispatch_id"));
    ll_call(l, "lot exclude", ll_option(l, "lot", lot), "reason=not-scrap", NULL);
    answer = show(l, dispatch);
    assert_int_equal(ll_at(answer, "may_be_claimed")->count, 1);
    ll_assert_text(answer, "may_be_claimed.0", "by-weight");
    ll_call(l, "lot admit", ll_option(l, "lot", lot), NULL);
    assert_int_equal(ll_at(show(l, dispatch), "may_be_claimed")->count, 3);
}

/* Nor of what came beyond the bound of a sample, behind which no recorded device stands. */
static void beyond_a_sample_claims_nothing(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str text;
    ll_make_registry(l);
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id"));
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_give_key_file(l, &l->plant_key);
    const struct ll_json *answer =
        ll_call(l, "receipt sign", "key=plant.key", "basis=sampled", "declared=100", "drawn=20",
                "good=17", "mass=16.8kg", NULL);
    assert_int_equal(ll_json_canonical(l->ctx.arena, answer, 4096, &text, &l->err), LL_OK);
    ll_give_file(l, "receipt.json", text);
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    const char *receipt = ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
    ll_call(l, "case close", ll_option(l, "case", ll_text_at(answer, "case_id")),
            "outcome=accepted-as-lost", NULL);
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r4",
            "outputs=metals:16.8kg", NULL);
    answer = ll_call(l, "dispatch record", "facility=hoboken", "buyer=goodfund", "number=L-1",
                     "materials=metals:16.8kg", NULL);
    answer = show(l, ll_text_at(answer, "dispatch_id"));
    assert_true(ll_number_at(answer, "beyond_mass_g") > 0);
    assert_int_equal(ll_at(answer, "may_be_claimed")->count, 1);
    ll_assert_text(answer, "may_be_claimed.0", "by-weight");
}

static void refused(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = recover(l);
    const char *to = "buyer=goodfund";
    ll_refuse(l, LL_EREFUSED, "of copper the plant has 2900 g that it recovered by then, not 2901",
              "dispatch record", "facility=hoboken", to, "number=L-1", "materials=copper:2901g",
              NULL);
    /* By 2 April only the first half was treated; nothing before. */
    ll_refuse(l, LL_EREFUSED, "has 1500 g", "dispatch record", "facility=hoboken", to, "number=L-1",
              "dispatched_on=2026-04-02", "materials=copper:1501g", NULL);
    ll_refuse(l, LL_EREFUSED, "has 0 g", "dispatch record", "facility=hoboken", to, "number=L-1",
              "dispatched_on=2026-04-01", "materials=copper:1g", NULL);
    ll_refuse(l, LL_EREFUSED, "has 1400 g", "dispatch record", "facility=hoboken", to, "number=L-1",
              ll_option(l, "treatment", at.second), "materials=copper:1500g", NULL);
    ll_refuse(l, LL_EREFUSED, "of silver the plant has 0 g", "dispatch record", "facility=hoboken",
              to, "number=L-1", "materials=silver:1g", NULL);
    ll_refuse(l, LL_EREFUSED, "the treatment is of another plant", "dispatch record",
              "facility=tema-plant", to, "number=L-1", ll_option(l, "treatment", at.second),
              "materials=copper:1g", NULL);
    ll_refuse(l, LL_EINVAL, "the day lies ahead", "dispatch record", "facility=hoboken", to,
              "number=L-1", "dispatched_on=2039-05-05", "materials=copper:1g", NULL);
    ll_refuse(l, LL_EINVAL, "comes twice", "dispatch record", "facility=hoboken", to, "number=L-1",
              "materials=copper:1g,copper:2g", NULL);
    ll_refuse(l, LL_EINVAL, "outside its limits", "dispatch record", "facility=hoboken", to,
              "number=L-1", "materials=copper:0g,gold:1g", NULL);
    ll_refuse(l, LL_EREFUSED, "sells nothing to itself", "dispatch record", "facility=hoboken",
              "buyer=smelter", "number=L-1", "materials=copper:1g", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no organisation", "dispatch record", "facility=hoboken",
              "buyer=nobody", "number=L-1", "materials=copper:1g", NULL);
    ll_call(l, "dispatch record", "facility=hoboken", to, "number=L-1", "materials=copper:1g",
            NULL);
    ll_refuse(l, LL_EEXISTS, "delivery note 'L-1' of this plant is recorded already",
              "dispatch record", "facility=hoboken", to, "number=L-1", "materials=copper:1g", NULL);
    assert_string_equal(stock(l, "facility=hoboken"), "copper 2900-1 gold 3-0 slag 27098-0");
}

/* Parts of devices are units, until a plant has made material of them. */
static void not_of_parts(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id"));
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "100", "17kg"));
    const char *receipt = ll_option(
        l, "receipt",
        ll_text_at(ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL),
                   "receipt_id"));
    struct ll_str treatment =
        ll_text_at(ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r12",
                           "outputs=boards:5kg,rest:12kg", NULL),
                   "treatment_id");
    assert_string_equal(stock(l, "facility=hoboken"), "");
    ll_refuse(l, LL_EREFUSED, "has 0 g", "dispatch record", "facility=hoboken", "buyer=goodfund",
              "number=L-1", "materials=boards:1g", NULL);
    ll_refuse(l, LL_EREFUSED, "its parts are still units", "dispatch record", "facility=hoboken",
              "buyer=goodfund", "number=L-1", ll_option(l, "treatment", treatment),
              "materials=boards:1g", NULL);
}

/* However it is taken, nothing is handed on twice, and what is left goes to the gram. */
static void at_random(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct plant at = recover(l);
    struct ll_test_random random = ll_test_random_begin();
    int64_t left_g[2] = {1500, 1400}; /* of copper, of the two treatments */
    char number[32];
    char materials[64];
    for (int i = 0; left_g[0] + left_g[1] > 0 && i < 200; i++) {
        bool named = ll_test_random_below(&random, 3) == 0;
        int64_t wanted_g = 1 + (int64_t)ll_test_random_below(&random, i < 100 ? 400 : 3);
        const char *treatment =
            named ? ll_option(l, "treatment", at.second) : "dispatched_on=2026-04-05";
        (void)snprintf(number, sizeof(number), "number=R-%d", i);
        (void)snprintf(materials, sizeof(materials), "materials=copper:%lldg", (long long)wanted_g);
        if (wanted_g > left_g[1] + (named ? 0 : left_g[0])) {
            ll_refuse(l, LL_EREFUSED, "of copper the plant has", "dispatch record",
                      "facility=hoboken", "buyer=goodfund", number, materials, treatment, NULL);
            continue;
        }
        ll_call(l, "dispatch record", "facility=hoboken", "buyer=goodfund", number, materials,
                treatment, NULL);
        int64_t older_g = named ? 0 : wanted_g < left_g[0] ? wanted_g : left_g[0];
        left_g[0] -= older_g;
        left_g[1] -= wanted_g - older_g;
        (void)snprintf(materials, sizeof(materials), "copper 2900-%lld",
                       (long long)(2900 - left_g[0] - left_g[1]));
        assert_string_equal(stock(l, "fraction=copper"), materials);
    }
}

/* ---- the statement ---- */

static struct ll_verify_report judge(struct ll_ledger *l, struct ll_str bytes)
{
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(l->ctx.crypto);
    struct ll_trust trust = {.by_key = true};
    struct ll_verify_report report;
    struct ll_sign_key key;
    assert_int_equal(ll_keys_read_signing(&l->ctx, &key, &l->err), LL_OK);
    trust.key = key.public_key;
    assert_int_equal(ll_verify(l->ctx.arena, &crypto, &trust, bytes, &report, &l->err), LL_OK);
    return report;
}

static struct ll_str pdf_of(struct ll_ledger *l, struct ll_str dispatch, enum ll_language language)
{
    struct ll_locale locale;
    struct ll_str pdf = {0};
    assert_int_equal(ll_locale_open(language, &locale, &l->err), LL_OK);
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    enum ll_status status = ll_dispatch_pdf(&l->ctx, dispatch, &locale, &pdf, &l->err);
    ll_store_rollback(l->ctx.store);
    if (status != LL_OK) {
        fail_msg("%s", l->err.text);
    }
    return pdf;
}

/* What the maker gets is what 'dispatch show' tells, signed; a change shows, on paper too. */
static void a_statement_is_signed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    (void)recover(l);
    const struct ll_json *made = ll_call(l, "dispatch record", "facility=hoboken", "buyer=utrecht",
                                         "number=L-1", "materials=copper:2kg,gold:3g", NULL);
    struct ll_str id = ll_text_at(made, "dispatch_id");
    const struct ll_json *statement =
        ll_call(l, "dispatch statement", ll_option(l, "ref", id), NULL);
    const struct ll_json *subject = ll_at(statement, "credentialSubject");
    struct ll_str text;
    struct ll_str shown;
    assert_int_equal(ll_json_canonical(l->ctx.arena, subject, (size_t)1 << 20, &text, &l->err),
                     LL_OK);
    assert_int_equal(ll_json_canonical(l->ctx.arena, show(l, id), (size_t)1 << 20, &shown, &l->err),
                     LL_OK);
    assert_true(ll_str_eq(text, shown));
    assert_int_equal(ll_json_canonical(l->ctx.arena, statement, (size_t)1 << 20, &text, &l->err),
                     LL_OK);
    struct ll_verify_report report = judge(l, text);
    assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
    assert_string_equal(report.logged_reason, "statement");
    struct ll_json *answer = NULL;
    assert_int_equal(ll_verify_answer(l->ctx.arena, &report, &answer, &l->err), LL_OK);
    assert_true(
        ll_str_starts(ll_text_at(answer, "statement"), LL_STR("urn:loopledger:dispatch:dsp_")));
    assert_null(ll_json_get(answer, "certificate"));
    char *changed = ll_str_to_cstr(l->ctx.arena, text);
    assert_non_null(changed);
    *strstr(changed, "\"L-1\"") = '\'';
    assert_int_not_equal(judge(l, (struct ll_str){changed, text.len}).authentic, LL_AUTHENTIC_YES);
    changed = ll_str_to_cstr(l->ctx.arena, text);
    strstr(changed, "\"mass_g\":3")[9] = '9';
    assert_int_equal(judge(l, (struct ll_str){changed, text.len}).authentic, LL_AUTHENTIC_NO);
    for (int language = LL_LANGUAGE_EN; language <= LL_LANGUAGE_NL; language++) {
        struct ll_str pdf = pdf_of(l, id, (enum ll_language)language);
        assert_int_equal(judge(l, pdf).authentic, LL_AUTHENTIC_YES);
        assert_int_not_equal(judge(l, ll_str_sub(pdf, 0, pdf.len / 2)).authentic, LL_AUTHENTIC_YES);
    }
}

/* A recycler names a buyer that nobody recorded; the second time by its code alone. */
static void a_new_buyer_is_recorded(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    (void)recover(l);
    int64_t events = ll_event_total(l);
    ll_refuse(l, LL_EINVAL, "a name and a country", "dispatch record", "facility=hoboken",
              "buyer=maker", "buyer_name=Maker", "number=L-1", "materials=copper:1kg", NULL);
    ll_refuse(l, LL_ENOTFOUND, "its name and its country", "dispatch record", "facility=hoboken",
              "buyer=maker", "number=L-1", "materials=copper:1kg", NULL);
    ll_refuse(l, LL_EEXISTS, "utrecht", "dispatch record", "facility=hoboken", "buyer=utrecht",
              "buyer_name=Utrecht", "buyer_country=NL", "number=L-1", "materials=copper:1kg", NULL);
    ll_refuse(l, LL_EINVAL, "code", "dispatch record", "facility=hoboken", "buyer=A maker",
              "buyer_name=Maker", "buyer_country=BE", "number=L-1", "materials=copper:1kg", NULL);
    /* what is refused for another reason records no buyer */
    ll_refuse(l, LL_EREFUSED, "of copper", "dispatch record", "facility=hoboken", "buyer=maker",
              "buyer_name=Maker", "buyer_country=BE", "number=L-1", "materials=copper:1t", NULL);
    assert_int_equal(ll_event_total(l), events);
    ll_call(l, "dispatch record", "facility=hoboken", "buyer=maker", "buyer_name=Maker of parts",
            "buyer_country=BE", "number=L-1", "materials=copper:1kg", NULL);
    assert_int_equal(ll_event_total(l), events + 2);
    ll_assert_text(ll_call(l, "organisation show", "ref=maker", NULL), "name", "Maker of parts");
    ll_call(l, "dispatch record", "facility=hoboken", "buyer=maker", "number=L-2",
            "materials=copper:1kg", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(oldest_first),
        LL_LEDGER_TEST(doubts_claim_nothing),
        LL_LEDGER_TEST(beyond_a_sample_claims_nothing),
        LL_LEDGER_TEST(refused),
        LL_LEDGER_TEST(not_of_parts),
        LL_LEDGER_TEST(at_random),
        LL_LEDGER_TEST(a_statement_is_signed),
        LL_LEDGER_TEST(a_new_buyer_is_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
