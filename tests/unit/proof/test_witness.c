/* Requests to witnesses: read, judged, refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/crypto.h"
#include "proof/witness.h"

#define ORIGIN "log.example/one"
#define LEAVES 12
#define BYTES_MAX ((size_t)1 << 16)

static struct ll_arena arena;
static struct ll_proof_crypto crypto;
static struct ll_sign_key secret;
static struct ll_note_key keys[2]; /* another log's, this log's */
static struct ll_tree_hash leaves[LEAVES];

static enum ll_status read_leaves(void *ctx, int level, int64_t index,
                                  struct ll_tree_hash *ret_hash, struct ll_err *reterr)
{
    struct ll_tree_hash scratch[LEAVES];
    size_t count = (size_t)1 << (unsigned)level;
    (void)ctx;
    (void)reterr;
    memcpy(scratch, leaves + (size_t)index * count, count * sizeof(leaves[0]));
    ll_tree_fold(&crypto, scratch, count, ret_hash);
    return LL_OK;
}
static const struct ll_tree_reader reader = {read_leaves, NULL};

static struct ll_tree_hash root_of(int64_t size)
{
    struct ll_tree_hash root;
    assert_int_equal(ll_tree_root(&crypto, &reader, size, &root, NULL), LL_OK);
    return root;
}

static struct ll_str finish(struct ll_strbuf *out)
{
    struct ll_str text;
    assert_int_equal(ll_strbuf_finish(out, &text, NULL), LL_OK);
    return text;
}

static struct ll_str note_of(int64_t size, const struct ll_tree_hash *root)
{
    struct ll_checkpoint checkpoint = {LL_STR(ORIGIN), size, *root, LL_STR("")};
    struct ll_signature signature;
    struct ll_strbuf out;
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_checkpoint_put(&out, &checkpoint);
    struct ll_str text = finish(&out);
    ll_sign(&secret, text, &signature);
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_strbuf_str(&out, text);
    ll_strbuf_char(&out, '\n');
    ll_note_put_signature(&out, &keys[1], 0, &signature);
    return finish(&out);
}

static struct ll_str request_of(int64_t old_size, int64_t size)
{
    struct ll_witness_request request = {.old_size = old_size};
    struct ll_tree_hash root = root_of(size);
    struct ll_strbuf out;
    request.note = note_of(size, &root);
    if (old_size > 0 && old_size < size) {
        assert_int_equal(
            ll_tree_prove_extension(&crypto, &reader, old_size, size, &request.proof, NULL), LL_OK);
    }
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_witness_request_put(&out, &request);
    return finish(&out);
}

/* The witness cosigned `size` entries under `root` last. */
static enum ll_witness_reason answer(struct ll_str text, int64_t size, struct ll_tree_hash root)
{
    struct ll_witness_opened opened;
    struct ll_err problem = {0};
    enum ll_witness_reason reason = ll_witness_open(&crypto, keys, 2, text, &opened, &problem);
    assert_int_equal(reason == LL_WITNESS_FORMAT, problem.text[0] != '\0');
    return reason == LL_WITNESS_COSIGNED ? ll_witness_judge(&crypto, &opened, size, &root) : reason;
}

static void every_size_to_every_size(void **state)
{
    (void)state;
    for (int64_t size = 0; size <= LEAVES; size++) {
        for (int64_t old = 0; old <= LEAVES; old++) {
            struct ll_str text = request_of(old, size);
            assert_int_equal(answer(text, old, root_of(old)),
                             old > size ? LL_WITNESS_OLD_SIZE : LL_WITNESS_COSIGNED);
            if (old <= size) {
                assert_int_equal(answer(text, old + 1, root_of(old)), LL_WITNESS_CONFLICT);
                struct ll_tree_hash other = root_of(old);
                other.b[3] ^= 1U;
                assert_int_equal(answer(text, old, other),
                                 old == size ? LL_WITNESS_FORKED : LL_WITNESS_PROOF);
            }
        }
    }
}

