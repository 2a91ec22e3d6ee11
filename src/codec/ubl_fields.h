/*
 * The half of the UBL reader that knows what an element means, apart from the half that drives the
 * XML parser.
 */
#ifndef LL_CODEC_UBL_FIELDS_H
#define LL_CODEC_UBL_FIELDS_H

#include "codec/ubl.h"

enum ll_ubl_state {
    LL_UBL_IGNORED, /* passed over with all it holds */
    LL_UBL_START,
    LL_UBL_ORDER,
    LL_UBL_INVOICE,
    LL_UBL_CREDIT_NOTE,
    LL_UBL_ORDER_LINE,
    LL_UBL_ORDER_REF,
    LL_UBL_BILLING_REF,
    LL_UBL_CREDITED_REF,
    LL_UBL_REPLACED,
    LL_UBL_DISCREPANCY,
    LL_UBL_PARTY_HOLDER,
    LL_UBL_PARTY,
    LL_UBL_PARTY_IDENTIFICATION,
    LL_UBL_PARTY_NAME,
    LL_UBL_PARTY_LEGAL,
    LL_UBL_PARTY_TAX,
    LL_UBL_LINE,
    LL_UBL_LINE_REF,
    LL_UBL_LINE_ORDER_REF,
    LL_UBL_LINE_CREDITED_REF,
    LL_UBL_LINE_REPLACED,
    LL_UBL_PRICE,
    LL_UBL_ITEM,
    LL_UBL_SELLERS_ID,
    LL_UBL_STANDARD_ID,
    LL_UBL_CLASSIFICATION,
    LL_UBL_MAKER_PARTY,
    LL_UBL_MAKER_NAME,
    LL_UBL_INSTANCE,
    LL_UBL_PROPERTY,
    LL_UBL_LEAF, /* its text is read */
};

enum ll_ubl_field {
    LL_UBLF_NOTHING,
    LL_UBLF_DOC_ID,
    LL_UBLF_DATE,
    LL_UBLF_CURRENCY,
    LL_UBLF_INVOICE_TYPE,
    LL_UBLF_ORDER_REF,
    LL_UBLF_REFERS_TO,
    LL_UBLF_REASON,
    LL_UBLF_BUYER,
    LL_UBLF_SELLER,
    LL_UBLF_PARTY_ENDPOINT, /* these four in the order of preference */
    LL_UBLF_PARTY_ID,
    LL_UBLF_PARTY_COMPANY,
    LL_UBLF_PARTY_TAX,
    LL_UBLF_PARTY_NAME,
    LL_UBLF_PARTY_LEGAL_NAME,
    LL_UBLF_LINE,
    LL_UBLF_LINE_ID,
    LL_UBLF_QUANTITY,
    LL_UBLF_ORDER_LINE_REF,
    LL_UBLF_OF_DOCUMENT,
    LL_UBLF_OF_ORDER,
    LL_UBLF_PRICE,
    LL_UBLF_PRICE_BASE,
    LL_UBLF_NAME,
    LL_UBLF_DESCRIPTION,
    LL_UBLF_PACK_SIZE,
    LL_UBLF_PART,
    LL_UBLF_GTIN,
    LL_UBLF_CODE,
    LL_UBLF_MAKER,
    LL_UBLF_SERIAL,
    LL_UBLF_PROPERTY,
    LL_UBLF_PROPERTY_NAME,
    LL_UBLF_PROPERTY_VALUE,
};

/* The attribute that matters for a field ("schemeID", "listID", "unitCode"), or NULL. */
const char *ll_ubl_field_attribute(enum ll_ubl_field field);

struct ll_ubl_document {
    struct ll_purchase_context context;
    struct ll_purchase purchase;
    struct ll_purchase_line line; /* the one being read, with what belongs to it */
    struct ll_purchase_more more;
    struct ll_purchase_evidence evidence;
    struct ll_purchase_raw_id *raw_ids;
    bool in_line;
    size_t code_capacity;
    size_t raw_id_capacity;
    struct ll_purchase_party *party; /* the one being read */
    enum ll_ubl_field party_id_from;
    bool party_name_is_legal;
    struct ll_str property_name;
    struct ll_str property_value;
    int64_t property_line;
    struct ll_err *reterr;
};

/* An element with meaning begins or, a container, ends. `path` is borrowed. */
LL_MUST enum ll_status ll_ubl_begin(struct ll_ubl_document *doc, enum ll_ubl_field field,
                                    int64_t source_line, struct ll_str path);
LL_MUST enum ll_status ll_ubl_end(struct ll_ubl_document *doc, enum ll_ubl_field field);
/* The text and the attribute of a leaf, both borrowed. */
LL_MUST enum ll_status ll_ubl_take(struct ll_ubl_document *doc, enum ll_ubl_field field,
                                   struct ll_str text, struct ll_str attribute,
                                   int64_t source_line);

#endif
