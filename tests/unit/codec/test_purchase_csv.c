/* Profiles of CSV files: rows good and bad, documents, dates. */
#include "codec_support.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "codec/purchase_list.h"

static struct ll_purchase_csv read_with(struct ll_arena *arena, struct ll_str bytes,
                                        const struct ll_purchase_csv_options *options)
{
    struct ll_purchase_csv csv;
    struct ll_err err;
    enum ll_status status = ll_purchase_csv_read(arena, bytes, options, &csv, &err);
    if (status != LL_OK) {
        fail_msg("%s: %s", err.where, err.text);
    }
    return csv;
}

static struct ll_purchase_csv read_ok(struct ll_arena *arena, struct ll_str bytes)
{
    return read_with(arena, bytes, NULL);
}

/* "GGBG…S": the state of each row; and the first code of each bad row. */
static void assert_rows(const struct ll_purchase_csv *csv, const char *states,
                        const enum ll_finding_code *bad)
{
    char got[64] = "";
    size_t bad_seen = 0;
    assert_true(csv->row_count < sizeof(got));
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct ll_purchase_csv_row *row = &csv->rows[i];
        got[i] = row->state == LL_CSV_ROW_GOOD ? 'G' : row->state == LL_CSV_ROW_BAD ? 'B' : 'S';
        if (row->state != LL_CSV_ROW_BAD) {
            continue;
        }
        bool found = false;
        for (size_t k = 0; k < row->finding_count; k++) {
            found = found || csv->row_findings.items[row->finding + k].code == bad[bad_seen];
            assert_int_equal(csv->row_findings.items[row->finding + k].source_line,
                             row->source_line);
        }
        if (!found) {
            print_findings("rows", &csv->row_findings);
            fail_msg("line %lld: %s is missing", (long long)row->source_line,
                     ll_finding_name(bad[bad_seen]));
        }
        bad_seen++;
    }
    if (strcmp(got, states) != 0) {
        print_findings("rows", &csv->row_findings);
        fail_msg("%s, wanted %s", got, states);
    }
    assert_int_equal(csv->good_rows + csv->bad_rows + csv->skipped_rows, csv->row_count);
}

static void test_generic(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase_csv csv = read_ok(arena, fixture(arena, "generic.csv"));
    assert_int_equal(csv.profile, LL_CSV_PROFILE_GENERIC);
    assert_rows(&csv, "GGBBBBBBBBBBBGG",
                (enum ll_finding_code[]){LL_E_CLASS, LL_E_QTY, LL_E_DATE, LL_E_CURRENCY,
                                         LL_E_TRIGGER, LL_E_RETURN, LL_E_QTY, LL_E_MISSING_ID,
                                         LL_E_ROW_DUP, LL_E_CSV_COLUMNS, LL_E_PRICE});
    assert_int_equal(csv.document_count, 2);
    const struct ll_purchase *first = &csv.documents[0];
    assert_str(first->doc_id, "PO-100");
    assert_str(first->client_ref, "C-7");
    assert_int_equal(first->device_units.n, 45);
    assert_str(first->lines[0].class_id, "smartphone");
    assert_str(first->lines[0].unit_price, "1049.5");
    assert_int_equal(first->lines[1].trigger, LL_TRIGGER_LEASE);
    assert_int_equal(first->disposition, LL_DISPOSITION_ACCEPT);
    /* "case for a phone" contradicts its class: a person must look. */
    const struct ll_purchase *second = &csv.documents[1];
    assert_str(second->doc_id, "PO-101");
    assert_int_equal(second->device_units.n, 3);
    assert_int_equal(second->disposition, LL_DISPOSITION_REVIEW);
    /* The second date's order is stated: one more row is good. */
    struct ll_purchase_csv_options dmy = {.date_order = LL_DATE_DMY};
    csv = read_with(arena, fixture(arena, "generic.csv"), &dmy);
    assert_int_equal(csv.rows[4].state, LL_CSV_ROW_GOOD);
}

