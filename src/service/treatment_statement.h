/* What a plant signs of what it made of units that it received, and reading that again. */
#ifndef LL_SERVICE_TREATMENT_STATEMENT_H
#define LL_SERVICE_TREATMENT_STATEMENT_H

#include "service/event_bodies.h"
#include "service/service.h"

#define LL_TREATMENT_STATEMENT_BYTES_MAX 8192
#define LL_TREATMENT_OUTPUTS_MAX 64
#define LL_TREATMENT_NUMBER_SIZE 16

/* The canonical JSON of these members is what is signed. */
struct ll_treatment_statement {
    struct ll_str key;        /* z6Mk… */
    int kind;                 /* enum ll_treatment_kind */
    struct ll_list materials; /* of struct ll_treatment_output */
    int measure;              /* enum ll_measure: grams of what nobody counted; 0: pieces */
    struct ll_month month;
    struct ll_str operation; /* a code: r4 */
    struct ll_str receipt;   /* 16 bytes: the number of the plant's own receipt */
    struct ll_str treatment; /* 16 random bytes, so that no two statements are the same */
    struct ll_str type;
    struct ll_units units; /* of that receipt */
};

/* What a plant says of what it made: what its statement is made of. */
struct ll_treatment_facts {
    int kind;      /* enum ll_treatment_kind */
    bool in_grams; /* what nobody counted: each gram is a unit */
    struct ll_month month;
    struct ll_str operation;
    const struct ll_list *outputs; /* of struct ll_str: FRACTION:MASS */
    struct ll_str receipt;         /* the number of its own receipt */
    struct ll_units units;
};
/* What is to be signed with the key (z6Mk…), as canonical JSON, with a number of its own each time.
 * What ll_treatment_outputs fails with. */
LL_MUST enum ll_status ll_treatment_state(struct ll_ctx *ctx,
                                          const struct ll_treatment_facts *facts, struct ll_str key,
                                          struct ll_str *ret_text, struct ll_err *reterr);

struct ll_signed_treatment {
    struct ll_treatment_statement statement;
    struct ll_str text; /* canonical: what was signed */
    struct ll_public_key key;
    struct ll_signature signature;
};

/*
 * Read the file {"signature": hex, "statement": {...}} and check that it is of a known kind and
 * signed by the key it names. Members beyond these are refused. LL_EPARSE, LL_EINVAL,
 * LL_EUNSUPPORTED, LL_ESIGNATURE; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_treatment_read(struct ll_ctx *ctx, const struct ll_file *file,
                                         struct ll_signed_treatment *ret_treatment,
                                         struct ll_err *reterr);

/*
 * FRACTION:MASS each, to struct ll_treatment_output and their sum. LL_EINVAL; LL_EREFUSED when
 * nothing has a mass; LL_EOVERFLOW, LL_ENOMEM.
 */
LL_MUST enum ll_status ll_treatment_outputs(struct ll_ctx *ctx, const struct ll_list *texts,
                                            struct ll_list *ret_outputs, struct ll_mass *ret_total,
                                            struct ll_err *reterr);
/* The same check of outputs that are read already. */
LL_MUST enum ll_status ll_treatment_check_outputs(const struct ll_list *outputs,
                                                  struct ll_mass *ret_total, struct ll_err *reterr);

#endif
