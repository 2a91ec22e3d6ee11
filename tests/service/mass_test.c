/* Documents that demand a mass, and credit notes that take one back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

#define LAPTOPS "order_line=utrecht.laptop.mass"
#define SHOW "ref=utrecht.laptop.mass"
#define PO "document_id,line_id,device_class,quantity,unit,date\n"
#define CN "document_id,line_id,of_document,device_class,quantity,unit,date\n"

/* Programme "mass": a laptop counts 2,100 g, smartphones count in pieces. 10 laptops of 1,600 g. */
static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "programme add", "code=mass", "operator=oneforone", "oldest_vintage=2024-01",
            "classes=laptop@2.1kg=laptop:4 EUR,smartphone=smartphone:1.50 EUR", NULL);
    l->programme = "programme=mass";
    ll_receive(l, "K-1", "laptop:10:16kg:removed");
}

static const struct ll_json *import(struct ll_ledger *l, const char *text)
{
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    return ll_call(l, "order import", "programme=mass", "beneficiary=utrecht", "file=@doc", NULL);
}

static const struct ll_json *credit(struct ll_ledger *l, const char *text)
{
    ll_give_file(l, "cn.csv", ll_str_from_cstr(text));
    return ll_call(l, "order credit", "programme=mass", "beneficiary=utrecht", "file=@doc", NULL);
}

/* Refused, with this finding first, of a line of the file. */
static void refuse(struct ll_ledger *l, const char *command, const char *text, const char *code,
                   int64_t line)
{
    int64_t events = ll_event_total(l);
    ll_give_file(l, "bad.csv", ll_str_from_cstr(text));
    ll_refuse(l, LL_EINVAL, "bad.csv", command, "programme=mass", "beneficiary=utrecht",
              "file=@doc", NULL);
    ll_assert_text(l->ctx.problem, "findings.0.code", code);
    assert_int_equal(ll_number_at(l->ctx.problem, "findings.0.line"), line);
    assert_int_equal(ll_event_total(l), events);
}

static void check_line(struct ll_ledger *l, int64_t demanded_g, int64_t voided_g,
                       int64_t allocated_g, int64_t scrap_units)
{
    const struct ll_json *answer = ll_call(l, "order show", SHOW, NULL);
    assert_int_equal(ll_number_at(answer, "demanded_g"), demanded_g);
    assert_int_equal(ll_number_at(answer, "voided_g"), voided_g);
    assert_int_equal(ll_number_at(answer, "allocated_g"), allocated_g);
    assert_int_equal(ll_number_at(answer, "scrap_units"), scrap_units);
    answer = ll_call(l, "order list", "class_code=laptop", NULL);
    assert_int_equal(ll_number_at(answer, "items.0.demanded_g"), demanded_g);
    assert_int_equal(ll_number_at(answer, "items.0.voided_g"), voided_g);
}

/* A mass and devices of one document are slices of their own; a gram is a position. */
static void a_document_demands_a_mass(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer = import(l, PO "PO-1,1,laptop,3.5,KGM,2026-02-01\n"
                                                "PO-1,2,laptop,1,EA,2026-02-01\n"
                                                "PO-1,3,laptop,0.0015,TNE,2026-02-01\n"
                                                "PO-1,4,smartphone,2,EA,2026-02-01\n");
    assert_int_equal(ll_number_at(answer, "units"), 3);
    assert_int_equal(ll_number_at(answer, "mass_g"), 5000);
    assert_int_equal(ll_number_at(answer, "documents.0.mass_g"), 5000);
    assert_int_equal(ll_at(answer, "slices")->count, 3);
    ll_assert_text(answer, "slices.0.measure", "grams");
    assert_int_equal(ll_number_at(answer, "slices.0.hi"), 5000);
    assert_int_equal(ll_number_at(answer, "slices.1.lo"), 5000);
    assert_int_equal(ll_number_at(answer, "slices.1.hi"), 7100);
    ll_assert_text(answer, "slices.2.measure", "pieces");
    ll_call(l, "allocation run", "programme=mass", NULL);
    /* 5,000 g take four laptops of 1,600 g, 2,100 g two. */
    check_line(l, 7100, 0, 7100, 6);
    answer = ll_call(l, "certificate issue", "programme=mass", "beneficiary=utrecht",
                     "stage=accepted", LAPTOPS, NULL);
    answer = ll_call(l, "certificate export", ll_option(l, "serial", ll_text_at(answer, "serial")),
                     NULL);
    answer = ll_at(answer, "credentialSubject");
    assert_int_equal(ll_number_at(answer, "demand.0.grams"), 7100);
    assert_int_equal(ll_number_at(answer, "purchases.0.grams"), 7100);
    assert_null(ll_json_get(ll_at(answer, "purchases.0"), "units"));
    /* The same again changes nothing. */
    answer = import(l, PO "PO-1,1,laptop,3.5,KGM,2026-02-01\nPO-1,2,laptop,1,EA,2026-02-01\n"
                          "PO-1,3,laptop,0.0015,TNE,2026-02-01\n"
                          "PO-1,4,smartphone,2,EA,2026-02-01\n");
    ll_assert_text(answer, "documents.0.outcome", "unchanged");
}