static void test_devices(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase_csv csv = read_ok(arena, fixture(arena, "devices.csv"));
    assert_int_equal(csv.profile, LL_CSV_PROFILE_DEVICES);
    assert_rows(&csv, "GGBBBGGBGB",
                (enum ll_finding_code[]){LL_E_IMEI_DUP, LL_E_IMEI_CHECK, LL_E_IMEI_LOSSY,
                                         LL_E_IMEI_DUP, LL_E_NO_NUMBER});
    assert_int_equal(csv.document_count, 1);
    const struct ll_purchase *doc = &csv.documents[0];
    assert_int_equal(doc->doc_type, LL_DOC_ASSET_LIST);
    assert_int_equal(doc->line_count, 2);
    assert_int_equal(doc->lines[0].units.n, 2);
    assert_int_equal(doc->lines[0].device_count, 2);
    assert_str(doc->lines[1].line_id, "laptop");
    assert_int_equal(doc->lines[1].units.n, 3);
    assert_str(doc->lines[1].devices[0].key, "AB1234");
    assert_str(doc->lines[1].devices[0].maker, "DELL");
    assert_str(doc->lines[1].devices[2].maker, "LENOVO");
}

/* A row may give a mass in its unit: grams, whole ones, read in one way only. */
static void test_masses(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase_csv csv =
        read_ok(arena, LL_STR("document_id,line_id,device_class,quantity,unit,imei,date\n"
                              "PO-1,1,laptop,340,KGM,,2026-03-05\n"
                              "PO-1,2,laptop,12.3450,kg,,2026-03-05\n"
                              "PO-1,3,laptop,12.345,KGM,,2026-03-05\n" /* or twelve tonnes */
                              "PO-1,4,laptop,0.0005,KGM,,2026-03-05\n"
                              "PO-1,5,laptop,,TNE,,2026-03-05\n"
                              "PO-1,6,laptop,4.2,KGM,490154203237518,2026-03-05\n"
                              "PO-1,7,laptop,-1,KGM,,2026-03-05\n"
                              "PO-1,8,laptop,2,EA,,2026-03-05\n"));
    assert_rows(&csv, "GGBBBBBG",
                (enum ll_finding_code[]){LL_E_QTY_WAYS, LL_E_MASS, LL_E_MASS, LL_E_MASS_DEVICES,
                                         LL_E_RETURN});
    const struct ll_purchase *doc = &csv.documents[0];
    assert_int_equal(doc->line_count, 3);
    assert_int_equal(doc->lines[1].mass.g, 12345);
    assert_int_equal(doc->lines[1].units.n, 0);
    assert_int_equal(doc->device_mass.g, 340000 + 12345);
    assert_int_equal(doc->device_units.n, 2);
}

static enum ll_status read_list(struct ll_arena *arena, const char *text,
                                struct ll_purchase_csv *ret_csv, struct ll_err *reterr)
{
    return ll_purchase_list_read(arena, ll_str_from_cstr(text), NULL, ret_csv, reterr);
}

