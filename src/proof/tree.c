#include "proof/tree.h"

#include "base/mem.h"

void ll_tree_empty(const struct ll_proof_crypto *crypto, struct ll_tree_hash *ret_hash)
{
    crypto->sha256(crypto->ctx, NULL, 0, ret_hash->b);
}

void ll_tree_leaf(const struct ll_proof_crypto *crypto, struct ll_str entry,
                  struct ll_tree_hash *ret_hash)
{
    const struct ll_str pieces[] = {{"\0", 1}, entry};
    crypto->sha256(crypto->ctx, pieces, 2, ret_hash->b);
}

void ll_tree_node(const struct ll_proof_crypto *crypto, const struct ll_tree_hash *left,
                  const struct ll_tree_hash *right, struct ll_tree_hash *ret_hash)
{
    char bytes[1 + 2 * LL_DIGEST_SIZE];
    const struct ll_str pieces[] = {{bytes, sizeof(bytes)}};
    bytes[0] = 1;
    memcpy(bytes + 1, left->b, LL_DIGEST_SIZE);
    memcpy(bytes + 1 + LL_DIGEST_SIZE, right->b, LL_DIGEST_SIZE);
    crypto->sha256(crypto->ctx, pieces, 1, ret_hash->b);
}

void ll_tree_fold(const struct ll_proof_crypto *crypto, struct ll_tree_hash *hashes, size_t count,
                  struct ll_tree_hash *ret_hash)
{
    LL_ASSERT(count > 0 && (count & (count - 1)) == 0);
    for (; count > 1; count /= 2) {
        for (size_t i = 0; i < count / 2; i++) {
            ll_tree_node(crypto, &hashes[2 * i], &hashes[2 * i + 1], &hashes[i]);
        }
    }
    *ret_hash = hashes[0];
}