static void of_others(void **state)
{
    struct ll_witness_opened opened;
    struct ll_err problem;
    struct ll_str text = request_of(3, 7);
    (void)state;
    assert_int_equal(ll_witness_open(&crypto, keys, 1, text, &opened, &problem), LL_WITNESS_ORIGIN);
    assert_int_equal(ll_witness_open(&crypto, keys, 0, text, &opened, &problem), LL_WITNESS_ORIGIN);
    struct ll_note_key wrong = keys[0];
    wrong.name = keys[1].name;
    assert_int_equal(ll_witness_open(&crypto, &wrong, 1, text, &opened, &problem),
                     LL_WITNESS_SIGNATURE);
    assert_int_equal(ll_witness_open(&crypto, keys, 2, text, &opened, &problem),
                     LL_WITNESS_COSIGNED);
    assert_ptr_equal(opened.log, &keys[1]);
    assert_int_equal(ll_witness_reason_http(LL_WITNESS_CONFLICT), 409);
    assert_string_equal(ll_witness_reason_code(LL_WITNESS_PROOF), "proof");
}

/* Each bit of a request is needed: none of its letters can be another, none left out. */
static void bent_and_cut(void **state)
{
    struct ll_str text = request_of(3, 7);
    (void)state;
    assert_int_equal(answer(text, 3, root_of(3)), LL_WITNESS_COSIGNED);
    for (size_t i = 0; i < text.len; i++) {
        char *bent = ll_str_to_cstr(&arena, text);
        bent[i] ^= 1;
        assert_int_not_equal(answer((struct ll_str){bent, text.len}, 3, root_of(3)),
                             LL_WITNESS_COSIGNED);
        assert_int_not_equal(answer(ll_str_sub(text, 0, i), 3, root_of(3)), LL_WITNESS_COSIGNED);
    }
}

static void refused_forms(void **state)
{
    static const char *const refused[] = {"",           "old\n\n",    "old 1",         "old 01\n\n",
                                          "old -1\n\n", "old +1\n\n", "old 1\nAA\n\n", "size 1\n\n",
                                          "old 1\r\n\n"};
    struct ll_tree_hash root = root_of(1);
    struct ll_strbuf out;
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_int_equal(answer(ll_str_from_cstr(refused[i]), 0, root), LL_WITNESS_FORMAT);
    }
    for (size_t count = 63; count <= 64; count++) {
        struct ll_witness_request request = {.old_size = 1, .note = note_of(1, &root)};
        request.proof.count = count;
        ll_strbuf_init(&out, &arena, BYTES_MAX);
        ll_witness_request_put(&out, &request);
        assert_int_equal(answer(finish(&out), 1, root),
                         count == 63 ? LL_WITNESS_PROOF : LL_WITNESS_FORMAT);
    }
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_strbuf_str(&out, request_of(0, 1));
    while (out.len <= LL_WITNESS_REQUEST_BYTES_MAX) {
        ll_strbuf_char(&out, '\n');
    }
    assert_int_equal(answer(finish(&out), 0, root), LL_WITNESS_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_to_every_size),
        cmocka_unit_test(of_others),
        cmocka_unit_test(bent_and_cut),
        cmocka_unit_test(refused_forms),
    };
    struct ll_crypto *opened = NULL;
    struct ll_sign_key other;
    const uint8_t seeds[2][LL_SEED_SIZE] = {{1}, {2}};
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)256 << 20);
    if (ll_crypto_open(&arena, &opened, NULL) != LL_OK) {
        return 1;
    }
    crypto = ll_crypto_for_proof(opened);
    ll_sign_key_from_seed(seeds[0], &other);
    ll_sign_key_from_seed(seeds[1], &secret);
    ll_note_key_make(&crypto, LL_STR("log.example/other"), LL_NOTE_ED25519, &other.public_key,
                     &keys[0]);
    ll_note_key_make(&crypto, LL_STR(ORIGIN), LL_NOTE_ED25519, &secret.public_key, &keys[1]);
    for (size_t i = 0; i < LEAVES; i++) {
        char entry = (char)('a' + i);
        ll_tree_leaf(&crypto, (struct ll_str){&entry, 1}, &leaves[i]);
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    ll_crypto_close(opened);
    ll_arena_release(&arena);
    return failed;
}