static void what_is_no_mass_of_it_is_refused(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    refuse(l, "order import",
           PO "PO-1,1,laptop,1,KGM,2026-02-01\n"
              "PO-1,2,laptop,1.0005,KGM,2026-02-01\n",
           "E_MASS", 3);
    refuse(l, "order import", PO "PO-1,1,laptop,1.250,KGM,2026-02-01\n", "E_QTY_WAYS", 2);
    refuse(l, "order import",
           PO "PO-1,1,laptop,1,KGM,2026-02-01\n"
              "PO-1,2,smartphone,1,KGM,2026-02-01\n",
           "E_MEASURE", 3);
    refuse(l, "order import", PO "PO-1,1,laptop,10001,TNE,2026-02-01\n", "W_QTY_LARGE", 2);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,unit,imei,date\n"
                        "PO-1,1,laptop,2,KGM,490154203237518,2026-02-01\n"));
    ll_refuse(l, LL_EINVAL, "po.csv", "order import", "programme=mass", "beneficiary=utrecht",
              "file=@doc", NULL);
    ll_assert_text(l->ctx.problem, "findings.0.code", "E_MASS_DEVICES");
    /* As long as a line may be, and no longer. */
    ll_give_file(l, "po.csv", LL_STR(PO "PO-1,1,laptop,1000000,TNE,2026-02-01\n"));
    ll_call(l, "order import", "programme=mass", "beneficiary=utrecht", "file=@doc",
            "reviewed=true", NULL);
    ll_give_file(l, "po.csv", LL_STR(PO "PO-2,1,laptop,1,GRM,2026-02-01\n"));
    ll_refuse(l, LL_EOVERFLOW, "past 1000000000000 grams", "order import", "programme=mass",
              "beneficiary=utrecht", "file=@doc", NULL);
}

#define INVOICE(number, order, unit, quantity)                                                     \
    "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" "                   \
    "xmlns:a=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" "        \
    "xmlns:b=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">"            \
    "<b:ID>" number "</b:ID><b:IssueDate>2026-02-01</b:IssueDate>"                                 \
    "<b:DocumentCurrencyCode>EUR</b:DocumentCurrencyCode>"                                         \
    "<a:OrderReference><b:ID>" order "</b:ID></a:OrderReference>"                                  \
    "<a:AccountingSupplierParty><a:Party><a:PartyName><b:Name>Dealer</b:Name></a:PartyName>"       \
    "</a:Party></a:AccountingSupplierParty><a:AccountingCustomerParty><a:Party><a:PartyName>"      \
    "<b:Name>Utrecht</b:Name></a:PartyName></a:Party></a:AccountingCustomerParty>\n"               \
    "<a:InvoiceLine><b:ID>1</b:ID><b:InvoicedQuantity unitCode=\"" unit "\">" quantity             \
    "</b:InvoicedQuantity><a:Item><b:Name>Laptop 14</b:Name></a:Item></a:InvoiceLine></Invoice>"

static const struct ll_json *invoice(struct ll_ledger *l, const char *text)
{
    ll_give_file(l, "invoice.xml", ll_str_from_cstr(text));
    return ll_call(l, "order import", "programme=mass", "beneficiary=utrecht", "file=@doc", NULL);
}

