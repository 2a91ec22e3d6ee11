/* Users: added, given roles, disabled, forgotten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "service/erasures.h"
#include "service/keys.h"
#include "service/support.h"

static const char *add(struct ll_ledger *l, const char *email, const char *organisation)
{
    const struct ll_json *answer = ll_call(l, "user add", email, "name=Ama", organisation, NULL);
    return ll_option(l, "user", ll_text_at(answer, "user_id"));
}

static const struct ll_json *show(struct ll_ledger *l, const char *user)
{
    return ll_call(l, "user show", ll_option(l, "ref", ll_str_from_cstr(strchr(user, '=') + 1)),
                   NULL);
}

static void a_user_has_the_roles_given(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer = ll_call(l, "user add", "email= Ama@Example.org ", "name=Ama M.",
                                           "organisation=oneforone", "role=programme", NULL);
    const char *ama = ll_option(l, "user", ll_text_at(answer, "user_id"));
    ll_call(l, "user give-role", ama, "role=admin", NULL);
    ll_refuse(l, LL_EEXISTS, "already", "user give-role", ama, "role=admin", NULL);
    answer = show(l, ama);
    ll_assert_text(answer, "email", "Ama@Example.org");
    ll_assert_text(answer, "name", "Ama M.");
    ll_assert_text(answer, "organisation", "oneforone");
    ll_assert_text(answer, "roles.0.role", "admin");
    ll_assert_text(answer, "roles.1.role", "programme");
    ll_call(l, "user take-role", ama, "role=admin", NULL);
    ll_refuse(l, LL_EREFUSED, "does not have", "user take-role", ama, "role=admin", NULL);
    ll_assert_text(show(l, ama), "roles.0.role", "programme");
}

static void an_address_is_one_users(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const char *ama = add(l, "email=ama@example.org", "organisation=utrecht");
    ll_refuse(l, LL_EEXISTS, "email", "user add", "email=AMA@example.org", "name=Ama",
              "organisation=goodfund", NULL);
    ll_call(l, "user disable", ama, "reason=left", NULL);
    ll_refuse(l, LL_EREFUSED, "disabled", "user disable", ama, "reason=left", NULL);
    ll_refuse(l, LL_EREFUSED, "disabled", "user give-role", ama, "role=client", NULL);
    add(l, "email=ama@example.org", "organisation=goodfund");
    static const char *const none[] = {"email=ama",   "email=@x.org",    "email=ama@",
                                       "email=a@b@c", "email=a b@c.org", "email=a,b@c.org"};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        ll_refuse(l, LL_EINVAL, "email", "user add", none[i], "name=Ama", "organisation=utrecht",
                  NULL);
    }
}

/* Disabled by mistake: they act again, and nothing of what they had comes back by itself. */
static void who_was_disabled_is_enabled(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const char *ama = add(l, "email=ama@example.org", "organisation=utrecht");
    ll_call(l, "user give-role", ama, "role=client", NULL);
    ll_call(l, "token make", ama, "permissions=order", "expires_on=2026-12-31", NULL);
    ll_refuse(l, LL_EREFUSED, "not disabled", "user enable", ama, "reason=mistake", NULL);
    ll_call(l, "user disable", ama, "reason=left", NULL);
    ll_refuse(l, LL_EREFUSED, "operator's people", "user enable", ama, "reason=mistake",
              "role=admin", NULL);
    ll_call(l, "user enable", ama, "reason=mistake", NULL);
    const struct ll_json *shown = show(l, ama);
    assert_null(ll_json_get(shown, "disabled_at"));
    assert_int_equal(ll_at(shown, "roles")->count, 0);
    assert_non_null(ll_json_get(ll_at(ll_call(l, "token list", NULL), "items.0"), "revoked_at"));
    ll_refuse(l, LL_EEXISTS, "email", "user add", "email=ama@example.org", "name=Ama",
              "organisation=utrecht", NULL);
    ll_call(l, "user give-role", ama, "role=client", NULL);
    ll_check_audit(l);
    ll_call(l, "user disable", ama, "reason=left", NULL);
    ll_call(l, "user enable", ama, "reason=mistake", "role=reseller", NULL);
    ll_assert_text(show(l, ama), "roles.0.role", "reseller");
    /* Their address is another's. */
    ll_call(l, "user disable", ama, "reason=left", NULL);
    add(l, "email=ama@example.org", "organisation=goodfund");
    ll_refuse(l, LL_EEXISTS, "email", "user enable", ama, "reason=mistake", NULL);
    ll_check_audit(l);
}