/* The same rows as JSON: numbers to their last digit, each row with its line. */
static void test_json(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase_csv csv;
    struct ll_err err;
    assert_int_equal(
        read_list(
            arena,
            "\n[{\"document_id\": \"PO-1\", \"device_class\": \"laptop\", \"quantity\": 12.345,\n"
            "   \"unit\": \"KGM\", \"description\": \"14 \\\"inch\\\", grey\"},\n"
            " {\"document_id\": \"PO-1\", \"device_class\": \"laptop\", \"quantity\": \"1.250\",\n"
            "  \"unit\": \"KGM\", \"date\": \"2026-03-05\"}, {},\n"
            " {\"quantity\": 0.00010000000000000000001, \"unit\": \"TNE\",\n"
            "  \"document_id\": \"PO-1\", \"device_class\": \"laptop\"},\n"
            " {\"document_id\": \"PO-2\", \"device_class\": \"smartphone\", \"quantity\": null,\n"
            "  \"imei\": 490154203237518}]",
            &csv, &err),
        LL_OK);
    assert_rows(&csv, "GGSBG", (enum ll_finding_code[]){LL_E_MASS});
    assert_int_equal(csv.profile, LL_CSV_PROFILE_GENERIC);
    assert_int_equal(csv.documents[0].device_mass.g, 12345 + 1250);
    assert_str(csv.documents[0].lines[0].name, "14 \"inch\", grey");
    assert_int_equal(csv.documents[0].lines[0].source_line, 2);
    assert_int_equal(csv.documents[0].lines[1].source_line, 4);
    assert_int_equal(csv.rows[3].source_line, 6);
    assert_int_equal(csv.row_findings.items[csv.rows[3].finding].source_line, 6);
    assert_int_equal(csv.documents[1].lines[0].device_count, 1);
    assert_int_equal(csv.documents[1].lines[0].devices[0].source_line, 8);
    /* What is no JSON is CSV. */
    assert_int_equal(
        read_list(arena, "document_id,device_class,quantity\nPO-1,laptop,2\n", &csv, &err), LL_OK);
    assert_int_equal(csv.documents[0].device_units.n, 2);
    static const struct {
        const char *text;
        enum ll_status status;
        const char *where;
    } bad[] = {
        {"[", LL_EPARSE, "byte 1"},
        {"{\"document_id\": \"PO-1\"}", LL_EINVAL, ""},
        {"[]", LL_EINVAL, ""},
        {"[{},\n1]", LL_EINVAL, "line 2"},
        {"[\n\n{\"document_id\": true}]", LL_EINVAL, "line 3"},
        {"[{\"document_id\": [\"PO-1\"]}]", LL_EINVAL, "line 1"},
        {"[{\"document_id\": \"a\\nb\"}]", LL_EINVAL, "line 1"},
        {"[{\"document\\u0000\": \"a\"}]", LL_EINVAL, "line 1"},
        {"[{\"what\": \"PO-1\"}]", LL_EUNSUPPORTED, ""},
        {"[{}]", LL_EINVAL, "line 1"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        err = (struct ll_err){.text = ""};
        assert_int_equal(read_list(arena, bad[i].text, &csv, &err), bad[i].status);
        assert_string_equal(err.where, bad[i].where);
        assert_true(err.text[0] != '\0');
    }
    /* As many columns as a row may have, and one more. */
    struct ll_strbuf wide;
    struct ll_str text;
    ll_strbuf_init(&wide, arena, 1 << 16);
    for (int i = 0; i <= LL_PURCHASE_LIST_JSON_COLUMNS_MAX; i++) {
        ll_strbuf_fmt(&wide, "%s\"c%d\":1", i == 0 ? "[{" : ",", i);
    }
    ll_strbuf_cstr(&wide, "}]");
    assert_int_equal(ll_strbuf_finish(&wide, &text, NULL), LL_OK);
    assert_int_equal(ll_purchase_list_read(arena, text, NULL, &csv, &err), LL_ELIMIT);
}

static void test_sap(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase_csv csv = read_ok(arena, fixture(arena, "sap.csv"));
    assert_int_equal(csv.profile, LL_CSV_PROFILE_SAP);
    assert_int_equal(csv.format.encoding, LL_CSV_WINDOWS_1252);
    assert_int_equal(csv.format.delimiter, ';');
    assert_int_equal(count_findings(&csv.file_findings, LL_W_ENCODING), 1);
    assert_rows(&csv, "GBGSBBG", (enum ll_finding_code[]){LL_E_RETURN, LL_E_DATE, LL_E_QTY_WAYS});
    assert_int_equal(csv.documents[0].device_units.n, 1250);
    assert_str(csv.documents[0].lines[0].line_id, "00010");
    assert_int_equal(csv.documents[0].lines[1].kind,
                     LL_LINE_UNCLEAR); /* a case with a phone's code */
    assert_int_equal(csv.documents[1].device_units.n, 2000);
}

static void test_odoo(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase_csv csv = read_ok(arena, fixture(arena, "odoo.csv"));
    assert_int_equal(csv.profile, LL_CSV_PROFILE_ODOO);
    assert_rows(&csv, "GGGBB", (enum ll_finding_code[]){LL_E_DATE, LL_E_DATE});
    const struct ll_purchase *doc = &csv.documents[0];
    assert_str(doc->seller.name, "Exempel AB");
    assert_int_equal(doc->line_count, 3);
    assert_str(doc->lines[1].line_id, "2");
    assert_str(doc->lines[0].part, "L14");
    assert_int_equal(doc->lines[1].kind, LL_LINE_OTHER);
    assert_int_equal(doc->lines[2].units.n, 24);
    assert_int_equal(doc->device_units.n, 36);
    assert_int_equal(count_findings(&doc->findings, LL_W_UNIT_MULTIPLE), 1);
    assert_int_equal(doc->disposition, LL_DISPOSITION_REVIEW);
}

static void test_snipeit(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase_csv csv = read_ok(arena, fixture(arena, "snipeit.csv"));
    assert_int_equal(csv.profile, LL_CSV_PROFILE_SNIPEIT);
    assert_rows(&csv, "GGGBGB", (enum ll_finding_code[]){LL_E_ROW_DUP, LL_E_MISSING_ID});
    assert_int_equal(csv.document_count, 2);
    const struct ll_purchase *doc = &csv.documents[0];
    assert_str(doc->doc_id, "PO-55");
    assert_int_equal(doc->line_count, 2);
    assert_int_equal(doc->lines[0].units.n, 2);
    assert_int_equal(doc->lines[0].devices[1].kind, LL_DEVICE_IMEI);
    assert_int_equal(doc->lines[1].devices[0].kind, LL_DEVICE_SERIAL);
    char date[LL_TIME_TEXT_MAX];
    ll_date_format(doc->issue_date, date);
    assert_string_equal(date, "2026-03-10");
    assert_int_equal(csv.documents[1].device_units.n, 0);
}

static void test_coupa(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase_csv csv = read_ok(arena, fixture(arena, "coupa.csv"));
    assert_int_equal(csv.profile, LL_CSV_PROFILE_COUPA);
    assert_rows(&csv, "SGGSG", NULL);
    const struct ll_purchase *doc = &csv.documents[0];
    assert_int_equal(doc->device_units.n, 30);
    assert_int_equal(doc->buyback_units.n, 5);
    assert_int_equal(doc->disposition, LL_DISPOSITION_REVIEW);
}

/* Credit notes: what each row takes back from is kept. */
static void test_credits(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase_csv csv = read_ok(arena, fixture(arena, "credits.csv"));
    assert_int_equal(csv.profile, LL_CSV_PROFILE_CREDITS);
    assert_rows(&csv, "GGBG", (enum ll_finding_code[]){LL_E_CREDIT_SIGN});
    assert_int_equal(csv.document_count, 2);
    const struct ll_purchase *doc = &csv.documents[0];
    assert_int_equal(doc->doc_type, LL_DOC_CREDIT_NOTE);
    assert_int_equal(doc->return_units.n, 17);
    assert_int_equal(doc->disposition, LL_DISPOSITION_ACCEPT);
    assert_str(doc->lines[0].more->of_document, "R-77");
    assert_str(doc->lines[0].more->order_line_ref, "");
    assert_str(doc->lines[1].more->of_document, "R-78");
    assert_str(doc->lines[1].more->order_line_ref, "exempel.laptop");
    assert_int_equal(doc->lines[1].source_line, 3);
    assert_str(csv.documents[1].lines[0].more->of_document, "PO-55");
}

struct expected {
    const char *file;
    enum ll_csv_profile profile;
    size_t documents;
    size_t good;
    size_t bad;
    int64_t devices;
    size_t numbers; /* of devices */
};

static const struct expected expected[] = {
    {"csv/authored/coupa_order_lines_phones.csv", LL_CSV_PROFILE_COUPA, 1, 3, 0, 45, 0},
    {"csv/authored/device_list_imei.csv", LL_CSV_PROFILE_DEVICES, 1, 4, 0, 4, 4},
    {"csv/authored/odoo_purchase_order_export.csv", LL_CSV_PROFILE_ODOO, 2, 3, 0, 21, 0},
    {"csv/authored/sap_me2m_semicolon_cp1252.csv", LL_CSV_PROFILE_SAP, 2, 3, 0, 30, 0},
    {"csv/authored/snipeit_phones.csv", LL_CSV_PROFILE_SNIPEIT, 1, 3, 0, 3, 3},
    {"csv/official/snipeit_assets-sample.csv", LL_CSV_PROFILE_SNIPEIT, 22, 22, 0, 21, 0},
};

static void test_shared_files(void **state)
{
    struct ll_arena *arena = *state;
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        const struct expected *want = &expected[i];
        struct ll_purchase_csv csv = read_ok(arena, sample(arena, want->file));
        int64_t devices = 0;
        size_t numbers = 0;
        for (size_t d = 0; d < csv.document_count; d++) {
            devices += csv.documents[d].device_units.n;
            for (size_t k = 0; k < csv.documents[d].line_count; k++) {
                numbers += csv.documents[d].lines[k].device_count;
            }
        }
        if (csv.profile != want->profile || csv.document_count != want->documents ||
            csv.good_rows != want->good || csv.bad_rows != want->bad || devices != want->devices ||
            numbers != want->numbers) {
            print_findings(want->file, &csv.row_findings);
            fail_msg("%s: %s, %zu documents, %zu good, %zu bad, %lld devices, %zu numbers",
                     want->file, ll_csv_profile_name(csv.profile), csv.document_count,
                     csv.good_rows, csv.bad_rows, (long long)devices, numbers);
        }
    }
}

