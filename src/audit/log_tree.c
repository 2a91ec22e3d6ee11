#include "audit/log_tree.h"

static void fill_tile(struct ll_audit *a, const struct ll_tree_hash hashes[LL_TILE_WIDTH],
                      const struct ll_tree_hash *root, struct ll_vec *tiles)
{
    struct ll_full_tile *tile = ll_vec_push(a, tiles, sizeof(*tile));
    if (tile != NULL) {
        tile->root = *root;
        ll_crypto_sha256(a->crypto, (struct ll_str){(const char *)hashes->b, LL_TILE_BYTES},
                         tile->digest);
    }
}

void ll_log_tree_append(struct ll_audit *a, struct ll_log_tree *tree,
                        const struct ll_tree_hash *leaf, struct ll_vec tiles[LL_TILE_LEVELS])
{
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(a->crypto);
    struct ll_tree_hash hash = *leaf;
    int level = 0;
    tree->tile[0][tree->size % LL_TILE_WIDTH] = hash;
    for (; (tree->size >> level & 1) != 0; level++) {
        ll_tree_node(&crypto, &tree->roots[level], &hash, &hash);
        int above = (level + 1) / LL_TILE_BITS;
        if ((level + 1) % LL_TILE_BITS == 0 && above < LL_TILE_LEVELS) {
            int64_t index = tree->size >> (level + 1);
            fill_tile(a, tree->tile[above - 1], &hash, &tiles[above - 1]);
            tree->tile[above][index % LL_TILE_WIDTH] = hash;
        }
    }
    LL_ASSERT(level < LL_LOG_TREE_LEVELS);
    tree->roots[level] = hash;
    tree->size++;
}

void ll_log_tree_root(struct ll_audit *a, const struct ll_log_tree *tree,
                      struct ll_tree_hash *ret_root)
{
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(a->crypto);
    bool some = false;
    ll_tree_empty(&crypto, ret_root);
    for (int level = 0; level < LL_LOG_TREE_LEVELS; level++) {
        if ((tree->size >> level & 1) == 0) {
            continue;
        }
        if (some) {
            ll_tree_node(&crypto, &tree->roots[level], ret_root, ret_root);
        } else {
            *ret_root = tree->roots[level];
        }
        some = true;
    }
}
