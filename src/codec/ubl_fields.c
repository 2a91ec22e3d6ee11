#include "codec/ubl_fields.h"

#include <string.h>

#include "codec/decimal.h"

#define NO_TEXT ((struct ll_str){"", 0})

const char *ll_ubl_field_attribute(enum ll_ubl_field field)
{
    static const struct {
        enum ll_ubl_field field;
        const char *attribute;
    } rows[] = {
        {LL_UBLF_PARTY_ENDPOINT, "schemeID"},
        {LL_UBLF_PARTY_ID, "schemeID"},
        {LL_UBLF_PARTY_COMPANY, "schemeID"},
        {LL_UBLF_PARTY_TAX, "schemeID"},
        {LL_UBLF_CODE, "listID"},
        {LL_UBLF_QUANTITY, "unitCode"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].field == field) {
            return rows[i].attribute;
        }
    }
    return NULL;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static enum ll_status no_memory(struct ll_ubl_document *doc)
{
    return LL_FAIL(doc->reterr, LL_ENOMEM, "no memory for a document");
}

/* A copy with runs of white space as one space, none at the ends. */
static enum ll_status keep(struct ll_ubl_document *doc, struct ll_str text, struct ll_str *ret_copy)
{
    struct ll_str s = ll_str_trim(text);
    char *out = ll_arena_alloc(doc->context.arena, s.len + 1, 1);
    if (out == NULL) {
        return no_memory(doc);
    }
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!is_space(s.ptr[i])) {
            out[len++] = s.ptr[i];
        } else if (out[len - 1] != ' ') {
            out[len++] = ' ';
        }
    }
    *ret_copy = (struct ll_str){out, len};
    return LL_OK;
}

static enum ll_status keep_first(struct ll_ubl_document *doc, struct ll_str text,
                                 struct ll_str *ret_copy)
{
    return ret_copy->len > 0 ? LL_OK : keep(doc, text, ret_copy);
}

static enum ll_status find(struct ll_ubl_document *doc, enum ll_finding_code code,
                           int64_t source_line, enum ll_purchase_field field, struct ll_str value)
{
    return ll_finding_add(&doc->context, &doc->purchase.findings, code, source_line,
                          doc->in_line ? doc->more.path : NO_TEXT, field, value, doc->reterr);
}

/* ---- the head ---- */

/* xsd:date: a time zone may follow. */
static enum ll_status take_date(struct ll_ubl_document *doc, struct ll_str text,
                                int64_t source_line)
{
    struct ll_str s = ll_str_trim(text);
    struct ll_str zone = ll_str_sub(s, 10, s.len);
    bool zone_fits =
        zone.len == 0 || ll_str_eq_cstr(zone, "Z") ||
        (zone.len == 6 && (zone.ptr[0] == '+' || zone.ptr[0] == '-') && zone.ptr[3] == ':');
    struct ll_date date;
    if (!zone_fits || ll_date_parse(ll_str_sub(s, 0, 10), &date, NULL) != LL_OK) {
        return find(doc, LL_E_DATE, source_line, LL_PF_DATE, s);
    }
    doc->purchase.issue_date = date;
    doc->purchase.has_issue_date = true;
    return LL_OK;
}

static enum ll_status take_refers_to(struct ll_ubl_document *doc, struct ll_str text)
{
    struct ll_str one = NO_TEXT;
    LL_TRY(keep(doc, text, &one));
    if (doc->purchase.refers_to.len > 0 && !ll_str_eq(doc->purchase.refers_to, one)) {
        doc->purchase.refers_to_several = true;
        return LL_OK;
    }
    doc->purchase.refers_to = one;
    return LL_OK;
}

/* UN/ECE 1001: what kind of invoice it is. */
static enum ll_status take_invoice_type(struct ll_ubl_document *doc, struct ll_str text,
                                        int64_t source_line)
{
    static const struct {
        const char *type;
        enum ll_finding_code code;
    } rows[] = {
        {"381", LL_E_RETURN},       /* credit note */
        {"396", LL_E_RETURN},       /* factored credit note */
        {"384", LL_W_CORRECTION},   /* corrected invoice */
        {"389", LL_W_BUYBACK_LINE}, /* self-billed: the client sells */
        {"261", LL_E_RETURN},       /* self-billed credit note */
    };
    struct ll_str s = ll_str_trim(text);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ll_str_eq_cstr(s, rows[i].type)) {
            return find(doc, rows[i].code, source_line, LL_PF_DOCUMENT, s);
        }
    }
    return LL_OK;
}

