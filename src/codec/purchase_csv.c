#include "codec/purchase_csv.h"

#include "codec/chunks.h"
#include "codec/csv_gather.h"
#include "codec/csv_profile.h"

#define NO_TEXT ((struct ll_str){"", 0})
#define LABEL_NONE LL_PF_DOCUMENT

/* The columns of a document that Odoo writes in its first row only. */
struct head {
    struct ll_str doc_id;
    struct ll_str seller;
    struct ll_str date;
    struct ll_str currency;
};

struct import {
    const struct ll_purchase_csv_options *options;
    struct ll_arena scratch; /* of one row */
    struct ll_purchase_context context;
    struct ll_csv_columns columns;
    struct ll_csv_gather gather;
    struct head head;
    bool has_head;
    struct ll_err *reterr;
};

/* One row on its way. Its texts are the cells themselves, borrowed until the next row. */
struct row {
    const struct ll_csv_row *cells;
    struct head head;
    struct ll_csv_entry entry;
    struct ll_purchase_more more;
    struct ll_purchase_evidence evidence;
    struct ll_purchase_raw_id raw_ids[2];
    struct ll_purchase_code code;
    char gtin[LL_GTIN_MAX];
};

static enum ll_status no_memory(struct import *m)
{
    return LL_FAIL(m->reterr, LL_ENOMEM, "no memory for the rows of a CSV file");
}

/* The trimmed cell; empty when there is no such column. */
static struct ll_str cell(const struct import *m, const struct row *row, enum ll_csv_column column)
{
    size_t at = m->columns.index[column];
    return at < row->cells->count ? ll_str_trim(row->cells->fields[at]) : NO_TEXT;
}

static enum ll_status find(struct import *m, struct row *row, enum ll_finding_code code,
                           enum ll_purchase_field field, struct ll_str value)
{
    return ll_finding_add(&m->context, &row->entry.findings, code, row->cells->line, NO_TEXT, field,
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

static enum ll_status take_id(struct import *m, struct row *row, struct ll_str text,
                              enum ll_purchase_field field, struct ll_str *ret_id)
{
    if (text.len > LL_CSV_ID_MAX || has_controls(text)) {
        *ret_id = NO_TEXT;
        return find(m, row, LL_E_TEXT, field, NO_TEXT);
    }
    *ret_id = text;
    return LL_OK;
}

/* Keep the head for the rows below. */
static enum ll_status keep_head(struct import *m, const struct head *head)
{
    const struct {
        struct ll_str from;
        struct ll_str *to;
    } texts[] = {{head->doc_id, &m->head.doc_id},
                 {head->seller, &m->head.seller},
                 {head->date, &m->head.date},
                 {head->currency, &m->head.currency}};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        uint32_t name = 0;
        LL_TRY(ll_texts_intern(&m->gather.texts, texts[i].from, &name, m->reterr));
        *texts[i].to = ll_texts_get(&m->gather.texts, name);
    }
    m->has_head = true;
    return LL_OK;
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
        if (m->columns.carry_down) {
            LL_TRY(keep_head(m, &row->head));
        }
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
        row->entry.has_date = ll_csv_date(row->head.date, order, &row->entry.date, NULL) == LL_OK;
        if (!row->entry.has_date) {
            LL_TRY(find(m, row, LL_E_DATE, LL_PF_DATE, row->head.date));
        }
    }
    row->entry.doc_id = row->head.doc_id;
    row->entry.seller = row->head.seller;
    row->entry.currency = row->head.currency;
    return LL_OK;
}

static enum ll_status take_decimal(struct import *m, struct row *row, struct ll_str text,
                                   enum ll_finding_code code, enum ll_purchase_field field,
                                   struct ll_str *ret_decimal)
{
    if (text.len == 0) {
        return LL_OK;
    }
    enum ll_decimal_format format =
        m->options->decimal != 0 ? m->options->decimal : m->columns.decimal;
    enum ll_status status = ll_decimal_read(&m->scratch, text, format, ret_decimal, NULL);
    if (status == LL_ENOMEM) {
        return no_memory(m);
    }
    return status == LL_OK ? LL_OK : find(m, row, code, field, text);
}

/* "1.000" in a list of unknown making: one, or a thousand? */
static bool may_be_thousands(const struct import *m, struct ll_str quantity)
{
    size_t point = ll_str_find_char(quantity, '.');
    return m->options->decimal == 0 && m->columns.decimal != LL_DECIMAL_COMMA &&
           quantity.len == point + 4 && point >= 1 && point <= 3;
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
    if (doubtful || may_be_thousands(m, quantity)) {
        LL_TRY(find(m, row, LL_E_QTY_WAYS, LL_PF_QUANTITY, quantity));
    } else {
        LL_TRY(take_decimal(m, row, quantity, LL_E_QTY, LL_PF_QUANTITY, &row->entry.line.quantity));
    }
    return take_decimal(m, row, price, LL_E_PRICE, LL_PF_PRICE, &row->entry.line.unit_price);
}

