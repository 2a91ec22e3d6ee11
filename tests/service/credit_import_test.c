/* Credit notes of several lines, out of files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"
#include "support/shared_data.h"

#define PO "document_id,line_id,device_class,quantity,date\n"
#define CN "document_id,line_id,of_document,device_class,quantity,date\n"

static void import(struct ll_ledger *l, const char *beneficiary, const char *text)
{
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=africa", beneficiary, "file=@doc", NULL);
}

/* 100 units; PO-1 bought 60 phones and 5 tablets, PO-2 90 phones; goodfund's PO-3 waits for 20. */
static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    import(l, "beneficiary=utrecht",
           PO "PO-1,1,smartphone,60,2026-02-01\nPO-1,2,tablet,5,2026-02-01\n"
              "PO-2,1,smartphone,90,2026-02-02\n");
    import(l, "beneficiary=goodfund", PO "PO-3,1,smartphone,20,2026-02-03\n");
    ll_receive(l, "K-1", "feature_phone_nb:100:9kg:removed");
    ll_call(l, "allocation run", "programme=africa", NULL);
}

static const struct ll_json *credit(struct ll_ledger *l, const char *text)
{
    ll_give_file(l, "cn.csv", ll_str_from_cstr(text));
    return ll_call(l, "order credit", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
}

/* Refused, with this finding first, of a line of the file and a column. */
static void refuse(struct ll_ledger *l, const char *text, const char *code, int64_t line,
                   const char *field)
{
    ll_give_file(l, "cn.csv", ll_str_from_cstr(text));
    ll_refuse(l, LL_EINVAL, "cn.csv", "order credit", "programme=africa", "beneficiary=utrecht",
              "file=@doc", NULL);
    ll_assert_text(l->ctx.problem, "findings.0.code", code);
    ll_assert_text(l->ctx.problem, "findings.0.field", field);
    if (line > 0) {
        assert_int_equal(ll_number_at(l->ctx.problem, "findings.0.line"), line);
    }
}

static void check(struct ll_ledger *l, const char *ref, int64_t voided, int64_t carry_over)
{
    const struct ll_json *answer = ll_call(l, "order show", ref, NULL);
    assert_int_equal(ll_number_at(answer, "voided_units"), voided);
    assert_int_equal(ll_number_at(answer, "carry_over_units"), carry_over);
}

/* Of two documents and two order lines; the phones of PO-1 are on a certificate. */
static void lines_of_several_documents_are_one_event(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=accepted",
            "units=50", NULL);
    int64_t events = ll_event_total(l);
    const struct ll_json *answer = credit(l, CN "CN-1,1,PO-1,smartphone,15,2026-02-20\n"
                                                "CN-1,2,PO-1,tablet,2,2026-02-20\n"
                                                "CN-1,3,PO-2,smartphone,60,2026-02-20\n"
                                                "CN-1,4,PO-1,smartphone,5,2026-02-20\n");
    ll_assert_text(answer, "credit_notes.0.outcome", "booked");
    assert_int_equal(ll_at(answer, "credit_notes")->count, 1);
    assert_int_equal(ll_at(answer, "lines")->count, 3);
    /* PO-1: ten served ones and ten held; PO-2: 50 open ones and ten served; two tablets. */
    assert_int_equal(ll_number_at(answer, "credit_notes.0.voided_units"), 10 + 60 + 2);
    assert_int_equal(ll_number_at(answer, "credit_notes.0.carried_over_units"), 10);
    assert_int_equal(ll_number_at(answer, "credit_notes.0.released_units"), 20);
    assert_int_equal(ll_number_at(answer, "credit_notes.0.refilled_units"), 20);
    /* What was released, the credit note, the refill. */
    assert_int_equal(ll_event_total(l), events + 3);
    check(l, "ref=utrecht.smartphone.africa", 70, 10);
    check(l, "ref=utrecht.tablet.africa", 2, 0);

    /* The same again, its lines in another order and parted otherwise. */
    events = ll_event_total(l);
    answer = credit(l, CN "CN-1,1,PO-2,smartphone,60,2026-02-20\n"
                          "CN-1,2,PO-1,smartphone,20,2026-02-20\n"
                          "CN-1,3,PO-1,tablet,2,2026-02-20\n");
    ll_assert_text(answer, "credit_notes.0.outcome", "unchanged");
    assert_int_equal(ll_event_total(l), events);
    refuse(l,
           CN "CN-1,1,PO-2,smartphone,60,2026-02-20\nCN-1,2,PO-1,smartphone,20,2026-02-20\n"
              "CN-1,3,PO-1,tablet,1,2026-02-20\n",
           "E_CONFLICT_DOC", 0, "document_id");
    refuse(l, CN "CN-1,1,PO-2,smartphone,60,2026-02-20\n", "E_CONFLICT_DOC", 0, "document_id");
}

