/* A plant's way to certifications that it lacks: its steps, and whose demand waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "service/support.h"

static const struct ll_json *plan_of(struct ll_ledger *l, const char *ref)
{
    return ll_call(l, "facility plan", ref, NULL);
}

/* A scheme's row: "voluntary held 2028-06-30 done 1 open 0". */
static const char *scheme_of(const struct ll_json *answer, const char *scheme)
{
    static char text[160];
    const struct ll_json *rows = ll_at(answer, "schemes");
    for (size_t i = 0; i < rows->count; i++) {
        const struct ll_json *row = &rows->items[i];
        if (ll_str_eq_cstr(ll_text_at(row, "scheme"), scheme)) {
            struct ll_str until = ll_json_string_at(row, "held_until");
            (void)snprintf(text, sizeof(text), "%.*s %s %.*s done %lld open %lld",
                           LL_STR_ARG(ll_text_at(row, "required")),
                           ll_bool_at(row, "held") ? "held" : "lacks", LL_STR_ARG(until),
                           (long long)ll_number_at(row, "steps_done"),
                           (long long)ll_number_at(row, "steps_open"));
            return text;
        }
    }
    return "none";
}

static void schemes(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer = plan_of(l, "ref=tema-plant");
    assert_string_equal(scheme_of(answer, "permit"), "law lacks  done 0 open 0");
    assert_string_equal(scheme_of(answer, "r2v3"), "voluntary lacks  done 0 open 0");
    assert_string_equal(scheme_of(answer, "weeelabex"), "in-some-countries lacks  done 0 open 0");
    assert_string_equal(scheme_of(answer, "en50625"), "in-some-countries lacks  done 0 open 0");
    assert_string_equal(scheme_of(answer, "carrier"), "none");
    assert_string_equal(scheme_of(answer, "tco-edge"), "none");
    ll_call(l, "facility certify", "facility=tema-plant", "standard=en-50625-1", "scope=phones",
            "number=E-1", "valid_from=2026-01-01", "valid_to=2026-12-31", NULL);
    ll_call(l, "facility certify", "facility=tema-plant", "standard=iso-14001", "scope=site",
            "number=I-1", "valid_from=2024-01-01", "valid_to=2026-01-31", NULL);
    ll_call(l, "licence add", "number=T-1", "country=GH", "kind=treat", "facility=tema-plant",
            "document_digest=a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0",
            "valid_from=2026-01-01", "valid_until=2027-12-31", NULL);
    answer = plan_of(l, "ref=tema-plant");
    assert_string_equal(scheme_of(answer, "permit"), "law held 2027-12-31 done 0 open 0");
    assert_string_equal(scheme_of(answer, "en50625"),
                        "in-some-countries held 2026-12-31 done 0 open 0");
    /* It ended before today. */
    assert_string_equal(scheme_of(answer, "iso14001"), "voluntary lacks  done 0 open 0");
    assert_string_equal(scheme_of(answer, "iso45001"), "voluntary lacks  done 0 open 0");
}

