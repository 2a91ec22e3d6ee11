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

/* A commitment for ten phones, by its serial. */
static const char *certificate_of(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_give_file(l, "photo.jpg", LL_STR("photo"));
    ll_call(l, "collection receive", "programme=africa", "collector=kumasi-repair",
            "facility=kumasi", "collected_on=2026-02-20", "price=79.20 GHS", "evidence=photo.jpg",
            "lots=feature_phone_nb:100:9kg:removed", NULL);
    ll_give_file(l, "order.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,10,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@order.csv", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
    const struct ll_json *answer =
        ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "units=10",
                "stage=accepted", NULL);
    return ll_option(l, "certificate", ll_text_at(answer, "serial"));
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

/* Somebody doubts a certificate, by its serial: a doubt becomes no client, and is closed once. */
static void a_doubt_names_a_certificate(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    const char *serial = certificate_of(l);
    ll_refuse(l, LL_ENOTFOUND, "serial", "enquiry doubt", "certificate=LL-0000000000000000",
              "name=Kofi", "email=kofi@paper.example", "message=Really?", NULL);
    ll_refuse(l, LL_EINVAL, "email", "enquiry doubt", serial, "name=Kofi", "email=nobody",
              "message=Really?", NULL);
    ll_refuse(l, LL_EINVAL, "doubted", "enquiry doubt", serial, "name=Kofi",
              "email=kofi@paper.example", "message=  ", NULL);
    const struct ll_json *answer =
        ll_call(l, "enquiry doubt", serial, "name=Kofi", "email=kofi@paper.example",
                "message=The plant was closed <b>then</b>", NULL);
    const char *enquiry = ll_option(l, "enquiry", ll_text_at(answer, "enquiry_id"));
    const struct ll_json *shown = ll_call(l, "enquiry show", ref_of(l, enquiry), NULL);
    ll_assert_text(shown, "state", "open");
    ll_assert_text(shown, "certificate", serial + sizeof("certificate=") - 1);
    ll_assert_text(shown, "message", "The plant was closed <b>then</b>");
    assert_null(ll_json_get(shown, "country"));
    assert_null(ll_json_get(shown, "units_a_year"));
    shown = ll_call(l, "enquiry list", "open=true", NULL);
    ll_assert_text(shown, "items.0.certificate", serial + sizeof("certificate=") - 1);
    ll_refuse(l, LL_EREFUSED, "nobody asks to join", "enquiry accept", enquiry, TERMS, NULL);
    ll_call(l, "enquiry decline", enquiry, NULL);
    shown = ll_call(l, "enquiry show", ref_of(l, enquiry), NULL);
    ll_assert_text(shown, "state", "answered");
    ll_refuse(l, LL_EREFUSED, "answered", "enquiry decline", enquiry, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(it_becomes_a_client),         LL_LEDGER_TEST(half_a_client_is_none),
        LL_LEDGER_TEST(what_is_none_is_refused),     LL_LEDGER_TEST(who_asked_is_forgotten),
        LL_LEDGER_TEST(a_doubt_names_a_certificate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
