/* The permit desk's questions and answers, and the tables behind them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/permit_tables.h"
#include "service/support.h"

#define PHONES "stream=phone-scrap", "battery=installed-intact"

/* The row of a list whose member has a value, or the test fails. */
static const struct ll_json *row_of(const struct ll_json *answer, const char *list,
                                    const char *member, const char *value)
{
    const struct ll_json *rows = ll_at(answer, list);
    for (size_t i = 0; i < rows->count; i++) {
        const struct ll_json *cell = ll_json_get(&rows->items[i], member);
        if (cell != NULL && ll_str_eq_cstr(ll_json_string(cell), value)) {
            return &rows->items[i];
        }
    }
    fail_msg("%s has no row with %s %s", list, member, value);
    return NULL;
}

static void a_container_of_phones(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const struct ll_json *answer =
        ll_call(l, "permit ask", "origin=ML", "transits=SN,ES", "destination=NL", PHONES,
                "mode=sea", "operation=r4", "departure=2026-12-15", "arrival=2027-01-20",
                "submitted=2026-09-01", "completed=2026-10-01", "consented=2026-11-02",
                "received=2027-01-21", "shipments=3", "mass=50t", NULL);
    ll_assert_text(answer, "outcome", "pic");
    ll_assert_text(answer, "basel_code", "A1181");
    ll_assert_text(answer, "law", "EU2024");
    ll_assert_text(answer, "consents.0.state", "ML");
    ll_assert_text(answer, "consents.1.state", "SN");
    ll_assert_text(answer, "consents.2.state", "ES");
    ll_assert_text(answer, "consents.3.state", "NL");
    assert_false(ll_bool_at(answer, "consents.1.may_be_tacit"));
    assert_true(ll_bool_at(answer, "consents.2.may_be_tacit"));
    assert_int_equal(ll_number_at(answer, "shipment_mass_g"), 16666667);
    ll_assert_text(answer, "packing.un", "UN3481");
    ll_assert_text(answer, "packing.packing", "P909 (SP 377)");
    /* Mali's authority is named with low confidence only: that is said. */
    assert_false(ll_bool_at(answer, "certain"));
    ll_assert_text(answer, "consents.0.confidence", "low");
    /* 2026-12-15 is a Tuesday: two working days before are Friday and Monday. */
    ll_assert_text(row_of(answer, "calendar", "clock", "movement_document"), "due", "2026-12-11");
    ll_assert_text(row_of(answer, "calendar", "clock", "decision"), "due", "2026-10-31");
    /* 2026-09-01 is a Tuesday. */
    ll_assert_text(row_of(answer, "calendar", "clock", "dispatch_info_request"), "due",
                   "2026-09-15");
    ll_assert_text(row_of(answer, "calendar", "clock", "consent_validity"), "due", "2027-11-02");
    /* 2027-01-21 is a Thursday: Friday and Monday. */
    ll_assert_text(row_of(answer, "calendar", "clock", "receipt_confirmation"), "due",
                   "2027-01-25");
    ll_assert_text(row_of(answer, "calendar", "clock", "recovery_certificate_latest"), "due",
                   "2028-01-21");
    assert_null(ll_json_get(row_of(answer, "calendar", "clock", "record_keeping"), "due"));
    assert_false(ll_bool_at(answer, "holidays_known"));
    (void)row_of(answer, "documents", "document", "DOC-CONSENT-TRANSIT");
    (void)row_of(answer, "rules", "rule", "R04");
    (void)row_of(answer, "codes", "code", "16 02 13*");
    (void)row_of(answer, "codes", "code", "8549.21");
    assert_null(ll_json_get(answer, "reasons"));
}

static void what_is_prohibited_needs_no_papers(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const struct ll_json *answer = ll_call(l, "permit ask", "origin=NG", "transits=CM",
                                           "destination=NL", PHONES, "departure=2026-12-15", NULL);
    ll_assert_text(answer, "outcome", "prohibited");
    ll_assert_text(answer, "reasons.0.rule", "P02");
    ll_assert_text(answer, "reasons.0.source", "CM-FACTSHEET");
    assert_null(ll_json_get(answer, "documents"));
    assert_null(ll_json_get(answer, "consents"));
    assert_null(ll_json_get(answer, "legal_basis"));
}

/* Whose clock it is, and that the office of the state is not established. */
static void an_unknown_office_is_said(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const struct ll_json *answer = ll_call(l, "permit ask", "origin=ML", "transits=CI",
                                           "destination=NL", PHONES, "departure=2026-12-15", NULL);
    const struct ll_json *term = row_of(answer, "calendar", "clock", "transit_reply_basel");
    ll_assert_text(term, "state", "CI");
    ll_assert_text(term, "authority", "unknown");
    ll_assert_text(term, "confidence", "medium");
}

