#include "codec/purchase_csv.h"

#include <string.h>

#include "codec/csv_profile.h"
#include "codec/keyset.h"

#define NO_TEXT ((struct ll_str){"", 0})
#define ID_MAX 200   /* bytes of a number of a document or line */
#define KEY_MAX 1024 /* bytes of the keys below: two ids and what separates them */
#define LABEL_NONE LL_PF_DOCUMENT

/* The columns of a document that Odoo writes in its first row only. */
struct head {
    struct ll_str doc_id;
    struct ll_str seller;
    struct ll_str date;
    struct ll_str currency;
};

struct import {
    struct ll_arena *arena;
    const struct ll_purchase_csv_options *options;
    struct ll_purchase_context context;
    struct ll_csv_columns columns;
    struct ll_purchase_csv csv;
    size_t document_capacity;
    size_t row_capacity;
    struct ll_keyset documents; /* client and document number */
    struct ll_keyset line_ids;  /* document and line number */
    struct ll_keyset groups;    /* document, line number, class, kind: of device rows */
    struct ll_keyset devices;   /* maker and number, in the whole file */
    struct ll_keyset assets;    /* the client's own numbers, in the whole file */
    struct head head;
    bool has_head;
    struct ll_err *reterr;
};

/* One row on its way. */
struct row {
    const struct ll_csv_row *cells;
    struct head head;
    struct ll_str client;
    struct ll_str buyer;
    bool has_date;
    struct ll_date date;
    struct ll_purchase_line line;
    size_t first_finding;
};

static enum ll_status no_memory(struct import *m)
{
    return LL_FAIL(m->reterr, LL_ENOMEM, "no memory for the rows of a CSV file");
}

/* The trimmed cell, borrowed until the next row; empty when there is no such column. */
static struct ll_str cell(const struct import *m, const struct row *row, enum ll_csv_column column)
{
    size_t at = m->columns.index[column];
    return at < row->cells->count ? ll_str_trim(row->cells->fields[at]) : NO_TEXT;
}

static enum ll_status keep(struct import *m, struct ll_str text, struct ll_str *ret_copy)
{
    if (text.len == 0) {
        *ret_copy = NO_TEXT;
        return LL_OK;
    }
    *ret_copy = ll_str_copy(m->arena, text);
    return ret_copy->ptr == NULL ? no_memory(m) : LL_OK;
}

static enum ll_status find(struct import *m, const struct row *row, enum ll_finding_code code,
                           enum ll_purchase_field field, struct ll_str value)
{
    return ll_finding_add(&m->context, &m->csv.row_findings, code, row->cells->line, NO_TEXT, field,
                          value, m->reterr);
}

/* ---- rows that are no purchase lines ---- */