static void the_operators_roles_are_its_own_peoples(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_call(l, "organisation add", "code=first", "country=NL", "name=First", NULL);
    /* before there is a programme somebody has to begin */
    ll_call(l, "user add", "email=first@example.org", "name=First", "organisation=first",
            "role=admin", NULL);
    ll_make_registry(l);
    static const char *const roles[] = {"role=admin", "role=logistics", "role=permits",
                                        "role=finance", "role=programme"};
    const char *client = add(l, "email=client@example.org", "organisation=utrecht");
    const char *own = add(l, "email=own@example.org", "organisation=oneforone");
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        ll_refuse(l, LL_EREFUSED, "operator's people", "user give-role", client, roles[i], NULL);
        ll_call(l, "user give-role", own, roles[i], NULL);
    }
    ll_refuse(l, LL_EREFUSED, "operator's people", "user add", "email=x@example.org", "name=X",
              "organisation=utrecht", "role=admin", NULL);
    ll_call(l, "user give-role", client, "role=client", NULL);
}

static struct ll_str entry(struct ll_ledger *l, const char *field)
{
    const struct ll_json *items = ll_at(ll_call(l, "annex list", field, NULL), "items");
    assert_true(items->count > 0);
    return ll_text_at(&items->items[0], "annex_id");
}

static void remove_file(struct ll_ledger *l, const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%.*s/%s", LL_STR_ARG(l->ctx.data_dir), name);
    assert_int_equal(remove(path), 0);
}

static void people_can_be_forgotten(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_make_registry(l);
    const char *ama = add(l, "email=ama@example.org", "organisation=goodfund");
    const char *name = ll_option(l, "entry", entry(l, "field=user.name"));
    const char *email = ll_option(l, "entry", entry(l, "field=user.email"));
    ll_refuse(l, LL_EREFUSED, "not disabled", "annex erase", name, "reason=asked", NULL);
    ll_refuse(l, LL_EREFUSED, "not disabled", "annex erase", email, "reason=asked", NULL);
    ll_call(l, "user disable", ama, "reason=left", NULL);
    ll_call(l, "annex erase", name, "reason=asked", NULL);
    assert_null(ll_json_get(show(l, ama), "name"));
    ll_assert_text(show(l, ama), "email", "ama@example.org");
    ll_refuse(l, LL_EREFUSED, "erased", "user enable", ama, "reason=mistake", NULL);
    /* with their organisation; until then their language is shown and given out, too */
    const char *kofi = add(l, "email=kofi@example.org", "organisation=goodfund");
    assert_null(ll_json_get(show(l, kofi), "language"));
    ll_call(l, "user link", kofi, "language=nl", NULL);
    ll_assert_text(show(l, kofi), "language", "nl");
    const struct ll_json *held = ll_call(l, "organisation export", "ref=goodfund", NULL);
    ll_assert_text(held, "users.1.email", "kofi@example.org");
    ll_assert_text(held, "users.1.language", "nl");
    const struct ll_json *answer =
        ll_call(l, "organisation erase", "organisation=goodfund", "reason=asked", NULL);
    assert_int_equal(ll_number_at(answer, "erased_entries"), 4);
    assert_null(ll_json_get(show(l, kofi), "name"));
    assert_null(ll_json_get(show(l, kofi), "email"));
    assert_null(ll_json_get(show(l, kofi), "language"));
    (void)ll_text_at(show(l, kofi), "disabled_at");
    assert_int_equal(ll_str_find(ll_dump(l), LL_STR("example.org"), false), SIZE_MAX);
    remove_file(l, LL_ERASURES_FILE);
    remove_file(l, LL_KEYS_SIGNING);
    remove_file(l, LL_KEYS_FINGERPRINT);
    remove_file(l, LL_KEYS_FOLDER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(a_user_has_the_roles_given),
        LL_LEDGER_TEST(an_address_is_one_users),
        LL_LEDGER_TEST(who_was_disabled_is_enabled),
        LL_LEDGER_TEST(the_operators_roles_are_its_own_peoples),
        LL_LEDGER_TEST(people_can_be_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
