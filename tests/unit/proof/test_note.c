/* Notes, checkpoints, cosignatures and proofs of inclusion: made and read back, and refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/crypto.h"
#include "proof/base64.h"
#include "proof/checkpoint.h"

#define ORIGIN "log.example/one"
#define BYTES_MAX ((size_t)1 << 20)

static struct ll_arena arena;
static struct ll_proof_crypto crypto;
static struct ll_sign_key log_secret;
static struct ll_note_key log_key;
static struct ll_sign_key witness_secrets[3];
static struct ll_note_key witness_keys[3];
static const char *const witness_names[] = {"witness.example/a", "witness.example/b",
                                            "witness.example/c"};

static struct ll_str finish(struct ll_strbuf *out)
{
    struct ll_str text;
    assert_int_equal(ll_strbuf_finish(out, &text, NULL), LL_OK);
    return text;
}

static struct ll_str checkpoint_text(int64_t size, const struct ll_tree_hash *root)
{
    struct ll_strbuf out;
    struct ll_checkpoint checkpoint = {LL_STR(ORIGIN), size, *root, LL_STR("")};
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_checkpoint_put(&out, &checkpoint);
    return finish(&out);
}

/* Signed by the log and by the witnesses whose bits are set, witness i at time 1000 - i. */
static struct ll_str sign_note(struct ll_str text, unsigned witnesses)
{
    struct ll_strbuf out;
    struct ll_signature signature;
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_strbuf_str(&out, text);
    ll_strbuf_char(&out, '\n');
    ll_sign(&log_secret, text, &signature);
    ll_note_put_signature(&out, &log_key, 0, &signature);
    for (unsigned i = 0; i < 3; i++) {
        struct ll_strbuf message;
        if ((witnesses >> i & 1U) == 0) {
            continue;
        }
        ll_strbuf_init(&message, &arena, BYTES_MAX);
        ll_cosigned_message(&message, 1000 - (int64_t)i, text);
        ll_sign(&witness_secrets[i], finish(&message), &signature);
        ll_note_put_signature(&out, &witness_keys[i], 1000 - (int64_t)i, &signature);
    }
    return finish(&out);
}

static struct ll_str joined(const char *a, struct ll_str b)
{
    struct ll_strbuf out;
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_strbuf_cstr(&out, a);
    ll_strbuf_str(&out, b);
    return finish(&out);
}

static struct ll_tree_hash leaf_of(const char *text)
{
    struct ll_tree_hash hash;
    ll_tree_leaf(&crypto, ll_str_from_cstr(text), &hash);
    return hash;
}

static void keys_as_text(void **state)
{
    struct ll_strbuf out;
    struct ll_note_key key;
    (void)state;
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_note_key_put(&out, &witness_keys[0]);
    struct ll_str text = finish(&out);
    assert_int_equal(ll_note_key_parse(&crypto, text, &key, NULL), LL_OK);
    assert_int_equal(key.type, LL_NOTE_COSIGNATURE);
    assert_true(ll_str_eq(key.name, witness_keys[0].name));
    assert_memory_equal(key.id, witness_keys[0].id, sizeof(key.id));
    assert_memory_equal(key.key.b, witness_keys[0].key.b, sizeof(key.key.b));
    for (size_t i = 0; i < text.len; i++) {
        char *bent = ll_str_to_cstr(&arena, text);
        bent[i] ^= 1;
        assert_int_not_equal(ll_note_key_parse(&crypto, ll_str_from_cstr(bent), &key, NULL), LL_OK);
        assert_int_not_equal(ll_note_key_parse(&crypto, ll_str_sub(text, 0, i), &key, NULL), LL_OK);
    }
}

