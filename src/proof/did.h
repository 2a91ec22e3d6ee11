/*
 * A DID document as a file: the keys that an issuer publishes, the one in use and those it retired.
 * What is fetched from a did:web is judged here, nothing is fetched. Freestanding.
 *
 * A method counts when assertionMethod names it, or when it is marked `revoked` at a time: then
 * what is dated before that time stands, and nothing after it. A method that is neither asserts
 * nothing.
 */
#ifndef LL_PROOF_DID_H
#define LL_PROOF_DID_H

#include "base/time.h"
#include "proof/data_integrity.h"

#define LL_DID_DOCUMENT_BYTES_MAX ((size_t)256 << 10)
#define LL_DID_METHODS_MAX 1024

struct ll_did_method {
    struct ll_str fragment;
    bool is_ed25519; /* else only its fragment means anything */
    bool asserts;
    bool retired;
    struct ll_public_key key;
    struct ll_time retired_at;
};

/* Borrows from the text. */
struct ll_did_document {
    struct ll_str did;
    struct ll_did_method *methods;
    size_t count;
};

/* LL_EPARSE: no DID document, or one that contradicts itself; LL_ELIMIT, LL_ENOMEM. Cost: O(text),
 * and methods times names under assertionMethod. */
LL_MUST enum ll_status ll_did_document_read(struct ll_arena *arena, struct ll_str text,
                                            struct ll_did_document *ret_document,
                                            struct ll_err *reterr);

/*
 * The key of DID#fragment, where DID is the document's; of a did:key, the same key among the
 * document's. `at`: when what it signed was signed; "" when that is not known, which no retired key
 * can sign. *ret_retired: LL_DI_KEY_BARRED because of that.
 */
enum ll_di_key ll_did_document_find(const struct ll_did_document *document, struct ll_str method,
                                    struct ll_str at, struct ll_public_key *ret_key,
                                    bool *ret_retired);

/* Has it this key in use: asserting, and marked with no end? */
bool ll_did_document_uses(const struct ll_did_document *document, const struct ll_public_key *key);

/* Is it the document's DID, or the did:key of a key that it names? */
bool ll_did_document_names(const struct ll_did_document *document, struct ll_str did);

#endif