static void test_headings(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase_csv csv;
    struct ll_err err;
    assert_int_equal(ll_purchase_csv_read(arena, LL_STR("a,b,c\n1,2,3\n"), NULL, &csv, &err),
                     LL_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "a, b, c"));
    assert_true(strlen(err.hint) > 0);
    struct ll_purchase_csv_options sap = {.profile = LL_CSV_PROFILE_SAP};
    assert_int_equal(ll_purchase_csv_read(arena, LL_STR("Einkaufsbeleg;b\n"), &sap, &csv, &err),
                     LL_EPARSE);
    assert_non_null(strstr(err.text, "\"position\""));
    assert_int_equal(ll_purchase_csv_read(arena, LL_STR(""), NULL, &csv, &err), LL_EPARSE);
    struct ll_str twice = LL_STR("document_id,device_class,quantity,Quantity\nA,tablet,1,2\n");
    assert_int_equal(ll_purchase_csv_read(arena, twice, NULL, &csv, &err), LL_EPARSE);
    assert_non_null(strstr(err.text, "two columns are called \"quantity\""));
    csv = read_ok(arena, LL_STR("Document_ID,DEVICE_CLASS,Quantity\n"));
    assert_int_equal(csv.row_count, 0);
}

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        enum ll_date_order order;
        const char *out; /* NULL: refused */
    } rows[] = {
        {"2026-03-05", LL_DATE_UNKNOWN, "2026-03-05"},
        {"2026-03-05 08:00:00", LL_DATE_UNKNOWN, "2026-03-05"},
        {"2026-03-05T09:14:50.1+01:00", LL_DATE_UNKNOWN, "2026-03-05"},
        {"2026/3/5", LL_DATE_UNKNOWN, "2026-03-05"},
        {"5.3.2026", LL_DATE_UNKNOWN, "2026-03-05"},
        {"5.3.26", LL_DATE_MDY, "2026-03-05"},
        {"05/01/2026", LL_DATE_UNKNOWN, NULL},
        {"05/01/2026", LL_DATE_DMY, "2026-01-05"},
        {"05/01/2026", LL_DATE_MDY, "2026-05-01"},
        {"05/05/2026", LL_DATE_UNKNOWN, "2026-05-05"},
        {"25/01/2026", LL_DATE_UNKNOWN, "2026-01-25"},
        {"01/25/2026", LL_DATE_UNKNOWN, "2026-01-25"},
        {"01/25/2026", LL_DATE_DMY, NULL},
        {"1/23/99", LL_DATE_MDY, "1999-01-23"},
        {"2024-02-29", LL_DATE_UNKNOWN, "2024-02-29"},
        {"2023-02-29", LL_DATE_UNKNOWN, NULL},
        {"2026-13-01", LL_DATE_UNKNOWN, NULL},
        {"2026-00-10", LL_DATE_UNKNOWN, NULL},
        {"31.04.2026", LL_DATE_UNKNOWN, NULL},
        {"2026-03-05x", LL_DATE_UNKNOWN, NULL},
        {"2026-03", LL_DATE_UNKNOWN, NULL},
        {"1/2/3", LL_DATE_DMY, NULL},
        {"20260305", LL_DATE_UNKNOWN, NULL},
        {"1/2-2026", LL_DATE_DMY, NULL},
        {"46086", LL_DATE_UNKNOWN, NULL}, /* a spreadsheet's day number */
        {"", LL_DATE_UNKNOWN, NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_date date;
        struct ll_err err;
        enum ll_status status =
            ll_csv_date(ll_str_from_cstr(rows[i].in), rows[i].order, &date, &err);
        if ((status == LL_OK) != (rows[i].out != NULL)) {
            fail_msg("\"%s\": status %d", rows[i].in, status);
        }
        if (status == LL_OK) {
            char text[LL_TIME_TEXT_MAX];
            ll_date_format(date, text);
            assert_string_equal(text, rows[i].out);
        }
    }
}

