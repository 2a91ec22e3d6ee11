/*
 * Which column of a file holds what, by its heading; and dates as people write them.
 */
#ifndef LL_CODEC_CSV_PROFILE_H
#define LL_CODEC_CSV_PROFILE_H

#include "codec/purchase_csv.h"

enum ll_csv_column {
    LL_COL_DOC_ID,
    LL_COL_CLIENT,
    LL_COL_LINE_ID,
    LL_COL_ASSET,    /* a number of the client's own for one device */
    LL_COL_CLASS,    /* one of our class names */
    LL_COL_CATEGORY, /* the client's words for a class */
    LL_COL_CODE,     /* a classification code of no stated list */
    LL_COL_PRODUCT,  /* "[part] name" */
    LL_COL_QUANTITY,
    LL_COL_UNIT,
    LL_COL_IMEI,
    LL_COL_SERIAL,
    LL_COL_DATE,
    LL_COL_PRICE,
    LL_COL_CURRENCY,
    LL_COL_TEXT,
    LL_COL_TRIGGER,
    LL_COL_PART,
    LL_COL_GTIN,
    LL_COL_MAKER,
    LL_COL_BUYER,
    LL_COL_SELLER,
    LL_COL_STATUS,
    LL_COL_TYPE,
    LL_COL_OF_DOCUMENT, /* what a credit note takes back from */
    LL_COL_ORDER_LINE,
    LL_COL_COUNT,
};

#define LL_COL_NONE SIZE_MAX

struct ll_csv_columns {
    enum ll_csv_profile profile;
    enum ll_doc_type doc_type;
    enum ll_date_order date_order;
    enum ll_decimal_format decimal;
    bool one_per_row;                /* every row is one device */
    bool carry_down;                 /* empty document columns repeat the row above */
    size_t count;                    /* columns of the heading */
    size_t index[LL_COL_COUNT];      /* of the column, or LL_COL_NONE */
    const char *labels[LL_PF_COUNT]; /* the headings as written */
};

/*
 * Fit a heading to a profile (LL_CSV_PROFILE_UNKNOWN: to the first that fits). LL_EUNSUPPORTED:
 * none fits; LL_EPARSE: columns of the stated one are missing, and which; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_csv_columns_find(struct ll_arena *arena, enum ll_csv_profile profile,
                                           const struct ll_csv_row *heading,
                                           struct ll_csv_columns *ret_columns,
                                           struct ll_err *reterr);

#endif