static bool is_one_of(struct ll_str s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ll_str_eq_nocase(s, ll_str_from_cstr(words[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_skipped(const struct import *m, const struct row *row)
{
    static const char *const void_status[] = {"cancelled", "canceled", "rejected", "voided"};
    bool blank = true;
    for (size_t i = 0; i < row->cells->count; i++) {
        blank = blank && ll_str_trim(row->cells->fields[i]).len == 0;
    }
    struct ll_str type = cell(m, row, LL_COL_TYPE);
    struct ll_str status = cell(m, row, LL_COL_STATUS);
    if (m->columns.index[LL_COL_TYPE] != LL_COL_NONE &&
        ll_str_find(type, LL_STR("line"), true) == SIZE_MAX) {
        return true;
    }
    if (m->columns.profile == LL_CSV_PROFILE_SAP) {
        /* Subtotals carry neither number; the deletion mark is an L. */
        bool subtotal =
            cell(m, row, LL_COL_DOC_ID).len == 0 && cell(m, row, LL_COL_LINE_ID).len == 0;
        return blank || subtotal || status.len > 0;
    }
    return blank || is_one_of(status, void_status, sizeof(void_status) / sizeof(void_status[0]));
}

/* ---- cells ---- */

static bool has_controls(struct ll_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f) {
            return true;
        }
    }
    return false;
}

static enum ll_status take_id(struct import *m, const struct row *row, struct ll_str text,
                              enum ll_purchase_field field, struct ll_str *ret_id)
{
    if (text.len > ID_MAX || has_controls(text)) {
        *ret_id = NO_TEXT;
        return find(m, row, LL_E_TEXT, field, NO_TEXT);
    }
    return keep(m, text, ret_id);
}

static enum ll_status take_head(struct import *m, struct row *row)
{
    row->head = (struct head){.doc_id = cell(m, row, LL_COL_DOC_ID),
                              .seller = cell(m, row, LL_COL_SELLER),
                              .date = cell(m, row, LL_COL_DATE),
                              .currency = cell(m, row, LL_COL_CURRENCY)};
    if (m->columns.carry_down && row->head.doc_id.len == 0 && m->has_head) {
        row->head = m->head;
    } else {
        LL_TRY(take_id(m, row, row->head.doc_id, LL_PF_DOC_ID, &row->head.doc_id));
        LL_TRY(keep(m, row->head.seller, &row->head.seller));
        LL_TRY(keep(m, row->head.date, &row->head.date));
        LL_TRY(keep(m, row->head.currency, &row->head.currency));
        m->head = row->head;
        m->has_head = true;
    }
    if (row->head.doc_id.len == 0) {
        LL_TRY(find(m, row, LL_E_MISSING_ID, LL_PF_DOC_ID, NO_TEXT));
    }
    if (row->head.currency.len > 0) {
        bool letters = row->head.currency.len == 3;
        for (size_t i = 0; letters && i < 3; i++) {
            letters = row->head.currency.ptr[i] >= 'A' && row->head.currency.ptr[i] <= 'Z';
        }
        if (!letters) {
            LL_TRY(find(m, row, LL_E_CURRENCY, LL_PF_CURRENCY, row->head.currency));
        }
    }
    if (row->head.date.len > 0) {
        enum ll_date_order order = m->options->date_order != LL_DATE_UNKNOWN
                                       ? m->options->date_order
                                       : m->columns.date_order;
        row->has_date = ll_csv_date(row->head.date, order, &row->date, NULL) == LL_OK;
        if (!row->has_date) {
            LL_TRY(find(m, row, LL_E_DATE, LL_PF_DATE, row->head.date));
        }
    }
    return LL_OK;
}

static enum ll_status take_decimal(struct import *m, const struct row *row, struct ll_str text,
                                   enum ll_finding_code code, enum ll_purchase_field field,
                                   struct ll_str *ret_decimal)
{
    if (text.len == 0) {
        return LL_OK;
    }
    enum ll_decimal_format format =
        m->options->decimal != 0 ? m->options->decimal : m->columns.decimal;
    enum ll_status status = ll_decimal_read(m->arena, text, format, ret_decimal, NULL);
    if (status == LL_ENOMEM) {
        return no_memory(m);
    }
    return status == LL_OK ? LL_OK : find(m, row, code, field, text);
}

static enum ll_status take_numbers(struct import *m, struct row *row)
{
    struct ll_str quantity = cell(m, row, LL_COL_QUANTITY);
    struct ll_str price = cell(m, row, LL_COL_PRICE);
    /* "25.000" is 25 or 25000, by a setting of the user who exported the list: only a decimal
     * comma elsewhere in the row tells. */
    bool doubtful = m->columns.decimal == LL_DECIMAL_COMMA && m->options->decimal == 0 &&
                    ll_str_find_char(quantity, '.') < quantity.len &&
                    ll_str_find_char(quantity, ',') == quantity.len &&
                    ll_str_find_char(price, ',') == price.len;
    if (doubtful) {
        LL_TRY(find(m, row, LL_E_QTY, LL_PF_QUANTITY, quantity));
    } else {
        LL_TRY(take_decimal(m, row, quantity, LL_E_QTY, LL_PF_QUANTITY, &row->line.quantity));
    }
    return take_decimal(m, row, price, LL_E_PRICE, LL_PF_PRICE, &row->line.unit_price);
}

static enum ll_status add_raw_id(struct import *m, struct row *row, enum ll_purchase_raw_kind kind,
                                 enum ll_csv_column column)
{
    struct ll_str text = cell(m, row, column);
    if (text.len == 0) {
        return LL_OK;
    }
    LL_TRY(keep(m, text, &text));
    row->line.raw_ids[row->line.raw_id_count++] =
        (struct ll_purchase_raw_id){.kind = kind, .source_line = row->cells->line, .text = text};
    return LL_OK;
}

static enum ll_status take_identities(struct import *m, struct row *row)
{
    struct ll_purchase_line *line = &row->line;
    line->raw_ids = LL_NEW_ARRAY(m->arena, struct ll_purchase_raw_id, 2);
    if (line->raw_ids == NULL) {
        return no_memory(m);
    }
    LL_TRY(add_raw_id(m, row, LL_RAW_IMEI, LL_COL_IMEI));
    LL_TRY(add_raw_id(m, row, LL_RAW_SERIAL, LL_COL_SERIAL));
    line->one_per_row = m->columns.one_per_row ||
                        (cell(m, row, LL_COL_QUANTITY).len == 0 && line->raw_id_count > 0);
    if (m->columns.profile == LL_CSV_PROFILE_DEVICES && line->raw_id_count == 0) {
        return find(m, row, LL_E_NO_NUMBER, LL_PF_IMEI, NO_TEXT);
    }
    return LL_OK;
}

/* "[FP5] Fairphone 5": an article number and a name. */
static enum ll_status take_product(struct import *m, struct row *row)
{
    struct ll_str product = cell(m, row, LL_COL_PRODUCT);
    size_t end = ll_str_find_char(product, ']');
    if (product.len > 2 && product.ptr[0] == '[' && end < product.len) {
        LL_TRY(keep(m, ll_str_trim(ll_str_sub(product, 1, end)), &row->line.part));
        product = ll_str_trim(ll_str_sub(product, end + 1, product.len));
    }
    return row->line.name.len > 0 ? keep(m, product, &row->line.text)
                                  : keep(m, product, &row->line.name);
}

static enum ll_status take_code(struct import *m, struct row *row)
{
    struct ll_str code = cell(m, row, LL_COL_CODE);
    if (code.len == 0) {
        return LL_OK;
    }
    struct ll_purchase_code *codes = LL_NEW(m->arena, struct ll_purchase_code);
    if (codes == NULL) {
        return no_memory(m);
    }
    codes->list = NO_TEXT;
    LL_TRY(keep(m, code, &codes->code));
    row->line.codes = codes;
    row->line.code_count = 1;
    return LL_OK;
}

static enum ll_status take_trigger(struct import *m, struct row *row)
{
    struct ll_str text = cell(m, row, LL_COL_TRIGGER);
    if (text.len > 0 && !ll_trigger_from_name(text, &row->line.trigger)) {
        return find(m, row, LL_E_TRIGGER, LL_PF_TRIGGER, text);
    }
    return LL_OK;
}

static enum ll_status take_words(struct import *m, struct row *row)
{
    struct ll_purchase_line *line = &row->line;
    bool own_class = m->columns.index[LL_COL_CLASS] != LL_COL_NONE;
    LL_TRY(keep(m, cell(m, row, LL_COL_TEXT), &line->name));
    LL_TRY(keep(m, cell(m, row, own_class ? LL_COL_CLASS : LL_COL_CATEGORY), &line->stated_class));
    LL_TRY(keep(m, cell(m, row, LL_COL_UNIT), &line->unit));
    LL_TRY(keep(m, cell(m, row, LL_COL_PART), &line->part));
    LL_TRY(keep(m, cell(m, row, LL_COL_MAKER), &line->maker));
    char gtin[LL_GTIN_MAX];
    bool global = false;
    if (ll_gtin_read(cell(m, row, LL_COL_GTIN), gtin, &global, NULL) == LL_OK) {
        LL_TRY(keep(m, ll_str_from_cstr(gtin), &line->gtin));
    }
    LL_TRY(take_product(m, row));
    LL_TRY(take_code(m, row));
    return take_trigger(m, row);
}

static enum ll_status take_row(struct import *m, struct row *row)
{
    row->line = (struct ll_purchase_line){
        .source_line = row->cells->line,
        .path = NO_TEXT,
        .line_id = NO_TEXT,
        .order_line_ref = NO_TEXT,
        .quantity = NO_TEXT,
        .unit = NO_TEXT,
        .unit_price = NO_TEXT,
        .price_base = NO_TEXT,
        .pack_size = NO_TEXT,
        .name = NO_TEXT,
        .text = NO_TEXT,
        .stated_class = NO_TEXT,
        .part = NO_TEXT,
        .gtin = NO_TEXT,
        .maker = NO_TEXT,
        .covers_line = NO_TEXT,
        .class_id = NO_TEXT,
    };
    if (row->cells->count != m->columns.count) {
        return find(m, row, LL_E_CSV_COLUMNS, LABEL_NONE, NO_TEXT);
    }
    LL_TRY(take_head(m, row));
    LL_TRY(take_id(m, row, cell(m, row, LL_COL_CLIENT), LL_PF_CLIENT, &row->client));
    LL_TRY(take_id(m, row, cell(m, row, LL_COL_LINE_ID), LL_PF_LINE_ID, &row->line.line_id));
    LL_TRY(keep(m, cell(m, row, LL_COL_BUYER), &row->buyer));
    LL_TRY(take_words(m, row));
    LL_TRY(take_numbers(m, row));
    LL_TRY(take_identities(m, row));
    if (ll_findings_have_error(&m->csv.row_findings, row->first_finding)) {
        return LL_OK;
    }
    return ll_purchase_check_line(&m->context, &row->line, &m->csv.row_findings, m->reterr);
}

/* ---- from rows to documents ---- */

/* A key of parts: each with its length, so that no two lists of parts give one key. */
static enum ll_status make_key(struct import *m, const struct ll_str *parts, size_t count,
                               struct ll_str *ret_key)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, m->arena, KEY_MAX);
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_i64(&buf, (int64_t)parts[i].len);
        ll_strbuf_char(&buf, ':');
        ll_strbuf_str(&buf, parts[i]);
    }
    return ll_strbuf_finish(&buf, ret_key, m->reterr);
}

