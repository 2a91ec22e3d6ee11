/*
 * The log's tree, in memory. Appending entries through tiles, root included, beside nothing but the
 * same leaf and node hashes: the goal is 70 % of their speed. And proofs from tiles: the goal
 * is 1.6 times the time for 16 times the entries, up to 10^7; beside the time it counts hashes,
 * which no machine and no other load changes. Medians of alternated repetitions, in processor time.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "crypto/crypto.h"
#include "proof/tile.h"

#define ENTRIES 1000000
#define ENTRY_BYTES 300
#define LARGEST 10000000
#define LEVELS 3
#define PROOFS 2000
#define RUNS 5
#define ARENA_CAP ((size_t)2 << 30)

static void must(bool condition, const char *what)
{
    if (!condition) {
        (void)fprintf(stderr, "bench_tree: %s\n", what);
        exit(3);
    }
}

static int64_t now_ns(void)
{
    struct timespec at;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return at.tv_sec * INT64_C(1000000000) + at.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;
    return (*x > *y) - (*x < *y);
}

static int64_t median(int64_t *times)
{
    qsort(times, RUNS, sizeof(times[0]), compare);
    return times[RUNS / 2];
}

static struct ll_str entry_of(char bytes[ENTRY_BYTES], int64_t i)
{
    memcpy(bytes, &i, sizeof(i));
    return (struct ll_str){bytes, ENTRY_BYTES};
}

static int64_t time_append(const struct ll_proof_crypto *crypto, struct ll_tile_edge *edge,
                           struct ll_tree_hash *ret_root)
{
    char bytes[ENTRY_BYTES] = {0};
    int64_t start = now_ns();
    ll_tile_edge_init(edge);
    for (int64_t i = 0; i < ENTRIES; i++) {
        struct ll_tree_hash leaf;
        ll_tree_leaf(crypto, entry_of(bytes, i), &leaf);
        must(ll_tile_edge_append(crypto, edge, &leaf, NULL, NULL) == LL_OK, "append");
    }
    ll_tile_edge_root(crypto, edge, ret_root);
    return now_ns() - start;
}

/* As many leaf hashes and one node hash fewer, over a context used again: nothing else. */
static int64_t time_hashes(struct ll_crypto *crypto, struct ll_tree_hash *ret_hash)
{
    char leaf[1 + ENTRY_BYTES] = {0};
    char node[65] = {1};
    struct ll_hash hash;
    int64_t start = now_ns();
    for (int64_t i = 0; i < ENTRIES; i++) {
        ll_hash_begin(crypto, &hash);
        (void)entry_of(leaf + 1, i);
        ll_hash_str(&hash, (struct ll_str){leaf, sizeof(leaf)});
        ll_hash_end(&hash, ret_hash->b);
        memcpy(node + 1, ret_hash->b, 32);
        ll_hash_begin(crypto, &hash);
        ll_hash_str(&hash, (struct ll_str){node, sizeof(node)});
        ll_hash_end(&hash, ret_hash->b);
    }
    return now_ns() - start;
}

static void bench_append(struct ll_crypto *opened, const struct ll_proof_crypto *crypto,
                         struct ll_arena *arena)
{
    struct ll_tile_edge *edge = LL_NEW(arena, struct ll_tile_edge);
    int64_t append[RUNS];
    int64_t hashes[RUNS];
    struct ll_tree_hash root;
    must(edge != NULL, "no memory");
    for (int i = 0; i < RUNS; i++) {
        hashes[i] = time_hashes(opened, &root);
        append[i] = time_append(crypto, edge, &root);
    }
    double raw = (double)median(hashes);
    double ours = (double)median(append);
    (void)printf("append: %d entries of %d bytes: %.0f ms, hashes alone %.0f ms: %.0f %% of their "
                 "speed (goal 70 %%), %.2f million a second\n",
                 ENTRIES, ENTRY_BYTES, ours / 1e6, raw / 1e6, 100 * raw / ours,
                 ENTRIES / ours * 1e3);
}

/* Tiles of a log of any contents: hashes are hashes. */
struct tiles {
    const struct ll_proof_crypto *crypto;
    struct ll_tree_hash *hashes[LEVELS];
};

