/* The tree against its definition, written out slowly, for every size up to 300; proofs bent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/crypto.h"
#include "proof/tile.h"

#define SIZE_MAX_TESTED 300
#define LARGE 70000

static struct ll_arena arena;
static struct ll_crypto *opened;
static struct ll_proof_crypto crypto;
static struct ll_tree_hash leaves[LARGE];

static struct ll_tree_hash leaf_of(size_t i)
{
    struct ll_tree_hash hash;
    char text[2] = {(char)(i & 0xffU), (char)(i >> 8U)};
    ll_tree_leaf(&crypto, (struct ll_str){text, sizeof(text)}, &hash);
    return hash;
}

/* MTH of RFC 6962, 2.1. */
static struct ll_tree_hash slow_root(size_t lo, size_t hi)
{
    struct ll_tree_hash hash;
    if (hi - lo == 0) {
        ll_tree_empty(&crypto, &hash);
        return hash;
    }
    if (hi - lo == 1) {
        return leaves[lo];
    }
    size_t k = 1;
    while (2 * k < hi - lo) {
        k *= 2;
    }
    struct ll_tree_hash left = slow_root(lo, lo + k);
    struct ll_tree_hash right = slow_root(lo + k, hi);
    ll_tree_node(&crypto, &left, &right, &hash);
    return hash;
}

/* A reader that computes, and refuses what is not whole within `size`. */
static enum ll_status read_slow(void *ctx, int level, int64_t index, struct ll_tree_hash *ret_hash,
                                struct ll_err *reterr)
{
    size_t width = (size_t)1 << (unsigned)level;
    const size_t *size = ctx;
    assert_true(((size_t)index + 1) * width <= *size);
    (void)reterr;
    *ret_hash = slow_root((size_t)index * width, ((size_t)index + 1) * width);
    return LL_OK;
}

/* One that takes hashes from tiles, as a log does. */
struct tiles {
    struct ll_tree_hash hashes[3][(size_t)LARGE];
    int64_t size;
};

static enum ll_status read_tiles(void *ctx, int level, int64_t index, struct ll_tree_hash *ret_hash,
                                 struct ll_err *reterr)
{
    const struct tiles *tiles = ctx;
    struct ll_tile_place place = ll_tile_place(level, index);
    (void)reterr;
    assert_true(place.first + place.count <= ll_tile_width(place.level, place.index, tiles->size));
    ll_tile_subtree(&crypto, &place, &tiles->hashes[place.level][place.index * LL_TILE_WIDTH],
                    ret_hash);
    return LL_OK;
}

static enum ll_status keep_tile(void *ctx, const struct ll_tile *tile,
                                const struct ll_tree_hash hashes[LL_TILE_WIDTH],
                                const struct ll_tree_hash *root, struct ll_err *reterr)
{
    struct tiles *tiles = ctx;
    (void)reterr;
    assert_int_equal(tile->width, LL_TILE_WIDTH);
    memcpy(&tiles->hashes[tile->level][tile->index * LL_TILE_WIDTH], hashes, LL_TILE_BYTES);
    tiles->hashes[tile->level + 1][tile->index] = *root;
    return LL_OK;
}

static void bend_inclusion(int64_t index, int64_t size, const struct ll_tree_hash *leaf,
                           const struct ll_tree_proof *proof, const struct ll_tree_hash *root)
{
    struct ll_tree_proof bent = *proof;
    struct ll_tree_hash other = *root;
    for (size_t i = 0; i < proof->count; i++) {
        bent.hashes[i].b[i % 32] ^= 1U;
        assert_false(ll_tree_includes(&crypto, index, size, leaf, &bent, root));
        bent = *proof;
    }
    other.b[31] ^= 0x80U;
    assert_false(ll_tree_includes(&crypto, index, size, leaf, proof, &other));
    assert_false(ll_tree_includes(&crypto, -1, size, leaf, proof, root));
    assert_false(ll_tree_includes(&crypto, size, size, leaf, proof, root));
    assert_false(ll_tree_includes(&crypto, index, -size, leaf, proof, root));
    bent.hashes[bent.count++] = *root;
    assert_false(ll_tree_includes(&crypto, index, size, leaf, &bent, root));
    if (proof->count > 0) {
        bent.count = proof->count - 1;
        assert_false(ll_tree_includes(&crypto, index, size, leaf, &bent, root));
    }
    if (size > 1) {
        int64_t beside = index ^ 1;
        assert_false(beside < size && ll_tree_includes(&crypto, beside, size, leaf, proof, root));
    }
}

