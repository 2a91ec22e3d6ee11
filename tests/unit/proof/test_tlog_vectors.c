/* Published vectors: RFC 6962 proofs, a real log of tiles, the example of signed notes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "crypto/crypto.h"
#include "proof/base64.h"
#include "proof/checkpoint.h"
#include "proof/tile.h"
#include "support/shared_data.h"

#define FOLDER "traceability/tlog/"
#define BYTES_MAX ((size_t)1 << 20)

static struct ll_arena arena;
static struct ll_proof_crypto crypto;

static struct ll_str sample(const char *name)
{
    const char *path = ll_test_shared_path(&arena, name);
    if (path == NULL) {
        skip();
    }
    struct ll_str text = ll_test_read_file(&arena, path);
    assert_non_null(text.ptr);
    return text;
}

/* Of 32 bytes, or the case is refused for that. */
static bool hash_of(const struct ll_json *value, struct ll_tree_hash *ret_hash)
{
    uint8_t bytes[256];
    size_t count = 0;
    if (ll_base64_decode(LL_BASE64_STANDARD, ll_json_string(value), sizeof(bytes), bytes, &count) !=
            LL_OK ||
        count != sizeof(ret_hash->b)) {
        return false;
    }
    memcpy(ret_hash->b, bytes, sizeof(ret_hash->b));
    return true;
}

static bool proof_of(const struct ll_json *value, struct ll_tree_proof *ret_proof)
{
    ret_proof->count = 0;
    if (value == NULL || value->type == LL_JSON_NULL) {
        return true;
    }
    if (value->count > LL_TREE_PROOF_MAX) {
        return false;
    }
    for (size_t i = 0; i < value->count; i++) {
        if (!hash_of(&value->items[i], &ret_proof->hashes[ret_proof->count++])) {
            return false;
        }
    }
    return true;
}

/* Sizes above 2^53 are no integers in JSON, and of no log of ours. */
static int64_t number_of(const struct ll_json *value)
{
    return value != NULL && value->type == LL_JSON_NUMBER && value->is_integer ? value->integer
                                                                               : -1;
}

static bool inclusion_ok(const struct ll_json *c)
{
    struct ll_tree_hash root;
    struct ll_tree_hash leaf;
    struct ll_tree_proof proof;
    return hash_of(ll_json_get(c, "root"), &root) && hash_of(ll_json_get(c, "leafHash"), &leaf) &&
           proof_of(ll_json_get(c, "proof"), &proof) &&
           ll_tree_includes(&crypto, number_of(ll_json_get(c, "leafIdx")),
                            number_of(ll_json_get(c, "treeSize")), &leaf, &proof, &root);
}

static bool consistency_ok(const struct ll_json *c)
{
    struct ll_tree_hash old_root;
    struct ll_tree_hash root;
    struct ll_tree_proof proof;
    return hash_of(ll_json_get(c, "root1"), &old_root) && hash_of(ll_json_get(c, "root2"), &root) &&
           proof_of(ll_json_get(c, "proof"), &proof) &&
           ll_tree_extends(&crypto, number_of(ll_json_get(c, "size1")), &old_root,
                           number_of(ll_json_get(c, "size2")), &root, &proof);
}

static size_t run_folder(const char *folder, bool (*is_ok)(const struct ll_json *c))
{
    char path[256];
    size_t count = 0;
    (void)snprintf(path, sizeof(path), FOLDER "merkle/%s", folder);
    const char *found = ll_test_shared_path(&arena, path);
    if (found == NULL) {
        skip();
    }
    const char **names = ll_test_list_folder(&arena, found, "", &count);
    assert_non_null(names);
    size_t run = 0;
    for (size_t i = 0; i < count; i++) {
        struct ll_json *c = NULL;
        (void)snprintf(path, sizeof(path), FOLDER "merkle/%s/%s", folder, names[i]);
        if (!ll_str_ends(ll_str_from_cstr(names[i]), LL_STR(".json"))) {
            continue;
        }
        assert_int_equal(ll_json_read(&arena, sample(path), BYTES_MAX, &c, NULL), LL_OK);
        /* That library refuses this one by a policy of its own; RFC 9162 takes it. */
        bool policy = ll_str_eq_cstr(ll_str_from_cstr(names[i]),
                                     "sizes-are-equal-zero-and-proof-is-empty.json");
        bool wanted = policy || ll_json_get(c, "wantErr")->type == LL_JSON_FALSE;
        if (is_ok(c) != wanted) {
            fail_msg("%s", path);
        }
        run++;
    }
    return run;
}

