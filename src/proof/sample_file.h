/*
 * An auditor's sample with what it takes to check it later, in one file (docs/sampling.md):
 *
 *     {"certificates": [{"certificate": {…signed…}, "serial": …}, …],
 *      "draw": {"algorithm": "received-1", "programme_id": …, "seed": …, "until": …, …},
 *      "format": "loopledger-sample-1",
 *      "issuer": "did:key:…",
 *      "keys": [{…succession.h…}, …],
 *      "log": {"checkpoint": "…", "entries": [{"entry": "…", "hashes": ["…"], "index": …}, …],
 *              "policy": "log <vkey>\n"},
 *      "made_at": "2026-03-02T10:00:00Z",
 *      "population": [["rcp_…", "lot_…", lo, hi], …],
 *      "proof": {…over all of the above…},
 *      "receipts": [{"key": "z6Mk…", "receipt_id": …, "signature": "…hex…", "statement": "…"}, …],
 *      "units": [{"draw": 1, "lot_id": …, "missing": […], "receipt_id": …, "trail": {…}, …}, …]}
 *
 * In canonical form and no other. `keys` is there once the signing key was changed, `log` once one
 * was started, `population` as long as it is below LL_SAMPLE_POPULATION_MAX. A fact of a trail that
 * the log tells names its entries there by index and leaf hash. Freestanding.
 */
#ifndef LL_PROOF_SAMPLE_FILE_H
#define LL_PROOF_SAMPLE_FILE_H

#include "proof/bundle.h"

#define LL_SAMPLE_FORMAT "loopledger-sample-1"
#define LL_SAMPLE_POPULATION_MAX 20000 /* rows */
#define LL_SAMPLE_UNITS_MAX 1000
#define LL_SAMPLE_ALGORITHM "received-1"

enum ll_sample_reason {
#define LL_SAMPLE_ROW(symbol, code, text) LL_SAMPLE_##symbol,
#include "proof/sample_reasons.def"
#undef LL_SAMPLE_ROW
};
const char *ll_sample_reason_code(enum ll_sample_reason reason);
const char *ll_sample_reason_text(enum ll_sample_reason reason);

/* Taken apart; members borrow from the JSON. */
struct ll_sample_file {
    struct ll_arena *arena;
    const struct ll_proof_crypto *crypto;
    const struct ll_json *whole;
    const struct ll_json *draw;
    const struct ll_json *units;
    const struct ll_json *receipts;
    const struct ll_json *certificates;
    const struct ll_json *population; /* NULL: left out, nothing is drawn again */
    const struct ll_json *log;        /* NULL: none */
    const struct ll_json *keys;       /* NULL: none */
    struct ll_str issuer;
    struct ll_str made_at;
};

/* Is it meant as a sample? */
bool ll_sample_looks_like(const struct ll_json *whole);

/* Canonical form, members, and that the seed draws these units; no signatures. LL_ENOMEM. */
LL_MUST enum ll_status ll_sample_open(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                                      struct ll_str text, const struct ll_json *whole,
                                      enum ll_sample_reason *ret_reason,
                                      struct ll_sample_file *ret_file, struct ll_err *reterr);

/*
 * Is each receipt signed by the key that it names, none of them twice, and each certificate by its
 * issuer, which is the sample's or a key before it? Of a unit that says that neither lacks, both
 * are there. LL_ENOMEM. Cost: one signature a receipt and a certificate.
 */
LL_MUST enum ll_status ll_sample_check_signed(const struct ll_sample_file *file,
                                              enum ll_sample_reason *ret_reason,
                                              struct ll_err *reterr);

/*
 * The member "log": is its checkpoint signed by a log that counts, is each entry under it, and does
 * each tell the fact beside which it is named: the lot, of this programme, class and country, with
 * more units than the one drawn, the receipt's own statement, the plant's key, a certificate of
 * this body that cites the unit? Who says that nothing of it lacks names an entry for each. As
 * ll_bundle_check_log, without an index. LL_ENOMEM. Cost: O(log), one signature.
 */
LL_MUST enum ll_status ll_sample_check_log(const struct ll_sample_file *file,
                                           const struct ll_log_trust *trust,
                                           struct ll_bundle_logged *ret_logged,
                                           struct ll_err *reterr);

/* What was found in it, for who reads: [{"name", "value"}]. */
struct ll_json *ll_sample_json(const struct ll_sample_file *file);

#endif