static enum ll_status take_party_id(struct ll_ubl_document *doc, enum ll_ubl_field field,
                                    struct ll_str text, struct ll_str scheme)
{
    bool better = doc->party_id_from == LL_UBLF_NOTHING || field < doc->party_id_from;
    if (!better || ll_str_trim(text).len == 0) {
        return LL_OK;
    }
    doc->party_id_from = field;
    LL_TRY(keep(doc, text, &doc->party->id));
    return keep(doc, scheme, &doc->party->scheme);
}

static enum ll_status take_party_name(struct ll_ubl_document *doc, bool legal, struct ll_str text)
{
    if (doc->party->name.len > 0 && (legal || !doc->party_name_is_legal)) {
        return LL_OK;
    }
    doc->party_name_is_legal = legal;
    return keep(doc, text, &doc->party->name);
}

/* ---- a line ---- */

static enum ll_status take_decimal(struct ll_ubl_document *doc, enum ll_finding_code code,
                                   enum ll_purchase_field field, struct ll_str text,
                                   int64_t source_line, struct ll_str *ret_decimal)
{
    enum ll_status status =
        ll_decimal_read(doc->context.arena, text, LL_DECIMAL_PLAIN, ret_decimal, doc->reterr);
    if (status == LL_ENOMEM) {
        return status;
    }
    return status == LL_OK ? LL_OK : find(doc, code, source_line, field, ll_str_trim(text));
}

/* A quantity that is no number is only a mistake where devices are counted: keep it as written. */
static enum ll_status take_quantity(struct ll_ubl_document *doc, struct ll_str text,
                                    struct ll_str unit)
{
    struct ll_purchase_line *line = &doc->line;
    LL_TRY(keep(doc, unit, &line->unit));
    enum ll_status status =
        ll_decimal_read(doc->context.arena, text, LL_DECIMAL_PLAIN, &line->quantity, doc->reterr);
    if (status == LL_ENOMEM) {
        return status;
    }
    return status == LL_OK ? LL_OK : keep(doc, text, &line->quantity);
}

static enum ll_status take_description(struct ll_ubl_document *doc, struct ll_str text)
{
    struct ll_str *kept = &doc->more.text;
    if (kept->len == 0) {
        return keep(doc, text, kept);
    }
    if (kept->len + text.len + 1 > LL_UBL_TEXT_MAX) {
        return LL_OK;
    }
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, doc->context.arena, LL_UBL_TEXT_MAX);
    ll_strbuf_str(&buf, *kept);
    ll_strbuf_char(&buf, ' ');
    ll_strbuf_str(&buf, text);
    LL_TRY(ll_strbuf_finish(&buf, kept, doc->reterr));
    return keep(doc, *kept, kept);
}

static enum ll_status take_gtin(struct ll_ubl_document *doc, struct ll_str text)
{
    char gtin[LL_GTIN_MAX];
    bool global = false;
    if (ll_gtin_read(text, gtin, &global, NULL) != LL_OK) {
        return LL_OK; /* the element also holds numbers of other kinds */
    }
    return keep(doc, ll_str_from_cstr(gtin), &doc->line.gtin);
}

static enum ll_status take_code(struct ll_ubl_document *doc, struct ll_str text, struct ll_str list)
{
    struct ll_purchase_more *more = &doc->more;
    if (more->code_count == LL_UBL_CODES_MAX) {
        return LL_OK;
    }
    void *items = more->codes;
    struct ll_purchase_code *code = ll_list_add(doc->context.arena, &items, &more->code_count,
                                                &doc->code_capacity, sizeof(*code));
    if (code == NULL) {
        return no_memory(doc);
    }
    more->codes = items;
    *code = (struct ll_purchase_code){NO_TEXT, NO_TEXT};
    LL_TRY(keep(doc, text, &code->code));
    return keep(doc, list, &code->list);
}

static enum ll_status add_raw_id(struct ll_ubl_document *doc, enum ll_purchase_raw_kind kind,
                                 struct ll_str text, int64_t source_line)
{
    void *items = doc->raw_ids;
    struct ll_purchase_raw_id *raw =
        ll_list_add(doc->context.arena, &items, &doc->evidence.raw_id_count, &doc->raw_id_capacity,
                    sizeof(*raw));
    if (raw == NULL) {
        return no_memory(doc);
    }
    doc->raw_ids = items;
    doc->evidence.raw_ids = items;
    struct ll_str copy = ll_str_copy(doc->context.arena, ll_str_trim(text));
    if (copy.ptr == NULL) {
        return no_memory(doc);
    }
    *raw = (struct ll_purchase_raw_id){.kind = kind, .source_line = source_line, .text = copy};
    return LL_OK;
}

/* ---- properties ---- */