/* By Recommendation 20; and an order that its invoices counted, by device or by mass, is known. */
static void a_mass_by_invoice_and_order(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    assert_int_equal(ll_number_at(invoice(l, INVOICE("R-1", "PO-1", "KGM", "6.3")), "mass_g"),
                     6300);
    /* Three laptops are 6,300 g: what the invoice counted. */
    const struct ll_json *answer = import(l, PO "PO-1,1,laptop,3,EA,2026-02-01\n");
    ll_assert_text(answer, "documents.0.outcome", "counted before");
    answer = import(l, PO "PO-1,1,laptop,6300,GRM,2026-02-01\n");
    ll_assert_text(answer, "documents.0.outcome", "counted before");
    refuse(l, "order import", PO "PO-1,1,laptop,6.301,KG,2026-02-01\n", "E_QTY_WAYS", 2);
    ll_give_file(l, "po.csv", LL_STR(PO "PO-1,1,laptop,6301,GRM,2026-02-01\n"));
    ll_refuse(l, LL_EINVAL, "po.csv", "order import", "programme=mass", "beneficiary=utrecht",
              "file=@doc", NULL);
    ll_assert_text(l->ctx.problem, "findings.0.code", "E_PARTLY_COUNTED");
    /* A tenth of a gram, with its place. */
    ll_give_file(l, "invoice.xml", LL_STR(INVOICE("R-2", "PO-2", "KGM", "6.3001")));
    ll_refuse(l, LL_EINVAL, "invoice.xml", "order import", "programme=mass", "beneficiary=utrecht",
              "file=@doc", NULL);
    ll_assert_text(l->ctx.problem, "findings.1.code", "E_MASS");
    ll_assert_text(l->ctx.problem, "findings.1.field",
                   "Invoice/InvoiceLine[1]/cbc:InvoicedQuantity");
    assert_int_equal(ll_number_at(l->ctx.problem, "findings.1.line"), 2);
}

/* 8,000 g, of which five laptops of 1,600 g serve all; two devices of PO-2 wait. */
static void start_credits(struct ll_ledger *l)
{
    start(l);
    import(l, PO "PO-1,1,laptop,8,KGM,2026-02-01\nPO-1,2,smartphone,3,EA,2026-02-01\n");
    ll_call(l, "allocation run", "programme=mass", NULL);
    check_line(l, 8000, 0, 8000, 5);
}

/* The highest grams first; what serves any of them goes, and its other grams are served again. */
static void a_mass_is_taken_back(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start_credits(l);
    const struct ll_json *answer = credit(l, CN "CN-1,1,PO-1,laptop,1.5,KGM,2026-02-20\n"
                                                "CN-1,2,PO-1,laptop,500,GRM,2026-02-20\n"
                                                "CN-1,3,PO-1,smartphone,1,EA,2026-02-20\n");
    assert_int_equal(ll_number_at(answer, "credit_notes.0.voided_g"), 2000);
    assert_int_equal(ll_number_at(answer, "credit_notes.0.voided_units"), 1);
    /* [6000, 8000) of the units of [4800, 6400) and [6400, 8000). */
    assert_int_equal(ll_number_at(answer, "credit_notes.0.released_units"), 2);
    assert_int_equal(ll_number_at(answer, "credit_notes.0.refilled_units"), 1);
    assert_int_equal(ll_at(answer, "lines")->count, 2);
    check_line(l, 6000, 2000, 6000, 4);
    /* Parted otherwise it is the same. */
    answer = credit(l, CN "CN-1,1,PO-1,laptop,2,KGM,2026-02-20\n"
                          "CN-1,2,PO-1,smartphone,1,EA,2026-02-20\n");
    ll_assert_text(answer, "credit_notes.0.outcome", "unchanged");
    ll_refuse(l, LL_ECONFLICT, "other content", "order credit", "document=PO-1", "number=CN-1",
              LAPTOPS, "mass=2kg", NULL);
    /* By command, of a mass or of devices: one is 2,100 g. */
    answer = ll_call(l, "order credit", "document=PO-1", "number=CN-2", LAPTOPS, "mass=400g", NULL);
    assert_int_equal(ll_number_at(answer, "voided_g"), 400);
    answer = ll_call(l, "order credit", "document=PO-1", "number=CN-3", LAPTOPS, "units=1", NULL);
    assert_int_equal(ll_number_at(answer, "voided_g"), 2100);
    check_line(l, 3500, 4500, 3500, 3);
    ll_refuse(l, LL_ESHORT, "has 3500 grams left", "order credit", "document=PO-1", "number=CN-4",
              LAPTOPS, "mass=3501g", NULL);
    ll_refuse(l, LL_ESHORT, "has 1 devices left", "order credit", "document=PO-1", "number=CN-4",
              LAPTOPS, "units=2", NULL);
    answer = ll_call(l, "order credit", "document=PO-1", "number=CN-4", LAPTOPS, "mass=1.4kg",
                     "units=1", NULL);
    assert_int_equal(ll_number_at(answer, "voided_g"), 3500);
    check_line(l, 0, 8000, 0, 0);
}

