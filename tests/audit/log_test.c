/* The audit's own entries and tree of a log beside those that the sequencer makes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "audit/log.h"
#include "audit/log_tree.h"
#include "service/log_entry.h"
#include "support/random.h"

struct bench {
    struct ll_audit a;
    struct ll_arena arena;
    struct ll_arena scratch;
};

static void open_bench(struct bench *b)
{
    *b = (struct bench){0};
    ll_arena_init(&b->arena, &ll_arena_malloc, (size_t)64 << 20);
    ll_arena_init(&b->scratch, &ll_arena_malloc, (size_t)64 << 20);
    b->a.arena = &b->arena;
    b->a.scratch = &b->scratch;
    assert_int_equal(ll_crypto_open(&b->arena, &b->a.crypto, NULL), LL_OK);
}

static void close_bench(struct bench *b)
{
    assert_int_equal(b->a.status, LL_OK);
    ll_crypto_close(b->a.crypto);
    ll_arena_release(&b->scratch);
    ll_arena_release(&b->arena);
}

/* ---- entries ---- */
#define KIND LL_STR("allocation_run")

static struct ll_str body_of(struct bench *b, int rows, size_t padding)
{
    struct ll_strbuf out;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&out, &b->arena, (size_t)4 << 20);
    ll_strbuf_cstr(&out, "{\"a\":[");
    for (int i = 0; i < rows; i++) {
        ll_strbuf_fmt(&out, "%s[\"%032x\",%d,%d]", i > 0 ? "," : "", (unsigned)i, i, i + 1);
    }
    ll_strbuf_cstr(&out, "],\"b\":\"");
    for (size_t i = 0; i < padding; i++) {
        ll_strbuf_char(&out, 'x');
    }
    ll_strbuf_cstr(&out, "\",\"c\":[],\"d\":[[1,2],[3,4]]}");
    assert_int_equal(ll_strbuf_finish(&out, &text, NULL), LL_OK);
    return text;
}

static struct ll_log_entries entries_of(struct bench *b, struct ll_str body)
{
    struct ll_log_entries entries;
    assert_int_equal(ll_log_entries(&b->arena, KIND, body, &entries, NULL), LL_OK);
    return entries;
}

/* Are these the entries of that body? */
static bool are_of(struct bench *b, struct ll_str body, const struct ll_log_entries *entries)
{
    struct ll_log_parts parts;
    bool good = true;
    ll_arena_reset(&b->scratch);
    ll_log_parts_begin(&b->a, KIND, body, &parts);
    for (size_t i = 0; i < entries->count; i++) {
        good = ll_log_parts_take(&b->a, &parts, entries->texts[i]) && good;
    }
    return ll_log_parts_done(&parts) && good;
}

/* Where one entry ends and several begin, to the byte. */
static void at_the_limit(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    size_t several = 0;
    size_t room = LL_LOG_ENTRY_BYTES_MAX - body_of(&b, 900, 0).len - KIND.len -
                  strlen("{\"body\":,\"kind\":\"\",\"v\":1}");
    for (size_t padding = room - 5; padding <= room + 5; padding++) {
        struct ll_str body = body_of(&b, 900, padding);
        struct ll_log_entries entries = entries_of(&b, body);
        assert_int_equal(entries.count == 1, padding <= room);
        assert_true(are_of(&b, body, &entries));
        several += entries.count > 1 ? 1 : 0;
    }
    assert_int_equal(several, 5);
    close_bench(&b);
}