/* Names of properties, without case, spaces and punctuation. */
static const struct {
    const char *name;
    enum ll_purchase_raw_kind kind;
} id_names[] = {
    {"imei", LL_RAW_IMEI},
    {"imei1", LL_RAW_IMEI},
    {"imeimeid", LL_RAW_IMEI},
    {"meid", LL_RAW_IMEI},
    {"imeinumber", LL_RAW_IMEI},
    {"imeinummer", LL_RAW_IMEI},
    {"imeis", LL_RAW_IMEI},
    {"imei2", LL_RAW_IMEI2},
    {"serialnumber", LL_RAW_SERIAL},
    {"serialno", LL_RAW_SERIAL},
    {"serialnumbers", LL_RAW_SERIAL},
    {"serial", LL_RAW_SERIAL},
    {"sn", LL_RAW_SERIAL},
    {"seriennummer", LL_RAW_SERIAL},
    {"serienummer", LL_RAW_SERIAL},
    {"numérodesérie", LL_RAW_SERIAL},
};

#define PROPERTY_NAME_MAX 32

/* 0 when it does not fit: such a name is none of ours. */
static size_t simple_name(struct ll_str name, char out[PROPERTY_NAME_MAX])
{
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
        if (!word) {
            continue;
        }
        if (len == PROPERTY_NAME_MAX) {
            return 0;
        }
        out[len++] = c;
    }
    return len;
}

static enum ll_status end_property(struct ll_ubl_document *doc)
{
    struct ll_str name = doc->property_name;
    if (ll_str_eq_cstr(name, "loop:covers-line")) {
        doc->line.is_offset = true;
        return keep(doc, doc->property_value, &doc->more.covers_line);
    }
    if (ll_str_eq_cstr(name, "loop:device-class")) {
        doc->line.is_offset = true;
        return LL_OK;
    }
    char simple[PROPERTY_NAME_MAX];
    struct ll_str word = {simple, simple_name(name, simple)};
    for (size_t i = 0; i < sizeof(id_names) / sizeof(id_names[0]); i++) {
        if (ll_str_eq_cstr(word, id_names[i].name) && doc->property_value.len > 0) {
            return add_raw_id(doc, id_names[i].kind, doc->property_value, doc->property_line);
        }
    }
    return LL_OK;
}

/* ---- elements ---- */

enum ll_status ll_ubl_begin(struct ll_ubl_document *doc, enum ll_ubl_field field,
                            int64_t source_line, struct ll_str path)
{
    if (field == LL_UBLF_BUYER || field == LL_UBLF_SELLER) {
        doc->party = field == LL_UBLF_BUYER ? &doc->purchase.buyer : &doc->purchase.seller;
        doc->party_id_from = LL_UBLF_NOTHING;
        doc->party_name_is_legal = false;
    } else if (field == LL_UBLF_PROPERTY) {
        doc->property_name = NO_TEXT;
        doc->property_value = NO_TEXT;
        doc->property_line = source_line;
    } else if (field == LL_UBLF_LINE) {
        doc->line = (struct ll_purchase_line){
            .source_line = source_line,
            .line_id = NO_TEXT,
            .quantity = NO_TEXT,
            .unit = NO_TEXT,
            .unit_price = NO_TEXT,
            .name = NO_TEXT,
            .part = NO_TEXT,
            .gtin = NO_TEXT,
            .class_id = NO_TEXT,
        };
        doc->more = (struct ll_purchase_more){
            .path = NO_TEXT,
            .order_line_ref = NO_TEXT,
            .price_base = NO_TEXT,
            .pack_size = NO_TEXT,
            .text = NO_TEXT,
            .covers_line = NO_TEXT,
            .of_document = NO_TEXT,
            .of_order = NO_TEXT,
        };
        doc->evidence = (struct ll_purchase_evidence){.stated_class = NO_TEXT, .maker = NO_TEXT};
        doc->raw_ids = NULL;
        doc->code_capacity = 0;
        doc->raw_id_capacity = 0;
        doc->in_line = true;
        return keep(doc, path, &doc->more.path);
    }
    return LL_OK;
}

static enum ll_status end_line(struct ll_ubl_document *doc)
{
    struct ll_purchase *p = &doc->purchase;
    doc->in_line = false;
    if (p->line_count == LL_PURCHASE_LINES_MAX) {
        return LL_FAIL(doc->reterr, LL_ELIMIT, "E_TOO_LARGE: the document has more than %d lines",
                       LL_PURCHASE_LINES_MAX);
    }
    struct ll_purchase_more *more = LL_NEW(doc->context.arena, struct ll_purchase_more);
    if (more == NULL) {
        return no_memory(doc);
    }
    *more = doc->more;
    doc->line.more = more;
    LL_TRY(ll_purchase_check_line(&doc->context, &doc->evidence, &doc->line, &p->findings,
                                  doc->reterr));
    void *items = p->lines;
    struct ll_purchase_line *line =
        ll_list_add(doc->context.arena, &items, &p->line_count, &p->line_capacity, sizeof(*line));
    if (line == NULL) {
        return no_memory(doc);
    }
    p->lines = items;
    *line = doc->line;
    return LL_OK;
}

