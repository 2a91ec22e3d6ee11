/* UBL: our own documents, the official ones by a table worked out by hand, and hostile ones. */
#include "codec_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "codec/ubl.h"

static struct ll_purchase read_ok(struct ll_arena *arena, struct ll_str bytes)
{
    struct ll_purchase p;
    struct ll_err err;
    enum ll_status status = ll_ubl_read(arena, bytes, NULL, &p, &err);
    if (status != LL_OK) {
        fail_msg("%s: %s", err.where, err.text);
    }
    return p;
}

static void test_own_invoice(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase p = read_ok(arena, fixture(arena, "invoice.xml"));

    assert_int_equal(p.doc_type, LL_DOC_INVOICE);
    assert_str(p.doc_id, "R-77");
    assert_true(p.has_issue_date);
    char date[LL_TIME_TEXT_MAX];
    ll_date_format(p.issue_date, date);
    assert_string_equal(date, "2026-05-04");
    assert_str(p.currency, "EUR");
    assert_str(p.order_ref, "PO-55");
    assert_str(p.buyer.name, "Exempel AB");
    assert_str(p.buyer.id, "");
    assert_str(p.seller.name, "Muster Handel GmbH");
    assert_str(p.seller.id, "4006381333931");
    assert_str(p.seller.scheme, "0088");
    assert_int_equal(p.line_count, 6);
    /* Two phones with two IMEIs and a serial number each. */
    const struct ll_purchase_line *line = &p.lines[0];
    assert_int_equal(line->kind, LL_LINE_DEVICE);
    assert_int_equal(line->basis, LL_CLASS_BY_CODE);
    assert_str(line->class_id, "smartphone");
    assert_int_equal(line->units.n, 2);
    assert_str(line->quantity, "2");
    assert_str(line->name, "Smartphone One");
    assert_str(line->more->text, "Dual SIM & 5G");
    assert_str(line->more->order_line_ref, "10");
    assert_str(line->unit_price, "4990");
    assert_str(line->more->price_base, "10");
    assert_int_equal(line->source_line, 17);
    assert_str(line->more->path, "Invoice/InvoiceLine[1]");
    assert_int_equal(line->device_count, 2);
    assert_str(line->devices[1].key, "35693803564380");
    assert_str(line->devices[1].second, "35693803564381");
    assert_str(line->devices[0].serial, "SN-1");
    /* Three boxes of five laptops, to be looked at. */
    assert_int_equal(p.lines[1].units.n, 15);
    assert_str(p.lines[1].class_id, "laptop");
    assert_int_equal(count_findings(&p.findings, LL_W_PACK), 1);
    /* A phone's code on a cable. */
    assert_int_equal(p.lines[2].kind, LL_LINE_UNCLEAR);
    assert_int_equal(count_findings(&p.findings, LL_W_CLASS_CONFLICT), 1);
    assert_int_equal(p.lines[3].kind, LL_LINE_BUYBACK);
    assert_int_equal(p.lines[4].kind, LL_LINE_RETURN);
    assert_int_equal(count_findings(&p.findings, LL_E_RETURN), 1);
    assert_str(p.lines[5].devices[1].key, "AB-2");
    assert_str(p.lines[5].devices[1].maker, "DELL");
    assert_int_equal(p.device_units.n, 2 + 15 + 2);
    assert_int_equal(p.buyback_units.n, 2);
    assert_int_equal(p.return_units.n, 1);
    assert_int_equal(p.disposition, LL_DISPOSITION_REVIEW);
}

static void test_own_order(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase p = read_ok(arena, fixture(arena, "order.xml"));

    assert_int_equal(p.doc_type, LL_DOC_ORDER);
    assert_int_equal(p.device_units.n, 2);
    assert_int_equal(p.lines[1].kind, LL_LINE_OTHER);
    assert_str(p.lines[0].more->path, "Order/OrderLine[1]/LineItem");
    assert_int_equal(p.disposition, LL_DISPOSITION_ACCEPT);
}