bool ll_tree_hash_eq(const struct ll_tree_hash *a, const struct ll_tree_hash *b)
{
    return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

/* ---- checking -------------------------------------------------------------------------------- */

/* The algorithms of RFC 9162, 2.1.3.2 and 2.1.4.2, for the same trees: `fn` is where we are, `sn`
 * the last place of this level; both lose a bit on the way up. */

bool ll_tree_includes(const struct ll_proof_crypto *crypto, int64_t index, int64_t size,
                      const struct ll_tree_hash *leaf, const struct ll_tree_proof *proof,
                      const struct ll_tree_hash *root)
{
    if (index < 0 || size < 0 || index >= size || proof->count > LL_TREE_PROOF_MAX) {
        return false;
    }
    uint64_t fn = (uint64_t)index;
    uint64_t sn = (uint64_t)size - 1;
    struct ll_tree_hash r = *leaf;
    for (size_t i = 0; i < proof->count; i++) {
        if (sn == 0) {
            return false;
        }
        if ((fn & 1U) != 0 || fn == sn) {
            ll_tree_node(crypto, &proof->hashes[i], &r, &r);
            while ((fn & 1U) == 0 && fn != 0) {
                fn >>= 1U;
                sn >>= 1U;
            }
        } else {
            ll_tree_node(crypto, &r, &proof->hashes[i], &r);
        }
        fn >>= 1U;
        sn >>= 1U;
    }
    return sn == 0 && ll_tree_hash_eq(&r, root);
}

/* Of 0 < old_size < size. */
static bool extends_longer(const struct ll_proof_crypto *crypto, uint64_t old_size,
                           const struct ll_tree_hash *old_root, uint64_t size,
                           const struct ll_tree_hash *root, const struct ll_tree_proof *proof)
{
    uint64_t fn = old_size - 1;
    uint64_t sn = size - 1;
    size_t used = 0;
    struct ll_tree_hash fr = *old_root;
    /* When the shorter list is one subtree, its root begins the path and is not repeated. */
    if ((old_size & (old_size - 1)) != 0) {
        if (proof->count == 0) {
            return false;
        }
        fr = proof->hashes[used++];
    }
    struct ll_tree_hash sr = fr;
    while ((fn & 1U) != 0) {
        fn >>= 1U;
        sn >>= 1U;
    }
    for (; used < proof->count; used++) {
        if (sn == 0) {
            return false;
        }
        if ((fn & 1U) != 0 || fn == sn) {
            ll_tree_node(crypto, &proof->hashes[used], &fr, &fr);
            ll_tree_node(crypto, &proof->hashes[used], &sr, &sr);
            while ((fn & 1U) == 0 && fn != 0) {
                fn >>= 1U;
                sn >>= 1U;
            }
        } else {
            ll_tree_node(crypto, &sr, &proof->hashes[used], &sr);
        }
        fn >>= 1U;
        sn >>= 1U;
    }
    return sn == 0 && ll_tree_hash_eq(&fr, old_root) && ll_tree_hash_eq(&sr, root);
}

bool ll_tree_extends(const struct ll_proof_crypto *crypto, int64_t old_size,
                     const struct ll_tree_hash *old_root, int64_t size,
                     const struct ll_tree_hash *root, const struct ll_tree_proof *proof)
{
    if (old_size < 0 || size < old_size || proof->count > LL_TREE_PROOF_MAX) {
        return false;
    }
    if (old_size == size) {
        return proof->count == 0 && ll_tree_hash_eq(old_root, root);
    }
    if (old_size == 0) {
        struct ll_tree_hash empty;
        ll_tree_empty(crypto, &empty);
        return proof->count == 0 && ll_tree_hash_eq(old_root, &empty);
    }
    return extends_longer(crypto, (uint64_t)old_size, old_root, (uint64_t)size, root, proof);
}

/* ---- making ---------------------------------------------------------------------------------- */

/* The hash of entries [lo, hi), where lo is a multiple of the least power of two that is not below
 * hi - lo: the right edge folded into the whole subtrees before it. */
static enum ll_status range_hash(const struct ll_proof_crypto *crypto,
                                 const struct ll_tree_reader *reader, int64_t lo, int64_t hi,
                                 struct ll_tree_hash *ret_hash, struct ll_err *reterr)
{
    struct ll_tree_hash folded;
    bool any = false;
    int64_t end = hi;
    for (int level = 0; level < 63 && end > lo; level++) {
        struct ll_tree_hash left;
        if (((uint64_t)(end - lo) >> (unsigned)level & 1U) == 0) {
            continue;
        }
        end -= INT64_C(1) << level;
        LL_TRY(reader->read(reader->ctx, level, end >> level, &left, reterr));
        if (any) {
            ll_tree_node(crypto, &left, &folded, &folded);
        } else {
            folded = left;
            any = true;
        }
    }
    *ret_hash = folded;
    return LL_OK;
}

static enum ll_status check_size(int64_t inner, int64_t size, struct ll_err *reterr)
{
    if (inner < 0 || size < inner || size > LL_TREE_SIZE_MAX) {
        return LL_FAIL_TEXT(reterr, LL_EINVAL, "the log has no such entry or size");
    }
    return LL_OK;
}

enum ll_status ll_tree_root(const struct ll_proof_crypto *crypto,
                            const struct ll_tree_reader *reader, int64_t size,
                            struct ll_tree_hash *ret_root, struct ll_err *reterr)
{
    LL_TRY(check_size(0, size, reterr));
    if (size == 0) {
        ll_tree_empty(crypto, ret_root);
        return LL_OK;
    }
    return range_hash(crypto, reader, 0, size, ret_root, reterr);
}

/* The largest power of two below `n`, of n > 1. */
static int64_t split(int64_t n)
{
    int64_t k = 1;
    while (k * 2 < n) {
        k *= 2;
    }
    return k;
}

/* The hash beside the path at one split, which is nearer the root than all that follow. */
static enum ll_status put_beside(const struct ll_proof_crypto *crypto,
                                 const struct ll_tree_reader *reader, int64_t lo, int64_t hi,
                                 struct ll_tree_proof *proof, struct ll_err *reterr)
{
    LL_ASSERT(proof->count < LL_TREE_PROOF_MAX);
    return range_hash(crypto, reader, lo, hi, &proof->hashes[proof->count++], reterr);
}

static void turn_round(struct ll_tree_proof *proof)
{
    for (size_t i = 0; i < proof->count / 2; i++) {
        struct ll_tree_hash first = proof->hashes[i];
        proof->hashes[i] = proof->hashes[proof->count - 1 - i];
        proof->hashes[proof->count - 1 - i] = first;
    }
}

enum ll_status ll_tree_prove_inclusion(const struct ll_proof_crypto *crypto,
                                       const struct ll_tree_reader *reader, int64_t index,
                                       int64_t size, struct ll_tree_proof *ret_proof,
                                       struct ll_err *reterr)
{
    LL_TRY(check_size(index, size - 1, reterr));
    struct ll_tree_proof proof = {.count = 0};
    int64_t lo = 0;
    int64_t hi = size;
    while (hi - lo > 1) {
        int64_t k = split(hi - lo);
        if (index - lo < k) {
            LL_TRY(put_beside(crypto, reader, lo + k, hi, &proof, reterr));
            hi = lo + k;
        } else {
            LL_TRY(put_beside(crypto, reader, lo, lo + k, &proof, reterr));
            lo += k;
        }
    }
    turn_round(&proof);
    *ret_proof = proof;
    return LL_OK;
}

enum ll_status ll_tree_prove_extension(const struct ll_proof_crypto *crypto,
                                       const struct ll_tree_reader *reader, int64_t old_size,
                                       int64_t size, struct ll_tree_proof *ret_proof,
                                       struct ll_err *reterr)
{
    LL_TRY(check_size(old_size, size, reterr));
    struct ll_tree_proof proof = {.count = 0};
    int64_t lo = 0;
    int64_t hi = size;
    /* Down to the subtree that ends where the shorter list ends. */
    while (old_size > 0 && old_size < hi) {
        int64_t k = split(hi - lo);
        if (old_size - lo <= k) {
            LL_TRY(put_beside(crypto, reader, lo + k, hi, &proof, reterr));
            hi = lo + k;
        } else {
            LL_TRY(put_beside(crypto, reader, lo, lo + k, &proof, reterr));
            lo += k;
        }
    }
    if (old_size > 0 && old_size < size && lo > 0) {
        LL_TRY(put_beside(crypto, reader, lo, hi, &proof, reterr));
    }
    turn_round(&proof);
    *ret_proof = proof;
    return LL_OK;
}