static enum ll_status read_tiles(void *ctx, int level, int64_t index, struct ll_tree_hash *ret_hash,
                                 struct ll_err *reterr)
{
    const struct tiles *tiles = ctx;
    struct ll_tile_place place = ll_tile_place(level, index);
    (void)reterr;
    ll_tile_subtree(tiles->crypto, &place, tiles->hashes[place.level] + place.index * LL_TILE_WIDTH,
                    ret_hash);
    return LL_OK;
}

static void fill(struct tiles *tiles, struct ll_arena *arena)
{
    for (int level = 0; level < LEVELS; level++) {
        size_t count = (size_t)ll_tile_hashes(level, LARGEST) + LL_TILE_WIDTH;
        tiles->hashes[level] = LL_NEW_ARRAY(arena, struct ll_tree_hash, count);
        must(tiles->hashes[level] != NULL, "no memory");
        for (size_t i = 0; i < count; i++) {
            uint64_t x = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
            memcpy(tiles->hashes[level][i].b, &x, sizeof(x));
        }
    }
}

/* Hashes as the functions below do them, counted. */
struct counted {
    const struct ll_proof_crypto *crypto;
    int64_t hashes;
};

static void count_sha256(void *ctx, const struct ll_str *pieces, size_t count,
                         uint8_t ret_digest[LL_DIGEST_SIZE])
{
    struct counted *counted = ctx;
    counted->hashes++;
    counted->crypto->sha256(counted->crypto->ctx, pieces, count, ret_digest);
}

static int64_t time_proofs(const struct ll_proof_crypto *crypto, struct tiles *tiles, int64_t size)
{
    struct ll_tree_reader reader = {read_tiles, tiles};
    struct ll_tree_proof proof;
    uint64_t x = 1;
    int64_t start = now_ns();
    for (int i = 0; i < PROOFS; i++) {
        x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        must(ll_tree_prove_inclusion(crypto, &reader, (int64_t)((x >> 1U) % (uint64_t)size), size,
                                     &proof, NULL) == LL_OK,
             "proof");
    }
    return (now_ns() - start) / PROOFS;
}

#define SIZES 4

static double hashes_of(const struct ll_proof_crypto *crypto, struct tiles *tiles, int64_t size)
{
    struct counted counted = {crypto, 0};
    const struct ll_proof_crypto counting = {.sha256 = count_sha256, .ctx = &counted};
    tiles->crypto = &counting;
    (void)time_proofs(&counting, tiles, size);
    tiles->crypto = crypto;
    return (double)counted.hashes / PROOFS;
}

static void bench_proofs(const struct ll_proof_crypto *crypto, struct ll_arena *arena)
{
    static const int64_t sizes[SIZES] = {LARGEST / 4096, LARGEST / 256, LARGEST / 16, LARGEST};
    struct tiles tiles = {.crypto = crypto};
    int64_t times[SIZES][RUNS];
    double before = 0;
    double hashes_before = 0;
    fill(&tiles, arena);
    for (int i = 0; i < RUNS; i++) {
        for (size_t s = 0; s < SIZES; s++) {
            times[s][i] = time_proofs(crypto, &tiles, sizes[s]);
        }
    }
    for (size_t s = 0; s < SIZES; s++) {
        double took = (double)median(times[s]);
        double hashes = hashes_of(crypto, &tiles, sizes[s]);
        (void)printf("proof of inclusion among %8lld: %5.1f us, %5.1f hashes", (long long)sizes[s],
                     took / 1e3, hashes);
        if (s > 0) {
            (void)printf(", %.2f times that of a sixteenth, hashes %.2f (goal 1.6)", took / before,
                         hashes / hashes_before);
        }
        (void)printf("\n");
        before = took;
        hashes_before = hashes;
    }
}

int main(void)
{
    struct ll_arena arena;
    struct ll_crypto *opened = NULL;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_CAP);
    must(ll_crypto_open(&arena, &opened, NULL) == LL_OK, "crypto");
    struct ll_proof_crypto crypto = ll_crypto_for_proof(opened);
    bench_append(opened, &crypto, &arena);
    bench_proofs(&crypto, &arena);
    ll_crypto_close(opened);
    ll_arena_release(&arena);
    return 0;
}