enum ll_status ll_ubl_end(struct ll_ubl_document *doc, enum ll_ubl_field field)
{
    if (field == LL_UBLF_LINE) {
        return end_line(doc);
    }
    return field == LL_UBLF_PROPERTY ? end_property(doc) : LL_OK;
}

static enum ll_status take_line_field(struct ll_ubl_document *doc, enum ll_ubl_field field,
                                      struct ll_str text, struct ll_str attribute,
                                      int64_t source_line)
{
    struct ll_purchase_line *line = &doc->line;
    if (field == LL_UBLF_QUANTITY) {
        return take_quantity(doc, text, attribute);
    }
    if (field == LL_UBLF_PRICE) {
        return take_decimal(doc, LL_E_PRICE, LL_PF_PRICE, text, source_line, &line->unit_price);
    }
    if (field == LL_UBLF_PRICE_BASE) {
        return take_decimal(doc, LL_E_PRICE, LL_PF_PRICE, text, source_line, &doc->more.price_base);
    }
    if (field == LL_UBLF_PACK_SIZE) {
        return take_decimal(doc, LL_E_PACK_SIZE, LL_PF_UNIT, text, source_line,
                            &doc->more.pack_size);
    }
    if (field == LL_UBLF_DESCRIPTION) {
        return take_description(doc, text);
    }
    if (field == LL_UBLF_GTIN) {
        return take_gtin(doc, text);
    }
    if (field == LL_UBLF_CODE) {
        return take_code(doc, text, attribute);
    }
    if (field == LL_UBLF_SERIAL) {
        return add_raw_id(doc, LL_RAW_SERIAL, text, source_line);
    }
    return LL_OK;
}

enum ll_status ll_ubl_take(struct ll_ubl_document *doc, enum ll_ubl_field field, struct ll_str text,
                           struct ll_str attribute, int64_t source_line)
{
    struct ll_purchase *p = &doc->purchase;
    /* Fields that are kept as written, the first of each. */
    const struct {
        enum ll_ubl_field field;
        struct ll_str *place;
    } plain[] = {
        {LL_UBLF_DOC_ID, &p->doc_id},
        {LL_UBLF_CURRENCY, &p->currency},
        {LL_UBLF_ORDER_REF, &p->order_ref},
        {LL_UBLF_LINE_ID, &doc->line.line_id},
        {LL_UBLF_ORDER_LINE_REF, &doc->more.order_line_ref},
        {LL_UBLF_NAME, &doc->line.name},
        {LL_UBLF_PART, &doc->line.part},
        {LL_UBLF_MAKER, &doc->evidence.maker},
        {LL_UBLF_PROPERTY_NAME, &doc->property_name},
        {LL_UBLF_REASON, &p->reason},
        {LL_UBLF_OF_DOCUMENT, &doc->more.of_document},
        {LL_UBLF_OF_ORDER, &doc->more.of_order},
    };
    if (field == LL_UBLF_REFERS_TO) {
        return take_refers_to(doc, text);
    }
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        if (plain[i].field == field) {
            return keep_first(doc, text, plain[i].place);
        }
    }
    if (field == LL_UBLF_DATE) {
        return take_date(doc, text, source_line);
    }
    if (field == LL_UBLF_INVOICE_TYPE) {
        return take_invoice_type(doc, text, source_line);
    }
    if (field >= LL_UBLF_PARTY_ENDPOINT && field <= LL_UBLF_PARTY_TAX) {
        return take_party_id(doc, field, text, attribute);
    }
    if (field == LL_UBLF_PARTY_NAME || field == LL_UBLF_PARTY_LEGAL_NAME) {
        return take_party_name(doc, field == LL_UBLF_PARTY_LEGAL_NAME, text);
    }
    if (field == LL_UBLF_PROPERTY_VALUE) {
        /* White space is kept: line breaks separate the numbers of a list. */
        doc->property_value = ll_str_copy(doc->context.arena, ll_str_trim(text));
        return doc->property_value.ptr == NULL ? no_memory(doc) : LL_OK;
    }
    return take_line_field(doc, field, text, attribute, source_line);
}
