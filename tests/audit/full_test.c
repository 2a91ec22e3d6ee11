/* The audit of a ledger made by services finds nothing; its report says what was checked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "audit/full_ledger.h"

struct progress_seen {
    int64_t calls;
    int64_t events;
};

static void note_progress(void *ctx, const char *what, int64_t done, int64_t total)
{
    struct progress_seen *seen = ctx;
    assert_true(done <= total);
    seen->calls++;
    if (strcmp(what, "events") == 0) {
        seen->events = done;
    }
}

static void a_sound_ledger(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_arena arena;
    struct ll_audit_report *report = NULL;
    struct ll_json *json = NULL;
    struct progress_seen seen = {0};
    struct ll_audit_progress progress = {note_progress, &seen, NULL};
    ll_make_full_ledger(l);
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    assert_int_equal(ll_audit_run(l->ctx.store, l->ctx.crypto, &arena, &progress, &report, &l->err),
                     LL_OK);
    ll_print_findings(report);
    assert_int_equal(report->finding_count, 0);
    assert_int_equal(report->counts[LL_AUDIT_COUNT_EVENTS], ll_event_total(l));
    assert_int_equal(seen.events, ll_event_total(l));
    assert_true(seen.calls >= 5);
    assert_int_equal(ll_audit_report_json(&arena, report, &json, &l->err), LL_OK);
    assert_true(ll_bool_at(json, "ok"));
    /* Everything was there to be checked. */
    const struct ll_json *checked = ll_at(json, "checked");
    for (size_t i = 0; i < checked->count; i++) {
        if (checked->members[i].value.integer <= 0) {
            fail_msg("nothing was checked of %.*s", LL_STR_ARG(checked->members[i].name));
        }
    }
    assert_int_equal(ll_number_at(json, "checked.lots"), 16);
    assert_int_equal(ll_number_at(json, "checked.certificates"), 7);
    /* of 82 stated: 10 are revoked, 8 superseded */
    assert_int_equal(ll_number_at(json, "checked.certified_units"), 58);
    assert_int_equal(ll_number_at(json, "checked.certified_units_under_review"), 6);
    assert_int_equal(ll_number_at(json, "checked.devices"), 2);
    assert_true(ll_at(json, "not_applicable")->count > 0);
    ll_arena_release(&arena);
}

static void an_empty_ledger(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    const struct ll_audit_report *report = ll_audit_of(l, l->ctx.store, &arena);
    assert_int_equal(report->finding_count, 0);
    assert_int_equal(report->counts[LL_AUDIT_COUNT_EVENTS], 0);
    ll_arena_release(&arena);
}

struct patience {
    int asked;
    int most;
};

static bool is_over(void *ctx)
{
    struct patience *patience = ctx;
    return ++patience->asked > patience->most;
}

/* Whenever it is asked to end, it does: nothing of it is left. */
static void one_that_is_stopped(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    int stopped = 0;
    ll_make_full_ledger(l);
    for (enum ll_status status = LL_ESTOPPED; status == LL_ESTOPPED; stopped++) {
        struct ll_arena arena;
        struct patience patience = {.most = stopped};
        struct ll_audit_progress progress = {.ctx = &patience, .is_over = is_over};
        struct ll_audit_report *report = NULL;
        ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
        status = ll_audit_run(l->ctx.store, l->ctx.crypto, &arena, &progress, &report, &l->err);
        assert_true(status == LL_OK || status == LL_ESTOPPED);
        assert_int_equal(patience.asked, stopped + (status == LL_ESTOPPED ? 1 : 0));
        assert_true(status == LL_OK || report == NULL);
        assert_false(ll_store_in_transaction(l->ctx.store));
        ll_arena_release(&arena);
    }
    assert_true(stopped >= 8); /* each step, and the events */
}

/* Too little memory is an error, never a half-made report or a crash. */
static void too_little_memory(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    size_t refused = 0;
    ll_make_full_ledger(l);
    for (size_t bytes = 4096; bytes < ((size_t)8 << 20); bytes += bytes / 8) {
        struct ll_arena arena;
        struct ll_audit_report *report = NULL;
        ll_arena_init(&arena, &ll_arena_malloc, bytes);
        enum ll_status status =
            ll_audit_run(l->ctx.store, l->ctx.crypto, &arena, NULL, &report, &l->err);
        if (status == LL_OK) {
            assert_int_equal(report->finding_count, 0);
        } else {
            assert_int_equal(status, LL_ENOMEM);
            refused++;
        }
        assert_false(ll_store_in_transaction(l->ctx.store));
        ll_arena_release(&arena);
    }
    assert_true(refused > 10);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, ll_ledger_start, ll_full_ledger_end)
    const struct CMUnitTest tests[] = {
        CASE(a_sound_ledger),
        CASE(an_empty_ledger),
        CASE(one_that_is_stopped),
        CASE(too_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
