/*
 * Bundles of a made-up certificate, signed by the key of a fixed seed, with intervals by the
 * thousand where wanted and a log of their own: for tests of what judges them, and for measuring.
 */
#ifndef LL_TESTS_SUPPORT_BUNDLE_SAMPLE_H
#define LL_TESTS_SUPPORT_BUNDLE_SAMPLE_H

#include "crypto/crypto.h"
#include "proof/verify.h"

#define LL_SAMPLE_ROW_UNITS 10
#define LL_SAMPLE_LOG "log.example/one"

enum ll_sample_place {
    LL_SAMPLE_IN_BUNDLE, /* around the certificate */
    LL_SAMPLE_IN_CERTIFICATE,
    LL_SAMPLE_IN_LOG, /* in an entry, before it is hashed */
};

struct ll_bundle_sample {
    int64_t rows;      /* intervals of 10 units each; 0: the bundle has none */
    const char *state; /* NULL: live */
    bool with_log;
    int entries; /* parts of the log's entry at least; 0: as many as it needs */
    bool without_allocations;
    bool unopened; /* rows without what opens an allocation */
    /* Before signing: what to put in the place of what, once; NULL: nothing. */
    const char *from;
    const char *to;
    enum ll_sample_place place;
};

/* The issuer's key, and the log's. */
void ll_sample_key(struct ll_sign_key *ret_key);
void ll_sample_log_key(const struct ll_proof_crypto *crypto, struct ll_note_key *ret_key);
/* A summary (proof/summary.h) of a movement, signed by that log's key, or by another one of the
 * same name; made 2026-11-23, expires 2027-04-30. */
struct ll_str ll_sample_summary(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                bool by_other);
/* The same with another text, of which each byte is signed. */
struct ll_str ll_sample_summary_of(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                   struct ll_str text);

/* The bundle's text, in the arena. Aborts on failure: samples are ours. */
struct ll_str ll_sample_bundle(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                               const struct ll_bundle_sample *sample);
/* The certificate alone. */
struct ll_str ll_sample_certificate(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                    const struct ll_bundle_sample *sample);
/* The same as a token. */
struct ll_str ll_sample_token(struct ll_arena *arena);
/* The list that the token names, by which it is revoked. */
struct ll_str ll_sample_status_list(struct ll_arena *arena);
/* The DID document of did:web:a.example with the issuer's key, in use (NULL) or until `end`. */
struct ll_str ll_sample_did_document(struct ll_arena *arena, const char *end);

#endif