/* The old law ends, and so does what was begun under it. */
static void the_old_law_ends(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const struct ll_json *answer =
        ll_call(l, "permit ask", "origin=GH", "destination=NL", PHONES, "departure=2027-04-20",
                "acknowledged=2026-05-20", "arrival=2027-05-21", NULL);
    ll_assert_text(answer, "law", "EU2006");
    ll_assert_text(row_of(answer, "calendar", "clock", "old_law_ends"), "due", "2027-05-21");
    answer = ll_call(l, "permit ask", "origin=GH", "destination=NL", PHONES, "departure=2027-04-20",
                     "acknowledged=2026-05-20", "arrival=2027-05-22", NULL);
    ll_assert_text(answer, "outcome", "prohibited");
    ll_assert_text(answer, "reasons.0.rule", "S07");
    answer = ll_call(l, "permit ask", "origin=GH", "destination=NL", PHONES, "departure=2026-12-15",
                     "mode=air", "air_approved=true", NULL);
    ll_assert_text(answer, "outcome", "pic");
}

static void what_was_not_said_is_open(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const struct ll_json *answer = ll_call(l, "permit ask", "origin=GH", "destination=NL",
                                           "stream=phone-scrap", "departure=2026-12-15", NULL);
    ll_assert_text(answer, "outcome", "pic");
    const struct ll_json *open = row_of(answer, "open", "rule", "C06");
    ll_assert_text(open, "facts.0", "battery_state");
    open = row_of(answer, "open", "rule", "P08");
    ll_assert_text(open, "facts.0", "transport_mode");
    /* Nothing asked: an empty page of the desk. */
    answer = ll_call(l, "permit ask", NULL);
    assert_false(ll_bool_at(answer, "is_asked"));
    assert_null(ll_json_get(answer, "outcome"));
}

static void what_is_no_question_is_refused(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_refuse(l, LL_EINVAL, "origin", "permit ask", "origin=XX", "destination=NL", PHONES, NULL);
    ll_refuse(l, LL_EINVAL, "origin", "permit ask", "destination=NL", PHONES, NULL);
    ll_refuse(l, LL_EINVAL, "transits", "permit ask", "origin=GH", "transits=SN,sn",
              "destination=NL", PHONES, NULL);
    ll_refuse(l, LL_EINVAL, "stream", "permit ask", "origin=GH", "destination=NL", NULL);
    ll_refuse(l, LL_EINVAL, "follows itself", "permit ask", "origin=GH", "transits=GH",
              "destination=NL", PHONES, NULL);
    ll_refuse(l, LL_EINVAL, "r4", "permit ask", "origin=GH", "destination=NL", PHONES,
              "operation=r99", NULL);
    ll_refuse(l, LL_EINVAL, "comes before", "permit ask", "origin=GH", "destination=NL", PHONES,
              "submitted=2026-05-01", "consented=2026-04-01", NULL);
    ll_refuse(l, LL_EINVAL, "arrival", "permit ask", "origin=GH", "destination=NL", PHONES,
              "departure=2026-12-15", "arrival=2026-12-14", NULL);
}

static void tables_are_shown_whole(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const struct ll_json *answer = ll_call(l, "permit list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, ll_permit_rule_count);
    const struct ll_json *rule = row_of(answer, "items", "rule", "C06");
    ll_assert_text(rule, "condition",
                   "stream in phone-scrap, small-it-scrap; battery_state in installed-intact, "
                   "installed-damaged");
    ll_assert_text(rule, "result", "waste_status: waste; basel_code: A1181");
    ll_assert_text(rule, "source", "EU-DEL3230");
    answer = ll_call(l, "permit list", "table=countries", NULL);
    assert_int_equal(ll_at(answer, "items")->count, ll_permit_country_count);
    ll_assert_text(row_of(answer, "items", "code", "CM"), "regime", "AFRICA");
    answer = ll_call(l, "permit list", "table=documents", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 44);
    answer = ll_call(l, "permit list", "table=form-fields", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 149);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(a_container_of_phones),
        LL_LEDGER_TEST(what_is_prohibited_needs_no_papers),
        LL_LEDGER_TEST(an_unknown_office_is_said),
        LL_LEDGER_TEST(the_old_law_ends),
        LL_LEDGER_TEST(what_was_not_said_is_open),
        LL_LEDGER_TEST(what_is_no_question_is_refused),
        LL_LEDGER_TEST(tables_are_shown_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
