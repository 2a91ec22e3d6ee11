/*
 * Cosigning other people's public logs (C2SP tlog-witness). Needs no ledger: a key in
 * DATA/keys/witness.key, and DATA/witness with the checkpoint of each log that was cosigned last.
 */
#ifndef LL_SERVICE_WITNESS_H
#define LL_SERVICE_WITNESS_H

#include "proof/witness.h"
#include "service/ctx.h"

#define LL_WITNESS_FOLDER "witness"

struct ll_witness {
    struct ll_str name;
    const struct ll_note_key *logs; /* that it knows */
    size_t log_count;
};

struct ll_witness_answer {
    enum ll_witness_reason reason;
    struct ll_err problem;     /* says more of LL_WITNESS_FORMAT */
    int64_t size;              /* cosigned last, with this request; -1 when no log is known */
    struct ll_str cosignature; /* a line with its newline, of LL_WITNESS_COSIGNED; else "" */
    struct ll_str key;         /* the witness's own, as a verifier key */
};

/*
 * Judge a request; what is cosigned is on the disk before its cosignature is made. Requests for one
 * log wait for each other. A refusal is an answer. LL_EINVAL: no name for a key; LL_EIO: there is
 * no key; LL_EREFUSED: what was cosigned last is not to be read, or under another key of the log.
 */
LL_MUST enum ll_status ll_witness_request(struct ll_ctx *ctx, const struct ll_witness *witness,
                                          struct ll_str request,
                                          struct ll_witness_answer *ret_answer,
                                          struct ll_err *reterr);

#endif