static void every_inclusion(void **state)
{
    (void)state;
    for (size_t size = 1; size <= SIZE_MAX_TESTED; size += size < 70 ? 1 : 23) {
        struct ll_tree_reader reader = {read_slow, &size};
        struct ll_tree_hash root;
        assert_int_equal(ll_tree_root(&crypto, &reader, (int64_t)size, &root, NULL), LL_OK);
        struct ll_tree_hash expected = slow_root(0, size);
        assert_true(ll_tree_hash_eq(&root, &expected));
        for (size_t i = 0; i < size; i++) {
            struct ll_tree_proof proof;
            assert_int_equal(
                ll_tree_prove_inclusion(&crypto, &reader, (int64_t)i, (int64_t)size, &proof, NULL),
                LL_OK);
            assert_true(
                ll_tree_includes(&crypto, (int64_t)i, (int64_t)size, &leaves[i], &proof, &root));
            bend_inclusion((int64_t)i, (int64_t)size, &leaves[i], &proof, &root);
        }
    }
}

static void bend_extension(int64_t old_size, const struct ll_tree_hash *old_root, int64_t size,
                           const struct ll_tree_hash *root, const struct ll_tree_proof *proof)
{
    struct ll_tree_proof bent = *proof;
    struct ll_tree_hash other = *old_root;
    for (size_t i = 0; i < proof->count; i++) {
        bent.hashes[i].b[(i + 7) % 32] ^= 4U;
        assert_false(ll_tree_extends(&crypto, old_size, old_root, size, root, &bent));
        bent = *proof;
    }
    other.b[0] ^= 1U;
    assert_false(ll_tree_extends(&crypto, old_size, &other, size, root, proof));
    if (old_size > 0 && old_size < size) {
        assert_false(ll_tree_extends(&crypto, size, root, old_size, old_root, proof));
        assert_false(ll_tree_extends(&crypto, old_size, old_root, size, &other, proof));
    }
    bent.hashes[bent.count++] = *root;
    assert_false(ll_tree_extends(&crypto, old_size, old_root, size, root, &bent));
    if (proof->count > 0) {
        bent.count = proof->count - 1;
        assert_false(ll_tree_extends(&crypto, old_size, old_root, size, root, &bent));
    }
}

static void every_extension(void **state)
{
    (void)state;
    for (size_t size = 0; size <= 140; size += size < 40 ? 1 : 9) {
        struct ll_tree_reader reader = {read_slow, &size};
        struct ll_tree_hash root = slow_root(0, size);
        for (size_t old = 0; old <= size; old++) {
            struct ll_tree_hash old_root = slow_root(0, old);
            struct ll_tree_proof proof;
            assert_int_equal(ll_tree_prove_extension(&crypto, &reader, (int64_t)old, (int64_t)size,
                                                     &proof, NULL),
                             LL_OK);
            assert_true(
                ll_tree_extends(&crypto, (int64_t)old, &old_root, (int64_t)size, &root, &proof));
            bend_extension((int64_t)old, &old_root, (int64_t)size, &root, &proof);
        }
    }
}

