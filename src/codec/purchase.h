/*
 * The purchase record: what every reader of a client's document (UBL, CSV, …) must yield, whatever
 * the syntax; and the rules that turn stated lines into counted devices.
 *
 * A reader fills document and lines as they were written and hands each line to
 * ll_purchase_check_line, which recognises devices, counts pieces or grams and normalises
 * identities, and at last the document to ll_purchase_check. Nothing is counted silently: a line
 * counts only as LL_LINE_DEVICE, and whatever is uncertain becomes a finding with a place, a reason
 * and what to do.
 *
 * Quantities and prices are decimal text, never floating point. Strings are borrowed from the
 * arena that the reader was given.
 */
#ifndef LL_CODEC_PURCHASE_H
#define LL_CODEC_PURCHASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/qty.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/imei.h"
#include "core/types.h"

#define LL_PURCHASE_LINES_MAX 100000
#define LL_PURCHASE_DEVICES_MAX 1000000 /* of one line */
#define LL_PURCHASE_QTY_MAX INT64_C(1000000000)
#define LL_PURCHASE_MASS_MAX_G                                                                     \
    LL_UNITS_MAX /* of one line: as many positions as a line may have                              \
                  */

#define LL_DOC_TYPE_ROWS(X)                                                                        \
    X(ORDER, 1, "order")                                                                           \
    X(INVOICE, 2, "invoice")                                                                       \
    X(ASSET_LIST, 3, "asset_list")                                                                 \
    X(CREDIT_NOTE, 4, "credit_note")                                                               \
    X(ORDER_CHANGE, 5, "order_change")                                                             \
    X(ORDER_CANCEL, 6, "order_cancel")                                                             \
    X(ORDER_RESPONSE, 7, "order_response")                                                         \
    X(DESPATCH, 8, "despatch")

/* What a line is. Only DEVICE is counted as demand. */
#define LL_LINE_KIND_ROWS(X)                                                                       \
    X(OTHER, 1, "other") /* accessory, service, anything that is no device */                      \
    X(DEVICE, 2, "device")                                                                         \
    X(OFFSET, 3, "offset")   /* our own service, sold for another line */                          \
    X(RETURN, 4, "return")   /* devices given back to the seller */                                \
    X(BUYBACK, 5, "buyback") /* devices the seller takes from the client */                        \
    X(UNCLEAR, 6, "unclear") /* a person must say */

/* By what a device line was recognised, the surest first. */
#define LL_CLASS_BASIS_ROWS(X)                                                                     \
    X(NONE, 0, "none")                                                                             \
    X(MAPPING, 1, "mapping") /* the client's own mapping of article numbers */                     \
    X(TAC, 2, "tac")         /* the first eight digits of an IMEI */                               \
    X(STATED, 3, "stated")   /* a column that names the class */                                   \
    X(CODE, 4, "code")       /* a classification code */                                           \
    X(TEXT, 5, "text")

#define LL_DISPOSITION_ROWS(X)                                                                     \
    X(ACCEPT, 1, "accept")                                                                         \
    X(REVIEW, 2, "review")                                                                         \
    X(REJECT, 3, "reject")

enum ll_doc_type {
#define X(symbol, number, name) LL_DOC_##symbol = (number),
    LL_DOC_TYPE_ROWS(X)
#undef X
};
enum ll_line_kind {
#define X(symbol, number, name) LL_LINE_##symbol = (number),
    LL_LINE_KIND_ROWS(X)
#undef X
};
enum ll_class_basis {
#define X(symbol, number, name) LL_CLASS_BY_##symbol = (number),
    LL_CLASS_BASIS_ROWS(X)
#undef X
};
enum ll_disposition {
#define X(symbol, number, name) LL_DISPOSITION_##symbol = (number),
    LL_DISPOSITION_ROWS(X)
#undef X
};
enum ll_finding_code {
#define LL_FINDING(symbol, effect, text, hint) LL_##symbol,
#include "codec/purchase_errors.def"
#undef LL_FINDING
};

const char *ll_doc_type_name(enum ll_doc_type type);
const char *ll_line_kind_name(enum ll_line_kind kind);
const char *ll_class_basis_name(enum ll_class_basis basis);
const char *ll_disposition_name(enum ll_disposition disposition);
/* "E_DATE"; its effect, its text, what to do ("" when nothing). */
const char *ll_finding_name(enum ll_finding_code code);
enum ll_disposition ll_finding_effect(enum ll_finding_code code);
const char *ll_finding_text(enum ll_finding_code code);
const char *ll_finding_hint(enum ll_finding_code code);
bool ll_finding_is_error(enum ll_finding_code code); /* E_ rather than W_ */