static void rfc6962_inclusion(void **state)
{
    (void)state;
    assert_true(run_folder("inclusion/0", inclusion_ok) >= 13);
    assert_true(run_folder("inclusion/1", inclusion_ok) >= 13);
    assert_true(run_folder("inclusion/2", inclusion_ok) >= 13);
    assert_true(run_folder("inclusion/single-entry", inclusion_ok) >= 4);
}

static void rfc6962_consistency(void **state)
{
    (void)state;
    assert_true(run_folder("consistency/0", consistency_ok) >= 1);
    assert_true(run_folder("consistency/1", consistency_ok) >= 13);
    assert_true(run_folder("consistency/2", consistency_ok) >= 13);
}

static void signed_note_example(void **state)
{
    struct ll_note note;
    struct ll_note_key key;
    (void)state;
    struct ll_str vkey = ll_str_trim(sample(FOLDER "signed-note/example.vkey"));
    assert_int_equal(ll_note_key_parse(&crypto, vkey, &key, NULL), LL_OK);
    assert_int_equal(ll_note_parse(sample(FOLDER "signed-note/example.note"), &note, NULL), LL_OK);
    assert_int_equal(ll_note_check(&crypto, &note, &key, NULL, NULL), LL_OK);
}

/* Every checkpoint of the log from its bundles and from its tiles, and each extends the last. */
static void a_real_log(void **state)
{
    struct ll_tile_edge *edge = LL_NEW(&arena, struct ll_tile_edge);
    struct ll_note_key key;
    struct ll_tree_hash leaves[8];
    struct ll_str bundle = sample(FOLDER "tessera-log/tile/entries/000.p/8");
    struct ll_str vkey = ll_str_trim(sample(FOLDER "tessera-log/vkey.txt"));
    struct ll_str entry;
    (void)state;
    assert_int_equal(ll_note_key_parse(&crypto, vkey, &key, NULL), LL_OK);
    ll_tile_edge_init(edge);
    for (int64_t size = 0; size <= 8; size++) {
        struct ll_note note;
        struct ll_checkpoint checkpoint;
        struct ll_tree_hash root;
        char path[128];
        (void)snprintf(path, sizeof(path), FOLDER "tessera-log/checkpoint.%d", (int)size);
        assert_int_equal(ll_checkpoint_open(&crypto, sample(path), &key, &note, &checkpoint, NULL),
                         LL_OK);
        assert_int_equal(checkpoint.size, size);
        if (size > 0) {
            (void)snprintf(path, sizeof(path), FOLDER "tessera-log/tile/0/000.p/%d", (int)size);
            struct ll_str tile = sample(path);
            assert_int_equal(ll_bundle_next(&bundle, &entry), LL_OK);
            ll_tree_leaf(&crypto, entry, &leaves[size - 1]);
            assert_int_equal(ll_tile_edge_append(&crypto, edge, &leaves[size - 1], NULL, NULL),
                             LL_OK);
            assert_int_equal(tile.len, size * LL_DIGEST_SIZE);
            assert_memory_equal(tile.ptr, leaves, tile.len);
        }
        ll_tile_edge_root(&crypto, edge, &root);
        assert_true(ll_tree_hash_eq(&root, &checkpoint.root));
    }
    assert_int_equal(ll_bundle_next(&bundle, &entry), LL_EEND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc6962_inclusion),
        cmocka_unit_test(rfc6962_consistency),
        cmocka_unit_test(signed_note_example),
        cmocka_unit_test(a_real_log),
    };
    struct ll_crypto *opened = NULL;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    if (ll_crypto_open(&arena, &opened, NULL) != LL_OK) {
        return 1;
    }
    crypto = ll_crypto_for_proof(opened);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    ll_crypto_close(opened);
    ll_arena_release(&arena);
    return failed;
}