/* Every beginning of every file of ours: an answer, and no row is lost without a word. */
static void test_truncation(void **state)
{
    struct ll_arena *arena = *state;
    static const char *const names[] = {"generic.csv", "devices.csv", "sap.csv",
                                        "odoo.csv",    "snipeit.csv", "coupa.csv"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct ll_str whole = fixture(arena, names[i]);
        for (size_t len = 0; len <= whole.len; len++) {
            struct ll_arena_mark mark = ll_arena_mark(arena);
            struct ll_purchase_csv csv;
            struct ll_err err;
            struct ll_str cut = ll_str_copy(arena, ll_str_sub(whole, 0, len));
            enum ll_status status = ll_purchase_csv_read(arena, cut, NULL, &csv, &err);
            assert_true(status == LL_OK || status == LL_EPARSE || status == LL_EUNSUPPORTED);
            if (status == LL_OK) {
                assert_int_equal(csv.good_rows + csv.bad_rows + csv.skipped_rows, csv.row_count);
            }
            ll_arena_rewind(arena, mark);
        }
    }
}

/* A row that names one device, in a line whose number a row of a quantity has taken: bad, however
 * often; and so is a quantity for a line of devices. */
static void test_mixed_lines(void **state)
{
    struct ll_arena *arena = *state;
    struct ll_purchase_csv csv =
        read_ok(arena, LL_STR("document_id,line_id,device_class,quantity,imei\n"
                              "A,1,phone,2,\n"
                              "A,1,phone,,490154203237518\n"
                              "A,1,phone,,356938035643809\n"
                              "A,2,phone,,352099001761481\n"
                              "A,2,phone,3,\n"
                              "A,2,phone,,353879234252633\n"));
    assert_rows(&csv, "GBBGBG", (enum ll_finding_code[]){LL_E_ROW_DUP, LL_E_ROW_DUP, LL_E_ROW_DUP});
    assert_int_equal(csv.documents[0].line_count, 2);
    assert_int_equal(csv.documents[0].lines[0].units.n, 2);
    assert_int_equal(csv.documents[0].lines[0].device_count, 0);
    assert_int_equal(csv.documents[0].lines[1].units.n, 2);
    assert_int_equal(csv.documents[0].lines[1].device_count, 2);
    assert_str(csv.documents[0].lines[1].devices[1].key, "35387923425263");
}

