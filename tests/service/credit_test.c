/* Devices that come back: credit notes, and what they do to demand and allocations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

#define LINE "order_line=utrecht.smartphone.africa"
#define SHOW "ref=utrecht.smartphone.africa"

static void import(struct ll_ledger *l, const char *beneficiary, const char *rows)
{
    char text[512];
    (void)snprintf(text, sizeof(text), "document_id,line_id,device_class,quantity,date\n%s", rows);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=africa", beneficiary, "file=@doc", NULL);
}

/* 100 units; PO-1 bought 60 and PO-2 90; goodfund's PO-3 waits for 20. */
static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    import(l, "beneficiary=utrecht",
           "PO-1,1,smartphone,60,2026-02-01\nPO-2,1,smartphone,90,2026-02-02\n"
           "PO-2,2,tablet,4,2026-02-02\n");
    import(l, "beneficiary=goodfund", "PO-3,1,smartphone,20,2026-02-03\n");
    ll_receive(l, "K-1", "feature_phone_nb:100:9kg:removed");
    ll_call(l, "allocation run", "programme=africa", NULL);
}

static const struct ll_json *credit(struct ll_ledger *l, const char *document, const char *number,
                                    const char *units)
{
    return ll_call(l, "order credit", document, number, LINE, units, NULL);
}

static void check_line(struct ll_ledger *l, int64_t voided, int64_t allocated, int64_t carry_over)
{
    const struct ll_json *answer = ll_call(l, "order show", SHOW, NULL);
    assert_int_equal(ll_number_at(answer, "demanded_units"), 150 - voided);
    assert_int_equal(ll_number_at(answer, "voided_units"), voided);
    assert_int_equal(ll_number_at(answer, "allocated_units"), allocated);
    assert_int_equal(ll_number_at(answer, "carry_over_units"), carry_over);
    answer = ll_call(l, "order list", "beneficiary=utrecht", NULL);
    assert_int_equal(ll_number_at(answer, "items.0.demanded_units"), 150 - voided);
    assert_int_equal(ll_number_at(answer, "items.0.voided_units"), voided);
}

/* PO-2 has [60, 150), of which [60, 100) are served. */
static void open_positions_go_first(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer = credit(l, "document=PO-2", "number=CN-1", "units=45");
    ll_assert_text(answer, "outcome", "booked");
    assert_int_equal(ll_number_at(answer, "voided_units"), 45);
    assert_int_equal(ll_number_at(answer, "released_units"), 0);
    check_line(l, 45, 100, 0);
    answer = ll_call(l, "order show", SHOW, NULL);
    assert_int_equal(ll_number_at(answer, "voided.0.lo"), 105);
    assert_int_equal(ll_number_at(answer, "voided.0.hi"), 150);
    /* What came back waits for nothing. */
    static const char *const positions[][2] = {
        {"position=104", "waiting"}, {"position=105", "voided"}, {"position=149", "voided"}};
    for (size_t i = 0; i < 3; i++) {
        answer = ll_call(l, "device show", LINE, positions[i][0], NULL);
        ll_assert_text(answer, "allocation", positions[i][1]);
    }

    /* Five open ones are left; ten served ones go to whoever waits. */
    answer = credit(l, "document=PO-2", "number=CN-2", "units=15");
    assert_int_equal(ll_number_at(answer, "voided_units"), 15);
    assert_int_equal(ll_number_at(answer, "released_units"), 10);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 10);
    check_line(l, 60, 90, 0);
    answer = ll_call(l, "order show", "ref=goodfund.smartphone.africa", NULL);
    assert_int_equal(ll_number_at(answer, "allocated_units"), 10);

    /* Nothing fills what was voided, and the queue ends. */
    ll_receive(l, "K-2", "feature_phone_nb:50:4.5kg:removed");
    answer = ll_call(l, "allocation run", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 10);
    answer = ll_call(l, "allocation preview", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "still_open_units"), 4);

    /* All of it, to the last. */
    ll_refuse(l, LL_ESHORT, "has 30 devices left", "order credit", "document=PO-2", "number=CN-3",
              LINE, "units=31", NULL);
    credit(l, "document=PO-2", "number=CN-3", "units=30");
    ll_refuse(l, LL_ESHORT, "has 0 devices left", "order credit", "document=PO-2", "number=CN-4",
              LINE, "units=1", NULL);
    check_line(l, 90, 60, 0);
}

