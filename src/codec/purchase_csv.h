/*
 * Purchase documents out of CSV files: our own columns, device lists, and the exports of common
 * purchasing and asset systems.
 *
 * Every row is judged by itself: it is good, bad (with a column and a reason), or skipped as no
 * purchase line. Good rows make documents, one per document number; so a caller can take the good
 * rows and list the bad ones, or take nothing.
 */
#ifndef LL_CODEC_PURCHASE_CSV_H
#define LL_CODEC_PURCHASE_CSV_H

#include "codec/csv.h"
#include "codec/decimal.h"
#include "codec/purchase.h"

#define LL_PURCHASE_CSV_DOCUMENTS_MAX 100000
#define LL_PURCHASE_CSV_ROW_BYTES 400 /* of arena: see ll_purchase_csv_read */

/*
 * Profiles: symbol, number, name. GENERIC: client_ref, document_id, line_id, device_class, quantity
 * or imei or serial, date, price, currency, description, trigger, unit, part, gtin, maker, seller.
 * DEVICES: the same without a quantity: one device in each row. CREDITS: credit notes; GENERIC with
 * of_document, the document that a row takes back from, and order_line where that has several.
 */
#define LL_CSV_PROFILE_ROWS(X)                                                                     \
    X(GENERIC, 1, "generic")                                                                       \
    X(DEVICES, 2, "devices")                                                                       \
    X(COUPA, 3, "coupa")                                                                           \
    X(ODOO, 4, "odoo")                                                                             \
    X(SAP, 5, "sap")                                                                               \
    X(SNIPEIT, 6, "snipeit")                                                                       \
    X(CREDITS, 7, "credits")

enum ll_csv_profile {
    LL_CSV_PROFILE_UNKNOWN = 0, /* recognise it by its heading */
#define X(symbol, number, name) LL_CSV_PROFILE_##symbol = (number),
    LL_CSV_PROFILE_ROWS(X)
#undef X
};

const char *ll_csv_profile_name(enum ll_csv_profile profile);
bool ll_csv_profile_from_name(struct ll_str name, enum ll_csv_profile *ret_profile);

/* 2026-03-05 is always understood; the order of other dates is the profile's or stated. */
enum ll_date_order {
    LL_DATE_UNKNOWN = 0, /* the profile's; a date that can be read in two ways is refused */
    LL_DATE_DMY,
    LL_DATE_MDY,
    LL_DATE_YMD,
};

/*
 * A date as people write it: 2026-03-05, 2026-03-05 08:00:00, 2026-03-05T09:14:50Z, 5.3.2026,
 * 05/03/2026, 3/5/26 (years 00 to 79 are 2000 to 2079). Dots mean day.month.year. With slashes or
 * dashes and no order given, a date is taken only when one of the two numbers is above 12 or both
 * are the same. LL_EPARSE.
 */
LL_MUST enum ll_status ll_csv_date(struct ll_str text, enum ll_date_order order,
                                   struct ll_date *ret_date, struct ll_err *reterr);

struct ll_purchase_csv_options {
    enum ll_csv_profile profile;                /* 0: by the heading */
    char delimiter;                             /* 0: guess */
    enum ll_date_order date_order;              /* 0: the profile's */
    enum ll_decimal_format decimal;             /* 0: the profile's */
    const struct ll_purchase_options *purchase; /* NULL: none */
};

enum ll_csv_row_state {
    LL_CSV_ROW_GOOD = 1,
    LL_CSV_ROW_BAD,
    LL_CSV_ROW_SKIPPED, /* a heading within the file, a subtotal, a cancelled line */
};

struct ll_purchase_csv_row {
    int64_t source_line;
    size_t finding; /* index of its first finding in row_findings */
    enum ll_csv_row_state state;
    uint32_t document;      /* GOOD: index in documents */
    uint32_t line;          /* GOOD: index in its lines */
    uint32_t finding_count; /* a good row may have remarks */
};

struct ll_purchase_csv {
    enum ll_csv_profile profile;
    struct ll_csv_format format;
    struct ll_purchase *documents; /* in the order they begin in the file */
    size_t document_count;
    struct ll_purchase_csv_row *rows; /* in file order, without the heading */
    size_t row_count;
    size_t good_rows;
    size_t bad_rows;
    size_t skipped_rows;
    struct ll_findings row_findings;  /* of rows, in file order */
    struct ll_findings file_findings; /* of the file as a whole */
};

/*
 * Read a whole file. LL_OK also when rows are bad. LL_EPARSE and LL_ELIMIT as ll_csv_next;
 * LL_EPARSE too when there is no heading row or a required column is missing (the text names the
 * missing and the found ones), LL_EUNSUPPORTED when no profile fits the heading, LL_ENOMEM.
 * Everything in *ret_csv lives in the arena; nothing points into `bytes`. Cost: O(bytes), but for
 * the search of doubles, which grows with the logarithm of the rows.
 *
 * Memory at its peak, beside the texts of the result (what a column repeats is kept once): about
 * 150 bytes a device in a line of many, 290 a line, 600 a document and 170 a finding. So a device
 * list or a list of quantities with a description of its own in each row takes at most
 * LL_PURCHASE_CSV_ROW_BYTES a row: a file of a million rows is read in 400 MB.
 */
LL_MUST enum ll_status ll_purchase_csv_read(struct ll_arena *arena, struct ll_str bytes,
                                            const struct ll_purchase_csv_options *options,
                                            struct ll_purchase_csv *ret_csv, struct ll_err *reterr);

#endif
