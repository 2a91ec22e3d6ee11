/* Order lines that demand a certification of the recycler. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

static void order(struct ll_ledger *l, const char *line, const char *document, const char *units)
{
    char text[160];
    (void)snprintf(
        text, sizeof(text),
        "document_id,line_id,device_class,quantity,date\n%s,1,smartphone,%s,2026-02-01\n", document,
        units);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", line, NULL);
}

/* 100 phones, of which a line that demands r2v3 has the first 60, and one without terms 10. */
static struct ll_str start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "order open", "code=strict", "programme=africa", "beneficiary=utrecht",
            "class_code=smartphone", "standard=r2v3", NULL);
    ll_call(l, "order open", "code=plain", "programme=africa", "beneficiary=utrecht",
            "class_code=smartphone", NULL);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    order(l, "order_line=strict", "PO-1", "60");
    order(l, "order_line=plain", "PO-2", "10");
    ll_call(l, "allocation run", "programme=africa", NULL);
    return lot;
}

static const char *receive(struct ll_ledger *l)
{
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "100", "16.8kg"));
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    return ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
}

static void certify(struct ll_ledger *l, const char *from, const char *to)
{
    ll_call(l, "facility certify", "facility=hoboken", "standard=r2v3", "scope=recycling",
            "number=R2-1", from, to, NULL);
}

/* A certified plant receives them: everything goes on as without the term. */
static void certified_on_the_day(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = start(l);
    ll_call(l, "package make", "code=box-1", "kind=box", "programme=africa", "facility=kumasi",
            NULL);
    /* Who fills it is told beforehand what the plant's lack of a certification would do. */
    const struct ll_json *answer = ll_call(l, "package fill", "package=box-1",
                                           ll_option(l, "lots", lot), "bound_for=hoboken", NULL);
    assert_int_equal(ll_number_at(answer, "conflicts.0.released_units"), 60);
    ll_call(l, "package seal", "package=box-1", "seal=S-1", NULL);
    certify(l, "valid_from=2026-01-01", "valid_to=2026-12-31");
    ll_ship_to_hoboken(l, "s-1", "box-1");
    answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    assert_null(ll_json_get(answer, "conflicts"));
    (void)receive(l);
    answer = ll_call(l, "order show", "ref=strict", NULL);
    ll_assert_text(answer, "standard", "r2v3");
    assert_int_equal(ll_number_at(answer, "allocated_units"), 60);
    answer = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                     "order_line=strict", "stage=received", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 60);
}

/* Its certification has run out: what was provisional is released, with the receipt, and waits. */
static void released_and_waiting(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_pack(l, "box-1", start(l));
    certify(l, "valid_from=2025-01-01", "valid_to=2026-03-31");
    ll_ship_to_hoboken(l, "s-1", "box-1");
    const struct ll_json *answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    ll_assert_text(answer, "conflicts.0.order_lines.0.order_line", "strict");
    assert_int_equal(ll_number_at(answer, "conflicts.0.order_lines.0.units"), 60);
    int64_t before = ll_event_total(l);
    (void)receive(l);
    assert_int_equal(ll_event_total(l), before + 2); /* the release and the receipt */
    answer = ll_call(l, "order show", "ref=strict", NULL);
    assert_int_equal(ll_number_at(answer, "allocated_units"), 0);
    answer = ll_call(l, "order show", "ref=plain", NULL);
    assert_int_equal(ll_number_at(answer, "allocated_units"), 10);
    answer = ll_call(l, "allocation preview", "programme=africa", NULL);
    ll_assert_text(answer, "waiting.0.why",
                   "all units that would fit were received without the standard");
    assert_int_equal(ll_number_at(answer, "waiting.0.free_without_standard_units"), 90);
    ll_refuse(l, LL_ESHORT, "60 wait for scrap devices", "certificate issue", "programme=africa",
              "beneficiary=utrecht", "order_line=strict", "stage=received", NULL);
    /* Others serve it, at its old place; what it lost serves those without the term. */
    ll_receive(l, "K-2", "smartphone:50:8.5kg:none");
    order(l, "order_line=plain", "PO-3", "70");
    answer = ll_call(l, "allocation run", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "still_open_units"), 10);
    answer = ll_call(l, "order show", "ref=strict", NULL);
    assert_int_equal(ll_number_at(answer, "allocated_units"), 50);
    /* A certification that it held on the day and that comes late lets them serve again. */
    certify(l, "valid_from=2026-04-01", "valid_to=2027-03-31");
    answer = ll_call(l, "allocation run", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "still_open_units"), 0);
}

/* A commitment over them is put under review, and only revoked. */
static void committed_before(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_pack(l, "box-1", start(l));
    const struct ll_json *answer =
        ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                "order_line=strict", "stage=accepted", "units=40", NULL);
    const char *serial = ll_option(l, "serial", ll_text_at(answer, "serial"));
    ll_ship_to_hoboken(l, "s-1", "box-1");
    answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    ll_assert_text(answer, "conflicts.0.certificates.0.serial", serial + strlen("serial="));
    (void)receive(l);
    answer = ll_call(l, "certificate show", serial, NULL);
    ll_assert_text(answer, "state", "under-review");
    ll_assert_text(answer, "reason", "standard");
    ll_refuse(l, LL_EREFUSED, "without the standard", "certificate raise", serial, NULL);
    ll_refuse(l, LL_EREFUSED, "without the standard", "certificate replace", serial, NULL);
    answer = ll_call(l, "certificate revoke", serial, "reason=wrong-plant", NULL);
    assert_int_equal(ll_number_at(answer, "released_units"), 40);
    answer = ll_call(l, "order show", "ref=strict", NULL);
    assert_int_equal(ll_number_at(answer, "allocated_units"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(certified_on_the_day),
        LL_LEDGER_TEST(released_and_waiting),
        LL_LEDGER_TEST(committed_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
