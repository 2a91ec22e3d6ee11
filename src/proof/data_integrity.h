/*
 * W3C Data Integrity with cryptosuite eddsa-jcs-2022 (VC-DI-EDDSA, section 3.3): a JSON document
 * that carries its own proof, an Ed25519 signature over
 *     SHA-256(JCS(proof without proofValue)) || SHA-256(JCS(document without proof))
 *
 * Stricter than the suite where that costs nobody anything: one proof, only the members that we
 * know, the key's DID must be the issuer, duplicate members refused. Every answer has its reason.
 *
 * Checking comes in one call (ll_di_verify), or in halves for hosts whose signature check is
 * asynchronous (WebCrypto): ll_di_open gives what to check, ll_di_conclude takes the answer.
 * Freestanding.
 */
#ifndef LL_PROOF_DATA_INTEGRITY_H
#define LL_PROOF_DATA_INTEGRITY_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "proof/primitives.h"

#define LL_DI_DOCUMENT_BYTES_MAX ((size_t)1 << 20)
#define LL_DI_INPUT_SIZE (2 * LL_DIGEST_SIZE)

enum ll_di_outcome {
    LL_DI_OUTCOME_VALID,
    LL_DI_OUTCOME_INVALID,
    LL_DI_OUTCOME_UNSUPPORTED, /* this program cannot judge it */
    LL_DI_OUTCOME_UNKNOWN,     /* the key is missing */
};

enum ll_di_reason {
#define LL_DI_ROW(symbol, outcome, code, text) LL_DI_##symbol,
#include "proof/di_reasons.def"
#undef LL_DI_ROW
};

enum ll_di_outcome ll_di_outcome(enum ll_di_reason reason);
const char *ll_di_reason_code(enum ll_di_reason reason); /* "proof-set" */
const char *ll_di_reason_text(enum ll_di_reason reason); /* a sentence */

/* ---- making ---- */

struct ll_di_options {
    struct ll_str method;  /* verificationMethod: DID#fragment */
    struct ll_str created; /* XSD dateTime, in UTC with Z */
};

/*
 * The 64 bytes to sign for `document` (an object without `proof`), and the proof so far: to be
 * handed to ll_di_attach with the signature. Both live in the arena and borrow from the document.
 * LL_EINVAL: no object, or with a proof; a method, time or issuer that verification would refuse.
 * LL_ELIMIT, LL_ENOMEM. Cost: O(document).
 */
LL_MUST enum ll_status ll_di_sign_input(struct ll_arena *arena,
                                        const struct ll_proof_crypto *crypto,
                                        const struct ll_json *document,
                                        const struct ll_di_options *options,
                                        uint8_t ret_input[LL_DI_INPUT_SIZE],
                                        struct ll_json **ret_proof, struct ll_err *reterr);
/* The document with its finished proof as last member. LL_ENOMEM. */
LL_MUST enum ll_status ll_di_attach(struct ll_arena *arena, const struct ll_json *document,
                                    const struct ll_json *proof,
                                    const struct ll_signature *signature,
                                    struct ll_json **ret_signed, struct ll_err *reterr);

/* ---- checking ---- */

/* What the host knows of a verification method. */
enum ll_di_key {
    LL_DI_KEY_FOUND,   /* an Ed25519 key under assertionMethod */
    LL_DI_KEY_MISSING, /* nothing known about it */
    LL_DI_KEY_OTHER,   /* known, of another kind */
    LL_DI_KEY_BARRED,  /* known, and not (or no longer) for assertions */
};

struct ll_di_resolver {
    enum ll_di_key (*find)(void *ctx, struct ll_str method, struct ll_public_key *ret_key);
    void *ctx;
};
/* Knows did:key and nothing else. */
extern const struct ll_di_resolver ll_di_did_key;

/* A document taken apart. Unless `reason` is LL_DI_VALID only `reason` and `problem` mean
 * anything. */
struct ll_di_opened {
    enum ll_di_reason reason; /* LL_DI_VALID: nothing against it so far */
    struct ll_err problem;    /* where and why, when it is no JSON */
    /* What was signed: without `proof`, and with the @context of the proof. Read only this: members
     * that somebody added to the @context afterwards are not in it. */
    const struct ll_json *document;
    bool has_added_context; /* and there were some */
    struct ll_str issuer;
    struct ll_str method;
    struct ll_str created; /* "" when the proof does not say */
    uint8_t input[LL_DI_INPUT_SIZE];
    struct ll_signature signature;
};

/*
 * Take a signed document apart and hash it. LL_OK whatever the document is like (see reason);
 * LL_ENOMEM when the arena is too small: 64 times the document suffices. Strings borrow from
 * `text`. Cost: O(n log n) in the text, which may have LL_DI_DOCUMENT_BYTES_MAX.
 */
LL_MUST enum ll_status ll_di_open(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                  struct ll_str text, struct ll_di_opened *ret_opened,
                                  struct ll_err *reterr);

/* The same of a document that was read already, as part of another: its text was bounded then. */
LL_MUST enum ll_status ll_di_open_value(struct ll_arena *arena,
                                        const struct ll_proof_crypto *crypto,
                                        const struct ll_json *whole,
                                        struct ll_di_opened *ret_opened, struct ll_err *reterr);

struct ll_di_verdict {
    enum ll_di_outcome outcome;
    enum ll_di_reason reason;
    bool signature_ok; /* by the key named in the proof, whoever that belongs to */
};
/* `signature_ok`: what the host found for input, signature and key; ignored without a key. */
struct ll_di_verdict ll_di_conclude(const struct ll_di_opened *opened, enum ll_di_key key,
                                    bool signature_ok);

/* Find the key, check the signature, conclude. */
struct ll_di_verdict ll_di_judge(const struct ll_proof_crypto *crypto,
                                 const struct ll_di_opened *opened,
                                 const struct ll_di_resolver *resolver);
/* Open, find the key, check the signature, conclude. Errors as ll_di_open. */
LL_MUST enum ll_status ll_di_verify(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                    struct ll_str text, const struct ll_di_resolver *resolver,
                                    struct ll_di_opened *ret_opened,
                                    struct ll_di_verdict *ret_verdict, struct ll_err *reterr);

#endif