struct expected {
    const char *file;
    enum ll_status status;
    const char *doc_id;
    size_t lines;
    int64_t devices;
    int64_t returns;
    enum ll_disposition disposition;
    const char *seller_id;
};

/* Worked out by hand from the documents' lines. */
static const struct expected expected[] = {
    {"official/en16931_BIS3_Invoice_negativ.xml", LL_OK, "12345", 1, 0, 0, LL_DISPOSITION_REVIEW,
     "DK12345678"},
    {"official/en16931_ubl-tc434-example2_laptop-and-returned-desktop.xml", LL_OK, "TOSL108", 5, 2,
     1, LL_DISPOSITION_REVIEW, "1238764941386"},
    {"official/oasis_UBL-Invoice-2.0-Example-NS1.xml", LL_OK, "A00095678", 1, 0, 0,
     LL_DISPOSITION_REVIEW, "175 269 2355"},
    {"official/oasis_UBL-Invoice-2.0-Example-NS4.xml", LL_OK, "A00095678", 1, 0, 0,
     LL_DISPOSITION_REVIEW, "175 269 2355"},
    {"official/oasis_UBL-Invoice-2.1-Example.xml", LL_OK, "TOSL108", 5, 1, 1, LL_DISPOSITION_REVIEW,
     "1234567890123"},
    {"official/oasis_UBL-Order-2.1-Example.xml", LL_OK, "34", 2, 0, 0, LL_DISPOSITION_REVIEW,
     "7302347231111"},
    {"official/peppol-billing3_Allowance-example.xml", LL_OK, "Snippet1", 3, 0, 0,
     LL_DISPOSITION_REVIEW, "7300010000001"},
    {"official/peppol-billing3_base-example.xml", LL_OK, "Snippet1", 2, 0, 0, LL_DISPOSITION_REVIEW,
     "9482348239847239874"},
    {"official/peppol-billing3_base-negative-inv-correction.xml", LL_OK, "Correction1", 2, 0, 0,
     LL_DISPOSITION_REVIEW, "9482348239847239874"},
    {"official/peppol-billing3_vat-category-E.xml", LL_OK, "Vat-Z", 1, 0, 0, LL_DISPOSITION_REVIEW,
     "7300010000001"},
    {"official/peppol-billing3_vat-category-O.xml", LL_OK, "Vat-O", 1, 0, 0, LL_DISPOSITION_REVIEW,
     "7300010000001"},
    {"official/peppol-billing3_vat-category-Z.xml", LL_OK, "Vat-Z", 1, 0, 0, LL_DISPOSITION_REVIEW,
     "7300010000001"},
    {"official/peppol-order3_Order_Example.xml", LL_OK, "34", 2, 0, 0, LL_DISPOSITION_REVIEW,
     "123456785"},
    {"official/peppol-order3_UC1_Order.xml", LL_OK, "1", 3, 0, 0, LL_DISPOSITION_REVIEW,
     "987654325"},
    {"official/peppol-order3_UC2_Order.xml", LL_OK, "1", 2, 0, 0, LL_DISPOSITION_REVIEW,
     "7300010000001"},
    {"official/en16931_ubl-tc434-creditnote1.xml", LL_OK, "018304 / 28865", 1, 0, 0,
     LL_DISPOSITION_REVIEW, "0000000196"},
    {"official/peppol-billing3_base-creditnote-correction.xml", LL_OK, "Snippet1", 2, 0, 0,
     LL_DISPOSITION_REVIEW, "9482348239847239874"},
    {"official/oasis_UBL-OrderResponse-2.1-Example.xml", LL_EUNSUPPORTED, NULL, 0, 0, 0, 0, NULL},
    {"official/peppol-order3_OrderResponse_Example.xml", LL_EUNSUPPORTED, NULL, 0, 0, 0, 0, NULL},
    {"official/peppol-order3_OrderChange_Example.xml", LL_EUNSUPPORTED, NULL, 0, 0, 0, 0, NULL},
    {"official/peppol-order3_OrderCancellation_Example.xml", LL_EUNSUPPORTED, NULL, 0, 0, 0, 0,
     NULL},
    {"official/peppol-despatch3_DespatchAdvice_Example.xml", LL_EUNSUPPORTED, NULL, 0, 0, 0, 0,
     NULL},
    {"official/peppol_InvoiceResponse_Example.xml", LL_EUNSUPPORTED, NULL, 0, 0, 0, 0, NULL},
    {"official/peppol_PunchOut_Example.xml", LL_EUNSUPPORTED, NULL, 0, 0, 0, 0, NULL},
    {"authored/invoice_phones_with_imei_properties.xml", LL_OK, "INV-2026-0042", 3, 3, 0,
     LL_DISPOSITION_ACCEPT, "33334444"},
    {"authored/order_phones_tablets_servers.xml", LL_OK, "PO-2026-000123", 7, 167, 0,
     LL_DISPOSITION_ACCEPT, "33334444"},
    {"authored/order_free_text_only.xml", LL_OK, "4500012345", 4, 29, 0, LL_DISPOSITION_ACCEPT,
     "33334444"},
    {"authored/fee_invoice_NL_domestic_S21.xml", LL_OK, "F2026-00017", 3, 0, 0,
     LL_DISPOSITION_REVIEW, "12345678"},
    {"authored/creditnote_returned_phones.xml", LL_OK, "CN-2026-0007", 2, 0, 1,
     LL_DISPOSITION_ACCEPT, "33334444"},
    {"authored/fee_creditnote_NL.xml", LL_OK, "FC2026-00003", 1, 0, 0, LL_DISPOSITION_REVIEW,
     "12345678"},
    {"authored/despatch_phones_with_imei_serialid.xml", LL_EUNSUPPORTED, NULL, 0, 0, 0, 0, NULL},
};