static enum ll_status check_double(struct import *m, const struct row *row, struct ll_keyset *set,
                                   struct ll_str first, struct ll_str second,
                                   enum ll_finding_code code, enum ll_purchase_field field)
{
    struct ll_str key;
    size_t *existing = NULL;
    LL_TRY(make_key(m, (struct ll_str[]){first, second}, 2, &key));
    LL_TRY(ll_keyset_put(set, key, 0, &existing, m->reterr));
    return existing == NULL ? LL_OK : find(m, row, code, field, NO_TEXT);
}

static enum ll_status check_doubles(struct import *m, const struct row *row)
{
    struct ll_str asset = cell(m, row, LL_COL_ASSET);
    if (asset.len > ID_MAX) {
        return find(m, row, LL_E_TEXT, LL_PF_LINE_ID, NO_TEXT);
    }
    for (size_t i = 0; i < row->line.device_count; i++) {
        const struct ll_purchase_device *device = &row->line.devices[i];
        bool serial = device->kind == LL_DEVICE_SERIAL;
        LL_TRY(check_double(m, row, &m->devices, device->maker, device->key, LL_E_IMEI_DUP,
                            serial ? LL_PF_SERIAL : LL_PF_IMEI));
    }
    if (asset.len > 0 && !ll_findings_have_error(&m->csv.row_findings, row->first_finding)) {
        return check_double(m, row, &m->assets, row->buyer, asset, LL_E_ROW_DUP, LL_PF_LINE_ID);
    }
    return LL_OK;
}

