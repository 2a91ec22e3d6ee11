/* Cases: units under review, by one case and by several; and custody kept in one form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

static void order(struct ll_ledger *l, const char *units)
{
    char text[128];
    (void)snprintf(
        text, sizeof(text),
        "document_id,line_id,device_class,quantity,date\nPO-1,1,smartphone,%s,2026-02-01\n", units);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
}

/* "from-to stage; …" of a lot, with ! where a case has them under review. */
static const char *custody(struct ll_ledger *l, struct ll_str lot)
{
    const struct ll_json *rows =
        ll_at(ll_call(l, "lot show", ll_option(l, "ref", lot), NULL), "custody");
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, l->ctx.arena, 4096);
    for (size_t i = 0; i < rows->count; i++) {
        const struct ll_json *row = &rows->items[i];
        struct ll_str place = ll_json_string_at(row, "package");
        place = place.len > 0 ? place : ll_json_string_at(row, "facility");
        ll_strbuf_fmt(&buf, "%s%lld-%lld %.*s %.*s%s", i == 0 ? "" : "; ",
                      (long long)ll_number_at(row, "lo"), (long long)ll_number_at(row, "hi"),
                      LL_STR_ARG(ll_text_at(row, "stage")), LL_STR_ARG(place),
                      ll_json_get(row, "case_id") == NULL ? "" : "!");
    }
    assert_int_equal(ll_strbuf_finish(&buf, &text, &l->err), LL_OK);
    return ll_str_to_cstr(l->ctx.arena, text);
}

static struct ll_str open_case(struct ll_ledger *l, const char *about, int64_t units)
{
    const struct ll_json *answer =
        ll_call(l, "case open", about, "cause=short-count", "deadline=2026-12-01", NULL);
    assert_int_equal(ll_number_at(answer, "units_under_review"), units);
    return ll_text_at(answer, "case_id");
}

static void close_case(struct ll_ledger *l, struct ll_str id)
{
    ll_call(l, "case close", ll_option(l, "case", id), "outcome=settled", NULL);
}

/* A box at Kumasi with units of a lot, from the lowest number. */
static void box(struct ll_ledger *l, const char *code, struct ll_str lot, int units)
{
    char words[LL_ID_TEXT_MAX + 16];
    ll_call(l, "package make", ll_option(l, "code", ll_str_from_cstr(code)), "kind=box",
            "programme=africa", "facility=kumasi", NULL);
    (void)snprintf(words, sizeof(words), "%.*s:%d", LL_STR_ARG(lot), units);
    ll_call(l, "package fill", ll_option(l, "package", ll_str_from_cstr(code)),
            ll_option(l, "lots", ll_str_from_cstr(words)), NULL);
}

static void under_review(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    order(l, "100");
    box(l, "box-1", lot, 30);
    struct ll_str id = open_case(l, "package=box-1", 30);
    assert_string_equal(custody(l, lot), "0-30 accepted box-1!; 30-100 accepted kumasi");
    /* Not cited. */
    const struct ll_json *answer = ll_call(l, "certificate issue", "programme=africa",
                                           "beneficiary=utrecht", "stage=accepted", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 70);
    /* Not shipped. */
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema", "planned_arrival=2026-06-01",
            "legs=road:blueline:250", "packages=box-1", NULL);
    ll_refuse(l, LL_EREFUSED, "30 units", "shipment depart", "shipment=s-1", NULL);
    answer = ll_call(l, "case show", ll_option(l, "ref", id), NULL);
    ll_assert_text(answer, "cause", "short-count");
    ll_assert_text(answer, "package", "box-1");
    assert_int_equal(ll_number_at(answer, "spans.0.hi"), 30);
    assert_int_equal(ll_at(ll_call(l, "case list", "open=true", NULL), "items")->count, 1);
    close_case(l, id);
    assert_int_equal(ll_at(ll_call(l, "case list", "open=true", NULL), "items")->count, 0);
    answer = ll_call(l, "case list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    ll_assert_text(answer, "items.0.outcome", "settled");
    ll_refuse(l, LL_EREFUSED, "closed already: settled", "case close", ll_option(l, "case", id),
              "outcome=again", NULL);
    assert_string_equal(custody(l, lot), "0-30 accepted box-1; 30-100 accepted kumasi");
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
}