static void a_credit_note_counts_once(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *booked = credit(l, "document=PO-2", "number=CN-1", "units=5");
    int64_t events = ll_event_total(l);
    const struct ll_json *again = ll_call(l, "order credit", "document=PO-2", "number=CN-1", LINE,
                                          "units=5", "issued_on=2026-02-05", NULL);
    ll_assert_text(again, "outcome", "unchanged");
    assert_true(ll_str_eq(ll_text_at(again, "document_id"), ll_text_at(booked, "document_id")));
    assert_int_equal(ll_event_total(l), events);
    ll_refuse(l, LL_ECONFLICT, "other content", "order credit", "document=PO-2", "number=CN-1",
              LINE, "units=6", NULL);
    ll_refuse(l, LL_ECONFLICT, "other content", "order credit", "document=PO-1", "number=CN-1",
              LINE, "units=5", NULL);
    /* By the id of the document, too; and never of a credit note. */
    const struct ll_json *line = ll_call(l, "order show", SHOW, NULL);
    again = ll_call(l, "order credit",
                    ll_option(l, "document", ll_text_at(line, "slices.1.document_id")),
                    "number=CN-1", LINE, "units=5", NULL);
    ll_assert_text(again, "outcome", "unchanged");
    ll_refuse(l, LL_EREFUSED, "credit note itself", "order credit", "document=CN-1", "number=CN-2",
              LINE, "units=1", NULL);
    ll_refuse(l, LL_EREFUSED, "credit note itself", "order credit",
              ll_option(l, "document", ll_text_at(booked, "document_id")), "number=CN-2", LINE,
              "units=1", NULL);
}

static void what_was_never_bought_is_refused(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_refuse(l, LL_ENOTFOUND, "no document 'PO-9'", "order credit", "document=PO-9", "number=CN-1",
              LINE, "units=1", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no document 'PO-3'", "order credit", "document=PO-3", "number=CN-1",
              LINE, "units=1", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no document 'PO-1'", "order credit", "document=PO-1", "number=CN-1",
              "order_line=utrecht.tablet.africa", "units=1", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no order", "order credit", "document=PO-1", "number=CN-1",
              "order_line=nothing", "units=1", NULL);
    const struct ll_json *line = ll_call(l, "order show", SHOW, NULL);
    ll_refuse(l, LL_ENOTFOUND, "bought on order line", "order credit",
              ll_option(l, "document", ll_text_at(line, "slices.0.document_id")), "number=CN-1",
              "order_line=utrecht.tablet.africa", "units=1", NULL);
    ll_refuse(l, LL_ESHORT, "has 60 devices left", "order credit", "document=PO-1", "number=CN-1",
              LINE, "units=61", NULL);
    ll_refuse(l, LL_EINVAL, "takes something back", "order credit", "document=PO-1", "number=CN-1",
              LINE, "units=0", NULL);
}

/* A certificate cites [0, 50): PO-1 can give back 10, the rest is carried over. */
static void what_a_certificate_holds_is_carried_over(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=accepted",
            "units=50", NULL);
    const struct ll_json *answer = credit(l, "document=PO-1", "number=CN-1", "units=25");
    assert_int_equal(ll_number_at(answer, "voided_units"), 10);
    assert_int_equal(ll_number_at(answer, "carried_over_units"), 15);
    assert_int_equal(ll_number_at(answer, "released_units"), 10);
    assert_int_equal(ll_at(answer, "certificates_under_review")->count, 0);
    check_line(l, 10, 100, 15);
    answer = ll_call(l, "order show", SHOW, NULL);
    assert_int_equal(ll_number_at(answer, "carry_over.0.lo"), 35);
    assert_int_equal(ll_number_at(answer, "carry_over.0.hi"), 50);
    ll_refuse(l, LL_ESHORT, "has 35 devices left", "order credit", "document=PO-1", "number=CN-2",
              LINE, "units=36", NULL);
    answer = credit(l, "document=PO-1", "number=CN-2", "units=35");
    assert_int_equal(ll_number_at(answer, "carried_over_units"), 35);
    check_line(l, 10, 100, 50);
}

/* What came back while a certificate held it has come back, also when that one is revoked. */
static void what_is_carried_over_is_not_returned_again(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer =
        ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=accepted",
                "units=50", NULL);
    const char *serial = ll_option(l, "serial", ll_text_at(answer, "serial"));
    credit(l, "document=PO-1", "number=CN-1", "units=25");
    ll_call(l, "certificate revoke", serial, "reason=wrong-client", NULL);
    ll_refuse(l, LL_ESHORT, "has 35 devices left", "order credit", "document=PO-1", "number=CN-2",
              LINE, "units=36", NULL);
    answer = credit(l, "document=PO-1", "number=CN-2", "units=35");
    assert_int_equal(ll_number_at(answer, "voided_units"), 35);
    check_line(l, 45, 100, 15);
}

