/* The site: its address and name, set and set again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "service/site.h"
#include "service/support.h"

static const char *address_of(struct ll_ledger *l)
{
    struct ll_str address;
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_site_address(&l->ctx, &address, &l->err), LL_OK);
    ll_store_rollback(l->ctx.store);
    return ll_str_to_cstr(l->ctx.arena, address);
}

static void what_was_set_last_counts(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const struct ll_json *answer = ll_call(l, "site show", NULL);
    ll_assert_text(answer, "name", "Loopledger");
    assert_null(ll_json_get(answer, "address"));
    assert_string_equal(address_of(l), "");
    ll_call(l, "site set", "address=https://old.example", "name=One for one", NULL);
    answer = ll_call(l, "site set", "address=https://ledger.example", "name= The ledger ", NULL);
    ll_assert_text(answer, "address", "https://ledger.example");
    answer = ll_call(l, "site show", NULL);
    ll_assert_text(answer, "address", "https://ledger.example");
    ll_assert_text(answer, "name", "The ledger");
    assert_string_equal(address_of(l), "https://ledger.example");
}

/* The audit reads addresses by code of its own: every one that is taken has to please it, too. */
static void addresses_have_one_form(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static const char label63[] = "a23456789012345678901234567890123456789012345678901234567890123";
    char longest[512];
    (void)snprintf(longest, sizeof(longest), "address=https://%s.%s.%s.%.61s", label63, label63,
                   label63, label63);
    const struct {
        const char *given;
        const char *form;
    } good[] = {
        {"address= HTTPS://Ledger.Example/ ", "https://ledger.example"},
        {"address=https://ledger.example:443", "https://ledger.example"},
        {"address=https://ledger.example:8443/", "https://ledger.example:8443"},
        {"address=https://xn--grn-hoa.example", "https://xn--grn-hoa.example"},
        {"address=https://192.0.2.7:65535", "https://192.0.2.7:65535"},
        {"address=http://localhost:80", "http://localhost"},
        {"address=http://localhost:8080", "http://localhost:8080"},
        {"address=https://a-b.c", "https://a-b.c"},
        {longest, longest + sizeof("address=") - 1},
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        ll_call(l, "site set", good[i].given, "name=One", NULL);
        assert_string_equal(address_of(l), good[i].form);
    }
    (void)snprintf(longest, sizeof(longest), "address=https://%s.%s.%s.%.62s", label63, label63,
                   label63, label63);
    const char *const wrong[] = {
        "address=ledger.example",
        "address=ftp://ledger.example",
        "address=http://ledger.example",
        "address=http://localhost.ledger.example",
        "address=https://",
        "address=https://ledger.example/log",
        "address=https://ledger.example//",
        "address=https://ledger.example?a=b",
        "address=https://ledger.example#top",
        "address=https://ama@ledger.example",
        "address=https://ledger..example",
        "address=https://.example",
        "address=https://ledger.example.",
        "address=https://-ledger.example",
        "address=https://ledger-.example",
        "address=https://led_ger.example",
        "address=https://grün.example",
        "address=https://ledger.example:",
        "address=https://ledger.example:0",
        "address=https://ledger.example:080",
        "address=https://ledger.example:65536",
        "address=https://ledger.example:84x",
        "address=https://ledger.example:1:2",
        longest,
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        ll_refuse(l, LL_EINVAL, "address", "site set", wrong[i], "name=One", NULL);
    }
    ll_refuse(l, LL_EREFUSED, "name", "site set", "address=https://ledger.example",
              "name=Carbon neutral phones", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(what_was_set_last_counts),
        LL_LEDGER_TEST(addresses_have_one_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
