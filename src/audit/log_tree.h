/*
 * The tree of a log, grown leaf by leaf: roots of whole subtrees, one a bit of its size, and of
 * every full tile a digest and its root: 72 bytes for 256 entries. Private to the audit.
 */
#ifndef LL_AUDIT_LOG_TREE_H
#define LL_AUDIT_LOG_TREE_H

#include "audit/model.h"
#include "proof/tile.h"
#include "proof/tree.h"

#define LL_LOG_TREE_LEVELS 62 /* more bits than any size has */

struct ll_full_tile {
    uint8_t digest[LL_DIGEST_SIZE]; /* SHA-256 of its hashes */
    struct ll_tree_hash root;
    bool seen; /* in the store */
};

struct ll_log_tree {
    int64_t size;
    struct ll_tree_hash roots[LL_LOG_TREE_LEVELS];
    struct ll_tree_hash tile[LL_TILE_LEVELS][LL_TILE_WIDTH]; /* those that are not full */
};

/* Full tiles are put into `tiles`, one list of struct ll_full_tile a level. Cost: one node on
 * average. */
void ll_log_tree_append(struct ll_audit *a, struct ll_log_tree *tree,
                        const struct ll_tree_hash *leaf, struct ll_vec tiles[LL_TILE_LEVELS]);
/* One node a bit of the size. */
void ll_log_tree_root(struct ll_audit *a, const struct ll_log_tree *tree,
                      struct ll_tree_hash *ret_root);

#endif
