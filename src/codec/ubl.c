#include "codec/ubl.h"

#include <libxml/xmlreader.h>
#include <string.h>

#include "codec/ubl_fields.h"

#define NS_PREFIX "urn:oasis:names:specification:ubl:schema:xsd:"
#define MESSAGE_MAX 160
#define ATTRIBUTE_MAX 128
#define PATH_MAX_BYTES 512

struct frame {
    enum ll_ubl_state state;
    enum ll_ubl_field field;
    const char *name; /* in the parser's dictionary */
    int64_t source_line;
    int64_t number; /* of a line element among its kind, 0 for others */
};

/* The first complaint of the parser. */
struct complaint {
    bool made;
    int code;
    int line;
    char message[MESSAGE_MAX];
};

struct driver {
    xmlTextReaderPtr reader;
    struct ll_ubl_document doc;
    struct frame frames[LL_UBL_DEPTH_MAX + 1];
    size_t depth; /* open elements */
    int64_t lines;
    char *text; /* of the leaf */
    size_t text_len;
    char attribute[ATTRIBUTE_MAX];
    size_t attribute_len;
    struct complaint complaint;
    struct ll_err *reterr;
};

/* What documents of every kind have, and their lines. */
#define DOCUMENT_LABELS(document)                                                                  \
    [LL_PF_DOCUMENT] = document, [LL_PF_DOC_ID] = document "/cbc:ID",                              \
    [LL_PF_DATE] = document "/cbc:IssueDate",                                                      \
    [LL_PF_CURRENCY] = document "/cbc:DocumentCurrencyCode"
#define LINE_LABELS(quantity)                                                                      \
    [LL_PF_LINE_ID] = "cbc:ID", [LL_PF_CLASS] = "cac:Item/cac:CommodityClassification",            \
    [LL_PF_QUANTITY] = quantity, [LL_PF_UNIT] = quantity "/@unitCode",                             \
    [LL_PF_PRICE] = "cac:Price", [LL_PF_IMEI] = "cac:Item/cac:AdditionalItemProperty",             \
    [LL_PF_SERIAL] = "cac:Item/cac:ItemInstance/cbc:SerialID", [LL_PF_TEXT] = "cac:Item/cbc:Name", \
    [LL_PF_TRIGGER] = "", [LL_PF_CLIENT] = "",                                                     \
    [LL_PF_PART] = "cac:Item/cac:SellersItemIdentification",                                       \
    [LL_PF_GTIN] = "cac:Item/cac:StandardItemIdentification",                                      \
    [LL_PF_MAKER] = "cac:Item/cac:ManufacturerParty", [LL_PF_STATUS] = "", [LL_PF_ORDER_LINE] = ""

static const char *const order_labels[LL_PF_COUNT] = {
    DOCUMENT_LABELS("Order"),
    [LL_PF_BUYER] = "Order/cac:BuyerCustomerParty",
    [LL_PF_SELLER] = "Order/cac:SellerSupplierParty",
    [LL_PF_REFERENCE] = "Order/cac:OrderDocumentReference",
    LINE_LABELS("cbc:Quantity"),
};

static const char *const invoice_labels[LL_PF_COUNT] = {
    DOCUMENT_LABELS("Invoice"),
    [LL_PF_BUYER] = "Invoice/cac:AccountingCustomerParty",
    [LL_PF_SELLER] = "Invoice/cac:AccountingSupplierParty",
    [LL_PF_REFERENCE] = "Invoice/cac:BillingReference",
    LINE_LABELS("cbc:InvoicedQuantity"),
};

static const char *const credit_note_labels[LL_PF_COUNT] = {
    DOCUMENT_LABELS("CreditNote"),
    [LL_PF_BUYER] = "CreditNote/cac:AccountingCustomerParty",
    [LL_PF_SELLER] = "CreditNote/cac:AccountingSupplierParty",
    [LL_PF_REFERENCE] = "CreditNote/cac:BillingReference",
    LINE_LABELS("cbc:CreditedQuantity"),
};

struct path_row {
    enum ll_ubl_state inside;
    const char *ns;
    const char *name;
    enum ll_ubl_state state;
    enum ll_ubl_field field;
};

