/*
 * One signing key takes the place of another: said by the one that retires, so that who trusts it
 * can follow to the next without asking anybody.
 *
 *     {"issuer": "did:key:<retired>", "successor": "did:key:<next>",
 *      "type": "loopledger-key-succession", "proof": {…by the retired key, eddsa-jcs-2022…}}
 *
 * Freestanding.
 */
#ifndef LL_PROOF_SUCCESSION_H
#define LL_PROOF_SUCCESSION_H

#include "proof/data_integrity.h"

#define LL_TYPE_SUCCESSION "loopledger-key-succession"

struct ll_succession {
    struct ll_public_key retired;
    struct ll_public_key next;
    struct ll_str at; /* XSD dateTime, in UTC with Z */
};

/* What the retiring key signs. LL_EINVAL: no such time; LL_ENOMEM. */
LL_MUST enum ll_status ll_succession_input(struct ll_arena *arena,
                                           const struct ll_proof_crypto *crypto,
                                           const struct ll_succession *succession,
                                           uint8_t ret_input[LL_DI_INPUT_SIZE],
                                           struct ll_err *reterr);
/* The whole statement. The same errors. */
LL_MUST enum ll_status ll_succession_document(struct ll_arena *arena,
                                              const struct ll_proof_crypto *crypto,
                                              const struct ll_succession *succession,
                                              const struct ll_signature *signature,
                                              struct ll_json **ret_document, struct ll_err *reterr);
/* Is it a statement, signed by the key that it retires? ret_issuer and ret_successor, the DIDs, are
 * set when it is. LL_ENOMEM. */
LL_MUST enum ll_status ll_succession_check(struct ll_arena *arena,
                                           const struct ll_proof_crypto *crypto,
                                           const struct ll_json *document, bool *ret_good,
                                           struct ll_str *ret_issuer, struct ll_str *ret_successor,
                                           struct ll_err *reterr);

#endif
