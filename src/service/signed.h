/*
 * What plants sign with their own keys: {"signature": hex, "statement": {...}}, the signature over
 * the statement's canonical bytes. What a statement says is its kind's
 * (service/receipt_statement.h, service/treatment_statement.h).
 */
#ifndef LL_SERVICE_SIGNED_H
#define LL_SERVICE_SIGNED_H

#include "crypto/crypto.h"
#include "service/ctx.h"

struct ll_signed {
    const struct ll_json *statement;
    const struct ll_json *beside; /* what goes beside it, or NULL */
    struct ll_str text;           /* canonical: what was signed */
    struct ll_signature signature;
};

/* A secret key from its file. The caller wipes it. See crypto/keyfile.h; LL_ENOMEM. */
LL_MUST enum ll_status ll_signed_key(struct ll_ctx *ctx, const struct ll_file *file,
                                     struct ll_sign_key *ret_key, struct ll_err *reterr);

/*
 * Sign a canonical statement: the answer is the file. `beside`, when not NULL, goes into it as the
 * member `name`: what the statement commits to and does not say. LL_ENOMEM.
 */
LL_MUST enum ll_status ll_signed_make(struct ll_ctx *ctx, const struct ll_sign_key *key,
                                      struct ll_str text, const char *name, struct ll_json *beside,
                                      struct ll_json **ret_answer, struct ll_err *reterr);

/*
 * Read a file of at most `bytes_max`, with a statement of at most `statement_bytes_max`; `what` for
 * the error: "receipt". Members beyond the two, and `beside` when it is not NULL, are refused: a
 * reader must not take for signed what is not. Nothing is verified yet. LL_EPARSE, the
 * JSON reader's errors; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_signed_read(struct ll_ctx *ctx, const struct ll_file *file,
                                      const char *what, const char *beside, size_t bytes_max,
                                      size_t statement_bytes_max, struct ll_signed *ret_signed,
                                      struct ll_err *reterr);

/* The signature is that of the key (as Multikey) that the statement names. LL_ESIGNATURE; LL_EINVAL
 * for what is no key. */
LL_MUST enum ll_status ll_signed_verify(const struct ll_signed *signed_file, struct ll_str key,
                                        struct ll_public_key *ret_key, struct ll_err *reterr);

/*
 * The key of a plant with which it is to sign, as Multikey: the one that is named, else the last
 * that was registered. LL_EREFUSED: the plant has none; LL_EINVAL, where = public_key: the named
 * one is not its; the store's errors.
 */
LL_MUST enum ll_status ll_signed_plant_key(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                                           struct ll_str named,
                                           char ret_key[LL_MULTIKEY_PUBLIC_SIZE],
                                           struct ll_err *reterr);
#define LL_SIGNED_PUBLIC_KEY(S)                                                                    \
    LL_MEMBER(S, public_key, LL_OPT(STR), .max = 64,                                               \
              .help = "which key of the plant signs, as its page has it (the last registered)")

/* The answer of who says what is to be signed: the statement, what goes beside it in the file as
 * the member `name` (or NULL), and `with`, what is to be given with that file. LL_ENOMEM. */
LL_MUST enum ll_status ll_signed_prepare(struct ll_ctx *ctx, struct ll_str text, const char *name,
                                         struct ll_json *beside, struct ll_json *with,
                                         struct ll_json **ret_answer, struct ll_err *reterr);

#endif