static const struct path_row path_rows[] = {
#define UBL_PATH(inside, ns, name, state, field)                                                   \
    {LL_UBL_##inside, #ns, name, LL_UBL_##state, LL_UBLF_##field},
#include "codec/ubl_paths.def"
#undef UBL_PATH
};

/* Documents of the family that this version does not read, and what to do instead. */
static const struct {
    const char *name;
    const char *todo;
} other_roots[] = {
    {"OrderChange", LL_R("changes of an order are not booked by this version: keep it")},
    {"OrderCancellation", LL_R("cancellations are not booked by this version: keep it")},
    {"OrderResponse", LL_R("nothing is booked from an answer: send the Order or the Invoice")},
    {"OrderResponseSimple",
     LL_R("nothing is booked from an answer: send the Order or the Invoice")},
    {"DespatchAdvice", LL_R("send the Invoice of the delivery; its lines may list the devices")},
    {"ApplicationResponse",
     LL_R("nothing is booked from an answer: send the Order or the Invoice")},
    {"Catalogue", LL_R("nothing is booked from a catalogue: send the Order or the Invoice")},
};

/* ---- errors ---- */

static void complain(void *ctx, xmlErrorPtr error)
{
    struct complaint *complaint = ctx;
    if (complaint->made || error == NULL || error->level < XML_ERR_ERROR) {
        return;
    }
    complaint->made = true;
    complaint->code = error->code;
    complaint->line = error->line;
    const char *message = error->message != NULL ? error->message : "not well-formed";
    size_t len = 0;
    while (message[len] != '\0' && message[len] != '\n' && len + 1 < MESSAGE_MAX) {
        /* The parser's message may quote the input. */
        unsigned char c = (unsigned char)message[len];
        complaint->message[len] = c >= 0x20 && c < 0x7f ? (char)c : '?';
        len++;
    }
    complaint->message[len] = '\0';
}

/* "Invoice/InvoiceLine[2]/Item"; cut when too long. */
static struct ll_str path_of(const struct driver *d, char buf[PATH_MAX_BYTES])
{
    size_t len = 0;
    for (size_t i = 0; i < d->depth && i <= LL_UBL_DEPTH_MAX; i++) {
        const struct frame *frame = &d->frames[i];
        size_t name_len = strlen(frame->name);
        if (len + name_len + 24 > PATH_MAX_BYTES) {
            break;
        }
        if (i > 0) {
            buf[len++] = '/';
        }
        memcpy(buf + len, frame->name, name_len);
        len += name_len;
        if (frame->number > 0) {
            char digits[20];
            size_t count = 0;
            for (int64_t n = frame->number; n > 0; n /= 10) {
                digits[count++] = (char)('0' + n % 10);
            }
            buf[len++] = '[';
            while (count > 0) {
                buf[len++] = digits[--count];
            }
            buf[len++] = ']';
        }
    }
    return (struct ll_str){buf, len};
}

static int64_t line_of(const struct driver *d)
{
    xmlNodePtr node = xmlTextReaderCurrentNode(d->reader);
    return node == NULL ? 0 : (int64_t)xmlGetLineNo(node);
}

/* Say where, for a failure of this file. */
static enum ll_status at(struct driver *d, int64_t line, enum ll_status status)
{
    char buf[PATH_MAX_BYTES];
    struct ll_str path = path_of(d, buf);
    if (d->reterr != NULL) {
        ll_err_where(d->reterr, "line %lld %.*s", (long long)line, LL_STR_ARG(path));
    }
    return status;
}

static bool is_encoding_error(int code)
{
    return code == XML_ERR_INVALID_ENCODING || code == XML_ERR_UNKNOWN_ENCODING ||
           code == XML_ERR_UNSUPPORTED_ENCODING || code == XML_ERR_INVALID_CHAR ||
           code == XML_ERR_ENCODING_NAME ||
           (code >= XML_I18N_NO_NAME && code <= XML_I18N_NO_OUTPUT);
}

static enum ll_status fail_parse(struct driver *d)
{
    const struct complaint *c = &d->complaint;
    const char *message = c->made ? c->message : "the text is not well-formed";
    if (c->made && c->code == XML_ERR_NO_MEMORY) {
        return LL_FAIL(d->reterr, LL_ENOMEM, "no memory to read XML");
    }
    if (is_encoding_error(c->code)) {
        return at(d, c->line,
                  LL_FAIL(d->reterr, LL_EPARSE,
                          "E_ENCODING: %s; state the encoding the bytes are in, UTF-8 is best",
                          message));
    }
    return at(d, c->line, LL_FAIL(d->reterr, LL_EPARSE, "E_XML_SYNTAX: %s", message));
}

static enum ll_status fail_doctype(struct driver *d)
{
    return LL_FAIL(d->reterr, LL_EPARSE,
                   "E_XML_DTD: the text has a DOCTYPE; no UBL document has one: remove it");
}

/* ---- before the parser ---- */

static struct ll_str skip_space(struct ll_str s)
{
    while (s.len > 0 && (s.ptr[0] == ' ' || (s.ptr[0] >= '\t' && s.ptr[0] <= '\r'))) {
        s = ll_str_sub(s, 1, s.len);
    }
    return s;
}

static struct ll_str skip_mark(struct ll_str s)
{
    return ll_str_starts(s, LL_STR("\xef\xbb\xbf")) ? ll_str_sub(s, 3, s.len) : s;
}

bool ll_ubl_looks_like_xml(struct ll_str bytes)
{
    struct ll_str s = skip_space(skip_mark(bytes));
    bool wide = ll_str_starts(bytes, LL_STR("\xff\xfe<")) ||
                (bytes.len > 3 && ll_str_starts(bytes, LL_STR("\xfe\xff")) && bytes.ptr[3] == '<');
    return wide || (s.len > 0 && s.ptr[0] == '<');
}

/*
 * A DOCTYPE before the root, in encodings that extend ASCII: so that its entities are never seen by
 * the parser. In others the parser meets it, and is stopped at the node.
 */
static bool has_doctype(struct ll_str bytes)
{
    struct ll_str s = skip_space(skip_mark(bytes));
    for (;;) {
        struct ll_str end = {"", 0};
        if (ll_str_starts(s, LL_STR("<?"))) {
            end = LL_STR("?>");
        } else if (ll_str_starts(s, LL_STR("<!--"))) {
            end = LL_STR("-->");
        } else {
            return ll_str_starts(s, LL_STR("<!DOCTYPE"));
        }
        size_t found = ll_str_find(s, end, false);
        if (found == SIZE_MAX) {
            return false;
        }
        s = skip_space(ll_str_sub(s, found + end.len, s.len));
    }
}

/* ---- elements ---- */

static enum ll_status open_root(struct driver *d, const char *ns, const char *name,
                                struct frame *frame)
{
    struct ll_str uri = ll_str_from_cstr(ns);
    struct ll_str prefix = LL_STR(NS_PREFIX);
    struct ll_str rest =
        ll_str_starts(uri, prefix) ? ll_str_sub(uri, prefix.len, uri.len) : (struct ll_str){"", 0};
    size_t name_len = strlen(name);
    bool own = rest.len == name_len + 2 && ll_str_starts(rest, ll_str_from_cstr(name)) &&
               ll_str_ends(rest, LL_STR("-2"));
    if (own && strcmp(name, "Order") == 0) {
        frame->state = LL_UBL_ORDER;
        d->doc.purchase.doc_type = LL_DOC_ORDER;
        d->doc.context.labels = order_labels;
        return LL_OK;
    }
    if (own && strcmp(name, "Invoice") == 0) {
        frame->state = LL_UBL_INVOICE;
        d->doc.purchase.doc_type = LL_DOC_INVOICE;
        d->doc.context.labels = invoice_labels;
        return LL_OK;
    }
    if (own && strcmp(name, "CreditNote") == 0) {
        frame->state = LL_UBL_CREDIT_NOTE;
        d->doc.purchase.doc_type = LL_DOC_CREDIT_NOTE;
        d->doc.context.labels = credit_note_labels;
        d->doc.context.is_credit_note = true;
        return LL_OK;
    }
    for (size_t i = 0; own && i < sizeof(other_roots) / sizeof(other_roots[0]); i++) {
        if (strcmp(name, other_roots[i].name) == 0) {
            enum ll_status status =
                LL_FAIL(d->reterr, LL_EUNSUPPORTED,
                        "E_ROOT_UNSUPPORTED: this is a UBL %s, which is not read", name);
            if (d->reterr != NULL) {
                ll_err_hint(d->reterr, "%s", other_roots[i].todo);
            }
            return status;
        }
    }
    enum ll_status status =
        LL_FAIL(d->reterr, LL_EUNSUPPORTED,
                "E_ROOT_UNKNOWN: the root element is %.60s in \"%.120s\"", name, ns);
    if (d->reterr != NULL) {
        ll_err_hint(d->reterr, "send a UBL 2.1 Order, Invoice or CreditNote");
    }
    return status;
}

static const struct path_row *row_of(enum ll_ubl_state inside, const char *ns, const char *name)
{
    struct ll_str uri = ll_str_from_cstr(ns);
    char kind = 0;
    if (ll_str_eq_cstr(uri, NS_PREFIX "CommonBasicComponents-2")) {
        kind = 'B';
    } else if (ll_str_eq_cstr(uri, NS_PREFIX "CommonAggregateComponents-2")) {
        kind = 'A';
    }
    for (size_t i = 0; i < sizeof(path_rows) / sizeof(path_rows[0]) && kind != 0; i++) {
        const struct path_row *row = &path_rows[i];
        if (row->inside == inside && row->ns[0] == kind && strcmp(row->name, name) == 0) {
            return row;
        }
    }
    return NULL;
}

/* The attribute of a leaf; one that is too long is cut, and so fits nothing. */
static void take_attribute(struct driver *d, enum ll_ubl_field field)
{
    d->attribute_len = 0;
    const char *want = ll_ubl_field_attribute(field);
    if (want == NULL) {
        return;
    }
    while (xmlTextReaderMoveToNextAttribute(d->reader) == 1) {
        const char *name = (const char *)xmlTextReaderConstName(d->reader);
        const char *value = (const char *)xmlTextReaderConstValue(d->reader);
        if (name == NULL || value == NULL || strcmp(name, want) != 0) {
            continue;
        }
        size_t len = strlen(value);
        d->attribute_len = len < ATTRIBUTE_MAX ? len : 0;
        memcpy(d->attribute, value, d->attribute_len);
    }
    (void)xmlTextReaderMoveToElement(d->reader);
}

static enum ll_status close_element(struct driver *d)
{
    struct frame *frame = &d->frames[d->depth - 1];
    enum ll_status status = LL_OK;
    if (frame->state == LL_UBL_LEAF) {
        status = ll_ubl_take(&d->doc, frame->field, (struct ll_str){d->text, d->text_len},
                             (struct ll_str){d->attribute, d->attribute_len}, frame->source_line);
    } else if (frame->field != LL_UBLF_NOTHING) {
        status = ll_ubl_end(&d->doc, frame->field);
    }
    d->depth--;
    return status;
}

static enum ll_status open_element(struct driver *d)
{
    const char *ns = (const char *)xmlTextReaderConstNamespaceUri(d->reader);
    const char *name = (const char *)xmlTextReaderConstLocalName(d->reader);
    int64_t line = line_of(d);
    if (d->depth >= LL_UBL_DEPTH_MAX) {
        return at(d, line,
                  LL_FAIL(d->reterr, LL_ELIMIT, "E_TOO_DEEP: elements are nested deeper than %d",
                          LL_UBL_DEPTH_MAX));
    }
    ns = ns == NULL ? "" : ns;
    struct frame frame = {.state = LL_UBL_IGNORED, .name = name, .source_line = line};
    if (d->depth == 0) {
        LL_TRY(open_root(d, ns, name, &frame));
    } else {
        enum ll_ubl_state inside = d->frames[d->depth - 1].state;
        const struct path_row *row =
            inside == LL_UBL_IGNORED || inside == LL_UBL_LEAF ? NULL : row_of(inside, ns, name);
        if (row != NULL) {
            frame.state = row->state;
            frame.field = row->field;
        }
    }
    bool counted = frame.state == LL_UBL_ORDER_LINE ||
                   (frame.field == LL_UBLF_LINE && d->doc.purchase.doc_type != LL_DOC_ORDER);
    if (counted) {
        frame.number = ++d->lines;
    }
    bool empty = xmlTextReaderIsEmptyElement(d->reader) == 1;
    d->frames[d->depth++] = frame;
    if (frame.state == LL_UBL_LEAF) {
        d->text_len = 0;
        take_attribute(d, frame.field);
    } else if (frame.field != LL_UBLF_NOTHING) {
        char buf[PATH_MAX_BYTES];
        LL_TRY(ll_ubl_begin(&d->doc, frame.field, line, path_of(d, buf)));
    }
    return empty ? close_element(d) : LL_OK;
}

static enum ll_status take_text(struct driver *d)
{
    if (d->depth == 0 || d->frames[d->depth - 1].state != LL_UBL_LEAF) {
        return LL_OK;
    }
    const char *value = (const char *)xmlTextReaderConstValue(d->reader);
    size_t len = value == NULL ? 0 : strlen(value);
    if (d->text_len + len > LL_UBL_TEXT_MAX) {
        return at(d, line_of(d),
                  LL_FAIL(d->reterr, LL_ELIMIT, "E_TOO_LARGE: the text is longer than %zu bytes",
                          LL_UBL_TEXT_MAX));
    }
    if (len > 0) {
        memcpy(d->text + d->text_len, value, len);
        d->text_len += len;
    }
    return LL_OK;
}

static enum ll_status take_node(struct driver *d)
{
    switch (xmlTextReaderNodeType(d->reader)) {
    case XML_READER_TYPE_ELEMENT:
        return open_element(d);
    case XML_READER_TYPE_END_ELEMENT:
        return close_element(d);
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_WHITESPACE:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        return take_text(d);
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY_REFERENCE:
        return fail_doctype(d);
    default:
        return LL_OK;
    }
}

static enum ll_status read_nodes(struct driver *d)
{
    for (;;) {
        int more = xmlTextReaderRead(d->reader);
        if (more < 0 || d->complaint.made) {
            return fail_parse(d);
        }
        if (more == 0) {
            return LL_OK;
        }
        LL_TRY(take_node(d));
    }
}

/* ---- the document ---- */

static enum ll_status run(struct driver *d, struct ll_str bytes)
{
    /* The parser's handler is per thread: ours for this call, then the old one again. */
    xmlStructuredErrorFunc old_func = xmlStructuredError;
    void *old_ctx = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(&d->complaint, complain);
    enum ll_status status = LL_OK;
    d->reader = xmlReaderForMemory(bytes.ptr, (int)bytes.len, NULL, NULL,
                                   XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_COMPACT);
    if (d->reader == NULL) {
        status = d->complaint.made ? fail_parse(d)
                                   : LL_FAIL(d->reterr, LL_ENOMEM, "no memory to read XML");
    } else {
        status = read_nodes(d);
        xmlFreeTextReader(d->reader);
    }
    xmlSetStructuredErrorFunc(old_ctx, old_func);
    return status;
}

#define NO_TEXT                                                                                    \
    {                                                                                              \
        "", 0                                                                                      \
    }

/* The parser compares each attribute of an element with all others: a tag with very many of them
 * would take it minutes. Comments and CDATA are no tags. */
static bool has_long_tag(struct ll_str bytes)
{
    size_t at = 0;
    while (at < bytes.len) {
        struct ll_str rest = ll_str_sub(bytes, at, bytes.len);
        size_t open = ll_str_find_char(rest, '<');
        struct ll_str tag = ll_str_sub(rest, open, rest.len);
        size_t close = ll_str_find_char(tag, '>');
        bool text = ll_str_starts(tag, LL_STR("<!--")) || ll_str_starts(tag, LL_STR("<![CDATA["));
        if (!text && close > LL_UBL_TAG_MAX && tag.len > LL_UBL_TAG_MAX) {
            return true;
        }
        at += open + close + 1;
    }
    return false;
}

enum ll_status ll_ubl_read(struct ll_arena *arena, struct ll_str bytes,
                           const struct ll_purchase_options *options,
                           struct ll_purchase *ret_purchase, struct ll_err *reterr)
{
    struct driver d = {.doc = {.context = {.arena = arena,
                                           .options = options,
                                           .labels = invoice_labels,
                                           .needs_parties = true,
                                           .needs_date = true},
                               .purchase = {.client_ref = NO_TEXT,
                                            .doc_id = NO_TEXT,
                                            .currency = NO_TEXT,
                                            .buyer = {NO_TEXT, NO_TEXT, NO_TEXT},
                                            .seller = {NO_TEXT, NO_TEXT, NO_TEXT},
                                            .order_ref = NO_TEXT,
                                            .refers_to = NO_TEXT,
                                            .reason = NO_TEXT},
                               .reterr = reterr},
                       .reterr = reterr};
    if (bytes.len > LL_UBL_BYTES_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "E_TOO_LARGE: the document is larger than %zu bytes",
                       LL_UBL_BYTES_MAX);
    }
    if (bytes.len == 0) {
        return LL_FAIL(reterr, LL_EPARSE, "E_XML_SYNTAX: the document is empty");
    }
    if (has_doctype(bytes)) {
        return fail_doctype(&d);
    }
    if (has_long_tag(bytes)) {
        return LL_FAIL(reterr, LL_ELIMIT, "E_TOO_LARGE: a tag is longer than %d bytes",
                       LL_UBL_TAG_MAX);
    }
    d.text = ll_arena_alloc(arena, LL_UBL_TEXT_MAX, 1);
    if (d.text == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a document");
    }
    LL_TRY(run(&d, bytes));
    LL_TRY(ll_purchase_check(&d.doc.context, &d.doc.purchase, reterr));
    *ret_purchase = d.doc.purchase;
    return LL_OK;
}