static void refused_notes(void **state)
{
    static const char *const refused[] = {
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\n\n",
        "text\n\n— a AAAAAAA=",
        "text\n\n- a AAAAAAA=\n",
        "text\n\n—a AAAAAAA=\n",
        "text\n\n—  AAAAAAA=\n",
        "text\n\n— a\n",
        "text\n\n— a AAAA\n",      /* no four bytes and more */
        "text\n\n— a AAAAAAB=\n",  /* unused bits */
        "text\n\n— a AAAAAAA\n",   /* no padding */
        "text\n\n— a AAAAAAA= \n", /* a blank after */
        "text\n\n— a+b AAAAAAA=\n",
        "text\n\n— a\xc2\xa0 AAAAAAA=\n",
        "text\n\n— a AAAAAAA=\n— b\n",
        "te\txt\n\n— a AAAAAAA=\n",
        "te\rxt\n\n— a AAAAAAA=\n",
        "te\xffxt\n\n— a AAAAAAA=\n",
        "text\n\n— a AAAAAAA=\n\n",
    };
    struct ll_note note;
    struct ll_err err;
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (ll_note_parse(ll_str_from_cstr(refused[i]), &note, &err) != LL_EPARSE) {
            fail_msg("note %zu was taken: '%s'", i, refused[i]);
        }
        assert_true(err.text[0] != '\0');
    }
    assert_int_equal(ll_note_parse(LL_STR("a\n\nb\n\n— a AAAAAAA=\n"), &note, &err), LL_OK);
    assert_true(ll_str_eq_cstr(note.text, "a\n\nb\n"));
}

static void notes_are_limited(void **state)
{
    struct ll_strbuf out;
    struct ll_note note;
    (void)state;
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_strbuf_cstr(&out, "text\n\n");
    for (int i = 0; i < LL_NOTE_SIGNATURES_MAX; i++) {
        ll_strbuf_cstr(&out, "— a AAAAAAA=\n");
    }
    assert_int_equal(ll_note_parse(finish(&out), &note, NULL), LL_OK);
    ll_strbuf_cstr(&out, "— a AAAAAAA=\n");
    assert_int_equal(ll_note_parse(finish(&out), &note, NULL), LL_ELIMIT);
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    for (size_t i = 0; i <= LL_NOTE_BYTES_MAX; i++) {
        ll_strbuf_char(&out, '\n');
    }
    assert_int_equal(ll_note_parse(finish(&out), &note, NULL), LL_ELIMIT);
}

static void signatures(void **state)
{
    struct ll_tree_hash root = leaf_of("root");
    struct ll_str text = checkpoint_text(7, &root);
    struct ll_str signed_note = sign_note(text, 5U);
    struct ll_note note;
    struct ll_checkpoint checkpoint;
    int64_t time_s = -1;
    (void)state;
    assert_int_equal(ll_checkpoint_open(&crypto, signed_note, &log_key, &note, &checkpoint, NULL),
                     LL_OK);
    assert_int_equal(checkpoint.size, 7);
    assert_true(ll_tree_hash_eq(&checkpoint.root, &root));
    assert_int_equal(note.count, 3);
    assert_int_equal(ll_note_check(&crypto, &note, &witness_keys[2], &time_s, NULL), LL_OK);
    assert_int_equal(time_s, 998);
    assert_int_equal(ll_note_check(&crypto, &note, &witness_keys[1], &time_s, NULL), LL_ENOTFOUND);
    for (size_t i = 0; i < signed_note.len; i++) {
        char *bent = ll_str_to_cstr(&arena, signed_note);
        bent[i] ^= 1;
        struct ll_str bytes = {bent, signed_note.len};
        enum ll_status log_status =
            ll_checkpoint_open(&crypto, bytes, &log_key, &note, &checkpoint, NULL);
        enum ll_status status = log_status == LL_EPARSE
                                    ? LL_EPARSE
                                    : ll_note_check(&crypto, &note, &witness_keys[2], NULL, NULL);
        enum ll_status other = log_status == LL_EPARSE
                                   ? LL_EPARSE
                                   : ll_note_check(&crypto, &note, &witness_keys[0], NULL, NULL);
        assert_false(log_status == LL_OK && status == LL_OK && other == LL_OK);
    }
}

static void cosigned_texts_are_limited(void **state)
{
    struct ll_strbuf out;
    struct ll_note note;
    (void)state;
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    for (int i = 0; i <= LL_COSIGNED_TEXT_MAX; i++) {
        ll_strbuf_char(&out, 'a');
    }
    ll_strbuf_char(&out, '\n');
    struct ll_str bytes = sign_note(finish(&out), 1U);
    assert_int_equal(ll_note_parse(bytes, &note, NULL), LL_OK);
    assert_int_equal(ll_note_check(&crypto, &note, &witness_keys[0], NULL, NULL), LL_ELIMIT);
    assert_int_equal(ll_note_check(&crypto, &note, &log_key, NULL, NULL), LL_OK);
}