static void test_shared_documents(void **state)
{
    struct ll_arena *arena = *state;
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        const struct expected *want = &expected[i];
        char name[200];
        (void)snprintf(name, sizeof(name), "ubl/%s", want->file);
        struct ll_purchase p;
        struct ll_err err = {.text = ""};
        enum ll_status status = ll_ubl_read(arena, sample(arena, name), NULL, &p, &err);
        if (status != want->status) {
            fail_msg("%s: status %d: %s: %s", want->file, status, err.where, err.text);
        }
        if (status != LL_OK) {
            assert_non_null(strstr(err.text, "E_ROOT_UNSUPPORTED"));
            assert_true(strlen(err.hint) > 10);
            continue;
        }
        if (p.line_count != want->lines || p.device_units.n != want->devices ||
            p.return_units.n != want->returns || p.disposition != want->disposition) {
            print_findings(want->file, &p.findings);
            fail_msg("%s: %zu lines, %lld devices, %lld returns, %s", want->file, p.line_count,
                     (long long)p.device_units.n, (long long)p.return_units.n,
                     ll_disposition_name(p.disposition));
        }
        assert_str(p.doc_id, want->doc_id);
        assert_str(p.seller.id, want->seller_id);
        assert_true(p.has_issue_date);
    }
}

static void test_authored_imeis(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase p =
        read_ok(arena, sample(arena, "ubl/authored/invoice_phones_with_imei_properties.xml"));
    assert_int_equal(p.lines[0].device_count, 3);
    assert_str(p.lines[0].devices[0].key, "35719706000101");
    assert_int_equal(p.lines[2].kind, LL_LINE_OFFSET);
    assert_str(p.lines[2].more->covers_line, "1");
    assert_str(p.lines[0].gtin, "02000000000114");
}

