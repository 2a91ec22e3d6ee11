/*
 * The bundle: a certificate with what it takes to judge it later, in one file.
 *
 *     {"certificate": {…signed…},
 *      "format": "loopledger-bundle-1",
 *      "intervals": {"lines": [{"orderLine": …, "orderLineId": "ord_…"}], "lots": ["…hex…"],
 *                    "rows": [[lot, lot_lo, lot_hi, line, line_lo, line_hi, run_lot_lo, run_lot_hi,
 *                              run_line_lo, run_line_hi, "salt"], …]},
 *      "issuer": "did:key:…",
 *      "keys": [{…succession.h…}, …],
 *      "log": {"allocations": [{"entry": "…", "hashes": ["…", …], "index": …}, …],
 *              "entries": [{"entry": "…", "proof": "…"}, …], "policy": "log <vkey>\n"},
 *      "proof": {…over all of the above…},
 *      "status": {"asOf": "2026-03-02T10:00:00Z", "state": "live"}}
 *
 * In canonical form (JCS) and no other, so that one bundle has one text. `intervals` (left out of a
 * certificate that has ended) names every unit and the position that it serves: rows by line and
 * position, `lots` and `lines` sorted. The last five fields of a row open the commitment of the
 * allocation run that matched it; a PDF without these runs leaves them out of every row, and one
 * for which the list would still be too large leaves out `intervals`. `log` is left out while the
 * certificate's entry is under no signed checkpoint; its `allocations`, the entries of these runs
 * in their order, under that very checkpoint, where they would make the bundle too large. `keys` is
 * there once the signing key was changed: every change so far, the first key's first; the
 * certificate is by one of these keys, the bundle by the last. Freestanding.
 */
#ifndef LL_PROOF_BUNDLE_H
#define LL_PROOF_BUNDLE_H

#include "proof/checkpoint.h"
#include "proof/data_integrity.h"
#include "proof/policy.h"

#define LL_BUNDLE_FORMAT "loopledger-bundle-1"
#define LL_BUNDLE_BYTES_MAX ((size_t)8 << 20)

/* The fields of an interval's row. */
enum ll_interval_field {
    LL_INTERVAL_LOT,
    LL_INTERVAL_LOT_LO,
    LL_INTERVAL_LOT_HI,
    LL_INTERVAL_LINE,
    LL_INTERVAL_LINE_LO,
    LL_INTERVAL_LINE_HI,
    LL_INTERVAL_RUN_LOT_LO,
    LL_INTERVAL_RUN_LOT_HI,
    LL_INTERVAL_RUN_LINE_LO,
    LL_INTERVAL_RUN_LINE_HI,
    LL_INTERVAL_SALT,
    LL_INTERVAL_FIELDS,
    LL_INTERVAL_UNOPENED_FIELDS = LL_INTERVAL_RUN_LOT_LO,
};

enum ll_bundle_reason {
#define LL_BUNDLE_ROW(symbol, code, text) LL_BUNDLE_##symbol,
#include "proof/bundle_reasons.def"
#undef LL_BUNDLE_ROW
};
const char *ll_bundle_reason_code(enum ll_bundle_reason reason);
const char *ll_bundle_reason_text(enum ll_bundle_reason reason);

/* Taken apart; members borrow from the JSON. */
struct ll_bundle {
    const struct ll_json *certificate;
    const struct ll_json *intervals; /* NULL: it cites nothing any more */
    const struct ll_json *log;       /* NULL: none */
    const struct ll_json *keys;      /* NULL: none */
    struct ll_str issuer;
    struct ll_str state; /* "live", "under-review", "superseded", "revoked" */
    struct ll_str as_of;
    int64_t units; /* that the intervals give, less the grams that nobody counted; 0 without */
};

/* Is it meant as a bundle? */
bool ll_bundle_looks_like(const struct ll_json *whole);

/*
 * Shape and arithmetic, without signatures: canonical form, members, status, and that the intervals
 * are disjoint and give what the certificate's body states. Answers with the first thing wrong.
 * LL_ENOMEM. Cost: O(n log n).
 */
LL_MUST enum ll_status ll_bundle_open(struct ll_arena *arena, struct ll_str text,
                                      const struct ll_json *whole,
                                      enum ll_bundle_reason *ret_reason,
                                      struct ll_bundle *ret_bundle, struct ll_err *reterr);

struct ll_bundle_logged {
    enum ll_di_outcome outcome;
    const char *reason; /* a code of tlog_reasons.def, or one of ours */
    const char *text;
    int64_t index; /* of the first entry */
    int64_t size;  /* of the log, by the checkpoint of the first */
    struct ll_tree_hash root;
    struct ll_witnessed witnessed; /* with a policy, and LL_DI_OUTCOME_VALID */
};

/* Whose log counts: one of the policy's, else `log`; both NULL: the one that the bundle names. */
struct ll_log_trust {
    const struct ll_policy *policy; /* of one log or more */
    const struct ll_note_key *log;
    const struct ll_time *now; /* as of ll_policy_judge */
};

/*
 * The member "log": do its entries commit to a certificate of this digest (of its body without its
 * proof), is each in the log, and who cosigned that? LL_ENOMEM. Cost: O(log), one signature an
 * entry, and one each that a witness of the policy made.
 */
LL_MUST enum ll_status ll_bundle_check_log(
    struct ll_arena *arena, const struct ll_proof_crypto *crypto, const struct ll_log_trust *trust,
    const struct ll_json *member, const uint8_t digest[LL_DIGEST_SIZE],
    struct ll_bundle_logged *ret_logged, struct ll_err *reterr);

enum ll_allocated_reason {
#define LL_ALLOCATED_ROW(symbol, code, text) LL_ALLOCATED_##symbol,
#include "proof/allocated_reasons.def"
#undef LL_ALLOCATED_ROW
};
const char *ll_allocated_reason_code(enum ll_allocated_reason reason);
const char *ll_allocated_reason_text(enum ll_allocated_reason reason);

/*
 * Does each interval open an allocation that the log published, and does the certificate's entry
 * cite these units and no other? Of a bundle that is sound, and what ll_bundle_check_log found.
 * LL_ENOMEM. Cost: O(n log n), some hashes an interval and an entry, no signature.
 */
LL_MUST enum ll_status ll_bundle_check_allocated(struct ll_arena *arena,
                                                 const struct ll_proof_crypto *crypto,
                                                 const struct ll_bundle *bundle,
                                                 const struct ll_bundle_logged *logged,
                                                 enum ll_allocated_reason *ret_reason,
                                                 struct ll_err *reterr);

/* ---- for other files that bring entries of a log ---- */

/* The key of the log in "log <vkey>\n"; false for all else. */
bool ll_bundle_read_policy(const struct ll_proof_crypto *crypto, struct ll_str text,
                           struct ll_note_key *ret_log);
/* ["base 64", …]; false for all else. */
bool ll_bundle_read_proof(const struct ll_json *list, struct ll_tree_proof *ret_proof);
/* The key of the policy's log that a checkpoint names; of another one, any: it is refused by its
 * name. */
struct ll_note_key ll_bundle_log_key(const struct ll_policy *policy, struct ll_str checkpoint);

#endif
