/* Reminders: what ends, what is owed, by whom, and when it is time to say so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "service/support.h"

#define PAPER_GH "document_digest=2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
#define PAPER_OF(first)                                                                            \
    "document_digest=" first "de2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9"
#define PAPER_CO "document_digest=fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9"

static void draft(struct ll_ledger *l)
{
    ll_call(l, "notification draft", "code=n-1", "notifier=kumasi-repair", "consignee=smelter",
            "from=kumasi", "plant=hoboken", "stream=phone-scrap", "battery=installed-intact",
            "purpose=recovery", "operation=r4", "packaging=4", "physical=2", "shipments_max=6",
            "mass_max=60 t", "first_departure=2026-03-01", "last_departure=2027-02-28",
            "states=GH::GHTEM:GH01,BE:BEANR::BE001", "carriers=blueline:road,blueline:sea", NULL);
    ll_call(l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
}

/* The reminder of a kind about something with this note; NULL: none. */
static const struct ll_json *find(const struct ll_json *list, const char *kind, const char *note)
{
    const struct ll_json *items = ll_at(list, "items");
    for (size_t i = 0; i < items->count; i++) {
        const struct ll_json *said = ll_json_get(&items->items[i], "note");
        if (ll_str_eq_cstr(ll_text_at(&items->items[i], "kind"), kind) &&
            (note == NULL || (said != NULL && ll_str_eq_cstr(ll_json_string(said), note)))) {
            return &items->items[i];
        }
    }
    return NULL;
}

static const struct ll_json *list(struct ll_ledger *l)
{
    return ll_call(l, "reminder list", NULL);
}

static void steps_are_owed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l);
    assert_null(find(list(l), "step-due", NULL));
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=submitted",
            "on=2026-02-02", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=BE", "step=forwarded",
            "on=2026-02-09", NULL);
    /* Thirty days to decide; three working days to say that it is complete. */
    const struct ll_json *item = find(list(l), "step-due", "BE consented");
    assert_non_null(item);
    ll_assert_text(item, "day", "2026-03-11");
    ll_assert_text(item, "who", "authority");
    ll_assert_text(item, "notification", "n-1");
    assert_false(ll_bool_at(item, "overdue"));
    item = find(list(l), "step-due", "GH completed");
    assert_non_null(item);
    ll_assert_text(item, "day", "2026-02-05");
    assert_true(ll_bool_at(item, "overdue"));
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=questioned",
            "on=2026-02-27", NULL);
    item = find(list(l), "step-due", "GH answered");
    assert_non_null(item);
    ll_assert_text(item, "who", "notifier");
    ll_assert_text(item, "day", "2026-03-13");
    assert_null(find(list(l), "step-due", "GH completed"));
}

static void what_ends_is_said_in_time(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l);
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=submitted",
            "on=2026-02-02", NULL);
    ll_call(l, "notification consent", "notification=n-1", "country=GH", "on=2026-02-10",
            "valid_from=2026-03-01", "valid_until=2026-09-15", PAPER_GH, NULL);
    ll_call(l, "notification attach", "notification=n-1", "kind=doc-contract", PAPER_CO,
            "valid_until=2026-04-20", NULL);
    const struct ll_json *now = list(l);
    assert_null(find(now, "consent-expires", "GH")); /* it has more than half a year */
    const struct ll_json *item = find(now, "contract-ends", "doc-contract");
    assert_non_null(item);
    assert_true(ll_bool_at(item, "presses")); /* it has less than ninety days */
    assert_null(find(now, "step-due", "GH consented"));
    ll_advance_days(l, 40);
    now = list(l);
    item = find(now, "consent-expires", "GH");
    assert_non_null(item);
    ll_assert_text(item, "day", "2026-09-15");
    ll_assert_text(item, "who", "notifier");
    assert_false(ll_bool_at(item, "presses"));
    /* The earliest first. */
    const struct ll_json *items = ll_at(now, "items");
    for (size_t i = 1; i < items->count; i++) {
        assert_true(ll_str_cmp(ll_text_at(&items->items[i - 1], "day"),
                               ll_text_at(&items->items[i], "day")) <= 0);
    }
    ll_advance_days(l, 75); /* thirty days after its end it is over */
    assert_null(find(list(l), "contract-ends", "doc-contract"));
    item = find(list(l), "consent-expires", "GH");
    assert_non_null(item);
    assert_true(ll_bool_at(item, "presses"));
}

/* What was acknowledged by the old law has to be recovered by its end, what was not goes by the new
 * one: both are told while there is time for another notification. */