/* A credit note of ours: what each line takes back from, and why. */
static void test_own_credit_note(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase p = read_ok(arena, fixture(arena, "creditnote.xml"));
    assert_int_equal(p.doc_type, LL_DOC_CREDIT_NOTE);
    assert_str(p.doc_id, "G-9");
    assert_str(p.refers_to, "R-77");
    assert_false(p.refers_to_several);
    assert_str(p.order_ref, "PO-55");
    assert_str(p.reason, "DOA");
    assert_int_equal(p.line_count, 4);
    assert_int_equal(p.return_units.n, 2 + 15);
    assert_int_equal(p.device_units.n, 0);
    assert_int_equal(p.lines[0].kind, LL_LINE_RETURN);
    assert_str(p.lines[0].class_id, "smartphone");
    assert_str(p.lines[0].more->path, "CreditNote/CreditNoteLine[1]");
    assert_str(p.lines[0].more->of_document, "");
    assert_str(p.lines[1].more->of_document, "R-78");
    assert_str(p.lines[1].more->of_order, "PO-56");
    assert_int_equal(p.lines[2].kind, LL_LINE_OTHER);
    assert_int_equal(p.lines[3].kind, LL_LINE_UNCLEAR);
    assert_int_equal(count_findings(&p.findings, LL_E_CREDIT_SIGN), 1);
    assert_int_equal(count_findings(&p.findings, LL_W_CORRECTION), 0);
    assert_int_equal(p.disposition, LL_DISPOSITION_REJECT);
}

/* ---- hostile and broken documents ---- */

#define HEAD                                                                                       \
    "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" "                   \
    "xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" "      \
    "xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">"

struct hostile {
    const char *bytes;
    enum ll_status status;
    const char *says;
};

static const struct hostile hostile[] = {
    {"", LL_EPARSE, "E_XML_SYNTAX"},
    {"x", LL_EPARSE, "E_XML_SYNTAX"},
    {"<", LL_EPARSE, "E_XML_SYNTAX"},
    {HEAD "<cbc:ID>1</cbc:ID>", LL_EPARSE, "E_XML_SYNTAX"},
    {HEAD "</Invoice><x/>", LL_EPARSE, "E_XML_SYNTAX"},
    {HEAD "<cbc:ID>&e;</cbc:ID></Invoice>", LL_EPARSE, "E_XML"},
    {HEAD "<zzz:ID>1</zzz:ID></Invoice>", LL_EPARSE, "E_XML_SYNTAX"}, /* prefix not bound */
    {"<!DOCTYPE Invoice SYSTEM \"file:///etc/passwd\">" HEAD "</Invoice>", LL_EPARSE, "E_XML_DTD"},
    {"<!DOCTYPE i [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" HEAD
     "<cbc:ID>&e;</cbc:ID></Invoice>",
     LL_EPARSE, "E_XML_DTD"},
    {"<?xml version=\"1.0\"?>\n<!-- <!DOCTYPE a> -->\n<!DOCTYPE i>" HEAD "</Invoice>", LL_EPARSE,
     "E_XML_DTD"},
    {"<!DOCTYPE i [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
     "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">]>" HEAD
     "<cbc:ID>&d;</cbc:ID></Invoice>",
     LL_EPARSE, "E_XML_DTD"},
    {"<!DOCTYPE i [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x\">%p;]>" HEAD "</Invoice>", LL_EPARSE,
     "E_XML_DTD"},
    {"<?xml version=\"1.0\" encoding=\"no-such\"?>" HEAD "</Invoice>", LL_EPARSE, "E_ENCODING"},
    {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>" HEAD "<cbc:ID>\xff</cbc:ID></Invoice>", LL_EPARSE,
     "E_"},
    {"<?xml version=\"1.0\" encoding=\"UTF-16\"?>" HEAD "</Invoice>", LL_EPARSE, "E_ENCODING"},
    {"<Invoice/>", LL_EUNSUPPORTED, "E_ROOT_UNKNOWN"},
    {"<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\"/>", LL_EUNSUPPORTED,
     "E_ROOT_UNKNOWN"},
    {"<cXML payloadID=\"1\"/>", LL_EUNSUPPORTED, "E_ROOT_UNKNOWN"},
};