static void add_raw_id(const struct import *m, struct row *row, enum ll_purchase_raw_kind kind,
                       enum ll_csv_column column)
{
    struct ll_str text = cell(m, row, column);
    if (text.len > 0) {
        row->raw_ids[row->evidence.raw_id_count++] = (struct ll_purchase_raw_id){
            .kind = kind, .source_line = row->cells->line, .text = text};
    }
}

static enum ll_status take_identities(struct import *m, struct row *row)
{
    add_raw_id(m, row, LL_RAW_IMEI, LL_COL_IMEI);
    add_raw_id(m, row, LL_RAW_SERIAL, LL_COL_SERIAL);
    row->evidence.raw_ids = row->raw_ids;
    bool listed = row->evidence.raw_id_count > 0;
    row->entry.line.one_per_row =
        m->columns.one_per_row || (cell(m, row, LL_COL_QUANTITY).len == 0 && listed);
    if (m->columns.profile == LL_CSV_PROFILE_DEVICES && !listed) {
        return find(m, row, LL_E_NO_NUMBER, LL_PF_IMEI, NO_TEXT);
    }
    return LL_OK;
}

/* "[FP5] Fairphone 5": an article number and a name. */
static void take_product(const struct import *m, struct row *row)
{
    struct ll_purchase_line *line = &row->entry.line;
    struct ll_str product = cell(m, row, LL_COL_PRODUCT);
    size_t end = ll_str_find_char(product, ']');
    if (product.len > 2 && product.ptr[0] == '[' && end < product.len) {
        line->part = ll_str_trim(ll_str_sub(product, 1, end));
        product = ll_str_trim(ll_str_sub(product, end + 1, product.len));
    }
    if (line->name.len > 0) {
        row->more.text = product;
    } else {
        line->name = product;
    }
}

static void take_code(const struct import *m, struct row *row)
{
    struct ll_str code = cell(m, row, LL_COL_CODE);
    if (code.len > 0) {
        row->code = (struct ll_purchase_code){.list = NO_TEXT, .code = code};
        row->more.codes = &row->code;
        row->more.code_count = 1;
    }
}

static enum ll_status take_trigger(struct import *m, struct row *row)
{
    struct ll_str text = cell(m, row, LL_COL_TRIGGER);
    enum ll_document_trigger trigger = LL_DOCUMENT_TRIGGER_PURCHASE;
    if (text.len == 0) {
        return LL_OK;
    }
    if (!ll_document_trigger_from_name(text, &trigger)) {
        return find(m, row, LL_E_TRIGGER, LL_PF_TRIGGER, text);
    }
    row->entry.line.trigger = (enum ll_trigger)trigger;
    return LL_OK;
}

static enum ll_status take_words(struct import *m, struct row *row)
{
    struct ll_purchase_line *line = &row->entry.line;
    bool own_class = m->columns.index[LL_COL_CLASS] != LL_COL_NONE;
    line->name = cell(m, row, LL_COL_TEXT);
    line->unit = cell(m, row, LL_COL_UNIT);
    line->part = cell(m, row, LL_COL_PART);
    row->evidence.stated_class = cell(m, row, own_class ? LL_COL_CLASS : LL_COL_CATEGORY);
    row->evidence.maker = cell(m, row, LL_COL_MAKER);
    bool global = false;
    if (ll_gtin_read(cell(m, row, LL_COL_GTIN), row->gtin, &global, NULL) == LL_OK) {
        line->gtin = ll_str_from_cstr(row->gtin);
    }
    take_product(m, row);
    take_code(m, row);
    return take_trigger(m, row);
}

static void clear_row(const struct ll_csv_row *cells, struct row *row)
{
    *row = (struct row){.cells = cells};
    row->entry.source_line = cells->line;
    row->entry.line = (struct ll_purchase_line){
        .source_line = cells->line,
        .line_id = NO_TEXT,
        .quantity = NO_TEXT,
        .unit = NO_TEXT,
        .unit_price = NO_TEXT,
        .name = NO_TEXT,
        .part = NO_TEXT,
        .gtin = NO_TEXT,
        .more = &row->more,
        .class_id = NO_TEXT,
    };
    row->more = (struct ll_purchase_more){
        .path = NO_TEXT,
        .order_line_ref = NO_TEXT,
        .price_base = NO_TEXT,
        .pack_size = NO_TEXT,
        .text = NO_TEXT,
        .covers_line = NO_TEXT,
        .of_document = NO_TEXT,
        .of_order = NO_TEXT,
    };
}