static void the_end_of_a_law_is_told(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l);
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=submitted",
            "on=2026-02-02", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=BE", "step=forwarded",
            "on=2026-02-03", NULL);
    const struct ll_json *item = find(list(l), "new-law-applies", NULL);
    assert_non_null(item);
    ll_assert_text(item, "day", "2026-05-20");
    ll_assert_text(item, "who", "notifier");
    ll_assert_text(item, "source", "EU-WSR2024 Art.85(3)");
    ll_call(l, "notification step", "notification=n-1", "country=BE", "step=acknowledged",
            "on=2026-02-10", NULL);
    assert_null(find(list(l), "new-law-applies", NULL));
    assert_null(find(list(l), "old-law-ends", NULL)); /* it has more than a year */
    ll_advance_days(l, 100);
    item = find(list(l), "old-law-ends", NULL);
    assert_non_null(item);
    ll_assert_text(item, "day", "2027-05-21");
    ll_assert_text(item, "notification", "n-1");
    ll_assert_text(item, "source", "EU-WSR2024 Art.85(5)");
    assert_false(ll_bool_at(item, "presses"));
    ll_advance_days(l, 170);
    assert_true(ll_bool_at(find(list(l), "old-law-ends", NULL), "presses"));
    /* Nothing moved on it, and nothing will: there is nothing to recover. */
    ll_advance_days(l, 110);
    assert_null(find(list(l), "old-law-ends", NULL));
}

static void no_old_law_for_what_was_acknowledged_later(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l);
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=submitted",
            "on=2026-02-02", NULL);
    ll_advance_days(l, 100);
    ll_call(l, "notification step", "notification=n-1", "country=BE", "step=forwarded",
            "on=2026-05-22", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=BE", "step=acknowledged",
            "on=2026-05-25", NULL);
    assert_null(find(list(l), "old-law-ends", NULL));
    assert_null(find(list(l), "new-law-applies", NULL));
}

static void a_movement_owes_statements(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    draft(l);
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=submitted",
            "on=2026-02-02", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=BE", "step=forwarded",
            "on=2026-02-03", NULL);
    ll_call(l, "notification consent", "notification=n-1", "country=GH", "on=2026-02-10",
            "valid_from=2026-03-01", "valid_until=2027-02-01", PAPER_GH, NULL);
    ll_call(l, "notification consent", "notification=n-1", "country=BE", "on=2026-02-10",
            "valid_from=2026-03-01", "valid_until=2027-02-01", PAPER_CO, NULL);
    ll_call(l, "notification attach", "notification=n-1", "kind=doc-contract", PAPER_OF("c0"),
            NULL);
    ll_call(l, "notification attach", "notification=n-1", "kind=doc-finguar", PAPER_OF("c1"),
            "amount=25000 EUR", "valid_until=2028-02-01", NULL);
    (void)ll_pack(
        l, "box-1",
        ll_text_at(ll_receive(l, "r-1", "smartphone:100:18kg:contained"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=hoboken",
            "planned_arrival=2026-04-10", "legs=road:blueline:250:tema,sea:blueline:7600",
            "packages=box-1", NULL);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", "mass=18 kg", NULL);
    assert_null(find(list(l), "statement-due", NULL));
    ll_send_movement(l, "s-1", "2026-02-20");
    ll_call(l, "notification attach", "notification=n-1", "shipment=s-1", "kind=doc-dgd",
            "un=UN3481", PAPER_OF("c2"), NULL);
    ll_call(l, "notification attach", "notification=n-1", "shipment=s-1", "kind=doc-batt-pack",
            PAPER_OF("c3"), NULL);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    ll_advance_days(l, 37);
    const struct ll_json *item = find(list(l), "arrival-due", NULL);
    assert_non_null(item);
    ll_assert_text(item, "day", "2026-04-10");
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    assert_null(find(list(l), "arrival-due", NULL));
    item = find(list(l), "statement-due", NULL);
    assert_non_null(item);
    ll_assert_text(item, "shipment", "GH/2026-7.000001");
    assert_true(ll_str_starts(ll_text_at(item, "note"), LL_STR("receipt_confirmation")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(steps_are_owed),
        LL_LEDGER_TEST(what_ends_is_said_in_time),
        LL_LEDGER_TEST(the_end_of_a_law_is_told),
        LL_LEDGER_TEST(no_old_law_for_what_was_acknowledged_later),
        LL_LEDGER_TEST(a_movement_owes_statements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
