/* What a plant signs of what it received, and reading that again. */
#ifndef LL_SERVICE_RECEIPT_STATEMENT_H
#define LL_SERVICE_RECEIPT_STATEMENT_H

#include "core/sample.h"
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

/* What a plant counted, drew or weighed: what its statement is made of. */
struct ll_receipt_facts {
    int basis; /* enum ll_receipt_basis; 0: counted, or of grams weighed */
    struct ll_mass collected;
    struct ll_units declared; /* 0: as many as it counted */
    struct ll_units drawn;
    struct ll_units good;
    struct ll_mass mass;
    int measure; /* enum ll_measure; 0: pieces */
    struct ll_month month;
    bool has_month;
    struct ll_list package_counts; /* of struct ll_str: "bag-1:118" */
    struct ll_str reason;
    struct ll_units rejected;
    struct ll_units units;
    bool has_units;
};
/* The fields of what a plant itself says: of an input that has them as its member `facts`. */
#define LL_RECEIPT_FACT(S, member, ...)                                                            \
    {                                                                                              \
        .name = #member, .offset = offsetof(struct S, facts.member), __VA_ARGS__                   \
    }
#define LL_RECEIPT_FACT_BASIS(S)                                                                   \
    LL_RECEIPT_FACT(S, basis, LL_OPT(ENUM), LL_ENUM_OF(receipt_basis, RECEIPT_BASIS),              \
                    .help = "how it knows how many there are (counted)")
#define LL_RECEIPT_FACT_DRAWN(S)                                                                   \
    LL_RECEIPT_FACT(S, drawn, LL_OPT(UNITS), .min = 1, .max = LL_SAMPLE_SAMPLED_MAX,               \
                    .help = "sampled: how many it drew at random, none twice")
#define LL_RECEIPT_FACT_GOOD(S)                                                                    \
    LL_RECEIPT_FACT(S, good, LL_OPT(UNITS), .min = 1, .max = LL_SAMPLE_SAMPLED_MAX,                \
                    .help = "sampled: how many of those were what the papers say")
#define LL_RECEIPT_FACT_MASS(S)                                                                    \
    LL_RECEIPT_FACT(S, mass, LL_OPT(MASS), .max = LL_MASS_G_MAX,                                   \
                    .help = "what it weighed of what it received, without packaging (nothing, "    \
                            "when it refused all)")
#define LL_RECEIPT_FACT_PACKAGE_COUNTS(S)                                                          \
    LL_RECEIPT_FACT(S, package_counts, LL_OPT(STRS), .max = LL_PACKAGE_COUNTS_MAX,                 \
                    .help = "counted: PACKAGE:UNITS for each package that held fewer than "        \
                            "declared")
#define LL_RECEIPT_FACT_REASON(S)                                                                  \
    LL_RECEIPT_FACT(S, reason, LL_OPT(CODE), .help = "with --rejected: why, as a code: not-phones")
#define LL_RECEIPT_FACT_REJECTED(S)                                                                \
    LL_RECEIPT_FACT(S, rejected, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX,                     \
                    .help = "how many it refuses, or grams of what nobody counted, which it set "  \
                            "aside before it drew or weighed")
#define LL_RECEIPT_FACT_UNITS(S)                                                                   \
    LL_RECEIPT_FACT(S, units, LL_OPT(UNITS), LL_PRESENT(S, facts.has_units), .max = LL_UNITS_MAX,  \
                    .help = "counted: how many devices it received; 0 when it refused all")

/*
 * What is to be signed with the key (z6Mk…), as canonical JSON, with a number of its own each time;
 * and what goes beside it in the file, or NULL. LL_EINVAL, LL_EREFUSED: the facts are not those of
 * a receipt, where says which; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_receipt_state(struct ll_ctx *ctx, const struct ll_receipt_facts *facts,
                                        struct ll_str key, struct ll_str *ret_text,
                                        struct ll_json **ret_beside, struct ll_err *reterr);

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