static void refused_checkpoints(void **state)
{
    static const char root[] = "gy5gl3aksFyiCO95a/1vLXz88A3dRq+0l9Sxte8ZqZQ=";
    static const char *const before[] = {"",
                                         "\n5\n",
                                         "a\n\n",
                                         "a\n05\n",
                                         "a\n-0\n",
                                         "a\n-5\n",
                                         "a\n+5\n",
                                         "a\n5 \n",
                                         "a\n 5\n",
                                         "a\n9223372036854775808\n",
                                         "a\n4611686018427387904\n"};
    static const char *const after_root[] = {"", "\n\n", "\nmore", "\nmore\n\n", "A\n", " \n"};
    struct ll_checkpoint checkpoint;
    (void)state;
    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
        struct ll_str text = joined(before[i], joined(root, LL_STR("\n")));
        assert_int_equal(ll_checkpoint_parse(text, &checkpoint, NULL), LL_EPARSE);
    }
    for (size_t i = 0; i < sizeof(after_root) / sizeof(after_root[0]); i++) {
        struct ll_str text = joined("a\n5\n", joined(root, ll_str_from_cstr(after_root[i])));
        assert_int_equal(ll_checkpoint_parse(text, &checkpoint, NULL), LL_EPARSE);
    }
    struct ll_str good = joined("a\n0\n", joined(root, LL_STR("\nmore\nlines\n")));
    assert_int_equal(ll_checkpoint_parse(good, &checkpoint, NULL), LL_OK);
    assert_true(ll_str_eq_cstr(checkpoint.more, "more\nlines\n"));
}

/* ---- accepting a proof ----------------------------------------------------------------------- */

/* Of the second of two entries. */
static struct ll_str make_proof(unsigned witnesses, struct ll_str extra)
{
    struct ll_tlog_proof proof = {.index = 1, .extra = extra};
    struct ll_tree_hash a = leaf_of("a");
    struct ll_tree_hash b = leaf_of("b");
    struct ll_tree_hash root;
    struct ll_strbuf out;
    ll_tree_node(&crypto, &a, &b, &root);
    proof.proof.count = 1;
    proof.proof.hashes[0] = a;
    proof.checkpoint = sign_note(checkpoint_text(2, &root), witnesses);
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_tlog_proof_put(&out, &proof);
    return finish(&out);
}

static struct ll_tlog_verdict accept(struct ll_str text, const char *entry, size_t quorum)
{
    struct ll_tlog_policy policy = {log_key, witness_keys, 3, quorum};
    struct ll_tree_hash leaf = leaf_of(entry);
    struct ll_tlog_verdict verdict;
    ll_tlog_accept(&crypto, &policy, text, &leaf, &verdict);
    return verdict;
}

static void accepted(void **state)
{
    (void)state;
    struct ll_tlog_verdict verdict = accept(make_proof(0, LL_STR("")), "b", 0);
    assert_int_equal(verdict.reason, LL_TLOG_INCLUDED);
    assert_int_equal(verdict.index, 1);
    assert_int_equal(verdict.size, 2);
    assert_int_equal(verdict.cosigned, 0);
    verdict = accept(make_proof(7U, LL_STR("QQ==")), "b", 2);
    assert_int_equal(verdict.reason, LL_TLOG_INCLUDED);
    assert_int_equal(verdict.cosigned, 3);
    assert_int_equal(verdict.cosigned_at_s, 999); /* of 998, 999, 1000: two had by then */
    assert_int_equal(accept(make_proof(1U, LL_STR("")), "b", 2).reason, LL_TLOG_WITNESSES);
    assert_int_equal(accept(make_proof(0, LL_STR("")), "a", 0).reason, LL_TLOG_NOT_INCLUDED);
}

/* One witness that the policy names twice is one. */
static void a_witness_counts_once(void **state)
{
    const struct ll_note_key twice[] = {witness_keys[0], witness_keys[0]};
    struct ll_tlog_policy policy = {log_key, twice, 2, 2};
    struct ll_tree_hash leaf = leaf_of("b");
    struct ll_tlog_verdict verdict;
    (void)state;
    ll_tlog_accept(&crypto, &policy, make_proof(1U, LL_STR("")), &leaf, &verdict);
    assert_int_equal(verdict.reason, LL_TLOG_WITNESSES);
}

static struct ll_str replaced(struct ll_str text, const char *from, const char *to)
{
    size_t at = ll_str_find(text, ll_str_from_cstr(from), false);
    assert_true(at != SIZE_MAX);
    struct ll_strbuf out;
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_strbuf_str(&out, ll_str_sub(text, 0, at));
    ll_strbuf_cstr(&out, to);
    ll_strbuf_str(&out, ll_str_sub(text, at + strlen(from), text.len));
    return finish(&out);
}