/* Closed by mistake: its units are under review again, and the outcome it had stays to be read. */
static void opened_again(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    box(l, "box-1", lot, 30);
    struct ll_str id = open_case(l, "package=box-1", 30);
    const char *which = ll_option(l, "case", id);
    ll_refuse(l, LL_EREFUSED, "not closed", "case reopen", which, "reason=mistake", NULL);
    ll_call(l, "case close", which, "outcome=settled", "note=Counted anew.", NULL);
    /* What another case has meanwhile stays under that one. */
    struct ll_str second = open_case(l, "package=box-1", 30);
    ll_call(l, "case reopen", which, "reason=wrong-case", NULL);
    ll_check_audit(l);
    const struct ll_json *answer = ll_call(l, "case show", ll_option(l, "ref", id), NULL);
    assert_null(ll_json_get(answer, "outcome"));
    assert_null(ll_json_get(answer, "closing_note"));
    ll_assert_text(answer, "deadline", "2026-12-01");
    ll_assert_text(answer, "reopenings.0.outcome", "settled");
    ll_assert_text(answer, "reopenings.0.reason", "wrong-case");
    ll_assert_text(answer, "reopenings.0.closing_note", "Counted anew.");
    close_case(l, second);
    assert_string_equal(custody(l, lot), "0-30 accepted box-1!; 30-100 accepted kumasi");
    close_case(l, id);
    assert_string_equal(custody(l, lot), "0-30 accepted box-1; 30-100 accepted kumasi");
    ll_refuse(l, LL_EINVAL, "deadline", "case reopen", which, "reason=mistake",
              "deadline=2026-01-01", NULL);
    ll_call(l, "case reopen", which, "reason=mistake", "deadline=2027-01-31", NULL);
    answer = ll_call(l, "case show", ll_option(l, "ref", id), NULL);
    ll_assert_text(answer, "deadline", "2027-01-31");
    ll_assert_text(answer, "reopenings.1.deadline", "2026-12-01");
    assert_string_equal(custody(l, lot), "0-30 accepted box-1!; 30-100 accepted kumasi");
    ll_check_audit(l);
}

/* A unit is under review until the last case about it is closed, in whatever order they are. */
static void several_cases(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    box(l, "box-1", lot, 30);
    box(l, "box-2", lot, 30);
    ll_call(l, "package make", "code=pallet", "kind=pallet", "programme=africa", "facility=kumasi",
            NULL);
    ll_call(l, "package nest", "parent=pallet", "packages=box-1,box-2", NULL);
    struct ll_str first = open_case(l, "package=box-2", 30);
    struct ll_str second = open_case(l, "package=pallet", 60);
    struct ll_str third = open_case(l, "package=box-1", 30);
    const char *all = "0-30 accepted box-1!; 30-60 accepted box-2!; 60-100 accepted kumasi";
    assert_string_equal(custody(l, lot), all);
    close_case(l, first);
    assert_string_equal(custody(l, lot), all);
    close_case(l, second);
    assert_string_equal(custody(l, lot),
                        "0-30 accepted box-1!; 30-60 accepted box-2; 60-100 accepted kumasi");
    close_case(l, third);
    assert_string_equal(custody(l, lot),
                        "0-30 accepted box-1; 30-60 accepted box-2; 60-100 accepted kumasi");
}

