/*
 * Who did what: every event once, the newest first, page by page and with each filter; nobody's
 * name once it was erased.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

static const struct ll_json *show(struct ll_ledger *l, const char *option)
{
    return ll_at(ll_call(l, "activity show", "limit=1000", option, NULL), "items");
}

static void every_event_once(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_receive(l, "A-1", "smartphone:40:6.8kg:none");
    int64_t total = ll_event_total(l);
    const struct ll_json *all = show(l, NULL);
    assert_int_equal(all->count, total);
    const char *after = NULL;
    size_t at = 0;
    for (;;) {
        const struct ll_json *page = ll_call(l, "activity show", "limit=7", after, NULL);
        const struct ll_json *items = ll_at(page, "items");
        for (size_t i = 0; i < items->count; i++, at++) {
            assert_true(ll_str_eq(ll_text_at(&items->items[i], "event_id"),
                                  ll_text_at(&all->items[at], "event_id")));
            assert_true(at == 0 || ll_str_cmp(ll_text_at(&all->items[at], "event_id"),
                                              ll_text_at(&all->items[at - 1], "event_id")) < 0);
        }
        if (ll_json_get(page, "next") == NULL) {
            break;
        }
        after = ll_option(l, "after", ll_text_at(page, "next"));
    }
    assert_int_equal(at, all->count);
}

static void what_is_looked_for(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer = ll_receive(l, "A-1", "smartphone:40:6.8kg:none");
    const char *object = ll_option(l, "object", ll_text_at(answer, "lots.0.lot_id"));
    const char *lot = ll_option(l, "lot", ll_text_at(answer, "lots.0.lot_id"));
    ll_pack(l, "a-box", ll_text_at(answer, "lots.0.lot_id"));
    ll_advance_days(l, 3);
    ll_call(l, "lot exclude", lot, "reason=doubtful-evidence", NULL);
    const struct ll_json *items = show(l, "kind=lot_excluded");
    assert_int_equal(items->count, 1);
    ll_assert_text(&items->items[0], "command", "lot exclude");
    assert_true(ll_str_eq_cstr(ll_text_at(&items->items[0], "about_id"), lot + strlen("lot=")));
    items = show(l, "kind=package_sealed");
    ll_assert_text(&items->items[0], "about", "a-box");
    items = show(l, object);
    assert_int_equal(items->count, 3); /* received, filled, excluded */
    ll_assert_text(&items->items[0], "kind", "lot_excluded");
    assert_int_equal(show(l, "day=2026-03-05")->count, 1);
    assert_int_equal(show(l, "day=2026-03-04")->count, 0);
    assert_int_equal(show(l, "day=2026-03-02")->count + 1, ll_event_total(l));
    assert_int_equal(show(l, "kind=no_such_kind")->count, 0);
    ll_refuse(l, LL_EPARSE, "evt", "activity show", "after=lot_1", NULL);
}

/* The keys that erasing needs, and its list, go out of the ledger's folder; then as ever. */
static int end_with_keys(void **state)
{
    static const char *const names[] = {LL_KEYS_SIGNING, LL_KEYS_FINGERPRINT, "keys/erasures",
                                        LL_KEYS_FOLDER};
    struct ll_ledger *l = *state;
    for (size_t i = 0; l != NULL && i < sizeof(names) / sizeof(names[0]); i++) {
        char path[512];
        (void)snprintf(path, sizeof(path), "%.*s/%s", LL_STR_ARG(l->ctx.data_dir), names[i]);
        (void)remove(path);
    }
    return ll_ledger_end(state);
}

/* Names come from the annex, and go with it. */
static void names_that_were_erased_are_gone(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_make_registry(l);
    const struct ll_json *answer = ll_call(l, "user add", "email=ama@example.org",
                                           "name=Ama Mensah", "organisation=goodfund", NULL);
    struct ll_str user = ll_text_at(answer, "user_id");
    l->ctx.actor = user;
    ll_receive(l, "A-1", "smartphone:40:6.8kg:none");
    l->ctx.actor = LL_STR("test");
    const struct ll_json *items = show(l, ll_option(l, "user", user));
    assert_int_equal(items->count, 1);
    ll_assert_text(&items->items[0], "user", "Ama Mensah");
    ll_call(l, "organisation erase", "organisation=goodfund", "reason=asked", NULL);
    items = show(l, ll_option(l, "user", user));
    assert_int_equal(items->count, 1);
    assert_null(ll_json_get(&items->items[0], "user"));
    assert_true(ll_str_eq(ll_text_at(&items->items[0], "user_id"), user));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(every_event_once),
        LL_LEDGER_TEST(what_is_looked_for),
        cmocka_unit_test_setup_teardown(names_that_were_erased_are_gone, ll_ledger_start,
                                        end_with_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
