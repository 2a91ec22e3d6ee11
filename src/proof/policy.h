/*
 * C2SP tlog-policy: whose logs a reader trusts, and which witnesses must have cosigned what such a
 * log signed, so that it cannot show others another history. Lines, in order of use:
 *
 *     log <vkey> [<url>]
 *     witness <name> <vkey> [<url>]
 *     group <name> all|any|<k> <name>...      of witnesses and groups above it
 *     quorum <name>|none                      exactly one
 *
 * Freestanding.
 */
#ifndef LL_PROOF_POLICY_H
#define LL_PROOF_POLICY_H

#include "base/time.h"
#include "proof/note.h"

#define LL_POLICY_BYTES_MAX ((size_t)64 << 10)
#define LL_POLICY_LOGS_MAX 32
#define LL_POLICY_WITNESSES_MAX LL_NOTE_SIGNATURES_MAX
#define LL_POLICY_ITEMS_MAX 128 /* witnesses and groups */
#define LL_POLICY_NONE SIZE_MAX
#define LL_POLICY_FUTURE_S 300 /* by so much a witness's clock may be ahead of the reader's */

/* A witness, or a group of `threshold` of its members. */
struct ll_policy_item {
    struct ll_str name;
    bool is_group;
    struct ll_note_key key; /* of a witness */
    size_t threshold;       /* of a group */
    size_t group;           /* the one group that it is in, or LL_POLICY_NONE */
};
struct ll_policy {
    struct ll_note_key logs[LL_POLICY_LOGS_MAX];
    size_t log_count;
    struct ll_policy_item items[LL_POLICY_ITEMS_MAX]; /* none before its members */
    size_t item_count;
    size_t witness_count;
    size_t quorum; /* an item, or LL_POLICY_NONE */
};

/* Strings borrow from `text`. LL_EPARSE, LL_ELIMIT, LL_EUNSUPPORTED (a witness with a key of
 * another kind than Ed25519), with the line's number as `where`. */
LL_MUST enum ll_status ll_policy_parse(const struct ll_proof_crypto *crypto, struct ll_str text,
                                       struct ll_policy *ret_policy, struct ll_err *reterr);
/* The log of that name; NULL: none. */
const struct ll_note_key *ll_policy_log(const struct ll_policy *policy, struct ll_str origin);

enum ll_policy_reason {
#define LL_POLICY_ROW(symbol, code, text) LL_POLICY_##symbol,
#include "proof/policy_reasons.def"
#undef LL_POLICY_ROW
};
const char *ll_policy_reason_code(enum ll_policy_reason reason); /* "quorum" */
const char *ll_policy_reason_text(enum ll_policy_reason reason); /* a sentence */

struct ll_witnessed {
    enum ll_policy_reason reason;
    bool is_met;     /* all that the policy demands */
    size_t count;    /* witnesses of the policy that cosigned */
    size_t of;       /* witnesses of the policy */
    int64_t since_s; /* the quorum's, in seconds since 1970; 0 without one */
};
/*
 * Who cosigned a checkpoint, whose log's own signature the caller checked. `now`: NULL when the
 * host has no clock: no time is in the future then. Cost: one signature check a witness that
 * cosigned.
 */
void ll_policy_judge(const struct ll_proof_crypto *crypto, const struct ll_policy *policy,
                     const struct ll_note *note, const struct ll_time *now,
                     struct ll_witnessed *ret_witnessed);
/* "witnessed by 2 of 3", "not witnessed", "not witnessed: by 1 of 3". */
#define LL_WITNESSED_TEXT_MAX 64
void ll_witnessed_text(const struct ll_witnessed *witnessed, char ret_text[LL_WITNESSED_TEXT_MAX]);

#endif
