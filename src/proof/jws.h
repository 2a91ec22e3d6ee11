/*
 * A credential as application/vc+jwt: a compact JWS (RFC 7515) signed with EdDSA (RFC 8037), whose
 * payload is the credential itself (W3C VC-JOSE-COSE), in the shape of a UNTP Digital Conformity
 * Credential 0.7.0.
 *
 *     base64url({"alg":"EdDSA","cty":"vc","kid":DID#fragment,"typ":"vc+jwt"}) . base64url(JSON) .
 *     base64url(signature over the two parts and the dot between them)
 *
 * The reader knows these four header members and no others: what else a header may hold (a key, a
 * place to fetch one, another algorithm, "crit") are ways to have a token judged by the rules of
 * whoever forged it. Freestanding.
 */
#ifndef LL_PROOF_JWS_H
#define LL_PROOF_JWS_H

#include "proof/data_integrity.h"

#define LL_JWS_BYTES_MAX ((size_t)2 << 20)
#define LL_JWS_HEADER_BYTES_MAX 1024

#define LL_CONTEXT_CREDENTIALS "https://www.w3.org/ns/credentials/v2"
#define LL_CONTEXT_UNTP "https://vocabulary.uncefact.org/untp/0.7.0/context/"
#define LL_TYPE_CONFORMITY "DigitalConformityCredential"
#define LL_TYPE_STATUS_LIST "BitstringStatusListCredential"
#define LL_TYPE_MATERIAL_STATEMENT "RecoveredMaterialStatement"

enum ll_jws_reason {
#define LL_JWS_ROW(symbol, outcome, code, text) LL_JWS_##symbol,
#include "proof/jws_reasons.def"
#undef LL_JWS_ROW
};

enum ll_di_outcome ll_jws_outcome(enum ll_jws_reason reason);
const char *ll_jws_reason_code(enum ll_jws_reason reason); /* "carried-key" */
const char *ll_jws_reason_text(enum ll_jws_reason reason); /* a sentence */

/* ---- making ---- */

/* What a token may hold: each has a @context and a type of its own, and is never read as another.
 */
enum ll_jws_kind {
    LL_JWS_CONFORMITY,
    LL_JWS_STATUS_LIST,
};

/*
 * What is to be signed for a credential, by the key of `method` (DID#fragment, of the credential's
 * issuer): header and payload, the latter canonical. LL_EINVAL: the reader would refuse it.
 * LL_ELIMIT, LL_ENOMEM. Cost: O(credential).
 */
LL_MUST enum ll_status ll_jws_sign_input(struct ll_arena *arena, enum ll_jws_kind kind,
                                         const struct ll_json *credential, struct ll_str method,
                                         struct ll_str *ret_input, struct ll_err *reterr);
/* The finished token. LL_ENOMEM. */
LL_MUST enum ll_status ll_jws_attach(struct ll_arena *arena, struct ll_str input,
                                     const struct ll_signature *signature, struct ll_str *ret_token,
                                     struct ll_err *reterr);

/* ---- checking ---- */

/* A token taken apart. Unless `reason` is LL_JWS_VALID only `reason` and `problem` mean anything.
 */
struct ll_jws_opened {
    enum ll_jws_reason reason; /* LL_JWS_VALID: nothing against it so far */
    struct ll_err problem;     /* where and why, when a part is no JSON */
    const struct ll_json *document;
    struct ll_str issuer;
    struct ll_str method;
    struct ll_str valid_from;
    struct ll_str input; /* what was signed, borrowed from the token */
    struct ll_signature signature;
};

/*
 * LL_OK whatever the token is like (see reason); LL_ENOMEM when the arena is too small: 64 times
 * the token suffices. Cost: O(n log n) in the token, which may have LL_JWS_BYTES_MAX.
 */
LL_MUST enum ll_status ll_jws_open(struct ll_arena *arena, enum ll_jws_kind kind,
                                   struct ll_str token, struct ll_jws_opened *ret_opened,
                                   struct ll_err *reterr);

struct ll_jws_verdict {
    enum ll_di_outcome outcome;
    enum ll_jws_reason reason;
};
/* Find the key, check the signature, conclude. */
struct ll_jws_verdict ll_jws_judge(const struct ll_proof_crypto *crypto,
                                   const struct ll_jws_opened *opened,
                                   const struct ll_di_resolver *resolver);
/* As ll_di_verify. */
LL_MUST enum ll_status ll_jws_verify(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                     struct ll_str token, const struct ll_di_resolver *resolver,
                                     struct ll_jws_opened *ret_opened,
                                     struct ll_jws_verdict *ret_verdict, struct ll_err *reterr);

/* Could it be meant as a token? Two dots between characters of base64url. */
bool ll_jws_looks_like(struct ll_str bytes);

#endif
