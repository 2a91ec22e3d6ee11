/* Enquiries: who asks to join, and what comes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

#define ASK                                                                                        \
    "name=Ama", "organisation=New <b>Firm</b>", "country=NL", "devices=phones",                    \
        "trigger=purchase", "units_a_year=500"
#define TERMS "code=new-firm", "order_code=new-firm-1", "programme=africa", "class_code=smartphone"

static const char *receive(struct ll_ledger *l, const char *email)
{
    const struct ll_json *answer =
        ll_call(l, "enquiry receive", email, ASK, "message= Two words ", NULL);
    return ll_option(l, "enquiry", ll_text_at(answer, "enquiry_id"));
}

static const char *ref_of(struct ll_ledger *l, const char *option)
{
    return ll_option(l, "ref", ll_str_from_cstr(option + sizeof("enquiry=") - 1));
}

static void it_becomes_a_client(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const char *enquiry = receive(l, "email= Ama@New.example ");
    const struct ll_json *shown = ll_call(l, "enquiry show", ref_of(l, enquiry), NULL);
    ll_assert_text(shown, "state", "open");
    ll_assert_text(shown, "email", "Ama@New.example");
    ll_assert_text(shown, "message", "Two words");
    ll_assert_text(shown, "organisation", "New <b>Firm</b>");
    assert_int_equal(ll_number_at(shown, "units_a_year"), 500);
    const struct ll_json *answer = ll_call(l, "enquiry accept", enquiry, TERMS, NULL);
    const char *user = ll_option(l, "ref", ll_text_at(answer, "user_id"));
    shown = ll_call(l, "enquiry show", ref_of(l, enquiry), NULL);
    ll_assert_text(shown, "state", "accepted");
    ll_assert_text(shown, "order_line", "new-firm-1");
    shown = ll_call(l, "user show", user, NULL);
    ll_assert_text(shown, "organisation", "new-firm");
    ll_assert_text(shown, "roles.0.role", "client");
    shown = ll_call(l, "order show", "ref=new-firm-1", NULL);
    ll_assert_text(shown, "beneficiary", "new-firm");
    ll_refuse(l, LL_EREFUSED, "answered", "enquiry accept", enquiry, TERMS, NULL);
    ll_refuse(l, LL_EREFUSED, "answered", "enquiry decline", enquiry, NULL);
}

/* All or nothing: whatever is refused of it leaves the enquiry open and nothing behind. */
static void half_a_client_is_none(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const char *enquiry = receive(l, "email=ama@new.example");
    int64_t events = ll_event_total(l);
    ll_refuse(l, LL_EREFUSED, "rule", "enquiry accept", enquiry, "code=new-firm",
              "order_code=new-firm-1", "programme=africa", "class_code=laptop", NULL);
    ll_refuse(l, LL_EEXISTS, "utrecht", "enquiry accept", enquiry, "code=utrecht",
              "order_code=new-firm-1", "programme=africa", "class_code=smartphone", NULL);
    assert_int_equal(ll_event_total(l), events);
    ll_call(l, "enquiry decline", enquiry, NULL);
    const struct ll_json *shown = ll_call(l, "enquiry show", ref_of(l, enquiry), NULL);
    ll_assert_text(shown, "state", "declined");
    shown = ll_call(l, "enquiry list", "open=true", NULL);
    assert_int_equal(ll_at(shown, "items")->count, 0);
    shown = ll_call(l, "enquiry list", NULL);
    assert_int_equal(ll_at(shown, "items")->count, 1);
}

static void what_is_none_is_refused(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_refuse(l, LL_EINVAL, "email", "enquiry receive", "email=nobody", ASK, NULL);
    ll_refuse(l, LL_EINVAL, "XX", "enquiry receive", "email=a@b.example", "name=A",
              "organisation=B", "country=XX", "devices=phones", "trigger=purchase",
              "units_a_year=5", NULL);
    ll_refuse(l, LL_ENOTFOUND, "enq_", "enquiry show", "ref=enq_none", NULL);
}

/* Who asked can be forgotten; then nobody is made of them. */
static void who_asked_is_forgotten(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK); /* erasing needs their folder */
    ll_make_registry(l);
    const char *enquiry = receive(l, "email=ama@new.example");
    const struct ll_json *annex = ll_call(l, "annex list", "field=enquiry.email", NULL);
    ll_call(l, "annex erase", ll_option(l, "entry", ll_text_at(annex, "items.0.annex_id")),
            "reason=asked", NULL);
    ll_refuse(l, LL_EREFUSED, "erased", "enquiry accept", enquiry, TERMS, NULL);
    const struct ll_json *shown = ll_call(l, "enquiry show", ref_of(l, enquiry), NULL);
    assert_null(ll_json_get(shown, "email"));
    ll_call(l, "enquiry decline", enquiry, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(it_becomes_a_client),
        LL_LEDGER_TEST(half_a_client_is_none),
        LL_LEDGER_TEST(what_is_none_is_refused),
        LL_LEDGER_TEST(who_asked_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