static enum ll_status document_of(struct import *m, const struct row *row, size_t *ret_index)
{
    struct ll_str key;
    size_t *existing = NULL;
    LL_TRY(make_key(m, (struct ll_str[]){row->client, row->head.doc_id}, 2, &key));
    LL_TRY(ll_keyset_put(&m->documents, key, m->csv.document_count, &existing, m->reterr));
    if (existing != NULL) {
        *ret_index = *existing;
        return LL_OK;
    }
    if (m->csv.document_count == LL_PURCHASE_CSV_DOCUMENTS_MAX) {
        return LL_FAIL(m->reterr, LL_ELIMIT, "the file holds more than %d documents: split it",
                       LL_PURCHASE_CSV_DOCUMENTS_MAX);
    }
    *ret_index = m->csv.document_count;
    void *items = m->csv.documents;
    struct ll_purchase *doc =
        ll_list_add(m->arena, &items, &m->csv.document_count, &m->document_capacity, sizeof(*doc));
    if (doc == NULL) {
        return no_memory(m);
    }
    m->csv.documents = items;
    *doc = (struct ll_purchase){
        .doc_type = m->columns.doc_type,
        .client_ref = row->client,
        .doc_id = row->head.doc_id,
        .currency = row->head.currency,
        .buyer = {.name = row->buyer, .id = NO_TEXT, .scheme = NO_TEXT},
        .seller = {.name = row->head.seller, .id = NO_TEXT, .scheme = NO_TEXT},
        .order_ref = NO_TEXT,
        .refers_to = NO_TEXT,
    };
    return LL_OK;
}