/* A file and a command say the same. */
static void a_file_and_a_command_are_one_credit_note(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    credit(l, CN "CN-1,1,PO-2,smartphone,5,2026-02-20\n");
    const struct ll_json *answer = ll_call(l, "order credit", "document=PO-2", "number=CN-1",
                                           "order_line=utrecht.smartphone.africa", "units=5", NULL);
    ll_assert_text(answer, "outcome", "unchanged");
    ll_call(l, "order credit", "document=PO-1", "number=CN-2", "order_line=utrecht.tablet.africa",
            "units=1", NULL);
    answer = credit(l, CN "CN-2,1,PO-1,tablet,1,\n");
    ll_assert_text(answer, "credit_notes.0.outcome", "unchanged");
    /* A purchase may have the number of its credit note. */
    credit(l, CN "PO-1,1,PO-1,tablet,1,\n");
    answer = credit(l, CN "PO-1,1,PO-1,tablet,1,\n");
    ll_assert_text(answer, "credit_notes.0.outcome", "unchanged");
    ll_refuse(l, LL_EINVAL, "does not go with", "order credit", "programme=africa",
              "beneficiary=utrecht", "file=@doc", "number=CN-3", NULL);
    ll_refuse(l, LL_EINVAL, "beneficiary", "order credit", "programme=africa", "file=@doc", NULL);
    ll_refuse(l, LL_EINVAL, "order_line", "order credit", "document=PO-1", "number=CN-3", "units=1",
              NULL);
}

/* One bad line and nothing of the file is booked; every bad one is told. */
static void bad_lines_are_told_by_line_and_column(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    int64_t events = ll_event_total(l);
    refuse(l, CN "CN-1,1,PO-2,smartphone,5,2026-02-20\nCN-1,2,PO-9,smartphone,1,2026-02-20\n",
           "E_NOT_BOUGHT", 3, "of_document");
    refuse(l, CN "CN-1,1,PO-2,tablet,5,2026-02-20\n", "E_NOT_BOUGHT", 2, "of_document");
    refuse(l, CN "CN-1,1,PO-3,smartphone,5,2026-02-20\n", "E_NOT_BOUGHT", 2, "of_document");
    refuse(l, CN "CN-1,1,,smartphone,5,2026-02-20\n", "E_OF_DOCUMENT", 2, "of_document");
    refuse(l, CN "CN-1,1,PO-2,smartphone,-5,2026-02-20\n", "E_CREDIT_SIGN", 2, "quantity");
    refuse(l, CN "CN-1,1,PO-2,smartphone,many,2026-02-20\n", "E_QTY", 2, "quantity");
    refuse(l, CN "CN-1,1,PO-2,phone-ish,5,2026-02-20\n", "E_CLASS", 2, "device_class");
    refuse(l, CN "CN-1,1,PO-2,smartphone,5,2026-02-01\n", "E_DATE", 2, "date");
    refuse(l, CN "CN-1,1,PO-2,smartphone,5,2036-02-01\n", "E_DATE", 2, "date");
    /* Over all its lines together: the third is too many. */
    refuse(l,
           CN "CN-1,1,PO-2,smartphone,50,2026-02-20\nCN-1,2,PO-1,smartphone,60,2026-02-20\n"
              "CN-1,3,PO-2,smartphone,41,2026-02-20\nCN-1,4,PO-2,smartphone,9,2026-02-20\n",
           "E_MORE_THAN_LEFT", 4, "quantity");
    /* A credit note that is right does not pass beside one that is not. */
    refuse(l, CN "CN-1,1,PO-2,smartphone,5,2026-02-20\nCN-2,1,PO-2,smartphone,86,2026-02-20\n",
           "E_MORE_THAN_LEFT", 3, "quantity");
    refuse(l, CN "CN-1,1,PO-9,smartphone,5,\nCN-2,1,PO-8,smartphone,6,\n", "E_NOT_BOUGHT", 2,
           "of_document");
    assert_int_equal(ll_at(l->ctx.problem, "findings")->count, 2);
    refuse(l, CN "CN-1,1,PO-9,smartphone,5,\nCN-1,2,PO-2,smartphone,91,\n", "E_NOT_BOUGHT", 2,
           "of_document");
    ll_assert_text(l->ctx.problem, "findings.1.code", "E_MORE_THAN_LEFT");
    assert_int_equal(ll_event_total(l), events);

    credit(l, CN "CN-1,1,PO-2,smartphone,5,2026-02-20\nCN-2,1,PO-2,smartphone,85,2026-02-20\n");
    refuse(l, CN "CN-3,1,CN-1,smartphone,5,2026-02-20\n", "E_OF_DOCUMENT", 2, "of_document");
    refuse(l, CN "CN-3,1,PO-2,smartphone,1,2026-02-20\n", "E_MORE_THAN_LEFT", 2, "quantity");
    check(l, "ref=utrecht.smartphone.africa", 90, 0);
}