static void parts_of_another(void **state)
{
    (void)state;
    struct bench b;
    struct ll_test_random random = ll_test_random_begin();
    open_bench(&b);
    struct ll_str body = body_of(&b, 4000, 7);
    struct ll_log_entries entries = entries_of(&b, body);
    assert_true(entries.count > 3);
    assert_true(are_of(&b, body, &entries));
    /* One too few, one again, two in each other's place, one of another body. */
    struct ll_log_entries fewer = {entries.count - 1, entries.texts};
    assert_false(are_of(&b, body, &fewer));
    fewer.texts++;
    assert_false(are_of(&b, body, &fewer));
    struct ll_str *texts = LL_NEW_ARRAY(&b.arena, struct ll_str, entries.count + 1);
    assert_non_null(texts);
    memcpy(texts, entries.texts, entries.count * sizeof(texts[0]));
    texts[entries.count] = texts[entries.count - 1];
    assert_false(are_of(&b, body, &(struct ll_log_entries){entries.count + 1, texts}));
    texts[0] = entries.texts[1];
    texts[1] = entries.texts[0];
    assert_false(are_of(&b, body, &(struct ll_log_entries){entries.count, texts}));
    struct ll_log_entries others = entries_of(&b, body_of(&b, 4001, 7));
    assert_false(are_of(&b, body, &others));
    /* Any byte. */
    for (int i = 0; i < 300; i++) {
        size_t which = (size_t)ll_test_random_below(&random, entries.count);
        memcpy(texts, entries.texts, entries.count * sizeof(texts[0]));
        char *text = ll_str_to_cstr(&b.arena, texts[which]);
        size_t at = (size_t)ll_test_random_below(&random, texts[which].len);
        text[at] = text[at] == '7' ? '8' : '7';
        texts[which] = ll_str_from_cstr(text);
        assert_false(are_of(&b, body, &(struct ll_log_entries){entries.count, texts}));
    }
    /* What fits into one entry is one, and what is no JSON is in none. */
    struct ll_str small = LL_STR("{\"lot\":\"ab\"}");
    struct ll_str cut = LL_STR(
        "{\"body\":{\"lot\":\"ab\"},\"kind\":\"allocation_run\",\"part\":0,\"parts\":2,\"v\":1}");
    assert_false(are_of(&b, small, &(struct ll_log_entries){1, &cut}));
    assert_false(are_of(&b, ll_str_sub(body, 0, body.len - 1), &entries));
    close_bench(&b);
}

/* ---- the tree ---- */
struct tiles {
    struct ll_audit *a;
    struct ll_vec *own; /* [LL_TILE_LEVELS] */
    int64_t count;
};

static enum ll_status compare_tile(void *ctx, const struct ll_tile *tile,
                                   const struct ll_tree_hash hashes[LL_TILE_WIDTH],
                                   const struct ll_tree_hash *root, struct ll_err *reterr)
{
    struct tiles *tiles = ctx;
    uint8_t digest[LL_DIGEST_SIZE];
    (void)reterr;
    assert_int_equal(tiles->own[tile->level].count, tile->index + 1);
    const struct ll_full_tile *own =
        LL_VEC_AT(&tiles->own[tile->level], struct ll_full_tile, tile->index);
    ll_crypto_sha256(tiles->a->crypto, (struct ll_str){(const char *)hashes, LL_TILE_BYTES},
                     digest);
    assert_memory_equal(own->digest, digest, sizeof(digest));
    assert_true(ll_tree_hash_eq(&own->root, root));
    tiles->count++;
    return LL_OK;
}

static void the_same_tree(void **state)
{
    (void)state;
    static struct ll_log_tree tree;
    static struct ll_tile_edge edge;
    struct bench b;
    struct ll_vec own[LL_TILE_LEVELS] = {0};
    open_bench(&b);
    struct tiles tiles = {&b.a, own, 0};
    const struct ll_tile_sink sink = {compare_tile, &tiles};
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(b.a.crypto);
    ll_tile_edge_init(&edge);
    for (int64_t i = 0; i <= (int64_t)LL_TILE_WIDTH * LL_TILE_WIDTH + LL_TILE_WIDTH; i++) {
        struct ll_tree_hash leaf;
        if (i < 600 || i % 997 == 0 || i % LL_TILE_WIDTH == 0) {
            struct ll_tree_hash root;
            struct ll_tree_hash expected;
            ll_log_tree_root(&b.a, &tree, &root);
            ll_tile_edge_root(&crypto, &edge, &expected);
            assert_true(ll_tree_hash_eq(&root, &expected));
        }
        ll_tree_leaf(&crypto, (struct ll_str){(const char *)&i, sizeof(i)}, &leaf);
        ll_log_tree_append(&b.a, &tree, &leaf, own);
        assert_int_equal(ll_tile_edge_append(&crypto, &edge, &leaf, &sink, NULL), LL_OK);
    }
    assert_int_equal(tiles.count, LL_TILE_WIDTH + 2);
    close_bench(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_the_limit),
        cmocka_unit_test(parts_of_another),
        cmocka_unit_test(the_same_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