/* What a certificate holds is carried over, in grams, and the next mass uses it. */
static void a_mass_is_carried_over(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start_credits(l);
    ll_call(l, "certificate issue", "programme=mass", "beneficiary=utrecht", "stage=accepted",
            LAPTOPS, "units=4", NULL);
    const struct ll_json *answer = credit(l, CN "CN-1,1,PO-1,laptop,4,KGM,2026-02-20\n");
    assert_int_equal(ll_number_at(answer, "credit_notes.0.voided_g"), 1600);
    assert_int_equal(ll_number_at(answer, "credit_notes.0.carried_over_g"), 2400);
    answer = import(l, PO "PO-2,1,laptop,3,KGM,2026-02-21\n");
    assert_int_equal(ll_number_at(answer, "slices.0.carried_g"), 2400);
    /* It gives back what it used. */
    answer = credit(l, CN "CN-2,1,PO-2,laptop,3,KGM,2026-02-22\n");
    assert_int_equal(ll_number_at(answer, "credit_notes.0.voided_g"), 3000);
    assert_int_equal(ll_number_at(answer, "credit_notes.0.given_back_g"), 2400);
}

static void a_bad_mass_is_not_taken_back(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start_credits(l);
    refuse(l, "order credit",
           CN "CN-1,1,PO-1,laptop,1,KGM,2026-02-20\n"
              "CN-1,2,PO-1,smartphone,1,KGM,2026-02-20\n",
           "E_MEASURE", 3);
    ll_assert_text(l->ctx.problem, "findings.0.field", "unit");
    refuse(l, "order credit",
           CN "CN-1,1,PO-1,laptop,5,KGM,2026-02-20\n"
              "CN-1,2,PO-1,laptop,3.0010,KGM,2026-02-20\n",
           "E_MORE_THAN_LEFT", 3);
    refuse(l, "order credit", CN "CN-1,1,PO-1,laptop,0.0001,KGM,2026-02-20\n", "E_MASS", 2);
    refuse(l, "order credit", CN "CN-1,1,PO-1,laptop,-1,KGM,2026-02-20\n", "E_CREDIT_SIGN", 2);
    ll_refuse(l, LL_EREFUSED, "counts in pieces", "order credit", "document=PO-1", "number=CN-1",
              "order_line=utrecht.smartphone.mass", "mass=1kg", NULL);
    ll_refuse(l, LL_EINVAL, "takes something back", "order credit", "document=PO-1", "number=CN-1",
              LAPTOPS, NULL);
}

/* JSON lists take numbers as they are written, and are the same papers as CSV. */
static void lists_as_json(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer =
        import(l, "[{\"document_id\": \"PO-1\", \"line_id\": 1, \"device_class\": \"laptop\",\n"
                  "  \"quantity\": 1.250, \"unit\": \"KGM\", \"date\": \"2026-02-01\"},\n"
                  " {\"document_id\": \"PO-1\", \"line_id\": 2, \"device_class\": \"smartphone\",\n"
                  "  \"quantity\": 2, \"date\": \"2026-02-01\"}]");
    assert_int_equal(ll_number_at(answer, "mass_g"), 1250);
    assert_int_equal(ll_number_at(answer, "units"), 2);
    answer = import(l, PO "PO-1,1,laptop,1.25,KGM,2026-02-01\nPO-1,2,smartphone,2,,2026-02-01\n");
    ll_assert_text(answer, "documents.0.outcome", "unchanged");
    refuse(l, "order import",
           "[\n{\"document_id\": \"PO-2\", \"device_class\": \"laptop\",\n"
           "\"quantity\": 0.00049, \"unit\": \"KGM\"}]",
           "E_MASS", 2);
    refuse(l, "order credit",
           "[{\"document_id\": \"CN-1\", \"of_document\": \"PO-1\",\n"
           "\"device_class\": \"laptop\", \"quantity\": 1.251, \"unit\": \"KGM\"}]",
           "E_MORE_THAN_LEFT", 1);
    answer = credit(l, "[{\"document_id\": \"CN-1\", \"of_document\": \"PO-1\",\n"
                       "\"device_class\": \"laptop\", \"quantity\": 1.25, \"unit\": \"KGM\"}]");
    assert_int_equal(ll_number_at(answer, "credit_notes.0.voided_g"), 1250);
    ll_give_file(l, "po.json", LL_STR("[{\"document_id\": \"PO-2\"}, 3]"));
    ll_refuse(l, LL_EINVAL, "is no object", "order import", "programme=mass", "beneficiary=utrecht",
              "file=@doc", NULL);
}