/* The canonical form is written without a tree: read back, it is its own canonical form. */
static void test_canonical(void **state)
{
    struct ll_arena *arena = *state;
    static const char *const names[] = {"generic.csv", "devices.csv", "sap.csv",
                                        "odoo.csv",    "snipeit.csv", "coupa.csv"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct ll_purchase_csv csv = read_ok(arena, fixture(arena, names[i]));
        assert_true(csv.document_count > 0);
        for (size_t k = 0; k < csv.document_count; k++) {
            struct ll_str text;
            struct ll_str again;
            struct ll_json *value = NULL;
            struct ll_err err;
            assert_int_equal(ll_purchase_canonical(arena, &csv.documents[k], &text, &err), LL_OK);
            assert_int_equal(ll_json_read(arena, text, text.len, &value, &err), LL_OK);
            assert_int_equal(ll_json_canonical(arena, value, text.len, &again, &err), LL_OK);
            assert_true(ll_str_eq(text, again));
            assert_int_equal(ll_json_get(value, "lines")->count, csv.documents[k].line_count);
        }
    }
}

/* ---- memory ---- */

#define MANY_ROWS 100000

/* Row `i` of a list: what differs from row to row does, and costs its place. */
static void device_row(struct ll_strbuf *buf, int64_t i)
{
    char key[32];
    (void)snprintf(key, sizeof(key), "35%012lld", (long long)i * 7 + 1000000);
    ll_strbuf_cstr(buf, "A-2026-1,smartphone,");
    ll_strbuf_cstr(buf, key);
    ll_strbuf_char(buf, (char)('0' + ll_imei_check_digit(key)));
    ll_strbuf_cstr(buf, ",2026-03-05,Phone 15 128 GB\n");
}