/* A document of two order lines of one class needs to be told which. */
static void an_order_line_may_be_named(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_call(l, "order open", "programme=africa", "beneficiary=utrecht", "class_code=smartphone",
            "code=utrecht.gh", "countries=GH", NULL);
    refuse(l,
           "document_id,of_document,device_class,quantity,order_line\n"
           "CN-1,PO-2,smartphone,5,utrecht.gh\n",
           "E_NOT_BOUGHT", 2, "of_document");
    refuse(l,
           "document_id,of_document,device_class,quantity,order_line\n"
           "CN-1,PO-2,smartphone,5,utrecht.tablet.africa\n",
           "E_OF_DOCUMENT", 2, "order_line");
    credit(l, "document_id,of_document,device_class,quantity,order_line\n"
              "CN-1,PO-2,smartphone,5,utrecht.smartphone.africa\n");
    check(l, "ref=utrecht.smartphone.africa", 5, 0);
}

/* ---- UBL ---- */
#define NOTE(head, lines)                                                                          \
    "<CreditNote xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2\" "             \
    "xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" "      \
    "xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">\n"        \
    "<cbc:ID>CN-1</cbc:ID><cbc:IssueDate>2026-02-20</cbc:IssueDate>" head                          \
    "<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Voorbeeld Telefoons"         \
    "</cbc:Name></cac:PartyName></cac:Party></cac:AccountingSupplierParty>"                        \
    "<cac:AccountingCustomerParty><cac:Party><cac:PartyName><cbc:Name>Stad</cbc:Name>"             \
    "</cac:PartyName></cac:Party></cac:AccountingCustomerParty>\n" lines "</CreditNote>\n"
#define OF_INVOICE(id)                                                                             \
    "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>" id                              \
    "</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>"
#define OF_ORDER(id) "<cac:OrderReference><cbc:ID>" id "</cbc:ID></cac:OrderReference>"
#define LINE(id, unit, units, refs, name)                                                          \
    "<cac:CreditNoteLine><cbc:ID>" id "</cbc:ID><cbc:CreditedQuantity unitCode=\"" unit            \
    "\">" units "</cbc:CreditedQuantity>" refs "<cac:Item><cbc:Name>" name                         \
    "</cbc:Name><cac:CommodityClassification><cbc:ItemClassificationCode listID=\"TST\">43191501"  \
    "</cbc:ItemClassificationCode></cac:CommodityClassification></cac:Item></"                     \
    "cac:CreditNoteLine>\n"

static void a_ubl_credit_note_is_booked(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    /* The invoice is not known, its order is; the second line names another. */
    const struct ll_json *answer =
        credit(l, NOTE("<cac:DiscrepancyResponse><cbc:ResponseCode>DOA</cbc:ResponseCode>"
                       "</cac:DiscrepancyResponse>" OF_ORDER("PO-1") OF_INVOICE("INV-1"),
                       LINE("1", "C62", "3", "", "Smartphone One")
                           LINE("2", "EA", "4", OF_INVOICE("PO-2"), "Smartphone One")));
    ll_assert_text(answer, "credit_notes.0.outcome", "booked");
    assert_int_equal(ll_number_at(answer, "credit_notes.0.voided_units"), 7);
    ll_assert_text(answer, "transient.numbers.0.document", "CN-1");
    assert_non_null(strstr(ll_dump(l).ptr, "doa"));
    answer = credit(l, CN "CN-1,1,PO-2,smartphone,4,\nCN-1,2,PO-1,smartphone,3,\n");
    ll_assert_text(answer, "credit_notes.0.outcome", "unchanged");
}