static void steps(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const char *plant = "facility=tema-plant";
    const struct ll_json *answer =
        ll_call(l, "facility plan-step", plant, "scheme=r2v3", "step=gap-analysis",
                "due_on=2026-03-20", "helper=oneforone", NULL);
    ll_assert_text(answer, "state", "planned");
    struct ll_str id = ll_text_at(answer, "plan_step_id");
    ll_call(l, "facility plan-step", plant, "scheme=r2v3", "step=audit", "due_on=2026-09-01", NULL);
    answer = ll_call(l, "facility plan-step", plant, "scheme=r2v3", "step=gap-analysis",
                     "state=begun", NULL);
    assert_true(ll_str_eq(ll_text_at(answer, "plan_step_id"), id));
    answer = plan_of(l, "ref=tema-plant");
    assert_string_equal(scheme_of(answer, "r2v3"), "voluntary lacks  done 0 open 2");
    ll_assert_text(answer, "steps.0.step", "gap-analysis");
    ll_assert_text(answer, "steps.0.helper", "oneforone");
    ll_assert_text(answer, "steps.0.due_on", "2026-03-20");
    assert_false(ll_bool_at(answer, "steps.0.overdue"));
    ll_advance_days(l, 30);
    assert_true(ll_bool_at(plan_of(l, "ref=tema-plant"), "steps.0.overdue"));
    assert_false(ll_bool_at(plan_of(l, "ref=tema-plant"), "steps.1.overdue"));
    answer = ll_call(l, "facility list", "plan_due_before=2026-04-01", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    ll_assert_text(answer, "items.0.code", "tema-plant");
    answer = ll_call(l, "desk show", NULL);
    bool told = false;
    for (size_t i = 0; i < ll_at(answer, "tasks")->count; i++) {
        const struct ll_json *task = &ll_at(answer, "tasks")->items[i];
        told = told || (ll_str_eq_cstr(ll_text_at(task, "task"), "plans-late") &&
                        ll_number_at(task, "entries") == 1);
    }
    assert_true(told);
    ll_refuse(l, LL_EREFUSED, "needs what shows it", "facility plan-step", plant, "scheme=r2v3",
              "step=gap-analysis", "state=done", NULL);
    ll_give_file(l, "report.pdf", LL_STR("what was missing"));
    ll_call(l, "facility plan-step", plant, "scheme=r2v3", "step=gap-analysis", "state=done",
            "evidence=report.pdf", NULL);
    answer = plan_of(l, "ref=tema-plant");
    assert_string_equal(scheme_of(answer, "r2v3"), "voluntary lacks  done 1 open 1");
    assert_false(ll_bool_at(answer, "steps.0.overdue"));
    assert_int_equal(ll_text_at(answer, "steps.0.evidence_digest").len, 64);
    assert_int_equal(
        ll_at(ll_call(l, "facility list", "plan_due_before=2026-04-01", NULL), "items")->count, 0);
}

/* Demand of a standard that the plant does not hold waits, until it does. */
static void waiting(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "order open", "code=careful", "programme=africa", "payer=utrecht",
            "beneficiary=utrecht", "class_code=smartphone", "standard=r2v3", NULL);
    ll_call(l, "order open", "code=easy", "programme=africa", "payer=utrecht",
            "beneficiary=utrecht", "class_code=tablet", NULL);
    ll_call(l, "hold place", "order_line=careful", "units=40", "until=2027-01-01", NULL);
    ll_call(l, "hold place", "order_line=easy", "units=7", "until=2027-01-01", NULL);
    const struct ll_json *answer = plan_of(l, "ref=tema-plant");
    assert_int_equal(ll_at(answer, "waiting")->count, 1);
    ll_assert_text(answer, "waiting.0.order_line", "careful");
    ll_assert_text(answer, "waiting.0.standard", "r2v3");
    assert_int_equal(ll_number_at(answer, "waiting_units"), 40);
    assert_int_equal(ll_number_at(answer, "waiting_g"), 0);
    ll_call(l, "facility certify", "facility=tema-plant", "standard=r2v3", "scope=recycling",
            "number=R-1", "valid_from=2026-03-01", "valid_to=2027-02-28", NULL);
    assert_int_equal(ll_number_at(plan_of(l, "ref=tema-plant"), "waiting_units"), 0);
    assert_int_equal(ll_number_at(plan_of(l, "ref=hoboken"), "waiting_units"), 40);
}

static void refused(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const char *plant = "facility=tema-plant";
    ll_refuse(l, LL_EREFUSED, "not a plant", "facility plan", "ref=kumasi", NULL);
    ll_refuse(l, LL_EREFUSED, "not a plant", "facility plan-step", "facility=kumasi", "scheme=r2v3",
              "step=audit", "due_on=2026-09-01", NULL);
    ll_refuse(l, LL_EINVAL, "'r3' is no scheme for plants", "facility plan-step", plant,
              "scheme=r3", "step=audit", "due_on=2026-09-01", NULL);
    ll_refuse(l, LL_EINVAL, "is no scheme for plants", "facility plan-step", plant,
              "scheme=carrier", "step=audit", "due_on=2026-09-01", NULL);
    ll_refuse(l, LL_EINVAL, "--due-on", "facility plan-step", plant, "scheme=r2v3", "step=audit",
              NULL);
    ll_refuse(l, LL_ENOTFOUND, "no organisation", "facility plan-step", plant, "scheme=r2v3",
              "step=audit", "due_on=2026-09-01", "helper=nobody", NULL);
    ll_refuse(l, LL_EREFUSED, "needs what shows it", "facility plan-step", plant, "scheme=r2v3",
              "step=audit", "due_on=2026-09-01", "state=done", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(schemes),
        LL_LEDGER_TEST(steps),
        LL_LEDGER_TEST(waiting),
        LL_LEDGER_TEST(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