static void sizes_are_bounded(void **state)
{
    struct ll_tree_proof proof = {.count = LL_TREE_PROOF_MAX + 1};
    size_t size = 4;
    struct ll_tree_reader reader = {read_slow, &size};
    struct ll_tree_hash root = slow_root(0, 4);
    (void)state;
    assert_false(ll_tree_includes(&crypto, 0, INT64_MAX, &root, &proof, &root));
    assert_false(ll_tree_extends(&crypto, 1, &root, INT64_MAX, &root, &proof));
    assert_false(ll_tree_extends(&crypto, -1, &root, 4, &root, &proof));
    assert_int_equal(ll_tree_prove_inclusion(&crypto, &reader, 4, 4, &proof, NULL), LL_EINVAL);
    assert_int_equal(ll_tree_prove_inclusion(&crypto, &reader, 0, 0, &proof, NULL), LL_EINVAL);
    assert_int_equal(ll_tree_prove_inclusion(&crypto, &reader, -1, 4, &proof, NULL), LL_EINVAL);
    assert_int_equal(ll_tree_prove_extension(&crypto, &reader, 5, 4, &proof, NULL), LL_EINVAL);
    assert_int_equal(ll_tree_root(&crypto, &reader, -1, &root, NULL), LL_EINVAL);
}

/* The example of C2SP tlog-tiles: 70,000 entries are 273 tiles and 112 hashes, 1 and 17, 1. */
static void grown_by_tiles(void **state)
{
    static struct tiles tiles;
    static struct ll_tile_edge edge;
    struct ll_tile_sink sink = {keep_tile, &tiles};
    struct ll_tree_hash root;
    (void)state;
    ll_tile_edge_init(&edge);
    for (size_t i = 0; i < LARGE; i++) {
        assert_int_equal(ll_tile_edge_append(&crypto, &edge, &leaves[i], &sink, NULL), LL_OK);
        if (i < 600 || i % 9973 == 0) {
            struct ll_tree_hash expected = slow_root(0, i + 1);
            ll_tile_edge_root(&crypto, &edge, &root);
            assert_true(ll_tree_hash_eq(&root, &expected));
        }
    }
    assert_int_equal(edge.width[0], 112);
    assert_int_equal(edge.width[1], 17);
    assert_int_equal(edge.width[2], 1);
    for (int level = 0; level < 3; level++) {
        int64_t from = ll_tile_hashes(level, LARGE) / LL_TILE_WIDTH * LL_TILE_WIDTH;
        memcpy(&tiles.hashes[level][from], edge.hashes[level],
               (size_t)edge.width[level] * LL_DIGEST_SIZE);
    }
    tiles.size = LARGE;
    struct ll_tree_reader reader = {read_tiles, &tiles};
    struct ll_tree_hash same;
    ll_tile_edge_root(&crypto, &edge, &root);
    assert_int_equal(ll_tree_root(&crypto, &reader, LARGE, &same, NULL), LL_OK);
    assert_true(ll_tree_hash_eq(&root, &same));
    for (int64_t i = 0; i < LARGE; i += 997) {
        struct ll_tree_proof proof;
        assert_int_equal(ll_tree_prove_inclusion(&crypto, &reader, i, LARGE, &proof, NULL), LL_OK);
        assert_true(ll_tree_includes(&crypto, i, LARGE, &leaves[i], &proof, &root));
        struct ll_tree_hash old = slow_root(0, (size_t)i);
        assert_int_equal(ll_tree_prove_extension(&crypto, &reader, i, LARGE, &proof, NULL), LL_OK);
        assert_true(ll_tree_extends(&crypto, i, &old, LARGE, &root, &proof));
    }
}

static void widths(void **state)
{
    (void)state;
    assert_int_equal(ll_tile_width(0, 272, 70000), 256);
    assert_int_equal(ll_tile_width(0, 273, 70000), 112);
    assert_int_equal(ll_tile_width(0, 274, 70000), 0);
    assert_int_equal(ll_tile_width(1, 0, 70000), 256);
    assert_int_equal(ll_tile_width(1, 1, 70000), 17);
    assert_int_equal(ll_tile_width(2, 0, 70000), 1);
    assert_int_equal(ll_tile_width(3, 0, 70000), 0);
    assert_int_equal(ll_tile_width(7, 0, LL_TREE_SIZE_MAX), 31);
    assert_int_equal(ll_tile_width(LL_TILE_ENTRIES, 273, 70000), 112);
    assert_int_equal(ll_tile_width(0, 0, 0), 0);
    assert_int_equal(ll_tile_width(0, -1, 70000), 0);
    assert_int_equal(ll_tile_width(0, 1, 256), 0);
}