/* Fields a finding can be about; each syntax has its own labels for them. */
enum ll_purchase_field {
    LL_PF_DOCUMENT,
    LL_PF_DOC_ID,
    LL_PF_DATE,
    LL_PF_CURRENCY,
    LL_PF_BUYER,
    LL_PF_SELLER,
    LL_PF_REFERENCE,
    LL_PF_LINE_ID,
    LL_PF_CLASS,
    LL_PF_QUANTITY,
    LL_PF_UNIT,
    LL_PF_PRICE,
    LL_PF_IMEI,
    LL_PF_SERIAL,
    LL_PF_TEXT,
    LL_PF_TRIGGER,
    LL_PF_CLIENT,
    LL_PF_PART,
    LL_PF_GTIN,
    LL_PF_MAKER,
    LL_PF_STATUS,
    LL_PF_ORDER_LINE,
    LL_PF_COUNT,
};

struct ll_purchase_party {
    struct ll_str name;
    struct ll_str id;     /* the first of electronic address, identification, company and tax id */
    struct ll_str scheme; /* of the id ("0088" for GLN), or "" */
};

struct ll_purchase_code {
    struct ll_str list; /* as written: "TST", "STI", "HS", "UNSPSC", … or "" */
    struct ll_str code;
};

/* An identity as written, before the check. */
struct ll_purchase_raw_id {
    enum ll_purchase_raw_kind {
        LL_RAW_IMEI,   /* an IMEI, or a list of them */
        LL_RAW_IMEI2,  /* the second IMEI of devices with two */
        LL_RAW_SERIAL, /* a serial number or a list; a valid IMEI is taken for one */
    } kind;
    int64_t source_line;
    struct ll_str text;
};

struct ll_purchase_device {
    enum ll_device_kind kind;
    struct ll_str key;    /* normalised, as in imei.h */
    struct ll_str second; /* the device's other IMEI, or "" */
    struct ll_str serial; /* beside an IMEI, or "" */
    struct ll_str maker;  /* normalised, for serial numbers, or "" */
    int64_t source_line;
};

/* What few lines say: kept beside the line, so that long lists are small. */
struct ll_purchase_more {
    struct ll_str path; /* for messages: "Invoice/InvoiceLine[2]", or "" */
    struct ll_str order_line_ref;
    struct ll_str price_base;  /* the price is for so many; "" is 1 */
    struct ll_str pack_size;   /* pieces in a package, or "" */
    struct ll_str text;        /* more words than the name */
    struct ll_str covers_line; /* of an offset line: the line it is sold for, or "" */
    struct ll_str of_document; /* of a credit note: what the line takes back from, or "" */
    struct ll_str of_order;    /* of a credit note: the order of that, or "" */
    struct ll_purchase_code *codes;
    size_t code_count;
};

/* What a line is judged by and what is not kept. */
struct ll_purchase_evidence {
    struct ll_str stated_class;
    struct ll_str maker;
    const struct ll_purchase_raw_id *raw_ids;
    size_t raw_id_count;
};

struct ll_purchase_line {
    /* ---- filled by the reader ---- */
    int64_t source_line; /* of the input, from 1 */
    struct ll_str line_id;
    struct ll_str quantity; /* decimal text as ll_decimal_read writes it, or "" */
    struct ll_str unit;     /* code, or "" */
    struct ll_str unit_price;
    struct ll_str name;                  /* what is bought, the words that decide */
    struct ll_str part;                  /* the seller's article number */
    struct ll_str gtin;                  /* 14 digits, or "" */
    const struct ll_purchase_more *more; /* NULL: none of it */
    bool is_offset;
    bool one_per_row;        /* every row is one device, whether it has a number or not */
    enum ll_trigger trigger; /* 0: not stated */
    /* ---- filled by ll_purchase_check_line ---- */
    enum ll_line_kind kind;
    enum ll_class_basis basis;
    struct ll_str class_id; /* "smartphone", …; "" when it is no device */
    struct ll_units units;  /* pieces: of DEVICE, RETURN and BUYBACK lines; positive */
    struct ll_mass mass;    /* of such a line that gives a mass: then it counts no pieces */
    struct ll_purchase_device *devices;
    size_t device_count;
};

/* line->more, or an empty one. */
const struct ll_purchase_more *ll_purchase_line_more(const struct ll_purchase_line *line);

struct ll_finding {
    enum ll_finding_code code;
    int64_t source_line;   /* of the input, 0 when there is none */
    struct ll_str field;   /* "Invoice/InvoiceLine[2]/cbc:InvoicedQuantity", or a column */
    struct ll_str value;   /* what was written there, cut to 60 bytes; "" for device numbers */
    struct ll_str message; /* what is wrong */
    struct ll_str hint;    /* what to do about it, or "" */
};

struct ll_findings {
    struct ll_finding *items;
    size_t count;
    size_t capacity;
};

