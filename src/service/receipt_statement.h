/* What a plant signs of what it received, and reading that again. */
#ifndef LL_SERVICE_RECEIPT_STATEMENT_H
#define LL_SERVICE_RECEIPT_STATEMENT_H

#include "service/receipt_packages.h"
#include "service/service.h"

#define LL_RECEIPT_STATEMENT_BYTES_MAX 4096
#define LL_RECEIPT_NUMBER_SIZE 16

/* The canonical JSON of these members is what is signed. */
struct ll_receipt_statement {
    struct ll_str basis;        /* "counted", "sampled" or "weighed" */
    struct ll_mass collected_g; /* weighed: what the papers say; else 0 */
    struct ll_units declared;   /* what the papers of the shipment say */
    struct ll_units drawn;      /* sampled: so many at random, else 0, */
    struct ll_units good;       /* of which so many were what the papers say */
    struct ll_str key;          /* z6Mk… */
    struct ll_mass mass_g;
    int measure; /* enum ll_measure: grams of what nobody counted, each a unit; 0: pieces */
    struct ll_month month;
    struct ll_str packages_digest; /* of packages counted on their own; or empty */
    struct ll_str reason;          /* why some are rejected, a code; or empty */
    struct ll_str receipt;         /* 16 random bytes, so that no two statements are the same */
    struct ll_units rejected;      /* set aside before the rest was drawn from or weighed; or 0 */
    struct ll_str type;
    struct ll_units units; /* what the receipt binds */
};

/* What a page says of a basis: "sampled: bound at 95 %". */
const char *ll_receipt_basis_words(struct ll_str basis);

struct ll_signed_receipt {
    struct ll_receipt_statement statement;
    struct ll_package_counts packages; /* what its digest is of */
    struct ll_str text;                /* canonical: what was signed */
    struct ll_public_key key;
    struct ll_signature signature;
};

/*
 * Read the file {"signature": hex, "statement": {...}} and check what can be checked without a
 * store: that it is of a known kind, binds what its basis lets it bind, and is signed by the key it
 * names. Members beyond these are refused: a reader must not take for signed what is not.
 * LL_EPARSE, LL_EINVAL, LL_EUNSUPPORTED, LL_ESIGNATURE; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_receipt_read(struct ll_ctx *ctx, const struct ll_file *file,
                                       struct ll_signed_receipt *ret_receipt,
                                       struct ll_err *reterr);

#endif