/* After a revocation nothing is stated anew for what came back, until a later purchase uses it. */
static void what_came_back_is_not_certified_anew(void **state)
{
    static const char *const issue[] = {"programme=africa", "beneficiary=utrecht",
                                        "stage=accepted"};
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer =
        ll_call(l, "certificate issue", issue[0], issue[1], issue[2], "units=50", NULL);
    const char *serial = ll_option(l, "serial", ll_text_at(answer, "serial"));
    credit(l, "document=PO-1", "number=CN-1", "units=25");
    /* What it cites it goes on citing, also in another's place. */
    answer = ll_call(l, "certificate replace", serial, NULL);
    assert_int_equal(ll_number_at(answer, "units"), 50);
    serial = ll_option(l, "serial", ll_text_at(answer, "serial"));
    ll_call(l, "certificate revoke", serial, "reason=wrong-client", NULL);
    answer = ll_call(l, "certificate issue", issue[0], issue[1], issue[2], NULL);
    assert_int_equal(ll_number_at(answer, "units"), 85);
    ll_assert_text(answer, "left_out.1.reason", "returned");
    assert_int_equal(ll_number_at(answer, "left_out.1.units"), 15);
    serial = ll_option(l, "serial", ll_text_at(answer, "serial"));
    ll_call(l, "certificate revoke", serial, "reason=wrong-client", NULL);

    /* All of PO-1 is back: there is nothing to state for it. */
    credit(l, "document=PO-1", "number=CN-2", "units=35");
    ll_refuse(l, LL_ESHORT, "15 serve devices that came back", "certificate issue", issue[0],
              issue[1], issue[2], "document=PO-1", NULL);
    /* Twelve of a later purchase stand on it. */
    import(l, "beneficiary=utrecht", "PO-5,1,smartphone,12,2026-02-05\n");
    answer = ll_call(l, "certificate issue", issue[0], issue[1], issue[2], "document=PO-1", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 12);
    ll_assert_text(answer, "left_out.0.reason", "returned");
    assert_int_equal(ll_number_at(answer, "left_out.0.units"), 3);
}

static void the_day_is_not_ahead_nor_before_the_document(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_refuse(l, LL_EINVAL, "lies ahead", "order credit", "document=PO-2", "number=CN-1", LINE,
              "units=5", "issued_on=2026-03-09", NULL);
    ll_refuse(l, LL_EINVAL, "before that of the document", "order credit", "document=PO-2",
              "number=CN-1", LINE, "units=5", "issued_on=2026-02-01", NULL);
    ll_call(l, "order credit", "document=PO-2", "number=CN-1", LINE, "units=5",
            "issued_on=2026-02-02", NULL);
}

/* A certificate cites [0, 50), of which [35, 50) came back: 15 for the purchases to come. */
static void start_carry_over(struct ll_ledger *l)
{
    start(l);
    ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=accepted",
            "units=50", NULL);
    credit(l, "document=PO-1", "number=CN-1", "units=25");
}

static const struct ll_json *buy(struct ll_ledger *l, const char *rows)
{
    char text[512];
    (void)snprintf(text, sizeof(text), "document_id,line_id,device_class,quantity,date\n%s", rows);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    return ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
}

static void check_counts(struct ll_ledger *l, int64_t demanded, int64_t voided, int64_t carried,
                         int64_t carry_over)
{
    const struct ll_json *answer = ll_call(l, "order show", SHOW, NULL);
    int64_t allocated = ll_number_at(answer, "allocated_units");
    assert_int_equal(ll_number_at(answer, "demanded_units"), demanded - voided);
    assert_int_equal(ll_number_at(answer, "voided_units"), voided);
    assert_int_equal(ll_number_at(answer, "carried_units"), carried);
    assert_int_equal(ll_number_at(answer, "served_units"), allocated + carried);
    assert_int_equal(ll_number_at(answer, "open_units"), demanded - voided - carried - allocated);
    assert_int_equal(ll_number_at(answer, "carry_over_units"), carry_over);
}

static void the_next_purchase_uses_carry_over(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start_carry_over(l);
    check_counts(l, 150, 10, 0, 15);
    const struct ll_json *answer = buy(l, "PO-5,1,smartphone,12,2026-02-05\n");
    assert_int_equal(ll_number_at(answer, "slices.0.carried_units"), 12);
    check_counts(l, 162, 10, 12, 3);
    answer = buy(l, "PO-6,1,smartphone,10,2026-02-06\nPO-6,2,tablet,1,2026-02-06\n");
    assert_int_equal(ll_number_at(answer, "slices.0.carried_units"), 3);
    assert_null(ll_json_get(ll_at(answer, "slices.1"), "carried_units"));
    check_counts(l, 172, 10, 15, 0);
    answer = ll_call(l, "order show", SHOW, NULL);
    assert_int_equal(ll_at(answer, "carried")->count, 2);
    assert_int_equal(ll_number_at(answer, "carried.1.lo"), 162);
    assert_int_equal(ll_number_at(answer, "carried.1.hi"), 165);
    assert_int_equal(ll_number_at(answer, "carried.1.from_lo"), 47);
    ll_assert_text(answer, "carried.1.from_order_line", "utrecht.smartphone.africa");
    assert_int_equal(ll_at(answer, "voided")->count, 1);

    /* Nothing serves them, and no certificate cites them again. */
    ll_receive(l, "K-2", "feature_phone_nb:200:18kg:removed");
    ll_call(l, "allocation run", "programme=africa", NULL);
    answer = ll_call(l, "order show", SHOW, NULL);
    assert_int_equal(ll_number_at(answer, "allocated_units"), 172 - 10 - 15);
    assert_int_equal(ll_number_at(answer, "open_units"), 0);
    answer = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                     "stage=accepted", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 172 - 10 - 15 - 50);
    /* Who asks for a device of the purchase is led to the certificate. */
    answer = ll_call(l, "device show", LINE, "position=163", NULL);
    assert_int_equal(ll_number_at(answer, "carried_from_position"), 48);
    ll_assert_text(answer, "allocation", "committed");
    assert_true(ll_text_at(answer, "certificate").len > 0);
}