static void serial_row(struct ll_strbuf *buf, int64_t i)
{
    ll_strbuf_cstr(buf, "A-2026-1,laptop,C02XK");
    ll_strbuf_i64(buf, i + 1000000);
    ll_strbuf_cstr(buf, ",Hewlett Packard Inc.\n");
}

static void quantity_row(struct ll_strbuf *buf, int64_t i)
{
    ll_strbuf_cstr(buf, "PO-2026-000123,");
    ll_strbuf_i64(buf, i + 1);
    ll_strbuf_cstr(buf, ",smartphone,");
    ll_strbuf_i64(buf, i % 97 + 1);
    ll_strbuf_cstr(buf, ",2026-03-05,");
    ll_strbuf_i64(buf, i % 1013);
    ll_strbuf_cstr(buf, ".50,EUR,Phone 15 black ");
    ll_strbuf_i64(buf, i);
    ll_strbuf_char(buf, '\n');
}

static const struct {
    const char *heading;
    void (*row)(struct ll_strbuf *buf, int64_t i);
} long_lists[] = {
    {"document_id,device_class,imei,date,description\n", device_row},
    {"document_id,device_class,serial,maker\n", serial_row},
    {"document_id,line_id,device_class,quantity,date,price,currency,description\n", quantity_row},
};

/* No more than the stated bytes a row, at the peak; nor for the canonical form but its text. */
static void test_memory(void **state)
{
    struct ll_arena *input = *state;
    for (size_t i = 0; i < sizeof(long_lists) / sizeof(long_lists[0]); i++) {
        struct ll_strbuf buf;
        struct ll_str bytes;
        struct ll_str text;
        struct ll_err err;
        struct ll_arena arena;
        ll_strbuf_init(&buf, input, (size_t)64 << 20);
        ll_strbuf_cstr(&buf, long_lists[i].heading);
        for (int64_t k = 0; k < MANY_ROWS; k++) {
            long_lists[i].row(&buf, k);
        }
        assert_int_equal(ll_strbuf_finish(&buf, &bytes, &err), LL_OK);
        ll_arena_init(&arena, &ll_arena_malloc, (size_t)1 << 30);
        struct ll_purchase_csv csv = read_ok(&arena, bytes);
        assert_int_equal(csv.good_rows, MANY_ROWS);
        assert_int_equal(csv.row_findings.count, 0);
        assert_int_equal(csv.document_count, 1);
        if (arena.peak_bytes > (size_t)MANY_ROWS * LL_PURCHASE_CSV_ROW_BYTES) {
            fail_msg("list %zu: %zu bytes a row", i, arena.peak_bytes / MANY_ROWS);
        }
        size_t before = arena.taken_bytes;
        assert_int_equal(ll_purchase_canonical(&arena, &csv.documents[0], &text, &err), LL_OK);
        assert_true(text.len > (size_t)MANY_ROWS * 20);
        assert_true(arena.peak_bytes <= before + text.len + ((size_t)1 << 20));
        ll_arena_release(&arena);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, arena_setup, arena_teardown)
    const struct CMUnitTest tests[] = {
        T(test_generic),    T(test_masses),       T(test_json),      T(test_credits),
        T(test_devices),    T(test_sap),          T(test_odoo),      T(test_snipeit),
        T(test_coupa),      T(test_shared_files), T(test_headings),  T(test_dates),
        T(test_truncation), T(test_mixed_lines),  T(test_canonical), T(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