/* A hold of a mass is confirmed by an order of that mass. */
static void a_mass_is_held(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start_credits(l);
    ll_refuse(l, LL_EREFUSED, "counts in pieces", "hold place",
              "order_line=utrecht.smartphone.mass", "mass=1kg", "until=2026-03-10", NULL);
    ll_refuse(l, LL_EINVAL, "at least one", "hold place", LAPTOPS, "until=2026-03-10", NULL);
    ll_refuse(l, LL_EINVAL, "not both", "hold place", LAPTOPS, "mass=1kg", "units=1",
              "until=2026-03-10", NULL);
    const struct ll_json *hold =
        ll_call(l, "hold place", LAPTOPS, "mass=1.7kg", "until=2026-03-10", NULL);
    assert_int_equal(ll_number_at(hold, "lo"), 8000);
    assert_int_equal(ll_number_at(hold, "hi"), 9700);
    ll_call(l, "allocation run", "programme=mass", NULL);
    check_line(l, 9700, 0, 9700, 7);
    ll_call(l, "hold confirm", ll_option(l, "hold", ll_text_at(hold, "hold_id")), "document=PO-5",
            NULL);
    const struct ll_json *answer =
        ll_call(l, "order credit", "document=PO-5", "number=CN-1", LAPTOPS, "mass=1700g", NULL);
    assert_int_equal(ll_number_at(answer, "voided_g"), 1700);
    /* And of devices by one of devices: invoices counted them before. */
    hold = ll_call(l, "hold place", LAPTOPS, "units=2", "until=2026-03-10", NULL);
    invoice(l, INVOICE("R-7", "PO-7", "EA", "2"));
    ll_refuse(l, LL_ECONFLICT, "booked before", "hold confirm",
              ll_option(l, "hold", ll_text_at(hold, "hold_id")), "document=PO-7", NULL);
}

/* A class that the installation added is demanded and taken back by its code, as built-in ones. */
static void added_classes_are_demanded(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "class add", "code=e-bike", "hs_code=8711.60", "mass=24kg", "mass_low=12kg",
            "mass_high=40kg", "unu_key=0000", NULL);
    ll_call(l, "programme add", "code=mass", "operator=oneforone", "oldest_vintage=2024-01",
            "classes=e-bike=e-bike:9 EUR", NULL);
    const struct ll_json *answer = import(l, PO "PO-1,1,E-Bike,3,,2026-02-20\n");
    assert_int_equal(ll_number_at(answer, "units"), 3);
    credit(l, CN "CN-1,1,PO-1,e-bike,1,,2026-02-21\n");
    answer = ll_call(l, "order show", "ref=utrecht.e-bike.mass", NULL);
    assert_int_equal(ll_number_at(answer, "demanded_units"), 2);
    refuse(l, "order import", PO "PO-2,1,e-trike,3,,2026-02-20\n", "E_CLASS", 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(a_document_demands_a_mass),
        LL_LEDGER_TEST(what_is_no_mass_of_it_is_refused),
        LL_LEDGER_TEST(a_mass_by_invoice_and_order),
        LL_LEDGER_TEST(a_mass_is_taken_back),
        LL_LEDGER_TEST(a_mass_is_carried_over),
        LL_LEDGER_TEST(a_bad_mass_is_not_taken_back),
        LL_LEDGER_TEST(a_mass_is_held),
        LL_LEDGER_TEST(lists_as_json),
        LL_LEDGER_TEST(added_classes_are_demanded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
