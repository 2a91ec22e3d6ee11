/*
 * C2SP tlog-witness: the judgement of one that cosigns other people's logs. A request says which
 * size the log believes was cosigned last, and proves that its new checkpoint extends that.
 *
 *     old <size>
 *     <hash, base 64>      (at most 63)
 *     (empty line)
 *     <checkpoint, a signed note>
 *
 * Reading and judging only; what was cosigned last is the caller's to keep. Freestanding.
 */
#ifndef LL_PROOF_WITNESS_H
#define LL_PROOF_WITNESS_H

#include "proof/checkpoint.h"

#define LL_WITNESS_HASHES_MAX 63
#define LL_WITNESS_NOTE_BYTES_MAX ((size_t)16 << 10)
#define LL_WITNESS_REQUEST_BYTES_MAX ((size_t)24 << 10)

enum ll_witness_reason {
#define LL_WITNESS_ROW(symbol, code, http, text) LL_WITNESS_##symbol,
#include "proof/witness_reasons.def"
#undef LL_WITNESS_ROW
};
const char *ll_witness_reason_code(enum ll_witness_reason reason); /* "conflict" */
const char *ll_witness_reason_text(enum ll_witness_reason reason); /* a sentence */
int ll_witness_reason_http(enum ll_witness_reason reason);         /* 409 */

struct ll_witness_request {
    int64_t old_size;
    struct ll_tree_proof proof;
    struct ll_str note; /* the checkpoint with its signatures */
};
/* LL_EPARSE, LL_ELIMIT, with the reason. Strings borrow from `bytes`. */
LL_MUST enum ll_status ll_witness_request_parse(struct ll_str bytes,
                                                struct ll_witness_request *ret_request,
                                                struct ll_err *reterr);
void ll_witness_request_put(struct ll_strbuf *out, const struct ll_witness_request *request);

struct ll_witness_opened {
    struct ll_witness_request request;
    struct ll_str text; /* of the note: what is cosigned */
    struct ll_checkpoint checkpoint;
    const struct ll_note_key *log; /* of those that were handed in */
};
/*
 * Is the request in order, of a log that is known, and signed by it? LL_WITNESS_COSIGNED when so
 * far nothing speaks against it. *ret_problem says more of LL_WITNESS_FORMAT.
 */
enum ll_witness_reason ll_witness_open(const struct ll_proof_crypto *crypto,
                                       const struct ll_note_key *logs, size_t log_count,
                                       struct ll_str bytes, struct ll_witness_opened *ret_opened,
                                       struct ll_err *ret_problem);
/* Does it extend what was cosigned last: `size` entries under `root`; 0 and the empty hash before
 * the first time? */
enum ll_witness_reason ll_witness_judge(const struct ll_proof_crypto *crypto,
                                        const struct ll_witness_opened *opened, int64_t size,
                                        const struct ll_tree_hash *root);

#endif