/* Loose units under review are not packed; custody has one form, however it came about. */
static void loose_units(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    box(l, "box-1", lot, 30);
    box(l, "box-2", lot, 30);
    ll_call(l, "package fill", "package=box-2", ll_option(l, "lots", lot), NULL);
    assert_string_equal(custody(l, lot), "0-30 accepted box-1; 30-100 accepted box-2");
    ll_call(l, "package seal", "package=box-1", "seal=S-1", NULL);
    ll_call(l, "package seal", "package=box-2", "seal=S-2", NULL);
    ll_ship_to_hoboken(l, "s-1", "box-1,box-2");
    assert_string_equal(custody(l, lot), "0-30 shipped box-1; 30-100 shipped box-2");
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "100", "16.8kg"));
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    struct ll_str receipt = ll_text_at(answer, "receipt_id");
    assert_string_equal(custody(l, lot), "0-100 received hoboken");
    struct ll_str id = open_case(l, ll_option(l, "receipt", receipt), 100);
    /* Treatment goes on. Dismantled units lie at the plant; recycled ones nowhere. */
    ll_call(l, "treatment record", ll_option(l, "receipt", receipt), "kind=mechanical",
            "operation=r12", "outputs=boards:6.8kg,metals:10kg", NULL);
    assert_string_equal(custody(l, lot), "0-100 dismantled hoboken!");
    close_case(l, id);
    assert_string_equal(custody(l, lot), "0-100 dismantled hoboken");
    ll_call(l, "treatment record", ll_option(l, "receipt", receipt), "kind=mechanical",
            "operation=r4", "outputs=copper:6.8kg,slag:10kg", NULL);
    assert_string_equal(custody(l, lot), "0-100 recycled ");
    /* What is recycled may be in doubt still, and is not cited. */
    id = open_case(l, ll_option(l, "receipt", receipt), 100);
    assert_string_equal(custody(l, lot), "0-100 recycled !");
    close_case(l, id);
}

static void refused(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    box(l, "box-1", lot, 30);
    ll_refuse(l, LL_EINVAL, "one package, receipt or shipment", "case open", "cause=x",
              "deadline=2026-12-01", NULL);
    ll_refuse(l, LL_EINVAL, "one package, receipt or shipment", "case open", "cause=x",
              "deadline=2026-12-01", "package=box-1", "shipment=s-1", NULL);
    ll_refuse(l, LL_EINVAL, "deadline", "case open", "cause=x", "deadline=2026-01-01",
              "package=box-1", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no package", "case open", "cause=x", "deadline=2026-12-01",
              "package=box-9", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no organisation", "case open", "cause=x", "deadline=2026-12-01",
              "package=box-1", "counterparty=nobody", NULL);
    ll_refuse(l, LL_ENOTFOUND, "case list", "case close", "case=cas_00000000000000000000000000",
              "outcome=x", NULL);
    ll_refuse(l, LL_ENOTFOUND, "case list", "case show", "ref=box-1", NULL);
    const struct ll_json *answer =
        ll_call(l, "case open", "package=box-1", "cause=short-count", "deadline=2026-12-01",
                "counterparty=blueline", "amount=12.50 EUR", "note=Two boxes came open.", NULL);
    const char *id = ll_option(l, "case", ll_text_at(answer, "case_id"));
    ll_refuse(l, LL_EINVAL, "closed_on", "case close", id, "outcome=x", "closed_on=2026-01-01",
              NULL);
    ll_refuse(l, LL_EINVAL, "closed_on", "case close", id, "outcome=x", "closed_on=2027-01-01",
              NULL);
    ll_refuse(l, LL_EINVAL, "outcome", "case close", id, "outcome=All is well", NULL);
    answer = ll_call(l, "case show", ll_option(l, "ref", ll_text_at(answer, "case_id")), NULL);
    ll_assert_text(answer, "note", "Two boxes came open.");
    assert_int_equal(ll_number_at(answer, "amount.minor"), 1250);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(under_review), LL_LEDGER_TEST(opened_again), LL_LEDGER_TEST(several_cases),
        LL_LEDGER_TEST(loose_units),  LL_LEDGER_TEST(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
