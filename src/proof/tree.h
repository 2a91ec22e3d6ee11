/*
 * The Merkle tree of RFC 6962, section 2.1: the hash of a list of entries, and short proofs that an
 * entry is in it (inclusion) and that a longer list begins with a shorter one (consistency).
 *
 *     empty  SHA-256("")     leaf  SHA-256(00 || entry)     node  SHA-256(01 || left || right)
 *
 * A list is split at the largest power of two below its size. A *subtree* here is a whole one:
 * (level, index) stands for the entries [index << level, (index + 1) << level).
 * Sizes and indexes are never negative (asserted where ours, refused where read). Freestanding.
 */
#ifndef LL_PROOF_TREE_H
#define LL_PROOF_TREE_H

#include "base/err.h"
#include "proof/primitives.h"

struct ll_tree_hash {
    uint8_t b[LL_DIGEST_SIZE];
};

#define LL_TREE_SIZE_MAX (INT64_MAX / 4)
#define LL_TREE_PROOF_MAX 64 /* hashes; no proof for such a size is longer */

struct ll_tree_proof {
    size_t count;
    struct ll_tree_hash hashes[LL_TREE_PROOF_MAX];
};

void ll_tree_empty(const struct ll_proof_crypto *crypto, struct ll_tree_hash *ret_hash);
void ll_tree_leaf(const struct ll_proof_crypto *crypto, struct ll_str entry,
                  struct ll_tree_hash *ret_hash);
/* ret_hash may be one of the two. */
void ll_tree_node(const struct ll_proof_crypto *crypto, const struct ll_tree_hash *left,
                  const struct ll_tree_hash *right, struct ll_tree_hash *ret_hash);
/* The root of 2^n leaves or subtrees of one level, in place: `hashes` is scratch afterwards. */
void ll_tree_fold(const struct ll_proof_crypto *crypto, struct ll_tree_hash *hashes, size_t count,
                  struct ll_tree_hash *ret_hash);
bool ll_tree_hash_eq(const struct ll_tree_hash *a, const struct ll_tree_hash *b);

/* ---- checking ---- */

/* Does the proof show that the leaf is entry `index` of the `size` entries under `root`? False too
 * for an index outside, or a proof of any other length than it must have. */
LL_MUST bool ll_tree_includes(const struct ll_proof_crypto *crypto, int64_t index, int64_t size,
                              const struct ll_tree_hash *leaf, const struct ll_tree_proof *proof,
                              const struct ll_tree_hash *root);
/* Does the proof show that the `size` entries under `root` begin with the `old_size` ones under
 * `old_root`? Of equal sizes the roots are equal and the proof is empty; every list begins with the
 * empty one, whose root is the empty hash. */
LL_MUST bool ll_tree_extends(const struct ll_proof_crypto *crypto, int64_t old_size,
                             const struct ll_tree_hash *old_root, int64_t size,
                             const struct ll_tree_hash *root, const struct ll_tree_proof *proof);

/* ---- making ---- */

/* Where hashes of subtrees come from. */
struct ll_tree_reader {
    enum ll_status (*read)(void *ctx, int level, int64_t index, struct ll_tree_hash *ret_hash,
                           struct ll_err *reterr);
    void *ctx;
};

/* Each reads as many subtrees as the answer has hashes, or one a bit of the size for the root;
 * fails as the reader does. LL_EINVAL: an index or size outside. */
LL_MUST enum ll_status ll_tree_root(const struct ll_proof_crypto *crypto,
                                    const struct ll_tree_reader *reader, int64_t size,
                                    struct ll_tree_hash *ret_root, struct ll_err *reterr);
LL_MUST enum ll_status ll_tree_prove_inclusion(const struct ll_proof_crypto *crypto,
                                               const struct ll_tree_reader *reader, int64_t index,
                                               int64_t size, struct ll_tree_proof *ret_proof,
                                               struct ll_err *reterr);
LL_MUST enum ll_status ll_tree_prove_extension(const struct ll_proof_crypto *crypto,
                                               const struct ll_tree_reader *reader,
                                               int64_t old_size, int64_t size,
                                               struct ll_tree_proof *ret_proof,
                                               struct ll_err *reterr);

#endif