static void test_hostile(void **state)
{
    struct ll_arena *arena = *state;
    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
        struct ll_purchase p;
        struct ll_err err = {.text = ""};
        struct ll_str bytes = ll_str_copy(arena, ll_str_from_cstr(hostile[i].bytes));
        enum ll_status status = ll_ubl_read(arena, bytes, NULL, &p, &err);
        if (status != hostile[i].status || strstr(err.text, hostile[i].says) == NULL) {
            fail_msg("case %zu: status %d: %s: %s", i, status, err.where, err.text);
        }
        assert_null(strstr(err.text, "root:"));
    }
}

/* A DOCTYPE in UTF-16, which only the parser can see. */
static void test_wide_doctype(void **state)
{
    struct ll_arena *arena = *state;
    static const char text[] = "<!DOCTYPE i [<!ENTITY e \"x\">]><i>&e;</i>";
    char wide[sizeof(text) * 2] = "\xff\xfe";
    size_t len = 2;
    for (size_t i = 0; i + 1 < sizeof(text); i++) {
        wide[len++] = text[i];
        wide[len++] = '\0';
    }
    struct ll_purchase p;
    struct ll_err err;
    assert_int_equal(ll_ubl_read(arena, (struct ll_str){wide, len}, NULL, &p, &err), LL_EPARSE);
    assert_non_null(strstr(err.text, "E_XML_DTD"));
}

static enum ll_status read_repeated(struct ll_arena *arena, const char *before, const char *part,
                                    size_t times, const char *after, struct ll_err *err)
{
    struct ll_strbuf buf;
    struct ll_str text;
    struct ll_purchase p;
    ll_strbuf_init(&buf, arena, (size_t)64 << 20);
    ll_strbuf_cstr(&buf, before);
    for (size_t i = 0; i < times; i++) {
        ll_strbuf_cstr(&buf, part);
    }
    ll_strbuf_cstr(&buf, after);
    assert_int_equal(ll_strbuf_finish(&buf, &text, err), LL_OK);
    return ll_ubl_read(arena, text, NULL, &p, err);
}

static void test_sizes(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_err err;
    /* The root is the first of 64. */
    assert_int_equal(read_repeated(arena, HEAD, "<cbc:x>", 64, "", &err), LL_ELIMIT);
    assert_non_null(strstr(err.text, "E_TOO_DEEP"));
    assert_int_equal(read_repeated(arena, HEAD, "<cbc:x>", 63, "", &err), LL_EPARSE);
    assert_int_equal(read_repeated(arena, HEAD, "<x>", 100000, "", &err), LL_ELIMIT);
    assert_int_equal(read_repeated(arena, HEAD "<cbc:ID>", "a", LL_UBL_TEXT_MAX + 1,
                                   "</cbc:ID></Invoice>", &err),
                     LL_ELIMIT);
    assert_string_equal(err.where, "line 1 Invoice/ID");
    /* A long text that we do not read is passed over; a huge tag is not read at all. */
    assert_int_equal(
        read_repeated(arena, HEAD "<cbc:Note>", "abcdefgh", 1 << 17, "</cbc:Note></Invoice>", &err),
        LL_OK);
    assert_int_equal(read_repeated(arena, HEAD "<cbc:ID schemeID=\"", "abcdefgh", 1 << 17,
                                   "\">1</cbc:ID></Invoice>", &err),
                     LL_ELIMIT);
    assert_non_null(strstr(err.text, "a tag is longer"));
    assert_int_equal(
        read_repeated(arena, HEAD "<!-- ", "<cbc:ID ", 1 << 14, " --></Invoice>", &err), LL_OK);
    assert_int_equal(
        read_repeated(arena, HEAD, "abcdefghijklmnop", (1 << 20) + 1, "</Invoice>", &err),
        LL_ELIMIT);
}