struct ll_purchase {
    enum ll_doc_type doc_type;
    struct ll_str client_ref;
    struct ll_str doc_id;
    bool has_issue_date;
    struct ll_date issue_date;
    struct ll_str currency;
    struct ll_purchase_party buyer;
    struct ll_purchase_party seller;
    struct ll_str order_ref;
    struct ll_str refers_to; /* the document this one corrects or replaces, or "" */
    bool refers_to_several;  /* and others: its lines must say which */
    struct ll_str reason;    /* of a credit note, as a code of the sender's, or "" */
    struct ll_purchase_line *lines;
    size_t line_count;
    size_t line_capacity;
    struct ll_units device_units; /* sums by ll_purchase_check */
    struct ll_units return_units;
    struct ll_units buyback_units;
    struct ll_mass device_mass;
    struct ll_mass return_mass;
    struct ll_mass buyback_mass;
    struct ll_findings findings;
    enum ll_disposition disposition;
};

/* ---- the client's own knowledge ---- */

enum ll_class_map_kind {
    LL_CLASS_MAP_PART, /* the seller's article number */
    LL_CLASS_MAP_GTIN, /* 14 digits */
    LL_CLASS_MAP_TAC,  /* 8 digits */
    LL_CLASS_MAP_NAME, /* what a column calls the class: of classes beside the built-in ones */
};
struct ll_class_map {
    enum ll_class_map_kind kind;
    struct ll_str value;
    struct ll_str class_id; /* "" says: no device */
};

struct ll_purchase_options {
    const struct ll_class_map *map;
    size_t map_count;
};

/* ---- building ---- */

struct ll_purchase_context {
    struct ll_arena *arena;
    const struct ll_purchase_options *options; /* NULL: none */
    const char *const *labels;                 /* [LL_PF_COUNT] of the syntax */
    bool needs_parties;                        /* buyer and seller must be named */
    bool needs_date;
    bool needs_currency;
    bool doubles_checked; /* by the reader: device and line numbers */
    bool strict_class;    /* a stated class that is not in the list is an error */
    bool is_credit_note;  /* device lines are returns */
};

/*
 * Append a zeroed thing of `size` bytes to a list in the arena that doubles as it grows, in place
 * where the arena allows it; otherwise the old place is left behind. NULL when the arena's cap is
 * reached.
 */
void *ll_list_add(struct ll_arena *arena, void **items, size_t *count, size_t *capacity,
                  size_t size);

/* Add a finding. `path` and `value` may be empty. LL_ENOMEM. */
LL_MUST enum ll_status ll_finding_add(const struct ll_purchase_context *context,
                                      struct ll_findings *findings, enum ll_finding_code code,
                                      int64_t source_line, struct ll_str path,
                                      enum ll_purchase_field field, struct ll_str value,
                                      struct ll_err *reterr);
bool ll_findings_have_error(const struct ll_findings *findings, size_t from);

/*
 * Recognise, count and normalise one line; findings are appended. In this order: the client's
 * mapping by article number or GTIN; the TAC of a listed IMEI; a stated class; an exact or prefix
 * code; words (accessory words win over device words, but for bundles: "phone with case"); coarse
 * codes with words. A code never overrides words that contradict it: that is a conflict. What it
 * makes (numbers of devices, findings) lives in the context's arena. LL_ENOMEM, LL_ELIMIT (too many
 * devices).
 */
LL_MUST enum ll_status ll_purchase_check_line(const struct ll_purchase_context *context,
                                              const struct ll_purchase_evidence *evidence,
                                              struct ll_purchase_line *line,
                                              struct ll_findings *findings, struct ll_err *reterr);

/*
 * Check the document, add up its units and give its disposition from all findings. Finds device
 * numbers and line numbers that come twice in it. LL_ENOMEM, LL_EOVERFLOW. Cost: O(lines +
 * devices); memory: findings only, but while doubles are looked for (doubles_checked is false)
 * about 64 bytes a line and device while it runs.
 */
LL_MUST enum ll_status ll_purchase_check(const struct ll_purchase_context *context,
                                         struct ll_purchase *purchase, struct ll_err *reterr);

/*
 * The record as canonical JSON (RFC 8785), the input of its digest: the same purchase gives the
 * same text whatever the syntax's white space, prefixes or order of attributes. Findings are not in
 * it. It holds device numbers: hash it with a key, and do not store it. LL_ENOMEM, LL_ELIMIT (256
 * MiB), LL_EPARSE (text that is no UTF-8). Cost: O(text); memory: the text, written once.
 */
LL_MUST enum ll_status ll_purchase_canonical(struct ll_arena *arena,
                                             const struct ll_purchase *purchase,
                                             struct ll_str *ret_text, struct ll_err *reterr);

/*
 * A purchase's findings and counts as a JSON object for people and programs (the same shape for
 * every syntax). Device numbers are left out. LL_ENOMEM.
 */
struct ll_json;
LL_MUST enum ll_status ll_purchase_to_json(struct ll_arena *arena,
                                           const struct ll_purchase *purchase,
                                           struct ll_json **ret_json, struct ll_err *reterr);

#endif