static void a_returned_purchase_gives_carry_over_back(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start_carry_over(l);
    buy(l, "PO-5,1,smartphone,12,2026-02-05\n");
    buy(l, "PO-6,1,smartphone,10,2026-02-06\n");
    /* Seven are open; then the highest that is carried. */
    const struct ll_json *answer = credit(l, "document=PO-6", "number=CN-2", "units=8");
    assert_int_equal(ll_number_at(answer, "voided_units"), 8);
    assert_int_equal(ll_number_at(answer, "given_back_units"), 1);
    assert_int_equal(ll_number_at(answer, "carried_over_units"), 0);
    check_counts(l, 172, 18, 14, 1);
    /* The middle of what PO-5 carries is not the highest: [157, 162) goes. */
    credit(l, "document=PO-5", "number=CN-3", "units=5");
    check_counts(l, 172, 23, 9, 6);
    answer = ll_call(l, "order show", SHOW, NULL);
    assert_int_equal(ll_number_at(answer, "carried.0.hi"), 157);
    /* It is used again, the first first. */
    buy(l, "PO-7,1,smartphone,4,2026-02-07\n");
    answer = ll_call(l, "order show", SHOW, NULL);
    assert_int_equal(ll_number_at(answer, "carried.2.from_lo"), 42);
    assert_int_equal(ll_number_at(answer, "carried.2.hi"), 176);
    check_counts(l, 176, 23, 13, 2);
    credit(l, "document=PO-7", "number=CN-4", "units=4");
    check_counts(l, 176, 27, 9, 6);
    ll_refuse(l, LL_ESHORT, "has 0 devices left", "order credit", "document=PO-7", "number=CN-5",
              LINE, "units=1", NULL);
}

/* Only for what the earlier units could serve, of this client. */
static void carry_over_is_for_the_same_terms(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start_carry_over(l);
    ll_call(l, "order open", "programme=africa", "beneficiary=utrecht", "class_code=smartphone",
            "code=utrecht.gh", "countries=GH", NULL);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-5,1,smartphone,4,2026-02-05\n"));
    const struct ll_json *answer =
        ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc",
                "order_line=utrecht.gh", NULL);
    assert_null(ll_json_get(ll_at(answer, "slices.0"), "carried_units"));
    import(l, "beneficiary=goodfund", "PO-6,1,smartphone,4,2026-02-05\n");
    check_counts(l, 150, 10, 0, 15);
    /* Another line of these terms may. */
    ll_call(l, "order open", "programme=africa", "beneficiary=utrecht", "class_code=smartphone",
            "code=utrecht.more", "payer=goodfund", NULL);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-7,1,smartphone,4,2026-02-05\n"));
    answer = ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc",
                     "payer=goodfund", "order_line=utrecht.more", NULL);
    assert_int_equal(ll_number_at(answer, "slices.0.carried_units"), 4);
    check_counts(l, 150, 10, 0, 11);
    answer = ll_call(l, "order show", "ref=utrecht.more", NULL);
    assert_int_equal(ll_number_at(answer, "served_units"), 4);
    assert_int_equal(ll_number_at(answer, "open_units"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(open_positions_go_first),
        LL_LEDGER_TEST(a_credit_note_counts_once),
        LL_LEDGER_TEST(what_was_never_bought_is_refused),
        LL_LEDGER_TEST(what_a_certificate_holds_is_carried_over),
        LL_LEDGER_TEST(what_is_carried_over_is_not_returned_again),
        LL_LEDGER_TEST(what_came_back_is_not_certified_anew),
        LL_LEDGER_TEST(the_day_is_not_ahead_nor_before_the_document),
        LL_LEDGER_TEST(the_next_purchase_uses_carry_over),
        LL_LEDGER_TEST(a_returned_purchase_gives_carry_over_back),
        LL_LEDGER_TEST(carry_over_is_for_the_same_terms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