/* A place for every complaint. */
static void test_where(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase p = read_ok(arena, LL_STR(HEAD "\n<cac:InvoiceLine><cbc:ID>1</cbc:ID>\n"
                                                      "<cbc:InvoicedQuantity unitCode=\"EA\">1.5"
                                                      "</cbc:InvoicedQuantity><cac:Item>"
                                                      "<cbc:Name>iPhone 15</cbc:Name></cac:Item>"
                                                      "</cac:InvoiceLine></Invoice>"));
    assert_int_equal(p.disposition, LL_DISPOSITION_REJECT);
    assert_int_equal(count_findings(&p.findings, LL_E_MISSING_ID), 1);
    assert_int_equal(count_findings(&p.findings, LL_E_MISSING_BUYER), 1);
    assert_int_equal(count_findings(&p.findings, LL_E_MISSING_SELLER), 1);
    assert_int_equal(count_findings(&p.findings, LL_E_DATE), 1);
    assert_int_equal(count_findings(&p.findings, LL_E_QTY), 1);
    for (size_t i = 0; i < p.findings.count; i++) {
        if (p.findings.items[i].code == LL_E_QTY) {
            assert_str(p.findings.items[i].field, "Invoice/InvoiceLine[1]/cbc:InvoicedQuantity");
            assert_str(p.findings.items[i].value, "1.5");
            assert_int_equal(p.findings.items[i].source_line, 2);
        }
    }
    assert_int_equal(p.device_units.n, 0);
}

#define MASS_LINE(id, unit, mass)                                                                  \
    "<cac:InvoiceLine><cbc:ID>" id "</cbc:ID><cbc:InvoicedQuantity unitCode=\"" unit "\">" mass    \
    "</cbc:InvoicedQuantity><cac:Item><cbc:Name>iPhone 15</cbc:Name></cac:Item>"                   \
    "</cac:InvoiceLine>"

/* Kilograms, grams and tonnes of Recommendation 20; in whole grams. */
static void test_masses(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase p =
        read_ok(arena, LL_STR(HEAD MASS_LINE("1", "KGM", "340.250") MASS_LINE("2", "GRM", "1200")
                                  MASS_LINE("3", "TNE", "0.02") "</Invoice>"));
    assert_int_equal(p.lines[0].mass.g, 340250);
    assert_int_equal(p.lines[1].mass.g, 1200);
    assert_int_equal(p.lines[2].mass.g, 20000);
    assert_int_equal(p.device_mass.g, 340250 + 1200 + 20000);
    assert_int_equal(p.device_units.n, 0);
    p = read_ok(arena, LL_STR(HEAD "\n" MASS_LINE("1", "KGM", "0.0015") "</Invoice>"));
    for (size_t i = 0; i < p.findings.count; i++) {
        if (p.findings.items[i].code == LL_E_MASS) {
            assert_str(p.findings.items[i].field, "Invoice/InvoiceLine[1]/cbc:InvoicedQuantity");
            assert_str(p.findings.items[i].value, "0.0015");
            assert_int_equal(p.findings.items[i].source_line, 2);
        }
    }
    assert_int_equal(count_findings(&p.findings, LL_E_MASS), 1);
    assert_int_equal(p.disposition, LL_DISPOSITION_REJECT);
}

static void truncate_all(struct ll_arena *arena, struct ll_str whole)
{
    for (size_t len = 0; len < whole.len; len++) {
        struct ll_arena_mark mark = ll_arena_mark(arena);
        struct ll_purchase p;
        struct ll_err err;
        struct ll_str cut = ll_str_copy(arena, ll_str_sub(whole, 0, len));
        enum ll_status status = ll_ubl_read(arena, cut, NULL, &p, &err);
        bool only_space_is_missing = ll_str_trim(ll_str_sub(whole, len, whole.len)).len == 0;
        assert_int_equal(status == LL_OK, only_space_is_missing);
        ll_arena_rewind(arena, mark);
    }
}

