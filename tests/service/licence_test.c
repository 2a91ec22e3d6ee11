/* Licences: what authorities allow, and how long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "service/support.h"

#define DAYS "valid_from=2025-01-01", "valid_until=2027-12-31"
#define PAPER_OTHER                                                                                \
    "document_digest=b0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
#define PAPER "document_digest=a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"

static const char *ref_of(struct ll_ledger *l, const char *name, const struct ll_json *answer)
{
    return ll_option(l, name, ll_text_at(answer, "licence_id"));
}

static void they_are_of_holders_and_of_places(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer =
        ll_call(l, "licence add", "number=EPA/C-17", "kind=carrier", "organisation=blueline",
                "country=GH", "streams=phone-scrap,cables", "mass_max=25t", DAYS, PAPER, NULL);
    const struct ll_json *shown = ll_call(l, "licence show", ref_of(l, "ref", answer), NULL);
    ll_assert_text(shown, "organisation", "blueline");
    ll_assert_text(shown, "streams.1", "cables");
    ll_assert_text(shown, "document_digest",
                   "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf");
    assert_int_equal(ll_number_at(shown, "mass_max_g"), 25000000);
    assert_null(ll_json_get(shown, "facility"));
    ll_give_file(l, "licence.pdf", LL_STR("the licence of a store"));
    answer = ll_call(l, "licence add", "number=EPA/S-4", "kind=store", "facility=kumasi",
                     "country=GH", DAYS, "document=licence.pdf", NULL);
    shown = ll_call(l, "licence show", ref_of(l, "ref", answer), NULL);
    ll_assert_text(shown, "facility", "kumasi");
    ll_assert_text(shown, "organisation", "kumasi-repair");
    assert_int_equal(ll_at(shown, "streams")->count, 0);
    shown = ll_call(l, "licence list", "facility=kumasi", NULL);
    assert_int_equal(ll_at(shown, "items")->count, 1);
}

static void what_cannot_be_is_refused(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_refuse(l, LL_EINVAL, "end before it begins", "licence add", "number=N", "kind=carrier",
              "organisation=smelter", "country=GH", "valid_from=2026-02-01",
              "valid_until=2026-01-31", PAPER, NULL);
    ll_refuse(l, LL_EINVAL, "who holds it is missing", "licence add", "number=N", "kind=carrier",
              "country=GH", DAYS, PAPER, NULL);
    ll_refuse(l, LL_EINVAL, "not of both", "licence add", "number=N", "kind=store", "country=GH",
              "facility=kumasi", "organisation=smelter", DAYS, PAPER, NULL);
    ll_refuse(l, LL_EINVAL, "is in GH, not in BE", "licence add", "number=N", "kind=store",
              "country=BE", "facility=kumasi", DAYS, PAPER, NULL);
    ll_refuse(l, LL_EINVAL, "--organisation", "licence add", "number=N", "kind=carrier",
              "country=GH", "facility=kumasi", DAYS, PAPER, NULL);
    ll_refuse(l, LL_EINVAL, "'phones' is no stream", "licence add", "number=N", "kind=carrier",
              "country=GH", "organisation=smelter", "streams=phones", DAYS, PAPER, NULL);
    ll_refuse(l, LL_EINVAL, "'cables' is named twice", "licence add", "number=N", "kind=carrier",
              "country=GH", "organisation=smelter", "streams=cables,cables", DAYS, PAPER, NULL);
    ll_refuse(l, LL_EINVAL, "'XX'", "licence add", "number=N", "kind=carrier", "country=XX",
              "organisation=smelter", DAYS, PAPER, NULL);
    ll_refuse(l, LL_EINVAL, "number", "licence add", "number=Mr Smith's", "kind=carrier",
              "country=GH", "organisation=smelter", DAYS, PAPER, NULL);
    ll_refuse(l, LL_EINVAL, "document is missing", "licence add", "number=N", "kind=carrier",
              "country=GH", "organisation=smelter", DAYS, NULL);
    ll_refuse(l, LL_ENOTFOUND, "lic_none", "licence show", "ref=lic_none", NULL);
}

/* Entered once; what was entered wrongly is withdrawn from its first day, and entered anew. */
static void one_is_withdrawn_and_entered_anew(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer = ll_call(l, "licence add", "number=C-21", "kind=carrier",
                                           "organisation=smelter", "country=GH", DAYS, PAPER, NULL);
    const char *licence = ref_of(l, "licence", answer);
    const char *ref = ref_of(l, "ref", answer);
    ll_refuse(l, LL_EEXISTS, "C-21 is registered already", "licence add", "number=C-21",
              "kind=carrier", "organisation=smelter", "country=GH", DAYS, PAPER, NULL);
    ll_refuse(l, LL_EINVAL, "from 2025-01-01 to 2027-12-31", "licence withdraw", licence,
              "reason=suspended", "withdrawn_on=2028-01-01", NULL);
    ll_refuse(l, LL_EINVAL, "withdrawn_on", "licence withdraw", licence, "reason=suspended",
              "withdrawn_on=2024-12-31", NULL);
    ll_call(l, "licence withdraw", licence, "reason=entered-wrongly", "withdrawn_on=2025-01-01",
            NULL);
    ll_refuse(l, LL_EREFUSED, "withdrawn already", "licence withdraw", licence, "reason=again",
              "withdrawn_on=2025-01-01", NULL);
    const struct ll_json *shown = ll_call(l, "licence show", ref, NULL);
    ll_assert_text(shown, "withdrawn_on", "2025-01-01");
    ll_assert_text(shown, "withdraw_reason", "entered-wrongly");
    ll_call(l, "licence add", "number=C-21", "kind=carrier", "organisation=smelter", "country=GH",
            DAYS, PAPER, NULL);
    /* A number that one authority gave has one holder; neither another kind nor the same paper make
     * it another's. Another authority's, or another paper of another kind, may have it. */
    ll_refuse(l, LL_EEXISTS, "licence C-21 of GH is that of 'smelter'", "licence add",
              "number=C-21", "kind=carrier", "organisation=utrecht", "country=GH", DAYS,
              PAPER_OTHER, NULL);
    ll_refuse(l, LL_EEXISTS, "that of 'smelter'", "licence add", "number=C-21", "kind=store",
              "facility=kumasi", "country=GH", DAYS, PAPER, NULL);
    ll_call(l, "licence add", "number=C-21", "kind=carrier", "organisation=utrecht", "country=NL",
            DAYS, PAPER, NULL);
    ll_call(l, "licence add", "number=C-21", "kind=store", "facility=kumasi", "country=GH", DAYS,
            PAPER_OTHER, NULL);
    ll_refuse(l, LL_EEXISTS, "C-21", "licence add", "number=C-21", "kind=store", "facility=kumasi",
              "country=GH", DAYS, PAPER_OTHER, NULL);
}