static void paths(void **state)
{
    static const struct {
        struct ll_tile tile;
        const char *path;
    } known[] = {
        {{0, 0, 256}, "tile/0/000"},
        {{0, 273, 112}, "tile/0/273.p/112"},
        {{3, 1234067, 256}, "tile/3/x001/x234/067"},
        {{1, 1000, 1}, "tile/1/x001/000.p/1"},
        {{LL_TILE_ENTRIES, 999, 255}, "tile/entries/999.p/255"},
        {{LL_TILE_ENTRIES, LL_TREE_SIZE_MAX, 256},
         "tile/entries/x002/x305/x843/x009/x213/x693/951"},
    };
    static const char *const refused[] = {
        "",
        "tile/0",
        "tile/0/",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/x001",
        "tile/0/x001/x002",
        "tile/0/001/002",
        "tile/8/000",
        "tile/00/000",
        "tile/10/000",
        "tile/-1/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000/",
        "/tile/0/000",
        "tile//000",
        "tile/entries/abc",
        "tile/Entries/000",
        "tile/0/x999/x999/x999/x999/x999/x999/x999",
        "tile/0/x002/x305/x843/x009/x213/x693/951/000",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        char path[LL_TILE_PATH_MAX];
        struct ll_tile tile;
        assert_int_equal(ll_tile_path(&known[i].tile, path), strlen(known[i].path));
        assert_string_equal(path, known[i].path);
        assert_int_equal(ll_tile_parse(ll_str_from_cstr(path), &tile), LL_OK);
        assert_int_equal(tile.level, known[i].tile.level);
        assert_int_equal(tile.index, known[i].tile.index);
        assert_int_equal(tile.width, known[i].tile.width);
    }
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct ll_tile tile;
        if (ll_tile_parse(ll_str_from_cstr(refused[i]), &tile) != LL_EPARSE) {
            fail_msg("'%s' was taken for a tile", refused[i]);
        }
    }
}

static void bundles(void **state)
{
    struct ll_strbuf out;
    struct ll_str text;
    struct ll_str entry;
    char *long_entry = ll_arena_alloc(&arena, LL_ENTRY_BYTES_MAX + 1, 1);
    (void)state;
    ll_strbuf_init(&out, &arena, 1U << 20U);
    ll_bundle_put(&out, LL_STR("one"));
    ll_bundle_put(&out, LL_STR(""));
    ll_bundle_put(&out, (struct ll_str){long_entry, LL_ENTRY_BYTES_MAX});
    assert_int_equal(ll_strbuf_finish(&out, &text, NULL), LL_OK);
    struct ll_str rest = text;
    assert_int_equal(ll_bundle_next(&rest, &entry), LL_OK);
    assert_true(ll_str_eq_cstr(entry, "one"));
    assert_int_equal(ll_bundle_next(&rest, &entry), LL_OK);
    assert_int_equal(entry.len, 0);
    assert_int_equal(ll_bundle_next(&rest, &entry), LL_OK);
    assert_int_equal(entry.len, LL_ENTRY_BYTES_MAX);
    assert_int_equal(ll_bundle_next(&rest, &entry), LL_EEND);
    for (size_t cut = 1; cut < 5; cut++) {
        rest = ll_str_sub(text, 0, cut);
        assert_int_equal(ll_bundle_next(&rest, &entry), LL_EPARSE);
    }
    ll_bundle_put(&out, (struct ll_str){long_entry, LL_ENTRY_BYTES_MAX + 1});
    assert_int_equal(ll_strbuf_finish(&out, &text, NULL), LL_ELIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_inclusion),
        cmocka_unit_test(every_extension),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(grown_by_tiles),
        cmocka_unit_test(widths),
        cmocka_unit_test(paths),
        cmocka_unit_test(bundles),
    };
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)16 << 20);
    if (ll_crypto_open(&arena, &opened, NULL) != LL_OK) {
        return 1;
    }
    crypto = ll_crypto_for_proof(opened);
    for (size_t i = 0; i < LARGE; i++) {
        leaves[i] = leaf_of(i);
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    ll_crypto_close(opened);
    ll_arena_release(&arena);
    return failed;
}