static void test_truncation(void **state)
{
    struct ll_arena *arena = *state;
    truncate_all(arena, fixture(arena, "invoice.xml"));
    truncate_all(arena, fixture(arena, "order.xml"));
}

static void test_truncation_shared(void **state)
{
    struct ll_arena *arena = *state;
    truncate_all(arena, sample(arena, "ubl/authored/order_free_text_only.xml"));
    truncate_all(arena, sample(arena, "ubl/official/oasis_UBL-Invoice-2.0-Example-NS4.xml"));
}

/* ---- the canonical form ---- */

static struct ll_str canonical(struct ll_arena *arena, struct ll_str bytes)
{
    struct ll_purchase p = read_ok(arena, bytes);
    struct ll_str text;
    struct ll_err err;
    assert_int_equal(ll_purchase_canonical(arena, &p, &text, &err), LL_OK);
    return text;
}

static void test_canonical(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_str bytes = fixture(arena, "order.xml");
    struct ll_str text = canonical(arena, bytes);
    assert_true(ll_str_starts(text, LL_STR("{\"buyer\":{\"name\":\"Exempel AB\"}")));
    /* White space, a comment and the order of attributes change nothing; a quantity does. */
    struct ll_strbuf buf;
    struct ll_str other;
    struct ll_err err;
    ll_strbuf_init(&buf, arena, bytes.len * 3);
    for (size_t i = 0; i < bytes.len; i++) {
        ll_strbuf_char(&buf, bytes.ptr[i]);
        if (bytes.ptr[i] == '\n' && i > 200) {
            ll_strbuf_cstr(&buf, " <!-- x --> ");
        }
    }
    assert_int_equal(ll_strbuf_finish(&buf, &other, &err), LL_OK);
    other.len -= 12; /* none behind the root */
    struct ll_str again = canonical(arena, other);
    assert_true(ll_str_eq(text, again));
    char *changed = ll_str_to_cstr(arena, bytes);
    char *at = strstr(changed, ">2</cbc:Quantity>");
    assert_non_null(at);
    at[1] = '3';
    assert_false(ll_str_eq(text, canonical(arena, ll_str_from_cstr(changed))));
}

static void test_json_shows_no_numbers(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase p = read_ok(arena, fixture(arena, "invoice.xml"));
    struct ll_json *json;
    struct ll_str text;
    struct ll_err err;
    assert_int_equal(ll_purchase_to_json(arena, &p, &json, &err), LL_OK);
    assert_int_equal(ll_json_pretty(arena, json, 1 << 20, &text, &err), LL_OK);
    assert_int_equal(ll_str_find(text, LL_STR("49015420"), false), SIZE_MAX);
    assert_int_equal(ll_json_get(json, "device_units")->integer, 19);
    assert_int_equal(ll_json_get(json, "errors")->count, 1);
}

static void test_no_memory(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_str bytes = fixture(arena, "invoice.xml");
    bool ok = false;
    for (size_t cap = 1000; !ok; cap += 1000) {
        struct ll_arena small;
        struct ll_purchase p;
        struct ll_err err;
        ll_arena_init(&small, &ll_arena_malloc, cap);
        enum ll_status status = ll_ubl_read(&small, bytes, NULL, &p, &err);
        assert_true(status == LL_OK || status == LL_ENOMEM);
        ok = status == LL_OK;
        ll_arena_release(&small);
        assert_true(cap < (size_t)1 << 20);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, arena_setup, arena_teardown)
    const struct CMUnitTest tests[] = {
        T(test_own_invoice),     T(test_own_order),
        T(test_own_credit_note), T(test_shared_documents),
        T(test_authored_imeis),  T(test_hostile),
        T(test_wide_doctype),    T(test_sizes),
        T(test_where),           T(test_masses),
        T(test_truncation),      T(test_truncation_shared),
        T(test_canonical),       T(test_json_shows_no_numbers),
        T(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