static size_t ending_before(struct ll_ledger *l, const char *day)
{
    return ll_at(ll_call(l, "licence list", "organisation=smelter", day, NULL), "items")->count;
}

/* Of a holder's licences of a kind in a country, the last one counts. */
static void what_ends_is_the_last_of_its_kind(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "licence add", "number=C-31", "kind=carrier", "organisation=smelter", "country=GH",
            "valid_from=2025-01-01", "valid_until=2026-03-31", PAPER, NULL);
    assert_int_equal(ending_before(l, "ends_before=2026-04-01"), 1);
    assert_int_equal(ending_before(l, "ends_before=2026-03-31"), 0);
    ll_call(l, "licence add", "number=T-1", "kind=treat", "facility=tema-plant", "country=GH",
            "valid_from=2025-01-01", "valid_until=2026-03-31", PAPER, NULL);
    assert_int_equal(ending_before(l, "ends_before=2026-04-01"), 2);
    const struct ll_json *answer =
        ll_call(l, "licence add", "number=C-2", "kind=carrier", "organisation=smelter",
                "country=GH", "valid_from=2026-04-01", "valid_until=2027-03-31", PAPER, NULL);
    assert_int_equal(ending_before(l, "ends_before=2026-04-01"), 1);
    ll_call(l, "licence withdraw", ref_of(l, "licence", answer), "reason=suspended",
            "withdrawn_on=2026-04-01", NULL);
    assert_int_equal(ending_before(l, "ends_before=2026-04-01"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(they_are_of_holders_and_of_places),
        LL_LEDGER_TEST(what_cannot_be_is_refused),
        LL_LEDGER_TEST(one_is_withdrawn_and_entered_anew),
        LL_LEDGER_TEST(what_ends_is_the_last_of_its_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
