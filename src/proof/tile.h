/*
 * C2SP tlog-tiles: a Merkle tree cut into tiles of 256 hashes, and entries into bundles of 256, so
 * that a log is a folder of files that never change.
 *
 * A tile of level L holds the roots of subtrees of 256^L entries: level 0 leaves, level 1 the roots
 * of the full tiles of level 0. The last tile of a level may be partial, with 1 to 255 hashes.
 *
 *     tile/<L>/<N>[.p/<W>]    tile/entries/<N>[.p/<W>]    N in groups of three digits:
 * x001/x234/067
 *
 * Freestanding.
 */
#ifndef LL_PROOF_TILE_H
#define LL_PROOF_TILE_H

#include "proof/tree.h"

#define LL_TILE_WIDTH 256
#define LL_TILE_BITS 8
#define LL_TILE_LEVELS 8     /* enough for LL_TREE_SIZE_MAX */
#define LL_TILE_ENTRIES (-1) /* the level of entry bundles */
#define LL_TILE_BYTES (LL_TILE_WIDTH * LL_DIGEST_SIZE)
#define LL_TILE_PATH_MAX 64
#define LL_ENTRY_BYTES_MAX 65535

struct ll_tile {
    int level; /* or LL_TILE_ENTRIES */
    int64_t index;
    int width; /* 1 to 256 */
};

/* The path, ended by a zero. Its length. */
size_t ll_tile_path(const struct ll_tile *tile, char ret_path[LL_TILE_PATH_MAX]);
/* LL_EPARSE: not the one path of any tile. */
LL_MUST enum ll_status ll_tile_parse(struct ll_str path, struct ll_tile *ret_tile);

/* Subtrees of 256^level entries in a log of that size. */
int64_t ll_tile_hashes(int level, int64_t size);
/* The width of a tile in a log of that size: 0 when it has none there. */
int ll_tile_width(int level, int64_t index, int64_t size);

/* The root of the subtree (level, index), level below 8 above the tile's, from the hashes of its
 * tile (`tile_level` * 8 <= level). LL_EINVAL: they are not in the tile's width. */
struct ll_tile_place {
    int level; /* of tiles */
    int64_t index;
    int first; /* of 2^... hashes */
    int count;
};
struct ll_tile_place ll_tile_place(int level, int64_t index);
void ll_tile_subtree(const struct ll_proof_crypto *crypto, const struct ll_tile_place *place,
                     const struct ll_tree_hash *tile_hashes, struct ll_tree_hash *ret_hash);

/* ---- growing a tree ---- */

/* The tiles at the right edge, all that is needed to go on: 64 KiB. */
struct ll_tile_edge {
    int64_t size;
    int width[LL_TILE_LEVELS]; /* hashes held of each level, below 256 */
    struct ll_tree_hash hashes[LL_TILE_LEVELS][LL_TILE_WIDTH];
};

/* Told of every tile that became full: its hashes and the root over them. */
struct ll_tile_sink {
    enum ll_status (*full)(void *ctx, const struct ll_tile *tile,
                           const struct ll_tree_hash hashes[LL_TILE_WIDTH],
                           const struct ll_tree_hash *root, struct ll_err *reterr);
    void *ctx;
};

void ll_tile_edge_init(struct ll_tile_edge *ret_edge);
/* Fails as the sink does; LL_EINVAL at LL_TREE_SIZE_MAX. Cost: one node hash on average. */
LL_MUST enum ll_status ll_tile_edge_append(const struct ll_proof_crypto *crypto,
                                           struct ll_tile_edge *edge,
                                           const struct ll_tree_hash *leaf,
                                           const struct ll_tile_sink *sink, struct ll_err *reterr);
/* Up to 255 node hashes a level. */
void ll_tile_edge_root(const struct ll_proof_crypto *crypto, const struct ll_tile_edge *edge,
                       struct ll_tree_hash *ret_root);

/* ---- entry bundles ---- each entry: its length in two bytes, highest first, and its bytes */

/* Latches LL_ELIMIT for an entry above LL_ENTRY_BYTES_MAX. */
void ll_bundle_put(struct ll_strbuf *out, struct ll_str entry);
/* Take the first entry off. LL_EEND: none is left; LL_EPARSE: cut off. */
LL_MUST enum ll_status ll_bundle_next(struct ll_str *rest, struct ll_str *ret_entry);

#endif