static void refused_proofs(void **state)
{
    static const struct {
        const char *from;
        const char *to;
        enum ll_tlog_reason reason;
    } bent[] = {
        {"@v1\n", "@v2\n", LL_TLOG_FORMAT},
        {"@v1\n", "@v1\r\n", LL_TLOG_FORMAT},
        {"@v1\n", "@v1\nextra QQ\n", LL_TLOG_FORMAT},
        {"@v1\n", "@v1\nextra \n", LL_TLOG_FORMAT},
        {"@v1\n", "@v1\nextra QQ==\nextra QQ==\n", LL_TLOG_FORMAT},
        {"index 1\n", "", LL_TLOG_FORMAT},
        {"index 1\n", "index 01\n", LL_TLOG_FORMAT},
        {"index 1\n", "index -1\n", LL_TLOG_FORMAT},
        {"index 1\n", "index 1\nQUJD\n", LL_TLOG_FORMAT},
        {"index 1\n", "index 2\n", LL_TLOG_INDEX},
        {"index 1\n", "index 0\n", LL_TLOG_NOT_INCLUDED},
        {"\n\n", "\n\n\n", LL_TLOG_CHECKPOINT},
        {ORIGIN "\n2\n", "log.example/two\n2\n", LL_TLOG_ORIGIN},
        {ORIGIN "\n2\n", ORIGIN "\n02\n", LL_TLOG_CHECKPOINT},
        {ORIGIN "\n2\n", ORIGIN "\n3\n", LL_TLOG_SIGNATURE},
        {"— " ORIGIN, "— log.example/two", LL_TLOG_UNSIGNED},
    };
    struct ll_str good = make_proof(7U, LL_STR(""));
    (void)state;
    for (size_t i = 0; i < sizeof(bent) / sizeof(bent[0]); i++) {
        struct ll_tlog_verdict verdict = accept(replaced(good, bent[i].from, bent[i].to), "b", 0);
        if (verdict.reason != bent[i].reason) {
            fail_msg("%zu: %s", i, ll_tlog_reason_code(verdict.reason));
        }
    }
}

/* Every byte changed or cut off: never accepted by all three witnesses and the log. */
static void every_byte_counts(void **state)
{
    struct ll_str good = make_proof(7U, LL_STR("QQ=="));
    size_t extra = ll_str_find(good, LL_STR("QQ=="), false);
    (void)state;
    for (size_t i = 0; i < good.len; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            char *bytes = ll_str_to_cstr(&arena, good);
            bytes[i] = (char)((unsigned char)bytes[i] ^ 1U << bit);
            struct ll_tlog_verdict verdict = accept((struct ll_str){bytes, good.len}, "b", 3);
            bool is_extra = i >= extra && i < extra + 2; /* what nobody signed */
            assert_true(is_extra || verdict.reason != LL_TLOG_INCLUDED);
        }
        assert_int_not_equal(accept(ll_str_sub(good, 0, i), "b", 3).reason, LL_TLOG_INCLUDED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_as_text),
        cmocka_unit_test(refused_notes),
        cmocka_unit_test(notes_are_limited),
        cmocka_unit_test(signatures),
        cmocka_unit_test(cosigned_texts_are_limited),
        cmocka_unit_test(refused_checkpoints),
        cmocka_unit_test(accepted),
        cmocka_unit_test(a_witness_counts_once),
        cmocka_unit_test(refused_proofs),
        cmocka_unit_test(every_byte_counts),
    };
    struct ll_crypto *opened = NULL;
    uint8_t seed[LL_SEED_SIZE] = {1};
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    if (ll_crypto_open(&arena, &opened, NULL) != LL_OK) {
        return 1;
    }
    crypto = ll_crypto_for_proof(opened);
    ll_sign_key_from_seed(seed, &log_secret);
    ll_note_key_make(&crypto, LL_STR(ORIGIN), LL_NOTE_ED25519, &log_secret.public_key, &log_key);
    for (size_t i = 0; i < 3; i++) {
        seed[0]++;
        ll_sign_key_from_seed(seed, &witness_secrets[i]);
        ll_note_key_make(&crypto, ll_str_from_cstr(witness_names[i]), LL_NOTE_COSIGNATURE,
                         &witness_secrets[i].public_key, &witness_keys[i]);
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    ll_crypto_close(opened);
    ll_arena_release(&arena);
    return failed;
}
