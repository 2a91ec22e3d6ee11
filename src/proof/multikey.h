/*
 * Keys as text: W3C Multikey for Ed25519 ("z6Mk…" public, "z3u2…" secret), did:key, and the parts
 * of a verification method's URL.
 */
#ifndef LL_PROOF_MULTIKEY_H
#define LL_PROOF_MULTIKEY_H

#include "proof/primitives.h"

/* Sizes with the ending zero. */
#define LL_MULTIKEY_PUBLIC_SIZE 49
#define LL_MULTIKEY_SECRET_SIZE 49
#define LL_DID_KEY_SIZE (8 + LL_MULTIKEY_PUBLIC_SIZE)                      /* did:key:z6Mk… */
#define LL_DID_KEY_METHOD_SIZE (LL_DID_KEY_SIZE + LL_MULTIKEY_PUBLIC_SIZE) /* did:key:X#X */

#define LL_SEED_SIZE 32

/* Text ended by a zero: multibase z, base 58 of `ed 01` and the key. */
void ll_multikey_public_format(const struct ll_public_key *key,
                               char ret_text[LL_MULTIKEY_PUBLIC_SIZE]);
/* LL_EPARSE no multikey; LL_EUNSUPPORTED a key of another kind (P-256, secp256k1, X25519…). */
LL_MUST enum ll_status ll_multikey_public_parse(struct ll_str text, struct ll_public_key *ret_key,
                                                struct ll_err *reterr);

/* The secret: base 58 of `80 26` and the 32-byte seed of RFC 8032. The caller wipes both. */
void ll_multikey_secret_format(const uint8_t seed[LL_SEED_SIZE],
                               char ret_text[LL_MULTIKEY_SECRET_SIZE]);
LL_MUST enum ll_status ll_multikey_secret_parse(struct ll_str text, uint8_t ret_seed[LL_SEED_SIZE],
                                                struct ll_err *reterr);

/* "did:key:X" and "did:key:X#X" of a key. */
void ll_did_key_format(const struct ll_public_key *key, char ret_did[LL_DID_KEY_SIZE]);
void ll_did_key_method(const struct ll_public_key *key, char ret_method[LL_DID_KEY_METHOD_SIZE]);

/*
 * "did:web:a.example#key-1" into "did:web:a.example" and "key-1". LL_EPARSE: no DID URL with one
 * fragment (a path or query is refused too: no verification method of ours has one).
 */
LL_MUST enum ll_status ll_did_split(struct ll_str method, struct ll_str *ret_did,
                                    struct ll_str *ret_fragment);
/* The key a did:key method names: LL_EPARSE, or LL_EUNSUPPORTED for other kinds of keys and other
 * DID methods. The fragment must repeat the key. */
LL_MUST enum ll_status ll_did_key_parse(struct ll_str method, struct ll_public_key *ret_key,
                                        struct ll_err *reterr);

#endif