static void a_bad_ubl_credit_note_is_told_by_element(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    refuse(l, NOTE(OF_INVOICE("PO-2"), LINE("1", "C62", "91", "", "Smartphone One")),
           "E_MORE_THAN_LEFT", 3, "CreditNote/CreditNoteLine[1]/cbc:CreditedQuantity");
    refuse(l, NOTE(OF_INVOICE("PO-2"), LINE("1", "C62", "-1", "", "Smartphone One")),
           "E_CREDIT_SIGN", 3, "CreditNote/CreditNoteLine[1]/cbc:CreditedQuantity");
    refuse(l,
           NOTE(OF_INVOICE("PO-2"), LINE("1", "C62", "1", "", "Smartphone One") LINE(
                                        "2", "C62", "1", OF_INVOICE("PO-9"), "Smartphone One")),
           "E_NOT_BOUGHT", 4, "CreditNote/CreditNoteLine[2]/cac:BillingReference");
    refuse(l,
           NOTE(OF_INVOICE("PO-1") OF_INVOICE("PO-2"), LINE("1", "C62", "1", "", "Smartphone One")),
           "E_OF_DOCUMENT", 3, "CreditNote/CreditNoteLine[1]/cac:BillingReference");
    refuse(l, NOTE("", LINE("1", "C62", "1", "", "Smartphone One")), "E_OF_DOCUMENT", 3,
           "CreditNote/CreditNoteLine[1]/cac:BillingReference");
    refuse(l, NOTE(OF_INVOICE("PO-2"), LINE("1", "MON", "1", "", "Smartphone One")),
           "W_UNIT_NOT_PIECES", 3, "CreditNote/CreditNoteLine[1]/cbc:CreditedQuantity/@unitCode");
    /* Each kind of document by its own command. */
    ll_refuse(l, LL_EUNSUPPORTED, "order credit", "order import", "programme=africa",
              "beneficiary=utrecht", "file=@doc", NULL);
    ll_give_file(l, "cn.csv", LL_STR(CN "CN-1,1,PO-2,smartphone,5,2026-02-20\n"));
    ll_refuse(l, LL_EUNSUPPORTED, "order credit", "order import", "programme=africa",
              "beneficiary=utrecht", "file=@doc", NULL);
    ll_give_file(l, "po.csv", LL_STR(PO "PO-7,1,smartphone,5,2026-02-20\n"));
    ll_refuse(l, LL_EUNSUPPORTED, "order import", "order credit", "programme=africa",
              "beneficiary=utrecht", "file=@doc", NULL);
}

static struct ll_str sample(struct ll_ledger *l, const char *name)
{
    const char *path = ll_test_shared_path(l->ctx.arena, name);
    if (path == NULL) {
        skip();
    }
    struct ll_str bytes = ll_test_read_file(l->ctx.arena, path);
    assert_non_null(bytes.ptr);
    return bytes;
}

/* An invoice of three phones, and the credit note for one of them. */
static void samples_are_booked(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_advance_days(l, 40);
    ll_give_file(l, "invoice.xml",
                 sample(l, "interop/ubl/authored/invoice_phones_with_imei_properties.xml"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_give_file(l, "cn.xml", sample(l, "interop/ubl/authored/creditnote_returned_phones.xml"));
    for (int i = 0; i < 2; i++) {
        const struct ll_json *answer = ll_call(l, "order credit", "programme=africa",
                                               "beneficiary=utrecht", "file=@doc", NULL);
        ll_assert_text(answer, "credit_notes.0.outcome", i == 0 ? "booked" : "unchanged");
        assert_int_equal(ll_number_at(answer, "lines.0.units"), 1);
    }
    check(l, "ref=utrecht.smartphone.africa", 1, 0);
    static const char *const others[][2] = {
        {"interop/ubl/authored/fee_creditnote_NL.xml", "W_NO_DEVICES"},
        {"interop/ubl/official/en16931_ubl-tc434-creditnote1.xml", "W_NO_DEVICES"},
        {"interop/ubl/official/peppol-billing3_base-creditnote-correction.xml", "W_NO_DEVICES"},
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        ll_give_file(l, "cn.xml", sample(l, others[i][0]));
        ll_refuse(l, LL_EINVAL, "--reviewed", "order credit", "programme=africa",
                  "beneficiary=utrecht", "file=@doc", NULL);
        ll_assert_text(l->ctx.problem, "findings.0.code", others[i][1]);
        const struct ll_json *answer =
            ll_call(l, "order credit", "programme=africa", "beneficiary=utrecht", "file=@doc",
                    "reviewed=yes", NULL);
        ll_assert_text(answer, "credit_notes.0.outcome", "no devices");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(lines_of_several_documents_are_one_event),
        LL_LEDGER_TEST(a_file_and_a_command_are_one_credit_note),
        LL_LEDGER_TEST(bad_lines_are_told_by_line_and_column),
        LL_LEDGER_TEST(an_order_line_may_be_named),
        LL_LEDGER_TEST(a_ubl_credit_note_is_booked),
        LL_LEDGER_TEST(a_bad_ubl_credit_note_is_told_by_element),
        LL_LEDGER_TEST(samples_are_booked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