/* Lines without a number get their class (device rows) or their place as one. */
static enum ll_status give_line_id(struct import *m, const struct ll_purchase *doc,
                                   struct ll_purchase_line *line)
{
    if (line->line_id.len > 0) {
        return LL_OK;
    }
    if (line->one_per_row) {
        line->line_id = line->class_id.len > 0 ? line->class_id
                                               : ll_str_from_cstr(ll_line_kind_name(line->kind));
        return LL_OK;
    }
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, m->arena, 24);
    ll_strbuf_i64(&buf, (int64_t)doc->line_count + 1);
    return ll_strbuf_finish(&buf, &line->line_id, m->reterr);
}

static enum ll_status merge(struct import *m, struct ll_purchase_line *line,
                            const struct ll_purchase_line *more)
{
    for (size_t i = 0; i < more->device_count; i++) {
        void *items = line->devices;
        struct ll_purchase_device *device = ll_list_add(m->arena, &items, &line->device_count,
                                                        &line->device_capacity, sizeof(*device));
        if (device == NULL) {
            return no_memory(m);
        }
        line->devices = items;
        *device = more->devices[i];
    }
    if (ll_units_add(line->units, more->units, &line->units) != LL_OK) {
        return LL_FAIL(m->reterr, LL_EOVERFLOW, "a line counts more devices than can be stored");
    }
    return LL_OK;
}

static enum ll_status append_line(struct import *m, struct ll_purchase *doc,
                                  const struct ll_purchase_line *line)
{
    if (doc->line_count == LL_PURCHASE_LINES_MAX) {
        return LL_FAIL(m->reterr, LL_ELIMIT, "a document has more than %d lines",
                       LL_PURCHASE_LINES_MAX);
    }
    void *items = doc->lines;
    struct ll_purchase_line *place =
        ll_list_add(m->arena, &items, &doc->line_count, &doc->line_capacity, sizeof(*place));
    if (place == NULL) {
        return no_memory(m);
    }
    doc->lines = items;
    *place = *line;
    return LL_OK;
}

/* Put the row's line into its document: into a line of its kind, or as a new one. Answers where;
 * *ret_double when the number of the line is taken. */
static enum ll_status place_line(struct import *m, struct row *row, struct ll_purchase_csv_row *out,
                                 bool *ret_double)
{
    struct ll_purchase *doc = &m->csv.documents[out->document];
    struct ll_purchase_line *line = &row->line;
    LL_TRY(give_line_id(m, doc, line));
    struct ll_str kind = ll_str_from_cstr(ll_line_kind_name(line->kind));
    struct ll_str doc_no;
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, m->arena, 24);
    ll_strbuf_i64(&buf, (int64_t)out->document);
    LL_TRY(ll_strbuf_finish(&buf, &doc_no, m->reterr));
    struct ll_str key;
    size_t *existing = NULL;
    if (line->one_per_row) {
        LL_TRY(
            make_key(m, (struct ll_str[]){doc_no, line->line_id, line->class_id, kind}, 4, &key));
        LL_TRY(ll_keyset_put(&m->groups, key, doc->line_count, &existing, m->reterr));
        if (existing != NULL) {
            out->line = *existing;
            return merge(m, &doc->lines[*existing], line);
        }
    }
    LL_TRY(make_key(m, (struct ll_str[]){doc_no, line->line_id}, 2, &key));
    LL_TRY(ll_keyset_put(&m->line_ids, key, doc->line_count, &existing, m->reterr));
    *ret_double = existing != NULL && !(line->one_per_row && doc->lines[*existing].one_per_row);
    if (*ret_double) {
        return LL_OK;
    }
    out->line = doc->line_count;
    return append_line(m, doc, line);
}

/* The remarks of a good row are the document's too. */
static enum ll_status copy_findings(struct import *m, const struct row *row,
                                    struct ll_purchase *doc)
{
    for (size_t i = row->first_finding; i < m->csv.row_findings.count; i++) {
        void *items = doc->findings.items;
        struct ll_finding *finding = ll_list_add(m->arena, &items, &doc->findings.count,
                                                 &doc->findings.capacity, sizeof(*finding));
        if (finding == NULL) {
            return no_memory(m);
        }
        doc->findings.items = items;
        *finding = m->csv.row_findings.items[i];
    }
    return LL_OK;
}

static enum ll_status book_row(struct import *m, struct row *row, struct ll_purchase_csv_row *out)
{
    bool is_double = false;
    LL_TRY(document_of(m, row, &out->document));
    LL_TRY(place_line(m, row, out, &is_double));
    if (is_double) {
        return find(m, row, LL_E_ROW_DUP, LL_PF_LINE_ID, row->line.line_id);
    }
    struct ll_purchase *doc = &m->csv.documents[out->document];
    if (row->has_date && (!doc->has_issue_date || row->date.days < doc->issue_date.days)) {
        doc->has_issue_date = true;
        doc->issue_date = row->date;
    }
    return copy_findings(m, row, doc);
}

