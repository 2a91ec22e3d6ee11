/*
 * Replay of a public log from its files alone, by code of its own: what anybody can check who has
 * neither the ledger nor its operator's word. From the entries it re-derives
 *
 *  - that they are what the checkpoint's root was signed over;
 *  - that no unit is allocated twice, only units that are there, of lots that may serve;
 *  - that what is released was allocated, and cited by no certificate;
 *  - that no allocated unit is cited by two certificates, and revisions follow one another;
 *  - that no more units are certified as received than plants signed for, by keys registered
 * before.
 *
 * What serves which client is committed to and not shown: that side is for its holder to check.
 * Time: O(n log n) in the entries; memory: O(lots, intervals, certificates).
 */
#ifndef LL_AUDIT_REPLAY_H
#define LL_AUDIT_REPLAY_H

#include "base/json.h"
#include "crypto/crypto.h"
#include "proof/checkpoint.h"
#include "proof/policy.h"

enum ll_replay_code {
#define LL_REPLAY_FINDING(symbol, code, text) LL_REPLAY_##symbol,
#include "audit/replay_findings.def"
#undef LL_REPLAY_FINDING
    LL_REPLAY_CODE_COUNT,
};

#define LL_REPLAY_FINDINGS_MAX 1000 /* kept; all are counted */

struct ll_replay_finding {
    enum ll_replay_code code;
    int64_t entry; /* index in the log; -1: the log itself */
};

/* Of lots in grams what is counted is grams, in the place after that of units;
 * left out of the report where there are none. */
#define LL_REPLAY_COUNTS(X)                                                                        \
    X(ENTRIES, "entries")                                                                          \
    X(EVENTS, "events")                                                                            \
    X(PROGRAMMES, "programmes")                                                                    \
    X(LOTS, "lots")                                                                                \
    X(LOT_UNITS, "lot_units")                                                                      \
    X(LOT_G, "lot_uncounted_g")                                                                    \
    X(REMOVED_UNITS, "removed_units")                                                              \
    X(REMOVED_G, "removed_uncounted_g")                                                            \
    X(ALLOCATIONS, "allocations")                                                                  \
    X(ALLOCATED_UNITS, "allocated_units")                                                          \
    X(ALLOCATED_G, "allocated_uncounted_g")                                                        \
    X(RELEASES, "releases")                                                                        \
    X(RECEIPTS, "receipts")                                                                        \
    X(RECEIVED_UNITS, "received_units")                                                            \
    X(RECEIVED_G, "received_uncounted_g")                                                          \
    X(CERTIFICATES, "certificates")                                                                \
    X(CITED_UNITS, "cited_units")                                                                  \
    X(CITED_G, "cited_uncounted_g")                                                                \
    X(FINAL_UNITS, "final_units")                                                                  \
    X(FINAL_G, "final_g")

enum ll_replay_count {
#define X(symbol, name) LL_REPLAY_COUNT_##symbol,
    LL_REPLAY_COUNTS(X)
#undef X
    LL_REPLAY_COUNT_COUNT,
};

struct ll_replay_report {
    struct ll_str origin;
    int64_t size;
    struct ll_tree_hash root;
    struct ll_str note; /* the checkpoint as it was read */
    int64_t last_size;  /* of the one seen last; -1: none */
    bool key_given;     /* the signature was checked */
    bool has_policy;    /* so were its witnesses */
    struct ll_witnessed witnessed;
    struct ll_replay_finding *findings; /* [kept] */
    size_t kept;
    int64_t finding_count;
    int64_t counts[LL_REPLAY_COUNT_COUNT];
};

/* The log's files by their paths ("checkpoint", "tile/0/000"). LL_ENOTFOUND; LL_ELIMIT; LL_EIO. The
 * bytes live in the arena. */
struct ll_replay_files {
    enum ll_status (*read)(void *ctx, struct ll_arena *arena, const char *path, size_t max_bytes,
                           struct ll_str *ret_bytes, struct ll_err *reterr);
    void *ctx;
};

/* What the reader knows beforehand. */
struct ll_replay_trust {
    const struct ll_note_key *key; /* NULL: nobody's signature is checked */
    struct ll_str last;            /* the checkpoint seen last, signed by the key; "": none */
    /* Instead of a key: logs, of which this is one, and witnesses. NULL: none. */
    const struct ll_policy *policy;
    const struct ll_time *now; /* with a policy */
};

/*
 * LL_EINVAL: `last` is no checkpoint of the key's log. LL_OK whatever the entries say (see the
 * findings); LL_EPARSE: the checkpoint is none; LL_ENOTFOUND: a file that it is over is missing;
 * LL_ENOMEM.
 */
LL_MUST enum ll_status ll_replay_run(struct ll_arena *arena, struct ll_crypto *crypto,
                                     const struct ll_replay_files *files,
                                     const struct ll_replay_trust *trust,
                                     struct ll_replay_report **ret_report, struct ll_err *reterr);
LL_MUST enum ll_status ll_replay_report_json(struct ll_arena *arena,
                                             const struct ll_replay_report *report,
                                             struct ll_json **ret_json, struct ll_err *reterr);

#endif
