/*
 * C2SP tlog-checkpoint: a signed note that says how long a log is and what its root is; and
 * tlog-proof: the proof that an entry is in it, as one text that needs nothing else.
 *
 *     <origin>                      c2sp.org/tlog-proof@v1
 *     <size>                        extra <base64>          (optional)
 *     <root, base 64>               index <number>
 *     <further lines>               <hash, base 64>         (any number)
 *                                   (empty line)
 *                                   <checkpoint, a signed note>
 *
 * Freestanding.
 */
#ifndef LL_PROOF_CHECKPOINT_H
#define LL_PROOF_CHECKPOINT_H

#include "proof/note.h"
#include "proof/tree.h"

struct ll_checkpoint {
    struct ll_str origin; /* borrowed */
    int64_t size;
    struct ll_tree_hash root;
    struct ll_str more; /* further lines, each with its newline; "" */
};

/* Of a note's text. LL_EPARSE, with the reason. */
LL_MUST enum ll_status ll_checkpoint_parse(struct ll_str text, struct ll_checkpoint *ret_checkpoint,
                                           struct ll_err *reterr);
/* The three lines to sign. */
void ll_checkpoint_put(struct ll_strbuf *out, const struct ll_checkpoint *checkpoint);

/*
 * Read a checkpoint of a known log: a note signed by its key, whose origin is the key's name.
 * Strings borrow from `bytes`. LL_EPARSE, LL_ELIMIT; LL_ENOTFOUND: not signed by it; LL_ESIGNATURE.
 */
LL_MUST enum ll_status ll_checkpoint_open(const struct ll_proof_crypto *crypto, struct ll_str bytes,
                                          const struct ll_note_key *log, struct ll_note *ret_note,
                                          struct ll_checkpoint *ret_checkpoint,
                                          struct ll_err *reterr);

/* ---- proofs of inclusion ---- */

#define LL_TLOG_PROOF_EXTRA_MAX 4096

struct ll_tlog_proof {
    int64_t index;
    struct ll_tree_proof proof;
    struct ll_str extra;      /* base 64, known to be in order; "" when there is none */
    struct ll_str checkpoint; /* the note */
};

/* LL_EPARSE, LL_ELIMIT, with the reason. Strings borrow from `bytes`. */
LL_MUST enum ll_status ll_tlog_proof_parse(struct ll_str bytes, struct ll_tlog_proof *ret_proof,
                                           struct ll_err *reterr);
void ll_tlog_proof_put(struct ll_strbuf *out, const struct ll_tlog_proof *proof);

/* Whom the reader trusts: the log's key, and witnesses of whom so many must have cosigned. */
struct ll_tlog_policy {
    struct ll_note_key log;
    const struct ll_note_key *witnesses; /* [witness_count], each of another name or key */
    size_t witness_count;
    size_t quorum;
};

enum ll_tlog_reason {
#define LL_TLOG_ROW(symbol, code, text) LL_TLOG_##symbol,
#include "proof/tlog_reasons.def"
#undef LL_TLOG_ROW
};
const char *ll_tlog_reason_code(enum ll_tlog_reason reason); /* "not-included" */
const char *ll_tlog_reason_text(enum ll_tlog_reason reason); /* a sentence */

struct ll_tlog_verdict {
    enum ll_tlog_reason reason; /* LL_TLOG_INCLUDED: the entry is in the log */
    struct ll_err problem;      /* what is wrong with the format */
    int64_t index;              /* as the proof says; valid from here on when it could be read */
    int64_t size;
    struct ll_tree_hash root;
    size_t cosigned;       /* by so many of the witnesses; valid when the log signed */
    int64_t cosigned_at_s; /* the earliest time at which enough of them had; 0 without quorum */
};

/*
 * Accept or refuse the proof that an entry with this leaf hash is in the log of the policy: the one
 * function that does. Never fails: every text gets a verdict. Cost: O(text), one signature check a
 * witness, 64 hashes.
 */
void ll_tlog_accept(const struct ll_proof_crypto *crypto, const struct ll_tlog_policy *policy,
                    struct ll_str proof_text, const struct ll_tree_hash *leaf,
                    struct ll_tlog_verdict *ret_verdict);

#endif