static enum ll_status import_row(struct import *m, const struct ll_csv_row *cells)
{
    struct row row = {.cells = cells, .first_finding = m->csv.row_findings.count};
    struct ll_purchase_csv_row out = {
        .source_line = cells->line, .state = LL_CSV_ROW_GOOD, .finding = row.first_finding};
    if (is_skipped(m, &row)) {
        out.state = LL_CSV_ROW_SKIPPED;
        LL_TRY(find(m, &row, LL_W_ROW_SKIPPED, LABEL_NONE, NO_TEXT));
    } else {
        LL_TRY(take_row(m, &row));
        if (!ll_findings_have_error(&m->csv.row_findings, row.first_finding)) {
            LL_TRY(check_doubles(m, &row));
        }
        if (!ll_findings_have_error(&m->csv.row_findings, row.first_finding)) {
            LL_TRY(book_row(m, &row, &out));
        }
        if (ll_findings_have_error(&m->csv.row_findings, row.first_finding)) {
            out.state = LL_CSV_ROW_BAD;
            out.document = 0;
            out.line = 0;
        }
    }
    out.finding_count = m->csv.row_findings.count - out.finding;
    m->csv.good_rows += out.state == LL_CSV_ROW_GOOD;
    m->csv.bad_rows += out.state == LL_CSV_ROW_BAD;
    m->csv.skipped_rows += out.state == LL_CSV_ROW_SKIPPED;
    void *items = m->csv.rows;
    struct ll_purchase_csv_row *place =
        ll_list_add(m->arena, &items, &m->csv.row_count, &m->row_capacity, sizeof(*place));
    if (place == NULL) {
        return no_memory(m);
    }
    m->csv.rows = items;
    *place = out;
    return LL_OK;
}

static enum ll_status import_rows(struct import *m, struct ll_csv_reader *reader)
{
    struct ll_csv_row cells;
    for (;;) {
        enum ll_status status = ll_csv_next(reader, &cells, m->reterr);
        if (status == LL_EEND) {
            return LL_OK;
        }
        LL_TRY(status);
        LL_TRY(import_row(m, &cells));
    }
}

enum ll_status ll_purchase_csv_read(struct ll_arena *arena, struct ll_str bytes,
                                    const struct ll_purchase_csv_options *options,
                                    struct ll_purchase_csv *ret_csv, struct ll_err *reterr)
{
    static const struct ll_purchase_csv_options none = {.delimiter = 0};
    struct import m = {.arena = arena,
                       .options = options == NULL ? &none : options,
                       .documents = {.arena = arena},
                       .line_ids = {.arena = arena},
                       .groups = {.arena = arena},
                       .devices = {.arena = arena},
                       .assets = {.arena = arena},
                       .reterr = reterr};
    struct ll_csv_reader reader;
    struct ll_csv_row heading;
    LL_TRY(ll_csv_open(&reader, arena, bytes, m.options->delimiter, reterr));
    enum ll_status status = ll_csv_next(&reader, &heading, reterr);
    if (status == LL_EEND) {
        return LL_FAIL(reterr, LL_EPARSE, "the file is empty: it needs a heading and rows");
    }
    LL_TRY(status);
    LL_TRY(ll_csv_columns_find(arena, m.options->profile, &heading, &m.columns, reterr));
    m.csv.profile = m.columns.profile;
    m.csv.format = reader.format;
    m.context =
        (struct ll_purchase_context){.arena = arena,
                                     .options = m.options->purchase,
                                     .labels = m.columns.labels,
                                     .doubles_checked = true,
                                     .strict_class = m.columns.index[LL_COL_CLASS] != LL_COL_NONE};
    if (reader.format.encoding_guessed) {
        LL_TRY(ll_finding_add(&m.context, &m.csv.file_findings, LL_W_ENCODING, 0, NO_TEXT,
                              LABEL_NONE, NO_TEXT, reterr));
    }
    LL_TRY(import_rows(&m, &reader));
    for (size_t i = 0; i < m.csv.document_count; i++) {
        LL_TRY(ll_purchase_check(&m.context, &m.csv.documents[i], reterr));
    }
    *ret_csv = m.csv;
    return LL_OK;
}