static enum ll_status take_row(struct import *m, struct row *row)
{
    struct ll_csv_entry *entry = &row->entry;
    if (row->cells->count != m->columns.count) {
        return find(m, row, LL_E_CSV_COLUMNS, LABEL_NONE, NO_TEXT);
    }
    LL_TRY(take_head(m, row));
    LL_TRY(take_id(m, row, cell(m, row, LL_COL_CLIENT), LL_PF_CLIENT, &entry->client));
    LL_TRY(take_id(m, row, cell(m, row, LL_COL_LINE_ID), LL_PF_LINE_ID, &entry->line.line_id));
    LL_TRY(
        take_id(m, row, cell(m, row, LL_COL_OF_DOCUMENT), LL_PF_REFERENCE, &row->more.of_document));
    LL_TRY(take_id(m, row, cell(m, row, LL_COL_ORDER_LINE), LL_PF_ORDER_LINE,
                   &row->more.order_line_ref));
    entry->buyer = cell(m, row, LL_COL_BUYER);
    entry->asset = cell(m, row, LL_COL_ASSET);
    LL_TRY(take_words(m, row));
    LL_TRY(take_numbers(m, row));
    LL_TRY(take_identities(m, row));
    if (ll_findings_have_error(&entry->findings, 0)) {
        return LL_OK;
    }
    return ll_purchase_check_line(&m->context, &row->evidence, &entry->line, &entry->findings,
                                  m->reterr);
}

static enum ll_status import_row(struct import *m, const struct ll_csv_row *cells)
{
    struct row row;
    clear_row(cells, &row);
    row.entry.skipped = is_skipped(m, &row);
    if (row.entry.skipped) {
        LL_TRY(find(m, &row, LL_W_ROW_SKIPPED, LABEL_NONE, NO_TEXT));
    } else {
        LL_TRY(take_row(m, &row));
    }
    return ll_csv_gather_add(&m->gather, &row.entry);
}

static enum ll_status import_rows(struct import *m, struct ll_csv_reader *reader)
{
    /* One byte, so that the first block stays when a row is forgotten. */
    if (ll_arena_alloc(&m->scratch, 1, 1) == NULL) {
        return no_memory(m);
    }
    struct ll_arena_mark mark = ll_arena_mark(&m->scratch);
    struct ll_csv_row cells;
    for (;;) {
        enum ll_status status = ll_csv_next(reader, &cells, m->reterr);
        if (status == LL_EEND) {
            return LL_OK;
        }
        LL_TRY(status);
        LL_TRY(import_row(m, &cells));
        ll_arena_rewind(&m->scratch, mark);
    }
}

static enum ll_status import_file(struct import *m, struct ll_arena *arena, struct ll_str bytes,
                                  struct ll_purchase_csv *csv)
{
    struct ll_csv_reader reader;
    struct ll_csv_row heading;
    LL_TRY(ll_csv_open(&reader, &m->gather.index_arena, bytes, m->options->delimiter, m->reterr));
    enum ll_status status = ll_csv_next(&reader, &heading, m->reterr);
    if (status == LL_EEND) {
        return LL_FAIL(m->reterr, LL_EPARSE, "the file is empty: it needs a heading and rows");
    }
    LL_TRY(status);
    LL_TRY(ll_csv_columns_find(arena, m->options->profile, &heading, &m->columns, m->reterr));
    csv->profile = m->columns.profile;
    csv->format = reader.format;
    m->gather.doc_type = m->columns.doc_type;
    m->context.labels = m->columns.labels;
    m->context.is_credit_note = m->columns.doc_type == LL_DOC_CREDIT_NOTE;
    m->context.strict_class = m->columns.index[LL_COL_CLASS] != LL_COL_NONE;
    struct ll_purchase_context whole = m->context;
    whole.arena = arena;
    if (reader.format.encoding_guessed) {
        LL_TRY(ll_finding_add(&whole, &csv->file_findings, LL_W_ENCODING, 0, NO_TEXT, LABEL_NONE,
                              NO_TEXT, m->reterr));
    }
    LL_TRY(import_rows(m, &reader));
    ll_arena_release(&m->scratch);
    LL_TRY(ll_csv_gather_finish(&m->gather, csv));
    for (size_t i = 0; i < csv->document_count; i++) {
        LL_TRY(ll_purchase_check(&whole, &csv->documents[i], m->reterr));
    }
    return LL_OK;
}

enum ll_status ll_purchase_csv_read(struct ll_arena *arena, struct ll_str bytes,
                                    const struct ll_purchase_csv_options *options,
                                    struct ll_purchase_csv *ret_csv, struct ll_err *reterr)
{
    static const struct ll_purchase_csv_options none = {.delimiter = 0};
    struct import m = {.options = options == NULL ? &none : options, .reterr = reterr};
    struct ll_purchase_csv csv = {.document_count = 0};
    ll_arena_child(&m.scratch, arena);
    m.context = (struct ll_purchase_context){
        .arena = &m.scratch, .options = m.options->purchase, .doubles_checked = true};
    ll_csv_gather_begin(&m.gather, arena, &m.context, reterr);
    enum ll_status status = import_file(&m, arena, bytes, &csv);
    ll_csv_gather_end(&m.gather);
    ll_arena_release(&m.scratch);
    LL_TRY(status);
    *ret_csv = csv;
    return LL_OK;
}
